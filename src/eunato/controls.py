"""Controls that everyone can name, see and reach: the one place where the course makes widgets.

Each control has an accessible name, works with the keyboard alone, has targets of at least 24 px and follows
JupyterLab's light and dark colours. Nothing here knows about questions, models or charts.

    status = StatusLine()
    pick = NativeChoice("Which rule applies?", ["Unanimity", "Consensus"])
    go = button("Check my answer", lambda: status.say("Saved."), status=status)
    StoredBox("A question", "<p>Which rule applies?</p>", "Which rule applies?", [pick, go, status])
"""

from __future__ import annotations

import contextlib
import functools
import html
import json
import math
import os
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anywidget
import ipywidgets as widgets
import traitlets as t

TO_ANSWER = "Run ▸ Run All Cells to answer here"
"""What a stored widget tells a reader who has no kernel."""

# One style sheet for all controls. Jupyter's variables carry light and dark; the fallbacks are for other pages.
_CSS = """
.eun, .eun-box { font-family: var(--jp-content-font-family, system-ui, sans-serif); color: var(--jp-content-font-color1, #1a1a1a);
  font-size: var(--jp-content-font-size1, 14px); line-height: 1.55; max-width: 42rem; box-sizing: border-box; }
.eun *, .eun-box * { box-sizing: border-box; }
.eun-box { padding: 0.75rem 1rem 1rem; border: 1px solid var(--jp-border-color1, #bdbdbd); border-radius: 6px;
  background: var(--jp-layout-color1, #fff); gap: 0.6rem; overflow: visible; }
.eun-box.eun-plain { padding: 0; border: 0; background: none; }
.eun-box > .jupyter-widgets, .eun-box .eun-row > .jupyter-widgets { margin: 0; }
.eun-row { gap: 0.6rem; flex-flow: row wrap; align-items: flex-end; overflow: visible; }
.eun-box .jp-OutputArea-output svg.marks { max-width: 100%; height: auto; }
.eun-box .widget-html-content { line-height: 1.55; white-space: normal; font-size: var(--jp-content-font-size1, 14px); }
.eun-box .widget-html { overflow: visible; height: auto; }
.eun-box .widget-html p { margin: 0 0 0.4rem; }
.eun-box .widget-html :is(h3, h4, h5) { margin: 0; font-size: 1.08em; font-weight: 600; }
.eun-box .widget-html :is(h4, h5) { margin: 0.4rem 0 0.2rem; font-size: 1em; }
.eun fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
.eun legend, .eun-label { display: block; padding: 0; margin: 0 0 0.35rem; font-weight: 600; }
.eun-help { margin: 0 0 0.35rem; color: var(--jp-content-font-color2, #555); }
.eun-option { display: flex; gap: 0.6rem; align-items: flex-start; min-height: 32px; padding: 0.3rem 0.5rem; border-radius: 4px; cursor: pointer; }
.eun-option:hover { background: var(--jp-layout-color2, #eee); }
.eun-option input { flex: none; width: 18px; height: 18px; margin: 0.15rem 0 0; accent-color: var(--jp-brand-color1, #1565c0); }
.eun-option span { overflow-wrap: anywhere; }
.eun-inline { display: flex; flex-wrap: wrap; gap: 0 0.75rem; }
.eun-grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: 0 0.5rem; }
.eun-grid .eun-note { grid-column: 1 / -1; }
.eun-note { margin: 0 0 0.4rem 2.2rem; padding-left: 0.7rem; border-left: 3px solid var(--jp-border-color1, #bdbdbd); }
.eun-note:empty { display: none; }
.eun.eun a:any-link, .eun-box.eun-box a:any-link { color: var(--jp-content-link-color, #0d47a1); text-decoration: underline; }
.eun-number { margin-left: 0.6rem; font-size: 0.9em; font-weight: 400; color: var(--jp-content-font-color2, #555); white-space: nowrap; }
.eun-right::before { content: "✓ "; content: "✓ " / ""; font-weight: 700; }
.eun-wrong::before { content: "✗ "; content: "✗ " / ""; font-weight: 700; }
.eun input:focus-visible, .eun textarea:focus-visible, .eun select:focus-visible, .eun button:focus-visible { outline: 3px solid var(--jp-brand-color1, #1565c0); outline-offset: 2px; }
.eun-field input, .eun-field textarea, .eun select { font: inherit; color: inherit; background: var(--jp-layout-color0, #fff);
  border: 1px solid var(--jp-border-color0, #8a8a8a); border-radius: 4px; padding: 0.3rem 0.5rem; min-height: 34px; max-width: 100%; }
.eun select { text-overflow: ellipsis; }
.eun-field input:read-only, .eun-field textarea:read-only { background: var(--jp-layout-color2, #eee); }
.eun-field input[aria-invalid="true"] { border: 2px dashed var(--jp-error-color1, #b71c1c); }
.eun-field input { width: 18rem; }
.eun-field textarea { width: 100%; resize: vertical; }
.eun-field.eun-wide input { width: 100%; }
.eun-range label { display: block; font-weight: 600; }
.eun-range input { width: 18rem; max-width: 70%; height: 28px; vertical-align: middle; accent-color: var(--jp-brand-color1, #1565c0); }
.eun-range output { margin-left: 0.6rem; font-variant-numeric: tabular-nums; }
.eun-table-row { display: grid; grid-template-columns: minmax(0, 1fr) minmax(9rem, auto); gap: 0.15rem 1rem; align-items: center; padding: 0.4rem 0;
  border-top: 1px solid var(--jp-border-color2, #e0e0e0); }
.eun-table-row:first-of-type { border-top: 0; }
.eun-stack .eun-table-row { grid-template-columns: minmax(0, 1fr); }
.eun-stack .eun-table-row select { max-width: 100%; }
.eun-stack .eun-table-row label { font-weight: 600; }
.eun-question .eun-title { font-size: 1.08em; }
.eun-question legend { font-weight: 400; }
.eun-parts legend { font-weight: 600; }
.eun-table-row .eun-note { grid-column: 1 / -1; margin-left: 0; }
.eun-table-row select { width: 100%; max-width: 19rem; }
.eun-buttons { display: flex; gap: 0.4rem; justify-content: flex-end; }
.eun button { font: inherit; color: inherit; min-height: 32px; min-width: 40px; padding: 0.15rem 0.6rem; cursor: pointer;
  background: var(--jp-layout-color2, #eee); border: 1px solid var(--jp-border-color0, #8a8a8a); border-radius: 4px; }
.eun-press button { min-height: 36px; padding: 0.25rem 0.95rem; color: var(--jp-ui-font-color1, #1a1a1a); }
.eun-press button.eun-main { border: 2px solid var(--jp-brand-color1, #1565c0); font-weight: 600; }
.eun button[aria-disabled="true"] { opacity: 0.6; cursor: default; }
.eun-one-menu select { min-width: 8rem; }
.eun ol { list-style: none; margin: 0; padding: 0; }
.eun-order .eun-table-row > div:first-child { display: flex; }
.eun-place { flex: none; width: 1.8rem; font-variant-numeric: tabular-nums; color: var(--jp-content-font-color2, #555); }
.eun-status { min-height: 1.55em; white-space: pre-line; }
.eun-status.eun-said { padding: 0.35rem 0 0.35rem 0.8rem; border-left: 4px solid var(--jp-brand-color1, #1565c0); }
.eun-status.eun-wrong { border-left-style: dashed; }
.eun-status.eun-error { border-left: 4px double var(--jp-error-color1, #b71c1c); }
@media (max-width: 48rem) { .eun-table-row { grid-template-columns: minmax(0, 1fr); } .eun-buttons { justify-content: flex-start; } }
"""

