"""Load a table of the course: typed, checked, cached; say what is wrong, in which file, row and column.

What a table must look like stands in one place, `data/tables.yml` (and `data/tables.d/*.yml`, read after it).
This module, `data/README.md` and the full schema tests all read it there.

`load` checks what stands in the file itself: the columns, each cell's type and code, the key.
`problems` also follows every reference to another table; the tests call it, a lesson does not need to.
pandas is imported only when a DataFrame is asked for, so that importing this module stays fast.
"""

from __future__ import annotations

import csv
import difflib
import html
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eunato import course

if TYPE_CHECKING:
    import pandas as pd

TYPES = ("text", "code", "codes", "bool", "date", "partial_date", "integer", "number")
"""text: words; code: one of `allowed` or of a pattern; codes: several, joined by ';'; date: YYYY-MM-DD;
partial_date: YYYY, YYYY-MM or YYYY-MM-DD."""

_PARTIAL = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
_SHOWN = 8
"""How many allowed values an error lists before it says how many more there are."""


class TableError(ValueError):
    """A table cannot be used. The message names file, row, column, what stood there and what is allowed.

    The parts are kept as attributes (`file`, `row`, `column`, `found`, `allowed`); those that do not apply are None.
    `row` counts as a spreadsheet does: the header is row 1.
    """

    def __init__(
        self,
        message: str,
        *,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
        found: str | None = None,
        allowed: str | None = None,
    ) -> None:
        super().__init__(message)
        self.file, self.row, self.column, self.found, self.allowed = file, row, column, found, allowed


@dataclass(frozen=True)
class Column:
    """One column of a table, as `data/tables.yml` describes it."""

    name: str
    type: str
    description: str
    unit: str = ""
    required: bool = False
    allowed: tuple[str, ...] = ()
    meanings: dict[str, str] = field(default_factory=dict)
    pattern: str = ""
    max_words: int = 0
    minimum: float | None = None
    maximum: float | None = None
    references: str = ""

    @property
    def expects(self) -> str:
        """What may stand in a cell of this column, in words."""
        if self.allowed:
            shown = ", ".join(self.allowed[:_SHOWN])
            more = len(self.allowed) - _SHOWN
            words = shown + (f" and {more} more" if more > 0 else "")
            return words + (" (several joined by ';')" if self.type == "codes" else "")
        words = {
            "bool": "true or false",
            "date": "a date such as 2004-05-01",
            "partial_date": "a date such as 2004-05-01, 2004-05 or 2004",
            "integer": "a whole number such as 27",
            "number": "a number such as 3.5",
            "codes": "codes joined by ';'",
            "code": "a code",
            "text": "words",
        }[self.type]
        if self.pattern:
            words += f" of the form {self.pattern}"
        if self.minimum is not None:
            words += f", at least {self.minimum:g}"
        if self.maximum is not None:
            words += f", at most {self.maximum:g}"
        if self.max_words:
            words += f", at most {self.max_words} words"
        return words


