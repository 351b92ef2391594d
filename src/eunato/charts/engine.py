"""The engine room: proposals, reports, dialogues, the count of briefings, and the picture of the briefings model."""

from __future__ import annotations

from datetime import date
from typing import Any

from eunato import tables

from . import theme
from .engine_model import distance, offers
from .figure import Figure

__all__ = ["briefings_count", "dialogues", "distance", "offers", "proposals", "reports"]

_WIDTH = 560
_SQUARE = 13  # pixels from one proposal to the next: 42 of them fit one line
_READ = {"opening": "opening read", "summary": "summary read", "press": "press account read", "not_read": "text not read", "not_found": "not found"}


def proposals() -> Figure:
    """Return the 74 proposals as squares, with the eight headings and the counts that were found."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("proposals")
    total = {year: _count(rows, year, "all") for year in ("2016", "2017")}
    hybrid = {year: _count(rows, year, "hybrid") for year in ("2016", "2017")}
    headings = [row["label"] for row in rows if row["set_year"] == "2017" and row["kind"] == "area"]
    known = [label for label in headings if all(_found(rows, year, label) != "not found" for year in total)]
    everything, of_known = sum(total.values()), sum(hybrid.values())

    squares, heads = [], []
    for i, (year, number) in enumerate(total.items()):
        top = 16 + 62 * i
        heads.append({"x": 0, "y": top, "says": f"{year}: {number} proposals, {hybrid[year]} of them on hybrid threats"})
        squares += [{"x": 6 + _SQUARE * n, "y": top + 20, "kind": "known" if n < hybrid[year] else "open"} for n in range(number)]
    first = 138
    listed = [{"x": 0, "y": first, "says": "Heading", "a": "2016", "b": "2017", "head": True}]
    listed += [
        {"x": 0, "y": first + 22 * (n + 1), "says": label, "a": _found(rows, "2016", label), "b": _found(rows, "2017", label), "head": False}
        for n, label in enumerate(headings)
    ]
    listed.append({"x": 0, "y": first + 22 * (len(headings) + 1), "says": "All headings", "a": str(total["2016"]), "b": str(total["2017"]), "head": True})
    bottom = listed[-1]["y"] + 16

    x, y = _pixels(alt, _WIDTH, bottom)
    kinds = alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=["known", "open"], range=[theme.INK, theme.PAPER]))
    table = pd.DataFrame(listed)
    table["words"] = [f"{row['says']}: {row['a']} in 2016, {row['b']} in 2017" for row in listed]
    long = pd.concat([table.assign(at=378, cell=table["a"]), table.assign(at=478, cell=table["b"])])
    chart = alt.layer(
        alt.Chart(pd.DataFrame(squares)).mark_square(size=90, opacity=1, stroke=theme.INK, strokeWidth=1.2, aria=False).encode(
            x=x("x:Q"), y=y("y:Q"), fill=kinds),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(
            x=x("x:Q"), y=y("y:Q"), text="says:N", description="says:N"),
        alt.Chart(table[:1]).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(
            x=x("x:Q"), y=y("y:Q"), text="says:N"),  # the head of the list: each row says its years itself
        alt.Chart(table[table["head"]][1:]).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold").encode(
            x=x("x:Q"), y=y("y:Q"), text="says:N", description="words:N"),
        alt.Chart(table[~table["head"]]).mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
            x=x("x:Q"), y=y("y:Q"), text="says:N", description="words:N"),
        alt.Chart(long[long["cell"] != "not found"]).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(
            x=x("at:Q"), y=y("y:Q"), text="cell:N"),
        alt.Chart(long[long["cell"] == "not found"]).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(
            x=x("at:Q"), y=y("y:Q"), text="cell:N"),
    ).properties(width=_WIDTH, height=bottom)

    open_ones = everything - of_known
    return Figure(
        name="proposals",
        chart=chart,
        title=f"{total['2016']} + {total['2017']} = {everything} proposals; a count was found for {_word(len(known))} of {_word(len(headings))} headings",
        subtitle="One square is one proposal. Filled: hybrid threats. Hollow: all other headings together.",
        insight=(
            f"The two sets make {everything}. {of_known} of them deal with hybrid threats; how the other {open_ones} spread over the "
            f"remaining headings was not found in the texts read."
        ),
        table=pd.DataFrame({
            "Heading": [r["says"] for r in listed[1:]], **{year: pd.array([int(r[key]) if r[key].isdigit() else None for r in listed[1:]], dtype="Int64") for year, key in (("2016", "a"), ("2017", "b"))},
            "Count": ["found" if r["a"].isdigit() and r["b"].isdigit() else "not found in the texts read" for r in listed[1:]],
        }),
        description=(
            f"Two lines of squares: {total['2016']} for 2016 and {total['2017']} for 2017, the first {hybrid['2016']} of each filled for hybrid threats. "
            f"Below, a list of {len(headings)} headings with the count found in each year: "
            + "; ".join(f"{row['says']}, {row['a']} and {row['b']}" for row in listed[1:]) + "."
        ),
        sources=_sources(rows, lambda row: row["kind"] in ("total", "area")),
        label="D",
        tables=("proposals",),
        as_of=_as_of(rows),
        counted=f"Counted: {everything} proposals, {total['2016']} endorsed on 6 December 2016 and {total['2017']} on 5 December 2017.",
        note="On record in texts of the two: 42, 32, 74 and the 10 of 2016. The 20 of both sets stands in press and a study, and the 10 of 2017 is our subtraction. The full texts are public; only their openings were read here. One note of December 2017 counts 31 instead of 32.",
    )


def reports() -> Figure:
    """Return the progress reports on a time line: what each covers, when it came, what of it was read."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("progress_reports")
    there = [row for row in rows if row["date"]]
    missing = [row for row in rows if not row["date"]]
    lines = [
        {
            "number": f"{row['number']}", "from": _day(row["period_from"]).isoformat(), "to": _day(row["period_to"], end=True).isoformat(),
            "date": _day(row["date"]).isoformat(), "read": row["read"] in ("opening", "summary"),
            "says": f"{_when(row['date'])}, {_READ[row['read']]}",
            "words": f"Report {row['number']}, {_when(row['date'])}. {_READ[row['read']].capitalize()}. {row['says']}",
        }
        for row in there
    ]
    gaps = [{"number": f"{row['number']}", "date": "2025-07-01", "says": row["says"].rstrip("."), "words": f"Report {row['number']}: {row['says']}"} for row in missing]
    order = [f"{row['number']}" for row in rows]
    x = alt.X("from:T", axis=alt.Axis(title=None, format="%Y", values=_years(2017, 2026)), scale=alt.Scale(domain=["2016-02-01", "2029-06-30"]))
    y = alt.Y("number:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.4))
    base = alt.Chart(pd.DataFrame(lines))
    names = alt.Chart(pd.DataFrame([{"number": name} for name in order]))
    layers = [
        names.mark_text(align="left", fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=alt.value(2), y=y, text="number:N"),
        base.mark_rule(strokeWidth=7, color=theme.LIGHT, aria=False).encode(x=x, x2="to:T", y=y),
        base.mark_point(size=110, opacity=1, stroke=theme.INK, strokeWidth=1.8).encode(
            x=alt.X("date:T"), y=y, description="words:N",
            fill=alt.Fill("read:N", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.INK, theme.PAPER])),
        ),
        base.mark_text(align="left", dx=12, fontSize=theme.SMALL, aria=False).encode(x=alt.X("date:T"), y=y, text="says:N"),
    ]
    if gaps:
        layers.append(alt.Chart(pd.DataFrame(gaps)).mark_text(align="left", dx=12, fontSize=theme.SMALL, color=theme.GREY).encode(
            x=alt.X("date:T"), y=y, text="says:N", description="words:N"))
    first, last = there[0], there[-1]
    read = sum(line["read"] for line in lines)
    title = f"{_word(len(there)).capitalize()} progress reports from {first['date'][:4]} to {last['date'][:4]}"
    if missing:
        title += "; for 2026 none was found"
    return Figure(
        name="reports",
        chart=alt.layer(*layers).properties(width=_WIDTH, height=alt.Step(28)),
        title=title,
        subtitle="Bar: months covered. Dot: when it came; filled where its opening or the Council's summary was read.",
        insight=(
            f"Since {first['date'][:4]} a report has come about once a year. Of {len(there)}, the opening or an official summary of {read} was read, "
            "and none of these parts counts briefings."
        ),
        table=pd.DataFrame({
            "Report": [row["number"] for row in rows], "Presented": [_when(row["date"]) if row["date"] else "not found" for row in rows],
            "Covers": [f"{_when(row['period_from'])} to {_when(row['period_to'])}" if row["period_from"] else "" for row in rows],
            "Read for this course": [_READ[row["read"]] for row in rows], "What the part read says": [row["says"] for row in rows],
        }),
        description=(
            "Rows from report 1 at the top to report 11 at the bottom, time from left to right. "
            + " ".join(f"Report {row['number']}: {_when(row['date'])}, {_READ[row['read']]}." if row["date"] else f"Report {row['number']}: {row['says']}" for row in rows)
        ),
        sources=_sources(rows, lambda row: bool(row["date"])),
        label="D",
        tables=("progress_reports",),
        as_of=_as_of(rows),
        counted=f"Counted: {len(there)} reports of which at least the date was read.",
        note="Where no day was read the dot stands at the start of the month. That an eleventh report was not found does not show that there is none.",
    )


