"""Questions as widgets: one for each kind of item, all built from data/items and named native controls.

    ask("02-1")          # a choice with a reason for each option and another try

What a widget sends to the page holds no key and no reason before the learner has earned it. Each answer is saved at
once; if that fails, the learner reads so and the answer stays on the screen.
"""

from __future__ import annotations

import dataclasses
import html
from collections.abc import Mapping, Sequence
from typing import Any

from eunato import controls
from eunato.learning import check, items, picks
from eunato.learning.check import Verdict
from eunato.learning.items import Item

SURE = (25, 50, 60, 70, 80, 90, 100)
"""How sure, in percent: what the menu offers."""
RECALL_WORDS = 12


def ask(item_id: str, *, fresh: bool = False) -> controls.StoredBox:
    """The widget for an item, whatever its kind.

    `fresh` asks anew and shows no earlier answer (the opener does this). Raises ItemError for an unknown id.
    """
    item = items.get(item_id)
    if item.kind == "predict":
        from eunato.learning import predict

        return predict.Prediction(item, fresh=fresh)
    if item.kind in ("open", "claim_card"):
        from eunato.learning import pages

        return pages.open_task(item_id) if item.kind == "open" else pages.claim_card(item_id)
    kinds = {"choice": Choice, "recall": Recall, "order": Order, "match": Match, "sort": Sort, "number": Number, "faded": Faded, "exercise": Exercise, "inventory": Choice}
    return kinds[item.kind](item, fresh=fresh)


# ---------------------------------------------------------------- what all questions share

