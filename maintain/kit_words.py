"""What the pages of the seminar kit share: reading its data, harmless Markdown, and what a notebook says about its bites."""

from __future__ import annotations

import ast
import importlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from eunato import course

ROOT = course.ROOT
KIT = course.DATA / "kit"
KOSOVO = ("\\* This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ Opinion "
          "on the Kosovo declaration of independence.")
COMMAND = "python3 start.py maintain kit"


class KitError(ValueError):
    """The kit's data do not fit the course; the message says which file and what to change."""


@cache
def read(name: str) -> Any:
    """One file of data/kit, such as "plans". KitError when it is not there."""
    path = KIT / f"{name}.yml"
    if not path.is_file():
        raise KitError(f"data/kit/{name}.yml is missing; the kit is made from it.")
    return yaml.safe_load(path.read_text(encoding="utf-8"))


@cache
def items(lesson: str) -> dict[str, dict[str, Any]]:
    """The questions of a lesson ("00" to "10", or "inventory") by id, in the order of their file."""
    path = course.DATA / "items" / f"{lesson}.yml"
    return {one["id"]: one for one in yaml.safe_load(path.read_text(encoding="utf-8"))["items"]}


def md(text: object) -> str:
    """Text of a data file whose marks Markdown leaves alone; two dollar signs make no formula, a bar ends no table cell."""
    return re.sub(r"([\\`*<|$~])", r"\\\1", " ".join(str(text).split()))


def table(heads: Sequence[str], rows: Iterable[Sequence[object]], right: int = -1) -> str:
    """A Markdown table; cells are given as Markdown. `right` is the column that stands at the right."""
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---:" if n == right else "---" for n in range(len(heads))) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(" ".join(str(cell).split()) for cell in row) + " |" for row in rows)])


def page(made_from: str, *parts: str) -> str:
    """A whole page: what it is made from, its parts, and the footnote to Kosovo* where the name stands."""
    text = "\n\n".join(part.strip("\n") for part in parts if part)
    if "Kosovo" in text:
        text += f"\n\n{KOSOVO}"
    return f"<!-- Made from {made_from} by `{COMMAND}`. Change those, not this page. -->\n\n{text}\n"


@dataclass(frozen=True)
class Bite:
    """One bite of a lesson as its notebook has it. `calls` are pairs such as ("predict", "02-P1") in their order."""

    number: int
    title: str
    minutes: int
    calls: tuple[tuple[str, str], ...]

    def named(self, *kinds: str) -> list[str]:
        """The ids that these kinds of calls name, such as named("ask", "predict")."""
        return [name for kind, name in self.calls if kind in kinds]


@dataclass(frozen=True)
class Notebook:
    """What the kit needs of a lesson: title, file, the other parts of its first table with minutes, bites, charts."""

    lesson: str
    title: str
    file: str
    opening: int
    closing: int
    bites: tuple[Bite, ...]
    charts: dict[str, ast.expr]

    @property
    def minutes(self) -> int:
        """Minutes of the whole lesson, as its first table has them."""
        return self.opening + self.closing + sum(bite.minutes for bite in self.bites)

    def part(self, name: object) -> int:
        """Minutes of one part: a bite's number, "opening" or "exercises"."""
        if name in ("opening", "exercises"):
            return self.opening if name == "opening" else self.closing
        found = [bite.minutes for bite in self.bites if bite.number == name]
        if not found:
            raise KitError(f"Lesson {self.lesson} has no part {name!r}; use opening, exercises or 1 to {len(self.bites)}.")
        return found[0]


@cache
def notebook(lesson: str) -> Notebook:
    """Read a lesson's notebook. KitError when its first table has lost the minutes."""
    path = next((course.ROOT / "notebooks").glob(f"{lesson}_*.ipynb"))
    book = json.loads(path.read_text(encoding="utf-8"))
    first = "".join(book["cells"][0]["source"])
    others = [(name.strip(), int(minutes)) for name, minutes in re.findall(r"(?m)^\| ([^|]+) \| (\d+) \|", first) if not name.startswith("Bite")]
    bites: list[Bite] = []
    charts: dict[str, ast.expr] = {}
    inside = False                                 # a heading that is no bite ends the bite before it
    for cell in book["cells"]:
        said = cell["metadata"].get("eunato", {})
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            heading = re.match(r"## (.+)", source)
            if heading:
                inside = "bite" in said
                if inside:
                    bites.append(Bite(said["bite"], heading.group(1).split(" · ", 1)[-1], said["minutes"], ()))
            continue
        for node in ast.parse(source).body:
            call = node.value if isinstance(node, ast.Expr) else None
            name = getattr(call.args[0], "value", None) if isinstance(call, ast.Call) and call.args else None
            if not isinstance(call, ast.Call) or not isinstance(name, str):
                continue
            kind = getattr(call.func, "attr", "")
            if kind == "evidence":
                charts[name] = call.args[1]
            if inside:
                last = bites[-1]
                bites[-1] = Bite(last.number, last.title, last.minutes, (*last.calls, (kind, name)))
    if not bites or (lesson != "00" and len(others) != 2):
        raise KitError(f"notebooks/{path.name}: the first table no longer has an opening, bites and a last part with minutes.")
    opening, closing = (others[0][1], others[1][1]) if others else (0, 0)
    return Notebook(lesson, book["metadata"]["title"], path.name, opening, closing, tuple(bites), charts)


@cache
def chart_title(lesson: str, item: str) -> str:
    """The title of the chart behind a guess, drawn as the notebook draws it."""
    book = notebook(lesson)
    if item not in book.charts:
        raise KitError(f"Lesson {lesson} shows no chart for {item}; it has {', '.join(book.charts)}.")

    def value(node: ast.expr) -> Any:
        if isinstance(node, ast.Name) and node.id in ("charts", "models"):
            return importlib.import_module(f"eunato.{node.id}")
        if isinstance(node, ast.Attribute):
            of = value(node.value)
            return getattr(of, node.attr) if hasattr(of, node.attr) else importlib.import_module(f"{of.__name__}.{node.attr}")
        if isinstance(node, ast.Tuple):
            return tuple(value(one) for one in node.elts)
        if isinstance(node, ast.Call):
            return value(node.func)(*(value(a) for a in node.args), **{str(k.arg): value(k.value) for k in node.keywords})
        return ast.literal_eval(node)

    return str(value(book.charts[item]).title)
