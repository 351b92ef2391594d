"""Coding the crisis and the decision tree, moved by their controls; a stranger's memory is harmless."""

from __future__ import annotations

import pytest

from eunato import explorers, tables
from eunato.explorers import _memory
from eunato.learning.memory import Kept
from eunato.learning.progress import store

OURS = {row["move_id"]: row for row in tables.records("crisis_moves")}


@pytest.fixture
def memory():
    return _memory.Forgetful()


@pytest.fixture
def ladder(memory):
    return explorers.make("ladder", memory)


@pytest.fixture
def tree(memory):
    return explorers.make("decision", memory)


def code(made, key, step):
    made.move.value = key
    made.code.value = "" if step is None else str(step)
    made.save.click()


def go_to(made, step):
    made.stage.menu.value = step


def texts(made):
    return "".join(str(output["data"]) for output in made.figure.outputs)


# -- the ladder -------------------------------------------------------------------------------------------------------


def test_our_reason_is_hidden_until_the_learner_has_coded_the_move(ladder):
    for key, row in OURS.items():
        ladder.move.value = key
        assert row["step_reason"] not in ladder.details.value and row["effect"] not in ladder.details.value
    code(ladder, "CM15", 3)
    assert OURS["CM15"]["step_reason"] in ladder.details.value.replace("&#x27;", "'")
    assert "not yet reviewed" in ladder.details.value and "22 November 2026" in ladder.details.value
    ladder.move.value = "CM16"
    assert OURS["CM16"]["step_reason"] not in ladder.details.value


def test_no_output_holds_our_steps_before_coding(ladder):
    assert "We: step" not in texts(ladder) and "Our step" in texts(ladder)  # the empty column of the table
    assert ladder.agreement.n == 0 and "Our codes stay hidden" in ladder.status.text


def test_a_saved_code_is_compared_and_can_be_taken_back(ladder):
    code(ladder, "CM15", 2)
    assert "We gave the same step." in ladder.status.text and ladder.agreement.same == 1
    code(ladder, "CM15", 3)
    assert "We gave step 2" in ladder.status.text and ladder.agreement.same == 0
    code(ladder, "CM15", None)
    assert ladder.codes == {} and "taken back" in ladder.status.text
    assert OURS["CM15"]["step_reason"] not in ladder.details.value


def test_saving_without_a_step_gets_a_sentence_and_changes_nothing(ladder):
    before = texts(ladder)
    ladder.save.click()
    assert ladder.status.kind == "error" and texts(ladder) == before and ladder.codes == {}


def test_next_goes_round_the_moves_without_a_code(ladder):
    code(ladder, "CM02", 0)
    ladder.move.value = "CM01"
    ladder.next_move.click()
    assert ladder.move.value == "CM03" and OURS["CM03"]["what"] in ladder.status.text
    ladder.move.value = "CM32"
    ladder.next_move.click()
    assert ladder.move.value == "CM01"
    ladder.codes = {key: 0 for key in OURS}
    ladder.next_move.click()
    assert ladder.status.text == "Every move has a code."


def test_agreement_needs_a_code_first(ladder):
    ladder.view.value = "agreement"
    assert "nothing to compare" in ladder.status.text and "No move coded yet" in texts(ladder)
    code(ladder, "CM15", 2)
    assert "the same" in ladder.status.text and "not defined" in ladder.status.text
    code(ladder, "CM23", 3)
    assert "kappa is 1.00" in ladder.status.text


def test_codes_come_back_and_are_kept_in_the_progress_file(ladder, memory, empty_home):
    code(ladder, "CM15", 2)
    assert explorers.make("ladder", memory).codes == {"CM15": 2}
    kept = explorers.make("ladder", Kept("07", "ladder"))
    code(kept, "CM18", 1)
    assert store().latest("07-X-ladder.codes")["answer"] == {"CM18": 1}
    assert explorers.make("ladder", Kept("07", "ladder")).codes == {"CM18": 1}


@pytest.mark.parametrize("hostile", ["text", 7, ["CM15"], {"CM15": 9}, {"CM15": True}, {"CM15": "2"}, {"CM99": 1}, {"<script>": 1}, {"CM15": float("nan")}, {"CM15": None}])
def test_a_stranger_s_codes_are_left_out(memory, hostile):
    memory.parts["codes"] = hostile
    made = explorers.make("ladder", memory)
    assert made.codes == {} and made.status.kind != "error"


def test_the_bet_is_the_highest_step_of_our_coding(ladder):
    assert ladder._truth({}) == 3