def dialogues() -> Figure:
    """Return the seven structured dialogues with a first meeting or the bounds between which it lies."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = sorted(tables.records("dialogues"), key=lambda row: (row["not_before"] or "0", row["not_after"], row["name"]))
    known = [row for row in rows if row["first_meeting"]]
    start = "2016-06-01"
    lines = [
        {
            "name": row["name"], "from": _day(row["not_before"]).isoformat() if row["not_before"] else start, "to": _day(row["not_after"]).isoformat(),
            "open": not row["not_before"], "says": _bounds(row), "words": f"{row['name']}: {_bounds(row)}.{_reasons(row)}",
        }
        for row in rows
    ]
    order = [row["name"] for row in rows]
    x = alt.X("from:T", axis=alt.Axis(title=None, format="%Y", values=_years(2017, 2025)), scale=alt.Scale(domain=[start, "2025-06-30"]))
    frame = pd.DataFrame(lines)
    frame["height"] = range(len(frame))
    y = alt.Y("name:N", sort=order, axis=None, scale=alt.Scale(paddingInner=0.5))
    base = alt.Chart(frame)
    spans = base.transform_filter("datum.from != datum.to")
    chart = alt.layer(
        base.mark_text(align="left", baseline="bottom", dy=-9, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=alt.value(0), y=y, text="name:N"),
        base.mark_text(align="right", baseline="bottom", dy=-9, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(_WIDTH - 6), y=y, text="says:N"),
        spans.transform_filter("!datum.open").mark_rule(strokeWidth=8, color=theme.COLOURS["both"]).encode(x=x, x2="to:T", y=y, description="words:N"),
        spans.transform_filter("datum.open").mark_rule(strokeWidth=8, strokeDash=[5, 4], color=theme.COLOURS["both"]).encode(x=x, x2="to:T", y=y, description="words:N"),
        base.transform_filter("datum.from == datum.to").mark_point(size=190, opacity=1, strokeWidth=0, fill=theme.COLOURS["both"], shape=theme.SHAPES["both"]).encode(
            x=x, y=y, description="words:N"),
    ).properties(width=_WIDTH, height=alt.Step(44))
    return Figure(
        name="dialogues",
        chart=chart,
        title=f"{_word(len(rows)).capitalize()} structured dialogues; for {_word(len(known))} of them a first meeting was found (our reading of the rest)",
        subtitle="Bar: the first meeting lies somewhere in it; dashed: no earliest date. Mark: known.",
        insight=(
            f"The only first meeting that we could date is that on {' and '.join(row['name'].lower() for row in known)}, on {_when(known[0]['first_meeting'])}; it was called the seventh. "
            f"The other {_word(len(rows) - len(known))} came before it, at days that were not found."
        ),
        table=pd.DataFrame({
            "Dialogue": [row["name"] for row in rows], "First meeting": [_when(row["first_meeting"]) if row["first_meeting"] else "not found" for row in rows],
            "Not before": [_when(row["not_before"]) if row["not_before"] else "not found" for row in rows], "Why": [row["lower_reason"] for row in rows],
            "Not after": [_when(row["not_after"]) for row in rows], "Why not later": [row["upper_reason"] for row in rows],
        }),
        description="One row per dialogue. " + " ".join(f"{row['name']}: {_bounds(row)}." for row in rows),
        sources=_sources(rows),
        label="I",
        tables=("dialogues",),
        as_of=_as_of(rows),
        counted=f"Counted: {len(rows)} dialogues, those of the brief's list.",
        note="The bounds are inferred from what other texts say; the table gives the reason for each. They are not start dates.",
    )


def briefings_count() -> Figure:
    """Return the brief's 325 cross-briefings as plain arithmetic, and where such a count stands between input and outcome."""
    import pandas as pd

    from .render import enable

    alt = enable()
    row = next(one for one in tables.records("interactions") if one["kind"] == "cross_briefing")
    total, years = row["count"], int(row["period_to"]) - int(row["period_from"])
    spans = [("all years together", 1, total), (f"÷ {years} years", years, total / years), (f"÷ {years + 1} years", years + 1, total / (years + 1))]
    low, high = _half_up(total / (years + 1)), _half_up(total / years)
    bars = [
        {"y": 14 + 32 * n, "name": name, "value": value, "says": f"{value:.0f}" if n == 0 else f"{value:.1f} a year",
         "words": f"{name}: {value:.0f}" if n == 0 else f"{total} {name}: {value:.1f} a year"}
        for n, (name, _, value) in enumerate(spans)
    ]
    for bar in bars:
        bar["left"], bar["right"] = 132, 132 + bar["value"] * 340 / total
    x, y = _pixels(alt, _WIDTH + 10, 98)
    base = alt.Chart(pd.DataFrame(bars))
    chart = alt.layer(
        base.mark_bar(height=16, color=theme.COLOURS["both"]).encode(x=x("left:Q"), x2="right:Q", y=y("y:Q"), description="words:N"),
        base.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, aria=False).encode(x=alt.value(2), y=y("y:Q"), text="name:N"),
        base.mark_text(align="left", baseline="middle", dx=8, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x("right:Q"), y=y("y:Q"), text="says:N"),
    ).properties(width=_WIDTH + 10, height=98)
    return Figure(
        name="briefings_count",
        chart=chart,
        title=f"The brief's {total} cross-briefings: about {low} to {high} a year, some {_word(_half_up(total / years / 12))} a month",
        subtitle="Arithmetic on one number. Nothing by year was found.",
        insight=f"{total} briefings in nine or ten years are {low} to {high} a year. The sum spreads them evenly; how they were spread was not found.",
        table=pd.DataFrame({"Reading": [f"{total}, {row['period_from']} to {row['period_to']}", *(f"{total} {name}" for name, _, _ in spans[1:])],
                            "Cross-briefings": [round(value, 1) for _, _, value in spans], "Counted for": ["all years together", "one year", "one year"]}),
        description=(
            f"Three bars: {total} for all years together, {spans[1][2]:.1f} a year if the time is {years} years, {spans[2][2]:.1f} a year if it is {years + 1}."
        ),
        sources=tables.split(row["source_id"]),
        label="E",
        tables=("interactions",),
        as_of=str(row["as_of"]),
        counted=f"Counted by the brief, which cites the tenth report: briefings in committees and working groups, {row['period_from']} to {row['period_to']}.",
        note="Not confirmed: it is the brief's figure, and the report behind it was not read. Whether the time is nine years or ten depends on the month in which counting began.",
    )


