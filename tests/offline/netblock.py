"""No lesson asks the network: this makes an attempt fail, in the test process and in every kernel.

`block()` watches Python's own sockets through an audit hook, so that urllib, requests, asyncio and everything else built
on them is covered, name look-ups included. Loopback and unix sockets stay open: Jupyter talks to its kernels over them.
A hook cannot be taken out again; `allowed()` opens the gate for a while where a test of the delivery needs it.
"""

from __future__ import annotations

import contextlib
import functools
import ipaddress
import os
import socket
import sys
from collections.abc import Iterator

MESSAGE = "the course works without the network"
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "ftp_proxy")
_state = {"installed": False, "blocking": False}
_forgotten: dict[str, str] = {}


class NetworkBlocked(OSError):
    """Something asked for an address outside this machine while the network is blocked."""


def is_local(host: object) -> bool:
    """True for loopback addresses, this machine's own name and 'any address'; False for everything else."""
    if host is None:
        return True
    name = (host.decode("ascii", "replace") if isinstance(host, bytes | bytearray) else str(host)).strip("[]").split("%")[0].lower()
    if name in ("", "localhost", "localhost.localdomain", "ip6-localhost", socket.gethostname().lower()):
        return True
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _refuse(host: object) -> None:
    raise NetworkBlocked(f"{MESSAGE}, but something asked for {host!r}; read a file of the course instead")


def _watch(event: str, args: tuple) -> None:
    if not _state["blocking"] or not event.startswith("socket."):
        return
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = args[1]
        if isinstance(address, tuple) and address and not is_local(address[0]):
            _refuse(address[0])
    elif event in ("socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"):
        if not is_local(args[0]):
            _refuse(args[0])


def _guard_methods() -> None:
    """Refuse a name before it is looked up: the audit event of `connect` comes after the look-up."""
    def guarded(method):
        @functools.wraps(method)
        def checked(self, *args):
            address = next((a for a in reversed(args) if isinstance(a, tuple)), None)
            if _state["blocking"] and address and self.family in (socket.AF_INET, socket.AF_INET6) and not is_local(address[0]):
                _refuse(address[0])
            return method(self, *args)
        return checked

    for name in ("connect", "connect_ex", "sendto"):
        setattr(socket.socket, name, guarded(getattr(socket.socket, name)))


def block() -> None:
    """Block every address outside this machine for this process, and forget its proxies (a proxy may sit on loopback)."""
    for name in _PROXIES:
        for key in (name, name.upper()):
            value = os.environ.pop(key, None)
            if value is not None:
                _forgotten[key] = value
    if not _state["installed"]:
        sys.addaudithook(_watch)
        _guard_methods()
        _state["installed"] = True
    _state["blocking"] = True


@contextlib.contextmanager
def allowed() -> Iterator[None]:
    """Open the gate inside a `with`, for a test that must install something; closed again afterwards.

    The proxies are back meanwhile, and child processes do not inherit the block.
    """
    here = os.path.dirname(os.path.abspath(__file__))
    before, path = _state["blocking"], os.environ.get("PYTHONPATH", "")
    _state["blocking"] = False
    os.environ.update(_forgotten)
    os.environ["PYTHONPATH"] = os.pathsep.join(part for part in path.split(os.pathsep) if part and os.path.abspath(part) != here)
    try:
        yield
    finally:
        _state["blocking"] = before
        os.environ["PYTHONPATH"] = path
        for key in _forgotten:
            os.environ.pop(key, None)
