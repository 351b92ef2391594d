"""What is stored in the notebooks: nothing that gives an answer away, nothing that differs between two machines, not too much."""

from __future__ import annotations

import base64
import re
import struct

import pytest
from course_items import all_items, points_to_item, secrets
from course_notebooks import V5, Book, books, notes, said, tags, where
from nbformat import NotebookNode

from maintain import notebooks as build

every = pytest.mark.parametrize("book", books(), ids=lambda book: book.name)
NOTEBOOK_BYTES, OUTPUT_BYTES, PNG_BYTES, PNG_SIDE = 1_500_000, 150_000, 125_000, 2_400
LONG = 24
"""A secret of this many letters or more is looked for everywhere; shorter ones only in the cell that asks for them."""


def fail_if(found: list[str]) -> None:
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def flat(text: str) -> str:
    """Text without markup, case and spacing, so that a secret cannot hide behind a tag or a line break."""
    import html

    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", text))).casefold()


def outputs(book: Book):
    return ((cell, output) for cell in book.code() for output in cell.outputs)


def is_evidence(cell: NotebookNode, output: NotebookNode) -> bool:
    """A stored chart and its words: they give the answer, which is why they follow the question or are folded."""
    return V5 in output.get("data", {}) or "hide-output" in tags(cell) or "eunato-figure" in said(output)


@every
def test_every_notebook_is_as_a_build_left_it(book: Book) -> None:
    if book.origin == "changed":
        pytest.skip(f"{book.name} was changed on this machine, and there is no git to ask for the original")
    assert build.is_built(book.nb), f"{book.name} was changed after its last build; run: {build.BUILD}"


@every
def test_no_stored_output_gives_an_answer_away(book: Book) -> None:
    """Keys, reasons, hints and models of no item stand in what a saved page says of its questions.

    A list of all the options is the question itself: there the key may stand among the others.
    """
    if book.folder == "solutions":
        return  # a solution is there to say the answer
    found = []
    long = {flat(text): item for item in all_items().values() for text in [*secrets(item), *keys(item)] if len(text) >= LONG}
    for cell, output in outputs(book):
        text = flat(said(output))
        if not is_evidence(cell, output):
            found += [f"{where(book, cell)}: the stored output says {secret[:70]!r}, which {item['id']} asks for or answers" for secret, item in long.items()
                      if secret in text and not among_all_options(secret, item, text)]
        item = all_items().get(notes(cell).get("item", ""))
        if item:
            found += [f"{where(book, cell)}: the stored output holds the key {key!r} of {item['id']}" for key in keys(item)
                      if stands_in(flat(key), text) and not given_away(key, item) and not among_all_options(flat(key), item, text)]
    fail_if(found)


def among_all_options(secret: str, item: dict, text: str) -> bool:
    """True where this is the text of an option and all the other options stand beside it."""
    lists = [[flat(str(o["text"])) for o in item.get("options", []) if isinstance(o, dict)]]
    for part in item.get("parts", []):  # an exercise's own choices, by their words or by the ids that code uses
        lists += [[flat(str(c)) for c in part.get("choices", {})], [flat(c) for c in part.get("choices", {}).values()]]
    return any(secret in options and all(option in text for option in options) for options in lists)


def test_the_place_of_a_stored_option_says_nothing() -> None:
    """The key is not always the first, or the last, of the options a saved page lists."""
    places = []
    for book in books():
        if book.folder != "notebooks":
            continue
        for cell, output in outputs(book):
            options = all_items().get(notes(cell).get("item", ""), {}).get("options", [])
            text = output.get("data", {}).get("text/plain", "")
            if options and all(str(o["text"]) in text for o in options):
                listed = sorted(options, key=lambda o: text.index(str(o["text"])))
                places.append(next(n for n, o in enumerate(listed) if o.get("key")))
    if len(places) >= 6:
        assert max(places.count(place) for place in set(places)) <= 0.6 * len(places), f"the key's place in the stored lists of options: {places}"


@every
def test_pairs_and_orders_are_not_stored_in_the_right_order(book: Book) -> None:
    found = []
    for cell, output in outputs(book):
        item = all_items().get(notes(cell).get("item", ""), {})
        text = flat(said(output))
        cards = sorted((card for card in item.get("cards", []) if "place" in card), key=lambda card: card["place"])
        rows = [flat(str(pair["right"])) for pair in item.get("pairs", [])] or [flat(card["text"]) for card in cards]
        if item.get("kind") in ("match", "order") and rows and all(row in text for row in rows) and sorted(rows, key=text.index) == rows:
            found.append(f"{where(book, cell)}: the stored output lists {item['id']} in the order of its key")
    fail_if(found)


def keys(item: dict) -> list[str]:
    """The right answers of an item, as text: option texts, numbers, cards in their places."""
    found = [str(o["text"]) for o in item.get("options", []) if isinstance(o, dict) and o.get("key")]
    found += [str(item[name]) for name in ("truth", "answer") if isinstance(item.get(name), int | float | str)]
    for part in item.get("parts", []):
        answer = part.get("answer")
        found += [", ".join(map(str, answer))] if isinstance(answer, list) else [] if answer is None else [str(answer)]
    return found


def given_away(key: str, item: dict) -> bool:
    """True where the question itself must say this, such as a number in its stem."""
    return stands_in(flat(key), flat(" ".join(str(item.get(name, "")) for name in ("title", "stem", "high", "low", "words"))))


