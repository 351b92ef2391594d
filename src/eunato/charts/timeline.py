"""The line of events: lanes with a brush and a list, output by type, and how many states are in both clubs."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from eunato import tables
from eunato.models import clubs
from eunato.models import timeline as model

from . import theme
from .figure import Figure
from .timeline_lab import phases, shock_to_response, short, spoken, three_wordings

__all__ = ["common_members", "lanes", "output_by_type", "phases", "shock_to_response", "three_wordings"]

WIDTH = 570
LANE_WORDS = {"US": "US", "EU": "EU", "joint": "EU and NATO", "NATO": "NATO", "other": "Others"}
LANE_COLOURS = {"US": theme.COLOURS["US"], "EU": theme.COLOURS["EU"], "joint": theme.COLOURS["both"], "NATO": theme.COLOURS["NATO"], "other": theme.GREY}
_SHAPES = {"agreement": "square", "declaration": "circle", "law": "diamond", "institution": "triangle-up", "operation": "triangle-right", "crisis": "cross", "speech": "triangle-down"}
_SPANS = ((1948, 1997), (1998, 2003), (2004, 2015), (2016, 2018), (2019, 2021), (2022, 2024), (2025, 2026))
_BREAK, _START = 1990, 1985  # years before 1990 are squeezed into five years' worth of space
_SHOWN, _LINE = 13, 19  # lines of the list, and their height in pixels
_MOVES = 5  # lines for who joins and leaves in one year
_CONFIRM = "Rows marked unconfirmed in the table rest on copies, digests or general knowledge."
_LANE_SOURCES = ("nato-nd-eu-evolution", "nato-2003-new-level", "usdos-1998-albright-nac", "nato-2017-new-proposals", "council-2024-progress-9", "eeas-2025-psc-nac")
"""What the line was first built from; every row of the table names its own sources."""


def lanes() -> Figure:
    """Return every row of `events.csv` as a mark on a line, in five lanes; brush or pick years to list them below."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows, height = _placed(model.events())
    frame = pd.DataFrame(rows)
    brush = alt.selection_interval(name="brush", encodings=["x"])
    years = alt.param(name="years", value="1998–2003", bind=alt.binding_select(
        options=["all", *(f"{a}–{b}" for a, b in _SPANS)], labels=["all years", *(f"{a}–{b}" for a, b in _SPANS)], name="List the years "))
    kind = alt.param(name="kind", value="", bind=alt.binding_select(
        options=["", *model.TYPES], labels=["all types", *model.TYPES], name="Show the type "))

    domain = [_START - 8.2, 2027.2]
    x = alt.X("at:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=alt.Axis(
        title=None, values=[_START, *range(_BREAK, 2030, 5)], labelExpr=f"datum.value == {_START} ? '1948' : format(datum.value, 'd')"))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-2, height], reverse=True, nice=False, zero=False))
    on = "kind == '' || datum.type == kind"
    colour = alt.Scale(domain=list(LANE_COLOURS), range=list(LANE_COLOURS.values()))
    shape = alt.Shape("type:N", legend=None, scale=alt.Scale(domain=list(_SHAPES), range=list(_SHAPES.values())))
    key = alt.Chart(pd.DataFrame([{"at": domain[0] + 0.7 + 7.25 * i, "beside": domain[0] + 1.5 + 7.25 * i, "row": -1.2, "type": one} for i, one in enumerate(model.TYPES)]))
    keys = [
        key.mark_point(size=60, filled=True, color=theme.GREY, opacity=1, aria=False).encode(x=alt.X("at:Q"), y=alt.Y("row:Q", axis=None), shape=shape),
        key.mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=alt.X("beside:Q"), y=alt.Y("row:Q", axis=None), text="type:N"),
    ]
    marks = alt.Chart(frame).mark_point(size=36, strokeWidth=1.3).encode(
        x=x, y=y, shape=shape, stroke=alt.Stroke("lane:N", scale=colour, legend=None),
        fill=alt.condition("datum.firm", alt.Fill("lane:N", scale=colour, legend=None), alt.value(theme.PAPER)),
        opacity=alt.condition(on, alt.value(1), alt.value(0.12)), description="words:N",
    ).add_params(brush)
    tops = _lane_tops(rows)
    names = alt.Chart(pd.DataFrame([{"at": _START - 8, "row": tops[lane], "says": LANE_WORDS[lane], "lane": lane} for lane in model.LANES])).mark_text(
        align="left", baseline="middle", fontWeight="bold", fontSize=theme.TEXT, aria=False,
    ).encode(x=alt.X("at:Q"), y=alt.Y("row:Q", axis=None), text="says:N", color=alt.Color("lane:N", scale=colour, legend=None))
    squeeze = alt.Chart(pd.DataFrame([{"at": _BREAK - 0.6, "row": 0, "end": height}])).mark_rule(color=theme.LIGHT, strokeDash=[3, 3], aria=False).encode(x=alt.X("at:Q"), y=alt.Y("row:Q", axis=None), y2="end:Q")
    upper = alt.layer(squeeze, marks, *keys, names).properties(width=WIDTH, height=round((height + 2) * 8))

    spans = " || ".join(f"(years == '{a}–{b}' && datum.year >= {a} && datum.year <= {b})" for a, b in _SPANS)
    chosen = f"isValid(brush) && isValid(brush.at) ? (datum.at >= brush.at[0] && datum.at <= brush.at[1]) : (years == 'all' || {spans})"
    listed = alt.Chart(frame).transform_filter(chosen).transform_filter(on).transform_window(
        place="row_number()", sort=[alt.SortField("order")]).transform_joinaggregate(all="count()")
    room = alt.Scale(domain=[0, _SHOWN + 2], reverse=True, nice=False, zero=False)
    across = alt.Scale(domain=[0, WIDTH], nice=False, zero=False)

    def line(field: str, at: float, **look: Any) -> Any:
        return listed.transform_filter(f"datum.place <= {_SHOWN}").transform_calculate(line="datum.place + 0.6", here=str(at)).mark_text(
            baseline="middle", fontSize=theme.SMALL, **look,
        ).encode(x=alt.X("here:Q", axis=None, scale=across), y=alt.Y("line:Q", axis=None, scale=room), text=f"{field}:N", description="words:N")

    said = ("datum.all + (datum.all == 1 ? ' step' : ' steps') + (isValid(brush) && isValid(brush.at) ? ' in your selection' : years == 'all' ? ' in all years' : ' in ' + years)"
            f" + (datum.all > {_SHOWN} ? '; the first {_SHOWN} (choose fewer years for the others):' : ':')")
    head = listed.transform_filter("datum.place == 1").transform_calculate(line="0.5", here="0", says=said).mark_text(
        align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold",
    ).encode(x=alt.X("here:Q", axis=None, scale=across), y=alt.Y("line:Q", axis=None, scale=room), text="says:N", description="says:N")
    lower = alt.layer(head, line("day", 78, align="right", color=theme.GREY, aria=False), line("title", 88, align="left"), line("who", WIDTH, align="right", color=theme.GREY, aria=False)).properties(
        width=WIDTH, height=(_SHOWN + 2) * _LINE)
    chart = alt.vconcat(upper, lower, spacing=14).add_params(years, kind).resolve_scale(x="independent", y="independent", shape="independent")

    kept = model.events()
    joint = model.scope("joint")
    inside, total, some, of = model.share_in(model.SPELLS, joint)
    table = pd.DataFrame([{
        "Date": row["date"], "Step": row["title"], "Lane": LANE_WORDS[row["lane"]], "Type": row["type"], "Summary": row["summary"],
        "Contested": row["contested"], "Status": row["status"], "Sources": row["source_id"],
    } for row in kept])
    spells = ", ".join(f"{a}–{b}" for a, b in model.SPELLS)
    per = Counter(row["lane"] for row in kept)
    late = sum(model.year(row) >= 2022 for row in kept)
    return Figure(
        name="lanes", chart=chart,
        title="Joint steps come in bunches: around 2003, after 2016 and since 2022",
        subtitle=f"One mark is one step; the lane “EU and NATO” holds the joint ones. Years before {_BREAK} are squeezed. Hollow: contested, unconfirmed, or no exact day. Drag across the marks, or use the menus below, to list steps.",
        insight=f"{inside} of the {total} joint steps since 1992 fall into {some} of {of} years: {spells}. All {len(kept)} steps together look more like a late rise: {late} date from 2022 or later.",
        table=table,
        description=(
            f"{len(kept)} marks in five lanes from {kept[0]['date'][:4]} to {kept[-1]['date'][:4]}: "
            + ", ".join(f"{LANE_WORDS[lane]} {per[lane]}" for lane in model.LANES)
            + f". Years before {_BREAK} are squeezed. The lane of both organisations is busy in {spells}, which hold {inside} of {total} joint steps in {some} of {of} years; of all {len(kept)} steps, {late} date from 2022 or later. Shapes tell the types apart. "
            "Below the lanes a list names the steps of the chosen years, with date, lane and type."
        ),
        sources=_LANE_SOURCES, label="I", tables=("events",), as_of=tables.records("events")[0]["as_of"],
        counted=f"One mark is one row of the table events: {len(kept)} rows, {sum(row['precision'] == 'day' for row in kept)} with a day. A joint step is a row in the lane of both.",
        note=f"The dates are data; lanes and types are our reading, and the three bunches were named after looking. Recent years are easier to search. {_CONFIRM}",
    )


