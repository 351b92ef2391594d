"""The briefings model: number fields bound to models.briefings and charts.engine."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _numbers, _stage
from eunato.models import briefings
from eunato.models.clubs import ModelError

_NEAR = 0.2
"""How close, in points, a settled distance must be to count as met."""


class BriefingsModel(controls.StoredBox):
    """Change briefings and access; see where the distance settles. `result` is the latest models.briefings.Path.

    Controls: `stage` (steps and bet), `panel` (number fields), `again`. Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["briefings"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: briefings.Path | None = None
        self.panel = _numbers.NumberPanel(said["fields"], self.status, guard(self._update), labels)
        self._start = self._kept = dict(self.panel.values)
        self.again = controls.button(labels["again"], self._reset, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("briefings", self.status, self._meets, self._truth, self._fill, self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title']),
                self.stage,
                self.panel,
                self.again,
                self.status,
                self.figure,
                self.details,
            ],
        )
        guard(self._update)()

    def _reset(self) -> None:
        self.panel.set(**self._start)

    def _update(self) -> None:
        """Run the model with the numbers of the panel; numbers it cannot take are said, and the picture stays."""
        from eunato.charts import engine as chart

        try:
            result = _run(self.panel.values)
        except ModelError as problem:
            self.panel.values = dict(self._kept)
            self.status.error(f"{problem} The picture stays as it was.")
            return
        figure = chart.distance(result, _run(self._start))
        self._kept = dict(self.panel.values)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        settled = result.steady
        checks = {
            "closed": lambda given: abs(100 * result.closed - given) < 1e-6,
            "briefings": lambda given: result.briefings == given,
            "briefings_at_least": lambda given: result.briefings >= given,
            "settled_at_most": lambda given: settled is not None and settled <= given,
            "settled_near": lambda given: settled is not None and abs(settled - given) <= _NEAR,
            "settles": lambda given: (settled is not None or result.sigma == 0) is given,
        }
        other = result.alpha != self._start["alpha"] / 100 or result.sigma != self._start["sigma"]
        if other and "settles" not in condition:  # a mission is about briefings and access, not about the other two numbers
            return False
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        case = ask["fall"]
        before, after = (briefings.steady(case[key], case["closed"] / 100) for key in ("from", "to"))
        return round(100 * (1 - after / before), 6)

    def _fill(self) -> Mapping[str, Any]:
        return {"briefings": f"{self.result.briefings:g}" if self.result else ""}


def _run(values: Mapping[str, float]) -> briefings.Path:
    return briefings.run(values["briefings"], values["closed"] / 100, values["alpha"] / 100, values["sigma"])


def _details(result: briefings.Path) -> str:
    """The equation with the present numbers, and the caution, as HTML."""
    e = html.escape
    worked = f"part removed a month, r = 2 × {result.alpha:g} × {result.briefings:g} × (1 − {result.closed:g}) = {result.rate:.4g}"
    settled = f"distance at which it settles, d = {result.sigma:g} ÷ {result.rate:.4g} = {result.steady:.4g} points" if result.steady is not None else "r is 0, so it settles nowhere"
    return f"<p><strong>Worked out.</strong> {e(worked)}; {e(settled)}.</p><p>{e(result.caveat)} What the model leaves out stands in the last step.</p>"
