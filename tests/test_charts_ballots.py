"""The pictures of a count: for none, one, nine and thirty groups, with ties and circles; rule and runner-up always named."""

from __future__ import annotations

import json
import re

import chart_contract
import pytest
from class_of_ballots import CRITERIA, OPTIONS, write
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.charts import ballots as charts
from eunato.models import voting
from eunato.seminar import ballot_page, ballots

STEPS = ballot_page.STEPS


def ballot(n, top, approve=(), scores=None, weights=None):
    return ballots.read(ballots.export(f"G{n}", 3, "2026-11-22T10:00:00Z", weights or dict.fromkeys(CRITERIA, 1), scores or {}, {}, list(top), list(approve), 0.5))


CIRCLE = [ballot(n, t) for n, t in enumerate((["O1", "O2", "O3"], ["O2", "O3", "O1"], ["O3", "O1", "O2"]), start=1)]
TIE = [ballot(1, ["O1"], ["O1"]), ballot(2, ["O2"], ["O2"])]
FLAT = [ballot(n, [], scores={(o, c): 3 for o in OPTIONS for c in CRITERIA}) for n in (1, 2)]


@pytest.fixture(scope="module")
def rooms(tmp_path_factory):
    made = {n: ballots.folder(write(tmp_path_factory.mktemp("room") / str(n), n)[0].parent).ballots for n in (1, 9, 30)}
    return {0: [], "circle": CIRCLE, "tie": TIE, "flat": FLAT, **made}


def figure(step, room):
    return ballot_page.figure(step, room, ballots.count(room))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", [0, 1, 9, 30, "circle", "tie", "flat"])
def test_every_step_of_every_room_is_a_whole_figure(rooms, name, step):
    found = figure(step, rooms[name])
    assert "your score" in found.title.lower() and found.insight and found.description
    assert not re.search(r"[{}]", found.title + found.insight + found.description + found.counted)
    assert "best option" not in (found.title + found.insight).lower()
    if found.chart is not None:
        assert chart_contract.problems(found.spec()) == [] and len(found.table)
    assert found.html() and found.text()


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", [1, 9, "tie"])
def test_the_source_of_a_count_is_the_class_and_no_publisher(rooms, name, step):
    found = figure(step, rooms[name])
    assert "Source: ballots of this class" in found.text() and "Source: ballots of this class" in found.html()
    assert "Source: EUISS" not in found.html() and "euiss-" not in found.html() and "Figure: sources" not in found.download()
    assert ("options follow EUISS Brief 5" in found.text()) is (step in ("ranks", "borda", "approval", "pairs"))


def test_without_a_ballot_there_are_only_words(rooms):
    assert all(figure(step, []).chart is None for step in STEPS)


@pytest.mark.parametrize("step", ["borda", "pairs"])
def test_a_first_option_comes_with_its_rule_and_the_runner_up(rooms, step):
    found = figure(step, rooms[9])
    ids = re.findall(r"\bO\d+\b", found.insight)
    assert "By the rule of" in found.insight and len(set(ids)) >= 2


def test_a_tie_names_everybody_in_it():
    assert "O1 and O2 share" in figure("borda", TIE).insight and "O1 and O2" in figure("approval", TIE).title
    assert "draw" in figure("pairs", TIE).title


def test_a_circle_is_shown_and_nobody_wins():
    found = figure("pairs", CIRCLE)
    assert "no winner" in found.insight and "O1 beats O2" in found.insight and "beats every" not in found.title
    assert "O3 beats O1" in found.insight and len(found.table) == 45


def test_equal_scores_make_no_order_of_their_own():
    assert FLAT[0].ranking() == (tuple(OPTIONS),)
    assert "all ten options" in figure("borda", FLAT).insight and "No option stands out" in figure("ranks", FLAT).title


def test_the_top_three_decides_between_options_of_one_value():
    flat = {(o, c): 3 for o in OPTIONS for c in CRITERIA}
    assert ballot(1, ["O7"], scores=flat).ranking()[0] == "O7"


def test_a_named_option_without_scores_does_not_fall_behind():
    some = {(o, c): 4 for o in ("O1", "O2", "O3") for c in CRITERIA}
    assert ballot(1, ["O9", "O1"], scores=some).ranking() == ("O9", "O1") and not ballot(1, ["O9"], scores=some).by_scores


def test_who_put_what_where_stands_in_the_table(rooms):
    table = figure("ranks", rooms[9]).table
    assert table["Groups"].sum() == 90 and all(row.iloc[3].count("G") == row.iloc[2] for _, row in table.iterrows())


def test_weights_that_are_all_the_same_are_called_so():
    assert "same weights" in figure("weights", TIE).title
    uneven = [ballot(1, ["O1"], weights={**dict.fromkeys(CRITERIA, 1), "speed": 93}), ballot(2, ["O1"])]
    assert figure("weights", uneven).title.startswith("Speed")


def test_numbers_on_the_picture_are_those_of_the_table(rooms):
    found = figure("borda", rooms[30])
    drawn = {row["option"]: row["value"] for rows in found.spec()["datasets"].values() for row in rows if "value" in row}
    assert {o.split()[0]: p for o, p in zip(found.table["Option"], found.table["Points"], strict=True)} == pytest.approx(drawn)
    assert sum(drawn.values()) == pytest.approx(30 * 45)


@pytest.mark.parametrize(("w", "word"), [(0.1, "little"), (0.5, "in part"), (0.8, "largely"), (1.0, "fully")])
def test_agreement_has_a_word(w, word):
    assert word in charts.agreement(w, 4).title and json.dumps(charts.agreement(w, 4).spec())


def test_a_place_can_be_shared():
    assert voting.ranks([("a", "b"), "c"], ["a", "b", "c", "d"]) == {"a": 1.5, "b": 1.5, "c": 3.0, "d": 4.0}
    assert voting.borda([[("a", "b")]], ["a", "b"]) == {"a": 0.5, "b": 0.5}
    with pytest.raises(voting.VotingError, match="twice"):
        voting.borda([["a", ("a", "b")]], ["a", "b"])


def test_a_circle_among_the_last_is_not_reported():
    """x and y draw at the top; a, b and c beat each other in a circle below them, which decides nothing."""
    orders = [["x", "y", "a", "b", "c"], ["y", "x", "b", "c", "a"], ["x", "y", "c", "a", "b"], ["y", "x", "a", "b", "c"]]
    found = voting.condorcet(orders, ["a", "b", "c", "x", "y"])
    assert found.winner is None and found.cycle == ()


@given(st.lists(st.lists(st.sampled_from(OPTIONS), unique=True, max_size=10), max_size=8))
@settings(max_examples=200, deadline=None)
def test_whoever_wins_every_pair_loses_to_nobody_and_a_circle_is_one(orders):
    found = voting.condorcet(orders, OPTIONS)
    if found.winner:
        assert all(found.wins[found.winner, x] > found.wins[x, found.winner] for x in OPTIONS if x != found.winner) and not found.cycle
    for a, b in zip(found.cycle, (*found.cycle[1:], *found.cycle[:1]), strict=True):
        assert found.wins[a, b] > found.wins[b, a]
