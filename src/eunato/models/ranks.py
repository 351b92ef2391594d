"""How far two orders of the same things agree: Kendall's τ and Spearman's ρ.

In words: τ compares every pair of things and asks whether both orders rank it the same way; ρ compares places.
Both run from −1 (reversed) over 0 to 1 (the same). Assumes orders without ties. Leaves out: how far apart in time things lie.
Sources: M. G. Kendall, "A new measure of rank correlation", Biometrika 30 (1938); C. Spearman (1904).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .clubs import ModelError


def kendall(given: Sequence[Any], truth: Sequence[Any]) -> float:
    """Rank correlation τ of two orders of the same things: (agreeing − disagreeing pairs) / all pairs, −1 to 1.

    >>> kendall("ABCD", "ABCD"), kendall("DCBA", "ABCD"), round(kendall("BACD", "ABCD"), 3)
    (1.0, -1.0, 0.667)
    """
    places = _places(given, truth)
    pairs = [(places[i], places[j]) for i in range(len(places)) for j in range(i + 1, len(places))]
    return sum(1 if first < second else -1 for first, second in pairs) / len(pairs)


def spearman(given: Sequence[Any], truth: Sequence[Any]) -> float:
    """Rank correlation ρ = 1 − 6 Σd² / (n (n² − 1)) of two orders of the same things; d is the difference of places.

    >>> spearman("DCBA", "ABCD"), spearman("BACD", "ABCD")
    (-1.0, 0.8)
    """
    places = _places(given, truth)
    n = len(places)
    return 1 - 6 * sum((place - i) ** 2 for i, place in enumerate(places)) / (n * (n * n - 1))


def _places(given: Sequence[Any], truth: Sequence[Any]) -> list[int]:
    """Where the true order's things stand in the given order."""
    given, truth = list(given), list(truth)
    if len(truth) < 2 or sorted(map(str, given)) != sorted(map(str, truth)) or len(set(truth)) != len(truth):
        raise ModelError(f"Two orders of the same things are compared, each thing once, at least two; given were {len(given)} and {len(truth)} entries that differ.")
    return [given.index(one) for one in truth]
