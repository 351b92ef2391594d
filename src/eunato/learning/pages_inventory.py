"""The concept inventory: twelve questions, each with an answer, a reason and a confidence, asked twice in the course."""

from __future__ import annotations

from typing import Any

from eunato import controls
from eunato.learning import items, news
from eunato.learning import pages_plan as plan
from eunato.learning.pages_parts import Passage, box, esc, page_words, para, plain, say
from eunato.learning.pages_plan import verdict
from eunato.learning.progress import store

NOTEBOOKS = {"before": "00", "after": "10"}
SURE = (25, 50, 60, 70, 80, 90, 100)
SURE_AND_WRONG = 80
"""From this confidence on, a wrong answer counts as sure and wrong (percent)."""


def questions(phase: str) -> list[items.Item]:
    """The twelve items: in the file's order before the course, in another fixed order after it."""
    found = [item for item in items.all() if item.kind == "inventory"]
    return found if phase == "before" else items.shuffled(found, "after", lambda item: item.id)


def becauses(item: items.Item) -> tuple[items.Option, ...]:
    """The reasons to choose from, in a fixed order that says nothing about the key."""
    return items.options_of(item.get("because", ()), item.id + "|because")


def taught_in(item: items.Item) -> str:
    """The lesson that takes the question up (`taught` in data/pages.yml)."""
    return page_words()["taught"].get(item.id, item.lesson)


