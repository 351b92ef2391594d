"""What the explorers share: their words, the steps from bet to limits, and the checking of missions."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import ipywidgets as widgets

from eunato import controls, course


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of the explorers, from `data/explorers.yml` and one file per lesson in `data/explorers.d`."""
    import yaml

    said: dict[str, Any] = {}
    for file in (course.DATA / "explorers.yml", *sorted((course.DATA / "explorers.d").glob("*.yml"))):
        more = yaml.safe_load(file.read_text(encoding="utf-8")) or {}
        if twice := sorted(said.keys() & more.keys()):
            raise ValueError(f"{file.name} names {', '.join(twice)} again; each explorer has its words in one file")
        said |= more
    return said


@dataclass(frozen=True)
class Step:
    """One step of an explorer: a text, and either a bet (`ask`), conditions to meet (`done`), or neither."""

    id: str
    title: str
    text: str
    ask: Mapping[str, Any] | None = None
    right: str = ""
    wrong: str = ""
    done: tuple[Mapping[str, Any], ...] = ()
    well: str = ""

    @property
    def said(self) -> str:
        """The text as the stage shows and speaks it; the title stands in the menu above it."""
        return self.text.strip()


class Stage(widgets.VBox):
    """The upper part of an explorer: which step is open, its text, the bet, and whether its mission is done.

    `meets(condition)` says whether the explorer's present state meets one condition; `truth(ask)` computes the right
    answer of a bet (a number, or the key of one of its `options`); `resume()` says the explorer's own result again. What the stage wants said goes to `status`; its own text is a live region, so a new step is read out.
    """

    _nothing = "Choose an answer"

    def __init__(
        self,
        key: str,
        status: controls.StatusLine,
        meets: Callable[[Mapping[str, Any]], bool],
        truth: Callable[[Mapping[str, Any]], float | str],
        fill: Callable[[], Mapping[str, Any]] = dict,
        resume: Callable[[], None] = lambda: None,
    ) -> None:
        said = words()[key]
        labels = said["labels"]
        self.steps = [Step(**{**step, "done": tuple(step.get("done", ()))}) for step in said["steps"]]
        self.status = status
        self._meets, self._truth, self._fill, self._resume = meets, truth, fill, resume
        self._judged = False  # whether the status line holds the answer to a bet
        self._met: dict[str, set[int]] = {step.id: set() for step in self.steps}
        self.menu = controls.menu(labels["step"], [(step.title, step.id) for step in self.steps])
        self.next = controls.button(labels["next"], self._forward, status=status)
        self.text = controls.StatusLine()
        self.bet = controls.number(labels["bet"])
        self.choice = controls.menu(labels["bet"], [("", "")])
        self.check = controls.button(labels["check"], self._check_bet, status=status)
        self.check.layout.margin = "8px 0 0 0"
        self.betting = widgets.VBox([self.bet, self.choice, self.check])
        self.menu.observe(controls.guarded(status)(self._show), "value")
        self.bet.on_enter(controls.guarded(status)(self._check_bet))
        super().__init__([controls.row(self.menu, self.next), self.text, self.betting])
        self._show()

    @property
    def step(self) -> Step:
        """The open step."""
        return next(step for step in self.steps if step.id == self.menu.value)

    def is_done(self, step_id: str) -> bool:
        """Whether the conditions of a step have all been met while it was open."""
        step = next(step for step in self.steps if step.id == step_id)
        return bool(step.done) and len(self._met[step_id]) == len(step.done)

    def look(self) -> str:
        """Check the open mission against the explorer's state; return what to say about it, or ""."""
        step = self.step
        if not step.done or self.is_done(step.id):
            return ""
        before = len(self._met[step.id])
        self._met[step.id] |= {n for n, condition in enumerate(step.done) if self._meets(condition)}
        now = len(self._met[step.id])
        if now == len(step.done):
            return step.well.format(**self._fill())
        return f"Mission: {now} of {len(step.done)} found." if now > before else ""

    def _show(self, _change: Any = None) -> None:
        self.text.text = self.step.said
        ask = self.step.ask or {}
        self.betting.layout.display = "" if ask else "none"
        self.bet.layout.display = "none" if "options" in ask else ""
        self.choice.layout.display = "" if "options" in ask else "none"
        if "options" in ask:
            self.choice.options = [(self._nothing, ""), *((label, key) for key, label in ask["options"].items())]
            self.choice.value = ""
        self.next.disabled = self.step is self.steps[-1]
        if self._judged:  # the answer to a bet does not stay under a later step
            self._judged = False
            self._resume()

    def _forward(self) -> None:
        place = self.steps.index(self.step)
        if place + 1 < len(self.steps):
            self.menu.value = self.steps[place + 1].id

    def _check_bet(self) -> None:
        step = self.step
        if not step.ask:
            return
        self._judged = True
        if "options" in step.ask:
            self._check_choice(step)
            return
        low, high = step.ask.get("low"), step.ask.get("high")
        parsed = controls.parse_number(self.bet.value, unit=step.ask.get("unit", ""), low=low, high=high)
        if not parsed.ok:
            self.status.error(parsed.problem)
            return
        if step.ask.get("whole", True) and parsed.value != int(parsed.value):
            self.status.error("This is counted in whole numbers. Give one, such as 4.")
            return
        truth = self._truth(step.ask)
        near = abs(parsed.value - float(truth)) <= step.ask.get("within", 0)
        template = step.right if near else step.wrong
        self.status.say(template.format(given=f"{parsed.value:,.10g}", truth=f"{truth:,.10g}"))

    def _check_choice(self, step: Step) -> None:
        options = step.ask["options"]
        if not self.choice.value:
            self.status.error("Choose one of the answers in the menu first.")
            return
        truth = str(self._truth(step.ask))
        template = step.right if self.choice.value == truth else step.wrong
        self.status.say(template.format(given=options[self.choice.value], truth=options[truth]))


def names_of(tokens: str, called: Mapping[str, str]) -> tuple[tuple[str, ...], str]:
    """States from what somebody typed: (ISO3 codes, problem). Names, codes, other spellings; commas or semicolons.

    >>> names_of("Ireland, tur", {"IRL": "Ireland", "TUR": "Türkiye"})
    (('IRL', 'TUR'), '')
    """
    known = {_plain(name): iso for iso, name in called.items()}
    known |= {_plain(iso): iso for iso in called}
    known |= {_plain(other): iso for other, iso in words()["other_names"].items() if iso in called}
    found: list[str] = []
    for token in re.split(r"[,;\n]", tokens[:2000]):
        plain = _plain(token)
        if not plain:
            continue
        if plain not in known:
            close = difflib.get_close_matches(plain, known, n=1, cutoff=0.75)
            hint = f" Did you mean {called[known[close[0]]]}?" if close else ""
            shown = token.strip()[:40]
            return (), f"I do not know a state called “{shown}”.{hint} Use names or codes with commas between them."
        if known[plain] not in found:
            found.append(known[plain])
    return tuple(found), ""


def _plain(text: str) -> str:
    """A name without accents, case and marks, for comparing."""
    letters = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(c for c in letters if c.isalnum())

