"""What a reader has unfolded stays so when a picture is drawn anew, and a press that no kernel hears is answered all the same. Keys only."""

from __future__ import annotations

import answers
import kit
import pytest
import walk


@pytest.fixture(scope="module")
def periods(lab: kit.Lab, chromium):
    """Lesson 01, run, with the keyboard at its simulator's first control."""
    with kit.page(chromium, lab) as p:
        one = walk.Walk(p, walk.Notes("notebooks/01_thirty_years_in_one_line.ipynb"))
        p.open(one.notes.book)
        p.settle()
        one.run_all()
        one.look()
        for _ in range(400):
            if one.tab().cell == "explorer-periods" and one.here.tag == "select":
                break
        yield one


def test_an_open_table_stays_open_when_the_picture_is_drawn_anew(periods: walk.Walk) -> None:
    label = answers.explorer("periods")["labels"]["scope"]
    scope = periods.go(lambda s: s.called == label, "the menu below the steps")
    periods.go(lambda s: s.tag == "summary" and s.name.startswith("Table"), "the table of the picture")
    periods.summary()
    assert periods.look().open
    table = periods.view.evaluate_handle("() => document.activeElement")
    before = periods.here.name
    periods.go(lambda s: s.name == scope.name, "the menu again", back=True)
    periods.press("ArrowDown")
    periods.view.wait_for_function("old => !old.isConnected", arg=table, timeout=walk.LONG)
    periods.quiet()
    assert periods.unfolded(scope.n) == 1, f"the table “{before}” folded up when the menu “{scope.name}” was changed"
    assert not periods.notes.jumped, periods.notes.jumped


def test_the_focus_stays_on_a_table_that_is_drawn_anew_behind_the_readers_back(periods: walk.Walk) -> None:
    """An answer elsewhere can redraw a picture while a reader stands on its table."""
    if periods.here.tag != "summary":
        periods.go(lambda s: s.tag == "summary" and s.name.startswith("Table"), "the table of the picture")
    periods.view.evaluate("""() => { const s = document.activeElement, d = s.parentElement, made = d.cloneNode(true); made.open = false; d.replaceWith(made); }""")
    periods.view.wait_for_function("() => document.activeElement?.tagName === 'SUMMARY'", timeout=10_000)
    assert periods.look().open and periods.here.name.startswith("Table")


def test_a_press_that_no_kernel_hears_is_answered(periods: walk.Walk) -> None:
    periods.go(lambda s: s.name == "Next step", "the button of the next step", back=True)
    n = periods.here.n
    periods.view.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    periods.view.wait_for_timeout(1500)
    periods.look()
    periods.key("Enter")
    periods.view.wait_for_timeout(500)
    first = periods.said(n)
    assert "Run All Cells" in first and "Python behind this page has stopped" in first, first[-300:]
    periods.key("Enter")
    periods.view.wait_for_timeout(500)
    assert periods.said(n) != first, "the second press is not read out"
