"""A native file field that takes several files at once, chosen or dropped on it, with their names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets as t

from eunato import controls

MOST = 200
"""Files of one choice; more are said to be too many."""


class ManyFiles(controls._Native):
    """A labelled file field. `listen(fn)` calls fn([(name, bytes or None)]) once per choice; None stands for too large a file."""

    _esm = controls._JS + """
    export default { render({ model, el }) {
      shell(el, 'eun-field eun-pick');
      const id = uid(), label = node('label', 'eun-label', model.get('description')), help = node('p', 'eun-help', model.get('help')), input = node('input');
      label.htmlFor = id; input.id = id; help.id = id + 'h'; input.type = 'file'; input.multiple = true; input.accept = model.get('accept'); input.setAttribute('aria-describedby', help.id);
      input.style.minHeight = '34px';
      input.addEventListener('change', async () => {
        const files = [...input.files]; if (!files.length) return;
        const limit = model.get('limit'), most = model.get('most');
        for (const [n, file] of files.slice(0, most + 1).entries()) {
          const last = n === Math.min(files.length, most + 1) - 1, fits = n < most && file.size <= limit;
          model.send({ file: true, first: n === 0, last, name: file.name.slice(0, 200), fits }, undefined, fits ? [await file.arrayBuffer()] : []);
        }
        input.value = '';
      });
      el.append(label, help, input);
    } };"""
    description = t.Unicode("").tag(sync=True)
    help = t.Unicode("").tag(sync=True)
    accept = t.Unicode(".json,application/json").tag(sync=True)
    limit = t.Int(5_000_000).tag(sync=True)
    most = t.Int(MOST).tag(sync=True)

    def listen(self, on_files: Callable[[list[tuple[str, bytes | None]]], Any]) -> None:
        """Call `on_files` when the last file of a choice has come. What the page sends is bounded here again."""
        coming: list[tuple[str, bytes | None]] = []

        def heard(_widget: Any, content: Any, buffers: Any) -> None:
            if not isinstance(content, Mapping) or not content.get("file"):
                return
            if content.get("first"):
                coming.clear()
            data = buffers[0] if buffers and content.get("fits") else None
            size = 0 if data is None else data.nbytes if isinstance(data, memoryview) else len(data)
            if len(coming) <= self.most:
                coming.append((str(content.get("name", ""))[:200], None if data is None or size > self.limit else bytes(data)))
            if content.get("last"):
                found = list(coming)
                coming.clear()
                on_files(found)

        self.on_msg(heard)
