"""Files from strangers, bounded before anybody looks at them: a folder's files, codes pasted together.

Links are not followed, folders in the folder are not opened, pipes and devices are not read, and nothing is written.
What cannot be read comes back as a Refusal with its reason, under the file's own name made harmless.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

from eunato.safe import plain


class Refusal(ValueError):
    """A file that is not read. The message is for the instructor: what is wrong, and what to do."""


def shown(text: object, limit: int = 80) -> str:
    """A stranger's name or word as text that a page can carry: half characters, which no UTF-8 holds, become "?".

    >>> shown("a\\udcff.json")
    'a?.json'
    """
    return plain(str(text).encode("utf-8", "replace").decode("utf-8"), limit)


def listed(path: str | Path, most: int, refusal: Callable[[str], Refusal] = Refusal) -> list[os.DirEntry[str]]:
    """The .json files of a folder by name, hidden ones left out.

    most: how many there may be. Raises a refusal when there is no such folder, or when it holds more.
    """
    try:
        place = Path(path).expanduser()
        # a folder with a million files must not be sorted in memory: stop counting early
        wanted: list[os.DirEntry[str]] = []
        with os.scandir(place) as entries:
            for seen, entry in enumerate(entries):
                if entry.name.lower().endswith(".json") and not entry.name.startswith("."):
                    wanted.append(entry)
                if len(wanted) > most or seen > 50 * most:
                    raise refusal(f"the folder holds more than {most} files that could be meant; a class has at most {most}. Choose a folder with nothing else in it.")
    except (OSError, ValueError, RuntimeError) as error:  # a name with a zero byte, a home that is not known
        if isinstance(error, Refusal):
            raise
        raise refusal(f"there is no folder {shown(path, 200)} that can be read. Write the folder's name as your file manager shows it.") from None
    return sorted(wanted, key=lambda e: e.name)


def content(entry: os.DirEntry[str], limit: int, refusal: Callable[[str], Refusal] = Refusal) -> bytes | Refusal:
    """At most limit + 1 bytes of a plain file, or why it was not read."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        if entry.is_symlink():
            return refusal("it is a link to another file, and links are not followed. Put the file itself into the folder.")
        handle = os.open(entry.path, flags)
    except (OSError, ValueError):
        return refusal("it could not be opened.")
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return refusal("it is not a file.")
        parts: list[bytes] = []
        size = 0
        while size <= limit and (more := os.read(handle, min(limit + 1 - size, 1 << 20))):
            parts.append(more)
            size += len(more)
        return b"".join(parts)
    except OSError:
        return refusal("it could not be read.")
    finally:
        os.close(handle)


def files(path: str | Path, limit: int, most: int, refusal: Callable[[str], Refusal] = Refusal) -> Iterator[tuple[str, bytes | Refusal]]:
    """(name, bytes or refusal) of each .json file of a folder, one after the other. Raises a refusal as `listed` does."""
    for entry in listed(path, most, refusal):
        yield entry.name, content(entry, limit, refusal)
