"""The allocator's pictures: every mix as a dot with the frontier, and what one mix covers over time. All of it is assumption."""

from __future__ import annotations

from typing import Any

from eunato.models import ukraine as model

from . import theme
from .figure import Figure

_MONTHS = (6, 12)
_WHAT = {"all": "all needs together", "air_defence": "air defence alone"}
_SOURCES = ("course-2026-wording", "euronews-2026-loan-needs", "ukrinform-2025-rutte-patriot")


def mix_words(result: model.Result) -> str:
    """The shares of a mix, such as "25% US stock, 35% European, 40% Ukrainian"."""
    return f"{100 * result.shares['P']:g}% US stock, {100 * result.shares['E']:g}% European, {100 * result.shares['U']:g}% Ukrainian"


def frontier(result: model.Result | None = None) -> Figure:
    """Return every mix in steps of 5% as a dot, the frontier as a line, and your mix as a ring.

    result: a mix of models.ukraine, from which the setup is taken too; None draws the default setup and no ring.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    setup = result.setup if result else model.default()
    grid = setup.grid(5)
    keys = [(month, what) for what in _WHAT for month in _MONTHS]

    def early(one: model.Result, month: int, what: str) -> float:
        return 100 * (one.coverage(month) if what == "all" else one.coverage_of(what, month))

    def row(one: model.Result) -> dict[str, Any]:
        cells = {f"{what}_{month}": round(early(one, month, what), 2) for month, what in keys}
        return {**cells, "home": round(100 * one.home, 1), "late": round(100 * one.coverage(), 1), "words": f"{mix_words(one)}: {100 * one.coverage(6):.1f}% of all needs by month 6, {100 * one.coverage():.1f}% by month 24"}

    best = {(month, what): model.frontier(grid, month, "" if what == "all" else what) for month, what in keys}
    data = pd.DataFrame(sorted((row(one) for one in grid), key=lambda r: r["late"]))
    lines = pd.DataFrame([{**row(one), "at": month, "what": what, "order": n} for (month, what), mixes in best.items() for n, one in enumerate(mixes)])
    at = alt.param("at_month", value=6, bind=alt.binding_select(options=list(_MONTHS), labels=["month 6", "month 12"], name="Covered by "))
    what = alt.param("need", value="all", bind=alt.binding_select(options=list(_WHAT), labels=list(_WHAT.values()), name="Counted "))
    pick = "need == 'all' ? (at_month == 6 ? datum.all_6 : datum.all_12) : (at_month == 6 ? datum.air_defence_6 : datum.air_defence_12)"
    x = alt.X("early:Q", title="Covered early, % of the need of two years (assumption)", scale=alt.Scale(zero=True, nice=True, padding=9), axis=alt.Axis(tickCount=6))
    y = alt.Y("home:Q", title="Home share, % of the money", scale=alt.Scale(domain=[-3, 106], nice=False, zero=False),
              axis=alt.Axis(values=[0, 20, 40, 60, 80, 100], titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    colour = alt.Color("late:Q", scale=alt.Scale(range=["#E3E7EC", theme.INK]), legend=alt.Legend(title="Covered by month 24, %", orient="bottom", direction="horizontal", gradientLength=160, tickCount=4))
    dots = alt.Chart(data).transform_calculate(early=pick)
    front = alt.Chart(lines).transform_filter("datum.at == at_month && datum.what == need").transform_calculate(early=pick)
    layers = [
        dots.mark_square(size=70, opacity=1, aria=False).encode(x=x, y=y, color=colour),
        front.mark_line(color=theme.COLOURS["EU"], strokeWidth=2.5, aria=False).encode(x=x, y=y, order="order:Q"),
        front.mark_point(size=170, shape="diamond", filled=True, fill=theme.COLOURS["EU"], stroke=theme.PAPER, strokeWidth=1.5, opacity=1).encode(x=x, y=y, description="words:N"),
    ]
    if result:
        mine = alt.Chart(pd.DataFrame([{**row(result), "says": "your mix"}])).transform_calculate(early=pick)
        layers += [
            mine.mark_point(size=330, shape="circle", filled=False, stroke=theme.PAPER, strokeWidth=7, opacity=1, aria=False).encode(x=x, y=y),
            mine.mark_point(size=330, shape="circle", filled=False, stroke=theme.COLOURS["US"], strokeWidth=3, opacity=1).encode(x=x, y=y, description="words:N"),
            mine.mark_text(align="right", baseline="middle", dx=-15, fontSize=theme.TEXT, fontWeight="bold", color=theme.PAPER, stroke=theme.PAPER, strokeWidth=6, strokeJoin="round", aria=False).encode(x=x, y=y, text="says:N"),
            mine.mark_text(align="right", baseline="middle", dx=-15, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
        ]
    chart = alt.layer(*layers).add_params(at, what).properties(width=500, height=330)
    edge = best[6, "all"]
    kink, first, later = edge[-1], edge[0], best[12, "all"][-1]
    on_line = {(one.shares["P"], one.shares["E"]): [f"{_WHAT[what].split(' ')[0]} {month}" if what == "all" else f"air defence {month}" for (month, what), mixes in best.items() if one in mixes] for one in grid}
    drawn = [one for one in grid if on_line[one.shares["P"], one.shares["E"]]]
    standing = ""
    if result:
        near = 1e-9
        better = [one for one in edge if one.home >= result.home - near and one.coverage(6) >= result.coverage(6) - near and (one.home > result.home + near or one.coverage(6) > result.coverage(6) + near)]
        standing = (f" Your mix covers {100 * result.coverage(6):.1f}% of all needs by month 6 and {100 * result.coverage():.1f}% by month 24; "
                    + ("a mix on the line does as well or better on both." if better else "no mix on the grid beats it on early cover and home share together."))
    short = len(edge) > 1
    return Figure(
        name="allocator_frontier", chart=chart,
        title=f"All needs: cover and home share pull apart up to {100 * kink.shares['P']:g}% US stock by month 6, up to {100 * later.shares['P']:g}% by month 12 (assumption)" if short
        else "For all needs by month 6, cover and home industry do not pull apart with these numbers (assumption)",
        subtitle="Square: a mix. Line: not beaten on both. Home: Europe and Ukraine." + (" Ring: yours." if result else ""),
        insight=(f"For all needs by month 6, cover on the line rises from {100 * first.coverage(6):.1f}% to {100 * kink.coverage(6):.1f}% while the home share falls from {100 * first.home:g}% to {100 * kink.home:g}%. More for US stock adds nothing by then" + (", and does by month 12." if later.shares["P"] > kink.shares["P"] else ".") + " The menus draw other lines."
                 if short else f"For all needs, one mix has both the most cover by month 6, {100 * kink.coverage(6):.1f}%, and the largest home share, {100 * kink.home:g}%.") + standing,
        table=pd.DataFrame([{"Mix": mix_words(one), "Home share, %": round(100 * one.home, 1), "All needs by month 6, %": round(100 * one.coverage(6), 1), "By month 12, %": round(100 * one.coverage(12), 1), "By month 24, %": round(100 * one.coverage(), 1),
                             "Air defence by month 6, %": round(100 * one.coverage_of("air_defence", 6), 1), "Left unspent, EUR bn": round(one.unspent, 1), "Air defence by month 12, %": round(100 * one.coverage_of("air_defence", 12), 1), "On the line for": ", ".join(on_line.get((one.shares["P"], one.shares["E"]), [])) or "none"}
                            for one in [*([result] if result else []), *drawn, *(setup.run(*m) for m in ((1, 0, 0), (0, 1, 0), (0, 0, 1), (0.25, 0.35, 0.4)))]]),
        description=f"{len(grid)} squares. Across: what a mix covers early; up: the share of the money for European and Ukrainian industry. The cloud leans left at the top, where all money stays at home, and ends in a steep right edge. "
        f"A line marks the mixes that no other beats; for all needs by month 6 it has {len(edge)} diamonds: " + "; ".join(mix_words(one) for one in edge) + ". Darker squares cover more by month 24. Menus choose the month and the need.",
        sources=_SOURCES, label="A", tables=("allocator",), as_of="2026-10-08",
        counted=f"Counted: {len(grid)} mixes in steps of 5% under one set of assumptions: budget EUR {setup.budget:g} bn, lags of " + ", ".join(f"{one.lag:g} ({name})" for name, one in zip(("US stock", "European", "Ukrainian"), setup.sources.values(), strict=True)) + " months.",
        note="Lags, pace, prices and needs by kind are assumptions of the course. The model knows no battlefield, no politics and no quality. The line is no advice. Only US stock’s pace has a public yardstick: NATO asks for about EUR 0.85 bn a month, and the course starts at 4.",
    )


def coverage(result: model.Result | None = None) -> Figure:
    """Return what one mix covers of each need from month 0 to 24. None draws 25% US stock, 35% European, 40% Ukrainian."""
    import pandas as pd

    from .render import enable

    alt = enable()
    one = result or model.default().run(0.25, 0.35, 0.40)
    named = {**model.NEEDS, "all": "All needs"}

    def at(need: str, month: float) -> float:
        return 100 * (one.coverage(month) if need == "all" else one.coverage_of(need, month))

    rows = [{"need": need, "month": m, "value": round(at(need, m), 2), "all": need == "all"} for need in named for m in range(model.HORIZON + 1)]
    ends = sorted(({"need": need, "month": model.HORIZON, "value": at(need, model.HORIZON), "all": need == "all"} for need in named), key=lambda r: r["value"])
    placed = -9.0
    for end in ends:
        end["says"] = f"{named[end['need']]} {end['value']:.0f}%"
        end["words"] = f"{named[end['need']]}: {at(end['need'], 6):.1f}% by month 6, {at(end['need'], 12):.1f}% by month 12, {end['value']:.1f}% by month 24"
        end["value"] = placed = max(placed + 6.5, end["value"])
    ceiling = 103.0
    for end in reversed(ends):  # too many near the top: those above push the others down
        end["value"] = min(end["value"], ceiling)
        ceiling = end["value"] - 6.5
    x = alt.X("month:Q", title="Months from the start", scale=alt.Scale(domain=[0, 31], nice=False), axis=alt.Axis(values=[0, 6, 12, 18, 24]))
    y = alt.Y("value:Q", title="Covered, % of the need of two years (assumption)", scale=alt.Scale(domain=[0, 105], nice=False), axis=alt.Axis(values=[0, 25, 50, 75, 100], titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    dash = alt.StrokeDash("need:N", legend=None, scale=alt.Scale(domain=list(named), range=[[1, 0], [8, 4], [2, 3], [10, 3, 2, 3], [1, 0]]))
    base, last = alt.Chart(pd.DataFrame(rows)), alt.Chart(pd.DataFrame(ends))
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"month": m, "value": 0, "high": 100} for m in (6, 12, 24)])).mark_rule(color=theme.LIGHT, aria=False).encode(x=x, y=y, y2="high:Q"),
        base.transform_filter("!datum.all").mark_line(color=theme.GREY, strokeWidth=2.2, aria=False).encode(x=x, y=y, strokeDash=dash, detail="need:N"),
        base.transform_filter("datum.all").mark_line(color=theme.INK, strokeWidth=4, aria=False).encode(x=x, y=y),
        last.transform_filter("!datum.all").mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL).encode(x=x, y=y, text="says:N", description="words:N"),
        last.transform_filter("datum.all").mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, fontWeight="bold").encode(x=x, y=y, text="says:N", description="words:N"),
    ).properties(width=510, height=300)
    least, most = (f(model.NEEDS, key=lambda need: (round(one.coverage_of(need), 9), list(model.NEEDS).index(need))) for f in (min, max))
    return Figure(
        name="allocator_coverage", chart=chart,
        title=f"This mix covers {100 * one.coverage(6):.0f}% of all needs by month 6 and {100 * one.coverage():.0f}% by month 24 (assumption)",
        subtitle=f"The mix: {mix_words(one)}. Thick line: all needs together.",
        insight=f"By month 24 the need covered most is {model.NEEDS[most].lower()} ({100 * one.coverage_of(most):.0f}%), the one covered least {model.NEEDS[least].lower()} ({100 * one.coverage_of(least):.0f}%); EUR {one.unspent:.1f} bn is left unspent.",
        table=pd.DataFrame([{"Need": says, "By month 6, %": round(at(need, 6), 1), "By month 12, %": round(at(need, 12), 1), "By month 24, %": round(at(need, 24), 1)} for need, says in named.items()]),
        description="Five lines from month 0 to 24. " + "; ".join(end["words"] for end in reversed(ends)) + f". EUR {one.unspent:.1f} bn is left unspent.",
        sources=_SOURCES, label="A", tables=("allocator",), as_of="2026-10-08",
        counted=f"Counted: one mix of EUR {one.setup.budget:g} bn; {100 * one.coverage_of(least):.0f}% and {100 * one.coverage_of(most):.0f}% are the least and the most covered need.",
        note="Lags, pace, prices and needs by kind are assumptions of the course. More than the need of one kind does not help another. No battlefield is modelled.",
    )
