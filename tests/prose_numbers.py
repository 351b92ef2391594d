"""Resolve the figures in a lesson's prose: every figure of two or more digits has a row, a claim or arithmetic behind it.

A Markdown cell names them in `metadata.eunato.numbers`, a mapping from the figure as it stands in the text to one of

    claim:C11                                  it stands in this row of claims.csv (the claim or its note)
    count:countries[eu_member]                 that many rows of the table fit
    table:countries[MLT].pfp_since             it stands in this cell; the key is the table's own
    sum:spending[year == 2025].value           the sum of a column over the rows that fit
    = 27 + 32 - 23                             arithmetic; its figures are named in the same cell, too
    source:nato-2003-03                        this source says so (for dates and figures without a table)
    course                                     minutes, version and dates of the course itself; a number we chose

A table of several series is named `table@series`. Percentages, €, thousands separators, "bn" and "million" are understood.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from course_notebooks import Book, notes, without_code

THIN = "\u00a0\u2009\u202f"
FIGURE = re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[,{THIN}]\d{{3}})+(?:\.\d+)?(?!\d)|(?<![\w.])\d+(?:\.\d+)?(?!\d)")
SCALES = {"thousand": Decimal(10) ** 3, "million": Decimal(10) ** 6, "mn": Decimal(10) ** 6, "bn": Decimal(10) ** 9, "billion": Decimal(10) ** 9,
          "trillion": Decimal(10) ** 12, "%": Decimal("0.01"), "per cent": Decimal("0.01"), "percent": Decimal("0.01")}
SCALE = re.compile(rf"[\s{THIN}]?(%|(?:thousand|million|mn|bn|billion|trillion|per cent|percent)\b)")
LESSON = re.compile(r"\b[Vv]ersion \d+(?:\.\d+)+|under Trump 2\.0|\b[Ll]essons?\s+\d\d(?:\s*(?:,|and|to|–)\s*\d\d)*|(?<![\w.,])0\d(?![\w.,]\d|\w)")


class Unresolved(AssertionError):
    """A figure without a row behind it, or one that says something else than its row."""


@dataclass(frozen=True)
class Figure:
    """A number as it stands in the text: its value, the digits behind the point, its unit's factor, the words."""

    text: str
    value: Decimal
    decimals: int
    scale: Decimal = Decimal(1)


def figures(text: str) -> list[Figure]:
    """The numbers in a piece of text, units read: '€381 bn' is 381 with the factor 1,000,000,000."""
    found = []
    for match in FIGURE.finditer(text):
        plain = re.sub(rf"[,{THIN}]", "", match.group())
        unit = SCALE.match(text, match.end())
        found.append(Figure(match.group(), Decimal(plain), len(plain.partition(".")[2]), SCALES[unit.group(1)] if unit else Decimal(1)))
    return found


def wanting(text: str) -> list[str]:
    """The figures in prose that need something behind them: two or more digits; no lesson, no version, no title of a work."""
    prose = LESSON.sub(" ", without_code(text))
    return [f.text for f in figures(prose) if sum(c.isdigit() for c in f.text) >= 2]


def orphans(text: str, numbers: Iterable[str]) -> list[str]:
    """The figures of a text that none of the named numbers covers. A name may be longer: '8 December 1998'."""
    prose = LESSON.sub(" ", without_code(text))
    for name in sorted(numbers, key=len, reverse=True):
        prose = re.sub(rf"(?<![\w.,]){re.escape(name)}(?![\d]|[.,]\d)", " ", prose) if name[:1].isdigit() else prose.replace(name, " ")
    return [f.text for f in figures(prose) if sum(c.isdigit() for c in f.text) >= 2]


