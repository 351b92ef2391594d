"""What every table of the course keeps, whatever it holds: a description, one day of checking, and rows no surer than their sources.

That cells fit their columns and references resolve is tested in test_data.py, for every table, too.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import pytest

from eunato import tables

every = pytest.mark.parametrize("name", tables.names())
rows = tables.records

WHOLE = {"glossary", "eligibility_cases", "eligibility_parts", "routes", "route_legs"}
"""Nothing can be missing: our own words, and cases that the course made up."""
NOT_CHECKED = {"glossary", "sources"}  # our own words; each source has a date of its own
HEARSAY = {"brief_checks", "statements"}  # they hold what was said, and a partisan page may have said it
REASON = {"info_links"}  # says in `reason` what is not known


@cache
def tier(source: str) -> str:
    return next(row["tier"] for row in rows("sources") if row["source_id"] == source)


def tiers(row: dict) -> set[str]:
    """The tiers of the sources that a row names."""
    return {tier(one) for one in tables.split(row["source_id"])}


@every
def test_the_table_says_what_its_words_mean_and_what_is_missing(name):
    info = tables.info(name)
    assert info.definitions
    assert bool(info.missing) == (name not in WHOLE)


@every
def test_all_rows_were_checked_on_one_day(name):
    assert name in NOT_CHECKED or {row["as_of"] for row in rows(name)} == {date(2026, 10, 8)}


@every
def test_a_confirmed_row_has_a_source_above_tier_c_and_an_unconfirmed_one_says_what(name):
    for row in rows(name):
        named = tables.split(row.get("source_id") or "")
        if name != "sources" and named and row.get("status", "unconfirmed") != "unconfirmed":
            assert tiers(row) & {"A", "B"} and "course-2026-unconfirmed" not in named, row
        if row.get("status") == "unconfirmed":
            assert row["note"] or name in REASON and row["reason"], row


@every
def test_no_row_rests_on_partisan_pages(name):
    for row in rows(name):
        if name != "sources" and row.get("source_id"):
            assert tiers(row) != {"D"}, row
            assert "D" not in tiers(row) or name in HEARSAY, row
