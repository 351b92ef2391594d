"""The eligibility bar, the convoy clock, and how long a permission takes."""

from __future__ import annotations

from eunato import tables
from eunato.models import convoy, eligibility

from . import theme
from .figure import Figure

_CROSS = "M-1,-0.6L-0.6,-1L0,-0.4L0.6,-1L1,-0.6L0.4,0L1,0.6L0.6,1L0,0.4L-0.6,1L-1,0.6L-0.4,0Z"
_MARKS = {"met": ("circle", theme.INK, theme.INK), "not": (_CROSS, theme.INK, theme.INK), "waits": ("diamond", theme.PAPER, theme.INK), "left": ("diamond", theme.PAPER, theme.GREY), "off": ("stroke", theme.GREY, theme.GREY)}
_ROW = 25
_TRY = 10.0
"""A second notice, in days, that a reader may set beside the longest one: an assumption."""


def bar(result: eligibility.Result) -> Figure:
    """Return one offer: the share of parts from outside against the cap, and the seven tests below."""
    import pandas as pd

    from .render import enable

    alt = enable()
    offer, share, cap = result.offer, 100 * result.out_share, 100 * eligibility.CAP
    tests = pd.DataFrame([
        {"row": i, "says": f"{one.rule.rule_id}  {one.rule.title}", "article": one.rule.article, "state": one.state, "word": eligibility.STATES[one.state],
         "decides": one.rule.rule_id == result.rule, "words": f"{one.rule.rule_id}, {one.rule.title}, {one.rule.article}: {eligibility.STATES[one.state]}. {one.because}"}
        for i, one in enumerate(result.tests)
    ])
    x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 100], range=[0, 560], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-3.6, 6.7], reverse=True, nice=False, zero=False))
    parts = alt.Chart(pd.DataFrame([{"share": share, "end": 100.0, "row": -2.1, "says": f"Dark: {share:.1f}% of the cost of parts comes from outside", "words": f"Parts from outside: {share:.1f}% of their cost; the cap is {cap:g}%"}]))
    line = alt.Chart(pd.DataFrame([{"share": cap, "low": -2.7, "high": -1.4, "row": -1.05, "says": f"cap {cap:g}%"}]))
    base = alt.Chart(tests)
    shape = alt.Shape("state:N", legend=None, scale=alt.Scale(domain=list(_MARKS), range=[mark[0] for mark in _MARKS.values()]))
    fill = alt.Fill("state:N", legend=None, scale=alt.Scale(domain=list(_MARKS), range=[mark[1] for mark in _MARKS.values()]))
    stroke = alt.Stroke("state:N", legend=None, scale=alt.Scale(domain=list(_MARKS), range=[mark[2] for mark in _MARKS.values()]))
    chart = alt.layer(
        base.transform_filter("datum.decides").transform_calculate(top="datum.row - 0.48", low="datum.row + 0.48").mark_rect(color=theme.MARKER, aria=False).encode(
            x=alt.value(0), x2=alt.value(560), y=alt.Y("top:Q", axis=None), y2="low:Q"),
        parts.mark_bar(height=26, color=theme.LIGHT, aria=False).encode(x=x, x2="end:Q", y=y),
        parts.mark_bar(height=26, color=theme.GREY, aria=False).encode(x=x, x2=alt.datum(0), y=y),
        parts.transform_calculate(over="-3.15").mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(
            x=alt.value(0), y=alt.Y("over:Q", axis=None), text="says:N", description="words:N"),
        line.mark_rule(color=theme.PAPER, strokeWidth=5, aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), y2="high:Q"),
        line.mark_rule(color=theme.INK, strokeDash=[5, 4], strokeWidth=2, aria=False).encode(x=x, y=alt.Y("low:Q", axis=None), y2="high:Q"),
        line.mark_text(align="center", baseline="middle", fontSize=theme.SMALL).encode(x=x, y=y, text="says:N", description="says:N"),
        base.mark_point(size=120, strokeWidth=2, opacity=1, aria=False).encode(x=alt.value(14), y=y, shape=shape, fill=fill, stroke=stroke),
        base.mark_text(align="left", baseline="middle", fontSize=theme.TEXT).encode(x=alt.value(32), y=y, text="says:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(160), y=y, text="article:N"),
        base.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=alt.value(368), y=y, text="word:N"),
    ).properties(width=560, height=round(10.3 * _ROW))
    decided = f"{result.rule} decides" if result.rule != "none" else {"eligible": "no test stands against it"}.get(result.verdict, "the checker stops here")
    if offer.instrument == "national":
        decided = "the tests of SAFE do not apply"
    met = sum(one.state == "met" for one in result.tests)
    return Figure(
        name="eligibility_bar", chart=chart,
        title=f"{offer.name[:1].upper()}{offer.name[1:]} (invented, assumption): {result.words}; {decided}",
        subtitle=f"Bar: share of the cost of parts from outside. Below: seven tests of the SAFE Regulation. {eligibility.ADVICE}",
        insight=f"{result.because} {share:.1f}% of the cost of parts comes from outside; the cap is {cap:g}%.",
        table=pd.DataFrame([{"Test": f"{one.rule.rule_id} {one.rule.title}", "Article": one.rule.article, "Rule in our words": one.rule.text, "Answer": eligibility.STATES[one.state], "Why": one.because} for one in result.tests]),
        description=f"A bar filled to {share:.1f}% with a dashed line at {cap:g}%. Below it seven rows, {met} of them met. " + " ".join(f"{one.rule.rule_id}: {eligibility.STATES[one.state]}." for one in result.tests),
        sources=eligibility.SOURCES, label="A", tables=("eligibility_rules", "eligibility_cases", "eligibility_parts", "instruments"), as_of="2026-10-08",
        counted=f"Counted: parts that cost {offer.total:,.10g} in all, {offer.outside:,.10g} of it from outside the EU, the EEA–EFTA states and Ukraine.",
        note=f"{eligibility.ADVICE} The firm is invented. Where a paragraph was not read, the table of rules says so.",
    )


