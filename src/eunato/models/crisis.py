"""A crisis in two stages as a decision tree, and agreement between two people who code the same moves.

The tree. One side presses (stage 1), the other waits or acts (stage 2), the first yields or escalates (stage 3). All
values are one person's judgement on a scale of their own; only differences count. Acting is worth
EV = p·V_s + (1 − p)·V_e − c, waiting is worth V_w, so acting is the choice when p > p* = (V_w + c − V_e) / (V_s − V_e).

Agreement. Share of moves with the same code, Cohen's kappa, and kappa with weights for near misses (Cohen 1960, 1968).
It is undefined where chance alone would give full agreement; then the functions return None rather than a number.

A thinking aid with somebody's own values. It neither explains nor predicts what leaders did.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

WAIT = "wait"
STEPS = (0, 1, 2, 3, 4, 5)
"""Steps of the codebook: 0 statement or activity, 5 force."""
BRANCHES = ("none", "mediation", "presence", "article_4")
"""What NATO may add to the tree; what it changes, and by how much, is the user's judgement."""
_SAME = 1e-9


class CrisisError(ValueError):
    """A value or a coding cannot be used; the message says what was given, what is expected and what to do."""


# -- the decision tree ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Act:
    """One way to act: chance p (0 to 1) that the other side then yields, and the cost c (0 or more) of acting at all."""

    name: str
    p: float
    c: float

    def __post_init__(self) -> None:
        _number(self.p, f"the chance for {self.name}", 0, 1)
        _number(self.c, f"the cost of {self.name}", 0)


@dataclass(frozen=True)
class Tree:
    """The values of one person: V_w if nothing is done, V_s if the other side yields, V_e if it escalates; and the acts.

    >>> round(Tree(-2, 3, -6, (Act("list", 0.4, 0.5),)).break_even("list"), 2)
    0.5
    """

    v_wait: float
    v_settle: float
    v_escalate: float
    acts: tuple[Act, ...]

    def __post_init__(self) -> None:
        for value, name in ((self.v_wait, "V_w"), (self.v_settle, "V_s"), (self.v_escalate, "V_e")):
            _number(value, name)
        names = [act.name for act in self.acts]
        if not names or len(set(names)) != len(names) or WAIT in names:
            raise CrisisError(f"the acts are {names!r}; give at least one, each with a name of its own, and none called {WAIT!r}")

    def act(self, name: str) -> Act:
        """The act of this name."""
        for one in self.acts:
            if one.name == name:
                return one
        raise CrisisError(f"there is no act {name!r}; there are: {', '.join(act.name for act in self.acts)}")

    def worth(self, name: str) -> float:
        """Expected value of a choice, in the units of the values; `wait` is V_w."""
        if name == WAIT:
            return self.v_wait
        act = self.act(name)
        return expected(act.p, self.v_settle, self.v_escalate, act.c)

    def worths(self) -> dict[str, float]:
        """Expected value of waiting and of each act, in that order."""
        return {WAIT: self.v_wait, **{act.name: self.worth(act.name) for act in self.acts}}

    def break_even(self, name: str) -> float:
        """p* of one act; below 0 acting always pays, above 1 never."""
        return break_even(self.v_wait, self.act(name).c, self.v_escalate, self.v_settle)

    def choice(self) -> Choice:
        """The choice by the largest expected value, with its runner-up."""
        order = sorted(self.worths().items(), key=lambda pair: -pair[1])
        best = order[0][1]
        first = tuple(name for name, worth in order if worth >= best - _SAME)
        rest = [(name, worth) for name, worth in order if name not in first]
        second = tuple(name for name, worth in rest if worth >= rest[0][1] - _SAME) if rest else ()
        return Choice(first, second, best - rest[0][1] if rest else 0.0)


@dataclass(frozen=True)
class Choice:
    """What has the largest expected value (several on a tie), what comes next, and the gap between the two."""

    first: tuple[str, ...]
    second: tuple[str, ...]
    gap: float


def expected(p: float, v_settle: float, v_escalate: float, c: float) -> float:
    """p·V_s + (1 − p)·V_e − c.

    >>> expected(0.5, 3, -6, 0.5)
    -2.0
    """
    _number(p, "the chance p", 0, 1)
    return p * v_settle + (1 - p) * v_escalate - c


