"""The cable model: number fields and a box for common events, bound to models.cables and charts.cables."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _numbers, _stage
from eunato.models import cables
from eunato.models.clubs import ModelError


class CableModel(controls.StoredBox):
    """Change cables, failures and repair; see the days short. `result` is the latest models.cables.Resilience.

    Controls: `stage` (steps and bet), `panel` (number fields), `attack` (box), `again`. Outputs: `status` (spoken),
    `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["cable"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: cables.Resilience | None = None
        self.panel = _numbers.NumberPanel(said["fields"], self.status, guard(self._update), labels)
        self._start = self._kept = dict(self.panel.values)
        self.attack = controls.checkbox(labels["attack"], False)
        self.again = controls.button(labels["again"], self._reset, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("cable", self.status, self._meets, self._truth, self._fill, self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title']),
                self.stage,
                self.panel,
                self.attack,
                self.again,
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.attack.observe(guard(self._update), "value")
        guard(self._update)()

    def _reset(self) -> None:
        self.attack.value = []
        self.panel.set(**self._start)

    def _update(self, _change: Any = None) -> None:
        """Compute the days short for the present numbers; what the model cannot take is said, and the picture stays."""
        from eunato.charts import cables as chart

        try:
            result = _run(self.panel.values, bool(self.attack.value))
        except ModelError as problem:
            self.panel.values = dict(self._kept)
            self.status.error(f"{problem} The picture stays as it was.")
            return
        figure = chart.shortage(result)
        self._kept = dict(self.panel.values)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, what it means for the open mission, and which typed numbers are not in it."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, self.panel.unused, mission) if part))

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        checks = {
            "cables": lambda given: result.cables == given,
            "needed": lambda given: result.needed == given,
            "rate": lambda given: result.rate == given,
            "repair": lambda given: result.repair == given,
            "common_at_least": lambda given: result.common >= given,
            "attack": lambda given: bool(self.attack.value) is given,
            "days_at_most": lambda given: result.shortage_days <= given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> str:
        return cables.best_single(attack=ask["single"] == "attack")

    def _fill(self) -> Mapping[str, Any]:
        result = self.result
        return {"repair": f"{result.repair:g}" if result else "", "cables": f"{result.cables}" if result else ""}


def _run(values: Mapping[str, float], attack: bool) -> cables.Resilience:
    return cables.resilience(int(values["cables"]), int(values["needed"]), values["rate"], values["repair"], values["common"] if attack else 0.0)


def _details(result: cables.Resilience) -> str:
    """The equation with the present numbers, and the caution, as HTML."""
    e = html.escape
    one = f"share of time one cable works, A = 1 ÷ (1 + {result.rate:g} × {result.repair:g} ÷ 365) = {result.availability:.3f}"
    together = f"share of time without a common outage, B = 1 ÷ (1 + {result.common:g} × {result.repair:g} ÷ 365) = {cables.availability(result.common, result.repair):.4f}; " if result.common else ""
    days = f"days short = 365 × (1 − {result.works:.5f}) = {result.said_days}"
    return (
        f"<p><strong>Worked out.</strong> {e(one)}; {e(together)}share of days with at least {result.needed} of {result.cables} cables: {result.works:.5f}; {e(days)}.</p>"
        f"<p>{e(result.caveat)} What the model leaves out stands in the last step.</p>"
    )
