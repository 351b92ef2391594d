"""What a learner receives: locks, environment, Binder, README, licences, addresses. All offline."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

import pytest
import yaml

import start
from eunato import course
from lab import check
from lab.commands import HELP
from maintain import __main__ as maintain
from maintain import bench, environment, links

ROOT = Path(__file__).resolve().parents[1]
LOCK, DEV_LOCK = ROOT / "requirements.lock", ROOT / "requirements-dev.lock"
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
MARKDOWN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "benchmarks" / "README.md"]


def name_of(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement.strip())[0].lower().replace("_", "-").replace(".", "-")


def asked(file: str) -> set[str]:
    lines = (line.split("#")[0].strip() for line in (ROOT / file).read_text(encoding="utf-8").splitlines())
    return {name_of(line) for line in lines if line and not line.startswith("-")}


def pinned(lock: Path) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for pin in environment.pins(lock.read_text(encoding="utf-8")):
        found.setdefault(name_of(pin), set()).add(pin)
    return found


def files() -> list[Path]:
    """Every file that git has or would take; in an unpacked zip, every file that a clone would have."""
    done = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    if done.returncode == 0 and done.stdout:
        return [ROOT / name for name in dict.fromkeys(done.stdout.split("\0")) if name and (ROOT / name).is_file()]
    skipped = {".git", ".venv", ".venv-dev", ".eunato", "artefacts", "__pycache__", ".pytest_cache", ".hypothesis"}
    return [f for f in ROOT.rglob("*") if f.is_file() and not skipped & set(f.relative_to(ROOT).parts)]


# --- locks and environment ----------------------------------------------------------------------------------------

def test_the_learner_gets_the_six_packages():
    assert set(check.PACKAGES) <= set(pinned(LOCK)) and set(check.PACKAGES) <= asked("requirements.in")


def test_the_learner_gets_no_test_tools():
    tools = asked("requirements-dev.in")
    assert {"pandera", "hypothesis", "import-linter", "playwright", "vl-convert-python", "jupyter-repo2docker", "sphinx"} <= tools
    assert not tools & set(pinned(LOCK))
    assert tools <= set(pinned(DEV_LOCK))


def test_everything_asked_for_is_locked_with_a_hash():
    assert asked("requirements.in") <= set(pinned(LOCK))
    for lock in (LOCK, DEV_LOCK):
        for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
            assert re.match(r"[\w.-]+==\S+", entry) and "--hash=sha256:" in entry, f"{lock.name}: {entry.splitlines()[0]}"


def test_both_locks_hold_the_same_versions():
    """Otherwise the tests test something else than the learner runs."""
    tests = pinned(DEV_LOCK)
    for name, pins in pinned(LOCK).items():
        bare = {pin.split(";")[0].strip() for pin in pins}
        assert bare == {pin.split(";")[0].strip() for pin in tests[name]}, name


def test_no_address_in_locks_and_environment():
    for name in ("requirements.lock", "requirements-dev.lock", "environment.yml"):
        assert "://" not in (ROOT / name).read_text(encoding="utf-8"), name


def test_environment_yml_fits_the_lock():
    text = (ROOT / "environment.yml").read_text(encoding="utf-8")
    assert text == environment.environment(LOCK.read_text(encoding="utf-8")), "run: python3 start.py maintain environment"
    parts = yaml.safe_load(text)["dependencies"]
    assert parts[:2] == ["python=3.11", "pip"]
    assert set(parts[2]["pip"]) == {pin.replace("'", '"') for pin in environment.pins(LOCK.read_text(encoding="utf-8"))}


def test_a_changed_lock_makes_environment_yml_stale(tmp_path, monkeypatch, capsys):
    for name in ("requirements.lock", "environment.yml"):
        shutil.copy(ROOT / name, tmp_path)
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    assert environment.main(["--check"]) == 0
    lock = tmp_path / "requirements.lock"
    lock.write_text(lock.read_text(encoding="utf-8").replace("altair==", "altair==9."), encoding="utf-8")
    assert environment.main(["--check"]) == 1 and "STALE" in capsys.readouterr().out
    environment.main([])
    assert environment.main(["--check"]) == 0


def test_one_range_of_pythons_everywhere():
    oldest, newest = start.OLDEST, start.NEWEST
    assert PYPROJECT["project"]["requires-python"] == f">={oldest[0]}.{oldest[1]},<{newest[0]}.{newest[1] + 1}"
    assert start.suits(tuple(map(int, environment.PYTHON.split("."))))
    assert all(f"3.{minor}" in (ROOT / "README.md").read_text(encoding="utf-8") for minor in range(oldest[1], newest[1] + 1))


def test_pip_install_asks_for_nothing_that_the_lock_has_not():
    for wanted in PYPROJECT["project"]["dependencies"]:
        assert name_of(wanted) in asked("requirements.in"), wanted


# --- Binder -------------------------------------------------------------------------------------------------------

def test_binder_builds_from_environment_yml_and_keeps_it_between_commits(monkeypatch):
    from repo2docker.app import Repo2Docker

    assert not (ROOT / "binder").exists() and not (ROOT / ".binder").exists(), "such a folder makes Binder ignore the root"
    monkeypatch.chdir(ROOT)                        # buildpacks read the current folder
    app = Repo2Docker()
    for kind in app.buildpacks:
        pack = kind(base_image=app.base_image)
        pack.platform = "linux/amd64"
        if pack.detect():
            break
    assert type(pack).__name__ == "CondaBuildPack" and pack.python_version == "3.11" and pack.binder_dir == ""
    assert pack.get_post_build_scripts() == ["postBuild"] and pack.get_start_script() is None
    before, _, after = pack.render({"NB_USER": "jovyan", "NB_UID": "1000"}).partition("# Copy stuff.")
    install = re.compile(r"env update|pip install")
    assert install.search(before), "the environment is installed before the repository is copied"
    assert not install.search(after.split("# Container image Labels!")[0])


def test_postbuild_places_the_settings_and_stops_at_an_error(tmp_path):
    text = (ROOT / "postBuild").read_text(encoding="utf-8")
    assert text.startswith("#!/bin/bash\n") and "\nset -e\n" in text and "pip" not in text
    bash = shutil.which("bash")
    if not bash or os.name == "nt":
        pytest.skip("no bash here")
    prefix = tmp_path / "env"
    venv.create(prefix, with_pip=False)
    here = next(p for p in sys.path if p.endswith("site-packages"))
    next((prefix / "lib").glob("python*/site-packages")).joinpath("here.pth").write_text(here, encoding="utf-8")
    env = {**os.environ, "PATH": f"{prefix / 'bin'}{os.pathsep}{os.environ['PATH']}", "JUPYTER_CONFIG_DIR": str(tmp_path / "config")}
    done = subprocess.run([bash, "postBuild"], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    placed = prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    assert placed.read_bytes() == (ROOT / "lab" / "overrides.json").read_bytes()
    assert (tmp_path / "config" / "custom" / "custom.css").is_file()
    assert json.loads((prefix / "etc/jupyter/jupyter_lab_config.d/eunato.json").read_text(encoding="utf-8"))["LabApp"]["custom_css"] is True


# --- the public address -------------------------------------------------------------------------------------------

@pytest.fixture
def copy(tmp_path) -> Path:
    for name in ("README.md", "CITATION.cff", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    return tmp_path


def address(copy: Path, repository: str, release: str) -> None:
    file = copy / "pyproject.toml"
    text = re.sub(r'(?m)^repository = "[^"]*"', f'repository = "{repository}"', file.read_text(encoding="utf-8"))
    file.write_text(re.sub(r'(?m)^release = "[^"]*"', f'release = "{release}"', text), encoding="utf-8")


def test_readme_and_citation_fit_the_address(capsys):
    assert links.main(["--check"]) == 0, capsys.readouterr().out


def test_without_an_address_the_readme_says_it_in_words(copy):
    address(copy, "", "")
    assert links.main([], copy) == 0
    text = (copy / "README.md").read_text(encoding="utf-8")
    assert "mybinder.org/v2" not in text and "the website of mybinder.org" in text
    assert "repository-code" not in (copy / "CITATION.cff").read_text(encoding="utf-8")


def test_with_an_address_badges_and_links_are_written(copy):
    address(copy, "https://github.com/some-org/some-course", "v1.2")
    assert links.main(["--check"], copy) == 1
    assert links.main([], copy) == 0
    text = (copy / "README.md").read_text(encoding="utf-8")
    assert "(https://mybinder.org/v2/gh/some-org/some-course/v1.2?urlpath=lab%2Ftree%2Fnotebooks%2F00_start_here.ipynb)" in text
    assert "git-pull?repo=https%3A%2F%2Fgithub.com%2Fsome-org%2Fsome-course&branch=v1.2&urlpath=lab%2Ftree%2Fsome-course%2F" in text
    assert "does not know a public address" not in text
    cited = yaml.safe_load((copy / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["repository-code"] == "https://github.com/some-org/some-course"
    assert links.main(["--check"], copy) == 0
    address(copy, "", "")                          # and back again
    links.main([], copy)
    assert "mybinder.org/v2" not in (copy / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("repository", "release"), [
    ("https://github.com/some-org/some-course", ""), ("", "v1"), ("github.com/a/b", "v1"), ("https://github.com/a", "v1"),
    ("https://github.com/a/b", "HEAD commit")])
def test_half_an_address_is_refused_in_words(copy, capsys, repository, release):
    address(copy, repository, release)
    assert links.main([], copy) == 1
    assert "[tool.eunato]" in capsys.readouterr().err


def test_other_forges_have_binder_links_too():
    assert "/v2/gl/a%2Fb/v1?" in links.Address("https://gitlab.com/a/b", "v1").binder()
    assert "/v2/git/https%3A%2F%2Fforge.example%2Fa%2Fb/v1?" in links.Address("https://forge.example/a/b", "v1").binder()


# --- README, CONTRIBUTING, licences -------------------------------------------------------------------------------

@pytest.mark.parametrize("file", MARKDOWN, ids=lambda f: str(f.relative_to(ROOT)))
def test_links_in_markdown_lead_somewhere(file):
    text = file.read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if target.startswith("https://"):
            continue
        path, _, anchor = target.partition("#")
        there = (file.parent / path).resolve() if path else file
        assert there.exists(), f"{file.name} links to {target}, which is not there"
        if anchor:
            titles = re.findall(r"(?m)^#+ (.+)$", there.read_text(encoding="utf-8"))
            known = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
            assert anchor in known, f"{file.name} links to {target}; headings are {sorted(known)}"


@pytest.mark.parametrize("file", MARKDOWN, ids=lambda f: str(f.relative_to(ROOT)))
def test_commands_in_markdown_exist(file):
    known = {"check", "test", "run", "maintain"}
    assert all(f"start.py {word}" in HELP for word in known)
    text = file.read_text(encoding="utf-8")
    for word, rest in re.findall(r"start\.py(?: (\w+))?((?: [\w-]+)*)", text):
        assert word in known | {""}, f"`start.py {word}` is no command"
        if word == "maintain" and rest:
            assert rest.split()[0] in {"build", "check", *maintain.WORDS}, f"`maintain{rest}` is no command"


def test_every_maintainer_word_is_explained_and_has_a_module():
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for word, module in maintain.WORDS.items():
        assert word in (maintain.__doc__ or "") and f"`{word}" in table, word
        assert (ROOT / "maintain" / f"{module}.py").is_file()


def test_recipes_are_under_ten_lines():
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for recipe in ("Add a question", "Update a table", "Add a lesson"):
        lines = text.split(f"## {recipe}\n")[1].split("\n## ")[0].strip().splitlines()
        assert 3 <= len(lines) < 10, recipe


def test_the_readme_says_what_it_must():
    text = " ".join((ROOT / "README.md").read_text(encoding="utf-8").split())
    for said in ("not a product of EUISS, the EU or NATO", "Giuseppe Spatafora", "Brief 5", "March 2026", "MIT", "CC BY 4.0",
                 "python3 start.py", "python3 start.py test", "nbgitpuller", "EUNATO_HOME", "seminar/README.md",
                 "notebooks/psc_nac_room.ipynb", "notebooks/class_screen.ipynb", "seminar/print/", "No class has been taught"):
        assert said in text, said
    picture = re.search(r"!\[([^\]]+)\]\(docs/lesson-02\.png\)", text)
    assert picture and len(picture.group(1).split()) > 20, "the picture needs a description in words"


def test_the_readme_quotes_the_figures_that_were_measured(capsys):
    assert bench.main(["--check"]) == 0, capsys.readouterr().out
    figures = json.loads(bench.FIGURES.read_text(encoding="utf-8"))
    assert set(figures["lessons"]) == {"00", "02"} and figures["import_only_seconds"] > 0
    for lesson in figures["lessons"].values():
        assert lesson["times_import_only"] == pytest.approx(lesson["seconds"] / figures["import_only_seconds"], rel=0.1)


def test_the_readme_s_picture_is_small_and_1280_wide():
    png = (ROOT / "docs" / "lesson-02.png").read_bytes()
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(png[16:20], "big") == 1280
    assert len(png) < 400_000


def test_the_citation_is_whole():
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["cff-version"] == "1.2.0" and {"message", "title", "authors", "version", "license"} <= set(cited)
    assert cited["version"] == course.VERSION and cited["license"] == ["MIT", "CC-BY-4.0"]
    assert cited["references"][0]["authors"] == [{"family-names": "Spatafora", "given-names": "Giuseppe"}]


def test_both_licences_are_named():
    assert (ROOT / "LICENSE").read_text(encoding="utf-8").startswith("MIT License")
    content = (ROOT / "LICENSE-CONTENT").read_text(encoding="utf-8")
    assert "CC BY 4.0" in content and "https://creativecommons.org/licenses/by/4.0/" in content
    assert PYPROJECT["project"]["license"] == "MIT"


# --- addresses and paths that must stay out -----------------------------------------------------------------------

@pytest.fixture(scope="module")
def registries() -> set[str]:
    """The hosts and folders that this machine's pip takes packages from: pip's own defaults and its configuration."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        python = Path(folder) / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        said = subprocess.run([str(python), "-c", "from pip._internal.models.index import PyPI; print(PyPI.netloc, PyPI.file_storage_domain)"],
                              capture_output=True, text=True, check=True).stdout.split()
        configured = subprocess.run([str(python), "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    found = set(said)
    for value in re.findall(r"(?m)^[^=]*(?:index-url|find-links|trusted-host)='?([^'\n]+)", configured):
        for part in value.split():
            found.add(re.sub(r"^\w+://(?:[^/@]*@)?", "", part).split("/")[0] or re.sub(r"^file://", "", part))
    return {host for host in found if len(host) > 4}


def test_no_package_registry_in_any_file(registries):
    assert len(registries) >= 2
    for file in files():
        text = file.read_bytes().decode("utf-8", "ignore")
        for host in registries:
            assert host not in text, f"{file.relative_to(ROOT)} names a package registry"


def test_no_path_of_this_machine_in_any_file():
    mine = {str(ROOT), str(Path.home()), tempfile.gettempdir(), str(Path(sys.base_prefix))} - {"/usr", "/", ""}
    pattern = re.compile("|".join(rf"(?<![\w.~]){re.escape(path)}[/\\]" for path in sorted(mine)))
    for file in files():
        found = pattern.search(file.read_bytes().decode("utf-8", "ignore"))
        assert not found, f"{file.relative_to(ROOT)} holds the path {found.group(0)}"


# --- where the course is ------------------------------------------------------------------------------------------

@pytest.fixture
def elsewhere(tmp_path) -> Path:
    (tmp_path / "course" / "data").mkdir(parents=True)
    (tmp_path / "course" / "data" / "sources.csv").touch()
    (tmp_path / "course" / "notebooks" / "deep").mkdir(parents=True)
    return tmp_path / "course"


def test_a_checkout_finds_itself(monkeypatch):
    monkeypatch.delenv("EUNATO_ROOT", raising=False)
    assert course.find_root(here=Path(tempfile.gettempdir())) == ROOT == course.ROOT


def test_an_installed_package_finds_the_course_from_a_notebook_s_folder(elsewhere, tmp_path, monkeypatch):
    monkeypatch.delenv("EUNATO_ROOT", raising=False)
    installed = tmp_path / "site-packages" / "eunato" / "course.py"
    assert course.find_root(elsewhere / "notebooks" / "deep", installed) == elsewhere.resolve()
    with pytest.raises(course.CourseNotFound, match="EUNATO_ROOT"):
        course.find_root(tmp_path, installed)


def test_eunato_root_wins_and_a_wrong_one_is_said(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setenv("EUNATO_ROOT", str(elsewhere))
    assert course.find_root() == elsewhere.resolve()
    monkeypatch.setenv("EUNATO_ROOT", str(tmp_path))
    with pytest.raises(course.CourseNotFound, match="unset it"):
        course.find_root()


def test_the_ci_script_is_bash_and_runs_the_readme_s_test_command():
    script = ROOT / ".ci" / "run"
    text = script.read_text(encoding="utf-8")
    assert text.startswith("#!/bin/bash\n") and "start.py test" in text and "CI=true" in text
    bash = shutil.which("bash")
    if bash and os.name != "nt":
        assert subprocess.run([bash, "-n", str(script)]).returncode == 0
