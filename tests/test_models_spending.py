"""Spending paths: the course's vectors, what must hold for every path, where Allies stand, and what bad input is told."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import tables
from eunato.models import clubs
from eunato.models import spending as model

EU27 = 381 / 0.021
sizes = st.floats(1, 1e5)
shares = st.floats(0.001, 0.06)
rates = st.floats(-0.03, 0.06)
bends = st.floats(0.25, 4)
spans = st.integers(1, 25)


# -- vectors ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("growth", "p", "final", "cumulative", "extra"), [
    (0.0, 1, 635.0, 5207.0, 1397.0), (0.012, 1, 715.4, 5590.0, 1519.3), (0.012, 2, 715.4, 5145.0, 1074.3),
])
def test_the_vectors_of_the_course(growth, p, final, cumulative, extra):
    one = model.path(EU27, 0.021, 0.035, 10, growth, p)
    assert (round(one.final, 1), round(one.cumulative, 1), round(one.extra, 1)) == (final, cumulative, extra)


def test_late_steps_are_at_2_45_per_cent_in_2030():
    assert round(100 * model.path(EU27, 0.021, growth=0.012, p=2).at(2030).share, 2) == 2.45
    assert round(100 * model.path(EU27, 0.021, growth=0.012, p=1).at(2030).share, 2) == 2.80


def test_the_worked_example_and_its_completion():
    solved = model.path(400, 0.018, 0.035, 10, 0.01).last
    assert [round(x, 1) for x in (solved.gdp, solved.spend, solved.frozen)] == [441.8, 15.5, 8.0]
    assert round(round(solved.spend, 1) - round(solved.frozen, 1), 1) == 7.5
    faded = model.path(250, 0.022, 0.035, 10, 0.02).last
    assert (round(faded.gdp, 1), round(faded.extra, 2)) == (304.7, 3.96)


def test_the_table_gives_the_start_of_the_vectors():
    start = model.start("EU27")
    assert start.gdp == pytest.approx(EU27) and start.share == pytest.approx(0.021) and (start.currency, start.share_year, start.years) == ("EUR", 2025, 10)
    row = next(row for row in tables.records("macro") if row["series"] == "eda_implied")
    assert round(start.gdp, 1) == row["gdp_bn"] == 18142.9
    assert round(start.path(growth=0.012).final, 1) == 715.4


def test_prices_are_counted_from_the_price_year():
    """EU27 begins at the agency's own total in prices of 2025; an Ally's money is of 2024 and its path begins in 2026."""
    eu = model.start("EU27").path(0.012, inflation=0.02)
    assert eu.first.nominal == pytest.approx(392) and eu.last.nominal == pytest.approx(eu.final * 392 / 381 * 1.02**10) and round(eu.last.nominal, 1) == 897.3
    italy = model.start("ITA").path(0.01, inflation=0.02)
    assert italy.first.nominal == pytest.approx(italy.first.spend * 1.02**2) and italy.last.nominal == pytest.approx(italy.final * 1.02**11)
    austria = model.start("AUT").path(0.01, inflation=0.02)
    assert austria.first.year == 2024 and austria.first.nominal == pytest.approx(austria.first.spend)
    still = model.start("EU27").path(0.012)
    assert still.first_level == 1 and still.last.nominal == still.final


def test_the_clause_counts_above_the_reported_year_and_says_which_years():
    for key, year, rooms in (("DEU", 2021, (191.1, 110.5)), ("POL", 2021, (41.7, 25.8)), ("GRC", 2024, (0.0, 6.9)), ("EU23", 2021, (618.9, 375.9)), ("EU27", 2021, (600.0, 304.5))):
        one = model.start(key)
        assert one.reference_year == year
        for then, room in zip((2021, 2024), rooms, strict=True):
            assert round(one.path(0.012, share_ref=one.share_in(then)).room, 1) == room, (key, then)
    assert model.start("EU27").path().clause_years == (2025, 2026, 2027, 2028) and model.start("DEU").path().clause_years == (2026, 2027, 2028)
    assert model.start("EU27").share_in(2022) is None and model.start("EU23").share_in(2024) == pytest.approx(0.0198, abs=5e-5)


def test_what_the_rounding_of_the_agency_leaves_open():
    start = model.start("EU27")
    low, high = (start.path(0.012).final * factor for factor in start.rough)
    assert (round(low), round(high)) == (699, 733) and model.start("ITA").rough == (1, 1)


def test_room_and_conversion():
    assert model.headroom(0.04, 0.02, 1000) == pytest.approx(15)
    assert model.headroom(0.025, 0.02, 1000) == pytest.approx(5)
    assert model.headroom(0.01, 0.02, 1000) == 0
    one = model.path(1000, 0.02, 0.05, 10, share_ref=0.02)
    assert [round(y.room, 1) for y in one.years] == [0.0, 3.0, 6.0, 9.0] + [0.0] * 7 and round(one.room, 1) == 18.0
    assert model.path(1000, 0.02, 0.05, 10).room == 0
    assert model.convert(12, 1.2, "EUR") == pytest.approx(10) and model.convert(10, 1.2) == pytest.approx(12)


# -- properties -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(sizes, shares, shares, spans, rates, bends)
def test_a_path_begins_and_ends_where_it_says(gdp, s0, sT, years, growth, p):  # noqa: N803
    one = model.path(gdp, s0, sT, years, growth, p)
    assert len(one.years) == years + 1 and one.first.share == s0 and one.last.share == pytest.approx(sT)
    assert one.final == pytest.approx(sT * gdp * (1 + growth) ** years)
    assert all(min(s0, sT) - 1e-12 <= y.share <= max(s0, sT) + 1e-12 for y in one.years)


@settings(deadline=None)
@given(sizes, shares, shares, spans, rates, bends)
def test_the_sum_is_the_frozen_share_and_the_extra(gdp, s0, sT, years, growth, p):  # noqa: N803
    one = model.path(gdp, s0, sT, years, growth, p)
    assert one.cumulative == pytest.approx(one.frozen + one.extra)
    assert model.path(gdp, s0, s0, years, growth, p).extra == pytest.approx(0, abs=1e-6 * gdp)
    assert math.copysign(1, one.extra) == math.copysign(1, sT - s0) or abs(one.extra) < 1e-9 * gdp


@settings(deadline=None)
@given(sizes, shares, st.floats(0.001, 0.04), spans, rates, bends, bends)
def test_the_later_the_cheaper_when_the_share_rises(gdp, s0, rise, years, growth, p, q):
    early, late = sorted((p, q))
    one, two = (model.path(gdp, s0, s0 + rise, years, growth, shape) for shape in (early, late))
    assert two.cumulative <= one.cumulative + 1e-9 * gdp
    assert two.final == pytest.approx(one.final)


@settings(deadline=None)
@given(sizes, shares, spans, rates, bends, st.floats(0, 0.1), st.floats(1.1, 5))
def test_size_scales_and_prices_only_raise(gdp, s0, years, growth, p, inflation, factor):
    one = model.path(gdp, s0, 0.035, years, growth, p, inflation=inflation)
    assert model.path(gdp * factor, s0, 0.035, years, growth, p).cumulative == pytest.approx(factor * one.cumulative)
    assert all(y.nominal >= y.spend - 1e-9 for y in one.years) and one.first.nominal == pytest.approx(one.first.spend)


@settings(deadline=None)
@given(sizes, shares, shares, rates, st.floats(0, 0.06))
def test_room_is_never_negative_and_never_above_the_cap(gdp, s0, sT, growth, ref):  # noqa: N803
    one = model.path(gdp, s0, sT, 10, growth, share_ref=ref)
    for year in one.years:
        assert 0 <= year.room <= model.CLAUSE_CAP * year.gdp + 1e-9
        assert year.room == 0 or year.year in model.CLAUSE_YEARS


@given(st.floats(0.1, 1e6), st.floats(0.6, 1.9))
def test_there_and_back_is_the_same_amount(amount, rate):
    assert model.convert(model.convert(amount, rate), rate, "EUR") == pytest.approx(amount)


# -- bad input --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("changes", "says"), [
    ({"gdp0": -5}, "gdp0 is -5"), ({"gdp0": "400"}, "GDP in billions"), ({"share0": 2.1}, "fraction"), ({"shareT": float("nan")}, "shareT is nan"), ({"years": 0}, "whole number"),
    ({"years": 2.5}, "whole number"), ({"growth": 1.2}, "0.012 for 1.2%"), ({"p": 0}, "the shape"), ({"inflation": 5}, "price rises"), ({"share_ref": -1}, "reference share"), ({"gdp0": True}, "True"),
])
def test_what_makes_no_path_is_refused_with_an_example(changes, says):
    with pytest.raises(model.SpendingError, match=says):
        model.path(**{"gdp0": 400, "share0": 0.02, **changes})


def test_other_refusals_name_what_is_there():
    with pytest.raises(model.SpendingError, match="dollars for one euro"):
        model.convert(1, 0)
    with pytest.raises(model.SpendingError, match="'USD' or 'EUR'"):
        model.convert(1, 1.1, "GBP")
    with pytest.raises(model.SpendingError, match="no armed forces"):
        model.start("Iceland")
    with pytest.raises(model.SpendingError, match="such as 'Italy'"):
        model.start("Atlantis")
    with pytest.raises(model.SpendingError, match="nato_2026ed"):
        model.standing(2025, "nato")
    with pytest.raises(model.SpendingError, match="no Allies for 2026"):
        model.standing(2026, "nato_2025ed")
    with pytest.raises(model.SpendingError, match="2030 is not in it"):
        model.path(1, 0.01, years=2).at(2030)


# -- tables -----------------------------------------------------------------------------------------------------------


def test_the_constants_are_those_of_the_pledges():
    row = {one["pledge_id"]: one for one in tables.records("pledges")}
    assert round(100 * model.CORE, 6) == row["hague_core"]["core_pct"] == row["hague_total"]["core_pct"]
    assert round(100 * model.RELATED, 6) == row["hague_related"]["related_pct"]
    assert row["hague_total"]["total_pct"] == round(100 * (model.CORE + model.RELATED), 6) and int(row["hague_total"]["deadline"]) == model.TARGET_YEAR
    assert 100 * model.GUIDELINE == row["wales_2014"]["core_pct"] and 100 * model.EQUIPMENT == row["wales_2014_equipment"]["equipment_pct"]


def test_every_ally_but_iceland_and_every_member_state_can_start():
    there, sets = model.starts(), clubs.split()
    assert set(there) == set(model.GROUPS) | ((sets.nato | sets.eu) - {"ISL"})
    for one in there.values():
        assert one.gdp > 0 and 0 < one.share < 0.1 and one.says and one.sources
        assert one.path(0.01).last.share == pytest.approx(max(0.035, one.share)) and one.path().last.year == 2035
    assert [model.start(name).id for name in ("Italy", "ita", "EU27", "NATO Europe and Canada")] == ["ITA", "ITA", "EU27", "NATO_EUR_CAN"]


def test_group_sizes_are_sums_of_their_members():
    gdp = {row["iso3"]: row["gdp_bn"] for row in tables.records("macro") if row["series"] == "cia_2024"}
    sets = clubs.split()
    assert model.start("NATO_EUR_CAN").gdp == pytest.approx(sum(gdp[i] for i in sets.nato - {"USA", "ISL"}))
    assert model.start("NATO_TOTAL").gdp == pytest.approx(model.start("NATO_EUR_CAN").gdp + gdp["USA"])
    assert model.start("EU23").gdp == pytest.approx(sum(gdp[i] for i in sets.both))
    assert 0.02 < model.start("EU23").share < 0.03


@pytest.mark.parametrize(("year", "two", "core"), [(2024, 17, 1), (2025, 28, 4), (2026, 30, 5)])
def test_where_the_allies_stand(year, two, core):
    now = model.standing(year)
    assert len(now.rows) == 32 and len(now.with_share) == 31
    assert (len(now.reach(2)), len(now.reach(3.5))) == (two, core)
    assert len(now.below(2)) == 31 - two


def test_the_escape_clause_counts():
    assert len(model.clause_states()) == 17 and model.clause_states("unknown") == ("Spain",) and len(model.clause_states("no")) == 9
