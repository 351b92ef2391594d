"""Controls for files: a link that saves what the kernel made, and a field that takes a file in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import traitlets as t

from eunato import controls


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
        const coded = model.get('mime').startsWith('base64:'), type = model.get('mime').replace(/^base64:/, '');
        url = URL.createObjectURL(new Blob([coded ? Uint8Array.from(atob(content), c => c.charCodeAt(0)) : content], { type }));
        link.href = url; link.download = model.get('filename'); link.textContent = model.get('label'); };
      const stop = watch(model, ['content', 'filename', 'label', 'mime'], draw);
      draw(); return () => { stop(); if (url) URL.revokeObjectURL(url); };
    } };"""
    content = t.Unicode("").tag(sync=True)
    filename = t.Unicode("file.txt").tag(sync=True)
    mime = t.Unicode("text/plain;charset=utf-8").tag(sync=True)
    label = t.Unicode("").tag(sync=True)

    def offer(self, content: str, filename: str, label: str, mime: str) -> None:
        """Show the link for this content. A mime that begins with "base64:" says that `content` is bytes in base64."""
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
