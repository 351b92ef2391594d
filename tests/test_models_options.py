"""Options, rules and regret: the design's vectors, and what must hold for any table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.models import options

U = {f"O{i}": dict(zip("abcd", row, strict=True)) for i, row in enumerate([[8, 6, 2, 1], [6, 6, 5, 3], [4, 5, 7, 6], [5, 5, 5, 4]], start=1)}


def test_the_design_s_table_gives_three_rules_and_three_stories():
    assert options.marks(U, "minimax_regret") == {"O1": 5, "O2": 3, "O3": 4, "O4": 3}
    assert options.marks(U, "maximin") == {"O1": 1, "O2": 3, "O3": 4, "O4": 4}
    assert options.marks(U, "mean") == {"O1": 4.25, "O2": 5.0, "O3": 5.5, "O4": 4.75}
    assert options.rule(U, "minimax_regret").first == ("O2", "O4")
    assert options.rule(U, "mean").first == ("O3",) and options.rule(U, "mean").second == ("O2",)
    assert options.rule(U, "maximin").first == ("O3", "O4") and options.rule(U, "maximin").second == ("O2",)


def test_scores_become_values_from_nought_to_one():
    assert [options.value(s) for s in (1, 2, 3, 4, 5)] == [0, 0.25, 0.5, 0.75, 1]


@pytest.mark.parametrize("wrong", [0, 6, math.nan, math.inf, True, "3", None])
def test_a_score_outside_the_scale_is_refused_in_words(wrong):
    with pytest.raises(options.OptionsError, match="1 to 5"):
        options.value(wrong)


@pytest.mark.parametrize(("points", "said"), [({"a": -1}, "0 or more"), ({"a": 0}, "above 0"), ({"a": math.nan}, "0 or more"), ({"a": True}, "0 or more")])
def test_weights_that_cannot_be_used_say_why(points, said):
    with pytest.raises(options.OptionsError, match=said):
        options.weights(points)


def test_an_option_with_a_gap_is_left_out_and_named():
    scores = {("x", "speed"): 4, ("x", "cost"): 2, ("y", "speed"): 5}
    assert list(options.utilities(scores, {"speed": 1, "cost": 1})) == ["x"]
    assert options.gaps(scores, {"speed": 1, "cost": 1}) == {"x": [], "y": ["cost"]}
    assert options.utilities(scores, {"speed": 1, "cost": 0}) == {"x": {"now": 0.75}, "y": {"now": 1.0}}


def test_a_scenario_may_change_one_score():
    table = options.utilities({("x", "c"): 5}, {"c": 1}, ("calm", "rupture"), {("x", "c", "rupture"): 1})
    assert table == {"x": {"calm": 1.0, "rupture": 0.0}}


def test_dominated_means_nowhere_better_and_somewhere_worse():
    table = {"a": {"s": 3, "t": 3}, "b": {"s": 3, "t": 2}, "c": {"s": 1, "t": 4}}
    assert options.dominated(table) == {"a": (), "b": ("a",), "c": ()}


def test_draws_are_the_same_for_everyone_and_sum_to_one():
    scores = {(o, c): s for o, row in {"x": (5, 1, 3), "y": (1, 5, 3), "z": (3, 3, 3)}.items() for c, s in zip(("p", "q", "r"), row, strict=True)}
    first, again = (options.robustness(scores, ("p", "q", "r")) for _ in range(2))
    assert first == again
    assert math.isclose(sum(first["now"].values()), 1, abs_tol=1e-9)
    assert abs(first["now"]["x"] - 0.5) < 0.02 and first["now"]["z"] == 0  # x and y mirror each other; z is never ahead of both


def test_an_option_that_dominates_is_first_in_every_draw():
    shares = options.robustness({("x", "p"): 5, ("x", "q"): 4, ("y", "p"): 4, ("y", "q"): 3}, ("p", "q"), draws=200)
    assert shares == {"now": {"x": 1.0, "y": 0.0}}


def test_a_portfolio_stays_within_its_budget_and_names_the_runner_up():
    bought = options.portfolio({"a": 6, "b": 5, "c": 5}, {"a": 60, "b": 50, "c": 50}, 100)
    assert bought.options == ("b", "c") and bought.value == 10 and bought.cost == 100
    assert bought.second == ("a",) and bought.second_value == 6


rows = st.lists(st.lists(st.integers(0, 10), min_size=3, max_size=3), min_size=1, max_size=6)


@given(rows)
@settings(max_examples=80, deadline=None)
def test_regret_is_never_negative_and_somebody_has_none_in_each_scenario(given_rows):
    table = {f"o{i}": dict(zip("abc", row, strict=True)) for i, row in enumerate(given_rows)}
    found = options.regrets(table)
    for s in "abc":
        column = [found[o][s] for o in table]
        assert min(column) == 0 and all(r >= 0 for r in column)


@given(rows)
@settings(max_examples=80, deadline=None)
def test_every_rule_picks_from_the_pareto_front_or_a_tie_with_it(given_rows):
    table = {f"o{i}": dict(zip("abc", row, strict=True)) for i, row in enumerate(given_rows)}
    beaten = options.dominated(table)
    for name in options.RULES:
        chosen = options.rule(table, name)
        assert any(not beaten[o] for o in chosen.first)
        assert not set(chosen.first) & set(chosen.second)


@given(st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.integers(0, 9), st.integers(0, 60)), min_size=1), st.integers(0, 150))
@settings(max_examples=60, deadline=None)
def test_no_affordable_set_beats_the_portfolio(given_options, budget):
    values = {o: v for o, (v, _) in given_options.items()}
    costs = {o: c for o, (_, c) in given_options.items()}
    bought = options.portfolio(values, costs, budget)
    assert bought.cost <= budget
    for o in values:
        if costs[o] <= budget:
            assert bought.value >= values[o]


def test_rules_and_tables_that_do_not_exist_are_named():
    with pytest.raises(options.OptionsError, match="there are: mean"):
        options.marks(U, "best")
    with pytest.raises(options.OptionsError, match="no option"):
        options.regrets({})
