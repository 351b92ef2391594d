"""Who sits where: every class from 12 to 40 gets its seats, the same ones for the same seed."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato.models import seats

CORE = {"france", "germany", "poland", "denmark", "greece", "cyprus", "ireland", "turkiye", "uk", "us", "secretary_general", "psc_chair"}
sizes = st.integers(seats.FEWEST, seats.MOST)


def test_twelve_people_play_the_core() -> None:
    assert {c.role for c in seats.chairs(12)} == CORE
    assert {c.part for c in seats.chairs(12)} == {"only"}


def test_twenty_five_fill_the_table_of_the_design() -> None:
    made = Counter(c.role for c in seats.chairs(25))
    assert {r for r, n in made.items() if n == 2} == {"france", "germany", "poland", "denmark", "estonia", "greece", "italy"}
    assert sum(made.values()) == 25 and len(made) == 18
    assert len(seats.voices(25, "psc")) == 9 and len(seats.voices(25, "nac")) == 11
    assert len(seats.voices(12, "psc")) == 7 and len(seats.voices(12, "nac")) == 8


@pytest.mark.parametrize(("people", "new"), [(13, "norway"), (14, "estonia"), (15, "italy"), (16, "press"), (17, "staff_eu"), (18, "staff_nato"), (19, "france"), (22, "denmark"), (25, "italy")])
def test_who_joins_with_each_person(people: int, new: str) -> None:
    before, after = (Counter(c.role for c in seats.chairs(n)) for n in (people - 1, people))
    assert after - before == Counter({new: 1})


@given(sizes)
def test_everybody_has_one_chair_and_no_state_two_voices(people: int) -> None:
    made = seats.chairs(people)
    assert len(made) == people
    for room in seats.ROOMS:
        speaking = Counter(c.role for c in made if room in c.rooms and c.part != "adviser")
        assert max(speaking.values()) == 1, f"two people speak for one state in the {room}"
        assert set(seats.voices(people, room)) <= set(speaking)


@given(sizes)
def test_advisers_come_only_beyond_25(people: int) -> None:
    assert sum(c.part == "adviser" for c in seats.chairs(people)) == max(0, people - 25)


@given(sizes, st.integers(0, 10**9))
def test_the_same_seed_deals_the_same_seats(people: int, seed: int) -> None:
    one = seats.deal(people, seed)
    assert one == seats.deal(people, seed)
    assert sorted(s.person for s in one) == list(range(people))


def test_another_seed_deals_other_seats() -> None:
    assert len({tuple(s.person for s in seats.deal(25, seed)) for seed in range(20)}) > 15


@given(sizes, st.integers(0, 99), st.data())
def test_a_swap_moves_two_people_and_twice_is_as_before(people: int, seed: int, data) -> None:
    dealt = seats.deal(people, seed)
    one = data.draw(st.integers(0, people - 1))
    other = data.draw(st.integers(0, people - 1).filter(lambda n: n != one))
    changed = seats.swap(dealt, one, other)
    assert sum(a != b for a, b in zip(dealt, changed, strict=True)) == 2
    assert seats.swap(changed, one, other) == dealt


@pytest.mark.parametrize(("one", "other"), [(0, 0), (0, 25), (-1, 3)])
def test_a_swap_needs_two_people_of_the_room(one: int, other: int) -> None:
    with pytest.raises(seats.SeatsError, match="two different people"):
        seats.swap(seats.deal(25, 1), one, other)


@pytest.mark.parametrize(("people", "advice"), [(0, "needs 12"), (11, "plan for 45 minutes"), (41, "two computers"), (10**9, "Divide the class"), (True, "12 to 40"), (12.0, "12 to 40"), ("12", "12 to 40")])
def test_other_sizes_are_refused_with_advice(people, advice: str) -> None:
    with pytest.raises(seats.SeatsError, match=advice):
        seats.deal(people, 1)
