"""The parts of the console for the two tables: the PSC's round of votes and the NAC's silence."""

from __future__ import annotations

from typing import Any

import ipywidgets as widgets

from eunato import controls
from eunato.models import room
from eunato.models.room import RoomError
from eunato.models.seats import kit as kit_file
from eunato.safe import esc, para
from eunato.seminar import room_sheets as sheets

ENTRIES = (("yes", False), ("no", False), ("abstain", False), ("yes", True), ("no", True), ("abstain", True))
"""What a seat's menu offers: the vote, and whether it was left in writing."""


MINUTES = {"45": 2, "90": 4, "180": 6}
"""Minutes of silence by plan, if plans.yml says nothing."""


class _Table:
    """What both rooms need: a text, its open words, its wording."""

    where = "psc"

    def _text_controls(self, console: Any, label: str) -> None:
        w = console.w["psc"]
        self.c = console
        self.text = controls.NativeMenu(label, [])
        self.choice = controls.NativeMenu(w["choice"], [])
        self.words = controls.area(w["wording"], rows=4)
        self.keep = console.button(w["save_wording"], self._wording)
        self.text.observe(lambda _c: None if console.quiet else self._chosen(), "value")
        self._drawn: tuple[str, str] | None = None

    def _offer_texts(self) -> None:
        listed = [(f"{t['id']} {t['title']}", t["id"]) for t in self.c.kit.texts(self.where)]
        if list(self.text.options) != listed:
            self.text.options = listed
            self._drawn = None
        self._chosen()

    def _chosen(self) -> None:
        """The menu of open words and the wording follow the text. Words being typed stay unless the kept ones changed."""
        kit, row = self.c.kit, self.c.kit.text(self.text.value)
        listed = [(c, i) for i, c in enumerate(row["choices"])] or [(self.c.w["psc"]["no_choice"], None)]
        if list(self.choice.options) != listed:
            self.choice.options = listed
        kept = sheets.wording(self.c.state, kit, row["id"])
        if self._drawn != (row["id"], kept):
            self._drawn, self.words.value = (row["id"], kept), kept

    def _keep_typed(self) -> None:
        """Words that were typed and not kept yet belong to the text that goes to the room now."""
        if self.words.value.strip() and self.words.value.strip() != sheets.wording(self.c.state, self.c.kit, self.text.value):
            self._wording()

    def _wording(self) -> None:
        n = room.words_in(self.words.value)
        if not n:
            raise RoomError(room.say("empty"))
        self.c.do("wording", self.c.w["psc"]["wording_kept"].format(text=self.text.value, n=n), text=self.text.value, words=self.words.value)


class PscPanel(_Table):
    """Unanimity of seats, seat by seat."""

    where = "psc"

    def __init__(self, console: Any) -> None:
        self.w = w = console.w["psc"]
        self._text_controls(console, w["text"])
        act = console.button
        self.head = controls.words("")
        self.begin = act(w["begin"], self._begin, main=True)
        self.votes = controls.NativeMenus("", [], w["entries"], none=w["open"], help=w["votes_help"])
        self.whose = controls.NativeMenu(w["whose"], [(w["nobody"], None)])
        self.sentence = controls.text(w["sentence"])
        self.keep_sentence = act(w["keep_sentence"], self._sentence)
        self.result, self.treaty = controls.words(""), controls.words("")
        self.record = act(w["record"], self._record, main=True)
        self.round = widgets.VBox([self.votes, self.whose, self.sentence, self.keep_sentence, self.result, self.record])
        self.box = widgets.VBox([self.head, controls.row(self.text, self.choice), self.words, controls.row(self.keep, self.begin), self.round, self.treaty])
        self.box.layout.overflow = self.round.layout.overflow = "visible"
        self.votes.observe(lambda change: None if console.quiet else console.guard(lambda: self._voted(change["new"])), "value")
        self.seats: list[str] = []

    def _begin(self) -> None:
        text, choice, kit = self.text.value, self.choice.value, self.c.kit
        self._keep_typed()
        said = self.w["begun"].format(text=kit.titled(text, choice), psc=kit.rooms["psc"], n=len(self.c.state.voices("psc")))
        self.c.do("round", said, text=text, choice=choice)

    def _voted(self, new: list[int | None]) -> None:
        state = self.c.state
        for seat, entry in zip(self.seats, new, strict=True):
            vote, written = ("absent", False) if entry is None else ENTRIES[entry]
            if (vote, written) != (state.votes.get(seat), seat in state.written):
                said = self.w["voted"].format(name=self.c.kit.name(seat), vote=self.c.w["votes"][vote] + (self.c.w["sheet"]["written"] if written else ""))
                sentence = state.reasons.get(seat, "") if vote == "abstain" else ""
                if self.c.do("vote", said, seat=seat, vote=vote, sentence=sentence, written=written):
                    found = room.psc_decision(self.c.state.votes, self.c.state.reasons, self.c.kit.names())
                    self.c.status.say(f"{said} {found.sentence}")
                return

    def _sentence(self) -> None:
        seat, state = self.whose.value, self.c.state
        if seat is None or not self.sentence.value.strip():
            raise RoomError(room.say("empty"))
        if self.c.do("vote", self.w["sentence_kept"].format(name=self.c.kit.name(seat)), seat=seat, vote="abstain", sentence=self.sentence.value, written=seat in state.written):
            self.sentence.value = ""

    def _record(self) -> None:
        state = self.c.state
        found = room.psc_decision(state.votes, state.reasons, self.c.kit.names())
        self.c.do("decide", self.w["recorded"].format(sentence=found.sentence))

    def refresh(self) -> None:
        """Show the round as it is."""
        state, kit, w = self.c.state, self.c.kit, self.w
        self.head.value = f"<h4>{esc(w['heading'].format(**kit.rooms))}</h4>" + "".join(para(kit.outcome(d)) for d in state.done if d.room == "psc")
        self.treaty.value = para(w["treaty"][state.edition])
        self._offer_texts()
        self.round.layout.display = "" if state.text else "none"
        if not state.text:
            return
        seats = list(state.votes)
        with self.votes.hold_sync():
            self.votes.legend = w["votes"].format(text=kit.titled(state.text, state.choice))
            if seats != self.seats or [kit.name(s) for s in seats] != self.votes.rows:
                self.seats, self.votes.rows = seats, [kit.name(s) for s in seats]
            self.votes.value = [None if v == "absent" else ENTRIES.index((v, s in state.written)) for s, v in state.votes.items()]
            self.votes.notes = [state.reasons.get(s, "") if v == "abstain" else "" for s, v in state.votes.items()]
        mute = [(kit.name(s), s) for s, v in state.votes.items() if v == "abstain"]
        listed = mute or [(w["nobody"], None)]
        if list(self.whose.options) != listed:
            self.whose.options = listed
        without = [s for _, s in mute if not state.reasons.get(s)]
        if without and self.whose.value not in without:
            self.whose.value = without[0]
        self.result.value = f"<p><strong>{esc(room.psc_decision(state.votes, state.reasons, kit.names()).sentence)}</strong></p>"


