"""A simulated class: groups that fill in the real form and export real ballots. Everything here is invented.

    python tests/class_of_ballots.py FOLDER 30        writes ballot_G1_….json to ballot_G30_….json (PYTHONPATH=src)
"""

from __future__ import annotations

import random
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from eunato import tables
from eunato.seminar.ballot_writer import BallotWriter

OPTIONS = [row["option_id"] for row in tables.records("options")]
CRITERIA = [row["criterion"] for row in tables.records("criteria")]
START = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
LINES = ("One of us would put speed before cost.", "We could not agree on what Washington would welcome.", "", "Half of us think that the futures decide more than the weights.",
         "Somebody holds that small formats leave others out & divide.", "")


class Memory:
    """A place for parts, as the progress file is one."""

    def __init__(self, parts: dict[str, Any] | None = None) -> None:
        self.parts = parts or {}
        self.saved = 0

    def load(self, part: str) -> Any:
        return self.parts.get(part)

    def save(self, part: str, state: Any) -> str:
        self.parts[part] = state
        self.saved += 1
        return ""


def matrix(scores: dict[tuple[str, str], int], weights: dict[str, float] | None = None) -> Memory:
    """The options matrix's kept parts, in the form in which the explorer keeps them."""
    parts: dict[str, Any] = {o: {"scores": {c: s for (x, c), s in scores.items() if x == o}, "evidence": {}, "changes": {}} for o in OPTIONS}
    if weights:
        parts["weights"] = weights
    return Memory(parts)


def group(n: int, seed: int = 7, scores: bool = True) -> BallotWriter:
    """Group n at its computer, with its form filled in. The scores lean the same way in all groups, the weights do not."""
    draw = random.Random(seed * 1000 + n)
    common = random.Random(seed)
    base = {(o, c): common.randint(2, 4) for o in OPTIONS for c in CRITERIA}
    own = {key: min(5, max(1, s + draw.choice((-1, 0, 0, 0, 1)))) for key, s in base.items()} if scores else {}
    weights = {c: float(draw.choice((0, 5, 10, 15, 30, 60))) for c in CRITERIA}
    weights[draw.choice(CRITERIA)] += 20
    writer = BallotWriter(Memory(), matrix(own, weights) if scores else Memory(), lambda: START + timedelta(minutes=n))
    form = writer.form
    form.group.value, form.people.value = f"G{n}", str(draw.randint(2, 5))
    for menu, option in zip(form.top, draw.sample(OPTIONS, 3), strict=True):
        menu.value = option
    form.approve.value = sorted(draw.sample(range(10), draw.randint(2, 6)))
    form.weights_from.value = "matrix" if scores else "equal"
    form.confidence.value = draw.choice((40, 60, 70, 90))
    form.dissent.value = LINES[n % len(LINES)]
    return writer


def write(folder: Path, groups: int, seed: int = 7) -> list[Path]:
    """Export the ballots of `groups` groups into a folder, every third without scores; returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for n in range(1, groups + 1):
        writer = group(n, seed, scores=n % 3 != 0)
        writer.export.click()
        assert writer.data, writer.status.text
        path = folder / writer.link.filename
        path.write_bytes(writer.data)
        made.append(path)
    return made


if __name__ == "__main__":
    print("\n".join(map(str, write(Path(sys.argv[1]), int(sys.argv[2])))))
