"""The Union, the Star and the Eagle: the course package.

Data goes up, nothing comes back down: course → tables, evidence → models → charts → controls →
learning, explorers → lesson. Subpackages are imported when they are first used, so that a lesson starts fast.
"""

import importlib
import sys

# jsonschema imports this grammar for a check nobody here uses; it costs 1.9 s in every kernel (house rule, measured).
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

_ROOMS = ("charts", "controls", "course", "evidence", "explorers", "learning", "lesson", "models", "tables")


def __getattr__(name: str):
    if name in _ROOMS:
        return importlib.import_module(f"eunato.{name}")
    raise AttributeError(f"eunato has no room called {name!r}; there are: {', '.join(_ROOMS)}")


def __dir__() -> list[str]:
    return sorted(_ROOMS)
