"""Controls without a kernel or a browser: values, names, errors in words, and what a saved notebook keeps."""

from __future__ import annotations

import inspect
import math

import pytest
import traitlets as t
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import controls as c


@pytest.mark.parametrize(("typed", "value"), [
    ("36", 36), (" 36 ", 36), ("1,5", 1.5), ("1.5", 1.5), ("1 500", 1500), ("1\u202f500", 1500), ("1\u00a0500", 1500), ("1\u2009500", 1500),
    ("1,500", 1500), ("1.500,5", 1500.5), ("1,500.5", 1500.5), ("1'500", 1500), ("0,235", 0.235), ("−4", -4), ("-4", -4), ("+4", 4), ("60 %", 60),
    ("60%", 60), ("60 per cent", 60), ("€90bn", 90e9), ("90 bn EUR", 90e9), ("381 billion", 381e9), ("12 mn", 12e6), ("-€4", -4), ("about 36", 36),
    ("36 capitals", 36), ("36.", 36), ("thirty-six", 36), ("nine", 9), ("1e3", 1000), ("٣٦", 36), (36, 36), (4.5, 4.5),
])
def test_numbers_as_people_write_them(typed, value):
    assert c.parse_number(typed).value == pytest.approx(value)
    assert c.parse_number(typed).problem == ""


@pytest.mark.parametrize("typed", ["", "   ", "____", None, "abc", "nan", "inf", "-inf", "∞", float("nan"), float("inf"), "1e400", 10**400, "32 or 36", "5-7", "1.2.3", "12,34,5", True, [1], {}, object(), "=SUM(A1)"])
def test_what_is_no_number_gets_a_sentence(typed):
    read = c.parse_number(typed)
    assert read.value is None and not read.ok
    assert read.problem.endswith(".") and len(read.problem.split()) >= 5


def test_units_and_limits():
    for typed in ("90", "90 bn", "€90 bn", "90000000000", 90):
        assert c.parse_number(typed, unit="bn EUR").value == 90, typed
    assert "percentage" in c.parse_number("5 %", unit="capitals").problem
    assert "USD" in c.parse_number("$90 bn", unit="bn EUR").problem
    assert "from 0 to 60" in c.parse_number("61", low=0, high=60).problem
    assert c.parse_number("60", low=0, high=60).value == 60


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=40), st.floats(), st.integers(), st.binary(max_size=8), st.lists(st.integers(), max_size=3)))
def test_no_answer_breaks_the_reader(typed):
    read = c.parse_number(typed)
    assert (read.value is None) == bool(read.problem)
    assert read.value is None or math.isfinite(read.value)


@settings(max_examples=80, deadline=None)
@given(st.integers(-10**9, 10**9), st.sampled_from([" ", "\u202f", "\u00a0", "\u2009"]))
def test_whole_numbers_come_back_with_any_space(n, space):
    assert c.parse_number(f"{n:,}".replace(",", space)).value == n


def test_choice_takes_only_what_it_offers():
    one = c.NativeChoice("Which rule?", ["Unanimity", "Consensus"])
    one.value = 1
    for wrong in (2, -1, "a", True, [0]):
        with pytest.raises(t.TraitError, match="expected None or one option number from 0 to 1"):
            one.value = wrong
    many = c.NativeChoice("Which?", ["a", "b", "c"], multiple=True)
    assert many.value == []
    many.value = [2, 0, 2]
    assert many.value == [0, 2]
    with pytest.raises(t.TraitError):
        many.value = [3]


def test_range_stays_inside_and_has_a_name():
    share = c.NativeRange("US share", 0, 100, 5, 60, unit="%")
    share.value = 300
    assert share.value == 100 and share.description == "US share"
    assert c.NativeRange("Year", 2015, 2024, 1).value == 2015
    with pytest.raises(ValueError, match="smaller number first"):
        c.NativeRange("Year", 5, 1)


def test_menu_speaks_values_and_keeps_a_choice_that_stays():
    menu = c.menu("Channel", [("Formal", "formal"), ("Staff", "staff")], "staff")
    assert (menu.value, menu.index, menu.label, menu.description) == ("staff", 1, "Staff", "Channel")
    heard = []
    menu.observe(lambda change: heard.append(change["new"]), "value")
    menu.index = 0
    menu.options = [("All", "all"), ("Formal", "formal")]
    assert menu.value == "formal" and menu.index == 1 and heard == ["formal"]
    with pytest.raises(t.TraitError, match="has no entry 'x'"):
        menu.value = "x"
    assert c.NativeMenu("Sure?", ["50 %"], empty=True).value is None


