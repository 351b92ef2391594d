"""The cable case: the ladder of each incident, who does what, and the pictures of the cable model."""

from __future__ import annotations

from datetime import date

from eunato import tables
from eunato.models import cables as model

from . import theme
from .engine import _as_of, _pixels, _sources, _when, _word
from .figure import Figure

RUNGS = ("suspected", "inconclusive", "cleared", "dismissed", "charged", "attributed", "convicted")
"""The ladder from below. Between suspicion and charge stand the three ways in which a case ends unproved: no finding, no sabotage,
and a charge that a court dismisses. So a case that is thrown out comes down again; it is not better proved than a charge."""
_RUNG_WORDS = {
    "suspected": "suspected", "inconclusive": "no finding", "cleared": "no sabotage", "charged": "charged", "dismissed": "dismissed",
    "attributed": "a state named", "convicted": "convicted",
}
_LEFT, _WIDTH, _LANE, _RUNG = 98, 566, 17, 40  # pixels: names of the rungs, whole width, one lane at the bottom, one rung
_FROM, _TO = date(2022, 6, 1), date(2026, 12, 31)
_NAMES = {"now": "as now", "patrols": "patrols: half the failures", "repair": "repair in half the time", "spare": "one more cable", "all": "all three"}


def incidents() -> Figure:
    """Return the ladder of incidents: across, the date; up, how far a case got. In the picture a reader can mark a case."""
    import pandas as pd

    from .render import enable

    alt = enable()
    cases = sorted(tables.records("incidents"), key=lambda row: (row["date"], row["name"]))
    steps = tables.records("incident_steps")
    baltic = [case for case in cases if case["area"] == "baltic"]
    others = [case for case in cases if case["area"] != "baltic"]
    order = baltic + others
    lanes = {case["incident_id"]: n for n, case in enumerate(order)}
    floor = _RUNG * (len(RUNGS) - 1) + 16 + _LANE * len(order)

    def height(case: str, rung: str) -> float:
        if rung == RUNGS[0]:
            return floor - _LANE * (lanes[case] + 0.5)
        return _RUNG * (len(RUNGS) - 1 - RUNGS.index(rung)) + _RUNG / 2

    dots, lines, names = [], [], []
    for case in order:
        key = case["incident_id"]
        mine = sorted((step for step in steps if step["incident_id"] == key), key=lambda step: step["date"])
        for n, step in enumerate(mine):
            at, up = _across(step["date"]), height(key, step["rung"])
            said = f"{_full(step['date'])}: {step['who']}. {step['what']}"
            dots.append({"x": at, "y": up, "incident": case["name"], "kind": "elsewhere" if case in others else "reported" if step["status"] != "confirmed" else "known",
                         "words": f"{case['name']}, {_RUNG_WORDS[step['rung']]}, {said}"})
            if n:
                before = mine[n - 1]
                start = _across(before["date"])
                lines += [{"x": start, "x2": at, "y": height(key, before["rung"]), "y2": height(key, before["rung"]), "incident": case["name"]},
                          {"x": at, "x2": at, "y": height(key, before["rung"]), "y2": up, "incident": case["name"]}]
        last = mine[-1]
        right = _across(last["date"]) > 300
        near = any(s["incident_id"] != key and s["rung"] == last["rung"] != RUNGS[0] and 0 < _across(last["date"]) - _across(s["date"]) < 110 for s in steps)
        names.append({"x": _across(last["date"]) + (-9 if right else 9), "y": height(key, last["rung"]) - (13 if near else 0), "says": case["name"], "side": "right" if right else "left", "incident": case["name"],
                      "told": " ".join(f"{_full(step['date'])}: {step['who']}. {step['what']}" for step in mine)})
    empty = [rung for rung in RUNGS if not any(case["ladder"] == rung for case in baltic)]
    rungs = [{"y": height("", rung) if rung != RUNGS[0] else floor - _LANE * len(order) / 2, "says": _RUNG_WORDS[rung],
              "none": "none in the Baltic Sea" if rung in ("attributed", "convicted") and rung in empty else "",
              "words": f"{_RUNG_WORDS[rung].capitalize()}: none in the Baltic Sea"} for rung in RUNGS]
    edges = [{"y": _RUNG * n} for n in range(1, len(RUNGS))] + [{"y": floor}]
    years = [{"x": _across(date(year, 1, 1)), "says": str(year)} for year in range(2023, 2027)]

    bottom = floor + 26
    x, y = _pixels(alt, _WIDTH, bottom)
    pick = alt.param(name="picked", value="", bind=alt.binding_select(
        options=["", *(case["name"] for case in order)], labels=["none", *(case["name"] for case in order)], name="Mark a case "))
    marked = "picked != '' && datum.incident == picked"
    kinds = ["known", "reported", "elsewhere"]
    tone = alt.condition(marked, alt.value(theme.INK), alt.value(theme.GREY))
    texts = pd.DataFrame(names)
    layers = [
        alt.Chart(pd.DataFrame(edges)).mark_rule(color=theme.LIGHT, strokeWidth=1, aria=False).encode(x=alt.value(0), x2=alt.value(_WIDTH), y=y("y:Q")),
        alt.Chart(pd.DataFrame(rungs)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(
            x=alt.value(0), y=y("y:Q"), text="says:N"),
        alt.Chart(pd.DataFrame([rung for rung in rungs if rung["none"]])).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(
            x=alt.value(_LEFT), y=y("y:Q"), text="none:N", description="words:N"),
        alt.Chart(pd.DataFrame(years)).mark_text(baseline="top", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(
            x=x("x:Q"), y=alt.value(floor + 9), text="says:N"),
        alt.Chart(pd.DataFrame(years)).mark_rule(color=theme.GREY, aria=False).encode(x=x("x:Q"), y=alt.value(floor), y2=alt.value(floor + 5)),
        alt.Chart(pd.DataFrame(lines)).mark_rule(aria=False).encode(
            x=x("x:Q"), x2="x2:Q", y=y("y:Q"), y2="y2:Q", color=tone, strokeWidth=alt.condition(marked, alt.value(3), alt.value(1.2))),
        alt.Chart(pd.DataFrame(dots)).mark_point(size=85, opacity=1, strokeWidth=1.8).encode(
            x=x("x:Q"), y=y("y:Q"), description="words:N",
            stroke=alt.Stroke("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.INK, theme.INK, theme.GREY])),
            fill=alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.INK, theme.PAPER, theme.GREY]))),
    ]
    for side in ("left", "right"):
        part = texts[texts["side"] == side]
        if len(part):
            words = alt.Chart(part).encode(x=x("x:Q"), y=y("y:Q"), text="says:N")
            layers += [
                words.mark_text(align=side, baseline="middle", fontSize=theme.SMALL, color=theme.PAPER, stroke=theme.PAPER, strokeWidth=4, strokeJoin="round", aria=False),
                words.mark_text(align=side, baseline="middle", fontSize=theme.SMALL, color=theme.INK, aria=False),
            ]
    chart = alt.layer(*layers).add_params(pick).properties(width=_WIDTH, height=bottom)

    ends = {rung: [case["name"] for case in baltic if case["ladder"] == rung] for rung in RUNGS}
    charged = [case for case in baltic if any(step["incident_id"] == case["incident_id"] and step["rung"] == "charged" for step in steps)]
    reported = [case for case in charged if case["status"] != "confirmed"]
    climbed = len(charged) - len(reported)
    hearsay = f", {_word(len(reported))} more by report" if reported else ""
    return Figure(
        name="incidents",
        chart=chart,
        title=f"{_word(climbed).capitalize()} of {_word(len(baltic))} Baltic cases reached a charge{hearsay}; none a conviction (our coding)",
        subtitle="Filled: established source. Hollow: only reported. Grey: elsewhere, to compare. A line that falls: dismissed.",
        insight=(
            f"Of {_word(len(baltic))} cases, {_word(climbed)} reached a charge{hearsay}. {_word(len(ends['dismissed'])).capitalize()} court case ended without a judgment on the act. "
            f"No government was found that names a responsible state for a case, and no conviction, as of October {_TO.year}."
        ),
        table=pd.DataFrame({
            "Case": [case["name"] for case in order], "Damage": [_full(case["date"]) for case in order], "Ship under inquiry": [case["ship"] for case in order],
            "Last step": [_RUNG_WORDS[case["ladder"]] for case in order],
            "Steps": [" ".join(f"{_full(s['date'])}: {s['who']}. {s['what']}" for s in sorted(steps, key=lambda s: s["date"]) if s["incident_id"] == case["incident_id"]) for case in order],
            "EU": [case["eu_response"] for case in order], "NATO": [case["nato_response"] for case in order],
        }),
        description=(
            "Time runs from left to right, the steps of a case from below: suspected, no finding, no sabotage, dismissed, charged, a state named, convicted; a case that a court dismisses comes down from its charge. "
            + " ".join(f"{_RUNG_WORDS[rung].capitalize()}: {', '.join(found)}." for rung, found in ends.items() if found)
            + f" The rungs “{_RUNG_WORDS['attributed']}” and “{_RUNG_WORDS['convicted']}” hold no Baltic case. "
            + " ".join(f"For comparison, {case['name']}: {_RUNG_WORDS[case['ladder']]}." for case in others)
        ),
        sources=_sources(cases),
        label="I",
        tables=("incidents", "incident_steps"),
        as_of=_as_of(cases),
        counted=f"Counted: {len(baltic)} cases in the Baltic Sea from {baltic[0]['date'].year} to {baltic[-1]['date'].year} that were found; {len(others)} elsewhere is not counted.",
        note=(
            "The steps are our coding of what authorities said. A ship under inquiry is not a culprit. "
            + "".join(f"{case['name']}: {case['note']} " for case in reported)
            + "The dismissal of the Estlink 2 case is under appeal."
        ),
    )


