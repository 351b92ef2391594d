"""The figures of lesson 07: four faces, the contract, and numbers that are the tables' or the model's."""

from __future__ import annotations

from functools import cache

import pytest

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, crisis
from eunato.charts.render import ChartError
from eunato.models.crisis import Act, Tree, nato_branch

TREE = Tree(-2, 3, -6, (Act("list", 0.4, 0.5), Act("aci", 0.55, 1.5)))
SOME = {"CM03": 1, "CM11": 1, "CM12": 1, "CM15": 3, "CM16": 0, "CM18": 1, "CM22": 0, "CM23": 4, "CM32": 1}
ALL = {row["move_id"]: row["step"] for row in tables.records("crisis_moves")}
HIGH = dict.fromkeys(ALL, 5)

MAKERS = {
    "ladder": crisis.ladder,
    "tools": crisis.tools,
    "exposure": crisis.exposure,
    "commands": crisis.commands,
    "mine_none": lambda: crisis.my_ladder({}),
    "mine": lambda: crisis.my_ladder(SOME),
    "mine_all": lambda: crisis.my_ladder(ALL),
    "mine_high": lambda: crisis.my_ladder(HIGH),
    "agreement": lambda: crisis.agreement(SOME),
    "agreement_one": lambda: crisis.agreement({"CM15": 2}),
    "agreement_all": lambda: crisis.agreement(ALL),
    "tree": lambda: crisis.tree(TREE),
    "tree_example": lambda: crisis.tree(TREE, mine=False),
    "tree_one": lambda: crisis.tree(Tree(-2, 3, -6, (Act("list", 0.4, 0.5),))),
    "tree_nato": lambda: crisis.tree(nato_branch(TREE, "presence", v_change=3), before=TREE),
    "tree_extreme": lambda: crisis.tree(Tree(20, 20, -20, (Act("list", 0, 20), Act("aci", 1, 0)))),
    "tree_tie": lambda: crisis.tree(Tree(-2, 3, -6, (Act("list", 0.5, 0.5), Act("aci", 0.5, 0.5)))),
    "tornado": lambda: crisis.tornado(TREE),
    "tornado_example": lambda: crisis.tornado(TREE, "aci", mine=False),
    "tornado_open": lambda: crisis.tornado(Tree(0, 0.5, 0, (Act("list", 0.5, 0.2),))),
    "tornado_far": lambda: crisis.tornado(Tree(20, 3, -6, (Act("list", 0.5, 0.5),))),
}
STATES = {"ladder": [{"actor_shown": a} for a in ("US", "DKGL", "states", "EU", "NATO", "other")], "exposure": [{"measure": "share"}]}
OWN = ("tree", "tornado")  # values of the reader, no table behind them
everywhere = pytest.mark.parametrize("name", MAKERS)


@cache
def made(name: str) -> Figure:
    return MAKERS[name]()


def data(name: str, key: str) -> list[dict]:
    return [row for rows in made(name).spec()["datasets"].values() for row in rows if key in row]


@everywhere
def test_the_picture_keeps_the_contract(name):
    assert chart_contract.problems(made(name).spec()) == []


@everywhere
def test_no_text_of_the_picture_is_cut_or_covered(name):
    spec = made(name).spec()
    assert chart_contract.cut_texts(spec) == []
    assert chart_contract.overlapping_texts(spec) == []


@everywhere
def test_the_picture_fits_the_page(name):
    import json

    import vl_convert

    graph = vl_convert.vegalite_to_scenegraph(json.dumps(made(name).spec()), vl_version="6.4")
    assert graph["width"] <= 640, graph["width"]


@pytest.mark.parametrize(("name", "values"), [(name, values) for name, all_ in STATES.items() for values in all_])
def test_nor_at_other_settings_of_its_menus(name, values):
    spec = made(name).spec()
    assert set(values) <= {one["name"] for one in spec["params"]}
    for one in spec["params"]:
        one["value"] = values.get(one["name"], one.get("value"))
    assert chart_contract.cut_texts(spec) == []
    assert chart_contract.overlapping_texts(spec) == []


@everywhere
def test_making_it_again_gives_the_same_outputs(name):
    assert made(name).outputs() == MAKERS[name]().outputs()


@everywhere
def test_sources_and_tables_exist_and_the_journalist_s_questions_are_answered(name):
    figure = made(name)
    for one in figure.sources:
        assert evidence.source(one).id == one and evidence.source(one).tier != "D"
    if not name.startswith(OWN):
        assert figure.tables
    for one in figure.tables:
        assert one in tables.names() and f'href="../data/{one}.csv"' in figure.html()
    assert figure.counted.startswith("Counted:") and figure.note and str(figure.as_of) == "2026-10-08"


@everywhere
def test_every_mark_that_says_something_says_it_in_words(name):
    assert data(name, "words"), "no mark carries words"
    assert all(row["words"].strip() and "nan" not in row["words"].lower() for row in data(name, "words"))


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
    assert "assumption" in made("exposure").subtitle


def test_the_commands_change_side_where_the_table_says_so():
    assert made("commands").title.count("three") == 2 and "keeps SACEUR" in made("commands").insight
    assert len(data("commands", "lead")) == 14


# -- tree and tornado -------------------------------------------------------------------------------------------------


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
