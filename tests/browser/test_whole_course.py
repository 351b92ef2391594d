"""The whole course by keyboard alone, in one go, until the progress page says 100% and the certificate is there.

    EUNATO_WHOLE_COURSE=1 EUNATO_TEST_TREE=work python -m pytest -q -s tests/browser/test_whole_course.py

It takes the better part of an hour, so it runs only when asked for. The numbers of each lesson go to artefacts/walk.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import time
import traceback
from datetime import date, timedelta
from pathlib import Path

import answers
import kit
import pytest
import walk
from course_items import all_items
from course_notebooks import books, notes

from eunato.learning import pages_plan

ASKED_FOR = os.environ.get("EUNATO_WHOLE_COURSE") == "1"
only_when_asked = pytest.mark.skipif(not ASKED_FOR, reason="the walk through the whole course takes about an hour; set EUNATO_WHOLE_COURSE=1 to take it")
NOT_KEPT = {"claim_card"}
"""Kinds that are read and leave no row."""


def say(line: str) -> None:
    """Tell whoever waits where the walk is."""
    kit.ARTEFACTS.mkdir(exist_ok=True)
    with (kit.ARTEFACTS / "walk.log").open("a", encoding="utf-8") as log:
        log.write(line + "\n")


def take(chromium, lab: kit.Lab, name: str, found: list[walk.Notes], pictures: bool = False, only: frozenset[str] = frozenset()) -> walk.Walk:
    """One visit to one notebook; `only` answers nothing but these items."""
    say(f"{time.strftime('%H:%M:%S')} {name}")
    with kit.page(chromium, lab) as p:
        p.view.context.add_init_script(walk.MOUSE)
        book = walk.Notes(name)
        found.append(book)
        one = walk.Walk(p, book, say)
        one.only = set(only)
        try:
            one.notebook(name)
        except Exception as err:  # the rest of the course is walked all the same, and the test fails at its end
            book.unreached.append(f"the walk stopped at {one.here}: {type(err).__name__}: {str(err)[:300]}")
            say(traceback.format_exc())
        say(book.line())
        for line in book.wrong():
            say("  !! " + line)
        one.kept = {file: Path(path).read_text(encoding="utf-8", errors="replace") for file, path in one.files.items()}
        if pictures:
            for width in (1280, 800):
                _picture(p, f"walk-{Path(name).stem}", width)
        one.page_text = p.view.evaluate("() => Object.fromEntries(window.jupyterapp.shell.currentWidget.content.widgets.map(c => [c.model.id, c.node.querySelector('.jp-OutputArea')?.innerText || '']))")
        return one


def _picture(p: kit.Page, name: str, width: int, step: int = 12_000) -> None:
    """Pictures of the whole page, piece by piece, without the mouse that kit's own puts in a corner."""
    outer = "document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer') || document.querySelector('.jp-Notebook')"
    p.view.set_viewport_size({"width": width, "height": step})
    p.settle()
    tall = p.view.evaluate(f"() => ({outer}).scrollHeight")
    for piece, top in enumerate(range(0, tall, step - 200)):
        p.view.evaluate(f"top => {{ ({outer}).scrollTop = top; }}", top)
        p.view.wait_for_timeout(300)
        p.view.screenshot(path=str(kit.ARTEFACTS / f"{name}-{width}-{piece}.png"))
    p.view.set_viewport_size({"width": 1280, "height": 1000})


def rows_of(lab: kit.Lab) -> list[dict]:
    """Every row of the learner's progress file."""
    for path in sorted(lab.home.rglob("*.json")):
        given = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(given, dict) and str(given.get("schema", "")).startswith("eunato-progress"):
            return given["rows"]
    return []


def expected() -> set[str]:
    """Every item that leaves a row."""
    return {name for name, item in all_items().items() if item["kind"] not in NOT_KEPT}


def tour() -> list:
    """The numbered lessons, each with its exercise behind it."""
    return sorted((b for b in books() if b.lesson and b.folder in ("notebooks", "exercises")), key=lambda b: (b.lesson, b.folder == "exercises"))


