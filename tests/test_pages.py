"""The course's own pages: what a learner reads and can do on them, and what a saved notebook keeps of them."""

from __future__ import annotations

import json
import os
import re
import sys
import types
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from eunato import controls, course
from eunato.learning import items, news, pages, pages_inventory, pages_plan, pages_record, pages_start, pages_write, progress, progress_disk
from eunato.learning.pages_parts import esc, page_words, plain
from eunato.learning.progress import store

NASTY = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202egnp \x07 &amp;"


def cell(kind: str, text: str = "", **meta) -> dict:
    return {"cell_type": kind, "id": "x", "metadata": {"eunato": meta} if meta else {}, "source": text, **({"outputs": [], "execution_count": None} if kind == "code" else {})}


def notebook(path: Path, *cells: dict) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), encoding="utf-8")


def item(item_id: str, kind: str, bite: int = 1, **more) -> dict:
    options = [{"text": f"Right {item_id}", "reason": "KEY because", "key": True}] + [{"text": f"Wrong {n} {item_id}", "reason": "SECRET reason"} for n in range(3)]
    base = {"id": item_id, "kind": kind, "lesson": item_id[:2] if item_id[0].isdigit() else "10", "bite": bite, "title": f"Title {item_id}", "stem": f"Stem {item_id}?",
            "claims": ["C02"], "sources": ["euiss-2026-brief5"]}
    if kind in {"choice", "recall", "inventory"}:
        base["options"] = options
    if kind == "inventory":
        base["because"] = [{"text": f"Because {n} {item_id}", "reason": "SECRET", **({"key": True} if n == 0 else {})} for n in range(3)]
    return {**base, **more}


CARD = dict(claim="The claim itself.", holders="Somebody says it.", both_accept="Both accept this.", would_settle="This would settle it.", open_question="And the open question?", label="I", reviewed="not yet reviewed",
            sides=[{"name": name, "case": f"{name} has a case.", "first_party": ["euiss-2026-brief5"], "sources": ["euiss-2026-brief5"]} for name in ("Alpha", "Beta")])
OPEN = dict(words=60, steps=["First."], rubric=[{"name": "Claim", "levels": ["none", "vague", "clear", "scoped"]}, {"name": "Other side", "weight": 2, "levels": ["absent", "weak", "fair", "theirs"]}],
            models=[{"points": n, "text": f"MODEL text {n}", "notes": f"MODEL note {n}"} for n in (3, 6, 9)])


@pytest.fixture
def small_course(tmp_path, monkeypatch):
    """A course of two lessons with questions of its own, so that counts are known."""
    rows = [item("00-1", "choice"), item("00-2", "choice"), item("00-3", "recall", 2), item("00-P1", "predict"), item("00-O1", "open", 2, **OPEN),
            item("02-1", "choice"), item("02-2", "recall", 2), item("02-C1", "claim_card", 2, **CARD), *[item(f"CI-{n}", "inventory", 0) for n in range(1, 13)]]
    folder = tmp_path / "items"
    folder.mkdir()
    (folder / "all.yml").write_text(yaml.safe_dump({"version": 1, "items": rows}), encoding="utf-8")
    monkeypatch.setattr(items, "FOLDER", folder)
    monkeypatch.setattr(course, "ROOT", tmp_path)
    items._index.cache_clear()
    ask = lambda item_id: cell("code", item=item_id)  # noqa: E731
    notebook(tmp_path / "notebooks" / "00_start.ipynb", cell("markdown", "# Start"), cell("code", "lesson.begin('00')"),
             cell("markdown", "## Bite 1 · Two clubs\n\ntext", bite=1, minutes=10), ask("00-P1"), ask("00-1"), ask("00-2"),
             cell("markdown", "## Bite 2 · Labels", bite=2, minutes=10), ask("00-3"), cell("markdown", "### Inside"), ask("inventory"),
             cell("markdown", "## Writing"), ask("00-O1"))
    notebook(tmp_path / "notebooks" / "02_block.ipynb", cell("markdown", "# Block"), cell("markdown", ["## Bite 1 · Frayed <edges>\n", "text"], bite=1), ask("02-1"),
             cell("markdown", "## Bite 2 · Two levers", bite=2), ask("02-2"), ask("02-C1"))
    yield tmp_path
    items._index.cache_clear()


def put(item_id: str, kind: str = "choice", notebook: str = "", **more):
    return store().record(notebook or item_id[:2], item_id, kind, more.pop("answer", "x"), **more)


