"""What every chart of the course keeps, whatever it shows: picture, words, table, sources, and the rules of the house.

Charts come from `chart_registry`. Where a chart may do something that the others may not, it stands here by name with the reason.
"""

from __future__ import annotations

import ast
import csv
import html
import importlib
import inspect
import io
import pkgutil
import re
from urllib.parse import unquote

import pytest

import chart_contract
import chart_registry
from chart_page import Page
from chart_registry import CHARTS, STATES, made, spec
from eunato import charts, evidence, tables
from eunato.charts.render import V5

WIDEST = 640  # pixels of a page in JupyterLab at 1280, beside its side bar
CHECKED = "2026-10-08"

# Who is excepted, and why ---------------------------------------------------------------------------------------------


def these(*beginnings: str) -> set[str]:
    """The names of all charts that begin so; a beginning that fits no chart is a mistake of this file."""
    found = {one: {name for name in CHARTS if name.startswith(one)} for one in beginnings}
    assert all(found.values()), [one for one, names in found.items() if not names]
    return set().union(*found.values())


ANSWERS = these("kit.calibration", "kit.number", "kit.order", "kit.choice")
"""Drawn from a learner's own answers: no publisher, no table, no day of checking; nothing is counted but these answers."""
RULE = {"kit.penalty"}  # the rule that scores answers: no publisher and no rows
SCORES = these("10.profile", "10.rules", "10.regret", "10.robustness", "10.order")  # the learner's own scores, or an example set
INVENTED = these("10.example", "10.room")  # numbers made up to show a rule, and called so
OWN_VALUES = these("07.tree", "07.tornado")  # the learner's own values and probabilities
NO_SOURCES = ANSWERS | RULE | these("01.phases")  # the last counts rows of `events`, which the card links with their sources
NO_TABLES = ANSWERS | RULE | OWN_VALUES | INVENTED | these("08.indices")  # indices: three invented armies
NO_DAY = ANSWERS | RULE | INVENTED
NO_NOTE = ANSWERS - {"kit.calibration"} | RULE | SCORES - these("10.robustness") | INVENTED | these("kit.two_clubs", "04.tasks", "04.scale_back", "04.command", "04.path")
"""Nothing to be careful about that the counted line or the subtitle has not said."""
COUNTED_OTHERWISE = {  # what the counted line says where "Counted:" would be wrong
    "One ": these("01.") | SCORES | INVENTED,
    "Nothing is counted here": RULE | these("03.distance", "03.shortage"),
    "Assumed": these("03.offers", "03.levers", "08.run"),
    "Counted by the brief": {"03.briefings_count"},
    "The order of the questions and the answers are assumptions": these("04.path"),
    "": ANSWERS - {"kit.calibration"},
}
EMPTY_CELLS = these("kit.paths", "01.lanes", "01.shock", "01.common", "01.three", "01.phases_thin", "03.reports", "04.where", "04.command", "04.path",
                    "07.exposure", "07.mine", "07.tree", "10.profile_empty", "10.rules")
"""Their download has cells with nothing in them, where there is nothing to say; the page shows a dash."""
NOTHING_DRAWN = {"10.profile_empty"}  # no score yet, so no mark that could speak

SEEN_IN_THE_PICTURE = these("kit.calibration", "03.proposals", "03.distance", "03.budget", "07.tools", "07.exposure", "07.agreement", "07.tree", "07.tornado_far",
                             "08.estimates", "09.loan", "10.regret", "10.order_same", "10.rivals")
