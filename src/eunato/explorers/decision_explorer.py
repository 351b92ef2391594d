"""The decision tree of a crisis: the learner's values, bound to models.crisis and charts.crisis."""

from __future__ import annotations

import html
import math
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _memory, _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import crisis as model


class DecisionTree(controls.StoredBox):
    """Values for waiting and acting, a NATO branch, and the break-even chance. `tree` is the latest models.crisis.Tree.

    Controls: `stage`, `numbers`, `branch`, `effect` (p_change, v_change), `press` (gain, loss), `view`.
    Outputs: `status` (spoken), `figure`, `details`. The learner's values come back from the memory.
    """

    remembers = True

    def __init__(self, memory: _memory.Memory | None = None) -> None:
        said = _stage.words()["decision"]
        self.words, self.acts, labels = said["said"], said["acts"], said["labels"]
        self.branches = said["branches"]
        self.memory = memory or _memory.Forgetful()
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        kept = self.memory.load("values")
        kept = kept if isinstance(kept, Mapping) else {}
        self._ready = False
        self.numbers = NumberPanel(_started(said["fields"], kept), self.status, self._values_changed, {"apply": labels["apply"]})
        if self.numbers.values["v_settle"] <= self.numbers.values["v_escalate"]:  # a stranger's file may hold such values
            self.numbers = NumberPanel(said["fields"], self.status, self._values_changed, {"apply": labels["apply"]})
        self.branch = controls.menu(labels["branch"], [(text, key) for key, text in self.branches.items()])
        self.effect = NumberPanel(_started(said["branch_fields"], kept), self.status, self._values_changed, {"apply": labels["apply_branch"]})
        self.press = NumberPanel(_started(said["press_fields"], kept), self.status, self._values_changed, {"apply": labels["apply_press"]})
        if kept.get("branch") in self.branches:
            self.branch.value = kept["branch"]
            if self.tree.v_settle <= self.tree.v_escalate:
                self.branch.value = "none"
        self._branch = self.branch.value
        self.view = controls.menu(labels["view"], [(text, key) for key, text in said["views"].items()])
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("decision", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(said["title"], f"<p>{html.escape(said['stored'])}</p>", said["stored"], [
            _stage.heading(said["title"]),
            self.stage,
            _stage.heading("1 · Your values, on a scale of your own", 5), self.numbers,
            _stage.heading("2 · What NATO might add", 5), self.branch, self.effect,
            _stage.heading("3 · Would they press at all?", 5), self.press,
            _stage.heading("4 · What follows", 5), self.view, self.status, self.figure, self.details,
        ])
        self.branch.observe(guard(self._branch_changed), "value")
        self.view.observe(guard(self._update), "value")
        self._ready = True
        guard(self._update)()

    # -- the tree -------------------------------------------------------------------------------------------------

    @property
    def plain(self) -> model.Tree:
        """The tree by the learner's values, without NATO."""
        v = self.numbers.values
        return model.Tree(v["v_wait"], v["v_settle"], v["v_escalate"], (model.Act("list", v["p_list"], v["c_list"]), model.Act("aci", v["p_aci"], v["c_aci"])))

    @property
    def tree(self) -> model.Tree:
        """The tree with the NATO branch that is chosen."""
        change = self.effect.values
        return model.nato_branch(self.plain, self.branch.value, p_change=change["p_change"], v_change=change["v_change"])

    # -- what the controls do -------------------------------------------------------------------------------------

    def _branch_changed(self, _change: Any = None) -> None:
        """Take the chosen branch, or go back to the last one where its effect makes no sense with the values."""
        if self.branch.value == self._branch:
            return
        try:
            self._values_changed()
        except model.CrisisError as err:
            self.branch.value = self._branch
            self.status.error(f"{str(err).rstrip('.')}. The branch stays as it was.")
            return
        self._branch = self.branch.value

    @property
    def _own(self) -> bool:
        """Whether anything differs from the made-up values of the start."""
        said = _stage.words()["decision"]
        panels = ((self.numbers, said["fields"]), (self.effect, said["branch_fields"]))
        return self.branch.value != "none" or any(panel.values[field["id"]] != field["start"] for panel, fields in panels for field in fields)

    def _values_changed(self, _change: Any = None) -> None:
        """Check that the values make sense together, show what follows, and keep them."""
        if not self._ready:
            return
        for act in self.acts:
            if act != model.WAIT:
                self.tree.break_even(act)  # refuses in words where there is none
        model.press_break_even(**self.press.values)
        state = {**self.numbers.values, **self.effect.values, **self.press.values, "branch": self.branch.value}
        problem = self.memory.save("values", state)
        self._update(after=self.words["kept"].format(why=problem.rstrip(".")) if problem else "")

    def _update(self, _change: Any = None, *, after: str = "") -> None:
        from eunato.charts import crisis as chart

        tree, plain = self.tree, self.plain
        view = self.view.value
        if view == "tree":
            figure = chart.tree(tree, mine=self._own, before=plain if tree != plain else None)
        else:
            figure = chart.tornado(tree, view.removeprefix("tornado_"), mine=self._own)
        self.figure.show(figure)
        self.details.value = self._details(tree)
        self._sentence = " ".join(part for part in (self._result(tree, plain), after) if part)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        self.status.say(" ".join(part for part in (self._sentence, mission) if part))

    # -- words ----------------------------------------------------------------------------------------------------

    def _named(self, names: tuple[str, ...]) -> str:
        return " and ".join(self.acts[name] for name in names)

    def _result(self, tree: model.Tree, plain: model.Tree) -> str:
        choice, worths = tree.choice(), tree.worths()
        second = self.words["second"].format(names=self._named(choice.second), worth=_v(worths[choice.second[0]])) if choice.second else ""
        stars = " ".join(self.words["star"].format(act=self.acts[act.name], star=_v(tree.break_even(act.name)), p=_v(act.p)) for act in tree.acts)
        said = [self.words["made_up"] if not self._own else "", self.words["sentence"].format(first=self._named(choice.first), worth=_v(worths[choice.first[0]]), second=second, stars=stars)]
        if self.branch.value != "none":
            old, new = plain.choice().first, choice.first
            change = self.words["zero"] if tree == plain else self.words["same" if old == new else "flips"].format(old=self._named(old), new=self._named(new))
            said.append(self.words["branch"].format(branch=self.branches[self.branch.value].lower().replace("article", "Article").replace("secretary general", "Secretary General").replace("arctic", "Arctic"), change=change))
        return " ".join(part for part in said if part)

    def _details(self, tree: model.Tree) -> str:
        """The arithmetic with its numbers, what the threshold means, and stage 1."""
        e, lines = html.escape, []
        for act in tree.acts:
            star = tree.break_even(act.name)
            lines.append(f"{self.acts[act.name]}: p* = ({_v(tree.v_wait)} + {_v(act.c)} − ({_v(tree.v_escalate)})) / ({_v(tree.v_settle)} − ({_v(tree.v_escalate)})) = {_v(star)}; {model.threshold_words(star)}.")
            lines.append(f"{self.acts[act.name]}: EV = {_v(act.p)} · {_v(tree.v_settle)} + {_v(1 - act.p)} · ({_v(tree.v_escalate)}) − {_v(act.c)} = {_v(tree.worth(act.name))}; waiting is worth {_v(tree.v_wait)}.")
        press = self.words["press"].format(r=f"{100 * model.press_break_even(**self.press.values):.0f}")
        items = "".join(f"<li>{e(line)}</li>" for line in lines)
        return f"<p><strong>Step by step.</strong></p><ul>{items}</ul><p>{e(press)}</p><p><strong>Assumed.</strong> Every value is yours or made up; nothing was measured.</p>"

    # -- missions -------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        tree, plain = self.tree, self.plain
        checks = {
            "first": lambda name: tree.choice().first == (name,),
            "near": lambda name: abs(tree.act(name).p - tree.break_even(name)) <= 0.01 + 1e-9,
            "branch": lambda name: self.branch.value == name,
            "flipped": lambda given: (tree.choice().first != plain.choice().first) is given,
            "view": lambda name: self.view.value == name,
            "ruled_out": lambda name: tree.break_even(name) > 1,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        return round(model.break_even(**ask["vector"]), 2)


def _started(fields: list[dict[str, Any]], kept: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The fields with what the learner had, where it is a number within the limits."""
    out = []
    for field in fields:
        given = kept.get(field["id"])
        good = isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given) and field["low"] <= given <= field["high"]
        out.append({**field, "start": given if good else field["start"]})
    return out


def _v(value: float) -> str:
    return f"{round(value, 2) + 0.0:g}".replace("-", "−")
