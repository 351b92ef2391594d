"""The figures of lesson 09: numbers that are the tables' or the model's."""

from __future__ import annotations

import pytest

import chart_registry
from chart_registry import mix
from eunato import tables
from eunato.charts import ukraine
from eunato.charts.render import ChartError
from eunato.models import ukraine as model

LESSON = chart_registry.Lesson("09")
made, data, texts = LESSON.made, LESSON.rows, LESSON.said


@pytest.mark.parametrize("name", LESSON.names)
def test_only_the_mixes_of_the_allocator_are_assumptions(name):
    assert (made(name).label.letter == "A") == name.startswith(("frontier", "coverage"))


# Money -----------------------------------------------------------------------------------------------------------------


def test_where_90_goes_is_the_tables():
    figure = made("loan")
    assert list(figure.table["Loan, EUR bn"]) == [60, 30] and list(figure.table["Not in the loan, EUR bn"]) == [23.4, 22.3]
    assert "about 72%" in figure.insight and "72" not in figure.title
    assert f"{sum(figure.table['Not in the loan, EUR bn']):.1f} is not in the loan" in figure.insight
    assert f"Of the {sum(figure.table['Left to partners, EUR bn']):.1f} bn for both parts" in figure.insight
    steps = [row["title"] for row in tables.records("usl") if row["kind"] == "cascade"]
    said = texts("loan")
    assert all(any(step in text for text in said) for step in steps)
    assert "war ends in 2026" in figure.note


def test_the_ask_is_a_quarter_and_17_6_months():
    shown = made("ask")
    assert "at least EUR 15 bn" in shown.title and "25% of the military part, or 17% of the whole loan, by our division" in shown.title
    assert shown.label.letter == "I" and "17.6 months at the USD 1 bn" in shown.insight and "32.5 at the 0.54 that Kiel counted" in shown.insight
    for rate in (1.05, 1.1, model.RATE, 1.25):
        for pace in (0.54, 1.0, 1.25):
            said = " ".join(texts("ask", {"rate": rate, "pace": pace}))
            assert f"for {model.ask_months(rate, pace) + 1e-9:.1f} months" in said
    assert "you: 40%" in texts("ask_guess")
    assert "\"Your guess, %\",40.0,your guess," in made("ask_guess").download() and "(assumption),1.17,A: assumption," in made("ask_guess").download()


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
    assert made("aid").title == "By April 2026 Europe is ahead by every measure here; by military aid since March 2025, by aid committed since February 2023"
    assert "August 2025" in made("aid").insight and "May 2023" in made("aid").insight
    assert len(made("aid").table) == 52 and all("EUR bn" in column for column in made("aid").table.columns[1:]), "the months of the title can be recomputed"


def test_the_lead_that_the_insight_names_is_that_of_the_last_month():
    last = [model.cumulative(measure, europe)[-1] for measure in ("military", "allocated", "committed") for europe in model.EUROPE]
    leads = [100 * (one.europe / one.us - 1) for one in last]
    assert f"ahead by {min(leads):.0f} to {max(leads):.0f}%" in made("aid").insight


@pytest.mark.parametrize("measure", ["military", "allocated", "committed"])
@pytest.mark.parametrize("europe", ["wide", "eu"])
def test_every_change_of_lead_is_a_ring_and_the_last_is_named(measure, europe):
    found = model.crossings(measure, europe)
    rings = [row for row in data("aid", "last") if (row["measure"], row["europe"]) == (measure, europe)]
    assert len(rings) == len(found) - 1 and sum(row["last"] for row in rings) == 1
    said = texts("aid", {"measure": measure, "europe": europe})
    assert f"Europe ahead from {ukraine.month_words(found[-1].month)}" in said


def test_the_two_measures_are_never_added():
    assert "promises" in made("aid").note
    assert all(not {"allocated", "committed"} <= set(column.lower().split()) for column in made("aid").table)


def test_the_pile_is_the_counted_rows():
    counted = [row for row in tables.records("purl_pledges") if row["counted"]]
    steps = [row for row in data("purl", "kind") if row["kind"] == "step"]
    assert [row["amount"] for row in steps] == [row["amount_m"] / 1000 for row in counted]
    said = texts("purl")
    assert "9 more are in the table and left out: 7 may be part of these, and 2 came later" in made("purl").counted
    assert len(made("purl").table) == 11 + 9 + 3 + 1 and "expects" not in made("purl").insight
    total = sum(row["amount_m"] / 1000 * (model.RATE if row["currency"] == "EUR" else 1) for row in counted)
    assert f"= ${total:.2f} bn" in said and f"${total:.1f} bn" in made("purl").title
    in_euros = texts("purl", {"currency": "EUR"})
    assert f"= €{total / model.RATE:.2f} bn" in in_euros and "€4.12 bn" in in_euros


# Paths and guarantees ----------------------------------------------------------------------------------------------------


def test_the_no_is_the_us_administration_s_and_silence_is_no_no():
    shown = made("paths")
    assert "US administration" in shown.insight and "withdraws nothing" in shown.insight
    assert {row["Path"] for row in shown.table.to_dict("records") if row["Door (our coding)"] == "ruled out"} == {"US"}
    assert len(shown.table) == len(tables.records("membership_paths"))
    reported = [row for row in shown.table.to_dict("records") if not row["Confirmed"]]
    assert len(reported) == 4 and sum("· reported" in text for text in texts("paths")) == 4
    full = [row for row in data("paths", "full") if row["full"]]
    assert sum(row["group"] == "EU" for row in full) == 4 and sum(row["group"] == "NATO" for row in full) == 1, "as many filled marks as the title counts"
    assert "4 confirmed steps" in shown.title and "NATO 1" in shown.title and shown.label.letter == "I" and "was not read" in shown.note


def test_the_steps_of_the_loan_are_the_confirmed_rows_and_say_no_cause():
    shown = made("loan_steps")
    assert "62 days" in shown.title and "16 days before" in shown.title
    assert "does not say why" in shown.insight
    assert not any("12 of 90" in text for text in texts("loan_steps")), "what is only reported stands in the table alone"


def test_every_rung_asks_who_enforces():
    said = texts("guarantees")
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
    assert "All needs:" in made("frontier").title and "up to 20% US stock by month 6, up to 60% by month 12" in made("frontier").title


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
