"""The price of a share of GDP: a spending path, the room of the escape clause, currencies, and where each Ally stands.

    GDP_t   = GDP_0 · (1 + g)^t
    s_t     = s_0 + (s_T − s_0) · (t / T)^p         p = 1 even steps, p > 1 late, p < 1 early
    Spend_t = s_t · GDP_t                           Cum = Σ Spend_t,  Extra = Σ (s_t − s_0) · GDP_t,  t = 1 … T
    nominal = real · P_0 · (1 + π)^t,  USD = EUR · e,  room_t = min(s_t − s_ref, 1.5% of GDP) · GDP_t in 2025–28

P_0 turns the money of the path (prices of its price year) into that of its first year: 392/381 for EU27, by the agency's own two
totals for 2025, and (1 + π)^(first year − price year) where nobody has published it.

Shares and rates are fractions here (0.035 is 3.5%); the tables hold per cent. Amounts have the unit of GDP_0, mostly
billions. A path is arithmetic on inputs: growth, shape and rate are assumptions, and a pledge is no forecast.
Rows come from `spending` (shares), `macro` (GDP), `pledges` (targets) and `escape_clause`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eunato import tables
from eunato.models.clubs import split

CORE, RELATED, GUIDELINE, EQUIPMENT = 0.035, 0.015, 0.02, 0.20
"""Core and related share of the pledge of 2025, the guideline of 2014 and its equipment yardstick; a test holds them to `pledges`."""
TARGET_YEAR = 2035
CLAUSE_YEARS = range(2025, 2029)
"""Years for which the clause of 2025 gives room."""
CLAUSE_CAP = 0.015
CLAUSE_REFERENCE = 2021
"""Year above whose share the clause counts, as Poland's finance ministry gives the rule; `escape_clause` has what is reported otherwise."""
EDITIONS = {"nato_2026ed": "NATO, edition of July 2026 (core defence)", "nato_2025ed": "NATO, edition of August 2025"}
GROWTH = 0.012
"""Growth a year with which the explorer starts: an assumption of the course, not a forecast."""
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


# -- where a path starts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Start:
    """Where the path of a state or group starts: its GDP and its present share, and which rows these are.

    gdp in billions of `currency`, in prices of `price_year`; share a fraction. kind: ally, eu_member or group. `says` names
    definition and years. known_level: price level of the first year where the publisher gives it. rough: by how much the rounding
    of the publisher's share can move every amount, as two factors; (1, 1) where it does not matter.
    """

    id: str
    name: str
    kind: str
    gdp: float
    currency: str
    gdp_basis: str
    share: float
    share_year: int
    series: str
    says: str
    sources: tuple[str, ...]
    price_year: int = 2024
    known_level: float | None = None
    rough: tuple[float, float] = (1.0, 1.0)
    members: tuple[str, ...] = ()

    @property
    def years(self) -> int:
        """Steps to the target year of the pledge."""
        return TARGET_YEAR - self.share_year

    def level(self, inflation: float) -> float:
        """Price level of the first year, with the price year as 1: published, or counted with `inflation` from the price year.

        >>> round(start("EU27").level(0.02), 4), round(start("Italy").level(0.02), 4)
        (1.0289, 1.0404)
        """
        return self.known_level or (1 + inflation) ** (self.share_year - self.price_year)

    def share_in(self, year: int) -> float | None:
        """The share of an earlier year in the series of this start, as a fraction; None where the table has none.

        A group without a row of its own is weighted by the same GDP as its present share.
        """
        rows = {row["iso3"]: row["share_gdp"] for row in rows_of(self.series, year) if row["share_gdp"] is not None}
        if self.id in rows:
            return rows[self.id] / 100
        gdp = {row["iso3"]: row["gdp_bn"] for row in tables.records("macro") if row["series"] == "cia_2024"}
        inside = [one for one in self.members if one in rows and one in gdp]
        if not inside or len(inside) < len(self.members):
            return None
        return math.fsum(gdp[one] * rows[one] for one in inside) / math.fsum(gdp[one] for one in inside) / 100

    @property
    def reference_year(self) -> int:
        """Year above whose share the escape clause counts for this start: as reported for the state, else the rule's."""
        reported = next((row["reference_year"] for row in tables.records("escape_clause") if row["iso3"] == self.id), None)
        return reported or CLAUSE_REFERENCE

    def path(self, growth: float = 0.0, p: float = 1.0, **more: Any) -> Path:
        """The path of this start to 3.5% in 2035; other targets by `shareT` and `years`. Who is above 3.5% holds its share."""
        given = {"shareT": max(CORE, self.share), "years": self.years, "growth": growth, "p": p, "start_year": self.share_year, **more}
        if given.get("inflation"):  # without price rises the path stays in its price basis
            given.setdefault("first_level", self.level(given["inflation"]))
        return path(self.gdp, self.share, **given)


