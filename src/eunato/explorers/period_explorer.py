"""The periodisation lab: cuts bound to models.timeline and charts.timeline."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.models import timeline
from eunato.models.clubs import ModelError

_KEPT = "The picture has not changed."


class PeriodLab(controls.StoredBox):
    """Cut the line into phases; see H and its shakes. `result` is the latest models.timeline.Study.

    Controls: `stage` (steps and bet), `scope`, `cuts` (text), `apply`, `clear`. Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["periods"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: timeline.Study | None = None
        self._cuts: tuple[int, ...] = tuple(said["start"]["cuts"])
        self._seen: list[timeline.Study] = []  # what the learner has tried, for the comparison in the sandbox
        self.scope = controls.menu(labels["scope"], [(text, key) for key, text in said["scopes"].items()], said["start"]["scope"])
        self.cuts = controls.text(labels["cuts"], help=labels["cuts_help"], value=", ".join(map(str, self._cuts)))
        self.apply = controls.button(labels["apply"], self._apply, status=self.status)
        self.clear = controls.button(labels["clear"], self._clear, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("periods", self.status, self._meets, self._truth, fill=self._fill, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said["title"]),
                self.stage,
                self.scope,
                self.cuts,
                controls.row(self.apply, self.clear),
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.stage.menu.observe(lambda _change: self._seen.clear(), "value")  # a mission counts what is tried while it is open
        self.stage.menu.observe(guard(self._opened), "value")
        self.scope.observe(guard(self._update), "value")
        self.cuts.on_enter(guard(self._apply))
        guard(self._update)()

    # -- what the controls do -----------------------------------------------------------------------------------------

    def _apply(self) -> None:
        """Take over the typed years; what cannot be read is said, and everything stays as it was."""
        cuts, problem = read_cuts(self.cuts.value)
        if problem:
            self.status.error(f"{problem} {_KEPT}")
            return
        self._cuts = cuts
        self._update()

    def _clear(self) -> None:
        self.cuts.value = ""
        self._apply()

    def _update(self, _change: Any = None) -> None:
        """Compute the study for the present cuts and show it in sentence, picture and details."""
        from eunato.charts import timeline as chart

        if self.scope.value is None:
            return
        result = timeline.study(self._cuts, self.scope.value)
        figure = chart.phases(result)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result)
        self._say(self.stage.look() or self._towards())
        self._seen.append(result)

    def _opened(self, _change: Any = None) -> None:
        """Say of a mission that is opened again that it is done, or how far the present cuts are from it."""
        if self.stage.is_done(self.stage.step.id):
            self._say("This mission is done.")
        elif towards := self._towards():
            self._say(towards)

    def _towards(self) -> str:
        """In a mission about the highest H: how far the cuts are from it, and which one to move; else ""."""
        step = self.stage.step
        wanted = next((one for one in step.done if "gap" in one), None)
        if self.result is None or wanted is None or self.stage.is_done(step.id):
            return ""
        if self.result.scope != wanted["scope"] or len(self.result.cuts) != wanted["cuts"]:
            return f"This mission needs {wanted['cuts']} cuts and {timeline.SCOPES[wanted['scope']]} only."
        return direction(self.result)

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    # -- missions -------------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        checks = {
            "scope": lambda given: result.scope == given,
            "cuts": lambda given: len(result.cuts) == given,
            "least": lambda given: min(phase.n for phase in result.homogeneity.phases) >= given,
            "stories": lambda given: len({phase.top for phase in result.homogeneity.phases if phase.n}) >= given,
            "gap": lambda given: result.highest - result.h <= given + 1e-9,
            "rival": lambda given: any(_rivals(result, other) for other in self._seen) is given,
        }
        return all(checks[key](given) for key, given in condition.items())

    def _fill(self) -> dict[str, str]:
        return {} if self.result is None else {"h": f"{self.result.h:.2f}", "highest": f"{self.result.highest:.2f}"}

    @staticmethod
    def _truth(_ask: Mapping[str, Any]) -> str:
        """What one more cut does to H, tried out for every year at the start of the lab."""
        start = _stage.words()["periods"]["start"]
        rows = timeline.scope(start["scope"])
        before = timeline.homogeneity(start["cuts"], rows).h
        moves = [timeline.homogeneity((*start["cuts"], year), rows).h - before for year in range(timeline.FIRST + 1, timeline.LAST + 1) if year not in start["cuts"]]
        return "can_fall" if min(moves) < -1e-9 else "always_rises" if min(moves) > 1e-9 else "never_falls"


