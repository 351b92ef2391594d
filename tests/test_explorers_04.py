"""The two explorers of lesson 04, moved by their controls."""

from __future__ import annotations

import pytest

from eunato import explorers
from eunato.explorers import _stage
from eunato.models import berlin_plus, operations


@pytest.fixture
def way():
    return explorers.berlin_plus()


@pytest.fixture
def cut():
    return explorers.scale_back()


def controls_of(widget):
    if hasattr(widget, "children"):
        for child in widget.children:
            yield from controls_of(child)
    else:
        yield widget


BOTH = pytest.mark.parametrize("make", [explorers.berlin_plus, explorers.scale_back])


@BOTH
def test_every_control_has_a_name(make):
    found = [c for c in controls_of(make()) if type(c).__name__ in ("NativeMenu", "NativeField", "NativeButton")]
    assert len(found) >= 14
    assert all(c.description.strip() for c in found)


@BOTH
def test_what_is_stored_is_a_title_and_how_to_begin(make):
    text = make()._repr_mimebundle_()
    assert "Run ▸ Run All Cells" in text["text/plain"]
    for told in ("26", "EULEX", "Cyprus", "0.83", "<script"):
        assert told not in text["text/plain"] + text["text/html"]
    assert make().stored_bundle() == make().stored_bundle()


@BOTH
def test_a_picture_and_a_sentence_stand_there_from_the_start(make):
    one = make()
    assert "application/vnd.vegalite.v5+json" in {kind for output in one.figure.outputs for kind in output["data"]}
    assert one.result.sentence in one.status.text


@BOTH
def test_the_steps_run_from_bet_to_limits(make):
    stage = make().stage
    seen = [stage.step.id]
    while not stage.next.disabled:
        stage.next.click()
        seen.append(stage.step.id)
    assert seen[0] == "bet" and seen[-3:] == ["rules", "sandbox", "limits"] and len(seen) == 7
    assert sum(1 for step in stage.steps if step.done) == 4


@pytest.mark.parametrize("key", ["berlin_plus", "scale_back"])
def test_sentences_of_the_steps_are_short(key):
    for step in _stage.words()[key]["steps"]:
        for sentence in step["text"].replace("\n", " ").replace("? ", ". ").split(". "):
            spoken = [word for word in sentence.split() if sum(letter.isalpha() for letter in word) > 1]
            assert len(spoken) <= 25, sentence


# -- the way to NATO's assets -----------------------------------------------------------------------------------------------


def test_the_bet_on_who_may_take_part(way):
    for wrong in ("", "most", "3.5", "-1", "99"):
        way.stage.bet.value = wrong
        way.stage.check.click()
        assert way.status.kind == "error", wrong
    way.stage.bet.value = "26"
    way.stage.check.click()
    assert way.status.text.startswith("Right: 26.")
    way.stage.bet.value = "27"
    way.stage.check.click()
    assert way.status.text.startswith("The answer is 26") and "You said 27." in way.status.text


def test_answers_by_menu_move_the_end(way):
    assert way.result.block is None
    for key, value, block in (("nato_acts", "yes", "nato_acts"), ("request", "no", "request"), ("commander", "no", "commander"), ("control", "no", "control"), ("recall", "yes", "recall")):
        before = way.flags[key].value
        way.flags[key].value = value
        assert way.result.block_id == block
        assert way.result.sentence in way.status.text
        way.flags[key].value = before
    assert way.result.block is None


def test_a_typed_state_that_has_no_say_changes_nothing(way):
    kept = way.figure.outputs, way.result, way.details.value
    for key, typed, words in (
        ("no_in_nac", "Atlantis", "I do not know"), ("no_in_nac", "Cyprus", "Cyprus is no Ally"), ("no_in_council", "Türkiye", "Türkiye has no vote in the Council"),
        ("invited", "France", "belongs in the lists above"), ("abstain", "12", "I do not know"),
    ):  # fmt: skip
        way.lists[key].value = typed
        way.apply.click()
        assert way.status.kind == "error" and words in way.status.text, typed
        assert (way.figure.outputs, way.result, way.details.value) == kept
        way.lists[key].value = ""
    way.lists["abstain"].value = way.lists["no_in_council"].value = "Ireland"
    way.apply.click()
    assert "at once" in way.status.text and way.result is kept[1]


