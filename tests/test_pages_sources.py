"""The list "figures in the text": every figure of a lesson's prose can be followed from the page itself."""

from __future__ import annotations

import re

import pytest
from course_notebooks import lessons, notes

from eunato import tables
from eunato.learning import pages_sources


@pytest.mark.parametrize("book", lessons(), ids=str)
def test_each_figure_of_the_text_is_listed_with_a_way_to_follow_it(book) -> None:
    rows = pages_sources.figures(book.lesson).rows
    listed = {row.figure for row in rows}
    for cell in book.markdown():
        for figure, spec in notes(cell).get("numbers", {}).items():
            assert spec == "course" or any(figure in one for one in listed), f"{figure} of cell {cell.id} is not listed"
    for row in rows:
        assert row.part
        assert row.label in {"D", "E", "A", "I", "S", ""}
        assert "<a " in row.behind or "claim" in row.behind or "from figures" in row.behind or "no address known" in row.behind, f"{row.figure}: {row.behind} leads nowhere"


def test_a_figure_from_a_table_links_the_source_and_the_row() -> None:
    row = next(row for row in pages_sources.figures("09").rows if re.search(r"\b60\b", row.figure))
    assert 'href="../data/usl.csv"' in row.behind
    assert "row military" in row.behind
    assert row.label == next(one for one in tables.records("usl") if one["record_id"] == "military")["evidence"]


def test_a_figure_inside_a_longer_one_is_listed_once() -> None:
    figures = [row.figure for row in pages_sources.figures("09").rows]
    assert sum("500 million" in one for one in figures) == 1
    assert not any(re.search(r"\b500\b(?! million)", one) for one in figures)


def test_a_date_that_corrects_the_brief_is_not_credited_to_the_brief() -> None:
    row = next(row for row in pages_sources.figures("06").rows if "8 December 1998" in row.figure)
    assert row.label == "D"
    assert "The brief, claim" not in row.behind
    assert "<a " in row.behind


@pytest.mark.parametrize("book", lessons(), ids=str)
def test_what_came_after_the_brief_is_not_credited_to_it(book) -> None:
    later = [row for row in pages_sources.figures(book.lesson).rows if row.part == "After the brief"]
    assert not [row.figure for row in later if "The brief, claim" in row.behind and "Article" not in row.figure]


def test_the_list_is_closed_captioned_and_has_headers() -> None:
    page = pages_sources.figures("02")._repr_html_()
    assert page.count("<details") == 1
    assert "<details open" not in page
    assert "<caption" in page
    assert len(re.findall(r'<th scope="col">', page)) == 3
    assert page.count("<tbody>") == page.count('scope="rowgroup"')


def test_an_unknown_lesson_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="There is no lesson '77'"):
        pages_sources.figures("77")
