"""The tables of lesson 08: nothing invented where nothing is published, lists that agree with the clubs, both sides even."""

from __future__ import annotations

import csv

import pytest

from eunato import course, tables
from eunato.models import clubs


def rows(name: str, key: str) -> dict[str, dict]:
    return {row[key]: row for row in tables.records(name)}


# -- estimates --------------------------------------------------------------------------------------------------------


def test_the_two_estimates_answer_two_questions():
    found = rows("gap_estimates", "estimate_id")
    iiss, bruegel = found["iiss_2025"], found["bruegel_2025"]
    assert (iiss["cost_low"], iiss["years"], iiss["currency"], iiss["cost_year_how"]) == (1000, 25, "USD", "computed")
    assert (bruegel["cost_year"], bruegel["currency"], bruegel["cost_year_how"]) == (250, "EUR", "published")
    assert iiss["question"] != bruegel["question"]
    for word in ("Command and control", "space", "intelligence", "nuclear"):
        assert word in iiss["not_counted"]
    assert "128,000" in iiss["counted"] and "300,000" in bruegel["counted"] and "50 brigades" in bruegel["counted"]


def test_a_computed_yearly_figure_is_the_division_and_none_is_empty():
    for row in tables.records("gap_estimates"):
        if row["cost_year_how"] == "computed":
            assert row["cost_year"] == pytest.approx(row["cost_low"] / row["years"])
        assert (row["cost_year"] is None) == (row["cost_year_how"] == "none")
        assert (row["evidence"] == "I") == (row["estimate_id"] == "rutte_2026")
    remark = rows("gap_estimates", "estimate_id")["rutte_2026"]
    assert remark["share_gdp_low"] == 10 and "method" in remark["not_counted"]


def test_the_published_figures_are_those_of_the_research_list():
    item = rows("gap_items", "item_id")
    assert {key: item[key]["value_low"] for key in ("K03", "K05", "K06", "K07", "K10", "K11", "K12", "K13", "K14")} == {
        "K03": 128000, "K05": 400, "K06": 20, "K07": 24, "K10": 300000, "K11": 50, "K12": 1400, "K13": 2000, "K14": 700}
    assert (item["K02"]["value_low"], item["K02"]["value_high"]) == (226, 344)


def test_the_grid_of_the_exercise_has_twelve_answers_that_follow_from_its_columns():
    found = tables.records("gap_scope")
    assert len(found) == 12
    for row in found:
        want = "iiss" if row["iiss"] == "counted" else "bruegel" if row["bruegel"] == "counted" else "left_out"
        assert row["answer"] == want and (want != "left_out" or row["iiss"] == "left_out")
        assert row["status"] == "confirmed"


# -- capabilities -----------------------------------------------------------------------------------------------------


def test_empty_cells_stay_empty_and_pairs_have_both():
    for row in tables.records("capabilities"):
        both = row["us_value"] is not None and row["europe_value"] is not None
        none = row["us_value"] is None and row["europe_value"] is None
        assert row["published"] == ("pair" if both else "none" if none else "part"), row["cap_id"]
        assert not (none and row["evidence"] in "DE"), row["cap_id"]


def test_the_pairs_are_those_read():
    found = rows("capabilities", "cap_id")
    assert {key: (found[key]["us_value"], found[key]["europe_value"]) for key in ("C01", "C03", "C05", "C10", "C32", "C35")} == {
        "C01": (850, 336), "C03": (246, 49), "C05": (900, 200), "C10": (120, 35), "C32": (5177, 515), "C35": (70, 15)}
    assert found["C27"]["us_value"] is None and found["C27"]["status"] == "unconfirmed", "a count from memory is not published here"
    assert found["C17"]["europe_value"] == 5 and "NATO states" in found["C17"]["europe_scope"]


def test_every_function_of_the_design_has_a_row():
    functions = {row["function"] for row in tables.records("capabilities")}
    assert functions >= {"c2", "isr", "space", "airlift", "refuelling", "iamd", "deep_strike", "sead", "digital", "munitions", "land", "logistics", "nuclear"}


# -- formats, clauses, hedges --------------------------------------------------------------------------------------------


