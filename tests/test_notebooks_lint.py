"""Each notebook keeps the shape that learners rely on: where to begin, what comes when, nothing that only works here."""

from __future__ import annotations

import ast
import csv
import re
from collections import Counter
from collections.abc import Iterator

import pytest
from course_items import item_ids, items_of, points_to_item
from course_notebooks import (FIRST_CELL, ROOT, V5, Book, books, headings, lessons, links, notes, paragraphs, sentences, specs, tags, where, without_code,
                              words)
from nbformat import NotebookNode

every = pytest.mark.parametrize("book", books(), ids=str)
every_lesson = pytest.mark.parametrize("book", lessons(), ids=str)
PROSE = {"00": (600, 1500)}
"""Words of prose in a lesson, lowest and highest; others take PROSE_USUAL. The start page teaches less and asks more."""
PROSE_USUAL = (900, 1500)
LONGEST = 25
LONG_SHARE, LONGEST_EVER = 0.05, 30
"""One sentence in twenty may pass 25 words, none 30: 'the Political and Security Committee' alone takes five of them,
and cutting such a sentence in two would say the name twice."""
BESIDE = {"class_screen": "lesson.class_screen()", "daily_five": "lesson.daily()", "psc_nac_room": "lesson.room()"}
"""Notebooks beside the sequence, and what their first cell shows instead of a lesson's card."""
URL_READERS = {"urllib", "requests", "httpx", "aiohttp", "http", "socket", "ftplib", "urllib3", "websockets", "subprocess"}
KOSOVO = "This designation is without prejudice to positions on status, and is in line with UNSCR 1244/1999 and the ICJ Opinion on the Kosovo declaration of independence."


def fail_if(found: list[str]) -> None:
    """Fail with one line per finding and no traceback: the reader of this is an author, not a programmer."""
    if found:
        pytest.fail("\n".join(found), pytrace=False)


def table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def calls(cell: NotebookNode) -> Iterator[str]:
    """The dotted names of what a code cell calls: 'lesson.predict', 'charts.veto.blockers'."""
    for node in ast.walk(ast.parse(cell.source)):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def position(book: Book, wanted) -> list[int]:
    return [i for i, cell in enumerate(book.nb.cells) if wanted(cell)]


def calls_to(name: str):
    return lambda cell: cell.cell_type == "code" and any(c == name or c.startswith(name + ".") for c in calls(cell))


def has_blanks(cell: NotebookNode) -> bool:
    """A cell in which a learner who codes writes the answer; the only kind that is not folded."""
    return bool(re.search(r"(?m)=\s*____\s*$|#\s*solution\s*$", cell.source))


# -- headings and sections -------------------------------------------------------------------------------------------


@every
def test_one_title_and_a_ladder_without_missing_rungs(book: Book) -> None:
    found, before = [], 0
    titles = [words for level, words, _ in headings(book) if level == 1]
    if len(titles) != 1:
        found.append(f"{book.name} has {len(titles)} titles (#): {titles}; it needs exactly one")
    for level, text, cell in headings(book):
        if level > before + 1:
            found.append(f"{where(book, cell)}: heading {text!r} has level {level} after level {before}; use {'#' * (before + 1)}")
        before = level
    if headings(book) and headings(book)[0][2] is not book.nb.cells[0]:
        found.append(f"{book.name}: the title stands in cell {headings(book)[0][2].id}, not in the first cell")
    fail_if(found)


@every
def test_the_first_line_says_how_to_begin(book: Book) -> None:
    first = paragraphs(book.nb.cells[0].source)[0]
    assert "Run All Cells" in first, f"{book.name}: under the title stands {first!r}; the first line says how to begin ('choose Run ▸ Run All Cells')"


