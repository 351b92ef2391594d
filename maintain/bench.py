"""Measure what the README quotes, into benchmarks/figures.json, and write the README's lines from it.

Seconds differ from machine to machine, so a lesson is compared with a notebook that only imports the course's packages,
run on the same machine in the same minute. With --install the first start is measured too (it needs a connection).
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FIGURES = ROOT / "benchmarks" / "figures.json"
BEGIN, END = "<!-- figures: written by `start.py maintain bench` -->", "<!-- end of figures -->"
LESSONS = {"00": "notebooks/00_start_here.ipynb", "02": "notebooks/02_who_can_block_what.ipynb"}
IMPORTS = 'import sys; sys.path.insert(0, "../src")\nfrom eunato import lesson\nimport pandas, altair, ipywidgets'
TIMES = 3


def seconds_of(notebook, folder: Path) -> float:
    """Wall-clock seconds of one run, from no kernel to the last cell's end."""
    import nbclient

    client = nbclient.NotebookClient(notebook, timeout=120, store_widget_state=False, resources={"metadata": {"path": str(folder)}})
    client.widget_registry = {}                    # do not mimic Output widgets: nbclient may hang on them
    begin = time.perf_counter()
    client.execute()
    return time.perf_counter() - begin


def lessons() -> dict:
    """Best seconds of the import-only notebook and of each lesson, run in turns, and their ratio."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    books = {"": new_notebook(cells=[new_code_cell(IMPORTS)])}
    books.update({name: nbformat.read(ROOT / path, as_version=4) for name, path in LESSONS.items() if (ROOT / path).is_file()})
    best = dict.fromkeys(books, float("inf"))
    with tempfile.TemporaryDirectory() as home:
        os.environ.update(EUNATO_HOME=home, JUPYTER_PREFER_ENV_PATH="1", IPYTHONDIR=home)
        os.environ.pop("COURSE_PNG", None)
        for _ in range(TIMES):                     # in turns, so that a busy minute hits all of them
            for name, book in books.items():
                best[name] = min(best[name], seconds_of(book, ROOT / "notebooks"))
    base = best.pop("")
    return {"import_only_seconds": round(base, 2),
            "lessons": {name: {"seconds": round(took, 2), "times_import_only": round(took / base, 1)} for name, took in best.items()}}


def opening() -> dict:
    """Seconds from nothing to a JupyterLab that answers, with the environment already there."""
    from maintain import picture

    best = float("inf")
    for _ in range(TIMES):
        begin = time.perf_counter()
        with picture.running_lab():
            best = min(best, time.perf_counter() - begin)
    return {"server_seconds": round(best, 1)}


def installing() -> dict:
    """Seconds of the first start and megabytes of the environment, with pip alone and with uv if it is here."""
    found = {}
    for way in ("pip", "uv"):
        if way == "uv" and not shutil.which("uv"):
            continue
        with tempfile.TemporaryDirectory(prefix="eunato bench ", ignore_cleanup_errors=True) as folder:
            copy = Path(folder) / "course"
            shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv*", "artefacts", ".eunato"))
            env = {**os.environ, "EUNATO_HOME": str(Path(folder) / "home")}
            if way == "pip":
                env["PATH"] = os.pathsep.join(p for p in env["PATH"].split(os.pathsep)
                                              if not any((Path(p) / f"uv{end}").exists() for end in ("", ".exe")))
            begin = time.perf_counter()
            subprocess.run([getattr(sys, "_base_executable", sys.executable), "start.py", "run", "python", "-c", "pass"],
                           cwd=copy, env=env, check=True)
            took = time.perf_counter() - begin
            size = sum(f.stat().st_size for f in (copy / ".venv").rglob("*") if f.is_file() and not f.is_symlink())
            found[way] = {"seconds": round(took), "megabytes": round(size / 1e6)}
    return found


def sentences(figures: dict) -> str:
    """The README's lines for the figures."""
    said = []
    install = figures.get("first_start", {})
    if "pip" in install:
        fast = f", or {install['uv']['seconds']} seconds where uv is installed" if "uv" in install else ""
        said.append(f"- The first start took {install['pip']['seconds']} seconds{fast}, and the environment takes "
                    f"{install['pip']['megabytes']} MB. It needs a connection once.")
    if "server_seconds" in figures:
        said.append(f"- Every later start took {figures['server_seconds']} seconds until JupyterLab answered. It needs no connection.")
    for name, lesson in figures.get("lessons", {}).items():
        said.append(f"- Running all cells of lesson {name} took {lesson['times_import_only']} times as long as a notebook "
                    f"that only imports the packages ({lesson['seconds']} against {figures['import_only_seconds']} seconds).")
    if said:
        said.append(f"\nMeasured on {figures['measured']} with {figures['machine']}. Your seconds will differ; the ratios should not differ much. "
                    "[How it is measured](benchmarks/README.md).")
    return "\n".join(said)


def rewritten(readme: str, figures: dict) -> str:
    """The README with these figures between its markers."""
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{sentences(figures)}\n{END}{rest.split(END)[1]}"


def main(words: list[str]) -> int:
    """Measure; or with --check say whether the README says what benchmarks/figures.json holds."""
    readme = ROOT / "README.md"
    figures = json.loads(FIGURES.read_text(encoding="utf-8")) if FIGURES.is_file() else {}
    if "--check" not in words:
        figures.update(lessons())
        figures.update(opening())
        if "--install" in words:
            figures["first_start"] = installing()
        figures["measured"] = time.strftime("%Y-%m-%d")
        figures["machine"] = f"{os.cpu_count()} processor cores, {platform.system()}, Python {platform.python_version()}"
        FIGURES.write_text(json.dumps(figures, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        print(json.dumps(figures, indent=1, sort_keys=True))
    now = readme.read_text(encoding="utf-8")
    wanted = rewritten(now, figures)
    if "--check" in words:
        print("README figures: " + ("fit" if wanted == now else "STALE, run `python3 start.py maintain bench`"))
        return int(wanted != now)
    readme.write_text(wanted, encoding="utf-8")
    return 0
