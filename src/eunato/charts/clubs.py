"""Who is in which club: 36 tiles, and the same states against eight formats."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Any

from eunato import tables
from eunato.models import clubs as model

from . import theme
from .figure import Figure
from .render import ChartError

_WORDS = {"EU": "only in the EU", "both": "in both", "NATO": "only in NATO"}
_ORDER = ("EU", "both", "NATO")
_LISTS = ("eu-nd-countries", "nato-nd-member-countries", "newsweek-2024-nato-map")
"""The two membership lists on which the tiles rest; the rows name more sources, for their other columns."""
_COLUMNS = {"EU": (0, 1), "both": (1, 3), "NATO": (4, 1)}
"""Per club: the first column of its block of tiles and how many columns it has."""


def two_clubs(my_country: str | None = None) -> Figure:
    """Return the 36 states of the EU, NATO or both as named tiles in three blocks.

    my_country: a state's name or ISO3 code to mark from the start; None marks nothing. In the picture a reader can
    arrange the states by club or by name and pick a country. Raises ChartError for a state that is in neither club.
    """
    from .render import enable

    alt = enable()
    rows = _tiles()
    names = sorted((row["state"] for row in rows), key=_folded)
    mine = _name_of(my_country, rows) if my_country else ""
    counts = {club: sum(row["club"] == club for row in rows) for club in _ORDER}

    arrange = alt.param(
        name="arrange", value="club",
        bind=alt.binding_select(options=["club", "name"], labels=["by club", "from A to Z"], name="Arrange the states "),
    )
    pick = alt.param(
        name="mine", value=mine, bind=alt.binding_select(options=["", *names], labels=["none", *names], name="My country "),
    )
    import pandas as pd

    depth = max(row["club_row"] for row in rows) + 1
    x = alt.X("left:Q", axis=None, scale=alt.Scale(domain=[0, 5], nice=False, zero=False))
    y = alt.Y("top:Q", axis=None, scale=alt.Scale(domain=[-1.95, depth + 0.9], reverse=True, nice=False, zero=False))
    colour = alt.Color("club:N", legend=None, scale=alt.Scale(domain=list(_ORDER), range=[theme.COLOURS[c] for c in _ORDER]))
    shape = alt.Shape("club:N", legend=None, scale=alt.Scale(domain=list(_ORDER), range=[theme.SHAPES[c] for c in _ORDER]))
    picked = "datum.state == mine"

    drawn = pd.DataFrame(rows).drop(columns=["iso3", "as_of", "source_id"])
    base = alt.Chart(drawn).transform_calculate(
        left="(arrange == 'club' ? datum.club_column : datum.name_column) + 0.015",
        top="(arrange == 'club' ? datum.club_row : datum.name_row) + 0.05",
        right="datum.left + 0.97", bottom="datum.top + 0.9", middle="datum.top + 0.46",
        at_mark="datum.left + 0.078", at_text="datum.left + 0.148",
    )
    tiles = base.mark_rect(cornerRadius=4, aria=False).encode(
        x=x, x2="right:Q", y=y, y2="bottom:Q", color=colour,
        fillOpacity=alt.condition(picked, alt.value(1), alt.value(0.1)),
        stroke=alt.Stroke("club:N", legend=None, scale=alt.Scale(domain=list(_ORDER), range=[theme.COLOURS[c] for c in _ORDER])),
        strokeWidth=alt.condition(picked, alt.value(3), alt.value(1)),
    )
    marks = base.mark_point(size=95, aria=False, opacity=1, strokeWidth=0).encode(
        x=alt.X("at_mark:Q", axis=None), y=alt.Y("middle:Q", axis=None), shape=shape, fill=alt.condition(picked, alt.value(theme.PAPER), _fill(alt)),
    )
    labels = base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
        x=alt.X("at_text:Q", axis=None), y=alt.Y("middle:Q", axis=None), text="state:N", description="words:N",
        color=alt.condition(picked, alt.value(theme.PAPER), alt.value(theme.INK)),
    )
    heads = alt.Chart(pd.DataFrame([
        {"club": club, "at": _COLUMNS[club][0] + 0.02, "number": str(counts[club]), "says": _WORDS[club],
         "words": f"{counts[club]} states {_WORDS[club]}"} for club in _ORDER
    ]))
    numbers = heads.mark_text(align="left", baseline="alphabetic", fontSize=30, fontWeight="bold").encode(
        x=alt.X("at:Q", axis=None), y=alt.YDatum(-0.95, axis=None), text="number:N", color=colour, description="words:N",
    )
    keys = heads.transform_calculate(beside="datum.at + (length(datum.number) > 1 ? 0.42 : 0.28)").mark_point(
        size=230, opacity=1, strokeWidth=0, aria=False,
    ).encode(x=alt.X("beside:Q", axis=None), y=alt.YDatum(-1.24, axis=None), shape=shape, fill=_fill(alt))
    words = heads.mark_text(align="left", baseline="alphabetic", fontSize=theme.TEXT, aria=False).encode(
        x=alt.X("at:Q", axis=None), y=alt.YDatum(-0.36, axis=None), text="says:N",
    )
    invitation = alt.Chart(pd.DataFrame([{"says": "Pick your country in the menu below."}])).transform_filter("mine == ''").mark_text(
        align="left", baseline="middle", fontSize=theme.TEXT, color=theme.GREY,
    ).encode(x=alt.XDatum(0.02, axis=None), y=alt.YDatum(depth + 0.5, axis=None), text="says:N", description="says:N")
    answer = base.transform_filter(picked).mark_text(
        align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold",
    ).encode(x=alt.XDatum(0.02, axis=None), y=alt.YDatum(depth + 0.5, axis=None), text="answer:N", description="answer:N")
    chart = alt.layer(tiles, marks, labels, numbers, keys, words, invitation, answer).add_params(arrange, pick)
    chart = chart.properties(width=570, height=round((depth + 2.85) * 31))

    insight = f"{counts['both']} states are in both, {counts['EU']} only in the EU, {counts['NATO']} only in NATO."
    table = pd.DataFrame(
        [{"State": r["state"], "Club": _WORDS[r["club"]], "EU Member State": r["club"] != "NATO", "NATO Ally": r["club"] != "EU"}
         for r in rows]
    )
    lists = {c: ", ".join(r["state"] for r in rows if r["club"] == c) for c in _ORDER}
    return Figure(
        name="two_clubs",
        chart=chart,
        title=f"{counts['both']} of {len(rows)} states belong to both clubs",
        subtitle="Each tile is a state. Its shape and colour say which club it is in.",
        insight=insight,
        table=table,
        description=(
            f"{len(rows)} named tiles stand in three blocks. Left, {counts['EU']} only in the EU: {lists['EU']}. "
            f"Middle, {counts['both']} in both, by far the largest block: {lists['both']}. "
            f"Right, {counts['NATO']} only in NATO: {lists['NATO']}. Below the picture, one menu arranges the tiles "
            "by club or by name, and another marks a country."
        ),
        sources=_LISTS,
        label="D",
        tables=("countries",),
        as_of=max(r["as_of"] for r in rows),
        counted=f"Counted: {len(rows)} states that are a Member State of the EU, a NATO Ally or both; one tile is one state.",
    )


@dataclass(frozen=True)
class Format:
    """One column of the matrix: a format a state can be in, whose format it is, and how a cell is read.

    head: the column's heading, one item per line. column: column of countries.csv. levels: code → (level, words);
    a level is "full", "part", "none" or "unknown". The code "*" stands for any value that is not empty.
    sources: the texts that carry this column; a row of countries.csv names more, for columns that are not drawn.
    """

    key: str
    head: tuple[str, ...]
    says: str
    owner: str
    column: str
    levels: dict[str, tuple[str, str]]
    sources: tuple[str, ...]

    def read(self, row: dict[str, Any]) -> tuple[str, str]:
        value = row[self.column]
        code = {True: "true", False: "false", None: ""}.get(value, str(value))
        if code in self.levels:
            return self.levels[code]
        if code and "*" in self.levels:
            level, words = self.levels["*"]
            return level, words.format(code)
        raise ChartError(
            f"countries.csv says {code!r} for {row['name']} in {self.column}, which the matrix cannot draw. "
            f"Known: {', '.join(self.levels)}. Add the code to FORMATS in charts/clubs.py."
        )


def matrix() -> Figure:
    """Return the states of both clubs against eight formats: filled, hollow or empty marks.

    In the picture a reader can sort the rows and search for a state. Raises ChartError for a code in countries.csv
    that has no mark yet.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    states = _states()
    keys = [one.key for one in FORMATS]
    read = [{one.key: one.read(state) for one in FORMATS} for state in states]
    inside = {one.key: frozenset(s["name"] for s, r in zip(states, read, strict=True) if r[one.key][0] == "full") for one in FORMATS}
    patterns = ["".join(r[key][0][0] for key in keys) for r in read]
    rank = _ranks(states, read, patterns)

    # Layout in rows: names left, one column per format, headings above the first row.
    step = 60
    name_width = 570 - step * len(FORMATS)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 570], nice=False, zero=False))
    last = len(states)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-4.7, last + 1.2], reverse=True, nice=False, zero=False))
    domain = [f"{one.key} {level}" for one in FORMATS for level in ("full", "part")]
    colours = [theme.COLOURS.get(one.owner, theme.GREY) for one in FORMATS for _ in (0, 1)]
    shapes = [theme.SHAPES.get(one.owner, "square") for one in FORMATS for _ in (0, 1)]

    sort = alt.param(
        name="sort_by", value="pattern",
        bind=alt.binding_select(
            options=["pattern", "name", "count"], labels=["club and pattern", "name", "number of formats"], name="Sort by ",
        ),
    )
    find = alt.param(name="find", value="", bind=alt.BindInput(input="search", placeholder="such as Norway", name="Find a state "))
    hit = "find != '' && indexof(datum.found_as, lower(find)) >= 0"
    wide = pd.DataFrame([
        {
            "state": state["name"], "found_as": _names_of(state["name"]), **{k: v[0] for k, v in r.items()},
            "by_pattern": rank["pattern"][i], "by_name": rank["name"][i], "by_count": rank["count"][i],
            "words": f"{state['name']}. " + "; ".join(f"{one.says}: {r[one.key][1]}" for one in FORMATS),
        }
        for i, (state, r) in enumerate(zip(states, read, strict=True))
    ])
    base = alt.Chart(wide).transform_calculate(
        row="sort_by == 'name' ? datum.by_name : sort_by == 'count' ? datum.by_count : datum.by_pattern",
        top="datum.row - 0.5", bottom="datum.row + 0.5", hit=hit,
    )
    band = base.transform_filter("datum.hit").mark_rect(color=theme.MARKER, aria=False).encode(
        x=alt.value(0), x2=alt.value(570), y=alt.Y("top:Q", axis=None), y2="bottom:Q",
    )
    lines = base.mark_rule(color=theme.LIGHT, strokeWidth=0.7, aria=False).encode(
        x=alt.value(0), x2=alt.value(570), y=alt.Y("bottom:Q", axis=None),
    )
    names = base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
        x=alt.XDatum(2, axis=None), y=y, text="state:N", description="words:N",
    )
    long = base.transform_fold(keys, as_=["format", "level"]).transform_calculate(
        x=f"{name_width + step // 2} + {step} * indexof({keys!r}, datum.format)", kind="datum.format + ' ' + datum.level",
    )
    marks = long.transform_filter("datum.level == 'full' || datum.level == 'part'").mark_point(
        size=88, strokeWidth=1.6, aria=False, opacity=1,
    ).encode(
        x=x, y=alt.Y("row:Q", axis=None),
        shape=alt.Shape("kind:N", legend=None, scale=alt.Scale(domain=domain, range=shapes)),
        stroke=alt.Stroke("kind:N", legend=None, scale=alt.Scale(domain=domain, range=colours)),
        fill=alt.Fill("kind:N", legend=None, scale=alt.Scale(
            domain=domain, range=[c if i % 2 == 0 else theme.PAPER for i, c in enumerate(colours)])),
    )
    unknown = long.transform_filter("datum.level == 'unknown'").mark_text(
        text="?", fontSize=theme.TEXT, color=theme.GREY, baseline="middle", aria=False,
    ).encode(x=alt.X("x:Q", axis=None), y=alt.Y("row:Q", axis=None))
    heads = alt.Chart(pd.DataFrame([
        {"at": name_width + step * (i + 0.5), "line": line, "up": -1.95 - 0.82 * (len(one.head) - 1 - j), "bold": False}
        for i, one in enumerate(FORMATS) for j, line in enumerate(one.head)
    ])).mark_text(fontSize=theme.SMALL, baseline="alphabetic", aria=False).encode(x=alt.X("at:Q", axis=None), y=alt.Y("up:Q", axis=None), text="line:N")
    totals = alt.Chart(pd.DataFrame([
        {"at": name_width + step * (i + 0.5), "total": str(len(inside[one.key])), "format": one.key,
         "says": f"{one.says}: {len(inside[one.key])} of {last}"}
        for i, one in enumerate(FORMATS)
    ])).mark_text(fontSize=16, fontWeight="bold", baseline="alphabetic").encode(
        x=alt.X("at:Q", axis=None), y=alt.YDatum(-0.8, axis=None), text="total:N", description="says:N",
        color=alt.Color("format:N", legend=None, scale=alt.Scale(domain=keys, range=[theme.COLOURS.get(o.owner, theme.GREY) for o in FORMATS])),
    )
    count_word = alt.Chart(pd.DataFrame([{"says": "states in full"}])).mark_text(
        align="left", baseline="alphabetic", fontSize=theme.SMALL, color=theme.GREY,
    ).encode(x=alt.XDatum(2, axis=None), y=alt.YDatum(-0.8, axis=None), text="says:N", description="says:N")
    found = base.transform_calculate(one="datum.hit ? 1 : 0").transform_aggregate(n="sum(one)").transform_calculate(
        says="find == '' ? '' : datum.n == 0 ? 'No state found. Try the first letters of its name.' : datum.n + (datum.n == 1 ? ' state found' : ' states found')",
    ).transform_filter("datum.says != ''").mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(
        x=alt.XDatum(2, axis=None), y=alt.YDatum(last + 0.6, axis=None), text="says:N", description="says:N",
    )
    chart = alt.layer(band, lines, names, marks, unknown, heads, totals, count_word, found).add_params(sort, find)
    chart = chart.properties(width=570, height=round((last + 5.9) * 17))

    kinds = len(set(patterns))
    twins = [one.says for one in FORMATS if sum(inside[one.key] == other for other in inside.values()) > 1]
    what = f"only {', '.join(twins[:-1])} and {twins[-1]} have the same members" if twins else "no two have the same members"
    columns = {"State": [s["name"] for s in states]}
    columns.update({one.says: [r[one.key][1] for r in read] for one in FORMATS})
    open_rows = sum(s["status"] != "confirmed" for s in states)
    if open_rows:
        columns["Row confirmed"] = ["yes" if s["status"] == "confirmed" else "not wholly" for s in states]
    counts = ", ".join(f"{one.says} {len(inside[one.key])}" for one in FORMATS)
    return Figure(
        name="matrix",
        chart=chart,
        title=f"A patchwork: {last} states, {kinds} different patterns",
        subtitle="Filled: in full. Hollow: in part, or on the way. Empty: no. Disc: of the EU; star: of NATO; square: wider.",
        insight=f"Membership is a patchwork: across {len(FORMATS)} formats {last} states show {kinds} patterns, and {what}.",
        table=pd.DataFrame(columns),
        description=(
            f"A table of marks with {last} rows, one per state, and {len(FORMATS)} columns. States in full per column: {counts}. "
            "Sorted by club and pattern, the states in both clubs stand on top with long rows of filled marks; the states "
            "in one club only stand below with gaps in different places. A menu sorts the rows, a search field marks a state."
        ),
        sources=tuple(dict.fromkeys(one for column in FORMATS for one in column.sources)),
        label="D",
        tables=("countries",),
        as_of=max(str(s["as_of"])[:10] for s in states),
        counted=f"Counted: {last} states that are a Member State of the EU, a NATO Ally or both, in {len(FORMATS)} formats.",
        note="In the SAFE column all 27 Member States are entitled to borrow; 19 asked for the whole sum." + (
            f" {open_rows} rows hold at least one cell that no good source confirmed yet; the last column of the table marks them."
            if open_rows else ""
        ),
    )


