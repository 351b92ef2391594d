"""Five a day: what comes back when, for whom, and what the page says when there is nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from eunato.learning import items, pages_daily
from eunato.learning.progress import store

TODAY = date(2026, 11, 22)
ASKABLE = [item for item in items.all() if item.kind in pages_daily.KINDS and item.lesson.isdigit()]


def row(item, days_ago: int, correct: bool = True, attempts: int = 1, clock: str = "10:00:00"):
    when = TODAY - timedelta(days=days_ago)
    return {"item_id": item.id, "kind": item.kind, "notebook": item.lesson, "correct": correct, "attempts": attempts, "ts": f"{when.isoformat()}T{clock}Z", "answer": "x", "confidence": None, "bite": None}


def one(rows):
    (found,) = pages_daily.schedule(rows)
    return found


def test_each_right_day_doubles_the_distance_roughly_and_a_miss_starts_again():
    item = ASKABLE[0]
    assert one([row(item, 9, correct=False)]).on == TODAY - timedelta(days=8)
    assert one([row(item, 9)]).on == TODAY - timedelta(days=6)
    assert one([row(item, 20), row(item, 9)]).on == TODAY - timedelta(days=2)
    assert one([row(item, 20), row(item, 9), row(item, 3, correct=False)]).on == TODAY - timedelta(days=2)
    many = [row(item, 200 - 10 * n) for n in range(12)]
    assert one(many).on - one(many).last == timedelta(days=60)


def test_only_the_first_try_of_a_day_counts():
    item = ASKABLE[0]
    missed_then_right = [row(item, 4, correct=False, clock="10:00:00"), row(item, 4, correct=True, attempts=2, clock="10:01:00")]
    assert one(missed_then_right).right_days == 0
    assert one([row(item, 4, correct=True, attempts=2)]).right_days == 0


def test_what_is_overdue_longest_comes_first_and_what_was_asked_today_not_at_all():
    a, b, c = ASKABLE[:3]
    picked = pages_daily.chosen([row(a, 5, correct=False), row(b, 30, correct=False), row(c, 0, correct=False)], TODAY)
    assert [due.item_id for due in picked] == [b.id, a.id]


def test_never_more_than_five_and_lessons_are_mixed():
    rows = [row(item, 10) for item in ASKABLE]
    picked = pages_daily.chosen(rows, TODAY)
    assert len(picked) == 5
    lessons = [due.lesson for due in picked]
    if len({item.lesson for item in ASKABLE}) >= 3:
        assert max(lessons.count(lesson) for lesson in lessons) <= 2


def test_a_due_question_is_never_pushed_out_by_one_that_could_wait():
    old = [item for item in ASKABLE if item.lesson == ASKABLE[0].lesson][:4]
    other = [item for item in ASKABLE if item.lesson != ASKABLE[0].lesson][:3]
    rows = [row(item, 10, correct=False) for item in old] + [row(item, 1) for item in other]
    picked = [due.item_id for due in pages_daily.chosen(rows, TODAY)]
    assert set(picked[:4]) == {item.id for item in old} and len(picked) == 5


def test_guesses_essays_and_questions_that_no_longer_exist_are_not_asked():
    rows = [{**row(ASKABLE[0], 3), "item_id": "99-9"}, {**row(ASKABLE[0], 3), "ts": "yesterday"}]
    rows += [row(item, 3) for item in items.all() if item.kind in ("predict", "open", "claim_card", "exercise", "inventory")]
    assert pages_daily.chosen(rows, TODAY) == []


def test_an_empty_record_is_told_where_to_begin(empty_home):
    page = pages_daily.Daily()
    assert not page.asked
    assert "Begin with lesson 00" in page.box.children[1].value


def test_the_page_asks_counts_and_keeps(empty_home, monkeypatch):
    monkeypatch.setenv("EUNATO_TODAY", "2030-01-01")
    choice = [item for item in ASKABLE if item.kind == "choice"][:2]
    for item in choice:
        store().record(item.lesson, item.id, item.kind, "x", correct=False)
    page = pages_daily.Daily()
    assert {due.item_id for due in page.asked} == {item.id for item in choice}
    assert page.box.stored_bundle()["text/plain"].count("lessons you have done") == 1
    monkeypatch.setenv("EUNATO_TODAY", store().events()[0]["ts"][:10])
    page.today = date.fromisoformat(store().events()[0]["ts"][:10])
    page._count()
    assert "answered 2 of 2 today, 0 right at the first try" in page.status.text


@pytest.mark.parametrize("stored", ["text/plain", "text/html"])
def test_what_is_stored_does_not_depend_on_the_record(empty_home, stored):
    before = pages_daily.daily().stored_bundle()[stored]
    store().record(ASKABLE[0].lesson, ASKABLE[0].id, ASKABLE[0].kind, "x", correct=True)
    assert pages_daily.daily().stored_bundle()[stored] == before


def test_after_run_all_the_keyboard_is_at_the_first_question(empty_home):
    """JupyterLab goes to the last cell, which is below all five."""
    from eunato.learning.pages_parts import Arrive

    assert isinstance(pages_daily.Daily().box.children[-1], Arrive)
