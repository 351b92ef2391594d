"""What every chart of the course has to keep: helpers that look at a Vega-Lite specification and name what is wrong.

Each returns a list of sentences, empty when all is well, so that a test can say `assert problems(spec) == []`.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from eunato.charts import theme
from eunato.charts.render import MAX_WIDTH, SCHEMA

_KEYS = Path(__file__).with_name("chart_contract_keys.txt")
_FREE = {"datasets", "values", "usermeta"}  # parts of a specification that hold data, not grammar


def problems(spec: dict[str, Any]) -> list[str]:
    """Everything that is wrong with one specification."""
    return [
        *_said(spec), *unknown_keys(spec), *newer_features(spec), *missing_fields(spec), *small_text(spec), *chance(spec),
        *unnamed_inputs(spec), *compile_errors(spec),
    ]


def _said(spec: dict[str, Any]) -> list[str]:
    found = []
    if len(str(spec.get("description", "")).split()) < 2:
        found.append("there is no description of at least two words")
    if spec.get("$schema") != SCHEMA:
        found.append(f"$schema is {spec.get('$schema')!r}, not {SCHEMA}")
    width = spec.get("width")
    if width is not None and not (isinstance(width, (int, float)) and width <= MAX_WIDTH):
        found.append(f"width is {width!r}; give a number up to {MAX_WIDTH}")
    return found


@cache
def known_keys() -> frozenset[str]:
    """Every property name in the JSON schema of Vega-Lite 5.6.1, which JupyterLab 4.6 draws with."""
    lines = _KEYS.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def unknown_keys(spec: dict[str, Any]) -> list[str]:
    """Property names that Vega-Lite 5.6.1 does not have."""
    return [f"{'.'.join(path)}: Vega-Lite 5.6.1 has no property {path[-1]!r}" for path, _ in _walk(spec) if path[-1] not in known_keys()]


def newer_features(spec: dict[str, Any]) -> list[str]:
    """Features whose names are older than their meaning, and which Lab's Vega-Lite does not draw."""
    found = []
    for path, value in _walk(spec):
        key, parent = path[-1], path[-2] if len(path) > 1 else ""
        if key == "time" and parent == "encoding":
            found.append("encoding.time (animation) is newer than 5.6.1")
        if key == "timeUnit" and str(value).startswith("binned"):
            found.append("binned time units are newer than 5.6.1")
        if key == "invalid" and value not in (None, "filter"):
            found.append(f"invalid={value!r} is newer than 5.6.1")
        if key == "aggregate" and (value == "exponential" or (isinstance(value, dict) and "exponential" in value)):
            found.append("the aggregate 'exponential' is newer than 5.6.1")
        if key == "width" and value == "container":
            found.append("width='container' is drawn 0 pixels wide in JupyterLab")
        if key == "select" and isinstance(value, dict) and value.get("type") == "interval" and "fields" in value:
            found.append("fields on an interval selection are newer than 5.6.1")
    for view in _views(spec):
        for step in view.get("transform", []):
            if "extent" in step and "density" not in step:
                found.append("the transform 'extent' is newer than 5.6.1")
    return found


def chance(spec: dict[str, Any]) -> list[str]:
    """Anything that would draw a different picture each time."""
    text = json.dumps({key: value for key, value in spec.items() if key != "datasets"})
    return [f"{word}() makes each picture different" for word in ("random", "now") if re.search(rf"\b{word}\(", text)]


def small_text(spec: dict[str, Any]) -> list[str]:
    """Font sizes below the smallest of the theme."""
    return [
        f"{'.'.join(path)} is {value}; the smallest is {theme.SMALL}"
        for path, value in _walk(spec)
        if path[-1].lower().endswith("fontsize") and isinstance(value, (int, float)) and value < theme.SMALL
    ]


def unnamed_inputs(spec: dict[str, Any]) -> list[str]:
    """Bound inputs without words in front of them: a screen reader would read only 'combo box'."""
    found = []
    for path, value in _walk(spec):
        if path[-1] == "bind" and isinstance(value, dict) and "input" in value and len(str(value.get("name", "")).strip()) < 3:
            found.append(f"{'.'.join(path)} has the name {value.get('name')!r}; write what it does")
    return found


def missing_fields(spec: dict[str, Any]) -> list[str]:
    """Fields that an encoding, a filter or a calculation names and the data does not have."""
    return [problem for view, columns, seen in _views_with_columns(spec) for problem in _missing_in(view, columns, seen)]


