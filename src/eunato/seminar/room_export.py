"""Each step in words, and the log as files: seats only, names of people taken out, nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from eunato.models import room
from eunato.models.seats import kit as kit_file
from eunato.seminar.room_kit import Kit, without_names
from eunato.seminar.room_events import Event
from eunato.seminar.room_log import State, step
from eunato.seminar.room_sheets import offers


def describe(event: Event, before: State, kit: Kit) -> str:
    """One step in a sentence with seats, never with names from the class list. before: the state the step met."""
    w, e, kind = kit.w["events"], event, event["kind"]
    more: dict[str, Any] = {**kit.rooms}
    if kind in ("setup", "plan"):
        more |= {"people": e.get("people"), "plan": e["plan"], "edition": kit.w["setup"]["edition_names"][e["edition"]]}
    elif kind == "phase":
        more |= {"n": e["to"] + 1, "title": kit.plan_words(before.phases[e["to"]]["title"])}
    elif kind == "show":
        more |= {"what": dict((t, label) for label, t in offers(before, kit)).get(e["what"], kit.w["show"]["none"])}
    elif kind in ("round", "silence"):
        more |= {"text": kit.titled(e["text"], e["choice"]), "minutes": e.get("minutes", 0)}
    elif kind == "vote":
        more |= {"name": kit.name(e["seat"]), "vote": kit.w["votes"][e["vote"]] + (kit.w["sheet"]["written"] if e["written"] else ""), "sentence": e["sentence"]}
        kind = "vote_why" if e["sentence"] else kind
    elif kind == "decide":
        kind, more["what"] = "decide_on", f"{kit.titled(before.text, before.choice)}: {room.psc_decision(before.votes, before.reasons, kit.names()).sentence}"
    elif kind == "break":
        more |= {"name": kit.name(e["seat"]), "reason": e["reason"].rstrip("."), "phrase": e["phrase"].rstrip(".")}
    elif kind == "fall":
        more["text"] = next((kit.titled(text, choice) for where, text, choice in before.open() if where == e["room"]), "")
        more["room"] = kit.rooms[e["room"]]
    elif kind == "agenda":
        who = room.join([kit.w["agenda"]["who"].format(name=kit.name(s), room=kit.rooms[where]) for where, s in e["refused"]])
        proposal = e["proposal"].rstrip(".")
        key = "default" if not proposal else "refused_text" if who else "accepted"
        more["what"] = kit.w["agenda"][key].format(proposal=proposal, who=who, **kit.rooms)
    elif kind == "score":
        more |= {"title": next(c["title"] for c in kit.criteria() if c["id"] == e["criterion"]), "value": e["value"]}
    else:
        more |= {k: v for k, v in e.items() if k in ("text", "words", "card")}
        if "to" in e:
            more["room"] = kit.rooms[e["to"]]
    return w[kind].format(**more)


def steps(events: list[Event], kit: Kit) -> list[tuple[str, str, str]]:
    """(minute, kind, words) of every step, in order. A vote that was corrected in its round stands here as corrected, once."""
    state, rows, old = State(), [], corrected(events)
    for number, event in enumerate(events):
        said = describe(event, state, kit)
        step(state, event)
        if number in old:
            continue
        when = kit.w["minute"].format(n=int(max(0.0, event["at"] - state.started) // 60)) if state.started else kit.w["log"]["before"]
        rows.append((when, event["kind"], without_names(said, all_names(events), kit)))
    return rows


def corrected(events: list[Event]) -> set[int]:
    """The numbers of votes that a later vote of the same seat in the same round took the place of."""
    found, now = set(), {}
    for number, event in enumerate(events):
        if event["kind"] in ("round", "decide", "fall"):
            now = {}
        elif event["kind"] == "vote":
            if event["seat"] in now:
                found.add(now[event["seat"]])
            now[event["seat"]] = number
    return found


def all_names(events: list[Event]) -> tuple[str, ...]:
    """Every name of every class list in the log, also of lists that were dealt again."""
    return tuple(dict.fromkeys(n for e in events if e["kind"] == "setup" for n in e["names"]))


def markdown(events: list[Event], state: State, kit: Kit, day: str) -> str:
    """The log as Markdown. Marks in what people typed are shown, not obeyed."""
    w = kit.w["log"]
    lines = [f"# {w['title'].format(day=day)}", "", w["plan"].format(plan=state.plan, people=state.people, edition=state.edition), ""]
    lines += [f"- {when}: {_plain_md(said)}" for when, _, said in steps(events, kit)]
    lines += ["", f"## {kit.w['show']['outcome']}", ""]
    for c in kit.criteria():
        value = state.scores.get(c["id"])
        said = kit.w["outcome"]["open"] if value is None else kit.w["outcome"]["value"].format(value=value, anchor=c["anchors"][value])
        lines.append(f"- {c['title']}: {said}")
    lines += ["", kit_file("rules")["caveat"], "", kit_file("roles")["note"]]
    made = "\n".join(lines) + "\n"
    return made + ("\n" + kit_file("rules")["kosovo"].replace("*", "\\*") + "\n" if "Kosovo" in made else "")


def _plain_md(text: str) -> str:
    text = " ".join(text.split())
    return re.sub(r"([\\`*_\[\]<>|#$])", r"\\\1", text)


def table(events: list[Event], kit: Kit) -> str:
    """The log as CSV. A cell that a spreadsheet would take for a formula begins with an apostrophe."""
    out = io.StringIO()
    write = csv.writer(out, lineterminator="\r\n")
    write.writerow(kit.w["log"]["columns"])
    for row in steps(events, kit):
        write.writerow([_cell(c) for c in row])
    return out.getvalue()


def _cell(text: str) -> str:
    text = " ".join(text.split())
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text
