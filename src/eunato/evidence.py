"""How sure a figure is, and where it comes from: the five labels, sources, citations, claims, glossary.

Nothing here imports pandas or a chart library: a lesson shows badges and citations before it draws anything.
"""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from eunato import tables
from eunato._publishers import OWN_SITES


class EvidenceError(ValueError):
    """A label, source, claim or term that the course does not have. The message gives near matches."""


class Label(Enum):
    """The five evidence labels. Each has a letter, a word and a shape, so that colour is never the only sign."""

    D = ("data", "square", "■", "an official or observed record")
    E = ("published estimate", "triangle-up", "▲", "an estimate with a named author, date and method")
    A = ("assumption", "diamond", "◆", "a value we chose to make the model run; change it")
    I = ("interpretation", "circle", "●", "somebody's argument, with a name")  # noqa: E741
    S = ("your score", "cross", "✚", "your own judgement, stored on your computer only")

    @property
    def letter(self) -> str:
        return self.name

    @property
    def word(self) -> str:
        """The word a learner sees, such as 'data'."""
        return self.value[0]

    @property
    def shape(self) -> str:
        """The name of the shape, as charts spell it."""
        return self.value[1]

    @property
    def glyph(self) -> str:
        """The shape as one character."""
        return self.value[2]

    @property
    def meaning(self) -> str:
        """What the label says about a figure, in one phrase."""
        return self.value[3]


TIERS: Mapping[str, str] = MappingProxyType(
    {
        "A": "official record",
        "B": "established press, scholarship or think tank",
        "C": "copy, digest or log: reported",
        "D": "partisan or unreliable",
    }
)
"""What a source's tier means, in words."""

READ: Mapping[str, str] = MappingProxyType(
    {"full": "read in full", "excerpt": "read in an excerpt", "not_read": "not read by us"}
)
"""How much of a source the course's authors read, in words."""

TYPES: Mapping[str, str] = MappingProxyType(
    {
        "primary": "official text or data",
        "party": "statement by one of the parties",
        "press": "press",
        "think_tank": "think tank",
        "academic": "scholarship",
        "reference": "reference work",
    }
)
"""What a source's type means, in words."""