class Question(controls.StoredBox):
    """A titled box with a status line, a check button, hints where the item has them, and its record in the progress.

    A subclass makes its controls in `build()`, reads them in `answer()`, and puts an old answer back in `restore()`.
    """

    button_text = "Check my answer"

    def __init__(self, item: Item, *, fresh: bool = False):
        self.item = item
        self.attempts = 0
        self.hints_shown = 0
        self.done = False
        self._last: Any = None
        self.status = controls.StatusLine()
        self.check_button = controls.button(self.button_text, self.press, status=self.status, main=True)
        self.buttons = controls.row(self.check_button)
        self.hint_line = controls.StatusLine()
        super().__init__(stored_title(item), stored_html(item), stored_text(item))
        if item.kind != "faded":  # its gaps have labels of their own
            self.add_class("eun-question")
        parts = [controls.words(head(item) + self.intro()), *self.build(), self.buttons]
        if item.get("hints"):
            self.hint_button = controls.button(self._hint_text(), self.hint, status=self.status)
            self.buttons.children = (*self.buttons.children, self.hint_button)
            parts.append(self.hint_line)
        self.children = (*parts, self.status)
        if not fresh:
            self._restore()

    # what a kind fills in

    def intro(self) -> str:
        """The stem as HTML, where it is not the legend of a control."""
        return ""

    def build(self) -> list[Any]:
        """The controls of this kind, in order."""
        raise NotImplementedError

    def answer(self) -> Any:
        """What the learner has answered, as data; None when nothing is there."""
        raise NotImplementedError

    def restore(self, answer: Any) -> bool:
        """Put an old answer back; False when it no longer fits."""
        raise NotImplementedError

    def show(self, found: Verdict) -> None:
        """Show what belongs to single options or rows; the sentences go to the status line."""

    # what all do

    def press(self) -> None:
        """The check button: judge, count, record, say."""
        given = self.answer()
        found = self.judge(given)
        if found.ok is None:
            self.status.error(found.why or found.hint)
            return
        again = given == self._last
        self.attempts += 0 if again else 1
        self._last = given
        made = self._with_hints(found)
        problem = "" if again else self.record(given, made.ok)
        self._say(made, problem)

    def judge(self, given: Any) -> Verdict:
        """The verdict on an answer, without counting or recording."""
        return check.judge(self.item, given)

    def _with_hints(self, found: Verdict) -> Verdict:
        made = check.with_hints(self.item, found, self.attempts)
        # the hint button gives hints when the learner asks; the check itself gives them from the second try on
        return made if self.attempts > 1 or not self.item.get("hints") else Verdict(made.ok, "", made.why, made.attempt, made.notes)

    def _say(self, made: Verdict, problem: str = "") -> None:
        self.show(made)
        words = Verdict(made.ok, made.hint, made.why, made.attempt, made.notes, made.shown, problem).words
        self.status.say(words, made.ok)
        if problem:
            self.status.kind = "error"
        if made.ok or made.shown:
            self._open()

    def _open(self) -> None:
        """After the answer: what happened since the brief, and the sources, once."""
        if self.done:
            return
        self.done = True
        parts = []
        if self.item.get("after_brief"):
            parts.append(controls.words(f"<p><strong>After the brief:</strong> {html.escape(self.item['after_brief'])}</p>"))
        card = _source_card(self.item)
        if card:
            parts.append(controls.words(card))
        self.children = (*self.children, *parts)

    def record(self, answer: Any, correct: bool | None, confidence: int | None = None) -> str:
        """Save one answer; returns a sentence when that failed, else ""."""
        return save(self.item, answer, correct, attempts=max(1, self.attempts), confidence=confidence)

    def hint(self) -> None:
        """The next of three hints."""
        hints = self.item["hints"]
        self.hints_shown = min(len(hints), self.hints_shown + 1)
        self.hint_line.say(f"Hint {self.hints_shown} of {len(hints)}: {hints[self.hints_shown - 1]}")
        self.hint_button.description = self._hint_text()
        self.hint_button.disabled = self.hints_shown == len(hints)  # it keeps its place, and so does the focus

    def _hint_text(self) -> str:
        total = len(self.item.get("hints", ()))
        return f"Show hint {self.hints_shown + 1} of {total}" if self.hints_shown < total else "That was the last hint"

    def _restore(self) -> None:
        row = latest(self.item)
        if row is None:
            return
        try:
            if not self.restore(row["answer"]):
                return
            self.attempts, self._last = int(row.get("attempts") or 1), self.answer()
            found = self.judge(self._last)
        except Exception:  # an old answer that no longer fits is left alone; the question is simply open again
            return
        if found.ok is None:
            return
        made = self._with_hints(found)
        self.show(made)
        self.status.say(f"You answered this before. {made.words}", made.ok)
        if made.ok or made.shown:
            self._open()


def save(item: Item, answer: Any, correct: bool | None, *, attempts: int = 1, confidence: int | None = None) -> str:
    """Record an answer in the learner's progress; returns "" or the sentence that says why it could not be saved."""
    try:
        from eunato.learning import progress

        saved = progress.store().record(item.lesson, item.id, item.kind, answer, confidence=confidence, correct=correct, attempts=attempts, bite=item.bite)
    except Exception as err:
        return f"your answer could not be saved ({err}). It stays on this page until you close it."
    finally:  # saved or not, evidence that waited for this answer opens, and what counts answers looks again
        from eunato.learning import evidence_box, news

        evidence_box.answered(item.id)
        news.tell()
    return "" if saved.ok else saved.message


def latest(item: Item) -> Mapping[str, Any] | None:
    """The learner's newest row for this item, or None; trouble with the file is not trouble with the question."""
    try:
        from eunato.learning import progress

        return progress.store().latest(item.id)
    except Exception:
        return None


def confidence_menu(label: str = "How sure are you?") -> controls.NativeMenu:
    """The menu of confidences, in percent, with nothing chosen at first."""
    return controls.NativeMenu(label, [(f"{p}%", p) for p in SURE], empty=True)


def number_of(item: Item) -> str:
    """How a learner can name this question to others, such as "Question 02-1"."""
    return f"{'Exercise' if item.kind == 'exercise' else 'Question'} {item.id}"


