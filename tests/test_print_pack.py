"""The print pack as a professor finds it: every page readable, every card whole, nobody's secret behind another's card."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from functools import lru_cache

import pytest

from maintain import print_data, print_pack
from maintain.print_pack import FILES, TARGET, Edition, editions

pypdf = pytest.importorskip("pypdf")

ALL = [(edition, part) for edition in editions() for part in FILES]
CARDS = [edition for edition in editions()]
POINTS = {"a4": (595.3, 841.9), "letter": (612.0, 792.0)}
SECRET = ("red", "give", "know", "tonight")


def name(value):
    return value.file("cards").removesuffix("-2-cards.pdf") if isinstance(value, Edition) else str(value)


@lru_cache(maxsize=None)
def reader(file: str):
    return pypdf.PdfReader(TARGET / file)


@lru_cache(maxsize=None)
def pages(file: str) -> tuple[str, ...]:
    """The text of each page, white space made even and ligatures opened, as copied from a viewer."""
    return tuple(even(page.extract_text()) for page in reader(file).pages)


def even(text: str) -> str:
    for whole, letters in (("ﬁ", "fi"), ("ﬂ", "fl"), ("ﬀ", "ff"), ("ﬃ", "ffi"), ("ﬄ", "ffl")):
        text = text.replace(whole, letters)
    return " ".join(text.split())


@lru_cache(maxsize=None)
def content(edition: Edition):
    return print_data.content(edition.layout, edition.naming)


def strings(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [text for item in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else []) for text in strings(item)]


# --- the pack as a whole ------------------------------------------------------------------------------------------

def test_the_pack_fits_the_data_and_the_templates():
    assert print_pack.check() == []


def test_a_changed_sentence_or_file_is_noticed(monkeypatch, tmp_path):
    for file in TARGET.iterdir():
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(print_pack, "TARGET", tmp_path)
    monkeypatch.setattr(print_pack, "MANIFEST", tmp_path / "manifest.json")
    monkeypatch.setattr(print_pack, "README", tmp_path / "README.md")
    assert print_pack.check() == []
    with (tmp_path / "a4-regular-2-cards.pdf").open("ab") as file:
        file.write(b"\n")
    assert any("a4-regular-2-cards.pdf" in line for line in print_pack.check())
    former = print_data.content

    def changed(layout, naming):
        data = former(layout, naming)
        data["rules"][0]["text"] += " And nobody smiles."
        return data

    monkeypatch.setattr(print_data, "content", changed)
    assert any("changed" in line for line in print_pack.check())


def test_the_pack_is_small_and_nothing_else_lies_there():
    files = {path.name for path in TARGET.iterdir()}
    assert files == {edition.file(part) for edition, part in ALL} | {"README.md", "manifest.json"}
    assert sum((TARGET / file).stat().st_size for file in files) < 3_500_000


def test_the_readme_names_each_file_with_its_pages():
    text = (TARGET / "README.md").read_text(encoding="utf-8")
    for edition, part in ALL:
        file = edition.file(part)
        assert f"[{file}]({file}) | {len(reader(file).pages)} |" in text
    assert "for 12 people" in text.lower() and "for 25 people" in text.lower()
    assert "{" not in text


# --- each file ----------------------------------------------------------------------------------------------------

@pytest.mark.parametrize(("edition", "part"), ALL, ids=name)
def test_paper_fonts_language_and_tags(edition, part):
    pdf = reader(edition.file(part))
    wide, high = POINTS[edition.paper]
    for page in pdf.pages:
        assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((wide, high), abs=0.5)
    root = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/ViewerPreferences"]["/Duplex"] == "/DuplexFlipLongEdge"
    assert "Two rooms, one night" in pdf.metadata.title
    assert b"<pdfuaid:part>1" in root["/Metadata"].get_data() or b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    fonts = {}
    for page in pdf.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            found = font.get_object()
            fonts[found["/BaseFont"]] = found["/DescendantFonts"][0].get_object()["/FontDescriptor"]
    assert fonts
    for base, descriptor in fonts.items():
        assert "SourceSans" in base, f"{base} is a font of some machine"
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor), f"{base} is not embedded"


@pytest.mark.parametrize(("edition", "part"), ALL, ids=name)
def test_every_page_says_what_it_is_and_that_events_are_invented(edition, part):
    text = pages(edition.file(part))
    for n, page in enumerate(text, 1):
        if part == "cards" and edition.layout == "regular" and "Information card C" in page:
            continue                               # the public back of four information cards: a shape and a mark
        assert even(content(edition)["words"]["caveat"]) in page, f"page {n}"
        assert f"page {n} of {len(text)}" in page
        assert {"large": "large type", "plain": "plain", "regular": "regular"}[edition.layout] in page
        if "Kosovo*" in page:
            assert "without prejudice to positions on status" in page, f"page {n}"


@pytest.mark.parametrize(("edition", "part"), ALL, ids=name)
def test_no_page_is_empty_or_holds_one_lost_line(edition, part):
    foot = content(edition)["words"]["caveat"]
    for n, page in enumerate(reader(edition.file(part)).pages, 1):
        words = even(page.extract_text()).replace(even(foot), "").split()
        least = 14 if part == "cards" else 25      # the running foot alone is about 20 words with the caveat taken out
        assert len(words) >= least, f"page {n}: {' '.join(words)}"


SENTENCES = {
    "cards": ("roles", "cards"), "handouts": ("rules", "house", "outcome", "outcome-caveat", "texts", "psc-seats", "options", "criteria", "scenarios", "rubric"),
    "teacher": ("plans", "behind", "house", "compression", "injects", "debrief", "seats", "cards"),
}
SILENT = {"id", "kind", "rooms", "room", "shape", "source_id", "plans", "second", "starred", "released_by", "holder", "short", "title_short"}


def said(value, part) -> list[str]:
    """The sentences that a file must hold; keys that are only read by the templates are left out."""
    if isinstance(value, dict):
        keep = {key: item for key, item in value.items() if key not in SILENT and not (part == "cards" and key in ("gist", "told"))}
        return [text for item in keep.values() for text in said(item, part)]
    return [text for item in value for text in said(item, part)] if isinstance(value, list) else strings(value)


@pytest.mark.parametrize(("edition", "part"), ALL, ids=name)
def test_no_sentence_of_the_data_is_lost(edition, part):
    text = "".join(" ".join(pages(edition.file(part))).split())
    for key in SENTENCES[part]:
        for sentence in said(content(edition)[key], part):
            assert "".join(even(sentence).split()) in text, f"{key}: {sentence!r}"


@pytest.mark.parametrize(("edition", "part"), ALL, ids=name)
def test_no_straight_quotation_mark_and_no_unfilled_word(edition, part):
    text = " ".join(pages(edition.file(part)))
    assert '"' not in text and "'" not in text
    assert not re.search(r"\{\w+\}|\bNone\b|�|□", text)


# --- the cards ----------------------------------------------------------------------------------------------------

def fronts(edition: Edition):
    """For each role card its page (from 1), in the order of the file."""
    per_page = 2 if edition.layout == "regular" else 1
    return [(role, 2 * (n // per_page) + 1) for n, role in enumerate(content(edition)["roles"])]


@pytest.mark.parametrize("edition", CARDS, ids=name)
def test_each_card_has_all_its_parts_on_its_own_page(edition):
    text = pages(edition.file("cards"))
    words = content(edition)["words"]["cards"]
    for role, page in fronts(edition):
        if role["kind"] == "instructor":
            continue
        here = "".join(text[page - 1].split())
        for sentence in [role["name"], role["line"], *(role[key] for key in SECRET), *(item["want"] for item in role["interests"])]:
            assert "".join(even(sentence).split()) in here, f"{role['name']} on page {page}: {sentence}"
        assert words["know"] in text[page - 1] and words["red"] in text[page - 1]


@pytest.mark.parametrize("edition", CARDS, ids=name)
def test_no_brief_stands_on_the_back_of_a_sheet_or_on_another_card(edition):
    file = edition.file("cards")
    text = ["".join(page.split()) for page in pages(file)]
    last = fronts(edition)[-1][1] + 1
    for role, page in fronts(edition):
        if role["kind"] == "instructor":
            continue
        same = {p for other, p in fronts(edition) if other.get("know") == role["know"]}
        for n in range(1, len(text) + 1):
            shown = "".join(even(role["know"]).split()) in text[n - 1]
            assert shown == (n in same), f"“Only you know” of {role['name']} on page {n}"
    for n in range(2, last + 1, 2):                # backs: names and rooms, and nothing that is private
        assert content(edition)["words"]["cards"]["know"] not in pages(file)[n - 1]
        assert content(edition)["words"]["cards"]["want"] not in pages(file)[n - 1]
    for n in range(last + 2, len(text) + 1, 2):
        for card in content(edition)["cards"]:
            assert "".join(even(card["text"]).split()) not in text[n - 1]


@pytest.mark.parametrize("edition", CARDS, ids=name)
def test_behind_each_card_stands_its_own_name(edition):
    for role, page in fronts(edition):
        assert even(role["name"]) in pages(edition.file("cards"))[page]


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("people", [12, 15, 18, 19, 25])
def test_pages_up_to_the_number_of_people_hold_their_seats(paper, people):
    edition = Edition(paper, "regular", "named")
    seats = content(edition)["seats"]
    assert len(seats) == 25 and max(seat["page"] for seat in seats[:people]) <= people
    text = pages(edition.file("cards"))
    for seat, role in zip(seats[:people], content(edition)["roles"], strict=False):
        assert even(role["name"]) in text[seat["page"] - 1]


def test_a_class_of_12_has_the_core_and_larger_ones_add_seats_in_the_order_of_the_data():
    seats = print_data.roles("named")
    roles = {role["id"]: role for role in print_data._kit("roles")["roles"]}
    assert {seat["id"] for seat in seats[:12]} == {key for key, role in roles.items() if role["core"]}
    for n, seat in enumerate(seats[12:], 13):
        assert roles[seat["id"]]["second" if seat["second"] else "adds"] == n


@pytest.mark.parametrize("edition", [e for e in CARDS if e.naming == "neutral"], ids=name)
def test_the_neutral_cards_and_texts_name_no_state(edition):
    real = [role["name"] for role in print_data.roles("named") if role["kind"] == "state"] + ["KFOR", "NATO", "Washington", "Baltic", "Kosovo"]
    for part in ("cards", "handouts"):
        text = " ".join(pages(edition.file(part))).split("Ballot")[0]      # ballot and options are those of lesson 10
        assert [word for word in real if re.search(rf"\b{word}\b", text)] == []


# --- plan page and paper ------------------------------------------------------------------------------------------

@pytest.mark.parametrize("length", ["45", "90", "180"])
def test_paper_and_plan_page_hand_out_the_same(length):
    page = (TARGET.parent / "plans" / f"{length}-minutes.md").read_text(encoding="utf-8")
    rows = re.findall(r"(?m)^\| (\d+)–(\d+) \|.*\| ([^|]+) \|$", page)
    paper = content(Edition("a4", "regular", "named"))["plans"][length]
    assert [(int(a), int(b), print_data.quotes(last)) for a, b, last in rows] == [(p["from"], p["to"], p["show"]) for p in paper]


def test_what_tonight_needs_stands_behind_the_plan_on_paper():
    edition = Edition("a4", "regular", "named")
    manifest = json.loads((TARGET / "manifest.json").read_text(encoding="utf-8"))["files"]
    text = pages(edition.file("teacher"))
    assert "At minute 16" in text[1] and "At minute 27" in text[1] and "At minute 31" in text[1]
    assert "With 12 people: 7 seats in the PSC and 8 in the NAC" in text[1] and "36 capitals" in text[1] and "325" in text[1]
    assert "C1 and C3 to the chair of the PSC, C2 to the Secretary General" in text[0]
    assert "Who sits at which table" in text[2]
    first, last = manifest[edition.file("handouts")]["parts"]["News 1"]
    table = (TARGET / "README.md").read_text(encoding="utf-8")
    assert first == last and f"| News 1 | Handouts, page {first} | 4 copies, two for each table |" in table


def test_cards_of_pairs_say_which_table():
    edition = Edition("a4", "regular", "named")
    where = {(role["id"], role["second"]): role["where"] for role in content(edition)["roles"]}
    assert where["france", False] == "PSC" and where["germany", False] == "PSC; alone: NAC" and where["germany", True] == "NAC"
    assert "PSC and NAC" not in " ".join(where[key] for key in where if key[0] != "press")


# --- large and plain ----------------------------------------------------------------------------------------------

def sizes(file: str) -> dict[str, float]:
    """Each run of text with the size of its type, in points."""
    found: dict[str, float] = {}

    def seen(text, cm, tm, font, size):
        if text.strip():
            found[even(text)] = abs(size * (tm[3] or tm[1]) * (cm[3] or cm[1]))

    for page in reader(file).pages:
        page.extract_text(visitor_text=seen)
    return found


@pytest.mark.parametrize(("edition", "part"), [(e, p) for e, p in ALL if e.layout == "large"], ids=name)
def test_large_type_is_18_points_or_more(edition, part):
    foot = re.compile(r"page \d+ of|Invented events; stylised|The Union, the Star|large type, |This designation|Opinion on the Kosovo|"
                      r"UNSCR|independence|Two rooms|^(PSC|NAC|Both rooms|(Union|Alliance)’s room( and Alliance’s room)?)$|^[\d of]+$|official positions|This side is public")
    small = {text: size for text, size in sizes(edition.file(part)).items() if size < 17.9 and not foot.search(text)}
    assert small == {}


@pytest.mark.parametrize(("edition", "part"), [(e, p) for e, p in ALL if e.layout == "plain"], ids=name)
def test_plain_is_one_column_without_tables(edition, part):
    tags = set()
    stack = [reader(edition.file(part)).trailer["/Root"]["/StructTreeRoot"]]
    while stack:
        node = stack.pop().get_object()
        if isinstance(node, list):
            stack.extend(node)
        elif isinstance(node, dict):
            tags.add(str(node.get("/S", "")))
            stack.extend([node["/K"]] if "/K" in node and not isinstance(node["/K"], int) else [])
        stack = [item for item in stack if not isinstance(item, int)]
    assert "/H1" in tags and "/P" in tags and "/Table" not in tags


def test_the_plan_for_tonight_and_the_sheets_of_one_page_keep_to_it():
    manifest = json.loads((TARGET / "manifest.json").read_text(encoding="utf-8"))["files"]
    for edition in CARDS:
        if edition.layout != "regular":
            continue
        words = content(edition)["words"]
        for part, titles in {"teacher": [words["tonight"]["title"], words["debrief"]["title"]],
                             "handouts": [words[key]["title"] for key in ("rules", "texts", "sentences", "outcome", "rubric")]}.items():
            for title in titles:
                first, last = manifest[edition.file(part)]["parts"][title]
                assert first == last, f"{edition.file(part)}: {title}"


# --- setting it again ---------------------------------------------------------------------------------------------

def test_setting_one_file_twice_gives_the_same_bytes_and_the_words_of_the_stored_one(tmp_path):
    pytest.importorskip("typst")
    edition = Edition("a4", "regular", "named")
    faces = print_pack.fonts(tmp_path)
    once, twice = (print_pack.typeset("cards", print_pack.view(edition, "cards", {}), faces) for _ in range(2))
    assert hashlib.sha256(once).digest() == hashlib.sha256(twice).digest()
    (tmp_path / "again.pdf").write_bytes(once)
    again = [even(page.extract_text()) for page in pypdf.PdfReader(tmp_path / "again.pdf").pages]
    assert again == list(pages(edition.file("cards")))
    assert b"CreationDate" not in once


def test_a_brief_too_long_for_its_card_stops_the_build(tmp_path):
    typst = pytest.importorskip("typst")
    given = print_pack.view(Edition("a4", "regular", "named"), "cards", {})
    given["roles"][0]["know"] = "word " * 400
    with pytest.raises(typst.TypstError, match="too full"):
        print_pack.typeset("cards", given, print_pack.fonts(tmp_path))
