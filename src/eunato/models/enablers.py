"""Coverage: what Europe can do of what it needs, year by year, with more or less of the United States, and at what price.

In words: each capability has a need of 100 points. Europe holds some, the United States adds some while it is there, and
money buys more, which arrives after a lead time. A force index then puts all capabilities into one number by one of three
rules. The rule decides how much a missing enabler hurts.
In symbols: for capability i in year t

    Coverage_i(t) = min(1, (E_i(t) + a_i(t) U_i) / N_i)
    E_i(t) = E_i0 + Σ_{τ ≤ t − L_i} r_i B_i(τ) / k_i            Σ_i B_i(τ) ≤ B
    Q = min_i Coverage_i      weakest link
    Q = Π_i Coverage_i^{w_i}  product with weights, Σ w_i = 1
    Q = Σ_i w_i Coverage_i    average

Units: E, U and N in points (N = 100), money in billions of euros, L in years; k_i is the price of one point, r_i the part
of each euro that becomes capability. Assumes: needs do not change, prices neither, and everything ordered arrives. Leaves
out: an enemy, losses, readiness, nuclear weapons, classified needs, and politics. All starting values are assumptions.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from eunato.models.clubs import ModelError

FIRST, LAST = 2026, 2040
NEED = 100.0
BUDGET, TARGET, LEAVES, KEPT = 60.0, 0.7, 2030, 0.5
"""Starting values, assumptions: EUR bn a year, target of the index, the year in which the US path bends, part kept in the partial path."""
RULES = {"min": "weakest link", "product": "product with weights", "average": "average"}
PATHS = {"stays": "the US stays", "partial": "the US keeps a part", "sudden": "the US leaves"}
STRATEGIES = {"plan_a": "Plan A: troops, counting on US enablers", "hedge": "hedge: enablers only", "both": "both"}
ORDERS = {"lead": "longest lead first", "weak": "weakest first", "price": "smallest bill first", "even": "even split"}
LOW, HIGH = 0.8, 1.25
"""Prices of the band, as factors of the starting prices (assumption)."""
MASS, ALL = "land", "all"
VECTOR = (0.9, 0.9, 0.9, 0.3)
"""Three kinds of troops and their enablers, invented: all the troops and few of the enablers."""
CAVEAT = "If these assumptions hold, then this follows. There is no enemy, no classified need and no nuclear weapon in the model."


@dataclass(frozen=True)
class Capability:
    """One row of `enabler_assumptions.csv`. `start` is None while nobody has set Europe's share."""

    id: str
    name: str
    short: str
    start: float | None
    us: float
    lead: int
    price: float
    rate: float
    weight: float
    published: float | None = None

    @property
    def full_price(self) -> float:
        """Billions of euros for one point that arrives: k / r."""
        return self.price / self.rate


@dataclass(frozen=True)
class Year:
    """One year of a run: coverage and European points by capability, index, and money spent so far."""

    year: int
    coverage: Mapping[str, float]
    europe: Mapping[str, float]
    index: float
    spent: float


@dataclass(frozen=True)
class Run:
    """What one plan gives under one US path. `bought` and `idle` are in billions of euros by capability."""

    strategy: str
    path: str
    rule: str
    order: str
    lost: str
    budget: float
    goal: float
    leaves: int
    kept: float
    capabilities: tuple[Capability, ...]
    years: tuple[Year, ...]
    bought: Mapping[str, float]
    idle: Mapping[str, float]
    caveat: str = field(default=CAVEAT)

    def at(self, year: int) -> Year:
        """The state in one year. Raises ModelError outside the run."""
        if not self.years[0].year <= year <= self.years[-1].year:
            raise ModelError(f"The year is {year!r}; give one from {self.years[0].year} to {self.years[-1].year}.")
        return self.years[year - self.years[0].year]

    def first_year(self, target: float | None = None) -> int | None:
        """The first year from which the index stays at or above the target to the end of the run; None if there is none."""
        want = self.goal if target is None else target
        found = None
        for one in reversed(self.years):
            if one.index < want - 1e-9:
                break
            found = one.year
        return found

    @property
    def cost(self) -> float:
        """Billions of euros spent over the whole run."""
        return math.fsum(self.bought.values())

    @property
    def idle_cost(self) -> float:
        """Billions spent on points that would exceed the need if the United States stayed: the insurance premium."""
        return math.fsum(self.idle.values())

    @property
    def weakest(self) -> Capability:
        """The capability with the lowest coverage in the last year."""
        last = self.years[-1].coverage
        return min(self.capabilities, key=lambda one: last[one.id])