@every_lesson
def test_sections_come_in_order(book: Book) -> None:
    """Title and minutes, begin, opener, hook or first bite, bites, exercises, recap, sources."""
    bites = position(book, lambda cell: notes(cell).get("bite"))
    order = [("the title and the minutes", [0]), ("lesson.begin", position(book, calls_to("lesson.begin")))]
    if book.lesson != "00":
        order.append(("lesson.opener", position(book, calls_to("lesson.opener"))))
    order.append(("bite 1", bites[:1]))
    if len(bites) > 1:
        order.append(("the last bite", bites[-1:]))
    if book.lesson != "00":
        order.append(("the link to the exercise", position(book, lambda cell: cell.cell_type == "markdown" and "](../exercises/" in cell.source)))
    order += [("lesson.recap", position(book, calls_to("lesson.recap"))),
              ("the heading 'Sources and data'", position(book, lambda cell: cell.cell_type == "markdown" and "## Sources and data" in cell.source))]
    found = [f"{book.name} has no cell for {name}" for name, at in order if not at]
    places = [(at[0], name) for name, at in order if at]
    found += [f"{book.name}: {later} stands before {earlier}" for (a, earlier), (b, later) in zip(places, places[1:], strict=False) if b <= a]
    numbers = [notes(cell)["bite"] for cell in book.nb.cells if notes(cell).get("bite")]
    if numbers != list(range(1, len(numbers) + 1)):
        found.append(f"{book.name}: bites are numbered {numbers}")
    if book.lesson != "00" and not any("**After the brief**" in cell.source for cell in book.markdown()):
        found.append(f"{book.name} has no box '> **After the brief**'; say what the record shows since, or that nothing was found")
    fail_if(found)


@every_lesson
def test_the_minutes_card_agrees_with_the_bites(book: Book) -> None:
    card = re.findall(r"(?m)^\|\s*([^|]+?)\s*\|\s*(\d+)\s*\|", book.nb.cells[0].source)
    assert card and "| Minutes |" in book.nb.cells[0].source, f"{book.name}: the first cell has no table of parts with the column Minutes"
    told = {int(m.group(1)): int(minutes) for part, minutes in card if (m := re.match(r"Bite (\d+)", part))}
    real = {notes(cell)["bite"]: notes(cell).get("minutes") for cell in book.nb.cells if notes(cell).get("bite")}
    assert told == real, f"{book.name}: the card says {told} minutes per bite, the bites' own notes say {real}"
    fail_if([f"{book.name}: bite {bite} takes {minutes} minutes; a bite ends after 15 at most" for bite, minutes in real.items() if minutes > 15])
    titles = {m.group(1): m.group(2) for _, text, _ in headings(book) if (m := re.match(r"Bite (\d+) · (.*)", text))}
    named = {m.group(1): m.group(2) for part, _ in card if (m := re.match(r"Bite (\d+) · (.*)", part))}
    assert named == titles, f"{book.name}: the card calls the bites {named}, their headings say {titles}"


# -- cells -----------------------------------------------------------------------------------------------------------


@every
def test_cell_ids_are_unique_words(book: Book) -> None:
    ids = [cell.get("id", "") for cell in book.nb.cells]
    found = [f"{book.name}: the id {name!r} stands {count} times" for name, count in Counter(ids).items() if count > 1]
    for number, name in enumerate(ids):
        plain = re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
        if not plain or not re.search(r"[a-z]*[aeiouy][a-z]*", name) or re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){0,3}(-[0-9a-f]{12})?", name):
            found.append(f"{book.name}, cell {number}: the id {name!r} is no word; name it for what it does, such as 'bite-1' or 'chart-blockers'")
    fail_if(found)


@every
def test_every_notebook_opens_with_the_same_cell(book: Book) -> None:
    """The path, the course, begin: what works behind every door. A lesson may also name models, tables or evidence."""
    first = next(book.code())
    path, course, begin = FIRST_CELL.format(lesson=book.lesson).split("\n")
    lines = first.source.split("\n")
    kept = lines[0] == path and len(lines) > 1 and re.fullmatch(re.escape(course) + "(, (models|tables|evidence))*", lines[1])
    if book.folder == "notebooks":
        begin = BESIDE.get(book.path.stem, begin)
        kept = kept and lines[2:] == [begin]
    if not kept:
        pytest.fail(f"{where(book, first)}: the first code cell is\n{path}\n{course}\n{begin}\nhere it is\n{first.source}", pytrace=False)


