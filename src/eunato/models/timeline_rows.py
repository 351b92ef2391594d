"""The rows of the line of events: lanes, types, order, and what a date counts as.

Assumes: type and lane are the coding of `events.csv` (label I); a month counts as its 15th day, a year as 1 July.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from eunato import tables

from .clubs import ModelError

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

FIRST, LAST = 1948, 2026
_MONTH = 365.25 / 12  # days


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


def _known(what: str, given: Iterable[str] | None, there: Sequence[str]) -> tuple[str, ...]:
    if given is None:
        return tuple(there)
    given = (given,) if isinstance(given, str) else tuple(given)
    for one in given:
        if one not in there:
            raise ModelError(f"There is no {what} {one!r}; use one of {', '.join(there)}.")
    return given