def missing(lab: kit.Lab, book) -> frozenset[str]:
    """Items of a notebook that have no row yet."""
    return frozenset((expected() - {row["item_id"] for row in rows_of(lab)}) & {notes(cell).get("item") for cell in book.code()})


def tomorrow(chromium, lab: kit.Lab, folder: Path, found: list[walk.Notes]) -> walk.Walk:
    """The daily five of the day after, in a Lab of its own with the same progress file: it asks nothing on the day one learns."""
    day = max(row["ts"] for row in rows_of(lab))[:10]
    after = (date.fromisoformat(day) + timedelta(days=1)).isoformat()
    with kit.running_lab(folder, EUNATO_TODAY=after) as next_day:
        shutil.copytree(lab.home, next_day.home, dirs_exist_ok=True)
        return take(chromium, next_day, "notebooks/daily_five.ipynb", found)


def report(found: list[walk.Notes]) -> None:
    """Keep the numbers of each visit."""
    (kit.ARTEFACTS / "walk.md").write_text("\n".join(["# The whole course by keyboard", "", *(f"- {n.line()}" for n in found), "", *(f"- {line}" for n in found for line in n.wrong())]) + "\n", encoding="utf-8")


def judge(found: list[walk.Notes], last: walk.Walk, lab: kit.Lab) -> None:
    """What must be true at the end of the course."""
    report(found)
    have = {row["item_id"] for row in rows_of(lab)}
    assert not expected() - have, f"no row in the progress file for {sorted(expected() - have)}"
    for lesson in pages_plan.lessons():
        line = next((one for one in last.page_text["progress"].splitlines() if one.startswith(f"{lesson.id} ")), "")
        done = re.findall(r"(\d+) of (\d+)", line)
        assert len(done) >= 2 and all(a == b for a, b in done[:2]), f"lesson {lesson.id}: the progress page says {line!r}"
    paper = next((text for name, text in last.kept.items() if "certificate" in name), "")
    assert paper, f"the certificate was not offered; the last cell says {last.page_text['certificate'][:400]!r}"
    (kit.ARTEFACTS / "walk-certificate.html").write_text(paper, encoding="utf-8")
    unnamed = [lesson.id for lesson in pages_plan.lessons() if f"Lesson {lesson.id}," not in paper]
    assert not unnamed, f"the certificate does not name the lessons {unnamed}"
    assert not [n.book for n in found if n.mouse], "a mouse was used"
    troubles = [line for n in found for line in n.wrong()]
    assert not troubles, "\n".join(troubles)


@only_when_asked
def test_the_whole_course_by_keyboard_until_the_certificate(lab: kit.Lab, chromium, tmp_path: Path) -> None:
    found: list[walk.Notes] = []
    for book in tour():
        take(chromium, lab, book.name, found, pictures=book.folder == "notebooks" and book.lesson in ("06", "07", "09"))
    for book in tour():  # what was passed by is answered on a second visit, as a student would; it stays in the notes
        if left := missing(lab, book):
            take(chromium, lab, book.name, found, only=left)
    last = take(chromium, lab, tour()[0].name, found, pictures=True, only=frozenset({"the pages"}))
    tomorrow(chromium, lab, tmp_path, found)
    judge(found, last, lab)


def test_what_the_student_answers_is_right_and_wrong_where_it_should_be() -> None:
    """The answers of the walk, checked without a browser: a right plan names a key, a wrong one does not."""
    from eunato.learning import check

    for name, item in all_items().items():
        if item["kind"] in ("choice", "recall"):
            one = answers.item(name)
            right, wrong = (next(iter(p.radios.values())) for p in answers.plans(one, True)[::-1])
            assert check.judge(one, right).ok is True, name
            assert check.judge(one, wrong).ok is False, name


def test_the_walk_is_for_those_who_ask() -> None:
    """Whoever runs the suite reads that the long walk was left out, and how to take it."""
    mark = test_the_whole_course_by_keyboard_until_the_certificate.pytestmark[0]
    assert "EUNATO_WHOLE_COURSE=1" in mark.kwargs["reason"] and mark.args == (not ASKED_FOR,)
