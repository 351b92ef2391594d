"""The decision tree of a crisis: the tree with its expected values over p, and the tornado of the break-even chance."""

from __future__ import annotations

import math
from typing import Any

from eunato.models import crisis as model

from . import theme
from ._crisis_parts import pixels
from .figure import Figure, with_word

ACT_WORDS = {model.WAIT: "Wait", "list": "List tariffs", "aci": "Open the ACI"}
VALUE_WORDS = {"v_wait": ("V_w", "value if you wait"), "c": ("c", "cost of acting"), "v_escalate": ("V_e", "value if it escalates"), "v_settle": ("V_s", "value if it yields")}
_SOURCES = ("euiss-2026-brief5",)


def _called(name: str) -> str:
    return ACT_WORDS.get(name, name.capitalize())


def _v(value: float) -> str:
    """A value with a real minus sign and no needless digits."""
    return f"{round(value, 2):g}".replace("-", "−")


def tree(given: model.Tree, *, mine: bool = True, before: model.Tree | None = None) -> Figure:
    """Return the tree with its values, and below it the worth of every choice over the chance p.

    mine: the values are the reader's own (label S), else a made-up example (label A). before: the tree without the NATO
    branch, drawn as dashed lines.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    label = "S" if mine else "A"
    choice, worths = given.choice(), given.worths()
    wide, row = 570, 74
    tall = 30 + row * len(given.acts) + 26

    # the tree, from left to right
    texts: list[dict[str, Any]] = [{"x": 0, "y": 12, "says": "You choose", "look": "grey"}, {"x": 190, "y": 12, "says": "They choose", "look": "grey"}, {"x": 350, "y": 12, "says": "Value", "look": "grey"}, {"x": 455, "y": 12, "says": "Expected", "look": "grey"}]
    rules: list[dict[str, Any]] = []
    root = (14.0, 30 + (row * len(given.acts) + 40) / 2)
    y = 48.0
    for name in worths:
        bold = "bold" if name in choice.first else "plain"
        place = "first" if name in choice.first else "runner-up" if name in choice.second else ""
        worth = f"{_v(worths[name])}{'  ' + place if place else ''}"
        told = f"{_called(name)}: expected value {_v(worths[name])}{', ' + place if place else ''}"
        rules.append({"x": root[0], "y": root[1], "x2": 60.0, "y2": y, "kind": bold})
        texts.append({"x": 66, "y": y, "says": _called(name), "look": bold})
        if name == model.WAIT:
            rules.append({"x": 112.0, "y": y, "x2": 340.0, "y2": y, "kind": bold})
            texts += [{"x": 350, "y": y, "says": f"V_w = {_v(given.v_wait)}", "look": "plain"}, {"x": 455, "y": y, "says": worth, "look": bold, "words": told}]
            y += 58
            continue
        act = given.act(name)
        for dy, says, value in ((-15, f"yield, p = {act.p:g}", given.v_settle - act.c), (15, f"escalate, 1 − p = {round(1 - act.p, 4):g}", given.v_escalate - act.c)):
            rules.append({"x": 158.0, "y": y, "x2": 186.0, "y2": y + dy, "kind": bold})
            sign = "V_s" if dy < 0 else "V_e"
            texts += [{"x": 190, "y": y + dy, "says": says, "look": "plain"}, {"x": 350, "y": y + dy, "says": f"{sign} − c = {_v(value)}", "look": "plain"}]
        texts.append({"x": 455, "y": y, "says": worth, "look": bold, "words": told})
        y += row
    px, py = pixels(alt, wide, tall)
    words = pd.DataFrame([{"words": text["says"], **text} for text in texts])
    frame = pd.DataFrame(rules)

    def lettering(look: str, **kinds: Any) -> Any:
        return alt.Chart(words[words["look"] == look]).mark_text(align="left", baseline="middle", fontSize=theme.TEXT if look != "grey" else theme.SMALL, **kinds).encode(x=px("x:Q"), y=py("y:Q"), text="says:N", description="words:N")

    parts = [
        alt.Chart(frame).mark_rule(aria=False).encode(x=px("x:Q"), x2="x2:Q", y=py("y:Q"), y2="y2:Q", color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["bold", "plain"], range=[theme.INK, theme.GREY])), strokeWidth=alt.StrokeWidth("kind:N", legend=None, scale=alt.Scale(domain=["bold", "plain"], range=[2.5, 1]))),
        alt.Chart(pd.DataFrame([{"x": root[0], "y": root[1]}])).mark_square(size=120, color=theme.INK, opacity=1, aria=False).encode(x=px("x:Q"), y=py("y:Q")),
        lettering("grey", color=theme.GREY), lettering("bold", fontWeight="bold"),
    ]
    if (words["look"] == "plain").any():
        parts.append(lettering("plain"))
    above = alt.layer(*parts).properties(width=wide, height=tall)

    # the worth of each choice over p
    ends = {name: (given.v_escalate - given.act(name).c, given.v_settle - given.act(name).c) for name in worths if name != model.WAIT}
    values = [given.v_wait, *(v for pair in ends.values() for v in pair)] + ([before.v_wait, *(model.expected(p, before.v_settle, before.v_escalate, a.c) for a in before.acts for p in (0, 1))] if before else [])
    low, high = min(values), max(values)
    pad = max((high - low) * 0.12, 0.5)
    sx = alt.Scale(domain=[0, 1], nice=False)
    sy = alt.Scale(domain=[low - pad, high + pad], nice=False, zero=False)
    x = alt.X("p:Q", scale=sx, axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", title="Chance p that they yield", grid=False))
    yy = alt.Y("v:Q", scale=sy, axis=alt.Axis(title="Worth, your units" if mine else "Worth", titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-28, titleY=-10, tickCount=5, grid=True))
    curves = [{"p": p, "v": v, "choice": name} for name, pair in ends.items() for p, v in zip((0.0, 1.0), pair, strict=True)] + [{"p": p, "v": given.v_wait, "choice": model.WAIT} for p in (0.0, 1.0)]
    dots = [{"p": act.p, "v": worths[act.name], "words": f"{_called(act.name)} at your p = {act.p:g}: worth {_v(worths[act.name])}"} for act in given.acts]
    stars = []
    for act in given.acts:
        star = given.break_even(act.name) if given.v_settle > given.v_escalate else math.nan
        if 0 <= star <= 1:
            stars.append({"p": star, "v": given.v_wait, "says": f"p* = {star:.2f}", "words": f"{_called(act.name)}: break-even at p = {star:.2f}"})
    dash = alt.StrokeDash("choice:N", legend=None, scale=alt.Scale(domain=[model.WAIT, *ends], range=[[1, 0], [1, 0], [7, 4], [2, 3]][: len(ends) + 1]))
    ink = alt.Color("choice:N", legend=None, scale=alt.Scale(domain=[model.WAIT, *ends], range=[theme.GREY, theme.INK, theme.INK, theme.INK][: len(ends) + 1]))
    names = _apart([{"says": _called(name), "v": pair[1]} for name, pair in ends.items()] + [{"says": "Wait", "v": given.v_wait}], (high - low + 2 * pad) * 15 / 170)
    lower: list[Any] = []
    if before:
        old = [{"p": p, "v": model.expected(p, before.v_settle, before.v_escalate, act.c), "act": act.name} for act in before.acts for p in (0, 1)]
        lower.append(alt.Chart(pd.DataFrame(old)).mark_line(strokeWidth=1.2, color=theme.GREY, strokeDash=[1, 3], aria=False).encode(x=x, y=yy, detail="act:N"))
    lower += [
        alt.Chart(pd.DataFrame(curves)).mark_line(strokeWidth=2.5, aria=False).encode(x=x, y=yy, color=ink, strokeDash=dash, detail="choice:N"),
        alt.Chart(pd.DataFrame(dots)).mark_point(shape="circle", size=110, filled=True, color=theme.INK, opacity=1).encode(x=x, y=yy, description="words:N"),
        alt.Chart(pd.DataFrame(names)).mark_text(align="left", baseline="middle", dx=8, fontSize=theme.SMALL, aria=False).encode(x=alt.value(440), y=yy, text="says:N"),
    ]
    if stars:
        tags = _apart_x(stars, 62 / 440)
        lower += [
            alt.Chart(pd.DataFrame(stars)).mark_point(shape="diamond", size=130, filled=True, fill=theme.MARKER, stroke=theme.INK, strokeWidth=1.5, opacity=1).encode(x=x, y=yy, description="words:N"),
            alt.Chart(pd.DataFrame(tags)).mark_text(baseline="bottom", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=alt.X("at:Q", scale=sx), y=alt.value(-22), text="says:N"),
        ]
    below = alt.layer(*lower).properties(width=440, height=170)
    firsts, seconds = " and ".join(map(_called, choice.first)), " and ".join(map(_called, choice.second))
    asked = "; ".join(f"{_called(act.name)}: p* = {given.break_even(act.name):.2f}, your p = {act.p:g}" for act in given.acts) if given.v_settle > given.v_escalate else "no break-even, because a settlement is worth no more than an escalation"
    return Figure(
        name="decision_tree", chart=alt.vconcat(above, below, spacing=46).resolve_scale(color="independent", strokeWidth="independent", strokeDash="independent"),
        title=with_word(f"{firsts} by expected value" + (f", then {seconds}" if seconds else ""), label),
        subtitle="Disc: your chance. Diamond: break-even chance p*." + (" Dotted: before the NATO branch." if before else ""),
        insight=f"By expected value {firsts} come{'s' if len(choice.first) == 1 else ''} first" + (f", then {seconds}, {_v(choice.gap)} behind. " if seconds else ". ") + f"{asked}.",
        table=pd.DataFrame([{"Choice": _called(name), "Chance that they yield": given.act(name).p if name != model.WAIT else "", "Cost": given.act(name).c if name != model.WAIT else "", "Value if they yield": given.v_settle if name != model.WAIT else "", "Value if they escalate": given.v_escalate if name != model.WAIT else "", "Expected value": round(worth, 3), "Break-even p*": round(given.break_even(name), 3) if name != model.WAIT and given.v_settle > given.v_escalate else ""} for name, worth in worths.items()]),
        description="A tree: waiting, or acting and then two outcomes. Below, the worth of each choice as a line over the chance p; acting rises with p, waiting is flat. " + asked + ".",
        sources=_SOURCES, label=label, as_of="2026-10-08",
        counted="Counted: nothing. All values are " + ("yours, on a scale of your own." if mine else "made up for the example.") + " Rule: the largest expected value.",
        note="A thinking aid. It neither explains nor predicts what leaders did, and other rules, such as the best worst case, may choose otherwise.",
    )


def tornado(given: model.Tree, act: str = "list", *, step: float = 1.0, mine: bool = True) -> Figure:
    """Return how far the break-even chance of one act moves when each value moves by ±step."""
    import pandas as pd

    from .render import enable

    alt = enable()
    label = "S" if mine else "A"
    cost = given.act(act).c
    star = given.break_even(act)
    bars = model.tornado(given.v_wait, cost, given.v_escalate, given.v_settle, step)
    ends = [e for bar in bars for e in (bar.at_low, bar.at_high) if e is not None] + [star]
    low, high = max(min([*ends, 0.0]), -1.0), min(max([*ends, 1.0]), 2.0)
    left, plot, gap = 168, 330, 46

    def x_of(value: float | None) -> float:
        return left + 30 + (plot - 60) * ((high if value is None else min(max(value, low), high)) - low) / (high - low)

    data, says = [], []
    for n, bar in enumerate(bars):
        sign, words = VALUE_WORDS[bar.name]
        pair = sorted(((x_of(bar.at_low), bar.low, bar.at_low), (x_of(bar.at_high), bar.high, bar.at_high)), key=lambda one: one[0])
        middle = 34 + gap * n
        data.append({"y": middle - 11, "y2": middle + 11, "x": pair[0][0], "x2": pair[1][0], "mid": middle, "name": sign, "words_left": words,
                     "words": f"{words}, {sign} from {_v(bar.low)} to {_v(bar.high)}: p* from {_star(bar.at_low)} to {_star(bar.at_high)}"})
        for (x, value, p), align in zip(pair, ("right", "left"), strict=True):
            says.append({"x": x, "y": middle, "says": f"{_v(value)}: {_star(p)}", "align": align})
    tall = 34 + gap * len(bars)
    x, y = pixels(alt, left + plot + 60, tall)
    marks, ink = pd.DataFrame(data), pd.DataFrame(says)
    lines = pd.DataFrame([{"x": x_of(v), "y": 20.0, "y2": float(tall - 14), "says": says_, "at": 8} for v, says_ in ((0.0, "p = 0"), (1.0, "p = 1"))])
    centre = pd.DataFrame([{"x": x_of(star), "y": 20.0, "y2": float(tall - 14), "says": f"p* = {star:.2f}", "at": float(tall - 4)}])
    texts = alt.Chart(ink)
    chart = alt.layer(
        alt.Chart(lines).mark_rule(color=theme.LIGHT, aria=False).encode(x=x("x:Q"), y=y("y:Q"), y2="y2:Q"),
        alt.Chart(lines).mark_text(baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x("x:Q"), y=y("at:Q"), text="says:N"),
        alt.Chart(marks).mark_rect(color=theme.LIGHT, stroke=theme.INK).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q", description="words:N"),
        alt.Chart(centre).mark_rule(color=theme.INK, strokeWidth=2, aria=False).encode(x=x("x:Q"), y=y("y:Q"), y2="y2:Q"),
        alt.Chart(centre).mark_text(baseline="middle", fontSize=theme.SMALL, fontWeight="bold").encode(x=x("x:Q"), y=y("at:Q"), text="says:N", description="says:N"),
        alt.Chart(marks).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold", dy=-8, aria=False).encode(x=alt.value(0), y=y("mid:Q"), text="name:N"),
        alt.Chart(marks).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, dy=8, aria=False).encode(x=alt.value(0), y=y("mid:Q"), text="words_left:N"),
        texts.transform_filter("datum.align == 'right'").mark_text(align="right", baseline="middle", dx=-6, fontSize=theme.SMALL, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        texts.transform_filter("datum.align == 'left'").mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
    ).properties(width=left + plot + 60, height=tall)
    first = bars[0]
    return Figure(
        name="decision_tornado", chart=chart,
        title=with_word(f"{_called(act)}: the break-even chance turns most on {VALUE_WORDS[first.name][0]}, the {VALUE_WORDS[first.name][1]}", label),
        subtitle=f"Each value moved by {step:g} down and up, one at a time. Beside a bar: the value and its p*.",
        insight=f"p* is {star:.2f}. Moving {VALUE_WORDS[first.name][0]} by {step:g} takes it from {_star(first.at_low)} to {_star(first.at_high)}.",
        table=pd.DataFrame([{"Value": f"{VALUE_WORDS[b.name][0]}, {VALUE_WORDS[b.name][1]}", "Now": b.value, "Moved down": b.low, "p* then": _star(b.at_low), "Moved up": b.high, "p* then ": _star(b.at_high)} for b in bars]),
        description=f"Four bars around p* = {star:.2f}, the widest on top. " + "; ".join(row["words"] for row in data) + ".",
        sources=_SOURCES, label=label, as_of="2026-10-08",
        counted="Counted: nothing. The values are " + ("yours." if mine else "made up for the example.") + f" Rule: p* = (V_w + c − V_e) / (V_s − V_e), for {_called(act).lower() if act != 'aci' else _called(act)}.",
        note="One value moves at a time. In a crisis several move together, and the chance p is itself a guess.",
    )


def _star(p: float | None) -> str:
    return "none" if p is None else f"{p:.2f}".replace("-", "−")


def _apart(rows: list[dict[str, Any]], least: float) -> list[dict[str, Any]]:
    """Move labels apart so that no two are nearer than `least` on v."""
    rows = sorted(rows, key=lambda r: r["v"])
    for _ in range(3):
        for one, two in zip(rows, rows[1:], strict=False):
            if two["v"] - one["v"] < least:
                two["v"] = one["v"] + least
    return rows


def _apart_x(rows: list[dict[str, Any]], least: float) -> list[dict[str, Any]]:
    """Labels with their place on the axis, apart by at least `least`, kept inside 0 to 1."""
    out: list[dict[str, Any]] = []
    for row in sorted(rows, key=lambda r: r["p"]):
        at = max(row["p"], 0.06)
        if out and at - out[-1]["at"] < least:
            at = out[-1]["at"] + least
        out.append({"at": at, "says": row["says"]})
    over = out[-1]["at"] - 0.98 if out else 0
    return [{**one, "at": one["at"] - over} for one in out] if over > 0 else out
