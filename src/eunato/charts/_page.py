"""Pictures made of words: pixels as coordinates, lines broken by the theme, one spoken sentence per item."""

from __future__ import annotations

from typing import Any

from . import theme

WIDTH = 570


class Page:
    """Collects texts, bars, lines and points by pixel, and turns them into one layered chart.

    A text that is spoken carries `says`; everything else is layout and stays silent.
    """

    def __init__(self) -> None:
        self.texts: list[dict[str, Any]] = []
        self.bars: list[dict[str, Any]] = []
        self.dots: list[dict[str, Any]] = []
        self.rules: list[dict[str, Any]] = []

    def text(self, x: float, y: float, words: str, says: str = "", *, bold: bool = False, colour: str = theme.INK, size: float = theme.SMALL, align: str = "left") -> None:
        """One line of text; y is its middle."""
        self.texts.append({"x": x, "y": y, "text": words, "words": says, "bold": bold, "colour": colour, "size": size, "align": align})

    def block(self, x: float, y: float, words: str, pixels: float, says: str = "", step: float = 15, **looks: Any) -> float:
        """Several lines of text from y downwards. Returns the y below them."""
        for n, line in enumerate(theme.wrap(words, pixels, looks.get("size", theme.SMALL), looks.get("bold", False))):
            self.text(x, y + n * step, line, says if n == 0 else "", **looks)
        return y + step * len(theme.wrap(words, pixels, looks.get("size", theme.SMALL), looks.get("bold", False)))

    def bar(self, x: float, x2: float, y: float, high: float, fill: str, stroke: str = "", dash: bool = False) -> None:
        """A rectangle from x to x2, centred on y."""
        self.bars.append({"x": x, "x2": x2, "y": y - high / 2, "y2": y + high / 2, "fill": fill, "stroke": stroke or fill, "dash": dash})

    def dot(self, x: float, y: float, fill: str, shape: str = "circle", size: float = 70, stroke: str = "") -> None:
        """A point."""
        self.dots.append({"x": x, "y": y, "fill": fill, "shape": shape, "size": size, "stroke": stroke or fill})

    def rule(self, x: float, y: float, x2: float, y2: float, colour: str = theme.LIGHT, wide: float = 1) -> None:
        """A line."""
        self.rules.append({"x": x, "y": y, "x2": x2, "y2": y2, "colour": colour, "wide": wide})

    def chart(self, height: float, *more: Any) -> Any:
        """The chart, `height` pixels tall; `more` are layers drawn over the bars."""
        import pandas as pd

        from .render import enable

        alt = enable()
        x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False))
        y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))
        layers: list[Any] = []
        for (fill, stroke, dash), rows in _groups(self.bars, "fill", "stroke", "dash"):
            layers.append(alt.Chart(pd.DataFrame(rows)).mark_rect(fill=fill, stroke=stroke, strokeWidth=1, strokeDash=[4, 3] if dash else [1, 0], aria=False).encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
        for (colour, wide), rows in _groups(self.rules, "colour", "wide"):
            layers.append(alt.Chart(pd.DataFrame(rows)).mark_rule(color=colour, strokeWidth=wide, aria=False).encode(x=x, x2="x2:Q", y=y, y2="y2:Q"))
        layers.extend(more)
        for (fill, shape, size, stroke), rows in _groups(self.dots, "fill", "shape", "size", "stroke"):
            layers.append(alt.Chart(pd.DataFrame(rows)).mark_point(shape=shape, size=size, fill=fill, stroke=stroke, opacity=1, strokeWidth=1.5, aria=False).encode(x=x, y=y))
        for (bold, colour, size, align, spoken), rows in _groups([{**one, "spoken": bool(one["words"])} for one in self.texts], "bold", "colour", "size", "align", "spoken"):
            made = alt.Chart(pd.DataFrame(rows))
            looks = {"align": align, "baseline": "middle", "fontSize": size, "color": colour, "fontWeight": "bold" if bold else "normal"}
            layers.append(made.mark_text(**looks).encode(x=x, y=y, text="text:N", description="words:N") if spoken else made.mark_text(aria=False, **looks).encode(x=x, y=y, text="text:N"))
        return alt.layer(*layers).properties(width=WIDTH, height=height)


def _groups(rows: list[dict[str, Any]], *keys: str) -> list[tuple[tuple[Any, ...], list[dict[str, Any]]]]:
    """Rows by their looks, which leave the data, so that one layer draws each kind."""
    found: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row[key] for key in keys), []).append({k: v for k, v in row.items() if k not in keys and (k != "words" or row.get("words"))})
    return list(found.items())
