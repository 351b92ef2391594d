"""Aid, loan and allocator: the course's vectors, crossings from the series, what must hold for every mix, and bad input."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import tables
from eunato.models import ukraine as model

ROOT = Path(__file__).resolve().parents[1]
parts = st.integers(0, 100).flatmap(lambda p: st.tuples(st.just(p), st.integers(0, 100 - p))).map(lambda two: (two[0] / 100, two[1] / 100, (100 - sum(two)) / 100))
months = st.floats(0, 36)
numbers = st.fixed_dictionaries({"price": st.floats(0.3, 4), "lag": st.floats(0, 20), "ramp": st.floats(0, 20), "cap": st.floats(0, 15)})


def changed(numbers_of: dict[str, dict[str, float]], budget: float = 60) -> model.Setup:
    setup = model.default().spend(budget)
    for key, values in numbers_of.items():
        setup = setup.change(key, **values)
    return setup


setups = st.builds(changed, st.fixed_dictionaries({key: numbers for key in model.SOURCES}), st.floats(1, 150))


# -- the loan ---------------------------------------------------------------------------------------------------------


def test_the_vectors_of_the_course():
    assert (model.loan("military"), model.loan("budget"), model.loan()) == (60, 30, 90)
    assert (model.need("military"), model.need("budget"), model.need()) == (83.4, 52.3, 135.7)
    assert round(model.share_of_need("military"), 1) == 71.9 and round(model.share_of_need("all"), 1) == 66.3
    assert model.ask() == 15 and model.ask_share() == 25
    assert round(model.ask_months(1.17), 1) == 17.6 and model.ask_months(1.2, 1.5) == pytest.approx(12)


@pytest.mark.parametrize("call", [
    lambda: model.share_of_need("navy"), lambda: model.need("military_2026"), lambda: model.ask_months(0), lambda: model.ask_months("1.17"), lambda: model.ask_months(pace=0),
    lambda: model.cumulative("deliveries"), lambda: model.cumulative("military", "NATO"), lambda: model.totals("military", "2027-01"),
])
def test_what_is_not_there_is_named(call):
    with pytest.raises(model.UkraineError, match="such as|write one of|give a number"):
        call()


# -- aid --------------------------------------------------------------------------------------------------------------


def test_the_crossings_of_the_series():
    def found(measure, europe="wide"):
        return [(one.month, one.leader) for one in model.crossings(measure, europe)]

    assert found("military") == [("2022-01", "Europe"), ("2022-06", "US"), ("2025-03", "Europe")]
    assert found("military", "eu")[-1] == ("2025-08", "Europe")
    assert found("allocated")[-1] == ("2023-03", "Europe") and len(found("allocated")) == 7
    assert found("allocated", "eu")[-1] == ("2025-02", "Europe")
    assert found("committed")[-1] == ("2023-02", "Europe") and found("committed", "eu")[-1] == ("2023-05", "Europe")
    assert found("financial") == [("2022-02", "Europe")]


def test_the_sums_are_those_of_the_release():
    military, allocated, committed = (model.totals(m) for m in ("military", "allocated", "committed"))
    assert (round(military.europe, 1), round(military.us, 1)) == (102.2, 64.6)
    assert (round(allocated.europe, 1), round(allocated.us, 1), round(allocated.other, 1)) == (214.8, 115.4, 28.2)
    assert (round(committed.europe, 1), round(committed.us, 1)) == (389.7, 119.0)
    june = model.totals("military", "2025-06")
    assert (round(june.europe, 1), round(june.us, 1)) == (81.5, 64.6)
    assert military.month == "2026-04" and military.leader == "Europe" and model.Totals("", 1, 1, 0).leader == ""


@pytest.mark.parametrize("measure", model.MEASURES)
@pytest.mark.parametrize("europe", model.EUROPE)
def test_sums_never_fall_and_months_and_half_years_agree(measure, europe):
    path = model.cumulative(measure, europe)
    assert len(path) == 52
    for before, after in zip(path, path[1:], strict=False):
        assert after.europe >= before.europe - 1e-6 and after.us >= before.us - 1e-6
    halves = model.half_years(measure, europe)
    assert [one.month for one in halves] == [f"{y}-H{h}" for y in range(2022, 2027) for h in (1, 2)][:9]
    for side in ("europe", "us", "other"):
        assert sum(getattr(one, side) for one in halves) == pytest.approx(getattr(path[-1], side), abs=1e-4)
    assert path[-1].europe + path[-1].us + path[-1].other == pytest.approx(sum((getattr(model.totals(measure), side) for side in ("europe", "us", "other"))), abs=1e-4)


def test_the_change_of_definition_moves_sums_and_never_makes_money():
    wide, eu = model.totals("military"), model.totals("military", europe="eu")
    assert wide.europe > eu.europe and wide.us == eu.us
    assert wide.europe + wide.other == pytest.approx(eu.europe + eu.other)


# -- allocator: vectors -------------------------------------------------------------------------------------------------


def test_what_a_source_can_take_by_hand():
    setup = model.default()
    assert [setup.sources["P"].can_pay(m) for m in (0, 2, 3, 6, 24)] == [0, 0, 1, 12, 84]  # 4 · (1/4), 4 · (1 + 2), 4 · (1 + 20)
    assert [round(setup.sources["E"].can_pay(m), 4) for m in (8, 12, 24)] == [0, 2.4, 28.8]  # 2.4 · 16/16, 2.4 · (4 + 8)
    assert [setup.sources["U"].can_pay(m) for m in (6, 12, 24)] == [4, 16, 40]
    assert setup.change("E", lag=0, ramp=0, cap=3).sources["E"].can_pay(5) == 15


def test_one_mix_by_hand():
    one = model.default().run(0.25, 0.35, 0.40)
    assert [one.paid(key) for key in "PEU"] == [15, 21, 24] and one.unspent == 0 and one.home == pytest.approx(0.75)
    assert one.paid("P", 6) == 12 and one.paid("E", 6) == 0 and one.paid("U", 6) == 4
    assert one.coverage_of("air_defence", 6) == pytest.approx((0.6 * 12 + 0.05 * 4 / 0.8) / 25)
    assert one.coverage_of("drones") == pytest.approx(1.0)  # 0.05 · 15 + 0.15 · 21 / 1.1 + 0.6 · 30 = 21.6 of 20
    units = {"air_defence": 0.6 * 15 + 0.1 * 21 / 1.1 + 0.05 * 30, "artillery": 0.1 * 15 + 0.45 * 21 / 1.1 + 0.15 * 30, "drones": 20, "other": 0.25 * 15 + 0.3 * 21 / 1.1 + 0.2 * 30}
    assert one.coverage() == pytest.approx(sum(units.values()) / 83.4) and round(100 * one.coverage(), 1) == 74.9
    assert one.dependency == pytest.approx(9 / units["air_defence"])
    assert one.home_spent == pytest.approx(0.75)


def test_what_no_factory_can_take_is_left():
    assert model.default().run(0, 1, 0).unspent == pytest.approx(31.2)
    assert model.default().run(0, 0, 1).unspent == pytest.approx(20)
    assert model.default().run(1, 0, 0).unspent == 0
    nothing = changed({key: {"cap": 0} for key in model.SOURCES}).run(0.2, 0.3, 0.5)
    assert (nothing.spent, nothing.unspent, nothing.home_spent, nothing.dependency, nothing.coverage()) == (0, 60, 0, 0, 0)


def test_the_feasible_set_of_the_exercise():
    assert model.feasible(0.25, 0.35, 0.40).ok and model.feasible(0.4, 0.2, 0.4).ok
    us, home = model.feasible(1, 0, 0), model.feasible(0, 0.5, 0.5)
    assert not us.ok and len(us.reasons) == 1 and "Home industry gets 0%" in us.reasons[0]
    assert not home.ok and len(home.reasons) == 1 and "Air defence is covered" in home.reasons[0]
    fits = [one for one in model.default().grid(5) if model.feasible(*(one.shares[key] for key in "PEU")).ok]
    assert 0 < len(fits) < 231
    assert {round(100 * one.shares["P"]) for one in fits} == {15, 20, 25, 30, 35, 40}
    assert not model.feasible(0.25, 0.35, 0.4, target=0.5).ok and model.feasible(0.25, 0.35, 0.4, need="drones", at=24, target=1).ok


def test_the_frontier_ends_where_capacity_ends():
    grid = model.default().grid(5)
    edge = model.frontier(grid)
    assert [round(100 * one.shares["P"]) for one in edge] == [0, 5, 10, 15, 20]
    later = model.frontier(grid, 12)
    assert max(one.shares["P"] for one in later) > max(one.shares["P"] for one in edge)
    assert model.frontier(grid, need="air_defence")[0].home == pytest.approx(1)


def test_the_table_is_the_setup():
    setup, rows = model.default(), {row["param_id"]: row for row in tables.records("allocator")}
    assert setup.budget == rows["budget"]["value"] == model.loan("military")
    assert sum(setup.needs.values()) == pytest.approx(model.need("military"))
    assert set(setup.needs) == set(model.NEEDS) and set(setup.sources) == set(model.SOURCES)
    for one in setup.sources.values():
        assert sum(one.serves.values()) == pytest.approx(1)
    assert setup.sources["E"].serves["air_defence"] < setup.sources["P"].serves["air_defence"]


# -- allocator: what must always hold -------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(setups, parts, months, months)
def test_nothing_falls_with_time_and_nothing_is_more_than_there_is(setup, mix, m, n):
    one = setup.run(*mix)
    early, late = sorted((m, n))
    for key in model.SOURCES:
        assert 0 <= one.paid(key, early) <= one.paid(key, late) + 1e-9 <= one.shares[key] * setup.budget + 2e-9
    assert 0 <= one.coverage(early) <= one.coverage(late) + 1e-9 <= 1 + 2e-9
    for need in model.NEEDS:
        assert 0 <= one.coverage_of(need, early) <= one.coverage_of(need, late) + 1e-9 <= 1 + 2e-9
    assert 0 <= one.unspent <= setup.budget and one.spent + one.unspent == pytest.approx(setup.budget)
    assert 0 <= one.home_spent <= 1 + 1e-9 and 0 <= one.dependency <= 1 + 1e-9


@settings(deadline=None, max_examples=40)
@given(setups, parts)
def test_coverage_of_all_lies_between_the_needs(setup, mix):
    one = setup.run(*mix)
    each = [one.coverage_of(need) for need in model.NEEDS]
    assert min(each) - 1e-9 <= one.coverage() <= max(each) + 1e-9


@settings(deadline=None, max_examples=40)
@given(setups, parts, st.sampled_from("PEU"), st.floats(0, 10))
def test_more_pace_or_less_lag_never_covers_less(setup, mix, key, more):
    one = setup.run(*mix)
    source = setup.sources[key]
    faster = setup.change(key, cap=min(20, source.cap + more), lag=max(0, source.lag - more)).run(*mix)
    for month in (6, 12, 24):
        assert faster.coverage(month) >= one.coverage(month) - 1e-9
    assert faster.unspent <= one.unspent + 1e-9


@settings(deadline=None, max_examples=12)
@given(setups, st.sampled_from((6, 12, 24)), st.sampled_from(("", *model.NEEDS)))
def test_nobody_beats_the_frontier(setup, month, need):
    grid = setup.grid(10)
    edge = model.frontier(grid, month, need)

    def both(one):
        return round(one.home, 9), round(one.coverage_of(need, month) if need else one.coverage(month), 9)

    assert edge and len({both(one) for one in edge}) == len(edge)
    for one in grid:
        home, cover = both(one)
        assert any(h >= home and c >= cover for h, c in map(both, edge))
    for one in edge:
        home, cover = both(one)
        assert not any(h >= home and c >= cover and (h, c) != (home, cover) for h, c in map(both, grid))


# -- bad input ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mix", [(0.5, 0.5, 0.5), (0.2, 0.2, 0.2), (1.2, -0.2, 0), (25, 35, 40), (float("nan"), 0.5, 0.5), ("a", 0.5, 0.5), (True, 0, 0)])
def test_shares_that_are_none_are_refused(mix):
    with pytest.raises(model.UkraineError, match="add up to|from 0 to 1"):
        model.default().run(*mix)


@pytest.mark.parametrize("call", [
    lambda: model.default().change("X", lag=3), lambda: model.default().change("E", speed=3), lambda: model.default().change("E", lag=-1), lambda: model.default().change("E", price=0),
    lambda: model.default().spend(0), lambda: model.default().spend(float("inf")), lambda: model.default().grid(7), lambda: model.default().run(1, 0, 0).coverage_of("ships"),
])
def test_a_setup_that_makes_no_sense_is_refused(call):
    with pytest.raises(model.UkraineError):
        call()


# -- the key of 09-R4 and of mission 3 ------------------------------------------------------------------------------------


def _step(setup: model.Setup, month: float = 6, need: str = "") -> float:
    """Points of early cover between all at home and the last mix on the line."""
    line = model.frontier(setup.grid(5), month, need)
    return 100 * ((line[-1].coverage_of(need, month) - line[0].coverage_of(need, month)) if need else (line[-1].coverage(month) - line[0].coverage(month)))


def test_more_capacity_at_home_moves_the_cloud_and_not_the_step():
    quick = model.default().change("E", cap=10).change("U", cap=10)
    assert _step(quick) == pytest.approx(_step(model.default()), abs=0.1) == pytest.approx(14.4, abs=0.1)
    assert model.frontier(quick.grid(5))[0].coverage(6) > 4 * model.frontier(model.default().grid(5))[0].coverage(6)


def test_the_step_lives_where_us_stock_serves_what_home_cannot():
    at_once = model.default()
    for key in "EU":
        at_once = at_once.change(key, lag=0, ramp=0, cap=20)
    assert _step(at_once) < 3, "home industry that serves nearly all needs at once leaves little to add"
    assert _step(at_once, need="air_defence") > 20, "and for a need that it does not serve, the step stays"


def test_the_key_of_09_r4_is_what_the_model_says():
    item = next(one for one in yaml.safe_load((ROOT / "data/items/09.yml").read_text("utf-8"))["items"] if one["id"] == "09-R4")
    key = next(one["text"] for one in item["options"] if one.get("key"))
    assert "serves what home cannot" in key and "capacity" not in key


def test_at_the_pace_that_nato_asks_for_the_picture_folds_up():
    slow = model.default().change("P", cap=0.85)
    assert slow.sources["P"].can_pay(6) == pytest.approx(2.55) and round(100 * 2.55 / 60) == 4
    assert model.frontier(slow.grid(5))[-1].shares["P"] == 0.05
    assert round(100 * max(one.coverage_of("air_defence", 6) for one in slow.grid(5)), 1) == 7.1
    assert not any(model.feasible(**one.shares, setup=slow).ok for one in slow.grid(5)), "exercise E2 has no answer at this pace, so the text says where the model starts"


def test_kiel_s_pace_of_purl_is_about_half_of_the_ask():
    assert model.purl_pace() == pytest.approx(0.54, abs=0.005) and model.ask_share("all") == pytest.approx(100 / 6)