@every
def test_code_is_folded(book: Book) -> None:
    """A learner who never opens a code cell can finish the course; blanks to fill in are the one thing that shows."""
    found = []
    for cell in book.code():
        folded = cell.metadata.get("jupyter", {}).get("source_hidden") is True and "hide-input" in tags(cell)
        if has_blanks(cell):
            if cell.metadata.get("jupyter", {}).get("source_hidden"):
                found.append(f"{where(book, cell)} holds a blank to fill in, but is folded; take out jupyter.source_hidden")
        elif not folded:
            found.append(f"{where(book, cell)} is not folded; set jupyter.source_hidden and the tag hide-input")
    fail_if(found)


@every
def test_evidence_waits_for_the_guess(book: Book) -> None:
    """The chart that follows a prediction stands in lesson.evidence, with a line before it and an explanation after it.

    Its stored output is not collapsed: JupyterLab 4.6 shows nothing at all of a cell whose code and output are both folded,
    so a reader without a kernel would not find the evidence. The tag hide-output is for the reading edition.
    """
    found, cells = [], book.nb.cells
    for at, cell in enumerate(cells):
        if cell.metadata.get("jupyter", {}).get("outputs_hidden"):
            found.append(f"{where(book, cell)}: take out jupyter.outputs_hidden; without a kernel nobody could open it")
        if cell.cell_type == "code" and calls_to("lesson.evidence")(cell) != ("hide-output" in tags(cell)):
            found.append(f"{where(book, cell)}: lesson.evidence and the tag hide-output go together")
        if cell.cell_type != "code" or not calls_to("lesson.predict")(cell):
            continue
        later = [(i, c) for i, c in enumerate(cells[at + 1:], at + 1) if notes(c).get("bite") or calls_to("charts")(c)]
        if not later or not calls_to("charts")(later[0][1]):
            found.append(f"{where(book, cell)}: no chart answers this prediction before the next bite")
            continue
        i, chart = later[0]
        if not calls_to("lesson.evidence")(chart):
            found.append(f"{where(book, chart)} shows what {cell.id} asks; wrap it: lesson.evidence({cell.metadata['eunato']['item']!r}, …)")
        if "first" not in cells[i - 1].source.lower() or cells[i - 1].cell_type != "markdown":
            found.append(f"{where(book, chart)}: say 'Guess first; …' in a Markdown cell before the evidence")
        if i + 1 >= len(cells) or cells[i + 1].cell_type != "markdown":
            found.append(f"{where(book, chart)}: explain the evidence in a Markdown cell after it")
    fail_if(found)


@every
def test_cells_hold_no_plumbing(book: Book) -> None:
    """No helper is defined in a notebook, nothing reads a URL, nothing names a place on one machine."""
    found = []
    for cell in book.code():
        try:
            tree = ast.parse(cell.source)
        except SyntaxError as error:
            found.append(f"{where(book, cell)} is not plain Python ({error.msg}); magics and shell commands work in one setting only")
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.append(f"{where(book, cell)} defines {node.name}; move it to the package, notebooks only call")
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{where(book, cell)} imports {name}; the course asks the network for nothing" for name in names if name.split(".")[0] in URL_READERS]
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if re.search(r"(?i)\b(https?|ftp|file|s3)://", node.value):
                    found.append(f"{where(book, cell)} holds the address {node.value!r}; read a file of data/ instead")
                if ABSOLUTE.search(node.value):
                    found.append(f"{where(book, cell)} holds the path {node.value!r}; write it relative to the notebook")
    fail_if(found)


ABSOLUTE = re.compile(r"(?<![\w./])/(?:home|root|Users|tmp|work|mnt|opt|var|private|usr|content|srv|workspaces)/\w|(?<!\w)[A-Za-z]:\\\\?\w|file://|~/\w")


