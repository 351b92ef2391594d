"""Every notebook runs from clean, offline, and says exactly what is stored in it (`pytest --nbval`, in full, on Python 3.11).

One nbval run over all notebooks, two at a time, in a copy of their folders; each notebook has an empty home of its own.
On other Python versions the notebooks must run clean; their outputs are compared on 3.11 only.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable
from pathlib import Path

import nbformat
import netblock
import pytest
from course_notebooks import ROOT, Book, books

from maintain import notebooks as build

STRICT = sys.version_info[:2] == (3, 11)
SECONDS_PER_CELL, SECONDS_IN_ALL = 60, 900
CONFTEST = '''
import os
from pathlib import Path
import pytest

@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """A home of its own for each notebook, before its kernel starts."""
    os.environ["EUNATO_HOME"] = str(Path(os.environ["NBVAL_HOMES"]) / item.path.parent.name / item.path.stem)
'''


def run_nbval(wanted: Iterable[tuple[str, str, nbformat.NotebookNode]], tree: Path, *, strict: bool = STRICT) -> dict[str, list[str]]:
    """Run nbval over notebooks given as (folder, file name, notebook); returns {"folder/name": [what failed, …]}.

    Every code cell must come back with a result, or that is a failure, too.
    """
    wanted = list(wanted)
    for folder, name, nb in wanted:
        (tree / folder).mkdir(parents=True, exist_ok=True)
        nbformat.write(nb, tree / folder / name)
    for folder in ("src", "data"):
        try:
            (tree / folder).symlink_to(ROOT / folder, target_is_directory=True)
        except OSError:  # Windows without the right to make links
            shutil.copytree(ROOT / folder, tree / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tree / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tree / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    env = build.environment(tree / "home", png=False) | {"NBVAL_HOMES": str(tree / "homes"), "PY_COLORS": "0"}
    command = [sys.executable, "-m", "pytest", "--nbval" if strict else "--nbval-lax", "--nbval-current-env", f"--nbval-cell-timeout={SECONDS_PER_CELL}",
               "-p", "no:cacheprovider", "-q", "--color=no", f"--rootdir={tree}", "-c", str(tree / "pytest.ini"), f"--junitxml={tree / 'result.xml'}"]
    if len(wanted) > 1:
        command += ["-n2", "--dist=loadfile"]
    done = subprocess.run([*command, *sorted({str(tree / folder) for folder, _, _ in wanted})], cwd=tree, env=env, capture_output=True, encoding="utf-8", errors="replace", timeout=SECONDS_IN_ALL)
    if not (tree / "result.xml").exists():
        raise AssertionError(f"nbval did not run:\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}")
    return {f"{folder}/{name}": _failures(tree / "result.xml", folder, name, nb) for folder, name, nb in wanted}


def _failures(result: Path, folder: str, name: str, nb: nbformat.NotebookNode) -> list[str]:
    ids = [cell.get("id", "?") for cell in nb.cells if cell.cell_type == "code"]
    seen, found = set(), []
    for case in ET.parse(result).getroot().iter("testcase"):
        cell = re.fullmatch(r"Cell (\d+)", case.get("name", ""))
        if not cell or case.get("classname", "") != f"{folder}.{name}":
            continue
        number = int(cell.group(1))
        seen.add(number)
        for kind in ("failure", "error", "skipped"):
            for one in case.findall(kind):
                found.append(f"{folder}/{name}, cell {ids[number]}: {_short((one.text or one.get('message') or kind).strip())}")
    missing = [ids[n] for n in range(len(ids)) if n not in seen]
    if missing:
        found.append(f"{folder}/{name}: no result for the cells {', '.join(missing)}")
    return found


def _short(text: str, lines: int = 40, width: int = 400) -> str:
    rows = [row[:width] + ("…" if len(row) > width else "") for row in text.splitlines() if row.strip()]
    return "\n".join(rows if len(rows) <= lines else [*rows[:lines // 2], f"… {len(rows) - lines} lines …", *rows[-lines // 2:]])


@pytest.fixture(scope="session")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What nbval found in each notebook of the course."""
    given = [(book.folder, book.path.name, book.nb) for book in books()]
    return run_nbval(given, tmp_path_factory.mktemp("nbval") / "course")


