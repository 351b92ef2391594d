"""What happens when Lab saves a notebook."""

from __future__ import annotations

import json
from typing import Any


def keep_language(model: dict[str, Any], path: str, contents_manager: Any, **_: Any) -> None:
    """Keep the notebook's own note of its Python version, which Lab would overwrite as soon as it is opened.

    Without this, opening and saving a lesson changes one line in git on every machine with another patch version.
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    try:
        with open(contents_manager._get_os_path(path), encoding="utf-8") as stored:
            language = json.load(stored)["metadata"]["language_info"]
    except (OSError, ValueError, KeyError, TypeError):
        return  # a new notebook, or one that has no such note: Lab's own is fine
    model["content"].setdefault("metadata", {})["language_info"] = language
