"""Guess and truth in one picture: a hollow mark for the learner, a solid one for the record (or for the model)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from eunato import evidence

from . import theme
from .figure import Figure, with_word
from .render import ChartError

_WIDTH = 560


def number(
    guess: float | None, truth: float, unit: str, title: str, *, sources: Sequence[str] = (), label: str = "D", low: float | None = None,
    high: float | None = None, insight: str = "", tables: Sequence[str] = (), as_of: str = "", note: str = "", name: str = "reveal_number",
) -> Figure:
    """Return a number line with a hollow marker "you: 32" and a solid one "actual: 36" ("estimate: 36" for label E, else "model: 36").

    guess, truth: numbers in the same unit; guess None when the learner skipped. unit: plural word, such as "capitals",
    or "%". low, high: ends of the line; it grows when a marker lies outside. insight: one sentence; made when left out.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    values = [v for v in (guess, truth) if v is not None]
    low = min([*values, 0 if low is None else low])
    high = max([*values, max(values) * 1.25 if high is None else high])
    if low == high:
        high = low + 1
    record, actual = _source(label)
    marks = [{"value": truth, "who": "actual", "says": f"{actual}: {_plain(truth, unit)}"}]
    if guess is not None:
        marks.insert(0, {"value": guess, "who": "you", "says": f"you: {_plain(guess, unit)}"})
    for mark in marks:
        share = (mark["value"] - low) / (high - low)
        mark["side"] = "left" if share < 0.12 else "right" if share > 0.88 else "center"
    ticks: dict[str, Any] = {"tickCount": 6, "format": ",.10~g", "title": None if unit == "%" else unit}
    if unit == "%":
        ticks["labelExpr"] = "datum.label + '%'"
    elif all(float(v).is_integer() for v in values):
        ticks["tickMinStep"] = 1
    axis, scale = alt.Axis(**ticks), alt.Scale(domain=[low, high], nice=False, zero=False)
    x = alt.X("value:Q", scale=scale, axis=axis)
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[0.1, 1.9], nice=False, zero=False))
    data = pd.DataFrame(marks)
    base = alt.Chart(data).transform_calculate(row="1", above="1.62", below="0.38")
    layers = []
    if guess is not None and guess != truth:
        layers.append(alt.Chart(pd.DataFrame([{"from": guess, "to": truth, "row": 1}])).mark_rule(strokeWidth=3, color=theme.GREY, aria=False).encode(
            x=alt.X("from:Q", axis=axis, scale=scale), x2="to:Q", y=y))
    layers.append(base.transform_filter("datum.who == 'you'").mark_point(
        shape="circle", size=420, filled=False, fill=theme.PAPER, stroke=theme.INK, strokeWidth=2.5, opacity=1).encode(x=x, y=y, description="says:N"))
    layers.append(base.transform_filter("datum.who == 'actual'").mark_point(
        shape="circle", size=190, filled=True, color=theme.INK, opacity=1).encode(x=x, y=y, description="says:N"))
    for who, where in (("you", "above"), ("actual", "below")):
        for side in ("left", "center", "right"):
            if any(mark["who"] == who and mark["side"] == side for mark in marks):
                layers.append(base.transform_filter(f"datum.who == '{who}'").mark_text(
                    align=side, fontSize=15, fontWeight="bold" if who == "actual" else "normal", aria=False,
                ).encode(x=x, y=alt.Y(f"{where}:Q", axis=None), text="says:N"))
    chart = alt.layer(*layers).properties(width=_WIDTH, height=96)
    said = insight or _apart(guess, truth, unit, record)
    return Figure(
        name=name,
        chart=chart,
        title=with_word(title, label),
        insight=said,
        table=pd.DataFrame({"Whose": ["your guess"] * (guess is not None) + [actual], unit or "value": [mark["value"] for mark in marks]}),
        row_labels=() if guess is None else ("your guess", evidence.label(label).letter),
        row_sources=() if guess is None else ("", ";".join(sources)),
        description=f"A number line from {_plain(low, unit)} to {_plain(high, unit)}. {_compare(guess, truth, unit, record)} "
        + (f"A hollow ring marks your guess, a solid dot {record}." if guess is not None else f"A solid dot marks {record}."),
        sources=tuple(sources),
        label=label,
        tables=tuple(tables),
        as_of=as_of,
        note=note,
    )


