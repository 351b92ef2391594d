"""The course's own pages, each a box of widgets to display: opening card, opener, progress, certificate, backup,
calibration, inventory, recap, writing tasks, claim cards, five questions a day. Their words stand in data/pages.yml and data/items."""

from __future__ import annotations

import importlib
from typing import Any

_ROOMS = {
    "begin": "pages_start", "opener": "pages_start", "backup": "pages_start", "exercise": "pages_start",
    "progress_page": "pages_record", "certificate": "pages_record", "calibration": "pages_record",
    "inventory": "pages_inventory",
    "daily": "pages_daily",
    "recap": "pages_write", "open_task": "pages_write", "claim_card": "pages_write",
}

__all__ = list(_ROOMS)


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return getattr(importlib.import_module(f"eunato.learning.{_ROOMS[name]}"), name)
    raise AttributeError(f"eunato.learning.pages has no {name!r}; there are: {', '.join(_ROOMS)}")


def __dir__() -> list[str]:
    return sorted(_ROOMS)
