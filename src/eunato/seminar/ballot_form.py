"""The fields of a ballot, the same for a group at its computer and for an instructor who types in paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from eunato import controls
from eunato.safe import plain
from eunato.seminar import ballots
from eunato.seminar.ballot_words import criteria, options, words

SURE = tuple(range(0, 101, 10))
LONGEST = 200


@dataclass(frozen=True)
class Filled:
    """What the fields say. weights: points per criterion, not yet scaled; empty when they come from the matrix."""

    group: str
    people: int
    top3: tuple[str, ...]
    approve: tuple[str, ...]
    weights: Mapping[str, float]
    confidence: float
    dissent: str


class BallotForm:
    """Native controls for one ballot. `controls` are the widgets in order.

    with_matrix: offer the weights of the options matrix as well. Nothing is filled in at the start. `read` returns what
    the fields say or what is still open; `state` and `fill` carry a draft over a restart.
    """

    def __init__(self, with_matrix: bool = False) -> None:
        self.said = said = words()["form"]
        self.options, self.criteria = options(), criteria()
        called = [(f"{o} {name}", o) for o, name in self.options.items()]
        self.group = controls.text(said["group"], help=said["group_help"], wide=False)
        self.people = controls.number(said["people"], help=said["people_help"])
        self.top = [controls.NativeMenu(said[place], called, empty=True) for place in ("first", "second", "third")]
        self.approve = controls.NativeChoice(said["approve"], [text for text, _ in called], multiple=True, help=said["approve_help"])
        sources = [*([(said["weights_matrix"], "matrix")] if with_matrix else []), (said["weights_typed"], "typed"), (said["weights_equal"], "equal")]
        self.weights_from = controls.NativeMenu(said["weights_from"], sources, empty=True)
        self.points = {c: controls.number(said["weight"].format(name=_small(name))) for c, name in self.criteria.items()}
        self.typed = controls.row(*self.points.values())
        self.typed_help = controls.words(f'<p class="eun-help">{said["weight_help"]}</p>')
        self.confidence = controls.NativeMenu(said["confidence"], [(said["sure"].format(percent=n), n) for n in SURE], empty=True)
        self.dissent = controls.text(said["dissent"], help=said["dissent_help"])
        self.controls = [controls.row(self.group, self.people), *self.top, self.approve, self.weights_from, self.typed_help, self.typed, self.confidence, self.dissent]
        self.weights_from.observe(self._show_points, "value")
        self._show_points()

    def _show_points(self, _change: Any = None) -> None:
        shown = "" if self.weights_from.value == "typed" else "none"
        self.typed.layout.display = self.typed_help.layout.display = shown

    def each(self) -> list[tuple[Any, str]]:
        """Every control with the trait that holds its answer."""
        return [(one, "value") for one in (self.group, self.people, *self.top, self.approve, self.weights_from, *self.points.values(), self.confidence, self.dissent)]

    def listen(self, on_change: Callable[[], None]) -> None:
        """Call `on_change()` after every change of a field."""
        for one, trait in self.each():
            one.observe(lambda _change: on_change(), trait)

    def read(self, matrix: Mapping[str, float] | None = None) -> tuple[Filled | None, list[str]]:
        """(what the fields say, what is still open); the first is None as long as anything is open.

        matrix: the weights kept by the matrix, if there are any. A field that is open is marked.
        """
        said, problems = self.said, []
        group = plain(self.group.value, 20).strip().upper()
        self.group.invalid = not re.fullmatch(r"G[1-9][0-9]?", group)
        if self.group.invalid:
            problems.append(said["need_group"].format(given=group or "–"))
        number = controls.parse_number(self.people.value, low=1, high=40)
        whole = number.ok and number.value == int(number.value or 0)
        self.people.invalid = not whole
        if not whole:
            problems.append(said["need_people"].format(problem=number.problem.rstrip(".") or said["need_whole"]))
        chosen = [menu.value for menu in self.top]
        top = tuple(o for o in chosen if o is not None)
        twice = next((o for o in top if top.count(o) > 1), None)
        if chosen[0] is None:
            problems.append(said["need_first"])
        elif chosen[1] is None and chosen[2] is not None:
            problems.append(said["need_order"])
        if twice:
            problems.append(said["need_different"].format(option=twice))
        weights = self._weights(matrix, problems)
        if self.confidence.value is None:
            problems.append(said["need_confidence"])
        dissent = plain(self.dissent.value, 2_000).replace("\n", " ").strip()
        self.dissent.invalid = len(dissent) > LONGEST
        if self.dissent.invalid:
            problems.append(said["too_long"].format(length=len(dissent)))
        if ballots.has_address(dissent):
            self.dissent.invalid = True
            problems.append(said["no_address"])
        if problems:
            return None, problems
        ids = list(self.options)
        return Filled(group, int(number.value or 0), top, tuple(ids[i] for i in self.approve.value or ()), weights, self.confidence.value / 100, dissent), []

    def _weights(self, matrix: Mapping[str, float] | None, problems: list[str]) -> dict[str, float]:
        said, source = self.said, self.weights_from.value
        if source is None:
            problems.append(said["need_weights"])
        elif source == "equal":
            return dict.fromkeys(self.criteria, 1.0)
        elif source == "matrix":
            if matrix:
                return dict(matrix)
            problems.append(said["need_matrix"])
        else:
            found = {c: controls.parse_number(field.value, low=0, high=100) for c, field in self.points.items()}
            for c, field in self.points.items():
                field.invalid = not found[c].ok
            bad = next((c for c in found if not found[c].ok), None)
            if bad:
                problems.append(said["need_weight"].format(name=self.criteria[bad], problem=found[bad].problem.rstrip(".")))
            elif not any(one.value for one in found.values()):
                problems.append(said["need_some_weight"])
            else:
                return {c: float(one.value or 0) for c, one in found.items()}
        return {}

    def state(self) -> dict[str, Any]:
        """A draft: what stands in the fields, as data."""
        return {"group": self.group.value[:20], "people": self.people.value[:20], "top": [m.value for m in self.top], "approve": list(self.approve.value or ()),
                "from": self.weights_from.value, "points": {c: f.value[:20] for c, f in self.points.items()}, "confidence": self.confidence.value, "dissent": self.dissent.value[:1000]}

    def fill(self, state: Any) -> None:
        """Bring a draft back; what does not fit is left out, as a stranger's progress file may hold anything."""
        kept = state if isinstance(state, Mapping) else {}
        self.group.value, self.people.value, self.dissent.value = (_text(kept.get(k), n) for k, n in (("group", 20), ("people", 20), ("dissent", 1000)))
        top = kept.get("top") if isinstance(kept.get("top"), list) else []
        for n, menu in enumerate(self.top):
            menu.value = top[n] if n < len(top) and isinstance(top[n], str) and top[n] in self.options else None
        ticked = kept.get("approve") if isinstance(kept.get("approve"), list) else []
        self.approve.value = sorted({i for i in ticked if isinstance(i, int) and not isinstance(i, bool) and 0 <= i < len(self.options)})
        offered = [pair[1] for pair in self.weights_from.options]
        self.weights_from.value = kept.get("from") if isinstance(kept.get("from"), str) and kept.get("from") in offered else None
        points = kept.get("points") if isinstance(kept.get("points"), Mapping) else {}
        for c, field in self.points.items():
            field.value = _text(points.get(c), 20)
        sure = kept.get("confidence")
        self.confidence.value = sure if isinstance(sure, int) and not isinstance(sure, bool) and sure in SURE else None
        for field in (self.group, self.people, self.dissent, *self.points.values()):
            field.invalid = False


def _text(given: Any, most: int) -> str:
    return plain(given, most) if isinstance(given, str) else ""


def _small(name: str) -> str:
    return name if name.startswith(("US", "EU")) else name[0].lower() + name[1:]
