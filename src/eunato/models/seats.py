"""Who sits where: seats for a class of 12 to 40, dealt in an order that a seed fixes.

In words: 12 seats are the core. From 13 on, one more seat joins with each person: first states and staff, then the second
ambassadors of seven states, until 25. From 26 on, people become advisers; an adviser shares a seat's one voice.
Assumes: one voice per state and room. Leaves out: who would play which role well, which the instructor settles by swaps.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eunato import course

FEWEST, FULL, MOST = 12, 25, 40
ROOMS = ("psc", "nac")


class SeatsError(ValueError):
    """A class that cannot be seated, with what to do."""


@lru_cache(maxsize=8)
def kit(name: str) -> Mapping[str, Any]:
    """One file of data/kit, such as kit("roles"); read once, treated as read-only."""
    import yaml

    return yaml.safe_load((course.DATA / "kit" / f"{name}.yml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Role:
    """A seat of roles.yml, without its brief."""

    id: str
    kind: str
    rooms: tuple[str, ...]
    core: bool
    adds: int
    second: int


@dataclass(frozen=True)
class Chair:
    """One person's place. `rooms`: where it sits. `part`: "only", "first", "second" or "adviser" of its role."""

    role: str
    rooms: tuple[str, ...]
    part: str


@dataclass(frozen=True)
class Seated:
    """A chair and who has it: `person` is a number from 0, the line of the class list."""

    chair: Chair
    person: int


@lru_cache(maxsize=1)
def roles() -> tuple[Role, ...]:
    """The eighteen roles in the order of roles.yml."""
    return tuple(Role(r["id"], r["kind"], tuple(r["rooms"]), r["core"], r["adds"], r["second"]) for r in kit("roles")["roles"])


def check_size(people: int) -> int:
    """The number of people if a class of that size can play. Raises SeatsError with advice otherwise."""
    said = kit("room_words")["seats_errors"]
    if isinstance(people, bool) or not isinstance(people, int):
        raise SeatsError(said["number"].format(given=people))
    if people < FEWEST:
        raise SeatsError(said["few"].format(given=people, fewest=FEWEST))
    if people > MOST:
        raise SeatsError(said["many"].format(given=people, most=MOST))
    return people


def chairs(people: int) -> tuple[Chair, ...]:
    """The chairs for so many people, in the order of roles.yml; advisers come last.

    >>> len(chairs(12)), len(chairs(25)), len(chairs(30))
    (12, 25, 30)
    """
    check_size(people)
    made: list[Chair] = []
    for role in roles():
        if not role.core and people < role.adds:
            continue
        if role.second and people >= role.second:
            made += [Chair(role.id, ("psc",), "first"), Chair(role.id, ("nac",), "second")]
        else:
            made.append(Chair(role.id, role.rooms, "only"))
    # advisers go first to the states that have one person only, then to the others, in the order of the list
    states = [r for r in roles() if r.kind == "state"]
    order = [r for r in states if not r.second] + [r for r in states if r.second]
    for number in range(people - len(made)):
        role = order[number % len(order)]
        made.append(Chair(role.id, role.rooms, "adviser"))
    return tuple(made)


def deal(people: int, seed: int) -> tuple[Seated, ...]:
    """Give each person one chair; the same people and seed give the same seats."""
    order = list(range(check_size(people)))
    random.Random(seed).shuffle(order)
    return tuple(Seated(chair, person) for chair, person in zip(chairs(people), order, strict=True))


def swap(seated: Sequence[Seated], one: int, other: int) -> tuple[Seated, ...]:
    """Two people change places. Raises SeatsError when one of the numbers is not in the room, or both are the same."""
    people = {s.person for s in seated}
    if one not in people or other not in people or one == other:
        raise SeatsError(kit("room_words")["seats_errors"]["swap"])
    change = {one: other, other: one}
    return tuple(Seated(s.chair, change.get(s.person, s.person)) for s in seated)


def voices(people: int, room: str) -> tuple[str, ...]:
    """The states that have a voice in a room ("psc" or "nac"), one each, in the order of roles.yml."""
    at_play = {c.role for c in chairs(people)}
    return tuple(r.id for r in roles() if r.kind == "state" and room in r.rooms and r.id in at_play)
