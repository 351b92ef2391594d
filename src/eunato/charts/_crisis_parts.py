"""What the pictures of January 2026 share: actors with shape and colour, days in words, pixel scales."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from . import theme

ACTORS = {
    "US": ("United States", theme.SHAPES["US"], theme.COLOURS["US"]),
    "DKGL": ("Kingdom of Denmark, with Greenland", "square", theme.INK),
    "states": ("other national governments", "diamond", theme.INK),
    "EU": ("EU bodies", theme.SHAPES["EU"], theme.COLOURS["EU"]),
    "NATO": ("NATO", theme.SHAPES["NATO"], theme.COLOURS["NATO"]),
    "other": ("Congress, people in the streets", "triangle-up", theme.GREY),
}
"""Actor → words, shape and colour. Shape and lane say who acts, also without colour."""

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_COUNT = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def day_words(day: date) -> str:
    """A day as sentences write it.

    >>> day_words(date(2026, 1, 17))
    '17 January'
    """
    return f"{day.day} {_MONTHS[day.month - 1]}"


def tick_words(day: date) -> str:
    """A day as an axis writes it, such as "17 Jan"."""
    return f"{day.day} {_MONTHS[day.month - 1][:3]}"


def count(n: int) -> str:
    """A small number in words, digits above ten."""
    return _COUNT[n] if n < len(_COUNT) else str(n)


def days(low: float, high: float) -> str:
    """A span of days in words.

    >>> days(1, 1), days(2, 21)
    ('1 day', '2 to 21 days')
    """
    return f"{low:g} day{'s' if low != 1 else ''}" if low == high else f"{low:g} to {high:g} days"


def sources_of(rows: Iterable[dict[str, Any]]) -> tuple[str, ...]:
    """Every source of some rows, once each, in the order in which they come."""
    return tuple(dict.fromkeys(one for row in rows for one in row["source_id"].split(";")))


def pixels(alt: Any, width: float, height: float) -> tuple[Callable[[str], Any], Callable[[str], Any]]:
    """Encodings that read a field as pixels from the left and from the top."""
    sx = alt.Scale(domain=[0, width], nice=False, zero=False)
    sy = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    return (lambda field: alt.X(field, axis=None, scale=sx)), (lambda field: alt.Y(field, axis=None, scale=sy))


def actor_scales(alt: Any) -> tuple[Any, Any]:
    """Shape and colour of the actors, without a legend."""
    lanes = list(ACTORS)
    return (
        alt.Shape("actor:N", legend=None, scale=alt.Scale(domain=lanes, range=[ACTORS[a][1] for a in lanes])),
        alt.Color("actor:N", legend=None, scale=alt.Scale(domain=lanes, range=[ACTORS[a][2] for a in lanes])),
    )


def actor_key() -> list[dict[str, Any]]:
    """The six actors as two rows above the plot, for marks and words."""
    places = ((6, -40), (126, -40), (378, -40), (6, -20), (126, -20), (378, -20))
    order = ("US", "DKGL", "states", "EU", "other", "NATO")
    return [{"actor": a, "x": x, "y": y, "says": ACTORS[a][0]} for a, (x, y) in zip(order, places, strict=True)]
