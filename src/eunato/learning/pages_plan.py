"""What a lesson consists of, and what this learner has done of it: plain counting, no widget.

A lesson's bites and questions are read from its notebook (cell metadata `eunato.bite` and `eunato.item`), so that a
page never counts a question that the lesson does not ask.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from eunato import course
from eunato.learning.pages_parts import page_words

GUESSES = frozenset({"predict", "inventory", "open", "recap", "claim_card"})
"""Kinds that nobody marks: they never count towards the first try."""
NOT_ANSWERED = frozenset({"claim_card"})
"""Kinds that are read, not answered."""
LEAST_FOR_SHARE = 5
LEAST_FOR_PICTURE = 12


@dataclass(frozen=True)
class Bite:
    """A part of a lesson: its number, its name, its heading as written, the ids of its questions."""

    number: int
    name: str
    heading: str
    items: tuple[str, ...]


@dataclass(frozen=True)
class Lesson:
    """A lesson as the course plans it and as its notebook has it (`published` says whether there is one)."""

    id: str
    title: str
    minutes: int
    planned_bites: int
    bites: tuple[Bite, ...] = ()
    items: tuple[str, ...] = ()
    published: bool = False
    recap: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """What the learner has done of one lesson."""

    lesson: Lesson
    answered: tuple[str, ...]
    open: tuple[str, ...]
    bites_done: int
    bites: int
    tried: int
    right: int
    first: str
    last: str

    @property
    def complete(self) -> bool:
        """Whether each question has an answer."""
        return bool(self.answered) and not self.open


def lessons() -> tuple[Lesson, ...]:
    """All planned lessons in order, those with a notebook filled from it."""
    return tuple(_lesson(row) for row in page_words()["lessons"])


def lesson(lesson_id: str) -> Lesson:
    """One lesson. Raises KeyError that lists the lessons there are."""
    for row in page_words()["lessons"]:
        if row["id"] == lesson_id:
            return _lesson(row)
    known = ", ".join(row["id"] for row in page_words()["lessons"])
    raise KeyError(f"there is no lesson {lesson_id!r}; write one of {known}, with both digits")


def _lesson(row: Mapping[str, Any]) -> Lesson:
    base = Lesson(row["id"], row["title"], row["minutes"], row["bites"], recap=tuple(row.get("recap", ())))
    path = next(iter(sorted((course.ROOT / "notebooks").glob(f"{row['id']}_*.ipynb"))), None)
    if path is None:
        return base
    try:
        bites, items = _outline(path, path.stat().st_mtime_ns)
    except (OSError, ValueError, RecursionError):  # a learner's own edit may have broken the notebook
        return base
    return replace(base, bites=bites, items=items, published=True)


@functools.lru_cache(maxsize=32)
def _outline(path: Path, _changed: int) -> tuple[tuple[Bite, ...], tuple[str, ...]]:
    cells = json.loads(path.read_text(encoding="utf-8")).get("cells", [])
    bites: list[tuple[int, str, list[str]]] = []
    items: list[str] = []
    inside = False
    for cell in cells:
        meta = cell.get("metadata", {}).get("eunato", {})
        if cell.get("cell_type") == "markdown":
            text = cell.get("source", "")
            text = text if isinstance(text, str) else "".join(text)
            head = re.search(r"^##\s+(.+?)\s*$", text, re.M)
            if isinstance(meta.get("bite"), int):
                bites.append((meta["bite"], head.group(1) if head else f"Bite {meta['bite']}", []))
                inside = True
            elif head:
                inside = False
        for item in _expanded(meta.get("item")):
            if item not in items:
                items.append(item)
                if inside:
                    bites[-1][2].append(item)
    made = tuple(Bite(n, re.sub(r"^Bite\s+\d+\s*[·:–-]?\s*", "", head) or head, head, tuple(inner)) for n, head, inner in bites)
    return made, tuple(items)


def _expanded(item: Any) -> Iterable[str]:
    """The inventory is one cell and twelve questions; a card that is only read is none."""
    if not isinstance(item, str):
        return ()
    if item == "inventory":
        return tuple(inventory_ids())
    return () if kind_of(item) in NOT_ANSWERED else (item,)


def inventory_ids() -> list[str]:
    """Ids of the concept inventory's questions, in order."""
    from eunato.learning import items

    try:
        return [found.id for found in items.all() if found.kind == "inventory"]
    except Exception:  # a question file being edited must not take the progress page away
        return []


