"""The console without a browser: a class of 25 from dealing to debrief, hostile class lists, resume, undo in words, files without names."""

from __future__ import annotations

import csv
import html
import io
import re
from pathlib import Path

import pytest

from eunato.learning import progress_disk
from eunato.models.seats import kit
from eunato.seminar.room import TABS, Console
from eunato.seminar.room_events import FIELDS
from eunato.seminar.room_list import Listed, read_list

CLASS = [f"Student{n:02d} Surname{n:02d}" for n in range(25)]


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.t = 1_000_000.0

    def __call__(self) -> float:
        return self.t

    def minutes(self, n: float) -> None:
        self.t += 60 * n


@pytest.fixture
def clock() -> Clock:
    return Clock()


def console(home: Path, clock: Clock) -> Console:
    return Console(home, progress_disk, clock)


def dealt(home: Path, clock: Clock, names: list[str] | None = None, plan: str = "90", edition: str = "named") -> Console:
    c = console(home, clock)
    c.setup.plan.value, c.setup.edition.value, c.setup.names.value = plan, edition, "\n".join(names or CLASS)
    c.setup.deal.click()
    return c


def started(home: Path, clock: Clock, **more) -> Console:
    c = dealt(home, clock, **more)
    c.setup.start.click()
    return c


def vote(c: Console, **votes: str) -> None:
    entry = {"yes": 0, "no": 1, "abstain": 2}
    for number, seat in enumerate(c.psc.seats):
        value = list(c.psc.votes.value)
        value[number] = entry[votes.get(seat, "yes")]
        c.psc.votes.value = value


# -- a whole night ---------------------------------------------------------------------------------------------------


def test_a_class_of_25_plays_from_dealing_to_debrief(empty_home: Path, clock: Clock) -> None:
    c = dealt(empty_home, clock)
    assert c.status.text.startswith("25 seats are dealt. 9 states have a voice in the PSC, 11 in the NAC.")
    assert all(name in c.setup.seats.value for name in CLASS) and "second ambassador</td><td>NAC" in c.setup.seats.value
    c.setup.one.value, c.setup.other.value = 0, 24
    c.setup.swap.click()
    assert c.status.text == "Student00 Surname00 and Student24 Surname24 have changed seats."
    c.setup.brief_of.value = 7
    c.setup.brief_show.click()
    assert c.setup.brief.value.count("<table>") == 1 and "Only you know" in c.setup.brief.value
    c.setup.brief_hide.click()
    assert c.setup.brief.value == ""
    c.setup.start.click()
    assert c.status.text == "The night has begun: 90 minutes. Phase 1 of 16: Aim and house rules." and TABS[c.tabs.value] == "run"

    while c.state.phases[c.state.phase]["kind"] != "inject":
        clock.minutes(3)
        c.run.next.click()
    assert c.run.show.value == "inject:1", "the news of the phase is chosen already"
    assert "Three cables in six hours" in c.screen.markup and c.status.text.endswith("On the class screen: News 1: Three cables in six hours."), "a new phase projects its first thing"
    c.run.project.click()
    assert "Three cables in six hours" in c.screen.markup and c.status.text == "On the class screen: News 1: Three cables in six hours."

    c.psc.text.value = "P1"
    c.psc.begin.click()
    vote(c, ireland="abstain")
    assert c.status.text == "Ireland: abstains constructively. Still open: Ireland abstains without a sentence. Write down the reason first."
    c.psc.record.click()
    assert c.status.text.startswith("Problem: The round is still open")
    c.psc.sentence.value = "We are neutral."
    c.psc.keep_sentence.click()
    c.psc.record.click()
    assert c.status.text == "Recorded. Adopted with 8 yes. Ireland abstained constructively and does not stop it."

    c.nac.text.value = "N1"
    c.nac.place.click()
    assert [x["key"] for x in c.screen.clocks] == ["phase", "silence"]
    c.nac.who.value, c.nac.reason.value, c.nac.phrase.value = "us", "Whose ships?", "with European ships"
    c.nac.break_.click()
    c.nac.words.value = "For 90 days, with European ships."
    c.nac.again.click()
    c.nac.held.click()
    assert "Silence still runs for 4:00" in c.status.text
    clock.minutes(4)
    c.nac.held.click()
    assert c.status.text == "Nobody broke silence. N1 More activity in the Baltic Sea is adopted."

    c.cards.card.value, c.cards.to.value = "C2", "psc"
    c.cards.show.click()
    assert "Cyprus is present" in c.status.text
    c.cards.pass_.click()
    assert "both chairs" in c.status.text
    c.cards.chairs.value = [0, 1]
    c.cards.pass_.click()
    assert c.status.text == "A gist of 21 words from card C2 went to the PSC."

    c.joint.proposal.value, c.joint.refused.value = "The cables", [c.joint.refused.options.index("Cyprus in the PSC")]
    c.joint.keep.click()
    assert c.status.text == "Not every seat accepts “The cables”: Cyprus in the PSC did not. The default agenda stands: support to Althea."
    c.joint.j1.value = "word " * 81
    c.joint.keep_j1.click()
    assert "81 words; 80 are allowed" in c.status.text
    c.joint.j1.value = "We met. Repair and protection go together."
    c.joint.keep_j1.click()
    c.psc.text.value = "J1"
    assert c.psc.words.value == "We met. Repair and protection go together."
    c.psc.begin.click()
    vote(c, france="abstain", cyprus="abstain", ireland="abstain")
    for _ in range(3):
        c.psc.sentence.value = "Not now."
        c.psc.keep_sentence.click()
    c.psc.record.click()
    assert "That is 3 of 9 seats, and 3 are a third" in c.status.text
    assert "PSC took no decision; NAC has not decided" in c.joint.state.value

    for number in range(7):
        value = list(c.outcome.menus.value)
        value[number] = number % 4
        c.outcome.menus.value = value
    assert len(c.state.scores) == 7 and "argue with each" in c.outcome.bars.value
    while c.state.phase < len(c.state.phases) - 1:
        c.run.next.click()
    c.run.show.value = "debrief:facts"
    c.run.project.click()
    for said in ("P1 Listings and repair: adopted by the PSC", "N1 More activity in the Baltic Sea: adopted by the NAC", "J1 Joint statement of the two rooms: no decision"):
        assert said in c.screen.markup
    c.run.show.value = "debrief:data"
    c.run.project.click()
    assert "Lesson 02" in c.screen.markup and "Lesson 03" in c.screen.markup
    c.run.next.click()
    assert "no phase after the last" in c.status.text

    again = console(empty_home, clock)
    assert again.state == c.state and again.screen.markup == c.screen.markup and again.screen.clocks == c.screen.clocks
    assert again.status.text.startswith("This room was kept.") and TABS[again.tabs.value] == "run"


