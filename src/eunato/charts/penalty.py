"""What a confident answer costs when it is right, and when it is wrong: the two halves of the Brier score."""

from __future__ import annotations

from . import theme
from .figure import Figure

_STEP = 5


def penalty() -> Figure:
    """Return the cost of one answer by stated confidence, with a slider that reads both curves.

    One answer given with confidence p costs (p − 1)² when it is right and p² when it is wrong. There is no data in this
    picture, only the rule.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    shares = [round(p / 100, 2) for p in range(0, 101, _STEP)]
    rows = pd.DataFrame(
        [{"sure": round(100 * p), "cost": round((p - 1) ** 2, 4), "case": "right", "words": "Solid curve: a right answer costs 1 at 0% and nothing at 100%"} for p in shares]
        + [{"sure": round(100 * p), "cost": round(p**2, 4), "case": "wrong", "words": "Dashed curve: a wrong answer costs nothing at 0% and 1 at 100%"} for p in shares]
    )
    look = {"right": theme.GREY, "wrong": theme.INK}  # the four colours belong to EU, NATO, both and US
    sure = alt.param("sure", value=90, bind=alt.binding_range(min=0, max=100, step=_STEP, name="How sure, in % "))
    x = alt.X("sure:Q", title="How sure you said you were", scale=alt.Scale(domain=[0, 100]),
              axis=alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'"))
    y = alt.Y("cost:Q", title="Cost of this answer", scale=alt.Scale(domain=[-0.14, 1.14], nice=False), axis=alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1], format=".2f", grid=True, titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    colour = alt.Color("case:N", legend=None, scale=alt.Scale(domain=list(look), range=list(look.values())))
    lines = alt.Chart(rows).mark_line(strokeWidth=3).encode(
        x=x, y=y, color=colour, description="words:N", strokeDash=alt.StrokeDash("case:N", legend=None, scale=alt.Scale(domain=list(look), range=[[1, 0], [7, 4]])))
    here = alt.Chart(rows).transform_filter("datum.sure == sure").transform_calculate(
        says="'if ' + datum.case + ': ' + format(datum.cost, '.2f')",
        # the costlier case has its label above its dot, the other one below, so that the two never meet (at 50% wrong is above)
        up="(datum.case == 'wrong') == (datum.sure >= 50) ? datum.cost + 0.09 : datum.cost - 0.09",
    )
    dots = here.mark_point(filled=True, opacity=1, size=140, shape="circle").encode(x=x, y=y, color=colour, description="says:N")
    says = alt.X("sure:Q"), alt.Y("up:Q"), alt.Text("says:N")
    words = {"align": {"expr": "sure > 55 ? 'right' : sure < 45 ? 'left' : 'center'"}, "dx": {"expr": "sure > 55 ? -12 : sure < 45 ? 12 : 0"}, "fontWeight": "bold", "fontSize": theme.TEXT}
    halo = here.mark_text(color=theme.PAPER, stroke=theme.PAPER, strokeWidth=5, strokeJoin="round", aria=False, **words).encode(*says)
    read = here.mark_text(aria=False, **words).encode(*says)
    chart = alt.layer(lines, dots, halo, read).add_params(sure).properties(width=440, height=280)
    shown = [50, 60, 70, 80, 90, 100]
    return Figure(
        name="penalty",
        chart=chart,
        title="Sure and wrong is costly (the rule is an assumption)",
        subtitle="Solid: the answer was right. Dashed: it was wrong. Move the slider below.",
        insight="For example, at 90% a right answer costs 0.01 and a wrong one 0.81, so certainty has to be earned.",
        table=pd.DataFrame({
            "How sure, %": shown,
            "Cost if right": [round((p / 100 - 1) ** 2, 2) for p in shown],
            "Cost if wrong": [round((p / 100) ** 2, 2) for p in shown],
        }),
        description=(
            "Two curves over confidence from 0 to 100%. The cost of a right answer falls from 1 to 0; the cost of a wrong "
            "answer rises from 0 to 1. They cross at 50%, where both cost 0.25. At 90% they are 0.01 and 0.81."
        ),
        sources=(),
        label="A",
        counted="Nothing is counted here. The curves are the Brier rule for one answer: (p − 1)² if right, p² if wrong.",
    )
