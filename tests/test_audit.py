"""Where the brief and the record part, the lesson shows both and asks about it: the design's thirteen audit items, B1 to B13."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import pytest

from eunato import course
from eunato.learning import items


@dataclass(frozen=True)
class Audit:
    """One item of the audit: its lesson, words the lesson's page must hold for both versions, and the questions that ask about it."""

    id: str
    lesson: str
    brief: str
    record: str
    asked: tuple[str, ...]


AUDIT = (
    Audit("B1", "01", r"1999", r"8 December 1998.*de-linking", ("01-3", "01-M2")),
    Audit("B2", "04", r"only operation", r"Concordia", ("04-P1",)),
    Audit("B3", "04", r"DSACEUR", r"Vice Chief of Staff", ("04-P3",)),
    Audit("B4", "07", r"Arctic Sentry", r"11 February", ("07-1", "07-P2")),
    Audit("B5", "05", r"escape clause", r"8 July 2025", ("05-3", "05-P6")),
    Audit("B6", "03", r"sabotage", r"jurisdiction", ("03-4",)),
    Audit("B7", "03", r"74", r"42 in December 2016", ("03-P1",)),
    Audit("B8", "07", r"threatened to", r"smaller verbs", ("07-2",)),
    Audit("B9", "05", r"3\.5", r"2\.1", ("05-1",)),
    Audit("B10", "09", r"ruled out", r"one government.s position", ("09-4",)),
    Audit("B11", "03", r"Hybrid CoE", r"7 January 2026", ("03-R6",)),
    Audit("B12", "04", r"European External Action Service", r"2003", ("04-R2",)),
    Audit("B13", "04", r"Politico", r"without names", ("04-3", "04-4")),
    Audit("B13", "07", r"KFOR", r"[Rr]eported", ("04-4",)),
)


def _page(lesson: str) -> str:
    """What a reader finds on a lesson's page: the words of its cells and of its stored outputs, on one line."""
    file = next((course.ROOT / "notebooks").glob(f"{lesson}_*.ipynb"))
    said = []
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            said.append("".join(cell["source"]))
        for output in cell.get("outputs", ()):
            said += ["".join(output.get("data", {}).get(kind, "")) for kind in ("text/html", "text/plain")]
    return re.sub(r"\s+", " ", " ".join(said))


@pytest.mark.parametrize("audit", AUDIT, ids=[f"{a.id}-{a.lesson}" for a in AUDIT])
def test_the_lesson_shows_the_brief_and_the_record(audit: Audit) -> None:
    page = _page(audit.lesson)
    assert re.search(audit.brief, page), f"lesson {audit.lesson} no longer says what the brief says ({audit.id})"
    assert re.search(audit.record, page), f"lesson {audit.lesson} no longer says what the record shows ({audit.id})"


@pytest.mark.parametrize("audit", AUDIT, ids=[f"{a.id}-{a.lesson}" for a in AUDIT])
def test_a_question_asks_about_it(audit: Audit) -> None:
    for item in audit.asked:
        lesson = item[:2]
        page = next((course.ROOT / "notebooks").glob(f"{lesson}_*.ipynb")).read_text(encoding="utf-8")
        assert items.get(item).id == item
        assert re.search(rf'lesson\.\w+\(\\"{item}\\"', page), f"{audit.id}: lesson {lesson} does not ask {item}"


def test_all_thirteen_are_here() -> None:
    assert {a.id for a in AUDIT} == {f"B{n}" for n in range(1, 14)}