GONE = "Problem: the Python behind this page has stopped, so nobody heard this. Choose Run ▸ Run All Cells; the answers you saved come back."
"""What a button says when its kernel was shut down or restarted: the page itself has to say it, for nobody else is there."""

# In command mode JupyterLab takes letters, arrows and Enter as its own shortcuts even when a radio button, a menu, a button
# or a <summary> inside an output has the focus: "x" typed on a menu cuts the whole cell (measured in 4.6.6). So plain keys
# pressed on any control in an output stop below the document, where Lab listens. Ctrl, Alt, Cmd and Escape pass through.
_JS = f"const GONE = {json.dumps(GONE)};" + """
const node = (tag, cls, text) => { const n = document.createElement(tag); if (cls) n.className = cls; if (text !== undefined) n.textContent = text; return n; };
const uid = () => 'eun' + Math.random().toString(36).slice(2);
const keep = () => {
  if (window.eunatoKeys) return;
  window.eunatoKeys = true;
  document.body.addEventListener('keydown', e => {
    if (e.ctrlKey || e.metaKey || e.altKey || e.key === 'Escape') return;
    const at = e.target && e.target.closest && e.target.closest('.jp-OutputArea-output, .eun');
    if (at && e.target.matches('input, select, textarea, button, summary, a[href]')) e.stopPropagation();
  });
  hold();
};
// A figure that is drawn anew comes as new elements: what the reader had unfolded in its box would fold up again, and a
// focus in it would be lost. So the box remembers both, by the first words of a summary and its place among its like.
const hold = () => {
  const boxes = new WeakMap();
  const named = (box, d) => { const say = x => (x.querySelector(':scope > summary') || {}).textContent?.split(':')[0] || '';
    return say(d) + '|' + [...box.querySelectorAll('details')].filter(x => say(x) === say(d)).indexOf(d); };
  const kept = box => { if (!boxes.has(box)) {
    const state = { open: new Set(), at: null };
    new MutationObserver(() => { for (const d of box.querySelectorAll('details')) { const key = named(box, d);
        if (state.open.has(key) && !d.open) d.open = true;
        if (state.at && state.at.key === key && !state.at.node.isConnected && document.activeElement === document.body) { d.querySelector(':scope > summary').focus({ preventScroll: true }); } }
    }).observe(box, { childList: true, subtree: true });
    boxes.set(box, state); } return boxes.get(box); };
  const of = e => e.target && e.target.closest && e.target.closest('.eun-box');
  document.addEventListener('toggle', e => { const box = of(e); if (!box || e.target.tagName !== 'DETAILS' || !e.target.isConnected) return;
    const state = kept(box), key = named(box, e.target); if (e.target.open) state.open.add(key); else state.open.delete(key); }, true);
  document.addEventListener('focusin', e => { const box = of(e), d = box && e.target.closest('details'); if (box && (d || boxes.has(box))) kept(box).at = d ? { key: named(box, d), node: e.target } : null; });
};
const shell = (el, cls) => {
  el.classList.add('eun', ...cls.split(' ')); keep();
};
// After Kernel ▸ Shut Down or Restart nobody hears a press: the line that would have spoken says so.
const send = (model, el, what) => {
  try { if (!el.closest('.jupyter-widgets-disconnected')) { model.send(what); return; } } catch (err) { /* a closed kernel refuses the message */ }
  const lines = [...((el.closest('.eun-box') || el).querySelectorAll('.eun-status'))], line = lines.find(x => el.compareDocumentPosition(x) & 4) || lines[lines.length - 1];
  if (!line) return;
  const said = GONE; line.className = 'eun-status eun-said eun-error'; line.textContent = line.textContent === said ? said + '\u202f' : said;
};
const tell = (model, name, value) => { model.set(name, value); model.send({ set: name, to: value }); };
const note_on = (n, said) => { n.textContent = said || ''; n.classList.toggle('eun-right', (said || '').startsWith('Right.')); n.classList.toggle('eun-wrong', (said || '').startsWith('Not yet.')); };
const watch = (model, names, fn) => { const hear = names.map(n => 'change:' + n).join(' '); model.on(hear, fn); return () => model.off(hear, fn); };
"""


class _Native(anywidget.AnyWidget):
    """What all our native controls share: the style sheet, and a switch to turn them off."""

    _css = _CSS
    disabled = t.Bool(False, help="True while the control takes no input").tag(sync=True)

    def __init__(self, **more: Any):
        super().__init__(**more)
        self.on_msg(self._told)

    def _told(self, _widget: Any, content: Any, _buffers: Any) -> None:
        """The page says a new value. It comes as a message, not as synced state: Jupyter holds back state while the
        kernel is busy, so that a button pressed right after typing "36" would otherwise still see "3"."""
        if not isinstance(content, Mapping) or content.get("set") not in ("value", "index"):
            return
        name, value = content["set"], content.get("to")
        if self.has_trait(name):
            with contextlib.suppress(t.TraitError), self._lock_property(**{name: value}):
                setattr(self, name, value)


