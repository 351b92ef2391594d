"""Writing: three sentences to take away, open tasks with self-scores and models, and the card of a contested claim."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eunato import controls, evidence
from eunato.learning import items, news
from eunato.learning import pages_plan as plan
from eunato.learning.pages_parts import box, count, day, esc, heading, para, say
from eunato.learning.progress import store

SURE = (50, 60, 70, 80, 90, 100)


def word_count(text: str) -> int:
    """Words of a text; "EU–NATO" and "42.7" are one word each.

    >>> word_count("EU–NATO ties, since 2003.")
    4
    """
    return len(re.findall(r"\w+(?:[’'.,–-]\w+)*", text))


# -- recap -----------------------------------------------------------------------------------------------------------


class Recap:
    """Three sentences to edit, each with a confidence. `.box` is what shows.

    The sentences say what the lesson found. They open by a button, when the lesson's predictions are answered, or when
    the learner has edited them before.
    """

    def __init__(self, lesson_id: str) -> None:
        self.lesson = plan.lesson(lesson_id)
        if not self.lesson.recap:
            raise KeyError(f"lesson {lesson_id!r} has no sentences; add `recap` to it in data/pages.yml")
        self.item_id = f"{lesson_id}-recap"
        self.status = controls.StatusLine()
        self.areas: list[Any] = []
        self.menus: list[Any] = []
        self.intro = controls.words(para(say("recap.wait")))
        self.shown = controls.StatusLine()
        self.show_button = controls.button(say("recap.show"), self._press_show, status=self.shown)
        self.box = box(say("recap.title"), say("recap.stored"), [self.intro, self.show_button, self.shown])
        if self._kept() or self._predicted():
            self._open()
        else:
            news.listen("recap", self._look)

    def _predicted(self) -> bool:
        """Whether each prediction of the lesson has been answered or declined."""
        asked = [item for item in self.lesson.items if plan.kind_of(item) == "predict"]
        return bool(asked) and set(asked) <= {row["item_id"] for row in store().events()}

    def _look(self) -> None:
        if not self.areas and self._predicted():
            self._open()

    def _press_show(self) -> None:
        if not self.areas:
            # what stands stays where it is, and the focus with it: Jupyter draws anew from the first child that differs
            self._open(keep=(self.show_button, self.shown))
            self.show_button.disabled = True
            self.shown.say(say("recap.shown"))

    def _open(self, keep: tuple[Any, ...] = ()) -> None:
        """Make the fields: until then the sentences are not even in the page."""
        kept = self._kept()
        choices = [(say("recap.choose"), None), *((f"{n}%", n) for n in SURE)]
        self.intro.value = para(say("recap.intro"))
        parts: list[Any] = [self.intro, *keep]
        for n, sentence in enumerate(self.lesson.recap, start=1):
            text, sure = kept.get(n, (sentence, None))
            self.areas.append(controls.area(say("recap.sentence", n=n), value=text, rows=3))
            self.menus.append(controls.menu(say("recap.sure", n=n), choices, sure if sure in SURE else None))
            parts += [self.areas[-1], self.menus[-1]]
        parts += [controls.button(say("recap.save"), self._save, status=self.status, main=True), self.status]
        self.box.children = (self.box.children[0], *parts)

    def _kept(self) -> dict[int, tuple[str, Any]]:
        """The learner's own sentences, if any, by number."""
        row = store().latest(self.item_id)
        answer = row["answer"] if row else None
        if not isinstance(answer, list):
            return {}
        return {n: (entry["text"], entry.get("sure")) for n, entry in enumerate(answer, start=1)
                if isinstance(entry, dict) and isinstance(entry.get("text"), str)}

    def _save(self) -> None:
        if not any(area.value.strip() for area in self.areas):
            self.status.error(say("recap.empty"))
            return
        answer = []
        for area, menu in zip(self.areas, self.menus, strict=True):
            answer.append({"text": area.value.strip(), "sure": menu.value})
        saved = store().record(self.lesson.id, self.item_id, "recap", answer)
        news.tell()
        kept = sum(bool(entry["text"]) for entry in answer)
        dots = sum("…" in entry["text"] for entry in answer)
        told = [say("recap.saved", n=count(kept, "sentence"))]
        if dots:
            told.append(say("recap.dots_one") if dots == 1 else say("recap.dots", n=dots))
        if any(entry["text"] and entry["sure"] is None for entry in answer):
            told.append(say("recap.unsure"))
        _report(self.status, saved, " ".join(told))


def recap(lesson_id: str) -> controls.StoredBox:
    """Three sentences to edit and keep, each with how sure the learner is. Raises KeyError for a lesson without any."""
    return Recap(lesson_id).box