def head(item: Item) -> str:
    """The title of a question with its number, as HTML."""
    # a heading, so that a screen reader can jump from question to question
    return f'<p class="eun-title" role="heading" aria-level="3"><strong>{html.escape(item.title)}</strong> <span class="eun-number">{number_of(item)}</span></p>'


def stored_title(item: Item) -> str:
    """The same for a saved notebook."""
    return f"{item.title} · {number_of(item)}"


def paragraph(text: str) -> str:
    """A plain text as one escaped HTML paragraph."""
    return f"<p>{html.escape(text)}</p>"


def _source_card(item: Item) -> str:
    try:
        from eunato import evidence

        return evidence.source_card(item.sources)
    except Exception:  # a missing source must not take the feedback away; the tests check that all ids resolve
        return ""


# ---------------------------------------------------------------- what a saved notebook says

def stored_html(item: Item) -> str:
    """The question and what may be chosen, without any key: for forges, the reading edition and a fresh Lab."""
    parts = [paragraph(item.stem)]
    if item.kind in ("choice", "inventory") or item.get("ask") == "choice":
        parts.append(_ul(o.text for o in item.options))
    elif item.get("ask") == "order" or item.kind == "order":
        parts.append(_ul(screen_order(item)))
    elif item.kind == "match":
        parts += [paragraph("To match:"), _ul(p["left"] for p in item["pairs"]), paragraph("With:"), _ul(right_column(item))]
    elif item.kind == "sort":
        parts += [paragraph("Bins: " + ", ".join(item["bins"]) + "."), _ul(sort_cards(item))]
    elif item.kind == "faded":
        for stage in item["stages"]:
            parts.append(f"<p><strong>{html.escape(stage['title'])}.</strong> {html.escape(stage['task'])}</p>")
            parts.append(_ul(stage["lines"]))
    elif item.kind == "exercise":
        parts.append(_ul(f"{p['label']}: {wanted(p)}" for p in item["parts"]))
    return "".join(parts)


def stored_text(item: Item) -> str:
    """The same as plain text, shorter."""
    options = [o.text for o in item.options] if item.kind in ("choice", "inventory") or item.get("ask") == "choice" else []
    return "\n".join([item.stem, *(f"- {o}" for o in options)])


def _ul(texts: Any) -> str:
    return "<ul>" + "".join(f"<li>{html.escape(t)}</li>" for t in texts) + "</ul>"


def screen_order(item: Item) -> list[str]:
    """Cards to be ordered as they first stand: fixed, and never the right order."""
    right = check.right_order(item["cards"])
    shown = items.shuffled(right, item.id)
    return shown if shown != right else shown[1:] + shown[:1]


def right_column(item: Item) -> list[str]:
    """What can be matched, extras included, in a fixed order."""
    return items.shuffled([*(p["right"] for p in item["pairs"]), *item.get("extras", ())], item.id)


def sort_cards(item: Item) -> list[str]:
    """Cards to be sorted, in a fixed order."""
    return items.shuffled([c["text"] for c in item["cards"]], item.id)


# ---------------------------------------------------------------- choice and recall

