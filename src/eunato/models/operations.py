"""Who works beside whom: overlap in time, place and task, and what is left of a mission's support when NATO does less.

In words: two operations overlap when they ran at the same time in the same area, or within a distance that you choose.
Task overlap compares their tags: shared tags divided by all tags (Jaccard). Residual support is the weighted share of
the kinds of support that a mission still has after each supporter was cut by its own share.
In symbols: months(i, j) = max(0, min(end) − max(start)) / 30.44. J = |A ∩ B| / |A ∪ B|.
R_m = Σ_f w_f (1 − ρ_f s_mf) / Σ_f w_f with s_mf ∈ {0, 1} documented support, ρ_f the cut of its supporter, w_f your weight.
Cost of own substitutes = Σ_f ρ_f s_mf c_f, where c_f is your own figure.

Assumes: an operation without an end runs to the last day of the record; tags and areas are our coding; support counts
once per kind, whichever supporter is cut least keeps it up. Leaves out: how much a link is worth, what is not public,
national support outside both organisations. Absence of evidence is not independence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from eunato import course, tables
from eunato.models.clubs import ModelError

Row = Mapping[str, Any]

FUNCTIONS = ("command", "reserve", "medevac", "intel", "protection", "logistics")
"""Kinds of support, in the order of screens and sums; contact without support is not among them."""
FUNCTION_WORDS = {
    "command": "planning and command", "reserve": "reserve forces", "medevac": "medical evacuation",
    "intel": "information", "protection": "protection of staff", "logistics": "housing and supply",
}
ARRANGEMENT_WORDS = {
    "berlin_plus": "Berlin Plus", "local": "a local arrangement", "informal": "informal contact", "none": "no arrangement found",
}
_MONTH = 365.25 / 12
_EARTH = 6371.0


@dataclass(frozen=True)
class Operation:
    """One mission, operation or activity. `end` is None while it goes on; `runs_to` then is the record's last day."""

    op_id: str
    name: str
    org: str
    kind: str
    start: date
    end: date | None
    area: str
    lat: float
    lon: float
    framework: str
    tags: frozenset[str]
    state: str
    status: str

    @property
    def runs_to(self) -> date:
        return self.end or course.RECORD_TO

    @property
    def live(self) -> bool:
        """Whether it went on, or is presumed to go on, on the record's last day."""
        return self.state != "ended"

    @property
    def berlin_plus(self) -> bool:
        return self.framework == "berlin_plus"


@dataclass(frozen=True)
class Overlap:
    """An EU and a NATO operation that ran at the same time: `months` together, `km` apart, `jaccard` of their tags."""

    eu: Operation
    nato: Operation
    months: float
    km: float
    jaccard: float
    shared: tuple[str, ...]

    @property
    def same_area(self) -> bool:
        return self.eu.area == self.nato.area

    @property
    def ids(self) -> tuple[str, str]:
        return self.eu.op_id, self.nato.op_id

    @property
    def sentence(self) -> str:
        task = f"they share {len(self.shared)} of {len(self.eu.tags | self.nato.tags)} tags"
        return f"{self.eu.name} and {self.nato.name} ran together for {self.months:,.0f} months; {task}."


@dataclass(frozen=True)
class Support:
    """One documented kind of support: mission, function, who gives it, and on what basis."""

    mission: str
    function: str
    supporters: tuple[str, ...]
    arrangements: tuple[str, ...]
    links: tuple[str, ...]


@dataclass(frozen=True)
class Residual:
    """What one mission keeps. `share` is R_m from 0 to 1; `cost` the sum of your own unit costs for what is lost."""

    mission: str
    name: str
    share: float
    lost: Mapping[str, float]
    cost: float
    documented: tuple[str, ...]

    @property
    def sentence(self) -> str:
        if not self.documented:
            return f"{self.name}: no support is documented, so the model takes nothing away. That is not independence."
        if not self.lost:
            return f"{self.name} keeps all of its documented support."
        return f"{self.name} keeps {self.share:.0%} of its weighted support (less: {', '.join(FUNCTION_WORDS[f] for f in self.lost)})."


# -- the operations -----------------------------------------------------------------------------------------------------


def operations(rows: Iterable[Row] | None = None) -> tuple[Operation, ...]:
    """All rows of operations.csv (or those given), in the order of the file."""
    return tuple(
        Operation(
            op_id=row["op_id"], name=row["name"], org=row["org"], kind=row["type"], start=row["start"], end=row["end"],
            area=row["area_code"], lat=float(row["lat"]), lon=float(row["lon"]), framework=row["framework"],
            tags=frozenset(tables.split(row["task_tags"])), state=row["state"], status=row["status"],
        )
        for row in (tables.records("operations") if rows is None else rows)
    )


