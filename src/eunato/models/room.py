"""How the two rooms of the seminar's game decide: unanimity of seats, silence, agendas, cards.

PSC, in words: a text is adopted when every seat has spoken and none said no; abstaining needs a sentence; from a third of
the seats on, abstentions mean no decision. In symbols, with S seats, N noes, A abstainers, U silent or away:

    open if U > 0;  blocked if N > 0;  no decision if 3 A >= S;  adopted otherwise

This is simpler than Article 31(1) TEU, where abstainers must be a third of the states *with* a third of the people
(`models.veto` computes that). Which sources say so stands in data/kit/rules.yml under "compression".

NAC: a text is placed under silence; a break needs a reason and other words; after the second break the text falls.
Assumes one voice per state and room. Leaves out bargaining, instructions from capitals, and who drafts.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from eunato.models.seats import kit

VOTES = ("yes", "no", "abstain", "absent")
ROUNDS = 2
J1_WORDS, GIST_WORDS = 80, 30


class RoomError(ValueError):
    """A step that the rules of the game do not allow, with what to do."""


def say(key: str, **more: Any) -> str:
    """A sentence of room_words.yml, section "decisions"."""
    return kit("room_words")["decisions"][key].format(**more)


def join(names: Collection[str]) -> str:
    """'A', 'A and B', 'A, B and C'."""
    listed = list(names)
    return listed[0] if len(listed) == 1 else f"{', '.join(listed[:-1])} and {listed[-1]}" if listed else ""


def words_in(text: str) -> int:
    """How many words a text has, as a person counts: what stands between spaces."""
    return len(text.split())


# ---------------------------------------------------------------- PSC

@dataclass(frozen=True)
class Decision:
    """What a round in the PSC gave: "adopted", "blocked", "no_decision" or "open", with a sentence and the seats by vote."""

    outcome: str
    sentence: str
    yes: tuple[str, ...]
    no: tuple[str, ...]
    abstain: tuple[str, ...]
    absent: tuple[str, ...]


def psc_decision(votes: Mapping[str, str], reasons: Mapping[str, str] | None = None, names: Mapping[str, str] | None = None) -> Decision:
    """Decide a round. votes: seat -> yes, no, abstain or absent (neither voted nor left a vote in writing).

    reasons: the sentence of each seat that abstains; without one it has not abstained yet. names: how seats are called.
    Raises RoomError when there is no seat or a vote is none of the four.
    """
    if not votes:
        raise RoomError(say("no_seats"))
    wrong = [v for v in votes.values() if v not in VOTES]
    if wrong:
        raise RoomError(say("bad_vote", given=wrong[0], allowed=", ".join(VOTES)))
    given, call = reasons or {}, names or {}
    by = {v: tuple(s for s, w in votes.items() if w == v) for v in VOTES}

    def who(seats: Collection[str]) -> str:
        return join([call.get(s, s) for s in seats])

    mute = tuple(s for s in by["abstain"] if not given.get(s, "").strip())
    if by["absent"]:
        outcome, sentence = "open", say("open_one" if len(by["absent"]) == 1 else "open", who=who(by["absent"]))
    elif mute:
        outcome, sentence = "open", say("needs_sentence_one" if len(mute) == 1 else "needs_sentence", who=who(mute))
    elif by["no"]:
        outcome, sentence = "blocked", say("blocked", who=who(by["no"]))
    elif 3 * len(by["abstain"]) >= len(votes):
        outcome, sentence = "no_decision", say("third", who=who(by["abstain"]), n=len(by["abstain"]), seats=len(votes), third=-(-len(votes) // 3))
    elif by["abstain"]:
        outcome, sentence = "adopted", say("adopted_abstain_one" if len(by["abstain"]) == 1 else "adopted_abstain", yes=len(by["yes"]), who=who(by["abstain"]))
    else:
        outcome, sentence = "adopted", say("adopted_all", yes=len(by["yes"]))
    return Decision(outcome, sentence, by["yes"], by["no"], by["abstain"], by["absent"])


# ---------------------------------------------------------------- NAC

@dataclass(frozen=True)
class Break:
    """A broken silence: which seat, why, and which words it would accept."""

    seat: str
    reason: str
    phrase: str


@dataclass(frozen=True)
class Silence:
    """A text under silence. state: "running", "broken", "adopted", "fallen" or "time" (it fell because time was over). `until`: seconds since 1970."""

    text: str
    choice: int | None
    wording: str
    minutes: int
    until: float
    round: int = 1
    state: str = "running"
    breaks: tuple[Break, ...] = ()


def place(text: str, choice: int | None, wording: str, minutes: int, now: float) -> Silence:
    """Place a text under silence for so many minutes (1 to 30). Raises RoomError for another time."""
    if not 1 <= minutes <= 30:
        raise RoomError(say("minutes", given=minutes))
    return Silence(text, choice, wording, minutes, now + 60 * minutes)


def break_silence(silence: Silence | None, seat: str, reason: str, phrase: str) -> Silence:
    """An Ally breaks: needs a reason and an alternative phrase. After the second round the text falls."""
    if silence is None or silence.state != "running":
        raise RoomError(say("not_running"))
    if not reason.strip() or not phrase.strip():
        raise RoomError(say("break_needs"))
    return replace(silence, state="fallen" if silence.round >= ROUNDS else "broken", breaks=(*silence.breaks, Break(seat, reason, phrase)))


def again(silence: Silence | None, wording: str, now: float) -> Silence:
    """The second round, with the wording as it is now."""
    if silence is None or silence.state != "broken":
        raise RoomError(say("not_broken"))
    return replace(silence, state="running", round=silence.round + 1, wording=wording, until=now + 60 * silence.minutes)


def held(silence: Silence | None, now: float) -> Silence:
    """Nobody broke silence in time: the text is adopted. Raises RoomError while the time still runs. now: seconds since 1970."""
    if silence is None or silence.state != "running":
        raise RoomError(say("not_running"))
    left = math.ceil(silence.until - now)
    if left > 0:
        raise RoomError(say("still_time", left=f"{left // 60}:{left % 60:02d} minutes"))
    return replace(silence, state="adopted")


def lapse(silence: Silence | None) -> Silence:
    """Time is over while the text is under silence or waits for its second round: it falls. Raises RoomError when none is open."""
    if silence is None or silence.state not in ("running", "broken"):
        raise RoomError(say("not_running"))
    return replace(silence, state="time")


# ---------------------------------------------------------------- both rooms, cards

@dataclass(frozen=True)
class Agenda:
    """The agenda of the joint session: what was proposed, who refused (room, seat), what is talked about."""

    proposal: str
    refused: tuple[tuple[str, str], ...]
    accepted: bool


def agenda(proposal: str, refused: Collection[tuple[str, str]]) -> Agenda:
    """Accepted when no seat of either room refused. The default agenda stands when nothing is proposed."""
    return Agenda(proposal, tuple(refused), bool(proposal.strip()) and not refused)


def check_length(text: str, most: int) -> int:
    """How many words a text has. Raises RoomError when it is empty or has more than `most`."""
    n = words_in(text)
    if not n:
        raise RoomError(say("empty"))
    if n > most:
        raise RoomError(say("long", n=n, most=most, over=n - most))
    return n


def card_to_room(mark: str, room: str, states: Collection[str], released: bool) -> str:
    """Why a card may not be shown to a whole room: "" (it may), "cyprus" or "eu_stays". mark: open, eu or nato.

    A NATO card goes to the PSC only if no state there lacks a security agreement with NATO; in this game that is Cyprus.
    An EU card stays in the PSC until the PSC releases it.
    """
    if released or mark == "open":
        return ""
    if mark == "nato" and room == "psc":
        return "cyprus" if "cyprus" in states else ""
    return "eu_stays" if mark == "eu" and room == "nac" else ""