def read_cuts(typed: str) -> tuple[tuple[int, ...], str]:
    """Cut years from what somebody typed: (years in order, problem). Commas, semicolons, "and" or blanks between them.

    >>> read_cuts("2016; 1998")
    ((1998, 2016), '')
    >>> read_cuts("98")
    ((), 'A cut is a whole year from 1949 to 2026; given was 98.')
    """
    found: list[int] = []
    for token in re.split(r"[,;\s]+|\band\b", typed[:500]):
        if not token:
            continue
        parsed = controls.parse_number(token)
        if not parsed.ok:
            return (), f"I could not read a year in “{token[:40]}”. Write years such as 1998, 2016, or leave the field empty."
        if parsed.value != int(parsed.value):
            return (), f"A phase begins with a whole year; “{token[:40]}” is none. Write years such as 1998, 2016."
        found.append(int(parsed.value))
    try:
        timeline.homogeneity(found)
    except ModelError as problem:
        return (), str(problem)
    return tuple(sorted(found)), ""


def direction(result: timeline.Study) -> str:
    """How far H is from the highest of as many cuts, and which single cut to move, earlier or later, to raise it most."""
    rows = timeline.scope(result.scope)
    moves = []
    for place, old in enumerate(result.cuts):
        others = result.cuts[:place] + result.cuts[place + 1 :]
        for year in range(timeline.FIRST + 1, timeline.LAST + 1):
            if year not in result.cuts:
                h = timeline.homogeneity((*others, year), rows).h
                moves.append((-h, abs(year - old), old, "earlier" if year < old else "later"))
    short = f"H is {result.highest - result.h:.2f} below the highest."
    if not moves or -min(moves)[0] <= result.h + 1e-9:
        return f"{short} No single move raises it; move both cuts."
    _, _, old, way = min(moves)
    return f"{short} Moving the cut {old} to {'an earlier' if way == 'earlier' else 'a later'} year can raise it."


def _rivals(one: timeline.Study, other: timeline.Study) -> bool:
    """Whether two studies of the same steps have as many cuts, at least two of them different, and overlapping shakes."""
    if one.scope != other.scope or len(one.cuts) != len(other.cuts) or len(set(one.cuts) - set(other.cuts)) < 2:
        return False
    return one.shake.low <= other.shake.high and other.shake.low <= one.shake.high


def _details(result: timeline.Study) -> str:
    """The sum behind H and the range of the shakes, as HTML."""
    e = html.escape
    phases, n = result.homogeneity.phases, result.homogeneity.n
    tops = " + ".join(str(phase.top_n) for phase in phases)
    shake = result.shake
    parts = [
        f"<p><strong>The sum.</strong> ({e(tops)}) ÷ {n} = {result.h:.2f}: steps of the commonest type of each phase, divided by all steps.</p>",
        f"<p><strong>The shakes.</strong> With a random fifth left out, {len(shake.values)} times: nine tenths of the results lie from "
        f"{shake.middle_low:.2f} to {shake.middle_high:.2f}, all of them from {shake.low:.2f} to {shake.high:.2f}.</p>",
    ]
    ties = [phase for phase in phases if len(phase.types) > 1 and phase.types[1][1] == phase.top_n]
    if ties:
        said = "; ".join(f"{phase.start}–{phase.end}: {' and '.join(kind for kind, count in phase.types if count == phase.top_n)}" for phase in ties)
        parts.append(f"<p><strong>Ties.</strong> Two or more types are equally common: {e(said)}. H is the same whichever is named.</p>")
    empty = [f"{phase.start}–{phase.end}" for phase in phases if not phase.n]
    if empty:
        parts.append(f"<p><strong>Empty.</strong> No step falls into {e(', '.join(empty))}; such a phase adds nothing to H.</p>")
    return "".join(parts)
