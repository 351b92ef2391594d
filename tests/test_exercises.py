"""The exercise triangle: the blank runs and is told so, a wrong answer is told why, the solution passes."""

from __future__ import annotations

import ast
import re

import pytest
from course_items import all_items
from course_notebooks import Book, exercises, lessons, notes, said, solutions, where

from eunato.learning import BLANK
from eunato.learning.check import check, forget, judge
from eunato.learning.items import get
from maintain import exercises as cutter

EXERCISES = sorted(name for name, item in all_items().items() if item["kind"] == "exercise")
every_exercise = pytest.mark.parametrize("item_id", EXERCISES)


@pytest.fixture(autouse=True)
def first_try(empty_home) -> None:
    """Each test begins with no tries made."""
    forget()


def answer_of(item_id: str):
    """The right answer in the form a solution gives it: the one part, or a tuple of the parts."""
    right = [plain(part["answer"], part) for part in all_items()[item_id]["parts"]]
    return right[0] if len(right) == 1 else tuple(right)


def plain(answer, part: dict):
    return set(answer) if part["check"] == "set" else answer


# -- pairs -----------------------------------------------------------------------------------------------------------


def test_every_lesson_but_the_first_has_its_pair() -> None:
    wanted = {book.path.stem for book in lessons() if book.lesson != "00"}
    assert {book.path.stem.removesuffix("_solution") for book in solutions()} == wanted
    assert {book.path.stem.removesuffix("_exercise") for book in exercises()} == wanted


@pytest.mark.parametrize("book", exercises(), ids=str)
def test_an_exercise_is_its_solution_cut_by_the_rule(book: Book) -> None:
    source = next((one for one in solutions() if one.path.stem.removesuffix("_solution") == book.path.stem.removesuffix("_exercise")), None)
    assert source is not None, f"{book.name} has no solution it could be cut from"
    cut = cutter.cut(source.nb, source.path.name)
    assert [(c.id, c.cell_type, c.source, dict(c.metadata)) for c in book.nb.cells] == [(c.id, c.cell_type, c.source, dict(c.metadata)) for c in cut.cells], \
        f"{book.name} is not what {source.name} gives; run: python start.py maintain build"


@pytest.mark.parametrize("book", exercises(), ids=str)
def test_an_exercise_holds_blanks_and_no_answer(book: Book) -> None:
    text = "\n".join(cell.source for cell in book.code())
    assert re.search(r"(?m)= ____$", text), f"{book.name} has nothing to fill in"
    assert not re.search(r"#\s*solution\s*$", text, re.M)
    asked = [notes(cell).get("item") for cell in book.code() if notes(cell).get("item")]
    assert asked and set(asked) <= set(EXERCISES) | set(all_items()), f"{book.name} asks {asked}"


@pytest.mark.parametrize("book", exercises(), ids=str)
def test_the_stored_blank_says_not_answered_yet(book: Book) -> None:
    checks = [cell for cell in book.code() if "lesson.check(" in cell.source]
    assert checks, f"{book.name} checks nothing"
    for cell in checks:
        text = " ".join(said(output) for output in cell.outputs)
        assert "not answered yet" in text.casefold(), f"{where(book, cell)} stores {text[:150]!r}"


@pytest.mark.parametrize("book", solutions(), ids=str)
def test_the_stored_solution_is_right(book: Book) -> None:
    checks = [cell for cell in book.code() if "lesson.check(" in cell.source]
    assert checks, f"{book.name} checks nothing"
    for cell in checks:
        text = " ".join(said(output) for output in cell.outputs)
        assert "Right." in text and "Not yet" not in text, f"{where(book, cell)} stores {text[:150]!r}"


@pytest.mark.parametrize("book", exercises(), ids=str)
def test_every_exercise_item_of_the_lesson_is_in_its_notebook(book: Book) -> None:
    wanted = {name for name in EXERCISES if all_items()[name]["lesson"] == book.lesson}
    asked = {node.args[0].value for cell in book.code() for node in ast.walk(ast.parse(cell.source))
             if isinstance(node, ast.Call) and ast.unparse(node.func) == "lesson.check" and node.args and isinstance(node.args[0], ast.Constant)}
    assert wanted <= asked, f"{book.name} does not check {', '.join(sorted(wanted - asked))}"


# -- the check, called directly --------------------------------------------------------------------------------------


@every_exercise
def test_the_blank_is_told_that_it_is_one(item_id: str) -> None:
    parts = all_items()[item_id]["parts"]
    for blank in (BLANK, tuple(BLANK for _ in parts), None, set(), ""):
        verdict = check(item_id, blank)
        assert verdict.ok is None and "not answered yet" in verdict.words.casefold()
        assert verdict.hint, "a learner who has not begun is told what an answer looks like"
        assert verdict.attempt == 0, "a blank is no try"


@every_exercise
def test_the_solution_passes(item_id: str) -> None:
    verdict = check(item_id, answer_of(item_id))
    assert verdict.ok is True and verdict.words.startswith("Right.") and verdict.why


@every_exercise
def test_each_typical_wrong_answer_has_its_own_reason(item_id: str) -> None:
    item, right, heard = all_items()[item_id], answer_of(item_id), []
    for number, part in enumerate(item["parts"]):
        for wrong in part["typical"]:
            given = plain(wrong["answer"], part)
            answer = given if len(item["parts"]) == 1 else tuple(given if n == number else right[n] for n in range(len(item["parts"])))
            forget()
            verdict = check(item_id, answer)
            assert verdict.ok is False, f"{item_id}: {given!r} passes"
            assert wrong["reason"] in verdict.words, f"{item_id}: {given!r} is told {verdict.words!r}"
            assert verdict.hint, f"{item_id}: {given!r} gets no hint"
            heard.append(wrong["reason"])
    assert heard and len(set(heard)) == len(heard), f"{item_id}: two wrong answers share one reason"


@every_exercise
def test_a_half_filled_answer_is_not_right_and_raises_nothing(item_id: str) -> None:
    parts, right = all_items()[item_id]["parts"], answer_of(item_id)
    if len(parts) > 1:
        for number in range(len(parts)):
            half = tuple(right[n] if n == number else BLANK for n in range(len(parts)))
            assert check(item_id, half).ok is not True
    for strange in (object(), 3.5j, float("nan"), ["?"] * 50, {"x": {"y": 1}}, b"x", lambda: 1, "<script>"):
        verdict = check(item_id, strange)
        assert verdict.ok is not True and verdict.words


@every_exercise
def test_the_answer_comes_with_the_third_different_try_and_not_before(item_id: str) -> None:
    """Three wrong answers of a learner: the first two get hints, only the third gets the answer."""
    item = all_items()[item_id]
    parts, right = item["parts"], answer_of(item_id)
    number, part = next((n, p) for n, p in enumerate(parts) if len(p["typical"]) >= 3)
    verdicts = []
    for wrong in part["typical"][:3]:
        given = plain(wrong["answer"], part)
        verdicts.append(check(item_id, given if len(parts) == 1 else tuple(given if n == number else right[n] for n in range(len(parts)))))
    assert [bool(v.shown) for v in verdicts] == [False, False, True]
    assert len({v.hint for v in verdicts}) == 3, "each try gets the next hint"


@every_exercise
def test_what_an_exercise_teaches_is_right_by_the_models(item_id: str) -> None:
    """The key of an item is judged by the same code as a learner's answer, without counting a try."""
    assert judge(get(item_id), answer_of(item_id)).ok is True
