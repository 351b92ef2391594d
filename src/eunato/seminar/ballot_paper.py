"""A ballot as a page to print: filled in, or empty for a room without computers. Self-contained, for A4 and Letter."""

from __future__ import annotations

import html

from eunato import course, tables
from eunato.safe import esc
from eunato.seminar.ballot_words import options, words
from eunato.seminar.ballots import Ballot

STYLE = """body{font:11pt/1.25 Arial,"Liberation Sans",sans-serif;color:#000;background:#fff;max-width:46rem;margin:1rem auto;padding:0 1rem}
h1{font-size:1.35em;margin:0 0 .3em}h2{font-size:1.05em;margin:.5em 0 .1em}p{margin:.15em 0}
table{border-collapse:collapse;width:100%}th,td{border:1px solid #555;padding:.1em .45em;text-align:left;vertical-align:middle}
th[scope=row]{font-weight:400}.box{text-align:center;width:3.2rem;font-size:1.1em}.line{display:inline-block;border-bottom:1px solid #000;min-width:6rem;min-height:1.2em}
.wide{display:block;min-height:1.8em}.small{font-size:.85em}@page{margin:12mm}@media print{body{margin:0;max-width:none}}"""


def page(ballot: Ballot | None = None) -> str:
    """A whole HTML page: the ballot's ticks and numbers, or empty boxes and lines when there is no ballot.

    A group's own words are escaped; the page asks the network for nothing.
    """
    said, e = words()["paper"], html.escape
    title = said["title"].format(group=ballot.group) if ballot else said["title_empty"]
    top = ballot.top3 if ballot else ()
    places = ("first", "second", "third")
    head = "".join(f'<th scope="col">{e(said[name])}</th>' for name in ("option", *places, "live"))
    rows = "".join(
        f'<tr><th scope="row">{e(o)} {e(name)}</th>' + "".join(_box(len(top) > n and top[n] == o, said) for n in range(3)) + _box(bool(ballot) and o in ballot.approve, said) + "</tr>"  # type: ignore[union-attr]
        for o, name in options().items())
    weights = "".join(
        f'<tr><th scope="row">{e(row["name"])}</th><td class="small">{e(row["question"])}</td><td>{_points(ballot, row["criterion"])}</td></tr>'
        for row in tables.records("criteria"))
    heads = "".join(f'<th scope="col">{e(said[name])}</th>' for name in ("criterion", "question", "points"))
    line = lambda text: f'<span class="line">{text}</span>'  # noqa: E731
    stamp = f'<p class="small">{e(said["time"].format(ts=ballot.ts, version=course.VERSION))}</p>' if ballot else ""
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{esc(title)}</title><style>{STYLE}</style></head><body>'
        f"<h1>{esc(title)}</h1><p>{e(said['group'])}: {line(esc(ballot.group) if ballot else '')} &nbsp; {e(said['people'])}: {line(str(ballot.people) if ballot else '')}</p>"
        f"<p>{e(said['how'])}</p><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<h2>{e(said['weights'])}</h2><p>{e(said['weights_how'])}</p><table><thead><tr>{heads}</tr></thead><tbody>{weights}</tbody></table>"
        f"<p>{e(said['confidence'])} {line(f'{100 * ballot.confidence:.0f}' if ballot else '')}</p>"
        f"<h2>{e(said['dissent'])}</h2><span class=\"line wide\">{esc(ballot.dissent, 200) if ballot else ''}</span>"
        f'<p class="small">{e(said["note"])}</p>{stamp}</body></html>'
    )


def _box(ticked: bool, said: dict[str, str]) -> str:
    return f'<td class="box"><span role="img" aria-label="{html.escape(said["ticked"] if ticked else said["empty_box"])}">{"☒" if ticked else "☐"}</span></td>'


def _points(ballot: Ballot | None, criterion: str) -> str:
    return f"{ballot.weights[criterion]:g}" if ballot else "&nbsp;"
