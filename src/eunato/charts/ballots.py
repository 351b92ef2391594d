"""What a room's ballots add up to: one picture per step, one message per picture.

Every number is a judgement of the groups or was computed from their judgements (label S, "your score"). No picture names
a first option without the rule that made it so and the runner-up. Each works for one group, for thirty, with ties and
circles; without a ballot there are only words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from eunato import course, tables
from eunato.models import voting

from . import theme
from .figure import Figure
from .options import _LEFT, _names_layer, names

_BARS, _ROW = 290, 34
_OPTIONS = ("ranks", "borda", "approval", "pairs")
"""Steps that show the ten options by name."""
_WEAK, _STRONG, _FULL = 0.3, 0.7, 0.995


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    import yaml

    return yaml.safe_load((course.DATA / "kit" / "ballot_words.yml").read_text(encoding="utf-8"))["charts"]


def groups_word(n: int) -> str:
    """'1 group', '9 groups'."""
    said = _words()["groups"]
    return said["one"] if n == 1 else said["many"].format(n=n)


def and_words(found: Sequence[str], most: int = 4) -> str:
    """'O1', 'O1 and O2', 'O1, O2 and 5 more'."""
    if len(found) > most:
        return f"{', '.join(found[: most - 1])} and {len(found) - most + 1} more"
    return " and ".join((", ".join(found[:-1]), found[-1])) if len(found) > 1 else "".join(found)


def nothing(step: str) -> Figure:
    """Words in place of a picture when no ballot is loaded. step: the picture's name, such as "borda"."""
    import pandas as pd

    said = _words()["none"]
    return Figure(name=f"ballots_{step}", chart=None, title=said["title"], insight=said["insight"], table=pd.DataFrame(), description=said["description"], sources=(), label="S", badge=_words()["badge"])


class RoomFigure(Figure):
    """A figure whose rows are the ballots of a class: they are its source, and no publisher is."""

    def _cited(self) -> str:
        return _words()["source_options" if self.name.removeprefix("ballots_") in _OPTIONS else "source"]


def _figure(step: str, chart: Any, title: str, insight: str, table: Any, description: str, **more: Any) -> Figure:
    return RoomFigure(name=f"ballots_{step}", chart=chart, title=title, insight=insight, table=table, description=description, sources=(), label="S", badge=_words()["badge"], **more)


def _number(value: float) -> str:
    return f"{value:.4g}"


def _tenth(value: float) -> str:
    """A weight with one digit after the point, none where it is whole."""
    return f"{value:.1f}".removesuffix(".0")


def _tops(value: Mapping[str, float]) -> tuple[list[str], list[str]]:
    """(options with the highest value, those that come next); both in the table's order."""
    levels = sorted({round(v, 9) for v in value.values()}, reverse=True)
    at = lambda n: [o for o, v in value.items() if round(v, 9) == levels[n]] if len(levels) > n else []  # noqa: E731
    return at(0), at(1)


