"""Cables that fail and are repaired: how many days a year too few of them work, and what each measure buys.

In words: there are n cables and k of them are needed. Each fails on its own now and then and is then out until it is
repaired. On top, one event may hit all of them together. A day counts as short when fewer than k work.
In symbols: λ failures per cable and year, R days of repair, c common events a year.

    A  = 1 / (1 + λR/365)                 share of time one cable works
    P  = Σ_{i=k}^{n} C(n, i) A^i (1 − A)^{n−i}
    A_c = 1 / (1 + cR/365)                share of time without a common outage
    days short = 365 · (1 − A_c · P)

λ and R enter only as a product, so halving either buys the same as long as c is 0. With c above 0 only R shortens the
common outage, and a spare cable does not help in it.

Units: λ and c per year, R in days, n and k cables. Assumes: failures without memory, one repair does not wait for another,
and the common event is independent of the single ones; patrols and enforcement do not change c. Leaves out: which cable
carries how much, winter, prices, and who did it. Starting values are assumptions; no rate of failure is measured here.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from eunato.models.clubs import ModelError

YEAR = 365.0
CABLES, NEEDED, RATE, REPAIR = 4, 3, 0.5, 45.0
"""Starting values, assumptions: cables, cables needed, failures per cable and year, days of repair."""
ATTACK = 0.06
"""Common events a year when the attack-together switch is on (assumption): about one in seventeen years."""
BUDGET, TARGET = 100, 2.0
"""The exercise: units to spend, and the days short that must not be passed. Both assumptions."""
CAVEAT = "All numbers are assumptions. Failures are taken as independent unless common events are switched on."
SOURCES = ("course-2026-wording",)


@dataclass(frozen=True)
class Resilience:
    """What one setting means. `availability` is A of one cable, `works` the share of days with enough cables."""

    cables: int
    needed: int
    rate: float
    repair: float
    common: float
    availability: float
    works: float
    caveat: str = field(default=CAVEAT)

    @property
    def shortage_days(self) -> float:
        """Days a year on which fewer than the needed cables work."""
        return YEAR * (1 - self.works)

    @property
    def said_days(self) -> str:
        """The days short as the course writes them: one digit, two below one."""
        return days_said(self.shortage_days)

    @property
    def sentence(self) -> str:
        """The result in words, with the word assumption."""
        together = f", and {_said(self.common)} common {'event' if self.common == 1 else 'events'} a year" if self.common else ""
        return (
            f"With {self.cables} {'cable' if self.cables == 1 else 'cables'} of which {self.needed} must work, {_said(self.rate)} failures per cable and year, "
            f"{_said(self.repair)} days of repair{together} (assumption), {self.said_days} days a year are short."
        )


@dataclass(frozen=True)
class Measure:
    """One row of `cable_costs.csv`: what it moves (rate, repair, cables), by how much, and its price in units."""

    measure: str
    label: str
    lever: str
    effect: float
    cost: int


@dataclass(frozen=True)
class Plan:
    """A choice of measures with what it costs and what it leaves."""

    measures: tuple[str, ...]
    labels: tuple[str, ...]
    cost: int
    attack: bool
    result: Resilience
    budget: int = BUDGET
    target: float = TARGET

    @property
    def days(self) -> float:
        """Days short a year under this plan."""
        return self.result.shortage_days

    @property
    def affordable(self) -> bool:
        return self.cost <= self.budget

    @property
    def enough(self) -> bool:
        return self.days <= self.target

    @property
    def ok(self) -> bool:
        """Within the budget, and no more days short than the target."""
        return self.affordable and self.enough

    @property
    def sentence(self) -> str:
        """The plan in words."""
        what = " and ".join(self.labels).lower() if self.labels else "nothing"
        over = "" if self.affordable else f", {self.cost - self.budget} over the budget"
        verdict = "at or below" if self.enough else "above"
        return (
            f"You buy {what}: {self.cost} of {self.budget} units{over}, and {self.result.said_days} days a year are short, "
            f"{verdict} {self.target:g} (assumption)."
        )


def availability(rate: float, repair: float) -> float:
    """Share of time that one thing works: A = 1 / (1 + λR/365).

    rate: failures a year. repair: days. Raises ModelError for negative or endless numbers.

    >>> round(availability(0.5, 45), 3)
    0.942
    """
    _inside("failures a year", rate, 0, 1000)
    _inside("days of repair", repair, 0, 3650)
    return 1 / (1 + rate * repair / YEAR)


def resilience(cables: int = CABLES, needed: int = NEEDED, rate: float = RATE, repair: float = REPAIR, common: float = 0.0) -> Resilience:
    """Days short for one setting; units as in the module. Raises ModelError for numbers outside their limits.

    >>> [round(resilience(n, 3, l, r).shortage_days, d) for n, l, r, d in ((4, 0.5, 45, 1), (4, 0.25, 45, 1), (5, 0.5, 45, 2))]
    [6.8, 1.9, 0.65]
    """
    for what, value, low in (("number of cables", cables, 1), ("number of cables needed", needed, 0)):
        if isinstance(value, bool) or not isinstance(value, (int, float)) or value != value or value != int(value) or not low <= value <= 50:
            raise ModelError(f"The {what} is {value!r}; give a whole number from {low} to 50.")
    cables, needed = int(cables), int(needed)
    if needed > cables:
        raise ModelError(f"{needed} cables are needed and there are {cables}. Need at most as many as there are.")
    one = availability(rate, repair)
    together = availability(common, repair)
    enough = math.fsum(math.comb(cables, i) * one**i * (1 - one) ** (cables - i) for i in range(needed, cables + 1))
    return Resilience(cables, needed, float(rate), float(repair), float(common), one, min(1.0, together * enough))


def singles(attack: bool = False) -> dict[str, Resilience]:
    """The starting setting ("now"), each single measure of the prediction, and all three, by name.

    attack: with common events. Names: now, patrols (half the failures), repair (half the days), spare (one more cable),
    all (the three together).
    """
    common = ATTACK if attack else 0.0
    return {
        "now": resilience(common=common),
        "patrols": resilience(rate=RATE / 2, common=common),
        "repair": resilience(repair=REPAIR / 2, common=common),
        "spare": resilience(cables=CABLES + 1, common=common),
        "all": resilience(CABLES + 1, NEEDED, RATE / 2, REPAIR / 2, common),
    }


def best_single(attack: bool = False) -> str:
    """The single measure that leaves the fewest days short: patrols, repair or spare.

    >>> best_single(), best_single(attack=True)
    ('spare', 'repair')
    """
    found = singles(attack)
    return min(("patrols", "repair", "spare"), key=lambda name: found[name].shortage_days)


def measures() -> dict[str, Measure]:
    """What can be bought in the exercise, from `cable_costs.csv`; prices are assumptions."""
    from eunato import tables

    return {
        row["measure"]: Measure(row["measure"], row["label"], row["lever"], row["effect"], row["cost"])
        for row in tables.records("cable_costs")
    }


def plan(chosen: Iterable[str], attack: bool = False) -> Plan:
    """Buy measures for the starting setting. chosen: ids such as "patrols"; each once. attack: with common events.

    Raises ModelError for an unknown id.

    >>> plan(["repair", "patrols"], attack=True).ok                   # doctest: +SKIP
    True
    """
    known = measures()
    wanted = [chosen] if isinstance(chosen, str) else list(chosen)
    unknown = [one for one in wanted if one not in known]
    if unknown:
        raise ModelError(f"There is no measure called {unknown[0]!r}; there are: {', '.join(known)}.")
    kept = [one for one in known if one in wanted]
    setting = resilience(common=ATTACK if attack else 0.0)
    for one in kept:
        measure = known[one]
        if measure.lever == "cables":
            setting = replace(setting, cables=setting.cables + int(measure.effect))
        else:
            setting = replace(setting, **{measure.lever: getattr(setting, measure.lever) * measure.effect})
    result = resilience(setting.cables, setting.needed, setting.rate, setting.repair, setting.common)
    return Plan(tuple(kept), tuple(known[one].label for one in kept), sum(known[one].cost for one in kept), attack, result)


def plans(attack: bool = False) -> tuple[Plan, ...]:
    """Every choice of measures, from nothing to all, cheapest first."""
    names = list(measures())
    every = (tuple(name for i, name in enumerate(names) if mask >> i & 1) for mask in range(2 ** len(names)))
    return tuple(sorted((plan(one, attack) for one in every), key=lambda p: (p.cost, p.days)))


def delayed(rate: float, cut: float, delay: float, years: float) -> float:
    """Average failures a year when a measure that cuts them by `cut` (0 to 1) starts to work only after `delay` years.

    rate: failures a year. years: the time looked at. Enforcement is such a measure: courts and sanctions take time.

    >>> delayed(0.5, 0.2, 2, 5), delayed(0.5, 0.2, 9, 5)
    (0.44, 0.5)
    """
    _inside("failures a year", rate, 0, 1000)
    _inside("cut", cut, 0, 1)
    _inside("delay in years", delay, 0, 100)
    _inside("time in years", years, 0, 100)
    if years == 0:
        raise ModelError("The time in years is 0; give a number above 0, such as 5.")
    return rate * (1 - cut * max(0.0, 1 - delay / years))


def days_said(days: float) -> str:
    """Days short in words of the course: one digit from one day on, two below; "under 0.01" when almost none.

    >>> days_said(6.78), days_said(0.647), days_said(0.0004), days_said(0)
    ('6.8', '0.65', 'under 0.01', '0')
    """
    if days == 0:
        return "0"
    if days < 0.005:
        return "under 0.01"
    return f"{days:.2f}" if days < 1 else f"{days:,.1f}"


def _inside(what: str, value: float, low: float, high: float) -> None:
    """Raise ModelError unless the value is a finite number between the limits."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not number or not low <= value <= high:
        raise ModelError(f"The {what} is {value!r}; give a number from {low:g} to {high:g}.")


def _said(value: float) -> str:
    return f"{value:.4g}"
