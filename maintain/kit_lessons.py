"""A class plan per lesson: bites with their minutes, the guess to vote on, the chart, the controversy, wrong answers, a 45-minute cut."""

from __future__ import annotations

import re
from typing import Any

from .kit_answers import tempting
from .kit_words import Bite, KitError, Notebook, chart_title, items, md, notebook, page, read, table


def pages() -> dict[str, str]:
    """Path under seminar/ and text of each lesson's plan."""
    return {f"plans/lesson-{one['lesson']}.md": lesson(one) for one in read("lessons")["lessons"]}


def schedule(one: dict[str, Any], book: Notebook) -> list[tuple[int, str, str]]:
    """(minutes, part, what the class does). The minutes of the exercises, which go home, are spent on arguing."""
    rows: list[tuple[int, str, str]] = []
    if book.opening:
        rows.append((book.opening, "Opening", "Two or three questions from an earlier lesson; its class plan has some. Then the bet: everybody writes a guess before you show anything."))
    extra = book.closing or one.get("closing_minutes", 0)
    card_bite = items(book.lesson)[one["card"]]["bite"] if one["card"] else 0
    for bite in book.bites:
        if bite.number not in one["bites"]:
            raise KitError(f"lessons.yml, lesson {book.lesson}: bite {bite.number} has no line.")
        minutes, what = bite.minutes, md(one["bites"][bite.number])
        if bite.number == card_bite:
            minutes += extra
            what += f" Controversy: {sum(n for n, *_ in read('guide')['controversy'])} minutes."
        rows.append((minutes, f"Bite {bite.number}: {md(bite.title)}", what + contents(bite)))
    if not card_bite:
        rows.append((extra, "Close", md(one["closing"])))
    return rows


def contents(bite: Bite) -> str:
    """What stands in the bite, by id, so that a question is found at once."""
    parts = [("guess", bite.named("predict")), ("model", bite.named("explore")), ("card", bite.named("card")), ("questions", bite.named("ask"))]
    return " *" + "; ".join(f"{kind} {', '.join(md(n) for n in named)}" for kind, named in parts if named) + "*" if any(named for _, named in parts) else ""


def vote(item: dict[str, Any]) -> str:
    """The guess as a question to the room: options in the order of the alphabet, or how to collect numbers; the answer last."""
    ask = f"**{item['id']}.** {md(item['stem'])}"
    if item["ask"] == "number":
        traps = [f"{t['answer']:g}" for t in item["typical"]]
        return f"{ask}\n\nEverybody writes a number ({md(item['unit'])}, {item['low']:g} to {item['high']:g}). Then hands for “more than”, “less than”, “near”. " \
               f"**Answer: {item['truth']:g}.** Likely guesses: {', '.join(traps)}."
    if item["ask"] == "order":
        cards = [md(c["text"]) for c in sorted(item["cards"], key=lambda c: int(c["place"]))]
        return f"{ask}\n\nGive one line each to students, in any order, and let them line up.\n\n**Answer, first to last:** " + "; ".join(cards) + "."
    options = sorted(item["options"], key=lambda o: str(o["text"]).casefold())
    key = next(n for n, o in enumerate(options) if o.get("key"))
    return ask + "\n\n" + "\n".join(f"- {'ABCDEF'[n]}: {md(o['text'])}" for n, o in enumerate(options)) + f"\n\n**Answer: {'ABCDEF'[key]}.**"


def voted(one: dict[str, Any], book: Notebook) -> list[str]:
    """Every guess that the plan tells a class to vote on, in the order of the lesson: the bet, those listed, those of bites that say “vote”."""
    inside = {name for bite in book.bites for name in bite.named("predict") if re.search(r"(?i)\bvote", one["bites"][bite.number])}
    everywhere = {name for bite in book.bites for name in bite.named("predict")}
    opening = [name for name, item in items(book.lesson).items() if item["kind"] == "predict" and name not in everywhere]
    wanted = {*one["votes"], *inside, *opening}
    found = [name for name in items(book.lesson) if name in wanted]
    for name in sorted(wanted - set(found)):
        raise KitError(f"lessons.yml, lesson {book.lesson}: there is no question {name}.")
    return found


def sorting(one: dict[str, Any]) -> list[str]:
    """The questions with cards to sort or to match that the plan names, so that a class can do them on paper."""
    words = " ".join([*map(str, one["bites"].values()), *(str(what) for _, what in one["short"]), str(one.get("skip", ""))])
    return [name for name, item in items(one["lesson"]).items() if item["kind"] in ("sort", "match") and name in words]


