"""Ballots in a real JupyterLab: a group exports by keyboard, a class of thirty is revealed step by step by keyboard."""

from __future__ import annotations

import json

import kit
import pytest
from class_of_ballots import write
from eunato.seminar import ballots
from eunato.seminar.ballot_screen import STEPS

SCREEN = "notebooks/class_screen.ipynb"


def press(p: kit.Page, cell: str, name: str) -> None:
    """Put the focus on a button of a cell and press Enter, as somebody without a mouse does."""
    button = p.cell(cell).get_by_role("button", name=name, exact=True)
    button.focus()
    p.view.keyboard.press("Enter")


def wait_said(p: kit.Page, cell: str, words: str) -> None:
    p.view.wait_for_function("""([id, words]) => { const c = window.jupyterapp.shell.currentWidget.content.widgets.find(c => c.model.id === id);
        return [...c.node.querySelectorAll('[role=status], .eun-status')].some(s => s.innerText.includes(words)); }""", arg=[cell, words], timeout=60_000)


def cut_labels(p: kit.Page, cell: str) -> list[str]:
    """Texts of the picture that reach over its edge, or lie on each other, as the browser draws them."""
    return p.cell(cell).evaluate("""c => { const found = []; const svg = [...c.querySelectorAll('.jp-OutputArea svg.marks')].at(-1); if (!svg) return found;
        const edge = svg.getBoundingClientRect(), texts = [...svg.querySelectorAll('text')].filter(t => t.textContent.trim()).map(t => [t.textContent, t.getBoundingClientRect(), parseFloat(getComputedStyle(t).fontSize)]);
        for (const [t, r, size] of texts) { if (r.left < edge.left - 1 || r.right > edge.right + 1) found.push('cut: ' + t); if (size < 12) found.push('small: ' + t); }
        for (let i = 0; i < texts.length; i++) for (let k = i + 1; k < texts.length; k++) { const a = texts[i][1], b = texts[k][1];
            if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4) found.push('overlap: ' + texts[i][0] + ' / ' + texts[k][0]); }
        return found; }""")


@pytest.fixture(scope="module")
def room(lab):
    """Thirty ballots through the real form, in the folder that the screen looks at first, with one file that is none."""
    folder = lab.root / "notebooks" / "ballots"
    write(folder, 30)
    (folder / "<img src=x onerror=alert(1)>.json").write_text('{"schema": "ballot-9"}', encoding="utf-8")
    return folder


def test_a_class_of_thirty_is_revealed_by_keyboard(chromium, lab, room) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in room.iterdir()}
    with kit.page(chromium, lab) as p:
        p.open(SCREEN)
        p.run_all()
        press(p, "begin", "Load folder")
        wait_said(p, "begin", "30 ballots of your class counted. 1 not counted")
        found = []
        for n in range(1, len(STEPS) + 1):
            press(p, "begin", "Next step")
            wait_said(p, "begin", f"Step {n} of {len(STEPS)}")
            p.wait_idle()
            p.settle()
            assert p.focus()["name"] == "Next step", "the focus left the button"
            if n == 1:
                menu = p.cell("begin").get_by_label("Which option will have the most points?")
                menu.focus()
                p.view.keyboard.press("ArrowDown")
            p.view.wait_for_timeout(400)
            found += [f"step {n}, {width} px: {one}" for width in (1280, 800) for one in _at(p, width, f"ballots-step-{n}")]
        assert not found, "\n".join(found)
        assert not p.outside and not p.ours()
        press(p, "begin", "Make the files")
        wait_said(p, "begin", "The files are ready")
        for words in ("table of groups", "table of options", "web page"):
            with p.view.expect_download() as saved:
                link = p.cell("begin").get_by_role("link", name=words)
                link.focus()
                p.view.keyboard.press("Enter")
            assert saved.value.path().stat().st_size > 500
        assert not p.axe()
        assert all(one["name"] for one in p.controls()), [one for one in p.controls() if not one["name"]]
    assert {path.name: path.stat().st_mtime_ns for path in room.iterdir()} == before, "the screen wrote into the folder"


def _at(p: kit.Page, width: int, name: str) -> list[str]:
    p.screenshot(name, width)
    p.view.set_viewport_size({"width": width, "height": 1000})
    p.settle()
    found = cut_labels(p, "begin")
    p.view.set_viewport_size({"width": 1280, "height": 1000})
    return found


