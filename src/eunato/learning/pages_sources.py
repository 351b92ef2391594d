"""Where the figures in a lesson's running text come from: one table, made from the notes of the lesson's own cells.

A Markdown cell names what stands behind each of its figures in `metadata.eunato.numbers` (tests/prose_numbers.py checks
that it holds). Here the same notes become links that a reader can follow, with a label for each figure.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eunato import course, evidence, tables
from eunato.learning.pages_parts import esc, say


@dataclass(frozen=True)
class Backed:
    """One figure of the text: the part it stands in, as written, its label ("" for plain arithmetic), what stands behind it as HTML."""

    part: str
    figure: str
    label: str
    behind: str


class FiguresInText:
    """A closed list: figure, label, source. Nothing in it needs a kernel."""

    def __init__(self, rows: list[Backed]) -> None:
        self.rows = rows
        self.title = say("figures.title", count=len(rows))

    def __repr__(self) -> str:
        return self.title

    def _repr_html_(self) -> str:
        heads = "".join(f'<th scope="col">{esc(say(f"figures.{one}"))}</th>' for one in ("figure", "label", "behind"))
        body, part = [], ""
        for row in self.rows:
            if row.part != part:
                body.append(f'{"</tbody><tbody>" if part else ""}<tr><th scope="rowgroup" colspan="3" style="text-align:left">{esc(row.part)}</th></tr>')
                part = row.part
            badge = evidence.badge(row.label) if row.label else esc(say("figures.sum_label"))
            body.append(f'<tr><th scope="row" style="text-align:left">{esc(row.figure)}</th><td style="text-align:left">{badge}</td><td style="text-align:left">{row.behind}</td></tr>')
        table = f'<table><caption style="text-align:left">{esc(say("figures.caption"))}</caption><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table>'
        return f'<div class="mathjax_ignore"><details class="eunato-source"><summary>{esc(self.title)}</summary>{table}</details></div>'

    def _repr_mimebundle_(self, **_more: Any) -> dict[str, str]:
        return {"text/plain": repr(self), "text/html": self._repr_html_()}


def figures(lesson: str) -> FiguresInText:
    """The figures in the text of a lesson such as "02". FileNotFoundError where there is no such notebook."""
    found = sorted((course.ROOT / "notebooks").glob(f"{lesson}_*.ipynb"))
    if not found:
        raise FileNotFoundError(f"There is no lesson {lesson!r} in {course.ROOT / 'notebooks'}; give two digits, such as 02.")
    return FiguresInText(list(_backed(json.loads(found[0].read_text(encoding="utf-8"))["cells"])))


def _backed(cells: list[Mapping[str, Any]]) -> Iterator[Backed]:
    part, seen = say("figures.top"), set()
    for cell in cells:
        if cell["cell_type"] != "markdown":
            continue
        text = "".join(cell["source"])
        if heading := re.search(r"^## (.+)$", text, re.MULTILINE) or re.search(r"^> \*\*(After the brief)\*\*", text, re.MULTILINE):
            part = re.sub(r"[*\\]", "", heading.group(1)).strip()
        notes = cell.get("metadata", {}).get("eunato", {})
        named = notes.get("numbers", {})
        for figure, spec in sorted(named.items(), key=lambda one: (text.find(one[0]), one[0])):  # in the order of the text, however the file was saved
            longer = any(figure != other and figure in re.split(r"[\s€%]+", other) and named[other] == spec for other in named)
            if spec == "course" or longer or (part, figure) in seen:  # "500" of "500 million" needs no row of its own
                continue
            seen.add((part, figure))
            label, behind = _behind(str(spec), notes.get("label", "D"), figure)
            yield Backed(part, _around(figure, text), label, behind)


def _around(figure: str, text: str) -> str:
    """The figure with the words beside it, as far as the sentence goes: "16" alone says nothing."""
    bare = re.sub(r"\[([^\]]*)\]\([^)]*\)|[*_`>#\\]", r"\1", text)
    found = re.search(rf"((?:[^\s.|;:()]+ ){{0,3}})(?<![\w.,]){re.escape(figure)}(?!\w)([^\s.|;:()]*(?: [^\s.|;:()]+){{0,3}})", bare)
    return re.sub(r"\s+", " ", found.group()).strip(" ,") if found else figure


def _behind(spec: str, label: str, figure: str) -> tuple[str, str]:
    kind, _, rest = spec.partition(":")
    if kind == "source":
        return label, _links([rest])
    if kind == "claim":
        return _claim(rest, figure)
    if kind == "table":
        table, key, column = re.fullmatch(r"([^\[]+)\[(.*)\]\.(\w+)", rest).groups()
        row = _row(table.partition("@")[0], key)
        sources = [one for name in ("source_id", "source_ids") for one in tables.split(str(row.get(name) or ""))]
        own = str(row.get("evidence") or "")
        return (own if own in {one.letter for one in evidence.Label} else label), f"{_links(sources)} {_file(table, say('figures.row', row=key, column=column))}".strip()
    if kind in ("count", "sum"):
        table = re.match(r"\w+", rest).group()
        return label, _file(table, say(f"figures.{kind}"))
    return "", esc(say("figures.arithmetic", sum=re.sub(r"\*\*", "^", spec.lstrip("= ")).replace(" - ", " − ").replace("*", "×")))


def _claim(claim_id: str, figure: str) -> tuple[str, str]:
    """A figure of the brief's own claim, or one with which the record corrects or adds to it: then the record's sources stand here."""
    row = _row("claims", claim_id)
    parts = re.findall(r"[\d.,]*\d", figure)
    theirs = " ".join([str(row["claim"]), *(one for one in str(row["record_note"]).split(". ") if one.startswith("The brief "))])
    there = all(part in theirs for part in parts)
    others = [one for one in tables.split(str(row["source_id"])) if not one.startswith("euiss-")]
    if there or not others:
        return "I", f"{esc(say('figures.claim', claim=claim_id))} {_file('claims', say('figures.row', row=claim_id, column='claim'))}"
    return "D", f"{_links(others)} {_file('claims', say('figures.row', row=claim_id, column='record_note'))}"


def _row(table: str, key: str) -> Mapping[str, Any]:
    parts = tables.info(table).key
    values = [one.strip() for one in key.split(",")] if len(parts) > 1 else [key]
    return next((row for row in tables.records(table) if [str(row[part]) for part in parts] == values), {})


def _links(ids: list[str]) -> str:
    said = []
    for one in map(evidence.source, ids):
        words = html.escape(f"{one.publisher}, {one.published}")
        if not one.url:
            said.append(f"{words} {esc(say('figures.no_address'))}")
            continue
        copy = f" {esc(say('figures.copy', host=one.host))}" if one.copy and one.elsewhere else ""
        said.append(f'<a href="{html.escape(one.url, quote=True)}" rel="noopener">{words}</a>{copy}')
    return "; ".join(said) + ("." if said else "")


def _file(table: str, words: str) -> str:
    name = html.escape(table.partition("@")[0])
    return f'<a href="../data/{name}.csv">data/{name}.csv</a>, {esc(words)}.'