# Pieces ---------------------------------------------------------------------------------------------------------------


def _pixels(alt: Any, width: float, height: float) -> tuple[Any, Any]:
    """Two makers of encodings for a chart laid out in pixels."""
    across = alt.Scale(domain=[0, width], nice=False, zero=False)
    down = alt.Scale(domain=[0, height], reverse=True, nice=False, zero=False)
    return lambda field: alt.X(field, axis=None, scale=across), lambda field: alt.Y(field, axis=None, scale=down)


def _count(rows: list[dict[str, Any]], year: str, area: str) -> int:
    return next(row["count"] for row in rows if row["set_year"] == year and row["area"] == area and row["kind"] in ("total", "area"))


def _found(rows: list[dict[str, Any]], year: str, label: str) -> str:
    """The count under a heading, or "not found"."""
    count = next(row["count"] for row in rows if row["set_year"] == year and row["label"] == label and row["kind"] == "area")
    return "not found" if count is None else str(count)


def _sources(rows: list[dict[str, Any]], keep: Any = lambda row: True) -> tuple[str, ...]:
    return tuple(dict.fromkeys(source for row in rows if keep(row) for source in tables.split(row["source_id"])))


def _as_of(rows: list[dict[str, Any]]) -> str:
    return max(str(row["as_of"]) for row in rows)