def test_a_label_typed_twice_is_asked_about_and_a_ballot_is_taken_off_by_keyboard(chromium, lab, room) -> None:
    with kit.page(chromium, lab) as p:
        p.open(SCREEN)
        p.run_all()
        cell = p.cell("begin")
        press(p, "begin", "Load folder")
        wait_said(p, "begin", "30 ballots of your class counted. 1 not counted")
        cell.get_by_label("Enter a paper ballot by hand").focus()
        p.view.keyboard.press("Space")
        cell.get_by_label("Your group's label", exact=True).focus()
        p.view.keyboard.type("G3")
        cell.get_by_label("How many of you are there?").focus()
        p.view.keyboard.type("4")
        for name, times in (("First choice", 6), ("Where do your weights come from?", 2), ("How sure is your group of its first choice?", 8)):
            cell.get_by_label(name, exact=True).focus()
            for _ in range(times):
                p.view.keyboard.press("ArrowDown")
        p.view.wait_for_timeout(300)
        press(p, "begin", "Add this ballot")
        wait_said(p, "begin", "G3 is here already")
        assert p.focus()["name"] == "Add this ballot"
        for width in (1280, 800):
            p.view.set_viewport_size({"width": width, "height": 2400})
            p.settle()
            kit.ARTEFACTS.mkdir(exist_ok=True)
            cell.screenshot(path=str(kit.ARTEFACTS / f"ballot-asked-{width}.png"))
        p.view.keyboard.press("Enter")
        wait_said(p, "begin", "Replaced G3")
        wait_said(p, "begin", "30 ballots of your class counted. 2 not counted")
        cell.get_by_label("Take one ballot off this screen").select_option("G12")
        press(p, "begin", "Remove this ballot")
        wait_said(p, "begin", "The ballot of G12 is off this screen")
        wait_said(p, "begin", "29 ballots of your class counted")
        assert p.focus()["name"] == "Remove this ballot" and not p.axe() and not p.ours() and not p.outside


def test_a_group_writes_and_exports_a_ballot_by_keyboard(chromium, lab) -> None:
    with kit.page(chromium, lab) as p:
        p.open("notebooks/10_what_should_europe_do.ipynb")
        p.run_all()
        cell = p.cell("group-ballot")
        press(p, "group-ballot", "Export ballot")
        wait_said(p, "group-ballot", "Still open")
        cell.get_by_label("Your group's label", exact=True).focus()
        p.view.keyboard.type("G12")
        cell.get_by_label("How many of you are there?").focus()
        p.view.keyboard.type("4")
        for name, times in (("First choice", 6), ("Where do your weights come from?", 3), ("How sure is your group of its first choice?", 8)):
            cell.get_by_label(name, exact=True).focus()
            for _ in range(times):
                p.view.keyboard.press("ArrowDown")
        cell.get_by_label("One line of dissent").focus()
        p.view.keyboard.type("One of us doubts the costs.")
        p.view.wait_for_timeout(300)
        press(p, "group-ballot", "Export ballot")
        wait_said(p, "group-ballot", "Ballot of G12 is ready")
        with p.view.expect_download() as saved:
            cell.get_by_role("link", name="Save the ballot").click()
        found = ballots.read(saved.value.path().read_bytes())
        assert saved.value.suggested_filename.startswith("ballot_G12_20") and found.top3 == ("O6",) and found.people == 4 and found.confidence == 0.7
        code = cell.get_by_label("Copy code")
        assert code.get_attribute("readonly") is not None and ballots.read(ballots.from_code(code.input_value())) == found
        for width in (1280, 800):
            p.view.set_viewport_size({"width": width, "height": 2400})
            cell.scroll_into_view_if_needed()
            p.settle()
            kit.ARTEFACTS.mkdir(exist_ok=True)
            cell.screenshot(path=str(kit.ARTEFACTS / f"ballot-form-{width}.png"))
        assert not p.ours() and not p.outside
    rows = json.loads((lab.home / "progress.json").read_text(encoding="utf-8"))["rows"]
    drafts = [row for row in rows if row["item_id"] == "10-X-ballot.draft"]
    assert drafts and drafts[-1]["answer"]["group"] == "G12" and len(drafts) < 40, "the draft was not kept, or a row was kept for every letter"
