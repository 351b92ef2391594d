"""What stands on the class screen, and what is handed to one person: HTML of ours, every word escaped."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eunato import evidence
from eunato.models import room
from eunato.models.seats import kit as kit_file
from eunato.safe import esc, para
from eunato.seminar import room_lines
from eunato.seminar.room_kit import Kit
from eunato.seminar.room_log import State, projects


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
    """(label, token) of everything that can be projected tonight: what this plan shows, what was put to a room, gists. No restricted card."""
    w, shown = kit.w["show"], kit.tokens(state.plan)
    injects, about = kit.injects(state.plan), {t["id"]: t for room_ in ("psc", "nac") for t in kit.texts(room_)}
    used = {d.text for d in state.done} | {text for _, text, _ in state.open()}
    texts = [t for t in about if f"text:{t}" in shown or t in used]
    pairs = dict.fromkeys(p for p in (projects(phase) for phase in state.phases) if p.startswith("texts:"))
    joint = any(phase["kind"] == "joint" for phase in state.phases)

    def news(optional: bool) -> list[tuple[str, str]]:
        return [(w["inject"].format(id=i["id"], title=i["title"]) + (w["optional"] if optional else ""), f"inject:{i['id']}") for i in injects if i["optional"] == optional]

    made = [(w["none"], "none"), (w["rules"].format(n=1), "rules"), (w["rules"].format(n=2), "rules:2"), (w["house"], "house"), (w["seats"], "seats"), *news(False)]
    made += [(w["text"].format(id=t, title=about[t]["title"]), f"text:{t}") for t in texts]
    made += [(w["texts"].format(texts=room.join(p.partition(":")[2].split("+"))), p) for p in pairs]
    made += [(w["card"].format(id=c["id"], title=c["title"], mark=c["mark"]), f"card:{c['id']}") for c in kit.cards() if c["raw"] == "open"]
    made += [(w["gist"].format(n=i + 1, card=g.card), f"gist:{i}") for i, g in enumerate(state.gists)]
    made += [(w[k], k) for k in ("votes", "silence", *(("agenda",) if joint else ()), "lines", "record", "outcome")]
    made += [(w["debrief"].format(title=d["title"]), f"debrief:{d['id']}") for d in kit_file("rules")["debrief"]]
    return made + news(True)


def sheet(state: State, kit: Kit) -> str:
    """The class screen's HTML for `state.shown`; "" for nothing or for a token that this room does not know."""
    what, _, which = state.shown.partition(":")
    if state.shown not in {"rehearsal", *(token for _, token in offers(state, kit))}:
        return ""
    draw = {"house": _house, "seats": _seats, "votes": _votes, "silence": _silence, "agenda": _agenda, "outcome": outcome, "lines": _lines, "record": _record, "rehearsal": _rehearsal}
    if what == "rules":
        return footed(_rules(state, kit, which))
    if what == "texts":
        return footed('<div class="eun-two">' + "".join(f"<section>{_text(state, kit, t)}</section>" for t in which.split("+")) + "</div>")
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


def _rules(state: State, kit: Kit, page: str) -> str:
    """Half of the rules: all of them are more than a class can read from the back row."""
    rules = kit.rules()
    half = len(rules) // 2
    number, part = (2, rules[half:]) if page == "2" else (1, rules[:half])
    return f"<h3>{esc(kit.w['show']['rules'].format(n=number))}</h3>" + "".join(f"<p><strong>{esc(r['title'])}.</strong> {esc(r['text'])}</p>" for r in part)


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
    """The round seat by seat; after it is recorded, the last round as it ended."""
    w, last = kit.w["sheet"], state.last
    if state.text:
        title, votes, reasons, written = kit.titled(state.text, state.choice), state.votes, state.reasons, state.written
        end = room.psc_decision(votes, reasons, kit.names()).sentence
    elif last:
        title, votes, reasons, written = kit.titled(last.text, last.choice), dict(last.votes), dict(last.reasons), set(last.written)
        end = kit.outcome(next(d for d in reversed(state.done) if d.room == "psc"))
    else:
        return f"<h3>{esc(w['votes'])}</h3>{para(w['no_round'])}"
    rows = [(kit.name(s), kit.w["votes"][v] + (w["written"] if s in written else ""), reasons.get(s, "") if v == "abstain" else "") for s, v in votes.items()]
    return f"<h3>{esc(title)}</h3>{table(w['votes_caption'], w['votes_heads'], rows)}<p><strong>{esc(end)}</strong></p>"


def silence_words(state: State, kit: Kit) -> str:
    """Where the silence procedure stands, in a sentence or two."""
    now, w = state.silence, kit.w["silence"]
    if now is None:
        return w["none"]
    said = w[now.state].format(text=kit.titled(now.text, now.choice), round=now.round, lasts=room_lines.lasts(kit, now.minutes), room=kit.rooms["nac"])
    return " ".join([said, *(w["break"].format(round=i + 1, name=kit.name(b.seat), reason=b.reason.rstrip("."), phrase=b.phrase.rstrip(".")) for i, b in enumerate(now.breaks))])