def test_the_neutral_edition_plays_with_letters(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock, edition="neutral")
    assert c.tabs.options[2:4] == ["Union's room", "Alliance's room"]
    c.psc.begin.click()
    assert "State H" in c.psc.votes.rows and "Cyprus" not in str(c.psc.votes.rows)
    c.cards.card.value, c.cards.to.value = "C2", "psc"
    c.cards.show.click()
    assert "State H is present" in c.status.text


def test_typed_words_go_to_the_room_with_their_text(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock)
    c.psc.words.value = "A shorter P1."
    c.psc.begin.click()
    assert c.state.wording["P1"] == "A shorter P1."
    c.nac.words.value = "A shorter N1."
    c.nac.place.click()
    c.nac.who.value, c.nac.reason.value, c.nac.phrase.value = "uk", "Too short.", "More."
    c.nac.break_.click()
    c.nac.text.value = "N2"
    c.nac.again.click()
    assert c.state.silence.text == "N1" and c.state.silence.wording == "A shorter N1.", "the second round keeps its own text's words"


# -- undo ------------------------------------------------------------------------------------------------------------


def test_undo_says_what_it_undid_and_the_page_follows(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock)
    c.psc.text.value = "P1"
    c.psc.begin.click()
    vote(c, cyprus="no")
    c.undo.click()
    assert c.status.text == "Undone: PSC: Ireland yes." and c.psc.votes.value[c.psc.seats.index("ireland")] is None
    c.redo.click()
    assert c.status.text == "Done again: PSC: Ireland yes." and c.psc.votes.value[c.psc.seats.index("ireland")] == 0
    while c.journal.events:
        c.undo.click()
        assert c.status.text.startswith("Undone: ")
    c.undo.click()
    assert c.status.text == "There is nothing to undo."
    assert c.setup.after.layout.display == "none" and c.setup.before.layout.display == "", "the empty room can be set up again"


def test_every_kind_of_step_has_words() -> None:
    assert set(FIELDS) <= set(kit("room_words")["events"])


# -- the class list --------------------------------------------------------------------------------------------------

HOSTILE = ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\u202eTxet desrever", "=HYPERLINK(\"http://x\",\"y\")", "+1+1", "@SUM(A1)", "-2+3", "Robert'); DROP TABLE", "{name}", "%s %n", "\x00nul\x07", "Zoë Ångström",
           "李小龍", "a" * 500, "O'Brien & Söhne"]


def test_a_hostile_class_list_is_shown_as_text_and_stays_out_of_the_files(empty_home: Path, clock: Clock) -> None:
    c = dealt(empty_home, clock, names=HOSTILE)
    assert "3 lines hold more than a name" in c.status.text and c.state.people == 0, "odd lines are shown before anybody is dealt"
    assert "<script" not in c.setup.read.value and "<img" not in c.setup.read.value
    c.setup.deal.click()
    assert c.state.people == len(HOSTILE) and "1 name was longer than 80 characters and was shortened." in c.status.text
    c.setup.start.click()
    shown = c.setup.seats.value
    assert "<script" not in shown and "<img" not in shown and html.escape("<script>alert(1)</script>") in shown and "\u202e" not in shown and "\x00" not in shown
    for person in range(len(HOSTILE)):
        c.setup.brief_of.value = person
        c.setup.brief_show.click()
        assert "<script" not in c.setup.brief.value and "<img" not in c.setup.brief.value
    c.record.save.click()
    for link in c.record.links.values():
        assert not [n for n in HOSTILE if len(n) > 3 and n in link.content]
    assert console(empty_home, clock).state.names == c.state.names