@dataclass(frozen=True)
class TableInfo:
    """What a table holds: shown as a small page in a notebook, as plain text elsewhere."""

    name: str
    title: str
    row: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    licence: str = ""
    definitions: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    sources: str = ""
    n_rows: int | None = None

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)

    def column(self, name: str) -> Column:
        """The column of this name; TableError with near matches when there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise TableError(
            f"Table {self.name} has no column {name!r}.{_near(name, self.column_names)}",
            column=name,
            allowed=", ".join(self.column_names),
        )

    def __str__(self) -> str:
        lines = [f"{self.title} ({self.name}.csv)", f"One row is {self.row}."]
        if self.n_rows is not None:
            lines.append(f"Rows: {self.n_rows}. Key: {', '.join(self.key)}.")
        lines += [
            f"  {c.name}: {c.description}" + (f" Unit: {c.unit}." if c.unit else "") for c in self.columns
        ]
        for title, items in self._parts():
            lines.append(f"{title}: " + " ".join(items))
        return "\n".join(lines)

    __repr__ = __str__

    def _parts(self) -> list[tuple[str, tuple[str, ...]]]:
        parts = [
            ("Source", (self.sources,) if self.sources else ()),
            ("Licence", (self.licence,) if self.licence else ()),
            ("Definitions and their changes", self.definitions),
            ("Missing", self.missing),
        ]
        return [(title, items) for title, items in parts if items]

    def _repr_html_(self) -> str:
        e = html.escape
        rows = "".join(
            f"<tr><th scope='row' style='text-align:left'>{e(c.name)}</th><td style='text-align:left'>"
            f"{e(c.description)}</td><td style='text-align:left'>{e(c.unit or '–')}</td>"
            f"<td style='text-align:left'>{e(_codes_in_words(c))}</td></tr>"
            for c in self.columns
        )
        parts = "".join(
            f"<p><strong>{e(title)}.</strong> {e(' '.join(items))}</p>" for title, items in self._parts()
        )
        count = f" {self.n_rows} rows." if self.n_rows is not None else ""
        return (
            f"<div><p><strong>{e(self.title)}</strong> (<code>data/{e(self.name)}.csv</code>). "
            f"One row is {e(self.row)}.{count}</p>"
            f"<table><caption>Columns of {e(self.name)}</caption><thead><tr>"
            "<th scope='col'>Column</th><th scope='col'>Meaning</th><th scope='col'>Unit</th>"
            f"<th scope='col'>What may stand there</th></tr></thead><tbody>{rows}</tbody></table>{parts}</div>"
        )


class Library:
    """The tables of one folder. The course uses the one of `data/`; tests make their own.

    >>> Library(course.DATA).names()[:2]        # doctest: +SKIP
    ('actions', 'bodies')
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        self._records: dict[str, tuple[tuple[int, int], list[dict[str, Any]]]] = {}
        self._frames: dict[tuple[str, tuple[str, ...]], tuple[tuple[int, int], pd.DataFrame]] = {}

    # -- what the tables should look like -------------------------------------------------------------------------

    @cached_property
    def schema(self) -> dict[str, TableInfo]:
        """Every table described in `tables.yml` and `tables.d/*.yml`, by name."""
        import yaml  # here, because most cells of a lesson load no table

        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times faster, where it is there
        found: dict[str, dict[str, Any]] = {}
        common: dict[str, Any] = {}
        first = self.folder / "tables.yml"
        if not first.is_file():
            raise TableError(
                f"{self._say(first)} is missing. It describes every table; take it back from the course's files.",
                file=self._say(first),
            )
        for path in [first, *sorted((self.folder / "tables.d").glob("*.yml"))]:
            try:
                given = yaml.load(path.read_text(encoding="utf-8"), Loader=loader) or {}
            except yaml.YAMLError as problem:
                raise TableError(f"{self._say(path)} is not readable YAML: {problem}", file=self._say(path)) from None
            common.update(given.get("common") or {})
            for name, table in (given.get("tables") or {}).items():
                if name in found:
                    raise TableError(
                        f"{self._say(path)} describes table {name} a second time; one description is allowed.",
                        file=self._say(path),
                        found=name,
                    )
                found[name] = table
        return {name: _info(name, table, common) for name, table in sorted(found.items())}

    def names(self) -> tuple[str, ...]:
        """The tables that are described and have a file, in alphabetical order."""
        return tuple(name for name in self.schema if self.path(name).is_file())

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.csv"

    def info(self, name: str) -> TableInfo:
        """The description of a table, without opening its file."""
        try:
            return self.schema[name]
        except KeyError:
            raise TableError(
                f"There is no table {name!r}.{_near(name, self.schema)} Tables: {', '.join(self.schema)}.",
                found=name,
                allowed=", ".join(self.schema),
            ) from None

    def describe(self, name: str) -> TableInfo:
        """The description of a table with its number of rows."""
        from dataclasses import replace

        return replace(self.info(name), n_rows=len(self.records(name)))

    # -- what stands in them --------------------------------------------------------------------------------------

    def records(self, name: str) -> list[dict[str, Any]]:
        """The checked rows as dictionaries: str, bool, int, float, date, or None for an empty cell of those types.

        Read only: the same list is handed out each time. An empty text, code or partial date is "".
        """
        stamp = self._stamp(name)
        kept = self._records.get(name)
        if kept is None or kept[0] != stamp:
            kept = (stamp, self._read(name))
            self._records[name] = kept
        return kept[1]

    def load(self, name: str, *, series: str | Iterable[str] | None = None) -> pd.DataFrame:
        """One table as a DataFrame, in the order of the file. A fresh copy each time, so change it as you like.

        Takes the table's name and, for a table whose rows follow different definitions, the series wanted (one name
        or several). Text and codes are str ("" where empty), dates datetime64, true/false bool (or nullable boolean
        where cells may be empty), whole numbers Int64, numbers float64.

        Raises TableError: unknown table, missing file or column, a cell that does not fit, a key that stands twice,
        a table of several series loaded without naming one.

        >>> load("countries").query("eu_member and nato_member").shape[0]      # doctest: +SKIP
        23
        """
        info = self.info(name)
        wanted = self._series(info, series)
        stamp = self._stamp(name)
        kept = self._frames.get((name, wanted))
        if kept is None or kept[0] != stamp:
            rows = self.records(name)
            if wanted:
                rows = [row for row in rows if row["series"] in wanted]
            kept = (stamp, _frame(info, rows))
            self._frames[(name, wanted)] = kept
        return kept[1].copy()

    def problems(self, name: str) -> list[TableError]:
        """Everything wrong with a table, its references to other tables included; an empty list when all is well."""
        info = self.info(name)
        try:
            raw = list(self._rows(name))
        except TableError as problem:
            return [problem]
        found: list[TableError] = []
        for number, row in raw:
            for column in info.columns:
                try:
                    self._cell(info, column, row[column.name], number)
                except TableError as problem:
                    found.append(problem)
        found += self._double_keys(info, raw)
        for column in info.columns:
            if column.references:
                found += self._dangling(info, column, raw)
        return found

    # -- inside ---------------------------------------------------------------------------------------------------

    def _say(self, path: Path) -> str:
        """A file's name as the errors print it: from the data folder on, never from the root of this machine."""
        return f"{self.folder.name}/{path.relative_to(self.folder).as_posix()}"

    def _stamp(self, name: str) -> tuple[int, int]:
        self.info(name)
        try:
            stat = self.path(name).stat()
        except FileNotFoundError:
            file = self._say(self.path(name))
            raise TableError(
                f"{file} is missing. Take it back from the course's files; tables present: "
                f"{', '.join(self.names()) or 'none'}.",
                file=file,
            ) from None
        return stat.st_mtime_ns, stat.st_size

    def _rows(self, name: str) -> Iterator[tuple[int, dict[str, str]]]:
        """Each row's number in a spreadsheet and its cells as text, after the header was checked."""
        info = self.info(name)
        self._stamp(name)
        path = self.path(name)
        file = self._say(path)
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError as problem:
            line = path.read_bytes()[: problem.start].count(b"\n") + 1
            raise TableError(
                f"{file}, line {line}: not UTF-8 text. Save the file as 'CSV UTF-8'.", file=file, row=line
            ) from None
        lines = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""), strict=True)
        try:
            header = next(lines, [])
            self._header(info, file, header)
            for number, cells in enumerate(lines, start=2):
                if not any(cells):
                    continue
                if len(cells) != len(header):
                    raise TableError(
                        f"{file}, row {number}: {len(cells)} cells, expected {len(header)}. "
                        "A comma inside a cell needs quotation marks around the cell.",
                        file=file,
                        row=number,
                        found=str(len(cells)),
                        allowed=str(len(header)),
                    )
                yield number, dict(zip(header, cells, strict=True))
        except csv.Error as problem:
            raise TableError(
                f"{file}, near line {lines.line_num}: not readable as CSV ({problem}). Check the quotation marks.",
                file=file,
                row=lines.line_num,
            ) from None

    def _header(self, info: TableInfo, file: str, header: list[str]) -> None:
        missing = [c for c in info.column_names if c not in header]
        extra = [c for c in header if c not in info.column_names]
        if missing:
            near = _near(missing[0], extra)
            raise TableError(
                f"{file}, row 1: column {missing[0]!r} is missing.{near} "
                f"Columns there: {', '.join(header) or 'none'}; expected: {', '.join(info.column_names)}.",
                file=file,
                row=1,
                column=missing[0],
                found=", ".join(header),
                allowed=", ".join(info.column_names),
            )
        if extra or len(set(header)) != len(header):
            name = extra[0] if extra else next(c for c in header if header.count(c) > 1)
            raise TableError(
                f"{file}, row 1: column {name!r} is {'not described in tables.yml' if extra else 'there twice'}; "
                f"expected: {', '.join(info.column_names)}.",
                file=file,
                row=1,
                column=name,
                found=name,
                allowed=", ".join(info.column_names),
            )

    def _read(self, name: str) -> list[dict[str, Any]]:
        info = self.info(name)
        raw = list(self._rows(name))
        rows = [{c.name: self._cell(info, c, row[c.name], number) for c in info.columns} for number, row in raw]
        double = self._double_keys(info, raw)
        if double:
            raise double[0]
        return rows

    def _cell(self, info: TableInfo, column: Column, text: str, number: int) -> Any:
        """The value of one cell; TableError when it does not fit its column."""
        if text == "":
            if column.required:
                raise self._wrong(info, column, text, number)
            return "" if column.type in ("text", "code", "codes", "partial_date") else None
        if text != text.strip():
            raise self._wrong(info, column, text, number, "no blank at the start or end")
        value: Any = text
        try:
            if column.type == "bool":
                value = {"true": True, "false": False}[text]
            elif column.type == "date":
                value = _iso(text)
            elif column.type == "partial_date":
                if not _PARTIAL.fullmatch(text):
                    raise ValueError
                _iso((text + "-01-01")[:10])
            elif column.type == "integer":
                value = int(text)
            elif column.type == "number":
                value = float(text)
        except (KeyError, ValueError):
            raise self._wrong(info, column, text, number) from None
        parts = text.split(";") if column.type == "codes" else [text]
        for part in parts:
            if column.allowed and part not in column.allowed:
                raise self._wrong(info, column, part, number)
            if column.type == "codes" and (not part or part != part.strip()):
                raise self._wrong(info, column, text, number, "codes joined by ';' without blanks")
            if column.pattern and not re.fullmatch(column.pattern, part):
                raise self._wrong(info, column, part, number)
        if column.type == "codes" and len(set(parts)) != len(parts):
            raise self._wrong(info, column, text, number, "each code once")
        if column.max_words and len(text.split()) > column.max_words:
            raise self._wrong(info, column, f"{len(text.split())} words", number)
        if column.type in ("integer", "number"):
            low, high = column.minimum, column.maximum
            if value != value or (low is not None and value < low) or (high is not None and value > high):
                raise self._wrong(info, column, text, number)
        return value

    def _wrong(
        self, info: TableInfo, column: Column, text: str, number: int, allowed: str | None = None
    ) -> TableError:
        file = self._say(self.path(info.name))
        allowed = allowed or column.expects
        stood = f"found {text!r}" if text else "the cell is empty"
        near = _near(text, column.allowed) if text and column.allowed else ""
        return TableError(
            f"{file}, row {number}, column {column.name}: {stood}; allowed: {allowed}.{near}",
            file=file,
            row=number,
            column=column.name,
            found=text,
            allowed=allowed,
        )

    def _double_keys(self, info: TableInfo, raw: list[tuple[int, dict[str, str]]]) -> list[TableError]:
        file = self._say(self.path(info.name))
        seen: dict[tuple[str, ...], int] = {}
        found = []
        for number, row in raw:
            key = tuple(row[part] for part in info.key)
            if key in seen:
                names = " + ".join(info.key)
                words = " + ".join(key)
                found.append(
                    TableError(
                        f"{file}, row {number}, column {names}: {words!r} stands already in row {seen[key]}; "
                        "allowed: each key once.",
                        file=file,
                        row=number,
                        column=names,
                        found=words,
                        allowed="each key once",
                    )
                )
            else:
                seen[key] = number
        return found

    def _dangling(self, info: TableInfo, column: Column, raw: list[tuple[int, dict[str, str]]]) -> list[TableError]:
        table, _, target = column.references.partition(".")
        try:
            there = {row[target] for _, row in self._rows(table)}
        except TableError as problem:
            return [problem]
        file = self._say(self.path(info.name))
        found = []
        for number, row in raw:
            text = row[column.name]
            for part in (text.split(";") if column.type == "codes" else [text]):
                if part and part not in there:
                    found.append(
                        TableError(
                            f"{file}, row {number}, column {column.name}: {part!r} is not in {table}.csv, column "
                            f"{target}.{_near(part, there)}",
                            file=file,
                            row=number,
                            column=column.name,
                            found=part,
                            allowed=f"an id of {table}.csv",
                        )
                    )
        return found

    def _series(self, info: TableInfo, series: str | Iterable[str] | None) -> tuple[str, ...]:
        """The series asked for, after checking that the table has series and that these exist."""
        has = "series" in info.column_names
        if not has:
            if series is not None:
                raise TableError(
                    f"Table {info.name} has no series; load it with tables.load({info.name!r}).", found=str(series)
                )
            return ()
        meanings = info.column("series").meanings
        there = list(dict.fromkeys(row["series"] for row in self.records(info.name)))
        said = "; ".join(f"{s} ({meanings[s]})" if meanings.get(s) else s for s in there)
        if series is None:
            raise TableError(
                f"Table {info.name} holds series with different definitions, which must not be mixed unseen: {said}. "
                f"Name the one you want, such as tables.load({info.name!r}, series={there[0] if there else '...'!r}).",
                allowed=", ".join(there),
            )
        wanted = (series,) if isinstance(series, str) else tuple(dict.fromkeys(series))
        if not wanted:
            raise TableError(f"Table {info.name}: no series named. Series: {said}.", allowed=", ".join(there))
        for one in wanted:
            if one not in there:
                raise TableError(
                    f"Table {info.name} has no series {one!r}.{_near(one, there)} Series: {said}.",
                    found=one,
                    allowed=", ".join(there),
                )
        return wanted


