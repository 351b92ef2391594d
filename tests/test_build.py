"""The maintainer's build: same notebook in, same file out; stale files are named; nothing hangs; exercises are cut by the rule."""

from __future__ import annotations

import gc
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from maintain import exercises
from maintain import notebooks as build

MD, CODE = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell


@pytest.fixture(autouse=True)
def swept() -> Iterator[None]:
    """Collect what a stopped kernel leaves behind at once, so that its last words do not land in another test."""
    yield
    gc.collect()


def course_in(root: Path) -> Path:
    """Write a course of one lesson and one solution."""
    for folder in build.FOLDERS:
        (root / folder).mkdir(parents=True)
    lesson = nbformat.v4.new_notebook(cells=[MD("# Lesson", id="title"), CODE("import os\nprint(os.environ['EUNATO_TODAY'], sorted({'b', 'a', 'c'}), hash('x'))", id="begin"),
                                             CODE("import ipywidgets\nipywidgets.Text(description='x')", id="widget"),
                                             CODE("area = ipywidgets.Output()\nwith area:\n    print('inside')", id="area")])
    lesson.metadata["widgets"] = {"state": 1}
    solution = nbformat.v4.new_notebook(cells=[MD("# Exercise", id="title"), CODE("____ = None\nboth = {1, 2}", id="given"),
                                               CODE("only = (both\n        - {2})  # solution\nprint(len(both))", id="task"), MD("Because.", id="because", metadata={"tags": ["solution"]})])
    nbformat.write(lesson, root / "notebooks" / "01_x.ipynb")
    nbformat.write(solution, root / "solutions" / "01_x_solution.ipynb")
    return root


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """The course after one build, and the names of the files it wrote."""
    root = course_in(tmp_path_factory.mktemp("built") / "course")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "ROOT", root)
        return root, [path.name for path in build.build()]