class Resolver:
    """Looks figures up in the course's tables. `load(name, series)` gives a DataFrame, `key(name)` its key columns."""

    def __init__(self, load: Callable[..., Any] | None = None, key: Callable[[str], tuple[str, ...]] | None = None) -> None:
        self._load, self._key = load or _load, key or _key

    def check(self, name: str, spec: str, numbers: dict[str, str], seen: tuple[str, ...] = ()) -> None:
        """Raises Unresolved, in words, where the figure `name` is not what `spec` gives."""
        spec = str(spec).strip()
        if spec == "course":
            return
        if spec.startswith("="):
            self._arithmetic(name, spec[1:].strip(), numbers, seen)
            return
        kind, _, rest = spec.partition(":")
        lookup = {"claim": self._claim, "count": self._count, "sum": self._sum, "table": self._cell, "source": self._source}.get(kind)
        if lookup is None or not rest:
            raise Unresolved(f"{name} has {spec!r} behind it; write claim:ID, count:TABLE[query], table:TABLE[key].column, sum:TABLE[query].column, = expression, source:ID or course")
        lookup(name, rest.strip())

    def _claim(self, name: str, claim: str) -> None:
        rows = self._table("claims", name)
        row = rows[rows["claim_id"] == claim]
        if row.empty:
            raise Unresolved(f"{name} rests on claim {claim}, which is not in claims.csv")
        text = " ".join(str(row.iloc[0].get(column, "")) for column in ("claim", "record_note"))
        self._stands_in(name, text, f"claim {claim} says {text.strip()!r}")

    def _source(self, name: str, source: str) -> None:
        rows = self._table("sources", name)
        row = rows[rows["source_id"] == source]
        if row.empty:
            raise Unresolved(f"{name} rests on source {source}, which is not in sources.csv")
        if "read" in row and row.iloc[0]["read"] == "not_read":
            raise Unresolved(f"{name} rests on source {source}, which nobody has read; find another or mark the source as read")

    def _count(self, name: str, rest: str) -> None:
        table, query = _split(rest, name)
        self._equals(name, Decimal(len(self._rows(table, query, name))), f"count:{rest}")

    def _sum(self, name: str, rest: str) -> None:
        table, query, column = _split_column(rest, name)
        rows = self._rows(table, query, name)
        if column not in rows:
            raise Unresolved(f"{name}: table {table} has no column {column}")
        self._equals(name, Decimal(str(rows[column].sum())), f"sum:{rest}")

    def _cell(self, name: str, rest: str) -> None:
        table, key, column = _split_column(rest, name)
        rows, parts = self._table(table, name), self._key(table.partition("@")[0])
        values = [part.strip() for part in key.split(",")] if len(parts) > 1 else [key]
        if len(values) != len(parts):
            raise Unresolved(f"{name}: the key of {table} is {' + '.join(parts)}; {key!r} names {len(values)} of {len(parts)}")
        for part, value in zip(parts, values, strict=True):
            rows = rows[rows[part].astype(str) == value]
        if rows.empty:
            raise Unresolved(f"{name}: table {table} has no row {key}")
        if column not in rows:
            raise Unresolved(f"{name}: table {table} has no column {column}")
        value = rows.iloc[0][column]
        if isinstance(value, int | float | Decimal) or hasattr(value, "dtype"):
            self._equals(name, Decimal(str(value)), f"table:{rest}")
        else:
            text = value.date().isoformat() if isinstance(value, datetime) else value.isoformat() if isinstance(value, date) else str(value)
            self._stands_in(name, text, f"table:{rest} holds {text!r}")

    def _arithmetic(self, name: str, expression: str, numbers: dict[str, str], seen: tuple[str, ...]) -> None:
        if name in seen:
            raise Unresolved(f"{name} is worked out from itself ({' → '.join([*seen, name])})")
        for part in figures(expression):
            if len(re.sub(r"\D", "", part.text)) < 2:
                continue
            if part.text not in numbers:
                raise Unresolved(f"{name} = {expression}: {part.text} has no row behind it; add it to this cell's numbers")
            self.check(part.text, numbers[part.text], numbers, (*seen, name))
        self._equals(name, _evaluate(expression, name), f"= {expression}")

    def _equals(self, name: str, value: Decimal, said: str) -> None:
        """The figure equals a value, rounded as far as the text shows, units read."""
        here = figures(name)
        if len(here) != 1:
            raise Unresolved(f"{name!r} is no single figure, so it cannot equal {said}; name the figure alone")
        figure = here[0]
        tries = {value, value / figure.scale}
        if not any(round(t, figure.decimals) == figure.value for t in tries):
            raise Unresolved(f"{name} stands in the text, but {said} gives {_plain(value)}")

    def _stands_in(self, name: str, text: str, said: str) -> None:
        """Each figure of the name stands in a text, as a number or inside an ISO date."""
        iso = [Decimal(int(part)) for found in re.findall(r"\d{4}-\d{2}(?:-\d{2})?", text) for part in found.split("-")]
        there = {f.value * f.scale for f in figures(text)} | {f.value for f in figures(text)} | set(iso)
        for figure in figures(name):
            if figure.value not in there and figure.value * figure.scale not in there:
                raise Unresolved(f"{name} stands in the text, but {said}")

    def _rows(self, table: str, query: str, name: str):
        rows = self._table(table, name)
        if not query:
            return rows
        try:
            return rows.query(query)
        except Exception as problem:
            raise Unresolved(f"{name}: table {table} cannot be asked for {query!r} ({type(problem).__name__}: {problem})") from None

    def _table(self, table: str, name: str):
        plain, _, series = table.partition("@")
        try:
            return self._load(plain, series=series) if series else self._load(plain)
        except Exception as problem:
            raise Unresolved(f"{name}: table {plain} cannot be read ({type(problem).__name__}: {problem})") from None


