"""The learner's codes of the crisis beside the course's own, as a ladder and as a table of agreement."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from eunato import tables
from eunato.models import crisis as model

from . import theme
from ._crisis_parts import ACTORS, actor_key, actor_scales, day_words, pixels, sources_of, tick_words
from .figure import Figure
from .render import ChartError

_LEFT, _PLOT, _BAND = 168, 404, 58


def _codes(mine: Mapping[str, int]) -> dict[str, int]:
    """The codes that belong to a move of the table; ChartError for any other id or step."""
    known = {m["move_id"] for m in tables.records("crisis_moves")}
    for key, step in mine.items():
        if key not in known or isinstance(step, bool) or step not in model.STEPS:
            raise ChartError(f"{key!r}: {step!r} is no code of a move. Give an id of crisis_moves, such as 'CM15', and a step from 0 to 5.")
    return dict(mine)


def my_ladder(mine: Mapping[str, int]) -> Figure:
    """Return the ladder by the learner's codes; ours appears as a ring only where the learner has coded and differs."""
    import pandas as pd

    from .render import enable

    alt = enable()
    mine = _codes(mine)
    moves, book = tables.records("crisis_moves"), tables.records("codebook")
    first, last = min(m["date"] for m in moves), max(m["date"] for m in moves)
    lanes = list(ACTORS)
    bottom = _BAND * len(book)
    strip = bottom + 44
    found = model.agreement(mine, {m["move_id"]: m["step"] for m in moves})

    def x_of(day: date) -> float:
        return _LEFT + 14 + (_PLOT - 34) * (day - first).days / (last - first).days

    def y_of(step: int, actor: str) -> float:
        return _BAND * (len(book) - 1 - step) + _BAND * (lanes.index(actor) + 0.75) / (len(lanes) + 0.5)

    coded, rings, lines, waiting, taken = [], [], [], [], Counter()
    for m in moves:
        day, step = m["date"], mine.get(m["move_id"])
        x = x_of(day)
        if step is None:
            waiting.append({"x": x, "y": strip + 5 * (lanes.index(m["actor"]) - 2.5), "actor": m["actor"], "words": f"{day_words(day)}, {m['actor_name']}: {m['short']}. Not coded yet."})
            continue
        x += 9 * taken[day, step, m["actor"]]
        taken[day, step, m["actor"]] += 1
        same = step == m["step"]
        coded.append({"x": x, "y": y_of(step, m["actor"]), "actor": m["actor"], "words": f"{day_words(day)}, {m['actor_name']}: {m['short']}. You: step {step}. We: step {m['step']}."})
        if not same:
            rings.append({"x": x, "y": y_of(m["step"], m["actor"]), "words": f"{m['short']}: our step {m['step']}"})
            lines.append({"x": x, "y": y_of(step, m["actor"]), "y2": y_of(m["step"], m["actor"])})
    x, y = pixels(alt, _LEFT + _PLOT, strip + 48)
    shape, colour = actor_scales(alt)
    heads = [{"x": 0, "y": _BAND * (len(book) - 1 - b["step"]) + 14, "says": f"{b['step']}  {b['name']}"} for b in book] + [{"x": 0, "y": strip, "says": "Not coded yet"}]
    frame = [{"x": 0.0, "x2": float(_LEFT + _PLOT), "y": float(_BAND * n)} for n in range(len(book) + 1)]
    ticks = [{"x": x_of(d), "y": strip + 38, "says": tick_words(d)} for d in (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9))]
    key = pd.DataFrame(actor_key())
    layers: list[Any] = [
        alt.Chart(pd.DataFrame(frame)).mark_rule(color=theme.LIGHT, aria=False).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q")),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold").encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(ticks)).mark_text(baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        alt.Chart(key).mark_point(size=62, opacity=1, filled=True, aria=False).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, color=colour),
        alt.Chart(key).mark_text(align="left", baseline="middle", dx=10, fontSize=theme.SMALL).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
    ]
    if lines:
        layers.append(alt.Chart(pd.DataFrame(lines)).mark_rule(color=theme.GREY, strokeDash=[2, 2], aria=False).encode(x=x("x:Q"), y=y("y:Q"), y2="y2:Q"))
        layers.append(alt.Chart(pd.DataFrame(rings)).mark_point(shape="circle", size=80, filled=False, stroke=theme.INK, strokeWidth=1.6, opacity=1).encode(x=x("x:Q"), y=y("y:Q"), description="words:N"))
    if coded:
        layers.append(alt.Chart(pd.DataFrame(coded)).mark_point(size=62, opacity=1, filled=True).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, color=colour, description="words:N"))
    if waiting:
        layers.append(alt.Chart(pd.DataFrame(waiting)).mark_point(size=34, opacity=1, filled=False, stroke=theme.GREY).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, description="words:N"))
    ours = {m["move_id"]: m for m in moves}
    return Figure(
        name="my_ladder", chart=alt.layer(*layers).properties(width=_LEFT + _PLOT, height=strip + 48),
        title=f"{len(mine)} of {len(moves)} moves coded, {found.same} like ours (your score)" if mine else "No move coded yet: the ladder is yours (your score)",
        subtitle="Filled: your code. Ring: our code, where it differs. It shows after you have coded.",
        insight=f"You and the course agree on {found.same} of {found.n} moves; {found.near} of {found.n} lie at most one step apart." if mine else "Nothing is filled in before you code.",
        table=pd.DataFrame([{"Date": m["date"], "Actor": m["actor_name"], "Move": m["short"], "Your step": mine.get(i, ""), "Our step": m["step"] if i in mine else ""} for i, m in ours.items()]),
        description=f"A ladder of six steps from {day_words(first)} to {day_words(last)} 2026. {len(mine)} moves carry your code; {len(moves) - len(mine)} wait in a strip below. {len(rings)} rings show where our code differs.",
        sources=sources_of(ours[i] for i in mine) or ("euiss-2026-brief5",), label="S", tables=("crisis_moves", "codebook"), as_of="2026-10-08",
        counted=f"Counted: {len(moves)} moves; the codes are yours, the rings are the course’s own coding of 22 November 2026, not yet reviewed.",
        note="Two careful people can differ. A difference is a reason to read the definition again, not a mistake.",
    )


