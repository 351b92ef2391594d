"""The words of the seminar's pages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from eunato import course


@lru_cache(maxsize=1)
def words() -> dict[str, Any]:
    """The words of `data/seminar.yml`, read once."""
    import yaml

    return yaml.safe_load((course.DATA / "seminar.yml").read_text(encoding="utf-8"))
