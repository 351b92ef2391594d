"""The course as a learner meets it: a real JupyterLab, a real browser, no network, no mouse where it says so.

Each lesson is opened once and run once; many small tests look at what was seen. Pictures are kept in artefacts/.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import kit
import pytest
from course_items import all_items
from course_notebooks import V5, Book, books, exercises, lessons, links, notes, tags

CHARTED = [book for book in books() if book.folder == "notebooks"]
ANSWERS = {"predict": "20", "number": "20"}


def fail_if(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@dataclass
class Seen:
    """What a lesson looked like: opened without a kernel, then run, then with every output unfolded."""

    book: Book
    saved: list[dict[str, Any]] = field(default_factory=list)
    saved_alive: list[str] = field(default_factory=list)
    saved_text: dict[str, str] = field(default_factory=dict)
    code_before: int = -1
    code_after: int = -1
    folded: dict[str, bool] = field(default_factory=dict)
    run: list[dict[str, Any]] = field(default_factory=list)
    seconds: float = 0.0
    controls: list[dict[str, str]] = field(default_factory=list)
    axe: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    wide: dict[int, list[str]] = field(default_factory=dict)
    scrolled: int = 0
    math: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=[pytest.param(book, id=str(book)) for book in CHARTED])
def seen(request: pytest.FixtureRequest, lab: kit.Lab, chromium) -> Seen:
    """Open a lesson as it is stored, then run it, and write down what a browser shows."""
    book: Book = request.param
    found = Seen(book)
    with kit.page(chromium, lab) as p:  # no kernel: a request for one is refused
        p.view.route(re.compile(r"/api/sessions"), lambda route: route.abort() if route.request.method == "POST" else route.continue_())
        p.open(f"notebooks/{book.path.name}", kernel=False)
        p.settle()
        found.code_before = p.visible_code()
        found.saved_text = {cell["id"]: cell["text"] for cell in p.charts()}
        p.open_all_outputs()
        for _ in range(20):  # the first page of a busy machine draws late; a chart that never draws still fails below
            found.saved = p.charts()
            if sum(1 for chart in found.saved if chart.get("marks")) >= sum(stored_charts(book).values()):
                break
            p.view.wait_for_timeout(500)
        found.saved_alive = _tickle(p)
        found.outside += p.outside
    with kit.page(chromium, lab) as p:
        p.open(f"notebooks/{book.path.name}")
        p.settle()
        found.seconds = p.run_all()
        found.code_after = p.visible_code()
        found.scrolled = p.view.evaluate("() => Math.round((document.querySelector('.jp-WindowedPanel-outer') || document.querySelector('.jp-Notebook')).scrollTop)")
        found.folded = p.view.evaluate("""() => Object.fromEntries(window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')
            .map(c => [c.model.id, ![...c.node.querySelectorAll('.jp-OutputArea svg.marks, .jp-OutputArea .eunato-figure')].some(e => e.checkVisibility())]))""")
        p.show_evidence()
        p.open_all_outputs()
        found.run, found.controls, found.axe = p.charts(), p.controls(), p.axe()
        for width in (1280, 800):
            p.screenshot(book.path.stem, width)
            found.wide[width] = _cut_off(p, width)
        found.math = p.view.evaluate("() => [...document.querySelectorAll('.jp-Notebook mjx-container')].map(e => e.textContent.slice(0, 60))")
        found.console, found.failed = p.ours(), p.failed
        found.outside += p.outside
    return found


def _tickle(p: kit.Page) -> list[str]:
    """Move each input that a stored chart carries; returns the cells whose picture did not answer."""
    return p.view.evaluate("""async () => { const silent = []; for (const c of window.jupyterapp.shell.currentWidget.content.widgets) {
        const svg = c.node.querySelector('.jp-OutputArea svg.marks'); const input = svg && c.node.querySelector('.vega-bindings select, .vega-bindings input:not([type=hidden])');
        if (!input) continue; const state = () => c.node.querySelector('.jp-OutputArea svg.marks').outerHTML; const before = state();
        for (const value of input.tagName === 'SELECT' ? [...input.options].map(o => o.value) : input.type === 'range' ? [input.max, input.min] : input.type === 'search' || input.type === 'text' ? ['a', 'land'] : ['']) {
          if (input.type === 'radio' || input.type === 'checkbox') [...c.node.querySelectorAll('.vega-bindings input')].pop().click(); else { input.value = value;
            for (const kind of ['input', 'change']) input.dispatchEvent(new Event(kind, {bubbles: true})); }
          await new Promise(r => setTimeout(r, 400)); if (state() !== before) break; }
        if (state() === before) silent.push(c.model.id); } return silent; }""")


def _cut_off(p: kit.Page, width: int) -> list[str]:
    """Pictures and controls in outputs that reach beyond a window of this width."""
    p.view.set_viewport_size({"width": width, "height": 1000})
    p.settle()
    found = p.view.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets.flatMap(c => [...c.node.querySelectorAll('.jp-OutputArea :is(svg.marks, input, select, button, textarea)')]
        .filter(e => e.checkVisibility() && !e.closest('details:not([open])')).map(e => [c.model.id, e.tagName.toLowerCase(), Math.round(e.getBoundingClientRect().right), Math.round(c.node.closest('.jp-Notebook, .jp-WindowedPanel-outer').getBoundingClientRect().right)])
        .filter(([,, right, edge]) => right > edge + 1).map(([id, tag, right, edge]) => `${id}: ${tag} ends at ${right} px, the page at ${edge} px`))""")
    p.view.set_viewport_size({"width": 1280, "height": 1000})
    return found


