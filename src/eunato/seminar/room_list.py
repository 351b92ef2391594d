"""A pasted class list: which lines become people, and which lines somebody should look at before seats are dealt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from eunato.models import room, seats
from eunato.models.room import RoomError
from eunato.safe import esc, para, plain
from eunato.seminar.room_events import NAME
from eunato.seminar.room_kit import words

LIST = 20_000
_ADDRESS = re.compile(r"<?\(?[^\s@<>();,]+@[^\s@<>();,]+\)?>?")


@dataclass(frozen=True)
class Listed:
    """A list as read. `cut`: how many names were shortened. `odd`: (line as given, what was made of it), `doubles`: names that stand there twice."""

    names: tuple[str, ...]
    cut: int = 0
    doubles: tuple[str, ...] = ()
    odd: tuple[tuple[str, str], ...] = ()

    @property
    def clean(self) -> bool:
        """Whether there is nothing to look at."""
        return not self.doubles and not self.odd


def _name(line: str) -> str:
    """The name in a line of a sheet: the first cell with letters that is no address; an address alone gives the part before its @."""
    cells = [_ADDRESS.sub(" ", cell) for cell in re.split(r"[;\t]", line)]
    for cell in cells:
        found = " ".join(cell.split()).strip(" ,")
        if any(ch.isalpha() for ch in found):
            return found
    address = _ADDRESS.search(line)
    return address.group().strip("<>()").partition("@")[0] if address else " ".join(line.split()).strip(" ;,")


def read_list(text: str) -> Listed:
    """Read a list, one person per line. Raises RoomError when it cannot be a class. A row of headings becomes nobody."""
    w = words()["setup"]
    if len(text) > LIST:
        raise RoomError(w["too_long"].format(most=f"{LIST:,}"))
    # a tab parts two cells, and cleaning makes it a space
    lines = [" ".join(plain(line.replace("\t", ";")).split()).strip("; ") for line in text.replace("\r", "\n").split("\n")]
    lines = [line for line in lines if line]
    if len(lines) > seats.MOST + 1:
        raise RoomError(w["long_list"].format(given=f"{len(lines):,}", most=seats.MOST))
    names, odd, headings = [], [], {h.casefold() for h in w["headings"]}
    for line in lines:
        cells = [c.strip(" .:").casefold() for c in re.split(r"[;,]", line) if c.strip(" .:")]
        if cells and all(c in headings for c in cells):
            odd.append((line[:NAME], w["left_out"]))
            continue
        name = _name(line)
        if not name:
            odd.append((line[:NAME], w["left_out"]))
            continue
        if name != line or re.search(r"[;,@]", line):
            odd.append((line[:NAME], name[:NAME]))
        names.append(name)
    if len(names) > seats.MOST:
        raise RoomError(w["long_list"].format(given=f"{len(names):,}", most=seats.MOST))
    seen = Counter(n.casefold() for n in names)
    doubles = tuple(dict.fromkeys(n[:NAME] for n in names if seen[n.casefold()] > 1))
    return Listed(tuple(n[:NAME] for n in names), sum(len(n) > NAME for n in names), doubles, tuple(odd))


def summary(found: Listed) -> str:
    """What was read, in a sentence or two."""
    w = words()["setup"]
    said = [w["read_one" if len(found.names) == 1 else "read"].format(n=len(found.names))]
    if found.doubles:
        said.append(w["doubles"].format(names=room.join(found.doubles)))
    if found.odd:
        said.append(w["odd_one" if len(found.odd) == 1 else "odd"].format(n=len(found.odd)))
    return " ".join(said)


def preview(text: str) -> str:
    """The list as it was read, as HTML; "" when there is none."""
    if not text.strip():
        return ""
    w = words()["setup"]
    try:
        found = read_list(text)
    except RoomError as no:
        return para(str(no))
    odd = "".join(f"<li>{esc(w['odd_line'].format(line=line, name=name))}</li>" for line, name in found.odd)
    return (f"<p><strong>{esc(summary(found))}</strong></p>" + (f"<ul>{odd}</ul>" if odd else "")
            + f"<p>{esc(w['as_read'])}: {esc('; '.join(found.names))}</p>")
