"""What a student would answer: right and deliberately wrong answers to each item, read from data/items, by label as the page writes it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from course_notebooks import books

from eunato.explorers import _stage
from eunato.learning import check, items, pages_inventory, pages_parts, picks
from eunato.learning.question import PLACES


@dataclass
class Plan:
    """What to enter, by legend or label: radio groups, menus, check boxes, fields, and an order of cards."""

    radios: dict[str, str] = field(default_factory=dict)
    menus: dict[str, str] = field(default_factory=dict)
    boxes: dict[str, set[str]] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    wrong: bool = False


def item(item_id: str) -> items.Item:
    """The item of this id."""
    return items.get(item_id)


def explorer(name: str) -> dict[str, Any]:
    """The words of an explorer."""
    return _stage.words()[{"path_finder": "paths"}.get(name, name)]


def say(name: str) -> str:
    """A sentence of data/pages.yml."""
    return pages_parts.say(name)


def inventory(after: bool) -> list[items.Item]:
    """The twelve questions in the order of the page."""
    return pages_inventory.questions("after" if after else "before")


def inventory_plan(one: items.Item, wrong: bool) -> Plan:
    """Answer, reason and confidence of one question."""
    because = pages_inventory.becauses(one)
    radios = {pages_parts.say("inventory.answer"): _option(one.options, wrong)}
    if because:
        radios[pages_parts.say("inventory.because")] = _option(because, wrong)
    return Plan(radios={**radios, pages_parts.say("inventory.sure"): "80%"}, wrong=wrong)


def solutions(path: str) -> dict[str, str]:
    """What a student who codes types, by cell: the cells of the solution of an exercise that end in a check."""
    if not path.startswith("exercises/"):
        return {}
    book = next(b for b in books() if b.folder == "solutions" and b.name == path.replace("exercises/", "solutions/").replace("_exercise", "_solution"))
    return {cell.id: cell.source.replace("  # solution", "") for cell in book.code() if cell.id.startswith("answer-")}


def words(one: items.Item) -> str:
    """What a student remembers, in twelve words or fewer."""
    return " ".join(next(o.text for o in one.options if o.key).split()[:6])


def essay(one: items.Item) -> str:
    """A short text of one's own."""
    return ("Both organisations name the same problem, but their rooms decide in different ways. "
            f"I would write about {one.title.lower().rstrip('.?')}: first what is on record, then how I read it, and what would change my mind.")


def plans(one: items.Item, wrong: bool) -> list[Plan]:
    """The answers in turn: with `wrong` a wrong one first."""
    return [_plan(one, True), _plan(one, False)] if wrong else [_plan(one, False)]


def _plan(one: items.Item, wrong: bool) -> Plan:
    return globals()[f"_{one.kind}"](one, wrong)


def _option(options: Any, wrong: bool) -> str:
    return next(o.text for o in options if o.key != wrong)


def _choice(one: items.Item, wrong: bool) -> Plan:
    return Plan(radios={one.stem: _option(one.options, wrong)}, menus={"How sure are you? (if you like)": "70%"}, wrong=wrong)


def _recall(one: items.Item, wrong: bool) -> Plan:
    return Plan(radios={"Which answer is right?": _option(one.options, wrong)}, menus={"How sure are you? (if you like)": "60%"}, wrong=wrong)


def _predict(one: items.Item, wrong: bool) -> Plan:
    made = Plan(menus={"How sure are you?": "60%"}, wrong=wrong)
    if one["ask"] == "number":
        made.texts[one["label"]] = f"{one['low'] if wrong else one['truth']:g}"
    elif one["ask"] == "choice":
        made.radios[one.stem] = _option(one.options, wrong)
    elif not wrong:
        made.order = check.right_order(one["cards"])
    return made


def _order(one: items.Item, wrong: bool) -> Plan:
    return Plan(order=[] if wrong else check.right_order(one["cards"]), wrong=wrong)


def _match(one: items.Item, wrong: bool) -> Plan:
    rights = [p["right"] for p in one["pairs"]]
    given = rights[1:] + rights[:1] if wrong else rights
    return Plan(menus=dict(zip([p["left"] for p in one["pairs"]], given, strict=True)), wrong=wrong)


def _sort(one: items.Item, wrong: bool) -> Plan:
    bins = one["bins"]
    return Plan(menus={c["text"]: bins[(bins.index(c["bin"]) + wrong) % len(bins)] for c in one["cards"]}, wrong=wrong)


def _number(one: items.Item, wrong: bool) -> Plan:
    return Plan(texts={one["label"]: f"{one['answer'] + (3 + one['tolerance'] if wrong else 0):g}"}, wrong=wrong)


def _faded(one: items.Item, wrong: bool) -> Plan:
    made = Plan(wrong=wrong)
    for _, blank in check.faded_blanks(one):
        if "options" in blank:
            made.radios[blank["label"]] = _option(items.options_of(blank["options"], ""), wrong)
        else:
            made.texts[blank["label"]] = f"{blank['answer'] + (7 if wrong else 0):g}"
    return made


def _exercise(one: items.Item, wrong: bool) -> Plan:
    made = Plan(wrong=wrong)
    for part in one["parts"]:
        pick, label, answer = part.get("pick"), part["label"], part["answer"]
        lines = dict(picks.of_part(part)) if pick else {}
        if pick in ("states", "links", "many"):
            made.boxes[label] = {lines[a] for a in (answer[:-1] or [next(k for k in lines if k not in answer)] if wrong else answer)}
        elif pick == "places":
            for place, at in zip(PLACES, answer[: 2 if wrong else None], strict=False):
                made.menus[place] = lines[at]
            for place in PLACES[len(answer):]:
                made.menus[place] = "(no place)"
        elif pick in ("link", "one"):
            made.menus[label] = lines[next(k for k in lines if k != answer) if wrong else answer]
        elif part["check"] == "number":
            made.texts[label] = f"{answer + (5 if wrong else 0):g}"
        else:
            made.texts[label] = "nobody" if wrong else str(answer)
    return made
