"""Drive the course in a real JupyterLab with a real browser, offline.

    with running_lab(folder) as lab, chromium(chromium_path()) as browser:
        with page(browser, lab) as p:
            p.open("notebooks/02_who_can_block_what.ipynb")
            p.run_all()

The Lab serves a copy of the course, in the tested version of its notebooks, so that nothing a test does touches the files.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from course_notebooks import ROOT, books

from lab import browser as lab_browser
from maintain import notebooks as build

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
NOT_COPIED = (".git", ".venv*", "artefacts", ".eunato", "__pycache__", ".pytest_cache", ".hypothesis", "node_modules", ".ipynb_checkpoints", "_build")
ARTEFACTS = ROOT / "artefacts"
THEIRS = re.compile(r"favicon|Failed to load resource.*(?:/api/(?:workspaces|settings)|/lsp/|/custom/custom\.css|manifest)|ResizeObserver loop|Source map|WebGL|\[DOM\]|deprecat", re.I)
"""Console lines of JupyterLab itself that say nothing about the course."""
AXE = Path(__import__("axe_playwright_python").__file__).with_name("axe.min.js")


def chromium_path() -> str | None:
    """The machine's Chromium or Chrome: CHROMIUM, the PATH, or where Debian keeps it."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "chromium-browser", "google-chrome", "/usr/bin/chromium"):
        found = shutil.which(name) if name else None
        if found:
            return found
    return None


@contextlib.contextmanager
def chromium(path: str):
    """Start Chromium without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=FLAGS, env={k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")})
        try:
            yield started
        finally:
            started.close()


@dataclass
class Lab:
    """A running JupyterLab: its address, the copy of the course it serves, the learner's home, its log."""

    address: str
    root: Path
    home: Path
    log: Path
    process: subprocess.Popen


@contextlib.contextmanager
def running_lab(folder: Path, **env: str) -> Iterator[Lab]:
    """Start JupyterLab as start.py does, on loopback and on a copy of the course; stop it and its kernels afterwards."""
    root, home, config = folder / "course", folder / "home" / "eunato", folder / "jupyter"
    shutil.copytree(ROOT, root, ignore=shutil.ignore_patterns(*NOT_COPIED))
    for book in books():
        nbformat.write(book.nb, root / book.folder / book.path.name)
    settings = config / "app-settings"
    settings.mkdir(parents=True)
    shutil.copy(root / "lab" / "overrides.json", settings / "overrides.json")
    (config / "config" / "custom").mkdir(parents=True)
    if (root / "lab" / "custom.css").exists():
        shutil.copy(root / "lab" / "custom.css", config / "config" / "custom" / "custom.css")
    variables = build.environment(folder / "home", png=False)
    variables.update({name: str(config / word) for name, word in (("JUPYTER_CONFIG_DIR", "config"), ("JUPYTER_DATA_DIR", "data"), ("JUPYTERLAB_SETTINGS_DIR", "user-settings"),
                                                                  ("JUPYTERLAB_WORKSPACES_DIR", "workspaces"), ("JUPYTER_RUNTIME_DIR", "runtime"))})
    variables.pop("EUNATO_RAISE", None)  # a learner's Lab says errors in words
    variables.update(env, PYTHONPATH=os.pathsep.join((str(root / "tests" / "offline"), str(root))))
    port = _free_port()
    options = [word for word in lab_browser.options(port) if not word.startswith("--ServerApp.root_dir")]
    log = folder / "lab.log"
    with log.open("w", encoding="utf-8") as written:
        process = subprocess.Popen([sys.executable, "-m", "lab.serve", *options, f"--ServerApp.root_dir={root}", "--no-browser", "--allow-root", "--IdentityProvider.token=",
                                    "--ServerApp.password=", "--ServerApp.ip=127.0.0.1", "--LabApp.expose_app_in_browser=True", f"--LabApp.app_settings_dir={settings}"],
                                   cwd=root, env=variables, stdout=written, stderr=subprocess.STDOUT)
    try:
        _wait_for(f"http://127.0.0.1:{port}/api/status", process, log)
        yield Lab(f"http://127.0.0.1:{port}", root, home, log, process)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def _wait_for(address: str, process: subprocess.Popen, log: Path, seconds: float = 90) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError):
            opener.open(address, timeout=2)
            return
        time.sleep(0.2)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')[-3000:]}")