def _bars(step: str, value: Mapping[str, float], first: Sequence[str], says: Mapping[str, str], *, title: str, subtitle: str, insight: str, table: Any, description: str, counted: str) -> Figure:
    """Options as bars, the longest on top, the number at its end; the first in dark."""
    import pandas as pd

    from .render import enable

    alt = enable()
    called = names()
    order = sorted(value, key=lambda o: (-value[o], int(o[1:])))
    rows = pd.DataFrame([{"option": o, "value": value[o], "says": says[o], "kind": "first" if o in first else "other", "words": f"{o} {called[o]}: {says[o]}"} for o in order])
    y = alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, max([*value.values(), 1e-9])], range=[_LEFT, _LEFT + _BARS], nice=False))
    base = alt.Chart(rows)
    fill = alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["first", "other"], range=[theme.INK, "#8A93A1"]))
    chart = alt.layer(
        *_names_layer(alt, pd, called, order, y, alt.value(0)),
        base.mark_bar(height=15).encode(x=x, x2=alt.value(_LEFT), y=y, color=fill, description="words:N"),
        base.mark_text(align="left", dx=5, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=_LEFT + _BARS + 50, height=_ROW * len(order))
    return _figure(step, chart, title, insight, table, description, subtitle=subtitle, counted=counted)


def ranks(orders: Mapping[str, Sequence[voting.Place]]) -> Figure:
    """How many groups put each option in each place. orders: group → its order; options of one place stand in a tuple."""
    import pandas as pd

    from .render import enable

    if not orders:
        return nothing("ranks")
    said, called = _words()["ranks"], names()
    held: dict[tuple[str, int], list[str]] = {}
    for group, given in orders.items():
        placed = 0
        for one in given:
            together = (one,) if isinstance(one, str) else one
            for o in together:
                held.setdefault((o, placed + 1), []).append(group)
            placed += len(together)
        for o in called:
            if o not in voting.flat(given):
                held.setdefault((o, 0), []).append(group)
    firsts = {o: float(len(held.get((o, 1), ()))) for o in called}
    mean = {o: sum(voting.ranks(given, list(called))[o] for given in orders.values()) for o in called}
    order = sorted(called, key=lambda o: (-firsts[o], mean[o], int(o[1:])))
    last = max(place for _, place in held)
    places = [*range(1, last + 1), *([0] if any(place == 0 for _, place in held) else [])]
    heads = {p: _ordinal(p) if p else said["none"] for p in places}
    top, second = _tops(firsts)
    n, m = len(orders), int(firsts[second[0]]) if second else 0
    if len(top) == len(called):
        title, insight = said["title_all"], said["insight_all"].format(n=int(firsts[top[0]]), groups=groups_word(n))
    elif len(top) > 1:
        title, insight = said["title_tied"].format(first=and_words(top)), said["insight_tied"].format(first=and_words(top), n=int(firsts[top[0]]), groups=groups_word(n))
    else:
        title = said["title"].format(first=top[0])
        insight = said["insight" if m else "insight_one"].format(first=top[0], n=int(firsts[top[0]]), groups=groups_word(n), second=and_words(second), m=m)
    alt = enable()
    column = min(30, 330 / len(places)) if len(places) > 8 else 36
    at = {p: _LEFT + column * (i + 0.5) + (10 if p == 0 else 0) for i, p in enumerate(places)}
    width = _LEFT + column * len(places) + 24
    rows = pd.DataFrame([{"option": o, "x": at[p], "n": len(who), "kind": "placed" if p else "none", "words": f"{o} {called[o]}, {heads[p]}: {groups_word(len(who))} ({', '.join(who)})"}
                         for (o, p), who in sorted(held.items(), key=lambda pair: (order.index(pair[0][0]), pair[0][1] or 99))])
    sx = alt.Scale(domain=[0, width], nice=False, zero=False)
    x, y = alt.X("x:Q", axis=None, scale=sx), alt.Y("option:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    kinds = ["placed", "none"]
    base = alt.Chart(rows)
    chart = alt.layer(
        alt.Chart(pd.DataFrame({"option": order, "x": _LEFT, "x2": width})).mark_rule(color=theme.LIGHT, aria=False).encode(y=y, x=x, x2="x2:Q"),
        *_names_layer(alt, pd, called, order, y, alt.value(0)),
        base.mark_point(shape="circle", stroke=theme.INK, strokeWidth=1.5, opacity=1).encode(
            x=x, y=y, size=alt.Size("n:Q", legend=None, scale=alt.Scale(domain=[1, max(n, 2)], range=[260, 600])),
            fill=alt.Fill("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.INK, theme.PAPER])), description="words:N"),
        base.mark_text(fontSize=theme.SMALL, fontWeight="bold", dy=1, aria=False).encode(
            x=x, y=y, text="n:Q", color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=kinds, range=[theme.PAPER, theme.INK]))),
        alt.Chart(pd.DataFrame({"x": [at[p] for p in places], "says": list(heads.values())})).mark_text(fontSize=theme.SMALL, aria=False).encode(x=x, y=alt.value(-12), text="says:N"),
    ).properties(width=width, height=_ROW * len(order))
    cells = [(f"{o} {called[o]}", heads[p], len(held[o, p]), ", ".join(held[o, p])) for o in order for p in places if (o, p) in held]
    return _figure("ranks", chart, title, insight, pd.DataFrame(cells, columns=said["columns"]),
                   said["description"].format(rows="; ".join(f"{o}: " + ", ".join(f"{heads[p]} {len(held[o, p])}" for p in places if (o, p) in held) for o in order)),
                   subtitle=said["subtitle"], counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(n))}")


def _ordinal(n: int) -> str:
    return f"{n}{'th' if 10 <= n % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def borda(points: Mapping[str, float], firsts: Mapping[str, float], groups: int) -> Figure:
    """Borda points per option. firsts: first places per option, shared ones divided."""
    import pandas as pd

    if not groups:
        return nothing("borda")
    said, called = _words()["borda"], names()
    first, second = _tops(points)
    n, m = _number(points[first[0]]), _number(points[second[0]]) if second else ""
    kind = "insight" if len(first) == 1 else "insight_tied" if second else "insight_all"
    title = said["title" if len(first) == 1 else "title_tied" if second else "title_all"].format(first=and_words(first), second=and_words(second, 3))
    order = sorted(points, key=lambda o: (-points[o], int(o[1:])))
    table = pd.DataFrame([(f"{o} {called[o]}", round(points[o], 2), round(firsts[o], 2)) for o in order], columns=said["columns"])
    return _bars("borda", points, first, {o: _number(v) for o, v in points.items()}, title=title, subtitle=said["subtitle"],
                 insight=said[kind].format(first=and_words(first), n=n, second=and_words(second), m=m), table=table,
                 description=said["description"].format(rows=", ".join(f"{o} {_number(points[o])}" for o in order)), counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(groups))}")


