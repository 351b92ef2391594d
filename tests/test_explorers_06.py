"""The two explorers of lesson 06, moved by their controls."""

from __future__ import annotations

import pytest

from eunato import explorers
from eunato.models import convoy, eligibility


@pytest.fixture
def checker():
    return explorers.make("eligibility")


@pytest.fixture
def clock():
    return explorers.make("convoy")


# -- eligibility ------------------------------------------------------------------------------------------------------


def test_that_it_is_no_legal_advice_stands_everywhere(checker):
    assert eligibility.ADVICE in checker.status.text and eligibility.ADVICE in checker.details.value
    assert eligibility.ADVICE in checker._repr_mimebundle_()["text/plain"]
    assert any(eligibility.ADVICE in getattr(child, "value", "") for child in checker.children if isinstance(getattr(child, "value", None), str))


@pytest.mark.parametrize("case", eligibility.cases())
def test_loading_a_firm_gives_the_verdict_of_the_table(checker, case):
    checker.case.value = case
    row = eligibility.row(case)
    assert (checker.result.verdict, checker.result.rule) == (row["expected_verdict"], row["expected_rule"])
    assert checker.result.offer.name == row["firm"] and row["story"] in checker.story.value
    assert (checker.swaps.layout.display == "") == (case == "E2")


def test_a_changed_offer_is_no_longer_called_by_the_firm_s_name(checker):
    checker.case.value = "K1"
    checker.menus["category"].value = "2"
    assert checker.result.offer.name == "Alder Guns, changed"
    checker.menus["category"].value = "1"
    assert checker.result.offer.name == "Alder Guns"
    checker.case.value = ""
    assert checker.result.offer.name == "your offer" and checker.story.value == ""


def test_every_menu_moves_the_answer(checker):
    for key, value, rule in (("seat", "outside", "R1"), ("management", "outside", "R1"), ("control", "outside", "R2")):
        before = checker.menus[key].value
        checker.menus[key].value = value
        assert checker.result.rule == rule and rule in checker.status.text
        checker.menus[key].value = before
    checker.numbers.set(states=1)
    assert checker.result.rule == "none"
    checker.menus["signed"].value = "late"
    assert checker.result.rule == "R3"
    checker.menus["instrument"].value = "national"
    assert "not a matter of SAFE" in checker.status.text


def test_parts_of_the_bill_can_be_bought_elsewhere(checker):
    checker.case.value = "E2"
    assert len(checker.swaps.rows) == 5 and checker.result.verdict == "not"
    checker.swaps.value = [1, None, None, None, None]
    assert checker.result.verdict == "eligible" and "+5" in checker.details.value
    checker.swaps.value = [0, None, 1, None, None]
    assert checker.result.verdict == "not"
    checker.case.value = "K3"
    assert checker.swaps.rows == [] and checker.result.rule == "R5"


@pytest.mark.parametrize(("field", "typed"), [("eu", ""), ("eu", "some"), ("ally", "-5"), ("states", "1.5"), ("states", "0"), ("ukraine", "1e12")])
def test_a_bad_number_gets_a_sentence_and_changes_nothing(checker, field, typed):
    kept = checker.figure.outputs, checker.result, dict(checker.numbers.values)
    checker.numbers.fields[field].value = typed
    checker.numbers.button.click()
    assert checker.status.kind == "error" and "stays as it was" in checker.status.text
    assert (checker.figure.outputs, checker.result, dict(checker.numbers.values)) == kept


def test_a_bill_of_nothing_is_refused(checker):
    kept = checker.figure.outputs, checker.result, dict(checker.numbers.values)
    checker.numbers.set(eu=0, ally=0)
    assert checker.status.kind == "error" and "cost 0" in checker.status.text
    assert (checker.figure.outputs, checker.result, dict(checker.numbers.values)) == kept


def test_the_bet_on_a_cheaper_part(checker):
    checker.stage.bet.value = "38,9"
    checker.stage.check.click()
    assert checker.status.text.startswith("Right")
    checker.stage.bet.value = "35"
    checker.stage.check.click()
    assert "38.9%" in checker.status.text and "You said 35." in checker.status.text


