"""Who belongs where: the vectors of the course, and that they come from the table."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato import tables
from eunato.models import clubs
from eunato.models.clubs import ModelError


def rows() -> list[dict]:
    return [dict(row) for row in tables.records("countries")]


def test_the_two_clubs_today():
    sets = clubs.split()
    assert sets.counts == (23, 4, 9, 36)
    assert sets.eu_only == {"AUT", "CYP", "IRL", "MLT"}
    assert sets.nato_only == {"ALB", "CAN", "GBR", "ISL", "MKD", "MNE", "NOR", "TUR", "USA"}


def test_common_members_at_the_end_of_seven_years():
    found = clubs.common_by_year(1995, 2024)
    assert [found[y] for y in (1995, 2004, 2007, 2013, 2020, 2023, 2024)] == [11, 19, 21, 22, 21, 22, 23]


def test_the_day_of_joining_and_the_last_day_count():
    assert "FIN" not in clubs.members("NATO", date(2023, 4, 3))
    assert "FIN" in clubs.members("NATO", date(2023, 4, 4))
    assert "GBR" in clubs.members("EU", date(2020, 1, 31))
    assert "GBR" not in clubs.members("EU", date(2020, 2, 1))


def test_dates_and_the_yes_or_no_columns_agree():
    assert clubs.split(date(2026, 11, 22)) == clubs.split()


def test_a_changed_row_changes_the_result():
    changed = rows()
    next(row for row in changed if row["iso3"] == "AUT")["nato_member"] = True
    assert clubs.split(rows=changed).counts == (24, 3, 9, 36)


def test_order_is_both_then_eu_then_nato_by_name():
    assert clubs.ordered(["TUR", "AUT", "ALB", "CYP", "BEL", "UKR"]) == ("BEL", "AUT", "CYP", "ALB", "TUR", "UKR")


def test_errors_say_what_to_do():
    with pytest.raises(ModelError, match="use 'EU' or 'NATO'"):
        clubs.members("WEU")
    with pytest.raises(ModelError, match="earlier year first"):
        clubs.common_by_year(2024, 2023)
    with pytest.raises(ModelError, match="does not have"):
        clubs.select("un_member")
    with pytest.raises(ModelError, match="nato_security_agreement="):
        clubs.select("nato_security_agreement")


def test_a_query_knows_yes_no_and_perhaps():
    made = [
        {"iso3": "AAA", "name": "A", "eu_member": True, "nato_member": False, "nato_security_agreement": "yes"},
        {"iso3": "BBB", "name": "B", "eu_member": True, "nato_member": True, "nato_security_agreement": "unknown"},
        {"iso3": "CCC", "name": "C", "eu_member": False, "nato_member": True, "nato_security_agreement": "unknown"},
        {"iso3": "DDD", "name": "D", "eu_member": True, "nato_member": False, "nato_security_agreement": "no"},
    ]
    assert clubs.select("eu_member and nato_security_agreement=yes", rows=made) == ({"AAA"}, {"BBB"})
    assert clubs.select("not eu_member and nato_member", rows=made) == ({"CCC"}, frozenset())


@given(st.dates(date(1949, 1, 1), date(2030, 1, 1)))
def test_the_parts_never_overlap_and_add_up(day):
    sets = clubs.split(day)
    both, eu_only, nato_only, union = sets.counts
    assert both + eu_only + nato_only == union
    assert union == len(clubs.members("EU", day)) + len(clubs.members("NATO", day)) - both