@dataclass(frozen=True)
class Package:
    """One row of `enabler_packages.csv` (invented)."""

    id: str
    label: str
    capability: str
    points: float
    cost: float
    lead: int


@dataclass(frozen=True)
class Purchase:
    """Packages paid one after the other. `ready` is the year in which each is there."""

    order: tuple[str, ...]
    ready: Mapping[str, int]
    coverage: Mapping[str, float]
    index: float
    cost: float
    target: float
    by: int

    @property
    def ok(self) -> bool:
        """Whether the weakest link reaches the target in time."""
        return self.index >= self.target - 1e-9

    @property
    def sentence(self) -> str:
        """The purchase in words."""
        late = [one for one in self.order if self.ready[one] > self.by]
        said = f"{len(self.order)} packages for €{self.cost:g} bn: the weakest link is at {self.index:.2f} in {self.by} (assumption), target {self.target:g}."
        return f"{said} Too late: {', '.join(late)}." if late else said


# -- the index -----------------------------------------------------------------------------------------------------------


def index(values: Sequence[float], rule: str = "min", weights: Sequence[float] | None = None) -> float:
    """Put coverages (0 to 1) into one number. rule: min, product or average. weights: one each, divided by their sum.

    Raises ModelError for an unknown rule, an empty list, values outside 0 to 1, or weights that are negative or all zero.

    >>> [round(index((0.9, 0.9, 0.9, 0.3), rule), 2) for rule in ("min", "product", "average")]
    [0.3, 0.68, 0.75]
    """
    if rule not in RULES:
        raise ModelError(f"The rule is {rule!r}; there are: {', '.join(RULES)}.")
    given = list(values)
    if not given:
        raise ModelError("There is no coverage to put together; give at least one number from 0 to 1.")
    for value in given:
        _inside("coverage", value, 0, 1)
    share = [1.0] * len(given) if weights is None else list(weights)
    if len(share) != len(given):
        raise ModelError(f"There are {len(given)} coverages and {len(share)} weights; give one weight for each.")
    for value in share:
        _inside("weight", value, 0, 1e6)
    total = math.fsum(share)
    if total <= 0:
        raise ModelError("All weights are 0; give at least one above 0.")
    if rule == "min":
        return float(min(given))
    if rule == "average":
        return min(1.0, math.fsum(w * v for w, v in zip(share, given, strict=True)) / total)
    if any(v == 0 and w > 0 for w, v in zip(share, given, strict=True)):
        return 0.0
    return min(1.0, math.exp(math.fsum(w * math.log(v) for w, v in zip(share, given, strict=True) if w) / total))


def indices(values: Sequence[float] = VECTOR, weights: Sequence[float] | None = None) -> dict[str, float]:
    """The same coverages under all three rules, by rule."""
    return {rule: index(values, rule, weights) for rule in RULES}


# -- starting numbers ------------------------------------------------------------------------------------------------------


def capabilities(shares: Mapping[str, float | None] | None = None) -> tuple[Capability, ...]:
    """The capabilities of the model. shares: Europe's points by id; None or a missing id leaves a row empty.

    Without `shares` the illustrative set stands there (assumptions). Raises ModelError for an unknown id or a share outside 0 to 100.
    """
    from eunato import tables

    rows = tables.records("enabler_assumptions")
    known = [row["capability"] for row in rows]
    for key, value in (shares or {}).items():
        if key not in known:
            raise ModelError(f"There is no capability {key!r}; there are: {', '.join(known)}.")
        if value is not None:
            _inside(f"share of {key}", value, 0, NEED)
    return tuple(
        Capability(row["capability"], row["name"], row["short"], row["start_europe"] if shares is None else shares.get(row["capability"]), row["us_points"],
                   row["lead_years"], row["cost_per_point"], row["build_rate"], row["weight"], row["published_share"])
        for row in rows
    )


def published() -> dict[str, float | None]:
    """Europe's share by capability where one was published, None elsewhere."""
    return {one.id: one.published for one in capabilities()}


def availability(path: str, year: int, leaves: int = LEAVES, kept: float = KEPT) -> float:
    """What part of the US contribution is there: a(t). path: stays, partial or sudden.

    >>> availability("sudden", 2029), availability("sudden", 2030), availability("partial", 2035)
    (1.0, 0.0, 0.5)
    """
    if path not in PATHS:
        raise ModelError(f"The path is {path!r}; there are: {', '.join(PATHS)}.")
    _inside("part that the US keeps", kept, 0, 1)
    if path == "stays" or year < leaves:
        return 1.0
    return kept if path == "partial" else 0.0


