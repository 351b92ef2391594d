"""The tables of lesson 05: editions stay apart, categories and loans add up, and what rests on little says so."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from eunato import tables
from eunato.models import clubs

CATEGORIES = ("equipment_share", "personnel_share", "infrastructure_share", "other_share")


def spending(series: str) -> list[dict]:
    return [row for row in tables.records("spending") if row["series"] == series]


# -- spending ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["spending", "macro"])
def test_editions_and_definitions_are_loaded_by_name_only(name):
    with pytest.raises(tables.TableError, match="different definitions"):
        tables.load(name)
    for one in {row["series"] for row in tables.records(name)}:
        assert set(tables.load(name, series=one)["series"]) == {one}


def test_a_series_is_one_edition():
    for series in ("nato_2026ed", "nato_2026ed_amounts", "nato_2025ed", "nato_report_2024", "sipri_2025", "sipri_2026", "eurostat"):
        assert len({row["edition"] for row in spending(series)}) == 1, series


def test_every_year_of_the_new_edition_has_the_32_allies_and_two_sums():
    nato = clubs.split().nato
    for year in range(2014, 2027):
        rows = [row for row in spending("nato_2026ed") if row["year"] == year]
        assert {row["iso3"] for row in rows if row["kind"] == "ally"} == nato
        assert {row["iso3"] for row in rows if row["kind"] == "group"} == {"NATO_EUR_CAN", "NATO_TOTAL"}
        assert all((row["share_gdp"] is None) == (row["iso3"] == "ISL") for row in rows)
        assert {row["value_status"] for row in rows if row["iso3"] != "ISL"} == {"estimate" if year > 2024 else "final"}


def test_what_rests_on_a_profile_stands_in_rows_of_its_own():
    """Who filters on status must still find every share that a question asks for."""
    confirmed = tables.load("spending", series="nato_2026ed").query("year == 2026 and kind == 'ally' and share_gdp > 0 and status == 'confirmed'")
    assert len(confirmed) == 31 and (confirmed["share_gdp"] < 3.5).sum() == 26
    amounts = spending("nato_2026ed_amounts")
    assert len(amounts) == 6 and {row["status"] for row in amounts} == {"unconfirmed"} and all(row["share_gdp"] is None and row["amount_bn"] for row in amounts)
    assert {row["price_basis"] for row in spending("nato_2026ed")} == {"none"}


def test_the_growth_of_2024_as_nato_gave_it_has_a_row():
    row = next(row for row in spending("nato_2025ed") if (row["iso3"], row["year"]) == ("NATO_EUR_CAN", 2024))
    assert row["real_change"] == 18.6 and "dpa-2025-expenditure" in row["source_id"] and "Allies of each year" in row["note"]


def test_spending_categories_add_up_to_100_where_published():
    checked = 0
    for row in tables.records("spending"):
        parts = [row[c] for c in CATEGORIES]
        if all(part is not None for part in parts):
            assert 99.98 <= sum(parts) <= 100.02, (row["name"], row["year"], sum(parts))
            checked += 1
        else:
            assert all(part is None for part in parts[1:]), (row["name"], row["year"])
            assert parts[0] is None or "Only the equipment share" in row["note"]
    assert checked == 401


def test_the_editions_differ_and_are_not_mixed():
    new = {(r["iso3"], r["year"]): r["share_gdp"] for r in spending("nato_2026ed")}
    old = {(r["iso3"], r["year"]): r["share_gdp"] for r in spending("nato_2025ed")}
    assert (old["ALB", 2024], new["ALB", 2024]) == (1.7, 1.35) and (old["FIN", 2024], new["FIN", 2024]) == (2.4, 2.11)
    read = [key for key in old if key[1] == 2025 and len(key[0]) == 3]
    assert len(read) == 17 and all(old[key] >= 2 for key in read)
    assert sorted(key[0] for key in new if key[1] == 2025 and new[key] is not None and new[key] < 2) == ["ALB", "CZE", "SVN"]


def test_amounts_of_the_old_edition_are_in_one_price_basis_and_add_up():
    rows = [row for row in spending("nato_2025ed") if row["amount_bn"] is not None]
    assert {(row["currency"], row["price_basis"]) for row in rows} == {("USD", "const2021")}
    for year in range(2014, 2025):
        members = sum(row["amount_bn"] for row in rows if row["year"] == year and row["kind"] == "ally" and row["iso3"] != "USA")
        total = next(row["amount_bn"] for row in rows if row["year"] == year and row["iso3"] == "NATO_EUR_CAN")
        assert total == pytest.approx(members, abs=0.01)


def test_the_totals_of_2025_are_in_prices_of_2021():
    """NATO's own rows for 2024 times the published real growth give the press's 559; so it has the basis of those rows."""
    rows = {(row["iso3"], row["year"]): row for row in spending("nato_2025ed") if row["amount_bn"] is not None}
    total = rows["NATO_EUR_CAN", 2025]
    assert total["amount_bn"] == 559 and total["real_change"] == 15.9
    assert rows["NATO_EUR_CAN", 2024]["amount_bn"] * 1.159 == pytest.approx(559, abs=0.5)
    assert rows["USA", 2025]["amount_bn"] == 845 and 1.0 < 845 / rows["USA", 2024]["amount_bn"] < 1.05


def test_no_amount_rests_on_a_partisan_page():
    assert not {row["amount_bn"] for row in tables.records("spending")} & {608.0, 980.0}


def test_the_agency_s_two_totals_for_2025_have_two_price_bases():
    rows = {(row["year"], row["price_basis"]): row for row in spending("eda") if row["iso3"] == "EU27"}
    assert {key: row["amount_bn"] for key, row in rows.items()} == {(2021, "current"): 214, (2023, "current"): 279, (2024, "current"): 343, (2025, "const2024"): 381, (2025, "current"): 392}
    assert rows[2025, "const2024"]["share_gdp"] == 2.1 and rows[2025, "const2024"]["evidence"] == "E"


def test_a_row_has_a_basis_exactly_when_it_has_an_amount():
    for row in tables.records("spending"):
        assert (row["amount_bn"] is None) == (row["price_basis"] == "none") == (not row["currency"]), row
        assert (row["evidence"] == "E") >= (row["value_status"] == "estimate"), row


def test_membership_in_each_year_is_that_of_the_countries_table():
    since = {row["iso3"]: row["nato_since"] for row in tables.records("countries") if row["nato_member"]}
    for row in spending("nato_2026ed"):
        if row["kind"] == "ally":
            assert row["ally_then"] == (since[row["iso3"]] <= date(row["year"], 12, 31)), (row["name"], row["year"])


def test_the_economies():
    rows = tables.records("macro")
    assert {row["iso3"] for row in rows if row["series"] == "cia_2024"} >= clubs.split().union
    rates = {row["year"]: row["eurusd"] for row in rows if row["series"] == "rate"}
    assert rates[2025] == pytest.approx(559 / 479, abs=0.0005)
    germany = {(row["series"], row["year"]): row["gdp_bn"] for row in rows if row["iso3"] == "DEU"}
    assert rates[2024] == pytest.approx(germany["cia_2024", 2024] / germany["destatis", 2024], abs=0.0005) and round(rates[2024], 2) == 1.08
    for row in rows:
        assert (row["gdp_bn"] is None) == (row["series"] == "rate")


# -- pledges and EU instruments ---------------------------------------------------------------------------------------


def test_the_pledge_of_the_hague_adds_up_and_names_its_dates():
    row = {one["pledge_id"]: one for one in tables.records("pledges")}
    total = row["hague_total"]
    assert total["core_pct"] + total["related_pct"] == total["total_pct"] == 5
    assert (total["deadline"], total["review"], total["date"], total["status"]) == ("2035", "2029", "2025-06-25", "confirmed")
    assert row["spain_2025"]["core_pct"] == 2.1 and row["vilnius_2023"]["status"] == "unconfirmed"


def test_instruments_tell_money_from_room():
    row = {one["instrument_id"]: one for one in tables.records("instruments")}
    assert row["escape_clause"]["kind"] == "flexibility" and row["escape_clause"]["amount_eur_bn"] is None
    assert row["readiness_2030"]["kind"] == "plan" and row["readiness_2030"]["amount_eur_bn"] == 800
    safe = row["safe"]
    assert (safe["kind"], safe["amount_eur_bn"], safe["adopted"], safe["component_cap"]) == ("loan", 150, "2025-05-27", 35) and "2025/1106" in safe["legal_ref"]
    assert (row["edip"]["kind"], row["edip"]["amount_eur_bn"], row["edip"]["component_cap"]) == ("grant", 1.5, 35)


def test_safe_loans_add_up():
    rows = tables.records("safe_allocations")
    assert len(rows) == 19 and all(row["iso3"] in clubs.split().eu for row in rows)
    assert round(sum(row["tentative_eur_bn"] for row in rows), 2) == 149.97


def test_the_first_wave_and_its_advance_of_15_per_cent():
    first = [row for row in tables.records("safe_allocations") if row["wave"] == "1"]
    loans = {row["iso3"]: row["max_loan_eur"] for row in first}
    assert loans == {"BEL": 8_340_027_698, "BGR": 3_261_700_000, "CYP": 1_181_503_924, "DNK": 46_796_822, "ESP": 1_000_000_000, "HRV": 1_700_000_000, "PRT": 5_841_179_332, "ROU": 16_680_055_394}
    assert sum(loans.values()) == 38_051_263_170
    advance = {row["iso3"]: row["prefinancing_eur"] for row in first if row["prefinancing_eur"] is not None}
    assert set(loans) - set(advance) == {"ESP"}
    assert sum(advance.values()) == pytest.approx(5_557_689_475.50, abs=0.01)
    for state, amount in advance.items():
        assert amount / loans[state] == pytest.approx(0.15, abs=1e-9)


def test_waves_and_decisions_fit_together():
    rows = tables.records("safe_allocations")
    assert Counter(row["wave"] for row in rows) == {"1": 8, "2": 8, "": 3}
    for row in rows:
        assert (row["decision"] == "pending") == (not row["wave"]) == (row["batch_date"] is None), row["name"]
        assert row["max_loan_eur"] is None or row["max_loan_eur"] / 1e9 <= row["tentative_eur_bn"] + 0.01, row["name"]


def test_the_escape_clause_was_asked_for_and_activated_by_whom():
    rows = tables.records("escape_clause")
    assert {row["iso3"] for row in rows} == clubs.split().eu
    written, announced = ({row["iso3"] for row in rows if row[c]} for c in ("written_request", "announced_request"))
    assert (len(written), len(announced)) == (12, 16) and written < announced
    days = Counter(row["activated_on"] for row in rows if row["activated"] == "yes")
    assert days == {date(2025, 7, 8): 15, date(2025, 10, 10): 1, date(2026, 2, 17): 1}
    for row in rows:
        assert (row["activated"] == "yes") == (row["activated_on"] is not None) == (row["max_pct_gdp"] == 1.5)
    assert [row["iso3"] for row in rows if row["status"] == "unconfirmed"] == ["ESP"]


def test_the_steps_stand_in_the_order_that_the_lesson_teaches():
    steps = {row["step_id"]: row["date"] for row in tables.records("clause_steps")}
    assert steps["vdl_march"] < steps["ec_march"] < steps["commission_march"] < steps["requests"] < steps["hague"] < steps["council_july"]
    assert (steps["council_july"] - steps["hague"]).days == 13 and steps["council_july"] == date(2025, 7, 8)
    events = {row["event_id"]: row for row in tables.records("events")}
    assert events["2025-rearm"]["date"] == str(steps["ec_march"]) and "4 March" in events["2025-rearm"]["summary"] and steps["vdl_march"] == date(2025, 3, 4)


def test_a_reference_year_stands_only_where_it_was_reported():
    assert {row["iso3"]: row["reference_year"] for row in tables.records("escape_clause") if row["reference_year"]} == {"POL": 2021, "GRC": 2024}
