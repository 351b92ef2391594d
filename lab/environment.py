"""Build one of the course's two environments from its lock, and say in one sentence what stands in the way.

An environment is ready only when its stamp is there and fits. The stamp is written last, so a half-built one is built
again by the next run. A former environment is kept aside while the new one is made, and put back if that fails.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from lab import ROOT, Stop, settings

SPACE = "about 700 MB"
ASIDE = ROOT / ".eunato" / "former"
"""Where a former environment waits; the folder is not tracked by git."""

# What an installer says, and what the learner should do about it. The first match counts.
REASONS = (
    (r"No space left|not enough space|Errno 28|WinError 112",
     f"The disk is full: the course needs {SPACE}; free some space and type the same command again."),
    (r"DO NOT MATCH THE HASHES|[Hh]ash mismatch",
     "A package arrived changed (it does not fit its fingerprint in the lock), so nothing was installed; "
     "try again on another network, or ask who runs this one."),
    (r"Long Path|WinError 206|[Ff]ile ?name too long",
     "The course's folder lies too deep for this system; move it to a short path such as C:\\course and start again."),
    (r"CERTIFICATE_VERIFY_FAILED|invalid peer certificate|UnknownIssuer",
     "This network checks secure connections with its own certificate; ask its administrator for the certificate file, "
     "name it in the variable PIP_CERT, and start again."),
    (r"ProxyError|407 Proxy|Tunnel connection failed",
     "The network's proxy refused the download; ask its administrator for the address, "
     "name it in the variable HTTPS_PROXY, and start again."),
    (r"name resolution|NewConnectionError|getaddrinfo|Name or service not known|dns error|[Cc]onnection refused"
     r"|Connection reset|[Tt]imed out|Network is unreachable|error sending request|failed to lookup|[Cc]ould not connect",
     "The packages could not be fetched: the first start needs an internet connection (later ones do not); "
     "connect and type the same command again."),
    (r"Could not find a version|No matching distribution|no wheels?|no usable wheels|no compatible wheel",
     "There is no ready-made package for this kind of machine or for this package source; "
     "the course runs on Windows, macOS and Linux with 64 bits, so try such a machine or Binder (see README.md)."),
    (r"Permission denied|Access is denied|WinError 5\b|WinError 32|Errno 13",
     "A file of the environment could not be written; close other windows of the course, "
     "make sure that the folder is yours, and type the same command again."),
)


@dataclass(frozen=True)
class Environment:
    """One environment: its folder and the lock that it is made from."""

    folder: Path
    lock: Path

    @property
    def bin(self) -> Path:
        return self.folder / ("Scripts" if os.name == "nt" else "bin")

    @property
    def python(self) -> Path:
        return self.bin / ("python.exe" if os.name == "nt" else "python")

    @property
    def stamp(self) -> Path:
        return self.folder / "course-stamp.json"

    def wanted(self) -> dict[str, str]:
        """What a finished environment's stamp says: the lock, the Python, and where it stands (scripts hold the path)."""
        if not self.lock.is_file():
            raise Stop(f"The file {self.lock.name} is missing from the course's folder; get a complete copy of the course.")
        return {"lock": hashlib.sha256(self.lock.read_bytes()).hexdigest(),
                "python": "%d.%d" % sys.version_info[:2],
                "folder": str(self.folder)}

    def ready(self) -> bool:
        """True if the environment is finished, fits its lock, and its Python still runs."""
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return False
        return found == self.wanted() and self._runs()

    def _runs(self) -> bool:
        with contextlib.suppress(OSError):        # the Python that it was made from may be gone
            return subprocess.run([str(self.python), "-c", "pass"], capture_output=True).returncode == 0
        return False


LEARNER = Environment(ROOT / ".venv", ROOT / "requirements.lock")
MAINTAINER = Environment(ROOT / ".venv-dev", ROOT / "requirements-dev.lock")


def prepare(environment: Environment, *, former_will_do: bool = False, say: Callable[[str], None] = lambda words: print(words, flush=True)) -> None:
    """Make the environment ready; do nothing if it is.

    `former_will_do`: if the new packages cannot be had, go on with the former ones and say so.
    Raises Stop with one sentence when it cannot be made.
    """
    if environment.ready():
        return
    _may_write(environment.folder.parent)
    with _one_at_a_time(environment.folder, say):
        if environment.ready():                   # another window made it while this one waited
            return
        aside = _set_aside(environment)
        first = "" if aside else " for the first time; this takes a minute or two"
        say(f"Setting up the course's environment ({environment.folder.name}){first} ...")
        try:
            build(environment, say)
        except BaseException as failure:
            shutil.rmtree(environment.folder, ignore_errors=True)
            back = _put_back(environment, aside)
            if isinstance(failure, Stop) and back and former_will_do:
                say(f"{failure}\nUntil then the course opens with the packages it had.")
                return
            raise
        _forget(aside)
        say("The environment is ready.")


