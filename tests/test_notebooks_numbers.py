"""No orphan numbers: each figure in a lesson's prose has a row, a claim or arithmetic behind it, and says the same."""

from __future__ import annotations

import nbformat
import pytest
from course_notebooks import ROOT, Book, lessons
from prose_numbers import Resolver, Unresolved, figures, orphans, problems, wanting


@pytest.mark.parametrize("book", lessons(), ids=str)
def test_each_figure_in_the_prose_has_a_row_behind_it(book: Book) -> None:
    found = problems(book, Resolver())
    if found:
        pytest.fail("\n".join(found), pytrace=False)


# -- the resolver itself ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def resolver() -> Resolver:
    import pandas as pd

    tables = {
        "countries": pd.DataFrame({"iso3": ["AUT", "MLT", "USA"], "eu_member": [True, True, False], "pfp_since": ["1995-02-10", "1995-04", ""], "population": [9_200_000, 560_000, 340_000_000]}),
        "claims": pd.DataFrame({"claim_id": ["C11", "C31"], "claim": ["325 cross-briefings, 2016–2025", "Albright's speech"], "record_note": ["", "Held on 8 December 1998"]}),
        "sources": pd.DataFrame({"source_id": ["nato-2003", "rumour"], "read": ["full", "not_read"]}),
        "spending": pd.DataFrame({"iso3": ["EU", "EU"], "year": ["2024", "2025"], "value": [343.2, 381.0]}),
        "shares": pd.DataFrame({"id": ["qmv"], "share": [0.35], "amount": [90_000_000_000]}),
    }
    keys = {"countries": ("iso3",), "spending": ("iso3", "year"), "shares": ("id",)}
    return Resolver(load=lambda name: tables[name], key=lambda name: keys[name])


@pytest.mark.parametrize(("name", "spec"), [
    ("325", "claim:C11"), ("2016", "claim:C11"), ("8 December 1998", "claim:C31"),
    ("1995", "table:countries[AUT].pfp_since"), ("10", "table:countries[AUT].pfp_since"),
    ("343.2", "table:spending[EU, 2024].value"), ("343", "table:spending[EU, 2024].value"), ("€381 bn", "table:spending[EU, 2025].value"),
    ("724", "sum:spending[iso3 == 'EU'].value"), ("9,200,000", "table:countries[AUT].population"), ("9.2 million", "table:countries[AUT].population"),
    ("35%", "table:shares[qmv].share"), ("90 bn", "table:shares[qmv].amount"), ("2003", "source:nato-2003"), ("12", "course"),
])
def test_a_right_figure_resolves(resolver: Resolver, name: str, spec: str) -> None:
    resolver.check(name, spec, {})


@pytest.mark.parametrize(("name", "spec", "said"), [
    ("326", "claim:C11", "claim C11 says"), ("325", "claim:C99", "not in claims.csv"),
    ("12", "count:countries[eu_member]", "gives 2"), ("1996", "table:countries[AUT].pfp_since", "1995-02-10"),
    ("344", "table:spending[EU, 2024].value", "gives 343.2"), ("343.3", "table:spending[EU, 2024].value", "gives 343.2"),
    ("36%", "table:shares[qmv].share", "gives 0.35"), ("91 bn", "table:shares[qmv].amount", "gives 90000000000"),
    ("11", "table:countries[XYZ].population", "no row XYZ"), ("11", "table:countries[AUT].height", "no column height"),
    ("11", "table:spending[EU].value", "iso3 + year"), ("725", "sum:spending[year > '2000'].value", "gives 724.2"),
    ("11", "count:nowhere", "cannot be read"), ("11", "count:countries[nonsense ==]", "cannot be asked"),
    ("2003", "source:nobody", "not in sources.csv"), ("2003", "source:rumour", "nobody has read"),
    ("11", "somewhere", "write claim:ID"), ("11", "claim:", "write claim:ID"),
])
def test_a_wrong_figure_fails_and_says_why(resolver: Resolver, name: str, spec: str, said: str) -> None:
    with pytest.raises(Unresolved, match="(?s)" + __import__("re").escape(said)):
        resolver.check(name, spec, {})


def test_a_count_is_counted(resolver: Resolver) -> None:
    resolver.check("2", "count:countries[eu_member]", {})
    resolver.check("3", "count:countries", {})


def test_arithmetic_is_done_and_its_figures_need_rows_too(resolver: Resolver) -> None:
    numbers = {"36": "= 27 + 32 - 23", "27": "course", "32": "course", "23": "course", "0.81": "= 0.9 ** 2", "0.9": "course", "37": "= 27 + 10"}
    resolver.check("36", numbers["36"], numbers)
    resolver.check("0.81", numbers["0.81"], numbers)
    with pytest.raises(Unresolved, match="gives 36"):
        resolver.check("35", "= 27 + 32 - 23", numbers)
    with pytest.raises(Unresolved, match="10 has no row behind it"):
        resolver.check("37", numbers["37"], numbers)
    with pytest.raises(Unresolved, match="from itself"):
        resolver.check("40", "= 41 - 1", {"40": "= 41 - 1", "41": "= 40 + 1"})
    with pytest.raises(Unresolved, match="no plain arithmetic"):
        resolver.check("40", "= open('x')", {})


def test_a_wrong_figure_deeper_in_the_arithmetic_fails(resolver: Resolver) -> None:
    with pytest.raises(Unresolved, match="claim C11 says"):
        resolver.check("400", "= 326 + 74", {"400": "= 326 + 74", "326": "claim:C11", "74": "course"})


def test_figures_are_found_as_readers_write_them() -> None:
    assert [f.text for f in figures("€381 bn, 9,200,000 people, 3.5% and 1 in 8")] == ["381", "9,200,000", "3.5", "1", "8"]
    assert wanting("On 8 December 1998 there were 16.") == ["1998", "16"]


@pytest.mark.parametrize("text", [
    "Lesson 02 and lessons 03 to 10 follow; 06 is about rules.", "[the exercise](../exercises/02_x_exercise.ipynb)", "`year > 2004`", "Claim C11, rubric R12.",
    "See https://example.org/2025/1106 for more.", "One of 5 or 7.", "<span style='width: 120px'>x</span>",
])
def test_what_needs_no_row(text: str) -> None:
    assert wanting(text) == []


def test_figures_that_nothing_covers_are_orphans() -> None:
    assert orphans("23 of 36, and 2003; 236 stays.", ["23", "36"]) == ["2003", "236"]
    assert orphans("On 8 December 1998, then in 1999.", ["8 December 1998"]) == ["1999"]
    assert orphans("About €381 bn and 1,381.", ["€381 bn"]) == ["1,381"]


def test_the_failure_names_lesson_cell_and_figure(resolver: Resolver) -> None:
    cell = nbformat.v4.new_markdown_cell("There are 36, and 12.", id="bite-1", metadata={"eunato": {"numbers": {"36": "count:countries"}}})
    book = Book(ROOT / "notebooks" / "02_example.ipynb", nbformat.v4.new_notebook(cells=[cell]), "work")
    assert [line.split(";")[0] for line in problems(book, resolver)] == ["lesson 02, cell bite-1: 12 has no row behind it",
                                                                      "lesson 02, cell bite-1: 36 stands in the text, but count:countries gives 3"]
