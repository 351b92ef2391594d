"""The coverage model: shares, plan, US path and order, bound to models.enablers and charts.backbone."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import enablers as model

_STEP = 5
"""Shares are chosen in steps of five points."""


class Coverage(controls.StoredBox):
    """Set shares, choose plan and path; see tiles or the index. `result` is the latest models.enablers.Run, None while fewer than two shares are set.

    Controls: `stage`, `shares` (menus, open where nothing was published), `load`, `clear`, `strategy`, `path`, `lost`, `order`, `rule`,
    `view`, `numbers` (budget, target, leaves, kept, year). Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["coverage"]
        labels, first = said["labels"], said["start"]
        self.words = said
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Run | None = None
        self.known = model.capabilities()
        self.shares = controls.NativeMenus(labels["shares"], [one.name for one in self.known], [f"{n}%" for n in range(0, 101, _STEP)], none=labels["not_set"], help=labels["shares_help"])
        self.shares.value = [_choice(one.published) for one in self.known]
        self.load = controls.button(labels["load"], self._load, status=self.status)
        self.clear = controls.button(labels["clear"], self._clear, status=self.status)
        self.strategy = self._menu("strategy", said["strategies"], first)
        self.path = self._menu("path", said["paths"], first)
        self.lost = self._menu("lost", {model.ALL: said["everything"], **{one.id: one.name for one in self.known}}, first)
        self.order = self._menu("order", said["orders"], first)
        self.rule = self._menu("rule", said["rules"], first)
        self.view = self._menu("view", said["views"], first)
        self.numbers = NumberPanel(said["fields"], self.status, self._update, labels)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("coverage", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said["title"]),
                self.stage,
                self.shares,
                controls.row(self.load, self.clear),
                controls.row(self.strategy, self.path, self.lost),
                controls.row(self.order, self.rule, self.view),
                self.numbers,
                self.status,
                self.figure,
                self.details,
            ],
        )
        for control in (self.shares, self.strategy, self.path, self.lost, self.order, self.rule, self.view):
            control.observe(guard(self._update), "value")
        guard(self._update)()

    @staticmethod
    def _menu(name: str, entries: Mapping[str, str], first: Mapping[str, str]) -> controls.NativeMenu:
        return controls.menu(_stage.words()["coverage"]["labels"][name], [(text, key) for key, text in entries.items()], first[name])

    # -- what the controls do -------------------------------------------------------------------------------------

    def _load(self) -> None:
        self.shares.value = [_choice(one.start) for one in self.known]

    def _clear(self) -> None:
        self.shares.value = [_choice(one.published) for one in self.known]

    @property
    def given(self) -> tuple[model.Capability, ...]:
        """The capabilities with the shares that are set now; an open row has none."""
        return model.capabilities({one.id: None if value is None else float(_STEP * value) for one, value in zip(self.known, self.shares.value, strict=True)})

    def _update(self, _change: Any = None) -> None:
        """Run the model for the present controls and show it in sentence, picture and details."""
        from eunato.charts import backbone as chart

        given, numbers = self.given, self.numbers.values
        count = sum(1 for one in given if one.start is not None)
        if count < 2:
            self.result = None
            only_published = all(one.start is None or one.start == one.published for one in given)
            self.figure.show(chart.tiles(None if only_published and count else given))
        else:
            lost = self.lost.value if self.lost.value == model.ALL or next(one for one in given if one.id == self.lost.value).start is not None else model.ALL
            result = model.run(self.strategy.value, self.path.value, self.rule.value, self.order.value, budget=numbers["budget"], target=numbers["target"],
                               leaves=int(numbers["leaves"]), kept=numbers["kept"] / 100, lost=lost, given=given)
            figure = chart.run_chart(result) if self.view.value == "path" else chart.tiles(given, result, int(numbers["year"]))
            self.result = result
            self.figure.show(figure)
        self.details.value = self._details(given)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        self.status.say(" ".join(part for part in (self.sentence, mission) if part))

    @property
    def sentence(self) -> str:
        """The result in words, as a conditional sentence."""
        run = self.result
        if run is None:
            count = sum(1 for value in self.shares.value if value is not None)
            return self.words["said"]["few"].format(n=count or "None", all=len(self.known), has="has" if count < 2 else "have")
        first = run.first_year()
        path = {"stays": "the US stays", "partial": f"the US keeps {100 * run.kept:g}% from {run.leaves}", "sudden": f"the US leaves in {run.leaves}"}[run.path]
        part = "" if run.path == "stays" or run.lost == model.ALL else f", in {self._name(run.lost)} only"
        open_ = "" if len(run.capabilities) == len(self.known) else f" Over {len(run.capabilities)} of {len(self.known)} capabilities."
        return (
            f"If these assumptions hold and {path}{part}, {self.words['plans'][run.strategy]} gives an index of {run.years[0].index:.2f} in {model.FIRST}, {run.at(run.leaves).index:.2f} in {run.leaves} and "
            f"{run.years[-1].index:.2f} in {model.LAST} ({self.words['rules'][run.rule].lower()}). "
            + (f"The target of {run.goal:g} holds from {first}. " if first else f"The target of {run.goal:g} is not held by {model.LAST}. ")
            + f"Spent: €{run.cost:,.0f} bn; idle if the US stays: €{run.idle_cost:,.0f} bn. Weakest at the end: {run.weakest.name.lower()}.{open_}"
        )

    def _name(self, key: str) -> str:
        return next(one.name for one in self.known if one.id == key).lower()

    def _details(self, given: tuple[model.Capability, ...]) -> str:
        """Every assumption in a table, and the arithmetic of the weakest capability in the last year."""
        e, run = html.escape, self.result
        cells = "".join(
            f"<tr><th scope='row'>{e(one.name)}</th><td>{'not set' if one.start is None else f'{one.start:g}'}</td><td>{one.us:g}</td><td>{one.lead}</td><td>{one.price:g}</td><td>{one.rate:g}</td>"
            f"<td>{'–' if run is None or one.start is None else f'{run.bought[one.id]:,.0f}'}</td></tr>"
            for one in given
        )
        table = ("<details><summary>All assumptions of this run</summary><table><caption>Shares are yours or the illustrative set; the other columns are assumptions of the course.</caption><thead><tr>"
                 "<th scope='col'>Capability</th><th scope='col'>Europe, points</th><th scope='col'>US, points</th><th scope='col'>Lead, years</th><th scope='col'>€ bn a point</th><th scope='col'>Build rate</th><th scope='col'>€ bn spent</th>"
                 f"</tr></thead><tbody>{cells}</tbody></table></details>")
        if run is None:
            return f"<p>{e(model.CAVEAT)}</p>{table}"
        one, last = run.weakest, run.years[-1]
        part = model.availability(run.path, model.LAST, run.leaves, run.kept) if run.lost in (model.ALL, one.id) else 1.0
        line = f"E = {one.start:g} + {one.rate:g} · {run.bought[one.id]:,.1f} ÷ {one.price:g} = {last.europe[one.id]:.0f}; coverage = min(1, ({last.europe[one.id]:.0f} + {part:g} · {one.us:g}) ÷ 100) = {last.coverage[one.id]:.2f}"
        return f"<p><strong>The weakest capability in {model.LAST}: {e(one.name)}.</strong> {e(line)}.</p><p>{e(run.caveat)} What the model leaves out stands in the last step.</p>{table}"

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        run = self.result
        if run is None:
            return False
        first = run.first_year()
        checks = {
            "full": lambda given: (len(run.capabilities) == len(self.known)) is given,
            "strategy": lambda given: run.strategy == given,
            "path": lambda given: run.path == given,
            "lost": lambda given: run.lost == given,
            "order": lambda given: run.order == given,
            "other_order": lambda given: (run.order != "lead") is given,
            "rule": lambda given: run.rule == given,
            "leaves_at_most": lambda given: run.leaves <= given,
            "budget_at_most": lambda given: run.budget <= given,
            "target_at_least": lambda given: run.goal >= given - 1e-9,
            "first_year_at_most": lambda given: first is not None and first <= given,
            "idle_at_least": lambda given: run.idle_cost >= given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> str:
        """The order that reaches the target first; the one with the earlier name in the menu where two are level."""
        years = {order: model.run(order=order, **ask["first"]).first_year() or 9999 for order in model.ORDERS}
        return min(years, key=lambda one: years[one])


def _choice(points: float | None) -> int | None:
    """The entry of the menu for a share in points, None where it stays open."""
    return None if points is None else round(points / _STEP)
