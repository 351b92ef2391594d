"""How the two rooms decide: unanimity with abstentions, silence, agendas, cards."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eunato import course
from eunato.models import room
from eunato.models.room import RoomError
from eunato.models.seats import kit

NINE = ["france", "germany", "poland", "denmark", "estonia", "greece", "italy", "cyprus", "ireland"]
ballots = st.dictionaries(st.sampled_from(NINE), st.sampled_from(room.VOTES), min_size=1)


def nine(**other: str) -> dict[str, str]:
    return {**dict.fromkeys(NINE, "yes"), **other}


def test_all_yes_adopts() -> None:
    found = room.psc_decision(nine())
    assert found.outcome == "adopted" and "all 9 seats" in found.sentence


def test_one_no_blocks_and_is_named() -> None:
    found = room.psc_decision(nine(cyprus="no"), names={"cyprus": "Cyprus"})
    assert found.outcome == "blocked" and "Cyprus said no" in found.sentence


@pytest.mark.parametrize(("abstaining", "outcome"), [(1, "adopted"), (2, "adopted"), (3, "no_decision"), (9, "no_decision")])
def test_a_third_of_nine_is_three(abstaining: int, outcome: str) -> None:
    away = NINE[:abstaining]
    assert room.psc_decision(nine(**dict.fromkeys(away, "abstain")), dict.fromkeys(away, "Because.")).outcome == outcome


@pytest.mark.parametrize(("abstaining", "outcome"), [(2, "adopted"), (3, "no_decision")])
def test_a_third_of_seven_is_three_too(abstaining: int, outcome: str) -> None:
    votes = {s: "abstain" if i < abstaining else "yes" for i, s in enumerate(NINE[:7])}
    assert room.psc_decision(votes, dict.fromkeys(votes, "Because.")).outcome == outcome


def test_an_abstention_needs_its_sentence() -> None:
    assert room.psc_decision(nine(ireland="abstain")).outcome == "open"
    assert room.psc_decision(nine(ireland="abstain"), {"ireland": "  "}).outcome == "open"
    assert room.psc_decision(nine(ireland="abstain"), {"ireland": "We are neutral."}).outcome == "adopted"


@given(ballots)
def test_nothing_is_decided_while_a_seat_is_away(votes: dict[str, str]) -> None:
    found = room.psc_decision(votes, dict.fromkeys(votes, "Because."))
    assert (found.outcome == "open") == ("absent" in votes.values())


@given(ballots)
def test_every_round_follows_the_rule_in_symbols(votes: dict[str, str]) -> None:
    found, given_ = room.psc_decision(votes, dict.fromkeys(votes, "Because.")), list(votes.values())
    away, no, abstain = given_.count("absent"), given_.count("no"), given_.count("abstain")
    assert found.outcome == ("open" if away else "blocked" if no else "no_decision" if abstain * 3 >= len(votes) else "adopted")
    assert sorted([*found.yes, *found.no, *found.abstain, *found.absent]) == sorted(votes)


@given(ballots, st.sampled_from(NINE))
def test_one_more_no_never_helps_a_text(votes: dict[str, str], seat: str) -> None:
    assert room.psc_decision({**votes, seat: "no"}, dict.fromkeys(NINE, "Because.")).outcome != "adopted"


def test_no_seats_and_other_words_are_refused() -> None:
    with pytest.raises(RoomError, match="no seat"):
        room.psc_decision({})
    with pytest.raises(RoomError, match="“maybe”; expected one of yes"):
        room.psc_decision(nine(italy="maybe"))


def test_the_treaty_also_counts_people() -> None:
    """Three small states: no decision in the game, but under Article 31(1) they have too few people to stop it."""
    real = next(c["real"] for c in kit("rules")["compression"] if c["id"] == "article31")
    assert "third of the people" in real
    with (course.DATA / "countries.csv").open(encoding="utf-8") as file:
        people = {r["iso3"]: float(r["population"]) for r in csv.DictReader(file) if r["iso3"] in {"DNK", "EST", "CYP", "FRA", "DEU", "ITA", "POL", "GRC", "IRL"}}
    small = sum(people[s] for s in ("DNK", "EST", "CYP"))
    assert 3 * small < sum(people.values())
    away = dict.fromkeys(("denmark", "estonia", "cyprus"), "abstain")
    assert room.psc_decision(nine(**away), dict.fromkeys(away, "Because.")).outcome == "no_decision"


# -- silence ---------------------------------------------------------------------------------------------------------


def test_silence_that_holds_adopts_when_the_time_is_over() -> None:
    running = room.place("N1", None, "Words.", 4, 1000.0)
    with pytest.raises(RoomError, match="0:01"):
        room.held(running, 1239.5)
    assert room.held(running, 1240.0).state == "adopted"


def test_the_second_break_lets_the_text_fall() -> None:
    one = room.break_silence(room.place("N1", None, "Words.", 4, 0.0), "us", "Too long.", "For 30 days")
    assert one.state == "broken"
    two = room.again(one, "Words for 30 days.", 300.0)
    assert (two.round, two.until, two.wording) == (2, 540.0, "Words for 30 days.")
    gone = room.break_silence(two, "turkiye", "Not agreed.", "Through staff")
    assert gone.state == "fallen" and [b.seat for b in gone.breaks] == ["us", "turkiye"]
    for step in (lambda: room.again(gone, "More.", 0.0), lambda: room.held(gone, 1e6), lambda: room.break_silence(gone, "us", "a", "b")):
        with pytest.raises(RoomError):
            step()


@pytest.mark.parametrize(("reason", "phrase"), [("", "Words"), ("Reason", " "), ("", "")])
def test_a_break_needs_reason_and_other_words(reason: str, phrase: str) -> None:
    with pytest.raises(RoomError, match="two things in writing"):
        room.break_silence(room.place("N1", None, "Words.", 4, 0.0), "us", reason, phrase)


def test_silence_must_have_begun_and_lasts_1_to_30_minutes() -> None:
    for step in (lambda: room.held(None, 0.0), lambda: room.again(None, "", 0.0), lambda: room.break_silence(None, "us", "a", "b"), lambda: room.place("N1", None, "", 0, 0.0), lambda: room.place("N1", None, "", 31, 0.0)):
        with pytest.raises(RoomError):
            step()


# -- both rooms, cards -----------------------------------------------------------------------------------------------


def test_one_refusal_brings_the_default_agenda() -> None:
    assert room.agenda("Cables", []).accepted
    assert not room.agenda("Cables", [("psc", "cyprus")]).accepted
    assert not room.agenda("  ", []).accepted


@given(st.integers(1, 200))
def test_j1_has_80_words_at_most(n: int) -> None:
    text = " ".join(["word"] * n)
    if n <= room.J1_WORDS:
        assert room.check_length(text, room.J1_WORDS) == n
    else:
        with pytest.raises(RoomError, match=f"{n} words; 80 are allowed. Take out at least {n - 80}"):
            room.check_length(text, room.J1_WORDS)


@pytest.mark.parametrize(("mark", "where", "states", "released", "why"), [
    ("nato", "psc", ["france", "cyprus"], False, "cyprus"), ("nato", "psc", ["france", "ireland"], False, ""), ("nato", "psc", ["cyprus"], True, ""), ("nato", "nac", ["us"], False, ""),
    ("eu", "nac", ["us"], False, "eu_stays"), ("eu", "nac", ["us"], True, ""), ("eu", "psc", ["cyprus"], False, ""), ("open", "nac", ["us"], False, ""), ("open", "psc", ["cyprus"], False, "")])
def test_which_card_may_be_shown_to_which_room(mark: str, where: str, states: list[str], released: bool, why: str) -> None:
    assert room.card_to_room(mark, where, states, released) == why
