"""The line's arithmetic: rank correlation, counts, lags, H and its shakes, against hand-made vectors and by properties."""

from __future__ import annotations

import itertools
import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.models import timeline
from eunato.models.clubs import ModelError

TEN = list("ABCDEFGHIJ")


def row(year: int, kind: str, lane: str = "joint", key: str = "") -> dict:
    return {"event_id": key or f"{year}-{kind}", "date": f"{year}-06-15", "type": kind, "lane": lane}


LINE = [row(1998, "agreement"), row(1999, "agreement"), row(2000, "law"), row(2010, "law"), row(2011, "law"), row(2012, "operation")]
lines = st.lists(st.tuples(st.integers(1949, 2026), st.sampled_from(timeline.TYPES)), min_size=1, max_size=40).map(lambda found: [row(*one) for one in found])
years = st.integers(1949, 2026)


# -- order ------------------------------------------------------------------------------------------------------------


def test_rank_correlations_of_known_orders():
    swapped = [TEN[1], TEN[0], *TEN[2:]]
    assert (timeline.kendall(TEN, TEN), timeline.spearman(TEN, TEN)) == (1, 1)
    assert (timeline.kendall(TEN[::-1], TEN), timeline.spearman(TEN[::-1], TEN)) == (-1, -1)
    assert timeline.kendall(swapped, TEN) == pytest.approx(43 / 45)
    assert timeline.spearman(swapped, TEN) == pytest.approx(1 - 12 / 990)


def test_four_neighbour_swaps_still_pass_the_mark_of_the_exercise():
    order = [TEN[i] for i in (1, 0, 3, 2, 5, 4, 7, 6, 8, 9)]
    assert timeline.kendall(order, TEN) == pytest.approx(37 / 45) and timeline.kendall(order, TEN) >= 0.8


@given(st.permutations(TEN))
def test_correlations_stay_between_minus_one_and_one_and_turn_with_the_order(order):
    tau, rho = timeline.kendall(order, TEN), timeline.spearman(order, TEN)
    assert -1 <= tau <= 1 and -1 <= rho <= 1
    assert timeline.kendall(order[::-1], TEN) == pytest.approx(-tau)
    assert timeline.spearman(order[::-1], TEN) == pytest.approx(-rho)


@pytest.mark.parametrize(("one", "two"), [(["A"], ["A"]), ("AB", "AC"), ("AAB", "AAB"), ("AB", "ABC")])
def test_orders_that_cannot_be_compared_are_refused(one, two):
    with pytest.raises(ModelError, match="each thing once"):
        timeline.kendall(one, two)


# -- dates and counts -------------------------------------------------------------------------------------------------


def test_a_month_is_its_middle_and_a_year_is_the_first_of_july():
    assert timeline.when("2023-01-11") == date(2023, 1, 11)
    assert timeline.when("2010-11") == date(2010, 11, 15) and timeline.when("2024") == date(2024, 7, 1)


def test_months_between_days():
    assert timeline.months_between(date(2022, 1, 1), date(2023, 1, 1)) == pytest.approx(12, abs=0.02)
    assert timeline.months_between(date(2023, 1, 1), date(2022, 1, 1)) < 0


def test_counts_add_up_to_the_rows_between_the_years():
    for step in (1, 2, 5):
        found = timeline.counts(step, 1992, 2026)
        assert sum(c.n for c in found) == sum(1992 <= timeline.year(r) <= 2026 for r in timeline.events())
        assert found[-1].end == 2026 and all(c.end - c.start < step for c in found)
    assert sum(c.n for c in timeline.counts(2, 1998, 2012, rows=LINE)) == 6


def test_counts_of_the_lanes_add_up_to_all():
    parts = [timeline.counts(2, lanes=(lane,)) for lane in timeline.LANES]
    assert [c.n for c in timeline.counts(2)] == [sum(c.n for c in same) for same in zip(*parts, strict=True)]


def test_unknown_lanes_types_and_scopes_are_named():
    with pytest.raises(ModelError, match="no lane 'WEU'"):
        timeline.events(("WEU",))
    with pytest.raises(ModelError, match="no type 'treaty'"):
        timeline.events(types=("treaty",))
    with pytest.raises(ModelError, match="no scope 'everything'"):
        timeline.scope("everything")
    with pytest.raises(ModelError, match="makes no periods"):
        timeline.counts(0)


# -- H ----------------------------------------------------------------------------------------------------------------


