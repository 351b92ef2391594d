"""The ground under the marks: the outlines, where a point stands on them, and what they do not say."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from typing import Any

from eunato import course

WIDTH, HEIGHT = 570, 452
_RADIAN = 57.29578  # degrees
SOURCE = "naturalearth-2018-outlines"
NOTE = (
    "The outlines are from Natural Earth (public domain), simplified. They only show where things are. Dashed: some of the lines that are "
    "disputed. Northern Cyprus lies within the outline of Cyprus, Crimea within Ukraine, Somaliland within Somalia; "
    "Kosovo* has a shape of its own. This takes no position on any status."
)
# Pixels per degree, and the degrees at the left and top edge: the main picture, and the inset of the Balkans.
MAIN = {"scale": 4.5, "west": -23.0, "north": 74.5}
_MIDDLE = (18.7, 43.35)  # of the inset
INSET = {"scale": 15.6, "box": (360.0, 306.0, 530.0, 448.0)}


@lru_cache(maxsize=1)
def outlines() -> dict[str, Any]:
    """The map's outlines (TopoJSON, Natural Earth, public domain), as data/map/outlines.json holds them."""
    return json.loads((course.DATA / "map" / "outlines.json").read_text(encoding="utf-8"))


def projection(view: dict[str, Any], clip: Any = None) -> Any:
    """Equirectangular for the main picture; Mercator for the inset, so that the Balkans keep their shape."""
    import altair as alt

    if view is MAIN:
        middle = degrees(WIDTH / 2, HEIGHT / 2, view)
        return alt.Projection(type="equirectangular", scale=view["scale"] * _RADIAN, center=list(middle), translate=[WIDTH / 2, HEIGHT / 2])
    left, top, right, bottom = view["box"]
    return alt.Projection(type="mercator", scale=view["scale"] * _RADIAN, center=list(_MIDDLE), translate=[(left + right) / 2, (top + bottom) / 2], clipExtent=clip)


def pixels(lon: float, lat: float, view: dict[str, Any]) -> tuple[float, float]:
    """Where a point stands in the picture, as the projection of that view puts it."""
    if view is MAIN:
        return (lon - view["west"]) * view["scale"], (view["north"] - lat) * view["scale"]
    left, top, right, bottom = view["box"]
    middle, k = _MIDDLE, view["scale"] * _RADIAN

    def up(north: float) -> float:
        return math.log(math.tan(math.pi / 4 + math.radians(north) / 2))

    return (left + right) / 2 + k * math.radians(lon - middle[0]), (top + bottom) / 2 - k * (up(lat) - up(middle[1]))


def degrees(x: float, y: float, view: dict[str, Any]) -> tuple[float, float]:
    if view is MAIN:
        return view["west"] + x / view["scale"], view["north"] - y / view["scale"]
    left, top, right, bottom = view["box"]
    middle, k = _MIDDLE, view["scale"] * _RADIAN
    up = math.log(math.tan(math.pi / 4 + math.radians(middle[1]) / 2)) - (y - (top + bottom) / 2) / k
    return middle[0] + math.degrees((x - (left + right) / 2) / k), math.degrees(2 * math.atan(math.exp(up)) - math.pi / 2)