def approval(ticks: Mapping[str, int], groups: int) -> Figure:
    """How many groups could live with each option."""
    import pandas as pd

    if not groups:
        return nothing("approval")
    said, called = _words()["approval"], names()
    first, second = _tops({o: float(v) for o, v in ticks.items()})
    n = ticks[first[0]]
    kind = "_none" if n == 0 else "" if len(first) == 1 else "_tied"
    filled = {"first": and_words(first), "second": and_words(second, 3), "n": n, "m": ticks[second[0]] if second else 0, "groups": groups_word(groups)}
    order = sorted(ticks, key=lambda o: (-ticks[o], int(o[1:])))
    table = pd.DataFrame([(f"{o} {called[o]}", ticks[o]) for o in order], columns=said["columns"])
    return _bars("approval", {o: float(v) for o, v in ticks.items()}, first if n else [], {o: str(v) for o, v in ticks.items()}, title=said[f"title{kind}"].format(**filled), subtitle=said["subtitle"],
                 insight=said[f"insight{kind}"].format(**filled), table=table, description=said["description"].format(rows=", ".join(f"{o} {ticks[o]}" for o in order)),
                 counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(groups)).split('.')[0]}.")


def pairs(found: voting.Pairs, groups: int) -> Figure:
    """Options two by two: the winner against all others, or the circle, or the one that comes closest."""
    import pandas as pd

    from .render import enable

    if not groups:
        return nothing("pairs")
    said, called, wins = _words()["pairs"], names(), found.wins
    beaten = {o: [x for x in called if x != o and wins[o, x] > wins[x, o]] for o in called}
    drawn = {o: [x for x in called if x != o and wins[o, x] == wins[x, o]] for o in called}
    closest = max(called, key=lambda o: (len(beaten[o]), len(drawn[o]), -int(o[1:])))
    if found.winner:
        first = found.winner
        shown = sorted(((first, x) for x in called if x != first), key=lambda pair: (wins[pair] - wins[pair[::-1]], int(pair[1][1:])))
        second = shown[0][1]
        title = said["title_winner"].format(first=first)
        insight = said["insight_winner"].format(first=first, second=second, n=wins[first, second], m=wins[second, first])
    elif found.cycle:
        shown = list(zip(found.cycle, (*found.cycle[1:], found.cycle[0]), strict=True))
        title, insight = said["title_cycle"], said["insight_cycle"].format(circle=", ".join(said["beats"].format(a=a, b=b) for a, b in shown))
    else:
        shown = [(closest, x) for x in called if x != closest]
        title, insight = said["title_draw"], said["insight_draw"].format(first=closest, n=len(beaten[closest]), draws=and_words(drawn[closest]) or said["none"])
    alt = enable()
    rows, labels = [], []
    for number, (a, b) in enumerate(shown):
        parts = (("first", wins[a, b]), ("none", groups - wins[a, b] - wins[b, a]), ("second", wins[b, a]))
        start = 0
        lines = theme.wrap(f"{a} against {b} {called[b]}", _LEFT - 15, theme.SMALL)
        labels += [{"pair": number, "line": line, "dy": (k - (len(lines) - 1) / 2) * 15} for k, line in enumerate(lines)]
        for side, votes in parts:
            if votes:
                rows.append({"pair": number, "side": side, "x": start, "x2": start + votes, "mid": start + votes / 2, "says": str(votes), "words": said["row"].format(a=a, b=b, n=wins[a, b], m=wins[b, a], left=parts[1][1])})
            start += votes
    data = pd.DataFrame(rows)
    numbers = list(range(len(shown)))
    scale = alt.Scale(domain=[0, groups], range=[_LEFT, _LEFT + _BARS + 30], nice=False)
    y = alt.Y("pair:O", sort=numbers, axis=None, scale=alt.Scale(domain=numbers))
    x = alt.X("x:Q", axis=None, scale=scale)
    sides = ["first", "none", "second"]
    names_ = [alt.Chart(pd.DataFrame([one for one in labels if one["dy"] == dy])).mark_text(align="left", dy=dy, fontSize=theme.SMALL, aria=False).encode(x=alt.value(0), y=y, text="line:N")
              for dy in sorted({one["dy"] for one in labels})]
    chart = alt.layer(
        *names_,
        alt.Chart(data).mark_bar(height=24, stroke=theme.GREY, strokeWidth=1).encode(x=x, x2="x2:Q", y=y, description="words:N",
            color=alt.Color("side:N", legend=None, scale=alt.Scale(domain=sides, range=[theme.INK, theme.PAPER, theme.LIGHT]))),
        alt.Chart(data).mark_text(fontWeight="bold", aria=False).encode(x=alt.X("mid:Q", axis=None, scale=scale), y=y, text="says:N",
            color=alt.Color("side:N", legend=None, scale=alt.Scale(domain=sides, range=[theme.PAPER, theme.INK, theme.INK]))),
    ).resolve_scale(color="independent").properties(width=_LEFT + _BARS + 35, height=46 * len(shown))
    every = [(a, b) for i, a in enumerate(called) for b in list(called)[i + 1:]]
    lead = [*shown, *(p for p in every if p not in shown and p[::-1] not in shown)]
    table = pd.DataFrame([(f"{a} {called[a]} against {b} {called[b]}", wins[a, b], wins[b, a], groups - wins[a, b] - wins[b, a]) for a, b in lead], columns=said["columns"])
    text = "; ".join(said["row"].format(a=a, b=b, n=wins[a, b], m=wins[b, a], left=groups - wins[a, b] - wins[b, a]) for a, b in shown)
    return _figure("pairs", chart, title, insight, table, said["description"].format(rows=text), subtitle=said["subtitle"],
                   counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(groups))}")


