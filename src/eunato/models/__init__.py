"""The arithmetic behind each explorer: pure functions on tables, frozen dataclasses out; no chart and no widget.

clubs: who belongs where. veto: who can stop what. paths: where a paper can travel. calibration: how sure, how right.
"""

import importlib

_MODULES = ("calibration", "clubs", "paths", "veto")


def __getattr__(name: str):
    if name in _MODULES:
        return importlib.import_module(f"{__name__}.{name}")
    raise AttributeError(f"eunato.models has no model called {name!r}; there are: {', '.join(_MODULES)}")


def __dir__() -> list[str]:
    return list(_MODULES)
