"""The spending path as a learner moves it: every start, bad numbers, missions, the clause where it applies."""

from __future__ import annotations

import pytest

from eunato import tables
from eunato.explorers import _stage
from eunato.explorers.spending_explorer import SpendingPath
from eunato.models import spending as model


@pytest.fixture
def made() -> SpendingPath:
    return SpendingPath()


def test_it_starts_at_the_vector_of_the_course(made):
    assert round(made.result.final, 1) == 715.4 and round(made.result.cumulative, 1) == 5590.0 and round(made.result.extra, 1) == 1519.3
    for part in ("€715 bn", "€5,590 bn", "€1,520 bn"):
        assert part in made.status.text
    assert "18,142.9 × 1.012 to the power of 10 = 20,441.4 bn" in made.details.value


def test_every_start_can_be_shown_with_everything_switched_on(made):
    made.clause.value = [0]
    made.currency.value = "other"
    made.numbers.set(inflation=2.5)
    for _, key in made.start.options:
        made.start.value = key
        assert made.begin.id == key and made.status.kind == "say"
        assert made.begin.name in made.status.text


@pytest.mark.parametrize(("field", "wrong"), [
    ("growth", ""), ("growth", "lots"), ("growth", "-50"), ("target", "0"), ("target", "-3"), ("target", "1e9"), ("year", "2026.5"), ("year", "2020"), ("year", "3000"), ("inflation", "90"), ("rate", "0"), ("ref", "ten of them"),
])
def test_a_number_that_makes_no_sense_changes_nothing(made, field, wrong):
    kept = made.figure.outputs, made.result, made.details.value
    made.numbers.fields[field].value = wrong
    made.numbers.button.click()
    assert made.status.kind == "error" and "The picture stays as it was." in made.status.text
    assert (made.figure.outputs, made.result, made.details.value) == kept


def test_a_bad_entry_does_not_stop_the_menus(made):
    made.numbers.fields["growth"].value = "lots"
    made.numbers.button.click()
    made.start.value = "ITA"
    assert made.begin.id == "ITA" and made.result.growth == 0.012


def test_growth_target_and_year_reach_the_model(made):
    made.numbers.set(growth=2, target=5, year=2032)
    assert (made.result.growth, made.result.shareT, made.result.last.year) == (0.02, 0.05, 2032)
    assert "5.00% of GDP in 2032" in made.status.text


def test_who_is_above_the_target_holds_its_share(made):
    made.start.value = "POL"
    assert made.result.extra == pytest.approx(0) and "holds the share" in made.status.text
    made.numbers.set(target=6)
    assert made.result.last.share == pytest.approx(0.06) and "holds the share" not in made.status.text


def test_the_other_currency_uses_the_rate(made):
    made.currency.value = "other"
    made.numbers.set(rate=1.1)
    assert f"${715.4 * 1.1:,.0f}"[:4] in made.status.text and "1.1 = $" in made.details.value
    made.start.value = "USA"
    assert "€" in made.status.text and "÷ 1.1" in made.details.value


def test_the_clause_gives_room_only_where_it_is_law(made):
    made.clause.value = [0]
    assert made.result.room > 0 and "in force for 17 of 27" in made.status.text and "2025 to 2028, above the 1.5% of 2021: €600 bn" in made.status.text
    made.start.value = "NOR"
    assert made.result.room == 0 and "rule of the EU" in made.status.text
    made.start.value = "FRA"
    assert "was not among the 17" in made.status.text
    made.start.value = "ESP"
    assert "only reported" in made.status.text
    made.start.value = "DNK"
    assert made.result.room > 0 and "what-if" not in made.status.text and "holds 3 of the clause’s 4 years" in made.status.text
    made.clause.value = []
    assert made.result.share_ref is None and "clause" not in made.status.text.lower()


def test_a_new_start_fills_in_its_own_reference_share(made):
    made.start.value = "ITA"
    share = {row["year"]: row["share_gdp"] for row in tables.records("spending") if row["series"] == "nato_2026ed" and row["iso3"] == "ITA"}
    assert made.base.value == 2021 and made.numbers.fields["ref"].value == f"{share[2021]:g}" and made.numbers.values["ref"] == share[2021]
    made.base.value = 2024
    assert made.numbers.values["ref"] == share[2024]
    made.start.value = "GRC"
    assert made.base.value == 2024
    made.start.value = "EU27"
    assert (made.base.value, made.numbers.values["ref"]) == (2021, 1.5)


def test_a_group_gets_the_reference_of_the_year_that_is_named(made):
    made.clause.value = [0]
    made.start.value = "EU23"
    made.base.value = 2024
    assert made.numbers.values["ref"] == 1.98 and "above the 1.98% of 2024: $376 bn" in made.status.text
    made.numbers.set(ref=2.5)
    assert "above your 2.5%" in made.status.text


def test_prices_of_the_year_are_spoken_and_shown(made):
    made.numbers.set(inflation=2)
    assert "In prices of 2035 the last year is €897 bn." in made.status.text and "× 1.0289 × 1.02 to the power of 10" in made.details.value
    table = made.figure.outputs[1]["data"]["text/html"]
    assert "prices of the year" in table and "<td" in table and ">392<" in table
    made.start.value = "ITA"
    assert "1.02 to the power of 2" in made.details.value


def test_who_stands_at_the_target_spends_as_much(made):
    made.numbers.set(target=2.1)
    assert "2.10%, as much as the target" in made.status.text


def test_the_table_under_the_picture_can_be_downloaded(made):
    words = made.figure.outputs[1]["data"]["text/html"]
    assert 'download="spending_path.csv"' in words and "../data/spending.csv" in words


def test_the_bet_is_computed_by_the_model(made):
    truth = model.start("EU27").path(0.012, inflation=0.02).last.nominal
    assert made._truth({"nominal": {"start": "EU27", "growth": 1.2, "inflation": 2}}) == round(truth) == 897
    made.stage.bet.value = "900"
    made.stage.check.click()
    assert made.status.text.startswith("Right")
    made.stage.bet.value = "715"
    made.stage.check.click()
    assert "897" in made.status.text and "You said 715" in made.status.text


def test_the_missions(made):
    stage = made.stage
    stage.menu.value = "shape"
    made.shape.value = "2"
    assert not stage.is_done("shape")
    made.shape.value = "0.5"
    assert stage.is_done("shape")
    stage.menu.value = "growth"
    made.shape.value = "1"
    assert not stage.is_done("growth")
    made.numbers.set(growth=2)
    assert stage.is_done("growth")
    stage.menu.value = "room"
    made.clause.value = [0]
    made.start.value = "DEU"
    assert not stage.is_done("room")
    made.start.value = "GBR"
    assert stage.is_done("room")
    stage.menu.value = "sandbox"
    made.numbers.set(growth=1.2)
    made.start.value = "LUX"
    assert not stage.is_done("sandbox")
    made.start.value = "ITA"
    made.start.value = "GRC"
    assert stage.is_done("sandbox")


def test_words_are_short_and_never_call_one_shape_the_best():
    said = _stage.words()["spending"]
    for step in said["steps"]:
        text = " ".join(str(step.get(part, "")) for part in ("text", "right", "wrong", "well"))
        assert " best" not in text
        for sentence in step["text"].replace("\n", " ").split(". "):
            spoken = [word for word in sentence.split() if sum(letter.isalpha() for letter in word) > 1]
            assert len(spoken) <= 25, sentence
