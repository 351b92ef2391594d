"""Options compared on criteria, in several futures, by several rules. The numbers are judgements; the rules are arithmetic.

A score from 1 to 5 becomes v = (score − 1) / 4. With weights w that sum to one, an option's value in a scenario s is
U_i(s) = Σ_c w_c · v_ic(s). Rules look at the table of U: the mean over scenarios, the worst scenario (maximin), the
largest regret (minimax regret). None of them is printed without its name and its runner-up: see `rule`.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LOWEST, HIGHEST = 1.0, 5.0
DRAWS = 5000
SEED = 20260326
RULES = ("mean", "maximin", "minimax_regret")
_SAME = 1e-9


class OptionsError(ValueError):
    """A score, weight or table cannot be used; the message says what was given, what is expected and what to do."""


def value(score: float) -> float:
    """v between 0 and 1 for a score from 1 to 5.

    >>> value(1), value(3), value(5)
    (0.0, 0.5, 1.0)
    """
    if isinstance(score, bool) or not isinstance(score, (int, float)) or not math.isfinite(score) or not LOWEST <= score <= HIGHEST:
        raise OptionsError(f"a score was {score!r}; give a number from 1 to 5, such as 3")
    return (score - LOWEST) / (HIGHEST - LOWEST)


def weights(points: Mapping[str, float]) -> dict[str, float]:
    """Points given to criteria, scaled so that they sum to one.

    >>> weights({"speed": 30, "cost": 10})
    {'speed': 0.75, 'cost': 0.25}
    """
    bad = {key: given for key, given in points.items() if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given) or given < 0}
    if bad:
        key, given = next(iter(bad.items()))
        raise OptionsError(f"the weight of {key} was {given!r}; give a number of 0 or more")
    total = math.fsum(points.values())
    if total <= 0:
        raise OptionsError("all weights are 0; give at least one criterion a weight above 0")
    return {key: given / total for key, given in points.items()}


def utilities(
    scores: Mapping[tuple[str, str], float],
    points: Mapping[str, float],
    scenarios: Sequence[str] = ("now",),
    changes: Mapping[tuple[str, str, str], float] | None = None,
) -> dict[str, dict[str, float]]:
    """U[option][scenario] for every option that has a score on every criterion with a weight.

    scores: (option, criterion) → 1 to 5. points: criterion → weight, scaled here. changes: (option, criterion, scenario)
    → the score that stands in one scenario instead. An option with a gap is left out, not filled in: see `gaps`.
    """
    share = weights(points)
    changes = changes or {}
    known = set(points)
    for option, criterion in scores:
        if criterion not in known:
            raise OptionsError(f"a score names the criterion {criterion!r}; there are: {', '.join(points)}")
    missing = gaps(scores, points)
    found: dict[str, dict[str, float]] = {}
    for option in dict.fromkeys(option for option, _ in scores):
        if missing.get(option):
            continue
        found[option] = {
            scenario: math.fsum(
                share[c] * value(changes.get((option, c, scenario), scores.get((option, c), LOWEST))) for c in points if share[c] > 0
            )
            for scenario in scenarios
        }
    return found


def gaps(scores: Mapping[tuple[str, str], float], points: Mapping[str, float]) -> dict[str, list[str]]:
    """Criteria with a weight above 0 on which an option has no score yet, by option."""
    share = weights(points)
    options = dict.fromkeys(option for option, _ in scores)
    return {option: [c for c in points if share[c] > 0 and (option, c) not in scores] for option in options}


def _table(table: Mapping[str, Mapping[str, float]]) -> tuple[list[str], list[str]]:
    options = list(table)
    if not options:
        raise OptionsError("there is no option to compare; score at least one option on every criterion")
    scenarios = list(table[options[0]])
    for option in options:
        if list(table[option]) != scenarios:
            raise OptionsError(f"option {option} has the scenarios {list(table[option])}, the first has {scenarios}; give each option the same ones")
    return options, scenarios


def regrets(table: Mapping[str, Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """r_i(s) = max_j U_j(s) − U_i(s): what an option gives away in a scenario, against the best one there.

    >>> regrets({"a": {"s": 8}, "b": {"s": 6}})
    {'a': {'s': 0}, 'b': {'s': 2}}
    """
    options, scenarios = _table(table)
    best = {s: max(table[o][s] for o in options) for s in scenarios}
    return {o: {s: best[s] - table[o][s] for s in scenarios} for o in options}


def frame(table: Mapping[str, Mapping[str, float]]) -> Any:
    """The table of values as a DataFrame with one row per option, for a notebook cell that shows it."""
    import pandas as pd

    options, scenarios = _table(table)
    return pd.DataFrame([{"option": o, **{s: table[o][s] for s in scenarios}} for o in options])


def marks(table: Mapping[str, Mapping[str, float]], rule: str, q: Mapping[str, float] | None = None) -> dict[str, float]:
    """What a rule looks at, per option. "mean" (weighted by q, the learner's probabilities, else equal), "maximin" (the
    worst scenario) and "minimax_regret" (the largest regret; here less is better)."""
    options, scenarios = _table(table)
    if rule == "mean":
        share = weights(dict(q) if q else dict.fromkeys(scenarios, 1.0))
        if set(share) != set(scenarios):
            raise OptionsError(f"the probabilities name {sorted(share)}, the scenarios are {sorted(scenarios)}")
        return {o: math.fsum(share[s] * table[o][s] for s in scenarios) for o in options}
    if rule == "maximin":
        return {o: min(table[o].values()) for o in options}
    if rule == "minimax_regret":
        return {o: max(row.values()) for o, row in regrets(table).items()}
    raise OptionsError(f"there is no rule {rule!r}; there are: {', '.join(RULES)}")


@dataclass(frozen=True)
class Chosen:
    """What one rule puts first: all that tie, the next ones behind them, and by how much."""

    rule: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    margin: float
    marks: dict[str, float]


def rule(table: Mapping[str, Mapping[str, float]], name: str, q: Mapping[str, float] | None = None) -> Chosen:
    """The options that a rule puts first, with the runner-up, so that no screen can show the one without the other."""
    found = marks(table, name, q)
    sign = 1 if name == "minimax_regret" else -1
    ranked = sorted(found, key=lambda o: sign * found[o])
    top = found[ranked[0]]
    first = tuple(o for o in found if abs(found[o] - top) <= _SAME)
    rest = [o for o in ranked if o not in first]
    second = tuple(o for o in found if rest and o not in first and abs(found[o] - found[rest[0]]) <= _SAME)
    return Chosen(name, first, second, abs(found[rest[0]] - top) if rest else 0.0, found)


def dominated(table: Mapping[str, Mapping[str, float]]) -> dict[str, tuple[str, ...]]:
    """For each option, those that are nowhere worse and somewhere better; empty for options on the Pareto front."""
    options, scenarios = _table(table)

    def beats(a: str, b: str) -> bool:
        return all(table[a][s] >= table[b][s] - _SAME for s in scenarios) and any(table[a][s] > table[b][s] + _SAME for s in scenarios)

    return {o: tuple(other for other in options if other != o and beats(other, o)) for o in options}


def robustness(
    scores: Mapping[tuple[str, str], float],
    criteria: Sequence[str],
    scenarios: Sequence[str] = ("now",),
    changes: Mapping[tuple[str, str, str], float] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
) -> dict[str, dict[str, float]]:
    """Share of weight draws in which each option ranks first, by scenario: share[scenario][option]; a tie is divided.

    Weights come from a Dirichlet distribution with all parameters 1: every mix of weights is as likely as any other. The
    seed is fixed and numpy's old generator is used, whose stream never changes, so that everyone sees the same shares.
    """
    import numpy as np

    if draws < 1 or draws > 100_000:
        raise OptionsError(f"draws was {draws}; give a whole number from 1 to 100,000")
    points = dict.fromkeys(criteria, 1.0)
    missing = gaps(scores, points)
    options = [o for o, left in missing.items() if not left]
    if not options:
        raise OptionsError("there is no option to compare; score at least one option on every criterion")
    w = np.random.RandomState(seed).dirichlet([1.0] * len(criteria), size=draws)
    found: dict[str, dict[str, float]] = {}
    for scenario in scenarios:
        v = np.array([[value((changes or {}).get((o, c, scenario), scores[(o, c)])) for c in criteria] for o in options])
        u = w @ v.T
        first = u >= u.max(axis=1, keepdims=True) - 1e-12
        found[scenario] = dict(zip(options, (first / first.sum(axis=1, keepdims=True)).mean(axis=0).tolist(), strict=True))
    return found


@dataclass(frozen=True)
class Portfolio:
    """Options bought together: which, what they cost, the sum of their values, and the runner-up."""

    options: tuple[str, ...]
    cost: float
    value: float
    second: tuple[str, ...]
    second_value: float


def portfolio(values: Mapping[str, float], costs: Mapping[str, float], budget: float = 100.0) -> Portfolio:
    """The set of options with the largest sum of values within the budget, by trying every set (at most 12 options).

    Values are added as if options neither helped nor hindered each other, which is an assumption.
    """
    if len(values) > 12:
        raise OptionsError(f"{len(values)} options were given; at most 12 can be tried in every combination")
    if missing := [o for o in values if o not in costs]:
        raise OptionsError(f"no cost is given for {', '.join(missing)}")
    if not math.isfinite(budget) or budget < 0 or any(not math.isfinite(c) or c < 0 for c in costs.values()):
        raise OptionsError("costs and budget must be numbers of 0 or more")
    names = list(values)
    tried = []
    for size in range(len(names) + 1):
        for chosen in itertools.combinations(names, size):
            cost = math.fsum(costs[o] for o in chosen)
            if cost <= budget + _SAME:
                tried.append((math.fsum(values[o] for o in chosen), -cost, chosen))
    tried.sort(key=lambda t: (-t[0], -t[1], t[2]))
    best = tried[0]
    second = tried[1] if len(tried) > 1 else (0.0, 0.0, ())
    return Portfolio(best[2], -best[1], best[0], second[2], second[0])
