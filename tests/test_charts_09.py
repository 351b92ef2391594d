"""The figures of lesson 09: four faces, the contract, and numbers that are the tables' or the model's."""

from __future__ import annotations

import json
import re
from functools import cache

import pytest

import chart_contract
from eunato import evidence, tables
from eunato.charts import Figure, ukraine
from eunato.charts.render import ChartError
from eunato.models import ukraine as model


def mix(p: float, e: float, u: float, **change) -> model.Result:
    setup = model.default()
    for key, numbers in change.items():
        setup = setup.change(key, **numbers)
    return setup.run(p, e, u)


MAKERS = {
    "loan": ukraine.loan,
    "ask": ukraine.ask,
    "ask_guess": lambda: ukraine.ask(40),
    "ask_all": lambda: ukraine.ask(100),
    "ask_none": lambda: ukraine.ask(0),
    "aid": ukraine.aid,
    "purl": ukraine.purl,
    "loan_steps": ukraine.loan_steps,
    "paths": ukraine.paths,
    "guarantees": ukraine.guarantees,
    "frontier": ukraine.frontier,
    "frontier_mine": lambda: ukraine.frontier(mix(0.25, 0.35, 0.40)),
    "frontier_home": lambda: ukraine.frontier(mix(0, 0.6, 0.4)),
    "frontier_us": lambda: ukraine.frontier(mix(1, 0, 0)),
    "frontier_no_pace": lambda: ukraine.frontier(mix(0.2, 0.3, 0.5, P={"cap": 0}, E={"cap": 0}, U={"cap": 0})),
    "frontier_fast_home": lambda: ukraine.frontier(mix(0.2, 0.3, 0.5, P={"cap": 0}, U={"lag": 0, "cap": 20})),
    "coverage": ukraine.coverage,
    "coverage_us": lambda: ukraine.coverage(mix(1, 0, 0)),
    "coverage_home": lambda: ukraine.coverage(mix(0, 1, 0)),
    "coverage_nothing": lambda: ukraine.coverage(mix(0.2, 0.3, 0.5, P={"cap": 0}, E={"cap": 0}, U={"cap": 0})),
    "coverage_full": lambda: ukraine.coverage(mix(0.34, 0.33, 0.33, P={"cap": 20, "price": 0.2}, E={"cap": 20, "price": 0.2}, U={"cap": 20, "price": 0.2})),
}
STATES = {  # other settings of the menus in a picture
    "aid": [{"measure": m, "europe": e} for m in ("military", "allocated", "committed") for e in ("wide", "eu")],
    "purl": [{"currency": "EUR"}, {"currency": "EUR", "rate": 1.1}, {"rate": 1.25}],
    "ask": [{"rate": 1.05, "pace": 0.5}, {"rate": 1.25, "pace": 1.25}], "ask_guess": [{"rate": 1.1}],
    "frontier": [{"at_month": 12}, {"need": "air_defence"}], "frontier_mine": [{"at_month": 12}, {"need": "air_defence", "at_month": 12}], "frontier_home": [{"at_month": 12}], "frontier_us": [{"need": "air_defence"}],
}
everywhere = pytest.mark.parametrize("name", MAKERS)


@cache
def made(name: str) -> Figure:
    return MAKERS[name]()


def data(name: str, key: str) -> list[dict]:
    return [row for rows in made(name).spec()["datasets"].values() for row in rows if key in row]


def with_values(name: str, values: dict) -> dict:
    spec = json.loads(json.dumps(made(name).spec()))
    assert set(values) <= {one["name"] for one in spec["params"]}
    for one in spec["params"]:
        one["value"] = values.get(one["name"], one.get("value"))
    return spec


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
    spec = with_values(name, values)
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
    around = " ".join([figure.title, figure.counted, figure.note, figure.description, figure.csv(), str(len(figure.table))])
    there = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", around)}
    there |= {round(n) for n in there} | {round(n, 1) for n in there}
    if name == "loan":  # the sum of the two gaps
        there.add(round(sum(figure.table["Not covered, EUR bn"]), 1))
    assert [n for n in re.findall(r"\d+(?:\.\d+)?", figure.insight) if float(n) not in there] == []


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
def test_no_figure_says_that_one_thing_caused_another_or_what_is_best(name):
    figure = made(name)
    assert not re.search(r"\b(because of|caused by|led to|thanks to|best|optimal)\b", f"{figure.title} {figure.insight}")


