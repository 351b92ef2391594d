"""The seminar kit in seminar/: fresh, whole, with links that lead somewhere, plans that add up, memos that are what they say."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from test_house import AVOID, HOLLOW, NAMES, hits, unquoted

from eunato import tables
from eunato.models import seats
from eunato.seminar import memo
from maintain import kit, kit_answers, kit_lessons, kit_phases, kit_plans
from maintain.kit_words import KIT, KOSOVO, KitError, items, md, notebook, read

ROOT = Path(__file__).resolve().parents[1]
SEMINAR = ROOT / "seminar"
PAGES = sorted(path for path in SEMINAR.rglob("*.md") if path.parent.name != "print")
LESSONS = [f"{n:02d}" for n in range(11)]
HEADS = ("Issue", "What we know", "Options", "Recommendation", "Risks and hedge", "What would change my mind")
SCORES = {"a": 18, "b": 12, "c": 23}


def said(name: str) -> str:
    return (SEMINAR / name).read_text(encoding="utf-8")

def name(path: Path) -> str:
    return path.relative_to(SEMINAR).as_posix()


@pytest.fixture(scope="module")
def made() -> dict[Path, str]:
    return kit.pages()


# -- fresh -----------------------------------------------------------------------------------------------------------


def test_made_pages_fit_their_data(made: dict[Path, str]) -> None:
    stale = [name(path) for path, text in made.items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    assert not stale, f"write them again with `python3 start.py maintain kit`: {stale}"


def test_each_made_page_says_what_it_is_made_from(made: dict[Path, str]) -> None:
    for path, text in made.items():
        first = text.splitlines()[0]
        assert first.startswith(kit.MARK) and first.endswith("-->") and re.search(r"data/|notebooks/|sample-memos/", first), name(path)


def test_a_changed_page_and_a_forgotten_page_are_said_and_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "seminar"
    shutil.copytree(SEMINAR, target, ignore=shutil.ignore_patterns("*.pdf"))
    monkeypatch.setattr(kit, "ROOT", tmp_path)
    monkeypatch.setattr(kit, "SEMINAR", target)
    assert kit.check() == []
    (target / "rules.md").write_text("rules", encoding="utf-8")
    (target / "plans" / "lesson-99.md").write_text(kit.MARK + "nothing -->\n", encoding="utf-8")
    (target / "mine.md").write_text("# By hand\n", encoding="utf-8")
    assert [line.split()[0] for line in kit.check()] == ["seminar/rules.md", "seminar/plans/lesson-99.md"]
    kit.build()
    assert kit.check() == [] and (target / "mine.md").is_file() and not (target / "plans" / "lesson-99.md").exists()


# -- every page ------------------------------------------------------------------------------------------------------


def anchors(path: Path) -> set[str]:
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in re.findall(r"(?m)^#+ (.+)$", path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
        assert not target.startswith("http"), "the kit is read without a network; name sources by id"
        file, _, anchor = unquote(target).partition("#")
        there = (path.parent / file).resolve() if file else path
        assert there.exists(), f"{name(path)} links to {target}"
        assert ROOT in there.parents, target
        if anchor:
            assert anchor in anchors(there), f"{name(path)} links to {target}"


def test_every_page_can_be_reached_from_the_first() -> None:
    seen, todo = set(), [SEMINAR / "README.md"]
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        text = path.read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#\s]+)", text):
            there = (path.parent / target).resolve()
            todo += sorted(there.glob("*.md")) if there.is_dir() else [there] * (there.suffix == ".md" and SEMINAR in there.parents)
    lost = [name(path) for path in PAGES if path not in seen]
    assert not lost, f"no link leads to {lost}"


def test_files_named_in_code_marks_exist() -> None:
    """`plans/x.md` and the like, which are no links."""
    for path in PAGES:
        for word in re.findall(r"`((?:[\w./-]+/)?[\w-]+\.(?:md|ipynb|csv))`", path.read_text(encoding="utf-8")):
            known = [ROOT / word, SEMINAR / word, ROOT / "notebooks" / word]
            assert any(one.exists() for one in known), f"{name(path)}: {word}"


def prose(path: Path) -> str:
    """A page without comments, links' targets and code marks."""
    text = re.sub(r"<!--.*?-->|`[^`]*`", " ", path.read_text(encoding="utf-8"), flags=re.S)
    return re.sub(r"\]\([^)]*\)", "]", text.replace("\\", ""))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_names_and_words_are_those_of_the_course(path: Path) -> None:
    text = prose(path)
    found = [h for line in text.splitlines() if not line.startswith(">") for h in hits(AVOID, unquoted(line), re.I) + hits(NAMES, unquoted(line))]
    found += hits({p: "say it plainly" for p in HOLLOW}, unquoted(text), re.I)
    assert not found, f"{name(path)}: {found}"


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_kosovo_has_its_star_and_its_note(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = text.replace(KOSOVO, "")
    if "Kosovo" in body:
        first = re.search(r"Kosovo(.{2})", body, re.S)
        assert first and first[1] == "\\*" and KOSOVO in text, name(path)


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_tables_are_whole_and_dollars_make_no_formula(path: Path) -> None:
    rows: list[int] = []
    for line in [*path.read_text(encoding="utf-8").splitlines(), ""]:
        if line.startswith("|"):
            rows.append(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(set(rows)) <= 1, f"{name(path)}: a row has another number of cells before {line!r}"
            rows = []
        assert len(re.findall(r"(?<!\\)\$", line)) < 2, line


def test_no_living_person_outside_quotations_with_a_source() -> None:
    """Pages that the kit writes itself, where nobody is quoted: lesson plans and cards quote with a source."""
    people = ("Trump", "Rutte", "Macron", "Kallas", "Merz", "Starmer", "Zelensk", "Putin", "Erdo", "Meloni", "Colby", "Hegseth", "Kubilius", "Barrot", "Christodoulides")
    for path in PAGES:
        if name(path).startswith(("likely-wrong-answers/", "claim-cards/", "plans/lesson-", "controversy")):
            continue                               # made from data/items, where tests ask for a source of each item
        for line in prose(path).splitlines():
            if any(one in line for one in people):
                assert re.search(r"\[[\w-]+\]", line), f"{name(path)}: {line[:90]}"


def test_nobody_is_said_to_have_tried_it() -> None:
    text = " ".join(path.read_text(encoding="utf-8") for path in PAGES)
    assert not re.search(r"(?i)in our pilot|pilot class (?:said|found|took)|students (?:told|loved|liked)|reviewed by (?:an? |the )?(?:NATO|EU|EUISS)", text)
    assert "No pilot class" in said("measuring.md") and "Nobody but its makers has used this kit yet" in said("README.md")


# -- the first page --------------------------------------------------------------------------------------------------


def test_teach_this_tonight_is_one_page_of_45_minutes() -> None:
    text = said("README.md")
    assert len(prose(SEMINAR / "README.md").split()) <= 600
    steps = [(int(a), int(b)) for a, b in re.findall(r"(?m)^\d\. \*\*(?:Minutes )?(\d+)–(\d+)", text)]
    assert steps[0][0] == 0 and steps[-1][1] == 45 and all(a[1] == b[0] for a, b in zip(steps, steps[1:], strict=False))
    assert len(re.findall(r"(?m)^\d\. ", text.split("## Three things")[1].split("\n## ")[0])) == 3


def test_the_button_and_the_minute_it_names_are_there() -> None:
    words = yaml.safe_load((KIT / "room_words.yml").read_text(encoding="utf-8"))
    assert words["setup"]["deal"] == "Deal the seats" and "“Deal the seats”" in said("README.md")
    assert words["console"]["undo"] == "Undo" and "“Undo”" in said("failure-plan.md")
    assert yaml.safe_load((KIT / "ballot_words.yml").read_text(encoding="utf-8"))["screen"]["enter"] == "Add this ballot"
    first = next(p["from"] for p in read("plans")["plans"]["45"] if p["kind"] == "debrief")
    assert f"“{first}: debrief, whatever is open”" in said("README.md")


# -- plans of the simulation -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", kit_plans.LENGTHS)
def test_a_plan_has_no_gap_ends_on_its_minute_and_debriefs(length: str) -> None:
    phases = read("plans")["plans"][length]
    assert phases[0]["from"] == 0 and phases[-1]["to"] == int(length)
    assert all(a["to"] == b["from"] and a["from"] < a["to"] for a, b in zip(phases, phases[1:], strict=False))
    talk = sum(p["to"] - p["from"] for p in phases if p["kind"] == "debrief")
    assert talk >= 0.3 * int(length), f"{talk} of {length}"
    shown = re.findall(r"(?m)^\| (\d+)–(\d+) \|", said(f"plans/{length}-minutes.md"))
    assert [(p["from"], p["to"]) for p in phases] == [(int(a), int(b)) for a, b in shown]


@pytest.mark.parametrize("length", kit_plans.LENGTHS)
def test_nothing_is_missing_for_somebody_who_has_only_this_page(length: str) -> None:
    text = said(f"plans/{length}-minutes.md")
    news, drafts = kit_plans.texts_used(read("plans")["plans"][length])
    assert {n["id"] for n in news} == {i["id"] for i in read("injects")["injects"] if int(length) in i["plans"] and not i["optional"]}
    for one in [*news, *drafts]:
        assert md(one["text"]) in text
    for step in read("rules")["debrief"]:
        asked = kit_phases.questions(step, length)
        assert step["minutes"][length] > 0 and asked and all(md(q) in text for q in asked)
        assert not any(md(q) in text for q in step["questions"] if q not in asked)
    for role in read("roles")["roles"]:
        assert md(role["name"]) in text
    for needed in ("Without a computer", "If it runs over", "nonsense text", "kitchen timer", "../rules.md"):
        assert needed in text
    begins = next(p["from"] for p in read("plans")["plans"][length] if p["kind"] == "debrief")
    assert f"At minute {begins},**" in text, "the page says what falls when the debrief begins"


@pytest.mark.parametrize("length", kit_plans.LENGTHS)
def test_cuts_come_at_the_end_of_a_phase_and_before_the_debrief(length: str) -> None:
    phases = read("plans")["plans"][length]
    for when, _ in read("guide")["plans"][length]["cut"]:
        assert int(re.search(r"\d+", when)[0]) in {p["from"] for p in phases}, when


def test_the_seats_are_dealt_as_the_console_deals_them() -> None:
    """Each further student takes the seat that the console adds."""
    names = {r["id"]: md(r["name"]) for r in read("roles")["roles"]}
    lines = dict(re.findall(r"(?m)^- \*\*(\d+):\*\* (.+)$", kit_plans.seats()))
    assert [int(n) for n in lines] == list(range(seats.FEWEST + 1, seats.FULL + 1)) and f"Core of {seats.FEWEST}" in kit_plans.seats()
    for n, words in lines.items():
        more = Counter(c.role for c in seats.chairs(int(n))) - Counter(c.role for c in seats.chairs(int(n) - 1))
        assert words.startswith(names[next(iter(more))]), (n, words, more)


# -- plans of the lessons --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_plan_is_contiguous_and_takes_its_minutes_from_the_notebook(lesson: str) -> None:
    one = next(x for x in read("lessons")["lessons"] if x["lesson"] == lesson)
    book, text = notebook(lesson), said(f"plans/lesson-{lesson}.md")
    long, short = text.split("## 45 minutes")
    for part, end in ((long, book.minutes + one.get("closing_minutes", 0)), (short, 45)):
        spans = [(int(a), int(b)) for a, b in re.findall(r"(?m)^\| (\d+)–(\d+) \|", part)]
        assert spans[0][0] == 0 and spans[-1][1] == end
        assert all(a[1] == b[0] for a, b in zip(spans, spans[1:], strict=False))
    for bite in book.bites:
        assert f"| Bite {bite.number}: {md(bite.title)} |" in long
    assert end == 45 and len(one["questions"]) == 2 and len(one["wrong"]) == 3


@pytest.mark.parametrize("lesson", LESSONS)
def test_a_lesson_plan_names_vote_chart_argument_and_wrong_answers(lesson: str) -> None:
    text = said(f"plans/lesson-{lesson}.md")
    for part in ("**Answer", "**Project:** “", "## To argue about", "## Two questions for the room", "## Wrong answers that will come up", "leave out:**"):
        assert part in text, part
    cards = [i for i in items(lesson).values() if i["kind"] == "claim_card"]
    assert bool(cards) == ("controversy.md" in text)
    assert all(q not in text.split("## Two questions")[1] for q in [md(c["open_question"]) for c in cards]), "a question twice on one page"


def test_the_vote_lists_options_so_that_the_key_does_not_always_stand_first() -> None:
    letters = {k for n in LESSONS for k in re.findall(r"\*\*Answer: ([A-F])\.", said(f"plans/lesson-{n}.md"))}
    assert len(letters) > 1, letters


def test_a_plan_that_no_longer_fits_is_refused() -> None:
    one = dict(read("lessons")["lessons"][2])
    with pytest.raises(KitError, match="45"):
        kit_lessons.lesson({**one, "short": [[10, "a"]]})
    with pytest.raises(KitError, match="02-P9"):
        kit_lessons.lesson({**one, "votes": ["02-P9"]})
    with pytest.raises(KitError, match="bite 5"):
        kit_lessons.lesson({**one, "bites": {k: v for k, v in one["bites"].items() if k != 5}})


def test_the_controversy_fits_into_every_bite_that_holds_it() -> None:
    needed = sum(minutes for minutes, *_ in read("guide")["controversy"])
    for one in read("lessons")["lessons"]:
        if one["card"]:
            book = notebook(one["lesson"])
            assert book.part(items(one["lesson"])[one["card"]]["bite"]) + book.closing >= needed, one["lesson"]


# -- wrong answers ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_question_is_in_the_key_with_its_wrong_answers(lesson: str) -> None:
    text = said(f"likely-wrong-answers/lesson-{lesson}.md")
    for ident, item in items(lesson).items():
        assert f"### {ident} · {md(item['title'])}" in text
        for option in item.get("options", []):
            assert md(option["text"]) in text
            if not option.get("key"):
                assert md(kit_answers.said(option["reason"])) in text
        assert kit_answers.tempting(item), f"{ident} has no wrong answer to show"
    assert "For the instructor" in text.splitlines()[4]


def test_the_key_of_the_inventory_stands_apart() -> None:
    apart = "likely-wrong-answers/inventory-key.md"
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        if name(path) != apart:
            assert not re.search(r"### CI-\d", text), name(path)
    assert all(f"### {ident} ·" in said(apart) for ident in items("inventory")) and "only after lesson 10" in said(apart)
    assert "Do not open it in class before the second round" in said("likely-wrong-answers.md")


# -- memos -----------------------------------------------------------------------------------------------------------


def parts(letter: str) -> dict[str, str]:
    text = re.sub(r"(?m)^>.*$", "", said(f"sample-memos/memo-{letter}.md"))
    assert [h for h in re.findall(r"(?m)^## (.+)$", text)] == [*HEADS, "Points"]
    return {p: re.split(r"\n## ", text.split(f"## {h}\n")[1])[0].strip().replace("**", "") for p, h in zip(memo.PARTS, HEADS, strict=True)}


@pytest.mark.parametrize("letter", SCORES)
def test_a_sample_memo_adds_up_and_cites_what_exists(letter: str) -> None:
    text = said(f"sample-memos/memo-{letter}.md")
    assert "Written by the course for training markers; nobody's homework." in text
    rows = re.findall(r"(?m)^\| ([^|*]+) \| (\d) \|", text)
    assert [r[0] for r in rows] == [c["title"] for c in read("rubric")["criteria"]]
    assert sum(int(points) for _, points in rows) == SCORES[letter] and f"| **Sum** | **{SCORES[letter]}** |" in text
    margins = " ".join(re.findall(r"(?m)^> (.+)$", text))
    for title, points in rows:
        spoken = title if title in margins else title.replace("Use of evidence", "Evidence").replace("Understanding of the two institutions", "Institutions").replace("Alternatives and the other view", "Alternatives")
        assert f"{spoken}: {points}." in margins, f"memo {letter}: the margin says nothing of {title}: {points}"
    report = memo.check(parts(letter))
    assert not report.unknown and not report.empty and 500 <= report.words <= 900, (report.words, report.unknown)


def test_the_best_sample_passes_the_course_s_own_check_and_the_worst_does_not() -> None:
    assert memo.check(parts("c")).problems == ()
    assert memo.check(parts("b")).problems


def test_points_do_not_follow_the_side() -> None:
    """The brief's own advice has the fewest points, and an option that the brief does not recommend the most."""
    low, high = parts("b")["issue"] + parts("b")["options"], parts("c")["issue"]
    assert "reinforce and hedge" in low and "Article 42(7)" in high and "NATO" in parts("a")["recommendation"]
    assert next(r["kind"] for r in tables.records("claims") if r["claim_id"] == "C40") == "P"


@pytest.mark.parametrize("letter", SCORES)
def test_the_bare_text_for_two_markers_hides_notes_and_points(letter: str) -> None:
    bare, text = said(f"sample-memos/memo-{letter}-unmarked.md"), said(f"sample-memos/memo-{letter}.md")
    assert "Margin" not in bare and "## Points" not in bare and str(SCORES[letter]) not in bare.splitlines()[2]
    for value in parts(letter).values():
        assert all(paragraph.strip() in bare.replace("**", "") for paragraph in value.split("\n\n"))
    assert not re.search(r"\d+ points", text.split("## Issue")[0]), "the head of a sample gives its points away"


def test_the_rubric_has_24_points_in_six_criteria() -> None:
    assert [len(c["levels"]) - 1 for c in read("rubric")["criteria"]] == [4] * 6


# -- weeks, marks, rules ---------------------------------------------------------------------------------------------


def test_the_weeks_add_up_and_no_bite_is_done_twice() -> None:
    data = read("syllabus")
    assert [w["week"] for w in data["weeks"]] == [1, 2, 3, 4, 5, 6]
    seen: set[tuple[str, object]] = set()
    for week in data["weeks"]:
        assert sum(minutes for minutes, _ in week["in_class"]) == 90, week["week"]
        for one in [*week["pre"], *week.get("after", [])]:
            for part in one["parts"]:
                assert (one["lesson"], part) not in seen, (week["week"], one["lesson"], part)
                seen.add((one["lesson"], part))
        home = sum(kit_plans.at_home(p)[1] for p in week["pre"]) + (week["extra"][0] if "extra" in week else 0)
        assert 60 <= home <= 150, f"week {week['week']}: {home} minutes at home"
        assert f"At home, {home} minutes" in said("syllabus.md")
    assert {lesson for lesson, _ in seen} == set(LESSONS)
    assert sum(points for points, *_ in data["assessment"]) == 100
    assert not any("game" in what.lower() or "ballot" in what.lower() for _, what, _ in data["assessment"])
    assert "Never mark the result of the game" in said("syllabus.md")


def test_house_rules_and_criteria_are_those_of_the_data() -> None:
    rules = read("rules")
    assert all(md(line) in said("house-rules.md") for line in rules["house"])
    assert all(md(c["title"]) in said("rules.md") for c in rules["outcome"]) and len(rules["outcome"]) == 7
    known = {r["source_id"] for r in tables.records("sources")}
    assert all(c["source_id"] in known for c in rules["compression"])
    assert all(i in known for row in rules["record"] for i in [row["source_id"], *row.get("also", [])])
    assert all(i in known for rule in rules["rules"] for i in rule.get("sources", []))


def test_the_failure_plan_has_every_case() -> None:
    text = said("failure-plan.md")
    for case in ("network", "Ten people", "prepared", "dominates", "Deadlock", "upset", "projector", "kernel", "phones", "wrong click", "real person"):
        assert re.search(rf"(?m)^## .*{case}", text), case
    for section in re.split(r"(?m)^## ", text)[1:]:
        assert re.search(r"(?m)^\*\*.+?\*\*", section), section.splitlines()[0]


def test_marks_of_a_data_file_cannot_become_markup() -> None:
    assert md("a|b *c* <script> $5 `x` \\") == "a\\|b \\*c\\* \\<script> \\$5 \\`x\\` \\\\"
    assert md("two\nlines") == "two lines"