WORKED_OUT = {  # sums, shares and differences; the tests of the lesson or of its model hold them to the table
    "kit.calibration": {62, 78},
    "03.proposals": {54},
    "07.tools": {77.5},
    "07.exposure": {277, 55},
    "07.agreement": {0.27, 27, 0.56},
    "07.agreement_all": {100},
    "07.tree_one": {0.9},
    "07.tree_nato": {0.1},
    "07.tree_extreme": {60},
    "06.extension": {10, 15.5},
    "09.loan": {72, 45.7, 135.7},
    "09.aid": {23, 228},
    "10.order_same": {0},
}
OURS = r"\b[Oo]ur (coding|reading|words)\b|\bis ours\b|\bI: argument\b"
CODING_BESIDE = these("kit.veto", "kit.paths", "01.", "04.tasks", "06.", "08.", "09.guarantees", "10.rivals")
"""The title states a finding; that the coding is ours stands in the subtitle, the counted line or the note."""
SHORT_WORDS = {"05.editions": "a text says '2%'", "05.clause": "a text says 'EU'"}  # as short as the labels that everybody else reads there
RULE_NAME = "best worst case"  # what a rule for choosing is called, and no praise
ELSEWHERE = {"ballots", "class_view"}  # drawn from a class's files: test_charts_ballots.py and test_class_view.py

DEFECTS: dict[str, dict[str, str]] = {}  # what the shared tests found and nobody has mended yet: a test that passes here fails


def every_chart(what: str = "") -> pytest.MarkDecorator:
    """One test for each chart; those with a known defect of this kind have to fail."""
    known = DEFECTS.get(what, {})
    return pytest.mark.parametrize("name", [
        pytest.param(name, marks=pytest.mark.xfail(strict=True, reason=f"{name}: {known[name]}")) if name in known else name for name in CHARTS
    ])


every = every_chart()
settings = pytest.mark.parametrize(("name", "values"), [(name, values) for name, all_ in STATES.items() for values in all_])

# The picture ----------------------------------------------------------------------------------------------------------


@every
def test_the_picture_keeps_the_contract(name):
    assert chart_contract.problems(spec(name)) == []


@every_chart("cut")
def test_no_text_of_the_picture_is_cut_or_covered(name):
    assert chart_contract.cut_texts(spec(name)) == []
    assert chart_contract.overlapping_texts(spec(name)) == []


@settings
def test_nor_at_other_settings_of_its_menus(name, values):
    at = spec(name, values)
    assert chart_contract.cut_texts(at) == []
    assert chart_contract.overlapping_texts(at) == []
    assert chart_contract.drawn(at).width <= WIDEST


@every
def test_the_picture_fits_the_page(name):
    assert chart_contract.drawn(spec(name)).width <= WIDEST


@every
def test_the_title_stands_in_the_picture_and_in_its_text_alternative(name):
    figure, shown = made(name), spec(name)
    assert " ".join(shown["title"]["text"]) == figure.title
    assert shown["description"].startswith(figure.title)
    assert " ".join(figure.description.split()) in shown["description"]


@every_chart("words")
def test_every_spoken_mark_has_words(name):
    assert [said for said in chart_contract.wordless_marks(spec(name)) if said != SHORT_WORDS.get(name)] == []
    assert bool(chart_contract.drawn(spec(name)).spoken) == (name not in NOTHING_DRAWN)


@settings
def test_nor_is_a_mark_without_words_at_other_settings(name, values):
    assert [said for said in chart_contract.wordless_marks(spec(name, values)) if said != SHORT_WORDS.get(name)] == []


def choices(param):
    """Values that a reader can give a parameter: every option, of a long menu the ends and the two longest; the ends of a range."""
    bind = param.get("bind")
    if not isinstance(bind, dict) or bind.get("input") not in ("select", "radio", "checkbox", "range"):
        return []
    if bind["input"] == "checkbox":
        return [True, False]
    if bind["input"] == "range":
        return [bind["min"], bind["max"]]
    options = bind["options"]
    if len(options) <= 10:
        return options
    labels = [str(label) for label in bind.get("labels") or options]
    longest = sorted(range(len(options)), key=lambda i: len(labels[i]))[-2:]
    return [options[i] for i in sorted({0, len(options) - 1, *longest})]


@every_chart("options")
def test_every_option_of_every_menu_keeps_the_picture_whole(name):
    found = {}
    for param in chart_contract.params(spec(name)):
        for value in choices(param):
            at = spec(name, {param["name"]: value})
            wrong = [*chart_contract.cut_texts(at), *chart_contract.overlapping_texts(at)]
            if wrong or chart_contract.drawn(at).width > WIDEST:
                found[param["name"], str(value)] = wrong or chart_contract.drawn(at).width
    assert found == {}