class Choice(Question):
    """One of several answers; each has its own reason, and a wrong pick leads to another try."""

    def build(self) -> list[Any]:
        self.options = self.item.options
        self.choice = controls.NativeChoice(self.item.stem, [o.text for o in self.options])
        self.sure = confidence_menu("How sure are you? (if you like)")
        self.tried: list[int] = []
        self.judged: int | None = None
        self.choice.observe(self._another, "value")
        return [self.choice, self.sure]

    @property
    def feedback(self) -> controls.StatusLine:
        """Where the verdict on an option stands."""
        return self.status

    def _another(self, _change: Any) -> None:
        """Another option is chosen: what was said about the one before no longer stands beside it."""
        if not self.feedback.text or self.choice.value == self.judged:
            return
        self.feedback.clear()
        self.choice.notes = [o.reason if i in self.tried else "" for i, o in enumerate(self.options)]

    def answer(self) -> Any:
        return None if self.choice.value is None else self.options[self.choice.value].text

    def press(self) -> None:
        if self.choice.value is None:
            self.status.error("no answer is chosen yet. Choose one, then check it.")
            return
        super().press()

    def record(self, answer: Any, correct: bool | None, confidence: int | None = None) -> str:
        # only the first try says how sure one was before knowing more
        return super().record(answer, correct, self.sure.value if self.attempts == 1 else None)

    def show(self, found: Verdict) -> None:
        picked = self.choice.value
        if picked is not None and picked not in self.tried:
            self.tried.append(picked)
        self.judged = picked
        # reasons of earlier picks stay under their options; the newest one is in the status line
        self.choice.notes = [o.reason if i in self.tried and i != picked else "" for i, o in enumerate(self.options)]
        self.check_button.description = "Check another answer" if found.ok is False else self.button_text

    def restore(self, answer: Any) -> bool:
        said = answer.get("choice") or answer.get("answer") if isinstance(answer, Mapping) else answer
        place = next((i for i, o in enumerate(self.options) if o.text == said), None)
        if place is None:
            return False
        self.choice.value = place
        return True


class Recall(Choice):
    """From memory first, in twelve words or fewer; then the options appear."""

    button_text = "Keep my words and show the answers"

    def build(self) -> list[Any]:
        super().build()
        self.choice.legend = "Which answer is right?"
        self.words = controls.text(self.item.stem, help=self.item["prompt"] + ".")
        self.words.on_enter(controls.guarded(self.status)(self.press))
        self.pass_button = controls.button("I do not remember", self.give_up, status=self.status)
        self.buttons.children = (self.check_button, self.pass_button)
        self.choice_button = controls.button("Check my answer", self.check_choice, status=self.status, main=True)
        self.choice_status = controls.StatusLine()
        self.opened = False
        return [self.words]

    @property
    def feedback(self) -> controls.StatusLine:
        return self.choice_status

    def intro(self) -> str:
        return ""  # the question is the label of the field, so that whoever arrives by Tab hears it

    def press(self) -> None:
        """Keep the words and open the options."""
        said = " ".join(self.words.value.split())
        count = len(said.split())
        if not said:
            self.status.error("there are no words yet. Type what you remember, or press “I do not remember”.")
        elif count > RECALL_WORDS:
            self.status.error(f"these are {count} words. Use {RECALL_WORDS} or fewer.")
        else:
            self._reveal(said)

    def give_up(self) -> None:
        """Open the options without words."""
        self._reveal("")

    def _reveal(self, said: str, quiet: bool = False) -> None:
        problem = "" if quiet else save(self.item, {"words": said, "choice": None}, None, attempts=0)
        if not self.opened:
            self.opened = True
            self.words.disabled = True
            self.check_button.disabled = self.pass_button.disabled = True
            self.children = (*self.children, self.choice, controls.row(self.choice_button), self.choice_status)
        if not quiet:
            self.status.say("The answers are below. Which one is right? Compare it with your words." if said else "The answers are below. Which one is right?")
        if problem:
            self.status.error(problem)

    def check_choice(self) -> None:
        """Check the chosen option."""
        main, self.status = self.status, self.choice_status  # feedback belongs below the options
        try:
            super().press()
        finally:
            self.status = main

    def show(self, found: Verdict) -> None:
        super().show(found)
        self.choice_button.description = "Check another answer" if found.ok is False else "Check my answer"
        self.check_button.description = self.button_text

    def record(self, answer: Any, correct: bool | None, confidence: int | None = None) -> str:
        return save(self.item, {"words": self.words.value, "choice": answer}, correct, attempts=max(1, self.attempts))

    def restore(self, answer: Any) -> bool:
        if not isinstance(answer, Mapping):
            return False
        self.words.value = str(answer.get("words") or "")[:500]
        self._reveal(self.words.value, quiet=True)
        return bool(answer.get("choice")) and super().restore(answer)