def stored_charts(book: Book) -> dict[str, int]:
    return {cell.id: count for cell in book.code() if (count := sum(V5 in output.get("data", {}) for output in cell.outputs))}


# -- charts ----------------------------------------------------------------------------------------------------------


def test_each_stored_chart_draws_without_a_kernel(seen: Seen) -> None:
    drawn = {cell["id"]: cell for cell in seen.saved if cell["held"]}
    assert set(drawn) == set(stored_charts(seen.book))
    fail_if([f"{seen.book.name}, cell {name}: {cell['drawn']} of {cell['held']} charts drawn, marks {cell['marks']}" for name, cell in drawn.items()
             if cell["drawn"] != cell["held"] or not all(cell["marks"])])


def test_a_stored_chart_is_alive_before_any_kernel(seen: Seen) -> None:
    assert not seen.saved_alive, f"{seen.book.name}: moving the input changes nothing in {', '.join(seen.saved_alive)}"


def test_each_chart_draws_after_run_all(seen: Seen) -> None:
    found = [f"{seen.book.name}, cell {cell['id']}: {cell['drawn']} of {cell['held']} charts drawn, marks {cell['marks']}" for cell in seen.run
             if cell["drawn"] < cell["held"] or not all(cell["marks"])]
    fail_if(found + [f"{seen.book.name}, cell {cell['id']}: shows an error: {cell['text'][:200]}" for cell in seen.run if cell["errors"]])


def test_each_explorer_draws(seen: Seen) -> None:
    explorers = [cell.id for cell in seen.book.code() if "lesson.explore(" in cell.source]
    shown = {cell["id"]: cell for cell in seen.run}
    fail_if([f"{seen.book.name}, cell {name}: no picture" for name in explorers if not shown[name]["drawn"] or not all(shown[name]["marks"])])


def test_evidence_stays_folded_until_the_learner_asks(seen: Seen) -> None:
    """Also after Run All, which is how every learner begins: JupyterLab unfolds an output whenever its cell runs."""
    evidence = [cell.id for cell in seen.book.code() if "hide-output" in tags(cell)]
    fail_if([f"{seen.book.name}, cell {name}: the evidence stands open right after Run All, before the guess" for name in evidence if not seen.folded[name]])


