"""The path finder: controls bound to models.paths and charts.paths."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.explorers import _stage
from eunato.models import clubs, paths


class PathFinder(controls.StoredBox):
    """Choose a paper, its readers and the switches; see who gets it. `result` is the latest models.paths.PathResult.

    Controls: `stage` (steps and bet), `level`, `subject`, `originator`, `recipients`, `switches`, `consent`.
    Outputs: `status` (spoken), `figure`, `details`. Displayed twice, both views show the same state.
    """

    def __init__(self) -> None:
        said = _stage.words()["paths"]
        labels, start = said["labels"], said["start"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: paths.PathResult | None = None
        self._switch_ids = list(paths.SWITCHES)
        club = clubs.club_of()
        states = sorted(((name, iso) for iso, name in clubs.names().items() if club[iso] != "other"))
        self.level = controls.menu(labels["level"], _entries(said["levels"]), start["level"])
        self.subject = controls.menu(labels["subject"], _entries(said["subjects"]), start["subject"])
        self.originator = controls.menu(labels["originator"], _entries(said["originators"]), start["originator"])
        self.recipients = controls.menu(labels["recipients"], [*_entries(said["groups"]), *states], start["recipients"])
        self.switches = controls.NativeChoice(labels["switches"], list(paths.SWITCHES.values()), multiple=True)
        self.consent = controls.checkbox(labels["consent"], False)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("paths", self.status, self._meets, self._truth, self._fill, self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title'], 3),
                self.stage,
                controls.row(self.level, self.subject),
                controls.row(self.originator, self.recipients),
                self.switches,
                self.consent,
                self.status,
                self.figure,
                self.details,
            ],
        )
        for control in (self.level, self.subject, self.originator, self.recipients, self.switches, self.consent):
            control.observe(guard(self._update), "value")
        guard(self._update)()

    def document(self) -> paths.Document:
        """The paper as the controls describe it."""
        return _document(
            {
                "level": self.level.value,
                "subject": self.subject.value,
                "originator": self.originator.value,
                "recipients": self.recipients.value,
            },
            consent=bool(self.consent.value),
        )

    def _update(self, _change: Any = None) -> None:
        """Look for the paths with the present controls and show them in sentence, picture and details."""
        from eunato.charts import paths as chart

        on = [self._switch_ids[number] for number in self.switches.value]
        result = paths.find(self.document(), switches=on)
        figure = chart.paths(result)
        self.result = result
        self.figure.show(figure)
        self.details.value = _details(result)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, and what it means for the open mission."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.result.sentence, mission) if part))

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        result = self.result
        if result is None:
            return False
        answer = {True: "yes", False: "no", None: "unknown"}[result.deliverable]
        checks = {
            "level": lambda given: result.asked.level == given,
            "subject": lambda given: result.asked.scope == given,
            "originator": lambda given: result.asked.originator == given,
            "recipients": lambda given: self.recipients.value == given,
            "deliverable": lambda given: answer == given,
            "reached": lambda given: result.count == given,
            "fails": lambda given: given in result.undelivered,
            "switches": lambda given: len(result.switches) == given,
            "switch": lambda given: given in result.switches,
            "consent": lambda given: result.asked.consent is given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        return paths.find(_document(ask["reached"])).count

    def _fill(self) -> Mapping[str, Any]:
        """Words for the braces of a mission's last sentence."""
        result = self.result
        if result is None or not result.undelivered:
            return {"stops": ""}
        at: dict[str, list[str]] = {}
        for one in result.undelivered:
            link = result.failing[one].link
            at.setdefault(f"at link {link.row}" if link else "for want of a link", []).append(result.names[one])
        return {"stops": "; ".join(f"{_joined(names)} {where}" for where, names in at.items())}


def _document(words: Mapping[str, Any], consent: bool = False) -> paths.Document:
    groups = _stage.words()["paths"]["groups"]
    readers = words["recipients"]
    return paths.Document(
        level=words["level"],
        scope=words["subject"],
        originator=words["originator"],
        recipients=paths.group(readers) if readers in groups else (readers,),
        consent=consent,
    )


def _joined(names: list[str]) -> str:
    return ", ".join(names[:-1]) + f" and {names[-1]}" if len(names) > 1 else names[0]


def _entries(said: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(text, key) for key, text in said.items()]


def _details(result: paths.PathResult) -> str:
    """The links that were used or tried, and every link that keeps the paper back; each reader stands in the figure's table."""
    e = html.escape
    names = result.names
    used = "".join(
        f"<tr><th scope='row'>{e(link.row)}</th><td style='text-align:left'>{e(names[link.start])} → "
        f"{e('each state of the class' if ':' in link.link_id else names[link.end])}</td>"
        f"<td>{e(paths.LEVEL_WORDS[link.max_level])}</td>"
        f"<td style='text-align:left'>{e('; '.join(paths.SCOPE_WORDS[s] for s in link.scopes))}</td>"
        f"<td>{e({'yes': 'yes', 'no': 'no', 'unknown': 'not public'}[link.in_force])}</td>"
        f"<td style='text-align:left'>{e(link.basis)}</td></tr>"
        for link in result.links
    )
    links = (
        "<table><caption>Links used or tried</caption><thead><tr><th scope='col'>Link</th><th scope='col'>From and to</th>"
        "<th scope='col'>Highest level</th><th scope='col'>Subjects</th><th scope='col'>In force</th>"
        f"<th scope='col'>Basis</th></tr></thead><tbody>{used}</tbody></table>"
    )
    parts = [f"<details><summary>Links used or tried</summary>{links}</details>"]
    if result.cut:
        items = "".join(f"<li>{e(block.link.row)}: {e(block.reason)}</li>" for block in result.cut if block.link)
        parts.append(f"<details><summary>Every link that keeps it back</summary><ul>{items}</ul></details>")
    return "".join(parts)
