"""The kit in one edition: states by name, or as letters with institutions by function."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from eunato.models.seats import kit
from eunato.seminar.room_log import Done, State


def words() -> Mapping[str, Any]:
    """The words of the console, data/kit/room_words.yml."""
    return kit("room_words")


class Kit:
    """What roles.yml, texts.yml, injects.yml and rules.yml say in one edition ("named" or "neutral")."""

    def __init__(self, edition: str) -> None:
        self.neutral = edition == "neutral"
        self.w = words()
        self.rooms: Mapping[str, str] = self.w["rooms"][edition]

    def _one(self, file: str, part: str, key: Any) -> dict[str, Any]:
        row = next(r for r in kit(file)[part] if str(r["id"]) == str(key))
        other = row.get("neutral")
        return {**row, **other} if self.neutral and isinstance(other, dict) else dict(row)

    def role(self, role: str) -> dict[str, Any]:
        """A role with its brief; "name" is the edition's."""
        row = self._one("roles", "roles", role)
        return {**row, "name": row["letter"]} if self.neutral else row

    def name(self, role: str) -> str:
        """How a seat is called."""
        return self.role(role)["name"]

    def names(self) -> dict[str, str]:
        """All seats' names by id."""
        return {r["id"]: r["letter" if self.neutral else "name"] for r in kit("roles")["roles"]}

    def text(self, text: str) -> dict[str, Any]:
        """A draft text."""
        return self._one("texts", "texts", text)

    def texts(self, room: str) -> list[dict[str, Any]]:
        """The texts that a room can take up; J1 belongs to both."""
        return [self.text(t["id"]) for t in kit("texts")["texts"] if t["room"] in (room, "joint")]

    def injects(self, plan: str) -> list[dict[str, Any]]:
        """The news of a plan, in order."""
        return [self._one("injects", "injects", i["id"]) for i in kit("injects")["injects"] if int(plan) in i["plans"]]

    def inject(self, number: Any) -> dict[str, Any]:
        """One piece of news."""
        return self._one("injects", "injects", number)

    def tokens(self, plan: str) -> list[str]:
        """Everything that the phases of a plan show, in order, each once."""
        return list(dict.fromkeys(token for phase in kit("plans")["plans"][plan] for token in phase["show"]))

    def record(self) -> list[dict[str, Any]]:
        """Facts of the public record; the neutral edition has those only that it can tell without names."""
        rows = kit("rules").get("record", [])
        return [self._one("rules", "record", r["id"]) for r in rows if not self.neutral or isinstance(r.get("neutral"), dict)]

    def cards(self) -> list[dict[str, Any]]:
        """The information cards; "raw" is the named edition's mark."""
        return [{**self._one("injects", "cards", c["id"]), "raw": c["mark"]} for c in kit("injects")["cards"]]

    def card(self, card: str) -> dict[str, Any]:
        """One card."""
        return next(c for c in self.cards() if c["id"] == card)

    def rules(self) -> list[dict[str, Any]]:
        """The page of rules."""
        return [self._one("rules", "rules", r["id"]) for r in kit("rules")["rules"]]

    def criteria(self) -> list[dict[str, Any]]:
        """The seven criteria with their anchors."""
        return [{**c, "title": c["neutral"]} if self.neutral and "neutral" in c else dict(c) for c in kit("rules")["outcome"]]

    def debrief(self, part: str, plan: str = "90") -> dict[str, Any]:
        """A screen of the debrief, with the questions that a plan asks: what could not happen in 45 minutes is not asked there."""
        row = next(d for d in kit("rules")["debrief"] if d["id"] == part)
        listed = row["neutral"] if self.neutral and "neutral" in row else row["questions"]
        return {**row, "questions": [listed[n] for n in row.get("picked", {}).get(plan, range(len(listed)))]}

    def plan_words(self, text: str) -> str:
        """A sentence of the plan with the edition's names of the rooms."""
        for one, other in self.rooms.get("swaps", {}).items():
            text = text.replace(one, other)
        return text

    def titled(self, text: str, choice: int | None) -> str:
        """'P2 Emergency mobility (limited)'."""
        row = self.text(text)
        return f"{text} {row['title']}" + (f" ({row['choices'][choice]})" if choice is not None else "")

    def outcome(self, done: Done) -> str:
        """'N1 More activity: adopted by the NAC.'"""
        return self.w["outcomes"][done.outcome].format(text=self.titled(done.text, done.choice), room=self.rooms[done.room])


def holder(state: State, person: int) -> str:
    """How a person is shown to the instructor: the name on the class list, or a number."""
    return state.names[person] if state.names else words()["person"].format(n=person + 1)


def place(made: Kit, seated: Any, plan: str) -> tuple[str, str]:
    """(seat, room) of a person in words: ('France, first ambassador', 'PSC'). A single person of a state has a table of its own choice of the kit."""
    chair, role = seated.chair, made.role(seated.chair.role)
    parts = made.w["parts"]
    if len(chair.rooms) == 1:
        return parts[chair.part].format(name=role["name"]), made.rooms[chair.rooms[0]]
    solo = role.get("solo") if chair.part == "only" else None
    where = parts["table" if plan == "45" else "begins"].format(room=made.rooms[solo]) if solo in made.rooms else made.rooms["both"]
    return parts[chair.part].format(name=role["name"]), where


def sits(made: Kit, seated: Any, plan: str) -> str:
    """'France, first ambassador (PSC)'."""
    seat, where = place(made, seated, plan)
    return f"{seat} ({where})"


def card_order(seated: Any) -> tuple[int, int]:
    """Sorts people as the printed cards lie: the core, seats that join, second ambassadors, advisers."""
    chair, roles = seated.chair, kit("roles")["roles"]
    number, role = next((i, r) for i, r in enumerate(roles) if r["id"] == chair.role)
    joins = {"second": role["second"], "adviser": 1_000}.get(chair.part, 0 if role["core"] else role["adds"])
    return joins, number


def without_names(text: str, names: tuple[str, ...], kit_: Kit) -> str:
    """The text with class-list names, and their parts of three letters or more, replaced; words of the seats stay."""
    kept = {word.casefold() for r in kit("roles")["roles"] for word in f"{r['name']} {r['letter']}".split()} | {"the", "and", "for"}
    parts = {p for n in names for p in [n, *re.split(r"[\s,;.\-]+", n)] if len(p) >= 3 and p.casefold() not in kept}
    for part in sorted(parts, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", lambda _m: kit_.w["log"]["name"], text)
    return text
