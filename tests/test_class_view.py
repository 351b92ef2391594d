"""The class view: progress files of strangers are bounded and read as data; the class is counted, nobody is shown."""

from __future__ import annotations

import json
import os
import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.learning import items, pages_plan
from eunato.lesson import _ProgressFiles
from eunato.seminar import class_view
from eunato.seminar.class_view import ClassView

ASKED = [item.id for item in items.all("02") if item.kind == "choice"]
TWELVE = pages_plan.inventory_ids()
SECRET = "Maria Musterfrau wrote this"


class Reader(_ProgressFiles):
    """The real reader, with the lessons read once: the notebooks do not change while tests run."""

    known = _ProgressFiles().lessons()

    def lessons(self):
        return self.known


def row(n, item=ASKED[0], right=True, sure=90, kind="choice", notebook="02", answer=SECRET, attempts=1):
    return {"id": uuid.UUID(int=n + 1).hex, "notebook": notebook, "item_id": item, "kind": kind, "answer": answer, "confidence": sure, "correct": right, "attempts": attempts, "bite": 1,
            "ts": f"2026-11-22T10:{n // 60 % 60:02d}:{n % 60:02d}.000000Z"}


def file(learner, *rows):
    return json.dumps({"schema": "eunato-progress-1", "learner": uuid.UUID(int=learner + 1).hex, "rows": list(rows)}).encode()


def twelve(n, before, after):
    """Rows of both rounds of the inventory; so many right before, so many after."""
    found = []
    for book, right in (("00", before), ("10", after)):
        for k, item in enumerate(TWELVE):
            option = next(o for o in items.get(item).options if o.key == (k < right))
            found.append(row(n + len(found), item, None, 80, "inventory", book, {"answer": option.text, "because": None}))
    return found


def view(*found):
    made = ClassView(Reader())
    made.take((f"file {n}.json", data) for n, data in enumerate(found))
    return made


def everything(made: ClassView) -> str:
    """All that the page says, in all its pictures."""
    said = [made.list.value, made.warning.value]
    for key in made.said["views"]:
        made.view.value = key
        made.make.click()
        said += [made.status.text, made.link.content, json.dumps(made.figure.outputs, default=str)]
    return "\n".join(said)