def break_even(v_wait: float, c: float, v_escalate: float, v_settle: float) -> float:
    """p* = (V_w + c − V_e) / (V_s − V_e), the chance at which acting and waiting are worth the same.

    CrisisError when V_s is not above V_e: then a better chance would not make acting better, and p* says nothing.

    >>> break_even(-2, 0.5, -6, 3)
    0.5
    """
    for value, name in ((v_wait, "V_w"), (c, "c"), (v_escalate, "V_e"), (v_settle, "V_s")):
        _number(value, name)
    if v_settle - v_escalate <= _SAME:
        raise CrisisError(f"V_s is {v_settle:g} and V_e is {v_escalate:g}; a settlement must be worth more than an escalation, so make V_s larger than V_e")
    return (v_wait + c - v_escalate) / (v_settle - v_escalate)


def threshold_words(p_star: float) -> str:
    """What a break-even chance means, in words.

    >>> threshold_words(1.2)
    'no chance is high enough: waiting is worth more even if the other side is sure to yield'
    """
    if p_star > 1 + _SAME:
        return "no chance is high enough: waiting is worth more even if the other side is sure to yield"
    if p_star < -_SAME:
        return "any chance is high enough: acting is worth more even if the other side is sure to escalate"
    return f"acting is worth more once you think that the other side yields in more than {100 * p_star:.0f} of 100 such cases"


@dataclass(frozen=True)
class Bar:
    """How far p* moves when one value moves by `step` down and up; `width` is the distance between the two ends."""

    name: str
    value: float
    low: float
    high: float
    at_low: float | None
    at_high: float | None

    @property
    def width(self) -> float:
        """Distance of the two ends; infinite where one of them does not exist."""
        return math.inf if self.at_low is None or self.at_high is None else abs(self.at_high - self.at_low)


def tornado(v_wait: float, c: float, v_escalate: float, v_settle: float, step: float = 1.0) -> tuple[Bar, ...]:
    """p* with each value moved by ±step, one at a time, the widest first. A cost does not go below 0."""
    _number(step, "the step", _SAME)
    given = {"v_wait": v_wait, "c": c, "v_escalate": v_escalate, "v_settle": v_settle}
    break_even(**given)
    bars = []
    for name, value in given.items():
        low, high = (max(value - step, 0.0) if name == "c" else value - step), value + step
        ends = []
        for moved in (low, high):
            try:
                ends.append(break_even(**{**given, name: moved}))
            except CrisisError:
                ends.append(None)
        bars.append(Bar(name, value, low, high, *ends))
    return tuple(sorted(bars, key=lambda bar: -bar.width))


def nato_branch(tree: Tree, branch: str, *, p_change: float = 0.0, v_change: float = 0.0) -> Tree:
    """The tree with NATO beside it: each act's p moves by p_change (kept between 0 and 1), V_e by v_change.

    A branch that is "none" changes nothing. Which change fits mediation, presence in the Arctic or a consultation
    under Article 4 is a judgement; the model only shows what follows from it.
    """
    if branch not in BRANCHES:
        raise CrisisError(f"the NATO branch is {branch!r}; write one of: {', '.join(BRANCHES)}")
    _number(p_change, "the change of the chance", -1, 1)
    _number(v_change, "the change of V_e")
    if branch == "none":
        return tree
    acts = tuple(replace(act, p=min(1.0, max(0.0, act.p + p_change))) for act in tree.acts)
    return replace(tree, v_escalate=tree.v_escalate + v_change, acts=acts)


def press_break_even(gain: float, loss: float) -> float:
    """Stage 1: the chance of a response above which pressing no longer pays, r* = gain / (gain + loss).

    gain: what pressing brings if the other side waits (0 or more). loss: what it costs if the other side acts
    (0 or more), both against not pressing at all. The credibility of a response is the belief that r > r*.

    >>> press_break_even(3, 1)
    0.75
    """
    _number(gain, "the gain", 0)
    _number(loss, "the loss", 0)
    if gain + loss <= _SAME:
        raise CrisisError("gain and loss are both 0, so pressing changes nothing; make one of them larger than 0")
    return gain / (gain + loss)


