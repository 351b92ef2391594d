"""The figures of lesson 01: findings that come from the tables, and lists that follow the menus."""

from __future__ import annotations

import json
from datetime import date

import pytest
import vl_convert

import chart_registry
from eunato import tables
from eunato.charts import timeline
from eunato.charts.render import ChartError
from eunato.models import clubs
from eunato.models import timeline as model

LESSON = chart_registry.Lesson("01")
made, texts = LESSON.made, LESSON.said


# -- lanes ------------------------------------------------------------------------------------------------------------


def test_each_row_of_the_table_is_a_mark_and_a_line_of_the_twin():
    figure = made("lanes")
    assert len(figure.table) == len(model.events()) == len(tables.records("events"))
    assert [row["Date"] for _, row in figure.table.iterrows()] == [row["date"] for row in model.events()]


def test_no_mark_leaves_its_year():
    rows, _ = timeline._placed(model.events())
    assert all(int(row["at"]) == row["year"] for row in rows if row["year"] >= 1990)
    assert len({(row["lane"], row["at"], row["row"]) for row in rows}) == len(rows), "two marks on one spot"


@pytest.mark.parametrize(
    ("values", "there", "absent"),
    [
        ({}, "Saint-Malo declaration", "Warsaw Joint Declaration"),
        ({"years": "2016–2018"}, "Warsaw Joint Declaration", "Saint-Malo declaration"),
        ({"years": "all", "kind": "agreement"}, "Berlin Plus arrangements adopted", "Saint-Malo declaration"),
        ({"brush": {"x": [2022, 2023.0]}}, "Russia's full-scale invasion of Ukraine", "Saint-Malo declaration"),
        ({"brush": {"x": [1985, 1986]}, "kind": "crisis"}, "European Defence Community fails in Paris", "Washington Treaty founds NATO"),
    ],
)
def test_menus_and_brush_choose_what_the_list_says(values, there, absent):
    shown = texts("lanes", values)
    assert there in shown and absent not in shown


def test_the_list_counts_what_it_lists():
    shown = texts("lanes", {"years": "all", "kind": "law"})
    laws = len(model.events(types=("law",)))
    assert f"{laws} steps in all years:" in shown
    assert any(text.startswith(f"{len(model.events())} steps in all years; the first") for text in texts("lanes", {"years": "all"}))


# -- output -----------------------------------------------------------------------------------------------------------


def test_the_title_about_agreements_is_counted():
    agreed = [model.year(row) for row in model.events(("joint",), ("agreement",))]
    assert made("output_by_type").title == f"Agreements between the EU and NATO: {sum(y <= 2003 for y in agreed)} by 2003, {sum(y > 2003 for y in agreed)} since"
    assert made("output_by_type").table["All lanes"].sum() == sum(model.year(row) >= 1992 for row in model.events())


@pytest.mark.parametrize("lane", model.LANES)
def test_any_lane_can_stand_out(lane):
    numbers = sum(int(text) for text in texts("output_by_type", {"who": lane}) if text.isdigit() and len(text) < 3)
    assert numbers == sum(model.year(row) >= 1992 for row in model.events((lane,)))


# -- members ----------------------------------------------------------------------------------------------------------


def test_members_are_those_of_the_model():
    table = made("common_members").table.set_index("Year")
    assert table["Both"].to_dict() == clubs.common_by_year(1949, 2026)
    assert (table.loc[2020, "Only EU"], table.loc[2020, "Both"], table.loc[2020, "Only NATO"]) == (6, 21, 9)
    assert clubs.split(date(1957, 12, 31)).counts == (0, 0, 15, 15)


@pytest.mark.parametrize(("year", "said"), [(1949, "12 only in NATO"), (2004, "2004: 19 in both"), (2020, "Leaving the EU: United Kingdom."), (1960, "Nobody joins or leaves.")])
def test_the_year_control_says_who_came_and_went(year, said):
    assert any(said in text for text in texts("common_members", {"pick": year}))


