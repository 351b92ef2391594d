"""A policy memo as data: its parts, its citations, what is missing, and how it leaves the course (Markdown, HTML, .docx).

A citation is an id in square brackets: a source of sources.csv, a claim of the brief such as [C23], or a piece of
evidence such as [EV05]. Nothing is sent anywhere; a memo is text and is written as text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eunato import evidence, tables
from eunato.safe import plain

PARTS = ("issue", "known", "options", "recommendation", "risks", "change")
LOWEST, HIGHEST = 700, 900
MOST = 12_000
"""Characters of one part; more is cut, so that a pasted book does no harm."""
ENOUGH_CITATIONS, ENOUGH_TYPES = 6, 3
_CITE = re.compile(r"\[([A-Za-z0-9][A-Za-z0-9-]{1,79})\]")
_NUMBER = re.compile(r"(?<![A-Za-z])\d[\d.,]*")
_REPORTS = re.compile(r"\b(said|says|argued?s?|claims?|claimed|according to|warned|warns|insists?|insisted|accuses?|accused|wants? to|threaten\w*|promised?|pledged?)\b", re.I)
_END = re.compile(r"(?<=[.!?])\s+(?=[A-ZÄÖÜÉ“\"(])|\n+")


class MemoError(ValueError):
    """A memo cannot be exported; the message says what stands in the way."""


@dataclass(frozen=True)
class Cited:
    """What one citation stands for."""

    id: str
    words: str
    type: str
    label: str
    direction: str = ""


@dataclass(frozen=True)
class Report:
    """What a check of a memo found. `problems` are sentences, most serious first; empty when nothing is open."""

    words: int
    cited: tuple[Cited, ...]
    unknown: tuple[str, ...]
    uncited: tuple[str, ...]
    empty: tuple[str, ...]
    both_sides: bool
    problems: tuple[str, ...]

    @property
    def types(self) -> tuple[str, ...]:
        """The kinds of sources that are cited."""
        return tuple(sorted({one.type for one in self.cited}))

    @property
    def labels(self) -> dict[str, int]:
        """How many citations carry each evidence label."""
        found: dict[str, int] = {}
        for one in self.cited:
            found[one.label] = found.get(one.label, 0) + 1
        return dict(sorted(found.items()))


def look_up(cite_id: str) -> Cited | None:
    """What an id in square brackets stands for, or None when the course does not know it."""
    if re.fullmatch(r"EV\d{2,3}", cite_id):
        row = next((r for r in tables.records("option_evidence") if r["evidence_id"] == cite_id), None)
        if row is None:
            return None
        first = evidence.source(row["source_id"].split(";")[0])
        return Cited(cite_id, f"{row['says']} {_full(first)}", first.type, str(row["evidence"]), str(row["direction"]))
    if re.fullmatch(r"C\d\d", cite_id):
        row = next((r for r in tables.records("claims") if r["claim_id"] == cite_id), None)
        return Cited(cite_id, f"The brief, claim {cite_id}: {row['claim']}", "think_tank", "I") if row else None
    try:
        found = evidence.source(cite_id)
    except evidence.EvidenceError:
        return None
    return Cited(cite_id, _full(found), found.type, "D" if found.type == "primary" else "I")


def _full(source: Any) -> str:
    """A source as a reader can follow it: publisher, title, date and address."""
    parts = [source.publisher, source.title, str(source.date or "no date"), source.url or ""]
    return ". ".join(part for part in parts if part)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a citation after the full stop belongs to the sentence before it.

    >>> sentences("It cost 3 bn. [C23] Nobody said why.")
    ['It cost 3 bn. [C23]', 'Nobody said why.']
    """
    joined = re.sub(r"([.!?])\s*((?:\[[A-Za-z0-9-]+\]\s*)+)", lambda m: f" {m[2].strip()}{m[1]} ", text)
    return [re.sub(r"\s*((?:\[[^\]]+\]\s*)+)([.!?])$", r"\2 \1", s).strip() for s in _END.split(joined) if s.strip()]


def count_words(parts: Mapping[str, str]) -> int:
    """Words of the memo, citations aside."""
    return sum(len(re.findall(r"[^\W_]+(?:[’'.,-][^\W_]+)*", _CITE.sub(" ", parts.get(p, "")))) for p in PARTS)


def cleaned(parts: Mapping[str, Any]) -> dict[str, str]:
    """The parts as harmless text, unknown parts left out, each at most MOST characters."""
    return {p: plain(parts.get(p) or "", MOST).strip() for p in PARTS}


