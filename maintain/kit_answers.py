"""The instructor's answer key: each question, its key, its tempting wrong answers and what to say, from data/items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .kit_words import items, md, notebook, page, table

LESSONS = tuple(f"{n:02d}" for n in range(11))
KINDS = {"choice": "choice", "recall": "from memory", "predict": "guess", "order": "order", "match": "match", "sort": "sort", "number": "number",
         "faded": "worked example", "inventory": "inventory", "exercise": "exercise", "open": "open task", "claim_card": "claim card"}
MOST = 4
"""Wrong answers listed for a number; half as many for each part of an exercise; one for each card that is sorted."""
_POINTER = re.compile(r"\s*(?:See|Go back to|Look (?:again )?at) (?:bite|lesson|question) [^.]*\.$")
"""“See bite 2.” at the end of a reason sends a learner back; an instructor does not need it."""


def said(reason: object) -> str:
    """A reason without the line that sends a learner back."""
    return _POINTER.sub("", " ".join(str(reason).split())) or str(reason)


def _value(given: object) -> str:
    if isinstance(given, dict):
        return ", ".join(f"{k}: {_value(v)}" for k, v in given.items())
    if isinstance(given, (list, tuple)):
        return ", ".join(_value(v) for v in given)
    if isinstance(given, bool):
        return "yes" if given else "no"
    return f"{given:,}" if isinstance(given, int) and abs(given) >= 10_000 else str(given)


def key(item: dict[str, Any]) -> str:
    """The right answer in words, or what stands in its place."""
    kind = item["kind"]
    if kind == "open":
        return "No key. Models in the lesson have " + ", ".join(str(m["points"]) for m in item["models"]) + f" points; the rows are {', '.join(r['name'] for r in item['rubric'])}."
    if kind == "claim_card":
        return f"No key. Open at the end: {item['open_question']}"
    if kind in ("faded", "exercise"):
        return "; ".join(f"{part['label']}: {_answer(part)}" for part in _parts(item))
    if kind == "sort":
        return "; ".join(f"{name}: {sum(c['bin'] == name for c in item['cards'])} cards" for name in item["bins"]) + f" ({item['pass']} of {len(item['cards'])} pass)."
    if kind == "match":
        return "; ".join(f"{p['left']} → {p['right']}" for p in item["pairs"])
    if kind == "order" or item.get("ask") == "order":
        cards = sorted(item["cards"], key=lambda c: c.get("place", 0)) if all(isinstance(c, dict) for c in item["cards"]) else item["cards"]
        return " → ".join(c["text"] if isinstance(c, dict) else str(c) for c in cards)
    if "options" in item:
        return next(str(o["text"]) for o in item["options"] if o.get("key"))
    answer = item["truth"] if "truth" in item else item["answer"]
    return f"{_value(answer)} {item.get('unit', '')}".strip()


def _parts(item: dict[str, Any]) -> list[dict[str, Any]]:
    return item["parts"] if item["kind"] == "exercise" else [b for stage in item["stages"] for b in stage.get("blanks", [])]


def _answer(part: dict[str, Any]) -> str:
    if "options" in part:
        return next(str(o["text"]) for o in part["options"] if o.get("key"))
    return f"{_value(part.get('answer', ''))} {part.get('unit') or ''}".strip()


def tempting(item: dict[str, Any]) -> list[tuple[str, str]]:
    """(wrong answer, what to say) of a question, in the order of its file."""
    return list(_tempting(item))


def _tempting(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    kind = item["kind"]
    for option in item.get("options", []):
        if not option.get("key"):
            yield str(option["text"]), said(option["reason"])
    for option in item.get("because", []) if kind == "inventory" else []:
        if not option.get("key"):
            yield f"because: {option['text']}", said(option["reason"])
    for one in item.get("typical", [])[:MOST]:
        yield _value(one["answer"]), said(one["reason"])
    if kind == "sort":
        for card in item["cards"]:
            for where, why in list(card.get("wrong", {}).items())[:1]:
                yield f"{card['text']} → {where}", said(why)
    if kind == "match":
        for extra in item.get("extras", []):
            yield str(extra if isinstance(extra, str) else extra.get("text", extra)), "Belongs to none."
        for pair in item["pairs"]:
            yield f"{pair['left']} → another one", said(pair["reason"])
    if kind == "order" or item.get("ask") == "order":
        for card in item["cards"]:
            if isinstance(card, dict) and "reason" in card:
                yield f"{card['text']} → another place", said(card["reason"])
    if kind in ("faded", "exercise"):
        for part in _parts(item):
            for option in part.get("options", []):
                if not option.get("key"):
                    yield f"{part['label']}: {option['text']}", said(option["reason"])
            for one in part.get("typical", [])[:MOST // 2]:
                yield f"{part['label']}: {_value(one['answer'])}", said(one["reason"])
    if kind == "open":
        for model in item["models"][:-1]:
            yield f"a text of {model['points']} points", said(model["notes"])
    if kind == "claim_card":
        yield "One side is simply right", said(f"Both accept: {item['both_accept']}")


def _entry(item: dict[str, Any]) -> str:
    head = f"### {item['id']} · {md(item['title'])}\n\n*{KINDS[item['kind']]}, bite {item['bite']}.* **Key:** {md(key(item))}"
    return head + "\n\n" + "\n".join(f"- “{md(wrong)}” {md(say)}" for wrong, say in tempting(item))


def pages() -> dict[str, str]:
    """The overview, a page per lesson, and the key of the twelve questions on a page of its own."""
    made, rows = {}, []
    for lesson in LESSONS:
        known = items(lesson)
        name = f"likely-wrong-answers/lesson-{lesson}.md"
        rows.append((f"[{lesson}](likely-wrong-answers/lesson-{lesson}.md)", md(notebook(lesson).title), len(known), sum(len(tempting(i)) for i in known.values())))
        made[name] = page(f"data/items/{lesson}.yml", f"# Likely wrong answers, lesson {lesson}: {md(notebook(lesson).title)}",
                          "**For the instructor: this page gives the answers.** Each line is a wrong answer and what to say to it. Rarer ones stand in the lesson itself. [All lessons](../likely-wrong-answers.md)",
                          *(_entry(one) for one in known.values()))
    twelve = items("inventory")
    made["likely-wrong-answers/inventory-key.md"] = page(
        "data/items/inventory.yml", "# Key of the twelve questions (inventory)",
        "**For the instructor, and only after lesson 10.** The same twelve questions come before and after the course. If the key goes round in between, the second round measures nothing.",
        *(_entry(one) for one in twelve.values()))
    made["likely-wrong-answers.md"] = page(
        "data/items", "# Likely wrong answers", "**For the instructor: these pages give the answers.** Keep them out of the folder that students get. "
        "The lessons show the same words to a learner who picks a wrong answer.",
        "How to use them: ask who had a wrong answer and what made it tempting, before you say why it is wrong. The first two or three per lesson that you will meet stand in the "
        "[class plans](plans/). They are what the course expects; no class has been counted yet.",
        table(["Lesson", "Title", "Questions", "Wrong answers"], rows),
        "**Apart from these:** [key of the twelve questions](likely-wrong-answers/inventory-key.md). Do not open it in class before the second round.")
    return made
