"""The words after `start.py`: lab (none), check, test, run, maintain, help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from lab import ROOT, Stop, browser, environment

HELP = """\
python3 start.py              set the course up if needed, then open it in JupyterLab
python3 start.py check        one line per requirement, no browser
python3 start.py test [...]   run the whole test suite; extra words go to pytest
python3 start.py run CMD      run a command with the course's Python
python3 start.py maintain ... the maintainer's commands (see CONTRIBUTING.md)
On Windows write `py start.py`."""


def main(words: list[str]) -> int:
    """Run one command; returns its exit code. A Stop becomes one sentence and exit code 1."""
    try:
        return _dispatch(words)
    except Stop as sentence:
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped; the same command takes up from here.", file=sys.stderr)
        return 130


def _dispatch(words: list[str]) -> int:
    what, rest = (words[0], words[1:]) if words else ("lab", [])
    if what == "lab":
        environment.prepare(environment.LEARNER, former_will_do=True)
        return browser.open_lab(environment.LEARNER, rest)
    if what == "check":
        environment.prepare(environment.LEARNER)
        return call(environment.LEARNER, ["python", "-m", "lab.check"])
    if what == "test":
        environment.prepare(environment.MAINTAINER)
        return call(environment.MAINTAINER, ["python", "-m", "pytest", *rest])
    if what == "run" and rest:
        environment.prepare(environment.LEARNER, former_will_do=True)
        return call(environment.LEARNER, rest)
    if what == "maintain":
        environment.prepare(environment.MAINTAINER)
        return call(environment.MAINTAINER, ["python", "-m", "maintain", *rest])
    print(HELP)
    return 0 if what in ("help", "-h", "--help") else 2


def variables(chosen: environment.Environment) -> dict[str, str]:
    """The environment variables with which a command runs inside `chosen`, as activation would set them."""
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONHOME", "PYTHONSTARTUP", "JUPYTERLAB_DIR", "JUPYTER_PATH")}
    env["PATH"] = str(chosen.bin) + os.pathsep + env.get("PATH", "")
    env["VIRTUAL_ENV"] = str(chosen.folder)
    env["PYTHONPATH"] = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
    env["PYTHONUTF8"] = "1"
    return env


def call(chosen: environment.Environment, words: list[str]) -> int:
    """Run a command in the course's root; `python` means the environment's own. Returns its exit code."""
    name = str(chosen.python) if words[0] in ("python", "python3", "py") else _found(chosen.bin, words[0])
    try:
        process = subprocess.Popen([name, *words[1:]], cwd=ROOT, env=variables(chosen))
    except OSError:
        raise Stop(f"There is no command {words[0]!r} in the course's environment; try `python`, `jupyter` or `pytest`.") from None
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:                 # the command has had it too; wait for its own end
            continue


def _found(folder: Path, name: str) -> str:
    for ending in (".exe", "") if os.name == "nt" else ("",):
        if (folder / (name + ending)).is_file():
            return str(folder / (name + ending))
    return name
