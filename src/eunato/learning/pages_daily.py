"""Five questions a day from what this learner has met: missed ones soon, known ones at growing distances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from eunato import controls, course
from eunato.learning.pages_parts import Arrive, box, count, day, para, say
from eunato.learning.progress import store

HOW_MANY = 5
DISTANCES = (1, 3, 7, 14, 30, 60)
"""Days until a question comes back: after a miss, or the first time it was met, the first; each right day in a row, the next."""
KINDS = ("recall", "choice", "match", "number")
"""Kinds that take less than a minute and can be asked again."""
MOST_FROM_ONE = 2
"""Questions from one lesson on one day, as long as other lessons have some due."""


@dataclass(frozen=True)
class Due:
    """A question met before: on how many days in a row it was right at the first try, and the day it comes back."""

    item_id: str
    lesson: str
    right_days: int
    last: date
    on: date


def schedule(rows: Iterable[Mapping[str, Any]]) -> list[Due]:
    """When each question that was met comes back. rows: the progress file's events, oldest first.

    Of each day the first marked try counts: what follows it the same day was read, not remembered.
    """
    from eunato.learning import items

    days: dict[str, dict[date, bool]] = {}
    lessons: dict[str, str] = {}
    for row in rows:
        try:
            item = items.get(row["item_id"])
            when = date.fromisoformat(str(row["ts"])[:10])
        except (items.ItemError, ValueError):
            continue  # a question that the course no longer has, or a damaged date
        if item.kind in KINDS and row["correct"] is not None:
            lessons[item.id] = item.lesson
            days.setdefault(item.id, {}).setdefault(when, bool(row["correct"]) and row["attempts"] <= 1)
    found = []
    for item_id, tries in days.items():
        order = sorted(tries)
        streak = 0
        for when in reversed(order):
            if not tries[when]:
                break
            streak += 1
        wait = DISTANCES[min(streak, len(DISTANCES) - 1)] if streak else DISTANCES[0]
        found.append(Due(item_id, lessons[item_id], streak, order[-1], order[-1] + timedelta(days=wait)))
    return found


def chosen(rows: Iterable[Mapping[str, Any]], today: date) -> list[Due]:
    """Up to five questions for today: those that are due, the longest overdue first, mixed over lessons; then, if fewer
    than five are due, those that come back soonest. Questions already asked today are left for another day."""
    met = [one for one in schedule(rows) if one.last < today]
    order = sorted(met, key=lambda one: (one.on > today, one.on, one.right_days, one.item_id))
    picked: list[Due] = []
    later: list[Due] = []
    for one in order:
        crowded = sum(p.lesson == one.lesson for p in picked) >= MOST_FROM_ONE
        (later if crowded else picked).append(one)
    # those put back for variety come in again, due ones before the ones that could wait
    mixed = sorted(enumerate([*picked, *later]), key=lambda pair: (pair[1].on > today, pair[0]))
    return [one for _, one in mixed][:HOW_MANY]


class Daily:
    """The page of the day. `.box` is what shows; `.asked` are the questions on it."""

    def __init__(self) -> None:
        from eunato.learning import items
        from eunato.learning.question import ask

        self.status = controls.StatusLine()
        self.today = course.today()
        rows = store().events()
        self.asked = chosen(rows, self.today)
        parts: list[Any] = [controls.words(para(self._intro(rows)))]
        for n, one in enumerate(self.asked, start=1):
            head = say("daily.heading", n=n, total=len(self.asked), lesson=one.lesson, last=day(one.last.isoformat()))
            parts += [controls.words(f"<h3>{head}</h3>"), ask(items.get(one.item_id).id, fresh=True)]
        if self.asked:
            parts += [controls.button(say("daily.count"), self._count, status=self.status), self.status]
        # Run All ends at the last cell; whoever has only keys would have to go back over all five
        self.box = box(say("daily.title"), say("daily.stored"), [*parts, Arrive(says=say("daily.title"))])

    def _intro(self, rows: list[Mapping[str, Any]]) -> str:
        if self.asked:
            due = sum(one.on <= self.today for one in self.asked)
            return say("daily.intro") + " " + (say("daily.due", n=count(due, "question")) if due else say("daily.early"))
        met = schedule(rows)
        return say("daily.again", day=day(min(max(one.on, self.today + timedelta(days=1)) for one in met).isoformat())) if met else say("daily.nothing")

    def _count(self) -> None:
        rows = [row for row in store().events() if str(row["ts"])[:10] == self.today.isoformat()]
        now = {one.item_id: one for one in schedule(rows)}
        mine = [now[one.item_id] for one in self.asked if one.item_id in now]
        right = sum(one.right_days > 0 for one in mine)
        said = say("daily.counted", done=len(mine), total=len(self.asked), right=right)
        self.status.say(said + (" " + say("daily.left") if len(mine) < len(self.asked) else " " + say("daily.tomorrow")))


def daily() -> controls.StoredBox:
    """Five questions for today, from the lessons this learner has done."""
    return Daily().box