_HALF_DIGIT = 0.05
"""Half of the last digit of a share printed with one decimal, in points of GDP."""
GROUPS = {
    "EU27": "EU27 (EDA, 27 Member States)",
    "NATO_EUR_CAN": "NATO Europe and Canada",
    "EU23": "EU states in NATO (23)",
    "NATO_TOTAL": "NATO total",
}


@lru_cache(maxsize=1)
def _starts(_stamp: tuple[int, ...]) -> dict[str, Start]:
    sets = split()
    gdp = {row["iso3"]: row for row in tables.records("macro") if row["series"] == "cia_2024"}
    core = {row["iso3"]: row for row in rows_of("nato_2026ed", 2026) if row["share_gdp"] is not None}
    found: dict[str, Start] = {}
    eda, then = (next(row for row in rows_of("eda", 2025) if row["iso3"] == "EU27" and row["price_basis"] == basis) for basis in ("const2024", "current"))
    whole = next(row for row in tables.records("macro") if row["series"] == "eda_implied")
    found["EU27"] = Start(
        "EU27", GROUPS["EU27"], "group", eda["amount_bn"] / (eda["share_gdp"] / 100), "EUR", "prices of 2024", eda["share_gdp"] / 100, 2025, "eda",
        f"EDA: {eda['amount_bn']:g} bn euros and {eda['share_gdp']:g}% of GDP in 2025, in prices of 2024; its GDP is the one divided by the other.",
        _ids(eda, whole), known_level=then["amount_bn"] / eda["amount_bn"],
        rough=(eda["share_gdp"] / (eda["share_gdp"] + _HALF_DIGIT), eda["share_gdp"] / (eda["share_gdp"] - _HALF_DIGIT)),
    )

    def start(key: str, members: Iterable[str], share: float | None = None, row: dict[str, Any] | None = None) -> Start:
        inside = [one for one in sorted(members) if one in core and one in gdp]
        size = math.fsum(gdp[one]["gdp_bn"] for one in inside)
        weighted = math.fsum(gdp[one]["gdp_bn"] * core[one]["share_gdp"] for one in inside) / size
        alone = len(inside) == 1 and key in core and key not in GROUPS
        says = "NATO's share for 2026 (estimate, edition of July 2026)"
        says += "" if alone else f" {'of the group' if share is not None else 'weighted by GDP'}"
        says += f"; GDP of 2024 in US dollars (CIA){'' if alone else f', sum of {len(inside)}'}, taken as the size of 2026."
        ids = _ids(*([row] if row else []), *(core[one] for one in inside), *(gdp[one] for one in inside))
        kind = "ally" if alone else "group"
        return Start(key, core[key]["name"] if alone else GROUPS[key], kind, size, "USD", "US dollars of 2024",
                     (share if share is not None else weighted) / 100, 2026, "nato_2026ed", says, ids, members=tuple(inside))

    found["NATO_EUR_CAN"] = start("NATO_EUR_CAN", sets.nato - {"USA"}, core["NATO_EUR_CAN"]["share_gdp"], core["NATO_EUR_CAN"])
    found["EU23"] = start("EU23", sets.both)
    found["NATO_TOTAL"] = start("NATO_TOTAL", sets.nato, core["NATO_TOTAL"]["share_gdp"], core["NATO_TOTAL"])
    allies = {key: start(key, [key]) for key in sets.nato if key in core and key in gdp}
    found.update(sorted(allies.items(), key=lambda item: item[1].name))
    sipri = {row["iso3"]: row for row in rows_of("sipri_2025", 2024)}
    for key in sorted(sets.eu - sets.nato):
        row = sipri.get(key)
        if row and row["share_gdp"] is not None and key in gdp:
            found[key] = Start(
                key, row["name"], "eu_member", gdp[key]["gdp_bn"], "USD", "US dollars of 2024", row["share_gdp"] / 100, 2024, "sipri_2025",
                "SIPRI's share for 2024, another definition than NATO's; GDP of 2024 in US dollars (CIA). No Ally, so the pledge does not concern it.", _ids(row, gdp[key]))
    return found


