"""The course's renderer: one way in which every chart is stored and shown.

JupyterLab 4.6 draws Vega-Lite 5 without asking the network, but only under the version 5 media type; Altair 6 writes
version 6. The grammar the course uses is the same in both, so the specification is handed over under the older name.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import sys
from typing import Any

from . import theme

V5 = "application/vnd.vegalite.v5+json"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MAX_WIDTH = 600
"""Widest picture in CSS pixels: beside Lab's file browser more would be cut off."""
PNG_LIMIT = 80_000
"""Bytes a double-sized PNG may take in a notebook; above that the PNG is stored at single size."""
_EMBED = {"renderer": "svg", "actions": False}  # svg gives every mark an ARIA label; the menu fails axe
_COUNTED_NAME = re.compile(r"\b(view|param)_[0-9a-f]{6,}\b")


class ChartError(ValueError):
    """A chart that must not be shown as it is; the message says what to change."""

    def _render_traceback_(self) -> list[str]:
        """In a notebook: the sentence alone, without the course's own code above it."""
        return [f"ChartError: {self}"]


def bundle(spec: dict[str, Any], png: bool | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (data, metadata) of one chart for a notebook output.

    spec: a Vega-Lite specification as a dict, with a ``description``. png: add a PNG picture; by default only when
    the environment says COURSE_PNG=1 (outputs that will be committed).
    Raises ChartError without a description, or for a width that Lab cannot draw.

    >>> data, metadata = bundle({"description": "One dot.", "mark": "point", "data": {"values": [{}]}})
    >>> data["text/plain"]
    'Chart: One dot.'
    """
    spec = settle(spec)
    data: dict[str, Any] = {V5: spec, "text/plain": f"Chart: {spec['description']}"}
    metadata: dict[str, Any] = {V5: {"embed_options": dict(_EMBED)}}
    if os.environ.get("COURSE_PNG") == "1" if png is None else png:
        picture, size = picture_of(spec)
        data["image/png"] = base64.b64encode(picture).decode("ascii")
        metadata["image/png"] = size
    return data, metadata


def settle(spec: dict[str, Any]) -> dict[str, Any]:
    """Return the specification as it is stored: checked, themed, rounded, with the same names in every process."""
    text = spec.get("description")
    if not isinstance(text, str) or not text.strip():
        raise ChartError(
            "This chart has no description, so a reader who cannot see it gets nothing. "
            "Add one sentence or more: chart.properties(description='What the picture shows, in words.')."
        )
    if spec.get("width") == "container":
        raise ChartError(
            "width='container' is drawn 0 pixels wide in JupyterLab. "
            f"Give a number up to {MAX_WIDTH}: chart.properties(width=480)."
        )
    out = _rounded({**spec, "$schema": SCHEMA})
    out["description"] = " ".join(text.split())
    out["config"] = _merge(theme.config(), out.get("config", {}))
    if '"type": "interval"' in json.dumps(out):  # the rectangle drawn by a brush is Vega's own mark and would have no name
        out["config"] = _merge({"mark": {"description": BRUSH}}, out["config"])
    return _named(out)


BRUSH = "the stretch that was drawn with the mouse"
"""What a screen reader hears of a brush's rectangle."""


def picture_of(spec: dict[str, Any]) -> tuple[bytes, dict[str, int]]:
    """Return (PNG bytes, {"width", "height"} in CSS pixels) of a settled specification."""
    import struct

    import vl_convert

    from .png import shrink

    def draw(scale: int) -> bytes:
        return vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=scale)

    raw = draw(1)
    width, height = struct.unpack(">II", raw[16:24])
    double = shrink(draw(2))
    return (double if len(double) <= PNG_LIMIT else shrink(raw)), {"width": width, "height": height}


def output(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    """Wrap a media bundle as one item of ``Output.outputs``."""
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def enable() -> Any:
    """Make this the renderer of every Altair chart in the session; returns the ``altair`` module."""
    # The grammar is imported by jsonschema for a check that the course never makes; it costs 1.9 s.
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
    import altair as alt

    alt.renderers.register("course", lambda spec, **_: bundle(spec))
    alt.renderers.enable("course")
    return alt


def hook() -> None:
    """Tell IPython, without importing Altair, to show Altair charts with this renderer."""
    if "altair" in sys.modules:
        enable()
    if "IPython" not in sys.modules:
        return
    from IPython import get_ipython

    shell = get_ipython()
    if shell is not None:
        shell.display_formatter.mimebundle_formatter.for_type_by_name(
            "altair.vegalite.v6.api", "TopLevelMixin", lambda chart: bundle(chart.to_dict())
        )


def _rounded(value: Any) -> Any:
    """Copy with floats cut to ten significant digits, so that another processor writes the same file.

    Whole floats become integers, as a browser writes them: else opening and saving in Lab would change the notebook.
    """
    if isinstance(value, float):
        short = float(f"{value:.10g}")
        return int(short) if short.is_integer() else short
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value


def _named(spec: dict[str, Any]) -> dict[str, Any]:
    """Name datasets by their content and Altair's anonymous views and parameters by their order."""
    text = json.dumps(spec, ensure_ascii=False)
    for old, rows in spec.get("datasets", {}).items():
        digest = hashlib.sha256(json.dumps(rows, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:12]
        text = text.replace(json.dumps(old), json.dumps(f"data-{digest}"))
    seen: dict[str, str] = {}
    kinds: dict[str, int] = {}
    for match in _COUNTED_NAME.finditer(text):
        if match[0] not in seen:
            kinds[match[1]] = kinds.get(match[1], 0) + 1
            seen[match[0]] = f"{match[1]}_{kinds[match[1]]}"
    return json.loads(_COUNTED_NAME.sub(lambda match: seen[match[0]], text))


def _merge(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Deep merge of two dicts; ``over`` wins."""
    out = dict(under)
    for key, value in over.items():
        out[key] = _merge(out[key], value) if isinstance(value, dict) and isinstance(out.get(key), dict) else value
    return out