def clock(result: convoy.Clock) -> Figure:
    """Return one convoy as pieces of waiting and driving along a scale of days."""
    import pandas as pd

    from .render import enable

    alt = enable()
    words = {"wait": "wait:", "switch": "wait:", "drive": "drive:"}
    rows = pd.DataFrame([
        {"row": i, "start": round(one.start, 4), "end": round(one.start + one.days, 4), "kind": "drive" if one.kind == "drive" else "wait", "says": f"{words[one.kind]} {one.name}", "long": _days(one.days),
         "words": f"{words[one.kind]} {one.name}, {_days(one.days)} days, from day {_days(one.start)}"}
        for i, one in enumerate(result.segments)
    ])
    total = result.days
    x = alt.X("start:Q", title="Days from the first request", scale=alt.Scale(domain=[0, max(total, 0.1) * 1.12], range=[168, 560], nice=False), axis=alt.Axis(tickCount=6, format="~f"))
    end = alt.X("end:Q")
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.7, len(rows) - 0.3], reverse=True, nice=False, zero=False))
    base = alt.Chart(rows)
    chart = alt.layer(
        base.transform_filter("datum.kind == 'wait'").mark_bar(height=15, color=theme.PAPER, stroke=theme.INK, strokeWidth=1.5, strokeDash=[4, 3], aria=False).encode(x=x, x2="end:Q", y=y),
        base.transform_filter("datum.kind == 'drive'").mark_bar(height=15, color=theme.INK, aria=False).encode(x=x, x2="end:Q", y=y),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=5, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=end, y=y, text="long:N"),
    ).properties(width=560, height=max(120, 24 * len(rows)))
    share = 100 * result.waiting / total if total else 0
    tail = "" if result.reached else " The rule does not reach these forces, so today’s notice stays."
    return Figure(
        name="convoy_clock", chart=chart,
        title=f"{result.route.name} (assumption): {_days(total)} days, {_days(result.waiting)} of them waiting",
        subtitle=f"Dashed: waiting. Filled: driving. {convoy.RULES[result.rule].capitalize()}; permissions {convoy.ORDERS[result.order]}.",
        insight=f"Waiting takes {share:.0f}% of the time, at {result.lead:g} days for a permission.{tail}",
        table=pd.DataFrame([{"Step": f"{words[one.kind]} {one.name}", "From day": round(one.start, 2), "Days": round(one.days, 2)} for one in result.segments]),
        description=f"{len(rows)} bars along a scale of days. " + " ".join(f"{words[one.kind].capitalize()} {one.name}, {_days(one.days)} days." for one in result.segments) + f" Together {_days(total)} days; waiting takes {share:.0f}%.",
        sources=("ap-2025-fund-help-troops", "trasportoeurop-2025-unveils-eur-100bn", "moraisleitao-2025-legal-alert-commission"), label="A", tables=("mobility_rules", "routes", "route_legs"), as_of="2026-10-08",
        counted=f"Counted: {result.route.borders} permissions of {result.lead:g} days and {result.route.km:,.0f} km. Ways, distances and speed are invented.",
        note="Bridges, rail, customs and traffic are left out. The longest notice reported, one state’s, stands for every border until you change it.",
    )


