"""Open the course in JupyterLab: the start page first, the course's root as Lab's root, nothing of other Labs mixed in."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
from pathlib import Path

from lab import ROOT, settings

START = "notebooks/00_start_here.ipynb"
PORTS = range(8888, 8908)


def open_lab(chosen, extra: list[str]) -> int:
    """Start JupyterLab in the environment `chosen` and wait until it is stopped; returns its exit code.

    `extra` words go to JupyterLab, for instance --no-browser.
    """
    from lab import commands
    port = free_port()
    if port != PORTS[0]:
        print(f"Port {PORTS[0]} is in use, so the course takes port {port}.")
    print("The course opens in your web browser. Keep this window open; Ctrl+C here stops the course.", flush=True)
    if as_root() and "--allow-root" not in extra:
        print("You are the root user here (usual in a container), so JupyterLab is told to allow that.", flush=True)
        extra = ["--allow-root", *extra]
    folders = places(chosen.folder)
    with contextlib.suppress(OSError):             # the style is a nicety
        settings.place_style(Path(folders["JUPYTER_CONFIG_DIR"]))
    os.environ.update(folders)
    return commands.call(chosen, ["python", "-m", "lab.serve", *options(port), *extra])


def as_root() -> bool:
    """Whether this process belongs to root: JupyterLab then starts only with --allow-root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def options(port: int) -> list[str]:
    """JupyterLab's options. A fixed workspace is written at each start (lab/serve.py), so no old tab comes first."""
    return [f"--ServerApp.root_dir={ROOT}", f"--ServerApp.port={port}", "--ServerApp.answer_yes=True",
            f"--LabApp.default_url=/lab/workspaces/course/tree/{START}",
            "--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--FileContentsManager.pre_save_hook=lab.saving.keep_language",
            "--LabApp.extension_manager=readonly", "--LabApp.custom_css=True", "--Application.log_level=ERROR",
            # Trust is forgotten when Lab stops. A notebook run yesterday then shows its stored words today; with Lab's
            # usual trust file lesson 00 showed "Error displaying widget" 18 times instead.
            "--NotebookNotary.db_file=:memory:"]


def places(venv: Path) -> dict[str, str]:
    """Jupyter's folders: the learner's settings beside the progress, so that they outlive the environment.

    The runtime folder stays in the environment: some browsers may not read hidden folders of the home.
    """
    base = lab_home(venv)
    return {"JUPYTER_CONFIG_DIR": str(base / "config"), "JUPYTER_DATA_DIR": str(base / "data"),
            "JUPYTERLAB_SETTINGS_DIR": str(base / "user-settings"), "JUPYTERLAB_WORKSPACES_DIR": str(base / "workspaces"),
            "JUPYTER_RUNTIME_DIR": str(venv / "share" / "jupyter" / "runtime")}


def lab_home(venv: Path) -> Path:
    """The folder for Lab's own files: in the learner's progress folder, or in the environment if that is read-only."""
    sys.path.insert(0, str(ROOT / "src"))
    from eunato import course
    base = course.home() / "lab"
    try:
        base.mkdir(parents=True, exist_ok=True)
        if os.access(base, os.W_OK):
            return base
    except OSError:
        pass
    print(f"The folder {course.home()} cannot be written to, so your progress will not be kept; "
          "name another one in the variable EUNATO_HOME.")
    return venv / "share" / "jupyter" / "home"


def free_port() -> int:
    """The first free port of PORTS on this machine, or any free one."""
    for port in (*PORTS, 0):
        with socket.socket() as s:
            try:
                s.bind(("127.0.0.1", port))
            except OSError:
                continue
            return s.getsockname()[1]
    return 0