class Inventory:
    """Twelve questions, one at a time. `.box` is what shows.

    `phase` is "before" (lesson 00: no keys) or "after" (lesson 10: both rounds and the keys at the end). The controls
    stay the same from question to question, so that the focus has somewhere to be.
    """

    def __init__(self, phase: str = "before") -> None:
        if phase not in NOTEBOOKS:
            raise ValueError(f"the phase is {phase!r}; write 'before' or 'after'")
        self.phase = phase
        self.notebook = NOTEBOOKS[phase]
        self.items = questions(phase)
        if not self.items:
            raise items.ItemError("data/items has no item of the kind 'inventory'; see data/items/inventory.yml")
        self.status = controls.StatusLine()
        self.head = Passage()
        self.answer = controls.NativeChoice(say("inventory.answer"), [])
        self.because = controls.NativeChoice(say("inventory.because"), [])
        self.sure = controls.NativeChoice(say("inventory.sure"), [f"{n}%" for n in SURE], inline=True)
        self.save = controls.button(say("inventory.save"), self._press, status=self.status, main=True)
        self.skip = controls.button(say("inventory.skip"), self._skip, status=self.status)
        self.back = controls.button(say("inventory.back"), self._back, status=self.status)
        self.result = controls.words("")
        keys = say("inventory.keys" if phase == "before" else "inventory.keys_after")
        title = say("inventory.title" if phase == "before" else "inventory.title_after")
        buttons = controls.row(self.save, self.skip, self.back)
        self.box = box(title, say("inventory.stored") + " " + keys,
                       [controls.words(para(keys)), self.head, self.answer, self.because, self.sure, self.result, buttons, self.status])
        rows = self._rows()
        self._show(next((n for n, item in enumerate(self.items) if item.id not in rows), len(self.items)))

    def _rows(self, notebook: str = "") -> dict[str, dict[str, Any]]:
        """The newest row of each question in this round (or in the round of another notebook)."""
        wanted = {item.id for item in self.items}
        rows = store().events(notebook or self.notebook)
        return {row["item_id"]: row for row in rows if row["kind"] == "inventory" and row["item_id"] in wanted}

    def _show(self, n: int, focus: bool = False) -> None:
        """Show question n (from 0), with an earlier answer filled in; after the last one the result."""
        self.n = n
        total = len(self.items)
        ended = n >= total
        for part in (self.answer, self.because, self.sure):
            part.layout.display = "none" if ended else None
        self.save.description = say("inventory.change" if ended else "inventory.save")
        self.skip.disabled = ended
        self.back.disabled = n == 0
        self.result.value = "".join(self._result()) if ended else ""
        if ended:
            answered = sum(verdict(row) is not None for row in self._rows().values())
            self.head.show("", say("inventory.done", done=answered, total=total), focus)
            return
        item = self.items[n]
        earlier = self._rows().get(item.id)
        given = earlier["answer"] if earlier and isinstance(earlier["answer"], dict) else {}
        self._fill(self.answer, [option.text for option in item.options], given.get("answer"))
        self._fill(self.because, [option.text for option in becauses(item)], given.get("because"))
        sure = earlier["confidence"] if earlier else None
        self.sure.value = SURE.index(sure) if sure in SURE else None
        self.head.show(say("inventory.number", n=n + 1, total=total), item.stem, focus)

    @staticmethod
    def _fill(choice: controls.NativeChoice, options: list[str], chosen: Any) -> None:
        choice.value = None
        choice.options = options
        choice.value = options.index(chosen) if chosen in options else None

    def _press(self) -> None:
        if self.n >= len(self.items):
            self._show(0, focus=True)
            self.status.clear()
        else:
            self._save()

    def _save(self) -> None:
        item = self.items[self.n]
        skip = say("inventory.skip")
        if self.answer.value is None:
            self.status.error(say("inventory.need_answer", skip=skip))
            return
        if self.because.options and self.because.value is None:
            self.status.error(say("inventory.need_because", skip=skip))
            return
        if self.sure.value is None:
            self.status.error(say("inventory.need_sure"))
            return
        option = item.options[self.answer.value]
        because = self.because.options[self.because.value] if self.because.options else None
        self._keep({"answer": option.text, "because": because}, SURE[self.sure.value], "inventory.saved")

    def _skip(self) -> None:
        if self.n < len(self.items):
            self._keep({"skipped": True}, None, "inventory.skipped")

    def _keep(self, answer: dict[str, Any], sure: int | None, words: str) -> None:
        """Save without a verdict: the learner's file must not give the keys away before lesson 10."""
        item = self.items[self.n]
        tries = 1 + sum(row["item_id"] == item.id for row in store().events(self.notebook))
        saved = store().record(self.notebook, item.id, "inventory", answer, confidence=sure, attempts=tries)
        news.tell()
        self._show(self.n + 1, focus=True)
        last = self.n >= len(self.items)
        said = say("inventory.finished") if last else say(words, n=self.n + 1, total=len(self.items))
        if saved.ok:
            self.status.say(said)
        else:
            # the sentence about the disk takes the place of "Saved"
            self.status.error(saved.message)

    def _back(self) -> None:
        if self.n:
            self._show(self.n - 1, focus=True)
            self.status.clear()

    def _result(self) -> list[str]:
        """The end of the round: the mirror and where to look first; after the course both rounds and the keys."""
        from eunato.learning.pages_record import mirror

        rows = self._rows()
        right = {item_id: verdict(row) for item_id, row in rows.items()}
        answered = [row for item_id, row in rows.items() if right[item_id] is not None]
        parts = [para(sentence) for sentence in mirror([(row["confidence"] / 100, bool(right[row["item_id"]])) for row in answered if row["confidence"] is not None])]
        wrong = [item for item in self.items if right.get(item.id) is False and (rows[item.id]["confidence"] or 0) >= SURE_AND_WRONG]
        if wrong:
            parts.append(f"<p><strong>{esc(say('inventory.sure_wrong'))}</strong></p>" + para(say("inventory.sure_wrong_intro" if self.phase == "before" else "inventory.sure_wrong_intro_after", least=SURE_AND_WRONG)))
            parts.append("<ul>" + "".join(f"<li>{esc(self._pointer(item))}</li>" for item in wrong) + "</ul>")
        elif answered:
            parts.append(para(say("inventory.none_sure_wrong")))
        if self.phase == "after":
            parts.append(self._both(rows))
        return parts

    @staticmethod
    def _pointer(item: items.Item) -> str:
        lesson = plan.lesson(taught_in(item))
        name = "inventory.sure_wrong_row" if lesson.published else "inventory.sure_wrong_later"
        return say(name, stem=plain(item.stem), lesson=lesson.id, title=lesson.title)

    def _both(self, rows: dict[str, dict[str, Any]]) -> str:
        before = self._rows(NOTEBOOKS["before"])
        cell = "text-align:left;vertical-align:top;padding:4px 14px 4px 0;border-bottom:1px solid currentColor"
        head = "".join(f'<th scope="col" style="{cell}">{esc(say("inventory." + name))}</th>' for name in ("question", "before", "after", "key"))
        body = ""
        for item in self.items:
            key = next(option for option in item.options if option.key)
            body += (f'<tr><th scope="row" style="{cell};font-weight:400">{esc(item.stem)}</th><td style="{cell}">{esc(_word(before.get(item.id)))}</td>'
                     f'<td style="{cell}">{esc(_word(rows.get(item.id)))}</td><td style="{cell}">{esc(key.text)} {esc(key.reason)}</td></tr>')
        return f'<table style="border-collapse:collapse"><caption style="text-align:left">{esc(say("inventory.table"))}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _word(row: dict[str, Any] | None) -> str:
    right = None if row is None else verdict(row)
    if row is None or right is None:
        return say("inventory.open")
    word = say("inventory.right" if right else "inventory.wrong")
    return word if row["confidence"] is None else say("inventory.with_sure", word=word, sure=f"{row['confidence']:g}")


def inventory(phase: str = "before") -> controls.StoredBox:
    """The twelve questions, one at a time: answer, reason, confidence; each saved at once, none marked before lesson 10."""
    return Inventory(phase).box