# The outputs ----------------------------------------------------------------------------------------------------------


@every
def test_making_it_again_gives_the_same_outputs(name):
    assert made(name).outputs() == chart_registry.again(name).outputs()


@every
def test_two_outputs_picture_first_then_words(name):
    picture, words = made(name).outputs()
    assert picture["output_type"] == words["output_type"] == "display_data"
    assert V5 in picture["data"] and "text/html" not in picture["data"]
    assert set(words["data"]) == {"text/html", "text/plain"}


@every
def test_the_words_hold_insight_badge_table_description_and_sources_without_a_heading(name):
    figure = made(name)
    shown = figure.html()
    page = Page(shown)
    assert page.summaries[0] == f"Table: {figure.title}"
    assert page.summaries[1] == "Longer description"
    if figure.sources or figure.tables:  # a learner's own answers and a rule have no publisher
        assert page.summaries[2].startswith("Sources and data")
    else:
        assert len(page.summaries) == 2
    assert not [tag for tag in page.tags if re.fullmatch(r"h\d", tag)]
    assert not {"style", "script", "iframe", "img"} & set(page.tags), "Lab's sanitizer would drop these"
    assert (figure.badge or evidence.badge(figure.label)) in shown
    assert html.escape(figure.insight) in shown
    assert figure.insight in figure.text() and figure.title in figure.text()
    assert not re.search(r"\b(nan|nat|undefined|null)\b", f"{shown} {figure.text()}".lower())


@every
def test_the_table_twin_shows_every_row_with_headers_that_a_screen_reader_can_use(name):
    figure = made(name)
    page = Page(figure.html())
    assert page.rows[0] == [str(column) for column in figure.table.columns]
    assert len(page.rows) == 1 + len(figure.table) > 1
    assert page.scopes == ["col"] * len(figure.table.columns) + ["row"] * len(figure.table)
    assert all(cell.strip() and cell != "None" for row in page.rows for cell in row), "an empty cell says nothing to a screen reader"
    assert "caption" in page.tags
    if name not in EMPTY_CELLS:
        assert all(str(cell).strip() for row in figure.table.itertuples(index=False) for cell in row)


@every
def test_the_download_holds_the_same_table(name):
    figure = made(name)
    link = next(link for link in Page(figure.html()).links if "download" in link)
    assert link["download"] == f"{figure.name}.csv"
    rows = list(csv.reader(io.StringIO(unquote(link["href"].removeprefix("data:text/csv;charset=utf-8,")).removeprefix("\ufeff"))))
    width = len(figure.table.columns)
    assert rows[0][:width] == [str(column) for column in figure.table.columns] and len(rows) == 1 + len(figure.table)
    assert all(len(row) == len(rows[0]) for row in rows)
    assert [row[:width] for row in rows] == list(csv.reader(io.StringIO(figure.csv())))
    said = dict(zip(rows[0][width:], rows[1][width:], strict=True))
    known = {"Figure: evidence", "Figure: sources", "Figure: rows checked", "Figure: title", "Figure: how to read it", "Figure: addresses", "Row: evidence", "Row: sources"}
    assert set(said) <= known, "a file travels without its page"
    assert said.get("Figure: evidence") or all(figure.row_labels), "every row says how sure it is"
    assert said["Figure: title"] == figure.title and said.get("Figure: rows checked", "") == str(figure.as_of)
    assert said.get("Figure: sources", "") == "; ".join(dict.fromkeys(figure.sources)), "all ids, and nothing that is “below”"
    assert said.get("Figure: addresses", "") == "; ".join(f"{one} = {evidence.source(one).url}" for one in dict.fromkeys(figure.sources) if evidence.source(one).url)
    assert {one for row in figure.row_sources for one in tables.split(row)} <= set(figure.sources), "a row cites what the figure cites"
    assert "below" not in said.get("Figure: sources", "")


# The journalist's questions -------------------------------------------------------------------------------------------