def compile_errors(spec: dict[str, Any]) -> list[str]:
    """What the oldest and the newest Vega-Lite in the build's own compiler say."""
    import vl_convert

    found = []
    for version in ("5.8", "6.4"):
        try:
            vl_convert.vegalite_to_vega(json.dumps(spec), vl_version=version)
        except ValueError as error:
            found.append(f"Vega-Lite {version} cannot compile it: {str(error).splitlines()[1:2]}")
    return found


# Pictures -------------------------------------------------------------------------------------------------------------


class Drawn(NamedTuple):
    """A picture as the compiler draws it: its size in pixels, its texts with their boxes, and what a screen reader can say."""

    width: float
    height: float
    texts: tuple[tuple[str, float, float, float, float], ...]
    spoken: tuple[tuple[str, Any], ...]


_DRAWN: dict[bytes, Drawn] = {}


def drawn(spec: dict[str, Any]) -> Drawn:
    """The picture of a specification; each is drawn once only, because drawing takes most of the time of these tests."""
    import vl_convert

    written = json.dumps(spec)
    key = hashlib.sha256(written.encode()).digest()
    if key not in _DRAWN:
        graph = vl_convert.vegalite_to_scenegraph(written, vl_version="6.4")
        left, top = graph["origin"]
        _DRAWN[key] = Drawn(graph["width"], graph["height"], tuple(_text_boxes(graph["scenegraph"], left, top)), tuple(_spoken(graph["scenegraph"])))
    return _DRAWN[key]


def texts(spec: dict[str, Any]) -> list[tuple[str, float, float, float, float]]:
    """Every text of the drawn chart with its box: (text, left, top, right, bottom) in pixels of the picture."""
    return list(drawn(spec).texts)


def cut_texts(spec: dict[str, Any]) -> list[str]:
    """Texts that run over the edge of the picture."""
    width, height, written, _ = drawn(spec)
    return [
        f"{text!r} runs from {left:.0f} to {right:.0f} and {top:.0f} to {bottom:.0f} in a picture of {width} × {height}"
        for text, left, top, right, bottom in written
        if left < -1 or top < -1 or right > width + 1 or bottom > height + 1
    ]


def wordless_marks(spec: dict[str, Any]) -> list[str]:
    """Marks that a screen reader reaches and that have no words: no description, a number, a coordinate, a missing value.

    Looks at what is drawn now, and in the data at what may be drawn at other settings of the menus: there, a number is no word.
    """
    found = {f"a {kind} says {words!r}" for kind, words in drawn(spec).spoken if not _is_words(words)}
    for view, data in _layers(spec):
        mark = view.get("mark")
        if not isinstance(mark, dict) or not mark.get("aria", True):
            continue
        told = view.get("encoding", {}).get("description", {})
        if not told.get("field") and not told.get("value"):
            found.add(f"a {mark['type']} has no description")
        said = [row[told["field"]] for row in spec["datasets"].get(data, []) if told.get("field") in row]
        found.update(f"a {mark['type']} can say {words!r}" for words in said if not isinstance(words, str) or words.lower() == "nan")
    return sorted(found)


def _is_words(words: Any) -> bool:
    return (isinstance(words, str) and len(words.strip()) > 2 and re.search(r"[^\W\d_]|%", words) is not None
            and not re.search(r"\b(nan|NaN|undefined|null)\b", words))


def _layers(spec: dict[str, Any], inherited: str = "") -> Iterator[tuple[dict[str, Any], str]]:
    """Every view with the name of the data it draws."""
    name = spec.get("data", {}).get("name", inherited)
    yield spec, name
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for child in spec.get(key, []):
            yield from _layers(child, name)
    if isinstance(spec.get("spec"), dict):
        yield from _layers(spec["spec"], name)


def overlapping_texts(spec: dict[str, Any], slack: float = 2) -> list[str]:
    """Pairs of different texts that cover each other by more than ``slack`` pixels both ways."""
    boxes = texts(spec)
    return [
        f"{one[0]!r} and {two[0]!r} overlap"
        for i, one in enumerate(boxes) for two in boxes[i + 1 :]
        if one[0] != two[0]
        and min(one[3], two[3]) - max(one[1], two[1]) > slack and min(one[4], two[4]) - max(one[2], two[2]) > slack
    ]


