"""What the explorers share: their words, the steps from bet to limits, and the checking of missions."""

from __future__ import annotations

import difflib
import html
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
        """The part of the text that is spoken: what stands before the symbols."""
        return self._parts[0]

    @property
    def symbols(self) -> str:
        """The part that is only shown: from the line that begins with "In symbols." to the end, or ""."""
        return self._parts[1]

    @property
    def _parts(self) -> tuple[str, str]:
        found = re.search(r"^In symbols\.", self.text, re.MULTILINE)
        at = found.start() if found else len(self.text)
        return self.text[:at].strip(), self.text[at:].strip()


_DONE = "This mission is done already."
_SPOKEN_UNITS = {"%": "per cent", "bn EUR": "billions of euros"}


class Stage(widgets.VBox):
    """The upper part of an explorer: which step is open, its text, the bet, and whether its mission is done.

    `meets(condition)` says whether the explorer's present state meets one condition; `truth(ask)` computes the right
    answer of a bet (a number, or the key of one of its `options`); `resume()` says the explorer's own result again.
    What the stage wants said goes to `status`. `text` is a live region, so a new step is read out: its place, its name
    and its words. Symbols and what follows them stand in `more`, and a mission that is met in `mark`; both are silent.
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
        self._well: dict[str, str] = {}  # what was said when a mission was met
        self.menu = controls.menu(labels["step"], [(step.title, step.id) for step in self.steps])
        self.next = controls.button(labels["next"], self._forward, status=status)
        self.text = controls.StatusLine()
        self.more = controls.words("")
        self.mark = controls.words("")
        self.bet = controls.number(labels["bet"])
        self.choice = controls.menu(labels["bet"], [("", "")])
        self.check = controls.button(labels["check"], self._check_bet, status=status)
        self.check.layout.margin = "8px 0 0 0"
        self.betting = widgets.VBox([self.bet, self.choice, self.check])
        self.menu.observe(controls.guarded(status)(self._show), "value")
        self.bet.on_enter(controls.guarded(status)(self._check_bet))
        super().__init__([controls.row(self.menu, self.next), self.text, self.more, self.mark, self.betting])
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
        if not step.done:
            return ""
        now_met = {n for n, condition in enumerate(step.done) if self._meets(condition)}
        was_done = self.is_done(step.id)
        self._met[step.id] |= now_met
        found = len(self._met[step.id])
        if was_done and not now_met:
            return _DONE
        if found == len(step.done):
            well = step.well.format(**self._fill())
            self.mark.value = _paragraph(well)
            self._well[step.id] = well
            return well
        if found:
            self.mark.value = _paragraph(f"Mission: {found} of {len(step.done)} found.")
        return f"Mission: {found} of {len(step.done)} found." if found else ""

    def _show(self, _change: Any = None) -> None:
        step = self.step
        place = f"Step {self.steps.index(step) + 1} of {len(self.steps)}{', done' if self.is_done(step.id) else ''}."
        below = " The symbols stand below." if step.symbols else ""
        self.text.text = f"{place} {step.title}{'' if step.title.endswith(('?', '!', '.')) else '.'}\n{step.said}{below}"
        self.more.value = _shown(step.symbols)
        self.more.layout.display = "" if step.symbols else "none"
        met = len(self._met[step.id])
        self.mark.value = _paragraph(self._well.get(step.id) or (f"Mission: {met} of {len(step.done)} found." if met else ""))
        ask = step.ask or {}
        self.betting.layout.display = "" if ask else "none"
        self.bet.layout.display = "none" if "options" in ask else ""
        self.bet.help = "" if "options" in ask else _wanted(ask)
        self.bet.invalid = False
        self.choice.layout.display = "" if "options" in ask else "none"
        if "options" in ask:
            self.choice.options = [(self._nothing, ""), *((label, key) for key, label in ask["options"].items())]
            self.choice.value = ""
        self.next.disabled = step is self.steps[-1]
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
        broken = parsed.ok and step.ask.get("whole", True) and parsed.value != int(parsed.value)
        self.bet.invalid = not parsed.ok or broken
        if not parsed.ok:
            self.status.error(parsed.problem)
            return
        if broken:
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


def heading(title: str, level: int = 4) -> widgets.HTML:
    """The name of an explorer, or of a part of it, as a heading.

    level: one below the heading that stands above it. The lesson's "Simulator: …" is on the third level, so the name is
    on the fourth; where an explorer stands straight below "Bite …", it is on the third.
    """
    return controls.words(f"<h{level}>{html.escape(title)}</h{level}>")


def _wanted(ask: Mapping[str, Any]) -> str:
    """What a bet asks for, as help of its field: the limits and the unit in words.

    >>> _wanted({"low": 0, "high": 60, "unit": "capitals"})
    'A whole number from 0 to 60, in capitals.'
    """
    low, high, unit = ask.get("low"), ask.get("high"), ask.get("unit", "")
    said = "A whole number" if ask.get("whole", True) else "A number"
    if low is not None and high is not None:
        said += f" from {low:,.10g} to {high:,.10g}"
    return f"{said}, in {_SPOKEN_UNITS.get(unit, unit)}." if unit else f"{said}."


def _paragraph(text: str) -> str:
    return f"<p>{html.escape(text)}</p>" if text else ""


def _shown(text: str) -> str:
    """Paragraphs and lists as HTML: an empty line parts paragraphs, and lines that begin with "- " make a list.

    >>> _shown("In symbols. a = b.\\n- a is one.\\n- b is two.")
    '<p>In symbols. a = b.</p><ul><li>a is one.</li><li>b is two.</li></ul>'
    """
    parts: list[str] = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in block.splitlines() if line.strip()]
        plain = " ".join(line for line in lines if not line.startswith("- "))
        items = "".join(f"<li>{html.escape(line[2:])}</li>" for line in lines if line.startswith("- "))
        parts.append(_paragraph(plain) + (f"<ul>{items}</ul>" if items else ""))
    return "".join(parts)


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

