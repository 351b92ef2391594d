"""The tables of lesson 09: series stay apart, sums are the publisher's, overlaps are not counted, invented rows say so."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from eunato import tables

ENGLISH = ("Türkiye", "Czechia")


def rows(name: str, **wanted) -> list[dict]:
    return [row for row in tables.records(name) if all(row[key] == value for key, value in wanted.items())]


def by_id(name: str) -> dict[str, dict]:
    key = tables.info(name).key[0]
    return {row[key]: row for row in tables.records(name)}


# -- aid ----------------------------------------------------------------------------------------------------------------


def test_aid_is_loaded_by_series_only():
    with pytest.raises(tables.TableError, match="different definitions"):
        tables.load("ukraine_aid")
    for series in ("allocated", "committed", "purl_allocated"):
        assert set(tables.load("ukraine_aid", series=series)["series"]) == {series}
    with pytest.raises(tables.TableError, match="no series"):
        tables.load("ukraine_aid", series="delivered")


def test_every_month_has_every_group():
    months = {row["month"] for row in rows("ukraine_aid", series="committed")}
    assert len(months) == 52 and min(months) == "2022-01" and max(months) == "2026-04"
    for series, categories in (("allocated", {"military", "financial", "humanitarian"}), ("committed", {"all"})):
        counted = Counter((row["month"], row["category"]) for row in rows("ukraine_aid", series=series))
        assert set(counted.values()) == {5} and set(counted) == {(m, c) for m in months for c in categories}


def test_the_sums_are_the_publisher_s():
    """Totals to April 2026 of release 29, rounded as in the facts."""
    def total(series, group, category=None):
        return round(sum(row["amount_eur_bn"] for row in rows("ukraine_aid", series=series, donor_group=group) if category in (None, row["category"])), 2)

    assert total("allocated", "US") == 115.38 and total("allocated", "US", "military") == 64.62
    assert total("allocated", "EU_members", "military") == 79.17 and total("allocated", "EU_institutions", "military") == 0
    assert total("allocated", "other") == 28.17 and total("committed", "EU_institutions") == 190.72 and total("committed", "US") == 118.96
    assert total("purl_allocated", "all") == 4.12


def test_the_loan_is_a_commitment_of_april_2026_and_no_allocation():
    april = {(row["series"], row["category"]): row["amount_eur_bn"] for row in rows("ukraine_aid", month="2026-04", donor_group="EU_institutions")}
    assert april["committed", "all"] >= 90 and april["allocated", "financial"] < 10


def test_purl_is_inside_military_aid():
    military = Counter()
    for row in rows("ukraine_aid", series="allocated", category="military"):
        military[row["month"]] += row["amount_eur_bn"]
    assert all(row["amount_eur_bn"] <= military[row["month"]] + 1e-6 for row in rows("ukraine_aid", series="purl_allocated"))


# -- PURL ---------------------------------------------------------------------------------------------------------------


def test_the_pile_counts_no_dollar_twice():
    counted = rows("purl_pledges", counted=True)
    assert len(counted) == 11 and all(row["kind"] in ("package", "contribution") and row["status"] == "confirmed" and row["amount_m"] for row in counted)
    kept_out = {row["pledge_id"] for row in rows("purl_pledges", counted=False)}
    assert {"swe_1", "nor_1", "dnk_1", "est_1", "ltu_1", "nld_3", "round_oct"} <= kept_out
    dollars = sum(row["amount_m"] for row in counted if row["currency"] == "USD")
    assert dollars == pytest.approx(3593.7) and [row["amount_m"] for row in counted if row["currency"] == "EUR"] == [100]
    assert dollars + 117 < by_id("purl_pledges")["total_dec"]["amount_m"] == 4300


def test_running_totals_rise():
    totals = sorted(rows("purl_pledges", kind="running_total"), key=lambda row: (len(row["date"]) == 7, row["date"]))
    assert [row["amount_m"] for row in totals] == sorted(row["amount_m"] for row in totals)
    assert by_id("purl_pledges")["target_2026"]["amount_m"] == 15000


# -- the loan -----------------------------------------------------------------------------------------------------------


def test_parts_states_and_steps_of_the_loan():
    assert [row["amount_eur_bn"] for row in rows("usl", kind="component")] == [60, 30]
    inside, outside = (set(tables.split(by_id("usl")[key]["states"])) for key in ("in", "out"))
    members = {row["iso3"] for row in tables.records("countries") if row["eu_member"]}
    assert inside | outside == members and not inside & outside and len(inside) == 24
    assert inside == {row["iso3"] for row in tables.records("countries") if row["usl_participant"]}
    assert outside == {"CZE", "HUN", "SVK"}
    assert [row["order"] for row in rows("usl", kind="cascade")] == [1, 2, 3]
    assert by_id("instruments")["ukraine_loan"]["amount_eur_bn"] == 90


def test_the_legal_end_game_is_dated_and_in_order():
    day = {key: row["date"] for key, row in by_id("usl").items()}
    order = ["euco", "request", "proposal", "consent", "position", "vote", "block", "two", "election", "lifted", "adopted", "government"]
    assert [day[key] for key in order] == sorted(day[key] for key in order)
    assert (day["vote"], day["election"], day["adopted"], day["government"]) == ("2026-02-11", "2026-04-12", "2026-04-23", "2026-05-09")
    for row in tables.records("usl"):
        if row["date"]:
            assert row["after_brief"] == (row["date"] > "2026-03-31"), row["record_id"]


def test_a_payment_that_is_only_reported_is_unconfirmed():
    assert {row["status"] for row in rows("usl", kind="payment")} == {"unconfirmed"}


def test_the_needs_add_up():
    need = {row["need_id"]: row["amount_eur_bn"] for row in tables.records("ukraine_needs")}
    assert need["military"] + need["budget"] == pytest.approx(need["all"]) and {row["evidence"] for row in tables.records("ukraine_needs")} == {"E"}
    assert all("war ends in 2026" in row["note"] for row in tables.records("ukraine_needs") if row["period"] == "2026–2027")


def test_the_dutch_ask_is_a_sum_that_the_press_reports():
    ask = by_id("usl")["pos_nld"]
    assert ask["evidence"] == "I" and "at least EUR 15 bn" in ask["says"] and "%" not in ask["says"]
    assert not any("2025" in one for one in tables.split(ask["source_id"])), "a text of 2025 cannot report an ask of January 2026"
    assert "20" in by_id("usl")["pos_most"]["date"] and "general rule" in by_id("usl")["pos_most"]["says"]


# -- paths and guarantees -----------------------------------------------------------------------------------------------


def test_the_two_paths_in_order_and_who_said_no():
    found = tables.records("membership_paths")
    assert [row["date"] for row in found] == sorted(row["date"] for row in found)
    closed = rows("membership_paths", door="closed")
    assert {row["path"] for row in closed} == {"US"}, "the no is the US administration's, not NATO's"
    assert {row["door"] for row in rows("membership_paths", path="NATO")} <= {"open", "silent", "unknown", "forward"}
    for row in rows("membership_paths", act="decision"):
        assert row["door"] == "forward", "a decision that brings membership nearer is a step, whoever takes it"
    assert by_id("membership_paths")["hague"]["door"] == "silent" and by_id("membership_paths")["ankara"]["status"] == "unconfirmed"
    assert "will become members" in by_id("membership_paths")["bucharest"]["quote"] and "irreversible path" in by_id("membership_paths")["washington"]["quote"]
    assert all(row["after_brief"] == (row["date"] > date(2026, 3, 31)) for row in found)


def test_every_rung_says_who_would_enforce_it_and_has_both_sides():
    ladder = tables.records("guarantees")
    assert [row["rung"] for row in ladder] == list(range(1, len(ladder) + 1)) and {row["evidence"] for row in ladder} == {"I"}
    for row in ladder:
        ours, theirs = (len(row[side].split()) for side in ("best_case", "best_objection"))
        assert row["enforcer"] and min(ours, theirs) >= 6 and max(ours, theirs) <= 2 * min(ours, theirs), row["option_id"]
    cases, objections = (sum(len(row[side].split()) for row in ladder) for side in ("best_case", "best_objection"))
    assert 0.8 <= cases / objections <= 1.25


def test_eight_headlines_of_five_kinds_and_two_invented():
    found = tables.records("headlines")
    assert len(found) == 8
    assert Counter(row["measure"] for row in found) == {"need": 1, "pledge": 1, "commitment": 2, "allocation": 2, "disbursement": 2}
    invented = [row for row in found if row["evidence"] == "A"]
    assert len(invented) == 2 and all("Invented" in row["note"] and "ountry" in row["headline"] for row in invented)
    assert all(row["status"] == "confirmed" for row in found), "a quiz key rests on confirmed rows"
    for row in found:
        assert row["measure"] not in row["headline"].lower()


def test_every_number_of_the_allocator_is_an_assumption_inside_its_limits():
    found = tables.records("allocator")
    assert {row["evidence"] for row in found} == {"A"} and len(found) == 29
    assert all(row["low"] <= row["value"] <= row["high"] and row["why"] for row in found)
