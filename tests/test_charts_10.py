"""The figures of lesson 10: scores stay marked as scores, and no rule stands without its runner-up."""

from __future__ import annotations

import pytest

import chart_registry
from chart_registry import FEW, TABLE
from eunato import tables
from eunato.charts import options
from eunato.models import options as model

LESSON = chart_registry.Lesson("10")
made = LESSON.made


@pytest.mark.parametrize("name", [name for name in LESSON.names if name.startswith(("profile", "rules", "regret", "robust", "order"))])
def test_a_picture_of_scores_says_so_in_its_title(name):
    title = made(name).title
    assert "your score" in title
    assert ("illustrative set, not findings" in title) == name.endswith("demo")


@pytest.mark.parametrize("name", ["rules", "rules_two"])
def test_each_rule_stands_with_its_runner_up(name):
    figure, table = made(name), TABLE if name == "rules" else FEW
    for rule in model.RULES:
        chosen = model.rule(table, rule)
        said = f"{options.RULE_WORDS[rule][0].lower()}: {' and '.join(chosen.first)}, then {' and '.join(chosen.second) or 'none'}"
        assert said in figure.insight


def test_nothing_is_drawn_where_nothing_is_scored():
    assert "No score yet" in made("profile_empty").title
    assert not [m for m in str(made("profile_empty").spec()).split() if "of 5" in m]


def test_the_example_is_the_explorer_s_bet():
    from eunato.explorers import matrix_explorer

    assert options.EXAMPLE == matrix_explorer._VECTOR
    assert "Option 1 is first by no rule" in made("example").description


def test_the_rival_proposals_are_counted_from_the_table():
    rows = tables.records("rival_options")
    assert f"Of {len(rows)} proposals" in made("rivals").insight
    assert len(made("rivals").table) == sum(len(row["near_options"].split(";")) for row in rows)


def test_the_room_runs_in_a_circle_and_says_so():
    assert made("room").insight.startswith("No winner: the pairs run in a circle")


def test_two_orders_without_a_common_option_are_refused():
    with pytest.raises(model.OptionsError, match="no option in common"):
        options.order_change(["O1"], ["O2"])
