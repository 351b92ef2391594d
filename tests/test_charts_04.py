"""The figures of lesson 04 keep the same contract as all others."""

from __future__ import annotations

import html
import json
import re
from functools import cache

import pytest

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, berlin_plus, operations
from eunato.charts.render import V5
from eunato.models import berlin_plus as tree
from eunato.models import operations as model

MAKERS = {
    "where_and_when": operations.where_and_when,
    "tasks": operations.tasks,
    "scale_back": operations.scale_back,
    "scale_back_kfor": lambda: operations.scale_back(model.scale_back({"KFOR": 0.1}, weights={"medevac": 3})),
    "scale_back_nothing": lambda: operations.scale_back(model.scale_back(0)),
    "scale_back_everything": lambda: operations.scale_back(model.scale_back(1.0)),
    "command": berlin_plus.command,
    "path": berlin_plus.path,
    "path_alpha": lambda: berlin_plus.path(tree.case("alpha")),
    "path_bravo": lambda: berlin_plus.path(tree.case("bravo")),
    "path_charlie": lambda: berlin_plus.path(tree.walk(tree.case("charlie"))),
    "path_first": lambda: berlin_plus.path(tree.Case(nato_acts=True)),
    "path_last": lambda: berlin_plus.path(tree.Case(recall=True, invited={"ALB", "CAN", "GBR", "ISL", "MKD", "MNE", "NOR", "TUR", "USA"}, abstain={"AUT", "IRL", "MLT"})),
}


@cache
def made(name: str) -> Figure:
    return MAKERS[name]()


everywhere = pytest.mark.parametrize("name", MAKERS)


@everywhere
def test_the_picture_keeps_the_contract(name):
    assert chart_contract.problems(made(name).spec()) == []


@everywhere
def test_no_text_of_the_picture_is_cut_or_covered(name):
    spec = made(name).spec()
    assert chart_contract.cut_texts(spec) == []
    assert chart_contract.overlapping_texts(spec) == []


@everywhere
def test_making_it_again_gives_the_same_outputs(name):
    assert made(name).outputs() == MAKERS[name]().outputs()


@everywhere
def test_the_words_stand_in_picture_and_text(name):
    figure = made(name)
    spec = figure.spec()
    assert " ".join(spec["title"]["text"]) == figure.title
    assert spec["description"].startswith(figure.title)
    assert evidence.badge(figure.label) in figure.html() and html.escape(figure.insight) in figure.html()
    picture, words = figure.outputs()
    assert V5 in picture["data"] and set(words["data"]) == {"text/html", "text/plain"}
    assert not re.search(r"\bnan\b", figure.html().lower())


@everywhere
def test_sources_and_tables_exist(name):
    for one in made(name).sources:
        assert evidence.source(one).id == one
    for one in made(name).tables:
        assert one in tables.names() and f'href="../data/{one}.csv"' in made(name).html()


@everywhere
def test_every_number_of_the_insight_can_be_found_in_the_figure(name):
    figure = made(name)
    around = " ".join([figure.title, figure.counted, figure.description, figure.csv(), str(len(figure.table))])
    assert [n for n in re.findall(r"\d+(?:\.\d+)?", figure.insight) if n not in re.findall(r"\d+(?:\.\d+)?", around)] == []


def test_the_pair_of_pictures_counts_from_the_table():
    figure = made("where_and_when")
    assert len(figure.table) == 86 and "48 of the EU and 38 of NATO" in figure.counted
    assert figure.insight.startswith("2 operations have ever used Berlin Plus (Concordia and Althea), and 1 uses it now;")
    assert figure.title.startswith("Both flags fly in 5 areas today")
    assert list(figure.table.loc[figure.table["Berlin Plus"], "Operation"]) == ["Althea", "Concordia"]


def test_brush_and_pick_work_on_each_other():
    spec = made("where_and_when").spec()
    params = {param["name"]: param for param in spec["params"]}
    assert params["brush"]["select"] == {"type": "interval", "encodings": ["x"]}
    assert params["spot"]["select"]["fields"] == ["area"]
    above, below = (json.dumps(view) for view in spec["vconcat"])
    assert "brush.since" in above and "brush.since" not in below, "a stretch of time on the bars filters the map"
    assert "spot.area" in below, "a mark on the map picks the bars"
    assert {"show", "year"} <= {name for name, param in params.items() if "bind" in param}, "the same by keyboard"


def test_the_map_s_outlines_stand_in_the_picture_once():
    spec = json.dumps(made("where_and_when").spec())
    assert spec.count('"Topology"') == 1
    assert len(spec) < 140_000
    assert "Northern Cyprus" in made("where_and_when").note and "Kosovo*" in made("where_and_when").note


def test_menus_of_the_bars_name_every_region():
    shows = next(param for param in made("where_and_when").spec()["params"] if param["name"] == "show")
    assert {row["region"] for row in tables.records("areas")} <= set(shows["bind"]["options"])


def test_the_matrix_numbers_are_the_model_s():
    table = made("tasks").table
    assert len(table) == 42 and made("tasks").label.letter == "I"
    cell = {(eu, nato): j for eu, nato, j in zip(table["EU"], table["NATO"], table["Jaccard"], strict=True)}
    assert (cell["Irini", "Sea Guardian"], cell["EULEX", "KFOR"], cell["Atalanta", "Ocean Shield"]) == (0.4, 0.2, 0.5)


def test_a_cut_is_an_assumption_and_says_so():
    assert made("scale_back").title == "If NATO’s support were halved: Althea keeps 0.67, EULEX keeps 0.83 (assumption)"
    assert made("path_bravo").title.endswith("(assumption)")


def test_the_figure_on_command_sets_the_brief_against_the_record():
    figure = made("command")
    assert "All 3 texts from before the change name the Deputy SACEUR; 2 later ones" in figure.insight and "the brief" in figure.insight
    assert len(figure.table) == len(tables.records("command_sources"))
    assert "psc-2022-operation-commander" in figure.sources