def agreement_word(w: float) -> str:
    """How far groups agree, in a word of ours."""
    said = _words()["agreement"]["words"]
    return said["full" if w >= _FULL else "strong" if w >= _STRONG else "some" if w >= _WEAK else "weak"]


def agreement(w: float | None, groups: int) -> Figure:
    """Kendall's W on a line from 0 to 1; words only when it has no meaning (fewer than two groups that rank something)."""
    import pandas as pd

    from .render import enable

    said = _words()["agreement"]
    if not groups:
        return nothing("agreement")
    if w is None:
        return _figure("agreement", None, said["title_none"], said["insight_none"], pd.DataFrame(), said["insight_none"])
    alt = enable()
    scale = alt.Scale(domain=[0, 1], range=[20, 540], nice=False)
    x = alt.X("w:Q", axis=None, scale=scale)
    ticks = pd.DataFrame([{"w": k / 4, "says": f"{k / 4:g}"} for k in range(5)])
    ends = [alt.Chart(pd.DataFrame([{"w": at, "says": said[word]}])).mark_text(align=align, fontSize=theme.SMALL, aria=False).encode(x=x, y=alt.value(98), text="says:N")
            for at, word, align in ((0.0, "low", "left"), (1.0, "high", "right"))]
    mark = pd.DataFrame([{"w": w, "says": f"W = {w:.2f}", "words": f"Kendall's W of {groups_word(groups)}: {w:.2f}"}])
    chart = alt.layer(
        alt.Chart(pd.DataFrame([{"w": 0, "end": 1}])).mark_rule(strokeWidth=3, aria=False).encode(x=x, x2="end:Q", y=alt.value(55)),
        alt.Chart(ticks).mark_tick(thickness=2, size=14, color=theme.GREY, orient="vertical", aria=False).encode(x=x, y=alt.value(55)),
        alt.Chart(ticks).mark_text(fontSize=theme.SMALL, aria=False).encode(x=x, y=alt.value(78), text="says:N"), *ends,
        alt.Chart(mark).mark_point(shape="diamond", size=420, color=theme.INK, opacity=1).encode(x=x, y=alt.value(55), description="words:N"),
        alt.Chart(mark).mark_text(align="right" if w > 0.8 else "left" if w < 0.2 else "center", dx=12 if w > 0.8 else -12 if w < 0.2 else 0, fontSize=16, fontWeight="bold", aria=False).encode(x=x, y=alt.value(24), text="says:N"),
    ).properties(width=560, height=110)
    table = pd.DataFrame([(said["measure"], round(w, 3)), (said["number"], float(groups))], columns=said["columns"])
    return _figure("agreement", chart, said["title"].format(words=agreement_word(w), w=f"{w:.2f}"), said["insight"].format(groups=groups_word(groups), w=f"{w:.2f}", words=agreement_word(w)), table,
                   said["description"].format(w=f"{w:.2f}"), subtitle=said["subtitle"], counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(groups))}", note=said["caution"])


