"""The way to NATO's assets as a picture, and who commands the one operation that uses them, source by source."""

from __future__ import annotations

from typing import Any

from eunato import tables
from eunato.models import berlin_plus as model

from . import theme
from .figure import Figure, with_word

_WIDTH = 570
_ROW = 46
_SOURCES = ("nato-nd-eu-evolution", "shape-2011-berlin-plus", "euco-2002-copenhagen-annex2", "shape-2024-althea")
_CHANGED = 2019 + 87 / 365.25
"""29 March 2019, as a decimal year."""
_OFFICES = {"Deputy SACEUR": ("dsaceur", "Deputy SACEUR"), "Vice Chief of Staff of SHAPE": ("vcos", "Vice Chief of Staff of SHAPE")}


def path(walk: model.Walk | model.Case | None = None) -> Figure:
    """Return the eight questions from top to bottom: passed, blocked or not reached, and what is left at the end.

    walk: what models.berlin_plus.walk returned, or a case; without it, a case in which everybody agrees.
    """
    import pandas as pd

    from .render import enable

    if walk is None or isinstance(walk, model.Case):
        walk = model.walk(walk or model.Case())
    alt = enable()
    rows, lines = [], []
    for n, step in enumerate(walk.steps):
        state = "open" if step.answer is None else "passed" if step.passes else "blocked"
        rows.append({
            "y": n * _ROW + 20, "number": str(step.node.number), "state": state, "question": step.node.question, "asked": step.node.asked,
            "mark": {"passed": step.node.number, "blocked": "×", "open": step.node.number}[state],
            "words": f"Question {step.node.number}, {step.node.question} Asked: {step.node.asked}. " + {"passed": "Leads on: ", "blocked": "The way ends: ", "open": ""}[state] + step.because,
        })
        for i, line in enumerate(theme.wrap(_short(step), 500, theme.SMALL)[:1]):
            lines.append({"y": n * _ROW + 37 + 14 * i, "says": line, "state": state})
    height = len(rows) * _ROW + 20
    result = [*theme.wrap(f"Result: {walk.route_words}.", _WIDTH - 20, theme.TEXT, bold=True)]
    seats = theme.wrap(_seats(walk), _WIDTH - 20, theme.SMALL)
    x, y = _axes(alt, height + 22 + 18 * len(result) + 16 * len(seats))
    frame = pd.DataFrame(rows).assign(mark=lambda f: f["mark"].astype(str))
    base = alt.Chart(frame)
    colour = alt.condition("datum.state == 'open'", alt.value(theme.GREY), alt.value(theme.INK))
    trail = alt.Chart(pd.DataFrame([{"y": rows[0]["y"], "y2": rows[-1]["y"]}])).mark_rule(color=theme.LIGHT, strokeWidth=3, aria=False).encode(x=x(16), y=y("y"), y2="y2:Q")
    reached = max(r["y"] for r in rows if r["state"] != "open")
    done = alt.Chart(pd.DataFrame([{"y": rows[0]["y"], "y2": reached}])).mark_rule(color=theme.INK, strokeWidth=3, aria=False).encode(x=x(16), y=y("y"), y2="y2:Q")
    discs = base.mark_point(size=560, filled=True, opacity=1, shape="circle", strokeWidth=2).encode(
        x=x(16), y=y("y"), description="words:N",
        fill=alt.condition("datum.state == 'passed'", alt.value(theme.INK), alt.value(theme.PAPER)),
        stroke=colour,
    )
    stop = base.transform_filter("datum.state == 'blocked'").mark_rect(fill=theme.MARKER, aria=False, cornerRadius=4).encode(
        x=alt.value(0), x2=alt.value(_WIDTH), y=y("top"), y2="bottom:Q").transform_calculate(top="datum.y - 19", bottom="datum.y + 26")
    numbers = base.mark_text(fontSize=theme.TEXT, fontWeight="bold", baseline="middle", aria=False).encode(
        x=x(16), y=y("y"), text="mark:N", color=alt.condition("datum.state == 'passed'", alt.value(theme.PAPER), alt.value(theme.INK)))
    questions = base.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x(38), y=y("y"), text="question:N", color=colour)
    asked = base.mark_text(align="right", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=x(_WIDTH), y=y("y"), text="asked:N", color=alt.value(theme.GREY))
    because = alt.Chart(pd.DataFrame(lines)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(
        x=x(38), y=y("y"), text="says:N", color=alt.condition("datum.state == 'blocked'", alt.value(theme.INK), alt.value(theme.GREY)))
    ends = pd.DataFrame([{"y": height + 12 + 18 * n, "says": line} for n, line in enumerate(result)])
    sits = pd.DataFrame([{"y": height + 16 + 18 * len(result) + 16 * n, "says": line} for n, line in enumerate(seats)])
    final = alt.Chart(ends).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=x(0), y=y("y"), text="says:N", description="says:N")
    table_words = alt.Chart(sits).mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=x(0), y=y("y"), text="says:N", description="says:N")
    chart = alt.layer(stop, trail, done, discs, numbers, questions, asked, because, final, table_words)
    chart = chart.properties(width=_WIDTH, height=height + 22 + 18 * len(result) + 16 * len(seats))
    title = "All eight questions lead on" if walk.block is None else f"The way ends at question {walk.block.number}: {walk.block.label}"
    return Figure(
        name="berlin_plus_path",
        chart=chart,
        title=with_word(title, "A"),
        subtitle="Filled: leads on. ×: the way ends here. Hollow: not reached. Right: who is asked.",
        insight=walk.sentence,
        table=pd.DataFrame([
            {"Question": f"{s.node.number}. {s.node.question}", "Asked": s.node.asked, "Answer": "not reached" if s.answer is None else "yes" if s.answer else "no",
             "Leads on": "" if s.answer is None else s.passes, "Because": s.because, "Rule": s.node.rule} for s in walk.steps
        ]),
        description=f"Eight numbered questions from top to bottom, joined by a line. {walk.sentence} {_seats(walk)}",
        sources=_SOURCES,
        label="A",
        tables=("countries",),
        as_of=max(row["as_of"] for row in tables.records("countries")),
        counted="The order of the questions and the answers are assumptions; the rules are our short form of published texts.",
    )


