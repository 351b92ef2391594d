"""Who can stop what: the states that can block an action, from membership and each body's rule.

In words: list the bodies that must say yes. In a body that decides by unanimity or consensus, each member that has not
opted out can say no. Join these lists; a state in two of them still counts once.
In symbols: body b has members M_b and rule ρ_b; action a needs the bodies R(a); O_b are opt-outs and abstainers.

    V(a) = ⋃ (M_b \\ O_b)   over all b in R(a) with ρ_b ∈ {unanimity, consensus}

Constructive abstention (Article 31(1) TEU): abstainers A do not block, and the decision still falls when
|A| ≥ |M| / 3 and people(A) ≥ people(M) / 3, both together.

Qualified majority (Article 16(4) TEU, Article 238(3) TFEU): no single member blocks. A set S blocks when it has at least m
members and either people(S) > 35% of people(M) or fewer than 55% of the members remain in favour. m is 4 for all 27;
where fewer take part, m is the smallest number of members with more than 35% of the people, plus one.

Assumes: each member of a body votes for itself, one state one voice; populations are those of `countries.csv`; an
abstention under qualified majority counts as a no. Leaves out: intention, bargaining, linkage, parliaments, ratification
at home, the other party to an agreement, and everything said in private. To be able to block is not to want to.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from types import MappingProxyType
from typing import Any

from eunato import tables
from eunato.models import clubs
from eunato.models.clubs import ModelError, Row

VETO_RULES = ("unanimity", "consensus")
RULE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "unanimity": "unanimity",
        "consensus": "consensus",
        "qmv": "qualified majority",
        "staff": "no vote, staff work under a mandate",
        "none": "no decision is taken",
    }
)
CHANNELS: Mapping[str, str] = MappingProxyType(
    {"formal": "formal decision", "informal": "informal contact", "staff": "staff work"}
)
CAVEAT = (
    "The model shows who is able to block under the published rules. It does not show who wants to. "
    "Bargaining and silence happen in private, and opt-outs are simplified."
)


PEOPLE_CAVEAT = (
    "Shares of people are about right: they are Eurostat's for 1 January 2025, and the Council votes with a yearly list of its own."
)
PEOPLE_SOURCES = ("eurostat-2025-population", "eurlex-2022-council-populations")
EXAMPLE_MARGIN = 0.005
"""How far above 35% an example of a blocking minority must lie, so that the Council's own list would not turn it around."""


@dataclass(frozen=True)
class Action:
    """One row of `actions.csv`."""

    action_id: str
    label: str
    channel: str
    bodies: tuple[str, ...]
    opt_outs: tuple[str, ...]
    level: str
    decision: str
    example: str
    alternative: str
    sources: tuple[str, ...]
    as_of: str
    evidence: str
    status: str
    note: str


@dataclass(frozen=True)
class BodyVeto:
    """What one required body means for the action: its rule, its members, who is out, who can block there."""

    body_id: str
    org: str
    name: str
    rule: str
    members: tuple[str, ...]
    out: tuple[str, ...]
    blockers: tuple[str, ...]
    abstention_rule: str
    legal_basis: str

    @property
    def rule_words(self) -> str:
        return RULE_WORDS[self.rule]


@dataclass(frozen=True)
class Alternative:
    """Another way to reach part of the goal, with fewer vetoes on it."""

    action_id: str
    label: str
    channel: str
    count: int
    saves: int
    decision: str


@dataclass(frozen=True)
class Abstention:
    """Whether a decision by unanimity stands when these states abstain constructively."""

    abstainers: tuple[str, ...]
    members: int
    states_limit: int
    share: float
    by_states: bool
    by_population: bool

    @property
    def states(self) -> int:
        return len(self.abstainers)

    @property
    def stands(self) -> bool:
        """False only when both counts reach one third."""
        return not (self.by_states and self.by_population)

    @property
    def sentence(self) -> str:
        if not self.abstainers:
            return "Nobody abstains."
        verb = "abstains" if self.states == 1 else "abstain"
        who = f"{self.states} of {self.members} {verb}, with {_percent(self.share)} of the people."
        if not self.stands:
            return f"{who} That is at least one third on both counts, so the decision falls."
        if self.by_states:
            return f"{who} One third of the states is reached, one third of the people is not: the decision stands."
        if self.by_population:
            return f"{who} One third of the people is reached, one third of the states is not: the decision stands."
        return f"{who} Neither count reaches one third: the decision stands and the abstainers need not apply it."


