"""Rows of the progress file: what one is, how a stranger's file is read as data, with bounds and reasons.

Nothing here touches the disk, and nothing read is ever run.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

SCHEMA = "eunato-progress-1"
MAX_BYTES = 5_000_000
"""Largest file that is read or written."""
MAX_ROWS = 20_000
MAX_LINE = 150_000
MAX_TEXT = 20_000
"""Characters in one answer, all its texts together."""
MAX_NODES = 500
MAX_DEPTH = 6

FIELDS = ("id", "notebook", "item_id", "kind", "answer", "confidence", "correct", "attempts", "bite", "ts")

_HEX = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,79}")
_TS = re.compile(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_SCHEMA = re.compile(r"eunato-progress-(\d{1,6})")
_SURROGATE = re.compile("[\ud800-\udfff]")


def _finite(value: float) -> bool:
    """Whether a number is one that can be computed with; a whole number of hundreds of digits is not."""
    try:
        return math.isfinite(value)
    except OverflowError:
        return False


class _Twice(dict):
    """A JSON object in which one key stood twice."""


class _NoNumber:
    """Stands where the file said NaN or Infinity, so that only this row is refused."""


class Broken(Exception):
    """The file is not a progress file, or only part of one."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else _Twice(made)


def _parse(text: str) -> Any:
    """JSON as data: raises ValueError or RecursionError, nothing else."""
    return json.loads(text, object_pairs_hook=_pairs, parse_constant=lambda _: _NoNumber())


def as_data(value: Any, depth: int = 0) -> Any:
    """An answer from a widget as JSON data: tuples and sets become lists, numpy numbers become numbers."""
    if depth > MAX_DEPTH + 1:
        return str(value)
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, (int, float)):
        return value if _finite(value) else None
    if isinstance(value, dict):
        return {str(k): as_data(v, depth + 1) for k, v in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((as_data(v, depth + 1) for v in value), key=str)
    if isinstance(value, (list, tuple)):
        return [as_data(v, depth + 1) for v in value]
    if hasattr(value, "item"):
        with contextlib.suppress(Exception):
            return as_data(value.item(), depth + 1)
    return str(value)


def checked_value(value: Any, room: list[int], depth: int = 0) -> Any:
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
        if not _finite(value) or abs(value) > 1e18:
            raise ValueError("a number is out of range")
        return value
    if isinstance(value, _Twice):
        raise ValueError("a field stands twice")
    if isinstance(value, dict):
        return {checked_value(k, room, depth + 1): checked_value(v, room, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [checked_value(v, room, depth + 1) for v in value]
    raise ValueError("a number is not a number")


def _confidence(value: Any) -> float | int | None:
    """Percent, 0 to 100, or None."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
        raise ValueError("a confidence is not a number")
    if not 0 <= value <= 100:
        raise ValueError("a confidence is not between 0 and 100")
    return value


def _whole(value: Any, what: str, low: int, high: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ValueError(f"{what} is not a whole number from {low} to {high}")
    return value


def checked_row(raw: Any) -> dict[str, Any]:
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
    when(raw["ts"])
    if raw["correct"] is not None and not isinstance(raw["correct"], bool):
        raise ValueError("correct is neither yes, no nor empty")
    return {
        "id": raw["id"],
        "notebook": raw["notebook"],
        "item_id": raw["item_id"],
        "kind": raw["kind"],
        "answer": checked_value(raw["answer"], [MAX_TEXT, MAX_NODES]),
        "confidence": _confidence(raw["confidence"]),
        "correct": raw["correct"],
        "attempts": _whole(raw["attempts"], "attempts", 0, 9999),
        "bite": None if raw["bite"] is None else _whole(raw["bite"], "bite", 0, 99),
        "ts": raw["ts"],
    }


def when(ts: str) -> datetime:
    """The time of a row. Raises ValueError for a day that does not exist."""
    head, _, fraction = ts[:-1].partition(".")
    try:
        return datetime.fromisoformat(f"{head}.{fraction:0<6}+00:00")
    except ValueError:
        raise ValueError("a date cannot be read") from None


def line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def lines(found: bytes) -> Iterator[Any]:
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
class Read:
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
                self.rows.append(checked_row(raw))
            except (ValueError, RecursionError) as error:
                self.refuse(str(error) or "a row is nested too deeply")

    def refuse(self, reason: str) -> None:
        self.reasons[reason] = self.reasons.get(reason, 0) + 1


def document(data: bytes) -> Read:
    """The rows of a whole file. Raises Broken when it is not a progress file as we write it."""
    if len(data) > MAX_BYTES:
        raise Broken(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    if data.count(b"{") + data.count(b"[") > MAX_ROWS * 10:
        raise Broken("it has too many parts")
    try:
        found = _parse(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Broken("it is cut off or is not JSON") from None
    if not isinstance(found, dict) or isinstance(found, _Twice):
        raise Broken("it is not a progress file")
    schema = found.get("schema")
    known = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if not known:
        raise Broken("it is not a progress file")
    if schema != SCHEMA:
        return Read(newer=True)
    if not isinstance(found.get("rows"), list):
        raise Broken("it is not a progress file")
    read = Read()
    learner = found.get("learner")
    if isinstance(learner, str) and _HEX.fullmatch(learner):
        read.learner = learner
    read.take(found["rows"])
    return read


def reasons_words(reasons: dict[str, int]) -> str:
    """The three commonest reasons, in words."""
    top = sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0]))[:3]
    return "; ".join(f"{reason} ({count:,})" for reason, count in top)


def answers_word(count: int) -> str:
    return f"{count:,} answer" if count == 1 else f"{count:,} answers"


def sort_key(row: dict[str, Any]) -> str:
    """A sortable time: `…:05Z` sorts with `…:05.000000Z`."""
    head, _, fraction = row["ts"][:-1].partition(".")
    return f"{head}.{fraction:0<6}"
