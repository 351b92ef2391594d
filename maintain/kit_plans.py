"""The pages of the seminar kit that follow the simulation, the syllabus and the rubric: plans, rules, debrief, weeks, marks."""

from __future__ import annotations

import re
from typing import Any

from . import kit_phases
from .kit_words import ROOT, Bite, KitError, items, md, notebook, page, read, table

LENGTHS = ("45", "90", "180")
SAMPLES = ("a", "b", "c")
"""Sample memos are named by letters, so that a marker does not see the points first."""


def pages() -> dict[str, str]:
    """Path under seminar/ and text of each page."""
    made = {f"plans/{length}-minutes.md": plan(length) for length in LENGTHS}
    return made | {"house-rules.md": house_rules(), "rules.md": rules(), "debrief.md": debrief(), "controversy.md": controversy(),
                   "syllabus.md": syllabus(), "memo-rubric.md": rubric()} | {
        f"claim-cards/{one['id']}.md": claim_card(lesson, one) for lesson, one in claim_cards()} | {
        f"sample-memos/memo-{letter}-unmarked.md": unmarked(letter) for letter in SAMPLES}


def shown(what: str) -> str:
    """A word of a phase's `show` in words: "inject:1" is News 1, "text:P1" is Draft P1."""
    try:
        return kit_phases.shown(what, read("guide"))
    except KeyError as error:
        raise KitError(f"plans.yml shows {what!r}; guide.yml, show_words, has no word for it.") from error


def texts_used(phases: list[dict[str, Any]]) -> tuple[list[Any], list[Any]]:
    """The news and the drafts that a plan needs, in the order in which they come up."""
    asked = [word for phase in phases for word in phase["show"]]
    news = {str(one["id"]): one for one in read("injects")["injects"]}
    drafts = {one["id"]: one for one in read("texts")["texts"]}
    named = [word.split(":")[1] for word in asked if word.startswith("inject:")]
    return [news[n] for n in named], [drafts[w.split(":")[1]] for w in asked if w.startswith("text:")]


def plan(length: str) -> str:
    """One plan, minute by minute, with all that is read aloud or laid on the tables."""
    words, phases = read("guide"), read("plans")["plans"][length]
    own = words["plans"][length]
    news, drafts = texts_used(phases)
    rows = []
    for one in phases:
        for token in one["show"]:
            shown(token)                           # says which word is missing
        rows.append((f"{one['from']}–{one['to']}", f"**{md(one['title'])}.** {md(one['teacher'])}", md(one["students"]), md(kit_phases.column(one, length, words))))
    talk = sum(p["to"] - p["from"] for p in phases if p["kind"] == "debrief")
    cards = [c for c in read("injects")["cards"] if length == "180" or c["id"] != "C4"]
    holders = {r["id"]: r["name"] for r in read("roles")["roles"]}
    parts = [
        f"# {own['title']}",
        f"{own['fits']} The debrief takes {talk} of {length} minutes. The rules stand in [rules.md](../rules.md). Nobody has taught this plan yet; "
        "tell us where it ran over.",
        "## Before class\n\n" + "\n".join(f"{n}. {line}" for n, line in enumerate(own["before"], 1))
        + "\n\nAll hand-outs are in [print/](../print/); the texts below are the same." + f" {words['no_computer']}",
        "## Minute by minute\n\n" + table(["Minutes", "You", "Students", "Show, hand out"], rows),
        "## If it runs over\n\n" + words["overrun"] + "\n\n" + "\n".join(f"- **{when[0].upper()}{when[1:]},** {what}" for when, what in own["cut"]),
        "## News to read aloud\n\n" + "\n\n".join(f"**News {one['id']}: {md(one['title'])}.** {md(one['text'])} *Ask: {md(one['ask'])}*" for one in news),
        "## Drafts on the tables\n\n" + "\n\n".join(draft(one) for one in drafts),
        "## Information cards and their holders\n\nCut them out or read them to their holders in private. Rule “Cards have shapes and marks” says who may see them.\n\n"
        + "\n".join(f"- **{c['id']}, {c['shape']}, {md(c['mark'])}**, for the {md(holders[c['holder']])}: {md(c['text'])}" for c in cards) + f"\n\n{md(words['differ'])}",
        "## Questions of the debrief\n\n" + "\n\n".join(
            f"**{md(one['title'])} ({one['minutes'][length]} min).** " + " ".join(md(q) for q in kit_phases.questions(one, length)) for one in read("rules")["debrief"]),
        "## The bet, and what the record says\n\n**The bet.** " + " ".join(md(line) for line in kit_phases.bet(words, length)) + "\n\n"
        + "\n".join(f"- {md(one['text'])} ({', '.join(f'`{i}`' for i in [one['source_id'], *one.get('also', [])])})" for one in read("rules")["record"]),
        f"## Who sits at which table\n\n{md(words['tables_intro'])}\n\n{who_sits()}\n\n{md(words['tables_pairs'])}",
        ("## Tonight: what each seat has at stake\n\nIt stands on the role card, for this plan only.\n\n" + at_stake()) if length == "45" else "",
        "## The seats, in the order in which they are dealt\n\n" + words["seats_intro"] + "\n\n" + seats(),
        "" if length == "45" else words["extra_news"],
    ]
    return page("data/kit/plans.yml, injects.yml, texts.yml, roles.yml, rules.yml and guide.yml", *parts)


