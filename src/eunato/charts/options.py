"""The learner's own scores of ten options: profile, rules, regret, robustness, portfolio, first order against last.

Every picture here is made of judgements (label S, "your score"), or of the illustrative set behind its button, which says
so in the title. No picture names one best option without the rule and the runner-up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eunato import tables
from eunato.models import options as model

from . import theme
from .figure import Figure

_LEFT, _COLUMN, _ROW = 225, 42, 34
_DEMO = "illustrative set, not findings"
EXAMPLE = ((8, 6, 2, 1), (6, 6, 5, 3), (4, 5, 7, 6), (5, 5, 5, 4))
"""Made-up values of four options in four futures: the same table as in the explorer's bet."""
RULE_WORDS = {
    "mean": ("Highest mean", "the mean of the futures, each with the probability you gave it"),
    "maximin": ("Best worst case", "the worst future of each option, and the best of these"),
    "minimax_regret": ("Least regret", "the most each option gives away in any future, and the least of these"),
}


def names() -> dict[str, str]:
    """Option id → name, in the table's order."""
    rows = tables.load("options")
    return dict(zip(rows.option_id, rows.name, strict=True))


def _as_of(*cited: str) -> str:
    """The last day on which rows of the tables behind a picture were checked."""
    return max(row["as_of"] for name in cited for row in tables.records(name))


def _title(text: str, demo: bool) -> str:
    return f"{text} ({_DEMO}; not your score)" if demo else f"{text} (your score)"


def _label(option: str, called: Mapping[str, str], pixels: float = _LEFT - 15) -> list[str]:
    return theme.wrap(f"{option} {called.get(option, '')}".strip(), pixels, theme.SMALL)


def _names_layer(alt: Any, pd: Any, called: Mapping[str, str], order: Sequence[str], y: Any, x: Any) -> Any:
    """The options' names, in one or two lines, left of their rows."""
    lines = [
        {"option": o, "line": line, "dy": (n - (len(parts) - 1) / 2) * 15}
        for o in order for parts in [_label(o, called)] for n, line in enumerate(parts)
    ]
    layers = []
    for dy in sorted({row["dy"] for row in lines}):
        part = pd.DataFrame([row for row in lines if row["dy"] == dy])
        layers.append(alt.Chart(part).mark_text(align="left", dy=dy, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="line:N"))
    return layers