def _silence(state: State, kit: Kit) -> str:
    now = state.silence
    return f"<h3>{esc(kit.w['sheet']['silence'].format(**kit.rooms))}</h3>" + (para(now.wording) if now else "") + f"<p><strong>{esc(silence_words(state, kit))}</strong></p>"


def _agenda(state: State, kit: Kit) -> str:
    return f"<h3>{esc(kit.w['show']['agenda'])}</h3>{para(room_lines.agenda_words(state.agenda, kit))}<p><strong>J1</strong></p>{para(wording(state, kit, 'J1'))}"


def outcome(state: State, kit: Kit) -> str:
    """The seven bars with their words, never a total, and the caveat."""
    w, rows = kit.w["outcome"], []
    for c in kit.criteria():
        value = state.scores.get(c["id"])
        bar = "" if value is None else f'<span class="eun-bar" aria-hidden="true" style="width:{max(0.2, 4 * value):.1f}rem"></span> '
        # before it is scored, the four steps stand there: nobody can protest against a step that is not shown
        said = "".join(f"<div>{esc(w['step'].format(value=k, anchor=a))}</div>" for k, a in sorted(c["anchors"].items())) if value is None else esc(w["value"].format(value=value, anchor=c["anchors"][value]))
        rows.append(f'<tr><th scope="row">{esc(c["title"])}</th><td>{bar}{said}</td></tr>')
    head = "".join(f'<th scope="col">{esc(h)}</th>' for h in w["heads"])
    return (f"<h3>{esc(kit.w['show']['outcome'])}</h3><table><caption>{esc(w['caption'])}</caption><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
            f"{para(kit_file('rules')['caveat'])}")


def _lines(state: State, kit: Kit) -> str:
    """The line of events, oldest first."""
    w, rows = kit.w["lines"], [(when.replace(" ", "\u00a0"), said) for when, said in room_lines.rows(state, kit)]
    return f"<h3>{esc(kit.w['show']['lines'])}</h3>" + (table(w["caption"], w["heads"], rows) if rows else para(w["none"]))


def _record(state: State, kit: Kit) -> str:
    """Facts of the public record with their sources; where the edition has none, the lessons that hold them."""
    w, facts = kit.w["sheet"], kit.record()
    said = "".join(f"<li>{esc(f['text'])}" + ("" if kit.neutral else f' <span class="eun-foot">{esc(w["source"].format(source=_cited([f["source_id"], *f.get("also", [])])))}</span>') + "</li>" for f in facts)
    return f"<h3>{esc(kit.w['show']['record'])}</h3>" + (f"<ul>{said}</ul>" if said else para(w["no_record"])) + _list(w["lessons"])


def _cited(ids: list[str]) -> str:
    try:
        return evidence.cite(ids)
    except evidence.EvidenceError:
        return "; ".join(ids)


def _rehearsal(state: State, kit: Kit) -> str:
    w = kit.w["rehearsal"]
    return f"<h3>{esc(w['title'])}</h3><p><strong>{esc(w['text'])}</strong></p>{para(kit.plan_words(w['how']))}"


def news(state: State, kit: Kit) -> str:
    """What the class must not miss, above whatever is projected: a silence that was broken in this phase."""
    now = state.silence
    if not now or now.state not in ("broken", "fallen") or state.stirred != state.phase or state.shown in ("silence", "lines") or state.ended:
        return ""
    said = room_lines.words_of(next(line for line in reversed(state.lines) if line.kind == "break"), kit)
    return f'<p class="eun-news"><strong>{esc(said)}</strong></p>'


def _debrief(state: State, kit: Kit, part: str) -> str:
    row = kit.debrief(part, state.plan)
    more = _lines(state, kit) if part == "facts" else (_list(kit.w["sheet"]["lessons"]) if "record" in kit.tokens(state.plan) else _record(state, kit)) if part == "data" else ""
    return f"<h3>{esc(row['title'])}</h3>{_list(row['questions'])}{more.replace('h3>', 'h4>')}"


def brief(kit: Kit, role: str, plan: str = "") -> str:
    """A private brief as a table: public line, what counts tonight, interests with points, red line, what may be given, what only this seat knows."""
    row, w = kit.role(role), kit.w["brief"]
    lines = [(w["task"], row["task"])] if row.get("task") else []
    lines += [(w["tonight"], row["tonight"])] if plan == "45" and row.get("tonight") else []
    lines += [(w["line"], row["line"])] + [(w["point" if i["points"] == 1 else "points"].format(n=i["points"]), i["want"]) for i in row["interests"]]
    lines += [(w[k], row[k]) for k in ("red", "give", "know")]
    return footed(f"<h4>{esc(row['name'])}</h4>{table(w['caption'].format(name=row['name']), w['heads'], lines)}{para(kit_file('roles')['note'])}")
