"""Charts: a table or a model's result goes in, a described Altair chart comes out.

Nothing here imports Altair until a chart is drawn. Importing this room only tells IPython how the course shows an
Altair chart, so that a plain ``alt.Chart(...)`` cell draws offline too.
"""

from __future__ import annotations

import importlib
from typing import Any

_ROOMS = (
    "backbone", "berlin_plus", "cables", "calibration", "channels", "clubs", "crisis", "engine", "figure", "operations",
    "options", "paths", "penalty", "png", "render", "reveal", "rules", "spending", "theme", "timeline", "ukraine", "veto",
)
_NAMES = {"Figure": "figure", "ChartError": "render", "bundle": "render", "enable": "render"}

__all__ = [*_NAMES, "alt", *_ROOMS]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return importlib.import_module(f"eunato.charts.{name}")
    if name in _NAMES:
        return getattr(importlib.import_module(f"eunato.charts.{_NAMES[name]}"), name)
    if name == "alt":  # Altair with the course's renderer switched on
        return importlib.import_module("eunato.charts.render").enable()
    raise AttributeError(f"eunato.charts has no {name!r}; there are: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)


importlib.import_module("eunato.charts.render").hook()
