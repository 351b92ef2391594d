"""The house rules that a machine can check: who imports whom, what a learner's course may load, which words are used."""

from __future__ import annotations

import ast
import functools
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from course_notebooks import ROOT, books, sentences, without_code, words

SRC = ROOT / "src"


def fail_if(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


# -- who imports whom ------------------------------------------------------------------------------------------------


def lint_imports(source: Path) -> subprocess.CompletedProcess:
    """Run import-linter's contracts of pyproject.toml over the package in `source`."""
    env = {**os.environ, "PYTHONPATH": str(source)}
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run([sys.executable, "-c", code, "--config", str(ROOT / "pyproject.toml"), "--no-cache"], cwd=source, env=env, capture_output=True,
                          encoding="utf-8", errors="replace", timeout=120)


def test_nothing_imports_upwards() -> None:
    done = lint_imports(SRC)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize(("module", "line"), [
    ("models/clubs.py", "import eunato.charts.clubs"), ("models/veto.py", "import altair"), ("charts/veto.py", "import ipywidgets"), ("tables.py", "import eunato.models.clubs"),
    ("controls.py", "import eunato.learning.items"), ("learning/items.py", "import eunato.explorers"), ("explorers/__init__.py", "import hypothesis"), ("course.py", "import eunato.tables"),
])
def test_the_rule_on_imports_can_break(module: str, line: str, tmp_path: Path) -> None:
    shutil.copytree(SRC / "eunato", tmp_path / "eunato", ignore=shutil.ignore_patterns("__pycache__"))
    path = tmp_path / "eunato" / module
    path.write_text(f"{path.read_text(encoding='utf-8')}\n\ndef _spoiled() -> None:\n    {line}\n", encoding="utf-8")
    done = lint_imports(tmp_path)
    assert done.returncode == 1 and "BROKEN" in done.stdout, done.stdout + done.stderr


def test_every_room_is_in_the_rule() -> None:
    """A new module at the top of the package has its place in the order."""
    import tomllib

    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"][0]["layers"]
    named = set(re.findall(r"eunato\.(\w+)", " ".join(layers)))
    rooms = {path.stem for path in (SRC / "eunato").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()} - {"__init__", "__pycache__"}
    assert rooms <= named, f"add {', '.join(sorted(rooms - named))} to the layers in pyproject.toml"


# -- what a learner's course loads -----------------------------------------------------------------------------------


def locked(name: str) -> set[str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {re.sub(r"[-_.]+", "-", line).lower() for line in re.findall(r"(?m)^([A-Za-z0-9][\w.-]*)==", text)}


@functools.cache
def only_for_maintainers() -> list[str]:
    """The modules that requirements-dev.lock brings and requirements.lock does not."""
    learners = locked("requirements.lock")
    found = []
    for module, packages in importlib.metadata.packages_distributions().items():
        names = {re.sub(r"[-_.]+", "-", package).lower() for package in packages}
        if names & locked("requirements-dev.lock") and not names & learners:
            found.append(module)
    return sorted(found)


LEARNER = """
import importlib, json, pkgutil, sys
blocked = set(json.loads(sys.argv[1]))
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in blocked:
            raise ModuleNotFoundError(f"{name} is only in requirements-dev.lock, and the course asked for it", name=name)
sys.meta_path.insert(0, Block())
import eunato
for module in pkgutil.walk_packages(eunato.__path__, "eunato."):
    importlib.import_module(module.name)
from eunato import charts, lesson
for output in charts.clubs.two_clubs().outputs():
    assert output["data"]
print("fine")
"""


def run_python(code: str, *words: str, **env: str) -> subprocess.CompletedProcess:
    return subprocess.run([sys.executable, "-c", code, *words], env={**os.environ, "PYTHONPATH": str(SRC), **env}, capture_output=True, encoding="utf-8", timeout=120)


def test_the_course_needs_nothing_from_the_maintainers_lock() -> None:
    blocked = only_for_maintainers()
    assert {"pandera", "hypothesis", "playwright", "importlinter", "vl_convert"} <= set(blocked), blocked
    done = run_python(LEARNER, json.dumps(blocked))
    assert done.returncode == 0 and "fine" in done.stdout, done.stderr[-2000:]


def test_that_block_would_catch_it() -> None:
    done = run_python(LEARNER.replace("import eunato\n", "import eunato, pandera\n", 1), json.dumps(only_for_maintainers()))
    assert done.returncode != 0 and "only in requirements-dev.lock" in done.stderr


def test_the_first_cell_loads_no_chart_library(record_property) -> None:
    """The imports of a notebook's first cell stay light; how long they take beside pandas is recorded, not judged."""
    code = "import sys, time; t = time.perf_counter(); {}; print(time.perf_counter() - t); print([m for m in ('altair', 'pandas', 'matplotlib', 'jsonschema') if m in sys.modules])"
    ours, pandas = (run_python(code.format(line)) for line in ("from eunato import lesson, charts, explorers", "import pandas"))
    assert ours.returncode == 0, ours.stderr
    seconds, loaded = ours.stdout.splitlines()
    ratio = float(seconds) / float(pandas.stdout.splitlines()[0])
    record_property("import eunato.lesson / import pandas", round(ratio, 2))
    artefacts = ROOT / "artefacts"
    artefacts.mkdir(exist_ok=True)
    (artefacts / "import_time.json").write_text(json.dumps({"import eunato.lesson, charts, explorers / import pandas": round(ratio, 2)}), encoding="utf-8")
    assert loaded == "[]", f"the first cell loads {loaded}; import them where a chart is drawn or a table is loaded"


# -- words -----------------------------------------------------------------------------------------------------------

AVOID = {
    r"free[- ]rid\w+": "say what is paid and what is used", r"vassal\w*": "describe the dependence", r"bull(?:y|ies|ied|ying)": "say what was done",
    r"appeas\w+": "say what was agreed", r"daddy": "leave it out", r"betray\w*": "say what was promised and what was done", r"puppet\w*": "name the tie",
    r"obsess\w+": "leave it out", r"so-called": "use the name, or say who calls it that", r"obviously": "leave it out", r"admitted that|(?:he|she|they|who|minister|president|officials?|spokes\w+) admitted(?! to| into| as)": "write 'said'", r"lashed out": "write 'said'",
    r"slammed|blasted": "write 'criticised'", r"regime": "write 'government'",
}
NAMES = {
    r"Turkey": "Türkiye", r"Czech Republic": "Czechia", r"FYROM": "North Macedonia", r"(?<!North )Macedonia": "North Macedonia", r"Kiev": "Kyiv", r"Odessa": "Odesa",
    r"Bosnia(?! and Herzegovina|n)": "Bosnia and Herzegovina", r"EU[-/]NATO": "EU–NATO with an en dash", r"NATO[-/]EU": "NATO–EU with an en dash", r"PSC[-/]NAC": "PSC–NAC with an en dash",
    r"Türkiye-Cyprus|Turkey-Cyprus": "Türkiye–Cyprus with an en dash", r"NATO [Mm]ember [Ss]tates?": "Ally", r"EU [Aa]ll(?:y|ies)": "Member State", r"NATO bloc|bloc of Allies": "the Alliance",
    r"Greek Cypriot (?:side|administration|government)": "the government of Cyprus", r"TRNC": "Turkish Cypriot community", r"Ukraine (?:conflict|crisis)": "Russia's full-scale invasion of Ukraine",
}
HOLLOW = (r"delv(?:e|es|ing)", r"tapestr\w+", r"testament to", r"ever-(?:evolving|changing)", r"in today's", r"it is (?:important|worth) (?:to note|noting)", r"seamless\w*", r"game-chang\w+", r"pivotal",
          r"crucial\w*", r"vibrant", r"robust(?!ness)\w*", r"foster(?:s|ed|ing)?", r"embark\w*", r"dive (?:in|into|deep)", r"cutting-edge", r"moreover", r"furthermore", r"in conclusion", r"underscor\w+",
          r"navigat(?:e|es|ing) the", r"plethora", r"myriad", r"holistic\w*", r"leverag(?:es|ing)", r"utili[sz]\w+", r"elevate\w*", r"empower\w*", r"unleash\w*")
"""Phrases of text that was not thought about; each has a plain word."""
NAMES_EXPLAINED = re.compile(r"(?:quotations|older texts|sources) write|accepts? Turkey")
"""A sentence that explains an older form has to name it."""
BRIEF_TITLE = re.compile(r"The Union, the Star and the Eagle: EU.NATO cooperation under Trump 2\.0")
QUOTED = re.compile(r"“[^”]*”|(?<!\w)\"[^\"\n]*\"(?!\w)|‘[^’]*’(?!\w)")
NOT_OURS = {"quote", "words", "also", "answer", "accept", "accepts", "id", "sources", "first_party", "source", "document", "facts", "aliases"}
"""Fields that hold somebody else's words, codes, or what a learner may type."""


def strings(given: object) -> Iterator[str]:
    """Our own sentences in a YAML file: every text but quotations, codes and accepted answers."""
    if isinstance(given, dict):
        for name, value in given.items():
            if name not in NOT_OURS:
                yield from strings(value)
    elif isinstance(given, list):
        for value in given:
            yield from strings(value)
    elif isinstance(given, str):
        yield given


@functools.cache
def our_words() -> tuple[tuple[str, str], ...]:
    """(place, text) of everything the course says in its own words."""
    found = [(f"{book.name}, cell {cell.id}", without_code(cell.source)) for book in books() for cell in book.markdown()]
    for path in sorted((ROOT / "data").rglob("*.yml")):
        found += [(path.relative_to(ROOT).as_posix(), text) for text in strings(yaml.safe_load(path.read_text(encoding="utf-8")))]
    import csv

    for name, columns in {"claims": ("claim", "record_note"), "glossary": ("term", "expansion", "definition"), "countries": ("name", "note"), "actions": ("label", "decision", "example", "note"),
                          "bodies": ("name", "note"), "info_links": ("basis", "reason", "note"), "statements": ("summary", "note")}.items():
        path = ROOT / "data" / f"{name}.csv"
        if path.exists():
            with path.open(encoding="utf-8", newline="") as file:
                found += [(f"data/{name}.csv, row {number}, {column}", row.get(column) or "") for number, row in enumerate(csv.DictReader(file), 2) for column in columns]
    for name in ("README.md", "CONTRIBUTING.md", "data/README.md", "benchmarks/README.md"):
        if (ROOT / name).exists():
            found.append((name, without_code((ROOT / name).read_text(encoding="utf-8"))))
    for path in sorted(SRC.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                found.append((f"{path.relative_to(ROOT).as_posix()}, line {node.lineno}", node.value))
    return tuple(found)


def unquoted(text: str) -> str:
    return QUOTED.sub(" ", BRIEF_TITLE.sub(" ", re.sub(r"[*_]{1,2}(?=\w)|(?<=\w)[*_]{1,2}", "", text)))


def hits(patterns: dict[str, str], text: str, flags: int = 0) -> list[str]:
    return [f"{m.group()!r}: {advice}" for pattern, advice in patterns.items() for m in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text, flags)]


def test_words_to_avoid_are_avoided() -> None:
    """Outside quotations; the list is the course's own rule on language."""
    fail_if([f"{place}: {hit}" for place, text in our_words() for hit in hits(AVOID, unquoted(text), re.I)])


def test_names_are_the_current_ones() -> None:
    fail_if([f"{place}: {hit}" for place, text in our_words() if "statements.csv" not in place and not NAMES_EXPLAINED.search(text) for hit in hits(NAMES, unquoted(text))])


def test_no_hollow_phrases() -> None:
    fail_if([f"{place}: {hit}" for place, text in our_words() for hit in hits({p: "say it plainly" for p in HOLLOW}, unquoted(text), re.I)])


def test_the_glossarys_own_words_to_avoid_are_avoided_in_lessons() -> None:
    import csv

    path = ROOT / "data" / "glossary.csv"
    with path.open(encoding="utf-8", newline="") as file:
        avoid = {re.escape(word.strip()): f"write {row['term']}" for row in csv.DictReader(file) for word in (row.get("avoid") or "").split(";")
                 if word.strip() and len(word.split()) <= 4 and not word.strip().endswith(".")}
    fail_if([f"{place}: {hit}" for place, text in our_words() if place.startswith("notebooks/") for hit in hits(avoid, unquoted(text))])


def test_sentences_of_items_and_pages_are_short() -> None:
    """The words outside the notebooks keep the same measure: one sentence in twenty may pass 25 words, none 30."""
    counted = [(len(words(s)), s, place) for place, text in our_words() if place.startswith(("data/items/", "data/pages", "data/explorers")) for s in sentences(text)]
    long = sorted(((n, s, place) for n, s, place in counted if n > 25), reverse=True)
    listed = [f"{place}: {n} words: {s}" for n, s, place in long]
    if any(n > 30 for n, _, _ in long) or len(long) > 0.05 * len(counted):
        fail_if([f"{len(long)} of {len(counted)} sentences run over 25 words; at most one in twenty, none over 30:", *listed])


@pytest.mark.parametrize(("text", "caught"), [
    ("Turkey joined", True), ("“Turkey joined”, it said", False), ("Turkish forces", False), ("North Macedonia", False), ("Macedonia", True), ("EU-NATO ties", True), ("EU–NATO ties", False),
    ("The Union, the Star and the Eagle: EU-NATO cooperation under Trump 2.0", False), ("the Czech Republic", True), ("NATO member states", True), ("Bosnia and Herzegovina", False), ("Bosnian Serb", False),
])
def test_names_are_recognised(text: str, caught: bool) -> None:
    assert bool(hits(NAMES, unquoted(text))) is caught


@pytest.mark.parametrize(("text", "caught"), [("free-riders", True), ("the “free-rider” charge", False), ("was admitted to the EU", False), ("he admitted", True), ("Obviously,", True)])
def test_words_to_avoid_are_recognised(text: str, caught: bool) -> None:
    assert bool(hits(AVOID, unquoted(text), re.I)) is caught


# -- files -----------------------------------------------------------------------------------------------------------


def test_no_file_names_this_machine_or_a_package_host() -> None:
    """Files of the course hold no path of the machine they were made on, and no address of a package registry."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode:
        pytest.skip("no git here; the list of files comes from it")
    never = re.compile("|".join(("/wo" + r"rk/(?:main|shared)", "/ro" + r"ot/\.", "/tm" + r"p/team", re.escape(str(ROOT)) + r"(?=/)", "pypi" + r"\.org", "python" + "hosted", "anaconda" + r"\.org/")))
    found = []
    for name in filter(None, listed.stdout.split("\0")):
        path = ROOT / name
        if not path.is_file() or path.suffix in (".png", ".ico", ".woff2", ".zip"):
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{name}, line {text[:m.start()].count(chr(10)) + 1}: {m.group()}" for m in never.finditer(text)]
    fail_if(found)


def test_no_word_was_cut_off_by_a_comma_in_yaml() -> None:
    """`{a: one, two}` without quotation marks is a key `two` without a value, and half a sentence on the screen."""
    import yaml

    def empty(thing: object, path: str) -> Iterator[str]:
        if isinstance(thing, dict):
            for key, value in thing.items():
                if value is None:
                    yield f"{path}: {key!r} has no value; put the words before it into quotation marks"
                yield from empty(value, f"{path} · {key}")
        elif isinstance(thing, list):
            for value in thing:
                yield from empty(value, path)

    files = [*(ROOT / "data").glob("*.yml"), *(ROOT / "data").glob("*/*.yml")]
    fail_if([hit for file in files for hit in empty(yaml.safe_load(file.read_text(encoding="utf-8")), file.name)])