@dataclass(frozen=True)
class MajorityTest:
    """Whether a set of states blocks a decision by qualified majority, and by which count.

    `over` is True when they hold more than 35% of the people, whatever their number.
    """

    states: tuple[str, ...]
    members: int
    share: float
    minimum: int
    in_favour: int
    in_favour_needed: int
    over: bool
    by_population: bool
    by_states: bool

    @property
    def blocks(self) -> bool:
        return self.by_population or self.by_states

    @property
    def sentence(self) -> str:
        n = len(self.states)
        who = f"{n} {'state' if n == 1 else 'states'} with {_percent(self.share)} of the people"
        if self.by_population and self.by_states:
            return f"{who} block on both counts: more than 35% of the people, and only {self.in_favour} states left."
        if self.by_population:
            return f"{who} block: at least {self.minimum} states and more than 35%."
        if self.by_states:
            return f"{who} block: only {self.in_favour} states are left in favour, {self.in_favour_needed} are needed."
        if self.over:
            return f"{who} do not block: more than 35%, but fewer than {self.minimum} states."
        return f"{who} do not block: too few people and too few states."


@dataclass(frozen=True)
class Majority:
    """How a body that decides by qualified majority can be blocked.

    `smallest` are examples of the smallest size with few people, none closer to 35% than `EXAMPLE_MARGIN`; `edge` is the largest group that has
    the people but too few states; `against` tests the states that were said to abstain, which counts as a no here.
    """

    body_id: str
    name: str
    members: tuple[str, ...]
    in_favour_needed: int
    minimum: int
    smallest_size: int
    smallest_count: int
    smallest: tuple[MajorityTest, ...]
    edge: MajorityTest | None
    against: MajorityTest | None

    @property
    def sentence(self) -> str:
        said = (
            f"In the {self.name} no single capital can stop it. A group can: at least {self.minimum} of the "
            f"{len(self.members)} states with more than 35% of the people, or so many that fewer than "
            f"{self.in_favour_needed} are left in favour."
        )
        return f"{said} An abstention counts as a no: {self.against.sentence}" if self.against else said


@dataclass(frozen=True)
class VetoResult:
    """Who can stop an action. States are ISO3 codes in the order both clubs, EU only, NATO only; by name inside."""

    action: Action
    bodies: tuple[BodyVeto, ...]
    blockers: tuple[str, ...]
    twice: tuple[str, ...]
    abstaining: tuple[str, ...]
    no_seat: tuple[str, ...]
    abstentions: tuple[tuple[str, Abstention], ...]
    majority: tuple[Majority, ...]
    alternatives: tuple[Alternative, ...]
    names: Mapping[str, str]
    club: Mapping[str, str]
    sources: tuple[str, ...]
    as_of: str
    status: str
    caveat: str = field(default=CAVEAT)

    @property
    def action_id(self) -> str:
        return self.action.action_id

    @property
    def label(self) -> str:
        return self.action.label

    @property
    def channel(self) -> str:
        return self.action.channel

    @property
    def level(self) -> str:
        return self.action.level

    @property
    def decision(self) -> str:
        return self.action.decision

    @property
    def example(self) -> str:
        return self.action.example

    @property
    def note(self) -> str:
        return self.action.note

    @property
    def evidence(self) -> str:
        return self.action.evidence

    @property
    def count(self) -> int:
        """How many capitals can stop it."""
        return len(self.blockers)

    @property
    def sum_of_parts(self) -> int:
        """The same count with states in two bodies counted twice (59 for a formal joint decision)."""
        return sum(len(body.blockers) for body in self.bodies)

    @property
    def falls(self) -> bool:
        """True when so many abstain that the decision is not adopted, although nobody said no."""
        return any(not one.stands for _, one in self.abstentions) or any(
            one.against is not None and one.against.blocks for one in self.majority
        )

    @property
    def blocker_names(self) -> tuple[str, ...]:
        return tuple(self.names[state] for state in self.blockers)

    @property
    def sentence(self) -> str:
        """The result in words, such as '36 capitals can stop it: …'."""
        return " ".join(self._sentences())

    def _sentences(self) -> list[str]:
        said = []
        voting = [body for body in self.bodies if body.rule in VETO_RULES]
        if self.count:
            where = " and ".join(f"{len(b.blockers)} in the {b.name} (by {b.rule_words})" for b in voting)
            said.append(f"{self.count} {'capital' if self.count == 1 else 'capitals'} can stop it: {where}.")
            if self.twice and len(voting) == 2:
                parts = " + ".join(str(len(b.blockers)) for b in voting)
                said.append(
                    f"{len(self.twice)} hold a veto in both, so {parts} − {len(self.twice)} = {self.count}."
                )
        elif voting:
            said.append("Nobody is left who says no: each member has opted out or abstains.")
        elif not self.majority:
            said.append("0 capitals can stop it with a formal veto, because no formal decision is taken.")
        said += [one.sentence for one in self.majority]
        for name, one in self.abstentions:
            said.append(f"In the {name} {one.sentence}")
        if self.no_seat:
            plural = len(self.no_seat) > 1
            said.append(
                f"{_listed(self.names[s] for s in self.no_seat)} {'have' if plural else 'has'} no seat in a body that "
                "must agree, so an abstention changes nothing."
            )
        return said


