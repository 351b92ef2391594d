"""Small parts of the course's own pages: their words, safe text, and native controls that go somewhere."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import traitlets as t
import yaml

from eunato import controls, course
from eunato.controls_files import FileLink, FilePick
from eunato.safe import count, day, esc, para, plain

__all__ = ["Arrive", "FileLink", "FilePick", "GoTo", "Passage", "box", "count", "day", "esc", "heading", "page_words", "para", "plain", "say"]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@functools.lru_cache(maxsize=1)
def page_words() -> Mapping[str, Any]:
    """The words of `data/pages.yml`, read once."""
    return yaml.load((course.DATA / "pages.yml").read_text(encoding="utf-8"), Loader=_LOADER)


def say(name: str, /, **fill: Any) -> str:
    """One sentence of `data/pages.yml`, such as say("begin.minutes", minutes=90, bites=4), not yet escaped."""
    found: Any = page_words()
    for part in name.split("."):
        found = found[part]
    return found.format(**fill) if fill else found


def box(title: str, stored: str, children: list, **more: Any) -> controls.StoredBox:
    """A StoredBox whose stored form is the title and one sentence; the title also stands above the live controls."""
    return controls.StoredBox(title, para(stored), stored, [heading(title), *children], **more)


def heading(text: str) -> Any:
    """The title of a box. A paragraph, not a heading: the lesson's own headings make the outline."""
    return controls.words(f"<p><strong>{esc(text)}</strong></p>")


class Passage(controls._Native):
    """A question's text that can take the focus: after "go on" a screen reader reads the new question, and Tab goes into it."""

    _esm = controls._JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-passage');
      const box = node('div'); box.tabIndex = -1; box.style.outlineOffset = '4px'; el.append(box);
      const draw = () => { const over = model.get('over'), text = node('p', '', model.get('text')); text.style.margin = '0'; box.replaceChildren(...(over ? [node('p', 'eun-help', over)] : []), text); };
      const stops = [watch(model, ['over', 'text'], draw), watch(model, ['turn'], () => { draw(); box.focus(); })];
      draw(); return () => stops.forEach(f => f());
    } };"""
    over = t.Unicode("").tag(sync=True)
    text = t.Unicode("").tag(sync=True)
    turn = t.Int(0).tag(sync=True)

    def show(self, over: str, text: str, focus: bool = False) -> None:
        """Show a line and the text below it; with `focus` the reader is taken there (only after the reader's own press)."""
        with self.hold_sync():
            self.over, self.text = over, text
            if focus:
                self.turn += 1


class Arrive(controls._Native):
    """Puts the page and the focus at the card it stands in, once, when it appears.

    Run All Cells makes JupyterLab jump to the last cell, with the focus; this brings the reader back to where to begin.
    """

    _esm = controls._JS + """
    export default { render({ model, el }) {
      el.style.display = 'none';
      const arrive = (left) => {
        const box = el.closest('.eun-box'), page = el.closest('.jp-Notebook'), scroller = page && (page.querySelector('.jp-WindowedPanel-outer') || page.closest('.jp-WindowedPanel-outer') || page);
        if (!box || !page) { if (left) setTimeout(() => arrive(left - 1), 50); return; }
        if (model.get('done')) return;
        model.set('done', true); model.save_changes();
        box.tabIndex = -1; box.setAttribute('role', 'group'); box.setAttribute('aria-label', model.get('says'));
        box.focus({ preventScroll: true });
        const outer = box.closest('.jp-WindowedPanel-outer') || scroller; if (outer) outer.scrollTop = 0;
      };
      setTimeout(() => arrive(40), 0);
    } };"""
    says = t.Unicode("").tag(sync=True)
    done = t.Bool(False).tag(sync=True)


class GoTo(controls._Native):
    """A button that brings a heading of the same notebook into view and puts the focus on it."""

    _esm = controls._JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-press');
      const button = node('button', '', model.get('description')); button.type = 'button';
      button.addEventListener('click', () => {
        const page = el.closest('.jp-Notebook') || document, want = model.get('heading').trim();
        const all = [...page.querySelectorAll('h1, h2, h3')], found = all.find(h => h.textContent.trim().startsWith(want));
        if (!found) { model.send({ missing: true }); return; }
        found.scrollIntoView({ block: 'start' }); found.tabIndex = -1; found.focus({ preventScroll: true });
      });
      el.append(button);
    } };"""
    description = t.Unicode("").tag(sync=True)
    heading = t.Unicode("").tag(sync=True)

    def listen(self, on_missing: Callable[[], Any]) -> None:
        """Call `on_missing()` when the heading is not in the page."""
        self.on_msg(lambda _w, content, _b: on_missing() if isinstance(content, Mapping) and content.get("missing") else None)
