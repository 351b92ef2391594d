"""Set the seminar's print pack: `seminar/print/*.pdf`, its README and its manifest, from `data/kit` and two tables.

Twelve editions: A4 or Letter; regular, large type or plain; states named or as letters. Each has three files: for the
teacher, cards, handouts. Typst sets them (a wheel, no system library), with Source Sans Pro from a wheel as well, so the
same lock gives the same bytes. `check` compares the manifest with today's data and with the files, and sets nothing.
"""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maintain import print_data

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "seminar" / "print"
TEMPLATES = ROOT / "maintain" / "print"
MANIFEST = TARGET / "manifest.json"
README = TARGET / "README.md"
PAPERS = {"a4": "a4", "letter": "us-letter"}
LAYOUTS = ("regular", "large", "plain")
NAMINGS = ("named", "neutral")
FILES = ("cards", "handouts", "teacher")     # in this order: the teacher's file says on which page the others have what
ORDER = {"teacher": 1, "cards": 2, "handouts": 3}
FONTS = ("Regular", "Semibold", "Bold", "It")


@dataclass(frozen=True)
class Edition:
    """One edition of the pack: the paper, how it is laid out, and whether states are named."""

    paper: str
    layout: str
    naming: str

    def file(self, part: str) -> str:
        """The name of one of its files, such as `a4-regular-1-teacher.pdf`."""
        return "-".join([self.paper, self.layout, *(["neutral"] if self.naming == "neutral" else []), str(ORDER[part]), part]) + ".pdf"


def editions() -> Iterator[Edition]:
    """All editions, in the order of the README."""
    for paper in PAPERS:
        for layout in LAYOUTS:
            for naming in NAMINGS:
                yield Edition(paper, layout, naming)


def view(edition: Edition, part: str, found: dict[str, Any]) -> dict[str, Any]:
    """Everything a template is given for one file; `found` holds the pages of the edition's other files."""
    data = print_data.content(edition.layout, edition.naming)
    words = data["words"]
    said = words["edition"].format(paper=words["papers"][edition.paper], layout=words["layouts"][edition.layout],
                                   naming=words["namings"][edition.naming])
    name = words["files"][part]
    given = {**data, "course": words["course"],
             "title": words["title"].format(pack=words["pack"], file=name, edition=said),
             "description": words["description"].format(file=name, pack=words["pack"], caveat=words["caveat"]),
             "edition": {"paper": PAPERS[edition.paper], "layout": edition.layout, "words": said},
             "keywords": [edition.paper, edition.layout, edition.naming, part]}
    return {**given, "prints": print_data.prints(edition.layout, found, words)} if part == "teacher" else given


def fingerprint() -> str:
    """SHA-256 over all that the files are made from: the data as they are set, and the templates."""
    digest = hashlib.sha256()
    for layout in LAYOUTS:
        for naming in NAMINGS:
            digest.update(json.dumps(print_data.content(layout, naming), sort_keys=True).encode())
    for source in sorted(TEMPLATES.glob("*.typ")) + [Path(__file__), Path(print_data.__file__)]:
        digest.update(source.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def fonts(folder: Path) -> Path:
    """Copy the four faces we use into `folder`: the wheel holds more, in two formats, and the choice must not be chance."""
    import font_source_sans_pro

    for face in FONTS:
        shutil.copy(Path(font_source_sans_pro.font_directory) / f"SourceSansPro-{face}.otf", folder)
    return folder


def typeset(part: str, given: dict[str, Any], font_folder: Path) -> bytes:
    """One PDF (tagged, PDF/UA-1), without a date and without the fonts of this machine."""
    import typst

    return packed(part, typst.compile(str(TEMPLATES / f"{part}.typ"), root=str(TEMPLATES), font_paths=[str(font_folder)], ignore_system_fonts=True,
                         sys_inputs={"data": json.dumps(given)}, pdf_standards=["ua-1"], format="pdf"))


def packed(part: str, pdf: bytes) -> bytes:
    """The same PDF in less than half the bytes; it proposes printing on both sides, and cards at their true size."""
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as file:
        if pikepdf.Name.ViewerPreferences not in file.Root:
            file.Root.ViewerPreferences = pikepdf.Dictionary()
        wishes = file.Root.ViewerPreferences
        wishes.Duplex = pikepdf.Name.DuplexFlipLongEdge
        if part == "cards":
            wishes.PrintScaling = pikepdf.Name("/None")
        file.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, compress_streams=True, recompress_flate=True,
                  deterministic_id=True)
    return out.getvalue()