@every
def test_no_absolute_path_in_text_or_outputs(book: Book) -> None:
    from course_notebooks import said

    found = [f"{where(book, cell)} names {m.group()!r}" for cell in book.markdown() for m in ABSOLUTE.finditer(cell.source)]
    found += [f"{where(book, cell)}, stored output: names {m.group()!r}" for cell in book.code() for o in cell.outputs for m in ABSOLUTE.finditer(said(o))]
    fail_if(found)


# -- pictures, links ------------------------------------------------------------------------------------------------


@every
def test_pictures_have_words(book: Book) -> None:
    found = []
    for cell in book.markdown():
        found += [f"{where(book, cell)}: the picture {target} has no alternative text" for image, text, target in links(cell.source) if image and len(text.split()) < 3]
        found += [f"{where(book, cell)}: {tag[:60]} has no alternative text" for tag in re.findall(r"<img\b[^>]*>", cell.source) if not re.search(r'alt="[^"]{10,}"', tag)]
    fail_if(found)


@every
def test_stored_charts_have_title_description_and_picture(book: Book) -> None:
    found = []
    for cell in book.code():
        for output in cell.outputs:
            spec = output.get("data", {}).get(V5)
            if spec is None:
                continue
            title = spec.get("title")
            title = title.get("text") if isinstance(title, dict) else title
            if not title:
                found.append(f"{where(book, cell)}: the chart has no title")
            if len(words(spec.get("description", ""))) < 8:
                found.append(f"{where(book, cell)}: the chart's description is {spec.get('description')!r}; say in words what the picture shows")
            if "image/png" not in output.data:
                found.append(f"{where(book, cell)}: no PNG beside the chart, so a forge shows nothing; run: python start.py maintain build")
    fail_if(found)


@every_lesson
def test_lessons_show_charts(book: Book) -> None:
    assert specs(book), f"{book.name} holds no stored chart; run: python start.py maintain build"


@every
def test_links_lead_somewhere(book: Book) -> None:
    found = []
    for cell in book.markdown():
        for _, text, target in links(cell.source):
            if re.match(r"(https?|mailto):", target):
                continue
            path, _, anchor = target.partition("#")
            if path and not (book.path.parent / path).exists():
                found.append(f"{where(book, cell)}: the link {text!r} leads to {target}, which is not there")
            elif path and ROOT not in (book.path.parent / path).resolve().parents:
                found.append(f"{where(book, cell)}: the link {text!r} leads out of the course")
            elif anchor and not path and anchor not in {re.sub(r"\s+", "-", heading) for _, heading, _ in headings(book)}:
                found.append(f"{where(book, cell)}: no heading answers to #{anchor}; JupyterLab writes blanks as hyphens and keeps capitals")
    fail_if(found)


# -- items and claims -----------------------------------------------------------------------------------------------


@every
def test_question_cells_name_an_item_that_exists(book: Book) -> None:
    found, known = [], item_ids()
    for cell in book.code():
        item = notes(cell).get("item")
        called = [call for call in ("predict", "ask", "card", "open_task", "check") if calls_to(f"lesson.{call}")(cell)]
        if item and not points_to_item(item, known):
            found.append(f"{where(book, cell)}: no item {item!r} in data/items")
        if called and not item:
            found.append(f"{where(book, cell)} asks a question (lesson.{called[0]}), but metadata.eunato.item does not say which")
        asked = [ast.unparse(node.args[0]).strip("'\"") for node in ast.walk(ast.parse(cell.source))
                 if isinstance(node, ast.Call) and ast.unparse(node.func) in {f"lesson.{c}" for c in called} and node.args]
        if item and asked and item not in asked:
            found.append(f"{where(book, cell)} asks {asked[0]}, its metadata says {item}")
    fail_if(found)