def output_by_type() -> Figure:
    """Return steps per two years, one row of bars for each type; a menu chooses whose steps stand out."""
    import pandas as pd

    from .render import enable

    alt = enable()
    every = model.counts(2)
    parts = {lane: {(c.start, c.type): c.n for c in model.counts(2, lanes=(lane,))} for lane in model.LANES}
    frame = pd.DataFrame([{
        "start": c.start - 0.0, "end": c.start + 2.0, "type": c.type, "every": c.n, "row": model.TYPES.index(c.type),
        **{lane: parts[lane][c.start, c.type] for lane in model.LANES},
        "words": f"{c.start} to {c.end}, {c.type}: {c.n}, of these {parts['joint'][c.start, c.type]} joint",
    } for c in every])
    most = max(c.n for c in every)
    who = alt.param(name="who", value="joint", bind=alt.binding_select(
        options=list(model.LANES), labels=[LANE_WORDS[lane] for lane in model.LANES], name="Whose steps stand out "))
    kind = alt.param(name="kind", value="", bind=alt.binding_select(
        options=["", *model.TYPES], labels=["all types", *model.TYPES], name="Show the type "))
    x = alt.X("left:Q", scale=alt.Scale(domain=[1985.6, 2028.2], nice=False, zero=False), axis=alt.Axis(title=None, values=list(range(1992, 2027, 4)), format="d", domain=False))
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[-0.12, len(model.TYPES) - 0.08], reverse=True, nice=False, zero=False))
    on = "kind == '' || datum.type == kind"
    base = alt.Chart(frame).transform_calculate(
        left="datum.start + 0.12", right="datum.end - 0.12", mid="datum.start + 1", foot="datum.row + 0.9", part="datum[who]",
        top=f"datum.row + 0.9 - 0.86 * datum.every / {most}", low=f"datum.row + 0.9 - 0.86 * datum[who] / {most}",
    )
    see = alt.condition(on, alt.value(1), alt.value(0.15))
    grey = base.mark_rect(fill="#C9CFD8", stroke=None).encode(x=x, x2="right:Q", y=y, y2="foot:Q", opacity=see, description="words:N")
    dark = base.transform_filter("datum.part > 0").mark_rect(stroke=None, aria=False).encode(
        x=alt.X("left:Q"), x2="right:Q", y=alt.Y("low:Q", axis=None), y2="foot:Q", opacity=see,
        fill=alt.value({"expr": "{" + ", ".join(f"'{lane}': '{colour}'" for lane, colour in LANE_COLOURS.items()) + "}[who]"}),
    )
    numbers = base.transform_filter("datum.part > 0").transform_calculate(above="datum.low - 0.15").mark_text(
        fontSize=theme.SMALL, baseline="middle", aria=False).encode(x=alt.X("mid:Q"), y=alt.Y("above:Q", axis=None), text="part:Q", opacity=see)
    heads = alt.Chart(pd.DataFrame([{"left": 1985.6, "top": i + 0.76, "type": one} for i, one in enumerate(model.TYPES)])).mark_text(
        align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=alt.X("left:Q"), y=alt.Y("top:Q", axis=None), text="type:N", opacity=see)
    lines = alt.Chart(pd.DataFrame([{"left": 1992, "right": 2028, "top": i + 0.9} for i in range(len(model.TYPES))])).mark_rule(color=theme.LIGHT, aria=False).encode(
        x=alt.X("left:Q"), x2="right:Q", y=alt.Y("top:Q", axis=None))
    chart = alt.layer(lines, grey, dark, numbers, heads).add_params(who, kind).properties(width=WIDTH, height=54 * len(model.TYPES))

    agreed = model.events(("joint",), ("agreement",))
    early, late = sum(model.year(r) <= 2003 for r in agreed), sum(model.year(r) > 2003 for r in agreed)
    every_agreed = model.events(None, ("agreement",))
    total_late = sum(model.year(r) > 2003 for r in every_agreed)
    declared = model.events(("joint",), ("declaration",))
    table = pd.DataFrame([{
        "Years": f"{c.start}–{c.end}", "Type": c.type, "All lanes": c.n, **{LANE_WORDS[lane]: parts[lane][c.start, c.type] for lane in model.LANES},
    } for c in every if c.n])
    since = sum(model.year(r) > 2003 for r in declared)
    return Figure(
        name="output_by_type", chart=chart,
        title=f"Agreements between the EU and NATO: {early} by 2003, {late} since",
        subtitle="Steps per two years. Grey: all lanes. Dark: the lane you choose, at first EU and NATO together.",
        insight=f"Since 2003 the two have concluded {late} agreements and put out {since} joint declarations and reports; of the {total_late} agreements in all lanes since then, {total_late - late} are with others.",
        table=table,
        description=(
            f"Seven rows of bars, one per type, from 1992 to 2026 in steps of two years. Joint agreements: {early} up to 2003, then "
            f"{late}, both in 2016. Joint declarations and reports: {len(declared) - since} up to 2003, {since} since. All lanes together: {total_late} agreements since 2003. "
            "Institutions, operations and declarations fill the years since 2022. The last bar covers 2026 up to 8 October."
        ),
        sources=_LANE_SOURCES, label="I", tables=("events",), as_of=tables.records("events")[0]["as_of"],
        counted=f"One count is one row of the table events dated 1992 or later: {sum(c.n for c in every)} rows.",
        note=f"The dates are data; lanes and types are our reading. A technical arrangement counts as an agreement, and an EU agency such as Frontex as the EU. Counts show no cause, and a short text counts as much as a treaty. {_CONFIRM}",
    )


