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
_ASKED = ("sfgmedia-2026-germany-netherlands", "politico-2026-loan-positions", "prensalatina-2026-dutch-loan-paper")
"""Who reports the Dutch ask."""
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
    rows = [{"part": part, "says": says, "loan": model.loan(part), "need": model.need(part)} for part, says in (("military", "For the military"), ("budget", "For the budget"))]
    wide = 560 / rows[0]["need"]
    for i, row in enumerate(rows):
        row["gap"] = round(row["need"] - row["loan"], 1)
        row["y"] = 64 * i + 30
        row["head"] = f"{row['says']}, 2026–2027: EUR {row['need']:g} bn left to partners"
        row["inside"], row["open"] = f"loan: {row['loan']:g}", f"not in it: {row['gap']:g}"
        row["x2"], row["x3"] = row["loan"] * wide, row["need"] * wide
        row["words"] = f"{row['head']}. The loan has {row['loan']:g}, so {row['gap']:g} is not in it."
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
    both = round(model.need() - model.loan(), 1)
    return Figure(
        name="where_90_goes", chart=chart,
        title=f"For the military, partners would have to find EUR {military['need']:g} bn; the loan brings {military['loan']:g}, so {military['gap']:g} is not in it",
        subtitle="Filled: the loan of EUR 90 bn. Dashed: what is not in it. Boxes: where Ukraine may buy, first to last.",
        insight=f"EUR {military['loan']:g} bn is about {model.share_of_need('military'):.0f}% of what is left to partners for the military, by our division. Of the {model.need():g} bn for both parts, {both:g} is not in the loan.",
        table=pd.DataFrame([{"Part": row["says"], "Left to partners, EUR bn": row["need"], "Loan, EUR bn": row["loan"], "Not in the loan, EUR bn": row["gap"], "Share, % (our division)": round(model.share_of_need(row["part"]), 1)} for row in rows]),
        description=" ".join(row["words"] for row in rows) + " Below, three boxes, each set in further than the one above. " + " ".join(line["words"] for line in lines if line["words"]),
        sources=("euronews-2026-loan-needs", "kyivindependent-2026-loan-details", "council-2026-council-agrees-legal", "agenceurope-2026-coreper-deal", "interfax-2026-technical-steps-remain"),
        label="E", tables=("usl", "ukraine_needs"), as_of="2026-10-08",
        counted="Counted: the two parts of the loan as the Council agreed them; the need is a projection of November 2025 by the Commission on the basis of the IMF.",
        note="The estimate assumes that the war ends in 2026, and that Ukraine pays about half of its military effort itself. What is not in the loan is not unpaid: states give beside it. Whether aid that they had promised is taken off each part, we did not read. A loan agreed is not a loan paid.",
    )


