"""What a teacher meets in 45 minutes: plans that change, texts that are still open, the line of events, lists that need a look, briefs that close."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from eunato.learning import progress_disk
from eunato.models.seats import kit
from eunato.seminar import room_sheets
from eunato.seminar.room import TABS, Console
from eunato.seminar.room_kit import Kit

CLASS = [f"Student{n:02d} Surname{n:02d}" for n in range(25)]


class Clock:
    def __init__(self) -> None:
        self.t = 1_000_000.0

    def __call__(self) -> float:
        return self.t


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def c(empty_home: Path, clock: Clock) -> Console:
    """25 people, dealt, with everything else as a teacher finds it."""
    made = Console(empty_home, progress_disk, clock)
    made.setup.names.value = "\n".join(CLASS)
    made.setup.deal.click()
    return made


def to(c: Console, clock: Clock, kind: str, nth: int = 0) -> None:
    """Press "Next phase" until a phase of this kind."""
    wanted = [n for n, p in enumerate(c.state.phases) if p["kind"] == kind][nth]
    while c.state.phase < wanted:
        now = c.state.phases[c.state.phase]
        clock.t += 60 * (now["to"] - now["from"])
        c.run.next.click()


def vote(c: Console, **votes: str) -> None:
    for number, seat in enumerate(c.psc.seats):
        value = list(c.psc.votes.value)
        value[number] = {"yes": 0, "no": 1, "abstain": 2}[votes.get(seat, "yes")]
        c.psc.votes.value = value


def bare(markup: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", markup)).split())


# -- plan and edition ------------------------------------------------------------------------------------------------


def test_run_all_paste_deal_start_gives_the_plan_of_45_minutes(c: Console) -> None:
    c.setup.start.click()
    assert c.state.plan == "45" and c.status.text.startswith(f"The night has begun: 45 minutes. Phase 1 of {len(kit('plans')['plans']['45'])}:")


def test_another_plan_or_edition_before_the_start_moves_nobody(c: Console) -> None:
    c.setup.one.value, c.setup.other.value = 3, 21
    c.setup.swap.click()
    seated = c.state.seated
    c.setup.plan.value = "90"
    assert c.status.text == "Tonight: 90 minutes, named edition. Everybody keeps the seat." and c.state.plan == "90"
    c.setup.edition.value = "neutral"
    assert c.state.seated == seated and c.state.edition == "neutral" and "State A" in c.setup.seats.value
    c.undo.click()
    assert c.setup.edition.value == "named" == c.state.edition and c.setup.plan.value == "90", "the menus show what undo left"
    c.setup.start.click()
    assert len(c.state.phases) == len(kit("plans")["plans"]["90"]) and c.state.seated == seated


def test_after_a_restart_the_menus_show_the_plan_that_was_dealt(c: Console, empty_home: Path, clock: Clock) -> None:
    c.setup.plan.value = "180"
    again = Console(empty_home, progress_disk, clock)
    assert again.setup.plan.value == "180" and "press “Open the class screen” again" in again.status.text
    again.setup.start.click()
    assert again.state.plan == "180"


# -- what can be projected -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plan", ["45", "90", "180"])
@pytest.mark.parametrize("edition", ["named", "neutral"])
def test_no_restricted_card_can_be_projected(plan: str, edition: str, c: Console) -> None:
    c.setup.plan.value, c.setup.edition.value = plan, edition
    c.setup.start.click()
    tokens = [token for _, token in c.run.show.options]
    assert {t for t in tokens if t.startswith("card:")} == {f"card:{card['id']}" for card in kit("injects")["cards"] if card["mark"] == "open"}
    for card in kit("injects")["cards"]:
        if card["mark"] != "open":
            c.do("show", "", what=f"card:{card['id']}")  # as a room that was kept by an earlier version may hold it
            assert c.screen.markup == ""


def test_tonight_s_menu_holds_tonight_s_plan(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    tokens = [token for _, token in c.run.show.options]
    used = {t for p in kit("plans")["plans"]["45"] for t in p["show"] if t.startswith("text:")}
    assert {t for t in tokens if t.startswith("text:")} == used and "agenda" not in tokens and len(tokens) <= 22
    assert [t for t in tokens if t.startswith("inject:")] == ["inject:1"]
    c.psc.text.value = "P3"
    c.psc.choice.value = 0
    c.psc.begin.click()
    assert "text:P3" in [token for _, token in c.run.show.options], "a text that was put to the room after all can be shown"


def test_optional_news_stands_last(c: Console) -> None:
    c.setup.plan.value = "90"
    c.setup.start.click()
    labels = [label for label, _ in c.run.show.options]
    optional = [n for n, label in enumerate(labels) if "(optional)" in label]
    assert optional == list(range(len(labels) - 3, len(labels)))


def test_next_phase_projects_unless_told_to_keep(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    assert c.screen.markup, "the night does not begin with an empty screen"
    to(c, clock, "caucus")
    assert c.state.shown == "texts:P1+N1" and c.screen.markup.count("<section>") == 2
    for t in ("P1", "N1"):
        assert kit_text(t) in bare(c.screen.markup)
    c.run.keep.value = [0]
    c.run.next.click()
    assert c.state.shown == "texts:P1+N1", "kept"
    c.run.keep.value = []
    c.run.back.click()
    c.run.next.click()
    assert c.state.shown == "silence"


def kit_text(which: str) -> str:
    return next(t for t in kit("texts")["texts"] if t["id"] == which)["text"]


def test_the_rules_stand_on_two_sheets_that_hold_all_of_them(c: Console) -> None:
    c.setup.start.click()
    shown = []
    for token in ("rules", "rules:2"):
        c.run.show.value = token
        c.run.project.click()
        shown.append(bare(c.screen.markup))
    for rule in kit("rules")["rules"]:
        assert sum(rule["title"] in s for s in shown) == 1


def test_the_bars_show_their_steps_before_they_are_scored(c: Console) -> None:
    c.setup.start.click()
    c.run.show.value = "outcome"
    c.run.project.click()
    first = kit("rules")["outcome"][0]
    assert all(f"{k}: {said}" in c.screen.markup for k, said in first["anchors"].items())
    c.outcome.menus.value = [2, *[None] * 6]
    assert f"2 of 3: {first['anchors'][2]}" in c.screen.markup and first["anchors"][0] not in c.screen.markup


def test_the_record_has_facts_with_sources(c: Console) -> None:
    c.setup.start.click()
    c.run.show.value = "record"
    c.run.project.click()
    facts = kit("rules").get("record", [])
    assert c.screen.markup.count("(Source: ") == len(facts)
    for said in ("36", "2003", "325") if facts else ():
        assert said in c.screen.markup
    assert all(f["source_id"] not in c.screen.markup for f in facts), "a publisher and a year, not a row's name"


# -- silence and the end of the night ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("plan", "minutes"), [("45", 2), ("90", 4), ("180", 6)])
def test_silence_is_as_long_as_the_plan_says(plan: str, minutes: int, c: Console) -> None:
    c.setup.plan.value = plan
    c.setup.start.click()
    assert c.nac.minutes.value == minutes == kit("plans").get("silence_minutes", {"45": 2, "90": 4, "180": 6})[plan]


def test_open_texts_fall_at_the_debrief_with_one_press_each(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    to(c, clock, "silence")
    c.psc.begin.click()
    c.nac.place.click()
    to(c, clock, "debrief")
    assert "P1 is still open. Let it fall?" in c.status.text and "N1 is still open. Let it fall?" in c.run.asked.value
    assert [clock_["key"] for clock_ in c.screen.clocks] == ["phase"], "no silence runs beside the debrief"
    clock.t += 600
    for late in (c.nac.held, c.psc.record, c.nac.break_):
        if late is c.nac.break_:
            c.nac.who.value, c.nac.reason.value, c.nac.phrase.value = "us", "a", "b"
        late.click()
        assert "The debrief has begun" in c.status.text and not c.state.done
    c.run.fall["nac"].click()
    assert c.status.text == "N1 fell in the NAC, time was over."
    c.run.fall["psc"].click()
    assert [(d.room, d.text, d.outcome) for d in c.state.done] == [("nac", "N1", "time"), ("psc", "P1", "time")]
    assert c.run.asked.value == "" and c.run.fall["psc"].layout.display == "none"
    said = [s for _, s in rows(c)]
    assert "N1 More activity in the Baltic Sea: fell in the NAC, time over." in said and any(s.startswith("P1") and s.endswith("time over.") for s in said)
    c.undo.click()
    assert c.run.fall["psc"].layout.display == "" and c.run.fall["psc"].description == "Let P1 fall, time is over"


def test_a_late_click_can_go_back_a_phase(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    to(c, clock, "silence")
    c.psc.begin.click()
    vote(c)
    to(c, clock, "debrief")
    assert "Every seat has spoken on P1" in c.status.text
    c.run.back.click()
    c.psc.record.click()
    assert c.state.done[0].outcome == "adopted"


def test_the_rehearsal_leaves_no_trace_in_the_line_of_events(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    assert c.run.rehearse.layout.display == "none"
    to(c, clock, "rehearsal")
    assert c.run.rehearse.layout.display == ""
    c.run.rehearse.click()
    assert "all meetings begin with a song" in c.screen.markup
    running = next(x for x in c.screen.clocks if x["key"] == "rehearsal")
    assert running["until"] == round((clock.t + 30) * 1000) and not rows(c) and c.state.silence is None
    c.run.next.click()
    assert [x["key"] for x in c.screen.clocks] == ["phase"] and "song" not in c.screen.markup


# -- the line of events ----------------------------------------------------------------------------------------------


def rows(c: Console) -> list[tuple[str, str]]:
    return room_sheets.room_lines.rows(c.state, c.kit)


def test_the_line_of_events_tells_the_night_oldest_first(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    to(c, clock, "silence")
    c.psc.begin.click()
    vote(c, greece="no")
    value = list(c.psc.votes.value)
    value[c.psc.seats.index("greece")] = 0
    c.psc.votes.value = value
    value[c.psc.seats.index("ireland")] = 2
    c.psc.votes.value = value
    c.psc.sentence.value = "Student03 says: we are neutral."
    c.psc.keep_sentence.click()
    c.psc.record.click()
    c.nac.place.click()
    c.nac.who.value, c.nac.reason.value, c.nac.phrase.value = "italy", "All ships go north.", "with ships in the south"
    clock.t += 60
    c.nac.break_.click()
    assert "Italy broke it" in c.screen.markup and c.state.shown == "silence" and "eun-news" not in c.screen.markup, "said once"
    c.nac.again.click()
    clock.t += 120
    c.nac.held.click()
    c.run.show.value = "lines"
    c.run.project.click()
    said = [s for _, s in rows(c)]
    order = ["PSC: round on P1", "Votes on P1", "P1 Listings and repair: adopted by the PSC", "NAC: N1 More activity in the Baltic Sea under silence for 2 minutes", "NAC: Italy broke silence on N1. Reason: “All ships go north”. Other words: “with ships in the south”",
             "NAC: N1 under silence again", "NAC: nobody broke silence on N1", "N1 More activity in the Baltic Sea: adopted by the NAC"]
    assert [next(i for i, s in enumerate(said) if s.startswith(o)) for o in order] == list(range(len(order)))
    votes = next(s for s in said if s.startswith("Votes on P1"))
    assert "Greece" in votes and ": no" not in votes and "Ireland (“[a person] says: we are neutral”): abstaining" in votes, "the corrected vote, the reason, no name"
    minutes = [int(when.split()[-1]) for when, _ in rows(c)]
    assert minutes == sorted(minutes) and all(" ".join(s.split()) in bare(c.screen.markup) for s in said)
    c.run.show.value = "votes"
    c.run.project.click()
    assert "Ireland" in c.screen.markup and "we are neutral" in c.screen.markup and "adopted by the PSC" in c.screen.markup, "the table stays after recording"
    c.record.save.click()
    for link in c.record.links.values():
        assert "Greece no" not in link.content and "Greece yes" in link.content


def test_a_broken_silence_shows_whatever_is_projected(c: Console, clock: Clock) -> None:
    c.setup.start.click()
    to(c, clock, "caucus")
    c.nac.place.click()
    c.nac.who.value, c.nac.reason.value, c.nac.phrase.value = "italy", "Why north?", "both seas"
    c.nac.break_.click()
    assert "eun-news" in c.screen.markup and "Italy broke silence on N1" in c.screen.markup and "both seas" in c.screen.markup and "<section>" in c.screen.markup
    c.nac.again.click()
    assert "eun-news" not in c.screen.markup


# -- briefs ---------------------------------------------------------------------------------------------------------


def test_a_private_brief_closes_at_the_start_and_with_the_part(c: Console) -> None:
    for close in (lambda: setattr(c.tabs, "value", TABS.index("log")), c.setup.start.click):
        c.tabs.value = TABS.index("setup")
        c.setup.brief_of.value = 4
        c.setup.brief_show.click()
        assert "Only you know" in c.setup.brief.value
        close()
        assert c.setup.brief.value == ""
        c.tabs.value = TABS.index("setup")
        assert c.setup.brief.value == ""


@pytest.mark.parametrize("edition", ["named", "neutral"])
def test_a_brief_says_what_counts_tonight_and_what_a_chair_does(edition: str) -> None:
    view = Kit(edition)
    for role in kit("roles")["roles"]:
        row = view.role(role["id"])
        made, other = bare(room_sheets.brief(view, role["id"], "45")), bare(room_sheets.brief(view, role["id"], "90"))
        assert ("Tonight " in made) == bool(row.get("tonight")) and "Tonight " not in other
        assert ("What you do" in made) == bool(row.get("task")) and "(1 point)" in made and "(1 points)" not in made


# -- leaving, and the words ------------------------------------------------------------------------------------------


def test_delete_takes_files_that_were_set_aside_and_says_so(c: Console, empty_home: Path) -> None:
    (empty_home / "room.broken-1.json").write_text("Student00", encoding="utf-8")
    (empty_home / "room.broken-note.txt").write_text("mine", encoding="utf-8")
    c.record.sure.value = [0]
    c.record.delete.click()
    assert sorted(p.name for p in empty_home.iterdir() if "broken" in p.name) == ["room.broken-note.txt"]
    assert "set aside as unreadable is deleted, too" in c.status.text and c.screen.clocks == [] and c.screen.markup == ""


NAMES = r"\b(PSC|NAC|EU|NATO|TEU|Article|Member States?|All(?:y|ies)|European|Cyprus|Türkiye|France|Kosovo|KFOR|Althea|Baltic|Secretary General)\b"


def test_no_sentence_of_the_console_names_an_institution_in_the_neutral_edition(c: Console) -> None:
    def strings(thing: object, way: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        if isinstance(thing, dict):
            return [x for key, part in thing.items() if key != "named" and not str(key).endswith("_named") for x in strings(part, (*way, str(key)))]
        if isinstance(thing, list):
            return [x for part in thing for x in strings(part, way)]
        return [("/".join(way), str(thing))]

    assert not [(way, said) for way, said in strings(dict(kit("room_words"))) if re.search(NAMES, said)]
    c.setup.edition.value = "neutral"
    c.setup.start.click()
    seen = []
    for part in range(len(TABS)):
        c.tabs.value = part
        seen.append(bare(" ".join(w.value for w in walk(c.panels[part].box) if type(w).__name__ == "HTML")))
    assert not [found.group() + " in " + text[max(0, found.start() - 40):found.end() + 20] for text in seen for found in re.finditer(NAMES, text)]


def walk(w):
    yield w
    for child in getattr(w, "children", ()):
        yield from walk(child)


def test_two_seats_have_not_voted_and_do_not_stop_it(c: Console) -> None:
    c.setup.start.click()
    c.psc.begin.click()
    value = [0] * len(c.psc.seats)
    value[c.psc.seats.index("cyprus")] = value[c.psc.seats.index("ireland")] = None
    for number, v in enumerate(value):
        now = list(c.psc.votes.value)
        now[number] = v
        c.psc.votes.value = now
    assert "Cyprus and Ireland have not voted" in c.psc.result.value
    for seat in ("cyprus", "ireland"):
        c.do("vote", "", seat=seat, vote="abstain", sentence="No.", written=False)
    assert "Cyprus and Ireland abstained constructively and do not stop it" in c.psc.result.value
