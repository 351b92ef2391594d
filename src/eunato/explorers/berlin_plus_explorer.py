"""The Berlin Plus path: controls bound to models.berlin_plus and charts.berlin_plus."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.models import berlin_plus as model
from eunato.models import clubs

_FLAGS = ("nato_acts", "request", "commander", "control", "recall")
_LISTS = ("no_in_council", "abstain", "no_in_nac", "invited")


class BerlinPlusPath(controls.StoredBox):
    """Answer the eight questions, let states object, see where the way ends. `result` is the latest models.berlin_plus.Walk.

    Controls: `stage` (steps and bet), one menu per yes-or-no question in `flags`, one field per list of states in `lists`,
    `must_join`, `apply`, `clear`. Outputs: `status` (spoken), `figure`, `details`.
    """

    def __init__(self) -> None:
        said = _stage.words()["berlin_plus"]
        labels, start = said["labels"], said["start"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Walk | None = None
        club = clubs.club_of()
        names = clubs.names()
        self._called = {
            "no_in_council": {s: names[s] for s in names if club[s] in ("EU", "both")},
            "abstain": {s: names[s] for s in names if club[s] in ("EU", "both")},
            "no_in_nac": {s: names[s] for s in names if club[s] in ("NATO", "both")},
            "invited": {s: names[s] for s in names if club[s] == "NATO"},
        }
        self._given: dict[str, tuple[str, ...]] = dict.fromkeys(_LISTS, ())
        self.flags = {key: controls.menu(labels[key], [("yes", "yes"), ("no", "no")], start[key]) for key in _FLAGS}
        self.lists = {key: controls.text(labels[key], help=labels["states_help"]) for key in _LISTS}
        self.must_join = controls.menu(labels["must_join"], [(label, key) for key, label in said["must_join"].items()], "may")
        self.apply = controls.button(labels["apply"], self._apply, status=self.status)
        self.clear = controls.button(labels["clear"], self._agree, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("berlin_plus", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title']),
                self.stage,
                controls.row(self.flags["nato_acts"], self.flags["request"]),
                self.lists["no_in_council"],
                self.lists["abstain"],
                self.lists["no_in_nac"],
                self.lists["invited"],
                controls.row(self.apply, self.clear),
                controls.row(self.must_join, self.flags["commander"]),
                controls.row(self.flags["control"], self.flags["recall"]),
                self.status,
                self.figure,
                self.details,
            ],
        )
        for control in (*self.flags.values(), self.must_join):
            control.observe(guard(self._update), "value")
        for field in self.lists.values():
            field.on_enter(guard(self._apply))
        guard(self._update)()

    # -- what the controls do ---------------------------------------------------------------------------------------

    def case(self) -> model.Case:
        """The case as the controls describe it."""
        two = clubs.split()
        must = {"may": frozenset(), "all": two.eu, "outside": two.eu_only}[self.must_join.value]
        return model.Case(
            **{key: menu.value == "yes" for key, menu in self.flags.items()}, **{key: frozenset(states) for key, states in self._given.items()}, must_join=must
        )

    def _apply(self) -> None:
        """Take over the typed states; what cannot be read is said, and everything stays as it was."""
        read: dict[str, tuple[str, ...]] = {}
        for key, field in self.lists.items():
            states, problem = _stage.names_of(field.value, self._called[key])
            if problem:
                self.status.error(f"{field.description}: {self._other_club(key, field.value) or problem} The picture has not changed.")
                return
            read[key] = states
        if both := set(read["no_in_council"]) & set(read["abstain"]):
            name = clubs.names()[sorted(both)[0]]
            self.status.error(f"{name} cannot vote against and abstain at once. Take it out of one field. The picture has not changed.")
            return
        self._given = read
        self._update()

    def _other_club(self, key: str, typed: str) -> str:
        """A sentence for a state that exists and has no say there."""
        everyone = {s: n for s, n in clubs.names().items() if clubs.club_of()[s] != "other"}
        states, problem = _stage.names_of(typed, everyone)
        stranger = next((everyone[s] for s in states if s not in self._called[key]), "")
        rule = {"no_in_nac": "is no Ally", "invited": "is a Member State of the EU, so it belongs in the lists above"}.get(key, "has no vote in the Council of the EU")
        return f"{stranger} {rule}." if stranger and not problem else ""

    def _agree(self) -> None:
        for field in self.lists.values():
            field.value = ""
        self._given = dict.fromkeys(_LISTS, ())
        self._update()

    def _update(self, _change: Any = None) -> None:
        """Walk the tree for the present controls and show it in sentence, picture and details."""
        from eunato.charts import berlin_plus as chart

        result = model.walk(self.case())
        figure = chart.path(result)
        self.result = result
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
        case = result.case
        checks = {
            "block": lambda given: result.block_id == given,
            "route": lambda given: result.route == given,
            "joining": lambda given: len(result.table.joining) >= given,
            "nac_no": lambda given: bool(case.no_in_nac) is given,
            "outside": lambda given: bool(case.no_in_nac - clubs.split().eu) is given,
            "agreed": lambda given: (not (case.no_in_council or case.no_in_nac or case.abstain)) is given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(_ask: Mapping[str, Any]) -> float:
        return len(model.eligible())


def _details(result: model.Walk) -> str:
    """Who sits where, as HTML."""
    e = html.escape
    names = result.names

    def listed(states: Any) -> str:
        return e(", ".join(sorted(names[s] for s in states)) or "nobody")

    return (
        f"<p><strong>Rule of the last question reached.</strong> {e((result.block or model.NODES[-1]).rule)}</p>"
        f"<details><summary>Who sits at the table</summary><p><strong>Decide in the Council.</strong> {listed(result.table.council)}.</p>"
        f"<p><strong>Decide in NATO’s Council.</strong> {listed(result.table.nac)}.</p>"
        f"<p><strong>May take part.</strong> {listed(result.table.taking_part)}. <strong>Kept out.</strong> {listed(result.table.kept_out)}.</p></details>"
    )
