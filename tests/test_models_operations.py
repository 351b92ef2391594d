"""Overlap, shared tasks, residual support: the numbers of lesson 04 and the rules they keep."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato.models import operations as model
from eunato.models.clubs import ModelError

TAGS = st.frozensets(st.sampled_from(["a", "b", "c", "d", "e"]))
SHARES = st.floats(0, 1, allow_nan=False)
WEIGHTS = st.fixed_dictionaries({f: st.floats(0.1, 10) for f in model.FUNCTIONS})


def made(start, end=None, org="EU", tags="a", lat=0.0, lon=0.0, area="x"):
    return model.Operation("one", "One", org, "military", start, end, area, lat, lon, "none", frozenset(tags), "ended" if end else "ongoing", "confirmed")


# -- the record ----------------------------------------------------------------------------------------------------------


def test_who_ever_used_berlin_plus():
    assert [one.name for one in model.used_berlin_plus()] == ["Concordia", "Althea"]
    assert [one.name for one in model.used_berlin_plus(live=True)] == ["Althea"]


def test_pairs_of_two_years_or_more_in_the_same_area():
    assert {pair.ids for pair in model.overlaps(24, confirmed=True)} == {
        ("althea", "nato_hq_sarajevo"), ("eulex", "kfor"), ("euam_iraq", "nato_mission_iraq"), ("eupol_afghanistan", "isaf"), ("eupol_afghanistan", "resolute_support"),
        ("atalanta", "ocean_shield"), ("irini", "sea_guardian"), ("sophia", "sea_guardian"), ("eumam_ukraine", "nsatu"),
    }  # fmt: skip
    assert len(model.overlaps(24)) == 14


def test_areas_of_both():
    assert len(model.shared_areas()) == 10
    assert set(model.shared_areas(live=True)) == {"bih", "kosovo", "iraq", "mediterranean", "ukraine_training"}


@pytest.mark.parametrize(("eu", "nato", "months", "jaccard"), [
    ("althea", "nato_hq_sarajevo", 262, 0), ("eulex", "kfor", 214, 0.2), ("irini", "sea_guardian", 78, 0.4), ("atalanta", "ocean_shield", 88, 0.5), ("eumam_ukraine", "nsatu", 27, 0.5),
])  # fmt: skip
def test_overlaps_of_the_lesson(eu, nato, months, jaccard):
    found = model.overlap(eu, nato)
    assert round(found.months) == months and round(found.jaccard, 2) == jaccard and found.same_area


def test_a_circle_finds_the_reserve_of_althea():
    assert model.distance(model.operation("althea"), model.operation("kfor")) == pytest.approx(261, abs=1)
    assert ("althea", "kfor") not in [pair.ids for pair in model.overlaps(24, km=250)]
    assert ("althea", "kfor") in [pair.ids for pair in model.overlaps(24, km=300)]


# -- support -----------------------------------------------------------------------------------------------------------------


def shares(plan):
    return {one.mission: round(one.share, 3) for one in model.residuals(plan)}


def test_kfor_halved():
    found = shares(model.scale_back({"KFOR": 0.5}))
    assert (found["eulex"], found["althea"]) == (0.833, 0.917)
    assert all(found[one] == 1 for one in ("irini", "euam_iraq", "eumam_ukraine", "atalanta"))


def test_all_support_halved_and_the_order_turned_by_weights():
    assert (shares(0.5)["althea"], shares(0.5)["eulex"]) == (0.667, 0.833)
    turned = shares(model.scale_back(0.5, weights={"medevac": 5}))
    assert (turned["althea"], turned["eulex"]) == (0.8, 0.7)
    level = shares(model.scale_back(0.5, weights={"medevac": 3}))
    assert level["althea"] == level["eulex"] == 0.75  # medical evacuation weighs as much as Althea's other three kinds


def test_the_price_adds_up():
    plan = model.scale_back({"KFOR": 0.5}, costs=dict.fromkeys(model.FUNCTIONS, 10))
    assert model.residual("eulex", plan).cost == pytest.approx(10)
    assert model.residual("althea", plan).cost == pytest.approx(5)
    assert model.residual("irini", plan).cost == 0


def test_where_two_give_the_same_kind_the_one_cut_least_counts():
    assert model.residual("althea", model.scale_back({"JFC Naples": 1.0})).share == 1  # NATO HQ Sarajevo still gives information
    assert "intel" in model.residual("althea", model.scale_back({"JFC Naples": 1.0, "NATO HQ Sarajevo": 0.4})).lost


def test_nothing_documented_is_not_called_independence():
    assert "not independence" in model.residual("irini", 0.5).sentence


@pytest.mark.parametrize(("call", "words"), [
    (lambda: model.operation("altea"), "no operation"),
    (lambda: model.overlap("kfor", "eulex"), "EU operation first"),
    (lambda: model.overlaps(-1), "negative"),
    (lambda: model.overlaps(0, km=-5), "negative"),
    (lambda: model.scale_back(1.5), "from 0 to 1"),
    (lambda: model.scale_back({"The moon": 0.5}), "supports no running mission"),
    (lambda: model.scale_back(0.5, weights={"magic": 1}), "no kind of support"),
    (lambda: model.scale_back(0.5, weights={"reserve": -1}), "0 or more"),
    (lambda: model.scale_back(0.5, weights={"reserve": float("nan")}), "0 or more"),
    (lambda: model.scale_back(0.5, weights=dict.fromkeys(model.FUNCTIONS, 0)), "All weights are 0"),
])  # fmt: skip
def test_errors_say_what_to_do(call, words):
    with pytest.raises(ModelError, match=words):
        call()


# -- properties ----------------------------------------------------------------------------------------------------------------


@given(TAGS, TAGS)
def test_jaccard_is_a_share_and_does_not_mind_the_order(one, two):
    assert 0 <= model.jaccard(one, two) <= 1
    assert model.jaccard(one, two) == model.jaccard(two, one)
    assert model.jaccard(one, one) == (1 if one else 0)


@given(st.dates(date(1990, 1, 1), date(2020, 1, 1)), st.integers(0, 3000), st.dates(date(1990, 1, 1), date(2020, 1, 1)), st.integers(0, 3000))
def test_months_are_never_negative_nor_longer_than_either(a, long, b, wide):
    from datetime import timedelta

    one, two = made(a, a + timedelta(days=long)), made(b, b + timedelta(days=wide), "NATO")
    found = model.months(one, two)
    assert found == model.months(two, one) >= 0
    assert found <= min(long + 1, wide + 1) / 30.43


@given(st.floats(-89, 89), st.floats(-179, 179), st.floats(-89, 89), st.floats(-179, 179))
def test_distance_is_a_distance(a, b, c, d):
    one, two = made(date(2000, 1, 1), lat=a, lon=b), made(date(2000, 1, 1), lat=c, lon=d)
    assert 0 <= model.distance(one, two) <= 20_040
    assert model.distance(one, two) == pytest.approx(model.distance(two, one), abs=1e-6)
    assert model.distance(one, one) == pytest.approx(0, abs=1e-3)


@given(SHARES, SHARES, WEIGHTS)
def test_a_deeper_cut_never_leaves_more(first, second, weights):
    low, high = sorted((first, second))
    less, more = (model.scale_back(cut, weights=weights) for cut in (low, high))
    for mission in model.missions():
        a, b = model.residual(mission, less).share, model.residual(mission, more).share
        assert -1e-9 <= b <= a + 1e-9 <= 1 + 2e-9


@given(SHARES, WEIGHTS, st.floats(0.1, 50))
def test_only_the_proportions_of_the_weights_matter(cut, weights, factor):
    one = model.scale_back(cut, weights=weights)
    two = model.scale_back(cut, weights={f: w * factor for f, w in weights.items()})
    for mission in model.missions():
        assert model.residual(mission, one).share == pytest.approx(model.residual(mission, two).share)


def test_no_cut_leaves_everything():
    assert {one.share for one in model.residuals(0)} == {1.0}