def common_members() -> Figure:
    """Return the states in both clubs, only the EU and only NATO at the end of each year since 1949; a control picks a year."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows, kept = [], clubs.countries()
    names, before = clubs.names(kept), clubs.split(date(1948, 12, 31), rows=kept)
    last = tables.records("countries")[0]["as_of"].year
    for year in range(1949, last + 1):
        now = clubs.split(min(date(year, 12, 31), tables.records("countries")[0]["as_of"]), rows=kept)
        both, eu, nato, _ = now.counts
        moves = [f"{what} {org}: {', '.join(sorted(names[s] for s in group))}." for org, new, old in (("the EU", now.eu, before.eu), ("NATO", now.nato, before.nato))
                 for what, group in (("Joining", new - old), ("Leaving", old - new)) if group]
        lines = [line for move in moves or ["Nobody joins or leaves."] for line in theme.wrap(move, 374, theme.SMALL)]
        rows.append({"year": year, "EU": eu, "both": both, "NATO": nato, "long": " ".join(moves), **{f"line{i}": lines[i] if i < len(lines) else "" for i in range(_MOVES)}})
        before = now
    frame = pd.DataFrame(rows)
    pick = alt.param(name="pick", value=2020, bind=alt.binding_select(options=list(range(1949, last + 1)), name="Year "))
    x = alt.X("left:Q", scale=alt.Scale(domain=[1949, last + 1], nice=False, zero=False), axis=alt.Axis(title=None, values=[1949, *range(1960, last, 10), last], format="d"))
    scale = alt.Scale(domain=[0, 38.6], nice=False)
    axis = alt.Axis(title=None, values=[0, 10, 20, 30], grid=True)
    base = alt.Chart(frame).transform_calculate(
        left="datum.year", right="datum.year + 1", b="datum.both", c="datum.both + datum.EU", d="datum.both + datum.EU + datum.NATO", zero="0",
        words="datum.year + ': ' + datum.both + ' in both, ' + datum.EU + ' only in the EU, ' + datum.NATO + ' only in NATO'",
    )

    def band(low: str, high: str, club: str, **more: Any) -> Any:
        return base.mark_rect(color=theme.COLOURS[club], stroke=theme.PAPER, strokeWidth=0.4, **more).encode(
            x=x, x2="right:Q", y=alt.Y(f"{low}:Q", scale=scale, axis=axis), y2=f"{high}:Q", description="words:N")

    bands = [band("zero", "b", "both"), band("b", "c", "EU", aria=False), band("c", "d", "NATO", aria=False)]
    labels = alt.Chart(pd.DataFrame([{"left": 1988, "at": 5.4, "says": "in both clubs"}, {"left": 2006.3, "at": 24, "says": "only in the EU"}, {"left": 1960, "at": 11.4, "says": "only in NATO"}])).mark_text(
        align="left", baseline="middle", fontWeight="bold", fontSize=theme.TEXT, color=theme.PAPER, aria=False,
    ).encode(x=alt.X("left:Q"), y=alt.Y("at:Q"), text="says:N")
    one = base.transform_filter("datum.year == pick")
    frame_of = one.mark_rect(filled=False, stroke=theme.INK, strokeWidth=2.5, aria=False).encode(x=alt.X("left:Q"), x2="right:Q", y=alt.Y("zero:Q"), y2="d:Q")
    pointer = one.transform_calculate(mid="datum.year + 0.5", tip="datum.d + 0.9").mark_point(shape="triangle-down", size=70, filled=True, color=theme.INK, opacity=1, aria=False).encode(x=alt.X("mid:Q"), y=alt.Y("tip:Q"))
    words = one.transform_calculate(here="1950", at="37.2").mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(
        x=alt.X("here:Q"), y=alt.Y("at:Q"), text="words:N", description="words:N")
    changed = [one.transform_filter(f"datum.line{i} != ''").transform_calculate(here="1950", at=str(round(35.0 - 1.95 * i, 2))).mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
        x=alt.X("here:Q"), y=alt.Y("at:Q"), text=f"line{i}:N", description=f"line{i}:N") for i in range(_MOVES)]
    chart = alt.layer(*bands, frame_of, pointer, labels, words, *changed).add_params(pick).properties(width=WIDTH - 28, height=330)

    both = {row["year"]: row["both"] for row in rows}
    falls = [year for year in both if year > 1949 and both[year] < both[year - 1]]
    table = frame.rename(columns={"year": "Year", "EU": "Only EU", "both": "Both", "NATO": "Only NATO", "long": "Joins and leaves"})[["Year", "Only EU", "Both", "Only NATO", "Joins and leaves"]]
    fell = " and ".join(map(str, falls))
    return Figure(
        name="common_members", chart=chart,
        title=f"{both[last]} states are in both clubs; the number fell in {fell} only",
        subtitle="States at the end of each year. Choose a year below the chart.",
        insight=f"The overlap grew from {both[1958]} states in 1958 to {both[2004]} in 2004 and {both[last]} today; it fell in {fell}, when the United Kingdom left the EU.",
        table=table,
        description=(
            f"Stacked bars from 1949 to {last}. In both clubs: 0 before 1958, {both[1958]} in 1958, {both[1981]} in 1981, {both[1995]} in 1995, {both[2004]} in 2004, {both[2013]} in 2013, "
            f"{both[2019]} in 2019, {both[2020]} in 2020, {both[2023]} in 2023 and {both[last]} in {last}. On top of them states only in the EU and states only in NATO. A control picks a year and names who joined or left."
        ),
        sources=("eu-nd-countries", "nato-1949-north-atlantic-treaty", "nato-2026-expenditure", "sweden-2024-nato-member", "destatis-nd-eu-members", "nato-nd-member-countries", "newsweek-2024-nato-map"), label="D", tables=("countries",), as_of=tables.records("countries")[0]["as_of"],
        counted="One bar is the end of one year; the last one is the date of the rows.",
        note="Before 1993 'EU' means the European Communities, founded in 1958. France counts as an Ally throughout, although it left the military structure from 1966 to 2009. NATO’s own table lists the 32 of today; when each joined between 1952 and 2023 was read in a press overview (Newsweek).",
    )


def _placed(events: list[Any]) -> tuple[list[dict[str, Any]], float]:
    """The rows with the place of their marks: years across, lanes down, steps of one lane and season piled up."""
    piles: Counter[tuple[str, int]] = Counter()
    out = []
    for order, row in enumerate(events):
        day = model.when(row["date"])
        real = day.year + (day.timetuple().tm_yday - 1) / 365.25
        at = real if real >= _BREAK else _START + (real - 1948) * (_BREAK - _START) / (_BREAK - 1948)
        season = int(at * 2)  # half a year, so that no mark leaves its year
        pile = piles[row["lane"], season]
        piles[row["lane"], season] += 1
        out.append({
            "at": season / 2 + 0.25, "pile": pile, "lane": row["lane"], "type": row["type"], "title": row["title"], "year": model.year(row), "order": order,
            "firm": not row["contested"] and row["precision"] == "day" and row["status"] == "confirmed", "day": short(row["date"]),
            "who": f"{LANE_WORDS[row['lane']] if row['lane'] != 'joint' else 'both'}, {row['type']}",
            "words": f"{spoken(row['date'])}: {row['title']}. {LANE_WORDS[row['lane']]}, {row['type']}." + (f" Contested: {row['contested']}" if row["contested"] else ""),
        })
    depth = {lane: max([n for (one, _), n in piles.items() if one == lane], default=1) for lane in model.LANES}
    foot = 0.0
    feet = {}
    for lane in model.LANES:
        foot += max(depth[lane], 2) * 1.06 + 0.9
        feet[lane] = foot
    for row in out:
        row["row"] = round(feet[row["lane"]] - 0.5 - row.pop("pile") * 1.06, 3)
    return out, round(foot + 0.3, 2)


def _lane_tops(rows: list[dict[str, Any]]) -> dict[str, float]:
    """Where the name of each lane stands: on its lowest row of marks."""
    return {lane: max(row["row"] for row in rows if row["lane"] == lane) for lane in model.LANES}
