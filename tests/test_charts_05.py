"""The figures of lesson 05: numbers that are the tables' or the model's, in their own editions and prices."""

from __future__ import annotations

import re

import pytest

import chart_contract
import chart_registry
from eunato import tables
from eunato.charts import spending
from eunato.charts.render import ChartError
from eunato.charts.spending_paths import money
from eunato.models import spending as model

LESSON = chart_registry.Lesson("05")
made, data, texts = LESSON.made, LESSON.rows, LESSON.said


# Where Allies stand ---------------------------------------------------------------------------------------------------


def test_the_dots_are_the_rows_of_one_edition():
    rows = {(row["name"], row["year"]): row["share_gdp"] for row in model.rows_of("nato_2026ed") if row["kind"] == "ally"}
    drawn = {(row["state"], row["year"]): row["share"] for row in data("where", "in_nato")}
    assert drawn == rows and len(drawn) == 32 * 13
    assert made("where").title == "In the newest estimate for 2026, 30 of 31 Allies reach 2% and five reach 3.5%"
    assert "July 2026" in made("where").note and "Slovenia (1.61)" in made("where").insight


@pytest.mark.parametrize("given", ["Türkiye", "TUR", "turkiye"])
def test_my_country_is_marked_by_name_or_code(given):
    params = {one["name"]: one for one in spending.where(given).spec()["params"]}
    assert params["mine"]["value"] == "Türkiye" and params["mine"]["bind"]["name"].strip() == "My country"
    assert len(params["mine"]["bind"]["options"]) == 33 and params["year"]["value"] == 2026


def test_a_state_that_is_no_ally_is_refused():
    with pytest.raises(ChartError, match="'Albania' or 'ALB'"):
        spending.where("Austria")


def test_effort_and_equipment_come_from_the_same_year_and_edition():
    now = {one.name: one for one in model.standing().rows}
    drawn = data("equipment", "equipment")
    for row in (one for one in drawn if "state" in one):
        assert (row["share"], row["equipment"]) == (now[row["state"]].share, now[row["state"]].equipment)
    assert made("equipment").title.startswith("29 of 31 Allies meet both")


def test_what_was_true_in_august_2025_is_shown_as_true_then():
    shown = made("editions")
    rows = data("editions", "short")
    assert sorted(row["state"] for row in rows if row["short"] and row["year"] == 2025) == ["Albania", "Czechia", "Slovenia"]
    assert len([row for row in rows if row["year"] == 2025 and row["old"] is not None]) == 17
    assert "was the estimate of August 2025" in shown.title and "reuters-2025-all-members-hit" in shown.sources
    slovenia = next(row for row in rows if row["state"] == "Slovenia" and row["year"] == 2025)
    assert slovenia["old"] is None and "not read" in slovenia["words"] and "For Slovenia the older figure was not read" in shown.insight


def test_in_two_editions_a_number_stands_beside_its_own_dot():
    spec = made("editions").spec()
    sides = [layer for layer in spec["layer"] if layer.get("mark", {}).get("type") == "text" and layer["encoding"].get("text", {}).get("field") == "says" and layer["encoding"]["x"].get("field") == "new"
             and layer["mark"].get("align")]
    assert {layer["mark"]["align"] for layer in sides} == {"left", "right"}


def test_columns_of_money_name_currency_and_price_basis():
    for name in ("price", "paths", "shapes", "explorer", "explorer_poland"):
        money_columns = [column for column in made(name).table.columns if " bn" in column]
        assert money_columns and all(re.search(r"[€$] bn, prices of (2024|the year)", column) for column in money_columns), name


def test_what_is_only_reported_says_so():
    shown = made("definitions")
    open_rows = shown.table[~shown.table["Row confirmed"]]
    assert len(open_rows) == 2 and not re.search(r"\d", shown.title)
    assert all("(reported)" in row["says"] for row in data("definitions", "open") if row["open"])


# Money ----------------------------------------------------------------------------------------------------------------


def test_growth_is_computed_inside_one_price_basis():
    rows = {row["Price basis"] + str(row["Year"]): row for row in made("bases").table.to_dict("records")}
    assert rows["prices of 20242025"]["Against 2024, %"] == round(100 * (381 / 343 - 1), 1)
    assert "partisan" in made("bases").note and "608" not in made("bases").html() and "980" not in made("bases").html()


def test_three_growth_rates_of_one_year():
    table = made("growth").table.set_index("Year")
    assert list(table.loc[2024]) == [15.5, 18.6, 19.3]
    assert table.loc[2025].iloc[0] == table.loc[2025].iloc[1] == 15.9


