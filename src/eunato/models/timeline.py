"""The line of events: order, counts, lags from shock to response, and how tidy a cut into phases is.

In words: a phase is tidy when one type of step fills most of it. H adds the steps of the commonest type of each phase and
divides by all steps. In symbols: H = Σ_p (n_p / N) · max_t (n_pt / n_p) = (1 / N) · Σ_p max_t n_pt, with n_pt the steps of
type t in phase p, n_p all steps of phase p and N all steps. One more cut never lowers H, so a high H alone proves nothing.

A shake leaves out a random fifth of the steps, 200 times from a fixed seed, and keeps the cuts: how far does H move?

Assumes: type and lane are the coding of `events.csv` (label I); a month counts as its 15th day, a year as 1 July.
Leaves out: how much a step weighs, steps that archives do not keep or that we did not look for, and causes.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from eunato import tables

from .clubs import ModelError
from .ranks import kendall, spearman

__all__ = [
    "CARDS", "LANES", "OUTPUT", "SCOPES", "TYPES", "contrary", "counts", "events", "follow_rate", "highest", "homogeneity", "kendall",
    "lags", "months_between", "scope", "shake", "share_in", "shocks", "spearman", "study", "when", "year",
]

Row = Mapping[str, Any]

OUTPUT = ("agreement", "declaration", "law", "institution", "operation")
"""Types that somebody decides and produces; a crisis or a speech is no output."""
TYPES = (*OUTPUT, "crisis", "speech")
LANES = ("US", "EU", "joint", "NATO", "other")
SCOPES = {"all": "all steps", "output": "all steps but crises and speeches", "joint": "joint steps"}
"""What the periodisation lab may count: every row; the five types of output; output of both organisations together."""
CARDS = (
    "1992-maastricht-signed", "1996-berlin", "1998-saint-malo", "2002-esdp-declaration", "2003-berlin-plus", "2004-althea",
    "2014-crimea", "2016-warsaw", "2022-invasion", "2023-third-declaration",
)
"""Ten steps, oldest first, for the order exercise: each has a day that was read in a source above tier C."""
SPELLS = ((1998, 2003), (2016, 2018), (2022, 2026))
"""Three busy spells that a reader sees in the picture of lanes; chosen after looking, so they test nothing."""

SEED, TIMES, DROP = 2026, 200, 0.2
FIRST, LAST = 1948, 2026
MAX_CUTS = 4
_MONTH = 365.25 / 12  # days
_DAY_DISPUTED = re.compile(r"\b\d{1,2} [A-Z][a-z]+ in one report\b")
"""How the column `contested` of `events` says that two reports give two days."""


@dataclass(frozen=True)
class PeriodCount:
    """How many steps of one type fall into the years `start` to `end`, both included."""

    start: int
    end: int
    type: str
    n: int


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


@dataclass(frozen=True)
class Lag:
    """One coded pair: days and months from a shock to a response. `days` is a midpoint where a date is only a month; `spoken` says so."""

    pair_id: str
    shock: Row
    response: Row
    days: int
    months: float
    level: str
    link: str

    @property
    def exact(self) -> bool:
        """Whether both dates are days that nobody disputes: only then is a number of days a fact."""
        return all(one["precision"] == "day" for one in (self.shock, self.response)) and not self.disputed

    @property
    def disputed(self) -> bool:
        """Whether reports give more than one day for the shock or the response."""
        return any(_DAY_DISPUTED.search(one["contested"] or "") for one in (self.shock, self.response))

    @property
    def spoken(self) -> str:
        """The gap as exactly as the dates allow: '58 days', 'about 53 days' between disputed days, 'about 16 months' from a month."""
        if self.exact:
            return f"{self.days:,} days"
        if all(one["precision"] == "day" for one in (self.shock, self.response)):
            return f"about {self.days:,} days"
        return f"about {round(self.months)} months"


@dataclass(frozen=True)
class FollowRate:
    """How often any joint output followed within a window: after coded shocks, and after each month of the record."""

    window: int
    shocks: int
    followed: int
    months: int
    months_followed: int

    @property
    def rate(self) -> float:
        return self.followed / self.shocks

    @property
    def base(self) -> float:
        return self.months_followed / self.months


# -- dates ------------------------------------------------------------------------------------------------------------


def when(day: str) -> date:
    """A full, monthly or yearly date as one day: a month is its 15th, a year is 1 July.

    >>> when("2010-11"), when("2024")
    (datetime.date(2010, 11, 15), datetime.date(2024, 7, 1))
    """
    return date.fromisoformat({10: day, 7: f"{day}-15", 4: f"{day}-07-01"}[len(day)])


def months_between(first: date, second: date) -> float:
    """Months of 30.44 days from one day to another; negative when the second is earlier.

    >>> round(months_between(date(2022, 9, 26), date(2023, 1, 11)), 1)
    3.5
    """
    return (second - first).days / _MONTH


def events(lanes: Iterable[str] | None = None, types: Iterable[str] | None = None, *, rows: Iterable[Row] | None = None) -> list[Row]:
    """Rows of `events.csv`, oldest first, narrowed to some lanes and types. ModelError names an unknown one."""
    lanes, types = _known("lane", lanes, LANES), _known("type", types, TYPES)
    kept = [row for row in (tables.records("events") if rows is None else rows) if row["lane"] in lanes and row["type"] in types]
    return sorted(kept, key=lambda row: when(row["date"]))


def scope(name: str, *, rows: Iterable[Row] | None = None) -> list[Row]:
    """The rows of one scope of the lab: "all", "output" or "joint"."""
    if name not in SCOPES:
        raise ModelError(f"There is no scope {name!r}; use one of {', '.join(SCOPES)}.")
    return events(("joint",) if name == "joint" else None, None if name == "all" else OUTPUT, rows=rows)


def year(row: Row) -> int:
    return int(row["date"][:4])


# -- counts -----------------------------------------------------------------------------------------------------------


def counts(step: int = 2, first: int = 1992, last: int = LAST, lanes: Iterable[str] | None = None, *, rows: Iterable[Row] | None = None) -> tuple[PeriodCount, ...]:
    """Steps per type for each period of `step` years from `first` to `last`; the last period may be shorter."""
    if step < 1 or first > last:
        raise ModelError(f"A step of {step} years from {first} to {last} makes no periods; give a step of 1 or more and the earlier year first.")
    kept = events(lanes, rows=rows)
    found = Counter(((year(row) - first) // step, row["type"]) for row in kept if first <= year(row) <= last)
    return tuple(
        PeriodCount(start, min(start + step - 1, last), kind, found[i, kind])
        for i, start in enumerate(range(first, last + 1, step)) for kind in TYPES
    )


def share_in(spells: Iterable[tuple[int, int]], kept: Iterable[Row], first: int = 1992, last: int = LAST) -> tuple[int, int, int, int]:
    """(steps inside the spells, all steps, years inside, all years) between two years."""
    inside = {y for start, end in spells for y in range(start, end + 1) if first <= y <= last}
    years = [year(row) for row in kept if first <= year(row) <= last]
    return sum(y in inside for y in years), len(years), len(inside), last - first + 1


# -- phases -----------------------------------------------------------------------------------------------------------


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


# -- shocks -----------------------------------------------------------------------------------------------------------


def shocks(kind: str | None = None, *, rows: Iterable[Row] | None = None) -> list[Row]:
    """Rows of `shocks.csv`, of one kind if named: "pair", "no_response" or "no_shock"."""
    if kind not in (None, "pair", "no_response", "no_shock"):
        raise ModelError(f"There is no kind {kind!r}; use 'pair', 'no_response' or 'no_shock'.")
    return [row for row in (tables.records("shocks") if rows is None else rows) if kind in (None, row["kind"])]


def lags(*, rows: Iterable[Row] | None = None, line: Iterable[Row] | None = None) -> tuple[Lag, ...]:
    """The coded pairs with the days and months between them, by the date of the shock and then of the response."""
    by_id = {row["event_id"]: row for row in (tables.records("events") if line is None else line)}
    found = []
    for row in shocks("pair", rows=rows):
        first, second = by_id[row["shock_id"]], by_id[row["response_id"]]
        start, end = when(first["date"]), when(second["date"])
        if end < start:
            raise ModelError(f"{row['pair_id']}: the response {second['event_id']} is older than the shock {first['event_id']}; turn the pair round.")
        found.append(Lag(row["pair_id"], first, second, (end - start).days, months_between(start, end), row["level"], row["link"]))
    return tuple(sorted(found, key=lambda lag: (when(lag.shock["date"]), lag.days)))


def contrary(*, rows: Iterable[Row] | None = None, line: Iterable[Row] | None = None) -> tuple[tuple[Row, ...], tuple[Row, ...]]:
    """(shocks without a joint step tied to them, joint steps without a shock), as rows of `events.csv`, oldest first."""
    by_id = {row["event_id"]: row for row in (tables.records("events") if line is None else line)}
    parts = [[by_id[row[column]] for row in shocks(kind, rows=rows)] for kind, column in (("no_response", "shock_id"), ("no_shock", "response_id"))]
    silent, quiet = (tuple(sorted(part, key=lambda row: when(row["date"]))) for part in parts)
    return silent, quiet


def follow_rate(window: int = 12, first: int = 1992, until: date = date(2026, 10, 8), *, rows: Iterable[Row] | None = None, line: Iterable[Row] | None = None) -> FollowRate:
    """How often ANY joint output came within `window` months: after coded shocks, and after the middle of every month.

    Only shocks and months whose whole window lies inside the record count. The second share is the base rate: a rule that
    beats it says something, a rule that does not says nothing.
    """
    if window < 1:
        raise ModelError(f"A window of {window} months is too short; give 1 or more.")
    by_id = {row["event_id"]: row for row in (tables.records("events") if line is None else line)}
    joint = [when(row["date"]) for row in by_id.values() if row["lane"] == "joint" and row["type"] in OUTPUT]
    starts = {row["shock_id"] for row in shocks(rows=rows) if row["shock_id"]}
    days = sorted(when(by_id[one]["date"]) for one in starts)

    def inside(day: date) -> bool:
        return day.year >= first and months_between(day, until) >= window

    def hit(day: date) -> bool:
        return any(0 < months_between(day, one) <= window for one in joint)

    after = [day for day in days if inside(day)]
    months = [day for y in range(first, until.year + 1) for m in range(1, 13) if inside(day := date(y, m, 15))]
    if not after or not months:
        raise ModelError(f"No shock has {window} months of record after it; give a shorter window.")
    return FollowRate(window, len(after), sum(map(hit, after)), len(months), sum(map(hit, months)))


# -- checks -----------------------------------------------------------------------------------------------------------


def _years(phase: Phase) -> str:
    return str(phase.start) if phase.start == phase.end else f"{phase.start}–{phase.end}"


def _known(what: str, given: Iterable[str] | None, there: Sequence[str]) -> tuple[str, ...]:
    if given is None:
        return tuple(there)
    given = (given,) if isinstance(given, str) else tuple(given)
    for one in given:
        if one not in there:
            raise ModelError(f"There is no {what} {one!r}; use one of {', '.join(there)}.")
    return given


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