def ask(guess: float | None = None) -> Figure:
    """Return the Dutch ask as a part of the military money and of the whole loan, with the months of the list it would pay. guess: per cent, or None."""
    import pandas as pd

    from .render import enable

    if guess is not None and (isinstance(guess, bool) or not isinstance(guess, (int, float)) or not math.isfinite(guess) or not 0 <= guess <= 100):
        raise ChartError(f"guess is {guess!r}; give a share from 0 to 100, such as 30")
    alt = enable()
    whole, part, share, wide = model.loan("military"), model.ask(), model.ask_share(), model.ask_share("all")
    rows = [{"row": 0, "says": f"The Dutch ask of January 2026: at least EUR {part:g} bn", "value": share, "mine": False, "number": f"at least {share:.0f}% of {whole:g}, or {wide:.0f}% of {model.loan():g}"}]
    if guess is not None:
        rows.append({"row": 1, "says": "Your guess", "value": float(guess), "mine": True, "number": f"you: {guess:,.10g}%"})
    for row in rows:
        row["words"] = f"{row['says']}: {row['number']}"
    data = pd.DataFrame(rows)
    rate = alt.param("rate", value=model.RATE, bind=alt.binding_select(options=[1.05, 1.1, model.RATE, 1.25], labels=["1.05", "1.10", f"{model.RATE:.2f}", "1.25"], name="US dollars for one euro (assumption) "))
    counted = round(model.purl_pace(), 2)
    pace = alt.param("pace", value=1.0, bind=alt.binding_select(options=[counted, 1.0, 1.25], labels=[f"{counted:g}, as Kiel counted (at {model.RATE:g})", "1, as NATO asks", "1.25, its aim for 2026"], name="USD bn a month through PURL (assumption) "))
    x = alt.X("value:Q", title=f"% of the military part of the loan, EUR {whole:g} bn", scale=alt.Scale(domain=[0, 100], nice=False), axis=alt.Axis(values=[0, 25, 50, 75, 100]))
    count = len(rows)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.7, count - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    months = alt.Chart(pd.DataFrame([{"value": 0.0, "row": count - 0.55}])).transform_calculate(
        says=f"'EUR {part:g} bn would pay the list for ' + format(round({part:g} * rate / pace * 10 + 0.000001) / 10, '.1f') + ' months at USD ' + pace + ' bn a month'")
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"row": i, "value": 100.0} for i in range(count)])).mark_bar(height=24, color=theme.PAPER, stroke=theme.GREY, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.transform_filter("!datum.mine").mark_bar(height=24, color=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.transform_filter("datum.mine").mark_bar(height=24, color=theme.MARKER, stroke=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.mark_text(align="left", baseline="bottom", dy=-15, fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.transform_filter("datum.value <= 70").mark_text(align="left", baseline="middle", dx=8, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="number:N"),
        base.transform_filter("datum.value > 70").mark_text(align="right", baseline="middle", dx=-8, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="number:N"),
        months.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(0), y=y, text="says:N", description="says:N"),
    ).add_params(rate, pace).properties(width=540, height=62 * count + 34)
    held, slow = model.ask_months(), model.ask_months(pace=counted)
    return Figure(
        name="the_dutch_ask", chart=chart,
        title=f"The Netherlands asked to keep at least EUR {part:g} bn free: {share:.0f}% of the military part, or {wide:.0f}% of the whole loan, by our division",
        subtitle=f"Bar: part of the EUR {whole:g} bn; the share is ours. Menus: rate and pace, assumptions.",
        insight=f"At {model.RATE:g} dollars for a euro, EUR {part:g} bn would pay NATO’s list for {held:.1f} months at the USD 1 bn a month that NATO asks for, and for {slow:.1f} at the {counted:g} that Kiel counted.",
        table=pd.DataFrame([{"Step": "The ask, EUR bn (at least)", "Value": part}, {"Step": "Military part of the loan, EUR bn", "Value": whole}, {"Step": "Whole loan, EUR bn", "Value": model.loan()},
                            {"Step": "Share of the military part, % (at least; our division)", "Value": share}, {"Step": "Share of the whole loan, % (at least; our division)", "Value": round(wide, 1)},
                            {"Step": "US dollars for one euro (assumption)", "Value": model.RATE}, {"Step": "Pace that NATO asks for, USD bn a month", "Value": 1.0}, {"Step": "Pace that Kiel counted, August 2025 to April 2026, USD bn a month at this rate", "Value": counted},
                            {"Step": "Months of the list at NATO’s pace", "Value": round(held, 1)}, {"Step": "Months of the list at Kiel’s pace", "Value": round(slow, 1)}, *([] if guess is None else [{"Step": "Your guess, %", "Value": float(guess)}])]),
        description=f"One bar of 100% with {share:.0f}% filled{'' if guess is None else f', and a second bar for your guess of {guess:g}%'}. A line of text says for how many months the sum would pay the list; two menus change rate and pace.",
        sources=(*_ASKED, "council-2026-council-agrees-legal", "dpa-2025-leader-anticipates", "kiel-2026-tracker-29"), label="I", tables=("usl", "purl_pledges", "ukraine_aid"), as_of="2026-10-08",
        counted="Counted: one ask of one state, from a paper of January 2026 that the press saw. It named a sum, which was not adopted; the share is our division.",
        note="One report reads the sum as a part of the whole loan. The split of 60 and 30 was proposed a day after the first reports. All of the sum for NATO’s list is our “if”; the ask was partly for it. A euro is worth more or fewer dollars from day to day.",
        row_labels=("I", "D", "D", "I", "I", "A", "D", "E", "A", "A", *(() if guess is None else ("your guess",))),
        row_sources=(";".join(_ASKED), *["council-2026-council-agrees-legal"] * 2, "", "", "", "dpa-2025-leader-anticipates", "kiel-2026-tracker-29", "", "", *(() if guess is None else ("",))),
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
    sums = {(m, e): model.cumulative(m, e) for m in _MEASURES for e in _EUROPE}
    table = pd.DataFrame([
        {"To the end of": one.month, **{f"{_SHORT[m][0].upper()}{_SHORT[m][1:]}, EUR bn: {side}": round(getattr(sums[m, e][i], key), 2)
                                        for m in _MEASURES for side, e, key in (("Europe", "wide", "europe"), ("EU alone", "eu", "europe"), ("US", "wide", "us"))}}
        for i, one in enumerate(sums["military", "wide"])
    ])
    now = {m: model.totals(m) for m in _MEASURES}
    first = model.crossings("military")[1]
    near = abs(model.totals("military", first.month).europe - model.totals("military", first.month).us)
    lead = [100 * path[-1].europe / path[-1].us - 100 for path in sums.values()]
    if min(lead) <= 0:
        raise ChartError("Europe is not ahead by every measure at the end of the series any more. Write the title and the insight of the aid chart anew.")
    ahead = " ".join(f"{_MEASURES[m][0].upper()}{_MEASURES[m][1:]}, {_EUROPE[e]}: the lead changes {len(model.crossings(m, e)) - 1} times, for the last time in {month_words(final[m, e].month)}." for m in _MEASURES for e in _EUROPE)
    return Figure(
        name="aid_two_definitions", chart=chart,
        title=f"By {month_words(now['military'].month)} Europe is ahead by every measure here; by military aid since {month_words(final['military', 'wide'].month)}, by aid committed since {month_words(final['committed', 'wide'].month)}",
        subtitle="Sums since 2022. Title: with the UK and three others. Ring: the lead changes.",
        insight=f"The measure changes since when, and by how much: Europe is ahead by {min(lead):.0f} to {max(lead):.0f}%. For the EU alone the dates are {month_words(final['military', 'eu'].month)} and {month_words(final['committed', 'eu'].month)}.",
        table=table,
        description=f"Two rising lines from January 2022 to {month_words(now['military'].month)}, Europe solid and the United States dashed; the dashed line is nearly flat from 2025. At the end, "
        + "; ".join(f"{_MEASURES[m]}: Europe {one.europe:,.1f}, United States {one.us:,.1f}" for m, one in now.items()) + f". {ahead} The table gives the sums of each month.",
        sources=("kiel-2026-tracker-29", "kiel-2024-allocations-note"), label="E", tables=("ukraine_aid",), as_of="2026-10-08",
        counted=f"Counted: {months} months of the Kiel Institute's release of 4 August 2026, government to government, in EUR bn at current prices. Europe is the EU’s institutions and members, with the United Kingdom, Norway, Switzerland and Iceland unless the menu says otherwise.",
        note=f"Commitments are promises, and Kiel’s hold pledges, too, and the loan of EUR 90 bn from April 2026 on; allocations are set aside for certain packages. Neither says what has arrived. In {month_words(first.month)} the two sides are EUR {near:.1f} bn apart, so that change may not survive another release. Money for NATO’s list counts as Europe’s aid and buys US arms.",
    )
