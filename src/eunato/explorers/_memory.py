"""What an explorer keeps for its learner, without knowing where: the lesson hands it a memory."""

from __future__ import annotations

import copy
from typing import Any, Protocol


class Memory(Protocol):
    """Parts of an explorer's state by name, each a small piece of JSON data."""

    def load(self, part: str) -> Any:
        """The newest state of a part, or None."""

    def save(self, part: str, state: Any) -> str:
        """Keep a part. Returns "" or one sentence that says why it could not be kept."""


class Forgetful:
    """A memory that lasts as long as the page: for tests, and where an explorer is shown outside a lesson."""

    def __init__(self) -> None:
        self.parts: dict[str, Any] = {}

    def load(self, part: str) -> Any:
        """The state of a part, or None."""
        return copy.deepcopy(self.parts.get(part))

    def save(self, part: str, state: Any) -> str:
        """Keep a part until the page is closed."""
        self.parts[part] = copy.deepcopy(state)
        return ""