def test_ladder_missions_can_be_met(ladder):
    go_to(ladder, "three")
    for key in ("CM01", "CM02", "CM18"):
        code(ladder, key, 0)
    assert ladder.stage.is_done("three")
    go_to(ladder, "tariffs")
    code(ladder, "CM12", 1)
    assert not ladder.stage.is_done("tariffs")
    code(ladder, "CM15", 2)
    assert ladder.stage.is_done("tariffs")
    go_to(ladder, "tools")
    for key in ("CM17", "CM18", "CM23"):
        code(ladder, key, 1)
    assert ladder.stage.is_done("tools")
    go_to(ladder, "sandbox")
    for key in list(OURS)[:12]:
        code(ladder, key, 0)
    assert not ladder.stage.is_done("sandbox")
    ladder.view.value = "agreement"
    assert ladder.stage.is_done("sandbox")


# -- the tree ---------------------------------------------------------------------------------------------------------


def test_the_start_is_the_design_s_vector_and_called_made_up(tree):
    assert tree.tree.break_even("list") == pytest.approx(0.5) and tree.tree.choice().first == ("wait",)
    assert "made up" in tree.status.text and "(assumption)" in texts(tree)
    assert tree._truth({"vector": {"v_wait": -2, "c": 0.5, "v_escalate": -6, "v_settle": 3}}) == 0.5


def test_own_values_are_a_score_and_the_runner_up_is_named(tree):
    tree.numbers.set(p_list=0.7)
    assert "(your score)" in texts(tree) and "made up" not in tree.status.text
    assert "List tariffs (−0.2), then Wait (−2)" in tree.status.text


def test_values_without_a_break_even_change_nothing(tree):
    before, kept = texts(tree), dict(tree.numbers.values)
    tree.numbers.fields["v_settle"].value = "-7"
    tree.numbers.button.click()
    assert tree.status.kind == "error" and "make V_s larger" in tree.status.text
    assert texts(tree) == before and tree.numbers.values == kept


def test_nato_can_flip_the_choice_and_says_so(tree):
    tree.branch.value = "mediation"
    assert "nothing changes yet" in tree.status.text
    tree.effect.set(p_change=0.2)
    assert "the first choice changes from Wait to Open the ACI" in tree.status.text
    assert "Dotted: before the NATO branch" in texts(tree)
    tree.branch.value = "none"
    assert "NATO" not in tree.status.text and tree.tree == tree.plain


def test_a_branch_whose_effect_makes_no_sense_stays_closed(tree):
    tree.effect.set(v_change=12)  # harmless while no branch is chosen
    before = texts(tree)
    tree.branch.value = "presence"
    assert tree.status.kind == "error" and tree.branch.value == "none" and texts(tree) == before


def test_the_tornado_can_be_opened(tree):
    tree.view.value = "tornado_list"
    assert "turns most on V_w" in texts(tree)
    tree.view.value = "tornado_aci"
    assert "Open the ACI: the break-even" in texts(tree)


def test_stage_one_is_said(tree):
    assert "fewer than 75 of 100" in tree.details.value
    tree.press.set(gain=1, loss=3)
    assert "fewer than 25 of 100" in tree.details.value
    tree.press.set(gain=0, loss=0)
    assert tree.status.kind == "error" and tree.press.values == {"gain": 1.0, "loss": 3.0}


def test_values_come_back(tree, memory):
    tree.numbers.set(v_wait=-4, p_aci=0.9)
    tree.branch.value = "article_4"
    tree.effect.set(p_change=0.05)
    again = explorers.make("decision", memory)
    assert again.numbers.values == tree.numbers.values and again.effect.values == tree.effect.values and again.branch.value == "article_4"


@pytest.mark.parametrize("hostile", ["text", 3, [1], {"v_wait": 99}, {"p_list": "0.9"}, {"p_list": True}, {"c_list": float("inf")}, {"branch": "army"},
                                     {"v_settle": -10, "v_escalate": 5}, {"branch": "presence", "v_change": 19}, {"gain": None}])
def test_a_stranger_s_values_break_nothing(memory, hostile):
    memory.parts["values"] = hostile
    made = explorers.make("decision", memory)
    assert made.status.kind != "error" and made.tree.break_even("list") == pytest.approx(0.5)


def test_tree_missions_can_be_met(tree):
    go_to(tree, "act")
    tree.numbers.set(p_list=0.6)
    assert tree.stage.is_done("act")
    go_to(tree, "even")
    tree.numbers.set(p_list=0.48)
    assert not tree.stage.is_done("even")
    tree.numbers.set(p_list=0.495)
    assert tree.stage.is_done("even")
    go_to(tree, "nato")
    tree.branch.value = "presence"
    tree.effect.set(v_change=2)
    assert tree.stage.is_done("nato")
    go_to(tree, "sandbox")
    tree.numbers.set(c_aci=8)
    assert tree.stage.is_done("sandbox")
