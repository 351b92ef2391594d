"""Write environment.yml from requirements.lock, so that Binder and conda users get what the tests use.

conda supplies Python and pip, pip the pinned wheels. The pins stand in environment.yml itself, not behind
`-r requirements.lock`: with a local reference Binder installs the environment after copying the repository, and so
again for every change of a notebook.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYTHON = "3.11"                     # exactly one x.y: with `python>=3.11` Binder starts from 3.10
HEAD = """\
# Made from requirements.lock by `python3 start.py maintain environment`. Do not edit by hand.
name: eunato
channels:
  - conda-forge
  - nodefaults
dependencies:
  - python={python}
  - pip
  - pip:
"""


def pins(lock: str) -> Iterator[str]:
    """Each requirement of a lock's text, with its marker and without its hashes.

    >>> list(pins('a==1 ; sys_platform == "win32" \\\\\\n    --hash=sha256:00\\n    # via b\\n'))
    ['a==1 ; sys_platform == "win32"']
    """
    for line in lock.replace("\\\n", " ").splitlines():
        line = re.sub(r"\s--hash=\S+", "", line.split(" #")[0]).strip()
        if line and not line.startswith(("#", "-")):
            yield re.sub(r"\s+", " ", line)


def environment(lock: str) -> str:
    """The text of environment.yml for the text of a lock."""
    return HEAD.format(python=PYTHON) + "".join("    - '%s'\n" % pin.replace("'", '"') for pin in pins(lock))


def main(words: list[str]) -> int:
    """Write environment.yml, or with --check say whether it is stale (exit code 1)."""
    wanted = environment((ROOT / "requirements.lock").read_text(encoding="utf-8"))
    file = ROOT / "environment.yml"
    stale = not file.is_file() or file.read_text(encoding="utf-8") != wanted
    if "--check" in words:
        print("environment.yml: " + ("STALE, run `python3 start.py maintain environment`" if stale else "fits requirements.lock"))
        return int(stale)
    if stale:
        file.write_text(wanted, encoding="utf-8")
    print("environment.yml: " + ("written" if stale else "unchanged"))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
