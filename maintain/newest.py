"""Run the notebooks with the newest packages instead of the locked ones, in an environment that is thrown away.

This looks ahead; it is no promise. Outputs may differ in small ways, so cells must run, but are not compared.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(words: list[str]) -> int:
    """Install requirements.in without pins, print the versions, run every notebook with `pytest --nbval-lax`."""
    with tempfile.TemporaryDirectory(prefix="eunato-newest-", ignore_cleanup_errors=True) as folder:
        bin_ = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        steps = [[sys.executable, "-m", "venv", folder],
                 [str(bin_ / "python"), "-m", "pip", "install", "--quiet", "--upgrade", "-r", "requirements.in"],
                 [str(bin_ / "python"), "-m", "pip", "list"],
                 [str(bin_ / "python"), "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "addopts=", "--nbval-lax",
                  "--nbval-cell-timeout=60", *(words or ["notebooks", "solutions", "exercises"])]]
        env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "EUNATO_HOME": str(Path(folder) / "home"),
               "JUPYTER_PREFER_ENV_PATH": "1"}
        for step in steps:
            code = subprocess.call(step, cwd=ROOT, env=env)
            if code:
                return code
    return 0
