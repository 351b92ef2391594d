"""January 2026: the ladder of moves with its codebook, time to effect, exposure to US trade, commands before and after."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import date
from statistics import median
from typing import Any

from eunato import tables

from . import theme
from ._crisis_parts import ACTORS, actor_key, actor_scales, count, day_words, days, pixels, sources_of, tick_words
from .crisis_codes import agreement, my_ladder
from .crisis_tree import tornado, tree
from .figure import Figure

__all__ = ["ACTORS", "agreement", "commands", "exposure", "ladder", "my_ladder", "tools", "tornado", "tree"]

_LEFT, _PLOT = 196, 376


def ladder() -> Figure:
    """Return every move by day and step, in a lane per actor inside each step, with the codebook beside it."""
    import pandas as pd

    from .render import enable

    alt = enable()
    moves, book = tables.records("crisis_moves"), tables.records("codebook")
    first, last = min(m["date"] for m in moves), max(m["date"] for m in moves)
    lanes = list(ACTORS)
    reached = {m["step"] for m in moves}
    bands, top = {}, 0.0
    for step in sorted((b["step"] for b in book), reverse=True):
        tall = 92.0 if step in reached else 74.0
        bands[step] = (top, top + tall)
        top += tall
    bottom = top

    def x_of(day: date) -> float:
        return _LEFT + 14 + (_PLOT - 34) * (day - first).days / (last - first).days

    points = []
    for m in moves:
        low, high = bands[m["step"]]
        y = low + (high - low) * (lanes.index(m["actor"]) + 0.75) / (len(lanes) + 0.5)
        same = [p for p in points if p["y"] == y and p["date"] == m["date"].isoformat()]
        points.append({"x": x_of(m["date"]) + 9 * len(same), "y": y, "date": m["date"].isoformat(), "actor": m["actor"], "who": ACTORS[m["actor"]][0], "step": m["step"],
                       "words": f"{day_words(m['date'])}{' (about)' if m['precision'] == 'approx' else ''}, {m['actor_name']}: {m['short']}. Step {m['step']} in our coding."})
    at = {m["move_id"]: p for m, p in zip(moves, points, strict=True)}
    named = {m["move_id"]: m["short"] for m in moves}
    notes = [{"x": at[i]["x"] + dx, "y": at[i]["y"] + dy, "says": named[i], "actor": at[i]["actor"], "side": side}
             for i, dx, dy, side in (("CM15", -9, 0, "right"), ("CM18", 10, 0, "left"), ("CM23", 10, 0, "left"), ("CM12", 10, 0, "left"), ("CM03", -5, 14, "left"), ("CM17", 10, 0, "left"), ("CM19", 10, 1, "left"), ("CM22", 10, 0, "left"), ("CM31", 84, -14, "right"), ("CM32", -9, 0, "right"))]
    frame = [{"x": 0.0, "x2": float(_LEFT + _PLOT), "y": low} for low, _ in bands.values()] + [{"x": 0.0, "x2": float(_LEFT + _PLOT), "y": bottom}]
    heads, texts = [], []
    for b in book:
        low, _ = bands[b["step"]]
        heads.append({"x": 0, "y": low + 13, "says": f"{b['step']}  {b['name']}"})
        texts += [{"x": 0, "y": low + 29 + 14 * n, "says": line} for n, line in enumerate(theme.wrap(b["definition"], _LEFT - 10, theme.SMALL))]
    ticks = [{"x": x_of(d), "y": bottom + 14, "says": tick_words(d)} for d in (date(2026, 1, 5), date(2026, 1, 12), date(2026, 1, 19), date(2026, 1, 26), date(2026, 2, 2), date(2026, 2, 9))]
    x, y = pixels(alt, _LEFT + _PLOT, bottom + 22)
    pick = alt.param("actor_shown", value="all", bind=alt.binding_select(options=["all", *lanes], labels=["everybody", *(ACTORS[a][0] for a in lanes)], name="Show the moves of "))
    on = "actor_shown == 'all' || datum.actor == actor_shown"
    shape, colour = actor_scales(alt)
    seen = alt.Chart(pd.DataFrame(points)).transform_filter(on)
    said = alt.Chart(pd.DataFrame(notes)).transform_filter(on)
    key = pd.DataFrame(actor_key())
    chart = alt.layer(
        alt.Chart(pd.DataFrame(frame)).mark_rule(color=theme.LIGHT, aria=False).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q")),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(texts)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(ticks)).mark_text(baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        seen.mark_point(size=62, opacity=1, filled=True).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, color=colour, description="words:N"),
        said.transform_filter("datum.side == 'left'").mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        said.transform_filter("datum.side == 'right'").mark_text(align="right", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        alt.Chart(key).mark_point(size=62, opacity=1, filled=True, aria=False).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, color=colour),
        alt.Chart(key).mark_text(align="left", baseline="middle", dx=10, fontSize=theme.SMALL).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
    ).add_params(pick).properties(width=_LEFT + _PLOT, height=bottom + 22)
    number = {s: sum(m["step"] == s for m in moves) for s in bands}
    high = max(reached)
    above = [s for s in sorted(bands) if s > high]
    named_tops = "; ".join(f"{day_words(m['date'])}, {m['short']}" for m in moves if m["step"] >= high - 1)
    title_of = {b["step"]: b["name"].lower() for b in book}
    return Figure(
        name="crisis_ladder", chart=chart,
        title=f"Threats and procedures, no measure in force: steps {high - 1} and {high} were reached, {' and '.join(map(str, above))} were not (our coding)",
        subtitle="One mark is one move. Height: step of the codebook, and inside each step one lane per actor.",
        insight=f"{count(number[high - 1]).capitalize()} moves reach step {high - 1} and {count(number[high])} reaches step {high}: {named_tops}. No move reaches {' or '.join(map(str, above))}.",
        table=pd.DataFrame([{"Date": m["date"], "Actor": m["actor_name"], "Move": m["what"], "Step (our coding)": m["step"], "Reason for the step": m["step_reason"], "Sources": m["source_id"].replace(";", "; ")} for m in moves]),
        description=f"{len(moves)} marks from {day_words(first)} to {day_words(last)} 2026 on six steps. " + " ".join(f"Step {s}, {title_of[s]}: {n}." for s, n in sorted(number.items()))
        + f" The dated threats stand on {' and '.join(dict.fromkeys(day_words(m['date']) for m in moves if m['step'] == 2))}, the procedure on {' and '.join(day_words(m['date']) for m in moves if m['step'] == 3)}. After that day nothing is above step 0. NATO’s Arctic activity of {day_words(last)} stands on step 0.",
        sources=sources_of(moves), label="I", tables=("crisis_moves", "codebook"), as_of="2026-10-08",
        counted=f"Counted: {len(moves)} public moves from {day_words(first)} to {day_words(last)} 2026, each with two or more sources, coded by the course on 22 November 2026; not yet reviewed by anybody outside.",
        note="Another coder may differ, above all on troops for an exercise, on warnings and on the list of duties. The reasons stand in the table.",
    )


def tools() -> Figure:
    """Return how many days each tool took or may take, on a logarithmic axis, sorted, with what became of it."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = sorted(tables.records("crisis_tools"), key=lambda r: (r["days_max"], r["days_min"]))
    ink = {"EU": theme.COLOURS["EU"], "NATO": theme.COLOURS["NATO"], "US": theme.COLOURS["US"], "national": theme.INK}
    state = {"used": "used", "prepared": "prepared, not used", "withdrawn": "announced, withdrawn", "not_used": "not used"}
    left, plot, gap = 212, 250, 32
    edge = math.log(500)

    def x_of(days: float) -> float:
        return left + 8 + (plot - 8) * math.log(days) / edge

    data = pd.DataFrame([
        {"row": n, "y": gap * n + 14, "name": r["name"], "who": r["who"], "x": x_of(r["days_min"]), "x2": x_of(r["days_max"]), "basis": r["time_basis"],
         "span": days(r["days_min"], r["days_max"]), "state": state[r["state"]], "sub": f"{'states' if r['who'] == 'national' else r['who']}, {r['kind']}",
         "words": f"{r['name']}, {r['who']}, {r['kind']}: {days(r['days_min'], r['days_max'])}, {r['time_words']}. {state[r['state']]}."} for n, r in enumerate(rows)])
    tall = gap * len(rows) + 20
    x, y = pixels(alt, left + plot + 112, tall)
    ticks = pd.DataFrame([{"x": x_of(d), "y": 0, "y2": tall - 20, "ty": tall - 8, "says": says} for d, says in ((1, "1 day"), (7, "a week"), (30, "a month"), (365, "a year"))])
    colour = alt.Color("who:N", legend=None, scale=alt.Scale(domain=list(ink), range=list(ink.values())))
    base = alt.Chart(data)
    one = "datum.x == datum.x2"
    chart = alt.layer(
        alt.Chart(ticks).mark_rule(color=theme.LIGHT, aria=False).encode(x=x("x:Q"), y=y("y:Q"), y2="y2:Q"),
        alt.Chart(ticks).mark_text(fontSize=theme.SMALL, color=theme.GREY, baseline="middle", aria=False).encode(x=x("x:Q"), y=y("ty:Q"), text="says:N"),
        base.transform_filter("datum.basis != 'law'").mark_rule(strokeWidth=7, strokeCap="round").encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), color=colour, description="words:N"),
        base.transform_filter("datum.basis == 'law'").mark_rule(strokeWidth=3, strokeDash=[5, 4]).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q"), color=colour, description="words:N"),
        base.transform_filter(one).mark_point(size=80, opacity=1, filled=True, shape="circle").encode(x=x("x:Q"), y=y("y:Q"), color=colour, description="words:N"),
        base.mark_text(align="right", baseline="middle", dy=-7, fontSize=theme.TEXT, aria=False).encode(x=alt.value(left - 6), y=y("y:Q"), text="name:N"),
        base.mark_text(align="right", baseline="middle", dy=8, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(left - 6), y=y("y:Q"), text="sub:N"),
        base.mark_text(align="left", baseline="middle", dy=-7, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=alt.value(left + plot + 4), y=y("y:Q"), text="span:N"),
        base.mark_text(align="left", baseline="middle", dy=8, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(left + plot + 4), y=y("y:Q"), text="state:N"),
    ).properties(width=left + plot + 112, height=tall)
    middle = {kind: median(r["days_max"] for r in rows if (r["kind"] == "economic") == kind) for kind in (False, True)}
    slow = rows[-1]
    return Figure(
        name="crisis_tools", chart=chart,
        title="Fast tools are words and presence; tools that reach trade take longer",
        subtitle="Days from the event to the first effect, on a logarithmic axis. Solid: dates seen or announced. Dashed: deadlines in law.",
        insight=f"The slow end of political and military tools has a median of {middle[False]:g} days, that of economic tools {middle[True]:g}; the slowest is the {slow['name']}, up to {slow['days_max']} days if every deadline is used.",
        table=pd.DataFrame([{"Tool": r["name"], "Whose": "states" if r["who"] == "national" else r["who"], "Kind (our coding)": r["kind"], "Who must agree": r["threshold"], "Legal basis": r["legal_basis"], "Days, from": r["days_min"], "to": r["days_max"], "How we know": r["time_words"], "In this crisis": r["in_crisis"]} for r in rows]),
        description=f"{len(rows)} tools from fast to slow. " + " ".join(f"{r['name']}: {days(r['days_min'], r['days_max'])}, {state[r['state']]}." for r in rows),
        sources=sources_of(rows), label="D", tables=("crisis_tools",), as_of="2026-10-08",
        counted=f"Counted: {len(rows)} tools that were used, prepared or named in January and February 2026, with cases from 2001 to 2026; for the Anti-Coercion Instrument the deadlines of the law.",
        note="Time says nothing about strength. A tool may deter before it is used, and a law’s deadline is an upper limit. No request under Article 4 over Greenland was found.",
    )