def profile(
    scores: Mapping[tuple[str, str], float],
    evidence: Mapping[tuple[str, str], str] | None = None,
    *,
    demo: bool = False,
) -> Figure:
    """Every score as a number in a disc (evidence attached) or in a ring (none yet); nothing where there is no score.

    scores: (option, criterion) → 1 to 5. evidence: (option, criterion) → id or words of what was attached.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    evidence = evidence or {}
    called = names()
    criteria = tables.load("criteria")
    order, short = list(called), dict(zip(criteria.criterion, criteria.short, strict=True))
    whole = dict(zip(criteria.criterion, criteria.name, strict=True))
    width = _LEFT + _COLUMN * len(short)
    at = {c: _LEFT + _COLUMN * (n + 0.5) for n, c in enumerate(short)}
    sx = alt.Scale(domain=[0, width], nice=False, zero=False)
    y = alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("x:Q", axis=None, scale=sx)
    rows = pd.DataFrame([
        {"option": o, "x": at[c], "score": f"{s:g}", "kind": "evidence" if evidence.get((o, c)) else "none",
         "words": f"{o} {called[o]}, {whole[c]}: {s:g} of 5, {'evidence attached' if evidence.get((o, c)) else 'no evidence attached'}"}
        for (o, c), s in scores.items() if o in called and c in at
    ], columns=["option", "x", "score", "kind", "words"])
    back = alt.Chart(pd.DataFrame({"option": order, "x": _LEFT, "x2": width})).mark_rule(color=theme.LIGHT, aria=False).encode(
        y=y, x=x, x2="x2:Q")
    layers = [back, *_names_layer(alt, pd, called, order, y, alt.value(0))]
    if len(rows):
        fill = alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=["evidence", "none"], range=[theme.INK, theme.PAPER]))
        ink = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["evidence", "none"], range=[theme.PAPER, theme.INK]))
        layers += [
            alt.Chart(rows).mark_point(shape="circle", size=560, stroke=theme.INK, strokeWidth=1.5, opacity=1).encode(x=x, y=y, fill=fill, description="words:N"),
            alt.Chart(rows).mark_text(fontSize=theme.SMALL, fontWeight="bold", dy=1, aria=False).encode(x=x, y=y, text="score:N", color=ink),
        ]
    heads = pd.DataFrame({"x": list(at.values()), "says": list(short.values())})
    layers.append(alt.Chart(heads).mark_text(angle=320, align="left", fontSize=theme.SMALL, dx=4, aria=False).encode(x=x, y=alt.value(-8), text="says:N"))
    have, with_evidence = len(rows), int((rows.kind == "evidence").sum()) if len(rows) else 0
    cells = len(order) * len(short)
    table = pd.DataFrame([
        {"Option": f"{o} {called[o]}", **{whole[c]: (f"{scores[o, c]:g}" + ("" if evidence.get((o, c)) else " (no evidence)")) if (o, c) in scores else "" for c in short}}
        for o in order
    ])
    title = _title(f"{have} of {cells} scores given" if have else "No score yet: the page is yours", demo)
    return Figure(
        name="options_profile",
        chart=alt.layer(*layers).properties(width=width, height=_ROW * len(order)),
        title=title,
        subtitle="A disc is a score with evidence attached; a ring is a score without.",
        insight=f"{with_evidence} of {have} scores have evidence attached." if have else "Nothing is filled in before you judge.",
        table=table,
        description=f"Ten rows of options and {len(short)} columns of criteria. {have} of {cells} places hold a score from 1 to 5; {with_evidence} of them rest on attached evidence.",
        sources=("euiss-2026-brief5",),
        label="S",
        tables=("options", "criteria"),
        as_of=_as_of("options", "criteria"),
        counted="One mark is one score from 1 (low) to 5 (high). More is better on every criterion, so 5 on cost means cheap.",
        badge=_DEMO if demo else "",
    )


def rules(table: Mapping[str, Mapping[str, float]], q: Mapping[str, float] | None = None, *, demo: bool = False) -> Figure:
    """What three rules put first, each with its runner-up: bars of values per option, one panel per rule."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    order = [o for o in called if o in table]
    found = {name: model.rule(table, name, q) for name in model.RULES}
    rows, heads = [], []
    panel = 110
    for n, (name, chosen) in enumerate(found.items()):
        top = max(max(chosen.marks.values()), 1e-9)
        left = _LEFT + n * (panel + 12)
        heads.append({"x": left, "says": RULE_WORDS[name][0]})
        for o in order:
            mark = chosen.marks[o]
            place = "first" if o in chosen.first else "second" if o in chosen.second else "other"
            rows.append({"option": o, "x": left, "x2": left + (panel - 44) * mark / top, "mark": f"{100 * mark:.0f}" + {"first": " 1st", "second": " 2nd"}.get(place, ""),
                         "place": place, "words": f"{RULE_WORDS[name][0]}: {o} {called[o]}, {100 * mark:.0f} of 100{', first' if place == 'first' else ', runner-up' if place == 'second' else ''}"})
    data = pd.DataFrame(rows)
    width = _LEFT + 3 * panel + 24
    sx = alt.Scale(domain=[0, width], nice=False, zero=False)
    y = alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("x:Q", axis=None, scale=sx)
    fill = alt.Color("place:N", legend=None, scale=alt.Scale(domain=["first", "second", "other"], range=[theme.INK, theme.GREY, theme.LIGHT]))
    layers = [
        *_names_layer(alt, pd, called, order, y, alt.value(0)),
        alt.Chart(data).mark_bar(height=13).encode(x=x, x2="x2:Q", y=y, color=fill, description="words:N"),
        alt.Chart(data).mark_text(align="left", dx=4, fontSize=theme.SMALL, aria=False).encode(x=alt.X("x2:Q", axis=None, scale=sx), y=y, text="mark:N"),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=x, y=alt.value(-12), text="says:N"),
    ]
    said = "; ".join(f"{RULE_WORDS[n][0].lower()}: {_ids(c.first)}, then {_ids(c.second) or 'none'}" for n, c in found.items())
    firsts = {c.first for c in found.values()}
    finding = "Three rules, one order at the top" if len(firsts) == 1 else f"Three rules, {len(firsts)} different answers" if len(firsts) == 3 else "Three rules, two answers"
    return Figure(
        name="options_rules",
        chart=alt.layer(*layers).properties(width=width, height=_ROW * len(order)),
        title=_title(finding, demo),
        subtitle="Values from 0 to 100. For the first two rules more is better; for regret less is better.",
        insight=f"By rule, with the runner-up: {said}.",
        table=pd.DataFrame([
            {"Option": f"{o} {called[o]}", **{RULE_WORDS[n][0]: round(100 * c.marks[o], 1) for n, c in found.items()}, "First by": ", ".join(RULE_WORDS[n][0] for n, c in found.items() if o in c.first)}
            for o in order
        ]),
        description="Three columns of bars, one per rule. " + " ".join(f"{RULE_WORDS[n][0]} looks at {RULE_WORDS[n][1]}." for n in found) + f" First and runner-up, {said}.",
        sources=("euiss-2026-brief5",),
        label="S",
        tables=("options", "scenarios"),
        as_of=_as_of("options", "scenarios"),
        counted="One bar is one option under one rule. Which rule to use is a choice of values, and yours.",
        badge=_DEMO if demo else "",
    )


