"""The coverage model as a learner moves it: empty rows, the illustrative set, missions, bad numbers."""

from __future__ import annotations

import pytest

from eunato.explorers import _stage
from eunato.explorers.coverage_explorer import Coverage
from eunato.models import enablers as model


@pytest.fixture
def made() -> Coverage:
    return Coverage()


def chosen(made: Coverage) -> dict[str, float | None]:
    return {one.id: one.start for one in made.given}


def test_it_starts_with_published_shares_only(made):
    assert chosen(made) == {one.id: one.published for one in model.capabilities()}
    assert made.result is None and "1 of 8 capabilities has a share" in made.status.text
    assert "Load an illustrative set (assumptions, not findings)" == made.load.description


def test_the_illustrative_set_comes_only_by_its_button_and_goes_again(made):
    made.load.click()
    assert made.result is not None and chosen(made) == {one.id: one.start for one in model.capabilities()}
    made.clear.click()
    assert made.result is None and chosen(made)["c2"] is None


def test_two_shares_are_enough_and_the_sentence_says_how_many(made):
    made.shares.value = [None, 8, None, 6, None, None, None, None]
    assert made.result is not None and "Over 2 of 8 capabilities" in made.status.text
    made.lost.value = "isr"
    assert made.result.lost == model.ALL, "a capability without a share cannot be lost"
    made.shares.value = [None] * 8
    assert made.result is None and made.status.text.startswith("None of 8")


def test_every_menu_in_every_setting_gives_a_conditional_sentence(made):
    made.load.click()
    for menu in (made.strategy, made.path, made.lost, made.order, made.rule, made.view):
        for _, key in menu.options:
            menu.value = key
            assert made.status.kind == "say" and made.status.text.startswith("If these assumptions hold")
            assert "best" not in made.status.text


def test_the_numbers_reach_the_model(made):
    made.load.click()
    made.path.value = "partial"
    made.numbers.set(budget=80, target=0.8, leaves=2033, kept=25, year=2035)
    run = made.result
    assert (run.budget, run.goal, run.leaves, run.kept) == (80, 0.8, 2033, 0.25)
    assert "keeps 25% from 2033" in made.status.text
    assert "2035" in made.figure.outputs[1]["data"]["text/html"]


@pytest.mark.parametrize(("field", "wrong"), [("budget", ""), ("budget", "lots"), ("budget", "-3"), ("budget", "9e12"), ("target", "0"), ("target", "70"), ("leaves", "2029.5"), ("leaves", "1999"), ("kept", "120"), ("year", "2050")])
def test_a_number_that_makes_no_sense_changes_nothing(made, field, wrong):
    made.load.click()
    kept = made.figure.outputs, made.result, made.details.value
    made.numbers.fields[field].value = wrong
    made.numbers.button.click()
    assert made.status.kind == "error" and "The picture stays as it was." in made.status.text
    assert (made.figure.outputs, made.result, made.details.value) == kept


def test_the_bet_is_computed_by_the_model(made):
    assert made._truth({"first": {"strategy": "both", "path": "sudden", "rule": "min"}}) == "lead"
    made.stage.choice.value = "price"
    made.stage.check.click()
    assert "Longest lead first" in made.status.text and "Smallest bill first" in made.status.text
    made.stage.choice.value = "lead"
    made.stage.check.click()
    assert made.status.text.startswith("Right")


def test_the_missions(made):
    stage = made.stage
    stage.menu.value = "reach"
    made.load.click()
    made.path.value = "sudden"
    made.strategy.value = "both"
    assert not stage.is_done("reach")
    made.order.value = "lead"
    assert stage.is_done("reach") and "window" in made.status.text
    stage.menu.value = "command"
    made.strategy.value = "plan_a"
    made.lost.value = "c2"
    assert not stage.is_done("command")
    made.rule.value = "average"
    assert stage.is_done("command")
    stage.menu.value = "leads"
    made.rule.value = "min"
    made.lost.value = "all"
    made.strategy.value = "both"
    assert not stage.is_done("leads")
    made.order.value = "even"
    assert stage.is_done("leads")
    stage.menu.value = "sandbox"
    made.path.value = "stays"
    assert not stage.is_done("sandbox")
    made.path.value = "sudden"
    assert stage.is_done("sandbox")


def test_more_than_sixty_billion_is_no_answer_to_mission_1(made):
    made.load.click()
    made.path.value = "sudden"
    made.strategy.value = "both"
    made.numbers.set(budget=90)
    made.stage.menu.value = "reach"
    made.order.value = "lead"
    assert made.result.first_year() <= 2032 and not made.stage.is_done("reach")


def test_the_details_list_every_assumption(made):
    made.load.click()
    for one in model.capabilities():
        assert one.name in made.details.value
    assert "All assumptions of this run" in made.details.value and "no enemy" in made.details.value


def test_the_details_compute_the_weakest_capability(made):
    made.load.click()
    made.strategy.value, made.path.value, made.order.value = "both", "sudden", "lead"
    assert "E = 55 + 1 · 30.0 ÷ 2 = 70; coverage = min(1, (70 + 0 · 20) ÷ 100) = 0.70" in made.details.value


def test_the_table_under_the_picture_can_be_downloaded(made):
    made.load.click()
    made.view.value = "path"
    words = made.figure.outputs[1]["data"]["text/html"]
    assert 'download="coverage_run.csv"' in words and "../data/enabler_assumptions.csv" in words


def test_the_words_praise_no_plan():
    for step in _stage.words()["coverage"]["steps"]:
        assert " best" not in " ".join(str(step.get(part, "")) for part in ("text", "right", "wrong", "well"))
