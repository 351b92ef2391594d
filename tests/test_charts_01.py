"""The figures of lesson 01: the contract every chart keeps, and findings that come from the tables."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import date
from functools import cache

import pytest
import vl_convert

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, timeline
from eunato.charts.render import V5, ChartError
from eunato.models import clubs
from eunato.models import timeline as model

MAKERS = {
    "lanes": timeline.lanes,
    "output_by_type": timeline.output_by_type,
    "shock_to_response": timeline.shock_to_response,
    "common_members": timeline.common_members,
    "three_wordings": timeline.three_wordings,
    "phases_start": lambda: timeline.phases(model.study((2004,), "joint")),
    "phases_uncut": lambda: timeline.phases(model.study((), "output")),
    "phases_four": lambda: timeline.phases(model.study((1998, 2004, 2016, 2022), "all")),
    "phases_thin": lambda: timeline.phases(model.study((1950, 1951, 2025, 2026), "joint")),
}
everywhere = pytest.mark.parametrize("name", MAKERS)


@cache
def made(name: str) -> Figure:
    return MAKERS[name]()


def with_params(spec: dict, **values) -> dict:
    """The specification with other values of its parameters, as a reader's hand would set them."""
    spec = json.loads(json.dumps(spec))

    def walk(node):
        if isinstance(node, dict):
            for param in node.get("params", []) if isinstance(node.get("params"), list) else []:
                if param.get("name") in values:
                    param["value"] = values[param["name"]]
            for part in node.values():
                walk(part)
        elif isinstance(node, list):
            for part in node:
                walk(part)

    walk(spec)
    return spec


def texts(spec: dict) -> list[str]:
    return [text for text, *_ in chart_contract.texts(spec)]


# -- the contract -----------------------------------------------------------------------------------------------------


@everywhere
def test_the_picture_keeps_the_contract(name):
    spec = made(name).spec()
    assert chart_contract.problems(spec) == []
    assert chart_contract.cut_texts(spec) == []
    assert chart_contract.overlapping_texts(spec) == []


@everywhere
def test_making_it_again_gives_the_same_outputs(name):
    assert made(name).outputs() == MAKERS[name]().outputs()


@everywhere
def test_picture_words_table_and_sources_are_there(name):
    figure = made(name)
    picture, words = figure.outputs()
    assert V5 in picture["data"] and set(words["data"]) == {"text/html", "text/plain"}
    spec = figure.spec()
    assert " ".join(spec["title"]["text"]) == figure.title and spec["description"].startswith(figure.title)
    assert html.escape(figure.insight) in figure.html() and evidence.badge(figure.label) in figure.html()
    for one in figure.sources:
        assert evidence.source(one).id == one
    for one in figure.tables:
        assert one in tables.names() and f"../data/{one}.csv" in figure.html()
    rows = list(csv.reader(io.StringIO(figure.csv())))
    assert len(rows) == 1 + len(figure.table) and rows[0] == list(figure.table.columns)


@everywhere
def test_every_number_of_the_insight_can_be_found_in_the_figure(name):
    figure = made(name)
    around = " ".join([figure.title, figure.counted, figure.description, figure.csv(), str(len(figure.table))])
    assert [n for n in re.findall(r"\d+(?:\.\d+)?", figure.insight) if n not in re.findall(r"\d+(?:\.\d+)?", around)] == []


@everywhere
def test_a_reader_is_told_what_is_counted_and_as_of_when(name):
    figure = made(name)
    assert figure.counted and str(figure.as_of) == "2026-10-08" and figure.note


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
    shown = texts(with_params(made("lanes").spec(), **values))
    assert there in shown and absent not in shown


def test_the_list_counts_what_it_lists():
    shown = texts(with_params(made("lanes").spec(), years="all", kind="law"))
    laws = len(model.events(types=("law",)))
    assert f"{laws} steps in all years:" in shown
    assert any(text.startswith(f"{len(model.events())} steps in all years; the first") for text in texts(with_params(made("lanes").spec(), years="all")))


