"""The periodisation lab, moved as a learner moves it. What every explorer owes is held by test_explorers_every.py."""

from __future__ import annotations

import pytest

from eunato import explorers
from eunato.explorers import period_explorer
from eunato.models import timeline


@pytest.fixture
def lab():
    return explorers.make("periods")


def cut(lab, typed: str) -> None:
    lab.cuts.value = typed
    lab.apply.click()


def test_it_starts_with_joint_steps_and_one_cut(lab):
    assert lab.result.scope == "joint" and lab.result.cuts == (2004,)
    assert lab.result.sentence in lab.status.text
    assert "(3 + 13) ÷ 36 = 0.44" in lab.details.value


def test_typed_years_are_the_models(lab):
    before = lab.figure.outputs
    cut(lab, "2016; 1998")
    assert lab.result == timeline.study((1998, 2016), "joint")
    assert lab.figure.outputs != before
    cut(lab, "1998 and 2016")
    assert lab.result.cuts == (1998, 2016)


def test_no_cut_is_one_phase(lab):
    lab.clear.click()
    assert lab.result.cuts == () and lab.cuts.value == "" and lab.result.h == lab.result.uncut
    cut(lab, "   ")
    assert lab.result.cuts == ()


@pytest.mark.parametrize("typed", ["many", "98", "-2004", "2004, 2004", "1e30", "2004.5", "1990 1995 2000 2005 2010", "2030", "=1+1", "nan", "2004, x"])
def test_years_that_make_no_sense_get_a_sentence_and_change_nothing(lab, typed):
    kept = lab.figure.outputs, lab.result, lab.details.value
    cut(lab, typed)
    assert lab.status.kind == "error" and lab.status.text.endswith("The picture has not changed.")
    assert (lab.figure.outputs, lab.result, lab.details.value) == kept


def test_after_a_mistake_the_menu_still_uses_the_last_good_cuts(lab):
    cut(lab, "1998")
    cut(lab, "soon")
    lab.scope.value = "all"
    assert lab.result.cuts == (1998,) and lab.result.scope == "all" and lab.status.kind == "say"


def test_what_is_counted_can_be_chosen(lab):
    for scope in timeline.SCOPES:
        lab.scope.value = scope
        assert lab.result.homogeneity.n == len(timeline.scope(scope))


def test_the_screen_of_the_bet_does_not_hold_its_answer(lab):
    shown = " ".join([lab.stage.text.text, lab.status.text, lab.details.value, str(lab.figure.outputs)])
    assert "lowers H" not in shown and "never" not in shown


def test_following_the_hint_leads_to_the_highest():
    cuts = (1995, 2000)
    for _ in range(6):
        result = timeline.study(cuts, "joint")
        if result.highest - result.h < 1e-9:
            return
        said = period_explorer.direction(result)
        old = next(one for one in cuts if f"the cut {one}" in said)
        kept = [one for one in cuts if one != old]
        years = [y for y in range(timeline.FIRST + 1, timeline.LAST + 1) if y not in cuts and (y > old) == ("a later" in said)]
        cuts = tuple(sorted([*kept, max(years, key=lambda y: timeline.homogeneity([*kept, y], timeline.scope("joint")).h)]))
    raise AssertionError(f"the hints stop at {cuts}")


def test_the_bet_is_tried_out_by_the_model(lab):
    assert lab._truth({}) == "never_falls"
    lab.stage.choice.value = "can_fall"
    lab.stage.check.click()
    assert lab.status.text.startswith("Not so:") and "It may rise or fall" in lab.status.text
    lab.stage.choice.value = "never_falls"
    lab.stage.check.click()
    assert lab.status.text.startswith("Right:")
    lab.stage.next.click()
    assert "never falls" not in lab.status.text


def test_the_missions(lab):
    stage = lab.stage
    stage.menu.value = "stories"
    cut(lab, "2010")
    assert not stage.is_done("stories")
    cut(lab, "2001, 2016")  # the first phase would hold two steps
    assert not stage.is_done("stories")
    cut(lab, "2016, 2022")  # two phases of one kind
    assert not stage.is_done("stories")
    cut(lab, "2004, 2022")
    assert stage.is_done("stories")
    stage.menu.value = "tidy"
    assert "below the highest" in lab.status.text
    lab.scope.value = "all"
    assert "needs 2 cuts and joint steps only" in lab.status.text
    lab.scope.value = "joint"
    cut(lab, "1995, 2000")
    assert not stage.is_done("tidy") and "Moving the cut 2000 to a later year" in lab.status.text
    cut(lab, "2016, 2022")
    assert f"H is {lab.result.h:.2f}, and the highest is {lab.result.highest:.2f}" in lab.status.text and "below the" not in lab.status.text
    stage.menu.value = "stories"
    assert "This mission is done." in lab.status.text
    stage.menu.value = "tidy"
    assert stage.is_done("tidy") and "This mission is done." in lab.status.text
    stage.menu.value = "selection"
    lab.scope.value = "all"
    assert "1 of 2" in lab.status.text
    lab.scope.value = "joint"
    assert stage.is_done("selection")
    stage.menu.value = "sandbox"
    cut(lab, "2016, 2022")
    assert not stage.is_done("sandbox")  # choices of earlier missions do not count
    cut(lab, "2016, 2023")
    assert not stage.is_done("sandbox")  # one year differs from the cut before
    cut(lab, "2001, 2015")
    assert stage.is_done("sandbox")


def test_a_rival_has_as_many_cuts_and_another_story():
    one, two = timeline.study((1998, 2004, 2016, 2022), "joint"), timeline.study((2001, 2005, 2016, 2022), "joint")
    assert period_explorer._rivals(one, two) and one.h == two.h
    assert not period_explorer._rivals(one, one)
    assert not period_explorer._rivals(one, timeline.study((2001, 2005, 2016, 2022), "all"))
    assert not period_explorer._rivals(one, timeline.study((2001, 2005, 2016), "joint"))


def test_ties_and_empty_phases_are_named(lab):
    cut(lab, "1950, 1951, 2026")
    assert "Empty" in lab.details.value and "1950–1950" in lab.details.value
    lab.scope.value = "all"
    cut(lab, "1998")
    assert "Ties" in lab.details.value and "1948–1997: declaration and operation" in lab.details.value


def test_the_best_cut_is_never_printed_without_the_rule(lab):
    cut(lab, "1998, 2016")
    shown = lab.status.text + lab.details.value + str(lab.figure.outputs)
    assert "highest" in shown and "best" not in shown.lower().replace("bestand", "")
    assert not any(f"{a}, {b}" in shown for a, b in [lab.result.highest_cuts])
