"""The figures of lesson 10: scores stay marked as scores, and no rule stands without its runner-up."""

from __future__ import annotations

import random
from functools import cache

import chart_contract
import pytest

from eunato import evidence, tables
from eunato.charts import options
from eunato.charts.render import V5
from eunato.models import options as model

OPTIONS = list(options.names())
CRITERIA = [row["criterion"] for row in tables.records("criteria")]
FUTURES = [row["scenario_id"] for row in tables.records("scenarios")]
_rng = random.Random(3)
SCORES = {(o, c): float(_rng.randint(1, 5)) for o in OPTIONS for c in CRITERIA}
GROUNDS = {key: "own" for key in SCORES if _rng.random() < 0.4}
CHANGES = {(o, c, s): float(_rng.randint(1, 5)) for o in OPTIONS for c in CRITERIA[:4] for s in FUTURES}
EVEN = dict.fromkeys(CRITERIA, 1)
TABLE = model.utilities(SCORES, EVEN, FUTURES, CHANGES)
FEW = {o: TABLE[o] for o in OPTIONS[:2]}
MAKERS = {
    "profile_empty": lambda: options.profile({}, {}),
    "profile_full": lambda: options.profile(SCORES, GROUNDS),
    "profile_demo": lambda: options.profile(SCORES, {}, demo=True),
    "rules": lambda: options.rules(TABLE),
    "rules_two": lambda: options.rules(FEW),
    "rules_one": lambda: options.rules({"O1": TABLE["O1"]}),
    "rules_same": lambda: options.rules({o: dict.fromkeys(FUTURES, 0.5) for o in OPTIONS}),
    "regret": lambda: options.regret(TABLE),
    "regret_one": lambda: options.regret({"O5": TABLE["O5"]}),
    "robustness": lambda: options.robustness(model.robustness(SCORES, CRITERIA, FUTURES, CHANGES, draws=200), 200),
    "robustness_now": lambda: options.robustness(model.robustness(SCORES, CRITERIA, draws=200), 200),
    "order": lambda: options.order_change(OPTIONS, OPTIONS[::-1]),
    "order_same": lambda: options.order_change(OPTIONS, OPTIONS),
    "example": options.example,
    "rivals": options.rivals,
    "room": options.room,
}
everywhere = pytest.mark.parametrize("name", MAKERS)


@cache
def made(name):
    return MAKERS[name]()


@everywhere
def test_the_picture_keeps_the_contract(name):
    assert chart_contract.problems(made(name).spec()) == []


@everywhere
def test_no_text_of_the_picture_is_cut_or_covered(name):
    spec = made(name).spec()
    assert chart_contract.cut_texts(spec) == []
    assert chart_contract.overlapping_texts(spec) == []


@everywhere
def test_the_faces_are_there_and_the_same_in_every_run(name):
    shown, again = made(name), MAKERS[name]()
    assert shown.spec() == again.spec() and shown.html() == again.html()
    assert shown.insight and shown.counted and len(shown.table) and shown.text()
    assert V5 in {kind for data, _ in shown.bundles(png=False) for kind in data}
    assert all(evidence.cite([source]) for source in shown.sources)


@pytest.mark.parametrize("name", [name for name in MAKERS if name.startswith(("profile", "rules", "regret", "robust", "order"))])
def test_a_picture_of_scores_says_so_in_its_title(name):
    title = made(name).title
    assert "your score" in title
    assert ("illustrative set, not findings" in title) == name.endswith("demo")


@pytest.mark.parametrize("name", ["rules", "rules_two"])
def test_each_rule_stands_with_its_runner_up(name):
    figure, table = made(name), TABLE if name == "rules" else FEW
    for rule in model.RULES:
        chosen = model.rule(table, rule)
        said = f"{options.RULE_WORDS[rule][0].lower()}: {' and '.join(chosen.first)}, then {' and '.join(chosen.second) or 'none'}"
        assert said in figure.insight


def test_nothing_is_drawn_where_nothing_is_scored():
    assert "No score yet" in made("profile_empty").title
    assert not [m for m in str(made("profile_empty").spec()).split() if "of 5" in m]


def test_the_example_is_the_explorer_s_bet():
    from eunato.explorers import matrix_explorer

    assert options.EXAMPLE == matrix_explorer._VECTOR
    assert "Option 1 is first by no rule" in made("example").description


def test_the_rival_proposals_are_counted_from_the_table():
    rows = tables.records("rival_options")
    assert f"Of {len(rows)} proposals" in made("rivals").insight
    assert len(made("rivals").table) == sum(len(row["near_options"].split(";")) for row in rows)


def test_the_room_runs_in_a_circle_and_says_so():
    assert made("room").insight.startswith("No winner: the pairs run in a circle")


def test_two_orders_without_a_common_option_are_refused():
    with pytest.raises(model.OptionsError, match="no option in common"):
        options.order_change(["O1"], ["O2"])
