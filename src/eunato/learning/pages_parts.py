"""Small parts of the course's own pages: their words, safe text, and three native controls (save, choose, go to)."""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable, Mapping
from typing import Any

import traitlets as t
import yaml

from eunato import controls, course

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_HIDDEN = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
"""Control characters and marks that turn the direction of text: they can make a page say what it does not say."""


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


def plain(text: Any, limit: int = 20_000) -> str:
    """A stranger's text as harmless plain text: no control characters, no marks that turn the direction, not too long."""
    kept = _HIDDEN.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))
    return kept if len(kept) <= limit else kept[: limit - 1] + "…"


def esc(text: Any, limit: int = 20_000) -> str:
    """The same, ready for a page: markup in it shows as characters."""
    return html.escape(plain(text, limit))


def para(text: Any) -> str:
    """One escaped paragraph; line breaks stay."""
    return f"<p>{esc(text).replace(chr(10), '<br>')}</p>"


def count(n: int, one: str, many: str = "") -> str:
    """'1 answer', '2 answers'.

    >>> count(1, "answer"), count(2, "answer"), count(0, "reply", "replies")
    ('1 answer', '2 answers', '0 replies')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


_MONTHS = "January February March April May June July August September October November December".split()


def day(iso: str) -> str:
    """A date as people write it, whatever the computer's language.

    >>> day("2026-11-02")
    '2 November 2026'
    """
    year, month, number = iso[:10].split("-")
    return f"{int(number)} {_MONTHS[int(month) - 1]} {year}"


def box(title: str, stored: str, children: list, **more: Any) -> controls.StoredBox:
    """A StoredBox whose stored form is the title and one sentence; the title also stands above the live controls."""
    return controls.StoredBox(title, para(stored), stored, [heading(title), *children], **more)


def heading(text: str) -> Any:
    """The title of a box. A paragraph, not a heading: the lesson's own headings make the outline."""
    return controls.words(f"<p><strong>{esc(text)}</strong></p>")


class FileLink(controls._Native):
    """A link that saves a file the kernel made. Without content it does not show.

    A blob carries it, because browsers cut long data links.
    """

    _esm = controls._JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-file');
      const link = node('a'); let url = null; el.append(link);
      link.style.cssText = 'display:inline-block;padding:0.3rem 0;min-height:24px;text-decoration:underline;color:var(--jp-content-link-color, #0d47a1)';
      const draw = () => { if (url) URL.revokeObjectURL(url); url = null;
        const content = model.get('content'); el.hidden = !content; el.style.display = content ? '' : 'none';
        if (!content) { link.removeAttribute('href'); return; }
        url = URL.createObjectURL(new Blob([content], { type: model.get('mime') }));
        link.href = url; link.download = model.get('filename'); link.textContent = model.get('label'); };
      const stop = watch(model, ['content', 'filename', 'label'], draw);
      draw(); return () => { stop(); if (url) URL.revokeObjectURL(url); };
    } };"""
    content = t.Unicode("").tag(sync=True)
    filename = t.Unicode("file.txt").tag(sync=True)
    mime = t.Unicode("text/plain;charset=utf-8").tag(sync=True)
    label = t.Unicode("").tag(sync=True)

    def offer(self, content: str, filename: str, label: str, mime: str) -> None:
        """Show the link for this content."""
        with self.hold_sync():
            self.filename, self.label, self.mime, self.content = filename, label, mime, content


class FilePick(controls._Native):
    """A labelled native file field. The chosen file comes to `on_file(data)` as bytes; too large a file to `on_too_large()`."""

    _esm = controls._JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-field eun-pick');
      const id = uid(), label = node('label', 'eun-label', model.get('description')), help = node('p', 'eun-help', model.get('help')), input = node('input');
      label.htmlFor = id; input.id = id; help.id = id + 'h'; input.type = 'file'; input.accept = model.get('accept'); input.setAttribute('aria-describedby', help.id);
      input.style.minHeight = '34px';
      input.addEventListener('change', async () => {
        const file = input.files[0]; if (!file) return;
        if (file.size > model.get('limit')) model.send({ too_large: true });
        else model.send({ file: true }, undefined, [await file.arrayBuffer()]);
        input.value = '';
      });
      el.append(label, help, input);
    } };"""
    description = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    accept = t.Unicode(".json,application/json").tag(sync=True)
    limit = t.Int(5_000_000).tag(sync=True)

    def listen(self, on_file: Callable[[bytes], Any], on_too_large: Callable[[], Any]) -> None:
        """Call `on_file(data)` for each chosen file."""

        def heard(_widget: Any, content: Any, buffers: Any) -> None:
            if isinstance(content, Mapping) and content.get("too_large"):
                on_too_large()
            elif isinstance(content, Mapping) and content.get("file") and buffers:
                data = buffers[0]
                size = data.nbytes if isinstance(data, memoryview) else len(data)
                on_too_large() if size > self.limit else on_file(bytes(data))

        self.on_msg(heard)


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
