"""What the print pack prints: `data/kit`, options, criteria and futures, chosen and ordered for one edition."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from maintain import kit_phases, print_tonight

ROOT = Path(__file__).resolve().parents[1]
KIT = ROOT / "data" / "kit"


def _kit(name: str) -> dict[str, Any]:
    return yaml.safe_load((KIT / f"{name}.yml").read_text(encoding="utf-8"))


def _table(name: str) -> list[dict[str, str]]:
    with (ROOT / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def quotes(value: Any) -> Any:
    """The same value with printer's quotation marks and apostrophes in every string.

    >>> quotes({"a": ['say "no"', "it's"]})
    {'a': ['say “no”', 'it’s']}
    """
    if isinstance(value, str):
        return re.sub(r'(^|[\s(\[“])"', r"\1“", value).replace('"', "”").replace("'", "’")
    if isinstance(value, dict):
        return {str(key): quotes(item) for key, item in value.items()}
    return [quotes(item) for item in value] if isinstance(value, list) else value


def _words(naming: str) -> dict[str, Any]:
    """The words of the pack; in the neutral edition `x_neutral` stands in for `x`."""
    def chosen(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        plain = {key: chosen(item) for key, item in value.items() if not key.endswith("_neutral")}
        if naming == "neutral":
            plain.update({key[:-len("_neutral")]: chosen(item) for key, item in value.items() if key.endswith("_neutral")})
        return plain

    return {**chosen(_kit("print_words")), "kosovo": _kit("rules")["kosovo"]}


def _named(item: dict[str, Any], naming: str, other: str = "title") -> dict[str, Any]:
    """An item as the edition shows it; its `neutral` is a set of replacements, or the text of the field `other`."""
    kept = {key: value for key, value in item.items() if key != "neutral"}
    neutral = item.get("neutral")
    if naming == "named" or not neutral:
        return kept
    return {**kept, **(neutral if isinstance(neutral, dict) else {other: neutral})}


def _starred(value: Any) -> bool:
    return "Kosovo*" in str(value)


def roles(naming: str, layout: str = "regular") -> list[dict[str, Any]]:
    """One entry for each seat, in the order in which a growing class fills them: core, added seats, second ambassadors."""
    found, words = [], _words(naming)
    for role in _kit("roles")["roles"]:
        shown = _named(role, naming) | ({"name": role["letter"]} if naming == "neutral" else {})
        found.append({key: shown[key] for key in ("id", "name", "kind", "rooms", "line", "interests", "red", "give", "know", "tonight")}
                     | {"task": shown.get("task", ""), "where": print_tonight.where(role, False, layout != "regular", words), "second": False, "starred": _starred(shown), "at": 0 if role["core"] else role["adds"],
                        "second_at": role["second"]})
    found.sort(key=lambda role: role["at"])            # a stable sort: the core stays in the order of the file
    twice = sorted((role for role in found if role["second_at"]), key=lambda role: role["second_at"])
    return found + [{**role, "second": True, "where": words["cards"]["rooms"]["nac"]} for role in twice]


def content(layout: str, naming: str) -> dict[str, Any]:
    """All that the templates of one layout and naming need, except what depends on the pages of other files."""
    words = _words(naming)
    rules, texts, injects = _kit("rules"), _kit("texts")["texts"], _kit("injects")
    all_seats = roles(naming, layout)
    first = [role for role in all_seats if not role["second"]]
    names = {role["id"]: role["name"] for role in first}
    told = words["cards"]["instructor"]
    instructor = {"id": "instructor", "name": told["name"], "kind": "instructor", "rooms": [], "where": told["rooms"], "second": False, "starred": False, "told": told}
    shown_texts = [{**_named(text, naming), "room-name": words["texts"]["rooms"][text["room"]]} for text in texts]
    states = [role for role in first if role["kind"] == "state"]
    plans = {length: [_phase(phase, length, words, naming) for phase in phases] for length, phases in _kit("plans")["plans"].items()}
    given = {
        "words": words,
        "roles": (all_seats if layout == "regular" else first) + [instructor],
        "seats": seats(all_seats, layout, words),
        "rules": [_rule(_named(rule, naming)) for rule in rules["rules"]], "house": rules["house"],
        "outcome": [{**_named(item, naming), "anchors": [item["anchors"][n] for n in range(4)]} for item in rules["outcome"]],
        "outcome-caveat": rules["caveat"], "compression": rules["compression"],
        "debrief": print_tonight.debrief(rules["debrief"], naming, _named, words["debrief"]["longer"]),
        "behind": print_tonight.content({"names": names, "roles": _kit("roles")["roles"]}, words, naming, _named),
        "texts": shown_texts, "psc-seats": [role["name"] for role in states if "psc" in role["rooms"]],
        "psc-texts": [text for text in shown_texts if text["room"] in ("psc", "joint")],
        "nac-texts": [text for text in shown_texts if text["room"] in ("nac", "joint")],
        "injects": [{**_named(inject, naming), "plans": [str(n) for n in inject["plans"]]} for inject in injects["injects"]],
        "cards": [{**_named(card, naming), "holder": names[card["holder"]], "starred": _starred(_named(card, naming))} for card in injects["cards"]],
        "plans": plans,
        "options": [{"id": row["option_id"], "name": row["name"], "summary": row["summary"]} for row in _table("options")],
        "criteria": [{"name": row["name"], "short": row["short"], "question": row["question"],
                      "anchors": [row[f"anchor_{n}"] for n in (1, 3, 5)]} for row in _table("criteria")],
        "scenarios": [{"id": row["scenario_id"], "name": row["name"]} for row in _table("scenarios")],
        "rubric": rubric(),
    }
    return quotes(given)


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    """A rule as it is printed: its reasons behind its text; sources stand in seminar/rules.md."""
    return {"id": rule["id"], "title": rule["title"], "text": " ".join([rule["text"], *([rule["why"]] if "why" in rule else [])])}


def _phase(phase: dict[str, Any], length: str, words: dict[str, Any], naming: str) -> dict[str, Any]:
    """One phase of a plan, with what is shown and handed out in the words of the plan page; the neutral edition swaps names."""
    shown = {**{key: phase[key] for key in ("from", "to", "title", "teacher", "students")}, "show": kit_phases.column(phase, length, _kit("guide"))}
    return {key: print_tonight.swapped(value, words, naming) if isinstance(value, str) else value for key, value in shown.items()}


def rubric() -> list[dict[str, Any]]:
    """The memo's criteria with the four levels, from 4 points down to 0; empty while there is no `rubric.yml`."""
    if not (KIT / "rubric.yml").is_file():
        return []
    return [{"title": item["title"], "levels": [item["levels"][n] for n in (4, 3, 2, 1, 0)]} for item in _kit("rubric")["criteria"]]


