"""What every explorer owes its learner, whatever it models: names, steps, a first picture, bad numbers answered in words."""

from __future__ import annotations

import re

import pytest
from course_notebooks import lessons
from ipywidgets import HTML, Widget

from eunato import controls, explorers
from eunato.explorers import _numbers, _stage

WRONG = ("", "many", "-5", "1e30", "3 or 4", "nan", "=1+1")
every = pytest.mark.parametrize("name", explorers.names())


def inside(widget: Widget):
    """The widget and everything below it."""
    yield widget
    for child in getattr(widget, "children", ()):
        yield from inside(child)


def pictures(made) -> list[dict]:
    return [output["data"] for output in made.figure.outputs]


@every
def test_every_control_has_a_name_of_its_own(name):
    named: list[str] = []
    for control in inside(explorers.make(name)):
        if isinstance(control, controls.NativeChoice):
            assert control.legend or len(control.options) == 1
            named.append(control.legend or control.options[0])
        elif isinstance(control, (controls.NativeMenu, controls.NativeField, controls.NativeButton, controls.NativeRange)):
            named.append(control.description)
        else:
            assert type(control).__module__.startswith("eunato.") or type(control).__name__ in ("VBox", "HBox", "HTML", "Output"), type(control)
    assert all(label.strip() for label in named)
    twice = {label for label in named if named.count(label) > 1} - {_stage.words()[name_of(name)]["labels"]["bet"]}
    assert not twice, f"two controls are called {twice}; a listener cannot tell them apart"


def name_of(name: str) -> str:
    """The key of an explorer's words (the path finder's words are older than its name)."""
    return {"path_finder": "paths"}.get(name, name)


@every
def test_what_is_stored_says_how_to_begin_and_shows_no_result(name):
    made = explorers.make(name)
    stored = made._repr_mimebundle_()
    assert "Run ▸ Run All Cells" in stored["text/plain"]
    assert made.status.text not in stored["text/plain"]
    assert made.stored_bundle() == explorers.make(name).stored_bundle()


@every
def test_a_picture_and_a_sentence_stand_there_from_the_start(name):
    made = explorers.make(name)
    assert any("application/vnd.vegalite.v5+json" in data for data in pictures(made))
    assert made.status.text.strip() and made.status.kind != "error"
    assert pictures(made) == pictures(explorers.make(name))


@every
def test_the_steps_run_from_bet_over_missions_and_rules_to_limits(name):
    stage = explorers.make(name).stage
    ids = [step.id for step in stage.steps]
    assert ids[0] == "bet" and ids[-3:] == ["rules", "sandbox", "limits"]
    assert stage.steps[0].ask and stage.steps[0].right and stage.steps[0].wrong
    assert len([step for step in stage.steps if step.done]) >= 4, "three guided missions and one in the sandbox"
    assert not any(stage.is_done(step) for step in ids), "no mission is done before the learner has moved anything"


@every
def test_moving_through_the_steps_meets_no_mission_by_itself(name):
    made = explorers.make(name)
    stage = made.stage
    for _ in stage.steps:
        stage.next.click()
    done = [step.id for step in stage.steps if step.done and stage.is_done(step.id)]
    assert not done


@every
def test_a_bet_that_makes_no_sense_gets_a_sentence(name):
    stage = explorers.make(name).stage
    if "options" in stage.step.ask:
        assert stage.bet.layout.display == "none" and stage.choice.layout.display != "none"
        stage.check.click()
        assert stage.status.kind == "error"
        return
    for wrong in WRONG:
        stage.bet.value = wrong
        stage.check.click()
        assert stage.status.kind == "error", wrong


@every
def test_both_answers_to_a_bet_are_whole_sentences(name):
    made = explorers.make(name)
    stage = made.stage
    ask = stage.step.ask
    said = set()
    if "options" in ask:
        for key in ask["options"]:
            stage.choice.value = key
            stage.check.click()
            said.add(stage.status.text)
    else:
        truth = float(stage._truth(ask))
        for given in (truth, ask["low"], ask["high"]):
            stage.bet.value = f"{given:.10g}"
            stage.check.click()
            assert stage.status.kind != "error", (given, stage.status.text)
            said.add(stage.status.text)
    assert len(said) > 1
    assert not any("{" in text or not text.strip() for text in said)


@every
def test_sentences_of_the_steps_are_short(name):
    for step in _stage.words()[name_of(name)]["steps"]:
        for sentence in step["text"].replace("\n", " ").split(". "):
            spoken = [word for word in sentence.split() if sum(letter.isalpha() for letter in word) > 1]  # not λ_e ≥ L
            assert len(spoken) <= 25, sentence


@every
def test_a_number_that_makes_no_sense_leaves_the_picture(name):
    made = explorers.make(name)
    panels = [panel for panel in inside(made) if isinstance(panel, _numbers.NumberPanel)]
    before = pictures(made)
    for panel in panels:
        for key, field in panel.fields.items():
            kept = field.value
            for wrong in WRONG[:4] + ("1e12",):
                spec = panel.specs[key]
                if wrong == "-5" and (spec.get("low") is None or spec["low"] <= -5):
                    continue
                field.value = wrong
                panel.button.click()
                assert panel.status.kind == "error", (key, wrong)
                assert pictures(made) == before
            field.value = kept
            panel.button.click()
            assert panel.status.kind != "error"


# -- the panel itself -------------------------------------------------------------------------------------------------