class StatusLine(anywidget.AnyWidget):
    """A line that speaks: its element stays the same, so a screen reader reads each new text once.

    `text` is what it says, `kind` is "" (quiet), "say", "right", "wrong" or "error". An error begins with the word
    "Problem:"; right and wrong add a mark to their word, so that nobody has to tell them apart by colour.
    """

    _css = _CSS
    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-line');
      const line = node('div', 'eun-status'); el.append(line);
      const draw = () => { const k = model.get('kind'); line.className = 'eun-status' + (k ? ' eun-said' : '') + (['error', 'right', 'wrong'].includes(k) ? ' eun-' + k : '');
        if (line.textContent !== model.get('text')) line.textContent = model.get('text'); };
      const stop = watch(model, ['text', 'kind'], draw);
      const live = () => { line.setAttribute('role', 'status'); line.setAttribute('aria-live', 'polite'); };
      // A live region is read when its text changes after it stands in the page. What a box says while the reader is
      // elsewhere (a page that loads, Run All, answers of last time) stands there silently; what answers a press is read.
      setTimeout(() => {
        const box = el.closest('.eun-box');
        if (box && box.contains(document.activeElement) && document.activeElement !== box) { live(); setTimeout(draw, 60); } else { draw(); setTimeout(live, 400); }
      }, 0);
      return stop;
    } };"""
    text = t.Unicode("").tag(sync=True)
    kind = t.Enum(["", "say", "right", "wrong", "error"], "").tag(sync=True)

    def say(self, text: str, right: bool | None = None) -> None:
        """Say one or more sentences. The same sentence twice in a row is read twice.

        `right` marks a verdict: True with a tick, False with a cross; None is no verdict.
        """
        self._set({None: "say", True: "right", False: "wrong"}[right] if text else "", text)

    def error(self, text: str) -> None:
        """Say what went wrong and what to do, marked with a word and a double line, not by colour alone."""
        self._set("error", f"Problem: {text}")

    def clear(self) -> None:
        """Say nothing."""
        self._set("", "")

    def _set(self, kind: str, text: str) -> None:
        # a narrow no-break space at the end makes a repeated sentence a new text, which is what gets read out
        if text and text == self.text:
            text += "\u202f"
        with self.hold_sync():
            self.kind = kind
            self.text = text


class NativeChoice(_Native):
    """Radio buttons (or checkboxes when `multiple`) in a fieldset whose legend is the question.

    `options` are full sentences, as long as needed. `value` is the index of the chosen option or None;
    with `multiple`, a sorted list of indices. `notes` holds one text per option, shown below it ("" hides it).
    `inline` puts short options side by side; `grid` sets many short ones, such as names, in columns.

    >>> NativeChoice("Which rule?", ["Unanimity", "Majority"]).value is None
    True
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-choice');
      const set = node(model.get('legend') ? 'fieldset' : 'div'), name = uid(); el.append(set);  // a group without a name is noise
      let inputs = [], notes = [];
      const build = () => {
        set.replaceChildren(...(model.get('legend') ? [node('legend', '', model.get('legend'))] : [])); inputs = []; notes = [];
        const help = model.get('help');
        if (help) { const h = node('p', 'eun-help', help); h.id = name + 'h'; set.append(h); set.setAttribute('aria-describedby', h.id); }
        const list = node('div', model.get('grid') ? 'eun-grid' : model.get('inline') ? 'eun-inline' : ''); set.append(list);
        model.get('options').forEach((text, i) => {
          const label = node('label', 'eun-option'), input = node('input'), note = node('div', 'eun-note');
          input.type = model.get('multiple') ? 'checkbox' : 'radio'; input.name = name; input.value = String(i);
          note.id = name + 'n' + i;
          input.addEventListener('change', () => {
            tell(model, 'value', model.get('multiple') ? inputs.flatMap((x, k) => x.checked ? [k] : []) : i);
          });
          label.append(input, node('span', '', text)); list.append(label, note); inputs.push(input); notes.push(note);
        });
        draw();
      };
      const draw = () => {
        const v = model.get('value'), said = model.get('notes');
        const legend = set.querySelector('legend'); if (legend) legend.textContent = model.get('legend');
        inputs.forEach((x, i) => {
          x.checked = model.get('multiple') ? (v || []).includes(i) : v === i;
          x.disabled = model.get('disabled'); note_on(notes[i], said[i]);
          if (said[i]) x.setAttribute('aria-describedby', notes[i].id); else x.removeAttribute('aria-describedby');
        });
      };
      const stops = [watch(model, ['options', 'multiple', 'inline', 'grid', 'help'], build), watch(model, ['value', 'disabled', 'notes', 'legend'], draw)];
      build(); return () => stops.forEach(f => f());
    } };"""
    legend = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    options = t.List(t.Unicode()).tag(sync=True)
    multiple = t.Bool(False).tag(sync=True)
    inline = t.Bool(False).tag(sync=True)
    grid = t.Bool(False).tag(sync=True)
    notes = t.List(t.Unicode()).tag(sync=True)
    value = t.Any(None, allow_none=True).tag(sync=True)

    def __init__(self, legend: str = "", options: Sequence[str] = (), **more: Any):
        super().__init__(legend=legend, options=list(options), **more)
        if self.multiple and self.value is None:
            self.value = []

    @t.validate("value")
    def _inside(self, proposal: Any) -> Any:
        given, last = proposal["value"], len(self.options) - 1
        if self.multiple:
            picked = [] if given is None else list(given)
            if any(not isinstance(i, int) or not 0 <= i <= last for i in picked):
                raise t.TraitError(f"value is {given!r}; expected a list of option numbers from 0 to {last}")
            return sorted(set(picked))
        if given is None or (isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= last):
            return given
        raise t.TraitError(f"value is {given!r}; expected None or one option number from 0 to {last}")


class NativeRange(_Native):
    """A labelled native range with its value beside it. `unit` follows the number ("%" or " months").

    >>> NativeRange("US share", 0, 100, 5, 60, unit="%").value
    60.0
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-range');
      const id = uid(), label = node('label'), input = node('input'), out = node('output');
      label.htmlFor = id; input.id = id; input.type = 'range'; out.htmlFor = id;
      const words = v => String(v) + model.get('unit');
      const draw = () => { label.textContent = model.get('description'); for (const k of ['min', 'max', 'step', 'value']) input[k] = model.get(k);
        input.disabled = model.get('disabled'); out.textContent = words(model.get('value')); input.setAttribute('aria-valuetext', words(model.get('value'))); };
      input.addEventListener('input', () => { const v = Number(input.value); out.textContent = words(v); input.setAttribute('aria-valuetext', words(v));
        model.set('value', v); model.save_changes(); });  // synced state, which Jupyter thins out while a hand drags
      const stop = watch(model, ['description', 'min', 'max', 'step', 'value', 'unit', 'disabled'], draw);
      draw(); el.append(label, input, out); return stop;
    } };"""
    description = t.Unicode("").tag(sync=True)
    min = t.Float(0.0).tag(sync=True)
    max = t.Float(100.0).tag(sync=True)
    step = t.Float(1.0).tag(sync=True)
    value = t.Float(0.0).tag(sync=True)
    unit = t.Unicode("").tag(sync=True)

    def __init__(self, description: str = "", min: float = 0, max: float = 100, step: float = 1, value: float | None = None, **more: Any):
        if min > max:
            raise ValueError(f"the range “{description}” runs from {min} to {max}; give the smaller number first")
        # the limits go first: the value is held inside them
        super().__init__(description=description, **more)
        self.min, self.max, self.step = float(min), float(max), float(step)
        self.value = float(min if value is None else value)

    @t.validate("value")
    def _hold(self, proposal: Any) -> float:
        return max(self.min, min(self.max, proposal["value"]))


class NativeField(_Native):
    """A text field with its label above it and a help text that is read with it. `value` is the text as typed.

    `rows` above 1 makes it a text area; `wide` gives a one-line field the full width. `invalid` marks an entry that was refused.
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-field' + (model.get('wide') ? ' eun-wide' : ''));
      const id = uid(), many = model.get('rows') > 1;
      const label = node('label', 'eun-label'), help = node('p', 'eun-help'), input = node(many ? 'textarea' : 'input');
      label.htmlFor = id; input.id = id; help.id = id + 'h'; if (many) input.rows = model.get('rows'); else input.type = 'text';
      input.autocomplete = 'off'; input.spellcheck = many; if (model.get('numeric')) input.inputMode = 'decimal';
      const draw = () => { label.textContent = model.get('description'); help.textContent = model.get('help'); help.hidden = !model.get('help');
        if (model.get('help')) input.setAttribute('aria-describedby', help.id); else input.removeAttribute('aria-describedby');
        if (model.get('invalid')) input.setAttribute('aria-invalid', 'true'); else input.removeAttribute('aria-invalid');
        input.readOnly = model.get('disabled'); if (input.value !== model.get('value')) input.value = model.get('value'); };
      input.addEventListener('input', () => { tell(model, 'value', input.value); });
      input.addEventListener('keydown', e => { if (e.key === 'Enter' && !many) { e.preventDefault(); send(model, el, { enter: true }); } });
      const stop = watch(model, ['description', 'help', 'value', 'disabled', 'invalid'], draw);
      draw(); el.append(label, help, input); return stop;
    } };"""
    description = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    value = t.Unicode("").tag(sync=True)
    invalid = t.Bool(False, help="True while what is typed could not be used; said when the field gets the focus").tag(sync=True)
    rows = t.Int(1).tag(sync=True)
    wide = t.Bool(False).tag(sync=True)
    numeric = t.Bool(False).tag(sync=True)

    def on_enter(self, fn: Callable[[], Any]) -> None:
        """Call `fn()` when Enter is pressed in a one-line field."""
        self.on_msg(lambda _w, content, _b: fn() if isinstance(content, Mapping) and content.get("enter") else None)


class NativeMenus(_Native):
    """A fieldset of rows, each a text with its own menu: matching, sorting into bins, blanks of a worked example.

    `rows` are the texts (each names its menu), `choices` the entries; `value` has one index or None per row.
    `choices_by_row` gives single rows their own entries (empty list: the common ones). `none` is what an open menu says.
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-menus');
      const set = node('fieldset'), id = uid(); el.append(set);
      let menus = [], notes = [];
      const build = () => {
        set.replaceChildren(node('legend', '', model.get('legend'))); menus = []; notes = [];
        // long entries would be cut off in a narrow menu, so they get the whole width below their row's text
        el.classList.toggle('eun-stack', [...model.get('choices'), ...model.get('choices_by_row').flat()].some(c => c.length > 28));
        if (model.get('help')) { const h = node('p', 'eun-help', model.get('help')); h.id = id + 'h'; set.append(h); set.setAttribute('aria-describedby', h.id); }
        model.get('rows').forEach((text, i) => {
          const row = node('div', 'eun-table-row'), label = node('label', '', text), menu = node('select'), note = node('div', 'eun-note');
          menu.id = id + i; label.htmlFor = menu.id; note.id = id + 'n' + i;
          const own = (model.get('choices_by_row')[i] || []), list = own.length ? own : model.get('choices');
          const none = node('option', '', model.get('none')); none.value = ''; menu.append(none);
          list.forEach((c, k) => { const o = node('option', '', c); o.value = String(k); menu.append(o); });
          menu.addEventListener('change', () => { const v = [...model.get('value')]; v[i] = menu.value === '' ? null : Number(menu.value); tell(model, 'value', v); });
          row.append(label, menu, note); set.append(row); menus.push(menu); notes.push(note);
        });
        draw();
      };
      const draw = () => { const v = model.get('value'), said = model.get('notes');
        menus.forEach((m, i) => { const want = v[i] === null || v[i] === undefined ? '' : String(v[i]); if (m.value !== want) m.value = want;
          m.disabled = model.get('disabled'); note_on(notes[i], said[i]);
          if (said[i]) m.setAttribute('aria-describedby', notes[i].id); else m.removeAttribute('aria-describedby'); }); };
      const stops = [watch(model, ['rows', 'choices', 'choices_by_row', 'none', 'legend', 'help'], build), watch(model, ['value', 'disabled', 'notes'], draw)];
      build(); return () => stops.forEach(f => f());
    } };"""
    legend = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    rows = t.List(t.Unicode()).tag(sync=True)
    choices = t.List(t.Unicode()).tag(sync=True)
    choices_by_row = t.List(t.List(t.Unicode())).tag(sync=True)
    none = t.Unicode("Choose…").tag(sync=True)
    notes = t.List(t.Unicode()).tag(sync=True)
    value = t.List(t.Int(allow_none=True)).tag(sync=True)

    def __init__(self, legend: str = "", rows: Sequence[str] = (), choices: Sequence[str] = (), **more: Any):
        super().__init__(legend=legend, rows=list(rows), choices=list(choices), **more)
        if len(self.value) != len(self.rows):
            self.value = [None] * len(self.rows)

    @t.validate("value")
    def _inside(self, proposal: Any) -> list:
        given = list(proposal["value"])
        for i, v in enumerate(given):
            own = self.choices_by_row[i] if i < len(self.choices_by_row) else []
            entries = own or self.choices
            if v is not None and not 0 <= v < len(entries):
                raise t.TraitError(f"row {i} has the value {v!r}; expected None or a number from 0 to {len(entries) - 1}")
        return given


class NativeOrder(_Native):
    """A list that is put in order with two named buttons per row; focus stays on the button that was pressed.

    `items` are the texts, `value` their order as indices, first on top. `top` and `bottom` say what the ends mean.
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-order');
      const set = node('fieldset'), list = node('ol'), live = node('div', 'eun-help'); live.setAttribute('role', 'status'); live.setAttribute('aria-live', 'polite');
      let moving = false; const legend = node('legend'), help = node('p', 'eun-help'); set.append(legend, help, list, live); el.append(set); const id = uid(); help.id = id + 'h';
      const move = (place, step, word) => {
        const v = [...model.get('value')], to = place + step; if (to < 0 || to >= v.length) return;
        [v[place], v[to]] = [v[to], v[place]]; moving = true; tell(model, 'value', v); moving = false; draw();
        // the same button of the same card keeps the focus, also at an end, where a further press does nothing
        list.children[to].querySelector(`button[data-step="${word}"]`).focus();
        live.textContent = `${model.get('items')[v[to]]}: now ${to + 1} of ${v.length}.`;
      };
      const draw = () => {
        const v = model.get('value'), items = model.get('items'), said = model.get('notes'); legend.textContent = model.get('legend'); help.textContent = model.get('help'); help.hidden = !model.get('help');
        if (model.get('help')) set.setAttribute('aria-describedby', help.id);
        list.replaceChildren(...v.map((item, place) => {
          const row = node('li', 'eun-table-row'), text = node('div'), pair = node('div', 'eun-buttons');
          text.append(node('span', 'eun-place', (place + 1) + '.'), node('span', '', items[item]));
          [['up', -1, 'Up'], ['down', 1, 'Down']].forEach(([word, step, face]) => {
            const b = node('button', '', face), end = place + step < 0 || place + step >= v.length; b.type = 'button'; b.dataset.step = word;
            b.setAttribute('aria-label', `${face}: ${items[item]}`); if (end || model.get('disabled')) b.setAttribute('aria-disabled', 'true');
            if (end) b.style.opacity = '0.55';
            if (said[item]) b.setAttribute('aria-describedby', id + 'n' + item);
            b.addEventListener('click', () => { if (!model.get('disabled')) move(place, step, word); }); pair.append(b);
          });
          const note = node('div', 'eun-note', said[item] || ''); note.id = id + 'n' + item; row.append(text, pair, note); return row;
        }));
        if (model.get('disabled')) live.textContent = '';
      };
      const stop = watch(model, ['items', 'value', 'legend', 'help', 'notes', 'disabled'], () => {
        if (moving) return;
        const here = el.contains(document.activeElement); if (!here) draw(); else { const b = document.activeElement, li = b.closest('li'), n = li ? [...list.children].indexOf(li) : -1; draw();
          const back = n >= 0 && list.children[n].querySelector(`button[data-step="${b.dataset.step}"]`); if (back) back.focus(); } });
      draw(); return stop;
    } };"""
    legend = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    items = t.List(t.Unicode()).tag(sync=True)
    notes = t.List(t.Unicode()).tag(sync=True)
    value = t.List(t.Int()).tag(sync=True)

    def __init__(self, legend: str = "", items: Sequence[str] = (), **more: Any):
        super().__init__(legend=legend, items=list(items), **more)
        if len(self.value) != len(self.items):
            self.value = list(range(len(self.items)))

    @t.validate("value")
    def _whole(self, proposal: Any) -> list[int]:
        given = list(proposal["value"])
        if sorted(given) != list(range(len(self.items))):
            raise t.TraitError(f"the order is {given!r}; expected each number from 0 to {len(self.items) - 1} once")
        return given

    def move(self, item: int, step: int) -> None:
        """Move one item up (−1) or down (+1), as its buttons do; at an end nothing happens."""
        order = list(self.value)
        place = order.index(item)
        to = place + step
        if 0 <= to < len(order):
            order[place], order[to] = order[to], order[place]
            self.value = order


class NativeMenu(_Native):
    """A menu (select) with its label above it, used like ipywidgets' Dropdown: `.options`, `.value`, `.index`, observe("value").

    `options` are texts or (text, value) pairs. The first is chosen unless `value` says another; `empty` adds a first
    entry "Choose…" with the value None.
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-field eun-one-menu');
      const id = uid(), label = node('label', 'eun-label'), help = node('p', 'eun-help'), menu = node('select'), full = node('div', 'eun-note');
      label.htmlFor = id; menu.id = id; help.id = id + 'h'; full.style.margin = '0.35rem 0 0';
      const build = () => { menu.replaceChildren(...model.get('_labels').map((text, i) => { const o = node('option', '', text); o.value = String(i); return o; })); draw(); };
      const draw = () => { label.textContent = model.get('description'); help.textContent = model.get('help'); help.hidden = !model.get('help');
        if (model.get('help')) menu.setAttribute('aria-describedby', help.id); else menu.removeAttribute('aria-describedby');
        const i = model.get('index'); menu.selectedIndex = i === null ? -1 : i; menu.disabled = model.get('disabled');
        const said = i === null ? '' : model.get('_labels')[i] || ''; full.textContent = said.length > 70 ? said : ''; };  // a closed menu cuts a long entry off
      menu.addEventListener('change', () => { tell(model, 'index', menu.selectedIndex); });
      const stops = [watch(model, ['_labels'], build), watch(model, ['description', 'help', 'index', 'disabled'], draw)];
      build(); el.append(label, help, menu, full); return () => stops.forEach(f => f());
    } };"""
    description = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    index = t.Int(None, allow_none=True).tag(sync=True)
    _labels = t.List(t.Unicode()).tag(sync=True)
    options = t.Any(())
    value = t.Any(None, allow_none=True)

    def __init__(self, description: str = "", options: Iterable[Any] = (), value: Any = None, *, empty: bool = False, **more: Any):
        super().__init__(description=description, **more)
        entries = list(options)
        self.options = [("Choose…", None), *_pairs(entries)] if empty else entries
        if value is not None:
            self.value = value

    @property
    def label(self) -> str | None:
        """The text of the chosen entry."""
        return None if self.index is None else self._labels[self.index]

    @t.observe("options")
    def _new_options(self, _change: Any) -> None:
        pairs = _pairs(self.options)
        with self.hold_sync():
            self._labels = [text for text, _ in pairs]
            # a chosen value that is still offered stays chosen
            keep = next((i for i, (_, v) in enumerate(pairs) if _same(v, self.value)), 0 if pairs else None)
            self.index = keep
        self.value = None if keep is None else pairs[keep][1]

    @t.validate("index")
    def _offered_index(self, proposal: Any) -> int | None:
        given = proposal["value"]
        if given is not None and not 0 <= given < len(self._labels):
            raise t.TraitError(f"index is {given}; expected None or a number from 0 to {len(self._labels) - 1}")
        return given

    @t.validate("value")
    def _offered(self, proposal: Any) -> Any:
        given, pairs = proposal["value"], _pairs(self.options)
        if not pairs or any(_same(v, given) for _, v in pairs):
            return given
        raise t.TraitError(f"the menu “{self.description}” has no entry {given!r}; it offers {', '.join(repr(v) for _, v in pairs[:12])}")

    @t.observe("index")
    def _picked(self, change: Any) -> None:
        pairs = _pairs(self.options)
        if change["new"] is not None and change["new"] < len(pairs):
            self.value = pairs[change["new"]][1]

    @t.observe("value")
    def _set_index(self, change: Any) -> None:
        found = next((i for i, (_, v) in enumerate(_pairs(self.options)) if _same(v, change["new"])), None)
        if found != self.index:
            self.index = found


def _pairs(options: Iterable[Any]) -> list[tuple[str, Any]]:
    return [(str(o[0]), o[1]) if isinstance(o, tuple) and len(o) == 2 else (str(o), o) for o in options]


def _same(a: Any, b: Any) -> bool:
    return a is b or (type(a) is type(b) and a == b)


class NativeButton(_Native):
    """A native button named by `description`; `on_click(fn)` calls `fn(button)`. `main` marks the one to press next.

    While `disabled` it keeps its place in the tab order and says so, so that the focus does not jump.
    """

    _esm = _JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-press');
      const b = node('button'); b.type = 'button'; el.append(b);
      const draw = () => { b.textContent = model.get('description'); b.className = model.get('main') ? 'eun-main' : ''; if (model.get('disabled')) b.setAttribute('aria-disabled', 'true'); else b.removeAttribute('aria-disabled'); };
      b.addEventListener('click', () => { if (!model.get('disabled')) send(model, el, { event: 'click' }); });
      const stop = watch(model, ['description', 'main', 'disabled'], draw); draw(); return stop;
    } };"""
    description = t.Unicode("").tag(sync=True)
    main = t.Bool(False).tag(sync=True)

    def __init__(self, **more: Any):
        self._handlers: list[Callable[[Any], Any]] = []
        super().__init__(**more)
        self.on_msg(self._heard)

    def on_click(self, fn: Callable[[NativeButton], Any]) -> None:
        """Call `fn(button)` at each press."""
        self._handlers.append(fn)

    def click(self) -> None:
        """Press it from Python (tests). Unlike ipywidgets' button, an error is not swallowed."""
        if not self.disabled:
            for fn in self._handlers:
                fn(self)

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if isinstance(content, Mapping) and content.get("event") == "click":
            self.click()


