"""Evidence that waits for the guess: the picture opens when its prediction has been answered or declined.

JupyterLab unfolds every output that runs, so a folded cell alone would show the answer after Run All Cells. In a running
notebook this box therefore stays closed until then, with a button for those who would rather look. A saved notebook, a
forge and the reading edition have no kernel to wait for: there the plain chart stands in the folded cell.
The lock is a courtesy, not a secret.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eunato import controls

if TYPE_CHECKING:
    from eunato.charts import Figure

_waiting: dict[str, list[EvidenceBox]] = {}
"""Closed boxes by the prediction they wait for."""


def waits(item_id: str) -> bool:
    """Whether a closed box waits for this prediction, so that its answer will open something."""
    return bool(_waiting.get(item_id))


def answered(item_id: str) -> None:
    """Open every box that waits for this prediction."""
    for box in _waiting.pop(item_id, []):
        box._draw()


class _Stored(controls.StoredBox):
    """A box whose stored form is one face of a figure, as it is, without an invitation to run."""

    def __init__(self, face: dict[str, Any], metadata: dict[str, Any]):
        super().__init__("", "", "", plain=True)
        self._face, self._metadata = face, metadata

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        live = super()._repr_mimebundle_(**kwargs)
        return {key: value for key, value in live.items() if not key.startswith("text/")} | self._face, self._metadata


class EvidenceBox(_Stored):
    """The picture of a figure behind its prediction. `shown` says whether it is open; `words` is the second output."""

    def __init__(self, item_id: str, figure: Figure):
        picture, *rest = figure.bundles()
        super().__init__(*picture)
        self.figure, self.shown = figure, False
        self.words = _Stored(*(rest[0] if rest else ({"text/plain": ""}, {})))
        self.status = controls.StatusLine()
        self.area = controls.FigureArea()
        self.look = controls.button("Show the evidence without guessing", self.reveal, status=self.status)
        self.note = controls.words("<p>The evidence opens here when you have saved your guess above, or said that you would rather not guess.</p>")
        self.children = (self.note, self.look, self.status)
        if _has_answer(item_id):
            self._draw()
        else:
            _waiting.setdefault(item_id, []).append(self)

    def reveal(self) -> None:
        """Open the evidence because the reader asked for it; the pressed button keeps the focus."""
        if self.shown:
            return
        # Jupyter draws anew from the first child that differs, so the note stays (hidden) before the pressed button
        self._draw(keep=(self.note, self.look))
        self.note.layout.display = "none"
        self.look.disabled = True
        self.status.say("The evidence is open below: picture, table, description and sources.")

    def _draw(self, keep: tuple = ()) -> None:
        """The picture and the words in place of the note. Silent: the question above has just spoken."""
        if self.shown:
            return
        self.shown = True
        self.children = (*keep, self.status, self.area)
        self.area.show(self.figure)


def evidence(item_id: str, figure: Figure) -> EvidenceBox:
    """Return the box that keeps ``figure`` closed until prediction ``item_id`` is answered or declined."""
    return EvidenceBox(item_id, figure)


def _has_answer(item_id: str) -> bool:
    from eunato.learning import progress

    try:
        return progress.store().latest(item_id) is not None
    except Exception:  # trouble with the progress file must not hide a chart's door; the button still opens it
        return False
