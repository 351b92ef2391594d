"""The class list: what a pasted sheet becomes, and the table that is read out when the cards are handed over."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from eunato.learning import progress_disk
from eunato.models.seats import kit
from eunato.seminar.room import Console
from eunato.seminar.room_list import read_list

CLASS = [f"Student{n:02d} Surname{n:02d}" for n in range(25)]


@pytest.mark.parametrize(("line", "name"), [("Ana Maria;ana@uni.example", "Ana Maria"), ("1;Ana Maria;ana@uni.example", "Ana Maria"), ("Ana Maria\tana@uni.example", "Ana Maria"), ("Ana Maria <ana@uni.example>", "Ana Maria"),
                                            ("ana.maria@uni.example", "ana.maria"), ("Maria, Ana", "Maria, Ana"), ("Ana Maria, ana@uni.example", "Ana Maria")])
def test_an_address_never_becomes_a_name(line: str, name: str) -> None:
    found = read_list(line)
    assert found.names == (name,) and found.odd


@pytest.mark.parametrize("head", ["Name;Email", "name", "First name,Last name,E-mail", "Surname\tFirst name"])
def test_a_row_of_headings_gets_no_seat(head: str) -> None:
    assert read_list(f"{head}\nAna\nBo").names == ("Ana", "Bo")


def test_doubles_are_said_before_anybody_is_dealt(empty_home: Path) -> None:
    c = Console(empty_home, progress_disk)
    c.setup.names.value = "\n".join([*CLASS[:12], "student00 surname00"])
    assert "13 names were read" in c.setup.read.value and "Twice on the list" in c.setup.read.value
    c.setup.deal.click()
    assert c.state.people == 0 and "Nothing is dealt yet" in c.status.text
    c.setup.names.value = "\n".join(CLASS[:12])
    c.setup.deal.click()
    assert c.state.people == 12, "a clean list needs one press"


@pytest.mark.parametrize("people", [12, 13, 16, 25, 30])
def test_the_table_to_read_out_follows_the_printed_cards(people: int, empty_home: Path) -> None:
    c = Console(empty_home, progress_disk)
    c.setup.number.value = str(people)
    c.setup.deal.click()
    read = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", c.setup.seats.value)[1:]]
    assert len(read) == people and all(len(row) == 3 for row in read) and {row[0] for row in read} == {f"Person {n + 1}" for n in range(people)}
    core = [r["name"] for r in kit("roles")["roles"] if r["core"]]
    assert [row[1].split(",")[0] for row in read[:12]] == core
    if people == 25:
        assert all("second ambassador" in row[1] and row[2] == "NAC" for row in read[18:]) and read[0][1:] == ["France, first ambassador", "PSC"]
    for role in kit("roles")["roles"]:
        if people == 12 and role.get("solo") and role["core"]:
            row = next(r for r in read if r[1] == role["name"])
            assert row[2].startswith(role["solo"].upper()), "one person for two rooms has a table"