def test_h_by_hand():
    assert timeline.homogeneity((), LINE).h == pytest.approx(3 / 6)  # three laws among six
    cut = timeline.homogeneity((2005,), LINE)
    assert cut.h == pytest.approx((2 + 2) / 6)
    assert [(p.start, p.end, p.top, p.top_n, p.n) for p in cut.phases] == [(1948, 2004, "agreement", 2, 3), (2005, 2026, "law", 2, 3)]
    assert timeline.homogeneity((2000, 2012), LINE).h == 1


def test_h_is_the_sum_of_the_design():
    for cuts in ((), (2004,), (1998, 2004, 2016, 2022)):
        found = timeline.homogeneity(cuts)
        assert found.h == pytest.approx(sum(p.n / found.n * p.share for p in found.phases))
        assert found.n == len(timeline.events()) == sum(p.n for p in found.phases)


def test_the_numbers_of_the_lab():
    """What the lesson's explorer shows; a changed row of the table moves these on purpose."""
    study = timeline.study((1998, 2004, 2016, 2022), "joint")
    assert study.homogeneity.n == 36 and study.h == pytest.approx(23 / 36) == study.highest
    assert timeline.study((2001, 2005, 2016, 2022), "joint").h == study.h, "two stories, one H"
    start = timeline.study((2004,), "joint")
    assert (round(start.h, 2), round(start.uncut, 2), round(start.shake.low, 2), round(start.shake.high, 2)) == (0.44, 0.39, 0.41, 0.55)
    assert "H is 0.44" in start.sentence and "200 shakes" in start.sentence


@settings(deadline=None, max_examples=80)
@given(lines, st.lists(years, unique=True, max_size=3), years)
def test_one_more_cut_never_lowers_h(line, cuts, one):
    if one not in cuts:
        assert timeline.homogeneity((*cuts, one), line).h >= timeline.homogeneity(cuts, line).h - 1e-12


@settings(deadline=None, max_examples=80)
@given(lines, st.lists(years, unique=True, max_size=4))
def test_h_lies_between_the_commonest_type_and_one(line, cuts):
    found = timeline.homogeneity(cuts, line)
    kinds = [r["type"] for r in line]
    assert max(kinds.count(k) for k in kinds) / len(kinds) - 1e-12 <= found.h <= 1
    assert sum(p.n for p in found.phases) == len(line)
    assert list(itertools.chain(*((p.start, p.end) for p in found.phases))) == sorted(itertools.chain(*((p.start, p.end) for p in found.phases)))


@settings(deadline=None, max_examples=30)
@given(lines, st.integers(0, 2))
def test_the_highest_h_is_reached_and_never_beaten(line, n_cuts):
    top, marks = timeline.highest(n_cuts, line)
    assert timeline.homogeneity(marks, line).h == pytest.approx(top)
    some = sorted({timeline.year(r) for r in line} | {1960, 1990, 2010})
    for cuts in itertools.combinations([y for y in some if y > 1948][:9], n_cuts):
        assert timeline.homogeneity(cuts, line).h <= top + 1e-12


@pytest.mark.parametrize(
    ("cuts", "words"),
    [((1948,), "1949 to 2026"), ((2027,), "given was 2027"), ((2004, 2004), "Each cut once"), ((1990, 1995, 2000, 2005, 2010), "At most 4"), ((2004.5,), "whole year"), ((-3,), "given was -3")],
)
def test_cuts_that_make_no_sense_are_refused_in_words(cuts, words):
    with pytest.raises(ModelError, match=words):
        timeline.homogeneity(cuts)


def test_no_rows_are_refused():
    with pytest.raises(ModelError, match="no steps"):
        timeline.homogeneity((), [])
    with pytest.raises(ModelError, match="no steps"):
        timeline.highest(1, [])
    with pytest.raises(ModelError, match="0 to 4 cuts"):
        timeline.highest(5)


# -- shakes -----------------------------------------------------------------------------------------------------------


def test_200_shakes_from_a_fixed_seed_are_the_same_every_time_and_in_another_process():
    found = timeline.shake((2004,), timeline.scope("joint"))
    assert len(found.values) == 200 and found == timeline.shake((2004,), timeline.scope("joint"))
    code = "from eunato.models import timeline as t; print(repr(t.shake((2004,), t.scope('joint')).values[:5]))"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": "src", "PYTHONHASHSEED": "7"}, cwd=timeline.__file__.split("/src/")[0])
    assert other.stdout.strip() == repr(found.values[:5])
    assert found != timeline.shake((2004,), timeline.scope("joint"), seed=1)


def test_a_shake_that_leaves_nothing_out_gives_h_each_time():
    found = timeline.shake((2005,), LINE, drop=0, times=20)
    assert set(found.values) == {timeline.homogeneity((2005,), LINE).h} and found.width == 0


