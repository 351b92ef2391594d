"""The notebooks under test, and small readers that walk their cells.

A learner works in the notebooks, so files on this machine may differ from what was committed. A notebook that is
exactly as a build left it (its stamp fits), or that git does not know yet, is tested as it stands. A changed one gives
way to the committed version, if that is as a build left it. EUNATO_TEST_TREE=work tests every file as it stands.
"""

from __future__ import annotations

import functools
import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from maintain import notebooks as build

ROOT = Path(__file__).resolve().parents[1]
V5 = "application/vnd.vegalite.v5+json"
FIRST_CELL = 'import sys; sys.path.insert(0, "../src")\nfrom eunato import lesson, charts, explorers\nlesson.begin("{lesson}")'


@dataclass(frozen=True)
class Book:
    """One notebook under test."""

    path: Path
    nb: NotebookNode
    origin: str
    """work: the file as it stands; commit: the committed version of a changed file; changed: changed, and no git to ask."""

    @property
    def name(self) -> str:
        return f"{self.path.parent.name}/{self.path.name}"

    @property
    def folder(self) -> str:
        return self.path.parent.name

    @property
    def lesson(self) -> str:
        """The lesson's number, such as "02"; empty for notebooks outside the sequence."""
        found = re.match(r"\d\d(?=_)", self.path.name)
        return found.group() if found else ""

    def __str__(self) -> str:
        return self.path.stem

    def code(self) -> Iterator[NotebookNode]:
        return (cell for cell in self.nb.cells if cell.cell_type == "code")

    def markdown(self) -> Iterator[NotebookNode]:
        return (cell for cell in self.nb.cells if cell.cell_type == "markdown")


def notes(cell: NotebookNode) -> dict:
    """The course's own notes in a cell's metadata: item, claims, bite, minutes, numbers."""
    return cell.metadata.get("eunato", {})


def tags(cell: NotebookNode) -> list[str]:
    return cell.metadata.get("tags", [])


def where(book: Book, cell: NotebookNode | None = None) -> str:
    """How a failure names its place: 'notebooks/02_….ipynb, cell bite-1'."""
    return book.name + (f", cell {cell.get('id', '?')}" if cell is not None else "")


@functools.cache
def books() -> tuple[Book, ...]:
    """Every notebook of the course, in the version that is tested."""
    return tuple(_book(path) for path in build.all_notebooks())


def lessons() -> list[Book]:
    """The numbered notebooks of notebooks/, in order."""
    return [book for book in books() if book.folder == "notebooks" and book.lesson]


def exercises() -> list[Book]:
    return [book for book in books() if book.folder == "exercises"]


def solutions() -> list[Book]:
    return [book for book in books() if book.folder == "solutions"]


def _book(path: Path) -> Book:
    nb = nbformat.read(path, as_version=4)
    if build.is_built(nb) or os.environ.get("EUNATO_TEST_TREE") == "work":
        return Book(path, nb, "work")
    committed = _committed(path)
    if committed is None:
        return Book(path, nb, "work" if _git("rev-parse", "--git-dir") is not None else "changed")
    original = nbformat.reads(committed, as_version=4)
    return Book(path, original, "commit") if build.is_built(original) else Book(path, nb, "work")


def _committed(path: Path) -> str | None:
    return _git("show", f"HEAD:{path.relative_to(ROOT).as_posix()}")


def _git(*words: str) -> str | None:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, encoding="utf-8", timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def header() -> list[str]:
    """Lines for pytest's header on notebooks that are not tested as they stand."""
    try:
        replaced = [book.name for book in books() if book.origin == "commit"]
        unknown = [book.name for book in books() if book.origin == "changed"]
    except Exception as problem:  # an unreadable notebook is a red test, not a header
        return [f"notebooks: {type(problem).__name__}: {problem}"]
    said = []
    if replaced:
        said.append(f"changed since their build, so the committed version is tested: {', '.join(replaced)} (EUNATO_TEST_TREE=work tests the files as they stand)")
    if unknown:
        said.append(f"changed here, and no git to ask for the original: {', '.join(unknown)}")
    return said


