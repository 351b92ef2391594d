"""tables.py: what it loads, and that each error names file, row, column, what stood there and what is allowed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from eunato import course, tables
from eunato.tables import Library, TableError

SCHEMA = """
common:
  note: {type: text, description: A remark.}
tables:
  rivers:
    title: Rivers
    row: one river
    key: [river_id]
    licence: CC0
    definitions: [Length is counted from the source.]
    missing: [Rivers under ground.]
    sources: A made-up atlas.
    columns:
      river_id: {type: code, required: true, pattern: '[a-z]+', description: Id.}
      kind: {type: code, required: true, allowed: {wet: carries water, dry: ''}, description: Sort.}
      states: {type: codes, allowed: [AUT, DEU], description: States on it.}
      tidal: {type: bool, required: true, description: Has tides.}
      since: {type: date, description: First map.}
      told: {type: partial_date, description: First named.}
      bridges: {type: integer, minimum: 0, unit: bridges, description: Bridges.}
      length: {type: number, unit: km, maximum: 9000, description: Length.}
      words: {type: text, max_words: 3, description: A motto.}
      feeds: {type: code, references: rivers.river_id, description: River that it joins.}
  spending:
    title: Spending
    row: one state and year in one series
    key: [state, year, series]
    common: false
    columns:
      state: {type: code, required: true, description: State.}
      year: {type: integer, required: true, description: Year.}
      series:
        type: code
        required: true
        allowed: {core: core defence only, wide: with pensions}
        description: Definition.
      share: {type: number, unit: '% of GDP', description: Share.}
"""
HEAD = "river_id,kind,states,tidal,since,told,bridges,length,words,feeds,note"
GOOD = "inn,wet,AUT;DEU,false,1850-02-28,1850-02,7,518.5,cold and clear,,\n"


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    """A library of two made-up tables in a temporary folder named data."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "tables.yml").write_text(SCHEMA, encoding="utf-8")
    (folder / "rivers.csv").write_text(f"{HEAD}\n{GOOD}", encoding="utf-8")
    (folder / "spending.csv").write_text("state,year,series,share\nAAA,2025,core,2.0\nAAA,2025,wide,2.6\nBBB,2025,core,1.5\n", encoding="utf-8")
    return Library(folder)


