"""The pictures of the coverage model: three indices, tiles, paths, regret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eunato.models import enablers as model

from . import theme
from ._page import Page
from .figure import Figure
from .render import ChartError

_AS_OF = "2026-10-08"
_SOURCES = ("course-2026-wording",)
_IAMD = "err-2024-only-percent-air"
_NAMES = {"plan_a": "Plan A", "hedge": "hedge", "both": "both"}
_RULE = {"min": "weakest link", "product": "product", "average": "average"}


def indices(guess: float | None = None) -> Figure:
    """Return the invented force with all the troops and few of the enablers under three rules.

    guess: what the learner said, 0 to 100, drawn as a line; None draws none. Raises ChartError outside that.
    """
    import pandas as pd

    if guess is not None and not (isinstance(guess, (int, float)) and 0 <= guess <= 100):
        raise ChartError(f"guess is {guess!r}; give a number from 0 to 100")
    parts = list(zip(("Land forces", "Air forces", "Naval forces", "Enablers"), model.VECTOR, strict=True))
    made = model.indices()
    page, left, wide = Page(), 190.0, 330.0
    page.text(0, 8, "What there is, of what is needed (invented)", "", colour=theme.GREY)
    y = 32.0
    for name, value in parts:
        page.text(0, y, name, f"{name}: {100 * value:.0f} of 100 needed (assumption)", size=theme.TEXT)
        page.bar(left, left + wide, y, 16, theme.PAPER, theme.GREY)
        page.bar(left, left + wide * value, y, 16, theme.LIGHT, theme.GREY)
        page.text(left + wide + 8, y, f"{100 * value:.0f}")
        y += 25
    page.rule(0, y, 570, y)
    y += 20
    page.text(0, y, "The force as one number, 0 to 100", "", colour=theme.GREY)
    y += 24
    first = y
    for rule, value in made.items():
        page.text(0, y, f"By the {_RULE[rule]}", f"By the {_RULE[rule]}: {100 * value:.0f} of 100 (assumption)", size=theme.TEXT)
        page.bar(left, left + wide * value, y, 22, theme.INK)
        page.text(left + wide * value + 8, y, f"{100 * value:.0f}", bold=True, size=16)
        y += 32
    if guess is not None:
        x = left + wide * guess / 100
        page.rules.append({"x": x, "y": first - 16, "x2": x, "y2": y + 2, "colour": theme.COLOURS["NATO"], "wide": 2})
        page.text(x, y + 12, f"you: {guess:g}", f"Your guess: {guess:g} of 100", bold=True, align="center", colour=theme.COLOURS["NATO"])
        y += 24
    said = {rule: f"{value:.2f}" for rule, value in made.items()}
    return Figure(
        name="three_indices", chart=page.chart(y),
        title=f"All the troops, few of the enablers: {100 * made['min']:.0f}, {100 * made['product']:.0f} or {100 * made['average']:.0f} of 100, by the rule (assumption)",
        subtitle="Four invented numbers, three ways to put them together.",
        insight=f"Same force, three answers: {said['min']} if the weakest link decides, {said['product']} if parts can partly stand in for each other, {said['average']} on average.",
        table=pd.DataFrame([*({"What": name, "Of 100": 100 * value, "How": "invented"} for name, value in parts), *({"What": f"index by the {_RULE[rule]}", "Of 100": round(100 * value, 2), "How": "computed"} for rule, value in made.items())]),
        description="Four bars of parts, " + ", ".join(f"{name} {100 * value:.0f}" for name, value in parts) + "; then three bars of the index, " + ", ".join(f"{_RULE[rule]} {said[rule]}" for rule in made) + ".",
        sources=_SOURCES, label="A", as_of=_AS_OF,
        counted="Counted: nothing; four numbers are assumed and weigh the same.",
        note="The rule is a claim about how forces work. None of the three is proved; the switch is the lesson.",
    )


def tiles(given: Sequence[model.Capability] | None = None, run: model.Run | None = None, year: int = model.FIRST) -> Figure:
    """Return the coverage of each capability: Europe alone, and with what the United States adds.

    given: capabilities (models.enablers.capabilities); without it only published shares stand there and the other rows are empty.
    run: a run, whose state in `year` is shown instead of the start.
    """
    import pandas as pd

    caps = tuple(given) if given is not None else model.capabilities(model.published())
    ids = {one.id for one in run.capabilities} if run else set()
    page, left, wide, y = Page(), 205.0, 245.0, 12.0
    page.text(left, y, "0", align="center", colour=theme.GREY)
    page.text(left + wide * 0.7, y, "70", align="center", colour=theme.GREY)
    page.text(left + wide, y, "100 = need", align="center", colour=theme.GREY)
    page.rules.append({"x": left + wide * 0.7, "y": y + 9, "x2": left + wide * 0.7, "y2": y + 18 + 29 * len(caps), "colour": theme.GREY, "wide": 1})
    y += 30
    table, values, europe_only = [], [], []
    for one in caps:
        badge = "E" if one.published is not None and one.start == one.published else "A"
        if one.start is None:
            page.text(0, y, one.short if len(one.name) > 30 else one.name, f"{one.name}: no published share; empty until you set an assumption", size=theme.TEXT)
            page.bar(left, left + wide, y, 16, theme.PAPER, theme.GREY, dash=True)
            page.text(left + wide + 10, y, "not published", colour=theme.GREY)
            table.append({"Capability": one.name, "Europe alone, %": "not published", "With the US, %": "–", "Label": "–"})
        else:
            state = run.at(year) if run and one.id in ids else None
            mine = min(model.NEED, state.europe[one.id] if state else one.start)
            covered = 100 * state.coverage[one.id] if state else min(model.NEED, one.start + one.us) if given is not None else mine
            values.append((covered / 100, one.weight))
            europe_only.append(mine / 100)
            page.text(0, y, one.short if len(one.name) > 30 else one.name, f"{one.name}: Europe alone {mine:.0f}% of need, {f'with the US {covered:.0f}% (assumption)' if given is not None else 'published, below this'}", size=theme.TEXT)
            page.bar(left, left + wide, y, 16, theme.PAPER, theme.GREY)
            page.bar(left, left + wide * mine / 100, y, 16, theme.INK)
            if covered > mine:
                page.bar(left + wide * mine / 100, left + wide * covered / 100, y, 16, theme.LIGHT, theme.COLOURS["US"])
            under = "under " if badge == "E" and mine == one.published else ""
            with_us = f" · {covered:.0f} [A]" if given is not None else ""
            page.text(left + wide + 8, y, f"{under}{mine:.0f}{f' [{badge}]' if badge == 'E' or not with_us else ''}{with_us}", bold=True)
            table.append({"Capability": one.name, "Europe alone, %": f"{under}{mine:.0f}", "With the US, %": f"{covered:.0f}" if given is not None else "not published", "Label": badge})
        y += 29
    n, spoken = len(values), ""
    if n > 1:
        spoken = f"Year: {year}. Europe alone: weakest {min(europe_only):.2f}, average {sum(europe_only) / n:.2f}."
        made = {rule: model.index([v for v, _ in values], rule, [w for _, w in values]) for rule in model.RULES}
        over = "" if n == len(caps) else f", over {n} of {len(caps)} rows"
        title = f"Weakest link {made['min']:.2f}, product {made['product']:.2f}, average {made['average']:.2f}{over} (assumption)"
        insight = (f"In {year} the same coverages give {made['min']:.2f} by the weakest link and {made['average']:.2f} on average{over}; Europe alone: {min(europe_only):.2f} and {sum(europe_only) / n:.2f}."
                   if run is None or all(one.weight == caps[0].weight for one in caps) else f"In {year}: {made['min']:.2f} by the weakest link, {made['average']:.2f} on average{over}.")
    elif given is not None:
        title = f"{n} of {len(caps)} rows {'is' if n == 1 else 'are'} set; an index needs two or more (assumption)"
        insight = f"{n} of {len(caps)} rows {'has' if n == 1 else 'have'} a share. The index waits for your assumptions."
    else:
        title = f"A share of the need was published for {n} of {len(caps)} capabilities; the other rows wait for an assumption"
        insight = f"{n} of {len(caps)} rows can be filled from the record, and that share rests on officials quoted in the press. Needs are classified."
    return Figure(
        name="coverage_tiles", chart=page.chart(y - 6), title=title,
        subtitle="Dark: Europe alone. Red outline: what the US adds. Numbers: Europe · with the US. [E] published, [A] assumption." if given is not None else "Dark: the share that officials gave. Dashed: nothing published. [E] published estimate.",
        insight=insight, table=pd.DataFrame(table),
        description="One row per capability from 0 to 100. " + "; ".join(f"{row['Capability']}: Europe {row['Europe alone, %']}, with the US {row['With the US, %']}" for row in table) + f". {spoken}",
        sources=(*_SOURCES, _IAMD), label="A", tables=("enabler_assumptions", "capabilities"), as_of=_AS_OF,
        counted=f"Counted: {len(caps)} capabilities of the model, {sum(1 for one in caps if one.published is not None)} with a published share. Nuclear weapons, cloud platforms and mobility are named and not modelled.",
        note=f"The published share is less than 5%, of NATO states together, for central and eastern Europe, from officials on a classified basis: an upper bound for Europe alone. {model.CAVEAT}",
    )


def path(us: str = "sudden", rule: str = "min") -> Figure:
    """Return the index from 2026 to 2040 for Plan A, hedge and both, with menus for the US path and the rule in the picture.

    us: stays, partial or sudden; rule: min, product or average. Illustrative set, longest lead first. Raises ChartError for other words.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    if us not in model.PATHS or rule not in model.RULES:
        raise ChartError(f"us is {us!r} and rule is {rule!r}; give one of {', '.join(model.PATHS)} and of {', '.join(model.RULES)}")
    caps = model.capabilities()
    runs = {(s, p, r): model.band(strategy=s, path=p, rule=r, given=caps) for s in model.STRATEGIES for p in model.PATHS for r in model.RULES}
    rows, ends = [], []
    for (s, p, r), (low, mid, high) in runs.items():
        for a, b, c in zip(low.years, mid.years, high.years, strict=True):
            rows.append({"year": b.year, "plan": s, "us": p, "rule": r, "q": round(b.index, 3), "low": round(min(a.index, b.index, c.index), 3), "high": round(max(a.index, b.index, c.index), 3),
                         "words": f"{_NAMES[s]}, {b.year}: {b.index:.2f}"})
    for p in model.PATHS:
        for r in model.RULES:
            wanted = sorted(((s, runs[s, p, r][1].years[-1].index) for s in model.STRATEGIES), key=lambda one: one[1])
            at: list[float] = []
            for _, value in wanted:
                at.append(max(value, at[-1] + 0.07) if at else value)
            over = max(0.0, at[-1] - 1.0)
            ends += [{"year": model.LAST, "plan": s, "us": p, "rule": r, "at": place - over, "says": f"{_NAMES[s]} {value:.2f}"} for (s, value), place in zip(wanted, at, strict=True)]
    x = alt.X("year:Q", axis=alt.Axis(title=None, format="d", values=list(range(2026, 2041, 2))), scale=alt.Scale(domain=[2025.6, 2040.2], nice=False, zero=False))

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, 1.04], nice=False), axis=alt.Axis(title=None, values=[0, 0.2, 0.4, 0.6, 0.7, 0.8, 1], grid=True, domain=False, ticks=False))

    params = [
        alt.param("uspath", value=us, bind=alt.binding_select(options=list(model.PATHS), labels=[words if k == "stays" else f"{words} from {model.LEAVES}" for k, words in model.PATHS.items()], name="US path (assumption) ")),
        alt.param("how", value=rule, bind=alt.binding_select(options=list(model.RULES), labels=list(model.RULES.values()), name="Rule ")),
    ]
    base = alt.Chart(pd.DataFrame(rows)).transform_filter("datum.us == uspath && datum.rule == how")
    looks = {"plan_a": (theme.GREY, [2, 3]), "hedge": (theme.GREY, [8, 4]), "both": (theme.INK, [1, 0])}
    layers = [base.transform_filter("datum.plan == 'both'").mark_area(color=theme.LIGHT, opacity=0.7, interpolate="linear", aria=False).encode(x=x, y=y("low"), y2="high:Q")]
    layers += [alt.Chart(pd.DataFrame([{"target": model.TARGET}])).mark_rule(color=theme.GREY, strokeWidth=1, aria=False).encode(y=alt.Y("target:Q"))]
    for name, (colour, dash) in looks.items():
        here = base.transform_filter(f"datum.plan == '{name}'")
        layers.append(here.mark_line(color=colour, strokeDash=dash, strokeWidth=3 if name == "both" else 2.2, aria=False).encode(x=x, y=y("q")))
        layers.append(here.mark_point(shape="circle", size=26, filled=True, color=colour, opacity=1).encode(x=x, y=y("q"), description="words:N"))
    layers.append(alt.Chart(pd.DataFrame(ends)).transform_filter("datum.us == uspath && datum.rule == how").mark_text(align="left", dx=8, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y("at"), text="says:N"))
    chart = alt.layer(*layers).add_params(*params).properties(width=440, height=290)
    now = {s: runs[s, us, rule][1] for s in model.STRATEGIES}
    first = now["both"].first_year()
    when = "never stays there" if first is None else f"stays there from {first}"
    dip = min(now["both"].years, key=lambda one: one.index)
    return Figure(
        name="coverage_path", chart=chart,
        title=f"{model.PATHS[us][0].upper()}{model.PATHS[us][1:]}{'' if us == 'stays' else f' from {model.LEAVES}'}, by “{model.RULES[rule]}”: Plan A ends at {now['plan_a'].years[-1].index:.2f}, hedge {now['hedge'].years[-1].index:.2f}, both {now['both'].years[-1].index:.2f} (assumption)",
        subtitle=f"€{model.BUDGET:g} bn a year, longest lead first. Line: target. Shaded: both, prices × {model.LOW:g} to {model.HIGH:g}.",
        insight=(f"The hedge pays late: “both” {when}, after a low of {dip.index:.2f} in {dip.year}. Troops without enablers, or enablers without troops, end lower." if us != "stays" else f"While the US stays, all three plans end above the target of {model.TARGET:g}; “both” ends at {now['both'].years[-1].index:.2f}."),
        table=pd.DataFrame([{"Year": one.year, **{_NAMES[s]: round(run.at(one.year).index, 3) for s, run in now.items()}, **{f"{_NAMES[s]}, € bn so far": round(run.at(one.year).spent, 1) for s, run in now.items()}} for one in now["both"].years]),
        description=f"Three lines from 2026 to 2040 while {model.PATHS[us]}. " + "; ".join(f"{_NAMES[s]} from {run.years[0].index:.2f} to {run.years[-1].index:.2f}, lowest {min(o.index for o in run.years):.2f}" for s, run in now.items()) + f". Target 0.7; “both” {when}. Lowest year of “both”: {dip.year}, {dip.index:.2f}. Menus below change the US path and the rule.",
        sources=(*_SOURCES, _IAMD), label="A", tables=("enabler_assumptions",), as_of=_AS_OF,
        counted=f"Counted: nothing; eight capabilities with invented numbers. Cost to 2040: Plan A €{now['plan_a'].cost:.0f} bn, hedge €{now['hedge'].cost:.0f} bn, both €{now['both'].cost:.0f} bn.",
        note=model.CAVEAT,
    )


