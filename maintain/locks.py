"""Compile requirements.lock and requirements-dev.lock from their .in files: all systems, hashed, no address in them."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main(words: list[str]) -> int:
    """Compile both; --upgrade takes the newest versions. The learner's lock comes first: the other one is bound to it."""
    for name in ("requirements", "requirements-dev"):
        code = subprocess.call(
            ["uv", "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--no-header", "--no-emit-index-url",
             "--no-emit-find-links", "--python-version", "3.11", *words, f"{name}.in", "-o", f"{name}.lock"], cwd=ROOT)
        if code:
            return code
    print("locks: written; now run `python3 start.py maintain environment` and `python3 start.py maintain platforms`")
    return 0
