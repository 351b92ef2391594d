"""Execute the notebooks for commit, and say which of them is stale.

One run, always the same picture: an empty home folder, a fixed date, no network, a fixed hash seed. Nothing depends on
progress, clock, chance or machine, so a second run changes no file. It cannot hang: each cell and each notebook has a
limit, and Output widgets are not mimicked (that is where nbclient loses replies).
"""

from __future__ import annotations

import asyncio
import copy
import hashlib
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from maintain import exercises

ROOT = Path(__file__).resolve().parents[1]
FOLDERS = ("solutions", "exercises", "notebooks")
OFFLINE = ROOT / "tests" / "offline"
TODAY = "2026-11-22"
CELL_SECONDS = 60
NOTEBOOK_SECONDS = 240
AT_ONCE = 2
BUILD = "python start.py maintain build"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
LANGUAGE = {"codemirror_mode": {"name": "ipython", "version": 3}, "file_extension": ".py", "mimetype": "text/x-python",
            "name": "python", "nbconvert_exporter": "python", "pygments_lexer": "ipython3", "version": "3.11"}
_ANSI = re.compile(r"\x1b\[[0-9;]*m")


class BuildError(RuntimeError):
    """One or more notebooks did not run; the message has a line for each."""


def environment(home: str | Path, *, png: bool = True) -> dict[str, str]:
    """The variables under which notebooks are built and tested: same outputs on every machine.

    Takes the (empty) folder that stands for a learner's home and whether charts get a PNG beside them; returns a full
    environment for a kernel. The package is not on the path: a notebook's first cell has to find it by itself.
    """
    home = Path(home)
    kept = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy") and not k.startswith(("EUNATO_", "COURSE_", "PYTHON", "IPYTHON"))}
    kept.update(EUNATO_HOME=str(home / "eunato"), EUNATO_TODAY=TODAY, EUNATO_RAISE="1", PYTHONHASHSEED="0", PYTHONPATH=str(OFFLINE),
                PYTHONUTF8="1", PYTHONDONTWRITEBYTECODE="1", IPYTHONDIR=str(home / "ipython"), TZ="UTC", LC_ALL="C.UTF-8", LANG="C.UTF-8",
                JUPYTER_PREFER_ENV_PATH="1", COLUMNS="100")
    if png:
        kept["COURSE_PNG"] = "1"
    (home / "eunato").mkdir(parents=True, exist_ok=True)
    return kept


def run(notebook: NotebookNode, folder: Path, name: str = "notebook") -> NotebookNode:
    """Execute a copy of a notebook as a learner's Run All would, in `folder`; returns the cleaned copy.

    Raises BuildError naming file, cell and error.
    """
    return asyncio.run(_run(notebook, Path(folder), name))


async def _run(notebook: NotebookNode, folder: Path, name: str) -> NotebookNode:
    import nbclient

    work = copy.deepcopy(notebook)
    for cell in work.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    work.metadata["kernelspec"] = NotebookNode(KERNELSPEC)
    client = nbclient.NotebookClient(work, timeout=CELL_SECONDS, startup_timeout=60, iopub_timeout=10, kernel_name="python3", store_widget_state=False,
                                     record_timing=False, shutdown_kernel="immediate", ipython_hist_file=":memory:", extra_arguments=["--IPKernelApp.log_level=ERROR"],
                                     resources={"metadata": {"path": str(folder)}})
    client.widget_registry = {}  # do not mimic Output widgets: no sends from this side while it waits for a reply
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        task = asyncio.ensure_future(client.async_execute(env=environment(home)))
        done, _ = await asyncio.wait({task}, timeout=NOTEBOOK_SECONDS)
        if not done:
            await _kill(client, task)
            raise BuildError(f"{name}: still running after {NOTEBOOK_SECONDS} seconds, stopped")
        try:
            task.result()
        except nbclient.exceptions.CellTimeoutError:
            raise BuildError(f"{name}, cell {_current(work)}: not finished after {CELL_SECONDS} seconds, stopped") from None
        except nbclient.exceptions.CellExecutionError as error:
            raise BuildError(f"{name}, cell {_current(work)}: {error.ename}: {_ANSI.sub('', str(error.evalue))}") from None
        except nbclient.exceptions.DeadKernelError:
            raise BuildError(f"{name}, cell {_current(work)}: the kernel died") from None
        except Exception as error:
            raise BuildError(f"{name}: could not be run ({type(error).__name__}: {error})") from error
    for cell in work.cells:  # an error inside an Output widget fails no cell, but a learner would see it
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "raises-exception" not in cell.metadata.get("tags", []):
                raise BuildError(f"{name}, cell {cell.get('id', '?')}: {output.ename}: {_ANSI.sub('', str(output.evalue))}")
    return clean(work)


