"""Lists that are pictures: the PURL pile, the steps of the loan, the two membership paths, the ladder of guarantees."""

from __future__ import annotations

from datetime import date
from typing import Any

from eunato import tables
from eunato.models import ukraine as model

from . import theme
from .figure import Figure

_EDITION = "2026-10-08"
_DOORS = {"forward": "a step on the way", "open": "named as possible", "silent": "not named", "closed": "ruled out", "unknown": "text not read"}
_STATES = {"under_way": "under way", "signed": "signed", "negotiated": "being negotiated", "proposed": "proposed", "drafted": "drafted, not signed as found", "ruled_out_by_us": "ruled out by the US administration"}


def _sources(rows: list[dict[str, Any]]) -> tuple[str, ...]:
    """The sources of rows, each once, in order."""
    return tuple(dict.fromkeys(one for row in rows for one in tables.split(row["source_id"])))


def _day(given: date | str) -> str:
    """A date as far as it is known: 4 Aug 2025, or Aug 2025."""
    if isinstance(given, date):
        return f"{given.day} {given:%b %Y}"
    parts = [int(part) for part in given.split("-")]
    if len(parts) == 1:
        return given
    month = date(parts[0], parts[1], 1).strftime("%b %Y")
    return month if len(parts) == 2 else f"{parts[2]} {month}"