def seats(all_seats: list[dict[str, Any]], layout: str, words: dict[str, Any]) -> list[dict[str, Any]]:
    """The list of seats with the page of each card, as `cards.typ` lays them out (two pages for two seats, or for one)."""
    listed, first_page = [], {}
    for n, role in enumerate(all_seats):
        page = 2 * (n // 2) + 1 if layout == "regular" else first_page.setdefault(role["id"], 2 * n + 1)
        name = words["prints"]["second"].format(name=role["name"]) if role["second"] else role["name"]
        listed.append({"n": n + 1, "name": name, "rooms": role["where"], "page": page})
    return listed


def prints(layout: str, found: dict[str, Any], words: dict[str, Any]) -> list[dict[str, str]]:
    """The list of what to print: pages of each part, and copies for 12 and for 25 people."""
    said, rows = words["prints"], words["prints"]["rows"]
    cards, handouts = found["cards"], found["handouts"]["parts"]

    def pages(file: str, first: int, last: int) -> str:
        span = said["pages_span" if last > first else "pages_one"].format(a=first, b=last)
        return said["file"].format(file=words["files"][file], pages=span)

    def row(what: str, where: str, twelve: str, more: str) -> dict[str, str]:
        return {"what": rows[what], "pages": where, "twelve": twelve, "twenty_five": more}

    def copies(kind: str, twelve: int, more: int) -> tuple[str, str]:
        return said[kind].format(n=twelve), said[kind].format(n=more)

    def part(*titles: str) -> str:
        return pages("handouts", handouts[titles[0]][0], handouts[titles[-1]][1])

    info = info_pages(cards["parts"])
    last_role = info[0] - 1
    regular = layout == "regular"
    twelve, more = (12, last_role) if regular else (24, last_role - 2)
    news = quotes(words["news"]["title"])
    names = {key: quotes(words[key]["title"]) for key in ("rules", "texts", "sentences", "outcome", "ballot", "rubric")}
    records = {key: quotes(words["records"][f"{key}_title"]) for key in ("psc", "nac", "joint", "log")}
    listed = [
        row("tonight", said["file"].format(file=words["files"]["teacher"], pages=said["pages_all"]), said["once"], said["once"]),
        row("roles", pages("cards", 1, last_role), said["roles_some"].format(n=twelve),
            said["roles_some" if regular else "roles_more"].format(n=more)),
        row("instructor", pages("cards", last_role - 1, last_role), said["once"], said["with_roles" if regular else "once"]),
        row("info", pages("cards", *info), said["once"], said["once"]),
        row("everyone", part(names["rules"], names["outcome"]), *copies("each", 12, 25)),
        row("news", part(news), *copies("news", 4, 4)),
        row("record_psc", part(records["psc"]), *copies("chair", 1, 1)),
        row("record_nac", part(records["nac"]), *copies("chair", 1, 1)),
        row("record_log", part(records["log"]), said["once"], said["once"]),
        row("record_joint", part(records["joint"]), said["longer"], said["longer"]),
        row("ballot", part(names["ballot"]), *copies("groups", 3, 6)),
    ]
    return listed + ([row("rubric", part(names["rubric"]), *copies("each", 12, 25))] if names["rubric"] in handouts else [])


def info_pages(parts: dict[str, list[int]]) -> list[int]:
    """First and last page of the information cards, which close the file of cards; their titles begin with C1, C2 and so on."""
    spans = [span for title, span in parts.items() if re.match(r"C\d+:", title)]
    return [spans[0][0], spans[-1][1]]


def sheets(files: dict[str, Any], words: dict[str, Any], people: int) -> int:
    """Sheets of paper, printed on both sides, for a class in the regular edition; ballot and rubric are not counted."""
    def leaves(first: int, last: int) -> int:
        return -(-(last - first + 1) // 2)

    handouts, cards = files["handouts"]["parts"], files["cards"]["parts"]
    each = leaves(handouts[words["rules"]["title"]][0], handouts[words["outcome"]["title"]][1])
    once = [leaves(1, files["teacher"]["pages"]), leaves(*info_pages(cards)), -(-people // 2) + (people <= 24)]
    records = [leaves(*handouts[words["records"][f"{key}_title"]]) for key in ("psc", "nac", "joint", "log")]
    return each * people + sum(once) + sum(records) + 4 * leaves(*handouts[words["news"]["title"]])


def readme(manifest: dict[str, Any], editions: Iterable[Any]) -> str:
    """The text of seminar/print/README.md: which file for what, its pages, how many copies."""
    words = _words("named")
    said, files = words["readme"], manifest["files"]
    lines = [f"# {said['title']}", "", said["lead"], "", said["caveat"], "", f"## {said['which_title']}", ""]
    home = {part: files.get(f"a4-regular-{n}-{part}.pdf") for n, part in ((1, "teacher"), (2, "cards"), (3, "handouts"))}
    if not all(home.values()):
        return ""
    page = home["teacher"]["parts"][words["prints"]["title"]][0]
    lines += [f"- {line.format(page=page)}" for line in said["which"]]
    lines += ["", f"## {said['copies_title']}", "", f"| {words['prints']['what']} | {words['prints']['pages']} | {words['prints']['twelve']} "
              f"| {words['prints']['twenty_five']} |", "| --- | --- | --- | --- |"]
    for row in prints("regular", home, words):
        lines.append(f"| {row['what']} | {row['pages']} | {row['twelve']} | {row['twenty_five']} |")
    lines += ["", said["sheets"].format(twelve=sheets(home, words, 12), twenty_five=sheets(home, words, 25)), ""]
    lines += [*(f"- {step}" for step in words["prints"]["steps"]["regular"]), "", f"## {said['table_title']}", "",
              f"| {said['file']} | {said['pages']} | {said['parts']} |", "| --- | --- | --- |"]
    for edition in editions:
        for part in ("teacher", "cards", "handouts"):
            name = edition.file(part)
            if name in files:
                where = "; ".join(f"{title} {first}" + (f"–{last}" if last > first else "")
                                  for title, (first, last) in files[name]["parts"].items())
                lines.append(f"| [{name}]({name}) | {files[name]['pages']} | {where} |")
    return "\n".join([*lines, "", said["font"], ""])
