"""The words of the ballots' pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from eunato import course, tables


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of `data/kit/ballot_words.yml`, read once."""
    import yaml

    return yaml.safe_load((course.DATA / "kit" / "ballot_words.yml").read_text(encoding="utf-8"))


def options() -> dict[str, str]:
    """Option id → its name, in the table's order."""
    return {row["option_id"]: row["name"] for row in tables.records("options")}


def criteria() -> dict[str, str]:
    """Criterion id → its name, in the table's order."""
    return {row["criterion"]: row["name"] for row in tables.records("criteria")}


def order_words(places: object) -> str:
    """An order as people read it: "O6, O3 and O4 together, O1"."""
    return ", ".join(one if isinstance(one, str) else " and ".join(one) + " together" for one in places)  # type: ignore[attr-defined]
