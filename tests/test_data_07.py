"""The tables of lesson 07: two sources a move, a visible codebook, spans that are spans, and nothing invented."""

from __future__ import annotations

from datetime import date

import pytest

from eunato import evidence, tables
from eunato.models import clubs

TARGETED = {"DNK", "NOR", "SWE", "FRA", "DEU", "GBR", "NLD", "FIN"}


def moves() -> dict[str, dict]:
    return {row["move_id"]: row for row in tables.records("crisis_moves")}


def tiers(row: dict) -> set[str]:
    return {evidence.source(one).tier for one in row["source_id"].split(";")}


# -- the moves --------------------------------------------------------------------------------------------------------


def test_every_move_has_two_sources_and_a_reason_and_is_not_yet_reviewed():
    for row in moves().values():
        assert len(row["source_id"].split(";")) >= 2 and tiers(row) & {"A", "B"}, row["move_id"]
        assert row["step_reason"].strip() and row["coded_by"] == "the course" and row["coded_on"] == date(2026, 11, 22)
        assert row["review"] == "not yet reviewed"


def test_moves_stand_in_the_order_of_their_days():
    days = [row["date"] for row in moves().values()]
    assert days == sorted(days) and min(days) == date(2026, 1, 4) and max(days) == date(2026, 2, 11)


def test_the_anchors_of_the_lesson_have_their_dates():
    found = {row["short"]: row["date"] for row in moves().values()}
    assert found["Tariffs with two dates"] == date(2026, 1, 17)
    assert found["Danish reinforcement"] == date(2026, 1, 19)
    assert found["Trade deal frozen"] == found["Threats withdrawn"] == date(2026, 1, 21)
    assert found["“Keep on dreaming”"] == date(2026, 1, 26)
    assert found["Arctic Sentry"] == date(2026, 2, 11)
    assert (found["Arctic Sentry"] - found["Threats withdrawn"]).days == 21  # B4: three weeks after, not during


def test_steps_2_and_3_were_reached_and_4_and_5_were_not():
    reached = {row["step"] for row in moves().values()}
    assert reached == {0, 1, 2, 3}
    assert {row["step"] for row in tables.records("codebook") if row["in_crisis"]} == reached
    after = [row for row in moves().values() if row["date"] > date(2026, 1, 21)]
    assert after and {row["step"] for row in after} == {0}  # the ladder's description says so


def test_the_instrument_was_called_for_and_prepared_but_never_activated():  # B8
    aci = next(row for row in tables.records("crisis_tools") if row["tool_id"] == "aci")
    assert aci["state"] == "prepared" and "not activated" in aci["in_crisis"]
    asked = next(row for row in moves().values() if row["short"] == "France would ask for the ACI")
    assert asked["step"] == 1 and "if the tariffs come" in asked["what"]


def test_the_codebook_is_whole_and_its_examples_have_their_step():
    book = tables.records("codebook")
    assert [row["step"] for row in book] == list(range(6))
    for row in book:
        if row["in_crisis"]:
            assert moves()[row["example"]]["step"] == row["step"]
        else:
            assert row["example"].startswith("none in this crisis")


def test_greenland_speaks_for_itself_in_the_moves_and_in_the_statements():
    names = " ".join(row["actor_name"] for row in moves().values())
    assert "Naalakkersuisut" in names and "Nielsen" in names
    voices = [row for row in tables.records("statements") if row["org"] == "Greenland"]
    assert len(voices) >= 4 and sum(bool(row["quote"]) for row in voices) >= 4
    poll = next(row for row in voices if "poll" in row["speaker"])
    assert poll["date"] and "85%" in poll["summary"]


def test_the_us_case_is_quoted_in_its_own_terms_and_with_its_critics():
    us = [row for row in tables.records("statements") if row["topic"] == "greenland" and row["side"] == "US" and row["quote"]]
    assert len(us) >= 5 and {"Karoline Leavitt", "Donald Trump", "Mike Johnson", "Jeanne Shaheen"} <= {row["speaker"] for row in us}
    assert all(len(row["quote"].split()) <= 25 for row in us)


# -- tools, trade, commands -------------------------------------------------------------------------------------------