@dataclass
class Page:
    """A browser page in front of a Lab, with what it asked for and complained about."""

    view: Any
    lab: Lab
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    counter: int = 0

    # -- getting there -----------------------------------------------------------------------------------------------

    def open(self, path: str, kernel: bool = True, timeout: float = 90_000) -> None:
        """Open a notebook from the course's root in a workspace of its own, and wait for its kernel."""
        self.counter += 1
        self.view.goto(f"{self.lab.address}/lab/workspaces/w{time.time_ns()}{self.counter}/tree/{path}")
        self.view.wait_for_selector(".jp-Notebook .jp-Cell", timeout=timeout)
        self.view.wait_for_function("""path => { const w = window.jupyterapp?.shell.currentWidget;
            return w?.context?.path === path && w.context.isReady && w.content.widgets.length === w.content.model?.cells.length && w.content.widgets.length > 1; }""", arg=path, timeout=timeout)
        self.view.evaluate("() => { window.jupyterapp.shell.collapseLeft(); window.jupyterapp.shell.collapseRight(); }")  # as start.py's workspace has it
        if kernel:
            self.wait_idle()

    def wait_idle(self, timeout: float = 120_000) -> None:
        """Wait until the kernel of the notebook in front has had nothing to do for half a second."""
        self.view.wait_for_function("""() => { const k = window.jupyterapp?.shell.currentWidget?.sessionContext?.session?.kernel;
            if (!k || k.status !== 'idle') { window.__idle = 0; return false; }
            window.__idle = window.__idle || performance.now(); return performance.now() - window.__idle > 500; }""", timeout=timeout)

    def run_all(self, timeout: float = 180_000) -> float:
        """Run every cell as the menu does, wait until all are done and drawn; returns the seconds."""
        started = time.monotonic()
        self.view.evaluate("() => window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)")
        self.view.wait_for_function("""() => window.jupyterapp.shell.currentWidget.content.widgets
            .filter(c => c.model.type === 'code' && c.model.sharedModel.source.trim()).every(c => c.model.executionCount && c.promptNode?.innerText.indexOf('*') < 0)""", timeout=timeout)
        self.wait_idle(timeout)
        self.settle()
        return time.monotonic() - started

    def settle(self) -> None:
        """Wait until the page's height stays the same for a moment."""
        self.view.wait_for_function("""() => { const h = document.querySelector('.jp-Notebook')?.scrollHeight || document.querySelector('.jp-WindowedPanel-outer')?.scrollHeight;
            if (h !== window.__h) { window.__h = h; window.__since = performance.now(); }
            return performance.now() - window.__since > 700; }""", timeout=120_000)

    def restart(self) -> None:
        """Restart the kernel, as the menu does after its question."""
        self.view.evaluate("() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart().then(() => true)")
        self.wait_idle()

    def open_all_outputs(self) -> None:
        self.view.evaluate("() => window.jupyterapp.commands.execute('notebook:show-all-cell-outputs').then(() => true)")
        self.settle()

    def show_evidence(self) -> int:
        """Press every "Show the evidence" button, as a learner may who does not want to guess; returns how many."""
        buttons = self.view.locator(".jp-OutputArea button:not([aria-disabled])", has_text=re.compile("^Show the evidence"))
        pressed = 0
        while buttons.count() and pressed < 50:
            left = buttons.count()
            buttons.first.click()
            pressed += 1
            self.view.wait_for_function("([n]) => [...document.querySelectorAll('.jp-OutputArea button:not([aria-disabled])')].filter(b => b.innerText.startsWith('Show the evidence')).length < n", arg=[left], timeout=120_000)
        if pressed:
            self.wait_idle()
            self.view.wait_for_timeout(500)
            self.settle()
        return pressed

    # -- looking -----------------------------------------------------------------------------------------------------

    def path(self) -> str:
        """The notebook in front."""
        return self.view.evaluate("() => window.jupyterapp.shell.currentWidget?.context?.path || ''")

    def cell(self, cell_id: str):
        """The cell with this id, as a locator."""
        number = self.view.evaluate("id => window.jupyterapp.shell.currentWidget.content.widgets.findIndex(c => c.model.id === id)", cell_id)
        assert number >= 0, f"the page has no cell {cell_id!r}"
        return self.view.locator(".jp-NotebookPanel:not(.lm-mod-hidden) .jp-Notebook .jp-Cell").nth(number)

    def charts(self) -> list[dict[str, Any]]:
        """Of every code cell: its id, how many charts its outputs hold, how many are drawn, with how many marks."""
        return self.view.evaluate("""() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code').map(c => {
            const held = []; for (let i = 0; i < c.model.outputs.length; i++) held.push(...Object.keys(c.model.outputs.get(i).data || {}));
            const drawn = [...c.node.querySelectorAll('.jp-OutputArea svg.marks')].filter(s => s.closest('.jp-RenderedVegaCommon5, .jp-RenderedVega, .vega-embed'));
            return {id: c.model.id, held: held.filter(k => k.startsWith('application/vnd.vegalite')).length, drawn: drawn.length,
                    marks: drawn.map(s => s.querySelectorAll('.mark-rect path, .mark-symbol path, .mark-text text, .mark-line path, .mark-rule line, .mark-area path, .mark-arc path, .mark-shape path').length),
                    labels: drawn.map(s => s.getAttribute('aria-label') || ''), errors: c.node.querySelectorAll('.vega-error, .jp-RenderedText[data-mime-type*=stderr], .jp-RenderedText[data-mime-type*=error]').length,
                    text: c.node.querySelector('.jp-OutputArea')?.innerText.slice(0, 200) || ''}; })""")

    def visible_code(self) -> int:
        """How many code cells show their source."""
        return self.view.evaluate("() => [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-editor')].filter(e => e.checkVisibility()).length")

    def controls(self) -> list[dict[str, str]]:
        """Every control in the outputs with its role and name, as the browser tells assistive technology."""
        session = self.view.context.new_cdp_session(self.view)
        try:
            session.send("Accessibility.enable")
            root = session.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
            wanted = ".jp-OutputArea :is(input, select, textarea, button, summary, a[href], [role=button], [role=slider], [role=radio], [role=checkbox], [role=tab], [role=combobox], [role=listbox], [role=radiogroup], fieldset)"
            found = []
            for node in session.send("DOM.querySelectorAll", {"nodeId": root, "selector": wanted})["nodeIds"]:
                ax = session.send("Accessibility.getPartialAXTree", {"nodeId": node, "fetchRelatives": False})["nodes"][0]
                if ax.get("ignored"):
                    continue
                html = session.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"]
                found.append({"role": ax["role"]["value"], "name": ax.get("name", {}).get("value", "").strip(), "html": re.sub(r"\s+", " ", html)[:160]})
            return found
        finally:
            session.detach()

    def axe(self) -> list[str]:
        """What axe finds in the output areas that is serious or critical, one line each."""
        if not self.view.evaluate("() => 'axe' in window"):
            self.view.add_script_tag(path=str(AXE))
        found = self.view.evaluate("""async () => { const said = []; const panel = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden)');
            for (const cell of panel.querySelectorAll('.jp-CodeCell')) { const area = cell.querySelector('.jp-OutputArea'); if (!area || !area.checkVisibility() || !area.children.length) continue;
              const r = await axe.run(area, {resultTypes: ['violations']});
              for (const v of r.violations) if (['serious', 'critical'].includes(v.impact)) for (const n of v.nodes) said.push([cell.dataset.id || '', v.id, v.impact, n.html.slice(0, 200), n.failureSummary.slice(0, 200)]); }
            return said; }""")
        return [" · ".join(map(str, line)) for line in found]

    def ours(self) -> list[str]:
        """Console errors that are not JupyterLab's own."""
        return [line for line in self.console if line.startswith(("error", "pageerror")) and not THEIRS.search(line)]

    def spoken(self, cell_id: str) -> str:
        """What the status lines of a cell say."""
        return self.cell(cell_id).evaluate("c => [...c.querySelectorAll('[role=status]')].map(s => s.innerText.trim()).filter(Boolean).join('\\n')")

    def focus(self) -> dict[str, str]:
        """Where the keyboard is: tag, type, role, name, and the id of the cell around it."""
        return self.view.evaluate("""() => { const e = document.activeElement; if (!e) return {};
            const box = e.closest('.jp-Cell'); const panel = window.jupyterapp?.shell.currentWidget;
            const cell = box && panel?.content?.widgets?.find(w => w.node === box);
            const label = e.getAttribute('aria-label') || [...(e.labels || [])].map(l => l.innerText).join(' ') || e.innerText || '';
            return {tag: e.tagName.toLowerCase(), type: e.type || '', role: e.getAttribute('role') || '', name: label.trim().slice(0, 120), cell: cell ? cell.model.id : '',
                    output: String(!!e.closest('.jp-OutputArea')), value: String(e.value ?? ''), checked: String(!!e.checked)}; }""")

    def screenshot(self, name: str, width: int, highest: int = 16_000) -> Path:
        """A picture of the whole notebook at this width, in artefacts/."""
        before = self.view.viewport_size
        self.view.set_viewport_size({"width": width, "height": 1000})
        self.settle()
        tall = self.view.evaluate("() => { const n = document.querySelector('.jp-NotebookPanel:not(.lm-mod-hidden) .jp-WindowedPanel-outer') || document.querySelector('.jp-Notebook'); return n.scrollHeight + 120; }")
        self.view.set_viewport_size({"width": width, "height": int(min(max(tall, 600), highest))})
        self.view.mouse.move(2, 2)
        self.settle()
        ARTEFACTS.mkdir(exist_ok=True)
        path = ARTEFACTS / f"{name}-{width}.png"
        self.view.screenshot(path=str(path))
        self.view.set_viewport_size(before)
        return path