def kind_of(item_id: str) -> str:
    """The kind of an item, or "" when the course does not know it."""
    from eunato.learning import items

    try:
        return items.get(item_id).kind
    except Exception:
        return ""


def done(lesson_: Lesson, rows: list[dict[str, Any]]) -> Done:
    """Count what `rows` (all events, oldest first) say about one lesson."""
    wanted = set(lesson_.items)
    mine = [row for row in rows if row["item_id"] in wanted and _belongs(row, lesson_)]
    have = {row["item_id"] for row in mine}
    with_items = [bite for bite in lesson_.bites if bite.items]
    right, tried = first_try(mine)
    return Done(
        lesson_,
        tuple(i for i in lesson_.items if i in have),
        tuple(i for i in lesson_.items if i not in have),
        sum(set(bite.items) <= have for bite in with_items),
        len(with_items),
        tried,
        right,
        mine[0]["ts"][:10] if mine else "",
        mine[-1]["ts"][:10] if mine else "",
    )


def _belongs(row: Mapping[str, Any], lesson_: Lesson) -> bool:
    """The inventory is asked in two lessons; every other question counts wherever it was answered."""
    return row["kind"] != "inventory" or row["notebook"] == lesson_.id


def first_try(rows: Iterable[Mapping[str, Any]]) -> tuple[int, int]:
    """(right, tried): the first marked answer to each question; guesses and skipped ones are left out."""
    seen: dict[str, bool] = {}
    for row in rows:
        if row["kind"] not in GUESSES and row["correct"] is not None:
            seen.setdefault(row["item_id"], bool(row["correct"]) and row["attempts"] <= 1)
    return sum(seen.values()), len(seen)


def place(lesson_: Lesson, rows: Iterable[Mapping[str, Any]]) -> Bite | None:
    """The bite of the newest answer in this lesson, or None."""
    home = {item: bite for bite in lesson_.bites for item in bite.items}
    numbered = {bite.number: bite for bite in lesson_.bites}
    found = None
    for row in rows:
        if row["notebook"] != lesson_.id or kind_of(row["item_id"]) == "exercise":
            continue  # exercises stand in a notebook of their own, and say nothing about where one stopped in this one
        bite = home.get(row["item_id"])
        if bite is None and row["bite"] is not None:
            bite = numbered.get(row["bite"]) or (Bite(row["bite"], "", "", ()) if not lesson_.bites else None)
        found = bite or found
    return found


def verdict(row: Mapping[str, Any]) -> bool | None:
    """Whether an inventory answer is right, worked out from the item: the file itself holds no verdict on these.

    None for a skipped question, and for an answer whose words the item no longer offers.
    """
    from eunato.learning import items

    given = row["answer"].get("answer") if isinstance(row["answer"], Mapping) else None
    try:
        options = items.get(row["item_id"]).options
    except Exception:
        return None
    return next((option.key for option in options if option.text == given), None)


def points(rows: Iterable[Mapping[str, Any]]) -> list[tuple[float, bool]]:
    """(confidence as a share, right) of the first answer with a confidence to each question, for calibration."""
    seen: dict[tuple[str, str], tuple[float, bool]] = {}
    for row in rows:
        right = verdict(row) if row["kind"] == "inventory" else row["correct"]
        if row["confidence"] is not None and right is not None and row["kind"] != "predict":
            key = (row["item_id"], row["notebook"] if row["kind"] == "inventory" else "")
            seen.setdefault(key, (row["confidence"] / 100, bool(right)))
    return list(seen.values())