def _report(status: controls.StatusLine, saved: Any, words: str) -> None:
    """Say that it is saved, or why not."""
    if saved.ok:
        status.say(words)
    else:
        status.error(saved.message)


# -- open tasks ------------------------------------------------------------------------------------------------------


class OpenTask:
    """A text, a self-score by the rubric, then models to compare with. `.box` is what shows."""

    def __init__(self, item_id: str) -> None:
        self.item = items.get(item_id)
        if self.item.kind != "open":
            raise items.ItemError(f"item {item_id} is of the kind {self.item.kind!r}; open_task needs 'open'")
        self.rubric = [dict(row) for row in self.item["rubric"]]
        self.best = sum(3 * row.get("weight", 1) for row in self.rubric)
        self.status = controls.StatusLine()
        self.scored = controls.StatusLine()  # beside the second button, where the eyes are
        kept = self._kept()
        self.area = controls.area(f"{say('open_task.area')}: {self.item.title}", help=say("open_task.limit", words=self.item["words"]), value=kept.get("text", ""), rows=8)
        self.counter = controls.words("")
        self.area.observe(lambda _change: self._count(), "value")
        self._count()
        self.save = controls.button(say("open_task.save"), self._save, status=self.status, main=True)
        self.levels = []
        for row in self.rubric:
            legend = row["name"] + (f" ({say('open_task.double')})" if row.get("weight", 1) == 2 else "")
            self.levels.append(controls.NativeChoice(legend, [say("open_task.points", points=count(n, "point"), words=words) for n, words in enumerate(row["levels"])]))
        self._fill(kept.get("scores"))
        self.compare = controls.button(say("open_task.compare"), self._compare, status=self.scored, main=True)
        self.models = controls.words("")
        self.after = controls.row()
        self.after.layout.flex_flow = "column nowrap"
        self.after.layout.align_items = "stretch"
        self.scoring = (controls.words(f"<h4>{esc(say('open_task.scores'))}</h4>" + para(say("open_task.scores_intro"))), *self.levels, self.compare, self.scored)
        if kept.get("text"):
            self.after.children = self.scoring
        if self._points() is not None:
            self._show_models()
        task = para(self.item.stem) + _steps(self.item.get("steps", ()))
        limit = say("open_task.limit", words=self.item["words"])
        stored_text = f"{self.item.stem}\n{limit}\n{say('open_task.stored')}"
        self.box = controls.StoredBox(self.item.title, task + para(limit) + para(say("open_task.stored")), stored_text,
                                      [controls.words(f"<h3>{esc(self.item.title)}</h3>"), controls.words(task), self.area, self.counter, self.save, self.status, self.after])

    def _kept(self) -> dict[str, Any]:
        row = store().latest(self.item.id)
        answer = row["answer"] if row and isinstance(row["answer"], dict) else {}
        return {"text": answer["text"], "scores": answer.get("scores")} if isinstance(answer.get("text"), str) else {}

    def _fill(self, scores: Any) -> None:
        if not isinstance(scores, Mapping):
            return
        for row, choice in zip(self.rubric, self.levels, strict=True):
            given = scores.get(row["name"])
            if isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 3:
                choice.value = given

    def _count(self) -> None:
        n = count(word_count(self.area.value), "word")
        self.counter.value = para(say("open_task.count_of", n=n, words=self.item["words"]) if self.item["words"] else say("open_task.count", n=n))

    def _points(self) -> int | None:
        """The learner's points, or None while a line is open."""
        if any(choice.value is None for choice in self.levels):
            return None
        return sum(choice.value * row.get("weight", 1) for row, choice in zip(self.rubric, self.levels, strict=True))

    def _record(self, answer: dict[str, Any]) -> Any:
        saved = store().record(self.item.lesson, self.item.id, "open", answer, bite=self.item.bite or None)
        news.tell()
        return saved

    def _scores(self) -> dict[str, int]:
        return {row["name"]: choice.value for row, choice in zip(self.rubric, self.levels, strict=True) if choice.value is not None}

    def _save(self) -> None:
        text = self.area.value.strip()
        if not text:
            self.status.error(say("open_task.empty"))
            return
        saved = self._record({"text": text, "scores": self._scores()})
        self.after.children = self.after.children or self.scoring
        _report(self.status, saved, say("open_task.saved", n=count(word_count(text), "word")))

    def _compare(self) -> None:
        points = self._points()
        if points is None:
            missing = [row["name"] for row, choice in zip(self.rubric, self.levels, strict=True) if choice.value is None]
            self.scored.error(say("open_task.need", rows=", ".join(missing)))
            return
        saved = self._record({"text": self.area.value.strip(), "scores": self._scores(), "points": points})
        self._show_models()
        _report(self.scored, saved, say("open_task.scored", points=points, best=self.best))

    def _show_models(self) -> None:
        parts = [f"<h4>{esc(say('open_task.models'))}</h4>"]
        for model in self.item["models"]:
            head = esc(say("open_task.model", points=model["points"], best=self.best))
            parts.append(f"<h5>{head}</h5><blockquote style=\"margin:0 0 0.4rem 1rem\">{para(model['text'])}</blockquote>" + para(say("open_task.note", note=model["notes"])))
        parts.append(para(say("open_task.your_text")))
        self.models.value = "".join(parts)
        self.after.children = (*self.scoring, self.models)


