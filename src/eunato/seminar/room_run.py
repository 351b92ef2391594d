"""The part of the console that runs the night: phases, clock, class screen; and the log with its files."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from eunato import controls, course
from eunato.controls_files import FileLink
from eunato.models import room, seats
from eunato.models.room import RoomError
from eunato.safe import day, esc, para
from eunato.seminar import room_export, room_sheets as sheets
from eunato.seminar.room_log import projects


class RunPanel:
    """Phases, clock and projection."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["run"]
        w, act = self.w, console.button
        self.now = controls.words("")
        self.next, self.back = act(w["next"], lambda: self._go(1), main=True), act(w["back"], lambda: self._go(-1))
        self.pause, self.minute = act(w["pause"], self._pause), act(w["minute"], lambda: console.do("minute", w["added"]))
        self.keep = controls.checkbox(w["keep"])
        self.rehearse = act(w["rehearse"], self._rehearse)
        self.asked = controls.words("")
        self.fall = {where: act("", lambda where=where: self._fall(where)) for where in seats.ROOMS}
        self.show = controls.NativeMenu(w["show"], [])
        self.project = act(w["project"], self._project, main=True)
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), self.now, controls.row(self.next, self.back, self.pause, self.minute), self.keep, self.rehearse,
                                 self.asked, controls.row(*self.fall.values()),
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
        show = "" if self.keep.value == [0] else projects(row)
        label = next((label for label, token in sheets.offers(state, kit) if token == show), "")
        on_screen = f" {self.w['projected'].format(what=label)}" if label else ""
        self.c.do("phase", said + on_screen, to=to, show=show)
        asked = self._question()
        if asked:
            self.c.status.say(f"{said}{on_screen} {asked}")

    def _question(self) -> str:
        """What is asked while a text is still open and the night is over; "" otherwise."""
        state, kit, w = self.c.state, self.c.kit, self.w
        if not state.started or state.phases[state.phase]["kind"] not in ("out", "debrief"):
            return ""
        asked = [w["let_fall"].format(text=text) for _, text, _ in state.open()]
        if state.text and room.psc_decision(state.votes, state.reasons).outcome != "open":
            asked.append(w["complete"].format(text=state.text))
        return " ".join(asked)

    def _fall(self, where: str) -> None:
        text = next((t for r, t, _ in self.c.state.open() if r == where), "")
        self.c.do("fall", self.w["fell"].format(text=text, room=self.c.kit.rooms[where]), room=where)

    def _rehearse(self) -> None:
        self.c.do("rehearse", self.w["rehearsing"].format(text=self.c.w["rehearsal"]["text"]))

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
        self.rehearse.layout.display = "" if state.started and state.phases[state.phase]["kind"] == "rehearsal" else "none"
        asked = self._question()
        self.asked.value = f"<p><strong>{esc(asked)}</strong></p>" if asked else ""
        still = {where: text for where, text, _ in state.open()}
        for where, button in self.fall.items():
            button.layout.display = "" if asked and where in still else "none"
            button.description = w["let_it_fall"].format(text=still.get(where, ""))
        self.pause.description = w["resume"] if state.left is not None else w["pause"]
        listed = sheets.offers(state, kit)
        if list(self.show.options) != listed:
            self.show.options = listed
        if self._for != (state.phase, state.started):  # a new phase offers what it is made for
            self._for = (state.phase, state.started)
            wanted = projects(state.phases[state.phase])
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
            aside = self.c.journal.delete()
        except OSError:
            raise RoomError(self.w["not_deleted"].format(detail=self.c.journal.store.path.name)) from None
        self.sure.value = []
        for link in self.links.values():
            link.content = ""
        self.c.setup.names.value = ""
        self.c.refresh()
        self.c.turn("setup")
        said = self.w["aside_one" if aside == 1 else "aside"].format(n=aside) if aside else ""
        self.c.status.say(f"{self.w['deleted']} {said}".strip())

    def refresh(self) -> None:
        """Show every step; files made before are old now and go."""
        rows = [(when, said) for when, _, said in room_export.steps(self.c.journal.events, self.c.kit)]
        self.table.value = sheets.table(self.w["caption"], self.w["heads"], rows[::-1]) if rows else ""
        for link in self.links.values():
            link.content = ""
