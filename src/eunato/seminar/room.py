"""The console of "Two rooms, one night": one screen from which an instructor runs the crisis game.

    Console(home, disk)     home: the learner's folder; disk: how files are kept (eunato.learning.progress_disk)

Every press becomes one event of room_log; the widgets only show the state. So undo, a crash and a second window are the same
thing for all of them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eunato import controls
from eunato.models.room import RoomError
from eunato.models.seats import SeatsError
from eunato.safe import esc, para
from eunato.seminar import room_export, room_sheets
from eunato.seminar.room_clock import ClassScreen, clock
from eunato.seminar.room_kit import Kit, words
from eunato.seminar.room_log import State
from eunato.seminar.room_more import CardsPanel, JointPanel, OutcomePanel
from eunato.seminar.room_run import LogPanel, RunPanel
from eunato.seminar.room_setup import SetupPanel
from eunato.seminar.room_store import Disk, Elsewhere, Log, Store
from eunato.seminar.room_tables import NacPanel, PscPanel

TABS = ("setup", "run", "psc", "nac", "joint", "cards", "outcome", "log")


class Console(controls.StoredBox):
    """The instructor's console. `now` gives seconds since 1970 (tests pass a clock of their own)."""

    def __init__(self, folder: Path, disk: Disk | None = None, now: Callable[[], float] = time.time) -> None:
        self.w, self.now, self.quiet = words(), now, True
        self.journal = Log(Store(folder, disk))
        self.kit = Kit(self.state.edition)
        self.status = controls.StatusLine()
        # the status line stands above the parts; whoever looks at the end of a long part reads its words there, too
        self.echo = controls.words("")
        self.status.observe(lambda _c: setattr(self.echo, "value", f'<p class="eun-echo" aria-hidden="true">{esc(self.status.text)}</p>' if self.status.text else ""), "text")
        self.screen = ClassScreen(words=dict(self.w["screen"]))
        self.tabs = controls.NativeChoice(self.w["console"]["parts"], self._tab_names(), inline=True)
        self.undo = self.button(self.w["console"]["undo"], self._undo)
        self.redo = self.button(self.w["console"]["redo"], self._redo)
        self.load = self.button(self.w["store"]["load"], self._load)
        self.load.layout.display = "none"
        self.setup, self.run = SetupPanel(self), RunPanel(self)
        self.psc, self.nac = PscPanel(self), NacPanel(self)
        self.joint, self.cards, self.outcome, self.record = JointPanel(self), CardsPanel(self), OutcomePanel(self), LogPanel(self)
        self.panels = (self.setup, self.run, self.psc, self.nac, self.joint, self.cards, self.outcome, self.record)
        super().__init__(self.w["title"], para(self.w["stored"]), self.w["stored"], [
            controls.words(f"<h3>{esc(self.w['title'])}</h3>{para(self.w['intro'])}"),
            self.tabs, controls.row(self.undo, self.redo, self.load), self.status,
            *(p.box for p in self.panels), self.echo,
            controls.words(f"<h4>{esc(self.w['console']['on_screen'])}</h4>"), self.screen,
        ])
        self._part = self.tabs.value
        self.add_class("eun-room")
        self.layout.max_width = "64rem"
        self.tabs.observe(lambda _c: self._turned(), "value")
        self.refresh()
        self.tabs.value = 1 if self.state.started else 0
        self._greet()

    # ---------------------------------------------------------------- what panels use

    @property
    def state(self) -> State:
        """The room as it is."""
        return self.journal.state

    def button(self, label: str, press: Callable[[], Any], *, main: bool = False) -> controls.NativeButton:
        """A button whose refusals are sentences."""
        return controls.button(label, lambda: self.guard(press), main=main)

    def guard(self, press: Callable[[], Any]) -> None:
        """Run it; what the rules do not allow is said, and the page shows the state again."""
        try:
            press()
        except (RoomError, SeatsError) as no:
            self.refresh()
            self.status.error(str(no))
        except Elsewhere:
            self.refresh()
            self.load.layout.display = ""
            self.status.error(self.w["store"]["elsewhere"])
        except Exception as error:
            if os.environ.get("EUNATO_RAISE") == "1":
                raise
            self.status.error(f"this did not work: {str(error).rstrip('.') or type(error).__name__}. The last step is kept. Try again, or choose Kernel ▸ Restart and Run All Cells.")

    def do(self, kind: str, said: str, **more: Any) -> bool:
        """Keep one event, show the room, say what happened. True; trouble comes as an exception for `guard`."""
        self.journal.do(kind, self.now(), **more)
        self.refresh()
        self._say(said)
        return True

    def _say(self, said: str) -> None:
        problem = self.journal.store.problem
        more = "" if not problem else self.w["store"]["memory"] if problem == "memory" else self.w["store"]["problem"].format(detail=problem)
        self.status.say(" ".join(p for p in (said, more) if p))

    def turn(self, part: str) -> None:
        """Open a part of the console without a word; the step that opened it speaks."""
        self.quiet = True
        self.tabs.value = TABS.index(part)
        self.quiet = False

    # ---------------------------------------------------------------- its own buttons

    def _undo(self) -> None:
        if not self.journal.events:
            self.status.say(self.w["console"]["nothing"])
            return
        said = room_export.steps(self.journal.events, self.kit)[-1][2]
        self.journal.undo()
        self.refresh()
        self._say(self.w["console"]["undone"].format(what=said))

    def _redo(self) -> None:
        if self.journal.redo() is None:
            self.status.say(self.w["console"]["nothing_redo"])
            return
        self.refresh()
        self._say(self.w["console"]["redone"].format(what=room_export.steps(self.journal.events, self.kit)[-1][2]))

    def _load(self) -> None:
        self.journal.load()
        self.load.layout.display = "none"
        self.refresh()
        self.status.say(self.w["store"]["loaded"])

    def _greet(self) -> None:
        found, w = self.journal.loaded, self.w["store"]
        if found.said == "resumed":
            self.status.say(w["resumed"].format(n=len(self.journal.events), last=room_export.steps(self.journal.events, self.kit)[-1][2]))
        elif found.said:
            self.status.error(w[found.said].format(detail=found.detail))

    # ---------------------------------------------------------------- showing

    def _tab_names(self) -> list[str]:
        return [self.w["console"]["tabs"][t].format(**self.kit.rooms) for t in TABS]

    def _turned(self) -> None:
        for number, panel in enumerate(self.panels):
            panel.box.layout.display = "" if number == self.tabs.value else "none"
        if self.tabs.value != self._part:
            self._part = self.tabs.value
            self.setup.close()  # a private brief is not left open behind another part
        if not self.quiet and self.tabs.value is not None:
            self.status.say(self.w["console"]["opened"].format(part=self.tabs.options[self.tabs.value]))

    def refresh(self) -> None:
        """Draw everything from the state."""
        self.quiet = True
        try:
            self.kit = Kit(self.state.edition)
            if self.tabs.options != self._tab_names():
                self.tabs.options = self._tab_names()
            for panel in self.panels:
                panel.refresh()
            self._draw_screen()
            self._turned()
        finally:
            self.quiet = False

    def _draw_screen(self) -> None:
        state, kit, w, clocks = self.state, self.kit, self.w["screen"], []
        if state.started:
            clocks.append(clock("phase", w["phase"].format(title=kit.plan_words(state.phases[state.phase]["title"])), state.until, state.left))
        if state.rehearsal:
            clocks.append(clock("rehearsal", w["rehearsal"], state.rehearsal, None))
        if state.silence and state.silence.state == "running" and not state.ended:
            clocks.append(clock("silence", w["silence"].format(text=state.silence.text), state.silence.until, None))
        self.screen.clocks = clocks
        self.screen.markup = room_sheets.news(state, kit) + room_sheets.sheet(state, kit)
