"""Paths from today's share to the pledge: a picture that a hand can move, and the one the explorer draws."""

from __future__ import annotations

from typing import Any

from eunato.models import spending as model

from . import theme
from .figure import Figure
from .render import ChartError

SHAPES = {0.5: "early", 1.0: "even steps", 2.0: "late"}
_SIGN = {"EUR": "€", "USD": "$"}
_W, _H = 565, 300
_INSIDE = {"labelAlign": "left", "labelPadding": -1, "labelBaseline": "bottom", "labelOffset": -2, "ticks": False, "domain": False}
"""Labels of the y axis inside the plot, so that title and subtitle start at the left edge."""


def read(amount: float) -> float:
    """An amount as far as its inputs carry it: tens from 1,000 billion, whole from 100, one decimal below, two below 1.

    GDP and shares are rounded by their publishers, so further digits of a product would say nothing.
    """
    size = abs(amount)
    return float(round(amount, -1 if size >= 1000 else 0 if size >= 100 else 1 if size >= 1 else 2))


def money(amount: float, sign: str) -> str:
    """An amount in words, such as '€715 bn' or '€5,590 bn'."""
    size = abs(amount)
    return f"{sign}{read(amount):,.{0 if size >= 100 else 1 if size >= 1 else 2}f} bn"


def _js(field: str) -> str:
    """The same digits as `read`, as an expression of the picture; always positive amounts."""
    return f"({field} >= 1000 ? format(round({field} / 10) * 10, ',.0f') : {field} >= 100 ? format({field}, ',.0f') : {field} >= 1 ? format({field}, ',.1f') : format({field}, ',.2f'))"


def _rough(begin: model.Start, final: float, sign: str) -> str:
    """What the rounding of the publisher's share leaves open, as a sentence; "" where it is small."""
    low, high = (final * factor for factor in begin.rough)
    if begin.rough == (1.0, 1.0):
        return ""
    return f" The publisher rounds: its {100 * begin.share:.1f}% can be anything from {100 * begin.share - 0.05:.2f} to {100 * begin.share + 0.05:.2f}%, so {sign}{read(low):,.0f} to {read(high):,.0f} bn fit the same words."


def price(guess: float | None = None, start: str = "EU27", growth: float = model.GROWTH) -> Figure:
    """Return what the pledge costs in its target year in even steps, with a menu for growth; see `paths` for the inputs."""
    return _moving(guess, start, growth, shapes=False)


def paths(guess: float | None = None, start: str = "EU27", growth: float = model.GROWTH) -> Figure:
    """Return the spending path of one state or group to its target year, with menus for growth and shape in the picture.

    guess: what the learner said for the target year, drawn as a ring; None draws none. start: as for models.spending.start.
    growth: where the menu of growth stands at first, a fraction from 0 to 0.024 in steps of 0.006.
    Raises ChartError for a growth that is not in the menu or a guess that is no amount.
    """
    return _moving(guess, start, growth, shapes=True)