def operation(op_id: str, *, rows: Iterable[Row] | None = None) -> Operation:
    """One operation by its id. ModelError with the ids that exist for any other."""
    found = {one.op_id: one for one in operations(rows)}
    if op_id not in found:
        raise ModelError(f"There is no operation {op_id!r}. Take an id of operations.csv, such as {', '.join(list(found)[:4])}.")
    return found[op_id]


def used_berlin_plus(*, live: bool = False, rows: Iterable[Row] | None = None) -> tuple[Operation, ...]:
    """The operations that ever used Berlin Plus, or only those that still run."""
    return tuple(one for one in operations(rows) if one.berlin_plus and (one.live or not live))


def months(one: Operation, two: Operation) -> float:
    """Months during which both ran, at least 0.

    >>> round(months(operation("eulex"), operation("kfor")))      # doctest: +SKIP
    214
    """
    days = (min(one.runs_to, two.runs_to) + timedelta(days=1) - max(one.start, two.start)).days
    return max(0.0, days / _MONTH)


def distance(one: Operation, two: Operation) -> float:
    """Kilometres between the marked points of two operations, along the surface."""
    a, b = math.radians(one.lat), math.radians(two.lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(two.lon - one.lon) / 2) ** 2
    return 2 * _EARTH * math.asin(min(1.0, math.sqrt(h)))


def jaccard(one: Iterable[str], two: Iterable[str]) -> float:
    """Shared tags divided by all tags, from 0 to 1; 0 when both are empty.

    >>> jaccard({"embargo", "training"}, {"training", "shipping"}) == 1 / 3
    True
    """
    a, b = frozenset(one), frozenset(two)
    return len(a & b) / len(a | b) if a | b else 0.0


def overlap(eu: Operation | str, nato: Operation | str) -> Overlap:
    """How an EU and a NATO operation overlap; ids or operations. ModelError when they belong to the same organisation."""
    one = operation(eu) if isinstance(eu, str) else eu
    two = operation(nato) if isinstance(nato, str) else nato
    if (one.org, two.org) != ("EU", "NATO"):
        raise ModelError(f"{one.name} is of {one.org}, {two.name} of {two.org}. Give an EU operation first and a NATO operation second.")
    return Overlap(one, two, months(one, two), distance(one, two), jaccard(one.tags, two.tags), tuple(sorted(one.tags & two.tags)))


def overlaps(
    at_least: float = 0.0, *, km: float | None = None, live: bool = False, confirmed: bool = False, rows: Iterable[Row] | None = None
) -> tuple[Overlap, ...]:
    """Pairs of an EU and a NATO operation that ran together, longest first.

    at_least: months they must have shared. km: None asks for the same area; a number of kilometres asks for that distance or the
    same area. live: only pairs of which both still run. confirmed: only rows that are confirmed. ModelError for a negative
    number.
    """
    if at_least < 0 or (km is not None and km < 0):
        raise ModelError(f"Months and kilometres cannot be negative; {at_least:g} and {km} were given. Use 0 or more.")
    everyone = [one for one in operations(rows) if (one.live or not live) and (one.status == "confirmed" or not confirmed)]
    found = []
    for eu in (one for one in everyone if one.org == "EU"):
        for nato in (one for one in everyone if one.org == "NATO"):
            if eu.area != nato.area and (km is None or distance(eu, nato) > km):
                continue
            pair = overlap(eu, nato)
            if pair.months > 0 and pair.months >= at_least:
                found.append(pair)
    return tuple(sorted(found, key=lambda pair: (-pair.months, pair.ids)))


def shared_areas(*, at_least: float = 1.0, live: bool = False, confirmed: bool = False, rows: Iterable[Row] | None = None) -> tuple[str, ...]:
    """Codes of the areas in which an EU and a NATO operation ran together for so many months (or do so now), longest first.

    One month is the least by default: a handover on the same day is not an overlap.
    """
    return tuple(dict.fromkeys(pair.eu.area for pair in overlaps(at_least, live=live, confirmed=confirmed, rows=rows)))


# -- support and scale-back ----------------------------------------------------------------------------------------------


def supports(*, links: Iterable[Row] | None = None) -> tuple[Support, ...]:
    """Documented support by mission and kind, from operation_links.csv; several links of one kind are one support."""
    found: dict[tuple[str, str], list[Row]] = {}
    for row in tables.records("operation_links") if links is None else links:
        if row["function"] in FUNCTIONS and row["arrangement"] != "none":
            found.setdefault((row["eu_op"], row["function"]), []).append(row)
    return tuple(
        Support(mission, function, tuple(dict.fromkeys(r["nato_body"] for r in rows)), tuple(dict.fromkeys(r["arrangement"] for r in rows)),
                tuple(r["link_id"] for r in rows))
        for (mission, function), rows in found.items()
    )


