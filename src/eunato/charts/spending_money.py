"""Money figures of lesson 05: price bases, growth rates, core and related, the escape clause in order, SAFE loans."""

from __future__ import annotations

from datetime import date
from typing import Any

from eunato import tables
from eunato.models import spending as model

from . import theme
from .figure import Figure

_DAYS = "%-d %B %Y"


def bases() -> Figure:
    """Return EU27 spending for 2024 and 2025 with the forecast of 2025 in two price bases, and a menu that pairs them."""
    import pandas as pd

    from .render import enable

    alt = enable()
    eda = {(row["year"], row["price_basis"]): row for row in model.rows_of("eda") if row["iso3"] == "EU27"}
    old, real, nominal = eda[2024, "current"]["amount_bn"], eda[2025, "const2024"]["amount_bn"], eda[2025, "current"]["amount_bn"]
    grow, rise, prices = 100 * (real / old - 1), 100 * (nominal / old - 1), 100 * (nominal / real - 1)
    rows = [
        {"row": 0, "says": "2024", "value": old, "basis": "both", "words": f"2024: EUR {old:g} bn"},
        {"row": 1, "says": "2025, in prices of 2024", "value": real, "basis": "const", "words": f"2025 in prices of 2024: EUR {real:g} bn"},
        {"row": 2, "says": "2025, in prices of 2025", "value": nominal, "basis": "current", "words": f"2025 in prices of 2025: EUR {nominal:g} bn"},
    ]
    data = pd.DataFrame(rows)
    compare = alt.param("compare", value="const", bind=alt.binding_select(
        options=["const", "current"], labels=["one price basis (2024)", "each year in its own prices"], name="Compare 2024 with 2025 in "))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, 470], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.75, 3.5], reverse=True, nice=False, zero=False))
    on = "datum.basis == 'both' || datum.basis == compare"
    base = alt.Chart(data)
    says = alt.Chart(pd.DataFrame([
        {"basis": "const", "row": 3.05, "text": f"{old:g} → {real:g}: +{grow:.1f}% is real growth"},
        {"basis": "current", "row": 3.05, "text": f"{old:g} → {nominal:g}: +{rise:.1f}%, of which prices {prices:.1f}%"},
    ])).transform_filter("datum.basis == compare")
    chart = alt.layer(
        base.mark_bar(height=24, stroke=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y, color=alt.condition(on, alt.value(theme.INK), alt.value(theme.PAPER)),
                                                                     strokeDash=alt.condition(on, alt.value([1, 0]), alt.value([4, 3]))),
        base.mark_text(align="left", baseline="bottom", dy=-15, fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=8, fontSize=15, fontWeight="bold", aria=False).transform_calculate(euro="'€' + datum.value + ' bn'").encode(x=x, y=y, text="euro:N"),
        says.mark_text(align="left", baseline="middle", fontSize=15, fontWeight="bold").encode(x=alt.value(0), y=y, text="text:N", description="text:N"),
    ).add_params(compare).properties(width=540, height=225)
    return Figure(
        name="two_price_bases", chart=chart,
        title="Same year, two totals: growth can be read only inside one price basis",
        subtitle="EU27, European Defence Agency. Dashed: the other total for 2025.",
        insight=f"EUR {real:g} bn and EUR {nominal:g} bn are the same forecast for 2025. Against {old:g} bn in 2024 the first is +{grow:.1f}% in real terms; the second, +{rise:.1f}%, holds price rises too.",
        table=pd.DataFrame([{"Year": y, "Price basis": b, "EUR bn": v, "Against 2024, %": g, "What it measures": w} for y, b, v, g, w in (
            (2024, "prices of 2024", old, None, "start"), (2025, "prices of 2024", real, round(grow, 1), "real growth"), (2025, "prices of 2025", nominal, round(rise, 1), "growth and price rises together"))]),
        description=f"Three bars: EUR {old:g} bn for 2024, {real:g} bn for 2025 in prices of 2024, {nominal:g} bn for 2025 in prices of 2025. The first step is +{grow:.1f}%, the second +{rise:.1f}%; prices make up {prices:.1f}%. A menu chooses the pair.",
        sources=("eda-2025-forecast", "eda-2025-eda-defence-data", "brusselstimes-2025-eda-data"), label="E", tables=("spending",), as_of="2026-10-08",
        counted="Counted: 27 Member States, by the definition of the European Defence Agency; 2025 is its forecast of September 2025.",
        note="The dollar totals of NATO’s release of August 2025 (559 bn for Europe and Canada, 845 bn for the United States) are in prices of 2021. Larger ones circulate for the same year; we found them on a partisan page only and do not draw them.",
    )