def _moving(guess: float | None, start: str, growth: float, shapes: bool) -> Figure:
    import pandas as pd

    from .render import enable

    alt = enable()
    begin = model.start(start)
    rates = [0.0, 0.006, 0.012, 0.018, 0.024]
    if round(growth, 4) not in rates:
        raise ChartError(f"growth is {growth!r}; this picture has {', '.join(map(str, rates))}. Use the explorer for another.")
    growth = round(growth, 4)
    even, late, early = (begin.path(growth, p) for p in (1.0, 2.0, 0.5))
    sign, last = _SIGN[begin.currency], even.last.year
    top = begin.path(rates[-1], 1.0).final * 1.08
    if guess is not None and not 0 <= guess <= 1e6:
        raise ChartError(f"guess is {guess!r}; give billions, such as 700")
    data = pd.DataFrame([{"year": begin.share_year + t, "t": t} for t in range(begin.years + 1)])
    pick = alt.param("growth", value=growth, bind=alt.binding_select(options=rates, labels=[f"{100 * r:g}% a year" for r in rates], name="Real growth (assumption) "))
    shape = alt.param("shape", value=1.0, bind=alt.binding_select(options=list(SHAPES), labels=list(SHAPES.values()), name="Shape (assumption) "))
    s0, rise, steps = begin.share, even.shareT - begin.share, begin.years
    base = alt.Chart(data).transform_calculate(
        gdp=f"{begin.gdp!r} * pow(1 + growth, datum.t)", share=f"{s0!r} + {rise!r} * pow(datum.t / {steps}, shape)",
    ).transform_calculate(
        spend="datum.gdp * datum.share", frozen=f"datum.gdp * {s0!r}",
        other_a=f"datum.gdp * ({s0!r} + {rise!r} * pow(datum.t / {steps}, 0.5))", other_b=f"datum.gdp * ({s0!r} + {rise!r} * datum.t / {steps})",
        other_c=f"datum.gdp * ({s0!r} + {rise!r} * pow(datum.t / {steps}, 2))",
    ).transform_calculate(words=f"datum.year + ': {sign}' + {_js('datum.spend')} + ' bn, ' + format(100 * datum.share, '.2f') + '% of GDP; frozen share {sign}' + {_js('datum.frozen')} + ' bn'")
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[begin.share_year - 0.9, last + 0.9], nice=False, zero=False), axis=alt.Axis(format="d", values=[y for y in range(begin.share_year, last + 1) if (last - y) % 2 == 0]))

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(
            tickCount=5, grid=True, title=f"{sign} bn a year, {begin.gdp_basis}", titleAngle=0, titleAlign="left", titleAnchor="end", titleX=0, titleY=-14, **_INSIDE))

    layers = [
        base.mark_area(color=theme.LIGHT, opacity=0.75, aria=False).encode(x=x, y=y("frozen"), y2="spend:Q"),
        *(base.mark_line(color=theme.GREY, strokeWidth=1.2, strokeDash=[2, 3], aria=False).encode(x=x, y=y(f)) for f in ("other_a", "other_b", "other_c") if shapes),
        base.mark_line(color=theme.GREY, strokeWidth=2.5, aria=False).encode(x=x, y=y("frozen")),
        base.mark_line(color=theme.INK, strokeWidth=3, aria=False).encode(x=x, y=y("spend")),
        base.mark_point(shape="circle", size=42, filled=True, color=theme.INK, opacity=1).encode(x=x, y=y("spend"), description="words:N"),
        base.transform_filter(f"datum.year == {last}").transform_calculate(says=f"'{sign}' + {_js('datum.spend')}").mark_text(
            align="right", dx=8, dy=-14, fontSize=15, fontWeight="bold", aria=False).encode(x=x, y=y("spend"), text="says:N"),
        base.transform_filter(f"datum.year == {last}").transform_calculate(at=f"datum.frozen - {top * 0.065}", low=f"'frozen at {100 * s0:.2f}%: {sign}' + {_js('datum.frozen')}").mark_text(
            align="right", dx=8, fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x, y=y("at"), text="low:N"),
    ]
    total = base.transform_filter("datum.t > 0").transform_calculate(more="datum.spend - datum.frozen").transform_aggregate(cum="sum(spend)", more="sum(more)").transform_calculate(
        at=f"{begin.share_year - 0.2}", up=f"{top * 0.95}", lower=f"{top * 0.87}",
        one=f"'{begin.share_year + 1} to {last} together: {sign}' + {_js('datum.cum')} + ' bn'", two=f"'of which above a frozen share: {sign}' + {_js('datum.more')} + ' bn'")
    for place, words in (("up", "one"), ("lower", "two")):
        layers.append(total.mark_text(align="left", baseline="middle", fontSize=theme.TEXT, fontWeight="bold" if words == "one" else "normal").encode(
            x=alt.X("at:Q"), y=alt.Y(f"{place}:Q"), text=f"{words}:N", description=f"{words}:N"))
    if guess is not None:
        shown = min(max(guess, 0), top)
        ring = alt.Chart(pd.DataFrame([{"year": last, "value": shown, "says": f"you: {guess:,.10g}", "words": f"Your guess for {last}: {guess:,.10g} bn"}]))
        layers += [
            ring.mark_point(shape="circle", size=230, filled=False, stroke=theme.INK, strokeWidth=2.5, fill=theme.PAPER, fillOpacity=0, opacity=1).encode(x=x, y=y("value"), description="words:N"),
            ring.mark_text(align="right", baseline="middle", dx=-14, dy=10 if shown < even.final else -10, fontSize=theme.TEXT, aria=False).encode(x=x, y=y("value"), text="says:N"),
        ]
    given = [pick, shape] if shapes else [pick]
    if not shapes:  # the expressions above read `shape`; without a menu it stays even
        given.append(alt.param("shape", value=1.0))
    chart = alt.layer(*layers).add_params(*given).properties(width=_W, height=_H)
    still = begin.path(0.0, 1.0)
    spread = read(early.cumulative) - read(late.cumulative)
    counted = f"Counted: {begin.share_year + 1} to {last}, {begin.years} years; {begin.share_year} is where the path starts. In {begin.gdp_basis}; inflation is left out.{_rough(begin, even.final, sign)}"
    shared = {"chart": chart, "sources": begin.sources, "label": "A", "tables": ("spending", "macro", "pledges"), "as_of": "2026-10-08", "counted": counted,
              "note": f"Start: {begin.says} Growth{' and shape are assumptions' if shapes else ' is an assumption'}. A pledge is no forecast, and EU27 is not NATO Europe."}
    final, without = money(even.final, sign), money(still.final, sign)
    lines = (f"Lines from {begin.share_year} to {last}. With even steps and {100 * growth:g}% growth a year, spending rises from {money(even.first.spend, sign)} to {final}; together "
             f"{money(even.cumulative, sign)}, of which {money(even.extra, sign)} above a share frozen at {100 * s0:.2f}%.")
    if not shapes:
        return Figure(
            name="price_of_the_pledge",
            title=f"{100 * even.shareT:g}% of GDP in {last} is about {final} with {100 * growth:g}% growth a year (assumption), {without} without",
            subtitle=f"{begin.name}. Thick: the path in even steps. Shaded: above a frozen share.",
            insight=f"The share is the same, the economy is not: {100 * growth:g}% growth a year moves {last} from about {without} to about {final}.",
            table=_table(begin, even, still), description=f"{lines} Without growth {last} costs {without}. A menu below changes growth.", **shared)
    return Figure(
        name="paths_to_the_pledge",
        title=f"Early or late, {last} costs the same, {final} at {100 * growth:g}% growth; the sum of the years differs (growth and shape: assumption)",
        subtitle=f"{begin.name}. Thick: the path chosen below. Shaded: above a frozen share. Dotted: early, even and late.",
        insight=f"At {100 * growth:g}% growth, early and late steps end at the same {final}, and differ by about {money(spread, sign)} in the years before.",
        table=_table(begin, even, early, late),
        description=f"{lines} Early steps add up to {money(early.cumulative, sign)}, late ones to {money(late.cumulative, sign)}; the difference is {money(spread, sign)}. Menus below change growth and shape.",
        **shared)


