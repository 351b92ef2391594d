"""The arithmetic behind each explorer: pure functions on tables, frozen dataclasses out; no chart and no widget.

clubs: who belongs where. timeline: what came when. veto: who can stop what. paths: where a paper can travel.
briefings: what contact can change. cables: how long a spare lasts. operations: who works beside whom.
berlin_plus: the way to NATO's assets. spending: from a share to euros. options: which choice by which rule. voting: what a group wants.
calibration: how sure, how right.
"""

import importlib

_MODULES = (
    "berlin_plus", "briefings", "cables", "calibration", "clubs", "convoy", "crisis", "eligibility", "enablers",
    "operations", "options", "paths", "spending", "timeline", "ukraine", "veto", "voting",
)


def __getattr__(name: str):
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"eunato.models has no model called {name!r}; there are: {', '.join(_MODULES)}")


def __dir__() -> list[str]:
    return list(_MODULES)