def growth() -> Figure:
    """Return the real growth of NATO Europe and Canada, 2019–2025, by three ways of counting."""
    import pandas as pd

    from .render import enable

    alt = enable()
    ways = {"today": ("today’s Allies in every year", "circle"), "then": ("the Allies of each year", "diamond"), "new": ("edition of July 2026, as printed", "triangle-up")}
    rows = [{"year": year, "way": way, "value": value, "words": f"{year}, {ways[way][0]}: {value:.1f}%"} for way, values in _growths().items() for year, value in values.items()]
    data = pd.DataFrame(rows)
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[2018.6, 2025.9], nice=False, zero=False), axis=alt.Axis(format="d", values=list(range(2019, 2026))))
    y = alt.Y("value:Q", scale=alt.Scale(domain=[0, 22], nice=False), axis=alt.Axis(values=[0, 5, 10, 15, 20], grid=True, title="Real growth against the year before, %", titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-26, titleY=-14))
    domain = list(ways)
    shape = alt.Shape("way:N", legend=None, scale=alt.Scale(domain=domain, range=[ways[w][1] for w in domain]))
    fill = alt.Fill("way:N", legend=None, scale=alt.Scale(domain=domain, range=[theme.INK, theme.PAPER, theme.GREY]))
    base = alt.Chart(data)
    seen = {way: {r["year"]: r["value"] for r in rows if r["way"] == way} for way in ways}
    notes = pd.DataFrame([
        {"year": 2024, "value": seen["today"][2024], "says": f"{seen['today'][2024]:.1f}"}, {"year": 2024, "value": seen["then"][2024] - 0.25, "says": f"{seen['then'][2024]:.1f}"},
        {"year": 2024, "value": seen["new"][2024] + 0.55, "says": f"{seen['new'][2024]:.1f}"}, {"year": 2025, "value": seen["today"][2025], "says": f"{seen['today'][2025]:.1f}"},
        {"year": 2025, "value": seen["new"][2025] + 0.3, "says": f"{seen['new'][2025]:.1f}"}])
    key = pd.DataFrame([{"way": way, "year": 2018.85, "value": 20.6 - 1.7 * i, "says": ways[way][0]} for i, way in enumerate(domain)])
    marks = {"strokeWidth": 1.8, "stroke": theme.INK, "opacity": 1}
    chart = alt.layer(
        base.mark_point(size=105, **marks).encode(x=x, y=y, shape=shape, fill=fill, description="words:N"),
        alt.Chart(notes).mark_text(align="left", baseline="middle", dx=11, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N"),
        alt.Chart(key).mark_point(size=105, aria=False, **marks).encode(x=x, y=y, shape=shape, fill=fill),
        alt.Chart(key).mark_text(align="left", baseline="middle", dx=12, fontSize=theme.TEXT).encode(x=x, y=y, text="says:N", description="says:N"),
    ).properties(width=520, height=280)
    a, b, c = (seen[w][2024] for w in ("today", "then", "new"))
    years = sorted(seen["today"])
    return Figure(
        name="three_growth_rates", chart=chart,
        title=f"How fast did Europe and Canada grow in 2024? {a:.1f}, {b:.1f} or {c:.1f}%, by members and edition",
        subtitle="NATO Europe and Canada. Disc and diamond: edition of August 2025, prices of 2021.",
        insight=f"The {b:.1f}% of the headlines counts the Allies of each year, so Sweden’s entry is in it; with the same states in both years it is {a:.1f}%.",
        table=pd.DataFrame([{"Year": y, "Today's Allies, %": seen["today"].get(y), "Allies of each year, %": seen["then"].get(y), "July 2026 edition, %": seen["new"].get(y)} for y in years]),
        description=f"Three marks for each year from {years[0]} to {years[-1]}. They lie close together until 2022. For 2024 they are {a:.1f}, {b:.1f} and {c:.1f}%; for 2025 {seen['today'][2025]:.1f} twice and {seen['new'][2025]:.1f}%.",
        sources=("nato-2025-expenditure", "nato-2026-expenditure", "dpa-2025-expenditure"), label="E", tables=("spending",), as_of="2026-10-08",
        counted="Counted: all Allies but the United States and Iceland. The first two rates are computed here from the rows of the Allies; for 2025 the press gives 15.9% and 559 bn dollars.",
        note="That the printed 18.6% counts the Allies of each year is our finding: only that sum gives it. NATO’s amounts for 2024 and 2025 were estimates in that edition.",
    )


def _growths() -> dict[str, dict[int, float]]:
    rows = [row for row in model.rows_of("nato_2025ed") if row["kind"] == "ally" and row["iso3"] != "USA" and row["amount_bn"] is not None]
    amount: dict[str, dict[int, float]] = {"today": {}, "then": {}}
    for row in rows:
        amount["today"][row["year"]] = amount["today"].get(row["year"], 0.0) + row["amount_bn"]
        if row["ally_then"]:
            amount["then"][row["year"]] = amount["then"].get(row["year"], 0.0) + row["amount_bn"]
    total = next(row["amount_bn"] for row in model.rows_of("nato_2025ed", 2025) if row["iso3"] == "NATO_EUR_CAN")
    for way in amount:
        amount[way][2025] = total
    found = {way: {year: round(100 * (amount[way][year] / amount[way][year - 1] - 1), 1) for year in range(2019, 2026)} for way in amount}
    found["new"] = {row["year"]: round(row["real_change"], 1) for row in model.rows_of("nato_2026ed") if row["iso3"] == "NATO_EUR_CAN" and 2019 <= row["year"] <= 2025}
    return found


def core_related() -> Figure:
    """Return core and related spending as stacked bars: the pledge, two groups, and a country that the reader picks."""
    import pandas as pd

    from .render import enable

    alt = enable()
    pledge = {row["pledge_id"]: row for row in tables.records("pledges")}
    core, related = pledge["hague_core"]["core_pct"], pledge["hague_related"]["related_pct"]
    now = {row["iso3"]: row for row in model.rows_of("nato_2026ed", 2026) if row["share_gdp"] is not None}
    names = sorted((row["name"] for row in now.values() if row["kind"] == "ally"))
    fixed = [("The pledge for 2035", core, related), ("NATO Europe and Canada, 2026", now["NATO_EUR_CAN"]["share_gdp"], None), ("United States, 2026", now["USA"]["share_gdp"], None)]
    rows = [{"row": i, "says": says, "core": c, "related": r, "state": ""} for i, (says, c, r) in enumerate(fixed)]
    rows += [{"row": 3, "says": f"{row['name']}, 2026", "core": row["share_gdp"], "related": None, "state": row["name"]} for row in now.values() if row["kind"] == "ally"]
    for row in rows:
        row["end"] = row["core"] + related
        row["words"] = f"{row['says']}{'' if row['related'] else ' (estimate)'}: core {row['core']:.2f}% of GDP, related " + (f"up to {row['related']:.1f}%" if row["related"] else "no published baseline")
        row["number"] = f"core {row['core']:.2f}" if row["related"] is None else f"core {row['core']:.1f}"
        row["open"] = f"related up to {related:g}" if row["related"] else "not published"
    data = pd.DataFrame(rows)
    pick = alt.param("mine", value="Italy", bind=alt.binding_select(options=names, name="My country "))
    x = alt.X("core:Q", axis=None, scale=alt.Scale(domain=[0, 7.2], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.75, 3.55], reverse=True, nice=False, zero=False))
    base = alt.Chart(data).transform_filter("datum.state == '' || datum.state == mine")
    end = alt.X("end:Q", axis=None, scale=alt.Scale(domain=[0, 7.2], nice=False))
    chart = alt.layer(
        base.transform_filter("!isValid(datum.related)").mark_bar(height=26, color=theme.PAPER, stroke=theme.GREY, strokeDash=[4, 3], aria=False).encode(x=end, x2="core:Q", y=y),
        base.transform_filter("isValid(datum.related)").mark_bar(height=26, color=theme.LIGHT, stroke=theme.INK, aria=False).encode(x=end, x2="core:Q", y=y),
        base.mark_bar(height=26, color=theme.INK, stroke=theme.INK, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.mark_text(align="left", baseline="bottom", dy=-15, fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=8, fontSize=theme.SMALL, fontWeight="bold", color=theme.PAPER, aria=False).encode(x=alt.value(0), y=y, text="number:N"),
        base.mark_text(align="left", baseline="middle", dx=7, fontSize=theme.SMALL, color=theme.INK, aria=False).encode(x=x, y=y, text="open:N"),
    ).add_params(pick).properties(width=560, height=265)
    return Figure(
        name="core_and_related", chart=chart,
        title=f"The {core:g}% has a table; the {related:g}% has no published baseline",
        subtitle="Filled: core. Grey: related, as pledged. Dashed box: the room pledged for related spending, not an amount spent.",
        insight=f"Europe and Canada stand at {now['NATO_EUR_CAN']['share_gdp']:.2f}% core in the estimate for 2026. What they spend on the related part was not found, Ally by Ally, as of October 2026.",
        table=pd.DataFrame([{"Who": r["says"], "Core, % of GDP": r["core"], "Related, % of GDP": f"up to {r['related']:g}" if r["related"] else "no published baseline"} for r in rows]),
        description=f"Four bars. The pledge has {core:g}% core and up to {related:g}% related. " + " ".join(f"{r['says']} has {r['core']:.2f}% core and an empty dashed box for related." for r in rows[1:3]) + " A menu chooses the fourth bar from the Allies.",
        sources=("nato-2025-hague-declaration", "agenceurope-2025-hague", "nato-2026-expenditure"), label="E", tables=("pledges", "spending"), as_of="2026-10-08",
        counted="Counted: NATO’s tables of July 2026 hold core spending only; 2026 is an estimate. One bar is one group or Ally.",
        note="The dashed box is drawn as wide as the pledge allows, so that the missing number has a place. It is no estimate.",
    )


def clause() -> Figure:
    """Return the escape clause and the pledge in the order of days, with a switch for the brief's reading of a cause."""
    import pandas as pd

    from .render import enable

    alt = enable()
    steps = tables.records("clause_steps")
    place = {  # lane, how far above (−) or below (+) it the label stands, its side, its shift
        "vdl_march": (0, -4.0, "left", -6), "ec_march": (0, -3.0, "left", -6), "commission_march": (0, -2.0, "left", -6), "requests": (0, -1.0, "left", -6), "council_july": (0, 1.0, "left", 0), "germany": (0, -1.0, "left", -6),
        "austria": (0, 1.0, "right", 8), "spain_letters": (1, 1.0, "right", -2), "hague": (1, -1.0, "left", 8),
    }
    first = date(2025, 2, 20)
    rows = []
    for step in steps:
        lane, side, align, shift = place[step["step_id"]]
        day = step["date"]
        rows.append({"x": (day - first).days, "lane": lane, "org": step["lane"], "side": side, "align": f"{align} {shift}", "kind": step["kind"], "says": step["title"], "day": f"{day.day} {day:%b} {day:%Y}",
                     "words": f"{day.day} {day:%B} {day:%Y}, {step['lane']}: {step['title']}. {step['says']}"})
    for row in rows:
        row["up"], row["low"] = row["lane"] + 0.24 * row["side"] + (0 if row["side"] > 0 else -0.1), row["lane"] + 0.24 * row["side"] + (0.1 if row["side"] > 0 else 0)
    data = pd.DataFrame(rows)
    show = alt.param("reading", value=False, bind=alt.binding_checkbox(name="Show the brief’s reading of a cause (interpretation) "))
    end = max(row["x"] for row in rows) + 12
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-8, end], nice=False, zero=False))
    y = alt.Y("lane:Q", axis=None, scale=alt.Scale(domain=[-1.28, 1.8], reverse=True, nice=False, zero=False))
    months = pd.DataFrame([{"x": (date(2025 + (m > 12), (m - 1) % 12 + 1, 1) - first).days, "lane": 1.68, "says": date(2025 + (m > 12), (m - 1) % 12 + 1, 1).strftime("%b %Y")} for m in (3, 5, 7, 9, 11, 13)])
    colours = alt.Scale(domain=["EU", "NATO"], range=[theme.COLOURS["EU"], theme.COLOURS["NATO"]])
    shapes = alt.Scale(domain=["EU", "NATO"], range=[theme.SHAPES["EU"], theme.SHAPES["NATO"]])
    base = alt.Chart(data)
    lanes = alt.Chart(pd.DataFrame([{"lane": 0, "x": -8, "end": end, "says": "EU"}, {"lane": 1, "x": -8, "end": end, "says": "NATO"}]))
    signal = next(r for r in rows if r["says"] == "Commission paper")["x"]
    pledge, act = (next(r for r in rows if r["says"] == s)["x"] for s in ("Pledge of The Hague", "Clause in force: 15"))
    arrow = alt.Chart(pd.DataFrame([{"x": signal + 3, "lane": 0.06, "x2": pledge - 3, "lane2": 0.94}])).transform_filter("reading")
    layers = [
        lanes.mark_rule(color=theme.LIGHT, strokeWidth=2, aria=False).encode(x=x, x2="end:Q", y=y),
        alt.Chart(pd.DataFrame([{"x": pledge, "low": -0.3, "high": 1.5}])).mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), y2="high:Q"),
        arrow.mark_rule(color=theme.INK, strokeWidth=2, strokeDash=[3, 3], aria=False).encode(x=x, x2="x2:Q", y=y, y2="lane2:Q"),
        alt.Chart(pd.DataFrame([{"lane": 0.5, "says": "“in turn helped”:"}, {"lane": 0.62, "says": "argued, not shown"}])).transform_filter(
            "reading").mark_text(align="left", fontSize=theme.SMALL, fontStyle="italic", baseline="middle", aria=False).encode(x=alt.value(0), y=y, text="says:N"),
        base.mark_point(size=190, opacity=1, strokeWidth=2).encode(
            x=x, y=y, shape=alt.Shape("org:N", legend=None, scale=shapes), stroke=alt.Stroke("org:N", legend=None, scale=colours),
            fill=alt.condition("datum.kind == 'signal' || datum.kind == 'request'", alt.value(theme.PAPER), alt.Fill("org:N", legend=None, scale=colours)), description="words:N"),
    ]
    for align, dx in sorted({(one[2], one[3]) for one in place.values()}):
        some = base.transform_filter(f"datum.align == '{align} {dx}'")
        layers.append(some.mark_text(align=align, baseline="middle", dx=dx, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=x, y=alt.Y("up:Q", axis=None), text="says:N"))
        layers.append(some.mark_text(align=align, baseline="middle", dx=dx, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), text="day:N"))
    layers.append(lanes.mark_text(align="left", baseline="bottom", dy=-4, fontSize=theme.TEXT, fontWeight="bold").encode(
        x=alt.value(0), y=y, text="says:N", color=alt.Color("says:N", legend=None, scale=colours), description="says:N"))
    layers.append(alt.Chart(months).mark_text(align="center", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x, y=y, text="says:N"))
    chart = alt.layer(*layers).add_params(show).properties(width=570, height=376)
    after = (act - pledge)
    yes = len(model.clause_states())
    ordered = sorted(steps, key=lambda s: s["date"])
    return Figure(
        name="clause_and_pledge", chart=chart,
        title=f"The clause was signalled before the pledge and came into force {after} days after it",
        subtitle="Hollow: signal or request. Filled: pledge or legal act. Dashed: the day of the pledge.",
        insight="The order of the days is a record. That the one helped the other is an argument, and needs other evidence than the order.",
        table=pd.DataFrame([{"Date": s["date"].isoformat(), "Organisation": s["lane"], "Kind (our coding)": {"signal": "signal", "request": "request", "pledge": "pledge", "legal_act": "legal act"}[s["kind"]], "Step": s["title"], "What happened": s["says"]} for s in ordered]),
        description="Two lanes from March 2025 to February 2026, EU above and NATO below. In order: " + "; ".join(f"{s['date'].day} {s['date']:%B} {s['date']:%Y}, {s['title']}" for s in ordered)
        + f". Between the pledge and the legal act lie {after} days. A switch draws a dashed arrow from the signal of March to the pledge, marked as argued, not shown.",
        sources=tuple(dict.fromkeys(one for s in steps for one in tables.split(s["source_id"]))) + ("euiss-2026-brief5",), label="D", tables=("clause_steps", "escape_clause"), as_of="2026-10-08",
        counted=f"Counted: {len(steps)} dated steps. By 17 February 2026 the clause was in force for {yes} of 27 Member States; a later one, Spain, is only reported.",
        note="The kinds of step are our coding (interpretation). Other accounts stress pressure from the US and the threat from Russia; none of them can be read from the dates either.",
    )


