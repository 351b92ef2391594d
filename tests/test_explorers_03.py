"""The two explorers of lesson 03, moved as a learner moves them."""

from __future__ import annotations

import pytest

from eunato import explorers
from eunato.explorers import _stage
from eunato.models import briefings, cables

NAMES = ("briefings", "cable")
both = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def talk():
    return explorers.make("briefings")


@pytest.fixture
def sea():
    return explorers.make("cable")


def controls_of(widget):
    if hasattr(widget, "children"):
        for child in widget.children:
            yield from controls_of(child)
    else:
        yield widget


@both
def test_every_control_has_a_name(name):
    found = 0
    for control in controls_of(explorers.make(name)):
        if type(control).__name__ in ("NativeMenu", "NativeField", "NativeButton"):
            assert control.description.strip()
            found += 1
        elif type(control).__name__ == "NativeChoice":
            assert all(control.options)
            found += 1
    assert found >= 8


@both
def test_a_picture_and_a_sentence_stand_there_from_the_start(name):
    made = explorers.make(name)
    kinds = {kind for output in made.figure.outputs for kind in output["data"]}
    assert "application/vnd.vegalite.v5+json" in kinds
    assert made.result.sentence in made.status.text and "(assumption)" in made.status.text
    assert "Worked out." in made.details.value


@both
def test_what_is_stored_is_a_title_and_how_to_begin(name):
    bundle = explorers.make(name)._repr_mimebundle_()
    assert "Run ▸ Run All Cells" in bundle["text/plain"]
    for told in ("6.7", "6.8", "assumption", "<script"):
        assert told not in bundle["text/plain"] + bundle["text/html"]
    assert explorers.make(name).stored_bundle() == explorers.make(name).stored_bundle()


@both
def test_the_steps_run_from_bet_to_limits(name):
    stage = explorers.make(name).stage
    seen = [stage.step.id]
    while not stage.next.disabled:
        stage.next.click()
        seen.append(stage.step.id)
        assert stage.text.text.startswith(f"Step {len(seen)} of 7") and stage.step.title in stage.text.text and stage.step.said in stage.text.text
    assert seen[0] == "bet" and seen[-3:] == ["rules", "sandbox", "limits"] and len(seen) == 7
    assert sum(1 for step in stage.steps if step.done) == 4


@both
def test_sentences_of_the_steps_are_short(name):
    for step in _stage.words()[name]["steps"]:
        for sentence in step["text"].replace("\n", " ").split(". "):
            spoken = [word for word in sentence.split() if sum(letter.isalpha() for letter in word) > 1]
            assert len(spoken) <= 25, sentence


@both
@pytest.mark.parametrize("wrong", ["", "many", "-1", "1e9", "2 or 3", "nan", "inf"])
def test_bad_numbers_get_a_sentence_and_leave_the_picture(name, wrong):
    made = explorers.make(name)
    kept = made.figure.outputs, made.result, made.details.value, dict(made.panel.values)
    for field in made.panel.fields.values():
        before = field.value
        field.value = wrong
        made.panel.button.click()
        assert made.status.kind == "error" and "picture stays as it was" in made.status.text
        assert (made.figure.outputs, made.result, made.details.value, dict(made.panel.values)) == kept
        field.value = before
    made.panel.button.click()
    assert made.status.kind == "say"


def test_numbers_that_fit_alone_and_not_together_are_refused(talk, sea):
    kept = talk.figure.outputs, dict(talk.panel.values)
    talk.panel.set(briefings=100, closed=0)
    assert talk.status.kind == "error" and "holds below 10 briefings" in talk.status.text
    assert (talk.figure.outputs, dict(talk.panel.values)) == kept
    kept = sea.figure.outputs, dict(sea.panel.values)
    sea.panel.set(needed=9)
    assert sea.status.kind == "error" and "9 cables are needed and there are 4" in sea.status.text
    assert (sea.figure.outputs, dict(sea.panel.values)) == kept
    sea.attack.value = [0]
    assert sea.result.common == 0.06 and sea.result.needed == 3, "the box works with the last good numbers"


def test_half_a_cable_is_refused(sea):
    sea.panel.set(cables=4.5)
    assert sea.status.kind == "error" and "whole number" in sea.status.text