def draft(one: dict[str, Any]) -> str:
    """One draft with the room that works on it and the words that are open."""
    room = {"psc": "PSC", "nac": "NAC", "joint": "both rooms"}[one["room"]]
    choice = " *Open words: " + " / ".join(md(c) for c in one["choices"]) + ".*" if one["choices"] else ""
    return f"**{one['id']} ({room}): {md(one['title'])}.** {md(one['text'])}{choice}"


def who_sits() -> str:
    """A line per class size: who is at the PSC's table, who at the NAC's, while each state has one person."""
    roles = read("roles")["roles"]
    names = {role["id"]: md(role["name"]) for role in roles}
    rows = []
    for people in kit_phases.FIRST_SIZES:
        at = kit_phases.tables(people, roles)
        rows.append((people, *("; ".join(names[r] for r in at[room]) or "–" for room in ("psc", "nac", "both"))))
    return table(["People", "PSC", "NAC", "Between them"], rows)


def at_stake() -> str:
    """The line "Tonight" of each seat that can stop or change one of the two drafts, by draft."""
    lines = []
    for draft_id in ("P1", "N1"):
        for role in read("roles")["roles"]:
            if role["tonight_on"] == draft_id:
                lines.append((draft_id, md(role["name"]), md(role["tonight"]), md(read("guide")["tonight_kinds"][role["tonight_kind"]])))
    return table(["Draft", "Seat", "On its card", "So"], lines)


def seats() -> str:
    """The seats in the order of a growing class: core first, then one more per student."""
    roles = read("roles")["roles"]
    where = {"psc": "PSC", "nac": "NAC"}

    def line(role: dict[str, Any]) -> str:
        alone = f"; alone: {where[role['solo']]}" if role.get("solo") else ""
        return f"{md(role['name'])} ({' and '.join(where[r] for r in role['rooms'])}{alone})"

    core = [line(r) for r in roles if r["core"]]
    more = [(r["adds"], line(r)) for r in roles if not r["core"]]
    more += [(r["second"], f"{md(r['name'])}, second ambassador (NAC; the first then stays in the PSC)") for r in roles if r.get("second")]
    return f"- **Core of {len(core)}:** {'; '.join(core)}.\n" + "\n".join(f"- **{n}:** {words}" for n, words in sorted(more))


def house_rules() -> str:
    """The rules of behaviour, to be read aloud."""
    data = read("rules")
    return page("data/kit/rules.yml", "# House rules", "Read them aloud before any role-play or controversy. Ask whether anything is missing.",
                "\n".join(f"{n}. {md(line)}" for n, line in enumerate(data["house"], 1)),
                "If somebody asks for another seat, say yes and swap; press and staff seats are good places to go to. With 12 people there is no spare seat: let the person help another seat, keep the log, or watch. If a line is crossed, "
                "stop the clock, say what you heard, and let people leave their roles. See [content-notes.md](content-notes.md) and [failure-plan.md](failure-plan.md).")


