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
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from eunato import course, tables
from eunato.models import options as model
from eunato.models.voting import Place
from eunato.safe import plain
from eunato.seminar import ballot_folder
from eunato.seminar.ballot_count import Count, count

__all__ = ["Ballot", "BallotError", "Count", "Loaded", "code", "codes", "count", "csv_text", "export", "folder", "found_in", "from_code", "has_address", "is_illustrative", "merge", "pasted", "read"]

SCHEMA = "ballot-1"
MAX_BYTES = 4096
MAX_FILES = 200
MAX_CODES = 200
MAX_PASTE = 400_000
MAX_LINES = 150
"""Lines over which one code may be broken."""
MAX_DEPTH = 5
PREFIX = "EUB1."
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
                     "\ud800-\udfff\u200b\u2028\u2029\ufff9-\ufffb\U000e0000-\U000e007f]")
"""Characters that turn text around, cannot be seen, or are half of one: a line that holds them may not say what it shows."""
_MARKUP = re.compile(r"<[A-Za-z/!?]|&#|javascript:", re.I)
_RUNS = re.compile(r"^\s*[=+\-@\t\r|＝＋－＠]")
_ADDRESS = re.compile(r"[^\s@＠]\s?[@＠]\s?[^\s@＠]+[.．]\w|[^\s@＠][@＠][^\s@＠]")
"""An e-mail address, also one with spaces around its sign; the line of dissent is shown to a class."""
_SAME = 9
"""Digits to which two values are the same: the sum of the same weights in another order differs in the sixteenth."""


class BallotError(ballot_folder.Refusal):
    """A ballot that cannot be counted. The message is for the instructor: what is wrong, and what to ask the group for."""


@dataclass(frozen=True)
class Ballot:
    """One group's ballot, checked. scores: {(option, criterion): 1 to 5}; evidence: how many different grounds its options name;
    grounded: how many options have one."""

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
    grounded: int = 0

    def ranking(self, points: Mapping[str, float] | None = None, scores: Mapping[tuple[str, str], float] | None = None) -> tuple[Place, ...]:
        """Options from the most to the least wanted; options of the same value share a place, as a tuple.

        By scores and weights where these cover the group's whole top three, else the top three as given: what a group
        named must not fall behind because a score is missing. The top three decides between options of the same value.
        points, scores: stand in for the group's own, to see what would change.
        """
        mean = self.values(points, scores)
        if len(mean) < 2 or not set(self.top3) <= set(mean):
            return self.top3
        places: dict[tuple[float, int], list[str]] = {}
        for o in sorted(mean, key=lambda o: int(o[1:])):
            places.setdefault((-round(mean[o], _SAME), self.top3.index(o) if o in self.top3 else 9), []).append(o)
        return tuple(held[0] if len(held) == 1 else tuple(held) for _, held in sorted(places.items()))

    def values(self, points: Mapping[str, float] | None = None, scores: Mapping[tuple[str, str], float] | None = None) -> dict[str, float]:
        """The value from 0 to 1 of each option that has a score on every criterion with a weight."""
        given = self.scores if scores is None else scores
        return {o: row["now"] for o, row in model.utilities(given, points or self.weights).items()} if given else {}

    @property
    def by_scores(self) -> bool:
        """Whether the ranking comes from scores and weights (else from the top three alone)."""
        found = self.values()
        return len(found) >= 2 and set(self.top3) <= set(found)


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
        found = ballot_folder.shown(raw.get("schema"), 30) if isinstance(raw.get("schema"), str) else "none"
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
    try:
        _moment(raw["ts"])
    except ValueError:
        raise BallotError(f"{_FIELDS['ts']}. Ask the group to export again.") from None
    weights = {str(k): float(v) for k, v in raw["weights"].items()}
    if set(weights) != criteria:
        raise BallotError("its weights are not those of the course's eight criteria. Ask the group to export again with the same version.")
    if any(not math.isfinite(w) for w in weights.values()) or abs(math.fsum(weights.values()) - 100) > 1:
        raise BallotError(f"its weights add up to {math.fsum(weights.values()):g}, not to 100. Ask the group to look at its weights.")
    scores: dict[tuple[str, str], float] = {}
    grounds = grounded = 0
    for option, row in raw["scores"].items():
        if option not in options:
            raise BallotError(f"it scores the option “{ballot_folder.shown(option, 20)}”, which the course does not have.")
        grounds += len(row.get("ev", []))
        grounded += bool(row.get("ev"))
        for criterion, score in row.items():
            if criterion == "ev":
                continue
            if criterion not in criteria:
                raise BallotError(f"it scores the criterion “{ballot_folder.shown(criterion, 20)}”, which the course does not have.")
            scores[option, criterion] = float(score)
    if is_illustrative(scores):
        raise BallotError("its scores are the illustrative set, which a rule made and nobody judged. Ask the group for its own scores, or for its top three alone.")
    dissent = raw.get("dissent", "")
    if _HIDDEN.search(dissent):
        raise BallotError("its dissent holds hidden characters that can turn text around. Ask the group to type it again.")
    if _MARKUP.search(dissent):
        raise BallotError("its dissent holds markup or a script. Ask the group to write it in plain words.")
    if has_address(dissent):
        raise BallotError("its dissent holds an e-mail address, and that line is shown to the class. Ask the group to write it without names and addresses.")
    if _RUNS.match(dissent.strip()):
        raise BallotError("its dissent begins like a formula that a spreadsheet would run. Ask the group to begin with a word.")
    return Ballot(raw["group"], raw["n"], raw["ts"], weights, scores, grounds, tuple(raw["top3"]), tuple(raw["approve"]), float(raw["confidence"]), plain(dissent, 200), grounded)


