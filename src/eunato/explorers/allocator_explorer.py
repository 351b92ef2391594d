"""The allocator: controls bound to models.ukraine and charts.ukraine."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import ukraine as model

_NEAR = 1e-9


class Allocator(controls.StoredBox):
    """Split a sum over three sources and see what is covered, when. `result` is the latest models.ukraine.Result.

    Controls: `stage` (steps and bet), `view`, `numbers` (P, E, U, budget, lag_E, cap_P, cap_E, cap_U).
    Outputs: `status` (spoken), `figure`, `details`. Displayed twice, both views show the same state.
    """

    def __init__(self) -> None:
        said = _stage.words()["allocator"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Result | None = None
        self.view = controls.menu(labels["view"], [(text, key) for key, text in said["views"].items()], said["start"]["view"])
        self.numbers = NumberPanel(said["fields"], self.status, self._update, labels)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("allocator", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said["title"]),
                self.stage,
                self.numbers,
                self.view,
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.view.observe(guard(self._update), "value")
        guard(self._update)()

    # -- what the controls do -------------------------------------------------------------------------------------

    def _update(self, _change: Any = None) -> None:
        """Compute the mix for the present numbers and show it in sentence, picture and details."""
        from eunato.charts import ukraine as chart

        if self.view.value is None:
            return
        given = self.numbers.values
        setup = model.default().spend(given["budget"]).change("P", cap=given["cap_P"]).change("E", lag=given["lag_E"], cap=given["cap_E"]).change("U", cap=given["cap_U"])
        result = setup.run(*(given[key] / 100 for key in model.SOURCES))
        figure = chart.frontier(result) if self.view.value == "frontier" else chart.coverage(result)
        self.result = result
        self.figure.show(figure)
        self.details.value = self._details()
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.sentence, mission) if part))

    @property
    def sentence(self) -> str:
        """The result in words."""
        one = self.result
        if one is None:
            return ""
        left = f"€{one.unspent:,.1f} bn is left unspent." if one.unspent >= 0.05 else "Nothing is left unspent."
        depends = f"{100 * one.dependency:.0f}% of the air-defence units come from US stock." if one.served("air_defence") > _NEAR else "No air-defence units are delivered."
        return (
            f"All needs are covered to {100 * one.coverage(6):.1f}% by month 6, {100 * one.coverage(12):.1f}% by month 12 and {100 * one.coverage(24):.1f}% by month 24; "
            f"air defence to {100 * one.coverage_of('air_defence', 6):.1f}% by month 6. Home industry is given {100 * one.home:g}% of the money, and {100 * one.home_spent:.0f}% of what is spent. {left} {depends}"
        )

    def _details(self) -> str:
        """What each source takes and delivers by month 6 and 24, and what is assumed."""
        one, e = self.result, html.escape
        if one is None:
            return ""
        lines = []
        for key, name in model.SOURCES.items():
            source = one.setup.sources[key]
            lines.append(
                f"{name}: given {100 * one.shares[key]:g}% × {one.setup.budget:g} = €{one.shares[key] * one.setup.budget:,.1f} bn; can take €{source.can_pay(6):,.1f} bn by month 6 and €{source.can_pay(24):,.1f} bn by month 24; "
                f"takes €{one.paid(key, 6):,.1f} and €{one.paid(key):,.1f} bn, which is {one.volume(key, 6):,.1f} and {one.volume(key):,.1f} units at a price of {source.price:g}"
            )
        needs = "; ".join(f"{name} {100 * one.coverage_of(key, 24):.0f}% of {one.setup.needs[key]:g} units" for key, name in model.NEEDS.items())
        items = "".join(f"<li>{e(line)}</li>" for line in lines)
        return (
            f"<p><strong>Source by source.</strong></p><ul>{items}</ul><p><strong>By month 24.</strong> {e(needs)}.</p>"
            "<p><strong>Assumed.</strong> All of it: lags, ramps, pace, prices, needs by kind, and what a unit serves (table allocator). Nothing here is a forecast, and no mix is called the best.</p>"
        )

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        one = self.result
        if one is None:
            return False
        checks = {
            "share_P": lambda given: abs(100 * one.shares["P"] - given) < _NEAR,
            "pace_P": lambda given: abs(one.setup.sources["P"].cap - given) < _NEAR,
            "share_E": lambda given: abs(100 * one.shares["E"] - given) < _NEAR,
            "defaults": lambda given: (one.setup == model.default()) is given,
            "home_at_least": lambda given: one.home >= given - _NEAR,
            "air6_at_least": lambda given: one.coverage_of("air_defence", 6) >= given,
            "cover6_at_least": lambda given: one.coverage(6) >= given,
            "cover12_at_least": lambda given: one.coverage(12) >= given,
            "cover24_at_least": lambda given: one.coverage(24) >= given,
            "unspent_at_most": lambda given: one.unspent <= given,
            "dependency_at_most": lambda given: one.dependency <= given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        return round(model.default().run(*(share / 100 for share in ask["unspent_of"])).unspent, 1)