def shapes(start: str = "EU27", growth: float = model.GROWTH) -> Figure:
    """Return the sum of all years for early, even and late steps as bars, split at a frozen share."""
    import pandas as pd

    from .render import enable

    alt = enable()
    begin = model.start(start)
    made = {p: begin.path(growth, p) for p in SHAPES}
    sign, even = _SIGN[begin.currency], made[1.0]
    middle = begin.share_year + begin.years // 2
    rows = [{"row": i, "who": f"{SHAPES[p][0].upper()}{SHAPES[p][1:]} (p = {p:g})", "frozen": one.frozen, "sum": one.cumulative, "says": money(one.cumulative, sign),
             "words": f"{SHAPES[p]}: {money(one.cumulative, sign)} together, {money(one.extra, sign)} above a frozen share; {100 * one.at(middle).share:.2f}% of GDP in {middle}"}
            for i, (p, one) in enumerate(made.items())]
    top = max(row["sum"] for row in rows) * 1.22
    x = alt.X("sum:Q", axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.75, len(rows) - 0.4], reverse=True, nice=False, zero=False))
    base = alt.Chart(pd.DataFrame(rows))
    chart = alt.layer(
        base.mark_bar(height=24, color=theme.INK, aria=False).encode(x=x, x2="frozen:Q", y=y),
        base.mark_bar(height=24, color=theme.LIGHT, stroke=theme.GREY, aria=False).encode(x=alt.X("frozen:Q", axis=None), x2=alt.datum(0), y=y),
        base.mark_text(align="left", baseline="bottom", dy=-15, fontSize=theme.TEXT).encode(x=alt.value(0), y=y, text="who:N", description="words:N"),
        base.mark_text(align="left", baseline="middle", dx=7, fontSize=theme.TEXT, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=560, height=205)
    early, late = made[0.5], made[2.0]
    first, last = begin.share_year + 1, even.last.year
    return Figure(
        name="three_shapes", chart=chart,
        title=f"Same pledge, same {last}: late steps cost about {money(read(even.cumulative) - read(late.cumulative), sign)} less than even ones (assumption: {100 * growth:g}% growth)",
        subtitle=f"{begin.name}, {first} to {last} together. Light: share frozen. Dark: above it.",
        insight=f"All three end at about {money(even.final, sign)} in {last}. In {middle} the share is {100 * early.at(middle).share:.2f}% on the early path and {100 * late.at(middle).share:.2f}% on the late one.",
        table=pd.DataFrame([{"Shape": SHAPES[p], "p": p, f"Sum {first} to {last}, {_unit(begin)}": read(one.cumulative), f"Above a frozen share, {_unit(begin)}": read(one.extra),
                             f"% of GDP in {middle}": round(100 * one.at(middle).share, 2), f"{last}, {_unit(begin)}": read(one.final)} for p, one in made.items()]),
        description=f"Three bars, each split at {money(even.frozen, sign)}, the sum with the share frozen. " + "; ".join(row["words"] for row in rows) + f". All reach {money(even.final, sign)} in {last}.",
        sources=begin.sources, label="A", tables=("spending", "macro", "pledges"), as_of="2026-10-08",
        counted=f"Counted: {first} to {last}, {begin.years} years, in {begin.gdp_basis}. Growth and shape are assumptions.{_rough(begin, even.final, sign)}",
        note=f"Start: {begin.says} What arrives early can be used early; what comes late may be cheaper or never come. The sums say nothing about that.",
    )


def path_chart(path: model.Path, start: model.Start, *, eurusd: float | None = None, shape: str = "") -> Figure:
    """Return one path as the explorer shows it, beside a frozen share; amounts in the other currency where a rate is given.

    path: a path of `start`. eurusd: dollars per euro, or None for the currency of the rows. shape: words for the shape.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    currency = start.currency if eurusd is None else ("EUR" if start.currency == "USD" else "USD")
    rate = 1.0 if eurusd is None else model.convert(1.0, eurusd, currency)
    sign = _SIGN[currency]
    data = pd.DataFrame([
        {"year": one.year, "spend": round(one.spend * rate, 3), "frozen": round(one.frozen * rate, 3), "nominal": round(one.nominal * rate, 3), "room": round(one.room * rate, 3),
         "words": f"{one.year}: {money(one.spend * rate, sign)}, {100 * one.share:.2f}% of GDP; frozen share {money(one.frozen * rate, sign)}" + (f"; in prices of {one.year} {money(one.nominal * rate, sign)}" if path.inflation else "")}
        for one in path.years
    ])
    last, first = path.last, path.first
    prices = bool(path.inflation)
    top = max(data["spend"].max(), data["frozen"].max(), data["nominal"].max() if prices else 0) * 1.14
    x = alt.X("year:Q", title=None, scale=alt.Scale(domain=[first.year - 0.9, last.year + 0.9], nice=False, zero=False),
              axis=alt.Axis(format="d", values=[y for y in range(first.year, last.year + 1) if (last.year - y) % max(1, round(len(data) / 7)) == 0]))

    def y(field: str) -> Any:
        return alt.Y(f"{field}:Q", scale=alt.Scale(domain=[0, top], nice=False), axis=alt.Axis(
            tickCount=5, grid=True, title=f"{sign} bn a year{', converted' if eurusd else ''}, {start.gdp_basis.replace('US dollars', 'prices')}", titleAngle=0, titleAlign="left", titleAnchor="end", titleX=0, titleY=-14, **_INSIDE))

    base = alt.Chart(data)
    layers = [base.mark_area(color=theme.LIGHT, opacity=0.75, aria=False).encode(x=x, y=y("frozen"), y2="spend:Q")]
    if prices:
        layers.append(base.mark_line(color=theme.GREY, strokeWidth=2, strokeDash=[6, 4], aria=False).encode(x=x, y=y("nominal")))
    if path.share_ref is not None:
        layers.append(base.transform_filter("datum.room > 0").mark_bar(color=theme.GREY, width=14, aria=False).encode(x=x, y=y("room"), y2=alt.datum(0)))
    layers += [
        base.mark_line(color=theme.GREY, strokeWidth=2.5, aria=False).encode(x=x, y=y("frozen")),
        base.mark_line(color=theme.INK, strokeWidth=3, aria=False).encode(x=x, y=y("spend")),
        base.mark_point(shape="circle", size=42, filled=True, color=theme.INK, opacity=1).encode(x=x, y=y("spend"), description="words:N"),
    ]
    ends = [{"value": last.spend * rate, "says": money(last.spend * rate, sign)[:-3], "bold": True, "dy": 0.0}]
    if abs(last.extra * rate) > 0.12 * top:
        ends.append({"value": last.frozen * rate, "says": f"frozen {money(last.frozen * rate, sign)[:-3]}", "bold": False, "dy": 0.0})
    if prices and (last.nominal - last.spend) * rate > 0.09 * top:
        ends.append({"value": last.nominal * rate, "says": f"in prices of {last.year} {money(last.nominal * rate, sign)[:-3]}", "bold": False, "dy": 0.0})
    for end in ends:
        text = alt.Chart(pd.DataFrame([{"year": last.year, **end}]))
        layers.append(text.mark_text(align="right", dx=12, dy=-13 if end["bold"] or "prices" in end["says"] else 15, fontSize=15 if end["bold"] else theme.SMALL, fontWeight="bold" if end["bold"] else "normal",
                                     color=theme.INK if end["bold"] else theme.GREY, aria=False).encode(x=x, y=y("value"), text="says:N"))
    chart = alt.layer(*layers).properties(width=_W, height=_H)
    key = ["Thick: the path. Grey: share frozen; shaded between the two."]
    if prices:
        key.append("Dashed: in prices of each year.")
    if path.share_ref is not None:
        key.append("Bars: room under the escape clause.")
    cum, extra = path.cumulative * rate, path.extra * rate
    room = ""
    if path.share_ref is not None:
        room = f" {_span(path.clause_years)} the clause gives room for {money(path.room * rate, sign)} above a share of {100 * path.share_ref:.3g}%: room in the rules, no money." if path.clause_years else " The path holds no year of the clause."
    against = f"as much as with the share of {first.year} frozen" if abs(extra) < 0.05 else f"{money(abs(extra), sign)} {'less' if extra < 0 else 'more'} than with the share of {first.year} frozen"
    nominal = f" In prices of {last.year} that last year is {money(last.nominal * rate, sign)}." if prices else ""
    unit = f"{sign} bn, {_basis(start)}{', converted' if eurusd else ''}"
    columns = {
        "Year": [one.year for one in path.years], "% of GDP": [round(100 * one.share, 2) for one in path.years], f"GDP, {unit}": [round(one.gdp * rate, 1) for one in path.years],
        f"Spending, {unit}": [round(one.spend * rate, 1) for one in path.years], f"With the share frozen, {unit}": [round(one.frozen * rate, 1) for one in path.years],
        f"Above frozen, {unit}": [round(one.extra * rate, 1) for one in path.years],
    }
    if prices:
        columns[f"Spending, {sign} bn, prices of the year"] = [round(one.nominal * rate, 1) for one in path.years]
    if path.share_ref is not None:
        columns[f"Room under the clause, {unit}"] = [round(one.room * rate, 1) for one in path.years]
    given = f"growth {100 * path.growth:g}% a year, shape {path.p:g}{f' ({shape})' if shape else ''}" + (f", price rises {100 * path.inflation:g}% a year, with {first.year} at {path.first_level:.3f} times the prices of {start.price_year}" if prices else "") + (f", {eurusd:g} dollars per euro" if eurusd else "")
    return Figure(
        name="spending_path", chart=chart,
        title=f"{start.name}: {money(last.spend * rate, sign)} in {last.year} at {100 * last.share:.2f}% of GDP (assumption: {100 * path.growth:g}% growth)",
        subtitle=" ".join(key),
        insight=f"From {first.year + 1} to {last.year} together {money(cum, sign)}, {against}.{nominal}{room}",
        table=pd.DataFrame(columns),
        description=f"A line from {money(first.spend * rate, sign)} in {first.year} ({100 * first.share:.2f}% of GDP) to {money(last.spend * rate, sign)} in {last.year} ({100 * last.share:.2f}%); with the share frozen "
        f"it would be {money(last.frozen * rate, sign)}. Together {money(cum, sign)}, the difference {money(abs(extra), sign)}.{nominal}{room}",
        sources=start.sources, label="A", tables=("spending", "macro", "escape_clause") if path.share_ref is not None else ("spending", "macro"), as_of="2026-10-08",
        counted=f"Counted: {first.year + 1} to {last.year}, {len(path.years) - 1} years. Assumed: {given}.{_rough(start, last.spend * rate, sign)}",
        note=f"Start: {start.says} Amounts in {start.gdp_basis}{' for the thick line' if prices else '; inflation is left out'}.{_converted(start, eurusd)} Not a forecast.",
    )


def _converted(begin: model.Start, eurusd: float | None) -> str:
    """What a conversion mixes: GDP in dollars holds the rate of its own year."""
    if eurusd is None:
        return ""
    return f" Converted at one rate for all years; the {'dollar GDP is at' if begin.currency == 'USD' else 'prices are of 2024, so'} the rate of 2024, about {model.rate_of(2024):.2f}{'' if begin.currency == 'USD' else ', fits'}."


def _basis(begin: model.Start) -> str:
    return f"prices of {begin.price_year}"


def _unit(begin: model.Start) -> str:
    """Currency and price basis, for a column that will be read without the picture."""
    return f"{_SIGN[begin.currency]} bn, {_basis(begin)}"


def _span(years: tuple[int, ...]) -> str:
    """The years of the clause that a path holds, to begin a sentence."""
    return f"In {years[0]}" if len(years) == 1 else f"From {years[0]} to {years[-1]}"


def _table(begin: model.Start, even: model.Path, *others: model.Path) -> Any:
    """The rows of an even path, beside others of the same years: two are early and late, one is without growth."""
    import pandas as pd

    names, unit = ("Early", "Late") if len(others) == 2 else ("Without growth",), _unit(begin)
    return pd.DataFrame([
        {"Year": one.year, "Even: % of GDP": round(100 * one.share, 2), f"Even, {unit}": round(one.spend, 1), **{f"{name}, {unit}": round(other.years[one.t].spend, 1) for name, other in zip(names, others, strict=True)},
         f"Share frozen, {unit}": round(one.frozen, 1), f"Even above frozen, {unit}": round(one.extra, 1)}
        for one in even.years
    ])