# ---------------------------------------------------------------- small makers

def text(label: str, *, help: str = "", value: str = "", wide: bool = True) -> NativeField:
    """A one-line text field; `.value` is what is typed."""
    return NativeField(description=label, help=help, value=value, wide=wide)


def area(label: str, *, help: str = "", value: str = "", rows: int = 4) -> NativeField:
    """A text area; `.value` is what is typed."""
    return NativeField(description=label, help=help, value=value, rows=max(2, rows))


def number(label: str, *, help: str = "", value: str = "") -> NativeField:
    """A field for a number, kept as typed; read it with `parse_number(field.value)`."""
    return NativeField(description=label, help=help, value=value, numeric=True)


def menu(label: str, options: Iterable[Any], value: Any = None, *, help: str = "") -> NativeMenu:
    """A menu with its whole label. `options` are texts or (text, value) pairs; the first is chosen unless `value` says another.

    >>> menu("Channel", [("Formal", "formal"), ("Staff", "staff")]).value
    'formal'
    """
    return NativeMenu(label, options, value, help=help)


def checkbox(label: str, value: bool = False) -> NativeChoice:
    """One switch with a label; `.value` is [0] when it is on, [] when it is off."""
    made = NativeChoice("", [label], multiple=True)
    made.value = [0] if value else []
    return made