def test_every_span_and_type_of_the_menus_fits_the_picture():
    for values in ({"years": f"{a}–{b}"} for a, b in timeline._SPANS):
        spec = with_params(made("lanes").spec(), **values)
        assert chart_contract.cut_texts(spec) == [] and chart_contract.overlapping_texts(spec) == []


# -- output -----------------------------------------------------------------------------------------------------------


def test_the_title_about_agreements_is_counted():
    agreed = [model.year(row) for row in model.events(("joint",), ("agreement",))]
    assert made("output_by_type").title == f"Agreements between the EU and NATO: {sum(y <= 2003 for y in agreed)} by 2003, {sum(y > 2003 for y in agreed)} since"
    assert made("output_by_type").table["All lanes"].sum() == sum(model.year(row) >= 1992 for row in model.events())


@pytest.mark.parametrize("lane", model.LANES)
def test_any_lane_can_stand_out(lane):
    spec = with_params(made("output_by_type").spec(), who=lane)
    assert chart_contract.overlapping_texts(spec) == []
    numbers = sum(int(text) for text in texts(spec) if text.isdigit() and len(text) < 3)
    assert numbers == sum(model.year(row) >= 1992 for row in model.events((lane,)))


# -- members ----------------------------------------------------------------------------------------------------------


def test_members_are_those_of_the_model():
    table = made("common_members").table.set_index("Year")
    assert table["Both"].to_dict() == clubs.common_by_year(1949, 2026)
    assert (table.loc[2020, "Only EU"], table.loc[2020, "Both"], table.loc[2020, "Only NATO"]) == (6, 21, 9)
    assert clubs.split(date(1957, 12, 31)).counts == (0, 0, 15, 15)


@pytest.mark.parametrize(("year", "said"), [(1949, "12 only in NATO"), (2004, "2004: 19 in both"), (2020, "Leaving the EU: United Kingdom."), (1960, "Nobody joins or leaves.")])
def test_the_year_control_says_who_came_and_went(year, said):
    assert any(said in text for text in texts(with_params(made("common_members").spec(), pick=year)))


def test_no_year_runs_out_of_lines():
    lines = [sum(len(timeline.theme.wrap(part, 374, 12)) for part in text.replace(". ", ".|").split("|")) for text in made("common_members").table["Joins and leaves"] if text]
    assert max(lines) <= timeline._MOVES
    for year in (1949, 2004, 2020):
        spec = with_params(made("common_members").spec(), pick=year)
        assert chart_contract.overlapping_texts(spec) == [] and chart_contract.cut_texts(spec) == []


# -- shocks -----------------------------------------------------------------------------------------------------------


def test_the_title_about_speed_holds_in_the_table():
    table = made("shock_to_response").table
    answers = table[table["Case"] == "response"]
    assert answers[answers["By"] != "both"]["Days"].max() < 62 < 90 < answers[answers["By"] == "both"]["Days"].min()


def test_contrary_cases_are_in_the_picture_and_in_the_table():
    figure = made("shock_to_response")
    silent, quiet = model.contrary()
    assert dict(figure.table["Case"].value_counts()) == {"response": len(model.lags()), "no response": len(silent), "no shock": len(quiet)}
    shown = " ".join(texts(figure.spec()))
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
    assert "none tied in 30 months" in texts(made("shock_to_response").spec())


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
    shown = texts(made("three_wordings").spec())
    for row in tables.records("three_ds"):
        assert row["first_d"] in shown and timeline.spoken(row["date"]) in shown
    assert made("three_wordings").title == "Two wordings of one day: de-linking and diminution"


@pytest.mark.parametrize(("day", "words", "brief"), [("1998-12-04", "4 December 1998", "4 Dec 1998"), ("2010-11", "November 2010", "Nov 2010"), ("2024", "2024", "2024")])
def test_dates_are_spoken_as_far_as_they_are_known(day, words, brief):
    assert (timeline.spoken(day), timeline.short(day)) == (words, brief)


def test_the_oldest_compiler_at_hand_draws_all():
    for name in MAKERS:
        assert vl_convert.vegalite_to_svg(json.dumps(made(name).spec()), vl_version="5.8").startswith("<svg")