def command() -> Figure:
    """Return which office each text names as commander of Althea, by the date of the text, with the day of the change."""
    import pandas as pd

    from .render import enable

    alt = enable()
    cards = [row for row in tables.records("command_sources") if row["operation_commander"]]
    undated = "2024"  # where the page without a date is put: the year in which it was read
    rows = []
    for card in sorted(cards, key=lambda c: c["said_on"] or undated):
        kind, says = _OFFICES.get(card["operation_commander"], ("name", card["operation_commander"].replace("Lieutenant General", "Lt Gen") + ", no office named"))
        rows.append({"speaker": card["speaker"], "year": _decimal(card["said_on"] or undated), "kind": kind, "says": says, "dated": bool(card["said_on"]), "card": card,
                     "when": card["said_on"] or "no date"})
    for n, row in enumerate(rows):
        row["y"] = 30 + 38 * n
    height = 30 + 38 * len(rows)
    left = 218
    scale = alt.Scale(domain=[2004, 2027], range=[left, _WIDTH], nice=False)
    down = alt.Scale(domain=[0, height], nice=False, reverse=True)
    y = alt.Y("y:Q", axis=None, scale=down)
    frame = pd.DataFrame([{**{k: r[k] for k in ("speaker", "year", "kind", "says", "y", "when")}, "words": f"{r['speaker']}, {r['when']}: {r['says']}", "after": r["year"] > 2016} for r in rows])
    x = alt.X("year:Q", scale=scale, title=None, axis=alt.Axis(format="d", values=[2005, 2010, 2015, 2020, 2025], grid=True, domain=False))
    base = alt.Chart(frame)
    marks = base.mark_point(size=120, filled=True, opacity=1, strokeWidth=2, stroke=theme.INK).encode(
        x=x, y=y, description="words:N",
        shape=alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=["dsaceur", "vcos", "name"], range=["square", "circle", "circle"])),
        fill=alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=["dsaceur", "vcos", "name"], range=[theme.GREY, theme.INK, theme.PAPER])))
    who = base.transform_calculate(title="datum.speaker").mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=alt.value(0), y=y, text="title:N")
    when = base.transform_calculate(below="datum.y + 14").mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(
        x=alt.value(0), y=alt.Y("below:Q", axis=None, scale=down), text="when:N")
    labels = []
    for after, align, dx in ((True, "right", -10), (False, "left", 10)):
        part = base.transform_filter(f"datum.after == {str(after).lower()}")
        for halo in ({"stroke": theme.PAPER, "strokeWidth": 5}, {}):  # the dashed line stops behind the words
            labels.append(part.mark_text(align=align, dx=dx, baseline="middle", fontSize=theme.SMALL, aria=False, **halo).encode(x=x, y=y, text="says:N"))
    change = pd.DataFrame([{"year": round(_CHANGED, 3), "y": 6, "y2": height, "says": "29 March 2019"}])
    rule = alt.Chart(change).mark_rule(color=theme.INK, strokeDash=[5, 3], strokeWidth=1.6, aria=False).encode(x=x, y=y, y2="y2:Q")
    day = alt.Chart(change).mark_text(align="center", baseline="bottom", dy=0, fontSize=theme.SMALL, fontWeight="bold").encode(x=x, y=y, text="says:N", description="says:N")
    chart = alt.layer(rule, day, *labels, marks, who, when).properties(width=_WIDTH, height=height)
    late = [r for r in rows if r["year"] > _CHANGED and r["kind"] == "dsaceur"]
    early = [r for r in rows if r["year"] < _CHANGED]
    vcos = [r for r in rows if r["kind"] == "vcos"]
    return Figure(
        name="command",
        chart=chart,
        title="Since 2019 the record names SHAPE’s Vice Chief of Staff; the brief names the Deputy SACEUR",
        subtitle="Grey square: the text names the Deputy SACEUR. Black disc: the Vice Chief of Staff. Hollow: only a name. Dashed: the change.",
        insight=(
            f"All {len(early)} texts from before the change name the Deputy SACEUR; {len(vcos)} later ones name the Vice Chief of Staff of SHAPE, "
            f"and {len(late)} still names the Deputy SACEUR: {late[0]['speaker'].lower() if late else 'none'}."
        ),
        table=pd.DataFrame([
            {"Source": c["speaker"], "Date": c["said_on"] or "no date", "Operation commander": c["operation_commander"], "Operation headquarters": c["operation_hq"], "Force headquarters": c["force_hq"],
             "Political control": c["political_control"], "What it says": c["text"], "Note": c["note"]}
            for c in tables.records("command_sources")
        ]),
        description=(
            f"{len(rows)} texts in rows, by date from 2007 to 2026, each with one mark for the office that it names. Up to the change on 29 March 2019 all {len(early)} name the Deputy SACEUR. "
            f"After it, {len(vcos)} name the Vice Chief of Staff of SHAPE, {sum(r['kind'] == 'name' for r in rows)} give only a general’s name, and {len(late)} names the Deputy SACEUR. "
            "The page without a date stands at 2024."
        ),
        sources=tuple(dict.fromkeys(s for r in tables.records("command_sources") for s in tables.split(r["source_id"]))),
        label="D",
        tables=("command_sources",),
        as_of=max(row["as_of"] for row in tables.records("command_sources")),
        counted=f"Counted: {len(rows)} texts that name an operation commander. Who held the post in October 2026 was not found.",
    )


