"""The decision tree and the agreement of two codings: the design's numbers, degenerate cases, properties."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eunato.models import crisis as model
from eunato.models.crisis import Act, CrisisError, Tree

values = st.floats(-20, 20, allow_nan=False).map(lambda v: round(v, 3))
costs = st.floats(0, 10, allow_nan=False).map(lambda v: round(v, 3))
chances = st.floats(0, 1, allow_nan=False)
codes = st.dictionaries(st.sampled_from([f"m{i}" for i in range(12)]), st.sampled_from(model.STEPS))


def tree(p=0.4, c=0.5, w=-2.0, e=-6.0, s=3.0):
    return Tree(w, s, e, (Act("list", p, c), Act("aci", 0.55, 1.5)))


def test_the_design_s_vector():
    assert model.break_even(-2, 0.5, -6, 3) == pytest.approx(0.50, abs=1e-12)
    assert tree().break_even("list") == pytest.approx(0.50)


def test_at_the_break_even_acting_and_waiting_are_worth_the_same():
    assert tree(p=0.5).worth("list") == pytest.approx(tree().v_wait)


def test_the_choice_has_a_runner_up_and_ties_are_named():
    below, above, tied = tree(p=0.4).choice(), tree(p=0.6).choice(), tree(p=0.5).choice()
    assert below.first == ("wait",) and below.second == ("aci",) and below.gap == pytest.approx(0.55)
    assert above.first == ("list",) and above.second == ("wait",)
    assert set(tied.first) == {"wait", "list"}


@given(values, costs, values, values)
def test_above_the_break_even_acting_is_the_choice_and_below_it_is_not(w, c, e, s):
    assume(s - e > 0.01)
    star = model.break_even(w, c, e, s)
    for p in (0.0, 0.25, 0.5, 0.75, 1.0):
        assume(abs(p - star) > 1e-6)
        acts = model.expected(p, s, e, c) > w
        assert acts == (p > star)


@given(values, costs, values, values, st.floats(0.1, 5))
def test_the_widest_bar_of_the_tornado_comes_first(w, c, e, s, step):
    assume(s - e > 0.01)
    bars = model.tornado(w, c, e, s, step)
    assert sorted(bar.name for bar in bars) == ["c", "v_escalate", "v_settle", "v_wait"]
    widths = [bar.width for bar in bars]
    assert widths == sorted(widths, reverse=True)
    assert all(bar.low >= 0 for bar in bars if bar.name == "c")


def test_the_tornado_of_the_design_s_vector():
    bars = {bar.name: bar for bar in model.tornado(-2, 0.5, -6, 3)}
    assert bars["v_wait"].at_low == pytest.approx(3.5 / 9) and bars["v_wait"].at_high == pytest.approx(5.5 / 9)
    assert bars["c"].low == 0 and bars["c"].at_low == pytest.approx(4 / 9)
    assert bars["v_escalate"].at_low == pytest.approx(5.5 / 10) and bars["v_escalate"].at_high == pytest.approx(3.5 / 8)
    assert bars["v_settle"].at_low == pytest.approx(4.5 / 8) and bars["v_settle"].at_high == pytest.approx(4.5 / 10)


def test_an_end_that_does_not_exist_is_none_and_widest():
    first = model.tornado(0, 0, 0, 0.5)[0]
    assert None in (first.at_low, first.at_high) and math.isinf(first.width)


@pytest.mark.parametrize(("e", "s"), [(3, 3), (4, 3)])
def test_a_settlement_worth_no_more_than_an_escalation_has_no_break_even(e, s):
    with pytest.raises(CrisisError, match="make V_s larger"):
        model.break_even(-2, 0.5, e, s)


def test_a_threshold_outside_0_and_1_is_said_in_words():
    assert "no chance is high enough" in model.threshold_words(1.5)
    assert "any chance" in model.threshold_words(-0.5)
    assert "50 of 100" in model.threshold_words(0.5)


def test_the_nato_branch_can_flip_the_choice_and_none_changes_nothing():
    start = tree(p=0.4)
    assert model.nato_branch(start, "none", p_change=0.9, v_change=9) == start
    calmer = model.nato_branch(start, "presence", v_change=3)
    assert calmer.v_escalate == -3 and calmer.break_even("list") == pytest.approx(1.5 / 6)
    assert calmer.choice().first == ("list",)
    likelier = model.nato_branch(start, "mediation", p_change=0.8)
    assert [act.p for act in likelier.acts] == [1.0, 1.0]


def test_stage_one_turns_on_belief_in_a_response():
    assert model.press_break_even(3, 1) == 0.75 and model.press_break_even(0, 2) == 0
    with pytest.raises(CrisisError):
        model.press_break_even(0, 0)


@pytest.mark.parametrize("wrong", [True, "3", math.nan, math.inf, None])
def test_values_that_are_no_numbers_are_refused(wrong):
    with pytest.raises(CrisisError, match="give a number"):
        model.break_even(wrong, 0.5, -6, 3)


@pytest.mark.parametrize("make", [
    lambda: Act("list", 1.2, 0), lambda: Act("list", 0.5, -1), lambda: Tree(0, 1, -1, ()),
    lambda: Tree(0, 1, -1, (Act("wait", 0.5, 0),)), lambda: Tree(0, 1, -1, (Act("a", 0.5, 0), Act("a", 0.5, 0))),
    lambda: tree().act("bomb"), lambda: model.nato_branch(tree(), "army"), lambda: model.nato_branch(tree(), "mediation", p_change=2),
])
def test_trees_that_make_no_sense_are_refused(make):
    with pytest.raises(CrisisError):
        make()


# -- agreement --------------------------------------------------------------------------------------------------------


def test_kappa_of_a_known_table():
    pairs = [(0, 0)] * 20 + [(0, 1)] * 5 + [(1, 0)] * 10 + [(1, 1)] * 15  # Cohen's textbook case: 0.70 observed, 0.50 by chance
    assert model.kappa(pairs) == pytest.approx(0.4)


def test_weights_forgive_near_misses():
    near, far = [(0, 0), (1, 2), (2, 2), (3, 3)], [(0, 0), (0, 3), (2, 2), (3, 3)]
    assert model.kappa(near, weighted=True) > model.kappa(far, weighted=True)


@pytest.mark.parametrize(("mine", "ours", "kappa", "n"), [
    ({}, {"a": 0}, None, 0),
    ({"z": 0}, {"a": 0}, None, 0),
    ({"a": 0}, {"a": 0}, None, 1),
    ({"a": 0, "b": 0}, {"a": 0, "b": 0}, None, 2),
    ({"a": 0}, {"a": 3}, 0.0, 1),
    ({"a": 0, "b": 3}, {"a": 0, "b": 3}, 1.0, 2),
    ({"a": 3, "b": 0}, {"a": 0, "b": 3}, -1.0, 2),
])
def test_degenerate_codings(mine, ours, kappa, n):
    found = model.agreement(mine, ours)
    assert (found.n, found.kappa) == (n, kappa)
    assert bool(found.why_none) == (kappa is None)
    assert (found.share is None) == (n == 0)


@given(codes, codes)
def test_agreement_stays_in_its_bounds_and_is_symmetric(a, b):
    one, two = model.agreement(a, b), model.agreement(b, a)
    assert 0 <= one.same <= one.near <= one.n == len(a.keys() & b.keys())
    assert (one.kappa is None) == (two.kappa is None)
    if one.kappa is not None:
        assert -1 - 1e-9 <= one.kappa <= 1 + 1e-9 and one.kappa == pytest.approx(two.kappa)
        assert (one.same == one.n) == (one.kappa > 1 - 1e-9)


@given(codes)
def test_full_agreement_is_one_or_undefined(a):
    assert model.agreement(a, a).kappa in (None, 1.0)


@pytest.mark.parametrize("wrong", [6, -1, 1.5, "2", True, None])
def test_a_code_that_is_no_step_is_refused(wrong):
    with pytest.raises(CrisisError, match="from 0 to 5"):
        model.agreement({"a": wrong}, {"a": 0})


def test_kappa_words():
    assert model.kappa_words(None) == "not defined" and "chance" in model.kappa_words(-0.2) and "40%" in model.kappa_words(0.4)


# -- order ------------------------------------------------------------------------------------------------------------

DATES = {"tariffs": "2026-01-17", "danes": "2026-01-19", "freeze": "2026-01-21", "withdrawal": "2026-01-21", "rutte": "2026-01-26", "sentry": "2026-02-11"}


def test_equal_days_may_stand_in_either_order():
    first = list(DATES)
    swapped = [*first[:2], "withdrawal", "freeze", *first[4:]]
    assert model.order_agreement(first, DATES) == model.order_agreement(swapped, DATES) > 0.95
    assert model.order_agreement(first[::-1], DATES) < -0.95


def test_arctic_sentry_before_the_withdrawal_costs_agreement():
    wrong = ["tariffs", "danes", "sentry", "freeze", "withdrawal", "rutte"]
    assert model.order_agreement(wrong, DATES) < 0.8


@given(st.permutations(list(DATES)))
def test_the_reverse_order_has_the_opposite_sign(order):
    assert model.order_agreement(order, DATES) == pytest.approx(-model.order_agreement(order[::-1], DATES))


def test_orders_that_make_no_sense_are_refused():
    for order in (["tariffs"], ["tariffs", "tariffs"], [*DATES, "more"]):
        with pytest.raises(CrisisError):
            model.order_agreement(order, DATES)
    with pytest.raises(CrisisError):
        model.order_agreement(["a"], {"a": "2026-01-01"})
    assert model.order_agreement(["a", "b"], {"a": "2026-01-01", "b": "2026-01-01"}) == 0.0