def safe() -> Figure:
    """Return the SAFE loans by state, longest first: the Council's ceiling where it was read, else the tentative figure."""
    import pandas as pd

    from .render import enable

    alt = enable()
    kinds = {"ceiling": "the Council’s ceiling", "tentative": "tentative figure; the Council decided, its ceiling was not read", "open": "tentative figure; no Council decision found"}
    rows = []
    for r in tables.records("safe_allocations"):
        kind = "open" if r["decision"] != "council_decision" else "ceiling" if r["max_loan_eur"] else "tentative"
        rows.append({**r, "kind": kind, "value": r["max_loan_eur"] / 1e9 if kind == "ceiling" else r["tentative_eur_bn"]})
    rows.sort(key=lambda r: -r["value"])
    data = pd.DataFrame([
        {"row": i, "state": r["name"], "value": round(r["value"], 6), "kind": r["kind"], "says": f"{r['value']:.2f}", "words": f"{r['name']}: EUR {r['value']:.2f} bn, {kinds[r['kind']]}"}
        for i, r in enumerate(rows)
    ])
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, 50], range=[86, 570], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.6, len(rows) - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    blue = theme.COLOURS["EU"]
    chart = alt.layer(
        base.mark_bar(height=13, stroke=blue, strokeWidth=1.5, aria=False).encode(
            x=x, x2=alt.datum(0), y=y, color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=list(kinds), range=[blue, theme.LIGHT, theme.PAPER])),
            strokeDash=alt.condition("datum.kind == 'open'", alt.value([4, 3]), alt.value([1, 0]))),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(0), y=y, text="state:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=570, height=19 * len(rows))
    tentative = sorted(rows, key=lambda r: -r["tentative_eur_bn"])
    total = round(sum(r["tentative_eur_bn"] for r in rows), 2)
    four, top = tentative[:4], round(sum(r["tentative_eur_bn"] for r in tentative[:4]), 2)
    by = {kind: [r["name"] for r in rows if r["kind"] == kind] for kind in kinds}
    less = [r for r in rows if r["kind"] == "ceiling" and r["value"] < r["tentative_eur_bn"] - 0.01]
    lower = "".join(f" {r['name']}’s ceiling is {r['value']:.2f} bn, below the {r['tentative_eur_bn']:.2f} of September." for r in less)
    return Figure(
        name="safe_loans", chart=chart,
        title=f"SAFE: {four[0]['name']} was tentatively given {100 * four[0]['tentative_eur_bn'] / total:.0f}% of EUR 150 bn, and {len(rows)} states share the whole",
        subtitle="EUR bn. Blue: Council’s ceiling. Grey: tentative, decided, ceiling not read. Dashed: tentative, no decision found.",
        insight=f"Loans, not grants. In September 2025 {', '.join(r['name'] for r in four[:3])} and {four[3]['name']} were tentatively given {top:.2f} of {total:.2f} bn; for {len(by['open'])} states no Council decision was found.",
        table=pd.DataFrame({
            "State": [r["name"] for r in rows], "Tentative, September 2025, EUR bn": [r["tentative_eur_bn"] for r in rows],
            "Council ceiling, EUR": pd.array([r["max_loan_eur"] for r in rows], dtype="Int64"), "Advance, EUR": pd.array([r["prefinancing_eur"] for r in rows], dtype="Float64"),
            "Wave": pd.array([int(r["wave"]) if r["wave"] else None for r in rows], dtype="Int64"), "Bar shows": [kinds[r["kind"]] for r in rows],
        }),
        description=f"{len(rows)} bars from {rows[0]['name']} ({rows[0]['value']:.2f}) to {rows[-1]['name']} ({rows[-1]['value']:.2f}). {len(by['ceiling'])} show the Council’s ceiling, {len(by['tentative'])} a tentative figure "
        f"of a state with a decision ({', '.join(by['tentative'])}), {len(by['open'])} one without ({', '.join(by['open'])}). The tentative figures add up to {total:.2f} bn, and the first four of them to {top:.2f}, in September 2025.",
        sources=("anadolu-2025-allocates-eur-150bn", "council-2026-council-implementing", "kathimerini-2026-council-gives-final", "eurlex-2025-safe"), label="E", tables=("safe_allocations",), as_of="2026-10-08",
        counted=f"Counted: {len(rows)} borrowers. The tentative figures are the Commission’s of 9 September 2025, rounded by the press, so they add up to {total:.2f} and not to 150.",
        note=f"A ceiling is no payment, and a tentative figure is no decision.{lower} An empty cell means that the number was not read. Days of payment were not published, apart from reports on Poland.",
    )


__all__: list[Any] = ["bases", "clause", "core_related", "growth", "safe"]