def who_does_what() -> Figure:
    """Return the matrix of tasks about cables against who acts: EU, NATO, both together, states and owners."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("cable_measures")
    tasks = tables.info("cable_measures").column("task").meanings
    columns = {"EU": "EU", "NATO": "NATO", "joint": "both together", "states": "states and owners"}
    at = dict(zip(columns, (138, 256, 358, 462), strict=True))
    step, head = 40, 30
    cells, lines = [], []
    for n, (task, label) in enumerate(tasks.items()):
        middle = head + step * n + step / 2
        lines.append({"y": head + step * n, "mid": middle, "says": label})
        for who in columns:
            mine = [row for row in rows if row["who"] == who and row["task"] == task]
            for m, row in enumerate(mine):
                cells.append({"x": at[who] + 8, "tx": at[who] + 19, "y": middle + 18 * (m - (len(mine) - 1) / 2), "who": who, "says": row["short"],
                              "words": f"{label}, {columns[who]}: {row['what']}, since {_when(row['since'])}"})
    bottom = head + step * len(tasks)
    x, y = _pixels(alt, 570, bottom)
    shapes = {"EU": theme.SHAPES["EU"], "NATO": theme.SHAPES["NATO"], "joint": theme.SHAPES["both"], "states": "square"}
    colours = {"EU": theme.COLOURS["EU"], "NATO": theme.COLOURS["NATO"], "joint": theme.COLOURS["both"], "states": theme.GREY}
    marks = alt.Chart(pd.DataFrame(cells))
    chart = alt.layer(
        alt.Chart(pd.DataFrame(lines)).mark_rule(color=theme.LIGHT, strokeWidth=1, aria=False).encode(x=alt.value(0), x2=alt.value(570), y=y("y:Q")),
        alt.Chart(pd.DataFrame(lines)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(
            x=alt.value(0), y=y("mid:Q"), text="says:N"),
        alt.Chart(pd.DataFrame([{"x": at[who], "says": says} for who, says in columns.items()])).mark_text(
            align="left", baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=x("x:Q"), y=alt.value(14), text="says:N"),
        marks.mark_point(size=70, opacity=1, strokeWidth=0, aria=False).encode(
            x=x("x:Q"), y=y("y:Q"), shape=alt.Shape("who:N", legend=None, scale=alt.Scale(domain=list(shapes), range=list(shapes.values()))),
            fill=alt.Fill("who:N", legend=None, scale=alt.Scale(domain=list(colours), range=list(colours.values())))),
        marks.mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(x=x("tx:Q"), y=y("y:Q"), text="says:N", description="words:N"),
    ).properties(width=570, height=bottom)
    held = {who: {row["task"] for row in rows if row["who"] == who} for who in columns}
    shared = [tasks[task].lower() for task in tasks if task in held["EU"] & held["NATO"]]
    one_sided = {who: [tasks[task].lower() for task in tasks if task in held[who] - held[other]] for who, other in (("EU", "NATO"), ("NATO", "EU"))}
    jointly = [tasks[task].lower() for task in tasks if task in held["joint"]]
    alone = [tasks[task].lower() for task in tasks if task in held["states"] - held["EU"] - held["NATO"] - held["joint"]]
    return Figure(
        name="who_does_what",
        chart=chart,
        title=f"Each on its own, the EU and NATO overlap in {_word(len(shared))} of {_word(len(tasks))} tasks (our coding)",
        subtitle="Measures about undersea cables, by who acts and what it is for.",
        insight=(
            f"Each on its own, both act on {_listed(shared)}; together they work on {_listed(jointly)}. Of the two, only the EU acts on {_listed(one_sided['EU'])}, "
            f"only NATO on {_listed(one_sided['NATO'])}. Left to states: {'; '.join(alone)}."
        ),
        table=pd.DataFrame({
            "Task": [tasks[row["task"]] for row in rows], "Who": [columns[row["who"]] for row in rows], "Measure": [row["what"] for row in rows],
            "Since": [_when(row["since"]) for row in rows],
            "Number of the model it would move (our reading)": [tables.info("cable_measures").column("lever").meanings[row["lever"]] for row in rows],
        }).sort_values("Task", key=lambda s: s.map({label: n for n, label in enumerate(tasks.values())}), kind="stable"),
        description="Rows are tasks, columns are EU, NATO, both together, states and owners. " + " ".join(
            f"{label}: " + ("; ".join(f"{columns[row['who']]}, {row['short']}" for row in rows if row["task"] == task) or "nothing found") + "." for task, label in tasks.items()),
        sources=_sources(rows),
        label="I",
        tables=("cable_measures",),
        as_of=_as_of(rows),
        counted=f"Counted: {len(rows)} measures that were found; others may exist.",
        note="Sorting a measure into a task is our coding. An empty cell means that nothing was found, not that nothing is done.",
    )


def levers() -> Figure:
    """Return the days short for each single measure; in the picture a box lets one event hit all cables at once."""
    import pandas as pd

    from .render import enable

    alt = enable()
    alone, together = model.singles(), model.singles(attack=True)
    rows = pd.DataFrame([
        {"order": n, "name": _NAMES[key], "alone": one.shortage_days, "together": together[key].shortage_days,
         "said_alone": one.said_days, "said_together": together[key].said_days, "best_alone": key == model.best_single(), "best_together": key == model.best_single(attack=True)}
        for n, (key, one) in enumerate(alone.items())
    ])
    attack = alt.param(name="attack", value=False, bind=alt.binding_checkbox(name="One event can hit all cables at once "))
    base = alt.Chart(rows).transform_calculate(
        days="attack ? datum.together : datum.alone", says="attack ? datum.said_together : datum.said_alone", best="attack ? datum.best_together : datum.best_alone",
        words="datum.name + ': ' + (attack ? datum.said_together : datum.said_alone) + ' days a year are short'",
    )
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5))
    x = alt.X("days:Q", axis=None, scale=alt.Scale(domain=[0, 11]))
    chart = alt.layer(
        base.mark_bar(height=16).encode(x=x, y=y, description="words:N", color=alt.condition("datum.best", alt.value(theme.INK), alt.value(theme.GREY))),
        base.mark_text(align="left", baseline="bottom", dy=-11, fontSize=theme.TEXT, aria=False).encode(x=alt.value(0), y=y, text="name:N"),
        base.mark_text(align="left", dx=7, fontSize=15, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).add_params(attack).properties(width=540, height=alt.Step(44))
    best, worst = _NAMES[model.best_single()], _NAMES[model.best_single(attack=True)]
    same = alone["patrols"].said_days == alone["repair"].said_days
    return Figure(
        name="levers",
        chart=chart,
        title=f"{best.capitalize()} saves most, until one event can hit all (assumption)",
        subtitle="Days a year with too few cables. Dark: the best single measure. Tick the box below.",
        insight=(
            f"Half the failures and half the repair time buy {'the same' if same else 'different'}: {alone['patrols'].said_days} instead of {alone['now'].said_days} days. "
            f"{best.capitalize()} leaves {alone['spare'].said_days}, all three {alone['all'].said_days}. If one event can hit all cables, the single measure that leaves the fewest days is {worst}."
        ),
        table=pd.DataFrame({
            "Measure": rows["name"], "Days short a year, failures independent": rows["said_alone"], "Days short a year, with common events": rows["said_together"],
        }),
        description=(
            "Five bars. Failures independent: " + "; ".join(f"{r['name']}, {r['said_alone']} days" for r in rows.to_dict("records"))
            + ". With common events: " + "; ".join(f"{r['name']}, {r['said_together']} days" for r in rows.to_dict("records")) + "."
        ),
        sources=model.SOURCES,
        label="A",
        tables=("engine_settings",),
        as_of=_as_of(tables.records("engine_settings")),
        counted=(
            f"Assumed at the start: {model.CABLES} cables, {model.NEEDED} needed, {model.RATE:g} failures per cable and year, {model.REPAIR:g} days of repair; "
            f"with the box ticked, {model.ATTACK:g} common events a year."
        ),
        note=model.CAVEAT,
    )


def shortage(result: model.Resilience, start: model.Resilience | None = None) -> Figure:
    """Return the days short for one setting beside the start, split into single failures and common events.

    result: what ``models.cables.resilience`` returned. start: what to compare with; by default the starting values.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    start = start or model.resilience()
    shown = [("start", start), ("your setting", result)]
    parts, names = [], []
    for n, (name, one) in enumerate(shown):
        together = _together(one)
        names.append({"order": n, "name": name, "end": one.shortage_days, "says": f"{one.said_days} days", "words": f"{name.capitalize()}: {one.said_days} days a year are short{_split(one)}"})
        parts += [{"order": n, "from": 0.0, "to": together, "part": "common"}, {"order": n, "from": together, "to": one.shortage_days, "part": "single"}]
    top = max(max(name["end"] for name in names) * 1.25, 1)
    x = alt.X("from:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    y = alt.Y("order:O", axis=None, scale=alt.Scale(paddingInner=0.5))
    kinds = ["single", "common"]
    chart = alt.layer(
        alt.Chart(pd.DataFrame(parts)).mark_bar(height=18, stroke=theme.INK, strokeWidth=1.2, aria=False).encode(
            x=x, x2="to:Q", y=y, fill=alt.Fill("part:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.INK, theme.PAPER]))),
        alt.Chart(pd.DataFrame(names)).mark_text(align="left", baseline="bottom", dy=-12, fontSize=theme.TEXT, aria=False).encode(x=alt.value(0), y=y, text="name:N"),
        alt.Chart(pd.DataFrame(names)).mark_text(align="left", dx=8, fontSize=15, fontWeight="bold").encode(
            x=alt.X("end:Q", axis=None), y=y, text="says:N", description="words:N"),
    ).properties(width=540, height=alt.Step(50))
    return Figure(
        name="shortage",
        chart=chart,
        title=f"{result.cables} cables, {result.needed} needed: {result.said_days} days a year are short (assumption)",
        subtitle="Days a year with too few cables." + (" Hollow: by common events. Filled: by single failures." if result.common or start.common else ""),
        insight=result.sentence,
        table=pd.DataFrame({
            "Number": ["cables", "cables needed", "failures per cable and year", "days of repair", "common events a year", "share of time one cable works, %", "days short a year",
                       "of these by common events", "of these by single failures"],
            "Start": _column(start), "Your setting": _column(result),
        }),
        description=f"Two bars. Start: {start.said_days} days short a year{_split(start)}. Your setting: {result.said_days} days{_split(result)}.",
        sources=model.SOURCES,
        label="A",
        tables=("engine_settings",),
        as_of=_as_of(tables.records("engine_settings")),
        counted="Nothing is counted here: a model with assumed numbers.",
        note=result.caveat,
    )


def budget(chosen: model.Plan) -> Figure:
    """Return every choice of measures as a dot, price across and days short up, with the reader's plan marked."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = pd.DataFrame([
        {"cost": one.cost, "days": round(one.days, 3), "mine": one.measures == chosen.measures, "ok": one.ok,
         "words": f"{' and '.join(one.labels).lower() or 'nothing'}: {one.cost} units, {one.result.said_days} days short"}
        for one in model.plans(chosen.attack)
    ])
    top = rows["days"].max() * 1.12
    x = alt.X("cost:Q", axis=alt.Axis(title="price in units", values=[0, 25, 50, 75, 100, 125, 150]), scale=alt.Scale(domain=[-12, 160], nice=False))
    y = alt.Y("days:Q", axis=alt.Axis(title=None, tickCount=5, grid=True, domain=False, ticks=False, labelAlign="left", labelPadding=0, labelBaseline="bottom", labelOffset=-2), scale=alt.Scale(domain=[0, top], nice=False))
    base = alt.Chart(rows)
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"at": chosen.target}])).mark_rule(color=theme.GREY, strokeDash=[4, 4], aria=False).encode(y=alt.Y("at:Q")),
        alt.Chart(pd.DataFrame([{"at": chosen.budget}])).mark_rule(color=theme.GREY, strokeDash=[4, 4], aria=False).encode(x=alt.X("at:Q")),
        alt.Chart(pd.DataFrame([{"at": chosen.budget, "says": f"budget {chosen.budget}"}])).mark_text(align="left", dx=6, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(
            x=alt.X("at:Q"), y=alt.value(8), text="says:N"),
        base.mark_point(size=100, opacity=1, strokeWidth=1.8, stroke=theme.INK).encode(
            x=x, y=y, description="words:N", fill=alt.condition("datum.mine", alt.value(theme.INK), alt.value(theme.PAPER))),
        base.transform_filter("datum.mine").mark_text(dy=-14, fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=x, y=y, text=alt.value("your plan")),
    ).properties(width=556, height=260)
    return Figure(
        name="budget",
        chart=chart,
        title=f"Your plan: {chosen.cost} units, {chosen.result.said_days} days short (assumption)",
        subtitle=f"Days a year with too few cables, for every choice. Dashed: {chosen.budget} units and {chosen.target:g} days.",
        insight=chosen.sentence,
        table=pd.DataFrame({
            "Measures": [", ".join(one.labels) or "nothing" for one in model.plans(chosen.attack)], "Price, units": rows["cost"],
            "Days short a year": [one.result.said_days for one in model.plans(chosen.attack)], "Your plan": rows["mine"],
        }),
        description=f"{len(rows)} dots, price from left to right, days short from below. Your plan costs {chosen.cost} units and leaves {chosen.result.said_days} days.",
        sources=model.SOURCES,
        label="A",
        tables=("cable_costs",),
        as_of=_as_of(tables.records("cable_costs")),
        counted=f"Counted: {len(rows)} choices of {len(model.measures())} measures" + (", with common events." if chosen.attack else ", failures independent."),
        note=model.CAVEAT,
    )


# Pieces ---------------------------------------------------------------------------------------------------------------


def _across(day: date) -> float:
    """A day as pixels from the left of the ladder."""
    return _LEFT + (day - _FROM).days * (_WIDTH - _LEFT) / (_TO - _FROM).days


def _full(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _listed(parts: list[str]) -> str:
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _together(one: model.Resilience) -> float:
    """The days short that common events alone would cause; single failures bring what is above it."""
    return min(model.YEAR * (1 - model.availability(one.common, one.repair)), one.shortage_days)


def _split(one: model.Resilience) -> str:
    """How the days short divide, in words; nothing without common events."""
    if not one.common:
        return ""
    return f", {model.days_said(_together(one))} by common events and {model.days_said(one.shortage_days - _together(one))} by single failures"


def _column(one: model.Resilience) -> list[str]:
    parts = _together(one), one.shortage_days - _together(one)
    return [str(one.cables), str(one.needed), f"{one.rate:g}", f"{one.repair:g}", f"{one.common:g}", f"{100 * one.availability:.1f}", one.said_days, *map(model.days_said, parts)]
