"""Run JupyterLab inside the course's environment. Called by lab/browser.py."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from lab.browser import START

# jsonschema imports this grammar for a check nobody here uses; without it the server starts in half the time.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]


def workspace() -> dict:
    """Lab's layout at the start: one tab with the start page, both side bars folded away."""
    tab = f"notebook:{START}"
    return {"metadata": {"id": "course"}, "data": {
        "layout-restorer:data": {
            "main": {"dock": {"type": "tab-area", "currentIndex": 0, "widgets": [tab]}, "current": tab},
            "left": {"collapsed": True, "visible": True, "widgets": ["filebrowser", "running-sessions", "@jupyterlab/toc:plugin"]},
            "right": {"collapsed": True, "visible": True, "widgets": []}},
        tab: {"data": {"path": START, "factory": "Notebook"}}}}


def main() -> None:
    import json

    from jupyterlab.labapp import LabApp
    from jupyterlab_server.workspaces_handler import WorkspacesManager
    folder = Path(os.environ["JUPYTERLAB_WORKSPACES_DIR"])
    try:
        folder.mkdir(parents=True, exist_ok=True)
        WorkspacesManager(str(folder)).save("course", json.dumps(workspace()))
    except OSError:                               # the start page opens all the same, beside older tabs
        pass
    sys.exit(LabApp.launch_instance())


if __name__ == "__main__":
    main()
