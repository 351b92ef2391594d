"""The kinds of events of a room, and what each needs: shapes are checked here, the rules of the game in room_log.

An event is a dict with "kind", "at" (seconds since 1970) and the fields of its kind (FIELDS).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eunato.models import room, seats
from eunato.models.room import RoomError
from eunato.safe import plain

Event = dict[str, Any]
MOST_EVENTS, TEXT, NAME, NAMES = 3_000, 900, 80, 40
REHEARSAL = 30.0
"""Seconds of silence in the rehearsal."""
PLANS, EDITIONS = ("45", "90", "180"), ("named", "neutral")


def _whole(low: int, high: int) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, int) and not isinstance(v, bool) and low <= v <= high


def _text(v: Any) -> bool:
    return isinstance(v, str) and len(v) <= TEXT and plain(v) == v


def _one_of(*allowed: str) -> Callable[[Any], bool]:
    return lambda v: isinstance(v, str) and v in allowed


def _ids(file: str, part: str, key: str = "id") -> Callable[[Any], bool]:
    return lambda v: isinstance(v, (str, int)) and not isinstance(v, bool) and any(r[key] == v for r in seats.kit(file)[part])


def _names(v: Any) -> bool:
    return isinstance(v, list) and len(v) <= NAMES and all(isinstance(n, str) and 0 < len(n) <= NAME and plain(n) == n for n in v)


def _refusals(v: Any) -> bool:
    return isinstance(v, list) and len(v) <= 40 and all(isinstance(p, list) and len(p) == 2 and p[0] in seats.ROOMS and _role(p[1]) for p in v)


_role, _text_id, _card = _ids("roles", "roles"), _ids("texts", "texts"), _ids("injects", "cards")
_choice: Callable[[Any], bool] = lambda v: v is None or _whole(0, 9)(v)  # noqa: E731
_person = _whole(0, seats.MOST - 1)
_flag: Callable[[Any], bool] = lambda v: isinstance(v, bool)  # noqa: E731
_token: Callable[[Any], bool] = lambda v: isinstance(v, str) and len(v) <= 40  # noqa: E731

FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "setup": {"plan": _one_of(*PLANS), "edition": _one_of(*EDITIONS), "people": _whole(seats.FEWEST, seats.MOST), "seed": _whole(0, 10**9), "names": _names},
    "plan": {"plan": _one_of(*PLANS), "edition": _one_of(*EDITIONS)},
    "swap": {"one": _person, "other": _person},
    "start": {},
    "phase": {"to": _whole(0, 60), "show": _token},
    "pause": {},
    "resume": {},
    "minute": {},
    "show": {"what": _token},
    "rehearse": {},
    "round": {"text": _text_id, "choice": _choice},
    "vote": {"seat": _role, "vote": _one_of(*room.VOTES), "sentence": _text, "written": _flag},
    "decide": {},
    "silence": {"text": _text_id, "choice": _choice, "wording": _text, "minutes": _whole(1, 30)},
    "break": {"seat": _role, "reason": _text, "phrase": _text},
    "again": {"wording": _text},
    "held": {},
    "fall": {"room": _one_of(*seats.ROOMS)},
    "agenda": {"proposal": _text, "refused": _refusals},
    "wording": {"text": _text_id, "words": _text},
    "gist": {"card": _card, "to": _one_of(*seats.ROOMS), "words": _text, "chairs": _flag},
    "card": {"card": _card, "to": _one_of(*seats.ROOMS)},
    "score": {"criterion": _ids("rules", "outcome"), "value": _whole(0, 3)},
    "note": {"words": _text},
}
MAY = {"phase": {"show"}}
"""Fields that a step may do without: a room that was kept by an earlier version has none."""


def check(event: Any) -> Event:
    """The event if its shape is right. Raises RoomError otherwise. Says nothing about the rules of the game: `fold` does."""
    if not isinstance(event, dict) or not isinstance(event.get("kind"), str) or event["kind"] not in FIELDS:
        raise RoomError(room.say("bad_event"))
    wanted, at = FIELDS[event["kind"]], event.get("at")
    without = MAY.get(event["kind"], set()) - set(event)
    if set(event) | without != {"kind", "at", *wanted} or isinstance(at, bool) or not isinstance(at, (int, float)) or not 0 <= at < 1e11:
        raise RoomError(room.say("bad_event"))
    wrong = [name for name, fits in wanted.items() if name not in without and not fits(event[name])]
    if wrong:
        raise RoomError(room.say("bad_field", kind=event["kind"], field=wrong[0]))
    return event
