"""What stands on the class screen, and what is handed to one person: HTML of ours, every word escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eunato.models import room
from eunato.models.seats import kit as kit_file
from eunato.safe import esc, para
from eunato.seminar.room_kit import Kit
from eunato.seminar.room_log import State


def _list(items: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{esc(i)}</li>" for i in items) + "</ul>"


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a caption and named columns; the first cell of a row names it. Cells are escaped here."""
    head = "".join(f'<th scope="col">{esc(h)}</th>' for h in heads)
    body = "".join("<tr>" + "".join(f'<th scope="row">{esc(c)}</th>' if i == 0 else f"<td>{esc(c)}</td>" for i, c in enumerate(r)) + "</tr>" for r in rows)
    return f"<table><caption>{esc(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def footed(markup: str) -> str:
    """The same, with the footnote on Kosovo* where the name stands."""
    return markup + (f'<p class="eun-foot">{esc(kit_file("rules")["kosovo"])}</p>' if "Kosovo*" in markup else "")


def offers(state: State, kit: Kit) -> list[tuple[str, str]]:
    """(label, token) of everything that can be projected in this plan."""
    w = kit.w["show"]
    made = [(w["none"], "none"), (w["rules"], "rules"), (w["house"], "house"), (w["seats"], "seats")]
    made += [(w["inject"].format(id=i["id"], title=i["title"]) + (w["optional"] if i["optional"] else ""), f"inject:{i['id']}") for i in kit.injects(state.plan)]
    made += [(w["text"].format(id=t["id"], title=t["title"]), f"text:{t['id']}") for room_ in ("psc", "nac") for t in kit.texts(room_) if room_ == "nac" or t["room"] != "joint"]
    made += [(w["card"].format(id=c["id"], title=c["title"], mark=c["mark"]), f"card:{c['id']}") for c in kit.cards()]
    made += [(w["gist"].format(n=i + 1, card=g.card), f"gist:{i}") for i, g in enumerate(state.gists)]
    made += [(w[k], k) for k in ("votes", "silence", "agenda", "outcome")]
    made += [(w["debrief"].format(title=d["title"]), f"debrief:{d['id']}") for d in kit_file("rules")["debrief"]]
    return made


def sheet(state: State, kit: Kit) -> str:
    """The class screen's HTML for `state.shown`; "" for nothing or for a token that this room does not know."""
    what, _, which = state.shown.partition(":")
    if state.shown not in {token for _, token in offers(state, kit)}:
        return ""
    draw = {"rules": _rules, "house": _house, "seats": _seats, "votes": _votes, "silence": _silence, "agenda": _agenda, "outcome": outcome}
    if what in draw:
        return footed(draw[what](state, kit))
    if what == "inject":
        row = kit.inject(which)
        return footed(f"<h3>{esc(row['title'])}</h3>{para(row['text'])}<p><strong>{esc(row['ask'])}</strong></p>")
    if what == "text":
        return footed(_text(state, kit, which))
    if what == "card":
        row = kit.card(which)
        return footed(f"<h3>{esc(kit.w['sheet']['card'].format(**row))}</h3>{para(row['text'])}")
    if what == "gist":
        gist = state.gists[int(which)]
        return footed(f"<h3>{esc(kit.w['sheet']['gist'].format(room=kit.rooms[gist.to]))}</h3>{para(gist.words)}")
    return footed(_debrief(state, kit, which)) if what == "debrief" else ""


def _rules(state: State, kit: Kit) -> str:
    return f"<h3>{esc(kit.w['show']['rules'])}</h3>" + "".join(f"<p><strong>{esc(r['title'])}.</strong> {esc(r['text'])}</p>" for r in kit.rules())


def _house(state: State, kit: Kit) -> str:
    return f"<h3>{esc(kit.w['show']['house'])}</h3>{_list(kit_file('rules')['house'])}"


def _seats(state: State, kit: Kit) -> str:
    w, found = kit.w["sheet"], []
    for where in ("psc", "nac"):
        found.append((kit.rooms[where], ", ".join(kit.name(v) for v in state.voices(where))))
    others = [kit.name(r["id"]) for r in kit_file("roles")["roles"] if r["kind"] != "state" and any(s.chair.role == r["id"] for s in state.seated)]
    found.append((w["without_vote"], ", ".join(others)))
    return f"<h3>{esc(kit.w['show']['seats'])}</h3>" + table(w["seats_caption"], w["seats_heads"], found)


def wording(state: State, kit: Kit, text: str) -> str:
    """The text as it stands: amended, or the draft."""
    return state.wording.get(text) or kit.text(text)["text"]


def _text(state: State, kit: Kit, text: str) -> str:
    row, w = kit.text(text), kit.w["sheet"]
    open_words = f"<p>{esc(w['choices'])}</p>{_list(row['choices'])}" if row["choices"] else ""
    return f"<h3>{esc(text)} {esc(row['title'])}</h3>{para(wording(state, kit, text))}{open_words}"