@contextlib.contextmanager
def page(browser: Any, lab: Lab, width: int = 1280, height: int = 1000) -> Iterator[Page]:
    """A fresh page with nothing remembered; records console lines and requests, and lets nothing out of the machine."""
    context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
    view = context.new_page()
    one = Page(view, lab)
    view.on("console", lambda m: one.console.append(f"{m.type}: {m.text} ({m.location.get('url', '')})"))
    view.on("pageerror", lambda e: one.console.append(f"pageerror: {e}"))
    view.on("request", lambda r: one.outside.append(r.url) if not r.url.startswith((lab.address, lab.address.replace("http", "ws", 1), "data:", "blob:", "about:")) else None)
    view.on("requestfailed", lambda r: one.failed.append(f"{r.method} {r.url}: {r.failure}"))
    view.on("response", lambda r: one.failed.append(f"{r.status} {r.url}") if r.status >= 400 and "/api/" not in r.url and "favicon" not in r.url else None)
    try:
        yield one
    finally:
        for kernel in _running_kernels(lab):
            with contextlib.suppress(OSError):
                _api(lab, f"/api/kernels/{kernel}", "DELETE")
        context.close()


def _running_kernels(lab: Lab) -> list[str]:
    with contextlib.suppress(OSError, ValueError):
        return [one["id"] for one in json.loads(_api(lab, "/api/kernels"))]
    return []


def _api(lab: Lab, path: str, method: str = "GET") -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    return opener.open(urllib.request.Request(lab.address + path, method=method), timeout=15).read()