def test_the_missions_of_the_checker(checker):
    stage = checker.stage
    stage.menu.value = "edge"
    checker.case.value = "K1"
    assert not stage.is_done("edge")
    checker.numbers.set(ally=36)
    assert stage.is_done("edge")
    stage.menu.value = "design"
    checker.case.value = "K3"
    assert not stage.is_done("design")
    checker.menus["design"].value = "free"
    assert stage.is_done("design")
    stage.menu.value = "door"
    checker.menus["seat"].value = "partner"
    assert checker.result.rule == "R1" and not stage.is_done("door")
    checker.menus["agreement"].value = "signed"
    assert stage.is_done("door")
    stage.menu.value = "sandbox"
    checker.case.value = ""
    checker.menus["instrument"].value = "national"
    checker.numbers.set(eu=5, eea_efta=0, ukraine=0, ally=95)
    assert "1 of 2" in checker.status.text
    checker.menus["instrument"].value, checker.menus["seat"].value, checker.menus["agreement"].value = "safe", "eu", "none"
    checker.numbers.set(states=1)
    checker.menus["signed"].value = "late"
    assert stage.is_done("sandbox") and checker.result.rule == "R3"


def test_an_error_in_a_callback_is_said_in_words(monkeypatch, checker):
    def broken(*_args, **_more):
        raise ValueError("the law is asleep")

    kept = checker.figure.outputs
    monkeypatch.setattr(eligibility, "check", broken)
    monkeypatch.setenv("EUNATO_RAISE", "0")
    checker.menus["category"].value = "2"
    assert checker.status.kind == "error" and "the law is asleep" in checker.status.text and checker.figure.outputs == kept


# -- convoy -------------------------------------------------------------------------------------------------------------


def test_the_clock_runs_as_the_model_does(clock):
    assert clock.result.days == convoy.clock("uk_lt", order="parallel").days == 50.5
    clock.order.value = "sequential"
    assert clock.result.days == 185.5 and "185.5 days" in clock.status.text and "4 × 45 days" in clock.details.value
    clock.rule.value = "emergency"
    assert "not extended" in clock.status.text and clock.result.days == 185.5
    clock.extended.value = [0]
    assert clock.result.days == pytest.approx(8.5) and "With today’s notice it takes 185.5 days." in clock.details.value


def test_hours_are_hours(clock):
    clock.rule.value, clock.extended.value = "emergency", [0]
    clock.numbers.set(lead_emergency=48, switch=0)
    assert clock.result.lead == 2 and clock.result.waiting == 2


@pytest.mark.parametrize(("field", "typed"), [("lead_now", ""), ("lead_now", "long"), ("speed", "0"), ("hours", "25"), ("switch", "-1"), ("lead_emergency", "1e9")])
def test_a_bad_field_of_the_clock_changes_nothing(clock, field, typed):
    kept = clock.figure.outputs, clock.result, dict(clock.numbers.values)
    clock.numbers.fields[field].value = typed
    clock.numbers.button.click()
    assert clock.status.kind == "error" and "stays as it was" in clock.status.text
    assert (clock.figure.outputs, clock.result, dict(clock.numbers.values)) == kept


def test_the_bet_on_what_saves_most(clock):
    clock.stage.choice.value = "parallel"
    clock.stage.check.click()
    assert clock.status.text.startswith("Right")
    clock.stage.choice.value = "rule"
    clock.stage.check.click()
    assert "The model says: Ask all four at once" in clock.status.text


def test_the_missions_of_the_clock(clock):
    stage = clock.stage
    stage.menu.value = "order"
    clock.order.value = "sequential"
    assert not stage.is_done("order")
    clock.order.value = "parallel"
    assert stage.is_done("order")
    stage.menu.value = "reach"
    clock.rule.value = "proposed"
    assert not stage.is_done("reach") and "1 of 2" in clock.status.text
    clock.extended.value = [0]
    assert stage.is_done("reach")
    stage.menu.value = "driving"
    clock.route.value = "fr_lt"
    assert stage.is_done("driving")  # 5.5 days of driving, 3 of waiting
    stage.menu.value = "sandbox"
    clock.route.value, clock.rule.value = "tr_ro", "emergency"
    assert not stage.is_done("sandbox")
    clock.numbers.set(speed=50, hours=12)
    assert clock.result.days <= 4 and "1 of 2" in clock.status.text
    clock.route.value = "fr_lt"
    assert stage.is_done("sandbox")