def button(label: str, on_click: Callable[[], Any] | None = None, *, status: StatusLine | None = None, main: bool = False) -> NativeButton:
    """A button named by its label. With `status`, an error in `on_click()` is said there in words."""
    made = NativeButton(description=label, main=main)
    if on_click is not None:
        run = guarded(status)(on_click) if status is not None else on_click
        made.on_click(lambda _button: run())
    return made


def words(markup: str) -> widgets.HTML:
    """A paragraph or two in HTML (ours, already escaped). Two dollar signs in it stay dollars and make no formula."""
    made = widgets.HTML(markup)
    made.add_class("mathjax_ignore")
    return made


def row(*parts: widgets.Widget) -> widgets.HBox:
    """Controls side by side, wrapping where the page is narrow."""
    made = widgets.HBox(list(parts))
    made.add_class("eun-row")
    return made


# ---------------------------------------------------------------- errors in words

def guarded(status: StatusLine) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorator for callbacks: an exception becomes a sentence in `status` instead of disappearing in a log.

    With EUNATO_RAISE=1 (tests) the exception goes on, so that the guard cannot hide a bug. An error said by an
    earlier call is wiped when a later one succeeds.
    """

    def wrap(fn: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(fn)
        def run(*args: Any, **kwargs: Any) -> Any:
            before = (status.kind, status.text)
            try:
                result = fn(*args, **kwargs)
            except Exception as err:
                if os.environ.get("EUNATO_RAISE") == "1":
                    raise
                what = str(err).strip() or type(err).__name__
                status.error(f"this did not work: {what.rstrip('.')}. Your last answer is kept. Try again, or choose Kernel ▸ Restart and Run All Cells.")
                return None
            if before[0] == "error" and before == (status.kind, status.text):
                status.clear()
            return result

        return run

    return wrap


class FigureArea(widgets.Output):
    """A place for a chart: show(figure) swaps it in one step, with no flicker and no capture."""

    def show(self, figure: Any) -> None:
        """Draw a charts.Figure (anything with .outputs())."""
        self.outputs = tuple(figure.outputs())

    def clear(self) -> None:
        """Show nothing."""
        self.outputs = ()


class StoredBox(widgets.VBox):
    """A box of widgets whose stored form is ours: a title, harmless text, and how to bring it to life.

    In a running notebook the widgets show. On a forge, in the reading edition or in a fresh Lab, `stored_html` and
    `stored_text` stand there instead of a Python repr. Never put a key, a reason or an insight into them.
    """

    def __init__(self, title: str, stored_html: str, stored_text: str, children: Sequence[widgets.Widget] = (), *, plain: bool = False, **more: Any):
        self._stored = (title, stored_html, stored_text)
        super().__init__(list(children), **more)
        self.add_class("eun-box")
        if plain:
            self.add_class("eun-plain")

    @property
    def stored_title(self) -> str:
        """The title that stands in the saved notebook."""
        return self._stored[0]

    def stored_bundle(self) -> dict[str, str]:
        """What a saved notebook keeps besides the widget: text/plain and text/html, the same at each run."""
        title, markup, plain = self._stored
        return {
            "text/plain": "\n".join(part for part in (title, plain, TO_ANSWER + ".") if part),
            "text/html": f"<section class=\"eunato-stored\"><p><strong>{html.escape(title)}</strong></p>{markup}<p><em>{html.escape(TO_ANSWER)}.</em></p></section>",
        }

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, Any]:
        live = super()._repr_mimebundle_(**kwargs) or {}
        return {**live, **self.stored_bundle()}


# ---------------------------------------------------------------- numbers as people write them

@dataclass(frozen=True)
class Parsed:
    """A number read from what somebody typed: `value` or, when it could not be read, the sentence `problem`."""

    value: float | None
    unit: str = ""
    problem: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is a number."""
        return self.value is not None