def test_no_year_runs_out_of_lines():
    lines = [sum(len(timeline.theme.wrap(part, 374, 12)) for part in text.replace(". ", ".|").split("|")) for text in made("common_members").table["Joins and leaves"] if text]
    assert max(lines) <= timeline._MOVES


# -- shocks -----------------------------------------------------------------------------------------------------------


def test_the_title_about_speed_holds_in_the_table():
    table = made("shock_to_response").table
    answers = table[table["Case"] == "response"]
    assert answers[answers["By"] != "both"]["Days"].max() < 62 < 90 < answers[answers["By"] == "both"]["Days"].min()


def test_contrary_cases_are_in_the_picture_and_in_the_table():
    figure = made("shock_to_response")
    silent, quiet = model.contrary()
    assert dict(figure.table["Case"].value_counts()) == {"response": len(model.lags()), "no response": len(silent), "no shock": len(quiet)}
    shown = " ".join(texts("shock_to_response"))
    assert f"{len(silent)} more shocks: no joint step that we tie to them" in shown and f"{len(quiet)} joint steps without a shock" in shown
    for row in (*silent, *quiet):
        assert row["title"] in shown
    rate = model.follow_rate(12)
    assert f"{rate.followed} of the {rate.shocks}" in figure.counted and f"{rate.base:.0%}" in figure.counted


def test_shocks_are_counted_by_what_is_tied_to_them():
    figure = made("shock_to_response")
    answers = figure.table[figure.table["Case"] == "response"]
    joint, every = set(answers[answers["By"] == "both"]["Shock"]), set(figure.table["Shock"].dropna())
    assert (len(joint), len(every)) == (3, 15)
    assert f"Of {len(every)} shocks, {len(joint)} have a joint step tied to them, {len(set(answers['Shock']) - joint)} an answer of one organisation only" in figure.insight
    assert "no joint answer" not in figure.insight


def test_one_window_holds_for_all_shocks():
    """A response counts as late as the place where the looking stops for the shocks without one."""
    windows = {row["window_months"] for row in model.shocks()}
    assert len(windows) == 1 and max(lag.months for lag in model.lags()) <= min(windows)
    assert "none tied in 30 months" in texts("shock_to_response")


def test_every_coded_pair_has_a_short_name():
    from eunato.charts import timeline_lab

    ends = {row[k] for row in model.shocks("pair") for k in ("shock_id", "response_id")}
    assert ends <= set(timeline_lab._SHORT)


# -- phases, three Ds -------------------------------------------------------------------------------------------------


def test_the_dark_boxes_are_h():
    for name in ("phases_start", "phases_four"):
        spec = made(name).spec()
        boxes = next(rows for rows in spec["datasets"].values() if rows and "pile" in rows[0])
        assert f"{sum(box['top'] for box in boxes) / len(boxes):.2f}" in made(name).title


def test_phases_draws_a_study_only():
    with pytest.raises(ChartError, match="study"):
        timeline.phases((2004,))


def test_the_wordings_stand_as_the_table_has_them():
    shown = texts("three_wordings")
    for row in tables.records("three_ds"):
        assert row["first_d"] in shown and timeline.spoken(row["date"]) in shown
    assert made("three_wordings").title == "Two wordings of one day: de-linking and diminution"


@pytest.mark.parametrize(("day", "words", "brief"), [("1998-12-04", "4 December 1998", "4 Dec 1998"), ("2010-11", "November 2010", "Nov 2010"), ("2024", "2024", "2024")])
def test_dates_are_spoken_as_far_as_they_are_known(day, words, brief):
    assert (timeline.spoken(day), timeline.short(day)) == (words, brief)


@pytest.mark.parametrize("name", LESSON.names)
def test_the_oldest_compiler_at_hand_draws_it(name):
    """The pictures with most parameters of the course; that it can compile all of them is tested for every chart."""
    assert vl_convert.vegalite_to_svg(json.dumps(LESSON.spec(name)), vl_version="5.8").startswith("<svg")