def exposure() -> Figure:
    """Return exports of goods to the United States by named state, in euros or as a share of all exports (menu)."""
    import pandas as pd

    from .render import enable

    alt = enable()
    records = tables.records("trade")
    rows = [next(r for r in records if r["iso3"] == i and r["year"] == y) for i, y in (("DEU", 2023), ("GBR", 2023), ("FRA", 2023), ("NLD", 2023), ("SWE", 2023), ("DNK", 2023), ("FIN", 2023), ("NOR", 2024))]
    whole = next(r for r in records if r["iso3"] == "EU27" and r["year"] == 2023)
    measure = alt.param("measure", value="euro", bind=alt.binding_select(options=["euro", "share"], labels=["billions of euros", "share of all exports of goods"], name="Show exports to the US in "))
    left, plot, gap = 150, 300, 34
    out = []
    for kind, top in (("euro", max(r["exports_us_eur_bn"] for r in rows)), ("share", max(r["share_total"] or 0 for r in rows))):
        value: Callable[[dict], float | None] = (lambda r: r["exports_us_eur_bn"]) if kind == "euro" else (lambda r: r["share_total"])
        for n, r in enumerate(sorted(rows, key=lambda r: -(value(r) or 0))):
            v, high = value(r), r["share_total_max"] if kind == "share" else None
            sure = (r["currency"] == "EUR") if kind == "euro" else r["share_status"] == "confirmed"
            if v is None:
                says = "not found"
            elif kind == "euro":
                says = f"{'about ' if not sure else ''}€{v:.1f} bn" + (" (2024)" if r["year"] != 2023 else "")
            else:
                says = f"{v:g}" + (f" to {high:g}" if high else "") + "%" + ("" if sure else ", one source") + (f" ({r['share_year']})" if r["share_year"] != 2023 else "")
            out.append({"measure": kind, "y": gap * n + 16, "x": left + plot * (v or 0) / top, "zero": float(left), "eu": "EU" if r["eu_member"] else "no", "name": r["name"], "says": says, "found": v is not None,
                        "words": f"{r['name']}, {'in' if r['eu_member'] else 'outside'} the EU: {says}"})
    data = pd.DataFrame(out)
    x, y = pixels(alt, left + plot + 130, gap * len(rows))
    base = alt.Chart(data).transform_filter("datum.measure == measure")
    dots = base.transform_filter("datum.found")
    key = pd.DataFrame([{"eu": "EU", "x": 8, "y": -18, "says": "Member State of the EU: one customs union of 27"}, {"eu": "no", "x": 330, "y": -18, "says": "Ally outside the EU"}])
    shape = alt.Shape("eu:N", legend=None, scale=alt.Scale(domain=["EU", "no"], range=[theme.SHAPES["EU"], "diamond"]))
    fill = alt.Fill("eu:N", legend=None, scale=alt.Scale(domain=["EU", "no"], range=[theme.COLOURS["EU"], theme.PAPER]))
    stroke = alt.Stroke("eu:N", legend=None, scale=alt.Scale(domain=["EU", "no"], range=[theme.COLOURS["EU"], theme.INK]))
    chart = alt.layer(
        dots.mark_rule(color=theme.LIGHT, strokeWidth=2, aria=False).encode(x=x("zero:Q"), x2="x:Q", y=y("y:Q")),
        base.mark_text(align="right", baseline="middle", fontSize=theme.TEXT, aria=False).encode(x=alt.value(left - 12), y=y("y:Q"), text="name:N"),
        dots.mark_point(size=120, opacity=1, strokeWidth=2).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, fill=fill, stroke=stroke, description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=13, fontSize=theme.TEXT, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        alt.Chart(key).mark_point(size=120, opacity=1, strokeWidth=2, aria=False).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, fill=fill, stroke=stroke),
        alt.Chart(key).mark_text(align="left", baseline="middle", dx=12, fontSize=theme.SMALL).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
    ).add_params(measure).properties(width=left + plot + 130, height=gap * len(rows))
    inside = [r for r in rows if r["eu_member"]]
    total, part = sum(r["exports_us_eur_bn"] for r in inside), 0.0
    part = 100 * total / whole["exports_us_eur_bn"]
    return Figure(
        name="crisis_exposure", chart=chart,
        title=f"Pressure on {count(len(inside))} Member States falls on a customs union of 27; {count(len(rows) - len(inside))} named Allies stand outside it",
        subtitle="Exports of goods to the United States, 2023. Pounds and kroner converted at round rates (assumption).",
        insight=f"The {count(len(inside))} Member States sold goods for about EUR {total:.0f} bn to the United States in 2023, {part:.0f}% of what the 27 sold. The EU can answer for them only together; {' and '.join(r['name'] for r in rows if not r['eu_member'])} answer alone.",
        table=pd.DataFrame([{"State": r["name"], "In the EU": r["eu_member"], "Year": r["year"], "Exports to the US, bn": r["exports_us_bn"], "Currency": r["currency"], "In EUR bn": r["exports_us_eur_bn"], "Share of all exports, %": (f"{r['share_total']:g}" + (f" to {r['share_total_max']:g}" if r["share_total_max"] else "")) if r["share_total"] is not None else "not found", "Year of the share": r["share_year"] or "", "Share is": r["share_status"] or "not found", "Note": r["note"]} for r in [*rows, whole]]),
        description="Dots for eight states, filled for Member States, hollow diamonds for Allies outside the EU. In euros: " + "; ".join(o["words"] for o in out if o["measure"] == "euro") + ". As a share of all exports: " + "; ".join(o["words"] for o in out if o["measure"] == "share") + ".",
        sources=sources_of([*rows, whole]), label="D", tables=("trade",), as_of="2026-10-08",
        counted="Counted: goods, not services; the eight states named on 17 January 2026. Amounts of 2023 by Eurostat as printed in press, and by the British office; Norway 2024 by its office.",
        note="Three shares rest on one press page that names no office, and a share for Norway was not found. A share of exports is not a share of the economy.",
    )


