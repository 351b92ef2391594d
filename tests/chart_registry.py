"""Every chart of the course by name, with the settings of its menus in which it is looked at. The shared tests run over all of them.

A name is lesson and chart, such as "05.where"; "kit" stands for the charts that several lessons use. A chart that takes arguments
is here once for each kind of picture that they make: the extremes, the empty case, the far-off guess.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import chart_contract
from eunato import tables
from eunato.charts import (
    Figure, backbone, berlin_plus, cables, calibration, channels, clubs, crisis, engine, operations, options, paths, penalty, reveal, rules,
    spending, timeline, ukraine, veto,
)
from eunato.models import berlin_plus as berlin_plus_model
from eunato.models import briefings as briefings_model
from eunato.models import cables as cables_model
from eunato.models import convoy, eligibility
from eunato.models import crisis as crisis_model
from eunato.models import enablers as enablers_model
from eunato.models import operations as operations_model
from eunato.models import options as options_model
from eunato.models import paths as paths_model
from eunato.models import spending as spending_model
from eunato.models import timeline as timeline_model
from eunato.models import ukraine as ukraine_model
from eunato.models import veto as veto_model

Maker = Callable[[], Figure]

# Arguments that the lessons' own tests need, too ----------------------------------------------------------------------

POINTS = [(0.5, True), (0.5, False), (0.6, True), (0.6, False), (0.7, True), (0.8, True), (0.8, False), (0.9, True), (0.9, False),
          (0.9, True), (1.0, True), (1.0, True), (1.0, False)]
ORDER = ["A formal joint decision of the EU and NATO", "A NATO operation", "An EU operation of its own", "Staff cross-briefing"]

Act, Tree = crisis_model.Act, crisis_model.Tree
TREE = Tree(-2, 3, -6, (Act("list", 0.4, 0.5), Act("aci", 0.55, 1.5)))
SOME = {"CM03": 1, "CM11": 1, "CM12": 1, "CM15": 3, "CM16": 0, "CM18": 1, "CM22": 0, "CM23": 4, "CM32": 1}
ALL = {row["move_id"]: row["step"] for row in tables.records("crisis_moves")}

OPTIONS = list(options.names())
CRITERIA = [row["criterion"] for row in tables.records("criteria")]
FUTURES = [row["scenario_id"] for row in tables.records("scenarios")]
_rng = random.Random(3)
SCORES = {(o, c): float(_rng.randint(1, 5)) for o in OPTIONS for c in CRITERIA}
GROUNDS = {key: "own" for key in SCORES if _rng.random() < 0.4}
CHANGES = {(o, c, s): float(_rng.randint(1, 5)) for o in OPTIONS for c in CRITERIA[:4] for s in FUTURES}
TABLE = options_model.utilities(SCORES, dict.fromkeys(CRITERIA, 1), FUTURES, CHANGES)
FEW = {o: TABLE[o] for o in OPTIONS[:2]}


def paper(level: str = "S", scope: str = "topic:planning", origin: str = "NATO-IS", group: str = "eu", extra: Iterable[str] = (),
          switches: Iterable[str] = (), consent: bool = True) -> paths_model.Result:
    """Where a paper gets to: `group` and `extra` are its readers."""
    readers = (*paths_model.group(group), *extra)
    return paths_model.find(paths_model.Document(level, scope, origin, readers, consent), switches=switches)


def mix(p: float, e: float, u: float, **change: dict[str, float]) -> ukraine_model.Result:
    """A month-by-month run of shares for the three sources, with other numbers for some."""
    setup = ukraine_model.default()
    for key, numbers in change.items():
        setup = setup.change(key, **numbers)
    return setup.run(p, e, u)


_STOPPED: dict[str, Any] = {"P": {"cap": 0}, "E": {"cap": 0}, "U": {"cap": 0}}
_PLENTY: dict[str, Any] = {key: {"cap": 20, "price": 0.2} for key in "PEU"}
_EU27, _POLAND = spending_model.start("EU27"), spending_model.start("POL")

# The charts -----------------------------------------------------------------------------------------------------------

_LESSONS: dict[str, dict[str, Maker]] = {
    "kit": {
        "two_clubs": clubs.two_clubs,
        "matrix": clubs.matrix,
        "channels": channels.counts,
        "penalty": penalty.penalty,
        "veto_36": lambda: veto.blockers(veto_model.blockers("joint_decision")),
        "veto_33": lambda: veto.blockers(veto_model.blockers("joint_decision", ("IRL", "MLT", "TUR"))),
        "veto_32": lambda: veto.blockers(veto_model.blockers("nato_operation")),
        "veto_27": lambda: veto.blockers(veto_model.blockers("csdp_own")),
        "veto_26": lambda: veto.blockers(veto_model.blockers("pesco_tur")),
        "veto_majority_of_24": lambda: veto.blockers(veto_model.blockers("usl_terms")),
        "veto_0": lambda: veto.blockers(veto_model.blockers("staff_briefing")),
        "paths_annex": lambda: paths.annex(),
        "paths_released": lambda: paths.paths(paper()),
        "paths_gist": lambda: paths.paths(paper(switches=("gist",), extra=("PSC",))),
        "paths_no_consent": lambda: paths.paths(paper(scope="berlin_plus", origin="NAC", extra=("PSC",), consent=False)),
        "paths_unknown": lambda: paths.paths(paper("R", "topic:standards", group="eu_only")),
        "paths_long": lambda: paths.paths(paper("C", "berlin_plus", "PSC", "nato", extra=("NAC",))),
        "calibration": lambda: calibration.mine(POINTS),
        "number": lambda: reveal.number(32, 36, "capitals", "36 capitals can stop it", low=0, high=60),
        "number_met": lambda: reveal.number(36, 36, "capitals", "36 capitals can stop it", low=0, high=36),
        "number_skipped": lambda: reveal.number(None, 3.5, "%", "Core spending rises", low=0, high=5, label="A"),
        "order": lambda: reveal.order([ORDER[1], ORDER[0], *ORDER[2:]], ORDER, "Joint decisions have most blockers"),
        "order_skipped": lambda: reveal.order(None, ORDER, "Joint decisions have most blockers"),
        "choice": lambda: reveal.choice(ORDER[1], ORDER[0], ORDER, "Joint decisions have most blockers"),
    },
    "01": {
        "lanes": timeline.lanes,
        "output_by_type": timeline.output_by_type,
        "shock_to_response": timeline.shock_to_response,
        "common_members": timeline.common_members,
        "three_wordings": timeline.three_wordings,
        "phases_start": lambda: timeline.phases(timeline_model.study((2004,), "joint")),
        "phases_uncut": lambda: timeline.phases(timeline_model.study((), "output")),
        "phases_four": lambda: timeline.phases(timeline_model.study((1998, 2004, 2016, 2022), "all")),
        "phases_thin": lambda: timeline.phases(timeline_model.study((1950, 1951, 2025, 2026), "joint")),
    },
    "03": {
        "proposals": engine.proposals,
        "reports": engine.reports,
        "dialogues": engine.dialogues,
        "briefings_count": engine.briefings_count,
        "offers": engine.offers,
        "distance": lambda: engine.distance(briefings_model.run(6, 0.5), briefings_model.run()),
        "distance_start": lambda: engine.distance(briefings_model.run(), briefings_model.run()),
        "distance_alone": lambda: engine.distance(briefings_model.run(30, 0.9)),
        "distance_closed": lambda: engine.distance(briefings_model.run(40, 1.0), briefings_model.run()),
        "distance_near": lambda: engine.distance(briefings_model.run(3.1, 0.5), briefings_model.run()),
        "distance_nothing": lambda: engine.distance(briefings_model.run(0, 1, sigma=0, start=0)),
        "distance_large": lambda: engine.distance(briefings_model.run(1, 0.99, sigma=100), briefings_model.run()),
        "incidents": cables.incidents,
        "who_does_what": cables.who_does_what,
        "levers": cables.levers,
        "shortage_start": lambda: cables.shortage(cables_model.resilience()),
        "shortage_attack": lambda: cables.shortage(cables_model.resilience(5, 3, 0.5, 22, 0.06)),
        "shortage_none": lambda: cables.shortage(cables_model.resilience(12, 1, 0, 0)),
        "shortage_all": lambda: cables.shortage(cables_model.resilience(20, 20, 20, 365, 5)),
        "budget": lambda: cables.budget(cables_model.plan(["patrols", "repair"], attack=True)),
        "budget_nothing": lambda: cables.budget(cables_model.plan([])),
        "budget_all": lambda: cables.budget(cables_model.plan(list(cables_model.measures()), attack=True)),
    },
    "04": {
        "where_and_when": operations.where_and_when,
        "tasks": operations.tasks,
        "scale_back": operations.scale_back,
        "scale_back_kfor": lambda: operations.scale_back(operations_model.scale_back({"KFOR": 0.1}, weights={"medevac": 3})),
        "scale_back_nothing": lambda: operations.scale_back(operations_model.scale_back(0)),
        "scale_back_everything": lambda: operations.scale_back(operations_model.scale_back(1.0)),
        "command": berlin_plus.command,
        "path": berlin_plus.path,
        "path_alpha": lambda: berlin_plus.path(berlin_plus_model.case("alpha")),
        "path_bravo": lambda: berlin_plus.path(berlin_plus_model.case("bravo")),
        "path_charlie": lambda: berlin_plus.path(berlin_plus_model.walk(berlin_plus_model.case("charlie"))),
        "path_first": lambda: berlin_plus.path(berlin_plus_model.Case(nato_acts=True)),
        "path_last": lambda: berlin_plus.path(berlin_plus_model.Case(
            recall=True, invited={"ALB", "CAN", "GBR", "ISL", "MKD", "MNE", "NOR", "TUR", "USA"}, abstain={"AUT", "IRL", "MLT"})),
    },
    "05": {
        "where": spending.where,
        "where_mine": lambda: spending.where("TUR"),
        "equipment": spending.equipment,
        "editions": spending.editions,
        "definitions": spending.definitions,
        "bases": spending.bases,
        "growth": spending.growth,
        "price": spending.price,
        "price_guess": lambda: spending.price(500),
        "shapes": spending.shapes,
        "shapes_italy": lambda: spending.shapes("ITA", 0.0),
        "paths": spending.paths,
        "paths_guess": lambda: spending.paths(5000, growth=0.0),
        "paths_italy": lambda: spending.paths(start="ITA"),
        "core_related": spending.core_related,
        "clause": spending.clause,
        "safe": spending.safe,
        "explorer": lambda: spending.path_chart(_EU27.path(0.012), _EU27),
        "explorer_all": lambda: spending.path_chart(_EU27.path(0.012, 2, inflation=0.02, share_ref=0.019), _EU27, eurusd=1.17, shape="late"),
        "explorer_poland": lambda: spending.path_chart(_POLAND.path(0.02), _POLAND),
    },
    "06": {
        "pillars": rules.pillars,
        "inside": rules.inside,
        "inside_mine": lambda: rules.inside("TUR"),
        "dependence": rules.dependence,
        "dependence_low": lambda: rules.dependence(0),
        "dependence_mid": lambda: rules.dependence(64),
        "dependence_high": lambda: rules.dependence(100),
        "imports": rules.imports,
        "borders": rules.borders,
        "extension": rules.extension,
        **{f"bar_{case}": (lambda case=case: rules.bar(eligibility.check(eligibility.case(case)))) for case in eligibility.cases()},
        "bar_national": lambda: rules.bar(eligibility.check(eligibility.Offer(instrument="national", costs={"ally": 1.0}))),
        "bar_edip": lambda: rules.bar(eligibility.check(eligibility.Offer(instrument="edip"))),
        "bar_all_inside": lambda: rules.bar(eligibility.check(eligibility.Offer(costs={"eu": 3.0}))),
        **{f"clock_{r.route_id}": (lambda r=r: rules.clock(convoy.clock(r))) for r in convoy.routes()},
        "clock_emergency": lambda: rules.clock(convoy.clock("no_ee", "emergency", "parallel", True)),
        "clock_not_reached": lambda: rules.clock(convoy.clock("uk_lt", "proposed")),
        "clock_no_wait": lambda: rules.clock(convoy.clock("tr_ro", lead_now=0, speed=120, hours=24)),
    },
    "07": {
        "ladder": crisis.ladder,
        "tools": crisis.tools,
        "exposure": crisis.exposure,
        "commands": crisis.commands,
        "mine_none": lambda: crisis.my_ladder({}),
        "mine": lambda: crisis.my_ladder(SOME),
        "mine_all": lambda: crisis.my_ladder(ALL),
        "mine_high": lambda: crisis.my_ladder(dict.fromkeys(ALL, 5)),
        "agreement": lambda: crisis.agreement(SOME),
        "agreement_one": lambda: crisis.agreement({"CM15": 2}),
        "agreement_all": lambda: crisis.agreement(ALL),
        "tree": lambda: crisis.tree(TREE),
        "tree_example": lambda: crisis.tree(TREE, mine=False),
        "tree_one": lambda: crisis.tree(Tree(-2, 3, -6, (Act("list", 0.4, 0.5),))),
        "tree_nato": lambda: crisis.tree(crisis_model.nato_branch(TREE, "presence", v_change=3), before=TREE),
        "tree_extreme": lambda: crisis.tree(Tree(20, 20, -20, (Act("list", 0, 20), Act("aci", 1, 0)))),
        "tree_tie": lambda: crisis.tree(Tree(-2, 3, -6, (Act("list", 0.5, 0.5), Act("aci", 0.5, 0.5)))),
        "tornado": lambda: crisis.tornado(TREE),
        "tornado_example": lambda: crisis.tornado(TREE, "aci", mine=False),
        "tornado_open": lambda: crisis.tornado(Tree(0, 0.5, 0, (Act("list", 0.5, 0.2),))),
        "tornado_far": lambda: crisis.tornado(Tree(20, 3, -6, (Act("list", 0.5, 0.5),))),
    },
    "08": {
        "estimates": backbone.estimates,
        "pairs": backbone.pairs,
        "tiles": backbone.tiles,
        "tiles_illustrative": lambda: backbone.tiles(enablers_model.capabilities()),
        "tiles_some": lambda: backbone.tiles(enablers_model.capabilities({"c2": 40.0, "lift": 30.0})),
        "tiles_none": lambda: backbone.tiles(enablers_model.capabilities({})),
        "tiles_run": lambda: backbone.tiles(enablers_model.capabilities(), enablers_model.run(), 2032),
        "path": backbone.path,
        "path_stays": lambda: backbone.path("stays", "average"),
        "path_partial": lambda: backbone.path("partial", "product"),
        "spectrum": backbone.spectrum,
        "spectrum_mine": lambda: backbone.spectrum({"H01": 2, "H03": 5}),
        "formats": backbone.formats,
        "formats_norway": lambda: backbone.formats("Norway"),
        "clauses": backbone.clauses,
        "both_cases": backbone.both_cases,
        "indices": backbone.indices,
        "indices_guess": lambda: backbone.indices(85),
        "indices_low": lambda: backbone.indices(0),
        "regrets": backbone.regrets,
        "run": lambda: backbone.run_chart(enablers_model.run()),
        "run_stays": lambda: backbone.run_chart(enablers_model.run("plan_a", "stays", "average")),
        "run_c2": lambda: backbone.run_chart(enablers_model.run("plan_a", "sudden", lost="c2")),
    },
    "09": {
        "loan": ukraine.loan,
        "ask": ukraine.ask,
        "ask_guess": lambda: ukraine.ask(40),
        "ask_all": lambda: ukraine.ask(100),
        "ask_none": lambda: ukraine.ask(0),
        "aid": ukraine.aid,
        "purl": ukraine.purl,
        "loan_steps": ukraine.loan_steps,
        "paths": ukraine.paths,
        "guarantees": ukraine.guarantees,
        "frontier": ukraine.frontier,
        "frontier_mine": lambda: ukraine.frontier(mix(0.25, 0.35, 0.40)),
        "frontier_home": lambda: ukraine.frontier(mix(0, 0.6, 0.4)),
        "frontier_us": lambda: ukraine.frontier(mix(1, 0, 0)),
        "frontier_no_pace": lambda: ukraine.frontier(mix(0.2, 0.3, 0.5, **_STOPPED)),
        "frontier_fast_home": lambda: ukraine.frontier(mix(0.2, 0.3, 0.5, P={"cap": 0}, U={"lag": 0, "cap": 20})),
        "coverage": ukraine.coverage,
        "coverage_us": lambda: ukraine.coverage(mix(1, 0, 0)),
        "coverage_home": lambda: ukraine.coverage(mix(0, 1, 0)),
        "coverage_nothing": lambda: ukraine.coverage(mix(0.2, 0.3, 0.5, **_STOPPED)),
        "coverage_full": lambda: ukraine.coverage(mix(0.34, 0.33, 0.33, **_PLENTY)),
    },
    "10": {
        "profile_empty": lambda: options.profile({}, {}),
        "profile_full": lambda: options.profile(SCORES, GROUNDS),
        "profile_demo": lambda: options.profile(SCORES, {}, demo=True),
        "rules": lambda: options.rules(TABLE),
        "rules_two": lambda: options.rules(FEW),
        "rules_one": lambda: options.rules({"O1": TABLE["O1"]}),
        "rules_same": lambda: options.rules({o: dict.fromkeys(FUTURES, 0.5) for o in OPTIONS}),
        "regret": lambda: options.regret(TABLE),
        "regret_one": lambda: options.regret({"O5": TABLE["O5"]}),
        "robustness": lambda: options.robustness(options_model.robustness(SCORES, CRITERIA, FUTURES, CHANGES, draws=200), 200),
        "robustness_now": lambda: options.robustness(options_model.robustness(SCORES, CRITERIA, draws=200), 200),
        "order": lambda: options.order_change(OPTIONS, OPTIONS[::-1]),
        "order_same": lambda: options.order_change(OPTIONS, OPTIONS),
        "example": options.example,
        "rivals": options.rivals,
        "room": options.room,
    },
}
CHARTS: dict[str, Maker] = {f"{lesson}.{name}": make for lesson, charts in _LESSONS.items() for name, make in charts.items()}

STATES: dict[str, list[dict[str, Any]]] = {  # other settings of the menus in a picture
    "01.lanes": [{"years": f"{a}–{b}"} for a, b in timeline._SPANS],
    "01.output_by_type": [{"who": lane} for lane in timeline_model.LANES],
    "01.common_members": [{"pick": year} for year in (1949, 2004, 2020)],
    "05.where": [{"year": 2014, "sort_by": "name", "mine": "Türkiye"}, {"year": 2020, "mine": "North Macedonia"}],
    "05.editions": [{"year": 2024}],
    "05.bases": [{"compare": "current"}],
    "05.clause": [{"reading": True}],
    "05.paths": [{"growth": 0.024, "shape": 0.5}, {"growth": 0.0, "shape": 2.0}],
    "05.price": [{"growth": 0.0}, {"growth": 0.024}],
    "05.paths_italy": [{"growth": 0.024, "shape": 0.5}],
    "05.equipment": [{"mine": "United Kingdom"}, {"mine": "Norway"}],
    "05.core_related": [{"mine": "Lithuania"}, {"mine": "Slovenia"}],
    "06.pillars": [{"since": 2025}, {"sort_by": "meaning"}, {"since": 2025, "sort_by": "meaning"}],
    "06.inside": [{"mine": "Türkiye"}, {"mine": "EU Member States"}],
    "07.ladder": [{"actor_shown": actor} for actor in ("US", "DKGL", "states", "EU", "NATO", "other")],
    "07.exposure": [{"measure": "share"}],
    "08.path": [{"uspath": path, "how": rule} for path in enablers_model.PATHS for rule in enablers_model.RULES],
    "08.formats": [{"mark": "AUT"}, {"mark": "USA"}, {"mark": "GBR"}],
    "09.aid": [{"measure": m, "europe": e} for m in ("military", "allocated", "committed") for e in ("wide", "eu")],
    "09.purl": [{"currency": "EUR"}, {"currency": "EUR", "rate": 1.1}, {"rate": 1.25}],
    "09.ask": [{"rate": 1.05, "pace": 0.5}, {"rate": 1.25, "pace": 1.25}],
    "09.ask_guess": [{"rate": 1.1}],
    "09.frontier": [{"at_month": 12}, {"need": "air_defence"}],
    "09.frontier_mine": [{"at_month": 12}, {"need": "air_defence", "at_month": 12}],
    "09.frontier_home": [{"at_month": 12}],
    "09.frontier_us": [{"need": "air_defence"}],
}

# Getting at them ------------------------------------------------------------------------------------------------------


@cache
def made(name: str) -> Figure:
    """The figure of this name; the same object to every test, so leave it as it is."""
    return CHARTS[name]()


def again(name: str) -> Figure:
    """A second figure from the same arguments."""
    return CHARTS[name]()


@cache
def _written(name: str) -> str:
    return json.dumps(made(name).spec())


def spec(name: str, values: dict[str, Any] | None = None) -> dict[str, Any]:
    """A copy of the chart's specification, with other values of its parameters, as a reader's hand would set them.

    Raises KeyError for a parameter that the picture does not have.
    """
    given = json.loads(_written(name))
    missing = set(values or {}) - {param["name"] for param in chart_contract.params(given)}
    if missing:
        raise KeyError(f"{name} has no parameter {', '.join(sorted(missing))}")
    for param in chart_contract.params(given):
        if param["name"] in (values or {}):
            param["value"] = (values or {})[param["name"]]
    return given


def rows(name: str, key: str) -> list[dict[str, Any]]:
    """The drawn rows of all data of a chart that have a column `key`."""
    return [row for rows in spec(name)["datasets"].values() for row in rows if key in row]


def said(name: str, values: dict[str, Any] | None = None) -> list[str]:
    """The texts that the picture writes, at these values of its parameters."""
    return [text for text, *_ in chart_contract.texts(spec(name, values))]


class Lesson:
    """The same for the charts of one lesson, by their short names."""

    def __init__(self, lesson: str):
        self.names = list(_LESSONS[lesson])
        self.made: Callable[[str], Figure] = lambda name: made(f"{lesson}.{name}")
        self.spec: Callable[..., dict[str, Any]] = lambda name, values=None: spec(f"{lesson}.{name}", values)
        self.rows: Callable[[str, str], list[dict[str, Any]]] = lambda name, key: rows(f"{lesson}.{name}", key)
        self.said: Callable[..., list[str]] = lambda name, values=None: said(f"{lesson}.{name}", values)