def _steps(steps: Any) -> str:
    return "<ol>" + "".join(f"<li>{esc(step)}</li>" for step in steps) + "</ol>" if steps else ""


def open_task(item_id: str) -> controls.StoredBox:
    """A writing task: text, self-score by the rubric, then annotated models. Raises ItemError for another kind of item."""
    return OpenTask(item_id).box


# -- claim cards -----------------------------------------------------------------------------------------------------


class ClaimCard:
    """A contested claim with both sides. Stored whole, in a fixed order; live, a lot decides who stands first."""

    def __init__(self, item_id: str) -> None:
        self.item = items.get(item_id)
        if self.item.kind != "claim_card":
            raise items.ItemError(f"item {item_id} is of the kind {self.item.kind!r}; claim_card needs 'claim_card'")
        self.turned = lot(store().learner, item_id)
        live = controls.words(self.markup(self.turned) + para(say("claim_card.order")))
        self.box = controls.StoredBox(self.item.title, self.markup(False), self.text(), [heading(self.item.title), live])

    def sides(self, turned: bool) -> list[dict[str, Any]]:
        """Both sides in the order shown."""
        found = [dict(side) for side in self.item["sides"]]
        return found[::-1] if turned else found

    def _blocks(self, turned: bool) -> list[tuple[str, list[str]]]:
        """The card as (head, paragraphs): the same for the page and for plain text. The open question comes last."""
        item = self.item
        blocks = [(say("claim_card.claim"), [item["claim"]]), (say("claim_card.holders"), [item["holders"]])]
        for letter, side in zip("AB", self.sides(turned), strict=True):
            told = [side["case"]]
            if side.get("against"):
                told.append(f"{say('claim_card.against')}: {side['against']}")
            quote = side.get("quote")
            if quote:
                told.append(say("claim_card.quote", words=quote["words"], who=quote["who"], date=_date(quote["date"])))
            told.append(say("claim_card.sources", cited=evidence.cite(side["sources"])))
            blocks.append((say("claim_card.side", letter=letter, name=side["name"]), told))
        blocks += [(say("claim_card.both"), [item["both_accept"]]), (say("claim_card.settle"), [item["would_settle"]]), (say("claim_card.question"), [item["open_question"]])]
        return blocks

    def markup(self, turned: bool) -> str:
        """The card as HTML."""
        label = evidence.badge(evidence.Label.I) + ("" if self.item["label"] == "I" else f" {esc(say('claim_card.label_P')).capitalize()}.")
        intro = para(self.item.stem) + f"<p>{label} {esc(say('claim_card.reviewed'))}</p>"
        blocks = "".join(
            f'<p style="margin:0.8rem 0 0.2rem"><strong>{esc(head)}</strong></p><div style="margin-left:1rem">{"".join(para(part) for part in told)}</div>'
            for head, told in self._blocks(turned))
        named = [one for side in self.item["sides"] for one in side["sources"]]  # the same order for every learner
        return intro + blocks + evidence.source_card([*named, *self.item.sources])

    def text(self) -> str:
        """The card as plain text, in the fixed order."""
        label = say("claim_card.label_I" if self.item["label"] == "I" else "claim_card.label_P")
        lines = [self.item.stem, f"I: {evidence.Label.I.word}, {label}. {say('claim_card.reviewed')}"]
        return "\n".join(lines + [f"{head}: {' '.join(told)}" for head, told in self._blocks(False)])


def _date(iso: str) -> str:
    """A date in words; a month or a year stays as it stands."""
    return day(iso) if re.fullmatch(r"\d{4}-\d\d-\d\d", iso) else iso


def lot(learner: str, item_id: str) -> bool:
    """Whether the second side stands first for this learner: drawn once from the file's random id, the same each time."""
    import hashlib

    return hashlib.sha256(f"{learner}|{item_id}".encode()).digest()[0] % 2 == 1


def claim_card(item_id: str) -> controls.StoredBox:
    """The card of a contested claim, both sides at their best. Raises ItemError for another kind of item."""
    return ClaimCard(item_id).box