def test_the_split_of_each_format_is_that_of_the_clubs():
    split = clubs.split()
    for row in tables.records("small_formats"):
        members = set(tables.split(row["members"]))
        assert len(members) == row["n_members"]
        assert (len(members & split.both), len(members & split.eu_only), len(members & split.nato_only)) == (row["n_both"], row["n_eu_only"], row["n_nato_only"]), row["name"]
        assert row["n_both"] + row["n_eu_only"] + row["n_nato_only"] + row["n_neither"] == row["n_members"]
        assert row["us_in"] == ("USA" in members)
        assert row["status"] == "unconfirmed" or row["membership"] != "partial", row["name"]


def test_the_corrected_lists():
    found = rows("small_formats", "format_id")
    assert found["M09"]["n_members"] == 23 and "POL" not in found["M09"]["members"] and "ALB" in found["M09"]["members"]
    assert found["M02"]["created"] == "2024-11-25" and found["M05"]["created"] == "2014-09-05"
    assert found["M08"]["status"] == found["M22"]["status"] == found["M18"]["status"] == "unconfirmed"
    assert set(tables.split(found["M23"]["members"])) == {"BEL", "CZE", "DNK", "DEU", "LUX", "NLD", "NOR", "SWE"}


def test_each_column_of_the_clauses_has_sources_of_its_own():
    for row in tables.records("clauses"):
        both = set(tables.split(row["source_5"])) | set(tables.split(row["source_42_7"]))
        assert both <= set(tables.split(row["source_id"])), row["clause_id"]
    found = rows("clauses", "clause_id")
    assert "by all the means in their power" in found["duty"]["article_42_7"] and "deems necessary" in found["duty"]["article_5"]
    assert {key for key, row in found.items() if row["status"] == "unconfirmed"} == {"response", "debate"}
    counts = clubs.split()
    assert str(len(counts.nato)) in found["who"]["article_5"] and str(len(counts.eu)) in found["who"]["article_42_7"]


def test_positions_are_those_of_the_statements():
    said = rows("statements", "statement_id")
    for row in tables.records("hedges"):
        if row["statement_id"]:
            there = said[row["statement_id"]]
            assert (row["quote"], row["date"], row["status"]) == (there["quote"], there["date"], there["status"]), row["hedge_id"]
        assert row["evidence"] == "I" and row["placed_because"]
    names = {(row["step"], row["step_name"]) for row in tables.records("hedges")}
    assert len(names) == 5 and {step for step, _ in names} == {1, 2, 3, 4, 5}


# -- both cases -------------------------------------------------------------------------------------------------------------


def test_both_sides_are_even_and_each_speaks_first_party():
    side = {one: [row for row in tables.records("backbone_claims") if row["side"] == one] for one in ("for", "against")}
    words = {one: sum(len(row["statement"].split()) for row in found) for one, found in side.items()}
    assert 0.8 <= words["for"] / words["against"] <= 1.25
    assert len(side["for"]) == len(side["against"]) == 6
    assert all(any("First-party" in row["note"] for row in found) for found in side.values())
    assert all(row["note"] for found in side.values() for row in found), "each piece says how it can be read otherwise"
    assert all(row["status"] == "confirmed" for found in side.values() for row in found)


def test_the_counts_used_as_evidence_are_those_of_the_table():
    cap = rows("capabilities", "cap_id")
    text = " ".join(row["statement"] for row in tables.records("backbone_claims"))
    for key in ("C01", "C03"):
        assert f"{cap[key]['us_value']:g}" in text and f"{cap[key]['europe_value']:g}" in text
    spending = {(row["year"], row["price_basis"]): row["amount_bn"] for row in tables.records("spending") if row["series"] == "eda" and row["iso3"] == "EU27"}
    assert f"{spending[2024, 'current']:g}" in text and f"{spending[2025, 'const2024']:g}" in text


# -- the model's numbers -----------------------------------------------------------------------------------------------------


def test_only_one_share_is_published_and_all_other_numbers_are_assumptions():
    found = tables.records("enabler_assumptions")
    assert [row["capability"] for row in found if row["published_share"] is not None] == ["iamd"]
    assert {row["evidence"] for row in (*found, *tables.records("enabler_packages"))} == {"A"}
    for row in found:
        assert row["start_europe"] + row["us_points"] <= 100
        assert "nvented" in row["note"]
    with (course.DATA / "enabler_packages.csv").open(encoding="utf-8") as file:
        assert all(row["note"] == "Invented for the exercise." for row in csv.DictReader(file))


def test_packages_of_one_capability_begin_at_one_level():
    levels: dict[str, set] = {}
    for row in tables.records("enabler_packages"):
        levels.setdefault(row["capability"], set()).add(row["start_points"])
    assert all(len(one) == 1 for one in levels.values())
