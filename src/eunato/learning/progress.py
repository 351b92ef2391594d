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
import json
import math
import os
import re
import stat
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from eunato import course

SCHEMA = "eunato-progress-1"
MAX_BYTES = 5_000_000
"""Largest file that is read or written."""
MAX_IMPORTED_BYTES = 4_000_000
"""Imports stop here, so that a stuffed file never takes the room of the learner's own next answers."""
MAX_ROWS = 20_000
MAX_LINE = 150_000
MAX_TEXT = 20_000
"""Characters in one answer, all its texts together."""
MAX_NODES = 500
MAX_DEPTH = 6
LOCK_SECONDS = 5.0

FIELDS = ("id", "notebook", "item_id", "kind", "answer", "confidence", "correct", "attempts", "bite", "ts")

FILE = "progress.json"
BACKUP = "progress.backup.json"
SIDE = "progress.older-course.json"
LOCK = "progress.lock"

_HEX = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_TS = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_SCHEMA = re.compile(r"eunato-progress-(\d{1,6})")
_SURROGATE = re.compile("[\ud800-\udfff]")
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


class _Twice(dict):
    """A JSON object in which one key stood twice."""


class _NoNumber:
    """Stands where the file said NaN or Infinity, so that only this row is refused."""


class _Broken(Exception):
    """The file is not a progress file, or only part of one."""


class _Busy(OSError):
    """Another window holds the lock for too long."""


# -- rows ------------------------------------------------------------------------------------------------------------


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(made)


def _parse(text: str) -> Any:
    """JSON as data: raises ValueError or RecursionError, nothing else."""
    return json.loads(text, object_pairs_hook=_pairs, parse_constant=lambda _: _NoNumber())


