"""The items of data/items as plain data, read without the package, so that a test can ask what a saved page must not say."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import Any

import yaml
from course_notebooks import ROOT

ITEMS = ROOT / "data" / "items"
SECRET = {"why", "reason", "reasons", "hint", "hints", "code_hints", "insight", "key", "answer", "answers", "feedback", "explanation", "explain", "truth", "model", "models", "wrong"}
"""Fields whose words a saved page never says: they are what the learner is asked for, or what it is answered with."""


@functools.cache
def all_items() -> dict[str, dict[str, Any]]:
    """Every item of data/items/*.yml by its id."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted(ITEMS.glob("*.yml")):
        given = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in given["items"] if isinstance(given, dict) and "items" in given else given:
            assert item["id"] not in found, f"{path.name}: the id {item['id']} stands twice"
            found[str(item["id"])] = {"file": path.stem, **item}
    return found


def item_ids() -> set[str]:
    return set(all_items())


def items_of(lesson: str) -> dict[str, dict[str, Any]]:
    """The items that a lesson asks, by id; the concept inventory is a set of its own."""
    return {name: item for name, item in all_items().items() if item["file"] == lesson}


def points_to_item(name: str, known: set[str]) -> bool:
    """True for an item's id and for a set's name (a file of data/items, such as inventory)."""
    return name in known or (ITEMS / f"{name}.yml").exists()


def secrets(item: Any, secret: bool = False) -> Iterator[str]:
    """Every string in an item that stands under a secret field, however deep."""
    if isinstance(item, dict):
        for name, value in item.items():
            yield from secrets(value, secret or name in SECRET)
    elif isinstance(item, list):
        for value in item:
            yield from secrets(value, secret)
    elif isinstance(item, str) and secret:
        yield item
