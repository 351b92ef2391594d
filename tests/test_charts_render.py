"""The renderer: what stands in a notebook's output, that it is always the same, and that the PNG shows every letter."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys

import pytest

import chart_contract
from eunato.charts import png, render, theme
from eunato.charts.render import V5, ChartError

ROWS = [{"town": "Türkiye", "n": 1.0}, {"town": "Łódź", "n": 2.123456789012345}]
SPEC = {
    "description": "Two bars.", "data": {"name": "data-old"}, "datasets": {"data-old": ROWS}, "mark": "bar", "width": 300,
    "encoding": {"x": {"field": "n", "type": "quantitative"}, "y": {"field": "town", "type": "nominal"}},
}


def chart():
    import pandas as pd

    alt = render.enable()
    return alt.Chart(pd.DataFrame(ROWS)).mark_bar().encode(x="n:Q", y="town:N")


def test_a_chart_is_stored_under_the_type_that_lab_draws_offline():
    data, metadata = render.bundle(SPEC)
    assert set(data) == {V5, "text/plain"}
    assert data[V5]["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    assert data["text/plain"] == "Chart: Two bars."
    assert metadata == {V5: {"embed_options": {"renderer": "svg", "actions": False}}}


@pytest.mark.parametrize("text", [None, "", "  \n "])
def test_a_chart_without_a_description_is_refused_with_the_remedy(text):
    with pytest.raises(ChartError, match=r"properties\(description="):
        render.bundle({**SPEC, "description": text})


def test_a_width_that_lab_draws_as_nothing_is_refused():
    with pytest.raises(ChartError, match="width=480"):
        render.bundle({**SPEC, "width": "container"})


def test_the_specification_given_is_left_as_it_was():
    before = json.dumps(SPEC)
    render.bundle(SPEC)
    assert json.dumps(SPEC) == before


def test_numbers_are_rounded_and_whole_floats_become_integers_as_a_browser_writes_them():
    rows = next(iter(render.settle(SPEC)["datasets"].values()))
    assert rows[1]["n"] == 2.123456789
    assert type(rows[0]["n"]) is int


def test_names_depend_on_the_content_alone():
    renamed = {**SPEC, "data": {"name": "data-other"}, "datasets": {"data-other": ROWS}}
    assert render.settle(SPEC) == render.settle(renamed)
    anonymous = json.loads(json.dumps({**SPEC, "params": [{"name": "param_0a1b2c3d", "value": 1}], "name": "view_99aa88bb77"}))
    settled = render.settle(anonymous)
    assert settled["params"][0]["name"] == "param_1" and settled["name"] == "view_1"


def test_what_a_chart_configures_itself_wins_over_the_theme():
    settled = render.settle({**SPEC, "config": {"axis": {"grid": True}}})
    assert settled["config"]["axis"]["grid"] is True
    assert settled["config"]["axis"]["labelColor"] == theme.INK


def test_altair_uses_the_renderer_for_a_plain_chart():
    data, _ = chart().properties(description="Two bars.")._repr_mimebundle_()
    assert V5 in data and "application/vnd.vegalite.v6.json" not in data
    with pytest.raises(ChartError, match="description"):
        chart()._repr_mimebundle_()


@pytest.fixture
def shell():
    from IPython.core.interactiveshell import InteractiveShell

    made = InteractiveShell.instance()
    yield made
    InteractiveShell.clear_instance()


def test_a_notebook_shows_plain_charts_this_way_after_importing_charts_alone(shell):
    render.hook()
    import altair as alt

    alt.renderers.enable("default")  # as if nobody had asked for the course's renderer
    data, metadata = shell.display_formatter.format(chart_without_enable(alt).properties(description="Two bars."))
    assert data["text/plain"] == "Chart: Two bars."
    assert data[V5]["$schema"].endswith("v5.json")
    assert metadata[V5]["embed_options"]["renderer"] == "svg"


def chart_without_enable(alt):
    import pandas as pd

    return alt.Chart(pd.DataFrame(ROWS)).mark_bar().encode(x="n:Q", y="town:N")


def test_an_error_in_a_notebook_is_one_sentence_without_our_code():
    shown = ChartError("Give it a description.")._render_traceback_()
    assert shown == ["ChartError: Give it a description."]


def fresh(code: str, **env: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ, **env}, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_importing_the_room_imports_no_chart_library():
    code = "import sys, eunato.charts; print([m for m in ('altair', 'pandas', 'numpy', 'vl_convert') if m in sys.modules])"
    assert fresh(code) == "[]"


def test_two_processes_write_the_same_specifications():
    code = (
        "import hashlib, json; from eunato.charts import clubs, veto; from eunato.models import veto as m\n"
        "figures = [clubs.matrix(), veto.blockers(m.blockers('joint_decision'))]\n"
        "print(hashlib.sha256(json.dumps([f.bundles() for f in figures]).encode()).hexdigest())"
    )
    assert fresh(code, PYTHONHASHSEED="1") == fresh(code, PYTHONHASHSEED="2")


# The PNG --------------------------------------------------------------------------------------------------------------


def test_a_png_comes_only_when_outputs_are_built_for_commit(monkeypatch):
    monkeypatch.setenv("COURSE_PNG", "0")
    assert "image/png" not in render.bundle(SPEC)[0]
    monkeypatch.setenv("COURSE_PNG", "1")
    data, metadata = render.bundle(SPEC)
    picture = base64.b64decode(data["image/png"])
    height, width = png.pixels_of(picture).shape[:2]
    assert metadata["image/png"] == {"width": width // 2, "height": height // 2}, "a small picture is stored at double size"


def test_a_large_png_is_stored_at_single_size(monkeypatch):
    monkeypatch.setattr(render, "PNG_LIMIT", 10)
    picture, size = render.picture_of(render.settle(SPEC))
    assert png.pixels_of(picture).shape[:2] == (size["height"], size["width"])


def test_packing_a_png_keeps_every_pixel():
    import numpy as np
    import vl_convert

    shaded = {**SPEC, "mark": {"type": "bar", "color": {"gradient": "linear", "stops": [
        {"offset": 0, "color": "#2463CC"}, {"offset": 1, "color": "#C44F05"}]}}}
    for spec in (render.settle(SPEC), render.settle(shaded)):
        raw = vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=1)
        small = png.shrink(raw)
        assert len(small) < len(raw)
        assert np.array_equal(png.pixels_of(small), png.pixels_of(raw))


def test_every_filter_of_the_png_format_is_undone():
    """Rows written with each of the five filters, decoded by hand-made expectation: the plain pixels."""
    import numpy as np

    rng = np.random.default_rng(5)
    plain = rng.integers(0, 256, (5, 7, 4), dtype=np.uint8)
    lines = []
    for y in range(5):
        row, above = plain[y].astype(int), plain[y - 1].astype(int) if y else np.zeros((7, 4), int)
        left = np.vstack([np.zeros((1, 4), int), row[:-1]])
        corner = np.vstack([np.zeros((1, 4), int), above[:-1]])
        estimate = left + above - corner
        a, b, c = abs(estimate - left), abs(estimate - above), abs(estimate - corner)
        paeth = np.where((a <= b) & (a <= c), left, np.where(b <= c, above, corner))
        guess = [0 * row, left, above, (left + above) // 2, paeth][y]
        lines.append(bytes([y]) + ((row - guess) & 255).astype(np.uint8).tobytes())
    assert np.array_equal(png._unfilter(b"".join(lines), 7, 5), plain)


def glyph(character: str) -> bytes:
    import vl_convert

    spec = render.settle({
        "description": "One letter.", "width": 40, "height": 40, "data": {"values": [{"t": character}]},
        "mark": {"type": "text", "fontSize": 24}, "encoding": {"text": {"field": "t", "type": "nominal"}},
    })
    return png.pixels_of(vl_convert.vegalite_to_png(json.dumps(spec), vl_version="6.4", scale=1)).tobytes()


def test_the_png_prints_the_letters_of_the_names_in_the_course():
    """A letter the font lacks is drawn as the same empty box as a code point that no font has, or as nothing."""
    from eunato import tables

    letters = sorted({c for row in tables.records("countries") for c in row["name"] if not c.isascii()} | set("üŁódź–−→×€ğışćčřžéàßø≥"))
    missing, nothing = glyph("\U0010fffd"), glyph(" ")
    assert [letter for letter in letters if glyph(letter) in (missing, nothing)] == []


# The helpers themselves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("change", "says"), [
    ({"description": ""}, "no description"),
    ({"width": 780}, "width is 780"),
    ({"encoding": {"x": {"field": "nope", "type": "quantitative"}}}, "'nope'"),
    ({"transform": [{"filter": "datum.nowhere > 1"}]}, "datum.nowhere"),
    ({"transform": [{"calculate": "random()", "as": "r"}]}, "random()"),
    ({"params": [{"name": "p", "value": 1, "react": True}]}, "'react'"),
    ({"params": [{"name": "p", "value": 1, "bind": {"input": "range"}}]}, "bind has the name None"),
    ({"mark": {"type": "text", "fontSize": 9}}, "fontSize is 9"),
    ({"mark": "nomark"}, "cannot compile"),
])
def test_the_contract_notices_a_broken_chart(change, says):
    assert chart_contract.problems(render.settle(SPEC)) == []
    broken = {**render.settle(SPEC), **change}
    assert any(says in problem for problem in chart_contract.problems(broken)), chart_contract.problems(broken)


def test_the_contract_notices_texts_that_collide_or_leave_the_picture():
    words = [{"x": 0, "t": "United Kingdom"}, {"x": 20, "t": "North Macedonia"}]
    spec = render.settle({
        "description": "Two names.", "width": 100, "height": 30, "data": {"values": words}, "mark": {"type": "text", "align": "left"},
        "encoding": {"x": {"field": "x", "type": "quantitative", "scale": {"domain": [0, 100]}, "axis": None}, "text": {"field": "t", "type": "nominal"}},
    })
    assert len(chart_contract.overlapping_texts(spec)) == 1
    far = json.loads(json.dumps(spec).replace('"align": "left"', '"align": "left", "dx": 900'))
    assert chart_contract.texts(far)[0][1] > 800