def parts_of(pdf: bytes, part: str) -> tuple[int, dict[str, list[int]]]:
    """How many pages a file has, and for each part (heading of level 1) its first and last page; a card has front and back."""
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf)) as file, file.open_outline() as outline:
        number = {page.obj.objgen: n for n, page in enumerate(file.pages, 1)}
        pages = len(file.pages)
        starts = [(str(mark.title), number[_place(file, mark)[0].objgen]) for mark in outline.root]
    ends = [start - 1 for _, start in starts[1:]] + [pages]
    if part == "cards":
        ends = [start + 1 for _, start in starts]
    return pages, {title: [start, end] for (title, start), end in zip(starts, ends, strict=True)}


def _place(file: Any, mark: Any) -> Any:
    """Where a bookmark leads, as an array that begins with the page."""
    import pikepdf

    place = mark.destination if mark.destination is not None else mark.action.D
    return pikepdf.NameTree(file.Root.Names.Dests)[str(place)] if isinstance(place, (str, pikepdf.String, pikepdf.Name)) else place


def typeset_edition(edition: Edition, font_folder: Path) -> dict[str, tuple[bytes, int, dict[str, list[int]]]]:
    """The three files of one edition: bytes, number of pages, pages of the parts."""
    made: dict[str, tuple[bytes, int, dict[str, list[int]]]] = {}
    for part in FILES:
        found = {name: {"pages": pages, "parts": parts} for name, (_, pages, parts) in made.items()}
        pdf = typeset(part, view(edition, part, found), font_folder)
        made[part] = (pdf, *parts_of(pdf, part))
    return made


def build(paths: list[str] | None = None) -> list[Path]:
    """Write what is stale (all of it, or the editions whose file names begin with one of `paths`); returns the files changed."""
    if not paths and not check():
        return []
    TARGET.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    listed: dict[str, Any] = {}
    made_from = fingerprint()                              # first: data that change meanwhile leave the pack stale
    with tempfile.TemporaryDirectory() as folder:
        faces = fonts(Path(folder))
        for edition in editions():
            if paths and not any(edition.file("cards").startswith(path) for path in paths):
                continue
            for part, (pdf, pages, parts) in typeset_edition(edition, faces).items():
                _write(TARGET / edition.file(part), pdf, written)
                listed[edition.file(part)] = {"sha256": hashlib.sha256(pdf).hexdigest(), "pages": pages, "parts": parts}
    if paths:
        return written                                     # a trial: manifest and README belong to the whole pack
    for former in set(TARGET.glob("*.pdf")) - {TARGET / name for name in listed}:
        former.unlink()
    manifest = {"made_from": made_from, "files": dict(sorted(listed.items()))}
    _write(MANIFEST, (json.dumps(manifest, indent=1, ensure_ascii=False) + "\n").encode(), written)
    _write(README, print_data.readme(manifest, editions()).encode(), written)
    return written


def check(paths: list[str] | None = None) -> list[str]:
    """What is stale, one line each; empty when the pack fits today's data and templates."""
    again = "run: python3 start.py maintain print"
    try:
        manifest = json.loads(MANIFEST.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return [f"seminar/print/manifest.json is missing or broken; {again}"]
    stale = []
    if manifest.get("made_from") != fingerprint():
        stale.append(f"seminar/print: data/kit or the templates changed since the PDFs were set; {again}")
    wanted = {edition.file(part) for edition in editions() for part in FILES}
    if set(manifest.get("files", {})) != wanted:
        stale.append(f"seminar/print/manifest.json lists other files than the pack has; {again}")
    for name, said in manifest.get("files", {}).items():
        path = TARGET / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != said["sha256"]:
            stale.append(f"seminar/print/{name} is not the file that was set; {again}")
    try:
        fits = README.is_file() and README.read_text(encoding="utf-8") == print_data.readme(manifest, editions())
    except (KeyError, IndexError):                         # a manifest of an older pack lacks a part that is listed today
        fits = False
    if not fits:
        stale.append(f"seminar/print/README.md is stale; {again}")
    return stale


def _write(path: Path, content: bytes, written: list[Path]) -> None:
    if not path.is_file() or path.read_bytes() != content:
        path.write_bytes(content)
        written.append(path)
