"""The comparison as files to keep: two tables as CSV, one web page that needs no network, one picture where it can be drawn.

The page's pictures are SVG written here from the same rows as the tables, so that no drawing library is needed. Every
text on it is escaped; there is no script and no address of another computer.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from datetime import date
from typing import Any

from eunato import course
from eunato.charts import ballots as charts
from eunato.charts import theme
from eunato.charts.figure import Figure
from eunato.safe import day, esc
from eunato.seminar.ballot_words import options, words
from eunato.seminar.ballots import Ballot, Count, csv_text

STEPS = ("ranks", "borda", "approval", "pairs", "agreement", "weights", "divides", "dissent")
FOLDED = 35
"""Rows from which a table is folded."""
_STYLE = f"""body{{font:16px/1.5 {theme.FONT};color:#1B1F27;background:#fff;max-width:50rem;margin:1rem auto;padding:0 1rem}}h1{{font-size:1.5em}}h2{{font-size:1.2em;margin:2em 0 .3em}}
table{{border-collapse:collapse;margin:.5em 0;display:block;overflow-x:auto}}th,td{{text-align:left;vertical-align:top;padding:.25em .8em .25em 0;border-bottom:1px solid #8a8a8a;font-weight:400}}
thead th,caption{{font-weight:600;text-align:left}}svg{{max-width:100%;height:auto}}.badge{{border:1px solid #5B6472;border-radius:3px;padding:0 .4em;font-size:.9em}}a{{color:#0d47a1}}td{{overflow-wrap:anywhere}}
@media print{{h2{{break-after:avoid}}svg,tr{{break-inside:avoid}}}}"""


def figures(ballots: Sequence[Ballot], count: Count) -> dict[str, Figure]:
    """Every step's figure, by name, in the order of the reveal."""
    return {step: figure(step, ballots, count) for step in STEPS}


def figure(step: str, ballots: Sequence[Ballot], count: Count) -> Figure:
    """One step's figure. KeyError for a step there is not."""
    n = count.groups
    make = {
        "ranks": lambda: charts.ranks({b.group: b.ranking() for b in ballots}),
        "borda": lambda: charts.borda(count.borda, count.firsts, n),
        "approval": lambda: charts.approval(count.approval, n),
        "pairs": lambda: charts.pairs(count.pairs, n),
        "agreement": lambda: charts.agreement(count.agreement, n),
        "weights": lambda: charts.weights({b.group: b.weights for b in ballots}),
        "divides": lambda: charts.divides(count.whole_agreement, count.with_mean_weights, count.with_mean_scores, count.whole, count.divides_by),
        "dissent": lambda: charts.dissent([(b.group, b.confidence, b.dissent) for b in ballots], n),
    }
    return make[step]()


def groups_csv(ballots: Sequence[Ballot]) -> str:
    """One row per group: its label, weights, choices and line; no cell is a formula."""
    said = words()["page"]
    names = list(ballots[0].weights) if ballots else []
    rows: list[list[Any]] = [[*said["group_columns"][:5], *(f"weight_{c}" for c in names), *said["group_columns"][5:], said["note_column"]]]
    how = words()["screen"]
    for b in ballots:
        top = [*b.top3, "", "", ""][:3]
        rows.append([b.group, b.people, b.ts, how["by_scores" if b.by_scores else "by_top"], b.confidence, *(b.weights[c] for c in names), *top, " ".join(b.approve), b.dissent, said["note"]])
    return csv_text(rows)


def options_csv(count: Count) -> str:
    """One row per option: points, ticks, first places, pairs won and lost."""
    said = words()["page"]
    names, wins = options(), count.pairs.wins
    rows: list[list[Any]] = [[*said["option_columns"], said["note_column"]]]
    for o, name in names.items():
        others = [x for x in names if x != o]
        won, lost = sum(wins[o, x] > wins[x, o] for x in others), sum(wins[x, o] > wins[o, x] for x in others)
        rows.append([o, name, round(count.borda[o], 3), count.approval[o], round(count.firsts[o], 3), won, lost, said["note"]])
    return csv_text(rows)


def page(ballots: Sequence[Ballot], count: Count, refused: int, today: date) -> str:
    """The whole comparison as one HTML file. refused: how many ballots did not count."""
    said, steps, e = words()["page"], words()["steps"], html.escape
    parts, links = [], []
    for step, fig in figures(ballots, count).items():
        links.append(f'<li><a href="#{step}">{e(steps[step]["title"])}</a></li>')
        notes = "".join(f"<p>{e(t)}</p>" for t in (fig.counted, fig.note) if t)
        parts.append(f'<section><h2 id="{step}">{e(steps[step]["title"])}</h2><p><strong>{e(fig.title)}</strong></p><p>{e(fig.insight)}</p>{_drawing(step, fig, count)}'
                     f'<p><span class="badge">{e(fig.badge)}</span></p>{notes}{_table(fig)}</section>')
    names = "".join(f"<li>{e(o)} {e(name)}</li>" for o, name in options().items())
    made = said["made"].format(day=day(today.isoformat()), version=course.VERSION, groups=charts.groups_word(count.groups), refused=refused)
    return (f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{e(said["title"])}</title><style>{_STYLE}</style></head>'
            f'<body><main><h1>{e(said["title"])}</h1><p>{e(made)}</p><p>{e(said["caveat"])}</p><nav aria-label="{e(said["contents"])}"><ul>{"".join(links)}</ul></nav>'
            f'{"".join(parts)}<h2>{e(said["options"])}</h2><ul style="list-style:none;padding:0">{names}</ul></main><footer><p>{e(said["footer"])}</p></footer></body></html>')


def png(fig: Figure) -> bytes | None:
    """The figure as a PNG, or None where the maintainers' drawing library is not installed or there is no picture."""
    import importlib.util

    if fig.chart is None or importlib.util.find_spec("vl_convert") is None:
        return None
    from eunato.charts.render import picture_of

    return picture_of(fig.spec())[0]


def _table(fig: Figure) -> str:
    if not len(fig.table):
        return ""
    head = "".join(f'<th scope="col">{esc(c)}</th>' for c in fig.table.columns)
    rows = []
    for first, *rest in fig.table.itertuples(index=False, name=None):
        rows.append(f'<tr><th scope="row">{_cell(first)}</th>{"".join(f"<td>{_cell(v)}</td>" for v in rest)}</tr>')
    table = f'<table><caption>{esc(fig.title)}</caption><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>'
    return table if len(rows) <= FOLDED else f'<details><summary>{esc(words()["page"]["table"].format(rows=len(rows)))}</summary>{table}</details>'


def _cell(value: Any) -> str:
    return esc(f"{value:.6g}" if isinstance(value, float) else value, 300)


# -- pictures in the page's own hand -------------------------------------------------------------------------------

_LABEL, _BAR, _HIGH = 250, 330, 34


def _drawing(step: str, fig: Figure, count: Count) -> str:
    """An SVG of the step's rows, or nothing where words and table are the whole of it."""
    if fig.chart is None:
        return ""
    rows = [tuple(row) for row in fig.table.itertuples(index=False, name=None)]
    if step in ("borda", "approval"):
        return _bars([(str(r[0]), float(r[1]), f"{float(r[1]):.4g}") for r in rows], max((float(r[1]) for r in rows), default=1), fig)
    if step == "divides":
        return _bars([(str(r[0]), float(r[1]), f"{float(r[1]):.2f}") for r in rows], 1.0, fig)
    if step == "agreement":
        return _bars([(str(rows[0][0]), float(rows[0][1]), f"{float(rows[0][1]):.2f}")], 1.0, fig)
    if step == "weights":
        top = max(float(r[3]) for r in rows) or 1.0
        return _ranges([(str(r[0]), float(r[1]) / top, float(r[2]) / top, float(r[3]) / top, f"{r[1]:.3g} to {r[3]:.3g}, mean {r[2]:.3g}") for r in rows], fig)
    if step == "pairs":
        return _stacks([(str(r[0]), (int(r[1]), int(r[3]), int(r[2]))) for r in rows[:_shown(count)]], max(count.groups, 1), fig)
    return _places([(str(r[0]), str(r[1]), int(r[2])) for r in rows], fig)


def _shown(count: Count) -> int:
    return 9 if count.pairs.winner or not count.pairs.cycle else len(count.pairs.cycle)


def _svg(inner: str, rows: int, fig: Figure) -> str:
    high = rows * _HIGH + 6
    return (f'<svg role="img" aria-label="{esc(fig.description, 4000)}" width="660" height="{high}" viewBox="0 0 660 {high}" font-family="Arial, sans-serif" font-size="13" fill="{theme.INK}">{inner}</svg>')


def _label(text: str, top: float) -> str:
    lines = theme.wrap(text, _LABEL - 10, 13)[:2]
    return "".join(f'<text x="0" y="{top + 21 + (n - (len(lines) - 1) / 2) * 15:.1f}">{esc(line)}</text>' for n, line in enumerate(lines))


def _bars(rows: Sequence[tuple[str, float, str]], most: float, fig: Figure) -> str:
    inner = ""
    for n, (name, value, says) in enumerate(rows):
        long = max(0.0, value) / (most or 1) * _BAR
        inner += f'{_label(name, n * _HIGH)}<rect x="{_LABEL}" y="{n * _HIGH + 8}" width="{long:.1f}" height="18"/><text x="{_LABEL + long + 6:.1f}" y="{n * _HIGH + 22}" font-weight="bold">{esc(says)}</text>'
    return _svg(inner, len(rows), fig)


def _places(rows: Sequence[tuple[str, str, int]], fig: Figure) -> str:
    """How many groups put each option in each place, as discs with numbers; a ring is no place."""
    names, heads = list(dict.fromkeys(r[0] for r in rows)), sorted({r[1] for r in rows}, key=lambda h: int("".join(filter(str.isdigit, h)) or 99))
    at = {h: _LABEL + 17 + 36 * n for n, h in enumerate(heads)}
    inner = "".join(f'<text x="{x}" y="15" text-anchor="middle">{esc(h)}</text>' for h, x in at.items())
    inner += "".join(_label(name, 20 + n * _HIGH) for n, name in enumerate(names))
    for name, head, votes in rows:
        x, y, placed = at[head], 37 + names.index(name) * _HIGH, head[0].isdigit()
        inner += (f'<circle cx="{x}" cy="{y}" r="12" fill="{theme.INK if placed else theme.PAPER}" stroke="{theme.INK}"/>'
                  f'<text x="{x}" y="{y + 4.5}" text-anchor="middle" font-weight="bold" fill="{theme.PAPER if placed else theme.INK}">{votes}</text>')
    return _svg(inner, len(names) + 1, fig)


def _ranges(rows: Sequence[tuple[str, float, float, float, str]], fig: Figure) -> str:
    inner = ""
    for n, (name, low, mean, high, says) in enumerate(rows):
        y = n * _HIGH + 17
        a, m, b = (_LABEL + 200 * v for v in (low, mean, high))
        inner += (f'{_label(name, n * _HIGH)}<line x1="{a:.1f}" x2="{b:.1f}" y1="{y}" y2="{y}" stroke="{theme.GREY}" stroke-width="3"/>'
                  f'<rect x="{m - 2.5:.1f}" y="{y - 10}" width="5" height="20"/><text x="{_LABEL + 215}" y="{y + 5}">{esc(says)}</text>')
    return _svg(inner, len(rows), fig)


def _stacks(rows: Sequence[tuple[str, tuple[int, int, int]]], most: int, fig: Figure) -> str:
    inner = ""
    for n, (name, parts) in enumerate(rows):
        x = float(_LABEL)
        inner += _label(name, n * _HIGH)
        for votes, fill, ink in zip(parts, (theme.INK, theme.PAPER, theme.LIGHT), (theme.PAPER, theme.INK, theme.INK), strict=True):
            wide = votes / most * _BAR
            if votes:
                inner += (f'<rect x="{x:.1f}" y="{n * _HIGH + 6}" width="{wide:.1f}" height="22" fill="{fill}" stroke="{theme.GREY}"/>'
                          f'<text x="{x + wide / 2:.1f}" y="{n * _HIGH + 22}" text-anchor="middle" font-weight="bold" fill="{ink}">{votes}</text>')
            x += wide
    return _svg(inner, len(rows), fig)