@every_lesson
def test_every_item_of_a_lesson_is_asked_in_it(book: Book) -> None:
    """In the lesson itself or in its exercise."""
    asked = {notes(cell).get("item") for other in books() if other.lesson == book.lesson for cell in other.code()}
    left = sorted(set(items_of(book.lesson)) - asked)
    assert not left, f"data/items has {', '.join(left)} for lesson {book.lesson}, but no cell asks them"


@every_lesson
def test_claims_of_a_lesson_are_taught_and_asked(book: Book) -> None:
    known = {row["claim_id"] for row in table("claims")}
    wanted = {row["claim_id"] for row in table("claims") if book.lesson in row["lessons"].split(";")}
    found, taught = [], set()
    for cell in book.nb.cells:
        for claim in notes(cell).get("claims", []):
            if claim not in known:
                found.append(f"{where(book, cell)}: claim {claim} is not in claims.csv")
            if cell.cell_type == "markdown":
                taught.add(claim)
    asked = {claim for item in items_of(book.lesson).values() for claim in item.get("claims", [])}
    found += [f"lesson {book.lesson} does not teach {claim}: no Markdown cell has it in metadata.eunato.claims" for claim in sorted(wanted - taught)]
    found += [f"lesson {book.lesson} does not ask about {claim}: no item of the lesson names it" for claim in sorted(wanted - asked)]
    fail_if(found)


def test_every_claim_of_the_brief_is_taught_and_asked_somewhere() -> None:
    """All 55, counted over the whole course: a Markdown cell that teaches it, and a question that names it."""
    known = {row["claim_id"] for row in table("claims")}
    assert len(known) == 55
    taught = {claim for book in lessons() for cell in book.markdown() for claim in notes(cell).get("claims", [])}
    asked = {claim for book in lessons() for item in items_of(book.lesson).values() for claim in item.get("claims", [])}
    planned = {row["claim_id"] for row in table("claims") if not set(row["lessons"].split(";")) <= {book.lesson for book in lessons()}}
    fail_if([f"{claim} is never taught" for claim in sorted(known - taught - planned)] + [f"{claim} is never asked" for claim in sorted(known - asked - planned)])


# -- words ----------------------------------------------------------------------------------------------------------


@every_lesson
def test_a_lesson_is_long_enough_and_short_enough(book: Book) -> None:
    # a simulator's rules and symbols are looked up, not read through
    count = sum(len(words(p)) for cell in book.markdown() if not cell.id.endswith("-rules") for p in paragraphs(cell.source))
    low, high = PROSE.get(book.lesson, PROSE_USUAL)
    assert low <= count <= high, f"{book.name} has {count} words of prose (tables, headings and rules of simulators aside); it needs {low} to {high}"


@every
def test_dollars_are_not_formulas(book: Book) -> None:
    """Two bare dollar signs in one cell turn the words between them into a formula on the screen and in the ear."""
    fail_if([f"{where(book, cell)}: {len(found)} dollar signs; write USD (a backslash does not help in JupyterLab)" for cell in book.markdown() if len(found := re.findall(r"\$", without_code(cell.source))) > 1])


@every
def test_sentences_are_short(book: Book) -> None:
    counted = [(len(words(s)), s, cell) for cell in book.markdown() for s in sentences(cell.source)]
    long = [(n, s, cell) for n, s, cell in counted if n > LONGEST]
    listed = [f"{where(book, cell)}: {n} words: {s}" for n, s, cell in sorted(long, key=lambda x: -x[0])]
    if any(n > LONGEST_EVER for n, _, _ in long):
        fail_if([f"a sentence runs over {LONGEST_EVER} words; cut it, or make its list a list:", *listed])
    if len(long) > max(1, LONG_SHARE * len(counted)):
        fail_if([f"{len(long)} of {len(counted)} sentences run over {LONGEST} words:", *listed])


