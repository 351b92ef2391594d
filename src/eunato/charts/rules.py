"""Who may sell, who may move: meanings of the pillar, who is inside which scheme, how much is bought abroad.

The pictures of the two models and of mobility are in `rules_models`; all are reached from here.
"""

from __future__ import annotations

from typing import Any

from eunato import tables

from . import theme
from .figure import Figure
from .render import ChartError
from .rules_models import bar, borders, clock, extension

__all__ = ["bar", "borders", "clock", "dependence", "extension", "imports", "inside", "pillars"]

MEANINGS = {"rebalancing": "rebalancing", "eu_structures": "EU structures", "caucus": "caucus", "open": "open"}
_SHAPES = {"orders": "circle", "imports": "square", "contract_value": "diamond"}
_MEASURES = {"orders": "orders", "imports": "imports", "contract_value": "contract value"}
_WORDS = {1: "one", 2: "two", 3: "three", 4: "four", 5: "five"}


def pillars() -> Figure:
    """Return who used which meaning of a European pillar, one row for each statement, with menus for the years and the order."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("pillar_statements")
    codes = list(MEANINGS)
    at = dict(zip(codes, (272, 374, 462, 532), strict=True))
    data = pd.DataFrame([
        {"who": row["who"], "year": int(str(row["date"])[:4]), "order": int(str(row["date"]).replace("-", "").ljust(8, "9")), "col": codes.index(row["meaning"]), "x": at[row["meaning"]],
         "kind": "open" if row["meaning"] == "open" else "coded", "says": f"{str(row['date'])[:4]}  {row['who']}" + (" *" if row["word"] == "yes" else ""), "word": row["word"] == "yes",
         "words": f"{row['who']}, {str(row['date'])[:4]}: {MEANINGS[row['meaning']]}. {row['words']}" + (" Uses the word pillar." if row["word"] == "yes" else "")}
        for row in rows
    ])
    since = alt.param("since", value=0, bind=alt.binding_select(options=[0, 2025, 2099], labels=["all voices", "2025 and 2026", "2025 and 2026, with the word pillar"], name="Show "))
    sort = alt.param("sort_by", value="date", bind=alt.binding_select(options=["date", "meaning"], labels=["date", "meaning"], name="Sort by "))
    last = len(rows)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 570], range=[0, 570], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-1.9, last - 0.3], reverse=True, nice=False, zero=False))
    base = alt.Chart(data).transform_filter("since == 2099 ? datum.word && datum.year >= 2025 : datum.year >= since").transform_window(
        by_date="row_number()", sort=[alt.SortField("order"), alt.SortField("who")],
    ).transform_window(by_meaning="row_number()", sort=[alt.SortField("col"), alt.SortField("order"), alt.SortField("who")]).transform_calculate(
        row="(sort_by == 'meaning' ? datum.by_meaning : datum.by_date) - 1", bottom="datum.row + 0.5")
    heads = alt.Chart(pd.DataFrame([{"x": at[code], "row": -1.2, "text": MEANINGS[code], "words": f"Column: {MEANINGS[code]}"} for code in codes]))
    columns = alt.Chart(pd.DataFrame([{"x": at[code], "row": -0.6, "low": last - 0.5} for code in codes]))
    chart = alt.layer(
        columns.mark_rule(color=theme.LIGHT, aria=False).encode(x=x, y=y, y2="low:Q"),
        base.mark_rule(color=theme.LIGHT, strokeWidth=0.7, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=alt.Y("bottom:Q", axis=None)),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(2), y=y, text="says:N", description="words:N"),
        base.mark_point(size=110, shape="circle", strokeWidth=2, stroke=theme.INK, opacity=1, aria=False).encode(
            x=x, y=y, fill=alt.condition("datum.kind == 'coded'", alt.value(theme.INK), alt.value(theme.PAPER))),
        heads.mark_text(align="center", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=x, y=y, text="text:N", description="words:N"),
    ).add_params(since, sort).properties(width=570, height=round((last + 1.8) * 19))
    new = [row for row in rows if str(row["date"]) >= "2025"]
    counts = {code: sum(row["meaning"] == code for row in new) for code in codes}
    said = ", ".join(f"{MEANINGS[code]} {counts[code]}" for code in codes)
    named = [row for row in new if row["word"] == "yes"]
    with_word = ", ".join(f"{MEANINGS[code]} {sum(row['meaning'] == code for row in named)}" for code in codes)
    listed = sorted(rows, key=lambda r: str(r["date"]))
    return Figure(
        name="three_pillars", chart=chart,
        title=f"Europe’s part in its defence: {len(new)} voices since 2025 fall into every column, and {len(named)} of them speak of a “pillar”",
        subtitle="Dot: which of the brief’s three meanings fits the voice (our coding). Hollow: none, or between them. Star: the word pillar stands in what we read.",
        insight=f"Since 2025, by our coding: {said}. Among the {len(named)} voices with the word: {with_word}.",
        table=pd.DataFrame([{"Date": str(r["date"]), "Who": r["who"], "Meaning (our coding)": MEANINGS[r["meaning"]], "Uses the word": "yes" if r["word"] == "yes" else "not in what we read", "In our words": r["words"], "Quote": r["quote"] or "none read", "Why coded so": r["why"]}
                            for r in listed]),
        row_sources=tuple(r["source_id"] for r in listed),
        description=f"A list of {last} voices from {min(str(r['date']) for r in rows)[:4]} to {max(str(r['date']) for r in rows)[:4]} with a dot in one of four columns. "
        + " ".join(f"{MEANINGS[code]}: {', '.join(r['who'] for r in rows if r['meaning'] == code)}." for code in codes) + " Menus below show only 2025 and 2026, or those with the word, or sort by meaning.",
        sources=tuple(dict.fromkeys(s for r in rows for s in tables.split(r["source_id"]))), label="I", tables=("pillar_statements",), as_of="2026-10-08",
        counted=f"Counted: {last} voices that were read, {len(new)} of them since 2025. They are no sample, so the counts say nothing about how many think so.",
        note="The meanings are the brief’s; who belongs where is our reading, with a reason in the table. Most were not asked what a pillar is, and one row is a change of posts. Some speakers would object.",
    )


_SCHEMES = {
    "safe_supply": ("SAFE:", "sell"), "safe_buy": ("SAFE:", "buy with"), "edip": ("EDIP:", "parts"), "edf": ("EDF:", "grants"), "ukraine_loan": ("Ukraine", "loan: sell"), "pesco_mobility": ("Mobility", "project"),
}
_GRADES = {"full": "full", "terms": "terms", "parts": "≤ 35%", "last": "last", "none": "none", "unknown": "?"}
_GRADE_WORDS = {"full": "like a Member State", "terms": "by agreement, invitation or condition", "parts": "parts up to 35% of their cost", "last": "only what others cannot supply", "none": "no access", "unknown": "not found"}
_FILLS = {"full": theme.INK, "terms": theme.GREY, "parts": "#C4CBD5", "last": "#E3E7EC", "none": theme.PAPER, "unknown": theme.PAPER}


def _star(row: dict[str, Any]) -> str:
    """The mark of a cell whose text may have been overtaken; a cell that says "not found" needs none."""
    return "*" if row["status"] == "unconfirmed" and row["grade"] != "unknown" else ""


def inside(state: str | None = None) -> Figure:
    """Return states against schemes, each cell a grade in one word. state: a name or code to mark from the start.

    Raises ChartError for a state that is not in the table.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("scheme_access")
    names = list(dict.fromkeys(row["name"] for row in rows))
    mine = ""
    if state:
        codes = {row["iso3"]: row["name"] for row in rows}
        mine = codes.get(str(state).upper(), next((n for n in names if n.casefold() == str(state).casefold()), ""))
        if not mine:
            raise ChartError(f"There is no row for {state!r}. Write one of: {', '.join(names)}.")
    left, wide, schemes = 122, 74.5, list(_SCHEMES)
    data = pd.DataFrame([
        {"state": row["name"], "row": names.index(row["name"]), "x": left + wide * schemes.index(row["scheme"]) + 1.5, "x2": left + wide * (schemes.index(row["scheme"]) + 1) - 1.5,
         "mid": left + wide * (schemes.index(row["scheme"]) + 0.5), "top": names.index(row["name"]) - 0.44, "low": names.index(row["name"]) + 0.44, "grade": row["grade"], "says": _GRADES[row["grade"]] + _star(row),
         "dark": row["grade"] in ("full", "terms"), "words": f"{row['name']}, {' '.join(_SCHEMES[row['scheme']])}: {row['words']}" + (", not confirmed for October 2026" if _star(row) else "")}
        for row in rows
    ])
    labels = alt.Chart(pd.DataFrame([{"state": n, "row": i, "words": f"Row: {n}"} for i, n in enumerate(names)]))
    heads = alt.Chart(pd.DataFrame([{"mid": left + wide * (i + 0.5), "row": -1.5, "text": list(_SCHEMES[s]), "words": f"Column: {' '.join(_SCHEMES[s])}"} for i, s in enumerate(schemes)]))
    pick = alt.param("mine", value=mine, bind=alt.binding_select(options=["", *names], labels=["none", *names], name="Mark "))
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 570], range=[0, 570], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-1.9, len(names) - 0.4], reverse=True, nice=False, zero=False))
    top = alt.Y("top:Q", axis=None)
    base = alt.Chart(data)
    mid = alt.X("mid:Q", axis=None)
    chart = alt.layer(
        labels.transform_filter("datum.state == mine").transform_calculate(top="datum.row - 0.5", low="datum.row + 0.5").mark_rect(color=theme.MARKER, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=top, y2="low:Q"),
        base.mark_rect(stroke=theme.GREY, strokeWidth=0.8, aria=False).encode(
            x=x, x2="x2:Q", y=top, y2="low:Q", fill=alt.Fill("grade:N", legend=None, scale=alt.Scale(domain=list(_FILLS), range=list(_FILLS.values())))),
        base.mark_text(align="center", baseline="middle", fontSize=theme.SMALL).encode(
            x=mid, y=y, text="says:N", color=alt.condition("datum.dark", alt.value(theme.PAPER), alt.value(theme.INK)), description="words:N"),
        labels.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(2), y=y, text="state:N", description="words:N"),
        heads.mark_text(align="center", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", lineHeight=15).encode(x=mid, y=y, text="text:N", description="words:N"),
    ).add_params(pick).properties(width=570, height=round((len(names) + 1.5) * 27))
    outer = [row for row in rows if row["iso3"] != "EU27"]
    count = {grade: sum(row["grade"] == grade for row in outer) for grade in _GRADES}
    steps = {name: len({row["grade"] for row in outer if row["name"] == name and row["grade"] != "unknown"}) for name in names[1:]}
    top = max(steps.values())
    most = [f"the {name}" if name.startswith("United") else name for name in names[1:] if steps[name] == top]
    shut = [name for name in names[1:] if all(row["grade"] in ("none", "unknown") for row in outer if row["name"] == name)]
    by = {(row["name"], row["scheme"]): row["words"] + _star(row) for row in rows}
    old = sum(row["grade"] == "none" and bool(_star(row)) for row in outer)
    stars = sum(bool(_star(row)) for row in outer)
    return Figure(
        name="who_is_inside_what", chart=chart,
        title=f"Between inside and outside lie steps: “none” stands in {count['none']} of {len(outer)} cells, {old} of them by a text of 2021",
        subtitle="full: like a Member State. terms: by agreement, invitation or condition. ≤ 35%: parts up to that share. last: only what others cannot supply. ?: not found. Star: not confirmed for October 2026.",
        insight=f"By our coding {'every' if not shut else 'not every'} state outside the EU has a way in somewhere, if narrow ones count: parts of a product, or what others cannot supply. {' and '.join([', '.join(most[:-1]), most[-1]]) if len(most) > 1 else most[0]} {'meet' if len(most) > 1 else 'meets'} {_WORDS[top]} different answers.",
        table=pd.DataFrame([{"State": n, **{" ".join(_SCHEMES[s]): by[n, s] for s in schemes}} for n in names]),
        description=f"{len(names)} rows and {len(schemes)} columns of shaded cells, darker for fuller access. The EU’s own row is full in all. "
        + " ".join(f"{n}: " + ", ".join(f"{' '.join(_SCHEMES[s])} {by[n, s]}" for s in schemes) + "." for n in names[1:]) + " A menu marks one row.",
        sources=tuple(dict.fromkeys(s for row in rows for s in tables.split(row["source_id"]))),
        row_sources=tuple(";".join(dict.fromkeys(s for row in rows if row["name"] == n for s in tables.split(row["source_id"]))) for n in names),
        label="I", tables=("scheme_access",), as_of="2026-10-08",
        counted=f"Counted: {len(outer)} cells for {len(steps)} states outside the EU and {len(schemes)} schemes: full {count['full']}, terms {count['terms']}, ≤ 35% {count['parts']}, last {count['last']}, none {count['none']}, not found {count['unknown']}. One cell is one state and one question. {stars} rest on a text that may have been overtaken, and carry a star.",
        note="The words come from the sources; their order from full to none is our reading. National budgets are in no column: what a state buys with its own money, it decides. Türkiye and Greece, Cyprus and Austria differ on whether Türkiye should be let in further.",
    )