# ---------------------------------------------------------------- number

class Number(Question):
    """A number with a unit and a tolerance, read as people write numbers."""

    def intro(self) -> str:
        return paragraph(self.item.stem)

    def build(self) -> list[Any]:
        unit = self.item["unit"]
        self.field = controls.number(self.item.get("label", "Your answer"), help=f"One number{', in ' + unit if unit else ''}")
        self.field.on_enter(controls.guarded(self.status)(self.press))
        return [self.field]

    def answer(self) -> Any:
        return self.field.value.strip() or None

    def press(self) -> None:
        if not self.field.value.strip():
            self.status.error(check.parse_number("").problem)
            return
        super().press()

    def restore(self, answer: Any) -> bool:
        self.field.value = str(answer)[:60]
        return True


# ---------------------------------------------------------------- order, match, sort

class Order(Question):
    """Cards put in order with two buttons each."""

    def intro(self) -> str:
        return ""

    def build(self) -> list[Any]:
        self.cards = screen_order(self.item)
        self.order = controls.NativeOrder(self.item.stem, self.cards, help=self.item.get("help", "Move a card with its two buttons."))
        self.untouched = Untouched(self.order, self.status)
        return [self.order]

    def press(self) -> None:
        if not self.untouched.asks():
            super().press()

    def answer(self) -> Any:
        return [self.cards[i] for i in self.order.value]

    def show(self, found: Verdict) -> None:
        by_card = dict(zip(self.answer(), found.notes, strict=False))
        self.order.notes = [by_card.get(card, "") for card in self.cards]

    def restore(self, answer: Any) -> bool:
        if not isinstance(answer, list) or sorted(map(str, answer)) != sorted(self.cards):
            return False
        self.order.value = [self.cards.index(x) for x in answer]
        return True


class Untouched:
    """Asks once before an order that nobody has moved counts as an answer."""

    def __init__(self, order: controls.NativeOrder, status: controls.StatusLine):
        self.status, self.open = status, True
        order.observe(self._moved, "value")

    def _moved(self, _change: Any) -> None:
        self.open = False

    def asks(self) -> bool:
        """Whether the question is being asked now; the next press then goes through."""
        if not self.open:
            return False
        self.open = False
        self.status.say("You have not moved anything yet. Leave it in this order? Then press the button once more.")
        return True


class _Rows(Question):
    """Rows with a menu each: what stands left, and the entries to choose from."""

    def rows(self) -> list[str]:
        """The texts on the left."""
        raise NotImplementedError

    def entries(self) -> list[str]:
        """What every menu offers."""
        raise NotImplementedError

    def build(self) -> list[Any]:
        self.menus = controls.NativeMenus(self.item.stem, self.rows(), self.entries())
        self.menus.observe(self._changed, "value")
        return [self.menus]

    def _changed(self, change: Any) -> None:
        """A row that was changed loses its note: the note judges the entry that stood there before."""
        if any(self.menus.notes):
            pairs = zip(self.menus.notes, change["old"], change["new"], strict=False)
            self.menus.notes = [note if old == new else "" for note, old, new in pairs]

    def answer(self) -> Any:
        entries = self.menus.choices
        return {row: None if v is None else entries[v] for row, v in zip(self.menus.rows, self.menus.value, strict=True)}

    def press(self) -> None:
        missing = sum(v is None for v in self.menus.value)
        if missing:
            total = len(self.menus.rows)
            first = next(row for row, v in zip(self.menus.rows, self.menus.value, strict=True) if v is None)
            short = first if len(first) <= 60 else f"{first[:57].rsplit(' ', 1)[0]} …"
            which = "It is" if missing == 1 else "The first is"
            self.status.error(f"{missing} of {total} rows {'has' if missing == 1 else 'have'} no answer yet. {which}: “{short}”.")
            return
        super().press()

    def show(self, found: Verdict) -> None:
        # notes come in the order of the file, rows may stand in another
        order = self._file_rows()
        by_row = dict(zip(order, found.notes, strict=False))
        self.menus.notes = [by_row.get(row, "") for row in self.menus.rows]

    def _file_rows(self) -> list[str]:
        raise NotImplementedError

    def restore(self, answer: Any) -> bool:
        if not isinstance(answer, Mapping):
            return False
        entries = self.menus.choices
        self.menus.value = [entries.index(answer[row]) if answer.get(row) in entries else None for row in self.menus.rows]
        return any(v is not None for v in self.menus.value)


