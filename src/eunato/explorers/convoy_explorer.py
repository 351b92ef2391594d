"""The convoy clock: controls bound to models.convoy and charts.rules."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import convoy as model


class ConvoyClock(controls.StoredBox):
    """Choose a convoy and a rule, see how long it waits and drives. `result` is the latest models.convoy.Clock.

    Controls: `stage` (steps and bet), `route`, `rule`, `order`, `extended`, `numbers` (leads, speed, hours).
    Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["convoy"]
        labels, start = said["labels"], said["start"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Clock | None = None
        self.route = controls.menu(labels["route"], [(one.name, one.route_id) for one in model.routes()], start["route"])
        self.rule = controls.menu(labels["rule"], [(words, key) for key, words in said["rules"].items()], start["rule"])
        self.order = controls.menu(labels["order"], [(words, key) for key, words in said["orders"].items()], start["order"])
        self.extended = controls.checkbox(labels["extended"], False)
        self.numbers = NumberPanel(said["fields"], self.status, self._update, labels)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("convoy", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said["title"]),
                self.stage,
                controls.row(self.route, self.rule, self.order),
                self.extended,
                self.numbers,
                self.status,
                self.figure,
                self.details,
            ],
        )
        for control in (self.route, self.rule, self.order, self.extended):
            control.observe(guard(self._update), "value")
        guard(self._update)()

    # -- what the controls do ---------------------------------------------------------------------------------------

    def run(self, rule: str | None = None) -> model.Clock:
        """The clock for the present controls, or for another rule with everything else the same."""
        given = dict(self.numbers.values)
        given["lead_emergency"] = given["lead_emergency"] / 24
        return model.clock(self.route.value, rule or self.rule.value, self.order.value, bool(self.extended.value), **given)

    def _update(self, _change: Any = None) -> None:
        """Run the clock for the present controls and show it in sentence, picture and details."""
        from eunato.charts import rules as chart

        result, today = self.run(), self.run("now")
        figure = chart.clock(result)
        self.result, self._today = result, today
        self.figure.show(figure)
        self.details.value = _details(result, today, self.numbers.values)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        checks = {
            "route": lambda given: result.route.route_id == given,
            "rule": lambda given: result.rule == given,
            "order": lambda given: result.order == given,
            "in_eu": lambda given: result.route.in_eu is given,
            "extended": lambda given: result.extended is given,
            "no_gain": lambda given: (abs(result.days - self._today.days) < 1e-9) is given,
            "drives_longer": lambda given: (result.driving > result.waiting) is given,
            "days_at_most": lambda given: result.days <= given + 1e-9,
            "hours_at_most": lambda given: self.numbers.values["hours"] <= given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> str:
        way = ask["saves"]
        days = {"parallel": model.clock(way, order="parallel").days, "speed": model.clock(way, speed=2 * model.SPEED).days, "rule": model.clock(way, "proposed").days}
        return min(days, key=lambda key: days[key])


def _details(result: model.Clock, today: model.Clock, values: Mapping[str, float]) -> str:
    """The arithmetic of the clock as HTML."""
    e, way = html.escape, result.route
    lead = f"{round(result.lead, 2):g} days"
    waits = f"{way.borders} × {lead}" if result.order == "sequential" else f"{lead}, the longest of {way.borders}"
    switch = sum(one.days for one in result.segments if one.kind == "switch")
    turned = f" + {switch:g} days until the emergency system is on" if switch else ""
    against = "" if result.rule == "now" else f" With today’s notice it takes {round(today.days, 2):g} days."
    return (
        f"<p><strong>Waiting.</strong> {e(waits)}{turned} = {round(result.waiting, 2):g} days. <strong>Driving.</strong> {way.km:,.0f} km ÷ ({values['speed']:g} km/h × {values['hours']:g} hours a day) "
        f"= {round(result.driving, 2):g} days.{e(against)}</p>"
        f"<p><strong>The convoy.</strong> {e(way.says)}. Ways, distances and speed are assumptions; no plan is behind them.</p>"
    )
