"""Would requirements.lock install from wheels alone on the machines that learners have? Installs nothing."""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PLATFORMS = ("x86_64-pc-windows-msvc", "aarch64-apple-darwin", "x86_64-apple-darwin",
             "x86_64-unknown-linux-gnu", "aarch64-unknown-linux-gnu")
PYTHONS = ("3.11", "3.12", "3.13")


def main(words: list[str]) -> int:
    """One line per platform and Python, for requirements.lock or the lock named; exit code 1 if one would not install."""
    lock = words[0] if words else "requirements.lock"
    failed = 0
    with tempfile.TemporaryDirectory() as target:
        for platform in PLATFORMS:
            for python in PYTHONS:
                done = subprocess.run(
                    ["uv", "pip", "install", "--dry-run", "--require-hashes", "--only-binary", ":all:", "--target", target,
                     "--python-platform", platform, "--python-version", python, "-r", lock],
                    cwd=ROOT, capture_output=True, text=True)
                said = re.findall(r"Would install \d+ packages|hint: .*|error: .*", done.stderr)
                print(f"{platform:28s} {python}  {said[-1] if said else done.stderr.strip()[-200:]}", flush=True)
                failed |= done.returncode != 0
    return int(failed)
