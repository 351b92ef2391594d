"""Rankings counted together: textbook cases, ties, circles, nobody."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.models import voting

ABC = ["a", "b", "c"]


def test_borda_counts_places():
    assert voting.borda([["a", "b", "c"], ["a", "c", "b"], ["c", "b", "a"]], ABC) == {"a": 4, "b": 2, "c": 3}


def test_options_left_out_share_the_last_places():
    assert voting.borda([["a"]], ABC) == {"a": 2, "b": 0.5, "c": 0.5}


def test_a_majority_winner_wins_all_pairs():
    found = voting.condorcet([["a", "b", "c"], ["a", "c", "b"], ["c", "b", "a"]], ABC)
    assert found.winner == "a" and not found.cycle and "every other" in found.sentence


def test_the_circle_of_three_has_no_winner_and_is_told():
    found = voting.condorcet([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], ABC)
    assert found.winner is None and set(found.cycle) == {"a", "b", "c"}
    assert found.sentence.startswith("No winner: the pairs run in a circle")


def test_a_draw_is_not_a_circle():
    found = voting.condorcet([["a", "b", "c"], ["b", "a", "c"]], ABC)
    assert found.winner is None and not found.cycle and "draw" in found.sentence


def test_nobody_voted():
    assert voting.condorcet([], ABC).winner is None
    assert voting.borda([], ABC) == {"a": 0, "b": 0, "c": 0}
    assert voting.kendall_w([], ABC) is None


def test_agreement_runs_from_none_to_full():
    assert voting.kendall_w([ABC, ABC, ABC], ABC) == 1
    assert voting.kendall_w([["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], ABC) == 0
    assert voting.kendall_w([["a", "b", "c"], ["c", "b", "a"]], ABC) == 0
    assert voting.kendall_w([[], []], ABC) is None  # nobody prefers anything


def test_approval_counts_ballots():
    assert voting.approval([["a", "b"], ["a"], []], ABC) == {"a": 2, "b": 1, "c": 0}


@pytest.mark.parametrize(("ballots", "said"), [([["x"]], "names 'x'"), ([["a", "a"]], "twice")])
def test_a_ballot_that_cannot_be_counted_is_named(ballots, said):
    with pytest.raises(voting.VotingError, match=said):
        voting.borda(ballots, ABC)


orders = st.lists(st.permutations(["a", "b", "c", "d"]).flatmap(lambda o: st.integers(0, 4).map(lambda n: list(o)[:n])), max_size=12)


@given(orders)
@settings(max_examples=100, deadline=None)
def test_points_are_shared_out_whole_and_agreement_stays_in_bounds(ballots):
    options = ["a", "b", "c", "d"]
    assert math.isclose(sum(voting.borda(ballots, options).values()), 6 * len(ballots), abs_tol=1e-6)
    w = voting.kendall_w(ballots, options)
    assert w is None or -1e-9 <= w <= 1 + 1e-9
    found = voting.condorcet(ballots, options)
    assert not (found.winner and found.cycle)
    for a, b in zip(found.cycle, (*found.cycle[1:], *found.cycle[:1]), strict=True):
        assert found.wins[a, b] > found.wins[b, a]
