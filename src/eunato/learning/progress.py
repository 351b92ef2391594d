"""The learner's answers: one small private file, written whole after every answer.

The file is `progress.json` in `course.home()`. It is plain JSON with one row per line, so that a damaged file can be
read line by line. Rows never change once written; two windows are merged by row id. Whatever goes wrong with the
disk, answers stay in memory, one sentence says so, and the next answer tries again.

    >>> saved = store().record("02", "02-1", "choice", "b", confidence=80, correct=True, bite=1)   # doctest: +SKIP
    >>> saved.ok, saved.message                                                                   # doctest: +SKIP
    (True, 'Saved.')
"""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import threading
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from eunato import course
from eunato.learning import progress_disk as disk
from eunato.learning import progress_rows as shape
from eunato.learning.progress_disk import BACKUP, FILE, SIDE
from eunato.learning.progress_rows import MAX_BYTES, MAX_NODES, MAX_ROWS, MAX_TEXT, SCHEMA, Broken, Read

MAX_IMPORTED_BYTES = 4_000_000
"""Imports stop here, so that a stuffed file never takes the room of the learner's own next answers."""
_STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


@dataclass(frozen=True)
class Saved:
    """What became of one answer: `ok` is true when it is on the disk; `message` is a sentence for the learner."""

    ok: bool
    message: str


@dataclass(frozen=True)
class Report:
    """What an import did: rows added, rows known already, rows refused and why (reason -> count)."""

    ok: bool
    message: str
    added: int = 0
    known: int = 0
    refused: int = 0
    reasons: dict[str, int] = field(default_factory=dict)


