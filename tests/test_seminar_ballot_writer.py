"""Group mode: what a group fills in comes out as a ballot that counts; what must not leave does not."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from class_of_ballots import CRITERIA, OPTIONS, Memory, group, matrix, write
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.seminar import ballot_paper, ballots
from eunato.seminar.ballot_form import BallotForm
from eunato.seminar.ballot_writer import BallotWriter

FULL = {(o, c): 1 + (i + j) % 5 for i, o in enumerate(OPTIONS) for j, c in enumerate(CRITERIA)}
DEMO = {(o, c): 1 + (3 * i + 2 * j) % 5 for i, o in enumerate(OPTIONS, start=1) for j, c in enumerate(CRITERIA, start=1)}


def filled(writer: BallotWriter) -> BallotWriter:
    form = writer.form
    form.group.value, form.people.value, form.top[0].value, form.weights_from.value, form.confidence.value = "G3", "4", "O6", "equal", 70
    return writer


def test_nothing_is_filled_in_before_the_group_does_it():
    form = BallotForm(with_matrix=True)
    assert not form.group.value and not form.people.value and form.approve.value == [] and not form.dissent.value
    assert [m.value for m in (*form.top, form.weights_from, form.confidence)] == [None] * 5
    assert all(field.value == "" for field in form.points.values())


def test_an_empty_form_says_what_is_open_and_makes_no_file():
    writer = BallotWriter()
    writer.export.click()
    for words in ("such as G3", "number of people", "first choice", "weights come from", "how sure"):
        assert words in writer.status.text
    assert writer.status.kind == "error" and not writer.data and not writer.link.content and writer.code.layout.display == "none"
    assert writer.form.group.invalid and writer.form.people.invalid


def test_a_whole_class_exports_and_is_loaded_again(tmp_path):
    files = write(tmp_path / "room", 30)
    found = ballots.folder(tmp_path / "room")
    assert [b.group for b in found.ballots] == [f"G{n}" for n in range(1, 31)] and not found.refused
    assert files[2].name == f"ballot_G3_{files[2].stem.split('_')[2]}.json" and all(path.stat().st_size <= 4096 for path in files)
    assert found.ballots[0].by_scores and not found.ballots[2].by_scores and len(found.ballots[0].scores) == 80


def test_the_file_is_named_by_group_and_iso_week(monkeypatch):
    monkeypatch.setenv("EUNATO_TODAY", "2026-02-03")
    writer = filled(BallotWriter())
    writer.export.click()
    assert writer.link.filename == "ballot_G3_2026w6.json" and writer.print_link.filename == "ballot_G3_2026w6.html"
    monkeypatch.setenv("EUNATO_TODAY", "2027-01-01")  # belongs to the last week of the year before
    writer.export.click()
    assert writer.link.filename == "ballot_G3_2026w53.json"


def test_the_time_is_utc_whatever_the_clock_s_zone():
    writer = filled(BallotWriter(now=lambda: datetime(2026, 11, 22, 1, 30, tzinfo=timezone(timedelta(hours=3)))))
    writer.export.click()
    assert ballots.read(writer.data).ts == "2026-11-21T22:30:00Z"


def test_file_code_and_form_say_the_same():
    writer = group(5)
    writer.export.click()
    found = ballots.read(writer.data)
    assert ballots.from_code(writer.code.value) == writer.data == writer.link.content.encode()
    assert writer.code.disabled and writer.code.layout.display == ""
    assert found.top3 == tuple(m.value for m in writer.form.top) and found.approve == tuple(OPTIONS[i] for i in writer.form.approve.value)
    assert sum(found.weights.values()) == pytest.approx(100, abs=0.1)


def test_an_illustrative_set_is_not_exported_nor_counted():
    writer = filled(BallotWriter(Memory(), matrix(DEMO)))
    writer.export.click()
    assert "illustrative set" in writer.status.text and not writer.data
    with pytest.raises(ballots.BallotError, match="illustrative set"):
        ballots.export("G1", 3, "2026-11-22T10:00:00Z", dict.fromkeys(CRITERIA, 1), DEMO, {}, ["O1"], [], 0.5)
    writer.only_top.value = [0]
    writer.export.click()
    assert ballots.read(writer.data).scores == {}


def test_one_option_like_the_illustrative_set_is_nobody_s_fault():
    assert not ballots.is_illustrative({(o, c): s for (o, c), s in DEMO.items() if o in ("O1", "O2")})
    assert not ballots.is_illustrative(FULL)


def test_weights_come_from_the_matrix_only_when_it_has_some():
    writer = filled(BallotWriter(Memory(), matrix(FULL)))
    writer.form.weights_from.value = "matrix"
    writer.export.click()
    assert "no saved weights" in writer.status.text and not writer.data
    weights = {c: 10.0 * (n + 1) for n, c in enumerate(CRITERIA)}
    writer.matrix.parts["weights"] = weights  # saved in the matrix while the form was open
    writer.export.click()
    assert ballots.read(writer.data).weights["ukraine"] == pytest.approx(80 / 360 * 100, abs=0.01)


def test_typed_weights_are_checked_in_words():
    writer = filled(BallotWriter())
    writer.form.weights_from.value = "typed"
    assert writer.form.typed.layout.display == ""
    for field in writer.form.points.values():
        field.value = "0"
    writer.export.click()
    assert "all eight weights are 0" in writer.status.text
    writer.form.points["speed"].value = "a lot"
    writer.export.click()
    assert "Speed: I could not read a number" in writer.status.text and writer.form.points["speed"].invalid
    writer.form.points["speed"].value = "12,5"
    writer.export.click()
    assert ballots.read(writer.data).weights["speed"] == 100


@pytest.mark.parametrize(("field", "value", "said"), [
    ("group", "Team A", "such as G3"), ("group", "G100", "such as G3"), ("people", "4.5", "whole number"), ("people", "400", "outside what is possible"), ("dissent", "x" * 201, "201 characters; 200 fit"),
])
def test_a_wrong_entry_is_said_in_words(field, value, said):
    writer = filled(BallotWriter())
    getattr(writer.form, field).value = value
    writer.export.click()
    assert said in writer.status.text and not writer.data and getattr(writer.form, field).invalid


@pytest.mark.parametrize(("line", "said"), [("<script>alert(1)</script>", "markup"), ("=1+1", "formula")])
def test_a_line_that_the_instructor_would_refuse_is_stopped_at_the_group(line, said):
    writer = filled(BallotWriter())
    writer.form.dissent.value = line
    writer.export.click()
    assert said in writer.status.text and not writer.link.content


def test_the_same_option_twice_or_a_gap_is_said():
    writer = filled(BallotWriter())
    writer.form.top[2].value = "O6"
    writer.export.click()
    assert "third choice needs a second" in writer.status.text and "O6 stands twice" in writer.status.text


def test_an_old_file_goes_when_the_new_one_cannot_be_made():
    writer = filled(BallotWriter())
    writer.export.click()
    writer.form.people.value = ""
    writer.export.click()
    assert not writer.link.content and not writer.code.value and not writer.print_link.content


def test_the_group_hears_how_it_will_be_counted():
    writer = filled(BallotWriter(Memory(), matrix(FULL)))
    writer.export.click()
    assert "by your scores and weights" in writer.status.text
    first = ballots.read(writer.data).ranking()[0]
    if "O6" not in (first if isinstance(first, tuple) else (first,)):
        assert "top three puts O6 first" in writer.status.text
    writer = filled(BallotWriter(Memory(), matrix({(o, c): 3 for o in ("O1", "O2") for c in CRITERIA})))
    writer.export.click()
    assert "do not cover your whole top three" in writer.status.text and ballots.read(writer.data).ranking() == ("O6",)


def test_the_draft_is_kept_and_comes_back():
    memory = Memory()
    writer = filled(BallotWriter(memory))
    writer.form.points["speed"].value, writer.form.dissent.value = "40", "Half a line"
    again = BallotWriter(memory)
    assert again.form.state() == writer.form.state() and again.form.group.value == "G3"
    again.clear.click()
    assert again.form.group.value == "G3", "one press must not empty the form"
    again.clear.click()
    assert again.form.group.value == "" and BallotWriter(memory).form.top[0].value is None


@pytest.mark.parametrize("line", ["ask anna@example.org", "Anna ＠ example.org", "x: a.b@c"])
def test_an_address_in_the_line_of_dissent_is_refused_in_words(line):
    writer = filled(BallotWriter())
    assert "shown to the class" in writer.form.dissent.help and "no addresses" in writer.form.dissent.help.lower() and "shown to the class" in ballot_paper.page()
    writer.form.dissent.value = line
    writer.export.click()
    assert "e-mail address" in writer.status.text and writer.status.kind == "error" and not writer.data and writer.form.dissent.invalid
    with pytest.raises(ballots.BallotError, match="e-mail address"):
        ballots.export("G1", 3, "2026-11-22T10:00:00Z", dict.fromkeys(CRITERIA, 1), {}, {}, ["O1"], [], 0.5, line)
    writer.form.dissent.value = "Two of us @ the table see it so. We said it."
    writer.export.click()
    assert writer.data and not writer.form.dissent.invalid


def test_a_disk_that_says_no_is_said():
    memory = Memory()
    memory.save = lambda part, state: "the disk is full."
    writer = filled(BallotWriter(memory))
    assert "the disk is full" in writer.draft_line.text
    writer.export.click()
    assert writer.data, "a full disk does not stop the vote"


junk = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=12), lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=8), x, max_size=4), max_leaves=10)


@given(st.dictionaries(st.sampled_from(["group", "people", "top", "approve", "from", "points", "confidence", "dissent", "only_top"]), junk))
@settings(max_examples=200, deadline=None)
def test_any_kept_draft_opens(state):
    form = BallotForm()
    form.fill(state)
    form.read()


@given(st.dictionaries(st.sampled_from([*OPTIONS, "weights", "odds", "order"]), junk))
@settings(max_examples=60, deadline=None)
def test_any_kept_matrix_opens(parts):
    writer = filled(BallotWriter(Memory(), Memory(parts)))
    writer.export.click()
    assert bool(writer.data) != (writer.status.kind == "error")


# -- on paper -----------------------------------------------------------------------------------------------------


def test_the_empty_page_has_a_box_for_every_option_and_nothing_from_outside():
    page = ballot_paper.page()
    assert page.count("☐") == 40 and "☒" not in page and "http" not in page and "<script" not in page and "src=" not in page


def test_the_filled_page_has_the_ticks_and_escapes_the_line():
    writer = group(5)
    writer.form.dissent.value = 'a & b < c "quoted"'
    writer.export.click()
    page = writer.print_link.content
    assert page.count("☒") == 3 + len(writer.form.approve.value) and "a &amp; b &lt; c &quot;quoted&quot;" in page