def dependence(guess: float | None = None) -> Figure:
    """Return three estimates of the American share, one mark per measure, its definition beside it. guess: your share in per cent.

    Raises ChartError for a guess outside 0 to 100.
    """
    import pandas as pd

    from .render import enable

    if guess is not None and not 0 <= guess <= 100:
        raise ChartError(f"The guess is {guess!r}; give a share from 0 to 100.")
    alt = enable()
    rows = [row for row in tables.records("procurement_estimates") if row["main"]]
    rows.sort(key=lambda row: row["us_share"])
    data = pd.DataFrame([
        {"row": i, "share": row["us_share"], "measure": row["measure"], "says": f"{row['us_share']:g}%", "head": f"{_MEASURES[row['measure']].capitalize()}: {row['question']}",
         "how": f"{row['author']}; {row['population']}; {row['window']}", "zero": 0, "end": 100,
         "words": f"{row['author']}, {_MEASURES[row['measure']]}, {row['population']}, {row['window']}: {row['us_share']:g}% from the United States"}
        for i, row in enumerate(rows)
    ])
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 100], range=[8, 560], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.75, 2.6], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    shape = alt.Shape("measure:N", legend=None, scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())))
    ticks = alt.Chart(pd.DataFrame([{"share": v, "row": 2.52, "says": f"{v}%"} for v in (0, 25, 50, 75, 100)]))
    layers = [
        base.mark_rule(color=theme.LIGHT, strokeWidth=2, aria=False).encode(x=alt.X("zero:Q", axis=None), x2="end:Q", y=y),
        base.mark_point(size=260, filled=True, color=theme.COLOURS["US"], opacity=1, aria=False).encode(x=x, y=y, shape=shape),
        base.mark_text(align="left", baseline="middle", dx=14, fontSize=16, fontWeight="bold", color=theme.COLOURS["US"], aria=False).encode(x=x, y=y, text="says:N"),
        base.mark_text(align="left", baseline="middle", dy=-38, fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(0), y=y, text="head:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dy=-21, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(0), y=y, text="how:N"),
        ticks.mark_text(align="center", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x, y=y, text="says:N"),
    ]
    if guess is not None:
        mine = alt.Chart(pd.DataFrame([{"share": guess, "row": 2.36, "says": f"you: {guess:g}", "words": f"Your guess: {guess:g}%"}]))
        ticks_at = alt.Chart(pd.DataFrame([{"share": guess, "low": i - 0.16, "high": i + 0.16} for i in range(len(rows))]))
        layers += [
            ticks_at.mark_rule(color=theme.INK, strokeDash=[3, 2], strokeWidth=2.5, aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), y2="high:Q"),
            mine.mark_text(align="right" if guess > 50 else "left", dx=4 if guess > 50 else -4, baseline="bottom", fontSize=theme.TEXT, fontWeight="bold").encode(x=x, y=y, text="says:N", description="words:N"),
        ]
    low, high = rows[0], rows[-1]
    chart = alt.layer(*layers).properties(width=570, height=310)
    return Figure(
        name="how_dependent", chart=chart,
        title=f"How dependent on American arms? {low['us_share']:g} to {high['us_share']:g}%, by what is counted",
        subtitle="Mark: share of the United States. Diamond, circle and square: three measures that cannot be compared.",
        insight="; ".join(f"{_MEASURES[r['measure']]} {r['us_share']:g}% ({r['author']})" for r in rows).capitalize().replace("iiss", "IISS").replace("sipri", "SIPRI").replace("(maulny (iris), used by draghi)", "(Maulny and IRIS, used by Draghi)") + ". Only the definition tells which one to quote.",
        table=pd.DataFrame([{"Estimate": r["author"], "Measure": _MEASURES[r["measure"]], "Window": r["window"], "States": r["population"], "United States, %": r["us_share"],
                             "European, %": "not given" if r["eu_share"] is None else f"{r['eu_share']:g}", "Method": r["method_note"]} for r in rows]),
        description="Three rows with one mark each on a scale from 0 to 100%. " + " ".join(f"{r['author']}: {r['us_share']:g}% of {_MEASURES[r['measure']]}, {r['population']}, {r['window']}. {r['method_note']}" for r in rows),
        sources=tuple(dict.fromkeys(s for r in rows for s in tables.split(r["source_id"]))), label="E", tables=("procurement_estimates",), as_of="2026-10-08",
        counted=f"Counted: {len(rows)} published estimates. One mark is one estimate for one window, one group of states and one measure.",
        row_sources=tuple(r["source_id"] for r in rows),
        note="A mean of the three would mean nothing. Press reads the 63% as a share of all orders; others read it as 63% of the 78% from outside the EU.",
    )


