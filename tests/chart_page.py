"""Just enough of an HTML reader to see what a learner sees of a figure's words: tags, summaries, cells, links."""

from __future__ import annotations

import html.parser
from typing import Any


class Page(html.parser.HTMLParser):
    """The words around a picture: `tags`, `links` (their attributes), `rows` of all tables, `scopes` of header cells, `summaries`."""

    def __init__(self, source: str):
        super().__init__()
        self.tags: list[str] = []
        self.links: list[dict[str, str | None]] = []
        self.rows: list[list[str]] = []
        self.summaries: list[str] = []
        self.scopes: list[str | None] = []
        self._open: list[str] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, Any]]) -> None:
        given = dict(attributes)
        self.tags.append(tag)
        self._open.append(tag)
        if tag == "a":
            self.links.append(given)
        if tag == "tr":
            self.rows.append([])
        if tag == "th":
            self.scopes.append(given.get("scope"))
        if tag in ("td", "th"):
            self.rows[-1].append("")
        if tag == "summary":
            self.summaries.append("")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in reversed(self._open):
            if tag in ("td", "th") and self.rows:
                self.rows[-1][-1] += data
                return
            if tag == "summary":
                self.summaries[-1] += data
                return
