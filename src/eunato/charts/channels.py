"""How many capitals can stop each way of working together: the formal, the informal and the staff channel."""

from __future__ import annotations

from eunato.models import veto

from . import theme
from .figure import Figure

ACTIONS = ("joint_decision", "nato_operation", "csdp_own", "staff_briefing")
"""The four actions of lesson 02's prediction, from the most vetoes to none."""


def counts(action_ids: tuple[str, ...] = ACTIONS) -> Figure:
    """Return one bar per action with the number of capitals that can stop it.

    action_ids: rows of the table ``actions``. Raises ModelError for an unknown one.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    results = sorted((veto.blockers(action_id) for action_id in action_ids), key=lambda r: (-r.count, r.label))
    rows = pd.DataFrame([{
        "order": i, "action": r.label, "count": r.count, "channel": veto.CHANNELS[r.channel],
        "says": f"{r.count}", "words": f"{r.label}: {r.count} capitals can stop it",
    } for i, r in enumerate(results)])
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5))
    x = alt.X("count:Q", axis=None, scale=alt.Scale(domain=[0, 40]))
    bars = alt.Chart(rows).mark_bar(color=theme.COLOURS["both"], height=16).encode(x=x, y=y, description="words:N")
    names = alt.Chart(rows).mark_text(align="left", baseline="bottom", dy=-12, fontSize=theme.TEXT, aria=False).encode(
        x=alt.value(0), y=y, text="action:N")
    numbers = alt.Chart(rows).mark_text(align="left", dx=7, fontSize=16, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N")
    chart = alt.layer(bars, names, numbers).properties(width=520, height=alt.Step(46))
    most, least = results[0], results[-1]
    return Figure(
        name="channels",
        chart=chart,
        title=f"From {most.count} vetoes to {'none' if least.count == 0 else least.count}",
        subtitle="Capitals that can stop each way of working together.",
        insight=f"A formal joint decision can be stopped by {most.count} capitals; a briefing between staffs needs the signature of none.",
        table=pd.DataFrame({
            "Way of working together": rows["action"], "Channel": rows["channel"], "Capitals that can stop it": rows["count"],
        }),
        description="Bars from the longest to the shortest: " + "; ".join(f"{r.label}, {r.count}" for r in results) + ".",
        sources=tuple(dict.fromkeys(s for r in results for s in r.sources)),
        label="D",
        tables=("actions", "bodies", "countries"),
        as_of=max(str(r.as_of) for r in results),
        counted="Counted: governments that can say no under the published rules, each once.",
        note=f"The counts are our arithmetic on lists of members and published rules. That no capital can stop a single briefing is our reading. {veto.CAVEAT}",
    )