@dataclass(frozen=True)
class _World:
    """The three tables the model reads, by id."""

    countries: list[Row]
    bodies: dict[str, Row]
    actions: dict[str, Row]


def actions(channel: str | None = None, *, rows: Iterable[Row] | None = None) -> tuple[Action, ...]:
    """The actions of `actions.csv` in the order of the file: all, or those of one channel (formal, informal, staff)."""
    if channel is not None and channel not in CHANNELS:
        raise ModelError(f"There is no channel {channel!r}; use one of {', '.join(CHANNELS)}.")
    kept = tables.records("actions") if rows is None else rows
    return tuple(_action(row) for row in kept if channel in (None, row["channel"]))


def blockers(
    action_id: str,
    out: Iterable[str] = (),
    *,
    countries: Iterable[Row] | None = None,
    bodies: Iterable[Row] | None = None,
    actions: Iterable[Row] | None = None,
) -> VetoResult:
    """Who can stop an action, body by body.

    `action_id` is a row of `actions.csv`; `out` holds states (ISO3) that abstain or stay silent in each body where they
    sit. The three tables may be handed in as rows, for tests and what-ifs.

    Raises ModelError for an unknown action, body or state.

    >>> blockers("joint_decision").count          # doctest: +SKIP
    36
    """
    world = _world(countries, bodies, actions)
    return _blockers(world, action_id, tuple(dict.fromkeys(out)), alternatives=True)


def _blockers(world: _World, action_id: str, out: tuple[str, ...], *, alternatives: bool) -> VetoResult:
    action = _find_action(world, action_id)
    called = clubs.names(world.countries)
    unknown = [state for state in out if state not in called]
    if unknown:
        raise ModelError(
            f"There is no state {unknown[0]!r} in countries.csv.{_near(unknown[0], called)} "
            "Use three-letter codes such as CYP."
        )
    found = [_body(world, action, body_id, out) for body_id in action.bodies]
    seats = {state for body in found for state in body.members}
    everyone = [state for body in found for state in body.blockers]
    twice = {state for state in everyone if everyone.count(state) > 1}
    abstentions = tuple(
        (body.name, can_abstain(set(out) & set(body.members), body.members, countries=world.countries))
        for body in found
        if body.abstention_rule == "constructive" and body.rule in VETO_RULES and set(out) & set(body.members)
    )
    majority = tuple(_majority(world, body) for body in found if body.rule == "qmv")
    rows = [world.bodies[body_id] for body_id in action.bodies]
    result = VetoResult(
        action=action,
        bodies=tuple(found),
        blockers=clubs.ordered(set(everyone), rows=world.countries),
        twice=clubs.ordered(twice, rows=world.countries),
        abstaining=clubs.ordered(set(out) & seats, rows=world.countries),
        no_seat=clubs.ordered(set(out) - seats, rows=world.countries) if seats else (),
        abstentions=abstentions,
        majority=majority,
        alternatives=(),
        names=MappingProxyType(called),
        club=MappingProxyType(clubs.club_of(world.countries)),
        sources=_joined(
            action.sources, *(tables.split(row["source_id"]) for row in rows), PEOPLE_SOURCES if majority or abstentions else ()
        ),
        caveat=f"{CAVEAT} {PEOPLE_CAVEAT}" if majority or abstentions else CAVEAT,
        as_of=max([action.as_of, *(str(row["as_of"]) for row in rows)]),
        status="unconfirmed" if "unconfirmed" in {action.status, *(r["status"] for r in rows)} else "confirmed",
    )
    if not alternatives:
        return result
    return replace(result, alternatives=_alternatives(world, result, out))