def purl() -> Figure:
    """Return the pile of PURL announcements, step by step, with menus for currency and rate, and the totals that were announced."""
    import pandas as pd

    from .render import enable

    alt = enable()
    table = tables.records("purl_pledges")
    counted = [row for row in table if row["counted"]]
    sums = {row["pledge_id"]: row for row in table}
    rows: list[dict[str, Any]] = [{"row": i, "kind": "step", "says": row["short"], "day": _day(row["date"]), "amount": row["amount_m"] / 1000, "currency": row["currency"]} for i, row in enumerate(counted)]
    below = [("total_dec", "Announced total, 24 states"), ("total_kiel", "Kiel’s count (estimate)"), ("target_2025", "NATO’s aim for 2025")]
    later = [row for row in table if row["kind"] in ("package", "contribution", "round") and not row["counted"]]
    rows += [{"row": len(counted) + 0.6 + i, "kind": "sum", "says": says, "day": _day(sums[key]["date"]), "amount": sums[key]["amount_m"] / 1000, "currency": sums[key]["currency"]} for i, (key, says) in enumerate(below)]
    currency = alt.param("currency", value="USD", bind=alt.binding_select(options=["USD", "EUR"], labels=["US dollars", "euros"], name="Currency "))
    rate = alt.param("rate", value=model.RATE, bind=alt.binding_select(options=[1.1, model.RATE, 1.25], labels=["1.10", f"{model.RATE:.2f}", "1.25"], name="US dollars for one euro (assumption) "))
    last = rows[-1]["row"]
    x_scale = alt.Scale(domain=[0, 5.75], range=[258, 570], nice=False)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.7, last + 0.6], reverse=True, nice=False, zero=False))
    base = alt.Chart(pd.DataFrame(rows)).transform_calculate(
        value="datum.currency == currency ? datum.amount : currency == 'USD' ? datum.amount * rate : datum.amount / rate",
    ).transform_window(sum_="sum(value)", groupby=["kind"], sort=[alt.SortField("row")], frame=[None, 0]).transform_calculate(
        end="datum.kind == 'step' ? datum.sum_ : datum.value", start="datum.kind == 'step' ? datum.sum_ - datum.value : 0",
        sign="currency == 'USD' ? '$' : '€'",
        number="datum.kind == 'step' ? '+' + format(datum.value + 1e-9, '.2f') : datum.sign + format(datum.value, '.2f') + ' bn'",
        words="datum.says + ', ' + datum.day + ': ' + datum.sign + format(datum.value, '.2f') + ' bn' + (datum.kind == 'step' ? ', which makes ' + datum.sign + format(datum.end, '.2f') + ' bn' : '')",
    )
    start, end = (alt.X(f"{name}:Q", axis=None, scale=x_scale) for name in ("start", "end"))
    step, total = base.transform_filter("datum.kind == 'step'"), base.transform_filter("datum.kind == 'sum'")
    left = {"align": "left", "baseline": "middle", "fontSize": theme.SMALL}
    pile = step.transform_filter(f"datum.row == {len(counted) - 1}").transform_calculate(says="'= ' + datum.sign + format(datum.end, '.2f') + ' bn'")
    chart = alt.layer(
        step.mark_rule(color=theme.LIGHT, aria=False).encode(x=start, x2=alt.value(258), y=y),
        step.mark_bar(height=15, color=theme.COLOURS["NATO"], aria=False).encode(x=start, x2="end:Q", y=y),
        total.mark_bar(height=15, color=theme.PAPER, stroke=theme.INK, strokeWidth=1.5, aria=False).encode(x=start, x2="end:Q", y=y),
        base.mark_text(**left).encode(x=alt.value(0), y=y, text="says:N", description="words:N"),
        base.mark_text(align="right", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(252), y=y, text="day:N"),
        step.transform_filter(f"datum.row < {len(counted) - 1}").mark_text(**left, dx=5, aria=False).encode(x=end, y=y, text="number:N"),
        pile.mark_text(**left, dx=5, fontWeight="bold", aria=False).encode(x=end, y=y, text="says:N"),
        total.mark_text(**left, dx=5, aria=False).encode(x=end, y=y, text="number:N"),
    ).add_params(currency, rate).properties(width=570, height=round(25 * (last + 1.3)))
    dollars = [row["amount_m"] / 1000 * (model.RATE if row["currency"] == "EUR" else 1) for row in counted]
    named, said = sum(dollars), sums["total_dec"]["amount_m"] / 1000
    target, aim = (sums[key]["amount_m"] / 1000 for key in ("target_2026", "target_2025"))
    states = sorted({iso for row in counted for iso in tables.split(row["iso3"])})
    running, cells = 0.0, []
    for row, value in zip(counted, dollars, strict=True):
        running += value
        cells.append({"Announced": _day(row["date"]), "By": row["who"], "As announced": f"{row['currency']} {row['amount_m']:g} m", f"USD bn (at {model.RATE:g} for a euro)": f"{value:.3f}", "Sum of the pile, USD bn": f"{running:.3f}", "Kind": "in the pile", "Caution": row["note"] or "none"})
    pile_rows = list(cells)
    after = max(str(row["date"]) for row in counted)
    past = sorted(str(row["date"]) for row in later if str(row["date"]) > after[:7] + "-99")
    kinds = {"running_total": "total announced", "tracker_total": "total counted by Kiel", "target": "aim of NATO"}
    for row in (*later, *(sums[key] for key, _ in below), sums["target_2026"]):
        given = f"{row['currency']} {row['amount_m']:g} m" if row["amount_m"] else "no sum published"
        dollar = {"USD": 1, "EUR": model.RATE}.get(row["currency"]) if row["amount_m"] else None
        cells.append({"Announced": _day(row["date"]), "By": row["who"], "As announced": given, f"USD bn (at {model.RATE:g} for a euro)": f"{row['amount_m'] / 1000 * dollar:.3f}" if dollar else "not converted", "Sum of the pile, USD bn": "not in it",
                      "Kind": kinds.get(row["kind"], "left out"), "Caution": row["note"] or "none"})
    listed = [*counted, *later, *(sums[key] for key, _ in below), sums["target_2026"]]
    return Figure(
        name="purl_pile", chart=chart,
        title=f"Named packages add up to ${named:.1f} bn by December 2025, in US dollars; the total announced is ${said:.1f} bn",
        subtitle="Filled: one announcement on top of the one before. Hollow: totals, for comparison.",
        insight=f"{len(states)} states stand behind the {len(counted)} steps. NATO’s aim for 2025, ${aim:g} bn, was not met by the newest total found, ${said:.1f} bn. Its aim for 2026 is about ${target:g} bn.",
        table=pd.DataFrame(cells),
        description=f"{len(counted)} bars climb from left to right, from the Netherlands in August 2025 to New Zealand in December: " + "; ".join(f"{c['By']} {value:.2f}" for c, value in zip(pile_rows, dollars, strict=True))
        + ". Below, three hollow bars: " + "; ".join(f"{row['says']} {row['amount']:g} bn {row['currency']}" for row in rows if row["kind"] == "sum") + f". NATO’s aim for 2026, USD {target:g} bn, is not drawn. Menus change currency and rate.",
        sources=_sources(listed), label="D", tables=("purl_pledges", "ukraine_aid"), as_of=_EDITION,
        counted=f"Counted: {len(counted)} announcements that do not overlap, of {len(states)} states. {len(later)} more are in the table and left out: {len(later) - len(past)} may be part of these, and {len(past)} came later, in 2026.",
        note="An announcement is neither a payment nor a delivery. Euros become dollars at the rate in the menu, an assumption. Kiel counts by its own rules, to April 2026. A total of pledges after December 2025 was not found.",
        row_labels=tuple(row["evidence"] for row in listed), row_sources=tuple(row["source_id"] for row in listed),
    )