async def _kill(client, task: asyncio.Task) -> None:
    """Stop a run that took too long, and its kernel even where the polite way is stuck."""
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=10)
    if done and not task.cancelled():
        task.exception()  # what a stopped run had to say is known; asyncio would log it once more
    if client.kc is not None:
        client.kc.stop_channels()
    process = getattr(getattr(client.km, "provisioner", None), "process", None)
    if process is not None and process.poll() is None:
        process.kill()


def _current(notebook: NotebookNode) -> str:
    """Id of the last code cell that was started."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    started = [cell for cell in code if cell.execution_count is not None or cell.outputs]
    return (started[-1:] or code[:1] or [{}])[0].get("id", "?")


def clean(notebook: NotebookNode) -> NotebookNode:
    """Take out, in place, what differs between two runs or two machines; keeps cell ids. Returns the notebook."""
    count = 0
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        cell.metadata.pop("trusted", None)
        if cell.cell_type != "code":
            continue
        if cell.source.strip():
            count += 1
            cell.execution_count = count
        kept = []
        for output in cell.outputs:
            if "data" in output:
                output.data.pop(WIDGET_VIEW, None)
                if not output.data:
                    continue
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
            kept.append(output)
        cell.outputs = kept
    notebook.metadata.pop("widgets", None)
    notebook.metadata["kernelspec"] = NotebookNode(KERNELSPEC)
    notebook.metadata["language_info"] = nbformat.from_dict(LANGUAGE)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    notes = dict(notebook.metadata.get("eunato", {}))
    notebook.metadata["eunato"] = NotebookNode({**notes, "built": stamp(notebook)})
    nbformat.validate(notebook)
    return notebook


def stamp(notebook: NotebookNode) -> str:
    """A short fingerprint of what a build wrote (sources, metadata and outputs of the cells; pictures left out).

    A notebook whose stamp does not fit was changed since, by a learner who worked in it or by an author who has not
    built it yet.
    """
    text = json.dumps(_comparable(notebook)["cells"], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def is_built(notebook: NotebookNode) -> bool:
    """True where the notebook is exactly as a build left it."""
    return notebook.metadata.get("eunato", {}).get("built") == stamp(notebook)


def _comparable(notebook: NotebookNode) -> dict:
    """The notebook as plain data without PNG bytes and without the stamp."""
    plain = json.loads(nbformat.writes(notebook))
    plain["metadata"].get("eunato", {}).pop("built", None)
    for cell in plain["cells"]:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output["data"]["image/png"] = "PNG"
    return plain


def differences(stored: NotebookNode, fresh: NotebookNode) -> list[str]:
    """Where two notebooks differ, pictures' bytes aside: ['cell bite-1-chart: text/html', 'metadata']."""
    old, new = _comparable(stored), _comparable(fresh)
    said = [] if old["metadata"] == new["metadata"] else ["metadata"]
    old_ids, new_ids = [c.get("id") for c in old["cells"]], [c.get("id") for c in new["cells"]]
    if old_ids != new_ids:
        return [*said, f"cells: {', '.join(map(str, set(old_ids) ^ set(new_ids))) or 'in another order'}"]
    for before, after in zip(old["cells"], new["cells"], strict=True):
        if before == after:
            continue
        if before["source"] != after["source"]:
            said.append(f"cell {after['id']}: source")
        elif before.get("outputs") != after.get("outputs"):
            said.append(f"cell {after['id']}: {', '.join(_changed(before['outputs'], after['outputs']))}")
        else:
            said.append(f"cell {after['id']}: metadata")
    return said


def _changed(before: list, after: list) -> list[str]:
    if len(before) != len(after):
        return [f"{len(before)} outputs stored, {len(after)} now"]
    kinds = set()
    for old, new in zip(before, after, strict=True):
        a, b = old.get("data", old), new.get("data", new)
        kinds |= {str(key) for key in a.keys() | b.keys() if a.get(key) != b.get(key)}
    return sorted(kinds) or ["output metadata"]


