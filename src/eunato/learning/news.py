"""A bell inside one kernel: whoever saves an answer rings it, and what shows a count looks again.

    listen("calibration", page.refresh)    # the newest listener of a name takes the place of the one before
    tell()                                 # an answer was saved
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable

_listeners: dict[str, Callable[[], object]] = {}


def listen(name: str, fn: Callable[[], object]) -> None:
    """Call `fn()` after each saved answer. A cell run again replaces its own listener, so that none pile up."""
    _listeners[name] = fn


def tell() -> None:
    """Say that an answer was saved. In a kernel the listeners run right after it has been answered, not before."""
    try:
        asyncio.get_running_loop().call_soon(_ring)
    except RuntimeError:  # no loop: a script or a test
        _ring()


def forget() -> None:
    """Drop all listeners (tests)."""
    _listeners.clear()


def _ring() -> None:
    for fn in list(_listeners.values()):
        try:
            fn()
        except Exception:  # a count that cannot be drawn must not take the answer's own feedback away
            if os.environ.get("EUNATO_RAISE") == "1":
                raise
