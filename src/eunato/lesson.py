"""What a lesson's cells call: one short word for each thing a learner meets.

Every function shows its thing below the cell and returns nothing, so that a cell stays one line.
The rooms behind it are imported on first use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

__all__ = [
    "ask", "backup", "ballot", "begin", "calibration", "card", "certificate", "check", "class_screen", "daily", "evidence", "exercise", "explore", "figures", "inventory", "memo",
    "open_task", "opener", "predict", "progress_page", "recap", "room", "table",
]


_LESSON = ["00"]
"""The lesson that `begin` opened last in this kernel: where an explorer that remembers keeps its state."""


def _show(thing: Any) -> None:
    from IPython.display import display

    display(thing)


def begin(lesson: str) -> None:
    """Open a lesson such as "02": where you stopped, how long it takes, how to keep your work."""
    from eunato.charts import enable
    from eunato.learning import pages

    _LESSON[0] = lesson
    enable()  # plain Altair cells in a lesson are drawn by the course's renderer, too
    _show(pages.begin(lesson))


def exercise(lesson: str) -> None:
    """Open the exercise of a lesson such as "02": how many tasks there are, how many are done."""
    from eunato.charts import enable
    from eunato.learning import pages

    _LESSON[0] = lesson
    enable()
    _show(pages.exercise(lesson))


def opener(lesson: str) -> None:
    """Ask three questions from earlier lessons."""
    from eunato.learning import pages

    _show(pages.opener(lesson))


def daily() -> None:
    """Ask five questions for today, from what this learner has met."""
    from eunato.charts import enable
    from eunato.learning import pages

    enable()
    _show(pages.daily())


def predict(item_id: str) -> None:
    """Take a prediction and how sure the learner is; then draw the guess beside the answer."""
    from eunato.learning.predict import predict as widget

    _show(widget(item_id))


def evidence(item_id: str, figure: Any) -> None:
    """Show a figure that waits, in a running notebook, until its prediction is answered or declined."""
    from eunato.learning.evidence_box import evidence as widget

    box = widget(item_id, figure)
    _show(box)
    _show(box.words)


def ask(item_id: str) -> None:
    """Ask a question of data/items, whatever its kind."""
    from eunato.learning.question import ask as widget

    _show(widget(item_id))


def check(item_id: str, answer: Any) -> None:
    """Check an exercise's answer and say what the check found.

    In a solution notebook the answer is ours, so nothing is kept in the learner's progress.
    Example: ``check("02-E1", {"AUT", "CYP", "IRL", "MLT"})``
    """
    from eunato.learning.check import check as verdict

    _show(verdict(item_id, answer, record=Path.cwd().name != "solutions"))


def explore(name: str) -> None:
    """Show an explorer below the cell, such as "veto". ValueError names those there are for anything else."""
    from eunato import explorers
    from eunato.learning.memory import Kept

    _show(explorers.make(name, Kept(_LESSON[0], name)))


def card(item_id: str) -> None:
    """Show a claim card: who says what, the best case on each side, what would settle it."""
    from eunato.learning import pages

    _show(pages.claim_card(item_id))


def open_task(item_id: str) -> None:
    """Give a writing task with its rubric, self-scores and annotated models."""
    from eunato.learning import pages

    _show(pages.open_task(item_id))


def memo() -> None:
    """Show the memo writer, with the evidence that the learner attached in the options matrix first on its board."""
    from eunato.learning.memory import Kept
    from eunato.seminar.memo_writer import MemoWriter
    from eunato.tables import records

    matrix = Kept(_LESSON[0], "options")
    attached = []
    for row in records("options"):
        kept = matrix.load(row["option_id"])
        grounds = kept.get("evidence") if isinstance(kept, dict) else None
        attached += [str(ground) for ground in grounds.values()] if isinstance(grounds, dict) else []
    _show(MemoWriter(Kept(_LESSON[0], "memo"), tuple(attached), _own_sentences()))


def ballot() -> None:
    """Show a group's ballot, with the weights and scores that this computer's options matrix keeps."""
    from eunato.learning.memory import Kept
    from eunato.seminar.ballot_writer import BallotWriter

    _show(BallotWriter(Kept(_LESSON[0], "ballot"), Kept(_LESSON[0], "options")))


def class_screen(part: str = "ballots") -> None:
    """Show the instructor's screen: "ballots" of groups, or the class's "progress" files. ValueError for anything else."""
    from eunato.charts import enable

    enable()
    if part == "ballots":
        from eunato.learning.pages_parts import Arrive
        from eunato.seminar.ballot_screen import BallotScreen

        screen = BallotScreen()
        screen.children = (*screen.children, Arrive(says=screen.stored_title))  # Run All leaves the reader at the last cell otherwise
        _show(screen)
    elif part == "progress":
        from eunato.seminar.class_view import ClassView

        _show(ClassView(_ProgressFiles()))
    else:
        raise ValueError(f"part is {part!r}; write 'ballots' or 'progress'")


class _ProgressFiles:
    """What the class view needs to know about progress files and questions (seminar.class_view.Reader)."""

    def read(self, data: bytes) -> tuple[list[dict[str, Any]], str, dict[str, int]]:
        """(rows, the learner's random id, refused rows by reason). Raises ValueError with a reason."""
        from eunato.learning import progress_rows

        try:
            found = progress_rows.document(data)
        except progress_rows.Broken as error:
            raise ValueError(f"{error}. Ask for the file that “Download my progress” gives.") from None
        except (OverflowError, RecursionError):
            raise ValueError("it holds a number or a depth that no progress file has. Ask for the file that “Download my progress” gives.") from None
        if found.newer:
            raise ValueError("it comes from a newer version of the course. Update this course, then load it again.")
        return found.rows, found.learner, found.reasons

    def right(self, row: dict[str, Any]) -> bool | None:
        """Whether an answer is right; None for what nobody marks."""
        from eunato.learning import pages_plan

        return pages_plan.verdict(row) if row["kind"] == "inventory" else None if row["kind"] in pages_plan.GUESSES else row["correct"]

    def lessons(self) -> list[tuple[str, str, frozenset[str]]]:
        """(lesson, title, ids of its questions) of every lesson that has a notebook."""
        from eunato.learning import pages_plan

        return [(one.id, one.title, frozenset(one.items)) for one in pages_plan.lessons() if one.published]

    def asks(self, item_id: str) -> tuple[str, str]:
        """(lesson, what the question asks), both "" when the course does not know it."""
        from eunato.learning import items

        try:
            found = items.get(item_id)
        except items.ItemError:
            return "", ""
        return found.lesson, " ".join(found.stem.split())


def _own_sentences() -> tuple[tuple[str, str], ...]:
    """(lesson, sentence) of every sentence that the learner kept and filled in."""
    from eunato.learning import pages_plan, progress

    found = []
    for lesson in pages_plan.lessons():
        row = progress.store().latest(f"{lesson.id}-recap")
        rows = row["answer"] if row and isinstance(row["answer"], list) else []
        found += [(lesson.id, entry["text"]) for entry in rows if isinstance(entry, dict) and isinstance(entry.get("text"), str) and entry["text"].strip()]
    return tuple(found)


def room() -> None:
    """Show the instructor's console of the crisis game "Two rooms, one night"; it resumes where it was."""
    from eunato import course
    from eunato.learning import progress_disk
    from eunato.seminar.room import Console

    _show(Console(course.home(), progress_disk))


def recap(lesson: str) -> None:
    """Ask for the three sentences the learner takes away, and how sure they are."""
    from eunato.learning import pages

    _show(pages.recap(lesson))


def figures(lesson: str) -> None:
    """List the figures in a lesson's text, each with its label and a link to where it comes from."""
    from eunato.learning.pages_sources import figures as found

    _show(found(lesson))


def inventory(phase: str = "before") -> None:
    """Ask the concept inventory's twelve questions, before or after the course."""
    from eunato.learning import pages

    _show(pages.inventory(phase))


def calibration() -> None:
    """Show how well the learner's confidence has matched their answers."""
    from eunato.learning import pages

    _show(pages.calibration())


def progress_page() -> None:
    """Show what is done."""
    from eunato.learning import pages

    _show(pages.progress_page())


def backup() -> None:
    """Download the progress file, or bring one back."""
    from eunato.learning import pages

    _show(pages.backup())


def certificate() -> None:
    """Say what was done, as a page to keep."""
    from eunato.learning import pages

    _show(pages.certificate())


def table(frame: Any, caption: str) -> None:
    """Show rows as a plain table with a caption, in words a screen reader can follow.

    frame: a DataFrame; its index is not shown. caption: what one row is.
    """
    import html

    from IPython.display import publish_display_data

    shown = frame.to_html(index=False, border=0, justify="left")
    shown = shown.replace(">", f"><caption>{html.escape(caption)}</caption>", 1)
    shown = shown.replace("<th>", '<th scope="col" style="text-align:left">').replace("<td>", '<td style="text-align:left">')  # Lab sets cells to the right
    shown = f'<div class="mathjax_ignore">{shown}</div>'  # dollars in cells are dollars, not formulas
    publish_display_data({"text/plain": f"{caption}\n{frame.to_string(index=False)}", "text/html": shown})
