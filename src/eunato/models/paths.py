"""Where a paper can travel: valid paths over the table of links, and the first link that fails.

In words: a link carries papers from one place to the next. It takes a paper when it is in force, when the paper is not
above its level, when the subject is in its scope, when the reader is not excluded, and when the originator agrees where
the link asks for that. A paper is delivered when each required reader has a path of such links.
In symbols: link e has the highest level λ_e, the scope σ_e, the excluded readers X_e and the consent flag c_e. A document is
(level L, scope s, originator o, required readers T). A path P to reader t is valid when, for all e in P:

    λ_e ≥ L,   s ∈ σ_e,   e in force,   t ∉ X_e,   c_e granted by o.

The document is delivered when every t in T has a valid path. Paths are searched breadth first, so the first valid one found
has the fewest links. An exclusion follows the paper: it counts for the reader at the end, wherever in the path it stands.

Rows and links: one row of `info_links.csv` is one link, or one link to each state that meets a query, written
`each[eu_member]`. Where countries.csv says "unknown" for a state, its link is unknown too.
Switches: a link whose `what_if` names a switch is in force, without exclusions, once that switch is on. The switch `gist`
lowers the paper itself to unclassified.

On failure: among all attempts, take those with the fewest failing links; among these the one that fails closest to the
reader, then the shortest, then the first in the table. Its first failing link is reported with its reason.

Assumes: public information only, scopes simplified, papers are handed on by organisations and not by capitals.
Leaves out: need-to-know, real handling rules, extracts, talking points, and every channel that is not public. Unknown stays
unknown. This is a model for learning, not a guide to handling papers.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from eunato import tables
from eunato.models import clubs
from eunato.models.clubs import ModelError, Row

LEVELS = ("U", "R", "C", "S")
LEVEL_WORDS: Mapping[str, str] = MappingProxyType(
    {"U": "unclassified", "R": "RESTRICTED", "C": "CONFIDENTIAL", "S": "SECRET"}
)
ORGANISATIONS: Mapping[str, str] = MappingProxyType(
    {"NATO-IS": "NATO staff", "NAC": "NATO (NAC)", "EU-STAFF": "EU staff", "PSC": "EU (PSC)"}
)
"""The places that are not states: NATO's International Staff and Council, the EU's staff and its Political and Security
Committee."""
SCOPE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "all": "every subject",
        "berlin_plus": "operations under Berlin Plus",
        "topic:planning": "defence planning",
        "topic:hybrid": "hybrid threats",
        "topic:standards": "standards",
    }
)
SWITCHES: Mapping[str, str] = MappingProxyType(
    {
        "cyp_pfp": "Cyprus joins Partnership for Peace and signs a security agreement with NATO",
        "eu_tur": "The EU and Türkiye sign an agreement on classified information",
        "gist": "The originator writes an unclassified gist",
    }
)
MAX_LINKS = 4
CONSENT: Mapping[str, str] = MappingProxyType(
    {
        "NATO": "Outside NATO a classified paper needs a release by all Allies, and none is given here.",
        "EU": "Outside the EU a classified paper needs a release by all Member States, and none is given here.",
    }
)
"""Why a link stops when those who own the paper have not agreed, by the organisation that wrote it."""
CAVEAT = (
    "Built from public information only. Scopes are simplified, no release is taken for granted unless it is set, and unknown stays "
    "unknown. "
    "It is not a guide to handling real papers."
)

_CLASS = re.compile(r"each\[(.+)\]")


@dataclass(frozen=True)
class Document:
    """A paper: its level (U, R, C, S), its subject, who wrote it, who must get it, and whether the originator consents."""

    level: str
    scope: str
    originator: str
    recipients: tuple[str, ...]
    consent: bool = True

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise ModelError(f"The level is {self.level!r}; use one of {', '.join(LEVELS)}.")
        if self.scope == "all" or self.scope not in SCOPE_WORDS:
            known = ", ".join(scope for scope in SCOPE_WORDS if scope != "all")
            raise ModelError(f"The subject is {self.scope!r}; use one of {known}.")
        if self.originator not in ORGANISATIONS:
            raise ModelError(f"The originator is {self.originator!r}; use one of {', '.join(ORGANISATIONS)}.")
        object.__setattr__(self, "recipients", tuple(dict.fromkeys(self.recipients)))
        if not self.recipients:
            raise ModelError("The paper has no recipient. Choose at least one, such as 'CYP'.")


@dataclass(frozen=True)
class Link:
    """One link of the graph. `row` is the id in `info_links.csv`; `link_id` adds the state for a link made from a class."""

    link_id: str
    row: str
    start: str
    end: str
    max_level: str
    scopes: tuple[str, ...]
    basis: str
    in_force: str
    originator_consent: str
    excluded: tuple[str, ...]
    reason: str
    what_if: str
    sources: tuple[str, ...]
    as_of: str
    evidence: str
    status: str


@dataclass(frozen=True)
class Block:
    """Why a recipient is not reached (or not known to be): the link, the kind of failure, the reason in words.

    kind: in_force, level, scope, excluded, consent, unknown, or no_link (then `link` is None).
    """

    recipient: str
    link: Link | None
    kind: str
    reason: str


@dataclass(frozen=True)
class PathResult:
    """Where the paper gets. `document` is the paper after the switch `gist`; `asked` is the paper as it was asked for."""

    document: Document
    asked: Document
    switches: frozenset[str]
    delivered: tuple[str, ...]
    unknown: tuple[str, ...]
    undelivered: tuple[str, ...]
    paths: Mapping[str, tuple[Link, ...]]
    attempts: Mapping[str, tuple[Link, ...]]
    failing: Mapping[str, Block]
    cut: tuple[Block, ...]
    names: Mapping[str, str]
    sources: tuple[str, ...]
    as_of: str
    status: str
    caveat: str = field(default=CAVEAT)

    @property
    def deliverable(self) -> bool | None:
        """True when every recipient gets the paper, False when one cannot, None when that is not known."""
        if self.undelivered:
            return False
        return None if self.unknown else True

    @property
    def count(self) -> int:
        return len(self.delivered)

    @property
    def links(self) -> tuple[Link, ...]:
        """One link for each row of the table that a path uses or fails on, in the order of the table."""
        found: dict[str, Link] = {}
        for path in [*self.paths.values(), *self.attempts.values()]:
            for link in path:
                found.setdefault(link.row, link)
        return tuple(found[row] for row in sorted(found))

    @property
    def sentence(self) -> str:
        """The result in words."""
        total = len(self.document.recipients)
        paper = f"{_article(LEVEL_WORDS[self.document.level])} paper on {SCOPE_WORDS[self.document.scope]}"
        if self.deliverable:
            whom = f"all {total} recipients" if total > 1 else self.names[self.delivered[0]]
            return f"Delivered: {paper} reaches {whom}."
        said = [f"Not delivered: {paper} reaches {self.count} of {total}."]
        if self.deliverable is None:
            said = [f"Not known: {paper} surely reaches {self.count} of {total}."]
        for head, group in (("It fails for", self.undelivered), ("Not public for", self.unknown)):
            for (reason, _), states in _by_reason(self.failing, group).items():
                who = ", ".join(self.names[s] for s in states) if len(states) < 6 else f"{len(states)} recipients"
                link = self.failing[states[0]].link
                said.append(f"{head} {who}{f' at link {link.row}' if link else ''}: {reason}")
        return " ".join(said)


def find(
    document: Document,
    links: Iterable[Link] | None = None,
    switches: Iterable[str] = (),
    *,
    countries: Iterable[Row] | None = None,
) -> PathResult:
    """Look for a valid path to each recipient.

    `links` come from `expand()` (the course's own table when left out), `switches` from SWITCHES.

    >>> find(annex()).undelivered                        # doctest: +SKIP
    ('AUT', 'CYP', 'IRL', 'MLT')
    >>> find(annex(consent=True)).undelivered            # doctest: +SKIP
    ('CYP',)
    """
    on = frozenset(switches)
    strange = sorted(on - SWITCHES.keys())
    if strange:
        raise ModelError(f"There is no switch {strange[0]!r}; use {', '.join(SWITCHES)}.")
    kept_countries = clubs.countries(countries)
    names = {**ORGANISATIONS, **clubs.names(kept_countries)}
    missing = [node for node in document.recipients if node not in names]
    if missing:
        raise ModelError(f"There is no recipient {missing[0]!r}. Use three-letter codes such as CYP, or PSC or NAC.")
    graph = [_switched(link, on) for link in (expand(countries=kept_countries) if links is None else links)]
    paper = replace(document, level="U") if "gist" in on else document

    delivered, unknown, undelivered = [], [], []
    paths: dict[str, tuple[Link, ...]] = {}
    attempts: dict[str, tuple[Link, ...]] = {}
    failing: dict[str, Block] = {}
    cut: dict[str, Block] = {}
    for reader in document.recipients:
        if reader == paper.originator:
            delivered.append(reader)
            paths[reader] = ()
            continue
        found = list(_routes(graph, paper.originator, reader))
        states = [_judge(route, paper, reader) for route in found]
        if "yes" in states:
            delivered.append(reader)
            open_ = [route for route, state in zip(found, states, strict=True) if state == "yes"]
            # the fewest links first; among equals one that needs nobody's consent
            paths[reader] = min(open_, key=lambda route: (len(route), sum(link.originator_consent == "required" for link in route)))
        elif "unknown" in states:
            unknown.append(reader)
            route = found[states.index("unknown")]
            paths[reader] = route
            doubtful = next(link for link in route if link.in_force == "unknown")
            failing[reader] = Block(reader, doubtful, "unknown", doubtful.reason or "Not public.")
        else:
            undelivered.append(reader)
            failing[reader], attempts[reader] = _best_attempt(found, paper, reader, names)
            for block in _cut(found, paper, reader, names):
                cut.setdefault(block.link.row if block.link else reader, block)
    used = [link for route in [*paths.values(), *attempts.values()] for link in route]
    return PathResult(
        document=paper,
        asked=document,
        switches=on,
        delivered=clubs.ordered(delivered, rows=kept_countries),
        unknown=clubs.ordered(unknown, rows=kept_countries),
        undelivered=clubs.ordered(undelivered, rows=kept_countries),
        paths=MappingProxyType(paths),
        attempts=MappingProxyType(attempts),
        failing=MappingProxyType(failing),
        cut=tuple(cut[key] for key in sorted(cut)),
        names=MappingProxyType(names),
        sources=tuple(dict.fromkeys(one for link in used for one in link.sources)),
        as_of=max((link.as_of for link in used), default=""),
        status="unconfirmed" if any(link.status == "unconfirmed" for link in used) else "confirmed",
    )


def expand(rows: Iterable[Row] | None = None, *, countries: Iterable[Row] | None = None) -> tuple[Link, ...]:
    """The links of `info_links.csv` (or of rows in its form), with one link per state for rows that name a class.

    Raises ModelError for a place that is neither an organisation nor a state.
    """
    kept_countries = clubs.countries(countries)
    known = {**ORGANISATIONS, **clubs.names(kept_countries)}
    found: list[Link] = []
    for row in tables.records("info_links") if rows is None else rows:
        base = Link(
            link_id=row["link_id"],
            row=row["link_id"],
            start=row["from"],
            end=row["to"],
            max_level=row["max_level"],
            scopes=tables.split(row["scope"]),
            basis=row["basis"],
            in_force=row["in_force"],
            originator_consent=row["originator_consent"],
            excluded=tables.split(row["excluded_recipients"]),
            reason=row["reason"],
            what_if=row["what_if"],
            sources=tables.split(row["source_id"]),
            as_of=str(row["as_of"]),
            evidence=row["evidence"],
            status=row["status"],
        )
        each = _CLASS.fullmatch(base.end)
        if each:
            sure, perhaps = clubs.select(each.group(1), rows=kept_countries)
            for state in clubs.ordered(sure | perhaps, rows=kept_countries):
                force = base.in_force if state in sure else ("no" if base.in_force == "no" else "unknown")
                found.append(replace(base, link_id=f"{base.row}:{state}", end=state, in_force=force))
        else:
            found.append(base)
        for node in {base.start, *(() if each else (base.end,))}:
            if node not in known:
                raise ModelError(
                    f"Link {base.row} names the place {node!r}. Use {', '.join(ORGANISATIONS)}, a three-letter state, "
                    "or each[query] as the end."
                )
    return tuple(found)


def group(name: str, *, countries: Iterable[Row] | None = None) -> tuple[str, ...]:
    """A usual set of recipients: "eu" (27), "eu_only" (the four outside NATO), "nato" (32), "nato_only" (the nine)."""
    kept = clubs.countries(countries)
    sets = clubs.split(rows=kept)
    groups = {"eu": sets.eu, "eu_only": sets.eu_only, "nato": sets.nato, "nato_only": sets.nato_only}
    if name not in groups:
        raise ModelError(f"There is no group {name!r}; use one of {', '.join(groups)}.")
    return clubs.ordered(groups[name], rows=kept)


def annex(consent: bool = False) -> Document:
    """The impossible delivery of lesson 02: a NATO SECRET planning annex that all 27 Member States should get.

    consent: whether all Allies have agreed to release it outside NATO; today nobody has.
    """
    return Document(level="S", scope="topic:planning", originator="NATO-IS", recipients=group("eu"), consent=consent)


def opened(
    switch: str,
    originator: str,
    recipients: Iterable[str],
    *,
    links: Iterable[Link] | None = None,
    countries: Iterable[Row] | None = None,
) -> frozenset[tuple[str, str]]:
    """The (level, subject) pairs that reach every recipient with this switch on and not without it.

    >>> opened("eu_tur", "NATO-IS", group("eu"))      # doctest: +SKIP
    frozenset()
    """
    kept_countries = clubs.countries(countries)
    graph = tuple(expand(countries=kept_countries) if links is None else links)
    readers = tuple(recipients)
    found = set()
    for level in LEVELS:
        for scope in SCOPE_WORDS:
            if scope == "all":
                continue
            paper = Document(level, scope, originator, readers)
            without = find(paper, graph, countries=kept_countries).deliverable
            if without is not True and find(paper, graph, [switch], countries=kept_countries).deliverable:
                found.add((level, scope))
    return frozenset(found)


def _switched(link: Link, on: frozenset[str]) -> Link:
    """The link as it stands with these switches on."""
    if link.what_if and link.what_if in on:
        return replace(link, in_force="yes", excluded=())
    return link


def _routes(graph: list[Link], start: str, reader: str) -> Iterator[tuple[Link, ...]]:
    """Every route of at most MAX_LINKS links that visits no place twice, shortest first, then in the table's order."""
    leaving: dict[str, list[Link]] = {}
    for link in graph:
        leaving.setdefault(link.start, []).append(link)
    queue: deque[tuple[tuple[Link, ...], frozenset[str]]] = deque([((), frozenset({start}))])
    while queue:
        route, seen = queue.popleft()
        here = route[-1].end if route else start
        for link in leaving.get(here, ()):
            if link.end in seen:
                continue
            longer = (*route, link)
            if link.end == reader:
                yield longer
            elif len(longer) < MAX_LINKS and link.end in leaving:
                queue.append((longer, seen | {link.end}))


def _problem(link: Link, paper: Document, reader: str) -> str:
    """What stops this link, or "": in_force, level, scope, excluded, consent."""
    if link.in_force == "no":
        return "in_force"
    if LEVELS.index(link.max_level) < LEVELS.index(paper.level):
        return "level"
    if "all" not in link.scopes and paper.scope not in link.scopes:
        return "scope"
    if reader in link.excluded:
        return "excluded"
    if link.originator_consent == "required" and paper.level != "U" and not paper.consent:
        return "consent"
    return ""


def _judge(route: tuple[Link, ...], paper: Document, reader: str) -> str:
    """yes, no or unknown for a whole route."""
    if any(_problem(link, paper, reader) for link in route):
        return "no"
    return "unknown" if any(link.in_force == "unknown" for link in route) else "yes"


def _best_attempt(
    routes: list[tuple[Link, ...]], paper: Document, reader: str, names: Mapping[str, str]
) -> tuple[Block, tuple[Link, ...]]:
    if not routes:
        return Block(reader, None, "no_link", f"No link in the table leads to {names[reader]}."), ()

    def merit(item: tuple[int, tuple[Link, ...]]) -> tuple[int, int, int, int]:
        number, route = item
        bad = [place for place, link in enumerate(route) if _problem(link, paper, reader)]
        return len(bad), len(route) - 1 - bad[0], len(route), number

    _, route = min(enumerate(routes), key=merit)
    return _first_block(route, paper, reader, names), route


def _first_block(route: tuple[Link, ...], paper: Document, reader: str, names: Mapping[str, str]) -> Block:
    link = next(link for link in route if _problem(link, paper, reader))
    kind = _problem(link, paper, reader)
    return Block(reader, link, kind, _words(link, kind, paper, reader, names))


def _cut(
    routes: list[tuple[Link, ...]], paper: Document, reader: str, names: Mapping[str, str]
) -> Iterator[Block]:
    """The first failing link of every route: together they keep the paper from the reader."""
    seen = set()
    for route in routes:
        block = _first_block(route, paper, reader, names)
        if block.link and block.link.row not in seen:
            seen.add(block.link.row)
            yield block


def _words(link: Link, kind: str, paper: Document, reader: str, names: Mapping[str, str]) -> str:
    if kind == "level":
        return f"It carries nothing above {LEVEL_WORDS[link.max_level]}; this paper is {LEVEL_WORDS[paper.level]}."
    if kind == "scope":
        subjects = " and ".join(SCOPE_WORDS.get(scope, scope) for scope in link.scopes)
        return f"It is open for {subjects} only; this paper is about {SCOPE_WORDS[paper.scope]}."
    if kind == "consent":
        owner = "NATO" if paper.originator in ("NATO-IS", "NAC") else "EU"
        right = " A security agreement is a precondition, not a right." if link.end not in ORGANISATIONS else ""
        return CONSENT[owner] + right
    if kind == "excluded":
        return link.reason or f"{names[reader]} is excluded."
    return link.reason or "It is not in force."


def _by_reason(failing: Mapping[str, Block], states: Iterable[str]) -> dict[tuple[str, str], list[str]]:
    """Recipients grouped by the reason that stops them and the row of the link, in order."""
    found: dict[tuple[str, str], list[str]] = {}
    for state in states:
        block = failing[state]
        found.setdefault((block.reason, block.link.row if block.link else ""), []).append(state)
    return found


def _article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"
