"""The coverage model: the design's vector, three rules, lead times, the US paths, and the exact search of the exercise."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.models import enablers as model
from eunato.models.clubs import ModelError

coverages = st.lists(st.floats(0, 1), min_size=1, max_size=8)
slow = settings(max_examples=40, deadline=None)  # a run reads its table


# -- the index --------------------------------------------------------------------------------------------------------------


def test_the_vector_of_the_design():
    made = model.indices((0.9, 0.9, 0.9, 0.3))
    assert [round(made[rule], 2) for rule in ("min", "product", "average")] == [0.30, 0.68, 0.75]
    assert model.VECTOR == (0.9, 0.9, 0.9, 0.3)


def test_the_other_vectors_offered_to_the_lesson():
    assert [round(value, 2) for value in model.indices((0.8, 0.95, 0.4, 0.7)).values()] == [0.40, 0.68, 0.71]
    assert [round(value, 2) for value in model.indices((0.8, 0.95, 0.4, 0.7), (1, 1, 2, 1)).values()] == [0.40, 0.61, 0.65]


@given(coverages)
def test_the_three_rules_stand_in_one_order(values):
    made = model.indices(values)
    assert -1e-9 <= made["min"] <= made["product"] + 1e-9 <= made["average"] + 2e-9 <= 1 + 3e-9


@given(coverages, st.integers(0, 7), st.floats(0, 1))
def test_more_coverage_never_lowers_an_index(values, at, better):
    at %= len(values)
    more = [*values]
    more[at] = max(more[at], better)
    for rule in model.RULES:
        assert model.index(more, rule) >= model.index(values, rule) - 1e-9


@given(st.floats(0.01, 1), st.integers(1, 6))
def test_equal_coverages_give_that_number_under_every_rule(value, n):
    assert all(one == pytest.approx(value) for one in model.indices([value] * n).values())


@given(coverages, st.floats(0.1, 100))
def test_only_the_proportions_of_weights_count(values, factor):
    weights = [1 + i for i in range(len(values))]
    for rule in model.RULES:
        assert model.index(values, rule, weights) == pytest.approx(model.index(values, rule, [w * factor for w in weights]), abs=1e-9)


@pytest.mark.parametrize("wrong", [
    {"values": []}, {"values": [1.2]}, {"values": [-0.1]}, {"values": [float("nan")]}, {"values": ["half"]}, {"values": [0.5], "rule": "best"}, {"values": [0.5, 0.5], "weights": [1]},
    {"values": [0.5], "weights": [0]}, {"values": [0.5], "weights": [-1]}, {"values": [True]},
])
def test_what_makes_no_sense_is_named(wrong):
    with pytest.raises(ModelError):
        model.index(**wrong)


def test_nothing_of_one_part_is_nothing_of_the_product_unless_it_weighs_nothing():
    assert model.index((1, 0), "product") == 0
    assert model.index((1, 0), "product", (1, 0)) == 1


# -- the US and the run ------------------------------------------------------------------------------------------------------------


def test_paths_of_the_united_states():
    assert [model.availability(p, 2029, 2030) for p in model.PATHS] == [1, 1, 1]
    assert [model.availability(p, 2030, 2030, 0.4) for p in model.PATHS] == [1, 0.4, 0]
    with pytest.raises(ModelError):
        model.availability("tomorrow", 2030)


def test_without_shares_only_published_ones_stand_there():
    given_ = model.capabilities(model.published())
    assert [one.id for one in given_ if one.start is not None] == ["iamd"]
    with pytest.raises(ModelError, match="set at least one"):
        model.run(given=model.capabilities({}))


def test_money_arrives_after_its_lead_and_buys_at_the_full_price():
    one = model.Capability("x", "X", "X", 50, 0, 3, 2.0, 0.8, 1)
    made = model.run("both", "stays", budget=10, target=0.7, given=[replace(one, id="land")])
    europe = [year.europe["land"] for year in made.years]
    assert europe[:3] == [50, 50, 50]
    assert europe[3] == pytest.approx(50 + 10 / 2.5) and europe[4] == pytest.approx(58)
    assert made.years[-1].europe["land"] == pytest.approx(70) and made.cost == pytest.approx(20 * 2.5)


def test_the_orders_of_the_illustrative_set():
    """The bet and mission 3: the same bill, and only the longest lead first is there in 2032."""
    made = {order: model.run("both", "sudden", order=order) for order in model.ORDERS}
    assert {order: run.first_year() for order, run in made.items()} == {"lead": 2032, "weak": 2033, "price": 2034, "even": 2034}
    assert len({round(run.cost, 6) for run in made.values()}) == 1
    assert made["lead"].at(2030).index == pytest.approx(0.2), "the window is there whatever is bought first"


def test_neither_troops_nor_enablers_alone_reach_the_target():
    assert model.run("plan_a", "sudden").first_year() is None and model.run("hedge", "sudden").first_year() is None
    assert model.run("hedge", "sudden").weakest.id == "land" and model.run("plan_a", "sudden").weakest.id == "iamd"


def test_command_and_control_alone_moves_the_minimum_and_hardly_the_average():
    low, mean = (model.run("plan_a", "sudden", rule, lost="c2").at(2030).index for rule in ("min", "average"))
    before = model.run("plan_a", "stays", "average").at(2030).index
    assert low == pytest.approx(0.35) and before - mean == pytest.approx(0.6 / 8)


def test_idle_money_is_what_exceeds_the_need_while_the_us_stays():
    made = {s: model.run(s, "stays") for s in model.STRATEGIES}
    assert [round(run.idle_cost, 1) for run in made.values()] == [40.0, 169.0, 169.0]
    for run in made.values():
        assert all(0 <= run.idle[key] <= run.bought[key] + 1e-9 for key in run.bought)


def test_regret_is_zero_for_somebody_on_every_path():
    found = model.regret()
    assert all(min(found[s, p] for s in model.STRATEGIES) == 0 for p in model.PATHS)
    assert max(found[s, p] for s in model.STRATEGIES for p in model.PATHS) == found["plan_a", "sudden"] == pytest.approx(0.5)


@slow
@given(st.floats(0, 200), st.floats(0, 200), st.sampled_from(["lead", "even"]), st.sampled_from(list(model.STRATEGIES)), st.sampled_from(list(model.PATHS)))
def test_more_money_never_lowers_the_index(low, more, order, strategy, path):
    small = model.run(strategy, path, order=order, budget=low)
    large = model.run(strategy, path, order=order, budget=low + more)
    assert all(b.index >= a.index - 1e-9 for a, b in zip(small.years, large.years, strict=True))


@slow
@given(st.sampled_from(list(model.ORDERS)), st.sampled_from(list(model.STRATEGIES)), st.floats(0, 150), st.floats(0, 1), st.sampled_from(list(model.RULES)))
def test_a_run_keeps_its_budget_and_its_bounds(order, strategy, budget, kept, rule):
    run = model.run(strategy, "partial", rule, order, budget=budget, kept=kept)
    spent = [one.spent for one in run.years]
    assert all(b - a <= budget + 1e-6 for a, b in zip([0.0, *spent], spent, strict=False))
    assert spent[-1] == pytest.approx(run.cost, abs=1e-6)
    for one in run.years:
        assert 0 <= one.index <= 1 and all(0 <= value <= 1 for value in one.coverage.values())
    stays = model.run(strategy, "stays", rule, order, budget=budget)
    assert all(b.index >= a.index - 1e-9 for a, b in zip(run.years, stays.years, strict=True)), "more of the US never lowers coverage here"


def test_a_target_holds_only_if_it_is_not_lost_again():
    run = model.run("plan_a", "sudden")
    assert run.at(2029).index > 0.7 and run.first_year(0.7) is None
    assert run.first_year(0.2) == 2026


def test_the_band_is_ordered():
    low, middle, high = model.band(strategy="both", path="sudden")
    assert all(a.index >= b.index - 1e-9 >= c.index - 2e-9 for a, b, c in zip(low.years, middle.years, high.years, strict=True))


@pytest.mark.parametrize("wrong", [
    {"strategy": "c"}, {"path": "tomorrow"}, {"rule": "max"}, {"order": "alphabet"}, {"budget": -1}, {"budget": float("inf")}, {"budget": "much"}, {"target": 0}, {"target": 2}, {"leaves": 2020}, {"kept": 1.5},
    {"lost": "moon"}, {"price": 0}, {"delay": -1},
])
def test_settings_that_make_no_sense_are_named(wrong):
    with pytest.raises(ModelError):
        model.run(**wrong)


def test_shares_that_make_no_sense_are_named():
    for wrong in ({"moon": 5}, {"c2": 120}, {"c2": -1}, {"c2": "half"}):
        with pytest.raises(ModelError):
            model.capabilities(wrong)


# -- the exercise ----------------------------------------------------------------------------------------------------------------------


def test_the_cheapest_purchase_is_that_of_every_order_and_set():
    """Brute force over the packages that some cheapest solution could hold: every subset of up to six, every order."""
    found = model.cheapest()
    names = [one for one in model.packages() if one != "brigades"]
    best = math.inf
    for size in range(1, 7):
        for chosen in itertools.combinations(names, size):
            if sum(model.packages()[one].cost for one in chosen) >= best:
                continue
            if any(model.purchase(order).ok for order in itertools.permutations(chosen)):
                best = sum(model.packages()[one].cost for one in chosen)
    assert found is not None and found.cost == best == 161


def test_what_counts_in_the_exercise():
    assert model.good_enough(["satellites", "shield_slow", "hq", "stocks", "charter"])
    assert model.good_enough(["tankers", "shield_slow", "hq", "imagery", "drones", "stocks"]), "163 is within five per cent"
    assert not model.good_enough(["shield_slow", "satellites", "hq", "stocks", "charter"]), "satellites would come in 2033"
    assert not model.good_enough(["satellites", "tankers", "shield_slow", "hq", "stocks"]), "cheaper and too late"
    dear = model.purchase(["satellites", "hq", "shield_fast", "charter", "stocks"])
    assert dear.ok and dear.cost == 174 and not model.good_enough(dear.order)
    assert not model.good_enough([]) and "0 packages" in model.purchase([]).sentence


def test_a_package_is_there_after_it_is_paid_and_built():
    made = model.purchase(["satellites", "hq"])
    assert made.ready == {"satellites": 2027 + 5, "hq": 2028 + 3}
    assert "Too late" not in made.sentence and "Too late: satellites" in model.purchase(["brigades", "satellites"]).sentence


@pytest.mark.parametrize("wrong", [["moon"], ["hq", "hq"]])
def test_orders_that_make_no_sense_are_named(wrong):
    with pytest.raises(ModelError):
        model.purchase(wrong)


def test_there_is_no_answer_when_there_is_no_money():
    assert model.cheapest(budget=1) is None