# -- a run -------------------------------------------------------------------------------------------------------------------


def run(strategy: str = "both", path: str = "sudden", rule: str = "min", order: str = "lead", *, budget: float = BUDGET, target: float = TARGET, leaves: int = LEAVES,
        kept: float = KEPT, lost: str = ALL, given: Sequence[Capability] | None = None, price: float = 1.0, delay: int = 0) -> Run:
    """Buy for one plan, year by year, and see the index under one US path.

    strategy: plan_a buys land forces up to the full need; hedge buys every other capability up to the target by Europe alone;
    both buys all of them up to the target. order: lead, weak, price or even. budget: EUR bn a year. lost: the one capability whose
    US part goes, or "all". given: capabilities; rows without a share are left out. price, delay: factor and years on all rows.
    Raises ModelError for unknown words and numbers outside their limits.
    """
    for what, value, there in (("strategy", strategy, STRATEGIES), ("path", path, PATHS), ("rule", rule, RULES), ("order", order, ORDERS)):
        if value not in there:
            raise ModelError(f"The {what} is {value!r}; there are: {', '.join(there)}.")
    _inside("budget in billions of euros a year", budget, 0, 2000)
    _inside("target", target, 0.05, 1)
    for what, value, low, high in (("price factor", price, 0.05, 20), ("year in which the US path bends", leaves, FIRST, LAST), ("delay in years", delay, 0, 10)):
        _inside(what, value, low, high)
    rows = tuple(replace(one, price=one.price * price, lead=one.lead + int(delay)) for one in (capabilities() if given is None else given) if one.start is not None)
    if not rows:
        raise ModelError("No capability has a share yet; set at least one, or load the illustrative set.")
    if lost != ALL and lost not in {one.id for one in rows}:
        raise ModelError(f"The capability that is lost is {lost!r}; there are: {ALL}, {', '.join(one.id for one in rows)}.")
    bills = _bills(rows, strategy, target, order)
    orders: dict[str, list[float]] = {one.id: [] for one in rows}
    years: list[Year] = []
    spent = 0.0
    for year in range(FIRST, LAST + 1):
        paid = _pay(bills, budget, order)
        for one in rows:
            orders[one.id].append(paid.get(one.id, 0.0))
        spent += math.fsum(paid.values())
        europe = {one.id: one.start + math.fsum(orders[one.id][: max(0, year - one.lead - FIRST + 1)]) / one.full_price for one in rows}
        part = {one.id: availability(path, year, int(leaves), kept) if lost in (ALL, one.id) else 1.0 for one in rows}
        coverage = {one.id: min(1.0, (europe[one.id] + part[one.id] * one.us) / NEED) for one in rows}
        years.append(Year(year, coverage, europe, index(list(coverage.values()), rule, [one.weight for one in rows]), spent))
    bought = {one.id: math.fsum(orders[one.id]) for one in rows}
    idle = {one.id: max(0.0, bought[one.id] - max(0.0, NEED - one.start - one.us) * one.full_price) for one in rows}
    return Run(strategy, path, rule, order, lost, float(budget), float(target), int(leaves), float(kept), rows, tuple(years), bought, idle)


def _bills(rows: Sequence[Capability], strategy: str, target: float, order: str) -> dict[str, float]:
    """What is still to be paid for each capability, in the order of buying."""
    level = {one.id: NEED if strategy == "plan_a" else target * NEED for one in rows}
    wanted = [one for one in rows if (one.id == MASS) == (strategy == "plan_a") or strategy == "both"]
    bill = {one.id: max(0.0, level[one.id] - one.start) * one.full_price for one in wanted}
    keys = {"lead": lambda one: -one.lead, "weak": lambda one: one.start, "price": lambda one: bill[one.id], "even": lambda one: 0}
    return {one.id: bill[one.id] for one in sorted(wanted, key=keys[order]) if bill[one.id] > 0}


def _pay(bills: dict[str, float], budget: float, order: str) -> dict[str, float]:
    """Spend one year's budget on the bills, which shrink; in turn, or evenly among those still open."""
    paid: dict[str, float] = {}
    left = budget
    while left > 1e-9 and bills:
        share = left / len(bills) if order == "even" else left
        for one in list(bills):
            sum_ = min(share, bills[one], left)
            paid[one] = paid.get(one, 0.0) + sum_
            bills[one] -= sum_
            left -= sum_
            if bills[one] <= 1e-9:
                del bills[one]
            if order != "even" and left <= 1e-9:
                break
    return paid


