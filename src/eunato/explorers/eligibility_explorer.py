"""The eligibility checker: controls bound to models.eligibility and charts.rules."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import clubs
from eunato.models import eligibility as model

_MENUS = ("instrument", "category", "seat", "management", "control", "assurance", "design", "signed", "agreement")
_SIGNED = {"early": date(2026, 3, 2), "late": date(2026, 9, 15)}
_OWN = model.Offer(costs={"eu": 65.0, "ally": 20.0})


class EligibilityChecker(controls.StoredBox):
    """Describe an offer, see which of seven tests decides. `result` is the latest models.eligibility.Result.

    Controls: `stage` (steps and bet), `case` (loads an invented offer), one menu per question in `menus`, `numbers` (cost of parts by
    origin, states), `swaps` (parts to buy elsewhere, where the offer has such). Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["eligibility"]
        labels = said["labels"]
        self._labels = labels
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Result | None = None
        self._quiet = False
        self._bill: tuple[model.Part, ...] = ()
        named = [(labels["own"], ""), *((f"{one}: {model.row(one)['firm']}", one) for one in model.cases())]
        self.case = controls.menu(labels["case"], named, "")
        offered = {
            "instrument": model.INSTRUMENTS, "category": said["categories"], "seat": model.SEATS, "management": model.SEATS, "control": model.CONTROLS,
            "assurance": model.ASSURANCES, "design": model.DESIGNS, "signed": said["signed"], "agreement": model.AGREEMENTS,
        }
        start = {"signed": "early", **{key: getattr(_OWN, key) for key in _MENUS if key != "signed"}}
        self.menus = {key: controls.menu(labels[key], [(words, code) for code, words in offered[key].items()], start[key]) for key in _MENUS}
        self.numbers = NumberPanel(said["fields"], self.status, self._update, labels)
        self.swaps = controls.NativeMenus(labels["swaps"], [], [labels["keep"], labels["swap"]])
        self.swaps.layout.display = "none"
        self.story = controls.words("")
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("eligibility", self.status, self._meets, self._truth, resume=self._say)
        m = self.menus
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])} {html.escape(model.ADVICE)}</p>",
            f"{said['stored']} {model.ADVICE}",
            [
                _stage.heading(said["title"], 3),
                controls.words(f"<p><strong>{html.escape(model.ADVICE)}</strong></p>"),
                self.stage,
                self.case,
                self.story,
                controls.row(m["instrument"], m["category"]),
                controls.row(m["seat"], m["management"]),
                controls.row(m["control"], m["assurance"]),
                controls.row(m["design"], m["agreement"], m["signed"]),
                self.numbers,
                self.swaps,
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.case.observe(guard(self._load), "value")
        for menu in self.menus.values():
            menu.observe(guard(self._changed), "value")
        self.swaps.observe(guard(self._swap), "value")
        guard(self._update)()

    # -- what the controls do ---------------------------------------------------------------------------------------

    def offer(self) -> model.Offer:
        """The offer as the controls describe it; named after the loaded firm as long as nothing was changed."""
        values = self.numbers.values
        given = {key: menu.value for key, menu in self.menus.items() if key != "signed"}
        made = model.Offer(states=int(values["states"]), signed=_SIGNED[self.menus["signed"].value], costs={group: values[group] for group in model.GROUPS}, **given)
        if not self.case.value:
            return made
        whole = model.case(self.case.value)
        same = replace(made, name=whole.name, signed=whole.signed) == whole and (made.signed <= model.ALONE_UNTIL) == (whole.signed <= model.ALONE_UNTIL)
        return replace(made, name=whole.name if same else f"{whole.name}, changed")

    def _load(self, _change: Any = None) -> None:
        """Fill the controls with an invented offer; the empty entry leaves them as they are."""
        self._bill = model.bill(self.case.value) if self.case.value else ()
        able = [part for part in self._bill if part.swap_cost is not None]
        self._quiet = True
        try:
            called = clubs.names()
            self.swaps.value = []
            self.swaps.rows = [f"{p.name}: {called[p.origin]}, {p.cost:g}; elsewhere: {called[p.swap_origin]}, {p.swap_cost:g}" for p in able]
            self.swaps.value = [None] * len(able)
            self.swaps.layout.display = "" if able else "none"
            if self.case.value:
                whole = model.case(self.case.value)
                for key, menu in self.menus.items():
                    menu.value = ("early" if whole.signed <= model.ALONE_UNTIL else "late") if key == "signed" else getattr(whole, key)
                self._write(whole.costs, whole.states)
        finally:
            self._quiet = False
        self.story.value = _story(self.case.value)
        self._update()

    def _swap(self, _change: Any = None) -> None:
        """Buy the chosen parts elsewhere: the costs by origin follow."""
        if self._quiet:
            return
        able = [part.name for part in self._bill if part.swap_cost is not None]
        names = [name for name, pick in zip(able, self.swaps.value, strict=False) if pick == 1]
        self._write(model.costs_of(model.with_swaps(self._bill, names)), int(self.numbers.values["states"]))
        self._update()

    def _write(self, costs: Mapping[str, float], states: int) -> None:
        """Put costs and states into the fields; they count as applied."""
        given = {**{group: float(costs.get(group, 0.0)) for group in model.GROUPS}, "states": float(states)}
        for key, value in given.items():
            self.numbers.fields[key].value = f"{value:.10g}"
        self.numbers.values = given

    def _changed(self, _change: Any = None) -> None:
        if not self._quiet:
            self._update()

    def _update(self, _change: Any = None) -> None:
        """Check the present offer and show it in sentence, picture and details."""
        from eunato.charts import rules as chart

        result = model.check(self.offer())
        figure = chart.bar(result)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result, self._bill, self._paid())
        self._say(self.stage.look())

    def _paid(self) -> float | None:
        """What the swaps add to the bill; None where the loaded offer has none."""
        if not self._bill or self.result is None or not self.swaps.rows:
            return None
        return self.result.offer.total - sum(part.cost for part in self._bill)

    def _say(self, mission: str = "") -> None:
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        offer = result.offer
        checks = {
            "rule": lambda given: result.rule == given,
            "verdict": lambda given: result.verdict == given,
            "category": lambda given: offer.category == given,
            "seat": lambda given: offer.seat == given,
            "instrument": lambda given: offer.instrument == given,
            "out_at_least": lambda given: result.out_share >= given - 1e-9,
            "out_at_most": lambda given: result.out_share <= given + 1e-9,
            "fails_at_least": lambda given: sum(one.state == "not" for one in result.tests) >= given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        offer = model.case(ask["case"])
        return round(100 * offer.outside / (offer.total - ask["cheaper"]), 1)


def _story(case_id: str) -> str:
    return f"<p>{html.escape(model.row(case_id)['story'])} <em>Invented (assumption).</em></p>" if case_id else ""


def _details(result: model.Result, bill: tuple[model.Part, ...], paid: float | None) -> str:
    """The arithmetic, the tests in words, and the bill of a loaded offer, as HTML."""
    e, offer, called = html.escape, result.offer, clubs.names()
    tests = "".join(f"<li><strong>{one.rule.rule_id} {e(one.rule.title)}</strong> ({e(one.rule.article)}): {e(model.STATES[one.state])}. {e(one.because)}</li>" for one in result.tests)
    parts = "".join(f"<li>{e(part.name)}: {e(called[part.origin])} (counts as {e(model.GROUPS[model.group_of(part.origin)])}), {part.cost:g}</li>" for part in bill)
    more = f"<details><summary>Bill of the offer as loaded</summary><ul>{parts}</ul></details>" if bill else ""
    changed = "" if paid is None else f" Against the bill as loaded, all parts cost {paid:+,.10g}."
    return (
        f"<p><strong>Parts from outside.</strong> {offer.outside:,.10g} of {offer.total:,.10g} is {100 * offer.out_share:.2f}%; the cap is {100 * model.CAP:g}%.{changed}</p>"
        f"<details><summary>The seven tests, one by one</summary><ul>{tests}</ul></details>{more}<p>{e(model.ADVICE)}</p>"
    )