class Match(_Rows):
    """Texts matched with texts."""

    def rows(self) -> list[str]:
        return self._file_rows()

    def entries(self) -> list[str]:
        return right_column(self.item)

    def _file_rows(self) -> list[str]:
        return [p["left"] for p in self.item["pairs"]]


class Sort(_Rows):
    """Mixed cards sorted into bins."""

    def rows(self) -> list[str]:
        return sort_cards(self.item)

    def entries(self) -> list[str]:
        return list(self.item["bins"])

    def _file_rows(self) -> list[str]:
        return [c["text"] for c in self.item["cards"]]


# ---------------------------------------------------------------- worked example, exercise

class Faded(Question):
    """The same task three times: solved, with two gaps, and blank."""

    button_text = "Check all gaps"

    def intro(self) -> str:
        return paragraph(self.item.stem)

    def build(self) -> list[Any]:
        self.gaps: list[tuple[Mapping[str, Any], Any]] = []
        parts: list[Any] = []
        blanks = check.faded_blanks(self.item)
        for n, stage in enumerate(self.item["stages"]):
            lines = "".join(f"<li>{html.escape(x)}</li>" for x in stage["lines"])
            parts.append(controls.words(f"<p><strong>{html.escape(stage['title'])}</strong></p>{paragraph(stage['task'])}<ul>{lines}</ul>"))
            for blank in (one for at, one in blanks if at == n):
                made = self._gap(blank)
                self.gaps.append((blank, made))
                parts.append(made)
        return parts

    def _gap(self, blank: Mapping[str, Any]) -> Any:
        if "options" not in blank:
            return controls.number(blank["label"], help=f"One number, in {blank['unit']}" if blank["unit"] else "One number")
        options = items.options_of(blank["options"], self.item.id + blank["label"])
        return controls.NativeChoice(blank["label"], [o.text for o in options])

    def answer(self) -> Any:
        given = []
        for blank, made in self.gaps:
            if isinstance(made, controls.NativeChoice):
                options = items.options_of(blank["options"], self.item.id + blank["label"])
                given.append(None if made.value is None else options[made.value].text)
            else:
                given.append(made.value.strip() or None)
        return given

    def restore(self, answer: Any) -> bool:
        if not isinstance(answer, list) or len(answer) != len(self.gaps):
            return False
        for said, (_, made) in zip(answer, self.gaps, strict=True):
            if isinstance(made, controls.NativeChoice):
                made.value = made.options.index(said) if said in made.options else None
            else:
                made.value = "" if said is None else str(said)[:60]
        return True


