"""Nothing is fetched at run time, and the block that proves it really blocks: in this process and in a kernel."""

from __future__ import annotations

import socket
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import netblock
import pytest
from course_notebooks import ROOT

from maintain import notebooks as build


def test_a_fetch_in_this_process_is_refused() -> None:
    with pytest.raises(urllib.error.URLError, match=netblock.MESSAGE):
        urllib.request.urlopen("https://example.org", timeout=5)


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "example.org"])
def test_sockets_and_names_outside_are_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as one, pytest.raises(netblock.NetworkBlocked, match=netblock.MESSAGE):
        one.settimeout(1)
        one.connect((address, 443))
    with socket.socket(family, socket.SOCK_DGRAM) as one, pytest.raises(netblock.NetworkBlocked):
        one.sendto(b"x", (address, 53))
    with pytest.raises(netblock.NetworkBlocked):
        socket.getaddrinfo(address, 443)


def test_this_machine_still_talks_to_itself() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname(), timeout=5) as client:
        assert client.getpeername() == server.getsockname()
    assert socket.getaddrinfo("localhost", 80)


def test_the_gate_opens_on_request_and_closes_again() -> None:
    with netblock.allowed(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.connect(("192.0.2.1", 9))  # a datagram socket only notes the address: nothing is sent
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one, pytest.raises(netblock.NetworkBlocked):
        one.connect(("192.0.2.1", 9))


def test_a_cell_that_fetches_fails_the_build(tmp_path: Path) -> None:
    cell = nbformat.v4.new_code_cell("import pandas as pd\npd.read_csv('https://example.org/x.csv')", id="fetch")
    with pytest.raises(build.BuildError, match=rf"x\.ipynb, cell fetch: .*{netblock.MESSAGE}"):
        build.run(nbformat.v4.new_notebook(cells=[cell]), tmp_path, "x.ipynb")


def test_the_package_names_no_way_to_the_network() -> None:
    """No module of the learner's package imports a library that talks to other machines."""
    import ast

    reach = {"urllib", "http", "requests", "httpx", "aiohttp", "socket", "ftplib", "smtplib", "websockets", "urllib3", "xmlrpc"}
    found = []
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
            found += [f"{path.relative_to(ROOT)}, line {node.lineno}: imports {name}" for name in names if name.split(".")[0] in reach and name != "urllib.parse"]
    assert not found, "\n".join(found)