def check(parts: Mapping[str, Any]) -> Report:
    """Look at length, empty parts, citations, sentences with a number or a report but no citation, and both sides."""
    text = cleaned(parts)
    cited: dict[str, Cited] = {}
    unknown: list[str] = []
    bare: list[str] = []
    for p in PARTS:
        for sentence in sentences(text[p]):
            ids = _CITE.findall(sentence)
            for one in ids:
                found = cited.get(one) or look_up(one)
                if found:
                    cited[one] = found
                elif one not in unknown:
                    unknown.append(one)
            words = _CITE.sub(" ", sentence)
            if not ids and (_NUMBER.search(_without_dates(words)) or _REPORTS.search(words)):
                bare.append(sentence)
    words = count_words(text)
    empty = tuple(p for p in PARTS if not text[p])
    directions = {one.direction for one in cited.values()}
    both = {"higher", "lower"} <= directions or "mixed" in directions
    types = {one.type for one in cited.values()}
    problems = []
    if empty:
        problems.append(f"Empty: {', '.join(empty)}.")
    if unknown:
        problems.append(f"The course does not know {', '.join('[' + u[:40] + ']' for u in unknown[:5])}. Take ids from the evidence board, or write your own source in words.")
    if bare:
        problems.append(f"{len(bare)} sentence{'s' if len(bare) > 1 else ''} with a number or somebody's words but no citation, such as: “{_short(bare[0])}”")
    if not both:
        problems.append("The cited pieces of evidence all point one way in our reading, or none is cited. Cite one for a higher and one for a lower score, or one that is mixed.")
    if len(cited) < ENOUGH_CITATIONS or len(types) < ENOUGH_TYPES:
        problems.append(f"{len(cited)} citations of {len(types)} kinds. The rubric asks for {ENOUGH_CITATIONS} citations of {ENOUGH_TYPES} kinds.")
    if not LOWEST <= words <= HIGHEST:
        problems.append(f"{words} words. A memo has {LOWEST} to {HIGHEST}.")
    return Report(words, tuple(cited.values()), tuple(unknown), tuple(bare), empty, both, tuple(problems))


def _without_dates(text: str) -> str:
    """A day, a month with its year, a year, and the numbers of articles are not figures to cite."""
    months = "January|February|March|April|May|June|July|August|September|October|November|December"
    text = re.sub(rf"\b(?:\d{{1,2}}\s+)?(?:{months})(?:\s+\d{{4}})?", " ", text)
    text = re.sub(r"\b(?:1[89]|20)\d\d(?:s|[–-](?:\d\d|\d{4}))?\b", " ", text)
    return re.sub(r"\bArticles?\s+\d+(?:[.(]\d+\)?)?", " ", text)


def _short(text: str, limit: int = 90) -> str:
    return text if len(text) <= limit else text[: limit - 1].rsplit(" ", 1)[0] + " …"


def bibliography(report: Report) -> list[str]:
    """One line per citation, in the order of the memo."""
    return [f"[{one.id}] {one.words}" for one in report.cited]


def markdown(parts: Mapping[str, Any], heads: Mapping[str, str], title: str) -> str:
    """The memo as Markdown. Characters that Markdown would act on are kept as characters."""
    text, report, title = cleaned(parts), check(parts), plain(title, 200)
    lines = [f"# {_md(title)}", ""]
    for p in PARTS:
        lines += [f"## {_md(heads[p])}", "", *[_md(line) for line in text[p].split("\n")], ""]
    lines += ["## Sources", "", *[f"- {_md(line)}" for line in bibliography(report)], ""]
    return "\n".join(lines)


def page(parts: Mapping[str, Any], heads: Mapping[str, str], title: str) -> str:
    """The memo as one HTML page, self-contained and readable by word processors; all text is escaped."""
    e = html.escape
    text, report, title = cleaned(parts), check(parts), plain(title, 200)
    body = "".join(f"<h2>{e(heads[p])}</h2>" + "".join(f"<p>{e(line)}</p>" for line in text[p].split("\n") if line.strip()) for p in PARTS)
    refs = "".join(f"<li>{e(line)}</li>" for line in bibliography(report))
    return (f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{e(title)}</title><style>body{{max-width:42em;margin:2em auto;padding:0 1em;'
            f'font:1rem/1.5 sans-serif;color:#1b1f27;background:#fff}}</style></head><body><h1>{e(title)}</h1>{body}<h2>Sources</h2><ul>{refs}</ul></body></html>\n')


def has_docx() -> bool:
    """Whether the optional library for .docx files is installed."""
    import importlib.util

    return importlib.util.find_spec("docx") is not None


def docx(parts: Mapping[str, Any], heads: Mapping[str, str], title: str) -> bytes:
    """The memo as a .docx file. MemoError when the optional library (python-docx) is not there."""
    if not has_docx():
        raise MemoError("a .docx file needs the optional library python-docx; the Markdown and HTML files need nothing")
    import io

    import docx as library

    made = library.Document()
    made.core_properties.title, made.core_properties.author = title, ""
    made.add_heading(title, 0)
    text, report = cleaned(parts), check(parts)
    for p in PARTS:
        made.add_heading(heads[p], 1)
        for line in text[p].split("\n"):
            if line.strip():
                made.add_paragraph(line)
    made.add_heading("Sources", 1)
    for line in bibliography(report):
        made.add_paragraph(line, style="List Bullet")
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _md(text: str) -> str:
    """Text whose marks Markdown leaves alone."""
    return re.sub(r"([\\`*_{}<>#|~]|!(?=\[)|(?<=\])\()", r"\\\1", text)
