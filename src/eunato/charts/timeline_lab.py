"""Testing an idea on the line of events: shocks and responses, phases and their H, and the three Ds in six texts."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from eunato import tables
from eunato.models import timeline as model

from . import theme
from .figure import Figure
from .render import ChartError

WIDTH = 570
_COLOURS = {"EU": theme.COLOURS["EU"], "NATO": theme.COLOURS["NATO"], "joint": theme.COLOURS["both"]}
_WHO = {"EU": "EU", "NATO": "NATO", "joint": "both"}
_PAIR_ROW, _LINE = 34, 18
_REPORTED = "Rows marked unconfirmed in the table rest on copies, digests or general knowledge."
_RECORD_TO = date(2026, 10, 8)
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_SHORT = {  # names that must fit beside each other; the table has the full titles
    "2003-silence-broken": "Three Allies stop plans for Türkiye", "2003-dpc-decision": "NATO plans without France", "2014-crimea": "Crimea annexed", "2016-cyber": "cyber arrangement",
    "2016-warsaw": "Warsaw Declaration", "2022-invasion": "Full-scale invasion", "2023-third-declaration": "third declaration", "2023-staff-talks": "first staff talks",
    "2022-nord-stream": "Nord Stream blown up", "2023-task-force": "joint task force", "2024-estlink": "Power cable Estlink 2 damaged", "2025-baltic-sentry": "NATO's Baltic Sentry",
    "2025-cable-plan": "cable action plan", "2025-poland-drones": "Drones over Poland", "2025-eastern-sentry": "NATO's Eastern Sentry", "2026-greenland-tariffs": "Greenland tariff threat",
    "2026-arctic-sentry": "NATO's Arctic Sentry", "2026-cyprus-drone": "Drone hits base on Cyprus", "2026-article-427-plan": "plan for Article 42(7) asked",
}


def spoken(day: str) -> str:
    """A full or partial date in words: '4 December 1998', 'November 2010', '2024'."""
    year, *rest = day.split("-")
    parts = [_MONTHS[int(rest[0]) - 1], year] if rest else [year]
    return " ".join([str(int(rest[1])), *parts] if len(rest) == 2 else parts)


def short(day: str) -> str:
    """The same with three letters for the month, for a narrow column."""
    return " ".join(part[:3] if part.isalpha() else part for part in spoken(day).split())


def shock_to_response() -> Figure:
    """Return coded shocks with the time to each response, and below them the cases that do not fit the idea."""
    import pandas as pd

    from .render import enable

    alt = enable()
    lags, (silent, quiet) = model.lags(), model.contrary()
    by_id = {row["shock_id"]: row for row in model.shocks("no_response")}
    pairs = sorted(lags, key=lambda lag: lag.days)
    rows, y = [], 2.0
    for lag in pairs:
        lane = lag.response["lane"]
        rows.append({
            "top": y, "kind": "pair", "lane": lane, "level": lag.level, "months": lag.months, "link": lag.link, "label": _label(lag), "none": "", "end": lag.spoken,
            "words": f"{lag.shock['title']}, {lag.shock['date']}: {lag.response['title']} ({_WHO[lane]}) after {lag.spoken}; {'a source names the shock' if lag.link == 'stated' else 'our reading'}; level: {lag.level}",
        })
        y += 1
    y += 0.85
    middle = y - 0.95
    for shock in silent:
        coded = by_id[shock["event_id"]]
        reach = min(coded["window_months"], model.months_between(model.when(shock["date"]), _RECORD_TO))
        rows.append({
            "top": y, "kind": "none", "lane": "none", "level": coded["level"], "months": reach, "link": "reading", "label": f"{shock['title']} ({shock['date'][:4]})", "end": "", "none": f"none tied in {reach:.0f} months",
            "words": f"{shock['title']}, {shock['date']}: no joint step tied to it found in {reach:.0f} months; level: {coded['level']}",
        })
        y += 1
    foot = y - 0.05
    frame = pd.DataFrame(rows)
    listed = theme.wrap(", ".join(f"{row['title']} ({row['date'][:4]})" for row in quiet), WIDTH - 8, theme.SMALL)
    depth = foot + 0.6 + len(listed) * _LINE / _PAIR_ROW + 0.2

    level = alt.param(name="level", value="", bind=alt.binding_select(options=["", "leader", "staff"], labels=["both levels", "leaders", "staff"], name="Who responds "))
    see = alt.condition("level == '' || datum.kind == 'none' || datum.level == level", alt.value(1), alt.value(0.14))
    x = alt.X("from:Q", scale=alt.Scale(domain=[0, 31.5], nice=False), axis=alt.Axis(title="Months after the shock", values=[0, 3, 6, 12, 18, 24, 30], orient="top", titlePadding=4, offset=0))
    down = alt.Scale(domain=[0, depth], reverse=True, nice=False, zero=False)
    yy = alt.Y("at:Q", axis=None, scale=down)
    colour = alt.Color("lane:N", legend=None, scale=alt.Scale(domain=[*_COLOURS, "none"], range=[*_COLOURS.values(), theme.GREY]))
    base = alt.Chart(frame).transform_calculate(**{"from": "0", "at": "datum.top + 0.68", "over": "datum.top + 0.26", "past": "datum.months + 0.45"})
    solid = base.transform_filter("datum.link == 'stated'").mark_rule(strokeWidth=2.5, aria=False).encode(x=x, x2="months:Q", y=yy, color=colour, opacity=see)
    dashed = base.transform_filter("datum.link != 'stated'").mark_rule(strokeWidth=2, strokeDash=[4, 3], aria=False).encode(x=x, x2="months:Q", y=yy, color=colour, opacity=see)
    dots_shape = alt.Shape("lane:N", legend=None, scale=alt.Scale(domain=["EU", "NATO", "joint"], range=[theme.SHAPES[k] for k in ("EU", "NATO", "both")]))
    dots = base.transform_filter("datum.kind == 'pair'").mark_point(size=75, opacity=1).encode(x=alt.X("months:Q"), y=yy, color=colour, opacity=see, description="words:N", shape=dots_shape)
    hollow = base.transform_filter("datum.kind == 'none'").mark_point(size=75, filled=False, strokeWidth=1.8, color=theme.GREY).encode(
        x=alt.X("months:Q"), y=yy, opacity=see, description="words:N")
    ends = base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=alt.X("past:Q"), y=yy, text="end:N", opacity=see)
    labels = base.mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=alt.X("from:Q"), y=alt.Y("over:Q", axis=None, scale=down), text="label:N", opacity=see)
    heads = alt.Chart(pd.DataFrame([
        {"from": 0, "at": 1.35, "says": f"{len(pairs)} responses that we tie to a shock"},
        {"from": 0, "at": middle + 0.55, "says": f"{len(silent)} more shocks: no joint step that we tie to them"},
        {"from": 0, "at": foot + 0.45, "says": f"{len(quiet)} joint steps without a shock"},
    ])).mark_text(align="left", baseline="middle", fontWeight="bold", fontSize=theme.TEXT).encode(x=alt.X("from:Q"), y=alt.Y("at:Q", axis=None, scale=down), text="says:N", description="says:N")
    # the first line speaks for the whole list: a line break may fall inside a name
    broken = pd.DataFrame([{"from": 0, "at": foot + 1.0 + i * _LINE / _PAIR_ROW, "says": one, "words": " ".join(listed)} for i, one in enumerate(listed)])
    names = [alt.Chart(part).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=speaks).encode(
        x=alt.X("from:Q"), y=alt.Y("at:Q", axis=None, scale=down), text="says:N", **({"description": "words:N"} if speaks else {}))
        for part, speaks in ((broken[:1], True), (broken[1:], False)) if len(part)]
    nones = base.transform_filter("datum.none != ''").transform_calculate(edge="31.4").mark_text(align="right", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(
        x=alt.X("edge:Q"), y=alt.Y("over:Q", axis=None, scale=down), text="none:N")
    key = alt.Chart(pd.DataFrame([{"from": 0.35 + 6.4 * i, "beside": 0.95 + 6.4 * i, "at": 0.35, "lane": lane, "says": says} for i, (lane, says) in enumerate(
        [("EU", "EU alone"), ("NATO", "NATO alone"), ("joint", "both together"), ("none", "none tied, to this month")])]))
    keyed = [key.transform_filter("datum.lane != 'none'").mark_point(size=75, opacity=1, aria=False).encode(
                x=alt.X("from:Q"), y=alt.Y("at:Q", axis=None, scale=down), color=colour, shape=dots_shape),
             key.transform_filter("datum.lane == 'none'").mark_point(size=75, filled=False, strokeWidth=1.8, color=theme.GREY, aria=False).encode(x=alt.X("from:Q"), y=alt.Y("at:Q", axis=None, scale=down)),
             key.mark_text(align="left", baseline="middle", fontSize=theme.SMALL, aria=False).encode(x=alt.X("beside:Q"), y=alt.Y("at:Q", axis=None, scale=down), text="says:N")]
    chart = alt.layer(dashed, solid, dots, hollow, ends, nones, labels, heads, *names, *keyed).add_params(level).properties(width=WIDTH, height=round(depth * _PAIR_ROW))

    rate = model.follow_rate(12)
    joint, alone = [lag.days for lag in lags if lag.response["lane"] == "joint"], [lag.days for lag in lags if lag.response["lane"] != "joint"]
    shocks = {lag.shock["event_id"] for lag in lags}
    together = {lag.shock["event_id"] for lag in lags if lag.response["lane"] == "joint"}
    every, single = len(shocks) + len(silent), len(shocks - together)
    window = max(row["window_months"] for row in model.shocks())
    steps = [model.when(row["date"]) for row in model.scope("joint")]

    def next_step(shock: Any) -> int | None:
        """Days to the first joint step of any kind within the window, tied to the shock or not."""
        day = model.when(shock["date"])
        return next(((one - day).days for one in steps if 0 < model.months_between(day, one) <= window), None)

    first_any = {key: next_step(shock) for key, shock in {**{lag.shock["event_id"]: lag.shock for lag in lags}, **{row["event_id"]: row for row in silent}}.items()}
    unrelated = sum(first_any[row["event_id"]] is not None for row in silent)
    codes = {row["pair_id"]: row for row in model.shocks()}
    table = pd.DataFrame([
        *({"Case": "response", "Shock": lag.shock["title"], "Date of shock": lag.shock["date"], "Response": lag.response["title"], "By": _WHO[lag.response["lane"]], "Date of response": lag.response["date"],
           "Days": lag.days if lag.exact else None, "Time between": lag.spoken, "About how many days to the next joint step of any kind": first_any[lag.shock["event_id"]], "Level": lag.level, "Link": lag.link, "Status": codes[lag.pair_id]["status"], "Note": codes[lag.pair_id]["note"], "Sources": codes[lag.pair_id]["source_id"]} for lag in pairs),
        *({"Case": "no response", "Shock": row["title"], "Date of shock": row["date"], "About how many days to the next joint step of any kind": first_any[row["event_id"]], "Level": by_id[row["event_id"]]["level"], "Status": by_id[row["event_id"]]["status"], "Note": by_id[row["event_id"]]["note"],
           "Sources": by_id[row["event_id"]]["source_id"]} for row in silent),
        *({"Case": "no shock", "Response": row["title"], "By": "both", "Date of response": row["date"], "Level": code["level"], "Status": code["status"], "Note": code["note"] or code["why"], "Sources": code["source_id"]}
          for row in quiet for code in model.shocks("no_shock") if code["response_id"] == row["event_id"]),
    ])
    for column in ("Days", "About how many days to the next joint step of any kind"):
        table[column] = table[column].astype("Int64")
    return Figure(
        name="shock_to_response", chart=chart,
        title="One organisation answers in days or weeks, both together in months or years",
        subtitle="Solid line: a source names the shock. Dashed: our reading.",
        insight=(
            f"Both levels together: answers of one organisation took {min(alone)} to {max(alone)} days, joint ones {min(joint)} to {max(joint)}. "
            f"Of {every} shocks, {len(together)} have a joint step tied to them, {single} an answer of one organisation only, and to {len(silent)} we tie no joint step; {len(quiet)} joint steps had no shock."
        ),
        table=table,
        description=(
            f"{len(pairs)} lines from a shock to a response, by length. The {len(alone)} answers of the EU or NATO alone end after {min(alone)} to {max(alone)} days, the {len(joint)} joint ones after {min(joint)} to {max(joint)} days. "
            f"Of {every} shocks, {len(together)} have a joint step tied to them and {single} only an answer of one organisation. Below, {len(silent)} more shocks with hollow ends and no joint step tied to them, and the names of {len(quiet)} joint steps that no shock preceded. A menu shows leaders or staff only."
        ),
        sources=("die-2023-set-up-taskforce", "nato-2025-launches-eastern", "eprs-2023-third-declaration", "eprs-2015-427", "nato-2003-new-level"), label="I", tables=("shocks", "events"),
        as_of=tables.records("shocks")[0]["as_of"],
        counted=(
            f"One line is one row of the table shocks: {every} shocks in all, each followed for {window} months or to 8 October 2026. Another count takes any joint step, whatever it is about: "
            f"within 12 months one came after {rate.followed} of the {rate.shocks} shocks with a full year of record ({rate.rate:.0%}), and after any month since 1992 in {rate.base:.0%} of cases."
        ),
        note=f"“Tied” means that a text or our reading links the step to the shock. After {unrelated} of the {len(silent)} shocks without one, joint steps on other matters went on, reports above all. Dates are data; shocks and pairs are our coding, not yet reviewed. Time order is no cause. {_REPORTED}",
    )


def phases(result: model.Study) -> Figure:
    """Return the steps as boxes, dark where they are of their phase's commonest type, with H and its shakes below."""
    import pandas as pd

    from .render import enable

    if not isinstance(result, model.Study):
        raise ChartError(f"phases() draws what models.timeline.study(cuts) returns; given was a {type(result).__name__}.")
    alt = enable()
    parts = result.homogeneity.phases
    piles: Counter[int] = Counter()
    squares = []
    for row in sorted(model.scope(result.scope), key=lambda row: (model.year(row), row["type"] != _phase(parts, row).top, row["type"])):
        year = model.year(row)
        squares.append({"left": _at(year), "pile": piles[year], "top": row["type"] == _phase(parts, row).top, "words": f"{row['date']}: {row['title']}, {row['type']}"})
        piles[year] += 1
    high = max(max(piles.values()), 6)
    domain, unit = [1985, 2027], min(11.0, 190 / high)
    middles = [(_at(p.start) + _at(p.end + 1)) / 2 for p in parts]
    steps = _levels([(middle - 1985) / 42 * WIDTH for middle in middles])
    room = high + 2.2 + max(steps) * 15 / unit
    x = alt.X("a:Q", scale=alt.Scale(domain=domain, nice=False, zero=False), axis=alt.Axis(title=None, values=[1985, *range(1990, 2027, 5)], labelExpr="datum.value == 1985 ? '1948' : format(datum.value, 'd')"))
    y = alt.Y("low:Q", axis=None, scale=alt.Scale(domain=[0, room], nice=False))
    base = alt.Chart(pd.DataFrame(squares)).transform_calculate(a="datum.left + 0.08", b="datum.left + 0.92", low="datum.pile + 0.06", up="datum.pile + 0.94")
    boxes = base.mark_rect().encode(x=x, x2="b:Q", y=y, y2="up:Q", description="words:N", color=alt.condition("datum.top", alt.value(theme.INK), alt.value("#BCC4CF")))
    marks = pd.DataFrame([{"a": _at(p.start), "mid": middles[i], "n": str(i + 1), "up": high + 1.5 + steps[i] * 15 / unit} for i, p in enumerate(parts)])
    rules = alt.Chart(marks.iloc[1:] if len(parts) > 1 else marks.iloc[:0]).mark_rule(color=theme.GREY, strokeDash=[3, 2], aria=False).encode(x=alt.X("a:Q"))
    numbers = alt.Chart(marks).mark_text(fontWeight="bold", fontSize=theme.TEXT, baseline="middle", aria=False).encode(x=alt.X("mid:Q"), y=alt.Y("up:Q"), text="n:N")
    upper = alt.layer(*([rules] if len(parts) > 1 else []), boxes, numbers).properties(width=WIDTH, height=round(room * unit))

    lines = [f"{i}  {_span(p)}: " + (f"most often {p.top}, {p.top_n} of {p.n}" + (f" (then {', '.join(f'{k} {n}' for k, n in p.types[1:3])})" if len(p.types) > 1 else "") if p.n else "no step") for i, p in enumerate(parts, start=1)]
    says = alt.Chart(pd.DataFrame([{"a": 0, "low": i + 0.5, "says": one} for i, one in enumerate(lines)])).mark_text(align="left", baseline="middle", fontSize=theme.SMALL).encode(
        x=alt.X("a:Q", axis=None, scale=alt.Scale(domain=[0, 1], nice=False)), y=alt.Y("low:Q", axis=None, scale=alt.Scale(domain=[0, len(lines)], reverse=True, nice=False)), text="says:N", description="says:N",
    ).properties(width=WIDTH, height=len(lines) * 20)

    sh = result.shake
    strip = alt.X("a:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=alt.Axis(title=["H, from 0 to 1 (1: one type only in each phase). Dot: your cuts. Upright line: no cut.", "Grey: a random fifth of the steps left out; thick for nine tenths of the tries, thin for all."], values=[0, 0.2, 0.4, 0.6, 0.8, 1]))
    level = alt.Y("low:Q", axis=None, scale=alt.Scale(domain=[0, 3], reverse=True, nice=False))
    thin = alt.Chart(pd.DataFrame([{"a": sh.low, "b": sh.high, "low": 1.7, "words": f"{len(sh.values)} shakes: H from {sh.low:.2f} to {sh.high:.2f}"}])).mark_rule(strokeWidth=3, color="#BCC4CF").encode(x=strip, x2="b:Q", y=level, description="words:N")
    thick = alt.Chart(pd.DataFrame([{"a": sh.middle_low, "b": sh.middle_high, "low": 1.7}])).mark_rule(strokeWidth=9, color="#BCC4CF", aria=False).encode(x=strip, x2="b:Q", y=level)
    dot = alt.Chart(pd.DataFrame([{"a": result.h, "low": 1.7, "words": f"H is {result.h:.2f}"}])).mark_point(size=130, color=theme.INK, opacity=1).encode(x=strip, y=level, description="words:N")
    near = abs(result.h - result.uncut) < 0.14
    notes = [{"a": result.h, "low": 0.55, "says": f"H {result.h:.2f}", "side": "left"}]
    if parts[1:]:
        notes.append({"a": result.uncut, "low": 2.6 if near else 0.55, "says": f"no cut {result.uncut:.2f}", "side": "right"})
    texts = [alt.Chart(pd.DataFrame([n for n in notes if n["side"] == side])).mark_text(align=side, baseline="middle", fontSize=theme.SMALL, fontWeight="bold" if side == "left" else "normal", color=theme.INK if side == "left" else theme.GREY).encode(
        x=strip, y=level, text="says:N", description="says:N") for side in ("left", "right") if any(n["side"] == side for n in notes)]
    ticks = alt.Chart(pd.DataFrame([{"a": result.uncut, "low": 1.7}])).mark_tick(orient="vertical", thickness=2, size=22, color=theme.GREY, aria=False).encode(x=strip, y=level)
    lower = alt.layer(thin, thick, ticks, dot, *texts).properties(width=WIDTH, height=66)
    chart = alt.vconcat(upper, says, lower, spacing=10).resolve_scale(x="independent", y="independent", color="independent")

    many = f"{len(parts)} phases" if len(parts) > 1 else "No cut"
    what = model.SCOPES[result.scope]
    cuts = f"cut at {', '.join(map(str, result.cuts))}" if result.cuts else "without a cut"
    return Figure(
        name="phases", chart=chart,
        title=f"{many}: H is {result.h:.2f} for {what}",
        subtitle="One box is one step; dark: the commonest type of its phase. H is the dark share.",
        insight=f"{_cap(what)} {cuts}: H is {result.h:.2f}, and {sh.low:.2f} to {sh.high:.2f} when a random fifth of the steps is left out.",
        table=pd.DataFrame([{"Phase": _span(p), "Steps": p.n, "Commonest type": p.top or "none", "Of that type": p.top_n, "Share": round(p.share, 2), "Types": ", ".join(f"{k} {n}" for k, n in p.types)} for p in parts]),
        description=(
            f"{result.homogeneity.n} boxes by year, {what}, {cuts}. " + " ".join(f"{one}." for one in lines)
            + f" Below, a scale from 0 to 1: H at {result.h:.2f}, shakes from {sh.low:.2f} to {sh.high:.2f}, without a cut {result.uncut:.2f}."
        ),
        sources=(), label="I", tables=("events",), as_of=tables.records("events")[0]["as_of"],
        counted=f"One box is one row of the table events. A shake leaves out a random fifth of them; {len(sh.values)} shakes, with the same draws each time.",
        note=f"The highest H that any cut into {len(parts)} reaches by whole years is {result.highest:.2f}. A high H is tidy and need not be true: types are our coding, and small groups look tidier by chance.",
    )


def three_wordings() -> Figure:
    """Return six texts side by side: which first D they give, whose words they are, and their date."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = tables.records("three_ds")
    texts, lines, y = [], [], 0.0
    for row in rows:
        quote = theme.wrap(f"“{row['quote']}”" if row["quote"] else row["note"], 290, theme.SMALL)
        about = [spoken(row["date"]), *theme.wrap(row["text_of"], 160, theme.SMALL)]
        high = max(len(quote), len(about)) * 16 + 16
        say = f"{spoken(row['date'])}, {row['text_of']}: first D {row['first_d']}. {row['said_by']}. {' '.join(quote)}"
        texts.append({"x": 0, "y": y + 14, "says": row["first_d"], "look": "D", "words": say})
        texts += [{"x": 104, "y": y + 14 + 16 * i, "says": one, "look": "date" if not i else "plain", "words": ""} for i, one in enumerate(about)]
        texts += [{"x": 280, "y": y + 14 + 16 * i, "says": one, "look": "grey" if not row["quote"] else "plain", "words": ""} for i, one in enumerate(quote)]
        y += high
        lines.append({"y": y - 3})
    frame = pd.DataFrame(texts)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, WIDTH], nice=False, zero=False))
    yy = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[0, y], reverse=True, nice=False, zero=False))
    look = {"D": dict(fontSize=15, fontWeight="bold"), "date": dict(fontSize=theme.SMALL, fontWeight="bold"), "plain": dict(fontSize=theme.SMALL), "grey": dict(fontSize=theme.SMALL, color=theme.GREY)}
    layers = [alt.Chart(pd.DataFrame(lines[:-1])).mark_rule(color=theme.LIGHT, aria=False).encode(y=yy)]
    for name, style in look.items():
        part = frame[frame["look"] == name].drop(columns="look")
        mark = alt.Chart(part).mark_text(align="left", baseline="middle", aria=name == "D", **style)
        layers.append(mark.encode(x=x, y=yy, text="says:N", **({"description": "words:N"} if name == "D" else {})))
    firsts = [row for row in rows if row["said_by"] == "Madeleine Albright" and row["read"] == "yes"]
    words = " and ".join(sorted({row["first_d"] for row in firsts}))
    day = spoken(firsts[0]["date"])
    later = sum(row["read"] == "yes" and row["first_d"] == "decoupling" and row["date"] > firsts[0]["date"] for row in rows)
    sources = tuple(dict.fromkeys(s for row in rows for s in tables.split(row["source_id"]) if s != "course-2026-unconfirmed"))
    return Figure(
        name="three_wordings", chart=alt.layer(*layers).properties(width=WIDTH, height=round(y)),
        title=f"Two wordings of one day: {words}",
        subtitle="The first D in six texts. Where a text names the other two, they are duplication and discrimination.",
        insight=f"Two texts of {day} give the first D as {words}; decoupling stands in the {later} later texts that we read; only the brief places the speech in 1999.",
        table=pd.DataFrame([{"First D": r["first_d"], "Date": r["date"], "Text": r["text_of"], "Whose words": r["said_by"], "Quotation": r["quote"], "Second": r["second_d"], "Third": r["third_d"],
                             "Read": r["read"], "Status": r["status"], "Note": r["note"], "Sources": r["source_id"]} for r in rows]),
        description=" ".join(f"{spoken(r['date'])}, {r['text_of']}: {r['first_d']}{' (not read)' if r['read'] == 'no' else ''}." for r in rows),
        sources=sources, label="D", tables=("three_ds",), as_of=rows[0]["as_of"], counted=f"One entry is one text: {len(rows)}, of which {sum(r['read'] == 'yes' for r in rows)} were read; {later} of these are later and say decoupling.",
        note="The article of 7 December 1998 is general knowledge and was not read. The brief gives the year 1999 and no wording.",
    )


def _label(lag: model.Lag) -> str:
    return f"{_SHORT[lag.shock['event_id']]} ({lag.shock['date'][:4]}): {_SHORT[lag.response['event_id']]}"


def _at(year: int) -> float:
    """The place of a year on the axis; the years before 1990 share five years' worth of room."""
    return float(year) if year >= 1990 else 1985 + (year - 1948) * 5 / 42


def _levels(places: list[float], room: float = 13) -> list[int]:
    """A level for each label along a line, so that labels closer than `room` pixels stand above each other."""
    out: list[int] = []
    for i, place in enumerate(places):
        taken = {out[j] for j in range(i) if place - places[j] < room}
        out.append(next(level for level in range(len(places)) if level not in taken))
    return out


def _phase(parts: tuple[model.Phase, ...], row: Any) -> model.Phase:
    return next(part for part in parts if part.start <= model.year(row) <= part.end)


def _span(phase: model.Phase) -> str:
    return str(phase.start) if phase.start == phase.end else f"{phase.start}–{phase.end}"


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
