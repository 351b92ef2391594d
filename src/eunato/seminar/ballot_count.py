"""The room in numbers: what ballots add up to, and what divides them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from eunato import tables
from eunato.models import voting

if TYPE_CHECKING:
    from eunato.seminar.ballots import Ballot


@dataclass(frozen=True)
class Count:
    """The room in numbers: per option Borda points, approvals and first places; pairs; agreement; what divides it.

    groups: ballots counted. firsts: shared first places are divided. agreement: Kendall's W of all ballots. whole: groups
    whose scores are full enough to swap weights and scores; whole_agreement, with_mean_weights and with_mean_scores are W
    of these, as they voted, with everybody's mean weights, and with everybody's mean scores. weights: per criterion the
    smallest, the mean and the largest.
    """

    groups: int
    borda: Mapping[str, float]
    approval: Mapping[str, int]
    firsts: Mapping[str, float]
    pairs: voting.Pairs
    agreement: float | None
    whole: int
    whole_agreement: float | None
    with_mean_weights: float | None
    with_mean_scores: float | None
    weights: Mapping[str, tuple[float, float, float]]

    @property
    def divides_by(self) -> str:
        """"weights", "scores", "equal", "nothing" (the room agrees already), or "" when too few ballots are complete."""
        if self.whole_agreement is None or self.with_mean_weights is None or self.with_mean_scores is None:
            return ""
        if self.whole_agreement > 1 - NEAR:
            return "nothing"
        by_weights, by_scores = self.with_mean_weights - self.whole_agreement, self.with_mean_scores - self.whole_agreement
        if abs(by_weights - by_scores) < NEAR:
            return "equal"
        return "weights" if by_weights > by_scores else "scores"

    @property
    def divides(self) -> str:
        """Whether weights or scores explain more of the disagreement, in a sentence with the numbers."""
        by = self.divides_by
        if not by:
            return "Too few complete ballots to say whether weights or scores divide the room."
        said = (f"Agreement is {self.whole_agreement:.2f}; with everybody's mean weights it would be {self.with_mean_weights:.2f}, "
                f"with everybody's mean scores {self.with_mean_scores:.2f}.")
        return f"{said} " + {"weights": "Weights divide the room more.", "scores": "Scores divide the room more.",
                             "equal": "Weights and scores divide the room about equally.", "nothing": "There is next to nothing left to divide it."}[by]


NEAR = 0.05
"""Differences of Kendall's W below this are not called differences."""


def count(ballots: Sequence[Ballot]) -> Count:
    """Count a room's ballots. With none, every number is 0 and there is no winner."""
    options = [row["option_id"] for row in tables.records("options")]
    criteria = [row["criterion"] for row in tables.records("criteria")]
    orders = [b.ranking() for b in ballots]
    spread = {}
    for c in criteria:
        given = sorted(b.weights[c] for b in ballots)
        spread[c] = (given[0], math.fsum(given) / len(given), given[-1]) if given else (0.0, 0.0, 0.0)
    own = even_w = even_s = None
    used = {c for b in ballots for c in criteria if b.weights[c] > 0}
    # a score that is missing where somebody else puts a weight would drop the option as soon as weights are swapped
    whole = [b for b in ballots if b.by_scores and all((o, c) in b.scores for o in b.values() for c in used)]
    if len(whole) >= 2:
        mean_w = {c: math.fsum(b.weights[c] for b in whole) / len(whole) for c in criteria}
        mean_s = {}
        for key in {k for b in whole for k in b.scores}:
            given = [b.scores[key] for b in whole if key in b.scores]
            mean_s[key] = math.fsum(given) / len(given)
        own = voting.kendall_w([b.ranking() for b in whole], options)
        even_w = voting.kendall_w([b.ranking(points=mean_w) for b in whole], options)
        even_s = voting.kendall_w([b.ranking(scores={k: mean_s[k] for k in b.scores}) for b in whole], options)
    firsts = dict.fromkeys(options, 0.0)
    for order in orders:
        held = () if not order else (order[0],) if isinstance(order[0], str) else order[0]
        for o in held:
            firsts[o] += 1 / len(held)
    return Count(len(ballots), voting.borda(orders, options), voting.approval([b.approve for b in ballots], options), firsts,
                 voting.condorcet(orders, options), voting.kendall_w(orders, options), len(whole), own, even_w, even_s, spread)
