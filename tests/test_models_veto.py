"""Who can block what: the course's vectors, the rules of abstention and majority, and that answers come from the tables."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import tables
from eunato.models import clubs, veto
from eunato.models.clubs import ModelError

EU = sorted(clubs.members("EU"))
ALL = sorted(clubs.split().union)
ACTIONS = [action.action_id for action in veto.actions()]
VOTED = [a for a in ACTIONS if veto.blockers(a).count]


def copy(name: str) -> list[dict]:
    return [dict(row) for row in tables.records(name)]


# -- vectors ----------------------------------------------------------------------------------------------------------


def test_a_formal_joint_decision_can_be_stopped_by_36_capitals():
    result = veto.blockers("joint_decision")
    assert result.count == 36
    assert len(result.twice) == 23
    assert result.sum_of_parts == 59
    assert set(result.blockers) == clubs.split().union
    assert "27 + 32 − 23 = 36" in result.sentence


@pytest.mark.parametrize(
    ("action", "count"),
    [
        ("csdp_own", 27),
        ("berlin_plus_launch", 36),
        ("berlin_plus_steer", 26),
        ("nato_operation", 32),
        ("release_nato", 32),
        ("cyp_pfp", 32),
        ("soia_eu_tur", 27),
        ("eda_tur", 27),
        ("safe_tur", 27),
        ("pesco_tur", 26),
        ("eu_law", 0),
        ("usl_budget", 27),
        ("usl_terms", 0),
        ("nato_invitation", 32),
        ("informal_psc_nac", 0),
        ("staff_briefing", 0),
        ("joint_declaration", 36),
    ],
)
def test_counts_of_the_actions(action, count):
    assert veto.blockers(action).count == count


def test_each_channel_has_actions_and_staff_work_has_no_veto():
    assert len(ACTIONS) >= 12
    for channel in veto.CHANNELS:
        assert veto.actions(channel)
    assert all(veto.blockers(a.action_id).count == 0 for a in veto.actions("staff"))


def test_the_lever_of_each_side():
    pfp, safe = veto.blockers("cyp_pfp").blockers, veto.blockers("safe_tur").blockers
    assert "TUR" in pfp
    assert "CYP" not in pfp
    assert "CYP" in safe
    assert "TUR" not in safe


def test_opt_outs_of_the_table_have_no_say():
    assert "CYP" not in veto.blockers("berlin_plus_steer").blockers
    assert "MLT" not in veto.blockers("pesco_tur").blockers
    assert "CYP" in veto.blockers("berlin_plus_launch").blockers


def test_alternatives_have_fewer_vetoes_and_lead_somewhere():
    found = {other.action_id: other for other in veto.blockers("joint_decision").alternatives}
    assert found["informal_psc_nac"].count == 0
    assert found["informal_psc_nac"].saves == 36
    for action in ACTIONS:
        result = veto.blockers(action)
        assert all(other.count < result.count for other in result.alternatives)


def test_alternatives_that_point_at_each_other_end():
    actions = copy("actions")
    for row in actions:
        if row["action_id"] == "staff_briefing":
            row["alternative"] = "joint_decision"
    assert len(veto.blockers("joint_decision", actions=actions).alternatives) == 2


# -- answers come from the tables -------------------------------------------------------------------------------------


def test_a_new_ally_in_the_table_is_a_new_blocker():
    countries = copy("countries")
    next(row for row in countries if row["iso3"] == "UKR")["nato_member"] = True
    result = veto.blockers("joint_decision", countries=countries)
    assert result.count == 37
    assert "UKR" in result.blockers


def test_a_changed_rule_changes_the_result():
    bodies = copy("bodies")
    next(row for row in bodies if row["body_id"] == "council_cfsp")["rule"] = "qmv"
    result = veto.blockers("joint_decision", bodies=bodies)
    assert result.count == 32
    assert result.majority[0].minimum == 4


def test_a_changed_opt_out_changes_the_result():
    actions = copy("actions")
    next(row for row in actions if row["action_id"] == "joint_decision")["opt_outs"] = "nac:FRA"
    assert "FRA" in veto.blockers("joint_decision", actions=actions).blockers  # its seat in the Council stays
    next(row for row in actions if row["action_id"] == "joint_decision")["opt_outs"] = "FRA"
    assert "FRA" not in veto.blockers("joint_decision", actions=actions).blockers


def test_an_unknown_seat_is_an_error_not_a_guess():
    bodies = copy("bodies")
    next(row for row in bodies if row["body_id"] == "nac")["members_query"] = "nato_security_agreement=yes"
    countries = copy("countries")
    next(row for row in countries if row["iso3"] == "AUT")["nato_security_agreement"] = "unknown"
    with pytest.raises(ModelError, match="AUT"):
        veto.blockers("nato_operation", bodies=bodies, countries=countries)


def test_errors_say_what_was_given_and_what_exists():
    with pytest.raises(ModelError, match="Did you mean joint_decision"):
        veto.blockers("joint_decison")
    with pytest.raises(ModelError, match="three-letter codes"):
        veto.blockers("csdp_own", ["Ireland"])
    with pytest.raises(ModelError, match="no channel 'secret'"):
        veto.actions("secret")
    with pytest.raises(ModelError, match="TUR has no vote"):
        veto.can_abstain(["TUR"])


def test_every_result_names_its_sources_and_cautions():
    for action in ACTIONS:
        result = veto.blockers(action)
        assert result.sources
        assert result.caveat
        assert result.sentence.endswith(".")
        if result.status == "unconfirmed" and result.action.status == "unconfirmed":
            assert result.note


# -- constructive abstention ------------------------------------------------------------------------------------------


def test_one_abstainer_does_not_block():
    result = veto.blockers("csdp_own", ["IRL"])
    assert result.count == 26
    assert not result.falls
    assert "decision stands" in result.sentence


def test_both_thirds_are_needed():
    three_large = veto.can_abstain(["DEU", "FRA", "ITA"])
    assert (three_large.by_population, three_large.by_states, three_large.stands) == (True, False, True)
    nine_small = veto.can_abstain(["MLT", "LUX", "CYP", "EST", "LVA", "SVN", "LTU", "HRV", "IRL"])
    assert (nine_small.by_population, nine_small.by_states, nine_small.stands) == (False, True, True)
    eight = veto.can_abstain(["DEU", "FRA", "ITA", "ESP", "POL", "ROU", "NLD", "BEL"])
    assert eight.stands
    nine = veto.can_abstain(["DEU", "FRA", "ITA", "ESP", "POL", "ROU", "NLD", "BEL", "SWE"])
    assert not nine.stands
    assert "the decision falls" in nine.sentence


def test_an_abstainer_without_a_seat_changes_nothing():
    result = veto.blockers("csdp_own", ["TUR"])
    assert result.count == 27
    assert result.no_seat == ("TUR",)
    assert "Türkiye has no seat" in result.sentence


def test_silence_in_nato_is_not_counted_as_abstention():
    result = veto.blockers("nato_operation", ["FRA", "DEU"])
    assert result.count == 30
    assert result.abstentions == ()


# -- qualified majority -----------------------------------------------------------------------------------------------


def test_three_states_with_more_than_35_percent_do_not_block():
    test = veto.blocking_minority(["DEU", "FRA", "ITA"])
    assert test.share > 0.35
    assert not test.blocks
    assert "fewer than 4 states" in test.sentence


def test_four_states_with_more_than_35_percent_block_and_four_small_ones_do_not():
    assert veto.blocking_minority(["DEU", "FRA", "ITA", "MLT"]).by_population
    assert not veto.blocking_minority(["MLT", "CYP", "LUX", "EST"]).blocks


def test_thirteen_states_block_by_number_alone_and_twelve_do_not():
    small = sorted(EU, key=clubs.population().get)
    assert not veto.blocking_minority(small[:12]).blocks
    thirteen = veto.blocking_minority(small[:13])
    assert thirteen.by_states
    assert not thirteen.by_population
    assert thirteen.in_favour_needed == 15


def test_exactly_35_percent_is_not_more_than_35():
    def state(iso, people):
        return {"iso3": iso, "name": iso, "eu_member": True, "nato_member": False, "population": people}

    small = [state(f"S{n:02}", 5) for n in range(13)]
    made = [*(state(f"B{n}", 10) for n in range(3)), state("B3", 5), *small]  # B0-B3 hold 35 of 100
    assert sum(row["population"] for row in made) == 100
    four = ["B0", "B1", "B2", "B3"]
    assert not veto.blocking_minority(four, countries=made).by_population
    made[3]["population"] = 6
    made[4]["population"] = 4
    assert veto.blocking_minority(four, countries=made).by_population


def test_smallest_blocking_minorities_block_and_lose_that_without_any_one_member():
    majority = veto.blockers("eu_law").majority[0]
    assert (majority.minimum, majority.in_favour_needed, majority.smallest_size) == (4, 15, 4)
    for test in majority.smallest:
        assert test.blocks
        for state in test.states:
            assert not veto.blocking_minority(set(test.states) - {state}).blocks
    assert majority.edge is not None
    assert not majority.edge.blocks


@pytest.mark.parametrize("action", ["eu_law", "usl_terms"])
def test_examples_keep_a_distance_from_35_percent_because_the_council_uses_its_own_list(action):
    result = veto.blockers(action)
    for test in result.majority[0].smallest:
        assert test.share > 0.355
        assert "about" in test.sentence
    assert "eurostat-2025-population" in result.sources
    assert "yearly list" in result.caveat
    assert "yearly list" not in veto.blockers("joint_decision").caveat


def test_thresholds_are_counted_among_the_24_participants():
    majority = veto.blockers("usl_terms").majority[0]
    assert len(majority.members) == 24
    assert not {"CZE", "HUN", "SVK"} & set(majority.members)
    assert majority.in_favour_needed == 14
    assert majority.minimum == 3
    assert not veto.blocking_minority(["DEU", "FRA"], majority.members).blocks
    assert veto.blocking_minority(["DEU", "FRA", "MLT"], majority.members).blocks


def test_abstaining_under_qualified_majority_counts_as_no():
    assert not veto.blockers("eu_law", ["DEU", "FRA", "ITA"]).falls
    result = veto.blockers("eu_law", ["DEU", "FRA", "ITA", "ESP"])
    assert result.falls
    assert "counts as a no" in result.sentence


# -- properties -------------------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(VOTED), st.sets(st.sampled_from(ALL), max_size=12), st.sampled_from(ALL))
def test_one_more_opt_out_never_adds_a_blocker(action, out, one):
    before, after = veto.blockers(action, out), veto.blockers(action, {*out, one})
    assert set(after.blockers) <= set(before.blockers)
    assert one not in after.blockers


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(VOTED), st.sets(st.sampled_from(ALL), max_size=12))
def test_the_union_is_at_least_each_part_and_at_most_their_sum(action, out):
    result = veto.blockers(action, out)
    assert result.count <= result.sum_of_parts
    assert all(result.count >= len(body.blockers) for body in result.bodies)
    assert result.count == result.sum_of_parts - len(result.twice)  # nobody sits in three voting bodies


@settings(deadline=None)
@given(st.sets(st.sampled_from(EU)), st.sampled_from(EU))
def test_a_blocking_minority_stays_one_when_a_state_joins(states, one):
    if veto.blocking_minority(states).blocks:
        assert veto.blocking_minority({*states, one}).blocks


@settings(deadline=None)
@given(st.sets(st.sampled_from(EU)), st.sampled_from(EU))
def test_one_more_abstainer_never_saves_a_fallen_decision(states, one):
    if not veto.can_abstain(states).stands:
        assert not veto.can_abstain({*states, one}).stands


@settings(deadline=None)
@given(st.sets(st.sampled_from(EU)))
def test_a_set_and_the_rest_of_the_council_never_both_carry_the_day(states):
    """Either the set blocks, or those left reach the qualified majority (or too few oppose to count)."""
    test = veto.blocking_minority(states)
    people = clubs.population()
    left = set(EU) - set(states)
    carried = len(left) >= 15 and 100 * sum(people[s] for s in left) >= 65 * sum(people[s] for s in EU)
    assert test.blocks == (not carried and len(states) >= 4)
