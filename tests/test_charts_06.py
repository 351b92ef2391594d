"""The figures of lesson 06: numbers that are the tables' or the models', and advice marked as such."""

from __future__ import annotations

import pytest

import chart_registry
from eunato import tables
from eunato.charts import rules
from eunato.charts.render import ChartError
from eunato.models import convoy, eligibility

LESSON = chart_registry.Lesson("06")
made, data, texts = LESSON.made, LESSON.rows, LESSON.said


# What the pictures say ------------------------------------------------------------------------------------------------


def test_each_statement_has_its_own_dot():
    rows = tables.records("pillar_statements")
    drawn = data("pillars", "kind")
    assert len(drawn) == len(rows) and {row["kind"] for row in drawn} == {"open", "coded"}
    assert made("pillars").label.letter == "I" and "our coding" in made("pillars").subtitle
    assert all("(our coding)" in name or "coded" not in name for name in made("pillars").table.columns if "eaning" in name)


def test_the_voices_that_say_pillar_are_counted_apart():
    rows = [row for row in tables.records("pillar_statements") if row["word"] == "yes" and str(row["date"]) >= "2025"]
    assert f"{len(rows)} of them speak of a “pillar”" in made("pillars").title and f"Among the {len(rows)} voices with the word" in made("pillars").insight
    drawn = texts("pillars", {"since": 2099})
    assert sum(text.endswith(" *") for text in drawn) == len(rows) and not any(text.startswith("1962") for text in drawn)


def test_the_matrix_shows_the_cells_of_the_table():
    rows = {(row["name"], row["scheme"]): row for row in tables.records("scheme_access")}
    drawn = data("inside", "grade")
    assert len(drawn) == len(rows) == 66
    outside = [row for row in rows.values() if row["iso3"] != "EU27"]
    none = sum(row["grade"] == "none" for row in outside)
    assert all(any(row["grade"] not in ("none", "unknown") for row in outside if row["iso3"] == iso) for iso in {row["iso3"] for row in outside}), "the insight says so"
    assert sum(text.endswith("*") for text in texts("inside") if len(text) < 8) == sum(row["status"] == "unconfirmed" and row["grade"] != "unknown" for row in rows.values())
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
    said = texts("dependence")
    assert all(row["head"] in said and row["how"] in said for row in drawn)
    assert "34 to 64%" in made("dependence").title and "mean" in made("dependence").note


def test_the_guess_stands_beside_the_answers():
    for name, words in (("dependence_low", "you: 0"), ("dependence_mid", "you: 64"), ("dependence_high", "you: 100")):
        assert words in texts(name)


def test_the_gap_is_named_and_not_drawn_as_a_number():
    said = texts("imports")
    assert "not found" in said and "not one trend" in made("imports").title
    assert "rose for European NATO members" in made("imports").insight and "fell for all of Europe" in made("imports").insight


def test_only_what_is_in_use_is_filled():
    drawn = data("borders", "law")
    assert [row["law"] for row in drawn] == [True, False, False, False]
    assert [row["long"] for row in drawn] == ["45 days", "3 days", "2 working days", "6 hours"]


def test_invented_pictures_say_assumption():
    for name in LESSON.names:
        if name.startswith(("bar", "clock", "extension")):
            assert made(name).label.letter == "A" and "assumption" in made(name).title
        if name.startswith("bar"):
            assert eligibility.ADVICE in made(name).subtitle and eligibility.ADVICE in made(name).note


def test_the_bar_marks_the_test_that_decides():
    assert [row["says"] for row in data("bar_K2", "decides") if row["decides"]] == ["R4  Parts"]
    assert not [row for row in data("bar_K1", "decides") if row["decides"]]
    assert "Article 16(10)" in texts("bar_K2")


def test_the_extension_figure_is_the_model_s():
    table = made("extension").table.set_index("Convoy")
    for route in convoy.routes():
        assert table.loc[route.name, "proposal, extended"] == convoy.clock(route, "proposed", "parallel", True).days
    assert "3 of 4" in made("extension").title
    assert f"At 10 days’ notice everywhere, today’s trip would take {convoy.clock('uk_lt', 'now', 'parallel', lead_now=10).days:g}." in made("extension").insight


def test_the_clock_says_when_a_rule_does_not_reach_the_forces():
    assert "does not reach" in made("clock_not_reached").insight and "reach" not in made("clock_emergency").insight
