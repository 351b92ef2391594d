"""The price of a share of GDP: where a spending path starts, and where each Ally stands, from the tables.

The path itself is arithmetic and stands in `spending_path`; its names are usable from here, too. The tables hold per cent, a path
fractions. Rows come from `spending` (shares), `macro` (GDP), `pledges` (targets) and `escape_clause`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from eunato import tables
from eunato.models.clubs import split
from eunato.models.spending_path import (
    CLAUSE_CAP, CLAUSE_YEARS, CORE, EQUIPMENT, GUIDELINE, RELATED, TARGET_YEAR, Path, SpendingError, Year, convert, headroom, path,
)

__all__ = [
    "CLAUSE_CAP", "CLAUSE_REFERENCE", "CLAUSE_YEARS", "CORE", "EDITIONS", "EQUIPMENT", "GROUPS", "GROWTH", "GUIDELINE", "RELATED", "TARGET_YEAR",
    "Path", "SpendingError", "Stand", "Standing", "Start", "Year", "clause_states", "convert", "headroom", "path", "rate_of", "rows_of", "standing",
    "start", "starts",
]

CLAUSE_REFERENCE = 2021
"""Year above whose share the clause counts, as Poland's finance ministry gives the rule; `escape_clause` has what is reported otherwise."""
EDITIONS = {"nato_2026ed": "NATO, edition of July 2026 (core defence)", "nato_2025ed": "NATO, edition of August 2025"}
GROWTH = 0.012
"""Growth a year with which the explorer starts: an assumption of the course, not a forecast."""


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
