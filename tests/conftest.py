"""What all tests share: no network, a fixed date, an empty home folder for each test, and the notebooks under test.

The same variables reach every kernel a test starts, so `pytest --nbval` typed by hand runs under the same conditions as
`python3 start.py test`.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OFFLINE = ROOT / "tests" / "offline"
for folder in (ROOT, ROOT / "src", ROOT / "tests", OFFLINE):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import netblock  # noqa: E402

sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # 1.9 s nobody needs (see eunato/__init__.py)
_HOME = tempfile.TemporaryDirectory(prefix="eunato-tests-", ignore_cleanup_errors=True)
os.environ.update(EUNATO_HOME=str(Path(_HOME.name) / "eunato"), EUNATO_TODAY="2026-11-22", EUNATO_RAISE="1", IPYTHONDIR=str(Path(_HOME.name) / "ipython"),
                  JUPYTER_PREFER_ENV_PATH="1", PYTHONHASHSEED="0",
                  PYTHONPATH=os.pathsep.join([str(OFFLINE), *filter(None, [os.environ.get("PYTHONPATH")])]))
os.environ.pop("COURSE_PNG", None)


def pytest_configure(config: pytest.Config) -> None:
    """Switch the network off before the first test module is imported."""
    netblock.block()


def pytest_report_header(config: pytest.Config) -> list[str]:
    """Say once when notebooks on this machine were changed and the committed ones are tested in their place."""
    import course_notebooks

    return course_notebooks.header()


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test: nobody's progress is read or written. Returns the folder (not made yet)."""
    home = tmp_path_factory.mktemp("home") / "eunato"
    monkeypatch.setenv("EUNATO_HOME", str(home))
    return home


@pytest.fixture
def network():
    """Open the network for one test that installs something; such a test carries the marker `network`, too."""
    with netblock.allowed():
        yield
