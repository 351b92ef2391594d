"""The line of events: what the rooms did, oldest first, by seats; what the debrief step "What happened" reads."""

from __future__ import annotations

from collections.abc import Mapping

from eunato.models import room
from eunato.seminar.room_kit import Kit, without_names
from eunato.seminar.room_log import Line, State


def lasts(kit: Kit, minutes: int) -> str:
    """'1 minute', '4 minutes'."""
    return kit.w["run"]["one_minute" if minutes == 1 else "minutes"].format(n=minutes)


def votes_words(votes: Mapping[str, str], reasons: Mapping[str, str], kit: Kit) -> str:
    """'France and Poland: yes; Ireland (“We are neutral”): abstaining'. Seats that have not voted come last."""
    w, parts = kit.w["lines"], []
    for vote in room.VOTES:
        who = [kit.name(s) + (w["why"].format(reason=reasons[s].rstrip(".")) if vote == "abstain" and reasons.get(s) else "") for s, v in votes.items() if v == vote]
        if who:
            parts.append(w["said"][vote].format(who=room.join(who)))
    return "; ".join(parts)


def words_of(line: Line, kit: Kit) -> str:
    """One line in a sentence."""
    w, kind, more = kit.w["lines"], line.kind, dict(line.more)
    if kind == "done":
        return kit.outcome(more["done"])
    if kind == "agenda":
        return agenda_words(more["agenda"], kit)
    if kind in ("round", "silence"):
        more["text"] = kit.titled(more["text"], more["choice"])
    if kind == "votes":
        more["votes"] = votes_words(more["votes"], more["reasons"], kit)
    if "seat" in more:
        more |= {"name": kit.name(more["seat"]), "reason": more["reason"].rstrip("."), "phrase": more["phrase"].rstrip(".")}
    if "to" in more:
        more["room"] = kit.rooms[more["to"]]
    if "minutes" in more:
        more["lasts"] = lasts(kit, more["minutes"])
    return str(w[kind].format(**{**kit.rooms, **more}))


def rows(state: State, kit: Kit) -> list[tuple[str, str]]:
    """(minute, what happened), oldest first; names of people that somebody typed are taken out."""
    found = [(kit.w["minute"].format(n=int(max(0.0, line.at - state.started) // 60)), words_of(line, kit)) for line in state.lines]
    if state.text:
        found.append((kit.w["lines"]["open"], kit.w["lines"]["votes"].format(text=state.text, votes=votes_words(state.votes, state.reasons, kit))))
    if state.silence and state.silence.state in ("running", "broken"):
        found.append((kit.w["lines"]["open"], kit.titled(state.silence.text, state.silence.choice)))
    return [(when, without_names(said, state.names, kit)) for when, said in found]


def agenda_words(now: room.Agenda | None, kit: Kit) -> str:
    """What the joint session talks about, and who did not accept what."""
    w = kit.w["agenda"]
    if now is None:
        return w["none"].format(**kit.rooms)
    if now.accepted:
        return w["accepted"].format(proposal=now.proposal.rstrip("."))
    if not now.proposal:
        return w["default"].format(**kit.rooms)
    who = room.join([w["who"].format(name=kit.name(s), room=kit.rooms[where]) for where, s in now.refused])
    return w["refused_text"].format(proposal=now.proposal.rstrip("."), who=who, **kit.rooms)