_YES_NO = {"true": ("full", "yes"), "false": ("none", "no")}
FORMATS = (
    Format("EU", ("EU",), "EU", "EU", "eu_status", {
        "member": ("full", "Member State"), "candidate": ("part", "candidate"), "applicant": ("part", "applicant"),
        "former": ("none", "no, former Member State"), "withdrawn": ("none", "no, withdrew its application"),
        "none": ("none", "no")}, ("eu-nd-countries", "eurostat-nd-glossary-candidate", "bpb-nd-28-november-1994", "bbc-2026-iceland")),
    Format("NATO", ("NATO",), "NATO", "NATO", "nato_member", {"true": ("full", "Ally"), "false": ("none", "no")}, ("nato-nd-member-countries", "newsweek-2024-nato-map")),
    Format("PfP", ("Partner-", "ship for", "Peace"), "Partnership for Peace", "NATO", "pfp", {
        "participates": ("full", "takes part"), "member": ("none", "no, is an Ally"),
        "left": ("none", "no, left it"), "absent": ("none", "no"), "none": ("none", "no")},
        ("nato-1999-ireland-partner", "nato-2008-malta-partnership", "bmlv-2012-nato-information", "cyprusmail-2025-tradeoff")),
    Format("CSDP", ("CSDP",), "CSDP in full", "EU", "csdp_full", _YES_NO, ("council-2023-pesco-denmark", "ap-2022-denmark-expected-join")),
    Format("EEA", ("EEA", "through", "EFTA"), "EEA through EFTA", "wider", "eea_efta", _YES_NO, ("birdbird-2025-safe-regulation-legal",)),
    Format("SDP", ("Defence", "partner of", "the EU"), "Security and defence partnership with the EU", "EU", "sdp_date", {
        "*": ("full", "since {}"), "": ("none", "no")}, (
        "eeas-2025-canada-sign-security", "apa-2024-norway-sign-security", "uk-2025-eu-partnership", "eeas-2024-north-macedonia",
        "balkantribune-2024-albania-sign-security", "euroconservative-2026-eyes-arctic-foothold")),
    Format("SAFE", ("SAFE",), "SAFE", "EU", "safe_role", {
        "member": ("full", "Member State, entitled to borrow"), "eligible": ("part", "may buy together"),
        "agreement": ("part", "takes part by agreement"), "may_join": ("part", "may join joint purchases, parts up to 35% of cost"),
        "cap35": ("none", "no role of its own, parts up to 35% of cost"), "none": ("none", "no"), "unknown": ("unknown", "not found")},
        ("eurlex-2025-safe", "deloittelegal-2025-safe", "canada-2025-safe", "anadolu-2025-allocates-eur-150bn")),
    Format("USL", ("Ukraine", "loan"), "Ukraine loan of 2026", "EU", "usl_participant", _YES_NO, ("sieps-2026-eu24-loan",)),
)
"""The columns of the matrix, left to right."""

