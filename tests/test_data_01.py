"""The tables of lesson 01: dates as exact as they were read, codings that hold together, both kinds of contrary case."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from eunato import course, tables
from eunato.models import timeline

EVENTS = {row["event_id"]: row for row in tables.records("events")}
TIERS = {row["source_id"]: row["tier"] for row in tables.records("sources")}


def test_the_line_has_some_150_rows_and_more_from_1948_to_the_end_of_the_record() -> None:
    assert 150 <= len(EVENTS) <= 200
    days = [timeline.when(row["date"]) for row in EVENTS.values()]
    assert min(days) == date(1948, 3, 17) and max(days) <= course.RECORD_TO
    assert days == sorted(days) or [row["date"][:4] for row in EVENTS.values()] == sorted(row["date"][:4] for row in EVENTS.values())


@pytest.mark.parametrize("key", EVENTS)
def test_a_date_is_as_exact_as_its_precision_says(key: str) -> None:
    row = EVENTS[key]
    assert len(row["date"]) == {"day": 10, "month": 7, "year": 4}[row["precision"]]
    assert key[:4] == row["date"][:4]
    assert set(tables.split(row["claim_ids"])) <= {f"C{n:02d}" for n in range(1, 56)}
    assert row["summary"].endswith(".") and not row["title"].endswith(".")


@pytest.mark.parametrize(
    ("key", "day", "lane", "kind"),
    [
        ("1949-washington-treaty", "1949-04-04", "NATO", "agreement"),
        ("1954-edc-fails", "1954-08-30", "other", "crisis"),
        ("1998-saint-malo", "1998-12-04", "other", "declaration"),
        ("1998-albright-nato", "1998-12-08", "US", "speech"),
        ("2002-esdp-declaration", "2002-12-16", "joint", "declaration"),
        ("2003-information-agreement", "2003-03-14", "joint", "agreement"),
        ("2003-berlin-plus", "2003-03-17", "joint", "agreement"),
        ("2003-concordia", "2003-03-31", "EU", "operation"),
        ("2004-enlargement", "2004-05-01", "EU", "institution"),
        ("2016-warsaw", "2016-07-08", "joint", "declaration"),
        ("2016-42-proposals", "2016-12-06", "joint", "declaration"),
        ("2017-hybrid-coe", "2017-04-11", "joint", "institution"),
        ("2017-32-proposals", "2017-12-05", "joint", "declaration"),
        ("2022-eumam-decision", "2022-10-17", "EU", "law"),
        ("2023-third-declaration", "2023-01-10", "joint", "declaration"),
        ("2025-safe", "2025-05-27", "EU", "law"),
        ("2025-hague", "2025-06-25", "NATO", "declaration"),
        ("2025-escape-clause", "2025-07-08", "EU", "law"),
        ("2025-nac-psc-egmont", "2025-12-17", "joint", "institution"),
        ("2026-arctic-sentry", "2026-02-11", "NATO", "operation"),
    ],
)
def test_the_steps_the_lesson_turns_on(key: str, day: str, lane: str, kind: str) -> None:
    row = EVENTS[key]
    assert (row["date"], row["lane"], row["type"], row["status"]) == (day, lane, kind, "confirmed")


def test_ten_cards_have_a_day_that_was_read() -> None:
    cards = [EVENTS[key] for key in timeline.CARDS]
    assert len(cards) == 10
    assert [row["date"] for row in cards] == sorted(row["date"] for row in cards)
    for row in cards:
        assert row["precision"] == "day" and row["status"] == "confirmed", row["event_id"]
        assert {TIERS[s] for s in tables.split(row["source_id"])} & {"A", "B"}, row["event_id"]
        assert len(row["title"]) <= 70 and not any(word.isdigit() and len(word) == 4 for word in row["title"].split())


def test_agreements_between_the_two_are_few_after_2003() -> None:
    joint = [row["date"][:4] for row in EVENTS.values() if row["lane"] == "joint" and row["type"] == "agreement"]
    every = [row["date"][:4] for row in EVENTS.values() if row["type"] == "agreement"]
    assert sorted(joint) == ["2001", "2003", "2003", "2016", "2016"]
    assert (sum(y < "2004" for y in every), sum(y >= "2004" for y in every)) == (7, 8)


def test_where_sources_disagree_the_row_says_so() -> None:
    for key, words in {
        "1998-albright-nato": "1999", "2002-esdp-declaration": "13 December", "2017-32-proposals": "31", "2022-compass": "22 March", "2025-progress-10": "8 May",
        "2001-article-5": "2 October", "2025-nac-psc-resume": "17 December", "2024-estlink": "not proved", "2022-nord-stream": "not established", "2026-arctic-sentry": "withdrawn",
    }.items():
        assert words in EVENTS[key]["contested"], key


def test_what_was_not_found_stays_open() -> None:
    assert (EVENTS["2025-nac-psc-resume"]["precision"], EVENTS["2025-nac-psc-resume"]["status"]) == ("year", "unconfirmed")
    assert EVENTS["1998-albright-article"]["status"] == "unconfirmed"
    for row in EVENTS.values():
        if row["precision"] == "day":
            assert "course-2026-unconfirmed" not in tables.split(row["source_id"]), f"{row['event_id']}: a day from general knowledge"


def test_nothing_partisan_and_nothing_after_the_record() -> None:
    for row in EVENTS.values():
        assert "D" not in {TIERS[s] for s in tables.split(row["source_id"])}, row["event_id"]


# -- shocks -----------------------------------------------------------------------------------------------------------


def test_each_kind_of_case_has_the_right_ends() -> None:
    for row in tables.records("shocks"):
        shock, response = bool(row["shock_id"]), bool(row["response_id"])
        assert (shock, response) == {"pair": (True, True), "no_response": (True, False), "no_shock": (False, True)}[row["kind"]], row["pair_id"]
        assert row["evidence"] == "I"


def test_contrary_cases_are_as_many_as_the_supporting_ones() -> None:
    kinds = Counter(row["kind"] for row in tables.records("shocks"))
    assert kinds["pair"] >= 8 and kinds["no_response"] >= 5 and kinds["no_shock"] >= 8
    assert kinds["no_response"] + kinds["no_shock"] >= kinds["pair"]


def test_no_case_is_counted_twice_and_no_response_comes_before_its_shock() -> None:
    rows = tables.records("shocks")
    assert len({(row["shock_id"], row["response_id"]) for row in rows}) == len(rows)
    answered = {row["shock_id"] for row in rows if row["kind"] == "pair"}
    assert not answered & {row["shock_id"] for row in rows if row["kind"] == "no_response"}
    assert not {row["response_id"] for row in rows if row["kind"] == "pair"} & {row["response_id"] for row in rows if row["kind"] == "no_shock"}
    for row in rows:
        if row["kind"] == "pair":
            assert timeline.when(EVENTS[row["shock_id"]]["date"]) < timeline.when(EVENTS[row["response_id"]]["date"])
        if row["kind"] == "no_shock":
            assert EVENTS[row["response_id"]]["lane"] == "joint" and EVENTS[row["response_id"]]["type"] in timeline.OUTPUT


def test_a_pair_rests_on_no_more_than_its_events() -> None:
    for row in tables.records("shocks"):
        ends = [EVENTS[row[k]]["status"] for k in ("shock_id", "response_id") if row[k]]
        if "unconfirmed" in ends:
            assert row["status"] == "unconfirmed", row["pair_id"]


# -- the three Ds -----------------------------------------------------------------------------------------------------


def test_two_official_wordings_of_one_day_and_a_later_one() -> None:
    rows = {row["wording_id"]: row for row in tables.records("three_ds")}
    assert (rows["W1"]["first_d"], rows["W2"]["first_d"]) == ("diminution", "de-linking")
    assert rows["W1"]["date"] == rows["W2"]["date"] == "1998-12-08" == EVENTS["1998-albright-nato"]["date"]
    assert all("A" in {TIERS[s] for s in tables.split(rows[w]["source_id"])} for w in ("W1", "W2"))
    assert (rows["W3"]["first_d"], rows["W3"]["read"], rows["W3"]["status"], rows["W3"]["quote"]) == ("decoupling", "no", "unconfirmed", "")
    assert rows["W6"]["date"] == "1999" and rows["W6"]["first_d"] == "not given"


def test_each_quotation_holds_its_first_d() -> None:
    for row in tables.records("three_ds"):
        if row["quote"]:
            assert row["first_d"][:6] in row["quote"].replace("decoupled", "decoupling"), row["wording_id"]
            assert len(row["quote"].split()) <= 25 and row["read"] == "yes"
