"""Which tasks two operations share, and what a mission keeps of its support when NATO does less."""

from __future__ import annotations

from typing import Any

from eunato import tables
from eunato.models import operations as model

from . import theme
from .figure import Figure, with_word

_WIDTH = 570
_PAIRED = (
    ("althea", "eulex", "euam_iraq", "irini", "sophia", "atalanta", "eumam_ukraine"),
    ("nato_hq_sarajevo", "kfor", "nato_mission_iraq", "sea_guardian", "ocean_shield", "nsatu"),
)
"""The EU and the NATO operations of the matrix: the pairs that ran together for two years or more, without Afghanistan's."""


def tasks() -> Figure:
    """Return the matrix of shared tasks: EU operations against NATO operations, the Jaccard number in each cell."""
    import pandas as pd

    from .render import enable

    alt = enable()
    pairs = [model.overlap(eu, nato) for eu in _PAIRED[0] for nato in _PAIRED[1]]
    near = [pair for pair in pairs if pair.same_area]
    highest = max(near, key=lambda pair: pair.jaccard)
    left, top, wide, high = 118, 44, (_WIDTH - 118) / len(_PAIRED[1]), 34
    column = {op: n for n, op in enumerate(_PAIRED[1])}
    row = {op: n for n, op in enumerate(_PAIRED[0])}
    frame = pd.DataFrame([
        {"x": round(left + wide * column[p.nato.op_id] + 2, 1), "x2": round(left + wide * (column[p.nato.op_id] + 1) - 2, 1), "y": top + high * row[p.eu.op_id] + 2,
         "y2": top + high * (row[p.eu.op_id] + 1) - 2, "jaccard": round(p.jaccard, 2), "says": f"{p.jaccard:.2f}", "near": p.same_area,
         "words": f"{p.eu.name} and {p.nato.name}: {p.jaccard:.2f}, {len(p.shared)} of {len(p.eu.tags | p.nato.tags)} tags shared" + (", same area" if p.same_area else "")}
        for p in pairs
    ]).assign(middle=lambda f: (f["x"] + f["x2"]) / 2, centre=lambda f: (f["y"] + f["y2"]) / 2)
    height = top + high * len(row)
    scale_x, scale_y = alt.Scale(domain=[0, _WIDTH], nice=False), alt.Scale(domain=[0, height], nice=False, reverse=True)

    def x(field: str) -> Any:
        return alt.X(f"{field}:Q", axis=None, scale=scale_x)

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", axis=None, scale=scale_y)

    base = alt.Chart(frame)
    boxes = {"x": x("x"), "x2": "x2:Q", "y": y("y"), "y2": "y2:Q"}
    cells = base.mark_rect(aria=False).encode(**boxes, color=alt.Color("jaccard:Q", legend=None, scale=alt.Scale(domain=[0, 1], range=["#F3F5F8", "#8C97A6"], interpolate="rgb")))
    rings = base.transform_filter("datum.near").mark_rect(fill="transparent", stroke=theme.INK, strokeWidth=2.5, aria=False).encode(**boxes)
    texts = base.mark_text(fontSize=theme.TEXT, baseline="middle").encode(x=x("middle"), y=y("centre"), text="says:N", description="words:N",
        color=alt.condition("datum.near || datum.jaccard > 0", alt.value(theme.INK), alt.value(theme.GREY)))
    heads = pd.DataFrame(
        [{"x": left + wide * (n + 0.5), "y": top - 12 - 16 * (len(lines) - 1 - i), "says": line, "org": "NATO"}
         for op, n in column.items() for lines in [theme.wrap(model.operation(op).name, wide - 6, theme.SMALL)] for i, line in enumerate(lines)])
    sides = pd.DataFrame([{"x": 0, "y": top + high * (n + 0.5), "says": model.operation(op).name} for op, n in row.items()])
    above = alt.Chart(heads).mark_text(fontSize=theme.SMALL, color=theme.COLOURS["NATO"], fontWeight="bold", baseline="middle").encode(x=x("x"), y=y("y"), text="says:N", description="says:N")
    beside = alt.Chart(sides).mark_text(fontSize=theme.SMALL, color=theme.COLOURS["EU"], fontWeight="bold", align="left", baseline="middle").encode(x=x("x"), y=y("y"), text="says:N", description="says:N")
    chart = alt.layer(cells, rings, texts, above, beside).properties(width=_WIDTH, height=height)
    table = pd.DataFrame([
        {"EU": p.eu.name, "NATO": p.nato.name, "Same area": p.same_area, "Jaccard": round(p.jaccard, 2), "Shared tags": _tags(p.shared), "Tags of the EU operation": _tags(p.eu.tags), "Tags of the NATO operation": _tags(p.nato.tags)}
        for p in sorted(pairs, key=lambda p: (not p.same_area, -p.jaccard, p.ids))
    ])
    sea = next(p for p in near if p.ids == ("irini", "sea_guardian"))
    land = next(p for p in near if p.ids == ("eulex", "kfor"))
    none = sum(not p.shared for p in near)
    return Figure(
        name="tasks",
        chart=chart,
        title=f"Same place, other jobs: at most {highest.jaccard:.2f} of the tasks are shared",
        subtitle="Shared tags divided by all tags of a pair (Jaccard), from 0 to 1. Framed: the two ran in the same area.",
        insight=(
            f"Irini and Sea Guardian share {len(sea.shared)} of {len(sea.eu.tags | sea.nato.tags)} tags ({sea.jaccard:.2f}), EULEX and KFOR {len(land.shared)} of "
            f"{len(land.eu.tags | land.nato.tags)} ({land.jaccard:.2f}); {none} of {len(near)} framed pairs share none."
        ),
        table=table,
        description=(
            f"A grid of {len(_PAIRED[0])} EU operations in rows and {len(_PAIRED[1])} NATO operations in columns, with a number in each cell, darker where more is shared. "
            "Framed, in the same area: " + "; ".join(f"{p.eu.name} and {p.nato.name} {p.jaccard:.2f}, {len(p.shared)} of {len(p.eu.tags | p.nato.tags)} tags" for p in near) + f". {none} of {len(near)} framed pairs share no tag."
        ),
        sources=("course-2026-wording", "council-2025-irini", "nato-2016-sea-guardian-tasks", "eulex-2021-kfor-training", "shape-2024-althea", "netherlands-nd-nhqs", "eeas-2025-strong-together"),
        label="I",
        tables=("operations",),
        as_of=max(row["as_of"] for row in tables.records("operations")),
        counted=f"Counted: the tags that we gave to {len(_PAIRED[0]) + len(_PAIRED[1])} operations, a few words each. The tags are our coding; other tags would give other numbers.",
    )


