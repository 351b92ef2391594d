"""Predict, then see: a guess with a confidence, then guess and answer drawn together, then one line of why.

The guess is never scored and stays in view. The explanation opens once the learner has written a line of their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eunato import controls
from eunato.learning import check, items
from eunato.learning.items import Item
from eunato.learning.question import Untouched, confidence_menu, head, latest, paragraph, save, screen_order, stored_html, stored_text, stored_title

__all__ = ["Prediction", "predict"]


def predict(item_id: str, *, fresh: bool = False) -> Prediction:
    """The widget that takes a prediction. Raises ItemError when the item is unknown or of another kind."""
    item = items.get(item_id)
    if item.kind != "predict":
        raise items.ItemError(f"item {item_id} is of the kind {item.kind}; predictions are of the kind predict")
    return Prediction(item, fresh=fresh)


_CALLED = {
    "D": ("Actual", "The answer", "on record", "actual"),
    "E": ("The estimate is", "The estimate", "in the estimate", "estimate's"),
    "A": ("In the model", "In the model", "in the model", "model’s"),
    "I": ("In our reading", "In our reading", "in our reading", "reading’s"),
}
"""What the answer is called, by its label: only data are a record, and a reading is no model."""


class Prediction(controls.StoredBox):
    """A prediction of a number, a choice or an order. `guess` is what was saved, `skipped` whether it was declined."""

    def __init__(self, item: Item, *, fresh: bool = False):
        self.item = item
        self.guess: Any = None
        self._opens = False
        self.skipped = False
        self.confidence: int | None = None
        self.because = ""
        self.status = controls.StatusLine()
        self.figure = controls.FigureArea()
        self.after = controls.StatusLine()
        self.sure = confidence_menu()
        self.save_button = controls.button("Save my guess", self.save, status=self.status, main=True)
        self.skip_button = controls.button("I’d rather not guess", self.skip, status=self.status)
        self.why = controls.text(item["because"], help="One line in your own words. Then the explanation opens.")
        self.why_button = controls.button("Save my line", self.explain, status=self.after, main=True)
        self.why.on_enter(controls.guarded(self.after)(self.explain))
        super().__init__(stored_title(item), stored_html(item), stored_text(item))
        self.add_class("eun-question")
        self.input = self._input()
        self.untouched = Untouched(self.input, self.status) if item["ask"] == "order" else None
        stem = paragraph(item.stem) if item["ask"] == "number" else ""
        self.children = (controls.words(head(item) + stem), self.input, self.sure, controls.row(self.save_button, self.skip_button), self.status)
        if not fresh:
            self._restore()

    def _input(self) -> Any:
        item = self.item
        if item["ask"] == "number":
            field = controls.number(item["label"], help=f"A number from {item['low']} to {item['high']}")
            field.on_enter(controls.guarded(self.status)(self.save))
            return field
        if item["ask"] == "choice":
            return controls.NativeChoice(item.stem, [o.text for o in item.options])
        return controls.NativeOrder(item.stem, screen_order(item), help="Move a line with its two buttons.")

    # ------------------------------------------------------------ the learner's three steps

    def save(self) -> None:
        """Keep the guess, then show it beside the answer."""
        if self.guess is not None or self.skipped:
            return
        guess, problem = self._read()
        if problem:
            self.status.error(problem)
            return
        if self.sure.value is None:
            self.status.error("choose how sure you are, then save. There is no wrong answer to that.")
            return
        if self.untouched and self.untouched.asks():
            return
        self.guess, self.confidence = guess, self.sure.value
        self._reveal(self._record())

    def skip(self) -> None:
        """No guess, which is fine; the answer shows all the same."""
        if self.guess is not None or self.skipped:
            return
        self.skipped = True
        self._reveal(self._record())

    def explain(self) -> None:
        """Keep the line and open the explanation."""
        said = " ".join(self.why.value.split())
        if not said:
            self.after.error("the line is still empty. Write a few words, then the explanation opens.")
            return
        again = said == self.because
        self.because = said
        problem = "" if again else self._record()
        self._model(problem)

    # ------------------------------------------------------------ what follows

    def _read(self) -> tuple[Any, str]:
        item = self.item
        if item["ask"] == "number":
            read = check.parse_number(self.input.value, unit="", low=item["low"], high=item["high"])
            whole = float(item["truth"]).is_integer()
            if read.value is not None and whole and read.value != int(read.value):
                return None, f"give a whole number of {item['unit']}."
            problem = read.problem[:1].lower() + read.problem[1:] if not read.problem.startswith("I ") else read.problem
            return (int(read.value) if whole else read.value, "") if read.value is not None else (None, problem)
        if item["ask"] == "choice":
            if self.input.value is None:
                return None, "no answer is chosen yet. Choose one, then save."
            return self.input.options[self.input.value], ""
        return [self.input.items[i] for i in self.input.value], ""

    def _record(self) -> str:
        from eunato.learning import evidence_box

        self._opens = evidence_box.waits(self.item.id)  # asked before saving: saving opens the box
        kept = {"guess": self.guess, "skipped": self.skipped, "because": self.because}
        return save(self.item, kept, None, confidence=self.confidence)

    def _reveal(self, problem: str, before: bool = False) -> None:
        self.input.disabled = self.sure.disabled = True
        self.save_button.disabled = self.skip_button.disabled = True
        lead = "You answered this before." if before else ("No guess saved, and that is fine." if self.skipped else "Saved.")
        opened = "" if before or not self._opens else "The evidence is open below."
        said = " ".join(x for x in (lead, self.compare(), opened) if x).strip()
        reason = "" if self.skipped else self._reason()
        self.status.say("\n".join(x for x in (said, reason, f"Problem: {problem}" if problem else "") if x))
        if problem:
            self.status.kind = "error"
        # the next step stands there at once; the picture comes a moment later, when the chart library has loaded
        more = [] if self.skipped else [self.why, controls.row(self.why_button)]
        self.children = (*self.children, self.figure, *more, self.after)
        if self.skipped:
            self._model("")
        self._draw()

    def _model(self, problem: str) -> None:
        self.after.say("\n".join(x for x in ("In our words: " + self.item["model"], f"Problem: {problem}" if problem else "") if x))
        if problem:
            self.after.kind = "error"

    def _draw(self) -> None:
        """Guess and truth together; without the chart the sentence above still says both."""
        try:
            self.figure.show(self._picture())
        except Exception as err:
            import os

            if os.environ.get("EUNATO_RAISE") == "1":
                raise
            self.after.error(f"the picture could not be drawn ({err}). The sentence above says both numbers.")

    def _picture(self) -> Any:
        from eunato.charts import reveal

        item = self.item
        common = {"sources": item.sources, "label": item.get("evidence_label", "D")}
        guess = None if self.skipped else self.guess
        if item["ask"] == "number":
            return reveal.number(guess, item["truth"], item["unit"], item.title, low=item["low"], high=item["high"], **common)
        if item["ask"] == "choice":
            return reveal.choice(guess, self.truth(), [o.text for o in item.options], item.title, **common)
        return reveal.order(guess, self.truth(), item.title, **common)

    def truth(self) -> Any:
        """The answer: a number, the text of an option, or texts in order."""
        item = self.item
        if item["ask"] == "number":
            return item["truth"]
        return next(o.text for o in item.options if o.key) if item["ask"] == "choice" else check.right_order(item["cards"])

    def compare(self) -> str:
        """Guess and answer in one or two sentences.

        For the prediction 02-P1 and a guess of 32: “You said 32. Actual 36, four more.”
        """
        item, truth = self.item, self.truth()
        kind = item.get("evidence_label", "D")
        actual, answer, where, own = _CALLED.get(kind, _CALLED["A"])
        if item["ask"] == "number":
            if self.skipped:
                return f"{actual} {_figure(truth)}{'' if item['unit'] == '%' else ' '}{item['unit']}."
            if self.guess == truth:
                return f"You said {_figure(self.guess)}, and that is the {own} number."
            gap = abs(truth - self.guess)
            side = item.get("more", "more") if truth > self.guess else item.get("fewer", "fewer")
            return f"You said {_figure(self.guess)}. {actual} {_figure(truth)}, {check._say(gap)} {side}."
        if item["ask"] == "choice":
            if self.skipped:
                return f"{answer}: {truth}."
            if self.guess == truth:
                return f"You said: {self.guess}. " + {"D": "That is the answer.", "E": "So does the estimate.", "I": "So does our reading."}.get(kind, "So does the model.")
            return f"You said: {self.guess}. {answer}: {truth}."
        if self.skipped:
            return f"The order {where}: {'; '.join(truth)}."
        off = sum(a != b for a, b in zip(self.guess, truth, strict=True))
        if not off:
            return f"Your order is the one {where}."
        return f"{off} of {len(truth)} stand elsewhere {where}: {'; '.join(truth)}."

    def _reason(self) -> str:
        """Why this guess tempts, where the item knows it."""
        item = self.item
        if item["ask"] == "number":
            return next((w["reason"] for w in item["typical"] if w["answer"] == self.guess and self.guess != item["truth"]), "")
        if item["ask"] == "choice":
            return next((o.reason for o in item.options if o.text == self.guess), "")
        return ""

    def _restore(self) -> None:
        row = latest(self.item)
        kept = row["answer"] if row else None
        if not isinstance(kept, Mapping):
            return
        try:
            if kept.get("skipped"):
                self.skipped = True
            elif not self._put_back(kept.get("guess")):
                return
        except Exception:  # an old guess that no longer fits: the prediction is simply open again
            return
        if row.get("confidence") in [v for _, v in self.sure.options]:
            self.sure.value = self.confidence = row["confidence"]
        self.because = str(kept.get("because") or "")[:500]
        self.why.value = self.because
        self._reveal("", before=True)
        if self.because and not self.skipped:
            self._model("")

    def _put_back(self, guess: Any) -> bool:
        ask = self.item["ask"]
        if ask == "number" and isinstance(guess, (int, float)) and not isinstance(guess, bool):
            self.input.value = _figure(guess)
        elif ask == "choice" and guess in self.input.options:
            self.input.value = self.input.options.index(guess)
        elif ask == "order" and isinstance(guess, list) and sorted(map(str, guess)) == sorted(self.input.items):
            self.input.value = [self.input.items.index(x) for x in guess]
        else:
            return False
        self.guess = guess
        return True


def _figure(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:g}"
