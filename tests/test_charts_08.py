"""The figures of lesson 08: four faces, the contract, numbers from the tables or the model, and nothing drawn that is not published."""

from __future__ import annotations

import re
from functools import cache

import pytest

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, backbone
from eunato.charts.render import ChartError
from eunato.models import enablers as model

MAKERS = {
    "estimates": backbone.estimates,
    "pairs": backbone.pairs,
    "tiles": backbone.tiles,
    "tiles_illustrative": lambda: backbone.tiles(model.capabilities()),
    "tiles_some": lambda: backbone.tiles(model.capabilities({"c2": 40.0, "lift": 30.0})),
    "tiles_none": lambda: backbone.tiles(model.capabilities({})),
    "tiles_run": lambda: backbone.tiles(model.capabilities(), model.run(), 2032),
    "path": backbone.path,
    "path_stays": lambda: backbone.path("stays", "average"),
    "path_partial": lambda: backbone.path("partial", "product"),
    "spectrum": backbone.spectrum,
    "spectrum_mine": lambda: backbone.spectrum({"H01": 2, "H03": 5}),
    "formats": backbone.formats,
    "formats_norway": lambda: backbone.formats("Norway"),
    "clauses": backbone.clauses,
    "both_cases": backbone.both_cases,
    "indices": backbone.indices,
    "indices_guess": lambda: backbone.indices(85),
    "indices_low": lambda: backbone.indices(0),
    "regrets": backbone.regrets,
    "run": lambda: backbone.run_chart(model.run()),
    "run_stays": lambda: backbone.run_chart(model.run("plan_a", "stays", "average")),
    "run_c2": lambda: backbone.run_chart(model.run("plan_a", "sudden", lost="c2")),
}
STATES = {
    "path": [{"uspath": p, "how": r} for p in model.PATHS for r in model.RULES],
    "formats": [{"mark": "AUT"}, {"mark": "USA"}, {"mark": "GBR"}],
}
everywhere = pytest.mark.parametrize("name", MAKERS)


@cache
def made(name: str) -> Figure:
    return MAKERS[name]()


def said(name: str) -> list[str]:
    return [text for text, *_ in chart_contract.texts(made(name).spec())]


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
    assert figure.sources and "course-2026-unconfirmed" not in figure.sources
    for one in figure.sources:
        assert evidence.source(one).id == one and evidence.source(one).tier != "D"
    for one in figure.tables:
        assert one in tables.names() and f'href="../data/{one}.csv"' in figure.html()
    assert re.match("Counted:|Assumed:", figure.counted) and figure.note and str(figure.as_of) == "2026-10-08"
    assert f'download="{figure.name}.csv"' in figure.html()
    assert all(str(cell).strip() for row in figure.table.itertuples(index=False) for cell in row)


@everywhere
def test_every_number_of_the_insight_can_be_found_in_the_figure(name):
    figure = made(name)
    around = " ".join([figure.title, figure.counted, figure.description, figure.csv(), str(len(figure.table)), " ".join(said(name))])
    there = re.findall(r"\d[\d,]*(?:\.\d+)?", around) + [f"{float(n):.2f}" for n in re.findall(r"\d+\.\d+", around)]
    assert [n for n in re.findall(r"\d[\d,]*(?:\.\d+)?", figure.insight) if n.rstrip(",") not in [one.rstrip(",") for one in there]] == []


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
            assert isinstance(row[field], str) and len(row[field]) > 2


@everywhere
def test_no_figure_says_that_one_thing_caused_another_or_which_is_best(name):
    figure = made(name)
    assert not re.search(r"\b(because of|caused by|led to|thanks to|the best)\b", f"{figure.title} {figure.insight} {figure.note}")


@everywhere
def test_an_assumption_says_so_in_its_title(name):
    figure = made(name)
    assert figure.label.letter != "A" or "assumption" in figure.title


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
    assert "ECFR" not in " ".join(said("spectrum")) and len(shown.table) == 17
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