def test_run_all_leaves_the_learner_at_the_beginning(seen: Seen) -> None:
    """JupyterLab jumps to the last cell when all are run; a lesson begins at its top."""
    assert seen.scrolled < 1000, f"{seen.book.name}: after Run All the page stands {seen.scrolled} px below its top"


def test_no_code_is_visible(seen: Seen) -> None:
    assert (seen.code_before, seen.code_after) == (0, 0), f"{seen.book.name}: {seen.code_before} code cells show their source when opened, {seen.code_after} after Run All"


def test_opened_without_a_kernel_a_lesson_reads_as_an_article(seen: Seen) -> None:
    """Each question says in words what it is and how to answer it; nothing is an error or a Python repr."""
    asked = [cell.id for cell in seen.book.code() if notes(cell).get("item")]
    fail_if([f"{seen.book.name}, cell {name}: shows {seen.saved_text.get(name, '')[:80]!r}" for name in asked
             if len(seen.saved_text.get(name, "")) < 20 or re.search(r"Error displaying|model not found|VBox\(|object at 0x", seen.saved_text[name])])


# -- console, network ------------------------------------------------------------------------------------------------


def test_nothing_is_asked_from_outside(seen: Seen) -> None:
    fail_if([f"{seen.book.name} asks for {url}" for url in dict.fromkeys(seen.outside)])


def test_no_dollar_sign_has_become_a_formula(seen: Seen) -> None:
    """The course writes no LaTeX: whatever is typeset is words between two dollar signs."""
    fail_if([f"{seen.book.name}: typeset as a formula: {text!r}" for text in seen.math])


def test_no_error_in_the_console_and_no_failed_request(seen: Seen) -> None:
    fail_if([f"{seen.book.name}: {line}" for line in dict.fromkeys([*seen.console, *seen.failed])])


def test_a_lesson_runs_in_good_time(seen: Seen) -> None:
    assert seen.seconds < 90, f"{seen.book.name} took {seen.seconds:.0f} s from Run All to the last picture"


# -- accessibility ---------------------------------------------------------------------------------------------------


def test_every_control_has_a_name(seen: Seen) -> None:
    assert len(seen.controls) > (5 if seen.book.lesson else 1), "the accessibility tree of the outputs is empty, so this test has seen nothing"
    fail_if([f"{seen.book.name}: a {c['role']} without a name: {c['html']}" for c in seen.controls if not c["name"]])


def test_axe_finds_nothing_serious_in_the_outputs(seen: Seen) -> None:
    fail_if([f"{seen.book.name}: {line}" for line in seen.axe])


