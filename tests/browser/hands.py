"""The keyboard and the ears of the walk: keys, stops, and what a screen reader would say of them. Only page.view.keyboard is used."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

import kit

LONG = 90_000
"""Milliseconds to wait for an answer on a busy machine before it counts as silence."""
MOST = 8
"""How many controls of one simulator are tried; the rest is passed by Tab."""
WAITS = "State to add|Your step for this move|Evidence|Add to|Into|Put it into"
"""Menus in a simulator that say nothing until the button beside them is pressed."""
MOUSE = """window.__mouse = 0; for (const kind of ['mousedown', 'pointerdown', 'touchstart']) window.addEventListener(kind, () => { window.__mouse += 1; }, true);"""
"""Counts what no key does."""
_HERE = """() => { const e = document.activeElement; if (!e || e === document.body) return {};
    const cell = e.closest('.jp-Cell'), panel = window.jupyterapp?.shell.currentWidget, n = cell ? panel.content.widgets.findIndex(w => w.node === cell) : -1;
    const box = [...function* () { for (let b = e.closest('.eun-box'); b; b = b.parentElement?.closest('.eun-box')) yield b; }()].find(b => b.querySelector(':scope > * .eun-number, :scope > .eun-number'));
    const number = box ? box.querySelector('.eun-number').textContent.replace(/^(Question|Exercise) /, '') : '';
    const set = e.closest('fieldset'), legend = set?.querySelector('legend')?.textContent || '';
    const label = [...(e.labels || [])].map(l => l.textContent).join(' ').trim();
    const r = e.getBoundingClientRect();
    return {tag: e.tagName.toLowerCase(), type: e.type || '', n, cell: n >= 0 ? panel.content.widgets[n].model.id : '', kind: n >= 0 ? panel.content.widgets[n].model.type : '',
      output: !!e.closest('.jp-OutputArea'), item: number, legend, label, text: e.innerText?.slice(0, 200) || '', value: e.value ?? '', checked: !!e.checked, editor: !!e.closest('.cm-editor'),
      options: e.tagName === 'SELECT' ? [...e.options].map(o => o.textContent) : [], chosen: e.tagName === 'SELECT' ? e.selectedIndex : -1, off: e.getAttribute('aria-disabled') === 'true' || !!e.disabled || !!e.readOnly,
      download: e.hasAttribute('download'), href: e.getAttribute('href') || '', open: e.tagName === 'SUMMARY' ? e.parentElement.open : false, width: Math.round(r.width), height: Math.round(r.height),
      shown: e.checkVisibility()}; }"""
_SAID = """n => { const c = window.jupyterapp.shell.currentWidget.content.widgets[n]; return c ? [...c.node.querySelectorAll('[role=status], .eun-status')].map(s => s.textContent).join('\\n') : ''; }"""


@dataclass
class Stop:
    """Where the keyboard is, as a screen reader would say it."""

    role: str = ""
    name: str = ""
    tag: str = ""
    type: str = ""
    n: int = -1
    cell: str = ""
    kind: str = ""
    output: bool = False
    item: str = ""
    legend: str = ""
    label: str = ""
    text: str = ""
    value: str = ""
    checked: bool = False
    editor: bool = False
    options: list[str] = field(default_factory=list)
    chosen: int = -1
    off: bool = False
    download: bool = False
    href: str = ""
    open: bool = False
    width: int = 0
    height: int = 0
    shown: bool = True

    @property
    def field(self) -> bool:
        """Whether one can type here."""
        return self.output and (self.tag == "textarea" or (self.tag == "input" and self.type in ("text", "number", "")))

    @property
    def called(self) -> str:
        """The label as the page writes it, without its help; the name where there is none."""
        return self.label or self.name

    def __str__(self) -> str:
        return f"{self.role or self.tag or 'nothing'} “{self.name[:60]}” (cell {self.cell or '-'})"


@dataclass
class Notes:
    """What one walk through one notebook came to."""

    book: str
    answered: list[str] = field(default_factory=list)
    wrong_first: int = 0
    declined: int = 0
    keys: int = 0
    seconds: float = 0.0
    unreached: list[str] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    jumped: list[str] = field(default_factory=list)
    nameless: list[str] = field(default_factory=list)
    red: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    mouse: int = 0

    def line(self) -> str:
        """One row of the report."""
        return (f"{self.book}: {len(self.answered)} answered ({self.wrong_first} wrong first, {self.declined} declined), {self.keys} keys, {self.seconds:.0f} s, unreached {len(self.unreached)}, "
                f"silent {len(self.silent)}, focus {len(self.jumped)}, no name {len(self.nameless)}, red {len(self.red)}, console {len(self.console)}, outside {len(self.outside)}, mouse {self.mouse}")

    def wrong(self) -> list[str]:
        """Everything a learner would have been stopped or misled by."""
        named = asdict(self)
        return [f"{self.book}: {kind}: {one}" for kind in ("unreached", "silent", "jumped", "nameless", "red", "console", "outside") for one in dict.fromkeys(named[kind])]


class Unreachable(AssertionError):
    """A control that Tab does not come to."""


class Hands:
    """The keyboard and the ears: press keys, find controls by Tab, hear what the page says."""

    def __init__(self, page: kit.Page, notes: Notes, says: Callable[[str], None] = lambda _line: None) -> None:
        self.page, self.view, self.notes, self.says = page, page.view, notes, says
        self.cdp = self.view.context.new_cdp_session(self.view)
        self.cdp.send("Accessibility.enable")
        self.here = Stop()
        self.done: set[str] = set()
        self.asked = 0
        self.files: dict[str, str] = {}
        self.solutions: dict[str, str] = {}
        self.only: set[str] = set()

    # -- keys and ears -----------------------------------------------------------------------------------------------

    def key(self, name: str, times: int = 1) -> None:
        """Press a key."""
        for _ in range(times):
            self.view.keyboard.press(name)
            self.notes.keys += 1

    def write(self, text: str) -> None:
        """Type over what stands in the field."""
        self.key("Control+a")
        self.view.keyboard.type(text)
        self.notes.keys += len(text)

    def look(self) -> Stop:
        """Where the keyboard is now."""
        seen = self.view.evaluate(_HERE)
        if not seen:
            self.here = Stop()
            return self.here
        handle = self.cdp.send("Runtime.evaluate", {"expression": "document.activeElement"})["result"].get("objectId")
        ax = self.cdp.send("Accessibility.getPartialAXTree", {"objectId": handle, "fetchRelatives": False})["nodes"][0] if handle else {}
        self.here = Stop(role=ax.get("role", {}).get("value", ""), name=ax.get("name", {}).get("value", "").strip(), **seen)
        return self.here

    def tab(self, back: bool = False) -> Stop:
        """The next stop, or the one before."""
        was = self.here
        self.key("Shift+Tab" if back else "Tab")
        now = self.look()
        if now.output and now.tag in ("input", "select", "textarea", "button", "a", "summary") and not now.name:
            self.notes.nameless.append(f"{now.tag} in cell {now.cell}")
        if not back and was.n >= 0 and 0 <= now.n < was.n:
            self.notes.jumped.append(f"Tab went from cell {was.cell} ({was.name[:40]}) back to {now.cell} ({now.name[:40]})")
        return now

    def said(self, n: int) -> str:
        """All that the status lines of a cell say."""
        return self.view.evaluate(_SAID, n)

    def unfolded(self, n: int) -> int:
        """How many folded parts of a cell stand open."""
        return self.view.evaluate("n => window.jupyterapp.shell.currentWidget.content.widgets[n]?.node.querySelectorAll('details[open]').length ?? 0", n)

    def quiet(self, still: int = 150) -> None:
        """Wait until the kernel has had nothing to do for a moment."""
        self.view.wait_for_function("""still => { const k = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
            if (!k || k.status !== 'idle') { window.__still = 0; return false; }
            window.__still = window.__still || performance.now(); if (performance.now() - window.__still < still) return false; window.__still = 0; return true; }""", arg=still, timeout=LONG, polling=50)

    def press(self, key: str = "Enter", hear: bool = True) -> str:
        """Press the control in focus; wait for what its cell says. Silence and lost focus are written down."""
        at = self.here
        before, unfolded = self.said(at.n), self.unfolded(at.n)
        self.key(key)
        said = before
        if hear:
            end = time.monotonic() + LONG / 1000
            while time.monotonic() < end and (said := self.said(at.n)) == before:
                self.view.wait_for_timeout(40)
            if said == before and not re.match(WAITS, at.name):
                self.notes.silent.append(f"{at} said nothing after {key}")
        self.quiet()
        if (left := self.unfolded(at.n)) < unfolded:
            self.notes.jumped.append(f"after {key} on {at} only {left} of {unfolded} opened tables and texts were still open")
        now = self.look()
        if now.n != at.n or not now.tag:
            self.notes.jumped.append(f"after {key} on {at} the focus was at {now}")
        return self.said(at.n) if hear else said

    def go(self, found: Callable[[Stop], bool], what: str, back: bool = False, most: int = 400) -> Stop:
        """Tab until `found`; Unreachable after leaving the cell or after `most` presses."""
        start = self.here
        if found(start):
            return start
        for _ in range(most):
            now = self.tab(back)
            if found(now):
                return now
            if now.n != start.n and start.n >= 0 and (now.n < 0 or (now.n < start.n) == back):
                break
        self.notes.unreached.append(f"{what} in cell {start.cell}; the keyboard came to {self.here}")
        raise Unreachable(f"{what}: Tab from {start} came to {self.here}")

    def out_of(self, item: str, n: int) -> None:
        """Go back by Shift+Tab to just before a question."""
        for _ in range(300):
            if self.here.n != n or self.here.item != item:
                return
            self.tab(back=True)

    def back_into(self, n: int) -> None:
        """From just behind a cell back to its last stop."""
        for _ in range(20):
            if self.here.n == n and self.here.output:
                return
            self.tab(back=True)

    # -- controls ----------------------------------------------------------------------------------------------------

    def choose(self, wanted: str) -> None:
        """Choose an option of the radio group in focus: arrows move and choose, as radio buttons do."""
        if not self.here.checked:
            self.key("Space")
            self.look()
        for _ in range(40):
            if self.here.label == wanted:
                return
            self.key("ArrowDown")
            self.look()
        self.notes.unreached.append(f"the option “{wanted[:60]}” of “{self.here.legend[:60]}”")

    def pick(self, wanted: str) -> None:
        """Choose an entry of the menu in focus."""
        if wanted not in self.here.options:
            self.notes.unreached.append(f"the entry “{wanted[:60]}” of the menu “{self.here.name[:60]}”; it has {self.here.options[:6]}")
            return
        to = self.here.options.index(wanted) - self.here.chosen
        self.key("ArrowDown" if to > 0 else "ArrowUp", abs(to))
        if self.look().chosen != self.here.options.index(wanted):
            self.notes.unreached.append(f"the entry “{wanted[:60]}” of the menu “{self.here.name[:60]}” by arrows")

    def arrange(self, wanted: list[str]) -> None:
        """Bring cards into an order with their buttons; the focus is on the first card's first button."""
        for place, card in enumerate(wanted):
            now = self.here
            if now.name != f"Up: {card}":
                now = self.go(lambda s, card=card: s.name == f"Up: {card}", f"the button Up of “{card[:50]}”", most=60)
            for _ in range(20):
                at = self.view.evaluate("() => [...document.activeElement.closest('ol').children].indexOf(document.activeElement.closest('li'))")
                if at <= place:
                    break
                self.press()
