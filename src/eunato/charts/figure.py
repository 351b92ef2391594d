"""A chart with four faces: the picture, one sentence of insight, the table behind it, a longer description."""

from __future__ import annotations

import html
import math
import re
from dataclasses import dataclass
from datetime import date
from numbers import Integral
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from eunato import evidence

from . import theme
from .render import ChartError, bundle, output, settle

if TYPE_CHECKING:
    import pandas as pd

_MUST_SAY = {"A": "assumption", "S": "your score"}
"""Evidence labels whose word has to stand in the title, because a picture may travel without its caption."""
_CITED = 5
"""Publishers named under the picture; the source card has all of them."""
_LINE = "margin:0.35em 0"
_CELL = "text-align:left;vertical-align:top;padding:3px 10px 3px 0;border-bottom:1px solid gray"
_SHORT_CELL = "text-align:left"
"""For tables of more than `_LONG` rows, where a full style in each cell would weigh more than the words."""
_LONG = 60
_MANY = 250
"""A list of source ids longer than this stands in a file's first row only."""
_GROUPED = 10_000
"""Whole numbers from here on are written in groups of three digits."""


@dataclass(frozen=True, eq=False)
class Figure:
    """Everything a learner gets from one picture, made in one call.

    name: file-name word, such as "two_clubs". chart: an Altair chart or a Vega-Lite dict, or None for a figure that
    has only words. title: the finding, in words; the figure writes it into the chart. insight: one sentence.
    table: DataFrame, one row per mark or group; its column names are shown. description: what the picture looks like.
    sources: source ids. label: D, E, A, I or S. tables: names of the course's tables. as_of: day on which the rows were checked.
    counted: what one mark is and how many there are. subtitle: how to read the picture. note: a caution, or "".
    badge: words that stand in place of the label's badge, for what is computed from a learner's own answers.
    row_labels: where rows differ from the figure, one entry for each row of the table: a letter, or words such as "your guess".
    row_sources: where rows have their own, one entry for each row of the table: source ids joined by ";", or "".
    Both stand in the download only, where a row may be read without the others.

    Raises ChartError for an empty face, for a title that hides an assumption or a score, and for labels or sources of rows
    that are not as many as the rows.
    """

    name: str
    chart: Any
    title: str
    insight: str
    table: pd.DataFrame
    description: str
    sources: tuple[str, ...]
    label: evidence.Label | str
    tables: tuple[str, ...] = ()
    as_of: date | str = ""
    counted: str = ""
    subtitle: str = ""
    note: str = ""
    badge: str = ""
    row_labels: tuple[str, ...] = ()
    row_sources: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for field in ("sources", "tables"):
            given = getattr(self, field)
            object.__setattr__(self, field, (given,) if isinstance(given, str) else tuple(given))
        object.__setattr__(self, "label", evidence.label(self.label))
        if not re.fullmatch(r"[a-z0-9_]+", self.name):
            raise ChartError(f"The figure's name is {self.name!r}; use small letters, digits and _, such as 'two_clubs'.")
        for face in ("title", "insight", "description"):
            if not str(getattr(self, face)).strip():
                raise ChartError(f"Figure {self.name!r} has no {face}. A chart has four faces; write this one too.")
        if not hasattr(self.table, "columns") or (self.chart is not None and not len(self.table)):
            raise ChartError(f"Figure {self.name!r} has no rows in its table. Give the DataFrame the chart was drawn from.")
        for field in ("row_labels", "row_sources"):
            given = tuple(getattr(self, field))
            object.__setattr__(self, field, given)
            if given and len(given) != len(self.table):
                raise ChartError(f"Figure {self.name!r} has {len(self.table)} rows and {len(given)} {field}. Give one for each row, or none.")
        word = _MUST_SAY.get(self.label.letter)
        if word and word not in self.title.lower():
            raise ChartError(
                f"The title {self.title!r} belongs to a figure with label {self.label.letter} ({self.label.word}). "
                f"Put the words {word!r} into the title: a copied picture must say it too."
            )

    # The faces ---------------------------------------------------------------------------------------------------

    def spec(self) -> dict[str, Any]:
        """Return the specification as stored: with title, description, theme and settled names."""
        if self.chart is None:
            raise ChartError(f"Figure {self.name!r} has no picture, only words.")
        spec = dict(self.chart) if isinstance(self.chart, dict) else self.chart.to_dict()
        spec["title"] = theme.title(self.title, self.subtitle)
        spec["description"] = f"{_stop(self.title)} {self.description}"
        return settle(spec)

    def html(self) -> str:
        """Return the words around the picture as HTML that holds in light and dark pages and without trust."""
        e = html.escape
        parts = [f'<p style="{_LINE};font-size:1.1em;font-weight:600">{e(self.insight)}</p>']
        if self.counted:
            parts.append(f'<p style="{_LINE}">{e(self.counted)}</p>')
        parts.append(f'<p style="{_LINE}">{self._badge()} {e(self._caption())}</p>')
        if self.note:
            parts.append(f'<p style="{_LINE}">{e(self.note)}</p>')
        if len(self.table):
            parts.append(self._table_html())
        parts.append(
            f'<details><summary>Longer description</summary><p style="{_LINE}">{e(self.description)}</p></details>'
        )
        if self.sources or self.tables:  # a learner's own answers and a rule have no publisher
            parts.append(evidence.source_card(self.sources, tables=self.tables, as_of=str(self.as_of)))
        return f'<div class="eunato-figure mathjax_ignore" style="max-width:620px">{"".join(parts)}</div>'

    def text(self) -> str:
        """Return the figure in plain words, for a terminal and for a viewer that shows no HTML."""
        lines = [self.title, self.insight, self.counted, f"{self._label_words()}. {self._caption()}".rstrip()]
        return "\n".join(line for line in lines if line)

    def csv(self) -> str:
        """Return the table behind the picture as CSV text, with the column names a reader sees; numbers stay numbers."""
        return self._spoken().to_csv(index=False, lineterminator="\n")

    def download(self) -> str:
        """Return what the link gives: the same table, with all that the page says about it, since a file travels without its page.

        In each row: the evidence label, the day of checking, and the source ids if they are few and the table does not name them itself.
        In the first row alone, as the same words in each would weigh more than the rows: the title, how to read the table,
        and the address of every source. A table of more than `_LONG` rows says all of it in the first row.
        """
        rows = len(self.table)
        every = {"Figure: evidence": self._label_words(), "Figure: rows checked": str(self.as_of)}
        first = {"Figure: title": self.title, "Figure: how to read it": " ".join(_stop(part) for part in (self.subtitle, self.counted, self.note) if part)}
        own: dict[str, list[str]] = {}
        if self.row_labels:
            del every["Figure: evidence"]
            own["Row: evidence"] = [_label_said(one) for one in self.row_labels]
        ids = "; ".join(dict.fromkeys(self.sources))
        named = any(str(column).startswith("Source") for column in self.table.columns)
        if self.row_sources:
            own["Row: sources"] = ["; ".join(part.strip() for part in one.split(";")) for one in self.row_sources]
            first["Figure: sources"] = ids
        elif named or len(ids) > _MANY:  # a long list in each of 60 rows would be most of the file
            first["Figure: sources"] = ids
        else:
            every["Figure: sources"] = ids
        first["Figure: addresses"] = "; ".join(f"{one} = {url}" for one in dict.fromkeys(self.sources) if (url := evidence.source(one).url))
        if rows > _LONG:
            first, every = {**every, **first}, {}
        said = {**own, **{name: [value] * rows for name, value in every.items() if value}, **{name: [value] + [""] * (rows - 1) for name, value in first.items() if value and rows}}
        return self._spoken().assign(**said).to_csv(index=False, lineterminator="\n")

    # Showing it --------------------------------------------------------------------------------------------------

    def bundles(self, png: bool | None = None) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """Return the (data, metadata) pairs of the figure's outputs: the picture if there is one, then the words."""
        words = ({"text/html": self.html(), "text/plain": self.text()}, {})
        return [words] if self.chart is None else [bundle(self.spec(), png=png), words]

    def outputs(self) -> tuple[dict[str, Any], ...]:
        """Return what to assign to ``ipywidgets.Output.outputs``: one step, no flicker, testable without a kernel."""
        return tuple(output(data, metadata) for data, metadata in self.bundles(png=False))

    def _ipython_display_(self) -> None:
        from IPython.display import publish_display_data

        for data, metadata in self.bundles():
            publish_display_data(data, metadata)

    # Pieces ------------------------------------------------------------------------------------------------------

    def _badge(self) -> str:
        badge = evidence.badge(self.label)
        return badge[: badge.index(">") + 1] + html.escape(self.badge) + "</span>" if self.badge else badge

    def _spoken(self) -> pd.DataFrame:
        return self.table.map(lambda value: _cell(value) if _is_bool(value) else value)

    def _label_words(self) -> str:
        return self.badge.capitalize() or f"{self.label.letter}: {self.label.word}"

    def _cited(self) -> str:
        """The publishers with the dates of their texts, the first few by name."""
        named = evidence.dated(self.sources)
        more = len(named) - _CITED
        return "; ".join(named[:_CITED]) + (f"; {more} more below" if more > 0 else "")

    def _caption(self) -> str:
        cited = self._cited()
        parts = [f"Source: {cited}." if cited else "", f"Checked {evidence.day(str(self.as_of))}." if self.as_of else ""]
        return " ".join(part for part in parts if part)

    def _table_html(self) -> str:
        e = html.escape
        head = "".join(f'<th scope="col" style="{_CELL};font-weight:600">{e(str(c))}</th>' for c in self.table.columns)
        rows = []
        cell = _CELL if len(self.table) <= _LONG else _SHORT_CELL
        for values in self.table.itertuples(index=False, name=None):
            first, *rest = (e(_cell(value)) for value in values)
            cells = "".join(f'<td style="{cell}">{value}</td>' for value in rest)
            rows.append(f'<tr><th scope="row" style="{cell};font-weight:400">{first}</th>{cells}</tr>')
        data = "data:text/csv;charset=utf-8," + quote("\ufeff" + self.download(), safe="/:;,=()!*'?@$-_.~+")  # the mark makes spreadsheets read UTF-8
        links = [f'<a href="{data}" download="{self.name}.csv">Download this table (CSV)</a> (if the link does nothing, run the notebook first)']
        links += [f'<a href="../data/{e(name)}.csv">the course\'s table {e(name)}.csv</a>' for name in self.tables]
        return (
            f"<details><summary>Table: {e(self.title)}</summary>"
            f'<table style="border-collapse:collapse;margin:0.4em 0"><caption style="text-align:left">'
            f"{e(self.title)}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
            f'<p style="{_LINE}">{" · ".join(links)}</p></details>'
        )


def with_word(title: str, label: evidence.Label | str) -> str:
    """Return the title with the word its label asks for, added at the end when it is not there yet.

    >>> with_word("Airlift covers 40 per cent", "A")
    'Airlift covers 40 per cent (assumption)'
    """
    word = _MUST_SAY.get(evidence.label(label).letter, "")
    return title if word in title.lower() else f"{title} ({word})"


def _label_said(given: str) -> str:
    """"D" as "D: data"; other words, such as "your guess", as they are."""
    return f"{given}: {evidence.label(given).word}" if given in evidence.Label.__members__ else given


def _stop(text: str) -> str:
    return text if text.rstrip().endswith((".", "!", "?")) else f"{text.rstrip()}."


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool) or type(value).__name__ in ("bool_", "bool")


def _cell(value: Any) -> str:
    """A table cell in words: yes and no, ISO dates, no needless digits, a dash for nothing."""
    if _is_bool(value):
        return "yes" if value else "no"
    if value is None or (isinstance(value, float) and math.isnan(value)) or str(value) in ("NaT", "<NA>", ""):
        return "–"
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:,.10g}"
    if isinstance(value, Integral) and abs(int(value)) >= _GROUPED:  # years keep their four digits
        return f"{int(value):,}"
    return str(value)
