"""Cable resilience: the design's vectors, common events, and the budget of the exercise."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato import tables
from eunato.models import cables
from eunato.models.clubs import ModelError

rates, repairs = st.floats(0, 10), st.floats(0, 365)
numbers = st.integers(1, 12)


def test_the_vectors_of_the_design():
    start = cables.resilience(4, 3, 0.5, 45)
    assert round(start.availability, 3) == 0.942
    assert round(start.shortage_days, 1) == 6.8
    half_rate, half_repair = cables.resilience(4, 3, 0.25, 45), cables.resilience(4, 3, 0.5, 22.5)
    assert round(half_rate.shortage_days, 1) == round(half_repair.shortage_days, 1) == 1.9
    assert half_rate.shortage_days == half_repair.shortage_days, "identical, not only after rounding"
    assert round(cables.resilience(5, 3, 0.5, 45).shortage_days, 2) == 0.65
    assert round(cables.resilience(5, 3, 0.25, 22.5).shortage_days, 2) == 0.01


def test_the_words_of_the_vectors():
    assert [one.said_days for one in cables.singles().values()] == ["6.8", "1.9", "1.9", "0.65", "0.01"]


def test_the_best_single_measure_changes_when_one_event_can_hit_all():
    assert cables.best_single() == "spare"
    assert cables.best_single(attack=True) == "repair"


@given(rates, repairs, st.integers(1, 8), st.integers(0, 8))
def test_independent_failures_are_the_binomial(rate, repair, n, k):
    if k > n:
        return
    one = 1 / (1 + rate * repair / 365)
    short = math.fsum(math.comb(n, i) * one**i * (1 - one) ** (n - i) for i in range(0, k))
    assert cables.resilience(n, k, rate, repair).shortage_days == pytest.approx(365 * short, abs=1e-8)


@given(rates, repairs, numbers, st.floats(0.1, 10))
def test_only_the_product_of_rate_and_repair_counts(rate, repair, n, factor):
    here = cables.resilience(n, n, rate, repair).shortage_days
    if repair / factor <= 3650 and rate * factor <= 1000:
        assert cables.resilience(n, n, rate * factor, repair / factor).shortage_days == pytest.approx(here, abs=1e-6)


@given(rates, repairs, st.integers(1, 10), st.floats(0, 3))
def test_a_spare_cable_never_hurts_and_a_common_event_never_helps(rate, repair, k, common):
    fewer, more = cables.resilience(k, k, rate, repair, common), cables.resilience(k + 1, k, rate, repair, common)
    assert more.shortage_days <= fewer.shortage_days + 1e-9
    assert cables.resilience(k, k, rate, repair).shortage_days <= fewer.shortage_days + 1e-9
    assert 0 <= more.shortage_days <= 365


@given(st.floats(0.01, 3), st.floats(1, 365))
def test_no_number_of_cables_gets_below_the_common_outage(common, repair):
    floor = 365 * (1 - cables.availability(common, repair))
    assert cables.resilience(50, 1, 0.5, repair, common).shortage_days >= floor - 1e-9


def test_the_edges():
    assert cables.resilience(1, 0, 5, 100).shortage_days == pytest.approx(0)
    assert cables.resilience(4, 3, 0, 45).shortage_days == pytest.approx(0)
    assert cables.resilience(1, 1, 1, 365).shortage_days == pytest.approx(182.5)
    assert cables.days_said(0) == "0" and cables.days_said(0.001) == "under 0.01" and cables.days_said(1234.5) == "1,234.5"


@pytest.mark.parametrize("wrong", [
    {"cables": 0}, {"cables": 2.5}, {"cables": "4"}, {"cables": True}, {"needed": -1}, {"needed": 5}, {"rate": -1}, {"rate": float("nan")}, {"repair": -3},
    {"repair": float("inf")}, {"common": -0.1}, {"cables": 51}, {"rate": "many"},
])
def test_numbers_that_make_no_sense_are_named(wrong):
    with pytest.raises(ModelError, match="give a|Need at most"):
        cables.resilience(**wrong)


# The budget of the exercise -------------------------------------------------------------------------------------------


def test_prices_are_assumptions():
    assert {row["evidence"] for row in tables.records("cable_costs")} == {"A"}


def test_the_cheapest_plan_in_both_worlds():
    alone = next(plan for plan in cables.plans() if plan.ok)
    assert (alone.measures, alone.cost) == (("patrols",), 30)
    attacked = [plan for plan in cables.plans(attack=True) if plan.ok]
    assert (set(attacked[0].measures), attacked[0].cost) == ({"patrols", "repair"}, 75)
    assert {plan.measures for plan in attacked} == {("patrols", "repair"), ("repair", "spare"), ("patrols", "enforcement", "repair")}
    assert all("repair" in plan.measures for plan in attacked), "what the exercise is about"


def test_a_plan_says_its_price_and_what_is_left():
    plan = cables.plan(["spare", "repair", "patrols"], attack=True)
    assert not plan.affordable and plan.enough and not plan.ok
    assert "125 of 100 units, 25 over the budget" in plan.sentence and "(assumption)" in plan.sentence
    assert cables.plan([]).cost == 0 and "You buy nothing" in cables.plan([]).sentence
    assert cables.plan("patrols").measures == ("patrols",)
    assert cables.plan(["repair", "patrols", "repair"]).cost == 75, "each once"


def test_an_unknown_measure_is_named():
    with pytest.raises(ModelError, match="no measure called 'submarines'; there are: patrols"):
        cables.plan(["submarines"])


@given(st.floats(0, 5), st.floats(0, 1), st.floats(0, 20), st.floats(0.1, 20))
def test_a_delayed_measure_lies_between_nothing_and_all(rate, cut, delay, years):
    found = cables.delayed(rate, cut, delay, years)
    assert rate * (1 - cut) - 1e-9 <= found <= rate + 1e-9
    assert cables.delayed(rate, cut, years, years) == pytest.approx(rate)