def run_chart(run: model.Run) -> Figure:
    """Return one run of the explorer as a line, with the coverage of its weakest capability in words."""
    import pandas as pd

    from .render import enable

    alt = enable()
    data = pd.DataFrame([{"year": one.year, "q": round(one.index, 4), "words": f"{one.year}: {one.index:.2f}, €{one.spent:.0f} bn spent so far"} for one in run.years])
    first, last = run.first_year(), run.years[-1]
    low = min(run.years, key=lambda one: one.index)
    x = alt.X("year:Q", axis=alt.Axis(title=None, format="d", values=list(range(2026, 2041, 2))), scale=alt.Scale(domain=[2025.6, 2040.4], nice=False, zero=False))
    y = alt.Y("q:Q", scale=alt.Scale(domain=[0, 1.08], nice=False), axis=alt.Axis(title=None, values=[0, 0.2, 0.4, 0.6, 0.8, 1], grid=True, domain=False, ticks=False))
    base = alt.Chart(data)
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"q": run.goal}])).mark_rule(color=theme.GREY, strokeWidth=1.2, strokeDash=[5, 4], aria=False).encode(y=y),
        base.mark_line(color=theme.INK, strokeWidth=3, aria=False).encode(x=x, y=y),
        base.mark_point(shape="circle", size=42, filled=True, color=theme.INK, opacity=1).encode(x=x, y=y, description="words:N"),
        base.transform_filter(f"datum.year == {model.LAST}").transform_calculate(says="format(datum.q, '.2f')").mark_text(align="right", dx=8, dy=-15, fontSize=15, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=520, height=260)
    reach = f"the target of {run.goal:g} holds from {first}" if first else f"the target of {run.goal:g} is not held by {model.LAST}"
    bend = "" if run.path == "stays" else f" from {run.leaves}{'' if run.lost == model.ALL else ', in one capability'}"
    return Figure(
        name="coverage_run", chart=chart,
        title=f"{_NAMES[run.strategy][0].upper()}{_NAMES[run.strategy][1:]}, {model.PATHS[run.path]}{bend}: {reach} (assumption)",
        subtitle=f"Index by the {_RULE[run.rule]}. Dashed: the target.",
        insight=f"€{run.cost:.0f} bn spent by {model.LAST}, of which €{run.idle_cost:.0f} bn would be idle if the US stays. Lowest year: {low.year} with {low.index:.2f}.",
        table=pd.DataFrame([{"Year": one.year, "Index": round(one.index, 3), "€ bn so far": round(one.spent, 1), **{f"{cap.short}, %": round(100 * one.coverage[cap.id]) for cap in run.capabilities}} for one in run.years]),
        description=f"A line from {run.years[0].index:.2f} in 2026 to {last.index:.2f} in 2040; {reach}; lowest in {low.year} with {low.index:.2f}. €{run.cost:.0f} bn spent, €{run.idle_cost:.0f} bn idle if the US stays. Weakest at the end: {run.weakest.name}.",
        sources=(*_SOURCES, _IAMD), label="A", tables=("enabler_assumptions",), as_of=_AS_OF,
        counted=f"Assumed: €{run.budget:g} bn a year, {model.ORDERS[run.order]}, {len(run.capabilities)} capabilities, {model.PATHS[run.path]}{bend}.",
        note=run.caveat,
    )