def agreement(mine: Mapping[str, int]) -> Figure:
    """Return how often the learner's step met ours: a grid of your step against our step, for the coded moves only."""
    import pandas as pd

    from .render import enable

    alt = enable()
    mine = _codes(mine)
    if not mine:
        raise ChartError("No move has been coded, so there is nothing to compare. Code at least one move, such as {'CM15': 2}.")
    moves = {m["move_id"]: m for m in tables.records("crisis_moves")}
    book = {b["step"]: b["name"] for b in tables.records("codebook")}
    found = model.agreement(mine, {i: m["step"] for i, m in moves.items()})
    met = Counter((moves[i]["step"], step) for i, step in mine.items())
    cell, left, top = 62, 178, 44
    most = max(met.values())
    marks = [{"x": left + cell * (a + 0.5), "y": top + cell * 0.72 * (5 - b + 0.5), "n": n, "area": 260 + 900 * n / most, "same": a == b, "words": f"Our step {a}, your step {b}: {n} move{'s' if n != 1 else ''}"} for (a, b), n in sorted(met.items())]
    tall = top + cell * 0.72 * 6 + 6
    x, y = pixels(alt, left + cell * 6 + 10, tall)
    diagonal = [{"x": float(left + cell * s), "x2": float(left + cell * (s + 1)), "y": top + cell * 0.72 * (5 - s), "y2": top + cell * 0.72 * (6 - s)} for s in book]
    grid = [{"x": float(left), "x2": float(left + cell * 6), "y": top + cell * 0.72 * s, "y2": top + cell * 0.72 * s} for s in range(7)] + [{"x": float(left + cell * s), "x2": float(left + cell * s), "y": float(top), "y2": top + cell * 0.72 * 6} for s in range(7)]
    rows = [{"x": left - 8, "y": top + cell * 0.72 * (5 - s + 0.5), "says": f"{name}  {s}"} for s, name in book.items()]
    columns = [{"x": left + cell * (s + 0.5), "y": top - 12, "says": str(s)} for s in book]
    titles = [{"x": left, "y": 8, "says": "Our step →"}, {"x": 0, "y": 8, "says": "Your step ↓"}]
    data = pd.DataFrame(marks)
    fill = alt.Fill("same:N", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.INK, theme.PAPER]))
    ink = alt.Color("same:N", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.PAPER, theme.INK]))
    chart = alt.layer(
        alt.Chart(pd.DataFrame(diagonal)).mark_rect(color=theme.MARKER, opacity=0.5, aria=False).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q"),
        alt.Chart(pd.DataFrame(grid)).mark_rule(color=theme.LIGHT, aria=False).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q"),
        alt.Chart(pd.DataFrame(rows)).mark_text(align="right", baseline="middle", fontSize=theme.SMALL).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(columns)).mark_text(baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        alt.Chart(pd.DataFrame(titles)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(data).mark_point(shape="circle", stroke=theme.INK, strokeWidth=1.6, opacity=1).encode(x=x("x:Q"), y=y("y:Q"), size=alt.Size("area:Q", legend=None, scale=None), fill=fill, description="words:N"),
        alt.Chart(data).mark_text(baseline="middle", fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="n:N", color=ink),
    ).properties(width=left + cell * 6 + 10, height=tall)
    if found.kappa is None:
        kappa = found.why_none
    else:
        kappa = f"Cohen’s kappa is {found.kappa:.2f}: {model.kappa_words(found.kappa)}. With weights for near misses it is {found.weighted:.2f}."
    return Figure(
        name="crisis_agreement", chart=chart,
        title=f"{found.same} of {found.n} codes are the same (your score beside our coding)",
        subtitle="A number counts moves. Yellow: both codes agree. Next to it: one step apart.",
        insight=f"{found.same} of {found.n} the same, {found.near} at most one step apart. {kappa}",
        table=pd.DataFrame([{"Date": moves[i]["date"], "Move": moves[i]["short"], "Your step": step, "Our step": moves[i]["step"], "Our reason": moves[i]["step_reason"]} for i, step in sorted(mine.items())]),
        description="A grid of six by six steps. " + "; ".join(m["words"] for m in marks) + ".",
        sources=sources_of(moves[i] for i in mine), label="S", tables=("crisis_moves", "codebook"), as_of="2026-10-08",
        counted=f"Counted: {found.n} moves that you coded, against the course’s own coding of 22 November 2026 (one coder, not yet reviewed).",
        note="Kappa needs more than a handful of moves to mean much. It compares two opinions; it does not say who is right.",
    )