@pytest.mark.parametrize("book", books(), ids=lambda book: book.name)
def test_a_notebook_runs_and_says_what_is_stored(book: Book, results: dict[str, list[str]]) -> None:
    if book.origin == "changed":
        pytest.skip(f"{book.name} was changed on this machine and there is no git to ask for the original; take a fresh copy of the course to test it")
    found = results[book.name]
    if found:
        pytest.fail("\n".join(found) + f"\n\nIf the new output is right: {build.BUILD}", pytrace=False)


# -- the run itself can fail -----------------------------------------------------------------------------------------


def cells(*sources: str) -> nbformat.NotebookNode:
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source, id=f"cell-{n}") for n, source in enumerate(sources)])
    nb.metadata["kernelspec"] = build.KERNELSPEC
    return nb


def with_output(nb: nbformat.NotebookNode, number: int, data: dict) -> nbformat.NotebookNode:
    nb.cells[number].execution_count = 1
    nb.cells[number].outputs = [nbformat.v4.new_output("display_data", data=data)]
    return nb


SHOW = "from IPython.display import display\ndisplay({'application/vnd.vegalite.v5+json': {'mark': 'bar', 'data': {'values': [{'n': 23}]}}, 'text/plain': 'Chart: 23'}, raw=True)"
V5 = "application/vnd.vegalite.v5+json"


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """Small notebooks, one right and the others each wrong in one way, after one run."""
    good = {V5: {"mark": "bar", "data": {"values": [{"n": 23}]}}, "text/plain": "Chart: 23"}
    stale = {V5: {"mark": "bar", "data": {"values": [{"n": 22}]}}, "text/plain": "Chart: 23"}
    home = "import os\nfrom pathlib import Path\nhome = Path(os.environ['EUNATO_HOME'])\nassert not home.exists() or not list(home.iterdir())\nhome.mkdir(parents=True, exist_ok=True)\n(home / 'x').write_text('x')"
    given = {
        "good": with_output(cells(SHOW), 0, good),
        "stale_chart": with_output(cells("x = 1", SHOW), 1, stale),
        "stale_text": with_output(cells("from IPython.display import display\ndisplay({'text/plain': '36 capitals'}, raw=True)"), 0, {"text/plain": "35 capitals"}),
        "fetches": cells("import urllib.request", "urllib.request.urlopen('https://example.org', timeout=5)"),
        "raises": cells("1 / 0"),
        "hidden_error": cells("import ipywidgets\nout = ipywidgets.Output()", "with out:\n    raise ValueError('inside')"),
        "writes_home_1": cells(home), "writes_home_2": cells(home),
    }
    return run_nbval([("notebooks", f"{name}.ipynb", nb) for name, nb in given.items()], tmp_path_factory.mktemp("nbval") / "spoiled", strict=True)


@pytest.mark.parametrize("name", ["good", "writes_home_1", "writes_home_2"])
def test_a_right_notebook_passes_in_a_home_of_its_own(name: str, spoiled: dict[str, list[str]]) -> None:
    assert spoiled[f"notebooks/{name}.ipynb"] == []


@pytest.mark.parametrize(("name", "cell", "said"), [
    ("stale_chart", "cell-1", "22"), ("stale_text", "cell-0", "35 capitals"), ("fetches", "cell-1", netblock.MESSAGE),
    ("raises", "cell-0", "ZeroDivisionError"), ("hidden_error", "cell-1", "inside"),
])
def test_a_spoiled_notebook_fails_and_names_the_cell(name: str, cell: str, said: str, spoiled: dict[str, list[str]]) -> None:
    found = "\n".join(spoiled[f"notebooks/{name}.ipynb"])
    assert f"notebooks/{name}.ipynb, cell {cell}:" in found and said in found


def test_a_cell_without_a_result_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "r.xml").write_text('<testsuites><testsuite><testcase classname="notebooks.x.ipynb" name="Cell 0"/></testsuite></testsuites>')
    assert _failures(tmp_path / "r.xml", "notebooks", "x.ipynb", cells("1", "2")) == ["notebooks/x.ipynb: no result for the cells cell-1"]


def test_the_kernels_of_the_run_see_no_proxy_and_a_fixed_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    env = build.environment(tmp_path)
    assert "HTTPS_PROXY" not in env and env["EUNATO_TODAY"] == build.TODAY and env["PYTHONPATH"] == str(ROOT / "tests" / "offline")
    assert Path(env["EUNATO_HOME"]).is_dir() and not os.listdir(env["EUNATO_HOME"])