_COPY = re.compile(r"\b(read in (a|\w+) cop(y|ies)|read in one copy|a copy|copies|mirror|reprint(ed)?|word for word by)\b", re.IGNORECASE)
"""Words of a source's note that say that somebody else's copy was read."""
_MONTHS = ("", "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DATES = 2
"""Dates named beside one publisher; more texts than that are counted."""


@dataclass(frozen=True)
class Source:
    """One row of `data/sources.csv`. `date` is YYYY, YYYY-MM, YYYY-MM-DD or "" where none is known."""

    id: str
    title: str
    publisher: str
    date: str
    url: str
    type: str
    tier: str
    read: str
    licence: str
    note: str

    @property
    def year(self) -> str:
        return self.date[:4] or "no date"

    @property
    def short(self) -> str:
        """The citation in the text, such as 'NATO (2003)'."""
        return f"{self.publisher} ({self.year})"

    @property
    def tier_words(self) -> str:
        return TIERS[self.tier]

    @property
    def host(self) -> str:
        """Where the text was read, such as 'consilium.europa.eu'; "" without an address."""
        return urlsplit(self.url).netloc.split(":")[0].removeprefix("www.")

    @property
    def own_site(self) -> str:
        """The publisher's own site where the course knows it, such as 'nato.int'; else ""."""
        sites = OWN_SITES.get(self.publisher, ())
        return sites[0] if sites else ""

    @property
    def elsewhere(self) -> bool:
        """Whether the address leads to somebody else's site, as far as the course knows the publisher's own."""
        sites = OWN_SITES.get(self.publisher, ())
        if not self.host or not sites:
            return bool(self.host and self.copy)
        return not any(self.host == site or self.host.endswith(f".{site}") for site in sites)

    @property
    def copy(self) -> bool:
        """Whether somebody else's copy was read: by the note, or because the address is not the publisher's."""
        sites = OWN_SITES.get(self.publisher, ())
        own = any(self.host == site or self.host.endswith(f".{site}") for site in sites)
        return bool(_COPY.search(self.note)) or bool(self.host and sites and not own)

    @property
    def published(self) -> str:
        """The date in words, as exact as it is known: '8 July 2025', 'July 2025', '2025' or 'no date'."""
        return _spoken(self.date) or "no date"


@dataclass(frozen=True)
class Claim:
    """One claim of the brief in the course's words, and how it stands against the record."""

    id: str
    claim: str
    kind: str
    lessons: tuple[str, ...]
    brief_section: str
    record: str
    record_note: str
    source_ids: tuple[str, ...]
    checks: tuple[str, ...]
    as_of: str


@dataclass(frozen=True)
class Term:
    """One entry of the glossary. `expansion` is empty for a term that is no abbreviation."""

    term: str
    expansion: str
    definition: str
    avoid: str
    lessons: tuple[str, ...]
    source_ids: tuple[str, ...]


def label(given: Label | str) -> Label:
    """The Label for a letter such as 'D'; a Label is handed back. EvidenceError for anything else."""
    if isinstance(given, Label):
        return given
    try:
        return Label[given]
    except KeyError:
        known = ", ".join(f"{one.letter} ({one.word})" for one in Label)
        raise EvidenceError(f"There is no evidence label {given!r}; use one of {known}.") from None


def badge(given: Label | str) -> str:
    """A label as a small text badge: shape, letter and word, readable without colour and by a screen reader.

    Returns HTML that uses the colours of the surrounding page, so that it holds in light and dark themes.
    """
    one = label(given)
    return (
        '<span class="eunato-badge" style="display:inline-block;border:1px solid;border-radius:3px;'
        f'padding:0 0.4em;font-size:0.9em;white-space:nowrap"><span aria-hidden="true">{one.glyph} </span>'
        f"{one.letter}: {html.escape(one.word)}</span>"
    )


def source(source_id: str) -> Source:
    """The source of this id. EvidenceError with near matches when there is none."""
    rows = _by_key("sources", "source_id")
    row = _find(rows, source_id, "source")
    return Source(
        id=row["source_id"],
        title=row["title"],
        publisher=row["publisher"],
        date=row["date"],
        url=row["url"],
        type=row["type"],
        tier=row["tier"],
        read=row["read"],
        licence=row["licence"],
        note=row["note"],
    )


def cite(ids: str | Iterable[str]) -> str:
    """A short citation in plain text for one or more source ids (a list, or one string joined by ';').

    Several texts of one publisher and year are counted: 'NATO (2003, 2 texts)'.

    >>> cite("euiss-2026-brief5")      # doctest: +SKIP
    'EUISS (2026)'
    """
    counts: dict[tuple[str, str], int] = {}
    for one in _ids(ids):
        found = source(one)
        counts[found.publisher, found.year] = counts.get((found.publisher, found.year), 0) + 1
    return "; ".join(
        f"{publisher} ({year}, {count} texts)" if count > 1 else f"{publisher} ({year})"
        for (publisher, year), count in counts.items()
    )


def dated(ids: str | Iterable[str]) -> tuple[str, ...]:
    """One entry for each publisher with the month of its texts, and a word where a copy was read.

    This is what stands under a picture: an edition has a date, and "checked" is another day than "published".

    >>> dated("euiss-2026-brief5")     # doctest: +SKIP
    ('EUISS (March 2026)',)
    """
    texts: dict[str, list[Source]] = {}
    for one in _ids(ids):
        found = source(one)
        texts.setdefault(found.publisher, []).append(found)
    return tuple(f"{publisher} ({_when(given)})" for publisher, given in texts.items())


def _when(given: list[Source]) -> str:
    """The months of some texts of one publisher, and whether they were read in copies."""
    months = list(dict.fromkeys(_spoken(one.date[:7]) or "no date" for one in given))
    if len(months) > _DATES:
        years = sorted({one.year for one in given if one.date})
        said = (years[0] if years[0] == years[-1] else f"{years[0]} to {years[-1]}") if years else "no date"
        said += f", {len(given)} texts"
    else:
        said = " and ".join(months) + (f", {len(given)} texts" if len(given) > len(months) else "")
    copies = sum(one.copy for one in given)
    if not copies:
        return said
    return said + ("; in a copy" if len(given) == 1 else "; in copies" if copies == len(given) else "; some in copies")


def _spoken(day: str) -> str:
    """A full or partial ISO date in words; "" for none."""
    parts = day.split("-") if day else []
    return " ".join([*(str(int(one)) for one in parts[2:]), *(_MONTHS[int(one)] for one in parts[1:2]), *parts[:1]])


def day(given: str) -> str:
    """A date as the words under a picture say it: '2026-10-08' becomes '8 October 2026'; other words stay as they are."""
    return _spoken(given) if re.fullmatch(r"\d{4}(-\d{2}){0,2}", given) else given


def source_card(ids: str | Iterable[str], tables: Iterable[str] | str = (), as_of: str = "", note: str = "") -> str:
    """The card one click below a figure: who published what, when, under which licence, and our rows.

    Takes source ids, the names of the tables the figure was made from, the date of the rows and a remark.
    Returns HTML, a closed `<details>`; the links to tables fit a file in `notebooks/`, `exercises/` or `solutions/`.
    """
    e = html.escape
    found = [source(one) for one in _ids(ids)]
    items = []
    for one in found:
        title = f'<a href="{e(one.url, quote=True)}" rel="noopener">{e(one.title)}</a>' if one.url else e(one.title)
        facts = [_spoken(one.date) or "no date given", TYPES[one.type], f"{TIERS[one.tier]} (tier {one.tier})", READ[one.read]]
        if one.licence:
            facts.append(f"licence: {one.licence}")
        remark = f" {e(one.note)}" if one.note else ""
        items.append(f"<li>{_who(one)}: {title}. {e('; '.join(facts))}.{remark} <code>{e(one.id)}</code></li>")
    names = (tables,) if isinstance(tables, str) else tuple(tables)
    parts = [f"<ul>{''.join(items)}</ul>" if items else "<p>No outside source: the rule is explained in the lesson.</p>"]
    for name in names:
        info = _tables_info(name)
        words = " ".join(info.definitions)
        parts.append(
            f'<p>Rows: <a href="../data/{e(name)}.csv">data/{e(name)}.csv</a>, one row is {e(info.row)}.'
            + (f" What is counted: {e(words)}" if words else "")
            + (f" Licence of our table: {e(info.licence)}" if info.licence else "")
            + "</p>"
        )
    if as_of:
        parts.append(f"<p>Our rows were checked on {e(day(str(as_of)))}.</p>")
    if note:
        parts.append(f"<p>{e(note)}</p>")
    count = "1 source" if len(found) == 1 else f"{len(found)} sources"
    return (
        f'<details class="eunato-source"><summary>Sources and data: {count}'
        + (f", {len(names)} table{'s' if len(names) > 1 else ''}" if names else "")
        + f"</summary>{''.join(parts)}</details>"
    )


def _who(one: Source) -> str:
    """The publisher and, in the same line, the site that the link leads to: a copy is not the publisher's own page."""
    e = html.escape
    if not one.host:
        return e(one.publisher)
    if not one.copy:
        return f"{e(one.publisher)} ({e(one.host)})"
    if not one.elsewhere:
        return f"{e(one.publisher)}, read in a copy; the link leads to its own site, {e(one.host)}"
    own = one.own_site
    site = f'; own site <a href="https://{e(own, quote=True)}" rel="noopener">{e(own)}</a>, where we did not read it' if own else ""
    return f"{e(one.publisher)}, read in a copy at {e(one.host)}{site}"


def claim(claim_id: str) -> Claim:
    """The claim of this id, such as 'C11'. EvidenceError with near matches when there is none."""
    row = _find(_by_key("claims", "claim_id"), claim_id, "claim")
    return Claim(
        id=row["claim_id"],
        claim=row["claim"],
        kind=row["kind"],
        lessons=tables.split(row["lessons"]),
        brief_section=row["brief_section"],
        record=row["record"],
        record_note=row["record_note"],
        source_ids=tables.split(row["source_id"]),
        checks=tables.split(row["checks"]),
        as_of=row["as_of"].isoformat() if row["as_of"] else "",
    )


def glossary() -> dict[str, Term]:
    """Every term of the course by its name, in alphabetical order."""
    found = {
        row["term"]: Term(
            term=row["term"],
            expansion=row["expansion"],
            definition=row["definition"],
            avoid=row["avoid"],
            lessons=tables.split(row["lessons"]),
            source_ids=tables.split(row["source_id"]),
        )
        for row in tables.records("glossary")
    }
    return dict(sorted(found.items(), key=lambda item: item[0].casefold()))


def term(name: str) -> Term:
    """One term of the glossary. EvidenceError with near matches when there is none."""
    return _find(glossary(), name, "term")


def _ids(ids: str | Iterable[str]) -> tuple[str, ...]:
    """Source ids, each once, in the order given."""
    given = tables.split(ids) if isinstance(ids, str) else tuple(ids)
    return tuple(dict.fromkeys(given))


def _by_key(table: str, key: str) -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in tables.records(table)}


def _find(there: Mapping[str, Any], wanted: str, what: str) -> Any:
    try:
        return there[wanted]
    except KeyError:
        close = difflib.get_close_matches(str(wanted), there, n=3, cutoff=0.5)
        near = f" Did you mean {' or '.join(close)}?" if close else ""
        raise EvidenceError(f"The course has no {what} {wanted!r}.{near}") from None


def _tables_info(name: str) -> tables.TableInfo:
    return tables.info(name)
