"""What the plan pages and the print pack both say of a phase, the tables, the bet and the debrief: one source for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from eunato.models import seats as model

KIT = Path(__file__).resolve().parents[1] / "data" / "kit"
FIRST_SIZES = (12, 13, 14, 15, 16)
"""Class sizes at which states with two rooms have one person each; the page says who takes which table."""


def kit(name: str) -> Any:
    """One file of data/kit, such as kit("guide"); read anew each time."""
    return yaml.safe_load((KIT / f"{name}.yml").read_text(encoding="utf-8"))


def shown(token: str, words: Mapping[str, Any]) -> str:
    """A word of a phase's `show` in words ("inject:1" is News 1). KeyError when guide.yml, show_words, lacks it."""
    kind, _, name = token.partition(":")
    if kind in ("inject", "text"):
        return {"inject": "News ", "text": "Draft "}[kind] + name
    return str(words["show_words"]["debrief" if kind == "debrief" else kind])


def handed(phase: Mapping[str, Any], length: str, words: Mapping[str, Any]) -> str:
    """What goes into people's hands in a phase, in words; empty when nothing does. A plan may have its own words for a kind."""
    own = words["plans"][length].get("hand_out", {})
    return str(own.get(phase["kind"], words["hand_out"].get(phase["kind"], "")))


def column(phase: Mapping[str, Any], length: str, words: Mapping[str, Any]) -> str:
    """The last column of a plan: what is shown, and what is handed out."""
    show = [word for word in dict.fromkeys(shown(token, words) for token in phase["show"]) if word]
    out = handed(phase, length, words)
    listed = ", ".join(show[:-1]) + " and " * (len(show) > 1) + "".join(show[-1:])
    return "; ".join([f"show {listed}"] * bool(show) + [f"hand out {out}"] * bool(out)) or "–"


def table_of(role: Mapping[str, Any], part: str) -> tuple[str, ...]:
    """The table that a person takes: "first" the PSC, "second" the NAC, "only" the seat's `solo` table or its only rooms."""
    if part in ("first", "second"):
        return ("psc",) if part == "first" else ("nac",)
    return (str(role["solo"]),) if role.get("solo") else tuple(role["rooms"])


def tables(people: int, roles: Sequence[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Who sits at which table in a class of `people`: ids of roles for "psc", "nac" and "both" (who walks between them)."""
    by_id = {role["id"]: role for role in roles}
    found: dict[str, list[str]] = {"psc": [], "nac": [], "both": []}
    for chair in model.chairs(people):
        where = table_of(by_id[chair.role], chair.part)
        kind = by_id[chair.role]["kind"]
        found["both" if kind in ("staff", "press") else where[0]].append(chair.role)
    return found


def voices(people: int) -> dict[str, int]:
    """How many seats can stop a text in a class of `people`: in the PSC, in the NAC, and states in all (for J1)."""
    psc, nac = model.voices(people, "psc"), model.voices(people, "nac")
    return {"psc": len(psc), "nac": len(nac), "states": len({*psc, *nac})}


def bet(words: Mapping[str, Any], length: str) -> list[str]:
    """The answer to the bet in sentences, for 12, 16 and 25 people; the plans with a joint session get one line more."""
    said = words["bet"]
    lines = [said["answer"], *(said["size"].format(people=n, **voices(n)) for n in (12, 16, 25)), said["any"]]
    return lines + ([said["joint"].format(**{f"states{n}": voices(n)["states"] for n in (12, 16, 25)})] if length != "45" else [])


def questions(step: Mapping[str, Any], length: str, key: str = "questions") -> list[str]:
    """The questions of one step of the debrief that this plan asks."""
    listed = list(step.get(key) or step["questions"])
    return [listed[n] for n in step.get("picked", {}).get(length, range(len(listed)))]
