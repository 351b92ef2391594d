"""How sure, how right: the two vectors, the empty case, bins with their counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato.models import calibration
from eunato.models.clubs import ModelError

points = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def test_the_two_vectors():
    assert calibration.brier([(0.9, True)]) == pytest.approx(0.01)
    assert calibration.brier([(0.9, False)]) == pytest.approx(0.81)


def test_bias_is_confidence_minus_share_right():
    assert calibration.bias([(0.9, True), (0.9, False)]) == pytest.approx(0.4)
    assert calibration.bias([(0.5, True)]) == pytest.approx(-0.5)


def test_without_points_there_is_no_figure():
    assert calibration.brier([]) is None
    assert calibration.bias([]) is None
    assert calibration.reliability([]) == ()


def test_bins_count_and_average():
    bins = calibration.reliability([(0.5, True), (0.55, False), (0.6, True), (1.0, True)])
    assert [(b.low, b.n, b.share_right) for b in bins] == [(0.5, 2, 0.5), (0.6, 1, 1.0), (0.9, 1, 1.0)]
    assert bins[0].mean_p == pytest.approx(0.525)


@pytest.mark.parametrize("wrong", [[(1.2, True)], [(-0.1, True)], [(float("nan"), True)], [(0.5, 2)], [("x", True)], [0.5]])
def test_points_that_make_no_sense_are_named(wrong):
    with pytest.raises(ModelError, match="Point 1"):
        calibration.brier(wrong)


def test_edges_must_cover_0_to_1():
    with pytest.raises(ModelError, match="rise from 0 to 1"):
        calibration.reliability([(0.5, True)], edges=(0.5, 0.5, 1))


@given(points)
def test_brier_and_bias_stay_in_their_range(given_points):
    assert 0 <= calibration.brier(given_points) <= 1
    assert -1 <= calibration.bias(given_points) <= 1


@given(points)
def test_every_point_is_in_one_bin(given_points):
    bins = calibration.reliability(given_points)
    assert sum(b.n for b in bins) == len(given_points)
    right = sum(o for _, o in given_points)
    assert sum(b.n * b.share_right for b in bins) == pytest.approx(right)


@given(points)
def test_brier_is_never_better_than_a_perfect_forecast(given_points):
    assert calibration.brier([(float(o), o) for _, o in given_points]) == 0
    assert calibration.brier(given_points) >= calibration.bias(given_points) ** 2 - 1e-9
