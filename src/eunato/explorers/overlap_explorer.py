"""Overlap and scale-back: number fields bound to models.operations and charts.operations."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import operations as model


@dataclass(frozen=True)
class Outcome:
    """What the fields led to: the plan, what each mission keeps, and which operations are neighbours."""

    plan: model.ScaleBack
    residuals: tuple[model.Residual, ...]
    pairs: tuple[model.Overlap, ...]

    @property
    def sentence(self) -> str:
        touched = [one for one in self.residuals if one.lost]
        if not touched:
            return "Nothing is cut, so every mission keeps its documented support."
        kept = "; ".join(one.sentence.rstrip(".") for one in touched)
        return f"{kept}. For {sum(not one.documented for one in self.residuals)} missions nothing is documented. {len(self.pairs)} pairs of neighbours."


class ScaleBack(controls.StoredBox):
    """Choose cuts, weights and a price; see what each EU mission keeps. `result` is the latest Outcome.

    Controls: `stage` (steps and bet), `panel` (all numbers; Enter or Apply). Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["scale_back"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: Outcome | None = None
        self.panel = NumberPanel(said["fields"], self.status, self._update, labels)
        self._good = dict(self.panel.values)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("scale_back", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [_stage.heading(said['title']), self.stage, self.panel, self.status, self.figure, self.details],
        )
        guard(self._update)()

    # -- what the controls do ---------------------------------------------------------------------------------------

    def plan(self) -> model.ScaleBack:
        """The scale-back as the fields describe it. ModelError when all weights are 0."""
        values = self.panel.values
        cuts = {body: (values["kfor"] if body == "KFOR" else values["hq"]) / 100 for body in model.supporters()}
        return model.scale_back(cuts, weights={f: values[f] for f in model.FUNCTIONS}, costs=dict.fromkeys(model.FUNCTIONS, values["cost"]))

    def _update(self, _change: Any = None) -> None:
        """Compute the result for the present numbers and show it in sentence, picture and details."""
        from eunato.charts import operations as chart

        if not any(self.panel.values[f] for f in model.FUNCTIONS):
            self.panel.values = dict(self._good)
            self.status.error("All weights are 0, so there is nothing to share out. Give one kind of support a weight above 0. The picture stays as it was.")
            return
        plan = self.plan()
        pairs = model.overlaps(self.panel.values["months"], km=self.panel.values["km"] or None)
        result = Outcome(plan, model.residuals(plan), pairs)
        figure = chart.scale_back(plan)
        self.result, self._good = result, dict(self.panel.values)
        self.figure.show(figure)
        self.details.value = _details(result)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        values = self.panel.values
        lowest = [one.mission for one in result.residuals if one.share == result.residuals[0].share]
        checks = {
            "kfor": lambda given: values["kfor"] == given,
            "hq": lambda given: values["hq"] == given,
            "equal": lambda given: (values["kfor"] == values["hq"] > 0) is given,
            "lowest": lambda given: lowest == [given],
            "cost_above": lambda given: any(one.cost > given for one in result.residuals),
            "pair": lambda given: tuple(given) in [pair.ids for pair in result.pairs],
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> str:
        return model.residuals(model.scale_back(ask["lowest"]))[0].mission


def _details(result: Outcome) -> str:
    """Prices and neighbours, as HTML."""
    e = html.escape
    parts = []
    priced = [one for one in result.residuals if one.cost]
    if priced:
        items = "".join(f"<li>{e(one.name)}: {one.cost:,.0f} million euros a year by your price (assumption)</li>" for one in priced)
        parts.append(f"<p><strong>To replace what is lost.</strong></p><ul>{items}</ul>")
    rows = "".join(
        f"<tr><th scope='row' style='text-align:left;font-weight:400'>{e(pair.eu.name)} and {e(pair.nato.name)}</th><td>{pair.months:,.0f}</td><td>{pair.km:,.0f}</td>"
        f"<td>{pair.jaccard:.2f}</td><td>{'yes' if pair.same_area else 'no'}</td></tr>" for pair in result.pairs[:40]
    )
    more = f"<p>{len(result.pairs) - 40} more pairs.</p>" if len(result.pairs) > 40 else ""
    parts.append(
        f"<details><summary>Neighbours: {len(result.pairs)} pairs</summary><table><caption>EU and NATO operations that ran together, longest first; "
        "areas and tasks are our coding (label I)</caption><thead><tr><th scope='col'>Pair</th><th scope='col'>Months</th><th scope='col'>Kilometres</th>"
        f"<th scope='col'>Shared tasks (Jaccard)</th><th scope='col'>Same area</th></tr></thead><tbody>{rows}</tbody></table>{more}</details>"
    )
    return "".join(parts)