def band(**settings: object) -> tuple[Run, Run, Run]:
    """The same run with low, starting and high prices (assumption: 0.8 and 1.25 times)."""
    low, middle, high = (run(**{**settings, "price": factor}) for factor in (LOW, 1.0, HIGH))  # type: ignore[arg-type]
    return low, middle, high


def regret(year: int = 2032, **settings: object) -> dict[tuple[str, str], float]:
    """By (strategy, path): how far the index of a strategy lies below that of the strategy that does better there, in one year."""
    made = {(s, p): run(**{**settings, "strategy": s, "path": p}).at(year).index for s in STRATEGIES for p in PATHS}  # type: ignore[arg-type]
    top = {p: max(made[s, p] for s in STRATEGIES) for p in PATHS}
    return {(s, p): round(top[p] - value, 10) for (s, p), value in made.items()}


# -- the exercise: the cheapest order ------------------------------------------------------------------------------------------

EXERCISE_BUDGET, EXERCISE_TARGET, EXERCISE_BY, EXERCISE_SLACK = 30.0, 0.7, 2032, 0.05
"""Assumptions of the exercise: EUR bn a year, weakest link wanted, the year, and how far above the cheapest still counts."""


def packages() -> dict[str, Package]:
    """What can be bought in the exercise, by id (invented)."""
    from eunato import tables

    return {row["package"]: Package(row["package"], row["label"], row["capability"], row["points"], row["cost_eur_bn"], row["lead_years"]) for row in tables.records("enabler_packages")}


def _base() -> dict[str, float]:
    from eunato import tables

    return {row["capability"]: row["start_points"] for row in tables.records("enabler_packages")}


def purchase(order: Sequence[str], budget: float = EXERCISE_BUDGET, target: float = EXERCISE_TARGET, by: int = EXERCISE_BY) -> Purchase:
    """Pay packages one after the other from a yearly budget. order: ids such as ["satellites", "hq"], each once.

    A package is paid in the year in which the sum of the prices so far is covered, and is there `lead` years later.
    Raises ModelError for an unknown id or one that is named twice.
    """
    known = packages()
    wanted = [order] if isinstance(order, str) else list(order)
    if unknown := [one for one in wanted if one not in known]:
        raise ModelError(f"There is no package {unknown[0]!r}; there are: {', '.join(known)}.")
    if len(set(wanted)) != len(wanted):
        raise ModelError("A package is named twice; name each once.")
    _inside("budget in billions of euros a year", budget, 0.1, 2000)
    points = _base()
    ready: dict[str, int] = {}
    paid = 0.0
    for one in wanted:
        paid += known[one].cost
        ready[one] = FIRST + math.ceil(round(paid / budget, 9)) - 1 + known[one].lead
        if ready[one] <= by:
            points[known[one].capability] += known[one].points
    coverage = {key: min(1.0, value / NEED) for key, value in points.items()}
    return Purchase(tuple(wanted), ready, coverage, index(list(coverage.values())), paid, target, by)


def cheapest(budget: float = EXERCISE_BUDGET, target: float = EXERCISE_TARGET, by: int = EXERCISE_BY) -> Purchase | None:
    """The cheapest purchase that reaches the target in time, found by looking at every set of packages; None if there is none.

    For one set the longest lead goes first: if that order comes too late for a package, every order does for some package.
    """
    known = packages()
    names = sorted(known, key=lambda one: (-known[one].lead, known[one].cost))
    found: Purchase | None = None
    for mask in range(2 ** len(names)):
        chosen = [name for i, name in enumerate(names) if mask >> i & 1]
        if found is not None and math.fsum(known[one].cost for one in chosen) >= found.cost:
            continue
        tried = purchase(chosen, budget, target, by)
        if tried.ok:
            found = tried
    return found


def good_enough(order: Sequence[str]) -> bool:
    """Whether an order reaches the target of the exercise and costs at most 5% more than the cheapest."""
    made, top = purchase(order), cheapest()
    return made.ok and top is not None and made.cost <= (1 + EXERCISE_SLACK) * top.cost + 1e-9


def _inside(what: str, value: float, low: float, high: float) -> None:
    """Raise ModelError unless the value is a finite number between the limits."""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not math.isfinite(value) or not low <= value <= high:
        raise ModelError(f"The {what} is {value!r}; give a number from {low:g} to {high:g}.")