class NacPanel(_Table):
    """Silence: place, break, second round, held."""

    where = "nac"

    def __init__(self, console: Any) -> None:
        self.w = w = console.w["nac"]
        self._text_controls(console, w["text"])
        act, minutes = console.button, console.w["run"]["minutes"]
        self.head, self.now = controls.words(""), controls.words("")
        self.minutes = controls.menu(w["minutes"], [(minutes.format(n=n), n) for n in (2, 3, 4, 5, 6, 8, 10)], 4)
        self.place = act(w["place"], self._place, main=True)
        self.who = controls.NativeMenu(w["who"], [], empty=True)
        self.reason, self.phrase = controls.text(w["reason"]), controls.text(w["phrase"])
        self.break_ = act(w["break"], self._break)
        self.again, self.held = act(w["again"], self._again), act(w["held"], self._held)
        self.running = widgets.VBox([self.who, self.reason, self.phrase, self.break_, self.held])
        self.box = widgets.VBox([self.head, controls.row(self.text, self.choice), self.words, self.keep, controls.row(self.minutes, self.place), self.now, self.running, self.again])
        self.box.layout.overflow = self.running.layout.overflow = "visible"
        self._for: tuple[str, float] | None = None

    def _lasts(self, n: int) -> str:
        return self.c.w["run"]["one_minute" if n == 1 else "minutes"].format(n=n)

    def _place(self) -> None:
        text, choice = self.text.value, self.choice.value
        self._keep_typed()
        said = self.w["placed"].format(text=self.c.kit.titled(text, choice), minutes=self._lasts(self.minutes.value))
        self.c.do("silence", said, text=text, choice=choice, wording=self.words.value, minutes=self.minutes.value)

    def _break(self) -> None:
        seat, now = self.who.value, self.c.state.silence
        if seat is None:
            raise RoomError(room.say("no_ally") if now is None else f"{self.w['who']}?")
        last = now is not None and now.round >= room.ROUNDS
        text = self.c.kit.titled(now.text, now.choice) if now else ""
        said = self.w["broken"].format(name=self.c.kit.name(seat), text=text) + (f" {self.w['fallen'].format(text=text)}" if last else "")
        if self.c.do("break", said, seat=seat, reason=self.reason.value, phrase=self.phrase.value):
            self.reason.value = self.phrase.value = ""

    def _again(self) -> None:
        now = self.c.state.silence
        if now is None:
            raise RoomError(room.say("not_broken"))
        wording = self.words.value if self.text.value == now.text else sheets.wording(self.c.state, self.c.kit, now.text)  # the menu may show another text
        if self.text.value == now.text:
            self._keep_typed()
        self.c.do("again", self.w["again_said"].format(text=self.c.kit.titled(now.text, now.choice), minutes=self._lasts(now.minutes)), wording=wording)

    def _held(self) -> None:
        now = self.c.state.silence
        self.c.do("held", self.w["held_said"].format(text=self.c.kit.titled(now.text, now.choice) if now else ""))

    def refresh(self) -> None:
        """Show the silence as it is."""
        state, kit, w = self.c.state, self.c.kit, self.w
        self.head.value = f"<h4>{esc(w['heading'].format(**kit.rooms))}</h4>" + "".join(para(kit.outcome(d)) for d in state.done if d.room == "nac")
        self._offer_texts()
        if self._for != (state.plan, state.started):
            self._for, self.minutes.value = (state.plan, state.started), kit_file("plans").get("silence_minutes", MINUTES)[state.plan]
        listed = [("Choose…", None), *((kit.name(v), v) for v in state.voices("nac"))]
        if list(self.who.options) != listed:
            self.who.options = listed
        now = state.silence
        self.now.value = f"<p><strong>{esc(sheets.silence_words(state, kit))}</strong></p>"
        self.running.layout.display = "" if now and now.state == "running" else "none"
        self.again.layout.display = "" if now and now.state == "broken" else "none"