class Exercise(Question):
    """An exercise answered with menus and checkboxes; in an exercise notebook the same item is answered in code.

    A part's `pick` says what it offers (states, places, link, links, or one or many of its own `choices`); without it the part is a field. `fields` holds
    the control of each part.
    """

    def intro(self) -> str:
        return paragraph(self.item.stem)

    def build(self) -> list[Any]:
        self.add_class("eun-parts")
        self.fields = {p["name"]: self._field(p) for p in self.item["parts"]}
        return list(self.fields.values())

    def _field(self, part: Mapping[str, Any]) -> Any:
        pick, label, help = part.get("pick"), part["label"], f"{wanted(part)[:1].upper()}{wanted(part)[1:]}."
        words = list(picks.of_part(part).values()) if pick else []
        if pick in ("states", "links", "many"):
            return controls.NativeChoice(label, words, multiple=True, grid=pick == "states", help=help)
        if pick == "places":
            return controls.NativeMenus(label, PLACES, words, none="(no place)", help=help)
        if pick in ("link", "one"):
            return controls.NativeMenu(label, [(line, name) for name, line in picks.of_part(part).items()], empty=True, help=help)
        made = controls.number(label, help=help) if part["check"] == "number" else controls.text(label, help=help)
        made.on_enter(controls.guarded(self.status)(self.press))
        return made

    def answer(self) -> Any:
        return {p["name"]: self._read(p) for p in self.item["parts"]}

    def _read(self, part: Mapping[str, Any]) -> Any:
        field, pick = self.fields[part["name"]], part.get("pick")
        if pick in (None, "link", "one"):
            return field.value.strip() or None if isinstance(field.value, str) else field.value
        ids = list(picks.of_part(part))
        return [ids[n] for n in field.value if n is not None] or None

    def judge(self, given: Any) -> Verdict:
        # the same check as in code; only what a part asks for is said in the words of its control
        parts = [{**p, "expects": wanted(p)} for p in self.item["parts"]]
        return check.judge(dataclasses.replace(self.item, more={**self.item.more, "parts": parts}), given)

    def press(self) -> None:
        given = self.answer()
        open_parts = [p["label"] for p in self.item["parts"] if given[p["name"]] is None]
        if open_parts:
            self.status.error(f"there is no answer yet to: {'; '.join(open_parts)}.")
            return
        for part in self.item["parts"]:
            if part.get("pick") == "places" and _gap(self.fields[part["name"]].value):
                self.status.error("the path has a gap. Fill the places from the top, and leave the rest empty.")
                return
        super().press()

    def restore(self, answer: Any) -> bool:
        if not isinstance(answer, Mapping):
            return False
        for part in self.item["parts"]:
            said, field, pick = answer.get(part["name"]), self.fields[part["name"]], part.get("pick")
            if said is None:
                continue
            if pick is None:
                field.value = str(said)[:200]
                continue
            named = [_id(part, one) for one in (said if isinstance(said, Sequence) and not isinstance(said, str) else [said])]
            ids = list(picks.of_part(part))
            if pick in ("link", "one"):
                field.value = named[0] if named[0] in ids else None
            elif pick == "places":
                places = [ids.index(one) for one in named if one in ids][: len(PLACES)]
                field.value = places + [None] * (len(PLACES) - len(places))
            else:
                field.value = [ids.index(one) for one in named if one in ids]
        return any(said is not None for said in self.answer().values())


PLACES = ["First place", "Then", "After that", "And then", "At the end"]
"""The menus of a path: as many places as the model's longest path has."""
_WANTED = {
    "states": "tick each state that belongs here",
    "places": "choose the places the paper passes, in order, and leave the menus you do not need empty",
    "link": "choose one link from the list",
    "links": "tick each link that belongs here",
    "one": "choose one answer from the list",
    "many": "tick each answer that belongs here",
}


def wanted(part: Mapping[str, Any]) -> str:
    """What a part of an exercise asks for on the page; in code the item's `expects` says it."""
    return _WANTED[part["pick"]] if part.get("pick") else part["expects"]


def _gap(places: Sequence[int | None]) -> bool:
    filled = [place is not None for place in places]
    return filled != sorted(filled, reverse=True)


def _id(part: Mapping[str, Any], said: Any) -> str:
    """The id of what an earlier answer named, by code or by name."""
    if "choices" in part:
        return check.chosen(part, said)
    if part["pick"] in ("link", "links"):
        return str(check._link(said)).strip().upper()
    return check._places().get(check._norm(said), str(said))
