"""The pictures of the briefings model: the distance over time, and four offers beside each other."""

from __future__ import annotations

from eunato.models import briefings as model

from . import theme
from .figure import Figure

_AS_OF = "2026-10-08"


def distance(path: model.Path, before: model.Path | None = None) -> Figure:
    """Return the distance between two planning pictures over time for one setting of the briefings model.

    path: what ``models.briefings.run`` returned. before: another setting to compare with, drawn in grey.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    shown = [("yours", path)] + ([("before", before)] if before is not None and before.points != path.points else [])
    rows = [{"month": n, "distance": value, "which": which} for which, one in shown for n, value in enumerate(one.points)]
    top = max(row["distance"] for row in rows) * 1.12 or 1
    months = len(path.points) - 1
    ends = [{"month": months, "distance": one.points[-1], "which": which, "says": f"{'your setting' if which == 'yours' else 'start'}: {_points(one.points[-1])}",
             "words": f"{'Your setting' if which == 'yours' else 'Setting at the start'}: after {months} months {_points(one.points[-1])} points"} for which, one in shown]
    if len(ends) == 2 and abs(ends[0]["distance"] - ends[1]["distance"]) < top * 0.09:
        upper = max(ends, key=lambda end: end["distance"])
        for end in ends:
            end["place"] = end["distance"] + top * (0.05 if end is upper else -0.05)
    for end in ends:
        end.setdefault("place", end["distance"])
    x = alt.X("month:Q", axis=alt.Axis(title="month", values=list(range(0, months + 1, 6))), scale=alt.Scale(domain=[-2.5, months], nice=False))
    y = alt.Y("distance:Q", axis=alt.Axis(title=None, grid=True, tickCount=5, domain=False, ticks=False, labelAlign="left", labelPadding=0, labelBaseline="bottom", labelOffset=-2), scale=alt.Scale(domain=[0, top], nice=False))
    colour = alt.Color("which:N", legend=None, scale=alt.Scale(domain=["yours", "before"], range=[theme.INK, theme.GREY]))
    layers = [
        alt.Chart(pd.DataFrame(rows)).mark_line(aria=False).encode(
            x=x, y=y, color=colour, strokeDash=alt.StrokeDash("which:N", legend=None, scale=alt.Scale(domain=["yours", "before"], range=[[1, 0], [5, 4]]))),
        alt.Chart(pd.DataFrame(ends)).mark_text(align="left", dx=6, fontSize=theme.SMALL, fontWeight="bold").encode(
            x=x, y=alt.Y("place:Q"), text="says:N", color=colour, description="words:N"),
    ]
    if path.steady is not None and path.steady <= top:
        layers.insert(0, alt.Chart(pd.DataFrame([{"at": path.steady}])).mark_rule(color=theme.LIGHT, strokeWidth=1.5, aria=False).encode(y=alt.Y("at:Q")))
    settles = f"the distance settles at {_points(path.steady)}" if path.steady is not None else "the distance does not settle" if path.sigma else "the distance stays as it is"
    return Figure(
        name="distance",
        chart=alt.layer(*layers).properties(width=440, height=240),
        title=f"Two planning pictures: {settles} (assumption)",
        subtitle="Distance in points of a made-up scale, month by month." + (" Solid: yours. Dashed: the start." if len(shown) == 2 else ""),
        insight=path.sentence,
        table=pd.DataFrame({"Month": range(months + 1), "Your setting, points": [round(value, 2) for value in path.points]}
                           | ({"Start, points": [round(value, 2) for value in shown[1][1].points]} if len(shown) == 2 else {})),
        description=(
            f"Lines over {months} months. Your setting runs from {_points(path.points[0])} to {_points(path.last)} points"
            + (f", the setting at the start to {_points(shown[1][1].last)} points." if len(shown) == 2 else ".")
        ),
        sources=model.SOURCES,
        label="A",
        tables=("engine_settings",),
        as_of=_AS_OF,
        counted=(
            f"Nothing is counted here: a model with assumed numbers. Your setting: {_points(path.briefings)} {'briefing' if path.briefings == 1 else 'briefings'} a month, "
            f"{100 * path.closed:.3g}% of the content closed. Learning is {path.alpha:g} per briefing and side, new difference {path.sigma:g} {'point' if path.sigma == 1 else 'points'} a month."
        ),
        note=path.caveat,
    )


def offers() -> Figure:
    """Return where the distance settles when most is closed: as now, twice the briefings, one tenth more open, both."""
    import pandas as pd

    from .render import enable

    alt = enable()
    few, many, closed, opened = model.BRIEFINGS, 2 * model.BRIEFINGS, 0.9, 0.8
    settings = [("as now", few, closed), ("twice the briefings", many, closed), ("one more tenth open", few, opened), ("both", many, opened)]
    rows = pd.DataFrame([
        {"order": n, "name": f"{name}: {b:g} a month, {100 * k:.0f}% closed", "value": model.steady(b, k), "says": _points(model.steady(b, k) or 0),
         "words": f"{name.capitalize()}, {b:g} briefings a month and {100 * k:.0f}% closed: the distance settles at {_points(model.steady(b, k) or 0)}"}
        for n, (name, b, k) in enumerate(settings)
    ])
    same = rows["says"][1] == rows["says"][2]
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, float(rows["value"].max()) * 1.15]))
    base = alt.Chart(rows)
    chart = alt.layer(
        base.mark_bar(height=16, color=theme.INK).encode(x=x, y=y, description="words:N"),
        base.mark_text(align="left", baseline="bottom", dy=-11, fontSize=theme.TEXT, aria=False).encode(x=alt.value(0), y=y, text="name:N"),
        base.mark_text(align="left", dx=7, fontSize=15, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=540, height=alt.Step(44))
    return Figure(
        name="offers",
        chart=chart,
        title=f"Twice the briefings or one more tenth open: {'the same' if same else 'not the same'} distance (assumption)",
        subtitle="Where the distance between the two pictures settles, in points of a made-up scale.",
        insight=(
            f"Both bring the distance from {rows['says'][0]} to {rows['says'][1]} points. In the model, doubling the open share does what doubling the briefings does."
            if same else f"Twice the briefings: {rows['says'][1]} points; one more tenth open: {rows['says'][2]}."
        ),
        table=pd.DataFrame({
            "Setting": [name for name, _, _ in settings], "Briefings a month": [b for _, b, _ in settings],
            "Closed, %": [round(100 * k) for _, _, k in settings], "Settled distance, points": rows["says"],
        }),
        description="Four bars. " + " ".join(f"{words}." for words in rows["words"]),
        sources=model.SOURCES,
        label="A",
        tables=("engine_settings",),
        as_of=_AS_OF,
        counted=f"Assumed: learning of {model.ALPHA:g} per briefing and side, {model.SIGMA:g} point of new difference a month.",
        note=model.CAVEAT,
    )


def _points(value: float) -> str:
    return f"{value:,.1f}".removesuffix(".0")
