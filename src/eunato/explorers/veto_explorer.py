"""The veto explorer: controls bound to models.veto and charts.veto."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls, evidence
from eunato.explorers import _stage
from eunato.models import clubs, veto


class VetoExplorer(controls.StoredBox):
    """Choose an action and who abstains; see who can stop it. `result` is the latest models.veto.VetoResult.

    Controls: `stage` (steps and bet), `channel`, `action`, `out` (text), `add_menu` and `add`, `apply`, `clear`.
    Outputs: `status` (spoken), `figure`, `details`. Displayed twice, both views show the same state.
    """

    def __init__(self) -> None:
        said = _stage.words()["veto"]
        labels = said["labels"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self._names = {state: name for state, name in clubs.names().items() if clubs.club_of()[state] != "other"}
        self.result: veto.VetoResult | None = None
        self._out: tuple[str, ...] = ()
        self.channel = controls.menu(
            labels["channel"],
            [(labels["all_channels"], ""), *((text.capitalize(), key) for key, text in veto.CHANNELS.items())],
        )
        self.action = controls.menu(labels["action"], self._actions(""), said["start"])
        self.add_menu = controls.menu(
            labels["add_menu"], [(self._names[state], state) for state in sorted(self._names, key=self._names.get)]
        )
        self.add = controls.button(labels["add"], self._add_state, status=self.status)
        self.out = controls.text(labels["out"], help=labels["out_help"])
        self.apply = controls.button(labels["apply"], self._apply, status=self.status)
        self.clear = controls.button(labels["clear"], self._nobody, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("veto", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title']),
                self.stage,
                controls.row(self.channel, self.action),
                self.out,
                controls.row(self.apply, self.clear),
                controls.row(self.add_menu, self.add),
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.channel.observe(guard(self._channel_changed), "value")
        self.action.observe(guard(self._update), "value")
        self.out.on_enter(guard(self._apply))
        guard(self._update)()

    # -- what the controls do -------------------------------------------------------------------------------------

    def _actions(self, channel: str) -> list[tuple[str, str]]:
        return [(action.label, action.action_id) for action in veto.actions(channel or None)]

    def _channel_changed(self, _change: Any = None) -> None:
        kept = self.action.value
        self.action.options = self._actions(self.channel.value)
        if self.action.value == kept:
            self.status.say(f"{len(self.action.options)} actions in the menu.")

    def _apply(self) -> None:
        """Take over the typed states; what cannot be read is said, and everything stays as it was."""
        states, problem = _stage.names_of(self.out.value, self._names)
        if problem:
            self.status.error(f"{problem} The picture has not changed.")
            return
        self._out = states
        self._update()

    def _add_state(self) -> None:
        state = self.add_menu.value
        states, problem = _stage.names_of(self.out.value, self._names)
        if problem:
            self.status.error(f"{problem} The picture has not changed.")
            return
        self._set_out((*states, *(() if state in states else (state,))))

    def _nobody(self) -> None:
        self._set_out(())

    def _set_out(self, states: tuple[str, ...]) -> None:
        self._out = states
        self.out.value = ", ".join(self._names[state] for state in states)
        self._update()

    def _update(self, _change: Any = None) -> None:
        """Compute the result for the present controls and show it in sentence, picture and details."""
        from eunato.charts import veto as chart

        if self.action.value is None:
            return
        result = veto.blockers(self.action.value, self._out)
        figure = chart.blockers(result)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result)
        self.out.description = _stage.words()["veto"]["labels"][_aside(result)]
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (f"{self.result.label}.", _sentence(self.result), mission) if part))

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        checks = {
            "action": lambda given: result.action_id == given,
            "channel": lambda given: result.channel == given,
            "count": lambda given: result.count == given,
            "at_most": lambda given: result.count <= given,
            "has": lambda given: given in result.blockers,
            "lacks": lambda given: given not in result.blockers,
            "abstaining": lambda given: len(result.abstaining) >= given,
            "not_start": lambda given: (result.action_id != _stage.words()["veto"]["start"]) is given,
            "falls": lambda given: result.falls is given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        more, less = ask["more_than"]
        return veto.blockers(more).count - veto.blockers(less).count


def _aside(result: veto.VetoResult) -> str:
    """Which label the field of states has: in the EU they abstain with a declaration, in NATO they keep silent."""
    found = {body.org for body in result.bodies if body.rule in veto.VETO_RULES or body.rule == "qmv"}
    return {frozenset({"EU"}): "out_eu", frozenset({"NATO"}): "out_nato", frozenset({"EU", "NATO"}): "out_both"}.get(frozenset(found), "out")


def _sentence(result: veto.VetoResult) -> str:
    """The result in words; where a decision falls by abstention, that comes first and nobody is counted as able to stop it."""
    if not result.falls:
        return result.sentence
    said = ["The decision falls, although nobody says no."]
    said += [one.sentence for one in result.majority]
    said += [f"In the {name} {one.sentence}" for name, one in result.abstentions]
    return " ".join(said)


def _details(result: veto.VetoResult) -> str:
    """The decision, the list of capitals, the ways with fewer vetoes, and the cautions, as HTML."""
    e = html.escape
    parts = [
        f"<p><strong>Decision.</strong> {e(result.decision)}. <strong>Example.</strong> {e(result.example)}. "
        f"<strong>Channel.</strong> {e(veto.CHANNELS[result.channel])}.</p>"
    ]
    if result.bodies:
        rules = "; ".join(f"{body.name}, {body.rule_words} ({body.legal_basis})" for body in result.bodies)
        parts.append(f"<p><strong>Rule and legal basis.</strong> {e(rules)}.</p>")
    if "Kosovo*" in result.example:
        parts.append(f"<p><small>{e(evidence.term('Kosovo*').definition)}</small></p>")
    if result.blockers and not result.falls:
        parts.append(f"<p><strong>Who can stop it.</strong> {e(', '.join(result.blocker_names))}.</p>")
    for one in result.majority:
        smallest = "".join(
            f"<li>{e(', '.join(result.names[s] for s in test.states))}: {e(test.sentence)}</li>" for test in one.smallest[:3]
        )
        edge = f"<li>{e(', '.join(result.names[s] for s in one.edge.states))}: {e(one.edge.sentence)}</li>" if one.edge else ""
        parts.append(
            f"<p><strong>Blocking minorities.</strong> The smallest have {one.smallest_size} states; there are about "
            f"{one.smallest_count:,} of that size. Some of the smaller ones, and one that does not block:</p><ul>{smallest}{edge}</ul>"
        )
    if result.alternatives and not result.falls:
        items = "".join(
            f"<li>{e(other.label)}: {other.count} can stop it, {other.saves} fewer. {e(other.decision)}.</li>"
            for other in result.alternatives
        )
        parts.append(f"<p><strong>With fewer vetoes, and less of the goal.</strong></p><ul>{items}</ul>")
    elif result.blockers and not result.falls:
        parts.append("<p><strong>With fewer vetoes.</strong> No other way stands in our table.</p>")
    if result.note:
        parts.append(f"<p><strong>Note.</strong> {e(result.note)}</p>")
    return "".join(parts)
