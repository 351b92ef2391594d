"""Where the course's files are, its version, and the three clocks: the brief's date, the record's end, today."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
VERSION = "0.1.0"
BRIEF_DATE = "2026-03"
"""Month of EUISS Brief 5, the text the course teaches."""
RECORD_TO = date(2026, 10, 8)
"""The newest thing the course's evidence saw; it is thin after July 2026."""


def today() -> date:
    """Today's date, or the one in EUNATO_TODAY (ISO), which tests and builds set so that outputs stay the same."""
    given = os.environ.get("EUNATO_TODAY")
    if not given:
        return date.today()
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"EUNATO_TODAY is {given!r}; write a date such as 2026-11-22, or unset it") from None


def home() -> Path:
    """The folder in which this learner's progress lives: EUNATO_HOME, else the platform's user data folder."""
    given = os.environ.get("EUNATO_HOME")
    if given:
        return Path(given).expanduser()
    if os.name == "nt":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "eunato"