def _spoken(node: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """(kind of mark, its description) of every item that is not hidden from screen readers; axes and titles speak for themselves."""
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            yield from (said for child in item.get("items", []) for said in _spoken(child))
        elif node.get("role") == "mark" and node.get("aria", True):
            yield node["marktype"], item.get("description")


def _text_boxes(node: dict[str, Any], left: float, top: float) -> Iterator[tuple[str, float, float, float, float]]:
    for item in node.get("items", []):
        if node.get("marktype") == "group":
            yield from (box for child in item.get("items", []) for box in _text_boxes(child, left + item.get("x", 0), top + item.get("y", 0)))
        elif node.get("marktype") == "text" and item.get("text") not in (None, "") and item.get("opacity", 1) and not item.get("angle"):
            lines = item["text"] if isinstance(item["text"], list) else [str(item["text"])]
            size, bold = item.get("fontSize", 11), item.get("fontWeight") in ("bold", 600, 700)
            step = item.get("lineHeight", size + 2)
            for i, line in enumerate(lines):
                wide = theme.width_of(str(line), size, bold)
                shift = {"right": wide, "center": wide / 2}.get(item.get("align", "left"), 0)
                rise = {"top": 0, "middle": size / 2, "line-top": 0}.get(item.get("baseline"), size * 0.8)
                x = left + item.get("x", 0) + item.get("dx", 0) - shift
                y = top + item.get("y", 0) + item.get("dy", 0) - rise + i * step
                yield str(line), x, y, x + wide, y + size


# Walking a specification ----------------------------------------------------------------------------------------------


def params(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Every parameter of a specification, those of its parts too: the menus, switches and ranges of the picture."""
    found = {id(param): param for view in _views(spec) for param in view.get("params", []) if "name" in param}
    return list(found.values())


def _walk(node: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Every (path, value) of the grammar, leaving out data."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key not in _FREE:
                yield (*path, key), value
                yield from _walk(value, (*path, key))
    elif isinstance(node, list):
        for item in node:
            yield from _walk(item, path)


def _views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield spec
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for child in spec.get(key, []):
            yield from _views(child)
    if isinstance(spec.get("spec"), dict):
        yield from _views(spec["spec"])


def _views_with_columns(
    spec: dict[str, Any], above: tuple[set[str], set[str]] | None = None, datasets: dict | None = None
) -> Iterator[tuple[dict, set[str] | None, set[str]]]:
    """Every view with the columns its marks can use, and all names that were columns on the way there."""
    datasets = spec.get("datasets", {}) if datasets is None else datasets
    here = above
    if "data" in spec:
        columns = _columns(spec["data"], datasets)
        here = None if columns is None else (columns, set(columns))
    if here is not None:
        columns, seen = set(here[0]), set(here[1])
        for step in spec.get("transform", []):
            columns = _after(step, columns)
            seen |= columns
        here = (columns, seen)
    yield spec, here and here[0], here[1] if here else set()
    for key in ("layer", "hconcat", "vconcat", "concat"):
        for child in spec.get(key, []):
            yield from _views_with_columns(child, here, datasets)
    if isinstance(spec.get("spec"), dict):
        yield from _views_with_columns(spec["spec"], here, datasets)


def _columns(data: dict[str, Any], datasets: dict[str, Any]) -> set[str] | None:
    rows = datasets.get(data.get("name", ""), data.get("values"))
    if not isinstance(rows, list):
        return None  # map data and the like: not checked
    return {key for row in rows if isinstance(row, dict) for key in row}


def _after(step: dict[str, Any], columns: set[str]) -> set[str]:
    """The columns after one transform."""
    made: set[str] = set()
    for part in (step, *(x for key in ("aggregate", "joinaggregate", "window") for x in step.get(key, []) if isinstance(x, dict))):
        names = part.get("as", [])
        made.update([names] if isinstance(names, str) else names)
    if "fold" in step and "as" not in step:
        made.update(("key", "value"))
    if isinstance(step.get("from"), dict):
        made.update(step["from"].get("fields", []))
    if isinstance(step.get("aggregate"), list):
        return made | set(step.get("groupby", []))
    return columns | made


def _missing_in(view: dict[str, Any], columns: set[str] | None, seen: set[str]) -> list[str]:
    if columns is None:
        return []
    found, there = [], ", ".join(sorted(columns))
    for path, value in _walk(view.get("encoding", {})):
        if path[-1] == "field" and isinstance(value, str) and _plain(value) not in columns:
            found.append(f"{view.get('mark')}: {path[0]} asks for {value!r}; the data has {there}")
    own = json.dumps({key: value for key, value in view.items() if key in ("encoding", "transform")})
    for name in sorted(set(re.findall(r"datum(?:\.|\[')([A-Za-z_]\w*)", own))):
        if name not in seen | {"value", "label"}:  # the last two belong to axis labels
            found.append(f"{view.get('mark')}: an expression asks for datum.{name}; the data has {there}")
    return found


def _plain(field: str) -> str:
    return re.split(r"[.\[]", field.replace("\\", ""))[0]
