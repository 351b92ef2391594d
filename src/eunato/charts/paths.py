"""Where a paper travels: from its author over the links to its readers, and where it stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eunato.models import clubs
from eunato.models import paths as model
from eunato.models.paths import LEVEL_WORDS, ORGANISATIONS, SCOPE_WORDS, Link, PathResult

from . import theme
from .figure import Figure, with_word

_WIDTH = 570
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
          "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_TENS = {2: "twenty", 3: "thirty"}
_LINE, _GAP = 16, 22  # pixels per line of text at the right, and between two groups of readers
_LEFT = 42
_READERS_AT = {0: 230, 1: 250, 2: 320, 3: 372}
"""By the number of places on the way: pixels from the left edge to the readers."""
_SQUARE = "M-1,-1H1V1H-1Z"
_CROSS = "M-1,-1L1,1M1,-1L-1,1"
_END_SHAPES = {"yes": _SQUARE, "no": _SQUARE + _CROSS, "unknown": "M0,-1.2L1.2,0L0,1.2L-1.2,0Z"}
_CONSENT = {"NATO": "all Allies consent", "EU": "all Member States consent", "both": "the originator consents"}
"""Whose consent the model takes for granted, by the organisation that wrote the paper."""
_END_WORDS = {"yes": "yes", "no": "no", "unknown": "not known"}


@dataclass
class _Place:
    """A node of the drawing: a place with the edges that leave it, or a group of readers at the end."""

    name: str = ""
    end: str = ""  # "yes", "no", "unknown" for a group of readers
    lines: tuple[str, ...] = ()
    readers: tuple[str, ...] = ()
    edge: str = ""  # how the link into this place is drawn: "yes", "no", "unknown", "after"
    link: str = ""
    below: dict[Any, _Place] = field(default_factory=dict)
    x: float = 0
    y: float = 0


def paths(result: PathResult) -> Figure:
    """Return the paths of a paper as a layered picture: author left, places on the way, readers right.

    result: what ``models.paths.find`` returned. Solid lines are links that take the paper; a dashed line with a cross
    is the link where it stops, with the reason in words; a dotted line was not reached or is not public.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    root, leaves, deepest = _tree(result)
    leaf_x = _READERS_AT[min(deepest, 3)]
    step = (leaf_x - _LEFT) / (deepest + 1)
    bottom = 0.0
    for leaf in leaves:
        leaf.x, leaf.y = leaf_x, bottom + _LINE / 2
        bottom += _LINE * len(leaf.lines) + _GAP
    _settle(root, 0, step)
    places = [place for place in _walk(root)]
    height = max(bottom - _GAP, max(place.y for place in places if not place.end) + 46, 70)

    def x(what: str) -> Any:
        return alt.X(what, axis=None, scale=alt.Scale(domain=[0, _WIDTH], nice=False, zero=False))

    def y(what: str) -> Any:
        return alt.Y(what, axis=None, scale=alt.Scale(domain=[-16, height], reverse=True, nice=False, zero=False))

    edges, crosses, labels = [], [], []
    for place in places:
        for child in place.below.values():
            bend = place.x + step / 2  # elbows keep the lines clear of the names below the marks
            kind = {"kind": child.edge}
            edges += [
                {"x": place.x, "y": place.y, "x2": bend, "y2": place.y, **kind},
                {"x": bend, "y": place.y, "x2": bend, "y2": child.y, **kind},
                {"x": bend, "y": child.y, "x2": child.x, "y2": child.y, **kind},
            ]
            middle = child.x - step / 4  # in the column before the mark, also for a link that skips a column
            if child.edge == "no":
                crosses.append({"x": middle, "y": child.y})
            if child.link:
                says = child.link + (" ?" if child.edge == "unknown" else "")
                labels.append({"x": middle, "y": child.y - (15 if child.edge == "no" else 11), "says": says,
                               "words": _link_words(result, child)})
    edges.sort(key=lambda edge: edge["kind"] == "yes")  # solid lines last, on top
    kinds = ["yes", "no", "unknown", "after"]
    lines = alt.Chart(pd.DataFrame(edges)).mark_rule(aria=False).encode(
        x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q",
        color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.INK, theme.INK, theme.GREY, theme.GREY])),
        strokeDash=alt.StrokeDash("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[[1, 0], [7, 5], [2, 4], [2, 4]])),
        strokeWidth=alt.condition("datum.kind == 'yes'", alt.value(2.5), alt.value(2)),
    )
    layers = [lines]
    if crosses:
        layers.append(alt.Chart(pd.DataFrame(crosses)).mark_point(
            shape=_CROSS, size=150, filled=False, stroke=theme.INK, strokeWidth=3.5, opacity=1, aria=False,
        ).encode(x=x("x:Q"), y=y("y:Q")))
    if labels:
        layers += _haloed(alt, pd.DataFrame(labels), x, y, align="center", baseline="middle", fontSize=theme.SMALL)

    nodes = pd.DataFrame([
        {"x": place.x, "y": place.y, "org": _org(place.name), "says": result.names[place.name]}
        for place in places if not place.end
    ])
    shapes = {**{org: theme.SHAPES[org] for org in ("EU", "NATO", "both")}, **_END_SHAPES}
    fills = {**{org: theme.COLOURS[org] for org in ("EU", "NATO", "both")}, "yes": theme.INK, "no": theme.PAPER, "unknown": theme.PAPER}

    def shape(what: str) -> Any:
        return alt.Shape(what, legend=None, scale=alt.Scale(domain=list(shapes), range=list(shapes.values())))

    def fill(what: str) -> Any:
        return alt.Fill(what, legend=None, scale=alt.Scale(domain=list(fills), range=list(fills.values())))

    layers.append(alt.Chart(nodes).mark_point(size=330, opacity=1, filled=True, aria=False).encode(
        x=x("x:Q"), y=y("y:Q"),
        shape=shape("org:N"), fill=fill("org:N"),
    ))
    under = nodes.assign(y=nodes["y"] + 25, words=nodes["says"] + [", which writes the paper" if not i else ", on the way" for i in range(len(nodes))])
    layers += _haloed(alt, under, x, y, align="center", baseline="middle", fontSize=theme.SMALL, fontWeight="bold")
    author = pd.DataFrame([{"x": root.x, "y": root.y + 40, "says": "writes it"}])
    layers += _haloed(alt, author, x, y, align="center", baseline="middle", fontSize=theme.SMALL, aria=False)

    ends = pd.DataFrame([{"x": leaf.x, "y": leaf.y, "end": leaf.end} for leaf in leaves])
    layers.append(alt.Chart(ends).mark_point(size=140, opacity=1, stroke=theme.INK, strokeWidth=2, aria=False).encode(
        x=x("x:Q"), y=y("y:Q"),
        shape=shape("end:N"), fill=fill("end:N"),
    ))
    words = [
        {"x": leaf.x + 16, "y": leaf.y + _LINE * i, "says": line}
        for leaf in leaves for i, line in enumerate(leaf.lines) if i
    ]
    heads = pd.DataFrame([{"x": leaf.x + 16, "y": leaf.y, "says": leaf.lines[0], "words": _leaf_words(result, leaf)} for leaf in leaves])
    layers.append(alt.Chart(heads).mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(
        x=x("x:Q"), y=y("y:Q"), text="says:N", description="words:N"))
    if words:
        layers.append(alt.Chart(pd.DataFrame(words)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(
            x=x("x:Q"), y=y("y:Q"), text="says:N"))
    chart = alt.layer(*layers).properties(width=_WIDTH, height=round(height + 16))

    document, total = result.document, len(result.document.recipients)
    label = _label(result)
    level = LEVEL_WORDS[document.level]
    title = f"{level[0].upper()}{level[1:]} paper on {SCOPE_WORDS[document.scope]}: {_found(result)}"
    consent = _CONSENT[_org(document.originator)] if _consents(result) else ""
    title += f" (assumption: {consent})" if consent else ""
    open_rows = " Some rows behind this figure are not confirmed yet." if result.status == "unconfirmed" else ""
    return Figure(
        name="paths",
        chart=chart,
        title=with_word(title, label),
        subtitle=_how_to_read(result),
        insight=_insight(result),
        table=_table(result),
        description=_description(result, leaves),
        sources=result.sources,
        label=label,
        tables=("info_links", "countries"),
        as_of=result.as_of,
        counted=f"Counted: {total} required {'reader' if total == 1 else 'readers'}; L01 and so on are rows of the table of links.",
        note=result.caveat + (" Which links take the paper is our reading." if label == "I" else "") + (f" Assumed: {consent} to every release that needs it." if consent else "") + open_rows,
    )


def annex() -> Figure:
    """Return the picture of lesson 02's impossible delivery, as the rules stand today."""
    return paths(model.find(model.annex()))


def _haloed(alt: Any, data: Any, x: Any, y: Any, **mark: Any) -> list[Any]:
    """Text that stays readable where it crosses a line: a white outline first, then the letters."""
    base = alt.Chart(data).encode(x=x("x:Q"), y=y("y:Q"), text="says:N")
    outline = base.mark_text(**{**mark, "aria": False}, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=5, strokeJoin="round")
    spoken = base.mark_text(**mark)
    return [outline, spoken.encode(description="words:N") if mark.get("aria", True) else spoken]


def _link_words(result: PathResult, child: _Place) -> str:
    """A link as a screen reader says it: its number, where it leads, and whether it takes the paper."""
    if child.name:
        to = result.names[child.name]
    else:
        to = result.names[child.readers[0]] if len(child.readers) == 1 else f"{len(child.readers)} readers"
    fate = {"yes": "takes the paper", "no": "stops the paper", "unknown": "is not public", "after": "comes too late, the paper stopped before"}
    return f"Link {child.link} to {to} {fate[child.edge]}"


def _leaf_words(result: PathResult, leaf: _Place) -> str:
    """A group of readers as a screen reader says it: whether they get the paper, who they are, and why not."""
    names = [result.names[reader] for reader in leaf.readers]
    said = leaf.lines[0] + (f": {', '.join(names)}." if len(names) > 1 else ".")
    block = result.failing.get(leaf.readers[0])
    if not block:
        return said
    where = f" {'Stops at' if leaf.end == 'no' else 'Open at'} link {block.link.row}:" if block.link else ""
    return f"{said}{where} {block.reason}"


def _org(name: str) -> str:
    """Which club a place belongs to; a state on the way counts as neither and gets the shape of both."""
    if name in ("NATO-IS", "NAC"):
        return "NATO"
    return "EU" if name in ORGANISATIONS else "both"


def _tree(result: PathResult) -> tuple[_Place, list[_Place], int]:
    """Routes merged from the left while they run together; readers with the same route and fate form one group."""
    root = _Place(name=result.document.originator)
    grouped: dict[tuple, list[str]] = {}
    routes: dict[tuple, tuple[tuple[Link, ...], str]] = {}
    for end, readers in (("no", result.undelivered), ("unknown", result.unknown), ("yes", result.delivered)):
        for reader in readers:
            route = result.paths.get(reader, result.attempts.get(reader, ()))
            reason = result.failing[reader].reason if reader in result.failing else ""
            key = (end, tuple(link.row for link in route), reason)
            grouped.setdefault(key, []).append(reader)
            routes[key] = (route, end)
    deepest = max((max(len(route) - 1, 0) for route, _ in routes.values()), default=0)
    room = _WIDTH - _READERS_AT[min(deepest, 3)] - 18
    leaves = []
    for key, readers in grouped.items():
        route, end = routes[key]
        here, broken = root, False
        block = result.failing.get(readers[0])
        stop = block.link.link_id if block and block.link else ""
        rows = []
        for place, link in enumerate(route):
            kind = "after" if broken else "yes"
            if link.link_id == stop or (block and block.link and link.row == block.link.row and not broken):
                kind, broken = end, True
            rows.append((link.row, kind))
            if place < len(route) - 1:
                here = here.below.setdefault(tuple(rows), _Place(name=link.end, edge=kind, link=link.row))
        leaf = _Place(
            end=end, readers=tuple(readers), lines=tuple(_lines(result, readers, end, room)),
            edge=rows[-1][1] if rows else "no" if end == "no" else "yes", link=rows[-1][0] if rows else "",
        )
        here.below[key] = leaf
        leaves.append(leaf)
    order: list[_Place] = [place for place in _walk(root) if place.end]
    return root, order, deepest


def _lines(result: PathResult, readers: list[str], end: str, room: float) -> list[str]:
    names = [result.names[reader] for reader in readers]
    says = {"yes": f"{_get(len(names))} it", "no": f"{'does' if len(names) == 1 else 'do'} not get it", "unknown": "not known"}[end]
    lines = [f"{names[0] if len(names) == 1 else len(names)}{':' if end == 'unknown' else ''} {says}"]
    if len(names) > 1:
        lines += theme.wrap(", ".join(names), room, theme.SMALL)
    block = result.failing.get(readers[0])
    if block:
        where = f"{'Stops at' if end == 'no' else 'Open at'} {block.link.row}: " if block.link else ""
        lines += theme.wrap(where + block.reason, room, theme.SMALL)
    return lines


def _walk(place: _Place):
    yield place
    for child in place.below.values():
        yield from _walk(child)


def _settle(place: _Place, depth: int, step: float) -> float:
    """Place each node at the middle of what follows it; returns its height."""
    if place.end:
        return place.y
    ys = [_settle(child, depth + 1, step) for child in place.below.values()]
    place.x = _LEFT + depth * step
    place.y = (ys[0] + ys[-1]) / 2 if ys else 0.0
    return place.y


def _label(result: PathResult) -> str:
    """The weakest evidence label among the links of the picture; an assumed consent makes the whole an assumption."""
    if _consents(result):
        return "A"
    labels = {link.evidence for link in result.links}
    return next((one for one in "SAIE" if one in labels), "D")


def _consents(result: PathResult) -> bool:
    """Whether a reader gets the paper only because the model takes the originator's consent for granted."""
    return any(link.originator_consent == "required" for reader in result.delivered for link in result.paths[reader])


def _found(result: PathResult) -> str:
    """The finding in a few words, such as "26 of 27 get it"."""
    readers, count = result.document.recipients, result.count
    if len(readers) == 1:
        name = result.names[readers[0]]
        return f"{name} gets it" if count else f"{name} does not get it" if result.undelivered else f"not known for {name}"
    if result.unknown and not count and not result.undelivered:
        return "not known who gets it"
    return f"{'all' if count == len(readers) else f'{count} of'} {len(readers)} {'surely ' if result.unknown else ''}{_get(count)} it"


def _get(count: int) -> str:
    return "gets" if count == 1 else "get"


def _how_to_read(result: PathResult) -> str:
    said = ["Solid line: the link takes the paper."]
    if result.undelivered:
        said.append("Dashed with a cross: it stops here.")
    if result.unknown:
        said.append("Dotted: not public.")
    return " ".join(said)


def _insight(result: PathResult) -> str:
    if result.deliverable:
        return "Every reader has a path of links that take this paper."
    group = result.undelivered or result.unknown
    reasons: dict[str, list[str]] = {}
    for one in group:
        reasons.setdefault(result.failing[one].reason, []).append(result.names[one])
    said = []
    for reason, names in list(reasons.items())[:2]:
        who = f"{len(names)} readers" if len(names) > 5 else _listed(names)
        head = f"{'It' if said else 'The paper'} does not reach {who}" if result.undelivered else f"Whether it reaches {who} is not known"
        if reason.split()[0] in ("The", "A", "It", "Under", "Beyond", "Informal", "Staff", "Outside"):
            reason = reason[0].lower() + reason[1:]
        said.append(f"{head}: {reason.rstrip('.')}.")
    more = ["The other reasons are in the table."] if len(reasons) > 2 else []
    return " ".join(said + more)


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


def _table(result: PathResult) -> Any:
    import pandas as pd

    fate = {**dict.fromkeys(result.delivered, "yes"), **dict.fromkeys(result.unknown, "unknown"), **dict.fromkeys(result.undelivered, "no")}
    rows = []
    for end in ("no", "unknown", "yes"):
        for reader in (one for one in fate if fate[one] == end):
            route = result.paths.get(reader, result.attempts.get(reader, ()))
            block = result.failing.get(reader)
            rows.append({
                "Reader": result.names[reader],
                "Gets it": _END_WORDS[end],
                "Path": _path_words(result, route),
                "Stops at" if result.undelivered else "Open at": block.link.row if block and block.link else "",
                "Reason": block.reason if block else "",
            })
    return pd.DataFrame(rows)


def _path_words(result: PathResult, route: tuple[Link, ...]) -> str:
    steps = [result.names[result.document.originator]]
    for link in route:
        steps.append(f"({link.row}) {result.names[link.end]}")
    return " → ".join(steps)


def _count_words(count: int) -> str:
    """A number below forty in words, for the start of a sentence.

    >>> _count_words(23)
    'twenty-three'
    """
    if count < 20:
        return _SMALL[count]
    tens, ones = divmod(count, 10)
    return _TENS[tens] + (f"-{_SMALL[ones]}" if ones else "") if tens in _TENS else str(count)


def _sort_of(readers: tuple[str, ...]) -> str:
    """What a group of readers has in common: Allies, Member States, or just readers."""
    sets = clubs.split()
    if set(readers) <= sets.nato:
        return "Allies"
    return "Member States" if set(readers) <= sets.eu else "readers"


def _way(result: PathResult, route: tuple[Link, ...]) -> str:
    """The way of a group of readers in words, without naming one reader for all."""
    if not route:
        return "as its author"
    author = result.names[result.document.originator]
    if len(route) == 1:
        return f"directly from {author} (link {route[0].row})"
    places = _listed([result.names[link.end] for link in route[:-1]])
    return f"from {author} through {places} (links {_listed([link.row for link in route])})"


def _description(result: PathResult, leaves: list[_Place]) -> str:
    said = [f"Left, {result.names[result.document.originator]} writes the paper; lines lead right to groups of readers."]
    for leaf in leaves:
        route = result.paths.get(leaf.readers[0], result.attempts.get(leaf.readers[0], ()))
        names = [result.names[reader] for reader in leaf.readers]
        count = len(names)
        who = names[0] if count == 1 else f"{_count_words(count).capitalize()} {_sort_of(leaf.readers)}"
        fate = {"yes": f"{_get(count)} it", "no": f"{'does' if count == 1 else 'do'} not get it; the best attempt is",
                "unknown": "may get it"}[leaf.end]
        said.append(f"{who} {fate} {_way(result, route)}{': ' + ', '.join(names) if count > 1 else ''}.")
        block = result.failing.get(leaf.readers[0])
        if block:
            said.append(f"{'It stops there' if leaf.end == 'no' else 'Open'}: {block.reason}")
    return " ".join(said)
