"""The card that opens a lesson, three questions from earlier lessons, and the panel that keeps the progress file."""

from __future__ import annotations

import os
from typing import Any

from eunato import controls, course
from eunato.learning import news
from eunato.learning import pages_plan as plan
from eunato.learning.pages_parts import Arrive, FileLink, FilePick, GoTo, box, count, esc, para, say
from eunato.learning.progress import store

SPACING = (1, 3, 6)
"""How many lessons back the opener's three questions come from."""
ASKED_AGAIN = ("recall", "choice")
"""Kinds that an opener can ask again."""


class Keep:
    """Download everything as one file, or bring one back. `.parts` are the widgets, `.status` says what happened."""

    def __init__(self, status: controls.StatusLine | None = None) -> None:
        self.status = status or controls.StatusLine()
        self.link = FileLink()
        self.pick = FilePick(description=say("keep.upload"), help=say("keep.upload_help"))
        self.pick.listen(controls.guarded(self.status)(self._bring_back), self._too_large)
        self.button = controls.button(say("keep.download"), self._offer, status=self.status, main=True)
        self.parts = [controls.words(self._why()), self.button, self.link, self.pick]

    def _why(self) -> str:
        path = store().path
        if room():  # a rented room keeps nothing, so where its file is helps nobody
            return para(say("keep.file"))
        return para(say("keep.why") + " " + say("keep.file")) + (para(say("keep.where", path=path)) if path else "")

    def _offer(self) -> None:
        kept = store()
        rows = len(kept.events())
        if not rows:
            self.link.content = ""
            self.status.say(say("keep.empty"))
            return
        name = f"eunato-progress-{course.today().isoformat()}.json"
        label = say("keep.link", file=name)
        self.link.offer(kept.export_bytes().decode("utf-8"), name, label, "application/json")
        self.status.say(say("keep.ready", answers=count(rows, "answer"), link=label))

    def _bring_back(self, data: bytes) -> None:
        report = store().import_bytes(data)
        if not report.ok:
            self.status.error(report.message)
            return
        news.tell()
        self.status.say(report.message + (" " + say("keep.again") if report.added else ""))

    def _too_large(self) -> None:
        self.status.error(say("keep.too_large"))


def backup() -> controls.StoredBox:
    """The panel that downloads the progress file and brings one back."""
    panel = Keep()
    return box(say("keep.title"), say("keep.stored"), [*panel.parts, panel.status])


class Begin:
    """The card at the top of a lesson. `.box` is what shows."""

    def __init__(self, lesson_id: str) -> None:
        self.lesson = plan.lesson(lesson_id)
        kept = store()
        rows = kept.events()
        self.bite = plan.place(self.lesson, rows)
        self.done = plan.done(self.lesson, rows)
        self.finished_bite = self.bite is not None and bool(self.bite.items) and set(self.bite.items) <= set(self.done.answered)
        self.next = next((bite for bite in self.lesson.bites if self.bite is not None and bite.number == self.bite.number + 1), None) if self.finished_bite else None
        self.warning = room()
        minutes = say("begin.minutes", minutes=self.lesson.minutes, bites=len(self.lesson.bites) or self.lesson.planned_bites)
        self.minutes = minutes
        self.top = controls.words(para(minutes) + para(self.where()))
        parts: list[Any] = [self.top]
        self.status = controls.StatusLine()
        self.jump = None
        goal = self.next or self.bite
        if goal is not None and goal.heading and not self.done.complete:
            self.jump = GoTo(description=say("begin.jump", bite=goal.number), heading=goal.heading)
            self.jump.listen(lambda: self.status.say(say("begin.jump_missing", heading=goal.heading)))
        self.news = " ".join(part for part in (self.warning, kept.notice) if part)
        if self.news:
            parts.append(controls.words(f'<div role="note">{para(self.news)}</div>'))
        self.keep = Keep(self.status)
        self.drawer = controls.row()
        self.drawer.layout.flex_flow = "column nowrap"
        self.drawer.layout.align_items = "stretch"
        self.toggle = controls.button("", self._toggle, status=self.status)
        parts += [controls.row(self.jump, self.toggle) if self.jump else self.toggle, self.drawer, self.status]
        self._show(bool(self.news))
        title = say("begin.title", lesson=self.lesson.id, title=self.lesson.title)
        stored = f"{minutes} {say('begin.stored')}"
        self.box = box(title, stored, [*parts, Arrive(says=title)])
        news.listen("begin", self._refresh)

    def _refresh(self) -> None:
        """Count again after an answer. Where the reader stopped is of no use to a reader who goes on."""
        self.done = plan.done(self.lesson, store().events())
        self.bite = None
        self.top.value = para(self.minutes) + para(self.where())

    def where(self) -> str:
        """Where this learner stopped, in one sentence."""
        done, total = len(self.done.answered), len(self.lesson.items)
        if self.done.complete:
            return say("begin.finished", total=total)
        if self.bite is not None:
            if self.next is not None:
                return say("begin.through", bite=self.bite.number, next=self.next.number, name=self.next.name, done=done, total=total)
            name = "begin.stopped" if self.bite.name else "begin.stopped_unnamed"
            return say(name, bite=self.bite.number, name=self.bite.name, done=done, total=total)
        if done:
            return say("begin.opened", done=done, total=total)
        return say("begin.new")

    def _show(self, opened: bool) -> None:
        self.drawer.children = tuple(self.keep.parts) if opened else ()
        self.toggle.description = say("begin.hide" if opened else "begin.keep")

    def _toggle(self) -> None:
        self._show(not self.drawer.children)


