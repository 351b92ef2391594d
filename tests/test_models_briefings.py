"""Briefings against access: the equation, its steady state, and what no number of briefings can do."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from eunato.models import briefings
from eunato.models.clubs import ModelError

counts = st.floats(0.1, 20)
closed = st.floats(0, 0.95)


def test_the_equation_step_by_step():
    path = briefings.run(3, 0.5, alpha=0.05, sigma=1, start=10, periods=2)
    assert path.rate == pytest.approx(0.15)
    assert path.points == pytest.approx((10, 10 * 0.85 + 1, (10 * 0.85 + 1) * 0.85 + 1))


@pytest.mark.parametrize(("count", "share", "settled"), [(3, 0.5, 20 / 3), (6, 0.5, 10 / 3), (3, 0.9, 100 / 3), (6, 0.9, 50 / 3), (3, 0.8, 50 / 3), (30, 0.9, 10 / 3)])
def test_the_settled_distances_of_the_missions(count, share, settled):
    assert briefings.steady(count, share) == pytest.approx(settled)


def test_twice_the_briefings_is_twice_the_open_share():
    """The insight of the lesson, from 90 to 80 per cent closed."""
    assert briefings.steady(6, 0.9) == pytest.approx(briefings.steady(3, 0.8))


@given(counts, closed)
def test_doubling_either_halves_the_settled_distance(count, share):
    assume(4 * briefings.ALPHA * count * (1 - share) < 1)
    one = briefings.steady(count, share)
    assert briefings.steady(2 * count, share) == pytest.approx(one / 2)
    assume(share >= 0.5)
    assert briefings.steady(count, 1 - 2 * (1 - share)) == pytest.approx(one / 2)


@given(counts, closed, st.floats(0, 100), st.floats(0.1, 5))
def test_the_distance_moves_towards_the_balance_and_never_past_it(count, share, start, sigma):
    assume(2 * briefings.ALPHA * count * (1 - share) < 0.99)
    path = briefings.run(count, share, sigma=sigma, start=start)
    gaps = [abs(point - path.steady) for point in path.points]
    assert all(later <= earlier + 1e-9 for earlier, later in zip(gaps, gaps[1:], strict=False))
    assert all(point >= -1e-9 for point in path.points)
    sides = [point - path.steady for point in path.points]
    assert all(side * sides[0] >= -1e-6 for side in sides)


@given(st.floats(0.5, 30), st.floats(0, 0.95))
def test_needed_undoes_steady(target, share):
    count = briefings.needed(target, share)
    if count is not None:
        assert briefings.steady(count, share) == pytest.approx(target)


@pytest.mark.parametrize("setting", [(40, 1.0, 0.05), (0, 0.5, 0.05), (3, 0.5, 0.0)])
def test_where_nothing_is_learned_there_is_no_balance(setting):
    path = briefings.run(setting[0], setting[1], alpha=setting[2])
    assert path.steady is None
    assert path.last == pytest.approx(10 + 36)
    assert "grows by 1 point every month" in path.sentence


def test_without_new_difference_the_distance_stays_or_vanishes():
    assert "stays at 10 points" in briefings.run(0, 0.5, sigma=0).sentence
    assert briefings.run(3, 0.5, sigma=0, periods=300).last == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize("wrong", [
    {"briefings": -1}, {"briefings": float("nan")}, {"briefings": "3"}, {"closed": 1.2}, {"closed": -0.1}, {"alpha": 2}, {"sigma": -1}, {"sigma": float("inf")},
    {"start": -5}, {"periods": 0}, {"periods": 2.5}, {"briefings": True},
])
def test_numbers_that_make_no_sense_are_named(wrong):
    with pytest.raises(ModelError, match="give a"):
        briefings.run(**wrong)


def test_more_learning_than_distance_is_refused_with_the_limit():
    with pytest.raises(ModelError, match="holds below 10 briefings"):
        briefings.run(10, 0)


def test_the_sentence_says_assumption():
    assert "(assumption)" in briefings.run().sentence