GOOD = file(1, row(1), row(2, ASKED[1], False, 100))
HEAD = b'{"schema":"eunato-progress-1","learner":"' + b"a" * 32 + b'","rows":['
ATTACKS = {
    "empty": (b"", "not JSON"), "not json": (b"hello", "not JSON"), "cut off": (GOOD[:-30], "not JSON"), "a list": (b"[]", "not a progress file"), "deep": (b"[" * 100_000, "not JSON"),
    "very deep": (HEAD + b"[" * 300_000, "too many parts"), "huge": (b" " * 5_000_001, "larger than 5 MB"), "a ballot": (b'{"schema":"ballot-1"}', "not a progress file"),
    "newer": (b'{"schema":"eunato-progress-9","rows":[]}', "newer version"), "wrong version": (b'{"schema":"eunato-progress-x","rows":[]}', "not a progress file"),
    "duplicate keys": (b'{"schema":"eunato-progress-1","schema":"eunato-progress-1","rows":[]}', "not a progress file"), "rows no list": (b'{"schema":"eunato-progress-1","rows":{}}', "not a progress file"),
    "no rows": (HEAD + b"]}", "no answer"), "utf-16": (GOOD.decode().encode("utf-16"), "not JSON"), "long number": (HEAD + b"1" * 10_000 + b"]}", "not JSON"),
    "a number beyond all numbers": (file(1, row(1)).replace(b'"confidence": 90', b'"confidence": ' + b"9" * 400, 1), "no answer"),
    "gzip bomb": (__import__("gzip").compress(b"0" * 3_000_000), "not JSON"),
    "NaN": (file(1, row(1)).replace(b"90", b"NaN"), "no answer"), "infinite": (file(1, row(1)).replace(b"90", b"1e999"), "no answer"), "duplicate keys in a row": (file(1, row(1)).replace(b'"bite": 1', b'"bite": 1, "bite": 2'), "no answer"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_refused_with_a_reason_and_the_good_one_counts(name):
    data, said = ATTACKS[name]
    made = view(data, GOOD)
    assert len(made.people) == 1 and len(made.refused) == 1 and said in made.refused[0][1], made.refused
    assert made.status.text.startswith("1 file counted. 1 not counted")


def test_a_row_that_is_broken_is_left_out_and_the_rest_counts():
    made = view(file(1, row(1), {**row(2), "confidence": 400}, {**row(3), "kind": "<b>"}))
    assert len(made.people) == 1 and "2 of its answers were refused" in made.refused[0][1]


def test_a_folder_is_read_and_nothing_else(tmp_path):
    room = tmp_path / "progress"
    room.mkdir()
    for n in range(6):
        (room / f"p{n}.json").write_bytes(file(n, row(1)))
    (room / "<img src=x onerror=alert(1)>.json").write_bytes(b"{}")
    (room / "notes.txt").write_text("x")
    (room / "folder.json").mkdir()
    os.symlink(tmp_path / "nowhere", room / "link.json")
    os.mkfifo(room / "pipe.json")
    before = {p.name: p.lstat().st_mtime_ns for p in room.iterdir()}
    made = ClassView(Reader())
    made.folder.value = str(room)
    made.load.click()
    why = dict(made.refused)
    names = sorted(p.name for p in room.glob("*.json"))
    assert len(made.people) == 6 and "link to another file" in why[f"file {names.index('link.json') + 1}"]
    assert set(why) == {f"file {names.index(name) + 1}" for name in ("link.json", "pipe.json", "folder.json", "<img src=x onerror=alert(1)>.json")}
    assert "img" not in made.list.value and "link.json" not in made.list.value
    made.load.click()
    assert len(made.people) == 6 and len(made.refused) == 4, "the same folder again is the same class"
    assert {p.name: p.lstat().st_mtime_ns for p in room.iterdir()} == before


def test_no_folder_and_an_empty_one_are_said(tmp_path):
    made = ClassView(Reader())
    made.load.click()
    assert "no folder progress" in made.status.text
    made.folder.value = str(tmp_path)
    made.load.click()
    assert "holds no file ending in .json" in made.status.text


def test_nobody_s_name_answer_or_id_is_shown():
    made = view(*(file(n, row(1), row(2, ASKED[1], False, 100), *twelve(10, 4, 8)) for n in range(6)))
    said = everything(made)
    assert "Maria" not in said and uuid.UUID(int=2).hex not in said and "file 0" not in said
    assert SECRET not in repr(made.people)


def test_a_file_that_does_not_count_is_a_number_and_never_its_name():
    made = ClassView(Reader())
    name = "anna.schmidt_progress.json"
    made.take([(name, file(1, row(1), row(2))), (name, file(1, row(1))), (name, b"{}"), (name, class_view.ballot_folder.Refusal("it could not be read.")), (name, file(2, row(1), {**row(2), "confidence": 400}))])
    said = everything(made)
    assert "anna" not in said and "schmidt" not in said and "anna" not in repr(vars(made)["refused"])
    assert [n for n, _ in made.refused] == ["file 2", "file 3", "file 4", "file 5"] and "file 2: it belongs to the same learner" in said and "file 5: counted, but 1" in said
    assert "in the order in which they were loaded" in said
    made.delete.click()
    made.take([(name, b"{}")])
    assert made.refused[0][0] == "file 1"


@pytest.mark.parametrize(("n", "warned"), [(1, True), (4, True), (5, False)])
def test_few_files_are_warned_about(n, warned):
    made = view(*(file(k, row(1)) for k in range(n)))
    assert ("could be recognised" in made.status.text) is warned and ("could be recognised" in made.warning.value) is warned


def test_the_same_learner_twice_is_one_person():
    made = view(file(1, row(1)), file(1, row(1), row(2, ASKED[1])), file(2, row(1)))
    assert len(made.people) == 2 and {p.size for p in made.people} == {2, 1} and "same learner" in made.refused[0][1]


def test_sure_and_wrong_is_counted_over_first_answers():
    rows = [row(1, ASKED[0], False, 90), row(2, ASKED[0], True, 90, attempts=2), row(3, ASKED[1], False, 70)]
    made = view(*(file(n, *rows) for n in range(5)), file(9, row(1, ASKED[0], True, 100)))
    (item, lesson, asks, missed, answered), = made.wrong()
    assert (item, lesson, missed, answered) == (ASKED[0], "02", 5, 6) and asks
    made.view.value = "wrong"
    assert f"{ASKED[0]}, by 5 of 6" in made.status.text


def test_calibration_starts_at_twelve_answers_and_says_how_far_off_the_class_is():
    assert view(file(1, row(1))).now_figure().chart is None
    made = view(*(file(n, row(1, ASKED[0], n % 2 == 0, 90)) for n in range(12)))
    assert made.points() == [(0.9, n % 2 == 0) for n in range(12)]
    assert "more sure than right, by 40 points" in made.now_figure().title and "you" not in made.now_figure().text().lower().replace("younger", "")


def test_before_after_and_gain():
    made = view(*(file(n, *twelve(10, 3, 9)) for n in range(5)), file(9, row(1)))
    before, after, gain, n = made.inventory()
    assert (before, after, n) == (0.25, 0.75, 5) and gain == pytest.approx(0.5 / 0.75)
    made.view.value = "inventory"
    assert "67% was gained" in made.status.text
    assert view(file(1, row(1))).inventory() == (None, None, None, 0)
    assert view(file(1, *twelve(10, 12, 12))).inventory()[2] is None


def test_lessons_count_what_was_answered_of_what_is_asked():
    whole = next(lesson for lesson in Reader.known if lesson[0] == "02")
    made = view(file(1, *(row(n, item, kind="choice") for n, item in enumerate(sorted(whole[2])))), file(2, row(1)))
    found = {lesson: rest for lesson, _, *rest in made.lessons()}
    assert found["02"] == [pytest.approx((1 + 1 / len(whole[2])) / 2), 2, 1] and found["05"][1] == 0


def test_delete_forgets():
    made = view(GOOD, b"{}")
    made.delete.click()
    assert not made.people and not made.refused and made.figure.outputs == () and made.list.value == ""


def test_too_many_files_are_said(monkeypatch):
    monkeypatch.setattr(class_view, "MOST", 3)
    made = view(*(file(n, row(1)) for n in range(5)))
    assert len(made.people) == 3 and "only 3 files fit" in made.refused[0][1]


junk = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=10), lambda x: st.lists(x, max_size=3) | st.dictionaries(st.text(max_size=6), x, max_size=3), max_leaves=8)


@given(st.dictionaries(st.sampled_from(sorted(row(1))), junk, max_size=4), st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_and_any_row_are_read_or_refused(changes, noise):
    data = json.dumps({"schema": "eunato-progress-1", "learner": "a" * 32, "rows": [row(1), {**row(2), **changes}]}).encode("utf-8", "surrogatepass")
    for given_bytes in (noise, data, data[: len(data) // 2] + noise):
        try:
            one, _ = class_view.person(Reader(), given_bytes)
        except ValueError as refused:
            assert str(refused)
        else:
            assert one.size <= 2 and all(sure is None or 0 <= sure <= 1 for sure, _ in one.first.values())