def room() -> str:
    """What to know about a room that closes by itself (Binder, a class hub); "" on one's own computer."""
    if os.environ.get("BINDER_SERVICE_HOST") or os.environ.get("BINDER_LAUNCH_HOST"):
        return say("begin.binder")
    if any(name.startswith("JUPYTERHUB_") and value for name, value in os.environ.items()):
        return say("begin.hub")
    return ""


def begin(lesson_id: str) -> controls.StoredBox:
    """The card that opens a lesson such as "02": minutes, where you stopped, how to keep your answers.

    Raises KeyError that lists the lessons when there is no such lesson.
    """
    return Begin(lesson_id).box


def exercise(lesson_id: str) -> controls.StoredBox:
    """The card at the top of an exercise notebook: how many of its tasks are done. Raises KeyError for an unknown lesson."""
    from eunato.learning import items

    here = plan.lesson(lesson_id)
    tasks = [item.id for item in items.all(lesson_id) if item.kind == "exercise"]
    right = {row["item_id"] for row in store().events() if row["item_id"] in tasks and row["correct"]}
    title = say("exercise_card.title", lesson=here.id)
    words = say("exercise_card.how") + " " + (say("exercise_card.done", done=len(right), total=len(tasks)) if right else say("exercise_card.new", total=len(tasks)))
    return box(title, say("exercise_card.how"), [controls.words(para(words)), Arrive(says=title)])


def chosen(lesson_id: str, rows: list[dict[str, Any]]) -> list[str]:
    """Ids of up to three questions that this learner met in earlier lessons: 1, 3 and 6 lessons back.

    Where a lesson so far back has none, the nearest earlier lesson with one stands in. Missed questions come first,
    then those not seen for longest.
    """
    from eunato.learning import items

    number = int(lesson_id)
    met: dict[str, dict[str, Any]] = {}
    missed: set[str] = set()
    for row in rows:
        try:
            item = items.get(row["item_id"])
        except items.ItemError:
            continue
        if item.kind in ASKED_AGAIN and item.lesson.isdigit() and int(item.lesson) < number:
            if row["correct"] is False:
                missed.add(item.id)
            met[item.id] = row
    last = {item: place for place, item in enumerate(sorted(met, key=lambda i: (met[i]["ts"], i)))}
    order = sorted(met, key=lambda i: (i not in missed, last[i]))
    picked: list[str] = []
    for back in SPACING:
        asked = {tuple(sorted(items.get(i).claims)) for i in picked}
        # two questions on the very same claims would be one question asked twice
        left = [i for i in order if i not in picked and tuple(sorted(items.get(i).claims)) not in asked] or [i for i in order if i not in picked]
        if not left:
            break
        wanted = number - back
        picked.append(min(left, key=lambda i: (abs(int(items.get(i).lesson) - wanted), order.index(i))))
    return picked


def opener(lesson_id: str) -> controls.StoredBox:
    """Three questions from lessons this learner has done; one to try where there are none yet."""
    here = plan.lesson(lesson_id)
    title, stored = say("opener.title"), say("opener.stored")
    earlier = [lesson for lesson in plan.lessons() if lesson.id < here.id]
    if not earlier:
        return box(title, say("opener.none"), [controls.words(para(say("opener.none")))])
    from eunato.learning import items
    from eunato.learning.question import ask

    picked = chosen(here.id, store().events())
    parts: list[Any] = []
    if picked:
        intro = say("opener.some")
        if len(picked) < len(SPACING):
            intro += " " + say("opener.fewer", total=len(picked))
        parts.append(controls.words(para(intro)))
        for n, item_id in enumerate(picked, start=1):
            head = say("opener.heading", n=n, total=len(picked), lesson=items.get(item_id).lesson)
            parts += [controls.words(f"<p><em>{esc(head)}</em></p>"), ask(item_id, fresh=True)]
        return box(title, stored, parts)
    for lesson in reversed(earlier):
        first = next((i for i in lesson.items if plan.kind_of(i) in ASKED_AGAIN), None)
        if first:
            parts.append(controls.words(para(say("opener.unmet", lesson=lesson.id, title=lesson.title)) + para(say("opener.elsewhere"))))
            parts.append(ask(first, fresh=True))
            return box(title, stored, parts)
    return box(title, stored, [controls.words(para(say("opener.no_questions")))])