def imports() -> Figure:
    """Return the American share of arms imports as SIPRI gave it for two regions and several windows, with the gap named."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = [row for row in tables.records("procurement_estimates") if row["measure"] == "imports"]
    rows.sort(key=lambda row: (row["population"] != "European NATO members", str(row["first"])))
    data = pd.DataFrame([
        {"row": i + (0.9 if row["population"] != "European NATO members" else 0), "share": row["us_share"], "says": "not found" if row["us_share"] is None else f"{row['us_share']:g}%", "label": row["window"],
         "words": f"{row['population']}, {row['window']}: " + ("not found" if row["us_share"] is None else f"{row['us_share']:g}% from the United States")}
        for i, row in enumerate(rows)
    ])
    first = sum(row["population"] == "European NATO members" for row in rows)
    heads = alt.Chart(pd.DataFrame([{"row": -0.8, "text": "European NATO members"}, {"row": first + 0.1, "text": "All of Europe, with Ukraine"}]))
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 100], range=[110, 560], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-1.3, len(rows) + 0.5], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    shown = base.transform_filter("isValid(datum.share)")
    chart = alt.layer(
        shown.mark_bar(height=16, color=theme.COLOURS["US"], aria=False).encode(x=x, x2=alt.datum(0), y=y),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(12), y=y, text="label:N", description="words:N"),
        shown.mark_text(align="left", baseline="middle", dx=7, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
        base.transform_filter("!isValid(datum.share)").mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontStyle="italic", color=theme.GREY, aria=False).encode(x=alt.value(114), y=y, text="says:N"),
        heads.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(0), y=y, text="text:N", description="text:N"),
    ).properties(width=570, height=round((len(rows) + 1.8) * 31))
    nato = [r for r in rows if r["population"] == "European NATO members" and r["us_share"] is not None]
    wide = [r for r in rows if r["population"] != "European NATO members"]
    return Figure(
        name="imports_by_region", chart=chart,
        title=f"{nato[-1]['us_share']:g}% and {wide[-1]['us_share']:g}% are two regions, not one trend",
        subtitle="Bar: share of the United States in the volume of major arms imported (SIPRI).",
        insight=f"The share rose for European NATO members, from {nato[0]['us_share']:g} to {nato[-1]['us_share']:g}%. It fell for all of Europe with Ukraine, from {wide[0]['us_share']:g} to {wide[-1]['us_share']:g}%, in windows that share three years.",
        table=pd.DataFrame([{"States": r["population"], "Window": r["window"], "United States, %": "not found" if r["us_share"] is None else f"{r['us_share']:g}", "Reported": str(r["published"])} for r in rows]),
        description=f"{len(rows)} rows in two groups. " + " ".join(f"{r['population']}, {r['window']}: {'not found' if r['us_share'] is None else format(r['us_share'], 'g') + '%'}." for r in rows),
        sources=tuple(dict.fromkeys(s for r in rows for s in tables.split(r["source_id"]))), label="E", tables=("procurement_estimates",), as_of="2026-10-08",
        counted=f"Counted: {len(rows)} windows of five years. Windows overlap, and Ukraine is in the wider region only.",
        row_sources=tuple(r["source_id"] for r in rows),
        note="SIPRI counts the volume of major arms in a unit of its own, no money. Arms made at home are not in it. The newest number for European NATO members was not found.",
    )

