"""The room as a list of events: what happened is kept, and the state is computed from it.

Every click is one event (room_events). `fold(events)` gives the state. Undo takes the last event
away. An event that the rules do not allow is refused before it is kept, and a file with such an event is not a room.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from eunato.models import room, seats
from eunato.models.room import RoomError
from eunato.seminar.room_events import MOST_EVENTS, REHEARSAL, Event, check


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


@dataclass(frozen=True)
class Round:
    """A round of the PSC as it ended: what each seat said, kept for the class screen after it is recorded."""

    text: str
    choice: int | None
    votes: Mapping[str, str]
    reasons: Mapping[str, str]
    written: frozenset[str]


@dataclass(frozen=True)
class Line:
    """One line of events: `kind` is a key of room_words.yml, "lines"; `more` what its sentence needs."""

    at: float
    kind: str
    more: Mapping[str, Any]


@dataclass
class State:
    """The room as it is now. `votes` belongs to the PSC's text on the table, `silence` to the NAC's."""

    plan: str = "45"
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
    last: Round | None = None
    silence: room.Silence | None = None
    stirred: int = -1
    rehearsal: float = 0.0
    agenda: room.Agenda | None = None
    wording: dict[str, str] = field(default_factory=dict)
    done: list[Done] = field(default_factory=list)
    gists: list[Card] = field(default_factory=list)
    seen: list[tuple[str, str]] = field(default_factory=list)
    scores: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)

    @property
    def phases(self) -> list[dict[str, Any]]:
        """The plan's phases."""
        return seats.kit("plans")["plans"][self.plan]

    def voices(self, where: str) -> tuple[str, ...]:
        """The states with a voice in a room."""
        return seats.voices(self.people, where) if self.people else ()

    @property
    def ended(self) -> bool:
        """Whether the night is over: the debrief has begun, and no text can be adopted any more."""
        return bool(self.started) and self.phases[self.phase]["kind"] == "debrief"

    def open(self) -> list[tuple[str, str, int | None]]:
        """(room, text, choice) of every text that is before a room and not decided."""
        found: list[tuple[str, str, int | None]] = [("psc", self.text, self.choice)] if self.text else []
        if self.silence and self.silence.state in ("running", "broken"):
            found.append(("nac", self.silence.text, self.silence.choice))
        return found

    def released(self, card: Mapping[str, Any]) -> bool:
        """Whether an adopted text has lifted the card's mark."""
        by = card.get("released_by") or {}
        return any(d.outcome == "adopted" and d.text == by.get("text") and ("choice" not in by or d.choice == by["choice"]) for d in self.done)


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
    if kind not in ("setup", "plan", "swap", "start") and not s.started:
        raise RoomError(room.say("not_started"))
    if kind in ("round", "vote", "decide", "silence", "break", "again", "held") and s.ended:
        raise RoomError(room.say("night_over"))
    _STEPS[kind](s, e, at)


def _setup(s: State, e: Event, at: float) -> None:
    if s.started:
        raise RoomError(room.say("started"))
    if e["names"] and len(e["names"]) != e["people"]:
        raise RoomError(room.say("bad_field", kind="setup", field="names"))
    s.plan, s.edition, s.people, s.names = e["plan"], e["edition"], e["people"], tuple(e["names"])
    s.seated = seats.deal(e["people"], e["seed"])


def _plan(s: State, e: Event, at: float) -> None:
    """Another plan or edition; everybody keeps the seat."""
    if s.started:
        raise RoomError(room.say("started"))
    s.plan, s.edition = e["plan"], e["edition"]


def _swap(s: State, e: Event, at: float) -> None:
    s.seated = seats.swap(s.seated, e["one"], e["other"])


def _start(s: State, e: Event, at: float) -> None:
    if s.started:
        raise RoomError(room.say("started"))
    s.started = at
    _phase(s, {"to": 0, "show": projects(s.phases[0])}, at)


def projects(phase: Mapping[str, Any]) -> str:
    """What a phase puts on the class screen by itself: the first thing of its `show`; drafts of two rooms go side by side."""
    show = phase["show"]
    if show[0].startswith("text:"):
        where = {t["id"]: t["room"] for t in seats.kit("texts")["texts"]}
        texts = [token.partition(":")[2] for token in show if token.startswith("text:")]
        other = next((t for t in texts if where[t] != where[texts[0]] and "joint" not in (where[t], where[texts[0]])), None)
        if other:
            return f"texts:{texts[0]}+{other}"
    return str(show[0])


