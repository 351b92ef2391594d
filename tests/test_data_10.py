"""The tables of lesson 10: every option comes from the brief, nothing is scored, every piece of evidence has a place."""

from __future__ import annotations

from eunato import evidence, tables

TABLES = ("options", "criteria", "scenarios", "rival_options", "rival_scenarios", "option_evidence")


def test_the_options_cover_the_brief_s_advice():
    claims = {claim for row in tables.records("options") for claim in row["claim_ids"].split(";")}
    assert {"C40", "C47", "C48", "C49", "C50", "C51", "C52", "C53", "C54"} <= claims
    assert [row["option_id"] for row in tables.records("options")] == [f"O{n}" for n in range(1, 11)]


def test_no_table_holds_a_score_a_weight_or_a_probability():
    for name in TABLES:
        columns = {column.name for column in tables.info(name).columns}
        assert not columns & {"score", "weight", "probability", "q"}, name


def test_anchors_are_three_different_things():
    for row in tables.records("criteria"):
        assert len({row["anchor_1"], row["anchor_3"], row["anchor_5"]}) == 3


def test_rival_proposals_rest_on_more_than_a_partisan_page():
    for row in tables.records("rival_options"):
        tiers = {evidence.source(s).tier for s in row["source_id"].split(";")}
        assert tiers & {"A", "B", "C"}
        assert row["status"] == "unconfirmed" or tiers & {"A", "B"}


def test_evidence_speaks_on_both_sides():
    directions = [row["direction"] for row in tables.records("option_evidence")]
    assert {"higher", "lower", "mixed"} <= set(directions)
    assert max(directions.count(d) for d in set(directions)) <= 0.6 * len(directions)
