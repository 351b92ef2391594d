"""Ballots of groups: written as small JSON files or copy codes, read as data from strangers.

Everything that comes in is hostile until checked: bounded before it is parsed, parsed as data, validated against
`data/ballot.schema.json`, compared with the course's own options. What is refused gets a reason an instructor
understands; the good ones still count. Nothing is executed and nothing is written back.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import os
import re
import stat
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from eunato import course, tables
from eunato.models import options as model
from eunato.models import voting
from eunato.safe import plain

SCHEMA = "ballot-1"
MAX_BYTES = 4096
MAX_FILES = 200
MAX_CODES = 200
MAX_PASTE = 400_000
MAX_DEPTH = 5
PREFIX = "EUB1."
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_MARKUP = re.compile(r"<[A-Za-z/!?]|&#|javascript:", re.I)
_RUNS = re.compile(r"^[=+\-@\t\r|]")


class BallotError(ValueError):
    """A ballot that cannot be counted. The message is for the instructor: what is wrong, and what to ask the group for."""


@dataclass(frozen=True)
class Ballot:
    """One group's ballot, checked. scores: {(option, criterion): 1 to 5}; evidence: how many scores had a ground."""

    group: str
    people: int
    ts: str
    weights: Mapping[str, float]
    scores: Mapping[tuple[str, str], float]
    evidence: int
    top3: tuple[str, ...]
    approve: tuple[str, ...]
    confidence: float
    dissent: str = ""

    def ranking(self, points: Mapping[str, float] | None = None, scores: Mapping[tuple[str, str], float] | None = None) -> tuple[str, ...]:
        """Options from the most to the least wanted: by scores and weights where complete, else the top three as given.

        points, scores: stand in for the group's own, to see what would change.
        """
        values = model.utilities(scores if scores is not None else self.scores, points or self.weights) if (scores or self.scores) else {}
        mean = {o: row["now"] for o, row in values.items()}
        if len(mean) < 2:
            return self.top3
        return tuple(sorted(mean, key=lambda o: (-mean[o], self.top3.index(o) if o in self.top3 else 9, int(o[1:]))))