def _moment(ts: str) -> str:
    """A ballot's time in one form that sorts: with and without seconds are both allowed. ValueError for no such day."""
    return datetime.fromisoformat(ts.removesuffix("Z")).isoformat(timespec="seconds")


def has_address(text: str) -> bool:
    """Whether a line seems to hold an e-mail address.

    >>> has_address("ask anna@example.org"), has_address("three options @ once")
    (True, False)
    """
    return bool(_ADDRESS.search(text))


def is_illustrative(scores: Mapping[tuple[str, str], float]) -> bool:
    """Whether these are the numbers behind the button "illustrative set": score = 1 + (3 × row + 2 × column) mod 5.

    Three options or more have to be full and every number has to be the rule's; by chance that does not happen.
    """
    rows = {row["option_id"]: i for i, row in enumerate(tables.records("options"), start=1)}
    columns = {row["criterion"]: j for j, row in enumerate(tables.records("criteria"), start=1)}
    return len(scores) >= 3 * len(columns) and all(score == 1 + (3 * rows.get(o, 0) + 2 * columns.get(c, 0)) % 5 for (o, c), score in scores.items())


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
        shown = ballot_folder.shown(name)
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
        newer = _moment(ballot.ts) > _moment(before[1].ts)
        refused.append((before[0] if newer else shown, f"it is an older ballot of {ballot.group}; the newer one counts."
                        if _moment(ballot.ts) != _moment(before[1].ts) else f"{ballot.group} sent two ballots with the same time; the first one read counts."))
        if newer:
            kept[ballot.group] = (shown, ballot)
    order = sorted(kept, key=lambda g: int(g[1:]))
    return Loaded(tuple(kept[g][1] for g in order), tuple(refused))


def found_in(path: str | Path) -> Iterator[tuple[str, bytes | BallotError]]:
    """(name, bytes or why not) of every .json file of a folder, not of folders in it. Links are not followed.

    Raises BallotError when there is no such folder or it holds more files than a class can have groups.
    """
    return ballot_folder.files(path, MAX_BYTES, MAX_FILES, BallotError)  # type: ignore[return-value]


def folder(path: str | Path) -> Loaded:
    """Read the ballots of a folder; nothing is written. Raises BallotError as `found_in` does."""
    return merge(found_in(path))


def codes(text: str) -> list[tuple[str, bytes | BallotError]]:
    """Copy codes pasted together, with words between them, broken over lines or quoted by a mail program."""
    pieces = re.split(r"(?=EUB1\.)", text[:MAX_PASTE])
    found: list[tuple[str, bytes | BallotError]] = []
    for piece in pieces:
        if not piece.startswith(PREFIX):
            continue
        if len(found) >= MAX_CODES:
            found.append(("more codes", BallotError(f"only the first {MAX_CODES} codes are read; a class has fewer groups.")))
            break
        found.append((f"code {len(found) + 1}", _piece(piece[:4 * MAX_BYTES])))
    return found


def _piece(piece: str) -> bytes | BallotError:
    """The ballot behind one code: its first line, or as many of the next lines as make it whole."""
    tokens = [t for t in re.split(r"[\s>]+", piece) if t][:MAX_LINES]
    first: BallotError | None = None
    joined = ""
    for token in tokens:
        joined += re.sub(r"[^A-Za-z0-9_=.-]", "", token)
        try:
            return from_code(joined)
        except BallotError as error:
            first = first or error
            if "damaged" not in str(error):
                return error
    return first or BallotError("the code is damaged; a part may be missing. Ask for it again, in one piece.")


def pasted(text: str) -> Loaded:
    """Read copy codes pasted together."""
    return merge(codes(text))


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


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV in which no cell is run as a formula by a spreadsheet: such a cell begins with an apostrophe."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and _RUNS.match(cell) else cell for cell in row])
    return out.getvalue()