def test_ten_thousand_lines_are_refused_and_nothing_changes(empty_home: Path, clock: Clock) -> None:
    c = dealt(empty_home, clock)
    before = c.state
    c.setup.names.value = "x\n" * 9_999
    c.setup.deal.click()
    assert c.status.text.startswith("Problem: The list has 9,999 lines; 40 are possible.") and c.state == before
    c.setup.names.value = "name\n" * 10_000
    c.setup.deal.click()
    assert "more than 20,000 characters" in c.status.text and c.state == before


def test_names_are_cleaned() -> None:
    assert read_list("  Ana  Maria \r\n\r\n\tBo\u202eb\x07\n" + "c" * 90) == Listed(("Ana Maria", "Bob", "c" * 80), 1)


@pytest.mark.parametrize(("given", "said"), [("", "no list and no number"), ("11", "too few"), ("41", "too many"), ("many", "whole number"), ("12.5", "whole number"), ("-4", "too few"), ("1e9", "too many"), ("<b>", "whole number")])
def test_an_odd_number_of_people_gets_a_sentence(given: str, said: str, empty_home: Path, clock: Clock) -> None:
    c = console(empty_home, clock)
    c.setup.number.value = given
    c.setup.deal.click()
    assert said in c.status.text and c.status.kind == "error" and c.state.people == 0


# -- files -----------------------------------------------------------------------------------------------------------


def test_the_files_hold_seats_and_no_names(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock)
    c.psc.begin.click()
    vote(c, ireland="abstain")
    c.psc.sentence.value = "Student03 Surname03 asked for it, and Surname04 too."
    c.psc.keep_sentence.click()
    c.record.note.value = "=1+1 and a [link](http://x) of Student05"
    c.record.add.click()
    c.record.save.click()
    assert "without names of people" in c.status.text
    for link in c.record.links.values():
        assert not re.search(r"Student|Surname", link.content) and "Ireland" in link.content
    rows = list(csv.reader(io.StringIO(c.record.links["csv"].content)))
    assert rows[0] == ["minute", "step", "what"] and len(rows) == len(c.journal.events), "the abstention without its sentence was corrected, so it stands there once"
    assert not [cell for row in rows for cell in row if cell[:1] in "=+-@" and cell]
    assert "\\[link\\](http://x)" in c.record.links["md"].content and "not official positions" in c.record.links["md"].content
    c.run.next.click()
    assert c.record.links["md"].content == "", "an old file is no longer offered after a new step"


def test_delete_asks_first_and_then_leaves_nothing(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock)
    c.record.delete.click()
    assert "Nothing was deleted" in c.status.text and c.state.people == 25
    c.record.sure.value = [0]
    c.record.delete.click()
    assert c.state.people == 0 and c.setup.names.value == "" and not (empty_home / "room.json").exists()
    assert "Student" not in c.setup.seats.value + str(c.setup.brief_of.options)
    assert not [p for p in empty_home.iterdir() if "Student" in p.read_text(encoding="utf-8", errors="replace")]


# -- windows and disks -----------------------------------------------------------------------------------------------


def test_a_second_window_is_told_and_can_load(empty_home: Path, clock: Clock) -> None:
    one = started(empty_home, clock)
    two = console(empty_home, clock)
    two.run.next.click()
    one.run.pause.click()
    assert "changed in another window" in one.status.text and one.load.layout.display == "" and one.state.left is None
    one.load.click()
    assert one.state == two.state and one.load.layout.display == "none"
    one.run.pause.click()
    assert one.status.text == "The clock is paused."


def test_without_a_folder_it_works_in_memory_and_says_so(tmp_path: Path, clock: Clock) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    c = started(tmp_path / "file" / "home", clock)
    assert c.state.started and "Not kept on the disk, because the folder for it cannot be made." in c.status.text


def test_a_broken_file_is_said_and_kept(empty_home: Path, clock: Clock) -> None:
    empty_home.mkdir(parents=True)
    (empty_home / "room.json").write_text("{ not a room", encoding="utf-8")
    c = console(empty_home, clock)
    assert "room.broken-1.json" in c.status.text and (empty_home / "room.broken-1.json").read_text(encoding="utf-8") == "{ not a room"


def test_every_control_has_a_name_and_the_stored_form_no_state(empty_home: Path, clock: Clock) -> None:
    c = started(empty_home, clock)

    def walk(w):
        yield w
        for child in getattr(w, "children", ()):
            yield from walk(child)

    unnamed = [type(w).__name__ for w in walk(c) if hasattr(w, "description") and hasattr(w, "_esm") and not w.description and type(w).__name__ in ("NativeField", "NativeMenu", "NativeButton")]
    assert not unnamed
    assert "Student" not in str(c.stored_bundle()) and c.stored_bundle() == console(empty_home / "other", clock).stored_bundle()
