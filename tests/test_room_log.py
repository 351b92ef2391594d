"""The room as events: every kind can be taken back, a crash loses nothing, a second window writes over nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.learning import progress_disk
from eunato.models.room import RoomError
from eunato.models.seats import SeatsError, kit
from eunato.seminar import room_store
from eunato.seminar.room_events import FIELDS, MOST_EVENTS, check
from eunato.seminar.room_log import fold
from eunato.seminar.room_store import Elsewhere, Log, Store

SETUP = {"plan": "90", "edition": "named", "people": 12, "seed": 3, "names": []}
NIGHT = [
    ("setup", SETUP), ("swap", {"one": 1, "other": 4}), ("plan", {"plan": "45", "edition": "named"}), ("start", {}), ("phase", {"to": 1}), ("pause", {}), ("resume", {}), ("minute", {}), ("show", {"what": "inject:1"}),
    ("round", {"text": "P2", "choice": 2}), *(("vote", {"seat": s, "vote": "yes", "sentence": "", "written": False}) for s in ("france", "germany", "poland", "denmark", "greece", "cyprus")),
    ("vote", {"seat": "ireland", "vote": "abstain", "sentence": "We are neutral.", "written": True}), ("decide", {}),
    ("silence", {"text": "N1", "choice": None, "wording": "Ships for 90 days.", "minutes": 4}), ("break", {"seat": "us", "reason": "Whose ships?", "phrase": "European ships"}),
    ("again", {"wording": "European ships for 90 days."}), ("held", {}), ("agenda", {"proposal": "Cables", "refused": [["psc", "cyprus"], ["nac", "turkiye"]]}),
    ("wording", {"text": "J1", "words": "We met."}), ("gist", {"card": "C2", "to": "psc", "words": "Intent is open.", "chairs": True}), ("card", {"card": "C3", "to": "nac"}),
    ("score", {"criterion": "speed", "value": 2}), ("note", {"words": "Fallback: ask again on Monday."}),
    ("rehearse", {}), ("silence", {"text": "N2", "choice": 0, "wording": "x", "minutes": 2}), ("fall", {"room": "nac"}),
]


LONG = kit("plans")["plans"]["45"][0]["to"]
"""Minutes of the first phase."""


def log(folder: Path, upto: int | None = None) -> Log:
    made = Log(Store(folder, progress_disk))
    for number, (kind, more) in enumerate(NIGHT[:upto]):
        made.do(kind, 1000 + 300 * number, **more)
    return made


def test_the_night_above_has_every_kind_of_event() -> None:
    assert {kind for kind, _ in NIGHT} == set(FIELDS)


@pytest.mark.parametrize("number", range(1, len(NIGHT) + 1), ids=lambda n: f"{n}-{NIGHT[n - 1][0]}")
def test_every_kind_of_event_can_be_undone_and_done_again(number: int, tmp_path: Path) -> None:
    made = log(tmp_path, number - 1)
    before = made.state
    kind, more = NIGHT[number - 1]
    made.do(kind, 1000 + 300 * (number - 1), **more)
    after = made.state
    assert after != before
    assert made.undo()["kind"] == kind and made.state == before
    assert Log(Store(tmp_path, progress_disk)).state == before, "the undo is on the disk, too"
    assert made.redo()["kind"] == kind and made.state == after


def test_a_new_step_after_an_undo_drops_what_was_undone(tmp_path: Path) -> None:
    made = log(tmp_path)
    made.undo()
    made.do("note", 9e4, words="Another line.")
    assert made.redo() is None and made.state.notes[-1] == "Another line." and made.state.silence.state == "running"


def test_undo_of_nothing_is_nothing(tmp_path: Path) -> None:
    assert log(tmp_path, 0).undo() is None


@pytest.mark.parametrize("number", [1, 10, 18, len(NIGHT)])
def test_a_crash_resumes_exactly_where_it_was(number: int, tmp_path: Path) -> None:
    made = log(tmp_path, number)
    again = Log(Store(tmp_path, progress_disk))  # nothing was closed or saved by hand
    assert again.state == made.state and again.events == made.events and again.loaded.said == "resumed"


def test_a_write_that_dies_half_way_leaves_the_room_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = log(tmp_path, 6)
    before = made.state

    def dies(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", dies)
    with pytest.raises(KeyboardInterrupt):
        made.do("resume", 9e3)
    monkeypatch.undo()
    assert made.state == before and Log(Store(tmp_path, progress_disk)).state == before
    assert [p.name for p in tmp_path.iterdir() if p.suffix == ".tmp"] == []


def test_the_clock_is_a_deadline_that_is_kept(tmp_path: Path) -> None:
    made = log(tmp_path, 4)
    assert made.state.until == made.events[-1]["at"] + 60 * LONG
    made.do("pause", made.events[-1]["at"] + 60)
    assert made.state.left == 60 * (LONG - 1)
    made.do("minute", 5e3)
    made.do("resume", 6e3)
    assert made.state.until == 6e3 + 60 * LONG and made.state.left is None
    made.do("minute", 9e3)
    assert made.state.until == 9e3 + 60, "over time, one more minute is a minute from now"


# -- what the rules refuse -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("upto", "kind", "more", "said"), [
    (0, "start", {}, "Set up the class"), (1, "pause", {}, "has not begun"), (4, "setup", SETUP, "can no longer be changed"), (4, "start", {}, "can no longer be changed"), (4, "plan", {"plan": "90", "edition": "named"}, "can no longer be changed"), (4, "fall", {"room": "psc"}, "begin its round"), (4, "fall", {"room": "nac"}, "No text is under silence"), (4, "phase", {"to": 40}, "no phase"),
    (6, "pause", {}, "paused already"), (4, "resume", {}, "running already"), (4, "round", {"text": "N1", "choice": None}, "other room"), (4, "round", {"text": "P2", "choice": None}, "Choose which"),
    (4, "round", {"text": "P1", "choice": 0}, "Choose which"), (4, "decide", {}, "begin its round"), (10, "decide", {}, "still open"), (10, "vote", {"seat": "us", "vote": "no", "sentence": "", "written": False}, "begin its round"),
    (19, "silence", {"text": "N2", "choice": 0, "wording": "x", "minutes": 4}, "still under silence"), (19, "break", {"seat": "cyprus", "reason": "a", "phrase": "b"}, "no voice"),
    (19, "break", {"seat": "us", "reason": "", "phrase": "b"}, "two things in writing"), (19, "again", {"wording": "x"}, "needs a first one"), (4, "held", {}, "No text is under silence"),
    (4, "agenda", {"proposal": "x", "refused": [["nac", "cyprus"]]}, "does not sit"), (4, "wording", {"text": "J1", "words": "w " * 81}, "81 words"),
    (4, "gist", {"card": "C2", "to": "psc", "words": "x", "chairs": False}, "both chairs"), (4, "gist", {"card": "C2", "to": "psc", "words": "w " * 31, "chairs": True}, "31 words"),
    (4, "card", {"card": "C2", "to": "psc"}, "Cyprus is present"), (4, "card", {"card": "C1", "to": "nac"}, "until the PSC adopts P4"), (4, "note", {"words": "w" * 901}, "900 characters"),
    (4, "score", {"criterion": "speed", "value": 4}, "value"),
])
def test_what_the_rules_do_not_allow_is_refused_and_not_kept(upto: int, kind: str, more: dict, said: str, tmp_path: Path) -> None:
    made = log(tmp_path, upto)
    before, at = list(made.events), (made.events[-1]["at"] + 1 if made.events else 1.0)
    with pytest.raises(RoomError, match=said):
        made.do(kind, at, **more)
    assert made.events == before and Log(Store(tmp_path, progress_disk)).events == before


def test_a_card_may_be_shown_once_the_room_has_released_it(tmp_path: Path) -> None:
    made = log(tmp_path, 4)
    made.do("silence", 1e4, text="N4", choice=1, wording="x", minutes=4)
    made.do("held", 2e4)
    with pytest.raises(RoomError, match="Cyprus"):
        made.do("card", 2e4, card="C2", to="psc")
    made.do("silence", 3e4, text="N4", choice=0, wording="x", minutes=4)
    made.do("held", 4e4)
    made.do("card", 4e4, card="C2", to="psc")
    with pytest.raises(RoomError, match="Cyprus"):
        made.do("card", 4e4, card="C4", to="psc")


def test_a_room_has_an_end(tmp_path: Path) -> None:
    with pytest.raises(RoomError, match=f"{MOST_EVENTS} steps"):
        fold([{"kind": "note", "at": 1, "words": "x"}] * (MOST_EVENTS + 1))


# -- the file --------------------------------------------------------------------------------------------------------

BROKEN = [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"version": 2}', b"[" * 100_000, b'{"version": 1, "revision": "a", "events": [{"kind": "start", "at": 1}], "undone": []}',
          b'{"version": 1, "revision": "a", "events": [{"kind": "setup", "at": NaN}], "undone": []}', b'{"version": 1, "revision": "a", "events": {}, "undone": []}', b" " * (room_store.BYTES + 1),
          b'{"version": 1, "revision": "a", "events": [{"kind": "__import__", "at": 1}], "undone": []}', b'{"version": 1, "revision": 4, "events": [], "undone": []}']


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_file_that_is_no_room_is_set_aside_and_kept(data: bytes, tmp_path: Path) -> None:
    (tmp_path / "room.json").write_bytes(data)
    made = Log(Store(tmp_path, progress_disk))
    assert made.loaded.said == "broken" and made.loaded.detail == "room.broken-1.json" and made.events == []
    assert (tmp_path / "room.broken-1.json").read_bytes() == data
    made.do("setup", 1, **SETUP)
    assert Log(Store(tmp_path, progress_disk)).state.people == 12


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("mine", encoding="utf-8")
    home = tmp_path / "home"
    home.mkdir()
    (home / "room.json").symlink_to(secret)
    made = Log(Store(home, progress_disk))
    assert made.loaded.said == "broken"
    made.do("setup", 1, **SETUP)
    assert secret.read_text(encoding="utf-8") == "mine"


def test_a_second_window_writes_over_nothing(tmp_path: Path) -> None:
    one = log(tmp_path, 4)
    two = Log(Store(tmp_path, progress_disk))
    two.do("note", 2e3, words="from the second window")
    with pytest.raises(Elsewhere):
        one.do("note", 2e3, words="from the first")
    assert one.state.notes == []
    assert one.load().events == two.events
    one.do("note", 3e3, words="from the first, later")
    assert Log(Store(tmp_path, progress_disk)).state.notes == ["from the second window", "from the first, later"]


def test_a_room_deleted_elsewhere_does_not_come_back_silently(tmp_path: Path) -> None:
    one, two = log(tmp_path, 4), None
    two = Log(Store(tmp_path, progress_disk))
    two.delete()
    assert not (tmp_path / "room.json").exists()
    with pytest.raises(Elsewhere):
        one.do("pause", 2e3)


def test_a_folder_that_cannot_be_made_works_in_memory_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    made = Log(Store(tmp_path / "file" / "home", progress_disk))
    made.do("setup", 1, **SETUP)
    assert made.state.people == 12 and made.store.problem == "the folder for it cannot be made"


def test_a_full_disk_is_said_and_the_room_goes_on(tmp_path: Path) -> None:
    class Full:
        open_read, lock, cause = staticmethod(progress_disk.open_read), staticmethod(progress_disk.lock), staticmethod(progress_disk.cause)

        @staticmethod
        def write_whole(_path: Path, _data: bytes) -> None:
            raise OSError(28, "no space")

    made = Log(Store(tmp_path, Full()))
    made.do("setup", 1, **SETUP)
    assert made.state.people == 12 and made.store.problem == "the disk is full"


json_values = st.recursive(st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20), lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=8), x, max_size=4), max_leaves=10)
events = st.fixed_dictionaries({"kind": st.sampled_from(sorted(FIELDS)) | st.text(max_size=8), "at": json_values}) | json_values


@settings(max_examples=300)
@given(st.lists(events, max_size=4))
def test_any_list_is_a_room_or_is_refused_in_words(given_: list) -> None:
    try:
        fold(given_)
    except (RoomError, SeatsError) as no:
        assert str(no)


@settings(max_examples=200)
@given(st.sampled_from(sorted(FIELDS)), st.data())
def test_any_fields_are_checked_before_they_are_used(kind: str, data) -> None:
    event = {"kind": kind, "at": 1.0, **{name: data.draw(json_values) for name in FIELDS[kind]}}
    try:
        check(event)
        json.dumps(event)
        fold([{"kind": "setup", "at": 0, **SETUP}, {"kind": "start", "at": 0}, event])
    except (RoomError, SeatsError) as no:
        assert str(no)