def weights(given: Mapping[str, Mapping[str, float]]) -> Figure:
    """The weights of all groups per criterion. given: group → criterion → weight, each group adding up to 100."""
    import pandas as pd

    from .render import enable

    if not given:
        return nothing("weights")
    said = _words()["weights"]
    called = {row["criterion"]: row["name"] for row in tables.records("criteria")}
    ends = {c: (min(w[c] for w in given.values()), sum(w[c] for w in given.values()) / len(given), max(w[c] for w in given.values())) for c in called}
    order = sorted(called, key=lambda c: (-(ends[c][2] - ends[c][0]), list(called).index(c)))
    first, least = order[0], order[-1]
    spread = ends[first][2] - ends[first][0]
    filled = {"name": called[first], "low": _tenth(ends[first][0]), "mean": _tenth(ends[first][1]), "high": _tenth(ends[first][2]), "least": called[least][0].lower() + called[least][1:]}
    kind = "_one" if len(given) == 1 else "_same" if spread < 0.005 else ""
    alt = enable()
    top = max(e[2] for e in ends.values())
    scale = alt.Scale(domain=[0, max(top, 1e-9)], range=[_LEFT, _LEFT + 190], nice=False)
    y = alt.Y("criterion:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("low:Q", axis=None, scale=scale)
    rows = pd.DataFrame([{"criterion": c, "low": ends[c][0], "mean": ends[c][1], "high": ends[c][2], "words": said["row"].format(name=called[c], low=_tenth(ends[c][0]), high=_tenth(ends[c][2]), mean=_tenth(ends[c][1])),
                          "says": f"{_tenth(ends[c][0])} to {_tenth(ends[c][2])}, mean {_tenth(ends[c][1])}" if len(given) > 1 else _tenth(ends[c][1])} for c in order])
    dots = pd.DataFrame([{"criterion": c, "low": w} for c in order for w in sorted({round(one[c], 6) for one in given.values()})])
    base = alt.Chart(rows)
    chart = alt.layer(
        *_criteria_layer(alt, pd, called, order, y),
        base.mark_rule(strokeWidth=2, aria=False).encode(x=x, x2="high:Q", y=y),
        alt.Chart(dots).mark_point(shape="circle", size=90, filled=False, stroke=theme.GREY, strokeWidth=1.5, opacity=1, aria=False).encode(x=x, y=y),
        base.mark_tick(thickness=5, size=22, color=theme.INK, orient="vertical", opacity=1).encode(x=alt.X("mean:Q", axis=None, scale=scale), y=y, description="words:N"),
        base.mark_text(align="left", fontSize=theme.SMALL, aria=False).encode(x=alt.value(_LEFT + 206), y=y, text="says:N"),
    ).properties(width=560, height=_ROW * len(order))
    table = pd.DataFrame([(called[c], *(round(v, 2) for v in ends[c])) for c in order], columns=said["columns"])
    return _figure("weights", chart, said[f"title{kind}"].format(**filled), said[f"insight{kind}"].format(**filled), table, said["description"].format(rows="; ".join(rows.words)),
                   subtitle=said["subtitle"], counted=f"{said['unit']} {_words()['counted'].format(groups=groups_word(len(given))).split('.')[0]}.")


def _criteria_layer(alt: Any, pd: Any, called: Mapping[str, str], order: Sequence[str], y: Any) -> list[Any]:
    lines = [{"criterion": c, "line": line, "dy": (n - (len(parts) - 1) / 2) * 15} for c in order for parts in [theme.wrap(called[c], _LEFT - 20, theme.SMALL)] for n, line in enumerate(parts)]
    return [alt.Chart(pd.DataFrame([one for one in lines if one["dy"] == dy])).mark_text(align="left", dy=dy, fontSize=theme.SMALL, aria=False).encode(x=alt.value(0), y=y, text="line:N")
            for dy in sorted({one["dy"] for one in lines})]


def divides(own: float | None, with_weights: float | None, with_scores: float | None, groups: int, by: str) -> Figure:
    """Agreement as the groups voted, with the mean weights for all, with the mean scores for all.

    groups: how many have full scores. by: "weights", "scores", "equal" or "nothing"; "" when too few are full.
    """
    import pandas as pd

    from .render import enable

    said = _words()["divides"]
    if own is None or with_weights is None or with_scores is None or not by:
        return _figure("divides", None, said["title_none"], said["insight_none"], pd.DataFrame(), said["insight_none"])
    alt = enable()
    value = {"own": own, "weights": with_weights, "scores": with_scores}
    order = list(value)
    rows = pd.DataFrame([{"bar": b, "w": w, "name": said["bars"][b], "says": f"{w:.2f}", "kind": "first" if b == "own" else "other", "words": f"{said['bars'][b]}: W is {w:.2f}"} for b, w in value.items()])
    y = alt.Y("bar:N", sort=order, axis=None, scale=alt.Scale(domain=order))
    x = alt.X("w:Q", axis=None, scale=alt.Scale(domain=[0, 1], range=[_LEFT, _LEFT + _BARS], nice=False))
    base = alt.Chart(rows)
    chart = alt.layer(
        base.mark_text(align="left", aria=False).encode(x=alt.value(0), y=y, text="name:N"),
        base.mark_bar(height=22).encode(x=x, x2=alt.value(_LEFT), y=y, description="words:N", color=alt.Color("kind:N", legend=None, scale=alt.Scale(domain=["first", "other"], range=[theme.INK, "#8A93A1"]))),
        base.mark_text(align="left", dx=6, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=_LEFT + _BARS + 50, height=130)
    filled = {k: f"{v:.2f}" for k, v in value.items()}
    table = pd.DataFrame([(said["bars"][b], round(w, 3)) for b, w in value.items()], columns=said["columns"])
    return _figure("divides", chart, said["title"][by], said["insight"][by].format(**filled), table, said["description"].format(**filled), subtitle=said["subtitle"].format(n=groups), counted=said["unit"], note=said["caution"])


def dissent(lines: Sequence[tuple[str, float, str]], groups: int) -> Figure:
    """What single people see differently, in words. lines: (group, confidence from 0 to 1, line or "")."""
    import pandas as pd

    if not groups:
        return nothing("dissent")
    said = _words()["dissent"]
    wrote = sum(bool(line) for _, _, line in lines)
    table = pd.DataFrame([(group, f"{100 * sure:.0f}%", line or said["empty"]) for group, sure, line in lines], columns=said["columns"])
    kind = "" if wrote else "_none"
    filled = {"n": wrote, "groups": groups_word(groups)}
    return _figure("dissent", None, said[f"title{kind}"].format(**filled), said[f"insight{kind}"].format(**filled), table, said["description"], counted=said["unit"])
