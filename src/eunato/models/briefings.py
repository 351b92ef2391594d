"""Briefings against access: how far two planning pictures drift apart when staffs talk and part of the content stays closed.

In words: two staffs each hold a picture of what is planned; the pictures differ by a distance d. Every briefing lets each
side learn a part of what separates them, but only of what may be shared. Meanwhile new differences arise. In the long run
learning and new differences balance.
In symbols: b briefings a period, α learned per briefing and side, κ the share of relevant content that is classified and not
shared, σ new difference a period.

    r = 2αb(1 − κ)          d_{t+1} = d_t·(1 − r) + σ          d* = σ / r          with 0 ≤ r < 1

The 2 stands for the two sides. Doubling b does what doubling the open share 1 − κ does; at κ = 1 nothing is learned.

Units: b in briefings a month, α and κ shares between 0 and 1, σ and d in points of a made-up scale, a period is a month.
Assumes: every briefing is worth the same, nobody forgets or misleads, and closed content stays closed. Leaves out: what a
briefing is about, capitals that hand papers on, and everything decided outside staffs. No number here is measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from eunato.models.clubs import ModelError

BRIEFINGS, CLOSED, ALPHA, SIGMA, START, PERIODS = 3.0, 0.5, 0.05, 1.0, 10.0, 36
"""Defaults, all assumptions: briefings a month, share closed, learning, new difference, distance at the start, months."""
CAVEAT = "A toy: no number in it is measured, and a briefing's worth is assumed, not observed."
SOURCES = ("course-2026-wording",)


@dataclass(frozen=True)
class Path:
    """The distance over time. `points` holds d_0 … d_T; `steady` is d*, or None when nothing is learned."""

    briefings: float
    closed: float
    alpha: float
    sigma: float
    rate: float
    steady: float | None
    points: tuple[float, ...]
    caveat: str = field(default=CAVEAT)

    @property
    def last(self) -> float:
        """Distance after the last period."""
        return self.points[-1]

    @property
    def sentence(self) -> str:
        """The result in words, with the word assumption."""
        given = f"With {_said(self.briefings)} {'briefing' if self.briefings == 1 else 'briefings'} a month and {_percent(self.closed)} of the content closed (assumption), "
        if self.steady is None:
            why = "nothing is shared" if self.closed == 1 else "nobody is briefed" if self.briefings == 0 else "nothing is learned"
            if self.sigma == 0:
                return f"{given}{why}: the distance stays at {_said(self.last)} points."
            return f"{given}{why}: the distance grows by {_said(self.sigma)} {'point' if self.sigma == 1 else 'points'} every month."
        return f"{given}the distance settles at {_said(self.steady)} points."


def rate(briefings: float, closed: float, alpha: float = ALPHA) -> float:
    """Share of the distance that one month of briefings removes, r = 2αb(1 − κ).

    briefings: a month, 0 or more. closed: κ, from 0 to 1. alpha: from 0 to 1. Raises ModelError outside these, and when r
    reaches 1: then a month would remove the whole distance and the model says nothing.

    >>> round(rate(3, 0.5), 3)
    0.15
    """
    _inside("briefings a month", briefings, 0, None)
    _inside("share closed", closed, 0, 1)
    _inside("learning per briefing", alpha, 0, 1)
    found = 2 * alpha * briefings * (1 - closed)
    if found >= 1:
        most = 1 / (2 * alpha * (1 - closed))
        raise ModelError(
            f"{_said(briefings)} briefings a month with {_percent(closed)} closed would remove the whole distance in a month; "
            f"the model holds below {_said(most)} briefings. Take fewer briefings, or close more."
        )
    return found


def steady(briefings: float, closed: float, alpha: float = ALPHA, sigma: float = SIGMA) -> float | None:
    """The distance at which learning and new difference balance, d* = σ / r; None when r is 0.

    >>> round(steady(3, 0.5), 2), round(steady(6, 0.5), 2), steady(3, 1.0)
    (6.67, 3.33, None)
    """
    _inside("new difference a month", sigma, 0, None)
    found = rate(briefings, closed, alpha)
    return sigma / found if found > 0 else None


def run(
    briefings: float = BRIEFINGS, closed: float = CLOSED, alpha: float = ALPHA, sigma: float = SIGMA,
    start: float = START, periods: int = PERIODS,
) -> Path:
    """Follow the distance for some months. Units as in the module; raises ModelError for numbers outside their limits.

    >>> run(3, 0.5).sentence
    'With 3 briefings a month and 50% of the content closed (assumption), the distance settles at 6.7 points.'
    """
    _inside("distance at the start", start, 0, None)
    if not isinstance(periods, int) or not 1 <= periods <= 600:
        raise ModelError(f"The number of months is {periods!r}; give a whole number from 1 to 600.")
    balance = steady(briefings, closed, alpha, sigma)
    removed = rate(briefings, closed, alpha)
    points = [float(start)]
    for _ in range(periods):
        points.append(points[-1] * (1 - removed) + sigma)
    return Path(float(briefings), float(closed), float(alpha), float(sigma), removed, balance, tuple(points))


def needed(target: float, closed: float, alpha: float = ALPHA, sigma: float = SIGMA) -> float | None:
    """Briefings a month that hold the distance at `target`, b = σ / (2α(1 − κ)·d*); None when no number does.

    >>> round(needed(10 / 3, 0.5), 6), round(needed(10 / 3, 0.9), 6), needed(10 / 3, 1.0)
    (6.0, 30.0, None)
    """
    _inside("distance wanted", target, 0, None)
    _inside("share closed", closed, 0, 1)
    _inside("learning per briefing", alpha, 0, 1)
    _inside("new difference a month", sigma, 0, None)
    per_briefing = 2 * alpha * (1 - closed)
    if per_briefing == 0 or target == 0:
        return None
    found = sigma / (per_briefing * target)
    return found if per_briefing * found < 1 else None


def _inside(what: str, value: float, low: float, high: float | None) -> None:
    """Raise ModelError unless the value is a finite number between the limits."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not number or value < low or (high is not None and value > high):
        limits = f"from {low:g} to {high:g}" if high is not None else f"of {low:g} or more"
        raise ModelError(f"The {what} is {value!r}; give a number {limits}.")


def _said(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0") if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"


def _percent(share: float) -> str:
    return f"{100 * share:.3g}%"
