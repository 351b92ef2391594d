"""Explorers: a model that a hand can move. make("veto") makes one; explorers.veto() does the same.

Nothing is imported before it is asked for, so that a lesson's first cell stays fast. Modules end in `_explorer`:
a module named `veto` would take the place of the function once imported.
"""

from __future__ import annotations

import importlib
from functools import partial
from typing import Any

_ROOM = {
    "allocator": ("allocator_explorer", "Allocator"),
    "berlin_plus": ("berlin_plus_explorer", "BerlinPlusPath"),
    "briefings": ("briefings_explorer", "BriefingsModel"),
    "cable": ("cable_explorer", "CableModel"),
    "convoy": ("convoy_explorer", "ConvoyClock"),
    "coverage": ("coverage_explorer", "Coverage"),
    "decision": ("decision_explorer", "DecisionTree"),
    "eligibility": ("eligibility_explorer", "EligibilityChecker"),
    "ladder": ("ladder_explorer", "RecodeLadder"),
    "options": ("matrix_explorer", "OptionsMatrix"),
    "path_finder": ("path_explorer", "PathFinder"),
    "periods": ("period_explorer", "PeriodLab"),
    "scale_back": ("overlap_explorer", "ScaleBack"),
    "spending": ("spending_explorer", "SpendingPath"),
    "veto": ("veto_explorer", "VetoExplorer"),
}
"""What a lesson calls an explorer: its module and its class."""

__all__ = [*_ROOM, "make", "names"]


def names() -> tuple[str, ...]:
    """The names that make() and lesson.explore() know."""
    return tuple(_ROOM)


def make(name: str, memory: Any = None) -> Any:
    """A new explorer, such as make("veto"). ValueError names what there is for anything else.

    memory: where an explorer that remembers keeps what its learner judged (see _memory.Memory); others take none.
    """
    if name not in _ROOM:
        raise ValueError(f"there is no explorer {name!r}; write one of: {', '.join(_ROOM)}")
    module, kind = _ROOM[name]
    made = getattr(importlib.import_module(f"eunato.explorers.{module}"), kind)
    return made(memory) if getattr(made, "remembers", False) else made()


def __getattr__(name: str) -> Any:
    if name in _ROOM:
        return partial(make, name)
    raise AttributeError(f"eunato.explorers has no {name!r}; there are: {', '.join(__all__)}")


def __dir__() -> list[str]:
    return sorted(__all__)