def build(environment: Environment, say: Callable[[str], None]) -> None:
    """Fill the folder from the lock, with uv where it is there, else with venv and pip; the stamp comes last."""
    failed = _with_uv(environment) if shutil.which("uv") else "uv is not here"
    if failed:
        _with_pip(environment, say)
    settings.place(environment.folder)
    environment.stamp.write_text(json.dumps(environment.wanted(), indent=1), encoding="utf-8")


def reason(log: str) -> str:
    """One sentence for what an installer's log says, with what to do."""
    for pattern, sentence in REASONS:
        if re.search(pattern, log):
            return sentence
    kept = Path(tempfile.gettempdir()) / "eunato-setup.log"
    with contextlib.suppress(OSError):
        kept.write_text(log, encoding="utf-8")
    return f"The packages could not be installed; type the same command again, and if that fails show someone {kept}."


def _with_uv(environment: Environment) -> str:
    """Build with uv. Returns "" or the log of the failure; pip then tries, whose reasons are better known."""
    uv, log = shutil.which("uv") or "uv", ""
    for words in (["venv", "--clear", "--python", sys.executable, str(environment.folder)],
                  ["pip", "sync", "--require-hashes", "--compile-bytecode", "--python", str(environment.python),
                   str(environment.lock)]):
        try:
            done = subprocess.run([uv, *words], cwd=ROOT, capture_output=True, text=True, errors="replace")
        except OSError as failure:
            return str(failure)
        log += done.stdout + done.stderr
        if done.returncode:
            return log or "uv failed"
    return ""


def _with_pip(environment: Environment, say: Callable[[str], None]) -> None:
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise Stop("This Python cannot make environments (its venv part is missing); on Debian or Ubuntu type "
                   f"`sudo apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv`, "
                   "elsewhere install Python from python.org, and start again.")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", str(environment.folder)],
                          capture_output=True, text=True, errors="replace")
    if made.returncode:
        raise Stop(reason(made.stdout + made.stderr))
    total = len(re.findall(r"^\S+==", environment.lock.read_text(encoding="utf-8"), flags=re.MULTILINE))
    pip = subprocess.Popen(
        [str(environment.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off",
         "--retries=2", "--require-hashes", "--only-binary=:all:", "-r", str(environment.lock)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    lines, seen = [], 0
    try:
        for line in pip.stdout or ():
            lines.append(line)
            if line.startswith(("Collecting ", "Processing ")):
                seen += 1
                if seen % 25 == 0:
                    say(f"  {seen} of about {total} packages ...")
            elif line.startswith("Installing collected"):
                say("  unpacking ...")
        if pip.wait():
            raise Stop(reason("".join(lines)))
    finally:
        if pip.poll() is None:                    # Ctrl+C: leave no installer behind
            pip.kill()
            pip.wait()


def _may_write(folder: Path) -> None:
    try:
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        raise Stop(f"The folder {folder} cannot be written to; copy the course into a folder of your own "
                   "(for instance Documents) and start it there.") from None


@contextlib.contextmanager
def _one_at_a_time(folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a lock that the system frees when this process ends, however it ends."""
    name = hashlib.sha256(str(folder).encode("utf-8", "surrogateescape")).hexdigest()[:12]
    try:
        held = open(Path(tempfile.gettempdir()) / f"eunato-{name}.lock", "a+b")
    except OSError:                               # another user's lock file: go without
        yield
        return
    with held:
        if not _lock(held, wait=False):
            say("Another window is setting up this course; waiting for it ...")
            _lock(held, wait=True)
        yield


def _lock(held, *, wait: bool) -> bool:
    try:
        if os.name == "nt":
            import msvcrt
            while True:
                with contextlib.suppress(OSError):
                    held.seek(0)
                    msvcrt.locking(held.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
                    return True
                if not wait:
                    return False
        import fcntl
        fcntl.flock(held, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        return True
    except OSError:
        return False


def _set_aside(environment: Environment) -> Path | None:
    """Move a finished former environment out of the way; remove a half-built one."""
    folder = environment.folder
    if not (folder.exists() or folder.is_symlink()):
        return None
    try:
        if not environment.stamp.is_file():
            if folder.is_symlink() or folder.is_file():
                folder.unlink()
            else:
                shutil.rmtree(folder)
            return None
        aside = ASIDE / folder.name
        shutil.rmtree(aside, ignore_errors=True)
        aside.parent.mkdir(parents=True, exist_ok=True)
        folder.rename(aside)
        return aside
    except OSError:
        raise Stop(f"The former environment {folder.name} is in use or not yours; close the course's other windows, "
                   f"delete the folder {folder} if it still stands, and start again.") from None


def _put_back(environment: Environment, aside: Path | None) -> bool:
    if aside is None:
        return False
    with contextlib.suppress(OSError):
        aside.rename(environment.folder)
        _forget(aside)
        return environment._runs()
    return False


def _forget(aside: Path | None) -> None:
    if aside is not None:
        shutil.rmtree(aside, ignore_errors=True)
        for folder in (ASIDE, ASIDE.parent):
            with contextlib.suppress(OSError):
                folder.rmdir()
