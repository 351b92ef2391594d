"""Fields for the numbers of a model: read together, and only when every one of them makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import ipywidgets as widgets

from eunato import controls


class NumberPanel(widgets.VBox):
    """Named fields for numbers, and a button "Apply". `values` holds the last numbers that made sense.

    specs: one mapping per field with `id`, `label`, `unit` (such as "%", "days" or ""), `low`, `high`, `start`, and
    perhaps `help` and `whole` (true: whole numbers only). A picture changes only through `on_change`, which is called
    without arguments after all fields were read. An entry that is no number, or outside its limits, is answered with one
    sentence in `status`; `values` and the picture stay as they were. So does a ValueError of `on_change`.
    """

    def __init__(
        self,
        specs: Sequence[Mapping[str, Any]],
        status: controls.StatusLine,
        on_change: Callable[[], None],
        labels: Mapping[str, str],
    ) -> None:
        self.specs = {spec["id"]: spec for spec in specs}
        self.status = status
        self._changed = on_change
        self.values: dict[str, float] = {key: float(spec["start"]) for key, spec in self.specs.items()}
        self.fields = {key: controls.number(_label(spec), help=str(spec.get("help", "")), value=_said(spec["start"])) for key, spec in self.specs.items()}
        self.button = controls.button(labels.get("apply", "Apply"), self.apply, status=status)
        self.button.layout.margin = "8px 0 0 0"  # the field above it would touch it
        for field in self.fields.values():
            field.on_enter(controls.guarded(status)(self.apply))
        super().__init__([controls.row(*self.fields.values()), self.button])

    def apply(self, *_: Any) -> bool:
        """Read all fields. True when they made sense and the picture was redrawn."""
        read: dict[str, float] = {}
        problems: dict[str, str] = {}
        for key in self.specs:
            value, problem = self._read(key)
            self.fields[key].invalid = bool(problem)
            if problem:
                problems[key] = problem
            else:
                read[key] = value
        if problems:
            key, problem = next(iter(problems.items()))
            self.status.error(f"{self.specs[key]['label']}: {problem} The picture stays as it was.")
            return False
        before, self.values = self.values, read
        try:
            self._changed()
        except ValueError as err:  # each number makes sense, but not all of them together
            self.values = before
            self.status.error(f"{str(err).rstrip('.')}. The picture stays as it was.")
            self._mark(read, before)
            return False
        if self.values != read and self.status.kind == "error":  # the explorer refused them and said why itself
            self._mark(read, before)
            return False
        return True

    @property
    def unused(self) -> str:
        """A sentence about fields whose entry is not in the result, such as after an error; "" when all are used."""
        left = [key for key in self.specs if self._read(key) != (self.values[key], "")]
        said = [f"“{self.specs[key]['label']}” still shows {self.fields[key].value.strip()[:20] or 'nothing'}; used is {_said(self.values[key])}." for key in left]
        return " ".join(said)

    def _read(self, key: str) -> tuple[float, str]:
        """The number in one field, and what is wrong with it."""
        spec = self.specs[key]
        parsed = controls.parse_number(self.fields[key].value, unit=spec.get("unit", ""), low=spec.get("low"), high=spec.get("high"))
        if not parsed.ok:
            return 0.0, parsed.problem
        if spec.get("whole") and parsed.value != int(parsed.value):
            return 0.0, f"Give a whole number, such as {_said(spec['start'])}."
        return float(parsed.value), ""

    def _mark(self, read: Mapping[str, float], before: Mapping[str, float]) -> None:
        """Mark the fields that were changed: among them is what does not go together."""
        for key, field in self.fields.items():
            field.invalid = read[key] != before[key]

    def set(self, **values: float) -> None:
        """Write numbers into the fields and apply them, as a learner would. KeyError for an unknown field."""
        for key, value in values.items():
            self.fields[key].value = _said(value)
        self.apply()


def _label(spec: Mapping[str, Any]) -> str:
    unit = spec.get("unit", "")
    return f"{spec['label']} ({unit})" if unit and unit not in spec["label"] else spec["label"]


def _said(value: float) -> str:
    return f"{float(value):.10g}"