def test_days_are_spans_and_the_law_is_marked_as_law():
    for row in tables.records("crisis_tools"):
        assert 1 <= row["days_min"] <= row["days_max"] and row["time_words"]
    assert {row["tool_id"] for row in tables.records("crisis_tools") if row["time_basis"] == "law"} == {"aci", "list_93"}
    by_id = {row["tool_id"]: row for row in tables.records("crisis_tools")}
    assert by_id["us_tariff"]["days_min"] == (date(2026, 2, 1) - date(2026, 1, 17)).days
    assert by_id["us_tariff"]["days_max"] == (date(2026, 6, 1) - date(2026, 1, 17)).days
    assert by_id["list_93"]["days_max"] == (date(2026, 2, 7) - date(2026, 1, 18)).days
    assert by_id["nato_activity"]["days_max"] == 21 and by_id["article_5"]["days_max"] == (date(2001, 10, 2) - date(2001, 9, 11)).days


def test_eight_states_are_named_six_in_the_eu_and_two_not():
    named = {row["iso3"]: row for row in tables.records("trade") if row["targeted"]}
    assert set(named) == TARGETED == {row["iso3"] for row in tables.records("reinforcements")}
    sets = clubs.split()
    assert {i for i, row in named.items() if row["eu_member"]} == TARGETED & sets.eu
    assert TARGETED - sets.eu == {"NOR", "GBR"} and TARGETED <= sets.nato


def test_converted_amounts_say_so_and_shares_are_not_mixed():
    for row in tables.records("trade"):
        if row["currency"] != "EUR" and row["exports_us_eur_bn"] is not None:
            assert "assumption" in row["note"]
        if row["currency"] == "EUR":
            assert row["exports_us_eur_bn"] == row["exports_us_bn"]
        assert (row["share_total"] is None) == (row["share_status"] in (None, "")) == (row["share_year"] is None)
        if row["share_status"] == "unconfirmed":
            assert "unconfirmed" in row["note"]
    rate = {row["iso3"]: row["exports_us_eur_bn"] / row["exports_us_bn"] for row in tables.records("trade") if row["currency"] != "EUR" and row["exports_us_eur_bn"] is not None}
    assert rate["GBR"] == pytest.approx(1.15, abs=0.002) and 1 / rate["NOR"] == pytest.approx(11.5, abs=0.1)


def test_the_six_sold_about_half_of_what_the_27_sold():
    y23 = {row["iso3"]: row for row in tables.records("trade") if row["year"] == 2023}
    six = sum(row["exports_us_eur_bn"] for row in y23.values() if row["eu_member"] and row["targeted"])
    assert six == pytest.approx(276.8, abs=0.1)
    assert 0.5 < six / y23["EU27"]["exports_us_eur_bn"] < 0.6


def test_europeans_gain_two_posts_and_the_us_one():
    rows = {row["command_id"]: row for row in tables.records("commands")}
    joint = [row for row in rows.values() if row["level"] == "operational"]
    parts = [row for row in rows.values() if row["level"] == "component"]
    assert len(joint) == len(parts) == 3 and len(rows) == 7
    assert {row["side_agreed"] for row in joint} == {"Europe"} and {row["side_agreed"] for row in parts} == {"US"}
    assert rows["saceur"]["side_now"] == rows["saceur"]["side_agreed"] == "US"
    assert rows["marcom"]["side_now"] == "Europe"
    assert {row["decided_on"] for row in rows.values()} == {date(2026, 2, 6)}


def test_posture_never_mixes_what_is_there_with_what_was_announced():
    for row in tables.records("posture"):
        if row["kind"] == "stationed":
            assert row["personnel"] is None or row["personnel"] > 0
            assert row["basis"] not in ("announced", "law")
        if row["personnel"] is None:
            assert "Not found" in row["note"]
    assert {row["basis"] for row in tables.records("posture") if row["kind"] == "change"} == {"announced"}


def test_the_later_record_begins_after_the_moves_and_its_codes_have_reasons():
    rows = tables.records("later_record")
    assert min(str(row["date"]) for row in rows) > "2026-02-11" and max(str(row["date"]) for row in rows) <= "2026-10-08"
    assert {"hormuz", "posture", "summit", "greenland"} <= {row["area"] for row in rows}
    assert all(row["code_reason"] for row in rows)
    assert "trend" in " ".join(tables.info("later_record").definitions)
