"""The figures of lesson 03: numbers that are the tables' or the model's, and what was not found."""

from __future__ import annotations

import json

import chart_registry
from eunato import tables

LESSON = chart_registry.Lesson("03")
made, texts = LESSON.made, LESSON.said


def test_the_proposals_are_counted_out():
    squares = next(rows for rows in made("proposals").spec()["datasets"].values() if "kind" in rows[0] and "says" not in rows[0])
    assert len(squares) == 74 and sum(row["kind"] == "known" for row in squares) == 20
    assert texts("proposals").count("not found") == 14
    assert "74" in made("proposals").title and "54" in made("proposals").insight


def test_reports_and_dialogues_say_what_was_not_found():
    assert "Not found as of October 2026" in texts("reports")
    assert "for 2026 none was found" in made("reports").title
    assert made("dialogues").title.startswith("Seven structured dialogues; for one of them")
    assert list(made("dialogues").table["First meeting"]).count("not found") == 6


def test_325_is_the_brief_s_arithmetic():
    shown = made("briefings_count")
    assert "The brief's 325" in shown.title and "33 to 36 a year" in shown.title and "Not confirmed" in shown.note
    assert {"325", "36.1 a year", "32.5 a year"} <= set(texts("briefings_count"))
    assert "activity" not in json.dumps(shown.spec()) + shown.html(), "the words of bite 2 are not used before they are taught"


def test_the_two_offers_are_the_same():
    assert made("offers").insight.startswith("Both bring the distance from 33.3 to 16.7 points")
    assert texts("offers").count("16.7") == 2


def test_the_ladder_shows_each_step_once_and_no_baltic_conviction():
    dots = [row for rows in made("incidents").spec()["datasets"].values() for row in rows if row.get("kind") in ("known", "reported", "elsewhere")]
    assert len(dots) == len(tables.records("incident_steps"))
    assert sum(row["kind"] == "reported" for row in dots) == 1
    assert made("incidents").title.startswith("Two of eight Baltic cases reached a charge, one more by report; none a conviction")
    assert texts("incidents").count("none in the Baltic Sea") == 2
    assert "Nord Stream" in made("incidents").note and "appeal" in made("incidents").note


def test_a_case_can_be_marked_in_the_picture():
    pick = next(param for param in made("incidents").spec()["params"] if param["name"] == "picked")
    assert pick["bind"]["name"].strip() == "Mark a case" and len(pick["bind"]["options"]) == 10


def test_the_matrix_has_every_measure_once():
    drawn = [row for rows in made("who_does_what").spec()["datasets"].values() for row in rows if "who" in row]
    assert len(drawn) == len(tables.records("cable_measures"))
    assert "watching the sea" in made("who_does_what").insight and "boarding and seizing" in made("who_does_what").insight


def test_the_bars_of_the_levers_are_the_model_s_in_both_worlds():
    bars = next(rows for rows in made("levers").spec()["datasets"].values() if "together" in rows[0])
    assert [row["said_alone"] for row in bars] == ["6.8", "1.9", "1.9", "0.65", "0.01"]
    assert [row["name"] for row in bars if row["best_alone"]] == ["one more cable"]
    assert [row["name"] for row in bars if row["best_together"]] == ["repair in half the time"]
    assert any(param["name"] == "attack" for param in made("levers").spec()["params"])


def test_the_budget_marks_one_plan_of_sixteen():
    dots = next(rows for rows in made("budget").spec()["datasets"].values() if "mine" in rows[0])
    assert len(dots) == 16 and sum(row["mine"] for row in dots) == 1
    assert made("budget").title.startswith("Your plan: 75 units, 1.8 days short")