def test_axe_and_the_names_can_fail(lab: kit.Lab, chromium) -> None:
    """An unnamed button and a picture without words, put into an output, are found by both."""
    with kit.page(chromium, lab) as p:
        p.open(f"notebooks/{CHARTED[0].path.name}", kernel=False)
        p.settle()
        p.view.evaluate("() => { const a = [...document.querySelectorAll('.jp-OutputArea')].find(e => e.checkVisibility() && e.children.length); const b = document.createElement('div'); "
                        "b.innerHTML = '<button style=\"width:30px;height:30px\"></button><img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">'; a.append(b); }")
        assert any(not c["name"] and c["role"] == "button" for c in p.controls())
        assert any("button-name" in line for line in p.axe()) and any("image-alt" in line for line in p.axe())


@pytest.mark.parametrize("width", [1280, 800])
def test_nothing_is_cut_off(seen: Seen, width: int) -> None:
    fail_if([f"{seen.book.name} at {width} px: {line}" for line in seen.wide[width]])


# -- a learner's way -------------------------------------------------------------------------------------------------


def first_question(book: Book) -> tuple[str, str]:
    """(cell id, item id) of the first question that a lesson asks."""
    return next((cell.id, notes(cell)["item"]) for cell in book.code() if notes(cell).get("item") in all_items())


def answer_by_keyboard(p: kit.Page, cell: str, presses: int = 80) -> int:
    """From wherever the keyboard is: Tab to the question, fill every field, press the first button. Returns the keys used."""
    chosen: set[str] = set()
    for used in range(1, presses):
        p.view.keyboard.press("Tab")
        here = p.focus()
        if here.get("cell") != cell or here.get("output") != "true":
            continue
        if here["tag"] == "input" and here["type"] in ("text", "number", "") or here["tag"] == "textarea":
            p.view.keyboard.type("20")
        elif here["tag"] == "select":
            p.view.keyboard.press("ArrowDown")
            p.view.keyboard.press("ArrowDown")
        elif here["type"] in ("radio", "checkbox") and here["type"] not in chosen:
            p.view.keyboard.press("Space")
            chosen.add(here["type"])
        elif here["tag"] == "button":
            p.view.keyboard.press("Enter")
            return used
    raise AssertionError(f"after {presses} presses of Tab the keyboard had not reached the button of cell {cell}; it was at {p.focus()}")


def progress_rows(lab: kit.Lab) -> list[dict[str, Any]]:
    """Every answer in the learner's home, whatever the file is called."""
    rows: list[dict[str, Any]] = []
    for path in sorted(lab.home.rglob("*.json*")):
        if "lab" in path.relative_to(lab.home).parts[:1] or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8")
        try:
            found = [json.loads(text)]
        except json.JSONDecodeError:
            found = [json.loads(line) for line in text.splitlines() if line.strip().startswith("{")]
        rows += list(_rows(found))
    return rows


def _rows(given: Any):
    if isinstance(given, dict):
        if "item_id" in given:
            yield given
        for value in given.values():
            yield from _rows(value)
    elif isinstance(given, list):
        for value in given:
            yield from _rows(value)


@pytest.mark.parametrize("book", lessons(), ids=str)
def test_from_the_opened_lesson_to_an_answer_that_stays_by_keyboard_alone(book: Book, lab: kit.Lab, chromium, record_property) -> None:
    """Open, run all, answer the first question: keys only, no code in sight. The answer is spoken, kept, and there after a restart."""
    cell, item = first_question(book)
    with kit.page(chromium, lab) as p:
        p.open(f"notebooks/{book.path.name}")
        p.settle()
        p.view.keyboard.press("Control+Shift+Enter")
        p.view.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').every(c => c.model.executionCount)", timeout=120_000)
        p.wait_idle()
        p.settle()
        silent = p.spoken(cell)
        before = len(progress_rows(lab))
        record_property("presses of Tab to the first answer", answer_by_keyboard(p, cell))
        p.view.wait_for_function("([n, was]) => { const c = window.jupyterapp.shell.currentWidget.content.widgets.find(w => w.model.id === n); "
                                 "return [...c.node.querySelectorAll('[role=status]')].map(s => s.innerText.trim()).filter(Boolean).join('\\n') !== was; }", arg=[cell, silent], timeout=120_000)
        said = p.spoken(cell)
        assert said and "Problem" not in said, f"{book.name}: the status line says {said!r}"
        assert p.focus().get("cell") == cell, f"{book.name}: after the answer the keyboard is at {p.focus()}"
        assert p.visible_code() == 0
        p.wait_idle()
        rows = progress_rows(lab)
        assert len(rows) > before and rows[-1]["item_id"] == item, f"{book.name}: the home holds {rows[-2:]}"
        p.restart()
        p.run_all()
        again = p.spoken(cell)
        assert again, f"{book.name}: after a restart of the kernel the answer to {item} is gone"
        assert "before" in again or said.split("\n")[0] in again, f"{book.name}: before the restart {said!r}, after it {again!r}"
        assert not p.ours(), p.ours()


@pytest.mark.parametrize("book", [book for book in lessons() if book.lesson != "00"], ids=str)
def test_the_links_between_a_lesson_and_its_exercise_open(book: Book, lab: kit.Lab, chromium) -> None:
    exercise = next(one for one in exercises() if one.lesson == book.lesson)
    there = next(cell.id for cell in book.markdown() for _, _, target in links(cell.source) if target.startswith("../exercises/"))
    back = next((cell.id for cell in exercise.markdown() for _, _, target in links(cell.source) if target.startswith(f"../notebooks/{book.path.name}")), None)
    assert back, f"{exercise.name} has no link back to ../notebooks/{book.path.name}"
    with kit.page(chromium, lab) as p:
        p.open(f"notebooks/{book.path.name}")
        _follow(p, there, "../exercises/", f"exercises/{exercise.path.name}")
        _follow(p, back, "../notebooks/", f"notebooks/{book.path.name}")


def _follow(p: kit.Page, cell: str, target: str, wanted: str) -> None:
    link = p.cell(cell).locator(f"a[href*='{target.strip('./')}'], a[data-commandlinker-args*='{target.strip('./')}']").first
    link.scroll_into_view_if_needed()
    link.click()
    p.view.wait_for_function("path => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=wanted, timeout=120_000)
    p.view.wait_for_selector(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Cell", timeout=120_000)
    p.wait_idle()


@pytest.mark.parametrize("book", exercises(), ids=str)
def test_a_blank_exercise_runs_and_says_so(book: Book, lab: kit.Lab, chromium) -> None:
    """Nothing red: the blank is told 'not answered yet', and the cells to fill in are open."""
    with kit.page(chromium, lab) as p:
        p.open(f"exercises/{book.path.name}")
        p.run_all()
        shown = p.charts()
        p.screenshot(book.path.stem, 1280)
        assert not [cell for cell in shown if cell["errors"]], shown
        assert "not answered yet" in " ".join(cell["text"] for cell in shown).casefold()
        assert p.visible_code() >= 1, f"{book.name}: the cells with blanks are folded, so a learner who codes cannot fill them"
        fail_if(p.ours() + p.axe() + [f"a {c['role']} without a name: {c['html']}" for c in p.controls() if not c["name"]] + p.outside)


@pytest.mark.parametrize("book", CHARTED, ids=str)
def test_opening_and_saving_a_lesson_changes_nothing(book: Book, lab: kit.Lab, chromium) -> None:
    """A reader who opens a lesson, looks and saves (or lets Lab save) leaves the file as git knows it."""
    path: Path = lab.root / "notebooks" / book.path.name
    before = path.read_text(encoding="utf-8")
    with kit.page(chromium, lab) as p:
        p.open(f"notebooks/{book.path.name}")
        p.settle()
        p.view.evaluate("() => window.jupyterapp.commands.execute('docmanager:save').then(() => true)")
        p.view.wait_for_timeout(1000)
    after = path.read_text(encoding="utf-8")
    changed = [f"was {a.strip()!r}, is {b.strip()!r}" for a, b in zip(before.splitlines(), after.splitlines(), strict=False) if a != b]
    assert before == after, f"{book.name}: {len(before.splitlines())} lines before, {len(after.splitlines())} after; " + "; ".join(changed[:5])


def test_lab_opens_clean(lab: kit.Lab, chromium) -> None:
    """The start page is in front, without a prompt about news, and its first line is in sight."""
    with kit.page(chromium, lab) as p:
        p.view.goto(f"{lab.address}/lab/workspaces/course/tree/notebooks/00_start_here.ipynb")
        p.view.wait_for_selector(".jp-Notebook .jp-Cell", timeout=90_000)
        p.wait_idle()
        p.view.wait_for_timeout(1500)
        assert p.path() == "notebooks/00_start_here.ipynb"
        assert p.view.locator(".jp-toast-message, .Toastify__toast, .jp-Dialog").count() == 0, p.view.locator(".Toastify__toast, .jp-Dialog").all_inner_texts()
        assert p.view.locator(".jp-RenderedMarkdown").get_by_text("Run All Cells").first.is_visible()
