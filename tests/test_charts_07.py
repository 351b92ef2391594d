"""The figures of lesson 07: numbers that are the tables' or the model's, and codes that are the learner's own."""

from __future__ import annotations

import pytest

import chart_registry
from chart_registry import ALL, SOME
from eunato import tables
from eunato.charts import crisis
from eunato.charts.render import ChartError

LESSON = chart_registry.Lesson("07")
made, data = LESSON.made, LESSON.rows


# -- the ladder -------------------------------------------------------------------------------------------------------


def test_the_title_says_our_coding_and_which_steps_were_reached():
    figure = made("ladder")
    assert "(our coding)" in figure.title and "steps 2 and 3 were reached, 4 and 5 were not" in figure.title
    assert figure.label.letter == "I" and "not yet reviewed" in figure.counted


def test_the_codebook_stands_in_the_picture_with_its_definitions():
    said = " ".join(row["says"] for row in data("ladder", "says"))
    for row in tables.records("codebook"):
        assert row["name"] in said and all(word in said for word in row["definition"].split())


def test_every_move_is_drawn_once_on_its_step_and_its_reason_is_in_the_table():
    points = data("ladder", "step")
    assert len(points) == len(tables.records("crisis_moves")) == len(made("ladder").table)
    assert sorted(p["step"] for p in points) == sorted(r["step"] for r in tables.records("crisis_moves"))
    assert made("ladder").table["Reason for the step"].str.len().min() > 5
    places = [(p["x"], p["y"]) for p in points]
    assert len(set(places)) == len(places)


def test_who_acts_is_told_by_shape_and_lane_too():
    shapes = [shape for _, shape, _ in crisis.ACTORS.values()]
    assert len(set(shapes)) == len(shapes)


# -- the learner's codes ----------------------------------------------------------------------------------------------


def test_our_code_is_not_in_the_picture_of_a_move_that_was_not_coded():
    figure = made("mine")
    open_rows = figure.table[figure.table["Your step"] == ""]
    assert len(open_rows) == len(ALL) - len(SOME) and set(open_rows["Our step"]) == {""}
    assert not any("We: step" in row["words"] for row in data("mine_none", "words"))
    assert "Our" not in made("mine_none").title


def test_full_agreement_draws_no_ring_and_says_so():
    figure = made("mine_all")
    assert f"{len(ALL)} of {len(ALL)} moves coded, {len(ALL)} like ours" in figure.title
    assert not any(": our step" in row["words"] for row in data("mine_all", "words"))
    assert sum(": our step" in row["words"] for row in data("mine_high", "words")) == len(ALL)


def test_agreement_says_kappa_or_why_there_is_none():
    assert "kappa is" in made("agreement").insight and "not defined" in made("agreement_one").insight
    assert "kappa is 1.00" in made("agreement_all").insight
    assert sum(row["n"] for row in data("agreement", "n")) == len(SOME)


@pytest.mark.parametrize("wrong", [{"CM99": 1}, {"CM15": 7}, {"CM15": True}, {"CM15": "2"}])
def test_codes_that_make_no_sense_are_refused(wrong):
    for chart in (crisis.my_ladder, crisis.agreement):
        with pytest.raises(ChartError, match="no code of a move"):
            chart(wrong)


def test_nothing_coded_cannot_be_compared():
    with pytest.raises(ChartError, match="Code at least one"):
        crisis.agreement({})


# -- tools, exposure, commands ----------------------------------------------------------------------------------------


def test_the_insight_on_time_is_the_table_s():
    from statistics import median

    rows = tables.records("crisis_tools")
    slow = [r["days_max"] for r in rows if r["kind"] == "economic"]
    quick = [r["days_max"] for r in rows if r["kind"] != "economic"]
    assert f"{median(quick):g} days" in made("tools").insight and f"economic tools {median(slow):g}" in made("tools").insight
    assert median(quick) < median(slow)


def test_exposure_marks_members_and_others_and_shows_both_measures():
    rows = data("exposure", "measure")
    assert len(rows) == 16 and sum(r["eu"] == "EU" for r in rows) == 12
    assert [r["name"] for r in rows if r["measure"] == "euro"][0] == "Germany"
    assert [r["name"] for r in rows if r["measure"] == "share"][0] == "United Kingdom"
    assert next(r["says"] for r in rows if r["measure"] == "share" and r["name"] == "Norway") == "not found"
    trade = {r["name"]: r["exports_us_eur_bn"] for r in tables.records("trade") if r["year"] == 2023}
    six = sum(trade[r["name"]] for r in rows if r["measure"] == "euro" and r["eu"] == "EU")
    union = next(r["exports_us_eur_bn"] for r in tables.records("trade") if r["iso3"] == "EU27" and r["year"] == 2023)
    assert f"about EUR {six:.0f} bn" in made("exposure").insight and f"{100 * six / union:.0f}% of what the 27 sold" in made("exposure").insight
    assert "assumption" in made("exposure").subtitle


def test_the_commands_change_side_where_the_table_says_so():
    assert made("commands").title.count("three") == 2 and "keeps SACEUR" in made("commands").insight
    assert len(data("commands", "lead")) == 14


# -- tree and tornado -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in LESSON.names if name.startswith("tree")])
def test_every_branch_of_the_tree_says_something_in_words(name):
    assert data(name, "words")
    assert all(row["words"].strip() and "nan" not in row["words"].lower() for row in data(name, "words"))


def test_the_tree_names_the_rule_and_the_runner_up():
    figure = made("tree")
    assert figure.title == "Wait by expected value, then Open the ACI (your score)"
    assert "p* = 0.50" in figure.insight and "p* = 0.61" in figure.insight
    assert "the largest expected value" in figure.counted
    assert "(assumption)" in made("tree_example").title


def test_the_tornado_shows_the_ends_of_each_bar():
    table = made("tornado").table
    assert list(table["p* then"]) == ["0.39", "0.44", "0.55", "0.56"]
    assert "none" in set(made("tornado_open").table["p* then"]) | set(made("tornado_open").table["p* then "])