def test_related_spending_is_named_as_missing_and_never_drawn_as_an_amount():
    shown = made("core_related")
    assert set(shown.table["Related, % of GDP"]) == {"up to 1.5", "no published baseline"}
    assert (shown.table["Related, % of GDP"] == "up to 1.5").sum() == 1
    assert all(row["open"] == "not published" for row in data("core_related", "open") if row["related"] is None)


def test_the_arrow_of_the_reading_waits_for_its_switch():
    spec = made("clause").spec()
    switch = next(one for one in spec["params"] if one["name"] == "reading")
    assert switch["value"] is False and switch["bind"]["input"] == "checkbox"
    said = [text for text, *_ in chart_contract.texts(spec)]
    assert not any("argued" in text for text in said)
    switch["value"] = True
    assert any("argued" in text for text, *_ in chart_contract.texts(spec))


def test_safe_bars_are_the_table_and_leave_the_exercise_its_answer():
    shown = made("safe")
    rows = tables.records("safe_allocations")
    drawn = {row["state"]: (row["value"], row["kind"]) for row in data("safe", "kind")}
    for row in rows:
        value, kind = drawn[row["name"]]
        assert value == pytest.approx(row["max_loan_eur"] / 1e9 if row["max_loan_eur"] else row["tentative_eur_bn"], abs=1e-6), row["name"]
        assert (kind == "open") == (row["decision"] == "pending") and (kind == "ceiling") == bool(row["max_loan_eur"])
    assert drawn["Estonia"] == (2.343897, "ceiling") and "Estonia’s ceiling is 2.34" in shown.note
    assert "149.97" in shown.insight and "loans" in shown.insight.lower() and "tentatively" in shown.title and shown.label.letter == "E"
    assert "Romania,16.68,16680055394," in shown.csv(), "numbers stay numbers"
    assert "15%" not in shown.insight + shown.title + shown.description and "Spain" not in shown.insight


# Paths ----------------------------------------------------------------------------------------------------------------


def expressions(spec) -> dict[str, str]:
    return {step["as"]: step["calculate"] for layer in spec["layer"] for step in layer.get("transform", []) if "calculate" in step}


@pytest.mark.parametrize("growth", [0.0, 0.006, 0.012, 0.018, 0.024])
@pytest.mark.parametrize("shape", [0.5, 1.0, 2.0])
def test_the_chart_s_own_arithmetic_is_the_model_s(growth, shape):
    """The menus compute without a kernel; the sums that the picture writes are those of models.spending."""
    spec = made("paths").spec()
    for one in spec["params"]:
        one["value"] = {"growth": growth, "shape": shape}.get(one["name"], one.get("value"))
    said = [text for text, *_ in chart_contract.texts(spec)]
    path = model.start("EU27").path(growth, shape)
    assert money(path.final, "€")[:-3] in said
    assert f"2026 to 2035 together: {money(path.cumulative, '€')}" in said
    assert f"of which above a frozen share: {money(path.extra, '€')}" in said


def test_the_vectors_stand_in_the_pictures():
    assert "about €715 bn" in made("price").title and "€635 bn" in made("price").title and "€699 to 733 bn" in made("price").counted
    assert not re.search(r"early|late", made("price").title + made("price").insight + made("price").subtitle, re.I)
    assert list(made("shapes").table["Sum 2026 to 2035, € bn, prices of 2024"]) == [6020, 5590, 5150]
    assert list(made("shapes").table["Above a frozen share, € bn, prices of 2024"])[1:] == [1520, 1070]
    assert "2.45%" in made("shapes").insight


def test_the_guess_is_drawn_beside_the_answer_even_far_off():
    assert "you: 500" in texts("price_guess")
    assert "you: 5,000" in texts("paths_guess")


@pytest.mark.parametrize("changes", [{"growth": 0.5}, {"guess": -3}])
def test_a_picture_refuses_what_it_cannot_draw(changes):
    with pytest.raises(ChartError):
        spending.paths(**changes)


def test_the_explorer_s_picture_says_price_basis_currency_and_assumptions():
    shown = made("explorer_all")
    assert "$837 bn" in shown.title and "assumption" in shown.title and "the rate of 2024, about 1.08" in shown.note
    for part in ("price rises 2% a year, with 2025 at 1.029 times the prices of 2024", "1.17 dollars per euro", "shape 2 (late)"):
        assert part in shown.counted
    assert "room in the rules, no money" in shown.insight
    assert "as much as" in made("explorer_poland").insight
