"""Where each Ally stands: share of GDP, effort against equipment, how the series changed between editions, definitions.

Money figures are in `spending_money`, paths in `spending_paths`; all are reached from here.
"""

from __future__ import annotations

from typing import Any

from eunato import tables
from eunato.models import spending as model

from . import theme
from .figure import Figure
from .render import ChartError
from .spending_money import bases, clause, core_related, growth, safe
from .spending_paths import path_chart, paths, price, shapes

__all__ = ["bases", "clause", "core_related", "definitions", "editions", "equipment", "growth", "path_chart", "paths", "price", "safe", "shapes", "where"]

_NAMES, _RIGHT, _ROW = 122, 566, 17.5
_EDITION = "Edition: NATO, July 2026, core defence expenditure; 2025 and 2026 are estimates."
_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five", 6: "six", 7: "seven", 8: "eight", 9: "nine"}


def where(my_country: str | None = None) -> Figure:
    """Return every Ally's share of GDP as a dot, with the marks of 2% and 3.5%.

    my_country: a name or code to mark from the start. In the picture a reader picks the year, the order and a country.
    Raises ChartError for a state that is no Ally.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    now = model.standing()
    rows = [row for row in model.rows_of("nato_2026ed") if row["kind"] == "ally"]
    names = sorted({row["name"] for row in rows}, key=_folded)
    years = sorted({row["year"] for row in rows})
    mine = _ally(my_country, now) if my_country else ""
    data = pd.DataFrame([
        {"state": row["name"], "year": row["year"], "share": row["share_gdp"], "order": row["share_gdp"] if row["share_gdp"] is not None else -1.0,
         "by_name": names.index(row["name"]), "in_nato": bool(row["ally_then"]), "says": "no figure" if row["share_gdp"] is None else f"{row['share_gdp']:.2f}",
         "words": f"{row['name']}, {row['year']}{' (estimate)' if row['value_status'] == 'estimate' else ''}: "
         + ("no figure, no armed forces" if row["share_gdp"] is None else f"{row['share_gdp']:.2f}% of GDP") + ("" if row["ally_then"] else ", not yet an Ally")}
        for row in rows
    ])
    year = alt.param("year", value=now.year, bind=alt.binding_select(options=years[::-1], labels=[f"{y} (estimate)" if y > 2024 else str(y) for y in years[::-1]], name="Year "))
    sort = alt.param("sort_by", value="share", bind=alt.binding_select(options=["share", "name"], labels=["share of GDP", "name"], name="Sort by "))
    pick = alt.param("mine", value=mine, bind=alt.binding_select(options=["", *names], labels=["none", *names], name="My country "))
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 6], range=[_NAMES, _RIGHT], nice=False))
    last = len(names)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-3.4, last + 0.2], reverse=True, nice=False, zero=False))
    base = alt.Chart(data).transform_filter("datum.year == year").transform_window(
        by_share="row_number()", sort=[alt.SortField("order", order="descending"), alt.SortField("by_name")],
    ).transform_calculate(row="sort_by == 'name' ? datum.by_name : datum.by_share - 1", top="datum.row - 0.5", bottom="datum.row + 0.5", hit="datum.state == mine")
    band = base.transform_filter("datum.hit").mark_rect(color=theme.MARKER, aria=False).encode(
        x=alt.value(0), x2=alt.value(570), y=alt.Y("top:Q", axis=None), y2="bottom:Q")
    lines = base.mark_rule(color=theme.LIGHT, strokeWidth=0.7, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=alt.Y("bottom:Q", axis=None))
    labels, bold = (base.transform_filter(which).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight=weight).encode(
        x=alt.value(2), y=y, text="state:N", description="words:N") for which, weight in (("!datum.hit", "normal"), ("datum.hit", "bold")))
    shown = base.transform_filter("isValid(datum.share)")
    dots = shown.mark_point(size=80, opacity=1, shape="circle", strokeWidth=1.8, stroke=theme.INK, aria=False).encode(
        x=x, y=y, fill=alt.condition("datum.in_nato", alt.value(theme.INK), alt.value(theme.PAPER)))
    halo = shown.mark_text(align="left", baseline="middle", dx=9, fontSize=theme.SMALL, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=5, strokeJoin="round", aria=False).transform_filter(
        "!datum.hit").encode(x=x, y=y, text="says:N")
    values = shown.mark_text(align="left", baseline="middle", dx=9, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N")
    none = base.transform_filter("!isValid(datum.share)").mark_text(
        align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(_NAMES), y=y, text="says:N")
    marks = alt.Chart(pd.DataFrame([{"share": 100 * s, "says": says, "up": -1.0, "low": -0.6, "high": last - 0.5} for s, says in (
        (model.GUIDELINE, "2% (2014)"), (model.CORE, "3.5% core (by 2035)"))]))
    rules = marks.mark_rule(color=theme.GREY, strokeDash=[5, 4], strokeWidth=1.5, aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), y2="high:Q")
    heads = marks.mark_text(align="center", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(
        x=x, y=alt.Y("up:Q", axis=None), text="says:N", description="says:N")
    counted = base.transform_calculate(two="datum.share >= 2 ? 1 : 0", core="datum.share >= 3.5 ? 1 : 0", has="isValid(datum.share) ? 1 : 0").transform_aggregate(
        two="sum(two)", core="sum(core)", has="sum(has)").transform_calculate(
        says="year + (year > 2024 ? ' (estimate): ' : ': ') + datum.two + ' of ' + datum.has + ' reach 2%, ' + datum.core + (datum.core == 1 ? ' reaches 3.5%' : ' reach 3.5%')",
        up="-2.6").mark_text(align="left", baseline="middle", fontSize=15, fontWeight="bold").encode(
        x=alt.value(2), y=alt.Y("up:Q", axis=None), text="says:N", description="says:N")
    chart = alt.layer(band, lines, labels, bold, rules, heads, halo, dots, values, none, counted).add_params(year, sort, pick)
    chart = chart.properties(width=570, height=round((last + 3.6) * _ROW))

    two, core, has = len(now.reach(2)), len(now.reach(3.5)), len(now.with_share)
    short = [f"{one.name} ({one.share:.2f})" for one in now.below(2)]
    top = sorted(now.reach(3.5), key=lambda one: -one.share)
    held = (2014, 2020, 2022, 2024, 2025, 2026)
    table = pd.DataFrame([
        {"Ally": name, **{f"{y}{' (estimate)' if y > 2024 else ''}, % of GDP": _value(rows, name, y) for y in held}} for name in names
    ])
    return Figure(
        name="where_each_stands", chart=chart,
        title=f"In the newest estimate for {now.year}, {two} of {has} Allies reach 2% and {_word(core)} reach 3.5%",
        subtitle="Dot: core defence spending as a share of GDP. Hollow: not yet an Ally in that year.",
        insight=f"In {now.year}, below 2%: {_listed(short)}; at 3.5% or more: {_listed([one.name for one in top])}.",
        table=table,
        description=(
            f"{len(names)} rows, one for each Ally, with a dot on a scale from 0 to 6% of GDP and two dashed marks at 2 and 3.5%. In {now.year} the dots run from "
            f"{short[0] if short else 'just above 2'} to {top[0].name} ({top[0].share:.2f}); {sum(2 <= one.share < 2.2 for one in now.with_share)} lie between 2 and 2.2. "
            f"{_listed([one.name for one in now.rows if one.share is None])} has no figure. Menus below choose year, order and a country."
        ),
        sources=("nato-2026-expenditure", "dpa-2025-expenditure"), label="E", tables=("spending", "pledges"), as_of="2026-10-08",
        counted=f"Counted: {has} Allies with a figure for {now.year} out of {len(now.rows)}; one dot is one Ally in one year, the printed share with two decimals.",
        note=f"{_EDITION} Shares are on prices of 2021. The years back to 2014 are NATO's own, as revised. Core leaves out the 1.5% of related spending.",
    )


def equipment() -> Figure:
    """Return share of GDP against the share spent on major equipment for the newest year, with 2% and 20% as marks."""
    import pandas as pd

    from .render import enable

    alt = enable()
    now = model.standing()
    rows = [one for one in now.rows if one.share is not None and one.equipment is not None]
    twenty = 100 * model.EQUIPMENT
    named = {"Norway": ("right", -9, 0), "Lithuania": ("right", -9, 0), "Estonia": ("left", 9, 0), "Latvia": ("right", -9, 0), "Poland": ("right", -9, 0), "Greece": ("left", 9, 0),
             "Slovenia": ("left", -22, -14), "Albania": ("left", 9, -2), "Luxembourg": ("right", -9, -8), "United States": ("left", 9, 6), "Denmark": ("left", 9, 7), "Montenegro": ("left", 9, 0)}
    both = [one for one in rows if one.share >= 2 and one.equipment >= twenty]
    data = pd.DataFrame([{"state": one.name, "share": one.share, "equipment": one.equipment,
                          "words": f"{one.name}: {one.share:.2f}% of GDP, {one.equipment:.2f}% of it on equipment"} for one in rows])
    names = sorted(data["state"], key=_folded)
    pick = alt.param("mine", value="", bind=alt.binding_select(options=["", *names], labels=["none", *names], name="My country "))
    x = alt.X("share:Q", title="Core defence spending, % of GDP", scale=alt.Scale(domain=[1.3, 5.6], nice=False, zero=False), axis=alt.Axis(values=[2, 3, 3.5, 4, 5]))
    y = alt.Y("equipment:Q", title="Of which major equipment and its research, %", scale=alt.Scale(domain=[10, 62], nice=False, zero=False),
              axis=alt.Axis(values=[10, 20, 30, 40, 50, 60], titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    base = alt.Chart(data)
    guide = [
        alt.Chart(pd.DataFrame([{"share": 100 * model.GUIDELINE}])).mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(x=x),
        alt.Chart(pd.DataFrame([{"share": 100 * model.CORE}])).mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(x=x),
        alt.Chart(pd.DataFrame([{"equipment": twenty}])).mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(y=y),
        alt.Chart(pd.DataFrame([{"share": 5.58, "equipment": twenty + 1.4, "says": "20% yardstick"}])).mark_text(
            align="right", color=theme.GREY, fontSize=theme.SMALL).encode(x=x, y=y, text="says:N", description="says:N"),
    ]
    ring = base.transform_filter("datum.state == mine").mark_point(size=420, shape="circle", filled=True, color=theme.MARKER, opacity=1, aria=False).encode(x=x, y=y)
    dots = base.mark_point(size=75, shape="circle", filled=True, color=theme.INK, opacity=0.85).encode(x=x, y=y, description="words:N")
    texts = [base.transform_filter(f"datum.state == '{name}' && mine == ''").mark_text(align=align, baseline="middle", dx=dx, dy=dy, fontSize=theme.SMALL, aria=False).encode(
        x=x, y=y, text="state:N") for name, (align, dx, dy) in named.items() if name in names]
    said = base.transform_filter("datum.state == mine").transform_calculate(at_x="1.35", at_y="60")
    place = {"x": alt.X("at_x:Q"), "y": alt.Y("at_y:Q"), "text": "words:N"}
    font = {"align": "left", "baseline": "middle", "fontSize": theme.TEXT, "fontWeight": "bold"}
    halo = said.mark_text(**font, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=6, strokeJoin="round", aria=False).encode(**place)
    answer = said.mark_text(**font).encode(**place, description="words:N")
    chart = alt.layer(*guide, ring, dots, *texts, halo, answer).add_params(pick).properties(width=510, height=350)
    lack = [one for one in rows if one.equipment < twenty]
    return Figure(
        name="effort_and_equipment", chart=chart,
        title=f"{len(both)} of {len(rows)} Allies meet both older yardsticks in {now.year}: 2% of GDP and 20% of it on equipment",
        subtitle="Dot: one Ally. Dashed: 2% and 3.5% of GDP; 20% for equipment. Pick yours below.",
        insight=f"Spending much and equipping much are two things: {_listed([f'{one.name} spends {one.share:.2f}% of GDP and puts {one.equipment:.2f}% of it into equipment' for one in lack])}.",
        table=pd.DataFrame([{"Ally": one.name, "% of GDP": one.share, "Equipment, % of spending": one.equipment, "Both yardsticks": one in both}
                            for one in sorted(rows, key=lambda one: -one.share)]),
        description=f"A scatter of {len(rows)} dots. Most lie between 2 and 3.3% of GDP and between 20 and 40% for equipment. Lithuania, Estonia, Latvia and Poland stand far right, above 40% for equipment; "
        + " ".join(f"{one.name} lies below the line of 20%, at {one.share:.2f}% of GDP and {one.equipment:.2f}%." for one in lack),
        sources=("nato-2026-expenditure", "defenseexpress-2025-all-states-hit"), label="E", tables=("spending", "pledges"), as_of="2026-10-08",
        counted=f"Counted: {len(rows)} Allies with both figures for {now.year}; Iceland has none.",
        note=f"{_EDITION} An estimate of equipment swings with single large orders. Neither number says what the money bought.",
    )


def editions() -> Figure:
    """Return each Ally's share for one year in two editions of NATO's tables, August 2025 and July 2026."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = []
    for year in (2025, 2024):
        new = {one.name: one.share for one in model.standing(year).with_share}
        old = {one.name: one.share for one in model.standing(year, "nato_2025ed").with_share}
        for place, name in enumerate(sorted(new, key=lambda n: -new[n])):
            had = old.get(name)
            rows.append({"year": year, "state": name, "place": place, "new": new[name], "old": had, "short": new[name] < 2,
                         "says": f"{new[name]:.2f}", "words": f"{name}, {year}: {'not read' if had is None else f'{had:.2f}'} in August 2025, {new[name]:.2f}% in July 2026"})
    data = pd.DataFrame(rows)
    last = int(data["place"].max()) + 1
    year = alt.param("year", value=2025, bind=alt.binding_select(options=[2025, 2024], labels=["2025 (estimate in both)", "2024 (estimate, then final)"], name="Year "))
    scale = alt.Scale(domain=[0.9, 4.9], range=[_NAMES, _RIGHT], nice=False, zero=False)
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-4.2, last + 0.2], reverse=True, nice=False, zero=False))
    base = alt.Chart(data).transform_filter("datum.year == year").transform_calculate(bottom="datum.place + 0.5", top="datum.place - 0.5")
    new, old = (alt.X(f"{f}:Q", axis=None, scale=scale) for f in ("new", "old"))
    band = base.transform_filter("datum.short").mark_rect(color=theme.MARKER, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=alt.Y("top:Q", axis=None), y2="bottom:Q")
    lines = base.mark_rule(color=theme.LIGHT, strokeWidth=0.7, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=alt.Y("bottom:Q", axis=None))
    names = base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(2), y=y, text="state:N", description="words:N")
    had = base.transform_filter("isValid(datum.old)")
    moves = had.mark_rule(color=theme.GREY, strokeWidth=2, aria=False).encode(x=old, x2="new:Q", y=y)
    before = had.mark_point(size=85, shape="circle", fill=theme.PAPER, stroke=theme.INK, strokeWidth=1.8, opacity=1, aria=False).encode(x=old, y=y)
    after = base.mark_point(size=60, shape="circle", filled=True, color=theme.INK, opacity=1, aria=False).encode(x=new, y=y)
    down = "isValid(datum.old) && datum.old > datum.new"  # the number stands beside its own dot, on the side away from the other
    values = [base.transform_filter(which).mark_text(align=align, baseline="middle", dx=dx, fontSize=theme.SMALL, aria=False).encode(x=new, y=y, text="says:N")
              for which, align, dx in ((f"!({down})", "left", 9), (down, "right", -8))]
    rule = alt.Chart(pd.DataFrame([{"new": 2.0, "low": -0.6, "high": last - 0.5, "up": -1.1, "says": "2%"}]))
    guide = rule.mark_rule(color=theme.GREY, strokeDash=[5, 4], strokeWidth=1.5, aria=False).encode(x=new, y=alt.Y("low:Q", axis=None), y2="high:Q")
    head = rule.mark_text(baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=new, y=alt.Y("up:Q", axis=None), text="says:N", description="says:N")
    tally = base.transform_calculate(n="datum.short ? 1 : 0", o="isValid(datum.old) ? 1 : 0", s="isValid(datum.old) && datum.old < 2 ? 1 : 0").transform_aggregate(n="sum(n)", o="sum(o)", s="sum(s)", all="count()")
    first = tally.transform_calculate(says="'August 2025: ' + datum.s + ' of the ' + datum.o + ' that we read are below 2%'", up="-3.5")
    second = tally.transform_calculate(says="'July 2026: ' + datum.n + ' of ' + datum.all + ' are below 2%'", up="-2.4")
    said = [one.mark_text(align="left", baseline="middle", fontSize=15, fontWeight="bold").encode(x=alt.value(2), y=alt.Y("up:Q", axis=None), text="says:N", description="says:N") for one in (first, second)]
    chart = alt.layer(band, lines, names, guide, head, moves, before, after, *values, *said).add_params(year).properties(width=570, height=round((last + 4.4) * _ROW))
    fresh = data[data["year"] == 2025]
    short = fresh[fresh["short"]]
    read = int(fresh["old"].notna().sum())
    unread = [one.state for one in short.itertuples() if one.old != one.old]
    mean = data[(data["year"] == 2024) & data["old"].notna()]
    moved = mean.assign(gap=(mean["new"] - mean["old"]).abs()).sort_values("gap", ascending=False).iloc[0]
    table = data.assign(old=data["old"].map(lambda v: None if v != v else v))[["year", "state", "old", "new"]]
    table.columns = ["Year", "Ally", "August 2025 edition, % of GDP", "July 2026 edition, % of GDP"]
    return Figure(
        name="two_editions", chart=chart,
        title=f"“All Allies reach 2%” was the estimate of August 2025 for 2025; the tables of July 2026 show {_word(len(short))} below it for that year",
        subtitle="Hollow: August 2025, where we read it. Solid: July 2026. Shaded: now below 2%.",
        insight=f"Below 2% for 2025 in the newer edition: {_listed([f'{one.state} ({one.new:.2f})' for one in short.itertuples()])}. {f'For {_listed(unread)} the older figure was not read. ' if unread else ''}An estimate is true of its day.",
        table=table,
        description=(
            f"{last} rows, one for each Ally with a figure. For 2025 a hollow dot shows the older estimate for {read} Allies, a solid dot the newer one for all. {len(short)} solid dots lie left of 2%. "
            f"The menu changes to 2024, where both editions have a figure for {len(mean)} Allies and the largest change is that of {moved['state']}, from {moved['old']:.2f} to {moved['new']:.2f}."
        ),
        sources=("nato-2025-expenditure", "nato-2026-expenditure", "reuters-2025-all-members-hit", "defenseexpress-2025-all-states-hit"), label="E", tables=("spending",), as_of="2026-10-08",
        counted=f"Counted: {last} Allies. For 2025 the older edition was read for {read} of them; that all reached 2% is in the press of 28 August 2025.",
        note="NATO revised its history between the editions and headed the newer tables core defence expenditure. We do not know, Ally by Ally, which part of a change is new data and which is the heading.",
    )


