"""How sure a learner was, and how often right: the reliability picture."""

from __future__ import annotations

from collections.abc import Iterable

from eunato.models import calibration as model

from . import theme
from .figure import Figure

LEAST = 12
"""Answers below which no picture is drawn: it would show chance."""
BADGE = "computed from your answers"
"""Stands in place of an evidence label: the picture is neither a public record nor a score somebody gave."""
_CLOSE = 3
"""Percentage points of bias up to which a learner counts as well calibrated."""


def percentages(points: Iterable[tuple[float, bool]]) -> tuple[int, int]:
    """Average confidence and share right in whole percent; their difference is what a page says, so that it adds up.

    >>> percentages([(0.9, True), (0.6, False)])
    (75, 50)
    """
    kept = list(points)
    return round(100 * sum(p for p, _ in kept) / len(kept)), round(100 * sum(bool(right) for _, right in kept) / len(kept))


def mine(points: Iterable[tuple[float, bool]]) -> Figure:
    """Return stated confidence against the share right, in bins.

    points: pairs (confidence from 0 to 1, right or wrong), one per answer. Below 12 answers the figure has no picture,
    only a sentence that says how many are missing. Raises ModelError for a confidence outside 0 to 1.
    """
    import pandas as pd

    kept = [(float(p), bool(right)) for p, right in points]
    bins = model.reliability(kept)
    if len(kept) < LEAST:
        missing = LEAST - len(kept)
        return Figure(
            name="calibration",
            chart=None,
            title=f"Your calibration starts at {LEAST} answers",
            insight=(
                f"You have {len(kept)} {'answer' if len(kept) == 1 else 'answers'} with a confidence so far; the picture "
                f"comes after {missing} more."
            ),
            table=pd.DataFrame(),
            description=f"With fewer than {LEAST} answers the dots would show chance, so nothing is drawn yet.",
            sources=(),
            label="D",
            badge=BADGE,
        )
    from .render import enable

    alt = enable()
    brier = model.brier(kept)
    sure, right = percentages(kept)
    points_off = abs(sure - right)
    says = "well calibrated" if points_off <= _CLOSE else f"{'over' if sure > right else 'under'}confident by about {points_off} points"

    rows = [{
        "sure": round(100 * one.mean_p, 1), "right": round(100 * one.share_right, 1), "answers": one.n,
        "words": f"{round(one.share_right * one.n)} of {one.n}",
    } for one in bins]
    data = pd.DataFrame(rows)
    percent = {"values": [0, 25, 50, 75, 100], "labelExpr": "datum.value + '%'"}
    x = alt.X("sure:Q", title="How sure you were", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(**percent, grid=True))
    y = alt.Y("right:Q", title="How many were right", scale=alt.Scale(domain=[0, 100]), axis=alt.Axis(
        **percent, grid=True, titleAngle=0, titleAlign="left", titleAnchor="end", titleX=-30, titleY=-14))
    diagonal = alt.Chart(pd.DataFrame([{"a": 0, "b": 100}])).mark_rule(strokeDash=[5, 4], color=theme.GREY, strokeWidth=1.5, aria=False).encode(
        x=alt.X("a:Q"), y=alt.Y("a:Q"), x2="b:Q", y2="b:Q")
    line = alt.Chart(pd.DataFrame([
        {"at": 24, "up": 31, "says": "as right as sure", "turn": 0, "words": "On the dashed line: as right as sure"},
    ])).mark_text(align="right", fontSize=theme.SMALL, color=theme.GREY).encode(x="at:Q", y="up:Q", text="says:N", description="words:N")
    dots = alt.Chart(data).mark_point(filled=True, opacity=1, color=theme.INK, shape="circle").encode(
        x=x, y=y, size=alt.Size("answers:Q", legend=None, scale=alt.Scale(domain=[0, max(20, data["answers"].max())], range=[0, 700])),
        description="words:N")
    labels = alt.Chart(data).transform_calculate(
        up="datum.right < 12 || (datum.right >= datum.sure && datum.right < 88) ? datum.right + 9 : datum.right - 9"
    ).encode(x="sure:Q", y="up:Q", text="words:N")
    halo = labels.mark_text(fontSize=theme.SMALL, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=5, strokeJoin="round", aria=False)
    numbers = labels.mark_text(fontSize=theme.SMALL, fontWeight="bold", aria=False)
    chart = alt.layer(diagonal, line, halo, dots, numbers).properties(width=450, height=320)
    return Figure(
        name="calibration",
        chart=chart,
        title=f"Your answers: {says}",
        subtitle="Below the dashed line: more sure than right. Bigger: more answers.",
        insight=(
            f"You were right in {right}% of {len(kept)} answers at an average confidence of {sure}%: {says}."
        ),
        table=pd.DataFrame({
            "Confidence": [f"{round(100 * b.low)}% to {round(100 * b.high)}%" for b in bins],
            "Answers": [b.n for b in bins],
            "Average confidence, %": [row["sure"] for row in rows],
            "Right, %": [row["right"] for row in rows],
        }),
        description=(
            "One dot for each level of confidence; a dashed diagonal marks answers that are right as often as they were "
            "sure. " + " ".join(f"Sure {row['sure']:g}%: {row['words']} right." for row in rows)
        ),
        sources=(),
        label="D",
        badge=BADGE,
        counted=f"Counted: {len(kept)} of your answers with a confidence. Brier score: {brier:.2f} (0 is perfect, 0.25 is guessing at 50%).",
        note=model.CAVEAT,
    )