def rivers(shelf: Library, *rows: str, head: str = HEAD) -> None:
    """Write the rows of rivers.csv."""
    (shelf.folder / "rivers.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def error(shelf: Library, *rows: str, head: str = HEAD) -> TableError:
    """The error that loading these rows raises."""
    rivers(shelf, *rows, head=head)
    with pytest.raises(TableError) as caught:
        shelf.load("rivers")
    return caught.value


# -- loading ----------------------------------------------------------------------------------------------------------


def test_cells_get_their_types(shelf: Library) -> None:
    row = shelf.load("rivers").iloc[0]
    assert row["tidal"] == False and row["bridges"] == 7 and row["length"] == 518.5  # noqa: E712
    assert row["since"] == pd.Timestamp(1850, 2, 28)
    assert row["told"] == "1850-02" and row["feeds"] == "" and row["note"] == ""


def test_an_empty_cell_is_no_value_and_no_word(shelf: Library) -> None:
    rivers(shelf, GOOD.strip(), "gail,dry,,true,,,,,,,")
    frame = shelf.load("rivers").set_index("river_id")
    assert pd.isna(frame.loc["gail", "bridges"]) and pd.isna(frame.loc["gail", "length"]) and pd.isna(frame.loc["gail", "since"])
    assert frame.loc["gail", "states"] == "" and tables.split(frame.loc["gail", "states"]) == ()
    assert frame["bridges"].sum() == 7


def test_a_loaded_table_can_be_changed_without_harm(shelf: Library) -> None:
    first = shelf.load("rivers")
    first.loc[0, "length"] = 1.0
    assert shelf.load("rivers").loc[0, "length"] == 518.5


def test_a_table_is_read_once_and_again_when_the_file_changes(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    reads = []
    original = Library._read
    monkeypatch.setattr(Library, "_read", lambda self, name: reads.append(name) or original(self, name))
    shelf.load("rivers"), shelf.load("rivers"), shelf.records("rivers")
    assert reads == ["rivers"]
    rivers(shelf, GOOD.strip(), "gail,dry,,true,,,,,,,")
    assert len(shelf.load("rivers")) == 2


def test_a_spreadsheets_byte_order_mark_does_no_harm(shelf: Library) -> None:
    (shelf.folder / "rivers.csv").write_bytes(b"\xef\xbb\xbf" + f"{HEAD}\r\n{GOOD.strip()}\r\n".encode())
    assert list(shelf.load("rivers")["river_id"]) == ["inn"]


def test_tables_of_other_files_are_added(shelf: Library) -> None:
    (shelf.folder / "tables.d").mkdir()
    (shelf.folder / "tables.d" / "lakes.yml").write_text("tables: {lakes: {title: Lakes, row: one lake, key: [lake], columns: {lake: {type: code, description: Id.}}}}")
    (shelf.folder / "lakes.csv").write_text("lake,note\ncomo,\n")
    again = Library(shelf.folder)
    assert again.names() == ("lakes", "rivers", "spending")
    assert list(again.load("lakes").columns) == ["lake", "note"]


# -- series -----------------------------------------------------------------------------------------------------------


def test_series_with_different_definitions_must_be_named(shelf: Library) -> None:
    with pytest.raises(TableError, match=r"core \(core defence only\); wide \(with pensions\).*series='core'"):
        shelf.load("spending")


def test_one_series_or_several_named_ones(shelf: Library) -> None:
    assert list(shelf.load("spending", series="core")["share"]) == [2.0, 1.5]
    assert len(shelf.load("spending", series=("core", "wide"))) == 3
    assert set(shelf.load("spending", series="wide")["series"]) == {"wide"}


def test_an_unknown_series_gets_a_near_match(shelf: Library) -> None:
    with pytest.raises(TableError, match="no series 'cores'. Did you mean core?"):
        shelf.load("spending", series="cores")
    with pytest.raises(TableError, match="no series named"):
        shelf.load("spending", series=())


def test_a_table_without_series_takes_none(shelf: Library) -> None:
    with pytest.raises(TableError, match="rivers has no series"):
        shelf.load("rivers", series="core")


# -- errors in the file -----------------------------------------------------------------------------------------------


def test_missing_file(shelf: Library) -> None:
    (shelf.folder / "rivers.csv").unlink()
    with pytest.raises(TableError, match=r"data/rivers\.csv is missing.*spending"):
        shelf.load("rivers")
    assert shelf.names() == ("spending",)


def test_missing_schema(tmp_path: Path) -> None:
    with pytest.raises(TableError, match=r"tables\.yml is missing"):
        Library(tmp_path).names()


def test_unknown_table_with_near_matches(shelf: Library) -> None:
    with pytest.raises(TableError, match=r"no table 'river'\. Did you mean rivers\? Tables: rivers, spending"):
        shelf.load("river")


def test_missing_column_names_what_is_there(shelf: Library) -> None:
    wrong = error(shelf, "inn", head="river")
    assert (wrong.file, wrong.row, wrong.column) == ("data/rivers.csv", 1, "river_id")
    assert "Did you mean river?" in str(wrong) and "Columns there: river" in str(wrong)


def test_a_column_nobody_described(shelf: Library) -> None:
    wrong = error(shelf, GOOD.strip() + ",x", head=HEAD + ",colour")
    assert wrong.column == "colour" and "not described" in str(wrong)
    assert "there twice" in str(error(shelf, GOOD.strip() + ",x", head=HEAD + ",note"))


CELLS = {
    "unknown code": ("kind", "wett", "wet, dry", "Did you mean wet?"),
    "unknown code among several": ("states", "AUT;DAU", "AUT, DEU", "found 'DAU'"),
    "the same code twice": ("states", "AUT;AUT", "each code once", "found 'AUT;AUT'"),
    "a blank between codes": ("states", "AUT; DEU", "", "found ' DEU'"),
    "bad boolean": ("tidal", "yes", "true or false", "found 'yes'"),
    "capital boolean": ("tidal", "TRUE", "true or false", "found 'TRUE'"),
    "bad date": ("since", "28.02.1850", "a date such as 2004-05-01", "found '28.02.1850'"),
    "a day that does not exist": ("since", "1850-02-30", "a date such as 2004-05-01", "found '1850-02-30'"),
    "bad partial date": ("told", "1850-13", "a date such as 2004-05-01, 2004-05 or 2004", "found '1850-13'"),
    "not a whole number": ("bridges", "7.5", "a whole number such as 27", "found '7.5'"),
    "below the minimum": ("bridges", "-1", "at least 0", "found '-1'"),
    "not a number": ("length", "518,5 km", "a number such as 3.5", "found '518,5 km'"),
    "above the maximum": ("length", "9001", "at most 9000", "found '9001'"),
    "no number at all": ("length", "nan", "a number such as 3.5", "found 'nan'"),
    "too many words": ("words", "one two three four", "at most 3 words", "found '4 words'"),
    "pattern": ("river_id", "Inn", "[a-z]+", "found 'Inn'"),
    "required": ("kind", "", "wet, dry", "the cell is empty"),
    "blank at the end": ("words", "cold ", "no blank at the start or end", "found 'cold '"),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_wrong_cell_names_file_row_column_and_what_is_allowed(shelf: Library, name: str) -> None:
    column, text, allowed, said = CELLS[name]
    good = dict(zip(HEAD.split(","), GOOD.strip().split(","), strict=True))
    cells = [f'"{value}"' for value in {**good, "river_id": "gail", column: text}.values()]
    wrong = error(shelf, GOOD.strip(), ",".join(cells))
    assert str(wrong).startswith(f"data/rivers.csv, row 3, column {column}: "), str(wrong)
    assert allowed in (wrong.allowed or "") and said in str(wrong)
    assert (wrong.file, wrong.row, wrong.column) == ("data/rivers.csv", 3, column)


def test_a_key_stands_once(shelf: Library) -> None:
    wrong = error(shelf, GOOD.strip(), "gail,dry,,true,,,,,,,", GOOD.strip())
    assert str(wrong) == "data/rivers.csv, row 4, column river_id: 'inn' stands already in row 2; allowed: each key once."


def test_a_key_of_several_columns(shelf: Library) -> None:
    (shelf.folder / "spending.csv").write_text("state,year,series,share\nAAA,2025,core,2.0\nAAA,2025,core,2.1\n")
    with pytest.raises(TableError, match=r"row 3, column state \+ year \+ series: 'AAA \+ 2025 \+ core' stands already in row 2"):
        shelf.load("spending", series="core")


def test_a_comma_too_many(shelf: Library) -> None:
    wrong = error(shelf, GOOD.strip() + ",x")
    assert "row 2: 12 cells, expected 11" in str(wrong) and "quotation marks" in str(wrong)


def test_a_file_in_another_encoding(shelf: Library) -> None:
    (shelf.folder / "rivers.csv").write_bytes(f"{HEAD}\ninn,wet,,true,,,,,schön,,\n".encode("latin-1"))
    with pytest.raises(TableError, match=r"rivers\.csv, line 2: not UTF-8"):
        shelf.load("rivers")


def test_an_open_quotation_mark(shelf: Library) -> None:
    assert "not readable as CSV" in str(error(shelf, 'inn,wet,,true,,,,,"cold,,'))


# -- problems: references, and all errors at once ---------------------------------------------------------------------


def test_problems_lists_every_error_and_follows_references(shelf: Library) -> None:
    rivers(shelf, "inn,wett,,no,,,,,,donau,", "gail,dry,,true,,,,,,inn,")
    said = [str(problem) for problem in shelf.problems("rivers")]
    assert len(said) == 3
    assert any("row 2, column feeds: 'donau' is not in rivers.csv, column river_id" in s for s in said)
    rivers(shelf, GOOD.strip(), "gail,dry,,true,,,,,,inn,")
    assert shelf.problems("rivers") == []


def test_problems_of_a_missing_file_are_said_not_raised(shelf: Library) -> None:
    (shelf.folder / "rivers.csv").unlink()
    assert ["missing" in str(problem) for problem in shelf.problems("rivers")] == [True]


# -- errors in the description ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "said"),
    [
        ("{type: word, description: Id.}", "type 'word'; allowed: text, code"),
        ("{type: code, allowed: {yes: '', no: ''}, description: Id.}", "without quotation marks"),
    ],
)
def test_a_wrong_description_is_said(tmp_path: Path, column: str, said: str) -> None:
    (tmp_path / "tables.yml").write_text(f"tables: {{lakes: {{key: [lake], columns: {{lake: {column}}}}}}}")
    with pytest.raises(TableError, match=said):
        Library(tmp_path).info("lakes")


def test_a_table_described_twice_or_with_a_false_key(shelf: Library) -> None:
    (shelf.folder / "tables.d").mkdir()
    (shelf.folder / "tables.d" / "x.yml").write_text("tables: {rivers: {key: [a], columns: {a: {type: code}}}}")
    with pytest.raises(TableError, match="describes table rivers a second time"):
        Library(shelf.folder).names()
    (shelf.folder / "tables.d" / "x.yml").write_text("tables: {lakes: {key: [b], columns: {a: {type: code}}}}")
    with pytest.raises(TableError, match="key 'b', which is no column"):
        Library(shelf.folder).names()
    (shelf.folder / "tables.d" / "x.yml").write_text("tables: [")
    with pytest.raises(TableError, match=r"tables\.d/x\.yml is not readable YAML"):
        Library(shelf.folder).names()


# -- describe ---------------------------------------------------------------------------------------------------------


def test_describe_says_what_a_learner_needs(shelf: Library) -> None:
    info = shelf.describe("rivers")
    for shown in (str(info), info._repr_html_()):
        for words in ("Rivers", "one river", "km", "Length is counted from the source.", "Rivers under ground.", "CC0", "A made-up atlas."):
            assert words in shown, words
    assert info.n_rows == 1 and info.column("length").unit == "km"
    html = info._repr_html_()
    assert "<caption>" in html and "scope='col'" in html and "scope='row'" in html
    with pytest.raises(TableError, match="no column 'lenght'. Did you mean length?"):
        info.column("lenght")


def test_describe_escapes_what_stands_in_the_schema(tmp_path: Path) -> None:
    (tmp_path / "tables.yml").write_text("tables: {t: {title: '<b>x</b>', row: one, key: [a], common: false, columns: {a: {type: text, description: '<script>'}}}}")
    (tmp_path / "t.csv").write_text("a\n1\n")
    html = Library(tmp_path).describe("t")._repr_html_()
    assert "<script>" not in html and "&lt;b&gt;" in html


# -- the course's own -------------------------------------------------------------------------------------------------


def test_the_courses_tables_answer_by_name() -> None:
    assert {"countries", "statements", "sources", "claims", "glossary"} <= set(tables.names())
    assert tables.describe("countries").n_rows == len(tables.load("countries"))
    assert tables.info("countries").key == ("iso3",)


def test_errors_never_print_a_path_of_this_machine(monkeypatch: pytest.MonkeyPatch, shelf: Library) -> None:
    monkeypatch.setattr(course, "DATA", shelf.folder)
    assert tables.names() == ("rivers", "spending")
    rivers(shelf, "Inn,wet,,true,,,,,,,")
    with pytest.raises(TableError) as caught:
        tables.load("rivers")
    assert str(shelf.folder) not in str(caught.value) and not re.search(r"/tmp|/home|/work", str(caught.value))


def test_importing_tables_and_evidence_stays_light() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "import eunato.tables, eunato.evidence, sys; print([m for m in ('pandas', 'yaml', 'altair', 'pandera') if m in sys.modules])"],
        capture_output=True, text=True, check=True, env={"PYTHONPATH": str(course.ROOT / "src"), "PATH": ""},
    )  # fmt: skip
    assert said.stdout.strip() == "[]", said.stdout
