"""Where and when the two flags flew: bars by area, a linked map, shared tasks, and what a cut would leave."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from eunato import tables
from eunato.models import operations as model

from . import _outlines as ground
from . import theme
from ._side_by_side import scale_back, tasks
from .figure import Figure

__all__ = ["scale_back", "tasks", "where_and_when"]

_WIDTH = ground.WIDTH
_ORGS = ("EU", "NATO")
_FIRST, _LAST = 1991, 2027
_STEP = 15
_NAMES = 200  # pixels for the names beside the bars
_LAND = "#DFE4EA"
_FRAME = "#B4BCC8"
# Where the label of an area stands: (dx, dy, alignment) from its point, in pixels.
_LABELS = {
    "mediterranean": ("Mediterranean", -2, 14, "center"), "aegean": ("Aegean", 6, 12, "left"), "libya": ("Libya", 17, 2, "left"),
    "turkiye": ("Türkiye", 8, 0, "left"), "palestine": ("Palestine", 2, 14, "center"), "iraq": ("Iraq", 16, 2, "left"),
    "red_sea": ("Red Sea", -8, 0, "right"), "arctic": ("Arctic", 8, 0, "left"), "baltic": ("Baltic", 8, 0, "left"),
    "eastern_flank": ("Eastern flank", 8, 0, "left"), "ukraine_training": ("Germany, Poland", -14, 0, "right"), "ukraine": ("Ukraine", 9, 2, "left"),
    "moldova": ("Moldova", 9, 4, "left"), "georgia": ("Georgia", 9, -3, "left"), "armenia": ("Armenia", 9, 4, "left"),
    "mali": ("Mali", -9, 0, "right"), "niger": ("Niger", 0, -13, "center"), "guinea_bissau": ("Guinea-Bissau", -30, 15, "left"),
    "gulf_of_guinea": ("Gulf of Guinea", 0, 14, "center"), "chad": ("Chad", 0, -12, "center"), "car": ("Central Afr. Rep.", 0, 14, "center"),
    "dr_congo": ("DR Congo", 12, 2, "left"), "darfur": ("Darfur", 14, 0, "left"), "south_sudan": ("South Sudan", 8, 4, "left"),
    "somalia": ("Somalia", 2, 14, "center"), "horn_sea": ("Horn, at sea", 17, 2, "left"), "mozambique": ("Mozambique", 8, 2, "left"),
    "afghanistan": ("Afghanistan", 4, -14, "center"), "pakistan": ("Pakistan", 8, 4, "left"), "aceh": ("Aceh", 2, -12, "center"),
    "bih": ("Bosnia", 0, 16, "center"), "kosovo": ("Kosovo*", 2, -13, "center"), "north_macedonia": ("North Macedonia", -12, 16, "center"),
    "serbia": ("Serbia", 9, 0, "left"), "albania": ("Albania", -8, 5, "right"), "former_yugoslavia": ("former Yugoslavia", 16, -13, "center"),
    "adriatic": ("Adriatic", 0, 14, "center"),
}
_SHOWS = {
    "core": "where both are today, or Berlin Plus was used",
    "ever": "every area where both ran together",
    "bp": "areas of Berlin Plus",
    "all": "all areas",
}
_YEARS = (1995, 2000, 2005, 2010, 2015, 2020, 2026)


def where_and_when() -> Figure:
    """Return the linked pair: a map of every area and bars of its operations, EU and NATO, Berlin Plus outlined.

    In the picture a stretch of time drawn on the bars filters the map, a mark picked on the map shows the bars of its area;
    two menus do the same by keyboard.
    """
    from .render import enable

    alt = enable()
    rows = _rows()
    used, now = model.used_berlin_plus(), model.used_berlin_plus(live=True)
    together, today = model.shared_areas(), model.shared_areas(live=True)
    names = _areas()
    show = alt.param(name="show", value="core", bind=alt.binding_select(
        options=[*_SHOWS, *_regions()], labels=[*_SHOWS.values(), *_regions()], name="Bars of "))
    year = alt.param(name="year", value=0, bind=alt.binding_select(options=[0, *_YEARS], labels=["at any time", *map(str, _YEARS)], name="Running "))
    brush = alt.selection_interval(name="brush", encodings=["x"])
    spot = alt.selection_point(name="spot", fields=["area"], toggle="true")
    chart = alt.vconcat(_map(alt, rows, spot), _gantt(alt, rows, brush), spacing=14).add_params(show, year)

    live_both = ", ".join(names[code]["name"] for code in today)
    table = _table(rows)
    counts = {org: sum(row["org"] == org for row in rows) for org in _ORGS}
    return Figure(
        name="where_and_when",
        chart=chart,
        title=f"Both flags fly in {len(today)} areas today; one operation uses Berlin Plus" if len(now) == 1 else f"Both flags fly in {len(today)} areas today",
        subtitle="Disc: EU. Star: NATO. A larger mark: more operations. Black outline: Berlin Plus. Pale: dates only reported. “?”: presumed to go on. "
        "Draw a stretch of time on the bars, or pick a mark on the map, twice to undo.",
        insight=(
            f"{len(used)} operations have ever used Berlin Plus ({' and '.join(one.name for one in used)}), and {len(now)} uses it now; "
            f"EU and NATO ran side by side in {len(together)} areas, and do so in {len(today)} today."
        ),
        table=table,
        description=(
            f"Above, a map from the Arctic to Mozambique and from Guinea-Bissau to Aceh, with an inset of the Western Balkans; discs for the EU and "
            f"stars for NATO stand on {len({row['area'] for row in rows})} areas. Below, bars of operations over time, grouped by area, in two colours. "
            f"Only {len(used)} bars, {' and '.join(one.name for one in used)}, have a black outline for Berlin Plus; of these, {len(now)}, {' and '.join(one.name for one in now)}, "
            f"reaches the last day of the record. Both organisations ran side by side in {len(together)} areas. Both organisations are present today in: {live_both}."
        ),
        sources=("course-2026-wording", ground.SOURCE, *_main_sources()),
        label="D",
        tables=("operations", "areas"),
        as_of=max(row["as_of"] for row in tables.records("operations")),
        counted=(
            f"Counted: {len(rows)} missions, operations and activities, {counts['EU']} of the EU and {counts['NATO']} of NATO; {sum(row['status'] == 'confirmed' for row in rows)} rows "
            "are confirmed. Side by side: in the same area for at least one month. Areas and Berlin Plus are our coding (label I)."
        ),
        note=ground.NOTE,
    )


def _gantt(alt: Any, rows: list[dict[str, Any]], brush: Any) -> Any:
    """Bars by area. Heads of areas are rows of their own, so that a filter takes them along."""
    import pandas as pd

    heads = []
    for area in dict.fromkeys(row["area"] for row in rows):
        first = next(row for row in rows if row["area"] == area)
        heads.append({**{k: first[k] for k in ("area", "region", "core", "ever", "bp_area")}, "label": first["area_name"], "order": first["order"] - 0.5,
                      "first": min(r["since"] for r in rows if r["area"] == area), "last": max(r["until"] for r in rows if r["area"] == area)})
    kept = ("org", "area", "region", "since", "until", "bp", "status", "tail", "core", "ever", "bp_area", "words", "order")
    frame = pd.DataFrame([{"label": row["name"], **{k: row[k] for k in kept}} for row in rows])
    keep = ("(isValid(spot.area) ? indexof(spot.area, datum.area) >= 0 : show == 'all' || (show == 'core' && datum.core) || (show == 'ever' && datum.ever) "
            "|| (show == 'bp' && datum.bp_area) || datum.region == show)")
    bars_keep = f"{keep} && (year == 0 || (datum.since < year + 1 && datum.until >= year))"
    heads_keep = f"{keep} && (year == 0 || (datum.first < year + 1 && datum.last >= year))"
    # A head and its bars share one axis; sorting by `order` keeps the order whatever is filtered.
    y = alt.Y("label:N", sort=alt.EncodingSortField(field="order", op="min"), axis=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.2))
    scale = alt.Scale(domain=[_FIRST, _LAST], range=[_NAMES, _WIDTH], nice=False)
    x = alt.X("since:Q", scale=scale, title=None, axis=alt.Axis(format="d", values=list(range(1995, 2026, 5)), grid=True, domain=False))
    colour = alt.Color("org:N", legend=None, scale=alt.Scale(domain=list(_ORGS), range=[theme.COLOURS[o] for o in _ORGS]))
    shape = alt.Shape("org:N", legend=None, scale=alt.Scale(domain=list(_ORGS), range=[theme.SHAPES[o] for o in _ORGS]))
    base = alt.Chart(frame).transform_filter(bars_keep)
    bars = base.mark_bar(height=8).encode(
        x=x, x2="until:Q", y=y, color=colour, description="words:N",
        fillOpacity=alt.condition("datum.status == 'confirmed'", alt.value(1), alt.value(0.4)),
        stroke=alt.condition("datum.bp", alt.value(theme.INK), alt.value("transparent")), strokeWidth=alt.value(2.5),
    ).add_params(brush)
    starts = base.mark_point(size=64, opacity=1, filled=True, stroke=theme.PAPER, strokeWidth=1, aria=False).encode(x=alt.X("since:Q", scale=scale), y=y, color=colour, shape=shape)
    ends = base.transform_filter("datum.tail != ''").mark_text(align="left", dx=4, fontSize=theme.SMALL, aria=False).encode(
        x=alt.X("until:Q", scale=scale), y=y, text="tail:N")
    says = base.transform_filter("datum.bp").mark_text(align="right", dx=-7, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(
        x=alt.X("since:Q", scale=scale), y=y, text=alt.value("Berlin Plus"))
    tops = alt.Chart(pd.DataFrame(heads)).transform_filter(heads_keep)
    lines = tops.mark_rule(color=theme.LIGHT, aria=False).encode(y=y, x=alt.value(_NAMES), x2=alt.value(_WIDTH))
    titles = tops.mark_text(align="left", fontSize=theme.SMALL, fontWeight="bold").encode(y=y, x=alt.value(0), text="label:N", description="label:N")
    names = base.mark_text(align="left", fontSize=theme.SMALL, aria=False).encode(y=y, x=alt.value(10), text="label:N")
    return alt.layer(lines, titles, names, bars, starts, ends, says).properties(width=_WIDTH, height=alt.Step(_STEP))


def _map(alt: Any, rows: list[dict[str, Any]], spot: Any) -> Any:
    """The outlines, the inset and the marks; one data set of outlines for all layers."""
    import pandas as pd

    places = pd.DataFrame(_marks(rows))
    land = alt.Data(values=ground.outlines(), format=alt.TopoDataFormat(type="topojson", feature="countries"))
    left, top, right, bottom = ground.INSET["box"]

    def shapes(view: dict[str, Any], **clip: Any) -> list[Any]:
        project = ground.projection(view, **clip)
        base = alt.Chart().properties(projection=project)
        return [
            base.transform_filter("datum.id != 'disputed'").mark_geoshape(fill=_LAND, stroke=theme.PAPER, strokeWidth=0.5, clip=True, aria=False),
            base.transform_filter("datum.id == 'disputed'").mark_geoshape(filled=False, stroke=theme.GREY, strokeWidth=1, strokeDash=[3, 2], clip=True, aria=False),
        ]

    def plain(**values: float) -> Any:
        return alt.Chart(pd.DataFrame([{"x": 0}])).encode(**{k: alt.value(v) for k, v in values.items()})

    frame = plain(x=0, x2=_WIDTH, y=0, y2=ground.HEIGHT).mark_rect(fill="transparent", stroke=_FRAME, aria=False)
    sheet = plain(x=left, x2=right, y=top, y2=bottom).mark_rect(fill=theme.PAPER, aria=False)
    border = plain(x=left, x2=right, y=top, y2=bottom).mark_rect(fill="transparent", stroke=theme.GREY, aria=False)
    (w0, n0), (w1, s1) = ground.degrees(left, top, ground.INSET), ground.degrees(right, bottom, ground.INSET)
    (x0, y0), (x1, y1) = ground.pixels(w0, n0, ground.MAIN), ground.pixels(w1, s1, ground.MAIN)
    window = plain(x=x0, x2=x1, y=y0, y2=y1).mark_rect(fill="transparent", stroke=theme.GREY, aria=False)

    seen = "(year == 0 || (datum.since < year + 1 && datum.until >= year)) && (!isValid(brush.since) || (datum.since <= brush.since[1] && datum.until >= brush.since[0]))"
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, _WIDTH], nice=False, zero=False))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, ground.HEIGHT], nice=False, zero=False, reverse=True))
    colours = [theme.COLOURS[o] for o in _ORGS]
    counted = alt.Chart(places).transform_filter(seen).transform_aggregate(
        n="count()", bp="max(bp)", names="values(name)", groupby=["area", "area_name", "org", "x", "y"]).transform_calculate(
        words="datum.area_name + ': ' + datum.n + (datum.org == 'EU' ? ' of the EU' : ' of NATO') + (datum.bp ? ', Berlin Plus' : '')")
    marks = counted.mark_point(filled=True, opacity=1).encode(
        x=x, y=y, description="words:N", tooltip=alt.Tooltip("words:N", title=" "),
        shape=alt.Shape("org:N", legend=None, scale=alt.Scale(domain=list(_ORGS), range=[theme.SHAPES[o] for o in _ORGS])),
        fill=alt.Fill("org:N", legend=None, scale=alt.Scale(domain=list(_ORGS), range=colours)),
        size=alt.Size("n:Q", legend=None, scale=alt.Scale(domain=[1, 7], range=[60, 230])),
        stroke=alt.condition("datum.bp > 0", alt.value(theme.INK), alt.value(theme.PAPER)),
        strokeWidth=alt.condition("datum.bp > 0", alt.value(2.5), alt.value(0.8)),
        fillOpacity=alt.condition("!isValid(spot.area) || indexof(spot.area, datum.area) >= 0", alt.value(1), alt.value(0.3)),
    ).add_params(spot)
    texts = pd.DataFrame(_map_labels())
    labels = []
    for side in ("left", "center", "right"):
        labels.append(alt.Chart(texts[texts["align"] == side]).mark_text(align=side, baseline="middle", fontSize=theme.SMALL, aria=False,
                      stroke=theme.PAPER, strokeWidth=2).encode(x=x, y=y, text="says:N"))
        labels.append(alt.Chart(texts[texts["align"] == side]).mark_text(align=side, baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N"))
    layers = [*shapes(ground.MAIN), window, sheet, *shapes(ground.INSET, clip=[[left, top], [right, bottom]]), border, frame, *labels, marks]
    return alt.layer(*layers, data=land).properties(width=_WIDTH, height=ground.HEIGHT)


# Rows -------------------------------------------------------------------------------------------------------------------


def _areas() -> dict[str, dict[str, Any]]:
    return {row["area_code"]: row for row in tables.records("areas")}


def _regions() -> list[str]:
    return list(dict.fromkeys(row["region"] for row in tables.records("areas")))


def _year(day: date) -> float:
    return round(day.year + (day.timetuple().tm_yday - 1) / 365.25, 3)


def _rows() -> list[dict[str, Any]]:
    """One row per operation, in the order of the bars: areas with both organisations first within their region."""
    areas = _areas()
    ever, today = set(model.shared_areas()), set(model.shared_areas(live=True))
    bp = {one.area for one in model.used_berlin_plus()}
    place = {code: n for n, code in enumerate(areas)}
    found = []
    for one, row in zip(model.operations(), tables.records("operations"), strict=True):
        found.append({
            "op_id": one.op_id, "name": one.name, "org": one.org, "area": one.area, "area_name": areas[one.area]["name"], "region": areas[one.area]["region"],
            "since": _year(one.start), "until": _year(one.runs_to), "bp": one.berlin_plus, "status": one.status, "state": one.state, "start": one.start, "end": one.end,
            "tail": {"ongoing": "▸", "presumed": "?"}.get(one.state, ""), "core": one.area in today | bp, "ever": one.area in ever, "bp_area": one.area in bp,
            "words": _says(one, row), "lat": one.lat, "lon": one.lon, "kind": one.kind,
        })
    found.sort(key=lambda r: (place[r["area"]], r["start"], r["org"]))
    return [{**row, "order": n} for n, row in enumerate(found)]


def _says(one: model.Operation, row: dict[str, Any]) -> str:
    until = {"ended": f"to {_day(one.end, row['end_precision'])}" if one.end else "", "ongoing": "still running", "presumed": "presumed to go on"}[one.state]
    extra = ", Berlin Plus" if one.berlin_plus else ""
    return f"{one.name}, {one.org}, {row['host']}: from {_day(one.start, row['start_precision'])} {until}{extra}" + ("" if one.status == "confirmed" else "; dates reported only")


def _day(day: date, precision: str) -> str:
    return {"day": f"{day.day} {day:%B %Y}", "month": f"{day:%B %Y}", "year": f"{day:%Y}"}[precision or "day"]


def _marks(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the pixel of their mark: the EU left and NATO right of an area's point where both were there."""
    areas, found = _areas(), []
    both = {code for code in areas if {r["org"] for r in rows if r["area"] == code} == set(_ORGS)}
    for row in rows:
        area = areas[row["area"]]
        x, y = ground.pixels(area["lon"], area["lat"], ground.INSET if area["region"] == "Western Balkans" else ground.MAIN)
        if row["area"] in both:
            x += 7.5 if row["org"] == "NATO" else -7.5
        found.append({k: row[k] for k in ("area", "area_name", "org", "name", "since", "until", "bp")} | {"x": round(x, 1), "y": round(y, 1)})
    return found


def _map_labels() -> list[dict[str, Any]]:
    found = []
    for code, area in _areas().items():
        x, y = ground.pixels(area["lon"], area["lat"], ground.INSET if area["region"] == "Western Balkans" else ground.MAIN)
        says, dx, dy, align = _LABELS[code]
        found.append({"says": says, "x": round(x + dx, 1), "y": round(y + dy, 1), "align": align})
    return found


def _table(rows: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame([
        {"Operation": r["name"], "Organisation": r["org"], "Area": r["area_name"], "Kind": r["kind"].replace("civ_mil", "civil-military"), "From": r["start"].isoformat(), "To": r["end"].isoformat() if r["end"] else "",
         "State": {"ended": "ended", "ongoing": "ongoing", "presumed": "presumed to go on"}[r["state"]], "Berlin Plus": r["bp"], "Row": r["status"]}
        for r in rows
    ])


def _main_sources() -> tuple[str, ...]:
    """The texts that carry the rows shown at first, most cited first."""
    from collections import Counter

    cited = Counter(s for row in tables.records("operations") for s in tables.split(row["source_id"]) if s != "course-2026-unconfirmed")
    return tuple(s for s, _ in cited.most_common(6) if s not in ("course-2026-wording",))