def split(cell: str) -> tuple[str, ...]:
    """The parts of a cell that holds several, joined by ';'. An empty cell has none.

    >>> split("nato-2003-a;eu-2003-b")
    ('nato-2003-a', 'eu-2003-b')
    """
    return tuple(part for part in cell.split(";") if part)


def names() -> tuple[str, ...]:
    """The names of the course's tables."""
    return _course().names()


def load(name: str, *, series: str | Iterable[str] | None = None) -> pd.DataFrame:
    """One table of the course as a DataFrame: typed, checked, a copy each time. See `Library.load`."""
    return _course().load(name, series=series)


def records(name: str) -> list[dict[str, Any]]:
    """The rows of one table as dictionaries, without pandas. See `Library.records`."""
    return _course().records(name)


def describe(name: str) -> TableInfo:
    """What a table holds: what a row is, columns with units, source, licence, definition changes, what is missing."""
    return _course().describe(name)


def info(name: str) -> TableInfo:
    """The description of one table without opening its file (so without the number of rows)."""
    return _course().info(name)


def problems(name: str) -> list[TableError]:
    """Everything wrong with a table, references included; empty when all is well."""
    return _course().problems(name)


_libraries: dict[Path, Library] = {}


def _course() -> Library:
    """The library of `course.DATA`, looked up each time so that a test may point it elsewhere."""
    return _libraries.setdefault(course.DATA, Library(course.DATA))


