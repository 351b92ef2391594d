"""The game's data: complete in both editions, short enough to read aloud, a third of the time for the debrief."""

from __future__ import annotations

import csv
import re

import pytest

from eunato import course
from eunato.models.seats import kit
from eunato.seminar.room_kit import Kit
from eunato.seminar.room_log import State, fold
from eunato.seminar.room_sheets import brief, offers, sheet

NAMED = ["France", "Germany", "German", "Poland", "Denmark", "Danish", "Estonia", "Estlink", "Greece", "Greek", "Italy", "Cyprus", "Ireland", "Irish", "Türkiye", "Turkish", "United Kingdom", "British", "Norway",
         "United States", "American", "Washington", "NATO", "PSC", "NAC", "EU", "KFOR", "Kosovo", "Mitrovica", "Baltic", "Naples", "Althea", "Article 4", "Article 5", "Ally", "Allies", "European", "Secretary General"]
"""What the neutral edition does not say."""


def started(plan: str, edition: str = "named") -> State:
    return fold([{"kind": "setup", "at": 0, "plan": plan, "edition": edition, "people": 25, "seed": 1, "names": []}, {"kind": "start", "at": 10}])


@pytest.mark.parametrize("plan", ["45", "90", "180"])
def test_a_plan_has_no_gap_and_a_debrief_of_at_least_30_per_cent(plan: str) -> None:
    phases = kit("plans")["plans"][plan]
    assert phases[0]["from"] == 0 and phases[-1]["to"] == int(plan)
    assert all(a["to"] == b["from"] and a["to"] > a["from"] for a, b in zip(phases, phases[1:], strict=False))
    debrief = sum(p["to"] - p["from"] for p in phases if p["kind"] == "debrief")
    assert debrief >= 0.3 * int(plan), f"{debrief} of {plan} minutes"
    assert phases[-1]["kind"] == "debrief"


@pytest.mark.parametrize("plan", ["45", "90", "180"])
def test_debrief_minutes_agree_between_plan_and_questions(plan: str) -> None:
    for part in kit("rules")["debrief"]:
        given = [p["to"] - p["from"] for p in kit("plans")["plans"][plan] if f"debrief:{part['id']}" in p["show"]]
        assert given == [part["minutes"][plan]]


@pytest.mark.parametrize("plan", ["45", "90", "180"])
@pytest.mark.parametrize("edition", ["named", "neutral"])
def test_everything_a_phase_projects_can_be_projected(plan: str, edition: str) -> None:
    state, view = started(plan, edition), Kit(edition)
    known = {token for _, token in offers(state, view)}
    for phase in state.phases:
        assert set(phase["show"]) <= known
    for token in known - {"none"}:
        state.shown = token
        assert len(sheet(state, view)) > 40, token


def test_lengths_that_can_be_read_aloud() -> None:
    def long(text: str, most: int) -> bool:
        return len(text.split()) > most

    for i in kit("injects")["injects"]:
        assert not long(i["text"], 80) and not long(i["neutral"]["text"], 80)
    for c in kit("injects")["cards"]:
        assert not long(c["gist"], 30) and not long(c["neutral"]["gist"], 30)
    for t in kit("texts")["texts"]:
        assert not long(t["text"], 60) and not long(t["neutral"]["text"], 60)
    for plan in kit("plans")["plans"].values():
        for p in plan:
            assert not long(p["teacher"], 45) and not long(p["students"], 30)


def test_every_role_has_a_whole_brief_in_both_editions() -> None:
    for r in kit("roles")["roles"]:
        for one in (r, r["neutral"]):
            assert [i["points"] for i in one["interests"]] == [3, 2, 1]
            assert all(one[k].strip() for k in ("line", "red", "give", "know"))


def test_no_brief_is_much_longer_than_another_state_s() -> None:
    words = {r["id"]: sum(len(x.split()) for x in [r["line"], r["red"], r["give"], r["know"], *(i["want"] for i in r["interests"])]) for r in kit("roles")["roles"] if r["kind"] == "state"}
    assert max(words.values()) <= 1.8 * min(words.values()), words


def strings(thing) -> list[str]:
    return [thing] if isinstance(thing, str) else [s for x in (thing.values() if isinstance(thing, dict) else thing if isinstance(thing, list) else []) for s in strings(x)]


def test_the_neutral_edition_names_nobody() -> None:
    said = [s for file, part in (("roles", "roles"), ("texts", "texts"), ("injects", "injects"), ("injects", "cards"), ("rules", "rules")) for row in kit(file)[part] for s in strings(row["neutral"])]
    view, state = Kit("neutral"), started("180", "neutral")
    for _, token in offers(state, view):
        state.shown = token
        said.append(re.sub(r"<[^>]*>", " ", sheet(state, view)))
    said += [re.sub(r"<[^>]*>", " ", brief(view, r["id"])).split("Invented events.")[0] for r in kit("roles")["roles"]]
    said += [view.plan_words(p[k]) for plan in kit("plans")["plans"].values() for p in plan for k in ("title", "teacher", "students")]
    found = sorted({(name, s[:90]) for s in said for name in NAMED if re.search(rf"\b{re.escape(name)}\b", s)})
    assert not found


def test_the_footnote_stands_where_kosovo_stands() -> None:
    state, view = started("180"), Kit("named")
    for token in ("text:P3", "text:N3"):
        state.shown = token
        made = sheet(state, view)
        assert ("UNSCR 1244" in made) == ("Kosovo*" in made)
    state.shown = "text:P3"
    assert "UNSCR 1244" in sheet(state, view)


def test_what_the_game_changes_has_a_source() -> None:
    with (course.DATA / "sources.csv").open(encoding="utf-8", newline="") as file:
        known = {r["source_id"] for r in csv.DictReader(file)}
    assert {c["source_id"] for c in kit("rules")["compression"]} <= known
    named = set(re.findall(r"[a-z]+-(?:\d{4}|nd)-[a-z0-9-]+", kit("room_words")["psc"]["treaty"]["named"]))
    assert named and named <= known


def test_seven_criteria_with_four_anchors_and_no_total() -> None:
    criteria = kit("rules")["outcome"]
    assert len(criteria) == 7 and all(set(c["anchors"]) == {0, 1, 2, 3} for c in criteria)
    state = started("45")
    state.scores = {c["id"]: 3 for c in criteria}
    state.shown = "outcome"
    made = sheet(state, Kit("named"))
    assert "21" not in re.sub(r"<[^>]*>", "", made) and made.count("3 of 3") == 7 and "argue" in made


def test_forty_five_minutes_ask_only_what_can_have_happened() -> None:
    short, long = Kit("named").debrief("why", "45")["questions"], Kit("named").debrief("why", "90")["questions"]
    assert 0 < len(short) < len(long)
    assert not any("Cyprus" in one for one in short) and any("Cyprus" in one for one in long)
    assert Kit("neutral").debrief("why", "45")["questions"]
