"""The spending path: controls bound to models.spending and charts.spending."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from eunato import controls, tables
from eunato.explorers import _stage
from eunato.explorers._numbers import NumberPanel
from eunato.models import clubs
from eunato.models import spending as model


class SpendingPath(controls.StoredBox):
    """Choose a start, a shape and numbers; see the path. `result` is the latest models.spending.Path, `begin` its Start.

    Controls: `stage` (steps and bet), `start`, `shape`, `currency`, `clause`, `base` (reference year of the clause), `numbers`
    (growth, target, year, inflation, rate, ref).
    Outputs: `status` (spoken), `figure`, `details`. Displayed twice, both views show the same state.
    """

    def __init__(self) -> None:
        said = _stage.words()["spending"]
        labels, first = said["labels"], said["start"]
        self.status = controls.StatusLine()
        guard = controls.guarded(self.status)
        self.result: model.Path | None = None
        self.begin: model.Start | None = None
        self.start = controls.menu(labels["start"], [(one.name, one.id) for one in model.starts().values()], first["start"])
        self.shape = controls.menu(labels["shape"], [(text, key) for key, text in said["shapes"].items()], first["shape"])
        self.currency = controls.menu(labels["currency"], [(text, key) for key, text in said["currencies"].items()], first["currency"])
        self.clause = controls.checkbox(labels["clause"], False)
        self.base = controls.menu(labels["base"], [(text, int(key)) for key, text in said["bases"].items()], model.start(first["start"]).reference_year)
        self.numbers = NumberPanel(said["fields"], self.status, self._update, labels)
        self.figure = controls.FigureArea()
        self.details = controls.words("")
        self.stage = _stage.Stage("spending", self.status, self._meets, self._truth, resume=self._say)
        super().__init__(
            said["title"],
            f"<p>{html.escape(said['stored'])}</p>",
            said["stored"],
            [
                _stage.heading(said['title']),
                self.stage,
                controls.row(self.start, self.shape, self.currency),
                self.numbers,
                controls.row(self.clause, self.base),
                self.status,
                self.figure,
                self.details,
            ],
        )
        self.start.observe(guard(self._started), "value")
        self.base.observe(guard(self._based), "value")
        for control in (self.shape, self.currency, self.clause):
            control.observe(guard(self._update), "value")
        guard(self._update)()

    # -- what the controls do -------------------------------------------------------------------------------------

    def _started(self, _change: Any = None) -> None:
        """A new start: the clause counts from the year reported for it, and that year's share is filled in."""
        if self.start.value is None:
            return
        year = model.start(self.start.value).reference_year
        if self.base.value != year:
            self.base.value = year  # its observer fills in and updates
        else:
            self._based()

    def _based(self, _change: Any = None) -> None:
        """A new reference year: its share in the series of the start becomes the reference share."""
        if self.start.value is None or self.base.value is None:
            return
        share = model.start(self.start.value).share_in(self.base.value)
        if share is not None:
            ref = round(100 * share, 2)
            self.numbers.fields["ref"].value = f"{ref:g}"
            self.numbers.values = {**self.numbers.values, "ref": ref}  # the other fields count as last applied
        self._update()

    def _update(self, _change: Any = None) -> None:
        """Compute the path for the present controls and show it in sentence, picture and details."""
        from eunato.charts import spending as chart

        if self.start.value is None:
            return
        begin, given = model.start(self.start.value), self.numbers.values
        years = int(given["year"]) - begin.share_year
        target = given["target"] / 100
        ref = given["ref"] / 100 if self.clause.value and _eligible(begin) else None
        result = begin.path(given["growth"] / 100, float(self.shape.value), shareT=max(target, begin.share), years=years, inflation=given["inflation"] / 100, share_ref=ref)
        rate = given["rate"] if self.currency.value == "other" else None
        figure = chart.path_chart(result, begin, eurusd=rate, shape=chart_shape(float(self.shape.value)))
        self.result, self.begin, self._rate = result, begin, rate
        self._asked = (target, bool(self.clause.value))
        self.figure.show(figure)
        self.details.value = self._details()
        self._say(self.stage.look())

    def _say(self, mission: str = "") -> None:
        """Say the present result, what it means for the open mission, and which typed numbers are not in it."""
        if self.result is not None:
            self.status.say(" ".join(part for part in (self.sentence, self.numbers.unused, mission) if part))

    @property
    def sentence(self) -> str:
        """The result in words."""
        path, begin = self.result, self.begin
        if path is None or begin is None:
            return ""
        currency, rate = (begin.currency, 1.0) if self._rate is None else _other(begin.currency, self._rate)
        said = [f"{begin.name}: {100 * path.last.share:.2f}% of GDP in {path.last.year} is {_money(path.final * rate, currency)}; "
                f"{path.first.year + 1} to {path.last.year} together {_money(path.cumulative * rate, currency)}, {_money(path.extra * rate, currency)} above a frozen share."]
        if path.inflation:
            said.append(f"In prices of {path.last.year} the last year is {_money(path.last.nominal * rate, currency)}.")
        if self._holds:
            more = "as much as the target" if abs(begin.share - self._asked[0]) < 1e-9 else "more than the target"
            said.append(f"It already spends {100 * begin.share:.2f}%, {more}, so the model holds the share.")
        if self._asked[1]:
            said.append(self._clause_words(currency, rate))
        return " ".join(said)

    def _clause_words(self, currency: str, rate: float) -> str:
        """The room of the clause with the years it counts and the share above which it counts, and for whom it is law."""
        path, begin = self.result, self.begin
        if path is None or begin is None or not _eligible(begin):
            return "The escape clause is a rule of the EU, so no room is counted here."
        years, ref = path.clause_years, self.numbers.values["ref"]
        if not years:
            return "The path holds no year of the escape clause, so no room is counted."
        span = f"{years[0]} to {years[-1]}" if len(years) > 1 else str(years[0])
        known = begin.share_in(self.base.value)
        above = f"the {ref:g}% of {self.base.value}" if known is not None and abs(100 * known - ref) < 0.006 else f"your {ref:g}%"
        said = f"Room under the escape clause, {span}, above {above}: {_money(path.room * rate, currency)}; room in the rules, no money."
        if len(years) < len(model.CLAUSE_YEARS):
            said += f" The path holds {len(years)} of the clause’s {len(model.CLAUSE_YEARS)} years."
        state = _activated(begin)
        if state == "no":
            said += " It was not among the 17 of 17 February 2026, so this is a what-if."
        elif state == "unknown":
            said += " Its activation is only reported, so this is a what-if."
        elif not state:
            said += " It counts the clause for every member of the group, and on 17 February 2026 it was in force for 17 of 27."
        return said

    @property
    def _holds(self) -> bool:
        return self.begin is not None and self.begin.share >= self._asked[0] - 1e-12

    def _details(self) -> str:
        """The arithmetic of the target year with its numbers, what is assumed, and where the start comes from."""
        path, begin, e = self.result, self.begin, html.escape
        if path is None or begin is None:
            return ""
        last, steps = path.last, path.last.t
        lines = [
            f"Economy in {last.year}: {path.gdp0:,.1f} × {1 + path.growth:g} to the power of {steps} = {last.gdp:,.1f} bn",
            f"Spending in {last.year}: {last.gdp:,.1f} × {100 * last.share:.2f}% = {_money(last.spend, begin.currency)}",
            f"With the share of {path.first.year} frozen: {last.gdp:,.1f} × {100 * path.share0:.2f}% = {_money(last.frozen, begin.currency)}; above it {_money(last.extra, begin.currency)}",
        ]
        if path.inflation:
            how = "published" if begin.known_level else f"{1 + path.inflation:g} to the power of {begin.share_year - begin.price_year}"
            lines.append(f"In prices of {last.year}: {last.spend:,.1f} × {path.first_level:.4f} × {1 + path.inflation:g} to the power of {steps} = {_money(last.nominal, begin.currency)}; "
                         f"the middle number leads from prices of {begin.price_year} to {begin.share_year} ({how})")
        if self._rate is not None:
            other, rate = _other(begin.currency, self._rate)
            sign = "×" if other == "USD" else "÷"
            lines.append(f"Converted: {last.spend:,.1f} {sign} {self._rate:g} = {_money(last.spend * rate, other)}. The money of the path is of 2024, so the rate of 2024 fits, about {model.rate_of(2024):.2f}")
        items = "".join(f"<li>{e(line)}</li>" for line in lines)
        return (
            f"<p><strong>The target year, step by step.</strong></p><ul>{items}</ul>"
            f"<p><strong>Start.</strong> {e(begin.says)} The download under the table of the picture has every year.</p>"
            f"<p><strong>Assumed.</strong> Growth, shape, price rises, rate and reference share are yours. Nothing here is a forecast. "
            f"The clause counts by the EU’s classification of spending (COFOG), which gives lower shares than NATO’s; we fill in the series of the start.</p>"
        )

    # -- missions ---------------------------------------------------------------------------------------------------

    def _meets(self, condition: Mapping[str, Any]) -> bool:
        path, begin = self.result, self.begin
        if path is None or begin is None:
            return False
        checks = {
            "start": lambda given: begin.id == given,
            "kind": lambda given: begin.kind == given,
            "shape": lambda given: self.shape.value == given,
            "growth": lambda given: abs(100 * path.growth - given) < 1e-9,
            "target": lambda given: abs(100 * self._asked[0] - given) < 1e-9,
            "converted": lambda given: (self._rate is not None) is given,
            "clause": lambda given: self._asked[1] is given,
            "room": lambda given: (path.room > 0) is given,
            "eligible": lambda given: _eligible(begin) is given,
            "activated": lambda given: _activated(begin) == given,
            "final_at_least": lambda given: path.final >= given,
            "extra_at_least": lambda given: path.extra >= given,
            "holds": lambda given: self._holds is given,
        }
        return all(checks[key](given) for key, given in condition.items())

    @staticmethod
    def _truth(ask: Mapping[str, Any]) -> float:
        given = ask["nominal"]
        return round(model.start(given["start"]).path(given["growth"] / 100, inflation=given["inflation"] / 100).last.nominal)


def chart_shape(p: float) -> str:
    """The words for a shape, such as "late"."""
    from eunato.charts.spending_paths import SHAPES

    return SHAPES.get(p, "very late" if p > 2 else "")


def _activated(begin: model.Start) -> str:
    return next((row["activated"] for row in tables.records("escape_clause") if row["iso3"] == begin.id), "")


def _eligible(begin: model.Start) -> bool:
    """Whether the clause can concern this start: a Member State, or a group of Member States only."""
    return begin.id in ("EU27", "EU23") or begin.id in clubs.split().eu


def _other(currency: str, eurusd: float) -> tuple[str, float]:
    to = "EUR" if currency == "USD" else "USD"
    return to, model.convert(1.0, eurusd, to)


def _money(amount: float, currency: str) -> str:
    """With the digits that the inputs carry, as in the picture."""
    from eunato.charts.spending_paths import money

    return money(amount, "€" if currency == "EUR" else "$")
