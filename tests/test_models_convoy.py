"""The convoy clock: waiting and driving, in two orders, for those the rule reaches and those it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato import tables
from eunato.models import convoy as model
from eunato.models.clubs import ModelError

WAYS = [route.route_id for route in model.routes()]
leads = st.floats(min_value=0, max_value=365)


@pytest.mark.parametrize(("way", "rule", "order", "extended", "days"), [
    ("uk_lt", "now", "sequential", False, 185.5), ("uk_lt", "now", "parallel", False, 50.5),
    ("uk_lt", "proposed", "sequential", False, 185.5), ("uk_lt", "proposed", "sequential", True, 17.5), ("uk_lt", "proposed", "parallel", True, 8.5),
    ("uk_lt", "emergency", "sequential", True, 8.5), ("uk_lt", "emergency", "parallel", True, 7.75), ("uk_lt", "emergency", "parallel", False, 50.5),
    ("no_ee", "now", "parallel", False, 48), ("no_ee", "proposed", "parallel", True, 6), ("tr_ro", "now", "sequential", False, 92), ("tr_ro", "proposed", "parallel", True, 5),
    ("fr_lt", "now", "sequential", False, 140.5), ("fr_lt", "proposed", "parallel", False, 8.5), ("fr_lt", "proposed", "parallel", True, 8.5),
])  # fmt: skip
def test_vectors(way, rule, order, extended, days):
    assert model.clock(way, rule, order, extended).days == pytest.approx(days)


def test_the_formula_of_the_design():
    """T = Σ(d/v + p), by hand."""
    way = model.route("uk_lt")
    by_hand = sum(leg.km / 400 + (10 if leg.permission else 0) for leg in way.legs)
    assert model.clock(way, lead_now=10).days == pytest.approx(by_hand)


def test_leads_are_those_of_the_table():
    rows = {row["rule_id"]: row for row in tables.records("mobility_rules")}
    assert model.LEADS == {"now": rows["now_longest"]["days"], "proposed": rows["prop_peace"]["days"], "emergency": rows["prop_emergency"]["days"]}
    assert model.SWITCH == rows["prop_switch"]["days"]


def test_who_is_reached_is_said():
    assert "not extended" in model.clock("tr_ro", "proposed").sentence
    assert "not extended" not in model.clock("tr_ro", "proposed", extended=True).sentence + model.clock("fr_lt", "proposed").sentence + model.clock("tr_ro").sentence
    assert [route.in_eu for route in model.routes()] == [False, False, False, True]


@pytest.mark.parametrize("bad", [
    {"rule": "later"}, {"order": "never"}, {"speed": 0}, {"speed": float("nan")}, {"hours": 25}, {"lead_now": -1}, {"lead_proposed": "soon"}, {"switch": 1e9}, {"lead_now": True},
])
def test_what_makes_no_sense_is_refused_in_words(bad):
    with pytest.raises(ModelError, match=next(iter(bad))):
        model.clock("uk_lt", **bad)
    with pytest.raises(ModelError, match="uk_lt"):
        model.route("mars")


@given(st.sampled_from(WAYS), st.sampled_from(list(model.RULES)), st.booleans(), leads, leads, leads, st.floats(5, 120), st.floats(1, 24))
def test_all_at_once_is_never_slower(way, rule, extended, now, proposed, emergency, speed, hours):
    given_ = {"lead_now": now, "lead_proposed": proposed, "lead_emergency": emergency, "speed": speed, "hours": hours}
    one, two = (model.clock(way, rule, order, extended, **given_) for order in ("parallel", "sequential"))
    assert one.days <= two.days + 1e-6 and one.driving == pytest.approx(two.driving)


@given(st.sampled_from(WAYS), st.sampled_from(list(model.RULES)), st.sampled_from(list(model.ORDERS)), st.booleans(), leads)
def test_pieces_add_up_and_follow_each_other(way, rule, order, extended, now):
    clock = model.clock(way, rule, order, extended, lead_now=now)
    assert clock.days == pytest.approx(clock.waiting + clock.driving)
    for before, after in zip(clock.segments, clock.segments[1:], strict=False):
        assert after.start == pytest.approx(before.start + before.days)


@given(st.sampled_from(WAYS), st.sampled_from(list(model.RULES)), st.sampled_from(list(model.ORDERS)))
def test_the_extension_changes_nothing_for_a_member_state_and_never_slows(way, rule, order):
    without, with_it = model.clock(way, rule, order, False), model.clock(way, rule, order, True)
    if without.route.in_eu or rule == "now":
        assert without.days == with_it.days
    assert with_it.days <= without.days


@given(st.sampled_from(WAYS), leads, leads)
def test_a_shorter_notice_never_lengthens_the_way(way, one, two):
    low, high = sorted((one, two))
    assert model.clock(way, lead_now=low).days <= model.clock(way, lead_now=high).days
