"""Question widgets without a kernel or a browser: press the buttons, read the status line, read the rows that were kept."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import ipywidgets as widgets
import pytest

from eunato import controls
from eunato.learning import check, items, picks, progress, question
from eunato.learning.predict import Prediction, predict
from eunato.learning.question import ask

ASKED = [i for i in items.all() if i.kind not in ("open", "claim_card")]


def rows(item_id: str) -> list[dict]:
    return [r for r in progress.store().events() if r["item_id"] == item_id]


def inside(box: widgets.Widget) -> Iterator[widgets.Widget]:
    """A widget and everything in it."""
    yield box
    for child in getattr(box, "children", ()):
        yield from inside(child)


def sent(box: widgets.Widget) -> str:
    """All that goes to the page, as one text; our scripts and styles are left out."""
    def words(thing: Any) -> str:
        return json.dumps(thing, ensure_ascii=False, default=str)

    return "\n".join(words(v) for w in inside(box) for k, v in w.get_state().items() if k not in ("_esm", "_css", "layout", "style", "children"))


@pytest.mark.parametrize("item", ASKED, ids=lambda i: i.id)
def test_nothing_earned_is_sent_or_stored_before_an_answer(item):
    box = ask(item.id)
    bundle = box._repr_mimebundle_()
    page = sent(box)
    secrets = [s for s in items.key_words(item) if len(s) > 3]
    assert secrets
    for secret in secrets:
        for text in (bundle["text/plain"], bundle["text/html"], page):
            assert secret not in text, secret
            assert json.dumps(secret, ensure_ascii=False)[1:-1] not in text, secret
    if item.get("ask") == "number":
        # versions ("2.0.0"), ids and the menu of confidences ("25%") hold small numbers by chance
        bare = re.sub(r"~?\d+(?:\.\d+)+(?:\.\*)?|\d+%|\d\d-[A-Z]\d+", " ", page.replace(item.stem, "").replace("Thirty-six", "").replace(item.title, ""))
        assert not re.search(rf"(?<![\d.]){re.escape(str(item['truth']))}(?![\d])", bare) or item["truth"] in (item["low"], item["high"])
    assert item.title in bundle["text/plain"] and controls.TO_ANSWER in bundle["text/html"]


@pytest.mark.parametrize("item", ASKED, ids=lambda i: i.id)
def test_what_is_stored_is_the_same_for_everyone(item):
    first = ask(item.id).stored_bundle()
    progress.store().record(item.lesson, item.id, item.kind, "x", bite=1)
    assert ask(item.id).stored_bundle() == first


@pytest.mark.parametrize("item", ASKED, ids=lambda i: i.id)
def test_every_control_has_a_name(item):
    named = {controls.NativeChoice: "legend", controls.NativeMenus: "legend", controls.NativeOrder: "legend", controls.NativeField: "description", controls.NativeMenu: "description", controls.NativeButton: "description"}
    found = 0
    for w in inside(ask(item.id)):
        assert not isinstance(w, (widgets.IntSlider, widgets.RadioButtons, widgets.ToggleButtons, widgets.Accordion, widgets.Button, widgets.Dropdown))
        for kind, name in named.items():
            if isinstance(w, kind):
                found += 1
                assert len(getattr(w, name)) > 2
    assert found >= 2


def test_pressing_too_early_is_said_and_not_kept():
    for item in ASKED:
        box = ask(item.id)
        if isinstance(box, Prediction):
            box.save()
        else:
            box.press()
        if item.kind == "order":
            assert "Leave it in this order?" in box.status.text and rows(item.id) == []
            continue
        assert box.status.kind == "error" and box.status.text.startswith("Problem: "), item.id
        assert rows(item.id) == []


def test_choice_gives_each_reason_and_another_try():
    q = ask("02-1")
    key = next(n for n, o in enumerate(q.options) if o.key)
    wrong = [n for n in range(4) if n != key]
    q.sure.value = 90
    q.choice.value = wrong[0]
    q.check_button.click()
    assert q.status.text == f"Not yet. {q.options[wrong[0]].reason}"
    assert q.options[key].reason not in sent(q)  # the key is still to be earned
    q.sure.value = 50
    q.choice.value = key
    q.check_button.click()
    assert q.status.text == f"Right. {q.options[key].reason}"
    assert q.choice.notes[wrong[0]] == q.options[wrong[0]].reason  # the first reason stays readable
    kept = rows("02-1")
    assert [(r["correct"], r["attempts"], r["confidence"]) for r in kept] == [(False, 1, 90), (True, 2, None)]
    assert any("eunato-source" in getattr(w, "value", "") for w in inside(q) if isinstance(w, widgets.HTML))


def test_the_same_pick_again_is_no_new_try():
    q = ask("02-2")
    q.choice.value = next(n for n, o in enumerate(q.options) if not o.key)
    q.check_button.click()
    q.check_button.click()
    assert len(rows("02-2")) == 1 and q.attempts == 1


def test_recall_asks_for_words_first_and_counts_them():
    q = ask("02-R1")
    assert q.choice not in list(inside(q))
    q.words.value = " ".join(["word"] * 13)
    q.check_button.click()
    assert "13 words" in q.status.text and q.choice not in list(inside(q))
    q.words.value = "members, threats and a role"
    q.check_button.click()
    assert q.choice in list(inside(q)) and rows("02-R1")[-1]["answer"] == {"words": "members, threats and a role", "choice": None}
    q.choice.value = next(n for n, o in enumerate(q.options) if o.key)
    q.choice_button.click()
    assert q.choice_status.text.startswith("Right.")
    assert rows("02-R1")[-1]["correct"] is True


def test_recall_without_memory_opens_the_answers():
    q = ask("02-R2")
    q.pass_button.click()
    assert q.choice in list(inside(q)) and "right?" in q.status.text


def test_number_reads_words_and_gives_a_reason():
    q = ask("02-N1")
    q.field.value = "nine and a half"
    q.check_button.click()
    assert q.status.kind == "error" and rows("02-N1") == []
    q.field.value = "10"
    q.check_button.click()
    assert "Denmark" in q.status.text
    q.field.value = " 9,0 Allies"
    q.check_button.click()
    assert q.status.text.startswith("Right. 32 − 23 = 9")
    assert [r["correct"] for r in rows("02-N1")] == [False, True]


def test_hints_come_one_by_one():
    q = ask("02-N1")
    hints = q.item["hints"]
    for n in range(3):
        assert q.hint_button.description == f"Show hint {n + 1} of 3"
        q.hint_button.click()
        assert q.hint_line.text == f"Hint {n + 1} of 3: {hints[n]}"
    assert q.hint_button.disabled and q.hint_button.description == "That was the last hint"
    q.hint_button.click()
    assert hints[2] in q.hint_line.text


def test_order_is_moved_and_checked():
    q = ask("02-K1")
    q.check_button.click()
    assert "Leave it in this order?" in q.status.text and rows("02-K1") == []  # asked once, because no card was moved
    q.check_button.click()
    assert q.status.kind == "wrong" and q.status.text.startswith("Not yet.") and any(q.order.notes)
    right = check.right_order(q.item["cards"])
    q.order.value = [q.cards.index(x) for x in right]
    q.check_button.click()
    assert q.status.text.startswith("Right.") and q.status.kind == "right" and all(q.order.notes)  # each card says why it stands there


@pytest.mark.parametrize("item_id", ["02-M1", "02-M2", "00-E1"])
def test_rows_get_a_note_each(item_id):
    q = ask(item_id)
    right = {p["left"]: p["right"] for p in q.item["pairs"]} if q.item.kind == "match" else {c["text"]: c["bin"] for c in q.item["cards"]}
    q.menus.value = [q.menus.choices.index(right[row]) for row in q.menus.rows]
    q.check_button.click()
    assert q.status.text.startswith("Right.")
    reasons = {p["left"]: p["reason"] for p in q.item.get("pairs", ())} | {c["text"]: c["reason"] for c in q.item.get("cards", ())}
    assert q.menus.notes == [f"Right. {reasons[row]}" for row in q.menus.rows]  # each note under its own row


@pytest.mark.parametrize("item_id", [i.id for i in items.all() if i.kind == "predict" and i.get("unit") == "%"])
def test_a_per_cent_sign_follows_its_number_at_once(item_id):
    declined = predict(item_id, fresh=True)
    declined.skip()
    assert re.search(r"\d%", declined.compare()) and " %" not in declined.status.text, declined.status.text


@pytest.mark.parametrize("item_id", [i.id for i in items.all() if i.kind == "faded"])
def test_no_two_gaps_of_one_example_have_the_same_name(item_id):
    """A listener, and whoever reads the feedback, has to know which gap is meant."""
    asked = ask(item_id, fresh=True)
    names = [made.legend if isinstance(made, controls.NativeChoice) else made.description for _, made in asked.gaps]
    assert len(set(names)) == len(names), names
    for _, made in asked.gaps:
        made.value = 0 if isinstance(made, controls.NativeChoice) else "1"
    asked.press()
    assert "Fill in" not in asked.status.text and all(asked.status.text.count(f"{name}: ") == 1 for name in names), asked.status.text


def test_faded_example_names_the_gap_that_is_wrong():
    q = ask("02-F1")
    fields = [w for _, w in q.gaps if isinstance(w, controls.NativeField)]
    choice = next(w for _, w in q.gaps if isinstance(w, controls.NativeChoice))
    fields[0].value, fields[1].value = "51", "31"
    choice.value = next(n for n, text in enumerate(choice.options) if "19" in text)
    q.check_button.click()
    assert "31 " not in q.status.text.split("States in at least one")[0] and "counted twice" in q.status.text and q.status.text.startswith("Not yet.")
    fields[1].value = "20"
    q.check_button.click()
    assert q.status.text.startswith("Right.")


def tick(field: controls.NativeChoice, *wanted: str) -> None:
    """Tick the options that are, or begin with, these words."""
    field.value = [next(n for n, text in enumerate(field.options) if text == one or text.startswith(one + " ·")) for one in wanted]


def test_exercise_with_checkboxes_of_states():
    q = ask("02-E1")
    field = q.fields["eu_only"]
    assert len(field.options) == 36 and field.multiple and "Türkiye" in field.options and "Serbia" not in field.options
    q.check_button.click()
    assert q.status.kind == "error" and q.item["parts"][0]["label"] in q.status.text and rows("02-E1") == []
    tick(field, "Austria", "Ireland", "Malta")
    q.fields["nato_only"].value = "9"
    q.check_button.click()
    assert "Cyprus is missing" in q.status.text and q.status.kind == "wrong"
    tick(field, "Austria", "Cyprus", "Ireland", "Malta")
    q.check_button.click()
    assert q.status.text.startswith("Right.")
    assert rows("02-E1")[-1]["answer"] == {"eu_only": ["AUT", "CYP", "IRL", "MLT"], "nato_only": "9"}
    again = ask("02-E1")
    assert again.fields["eu_only"].value == field.value and again.status.text.startswith("You answered this before. Right.")


def test_exercise_with_menus_of_places_and_links():
    q = ask("02-E2")
    path, link = q.fields["path"], q.fields["link"]
    assert path.choices[:4] == ["NATO staff", "NATO Council (NAC)", "EU staff", "EU committee (PSC)"] and "Cyprus" in path.choices
    assert any(label == "L08 · NATO Council → Cyprus: a security agreement between Cyprus and NATO" for label, _ in link.options)

    def go(*names: str) -> None:
        path.value = [path.choices.index(name) if name else None for name in names] + [None] * (len(path.rows) - len(names))

    link.value = "L04"
    go("NATO staff", "", "EU staff", "Cyprus")
    q.check_button.click()
    assert "gap" in q.status.text and rows("02-E2") == []
    go("NATO staff", "EU staff", "Malta")
    q.check_button.click()
    assert "The path ends at Malta. The paper must reach Cyprus." in q.status.text and "L04 is the exchange" in q.status.text
    assert "NATO-IS" not in q.status.text and "CYP" not in q.status.text
    go("NATO staff", "NATO Council (NAC)", "EU committee (PSC)", "EU staff", "Cyprus")  # the longest valid path has room
    link.value = "L08"
    q.check_button.click()
    assert q.status.text.startswith("Right.")
    again = ask("02-E2")
    assert again.fields["path"].value == path.value and again.fields["link"].value == "L08"


def test_exercise_with_checkboxes_of_links():
    q = ask("02-E3")
    assert len(q.fields["links"].options) == 19
    tick(q.fields["links"], "L18")
    q.check_button.click()
    assert "eu_tur" in q.status.text
    tick(q.fields["links"], "L05", "L06", "L08", "L16")
    q.check_button.click()
    assert q.status.text.startswith("Right.")


def test_an_answer_in_code_comes_back_in_the_menus():
    check.check("02-E2", {"path": ["NATO staff", "EU staff", "Cyprus"], "link": "l08"})
    q = ask("02-E2")
    assert [q.fields["path"].choices[n] for n in q.fields["path"].value if n is not None] == ["NATO staff", "EU staff", "Cyprus"]
    assert q.fields["link"].value == "L08" and "Right." in q.status.text


@pytest.mark.parametrize("item", [i for i in ASKED if i.kind == "exercise"], ids=lambda i: i.id)
def test_on_the_page_an_exercise_asks_for_no_code(item):
    q = ask(item.id)
    for text in (sent(q), *q.stored_bundle().values(), *item["hints"]):
        assert not re.search(r"a set of|NATO-IS|country codes|\.iso3|==|&|\bPython\b", text.replace("&quot;", '"')), text
    if any(p.get("pick") for p in item["parts"]):
        assert item["code_hints"][2] not in item["hints"]


def test_an_explorer_is_shown_by_its_name(monkeypatch):
    from eunato import lesson

    shown = []
    monkeypatch.setattr(lesson, "_show", shown.append)
    for name in ("veto", "path_finder"):
        assert lesson.explore(name) is None
    assert [type(made).__name__ for made in shown] == ["VetoExplorer", "PathFinder"]
    with pytest.raises(ValueError, match="path_finder.*veto"):
        lesson.explore("__init__")


def test_another_option_takes_the_old_verdict_away():
    q = ask("02-1")
    key = next(n for n, o in enumerate(q.options) if o.key)
    wrong = [n for n in range(4) if n != key]
    q.choice.value = wrong[0]
    q.check_button.click()
    assert q.status.kind == "wrong"
    q.choice.value = wrong[1]
    assert q.status.text == "" and q.choice.notes[wrong[0]] == q.options[wrong[0]].reason and q.choice.notes[wrong[1]] == ""
    q.check_button.click()
    assert q.status.kind == "wrong" and q.options[wrong[1]].reason in q.status.text


@pytest.mark.parametrize("item", ASKED, ids=lambda i: i.id)
def test_every_question_shows_its_number(item):
    if item.kind != "inventory":
        box = ask(item.id)
        assert any(item.id in getattr(w, "value", "") for w in inside(box) if isinstance(w, widgets.HTML)) and item.id in box.stored_bundle()["text/plain"]


def test_every_link_of_the_table_is_said_in_words():
    for line in picks.links().values():
        assert "each[" not in line and "several states" not in line and "=" not in line, line


def test_what_is_our_reading_is_called_neither_record_nor_model():
    p = predict("02-D1")
    p.input.value, p.sure.value = 1, 60
    p.save()
    p3 = predict("02-P3")
    p3.sure.value = 60
    p3.save()
    assert "Leave it in this order?" in p3.status.text and p3.guess is None
    p3.save()
    for one, word in ((p, "interpretation"), (p3, "interpretation")):
        drawn = json.dumps(one.figure.outputs, ensure_ascii=False)
        assert "n our reading" in one.status.text and "record" not in one.status.text.split("\n")[0]
        assert "ur reading" in drawn and "the model" not in drawn and "the record" not in drawn and word in drawn


# ---------------------------------------------------------------- predictions

def test_prediction_of_a_number_from_guess_to_explanation():
    p = predict("02-P1")
    p.input.value = "32"
    p.save_button.click()
    assert "how sure" in p.status.text and rows("02-P1") == []
    p.sure.value = 80
    p.save_button.click()
    assert p.status.text.split("\n")[0] == "Saved. You said 32. Actual 36, four more."
    assert p.figure.outputs and "36" in json.dumps(p.figure.outputs)
    assert p.input.value == "32" and p.input.disabled  # the guess stays in view
    assert p.item["model"] not in sent(p)  # the explanation waits for the learner's own line
    p.why_button.click()
    assert p.after.kind == "error" and p.item["model"] not in sent(p)
    p.why.value = "I left out the other room"
    p.why_button.click()
    assert p.item["model"] in p.after.text
    kept = rows("02-P1")
    assert kept[-1]["answer"] == {"guess": 32, "skipped": False, "because": "I left out the other room"}
    assert {r["correct"] for r in kept} == {None} and kept[-1]["confidence"] == 80  # never scored
    p.save_button.click()
    p.skip_button.click()
    assert len(rows("02-P1")) == 2  # a guess is made once


@pytest.mark.parametrize(("typed", "said"), [("36", "and that is the actual number"), ("59", "23 fewer"), ("35", "one more"), ("thirty-two", "four more")])
def test_prediction_compares_in_words(typed, said):
    p = predict("02-P1")
    p.input.value, p.sure.value = typed, 50
    p.save()
    assert said in p.status.text


@pytest.mark.parametrize("typed", ["", "61", "-1", "many", "32.5", "nan"])
def test_prediction_refuses_what_is_no_guess(typed):
    p = predict("02-P1")
    p.input.value, p.sure.value = typed, 50
    p.save()
    assert p.status.text.startswith("Problem: ") and p.guess is None and rows("02-P1") == []


def test_skipping_is_possible_and_not_punished():
    p = predict("02-P1")
    p.skip_button.click()
    assert p.status.text == "No guess saved, and that is fine. Actual 36 capitals."
    assert p.item["model"] in p.after.text and p.figure.outputs
    assert rows("02-P1")[-1]["answer"]["skipped"] is True and rows("02-P1")[-1]["correct"] is None


@pytest.mark.parametrize("item", [i for i in ASKED if i.kind == "predict"], ids=lambda i: i.id)
def test_every_prediction_draws_and_names_both(item):
    p = predict(item.id)
    if item["ask"] == "number":
        p.input.value = str(item["typical"][0]["answer"])
    elif item["ask"] == "choice":
        p.input.value = next(n for n, o in enumerate(item.options) if not o.key)
    p.sure.value = 60
    p.save()
    if item["ask"] == "order":
        p.save()
    assert p.status.text.startswith("Saved. ") and "Problem" not in p.status.text
    assert len(p.figure.outputs) >= 2


def test_predict_refuses_other_kinds():
    with pytest.raises(items.ItemError, match="kind choice"):
        predict("02-1")


# ---------------------------------------------------------------- coming back, and trouble

def test_after_a_restart_the_answers_come_back():
    q = ask("02-1")
    q.choice.value = next(n for n, o in enumerate(q.options) if not o.key)
    q.check_button.click()
    again = ask("02-1")
    assert again.choice.value == q.choice.value and again.status.text.startswith("You answered this before. Not yet.")
    p = predict("02-P1")
    p.input.value, p.sure.value, p.why.value = "23", 70, ""
    p.save()
    p.why.value = "because"
    p.explain()
    back = predict("02-P1")
    assert (back.input.value, back.sure.value, back.why.value, back.guess) == ("23", 70, "because", 23)
    assert "Actual 36" in back.status.text and back.figure.outputs and p.item["model"] in back.after.text
    assert ask("02-1", fresh=True).status.text == "" and predict("02-P1", fresh=True).guess is None
    n = len(rows("02-1"))
    again.check_button.click()
    assert len(rows("02-1")) == n  # looking at an old answer is no new answer


@pytest.mark.parametrize("item", list({(i.kind, i.get("ask")): i for i in ASKED}.values()), ids=lambda i: i.kind)
@pytest.mark.parametrize("old", [None, 5, "gone", [], {}, {"guess": "x"}, {"guess": [1]}, {"choice": 7}, ["a"], {"words": 3}, "x" * 9000], ids=lambda o: str(o)[:12])
def test_an_old_answer_that_no_longer_fits_is_no_trouble(item, old):
    progress.store().record(item.lesson, item.id, item.kind, old, bite=item.bite)
    box = ask(item.id)
    assert isinstance(box, controls.StoredBox)
    assert "Right." not in box.status.text


def test_when_saving_fails_the_answer_stays_and_the_learner_reads_why(monkeypatch):
    class Full:
        def record(self, *_a, **_k):
            return progress.Saved(False, "the disk is full; your answer is kept until you close this page.")

        def latest(self, _item):
            return None

    monkeypatch.setattr(progress, "store", Full)
    q = ask("02-N1")
    q.field.value = "9"
    q.check_button.click()
    assert "Right." in q.status.text and "Problem: the disk is full" in q.status.text and q.status.kind == "error"
    assert q.field.value == "9"
    p = predict("02-P1")
    p.input.value, p.sure.value = "32", 50
    p.save()
    assert "Actual 36" in p.status.text and "Problem: the disk is full" in p.status.text


def test_confidence_offers_seven_steps():
    assert question.SURE == (25, 50, 60, 70, 80, 90, 100)
    menu = question.confidence_menu()
    assert menu.value is None and [v for _, v in menu.options] == [None, *question.SURE]