def test_order_moves_and_stops_at_the_ends():
    order = c.NativeOrder("Order", ["a", "b", "c"])
    order.move(0, -1)
    assert order.value == [0, 1, 2]
    order.move(0, 1)
    assert order.value == [1, 0, 2]
    with pytest.raises(t.TraitError, match="once"):
        order.value = [0, 0, 1]


def test_menus_refuse_entries_that_do_not_exist():
    menus = c.NativeMenus("Sort", ["x", "y"], ["a", "b"])
    assert menus.value == [None, None]
    menus.value = [1, None]
    with pytest.raises(t.TraitError, match="from 0 to 1"):
        menus.value = [2, None]


def test_a_message_from_the_page_sets_the_value_and_nonsense_does_not():
    field = c.number("Number of capitals")
    field._told(field, {"set": "value", "to": "36"}, [])
    assert field.value == "36"
    for strange in ({"set": "description", "to": "x"}, {"set": "value", "to": 5}, "text", None, {"set": "nope", "to": 1}):
        field._told(field, strange, [])
    assert (field.value, field.description) == ("36", "Number of capitals")
    pick = c.NativeChoice("Which?", ["a", "b"])
    pick._told(pick, {"set": "value", "to": 7}, [])
    assert pick.value is None


def test_status_says_the_same_sentence_twice_as_two_texts():
    status = c.StatusLine()
    status.say("Saved.")
    first = status.text
    status.say("Saved.")
    assert status.text != first and status.text.strip() == "Saved."
    status.error("the field is empty")
    assert status.text == "Problem: the field is empty" and status.kind == "error"
    status.say("Right. It is so.", True)
    assert status.kind == "right"
    status.say("Not yet. Look again.", False)
    assert status.kind == "wrong" and "eun-wrong::before" in c._CSS and "eun-right::before" in c._CSS  # a mark, not colour alone
    status.clear()
    assert status.text == "" and status.kind == ""


def test_an_error_in_a_button_is_said_in_words(monkeypatch):
    monkeypatch.delenv("EUNATO_RAISE", raising=False)
    status = c.StatusLine()

    def broken():
        raise ValueError("no such country")

    c.button("Go", broken, status=status).click()
    assert status.text.startswith("Problem:") and "no such country" in status.text and "Restart" in status.text
    c.button("Go", lambda: None, status=status).click()
    assert status.text == ""  # the old error is gone once something works
    monkeypatch.setenv("EUNATO_RAISE", "1")
    with pytest.raises(ValueError, match="no such country"):
        c.button("Go", broken, status=status).click()


def test_a_disabled_button_does_nothing():
    pressed = []
    go = c.button("Go", lambda: pressed.append(1))
    go.disabled = True
    go.click()
    go._heard(go, {"event": "click"}, [])
    assert pressed == []


def test_stored_box_keeps_our_words_and_never_a_repr():
    box = c.StoredBox("Title & co", "<p>Which?</p>", "Which?", [c.StatusLine()])
    bundle = box._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in bundle
    assert bundle["text/plain"] == f"Title & co\nWhich?\n{c.TO_ANSWER}."
    assert "Title &amp; co" in bundle["text/html"] and "<p>Which?</p>" in bundle["text/html"]
    again = c.StoredBox("Title & co", "<p>Which?</p>", "Which?")
    assert again.stored_bundle() == box.stored_bundle()  # nothing random in what is stored
    assert "StoredBox" not in bundle["text/plain"] and "0x" not in bundle["text/html"]


def test_figure_area_shows_and_clears():
    class Figure:
        def outputs(self):
            return ({"output_type": "display_data", "data": {"text/plain": "Chart: x"}, "metadata": {}},)

    area = c.FigureArea()
    area.show(Figure())
    assert area.outputs[0]["data"]["text/plain"] == "Chart: x"
    area.clear()
    assert area.outputs == ()


def test_pages_escape_nothing_by_themselves():
    """Texts reach the page as textContent or value, never as markup."""
    source = inspect.getsource(c)
    assert "innerHTML" not in source and "insertAdjacentHTML" not in source and "eval(" not in source
