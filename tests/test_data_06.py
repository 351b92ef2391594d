"""The tables of lesson 06: codings say that they are ours, measures stay apart, every cell has a source, invented is called invented."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from eunato import tables
from eunato.models import clubs

INVENTED = ("eligibility_cases", "eligibility_parts", "routes", "route_legs")


@pytest.mark.parametrize("name", INVENTED)
def test_what_is_invented_says_so(name):
    assert {row["evidence"] for row in tables.records(name)} == {"A"}
    assert all(re.search("Invented|Assumption", row["note"]) for row in tables.records(name))


# -- the pillar -------------------------------------------------------------------------------------------------------


def test_the_coding_of_meanings_is_ours_and_gives_reasons():
    rows = tables.records("pillar_statements")
    assert {row["evidence"] for row in rows} == {"I"} and all(row["why"] for row in rows)
    assert set(tables.info("pillar_statements").column("meaning").meanings) == {row["meaning"] for row in rows}
    since = Counter(row["meaning"] for row in rows if str(row["date"]) >= "2025")
    assert since == {"rebalancing": 8, "eu_structures": 2, "caucus": 2, "open": 3}


def test_quotes_are_those_of_the_statements_table():
    said = {row["quote"] for row in tables.records("statements") if row["quote"]}
    for row in tables.records("pillar_statements"):
        assert not row["quote"] or row["quote"] in said, row["quote"]
    words = {row["quote"] for row in tables.records("three_ds")}
    for row in tables.records("three_ds_then_now"):
        assert any(row["then_quote"].removeprefix("avoid ") in quote for quote in words)


# -- estimates ----------------------------------------------------------------------------------------------------------


def test_three_measures_that_the_lesson_compares():
    rows = {row["estimate_id"]: row for row in tables.records("procurement_estimates")}
    main = [row for row in rows.values() if row["main"]]
    assert sorted((row["measure"], row["us_share"]) for row in main) == [("contract_value", 34), ("imports", 64), ("orders", 63)]
    assert all(row["status"] == "confirmed" for row in main)
    assert rows["iris_orders"]["outside_share"] == 78 and rows["iris_orders"]["eu_share"] == 100 - 78
    assert rows["iiss_contracts"]["eu_share"] == 52 and rows["iiss_contracts"]["outside_share"] == 48


def test_a_number_that_was_not_found_stays_empty():
    rows = {row["estimate_id"]: row for row in tables.records("procurement_estimates")}
    gap = rows["sipri_nato_2021_25"]
    assert gap["us_share"] is None and gap["status"] == "unconfirmed" and "not found" in gap["note"].lower()
    assert rows["sipri_2021_25"]["population"] != rows["sipri_2020_24"]["population"]


# -- law ----------------------------------------------------------------------------------------------------------------


def test_seven_rules_with_an_article_each():
    rows = tables.records("eligibility_rules")
    assert [row["rule_id"] for row in rows] == [f"R{n}" for n in range(1, 8)]
    assert all(re.match(r"Articles? (2 and 4|1[67])", row["article"]) for row in rows)
    assert "not legal advice" in " ".join(tables.info("eligibility_rules").definitions)
    by = {row["rule_id"]: row for row in rows}
    assert by["R4"]["article"] == "Article 16(10)" and "35%" in by["R4"]["test"] and by["R2"]["status"] == "unconfirmed"
    assert {row["component_cap"] for row in tables.records("instruments") if row["instrument_id"] == "safe"} == {35}


def test_eight_invented_firms_and_a_bill_to_mend():
    rows = {row["case_id"]: row for row in tables.records("eligibility_cases")}
    assert list(rows) == [f"K{n}" for n in range(1, 9)] + ["E2"]
    for case, row in rows.items():
        parts = [one for one in tables.records("eligibility_parts") if one["case_id"] == case]
        assert sum(one["cost"] for one in parts) == pytest.approx(100)
        assert all((one["swap_cost"] is None) == (not one["swap_origin"]) for one in parts)
        assert row["expected_out"] <= 0.35 or row["expected_verdict"] == "not"


# -- who is inside ------------------------------------------------------------------------------------------------------


def test_every_state_has_one_cell_per_scheme_and_every_cell_a_source():
    rows = tables.records("scheme_access")
    schemes = set(tables.info("scheme_access").column("scheme").meanings)
    assert Counter(row["iso3"] for row in rows) == dict.fromkeys({row["iso3"] for row in rows}, len(schemes))
    assert {row["iso3"] for row in rows} == (clubs.split().nato_only | {"UKR", "EU27"})
    for row in rows:
        assert (row["grade"] == "unknown") == ("not found" in row["words"]), row
        assert row["status"] == "unconfirmed" or row["grade"] != "unknown", row
        assert row["status"] == "confirmed" or "as of October 2026" in row["note"], "a cell that may have been overtaken says what was not found"
    fund = {row["iso3"]: row for row in rows if row["scheme"] == "edf"}
    assert fund["UKR"]["grade"] == "unknown", "Parliament voted for Ukraine's part in December 2025, so “none” is not on record"
    assert {row["status"] for row in fund.values() if row["grade"] == "none"} == {"unconfirmed"}, "a present state does not rest on a text of 2021 alone"
    assert {row["grade"] for row in rows if row["iso3"] == "EU27"} == {"full"}


def test_the_cells_on_safe_agree_with_the_countries_table():
    role = {row["iso3"]: row["safe_role"] for row in tables.records("countries")}
    means = {"full": {"eligible"}, "terms": {"agreement"}, "parts": {"may_join", "cap35"}}
    for row in tables.records("scheme_access"):
        if row["scheme"] == "safe_supply" and row["iso3"] != "EU27":
            assert role[row["iso3"]] in means[row["grade"]], row["name"]


# -- mobility -----------------------------------------------------------------------------------------------------------


def test_time_limits_and_whose_they_are():
    rows = {row["rule_id"]: row for row in tables.records("mobility_rules")}
    assert (rows["now_longest"]["days"], rows["prop_peace"]["days"], rows["prop_emergency"]["days"]) == (45, 3, 0.25)
    assert rows["ep_adhoc"]["unit"] == "working days" and rows["now_usual"]["days"] is None
    assert {row["whose"] for row in rows.values() if row["days"] and row["topic"] == "permission"} == {"now", "proposal", "parliament"}
    assert rows["prop_allies"]["allies"] == "part" and rows["council_allies"]["allies"] == "yes" and rows["final_act"]["allies"] == "unknown"


def test_a_convoy_asks_every_state_but_its_own():
    legs = tables.records("route_legs")
    for route in tables.records("routes"):
        way = sorted((row for row in legs if row["route_id"] == route["route_id"]), key=lambda row: row["leg"])
        assert [row["leg"] for row in way] == list(range(1, len(way) + 1))
        assert way[0]["iso3"] == route["mover"] and [row["permission"] for row in way] == [False] + [True] * (len(way) - 1)
        assert all(row["km"] % 50 == 0 and row["km"] > 0 for row in way)
        assert all(row["iso3"] in clubs.split().eu for row in way[1:])