@everywhere
def test_an_assumption_has_the_word_in_its_title(name):
    figure = made(name)
    assert (figure.label.letter == "A") == name.startswith(("frontier", "coverage"))
    assert figure.label.letter != "A" or "assumption" in figure.title


# Money -----------------------------------------------------------------------------------------------------------------


def test_where_90_goes_is_the_tables():
    figure = made("loan")
    assert list(figure.table["Loan, EUR bn"]) == [60, 30] and list(figure.table["Not covered, EUR bn"]) == [23.4, 22.3]
    assert "about 72%" in figure.insight and "72" not in figure.title
    steps = [row["title"] for row in tables.records("usl") if row["kind"] == "cascade"]
    said = [text for text, *_ in chart_contract.texts(figure.spec())]
    assert all(any(step in text for text in said) for step in steps)
    assert "war ends in 2026" in figure.note


def test_the_ask_is_a_quarter_and_17_6_months():
    assert "25% of the military money" in made("ask").title and "17.6 months" in made("ask").insight
    for rate in (1.05, 1.1, model.RATE, 1.25):
        for pace in (0.5, 1.0, 1.25):
            said = " ".join(text for text, *_ in chart_contract.texts(with_values("ask", {"rate": rate, "pace": pace})))
            assert f"for {model.ask_months(rate, pace) + 1e-9:.1f} months" in said
    assert "you: 40%" in [text for text, *_ in chart_contract.texts(made("ask_guess").spec())]


@pytest.mark.parametrize("guess", [-1, 101, float("nan"), "40", True])
def test_a_guess_that_is_no_share_is_refused(guess):
    with pytest.raises(ChartError, match="from 0 to 100"):
        ukraine.ask(guess)


def test_the_lines_of_aid_are_the_model_s_sums():
    drawn = {(row["measure"], row["europe"], row["i"], row["side"]): row["value"] for row in data("aid", "side") if "says" not in row}
    for measure in ("military", "allocated", "committed"):
        for europe in model.EUROPE:
            for i, one in enumerate(model.cumulative(measure, europe)):
                assert drawn[measure, europe, i, "Europe"] == pytest.approx(one.europe, abs=1e-3) and drawn[measure, europe, i, "US"] == pytest.approx(one.us, abs=1e-3)
    assert made("aid").title == "By military aid Europe leads from March 2025, by aid committed from February 2023"
    assert "August 2025" in made("aid").insight


@pytest.mark.parametrize("measure", ["military", "allocated", "committed"])
@pytest.mark.parametrize("europe", ["wide", "eu"])
def test_every_change_of_lead_is_a_ring_and_the_last_is_named(measure, europe):
    found = model.crossings(measure, europe)
    rings = [row for row in data("aid", "last") if (row["measure"], row["europe"]) == (measure, europe)]
    assert len(rings) == len(found) - 1 and sum(row["last"] for row in rings) == 1
    said = [text for text, *_ in chart_contract.texts(with_values("aid", {"measure": measure, "europe": europe}))]
    assert f"Europe ahead from {ukraine.month_words(found[-1].month)}" in said


def test_the_two_measures_are_never_added():
    assert "promises" in made("aid").note
    assert all(not {"allocated", "committed"} <= set(column.lower().split()) for column in made("aid").table)


