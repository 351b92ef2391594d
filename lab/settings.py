"""Place the course's JupyterLab settings (overrides.json) where a JupyterLab reads them.

Two of them need a reason. `windowingMode: none` attaches every cell at once, so a screen reader's list of headings and a
search in the page are complete from the first moment: 56 of lesson 02's 56 cells, against 3 to 20 with `defer` and
`contentVisibility`, and 34 at most with `full`, which never shows the rest. It opened no slower. Accel+Shift+Enter
runs all cells from anywhere in Lab; no command of Lab 4.6 uses these keys. A line in the kernel's own settings keeps a
warning about local sockets out of the terminal, which would only alarm a learner.

They are defaults of one environment: what a learner changes in Lab's Settings menu still wins. `python lab/settings.py`
places them for the Python that runs it; Binder's postBuild does that.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

OVERRIDES = Path(__file__).with_name("overrides.json")
STYLE = Path(__file__).with_name("custom.css")


def place(prefix: Path) -> Path:
    """Copy the settings into the environment at `prefix`; returns Lab's file."""
    kernel = prefix / "etc" / "ipython" / "ipython_kernel_config.json"
    kernel.parent.mkdir(parents=True, exist_ok=True)
    kernel.write_text('{"IPKernelApp": {"log_level": 40}}\n', encoding="utf-8")
    target = prefix / "share" / "jupyter" / "lab" / "settings" / "overrides.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(OVERRIDES, target)
    return target


def place_style(config: Path) -> Path:
    """Copy the course's few style rules into a Jupyter configuration folder; returns the file written.

    Lab reads them when it is started with LabApp.custom_css.
    """
    target = config / "custom" / "custom.css"
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(STYLE, target)
    return target


def main() -> None:
    """Place everything for the Python that runs this, where no launcher of ours sets options (Binder)."""
    from jupyter_core.paths import jupyter_config_dir
    place(Path(sys.prefix))
    place_style(Path(jupyter_config_dir()))
    options = Path(sys.prefix) / "etc" / "jupyter" / "jupyter_lab_config.d" / "eunato.json"
    options.parent.mkdir(parents=True, exist_ok=True)
    options.write_text('{"LabApp": {"custom_css": true, "news_url": null}}\n', encoding="utf-8")
    print("JupyterLab settings placed in", sys.prefix)


if __name__ == "__main__":
    main()