def scale_back(plan: model.ScaleBack | None = None) -> Figure:
    """Return what each running EU mission keeps of its documented support, now and after a cut.

    plan: what models.operations.scale_back returned, for the explorer. Without it NATO's support is halved, and the picture has
    a field for the cut and a menu for what is cut.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    free = plan is None
    plan = model.scale_back(0.5) if plan is None else plan
    found = model.residuals(plan)
    everything, kfor = model.scale_back(1.0, weights=plan.weights), model.scale_back({"KFOR": 1.0}, weights=plan.weights)
    frame = pd.DataFrame([
        {"name": one.name, "share": round(one.share, 4), "all": round(1 - model.residual(one.mission, everything).share, 4), "kfor": round(1 - model.residual(one.mission, kfor).share, 4),
         "none": not one.documented, "now": 1.0}
        for one in found
    ])
    share = "1 - cut / 100 * (what == 'all' ? datum.all : datum.kfor)" if free else "datum.share"
    base = alt.Chart(frame).transform_calculate(left=share).transform_calculate(
        says="datum.none ? 'nothing documented' : format(datum.left, '.2f')",
        words="datum.name + (datum.none ? ': no support documented, so nothing is taken away' : ': keeps ' + format(datum.left, '.2f') + ' of 1')")
    y = alt.Y("name:N", sort=None, axis=None)
    scale = alt.Scale(domain=[0, 1], range=[120, _WIDTH - 12], nice=False)
    x = alt.X("left:Q", scale=scale, title="Share of the weighted support that is left", axis=alt.Axis(values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=True, domain=False))
    lines = base.transform_filter("!datum.none").mark_rule(strokeWidth=5, color=theme.COLOURS["EU"], opacity=0.35, aria=False).encode(x=x, x2="now:Q", y=y)
    now = base.mark_point(size=110, filled=True, fill=theme.PAPER, stroke=theme.GREY, strokeWidth=1.8, opacity=1, aria=False).encode(x=alt.X("now:Q", scale=scale), y=y)
    after = base.transform_filter("!datum.none").mark_point(size=130, filled=True, color=theme.COLOURS["EU"], opacity=1).encode(x=x, y=y, description="words:N")
    numbers = base.transform_filter("!datum.none").mark_text(align="right", dx=-12, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N")
    empty = base.transform_filter("datum.none").mark_text(align="right", dx=-12, fontSize=theme.SMALL, color=theme.GREY).encode(x=alt.X("now:Q", scale=scale), y=y, text="says:N", description="words:N")
    names = base.mark_text(align="left", fontSize=theme.TEXT, aria=False).encode(x=alt.value(0), y=y, text="name:N")
    chart = alt.layer(names, lines, now, after, numbers, empty).properties(width=_WIDTH, height=36 * len(found))
    if free:
        cut = alt.param(name="cut", value=50, bind=alt.binding_range(min=0, max=100, step=5, name="NATO does less by (%) "))
        what = alt.param(name="what", value="all", bind=alt.binding_select(options=["all", "kfor"], labels=["all documented support", "KFOR only"], name="What is cut "))
        chart = chart.add_params(cut, what)
    touched = [one for one in found if one.lost]
    bare = [one.name for one in found if not one.documented]
    kept = ", ".join(f"{one.name} keeps {one.share:.2f}" for one in touched) or "no mission with documented support is touched"
    title = f"If all of NATO’s documented support were halved: {kept}" if free else f"After the cut: {kept}"
    table = pd.DataFrame([
        {"EU mission": one.name, "Keeps": round(one.share, 3), "Documented kinds of support": ", ".join(model.FUNCTION_WORDS[f] for f in one.documented) or "none found",
         "Given by": ", ".join(dict.fromkeys(b for s in model.supports() if s.mission == one.mission for b in s.supporters)) or "–", "Shrinks": ", ".join(model.FUNCTION_WORDS[f] for f in one.lost) or "nothing"}
        for one in found
    ])
    return Figure(
        name="scale_back",
        chart=chart,
        title=with_word(title, "A"),
        subtitle="Hollow: now. Filled: after the cut. Each of six kinds of support counts " + ("the same." if len(set(plan.weights.values())) == 1 else "by your weights."),
        insight=f"{'With all of it halved, ' + kept if free else kept[0].upper() + kept[1:]}; for {len(bare)} missions no support is documented, which does not prove that they need none.",
        table=table,
        description=(
            "One row per running EU mission; a hollow mark at 1 for now, a filled mark where it would stand, and a bar between. "
            + " ".join(one.sentence for one in found) + f" Nothing is documented for {len(bare)}: {', '.join(bare)}."
        ),
        sources=("shape-2024-althea", "eufor-2017-kfor-reserve", "jfcnaples-2021-nhqsa-eufor", "kfor-2025-eulex-procedures", "eulex-2021-kfor-training", "euiss-2026-brief5"),
        label="A",
        tables=("operation_links",),
        as_of=max(row["as_of"] for row in tables.records("operation_links")),
        counted=f"Counted: {len(model.FUNCTIONS)} kinds of support ({', '.join(model.FUNCTION_WORDS[f] for f in model.FUNCTIONS)}), present or not in public texts. The size of the cut and the weights are assumptions.",
    )


def _tags(tags: Any) -> str:
    return ", ".join(sorted(tag.replace("_", " ") for tag in tags)) or "none"