def _iso(text: str) -> date:
    if len(text) != 10:  # Python 3.11 also reads 20040501, which a spreadsheet may leave behind
        raise ValueError(text)
    return date.fromisoformat(text)


def _near(word: str, there: Iterable[str]) -> str:
    """' Did you mean …?' with up to three near matches, or nothing."""
    lower = {item.casefold(): item for item in there}
    close = difflib.get_close_matches(word.casefold(), lower, n=3, cutoff=0.6)
    return f" Did you mean {' or '.join(lower[c] for c in close)}?" if close else ""


def _codes_in_words(column: Column) -> str:
    if column.meanings:
        return "; ".join(f"{code}: {words}" if words else code for code, words in column.meanings.items())
    return column.expects


def _info(name: str, table: dict[str, Any], common: dict[str, Any]) -> TableInfo:
    """A TableInfo from its YAML description, complaining about what the description itself gets wrong."""
    given = dict(table.get("columns") or {})
    if table.get("common", True):
        given.update({key: value for key, value in common.items() if key not in given})
    columns = []
    for column, about in given.items():
        if about.get("type") not in TYPES:
            raise TableError(
                f"The description of {name}.{column} has type {about.get('type')!r}; allowed: {', '.join(TYPES)}.",
                column=column,
                found=str(about.get("type")),
                allowed=", ".join(TYPES),
            )
        allowed = about.get("allowed") or {}
        if any(not isinstance(code, str) for code in allowed):
            raise TableError(
                f"The description of {name}.{column} has a code without quotation marks: {list(allowed)!r}. "
                "YAML reads a bare yes, no or 1 as something else; write 'yes'.",
                column=column,
            )
        meanings = dict(allowed) if isinstance(allowed, dict) else {}
        columns.append(
            Column(
                name=column,
                type=about["type"],
                description=" ".join(str(about.get("description", "")).split()),
                unit=about.get("unit", ""),
                required=bool(about.get("required", False)),
                allowed=tuple(allowed),
                meanings={code: _sentence(words) for code, words in meanings.items()},
                pattern=about.get("pattern", ""),
                max_words=int(about.get("max_words", 0)),
                minimum=about.get("minimum"),
                maximum=about.get("maximum"),
                references=about.get("references", ""),
            )
        )
    key = table.get("key") or []
    key = (key,) if isinstance(key, str) else tuple(key)
    for part in key:
        if part not in given:
            raise TableError(f"The description of {name} has key {part!r}, which is no column of it.", column=part)
    return TableInfo(
        name=name,
        title=table.get("title", name),
        row=table.get("row", "one observation"),
        key=key,
        columns=tuple(columns),
        licence=_sentence(table.get("licence", "")),
        definitions=_list(table.get("definitions")),
        missing=_list(table.get("missing")),
        facts=_list(table.get("facts")),
        sources=_sentence(table.get("sources", "")),
    )


def _sentence(text: Any) -> str:
    return " ".join(str(text or "").split())


def _list(given: Any) -> tuple[str, ...]:
    items = [given] if isinstance(given, str) else list(given or [])
    return tuple(_sentence(item) for item in items)


def _frame(info: TableInfo, rows: list[dict[str, Any]]) -> pd.DataFrame:
    import pandas as pd

    data = {}
    for column in info.columns:
        values = [row[column.name] for row in rows]
        if column.type == "date":
            data[column.name] = pd.to_datetime(pd.Series(values, dtype="object"), errors="raise")
        elif column.type == "bool":
            data[column.name] = pd.Series(values, dtype="boolean" if None in values else "bool")
        elif column.type == "integer":
            data[column.name] = pd.Series(values, dtype="Int64")
        elif column.type == "number":
            data[column.name] = pd.Series(values, dtype="float64")
        else:
            data[column.name] = pd.Series(values, dtype="str")
    return pd.DataFrame(data, columns=list(info.column_names))
