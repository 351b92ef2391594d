"""How sure and how right: the arithmetic of calibration.

A point is a pair (p, o): p is the confidence given before the answer was known, from 0 to 1; o is 1 if the answer was
right and 0 if it was wrong.

In words: Brier score, the average squared distance between confidence and outcome (0 is perfect, 0.25 is a coin with 50%,
1 is sure and always wrong). Bias, average confidence minus share of right answers (above 0: overconfident).
In symbols: Brier = mean (p − o)², bias = mean p − mean o.
A reliability bin holds the points whose confidence lies between its edges, with their average p, share right and number.

Assumes: answers are independent and each has one right answer. Leaves out: how hard the questions were. With a dozen
answers all three figures are noisy; they are a mirror, not a grade.
No points: brier and bias return None, reliability returns no bins.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eunato.models.clubs import ModelError

EDGES = (0.0, 0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)
"""Edges of the bins: a bin starts at its lower edge; the last one includes 1."""

CAVEAT = "With few answers the picture is noisy. It is a mirror, not a grade."


@dataclass(frozen=True)
class Bin:
    """The points with a confidence from `low` up to (not including) `high`; the last bin includes its upper edge."""

    low: float
    high: float
    n: int
    mean_p: float
    share_right: float


def brier(points: Iterable[tuple[float, bool]]) -> float | None:
    """The Brier score of (confidence, right) pairs, between 0 (best) and 1; None without points.

    >>> round(brier([(0.9, True)]), 4), round(brier([(0.9, False)]), 4)
    (0.01, 0.81)
    """
    kept = _checked(points)
    return sum((p - o) ** 2 for p, o in kept) / len(kept) if kept else None


def bias(points: Iterable[tuple[float, bool]]) -> float | None:
    """Average confidence minus share right, between −1 and 1; above 0 is overconfident; None without points.

    >>> round(bias([(0.9, True), (0.7, False)]), 4)
    0.3
    """
    kept = _checked(points)
    return sum(p - o for p, o in kept) / len(kept) if kept else None


def reliability(points: Iterable[tuple[float, bool]], edges: Iterable[float] = EDGES) -> tuple[Bin, ...]:
    """The points sorted into bins of confidence, empty bins left out.

    `edges` rise from 0 to 1. Each bin says how many points it has, their average confidence and the share right.

    >>> [(b.n, b.share_right) for b in reliability([(0.9, True), (0.95, False), (0.6, True)])]
    [(1, 1.0), (2, 0.5)]
    """
    cuts = tuple(edges)
    if len(cuts) < 2 or cuts[0] != 0 or cuts[-1] != 1 or any(a >= b for a, b in zip(cuts, cuts[1:], strict=False)):
        raise ModelError(f"The edges are {cuts}; they must rise from 0 to 1, such as (0, 0.5, 0.75, 1).")
    kept = _checked(points)
    found = []
    for low, high in zip(cuts, cuts[1:], strict=False):
        inside = [(p, o) for p, o in kept if low <= p < high or (high == 1 and p == 1)]
        if inside:
            n = len(inside)
            found.append(Bin(low, high, n, sum(p for p, _ in inside) / n, sum(o for _, o in inside) / n))
    return tuple(found)


def _checked(points: Iterable[tuple[float, bool]]) -> list[tuple[float, int]]:
    """Points as (float, 0 or 1); ModelError for a confidence outside 0 to 1 or an outcome that is neither."""
    kept = []
    for number, point in enumerate(points, start=1):
        try:
            p, o = point
            p = float(p)
        except (TypeError, ValueError):
            raise ModelError(f"Point {number} is {point!r}; give a pair such as (0.8, True).") from None
        if not 0 <= p <= 1:
            raise ModelError(f"Point {number} has the confidence {p:g}; give a share from 0 to 1, such as 0.8 for 80%.")
        if o not in (0, 1):
            raise ModelError(f"Point {number} has the outcome {o!r}; use True for right and False for wrong.")
        kept.append((p, int(o)))
    return kept