def definitions() -> Figure:
    """Return Germany's spending of 2025 as a share of GDP in four definitions; two of them are only reported."""
    import pandas as pd

    from .render import enable

    alt = enable()
    gdp = next(row["gdp_bn"] for row in tables.records("macro") if row["series"] == "destatis" and row["iso3"] == "DEU" and row["year"] == 2025)
    wanted = (("nato_2026ed", "NATO, core, July 2026"), ("sipri_2026", "SIPRI, fact sheet, April 2026"), ("eda", "EDA, workbook of September 2026"), ("eurostat", "Eurostat, national accounts"))
    rows, used = [], []
    for series, says in wanted:
        row = next(one for one in model.rows_of(series, 2025) if one["iso3"] == "DEU")
        own = row["share_gdp"] is not None
        share = row["share_gdp"] if own else round(100 * row["amount_bn"] / gdp, 2)
        used += tables.split(row["source_id"])
        rows.append({"who": says, "share": share, "own": own, "open": row["status"] != "confirmed", "place": len(rows),
                     "says": f"{share:.2f}%".replace("2.30", "2.3") + (" (reported)" if row["status"] != "confirmed" else ""),
                     "words": f"{says}: {share:.2f}% of GDP, " + ("the publisher’s share" if own else f"EUR {row['amount_bn']:.1f} bn over the GDP of Destatis")})
    data = pd.DataFrame(rows)
    x = alt.X("share:Q", title="Germany 2025, % of GDP", scale=alt.Scale(domain=[0, 3.2], nice=False), axis=alt.Axis(values=[0, 1, 2, 3]))
    y = alt.Y("place:Q", axis=None, scale=alt.Scale(domain=[-0.6, len(rows) - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    chart = alt.layer(
        base.mark_bar(height=12, color=theme.LIGHT, aria=False).encode(x=x, y=alt.Y("place:Q", axis=None), x2=alt.datum(0)),
        base.mark_text(align="left", baseline="bottom", dy=-9, fontSize=theme.TEXT, aria=False).encode(x=alt.value(0), y=y, text="who:N"),
        base.mark_point(size=110, shape="circle", stroke=theme.INK, strokeWidth=1.8, opacity=1).encode(
            x=x, y=y, fill=alt.condition("datum.open", alt.value(theme.PAPER), alt.value(theme.INK)), description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=11, fontSize=theme.TEXT, aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=500, height=210)
    low, high = data["share"].min(), data["share"].max()
    return Figure(
        name="four_definitions", chart=chart,
        title="One country, one year, four definitions: say which before you compare",
        subtitle="Solid: read in the publisher’s table. Hollow: reported, in one data profile.",
        insight=f"NATO and SIPRI lie close together; national accounts give far less. The range runs from {low:.2f} to {high:.2f}%, and its two ends are only reported.",
        table=pd.DataFrame([{"Definition": r["who"], "% of GDP": r["share"], "Share": "publisher's own" if r["own"] else "amount divided by GDP, by us", "Row confirmed": not r["open"]} for r in rows]),
        description="Four rows with a dot each on a scale from 0 to 3.2% of GDP: " + "; ".join(r["words"] for r in rows) + ".",
        sources=tuple(dict.fromkeys([one for one in used if not one.startswith("dataset")] + ["destatis-2026-gross-domestic-product"])), label="E", tables=("spending", "macro"), as_of="2026-10-08",
        counted=f"Counted: one country, four series. Where a publisher gives only euros, we divide by the German GDP of 2025, EUR {gdp:,.1f} bn.",
        note="EDA and Eurostat are read in a machine-made profile (tier C), so they are shown as reported. National accounts count when goods arrive and leave parts of defence to other functions.",
    )


def _ally(given: str, now: model.Standing) -> str:
    plain = _folded(given)
    for one in now.rows:
        if plain in (_folded(one.name), one.iso3.casefold()):
            return one.name
    raise ChartError(f"{given!r} is no Ally in NATO's tables. Give a name or code, such as 'Albania' or 'ALB'.")


def _value(rows: list[dict[str, Any]], name: str, year: int) -> float | None:
    return next((row["share_gdp"] for row in rows if row["name"] == name and row["year"] == year), None)


def _word(count: int) -> str:
    return _WORDS.get(count, str(count))


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0] if names else "none"


def _folded(text: str) -> str:
    import unicodedata

    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold().replace("ı", "i")) if c.isalnum())
