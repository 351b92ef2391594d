"""With or without the American backbone: estimates, pairs of counts, positions, small formats, clauses, both cases.

The pictures of the coverage model are in `backbone_model`; all are reached from here.
"""

from __future__ import annotations

from collections.abc import Mapping

from eunato import tables
from eunato.models import clubs

from . import theme
from ._page import Page
from .backbone_model import indices, path, regrets, run_chart, tiles
from .figure import Figure
from .render import ChartError

__all__ = ["both_cases", "clauses", "estimates", "formats", "indices", "pairs", "path", "regrets", "run_chart", "spectrum", "tiles"]

_AS_OF = "2026-10-08"
_SIGN = {"USD": "$", "EUR": "€"}
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
CLAUSES = ("duty", "trigger", "choice", "where", "neutrals", "other", "decides", "command", "nuclear", "used", "who")
"""Aspects in the picture; the table under it has all."""


def estimates() -> Figure:
    """Return the two estimates of 2025, each under its question, with what it counts and what it leaves out."""
    import pandas as pd

    rows = {row["estimate_id"]: row for row in tables.records("gap_estimates")}
    shown = [rows["iiss_2025"], rows["bruegel_2025"]]
    rate = next(row["eurusd"] for row in tables.records("macro") if row["series"] == "rate")
    page, y = Page(), 10.0
    for n, row in enumerate(shown):
        amount = f"{_SIGN[row['currency']]}{row['cost_year']:,.0f} bn a year"
        euros = row["cost_year"] / rate if row["currency"] == "USD" else row["cost_year"]
        how = f"{_SIGN[row['currency']]}{row['cost_low']:,.0f} bn over {row['years']} years, divided" if row["cost_year_how"] == "computed" else "extra, as published"
        says = f"{row['author']}: {amount}, {how}. It asks: {row['question']} It counts: {row['counted']} Not counted: {row['not_counted']}"
        page.text(0, y, f"{row['author']}, {_day(row['date'])}", says, bold=True, size=theme.TEXT)
        y = page.block(0, y + 20, row["question"], 560, colour=theme.GREY)
        page.bar(0, euros * 1.35, y + 12, 24, theme.INK)
        page.text(euros * 1.35 + 8, y + 12, amount, bold=True, size=16)
        y += 34
        y = page.block(0, y + 4, f"({how}{f'; about €{euros:,.0f} bn' if row['currency'] == 'USD' else ''})", 560, colour=theme.GREY)
        for head, words in (("Counted", row["counted"]), ("Not counted", row["not_counted"])):
            page.text(0, y + 6, head, bold=True)
            y = page.block(90, y + 6, words, 475)
        if n == 0:
            page.rule(0, y + 8, 570, y + 8)
        y += 26
    one, two = shown
    return Figure(
        name="two_estimates", chart=page.chart(y - 10),
        title=f"${one['cost_year']:,.0f} bn and €{two['cost_year']:,.0f} bn a year are answers to two questions",
        subtitle=f"Bars in euros, for length only: $1 = €{1 / rate:.2f}, the rate of 28 August 2025.",
        insight=f"${one['cost_low']:,.0f} bn over {one['years']} years (about ${one['cost_year']:,.0f} bn a year) and €{two['cost_year']:,.0f} bn a year answer different questions; they do not contradict each other.",
        table=pd.DataFrame([{"Who": row["author"], "Date": row["date"], "Question": row["question"], "Assumes": row["scenario"], "Counted": row["counted"], "Not counted": row["not_counted"], "Time": row["horizon"],
                             "Billion a year": "none given" if row["cost_year"] is None else f"{row['cost_year']:g} {row['currency']}", "Yearly figure": row["cost_year_how"]} for row in rows.values()]),
        description="Two blocks one above the other, each with a question, a bar and two lists. " + " ".join(f"{row['author']}: {_SIGN[row['currency']]}{row['cost_year']:,.0f} bn a year. Counted: {row['counted']} Not counted: {row['not_counted']}" for row in shown),
        sources=_sources(shown), label="E", tables=("gap_estimates", "gap_items", "macro"), as_of=_AS_OF,
        counted=f"Counted: {len(shown)} of the {len(rows)} rows of the table; the others ask other questions.",
        note="Read in press copies and abstracts. What a copy does not name may still stand in the study. The yearly figure of the IISS is our division.",
    )


