"""Words are data: every item file against its schema, and the rules a schema cannot hold."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import yaml

from eunato import course
from eunato.learning import check, items, question

SCHEMA = json.loads((items.FOLDER / "schema.json").read_text(encoding="utf-8"))
FILES = items.files()
ALL = items.all()
AVOID = re.compile(
    r"\b(free[- ]?riders?|vassals?|bully|bullies|bullying|appease\w*|daddy|betrayals?|puppets?|obsessed|so-called|obviously|blocs?|admitted|lashed out)\b|EU-NATO|\bTurkey\b", re.I)


def ids(found: list[items.Item]) -> list[str]:
    return [i.id for i in found]


def texts(thing: Any, skip: tuple[str, ...] = ("id", "kind", "claims", "sources", "first_party", "source", "words")) -> Iterator[str]:
    if isinstance(thing, dict):
        for name, value in thing.items():
            if name not in skip:
                yield from texts(value)
    elif isinstance(thing, list):
        for value in thing:
            yield from texts(value)
    elif isinstance(thing, str):
        yield thing


def options(item: items.Item) -> Iterator[list[dict]]:
    """Every list of options in an item, wherever it stands."""
    if isinstance(item.get("options"), list):
        yield item["options"]
    if isinstance(item.get("because"), list):
        yield item["because"]
    for _, blank in check.faded_blanks(item) if item.kind == "faded" else ():
        if "options" in blank:
            yield blank["options"]


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.name)
def test_file_fits_the_schema(path):
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    problems = []
    for n, row in enumerate(found["items"]):
        problems += [f"{row.get('id', n)}: {'/'.join(map(str, e.absolute_path))}: {e.message[:160]}" for e in jsonschema.Draft202012Validator(SCHEMA["$defs"][row["kind"]]).iter_errors(row)]
    assert not problems, "\n".join(problems)
    jsonschema.Draft202012Validator(SCHEMA).validate(found)


def test_the_schema_refuses_what_the_house_forbids():
    good = yaml.safe_load((items.FOLDER / "00.yml").read_text(encoding="utf-8"))
    choice = next(i for i in good["items"] if i["kind"] == "choice")
    breaks = [
        lambda i: i["options"][1].pop("reason"), lambda i: i.pop("claims"), lambda i: i.update(claims=[]), lambda i: i.update(sources=[]),
        lambda i: i.update(claims=["C56"]), lambda i: i["options"][1].update(key=True), lambda i: i["options"][0].pop("key"), lambda i: i.pop("bite"), lambda i: i.update(kind="quiz"),
    ]
    for damage in breaks:
        bad = json.loads(json.dumps(choice))
        damage(bad)
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate({"version": 1, "items": [bad]}, SCHEMA)


def test_every_item_of_the_design_is_there():
    have = set(ids(ALL))
    assert {"00-P1", "00-1", "00-2", "00-3", "00-4", "00-g1", "00-E1", "00-E2", "00-O1"} <= have
    assert {"02-P1", "02-D1", "02-1", "02-2", "02-3", "02-4", "02-5", "02-E1", "02-E2", "02-E3", "02-O1", "02-C1"} <= have
    assert {f"CI-{n}" for n in range(1, 13)} <= have
    recalled = {c for i in items.all("02") if i.kind == "recall" for c in i.claims}
    assert {"C02", "C04", "C08", "C09", "C25", "C26"} <= recalled
    assert {i.kind for i in ALL} == set(SCHEMA["$defs"])


def test_lesson_00_holds_no_inventory_item():
    assert all(i.kind != "inventory" for i in items.all("00"))


@pytest.mark.parametrize("item", ALL, ids=ids(ALL))
def test_sources_and_claims_resolve(item):
    with (course.DATA / "sources.csv").open(encoding="utf-8", newline="") as f:
        known = {row["source_id"]: row for row in csv.DictReader(f)}
    sides = item.get("sides", [])
    used = {*item.sources, *(s for side in sides for s in (*side["sources"], *side["first_party"]))}
    assert used <= set(known), f"unknown sources: {sorted(used - set(known))}"
    assert {known[s]["tier"] for s in item.sources} & {"A", "B"}, "an item rests on at least one source of tier A or B"
    assert "D" not in {known[s]["tier"] for s in item.sources}
    with (course.DATA / "claims.csv").open(encoding="utf-8", newline="") as f:
        assert set(item.claims) <= {row["claim_id"] for row in csv.DictReader(f)}


@pytest.mark.parametrize("item", ALL, ids=ids(ALL))
def test_language(item):
    raw = {"title": item.title, "stem": item.stem, **item.more}
    for text in texts(raw):
        assert not AVOID.search(text), text
        for sentence in re.split(r"(?<=[.?!:;])[”\"]?\s+", text):
            assert len(re.findall(r"[\w’'–-]+", sentence)) <= 25, sentence


@pytest.mark.parametrize("item", [i for i in ALL if any(True for _ in options(i))], ids=lambda i: i.id)
def test_length_does_not_betray_the_key(item):
    for rows in options(item):
        lengths = [len(r["text"]) for r in rows]
        key = next(len(r["text"]) for r in rows if r.get("key"))
        assert key < max(lengths) or lengths.count(key) > 1, "the key is the longest option"
        assert max(lengths) <= 2 * min(lengths), lengths
        assert len({r["reason"] for r in rows}) == len(rows), "each option has a reason of its own"


def test_the_place_on_the_screen_does_not_betray_the_key():
    places = [next(n for n, o in enumerate(i.options) if o.key) for i in ALL if i.kind in ("choice", "recall", "inventory")]
    assert len(set(places)) == 4 and max(places.count(p) for p in range(4)) < len(places) / 2


def test_screen_order_is_fixed_and_never_the_answer():
    for item in ALL:
        if item.kind == "order" or item.get("ask") == "order":
            assert question.screen_order(item) == question.screen_order(item) != check.right_order(item["cards"])


def test_cards_go_into_bins_that_exist():
    for item in ALL:
        if item.kind == "sort":
            for card in item["cards"]:
                assert card["bin"] in item["bins"]
                assert set(card["wrong"]) <= set(item["bins"]) - {card["bin"]}


def test_hints_do_not_hold_the_answer():
    for item in ALL:
        for hint in item.get("hints", ())[:2]:
            for answer in [item.get("answer"), *(p["answer"] for p in item.get("parts", ()) if isinstance(p["answer"], (int, str)))]:
                assert answer is None or not re.search(rf"(?<![\w.]){re.escape(str(answer))}(?!\w)", hint), (item.id, hint)


def test_claim_cards_are_fair():
    cards = [i for i in ALL if i.kind == "claim_card"]
    assert cards
    for card in cards:
        a, b = (len(side["case"].split()) for side in card["sides"])
        assert 0.8 <= a / b <= 1.25
        assert card["open_question"].endswith("?")
        for side in card["sides"]:
            assert side["first_party"]
            assert len(side.get("quote", {}).get("words", "").split()) <= 25


def test_open_tasks_add_up():
    for task in (i for i in ALL if i.kind == "open"):
        most = sum(3 * r.get("weight", 1) for r in task["rubric"])
        points = [m["points"] for m in task["models"]]
        assert points == sorted(points) and points[-1] <= most
        assert all(len(m["text"].split()) <= task["words"] for m in task["models"])
    assert next(r for r in items.get("02-O1")["rubric"] if r["name"].startswith("Other side")).get("weight") == 2


def test_unknown_ids_name_what_there_is():
    with pytest.raises(items.ItemError, match="02-1"):
        items.get("02-99")
    with pytest.raises(items.ItemError, match="it has"):
        items.get("02-1")["nope"]


def test_a_damaged_file_says_which(tmp_path):
    bad = tmp_path / "99.yml"
    bad.write_text("items: [", encoding="utf-8")
    with pytest.raises(items.ItemError, match=r"99\.yml"):
        items.read(bad)
    bad.write_text("version: 2\nitems: []", encoding="utf-8")
    with pytest.raises(items.ItemError, match="version: 1"):
        items.read(bad)