def _plain(value: Any, depth: int = 0) -> Any:
    """An answer from a widget as JSON data: tuples and sets become lists, numpy numbers become numbers."""
    if depth > MAX_DEPTH + 1:
        return str(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {str(k): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(v, depth + 1) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [_plain(v, depth + 1) for v in value]
    if hasattr(value, "item"):
        with contextlib.suppress(Exception):
            return _plain(value.item(), depth + 1)
    return str(value)


def _checked(value: Any, room: list[int], depth: int = 0) -> Any:
    """`value` if it is JSON within the bounds; `room` is [texts left, nodes left]. Raises ValueError with the reason."""
    room[1] -= 1
    if room[1] < 0 or depth > MAX_DEPTH:
        raise ValueError("an answer has too many parts")
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        room[0] -= len(value)
        if room[0] < 0:
            raise ValueError(f"an answer is longer than {MAX_TEXT:,} characters")
        return _SURROGATE.sub("\ufffd", value)
    if isinstance(value, (int, float)):
        if not math.isfinite(value) or abs(value) > 1e18:
            raise ValueError("a number is out of range")
        return value
    if isinstance(value, _Twice):
        raise ValueError("a field stands twice")
    if isinstance(value, dict):
        return {_checked(k, room, depth + 1): _checked(v, room, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_checked(v, room, depth + 1) for v in value]
    raise ValueError("a number is not a number")


def _confidence(value: Any) -> float | int | None:
    """Percent, 0 to 100, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise ValueError("a confidence is not a number")
    if not 0 <= value <= 100:
        raise ValueError("a confidence is not between 0 and 100")
    return value


def _whole(value: Any, what: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{what} is not a whole number from {low} to {high}")
    return value


def _row(raw: Any) -> dict[str, Any]:
    """One row, checked and in a fixed order of fields. Raises ValueError with a reason in words."""
    if not isinstance(raw, dict):
        raise ValueError("a row is not a record")
    if isinstance(raw, _Twice):
        raise ValueError("a field stands twice")
    if set(raw) != set(FIELDS):
        raise ValueError("a row lacks a field or has one too many")
    if not isinstance(raw["id"], str) or not _HEX.fullmatch(raw["id"]):
        raise ValueError("a row's id is not one of ours")
    for name in ("notebook", "item_id", "kind"):
        if not isinstance(raw[name], str) or not _NAME.fullmatch(raw[name]):
            raise ValueError(f"{name} is not a plain name")
    if not isinstance(raw["ts"], str) or not _TS.fullmatch(raw["ts"]):
        raise ValueError("a date cannot be read")
    _when(raw["ts"])
    if raw["correct"] is not None and not isinstance(raw["correct"], bool):
        raise ValueError("correct is neither yes, no nor empty")
    return {
        "id": raw["id"],
        "notebook": raw["notebook"],
        "item_id": raw["item_id"],
        "kind": raw["kind"],
        "answer": _checked(raw["answer"], [MAX_TEXT, MAX_NODES]),
        "confidence": _confidence(raw["confidence"]),
        "correct": raw["correct"],
        "attempts": _whole(raw["attempts"], "attempts", 0, 9999),
        "bite": None if raw["bite"] is None else _whole(raw["bite"], "bite", 0, 99),
        "ts": raw["ts"],
    }


def _when(ts: str) -> datetime:
    """The time of a row. Raises ValueError for a day that does not exist."""
    head, _, fraction = ts[:-1].partition(".")
    try:
        return datetime.fromisoformat(f"{head}.{fraction:0<6}+00:00")
    except ValueError:
        raise ValueError("a date cannot be read") from None


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _lines(found: bytes) -> Iterator[Any]:
    """Whatever rows can still be read from a damaged file, line by line (our files hold one row per line)."""
    for number, line in enumerate(found.splitlines()):
        if number > MAX_ROWS * 2:
            return
        line = line.strip().rstrip(b",")
        if not line.startswith(b'{"id"') or len(line) > MAX_LINE:
            continue
        try:
            yield _parse(line.decode("utf-8"))
        except (ValueError, RecursionError):
            continue


@dataclass
class _Read:
    """What a file held."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    learner: str = ""
    reasons: dict[str, int] = field(default_factory=dict)
    newer: bool = False

    def take(self, found: Any) -> None:
        for raw in found:
            if len(self.rows) >= MAX_ROWS:
                self.refuse(f"more than {MAX_ROWS:,} rows")
                continue
            try:
                self.rows.append(_row(raw))
            except (ValueError, RecursionError) as error:
                self.refuse(str(error) or "a row is nested too deeply")

    def refuse(self, reason: str) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def _document(data: bytes) -> _Read:
    """The rows of a whole file. Raises _Broken when it is not a progress file as we write it."""
    if len(data) > MAX_BYTES:
        raise _Broken(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    if data.count(b"{") + data.count(b"[") > MAX_ROWS * 10:
        raise _Broken("it has too many parts")
    try:
        found = _parse(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise _Broken("it is cut off or is not JSON") from None
    if not isinstance(found, dict) or isinstance(found, _Twice):
        raise _Broken("it is not a progress file")
    schema = found.get("schema")
    known = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if not known:
        raise _Broken("it is not a progress file")
    if schema != SCHEMA:
        return _Read(newer=True)
    if not isinstance(found.get("rows"), list):
        raise _Broken("it is not a progress file")
    read = _Read()
    learner = found.get("learner")
    if isinstance(learner, str) and _HEX.fullmatch(learner):
        read.learner = learner
    read.take(found["rows"])
    return read


def _reasons(reasons: dict[str, int]) -> str:
    """The three commonest reasons, in words."""
    top = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return "; ".join(f"{reason} ({count:,})" for reason, count in top)


def _rows_word(count: int) -> str:
    return f"{count:,} answer" if count == 1 else f"{count:,} answers"


# -- the disk --------------------------------------------------------------------------------------------------------


def _open_read(path: Path) -> bytes | None:
    """The file's bytes (at most one over the limit), None if there is none. Never follows a link, never waits on a pipe.

    Raises _Broken when something else than a file stands there.
    """
    try:
        if path.is_symlink():
            raise _Broken("it is a link to another place")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise _Broken("it is a link to another place") from None
        if path.is_dir():  # Windows cannot open one
            raise _Broken("it is a folder") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise _Broken("it is not an ordinary file")
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def _sign(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever somebody replaces the file; None if there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _replace(source: Path, target: Path) -> None:
    """os.replace; Windows refuses while another program reads the file, so try a few times there."""
    for attempt in range(20):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == 19:
                raise
            time.sleep(0.02)


def _write_whole(path: Path, data: bytes) -> None:
    """Old file or new file, never half of one: temporary file beside it, flushed to the disk, then put in place."""
    temporary = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if hasattr(os, "O_DIRECTORY"):
        # The new name is safe after a power cut only when the folder is flushed too; not every file system can.
        with contextlib.suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def _keep_backup(path: Path, backup: Path) -> None:
    """One backup: the file as it was before this answer. It costs no second copy where hard links exist."""
    step = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
    try:
        try:
            os.link(path, step, follow_symlinks=False)
        except FileNotFoundError:
            return
        except (OSError, NotImplementedError, AttributeError):
            data = _open_read(path)
            if data is None:
                return
            _write_whole(backup, data)
            return
        _replace(step, backup)
    finally:
        # Renaming one hard link onto another of the same file leaves both names; take the spare one away.
        with contextlib.suppress(OSError):
            os.unlink(step)


def _set_aside(path: Path) -> str:
    """Give a file that cannot be used a free name, `progress.broken-1.json`; it is never deleted. Returns the name."""
    for number in range(1, 1000):
        target = path.with_name(f"progress.broken-{number}.json")
        if not os.path.lexists(target):
            _replace(path, target)
            return target.name
    raise OSError(errno.EEXIST, "a thousand damaged progress files stand here already")


@contextlib.contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Only one process writes at a time. The system frees the lock when its holder dies.

    Raises _Busy after LOCK_SECONDS, OSError when the folder cannot be written.
    """
    path = folder / LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o600)
    by_name: Path | None = None
    unlock = None
    try:
        try:
            unlock = _system_lock(handle)
        except _Busy:
            raise
        except OSError:
            # Some network folders know no locks: a file that only one process can make does the same job.
            held = path.with_name(LOCK + ".held")
            _named_lock(held)
            by_name = held
        yield
    finally:
        if unlock:
            unlock()
        if by_name:
            with contextlib.suppress(OSError):
                os.unlink(by_name)
        os.close(handle)


def _system_lock(handle: int):
    """Take the system's lock on an open file; returns what frees it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        def take() -> None:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

        def free() -> None:
            with contextlib.suppress(OSError):
                os.lseek(handle, 0, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

        held = (errno.EACCES, errno.EDEADLK, errno.EAGAIN)
    else:

        def take() -> None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

        def free() -> None:
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)

        held = (errno.EACCES, errno.EAGAIN)
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            take()
            return free
        except OSError as error:
            if error.errno not in held:
                raise
            if time.monotonic() > until:
                raise _Busy(errno.EBUSY, "another window is writing") from None
            time.sleep(0.005)


def _named_lock(path: Path, stale: float = 30.0) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - os.lstat(path).st_mtime > stale:
                    # Its holder died: no write takes half a minute. Move it first, so that two finders do not both go on.
                    dead = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
                    os.rename(path, dead)
                    os.unlink(dead)
                    continue
            if time.monotonic() > until:
                raise _Busy(errno.EBUSY, "another window is writing") from None
            time.sleep(0.02)


def _cause(error: OSError) -> str:
    """Why the disk said no, in words."""
    if isinstance(error, _Busy):
        return "another window is still writing"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
        return "the disk is full"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "the folder for it may not be written"
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ELOOP):
        return "the folder for it cannot be made"
    if error.errno == errno.EFBIG:
        return "the progress file is full"
    return "the disk reported an error"


# -- the store -------------------------------------------------------------------------------------------------------


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
            sure = _plain(confidence)
            if isinstance(sure, float) and 0 < sure <= 1:
                sure = round(sure * 100, 4)  # a share, as some models count it
            row = {"id": uuid.uuid4().hex, "notebook": notebook, "item_id": item_id, "kind": kind, "answer": None,
                   "confidence": sure, "correct": None if correct is None else bool(correct),
                   "attempts": attempts, "bite": bite, "ts": self._now()}
            row = _row(row)
            try:
                row["answer"] = _checked(_plain(answer), [MAX_TEXT, MAX_NODES])
            except ValueError as error:
                return Saved(False, f"Not saved: {error}. Shorten it and save again.")
            if len(self._rows) >= MAX_ROWS or self._size + len(_line(row).encode()) > MAX_BYTES - 1000:
                self._trouble = self._sentence("the progress file is full")
                return Saved(False, self._trouble)
            self._add(row)
            self._unsaved.add(row["id"])
            return self._save()

    def events(self, notebook: str | None = None) -> list[dict[str, Any]]:
        """All rows, oldest first (of one notebook, if named). Rows that other windows wrote are among them."""
        with self._guard:
            self._refresh()
            rows = sorted(self._rows.values(), key=lambda row: (_stamp_key(row), row["id"]))
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
        text = _line(row)
        self._rows[row["id"]] = row
        self._text[row["id"]] = text
        self._size += len(text.encode("utf-8")) + 2
        self._last = max(self._last, _when(row["ts"]))
        return True

    def _bytes(self) -> bytes:
        order = sorted(self._rows, key=lambda i: (_stamp_key(self._rows[i]), i))
        head = f'{{"schema":"{SCHEMA}","learner":"{self._learner}","rows":[\n'
        return (head + ",\n".join(self._text[i] for i in order) + "\n]}\n").encode("utf-8")

    def _signs(self) -> tuple:
        assert self.folder is not None
        return tuple(_sign(self.folder / name) for name in (FILE, SIDE, BACKUP))

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
                self._save(even_if_nothing_new=True)
            elif not os.access(self.folder, os.W_OK):
                self._trouble = self._sentence(_cause(PermissionError(errno.EACCES, "")))
        except OSError as error:
            self._trouble = self._sentence(_cause(error))
            self._seen = signs

    def _take_in(self) -> bool:
        """Read the files as they are, changing nothing; False if one needs repair."""
        healthy = True
        assert self.folder is not None
        for name in (FILE, SIDE):
            try:
                data = _open_read(self.folder / name)
                read = _document(data) if data is not None else None
            except _Broken:
                healthy = False
                continue
            if read is None:
                healthy = healthy and (name != FILE or _sign(self.folder / BACKUP) is None)
                continue
            healthy = healthy and not read.reasons
            self._merge(read)
            if read.newer:
                self._tell_newer()
        return healthy

    def _merge(self, read: _Read) -> int:
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
            with _lock(self.folder):
                self._sweep()
                target = self._repair()
                if self._unsaved or even_if_nothing_new:
                    data = self._bytes()
                    if len(data) > MAX_BYTES:
                        raise OSError(errno.EFBIG, "the progress file is full")
                    if target.name == FILE:
                        _keep_backup(target, target.with_name(BACKUP))
                    _write_whole(target, data)
                self._unsaved.clear()
                self._seen = self._clean = self._signs()
        except OSError as error:
            self._trouble = self._sentence(_cause(error))
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

    def _take_one(self, path: Path) -> _Read:
        why = ""
        salvaged: _Read | None = None
        raw: bytes | None = None
        try:
            raw = _open_read(path)
            read = _document(raw) if raw is not None else _Read()
            if read.newer:
                return read
            if read.reasons:
                why = f"{_rows_word(sum(read.reasons.values()))} in it could not be read: {_reasons(read.reasons)}"
                salvaged = read
        except _Broken as error:
            why, read = str(error), _Read()
            salvaged = _Read()
            salvaged.take(_lines(raw or b""))
        self._merge(read)
        if path.name != FILE:
            if why:
                self._tell(f"A second progress file was damaged ({why}). It is kept as {_set_aside(path)}.")
            return read
        if why or raw is None:
            before = len(self._rows)
            salvage_count = self._merge(salvaged) if salvaged else 0
            with contextlib.suppress(_Broken, OSError):
                spare = _open_read(path.with_name(BACKUP))
                if spare is not None:
                    backup = _document(spare)
                    if not backup.newer:
                        self._merge(backup)
            saved = len(self._rows) - before
            if why:
                kept = _set_aside(path)
                have = len(self._rows)
                self._tell(f"Your progress file was damaged: {why}. It is kept as {kept}; "
                           f"{_rows_word(have)} could be brought back from it and its backup.")
            elif saved and not salvage_count:
                self._tell(f"Your progress file was missing; {_rows_word(saved)} came back from the backup.")
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
            read = _document(data)
        except _Broken as error:
            broken = str(error)
            read = _Read()
            read.take(_lines(data))
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
                if self._text[row["id"]] == _line(row):
                    known += 1
                else:
                    read.refuse("another answer has the same id")
                continue
            if len(self._rows) >= MAX_ROWS or self._size + len(_line(row).encode("utf-8")) > MAX_IMPORTED_BYTES:
                read.refuse("there is no room for more answers")
                continue
            self._add(row)
            self._unsaved.add(row["id"])
            added += 1
        saved = self._save() if added else Saved(True, "")
        refused = sum(read.reasons.values())
        parts = [f"{_rows_word(added)} brought back." if added else "No new answers in this file."]
        if known:
            parts.append(f"{_rows_word(known)} {'was' if known == 1 else 'were'} here already.")
        if broken:
            parts.append(f"The file is damaged ({broken}); what could be read was taken.")
        if refused:
            parts.append(f"{_rows_word(refused)} refused: {_reasons(read.reasons)}.")
        if not saved.ok:
            parts.append(saved.message)
        return Report(bool(added or known) or not refused, " ".join(parts), added, known, refused, read.reasons)


def _stamp_key(row: dict[str, Any]) -> str:
    """A sortable time: `…:05Z` sorts with `…:05.000000Z`."""
    head, _, fraction = row["ts"][:-1].partition(".")
    return f"{head}.{fraction:0<6}"


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
