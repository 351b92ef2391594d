"""How tidy a cut of the line into phases is, and how far that depends on a few rows.

In words: a phase is tidy when one type of step fills most of it. H adds the steps of the commonest type of each phase and
divides by all steps. In symbols: H = Σ_p (n_p / N) · max_t (n_pt / n_p) = (1 / N) · Σ_p max_t n_pt, with n_pt the steps of
type t in phase p, n_p all steps of phase p and N all steps. One more cut never lowers H, so a high H alone proves nothing.

A shake leaves out a random fifth of the steps, 200 times from a fixed seed, and keeps the cuts: how far does H move?
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from .clubs import ModelError
from .timeline_rows import FIRST, LAST, SCOPES, TYPES, Row, events, scope, year

SEED, TIMES, DROP = 2026, 200, 0.2
MAX_CUTS = 4


@dataclass(frozen=True)
class Phase:
    """A stretch of years between two cuts: how many steps, and which type is commonest."""

    start: int
    end: int
    n: int
    top: str
    top_n: int
    types: tuple[tuple[str, int], ...]

    @property
    def share(self) -> float:
        """Share of the commonest type, 0 to 1; 0 for an empty phase."""
        return self.top_n / self.n if self.n else 0.0


@dataclass(frozen=True)
class Homogeneity:
    """H of a cut into phases, 0 to 1, and the phases."""

    h: float
    n: int
    phases: tuple[Phase, ...]


@dataclass(frozen=True)
class Shake:
    """The range of H when steps are left out at random: lowest, highest, and the middle nine tenths."""

    low: float
    high: float
    middle_low: float
    middle_high: float
    values: tuple[float, ...]

    @property
    def width(self) -> float:
        return self.high - self.low


@dataclass(frozen=True)
class Study:
    """Everything the periodisation lab shows for one choice of cuts and rows."""

    scope: str
    cuts: tuple[int, ...]
    homogeneity: Homogeneity
    shake: Shake
    uncut: float
    highest: float
    highest_cuts: tuple[int, ...]

    @property
    def h(self) -> float:
        return self.homogeneity.h

    @property
    def sentence(self) -> str:
        """The result in one or two sentences, with the rule named."""
        phases = self.homogeneity.phases
        said = "; ".join(f"{_years(p)} most often {p.top} ({p.top_n} of {p.n})" if p.n else f"{_years(p)} empty" for p in phases)
        return (
            f"H is {self.h:.2f} for {SCOPES[self.scope]} ({self.homogeneity.n}); without a cut it is {self.uncut:.2f}. "
            f"Phases: {said}. In {len(self.shake.values)} shakes H runs from {self.shake.low:.2f} to {self.shake.high:.2f}."
        )


def homogeneity(cuts: Iterable[int], rows: Iterable[Row] | None = None) -> Homogeneity:
    """H of the rows cut into phases; a cut is the year in which a new phase begins.

    Rows: those of `events.csv`, or others with `date` and `type`. With 0 to 4 cuts. ModelError for years that repeat or lie outside
    1949 to 2026, for too many cuts, and for no rows.
    """
    kept = list(events() if rows is None else rows)
    marks = _cuts(cuts)
    if not kept:
        raise ModelError("There are no steps to cut into phases. Give at least one row.")
    starts = (FIRST, *marks)
    ends = (*(mark - 1 for mark in marks), LAST)
    phases = []
    for start, end in zip(starts, ends, strict=True):
        types = Counter(row["type"] for row in kept if start <= year(row) <= end)
        order = sorted(types.items(), key=lambda item: (-item[1], TYPES.index(item[0])))
        top, top_n = order[0] if order else ("", 0)
        phases.append(Phase(start, end, sum(types.values()), top, top_n, tuple(order)))
    return Homogeneity(sum(phase.top_n for phase in phases) / len(kept), len(kept), tuple(phases))


def shake(cuts: Iterable[int], rows: Iterable[Row] | None = None, drop: float = DROP, times: int = TIMES, seed: int = SEED) -> Shake:
    """H again and again with a random share `drop` of the rows left out; the same seed gives the same values everywhere.

    drop is from 0 to below 1; times is from 1 to 10,000.
    """
    kept = list(events() if rows is None else rows)
    marks = _cuts(cuts)
    if not 0 <= drop < 1 or not 1 <= times <= 10_000:
        raise ModelError(f"A shake leaves out a share from 0 to below 1, 1 to 10,000 times; given were {drop} and {times}.")
    chance = random.Random(seed)
    left = len(kept) - round(drop * len(kept))
    if left < 1:
        raise ModelError("Nothing is left after the shake. Give more rows or leave out a smaller share.")
    phase_of = [sum(year(row) >= mark for mark in marks) for row in kept]
    kinds = [row["type"] for row in kept]
    values = []
    for _ in range(times):
        keys = sorted((chance.random(), i) for i in range(len(kept)))  # random() is the same in every Python; sample() need not be
        found = Counter((phase_of[i], kinds[i]) for _, i in keys[:left])
        tops: dict[int, int] = {}
        for (phase, _kind), n in found.items():
            tops[phase] = max(tops.get(phase, 0), n)
        values.append(sum(tops.values()) / left)
    order = sorted(values)
    edge = round(0.05 * (times - 1))
    return Shake(order[0], order[-1], order[edge], order[times - 1 - edge], tuple(values))


def highest(n_cuts: int, rows: Iterable[Row] | None = None) -> tuple[float, tuple[int, ...]]:
    """The highest H that any `n_cuts` whole years reach, and the earliest such years.

    Exact: for each last cut it keeps the best sum of commonest types before it.
    """
    kept = list(events() if rows is None else rows)
    if not 0 <= n_cuts <= MAX_CUTS:
        raise ModelError(f"The lab takes 0 to {MAX_CUTS} cuts; given was {n_cuts}.")
    if not kept:
        raise ModelError("There are no steps to cut into phases. Give at least one row.")
    years = sorted({year(row) for row in kept})
    tops: dict[tuple[int, int], int] = {}  # commonest type among steps of years[i] to years[j - 1]
    for i in range(len(years)):
        found: Counter[str] = Counter()
        for j in range(i + 1, len(years) + 1):
            found.update(row["type"] for row in kept if year(row) == years[j - 1])
            tops[i, j] = max(found.values())
    best: dict[int, tuple[int, tuple[int, ...]]] = {j: (tops[0, j], ()) for j in range(1, len(years) + 1)}
    for _ in range(min(n_cuts, len(years) - 1)):
        step = {}
        for j in range(2, len(years) + 1):
            choices = [(-(best[i][0] + tops[i, j]), (*best[i][1], years[i])) for i in range(1, j) if i in best]
            if choices:
                total, marks = min(choices)
                step[j] = (-total, marks)
        best = step
    total, marks = best[len(years)]
    return total / len(kept), marks


def study(cuts: Iterable[int], name: str = "all", *, rows: Iterable[Row] | None = None) -> Study:
    """What the periodisation lab shows: H, phases, shakes, H without a cut and the highest H with as many cuts."""
    kept = scope(name, rows=rows)
    marks = _cuts(cuts)
    top, top_cuts = highest(len(marks), kept)
    return Study(name, marks, homogeneity(marks, kept), shake(marks, kept), homogeneity((), kept).h, top, top_cuts)


def _years(phase: Phase) -> str:
    return str(phase.start) if phase.start == phase.end else f"{phase.start}–{phase.end}"


def _cuts(cuts: Iterable[int]) -> tuple[int, ...]:
    marks = tuple(sorted(cuts))
    for mark in marks:
        if mark != int(mark) or not FIRST < mark <= LAST:
            raise ModelError(f"A cut is a whole year from {FIRST + 1} to {LAST}; given was {mark}.")
    if len(set(marks)) != len(marks):
        raise ModelError(f"Each cut once; given were {', '.join(map(str, marks))}.")
    if len(marks) > MAX_CUTS:
        raise ModelError(f"At most {MAX_CUTS} cuts; given were {len(marks)}. Five phases are enough for one line.")
    return tuple(int(mark) for mark in marks)