def _phase(s: State, e: Mapping[str, Any], at: float) -> None:
    if e["to"] >= len(s.phases):
        raise RoomError(room.say("no_phase"))
    now = s.phases[e["to"]]
    s.phase, s.until, s.left = e["to"], at + 60 * (now["to"] - now["from"]), None
    s.rehearsal = 0.0
    if e.get("show"):
        s.shown = e["show"]


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
    s.shown, s.rehearsal = e["what"], 0.0


def _rehearse(s: State, e: Event, at: float) -> None:
    s.shown, s.rehearsal = "rehearsal", at + REHEARSAL


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
    s.lines.append(Line(at, "round", {"text": s.text, "choice": s.choice}))


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
    _over(s, found.outcome, at)


def _over(s: State, outcome: str, at: float) -> None:
    """The PSC is through with its text; what each seat said stays."""
    s.last = Round(s.text, s.choice, dict(s.votes), dict(s.reasons), frozenset(s.written))
    s.lines.append(Line(at, "votes", {"text": s.text, "votes": s.last.votes, "reasons": s.last.reasons}))
    _done(s, Done("psc", s.text, s.choice, outcome, at))
    s.text, s.votes, s.choice = "", {}, None


def _done(s: State, done: Done) -> None:
    s.done.append(done)
    s.lines.append(Line(done.at, "done", {"done": done}))


def _silence(s: State, e: Event, at: float) -> None:
    if s.silence and s.silence.state in ("running", "broken"):
        raise RoomError(room.say("silence_busy", text=s.silence.text))
    _choices(e, "nac")
    s.silence = room.place(e["text"], e["choice"], e["wording"], e["minutes"], at)
    s.lines.append(Line(at, "silence", {"text": e["text"], "choice": e["choice"], "minutes": e["minutes"]}))


def _break(s: State, e: Event, at: float) -> None:
    if e["seat"] not in s.voices("nac"):
        raise RoomError(room.say("no_ally"))
    s.silence = room.break_silence(s.silence, e["seat"], e["reason"], e["phrase"])
    s.stirred = s.phase
    s.lines.append(Line(at, "break", {"text": s.silence.text, "seat": e["seat"], "reason": e["reason"], "phrase": e["phrase"]}))
    if s.silence.state == "fallen":
        _done(s, Done("nac", s.silence.text, s.silence.choice, "fallen", at))


def _again(s: State, e: Event, at: float) -> None:
    s.silence = room.again(s.silence, e["wording"], at)
    s.lines.append(Line(at, "again", {"text": s.silence.text, "minutes": s.silence.minutes}))


def _held(s: State, e: Event, at: float) -> None:
    s.silence = room.held(s.silence, at)
    s.lines.append(Line(at, "held", {"text": s.silence.text}))
    _done(s, Done("nac", s.silence.text, s.silence.choice, "adopted", at))


def _fall(s: State, e: Event, at: float) -> None:
    """Time is over: what is still open before a room falls."""
    if e["room"] == "psc":
        if not s.text:
            raise RoomError(room.say("no_round"))
        _over(s, "time", at)
    else:
        s.silence = room.lapse(s.silence)
        _done(s, Done("nac", s.silence.text, s.silence.choice, "time", at))


def _agenda(s: State, e: Event, at: float) -> None:
    if any(role not in s.voices(where) for where, role in e["refused"]):
        raise RoomError(room.say("no_seat_there"))
    s.agenda = room.agenda(e["proposal"], [(where, role) for where, role in e["refused"]])
    s.lines.append(Line(at, "agenda", {"agenda": s.agenda}))


def _wording(s: State, e: Event, at: float) -> None:
    if e["text"] == "J1":
        room.check_length(e["words"], room.J1_WORDS)
    s.wording[e["text"]] = e["words"]
    s.lines.append(Line(at, "wording", {"text": e["text"], "n": room.words_in(e["words"])}))


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
    s.lines.append(Line(at, "gist", {"card": e["card"], "to": e["to"]}))


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
    "setup": _setup, "plan": _plan, "swap": _swap, "start": _start, "phase": _phase, "pause": _pause, "resume": _resume, "minute": _minute, "show": _show, "rehearse": _rehearse, "round": _round, "vote": _vote,
    "decide": _decide, "silence": _silence, "break": _break, "again": _again, "held": _held, "fall": _fall, "agenda": _agenda, "wording": _wording, "gist": _gist, "card": _card_shown,
    "score": _score, "note": _note,
}