# -- agreement of two codings -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreement:
    """n moves coded by both; same: how many alike; near: alike or one step apart; kappa and weighted kappa, or None."""

    n: int
    same: int
    near: int
    kappa: float | None
    weighted: float | None
    why_none: str = ""

    @property
    def share(self) -> float | None:
        """Share of moves with the same code, or None when nothing was coded by both."""
        return self.same / self.n if self.n else None


def agreement(mine: Mapping[str, int], ours: Mapping[str, int]) -> Agreement:
    """Compare two codings on the moves that both coded.

    >>> agreement({"a": 0, "b": 2}, {"a": 0, "b": 1, "c": 3}).same
    1
    """
    both = [key for key in ours if key in mine]
    pairs = [(_step(mine[key], key), _step(ours[key], key)) for key in both]
    if not pairs:
        return Agreement(0, 0, 0, None, None, "No move has been coded by both.")
    same = sum(a == b for a, b in pairs)
    near = sum(abs(a - b) <= 1 for a, b in pairs)
    value, weighted = kappa(pairs), kappa(pairs, weighted=True)
    why = "" if value is not None else "Kappa is not defined: both used one and the same step for every move, so chance alone would agree as well."
    return Agreement(len(pairs), same, near, value, weighted, why)


def kappa(pairs: Sequence[tuple[int, int]], *, weighted: bool = False) -> float | None:
    """Cohen's kappa, 1 − observed / expected disagreement; weighted: a disagreement counts by its distance in steps.

    None for no pairs, and where the expected disagreement is 0 (both used a single step, the same one).

    >>> kappa([(0, 0), (1, 1), (2, 1), (2, 2)])
    0.6363636363636364
    >>> kappa([(0, 0), (0, 0)]) is None
    True
    """
    if not pairs:
        return None
    n = len(pairs)
    first = {s: sum(a == s for a, _ in pairs) / n for s in STEPS}
    second = {s: sum(b == s for _, b in pairs) / n for s in STEPS}

    def far(a: int, b: int) -> float:
        return abs(a - b) if weighted else float(a != b)

    by_chance = math.fsum(first[a] * second[b] * far(a, b) for a in STEPS for b in STEPS)
    if by_chance <= _SAME:
        return None
    return 1 - math.fsum(far(a, b) for a, b in pairs) / n / by_chance


def kappa_words(value: float | None) -> str:
    """A kappa in plain words, without a verdict on the coder."""
    if value is None:
        return "not defined"
    if value <= 0:
        return "no more than chance would give"
    return f"{100 * value:.0f}% of the way from chance to full agreement"


# -- order ------------------------------------------------------------------------------------------------------------


def order_agreement(given: Sequence[str], truth: Mapping[str, str]) -> float:
    """Kendall's tau-b of an order against dates: 1 the same order, −1 the reverse. Equal dates count for neither side.

    given: ids, first to last. truth: id → ISO date. CrisisError when the two do not hold the same ids.

    >>> order_agreement(["a", "b", "c"], {"a": "2026-01-01", "b": "2026-01-03", "c": "2026-01-02"})
    0.3333333333333333
    """
    if len(set(given)) != len(given) or set(given) != set(truth):
        raise CrisisError(f"the order holds {list(given)!r}; give each of these once: {', '.join(sorted(truth))}")
    if len(given) < 2:
        raise CrisisError("an order needs at least two moves")
    pairs = [(truth[a], truth[b]) for a, b in itertools.combinations(given, 2)]
    right, wrong = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    untied = right + wrong
    return (right - wrong) / math.sqrt(untied * len(pairs)) if untied else 0.0


# -- checks -----------------------------------------------------------------------------------------------------------


def _number(given: float, what: str, low: float = -math.inf, high: float = math.inf) -> None:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not math.isfinite(given) or not low <= given <= high:
        limits = "a number" if math.isinf(low) and math.isinf(high) else f"a number of at least {low:g}" if math.isinf(high) else f"a number from {low:g} to {high:g}"
        raise CrisisError(f"{what} was {given!r}; give {limits}")


def _step(given: int, key: str) -> int:
    if isinstance(given, bool) or given not in STEPS:
        raise CrisisError(f"the code of {key} was {given!r}; give a whole number from 0 to 5")
    return int(given)
