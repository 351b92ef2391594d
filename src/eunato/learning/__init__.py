"""Questions, predictions, checks and progress. Each room opens when it is first used."""

import importlib
from typing import Any

_ROOMS = ("check", "items", "pages", "predict", "progress", "question")


def __getattr__(name: str) -> Any:
    if name in ("BLANK", "____"):
        from eunato.learning.check import BLANK

        return BLANK
    if name in _ROOMS:
        return importlib.import_module(f"eunato.learning.{name}")
    raise AttributeError(f"eunato.learning has no room called {name!r}; there are: {', '.join(_ROOMS)}, BLANK")


def __dir__() -> list[str]:
    return sorted((*_ROOMS, "BLANK", "____"))
