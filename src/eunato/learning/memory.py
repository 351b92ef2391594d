"""The learner's progress file as a memory for explorers: what they scored or coded is there again next time."""

from __future__ import annotations

from typing import Any


class Kept:
    """Parts of one explorer's state, kept as rows of the kind "explorer" in the progress file.

    lesson: such as "10". name: the explorer, such as "options". A part is saved under the id "10-X-options.weights".
    """

    def __init__(self, lesson: str, name: str) -> None:
        self.lesson, self.name = lesson, name

    def load(self, part: str) -> Any:
        """The newest state of a part, or None; trouble with the file is not trouble with the explorer."""
        from eunato.learning import progress

        try:
            row = progress.store().latest(self._id(part))
        except Exception:
            return None
        return row["answer"] if row else None

    def save(self, part: str, state: Any) -> str:
        """Keep a part; returns "" or the sentence that says why the disk would not."""
        from eunato.learning import progress

        saved = progress.store().record(self.lesson, self._id(part), "explorer", state)
        return "" if saved.ok else saved.message

    def _id(self, part: str) -> str:
        return f"{self.lesson}-X-{self.name}.{part}"