def rules() -> str:
    """The rules of the game, its seven criteria, and where it departs from the real rules."""
    data = read("rules")
    criteria = table(["Criterion", "0", "1", "2", "3"], [(md(c["title"]), *(md(c["anchors"][n]) for n in range(4))) for c in data["outcome"]])
    return page("data/kit/rules.yml", "# Two rooms, one night: the rules", md(data["note"]),
                "\n".join(f"{n}. **{md(r['title'])}.** {md(r['text'])}" + (f" *{md(r['why'])}* ({', '.join(f'`{i}`' for i in r['sources'])})" if "why" in r else "")
                          for n, r in enumerate(data["rules"], 1)),
                "## Seven criteria, told before the game and not graded", criteria, md(data["caveat"]),
                "## What the game changes", table(["In the game", "In the record", "Source"], [(md(c["game"]), md(c["real"]), f"`{c['source_id']}`") for c in data["compression"]]),
                "The ids stand in [data/sources.csv](../data/sources.csv).")


def debrief() -> str:
    """The debrief for all three plans."""
    steps = read("rules")["debrief"]

    def short(step: dict[str, Any], n: int) -> str:
        return "" if n in step.get("picked", {}).get("45", [n]) else " *(90 and 180 only)*"

    parts = [f"## {md(s['title'])}\n\n{s['minutes']['45']} / {s['minutes']['90']} / {s['minutes']['180']} minutes.\n\n" + "\n".join(f"- {md(q)}" + short(s, n) for n, q in enumerate(s["questions"])) for s in steps]
    sums = {length: sum(s["minutes"][length] for s in steps) for length in LENGTHS}
    record = "## Facts for “What the record says”\n\n" + "\n".join(f"- {md(r['text'])} (`{r['source_id']}`)" for r in read("rules")["record"])
    return page("data/kit/rules.yml", "# Debrief",
                f"Minutes are for the 45-, 90- and 180-minute plans: {sums['45']}, {sums['90']} and {sums['180']} in all. Take fewer questions and wait longer for answers.",
                "- Name cards down first. People change seats, so that nobody speaks from the old chair.\n- Quiet seats speak first. A pass is an answer.\n"
                "- You ask; you do not explain what they should have felt or done.\n- Say once that the result has no mark.\n- If somebody is upset, see [content-notes.md](content-notes.md).", *parts, record)


def controversy() -> str:
    """The structured controversy that the lesson plans call for."""
    steps = read("guide")["controversy"]
    cards = claim_cards()
    rows = [(f"{n} min", f"**{name}.** {what}") for n, name, what in steps]
    return page("data/kit/guide.yml and data/items", "# Structured controversy with a claim card",
                f"{sum(n for n, *_ in steps)} minutes, groups of four. A group of three has one person alone on a side; a group of five has three. "
                "The aim is to say the other side so well that it agrees. Nobody wins.",
                table(["Time", "What happens"], rows),
                "**Say before you begin:** you will argue a side that I choose, and then the other one. **Marks,** if you give any, go to the restatement. "
                "**Without computers,** print the card; each has a page below.",
                "## The cards\n\n" + table(["Card", "Lesson", "Claim", "Stays open"],
                                           [(f"[{c['id']}](claim-cards/{c['id']}.md)", f"[{lesson}](plans/lesson-{lesson}.md)", md(c["claim"]), md(c["open_question"])) for lesson, c in cards]),
                "No card has been reviewed by people from both sides yet. Each says so.")


def claim_cards() -> list[tuple[str, dict[str, Any]]]:
    """(lesson, card) of every claim card of the course."""
    return [(lesson, one) for lesson in (f"{n:02d}" for n in range(11)) for one in items(lesson).values() if one["kind"] == "claim_card"]


def claim_card(lesson: str, one: dict[str, Any]) -> str:
    """A claim card on one page, for a class without computers. The two sides have the same room."""
    sides = []
    for side in one["sides"]:
        quote = side["quote"]
        sides.append(f"## {md(side['name'])}\n\n{md(side['case'])}\n\n> “{md(quote['words'])}”\n>\n> {md(quote['who'])}, {quote['date']} (`{quote['source']}`)")
    return page(f"data/items/{lesson}.yml", f"# Card {one['id']}: {md(one['title'])}", f"**Claim.** {md(one['claim'])}", f"**Who holds it.** {md(one['holders'])}", *sides,
                f"## What both accept\n\n{md(one['both_accept'])}", f"## What would settle it\n\n{md(one['would_settle'])}", f"## Open\n\n{md(one['open_question'])}",
                f"Label: {'interpretation' if one['label'] == 'I' else 'positions reported'}. {md(one['reviewed']).capitalize()} by people from either side. "
                f"Sources, as in [data/sources.csv](../../data/sources.csv): {', '.join(f'`{s}`' for s in one['sources'])}.")


