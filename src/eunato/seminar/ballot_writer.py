"""Group mode of lesson 10: a group writes its ballot and takes it along as a file, a copy code or a printed page."""

from __future__ import annotations

import asyncio
import html
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from typing import Any, Protocol

from eunato import controls, course, tables
from eunato.controls_files import FileLink
from eunato.models import options as model
from eunato.safe import esc, para
from eunato.seminar import ballot_paper, ballots
from eunato.seminar.ballot_form import BallotForm
from eunato.seminar.ballot_words import criteria, options, order_words, words

HTML = "text/html;charset=utf-8"
QUIET = 1.0
"""Seconds without a change after which a draft is written: a row for every letter would fill the progress file."""


class Memory(Protocol):
    """Where a part of the learner's state is kept."""

    def load(self, part: str) -> Any:
        """The newest state of a part, or None."""

    def save(self, part: str, state: Any) -> str:
        """Keep a part; "" or the sentence that says why it could not be kept."""


class BallotWriter(controls.StoredBox):
    """A group's ballot. `form` holds the fields, `data` the bytes of the newest export (b"" before).

    memory: keeps the draft. matrix: the memory of the options matrix, read only. now: the clock, in UTC.
    """

    def __init__(self, memory: Memory | None = None, matrix: Memory | None = None, now: Callable[[], datetime] | None = None) -> None:
        self.said = said = words()["writer"]
        self.memory, self.matrix = memory, matrix
        self.now = now or (lambda: datetime.now(timezone.utc))
        self.data = b""
        self._waiting: asyncio.TimerHandle | None = None
        self._sure = False
        self.status, self.draft_line, self.matrix_line = (controls.StatusLine() for _ in range(3))
        self.form = BallotForm(with_matrix=True)
        self.only_top = controls.checkbox(said["only_top"])
        self.found = controls.words("")
        self.reread = controls.button(said["reread"], self._reread, status=self.matrix_line)
        self.export = controls.button(said["export"], self._export, status=self.status, main=True)
        self.clear = controls.button(said["clear"], self._clear, status=self.status)
        self.link, self.print_link, self.empty_link = FileLink(), FileLink(), FileLink()
        self.code = controls.area(words()["writer"]["code"], help=said["code_help"], rows=4)
        self.code.disabled = True  # read-only: it can be selected and copied
        self.code.layout.display = "none"
        self._read_matrix()
        kept = memory.load("draft") if memory else None
        kept = kept if isinstance(kept, Mapping) else {}
        self.form.fill(kept)
        self.only_top.value = [0] if kept.get("only_top") is True else []
        name = words()["paper"]["file"]
        self.empty_link.offer(ballot_paper.page(), name, said["link_empty"].format(file=name), HTML)
        head = lambda text: controls.words(f"<h4>{html.escape(text)}</h4>")  # noqa: E731
        super().__init__(said["title"], para(said["stored"]), said["stored"], [
            controls.words(f"<h3>{html.escape(said['title'])}</h3>{para(said['intro'])}{para(said['draft_kept'])}"),
            head(said["matrix_heading"]), self.found, self.reread, self.matrix_line, self.only_top,
            *self.form.controls, self.draft_line, controls.row(self.export, self.clear), self.status, self.link, self.code, self.print_link, self.empty_link,
        ])
        self.form.listen(self._changed)
        self.only_top.observe(lambda _change: self._changed(), "value")

    # -- the matrix -----------------------------------------------------------------------------------------------

    def _read_matrix(self) -> str:
        """Take over what the matrix keeps, checked as a stranger's file would be; show it and return it in words."""
        load = self.matrix.load if self.matrix else lambda _part: None
        names, asked = options(), criteria()
        board = {row["evidence_id"] for row in tables.records("option_evidence")}
        self.scores: dict[tuple[str, str], float] = {}
        self.evidence: dict[tuple[str, str], str] = {}
        for o in names:
            kept = load(o)
            scores, grounds = ((kept.get(k) if isinstance(kept, Mapping) else None) for k in ("scores", "evidence"))
            for c in asked:
                s = scores.get(c) if isinstance(scores, Mapping) else None
                if isinstance(s, (int, float)) and not isinstance(s, bool) and s in (1, 2, 3, 4, 5):
                    self.scores[o, c] = int(s)
                    g = grounds.get(c) if isinstance(grounds, Mapping) else None
                    if isinstance(g, str) and (g == "own" or g in board):
                        self.evidence[o, c] = g
        self.weights = _numbers(load("weights"), asked, 100)
        self.odds = _numbers(load("odds"), {row["scenario_id"] for row in tables.records("scenarios")}, 100)
        said = self.said
        if not self.scores:
            text = [said["matrix_none"]]
        else:
            used = self.weights or dict.fromkeys(asked, 1.0)
            full = list(model.utilities(self.scores, used))
            text = [said["matrix_some"].format(scores=len(self.scores), evidence=len(self.evidence), complete=", ".join(full) or "–"), said["matrix_futures"]]
        if self.weights:
            share = model.weights(self.weights)
            text.append(said["matrix_weights"].format(weights=", ".join(f"{asked[c]} {100 * share[c]:.3g}" for c in asked)))
        else:
            text.append(said["matrix_no_weights"])
        self.found.value = "".join(f"<p>{esc(t)}</p>" for t in text)
        return text[0]

    def _reread(self) -> None:
        self.matrix_line.say(self.said["reread_done"].format(said=self._read_matrix()))

    # -- the draft ------------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        """Keep the draft when the group pauses; at once where nothing runs that could wait (tests, scripts)."""
        self._sure = False
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
        try:
            self._waiting = asyncio.get_running_loop().call_later(QUIET, self._keep)
        except RuntimeError:
            self._keep()

    def _keep(self) -> None:
        self._waiting = None
        problem = self.memory.save("draft", {**self.form.state(), "only_top": bool(self.only_top.value)}) if self.memory else ""
        if problem:
            self.draft_line.error(self.said["kept"].format(why=problem.rstrip(".")))
        elif self.draft_line.text:
            self.draft_line.clear()

    def _clear(self) -> None:
        if not self._sure:
            self.status.say(self.said["clear_sure"])
            self._sure = True
            return
        self.form.fill({})
        self.only_top.value = []
        self._offer_nothing()
        self._keep()
        self._sure = False
        self.status.say(self.said["cleared"])

    # -- the ballot -----------------------------------------------------------------------------------------------

    def _offer_nothing(self) -> None:
        self.data = b""
        self.link.content = self.print_link.content = self.code.value = ""
        self.code.layout.display = "none"

    def _export(self) -> None:
        """Make the ballot, or say in words what is still open. An older ballot's links go, so that nobody sends it."""
        said = self.said
        self._sure = False
        self._offer_nothing()
        self._read_matrix()
        filled, problems = self.form.read(self.weights)
        self._keep()
        if filled is None:
            self.status.error(words()["form"]["open"].format(problems="; ".join(problems)))
            return
        scores = {} if self.only_top.value else self.scores
        if ballots.is_illustrative(scores):
            self.status.error(said["illustrative"])
            return
        stamp = self.now().astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
        try:
            data = ballots.export(filled.group, filled.people, stamp, filled.weights, scores, self.evidence if scores else {}, filled.top3, filled.approve,
                                  filled.confidence, filled.dissent, self.odds if scores and sum(self.odds.values()) > 0 else None)
        except ballots.BallotError as error:
            self.status.error(said["refused"].format(problem=error))
            return
        ballot = ballots.read(data)
        year, week, _ = course.today().isocalendar()
        name = f"ballot_{ballot.group}_{year}w{week}"
        self.data = data
        self.link.offer(data.decode("utf-8"), f"{name}.json", said["link_file"].format(file=f"{name}.json"), "application/json;charset=utf-8")
        self.print_link.offer(ballot_paper.page(ballot), f"{name}.html", said["link_print"].format(file=f"{name}.html"), HTML)
        self.code.value = ballots.code(data)
        self.code.layout.display = ""
        self.status.say(said["done"].format(group=ballot.group, bytes=f"{len(data):,}", counts=self._counts(ballot)))

    def _counts(self, ballot: ballots.Ballot) -> str:
        """How the ballot will be counted, and whether scores and top three say different things."""
        said, order = self.said, order_words(ballot.ranking())
        if not ballot.by_scores:
            return said["counts_gap" if len(ballot.values()) >= 2 else "counts_top"].format(order=order)
        first = ballot.ranking()[0]
        held = (first,) if isinstance(first, str) else first
        more = " " + said["differs"].format(scores=" and ".join(held), top=ballot.top3[0]) if ballot.top3[0] not in held else ""
        return said["counts_scores"].format(order=order) + more


def _numbers(kept: Any, wanted: Any, most: float) -> dict[str, float]:
    """The kept numbers if every wanted one is there, finite and within bounds, with a sum above 0; else nothing."""
    if not isinstance(kept, Mapping):
        return {}
    found = {k: kept.get(k) for k in wanted}
    fine = all(isinstance(v, (int, float)) and not isinstance(v, bool) and math.isfinite(v) and 0 <= v <= most for v in found.values())
    return {k: float(v) for k, v in found.items()} if fine and sum(found.values()) > 0 else {}  # type: ignore[arg-type]