def pairs() -> Figure:
    """Return published counts of the United States and Europe as pairs, with the functions for which no pair is published."""
    import pandas as pd

    rows = [row for row in tables.records("capabilities") if row["short"]]
    whole = [row for row in rows if row["published"] == "pair" and row["us_max"] is None and row["status"] == "confirmed"]
    whole.sort(key=lambda row: (row["function"] == "nuclear", -row["europe_value"] / row["us_value"]))
    others = [row for row in rows if row not in whole]
    page, y, left, wide = Page(), 12.0, 0.0, 270.0
    for row in whole:
        part = row["europe_value"] / row["us_value"]
        unit = "%" if row["unit"] == "%" else ""
        nuclear = row["function"] == "nuclear"
        says = f"{row['short']}: United States {row['us_value']:,.0f}{unit}, {row['europe_scope']} {row['europe_value']:,.0f}{unit}, {row['year']}"
        page.text(left, y, row["short"], says, size=theme.TEXT)
        page.bar(left, left + wide, y + 20, 15, theme.PAPER, theme.COLOURS["US"])
        page.bar(left, left + wide * part, y + 20, 15, theme.PAPER if nuclear else theme.INK, theme.INK)
        page.text(left + wide + 10, y + 20, f"Europe {row['europe_value']:,.0f}{unit} · US {row['us_value']:,.0f}{unit}", bold=True)
        if nuclear:
            page.text(left + 128, y, "named here, in no model of the course", colour=theme.GREY)
        y += 46
    y += 8
    for row in others:
        ranged = row["published"] == "pair"
        page.text(left, y, row["short"], f"{row['short']}: {_why(row)}. {row['note']}", size=theme.TEXT)
        page.bar(left + 196, left + wide, y, 14, theme.PAPER, theme.GREY, dash=True)
        page.text(left + wide + 10, y, _why(row), bold=not ranged, colour=theme.GREY)
        y += 27
    conventional = [row for row in whole if row["function"] != "nuclear"]
    top, low = conventional[0], conventional[-1]
    none = [row for row in others if row["published"] != "pair"]
    return Figure(
        name="enabler_pairs", chart=page.chart(y),
        title=f"Nuclear weapons apart, published pairs run from {100 * low['europe_value'] / low['us_value']:.0f} to {100 * top['europe_value'] / top['us_value']:.0f} in Europe for 100 in the US; {len(none)} functions have no pair",
        subtitle="Outline: United States. Filled: Europe. Each row has its own scale. Dashed: nothing to draw.",
        insight=f"Europe has {top['europe_value']:,.0f} tanker aircraft to {top['us_value']:,.0f} and {low['europe_value']:,.0f} against {low['us_value']:,.0f} {low['indicator']}. For {len(none)} functions no pair was published." if top["function"] == "refuelling" else f"{len(conventional)} pairs apart from nuclear weapons are published; {len(none)} functions have none.",
        table=pd.DataFrame([{"Function": row["short"], "Indicator": row["indicator"], "United States": _value(row, "us"), "Europe": _value(row, "europe"), "Which Europe": row["europe_scope"] or "–",
                             "Europe for 100 in the US": f"{100 * row['europe_value'] / row['us_value']:.0f}" if row in whole else "no pair", "Year": row["year"], "Confirmed": row["status"] == "confirmed"} for row in (*whole, *others)]),
        description="Paired bars, longest European share first. " + "; ".join(f"{row['short']}: Europe {row['europe_value']:,.0f}, US {row['us_value']:,.0f}" for row in whole) + ". Without a pair: " + "; ".join(f"{row['short']} ({_why(row)})" for row in others) + ".",
        sources=_sources([*whole, *(row for row in others if row["status"] == "confirmed")]), label="E", tables=("capabilities",), as_of=_AS_OF,
        counted=f"Counted: {len(rows)} rows, one for each function. {len(whole)} have a pair, one has ranges, {len(none)} have none; an empty cell means not found as of October 2026.",
        note="US counts are worldwide, so a pair is no coverage: nobody publishes what would come to Europe or what is needed. Scopes of Europe differ by row.",
    )


