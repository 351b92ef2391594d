"""The two explorers, moved as a learner moves them: by their controls, with no browser."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from eunato import explorers
from eunato.explorers import _stage
from eunato.models import clubs, paths, veto

SRC = str(Path(explorers.__file__).resolve().parents[2])


@pytest.fixture
def blockers():
    return explorers.veto()


@pytest.fixture
def finder():
    return explorers.path_finder()


def controls_of(widget):
    """Every native control below a widget."""
    if hasattr(widget, "children"):
        for child in widget.children:
            yield from controls_of(child)
    else:
        yield widget


# -- both -------------------------------------------------------------------------------------------------------------


def test_importing_the_room_draws_in_neither_charts_nor_widgets():
    code = f"import sys; sys.path.insert(0, {SRC!r}); from eunato import explorers; print([m for m in ('altair', 'ipywidgets', 'pandas') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_making_one_twice_works():
    assert explorers.veto() is not explorers.veto()
    assert explorers.path_finder() is not explorers.path_finder()


@pytest.mark.parametrize("make", [explorers.veto, explorers.path_finder])
def test_every_control_has_a_name(make):
    named = {"NativeMenu": "description", "NativeField": "description", "NativeButton": "description"}
    found = 0
    for control in controls_of(make()):
        attribute = named.get(type(control).__name__)
        if attribute:
            assert getattr(control, attribute).strip()
            found += 1
        elif type(control).__name__ == "NativeChoice":
            assert control.legend or len(control.options) == 1
            assert all(control.options)
            found += 1
    assert found >= 7


@pytest.mark.parametrize("make", [explorers.veto, explorers.path_finder])
def test_what_is_stored_is_a_title_and_how_to_begin(make):
    bundle = make()._repr_mimebundle_()
    assert "Run ▸ Run All Cells" in bundle["text/plain"]
    for told in ("36", "Cyprus", "Türkiye", "L08", "<script"):
        assert told not in bundle["text/plain"] + bundle["text/html"]
    assert make().stored_bundle() == make().stored_bundle()


@pytest.mark.parametrize("make", [explorers.veto, explorers.path_finder])
def test_a_picture_and_a_sentence_stand_there_from_the_start(make):
    made = make()
    kinds = {kind for output in made.figure.outputs for kind in output["data"]}
    assert "application/vnd.vegalite.v5+json" in kinds
    assert made.result.sentence in made.status.text


@pytest.mark.parametrize("make", [explorers.veto, explorers.path_finder])
def test_the_steps_run_from_bet_to_limits(make):
    stage = make().stage
    seen = [stage.step.id]
    while not stage.next.disabled:
        stage.next.click()
        seen.append(stage.step.id)
        assert stage.step.title in stage.text.text and stage.step.said in stage.text.text  # spoken: place, name and words
    assert seen[0] == "bet"
    assert seen[-3:] == ["rules", "sandbox", "limits"]
    assert len(seen) == 7
    stage.next.click()
    assert stage.step.id == "limits"
    assert sum(1 for step in stage.steps if step.done) == 4  # three guided missions and one of the sandbox


@pytest.mark.parametrize("make", [explorers.veto, explorers.path_finder])
def test_a_bet_that_is_no_number_gets_a_sentence(make):
    stage = make().stage
    for wrong in ("", "many", "3.5", "-1", "1000"):
        stage.bet.value = wrong
        stage.check.click()
        assert stage.status.kind == "error", wrong
    assert stage.betting.layout.display != "none"
    stage.next.click()
    assert stage.betting.layout.display == "none"


@pytest.mark.parametrize("key", ["veto", "paths"])
def test_sentences_of_the_steps_are_short(key):
    for step in _stage.words()[key]["steps"]:
        for sentence in step["text"].replace("\n", " ").split(". "):
            spoken = [word for word in sentence.split() if sum(letter.isalpha() for letter in word) > 1]  # not λ_e ≥ L
            assert len(spoken) <= 25, sentence


def test_an_error_in_a_callback_is_said_in_words(monkeypatch, blockers):
    def broken(*_args, **_more):
        raise ValueError("the table is torn")

    kept = blockers.figure.outputs
    monkeypatch.setattr(veto, "blockers", broken)
    with pytest.raises(ValueError, match="torn"):  # EUNATO_RAISE=1 in tests: a bug cannot hide
        blockers.action.value = "nato_operation"
    monkeypatch.setenv("EUNATO_RAISE", "0")
    blockers.action.value = "cyp_pfp"
    assert blockers.status.kind == "error"
    assert "the table is torn" in blockers.status.text
    assert blockers.figure.outputs == kept


# -- veto explorer ----------------------------------------------------------------------------------------------------


def test_choosing_an_action_shows_the_model_s_answer(blockers):
    before = blockers.figure.outputs
    blockers.action.value = "joint_decision"
    assert blockers.result.count == 36
    assert "36 capitals can stop it" in blockers.status.text
    assert "Türkiye" in blockers.details.value
    assert "Informal PSC–NAC meeting: 0 can stop it, 36 fewer" in blockers.details.value
    assert blockers.figure.outputs != before


def test_the_channel_menu_narrows_the_actions(blockers):
    blockers.channel.value = "staff"
    assert {value for _, value in blockers.action.options} == {a.action_id for a in veto.actions("staff")}
    assert blockers.result.channel == "staff"
    assert blockers.result.count == 0
    blockers.channel.value = ""
    assert len(blockers.action.options) == len(veto.actions())
    assert blockers.result.action_id == blockers.action.value


def test_states_can_be_typed_in_many_spellings(blockers):
    blockers.action.value = "joint_decision"
    blockers.out.value = "turkiye, Ireland; CZECH republic,uk , IRL"
    blockers.apply.click()
    assert set(blockers.result.abstaining) == {"TUR", "IRL", "CZE", "GBR"}
    assert blockers.result.count == 32


def test_a_state_that_does_not_exist_changes_nothing(blockers):
    blockers.out.value = "Ireland"
    blockers.apply.click()
    kept = blockers.figure.outputs, blockers.result, blockers.details.value
    blockers.out.value = "Irland, Atlantis"
    blockers.apply.click()
    assert blockers.status.kind == "error"
    assert "“Irland”. Did you mean Ireland?" in blockers.status.text
    assert (blockers.figure.outputs, blockers.result, blockers.details.value) == kept
    blockers.add.click()
    assert blockers.status.kind == "error"
    assert blockers.result is kept[1]


def test_adding_and_clearing_states_by_button(blockers):
    blockers.add_menu.value = "AUT"
    blockers.add.click()
    blockers.add.click()
    assert blockers.result.abstaining == ("AUT",)
    assert blockers.out.value == "Austria"
    blockers.clear.click()
    assert blockers.result.abstaining == ()
    assert blockers.out.value == ""


def test_the_bet_is_counted_by_the_model(blockers):
    blockers.stage.bet.value = "nine"
    blockers.stage.check.click()
    assert blockers.status.text.startswith("Right. The answer is 9:")
    blockers.stage.bet.value = "4"
    blockers.stage.check.click()
    assert blockers.status.text.startswith("The answer is 9:") and "You said 4." in blockers.status.text
    blockers.stage.next.click()
    assert "You said" not in blockers.status.text  # the bet does not stay under a later step
    assert blockers.result.sentence in blockers.status.text


def test_the_missions_of_the_veto_explorer(blockers):
    stage = blockers.stage
    stage.menu.value = "both"
    blockers.action.value = "nato_operation"
    assert not stage.is_done("both")
    blockers.action.value = "berlin_plus_launch"
    assert stage.is_done("both")
    stage.menu.value = "abstain"
    blockers.action.value = "csdp_own"
    blockers.out.value = "Ireland"
    blockers.apply.click()
    assert stage.is_done("abstain")
    stage.menu.value = "fall"
    blockers.out.value = "Germany, France, Italy, Spain, Poland, Romania, Netherlands, Belgium"
    blockers.apply.click()
    assert not stage.is_done("fall")
    blockers.out.value += ", Malta"
    blockers.apply.click()
    assert stage.is_done("fall")
    assert "The decision falls" in blockers.status.text
    assert "can stop it" not in blockers.status.text.split("Done.")[0]
    assert "can stop it" not in blockers.details.value
    stage.menu.value = "sandbox"
    blockers.clear.click()
    assert "1 of 2" not in blockers.status.text  # what stood there from the start was not found by the learner
    blockers.action.value = "soia_eu_tur"
    assert "1 of 2" in blockers.status.text
    assert not stage.is_done("sandbox")
    blockers.action.value = "cyp_pfp"
    assert stage.is_done("sandbox")


def test_every_action_can_be_shown(blockers):
    for _, action in blockers.action.options:
        blockers.action.value = action
        assert blockers.result.action_id == action
        assert blockers.status.kind == "say"


def test_blocking_minorities_are_shown_with_one_that_is_none(blockers):
    blockers.action.value = "eu_law"
    assert "The smallest have 4 states" in blockers.details.value
    assert "do not block" in blockers.details.value


def test_the_field_names_how_states_stand_aside(blockers):
    assert "formal declaration" in blockers.out.description and "silent" not in blockers.out.description
    blockers.action.value = "nato_operation"
    assert blockers.out.description == "Allies that keep silent"
    blockers.action.value = "joint_decision"
    assert "formal declaration (EU) or keep silent (NATO)" in blockers.out.description


def test_a_briefing_is_no_way_into_pesco(blockers):
    for action in ("pesco_tur", "safe_tur", "cyp_pfp"):
        blockers.action.value = action
        assert "briefing" not in blockers.details.value.lower()
    assert "No other way stands in our table." in blockers.details.value


# -- path finder ------------------------------------------------------------------------------------------------------


def test_raising_the_level_shows_the_failing_link(finder):
    assert finder.result.deliverable is True
    finder.level.value = "S"
    assert finder.result.undelivered == ("AUT", "CYP", "IRL", "MLT")  # nobody has released it
    assert "Cyprus at link L08" in finder.status.text
    finder.consent.value = [0]
    assert finder.result.undelivered == ("CYP",)
    assert "L08" in finder.details.value


def test_each_switch_is_a_checkbox(finder):
    finder.level.value = "S"
    assert finder.result.document.consent is False
    finder.consent.value = [0]
    for number, switch in enumerate(paths.SWITCHES):
        finder.switches.value = [number]
        assert finder.result.switches == {switch}
        assert finder.result.deliverable is (switch != "eu_tur")
    finder.switches.value = []
    finder.consent.value = []
    assert finder.result.document.consent is False
    assert "needs a release by all Allies" in finder.status.text


def test_recipients_are_groups_or_single_states(finder):
    for group, count in (("eu", 27), ("eu_only", 4), ("nato", 32), ("nato_only", 9), ("CYP", 1)):
        finder.recipients.value = group
        assert len(finder.result.document.recipients) == count
    offered = {value for _, value in finder.recipients.options}
    assert clubs.split().union <= offered


def test_the_missions_of_the_path_finder(finder):
    stage = finder.stage
    stage.bet.value = "23"
    stage.check.click()
    assert finder.status.text.startswith("Right: 23 of 27")
    stage.bet.value = "26"
    stage.check.click()
    assert "The answer in the model is 23 of 27" in finder.status.text
    stage.menu.value = "deliver"
    finder.level.value = "C"
    assert not stage.is_done("deliver")
    finder.level.value = "S"
    said = finder.status.text.split("Done.")[1]
    stage.menu.value = "repair"
    assert "Austria, Ireland and Malta at link L07; Cyprus at link L08" in said
    finder.switches.value = [2]
    assert "1 of 2" in finder.status.text
    finder.switches.value = [0]
    assert not stage.is_done("repair")  # an agreement is not yet a release
    finder.consent.value = [0]
    assert stage.is_done("repair")
    stage.menu.value = "other_way"
    finder.switches.value = []
    finder.originator.value = "EU-STAFF"
    finder.recipients.value = "nato_only"
    assert not stage.is_done("other_way")
    finder.switches.value = [1]
    assert stage.is_done("other_way")
    stage.menu.value = "sandbox"
    finder.switches.value = []
    finder.originator.value = "NATO-IS"
    finder.recipients.value = "eu"
    finder.level.value = "R"
    finder.subject.value = "topic:standards"
    assert stage.is_done("sandbox")
    assert "not public" in finder.details.value.lower()
