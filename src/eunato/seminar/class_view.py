"""The class view of progress files: what a class finds hard, counted without names.

Files are strangers' until checked: bounded, read as data by the reader of the learner's own progress file, which lesson.py
hands in. What is kept in memory is only what is counted; no answer and no name.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from eunato import controls, course
from eunato.charts import class_view as charts
from eunato.charts.figure import Figure
from eunato.controls_files import FileLink
from eunato.safe import count as counted
from eunato.safe import esc, para
from eunato.seminar import ballot_folder
from eunato.seminar.ballot_files import ManyFiles
from eunato.seminar.ballot_words import words
from eunato.seminar.ballots import csv_text

LIMIT = 5_000_000
MOST = 100
"""Files of one class."""
FEW = 5
"""Below this many files single people could be recognised."""
SURE = 0.8
FOLDER = "progress"
Row = Mapping[str, Any]


class Reader(Protocol):
    """What the view needs to know about progress files; lesson.py hands it in."""

    def read(self, data: bytes) -> tuple[Sequence[Row], str, Mapping[str, int]]:
        """(rows, the learner's random id, refused rows by reason). Raises ValueError with a reason when it is no progress file."""

    def right(self, row: Row) -> bool | None:
        """Whether an answer is right; None for what nobody marks."""

    def lessons(self) -> Sequence[tuple[str, str, frozenset[str]]]:
        """(lesson, title, ids of its questions) of every lesson."""

    def asks(self, item_id: str) -> tuple[str, str]:
        """(lesson, what the question asks), both "" when the course does not know it."""


@dataclass(frozen=True)
class Person:
    """What is kept of one file: no answer, no time, no name. first: item → (confidence from 0 to 1 or None, right) of the first
    marked answer; rounds: inventory item → right, before and after; answered: per lesson how many questions have an answer."""

    learner: str
    size: int
    first: Mapping[str, tuple[float | None, bool]]
    before: Mapping[str, bool]
    after: Mapping[str, bool]
    answered: Mapping[str, int]


def person(reader: Reader, data: bytes) -> tuple[Person, Mapping[str, int]]:
    """One file, checked and boiled down; and how many of its rows were refused, by reason. ValueError with a reason."""
    rows, learner, refused = reader.read(data)
    if not rows:
        raise ValueError(words()["class_view"]["no_answers"])
    first: dict[str, tuple[float | None, bool]] = {}
    rounds: dict[str, dict[str, bool]] = {"00": {}, "10": {}}
    seen: dict[str, set[str]] = {}
    for row in sorted(rows, key=lambda r: str(r["ts"])):
        item, kind, book = str(row["item_id"]), str(row["kind"]), str(row["notebook"])
        seen.setdefault(book if kind == "inventory" else "", set()).add(item)
        right = reader.right(row)
        if right is None or kind == "predict":
            continue
        if kind == "inventory" and book in rounds:
            rounds[book][item] = right  # the newest answer of a round is the one that counts, as in lesson 10
        sure = row["confidence"]
        first.setdefault(item, (None if sure is None else float(sure) / 100, right and row["attempts"] <= 1))
    nowhere: set[str] = set()
    done = {lesson: len(items & (seen.get("", nowhere) | seen.get(lesson, nowhere))) for lesson, _, items in reader.lessons()}
    return Person(learner, len(rows), first, rounds["00"], rounds["10"], done), refused


class ClassView(controls.StoredBox):
    """Load progress files, look at four pictures, delete. `people` is what counts, `refused` (such as "file 3", reason) what does not:
    a file's name can hold a person's, so none is kept or shown."""

    def __init__(self, reader: Reader) -> None:
        self.said = said = words()["class_view"]
        self.reader = reader
        self.people: list[Person] = []
        self.refused: list[tuple[str, str]] = []
        self.taken = 0
        self.status, self.file_line = controls.StatusLine(), controls.StatusLine()
        self.folder = controls.text(said["folder"], help=said["folder_help"], value=FOLDER)
        self.load = controls.button(said["load"], self._load_folder, status=self.status, main=True)
        self.folder.on_enter(controls.guarded(self.status)(self._load_folder))
        self.files = ManyFiles(description=said["files"], help=said["files_help"], limit=LIMIT, most=MOST)
        self.files.listen(controls.guarded(self.status)(self._take_files))
        self.view = controls.menu(said["view"], [(text, key) for key, text in said["views"].items()])
        self.warning, self.list = controls.words(""), controls.words("")
        self.figure = controls.FigureArea()
        self.make = controls.button(said["export"], self._export, status=self.file_line)
        self.link = FileLink()
        self.delete = controls.button(said["delete"], self._delete, status=self.status)
        super().__init__(said["title"], para(said["stored"]), said["stored"], [
            controls.words(f"<h3>{html.escape(said['title'])}</h3>{para(said['intro'])}"),
            controls.row(self.folder, self.load), self.files, self.status, self.list, self.warning, self.view, self.figure, controls.words(para(said["note"])),
            controls.row(self.make, self.delete), self.file_line, self.link,
        ])
        self.view.observe(controls.guarded(self.status)(lambda _change: self._show(say=True)), "value")
        self._show()

    # -- taking in ------------------------------------------------------------------------------------------------

    def _load_folder(self) -> None:
        place = self.folder.value.strip() or FOLDER
        try:
            entries = ballot_folder.listed(place, MOST)
        except ballot_folder.Refusal as error:
            self.status.error(str(error))
            return
        if not entries:
            self.status.error(self.said["nothing_in_folder"].format(folder=ballot_folder.shown(place, 200)))
            return
        self._forget()  # the folder again: as it is now
        # one file after the other, so that no more than one is in memory
        self.take((entry.name, ballot_folder.content(entry, LIMIT)) for entry in entries)

    def _take_files(self, given: Sequence[tuple[str, bytes | None]]) -> None:
        self.take((name, ballot_folder.Refusal(self.said["too_large"]) if data is None else data) for name, data in given)

    def take(self, found: Iterable[tuple[str, bytes | ballot_folder.Refusal]]) -> None:
        """Count named files in, numbered from the first one after "Delete all"; say how many count and why others do not. Never raises for a file's sake."""
        said = self.said
        for _name, data in found:
            self.taken += 1
            shown = said["file"].format(n=self.taken)
            try:
                if isinstance(data, ballot_folder.Refusal):
                    raise data
                if len(data) > LIMIT:
                    raise ValueError(said["too_large"])
                if len(self.people) >= MOST:
                    raise ValueError(said["too_many"].format(most=MOST))
                one, partly = person(self.reader, data)
            except (ValueError, RecursionError) as error:
                self.refused.append((shown, str(error)))
                continue
            if partly:
                n = sum(partly.values())
                self.refused.append((shown, said["partly"].format(n=n, why="; ".join(f"{why} ({k})" for why, k in sorted(partly.items(), key=lambda p: -p[1])[:3]))))
            self._add(shown, one)
        self._show(say=True)

    def _add(self, name: str, one: Person) -> None:
        twin = next((n for n, other in enumerate(self.people) if one.learner and other.learner == one.learner), None)
        if twin is None:
            self.people.append(one)
            return
        if one.size > self.people[twin].size:
            self.people[twin] = one
        self.refused.append((name, self.said["twice"]))

    def _forget(self) -> None:
        self.people.clear()
        self.refused.clear()
        self.taken = 0

    def _delete(self) -> None:
        self._forget()
        self._show()
        self.file_line.clear()
        self.status.say(self.said["deleted"])

    # -- counting -------------------------------------------------------------------------------------------------

    def points(self) -> list[tuple[float, bool]]:
        """(confidence, right) of every first answer with a confidence; the twelve questions count with the first round."""
        return [(sure, right) for one in self.people for sure, right in one.first.values() if sure is not None]

    def wrong(self) -> list[tuple[str, str, str, int, int]]:
        """(question, lesson, what it asks, sure and wrong, answered), the most often sure and wrong first."""
        answered: dict[str, int] = {}
        missed: dict[str, int] = {}
        for one in self.people:
            for item, (sure, right) in one.first.items():
                answered[item] = answered.get(item, 0) + 1
                if not right and sure is not None and sure >= SURE:
                    missed[item] = missed.get(item, 0) + 1
        order = sorted(missed, key=lambda i: (-missed[i], -missed[i] / answered[i], i))
        return [(i, *self.reader.asks(i), missed[i], answered[i]) for i in order if self.reader.asks(i)[0]]

    def lessons(self) -> list[tuple[str, str, float, int, int]]:
        """(lesson, title, mean share answered, files that began it, files with all answered)."""
        rows = []
        for lesson, title, items in self.reader.lessons():
            if items and self.people:
                done = [one.answered.get(lesson, 0) for one in self.people]
                rows.append((lesson, title, math.fsum(d / len(items) for d in done) / len(done), sum(d > 0 for d in done), sum(d >= len(items) for d in done)))
        return rows

    def inventory(self) -> tuple[float | None, float | None, float | None, int]:
        """(mean before, mean after, normalised gain, files), of questions answered in both rounds.

        Normalised gain = (after − before) / (1 − before), of the class's means; None when all was right before.
        """
        pairs = []
        for one in self.people:
            if shared := set(one.before) & set(one.after):
                pairs.append(tuple(sum(found[i] for i in shared) / len(shared) for found in (one.before, one.after)))
        if not pairs:
            return None, None, None, 0
        before, after = (math.fsum(p[k] for p in pairs) / len(pairs) for k in (0, 1))
        return before, after, (after - before) / (1 - before) if before < 1 - 1e-9 else None, len(pairs)

    def now_figure(self) -> Figure | None:
        """The chosen picture, or None when there is no file."""
        if not self.people:
            return None
        n, view = len(self.people), self.view.value
        if view == "calibration":
            return charts.calibrated(self.points(), n)
        if view == "wrong":
            return charts.wrong(self.wrong(), n, round(100 * SURE))
        return charts.lessons(self.lessons(), n) if view == "lessons" else charts.inventory(*self.inventory())

    # -- showing --------------------------------------------------------------------------------------------------

    def _show(self, say: bool = False) -> None:
        said = self.said
        self.link.content = ""
        refused = "".join(f"<li>{esc(f'{name}: {why}', 600)}</li>" for name, why in self.refused[:200])
        self.list.value = f"<h4>{html.escape(said['refused_heading'])}</h4>{para(said['refused_note'])}<ul>{refused}</ul>" if refused else ""
        self.warning.value = f"<p><strong>{esc(said['few'].format(least=FEW))}</strong></p>" if 0 < len(self.people) < FEW else ""
        figure = self.now_figure()
        if figure is None:
            self.figure.clear()
            sentence = said["none"]
        else:
            self.figure.show(figure)
            sentence = figure.insight
        if say or figure is None:
            n = len(self.refused)
            more = words()["screen"]["not_counted"].format(n=n) if n else ""
            state = said["counted"].format(files=counted(len(self.people), "file"), refused=more).strip() if self.people or n else ""
            few = said["few"].format(least=FEW) if 0 < len(self.people) < FEW else ""
            self.status.say(" ".join(p for p in (state, few, sentence) if p))

    def _export(self) -> None:
        figure = self.now_figure()
        if figure is None or not len(figure.table):
            self.link.content = ""
            self.file_line.error(self.said["none"] if figure is None else figure.insight)
            return
        rows = [tuple(figure.table.columns), *figure.table.itertuples(index=False, name=None)]
        name = f"{figure.name.replace('_', '-')}-{course.today().isoformat()}.csv"
        self.link.offer("\ufeff" + csv_text([[v if isinstance(v, (int, float)) else str(v) for v in row] for row in rows]), name, self.said["link_csv"].format(file=name), "text/csv;charset=utf-8")
        self.file_line.say(self.said["exported"])
