"""The figures of lesson 06: four faces, the contract, and numbers that are the tables' or the models'."""

from __future__ import annotations

import re
from functools import cache

import pytest

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, rules
from eunato.charts.render import ChartError
from eunato.models import convoy, eligibility

MAKERS = {
    "pillars": rules.pillars,
    "inside": rules.inside,
    "inside_mine": lambda: rules.inside("TUR"),
    "dependence": rules.dependence,
    "dependence_low": lambda: rules.dependence(0),
    "dependence_mid": lambda: rules.dependence(64),
    "dependence_high": lambda: rules.dependence(100),
    "imports": rules.imports,
    "borders": rules.borders,
    "extension": rules.extension,
    **{f"bar_{case}": (lambda case=case: rules.bar(eligibility.check(eligibility.case(case)))) for case in eligibility.cases()},
    "bar_national": lambda: rules.bar(eligibility.check(eligibility.Offer(instrument="national", costs={"ally": 1.0}))),
    "bar_edip": lambda: rules.bar(eligibility.check(eligibility.Offer(instrument="edip"))),
    "bar_all_inside": lambda: rules.bar(eligibility.check(eligibility.Offer(costs={"eu": 3.0}))),
    **{f"clock_{r.route_id}": (lambda r=r: rules.clock(convoy.clock(r))) for r in convoy.routes()},
    "clock_emergency": lambda: rules.clock(convoy.clock("no_ee", "emergency", "parallel", True)),
    "clock_not_reached": lambda: rules.clock(convoy.clock("uk_lt", "proposed")),
    "clock_no_wait": lambda: rules.clock(convoy.clock("tr_ro", lead_now=0, speed=120, hours=24)),
}
STATES = {  # other settings of the menus in a picture
    "pillars": [{"since": 2025}, {"sort_by": "meaning"}, {"since": 2025, "sort_by": "meaning"}], "inside": [{"mine": "Türkiye"}, {"mine": "EU Member States"}],
}
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
    for one in figure.tables:
        assert one in tables.names() and f'href="../data/{one}.csv"' in figure.html()
    assert figure.counted.startswith("Counted:") and figure.note and str(figure.as_of) == "2026-10-08"
    assert f'download="{figure.name}.csv"' in figure.html()
    assert all(str(cell).strip() for row in figure.table.itertuples(index=False) for cell in row)


@everywhere
def test_every_number_of_the_insight_can_be_found_in_the_figure(name):
    figure = made(name)
    around = " ".join([figure.title, figure.counted, figure.description, figure.csv(), str(len(figure.table)), str(figure.table.shape[1] - 1)])
    around += " ".join(str(row) for rows in figure.spec()["datasets"].values() for row in rows)
    assert [n for n in re.findall(r"\d+(?:\.\d+)?", figure.insight) if n not in re.findall(r"\d+(?:\.\d+)?", around)] == []


@everywhere
def test_every_spoken_mark_has_words(name):
    spec = made(name).spec()

    def walk(layer, inherited):
        here = layer.get("data", {}).get("name", inherited)
        for below in layer.get("layer", []):
            yield from walk(below, here)
        mark = layer.get("mark")
        if isinstance(mark, dict) and mark.get("aria", True):
            yield mark["type"], layer["encoding"].get("description", {}).get("field"), here

    found = list(walk(spec, None))
    assert found and all(field for _, field, _ in found), found
    for _, field, rows in found:
        for row in spec["datasets"][rows]:
            assert not isinstance(row.get(field, "computed"), (int, float)), "a coordinate is no word"


@everywhere
def test_no_figure_says_that_one_thing_caused_another(name):
    figure = made(name)
    assert not re.search(r"\b(because of|caused by|led to|thanks to)\b", f"{figure.title} {figure.insight}")


# What the pictures say ------------------------------------------------------------------------------------------------


