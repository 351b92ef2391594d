"""Who may sell with a SAFE loan: seven tests on one offer, and the cheapest way to mend a bill of parts.

Simplified law, not legal advice. In words: add up the cost of the parts from outside the EU, the EEA–EFTA states and
Ukraine, and divide by the cost of all parts. Then go through the tests R1 to R7. One test that is not met makes the
offer not eligible. With none of those, one test that waits for somebody else makes it depend. Else it is eligible.
In symbols: out = Σ cost[origin outside] / Σ cost ≤ 0.35. A mended bill: min Σ cost over all sets of swaps with out ≤ 0.35.

Source: Regulation (EU) 2025/1106, Article 16, as far as it was read (eligibility_rules.csv says how far); the firms are
invented. Assumes: every cost is known and the estimate is accepted. Leaves out: subcontractors, place of production,
negotiation, and how "free design" would be proved.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import combinations
from typing import Any

from eunato import tables
from eunato.models.clubs import ModelError

CAP = 0.35
"""Largest share of the cost of parts that may come from outside; a test holds it to `instruments`."""
ALONE_UNTIL = date(2026, 5, 30)
"""Last day on which one state alone could sign."""
ADVICE = "Simplified law, not legal advice."
SOURCES = ("eurlex-2025-safe", "oj-2025-safe-article16", "oj-2025-safe-danish", "defencefinance-2025-safe-35-clause", "birdbird-2025-safe-regulation-legal")

INSTRUMENTS = {"safe": "SAFE loan", "national": "national budget", "edip": "EDIP grant"}
SEATS = {"eu": "in the EU", "eea_efta": "in an EEA–EFTA state", "ukraine": "in Ukraine", "partner": "in a state with an agreement, or that wants one", "outside": "elsewhere"}
CONTROLS = {"inside": "no control from a third country", "outside": "controlled from a third country"}
ASSURANCES = {"not_needed": "not needed", "open": "not decided yet", "given": "given", "refused": "refused"}
DESIGNS = {"free": "free of limits from outside", "limited": "a third country can limit changes", "unclear": "nobody can say yet"}
AGREEMENTS = {"none": "none", "signed": "signed, or applied provisionally"}
GROUPS = {"eu": "the EU", "eea_efta": "EEA–EFTA states", "ukraine": "Ukraine", "ally": "Allies outside these", "elsewhere": "elsewhere", "barred": "a state kept out for security"}
"""Where parts come from. Norway and Iceland are EEA–EFTA states; Switzerland is in EFTA and not in the EEA: elsewhere."""
INSIDE = ("eu", "eea_efta", "ukraine")
VERDICTS = {"eligible": "eligible", "not": "not eligible", "depends": "depends"}
STATES = {"met": "met", "not": "not met", "waits": "waits", "left": "left to the agreement (R7)", "off": "not asked"}


class EligibilityError(ModelError):
    """An offer that cannot be tested; the message says what was given and what is expected."""


@dataclass(frozen=True)
class Rule:
    """One test of eligibility_rules.csv; `confirmed` is False where part of it was not read."""

    rule_id: str
    title: str
    article: str
    test: str
    text: str
    fails: str
    waits: str
    confirmed: bool


@dataclass(frozen=True)
class Part:
    """One part of a bill: its origin (ISO3) and cost, and where else it could be had for how much, if at all."""

    name: str
    origin: str
    cost: float
    swap_origin: str = ""
    swap_cost: float | None = None

    def swapped(self) -> Part:
        """The part from the other origin. EligibilityError where there is none."""
        if self.swap_cost is None:
            raise EligibilityError(f"{self.name} has no other origin in the bill; leave it out of the swaps")
        return Part(self.name, self.swap_origin, self.swap_cost)


@dataclass(frozen=True)
class Offer:
    """One offer. Codes as in SEATS, CONTROLS and so on; `costs` in units of money by the groups of GROUPS."""

    name: str = "your offer"
    instrument: str = "safe"
    category: str = "1"
    seat: str = "eu"
    management: str = "eu"
    control: str = "inside"
    assurance: str = "not_needed"
    design: str = "free"
    states: int = 2
    signed: date = date(2026, 3, 2)
    agreement: str = "none"
    costs: Mapping[str, float] = field(default_factory=lambda: {"eu": 100.0})

    def __post_init__(self) -> None:
        for name, allowed in (("instrument", INSTRUMENTS), ("category", {"1": "", "2": ""}), ("seat", SEATS), ("management", SEATS), ("control", CONTROLS),
                              ("assurance", ASSURANCES), ("design", DESIGNS), ("agreement", AGREEMENTS)):
            given = getattr(self, name)
            if given not in allowed:
                raise EligibilityError(f"{name} is {given!r}; write one of: {', '.join(allowed)}")
        if isinstance(self.states, bool) or int(self.states) != self.states or not 1 <= self.states <= 30:
            raise EligibilityError(f"states is {self.states!r}; give a whole number from 1 to 30")
        if not isinstance(self.signed, date):
            raise EligibilityError(f"signed is {self.signed!r}; give a date, such as date(2026, 3, 2)")
        for group, cost in self.costs.items():
            if group not in GROUPS:
                raise EligibilityError(f"there is no group {group!r} of parts; write one of: {', '.join(GROUPS)}")
            if isinstance(cost, bool) or not math.isfinite(cost) or cost < 0:
                raise EligibilityError(f"the cost of parts from {GROUPS[group]} is {cost!r}; give a number from 0 up")
        if self.total <= 0:
            raise EligibilityError("All parts together cost 0. Give at least one part a cost, so that a share can be worked out")

    @property
    def total(self) -> float:
        """Cost of all parts."""
        return math.fsum(self.costs.values())

    @property
    def outside(self) -> float:
        """Cost of the parts from outside."""
        return math.fsum(cost for group, cost in self.costs.items() if group not in INSIDE)

    @property
    def out_share(self) -> float:
        """Share of the cost of parts from outside, a fraction."""
        return self.outside / self.total


@dataclass(frozen=True)
class Test:
    """One rule on one offer: `state` is a key of STATES, `because` says why in a sentence."""

    __test__ = False  # no test of pytest

    rule: Rule
    state: str
    because: str


@dataclass(frozen=True)
class Result:
    """What the checker says. `rule` is the first test that decides ("none" if no test does), `article` its provision."""

    offer: Offer
    tests: tuple[Test, ...]
    verdict: str
    rule: str
    article: str
    because: str

    @property
    def out_share(self) -> float:
        return self.offer.out_share

    @property
    def words(self) -> str:
        """The verdict in words; a national budget is no matter of SAFE."""
        return "not a matter of SAFE" if self.offer.instrument == "national" else VERDICTS[self.verdict]

    @property
    def sentence(self) -> str:
        """The verdict in words, with the deciding rule and its article."""
        head = f"{self.offer.name[:1].upper()}{self.offer.name[1:]}: {self.words}."
        where = f" {self.rule}, {self.article}." if self.rule != "none" else ""
        return f"{head}{where} {self.because} Parts from outside: {100 * self.out_share:.1f}% of {self.offer.total:,.10g}. {ADVICE}"


def rules() -> tuple[Rule, ...]:
    """The seven tests in order."""
    return tuple(Rule(r["rule_id"], r["title"], r["article"], r["test"], r["text"], r["fails"], r["waits"], r["status"] == "confirmed") for r in tables.records("eligibility_rules"))


def check(offer: Offer) -> Result:
    """Put one offer through the tests.

    >>> check(case("K2")).rule        # doctest: +SKIP
    'R4'
    """
    every = {rule.rule_id: rule for rule in rules()}
    if offer.instrument != "safe":
        tests = tuple(Test(rule, "off", "The tests are those of SAFE.") for rule in every.values())
        if offer.instrument == "national":
            return Result(offer, tests, "eligible", "none", "", "A state that spends its own money is not bound by the tests of SAFE; it decides what to buy.")
        return Result(offer, tests, "depends", "none", "", "EDIP has a regulation of its own with the same idea of 35%. Its other conditions were not read, so the checker stops here.")
    tests = tuple(Test(rule, *_TESTS[rule_id](offer, rule)) for rule_id, rule in every.items())
    for state, verdict in (("not", "not"), ("waits", "depends")):
        for one in tests:
            if one.state == state:
                return Result(offer, tests, verdict, one.rule.rule_id, one.rule.article, one.because)
    return Result(offer, tests, "eligible", "none", "", "All tests that apply are met.")


def _by_agreement(offer: Offer) -> bool:
    """Whether the agreement with a partner state decides about this offer."""
    wants = "partner" in (offer.seat, offer.management) or (_over(offer) and _elsewhere(offer) <= CAP + 1e-9)
    return offer.agreement == "signed" and wants and "outside" not in (offer.seat, offer.management)


def _elsewhere(offer: Offer) -> float:
    """The share of parts that no agreement with an Ally can let in: an agreement lifts the cap for its own partner's parts only."""
    return math.fsum(cost for group, cost in offer.costs.items() if group not in (*INSIDE, "ally")) / offer.total