def spectrum(mine: Mapping[str, int] | None = None) -> Figure:
    """Return the positions from "more Europe in NATO" to "a force or command of its own".

    mine: the learner's own placing by hedge_id (such as {"H01": 1}), shown at the right. Raises ChartError for an unknown id or step.
    """
    import pandas as pd

    rows = [row for row in tables.records("hedges") if row["status"] == "confirmed"]
    known = {row["hedge_id"] for row in tables.records("hedges")}
    for key, value in (mine or {}).items():
        if key not in known or value not in range(1, 6):
            raise ChartError(f"mine has {key!r}: {value!r}; give ids such as 'H01' and steps from 1 to 5")
    page, y = Page(), 10.0
    for step in sorted({row["step"] for row in rows}):
        here = [row for row in rows if row["step"] == step]
        page.text(26, y, f"{step} · {here[0]['step_name'][0].upper()}{here[0]['step_name'][1:]}", f"Step {step}: {here[0]['step_name']}, {len(here)} positions", bold=True, size=theme.TEXT)
        page.dot(8, y, theme.PAPER, size=110, stroke=theme.INK)
        y += 21
        for row in sorted(here, key=lambda r: r["date"]):
            said = f" “{row['quote']}”" if row["quote"] else ""
            yours = f" You: {mine[row['hedge_id']]}." if mine and row["hedge_id"] in mine else ""
            page.dot(8, y, theme.INK, size=45)
            page.text(26, y, f"{row['holder']}, {row['role']}, {_day(row['date'])}", f"{row['holder']}, {row['role']}, {_day(row['date'])}: {row['position']}.{said} Placed here: {row['placed_because']}{yours}")
            if yours:
                page.text(566, y, yours.strip(), bold=True, align="right")
            page.text(26, y + 15, f"{row['position']}.{said}" if said else row["position"], colour=theme.GREY)
            y += 36
        y += 8
    page.rules.insert(0, {"x": 8, "y": 10, "x2": 8, "y2": y - 44, "colour": theme.GREY, "wide": 1.5})
    counts = {step: sum(1 for row in rows if row["step"] == step) for step in range(1, 6)}
    holders = [row for row in rows if row["step"] == 5]
    return Figure(
        name="spectrum_of_hedges", chart=page.chart(y - 14),
        title=f"{len(rows)} positions on a line of structures; nobody on it asks to leave NATO",
        subtitle="From more Europe inside NATO (1) to a force or command of Europe’s own (5). The placing is ours (I).",
        insight=f"The line has no gap: {', '.join(f'{n} at step {s}' for s, n in counts.items())}. Even at step 5, {' and '.join(row['holder'] for row in holders)} say that NATO stays.",
        table=pd.DataFrame([{"Step": row["step"], "Name of the step": row["step_name"], "Holder": row["holder"], "Role": row["role"], "Date": row["date"], "Position": row["position"], "Own words": row["quote"] or "–", "Placed there because": row["placed_because"]} for row in rows]),
        description="Five steps from top to bottom. " + " ".join(f"Step {s}, {next(r['step_name'] for r in rows if r['step'] == s)}: " + "; ".join(r["holder"] for r in rows if r["step"] == s) + "." for s in counts),
        sources=_sources(rows), label="I", tables=("hedges", "statements"), as_of=_AS_OF,
        counted=f"Counted: {len(rows)} positions with a named holder and a source above tier C; one reported only is in the course’s table.",
        note="The line orders structures, not loyalty. The placing is the course’s own reading and not yet reviewed by anybody else; the reason stands in the table.",
    )