def example() -> Figure:
    """Three rules on made-up values of four options in four futures: three stories (label A)."""
    import pandas as pd

    from .render import enable

    alt = enable()
    made = {f"Option {i}": dict(zip(("Future 1", "Future 2", "Future 3", "Future 4"), row, strict=True)) for i, row in enumerate(EXAMPLE, start=1)}
    found = {name: model.rule(made, name) for name in model.RULES}
    order = list(made)
    width, left, panel = 560, 120, 140
    rows, heads = [], []
    for n, (name, chosen) in enumerate(found.items()):
        start = left + n * (panel + 8)
        heads.append({"x": start, "says": RULE_WORDS[name][0]})
        for o in order:
            mark = chosen.marks[o]
            place = "first" if o in chosen.first else "other"
            rows.append({"option": o, "x": start, "x2": start + (panel - 60) * mark / max(chosen.marks.values()), "says": f"{mark:g}" + (" first" if place == "first" else ""),
                         "place": place, "words": f"{RULE_WORDS[name][0]}: {o}, {mark:g}{', first' if place == 'first' else ''}"})
    sx = alt.Scale(domain=[0, width], nice=False, zero=False)
    x, y = alt.X("x:Q", axis=None, scale=sx), alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    data = pd.DataFrame(rows)
    fill = alt.Color("place:N", legend=None, scale=alt.Scale(domain=["first", "other"], range=[theme.INK, theme.LIGHT]))
    chart = alt.layer(
        alt.Chart(pd.DataFrame({"option": order})).mark_text(align="left", aria=False).encode(x=alt.value(0), y=y, text="option:N"),
        alt.Chart(data).mark_bar(height=15).encode(x=x, x2="x2:Q", y=y, color=fill, description="words:N"),
        alt.Chart(data).mark_text(align="left", dx=4, aria=False).encode(x=alt.X("x2:Q", axis=None, scale=sx), y=y, text="says:N"),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", fontWeight="bold", aria=False).encode(x=x, y=alt.value(-12), text="says:N"),
    ).properties(width=width, height=40 * len(order))
    firsts = sorted({o for c in found.values() for o in c.first})
    said = "; ".join(f"{RULE_WORDS[n][0].lower()}, {_ids(c.first)}" for n, c in found.items())
    return Figure(
        name="options_example",
        chart=chart,
        title=f"Three rules put {len(firsts)} of {len(order)} options first (assumption)",
        subtitle="Made-up values. For the first two rules more is better; for regret less is better.",
        insight=f"First by rule: {said}.",
        table=pd.DataFrame([{"Option": o, **made[o], **{RULE_WORDS[n][0]: c.marks[o] for n, c in found.items()}} for o in order]),
        description=f"Three columns of bars for four options. {said[0].upper() + said[1:]}. {next(o for o in order if o not in firsts)} is first by no rule.",
        sources=("course-2026-wording",),
        label="A",
        counted="One bar is one option under one rule. Nothing here was measured.",
    )