def _over(offer: Offer, cap: float = CAP) -> bool:
    return offer.out_share > cap + 1e-9


def _seat(offer: Offer, rule: Rule) -> tuple[str, str]:
    both = {offer.seat, offer.management}
    if both <= set(INSIDE):
        return "met", "Seat and management are inside."
    if "outside" not in both and offer.agreement == "signed":
        return "left", rule.waits
    return "not", rule.fails


def _control(offer: Offer, rule: Rule) -> tuple[str, str]:
    if offer.control == "inside":
        return "met", "No third country controls the firm."
    if offer.assurance == "given":
        return "met", "A third country controls the firm, and screening or guarantees are given."
    return ("not", rule.fails) if offer.assurance == "refused" else ("waits", rule.waits)


def _states(offer: Offer, rule: Rule) -> tuple[str, str]:
    if offer.states >= 2:
        return "met", f"{offer.states} states buy together."
    if offer.signed <= ALONE_UNTIL:
        return "met", "One state buys alone and signs in time."
    return "not", rule.fails


def _parts(offer: Offer, rule: Rule) -> tuple[str, str]:
    share = f"{100 * offer.out_share:.1f}%"
    if not _over(offer):
        return "met", f"{share} of the cost of parts comes from outside."
    if _by_agreement(offer):
        return "left", rule.waits
    return "not", rule.fails


