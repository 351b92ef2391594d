"""The course's questions as data: loaded from data/items/*.yml, looked up by id, never written in Python.

    >>> get("02-1").kind                                        # doctest: +SKIP
    'choice'
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eunato import course

FOLDER = course.DATA / "items"
_FIXED = ("id", "kind", "lesson", "bite", "title", "stem", "claims", "sources")


class ItemError(ValueError):
    """An item that does not exist or a file that cannot be read as items."""


@dataclass(frozen=True)
class Option:
    """One answer to choose: its text, why it tempts or holds, and whether it is the key."""

    text: str
    reason: str
    key: bool = False


@dataclass(frozen=True)
class Item:
    """One question. What depends on its kind stands in `more`, reachable as `item["options"]`."""

    id: str
    kind: str
    lesson: str
    bite: int
    title: str
    stem: str
    claims: tuple[str, ...]
    sources: tuple[str, ...]
    more: Mapping[str, Any] = field(default_factory=dict, hash=False)

    def __getitem__(self, name: str) -> Any:
        try:
            return self.more[name]
        except KeyError:
            raise ItemError(f"item {self.id} (kind {self.kind}) has no field {name!r}; it has {', '.join(sorted(self.more))}") from None

    def get(self, name: str, default: Any = None) -> Any:
        """A field of this kind, or `default`."""
        return self.more.get(name, default)

    @property
    def options(self) -> tuple[Option, ...]:
        """The options in the order of the screen: fixed, the same for everyone, and unrelated to the key."""
        return options_of(self.more.get("options", ()), self.id)


def options_of(rows: Any, salt: str) -> tuple[Option, ...]:
    """Rows of a YAML list as options, in a fixed pseudo-random order that depends on `salt` and the words only."""
    made = [Option(r["text"], r["reason"], bool(r.get("key", False))) for r in rows]
    return tuple(shuffled(made, salt, lambda o: o.text))


def shuffled(things: Any, salt: str, words: Any = str) -> list[Any]:
    """A fixed order drawn from a hash of the words: the same on every machine, and saying nothing about the key."""
    return sorted(things, key=lambda x: hashlib.sha256(f"{salt}|{words(x)}".encode()).hexdigest())


def files() -> list[Path]:
    """All item files, sorted by name."""
    return sorted(FOLDER.glob("*.yml"))


def read(path: Path) -> list[dict[str, Any]]:
    """The raw items of one file.

    Raises ItemError when the file is no YAML with a list `items` of version 1.
    """
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C loader is ten times as fast; it is not everywhere
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as err:
        raise ItemError(f"data/items/{path.name} cannot be read: {err}. Mend the file, then run the tests") from None
    if not isinstance(found, dict) or found.get("version") != 1 or not isinstance(found.get("items"), list):
        raise ItemError(f"data/items/{path.name} needs “version: 1” and a list “items”; see data/items/schema.json")
    return found["items"]


@functools.lru_cache(maxsize=1)
def _index() -> dict[str, Item]:
    made: dict[str, Item] = {}
    for path in files():
        for row in read(path):
            missing = [name for name in _FIXED if name not in row]
            if missing:
                raise ItemError(f"data/items/{path.name}: item {row.get('id', '(no id)')} lacks {', '.join(missing)}")
            if row["id"] in made:
                raise ItemError(f"data/items/{path.name}: the id {row['id']} stands twice; give each item its own")
            made[row["id"]] = Item(
                row["id"], row["kind"], str(row["lesson"]), row["bite"], row["title"], row["stem"].strip(),
                tuple(row["claims"]), tuple(row["sources"]), {k: v for k, v in row.items() if k not in _FIXED},
            )
    return made


def get(item_id: str) -> Item:
    """The item with this id, such as "02-1".

    Raises ItemError naming what there is when the id is unknown.
    """
    found = _index().get(item_id)
    if found is None:
        near = [i for i in _index() if i.split("-")[0] == str(item_id).split("-")[0]] or list(_index())
        raise ItemError(f"there is no item {item_id!r}; ids near it: {', '.join(near[:30])}")
    return found


def all(lesson: str | None = None) -> list[Item]:
    """All items, or those of one lesson ("02"); the concept inventory is lesson "10"."""
    return [i for i in _index().values() if lesson is None or i.lesson == lesson]


def key_words(item: Item) -> Iterator[str]:
    """Every text that must not stand in a stored output: reasons, models, hints, whys (the tests scan for them)."""
    yield from _earned(dict(item.more))


_SECRET = {"reason", "why", "model", "hints", "code_hints", "wrong", "reasons"}


def _earned(thing: Any, secret: bool = False) -> Iterator[str]:
    if isinstance(thing, Mapping):
        for name, value in thing.items():
            yield from _earned(value, secret or name in _SECRET)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from _earned(value, secret)
    elif secret and isinstance(thing, str):
        yield thing