def all_notebooks(root: Path | None = None) -> list[Path]:
    """Every notebook of the course, solutions first."""
    return [path for folder in FOLDERS for path in sorted(((root or ROOT) / folder).glob("*.ipynb"))]


def _plan(paths: Iterable[str | Path] | None) -> dict[Path, NotebookNode]:
    """What to execute: {file: notebook with the sources it should have}. Exercises come fresh from their solutions."""
    cuts = {target: source for source, target in exercises.pairs(ROOT).items()}
    if paths is None:
        wanted = [*(p for p in all_notebooks() if p not in cuts and p.parent.name != "exercises"), *cuts]
    else:
        wanted = []
        for given in paths:
            path = Path(given).resolve()
            if not path.exists() and path not in cuts:
                raise BuildError(f"there is no notebook {given}; notebooks live in {', '.join(FOLDERS)}")
            wanted.append(path)
            if path.parent.name == "solutions":
                wanted.append(exercises.exercise_path(path))
    plan: dict[Path, NotebookNode] = {}
    for path in dict.fromkeys(wanted):
        plan[path] = exercises.read_and_cut(cuts[path]) if path in cuts else nbformat.read(path, as_version=4)
    return plan


async def _run_plan(plan: dict[Path, NotebookNode]) -> tuple[dict[Path, NotebookNode], list[str]]:
    gate, done, failed = asyncio.Semaphore(AT_ONCE), {}, []

    async def one(path: Path, notebook: NotebookNode) -> None:
        async with gate:
            try:
                done[path] = await _run(notebook, path.parent, label(path))
            except BuildError as error:
                failed.append(str(error))

    await asyncio.gather(*(one(path, notebook) for path, notebook in plan.items()))
    return done, sorted(failed)


def label(path: Path) -> str:
    """The path as a reader knows it: folder and file."""
    return f"{path.parent.name}/{path.name}"


def build(paths: Iterable[str | Path] | None = None, *, pictures: bool = False) -> list[Path]:
    """Cut the exercises, execute everything and write what changed; returns the files written.

    `paths` limits the work to some notebooks (a solution brings its exercise). A file whose only change is the bytes of
    its pictures is left alone unless `pictures` is set. Raises BuildError when a notebook fails: the others are written.
    """
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    if sys.version_info[:2] != (3, 11):
        raise BuildError(f"notebooks are built with Python 3.11, this is {sys.version_info.major}.{sys.version_info.minor}; outputs of another version may differ in small ways")
    done, failed = asyncio.run(_run_plan(_plan(paths)))
    written = []
    for path in sorted(done):
        fresh = done[path]
        stored = nbformat.read(path, as_version=4) if path.exists() else None
        if stored is not None and not pictures and is_built(stored) and not differences(stored, fresh):
            continue
        text = nbformat.writes(fresh) + "\n"
        if stored is not None and path.read_text(encoding="utf-8") == text:
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    if failed:
        raise BuildError("\n".join(failed))
    return written


def check(paths: Iterable[str | Path] | None = None) -> list[str]:
    """What is stale, one sentence each; an empty list when a build would change nothing (bytes of pictures aside).

    Executes every notebook in memory and writes no file.
    """
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    plan = _plan(paths)
    said = [f"{label(path)} has no solution it could be cut from; delete it or add solutions/{path.name.replace('_exercise', '_solution')}"
            for path in (exercises.orphans(ROOT) if paths is None else [])]
    done, failed = asyncio.run(_run_plan(plan))
    said += failed
    for path, fresh in sorted(done.items()):
        if not path.exists():
            said.append(f"{label(path)} is missing; run: {BUILD}")
            continue
        stored = nbformat.read(path, as_version=4)
        found = differences(stored, fresh)
        if found:
            said.append(f"{label(path)} is stale ({'; '.join(found[:4])}{'; …' if len(found) > 4 else ''}); run: {BUILD}")
        elif not is_built(stored):
            said.append(f"{label(path)} was changed after its last build; run: {BUILD}")
    return said


if __name__ == "__main__":  # python -m maintain.notebooks [FILE …]: the same as `python start.py maintain build [FILE …]`
    try:
        for file in build(sys.argv[1:] or None):
            print("written", label(file))
    except (BuildError, exercises.ExerciseError) as problem:
        sys.exit(str(problem))
