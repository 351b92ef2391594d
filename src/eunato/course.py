"""Where the course's files are, its version, and the three clocks: the brief's date, the record's end, today."""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path


class CourseNotFound(RuntimeError):
    """The package runs, but the course's tables and notebooks are nowhere to be found."""


def find_root(here: Path | None = None, file: Path | None = None) -> Path:
    """The folder that holds data/ and notebooks/.

    It is EUNATO_ROOT if that is set; else the checkout that this file belongs to; else (the package was installed with
    pip) the nearest folder at or above `here`, by default the working directory, with data/sources.csv and notebooks/.
    Raises CourseNotFound, saying where it looked and what to do.
    """
    given = os.environ.get("EUNATO_ROOT")
    if given:
        root = Path(given).expanduser().resolve()
        if _holds_course(root):
            return root
        raise CourseNotFound(f"EUNATO_ROOT is {given!r}, which has no data/sources.csv and notebooks/; "
                             "set it to the course's folder, or unset it")
    source = (file or Path(__file__)).resolve().parents[1]
    if source.name == "src" and (source.parent / "data").is_dir():
        return source.parent
    here = (here or Path.cwd()).resolve()
    for folder in (here, *here.parents):
        if _holds_course(folder):
            return folder
    raise CourseNotFound(f"no course was found in {here} or above it (a folder with data/sources.csv and notebooks/); "
                         "start in the course's folder, or name it in the variable EUNATO_ROOT")


def _holds_course(folder: Path) -> bool:
    return (folder / "data" / "sources.csv").is_file() and (folder / "notebooks").is_dir()


ROOT = find_root()
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
