"""The progress file on the disk: read without following links, written whole or not at all, one writer at a time."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from eunato.learning.progress_rows import MAX_BYTES, Broken

FILE = "progress.json"
BACKUP = "progress.backup.json"
SIDE = "progress.older-course.json"
LOCK = "progress.lock"
LOCK_SECONDS = 5.0


class Busy(OSError):
    """Another window holds the lock for too long."""


def open_read(path: Path) -> bytes | None:
    """The file's bytes (at most one over the limit), None if there is none. Never follows a link, never waits on a pipe.

    Raises Broken when something else than a file stands there.
    """
    try:
        if path.is_symlink():
            raise Broken("it is a link to another place")
        flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        handle = os.open(path, flags)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise Broken("it is a link to another place") from None
        if path.is_dir():  # Windows cannot open one
            raise Broken("it is a folder") from None
        raise
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Broken("it is not an ordinary file")
    with os.fdopen(handle, "rb") as file:
        return file.read(MAX_BYTES + 1)


def sign(path: Path) -> tuple[int, int, int] | None:
    """Changes whenever somebody replaces the file; None if there is none."""
    try:
        found = os.lstat(path)
    except OSError:
        return None
    return (found.st_mtime_ns, found.st_size, found.st_ino)


def _replace(source: Path, target: Path) -> None:
    """os.replace; Windows refuses while another program reads the file, so try a few times there."""
    for attempt in range(20):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            if os.name != "nt" or attempt == 19:
                raise
            time.sleep(0.02)


def write_whole(path: Path, data: bytes) -> None:
    """Old file or new file, never half of one: temporary file beside it, flushed to the disk, then put in place."""
    temporary = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with os.fdopen(os.open(temporary, flags, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        _replace(temporary, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary)
        raise
    if hasattr(os, "O_DIRECTORY"):
        # The new name is safe after a power cut only when the folder is flushed too; not every file system can.
        with contextlib.suppress(OSError):
            folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)


def keep_backup(path: Path, backup: Path) -> None:
    """One backup: the file as it was before this answer. It costs no second copy where hard links exist."""
    step = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
    try:
        try:
            os.link(path, step, follow_symlinks=False)
        except FileNotFoundError:
            return
        except (OSError, NotImplementedError, AttributeError):
            data = open_read(path)
            if data is None:
                return
            write_whole(backup, data)
            return
        _replace(step, backup)
    finally:
        # Renaming one hard link onto another of the same file leaves both names; take the spare one away.
        with contextlib.suppress(OSError):
            os.unlink(step)


def set_aside(path: Path) -> str:
    """Give a file that cannot be used a free name, `progress.broken-1.json`; it is never deleted. Returns the name."""
    for number in range(1, 1000):
        target = path.with_name(f"progress.broken-{number}.json")
        if not os.path.lexists(target):
            _replace(path, target)
            return target.name
    raise OSError(errno.EEXIST, "a thousand damaged progress files stand here already")


@contextlib.contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Only one process writes at a time. The system frees the lock when its holder dies.

    Raises Busy after LOCK_SECONDS, OSError when the folder cannot be written.
    """
    path = folder / LOCK
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    handle = os.open(path, flags, 0o600)
    by_name: Path | None = None
    unlock = None
    try:
        try:
            unlock = _system_lock(handle)
        except Busy:
            raise
        except OSError:
            # Some network folders know no locks: a file that only one process can make does the same job.
            held = path.with_name(LOCK + ".held")
            _named_lock(held)
            by_name = held
        yield
    finally:
        if unlock:
            unlock()
        if by_name:
            with contextlib.suppress(OSError):
                os.unlink(by_name)
        os.close(handle)


def _system_lock(handle: int):
    """Take the system's lock on an open file; returns what frees it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        def take() -> None:
            os.lseek(handle, 0, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

        def free() -> None:
            with contextlib.suppress(OSError):
                os.lseek(handle, 0, os.SEEK_SET)
                msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

        held = (errno.EACCES, errno.EDEADLK, errno.EAGAIN)
    else:

        def take() -> None:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

        def free() -> None:
            with contextlib.suppress(OSError):
                fcntl.flock(handle, fcntl.LOCK_UN)

        held = (errno.EACCES, errno.EAGAIN)
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            take()
            return free
        except OSError as error:
            if error.errno not in held:
                raise
            if time.monotonic() > until:
                raise Busy(errno.EBUSY, "another window is writing") from None
            time.sleep(0.005)


def _named_lock(path: Path, stale: float = 30.0) -> None:
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            return
        except FileExistsError:
            with contextlib.suppress(OSError):
                if time.time() - os.lstat(path).st_mtime > stale:
                    # Its holder died: no write takes half a minute. Move it first, so that two finders do not both go on.
                    dead = path.with_name(f"progress.{uuid.uuid4().hex}.tmp")
                    os.rename(path, dead)
                    os.unlink(dead)
                    continue
            if time.monotonic() > until:
                raise Busy(errno.EBUSY, "another window is writing") from None
            time.sleep(0.02)


def cause(error: OSError) -> str:
    """Why the disk said no, in words."""
    if isinstance(error, Busy):
        return "another window is still writing"
    if error.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", -1)):
        return "the disk is full"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "the folder for it may not be written"
    if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.EEXIST, errno.ELOOP):
        return "the folder for it cannot be made"
    if error.errno == errno.EFBIG:
        return "the progress file is full"
    return "the disk reported an error"