_ALSO = {
    "Türkiye": "turkey", "Czechia": "czech republic", "United States": "usa america", "United Kingdom": "uk britain",
    "Netherlands": "holland", "North Macedonia": "macedonia",
}
"""Other names under which a reader may look for a state."""


def _names_of(name: str) -> str:
    """Small letters to search in: the name as written, without accents, and its other names."""
    return " | ".join(dict.fromkeys([name.lower(), _folded(name), *filter(None, [_ALSO.get(name)])]))


def _ranks(states: list[dict], read: list[dict], patterns: list[str]) -> dict[str, list[int]]:
    """Row number of each state under the three orders."""
    club = {"both": 0, "EU": 1, "NATO": 2}
    full = [sum(level == "full" for level, _ in r.values()) for r in read]
    orders = {
        "pattern": lambda i: (club[states[i]["club"]], -full[i], patterns[i], i),
        "name": lambda i: i,
        "count": lambda i: (-full[i], i),
    }
    out = {}
    for name, order in orders.items():
        places = [0] * len(states)
        for place, i in enumerate(sorted(range(len(states)), key=order)):
            places[i] = place
        out[name] = places
    return out


def _fill(alt: Any) -> Any:
    return alt.Fill("club:N", legend=None, scale=alt.Scale(domain=list(_ORDER), range=[theme.COLOURS[c] for c in _ORDER]))


