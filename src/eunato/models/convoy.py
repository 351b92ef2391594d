"""The convoy clock: how long forces wait for permissions, and how long they drive.

In words: cut the way into states. Driving takes the kilometres divided by speed times hours a day. Each state that the
convoy enters gives a permission, which takes some days. One after another: ask at each border, and wait there. All at
once: ask everybody before the start, and wait for the slowest.
In symbols: T = Σ_i (d_i / v + p_i) one after another; T = max_i p_i + Σ_i d_i / v all at once. v = km/h · hours a day.
With the emergency system on, T grows once by the days until it is on.

Who counts: forces of a Member State have the lead of the rule. Forces of an Ally outside the EU have it only when the
rule is extended to them; else today's lead stays.
Leads come from mobility_rules.csv. Ways, distances, speeds and today's lead at each border are assumptions. Leaves out:
bridges, rail gauges, customs, convoys that share a road, and war.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from eunato import tables
from eunato.models import clubs
from eunato.models.clubs import ModelError

RULES = {"now": "today’s notice", "proposed": "the proposal, in peacetime", "emergency": "the proposal, emergency system on"}
ORDERS = {"sequential": "one after another, at each border", "parallel": "all at once, before the start"}
LEADS = {"now": 45.0, "proposed": 3.0, "emergency": 0.25}
"""Days for one permission: the longest notice reported today, and the two limits of the proposal; a test holds them to `mobility_rules`."""
SWITCH = 2.0
"""Days until the emergency system is on: 48 hours in the proposal (reported)."""
SPEED, HOURS = 40.0, 10.0
"""Kilometres in an hour, and hours on the road in a day: assumptions."""
_LIMITS = {
    "lead_now": (0.0, 365.0, "days for one permission today, such as 45"), "lead_proposed": (0.0, 365.0, "days for one permission under the proposal, such as 3"),
    "lead_emergency": (0.0, 365.0, "days for one permission in an emergency, such as 0.25"), "switch": (0.0, 60.0, "days until the emergency system is on, such as 2"),
    "speed": (1.0, 120.0, "kilometres in an hour, such as 40"), "hours": (0.5, 24.0, "hours on the road in a day, such as 10"),
}


class ConvoyError(ModelError):
    """An input the clock cannot run on; the message says what was given and what is expected."""


@dataclass(frozen=True)
class Leg:
    """One state on the way: kilometres, and whether its permission is needed to enter."""

    iso3: str
    name: str
    km: float
    permission: bool


@dataclass(frozen=True)
class Route:
    """One convoy. `mover` is whose forces move (ISO3); `in_eu` whether that is a Member State."""

    route_id: str
    name: str
    mover: str
    says: str
    in_eu: bool
    legs: tuple[Leg, ...]

    @property
    def km(self) -> float:
        return math.fsum(leg.km for leg in self.legs)

    @property
    def borders(self) -> int:
        """Permissions needed."""
        return sum(leg.permission for leg in self.legs)


@dataclass(frozen=True)
class Segment:
    """A piece of the clock: `kind` is wait, switch or drive; `start` and `days` in days from the first request."""

    kind: str
    name: str
    start: float
    days: float


@dataclass(frozen=True)
class Clock:
    """The result. `lead` is the days for one permission that this mover has under the rule."""

    route: Route
    rule: str
    order: str
    extended: bool
    lead: float
    segments: tuple[Segment, ...]

    @property
    def days(self) -> float:
        """All days from the first request to arrival."""
        return math.fsum(one.days for one in self.segments)

    @property
    def driving(self) -> float:
        return math.fsum(one.days for one in self.segments if one.kind == "drive")

    @property
    def waiting(self) -> float:
        """Days for permissions and for switching the emergency system on."""
        return math.fsum(one.days for one in self.segments if one.kind != "drive")

    @property
    def reached(self) -> bool:
        """Whether the rule reaches these forces; True for today's notice, which reaches all."""
        return self.rule == "now" or self.route.in_eu or self.extended

    @property
    def sentence(self) -> str:
        """The result in words."""
        said = f"{self.route.name}: {round(self.days, 2):g} days, of which {round(self.waiting, 2):g} waiting and {round(self.driving, 2):g} driving."
        if not self.reached:
            said += " The rule is not extended to these forces, so today’s notice stays."
        return said


def routes() -> tuple[Route, ...]:
    """The invented convoys of routes.csv with their legs."""
    called, inside = clubs.names(), clubs.split().eu
    legs: dict[str, list[dict[str, Any]]] = {}
    for row in tables.records("route_legs"):
        legs.setdefault(row["route_id"], []).append(row)
    return tuple(
        Route(r["route_id"], r["name"], r["mover"], r["says"], r["mover"] in inside,
              tuple(Leg(one["iso3"], called[one["iso3"]], one["km"], one["permission"]) for one in sorted(legs[r["route_id"]], key=lambda one: one["leg"])))
        for r in tables.records("routes")
    )


def route(route_id: str) -> Route:
    """One convoy by id, such as route("uk_lt"). ConvoyError names the others."""
    there = {one.route_id: one for one in routes()}
    if route_id not in there:
        raise ConvoyError(f"there is no route {route_id!r}; write one of: {', '.join(there)}")
    return there[route_id]


def clock(
    way: Route | str,
    rule: str = "now",
    order: str = "sequential",
    extended: bool = False,
    *,
    lead_now: float = LEADS["now"],
    lead_proposed: float = LEADS["proposed"],
    lead_emergency: float = LEADS["emergency"],
    switch: float = SWITCH,
    speed: float = SPEED,
    hours: float = HOURS,
) -> Clock:
    """Run the clock for one convoy; leads in days, speed in km/h, hours a day. ConvoyError for what makes no sense.

    >>> round(clock("uk_lt").days, 1), round(clock("uk_lt", "proposed", extended=True).days, 1)     # doctest: +SKIP
    (185.5, 17.5)
    """
    way = route(way) if isinstance(way, str) else way
    if rule not in RULES:
        raise ConvoyError(f"rule is {rule!r}; write one of: {', '.join(RULES)}")
    if order not in ORDERS:
        raise ConvoyError(f"order is {order!r}; write one of: {', '.join(ORDERS)}")
    given = {"lead_now": lead_now, "lead_proposed": lead_proposed, "lead_emergency": lead_emergency, "switch": switch, "speed": speed, "hours": hours}
    for name, value in given.items():
        _inside(name, value)
    reached = rule != "now" and (way.in_eu or extended)
    lead = given[f"lead_{rule}"] if reached else lead_now
    pieces: list[tuple[str, str, float]] = []
    if reached and rule == "emergency":
        pieces.append(("switch", "emergency system", switch))
    if order == "parallel" and way.borders:
        pieces.append(("wait", "all permissions", lead))
    for leg in way.legs:
        if leg.permission and order == "sequential":
            pieces.append(("wait", leg.name, lead))
        pieces.append(("drive", leg.name, leg.km / (speed * hours)))
    segments, start = [], 0.0
    for kind, name, days in pieces:
        segments.append(Segment(kind, name, start, days))
        start += days
    return Clock(way, rule, order, extended, lead, tuple(segments))


def _inside(name: str, value: Any) -> None:
    low, high, means = _LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ConvoyError(f"{name} is {value!r}; give {means}")
    if not low <= value <= high:
        raise ConvoyError(f"{name} is {value:g}; it must lie between {low:g} and {high:g} ({means})")