def stands_in(key: str, text: str) -> bool:
    return bool(re.search(rf"(?<![\w.]){re.escape(key)}(?![\w]|\.\d)", text))


@every
def test_a_widget_is_stored_in_our_words(book: Book) -> None:
    """No widget's Python repr and no widget view: without a kernel a reader sees a question and how to bring it to life."""
    found = []
    for cell, output in outputs(book):
        data = output.get("data", {})
        if build.WIDGET_VIEW in data:
            found.append(f"{where(book, cell)}: a widget view is stored; run: {build.BUILD}")
        plain = data.get("text/plain", "")
        if re.match(r"\s*<[\w.]+ object|\s*[A-Z]\w+\((children|value|description|options|layout|outputs)?[=(){}\[\]'\"]?", plain) and re.fullmatch(r"(?s)\s*<?[A-Z][\w.]+[( ].*[)>]\s*", plain):
            found.append(f"{where(book, cell)}: the stored text is a Python repr: {plain[:80]!r}")
        asks = book.folder == "notebooks" and points_to_item(notes(cell).get("item", "?"), set(all_items()))
        if asks and data and not is_evidence(cell, output) and "Run All Cells" not in said(output):
            found.append(f"{where(book, cell)}: the stored question does not say how to answer it (Run ▸ Run All Cells)")
    for cell in book.code():
        if notes(cell).get("item") and not cell.outputs:
            found.append(f"{where(book, cell)}: nothing is stored for its question")
    fail_if(found)


CLOCK = re.compile(r"(?<![\d.:,])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])|\d{4}-\d\d-\d\dT\d")
ADDRESS = re.compile(r"\b0x[0-9a-f]{6,}\b|\bT_[0-9a-f]{5}\b|\bid=\d{9,}\b|ipykernel_\d+")


@every
def test_stored_outputs_are_the_same_on_every_machine(book: Book) -> None:
    """No clock time, memory address, random id, warning or traceback."""
    found = []
    for cell, output in outputs(book):
        text = said(output)
        for kind, pattern in (("a clock time", CLOCK), ("an address or a random id", ADDRESS)):
            match = pattern.search(text)
            if match:
                found.append(f"{where(book, cell)}: {kind} is stored: …{text[max(0, match.start() - 30):match.end() + 10]!r}")
        if output.output_type == "error" or output.get("name") == "stderr":
            found.append(f"{where(book, cell)}: a warning or an error is stored: {text[:120]!r}")
    for key in ("widgets", "signature"):
        if key in book.nb.metadata:
            found.append(f"{book.name}: metadata.{key} is stored")
    if any("execution" in cell.metadata for cell in book.nb.cells):
        found.append(f"{book.name}: execution times are stored")
    fail_if(found)


@every
def test_stored_outputs_load_nothing(book: Book) -> None:
    """No stored HTML brings a script, or asks for a picture, font or page by itself."""
    found = []
    for cell, output in outputs(book):
        page = output.get("data", {}).get("text/html", "")
        for match in re.finditer(r"(?i)<(script|iframe|object|embed|link)\b|\bsrc\s*=\s*[\"']?(?!data:)[^\"'> ]+|@import|url\((?!['\"]?(?:data:|#))[^)]*\)|\son\w+\s*=", page):
            found.append(f"{where(book, cell)}: the stored HTML holds {match.group()[:60]!r}")
        spec = output.get("data", {}).get(V5)
        if spec and re.search(r'"url":\s*"', re.sub(r'"\$schema":\s*"[^"]*"', "", said(output))):
            found.append(f"{where(book, cell)}: the chart loads its data from an address")
    fail_if(found)


@every
def test_stored_outputs_are_small(book: Book) -> None:
    import nbformat

    found = []
    size = len(nbformat.writes(book.nb).encode())
    if size > NOTEBOOK_BYTES:
        found.append(f"{book.name} takes {size:,} bytes; at most {NOTEBOOK_BYTES:,}")
    for cell, output in outputs(book):
        length = len(said(output).encode())
        if length > OUTPUT_BYTES:
            found.append(f"{where(book, cell)}: an output of {length:,} bytes; at most {OUTPUT_BYTES:,}. Aggregate before charting")
        png = output.get("data", {}).get("image/png")
        if png:
            raw = base64.b64decode(png)
            width, height = struct.unpack(">II", raw[16:24])
            if len(raw) > PNG_BYTES or max(width, height) > PNG_SIDE:
                found.append(f"{where(book, cell)}: a picture of {len(raw):,} bytes and {width} × {height}")
    fail_if(found)


# -- the scan itself -------------------------------------------------------------------------------------------------


def test_the_scan_finds_secrets_behind_markup() -> None:
    assert stands_in("36", flat("<b>36</b> capitals")) and not stands_in("36", flat("136 or 36.5"))
    assert flat("So <em>each</em>\n state&nbsp;votes") == "so each state votes"
    item = {"options": [{"text": "Right one", "key": True, "reason": "Because of this."}, {"text": "Wrong", "reason": "Not this."}], "hints": ["Look again."], "stem": "Which?"}
    assert keys(item) == ["Right one"] and sorted(secrets(item)) == ["Because of this.", "Look again.", "Not this."]


@pytest.mark.parametrize(("text", "caught"), [("at 12:45", True), ("2026-11-22T09", True), ("12:45:10", True), ("1:2", False), ("Article 42:7", False), ("2016–2025", False)])
def test_clock_times_are_recognised(text: str, caught: bool) -> None:
    assert bool(CLOCK.search(text)) is caught