def _states() -> list[dict[str, Any]]:
    """The rows of states in at least one club, by name, each with its club."""
    rows = [r for r in tables.records("countries") if r["eu_member"] or r["nato_member"]]
    club = model.club_of(rows)
    return [{**r, "club": club[r["iso3"]]} for r in sorted(rows, key=lambda r: _folded(r["name"]))]


def _tiles() -> list[dict[str, Any]]:
    """Each state with its place in the picture, arranged by club and by name, reading down the columns."""
    states = _states()
    deep = -(-len(states) // 5)
    out = []
    seen = dict.fromkeys(_ORDER, 0)
    size = {club: sum(s["club"] == club for s in states) for club in _ORDER}
    for i, state in enumerate(states):
        club = state["club"]
        first, columns = _COLUMNS[club]
        rows = -(-size[club] // columns)
        column, row = divmod(seen[club], rows)
        seen[club] += 1
        out.append({
            "state": state["name"], "iso3": state["iso3"], "club": club,
            "club_column": first + column, "club_row": row, "name_column": i // deep, "name_row": i % deep,
            "words": f"{state['name']}: {_WORDS[club]}",
            "answer": f"{state['name']} is {_WORDS[club]}{' clubs' if club == 'both' else ''}.",
            "as_of": str(state["as_of"])[:10], "source_id": state["source_id"],
        })
    return out


def _name_of(given: str, rows: list[dict[str, Any]]) -> str:
    for row in rows:
        if given in (row["state"], row["iso3"]) or _folded(given) == _folded(row["state"]):
            return row["state"]
    raise ChartError(
        f"{given!r} is in neither club, so no tile can be marked. "
        f"Give a name or ISO3 code such as {rows[0]['state']!r} or {rows[0]['iso3']!r}, or None."
    )


def _folded(text: str) -> str:
    """Small letters without accents, so that Türkiye sorts and is found as turkiye."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return plain.replace("ł", "l").replace("Ł", "L").casefold()
