"""The maintainer's command: `python3 start.py maintain WORD`, which runs `python -m maintain WORD` in .venv-dev.

    build         write every derived file: data/README.md, environment.yml, links, the seminar kit, exercises, outputs
                  (build FILE...: only these notebooks; build --pictures: their stored pictures, too)
    check         say which derived file is stale; exit code 1 if any is
    environment   write environment.yml from requirements.lock (--check: only compare)
    locks         compile both locks again from requirements*.in (needs uv and a connection)
    platforms     would the lock install from wheels on all 15 kinds of machine? (needs uv and a connection)
    links         write launch links for the address in pyproject.toml into the README (--check: only compare)
    bench         measure what the README quotes into benchmarks/figures.json (--install: the first start, too)
    kit           write the teacher's pages of seminar/ from data/kit and the lessons (--check: only compare)
    print         set the print pack, seminar/print/*.pdf, from data/kit (--check: only compare)
    picture       take the README's picture of lesson 02 with a real JupyterLab
    test-newest   run the notebooks with the newest packages instead of the locked ones (never a promise)
"""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]

# What `build` writes and `check` compares, in this order: the notebooks come last, because they read the rest.
BUILD = ("data_readme", "environment", "links", "kit", "print_pack", "notebooks")
WORDS = {"environment": "environment", "locks": "locks", "platforms": "platforms", "links": "links", "bench": "bench",
         "kit": "kit", "print": "print_pack", "picture": "picture", "test-newest": "newest"}


def run(module: str, words: list[str]) -> int:
    """Run one module of this folder; returns its exit code. A module that is not there yet is said and skipped.

    A module offers main(words) -> exit code, or build(paths) -> files written and check(paths) -> what is stale.
    """
    try:
        found = importlib.import_module(f"maintain.{module}")
    except ModuleNotFoundError as missing:
        if missing.name != f"maintain.{module}":
            raise
        print(f"{module}: not there yet, skipped")
        return 0
    try:
        return int((found.main(words) if hasattr(found, "main") else _build_or_check(found, words)) or 0)
    except SystemExit as end:                      # argparse, or sys.exit("words")
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
            return 1
        return int(end.code or 0)
    except Exception as why:
        if type(why).__module__.split(".")[0] != "maintain":
            raise
        print(why, file=sys.stderr)                # one of our own: the message says it all
        return 1


def _build_or_check(module: ModuleType, words: list[str]) -> int:
    paths = [word for word in words if not word.startswith("--")] or None
    if "--check" in words:
        stale = module.check(paths)
        print("\n".join(map(str, stale)) if stale else f"{module.__name__.split('.')[-1]}: nothing is stale")
        return int(bool(stale))
    options = {word[2:].replace("-", "_"): True for word in words if word.startswith("--")}
    written = module.build(paths, **options)
    print(f"{module.__name__.split('.')[-1]}: " + (", ".join(str(path.relative_to(ROOT)) for path in written) or "unchanged"))
    return 0


def main(words: list[str]) -> int:
    """Dispatch; returns the exit code."""
    what, rest = (words[0], words[1:]) if words else ("help", [])
    if what in ("build", "check"):
        only = [word for word in rest if not word.startswith("--")]
        failed = 0
        for module in ("notebooks",) if only else BUILD:
            code = run(module, (["--check"] if what == "check" else []) + rest * (module == "notebooks"))
            if what == "build" and code:
                return code                        # a later step would build on a broken earlier one
            failed = failed or code
        return failed
    if what in WORDS:
        return run(WORDS[what], rest)
    print(__doc__)
    return 0 if what in ("help", "-h", "--help") else 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