def test_a_shake_leaves_out_the_share_it_names():
    ten = [row(2000 + i, "law") for i in range(5)] + [row(2000 + i, "speech") for i in range(5)]
    assert {round(v * 8) for v in timeline.shake((), ten).values} <= {4, 5}  # 8 of 10 stay


@settings(deadline=None, max_examples=25)
@given(lines, st.lists(years, unique=True, max_size=3), st.floats(0, 0.5))
def test_shaken_h_stays_between_nothing_and_one_and_is_ordered(line, cuts, drop):
    found = timeline.shake(cuts, line, drop=drop, times=20)
    assert 0 < found.low <= found.middle_low <= found.middle_high <= found.high <= 1


@pytest.mark.parametrize("more", [{"drop": 1}, {"drop": -0.1}, {"times": 0}, {"times": 10**6}])
def test_shakes_that_make_no_sense_are_refused(more):
    with pytest.raises(ModelError, match="A shake leaves out"):
        timeline.shake((), LINE, **more)


# -- shocks -----------------------------------------------------------------------------------------------------------


def test_lags_of_the_record():
    found = {(lag.shock["event_id"], lag.response["event_id"]): lag.days for lag in timeline.lags()}
    assert found["2022-nord-stream", "2023-task-force"] == 107
    assert found["2014-crimea", "2016-warsaw"] == 843
    assert found["2022-invasion", "2023-third-declaration"] == 320
    assert found["2024-estlink", "2025-baltic-sentry"] == 20 and found["2024-estlink", "2025-cable-plan"] == 58
    assert found["2026-greenland-tariffs", "2026-arctic-sentry"] == 25
    spoken = {(lag.shock["event_id"], lag.response["event_id"]): lag.spoken for lag in timeline.lags()}
    assert spoken["2022-nord-stream", "2023-task-force"] == "107 days"
    assert spoken["2026-cyprus-drone", "2026-article-427-plan"] == "about 53 days", "two reports give two days"
    assert spoken["2022-invasion", "2023-staff-talks"] == "about 16 months", "one date is only a month"
    for lag in timeline.lags():
        assert lag.exact == (len(lag.shock["date"]) == len(lag.response["date"]) == 10 and not lag.disputed) == (lag.spoken == f"{lag.days:,} days")


def test_answers_of_one_organisation_are_faster_than_joint_ones_in_our_coding():
    alone = [lag.days for lag in timeline.lags() if lag.response["lane"] != "joint"]
    joint = [lag.days for lag in timeline.lags() if lag.response["lane"] == "joint"]
    assert max(alone) < min(joint)


def test_a_response_before_its_shock_is_an_error():
    pair = {"pair_id": "P01", "kind": "pair", "shock_id": "late", "response_id": "early", "level": "staff", "link": "reading"}
    with pytest.raises(ModelError, match="older than the shock"):
        timeline.lags(rows=[pair], line=[row(2010, "crisis", key="late"), row(2005, "law", key="early")])


def test_contrary_cases_come_as_rows_of_the_line():
    silent, quiet = timeline.contrary()
    assert "2015-article-427" in [r["event_id"] for r in silent] and "2003-berlin-plus" in [r["event_id"] for r in quiet]
    assert all(r["lane"] == "joint" for r in quiet)


def test_the_base_rate_counts_months():
    line = [row(2000, "crisis", "other", "shock"), row(2000, "law", "joint", "answer") | {"date": "2000-09-10"}]
    coded = [{"pair_id": "P01", "kind": "pair", "shock_id": "shock", "response_id": "answer", "level": "staff", "link": "reading"}]
    found = timeline.follow_rate(6, first=2000, until=date(2002, 1, 1), rows=coded, line=line)
    assert (found.shocks, found.followed, found.rate) == (1, 1, 1)
    assert found.months == 18 and found.months_followed == 6  # March to August 2000 see 10 September; June 2001 is the last whole window
    assert found.base == pytest.approx(6 / 18)


def test_the_base_rate_of_the_record():
    found = timeline.follow_rate(12)
    assert (found.followed, found.shocks) == (8, 12) and (found.months_followed, found.months) == (196, 405)
    with pytest.raises(ModelError, match="too short"):
        timeline.follow_rate(0)
    with pytest.raises(ModelError, match="shorter window"):
        timeline.follow_rate(600)
    with pytest.raises(ModelError, match="no kind"):
        timeline.shocks("maybe")


def test_busy_spells_hold_more_than_their_share_of_the_years():
    inside, total, some, of = timeline.share_in(timeline.SPELLS, timeline.scope("joint"))
    assert inside / total > 1.5 * some / of
