"""Cable night, the 45 minutes of the seminar kit: what each seat has at stake, the bet, silence, tables, rule five, votes by hand."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from eunato import tables
from eunato.models import seats
from maintain import kit_phases, kit_plans
from maintain.kit_words import KIT, items, md, notebook, read

SEMINAR = Path(__file__).resolve().parents[1] / "seminar"


def said(name: str) -> str:
    return (SEMINAR / name).read_text(encoding="utf-8")


def at_play(people: int) -> list[dict]:
    here = {c.role for c in seats.chairs(people)}
    return [r for r in read("roles")["roles"] if r["id"] in here]


@pytest.mark.parametrize("people", [12, 16, 25])
@pytest.mark.parametrize("text", ["P1", "N1"])
def test_cable_night_gives_seats_a_reason_to_say_no(people: int, text: str) -> None:
    """Seats that are in the text's room: the printed draft crosses the line of at least two, and others want something of it."""
    room = {"P1": "psc", "N1": "nac"}[text]
    mine = [r for r in at_play(people) if r["tonight_on"] == text]
    assert all(room in r["rooms"] for r in mine)
    assert all(r.get("solo", room) == room for r in mine), "alone, a state sits where its line bites"
    states = Counter(r["tonight_kind"] for r in mine if r["kind"] == "state")
    assert states["stop"] >= 2 and states["wish"] + states["guard"] >= 3, states


@pytest.mark.parametrize("edition", ["named", "neutral"])
def test_tonight_is_one_fair_sentence_that_quotes_the_draft_truly(edition: str) -> None:
    drafts = {t["id"]: t["text"] if edition == "named" else t["neutral"]["text"] for t in read("texts")["texts"]}
    for role in read("roles")["roles"]:
        said = role["tonight"] if edition == "named" else role["neutral"]["tonight"]
        assert said.count(".") == 1 and said.endswith(".") and len(said.split()) <= 25, said
        assert role["tonight_kind"] in read("guide")["tonight_kinds"] and role["tonight_on"] in ("P1", "N1", "")
        if role["tonight_kind"] in ("stop", "guard"):
            assert all(q.casefold() in drafts[role["tonight_on"]].casefold() for q in re.findall(r'"([^"]+)"', said)), said
    assert {r["id"] for r in read("roles")["roles"] if "task" in r and "task" in r["neutral"]} == {"psc_chair", "secretary_general"}


def test_the_short_debrief_asks_nothing_that_the_short_night_cannot_answer() -> None:
    asked = " ".join(q for step in read("rules")["debrief"] for key in ("questions", "neutral") for q in kit_phases.questions(step, "45", key))
    assert not re.search(r"C08|C25|gist|joint|Cyprus|Türkiye|State [HK]|take part", asked)
    longer = " ".join(q for step in read("rules")["debrief"] for q in kit_phases.questions(step, "90"))
    assert "C08" in longer and "C25" in longer and "gist" in longer


def test_the_bet_is_one_question_everywhere_and_its_answer_counts_the_seats() -> None:
    question = "who can stop a text tonight, and in which room?"
    for length in kit_plans.LENGTHS:
        text = said(f"plans/{length}-minutes.md")
        assert question in text and "“My bet”" in text
        for people in (12, 16, 25):
            found = re.search(rf"With {people} people: (\d+) seats in the PSC and (\d+) in the NAC", text)
            assert found and (int(found[1]), int(found[2])) == (len(seats.voices(people, "psc")), len(seats.voices(people, "nac")))
        assert ("J1" in text.split("## The bet")[1]) == (length != "45")
    words = yaml.safe_load((KIT / "print_words.yml").read_text(encoding="utf-8"))["sentences"]
    assert words["bet_title"] == "My bet" and question in words["bet"].lower()


def test_two_silences_fit_before_the_short_debrief() -> None:
    plans = read("plans")
    assert plans["silence_minutes"] == {"45": 2, "90": 4, "180": 6}
    for length, minutes in plans["silence_minutes"].items():
        phase = next(p for p in plans["plans"][length] if p["kind"] == "silence")
        assert phase["to"] - phase["from"] >= minutes * (2 if length == "45" else 1)
    rule = next(r["text"] for r in read("rules")["rules"] if r["id"] == "nac")
    assert "two, four or six minutes" in rule and "second silence" in rule


@pytest.mark.parametrize("people", range(12, 26))
def test_everybody_has_a_table_and_no_table_is_empty(people: int) -> None:
    at = kit_phases.tables(people, read("roles")["roles"])
    assert sum(map(len, at.values())) == people
    assert "psc_chair" in at["psc"] and "secretary_general" in at["nac"]
    assert abs(len(at["psc"]) - len(at["nac"])) <= 2 or people > 18 and len(at["psc"]) >= 8, at
    for role in read("roles")["roles"]:
        assert ("solo" in role) == (role["kind"] == "state" and len(role["rooms"]) == 2)


def test_rule_five_names_both_missing_agreements_as_the_table_of_states_has_them() -> None:
    rule = next(r for r in read("rules")["rules"] if r["id"] == "cards")
    rows = {r["iso3"]: r for r in tables.records("countries")}
    assert rows["CYP"]["nato_security_agreement"] == "no" and rows["TUR"]["eu_security_agreement"] == "no"
    for words in (rule["text"], rule["why"]):
        assert "Cyprus" in words and "Türkiye" in words
    assert rows["IRL"]["nato_security_agreement"] == "yes" and "security agreement" in next(r["know"] for r in read("roles")["roles"] if r["id"] == "ireland")


def test_every_vote_and_every_set_of_cards_of_a_class_plan_is_on_its_page() -> None:
    for one in read("lessons")["lessons"]:
        text, known = said(f"plans/lesson-{one['lesson']}.md"), items(one["lesson"])
        by_hand = text.split("## Votes by hand")[1]
        for bite in notebook(one["lesson"]).bites:
            if re.search(r"(?i)\bvote", one["bites"][bite.number]):
                for ident in bite.named("predict"):
                    assert f"**{ident}.** {md(known[ident]['stem'])}" in by_hand, ident
                    assert all(md(o["text"]) in by_hand for o in known[ident].get("options", []))
        for ident in {i for line in one["bites"].values() for i in re.findall(r"\d\d-M\d", line)}:
            cards = known[ident].get("cards") or [{"text": p["left"]} for p in known[ident]["pairs"]]
            assert all(md(c["text"]) in by_hand for c in cards), ident
