"""The figures of lesson 04: counts from the tables, and two views that choose for each other."""

from __future__ import annotations

import json

import chart_registry
from eunato import tables

made = chart_registry.Lesson("04").made


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
    assert made("scale_back").title == "If all of NATO’s documented support were halved: Althea keeps 0.67, EULEX keeps 0.83 (assumption)"
    assert made("path_bravo").title.endswith("(assumption)")


def test_the_figure_on_command_sets_the_brief_against_the_record():
    figure = made("command")
    assert "All 3 texts from before the change name the Deputy SACEUR; 2 later ones" in figure.insight and "the brief" in figure.insight
    assert len(figure.table) == len(tables.records("command_sources"))
    assert "psc-2022-operation-commander" in figure.sources