def _day(partial: str, end: bool = False) -> date:
    """A partial date as a day: the first of its month or year, or with `end` the last of its month."""
    if len(partial) == 10:
        return date.fromisoformat(partial)
    year, month = int(partial[:4]), int(partial[5:7]) if len(partial) > 4 else 1
    if not end:
        return date(year, month, 1)
    following = date(year + month // 12, month % 12 + 1, 1)
    return date.fromordinal(following.toordinal() - 1)


def _when(partial: str) -> str:
    """A partial date in words: 4 October 2024, June 2019, 2019."""
    if len(partial) == 4:
        return partial
    one = _day(partial)
    return f"{one.day} {one:%B %Y}" if len(partial) == 10 else f"{one:%B %Y}"


def _reasons(row: dict[str, Any]) -> str:
    """Why the bounds are where they are, each reason once; nothing where the day itself is known."""
    if row["first_meeting"]:
        return ""
    said = "; ".join(dict.fromkeys(reason.rstrip(".") for reason in (row["lower_reason"], row["upper_reason"]) if reason))
    return f" {said[0].upper()}{said[1:]}." if said else ""


def _bounds(row: dict[str, Any]) -> str:
    if row["first_meeting"]:
        return f"first meeting {_when(row['first_meeting'])}"
    if not row["not_before"]:
        return f"not after {_when(row['not_after'])}"
    return f"between {_when(row['not_before'])} and {_when(row['not_after'])}"


def _years(first: int, last: int) -> list[str]:
    """The starts of some years, for the ticks of a time axis."""
    return [f"{year}-01-01" for year in range(first, last + 1)]


def _half_up(value: float) -> int:
    return int(value + 0.5)


def _word(number: int) -> str:
    words = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[number] if number < len(words) else str(number)
