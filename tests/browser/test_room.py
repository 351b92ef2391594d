"""The room's console in a real JupyterLab: an instructor without a mouse runs a class of 25, loses the kernel, and goes on."""

from __future__ import annotations

import re

import kit
import pytest

NOTEBOOK = "notebooks/psc_nac_room.ipynb"
CELL = "room-console"
CLASS = [f"Person{n:02d} Family{n:02d}" for n in range(24)] + ["<b onmouseover=alert(1)>Bobby</b>"]


def reach(p: kit.Page, name: str, back: bool = False) -> None:
    """Move with the Tab key until the control with this name has the focus."""
    seen = []
    for _ in range(70):
        p.view.keyboard.press("Shift+Tab" if back else "Tab")
        at = p.focus()
        seen.append(at.get("name", ""))
        if at.get("output") == "true" and at.get("name", "").startswith(name):
            return
    pytest.fail(f"the Tab key never reached “{name}”; it went over {seen}", pytrace=False)


def says(p: kit.Page, text: str) -> None:
    """Wait until the console's status line says this."""
    p.view.wait_for_function("""([text]) => [...document.querySelectorAll('.eun-room [role=status]')].some(s => s.innerText.includes(text))""", arg=[text], timeout=30_000)


def press(p: kit.Page, name: str, said: str, back: bool = False) -> None:
    """Go to a button by keyboard, press it, hear what it did."""
    reach(p, name, back)
    p.view.keyboard.press("Enter")
    says(p, said)


def part(p: kit.Page, name: str) -> None:
    """Open a part of the console with the arrow keys of its radio buttons."""
    for _ in range(70):
        if p.focus().get("type") == "radio":
            break
        p.view.keyboard.press("Shift+Tab")
    for moved in range(9):
        if p.focus()["name"] == name:
            if moved:
                says(p, f"Open: {name}.")
            return
        p.view.keyboard.press("ArrowRight")
    pytest.fail(f"no part “{name}”", pytrace=False)


def sheet(p: kit.Page) -> str:
    return p.view.locator(".eun-room .eun-sheet").inner_text()


@pytest.fixture(scope="module")
def at_work(lab: kit.Lab, chromium):
    """The console, live and empty."""
    with kit.page(chromium, lab) as p:
        p.open(NOTEBOOK)
        p.run_all()
        yield p


def test_an_instructor_without_a_mouse_runs_the_night(at_work: kit.Page) -> None:
    p = at_work
    p.cell(CELL).locator("textarea").first.focus()
    p.view.keyboard.insert_text("\n".join(CLASS))
    press(p, "Deal the seats", "25 seats are dealt. 9 states have a voice in the PSC, 11 in the NAC.")
    shown = p.cell(CELL).inner_text()
    assert all(name in shown for name in CLASS), "names stand in the table as they were typed"
    assert p.cell(CELL).locator("b[onmouseover]").count() == 0
    p.screenshot("room-setup", 1280)
    p.screenshot("room-setup", 800)
    press(p, "Start the night", "The night has begun: 45 minutes. Phase 1 of 12: Aim and house rules.")
    # the clock is the browser's: it goes on while the kernel is busy
    face = p.view.locator(".eun-room .eun-clock b").first
    assert re.match(r"[2-4]:\d\d$", face.inner_text()) and face.get_attribute("role") == "timer" and face.get_attribute("aria-live") == "off"

    part(p, "Clock and screen")
    reach(p, "What to project")
    p.view.keyboard.type("News 1")
    press(p, "Project it", "On the class screen: News 1: Three cables in six hours.")
    p.view.wait_for_function("() => document.querySelector('.eun-room .eun-sheet').innerText.includes('Baltic Sea failed')")
    p.screenshot("room-run", 1280)
    p.screenshot("room-run", 800)

    part(p, "PSC")
    press(p, "Begin the round", "P1 Listings and repair is before the PSC. 9 seats vote.")
    for seat in ("France", "Germany", "Poland", "Denmark", "Estonia", "Greece", "Italy", "Cyprus"):
        reach(p, seat)
        p.view.keyboard.type("yes")
        says(p, f"{seat}: yes.")
        assert p.focus()["name"].startswith(seat), "the focus stays on the menu that was used"
    reach(p, "Ireland")
    p.view.keyboard.type("abs")
    says(p, "Ireland abstains without a sentence")
    reach(p, "Its reason")
    p.view.keyboard.type("We are neutral.")
    press(p, "Keep the sentence", "The sentence of Ireland is kept.")
    p.screenshot("room-psc", 1280)
    p.screenshot("room-psc", 800)
    press(p, "Record the decision", "Recorded. Adopted with 8 yes. Ireland abstained constructively and does not stop it.")

    part(p, "NAC")
    press(p, "Place it under silence", "N1 More activity in the Baltic Sea is under silence for 2 minutes.")
    assert p.view.locator(".eun-room .eun-clock").count() == 2
    reach(p, "Who breaks silence")
    p.view.keyboard.type("United S")
    reach(p, "Reason")
    p.view.keyboard.type("Whose ships?")
    reach(p, "Words it would accept")
    p.view.keyboard.type("with European ships")
    press(p, "Break silence", "United States broke silence on N1 More activity in the Baltic Sea.")
    p.screenshot("room-nac", 1280)
    p.screenshot("room-nac", 800)
    press(p, "Undo", "Undone: NAC: United States broke silence. Reason: “Whose ships?”. Other words: “with European ships”.", back=True)
    press(p, "Redo", "Done again: NAC: United States broke silence.")