def test_the_missions_of_the_way(way):
    stage = way.stage
    stage.menu.value = "one_no"
    way.lists["no_in_nac"].value = "France"
    way.apply.click()
    assert way.result.block_id == "release" and not stage.is_done("one_no")  # France sits in both
    way.lists["no_in_nac"].value = "uk"
    way.apply.click()
    assert stage.is_done("one_no")
    stage.menu.value = "first_no"
    way.lists["no_in_council"].value = "Malta"
    way.apply.click()
    assert stage.is_done("first_no") and way.result.block_id == "council"
    stage.menu.value = "not_all"
    way.must_join.value = "all"
    assert not stage.is_done("not_all")
    way.clear.click()
    assert stage.is_done("not_all") and way.lists["no_in_nac"].value == ""
    stage.menu.value = "sandbox"
    way.must_join.value = "may"
    way.flags["request"].value = "no"
    assert "1 of 2" in way.status.text
    way.flags["request"].value = "yes"
    way.lists["invited"].value = "Norway, Turkey"
    way.apply.click()
    assert stage.is_done("sandbox")
    assert "Cyprus" in way.details.value and way.result.table.joining == {"NOR", "TUR"}


def test_an_error_in_a_callback_is_said_in_words(monkeypatch, way):
    def broken(*_args, **_more):
        raise ValueError("the tree is cut")

    kept = way.figure.outputs
    monkeypatch.setattr(berlin_plus, "walk", broken)
    monkeypatch.setenv("EUNATO_RAISE", "0")
    way.flags["recall"].value = "yes"
    assert way.status.kind == "error" and "the tree is cut" in way.status.text and way.figure.outputs == kept


# -- scale-back -----------------------------------------------------------------------------------------------------------------


def test_the_bet_is_a_choice_that_the_model_judges(cut):
    cut.stage.check.click()
    assert cut.status.kind == "error"
    cut.stage.choice.value = "eulex"
    cut.stage.check.click()
    assert cut.status.text.startswith("Right: EULEX.")
    cut.stage.choice.value = "irini"
    cut.stage.check.click()
    assert "It is EULEX" in cut.status.text and "You chose Irini." in cut.status.text


@pytest.mark.parametrize(("field", "typed"), [("kfor", ""), ("kfor", "half of it, please"), ("kfor", "-5"), ("kfor", "101"), ("medevac", "11"), ("cost", "-1"), ("km", "1e9"), ("months", "nan")])
def test_a_bad_number_gets_a_sentence_and_changes_nothing(cut, field, typed):
    kept = cut.figure.outputs, cut.result, dict(cut.panel.values)
    cut.panel.fields[field].value = typed
    cut.panel.button.click()
    assert cut.status.kind == "error" and "stays as it was" in cut.status.text
    assert (cut.figure.outputs, cut.result, dict(cut.panel.values)) == kept


def test_weights_of_nothing_are_refused(cut):
    kept = cut.figure.outputs, cut.result, dict(cut.panel.values)
    cut.panel.set(**dict.fromkeys(operations.FUNCTIONS, 0))
    assert cut.status.kind == "error" and "All weights are 0" in cut.status.text
    assert (cut.figure.outputs, cut.result, dict(cut.panel.values)) == kept


def test_the_missions_of_the_cut(cut):
    stage = cut.stage
    stage.menu.value = "both"
    assert not stage.is_done("both")
    cut.panel.set(kfor=50, hq=50)
    assert stage.is_done("both") and cut.result.residuals[0].mission == "althea"
    stage.menu.value = "swap"
    cut.panel.set(medevac=3)
    assert not stage.is_done("swap")  # level is not turned round
    cut.panel.set(medevac=5)
    assert stage.is_done("swap") and cut.result.residuals[0].mission == "eulex"
    stage.menu.value = "price"
    cut.panel.set(cost=20)
    assert stage.is_done("price") and "by your price (assumption)" in cut.details.value
    stage.menu.value = "sandbox"
    cut.panel.set(km=200)
    assert not stage.is_done("sandbox")
    cut.panel.set(km=300)
    assert stage.is_done("sandbox") and "Althea and KFOR" in cut.details.value


def test_no_cut_is_said(cut):
    cut.panel.set(kfor=0, hq=0)
    assert "Nothing is cut" in cut.status.text