def loan_steps() -> Figure:
    """Return the legal steps of the loan as a list in the order of days, with the later ones marked."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = sorted((row for row in tables.records("usl") if row["kind"] in ("legal_step", "payment") and row["status"] == "confirmed"), key=lambda row: str(row["date"]))
    doubtful = [row for row in tables.records("usl") if row["kind"] in ("legal_step", "payment") and row["status"] != "confirmed"]
    lines, marks, y = [], [], 0.0
    drawn = False
    for row in rows:
        if row["after_brief"] and not drawn:
            marks.append({"y": y + 2, "kind": "brief", "says": "March 2026: the brief"})
            y += 30
            drawn = True
        parts = theme.wrap(row["says"], 440, theme.SMALL)
        stop = row["body"] == "Hungary"
        marks.append({"y": y, "kind": "stop" if stop else "step", "says": ""})
        lines.append({"y": y, "x": 0, "says": _day(row["date"]), "style": "date", "words": f"{_day(row['date'])}, {row['body']}: {row['title']}. {row['says']}"})
        lines.append({"y": y, "x": 116, "says": f"{row['body']}: {row['title']}" if row["body"] not in row["title"] else row["title"], "style": "head", "words": ""})
        lines += [{"y": y + 17 + 15 * i, "x": 116, "says": part, "style": "text", "words": ""} for i, part in enumerate(parts)]
        y += 17 + 15 * len(parts) + 12
    height = y + 4
    xs, ys = alt.Scale(domain=[0, 570], nice=False, zero=False), alt.Scale(domain=[-12, height], reverse=True, nice=False, zero=False)
    x, yy = alt.X("x:Q", axis=None, scale=xs), alt.Y("y:Q", axis=None, scale=ys)
    text, mark = alt.Chart(pd.DataFrame(lines)), alt.Chart(pd.DataFrame(marks))
    left = {"align": "left", "baseline": "middle", "fontSize": theme.SMALL}
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"low": 0.0, "high": height - 10}])).mark_rule(color=theme.LIGHT, strokeWidth=2, aria=False).encode(x=alt.value(102), y=alt.Y("low:Q", axis=None, scale=ys), y2="high:Q"),
        mark.transform_filter("datum.kind == 'brief'").mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(x=alt.value(0), x2=alt.value(430), y=yy),
        mark.transform_filter("datum.kind == 'brief'").mark_text(align="right", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=alt.value(566), y=yy, text="says:N", description="says:N"),
        mark.transform_filter("datum.kind == 'step'").mark_point(size=110, shape=theme.SHAPES["EU"], filled=True, fill=theme.COLOURS["EU"], opacity=1, aria=False).encode(x=alt.value(102), y=yy),
        mark.transform_filter("datum.kind == 'stop'").mark_point(size=90, shape="square", filled=True, fill=theme.PAPER, stroke=theme.INK, strokeWidth=2, opacity=1, aria=False).encode(x=alt.value(102), y=yy),
        text.transform_filter("datum.style == 'date'").mark_text(**left).encode(x=x, y=yy, text="says:N", description="words:N"),
        text.transform_filter("datum.style == 'head'").mark_text(**left, fontWeight="bold", aria=False).encode(x=x, y=yy, text="says:N"),
        text.transform_filter("datum.style == 'text'").mark_text(**left, color=theme.GREY, aria=False).encode(x=x, y=yy, text="says:N"),
    ).properties(width=570, height=height)
    by = {row["record_id"]: row for row in rows}
    day = {key: date.fromisoformat(str(row["date"])) for key, row in by.items()}
    days = (day["adopted"] - day["block"]).days
    listed = sorted(rows + doubtful, key=lambda row: str(row["date"]))
    before = (day["government"] - day["adopted"]).days
    return Figure(
        name="loan_steps", chart=chart,
        title=f"The last of three acts came {days} days after Hungary’s refusal, and {before} days before its new government took office",
        subtitle="Disc: a step in the EU. Square: a step in Budapest. In the order of days, not to scale.",
        insight="Two of three acts could pass without Hungary; the change of the EU’s long-term budget could not. The order of days does not say why the veto ended.",
        table=pd.DataFrame([{"Date": str(row["date"]), "Who": row["body"], "Step": row["title"], "What happened": row["says"], "After the brief": row["after_brief"], "Confirmed": row["status"] == "confirmed"} for row in listed]),
        description="A list from top to bottom. " + " ".join(line["words"] for line in lines if line["words"]) + " A dashed line marks the brief of March 2026.",
        sources=_sources(listed), label="D", tables=("usl",), as_of=_EDITION,
        row_labels=tuple(row["evidence"] for row in listed), row_sources=tuple(row["source_id"] for row in listed),
        counted=f"Counted: {len(rows)} steps that were read in established press or official text; {days} days lie between the refusal of 20 February and the adoption of the last act on 23 April; the other two were adopted on 24 February. {before} days lie between 23 April and 9 May. The table adds {len(doubtful)} that are only reported.",
        note="The veto was lifted when oil flowed again and after an election that the opposition had won; both accounts are in the press, and the days fit both.",
    )


def paths() -> Figure:
    """Return the path to the EU and the wordings on NATO side by side, in the order of days."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = sorted(tables.records("membership_paths"), key=lambda row: row["date"])
    step, lines, marks, y, drawn = 37, [], [], 30.0, None
    for row in rows:
        if row["after_brief"] and drawn is None:
            drawn = y - 2
            y += 30
        eu = row["path"] == "EU"
        door = _DOORS[row["door"]]
        words = f"{_day(row['date'])}, {'EU' if eu else 'NATO' if row['path'] == 'NATO' else 'United States'}, {row['act']}: {row['title']}. {row['says']} Our coding: {door}."
        marks.append({"y": y, "group": row["path"], "full": row["door"] in ("forward", "closed") and row["status"] == "confirmed" and (row["door"] == "closed" or row["act"] != "statement"), "words": words + (" Only reported." if row["status"] == "unconfirmed" else "")})
        align = "right" if eu else "left"
        grey = f"{_day(row['date'])} · {row['act']}" + ("" if eu else f" · {door}") + (" · reported" if row["status"] == "unconfirmed" else "")
        lines += [{"y": y - 8, "side": align, "says": row["title"], "bold": True}, {"y": y + 9, "side": align, "says": grey, "bold": False}]
        y += step
    height = y - 8
    ys = alt.Scale(domain=[-8, height], reverse=True, nice=False, zero=False)
    yy = alt.Y("y:Q", axis=None, scale=ys)
    text, mark = alt.Chart(pd.DataFrame(lines)), alt.Chart(pd.DataFrame(marks))
    middle = 262
    names = ["EU", "NATO", "US"]
    shape = alt.Shape("group:N", legend=None, scale=alt.Scale(domain=names, range=[theme.SHAPES[n] for n in names]))
    scale = alt.Scale(domain=names, range=[theme.COLOURS[n] for n in names])
    heads = alt.Chart(pd.DataFrame([{"y": 2.0, "says": "The way into the EU", "side": "right"}, {"y": 2.0, "says": "The way into NATO, and US positions", "side": "left"}]))
    layers = [
        alt.Chart(pd.DataFrame([{"low": 18.0, "high": height - 8}])).mark_rule(color=theme.LIGHT, strokeWidth=2, aria=False).encode(x=alt.value(middle), y=alt.Y("low:Q", axis=None, scale=ys), y2="high:Q"),
        alt.Chart(pd.DataFrame([{"y": drawn}])).mark_rule(color=theme.GREY, strokeDash=[5, 4], aria=False).encode(x=alt.value(0), x2=alt.value(570), y=yy),
        alt.Chart(pd.DataFrame([{"y": drawn + 12, "says": "after the brief of March 2026"}])).mark_text(align="right", baseline="middle", fontSize=theme.SMALL, color=theme.GREY).encode(x=alt.value(566), y=yy, text="says:N", description="says:N"),
        mark.transform_filter("datum.full").mark_point(size=150, opacity=1, strokeWidth=1.8).encode(x=alt.value(middle), y=yy, shape=shape, stroke=alt.Stroke("group:N", legend=None, scale=scale), fill=alt.Fill("group:N", legend=None, scale=scale), description="words:N"),
        mark.transform_filter("!datum.full").mark_point(size=150, opacity=1, strokeWidth=1.8, fill=theme.PAPER).encode(x=alt.value(middle), y=yy, shape=shape, stroke=alt.Stroke("group:N", legend=None, scale=scale), description="words:N"),
    ]
    for side, x in (("right", middle - 16), ("left", middle + 16)):
        mine = text.transform_filter(f"datum.side == '{side}'")
        layers += [
            mine.transform_filter("datum.bold").mark_text(align=side, baseline="middle", fontSize=theme.SMALL, fontWeight="bold", aria=False).encode(x=alt.value(x), y=yy, text="says:N"),
            mine.transform_filter("!datum.bold").mark_text(align=side, baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=alt.value(x), y=yy, text="says:N"),
            heads.transform_filter(f"datum.side == '{side}'").mark_text(align=side, baseline="middle", fontSize=theme.TEXT, fontWeight="bold").encode(x=alt.value(x), y=yy, text="says:N", description="says:N"),
        ]
    chart = alt.layer(*layers).properties(width=570, height=height)
    count = {path: len([row for row in rows if row["path"] == path]) for path in ("EU", "NATO", "US")}
    steps, taken = ([row for row in rows if row["path"] == path and row["door"] == "forward" and row["act"] != "statement" and row["status"] == "confirmed"] for path in ("EU", "NATO"))
    last = max((row for row in rows if row["path"] == "NATO" and row["who"] == "Allies" and row["door"] != "unknown"), key=lambda row: row["date"])
    ends = f"{last['date']:%B %Y}"
    return Figure(
        name="membership_paths", chart=chart,
        title=f"On our reading the EU took {len(steps)} confirmed steps since 2022 and NATO {len(taken)}; an invitation to NATO did not follow",
        subtitle="In the order of days, not to scale. Filled: a confirmed step, or a no (US). Hollow: a wording, or only reported.",
        insight=f"In the leaders’ texts that we read, to {ends}, NATO went from “will become members” over “irreversible path” to silence, which withdraws nothing. In August 2025 its Secretary General said that the path stands. The no is the US administration’s.",
        table=pd.DataFrame([{"Date": row["date"].isoformat(), "Path": row["path"], "Act (our coding)": row["act"], "Step": row["title"], "What it says": row["says"], "Words of the text": row["quote"] or "none quoted", "Door (our coding)": _DOORS[row["door"]], "Confirmed": row["status"] == "confirmed"} for row in rows]),
        description=f"Two columns from 2008 to October 2026 with a line between them: {count['EU']} entries on the left for the EU, {count['NATO'] + count['US']} on the right for NATO, {count['US']} of them US positions. " + " ".join(mark["words"] for mark in marks),
        sources=_sources(rows), label="I", tables=("membership_paths",), as_of=_EDITION,
        counted=f"Counted: {len(rows)} dated entries; {len([r for r in rows if r['status'] != 'confirmed'])} of them are only reported and say so. Steps are confirmed decisions and acts since 2022 that bring a membership nearer.",
        note="What is listed, what is a step and which door a text leaves open is our reading (interpretation); dates and words are the record’s. NATO’s step is the decision of Vilnius to ask for no membership plan. The text of Ankara, July 2026, was not read, so the list of texts ends before it. A new member needs the yes of every Ally in NATO and of every Member State in the EU.",
        row_labels=tuple(row["evidence"] for row in rows), row_sources=tuple(row["source_id"] for row in rows),
    )