def test_each_statement_has_its_own_dot():
    rows = tables.records("pillar_statements")
    drawn = data("pillars", "kind")
    assert len(drawn) == len(rows) and {row["kind"] for row in drawn} == {"open", "coded"}
    assert made("pillars").label.letter == "I" and "our coding" in made("pillars").subtitle
    assert all("(our coding)" in name or "coded" not in name for name in made("pillars").table.columns if "eaning" in name)


def test_the_matrix_shows_the_cells_of_the_table():
    rows = {(row["name"], row["scheme"]): row for row in tables.records("scheme_access")}
    drawn = data("inside", "grade")
    assert len(drawn) == len(rows) == 66
    outside = [row for row in rows.values() if row["iso3"] != "EU27"]
    none = sum(row["grade"] == "none" for row in outside)
    assert all(any(row["grade"] not in ("none", "unknown") for row in outside if row["iso3"] == iso) for iso in {row["iso3"] for row in outside}), "the insight says so"
    assert f"{none} of 60" in made("inside").title and made("inside").label.letter == "I"
    assert made("inside").table.set_index("State").loc["Canada", "SAFE: sell"] == "by agreement"


@pytest.mark.parametrize("given", ["Türkiye", "TUR", "türkiye"])
def test_a_state_is_marked_by_name_or_code(given):
    params = {one["name"]: one for one in rules.inside(given).spec()["params"]}
    assert params["mine"]["value"] == "Türkiye"


@pytest.mark.parametrize("bad", [lambda: rules.inside("Austria"), lambda: rules.dependence(-1), lambda: rules.dependence(101)])
def test_a_picture_refuses_what_it_cannot_draw(bad):
    with pytest.raises(ChartError):
        bad()


def test_three_measures_have_three_shapes_and_their_definition_beside_them():
    drawn = data("dependence", "measure")
    assert sorted(row["share"] for row in drawn) == [34, 63, 64]
    assert len({row["measure"] for row in drawn}) == 3
    said = [text for text, *_ in chart_contract.texts(made("dependence").spec())]
    assert all(row["head"] in said and row["how"] in said for row in drawn)
    assert "34 to 64%" in made("dependence").title and "mean" in made("dependence").note


def test_the_guess_stands_beside_the_answers():
    for name, words in (("dependence_low", "you: 0"), ("dependence_mid", "you: 64"), ("dependence_high", "you: 100")):
        assert words in [text for text, *_ in chart_contract.texts(made(name).spec())]


def test_the_gap_is_named_and_not_drawn_as_a_number():
    said = [text for text, *_ in chart_contract.texts(made("imports").spec())]
    assert "not found" in said and "not a fall" in made("imports").title


def test_only_what_is_in_use_is_filled():
    drawn = data("borders", "law")
    assert [row["law"] for row in drawn] == [True, False, False, False]
    assert [row["long"] for row in drawn] == ["45 days", "3 days", "2 working days", "6 hours"]


def test_invented_pictures_say_assumption():
    for name in MAKERS:
        if name.startswith(("bar", "clock", "extension")):
            assert made(name).label.letter == "A" and "assumption" in made(name).title
        if name.startswith("bar"):
            assert eligibility.ADVICE in made(name).subtitle and eligibility.ADVICE in made(name).note


def test_the_bar_marks_the_test_that_decides():
    assert [row["says"] for row in data("bar_K2", "decides") if row["decides"]] == ["R4  Parts"]
    assert not [row for row in data("bar_K1", "decides") if row["decides"]]
    assert "Article 16(10)" in [text for text, *_ in chart_contract.texts(made("bar_K2").spec())]


def test_the_extension_figure_is_the_model_s():
    table = made("extension").table.set_index("Convoy")
    for route in convoy.routes():
        assert table.loc[route.name, "proposal, extended"] == convoy.clock(route, "proposed", "parallel", True).days
    assert "3 of 4" in made("extension").title


def test_the_clock_says_when_a_rule_does_not_reach_the_forces():
    assert "does not reach" in made("clock_not_reached").insight and "reach" not in made("clock_emergency").insight