@pytest.fixture
def course(built: tuple[Path, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the built course that a test may spoil."""
    root = tmp_path / "course"
    shutil.copytree(built[0], root)
    monkeypatch.setattr(build, "ROOT", root)
    return root


def test_a_build_writes_all_and_a_second_one_nothing(built: tuple[Path, list[str]], course: Path) -> None:
    assert built[1] == ["01_x_exercise.ipynb", "01_x.ipynb", "01_x_solution.ipynb"]
    before = {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in build.all_notebooks()}
    assert build.build() == []
    assert {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in build.all_notebooks()} == before


def test_a_change_of_pictures_only_is_no_change(course: Path) -> None:
    path = course / "notebooks" / "01_x.ipynb"
    nb = nbformat.read(path, as_version=4)
    other = nbformat.read(path, as_version=4)
    nb.cells[1].outputs.append(nbformat.v4.new_output("display_data", {"image/png": "AAAA", "text/plain": "x"}))
    other.cells[1].outputs.append(nbformat.v4.new_output("display_data", {"image/png": "BBBB", "text/plain": "x"}))
    assert build.differences(nb, other) == [] and build.stamp(nb) == build.stamp(other)
    other.cells[1].outputs[-1].data["text/plain"] = "y"
    assert build.differences(nb, other) == ["cell begin: text/plain"]


def test_what_differs_between_two_runs_is_not_stored(built: tuple[Path, list[str]], course: Path) -> None:
    text = (course / "notebooks" / "01_x.ipynb").read_text(encoding="utf-8")
    for never in ("widget-view", "iopub", '"widgets"', "3.11.", str(built[0])):
        assert never not in text
    nb = nbformat.read(course / "notebooks" / "01_x.ipynb", as_version=4)
    assert [cell.id for cell in nb.cells] == ["title", "begin", "widget", "area"]
    assert nb.cells[1].outputs[0].text.startswith("2026-11-22 ['a', 'b', 'c']")
    assert "Text(" in nb.cells[2].outputs[0].data["text/plain"]
    assert nb.metadata.kernelspec.name == "python3"


def test_the_exercise_is_the_solution_with_blanks(course: Path) -> None:
    cut = nbformat.read(course / "exercises" / "01_x_exercise.ipynb", as_version=4)
    assert [cell.id for cell in cut.cells] == ["title", "given", "task"]
    assert cut.cells[2].source == "only = ____\nprint(len(both))"
    assert cut.cells[2].outputs[0].text == "2\n"


def test_check_names_what_is_stale_and_how(course: Path) -> None:
    path = course / "notebooks" / "01_x.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[1].outputs[0].text = "something else\n"
    nbformat.write(nb, path)
    (said,) = build.check([path])
    assert said.startswith("notebooks/01_x.ipynb is stale (cell begin: text") and build.BUILD in said


def test_check_sees_an_exercise_edited_by_hand_an_orphan_and_a_missing_one(course: Path) -> None:
    path = course / "exercises" / "01_x_exercise.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells[2].source = "only = {1}"
    nbformat.write(nb, path)
    nbformat.write(nb, course / "exercises" / "09_lost_exercise.ipynb")
    said = build.check()
    assert any("09_lost_exercise.ipynb has no solution" in line for line in said)
    assert any(line.startswith("exercises/01_x_exercise.ipynb is stale") for line in said)
    path.unlink()
    assert any("01_x_exercise.ipynb is missing" in line for line in build.check())


def test_a_failing_cell_is_named_and_its_file_left_alone(course: Path) -> None:
    path, other = course / "notebooks" / "01_x.ipynb", course / "notebooks" / "02_y.ipynb"
    nb = nbformat.read(path, as_version=4)
    nbformat.write(nbformat.v4.new_notebook(cells=[CODE("1", id="one")]), other)
    nb.cells[1].source = "1 / 0"
    nbformat.write(nb, path)
    before = path.read_bytes()
    with pytest.raises(build.BuildError, match=r"notebooks/01_x\.ipynb, cell begin: ZeroDivisionError: division by zero"):
        build.build([path, other])
    assert path.read_bytes() == before
    assert build.is_built(nbformat.read(other, as_version=4)), "the others are still built"


def test_an_error_inside_an_output_widget_is_not_hidden(tmp_path: Path) -> None:
    nb = nbformat.v4.new_notebook(cells=[CODE("import ipywidgets\nout = ipywidgets.Output()\nwith out:\n    raise ValueError('hidden')", id="inside")])
    with pytest.raises(build.BuildError, match="cell inside: ValueError: hidden"):
        build.run(nb, tmp_path, "x.ipynb")


@pytest.mark.parametrize("source", ["while True: pass", "import time; time.sleep(1000)"])
def test_a_cell_that_never_ends_is_stopped(source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "CELL_SECONDS", 5)
    started = time.monotonic()
    with pytest.raises(build.BuildError, match="cell stuck: not finished after 5 seconds"):
        build.run(nbformat.v4.new_notebook(cells=[CODE("1", id="fine"), CODE(source, id="stuck")]), tmp_path, "x.ipynb")
    assert time.monotonic() - started < 60


def test_a_notebook_that_takes_too_long_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "NOTEBOOK_SECONDS", 3)
    with pytest.raises(build.BuildError, match="still running after 3 seconds"):
        build.run(nbformat.v4.new_notebook(cells=[CODE("import time; time.sleep(2)", id=f"nap-{n}") for n in range(30)]), tmp_path, "x.ipynb")


def test_a_kernel_that_dies_is_said(tmp_path: Path) -> None:
    with pytest.raises(build.BuildError, match="cell last: the kernel died"):
        build.run(nbformat.v4.new_notebook(cells=[CODE("import os; os._exit(1)", id="last")]), tmp_path, "x.ipynb")


def test_the_stamp_knows_an_edited_notebook(course: Path) -> None:
    nb = nbformat.read(course / "notebooks" / "01_x.ipynb", as_version=4)
    assert build.is_built(nb)
    nb.cells[0].source = "# My notes"
    assert not build.is_built(nb)


# -- the rule --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("source", "cut"), [
    ("x = 1  # solution", "x = ____"),
    ("x = 1  # solution\ny = x", "x = ____\ny = x"),
    ("x: int = 1  # solution", "x = ____"),
    ("x = [\n    1,\n    2,\n]  # solution\nprint(x)", "x = ____\nprint(x)"),
    ("if True:\n    x = 1  # solution", "if True:\n    x = ____"),
    ("x = '# solution'", "x = '# solution'"),
    ("x = 1  # a remark on the solution", "x = 1  # a remark on the solution"),
    ("a = 1  # solution\nb = 2\nc = 3  # solution", "a = ____\nb = 2\nc = ____"),
])
def test_answers_become_blanks(source: str, cut: str) -> None:
    assert exercises.cut_source(source) == cut


@pytest.mark.parametrize("source", ["print(1)  # solution", "x, y = 1, 2  # solution", "x += 1  # solution", "# solution"])
def test_a_mark_in_the_wrong_place_is_refused_in_words(source: str) -> None:
    with pytest.raises(exercises.ExerciseError, match="NAME = …"):
        exercises.cut_source(source)


def test_a_magic_is_refused_in_words() -> None:
    with pytest.raises(exercises.ExerciseError, match="no magics"):
        exercises.cut_source("%time\nx = 1  # solution")


def test_a_solution_without_answers_is_refused() -> None:
    nb = nbformat.v4.new_notebook(cells=[CODE("x = 1", id="x")])
    with pytest.raises(exercises.ExerciseError, match="mark at least one answer"):
        exercises.cut(nb, "01_x_solution.ipynb")
