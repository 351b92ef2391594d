"""Code the crisis: the learner's step for each move, and the course's own step and reason after that."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls, evidence, tables
from eunato.explorers import _memory, _stage
from eunato.models import crisis as model

_MONTHS = ("January", "February")


class RecodeLadder(controls.StoredBox):
    """Give moves a step of the codebook. `codes` {move id: step} comes back from the memory.

    Controls: `stage`, `move`, `code`, `save`, `next_move`, `view`. Outputs: `status` (spoken), `details`, `figure`.
    The course's step and reason for a move stand in `details` only once the learner has coded that move.
    """

    remembers = True

    def __init__(self, memory: _memory.Memory | None = None) -> None:
        said = _stage.words()["ladder"]
        self.words, labels = said["said"], said["labels"]
        self.memory = memory or _memory.Forgetful()
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.moves = {row["move_id"]: row for row in tables.records("crisis_moves")}
        self.book = {row["step"]: row for row in tables.records("codebook")}
        self.codes = self._recall()
        self._sentence = ""

        self.move = controls.menu(labels["move"], [(f"{_day(row['date'])}: {row['short']}", key) for key, row in self.moves.items()])
        none = labels["not_yet"]
        self.code = controls.menu(labels["code"], [(none, ""), *((f"{step}: {row['name']}", str(step)) for step, row in self.book.items())], help=labels["code_help"])
        self.save = controls.button(labels["save"], self._save, status=self.status, main=True)
        self.next_move = controls.button(labels["next_move"], self._next, status=self.status)
        self.view = controls.menu(labels["view"], [(text, key) for key, text in said["views"].items()])
        self.details = controls.words("")
        self.book_words = controls.words(self._book())
        self.figure = controls.FigureArea()
        self.stage = _stage.Stage("ladder", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(said["title"], f"<p>{html.escape(said['stored'])}</p>", said["stored"], [
            _stage.heading(said["title"]),
            self.stage, self.book_words, self.move, self.details, self.code,
            controls.row(self.save, self.next_move), self.view, self.status, self.figure,
        ])
        self.move.observe(guard(self._moved), "value")
        self.view.observe(guard(self._update), "value")
        guard(self._moved)()
        guard(self._update)()

    # -- memory ---------------------------------------------------------------------------------------------------

    def _recall(self) -> dict[str, int]:
        """What was saved, without anything that is no move of the table or no step of the codebook."""
        kept = self.memory.load("codes")
        if not isinstance(kept, Mapping):
            return {}
        return {key: int(step) for key, step in kept.items() if key in self.moves and isinstance(step, int) and not isinstance(step, bool) and step in self.book}

    # -- what the controls do -------------------------------------------------------------------------------------

    def _moved(self, change: Any = None) -> None:
        """Show the chosen move, and ours beside it if the learner has coded it; say what it is, for it stands above the result."""
        key = self.move.value
        self.code.value = str(self.codes[key]) if key in self.codes else ""
        self.details.value = self._details(key)
        if change is not None:
            self.status.say(f"{_day(self.moves[key]['date'])}. {self.moves[key]['what']}")

    def _save(self) -> None:
        """Take over the menu's step for the chosen move; an empty menu takes a code back."""
        key = self.move.value
        short = self.moves[key]["short"]
        if not self.code.value:
            if key not in self.codes:
                self.status.error(self.words["choose"])
                return
            del self.codes[key]
            before = self.words["cleared"].format(short=short)
        else:
            step = int(self.code.value)
            self.codes[key] = step
            ours = self.moves[key]["step"]
            compare = self.words["same"] if ours == step else self.words["other"].format(ours=ours, name=self.book[ours]["name"].lower())
            before = self.words["saved"].format(short=short, step=step, compare=compare)
        self.details.value = self._details(key)
        problem = self.memory.save("codes", dict(self.codes))
        self._update(before=before if not problem else self.words["kept"].format(why=problem.rstrip(".")))

    def _next(self) -> None:
        """Go to the next move without a code, round the end."""
        keys = list(self.moves)
        here = keys.index(self.move.value)
        for key in (*keys[here + 1 :], *keys[: here + 1]):
            if key not in self.codes:
                if key == self.move.value:
                    self._moved(key)  # the only one left is the one that stands there
                self.move.value = key
                return
        self.status.say(self.words["all_done"])

    def _update(self, _change: Any = None, *, before: str = "") -> None:
        from eunato.charts import crisis as chart

        note = ""
        if self.view.value == "agreement" and self.codes:
            figure = chart.agreement(self.codes)
            note = figure.insight
        else:
            figure = chart.my_ladder(self.codes)
            note = self.words["nothing"] if self.view.value == "agreement" else ""
        found = self.agreement
        if not note:
            note = self.words["some"].format(coded=found.n, all=len(self.moves), same=found.same, near=found.near) if self.codes else self.words["none"]
        self.figure.show(figure)
        self._sentence = " ".join(part for part in (before, note) if part)
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        self.status.say(" ".join(part for part in (self._sentence, mission) if part))

    @property
    def agreement(self) -> model.Agreement:
        """The learner's codes beside the course's, on the moves that the learner has coded."""
        return model.agreement(self.codes, {key: row["step"] for key, row in self.moves.items()})

    # -- words ----------------------------------------------------------------------------------------------------

    def _details(self, key: str) -> str:
        row, e = self.moves[key], html.escape
        cited = e(evidence.cite(tuple(row["source_id"].split(";"))))
        about = " (about)" if row["precision"] == "approx" else ""
        parts = [f"<p><strong>{e(_day(row['date']))}{about} 2026, {e(row['actor_name'])}.</strong> {e(row['what'])} <span>Source: {cited}.</span></p>"]
        if key in self.codes:
            ours = row["step"]
            day = row["coded_on"]
            parts.append(f"<p><strong>{e(self.words['reason'].format(ours=ours, name=self.book[ours]['name'].lower(), reason=row['step_reason']))}</strong></p>")
            parts.append(f"<p>{e(self.words['coder'].format(day=f'{day.day} November {day.year}' if day.month == 11 else day.isoformat()))} Reported next: {e(row['effect'])}</p>")
        else:
            parts.append(f"<p>{e(self.words['hidden'])}</p>")
        return "".join(parts)

    def _book(self) -> str:
        e = html.escape
        items = "".join(f"<li><strong>{step} {e(row['name'])}.</strong> {e(row['definition'])} {e(row['rule'])}</li>" for step, row in self.book.items())
        return f"<details><summary>The codebook: six steps with their rules</summary><ul style='list-style:none;padding-left:0'>{items}</ul></details>"

    # -- missions -------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        checks = {
            "coded": lambda n: len(self.codes) >= n,
            "moves": lambda keys: all(key in self.codes for key in keys),
            "actors": lambda n: len({self.moves[key]["actor"] for key in self.codes}) >= n,
            "view": lambda name: self.view.value == name,
            "differs": lambda n: self.agreement.n - self.agreement.same >= n,
            "high": lambda step: any(code >= step for code in self.codes.values()),
        }
        return all(checks[key](given) for key, given in condition.items())

    def _truth(self, _ask: Mapping[str, Any]) -> float:
        return max(row["step"] for row in self.moves.values())


def _day(day: Any) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]}"
