"""Who belongs where: the two clubs as sets of states, computed from `countries.csv`.

In words: a state is in a club from the day it joined until the day it left. Compare the two sets.
In symbols: E and N are the sets of EU members and of NATO Allies. both = E ∩ N, EU only = E \\ N, NATO only = N \\ E,
union = E ∪ N, so |union| = |E| + |N| − |both|.

Assumes: membership counts from the accession date of the table to the day of leaving; Greenland and other territories are
not states. Leaves out: associates, candidates, suspended rights, and what membership is worth on a given day.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eunato import tables

Row = Mapping[str, Any]

ORGS = ("EU", "NATO")
_CLUB_ORDER = {"both": 0, "EU": 1, "NATO": 2, "other": 3}


class ModelError(ValueError):
    """A model was asked something it cannot answer. The message says what was given, what is expected, what to do."""


@dataclass(frozen=True)
class Clubs:
    """The states (ISO 3166 three-letter codes) of the two clubs, split into disjoint parts."""

    both: frozenset[str]
    eu_only: frozenset[str]
    nato_only: frozenset[str]

    @property
    def union(self) -> frozenset[str]:
        """Every state in at least one of the two."""
        return self.both | self.eu_only | self.nato_only

    @property
    def eu(self) -> frozenset[str]:
        return self.both | self.eu_only

    @property
    def nato(self) -> frozenset[str]:
        return self.both | self.nato_only

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """(both, EU only, NATO only, union).

        >>> split().counts                       # doctest: +SKIP
        (23, 4, 9, 36)
        """
        return len(self.both), len(self.eu_only), len(self.nato_only), len(self.union)


def countries(rows: Iterable[Row] | None = None) -> list[Row]:
    """The rows of `countries.csv`, or those given instead (tests and what-ifs hand in their own)."""
    return list(tables.records("countries") if rows is None else rows)


def members(org: str, on: date | None = None, *, rows: Iterable[Row] | None = None) -> frozenset[str]:
    """The members of "EU" or "NATO" as a set of ISO3 codes.

    `on` is a date; the day of joining counts, the last day counts. Without it, the table's own yes-or-no column answers.

    >>> len(members("NATO", date(1999, 3, 12)))     # doctest: +SKIP
    19
    """
    if org not in ORGS:
        raise ModelError(f"There is no club {org!r} here; use 'EU' or 'NATO'.")
    low = org.lower()
    found = set()
    for row in countries(rows):
        if on is None:
            inside = bool(row[f"{low}_member"])
        else:
            since, until = _day(row[f"{low}_since"]), _day(row.get(f"{low}_until"))
            inside = since is not None and since <= on and (until is None or on <= until)
        if inside:
            found.add(row["iso3"])
    return frozenset(found)


def split(on: date | None = None, *, rows: Iterable[Row] | None = None) -> Clubs:
    """Both, EU only, NATO only: today, or on a given date."""
    eu, nato = members("EU", on, rows=rows), members("NATO", on, rows=rows)
    return Clubs(both=eu & nato, eu_only=eu - nato, nato_only=nato - eu)


def common_by_year(first: int, last: int, *, rows: Iterable[Row] | None = None) -> dict[int, int]:
    """How many states were in both clubs at the end of each year from `first` to `last`, both included.

    >>> common_by_year(2023, 2024)                # doctest: +SKIP
    {2023: 22, 2024: 23}
    """
    if first > last:
        raise ModelError(f"The first year is {first} and the last {last}; give the earlier year first.")
    kept = countries(rows)
    return {year: len(split(date(year, 12, 31), rows=kept).both) for year in range(first, last + 1)}


def names(rows: Iterable[Row] | None = None) -> dict[str, str]:
    """The name of each state by its ISO3 code."""
    return {row["iso3"]: row["name"] for row in countries(rows)}


def club_of(rows: Iterable[Row] | None = None) -> dict[str, str]:
    """'both', 'EU', 'NATO' or 'other' for each state of the table."""
    words = {(True, True): "both", (True, False): "EU", (False, True): "NATO", (False, False): "other"}
    return {row["iso3"]: words[bool(row["eu_member"]), bool(row["nato_member"])] for row in countries(rows)}


def ordered(states: Iterable[str], *, rows: Iterable[Row] | None = None) -> tuple[str, ...]:
    """States in the order every list and chart uses: both clubs, EU only, NATO only, others; by name inside each."""
    kept = countries(rows)
    club, called = club_of(kept), names(kept)
    return tuple(sorted(states, key=lambda s: (_CLUB_ORDER[club.get(s, "other")], called.get(s, s))))


def population(rows: Iterable[Row] | None = None) -> dict[str, int]:
    """Inhabitants of each state that has a figure."""
    return {row["iso3"]: int(row["population"]) for row in countries(rows) if row.get("population")}


def select(query: str, *, rows: Iterable[Row] | None = None) -> tuple[frozenset[str], frozenset[str]]:
    """States that meet a query of `bodies.csv` or `info_links.csv`: (certainly, perhaps).

    A query is one test or several joined with " and ": a true-or-false column (`eu_member`), its opposite
    (`not nato_member`), or a column with a value (`nato_security_agreement=yes`). An empty cell or the word
    "unknown" makes the answer for that state "perhaps"; a test that fails makes it "no" whatever else is unknown.
    """
    tests = [part.strip() for part in query.split(" and ")]
    kept = countries(rows)
    sure, perhaps = set(), set()
    for row in kept:
        answers = [_holds(test, row, query) for test in tests]
        if False in answers:
            continue
        (perhaps if None in answers else sure).add(row["iso3"])
    return frozenset(sure), frozenset(perhaps)


def _holds(test: str, row: Row, query: str) -> bool | None:
    """True, False or None (unknown) for one test on one state."""
    negative = test.startswith("not ")
    column, _, value = test.removeprefix("not ").partition("=")
    column, value = column.strip(), value.strip()
    if column not in row:
        raise ModelError(
            f"The query {query!r} names the column {column!r}, which countries.csv does not have. "
            f"Columns there: {', '.join(sorted(row))}."
        )
    cell = row[column]
    if cell is None or cell in ("", "unknown"):
        return None
    if value:
        answer = str(cell) == value
    elif isinstance(cell, bool):
        answer = cell
    else:
        raise ModelError(
            f"The query {query!r} uses {column!r} as yes or no, but it holds words such as {cell!r}. "
            f"Write {column}={cell}."
        )
    return not answer if negative else answer


def _day(cell: Any) -> date | None:
    """A cell of a date column as a date: the tables hand out dates, tests may hand in ISO text."""
    if cell is None or cell == "":
        return None
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell)[:10])
