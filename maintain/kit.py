"""Write the pages of the seminar kit that follow from data: `seminar/` from data/kit, data/items and the notebooks.

`pages()` gives the texts, `build()` writes what is stale and removes what is no longer made, `check()` says what is stale.
Pages without the first line "Made from …" are written by hand and left alone.
"""

from __future__ import annotations

from pathlib import Path

from . import kit_answers, kit_lessons, kit_plans
from .kit_words import ROOT

SEMINAR = ROOT / "seminar"
MARK = "<!-- Made from "


def pages() -> dict[Path, str]:
    """Each made page with its text."""
    made = kit_plans.pages() | kit_lessons.pages() | kit_answers.pages()
    return {SEMINAR / name: text for name, text in sorted(made.items())}


def _stale() -> tuple[dict[Path, str], list[Path]]:
    made = pages()
    written = {path: text for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text}
    gone = [path for path in sorted(SEMINAR.rglob("*.md")) if path not in made and path.read_text(encoding="utf-8").startswith(MARK)]
    return written, gone


def build(paths: list[str] | None = None) -> list[Path]:
    """Write what is stale; returns the files that changed. `paths` is there for the maintainer's command only."""
    written, gone = _stale()
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    for path in gone:
        path.unlink()
    return [*written, *gone]


def check(paths: list[str] | None = None) -> list[str]:
    """What is stale: one sentence per page, or an empty list. `paths` is there for the maintainer's command only."""
    written, gone = _stale()
    return [f"{path.relative_to(ROOT).as_posix()} no longer fits its data; write it again with `python3 start.py maintain kit`" for path in written] + [
        f"{path.relative_to(ROOT).as_posix()} is no longer made from anything; `python3 start.py maintain kit` removes it" for path in gone]
