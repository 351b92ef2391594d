"""One colour and one shape for each of EU, NATO, both and US; type, spacing and the look of every chart.

A group is never told by colour alone: shape, position or words say the same. Charts are drawn on their own white
card, so they look the same in Lab's light and dark themes, in the reading edition and in print.
"""

from __future__ import annotations

from typing import Any

COLOURS = {"EU": "#2463CC", "NATO": "#C44F05", "both": "#241C47", "US": "#7A0F2B"}
"""Hex colours. Each has at least 4.5:1 on white and stays apart from the others in the three kinds of colour blindness."""

_STAR = ((0, -1.3), (0.36, -0.36), (1.3, 0), (0.36, 0.36), (0, 1.3), (-0.36, 0.36), (-1.3, 0), (-0.36, -0.36))
_HOLE = tuple((round(0.66 * x, 3), round(0.66 * y, 3)) for x, y in reversed(_STAR))  # other direction: a hole


def _path(points: tuple[tuple[float, float], ...]) -> str:
    return "M" + "L".join(f"{x},{y}" for x, y in points) + "Z"


_DISC = "M0,-1A1,1,0,0,1,0,1A1,1,0,0,1,0,-1Z"
SHAPES = {"EU": _DISC, "NATO": _path(_STAR), "both": _DISC + _path(_HOLE), "US": "M-1.25,-0.8L0,-0.25L1.25,-0.8L0,1.1Z"}
"""SVG paths for point marks: ring of stars → disc; compass star; disc with the star cut out; a stooping eagle."""
SHAPE_WORDS = {"EU": "disc", "NATO": "four-pointed star", "both": "disc with a star in it", "US": "wedge"}

INK = "#1B1F27"
"""Text and the marks that matter most."""
GREY = "#5B6472"
"""Secondary text, hollow marks and the marks that stand back."""
LIGHT = "#D5DAE1"
"""Hairlines only: nothing that must be read."""
PAPER = "#FFFFFF"
MARKER = "#FFE08A"
"""Background band of whatever the reader picked or searched."""

# Arial and its metric twins: a label measured on one machine fits on all of them, and both Türkiye and Łódź print.
FONT = 'Arial, "Liberation Sans", "Helvetica Neue", Helvetica, Arimo, sans-serif'
TITLE, TEXT, SMALL = 17, 13, 12
"""Font sizes in pixels; nothing on a chart is smaller than SMALL."""

# Widths of Arial's glyphs in 1/1000 em, grouped; enough to wrap a title or place a label (not for typesetting).
_NARROW, _WIDE = set("fijlt.,:;'|!I()[] /-"), set("mwMW%@—")


def width_of(text: str, size: float = TEXT, bold: bool = False) -> float:
    """Return about how many pixels wide a text is in the course's font (within about 8 per cent).

    >>> 60 < width_of("Türkiye", 17) < 72
    True
    """
    em = sum(0.29 if c in _NARROW else 0.86 if c in _WIDE else 0.69 if c.isupper() else 0.55 for c in text)
    return em * size * (1.08 if bold else 1.0)


def wrap(text: str, pixels: float, size: float = TEXT, bold: bool = False) -> list[str]:
    """Break a text into lines that are at most ``pixels`` wide."""
    lines: list[str] = []
    for word in text.split():
        if lines and width_of(f"{lines[-1]} {word}", size, bold) <= pixels:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def title(text: str, subtitle: str = "", pixels: float = 570) -> dict[str, Any]:
    """Return the title part of a specification, wrapped so that it is never cut."""
    full = pixels
    lines = wrap(text, pixels, TITLE, bold=True)
    while len(lines) > 1 and len(narrower := wrap(text, pixels - 20, TITLE, bold=True)) == len(lines):
        lines, pixels = narrower, pixels - 20  # even lines, no single word left over
    out: dict[str, Any] = {"text": lines}
    if subtitle:
        out["subtitle"] = wrap(subtitle, full, TEXT)
    return out


def config() -> dict[str, Any]:
    """Return the Vega-Lite ``config`` of the course as a new dict."""
    return {
        "background": PAPER,
        "font": FONT,
        "padding": {"left": 10, "right": 14, "top": 10, "bottom": 10},
        "view": {"stroke": None, "continuousWidth": 480, "continuousHeight": 280},
        "title": {
            "anchor": "start", "frame": "group", "color": INK, "fontSize": TITLE, "fontWeight": "bold", "lineHeight": 22,
            "subtitleColor": GREY, "subtitleFontSize": TEXT, "subtitleLineHeight": 18, "subtitlePadding": 6, "offset": 14,
        },
        "axis": {
            # an axis would speak the ends of its scale, also where we padded or bent it; the marks say their values in words
            "aria": False,
            "labelColor": INK, "labelFontSize": SMALL, "labelAngle": 0, "titleColor": GREY, "titleFontSize": SMALL,
            "titleFontWeight": "normal", "titlePadding": 8, "domainColor": GREY, "tickColor": GREY, "gridColor": LIGHT,
            "grid": False, "labelLimit": 200,
        },
        "legend": {
            "labelColor": INK, "labelFontSize": SMALL, "titleColor": GREY, "titleFontSize": SMALL,
            "titleFontWeight": "normal", "orient": "top", "labelLimit": 300,
        },
        "header": {"labelColor": INK, "labelFontSize": TEXT, "titleColor": GREY, "titleFontSize": SMALL},
        # Lab's dark theme colours these two styles white; named here, ours win.
        "style": {"guide-label": {"fill": INK}, "guide-title": {"fill": GREY}},
        "text": {"color": INK, "fontSize": TEXT},
        "mark": {"color": GREY},
        "point": {"size": 90, "filled": True},
        "rule": {"color": GREY},
        "line": {"color": GREY, "strokeWidth": 2.5},
        "range": {"category": [*COLOURS.values(), GREY], "symbol": list(SHAPES.values())},
    }
