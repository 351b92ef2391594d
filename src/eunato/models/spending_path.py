"""The arithmetic of a spending path: growth, shape, prices, and the room of the escape clause. No table is read here.

    GDP_t   = GDP_0 · (1 + g)^t
    s_t     = s_0 + (s_T − s_0) · (t / T)^p         p = 1 even steps, p > 1 late, p < 1 early
    Spend_t = s_t · GDP_t                           Cum = Σ Spend_t,  Extra = Σ (s_t − s_0) · GDP_t,  t = 1 … T
    nominal = real · P_0 · (1 + π)^t,  USD = EUR · e,  room_t = min(s_t − s_ref, 1.5% of GDP) · GDP_t in 2025–28

P_0 turns the money of the path (prices of its price year) into that of its first year: 392/381 for EU27, by the agency's own two
totals for 2025, and (1 + π)^(first year − price year) where nobody has published it.

Shares and rates are fractions here (0.035 is 3.5%). Amounts have the unit of GDP_0, mostly billions. A path is arithmetic on
inputs: growth, shape and rate are assumptions, and a pledge is no forecast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

CORE, RELATED, GUIDELINE, EQUIPMENT = 0.035, 0.015, 0.02, 0.20
"""Core and related share of the pledge of 2025, the guideline of 2014 and its equipment yardstick; a test holds them to `pledges`."""
TARGET_YEAR = 2035
CLAUSE_YEARS = range(2025, 2029)
"""Years for which the clause of 2025 gives room."""
CLAUSE_CAP = 0.015
_LIMITS = {
    "gdp0": (0.001, 1e9, "GDP in billions, such as 400"),
    "share0": (0.0, 0.2, "a share of GDP as a fraction, such as 0.02 for 2%"),
    "shareT": (0.0, 0.2, "a share of GDP as a fraction, such as 0.035 for 3.5%"),
    "growth": (-0.1, 0.1, "real growth a year as a fraction, such as 0.012 for 1.2%"),
    "p": (0.2, 5.0, "the shape: 1 even, above 1 late, below 1 early"),
    "inflation": (-0.05, 0.2, "price rises a year as a fraction, such as 0.02"),
    "first_level": (0.2, 5.0, "the price level of the first year against the price basis, such as 1.03"),
    "eurusd": (0.5, 2.0, "US dollars for one euro, such as 1.08"),
    "share_ref": (0.0, 0.2, "the reference share as a fraction"),
}


class SpendingError(ValueError):
    """An input that no path can be made of; the message says what was given and what is expected."""


@dataclass(frozen=True)
class Year:
    """One year of a path; amounts in the unit of GDP_0 and, but for `nominal`, in its prices. t is 0 in the first year."""

    year: int
    t: int
    gdp: float
    share: float
    spend: float
    frozen: float
    nominal: float
    room: float

    @property
    def extra(self) -> float:
        """What this year costs more than with the share frozen."""
        return self.spend - self.frozen


@dataclass(frozen=True)
class Path:
    """A spending path from a first year (t = 0, not in the sums) to the target year. Build it with `path`."""

    gdp0: float
    share0: float
    shareT: float
    growth: float
    p: float
    inflation: float
    share_ref: float | None
    years: tuple[Year, ...]
    first_level: float = 1.0

    @property
    def first(self) -> Year:
        return self.years[0]

    @property
    def last(self) -> Year:
        """The target year."""
        return self.years[-1]

    @property
    def final(self) -> float:
        """Spending in the target year."""
        return self.last.spend

    @property
    def cumulative(self) -> float:
        """All spending after the first year."""
        return math.fsum(one.spend for one in self.years[1:])

    @property
    def extra(self) -> float:
        """What the rise of the share costs: all spending after the first year above a frozen share."""
        return math.fsum(one.extra for one in self.years[1:])

    @property
    def frozen(self) -> float:
        """All spending after the first year with the share frozen."""
        return math.fsum(one.frozen for one in self.years[1:])

    @property
    def room(self) -> float:
        """Room that the escape clause could give, over its years in the path; 0 without a clause."""
        return math.fsum(one.room for one in self.years)

    @property
    def clause_years(self) -> tuple[int, ...]:
        """The years of the clause that lie in the path; a path that begins in 2026 holds three of the four."""
        return tuple(one.year for one in self.years if one.year in CLAUSE_YEARS)

    @property
    def nominal(self) -> float:
        """All spending after the first year in prices of each year."""
        return math.fsum(one.nominal for one in self.years[1:])

    def at(self, year: int) -> Year:
        """The row of one year; SpendingError when the path does not reach it."""
        for one in self.years:
            if one.year == year:
                return one
        raise SpendingError(f"the path runs from {self.first.year} to {self.last.year}; {year} is not in it")


def path(
    gdp0: float,
    share0: float,
    shareT: float = CORE,  # noqa: N803 - the name of the formula
    years: int = 10,
    growth: float = 0.0,
    p: float = 1.0,
    *,
    inflation: float = 0.0,
    first_level: float = 1.0,
    start_year: int = 2025,
    share_ref: float | None = None,
) -> Path:
    """A path from share0 to shareT in `years` steps. Fractions for shares and rates; amounts in the unit of gdp0.

    first_level is the price level of the first year, with the price basis of gdp0 as 1; price rises are counted from there.
    share_ref switches the escape clause on: room is counted above this share, at most 1.5% of GDP, in 2025–28.
    Raises SpendingError for what is not a number, negative or absurd.

    >>> one = path(381 / 0.021, 0.021, growth=0.012)
    >>> round(one.final, 1), round(one.cumulative, 1), round(one.extra, 1)
    (715.4, 5590.0, 1519.3)
    """
    given = {"gdp0": gdp0, "share0": share0, "shareT": shareT, "growth": growth, "p": p, "inflation": inflation, "first_level": first_level}
    if share_ref is not None:
        given["share_ref"] = share_ref
    for name, value in given.items():
        _inside(name, value)
    if isinstance(years, bool) or int(years) != years or not 1 <= years <= 40:
        raise SpendingError(f"years is {years!r}; give a whole number from 1 to 40")
    steps = int(years)
    rows = []
    for t in range(steps + 1):
        gdp = gdp0 * (1 + growth) ** t
        share = share0 + (shareT - share0) * (t / steps) ** p
        year = start_year + t
        room = 0.0
        if share_ref is not None and year in CLAUSE_YEARS:
            room = headroom(share, share_ref, gdp)
        rows.append(Year(year, t, gdp, share, share * gdp, share0 * gdp, share * gdp * first_level * (1 + inflation) ** t, room))
    return Path(gdp0, share0, shareT, growth, p, inflation, share_ref, tuple(rows), first_level)


def headroom(share: float, share_ref: float, gdp: float, cap: float = CLAUSE_CAP) -> float:
    """Room under the escape clause in one year: the rise above a reference share, at most `cap` of GDP, never below 0.

    >>> round(headroom(0.04, 0.02, 1000), 3)      # a rise of 2 points counts as 1.5
    15.0
    """
    return max(0.0, min(share - share_ref, cap)) * gdp


def convert(amount: float, eurusd: float, to: str = "USD") -> float:
    """An amount in the other currency: euros to dollars (`to="USD"`) or back (`to="EUR"`); eurusd is dollars per euro.

    >>> round(convert(12, 1.2, to="EUR"), 2)
    10.0
    """
    _inside("eurusd", eurusd)
    if to not in ("USD", "EUR"):
        raise SpendingError(f"to is {to!r}; write 'USD' or 'EUR'")
    return amount * eurusd if to == "USD" else amount / eurusd


def _inside(name: str, value: Any) -> None:
    low, high, means = _LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise SpendingError(f"{name} is {value!r}; give {means}")
    if not low <= value <= high:
        raise SpendingError(f"{name} is {value:g}; it must lie between {low:g} and {high:g} ({means})")