def test_the_pile_is_the_counted_rows():
    counted = [row for row in tables.records("purl_pledges") if row["counted"]]
    steps = [row for row in data("purl", "kind") if row["kind"] == "step"]
    assert [row["amount"] for row in steps] == [row["amount_m"] / 1000 for row in counted]
    said = [text for text, *_ in chart_contract.texts(made("purl").spec())]
    total = sum(row["amount_m"] / 1000 * (model.RATE if row["currency"] == "EUR" else 1) for row in counted)
    assert f"= ${total:.2f} bn" in said and f"${total:.1f} bn" in made("purl").title
    in_euros = [text for text, *_ in chart_contract.texts(with_values("purl", {"currency": "EUR"}))]
    assert f"= €{total / model.RATE:.2f} bn" in in_euros and "€4.12 bn" in in_euros


# Paths and guarantees ----------------------------------------------------------------------------------------------------


def test_the_no_is_the_us_administration_s_and_silence_is_no_no():
    shown = made("paths")
    assert "US administration" in shown.insight and "withdraws nothing" in shown.insight
    assert {row["Path"] for row in shown.table.to_dict("records") if row["Door (our coding)"] == "ruled out"} == {"US"}
    assert len(shown.table) == len(tables.records("membership_paths"))
    reported = [row for row in shown.table.to_dict("records") if not row["Confirmed"]]
    assert len(reported) == 3 and sum("reported" in text for text, *_ in chart_contract.texts(shown.spec())) == 3


def test_the_steps_of_the_loan_are_the_confirmed_rows_and_say_no_cause():
    shown = made("loan_steps")
    assert "62 days" in shown.title and "16 days before" in shown.title
    assert "does not say why" in shown.insight
    assert not any("12 of 90" in text for text, *_ in chart_contract.texts(shown.spec())), "what is only reported stands in the table alone"


def test_every_rung_asks_who_enforces():
    said = [text for text, *_ in chart_contract.texts(made("guarantees").spec())]
    assert sum(text.startswith("Enforced by:") for text in said) == len(tables.records("guarantees"))
    assert "no ranking of worth" in made("guarantees").subtitle and "no formal party" in made("guarantees").note


# The allocator -----------------------------------------------------------------------------------------------------------


def test_every_mix_is_a_square_and_the_line_is_the_model_s():
    squares = [row for row in data("frontier", "all_6") if "order" not in row]
    assert len(squares) == 231
    grid = model.default().grid(5)
    for month in (6, 12):
        for what in ("all", "air_defence"):
            line = sorted((row for row in data("frontier", "order") if (row["at"], row["what"]) == (month, what)), key=lambda row: row["order"])
            assert [row["home"] for row in line] == [round(100 * one.home, 1) for one in model.frontier(grid, month, "" if what == "all" else what)]
    assert "up to 20% for US stock" in made("frontier").title


def test_your_mix_is_a_ring_where_the_model_puts_it():
    ring = next(row for row in data("frontier_mine", "says") if row["says"] == "your mix")
    one = mix(0.25, 0.35, 0.40)
    assert (ring["home"], ring["all_6"], ring["late"]) == (75, round(100 * one.coverage(6), 2), round(100 * one.coverage(), 1))
    assert "Your mix covers 20.4%" in made("frontier_mine").insight
    assert not any(row.get("says") == "your mix" for row in data("frontier", "home"))


def test_without_a_trade_off_the_title_says_so():
    assert "do not pull apart" in made("frontier_no_pace").title and "do not pull apart" in made("frontier_fast_home").title
    assert made("coverage_nothing").title.startswith("This mix covers 0%") and made("coverage_full").title.startswith("This mix covers 100%")


def test_a_mix_over_time_is_the_model_s():
    one = mix(0.25, 0.35, 0.40)
    shown = {row["Need"]: row for row in made("coverage").table.to_dict("records")}
    for need, says in model.NEEDS.items():
        assert shown[says]["By month 12, %"] == round(100 * one.coverage_of(need, 12), 1)
    assert shown["All needs"]["By month 24, %"] == 74.9