def _votes(state: State, kit: Kit) -> str:
    w = kit.w["sheet"]
    if not state.text:
        last = next((d for d in reversed(state.done) if d.room == "psc"), None)
        return f"<h3>{esc(w['votes'])}</h3>{para(kit.outcome(last) if last else w['no_round'])}"
    said = kit.w["votes"]
    rows = [(kit.name(s), said[v] + (w["written"] if s in state.written else ""), state.reasons.get(s, "") if v == "abstain" else "") for s, v in state.votes.items()]
    found = room.psc_decision(state.votes, state.reasons, kit.names())
    return f"<h3>{esc(kit.titled(state.text, state.choice))}</h3>{table(w['votes_caption'], w['votes_heads'], rows)}<p><strong>{esc(found.sentence)}</strong></p>"


def silence_words(state: State, kit: Kit) -> str:
    """Where the silence procedure stands, in a sentence or two."""
    now, w = state.silence, kit.w["silence"]
    if now is None:
        return w["none"]
    said = w[now.state].format(text=kit.titled(now.text, now.choice), round=now.round, minutes=now.minutes, room=kit.rooms["nac"])
    return " ".join([said, *(w["break"].format(round=i + 1, name=kit.name(b.seat), reason=b.reason.rstrip("."), phrase=b.phrase.rstrip(".")) for i, b in enumerate(now.breaks))])


def _silence(state: State, kit: Kit) -> str:
    now = state.silence
    return f"<h3>{esc(kit.w['sheet']['silence'].format(**kit.rooms))}</h3>" + (para(now.wording) if now else "") + f"<p><strong>{esc(silence_words(state, kit))}</strong></p>"


def agenda_words(state: State, kit: Kit) -> str:
    """What the joint session talks about, and who did not accept what."""
    now, w = state.agenda, kit.w["agenda"]
    if now is None:
        return w["none"].format(**kit.rooms)
    if now.accepted:
        return w["accepted"].format(proposal=now.proposal.rstrip("."))
    if not now.proposal:
        return w["default"].format(**kit.rooms)
    who = room.join([w["who"].format(name=kit.name(s), room=kit.rooms[where]) for where, s in now.refused])
    return w["refused_text"].format(proposal=now.proposal.rstrip("."), who=who, **kit.rooms)


def _agenda(state: State, kit: Kit) -> str:
    return f"<h3>{esc(kit.w['show']['agenda'])}</h3>{para(agenda_words(state, kit))}<p><strong>J1</strong></p>{para(wording(state, kit, 'J1'))}"


def outcome(state: State, kit: Kit) -> str:
    """The seven bars with their words, never a total, and the caveat."""
    w, rows = kit.w["outcome"], []
    for c in kit.criteria():
        value = state.scores.get(c["id"])
        bar = "" if value is None else f'<span class="eun-bar" aria-hidden="true" style="width:{max(0.2, 4 * value):.1f}rem"></span> '
        said = w["open"] if value is None else w["value"].format(value=value, anchor=c["anchors"][value])
        rows.append(f'<tr><th scope="row">{esc(c["title"])}</th><td>{bar}{esc(said)}</td></tr>')
    head = "".join(f'<th scope="col">{esc(h)}</th>' for h in w["heads"])
    return (f"<h3>{esc(kit.w['show']['outcome'])}</h3><table><caption>{esc(w['caption'])}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
            f"{para(kit_file('rules')['caveat'])}")


def timeline(state: State, kit: Kit) -> list[tuple[str, str]]:
    """(minute, what was decided) of every text the rooms are through with, and of every gist, in order."""
    rows = [(d.at, kit.outcome(d)) for d in state.done]
    return [(kit.w["minute"].format(n=int(max(0.0, at - state.started) // 60)), said) for at, said in sorted(rows, key=lambda r: r[0])]


def _debrief(state: State, kit: Kit, part: str) -> str:
    row, w = kit.debrief(part), kit.w["sheet"]
    more = ""
    if part == "facts":
        rows = timeline(state, kit)
        more = table(w["timeline_caption"], w["timeline_heads"], rows) if rows else para(w["timeline_none"])
    if part == "data":
        more = _list(w["lessons"]) + outcome(state, kit)
    return f"<h3>{esc(row['title'])}</h3>{_list(row['questions'])}{more}"


def brief(kit: Kit, role: str) -> str:
    """A private brief as a table: public line, interests with points, red line, what may be given, what only this seat knows."""
    row, w = kit.role(role), kit.w["brief"]
    lines = [(w["line"], row["line"])] + [(w["points"].format(n=i["points"]), i["want"]) for i in row["interests"]]
    lines += [(w[k], row[k]) for k in ("red", "give", "know")]
    return footed(f"<h4>{esc(row['name'])}</h4>{table(w['caption'].format(name=row['name']), w['heads'], lines)}{para(kit_file('roles')['note'])}")


