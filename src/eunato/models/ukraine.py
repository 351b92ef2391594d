"""Aid to Ukraine in numbers, and an allocator: how a sum split over three sources covers four needs over time.

    paid_k(m)     = min(x_k · B, ∫ c_k · ramp((u − ℓ_k) / ρ_k) du from 0 to m),   ramp(z) = min(max(z, 0), 1)
    V_k(m)        = paid_k(m) / π_k
    coverage_j(m) = min(1, Σ_k S_kj · V_k(m) / N_j)

k is P (US stock through PURL), E (European industry) or U (Ukrainian industry); x_P + x_E + x_U = 1. j is one of four
needs. Money is in EUR bn, time in months, a volume of 1 is what EUR 1 bn buys from US stock. Every number of the
allocator is an assumption (table `allocator`); it models no battlefield. Shares of need, months of the list and
crossings come from `usl`, `ukraine_needs`, `purl_pledges` and `ukraine_aid`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from eunato import tables

SOURCES = MappingProxyType({"P": "US stock through PURL", "E": "European industry", "U": "Ukrainian industry"})
NEEDS = MappingProxyType({"air_defence": "Air defence", "artillery": "Artillery", "drones": "Drones", "other": "Other"})
HORIZON = 24
"""Months of the loan, 2026 and 2027."""
HOME_MIN, AIR_TARGET, AT_MONTH = 0.6, 0.20, 6
"""What exercise E2 asks for: a share for home industry, and coverage of air defence by month 6; assumptions of the course."""
RATE = 1.17
"""US dollars for one euro with which the course starts; an input, close to a rate of August 2025."""
MEASURES = MappingProxyType({
    "military": ("allocated", ("military",)),
    "financial": ("allocated", ("financial",)),
    "humanitarian": ("allocated", ("humanitarian",)),
    "allocated": ("allocated", ("military", "financial", "humanitarian")),
    "committed": ("committed", ("all",)),
})
"""What can be counted: the series of `ukraine_aid`, and its categories."""
EUROPE = MappingProxyType({"wide": ("EU_institutions", "EU_members", "other_Europe"), "eu": ("EU_institutions", "EU_members")})
"""Two definitions of Europe: with the United Kingdom, Norway, Switzerland and Iceland, or the EU alone."""
_NEAR = 1e-9


class UkraineError(ValueError):
    """An input that nothing can be computed from; the message says what was given and what is expected."""


# -- aid --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Totals:
    """Cumulative aid from January 2022 to the end of a month, in EUR bn."""

    month: str
    europe: float
    us: float
    other: float

    @property
    def leader(self) -> str:
        """"Europe" or "US", whoever has the larger sum; "" for a tie."""
        return "" if abs(self.europe - self.us) < _NEAR else "Europe" if self.europe > self.us else "US"


@dataclass(frozen=True)
class Crossing:
    """A month at whose end another side is ahead than a month before; the first one names who led first."""

    month: str
    leader: str


@lru_cache(maxsize=16)
def cumulative(measure: str = "military", europe: str = "wide") -> tuple[Totals, ...]:
    """The sums at the end of each month. UkraineError for a measure or a definition of Europe that is not there."""
    series, categories = MEASURES[_known(measure, MEASURES, "measure")]
    ours = EUROPE[_known(europe, EUROPE, "definition of Europe")]
    by_month: dict[str, list[float]] = {}
    for row in tables.records("ukraine_aid"):
        if row["series"] != series or row["category"] not in categories:
            continue
        group = row["donor_group"]
        cell = by_month.setdefault(row["month"], [0.0, 0.0, 0.0])
        cell[0 if group in ours else 1 if group == "US" else 2] += row["amount_eur_bn"]
    out, sums = [], [0.0, 0.0, 0.0]
    for month in sorted(by_month):
        sums = [a + b for a, b in zip(sums, by_month[month], strict=True)]
        out.append(Totals(month, *(round(x, 6) for x in sums)))
    return tuple(out)


def totals(measure: str = "military", month: str | None = None, europe: str = "wide") -> Totals:
    """The sums at the end of a month such as "2025-03"; of the newest one when none is named."""
    path = cumulative(measure, europe)
    if month is None:
        return path[-1]
    for one in path:
        if one.month == month:
            return one
    raise UkraineError(f"There is no month {month!r}; give one from {path[0].month} to {path[-1].month}, such as '2025-03'.")


def crossings(measure: str = "military", europe: str = "wide") -> tuple[Crossing, ...]:
    """Who led first, and every month in which the lead changed (sums at the end of the month)."""
    found: list[Crossing] = []
    for one in cumulative(measure, europe):
        if one.leader and (not found or one.leader != found[-1].leader):
            found.append(Crossing(one.month, one.leader))
    return tuple(found)


def half_years(measure: str = "military", europe: str = "wide") -> tuple[Totals, ...]:
    """New aid by half-year, such as "2025-H1"; the last one holds January to April 2026 only."""
    out: list[Totals] = []
    before = Totals("", 0.0, 0.0, 0.0)
    path = cumulative(measure, europe)
    for i, one in enumerate(path):
        year, number = one.month.split("-")
        if number in ("06", "12") or i == len(path) - 1:
            parts = (round(getattr(one, side) - getattr(before, side), 6) for side in ("europe", "us", "other"))
            out.append(Totals(f"{year}-H{1 if int(number) <= 6 else 2}", *parts))
            before = one
    return tuple(out)


# -- the loan ---------------------------------------------------------------------------------------------------------


def loan(part: str = "all") -> float:
    """EUR bn of the loan: "military", "budget" or "all"."""
    parts = {row["record_id"]: row["amount_eur_bn"] for row in tables.records("usl") if row["kind"] == "component"}
    return sum(parts.values()) if part == "all" else parts[_known(part, (*parts, "all"), "part")]


def need(part: str = "all") -> float:
    """EUR bn that Ukraine is said to need from partners in 2026 and 2027: "military", "budget" or "all"."""
    amounts = {row["need_id"]: row["amount_eur_bn"] for row in tables.records("ukraine_needs") if row["period"] == "2026–2027"}
    return amounts[_known(part, amounts, "part")]


def share_of_need(part: str = "all") -> float:
    """What the loan covers of the need, in per cent.

    >>> round(share_of_need("military"), 1), round(share_of_need("all"), 1)
    (71.9, 66.3)
    """
    return 100 * loan(part) / need(part)


def ask() -> float:
    """EUR bn that the Netherlands wanted open to arms from elsewhere."""
    return next(row["amount_eur_bn"] for row in tables.records("usl") if row["record_id"] == "pos_nld")


def ask_share(part: str = "military") -> float:
    """The ask in per cent of the military part, or of the whole loan ("all"): our division, no number of the Netherlands.

    >>> round(ask_share(), 1), round(ask_share("all"), 1)
    (25.0, 16.7)
    """
    return 100 * ask() / loan(part)


def purl_pace(rate: float = RATE) -> float:
    """USD bn a month that Kiel counted for PURL, from the first month with money to the newest. rate: US dollars for one euro.

    >>> round(purl_pace(), 2)
    0.54
    """
    months = sorted((row["month"], row["amount_eur_bn"]) for row in tables.records("ukraine_aid") if row["series"] == "purl_allocated")
    first = next(i for i, (_, amount) in enumerate(months) if amount > 0)
    counted = [amount for _, amount in months[first:]]
    return _number("rate", rate, 0.5, 2) * sum(counted) / len(counted)


def ask_months(rate: float = RATE, pace: float = 1.0) -> float:
    """For how many months the ask pays the list, if all of it went there. rate: US dollars for one euro; pace: USD bn a month.

    >>> round(ask_months(1.17), 1)
    17.6
    """
    return round(ask() * _number("rate", rate, 0.5, 2) / _number("pace", pace, 0.05, 20), 9)


# -- allocator --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Source:
    """One source: price per unit (US stock = 1), lag and ramp in months, cap in EUR bn a month, and what its units serve."""

    key: str
    price: float
    lag: float
    ramp: float
    cap: float
    serves: Mapping[str, float]

    def can_pay(self, month: float) -> float:
        """EUR bn that this source can take by the end of a month, whatever it is given.

        >>> Source("P", 1, 2, 2, 4, {}).can_pay(6)
        12.0
        """
        gone = max(0.0, month - self.lag)
        if self.ramp <= 0:
            return self.cap * gone
        inside = min(gone, self.ramp)
        return self.cap * (inside * inside / (2 * self.ramp) + max(0.0, gone - self.ramp))


@dataclass(frozen=True)
class Setup:
    """Budget in EUR bn, the three sources and the four needs in units. `default()` takes them from the table."""

    budget: float
    sources: Mapping[str, Source]
    needs: Mapping[str, float]

    def run(self, P: float, E: float, U: float) -> Result:  # noqa: N803 (symbols of the course)
        """Split the budget: shares as fractions that add up to 1, such as run(0.25, 0.35, 0.40)."""
        shares = {"P": _number("P", P, 0, 1), "E": _number("E", E, 0, 1), "U": _number("U", U, 0, 1)}
        total = sum(shares.values())
        if abs(total - 1) > 1e-6:
            raise UkraineError(f"The three shares add up to {100 * total:g}%; they must add up to 100%, such as 25, 35 and 40")
        return Result(self, MappingProxyType(shares))

    def change(self, key: str, **numbers: float) -> Setup:
        """The same setup with other numbers for one source, such as change("E", lag=3)."""
        one = self.sources[_known(key, self.sources, "source")]
        limits = {"price": (0.2, 5), "lag": (0, 36), "ramp": (0, 36), "cap": (0, 20)}
        if unknown := sorted(numbers.keys() - limits.keys()):
            raise UkraineError(f"A source has no {unknown[0]!r}; there are {', '.join(limits)}")
        new = replace(one, **{name: _number(name, value, *limits[name]) for name, value in numbers.items()})
        return replace(self, sources=MappingProxyType({**self.sources, key: new}))

    def spend(self, budget: float) -> Setup:
        """The same setup with another budget in EUR bn."""
        return replace(self, budget=_number("budget", budget, 1, 200))

    def grid(self, step: int = 5) -> tuple[Result, ...]:
        """Every mix in steps of so many per cent (a divisor of 100)."""
        if step not in (1, 2, 4, 5, 10, 20, 25, 50):
            raise UkraineError(f"A step of {step} does not divide 100; give 5 or 10, for example")
        return tuple(self.run(p / 100, e / 100, (100 - p - e) / 100) for p in range(0, 101, step) for e in range(0, 101 - p, step))


@dataclass(frozen=True)
class Result:
    """One mix under one setup. Shares and coverage are fractions, money is in EUR bn, months count from the start."""

    setup: Setup
    shares: Mapping[str, float]

    def paid(self, key: str, month: float = HORIZON) -> float:
        """EUR bn that a source has taken by a month."""
        return min(self.shares[key] * self.setup.budget, self.setup.sources[key].can_pay(month))

    def volume(self, key: str, month: float = HORIZON) -> float:
        """Units that a source has delivered by a month."""
        return self.paid(key, month) / self.setup.sources[key].price

    def served(self, need: str, month: float = HORIZON) -> float:
        """Units that count for a need by a month, from all sources; may be more than the need."""
        _known(need, self.setup.needs, "need")
        return sum(one.serves[need] * self.volume(key, month) for key, one in self.setup.sources.items())

    def coverage_of(self, need: str, month: float = HORIZON) -> float:
        """Covered part of one need by a month."""
        return min(1.0, self.served(need, month) / self.setup.needs[need])

    def coverage(self, month: float = HORIZON) -> float:
        """Covered part of all needs together by a month; what exceeds one need does not count for another."""
        covered = sum(min(size, self.served(name, month)) for name, size in self.setup.needs.items())
        return covered / sum(self.setup.needs.values())

    @property
    def home(self) -> float:
        """Share of the budget given to European and Ukrainian industry."""
        return self.shares["E"] + self.shares["U"]

    @property
    def spent(self) -> float:
        """EUR bn taken by all sources within 24 months."""
        return sum(self.paid(key) for key in self.shares)

    @property
    def unspent(self) -> float:
        """EUR bn of the budget that no source could take within 24 months."""
        return max(0.0, self.setup.budget - self.spent)

    @property
    def home_spent(self) -> float:
        """Share of what was taken within 24 months that went to European and Ukrainian industry; 0 when nothing was."""
        return (self.paid("E") + self.paid("U")) / self.spent if self.spent > _NEAR else 0.0

    @property
    def dependency(self) -> float:
        """Share of the air-defence units of 24 months that came from US stock; 0 when there are none."""
        total = self.served("air_defence")
        us = self.setup.sources["P"]
        return us.serves["air_defence"] * self.volume("P") / total if total > _NEAR else 0.0


def default() -> Setup:
    """The setup of the table `allocator`; all of it assumptions."""
    rows = tables.records("allocator")
    value = {row["param_id"]: row["value"] for row in rows}
    serves = {key: {row["need"]: row["value"] for row in rows if row["source"] == key and row["need"]} for key in SOURCES}
    made = {key: Source(key, *(value[f"{part}_{key}"] for part in ("price", "lag", "ramp", "cap")), MappingProxyType(serves[key])) for key in SOURCES}
    return Setup(value["budget"], MappingProxyType(made), MappingProxyType({row["need"]: row["value"] for row in rows if row["need"] and not row["source"]}))


def frontier(results: tuple[Result, ...], month: float = AT_MONTH, need: str = "") -> tuple[Result, ...]:
    """The mixes that no other beats: none covers as much by `month` and gives home industry as much, with more of one.

    need: one of the needs instead of all together. Ordered from the largest home share down. Among equals the one with
    the larger coverage after 24 months stays.
    """
    early = {id(one): round(one.coverage_of(need, month) if need else one.coverage(month), 9) for one in results}
    late = {id(one): one.coverage() for one in results}
    best: list[Result] = []
    for one in sorted(results, key=lambda r: (-round(r.home, 9), -early[id(r)], -late[id(r)])):
        if not best or early[id(one)] > early[id(best[-1])]:
            best.append(one)
    return tuple(best)


@dataclass(frozen=True)
class Check:
    """Whether a mix is in the feasible set, and every reason why it is not."""

    ok: bool
    reasons: tuple[str, ...]


def feasible(P: float, E: float, U: float, *, home: float = HOME_MIN, target: float = AIR_TARGET, at: float = AT_MONTH,  # noqa: N803
             need: str = "air_defence", setup: Setup | None = None) -> Check:
    """Whether a mix gives home industry at least `home` and covers a need by month `at` to at least `target` (fractions)."""
    one = (setup or default()).run(P, E, U)
    reasons = []
    if one.home < home - _NEAR:
        reasons.append(f"Home industry gets {100 * one.home:g}% of the money; at least {100 * home:g}% is asked.")
    got = one.coverage_of(need, at)
    if got < target - _NEAR:
        reasons.append(f"{NEEDS[need]} is covered to {100 * got:.1f}% by month {at:g}; at least {100 * target:g}% is asked.")
    return Check(not reasons, tuple(reasons))


# -- helpers ----------------------------------------------------------------------------------------------------------


def _known(given: str, there: Any, what: str) -> str:
    if given not in there:
        raise UkraineError(f"There is no {what} {given!r}; write one of: {', '.join(there)}.")
    return given


def _number(name: str, given: float, low: float, high: float) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given) or not low <= given <= high:
        raise UkraineError(f"{name} is {given!r}; give a number from {low:g} to {high:g}.")
    return float(given)