def at_home(part: dict[str, Any]) -> tuple[str, int]:
    """Pre-work in one lesson as words and minutes."""
    book = notebook(part["lesson"])
    bites = [p for p in part["parts"] if isinstance(p, int)]
    named: list[Bite] = [b for b in book.bites if b.number in bites]
    words = f"lesson {part['lesson']}" + (f", bite{'s' if len(named) > 1 else ''} {', '.join(str(b.number) for b in named)}" if named else "")
    words += " with the opening" * ("opening" in part["parts"]) + " and the last part" * ("exercises" in part["parts"])
    return words, sum(book.part(p) for p in part["parts"])


def syllabus() -> str:
    """Six weeks with minutes that are added up from the notebooks."""
    data = read("syllabus")
    parts, rows = [], []
    for week in data["weeks"]:
        home = [at_home(p) for p in week["pre"]] + [(what, minutes) for minutes, what in ([week["extra"]] if "extra" in week else [])]
        total, room = sum(m for _, m in home), sum(m for m, _ in week["in_class"])
        rows.append((week["week"], md(week["title"]), total, room))
        lines = [f"## Week {week['week']}: {md(week['title'])}", f"**At home, {total} minutes:** " + "; ".join(f"{md(w)} ({m})" for w, m in home) + ".",
                 f"**In class, {room} minutes**\n\n" + table(["Minutes", "What"], [(m, md(w)) for m, w in week["in_class"]], right=0)]
        if "after" in week:
            after = [at_home(p) for p in week["after"]]
            lines.append(f"**After class, {sum(m for _, m in after)} minutes and the memo:** " + "; ".join(f"{w} ({m})" for w, m in after) + ".")
        parts.append("\n\n".join([*lines, f"**Product:** {md(week['product'])}"]))
    marks = table(["Points", "For", "How"], [(p, md(w), md(h)) for p, w, h in data["assessment"]], right=0)
    return page("data/kit/syllabus.yml and the minutes in notebooks/", "# Six weeks", "90 minutes a week in class. Each week's bites stand in the "
                "[class plans](plans/), and the simulation of week 5 in [plans/90-minutes.md](plans/90-minutes.md). The role prompt is [role-prep.md](role-prep.md).",
                table(["Week", "Subject", "Minutes at home", "Minutes in class"], rows), *parts,
                "## Assessment, a suggestion\n\n" + marks + "\n\nNever mark the result of the game, the side somebody argued, the ballot, or the twelve questions. "
                "The memo has [a rubric and three samples](memo-rubric.md).",
                "## Where this leaves the design\n\n" + "\n".join(f"- {md(line)}" for line in data["left_design"]))


def unmarked(letter: str) -> str:
    """A sample memo without its margin notes and points, for two markers to try."""
    source = (ROOT / "seminar" / "sample-memos" / f"memo-{letter}.md").read_text(encoding="utf-8")
    text = re.sub(r"(?m)^>.*\n?", "", source.split("\n## Points\n")[0])
    body = text.split("\n## Issue\n", 1)
    title = body[0].splitlines()[0]
    return page(f"seminar/sample-memos/memo-{letter}.md", f"{title} (not marked yet)", "*Written by the course for training markers; nobody's homework.*",
                "## Issue\n" + re.sub(r"\n{3,}", "\n\n", body[1]))


def rubric() -> str:
    """The rubric of 24 points and the exercise for two markers."""
    data = read("rubric")
    rows = [(f"**{md(c['title'])}**", *(md(level) for level in reversed(c["levels"]))) for c in data["criteria"]]
    return page("data/kit/rubric.yml", f"# {data['title']}", md(data["intro"]), table(["Criterion", "4", "3", "2", "1", "0"], rows),
                "## How to mark\n\n" + "\n".join(f"- {md(line)}" for line in data["marking"]),
                "## Two markers, three samples\n\nMark the bare texts first: [memo A](sample-memos/memo-a-unmarked.md), [memo B](sample-memos/memo-b-unmarked.md), "
                "[memo C](sample-memos/memo-c-unmarked.md). Margin notes and points stand here: [A](sample-memos/memo-a.md), [B](sample-memos/memo-b.md), [C](sample-memos/memo-c.md). "
                "The course wrote all three for this purpose. Nobody else has marked them, so a gap of yours may be a fault of ours.\n\n"
                + table(["Minutes", "What"], [(m, md(w)) for m, w in data["calibration"]], right=0))
