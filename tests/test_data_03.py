"""The tables of lesson 03: totals that add up, ladders that climb, and what was not found."""

from __future__ import annotations

from datetime import date

from eunato import tables
from eunato.models import briefings, cables

RUNGS = ("suspected", "inconclusive", "cleared", "dismissed", "charged", "attributed", "convicted")


def rows(name):
    return tables.records(name)


def test_42_and_32_make_74():
    count = {row["proposal_row"]: row["count"] for row in rows("proposals")}
    assert (count["P16"], count["P17"], count["P74"], count["P17-31"]) == (42, 32, 74, 31)
    assert count["P16"] + count["P17"] == count["P74"]
    assert count["P16-hybrid"] + count["P16-rest"] == 42 and count["P17-hybrid"] + count["P17-rest"] == 32
    assert count["P16-hybrid"] + count["P17-hybrid"] == count["P-hybrid"] == 20


def test_a_count_is_there_or_said_to_be_missing():
    for row in rows("proposals"):
        assert (row["count"] is None) == (row["found"] == "not_found"), row["proposal_row"]
    for year in ("2016", "2017"):
        headings = [row for row in rows("proposals") if row["set_year"] == year and row["kind"] == "area"]
        assert len(headings) == 8
        assert [row["area"] for row in headings if row["count"] is not None] == ["hybrid"]


def test_ten_reports_in_order_and_no_eleventh():
    found = rows("progress_reports")
    assert [row["number"] for row in found] == list(range(1, 12))
    dates = [row["date"] for row in found if row["date"]]
    assert len(dates) == 10 and dates == sorted(dates)
    assert (found[-1]["read"], found[-1]["status"]) == ("not_found", "unconfirmed")


def test_seven_dialogues_with_bounds_that_fit():
    found = rows("dialogues")
    assert len(found) == 7
    assert [row["name"] for row in found if row["first_meeting"]] == ["Cyber"]
    for row in found:
        assert not row["not_before"] or row["not_before"] <= row["not_after"], row["name"]
        assert row["not_after"] <= "2024-10-04", "cyber was called the seventh"


def test_325_is_the_brief_s_and_not_confirmed():
    row = next(row for row in rows("interactions") if row["kind"] == "cross_briefing")
    assert (row["count"], row["status"], row["source_id"]) == (325, "unconfirmed", "euiss-2026-brief5")
    assert 32 < 325 / 10 < 325 / 9 < 37


def test_no_formal_session_of_2025_was_found():
    found = [row for row in rows("interactions") if row["period_from"].startswith("2025") and row["kind"].startswith("psc_nac")]
    assert {(row["kind"], row["count"]) for row in found} == {("psc_nac_formal", None), ("psc_nac_informal", 1)}


def test_each_case_stands_on_its_last_step():
    steps = rows("incident_steps")
    for case in rows("incidents"):
        mine = sorted((step for step in steps if step["incident_id"] == case["incident_id"]), key=lambda step: step["date"])
        assert mine and mine[0]["rung"] == "suspected", case["incident_id"]
        assert mine[-1]["rung"] == case["ladder"], case["incident_id"]
        heights = [RUNGS.index(step["rung"]) for step in mine]
        for before, after in zip(mine, mine[1:], strict=False):  # only a court that dismisses brings a case down
            assert RUNGS.index(after["rung"]) > RUNGS.index(before["rung"]) or after["rung"] == "dismissed", f"{case['incident_id']} falls"
        assert heights[0] == 0
        assert all(case["date"] <= step["date"] <= date(2026, 10, 8) for step in mine), case["incident_id"]


def test_eight_baltic_cases_and_no_court_that_found_intent():
    baltic = [case for case in rows("incidents") if case["area"] == "baltic"]
    assert len(baltic) == 8
    assert not [case for case in baltic if case["ladder"] in ("attributed", "convicted") or case["intent"] == "found_by_court"]
    assert [case["incident_id"] for case in baltic if case["ladder"] == "dismissed"] == ["eagle_s"]
    assert [case["incident_id"] for case in rows("incidents") if case["area"] != "baltic"] == ["hong_tai"]


def test_only_what_was_read_in_an_established_source_is_confirmed():
    tiers = {row["source_id"]: row["tier"] for row in rows("sources")}
    for step in rows("incident_steps"):
        strong = {tiers[source] for source in tables.split(step["source_id"])} & {"A", "B"}
        assert bool(strong) == (step["status"] == "confirmed"), step["step_id"]


def test_the_dismissal_is_not_told_as_an_acquittal():
    case = next(case for case in rows("incidents") if case["incident_id"] == "eagle_s")
    step = next(step for step in rows("incident_steps") if step["step_id"] == "eagle_s-3")
    assert "jurisdiction" in step["what"] and "appeal" in step["what"] and "acquit" not in step["what"] + case["note"]


def test_the_outage_is_the_span_of_its_note():
    case = next(case for case in rows("incidents") if case["incident_id"] == "eagle_s")
    assert case["outage_days"] == (date(2025, 6, 20) - date(2024, 12, 25)).days == 177


def test_what_no_organisation_does_is_done_by_states():
    held = {}
    for row in rows("cable_measures"):
        held.setdefault(row["task"], set()).add(row["who"])
    assert held["board"] == held["prosecute"] == {"states"}
    assert held["watch"] >= {"EU", "NATO"} and held["sanction"] == {"EU"}
    assert set(held) == set(tables.info("cable_measures").column("task").allowed)


def test_costs_leave_the_exercise_solvable():
    assert {row["measure"]: row["cost"] for row in rows("cable_costs")} == {"patrols": 30, "enforcement": 20, "repair": 45, "spare": 50}


def test_the_models_start_where_the_table_says():
    start = {(row["model"], row["symbol"]): row["value"] for row in rows("engine_settings")}
    assert [start["briefings", key] for key in ("b", "κ", "α", "σ", "d0")] == [briefings.BRIEFINGS, briefings.CLOSED, briefings.ALPHA, briefings.SIGMA, briefings.START]
    assert [start["cable", key] for key in ("n", "k", "λ", "R", "c")] == [cables.CABLES, cables.NEEDED, cables.RATE, cables.REPAIR, cables.ATTACK]
    assert (start["cable", "budget"], start["cable", "target"]) == (cables.BUDGET, cables.TARGET)
    assert {row["evidence"] for row in rows("engine_settings")} == {"A"}


def test_the_fields_of_the_explorers_start_there_too():
    from eunato.explorers import _stage

    fields = {name: {field["id"]: field["start"] for field in _stage.words()[name]["fields"]} for name in ("briefings", "cable")}
    assert fields["briefings"] == {"briefings": briefings.BRIEFINGS, "closed": 100 * briefings.CLOSED, "alpha": 100 * briefings.ALPHA, "sigma": briefings.SIGMA}
    assert fields["cable"] == {"cables": cables.CABLES, "needed": cables.NEEDED, "rate": cables.RATE, "repair": cables.REPAIR, "common": cables.ATTACK}