def regrets(year: int = 2032) -> Figure:
    """Return regret by plan and US path in one year, with what each plan costs and what would stand idle."""
    import pandas as pd

    found = model.regret(year)
    runs = {s: model.run(s, "stays") for s in model.STRATEGIES}
    page, y = Page(), 12.0
    heads = list(model.PATHS)
    for n, p in enumerate(heads):
        page.text(110 + 100 * n + 45, y, model.PATHS[p].replace("the US", "US"), model.PATHS[p], align="center")
    page.text(470, y, "cost · idle if US stays", "cost, and what would be idle if the US stays", align="center")
    y += 40
    for s in model.STRATEGIES:
        page.text(0, y, _NAMES[s][0].upper() + _NAMES[s][1:], "", bold=True, size=theme.TEXT)
        for n, p in enumerate(heads):
            value = found[s, p]
            x = 110 + 100 * n
            page.bar(x, x + 90, y, 40, theme.PAPER if value == 0 else theme.LIGHT, theme.GREY if value < 0.3 else theme.INK)
            page.text(x + 45, y, f"{value:.2f}", f"{_NAMES[s]}, {model.PATHS[p]}: regret {value:.2f} (assumption)", bold=value >= 0.3, size=16, align="center")
        page.text(470, y, f"€{runs[s].cost:.0f} bn · €{runs[s].idle_cost:.0f} bn", f"{_NAMES[s]}: €{runs[s].cost:.0f} bn, €{runs[s].idle_cost:.0f} bn idle", align="center")
        y += 50
    worst = {s: max(found[s, p] for p in heads) for s in model.STRATEGIES}
    return Figure(
        name="coverage_regret", chart=page.chart(y - 16),
        title=f"Largest regret in {year}: Plan A {worst['plan_a']:.2f}, hedge {worst['hedge']:.2f}, both {worst['both']:.2f}; both costs most (assumption)",
        subtitle="How far the index (weakest link) lies below the plan that does better on the same path.",
        insight=f"“Both” regrets least in the index, costs €{runs['both'].cost:.0f} bn, and €{runs['both'].idle_cost:.0f} bn of it stands idle if the US stays. Whether that is a premium or a waste is a judgement.",
        table=pd.DataFrame([{"Plan": _NAMES[s], **{f"Regret, {model.PATHS[p]}": round(found[s, p], 3) for p in heads}, "Largest": round(worst[s], 3), "Cost, € bn": round(runs[s].cost, 1), "Idle if the US stays, € bn": round(runs[s].idle_cost, 1)} for s in model.STRATEGIES]),
        description=f"A grid of plans and US paths in {year}. " + "; ".join(f"{_NAMES[s]}: " + ", ".join(f"{model.PATHS[p]} {found[s, p]:.2f}" for p in heads) + f", cost €{runs[s].cost:.0f} bn, idle €{runs[s].idle_cost:.0f} bn" for s in model.STRATEGIES) + ".",
        sources=(*_SOURCES, _IAMD), label="A", tables=("enabler_assumptions",), as_of=_AS_OF,
        counted=f"Counted: three plans on three paths; €{model.BUDGET:g} bn a year, the US path bends in {model.LEAVES}.",
        note=f"The rule is minimax regret; by cost alone Plan A comes first. {model.CAVEAT}",
    )
