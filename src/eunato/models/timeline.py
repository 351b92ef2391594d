"""The line of events: counts, lags from shock to response, and how often a response comes anyway.

The rows stand in `timeline_rows`, the cut into phases in `timeline_phases`; their names are usable from here, too.

Leaves out: how much a step weighs, steps that archives do not keep or that we did not look for, and causes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from eunato import tables

from .clubs import ModelError
from .ranks import kendall, spearman
from .timeline_phases import DROP, MAX_CUTS, SEED, TIMES, Homogeneity, Phase, Shake, Study, highest, homogeneity, shake, study
from .timeline_rows import CARDS, FIRST, LANES, LAST, OUTPUT, SCOPES, SPELLS, TYPES, Row, events, months_between, scope, when, year

__all__ = [
    "CARDS", "DROP", "FIRST", "LANES", "LAST", "MAX_CUTS", "OUTPUT", "SCOPES", "SEED", "SPELLS", "TIMES", "TYPES", "FollowRate", "Homogeneity", "Lag",
    "PeriodCount", "Phase", "Row", "Shake", "Study", "contrary", "counts", "events", "follow_rate", "highest", "homogeneity", "kendall", "lags",
    "months_between", "scope", "shake", "share_in", "shocks", "spearman", "study", "when", "year",
]

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
