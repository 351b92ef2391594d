"""`start.py check`: is this machine ready for the course? One line per requirement; runs in the course's environment."""

from __future__ import annotations

import contextlib
import importlib
import importlib.metadata
import sys
import tempfile
from collections.abc import Callable, Iterator

PACKAGES = ("jupyterlab", "ipywidgets", "pandas", "altair", "nbval", "pytest")
"""The six packages that a learner's environment is promised to have."""
V5 = "application/vnd.vegalite.v5+json"


def python() -> str:
    """The running Python."""
    return "Python " + sys.version.split()[0]


def package(name: str) -> str:
    """The package's version; it must also import."""
    importlib.import_module(name)
    return f"{name} {importlib.metadata.version(name)}"


def data() -> str:
    """Every table of the course loads and passes its light checks."""
    from eunato import tables
    names = tables.names()
    if not names:
        raise LookupError("there is no table in data/; get a complete copy of the course")
    rows = 0
    for name in names:
        try:
            rows += len(tables.load(name))
        except tables.TableError:
            series = _series(name)
            if not series:
                raise
            rows += sum(len(tables.load(name, series=one)) for one in series)
    return f"data: {len(names)} tables read, {rows} rows"


def _series(name: str) -> list[str]:
    """The series of a table that refuses to load without naming one; empty if it has none."""
    import csv

    from eunato import course
    with open(course.DATA / f"{name}.csv", encoding="utf-8", newline="") as file:
        return sorted({row["series"] for row in csv.DictReader(file) if row.get("series")})


def chart() -> str:
    """The first chart of the course is valid, described, and in the form that JupyterLab draws offline."""
    from eunato import charts
    figure = charts.clubs.two_clubs()
    spec = figure.chart.to_dict()                  # Altair validates against its Vega-Lite schema here
    bundle = _bundle(figure)
    if not bundle.get("description"):
        raise ValueError("the chart has no description")
    if "/v5" not in bundle.get("$schema", ""):
        raise ValueError(f"the chart is written for {bundle.get('$schema')!r}, which JupyterLab does not draw")
    done = "valid"
    with contextlib.suppress(ImportError):         # only the maintainer's environment has the compiler
        import vl_convert
        vl_convert.vegalite_to_vega(bundle)
        done = "valid and compiled to Vega"
    return f"first chart: {done}, {len(spec.get('datasets', {}))} data set(s), described"


def _bundle(figure) -> dict:
    for output in figure.outputs():
        found = output.get("data", {}).get(V5)
        if found:
            return found
    raise ValueError("the chart gave no picture that JupyterLab can draw")


def progress() -> str:
    """Answers can be kept: the progress folder takes a file."""
    from eunato import course
    home = course.home()
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError:
        raise OSError(f"{home} cannot be written to; name another folder in the variable EUNATO_HOME") from None
    return f"progress is kept in {home}"


def requirements() -> Iterator[tuple[str, Callable[[], str]]]:
    """The requirements in the order they are printed: a name and the function that proves it."""
    yield "Python", python
    for name in PACKAGES:
        yield name, lambda name=name: package(name)
    yield "data", data
    yield "first chart", chart
    yield "progress", progress


def main() -> int:
    """Print a line per requirement; returns 0 if all hold, else 1."""
    failed = 0
    for name, prove in requirements():
        try:
            print("ok      ", prove(), flush=True)
        except Exception as why:                   # whatever goes wrong belongs in the learner's list, as words
            failed += 1
            print("missing ", f"{name}: {' '.join(str(why).split()) or type(why).__name__}", flush=True)
    print("This machine is ready." if not failed else
          f"{failed} of the requirements do not hold; `python3 start.py` mends packages, a fresh copy of the course mends the rest.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # see eunato/__init__.py
    sys.exit(main())