@both
def test_back_to_the_start(name):
    made = explorers.make(name)
    first = made.result
    fields = {"briefings": {"briefings": 9, "closed": 80}, "cable": {"cables": 6, "rate": 0.1}}[name]
    made.panel.set(**fields)
    assert made.result != first
    if name == "cable":
        made.attack.value = [0]
    made.again.click()
    assert made.result == first


# -- briefings ---------------------------------------------------------------------------------------------------------


def test_the_bet_of_the_briefings(talk):
    talk.stage.bet.value = "50 %"
    talk.stage.check.click()
    assert talk.status.text.startswith("Right: by 50 per cent")
    talk.stage.bet.value = "10"
    talk.stage.check.click()
    assert "falls by 50 per cent" in talk.status.text and "You said 10." in talk.status.text
    for wrong in ("", "half", "120"):
        talk.stage.bet.value = wrong
        talk.stage.check.click()
        assert talk.status.kind == "error", wrong


def test_the_missions_of_the_briefings(talk):
    stage = talk.stage
    stage.menu.value = "halve"
    talk.panel.set(briefings=5)
    assert not stage.is_done("halve")
    talk.panel.set(briefings=6)
    assert stage.is_done("halve") and talk.result.steady == pytest.approx(briefings.steady(6, 0.5))
    stage.menu.value = "wall"
    talk.panel.set(briefings=6, closed=90)
    assert not stage.is_done("wall")
    talk.panel.set(briefings=30)
    assert stage.is_done("wall") and "30 briefings a month" in talk.status.text
    stage.menu.value = "doors"
    talk.panel.set(briefings=6, closed=90)
    assert not stage.is_done("doors")
    talk.panel.set(briefings=3, closed=80)
    assert stage.is_done("doors")
    stage.menu.value = "sandbox"
    talk.panel.set(briefings=5, closed=100)
    assert not stage.is_done("sandbox")
    talk.panel.set(briefings=100, closed=100)
    assert stage.is_done("sandbox")


def test_a_mission_about_briefings_is_not_met_by_other_numbers(talk):
    talk.stage.menu.value = "halve"
    talk.panel.set(sigma=0.1)
    assert not talk.stage.is_done("halve")


# -- cables ------------------------------------------------------------------------------------------------------------


def test_the_bet_of_the_cables(sea):
    stage = sea.stage
    stage.check.click()
    assert sea.status.kind == "error"
    stage.choice.value = cables.best_single(attack=True)
    stage.check.click()
    assert sea.status.text.startswith("Right: Repair in half the time")
    stage.choice.value = "spare"
    stage.check.click()
    assert "it is: Repair in half the time" in sea.status.text and "You chose: One more cable" in sea.status.text


def test_the_missions_of_the_cables(sea):
    stage = sea.stage
    stage.menu.value = "same"
    sea.panel.set(rate=0.25)
    assert not stage.is_done("same") and "1 of 2" in sea.status.text
    sea.panel.set(rate=0.5, repair=22.5)
    assert stage.is_done("same")
    sea.again.click()
    stage.menu.value = "spare"
    sea.panel.set(cables=5)
    assert stage.is_done("spare")
    stage.menu.value = "together"
    sea.attack.value = [0]
    assert not stage.is_done("together") and sea.result.shortage_days == pytest.approx(cables.singles(attack=True)["spare"].shortage_days)
    sea.panel.set(cables=20)
    assert not stage.is_done("together"), "no number of cables does it"
    sea.panel.set(cables=5, repair=25)
    assert stage.is_done("together") and "25 days, 5 cables" in sea.status.text
    stage.menu.value = "sandbox"
    sea.panel.set(cables=4, repair=15)
    assert stage.is_done("sandbox")


def test_an_error_in_a_callback_is_said_in_words(monkeypatch, sea):
    def broken(*_args, **_more):
        raise ValueError("the sea is rough")

    kept = sea.figure.outputs
    monkeypatch.setattr(cables, "resilience", broken)
    monkeypatch.setenv("EUNATO_RAISE", "0")
    sea.panel.set(cables=6)
    assert sea.status.kind == "error" and "the sea is rough" in sea.status.text
    assert sea.figure.outputs == kept