def test_the_screen_has_names_contrast_and_no_complaints(at_work: kit.Page) -> None:
    p = at_work
    for name in ("Joint session", "Cards", "Seven bars", "Log"):
        p.cell(CELL).get_by_role("radio", name=name, exact=True).check()
        says(p, f"Open: {name}.")
        p.screenshot(f"room-{name.split()[0].lower()}", 1280)
        assert not p.axe()
        assert not [c for c in p.controls() if not c["name"] and c["role"] not in ("group", "generic")]
    assert not p.ours() and not p.outside


def test_a_killed_kernel_finds_the_room_where_it_was(at_work: kit.Page) -> None:
    p = at_work
    before = sheet(p)
    p.restart()
    p.run_all()
    says(p, "This room was kept. It is where you left it")
    assert sheet(p) == before and "Three cables in six hours" in before
    p.cell(CELL).get_by_role("radio", name="NAC", exact=True).check()
    says(p, "Open: NAC.")
    assert "Silence on N1 More activity in the Baltic Sea is broken." in p.cell(CELL).inner_text()
    p.cell(CELL).get_by_role("radio", name="PSC", exact=True).check()
    says(p, "Open: PSC.")
    assert "P1 Listings and repair: adopted by the PSC." in p.cell(CELL).inner_text()


def test_the_clock_goes_on_while_the_kernel_is_busy(at_work: kit.Page) -> None:
    p = at_work
    face = p.view.locator(".eun-room .eun-clock b").first
    p.view.evaluate("() => { window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.requestExecute({code: 'import time; time.sleep(6)'}); }")
    p.view.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'busy'")
    first = face.inner_text()
    p.view.wait_for_function("first => document.querySelector('.eun-room .eun-clock b').innerText !== first", arg=first, timeout=5_000)
    assert p.view.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status") == "busy"
    p.wait_idle()


