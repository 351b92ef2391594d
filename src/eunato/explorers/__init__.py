"""Explorers: a model that a hand can move. explorers.veto() and explorers.path_finder() make one each.

Nothing is imported before it is asked for, so that a lesson's first cell stays fast. The modules are called
`veto_explorer` and `path_explorer`: a module named `veto` would take the place of the function once imported.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eunato.explorers.path_explorer import PathFinder
    from eunato.explorers.veto_explorer import VetoExplorer

__all__ = ["path_finder", "veto"]


def veto() -> VetoExplorer:
    """The veto explorer: choose an action, see which capitals can stop it and what would need fewer of them."""
    from eunato.explorers.veto_explorer import VetoExplorer

    return VetoExplorer()


def path_finder() -> PathFinder:
    """The path finder: choose a paper and its readers, see who gets it and which link fails."""
    from eunato.explorers.path_explorer import PathFinder

    return PathFinder()
