"""A class seen through its progress files: how sure and how right, what is confidently wrong, what is done, what was gained.

Numbers are sums over files; no picture holds a name or one person's answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any

from eunato import course
from eunato.models import calibration as model

from . import calibration, theme
from .figure import Figure

MOST = 10


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    import yaml

    return yaml.safe_load((course.DATA / "kit" / "ballot_words.yml").read_text(encoding="utf-8"))["class_view"]


def files_word(n: int) -> str:
    """'1 file', '25 files'."""
    return f"{n:,} file{'' if n == 1 else 's'}"


def calibrated(points: Sequence[tuple[float, bool]], files: int) -> Figure:
    """The class's confidence against the share right. points: (confidence from 0 to 1, right), one per first answer."""
    said = _words()["calibration"]
    made = calibration.mine(points)
    n = len(points)
    if made.chart is None:
        return replace(made, name="class_calibration", title=said["title_none"].format(least=calibration.LEAST), insight=said["insight_none"].format(n=n, least=calibration.LEAST), badge=_words()["badge"])
    sure, right = calibration.percentages(points)
    off = sure - right
    says = said["says"]["well" if abs(off) <= 3 else "over" if off > 0 else "under"].format(points=abs(off))
    return replace(made, name="class_calibration", title=said["title"].format(says=says), subtitle=said["subtitle"], badge=_words()["badge"],
                   insight=said["insight"].format(files=files_word(files), right=right, n=f"{n:,}", sure=sure, says=says),
                   counted=said["counted"].format(n=f"{n:,}", files=files_word(files), brier=f"{model.brier(points):.2f}"), note=said["note"].format(n=f"{n:,}"))


def _bars(name: str, rows: Sequence[tuple[str, float, str, str]], most: float, words: dict[str, Any], filled: dict[str, Any], table: Any, kind: str = "", **more: Any) -> Figure:
    """rows: (label, value, text at the end, what a screen reader hears)."""
    import pandas as pd

    from .render import enable

    alt = enable()
    data = pd.DataFrame([{"row": n, "value": v, "says": says, "words": heard} for n, (_, v, says, heard) in enumerate(rows)])
    left = 235
    lines = [{"row": n, "line": line, "dy": (k - (len(parts) - 1) / 2) * 15} for n, (label, *_) in enumerate(rows) for parts in [_two(theme.wrap(label, left - 15, theme.SMALL))] for k, line in enumerate(parts)]
    y = alt.Y("row:O", axis=None, sort=list(range(len(rows))))
    x = alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, most or 1], range=[left, left + 260], nice=False))
    chart = alt.layer(
        *(alt.Chart(pd.DataFrame([one for one in lines if one["dy"] == dy])).mark_text(align="left", dy=dy, fontSize=theme.SMALL, aria=False).encode(x=alt.value(0), y=y, text="line:N") for dy in sorted({one["dy"] for one in lines})),
        alt.Chart(data).mark_bar(height=15, color=theme.INK).encode(x=x, x2=alt.value(left), y=y, description="words:N"),
        alt.Chart(data).mark_text(align="left", dx=5, fontWeight="bold", aria=False).encode(x=x, y=y, text="says:N"),
    ).properties(width=560, height=36 * len(rows))
    return Figure(name=name, chart=chart, title=words[f"title{kind}"].format(**filled), subtitle=words["subtitle"].format(**filled), insight=words[f"insight{kind}"].format(**filled), table=table,
                  description=words["description"].format(**{"rows": ", ".join(heard for *_, heard in rows), **filled}), sources=(), label="D", badge=_words()["badge"], counted=words["counted"].format(**filled), **more)


def _two(lines: list[str]) -> list[str]:
    """At most two lines; a longer text ends in dots, and stands in full in the table."""
    return lines if len(lines) <= 2 else [lines[0], lines[1].rstrip(".,;?") + " …"]


def _only_words(name: str, said: dict[str, Any], **filled: Any) -> Figure:
    import pandas as pd

    return Figure(name=name, chart=None, title=said["title_none"].format(**filled), insight=said["insight_none"].format(**filled), table=pd.DataFrame(), description=said["insight_none"].format(**filled), sources=(), label="D", badge=_words()["badge"])


def wrong(rows: Sequence[tuple[str, str, str, int, int]], files: int, least: int) -> Figure:
    """What people were sure of and got wrong. rows: (question id, lesson, what it asks, sure and wrong, answered), the most first."""
    import pandas as pd

    said = _words()["wrong"]
    if not rows:
        return _only_words("class_wrong", said, least=least)
    shown = rows[:MOST]
    table = pd.DataFrame([(i, lesson, asks, n, all_) for i, lesson, asks, n, all_ in rows], columns=said["columns"])
    bars = [(f"{i} · {asks}", float(n), f"{n} of {all_}", said["row"].format(id=i, n=n, all=all_)) for i, _, asks, n, all_ in shown]
    filled = {"least": least, "id": rows[0][0], "all": rows[0][4], "files": files_word(files)}
    title = said["title_one" if len(rows) == 1 else "title"].format(n=len(rows))
    return _bars("class_wrong", bars, float(shown[0][3]), {**said, "title": "{heading}"}, {**filled, "heading": title, "n": rows[0][3]}, table)


def lessons(rows: Sequence[tuple[str, str, float, int, int]], files: int) -> Figure:
    """What is done. rows: (lesson, title, mean share answered from 0 to 1, files that began it, files with all answered)."""
    import pandas as pd

    said = _words()["lessons"]
    share = lambda v: f"{100 * v:.0f}"  # noqa: E731
    best, least = max(rows, key=lambda r: r[2]), min(rows, key=lambda r: r[2])
    same = share(best[2]) == share(least[2])
    filled = {"best": best[0], "least": least[0], "best_share": share(best[2]), "least_share": share(least[2]), "share": share(best[2]), "files": files_word(files)}
    table = pd.DataFrame([(f"{i} {title}", float(share(v)), began, whole) for i, title, v, began, whole in rows], columns=said["columns"])
    bars = [(f"{i} {title}", 100 * v, f"{share(v)}%", f"lesson {i} {share(v)}%") for i, title, v, *_ in rows]
    return _bars("class_lessons", bars, 100.0, said, filled, table, "_same" if same else "")


def inventory(before: float | None, after: float | None, gain: float | None, files: int) -> Figure:
    """The twelve questions before and after. before, after: mean share right from 0 to 1 of files with both rounds; gain: normalised."""
    import pandas as pd

    said = _words()["inventory"]
    if before is None or after is None or not files:
        return _only_words("class_inventory", said)
    gained = said["no_gain"] if gain is None else said["lost"] if gain < 0 else said["gain"].format(gain=f"{100 * gain:.0f}", share=f"{gain:.2f}")
    filled = {"before": f"{100 * before:.0f}", "after": f"{100 * after:.0f}", "gain": gained, "files": files_word(files)}
    rows = [(said[k], 100 * v, f"{100 * v:.0f}%", f"{said[k]} {100 * v:.0f}%") for k, v in (("before", before), ("after", after))]
    table = pd.DataFrame([(name, round(v, 1), files) for name, v, *_ in rows], columns=said["columns"])
    return _bars("class_inventory", rows, 100.0, said, filled, table, note=said["note"])