def borders() -> Figure:
    """Return how long one permission may take: the longest notice reported today, the proposal and Parliament's position."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rules = {row["rule_id"]: row for row in tables.records("mobility_rules")}
    shown = [("now_longest", "Today: longest notice reported", "days"), ("prop_peace", "Proposal, in peacetime", "days"), ("ep_adhoc", "Parliament, one transport", "working days"), ("prop_emergency", "Proposal, emergency system on", "hours")]
    rows = pd.DataFrame([{"row": i, "days": rules[key]["days"], "says": says, "long": f"{rules[key]['value']:g} {unit}", "law": key == "now_longest", "words": f"{says}: {rules[key]['value']:g} {unit}"} for i, (key, says, unit) in enumerate(shown)])
    x = alt.X("days:Q", scale=alt.Scale(type="log", domain=[0.18, 90], range=[200, 560], nice=False), title="Time for one permission (logarithmic scale)",
              axis=alt.Axis(values=[0.25, 1, 10, 45], grid=True, labelExpr="datum.value == 0.25 ? '6 hours' : datum.value == 1 ? '1 day' : datum.value + ' days'"))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.6, len(rows) - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(rows)
    chart = alt.layer(
        base.mark_point(size=170, shape="circle", strokeWidth=2, stroke=theme.INK, opacity=1, aria=False).encode(x=x, y=y, fill=alt.condition("datum.law", alt.value(theme.INK), alt.value(theme.PAPER))),
        base.mark_text(align="left", baseline="middle", fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.mark_text(align="right", baseline="middle", dx=-13, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="long:N").transform_filter("datum.row == 0"),
        base.mark_text(align="left", baseline="middle", dx=13, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="long:N").transform_filter("datum.row > 0"),
    ).properties(width=560, height=210)
    now, peace, emergency = (rules[k] for k in ("now_longest", "prop_peace", "prop_emergency"))
    return Figure(
        name="one_border", chart=chart,
        title=f"One state asks for {now['value']:g} days’ notice; the proposal wants an answer within {peace['value']:g}",
        subtitle="Filled: in use, one state’s longest notice. Hollow: limits on an answer, proposed or a position, no law.",
        insight=f"A notice and a limit on an answer are two things. The proposal asks for an answer within {peace['value']:g} days, or {emergency['value']:g} hours in an emergency. It reaches Allies outside the EU in part; the Council wants them fully in.",
        table=pd.DataFrame([{"Whose rule": {"now": "in use", "proposal": "Commission", "council": "Council", "parliament": "Parliament", "outcome": "outcome"}[r["whose"]], "Date": str(r["date"]), "What it says": r["says"],
                             "Allies outside the EU": {"yes": "yes", "part": "in part", "unknown": "not known", "no": "no"}.get(r["allies"], "not said")} for r in rules.values()]),
        description="Four dots on a scale of days that grows tenfold. " + " ".join(f"{says}: {rules[key]['value']:g} {unit}." for key, says, unit in shown) + " Only the first is in use.",
        sources=tuple(dict.fromkeys(s for r in rules.values() for s in tables.split(r["source_id"]))), label="D", tables=("mobility_rules",), as_of="2026-10-08",
        counted=f"Counted: {len(shown)} of the {sum(r['topic'] == 'permission' for r in rules.values())} rows on time for a permission are drawn; the table has all {len(rules)} rows of the rules. The longest notice is that of one Member State, which the source does not name.",
        note="The usual notice at each border is not published. States of the EU and Norway have a programme of their own for common permissions; its limits were not read. Council and Parliament had their positions by 24 June 2026; a final act was not found as of October 2026.",
        row_labels=tuple(r["evidence"] for r in rules.values()), row_sources=tuple(r["source_id"] for r in rules.values()),
    )


def extension() -> Figure:
    """Return the four invented convoys under today's notice, the proposal for Member States only, and the proposal extended."""
    import pandas as pd

    from .render import enable

    alt = enable()
    ways = [("now", False, "today’s notice"), ("proposed", False, "proposal, not extended"), ("proposed", True, "proposal, extended")]
    rows, table = [], []
    for i, route in enumerate(convoy.routes()):
        done = [convoy.clock(route, rule, "parallel", extended) for rule, extended, _ in ways]
        table.append({"Convoy": route.name, "Forces of": "a Member State" if route.in_eu else "an Ally outside the EU", **{says: round(one.days, 2) for one, (_, _, says) in zip(done, ways, strict=True)}})
        for j, (one, (_, _, says)) in enumerate(zip(done, ways, strict=True)):
            rows.append({"row": 4.2 * i + 0.95 * j + 0.1, "days": round(one.days, 2), "way": says, "label": says, "says": _days(one.days), "words": f"{route.name}, {says}: {_days(one.days)} days"})
    data = pd.DataFrame(rows)
    heads = alt.Chart(pd.DataFrame([{"row": 4.2 * i - 0.95, "text": f"{one['Convoy']} (forces of {one['Forces of']})"} for i, one in enumerate(table)]))
    x = alt.X("days:Q", axis=None, scale=alt.Scale(domain=[0, 58], range=[160, 560], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-1.6, 4.2 * len(table) - 1.5], reverse=True, nice=False, zero=False))
    base = alt.Chart(data)
    chart = alt.layer(
        base.mark_bar(height=13, stroke=theme.INK, strokeWidth=1.3, aria=False).encode(x=x, x2=alt.datum(0), y=y, fill=alt.Fill("way:N", legend=None, scale=alt.Scale(domain=[w[2] for w in ways], range=[theme.GREY, theme.PAPER, theme.INK]))),
        base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=alt.value(12), y=y, text="label:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=6, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
        heads.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(0), y=y, text="text:N", description="text:N"),
    ).properties(width=570, height=330)
    outer = [one for one in table if one["Forces of"] != "a Member State"]
    stay = sum(one[ways[0][2]] == one[ways[1][2]] for one in outer)
    usual = next(convoy.clock(one, "now", "parallel", lead_now=_TRY).days for one in convoy.routes() if one.name == outer[0]["Convoy"])
    return Figure(
        name="who_may_move", chart=chart,
        title=f"Without extension the proposal changes nothing for {stay} of {len(table)} convoys (assumption)",
        subtitle="Days from the first request to arrival, all permissions asked at once before the start.",
        insight=f"If the rule is not extended, {stay} of {len(outer)} convoys of Allies outside the EU wait as long as today. Extended, {outer[0]['Convoy']} takes {outer[0][ways[2][2]]:g} days and not {outer[0][ways[0][2]]:g}. At {_TRY:g} days’ notice everywhere, today’s trip would take {usual:g}.",
        table=pd.DataFrame(table),
        description="Four groups of three bars. " + " ".join(f"{one['Convoy']}: {one[ways[0][2]]:g} days with today’s notice, {one[ways[1][2]]:g} under the proposal without extension, {one[ways[2][2]]:g} with it." for one in table),
        sources=("ap-2025-fund-help-troops", "trasportoeurop-2025-unveils-eur-100bn", "moraisleitao-2025-legal-alert-commission", "brusselstimes-2026-pushes-faster-military"), label="A", tables=("routes", "route_legs", "mobility_rules"), as_of="2026-10-08",
        counted=f"Counted: {len(table)} invented convoys. {convoy.LEADS['now']:g} days, the longest notice of one state, stand for today’s notice at every border, {convoy.LEADS['proposed']:g} for the proposal; {convoy.SPEED * convoy.HOURS:g} km a day.",
        note="Most of each long bar is the assumed notice, and the usual notice is not published: try another in the simulator. The real proposal opens some of its rules to Allies; which ones a convoy needs was not read. So “not extended” is the far end, not a finding.",
    )


def _days(value: float) -> str:
    """Days with at most two decimals: 45, 5.5, 0.25."""
    return f"{round(value, 2):,g}" if value < 1e5 else f"{value:,.0f}"
