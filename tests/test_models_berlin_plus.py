"""The tree of eight questions: where it ends, who objects, who sits at the table."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato.models import berlin_plus as model
from eunato.models import clubs
from eunato.models.clubs import ModelError

EU, NATO = sorted(clubs.split().eu), sorted(clubs.split().nato)


def test_there_are_eight_questions_in_order():
    assert model.NODE_IDS == ("nato_acts", "council", "request", "release", "participation", "commander", "control", "recall")
    assert [node.number for node in model.NODES] == list(range(1, 9))
    assert {node.ends_in for node in model.NODES} | {"berlin_plus"} == set(model.ROUTES)


@pytest.mark.parametrize(("given_", "block", "route"), [
    ({}, "none", "berlin_plus"),
    ({"nato_acts": True}, "nato_acts", "nato"),
    ({"no_in_council": {"IRL"}}, "council", "none"),
    ({"request": False}, "request", "own"),
    ({"no_in_nac": {"ISL"}}, "release", "own"),
    ({"must_join": {"CYP"}}, "participation", "smaller"),
    ({"commander": False}, "commander", "no_commander"),
    ({"control": False}, "control", "not_berlin_plus"),
    ({"recall": True}, "recall", "recalled"),
    ({"no_in_council": {"IRL"}, "no_in_nac": {"ISL"}}, "council", "none"),
    ({"request": False, "no_in_nac": {"ISL"}}, "request", "own"),
    ({"abstain": {"IRL", "AUT"}}, "none", "berlin_plus"),
    ({"abstain": {"DEU", "FRA", "ITA", "ESP", "POL", "ROU", "NLD", "BEL", "MLT"}}, "council", "none"),
    ({"must_join": {"GBR"}}, "participation", "smaller"),
    ({"must_join": {"GBR"}, "invited": {"GBR"}}, "none", "berlin_plus"),
])  # fmt: skip
def test_the_first_answer_that_does_not_lead_on_ends_the_way(given_, block, route):
    walk = model.walk(model.Case(**given_))
    assert (walk.block_id, walk.route) == (block, route)
    assert walk.route_words in walk.sentence


def test_the_three_invented_cases_end_at_three_questions():
    assert [model.run(model.case(name)).block_id for name in model.CASES] == ["council", "release", "participation"]


def test_who_may_take_part():
    may = model.eligible()
    assert len(may) == 26 and clubs.split().eu - may == {"CYP"}
    table = model.walk(model.Case(invited={"TUR", "NOR"})).table
    assert (len(table.council), len(table.nac), len(table.taking_part), table.kept_out) == (27, 32, 28, {"CYP"})


def test_objectors_are_named():
    walk = model.walk(model.Case(no_in_nac={"TUR", "GRC"}))
    assert walk.objectors == ("GRC", "TUR") and "Greece and Türkiye object in NATO." in walk.sentence


def test_one_state_may_be_given_as_a_word():
    assert model.Case(no_in_nac="TUR").no_in_nac == {"TUR"}


@pytest.mark.parametrize(("given_", "words"), [
    ({"no_in_council": {"TUR"}}, "Only Member States"),
    ({"no_in_nac": {"CYP"}}, "Only Allies decide"),
    ({"invited": {"FRA"}}, "Only Allies outside the EU"),
    ({"must_join": {"UKR"}}, "Only members"),
    ({"abstain": {"XXX"}}, "XXX"),
    ({"abstain": {"IRL"}, "no_in_council": {"IRL"}}, "at once"),
])  # fmt: skip
def test_a_state_without_a_say_is_refused(given_, words):
    with pytest.raises(ModelError, match=words):
        model.walk(model.Case(**given_))


def test_an_unknown_case_is_refused():
    with pytest.raises(ModelError, match="alpha"):
        model.case("delta")


CASES = st.builds(
    model.Case, nato_acts=st.booleans(), request=st.booleans(), commander=st.booleans(), control=st.booleans(), recall=st.booleans(),
    no_in_council=st.frozensets(st.sampled_from(EU), max_size=2), no_in_nac=st.frozensets(st.sampled_from(NATO), max_size=2), must_join=st.frozensets(st.sampled_from(EU), max_size=3),
)  # fmt: skip


@given(CASES)
def test_before_the_block_all_lead_on_and_after_it_nothing_is_reached(case):
    walk = model.walk(case)
    states = [None if step.answer is None else step.passes for step in walk.steps]
    if walk.block is None:
        assert states == [True] * 8
    else:
        n = walk.block.number
        assert states == [True] * (n - 1) + [False] + [None] * (8 - n)
        assert walk.route == walk.block.ends_in


@given(CASES, st.sampled_from(NATO))
def test_another_objection_never_opens_the_way(case, state):
    from dataclasses import replace

    more = model.walk(replace(case, no_in_nac=case.no_in_nac | {state}))
    before = model.walk(case)
    assert more.block is not None
    assert before.block is None or more.block.number <= before.block.number