def starts() -> dict[str, Start]:
    """Every state and group a path can start from, by id: groups first, then Allies from A to Z, then four other EU states.

    Iceland is not among them: it has no armed forces, and NATO prints no row for it.
    """
    return _starts(tuple(len(tables.records(name)) for name in ("spending", "macro")))


def start(key: str) -> Start:
    """One start by id, ISO3 code or name; SpendingError with examples for anything else."""
    there = starts()
    plain = str(key).strip().casefold()
    for one in there.values():
        if plain in (one.id.casefold(), one.name.casefold()):
            return one
    if plain in ("isl", "iceland"):
        raise SpendingError("Iceland has no armed forces and no row in NATO's tables; choose another Ally")
    raise SpendingError(f"there is no start {key!r}; write 'EU27', 'NATO_EUR_CAN', or an Ally such as 'Italy' or 'ITA'")


# -- where each stands --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Stand:
    """One Ally in one year and edition; shares in per cent, as the table has them. None where nothing is printed."""

    iso3: str
    name: str
    share: float | None
    equipment: float | None


@dataclass(frozen=True)
class Standing:
    """All Allies in one year and edition of NATO's tables. Counts leave out who has no figure (Iceland)."""

    year: int
    edition: str
    rows: tuple[Stand, ...]

    @property
    def with_share(self) -> tuple[Stand, ...]:
        return tuple(one for one in self.rows if one.share is not None)

    def reach(self, share: float) -> tuple[Stand, ...]:
        """Those at or above a share in per cent, as printed (two decimals)."""
        return tuple(one for one in self.with_share if one.share >= share)

    def below(self, share: float) -> tuple[Stand, ...]:
        return tuple(one for one in self.with_share if one.share < share)


def standing(year: int = 2026, edition: str = "nato_2026ed") -> Standing:
    """Where the Allies stand in one year of one edition; SpendingError for an edition or year that the table does not have."""
    if edition not in EDITIONS:
        raise SpendingError(f"there is no edition {edition!r}; write {' or '.join(map(repr, EDITIONS))}")
    rows = [row for row in rows_of(edition, year) if row["kind"] == "ally"]
    if not rows:
        raise SpendingError(f"{EDITIONS[edition]} has no Allies for {year}")
    return Standing(year, edition, tuple(Stand(r["iso3"], r["name"], r["share_gdp"], r["equipment_share"]) for r in rows))


def rows_of(series: str, year: int | None = None) -> list[dict[str, Any]]:
    """The rows of one series of `spending`, of one year or of all."""
    return [row for row in tables.records("spending") if row["series"] == series and (year is None or row["year"] == year)]


def rate_of(year: int) -> float:
    """US dollars for one euro in a year, from `macro`; SpendingError for a year without a row."""
    for row in tables.records("macro"):
        if row["series"] == "rate" and row["year"] == year:
            return float(row["eurusd"])
    raise SpendingError(f"the table has no exchange rate for {year}")


def clause_states(activated: str = "yes") -> tuple[str, ...]:
    """Names of the Member States for which the escape clause is activated ("yes"), not ("no"), or only reported ("unknown")."""
    return tuple(row["name"] for row in tables.records("escape_clause") if row["activated"] == activated)


def _ids(*rows: dict[str, Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for row in rows for one in tables.split(row["source_id"])))


def _inside(name: str, value: Any) -> None:
    low, high, means = _LIMITS[name]
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise SpendingError(f"{name} is {value!r}; give {means}")
    if not low <= value <= high:
        raise SpendingError(f"{name} is {value:g}; it must lie between {low:g} and {high:g} ({means})")