def can_abstain(
    abstainers: Iterable[str],
    members: Iterable[str] | None = None,
    *,
    countries: Iterable[Row] | None = None,
) -> Abstention:
    """Whether a unanimous decision stands when these states abstain constructively (Article 31(1) TEU).

    `abstainers` and `members` are ISO3 codes; without `members` all Member States vote. The decision falls only when the
    abstainers are at least one third of the members and hold at least one third of the people.

    >>> can_abstain(["IRL"]).stands               # doctest: +SKIP
    True
    """
    kept = clubs.countries(countries)
    voting = frozenset(clubs.members("EU", rows=kept) if members is None else members)
    given = frozenset(abstainers)
    _no_strangers(given, voting)
    people = _people(voting, kept)
    whole, part = sum(people.values()), sum(people[s] for s in given)
    return Abstention(
        abstainers=clubs.ordered(given, rows=kept),
        members=len(voting),
        states_limit=math.ceil(len(voting) / 3),
        share=part / whole if whole else 0.0,
        by_states=bool(given) and 3 * len(given) >= len(voting),
        by_population=bool(given) and 3 * part >= whole,
    )


def blocking_minority(
    states: Iterable[str],
    members: Iterable[str] | None = None,
    *,
    countries: Iterable[Row] | None = None,
) -> MajorityTest:
    """Whether these states stop a decision by qualified majority when they vote no or abstain.

    Without `members` all Member States vote. Three large states never block on people alone: at least four are needed.

    >>> blocking_minority(["DEU", "FRA", "ITA"]).blocks       # doctest: +SKIP
    False
    """
    kept = clubs.countries(countries)
    everyone = clubs.members("EU", rows=kept)
    voting = frozenset(everyone if members is None else members)
    given = frozenset(states)
    _no_strangers(given, voting)
    people = _people(voting, kept)
    minimum = _minimum(people, everyone)
    return _test(clubs.ordered(given, rows=kept), people, minimum)


def _test(states: tuple[str, ...], people: Mapping[str, int], minimum: int) -> MajorityTest:
    whole, part = sum(people.values()), sum(people[s] for s in states)
    needed = math.ceil(len(people) * 55 / 100)
    left = len(people) - len(states)
    over = 100 * part > 35 * whole
    enough = len(states) >= minimum
    return MajorityTest(
        states=states,
        members=len(people),
        share=part / whole,
        minimum=minimum,
        in_favour=left,
        in_favour_needed=needed,
        over=over,
        by_population=enough and over,
        by_states=enough and left < needed,
    )


def _minimum(people: Mapping[str, int], everyone: frozenset[str]) -> int:
    """The least number of states in a blocking minority: 4 when all take part, else the Treaty's rule for fewer."""
    if frozenset(people) == everyone:
        return 4
    whole, part = sum(people.values()), 0
    for number, size in enumerate(sorted(people.values(), reverse=True), start=1):
        part += size
        if 100 * part > 35 * whole:
            return number + 1
    return len(people)


def _majority(world: _World, body: BodyVeto) -> Majority:
    """The smallest blocking minorities of a body, and the largest group that has the people but not the states."""
    people = _people(frozenset(body.members), world.countries)
    minimum = _minimum(people, clubs.members("EU", rows=world.countries))
    needed = math.ceil(len(people) * 55 / 100)
    whole = sum(people.values())
    found: list[tuple[int, tuple[str, ...]]] = []
    clear: list[tuple[int, tuple[str, ...]]] = []
    size = minimum
    while size <= len(people) and not found:
        for group in combinations(sorted(people), size):
            part = sum(people[s] for s in group)
            if 100 * part > 35 * whole or len(people) - size < needed:
                found.append((part, group))
                if part > (0.35 + EXAMPLE_MARGIN) * whole or len(people) - size < needed:
                    clear.append((part, group))
        size += 1
    clear.sort()
    quiet = set(body.out) & people.keys()
    largest = sorted(people, key=lambda s: -people[s])[: minimum - 1]
    edge = _test(clubs.ordered(largest, rows=world.countries), people, minimum)
    return Majority(
        body_id=body.body_id,
        name=body.name,
        members=body.members,
        in_favour_needed=needed,
        minimum=minimum,
        smallest_size=size - 1,
        smallest_count=len(found),
        smallest=tuple(_test(clubs.ordered(g, rows=world.countries), people, minimum) for _, g in clear[:5]),
        edge=edge if edge.over and not edge.blocks else None,
        against=_test(clubs.ordered(quiet, rows=world.countries), people, minimum) if quiet else None,
    )


