"""The way to NATO's assets: a tree of eight questions, who can say no at each, and who sits at the table in the end.

In words: go down the questions in order. The first answer that does not lead on is the blocking node; it also names the
route that is left. 1 Does NATO as a whole want to act? 2 Does the EU's Council decide? 3 Does the EU ask for NATO's
planning or assets? 4 Does NATO's Council release them? 5 Can everybody who must take part do so? 6 Is a commander found?
7 Does the EU's committee keep control? 8 Do the assets stay?
In symbols: block = min{n : answer_n does not lead on}. A state s stops node 2 if s is in the EU, node 4 if s is an Ally.
At node 2 a state may abstain constructively; the decision falls when the abstainers are one third of the states with one
third of the people (models.veto). Participants = {EU states that are Allies, or in PfP with a security agreement} ∪
{Allies outside the EU that take part}.

Assumes: states vote as you say; the published outline of the arrangements (2002 and 2003) is the rule.
Leaves out: months of committee work, bargaining, money, force generation, terms that are not public.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from eunato.models import clubs, veto
from eunato.models.clubs import ModelError

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """One question of the tree. `leads_on` is the answer that goes to the next node; `ends_in` the route otherwise."""

    node_id: str
    number: int
    label: str
    question: str
    leads_on: bool
    ends_in: str
    asked: str
    rule: str


ROUTES = {
    "nato": "NATO operation",
    "none": "No EU operation",
    "own": "EU operation without NATO assets, with a national headquarters or the EU’s own (MPCC)",
    "smaller": "Berlin Plus, but not with everybody who was to take part",
    "no_commander": "Berlin Plus waits until a commander is found",
    "not_berlin_plus": "Not Berlin Plus: the EU would not run it",
    "recalled": "The operation goes on without NATO assets, or ends",
    "berlin_plus": "EU operation under Berlin Plus",
}
"""Where a walk can end, in words."""

NODES = (
    Node("nato_acts", 1, "NATO acts itself", "Does NATO as a whole want to act?", False, "nato", "NATO’s Council (NAC)", "Berlin Plus is for operations in which NATO as a whole is not engaged."),
    Node("council", 2, "Council decision", "Does the EU’s Council decide unanimously?", True, "none", "Council of the EU", "Unanimity; a state may abstain constructively."),
    Node("request", 3, "Request to NATO", "Does the EU ask for NATO planning or assets?", True, "own", "Council of the EU and PSC", "Without a request the EU uses a national headquarters or the MPCC."),
    Node("release", 4, "Release by NATO", "Does NATO’s Council release them by consensus?", True, "own", "NATO’s Council (NAC)", "Consensus: one Ally can stop it."),
    Node("participation", 5, "Who may take part", "Can all who must take part do so?", True, "smaller", "NATO’s Council and the EU", "EU states that are Allies, or in PfP with a security agreement."),
    Node("commander", 6, "Commander", "Is an operation commander found?", True, "no_commander", "PSC, with NATO’s consent", "In principle the Deputy SACEUR; another office by agreement."),
    Node("control", 7, "Political control", "Does the PSC keep political control?", True, "not_berlin_plus", "PSC, under the Council", "Political control and strategic direction stay with the EU."),
    Node("recall", 8, "Recall", "Does NATO recall its assets?", False, "recalled", "NATO’s Council (NAC)", "The arrangements have procedures for return and recall."),
)
"""The eight questions in order."""
NODE_IDS = tuple(node.node_id for node in NODES)


@dataclass(frozen=True)
class Case:
    """What is asked of the tree. Yes-or-no answers, and states (ISO3) that say no or abstain.

    no_in_council: EU states voting against; abstain: EU states that abstain constructively; no_in_nac: Allies that object to the
    release. must_join: states that have to take part for the plan to work; invited: Allies outside the EU that take part; European Allies may do so if they wish when NATO assets are used (Nice, December 2000).
    """

    name: str = "your case"
    nato_acts: bool = False
    request: bool = True
    commander: bool = True
    control: bool = True
    recall: bool = False
    no_in_council: frozenset[str] = field(default_factory=frozenset)
    abstain: frozenset[str] = field(default_factory=frozenset)
    no_in_nac: frozenset[str] = field(default_factory=frozenset)
    must_join: frozenset[str] = field(default_factory=frozenset)
    invited: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for name in ("no_in_council", "abstain", "no_in_nac", "must_join", "invited"):
            given = getattr(self, name)
            object.__setattr__(self, name, frozenset([given] if isinstance(given, str) else given))


@dataclass(frozen=True)
class Step:
    """One node as it was answered: `answer` yes or no, `passes` whether the walk goes on, `because` in words.

    A node after the blocking one was not reached: its answer is None.
    """

    node: Node
    answer: bool | None
    passes: bool
    because: str
    objectors: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """Who sits where (ISO3): who votes in the Council and the NAC, who takes part, who cannot, who was asked to join."""

    council: frozenset[str]
    nac: frozenset[str]
    taking_part: frozenset[str]
    kept_out: frozenset[str]
    joining: frozenset[str]


@dataclass(frozen=True)
class Walk:
    """A walk through the tree. `block` is the first node that does not lead on, or None; `route` a key of ROUTES."""

    case: Case
    steps: tuple[Step, ...]
    route: str
    table: Table
    names: Mapping[str, str]

    @property
    def block(self) -> Node | None:
        return next((step.node for step in self.steps if step.answer is not None and not step.passes), None)

    @property
    def block_id(self) -> str:
        """Id of the first blocking node, or "none"."""
        return self.block.node_id if self.block else "none"

    @property
    def route_words(self) -> str:
        return ROUTES[self.route]

    @property
    def objectors(self) -> tuple[str, ...]:
        return next((step.objectors for step in self.steps if step.answer is not None and not step.passes), ())

    @property
    def sentence(self) -> str:
        if self.block is None:
            return f"All eight questions lead on: {self.route_words}."
        because = next(step.because for step in self.steps if step.node is self.block)
        return f"The way ends at question {self.block.number} ({self.block.label}): {because} What is left: {self.route_words}."


def eligible(*, rows: Iterable[Row] | None = None) -> frozenset[str]:
    """EU states that may take part in a Berlin Plus operation: Allies, or in PfP with a security agreement with NATO."""
    return frozenset(
        row["iso3"] for row in clubs.countries(rows)
        if row["eu_member"] and (row["nato_member"] or (row["pfp"] == "participates" and row["nato_security_agreement"] == "yes"))
    )


def walk(case: Case, *, rows: Iterable[Row] | None = None) -> Walk:
    """Put a case through the eight questions. ModelError for a state that has no say where it is named.

    >>> walk(Case(no_in_nac={"TUR"})).block_id            # doctest: +SKIP
    'release'
    """
    two = clubs.split(rows=rows)
    names = {row["iso3"]: row["name"] for row in clubs.countries(rows)}
    _check(case, two, names)
    may = eligible(rows=rows)
    joining = case.invited
    table = Table(two.eu, two.nato, may | joining, two.eu - may, joining)
    answers = {node.node_id: _answer(node, case, two, may, names) for node in NODES}
    steps, open_, route = [], True, "berlin_plus"
    for node in NODES:
        if not open_:
            steps.append(Step(node, None, False, "Not reached."))
            continue
        answer, because, objectors = answers[node.node_id]
        passes = answer is node.leads_on
        steps.append(Step(node, answer, passes, because, objectors))
        if not passes:
            open_, route = False, node.ends_in
    return Walk(case, tuple(steps), route, table, names)


def run(case: Case, *, rows: Iterable[Row] | None = None) -> Walk:
    """The same as walk(); the name that exercises use."""
    return walk(case, rows=rows)


CASES = {
    "alpha": Case("Case Alpha: Austria votes against in the Council, and Canada objects to the release in NATO", no_in_council={"AUT"}, no_in_nac={"CAN"}),
    "bravo": Case("Case Bravo: the 27 agree and ask NATO; Norway objects to the release", no_in_nac={"NOR"}),
    "charlie": Case("Case Charlie: everybody agrees, and the plan needs all 27 Member States on the ground"),
}
"""Three invented cases for the exercise (label A); they describe nothing that happened. case() fills in Charlie's states."""