def test_the_class_screen_opens_in_a_window_of_its_own(at_work: kit.Page) -> None:
    p = at_work
    with p.view.context.expect_page() as opened:
        p.cell(CELL).get_by_role("button", name="Open the class screen in a window of its own").click()
    other = opened.value
    other.wait_for_function("() => document.getElementById('sheet')?.innerText.includes('Three cables in six hours')")
    assert re.match(r"[+\d]", other.locator("#clocks b").first.inner_text()) and "Person00" not in other.locator("body").inner_text()
    other.set_viewport_size({"width": 1280, "height": 800})
    kit.ARTEFACTS.mkdir(exist_ok=True)
    other.screenshot(path=str(kit.ARTEFACTS / "room-window-1280.png"))
    p.cell(CELL).get_by_role("radio", name="Clock and screen", exact=True).check()
    says(p, "Open: Clock and screen.")
    p.cell(CELL).get_by_label("What to project").select_option(label="Page of rules, 1 of 2")
    p.cell(CELL).get_by_role("button", name="Project it").click()
    other.wait_for_function("() => document.getElementById('sheet').innerText.includes('unanimity')")
    for label, name in (("The seven bars", "bars"), ("Who sits in which room", "seats"), ("Texts P1 and N1, side by side", "texts"), ("Line of events", "lines")):
        p.cell(CELL).get_by_label("What to project").select_option(label=label)
        p.cell(CELL).get_by_role("button", name="Project it").click()
        says(p, f"On the class screen: {label}.")
        for width, height in ((1280, 720), (800, 600)):
            other.set_viewport_size({"width": width, "height": height})
            small = other.evaluate("() => [...document.querySelectorAll('#sheet td, #sheet th, #sheet p, #sheet li, #sheet caption')].filter(n => !n.closest('.eun-foot') && parseFloat(getComputedStyle(n).fontSize) < 28).map(n => n.innerText)")
            assert not small, f"too small to read from the back row: {small}"
            other.screenshot(path=str(kit.ARTEFACTS / f"room-window-{name}-{width}.png"))
            if name == "texts":
                tops = other.evaluate("() => [...document.querySelectorAll('#sheet section')].map(n => Math.round(n.getBoundingClientRect().top))")
                assert len(tops) == 2 and (tops[0] == tops[1]) == (width >= 1000), "side by side where there is room"
    other.set_viewport_size({"width": 1280, "height": 720})
    p.cell(CELL).get_by_label("What to project").select_option(label="The seven bars")
    p.cell(CELL).get_by_role("button", name="Project it").click()
    other.wait_for_function("() => document.getElementById('more').innerText.includes('more below')")
    for _ in range(9):  # the console turns the sheet to its end; nothing of it is out of reach
        p.cell(CELL).get_by_role("button", name="Turn the class screen down").click()
    other.wait_for_function("() => document.getElementById('more').innerText === ''")
    assert "is at page" in p.view.locator(".eun-room .eun-spoken").inner_text()
    p.cell(CELL).get_by_role("button", name="Turn the class screen up").click()
    other.wait_for_function("() => document.getElementById('more').innerText.includes('more below')")
    other.close()


def test_the_clock_speaks_at_five_one_and_nought(at_work: kit.Page) -> None:
    p = at_work
    heard = p.view.locator(".eun-room .eun-spoken")
    p.cell(CELL).get_by_role("radio", name="Clock and screen", exact=True).check()
    while "Two tables at work" not in p.view.locator(".eun-room .eun-clocks").inner_text():
        before = p.view.locator(".eun-room .eun-clocks").inner_text()
        p.cell(CELL).get_by_role("button", name="Next phase").click()
        p.view.wait_for_function("was => document.querySelector('.eun-room .eun-clocks').innerText.split('\\n')[0] !== was.split('\\n')[0]", arg=before)
    p.view.evaluate("() => { const real = Date.now; window.eunatoAhead = 0; Date.now = () => real() + window.eunatoAhead; }")
    for seconds, said in ((3 * 60 + 2, "five minutes left"), (4 * 60, "one minute left"), (60, "the time is over")):
        p.view.evaluate("s => { window.eunatoAhead += 1000 * s; }", seconds)
        p.view.wait_for_function("said => document.querySelector('.eun-room .eun-spoken').textContent.includes(said)", arg=said, timeout=5_000)
        assert heard.inner_text().startswith("Two tables at work")
    assert "+" in p.view.locator(".eun-room .eun-clock b").first.inner_text()
    p.cell(CELL).get_by_role("button", name="Next phase").click()
    p.view.wait_for_function("() => document.querySelector('.eun-room .eun-spoken').textContent === ''", timeout=5_000)