def _body(world: _World, action: Action, body_id: str, out: tuple[str, ...]) -> BodyVeto:
    if body_id not in world.bodies:
        raise ModelError(
            f"Action {action.action_id!r} needs the body {body_id!r}, which bodies.csv does not have."
            f"{_near(body_id, world.bodies)}"
        )
    row = world.bodies[body_id]
    rule = row["rule"]
    if rule not in RULE_WORDS:
        raise ModelError(f"Body {body_id!r} has the rule {rule!r}; known rules: {', '.join(RULE_WORDS)}.")
    sure: frozenset[str] = frozenset()
    if row["members_query"]:
        sure, perhaps = clubs.select(row["members_query"], rows=world.countries)
        if perhaps:
            raise ModelError(
                f"Body {body_id!r}: countries.csv does not say whether {', '.join(sorted(perhaps))} "
                f"meets {row['members_query']!r}. Fill the cell; a veto cannot rest on an unknown seat."
            )
    never = {part.split(":")[-1] for part in action.opt_outs if ":" not in part or part.split(":")[0] == body_id}
    seated = sure - never
    quiet = set(out) & seated
    can = seated - quiet if rule in VETO_RULES else frozenset()
    order = {"rows": world.countries}
    return BodyVeto(
        body_id=body_id,
        org=row["org"],
        name=row["name"],
        rule=rule,
        members=clubs.ordered(seated, **order),
        out=clubs.ordered((never & sure) | quiet, **order),
        blockers=clubs.ordered(can, **order),
        abstention_rule=row["abstention_rule"],
        legal_basis=row["legal_basis"],
    )


def _alternatives(world: _World, result: VetoResult, out: tuple[str, ...]) -> tuple[Alternative, ...]:
    """Follow the column `alternative` from row to row and keep what has fewer vetoes than the action asked for."""
    found, seen, here = [], {result.action_id}, result.action.alternative
    while here and here not in seen:
        seen.add(here)
        other = _blockers(world, here, out, alternatives=False)
        if other.count < result.count:
            found.append(
                Alternative(
                    other.action_id, other.label, other.channel, other.count, result.count - other.count, other.decision
                )
            )
        here = other.action.alternative
    return tuple(found)


def _world(
    countries: Iterable[Row] | None, bodies: Iterable[Row] | None, actions: Iterable[Row] | None
) -> _World:
    body_rows = tables.records("bodies") if bodies is None else bodies
    action_rows = tables.records("actions") if actions is None else actions
    return _World(
        countries=clubs.countries(countries),
        bodies={row["body_id"]: row for row in body_rows},
        actions={row["action_id"]: row for row in action_rows},
    )


def _find_action(world: _World, action_id: str) -> Action:
    if action_id not in world.actions:
        raise ModelError(
            f"There is no action {action_id!r}.{_near(action_id, world.actions)} "
            f"Actions: {', '.join(world.actions)}."
        )
    return _action(world.actions[action_id])


def _action(row: Row) -> Action:
    return Action(
        action_id=row["action_id"],
        label=row["label"],
        channel=row["channel"],
        bodies=tables.split(row["bodies_required"]),
        opt_outs=tables.split(row["opt_outs"]),
        level=row["info_level_needed"],
        decision=row["decision"],
        example=row["example"],
        alternative=row["alternative"],
        sources=tables.split(row["source_id"]),
        as_of=str(row["as_of"]),
        evidence=row["evidence"],
        status=row["status"],
        note=row["note"],
    )


def _people(states: frozenset[str], rows: Iterable[Row]) -> dict[str, int]:
    people = clubs.population(rows)
    missing = sorted(states - people.keys())
    if missing:
        raise ModelError(f"countries.csv has no population for {', '.join(missing)}; the one-third and 35% tests need it.")
    return {state: people[state] for state in states}


def _no_strangers(given: frozenset[str], voting: frozenset[str]) -> None:
    strangers = sorted(given - voting)
    if strangers:
        raise ModelError(
            f"{', '.join(strangers)} has no vote here, so it can neither abstain nor block. "
            f"Choose among the {len(voting)} members: {', '.join(sorted(voting))}."
        )


def _joined(*groups: Iterable[str]) -> tuple[str, ...]:
    """All ids, each once, in order of appearance."""
    return tuple(dict.fromkeys(one for group in groups for one in group))


def _near(word: str, there: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(there), n=3, cutoff=0.5)
    return f" Did you mean {' or '.join(close)}?" if close else ""


def _percent(share: float) -> str:
    """A share as a percentage with one decimal. The figures do not carry more, so it says 'about'."""
    return f"about {100 * share:.1f}%"


def _listed(words: Iterable[Any]) -> str:
    """'a', 'a and b', 'a, b and c'."""
    items = [str(word) for word in words]
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