def commands() -> Figure:
    """Return seven commands with their lead before and as agreed on 6 February 2026, in two columns of marks."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("commands")
    group = {"strategic": "Over all", "operational": "Joint force commands", "component": "Component commands"}
    left, second, third, gap = 0, 232, 412, 34
    marks, names, heads, y_now, seen = [], [], [], 24.0, ""
    for r in rows:
        if r["level"] != seen:
            seen = r["level"]
            heads.append({"x": left, "y": y_now, "says": group[seen]})
            y_now += 26
        names.append({"x": left + 8, "y": y_now, "says": r["command"].replace("Supreme Allied Commander Europe (SACEUR)", "SACEUR").replace("Joint Force Command ", "JFC ")})
        for at, side, lead, when in ((second, r["side_now"], r["lead_now"], "before"), (third, r["side_agreed"], r["lead_agreed"], "as agreed")):
            marks.append({"x": at, "y": y_now, "side": side, "lead": lead, "moved": r["side_now"] != r["side_agreed"], "words": f"{r['command']}, {when}: {lead}"})
        y_now += gap
    tall = y_now - 6
    x, y = pixels(alt, 590, tall)
    data = pd.DataFrame(marks)
    shape = alt.Shape("side:N", legend=None, scale=alt.Scale(domain=["US", "Europe"], range=[theme.SHAPES["US"], "circle"]))
    fill = alt.Fill("side:N", legend=None, scale=alt.Scale(domain=["US", "Europe"], range=[theme.COLOURS["US"], theme.PAPER]))
    stroke = alt.Stroke("side:N", legend=None, scale=alt.Scale(domain=["US", "Europe"], range=[theme.COLOURS["US"], theme.INK]))
    top = pd.DataFrame([{"x": second - 9, "y": 2, "says": "Before"}, {"x": third - 9, "y": 2, "says": "Agreed 6 February 2026"}])
    moved = pd.DataFrame([{"x": second + 128.0, "x2": third - 16.0, "y": m["y"]} for m in marks if m["moved"] and m["x"] == second])
    chart = alt.layer(
        alt.Chart(top).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold").encode(x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(pd.DataFrame(names)).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="says:N"),
        alt.Chart(moved).mark_rule(color=theme.GREY, strokeDash=[2, 3], aria=False).encode(x=x("x:Q"), x2="x2:Q", y=y("y:Q")),
        alt.Chart(moved).mark_point(shape="triangle-right", size=60, color=theme.GREY, filled=True, opacity=1, aria=False).encode(x=x("x2:Q"), y=y("y:Q")),
        alt.Chart(data).mark_point(size=120, strokeWidth=2, opacity=1).encode(x=x("x:Q"), y=y("y:Q"), shape=shape, fill=fill, stroke=stroke, description="words:N"),
        alt.Chart(data).mark_text(align="left", baseline="middle", dx=14, fontSize=theme.TEXT, aria=False).encode(x=x("x:Q"), y=y("y:Q"), text="lead:N"),
    ).properties(width=590, height=tall)
    joint = [r for r in rows if r["level"] == "operational"]
    parts = [r for r in rows if r["level"] == "component"]
    gain = sum(r["side_now"] == "US" and r["side_agreed"] == "Europe" for r in rows)
    take = sum(r["side_now"] == "Europe" and r["side_agreed"] == "US" for r in rows)
    return Figure(
        name="crisis_commands", chart=chart,
        title=f"An exchange of posts: Europeans are to lead all {count(len(joint))} joint commands, the United States all {count(len(parts))} component commands",
        subtitle="Wedge: United States. Ring: a European Ally. An arrow marks a change of side.",
        insight=f"Of {count(len(rows))} posts {count(gain)} are to go from the United States to Europeans and {count(take)} the other way; the United States keeps SACEUR. Agreed is not done: the change comes over years.",
        table=pd.DataFrame([{"Command": r["command"], "Level": group[r["level"]], "Seat": r["seat"], "Lead before": r["lead_now"], "Lead as agreed": r["lead_agreed"], "Decided on": r["decided_on"]} for r in rows]),
        description="Two columns of marks for seven commands. " + " ".join(f"{r['command']}: {r['lead_now']} before, {r['lead_agreed']} as agreed." for r in rows),
        sources=sources_of(rows), label="D", tables=("commands",), as_of="2026-10-08",
        counted=f"Counted: SACEUR, {count(len(joint))} joint force commands and {count(len(parts))} component commands. Deputies, staffs and national commands are not in it.",
        note="Which European Ally led Brunssum before was not read. The dates on which posts change hands are not published.",
    )