def order(
    guess: Sequence[str] | None, truth: Sequence[str], title: str, *, sources: Sequence[str] = (), label: str = "D", insight: str = "",
    tables: Sequence[str] = (), as_of: str = "", note: str = "", name: str = "reveal_order",
) -> Figure:
    """Return two lists side by side, "your order" and "the record" (or "the model"), with a line from each item to its place.

    guess, truth: the same short texts in two orders; guess None when the learner skipped. Raises ChartError when they differ.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    if guess is not None and sorted(guess) != sorted(truth):
        raise ChartError(f"The guess orders {sorted(guess)}, the record {sorted(truth)}. Give the same items in both.")
    record, _ = _source(label)
    mine = list(guess) if guess is not None else []
    step = 12 + 16 * max(2, max(len(_two(f"9. {text}")) for text in truth))
    rows, lines = [], []
    for place, text in enumerate(truth):
        for i, line in enumerate(_two(f"{place + 1}. {text}")):
            rows.append({"x": 340, "row": place + 0.5 + (i - (len(_two(f'{place + 1}. {text}')) - 1) / 2) * 16 / step, "says": line, "side": "truth",
                         "first": i == 0, "words": f"{record}, place {place + 1}: {text}"})
        if mine:
            here = mine.index(text)
            lines.append({"from": 236, "to": 326, "start": here + 0.5, "end": place + 0.5, "same": here == place})
    for place, text in enumerate(mine):
        parts = _two(f"{place + 1}. {text}")
        for i, line in enumerate(parts):
            rows.append({"x": 0, "row": place + 0.5 + (i - (len(parts) - 1) / 2) * 16 / step, "says": line, "side": "guess",
                         "first": i == 0, "words": f"your order, place {place + 1}: {text}"})
    heads = [{"x": 340, "row": -0.15, "says": record}] + ([{"x": 0, "row": -0.15, "says": "your order"}] if mine else [])
    if not mine:
        for row in (*rows, *heads):
            row["x"] = 0
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, _WIDTH], nice=False, zero=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.5, len(truth)], reverse=True, nice=False, zero=False))
    layers = [
        *_spoken_lines(alt, pd.DataFrame(rows), x, y),
        alt.Chart(pd.DataFrame(heads)).mark_text(align="left", baseline="middle", fontSize=theme.SMALL, color=theme.GREY, aria=False).encode(x=x, y=y, text="says:N"),
    ]
    right = 0
    if lines:
        right = sum(line["same"] for line in lines)
        marks = alt.Chart(pd.DataFrame(lines))
        place = {"x": alt.X("from:Q", axis=None), "x2": "to:Q", "y": alt.Y("start:Q", axis=None), "y2": "end:Q"}
        layers.insert(0, marks.mark_rule(aria=False).encode(
            **place, strokeWidth=alt.condition("datum.same", alt.value(3), alt.value(1.5)),
            color=alt.condition("datum.same", alt.value(theme.INK), alt.value(theme.GREY)),
            strokeDash=alt.condition("datum.same", alt.value([1, 0]), alt.value([5, 4]))))
        layers.append(marks.mark_point(filled=False, size=80, stroke=theme.INK, shape="circle", opacity=1, fill=theme.PAPER, aria=False).encode(
            x=alt.X("from:Q", axis=None), y=alt.Y("start:Q", axis=None)))
        layers.append(marks.mark_point(filled=True, size=80, color=theme.INK, shape="circle", opacity=1, aria=False).encode(
            x=alt.X("to:Q", axis=None), y=alt.Y("end:Q", axis=None)))
    chart = alt.layer(*layers).properties(width=_WIDTH, height=step * len(truth) + 22)
    said = insight or (f"{right} of {len(truth)} are in the place {record} gives them." if mine else f"First comes “{truth[0]}”, last “{truth[-1]}”.")
    table = {"Place": range(1, len(truth) + 1), _start(record): list(truth)}
    if mine:
        table["Your order"] = mine
    return Figure(
        name=name, chart=chart, title=with_word(title, label), insight=said, table=pd.DataFrame(table),
        subtitle="Solid line: same place. Dashed line: moved." if mine else "",
        description=f"{_start(record)}: " + "; ".join(f"{i}. {t}" for i, t in enumerate(truth, 1)) + "."
        + (" Your order: " + "; ".join(f"{i}. {t}" for i, t in enumerate(mine, 1)) + "." if mine else ""),
        sources=tuple(sources), label=label, tables=tuple(tables), as_of=as_of, note=note,
    )


def choice(
    guess: str | None, truth: str, options: Sequence[str], title: str, *, sources: Sequence[str] = (), label: str = "D", insight: str = "",
    tables: Sequence[str] = (), as_of: str = "", note: str = "", name: str = "reveal_choice",
) -> Figure:
    """Return the options as a list with a hollow ring at the guess and a solid dot at the record (or the model).

    Raises ChartError when the guess or the truth is not among the options.
    """
    import pandas as pd

    from .render import enable

    alt = enable()
    for given in (guess, truth):
        if given is not None and given not in options:
            raise ChartError(f"{given!r} is not among the options: {', '.join(map(repr, options))}.")
    record, actual = _source(label)
    texts, marks, top = [], [], 0.0
    for option in options:
        parts = theme.wrap(option, 430, theme.TEXT)
        for i, line in enumerate(parts):
            texts.append({"x": 118, "row": top + i, "says": line, "first": i == 0, "words": option})
        tags = [word for word, one in (("you", guess), (actual, truth)) if one == option]
        if tags:
            marks.append({"x": 98, "row": top, "says": ", ".join(tags), "you": "you" in tags, "actual": actual in tags, "words": f"{' and '.join(tags)}: {option}"})
        top += len(parts) + 0.7
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, _WIDTH], nice=False, zero=False))
    y = alt.Y("row:Q", axis=None, scale=alt.Scale(domain=[-0.8, top - 0.4], reverse=True, nice=False, zero=False))
    data = alt.Chart(pd.DataFrame(marks))
    chart = alt.layer(
        *_spoken_lines(alt, pd.DataFrame(texts), x, y),
        data.transform_filter("datum.actual").mark_point(filled=True, size=120, color=theme.INK, shape="circle", opacity=1, aria=False).encode(x=x, y=y),
        data.transform_filter("datum.you").mark_point(filled=False, size=300, stroke=theme.INK, strokeWidth=2, shape="circle", opacity=1, aria=False).encode(x=x, y=y),
        data.mark_text(align="right", baseline="middle", fontSize=theme.TEXT, fontWeight="bold", dx=-16).encode(x=x, y=y, text="says:N", description="words:N"),
    ).properties(width=_WIDTH, height=round(19 * (top + 0.4)))
    said = insight or (f"The dot marks {record}." if guess is None else f"Your guess and {record} {'agree' if guess == truth else 'differ'}.")
    return Figure(
        name=name, chart=chart, title=with_word(title, label), insight=said,
        table=pd.DataFrame({"Option": list(options), "Your guess": [o == guess for o in options], _start(actual): [o == truth for o in options]}),
        subtitle=f"Ring: your guess. Dot: {record}." if guess else "",
        description=f"Options: {'; '.join(options)}. {_start(record)}: {truth}." + (f" Your guess: {guess}." if guess else ""),
        sources=tuple(sources), label=label, tables=tuple(tables), as_of=as_of, note=note,
    )


def _spoken_lines(alt: Any, rows: Any, x: Any, y: Any) -> list[Any]:
    """Wrapped texts: the first line of each is spoken as a whole, the others are silent."""
    base = {"align": "left", "baseline": "middle", "fontSize": theme.TEXT}
    first, rest = rows[rows["first"]], rows[~rows["first"]]
    layers = [alt.Chart(first).mark_text(**base).encode(x=x, y=y, text="says:N", description="words:N")]
    if len(rest):
        layers.append(alt.Chart(rest).mark_text(**base, aria=False).encode(x=x, y=y, text="says:N"))
    return layers


def _plain(value: float, unit: str = "") -> str:
    return f"{value:,.10g}{'%' if unit == '%' else ''}"


def _source(label: str) -> tuple[str, str]:
    """What the answer is called in a sentence and beside its mark: only data are a record."""
    return {evidence.Label.D: ("the record", "actual"), evidence.Label.E: ("the estimate", "estimate"), evidence.Label.I: ("our reading", "our reading")}.get(evidence.label(label), ("the model", "model"))


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _apart(guess: float | None, truth: float, unit: str, record: str) -> str:
    """The distance only: both numbers already stand in the picture and in the status line above it."""
    if guess is None:
        return f"The dot marks {record}."
    gap = _plain(float(f"{abs(truth - guess):.10g}"))
    return f"Your guess and {record} agree." if guess == truth else f"Your guess and {record} differ by {gap}{' points' if unit == '%' else ''}."


def _compare(guess: float | None, truth: float, unit: str, record: str) -> str:
    actual = _plain(truth, unit)
    if guess is None:
        return f"{_start(record)}: {actual}."
    if guess == truth:
        return f"You said {actual}, and that is the figure."
    gap = float(f"{abs(truth - guess):.10g}")
    return f"You said {_plain(guess, unit)}. {_start(record)}: {actual}, {_plain(gap)}{' points' if unit == '%' else ''} {'more' if truth > guess else 'fewer' if float(gap).is_integer() and unit != '%' else 'less'}."


def _two(text: str) -> list[str]:
    return theme.wrap(text, 222, theme.TEXT)
