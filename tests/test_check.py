"""Checks: a blank is not an answer, the solution is right, each typical wrong answer has its own reason."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import learning
from eunato.learning import check as c
from eunato.learning import items, progress

EXERCISES = [i for i in items.all() if i.kind == "exercise"]
PARTS = [(i, p) for i in EXERCISES for p in i["parts"]]
CHECKED = [i for i in items.all() if i.kind not in ("open", "claim_card", "predict")]


@pytest.fixture(autouse=True)
def fresh():
    c.forget()


def solution(item: items.Item):
    """The right answer to an item, in the form a learner would give."""
    if item.kind in ("choice", "recall", "inventory"):
        return next(o.text for o in item.options if o.key)
    if item.kind == "number":
        return item["answer"]
    if item.kind == "exercise":
        return {p["name"]: p["answer"] for p in item["parts"]}
    if item.kind == "order":
        return c.right_order(item["cards"])
    if item.kind == "match":
        return {p["left"]: p["right"] for p in item["pairs"]}
    if item.kind == "sort":
        return {card["text"]: card["bin"] for card in item["cards"]}
    return [b["answer"] if "answer" in b else next(o["text"] for o in b["options"] if o.get("key")) for _, b in c.faded_blanks(item)]


@pytest.mark.parametrize("item", CHECKED, ids=lambda i: i.id)
def test_the_solution_is_right(item):
    found = c.judge(item, solution(item))
    assert found.ok is True and found.why, found.words
    assert c.solution_words(item)


@pytest.mark.parametrize("item", CHECKED, ids=lambda i: i.id)
@pytest.mark.parametrize("blank", [c.BLANK, "____", None, "", (), [], {}, set()], ids=repr)
def test_a_blank_is_not_answered_yet(item, blank):
    found = c.check(item.id, blank)
    assert found.ok is None and found.words.startswith("Not answered yet.") and len(found.words) > 25
    assert progress.store().latest(item.id) is None  # nothing was answered, so nothing is kept


@pytest.mark.parametrize(("item", "part"), PARTS, ids=[f"{i.id}-{p['name']}" for i, p in PARTS])
def test_each_typical_wrong_answer_has_its_own_reason(item, part):
    reasons = set()
    for wrong in part["typical"]:
        found = c.part(part, wrong["answer"])
        assert found.ok is False, wrong
        assert found.why.startswith(wrong["reason"]), wrong
        reasons.add(found.why)
    assert len(reasons) == len(part["typical"])


def test_every_typical_wrong_number_has_its_own_reason():
    rules = [i.more for i in items.all() if i.kind == "number"] + [b for i in items.all() if i.kind == "faded" for _, b in c.faded_blanks(i) if "answer" in b]
    assert len(rules) >= 3
    for rule in rules:
        for wrong in rule["typical"]:
            found = c.number(wrong["answer"], rule)
            assert (found.ok, found.why) == (False, wrong["reason"])


def test_every_option_gives_its_own_reason():
    for item in CHECKED:
        if item.kind in ("choice", "recall", "inventory"):
            for option in item.options:
                found = c.judge(item, option.text)
                assert (found.ok, found.why) == (option.key, option.reason)


@pytest.mark.parametrize("answer", [
    ({"AUT", "CYP", "IRL", "MLT"}, 9), (["mlt", "irl", "cyp", "aut"], "9"), ({"Austria", "Cyprus", "IRELAND", " malta "}, 9.0), ("AUT, CYP, IRL and MLT", "nine"),
    {"eu_only": ("AUT", "CYP", "IRL", "MLT"), "nato_only": 9}, ({"Republic of Cyprus", "AUT", "IRL", "MLT"}, "9 Allies"),
])
def test_the_form_of_an_answer_does_not_matter(answer):
    assert c.check("02-E1", answer).ok is True


def test_pandas_and_numpy_answers_are_read():
    import numpy as np
    import pandas as pd

    codes = pd.Series(["AUT", "CYP", "IRL", "MLT"])
    assert c.check("02-E1", (codes, np.int64(9))).ok is True
    assert c.check("02-E1", (codes.to_numpy(), 9)).ok is True
    assert c.check("02-E1", (pd.DataFrame({"a": [1]}), 9)).ok is None


def test_turkey_is_understood_and_the_preferred_form_is_said():
    part = {**items.get("02-E1")["parts"][0], "answer": ["TUR"], "typical": [{"answer": ["AUT"], "reason": "x"}]}
    for said in ("Turkey", "turkey", "Türkiye", "Turkiye", "TÜRKİYE", "TUR"):
        found = c.part(part, {said})
        assert found.ok is True, said
        assert ("Türkiye" in found.why) == (said.lower() == "turkey")


STRANGE = [5, 4.5, True, b"x", object(), lambda: 1, [1, [2]], {"a": 1}, ({"AUT"},) * 5, {1, 2}, float("nan"), float("inf"), 10**400, "x" * 50_000, ["NATO-IS", 3], Ellipsis, range(3), ValueError("x")]


@pytest.mark.parametrize("item", CHECKED, ids=lambda i: i.id)
def test_strange_answers_get_a_sentence_and_no_traceback(item):
    for strange in STRANGE:
        found = c.judge(item, strange)  # the inner function: nothing is hidden by the guard
        assert found.ok is not True or item.kind in ("choice", "recall", "inventory"), strange
        assert found.words and len(found.words) < 5000


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([i.id for i in CHECKED]), st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=20), lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=5), x, max_size=3), max_leaves=6))
def test_any_answer_gets_a_verdict(item_id, answer):
    assert c.judge(items.get(item_id), answer).ok in (True, False, None)


def test_the_answer_is_not_shown_before_the_third_try():
    hints = items.get("02-N1")["hints"]
    first, second, again, third = (c.check("02-N1", x) for x in (10, 4, 4, 5))
    assert [v.attempt for v in (first, second, again, third)] == [1, 2, 2, 3]  # the same answer again is no new try
    assert [v.hint for v in (first, second, third)] == hints
    for early in (first, second, again):
        assert early.shown == "" and "The answer:" not in early.words
    assert "9 Allies" in third.shown and "The answer:" in third.words


def test_exercise_sets_say_what_does_not_belong_and_not_what_is_missing():
    found = c.judge(items.get("02-E1"), ({"AUT", "CYP", "POL"}, 9))
    assert found.ok is False and "Poland does not belong here" in found.why and "Two are missing" in found.why
    assert "Malta" not in found.why and "Ireland" not in found.why


def test_parts_are_judged_one_by_one():
    only_first = c.judge(items.get("02-E1"), {"AUT", "CYP", "IRL", "MLT"})
    assert only_first.ok is None and "not answered yet" in only_first.words
    assert c.judge(items.get("02-E1"), ({"AUT", "CYP", "IRL", "MLT"}, 10)).ok is False
    assert "I do not know the part 'nato'" in c.judge(items.get("02-E1"), {"nato": 9}).words


@pytest.mark.parametrize("path", [["NATO-IS", "EU-STAFF", "CYP"], ["L04", "L13"], "NATO-IS → EU-STAFF → CYP", ["NATO staff", "EU staff", "Cyprus"], "nato staff > EU staff > cyprus", ["NATO Staff", "NATO Council (NAC)", "EU committee (PSC)", "EU staff", "Republic of Cyprus"], ("NATO-IS", "NAC", "PSC", "EU-STAFF", "CYP")])
def test_any_valid_path_counts(path):
    assert c.part(items.get("02-E2")["parts"][0], path).ok is True


@pytest.mark.parametrize(("path", "word"), [
    (["NATO-IS", "NAC", "AUT", "CYP"], "No link leads from Austria to Cyprus"), (["NATO-IS", "MOON"], "do not know the place"), (["CYP"], "begins at Cyprus"),
    (["NATO-IS", "EU-STAFF", "MLT"], "ends at Malta"),
])
def test_a_wrong_path_says_where(path, word):
    found = c.part(items.get("02-E2")["parts"][0], path)
    assert found.ok is not True and word in found.words


@pytest.mark.parametrize("link", ["L08", "l08", " L08 ", {"L08"}, "L08 · NATO Council → Cyprus: a security agreement between Cyprus and NATO"])
def test_a_link_may_be_named_by_its_id_or_its_whole_line(link):
    assert c.part(items.get("02-E2")["parts"][1], link).ok is True


def test_code_gets_hints_for_code():
    item = items.get("02-E3")
    assert [c.check("02-E3", {"L18"} | {x}).hint for x in ("L01", "L02", "L03")] == item["code_hints"] != item["hints"]


def test_a_solution_notebook_answers_nothing_for_the_learner(tmp_path, monkeypatch, capsys):
    from eunato import lesson

    folder = tmp_path / "solutions"
    folder.mkdir()
    monkeypatch.chdir(folder)
    lesson.check("02-N1", 9)
    assert "Right." in capsys.readouterr().out and progress.store().latest("02-N1") is None
    monkeypatch.chdir(tmp_path)
    lesson.check("02-N1", 9)
    assert progress.store().latest("02-N1")["correct"] is True


def test_the_exercises_agree_with_the_models():
    from eunato.models import clubs, paths

    split = clubs.split()
    e1 = {p["name"]: p["answer"] for p in items.get("02-E1")["parts"]}
    assert set(e1["eu_only"]) == split.eu_only and e1["nato_only"] == len(split.nato_only)
    assert items.get("02-N1")["answer"] == len(split.nato_only)
    assert items.get("02-P1")["truth"] == len(split.union) and items.get("00-P1")["truth"] == len(split.both)
    link = items.get("02-E2")["parts"][1]["answer"]
    annex = paths.find(paths.Document("S", "topic:planning", "NATO-IS", tuple(sorted(clubs.members("EU")))))
    assert annex.failing["CYP"].link.row == link and "CYP" in annex.undelivered
    assert {x.row for x in paths.expand() if x.what_if == "cyp_pfp"} == set(items.get("02-E3")["parts"][0]["answer"])


def test_order_is_judged_by_rank_correlation():
    item = items.get("02-K1")
    right = c.right_order(item["cards"])
    near = [right[1], right[0], *right[2:]]
    assert c.judge(item, near).ok is True  # one swap of neighbours: tau 0.87
    found = c.judge(item, right[::-1])
    assert found.ok is False and 0 < sum(map(bool, found.notes)) <= 2  # two notes, not the whole answer
    assert c.kendall([2, 1, 0], [0, 1, 2]) == -1 and c.kendall([0], [0]) == 1
    with pytest.raises(ValueError, match="different things"):
        c.kendall([0, 1], [0, 2])


def test_sort_passes_at_seven_of_eight():
    item = items.get("00-E1")
    good = solution(item)
    wrong = copy.copy(good)
    for n, card in enumerate(item["cards"]):
        wrong[card["text"]] = next(iter(card["wrong"]))
        found = c.judge(item, wrong)
        assert found.ok is (n == 0)
        assert found.notes[n] == "Not yet. " + card["wrong"][wrong[card["text"]]]


def test_a_card_without_a_reason_of_its_own_gets_a_human_sentence():
    item = items.get("00-E1")
    cards = [{**card, "wrong": {}} for card in item["cards"]]
    bare = items.Item(item.id, item.kind, item.lesson, item.bite, item.title, item.stem, item.claims, item.sources, {**item.more, "cards": cards})
    found = c.judge(bare, {card["text"]: next(b for b in item["bins"] if b != card["bin"]) for card in cards})
    assert set(found.notes) == {"Not yet. This card belongs elsewhere. Who could check it, and how?"}


def test_a_wrong_match_does_not_give_the_other_rows_away():
    item = items.get("02-M2")
    found = c.judge(item, {p["left"]: item["pairs"][0]["right"] for p in item["pairs"]})
    assert found.ok is False and found.notes[0].startswith("Right.")
    assert not any(item["pairs"][0]["left"] in note for note in found.notes[1:])


def test_an_answer_is_recorded_once_with_its_verdict():
    c.check("02-E1", ({"AUT", "IRL", "MLT"}, 10))
    row = progress.store().latest("02-E1")
    assert (row["notebook"], row["kind"], row["correct"], row["attempts"], row["bite"]) == ("02", "exercise", False, 1, 1)
    assert row["answer"] == [["AUT", "IRL", "MLT"], 10]


def test_when_saving_fails_the_learner_reads_it(monkeypatch):
    def broken(*_a, **_k):
        raise OSError("the disk is full")

    monkeypatch.setattr(progress, "store", broken)
    found = c.check("02-N1", 9)
    assert found.ok is True and "Problem: your answer could not be saved (the disk is full)" in found.words


def test_the_blank_takes_part_in_anything():
    blank = learning.BLANK
    assert getattr(learning, "____") is blank and repr(blank) == "____" and str(blank) == "____"
    assert not blank and len(blank) == 0 and list(blank) == []
    for made in (blank.name.other, blank(1, x=2), blank["a"], blank + 1, 1 + blank, blank * 2, -blank, ~blank, blank & 1, round(blank)):
        assert made is blank
    assert not (blank < 1) and not (blank >= 1) and (blank == 1) is False and (blank != 1) is True
    assert copy.copy(blank) == blank and {blank: 1}[blank] == 1
    assert not hasattr(blank, "_ipython_display_") and not hasattr(blank, "__array__")


def test_a_verdict_shows_as_text_and_as_a_status():
    bundle = c.check("02-N1", "____")._repr_mimebundle_()
    assert bundle["text/plain"].startswith("Not answered yet.")
    assert 'role="status"' in bundle["text/html"] and "<p>" in bundle["text/html"]
    hostile = c.check("00-E2", "<script>alert(1)</script>")._repr_mimebundle_()
    assert "<script>" not in hostile["text/html"]