def missions(*, links: Iterable[Row] | None = None) -> tuple[str, ...]:
    """EU missions of operation_links.csv that still run: those that a cut could touch, and those without documented support."""
    rows = tables.records("operation_links") if links is None else links
    return tuple(dict.fromkeys(row["eu_op"] for row in rows if operation(row["eu_op"]).live))


def supporters(*, links: Iterable[Row] | None = None) -> tuple[str, ...]:
    """NATO operations and headquarters that support a running EU mission, in the order of the table."""
    running = missions(links=links)
    return tuple(dict.fromkeys(body for one in supports(links=links) if one.mission in running for body in one.supporters))


@dataclass(frozen=True)
class ScaleBack:
    """A cut by NATO. `cuts` gives each supporter's reduction from 0 to 1; `weights` and `costs` are per kind of support."""

    cuts: Mapping[str, float]
    weights: Mapping[str, float]
    costs: Mapping[str, float]

    @cached_property
    def total(self) -> float:
        return sum(self.weights.values())


def scale_back(
    cuts: Mapping[str, float] | float = 0.5,
    *,
    weights: Mapping[str, float] | None = None,
    costs: Mapping[str, float] | None = None,
) -> ScaleBack:
    """Check the inputs of a scale-back. A single number cuts every supporter alike; weights default to 1, costs to 0.

    ModelError for an unknown supporter or kind of support, a cut outside 0 to 1, a negative weight or cost, or weights that
    are all 0.
    """
    bodies = supporters()
    given = dict.fromkeys(bodies, cuts) if isinstance(cuts, (int, float)) else dict(cuts)
    if unknown := sorted(set(given) - set(bodies)):
        raise ModelError(f"{unknown[0]!r} supports no running mission in the table. Choose from: {', '.join(bodies)}.")
    for body, cut in given.items():
        if not 0 <= cut <= 1:
            raise ModelError(f"A cut is a share from 0 to 1; {cut:g} was given for {body}. Use 0.5 for half.")
    kinds = {f: 1.0 for f in FUNCTIONS} | dict(weights or {})
    prices = {f: 0.0 for f in FUNCTIONS} | dict(costs or {})
    for what, numbers in (("weight", kinds), ("cost", prices)):
        for function, value in numbers.items():
            if function not in FUNCTIONS:
                raise ModelError(f"There is no kind of support {function!r}. Choose from: {', '.join(FUNCTIONS)}.")
            if not math.isfinite(value) or value < 0:
                raise ModelError(f"A {what} is 0 or more; {value:g} was given for {function}.")
    if not any(kinds.values()):
        raise ModelError("All weights are 0, so there is nothing to share out. Give at least one kind of support a weight above 0.")
    return ScaleBack({body: float(given.get(body, 0.0)) for body in bodies}, kinds, prices)


def residual(mission: str, plan: ScaleBack | float = 0.5, *, links: Iterable[Row] | None = None) -> Residual:
    """What one EU mission keeps under a plan. Where two bodies give the same kind of support, the one cut least counts.

    >>> round(residual("eulex", scale_back({"KFOR": 0.5})).share, 3)      # doctest: +SKIP
    0.833
    """
    plan = scale_back(plan) if isinstance(plan, (int, float)) else plan
    name = operation(mission).name
    lost: dict[str, float] = {}
    documented = []
    for one in supports(links=links):
        if one.mission == mission:
            documented.append(one.function)
            cut = min(plan.cuts.get(body, 0.0) for body in one.supporters)
            if cut > 0:
                lost[one.function] = cut
    kept = sum(weight * (1 - lost.get(f, 0.0)) for f, weight in plan.weights.items())
    ordered = {f: lost[f] for f in FUNCTIONS if f in lost}
    return Residual(mission, name, kept / plan.total, ordered, sum(cut * plan.costs[f] for f, cut in ordered.items()),
                    tuple(f for f in FUNCTIONS if f in documented))


def residuals(plan: ScaleBack | float = 0.5) -> tuple[Residual, ...]:
    """Every running EU mission of the links table, lowest residual first."""
    plan = scale_back(plan) if isinstance(plan, (int, float)) else plan
    return tuple(sorted((residual(one, plan) for one in missions()), key=lambda one: (one.share, one.name)))
