"""Aid to Ukraine: where the loan goes, what the Dutch ask would buy, who leads by which measure.

The allocator's pictures are in `ukraine_mix`, the lists (PURL, steps of the loan, paths, guarantees) in `ukraine_lists`; all are reached from here.
"""

from __future__ import annotations

import math
from typing import Any

from eunato import tables
from eunato.models import ukraine as model

from . import theme
from .figure import Figure
from .render import ChartError
from .ukraine_lists import guarantees, loan_steps, paths, purl
from .ukraine_mix import coverage, frontier

__all__ = ["aid", "ask", "coverage", "frontier", "guarantees", "loan", "loan_steps", "paths", "purl"]

_MEASURES = {"military": "military aid, allocated", "allocated": "all aid, allocated", "committed": "all aid, committed"}
_SHORT = {"military": "military aid", "allocated": "all aid allocated", "committed": "all aid committed"}
_EUROPE = {"wide": "with the United Kingdom, Norway, Switzerland, Iceland", "eu": "the EU and its members only"}
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def month_words(month: str) -> str:
    """"2025-03" in words.

    >>> month_words("2025-03")
    'March 2025'
    """
    year, number = month.split("-")
    return f"{_MONTHS[int(number) - 1]} {year}"


def loan() -> Figure:
    """Return the two parts of the loan against what Ukraine is said to need, and the three steps of the buying order."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = [{"part": part, "says": says, "loan": model.loan(part), "need": model.need(part)} for part, says in (("military", "Military need"), ("budget", "Budget need"))]
    wide = 560 / rows[0]["need"]
    for i, row in enumerate(rows):
        row["gap"] = round(row["need"] - row["loan"], 1)
        row["y"] = 64 * i + 30
        row["head"] = f"{row['says']} 2026–2027: EUR {row['need']:g} bn left to partners"
        row["inside"], row["open"] = f"loan: {row['loan']:g}", f"not covered: {row['gap']:g}"
        row["x2"], row["x3"] = row["loan"] * wide, row["need"] * wide
        row["words"] = f"{row['head']}. The loan has {row['loan']:g}, so {row['gap']:g} is not covered by it."
    data = pd.DataFrame(rows)
    top = 64 * len(rows) + 46
    steps = sorted((row for row in tables.records("usl") if row["kind"] == "cascade"), key=lambda row: row["order"])
    lines: list[dict[str, Any]] = [{"x": 0.0, "y": top - 26, "says": "The military part is spent in this order:", "bold": True, "words": "The military part is spent in this order."}]
    boxes = []
    y = top
    for step in steps:
        indent = 22.0 * (step["order"] - 1)
        parts = theme.wrap(step["says"], 508 - indent, theme.SMALL)
        boxes.append({"x": indent, "x2": 560.0, "y": y - 14, "y2": y + 14 + 16 * len(parts)})
        lines.append({"x": indent + 10, "y": y, "says": f"{step['order']}  {step['title']}", "bold": True, "words": f"Step {step['order']}: {step['title']}. {step['says']}"})
        lines += [{"x": indent + 26, "y": y + 19 + 16 * i, "says": part, "bold": False, "words": ""} for i, part in enumerate(parts)]
        y += 14 + 16 * len(parts) + 24
    px = alt.Scale(domain=[0, 560], nice=False, zero=False)
    high = y - 8
    ys = alt.Scale(domain=[0, high], reverse=True, nice=False, zero=False)
    def at(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=px)

    def down(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=ys)

    base, text, box = alt.Chart(data), alt.Chart(pd.DataFrame(lines)), alt.Chart(pd.DataFrame(boxes))
    font = {"align": "left", "baseline": "middle"}
    chart = alt.layer(
        base.mark_bar(height=26, color=theme.PAPER, stroke=theme.GREY, strokeDash=[4, 3], aria=False).encode(x=at("x2"), x2="x3:Q", y=down("y")),
        base.mark_bar(height=26, color=theme.COLOURS["EU"], aria=False).encode(x=at("x2"), x2=alt.datum(0), y=down("y")),
        base.mark_text(**font, dy=-24, fontSize=theme.TEXT).encode(x=alt.value(0), y=down("y"), text="head:N", description="words:N"),
        base.mark_text(**font, dx=8, fontSize=theme.SMALL, fontWeight="bold", color=theme.PAPER, aria=False).encode(x=alt.value(0), y=down("y"), text="inside:N"),
        base.mark_text(**font, dx=8, fontSize=theme.SMALL, aria=False).encode(x=at("x2"), y=down("y"), text="open:N"),
        box.mark_rect(fill=theme.PAPER, stroke=theme.LIGHT, strokeWidth=1.5, aria=False).encode(x=at("x"), x2="x2:Q", y=down("y"), y2="y2:Q"),
        text.transform_filter("datum.bold").mark_text(**font, fontSize=theme.SMALL, fontWeight="bold").encode(x=at("x"), y=down("y"), text="says:N", description="words:N"),
        text.transform_filter("!datum.bold").mark_text(**font, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=at("x"), y=down("y"), text="says:N"),
    ).properties(width=560, height=high)
    military = rows[0]
    both = sum(row["gap"] for row in rows)
    return Figure(
        name="where_90_goes", chart=chart,
        title=f"The loan brings EUR {military['loan']:g} bn against a military need of {military['need']:g} bn; {military['gap']:g} bn stays open",
        subtitle="Filled: the loan of EUR 90 bn. Dashed: what it does not cover. Boxes: where Ukraine may buy, first to last.",
        insight=f"EUR {military['loan']:g} bn is about {model.share_of_need('military'):.0f}% of the military need as stated. Together the two parts leave {both:g} bn to others.",
        table=pd.DataFrame([{"Part": row["says"], "Need, EUR bn": row["need"], "Loan, EUR bn": row["loan"], "Not covered, EUR bn": row["gap"], "Covered, %": round(model.share_of_need(row["part"]), 1)} for row in rows]),
        description=" ".join(row["words"] for row in rows) + " Below, three boxes, each set in further than the one above. " + " ".join(line["words"] for line in lines if line["words"]),
        sources=("euronews-2026-loan-needs", "kyivindependent-2026-loan-details", "council-2026-council-agrees-legal", "agenceurope-2026-coreper-deal", "interfax-2026-technical-steps-remain"),
        label="E", tables=("usl", "ukraine_needs"), as_of="2026-10-08",
        counted="Counted: the two parts of the loan as the Council agreed them; the need is a projection of November 2025 by the Commission on the basis of the IMF.",
        note="The need assumes that the war ends in 2026 and that Ukraine pays about half of its military need itself. A loan agreed is not a loan paid.",
    )


def ask(guess: float | None = None) -> Figure:
    """Return the Dutch ask as a part of the military money, with the months of the list it pays. guess: per cent, or None."""
    import pandas as pd

    from .render import enable

    if guess is not None and (isinstance(guess, bool) or not isinstance(guess, (int, float)) or not math.isfinite(guess) or not 0 <= guess <= 100):
        raise ChartError(f"guess is {guess!r}; give a share from 0 to 100, such as 30")
    alt = enable()
    whole, part, share = model.loan("military"), model.ask(), model.ask_share()
    rows = [{"row": 0, "says": f"The Dutch ask of January 2026: EUR {part:g} bn", "value": share, "mine": False, "number": f"{share:.0f}% of {whole:g}"}]
    if guess is not None:
        rows.append({"row": 1, "says": "Your share for US arms", "value": float(guess), "mine": True, "number": f"you: {guess:,.10g}%"})
    for row in rows:
        row["words"] = f"{row['says']}: {row['number']}"
    data = pd.DataFrame(rows)
    rate = alt.param("rate", value=model.RATE, bind=alt.binding_select(options=[1.05, 1.1, model.RATE, 1.25], labels=["1.05", "1.10", f"{model.RATE:.2f}", "1.25"], name="US dollars for one euro (assumption) "))
    pace = alt.param("pace", value=1.0, bind=alt.binding_select(options=[0.5, 1.0, 1.25], labels=["0.5", "1", "1.25"], name="USD bn a month through PURL (assumption) "))
    x = alt.X("value:Q", title=f"% of the military part of the loan, EUR {whole:g} bn", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(values=[0, 25, 50, 75, 100]))
    count = len(rows)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.7, count - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    months = alt.Chart(pd.DataFrame([{"value": 0.0, "row": count - 0.55}])).transform_calculate(
        says=f"'EUR {part:g} bn pays the list for ' + format(round({part:g} * rate / pace * 10 + 0.000001) / 10, '.1f') + ' months at USD ' + pace + ' bn a month'")
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"row": i, "value": 100.0} for i in range(count)])).mark_bar(height=24, color=theme.PAPER, stroke=theme.GREY, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.transform_filter("!datum.mine").mark_bar(height=24, color=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.transform_filter("datum.mine").mark_bar(height=24, color=theme.MARKER, stroke=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.mark_text(align="left", baseline="bottom", dy=-15, fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.transform_filter("datum.value <= 70").mark_text(align="left", baseline="middle", dx=8, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="number:N"),
        base.transform_filter("datum.value > 70").mark_text(align="right", baseline="middle", dx=-8, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="number:N"),
        months.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(0), y=y, text="says:N", description="says:N"),
    ).add_params(rate, pace).properties(width=540, height=62 * count + 34)
    held = model.ask_months()
    return Figure(
        name="the_dutch_ask", chart=chart,
        title=f"What the Netherlands wanted free for arms from elsewhere is {share:.0f}% of the military money",
        subtitle="Bar: part of the EUR 60 bn. Menus: rate and monthly pace; both are assumptions.",
        insight=f"At {model.RATE:g} dollars for a euro and USD 1 bn a month, EUR {part:g} bn pays the PURL list for {held:.1f} months.",
        table=pd.DataFrame([{"Step": "The ask, EUR bn", "Value": part}, {"Step": "Military part of the loan, EUR bn", "Value": whole}, {"Step": "Share, %", "Value": share},
                            {"Step": "US dollars for one euro (assumption)", "Value": model.RATE}, {"Step": "USD bn a month (assumption)", "Value": 1.0}, {"Step": "Months of the list", "Value": round(held, 1)}]),
        description=f"One bar of 100% with {share:.0f}% filled{'' if guess is None else f', and a second bar for your guess of {guess:g}%'}. A line of text says for how many months the sum pays the list; two menus change rate and pace.",
        sources=("politico-2026-loan-positions", "sfgmedia-2026-germany-netherlands", "council-2026-council-agrees-legal", "dpa-2025-leader-anticipates"), label="D", tables=("usl", "purl_pledges"), as_of="2026-10-08",
        counted="Counted: one ask of one state, EUR 15 bn or more, from a paper of January 2026 that the press quoted; it was not adopted as a sum.",
        note="The pace of USD 1 bn a month is what NATO's Secretary General named for PURL. A euro is worth more or fewer dollars from day to day.",
    )


def aid() -> Figure:
    """Return cumulative aid of Europe and the United States by month, with menus for measure and definition of Europe."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows, ends, marks = [], [], []
    for measure in _MEASURES:
        for europe in _EUROPE:
            path = model.cumulative(measure, europe)
            index = {one.month: i for i, one in enumerate(path)}
            for i, one in enumerate(path):
                for side, value in (("Europe", one.europe), ("US", one.us)):
                    rows.append({"measure": measure, "europe": europe, "i": i, "side": side, "value": round(value, 3)})
            last, found = path[-1], model.crossings(measure, europe)
            for side, value in (("Europe", last.europe), ("US", last.us)):
                ends.append({"measure": measure, "europe": europe, "i": len(path) - 1, "value": value, "side": side, "says": f"{'United States' if side == 'US' else 'Europe'} {value:,.1f}",
                             "words": f"{'United States' if side == 'US' else 'Europe'}, {_MEASURES[measure]}, sum to {month_words(last.month)}: EUR {value:,.1f} bn"})
            for n, one in enumerate(found[1:], 1):
                here = path[index[one.month]]
                marks.append({"measure": measure, "europe": europe, "i": index[one.month], "value": max(here.europe, here.us), "last": n == len(found) - 1,
                              "says": f"{one.leader if one.leader == 'Europe' else 'US'} ahead from {month_words(one.month)}", "words": f"The lead changes: {one.leader} ahead from {month_words(one.month)}"})
    ticks = [{"i": 12 * n, "says": str(2022 + n)} for n in range(5)]
    measure = alt.param("measure", value="military", bind=alt.binding_select(options=list(_MEASURES), labels=list(_MEASURES.values()), name="Measure "))
    europe = alt.param("europe", value="wide", bind=alt.binding_select(options=list(_EUROPE), labels=list(_EUROPE.values()), name="Europe is "))
    months = len(model.cumulative())
    x = alt.X("i:Q", scale=alt.Scale(domain=[-1, months + 13], nice=False, zero=False), title=None, axis=alt.Axis(
        values=[t["i"] for t in ticks], labelExpr="toString(2022 + datum.value / 12)", labelAlign="left"))
    y = alt.Y("value:Q", title="EUR bn since January 2022", scale=alt.Scale(zero=True, nice=True), axis=alt.Axis(tickCount=5, titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    picked = "datum.measure == measure && datum.europe == europe"
    lines, at_end, cross = (alt.Chart(pd.DataFrame(part)).transform_filter(picked) for part in (rows, ends, marks))
    us = theme.COLOURS["US"]
    chart = alt.layer(
        lines.transform_filter("datum.side == 'Europe'").mark_line(color=theme.INK, strokeWidth=3, aria=False).encode(x=x, y=y),
        lines.transform_filter("datum.side == 'US'").mark_line(color=us, strokeWidth=3, strokeDash=[7, 4], aria=False).encode(x=x, y=y),
        cross.mark_point(size=90, shape="circle", filled=True, fill=theme.PAPER, stroke=theme.INK, strokeWidth=2, opacity=1).encode(x=x, y=y, description="words:N"),
        cross.transform_filter("datum.last && datum.i >= 30").mark_text(align="right", baseline="bottom", dx=-9, dy=-4, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
        cross.transform_filter("datum.last && datum.i < 30").mark_text(align="left", baseline="top", dx=6, dy=12, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
        at_end.transform_filter("datum.side == 'Europe'").mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, fontWeight="bold").encode(x=x, y=y, text="says:N", description="words:N"),
        at_end.transform_filter("datum.side == 'US'").mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, fontWeight="bold", color=us).encode(x=x, y=y, text="says:N", description="words:N"),
    ).add_params(measure, europe).properties(width=510, height=300)
    final = {(m, e): model.crossings(m, e)[-1] for m in _MEASURES for e in _EUROPE}
    halves = {m: {one.month: one for one in model.half_years(m)} for m in _MEASURES}
    table = pd.DataFrame([
        {"Half-year": half + (" (to April)" if half == "2026-H1" else ""),
         **{f"{says[0].upper()}{says[1:]}: {side}": round(getattr(halves[m][half], key), 1) for m, says in _SHORT.items() for side, key in (("Europe", "europe"), ("US", "us"))}}
        for half in halves["military"]
    ])
    now = {m: model.totals(m) for m in _MEASURES}
    ahead = " ".join(f"{_MEASURES[m][0].upper()}{_MEASURES[m][1:]}, {_EUROPE[e]}: the lead changes {len(model.crossings(m, e)) - 1} times, for the last time in {month_words(final[m, e].month)}." for m in _MEASURES for e in _EUROPE)
    return Figure(
        name="aid_two_definitions", chart=chart,
        title=f"By military aid Europe leads from {month_words(final['military', 'wide'].month)}, by aid committed from {month_words(final['committed', 'wide'].month)}",
        subtitle="Sums since January 2022. Ring: a month in which the lead changes. Menus below.",
        insight=f"Who leads depends on the measure and the month. By {_MEASURES['military']}, the lead changes in {month_words(model.crossings('military')[1].month)} and in {month_words(final['military', 'wide'].month)}; "
                f"for the EU alone the second change comes in {month_words(final['military', 'eu'].month)}.",
        table=table,
        description=f"Two rising lines from January 2022 to {month_words(now['military'].month)}, Europe solid and the United States dashed; the dashed line is nearly flat from 2025. At the end, "
        + "; ".join(f"{_MEASURES[m]}: Europe {one.europe:,.1f}, United States {one.us:,.1f}" for m, one in now.items()) + f". {ahead} The table gives what is new in each half-year.",
        sources=("kiel-2026-tracker-29", "kiel-2024-allocations-note"), label="E", tables=("ukraine_aid",), as_of="2026-10-08",
        counted=f"Counted: {months} months of the Kiel Institute's release of 4 August 2026, government to government, in current euros. Europe is the EU’s institutions and members, with four others unless the menu says otherwise.",
        note="Commitments are promises, and hold the loan of EUR 90 bn from April 2026 on; allocations are set aside for certain packages. Neither says what has arrived. An earlier release had slightly other sums.",
    )
