"""Take the README's picture: lesson 02 in a real JupyterLab, the prediction answered, 1280 pixels wide.

The address of the picture is docs/lesson-02.png; the README describes it in words, so look at both after a change.
"""

from __future__ import annotations

import os
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from lab import browser, settings

ROOT = Path(__file__).resolve().parents[1]
LESSON = "notebooks/02_who_can_block_what.ipynb"
PICTURE = ROOT / "docs" / "lesson-02.png"
CELL = "predict-capitals"
GUESS, SURE = "32", "70"
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def running_lab(folder: Path = ROOT) -> Iterator[str]:
    """A JupyterLab of this Python on a copy of the course, with the course's settings and an empty home; gives its address."""
    settings.place(Path(sys.prefix))
    with tempfile.TemporaryDirectory(prefix="eunato-lab-", ignore_cleanup_errors=True) as temporary:
        copy = Path(temporary) / "course"
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "artefacts", ".eunato", "__pycache__"))
        env = {**os.environ, "EUNATO_HOME": str(Path(temporary) / "home"), "PYTHONPATH": str(copy)}
        env.update({name: str(Path(temporary) / name) for name in browser.places(Path(sys.prefix))})
        settings.place_style(Path(env["JUPYTER_CONFIG_DIR"]))
        port = browser.free_port()
        options = [word for word in browser.options(port) if "root_dir" not in word]
        server = subprocess.Popen(
            [sys.executable, "-m", "lab.serve", *options, f"--ServerApp.root_dir={copy}", "--no-browser", "--allow-root",
             "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"],
            cwd=copy, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_for(address + "/api/status", server)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


def _wait_for(address: str, server: subprocess.Popen, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("JupyterLab did not answer; `python3 start.py run jupyter lab` shows why")


@contextmanager
def chromium(width: int = 1280, height: int = 1000):
    """A page of the machine's Chromium (or Chrome), without a window."""
    from playwright.sync_api import sync_playwright
    path = next((found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError("no Chromium on this machine; install it (Debian: apt-get install chromium) and try again")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=QUIET)
        try:
            yield started.new_page(viewport={"width": width, "height": height})
        finally:
            started.close()


def run_all(page) -> None:
    """Run every cell of the notebook in front and wait for the last one. Raises RuntimeError with the error of a failing cell."""
    page.wait_for_function("""() => { const w = window.jupyterapp?.shell.currentWidget;
        return w?.sessionContext?.session?.kernel?.status === 'idle'; }""", timeout=60_000)
    page.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells')")
    state = page.wait_for_function("""() => {
        const codes = window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code');
        const broken = codes.map(c => c.model.outputs.toJSON().find(o => o.output_type === 'error')).find(Boolean);
        return broken ? broken.ename + ': ' + broken.evalue : codes.every(c => c.model.executionCount) && 'done'; }""",
        timeout=180_000).json_value()
    if state != "done":
        raise RuntimeError(f"a cell failed: {state}")


def answer(page, cell: str = CELL, guess: str = GUESS, sure: str = SURE):
    """Fill in the prediction of a cell as a learner would, save it, and return the cell."""
    number = page.evaluate("id => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(c => c.model.id === id)", cell)
    if number < 0:
        raise RuntimeError(f"lesson 02 has no cell {cell!r} any more; change CELL in maintain/picture.py")
    place = page.locator(".jp-Notebook .jp-Cell").nth(number)
    place.scroll_into_view_if_needed()
    place.get_by_role("textbox").or_(place.get_by_role("spinbutton")).first.fill(guess)
    if place.get_by_role("combobox").count():
        menu = place.get_by_role("combobox").first
        menu.select_option(index=next(i for i, text in enumerate(menu.locator("option").all_inner_texts()) if sure in text))
    else:
        place.get_by_role("radio", name=re.compile(sure)).first.check()
    place.get_by_role("button", name=re.compile("save", re.IGNORECASE)).first.click()
    place.locator("svg.marks").first.wait_for(timeout=30_000)
    return place


def main(words: list[str]) -> int:
    """Write docs/lesson-02.png (or the file named)."""
    target = Path(words[0]) if words else PICTURE
    with running_lab() as address, chromium() as page:
        page.goto(f"{address}/lab/workspaces/picture/tree/{LESSON}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        if page.locator("#jp-left-stack").is_visible():   # the course's own start keeps the side bar folded, too
            page.evaluate("() => window.jupyterapp.commands.execute('application:toggle-left-area')")
        run_all(page)
        place = answer(page)
        place.evaluate("e => e.scrollIntoView({block: 'start'})")
        page.mouse.move(5, 995)
        page.wait_for_timeout(1500)
        picture = page.screenshot(type="png")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(smaller(picture))
    print(f"{target.name}: written, {target.stat().st_size // 1024} kB; does the README still describe it?")
    return 0


def smaller(png: bytes) -> bytes:
    """The picture with the 256 colours that it uses most (the rest are shades of letters), or as it was if that is shorter."""
    import numpy as np
    from eunato.charts.png import pixels_of

    pixels = pixels_of(png)[..., :3]
    height, width, _ = pixels.shape
    code = pixels.astype(np.uint32) @ np.array([65536, 256, 1], np.uint32)
    found, place, count = np.unique(code.ravel(), return_inverse=True, return_counts=True)
    kept = found[np.argsort(-count.astype(np.int64), kind="stable")[:256]]
    split = lambda colours: np.stack([colours >> 16 & 255, colours >> 8 & 255, colours & 255], axis=-1).astype(np.int32)  # noqa: E731
    nearest = np.array([((split(kept) - colour) ** 2).sum(axis=1).argmin() for colour in split(found)], np.uint8)
    rows = np.hstack([np.zeros((height, 1), np.uint8), nearest[place.ravel()].reshape(height, width)])
    packed = b"\x89PNG\r\n\x1a\n" + b"".join((
        _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        _chunk(b"PLTE", split(kept).astype(np.uint8).tobytes()),
        _chunk(b"IDAT", zlib.compress(rows.tobytes(), 9)), _chunk(b"IEND", b"")))
    return min(png, packed, key=len)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