def formats(state: str = "") -> Figure:
    """Return who is in which small format: one row per format, one column per state of the EU or NATO.

    state: name or ISO code of a state to mark; a menu in the picture changes it. Raises ChartError for a state in neither organisation.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    split = clubs.split()
    names = {row["iso3"]: row["name"] for row in tables.records("countries")}
    groups = [("EU", sorted(split.eu_only)), ("both", sorted(split.both)), ("NATO", sorted(split.nato_only))]
    column: dict[str, float] = {}
    x = 8.0
    for _, isos in groups:
        for iso in isos:
            column[iso] = x
            x += 15.1
        x += 9
    picked = ""
    if state:
        found = [iso for iso in column if state.strip().casefold() in (iso.casefold(), names[iso].casefold())]
        if not found:
            raise ChartError(f"There is no state {state!r} in the EU or NATO; give a name or a code, such as 'Norway' or 'NOR'")
        picked = found[0]
    rows = [row for row in tables.records("small_formats") if row["status"] == "confirmed"]
    rows.sort(key=lambda row: (-row["n_members"], row["created"]))
    page, top, high = Page(), 80.0, 31.0
    dots = []
    for n, row in enumerate(rows):
        y = top + n * high
        said = f"{row['name']}, since {row['created'][:4]}: {row['n_members']} members, {row['n_both']} in both, {row['n_nato_only']} only in NATO, {row['n_eu_only']} only in the EU, {row['n_neither']} in neither"
        extra = f" (+{row['n_neither']} in neither)" if row["n_neither"] else ""
        page.text(0, y - 8, f"{row['short']}, {row['created'][:4]}: {row['n_members']}{extra}", f"{said}. Members: {', '.join(names.get(m, m) for m in row['members'].split(';'))}", colour=theme.INK)
        page.rule(0, y + 16, 568, y + 16)
        members = set(row["members"].split(";"))
        dots += [{"x": at, "y": y + 7, "group": next(g for g, isos in groups if iso in isos), "iso": iso} for iso, at in column.items() if iso in members]
    height = top + len(rows) * high - 8
    heads = pd.DataFrame([{"x": at, "y": 46, "iso": iso, "words": f"{names[iso]}: in {sum(1 for row in rows if iso in row['members'].split(';'))} of {len(rows)}"} for iso, at in column.items()])
    for group, isos in groups:
        page.text(column[isos[0]] - 6, 8, {"EU": "EU only", "both": "EU and NATO", "NATO": "NATO only"}[group], f"{ {'EU': 'In the EU only', 'both': 'In the EU and NATO', 'NATO': 'In NATO only'}[group]}: {len(isos)} states", bold=True, colour=theme.COLOURS[group])
    sx = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 570], nice=False))
    sy = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, height], reverse=True, nice=False))
    options = ["", *sorted(column, key=lambda iso: names[iso])]
    pick = alt.param("mark", value=picked, bind=alt.binding_select(options=options, labels=["none", *(names[i] for i in options[1:])], name="Mark a state "))
    bands = alt.Chart(heads).transform_filter("datum.iso == mark").transform_calculate(left="datum.x - 7.5", right="datum.x + 7.5", from_="22", to=str(height)).mark_rect(color=theme.MARKER, aria=False).encode(
        x=alt.X("left:Q", axis=None), x2="right:Q", y=alt.Y("from_:Q", axis=None), y2="to:Q")
    data = pd.DataFrame(dots)
    marks = [alt.Chart(data[data["group"] == group]).mark_point(shape=theme.SHAPES[group], size=34, filled=True, color=theme.COLOURS[group], opacity=1, aria=False).encode(x=sx, y=sy) for group, _ in groups]
    codes = alt.Chart(heads).mark_text(angle=270, align="center", baseline="middle", fontSize=theme.SMALL).encode(x=sx, y=sy, text="iso:N", description="words:N")
    chart = page.chart(height, bands, *marks, codes).add_params(pick)
    uk = sum(1 for row in rows if "GBR" in row["members"].split(";"))
    no_us = sum(1 for row in rows if not row["us_in"])
    inside = [row for row in rows if row["n_members"] == row["n_both"]]
    mixed = sum(bool(row["n_eu_only"] or row["n_nato_only"]) for row in rows)  # a state in neither club mixes nothing
    most = max(column, key=lambda iso: (sum(1 for row in rows if iso in row["members"].split(";")), iso))
    most_n = sum(1 for row in rows if most in row["members"].split(";"))
    return Figure(
        name="small_formats", chart=chart,
        title=f"{mixed} of {len(rows)} small formats mix states of the two clubs; the US is in {'none' if no_us == len(rows) else len(rows) - no_us}",
        subtitle="A mark is a member. Disc: EU only. Disc with star: both. Star: NATO only.",
        insight=f"Small formats bridge the two memberships: the United Kingdom sits in {uk} of {len(rows)}, {names[most]} in {most_n}. {len(inside)} hold only states that are in both.",
        table=pd.DataFrame([{"Format": row["name"], "Since": row["created"], "Kind": row["kind"], "Members": row["n_members"], "In both": row["n_both"], "EU only": row["n_eu_only"], "NATO only": row["n_nato_only"], "In neither": row["n_neither"],
                             "List": row["membership"], "Who": ", ".join(names.get(m, m) for m in row["members"].split(";")), "Purpose": row["purpose"]} for row in rows]),
        description=f"A grid of {len(rows)} rows and {len(column)} columns, states in the EU only at the left, in both in the middle, in NATO only at the right. " + "; ".join(f"{row['short']} {row['n_members']}" for row in rows) + f". {names[most]} is in {most_n}, the United Kingdom in {uk}.",
        sources=_sources(rows), label="D", tables=("small_formats", "countries"), as_of=_AS_OF,
        counted=f"Counted: {len(rows)} groups whose list of members was read in a source above tier C. Six more are in the course’s table as reported only, among them the Coalition of the Willing.",
        note="Members today, not at the founding. States in neither organisation have no column; the row says how many there are. XKX stands for Kosovo*, as in the table’s note on names.",
    )


def clauses() -> Figure:
    """Return Article 5 and Article 42.7 side by side, aspect by aspect, in words."""
    import pandas as pd

    every = {row["clause_id"]: row for row in tables.records("clauses")}
    page, y = Page(), 10.0
    for x, words, colour in ((112, "Article 5 (NATO)", theme.COLOURS["NATO"]), (346, "Article 42.7 (EU)", theme.COLOURS["EU"])):
        page.text(x, y, words, words, bold=True, colour=colour, size=theme.TEXT)
    y += 14
    for key in CLAUSES:
        row = every[key]
        page.rule(0, y, 570, y)
        start = y + 13
        page.block(0, start, row["aspect"], 105, f"{row['aspect']}. Article 5: {row['article_5']}. Article 42.7: {row['article_42_7']}.", bold=True)
        y = max(page.block(112, start, row["article_5"], 218), page.block(346, start, row["article_42_7"], 222)) + 1
    sure = [row for row in every.values() if row["status"] == "confirmed"]
    return Figure(
        name="two_clauses", chart=page.chart(y),
        title="Article 42.7 words the duty more firmly; Article 5 has a command and plans behind it",
        subtitle=f"{len(CLAUSES)} aspects in our words; the table below has all {len(every)}.",
        insight="One text says “by all the means in their power” and has no command of its own; the other leaves the means open and has SACEUR.",
        table=pd.DataFrame([{"Aspect": row["aspect"], "Article 5": row["article_5"], "Article 42.7": row["article_42_7"], "Note": row["note"] or "–", "Confirmed": row["status"] == "confirmed"} for row in every.values()]),
        description="Two columns of words. " + " ".join(f"{every[key]['aspect']}: Article 5, {every[key]['article_5']}; Article 42.7, {every[key]['article_42_7']}." for key in CLAUSES),
        sources=_sources([every[key] for key in CLAUSES]), label="I", tables=("clauses",), as_of=_AS_OF,
        counted=f"Counted: {len(every)} aspects, {len(sure)} of them confirmed; each column has its own sources in the table.",
        note="What SACEUR is: NATO’s Supreme Allied Commander Europe. Whether wording or machinery counts for more is a matter of judgement; the picture does not weigh them.",
    )


def both_cases() -> Figure:
    """Return the evidence used for and against "Europe cannot defend itself without the United States", side by side."""
    import pandas as pd

    rows = tables.records("backbone_claims")
    page, bottom = Page(), 0.0
    for x, side, head in ((0, "for", "Used to say: it cannot"), (292, "against", "Used to say: it can, or could")):
        y = 10.0
        page.text(x, y, head, head, bold=True, size=theme.TEXT)
        y += 14
        for row in (one for one in rows if one["side"] == side):
            page.rule(x, y, x + 274, y)
            y = page.block(x, y + 13, f"{row['statement']} [{row['evidence']}]", 268, f"{row['statement']} {row['note']}")
            y += 3
        bottom = max(bottom, y)
    words = {side: sum(len(row["statement"].split()) for row in rows if row["side"] == side) for side in ("for", "against")}
    each = {side: [row for row in rows if row["side"] == side] for side in words}
    return Figure(
        name="keep_on_dreaming", chart=page.chart(bottom),
        title="“Keep on dreaming?” What each side points to",
        subtitle="The claim: Europe cannot defend itself without the United States. E: published estimate. D: record. I: argument.",
        insight=f"{len(each['for'])} pieces on each side, and no test between them: counts, prices and promises answer different questions.",
        table=pd.DataFrame([{"Side": "for" if row["side"] == "for" else "against", "Evidence": row["statement"], "Label": row["evidence"], "How it can be read otherwise": row["note"]} for row in rows]),
        description="Two columns. For the claim: " + " ".join(row["statement"] for row in each["for"]) + " Against it: " + " ".join(row["statement"] for row in each["against"]),
        sources=_sources(rows), label="I", tables=("backbone_claims",), as_of=_AS_OF,
        counted=f"Counted: {len(rows)} pieces, {len(each['for'])} and {len(each['against'])}; {words['for']} words on one side and {words['against']} on the other.",
        note="Most pieces can be read both ways; the last column of the table says how. Nobody has published a classified need or a test without the United States.",
    )


# -- small helpers -----------------------------------------------------------------------------------------------------------


def _why(row: Mapping) -> str:
    if row["published"] == "pair":
        return f"a range: US {row['us_value'] / 1e6:.2f} to {row['us_max'] / 1e6:.1f} m, Europe {row['europe_value'] / 1e6:.0f} m"
    if row["status"] == "unconfirmed":
        return "no pair found"
    return "no pair published"


def _value(row: Mapping, who: str) -> str:
    low, high, unit = row[f"{who}_value"], row[f"{who}_max"], f" {row['unit']}" if row["unit"] else ""
    if low is None:
        return "not published"
    return f"{low:,.0f}{f' to {high:,.0f}' if high is not None else ''}{unit}"


def _day(text: str) -> str:
    parts = text.split("-")
    return " ".join([*([str(int(parts[2]))] if len(parts) > 2 else []), *([_MONTHS[int(parts[1]) - 1]] if len(parts) > 1 else []), parts[0]])


def _sources(rows) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for row in rows for one in tables.split(row["source_id"]) if one != "course-2026-unconfirmed"))
