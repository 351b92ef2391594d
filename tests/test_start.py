"""start.py on machines that are not ready: one sentence each, and the next run recovers. No network, no real packages."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

import pytest

import start
from lab import Stop, browser, check, commands, environment, serve, settings

ROOT = Path(__file__).resolve().parents[1]


# --- which Python -------------------------------------------------------------------------------------------------

@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 9)])
def test_the_tested_pythons_suit(version):
    assert start.suits(version)


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 10, 13), (3, 14, 0), (4, 0, 0)])
@pytest.mark.parametrize("other", ["", "python3.12"])
def test_any_other_python_gets_one_sentence_with_what_to_do(version, other):
    assert not start.suits(version)
    said = start.refusal(version, other)
    assert "\n" not in said and said.endswith((".", "start.py"))
    assert ".".join(map(str, version)) in said and "3.11" in said and "3.13" in said
    assert (other + " start.py" if other else "python.org") in said


def test_start_py_can_be_read_by_very_old_pythons():
    """Otherwise Python 2 or 3.5 shows a SyntaxError instead of the sentence."""
    text = (ROOT / "start.py").read_bytes()
    assert text.isascii(), "Python 2 refuses other letters in a file without a coding line"
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Nonlocal, ast.Starred)
    for node in ast.walk(ast.parse(text)):
        assert not isinstance(node, newer), f"line {node.lineno}: {type(node).__name__} is too new"
        if isinstance(node, ast.FunctionDef):
            words = node.args
            assert not (words.kwonlyargs or words.posonlyargs or node.returns), f"line {node.lineno}: newer function syntax"
            assert not any(a.annotation for a in words.args), f"line {node.lineno}: annotation"
        if isinstance(node, (ast.Import, ast.ImportFrom)) and node.col_offset == 0:
            assert {a.name for a in node.names} <= {"os", "subprocess", "sys"}


@pytest.mark.parametrize("name", ["python2.7", "python3.6", "python3.8", "python3.10", "python3.14"])
def test_an_old_python_on_this_machine_really_says_it(name):
    found = shutil.which(name)
    if not found or subprocess.run([found, "-c", "pass"], capture_output=True).returncode:
        pytest.skip(f"no {name} here")
    done = subprocess.run([found, str(ROOT / "start.py")], capture_output=True, text=True)
    assert done.returncode == 2 and "The course needs Python 3.11 to 3.13" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


# --- building an environment --------------------------------------------------------------------------------------

@pytest.fixture
def course(tmp_path, monkeypatch):
    """A folder with a space and a Polish letter in its name, holding a lock; its environment is made by a stand-in."""
    folder = tmp_path / "my Łódź course"
    folder.mkdir()
    (folder / "a.lock").write_text("one==1 --hash=sha256:0\n", encoding="utf-8")
    monkeypatch.setattr(environment, "ASIDE", folder / ".eunato" / "former")
    monkeypatch.setattr(environment, "_with_uv", lambda chosen: "")
    monkeypatch.setattr(environment.shutil, "which", lambda name: name)
    made = environment.Environment(folder / ".venv", folder / "a.lock")
    made.lock.touch()
    return made


def stand_in(chosen) -> str:
    venv.create(chosen.folder, with_pip=False)
    return ""


def test_a_first_start_builds_and_a_second_one_does_nothing(course, monkeypatch):
    built, said = [], []
    monkeypatch.setattr(environment, "_with_uv", lambda chosen: built.append(1) or stand_in(chosen))
    environment.prepare(course, say=said.append)
    assert course.ready() and "first time" in said[0]
    assert json.loads((course.folder / "share/jupyter/lab/settings/overrides.json").read_text(encoding="utf-8"))
    said.clear()
    begin = time.perf_counter()
    environment.prepare(course, say=said.append)
    assert built == [1] and said == [] and time.perf_counter() - begin < 5


def test_a_half_built_environment_is_built_again(course, monkeypatch):
    def stops_half_way(chosen):
        stand_in(chosen)
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "_with_uv", stops_half_way)
    with pytest.raises(KeyboardInterrupt):
        environment.prepare(course, say=lambda words: None)
    assert not course.folder.exists()
    course.folder.mkdir()
    (course.folder / "left over from a power cut").touch()
    assert not course.ready()
    monkeypatch.setattr(environment, "_with_uv", stand_in)
    environment.prepare(course, say=lambda words: None)
    assert course.ready() and not (course.folder / "left over from a power cut").exists()


@pytest.mark.parametrize("damage", ["lock changed", "folder moved", "python gone", "stamp broken"])
def test_an_environment_that_no_longer_fits_is_not_used(course, monkeypatch, damage):
    monkeypatch.setattr(environment, "_with_uv", stand_in)
    environment.prepare(course, say=lambda words: None)
    if damage == "lock changed":
        course.lock.write_text("one==2 --hash=sha256:1\n", encoding="utf-8")
    elif damage == "folder moved":
        there = course.folder.with_name("moved")
        course.folder.rename(there)
        course = environment.Environment(there, course.lock)
    elif damage == "python gone":
        course.python.unlink()
    else:
        course.stamp.write_text("{", encoding="utf-8")
    assert not course.ready()
    environment.prepare(course, say=lambda words: None)
    assert course.ready() and not environment.ASIDE.exists()


def offline(chosen, say):
    chosen.folder.mkdir(parents=True)
    raise Stop(environment.reason("NewConnectionError: [Errno -3] Temporary failure in name resolution"))


def test_without_network_the_former_packages_go_on(course, monkeypatch):
    monkeypatch.setattr(environment, "_with_uv", stand_in)
    environment.prepare(course, say=lambda words: None)
    (course.folder / "mine").touch()
    course.lock.write_text("one==2 --hash=sha256:1\n", encoding="utf-8")
    monkeypatch.setattr(environment, "build", offline)
    said = []
    environment.prepare(course, former_will_do=True, say=said.append)
    assert "internet connection" in said[-1] and "packages it had" in said[-1]
    assert (course.folder / "mine").exists() and course.python.exists()
    with pytest.raises(Stop, match="internet connection"):      # tests never run on other packages than the lock's
        environment.prepare(course, say=lambda words: None)
    assert (course.folder / "mine").exists()


def test_without_network_the_first_start_says_so_and_leaves_nothing(course, monkeypatch):
    monkeypatch.setattr(environment, "build", offline)
    with pytest.raises(Stop, match="first start needs an internet connection"):
        environment.prepare(course, former_will_do=True, say=lambda words: None)
    assert not course.folder.exists()


# What installers really printed (addresses left out), and the word that the learner's sentence must hold.
LOGS = {
    "WARNING: Retrying after connection broken by 'NewConnectionError(...: Failed to establish a new connection: [Errno -3] "
    "Temporary failure in name resolution')'\nERROR: Could not find a version that satisfies the requirement altair==6.3.0 "
    "(from versions: none)\nERROR: No matching distribution found for altair==6.3.0": "internet connection",
    "error: Request failed after 3 retries\n  Caused by: dns error\n  Caused by: failed to lookup address information": "internet",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "fingerprint",
    "error: Hash mismatch for `altair==6.3.0`": "fingerprint",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "disk is full",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: 'x'": "close other windows",
    "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed'))": "PIP_CERT",
    "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Authentication Required'))": "HTTPS_PROXY",
    "HINT: This error might have occurred since this system does not have Windows Long Path support enabled.": "short path",
    "ERROR: Could not find a version that satisfies the requirement pandas==3.1.1 (from versions: none)": "64 bits",
    "Something nobody has seen before": "same command again",
}


@pytest.mark.parametrize("log", LOGS, ids=lambda log: LOGS[log])
def test_each_installer_failure_becomes_one_sentence(log, tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    said = environment.reason(log)
    assert LOGS[log] in said and "\n" not in said and said.endswith(".") and "Error" not in said


def test_uv_that_fails_hands_over_to_pip(course, monkeypatch):
    used = []
    monkeypatch.setattr(environment, "_with_uv", lambda chosen: "uv: this shim has no version")
    monkeypatch.setattr(environment, "_with_pip", lambda chosen, say: used.append("pip") or stand_in(chosen))
    environment.prepare(course, say=lambda words: None)
    assert used == ["pip"] and course.ready()


def test_a_python_without_its_venv_part(course, monkeypatch):
    monkeypatch.setattr(environment.shutil, "which", lambda name: None)
    monkeypatch.setattr(environment.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else object())
    with pytest.raises(Stop, match=r"sudo apt install python3\.\d+-venv"):
        environment.prepare(course, say=lambda words: None)
    assert not course.folder.exists()


def test_a_folder_that_cannot_be_written_to(course, monkeypatch):
    def refuse(*words, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(environment.tempfile, "TemporaryFile", refuse)
    with pytest.raises(Stop, match="copy the course into a folder of your own"):
        environment.prepare(course, say=lambda words: None)


def test_an_incomplete_copy_of_the_course_is_named(course):
    course.lock.unlink()
    course.folder.mkdir()
    course.stamp.write_text("{}", encoding="utf-8")
    with pytest.raises(Stop, match="a.lock is missing"):
        environment.prepare(course, say=lambda words: None)


def test_two_windows_build_one_after_the_other(course):
    with environment._one_at_a_time(course.folder, print):
        said = subprocess.run(
            [sys.executable, "-c", "import sys; from lab import environment as e; from pathlib import Path; import os\n"
             "e._lock = (lambda real: lambda held, wait: True if wait else real(held, wait=False))(e._lock)\n"
             "with e._one_at_a_time(Path(sys.argv[1]), print): pass", str(course.folder)],
            cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"})
    assert said.returncode == 0, said.stderr
    assert "Another window is setting up this course" in said.stdout


def test_a_real_environment_from_an_empty_lock(tmp_path):
    """The whole way with real venv and pip, in a folder with a space and letters of Łódź; nothing to download."""
    folder = tmp_path / "kurs Łódź"
    shutil.copytree(ROOT / "lab", folder / "lab", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "start.py", folder)
    (folder / "data").mkdir()
    (folder / "requirements.lock").write_text("# nothing\n", encoding="utf-8")
    clean = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    clean["PATH"] = os.pathsep.join(p for p in clean["PATH"].split(os.pathsep) if not (Path(p) / "uv").exists())
    words = [sys.executable, "start.py", "run", "python", "-c", "import sys, eunato.course as c; print(sys.prefix, c.ROOT)"]
    first = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, encoding="utf-8")
    assert first.returncode == 0, first.stdout + first.stderr
    assert f"{folder / '.venv'} {folder}" in first.stdout and "The environment is ready." in first.stdout
    again = subprocess.run(words, cwd=folder, env=clean, capture_output=True, text=True, encoding="utf-8")
    assert again.stdout.strip() == f"{folder / '.venv'} {folder}"
    missing = subprocess.run([sys.executable, "start.py", "run", "no-such-command"], cwd=folder, env=clean, capture_output=True, text=True)
    assert missing.returncode == 1 and "There is no command 'no-such-command'" in missing.stderr


# --- opening JupyterLab -------------------------------------------------------------------------------------------

def test_a_port_in_use_is_left_alone(monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(browser, "PORTS", range(port, port + 1))
        assert browser.free_port() not in (port, 0)


def test_lab_opens_the_start_page_with_the_course_as_root():
    options = browser.options(8888)
    assert f"--ServerApp.root_dir={ROOT}" in options
    assert "--LabApp.default_url=/lab/workspaces/course/tree/notebooks/00_start_here.ipynb" in options
    assert (ROOT / browser.START).is_file()


@pytest.mark.parametrize(("root", "extra", "times"), [(True, [], 1), (True, ["--allow-root"], 1), (False, [], 0)])
def test_root_may_open_the_course_and_reads_why(monkeypatch, capsys, tmp_path, root, extra, times):
    from lab import commands, environment

    asked = []
    monkeypatch.setattr(browser, "as_root", lambda: root)
    monkeypatch.setattr(commands, "call", lambda chosen, words: asked.extend(words) or 0)
    monkeypatch.setattr(browser, "places", lambda venv: {"JUPYTER_CONFIG_DIR": str(tmp_path)})
    monkeypatch.setattr(browser.os, "environ", {})
    browser.open_lab(environment.LEARNER, extra)
    assert asked.count("--allow-root") == times
    assert ("root user" in capsys.readouterr().out) is (root and not extra)


def test_the_start_page_comes_first_even_over_an_old_workspace(tmp_path, monkeypatch):
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", str(tmp_path / "workspaces"))
    (tmp_path / "workspaces").mkdir()
    keeper = WorkspacesManager(str(tmp_path / "workspaces"))
    keeper.save("course", json.dumps({"metadata": {"id": "course"}, "data": {"old": 1}}))
    from jupyterlab.labapp import LabApp
    monkeypatch.setattr(LabApp, "launch_instance", classmethod(lambda cls: 0))
    with pytest.raises(SystemExit):
        serve.main()
    kept = keeper.load("course")
    assert "old" not in kept["data"]
    assert kept["data"]["layout-restorer:data"]["main"]["dock"]["widgets"] == [f"notebook:{browser.START}"]


def test_labs_own_files_lie_beside_the_progress(tmp_path, monkeypatch):
    monkeypatch.setenv("EUNATO_HOME", str(tmp_path / "home"))
    places = browser.places(tmp_path / ".venv")
    assert places["JUPYTERLAB_SETTINGS_DIR"] == str(tmp_path / "home" / "lab" / "user-settings")
    assert places["JUPYTER_RUNTIME_DIR"].startswith(str(tmp_path / ".venv"))


def test_a_home_that_is_a_file_is_said_and_lab_still_opens(tmp_path, monkeypatch, capsys):
    (tmp_path / "home").touch()
    monkeypatch.setenv("EUNATO_HOME", str(tmp_path / "home"))
    assert browser.lab_home(tmp_path / ".venv") == tmp_path / ".venv" / "share" / "jupyter" / "home"
    assert "EUNATO_HOME" in capsys.readouterr().out


def schemas() -> Path:
    return Path(sys.prefix) / "share" / "jupyter" / "lab" / "schemas"


def test_each_setting_exists_in_this_jupyterlab():
    """A renamed setting is ignored silently by Lab: the news prompt would be back and nobody would know."""
    for plugin, values in json.loads(settings.OVERRIDES.read_text(encoding="utf-8")).items():
        package, name = plugin.split(":")
        schema = json.loads((schemas() / package / f"{name}.json").read_text(encoding="utf-8"))
        for key, value in values.items():
            known = schema["properties"].get(key)
            assert known, f"{plugin} has no setting {key}"
            allowed = [choice["const"] for choice in known.get("oneOf", [])]
            assert not allowed or value in allowed, f"{plugin} {key}: {value!r} is not one of {allowed}"


def test_the_run_all_keys_belong_to_no_other_command():
    ours = json.loads(settings.OVERRIDES.read_text(encoding="utf-8"))["@jupyterlab/shortcuts-extension:shortcuts"]["shortcuts"]
    keys = {tuple(sorted(" ".join(shortcut["keys"]).replace("Accel", "Ctrl").split())) for shortcut in ours}
    assert keys == {("Ctrl", "Enter", "Shift")}
    for file in schemas().rglob("*.json"):
        for shortcut in json.loads(file.read_text(encoding="utf-8")).get("jupyter.lab.shortcuts", []):
            theirs = tuple(sorted(" ".join(shortcut["keys"]).replace("Accel", "Ctrl").split()))
            assert theirs not in keys, f"{shortcut['command']} uses these keys, too"


# --- check, and the words after start.py --------------------------------------------------------------------------

def test_check_prints_a_line_per_requirement(monkeypatch, capsys):
    def broken() -> str:
        raise ValueError("three\nlines\nlong")

    monkeypatch.setattr(check, "requirements", lambda: iter([("good", lambda: "fine 1.0"), ("bad", broken)]))
    assert check.main() == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["ok", "fine", "1.0"] and lines[1].split() == ["missing", "bad:", "three", "lines", "long"]
    monkeypatch.setattr(check, "requirements", lambda: iter([("good", lambda: "fine 1.0")]))
    assert check.main() == 0


def test_check_asks_for_python_the_six_packages_data_a_chart_and_the_progress_folder():
    assert [name for name, _ in check.requirements()] == [
        "Python", "jupyterlab", "ipywidgets", "pandas", "altair", "nbval", "pytest", "data", "first chart", "progress"]


def test_check_holds_on_the_real_course(capsys):
    assert check.main() == 0, capsys.readouterr().out
    assert "valid and compiled" in capsys.readouterr().out


def test_check_refuses_a_chart_without_description(monkeypatch):
    import types

    import altair as alt

    from eunato import charts
    bare = types.SimpleNamespace(chart=alt.Chart(alt.Data(values=[{"a": 1}])).mark_point().encode(x="a:Q"),
                                 outputs=lambda: ({"data": {check.V5: {"$schema": "https://vega/v5.json"}}},))
    monkeypatch.setattr(charts, "clubs", types.SimpleNamespace(two_clubs=lambda: bare), raising=False)
    with pytest.raises(ValueError, match="no description"):
        check.chart()


def test_an_unknown_word_shows_the_help(capsys):
    assert commands.main(["tset"]) == 2
    assert "start.py test" in capsys.readouterr().out


def test_the_help_and_start_py_say_the_same():
    assert all(line in (start.__doc__ or "") for line in commands.HELP.splitlines()[:-1])


def test_a_stop_is_one_sentence_without_a_traceback(monkeypatch, capsys):
    def stop(*words, **options):
        raise Stop("Do this.")

    monkeypatch.setattr(environment, "prepare", stop)
    assert commands.main([]) == 1
    assert capsys.readouterr().err == "Do this.\n"


def test_ctrl_c_says_how_to_go_on(monkeypatch, capsys):
    def interrupt(*words, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "prepare", interrupt)
    assert commands.main([]) == 130
    assert "same command" in capsys.readouterr().err


def test_commands_run_with_the_course_s_python_and_nobody_else_s(monkeypatch):
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    monkeypatch.setenv("JUPYTER_PATH", "elsewhere")
    env = commands.variables(environment.LEARNER)
    assert env["PATH"].split(os.pathsep)[0] == str(environment.LEARNER.bin)
    assert "PYTHONHOME" not in env and "JUPYTER_PATH" not in env
    assert env["PYTHONPATH"].split(os.pathsep)[0] == str(ROOT / "src")


def words_of_link(notebook: str, target: str) -> str:
    """The words on which a learner clicks in a notebook to reach the file `target`."""
    prose = "\n".join("".join(cell["source"]) for cell in json.loads((ROOT / notebook).read_text(encoding="utf-8"))["cells"])
    found = re.search(rf"\[([^\]]+)\]\([^)]*{re.escape(target)}\)", prose)
    assert found, f"{notebook} has no link to {target}"
    return found.group(1).strip("*")


# --- in a real browser --------------------------------------------------------------------------------------------

@pytest.mark.browser
def test_lab_opens_clean_on_the_start_page_and_asks_nobody():
    """No news prompt, no side bar, one tab, code folded, every cell there; Ctrl+Shift+Enter runs all; links go between folders."""
    if not any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        if os.environ.get("CI"):
            pytest.fail("this machine has no Chromium, and in CI this test may not be skipped")
        pytest.skip("no Chromium on this machine")
    from maintain import picture

    own = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")
    cells = json.loads((ROOT / browser.START).read_text(encoding="utf-8"))["cells"]
    with picture.running_lab() as address, picture.chromium() as page:
        outside: list[str] = []
        page.on("request", lambda request: None if request.url.startswith(own) else outside.append(request.url))
        page.goto(f"{address}/lab/workspaces/course/tree/{browser.START}")
        page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=60_000)
        page.wait_for_timeout(3000)
        assert page.locator(".Toastify__toast").count() == 0 and page.locator(".jp-Dialog").count() == 0
        assert page.locator(".lm-DockPanel-tabBar .lm-TabBar-tabLabel").all_inner_texts() == ["00_start_here.ipynb"]
        assert not page.locator("#jp-left-stack").is_visible()
        assert page.locator(".jp-Notebook .jp-Cell").count() == len(cells)
        folded = page.locator(".jp-InputPlaceholder .jp-PlaceholderText")
        assert folded.count() == sum(cell["cell_type"] == "code" for cell in cells)
        assert folded.first.evaluate("e => getComputedStyle(e, '::after').content").startswith('"code, folded')
        page.wait_for_function("() => window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'", timeout=60_000)
        page.keyboard.press("Control+Shift+Enter")
        page.wait_for_function("() => window.jupyterapp.shell.currentWidget.content.widgets.filter(c => c.model.type === 'code')"
                               ".every(c => c.model.executionCount)", timeout=120_000)
        page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")
        there = "02_who_can_block_what.ipynb"
        for here, target in ((browser.START, there), (f"notebooks/{there}", "exercises/02_who_can_block_what_exercise.ipynb")):
            link = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden) a", has_text=words_of_link(here, Path(target).name)).first
            link.click(timeout=30_000)
            page.wait_for_function("path => window.jupyterapp.shell.currentWidget.context?.path.endsWith(path)", arg=target, timeout=30_000)
        assert outside == []