def rivals() -> Figure:
    """How many of the published rival proposals come close to each of the ten options (our reading, label I)."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    near: dict[str, list[Any]] = {o: [] for o in called}
    for row in tables.records("rival_options"):
        for option in row["near_options"].split(";"):
            near[option].append(row)
    order = sorted(called, key=lambda o: (-len(near[o]), int(o[1:])))
    dots = pd.DataFrame([
        {"option": o, "n": n, "firm": row["status"] == "confirmed", "words": f"{o} {called[o]}: {row['title']}, by {row['who']}"} for o in order for n, row in enumerate(near[o], start=1)
    ])
    width, left = 560, 240
    step = 24
    sx = alt.Scale(domain=[-left / step, (width - left) / step], nice=False, zero=False)
    x = alt.X("n:Q", axis=None, scale=sx)
    y = alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    counts = pd.DataFrame({"option": order, "n": [len(near[o]) + 0.8 for o in order], "says": [str(len(near[o])) if near[o] else "none" for o in order]})
    fill = alt.Fill("firm:N", legend=None, scale=alt.Scale(domain=[True, False], range=[theme.INK, theme.PAPER]))
    chart = alt.layer(
        *_names_layer(alt, pd, called, order, y, alt.value(0)),
        alt.Chart(dots).mark_point(shape="circle", size=150, stroke=theme.INK, strokeWidth=1.5, opacity=1).encode(x=x, y=y, fill=fill, description="words:N"),
        alt.Chart(counts).mark_text(align="left", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=width, height=_ROW * len(order))
    rows = tables.records("rival_options")
    none = [o for o in order if not near[o]]
    few = len(rows) - sum(row["status"] == "confirmed" for row in rows)
    return Figure(
        name="options_rivals",
        chart=chart,
        title="Most rival proposals are about forces and formats",
        subtitle="One dot is one published proposal; it stands at each option that it comes close to. Hollow: only reported.",
        insight=f"Of {len(rows)} proposals, {len(near[order[0]])} come close to {order[0]}, {called[order[0]]}. None comes close to {_ids([f'{o}, {called[o]}' for o in none])}.",
        table=pd.DataFrame([{"Option": f"{o} {called[o]}", "Proposal": row["title"], "Who": row["who"], "What it asks": row["what_it_asks"], "Status": row["status"]} for o in order for row in near[o]]),
        description="Rows of dots, the longest on top: " + "; ".join(f"{called[o]} {len(near[o])}" for o in order) + ".",
        sources=tuple(dict.fromkeys(s for row in rows for s in row["source_id"].split(";"))),
        label="I",
        tables=("rival_options", "options"),
        as_of="2026-10-08",
        counted=f"Counted: {len(rows)} proposals that we found, {few} of them only reported. Which option each comes close to is our reading; a proposal can stand at two.",
        note="What was not proposed by somebody else is not worse for it. Authors write about what divides people.",
    )


ROOM = (("A", "B", "C"), ("B", "C", "A"), ("C", "A", "B"))
"""An invented room: three orders, each held by three groups."""


def room() -> Figure:
    """An invented room of nine groups in which every option loses to another one (label A)."""
    import pandas as pd

    from eunato.models import voting

    from .render import enable

    alt = enable()
    options = ["A", "B", "C"]
    ballots = [order for order in ROOM for _ in range(3)]
    pairs = voting.condorcet(ballots, options)
    points = voting.borda(ballots, options)
    rows = []
    for n, (a, b) in enumerate((("A", "B"), ("B", "C"), ("C", "A"))):
        for side, option, votes in (("wins", a, pairs.wins[a, b]), ("loses", b, pairs.wins[b, a])):
            rows.append({"pair": f"{a} against {b}", "row": n, "side": side, "votes": votes, "x": 0 if side == "wins" else pairs.wins[a, b], "x2": pairs.wins[a, b] if side == "wins" else len(ballots),
                         "mid": pairs.wins[a, b] / 2 if side == "wins" else pairs.wins[a, b] + votes / 2, "says": f"{option}: {votes}", "words": f"{a} against {b}: {votes} of {len(ballots)} groups prefer {option}"})
    data = pd.DataFrame(rows)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, len(ballots)]))
    y = alt.Y("pair:N", sort=list(dict.fromkeys(data.pair)), title=None, axis=alt.Axis(domain=False, ticks=False, labelFontSize=theme.TEXT))
    fill = alt.Color("side:N", legend=None, scale=alt.Scale(domain=["wins", "loses"], range=[theme.INK, theme.LIGHT]))
    ink = alt.Color("side:N", legend=None, scale=alt.Scale(domain=["wins", "loses"], range=[theme.PAPER, theme.INK]))
    chart = alt.layer(
        alt.Chart(data).mark_bar(height=26).encode(x=x, x2="x2:Q", y=y, color=fill, description="words:N"),
        alt.Chart(data).mark_text(fontWeight="bold", aria=False).encode(x=alt.X("mid:Q", axis=None, scale=alt.Scale(domain=[0, len(ballots)])), y=y, text="says:N", color=ink),
    ).resolve_scale(color="independent").properties(width=440, height=130)
    even = len(set(points.values())) == 1
    return Figure(
        name="options_room",
        chart=chart,
        title="Every option loses to another one (assumption)",
        subtitle="An invented room of nine groups. Dark: those who prefer the first.",
        insight=pairs.sentence + (f" By points all three have {next(iter(points.values())):g}." if even else ""),
        table=pd.DataFrame({"Pair": data.pair, "Preferred": [s.split(":")[0] for s in data.says], "Groups": data.votes}),
        description="Three bars of nine groups. " + "; ".join(data.words) + ".",
        sources=("course-2026-wording",),
        label="A",
        counted=f"One unit is one of {len(ballots)} invented groups; three groups hold each of three orders.",
    )


def _ids(found: Sequence[str]) -> str:
    return " and ".join(found)


def regret(table: Mapping[str, Mapping[str, float]], *, demo: bool = False) -> Figure:
    """The regret of each option in each future, as a number on a shade; the largest of each row is in bold."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    order = [o for o in called if o in table]
    future = tables.load("scenarios")
    label = dict(zip(future.scenario_id, future.name, strict=True))
    found = model.regrets(table)
    columns = list(next(iter(found.values())))
    worst = {o: max(found[o].values()) for o in order}
    rows = pd.DataFrame([
        {"option": o, "future": label.get(s, s), "regret": round(100 * found[o][s], 1), "says": f"{100 * found[o][s]:.0f}", "most": found[o][s] >= worst[o] - 1e-9 and worst[o] > 1e-9,
         "dark": found[o][s] > 0.55 * max(max(worst.values()), 1e-9), "words": f"{o} {called[o]}, {label.get(s, s)}: gives away {100 * found[o][s]:.0f} of 100"}
        for o in order for s in columns
    ])
    y = alt.Y("option:N", sort=order, title=None, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("future:N", sort=[label.get(s, s) for s in columns], title=None, axis=alt.Axis(orient="top", domain=False, ticks=False, labelLimit=90))
    base = alt.Chart(rows)
    cells = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).encode(
        x=x, y=y, description="words:N",
        color=alt.Color("regret:Q", legend=None, scale=alt.Scale(domain=[0, max(100 * max(worst.values()), 1)], range=[theme.PAPER, theme.INK])))
    ink = alt.condition("datum.dark", alt.value(theme.PAPER), alt.value(theme.INK))
    plain = base.transform_filter("!datum.most").mark_text(fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N", color=ink)
    bold = base.transform_filter("datum.most").mark_text(fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N", color=ink)
    grid = alt.layer(cells, plain, bold).properties(width=92 * len(columns), height=_ROW * len(order))
    left = alt.layer(*_names_layer(alt, pd, called, order, y, alt.value(0))).properties(width=_LEFT - 20, height=_ROW * len(order))
    chosen = model.rule(table, "minimax_regret")
    return Figure(
        name="options_regret",
        chart=alt.hconcat(left, grid, spacing=4),
        title=_title("What each option gives away in each future", demo),
        subtitle="Against the best option of that future, of 100. Bold: the most an option gives away.",
        insight=f"By least regret {_ids(chosen.first)} comes first with {100 * chosen.marks[chosen.first[0]]:.0f}" + (f", then {_ids(chosen.second)} with {100 * chosen.marks[chosen.second[0]]:.0f}." if chosen.second else "."),
        table=pd.DataFrame([{"Option": f"{o} {called[o]}", **{label.get(s, s): round(100 * found[o][s], 1) for s in columns}, "Largest": round(100 * worst[o], 1)} for o in order]),
        description=f"A grid of {len(order)} options and {len(columns)} futures. A dark cell gives away much, a white one nothing. The largest regret of each option is in bold.",
        sources=("euiss-2026-brief5",),
        label="S",
        tables=("options", "scenarios"),
        as_of=_as_of("options", "scenarios"),
        counted="One cell is the best value in that future minus this option's value.",
        badge=_DEMO if demo else "",
    )


def robustness(shares: Mapping[str, Mapping[str, float]], draws: int, *, demo: bool = False) -> Figure:
    """Share of weight draws in which each option ranks first, one panel per future that was given."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    future = tables.load("scenarios")
    label = {**dict(zip(future.scenario_id, future.name, strict=True)), "now": "Today"}
    scenarios = list(shares)
    order = [o for o in called if any(o in shares[s] for s in scenarios)]
    rows = pd.DataFrame([
        {"option": o, "future": label.get(s, s), "share": round(100 * shares[s].get(o, 0.0), 1), "says": f"{100 * shares[s].get(o, 0.0):.0f}%",
         "words": f"{label.get(s, s)}: {o} {called[o]} ranks first in {100 * shares[s].get(o, 0.0):.0f}% of the draws"}
        for s in scenarios for o in order
    ])
    panel = 344 // len(scenarios) if len(scenarios) > 1 else 300
    y = alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    charts = [alt.layer(*_names_layer(alt, pd, called, order, y, alt.value(0))).properties(width=_LEFT - 20, height=_ROW * len(order))]
    for s in scenarios:
        part = rows[rows.future == label.get(s, s)]
        x = alt.X("share:Q", axis=None, scale=alt.Scale(domain=[0, 145 if len(scenarios) > 1 else 118]))
        base = alt.Chart(part)
        heads = [alt.Chart(pd.DataFrame({"says": [line]})).mark_text(align="left", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=alt.value(0), y=alt.value(-10 - 15 * up), text="says:N")
                 for up, line in enumerate(reversed(theme.wrap(label.get(s, s), panel - 6, theme.SMALL, bold=True)))]
        charts.append(alt.layer(
            base.mark_bar(height=13, color=theme.INK).encode(x=x, y=y, description="words:N"),
            base.mark_text(align="left", dx=4, fontSize=theme.SMALL, aria=False).encode(x=x, y=y, text="says:N"),
            *heads,
        ).properties(width=panel, height=_ROW * len(order)))
    best = max(order, key=lambda o: sum(shares[s].get(o, 0) for s in scenarios))
    always = [o for o in order if all(shares[s].get(o, 0) > 0.2 for s in scenarios)]
    insight = (f"{_ids(always)} come{'s' if len(always) == 1 else ''} first in more than a fifth of the draws in every future." if always
               else f"No option comes first in a fifth of the draws in every future; {best} does so most often in all.")
    return Figure(
        name="options_robustness",
        chart=alt.hconcat(*charts, spacing=6),
        title=_title("How often each option ranks first when the weights are shaken", demo),
        subtitle=f"{draws:,} random mixes of weights, every mix as likely as any other.",
        insight=insight,
        table=pd.DataFrame([{"Option": f"{o} {called[o]}", **{label.get(s, s) + ", %": round(100 * shares[s].get(o, 0.0), 1) for s in scenarios}} for o in order]),
        description="Bars of shares, one column per future. " + " ".join(f"{label.get(s, s)}: " + ", ".join(f"{o} {100 * shares[s].get(o, 0):.0f}%" for o in order if shares[s].get(o, 0) >= 0.005) + "." for s in scenarios),
        sources=("euiss-2026-brief5",),
        label="S",
        tables=("options", "criteria", "scenarios"),
        as_of=_as_of("options", "criteria", "scenarios"),
        counted="One bar is the share of draws in which the option has the highest value; ties are divided.",
        note="The scores stay as you gave them; only the weights are drawn. Numbered judgements are still judgements.",
        badge=_DEMO if demo else "",
    )


def order_change(first: Sequence[str], last: Sequence[str], *, demo: bool = False) -> Figure:
    """The order before scoring and the order the scores give, joined by lines."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    shared = [o for o in first if o in last]
    if not shared:
        raise model.OptionsError("the two orders have no option in common; rank the options first, then score at least one on every criterion")
    now = [o for o in last if o in shared]
    rows = pd.DataFrame([
        {"option": o, "before": shared.index(o) + 1, "after": now.index(o) + 1, "moved": "stays" if shared.index(o) == now.index(o) else "moves",
         "words": f"{o} {called[o]}: place {shared.index(o) + 1} before scoring, place {now.index(o) + 1} after"} for o in shared
    ])
    sy = alt.Scale(domain=[len(shared) + 0.5, 0.5], nice=False, zero=False)
    dash = alt.StrokeDash("moved:N", legend=None, scale=alt.Scale(domain=["stays", "moves"], range=[[1, 0], [1, 0]]))
    ink = alt.Color("moved:N", legend=None, scale=alt.Scale(domain=["stays", "moves"], range=[theme.GREY, theme.INK]))
    base = alt.Chart(rows)
    lines = base.mark_rule(strokeWidth=2.5).encode(x=alt.value(230), x2=alt.value(340), y=alt.Y("before:Q", axis=None, scale=sy), y2="after:Q", color=ink, strokeDash=dash, description="words:N")
    text = []
    for side, align, px in (("before", "right", 220), ("after", "left", 350)):
        lines_ = [{"option": o, side: getattr(r, side), "line": line, "dy": (n - (len(parts) - 1) / 2) * 14} for r in rows.itertuples() for o in [r.option] for parts in [_label(o, called, 210)] for n, line in enumerate(parts)]
        for dy in sorted({one["dy"] for one in lines_}):
            text.append(alt.Chart(pd.DataFrame([one for one in lines_ if one["dy"] == dy])).mark_text(align=align, dy=dy, fontSize=theme.SMALL, aria=False).encode(
                x=alt.value(px), y=alt.Y(f"{side}:Q", axis=None, scale=sy), text="line:N"))
    heads = [alt.Chart(pd.DataFrame({"says": [words]})).mark_text(align=align, fontWeight="bold", fontSize=theme.SMALL, aria=False).encode(x=alt.value(px), y=alt.value(-8), text="says:N")
             for words, align, px in (("Before scoring", "right", 220), ("After scoring", "left", 350))]
    moved = int((rows.moved == "moves").sum())
    return Figure(
        name="options_order",
        chart=alt.layer(lines, *text, *heads).properties(width=570, height=36 * len(shared)),
        title=_title(f"{moved} of {len(shared)} options changed place" if moved else "Your scores gave the order you began with", demo),
        subtitle="Left: your first order. Right: the order your scores and weights give.",
        insight=f"{moved} of {len(shared)} options stand in another place after scoring.",
        table=pd.DataFrame({"Option": [f"{o} {called[o]}" for o in rows.option], "Place before scoring": rows.before, "Place after scoring": rows.after}),
        description="Two columns of options joined by lines. " + "; ".join(rows.words) + ".",
        sources=("euiss-2026-brief5",),
        label="S",
        tables=("options",),
        as_of=_as_of("options"),
        counted="One line is one option.",
        badge=_DEMO if demo else "",
    )
