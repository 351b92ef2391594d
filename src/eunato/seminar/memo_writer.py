"""The memo writer: six fields, an evidence board, a check in words, and files to keep."""

from __future__ import annotations

import base64
import html
from collections.abc import Mapping
from typing import Any, Protocol

from eunato import controls, course, evidence, tables
from eunato.controls_files import FileLink
from eunato.safe import esc, para, plain
from eunato.seminar import memo
from eunato.seminar._words import words


class Memory(Protocol):
    """Where the memo is kept, and where the learner's own evidence stands."""

    def load(self, part: str) -> Any:
        """The newest state of a part, or None."""

    def save(self, part: str, state: Any) -> str:
        """Keep a part; "" or the sentence that says why it could not be kept."""


class MemoWriter(controls.StoredBox):
    """Write a memo. `fields` holds the six text areas, `report` the newest memo.Report.

    memory: keeps the text. attached: evidence ids that the learner attached to scores in the options matrix; they stand
    first on the board. sentences: (lesson, sentence) that the learner kept at the end of lessons. Scores never reach a memo, so an illustrative set cannot either.
    """

    def __init__(self, memory: Memory | None = None, attached: tuple[str, ...] = (), sentences: tuple[tuple[str, str], ...] = ()) -> None:
        self.said = said = words()["memo"]
        self.memory = memory
        self.status = controls.StatusLine()
        kept = memory.load("text") if memory else None
        kept = memo.cleaned(kept) if isinstance(kept, Mapping) else {}
        self.fields = {p: controls.area(said["parts"][p], help=said["helps"][p], value=kept.get(p, ""), rows=5) for p in memo.PARTS}
        self.board = controls.menu(said["board"], self._board(attached))
        self.into = controls.menu(said["into"], [(said["parts"][p], p) for p in memo.PARTS], "known")
        self.add = controls.button(said["add"], self._add, status=self.status)
        self.save = controls.button(said["save"], self._save, status=self.status, main=True)
        self.files = controls.button(said["download"], self._offer, status=self.status)
        self.links = {kind: FileLink() for kind in ("md", "html", "docx")}
        self.findings = controls.words("")
        self.report = memo.check(self.text())
        super().__init__(said["title"], para(said["stored"]), said["stored"], [
            controls.words(f"<h3>{html.escape(said['title'])}</h3>{para(said['intro'])}{self._sentences(sentences)}"),
            *self.fields.values(),
            self.board, controls.row(self.into, self.add),
            controls.row(self.save, self.files), self.status, self.findings, *self.links.values(),
        ])

    def _sentences(self, kept: tuple[tuple[str, str], ...]) -> str:
        """What the learner wrote at the end of the lessons, folded."""
        if not kept:
            return para(self.said["no_sentences"])
        rows = "".join(f"<li>{esc(self.said['sentence'].format(lesson=lesson, text=text), 600)}</li>" for lesson, text in kept[:40])
        return f"<details><summary>{esc(self.said['sentences'])}</summary><ul>{rows}</ul></details>"

    def text(self) -> dict[str, str]:
        """The six parts as harmless text."""
        return memo.cleaned({p: field.value for p, field in self.fields.items()})

    def _board(self, attached: tuple[str, ...]) -> list[tuple[str, str]]:
        rows = {row["evidence_id"]: row for row in tables.records("option_evidence")}
        mine = [(self.said["board_mine"].format(line=_line(rows[i])), i) for i in dict.fromkeys(attached) if i in rows]
        rest = [(_line(row), i) for i, row in rows.items() if i not in attached]
        claims = [(plain(f"{row['claim_id']} (the brief): {row['claim']}", 84), row["claim_id"]) for row in tables.records("claims")]
        return [*mine, *rest, *claims]

    def _add(self) -> None:
        part = self.into.value
        field = self.fields[part]
        field.value = f"{field.value.rstrip()} [{self.board.value}]".lstrip()
        if self.memory:
            self.memory.save("text", self.text())
        self.status.say(self.said["added"].format(id=self.board.value, part=self.said["parts"][part]))

    def _save(self) -> None:
        """Check the memo, keep it, and say what is open."""
        text = self.text()
        self.report = found = memo.check(text)
        said = self.said
        counted = said["counted"].format(words=found.words, cited=len(found.cited), types=len(found.types), both="yes" if found.both_sides else "not yet")
        labels = ", ".join(f"{evidence.label(letter).word} {n}" for letter, n in found.labels.items())
        items = "".join(f"<li>{html.escape(p)}</li>" for p in found.problems)
        self.findings.value = (f"<p>{html.escape(said['labels'].format(labels=labels))}</p>" if labels else "") + (
            f"<p>{html.escape(said['open'])}</p><ul>{items}</ul>" if items else "")
        problem = self.memory.save("text", text) if self.memory else ""
        if problem:
            self.status.error(said["kept"].format(why=problem.rstrip(".")))
        else:
            self.status.say(f"{counted} {said['open'] + ' ' + found.problems[0] if found.problems else said['fine']}")

    def _offer(self) -> None:
        said, text = self.said, self.text()
        self._save()  # a file that was made from a text that is then lost would help nobody
        if not any(text.values()):
            for link in self.links.values():
                link.content = ""
            self.status.say(said["empty"])
            return
        title = f"{said['heading']}, {course.today().isoformat()}"
        name = f"eunato-memo-{course.today().isoformat()}"
        self.links["md"].offer(memo.markdown(text, said["parts"], title), f"{name}.md", said["link_md"].format(file=f"{name}.md"), "text/markdown;charset=utf-8")
        self.links["html"].offer(memo.page(text, said["parts"], title), f"{name}.html", said["link_html"].format(file=f"{name}.html"), "text/html;charset=utf-8")
        more = said["no_docx"]
        if memo.has_docx():
            data = base64.b64encode(memo.docx(text, said["parts"], title)).decode("ascii")
            self.links["docx"].offer(data, f"{name}.docx", said["link_docx"].format(file=f"{name}.docx"), "base64:application/vnd.openxmlformats-officedocument.wordprocessingml.document")
            more = ""
        self.status.say(" ".join(p for p in (said["ready"], more) if p))


def _line(row: Mapping[str, Any]) -> str:
    return plain(f"{row['evidence_id']}: {row['says']}", 84)
