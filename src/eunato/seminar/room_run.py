"""The part of the console that runs the night: phases, clock, class screen; and the log with its files."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from eunato import controls, course
from eunato.controls_files import FileLink
from eunato.models.room import RoomError
from eunato.safe import day, esc, para
from eunato.seminar import room_export, room_sheets as sheets


class RunPanel:
    """Phases, clock and projection."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["run"]
        w, act = self.w, console.button
        self.now = controls.words("")
        self.next, self.back = act(w["next"], lambda: self._go(1), main=True), act(w["back"], lambda: self._go(-1))
        self.pause, self.minute = act(w["pause"], self._pause), act(w["minute"], lambda: console.do("minute", w["added"]))
        self.show = controls.NativeMenu(w["show"], [])
        self.project = act(w["project"], self._project, main=True)
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), self.now, controls.row(self.next, self.back, self.pause, self.minute),
                                 controls.row(self.show, self.project), controls.words(para(w["reminders"]))])
        self.box.layout.overflow = "visible"
        self._for: tuple[int, float] | None = None

    def _go(self, by: int) -> None:
        state, kit = self.c.state, self.c.kit
        to = state.phase + by
        if not 0 <= to < len(state.phases):
            raise RoomError(self.c.w["decisions"]["no_phase"])
        row = state.phases[to]
        n = row["to"] - row["from"]
        said = self.w["phase"].format(n=to + 1, all=len(state.phases), title=kit.plan_words(row["title"]), minutes=self.w["one_minute" if n == 1 else "minutes"].format(n=n))
        self.c.do("phase", said, to=to)

    def _pause(self) -> None:
        still = self.c.state.left is not None
        self.c.do("resume" if still else "pause", self.w["resumed" if still else "paused"])

    def _project(self) -> None:
        self.c.do("show", self.w["projected"].format(what=self.show.label), what=self.show.value)

    def refresh(self) -> None:
        """Show phase, teacher's words, and what this phase projects."""
        state, kit, w = self.c.state, self.c.kit, self.w
        if not state.started:
            self.now.value = para(w["not_begun"])
        else:
            row = state.phases[state.phase]
            head = w["now"].format(n=state.phase + 1, all=len(state.phases), title=kit.plan_words(row["title"]), **{k: row[k] for k in ("from", "to")})
            self.now.value = (f"<p><strong>{esc(head)}</strong></p><p>{esc(w['teacher'])}: {esc(kit.plan_words(row['teacher']))}</p>"
                              f"<p>{esc(w['students'])}: {esc(kit.plan_words(row['students']))}</p>")
        self.pause.description = w["resume"] if state.left is not None else w["pause"]
        listed = sheets.offers(state, kit)
        if list(self.show.options) != listed:
            self.show.options = listed
        if self._for != (state.phase, state.started):  # a new phase offers what it is made for
            self._for = (state.phase, state.started)
            wanted = state.phases[state.phase]["show"][0]
            if any(token == wanted for _, token in listed):
                self.show.value = wanted


class LogPanel:
    """Notes, every step, files without names, delete."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["log"]
        w, act = self.w, console.button
        self.note = controls.text(w["note"], help=w["note_help"])
        self.add = act(w["add"], self._add)
        self.save = act(w["save"], self._save, main=True)
        self.links = {"md": FileLink(), "csv": FileLink()}
        self.sure = controls.checkbox(w["sure"])
        self.delete = act(w["delete"], self._delete)
        self.table = controls.words("")
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), self.note, self.add, self.save, *self.links.values(), self.table, self.sure, self.delete])
        self.box.layout.overflow = "visible"

    def _add(self) -> None:
        if not self.note.value.strip():
            raise RoomError(self.c.w["decisions"]["empty"])
        if self.c.do("note", self.w["added"], words=self.note.value):
            self.note.value = ""

    def _save(self) -> None:
        log, kit = self.c.journal, self.c.kit
        name = f"eunato-room-{course.today().isoformat()}"
        made = room_export.markdown(log.events, log.state, kit, day(course.today().isoformat()))
        self.links["md"].offer(made, f"{name}.md", self.w["link_md"].format(file=f"{name}.md"), "text/markdown;charset=utf-8")
        self.links["csv"].offer(room_export.table(log.events, kit), f"{name}.csv", self.w["link_csv"].format(file=f"{name}.csv"), "text/csv;charset=utf-8")
        self.c.status.say(self.w["ready"])

    def _delete(self) -> None:
        if self.sure.value != [0]:
            raise RoomError(self.w["tick"])
        try:
            self.c.journal.delete()
        except OSError:
            raise RoomError(self.w["not_deleted"].format(detail=self.c.journal.store.path.name)) from None
        self.sure.value = []
        for link in self.links.values():
            link.content = ""
        self.c.setup.names.value = ""
        self.c.refresh()
        self.c.turn("setup")
        self.c.status.say(self.w["deleted"])

    def refresh(self) -> None:
        """Show every step; files made before are old now and go."""
        rows = [(when, said) for when, _, said in room_export.steps(self.c.journal.events, self.c.kit)]
        self.table.value = sheets.table(self.w["caption"], self.w["heads"], rows[::-1]) if rows else ""
        for link in self.links.values():
            link.content = ""
