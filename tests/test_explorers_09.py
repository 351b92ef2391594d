"""The allocator as a learner moves it: first picture, wrong shares, missions, both pictures."""

from __future__ import annotations

import pytest

from eunato.explorers.allocator_explorer import Allocator
from eunato.models import ukraine as model


@pytest.fixture
def made() -> Allocator:
    return Allocator()


def go(made: Allocator, step: str) -> None:
    made.stage.menu.value = step


def test_it_starts_with_a_mix_that_is_nobody_s_position(made):
    assert dict(made.result.shares) == {"P": 0, "E": 0.6, "U": 0.4} and made.result.setup == model.default()
    for part in ("by month 6", "by month 12", "by month 24", "€7.2 bn is left unspent", "100% of the money"):
        assert part in made.status.text
    assert "best" not in made.status.text.lower() and "no mix is called the best" in made.details.value


def test_the_sentence_is_the_model_s(made):
    made.numbers.set(P=25, E=35, U=40)
    one = model.default().run(0.25, 0.35, 0.40)
    for part in (f"{100 * one.coverage(6):.1f}%", f"{100 * one.coverage(24):.1f}%", "Nothing is left unspent.", f"{100 * one.dependency:.0f}% of the air-defence units", "75% of the money"):
        assert part in made.status.text
    assert "25% × 60 = €15.0 bn" in made.details.value


@pytest.mark.parametrize(("shares", "says"), [((50, 50, 50), "150%"), ((10, 10, 10), "30%"), ((100, 1, 0), "101%")])
def test_shares_that_do_not_add_up_change_nothing(made, shares, says):
    kept = made.figure.outputs, made.result, made.details.value
    for key, value in zip("PEU", shares, strict=True):
        made.numbers.fields[key].value = str(value)
    made.numbers.button.click()
    assert made.status.kind == "error" and says in made.status.text and "The picture stays as it was." in made.status.text
    assert (made.figure.outputs, made.result, made.details.value) == kept
    made.view.value = "coverage"  # the menus go on with the last numbers that made sense
    assert made.status.kind == "say" and dict(made.result.shares) == {"P": 0, "E": 0.6, "U": 0.4}


@pytest.mark.parametrize(("field", "wrong"), [("P", "101"), ("E", "-1"), ("U", "all"), ("budget", "0"), ("lag_E", "99"), ("cap_P", "1e9"), ("cap_E", ""), ("cap_U", "fast")])
def test_a_number_that_makes_no_sense_changes_nothing(made, field, wrong):
    kept = made.figure.outputs, made.result
    made.numbers.fields[field].value = wrong
    made.numbers.button.click()
    assert made.status.kind == "error" and "The picture stays as it was." in made.status.text
    assert (made.figure.outputs, made.result) == kept


def test_both_pictures(made):
    first = made.figure.outputs
    made.view.value = "coverage"
    assert made.figure.outputs != first and "This mix covers" in str(made.figure.outputs)
    made.view.value = "frontier"
    assert made.figure.outputs == first


def test_the_budget_and_the_assumptions_reach_the_model(made):
    made.numbers.set(budget=90, lag_E=3, cap_P=1, cap_E=5, cap_U=4)
    setup = made.result.setup
    assert setup.budget == 90 and (setup.sources["E"].lag, setup.sources["E"].cap, setup.sources["P"].cap, setup.sources["U"].cap) == (3, 5, 1, 4)


def test_the_bet_is_computed(made):
    made.stage.bet.value = "31.2"
    made.stage.check.click()
    assert made.status.text.startswith("Right, or near enough: 31.2 bn")
    made.stage.bet.value = "0"
    made.stage.check.click()
    assert "The model says 31.2 bn" in made.status.text


def test_the_missions_can_be_met_and_not_by_the_start(made):
    go(made, "speed")
    made.numbers.set(P=0, E=60, U=40)
    assert not made.stage.is_done("speed")
    made.numbers.set(P=20, E=40, U=40)
    assert "1 of 2" in made.status.text
    made.numbers.set(P=40, E=20, U=40)
    assert made.stage.is_done("speed")

    go(made, "home")
    made.numbers.set(P=0, E=60, U=40)
    assert not made.stage.is_done("home")
    made.numbers.set(P=0, E=100, U=0)
    made.numbers.set(P=0, E=45, U=55)
    assert made.stage.is_done("home")

    go(made, "capacity")
    made.numbers.set(P=20, E=40, U=40)
    made.numbers.set(P=0, E=60, U=40)
    assert not made.stage.is_done("capacity")
    made.numbers.set(lag_E=2, cap_E=8)
    assert not made.stage.is_done("capacity") and "1 of 2" in made.status.text
    made.numbers.set(P=20, E=40, U=40)
    assert made.stage.is_done("capacity") and "stays about as large" in made.status.text

    go(made, "ask")
    made.numbers.set(P=20, E=40, U=40, lag_E=8, cap_E=2.4)
    assert not made.stage.is_done("ask")
    made.numbers.set(cap_P=0.85)
    assert "1 of 2" in made.status.text and "air defence to 7.1% by month 6" in made.status.text
    made.numbers.set(P=5, E=45, U=50)
    assert made.stage.is_done("ask") and "air defence to 7.1% by month 6" in made.status.text
    made.numbers.set(P=0, E=60, U=40, cap_P=4)

    go(made, "sandbox")
    made.numbers.set(P=25, E=35, U=40, lag_E=8, cap_E=2.4)
    assert not made.stage.is_done("sandbox")
    made.numbers.set(P=10, E=40, U=50)
    assert made.stage.is_done("sandbox")


def test_missions_on_given_assumptions_do_not_count_changed_ones(made):
    go(made, "speed")
    made.numbers.set(P=20, E=40, U=40, cap_P=10)
    made.numbers.set(P=40, E=20, U=40, cap_P=10)
    assert not made.stage.is_done("speed")


def test_nothing_delivered_is_said_in_words(made):
    made.numbers.set(cap_P=0, cap_E=0, cap_U=0)
    assert "No air-defence units are delivered." in made.status.text and "€60.0 bn is left unspent" in made.status.text
