"""The instructor's screen: collect ballots, see which count, reveal the comparison step by step, keep or delete it.

Everything is in this object's memory. Nothing is written into the folder the ballots came from.
"""

from __future__ import annotations

import base64
import html
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta, timezone

from eunato import controls, course
from eunato.charts.figure import Figure
from eunato.controls_files import FileLink
from eunato.safe import count as counted
from eunato.safe import esc, para
from eunato.seminar import ballot_folder, ballot_page, ballots
from eunato.seminar.ballot_files import ManyFiles
from eunato.seminar.ballot_form import BallotForm, Filled
from eunato.seminar.ballot_words import options, order_words, words

STEPS = ("predict", *ballot_page.STEPS)
MOST = 400
"""Ballots and refusals held at once."""
FOLDER = "ballots"
FOLDED = 5
"""Groups up to which the list of ballots stands open."""
_CELL = "text-align:left;vertical-align:top;padding:3px 12px 3px 0;border-bottom:1px solid currentColor"
Found = tuple[str, "bytes | ballots.BallotError"]


class BallotScreen(controls.StoredBox):
    """Collect, reveal, export, delete. `loaded` is what counts and what does not, `count` the room in numbers, `step` the
    number of the step shown (0 before the first, then 1 to len(STEPS)).

    now: the clock, in UTC, for ballots typed in by hand.
    """

    def __init__(self, now: Callable[[], datetime] | None = None) -> None:
        self.said = said = words()["screen"]
        self.now = now or (lambda: datetime.now(timezone.utc))
        self.status, self.hand_line, self.off_line, self.step_line, self.file_line, self.delete_line = (controls.StatusLine() for _ in range(6))
        self.folder = controls.text(said["folder"], help=said["folder_help"], value=FOLDER)
        self.load = controls.button(said["load"], self._load_folder, status=self.status, main=True)
        self.folder.on_enter(controls.guarded(self.status)(self._load_folder))
        self.files = ManyFiles(description=said["files"], help=said["files_help"], limit=ballots.MAX_BYTES)
        self.files.listen(controls.guarded(self.status)(self._take_files))
        self.codes = controls.area(said["codes"], help=said["codes_help"], rows=4)
        self.read_codes = controls.button(said["read"], self._take_codes, status=self.status)
        self.form = BallotForm()
        self.enter = controls.button(said["enter"], self._enter, status=self.hand_line)
        self.open_form = controls.checkbox(said["by_hand"])
        self.hand = controls.StoredBox("", "", "", [controls.words(para(said["by_hand_help"])), *self.form.controls, self.enter, self.hand_line], plain=True)
        self.hand.layout.display = "none"
        self.open_form.observe(lambda _change: setattr(self.hand.layout, "display", "" if self.open_form.value else "none"), "value")
        self.list = controls.words("")
        self.off = controls.NativeMenu(said["take_off"], [(said["off_entry"], None)], help=said["off_help"])
        self.take_off = controls.button(said["off_button"], self._take_off, status=self.off_line)
        self.off_row = controls.row(self.off, self.take_off)
        called = [(f"{o} {name}", o) for o, name in options().items()]
        self.guess = controls.NativeMenu(said["guess"], [(said["guess_none"], ""), *called], "", help=said["guess_help"])
        self.next = controls.button(said["next"], lambda: self._go(1), status=self.step_line, main=True)
        self.back = controls.button(said["back"], lambda: self._go(-1), status=self.step_line)
        self.shown = controls.words("")
        self.figure = controls.FigureArea()
        self.make = controls.button(said["export_button"], self._export, status=self.file_line)
        self.links = {kind: FileLink() for kind in ("groups", "options", "page", "png")}
        self.delete = controls.button(said["delete"], self._delete, status=self.delete_line)
        self._forget()
        self._look()
        head = lambda text: controls.words(f"<h4>{html.escape(text)}</h4>")  # noqa: E731
        super().__init__(said["title"], para(said["stored"]), said["stored"], [
            controls.words(f"<h3>{html.escape(said['title'])}</h3>{para(said['intro'])}"),
            head(said["collect"]), controls.row(self.folder, self.load), self.files, self.codes, self.read_codes, self.open_form, self.hand, self.status, self.list, self.off_row, self.off_line,
            head(said["reveal"]), controls.words(para(said["reveal_help"])), self.guess, controls.row(self.next, self.back), self.step_line, self.shown, self.figure,
            head(said["export"]), self.make, self.file_line, *self.links.values(), self.delete, self.delete_line,
        ])

    # -- collecting -----------------------------------------------------------------------------------------------

    def _forget(self) -> None:
        self.step = 0
        self._sure = False
        self._asked: Filled | None = None
        """The typed ballot about which the screen asked whether it replaces another."""
        self._from: dict[str, list[Found]] = {"folder": [], "files": [], "codes": [], "hand": []}

    def _load_folder(self) -> None:
        place = self.folder.value.strip() or FOLDER
        found: list[Found] = list(ballots.found_in(place)) if self._is_folder(place) else []
        if not found:
            return
        self._from["folder"] = found  # the folder again: as it is now
        self._look()

    def _is_folder(self, place: str) -> bool:
        try:
            some = bool(next(iter(ballots.found_in(place)), None))
        except ballots.BallotError as error:
            self._problem(str(error))
            return False
        if not some:
            self._problem(self.said["nothing_in_folder"].format(folder=ballot_folder.shown(place, 200)))
        return some

    def _problem(self, text: str) -> None:
        """Say why nothing was loaded; what counts already stays said, as the list below still shows it."""
        self.status.error(f"{text} {self._state()}" if any(self._from.values()) else text)

    def _take_files(self, given: Sequence[tuple[str, bytes | None]]) -> None:
        self._from["files"] += [(name, ballots.BallotError(self.said["too_large"]) if data is None else data) for name, data in given]
        self._look()

    def _take_codes(self) -> None:
        found = ballots.codes(self.codes.value)
        if not found:
            self._problem(self.said["no_code"])
            return
        self._from["codes"] += found
        self.codes.value = ""
        self._look()

    def _enter(self) -> None:
        """Add what is typed in. A label that is here already is asked about once; any change of the fields asks again."""
        filled, problems = self.form.read()
        asked, self._asked = self._asked, None
        if filled is None:
            self.hand_line.error(words()["form"]["open"].format(problems="; ".join(problems)))
            return
        here = next((b for b in self.loaded.ballots if b.group == filled.group), None)
        moment = self.now().astimezone(timezone.utc)
        try:
            if here and moment <= (made := datetime.fromisoformat(here.ts.removesuffix("Z")).replace(tzinfo=timezone.utc)):
                moment = made + timedelta(seconds=1)  # "replace it" must hold also where another computer's clock is ahead
        except OverflowError:
            pass
        stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            data = ballots.export(filled.group, filled.people, stamp, filled.weights, {}, {}, filled.top3, filled.approve, filled.confidence, filled.dissent)
        except ballots.BallotError as error:
            self.hand_line.error(self.said["not_added"].format(problem=error))
            return
        if here and asked != filled:
            self._asked = filled
            self.hand_line.say(self.said["here_already"].format(group=here.group, people=counted(here.people, "person", "people"), first=order_words(here.ranking()[:1]) or "–"))
            return
        self._from["hand"].append((self.said["hand_name"].format(group=filled.group), data))
        self.form.fill({})
        self._look()
        self.hand_line.say(self.said["replaced" if here else "added"].format(group=filled.group))

    def _take_off(self) -> None:
        """Take the counted ballot of the chosen group away, by whatever way it came; an older one of the group counts again."""
        group = self.off.value
        gone = next((b for b in self.loaded.ballots if b.group == group), None)
        if gone is None:
            self.off_line.error(self.said["off_none"])
            return
        for way, found in self._from.items():
            self._from[way] = [(name, data) for name, data in found if _ballot(data) != gone]
        self._look()
        again = any(b.group == group for b in self.loaded.ballots)
        self.off_line.say(self.said["off_older" if again else "off_done"].format(group=group))

    def _look(self) -> None:
        """Read everything again, count it, and show what counts. The same file twice is one ballot, not a quarrel.

        The summary, the table and the list of refusals are written together, and what other lines said before goes.
        """
        seen: set[bytes] = set()
        found: list[Found] = []
        for name, data in (one for part in self._from.values() for one in part):
            if isinstance(data, bytes):
                if data in seen:
                    continue
                seen.add(data)
            found.append((name, data))
        if len(found) > MOST:
            found = [*found[:MOST], ("…", ballots.BallotError(self.said["too_many"].format(most=MOST)))]
        self.loaded = ballots.merge(found)
        self.count = ballots.count(self.loaded.ballots)
        self._sure, self._asked = False, None
        for line in (self.hand_line, self.off_line, self.file_line, self.delete_line):
            line.clear()
        for link in self.links.values():
            link.content = ""
        self._list()
        if self.step:
            self._show()
        else:
            self.step_line.clear() if self.loaded.ballots else self.step_line.say(self.said["start"])
        if any(self._from.values()):
            self.status.say(self._state() + (" " + self.said["changed"] if self.step else ""))
        else:
            self.status.clear()

    def _state(self) -> str:
        refused = self.loaded.refused
        good = self.said["counted"].format(good=counted(len(self.loaded.ballots), "ballot"))
        return self.said["state"].format(count=good, refused=self.said["not_counted"].format(n=len(refused)) if refused else self.said["all_counted"])

    def _list(self) -> None:
        said = self.said
        self.off.options = [(said["off_entry"], None), *((b.group, b.group) for b in self.loaded.ballots)]
        self.off_row.layout.display = "" if self.loaded.ballots else "none"
        rows = "".join("<tr>" + "".join(f'<{tag} style="{_CELL};font-weight:400">{esc(cell, 200)}</{end}>' for tag, end, cell in zip(('th scope="row"', *["td"] * 6), ("th", *["td"] * 6), self._row(b), strict=True)) + "</tr>"
                       for b in self.loaded.ballots)
        head = "".join(f'<th scope="col" style="{_CELL}">{html.escape(c)}</th>' for c in said["list_columns"])
        table = (f'<div style="overflow-x:auto"><table style="border-collapse:collapse"><caption style="text-align:left">{html.escape(said["list_caption"])}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
                 if rows else para(said["list_none"]))
        refused = "".join(f"<li>{esc(said['refused_row'].format(name=name, why=why), 600)}</li>" for name, why in self.loaded.refused)
        if len(self.loaded.ballots) > FOLDED:  # a long list would push the pictures off the projector
            table = f"<details><summary>{html.escape(said['list_open'].format(n=len(self.loaded.ballots)))}</summary>{table}</details>"
        self.list.value = f"<h5>{html.escape(said['list_heading'])}</h5>{table}" + (f"<h5>{html.escape(said['refused_heading'])}</h5><ul>{refused}</ul>" if refused else "")

    def _row(self, b: ballots.Ballot) -> list[str]:
        said = self.said
        order = b.ranking()
        full = len({o for o, _ in b.scores})
        grounds = said["of_scores"].format(with_ev=b.grounded, options=full) if full else said["no_scores"]
        return [b.group, str(b.people), b.ts[:16].replace("T", "\u00a0").replace("-", "\u2011"), order_words(order[:1]) or "–", said["by_scores" if b.by_scores else "by_top"], grounds, f"{100 * b.confidence:.0f}%"]

    # -- revealing ------------------------------------------------------------------------------------------------

    def _go(self, by: int) -> None:
        """One step on or back; the sentence of the step is spoken, the button keeps the focus."""
        if not self.loaded.ballots and self.step == 0:
            self.step_line.say(self.said["start"])
            return
        if by > 0 and self.step == len(STEPS):
            self.step_line.say(self.said["last"])
            return
        self.step = max(1, self.step + by)
        self._show()

    def now_figure(self) -> Figure | None:
        """The figure of the step on screen; None before the first and at the step of guesses."""
        return None if self.step < 2 else ballot_page.figure(STEPS[self.step - 1], self.loaded.ballots, self.count)

    def _show(self) -> None:
        said, name = self.said, STEPS[self.step - 1]
        step = words()["steps"][name]
        self.shown.value = f"<h5>{html.escape(said['step'].format(n=self.step, all=len(STEPS), title=step['title']))}</h5>"
        figure = self.now_figure()
        if figure is None:
            self.shown.value += para(step["text"])
            self.figure.clear()
            sentence = step["text"]
        else:
            self.figure.show(figure)
            sentence = figure.insight
        guess = self._guessed() if name == "borda" else ""
        self.step_line.say(" ".join(p for p in (said["step"].format(n=self.step, all=len(STEPS), title=step["title"]), sentence, guess) if p))

    def _guessed(self) -> str:
        """What became of the class's guess, in a sentence; "" without one."""
        guess, points = self.guess.value, self.count.borda
        if not guess or not self.loaded.ballots:
            return ""
        ahead = sum(round(p - points[guess], 9) > 0 for p in points.values())
        tied = sum(abs(p - points[guess]) < 1e-9 for p in points.values()) > 1
        kind = "wrong" if ahead else "tied" if tied else "right"
        return self.said[f"guess_{kind}"].format(guess=f"{guess} {options()[guess]}", place=ahead + 1)

    # -- keeping and deleting -------------------------------------------------------------------------------------

    def _export(self) -> None:
        said, found = self.said, self.loaded.ballots
        for link in self.links.values():
            link.content = ""
        if not found:
            self.file_line.error(said["nothing"])
            return
        day = course.today().isoformat()
        csv_type = "text/csv;charset=utf-8"
        made = {"groups": ("\ufeff" + ballot_page.groups_csv(found), f"ballots-groups-{day}.csv", csv_type),
                "options": ("\ufeff" + ballot_page.options_csv(self.count), f"ballots-options-{day}.csv", csv_type),
                "page": (ballot_page.page(found, self.count, len(self.loaded.refused), course.today()), f"ballots-{day}.html", "text/html;charset=utf-8")}
        figure = self.now_figure()
        picture = ballot_page.png(figure) if figure is not None else None
        if picture:
            made["png"] = (base64.b64encode(picture).decode("ascii"), f"ballots-{STEPS[self.step - 1]}-{day}.png", "base64:image/png")
        for kind, (content, name, mime) in made.items():
            self.links[kind].offer(content, name, said[f"link_{kind}"].format(file=name), mime)
        missing = "" if picture else said["no_picture"] if figure is None or figure.chart is None else said["no_png"]
        self.file_line.say(said["exported"].format(png=missing).strip())

    def _delete(self) -> None:
        held = sum(map(len, self._from.values()))
        if not held:
            self.delete_line.say(self.said["delete_empty"])
        elif not self._sure:
            self._sure = True
            self.delete_line.say(self.said["delete_sure"].format(n=held))
        else:
            self._forget()
            self.guess.value = ""
            self.codes.value = ""
            self.form.fill({})
            self.shown.value = ""
            self.figure.clear()
            self._look()
            self.delete_line.say(self.said["deleted"])


def _ballot(data: bytes | ballots.BallotError) -> ballots.Ballot | None:
    """The ballot in these bytes, or None where there is none that counts."""
    try:
        return ballots.read(data) if isinstance(data, bytes) else None
    except ballots.BallotError:
        return None
