"""Write the launch links for the course's public address (pyproject.toml, [tool.eunato]) into README.md and CITATION.cff.

Until the address is set, the README says in words how to launch the course. Binder opens a release, not the newest
commit: a built release starts fast, and a change of the course never waits in front of a class.
"""

from __future__ import annotations

import re
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[1]
START = "notebooks/00_start_here.ipynb"
BEGIN, END = "<!-- links: written by `start.py maintain links` -->", "<!-- end of links -->"
KEY = "repository-code"

WORDS = f"""\
This copy does not know a public address yet, so here is the way in words. Put the course on a public GitHub or GitLab
repository and tag a release. Open the website of mybinder.org, give the repository's address and the tag, choose
"File" as what to open, and write `{START}`. The first launch builds the course and may take ten minutes;
later ones are quicker."""


class AddressError(ValueError):
    """The address or the release in pyproject.toml cannot be used; the message says why."""


@dataclass(frozen=True)
class Address:
    """Where the course is published: the repository's https address and the tag of a release."""

    repository: str
    release: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"https://[\w.-]+/[\w.-]+(/[\w.-]+)+", self.repository):
            raise AddressError(f"[tool.eunato] repository is {self.repository!r}; write it as https://github.com/ORG/REPO")
        if not re.fullmatch(r"[\w.-]+", self.release):
            raise AddressError(f"[tool.eunato] release is {self.release!r}; write the tag of a release, such as v1.0.0")

    @property
    def name(self) -> str:
        return self.repository.rstrip("/").rsplit("/", 1)[1].removesuffix(".git")

    def binder(self, notebook: str = START) -> str:
        """The link that launches the release on Binder and opens a notebook."""
        host, _, path = self.repository.removeprefix("https://").partition("/")
        kind = {"github.com": f"gh/{path}", "gitlab.com": f"gl/{quote(path, safe='')}"}.get(
            host, f"git/{quote(self.repository, safe='')}")
        return f"https://mybinder.org/v2/{kind}/{self.release}?urlpath={quote('lab/tree/' + notebook, safe='')}"

    def hub(self, notebook: str = START) -> str:
        """The tail of a class hub's link: nbgitpuller fetches the release and opens a notebook."""
        return (f"/hub/user-redirect/git-pull?repo={quote(self.repository, safe='')}&branch={quote(self.release)}"
                f"&urlpath={quote(f'lab/tree/{self.name}/{notebook}', safe='')}")


def address(pyproject: str) -> Address | None:
    """The address in the text of pyproject.toml; None while it is empty. Raises AddressError for half of one."""
    setting = tomllib.loads(pyproject).get("tool", {}).get("eunato", {})
    repository, release = setting.get("repository", "").strip(), setting.get("release", "").strip()
    return Address(repository, release) if repository or release else None


def words(where: Address | None) -> str:
    """What stands between the README's markers."""
    if where is None:
        return WORDS
    return (f"[![Launch the course on Binder](https://mybinder.org/badge_logo.svg)]({where.binder()})\n\n"
            f"- Start page: [open on Binder]({where.binder()})\n"
            f"- Lesson 02: [open on Binder]({where.binder('notebooks/02_who_can_block_what.ipynb')})\n"
            f"- Your class hub: put its address in front of `{where.hub()}`")


def rewritten(readme: str, where: Address | None) -> str:
    """The README with the links between its markers. Raises AddressError if the markers are gone."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        raise AddressError(f"README.md needs the two lines {BEGIN!r} and {END!r} once each")
    before, rest = readme.split(BEGIN)
    return f"{before}{BEGIN}\n{words(where)}\n{END}{rest.split(END)[1]}"


def cited(citation: str, where: Address | None) -> str:
    """CITATION.cff with the repository's address, or without one."""
    kept = [line for line in citation.splitlines() if not line.startswith(f"{KEY}:")]
    if where is not None:
        kept.append(f'{KEY}: "{where.repository}"')
    return "\n".join(kept) + "\n"


def main(given: list[str], root: Path = ROOT) -> int:
    """Write README.md and CITATION.cff, or with --check say which is stale (exit code 1)."""
    try:
        where = address((root / "pyproject.toml").read_text(encoding="utf-8"))
        code = 0
        for name, change in (("README.md", rewritten), ("CITATION.cff", cited)):
            file = root / name
            now = file.read_text(encoding="utf-8")
            wanted = change(now, where)
            if "--check" in given:
                print(f"links in {name}: " + ("fit" if now == wanted else "STALE, run `python3 start.py maintain links`"))
                code |= now != wanted
            elif now != wanted:
                file.write_text(wanted, encoding="utf-8")
                print(f"links in {name}: written")
            else:
                print(f"links in {name}: unchanged")
        return int(code)
    except AddressError as why:
        print(why, file=sys.stderr)
        return 1
