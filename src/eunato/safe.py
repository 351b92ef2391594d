"""Safe text: a stranger's words, and our own, made ready for a page."""

from __future__ import annotations

import html
import re
from typing import Any

_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters and marks that turn the direction of text: they can make a page say what it does not say."""
_HALF = re.compile("[\ud800-\udfff]")
"""Half characters, such as Python makes of a file name that is no UTF-8: no page and no file can be written with one."""


def plain(text: Any, limit: int = 20_000) -> str:
    """A stranger's text as harmless plain text: no control characters, no marks that turn the direction, not too long."""
    kept = _HALF.sub("\ufffd", _HIDDEN.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n")))
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def esc(text: Any, limit: int = 20_000) -> str:
    """The same, ready for a page: markup in it shows as characters."""
    return html.escape(plain(text, limit))


def para(text: Any) -> str:
    """One escaped paragraph; line breaks stay."""
    return f"<p>{esc(text).replace(chr(10), '<br>')}</p>"


def count(n: int, one: str, many: str = "") -> str:
    """'1 answer', '2 answers'.

    >>> count(1, "answer"), count(2, "answer"), count(0, "reply", "replies")
    ('1 answer', '2 answers', '0 replies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


_MONTHS = "January February March April May June July August September October November December".split()


def day(iso: str) -> str:
    """A date as people write it, whatever the computer's language.

    >>> day("2026-11-02")
    '2 November 2026'
    """
    year, month, number = iso[:10].split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"