class Store:
    """This learner's rows, in memory and in `progress.json` of one folder.

    `folder` None keeps everything in memory (no home folder is known).
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._rows: dict[str, dict[str, Any]] = {}
        self._text: dict[str, str] = {}
        self._size = 0
        self._unsaved: set[str] = set()
        self._learner = uuid.uuid4().hex
        self._seen: tuple | None = None  # the files as this process last read them
        self._clean: tuple | None = None  # the files as this process last wrote them, under the lock
        self._target: Path | None = None
        self._trouble = ""
        self._news: list[str] = []
        self._last = datetime(2000, 1, 1, tzinfo=timezone.utc)
        self._guard = threading.RLock()
        if folder is None:
            self._trouble = self._sentence("no folder for it is known on this computer")
        else:
            self._refresh()

    # what a caller may ask ------------------------------------------------------------------------------------------

    def record(self, notebook: str, item_id: str, kind: str, answer: Any, confidence: float | None = None,
               correct: bool | None = None, attempts: int = 1, bite: int | None = None) -> Saved:
        """Keep one answer and write the file.

        `confidence` is percent (50 to 100 in the lessons), `bite` the number of the lesson's part. Returns Saved; a
        disk that says no is not an error here. Raises ValueError when the caller's own words are wrong (a name with
        spaces, attempts that are no number), never because of the learner's answer.
        """
        with self._guard:
            sure = shape.as_data(confidence)
            if isinstance(sure, float) and 0 < sure <= 1:
                sure = round(sure * 100, 4)  # a share, as some models count it
            row = {"id": uuid.uuid4().hex, "notebook": notebook, "item_id": item_id, "kind": kind, "answer": None,
                   "confidence": sure, "correct": None if correct is None else bool(correct),
                   "attempts": attempts, "bite": bite, "ts": self._now()}
            row = shape.checked_row(row)
            try:
                row["answer"] = shape.checked_value(shape.as_data(answer), [MAX_TEXT, MAX_NODES])
            except ValueError as error:
                return Saved(False, f"Not saved: {error}. Shorten it and save again.")
            if len(self._rows) >= MAX_ROWS or self._size + len(shape.line(row).encode()) > MAX_BYTES - 1000:
                return Saved(False, "Not saved: your progress file is full. Download it, give the file another name, and begin a new one.")
            self._add(row)
            self._unsaved.add(row["id"])
            return self._save()

    def events(self, notebook: str | None = None) -> list[dict[str, Any]]:
        """All rows, oldest first (of one notebook, if named). Rows that other windows wrote are among them."""
        with self._guard:
            self._refresh()
            rows = sorted(self._rows.values(), key=lambda row: (shape.sort_key(row), row["id"]))
            return [dict(row) for row in rows if notebook is None or row["notebook"] == notebook]

    def latest(self, item_id: str) -> dict[str, Any] | None:
        """The newest row of one item, or None."""
        rows = [row for row in self.events() if row["item_id"] == item_id]
        return rows[-1] if rows else None

    def answered(self, notebook: str) -> list[str]:
        """Ids of the items answered in one notebook, in the order of the first answer."""
        return list(dict.fromkeys(row["item_id"] for row in self.events(notebook)))

    def place(self, notebook: str) -> int | None:
        """The bite in which this learner was last seen in one notebook, or None."""
        bites = [row["bite"] for row in self.events(notebook) if row["bite"] is not None]
        return bites[-1] if bites else None

    @property
    def notice(self) -> str:
        """What the learner should know about the file, in sentences; empty when all is well."""
        with self._guard:
            return " ".join([*self._news, self._trouble]).strip()

    @property
    def learner(self) -> str:
        """A random id (32 hex digits) kept in the file. It decides orders that differ between learners; it names nobody."""
        return self._learner

    @property
    def path(self) -> Path | None:
        """Where the file is, or would be."""
        return self.folder / FILE if self.folder else None

    def flush(self) -> Saved:
        """Try again to write what is only in memory."""
        with self._guard:
            return self._save() if self._unsaved else Saved(True, "Saved.")

    def export_bytes(self) -> bytes:
        """The whole progress as one file's bytes (UTF-8 JSON), with rows that could not be written yet."""
        with self._guard:
            self._refresh()
            return self._bytes()

    def import_bytes(self, data: bytes | bytearray | memoryview | str) -> Report:
        """Add the rows of an exported file to these. Never raises; importing twice adds nothing."""
        with self._guard:
            try:
                return self._import(data)
            except Exception as error:  # a learner's upload must never end in a traceback
                return Report(False, f"This file could not be read ({type(error).__name__}). Nothing was changed.")

    # inside ---------------------------------------------------------------------------------------------------------

    def _sentence(self, cause: str) -> str:
        return (f"Your answers are not saved on the disk, because {cause}. They are kept until this session ends: "
                'press "Download my progress" to keep them. Each new answer tries again.')

    def _now(self) -> str:
        """Now, and always after the newest row, so that the newest answer is the last one even if a clock was wrong."""
        now = max(datetime.now(timezone.utc), self._last + timedelta(microseconds=1))
        return min(now, datetime(2099, 12, 31, 23, 59, 59, tzinfo=timezone.utc)).strftime(_STAMP)

    def _add(self, row: dict[str, Any]) -> bool:
        if row["id"] in self._rows:
            return False
        text = shape.line(row)
        self._rows[row["id"]] = row
        self._text[row["id"]] = text
        self._size += len(text.encode("utf-8")) + 2
        self._last = max(self._last, shape.when(row["ts"]))
        return True

    def _bytes(self) -> bytes:
        order = sorted(self._rows, key=lambda i: (shape.sort_key(self._rows[i]), i))
        head = f'{{"schema":"{SCHEMA}","learner":"{self._learner}","rows":[\n'
        return (head + ",\n".join(self._text[i] for i in order) + "\n]}\n").encode("utf-8")

    def _signs(self) -> tuple:
        assert self.folder is not None
        return tuple(disk.sign(self.folder / name) for name in (FILE, SIDE, BACKUP))

    def _refresh(self) -> None:
        """Take in what other windows wrote since the last look. Never raises for the disk's sake."""
        if self.folder is None:
            return
        signs = self._signs()
        if signs == self._seen:
            return
        if signs == (None, None, None):
            self._seen = signs
            return
        try:
            healthy = self._take_in()
            self._seen = signs
            if not healthy:
                if not self._save(even_if_nothing_new=True).ok:
                    for name in (FILE, SIDE):  # what can be read is shown even where nothing can be mended
                        self._take_one(self.folder / name, mend=False)
            elif not os.access(self.folder, os.W_OK):
                self._trouble = self._sentence(disk.cause(PermissionError(errno.EACCES, "")))
        except OSError as error:
            self._trouble = self._sentence(disk.cause(error))
            self._seen = signs

    def _take_in(self) -> bool:
        """Read the files as they are, changing nothing; False if one needs repair."""
        healthy = True
        assert self.folder is not None
        for name in (FILE, SIDE):
            try:
                data = disk.open_read(self.folder / name)
                read = shape.document(data) if data is not None else None
            except Broken:
                healthy = False
                continue
            if read is None:
                healthy = healthy and (name != FILE or disk.sign(self.folder / BACKUP) is None)
                continue
            healthy = healthy and not read.reasons
            self._merge(read)
            if read.newer:
                self._tell_newer()
        return healthy

    def _merge(self, read: Read) -> int:
        if read.learner:
            self._learner = read.learner
        return sum(self._add(row) for row in read.rows)

    def _tell(self, sentence: str) -> None:
        if sentence not in self._news:
            self._news.append(sentence)

    def _tell_newer(self) -> None:
        self._tell("Your progress file comes from a newer version of this course. It is left as it is; "
                   "answers given here go to a second file beside it.")

    def _save(self, even_if_nothing_new: bool = False) -> Saved:
        if self.folder is None:
            return Saved(False, self._trouble)
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with disk.lock(self.folder):
                self._sweep()
                target = self._repair()
                if self._unsaved or even_if_nothing_new:
                    data = self._bytes()
                    if len(data) > MAX_BYTES:
                        raise OSError(errno.EFBIG, "the progress file is full")
                    if target.name == FILE:
                        disk.keep_backup(target, target.with_name(BACKUP))
                    disk.write_whole(target, data)
                self._unsaved.clear()
                self._seen = self._clean = self._signs()
        except OSError as error:
            self._trouble = self._sentence(disk.cause(error))
            return Saved(False, self._trouble)
        self._trouble = ""
        return Saved(True, "Saved.")

    def _sweep(self) -> None:
        """Take away temporary files of a process that was killed; we hold the lock, so nobody is using them."""
        assert self.folder is not None
        for left in self.folder.glob("progress.*.tmp"):
            with contextlib.suppress(OSError):
                left.unlink()

    def _repair(self) -> Path:
        """Under the lock: merge what stands on the disk, set damaged files aside, say where to write."""
        assert self.folder is not None
        if self._target is not None and self._signs() == self._clean:
            return self._target
        main, side = (self._take_one(self.folder / name) for name in (FILE, SIDE))
        if main.newer:
            self._tell_newer()
            if side.newer:
                raise OSError(errno.EEXIST, "both progress files come from a newer course")
        self._target = self.folder / (SIDE if main.newer else FILE)
        return self._target

    def _take_one(self, path: Path, mend: bool = True) -> Read:
        """Merge one file into memory, with its backup if it is damaged; `mend` sets a damaged file aside."""
        why = ""
        salvaged: Read | None = None
        raw: bytes | None = None
        try:
            raw = disk.open_read(path)
            read = shape.document(raw) if raw is not None else Read()
            if read.newer:
                return read
            if read.reasons:
                why = f"{shape.answers_word(sum(read.reasons.values()))} in it could not be read: {shape.reasons_words(read.reasons)}"
                salvaged = read
        except Broken as error:
            why, read = str(error), Read()
            salvaged = Read()
            salvaged.take(shape.lines(raw or b""))
        self._merge(read)
        if path.name != FILE:
            if why:
                self._merge(salvaged) if salvaged else None
                if mend:
                    self._tell(f"A second progress file was damaged ({why}). It is kept as {disk.set_aside(path)}.")
            return read
        if why or raw is None:
            before = len(self._rows)
            salvage_count = self._merge(salvaged) if salvaged else 0
            with contextlib.suppress(Broken, OSError):
                spare = disk.open_read(path.with_name(BACKUP))
                if spare is not None:
                    backup = shape.document(spare)
                    if not backup.newer:
                        self._merge(backup)
            saved = len(self._rows) - before
            if why:
                kept = f"is kept as {disk.set_aside(path)}" if mend else "stands where it was"
                have = len(self._rows)
                self._tell(f"Your progress file was damaged: {why}. It {kept}; "
                           f"{shape.answers_word(have)} could be brought back from it and its backup.")
            elif saved and not salvage_count:
                self._tell(f"Your progress file was missing; {shape.answers_word(saved)} came back from the backup.")
        return read

    def _import(self, data: bytes | bytearray | memoryview | str) -> Report:
        nothing = "Nothing was changed."
        if isinstance(data, str):
            if len(data) > MAX_BYTES:
                return Report(False, f"This file is larger than {MAX_BYTES // 1_000_000} MB. {nothing}")
            data = data.encode("utf-8", "replace")
        if not isinstance(data, (bytes, bytearray, memoryview)):
            return Report(False, f"This is not a file. Choose the progress file you downloaded. {nothing}")
        if memoryview(data).nbytes > MAX_BYTES:
            return Report(False, f"This file is larger than {MAX_BYTES // 1_000_000} MB. {nothing}")
        data = bytes(data)
        if not data.strip():
            return Report(False, f"This file is empty. {nothing}")
        broken = ""
        try:
            read = shape.document(data)
        except Broken as error:
            broken = str(error)
            read = Read()
            read.take(shape.lines(data))
            if not read.rows:
                return Report(False, f"This file cannot be used: {broken}. Choose the file that "
                                     f'"Download my progress" gave you. {nothing}')
        if read.newer:
            return Report(False, "This file comes from a newer version of the course. Update the course, then bring it "
                                 f"back again. {nothing}")
        self._refresh()
        if not self._rows and read.learner:
            self._learner = read.learner  # the same learner in a new room
        added = known = 0
        for row in read.rows:
            if row["id"] in self._rows:
                if self._text[row["id"]] == shape.line(row):
                    known += 1
                else:
                    read.refuse("another answer has the same id")
                continue
            if len(self._rows) >= MAX_ROWS or self._size + len(shape.line(row).encode("utf-8")) > MAX_IMPORTED_BYTES:
                read.refuse("there is no room for more answers")
                continue
            self._add(row)
            self._unsaved.add(row["id"])
            added += 1
        saved = self._save() if added else Saved(True, "")
        refused = sum(read.reasons.values())
        parts = [f"{shape.answers_word(added)} brought back." if added else "No new answers in this file."]
        if known:
            parts.append(f"{shape.answers_word(known)} {'was' if known == 1 else 'were'} here already.")
        if broken:
            parts.append(f"The file is damaged ({broken}); what could be read was taken.")
        if refused:
            parts.append(f"{shape.answers_word(refused)} refused: {shape.reasons_words(read.reasons)}.")
        if not saved.ok:
            parts.append(saved.message)
        return Report(bool(added or known) or not refused, " ".join(parts), added, known, refused, read.reasons)


_stores: dict[str, Store] = {}


def store() -> Store:
    """The store of this process for the current `course.home()`; made on the first call."""
    try:
        folder: Path | None = course.home()
    except (RuntimeError, OSError, ValueError):  # no home folder is known
        folder = None
    key = str(folder)
    if key not in _stores:
        _stores[key] = Store(folder)
    return _stores[key]


def forget() -> None:
    """Drop the stores of this process, so that the next `store()` reads the disk anew (for tests)."""
    _stores.clear()


@atexit.register
def _flush_all() -> None:
    for kept in _stores.values():
        with contextlib.suppress(Exception):
            kept.flush()
