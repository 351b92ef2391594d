"""Cut the exercises from the solutions.

The rule: **an assignment that ends in `# solution` becomes `NAME = ____`, and a cell tagged `solution` is left out.
Everything else is the same in both files, so edit the solution and never the exercise.**

`solutions/02_topic_solution.ipynb` becomes `exercises/02_topic_exercise.ipynb`.
"""

from __future__ import annotations

import ast
import copy
import io
import tokenize
from pathlib import Path

import nbformat
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[1]
SOLUTIONS = ROOT / "solutions"
EXERCISES = ROOT / "exercises"
BLANK = "____"
MARK = "solution"


class ExerciseError(ValueError):
    """A solution from which no exercise can be cut; the message says which cell and what to write."""


def cut_source(source: str, where: str = "a cell") -> str:
    """The code of a cell with each marked answer replaced by a blank.

    Takes the source of one code cell and words for error messages; returns the new source. An answer may run over
    several lines, the mark stands behind the last one. Raises ExerciseError for a mark behind anything but `NAME = …`.

    >>> cut_source("both = eu & nato  # solution\\nlen(both)")
    'both = ____\\nlen(both)'
    """
    marks = _marks(source, where)
    if not marks:
        return source
    lines = source.split("\n")
    statements = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.stmt)]
    for row in sorted(marks, reverse=True):
        ending = [node for node in statements if node.end_lineno == row]
        node = max(ending, key=lambda n: n.lineno, default=None)
        target = _name_of(node)
        if target is None:
            raise ExerciseError(f"{where}, line {row}: `# solution` stands behind {lines[row - 1].strip()!r}; it marks answers of the form NAME = … only")
        indent = " " * node.col_offset
        lines[node.lineno - 1:row] = [f"{indent}{target} = {BLANK}"]
    return "\n".join(lines)


def _marks(source: str, where: str) -> list[int]:
    """Line numbers of the comments that are exactly `# solution`."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        ast.parse(source)
    except (SyntaxError, tokenize.TokenError) as error:
        raise ExerciseError(f"{where} is not plain Python ({error}); notebooks of this course use no magics") from None
    return [t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.string.lstrip("# ").strip() == MARK]


def _name_of(node: ast.stmt | None) -> str | None:
    if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        return node.target.id
    return None


def answers(solution: NotebookNode) -> dict[str, list[str]]:
    """Which names the learner has to fill, by cell id: {'two-clubs': ['eu_only', 'nato_only']}."""
    found: dict[str, list[str]] = {}
    for cell in solution.cells:
        if cell.cell_type != "code" or MARK in cell.metadata.get("tags", []):
            continue
        before, after = cell.source, cut_source(cell.source, f"cell {cell.get('id')}")
        if before != after:
            found[cell.id] = [n.targets[0].id for n in ast.walk(ast.parse(after)) if isinstance(n, ast.Assign)
                              and isinstance(n.value, ast.Name) and n.value.id == BLANK and isinstance(n.targets[0], ast.Name)]
    return found


def cut(solution: NotebookNode, name: str = "solution") -> NotebookNode:
    """The exercise of a solution: blanks in place of answers, no solution cells, no outputs.

    Takes the solution's notebook and its file name for error messages; returns a new notebook and leaves the given
    one alone. Raises ExerciseError where nothing is marked or a mark stands in the wrong place.
    """
    exercise = copy.deepcopy(solution)
    exercise.cells = [cell for cell in exercise.cells if MARK not in cell.metadata.get("tags", [])]
    blanks = 0
    for cell in exercise.cells:
        if cell.cell_type != "code":
            continue
        fresh = cut_source(cell.source, f"{name}, cell {cell.get('id')}")
        blanks += fresh != cell.source
        cell.source, cell.outputs, cell.execution_count = fresh, [], None
    if not blanks:
        raise ExerciseError(f"{name} has no line that ends in `# solution`, so there is nothing to do in its exercise; mark at least one answer")
    notes = dict(exercise.metadata.get("eunato", {}))
    notes.pop("built", None)
    exercise.metadata["eunato"] = NotebookNode({**notes, "cut_from": f"solutions/{name}"})
    return exercise


def exercise_path(solution: Path) -> Path:
    """Where the exercise of this solution belongs: `NN_topic_solution.ipynb` → `exercises/NN_topic_exercise.ipynb`."""
    if not solution.stem.endswith("_solution"):
        raise ExerciseError(f"{solution.name}: a solution's file name ends in _solution.ipynb, such as 02_who_can_block_what_solution.ipynb")
    return solution.parent.parent / "exercises" / f"{solution.stem.removesuffix('_solution')}_exercise.ipynb"


def pairs(root: Path = ROOT) -> dict[Path, Path]:
    """Every solution and the exercise that is cut from it (which may not exist yet)."""
    return {path: exercise_path(path) for path in sorted((root / "solutions").glob("*.ipynb"))}


def orphans(root: Path = ROOT) -> list[Path]:
    """Exercises without a solution; they come from nowhere and should be deleted."""
    wanted = set(pairs(root).values())
    return [path for path in sorted((root / "exercises").glob("*.ipynb")) if path not in wanted]


def read_and_cut(solution: Path) -> NotebookNode:
    """Read a solution's file and cut its exercise."""
    return cut(nbformat.read(solution, as_version=4), solution.name)
