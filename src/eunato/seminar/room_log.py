"""The room as a list of events: what happened is kept, and the state is computed from it.

Every click is one event: a dict with "kind", "at" (seconds since 1970) and what the kind needs (FIELDS). `fold(events)`
gives the state. Undo takes the last event away. An event that the rules do not allow is refused before it is kept, and a
file with such an event is not a room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eunato.models import room, seats
from eunato.models.room import RoomError
from eunato.safe import plain

Event = dict[str, Any]
MOST_EVENTS, TEXT, NAME, NAMES = 3_000, 900, 80, 40
PLANS, EDITIONS = ("45", "90", "180"), ("named", "neutral")


@dataclass
class Card:
    """A gist that left a card: to which room, in which words."""

    card: str
    to: str
    words: str


@dataclass
class Done:
    """A text that a room is through with: adopted, blocked, no_decision or fallen, and when (seconds since 1970)."""

    room: str
    text: str
    choice: int | None
    outcome: str
    at: float


@dataclass
class State:
    """The room as it is now. `votes` belongs to the PSC's text on the table, `silence` to the NAC's."""

    plan: str = "90"
    edition: str = "named"
    people: int = 0
    names: tuple[str, ...] = ()
    seated: tuple[seats.Seated, ...] = ()
    started: float = 0.0
    phase: int = 0
    until: float = 0.0
    left: float | None = None
    shown: str = ""
    text: str = ""
    choice: int | None = None
    votes: dict[str, str] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    silence: room.Silence | None = None
    agenda: room.Agenda | None = None
    wording: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    gists: list[Card] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    scores: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def phases(self) -> list[dict[str, Any]]:
        """The plan's phases."""
        return seats.kit("plans")["plans"][self.plan]

    def voices(self, where: str) -> tuple[str, ...]:
        """The states with a voice in a room."""
        return seats.voices(self.people, where) if self.people else ()

    def released(self, card: Mapping[str, Any]) -> bool:
        """Whether an adopted text has lifted the card's mark."""
        by = card.get("released_by") or {}
        return any(d.outcome == "adopted" and d.text == by.get("text") and ("choice" not in by or d.choice == by["choice"]) for d in self.done)


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

FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "setup": {"plan": _one_of(*PLANS), "edition": _one_of(*EDITIONS), "people": _whole(seats.FEWEST, seats.MOST), "seed": _whole(0, 10**9), "names": _names},
    "swap": {"one": _person, "other": _person},
    "start": {},
    "phase": {"to": _whole(0, 60)},
    "pause": {},
    "resume": {},
    "minute": {},
    "show": {"what": lambda v: isinstance(v, str) and len(v) <= 40},
    "round": {"text": _text_id, "choice": _choice},
    "vote": {"seat": _role, "vote": _one_of(*room.VOTES), "sentence": _text, "written": _flag},
    "decide": {},
    "silence": {"text": _text_id, "choice": _choice, "wording": _text, "minutes": _whole(1, 30)},
    "break": {"seat": _role, "reason": _text, "phrase": _text},
    "again": {"wording": _text},
    "held": {},
    "agenda": {"proposal": _text, "refused": _refusals},
    "wording": {"text": _text_id, "words": _text},
    "gist": {"card": _card, "to": _one_of(*seats.ROOMS), "words": _text, "chairs": _flag},
    "card": {"card": _card, "to": _one_of(*seats.ROOMS)},
    "score": {"criterion": _ids("rules", "outcome"), "value": _whole(0, 3)},
    "note": {"words": _text},
}


def check(event: Any) -> Event:
    """The event if its shape is right. Raises RoomError otherwise. Says nothing about the rules of the game: `fold` does."""
    if not isinstance(event, dict) or not isinstance(event.get("kind"), str) or event["kind"] not in FIELDS:
        raise RoomError(room.say("bad_event"))
    wanted, at = FIELDS[event["kind"]], event.get("at")
    if set(event) != {"kind", "at", *wanted} or isinstance(at, bool) or not isinstance(at, (int, float)) or not 0 <= at < 1e11:
        raise RoomError(room.say("bad_event"))
    wrong = [name for name, fits in wanted.items() if not fits(event[name])]
    if wrong:
        raise RoomError(room.say("bad_field", kind=event["kind"], field=wrong[0]))
    return event


def fold(events: Sequence[Event]) -> State:
    """The state after these events. Raises RoomError at the first that the rules do not allow."""
    if len(events) > MOST_EVENTS:
        raise RoomError(room.say("full", most=MOST_EVENTS))
    state = State()
    for event in events:
        step(state, check(event))
    return state


def step(s: State, e: Event) -> None:
    """Change the state by one event whose shape is right."""
    kind, at = e["kind"], float(e["at"])
    if kind not in ("setup", "swap") and not s.people:
        raise RoomError(room.say("no_room"))
    if kind not in ("setup", "swap", "start") and not s.started:
        raise RoomError(room.say("not_started"))
    _STEPS[kind](s, e, at)


def _setup(s: State, e: Event, at: float) -> None:
    if s.started:
        raise RoomError(room.say("started"))
    if e["names"] and len(e["names"]) != e["people"]:
        raise RoomError(room.say("bad_field", kind="setup", field="names"))
    s.plan, s.edition, s.people, s.names = e["plan"], e["edition"], e["people"], tuple(e["names"])
    s.seated = seats.deal(e["people"], e["seed"])


def _swap(s: State, e: Event, at: float) -> None:
    s.seated = seats.swap(s.seated, e["one"], e["other"])