# -- reading Markdown ------------------------------------------------------------------------------------------------

_FENCE = re.compile(r"^(```|~~~).*?^\1[^\n]*$", re.M | re.S)
_CODE = re.compile(r"`[^`\n]+`")
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_TAG = re.compile(r"</?[a-zA-Z][^>]*>")
_LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(\s*<?([^)\s>]*)>?(?:\s+\"[^\"]*\")?\s*\)")
_URL = re.compile(r"https?://\S+")


def without_code(text: str) -> str:
    """Markdown without code, comments and tags; links keep their words and lose their target."""
    text = _COMMENT.sub(" ", _FENCE.sub(" ", text))
    text = _LINK.sub(lambda m: m.group(2), text)
    return _URL.sub(" ", _TAG.sub(" ", _CODE.sub(" ", text)))


def links(text: str) -> list[tuple[bool, str, str]]:
    """(is an image, words, target) of every link in a piece of Markdown."""
    return [(bool(m.group(1)), m.group(2), m.group(3)) for m in _LINK.finditer(_COMMENT.sub(" ", _FENCE.sub(" ", _CODE.sub(" ", text))))]


def headings(book: Book) -> list[tuple[int, str, NotebookNode]]:
    """(level, words, cell) of every heading in a notebook, in order."""
    found = []
    for cell in book.markdown():
        for line in _FENCE.sub("", cell.source).split("\n"):
            match = re.match(r"(#{1,6})\s+(.*)", line)
            if match:
                found.append((len(match.group(1)), match.group(2).strip(), cell))
    return found


def paragraphs(text: str) -> list[str]:
    """The running text of a Markdown cell, one string a paragraph or list item; headings and tables are left out."""
    found: list[str] = []
    fresh = True
    for raw in without_code(text).split("\n"):
        line = re.sub(r"^\s*(?:>\s?)+", "", raw).strip()
        if not line or line.startswith(("#", "|")) or re.fullmatch(r"[-*_]{3,}", line):
            fresh = True
            continue
        item = re.match(r"(?:[-*+]|\d+[.)])\s+(.*)", line)
        if item or fresh:
            found.append(item.group(1) if item else line)
        else:
            found[-1] += " " + line
        fresh = False
    return [re.sub(r"\s+", " ", re.sub(r"[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}", "", p)).strip() for p in found]


def sentences(text: str) -> list[str]:
    """The sentences of a Markdown cell's running text."""
    found = []
    for paragraph in paragraphs(text):
        parts = re.split(r"(?<=[.!?…])[\"”’)]*\s+(?=[\"“‘(]?[A-ZÀ-Þ0-9∪])", paragraph)
        found += [part for part in parts if re.search(r"\w", part)]
    return found


def words(text: str) -> list[str]:
    """The words of a piece of text; 'EU–NATO' and '5%' count as one."""
    return re.findall(r"[^\W_][\w'’.,%–\-/]*", text)


# -- reading outputs -------------------------------------------------------------------------------------------------


def said(output: NotebookNode) -> str:
    """Everything an output says in words: text, HTML, and a chart's JSON."""
    if output.output_type == "stream":
        return output.text
    if output.output_type == "error":
        return "\n".join([output.ename, output.evalue, *output.traceback])
    parts = []
    for kind, value in output.data.items():
        if kind.startswith("image/") and kind != "image/svg+xml":
            continue
        parts.append(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    return "\n".join(parts)



def specs(book: Book) -> list[tuple[NotebookNode, dict]]:
    """(cell, Vega-Lite specification) of every stored chart."""
    return [(cell, output.data[V5]) for cell in book.code() for output in cell.outputs if V5 in output.get("data", {})]
