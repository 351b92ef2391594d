"""How a group's rankings become one picture: Borda, approval, pairs (Condorcet), and how far the group agrees (Kendall's W).

A ballot is a list of options, the most wanted first. Options that share a place stand together in a tuple. Options that a
ballot leaves out share the last places.
Sources of the rules: J.-C. de Borda (1781), Condorcet (1785), M. G. Kendall and B. Babington Smith (1939).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

Place = str | tuple[str, ...]
"""One place on a ballot: an option, or several that share it."""


class VotingError(ValueError):
    """A ballot cannot be counted; the message says which and why."""


def flat(ballot: Sequence[Place]) -> list[str]:
    """The options of a ballot in order, those that share a place one after the other.

    >>> flat(["b", ("a", "c")])
    ['b', 'a', 'c']
    """
    return [option for place in ballot for option in ((place,) if isinstance(place, str) else place)]


def check(ballots: Sequence[Sequence[Place]], options: Sequence[str]) -> None:
    """Raise VotingError for an unknown or repeated option, or when there is no option."""
    if not options or len(set(options)) != len(options):
        raise VotingError("give the options once each, at least one")
    for number, given in enumerate(ballots, start=1):
        ballot = flat(given)
        unknown = [o for o in ballot if o not in options]
        if unknown:
            raise VotingError(f"ballot {number} names {unknown[0]!r}; the options are: {', '.join(options)}")
        if len(set(ballot)) != len(ballot):
            raise VotingError(f"ballot {number} names an option twice")


def ranks(ballot: Sequence[Place], options: Sequence[str]) -> dict[str, float]:
    """Rank of each option on one ballot, 1 the most wanted; options that share a place get the mean of their places, and so
    do those that are left out.

    >>> ranks(["b", "a"], ["a", "b", "c", "d"])
    {'a': 2.0, 'b': 1.0, 'c': 3.5, 'd': 3.5}
    >>> ranks([("a", "b"), "c"], ["a", "b", "c"])
    {'a': 1.5, 'b': 1.5, 'c': 3.0}
    """
    place: dict[str, float] = {}
    for one in ballot:
        held = (one,) if isinstance(one, str) else one
        middle = len(place) + (len(held) + 1) / 2
        place |= dict.fromkeys(held, middle)
    shared = (len(place) + 1 + len(options)) / 2
    return {option: place.get(option, shared) for option in options}


def borda(ballots: Sequence[Sequence[Place]], options: Sequence[str]) -> dict[str, float]:
    """Borda points: on each ballot the last of n options gets 0 and the first n − 1; places that are shared share points.

    >>> borda([["a", "b", "c"], ["b", "a", "c"]], ["a", "b", "c"])
    {'a': 3.0, 'b': 3.0, 'c': 0.0}
    """
    check(ballots, options)
    n = len(options)
    return {o: math.fsum(n - ranks(b, options)[o] for b in ballots) for o in options}


def approval(approved: Sequence[Sequence[str]], options: Sequence[str]) -> dict[str, int]:
    """How many ballots approve of each option."""
    check(approved, options)
    return {o: sum(o in given for given in approved) for o in options}


@dataclass(frozen=True)
class Pairs:
    """Every pair of options: how many prefer the one, how many the other; who beats all others, if anyone does."""

    wins: Mapping[tuple[str, str], int]
    winner: str | None
    cycle: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What to say when asked for the winner of all pairs."""
        if self.winner:
            return f"{self.winner} wins against every other option."
        if self.cycle:
            return f"No winner: the pairs run in a circle ({' beats '.join((*self.cycle, self.cycle[0]))}). Look at the pairs, and refine the question."
        return "No winner: at least one pair is a draw."


def condorcet(ballots: Sequence[Sequence[Place]], options: Sequence[str]) -> Pairs:
    """Compare every pair of options on every ballot. With no ballot there is no winner and no circle."""
    check(ballots, options)
    wins = {(a, b): 0 for a in options for b in options if a != b}
    for ballot in ballots:
        rank = ranks(ballot, options)
        for a, b in combinations(options, 2):
            if rank[a] < rank[b]:
                wins[a, b] += 1
            elif rank[b] < rank[a]:
                wins[b, a] += 1
    beats = {o: {x for x in options if x != o and wins[o, x] > wins[x, o]} for o in options}
    winner = next((o for o in options if len(options) > 1 and len(beats[o]) == len(options) - 1), None)
    top = _top(beats, wins)
    return Pairs(wins, winner, () if winner else _cycle({o: beats[o] & top for o in options if o in top}))


def _top(beats: Mapping[str, set[str]], wins: Mapping[tuple[str, str], int]) -> set[str]:
    """The smallest set of options that each beat every option outside it: a circle further down decides nothing."""
    draws = {o: sum(o != x and wins[o, x] == wins[x, o] for x in beats) for o in beats}
    found = {max(beats, key=lambda o: len(beats[o]) + draws[o] / 2)}
    while more := {x for x in beats if x not in found and any(x not in beats[o] for o in found)}:
        found |= more
    return found


def _cycle(beats: Mapping[str, set[str]]) -> tuple[str, ...]:
    """A shortest circle in "beats", or () when there is none."""
    best: tuple[str, ...] = ()
    for start in beats:
        paths = [(start,)]
        seen = {start}
        while paths:
            path = paths.pop(0)
            if best and len(path) >= len(best):
                break
            for nxt in sorted(beats[path[-1]]):
                if nxt == start and len(path) > 2:
                    best = path
                    paths = []
                    break
                if nxt not in seen:
                    seen.add(nxt)
                    paths.append((*path, nxt))
    return best


def kendall_w(ballots: Sequence[Sequence[Place]], options: Sequence[str]) -> float | None:
    """Kendall's W from 0 (no agreement) to 1 (all ballots the same), corrected for ties; None when it has no meaning.

    It needs two ballots and two options, and at least one ballot that prefers something.
    """
    check(ballots, options)
    m, n = len(ballots), len(options)
    if m < 2 or n < 2:
        return None
    table = [ranks(b, options) for b in ballots]
    sums = [math.fsum(row[o] for row in table) for o in options]
    mean = math.fsum(sums) / n
    s = math.fsum((x - mean) ** 2 for x in sums)
    ties = 0.0
    for row in table:
        groups: dict[float, int] = {}
        for rank in row.values():
            groups[rank] = groups.get(rank, 0) + 1
        ties += math.fsum(t**3 - t for t in groups.values())
    whole = m * m * (n**3 - n) - m * ties
    return 12 * s / whole if whole > 1e-12 else None
