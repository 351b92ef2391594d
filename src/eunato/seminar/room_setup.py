"""The part of the console that seats a class: list or number, deal, swap, briefs one at a time, start."""

from __future__ import annotations

import random
from typing import Any

import ipywidgets as widgets

from eunato import controls
from eunato.models import seats
from eunato.models.room import RoomError
from eunato.safe import esc, para, plain
from eunato.seminar import room_sheets as sheets
from eunato.seminar.room_events import NAME
from eunato.seminar.room_kit import card_order, holder, place, sits
from eunato.seminar.room_list import preview, read_list, summary


class SetupPanel:
    """Set up the class. `console` is room.Console."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["setup"]
        w, act = self.w, console.button
        self.plan = controls.menu(w["plan"], [(v, k) for k, v in w["plans"].items()], "45")
        self.edition = controls.menu(w["edition"], [(v, k) for k, v in w["editions"].items()])
        self.names = controls.area(w["names"], help=w["names_help"], rows=6)
        self.read = controls.words("")
        self.checked = ""
        self.number = controls.number(w["number"])
        self.deal = act(w["deal"], self._deal, main=True)
        self.info, self.seats = controls.words(""), controls.words("")
        self.one = controls.NativeMenu(w["swap_one"], [], empty=True)
        self.other = controls.NativeMenu(w["swap_other"], [], empty=True)
        self.swap = act(w["swap"], self._swap)
        self.brief_of = controls.NativeMenu(w["brief"], [], empty=True, help=w["brief_help"])
        self.brief_show, self.brief_hide = act(w["brief_show"], self._brief), act(w["brief_hide"], self._hide)
        self.brief = controls.words("")
        self.start = act(w["start"], self._start, main=True)
        self.choice = controls.row(self.plan, self.edition)
        self.before = widgets.VBox([self.choice, self.names, self.read, self.number, self.deal])
        self.after = widgets.VBox([self.seats, controls.row(self.one, self.other, self.swap), self.start, self.brief_of, controls.row(self.brief_show, self.brief_hide), self.brief])
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), self.before, self.info, self.after])
        for made in (self.before, self.after, self.box):
            made.layout.overflow = "visible"

        self.names.observe(lambda _c: setattr(self.read, "value", preview(self.names.value)), "value")
        for menu in (self.plan, self.edition):
            menu.observe(lambda _c: None if console.quiet or not console.state.people or console.state.started else console.guard(self._plan), "value")

    def _plan(self) -> None:
        """Plan or edition was changed after dealing: seats and swaps stay."""
        c, plan, edition = self.c, self.plan.value, self.edition.value
        if (plan, edition) != (c.state.plan, c.state.edition):
            self._hide(quiet=True)
            c.do("plan", self.w["changed"].format(plan=plan, edition=self.w["edition_names"][edition]), plan=plan, edition=edition)

    def _deal(self) -> None:
        w, c = self.w, self.c
        found = read_list(self.names.value)
        names, cut = list(found.names), found.cut
        if not found.clean and self.checked != self.names.value:
            self.checked = self.names.value
            raise RoomError(f"{summary(found)} {w['look']}")
        if names:
            people = len(names)
        elif self.number.value.strip():
            parsed = controls.parse_number(self.number.value)
            if not parsed.ok or parsed.value != int(parsed.value or 0):
                raise RoomError(c.w["seats_errors"]["number"].format(given=plain(self.number.value, 40)))
            people = int(parsed.value)
        else:
            raise RoomError(w["none"])
        seats.check_size(people)
        voices = {f"{r}_n": len(seats.voices(people, r)) for r in seats.ROOMS}
        rooms = c.w["rooms"][self.edition.value]
        said = w["dealt"].format(n=people, **voices, psc=rooms["psc"], nac=rooms["nac"])
        extra = sum(chair.part == "adviser" for chair in seats.chairs(people))
        said += f" {w['advisers'].format(n=extra)}" if extra else ""
        cut_words = w["cut_words"]
        said += f" {w['cut'].format(names=cut_words['one' if cut == 1 else 'many'].format(n=cut), were=cut_words['was' if cut == 1 else 'were'], most=NAME)}" if cut else ""
        self._hide(quiet=True)
        self.checked = ""
        c.do("setup", said, plan=self.plan.value, edition=self.edition.value, people=people, seed=random.randrange(10**9), names=names)

    def _swap(self) -> None:
        one, other = self.one.value, self.other.value
        if one is None or other is None or one == other:
            raise RoomError(self.c.w["seats_errors"]["swap"])
        self._hide(quiet=True)
        state = self.c.state
        self.c.do("swap", self.w["swapped"].format(one=holder(state, one), other=holder(state, other)), one=one, other=other)

    def _brief(self) -> None:
        if self.brief_of.value is None:
            raise RoomError(self.w["brief_none"])
        seated = next(s for s in self.c.state.seated if s.person == self.brief_of.value)
        self.brief.value = f"<p><strong>{esc(holder(self.c.state, seated.person))}: {esc(sits(self.c.kit, seated, self.c.state.plan))}</strong></p>{sheets.brief(self.c.kit, seated.chair.role, self.c.state.plan)}"
        self.c.status.say(self.w["brief_shown"].format(name=self.c.kit.name(seated.chair.role)))

    def close(self) -> None:
        """Take a private brief off the screen without a word: the class may be looking by now."""
        self._hide(quiet=True)

    def _hide(self, quiet: bool = False) -> None:
        self.brief.value = ""
        if not quiet:
            self.c.status.say(self.w["brief_hidden"])

    def _start(self) -> None:
        if self.c.state.people and not self.c.state.started:
            self._plan()
        self.close()
        state, kit = self.c.state, self.c.kit
        if self.c.do("start", self.w["started"].format(all=len(state.phases), plan=state.plan, title=kit.plan_words(state.phases[0]["title"]))):
            self.c.turn("run")

    def refresh(self) -> None:
        """Show the seats as they are."""
        state, kit, w = self.c.state, self.c.kit, self.w
        if state.people and (self.plan.value, self.edition.value) != (state.plan, state.edition):
            self.plan.value, self.edition.value = state.plan, state.edition
        people = sorted(state.seated, key=lambda s: s.person)
        listed = [(f"{holder(state, s.person)}: {sits(kit, s, state.plan)}", s.person) for s in people]
        for menu in (self.one, self.other, self.brief_of):
            if [v for _, v in menu.options[1:]] != [v for _, v in listed] or [t for t, _ in menu.options[1:]] != [t for t, _ in listed]:
                menu.options = [("Choose…", None), *listed]
        rows = [(holder(state, s.person), *place(kit, s, state.plan)) for s in sorted(state.seated, key=card_order)]
        self.seats.value = sheets.table(w["table"], w["heads"], rows) if rows else ""
        self.after.layout.display = "" if rows else "none"
        self.before.layout.display = "none" if state.started else ""
        self.start.layout.display = "none" if state.started else ""
        self.deal.description = w["deal_again"] if rows else w["deal"]
        self.info.value = para(w["locked"]) if state.started else ""
        if not rows:
            self.brief.value = ""
