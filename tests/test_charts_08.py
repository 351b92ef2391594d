"""The figures of lesson 08: numbers from the tables or the model, and nothing drawn that is not published."""

from __future__ import annotations

import re

import pytest

import chart_registry
from eunato import tables
from eunato.charts import backbone
from eunato.charts.render import ChartError
from eunato.models import enablers as model

LESSON = chart_registry.Lesson("08")
made, said = LESSON.made, LESSON.said


# What each says ---------------------------------------------------------------------------------------------------------------


def test_the_two_estimates_stand_under_their_questions():
    shown = made("estimates")
    texts = " ".join(said("estimates"))
    for part in ("$40 bn a year", "€250 bn a year", "divided", "extra, as published", "Not counted"):
        assert part in texts
    assert "10%" not in shown.title + shown.insight + texts, "the remark has no method and stands in the table only"
    assert "do not contradict" in shown.insight and len(shown.table) == 6


def test_pairs_draw_only_what_is_published():
    shown = made("pairs")
    texts = said("pairs")
    for part in ("Europe 336 · US 850", "Europe 49 · US 246", "Europe 15% · US 70%", "Europe 515 · US 5,177", "named here, in no model of the course"):
        assert part in texts
    assert texts.count("no pair published") + texts.count("no pair found") == 6 and "222" not in shown.html()
    assert "no coverage" in shown.note


def test_the_tiles_start_empty_where_nothing_is_published():
    texts = said("tiles")
    assert texts.count("not published") == 7 and "under 5 [E]" in texts
    assert made("tiles").title.startswith("A share of the need was published for 1 of 8")
    assert "not published" not in said("tiles_illustrative") and not any(re.search(r"\d \[E\]", text) for text in said("tiles_illustrative"))
    assert "over 2 of 8 rows" in made("tiles_some").title and "needs two" in made("tiles_none").title


def test_the_paths_are_the_model_s():
    table = made("path").table.set_index("Year")
    run = model.run("both", "sudden")
    assert [round(value, 3) for value in table["both"]] == [round(one.index, 3) for one in run.years]
    assert "from 2032" in made("path").insight and "0.20 in 2030" in made("path").insight
    rows = [row for rows in made("path").spec()["datasets"].values() for row in rows if "low" in row]
    assert len(rows) == 3 * 3 * 3 * 15 and all(row["low"] <= row["q"] <= row["high"] for row in rows)


def test_the_spectrum_holds_confirmed_positions_and_says_whose_placing_it_is():
    shown = made("spectrum")
    assert "ECFR" not in " ".join(said("spectrum")) and len(shown.table) == sum(row["status"] == "confirmed" for row in tables.records("hedges")) == 19
    assert "placing is ours" in shown.subtitle and shown.label.letter == "I"
    assert "You: 5." in said("spectrum_mine")


@pytest.mark.parametrize("wrong", [{"H99": 1}, {"H01": 6}, {"H01": "one"}])
def test_a_placing_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ChartError):
        backbone.spectrum(wrong)


def test_the_grid_of_formats_is_the_table():
    rows = {row["format_id"]: row for row in tables.records("small_formats") if row["status"] == "confirmed"}
    dots = [row for rows_ in made("formats").spec()["datasets"].values() for row in rows_ if "iso" in row and "words" not in row]
    assert len(dots) == sum(row["n_members"] - row["n_neither"] for row in rows.values())
    assert "Coalition of the Willing" not in " ".join(said("formats")) and "reported only" in made("formats").counted
    with pytest.raises(ChartError, match="Norway"):
        backbone.formats("Japan")
    assert next(one for one in backbone.formats("norway").spec()["params"] if one["name"] == "mark")["value"] == "NOR"


def test_the_clauses_keep_the_wording_that_matters():
    texts = " ".join(said("clauses"))
    assert "by all the means in their power" in made("clauses").insight and "deems necessary" in texts
    assert len(made("clauses").table) == 17


def test_three_indices():
    assert made("indices").title.startswith("All the troops, few of the enablers: 30, 68 or 75 of 100")
    for part in ("0.30", "0.68", "0.75"):
        assert part in made("indices").insight
    assert "you: 85" in said("indices_guess") and "you: 0" in said("indices_low")


@pytest.mark.parametrize("wrong", [-1, 101, "many"])
def test_a_guess_out_of_bounds_is_refused(wrong):
    with pytest.raises(ChartError):
        backbone.indices(wrong)


def test_a_path_that_does_not_exist_is_refused():
    with pytest.raises(ChartError):
        backbone.path("tomorrow")


def test_regret_names_its_rule_and_the_plan_that_costs_least():
    assert "minimax regret" in made("regrets").note and "Plan A comes first" in made("regrets").note
    assert "premium or a waste is a judgement" in made("regrets").insight
