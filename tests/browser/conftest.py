"""Browser tests come last, share one JupyterLab and one Chromium, and say why they cannot run where they cannot."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests of this folder and put them behind the quick ones."""
    ours = [item for item in items if HERE in item.path.parents]
    for item in ours:
        item.add_marker(pytest.mark.browser)
    items[:] = [item for item in items if item not in set(ours)] + ours


@pytest.fixture(scope="module")
def chromium():
    """A running Chromium; a machine without one skips these tests, unless it is the project's own test run (CI)."""
    import kit

    path = kit.chromium_path()
    if path is None:
        said = "there is no Chromium on this machine (Debian: apt-get install chromium), so nothing was tried in a browser"
        pytest.fail(said) if os.environ.get("CI") else pytest.skip(said)
    with kit.chromium(path) as started:
        yield started


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory, chromium):
    """The course in a real JupyterLab, as start.py sets it up: a copy of its files, an empty home, no network."""
    import kit

    with kit.running_lab(tmp_path_factory.mktemp("lab")) as started:
        yield started