_SCALES = {
    "k": 1e3, "thousand": 1e3,
    "m": 1e6, "mn": 1e6, "mio": 1e6, "million": 1e6, "millions": 1e6,
    "bn": 1e9, "b": 1e9, "mrd": 1e9, "billion": 1e9, "billions": 1e9,
    "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}
_CURRENCY = {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD", "us$": "USD", "dollar": "USD", "dollars": "USD", "£": "GBP", "gbp": "GBP"}
_PERCENT = {"%", "percent", "per cent", "pc", "pct"}
_WORDS = {w: i for i, w in enumerate(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split())}
_TENS = {w: 10 * i for i, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_NUMBER = re.compile(r"(?<![a-z])[+-]?(?:\d[\d.,' ]*\d|\d|[.,]\d+)(?:e[+-]?\d+)?")
_LIMIT = 1e18


def parse_number(given: Any, *, unit: str = "", low: float | None = None, high: float | None = None) -> Parsed:
    """Read a number as people write it: "1,5", "381 bn", "€90bn", "60 %", "−4", "thirty-six", or a Python number.

    `unit` is the unit the question asks for ("bn EUR", "%"): a scale that it names is not multiplied in, so that
    "90", "90 bn" and "90000000000" all give 90 for "bn EUR". `low` and `high` are the limits of what makes sense.
    Returns Parsed; `problem` is one clear sentence when there is no usable number. Never raises.

    >>> parse_number("12,5 %").value
    12.5
    >>> parse_number("32 or 36").problem
    'I read more than one number in “32 or 36”. Give one number, such as 12 or 4.5.'
    """
    value, found, problem = _read(given)
    if problem:
        return Parsed(None, "", problem)
    shown = str(given).strip()[:40]
    scale = _unit_scale(unit)
    if scale != 1 and (_has_scale(given) or abs(value) >= scale):
        value /= scale
    wants_percent, wants_currency = "%" in unit, {c for w, c in _CURRENCY.items() if w in _unit_words(unit)}
    if found == "%" and unit and not wants_percent:
        return Parsed(None, found, f"You wrote a percentage, but the answer is in {unit}. Give the number in {unit}.")
    if found in {"EUR", "USD", "GBP"} and wants_currency and found not in wants_currency:
        return Parsed(None, found, f"You wrote {found}, but the answer is in {unit}. Give the number in {unit}.")
    if low is not None and value < low or high is not None and value > high:
        return Parsed(None, found, f"“{shown}” is outside what is possible here. {_range_words(low, high)}")
    return Parsed(value, found)


def _range_words(low: float | None, high: float | None) -> str:
    if low is None:
        return f"Give a number up to {high:g}."
    return f"Give a number of at least {low:g}." if high is None else f"Give a number from {low:g} to {high:g}."


def _unit_words(unit: str) -> list[str]:
    return re.findall(r"[a-z]+|[€$£%]", unit.lower())


def _unit_scale(unit: str) -> float:
    return next((_SCALES[w] for w in _unit_words(unit) if w in _SCALES), 1.0)


def _has_scale(given: Any) -> bool:
    return isinstance(given, str) and any(w in _SCALES for w in re.findall(r"[a-z]+", given.lower()))


def _read(given: Any) -> tuple[float, str, str]:
    """(value, unit found, problem) of anything."""
    nothing = "There is no number yet. Type one number, such as 12 or 4.5."
    if given is None:
        return 0.0, "", nothing
    if isinstance(given, bool):
        return 0.0, "", f"I read {given}, which is yes or no. Give a number, such as 12 or 4.5."
    if isinstance(given, (int, float)):
        return _bounded(given, str(given))
    if not isinstance(given, str):
        try:  # numbers of other libraries, such as numpy's
            return _bounded(given.__float__(), str(given))
        except Exception:
            return 0.0, "", f"I read a {type(given).__name__}, not a number. Give one number, such as 12 or 4.5."
    raw = given[:200]
    said = unicodedata.normalize("NFKC", raw).lower().strip()
    said = said.replace("−", "-").replace("–", "-").replace("—", "-").replace("’", "'").replace("‘", "'")
    said = re.sub(r"\s+", " ", "".join(" " if unicodedata.category(c) == "Zs" or c == "\u2009" else c for c in said if unicodedata.category(c) != "Cf"))
    if not said or set(said) <= {"_"}:
        return 0.0, "", nothing
    shown = raw.strip()[:40]
    if said in {"nan", "inf", "+inf", "-inf", "infinity", "-infinity", "∞", "-∞"}:
        return 0.0, "", f"“{shown}” is not a number one can count with. Give one number, such as 12 or 4.5."
    in_words = _number_word(said)
    if in_words is not None:
        return float(in_words), "", ""
    said = re.sub(r"\b(eur|usd|gbp)(?=\d)", r"\1 ", said)
    hits = _NUMBER.findall(said)
    if not hits:
        return 0.0, "", f"I could not read a number in “{shown}”. Give one number, such as 12 or 4.5."
    if len(hits) > 1:
        return 0.0, "", f"I read more than one number in “{shown}”. Give one number, such as 12 or 4.5."
    left = said.replace(hits[0], " ", 1)
    digits = hits[0]
    # a sign may stand before a currency mark: "-€4"
    if re.match(r"^\s*-", left) and not digits.startswith("-"):
        digits, left = "-" + digits, left.replace("-", " ", 1)
    left = re.sub(r"^\s*(?:(?:about|approximately|around|circa|ca|roughly)\b|[~≈=])\.?\s*", " ", left).strip(" .,;!?")
    scale, unit = 1.0, ""
    for mark in sorted(_CURRENCY, key=len, reverse=True):
        pattern = re.escape(mark) if not mark.isalpha() else rf"\b{mark}\b"
        if re.search(pattern, left):
            unit, left = _CURRENCY[mark], re.sub(pattern, " ", left)
            break
    for mark in sorted(_PERCENT, key=len, reverse=True):
        if mark in left.split() or mark == left.strip() or (mark == "%" and "%" in left):
            unit, left = unit or "%", left.replace(mark, " ")
            break
    for word in left.split():
        if word.strip(".") in _SCALES:
            scale = _SCALES[word.strip(".")]
            left = left.replace(word, " ", 1)
            break
    value, problem = _plain(digits, shown)
    if problem:
        return 0.0, "", problem
    left = left.strip(" .,;!?")
    if left and not re.fullmatch(r"[a-z(][a-z ()/*-]{0,40}", left):
        return 0.0, "", f"I could not read “{shown}” as one number. Give one number, such as 12 or 4.5."
    got = _bounded(value * scale, shown)
    return got[0], unit or left, got[2]


def _bounded(value: Any, shown: str) -> tuple[float, str, str]:
    try:
        value = float(value)
    except (OverflowError, TypeError, ValueError):
        value = math.inf if isinstance(value, int) else math.nan
    if math.isnan(value):
        return 0.0, "", f"“{shown[:40]}” is not a number one can count with. Give one number, such as 12 or 4.5."
    if math.isinf(value) or abs(value) > _LIMIT:
        return 0.0, "", f"“{shown[:40]}” is far too large for any answer in this course. Give one number, such as 12 or 4.5."
    return value, "", ""


def _number_word(said: str) -> int | None:
    parts = said.replace("-", " ").split()
    if len(parts) == 1:
        return _WORDS.get(parts[0], _TENS.get(parts[0]))
    if len(parts) == 2 and parts[0] in _TENS and 0 < _WORDS.get(parts[1], 0) < 10:
        return _TENS[parts[0]] + _WORDS[parts[1]]
    return None


def _plain(digits: str, shown: str) -> tuple[float, str]:
    """The value of digits with separators: a lone comma is a decimal comma unless exactly three digits follow a
    group of one to three ("1,500"): that is read as thousands, as English texts write it."""
    body = digits.replace(" ", "").replace("'", "")
    sign = -1.0 if body.startswith("-") else 1.0
    body = body.lstrip("+-")
    if "," in body and "." in body:
        decimal = max(body.rfind(","), body.rfind("."))
        point = body[decimal]
        whole = body.replace("," if point == "." else ".", "")
        if whole.count(point) > 1:
            return 0.0, f"I could not read “{shown}” as one number. Write 1500 or 1500.5."
        body = whole.replace(point, ".")
    elif body.count(",") > 1 or re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
        if not re.fullmatch(r"\d{1,3}(,\d{3})+", body):
            return 0.0, f"I could not read “{shown}” as one number. Write 1500 or 1500.5."
        body = body.replace(",", "")
    elif body.count(".") > 1:
        if not re.fullmatch(r"\d{1,3}(\.\d{3})+", body):
            return 0.0, f"I could not read “{shown}” as one number. Write 1500 or 1500.5."
        body = body.replace(".", "")
    else:
        body = body.replace(",", ".")
    try:
        return sign * float(body), ""
    except ValueError:
        return 0.0, f"I could not read “{shown}” as one number. Write 1500 or 1500.5."