def problems(book: Book, resolver: Resolver) -> list[str]:
    """What is wrong with the figures of a notebook's prose, one sentence each, naming lesson and cell."""
    found = []
    for cell in book.markdown():
        place = f"lesson {book.lesson or book.path.stem}, cell {cell.get('id', '?')}"
        numbers = {str(k): str(v) for k, v in notes(cell).get("numbers", {}).items()}
        for figure in dict.fromkeys(orphans(cell.source, numbers)):
            found.append(f'{place}: {figure} has no row behind it; add "{figure}": "count:…" (or claim:, table:, sum:, = …, source:, course) to metadata.eunato.numbers')
        for name, spec in numbers.items():
            try:
                resolver.check(name, spec, numbers)
            except Unresolved as problem:
                found.append(f"{place}: {problem}")
    return found


# -- inside ----------------------------------------------------------------------------------------------------------

_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv, ast.Pow: operator.pow, ast.USub: operator.neg}


def _evaluate(expression: str, name: str) -> Decimal:
    """The value of plain arithmetic (+ − × ÷ **, brackets, round, min, max), in decimals."""
    text = expression.replace("−", "-").replace("×", "*").replace("÷", "/")
    text = re.sub(rf"(?<=\d)[,{THIN}](?=\d{{3}}(?!\d))", "", text) if "(" not in text else text

    def value(node: ast.AST) -> Decimal:
        if isinstance(node, ast.Expression):
            return value(node.body)
        if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            return Decimal(str(node.value))
        if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
            return _OPERATIONS[type(node.op)](value(node.left), value(node.right))
        if isinstance(node, ast.UnaryOp) and type(node.op) in _OPERATIONS:
            return _OPERATIONS[type(node.op)](value(node.operand))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("round", "min", "max"):
            given = [value(arg) for arg in node.args]
            return round(given[0], int(given[1]) if len(given) > 1 else 0) if node.func.id == "round" else {"min": min, "max": max}[node.func.id](given)
        raise ValueError(ast.dump(node))

    try:
        return value(ast.parse(text, mode="eval"))
    except (SyntaxError, ValueError, InvalidOperation, ArithmeticError):
        raise Unresolved(f"{name} = {expression}: this is no plain arithmetic; use + - * / ** and brackets") from None


def _split(rest: str, name: str) -> tuple[str, str]:
    match = re.fullmatch(r"([\w@.-]+?)(?:\[(.*)\])?", rest)
    if not match:
        raise Unresolved(f"{name}: {rest!r} is not of the form TABLE[query]")
    return match.group(1), (match.group(2) or "").strip()


def _split_column(rest: str, name: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"([\w@.-]+?)\[(.*)\]\.(\w+)", rest)
    if not match:
        raise Unresolved(f"{name}: {rest!r} is not of the form TABLE[…].column")
    return match.group(1), match.group(2).strip(), match.group(3)


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _load(name: str, **series: str):
    from eunato import tables

    return tables.load(name, **series)


def _key(name: str) -> tuple[str, ...]:
    from eunato import tables

    return tables.info(name).key
