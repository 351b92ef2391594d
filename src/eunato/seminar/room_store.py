"""The room on the disk: saved whole after each event, found again after a crash, never written over from a second window."""

from __future__ import annotations

import contextlib
import json
import os
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ContextManager, Protocol

from eunato.models.room import RoomError
from eunato.safe import plain
from eunato.seminar.room_events import MOST_EVENTS, Event, check
from eunato.seminar.room_log import State, fold

FILE = "room.json"
SET_ASIDE = re.compile(r"room\.broken-\d+\.json")
BYTES = 2_000_000
VERSION = 1


class Disk(Protocol):
    """How files are read and written: eunato.learning.progress_disk does it; lesson.room() passes it in."""

    def open_read(self, path: Path) -> bytes | None: ...
    def write_whole(self, path: Path, data: bytes) -> None: ...
    def lock(self, folder: Path) -> ContextManager[None]: ...
    def cause(self, error: OSError) -> str: ...


class Elsewhere(Exception):
    """The file holds another room than the one this window read: somebody works in a second window."""


@dataclass
class Loaded:
    """What stood on the disk: events, the ones that were undone, and what to say (keys of room_words.yml, "store")."""

    events: list[Event] = field(default_factory=list)
    undone: list[Event] = field(default_factory=list)
    said: str = ""
    detail: str = ""


class Store:
    """One room file in the learner's home. `problem` is "" or why the last save did not reach the disk."""

    def __init__(self, folder: Path, disk: Disk | None) -> None:
        self.folder, self.disk = folder, disk
        self.path = folder / FILE
        self.revision = ""
        self.problem = "memory" if disk is None else ""

    def load(self) -> Loaded:
        """Read the room. A file that is no room gets another name, is not deleted, and that is said."""
        if self.disk is None:
            return Loaded()
        try:
            data = self.disk.open_read(self.path)
        except OSError as error:
            self.problem = self.disk.cause(error)
            return Loaded(said="unread", detail=self.problem)
        except Exception:  # the disk's own word for "this is no ordinary file"
            data = b""
        if data is None:
            self.revision = ""
            return Loaded()
        try:
            revision, events, undone = _parse(data)
        except (RoomError, ValueError, RecursionError, KeyError, TypeError):
            return self._set_aside()
        self.revision = revision
        return Loaded(events, undone, "resumed" if events else "")

    def _set_aside(self) -> Loaded:
        for number in range(1, 1000):
            target = self.path.with_name(f"room.broken-{number}.json")
            if not os.path.lexists(target):
                try:
                    os.replace(self.path, target)
                except OSError as error:
                    self.problem = self.disk.cause(error) if self.disk else ""
                    self.disk = None  # never write over what could not be read
                    return Loaded(said="broken_stays")
                self.revision = ""
                return Loaded(said="broken", detail=target.name)
        self.disk = None
        return Loaded(said="broken_stays")

    def save(self, events: Sequence[Event], undone: Sequence[Event]) -> None:
        """Put the room on the disk. Raises Elsewhere when another window changed it; other trouble goes to `problem`."""
        if self.disk is None:
            self.problem = self.problem or "memory"
            return
        fresh = uuid.uuid4().hex
        body = json.dumps({"version": VERSION, "revision": fresh, "events": list(events), "undone": list(undone)[-50:]}, ensure_ascii=False, indent=0)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with self.disk.lock(self.folder):
                if self._there() != self.revision:
                    raise Elsewhere
                self.disk.write_whole(self.path, body.encode("utf-8"))
            self.revision, self.problem = fresh, ""
        except OSError as error:
            self.problem = self.disk.cause(error)

    def _there(self) -> str:
        """The revision that stands on the disk now; "" if there is no file, another word if it is no room."""
        try:
            data = self.disk.open_read(self.path) if self.disk else None
        except OSError:
            raise
        except Exception:
            return "no room"
        if data is None:
            return ""
        try:
            return _parse(data)[0]
        except (RoomError, ValueError, RecursionError, KeyError, TypeError):
            return "no room"

    def delete(self) -> int:
        """Take the room off the disk, and files that were set aside, which may hold names, too. How many of these there were.

        Raises OSError when that does not work.
        """
        aside = [p for p in self.folder.iterdir() if SET_ASIDE.fullmatch(p.name)] if self.folder.is_dir() else []
        for path in (self.path, *aside):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(path)
        self.revision = ""
        return len(aside)


def _parse(data: bytes) -> tuple[str, list[Event], list[Event]]:
    """(revision, events, undone) of a room file. Raises ValueError or RoomError for anything else."""
    if len(data) > BYTES:
        raise ValueError("too large")
    kept = json.loads(data.decode("utf-8"), parse_constant=_refuse)
    if not isinstance(kept, dict) or kept.get("version") != VERSION or not isinstance(kept.get("revision"), str) or len(kept["revision"]) > 64:
        raise ValueError("not a room")
    events, undone = kept.get("events"), kept.get("undone")
    if not isinstance(events, list) or not isinstance(undone, list) or len(undone) > 50:
        raise ValueError("not a room")
    fold(events)
    return kept["revision"], events, [check(e) for e in undone]


def _refuse(_word: str) -> Any:
    raise ValueError("not a number")


class Log:
    """Events with undo, redo and a store behind them.

    `do(kind, at, ...)` refuses with RoomError what the rules do not allow; then nothing is kept. When another window changed
    the room, Elsewhere is raised, nothing is written over, and `load()` brings the other window's room.
    """

    def __init__(self, store: Store) -> None:
        self.store = store
        self.events: list[Event] = []
        self.undone: list[Event] = []
        self.state = State()
        self.loaded = self.load()

    def load(self) -> Loaded:
        """Read what is on the disk; what this window had is gone."""
        self.loaded = self.store.load()
        self.events, self.undone = self.loaded.events, self.loaded.undone
        self.state = fold(self.events)
        return self.loaded

    def do(self, kind: str, at: float, **more: Any) -> Event:
        """Check, keep and save one event. Texts are cleaned first."""
        event = {"kind": kind, "at": round(at, 1), **{k: plain(v).strip() if isinstance(v, str) else v for k, v in more.items()}}
        if len(self.events) >= MOST_EVENTS:
            fold([event] * (MOST_EVENTS + 1))
        self._keep([*self.events, event], [])
        return event

    def undo(self) -> Event | None:
        """Take the last event back; None if there is none."""
        if not self.events:
            return None
        last = self.events[-1]
        self._keep(self.events[:-1], [*self.undone, last])
        return last

    def redo(self) -> Event | None:
        """Do again what was undone last; None if there is nothing."""
        if not self.undone:
            return None
        back = self.undone[-1]
        self._keep([*self.events, back], self.undone[:-1])
        return back

    def _keep(self, events: list[Event], undone: list[Event]) -> None:
        state = fold(events)
        self.store.save(events, undone)
        self.events, self.undone, self.state = events, undone[-50:], state

    def delete(self) -> int:
        """Forget the room, here and on the disk; how many set-aside files went with it."""
        aside = self.store.delete()
        self.events, self.undone, self.state = [], [], State()
        return aside
