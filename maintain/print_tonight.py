"""What the teacher's file has behind the plan for tonight: late running, the bet, the record, tables, what each seat has at stake."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from maintain import kit_phases

Named = Callable[[dict[str, Any], str], dict[str, Any]]


def swapped(text: str, words: Mapping[str, Any], naming: str) -> str:
    """The sentence as the edition says it: the neutral one has other names for institutions, longest first."""
    if naming == "neutral":
        for old, new in words["tonight"]["swap"].items():
            text = text.replace(old, new)
    return text


def where(role: Mapping[str, Any], second: bool, one_card: bool, words: Mapping[str, Any]) -> str:
    """The table of a card, in words. Pairs: the first sits in the PSC, the second in the NAC; alone, at the seat's `solo` table.
    `one_card`: both ambassadors use this card, as in large type and plain."""
    said, rooms = words["cards"]["where"], words["cards"]["rooms"]
    if not role.get("solo"):
        return str(words["cards"]["and"].join(rooms[room] for room in role["rooms"]))
    alone = rooms[role["solo"]]
    if second:
        return str(rooms["nac"])
    if one_card:
        return str(said["pair"].format(first=rooms["psc"], second=rooms["nac"], alone=alone))
    return str(rooms["psc"]) if role["solo"] == "psc" else str(said["first"].format(first=rooms["psc"], alone=alone))


def late(words: Mapping[str, Any], naming: str) -> list[str]:
    """The sentences for a plan of 45 minutes that runs over."""
    guide = kit_phases.kit("guide")
    lines = [guide["overrun"], *(f"{when[0].upper()}{when[1:]}: {what}" for when, what in guide["plans"]["45"]["cut"])]
    return [swapped(line, words, naming) for line in lines]


def before(words: Mapping[str, Any], naming: str) -> list[str]:
    """What the plan page says of people before class, as far as it belongs on paper."""
    lines = [line for line in kit_phases.kit("guide")["plans"]["45"]["before"] if "](" not in line]
    return [swapped(line, words, naming) for line in lines]


def answer(words: Mapping[str, Any], naming: str) -> list[str]:
    """The answer to the bet, with the line for the longer plans."""
    return [swapped(line, words, naming) for line in kit_phases.bet(kit_phases.kit("guide"), "90")]


def record(naming: str) -> list[dict[str, str]]:
    """The facts of the record, each with its sources."""
    return [{"text": row["neutral"]["text"] if naming == "neutral" else row["text"], "source": ", ".join([row["source_id"], *row.get("also", [])])}
            for row in kit_phases.kit("rules")["record"]]


def tables(names: Mapping[str, str]) -> list[dict[str, Any]]:
    """For 12 to 16 people: who sits at which table while each state has one person."""
    roles = kit_phases.kit("roles")["roles"]
    found = []
    for people in kit_phases.FIRST_SIZES:
        at = kit_phases.tables(people, roles)
        found.append({"people": people, **{room: "; ".join(names[one] for one in at[room]) or "–" for room in ("psc", "nac", "both")}})
    return found


def stakes(roles: Sequence[dict[str, Any]], names: Mapping[str, str], naming: str, named: Named) -> list[dict[str, str]]:
    """The line "Tonight" of each seat with one of the two drafts at stake, by draft."""
    kinds = kit_phases.kit("guide")["tonight_kinds"]
    return [{"draft": draft, "name": names[role["id"]], "text": named(role, naming)["tonight"], "so": kinds[role["tonight_kind"]]}
            for draft in ("P1", "N1") for role in roles if role["tonight_on"] == draft]


def debrief(steps: Sequence[dict[str, Any]], naming: str, named: Callable[..., dict[str, Any]], mark: str) -> list[dict[str, Any]]:
    """The debrief; a question that the plan of 45 minutes leaves out carries `mark`."""
    made = []
    for step in steps:
        shown = named(step, naming, "questions")
        picked = shown.pop("picked", {}).get("45", range(len(shown["questions"])))
        made.append({**shown, "questions": [q if n in picked else f"{q} {mark}" for n, q in enumerate(shown["questions"])]})
    return made


def content(found: Mapping[str, Any], words: Mapping[str, Any], naming: str, named: Named) -> dict[str, Any]:
    """All of it, as the template takes it. `found`: the names of the seats by id, and the roles of the file."""
    return {"late": late(words, naming), "before": before(words, naming), "bet": answer(words, naming), "record": record(naming),
            "tables": tables(found["names"]), "stakes": stakes(found["roles"], found["names"], naming, named),
            "differ": swapped(kit_phases.kit("guide")["differ"], words, naming)}
