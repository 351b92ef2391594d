"""The class screen: clocks that count in the browser, and what is projected, here and in a window of its own.

A clock is a deadline, not a counter. The browser works out what is left from its own time, four times a second, so the clock
goes on while the kernel is busy and is right again after a reload. If the kernel's clock differs from the browser's (a hub),
the page measures the difference with a short question and answer, and uses it only when the answer came fast.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import traitlets as t

from eunato import controls

_LOOK = """
.eun-room .widget-vbox { gap: 0.6rem; } .eun-room.eun-box table { border-collapse: collapse; margin: 0.2rem 0; }
.eun-room.eun-box .widget-html :is(th, td) { text-align: left; vertical-align: top; padding: 0.15rem 0.8rem 0.15rem 0; border-bottom: 1px solid var(--jp-border-color2, #e0e0e0); }
.eun-room caption { text-align: left; font-weight: 600; padding: 0.2rem 0; } .eun-room .eun-echo { border-left: 4px solid var(--jp-border-color1, #bdbdbd); padding-left: 0.8rem; }
.eun.eun-screen { max-width: 60rem; border: 2px solid var(--jp-border-color0, #8a8a8a); border-radius: 6px; padding: 1rem 1.4rem; background: #fff; color: #111; }
.eun.eun-screen .eun-clocks { display: flex; flex-wrap: wrap; gap: 0.4rem 2.5rem; margin-bottom: 0.6rem; }
.eun-clock { font-size: 1.25rem; } .eun-clock b { font-size: 2.2rem; font-variant-numeric: tabular-nums; margin-left: 0.5rem; }
.eun-clock.eun-over b { border-bottom: 4px double #111; }
.eun-sheet { font-size: 1.75rem; line-height: 1.4; overflow-wrap: anywhere; }
.eun-sheet h3 { font-size: 1.9rem; line-height: 1.25; margin: 0.3rem 0 0.6rem; } .eun-sheet p, .eun-sheet li { margin: 0 0 0.5rem; }
.eun-sheet h4 { font-size: 1.8rem; margin: 0.6rem 0; } .eun-sheet .eun-foot { font-size: 1.1rem; } .eun-sheet table { border-collapse: collapse; font-size: 1.75rem; }
.eun-two { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem 2.5rem; } @media (min-width: 1000px) { .eun-two { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); } }
.eun-sheet th { overflow-wrap: break-word; } .eun-sheet caption { text-align: left; font-weight: 600; padding: 0.2rem 0; }
.eun.eun-screen .eun-press { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.6rem; } .eun-news { border: 4px solid #111; padding: 0.3rem 0.8rem; } .eun-more { font-weight: 700; text-align: right; }
.eun-sheet th, .eun-sheet td { border: 1px solid #767676; padding: 0.25rem 0.6rem; text-align: left; vertical-align: top; background: #fff; color: #111; }
.eun-spoken { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.eun-bar { display: inline-block; height: 1rem; background: #1a4f8b; border: 1px solid #111; vertical-align: middle; }
"""


class ClassScreen(controls._Native):
    """What the class sees. `clocks`: dicts with key, label, until (ms since 1970) and left (ms, or None while it runs).

    `markup` is HTML of ours, escaped. `words` are the labels of the button and the announcements at 5, 1 and 0 minutes.
    """

    _css = controls._CSS + _LOOK
    _esm = controls._JS + """
    const LOOK = " """ + _LOOK.replace("\n", " ").replace('"', '\\"') + """ ";
    export default { render({ model, el }) {
      shell(el, 'eun-screen'); el.setAttribute('role', 'region');
      const w = model.get('words'); el.setAttribute('aria-label', w.screen);
      const clocks = node('div', 'eun-clocks'), sheet = node('div', 'eun-sheet'), spoken = node('div', 'eun-spoken'), bar = node('div', 'eun-press'), out = node('button', '', w.window), down = node('button', '', w.down), up = node('button', '', w.up);
      spoken.setAttribute('role', 'status'); spoken.setAttribute('aria-live', 'polite'); sheet.tabIndex = 0; sheet.setAttribute('role', 'group'); sheet.setAttribute('aria-label', w.sheet);
      for (const b of [out, down, up]) { b.type = 'button'; bar.append(b); } el.append(clocks, sheet, spoken, bar);
      let skew = 0, asked = 0, other = null, before = {}, speaks = '';
      const two = n => String(n).padStart(2, '0');
      const face = ms => { const s = Math.ceil(Math.abs(ms) / 1000 - (ms < 0 ? 1 : 0)), v = Math.max(0, s); return Math.floor(v / 60) + ':' + two(v % 60); };
      const rows = doc => model.get('clocks').map(c => { const row = doc.createElement('div'), b = doc.createElement('b'); row.className = 'eun-clock'; row.dataset.key = c.key;
        row.append(doc.createTextNode(c.label + ' '), b); b.setAttribute('role', 'timer'); b.setAttribute('aria-live', 'off'); b.setAttribute('aria-label', c.label); return row; });
      const places = () => [[document, clocks, sheet], ...(other && !other.closed ? [[other.document, other.document.getElementById('clocks'), other.document.getElementById('sheet')]] : [])].filter(p => p[1]);
      const build = () => { for (const [doc, top, body] of places()) { top.replaceChildren(...rows(doc)); if (body.dataset.markup !== model.get('markup')) { body.innerHTML = body.dataset.markup = model.get('markup'); body.scrollTop = 0; } }
        // an announcement about a clock that is gone (the room was deleted, silence was broken) goes, too
        if (speaks && !model.get('clocks').some(c => c.label === speaks)) { spoken.textContent = ''; speaks = ''; } mark(); tick(); };
      // the second window holds one page of a long sheet; below it stands that there is more
      const open = () => other && !other.closed ? other.document.getElementById('sheet') : null;
      const mark = () => { const s = open(), m = s && other.document.getElementById('more'); if (m) m.textContent = s.scrollHeight - s.clientHeight - s.scrollTop > 6 ? w.more : ''; };
      const turn = by => { const s = open(); speaks = ''; if (!s) { spoken.textContent = ''; spoken.textContent = w.nowindow; return; }
        s.scrollTop += by * 0.85 * s.clientHeight; mark(); const all = Math.max(1, Math.ceil((s.scrollHeight - s.clientHeight - 6) / (0.85 * s.clientHeight)) + 1);
        spoken.textContent = w.turned.replace('{n}', Math.min(all, Math.ceil((s.scrollTop - 6) / (0.85 * s.clientHeight)) + 1)).replace('{all}', all); };
      down.addEventListener('click', () => turn(1)); up.addEventListener('click', () => turn(-1));
      const tick = () => {
        for (const c of model.get('clocks')) {
          const left = c.left === null || c.left === undefined ? c.until - Date.now() - skew : c.left, paused = c.left !== null && c.left !== undefined, over = left < 0;
          const said = (over ? '+' : '') + face(left) + (paused ? ' ' + w.paused : over ? ' ' + w.over : '');
          for (const [doc, top] of places()) { const row = top.querySelector(`[data-key="${c.key}"]`), b = row && row.querySelector('b'); if (b && b.textContent !== said) b.textContent = said; if (row) row.classList.toggle('eun-over', over); }
          const id = c.key + '|' + c.label + '|' + (paused ? 'p' : c.until), was = before[c.key];
          // only a clock that this page has seen above a mark speaks when it passes the mark: a reload repeats nothing
          if (was && was.id === id && !paused) for (const m of [5, 1, 0]) if (was.left > m * 60000 && left <= m * 60000) { spoken.textContent = c.label + ': ' + w['at' + m]; speaks = c.label; }
          before[c.key] = { id, left };
        }
      };
      out.addEventListener('click', () => {
        if (!other || other.closed) other = window.open('', 'eunato-class-screen', 'width=1100,height=760');
        if (!other) { spoken.textContent = ''; out.insertAdjacentElement('afterend', Object.assign(node('span', 'eun-help', ' ' + w.blocked), { role: 'status' })); return; }
        const d = other.document; d.title = w.screen; d.documentElement.lang = 'en'; d.body.replaceChildren();
        const style = d.createElement('style'); style.textContent = LOOK + ' body { font-family: system-ui, sans-serif; margin: 1.2rem 2rem; background: #fff; color: #111; font-size: 1.3rem; } .eun-clocks { display: flex; flex-wrap: wrap; gap: 0.4rem 3rem; } .eun-sheet { font-size: 2rem; } .eun-sheet h3 { font-size: 2.6rem; } main { display: flex; flex-direction: column; height: calc(100vh - 2.4rem); } #sheet { flex: 1; min-height: 0; overflow-y: auto; } #more { min-height: 1.6em; }';
        const main = d.createElement('main'), top = d.createElement('div'), body = d.createElement('div'), more = d.createElement('div'); more.id = 'more'; more.className = 'eun-more'; body.tabIndex = 0; body.addEventListener('scroll', mark); other.addEventListener('resize', mark); top.id = 'clocks'; top.className = 'eun-clocks'; body.id = 'sheet'; body.className = 'eun-sheet'; main.append(top, body, more);
        d.head.replaceChildren(style); d.body.append(main); build(); other.focus();
      });
      const ask = () => { if (asked++ < 5) model.send({ ping: Date.now() }); };
      const heard = m => { if (!m || !m.pong) return; const round = Date.now() - m.ping;
        if (round < 1000) { const d = m.pong - (m.ping + round / 2); skew = Math.abs(d) > 2000 ? d : 0; tick(); } else setTimeout(ask, 3000); };
      model.on('msg:custom', heard); ask();
      const stop = watch(model, ['clocks', 'markup', 'words'], build), beat = setInterval(tick, 250);
      build(); return () => { stop(); clearInterval(beat); model.off('msg:custom', heard); if (other && !other.closed) other.close(); };
    } };"""
    clocks = t.List(t.Dict()).tag(sync=True)
    markup = t.Unicode("").tag(sync=True)
    words = t.Dict().tag(sync=True)

    def _told(self, widget: Any, content: Any, buffers: Any) -> None:
        if isinstance(content, Mapping) and isinstance(content.get("ping"), (int, float)):
            self.send({"ping": content["ping"], "pong": time.time() * 1000})
            return
        super()._told(widget, content, buffers)


def clock(key: str, label: str, until: float, left: float | None) -> dict[str, Any]:
    """One clock: `until` and `left` in seconds; `left` is None while it runs."""
    return {"key": key, "label": label, "until": round(until * 1000), "left": None if left is None else round(left * 1000)}