@dataclass(frozen=True)
class Loaded:
    """What came in: ballots that count, by group, and what was refused or replaced, each with its reason."""

    ballots: tuple[Ballot, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def sentence(self) -> str:
        """How many count and how many do not."""
        good, bad = len(self.ballots), len(self.refused)
        said = f"{good} ballot{'' if good == 1 else 's'} counted."
        return said + (f" {bad} not counted; the reasons stand below." if bad else "")


# -- reading ------------------------------------------------------------------------------------------------------


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise BallotError("one of its fields stands twice, so nobody can tell which was meant. Ask the group to export again.")
    return made


def _no_number(word: str) -> Any:
    raise BallotError(f"it holds {word}, which is no number. Ask the group to export again.")


def _text(data: bytes) -> str:
    if len(data) > MAX_BYTES:
        raise BallotError(f"it is larger than {MAX_BYTES:,} bytes. A ballot is small; this is another file.")
    if not data.strip():
        raise BallotError("it is empty. Ask the group to export again.")
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise BallotError("it is not written in UTF-8. Somebody saved it in another program; ask for the file as it was exported.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BallotError("it is not written in UTF-8. Somebody saved it in another program; ask for the file as it was exported.") from None


def _depth(text: str) -> int:
    """How deep brackets are nested outside of texts, found without parsing."""
    bare = re.sub(r'"(?:[^"\\\\]|\\\\.)*"', "", text)
    deepest = now = 0
    for c in bare:
        now += (c in "[{") - (c in "]}")
        deepest = max(deepest, now)
    return deepest


@lru_cache(maxsize=1)
def _validator() -> Any:
    import jsonschema

    return jsonschema.Draft7Validator(json.loads((course.DATA / "ballot.schema.json").read_text(encoding="utf-8")))


_FIELDS = {
    "group": "the group's label must be G1 to G99", "n": "the number of people must be a whole number from 1 to 40", "ts": "its time is not written as the course writes times",
    "weights": "a weight is not a number from 0 to 100", "scores": "a score is not a whole number from 1 to 5", "scenario_q": "a probability is not between 0 and 1",
    "top3": "the top three must be up to three different options, O1 to O10", "approve": "approved options must be different ones from O1 to O10",
    "confidence": "the confidence must be between 0 and 1", "dissent": "the dissent is longer than 200 characters", "course": "the course's version is not written as 1.0",
}


def read(data: bytes) -> Ballot:
    """One ballot from the bytes of a file. Raises BallotError with a reason for the instructor.

    Bounds come first (size, encoding, depth), then the JSON itself (twice the same field, NaN), then the schema, then
    the course's own options and criteria.
    """
    text = _text(data)
    if _depth(text) > MAX_DEPTH:
        raise BallotError("it is nested deeper than any ballot. It was not made by this course.")
    try:
        raw = json.loads(text, object_pairs_hook=_pairs, parse_constant=_no_number)
    except BallotError:
        raise
    except (ValueError, RecursionError):
        raise BallotError("it is not a ballot: the text cannot be read as JSON. It may have been cut off on the way; ask for it again.") from None
    if not isinstance(raw, dict):
        raise BallotError("it is not a ballot: there is no set of fields in it.")
    if raw.get("schema") != SCHEMA:
        found = plain(raw.get("schema"), 30) if isinstance(raw.get("schema"), str) else "none"
        raise BallotError(f"its form is “{found}”, this course reads “{SCHEMA}”. Ask the group to export again with the same version of the course.")
    problem = next(iter(sorted(_validator().iter_errors(raw), key=lambda e: list(map(str, e.absolute_path)))), None)
    if problem is not None:
        where = str(problem.absolute_path[0]) if problem.absolute_path else ""
        if problem.validator == "required":
            raise BallotError("a field is missing. Ask the group to export again.")
        if problem.validator == "additionalProperties" and not where:
            raise BallotError("it has a field that a ballot does not have. It was not made by this course.")
        raise BallotError(f"{_FIELDS.get(where, 'a field does not fit')}. Ask the group to export again.")
    return _checked(raw)


def _checked(raw: Mapping[str, Any]) -> Ballot:
    options = {row["option_id"] for row in tables.records("options")}
    criteria = {row["criterion"] for row in tables.records("criteria")}
    weights = {str(k): float(v) for k, v in raw["weights"].items()}
    if set(weights) != criteria:
        raise BallotError("its weights are not those of the course's eight criteria. Ask the group to export again with the same version.")
    if any(not math.isfinite(w) for w in weights.values()) or abs(math.fsum(weights.values()) - 100) > 1:
        raise BallotError(f"its weights add up to {math.fsum(weights.values()):g}, not to 100. Ask the group to look at its weights.")
    scores: dict[tuple[str, str], float] = {}
    grounds = 0
    for option, row in raw["scores"].items():
        if option not in options:
            raise BallotError(f"it scores the option “{plain(option, 20)}”, which the course does not have.")
        grounds += len(row.get("ev", []))
        for criterion, score in row.items():
            if criterion == "ev":
                continue
            if criterion not in criteria:
                raise BallotError(f"it scores the criterion “{plain(criterion, 20)}”, which the course does not have.")
            scores[option, criterion] = float(score)
    dissent = raw.get("dissent", "")
    if _HIDDEN.search(dissent):
        raise BallotError("its dissent holds hidden characters that can turn text around. Ask the group to type it again.")
    if _MARKUP.search(dissent):
        raise BallotError("its dissent holds markup or a script. Ask the group to write it in plain words.")
    if _RUNS.match(dissent.strip()):
        raise BallotError("its dissent begins like a formula that a spreadsheet would run. Ask the group to begin with a word.")
    return Ballot(raw["group"], raw["n"], raw["ts"], weights, scores, grounds, tuple(raw["top3"]), tuple(raw["approve"]), float(raw["confidence"]), plain(dissent, 200))


def code(data: bytes) -> str:
    """A copy code for a chat: the ballot, compressed, as letters that no mail program changes."""
    return PREFIX + base64.urlsafe_b64encode(zlib.compress(data, 9)).decode("ascii")


def from_code(text: str) -> bytes:
    """The bytes behind a copy code, never more than a ballot may have. Raises BallotError."""
    given = re.sub(r"\s+", "", text)
    if not given.startswith(PREFIX):
        raise BallotError(f"it does not begin with {PREFIX}, so it is not a copy code of this course.")
    if len(given) > 2 * MAX_BYTES:
        raise BallotError("it is longer than any copy code.")
    try:
        packed = base64.b64decode(given[len(PREFIX):], altchars=b"-_", validate=True)
        unpack = zlib.decompressobj()
        data = unpack.decompress(packed, MAX_BYTES + 1)  # a small code may hold a huge file: stop early
    except (binascii.Error, ValueError, zlib.error):
        raise BallotError("the code is damaged; a part may be missing. Ask for it again, in one piece.") from None
    if len(data) > MAX_BYTES or unpack.unconsumed_tail:
        raise BallotError("it unpacks to far more than a ballot holds. It was not made by this course.")
    if not unpack.eof:
        raise BallotError("the code is damaged; a part may be missing. Ask for it again, in one piece.")
    return data


def merge(found: Iterable[tuple[str, bytes | BallotError]]) -> Loaded:
    """Read named ballots, keep the newest of each group, and say what does not count and why."""
    kept: dict[str, tuple[str, Ballot]] = {}
    refused: list[tuple[str, str]] = []
    for name, data in found:
        shown = plain(name, 80)
        try:
            if isinstance(data, BallotError):
                raise data
            ballot = read(data)
        except BallotError as error:
            refused.append((shown, str(error)))
            continue
        before = kept.get(ballot.group)
        if before is None:
            kept[ballot.group] = (shown, ballot)
            continue
        newer = ballot.ts > before[1].ts
        refused.append((before[0] if newer else shown, f"it is an older ballot of {ballot.group}; the newer one counts."
                        if ballot.ts != before[1].ts else f"{ballot.group} sent two ballots with the same time; the first one read counts."))
        if newer:
            kept[ballot.group] = (shown, ballot)
    order = sorted(kept, key=lambda g: int(g[1:]))
    return Loaded(tuple(kept[g][1] for g in order), tuple(refused))


def folder(path: str | Path) -> Loaded:
    """Read every .json file of a folder, not of folders in it. Links are not followed, and nothing is written.

    Raises BallotError when there is no such folder or it holds more files than a class can have groups.
    """
    place = Path(path).expanduser()
    try:
        entries = sorted(os.scandir(place), key=lambda e: e.name)
    except OSError:
        raise BallotError(f"there is no folder {plain(place, 200)} that can be read. Write the folder's name as your file manager shows it.") from None
    wanted = [e for e in entries if e.name.lower().endswith(".json") and not e.name.startswith(".")]
    if len(wanted) > MAX_FILES:
        raise BallotError(f"the folder holds {len(wanted):,} files; a class has at most {MAX_FILES}. Choose the folder with the ballots.")
    return merge((e.name, _file(e)) for e in wanted)


def _file(entry: os.DirEntry[str]) -> bytes | BallotError:
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if entry.is_symlink():
            return BallotError("it is a link to another file, and links are not followed. Put the file itself into the folder.")
        handle = os.open(entry.path, flags)
    except OSError:
        return BallotError("it could not be opened.")
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return BallotError("it is not a file.")
        data = b""
        while len(data) <= MAX_BYTES and (more := os.read(handle, MAX_BYTES + 1 - len(data))):
            data += more
        return data
    except OSError:
        return BallotError("it could not be read.")
    finally:
        os.close(handle)


def pasted(text: str) -> Loaded:
    """Read copy codes pasted together, one per line or with words between them."""
    given = text[:MAX_PASTE]
    codes = re.findall(r"EUB1\.[A-Za-z0-9_=-]+", given)[:MAX_CODES]
    found: list[tuple[str, bytes | BallotError]] = []
    for number, one in enumerate(codes, start=1):
        try:
            found.append((f"code {number}", from_code(one)))
        except BallotError as error:
            found.append((f"code {number}", error))
    return merge(found)


def export(group: str, people: int, ts: str, weights: Mapping[str, float], scores: Mapping[tuple[str, str], float], evidence: Mapping[tuple[str, str], str],
           top3: Sequence[str], approve: Sequence[str], confidence: float, dissent: str = "", odds: Mapping[str, float] | None = None) -> bytes:
    """A ballot as the bytes of its file, checked as a stranger's would be. Weights are scaled to add up to 100.

    Raises BallotError when it could not be counted, so that a group hears it before the class does.
    """
    share = model.weights(weights)
    rows: dict[str, dict[str, Any]] = {}
    for (option, criterion), score in scores.items():
        rows.setdefault(option, {})[criterion] = int(score)
    for option, row in rows.items():
        if grounds := sorted({g for (o, _), g in evidence.items() if o == option}):
            row["ev"] = grounds[:8]
    made: dict[str, Any] = {"schema": SCHEMA, "course": course.VERSION, "group": group, "n": people, "ts": ts,
                            "weights": {c: round(100 * w, 2) for c, w in share.items()}, "scores": rows, "top3": list(top3), "approve": list(approve),
                            "confidence": confidence, "dissent": dissent}
    if odds:
        made["scenario_q"] = {s: round(q, 4) for s, q in model.weights(odds).items()}
    data = json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    read(data)
    return data


# -- counting ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Count:
    """The room in numbers: per option Borda points, approvals and first places; pairs; agreement; what divides it."""

    borda: Mapping[str, float]
    approval: Mapping[str, int]
    firsts: Mapping[str, int]
    pairs: voting.Pairs
    agreement: float | None
    with_mean_weights: float | None
    with_mean_scores: float | None
    weights: Mapping[str, tuple[float, float, float]]

    @property
    def divides(self) -> str:
        """Whether weights or scores explain more of the disagreement, in a sentence with the two numbers."""
        if self.agreement is None or self.with_mean_weights is None or self.with_mean_scores is None:
            return "Too few complete ballots to say whether weights or scores divide the room."
        by_weights, by_scores = self.with_mean_weights - self.agreement, self.with_mean_scores - self.agreement
        said = f"Agreement is {self.agreement:.2f}; with everybody's mean weights it would be {self.with_mean_weights:.2f}, with everybody's mean scores {self.with_mean_scores:.2f}."
        if abs(by_weights - by_scores) < 0.05:
            return f"{said} Weights and scores divide the room about equally."
        return f"{said} {'Weights' if by_weights > by_scores else 'Scores'} divide the room more."


def count(ballots: Sequence[Ballot]) -> Count:
    """Count a room's ballots. With none, every number is 0 and there is no winner."""
    options = [row["option_id"] for row in tables.records("options")]
    criteria = [row["criterion"] for row in tables.records("criteria")]
    orders = [b.ranking() for b in ballots]
    whole = [b for b in ballots if len(model.utilities(b.scores, b.weights) if b.scores else {}) >= 2]
    spread = {}
    for c in criteria:
        given = sorted(b.weights[c] for b in ballots)
        spread[c] = (given[0], math.fsum(given) / len(given), given[-1]) if given else (0.0, 0.0, 0.0)
    even_w = even_s = agreement = None
    if len(whole) >= 2:
        mean_w = {c: max(math.fsum(b.weights[c] for b in whole) / len(whole), 1e-9) for c in criteria}
        mean_s = {}
        for key in {k for b in whole for k in b.scores}:
            given = [b.scores[key] for b in whole if key in b.scores]
            mean_s[key] = math.fsum(given) / len(given)
        agreement = voting.kendall_w([b.ranking() for b in whole], options)
        even_w = voting.kendall_w([b.ranking(points=mean_w) for b in whole], options)
        even_s = voting.kendall_w([b.ranking(scores=mean_s) for b in whole], options)
    return Count(voting.borda(orders, options), voting.approval([b.approve for b in ballots], options),
                 {o: sum(bool(r) and r[0] == o for r in orders) for o in options}, voting.condorcet(orders, options),
                 agreement if len(whole) >= 2 else voting.kendall_w(orders, options), even_w, even_s, spread)


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV in which no cell is run as a formula by a spreadsheet: such a cell begins with an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell for cell in row])
    return out.getvalue()
