"""Who can stop an action: one dot per state and body, and a line where one state sits in two."""

from __future__ import annotations

from typing import Any

from eunato.models import veto as model
from eunato.models.veto import VETO_RULES, BodyVeto, VetoResult

from . import theme
from .figure import Figure, with_word

_WIDTH = 570
_ROW, _STEP = 21, 34  # pixels per row of names, and between the marks of two bodies
_WHOLE = 10  # a group up to this size is not split between two columns
_KEY, _KEY_TEXT = 104, 122  # where the key's marks and words stand, right of the big number


def blockers(result: VetoResult | str) -> Figure:
    """Return the dot plot of a veto model: each state that sits in a required body, dot by dot.

    result: what ``models.veto.blockers`` returned, or an action's id such as "joint_decision". A filled mark can stop the action, a hollow one cannot; a line joins
    the marks of one state, which counts once.
    """
    import pandas as pd

    from .render import enable

    if isinstance(result, str):
        result = model.blockers(result)
    alt = enable()
    bodies = result.bodies
    groups = _groups(result)
    states = sum(len(members) for _, members in groups)
    panels = 1 if states <= 8 else 2 if len(bodies) > 2 or states <= 20 else 3
    panel_width = _WIDTH / panels
    flow = _flow(groups, panels)
    key_lines = [theme.wrap(_says(body, result), _WIDTH - _KEY_TEXT, theme.TEXT) for body in bodies] or [["No body has to decide"]]
    head = max(0.9 * sum(len(lines) for lines in key_lines) + 0.35 * len(key_lines), 2.3) + (0.8 if flow else 0)
    depth = max(row["row"] for row in flow) + 0.5 if flow else 0

    scale_x = alt.Scale(domain=[0, _WIDTH], nice=False, zero=False)
    scale_y = alt.Scale(domain=[-head, max(depth, 0.1)], reverse=True, nice=False, zero=False)

    def x(field: str) -> Any:
        return alt.X(field, axis=None, scale=scale_x)

    def y(field: str) -> Any:
        return alt.Y(field, axis=None, scale=scale_y)

    kinds = [f"{org} {mark}" for org in ("EU", "NATO", "both") for mark in ("full", "hollow")]
    colours = [theme.COLOURS[org] for org in ("EU", "NATO", "both") for _ in (0, 1)]
    shape = alt.Shape("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=[theme.SHAPES[org] for org in ("EU", "NATO", "both") for _ in (0, 1)]))
    stroke = alt.Stroke("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=colours))
    fill = alt.Fill("kind:N", legend=None, scale=alt.Scale(
        domain=kinds, range=[c if i % 2 == 0 else theme.PAPER for i, c in enumerate(colours)]))

    keys, says, top = [], [], -head
    for body, lines in zip(bodies, key_lines, strict=False):
        keys.append({"x": _KEY, "row": top + 0.45, "kind": f"{_org(body)} {'full' if body.blockers else 'hollow'}"})
        says += [{"x": _KEY_TEXT, "row": top + 0.45 + 0.9 * i, "says": line} for i, line in enumerate(lines)]
        top += 0.9 * len(lines) + 0.35
    if not bodies:
        says = [{"x": _KEY_TEXT, "row": top + 0.45, "says": key_lines[0][0]}]
    total = pd.DataFrame([{"x": 0, "row": -head, "total": "falls" if result.falls else str(result.count),
                           "unit": "by abstention" if result.falls else "capital" if result.count == 1 else "capitals",
                           "words": _capitals(result)[:1].upper() + _capitals(result)[1:]}])
    layers = [
        alt.Chart(total).mark_text(align="left", baseline="top", fontSize=34, fontWeight="bold").encode(
            x=x("x:Q"), y=y("row:Q"), text="total:N", description="words:N"),
        alt.Chart(total).transform_calculate(below="datum.row + 1.7").mark_text(align="left", baseline="top", fontSize=theme.TEXT, aria=False).encode(
            x=x("x:Q"), y=y("below:Q"), text="unit:N"),
        alt.Chart(pd.DataFrame(says)).mark_text(align="left", baseline="middle", fontSize=theme.TEXT).encode(
            x=x("x:Q"), y=y("row:Q"), text="says:N", description="says:N"),
    ]
    if keys:
        layers.append(alt.Chart(pd.DataFrame(keys)).mark_point(size=120, opacity=1, strokeWidth=1.6, aria=False).encode(
            x=x("x:Q"), y=y("row:Q"), shape=shape, stroke=stroke, fill=fill))
    if flow:
        names, dots, links, heads = [], [], [], []
        names_at = 10 + _STEP * (len(bodies) - 1) + 18
        for item in flow:
            left = item["panel"] * panel_width
            if item["head"]:
                heads.append({"x": left, "row": item["row"], "says": item["says"]})
                continue
            seats = {body.body_id: _mark(body, item["state"]) for body in bodies}
            names.append({"x": left + names_at, "row": item["row"], "state": result.names[item["state"]],
                          "words": f"{result.names[item['state']]}: " + "; ".join(_seat_words(b, item["state"], result) for b in bodies)})
            full = []
            for i, body in enumerate(bodies):
                if seats[body.body_id]:
                    at = left + 10 + _STEP * i
                    dots.append({"x": at, "row": item["row"], "kind": f"{_org(body)} {seats[body.body_id]}"})
                    if seats[body.body_id] == "full":
                        full.append(at)
            if len(full) > 1:
                links.append({"x": full[0], "end": full[-1], "row": item["row"]})
        if links:
            layers.append(alt.Chart(pd.DataFrame(links)).mark_rule(color=theme.COLOURS["both"], strokeWidth=2, aria=False).encode(
                x=x("x:Q"), x2="end:Q", y=y("row:Q")))
        layers += [
            alt.Chart(pd.DataFrame(dots)).mark_point(size=95, opacity=1, strokeWidth=1.6, aria=False).encode(
                x=x("x:Q"), y=y("row:Q"), shape=shape, stroke=stroke, fill=fill),
            alt.Chart(pd.DataFrame(names)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
                x=x("x:Q"), y=y("row:Q"), text="state:N", description="words:N"),
            alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold").encode(
                x=x("x:Q"), y=y("row:Q"), text="says:N", description="says:N"),
        ]
    chart = alt.layer(*layers).properties(width=_WIDTH, height=round((head + depth) * _ROW))

    joint = " –" if ":" in result.label else ":"
    title = with_word(f"{result.label}{joint} {_capitals(result)}", result.evidence)
    return Figure(
        name="blockers",
        chart=chart,
        title=title,
        subtitle=_how_to_read(result, groups),
        insight=_insight(result),
        table=_table(result, groups),
        description=_description(result, groups),
        sources=result.sources,
        label=result.evidence,
        tables=("actions", "bodies", "countries"),
        as_of=result.as_of,
        counted=_counted(result),
        note=f"{result.note} {_ours(result)}{result.caveat}".strip() + (" Some rows behind this figure are not confirmed yet." if result.status == "unconfirmed" else ""),
    )


def _ours(result: VetoResult) -> str:
    """That the reading is ours, where the label says so and the note of the row does not."""
    said = any(words in result.note for words in ("our reading", "We read"))
    return "" if result.evidence != "I" or said else "Who has a veto here is our reading. "


_IN = {"EU": "in the EU", "NATO": "in NATO"}


def _how_to_read(result: VetoResult, groups: list[tuple[str, list[str]]]) -> str:
    """The key in words, with nothing in it that the picture does not show."""
    if not groups:
        return ""
    said = [f"Filled: {'does not abstain' if result.falls else 'can stop it'}."] if result.blockers else []
    meanings = {
        _seat_words(body, state, result).removeprefix(f"{body.name}, ")
        for body in result.bodies for state in (*body.members, *body.out) if state not in body.blockers
    }
    if meanings:
        said.append(f"Hollow: {' or '.join(sorted(meanings))}.")
    if result.twice:
        said.append("A line joins two seats of one state.")
    return " ".join(said)


def _org(body: BodyVeto) -> str:
    return body.org if body.org in theme.COLOURS else "both"


def _says(body: BodyVeto, result: VetoResult) -> str:
    if result.falls and body.rule in VETO_RULES:
        return f"{body.name}: {len(body.members) - len(body.blockers)} of {len(body.members)} abstain, and the decision falls ({body.rule_words})"
    if body.rule in VETO_RULES:
        return f"{body.name}: {len(body.blockers)} of {len(body.members)} can say no ({body.rule_words})"
    if body.rule == "qmv":
        return f"{body.name}: {len(body.members)} vote, no single one can stop it ({body.rule_words})"
    return f"{body.name}: {body.rule_words}"


def _mark(body: BodyVeto, state: str) -> str:
    """"full" where the state can block in this body, "hollow" where it only sits there, "" where it has no seat."""
    if state in body.blockers:
        return "full"
    return "hollow" if state in body.members or state in body.out else ""


def _seat_words(body: BodyVeto, state: str, result: VetoResult) -> str:
    if state in body.blockers:
        return f"{body.name}, {'does not abstain' if result.falls else 'can stop it'}"
    if state in result.abstaining and state in body.out:
        how = "keeps silent" if body.org == "NATO" else "abstains with a declaration" if body.abstention_rule == "constructive" else "abstains"
        return f"{body.name}, {how}"
    if state in body.out:  # an opt-out of the table; where the row is an interpretation, so is this
        return f"{body.name}, takes no part here{' (our reading)' if result.evidence == 'I' else ''}"
    if state in body.members:
        return f"{body.name}, cannot stop it alone"
    return f"{body.name}, no seat"


def _groups(result: VetoResult) -> list[tuple[str, list[str]]]:
    """States by the bodies in which they can block, in the model's order; those who cannot come last."""
    order: dict[tuple[str, ...], list[str]] = {}
    for state in result.blockers:
        where = tuple(body.body_id for body in result.bodies if state in body.blockers)
        order.setdefault(where, []).append(state)
    voting = [body for body in result.bodies if body.rule in VETO_RULES and body.blockers]
    groups = []
    for where, states in order.items():
        if len(where) > 1:
            says = "Seats in both" if len(where) == 2 and len(voting) == 2 else f"Seats in {len(where)} bodies"
        elif len(voting) == 1:
            says = "Do not abstain" if result.falls else "Can stop it"
        else:
            body = next(body for body in voting if body.body_id == where[0])
            alone = sum(other.org == body.org for other in voting) == 1 and body.org in _IN
            says = f"Seat {_IN[body.org]} only" if alone else f"Only {body.name}"
        groups.append((says, states))
    seated = dict.fromkeys(s for body in result.bodies for s in (*body.members, *body.out))
    rest = [state for state in seated if state not in result.blockers]
    if rest:
        groups.append(("Cannot stop it alone" if result.majority else "Out or abstaining" if groups else "Cannot stop it", rest))
    return groups


def _flow(groups: list[tuple[str, list[str]]], panels: int) -> list[dict[str, Any]]:
    """Names and headings set in columns like newsprint: down, then right; no heading at the foot of a column."""
    total = sum(len(states) + 1.45 for _, states in groups)
    depth = -(-total // panels) if groups else 0
    while groups:
        placed: list[dict[str, Any]] = []
        panel, row = 0, 0.0
        for says, states in groups:
            gap = 0.45 if row else 0.0
            least = 1 + (len(states) if len(states) <= _WHOLE else 2)  # a short group stays in one column
            if row and row + gap + least > depth:
                panel, row, gap = panel + 1, 0.0, 0.0
            row += gap
            placed.append({"head": True, "says": f"{says}: {len(states)}", "state": "", "panel": panel, "row": row + 0.5})
            row += 1
            for state in states:
                if row + 1 > depth:
                    panel, row = panel + 1, 0.0
                placed.append({"head": False, "says": "", "state": state, "panel": panel, "row": row + 0.5})
                row += 1
        if panel < panels:
            return placed
        depth += 0.5
    return []


def _capitals(result: VetoResult) -> str:
    if result.falls:
        return "the decision falls by abstention"
    if result.count == 0:
        return "no capital can stop it alone" if result.majority else "no capital has a veto"
    return f"{result.count} capital{'s' if result.count > 1 else ''} can stop it"


def _insight(result: VetoResult) -> str:
    voting = [body for body in result.bodies if body.blockers]
    if result.falls:
        return "The decision falls, although nobody says no: too many states abstain."
    if not result.count:
        return "No capital can stop it with a veto of its own."
    where = " and ".join(f"{len(body.blockers)} in the {body.name}" for body in voting)
    said = f"{result.count} capital{'s' if result.count > 1 else ''} can stop it: {where}"
    return f"{said}; {len(result.twice)} of them sit in both and count once." if result.twice else f"{said}."


def _counted(result: VetoResult) -> str:
    if result.falls:
        return f"Counted: {len(result.abstaining)} states that abstain; one mark is one state in one body."
    if result.twice and len([b for b in result.bodies if b.blockers]) == 2:
        parts = " + ".join(str(len(body.blockers)) for body in result.bodies if body.blockers)
        return f"Counted: states, each once: {parts} − {len(result.twice)} = {result.count}."
    return f"Counted: {result.count} {'state' if result.count == 1 else 'states'} with a veto; one state is one capital."


def _table(result: VetoResult, groups: list[tuple[str, list[str]]]) -> Any:
    import pandas as pd

    rows = [
        {"State": result.names[state], "Can stop it": state in result.blockers and not result.falls,
         **{body.name: _seat_words(body, state, result).removeprefix(f"{body.name}, ") for body in result.bodies}}
        for _, states in groups for state in states
    ]
    if not rows:
        rows = [{"Body": body.name, "How it works": body.rule_words, "States that can stop it": 0} for body in result.bodies]
    return pd.DataFrame(rows or [{"Body": "none", "How it works": "no body has to decide", "States that can stop it": 0}])


def _description(result: VetoResult, groups: list[tuple[str, list[str]]]) -> str:
    said = ["; ".join(_says(body, result) for body in result.bodies) + "."] if result.bodies else ["No body has to decide."]
    for says, states in groups:
        said.append(f"{says} ({len(states)}): {', '.join(result.names[state] for state in states)}.")
    if result.twice:
        said.append(f"A line joins the two marks of each of the {len(result.twice)} states with a veto in both bodies.")
    return " ".join(said)
