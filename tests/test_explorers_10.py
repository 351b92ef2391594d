"""The options matrix, moved by its controls: nothing filled in, everything kept, a stranger's memory harmless."""

from __future__ import annotations

import pytest

from eunato import explorers
from eunato.explorers import _memory
from eunato.learning.memory import Kept
from eunato.learning.progress import store


@pytest.fixture
def memory():
    return _memory.Forgetful()


@pytest.fixture
def matrix(memory):
    return explorers.make("options", memory)


def score(matrix, option, values, future="", grounds=None):
    matrix.option.value, matrix.future.value = option, future
    matrix.marks.value = [None if v is None else v - 1 for v in values]
    if grounds is not None:
        matrix.grounds.value = grounds
    matrix.save.click()


def go_to(matrix, step):
    matrix.stage.menu.value = step


def texts(matrix):
    return "".join(str(output["data"]) for output in matrix.figure.outputs)


def test_no_option_is_scored_before_the_learner_does_it(matrix):
    assert matrix.scores == {} and matrix.table() == {} and not matrix.order
    for option in matrix.options:
        matrix.option.value = option
        assert set(matrix.marks.value) == {None} and set(matrix.grounds.value) == {None}
    assert "No score yet" in texts(matrix)


def test_without_a_complete_option_no_rule_speaks(matrix):
    matrix.view.value = "rules"
    assert "No option has a score on every criterion" in matrix.status.text
    score(matrix, "O1", [3] * 7 + [None])
    assert "No option has a score" in matrix.status.text and matrix.table() == {}


def test_an_open_option_is_left_out_and_said(matrix):
    score(matrix, "O1", [3] * 8)
    score(matrix, "O2", [3] * 7 + [None])
    assert list(matrix.table()) == ["O1"] and "Left out, because a score is missing: O2." in matrix.status.text


def test_every_rule_is_shown_with_its_runner_up(matrix):
    for option, s in (("O1", 5), ("O3", 3), ("O6", 1)):
        score(matrix, option, [s] * 8)
    matrix.view.value = "rules"
    assert "highest mean: O1, then O3" in matrix.status.text and "least regret: O1, then O3" in matrix.status.text


def test_what_was_saved_is_there_again(matrix, memory):
    score(matrix, "O4", [1, 2, 3, 4, 5, 1, 2, 3], grounds=[None, None, 1] + [None] * 5)
    score(matrix, "O4", [5] + [None] * 7, future="S4")
    matrix.weights.set(deterrence=40)
    matrix.odds.set(S1=70)
    matrix.rank.move(3, -1)
    matrix.rank_save.click()
    again = explorers.make("options", memory)
    assert again.scores == matrix.scores and again.changes == {("O4", "deterrence", "S4"): 5.0} and again.attached == matrix.attached
    assert again.weights.values["deterrence"] == 40 and again.odds.values["S1"] == 70 and again.order[2:4] == ["O4", "O3"]


def test_it_is_kept_in_the_progress_file(empty_home):
    first = explorers.make("options", Kept("10", "options"))
    score(first, "O9", [2] * 8)
    assert store().latest("10-X-options.O9")["answer"]["scores"]["speed"] == 2
    assert explorers.make("options", Kept("10", "options")).scores[("O9", "speed")] == 2


@pytest.mark.parametrize("hostile", [
    "text", 7, ["O1"], {"scores": "x"}, {"scores": {"deterrence": 99, "nonsense": 3, "speed": True, "cost": "5", "inclusion": float("nan")}},
    {"scores": {"deterrence": 3}, "evidence": {"deterrence": "<script>", "speed": "EV01"}, "changes": {"deterrence": {"S9": 2, "S1": 0}}},
])
def test_a_stranger_s_memory_fills_in_nothing_that_is_no_score(memory, hostile):
    for part in ("O1", "order", "weights", "odds"):
        memory.parts[part] = hostile
    made = explorers.make("options", memory)
    assert set(made.scores.values()) <= {3.0} and made.changes == {} and made.attached == {} and made.order == []
    assert made.status.kind != "error"


def test_the_illustrative_set_is_marked_and_fills_in_nothing(matrix, memory):
    score(matrix, "O1", [4] * 8)
    before = dict(matrix.scores)
    matrix.demo.click()
    for view in ("profile", "rules", "regret", "robustness"):
        matrix.view.value = view
        assert "illustrative set, not findings" in texts(matrix)
    assert matrix.scores == before and len(memory.parts["O1"]["scores"]) == 8 and "O2" not in memory.parts
    matrix.demo.click()
    assert "illustrative" not in texts(matrix)


def test_the_illustrative_set_meets_no_mission(matrix):
    go_to(matrix, "one")
    matrix.demo.click()
    matrix.view.value = "rules"
    assert not matrix.stage.is_done("one")


def test_missions_can_be_met(matrix):
    go_to(matrix, "one")
    score(matrix, "O1", [5, 1, 1, 1, 1, 1, 1, 1], grounds=[0] * 8)
    assert matrix.stage.is_done("one")
    go_to(matrix, "ground")
    matrix.view.value = "regret"
    assert matrix.stage.is_done("ground")
    go_to(matrix, "rules_clash")
    score(matrix, "O2", [1, 5, 1, 1, 1, 1, 1, 1])
    score(matrix, "O3", [1, 1, 5, 1, 1, 1, 1, 1])
    score(matrix, "O3", [4, 4] + [None] * 6, future="S4")
    matrix.view.value = "rules"
    assert matrix.stage.is_done("rules_clash")
    go_to(matrix, "sandbox")
    matrix.weights.set(deterrence=90)
    matrix.weights.set(deterrence=0, speed=90)
    assert matrix.stage.is_done("sandbox")


def test_weights_that_are_all_nought_are_refused(matrix):
    matrix.weights.set(**dict.fromkeys(matrix.criteria, 0))
    assert matrix.lines["weights"].kind == "error" and "above 0" in matrix.lines["weights"].text


def test_a_portfolio_names_the_runner_up_and_the_assumption(matrix):
    for option in matrix.options:
        score(matrix, option, [3] * 8)
    matrix.budget.set(points=30)
    assert "next comes" in matrix.lines["budget"].text and "assumption" in matrix.lines["budget"].text


def test_first_order_and_scores_are_compared_only_when_both_exist(matrix):
    score(matrix, "O1", [3] * 8)
    matrix.view.value = "order"
    assert "Save your order" in matrix.status.text
    matrix.rank_save.click()
    assert "another place" in matrix.status.text or "options_order" in texts(matrix)


def test_scores_that_nobody_saved_are_there_after_looking_at_another_option(matrix, memory):
    matrix.option.value = "O6"
    matrix.marks.value = [2, None, None, None, None, None, None, None]
    matrix.option.value = "O5"
    matrix.option.value = "O6"
    assert matrix.marks.value[0] == 2 and matrix.scores[("O6", "deterrence")] == 3.0
    assert memory.parts["O6"]["scores"] == {"deterrence": 3}


def test_looking_around_saves_nothing(matrix, memory):
    for option in matrix.options:
        matrix.option.value = option
    assert not memory.parts and not matrix.scores


def test_each_button_is_answered_beside_it(matrix):
    matrix.rank_save.click()
    assert matrix.lines["rank"].text.startswith("Saved. You back O1")
    matrix.odds.set(S1=60)
    assert "scaled to 100" in matrix.lines["odds"].text
    matrix.odds.set(**dict.fromkeys(matrix.futures, 0))
    assert "at least one future" in matrix.lines["odds"].text