def case(name: str, *, rows: Iterable[Row] | None = None) -> Case:
    """One of the three invented cases by its name. ModelError for any other."""
    if name not in CASES:
        raise ModelError(f"There is no case {name!r}. Choose from: {', '.join(CASES)}.")
    found = CASES[name]
    if name == "charlie":
        found = Case(found.name, must_join=clubs.split(rows=rows).eu)
    return found


def _answer(node: Node, case: Case, two: clubs.Clubs, may: frozenset[str], names: Mapping[str, str]) -> tuple[bool, str, tuple[str, ...]]:
    """(answer, because, who objected) of one node."""
    said = {
        "nato_acts": ("NATO acts itself.", "NATO as a whole does not engage."),
        "request": ("The EU asks NATO.", "The EU does not ask."),
        "commander": ("A commander is found.", "No commander is found."),
        "control": ("The PSC keeps control.", "Somebody else would direct it."),
        "recall": ("NATO recalls its assets.", "The assets stay."),
    }
    if node.node_id in said:
        answer = bool(getattr(case, node.node_id))
        return answer, said[node.node_id][0 if answer else 1], ()
    if node.node_id == "council":
        against = _ordered(case.no_in_council, names)
        if against:
            return False, f"{_listed(against, names)} {_vote(against, 'votes', 'vote')} against.", against
        result = veto.blockers("csdp_own", tuple(sorted(case.abstain)))
        if result.falls:
            return False, "the abstainers are a third of the states with a third of the people, so the decision falls.", _ordered(case.abstain, names)
        return True, "Nobody votes against" + (f"; {_listed(_ordered(case.abstain, names), names)} {_vote(case.abstain, 'abstains', 'abstain')} and need not apply it." if case.abstain else "."), ()
    if node.node_id == "release":
        against = _ordered(case.no_in_nac, names)
        return (not against, f"{_listed(against, names)} {_vote(against, 'objects', 'object')} in NATO." if against else "No Ally objects.", against)
    missing = _ordered(case.must_join - may - case.invited, names)
    return (not missing, f"{_listed(missing, names)} cannot take part." if missing else "Everybody who must take part may do so.", missing)