def _axes(alt: Any, height: float) -> Any:
    """Pixel scales: x(number) for a fixed place, y(field) for a column."""
    scale_x = alt.Scale(domain=[0, _WIDTH], nice=False, zero=False)
    scale_y = alt.Scale(domain=[0, height], nice=False, zero=False, reverse=True)
    return (lambda at: alt.XDatum(at, axis=None, scale=scale_x)), (lambda field: alt.Y(f"{field}:Q", axis=None, scale=scale_y))


def _short(step: model.Step) -> str:
    return step.because if step.answer is not None else step.node.rule


def _seats(walk: model.Walk) -> str:
    """Who sits at the table, in one or two sentences."""
    out = ", ".join(walk.names[s] for s in sorted(walk.table.kept_out, key=lambda s: walk.names[s])) or "nobody"
    joined = f" Taking part from outside the EU: {', '.join(sorted(walk.names[s] for s in walk.table.joining))}." if walk.table.joining else ""
    return (
        f"At the table: {len(walk.table.council)} Member States decide in the Council, {len(walk.table.nac)} Allies in NATO; {len(walk.table.taking_part - walk.table.joining)} of the "
        f"{len(walk.table.council)} may take part. Kept out: {out}.{joined}"
    )


def _decimal(day: str) -> float:
    parts = [int(p) for p in day.split("-")]
    return round(parts[0] + ((parts[1] - 0.5) / 12 if len(parts) > 1 else 0.5), 3)