def _start(s: State, e: Event, at: float) -> None:
    if s.started:
        raise RoomError(room.say("started"))
    s.started = at
    _phase(s, {"to": 0}, at)


def _phase(s: State, e: Mapping[str, Any], at: float) -> None:
    if e["to"] >= len(s.phases):
        raise RoomError(room.say("no_phase"))
    now = s.phases[e["to"]]
    s.phase, s.until, s.left = e["to"], at + 60 * (now["to"] - now["from"]), None


def _pause(s: State, e: Event, at: float) -> None:
    if s.left is not None:
        raise RoomError(room.say("paused"))
    s.left = s.until - at


def _resume(s: State, e: Event, at: float) -> None:
    if s.left is None:
        raise RoomError(room.say("not_paused"))
    s.until, s.left = at + s.left, None


def _minute(s: State, e: Event, at: float) -> None:
    if s.left is None:
        s.until = max(s.until, at) + 60  # over time, one more minute is a minute from now
    else:
        s.left = max(s.left, 0.0) + 60


def _show(s: State, e: Event, at: float) -> None:
    s.shown = e["what"]


def _choices(e: Event, where: str) -> None:
    text = next(t for t in seats.kit("texts")["texts"] if t["id"] == e["text"])
    if text["room"] not in (where, "joint"):
        raise RoomError(room.say("other_room", text=e["text"]))
    n = len(text["choices"])
    if (e["choice"] is None) != (n == 0) or e["choice"] is not None and e["choice"] >= n:
        raise RoomError(room.say("choose", text=e["text"]))


def _round(s: State, e: Event, at: float) -> None:
    _choices(e, "psc")
    s.text, s.choice = e["text"], e["choice"]
    s.votes = dict.fromkeys(s.voices("psc"), "absent")
    s.reasons, s.written = {}, set()


def _vote(s: State, e: Event, at: float) -> None:
    if not s.text or e["seat"] not in s.votes:
        raise RoomError(room.say("no_round"))
    s.votes[e["seat"]] = e["vote"]
    s.reasons[e["seat"]] = e["sentence"]
    (s.written.add if e["written"] and e["vote"] != "absent" else s.written.discard)(e["seat"])


def _decide(s: State, e: Event, at: float) -> None:
    if not s.text:
        raise RoomError(room.say("no_round"))
    found = room.psc_decision(s.votes, s.reasons)
    if found.outcome == "open":
        raise RoomError(room.say("still_open"))
    s.done.append(Done("psc", s.text, s.choice, found.outcome, at))
    s.text, s.votes, s.choice = "", {}, None


def _silence(s: State, e: Event, at: float) -> None:
    if s.silence and s.silence.state in ("running", "broken"):
        raise RoomError(room.say("silence_busy", text=s.silence.text))
    _choices(e, "nac")
    s.silence = room.place(e["text"], e["choice"], e["wording"], e["minutes"], at)


def _break(s: State, e: Event, at: float) -> None:
    if e["seat"] not in s.voices("nac"):
        raise RoomError(room.say("no_ally"))
    s.silence = room.break_silence(s.silence, e["seat"], e["reason"], e["phrase"])
    if s.silence.state == "fallen":
        s.done.append(Done("nac", s.silence.text, s.silence.choice, "fallen", at))


def _again(s: State, e: Event, at: float) -> None:
    s.silence = room.again(s.silence, e["wording"], at)


def _held(s: State, e: Event, at: float) -> None:
    s.silence = room.held(s.silence, at)
    s.done.append(Done("nac", s.silence.text, s.silence.choice, "adopted", at))


def _agenda(s: State, e: Event, at: float) -> None:
    if any(role not in s.voices(where) for where, role in e["refused"]):
        raise RoomError(room.say("no_seat_there"))
    s.agenda = room.agenda(e["proposal"], [(where, role) for where, role in e["refused"]])


def _wording(s: State, e: Event, at: float) -> None:
    if e["text"] == "J1":
        room.check_length(e["words"], room.J1_WORDS)
    s.wording[e["text"]] = e["words"]


def _card_of(e: Event) -> Mapping[str, Any]:
    return next(c for c in seats.kit("injects")["cards"] if c["id"] == e["card"])


def mark(card: Mapping[str, Any]) -> str:
    """A card's mark as the models know it: open, eu or nato."""
    return {"open": "open", "EU-restricted": "eu", "NATO-restricted": "nato"}[card["mark"]]


def _gist(s: State, e: Event, at: float) -> None:
    if not e["chairs"]:
        raise RoomError(room.say("chairs"))
    room.check_length(e["words"], room.GIST_WORDS)
    s.gists.append(Card(e["card"], e["to"], e["words"]))


def _card_shown(s: State, e: Event, at: float) -> None:
    card = _card_of(e)
    why = room.card_to_room(mark(card), e["to"], s.voices(e["to"]), s.released(card))
    if why:
        raise RoomError(room.say(f"card_{why}_{s.edition}", card=e["card"]))
    s.seen.append((e["card"], e["to"]))


def _score(s: State, e: Event, at: float) -> None:
    s.scores[e["criterion"]] = e["value"]


def _note(s: State, e: Event, at: float) -> None:
    s.notes.append(e["words"])


_STEPS: dict[str, Callable[[State, Event, float], None]] = {
    "setup": _setup, "swap": _swap, "start": _start, "phase": _phase, "pause": _pause, "resume": _resume, "minute": _minute, "show": _show, "round": _round, "vote": _vote,
    "decide": _decide, "silence": _silence, "break": _break, "again": _again, "held": _held, "agenda": _agenda, "wording": _wording, "gist": _gist, "card": _card_shown,
    "score": _score, "note": _note,
}
