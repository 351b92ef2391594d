"""The options matrix: the learner's scores, weights and evidence, bound to models.options and charts.options."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls, evidence, tables
from eunato.explorers import _memory, _numbers, _stage
from eunato.models import options as model

OWN = "own"
"""Stands for a source that the learner found without the course."""
ALWAYS = ""
_VECTOR = ((8, 6, 2, 1), (6, 6, 5, 3), (4, 5, 7, 6), (5, 5, 5, 4))


class OptionsMatrix(controls.StoredBox):
    """Judge options on criteria. Nothing is scored before the learner does it, and everything saved comes back.

    Controls: `stage`, `rank` and `rank_save`, `weights`, `option`, `future`, `marks`, `grounds`, `save`, `odds`, `budget`,
    `view`, `demo`. State: `scores` {(option, criterion): 1 to 5}, `changes` {(option, criterion, scenario): 1 to 5},
    `attached` {(option, criterion): evidence id}, `order` (ids or empty). `is_demo` while the illustrative set shows.
    """

    remembers = True

    def __init__(self, memory: _memory.Memory | None = None) -> None:
        said = _stage.words()["options"]
        self.words, labels = said["said"], said["labels"]
        self.memory = memory or _memory.Forgetful()
        self.status = controls.StatusLine()
        self.lines = {part: controls.StatusLine() for part in ("rank", "weights", "scores", "odds", "budget")}
        guard = controls.guarded(self.status)
        self._at: tuple[str, str] | None = None  # the option and future whose menus are on the page
        self._read_tables()
        self.scores: dict[tuple[str, str], float] = {}
        self.changes: dict[tuple[str, str, str], float] = {}
        self.attached: dict[tuple[str, str], str] = {}
        self.order: list[str] = []
        self.is_demo = False
        self._firsts: set[tuple[str, ...]] = set()
        self._open_step = ""
        kept = self._recall()

        self.rank = controls.NativeOrder(labels["rank"], [self._called(o) for o in self.options], help=labels["rank_help"])
        if self.order:
            self.rank.value = [self.options.index(o) for o in self.order]
        self.rank_save = controls.button(labels["rank_save"], self._save_rank, status=self.lines["rank"])
        start = kept.get("weights") or {}
        self.weights = _numbers.NumberPanel(
            [{"id": c, "label": f"Weight of {name[0].lower() + name[1:] if not name.startswith(('US', 'EU')) else name}", "low": said["weight_low"], "high": said["weight_high"], "start": _number(start.get(c), 10)} for c, name in self.criteria.items()],
            self.lines["weights"], self._weights_changed, {"apply": labels["apply"]})
        self.option = controls.menu(labels["option"], [(self._called(o), o) for o in self.options])
        self.future = controls.menu(labels["future"], [(labels["always"], ALWAYS), *((labels["only"].format(name=name), s) for s, name in self.futures.items())])
        self.marks = controls.NativeMenus(labels["scores"], [f"{name}. {self.questions[c]}" for c, name in self.criteria.items()], [],
                                          choices_by_row=[self.anchors[c] for c in self.criteria], none=labels["not_yet"], help=labels["scores_help"])
        self.grounds = controls.NativeMenus(labels["evidence"], list(self.criteria.values()), [labels["own"]], none=labels["no_evidence"], help=labels["evidence_help"])
        self.save = controls.button(labels["save"], self._save_scores, status=self.lines["scores"], main=True)
        odds = kept.get("odds") or {}
        self.odds = _numbers.NumberPanel(
            [{"id": s, "label": f"Probability of “{name}”", "unit": "%", "low": 0, "high": 100, "start": _number(odds.get(s), 25)} for s, name in self.futures.items()],
            self.lines["odds"], self._odds_changed, {"apply": labels["apply_futures"]})
        self.budget = _numbers.NumberPanel([{"id": "points", "label": labels["budget"], "unit": "points", "low": 0, "high": 300, "start": 100}],
                                           self.lines["budget"], self._say_portfolio, {"apply": labels["apply_budget"]})
        self.view = controls.menu(labels["view"], [(text, key) for key, text in said["views"].items()])
        self.demo = controls.button(labels["demo"], self._toggle_demo, status=self.status)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("options", self.status, self._meets, self._truth, resume=self._say)

        super().__init__(said["title"], f"<p>{html.escape(said['stored'])}</p>", said["stored"], [
            _stage.heading(said["title"], 3),
            self.stage,
            _stage.heading("1 · Your first order"), self.rank, self.rank_save, self.lines["rank"],
            _stage.heading("2 · Your weights"), self.weights, self.lines["weights"],
            _stage.heading("3 · Your scores"), controls.row(self.option, self.future), self.marks, self.grounds, self.save, self.lines["scores"],
            _stage.heading("4 · The futures"), self.odds, self.lines["odds"],
            _stage.heading("5 · What follows"), controls.row(self.view, self.demo), self.status, self.figure, self.details,
            controls.words(f"<p>{html.escape(labels['costs'].format(costs='; '.join(f'{o} {c:g}' for o, c in self.costs.items())))}</p>"), self.budget, self.lines["budget"],
        ])
        self.option.observe(guard(self._option_changed), "value")
        self.future.observe(guard(self._option_changed), "value")
        self.view.observe(guard(self._update), "value")
        guard(self._option_changed)()
        guard(self._update)()

    # -- tables and memory ----------------------------------------------------------------------------------------

    def _read_tables(self) -> None:
        rows = tables.records("options")
        self.options = [row["option_id"] for row in rows]
        self.names = {row["option_id"]: row["name"] for row in rows}
        self.costs = {row["option_id"]: float(row["cost_points"]) for row in rows}
        criteria = tables.records("criteria")
        self.criteria = {row["criterion"]: row["name"] for row in criteria}
        self.questions = {row["criterion"]: row["question"] for row in criteria}
        self.anchors = {row["criterion"]: [f"1: {row['anchor_1']}", "2", f"3: {row['anchor_3']}", "4", f"5: {row['anchor_5']}"] for row in criteria}
        self.futures = {row["scenario_id"]: row["name"] for row in tables.records("scenarios")}
        self.board: dict[tuple[str, str], list[dict[str, Any]]] = {}
        for row in tables.records("option_evidence"):
            self.board.setdefault((row["option_id"], row["criterion"]), []).append(row)

    def _recall(self) -> dict[str, Any]:
        """Read what was saved; parts that no longer fit the tables are left out, as a stranger's file may hold anything."""
        order = self.memory.load("order")
        if isinstance(order, list) and sorted(map(str, order)) == sorted(self.options):
            self.order = [str(o) for o in order]
        for option in self.options:
            kept = self.memory.load(option)
            if not isinstance(kept, Mapping):
                continue
            for c, score in _pairs(kept.get("scores")):
                if c in self.criteria and _is_score(score):
                    self.scores[option, c] = float(score)
            for c, ground in _pairs(kept.get("evidence")):
                if (option, c) in self.scores and (ground == OWN or ground in {row["evidence_id"] for row in self.board.get((option, c), ())}):
                    self.attached[option, c] = str(ground)
            for c, by_future in _pairs(kept.get("changes")):
                for s, score in _pairs(by_future):
                    if c in self.criteria and s in self.futures and _is_score(score):
                        self.changes[option, c, s] = float(score)
        return {part: found for part in ("weights", "odds") if isinstance(found := self.memory.load(part), Mapping)}

    def _keep(self, part: str, state: Any, said: str, line: str) -> None:
        """Keep a part, and say so beside its button: the picture and its own sentence are further down."""
        problem = self.memory.save(part, state)
        self.lines[line].say(said if not problem else self.words["kept"].format(why=problem.rstrip(".")))

    def _called(self, option: str) -> str:
        return f"{option} {self.names[option]}"

    # -- what the controls do -------------------------------------------------------------------------------------

    def _option_changed(self, _change: Any = None) -> None:
        """Show the scores and the evidence that are kept for the chosen option and future."""
        if self._at is not None and self._at != (self.option.value, self.future.value):
            self._take_over(*self._at)  # what was chosen there is kept also when nobody pressed the button
        option, future = self._at = (self.option.value, self.future.value)
        label = _stage.words()["options"]["labels"]
        self.marks.none = label["same"] if future else label["not_yet"]
        found = [(self.changes.get((option, c, future)) if future else self.scores.get((option, c))) for c in self.criteria]
        self.marks.value = [None if s is None else int(s) - 1 for s in found]
        self.grounds.layout.display = "none" if future else ""
        lists = [[*(self._line(row) for row in self.board.get((option, c), ())), label["own"]] for c in self.criteria]
        self.grounds.value = [None] * len(self.criteria)
        self.grounds.choices_by_row = lists
        self.grounds.value = [self._place(option, c) for c in self.criteria]

    def _line(self, row: Mapping[str, Any]) -> str:
        word = {"higher": "for a higher score", "lower": "for a lower score", "mixed": "for both"}[row["direction"]]
        return f"{row['says']} ({evidence.cite(tuple(row['source_id'].split(';'))[:1])}; {word})"

    def _place(self, option: str, criterion: str) -> int | None:
        ground = self.attached.get((option, criterion))
        ids = [row["evidence_id"] for row in self.board.get((option, criterion), ())]
        return None if ground is None else len(ids) if ground == OWN else ids.index(ground)

    def _save_scores(self) -> None:
        """Take over the menus for the chosen option and future, and keep them."""
        self._own_again()
        option, future = self.option.value, self.future.value
        mine, grounds = self._take_over(option, future, quiet=False)
        said = (self.words["saved_one"].format(option=self._called(option), name=self.futures[future]) if future
                else self.words["saved"].format(option=self._called(option), scores=mine, evidence=grounds))
        self._update(before=said)

    def _take_over(self, option: str, future: str, quiet: bool = True) -> tuple[int, int]:
        """Read the menus as those of `option` and `future`, keep them; (scores, scores with evidence) of the option."""
        before = (dict(self.scores), dict(self.changes), dict(self.attached))
        for c, place in zip(self.criteria, self.marks.value, strict=True):
            target, key = (self.changes, (option, c, future)) if future else (self.scores, (option, c))
            if place is None:
                target.pop(key, None)
            else:
                target[key] = float(place + 1)
        if not future:
            for c, place in zip(self.criteria, self.grounds.value, strict=True):
                ids = [row["evidence_id"] for row in self.board.get((option, c), ())]
                self.attached.pop((option, c), None)
                if place is not None and (option, c) in self.scores:
                    self.attached[option, c] = OWN if place >= len(ids) else ids[place]
        mine = {c: int(s) for (o, c), s in self.scores.items() if o == option}
        state = {"scores": mine, "evidence": {c: g for (o, c), g in self.attached.items() if o == option},
                 "changes": {c: {s: int(v) for (o, k, s), v in self.changes.items() if o == option and k == c} for c in self.criteria if any(o == option and k == c for o, k, _ in self.changes)}}
        if not quiet or before != (self.scores, self.changes, self.attached):
            said = (self.words["saved_one"].format(option=self._called(option), name=self.futures[future]) if future
                    else self.words["saved"].format(option=self._called(option), scores=len(mine), evidence=len(state["evidence"])))
            self._keep(option, state, said, "scores")
            if quiet:
                self._update()
        return len(mine), len(state["evidence"])

    def _save_rank(self) -> None:
        self.order = [self.options[n] for n in self.rank.value]
        self._update()
        self._keep("order", self.order, self.words["rank_saved"].format(first=self._called(self.order[0])), "rank")

    def _weights_changed(self) -> None:
        model.weights(self.weights.values)  # refuses a row of noughts in words
        self._update()
        self._keep("weights", self.weights.values, self.words["weights_kept"], "weights")

    def _odds_changed(self) -> None:
        total = sum(self.odds.values.values())
        if total <= 0:
            raise model.OptionsError("all probabilities are 0; give at least one future a number above 0")
        self._update()
        scaled = "" if abs(total - 100) < 0.01 else " " + _stage.words()["options"]["labels"]["scaled"].format(sum=f"{total:g}")
        self._keep("odds", self.odds.values, self.words["odds_kept"] + scaled, "odds")

    def _toggle_demo(self) -> None:
        """Show numbers made by a rule, marked as such; the learner's own stay untouched and come back."""
        self.is_demo = not self.is_demo
        labels = _stage.words()["options"]["labels"]
        self.demo.description = labels["mine"] if self.is_demo else labels["demo"]
        self._update()
        if self.is_demo:
            self.status.say(self.words["demo"])

    def _own_again(self) -> None:
        if self.is_demo:
            self.is_demo = False
            self.demo.description = _stage.words()["options"]["labels"]["demo"]

    # -- what follows ---------------------------------------------------------------------------------------------

    def shown_scores(self) -> dict[tuple[str, str], float]:
        """The learner's scores, or the illustrative set: score = 1 + (3 × row + 2 × column) mod 5."""
        if not self.is_demo:
            return dict(self.scores)
        return {(o, c): float(1 + (3 * i + 2 * j) % 5) for i, o in enumerate(self.options, start=1) for j, c in enumerate(self.criteria, start=1)}

    def table(self) -> dict[str, dict[str, float]]:
        """U[option][scenario] for the options that have every score they need."""
        return model.utilities(self.shown_scores(), self.weights.values, tuple(self.futures), {} if self.is_demo else self.changes)

    def _update(self, _change: Any = None, *, before: str = "") -> None:
        from eunato.charts import options as chart

        found = self.table()
        view = self.view.value
        scores, changes = self.shown_scores(), {} if self.is_demo else self.changes
        note = ""
        if view != "profile" and not found:
            view, note = "profile", self.words["nothing"]
        if view == "order" and not self.order:
            view, note = "profile", self.words["rank_first"]
        if view == "profile":
            figure = chart.profile(scores, {} if self.is_demo else self.attached, demo=self.is_demo)
        elif view == "rules":
            figure = chart.rules(found, self.odds.values, demo=self.is_demo)
        elif view == "regret":
            figure = chart.regret(found, demo=self.is_demo)
        elif view == "robustness":
            whole = {key: s for key, s in scores.items() if key[0] in found}
            used = [c for c, w in self.weights.values.items() if w > 0]
            figure = chart.robustness(model.robustness({k: s for k, s in whole.items() if k[1] in used}, used, tuple(self.futures), changes), model.DRAWS, demo=self.is_demo)
        else:
            means = model.marks(found, "mean", self.odds.values)
            figure = chart.order_change(self.order, sorted(means, key=lambda o: (-means[o], self.order.index(o))), demo=self.is_demo)
        self.figure.show(figure)
        self._sentence = " ".join(p for p in (before, note or figure.insight, self._left(found)) if p)
        if found and not self.is_demo:
            if self.stage.step.id != self._open_step:
                self._open_step, self._firsts = self.stage.step.id, set()
            self._firsts.add(model.rule(found, "mean", self.odds.values).first)
        self._say(self.stage.look())

    def _left(self, found: Mapping[str, Any]) -> str:
        begun = [o for o in self.options if any(key[0] == o for key in self.shown_scores()) and o not in found]
        return self.words["left"].format(options=", ".join(begun)) if begun and found else ""

    def _say(self, mission: str = "") -> None:
        self.status.say(" ".join(p for p in (self._sentence, mission) if p))

    def _say_portfolio(self) -> None:
        found = self.table()
        if not found:
            self.lines["budget"].say(self.words["nothing"])
            return
        means = model.marks(found, "mean", self.odds.values)
        bought = model.portfolio(means, self.costs, self.budget.values["points"])
        self.lines["budget"].say(self.words["portfolio"].format(budget=f"{self.budget.values['points']:g}", options=" and ".join(bought.options) or "nothing", cost=f"{bought.cost:g}", second=" and ".join(bought.second) or "nothing"))

    # -- missions -------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        if self.is_demo:
            return False  # numbers made by a rule fulfil no mission
        checks = {
            "complete": lambda n: sum(all((o, c) in self.scores for c in self.criteria) for o in self.options) >= n,
            "evidence": lambda n: len(self.attached) >= n,
            "changes": lambda n: len(self.changes) >= n,
            "view": lambda name: self.view.value == name,
            "firsts": lambda n: len(self._firsts) >= n,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(_ask: Mapping[str, Any]) -> float:
        made = {str(i): dict(zip("abcd", row, strict=True)) for i, row in enumerate(_VECTOR, start=1)}
        return len({o for rule in model.RULES for o in model.rule(made, rule).first})


def _pairs(given: Any) -> list[tuple[str, Any]]:
    return [(str(k), v) for k, v in given.items()] if isinstance(given, Mapping) else []


def _is_score(given: Any) -> bool:
    return isinstance(given, (int, float)) and not isinstance(given, bool) and given in (1, 2, 3, 4, 5)


def _number(given: Any, otherwise: float) -> float:
    return float(given) if isinstance(given, (int, float)) and not isinstance(given, bool) and 0 <= given <= 100 else otherwise