@every
def test_sources_and_tables_exist_and_can_be_opened(name):
    figure = made(name)
    shown = figure.html()
    for one in figure.sources:
        assert evidence.source(one).id == one and evidence.source(one).tier != "D" and evidence.cite([one])
    assert "course-2026-unconfirmed" not in figure.sources
    for one in figure.tables:
        assert one in tables.names() and f'href="../data/{one}.csv"' in shown
    assert bool(figure.sources) == (name not in NO_SOURCES)
    assert bool(figure.tables) == (name not in NO_TABLES)


@every
def test_a_reader_is_told_what_is_counted_and_what_to_be_careful_about(name):
    figure = made(name)
    begins = next((words for words, names in COUNTED_OTHERWISE.items() if name in names), "Counted:")
    assert figure.counted.startswith(begins) and (figure.counted or name in ANSWERS)
    assert bool(figure.note) == (name not in NO_NOTE)


@every_chart("day")
def test_a_reader_is_told_on_which_day_the_rows_were_checked(name):
    assert str(made(name).as_of) == ("" if name in NO_DAY else CHECKED)


def numbers(text: str) -> set[float]:
    """The numbers of a text; 1,000 is one number."""
    return {float(found) for found in re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3}\b)", "", text))}


def cells(name: str) -> set[float]:
    """The numbers in the cells of the table behind a chart."""
    return set().union(*(numbers(cell) for row in csv.reader(io.StringIO(made(name).csv())) for cell in row))


@every_chart("insight")
def test_every_number_of_the_insight_can_be_found_in_the_figure(name):
    """It stands in the title, the counted line, the description or the table, or it counts the table's rows or columns."""
    figure = made(name)
    there = numbers(" ".join([figure.title, figure.counted, figure.description, str(len(figure.table)), str(figure.table.shape[1] - 1)])) | cells(name)
    if name in SEEN_IN_THE_PICTURE:
        there |= numbers(" ".join([figure.note, figure.subtitle, *chart_registry.said(name)]))
    assert sorted(numbers(figure.insight) - there - WORKED_OUT.get(name, set())) == []


@every_chart("cause")
def test_no_figure_says_that_one_thing_caused_another_or_what_is_best(name):
    figure = made(name)
    words = f"{figure.title} {figure.insight} {figure.note}".lower().replace(RULE_NAME, "")
    assert not re.search(r"\b(because of|caused by|led to|thanks to|best|optimal)\b", words)


@every_chart("coding")
def test_an_assumption_a_score_or_our_coding_says_so(name):
    """Figure refuses the first two without their words; the third may stand beside the title only where a chart is named."""
    figure = made(name)
    letter = figure.label.letter
    assert letter != "A" or "assumption" in figure.title
    assert letter != "S" or "your score" in figure.title
    beside = " ".join([figure.subtitle, figure.counted, figure.note]) if name in CODING_BESIDE else ""
    assert letter != "I" or re.search(r"\b[Oo]ur (coding|reading|division)\b", figure.title) or re.search(OURS, beside)


# The registry itself --------------------------------------------------------------------------------------------------


def charts_of_the_course() -> dict[str, object]:
    """Every public function of the package `charts` that returns a Figure, by its place."""
    found = {}
    for info in pkgutil.iter_modules(charts.__path__):
        room = importlib.import_module(f"eunato.charts.{info.name}")
        for name, one in inspect.getmembers(room, inspect.isfunction):
            if one.__module__ == room.__name__ and not name.startswith("_") and one.__annotations__.get("return") == "Figure":
                found[f"{info.name}.{name}"] = one
    return found


def test_every_chart_of_the_course_is_in_the_registry():
    named = [node for node in ast.walk(ast.parse(inspect.getsource(chart_registry))) if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    used = {id(getattr(vars(chart_registry).get(node.value.id), node.attr, None)) for node in named}
    missing = [place for place, one in charts_of_the_course().items() if id(one) not in used and place.split(".")[0] not in ELSEWHERE]
    assert missing == [], "add them to tests/chart_registry.py"
    assert len(charts_of_the_course()) > 70


def test_settings_are_of_charts_in_the_registry():
    assert set(STATES) <= set(CHARTS) and all(STATES.values())
    assert set(WORKED_OUT) | {name for names in DEFECTS.values() for name in names} <= set(CHARTS)
