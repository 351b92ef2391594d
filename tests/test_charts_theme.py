"""The theme: readable on white, told apart without colour and with each kind of colour blindness."""

from __future__ import annotations

import itertools
import json

import pytest

from eunato.charts import theme
from eunato.charts.render import settle

# Simulation of full protanopia, deuteranopia and tritanopia on linear RGB: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes,
# "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), matrices for severity 1.0.
MACHADO_2009 = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
LEAST_DIFFERENCE = 15
"""In CIE Lab distance (ΔE 1976): far above what is just noticed (about 2.3), enough for small marks side by side."""
LAB_DARK = "#111111"


def linear(colour: str) -> list[float]:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]


def luminance(rgb: list[float]) -> float:
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def contrast(one: str, two: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted((luminance(linear(one)), luminance(linear(two))))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: list[float]) -> tuple[float, float, float]:
    rows = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
    xyz = [sum(m * c for m, c in zip(row, rgb, strict=True)) / white for row, white in zip(rows, (0.95047, 1, 1.08883), strict=True)]
    x, y, z = (t ** (1 / 3) if t > 216 / 24389 else (24389 / 27 * t + 16) / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def seen(colour: str, kind: str | None) -> tuple[float, float, float]:
    rgb = linear(colour)
    if kind:
        rgb = [min(1.0, max(0.0, sum(m * c for m, c in zip(row, rgb, strict=True)))) for row in MACHADO_2009[kind]]
    return lab(rgb)


def distance(one: str, two: str, kind: str | None) -> float:
    return sum((a - b) ** 2 for a, b in zip(seen(one, kind), seen(two, kind), strict=True)) ** 0.5


def test_the_measures_know_textbook_values():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert distance("#000000", "#FFFFFF", None) == pytest.approx(100, abs=0.1)
    assert distance("#FF0000", "#00FF00", None) > 3 * distance("#CC4400", "#807000", "deutan"), "deutan sight merges these two"


def test_the_four_groups_have_a_colour_and_a_shape_each():
    assert set(theme.COLOURS) == set(theme.SHAPES) == set(theme.SHAPE_WORDS) == {"EU", "NATO", "both", "US"}
    assert len(set(theme.COLOURS.values())) == len(set(theme.SHAPES.values())) == 4


@pytest.mark.parametrize("name", ["EU", "NATO", "both", "US"])
def test_a_group_colour_can_carry_text_on_white_and_white_text_on_itself(name):
    assert contrast(theme.COLOURS[name], theme.PAPER) >= 4.5


@pytest.mark.parametrize("colour", [theme.INK, theme.GREY])
def test_text_colours_read_on_the_card_and_on_the_search_band(colour):
    assert contrast(colour, theme.PAPER) >= 4.5
    assert contrast(theme.INK, theme.MARKER) >= 4.5


@pytest.mark.parametrize("kind", [None, *MACHADO_2009])
def test_colours_stay_apart_in_every_kind_of_colour_sight(kind):
    colours = {**theme.COLOURS, "grey": theme.GREY}
    close = {
        f"{a}–{b}": round(distance(colours[a], colours[b], kind), 1)
        for a, b in itertools.combinations(colours, 2) if distance(colours[a], colours[b], kind) < LEAST_DIFFERENCE
    }
    assert close == {}


def test_shapes_differ_without_colour():
    """Drawn in black, any two shapes differ in at least an eighth of the pixels that either of them covers."""
    import numpy as np
    import vl_convert

    from eunato.charts.png import pixels_of

    def drawn(path: str):
        spec = {"data": {"values": [{}]}, "width": 40, "height": 40, "mark": {"type": "point", "shape": path, "size": 400, "filled": True, "color": "black", "opacity": 1}}
        return pixels_of(vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=2))[..., :3].mean(axis=2) < 128

    pictures = {name: drawn(path) for name, path in theme.SHAPES.items()}
    for one, two in itertools.combinations(pictures, 2):
        a, b = pictures[one], pictures[two]
        assert np.logical_xor(a, b).sum() / np.logical_or(a, b).sum() > 1 / 8, (one, two)


def test_charts_stand_on_their_own_white_card_so_that_the_dark_theme_changes_nothing():
    config = settle({"description": "A dot.", "mark": "point", "data": {"values": [{}]}})["config"]
    assert config["background"] == theme.PAPER
    assert config["style"]["guide-label"]["fill"] == config["axis"]["labelColor"] == theme.INK
    assert config["title"]["color"] == theme.INK and config["title"]["subtitleColor"] == theme.GREY


def test_no_font_size_of_the_theme_is_below_twelve():
    def sizes(node):
        for key, value in node.items():
            if isinstance(value, dict):
                yield from sizes(value)
            elif key.lower().endswith("fontsize"):
                yield value

    assert min(sizes(theme.config())) >= 12


def test_nobody_can_change_the_theme_of_the_next_chart():
    theme.config()["axis"]["grid"] = "changed"
    assert theme.config()["axis"]["grid"] is False


@pytest.mark.parametrize("text", [
    "Formal joint EU–NATO decision: 36 capitals can stop it", "Türkiye, North Macedonia, United Kingdom, Luxembourg",
    "SECRET paper on operations under Berlin Plus: all 27 get it",
])
def test_estimated_text_widths_are_near_what_is_drawn(text):
    import vl_convert

    def width(value: str) -> float:
        spec = settle({"description": "Words.", "data": {"values": [{}]}, "width": 1, "height": 30, "mark": {"type": "text", "align": "left", "fontSize": 20}, "encoding": {"text": {"value": value}}})
        return vl_convert.vegalite_to_scenegraph(json.dumps(spec), vl_version="6.4")["width"]

    drawn = width(text + text) - width(text)
    assert theme.width_of(text, 20) == pytest.approx(drawn, rel=0.12)


def test_a_long_title_is_broken_into_even_lines():
    parts = theme.title("An Ally shows its own NATO targets to EU staff, and no capital has a veto over that at all")["text"]
    assert len(parts) == 2
    widths = [theme.width_of(part, theme.TITLE, bold=True) for part in parts]
    assert max(widths) <= 570 and min(widths) > 0.6 * max(widths)