def panel():
    calls: list[int] = []
    specs = [{"id": "n", "label": "Cables", "low": 1, "high": 20, "start": 4, "whole": True}, {"id": "g", "label": "Growth", "unit": "%", "low": -5, "high": 8, "start": 1.2}]
    status = controls.StatusLine()
    return _numbers.NumberPanel(specs, status, lambda: calls.append(1), {"apply": "Apply"}), status, calls


def test_a_panel_reads_all_fields_together():
    made, status, calls = panel()
    made.fields["n"].value, made.fields["g"].value = "6", "1,5 %"
    made.button.click()
    assert made.values == {"n": 6.0, "g": 1.5} and calls == [1] and status.kind != "error"


def test_one_bad_field_changes_nothing_and_is_named():
    made, status, calls = panel()
    made.fields["n"].value, made.fields["g"].value = "5", "lots"
    made.button.click()
    assert made.values == {"n": 4.0, "g": 1.2} and not calls
    assert "Growth" in status.text and status.kind == "error"


def test_whole_numbers_are_asked_for_where_things_are_counted():
    made, status, calls = panel()
    made.fields["n"].value = "2.5"
    made.button.click()
    assert "whole number" in status.text and not calls


def test_a_panel_can_be_set_from_python():
    made, _, calls = panel()
    made.set(g=2)
    assert made.values["g"] == 2 and made.fields["g"].value == "2" and calls == [1]
    with pytest.raises(KeyError):
        made.set(unknown=1)


def test_enter_in_a_field_applies():
    made, _, calls = panel()
    made.fields["n"].value = "7"
    made.fields["n"]._handle_custom_msg({"enter": True}, [])
    assert calls == [1] and made.values["n"] == 7


def test_a_refused_field_is_marked_until_it_is_mended():
    made, status, _ = panel()
    made.fields["n"].value = "many"
    made.button.click()
    assert made.fields["n"].invalid and not made.fields["g"].invalid
    assert "“Cables” still shows many; used is 4." in made.unused
    made.fields["n"].value = "5"
    made.button.click()
    assert not made.fields["n"].invalid and made.unused == ""


# -- what the stage speaks --------------------------------------------------------------------------------------------


@every
def test_symbols_are_shown_and_not_spoken(name):
    stage = explorers.make(name).stage
    stage.menu.value = "rules"
    assert "In symbols." not in stage.text.text and "In words." in stage.text.text
    assert "In symbols." in stage.more.value and len(stage.text.text.split()) < 75


@every
def test_a_step_says_its_place_and_a_bet_says_its_unit_and_range(name):
    stage = explorers.make(name).stage
    ask = stage.step.ask
    if "options" not in ask:
        assert f"from {ask['low']}" in stage.bet.help.replace(",", "")
    stage.next.click()
    assert stage.text.text.startswith(f"Step 2 of {len(stage.steps)}. {stage.step.title}")


def test_a_done_mission_stays_said_and_shown():
    made = explorers.make("briefings")
    made.stage.menu.value = "halve"
    made.panel.set(briefings=6)
    done = made.stage.step.well
    made.panel.apply()
    assert done in made.status.text and done in made.stage.mark.value, "the same entry again says it again"
    made.panel.set(briefings=3)
    assert "done already" in made.status.text and done in made.stage.mark.value
    made.stage.menu.value = "wall"
    assert done not in made.stage.mark.value
    made.stage.menu.value = "halve"
    assert "done." in made.stage.text.text and done in made.stage.mark.value


def test_no_words_of_an_explorer_are_cut_at_a_comma():
    def keys(value):
        if isinstance(value, dict):
            for key, one in value.items():
                assert one is not None, f"{key!r} has no value: quote the text before it in the YAML file"
                keys(one)
        elif isinstance(value, list):
            for one in value:
                keys(one)

    keys(_stage.words())


def _headings(markup: str) -> list[int]:
    return [int(level) for level in re.findall(r"<h([1-6])\b", markup)]


@every
def test_its_headings_go_down_one_level_at_a_time_below_the_lessons_own(name):
    """A listener who goes from heading to heading finds the simulator below its section, and its parts below it."""
    above, where = next(
        (level, f"{book.name}, cell {cell.id}") for book in lessons() for level, cell in _below_heading(book) if re.search(rf'lesson\.explore\("{name}"', cell.source))
    found = [level for widget in inside(explorers.make(name)) if isinstance(widget, HTML) for level in _headings(widget.value)]
    assert found[0] == above + 1, f"{where}: the heading above is on level {above}, the simulator's on {found[0]}"
    assert all(level == above + 2 for level in found[1:]), f"{where}: parts on {found[1:]} below a name on {found[0]}"


def _below_heading(book):
    """(level of the last heading above, cell) of each code cell."""
    level = 1
    for cell in book.nb.cells:
        heads = re.findall(r"^(#+) ", cell.source, re.M) if cell.cell_type == "markdown" else []
        level = len(heads[-1]) if heads else level
        if cell.cell_type == "code":
            yield level, cell


WAITING = {"State to add", "Your step for this move", "Option to score", "These scores hold"}
"""Menus that a button completes, or that fill the menus right below them."""


@every
def test_a_menu_that_changes_the_page_says_so(name):
    """Whoever cannot see the picture or the text change hears it; a menu is never silent."""
    made = explorers.make(name)
    menus = [w for w in inside(made) if isinstance(w, controls.NativeMenu) and w is not made.stage.choice and w.description not in WAITING and len(w.options) > 1]
    lines = [w for w in inside(made) if isinstance(w, controls.StatusLine)]
    for menu in menus:
        before = [line.text for line in lines]
        menu.index = 1 if menu.index != 1 else 0
        assert [line.text for line in lines] != before, f"the menu “{menu.description}” changed and no line spoke"
