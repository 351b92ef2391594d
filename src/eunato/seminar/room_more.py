"""The parts of the console for the joint session, the information cards and the seven bars."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from eunato import controls
from eunato.models import room, seats
from eunato.safe import esc, para
from eunato.seminar import room_lines
from eunato.seminar import room_sheets as sheets


class JointPanel:
    """Agenda and J1."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["agenda"]
        w, act = self.w, console.button
        self.proposal = controls.text(w["proposal"])
        self.refused = controls.NativeChoice(w["refused"], [], multiple=True, grid=True)
        self.keep = act(w["keep"], self._agenda, main=True)
        self.now, self.state = controls.words(""), controls.words("")
        self.j1 = controls.area(w["j1"], rows=5)
        self.keep_j1 = act(w["j1_keep"], self._j1)
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), self.proposal, self.refused, self.keep, self.now, self.j1, self.keep_j1, self.state])
        self.box.layout.overflow = "visible"
        self.places: list[tuple[str, str]] = []
        self._kept: tuple[Any, ...] = ()

    def _agenda(self) -> None:
        refused = [list(self.places[i]) for i in self.refused.value]
        if self.c.do("agenda", "", proposal=self.proposal.value, refused=refused):
            self.c.status.say(room_lines.agenda_words(self.c.state.agenda, self.c.kit))

    def _j1(self) -> None:
        n = room.check_length(self.j1.value, room.J1_WORDS)
        self.c.do("wording", self.c.w["psc"]["wording_kept"].format(text="J1", n=n), text="J1", words=self.j1.value)

    def refresh(self) -> None:
        """Show agenda and J1 as they are."""
        state, kit, w = self.c.state, self.c.kit, self.w
        self.places = [(where, v) for where in seats.ROOMS for v in state.voices(where)]
        listed = [w["seat"].format(name=kit.name(v), room=kit.rooms[where]) for where, v in self.places]
        if self.refused.options != listed:
            self.refused.value = []
            self.refused.options = listed
        self.now.value = f"<p><strong>{esc(room_lines.agenda_words(state.agenda, kit))}</strong></p>"
        kept = (sheets.wording(state, kit, "J1"), state.agenda)
        if self._kept != kept:
            self._kept, self.j1.value = kept, kept[0]
            self.proposal.value = state.agenda.proposal if state.agenda else ""
            self.refused.value = [i for i, p in enumerate(self.places) if state.agenda and p in state.agenda.refused]
        reached = {where: next((d.outcome for d in reversed(state.done) if d.text == "J1" and d.room == where), "none") for where in seats.ROOMS}
        self.state.value = para(w["j1_how"].format(**kit.rooms)) + para(w["j1_state"].format(psc=kit.rooms["psc"], nac=kit.rooms["nac"], **{f"{k}_state": w["states"][v] for k, v in reached.items()}))


class CardsPanel:
    """Who may see a card, and what may leave it."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["cards"]
        w, act = self.w, console.button
        self.card = controls.NativeMenu(w["card"], [])
        self.about = controls.words("")
        self.to = controls.NativeMenu(w["to"], [])
        self.show = act(w["show"], self._show)
        self.gist = controls.area(w["gist"], help=w["gist_help"], rows=3)
        self.chairs = controls.NativeChoice(w["chairs"], w["allow"]["named"], multiple=True)
        self.pass_ = act(w["pass"], self._pass, main=True)
        self.box = widgets.VBox([controls.words(f"<h4>{esc(w['heading'])}</h4>"), controls.row(self.card, self.to), self.about, self.show, self.gist, self.chairs, self.pass_])
        self.box.layout.overflow = "visible"
        self.card.observe(lambda _c: self._about(), "value")

    def _about(self) -> None:
        if self.card.value:
            row = self.c.kit.card(self.card.value)
            self.about.value = para(self.w["held_by"].format(name=self.c.kit.name(row["holder"]), mark=row["mark"])) + para(row["text"])
            self.gist.value = row["gist"]
            self.chairs.value = []

    def _show(self) -> None:
        card, to = self.card.value, self.to.value
        self.c.do("card", self.w["shown"].format(card=card, room=self.c.kit.rooms[to]), card=card, to=to)

    def _pass(self) -> None:
        card, to, words = self.card.value, self.to.value, self.gist.value
        said = self.w["passed"].format(n=room.words_in(words), card=card, room=self.c.kit.rooms[to])
        if self.c.do("gist", said, card=card, to=to, words=words, chairs=self.chairs.value == [0, 1]):
            self.chairs.value = []

    def refresh(self) -> None:
        """Offer the cards in this edition's words."""
        kit, w = self.c.kit, self.w
        listed = [(f"{c['id']} {c['title']} ({c['shape']}, {c['mark']})", c["id"]) for c in kit.cards()]
        if list(self.card.options) != listed:
            self.card.options = listed
            self._about()
        allow = w["allow"][self.c.state.edition]
        if self.chairs.options != allow:
            self.chairs.options = allow
        rooms = [(kit.rooms[r], r) for r in seats.ROOMS]
        if list(self.to.options) != rooms:
            self.to.options = rooms


class OutcomePanel:
    """Seven criteria, 0 to 3, and the caveat; never a total."""

    def __init__(self, console: Any) -> None:
        self.c, self.w = console, console.w["outcome"]
        self.ids = [c["id"] for c in console.kit.criteria()]
        anchors = [[f"{k}: {v}" for k, v in sorted(c["anchors"].items())] for c in console.kit.criteria()]
        self.menus = controls.NativeMenus(self.w["menus"], [c["title"] for c in console.kit.criteria()], ["0", "1", "2", "3"], choices_by_row=anchors, none=self.w["open"], help=self.w["help"])
        self.bars = controls.words("")
        self.box = widgets.VBox([controls.words(f"<h4>{esc(self.w['heading'])}</h4>"), self.menus, self.bars])
        self.box.layout.overflow = "visible"
        self.menus.observe(lambda change: None if console.quiet else console.guard(lambda: self._scored(change["new"])), "value")

    def _scored(self, new: list[int | None]) -> None:
        for key, row, value in zip(self.ids, self.c.kit.criteria(), new, strict=True):
            if value is not None and value != self.c.state.scores.get(key):
                self.c.do("score", self.w["scored"].format(title=row["title"], value=value), criterion=key, value=value)
                return
        self.c.refresh()  # a score cannot be taken away here; undo does that

    def refresh(self) -> None:
        """Show the bars."""
        state, kit = self.c.state, self.c.kit
        titles = [c["title"] for c in kit.criteria()]
        if self.menus.rows != titles:
            self.menus.rows = titles
        self.menus.value = [state.scores.get(key) for key in self.ids]
        self.bars.value = sheets.outcome(state, kit).replace("<h3>", "<h5>").replace("</h3>", "</h5>")