def _design(offer: Offer, rule: Rule) -> tuple[str, str]:
    if offer.category == "1":
        return "off", "Asked for category 2 only."
    if offer.design == "free":
        return "met", "The firm may change the design as it likes."
    return ("not", rule.fails) if offer.design == "limited" else ("waits", rule.waits)


def _security(offer: Offer, rule: Rule) -> tuple[str, str]:
    return ("not", rule.fails) if offer.costs.get("barred", 0) > 0 else ("met", "No part from a state that is kept out.")


def _agreement(offer: Offer, rule: Rule) -> tuple[str, str]:
    if _by_agreement(offer) and "partner" not in (offer.seat, offer.management):
        return "waits", "An agreement may lift the cap for parts from that partner; its terms decide."
    return ("waits", rule.waits) if _by_agreement(offer) else ("off", "No agreement is needed, or there is none.")


_TESTS = {"R1": _seat, "R2": _control, "R3": _states, "R4": _parts, "R5": _design, "R6": _security, "R7": _agreement}

# -- the invented firms, and the bill to mend ---------------------------------------------------------------------------


def cases() -> tuple[str, ...]:
    """Ids of the invented offers: K1 to K8, then E2."""
    return tuple(row["case_id"] for row in tables.records("eligibility_cases"))


def row(case_id: str) -> Mapping[str, Any]:
    """The row of one offer in eligibility_cases.csv; EligibilityError for an unknown id."""
    for one in tables.records("eligibility_cases"):
        if one["case_id"] == case_id:
            return one
    raise EligibilityError(f"there is no case {case_id!r}; write one of: {', '.join(cases())}")