def on_paper(item: dict[str, Any]) -> str:
    """A question with cards, as paper: what to ask, the places, the cards in the order of the alphabet, and the key."""
    if item["kind"] == "match":
        places, cards = [p["right"] for p in item["pairs"]], {str(p["left"]): str(p["right"]) for p in item["pairs"]}
    else:
        places, cards = item["bins"], {str(c["text"]): str(c["bin"]) for c in item["cards"]}
    lines = "\n".join(f"- {md(text)} *({md(cards[text])})*" for text in sorted(cards, key=str.casefold))
    return f"**{item['id']}.** {md(item['stem'])} Write each card on a sheet; its place stands in brackets.\n\nPlaces: {'; '.join(md(p) for p in places)}.\n\n{lines}"


def lesson(one: dict[str, Any]) -> str:
    """The plan of one lesson."""
    number = one["lesson"]
    book, known = notebook(number), items(number)
    for name in [*one["votes"], *one["wrong"], *([one["card"]] if one["card"] else [])]:
        if name not in known:
            raise KitError(f"lessons.yml, lesson {number}: there is no question {name}.")
    rows, clock = [], 0
    for minutes, part, what in schedule(one, book):
        rows.append((f"{clock}–{clock + minutes}", part, what))
        clock += minutes
    short, at = [], 0
    for minutes, what in one["short"]:
        short.append((f"{at}–{at + minutes}", md(what)))
        at += minutes
    if at != 45:
        raise KitError(f"lessons.yml, lesson {number}: the short plan has {at} minutes; it needs 45.")
    length = "" if 80 <= clock <= 120 else f" That is {'less' if clock < 80 else 'more'} than a seminar of 80 to 120 minutes; " \
        "join it with half of the next lesson, or use the 45-minute cut."
    card = known.get(one["card"])
    argue = (f"Card **[{card['id']}, {md(card['title'])}](../claim-cards/{card['id']}.md)**, with the steps in [controversy.md](../controversy.md). Claim: {md(card['claim'])} "
             f"Side one: {md(card['sides'][0]['name'])}. Side two: {md(card['sides'][1]['name'])}.\n\n**Watch:** {md(one['watch'])}\n\n"
             f"**Both accept:** {md(card['both_accept'])}\n\n**Stays open:** {md(card['open_question'])}") if card else md(one["instead"])
    wrong = "\n".join(f"- **{name}, {md(known[name]['title'])}**\n" + "\n".join(f"  - “{md(said)}” {md(reason)}" for said, reason in tempting(known[name])[:2])
                      for name in one["wrong"])
    return page(f"data/kit/lessons.yml, data/items/{number}.yml and notebooks/{book.file}", f"# Lesson {number} in class: {md(book.title)}",
                f"**Aim.** {md(one['aim'])}", f"**Before class, about 45 minutes:** read this page, run [the notebook](../../notebooks/{book.file}) with Run ▸ Run All Cells, and answer its guesses yourself. "
                f"The whole lesson takes one person {book.minutes} minutes by its own count. Students need nothing but lesson 00.",
                f"## The whole lesson, {clock} minutes\n\nMinutes are those of the notebook.{length} The exercises go home"
                f"{'; their minutes go to the controversy' if card and book.closing else ''}.\n\n" + table(["Minutes", "Part", "What the class does"], rows),
                f"**If time is short, leave out:** {md(one['skip'])}", "## 45 minutes\n\n" + table(["Minutes", "What"], short),
                "## Votes by hand\n\nFirst the vote, then the chart. Read the chart's sentence aloud; its table and description stand below it.\n\n"
                + "\n\n".join(f"{vote(known[name])} **Project:** “{md(chart_title(number, name))}”" for name in voted(one, book)),
                ("## Cards to sort by hand\n\n" + "\n\n".join(on_paper(known[name]) for name in sorting(one))) if sorting(one) else "",
                "## To argue about\n\n" + argue, "## Two questions for the room\n\n" + "\n".join(f"{n}. {md(q)}" for n, q in enumerate(one["questions"], 1)),
                f"## Wrong answers that will come up\n\n{wrong}\n\nAll of them: [likely wrong answers, lesson {number}](../likely-wrong-answers/lesson-{number}.md).")