def _check(case: Case, two: clubs.Clubs, names: Mapping[str, str]) -> None:
    allowed = {
        "no_in_council": (two.eu, "Only Member States of the EU vote in the Council"),
        "abstain": (two.eu, "Only Member States of the EU can abstain in the Council"),
        "no_in_nac": (two.nato, "Only Allies decide in NATO’s Council"),
        "invited": (two.nato_only, "Only Allies outside the EU join this way"),
        "must_join": (two.union, "Only members of the EU or of NATO can take part here"),
    }
    for field_name, (there, rule) in allowed.items():
        for state in sorted(getattr(case, field_name) - there):
            raise ModelError(f"{rule}; {names.get(state, state)!r} was given. Take that state out, or name it elsewhere.")
    if both := sorted(case.no_in_council & case.abstain):
        raise ModelError(f"{names[both[0]]} cannot vote against and abstain at once. Choose one of the two.")


def _ordered(states: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(states, key=lambda state: names.get(state, state)))


def _listed(states: Iterable[str], names: Mapping[str, str]) -> str:
    words = [names.get(state, state) for state in states]
    if len(words) > 4:
        return f"{', '.join(words[:3])} and {len(words) - 3} more"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else "nobody"


def _vote(states: Iterable[str], one: str, many: str) -> str:
    return one if len(tuple(states)) == 1 else many
