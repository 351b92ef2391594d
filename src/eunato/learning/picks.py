"""What an exercise offers to choose from, in plain words: states, places of the path finder, links of the table."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from eunato import course
from eunato.learning.pages_parts import page_words


@functools.lru_cache(maxsize=1)
def states() -> Mapping[str, str]:
    """The 36 states of the EU or NATO by code, sorted by name."""
    from eunato.models import clubs

    club = clubs.club_of()
    return MappingProxyType(dict(sorted(((iso, name) for iso, name in clubs.names().items() if club[iso] != "other"), key=lambda pair: pair[1].replace("Ü", "U"))))


@functools.lru_cache(maxsize=1)
def places() -> Mapping[str, str]:
    """The places of a path by id: the four offices as the path finder calls them, then the states."""
    import yaml

    said = yaml.safe_load((course.DATA / "explorers.yml").read_text(encoding="utf-8"))
    return MappingProxyType({**said["paths"]["originators"], **states()})


@functools.lru_cache(maxsize=1)
def links() -> Mapping[str, str]:
    """Each row of the table of links as a line, by its id.

    >>> links()["L08"]                                          # doctest: +SKIP
    'L08 · NATO Council → Cyprus: a security agreement between Cyprus and NATO'
    """
    from eunato import tables

    return MappingProxyType({row["link_id"]: f"{row['link_id']} · {_end(row['from'])} → {_end(row['to'])}: {_inside(row['basis'])}" for row in tables.records("info_links")})


def _end(place: str) -> str:
    if place.startswith("each["):
        return page_words()["exercise"]["classes"].get(place[5:-1], page_words()["exercise"]["class"])
    return places().get(place, place).split(" (")[0]


def _inside(sentence: str) -> str:
    """A phrase after a colon: no second colon, and a small first letter unless the first word is a name in capitals."""
    sentence = sentence.replace(": ", ", ")
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]


def offered(kind: str) -> Mapping[str, str]:
    """What `pick: states`, `places`, `link` or `links` of an exercise's part offers: words by id."""
    known: Mapping[str, Any] = {"states": states, "places": places, "link": links, "links": links}
    return known[kind]()


def of_part(part: Mapping[str, Any]) -> Mapping[str, str]:
    """What a part of an exercise offers: its own `choices`, or what its `pick` names; words by id."""
    return part["choices"] if "choices" in part else offered(part["pick"])