ACRONYM = re.compile(r"(?<![\w.-])(?=[A-Z0-9]*[A-Z][A-Z0-9]*[A-Z])(?:[A-Z][A-Za-z]?){2,}[A-Z]?s?(?![\w-])|(?<![\w.-])[A-Z]{2,}\d*s?(?!\w)")
WELL_KNOWN = {"NATO", "US", "UK", "USA", "UN", "OK", "CSV", "PNG", "HTML", "JSON", "II", "III", "IV", "MIT", "CC", "BY", "ID"}
"""NATO is a name to readers of this course; file formats and licences stand next to what they mean."""
SHOUTED = {"SECRET", "CONFIDENTIAL", "RESTRICTED", "UNCLASSIFIED", "TOP", "COSMIC"}
"""Security markings are written in capitals; they are words, not acronyms."""


@every_lesson
def test_acronyms_are_spelled_out_where_they_first_stand(book: Book) -> None:
    meaning = {row["term"]: row["expansion"] for row in table("glossary") if row["expansion"]}
    text, found, seen = "", [], set()
    for cell in book.markdown():
        here = re.sub(r"[*_]{1,3}", "", without_code(cell.source))
        for match in ACRONYM.finditer(here):
            term = match.group()
            term = term[:-1] if term.endswith("s") and term[:-1].isupper() else term
            if term in seen or term in WELL_KNOWN | SHOUTED or not term.isupper() or re.fullmatch(r"[CRQEPB]\d+", term):
                continue
            seen.add(term)
            before = text + " " + here[:match.start()]
            sentence = here[match.start():].split(". ")[0]
            defined = bool(re.search(r"\w[\w’'-]*\s+\($", before)) or re.match(rf"{term}\s*\((?=[a-zA-Z]+ )", here[match.start():])
            spelled = term in meaning and meaning[term].casefold() in (before + sentence).casefold()
            if not (defined or spelled):
                said = f"write '{meaning[term]} ({term})'" if term in meaning else "spell it out, and add it to glossary.csv"
                found.append(f"{where(book, cell)}: {term} stands for the first time without its meaning; {said}")
            elif term not in meaning:
                found.append(f"{where(book, cell)}: {term} is explained here, but glossary.csv has no expansion for it")
        text += " " + here
    fail_if(found)


@every
def test_kosovo_carries_its_footnote(book: Book) -> None:
    text = " ".join(cell.source for cell in book.markdown())
    first = re.search(r"\bKosovo\b(.?.?)", text)
    if first:
        assert "*" in first.group(1), f"{book.name}: Kosovo stands first without its star; write Kosovo\\*"
        assert KOSOVO.split(",")[0] in text.replace("\n", " "), f"{book.name}: the footnote to Kosovo* is missing:\n* {KOSOVO}"


# -- the lint itself -------------------------------------------------------------------------------------------------


def test_the_readers_of_markdown_read_markdown() -> None:
    text = "# Title\n\nOne *sentence* of [five words](../x_12.ipynb). Is it \"so\"? Yes.\n\n| a | 12 |\n| --- | --- |\n\n- an item\n- another\n  goes on\n\n> A box.\n\n`code 99`"
    assert paragraphs(text)[:3] == ['One sentence of five words. Is it "so"? Yes.', "an item", "another goes on"]
    assert sentences(text)[:3] == ["One sentence of five words.", 'Is it "so"?', "Yes."]
    assert links("![a picture of it](p.png) and [x](y.md#z)") == [(True, "a picture of it", "p.png"), (False, "x", "y.md#z")]
    assert words("EU–NATO ties, 5% of it") == ["EU–NATO", "ties,", "5%", "of", "it"] or len(words("EU–NATO ties, 5% of it")) == 5


@pytest.mark.parametrize(("text", "caught"), [("/home/ana/x.csv", True), (r"C:\Users\x", True), ("~/course", True), ("file:///x", True),
                                              ("../data/x.csv", False), ("data/home/x", False), ("and/or", False), ("40/60", False)])
def test_absolute_paths_are_recognised(text: str, caught: bool) -> None:
    assert bool(ABSOLUTE.search(text)) is caught