def guarantees() -> Figure:
    """Return the options for guaranteeing Ukraine's security as a ladder: who would enforce each, and how far it is."""
    import pandas as pd

    from .render import enable

    alt = enable()
    rows = sorted(tables.records("guarantees"), key=lambda row: -row["rung"])
    lines, rungs, y = [], [], 0.0
    for row in rows:
        parts = theme.wrap(f"Enforced by: {row['enforcer']}.", 500, theme.SMALL)
        state = f"{_STATES[row['state']]}; counts {row['starts']}"
        lines.append({"y": y, "says": f"{row['rung']}  {row['option']}", "style": "head", "words": f"Rung {row['rung']}: {row['option']}. {row['promise']} Enforced by: {row['enforcer']}. State: {state}."})
        lines += [{"y": y + 18 + 15 * i, "says": part, "style": "who", "words": ""} for i, part in enumerate(parts)]
        lines.append({"y": y + 18 + 15 * len(parts), "says": f"State: {state}.", "style": "state", "words": ""})
        y += 18 + 15 * len(parts) + 15
        rungs.append({"y": y - 2})
        y += 16
    height = y
    ys = alt.Scale(domain=[-14, height], reverse=True, nice=False, zero=False)
    yy = alt.Y("y:Q", axis=None, scale=ys)
    text = alt.Chart(pd.DataFrame(lines))
    left = {"align": "left", "baseline": "middle", "fontSize": theme.SMALL}
    rails = alt.Chart(pd.DataFrame([{"x": x, "low": -12.0, "high": height - 4} for x in (4, 22)]))
    chart = alt.layer(
        rails.mark_rule(color=theme.GREY, strokeWidth=3, aria=False).encode(x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, 560], nice=False)), y=alt.Y("low:Q", axis=None, scale=ys), y2="high:Q"),
        alt.Chart(pd.DataFrame(rungs)).mark_rule(color=theme.GREY, strokeWidth=3, aria=False).encode(x=alt.value(4), x2=alt.value(22), y=yy),
        alt.Chart(pd.DataFrame(rungs[:-1])).mark_rule(color=theme.LIGHT, aria=False).encode(x=alt.value(30), x2=alt.value(556), y=yy),
        text.transform_filter("datum.style == 'head'").mark_text(**left, fontWeight="bold").encode(x=alt.value(36), y=yy, text="says:N", description="words:N"),
        text.transform_filter("datum.style == 'who'").mark_text(**left, aria=False).encode(x=alt.value(36), y=yy, text="says:N"),
        text.transform_filter("datum.style == 'state'").mark_text(**left, color=theme.GREY, aria=False).encode(x=alt.value(36), y=yy, text="says:N"),
    ).properties(width=560, height=height)
    waiting = [row for row in rows if row["starts"] == "with a ceasefire"]
    now = [row for row in rows if row["starts"] == "now"]
    return Figure(
        name="guarantees_ladder", chart=chart,
        title=f"{len(waiting)} of {len(rows)} guarantees on this ladder would begin with a ceasefire; {len(now)} count now",
        subtitle="Higher rung: others would be bound further to fight. The order is our reading, no ranking of worth.",
        insight="The question for every rung is who would enforce it. Two count now, as we read them: arms and money for Ukraine’s own forces, and each signatory’s word.",
        table=pd.DataFrame([{"Rung": row["rung"], "Option": row["option"], "Promise": row["promise"], "Who would enforce it": row["enforcer"], "Counts": row["starts"], "State in October 2026": _STATES[row["state"]], "Strongest case": row["best_case"], "Strongest objection": row["best_objection"]} for row in rows]),
        description=f"A ladder of {len(rows)} rungs, read from the top. " + " ".join(line["words"] for line in lines if line["words"]),
        sources=_sources(rows), label="I", tables=("guarantees",), as_of=_EDITION,
        row_sources=tuple(row["source_id"] for row in rows),
        counted=f"Counted: {len(rows)} options named in the Paris Declaration of January 2026, in treaties and by their holders; {len(waiting)} begin with a ceasefire, {len(now)} count now.",
        note="The United States took part in Paris and is no formal party to the declaration. Options can be combined; most of their holders do so.",
    )