def fill_lesson_00(skip: tuple[str, ...] = ()) -> None:
    for item_id in ("00-P1", "00-1", "00-2", "00-3", "00-O1", *[f"CI-{n}" for n in range(1, 13)]):
        if item_id not in skip:
            kind = "inventory" if item_id.startswith("CI") else {"00-P1": "predict", "00-O1": "open"}.get(item_id, "choice")
            put(item_id, kind, "00", correct=None if kind in {"open", "predict"} else True, confidence=80)


def texts(box) -> str:
    """Everything a live box shows, in order, without tags."""
    found: list[str] = []

    def walk(widget):
        if widget.layout.display == "none":
            return
        for name in ("description", "over", "value", "legend", "help", "text", "label"):
            value = getattr(widget, name, None)
            if isinstance(value, str):
                found.append(re.sub(r"<[^>]+>", " ", value))
        for option in getattr(widget, "options", None) or ():
            found.append(str(option))
        for child in getattr(widget, "children", ()):
            walk(child)

    walk(box)
    return "\n".join(found)


def raw_html(box) -> str:
    import ipywidgets

    return "\n".join(w.value for w in _all(box) if isinstance(w, ipywidgets.HTML))


def _all(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from _all(child)


def press(widget, label: str) -> None:
    buttons = [w for w in _all(widget) if isinstance(w, controls.NativeButton) and w.description == label and not w.disabled]
    assert len(buttons) == 1, f"{len(buttons)} buttons are called {label!r}"
    buttons[0].click()


class Balanced(HTMLParser):
    """Collects tags; says whether each one is closed."""

    def __init__(self):
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append(tag)
        if tag not in {"meta", "br", "img", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open.pop() == tag, f"</{tag}> closes nothing"


def checked(markup: str) -> list[str]:
    parser = Balanced()
    parser.feed(markup)
    assert not parser.open, f"left open: {parser.open}"
    return parser.seen


# -- what a saved notebook keeps --------------------------------------------------------------------------------------

EVERY = [("begin", "00"), ("begin", "02"), ("opener", "00"), ("opener", "02"), ("progress_page",), ("certificate",), ("backup",), ("calibration",), ("inventory", "before"), ("inventory", "after"),
         ("recap", "00"), ("recap", "02"), ("open_task", "00-O1"), ("claim_card", "02-C1")]


def fake_ask(monkeypatch) -> list[str]:
    asked: list[str] = []
    room = types.ModuleType("eunato.learning.question")
    room.ask = lambda item_id, fresh=False: (asked.append(item_id), controls.words(f"<p>asks {item_id}</p>"))[1]
    monkeypatch.setitem(sys.modules, "eunato.learning.question", room)
    return asked


@pytest.mark.parametrize("call", EVERY, ids=lambda call: "-".join(call))
def test_stored_form_is_the_same_for_everyone_and_carries_no_key(small_course, monkeypatch, call):
    fake_ask(monkeypatch)
    name, *args = call
    empty = getattr(pages, name)(*args).stored_bundle()
    fill_lesson_00()
    for n in range(1, 3):
        put(f"02-{n}", correct=False, confidence=100, bite=n)
    put("00-O1", "open", answer={"text": "MINE", "scores": {"Claim": 3, "Other side": 1}})
    put("00-recap", "recap", answer=[{"text": "MINE", "sure": 90}])
    monkeypatch.setenv("BINDER_SERVICE_HOST", "hub.example")
    monkeypatch.setenv("EUNATO_TODAY", "2027-05-01")
    full = getattr(pages, name)(*args).stored_bundle()
    assert empty == full
    assert set(full) == {"text/plain", "text/html"}
    for text in full.values():
        assert not re.search(r"KEY|SECRET|MODEL|MINE|Right|Wrong|<script|2027", text)
        assert str(small_course) not in text and "progress.json" not in text
        assert "Run All Cells" in text
    checked(full["text/html"])


@pytest.mark.parametrize("call", EVERY, ids=lambda call: "-".join(call))
def test_every_page_works_when_nothing_can_be_written(small_course, monkeypatch, call):
    fake_ask(monkeypatch)
    (small_course / "blocked").write_text("a file stands here")
    monkeypatch.setenv("EUNATO_HOME", str(small_course / "blocked" / "home"))
    fill_lesson_00()
    name, *args = call
    box = getattr(pages, name)(*args)
    checked(raw_html(box))
    assert store().notice.startswith("Your answers are not saved on the disk")


@pytest.mark.parametrize("call", EVERY, ids=lambda call: "-".join(call))
def test_every_control_has_a_name_and_every_text_is_escaped(small_course, monkeypatch, call):
    fake_ask(monkeypatch)
    fill_lesson_00(skip=("00-O1",))
    nasty = {"text": NASTY, "answer": NASTY, "because": NASTY, "scores": {"Claim": NASTY}}
    put("00-O1", "open", answer=nasty)
    for item_id, kind in (("00-recap", "recap"), ("02-recap", "recap")):
        put(item_id, kind, answer=[nasty] * 3)
    for n in range(1, 13):
        put(f"CI-{n}", "inventory", "00", answer=nasty)
    name, *args = call
    box = getattr(pages, name)(*args)
    assert "<script" not in raw_html(box) and "<img" not in raw_html(box)
    checked(raw_html(box))
    for widget in _all(box):
        if isinstance(widget, (controls.NativeField, controls.NativeRange)) or type(widget).__name__ in {"NativeButton", "NativeMenu", "FilePick", "GoTo"}:
            assert widget.description.strip(), f"{type(widget).__name__} has no name"
        if isinstance(widget, controls.NativeChoice):
            assert widget.legend.strip()


def test_strangers_text_loses_what_could_mislead():
    assert esc(NASTY) == "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;gnp  &amp;amp;"
    assert plain("x" * 50, 10) == "xxxxxxxxx…"
    assert plain("Türkiye–Łódź\nok") == "Türkiye–Łódź\nok"


# -- begin -----------------------------------------------------------------------------------------------------------


def test_begin_says_where_you_stopped_and_what_that_bite_is_called(small_course):
    assert "You have not answered anything in this lesson yet" in texts(pages.begin("00"))
    put("00-1", bite=1)
    put("00-3", "recall")
    card = pages_start.Begin("00")
    assert "You stopped at bite 2, “Labels”. So far you have answered 2 of 17 questions here." in texts(card.box)
    assert (card.jump.description, card.jump.heading) == ("Go to bite 2", "Bite 2 · Labels")
    card.jump._handle_custom_msg({"missing": True}, [])
    assert "Scroll down to “Bite 2 · Labels”" in card.status.text


def test_begin_of_a_finished_lesson_offers_no_jump(small_course):
    fill_lesson_00()
    card = pages_start.Begin("00")
    assert "You have answered all 17 questions" in texts(card.box) and card.jump is None


def test_begin_shows_names_as_text(small_course):
    put("02-1", bite=1)
    card = pages_start.Begin("02")
    assert card.next.name == "Two levers" and "You have finished bite 1. Bite 2, “Two levers”, comes next." in card.where()
    card.next = None  # as when the bite is not finished
    assert "Frayed &lt;edges&gt;" in pages_start.para(card.where()) and "<edges>" not in raw_html(card.box)


@pytest.mark.parametrize("env, words", [({"BINDER_SERVICE_HOST": "x"}, "about 10 idle minutes"), ({"JUPYTERHUB_USER": "x"}, "shared server"),
                                        ({"BINDER_SERVICE_HOST": "x", "JUPYTERHUB_USER": "x"}, "about 10 idle minutes")])
def test_a_room_that_closes_says_so_with_the_download_right_there(small_course, monkeypatch, env, words):
    put("00-1")
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    card = pages_start.Begin("00")
    assert words in texts(card.box)
    assert "stay on this computer" not in texts(card.box)
    press(card.box, "Download my progress")
    assert card.keep.link.content


def test_on_ones_own_computer_the_panel_is_closed_until_asked_for(small_course, monkeypatch):
    for name in list(os.environ):
        if name.startswith(("JUPYTERHUB_", "BINDER_")):
            monkeypatch.delenv(name)
    card = pages_start.Begin("00")
    assert "Download my progress" not in texts(card.box) and "idle" not in texts(card.box)
    press(card.box, "Keep or bring back my answers")
    assert "Download my progress" in texts(card.box)
    press(card.box, "Close this")
    assert "Download my progress" not in texts(card.box)


def test_a_damaged_file_is_said_on_the_card(small_course, empty_home):
    empty_home.mkdir(parents=True)
    (empty_home / "progress.json").write_text("ruined")
    assert "Your progress file was damaged" in texts(pages.begin("00"))


def test_an_unknown_lesson_is_named_with_what_there_is():
    with pytest.raises(KeyError, match="02"):
        pages.begin("2")


def test_a_broken_notebook_does_not_take_the_card_away(small_course):
    (small_course / "notebooks" / "02_block.ipynb").write_text("{ not json")
    assert "Who can block what?" in texts(pages.begin("02"))


# -- keep ------------------------------------------------------------------------------------------------------------


def test_download_and_bring_back(small_course, monkeypatch, tmp_path):
    panel = pages_start.Keep()
    panel.button.click()
    assert "nothing to download yet" in panel.status.text and panel.link.content == ""
    put("00-1", answer=NASTY)
    panel.button.click()
    assert panel.link.filename == "eunato-progress-2026-11-22.json" and panel.link.label == "Save eunato-progress-2026-11-22.json"
    assert "1 answer" in panel.status.text and panel.link.label in panel.status.text
    monkeypatch.setenv("EUNATO_HOME", str(tmp_path / "another"))
    other = pages_start.Keep()
    other.pick._handle_custom_msg({"file": True}, [memoryview(panel.link.content.encode())])
    assert other.status.kind == "say" and "1 answer brought back" in other.status.text
    assert store().latest("00-1")["answer"] == NASTY
    other.pick._handle_custom_msg({"file": True}, [b"not a file of ours"])
    assert other.status.kind == "error" and "Nothing was changed" in other.status.text
    other.pick._handle_custom_msg({"too_large": True}, [])
    assert "5 MB" in other.status.text
    other.pick._handle_custom_msg({"file": True}, [b"x" * 5_000_001])
    assert "5 MB" in other.status.text


# -- opener ----------------------------------------------------------------------------------------------------------


def test_the_first_lesson_has_nothing_to_look_back_on(small_course, monkeypatch):
    asked = fake_ask(monkeypatch)
    assert "first lesson" in texts(pages.opener("00")) and asked == []


def test_with_nothing_met_one_question_is_offered_to_try(small_course, monkeypatch):
    asked = fake_ask(monkeypatch)
    shown = texts(pages.opener("02"))
    assert asked == ["00-1"] and "A miss costs nothing" in shown and "Start here: how sure are you?" in shown


def test_only_questions_that_were_met_come_back_missed_ones_first(small_course, monkeypatch):
    asked = fake_ask(monkeypatch)
    put("00-P1", "predict")
    put("00-1", correct=True)
    put("00-3", "recall", correct=False)
    put("02-1", correct=False)
    shown = texts(pages.opener("02"))
    assert asked == ["00-3", "00-1"] and "Question 1 of 2, from lesson 00" in shown


def test_a_question_asked_again_shows_no_earlier_answer_and_leaves_the_first_try_alone(small_course):
    put("00-1", correct=False, answer="Wrong 0 00-1")
    box = pages.opener("02")
    assert "Stem 00-1?" in texts(box)
    choice = next(w for w in _all(box) if isinstance(w, controls.NativeChoice) and len(w.options) == 4)
    assert choice.value is None
    choice.value = next(n for n, text in enumerate(choice.options) if text.startswith("Right"))
    press(box, "Check my answer")
    assert [row["correct"] for row in store().events("00")] == [False, True]
    assert pages_plan.first_try(store().events()) == (0, 1)


def test_spacing_is_one_three_and_six_lessons_back(monkeypatch):
    made = {f"{n:02}-{k}": types.SimpleNamespace(id=f"{n:02}-{k}", kind="choice", lesson=f"{n:02}", claims=[f"C{n:02}{k}"]) for n in range(0, 9) for k in range(1, 4)}
    monkeypatch.setattr(items, "get", lambda item_id: made[item_id])
    rows = [{"item_id": i, "correct": True, "ts": f"2026-11-22T00:00:{n:02}Z"} for n, i in enumerate(made)]
    assert pages_start.chosen("08", rows) == ["07-1", "05-1", "02-1"]
    assert pages_start.chosen("02", rows) == ["01-1", "00-1", "00-2"]


def test_an_opener_does_not_ask_the_same_thing_twice(monkeypatch):
    made = {i: types.SimpleNamespace(id=i, kind="choice", lesson=i[:2], claims=c) for i, c in {"00-1": ["C01"], "01-1": ["C01"], "00-2": ["C02"]}.items()}
    monkeypatch.setattr(items, "get", lambda item_id: made[item_id])
    rows = [{"item_id": i, "correct": True, "ts": f"2026-11-22T00:00:{n:02}Z"} for n, i in enumerate(made)]
    assert pages_start.chosen("02", rows)[:2] == ["01-1", "00-2"]


# -- progress page ---------------------------------------------------------------------------------------------------


def test_the_table_counts_right(small_course):
    page = pages_record.Progress()
    assert page.rows[0] == ["00 Start here: how sure are you?", "0 of 2", "0 of 17", "shown from 5 answers"]
    assert page.rows[1] == ["02 Who can block what?", "0 of 2", "0 of 2", "shown from 5 answers"], "a card that is only read is no question"
    assert "You have not answered anything yet" in texts(page.box)
    put("00-P1", "predict", correct=False)
    put("00-1", correct=False)
    put("00-1", correct=True, attempts=2)
    put("00-2", correct=True)
    put("02-1", correct=None)
    press(page.box, "Count again")
    assert page.rows[0] == ["00 Start here: how sure are you?", "1 of 2", "3 of 17", "shown from 5 answers"]
    assert page.rows[1][2] == "1 of 2"
    assert page.status.text == "Counted again. In all you have answered 4 of 19 questions in 2 lessons."


def test_first_try_share_leaves_out_guesses_second_tries_and_skipped_questions():
    rows = [{"item_id": f"q{n}", "kind": "choice", "correct": n % 2 == 0, "attempts": 1} for n in range(6)]
    rows += [{"item_id": "q1", "kind": "choice", "correct": True, "attempts": 2}, {"item_id": "p", "kind": "predict", "correct": True, "attempts": 1},
             {"item_id": "i", "kind": "inventory", "correct": True, "attempts": 1}, {"item_id": "s", "kind": "choice", "correct": None, "attempts": 1},
             {"item_id": "late", "kind": "choice", "correct": True, "attempts": 3}]
    assert pages_plan.first_try(rows) == (3, 7)


def test_the_share_shows_from_five_answers(small_course, monkeypatch):
    lesson = pages_plan.Lesson("05", "Five", 10, 1, (), tuple(f"05-{n}" for n in range(6)), True)
    rows = [{"item_id": f"05-{n}", "kind": "choice", "correct": n < 3, "attempts": 1, "notebook": "05", "ts": "2026-11-22T10:00:00Z"} for n in range(5)]
    assert pages_record.Progress._row(pages_plan.done(lesson, rows))[3] == "3 of 5 (60%)"
    assert pages_record.Progress._row(pages_plan.done(lesson, rows[:4]))[3] == "shown from 5 answers"


def test_the_table_is_a_table_to_a_screen_reader(small_course):
    markup = pages_record.Progress().table.value
    checked(markup)
    assert markup.count("<caption") == 1 and markup.count('scope="col"') == 4 and markup.count('scope="row"') == 2


# -- certificate -----------------------------------------------------------------------------------------------------


def test_no_certificate_before_a_lesson_is_complete(small_course):
    assert "No lesson is complete yet" in texts(pages.certificate())
    fill_lesson_00(skip=("00-O1",))
    page = pages_record.Certificate()
    shown = texts(page.box)
    assert "Lesson 00: 16 of 17 answered. Still open: “Title 00-O1”." in shown and "Make my page" not in shown
    put("00-O1", "open")
    press(page.box, "Look again")
    assert "Make my page" in texts(page.box) and "1 lesson complete" in page.status.text


def test_the_certificate_says_what_was_done_and_nothing_more(small_course):
    fill_lesson_00()
    page = pages_record.Certificate()
    page.name.value = NASTY
    press(page.box, "Make my page")
    made = page.link.content
    tags = checked(made)
    assert "script" not in tags and "img" not in tags and "&lt;script&gt;" in made and "\u202e" not in made
    assert "http" not in re.sub(r"http-equiv", "", made) and "src=" not in made.replace("src=x", "")
    assert "Lesson 00, “Start here: how sure are you?”: 17 questions answered" in made
    today = store().events()[0]["ts"][:10]
    from eunato.learning.pages_parts import day
    assert f"all on {day(today)}." in made and "Made on 22 November 2026" in made
    assert "not an official certificate" in made and "EUISS" in made
    assert not re.search(r"Lesson 02|%|passed|excellent|score|Brier", made)
    assert b"onerror" not in store().export_bytes(), "the name is not kept"
    assert (page.link.filename, page.link.mime) == ("eunato-certificate.html", "text/html;charset=utf-8")


def test_first_and_last_day_stand_on_the_page(small_course):
    lesson = pages_plan.lesson("02")
    rows = [{"item_id": f"02-{n}", "kind": "choice", "correct": True, "attempts": 1, "notebook": "02", "ts": f"2026-11-0{n}T10:00:00Z"} for n in (1, 2)]
    assert "2 questions answered, the first on 1 November 2026 and the last on 2 November 2026." in pages_record.page([pages_plan.done(lesson, rows)])


def test_the_name_may_stay_empty_and_a_long_one_is_cut(small_course):
    fill_lesson_00()
    done = [pages_plan.done(pages_plan.lesson("00"), store().events())]
    assert "The learner who made this page" in pages_record.page(done, "  ")
    assert "n" * 121 not in pages_record.page(done, "n" * 5_000)


# -- calibration -----------------------------------------------------------------------------------------------------


def test_below_twelve_answers_there_is_a_sentence_and_no_picture(small_course):
    for n in range(11):
        put(f"00-{n}", confidence=80, correct=True)
    page = pages_record.Calibration()
    assert "Counted so far: 11 answers." in texts(page.box) and "appears at 12 answers" in texts(page.box) and page.figure.outputs == ()


def test_brier_and_bias_of_ones_own_answers(small_course, monkeypatch):
    drawn = []
    monkeypatch.setattr(pages_record.Calibration, "draw", lambda self, points: drawn.append(points))
    for n in range(12):
        put(f"00-{n}", confidence=90, correct=n < 6)
        put(f"00-{n}", confidence=100, correct=True, attempts=2)
    sentences = " ".join(pages_record.mirror(pages_plan.points(store().events())))
    assert "Your Brier score is 0.41" in sentences and "40 percentage points too sure" in sentences and "not a grade" in sentences
    assert "When you said 90%, you were right 6 times in 12." in texts(pages.calibration())
    assert drawn == [[(0.9, n < 6) for n in range(12)]], "only the first answer to a question counts"


def test_the_picture_is_drawn_from_twelve_answers_on(small_course):
    pytest.importorskip("eunato.charts.calibration")
    for n in range(12):
        put(f"00-{n}", confidence=(60, 80, 100)[n % 3], correct=n % 4 > 0)
    page = pages_record.Calibration()
    assert any("application/vnd.vegalite.v5+json" in output["data"] for output in page.figure.outputs)


# -- inventory -------------------------------------------------------------------------------------------------------


def answer_all(page: pages_inventory.Inventory, right: bool = True, sure: int = 6) -> None:
    while page.n < len(page.items):
        options = page.items[page.n].options
        page.answer.value = next(n for n, option in enumerate(options) if option.key == right)
        page.because.value = 0
        page.sure.value = sure
        press(page.box, "Save and go on")


def test_one_question_at_a_time_each_saved_at_once_and_taken_up_later(small_course):
    page = pages_inventory.Inventory()
    assert "Question 1 of 12" in texts(page.box) and "Stem CI-2" not in texts(page.box)
    page.answer.value, page.because.value, page.sure.value = 1, 2, 4
    press(page.box, "Save and go on")
    row = store().latest("CI-1")
    assert row["notebook"] == "00" and row["confidence"] == 80 and row["answer"]["answer"] == page.items[0].options[1].text
    assert page.status.text == "Saved. Question 2 of 12 comes next." and "Question 2 of 12" in texts(page.box)
    assert (page.answer.value, page.because.value, page.sure.value) == (None, None, None)
    assert row["correct"] is None, "the file gives no verdict away"
    assert page.head.turn == 1, "the press on Save takes the reader to the next question"
    later = pages_inventory.Inventory()
    assert "Question 2 of 12" in texts(later.box)
    press(later.box, "Back to the question before")
    assert (later.answer.value, later.because.value, later.sure.value) == (1, 2, 4)


def test_what_is_missing_is_said_and_nothing_saved(small_course):
    page = pages_inventory.Inventory()
    for fill, words in (({}, "Choose one of the answers first"), ({"answer": 0}, "Choose a reason"), ({"because": 0}, "Say how sure you are")):
        for name, value in fill.items():
            getattr(page, name).value = value
        press(page.box, "Save and go on")
        assert words in page.status.text and page.status.kind == "error" and page.n == 0
    assert store().events() == []


def test_skipping_is_allowed_and_kept(small_course):
    page = pages_inventory.Inventory()
    press(page.box, "I'd rather not answer")
    row = store().latest("CI-1")
    assert row["correct"] is None and row["confidence"] is None and page.n == 1


def test_the_first_round_ends_with_a_mirror_and_never_shows_a_key(small_course):
    page = pages_inventory.Inventory()
    page.answer.value = next(n for n, option in enumerate(page.items[0].options) if not option.key)
    page.because.value, page.sure.value = 0, 5
    press(page.box, "Save and go on")
    answer_all(page)
    shown = texts(page.box)
    assert "You answered 12 of 12 questions" in shown and "Your Brier score is" in shown
    assert "Sure and wrong" in shown and "“Stem CI-1?” — lesson 02, “Who can block what?”" in shown and "Stem CI-2?" not in shown
    assert not re.search(r"KEY|SECRET|Right CI", shown)
    assert "lesson 10" in shown
    again = pages_inventory.Inventory()
    assert "You answered 12 of 12 questions" in texts(again.box)


def test_the_second_round_has_another_order_and_ends_with_both_rounds_and_the_keys(small_course):
    before = pages_inventory.Inventory()
    answer_all(before, right=False, sure=6)
    after = pages_inventory.Inventory("after")
    assert [i.id for i in after.items] != [i.id for i in before.items] and {i.id for i in after.items} == {i.id for i in before.items}
    assert after.n == 0, "the first round does not count as the second"
    answer_all(after, sure=4)
    shown = texts(after.box)
    assert "Right CI-7" in shown and "not right, 100% sure" in shown and "right, 80% sure" in shown
    with pytest.raises(ValueError, match="before"):
        pages.inventory("sometime")


def test_after_the_last_question_one_can_go_through_them_again(small_course):
    page = pages_inventory.Inventory()
    assert page.back.disabled and not page.skip.disabled
    answer_all(page)
    assert page.skip.disabled and page.answer.layout.display == "none"
    press(page.box, "Go through them again")
    assert "Question 1 of 12" in texts(page.box) and page.sure.value == 6 and page.answer.layout.display is None and page.result.value == ""
    press(page.box, "Save and go on")
    assert len(store().events()) == 13 and store().latest("CI-1")["attempts"] == 2


def test_the_calibration_takes_in_the_first_round(small_course):
    answer_all(pages_inventory.Inventory(), sure=6)
    assert "Your Brier score is 0.00" in "\n".join(pages_record.mirror(pages_plan.points(store().events())))


def test_the_lesson_named_for_each_question_is_the_one_its_feedback_names():
    items._index.cache_clear()
    found = pages_inventory.questions("before")
    assert len(found) == 12
    for question in found:
        key = next(option for option in question.options if option.key)
        named = re.findall(r"lesson (\d\d)", key.reason)
        assert named and set(named) == {pages_inventory.taught_in(question)}


def test_a_full_disk_is_said_instead_of_saved(small_course, monkeypatch):
    page = pages_inventory.Inventory()

    def full(*_args, **_more):
        raise OSError(28, "full")

    monkeypatch.setattr(progress_disk, "write_whole", full)
    page.answer.value, page.because.value, page.sure.value = 0, 0, 0
    press(page.box, "Save and go on")
    assert "the disk is full" in page.status.text and page.n == 1


# -- recap, open task, claim card ------------------------------------------------------------------------------------


def test_recap_keeps_the_learners_own_sentences(small_course):
    page = pages_write.Recap("02")
    press(page.box, "Show three sentences to edit")
    assert len(page.areas) == 3 and page.areas[0].value.startswith("Thirty-six governments")
    page.areas[0].value, page.menus[0].value = "My own sentence.", 70
    press(page.box, "Save my sentences")
    assert page.status.text.startswith("Saved. 3 sentences kept for lesson 10. One still holds …")
    assert "You have not said how sure you are of each." in page.status.text
    again = pages_write.Recap("02")
    assert again.areas[0].value == "My own sentence." and again.menus[0].value == 70 and again.menus[1].label == "Choose…"
    row = store().latest("02-recap")
    assert row["kind"] == "recap" and row["answer"][0] == {"text": "My own sentence.", "sure": 70}
    for area in again.areas:
        area.value = "  "
    press(again.box, "Save my sentences")
    assert again.status.kind == "error"


def test_recap_gives_nothing_away_before_the_end(small_course, monkeypatch):
    page = pages_write.Recap("02")
    found = page.lesson.recap
    for text in (texts(page.box), *page.box.stored_bundle().values()):
        assert not any(sentence[:30] in text for sentence in found)
    monkeypatch.setattr(pages_write.plan, "kind_of", lambda item: "predict" if item == page.lesson.items[0] else "choice")
    news.tell()
    assert page.areas == []
    put(page.lesson.items[0], "predict")
    news.tell()  # as each saved answer does
    assert page.areas[0].value == found[0] and page.show_button not in list(_all(page.box))


def test_what_counts_answers_looks_again_when_one_is_saved(small_course):
    from eunato.learning import check

    card, mirror = pages_start.Begin("00"), pages_record.Calibration()
    assert "not answered anything in this lesson yet" in texts(card.box) and "Counted so far: 0 answers." in texts(mirror.box)
    put("00-1", confidence=80, correct=True)
    check._record(check.items.Item("00-2", "choice", "00", 1, "t", "s", (), ()), "x", check.Verdict(True))
    assert "So far you have answered 2 of 17 questions here." in texts(card.box)
    assert "Counted so far: 1 answer." in texts(mirror.box) and "your first one" in texts(mirror.box)


def test_open_task_goes_from_text_to_score_to_models(small_course):
    page = pages_write.OpenTask("00-O1")
    assert "How would you score it?" not in texts(page.box) and "MODEL" not in texts(page.box)
    press(page.box, "Save my text")
    assert page.status.kind == "error"
    page.area.value = "EU–NATO ties grew, since 2003, in bursts."
    assert "7 words of about 60 words" in texts(page.box)
    press(page.box, "Save my text")
    assert page.status.text.startswith("Saved, 7 words.") and "MODEL" not in texts(page.box)
    assert "Other side (counts twice)" in texts(page.box)
    press(page.box, "Save my scores and show the models")
    assert page.scored.text == "Problem: Score each line first. Still open: Claim, Other side." and "MODEL" not in texts(page.box)
    page.levels[0].value, page.levels[1].value = 2, 3
    press(page.box, "Save my scores and show the models")
    assert page.scored.text == "Saved. You gave yourself 8 of 9 points. The models stand below."
    assert all(f"MODEL text {n}" in texts(page.box) for n in (3, 6, 9))
    again = pages_write.OpenTask("00-O1")
    assert again.area.value.startswith("EU–NATO") and "MODEL note 6" in texts(again.box) and again.levels[1].value == 3


def test_a_text_too_long_to_keep_is_said_and_stays_in_the_field(small_course):
    page = pages_write.OpenTask("00-O1")
    page.area.value = "word " * 5_000
    press(page.box, "Save my text")
    assert "longer than 20,000 characters" in page.status.text and len(page.area.value) == 25_000


@pytest.mark.parametrize("given, n", [("", 0), ("one", 1), ("EU–NATO ties, since 2003.", 4), ("don't split 42.7 or 1,5", 5), ("— – …", 0), ("Türkiye’s lever", 2)])
def test_words_are_counted_as_people_count_them(given, n):
    assert pages_write.word_count(given) == n


def test_a_claim_card_is_stored_whole_and_turned_for_half_of_the_learners(small_course, monkeypatch):
    firsts = set()
    for n in range(12):
        monkeypatch.setenv("EUNATO_HOME", str(small_course / f"home{n}"))
        card = pages_write.ClaimCard("02-C1")
        live, stored = raw_html(card.box), card.box.stored_bundle()
        firsts.add(min(("Alpha", "Beta"), key=live.index))
        assert stored["text/html"].index("Alpha has a case") < stored["text/html"].index("Beta has a case")
        for text in (live, *stored.values()):
            assert "ot yet reviewed" in text and all(words in text for words in ("The claim itself", "Both accept this", "This would settle it"))
        assert live.index("And the open question?") > max(live.index("Alpha has"), live.index("Beta has"), live.index("This would settle"))
        put("02-1")
        progress.forget()
        assert raw_html(pages_write.ClaimCard("02-C1").box) == live, "the same learner sees the same order each time"
    assert firsts == {"Alpha", "Beta"}


def test_the_real_card_lists_its_sources_with_links():
    from eunato import evidence

    card = pages_write.ClaimCard("02-C1")
    for turned in (False, True):
        page = card.markup(turned)
        for side in card.item["sides"]:
            for one in side["sources"]:
                assert f"<code>{one}</code>" in page and evidence.source(one).url.split("?")[0] in page
    assert card.markup(False).split("eunato-source")[1] == card.markup(True).split("eunato-source")[1], "the list favours no side"


def test_a_card_or_task_of_the_wrong_kind_is_refused(small_course):
    with pytest.raises(items.ItemError, match="choice"):
        pages.claim_card("00-1")
    with pytest.raises(items.ItemError, match="claim_card"):
        pages.open_task("02-C1")


# -- the words -------------------------------------------------------------------------------------------------------


def test_each_lesson_of_the_course_stands_in_the_words_and_matches_its_notebook():
    rows = {row["id"]: row for row in page_words()["lessons"]}
    assert list(rows) == [f"{n:02}" for n in range(11)]
    for path in sorted((course.ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb")):
        row = rows[path.name[:2]]
        first = next(c for c in json.loads(path.read_text(encoding="utf-8"))["cells"] if c["cell_type"] == "markdown")
        assert f"# {row['title']}" in "".join(first["source"]).splitlines()
        assert len(row.get("recap", ())) == 3
        lesson = pages_plan.lesson(row["id"])
        assert lesson.published and lesson.bites and lesson.items


def test_sentences_are_short_and_every_gap_is_known():
    for name, text in _leaves(page_words()):
        for sentence in re.split(r"(?<=[.!?])\s+", text):
            assert len(sentence.split()) <= 25, f"{name}: {sentence}"
        assert " -- " not in text and "EU-NATO" not in text


def _leaves(thing, name=""):
    if isinstance(thing, dict):
        for key, value in thing.items():
            yield from _leaves(value, f"{name}.{key}")
    elif isinstance(thing, list):
        for value in thing:
            yield from _leaves(value, name)
    elif isinstance(thing, str):
        yield name, thing