def case(case_id: str) -> Offer:
    """One invented offer, such as case("K1")."""
    one = row(case_id)
    same = ("category", "seat", "management", "control", "assurance", "design", "states", "signed", "agreement")
    return Offer(name=one["firm"], costs=costs_of(bill(case_id)), **{key: one[key] for key in same})


def bill(case_id: str) -> tuple[Part, ...]:
    """The parts of one invented offer."""
    row(case_id)
    return tuple(Part(r["part"], r["origin"], r["cost"], r["swap_origin"] or "", r["swap_cost"]) for r in tables.records("eligibility_parts") if r["case_id"] == case_id)


def group_of(iso3: str) -> str:
    """The group of GROUPS that a state's parts belong to; EligibilityError for an unknown state."""
    for one in tables.records("countries"):
        if one["iso3"] == iso3:
            return "eu" if one["eu_member"] else "eea_efta" if one["eea_efta"] else "ukraine" if iso3 == "UKR" else "ally" if one["nato_member"] else "elsewhere"
    raise EligibilityError(f"there is no state {iso3!r}; write an ISO code of three letters, such as 'NOR'")


def costs_of(parts: Iterable[Part]) -> dict[str, float]:
    """Cost of parts by group of origin; every group is there, with 0 where nothing comes from it."""
    found: dict[str, list[float]] = {group: [] for group in GROUPS}
    for part in parts:
        found[group_of(part.origin)].append(part.cost)
    return {group: math.fsum(costs) for group, costs in found.items()}


def with_swaps(parts: Iterable[Part], names: Iterable[str]) -> tuple[Part, ...]:
    """The bill with the named parts from their other origin. EligibilityError for a name that is not there or cannot be swapped."""
    parts, names = tuple(parts), set(names)
    if unknown := sorted(names - {part.name for part in parts}):
        raise EligibilityError(f"the bill has no part {unknown[0]!r}; its parts are: {', '.join(part.name for part in parts)}")
    return tuple(part.swapped() if part.name in names else part for part in parts)


@dataclass(frozen=True)
class Fix:
    """One way to mend a bill: which parts to buy elsewhere, the cost of all parts then, and the share from outside."""

    swaps: tuple[str, ...]
    cost: float
    extra: float
    out_share: float


def fixes(parts: Iterable[Part], cap: float = CAP) -> tuple[Fix, ...]:
    """Every set of swaps that brings the share from outside to the cap or below, cheapest first; at most 12 parts to swap."""
    parts = tuple(parts)
    able = [part.name for part in parts if part.swap_cost is not None]
    if len(able) > 12:
        raise EligibilityError(f"{len(able)} parts can be swapped; the search tries all sets and takes at most 12")
    before = math.fsum(part.cost for part in parts)
    found = []
    for size in range(len(able) + 1):
        for names in combinations(able, size):
            offer = Offer(costs=costs_of(with_swaps(parts, names)))
            if not _over(offer, cap):
                found.append(Fix(names, offer.total, offer.total - before, offer.out_share))
    return tuple(sorted(found, key=lambda fix: (round(fix.cost, 9), len(fix.swaps), fix.swaps)))


def cheapest_fix(parts: Iterable[Part], cap: float = CAP) -> Fix | None:
    """The cheapest set of swaps that meets the cap, or None where no set does. No swaps when the bill already meets it."""
    return next(iter(fixes(parts, cap)), None)


def mended(offer: Offer, parts: Iterable[Part]) -> Offer:
    """The same offer with the costs of another bill."""
    return replace(offer, costs=costs_of(parts))
