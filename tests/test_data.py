"""The course's tables: full schemas, references, evidence rules, and the numbers that lessons rest on."""

from __future__ import annotations

import csv
import re
from datetime import date
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pytest

from eunato import course, tables
from maintain import data_readme

NAMES = tables.names()
WITH_STATUS = [name for name in NAMES if "status" in tables.info(name).column_names]
TRUSTED = {"A", "B"}
UNCONFIRMED = "course-2026-unconfirmed"


@cache
def tiers() -> dict[str, str]:
    return {row["source_id"]: row["tier"] for row in tables.records("sources")}


def pandera_schema(info: tables.TableInfo) -> pa.DataFrameSchema:
    """The full schema of one table, made from its description in tables.yml."""
    columns = {}
    for column in info.columns:
        checks = []
        if column.allowed and column.type == "codes":
            checks.append(pa.Check(lambda s, c=column: s.map(lambda cell: set(tables.split(cell)) <= set(c.allowed))))
        elif column.allowed:
            checks.append(pa.Check.isin([*column.allowed] + ([] if column.required else [""])))
        if column.pattern:
            checks.append(pa.Check(lambda s, c=column: s.map(
                lambda cell: all(re.fullmatch(c.pattern, part) for part in (tables.split(cell) if c.type == "codes" else [cell] * bool(cell))))))
        if column.max_words:
            checks.append(pa.Check(lambda s, c=column: s.str.split().str.len() <= c.max_words))
        if column.minimum is not None:
            checks.append(pa.Check.ge(column.minimum))
        if column.maximum is not None:
            checks.append(pa.Check.le(column.maximum))
        if column.required and column.type in ("text", "code", "codes", "partial_date"):
            checks.append(pa.Check.str_length(min_value=1))
        if column.type == "partial_date":
            checks.append(pa.Check.str_matches(r"^(\d{4}(-\d{2}(-\d{2})?)?)?$"))
        kind = {"integer": "Int64", "number": "float64", "date": None, "bool": None}.get(column.type, "str")
        if column.type == "date":
            checks.append(pa.Check(lambda s: pd.api.types.is_datetime64_any_dtype(s)))
        if column.type == "bool":
            checks.append(pa.Check(lambda s: pd.api.types.is_bool_dtype(s)))
        columns[column.name] = pa.Column(kind, checks, nullable=not column.required or column.type == "text")
    return pa.DataFrameSchema(columns, strict=True, unique=list(info.key))


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_fits_the_full_schema(name: str) -> None:
    info = tables.info(name)
    if "series" in info.column_names:
        frame = tables.load(name, series=sorted({row["series"] for row in tables.records(name)}))
    else:
        frame = tables.load(name)
    pandera_schema(info).validate(frame, lazy=True)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_and_every_reference_resolves(name: str) -> None:
    assert [str(problem) for problem in tables.problems(name)] == []


@pytest.mark.parametrize("name", tables._course().schema)
def test_every_described_table_has_a_file_and_a_full_description(name: str) -> None:
    info = tables.info(name)
    assert tables._course().path(name).is_file(), f"{name} is described and has no file"
    assert info.title and info.row and info.key and info.licence and info.sources and info.definitions
    for column in info.columns:
        assert column.description.endswith("."), f"{name}.{column.name}: a description is a sentence"


@pytest.mark.parametrize("name", NAMES)
def test_files_are_plain_utf8_with_unix_line_ends_and_minimal_quotes(name: str) -> None:
    raw = tables._course().path(name).read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf") and raw.endswith(b"\n") and not raw.endswith(b"\n\n")
    lines = raw.decode("utf-8")
    out = []
    rows = list(csv.reader(lines.splitlines(keepends=True)))

    class Sink:
        write = staticmethod(out.append)

    csv.writer(Sink, lineterminator="\n").writerows(rows)
    assert "".join(out) == lines, f"{name}.csv has quotation marks that no cell needs"


@pytest.mark.parametrize("name", NAMES)
def test_no_table_names_a_machine_or_how_a_source_was_looked_up(name: str) -> None:
    text = tables._course().path(name).read_text(encoding="utf-8")
    assert not re.search(r"(?<!\w)/(root|tmp|work|home)/|localhost|127\.0\.0\.1", text), "a path of a machine; a folder of a web address is fine"
    assert not re.search(r"github\.com|githubusercontent|GitHub|repository|librarian|compiler|\bindex id\b|in the store", text), "say what was read, not how it was found"


@pytest.mark.parametrize("name", NAMES)
def test_names_are_written_as_the_course_writes_them(name: str) -> None:
    quoted = ("quote", "title", "url", "source_id", "old_ids", "venue")
    for row in tables.records(name):
        for column, cell in row.items():
            if column in quoted or not isinstance(cell, str) or name == "sources":
                continue
            assert not re.search(r"EU-NATO|NATO-EU|\bTurkiye\b|Czech Republic\b|\bFYROM\b", cell), f"{name}, {column}: {cell}"
            assert not re.search(r"\b(vassal|bully|appease|daddy|betrayal|puppet|obsessed|so-called)\b", cell), f"{name}, {column}: {cell}"
    if name == "countries":
        shown = {row["iso3"]: row["name"] for row in tables.records(name)}
        assert (shown["TUR"], shown["CZE"], shown["MKD"], shown["XKX"]) == ("Türkiye", "Czechia", "North Macedonia", "Kosovo*")


# -- evidence ---------------------------------------------------------------------------------------------------------


def cited() -> list[tuple[str, str, set[str], str]]:
    """(table, key, tiers of its sources, status) of every row that names sources."""
    found = []
    for name in NAMES:
        info = tables.info(name)
        if "source_id" not in info.column_names or name == "sources":
            continue
        for row in tables.records(name):
            key = " ".join(str(row[part]) for part in info.key)
            found.append((name, key, {tiers()[s] for s in tables.split(row["source_id"])}, row.get("status") or row.get("record") or ""))
    return found


def test_nothing_rests_on_the_lowest_tier_alone() -> None:
    assert [(name, key) for name, key, seen, _ in cited() if seen == {"D"}] == []


def test_what_is_only_reported_is_marked() -> None:
    marked = {"unconfirmed", "unverified"}
    wrong = [(name, key) for name, key, seen, status in cited() if not seen & TRUSTED and name != "glossary" and status not in marked]
    assert wrong == []
    assert [key for name, key, seen, _ in cited() if name == "glossary" and not seen & TRUSTED] == []


def test_general_knowledge_is_marked_and_the_note_says_which_cell() -> None:
    for name in WITH_STATUS:
        for row in tables.records(name):
            where = f"{name}: {[row[part] for part in tables.info(name).key]}"
            if UNCONFIRMED in tables.split(row["source_id"]):
                assert row["status"] == "unconfirmed", where
            if row["status"] == "unconfirmed":
                assert row["note"] or row.get("reason"), f"{where} is unconfirmed and says not what"
    assert any(row["status"] == "unconfirmed" for row in tables.records("countries"))


def test_claims_that_count_as_confirmed_rest_on_more_than_the_brief_and_copies() -> None:
    for row in tables.records("claims"):
        others = [tiers()[s] for s in tables.split(row["source_id"])[1:]]
        assert row["source_id"].startswith("euiss-2026-brief5")
        if row["record"] == "confirmed":
            assert TRUSTED & set(others), row["claim_id"]
        if row["record"] == "contradicted":
            assert "A" in others, f"{row['claim_id']}: only an official record contradicts the brief"


def test_sources_name_the_publisher_of_record() -> None:
    for row in tables.records("sources"):
        where = row["source_id"]
        assert not re.search(r"\bvia\b|mirror|reshaped|\(copy|repost", row["publisher"]), where
        if row["date"] and row["date"][:4] not in where and "-nd-" not in where:
            assert re.search(r"-\d{4}-", where), f"{where}: the id holds publisher, year and subject"
        assert row["read"] != "full" or row["tier"] != "D", where
    assert tiers()[UNCONFIRMED] == "C"


def test_every_source_of_the_research_lists_has_one_place() -> None:
    old = [one for row in tables.records("sources") for one in tables.split(row["old_ids"])]
    assert len(old) == len(set(old)) > 700


def test_later_events_carry_dates() -> None:
    """After the brief's month a statement has at least a month, except where its note says that none was found."""
    later = [row for row in tables.records("statements") if row["date"][:4] >= "2026"]
    assert len(later) > 20
    for row in later:
        if row["date"] == "2026":
            assert row["precision"] == "year" and (row["status"] == "unconfirmed" or "expert" == row["side"]), row["statement_id"]
        else:
            assert len(row["date"]) >= 7, row["statement_id"]
    after = re.compile(r"after (March 2026|the brief)", re.IGNORECASE)
    for row in tables.records("claims"):
        if row["record"] == "later_change" or after.search(row["record_note"]):
            assert re.search(r"20\d\d", row["record_note"]) or "later" not in row["record"], row["claim_id"]


def test_no_row_is_newer_than_the_record_or_today() -> None:
    for name in NAMES:
        for row in tables.records(name):
            if isinstance(row.get("as_of"), date):
                assert row["as_of"] <= date(2026, 11, 22), name
            if name in ("statements", "sources") and len(row["date"]) == 10 and row["source_id"] not in (UNCONFIRMED, "course-2026-wording"):
                assert date.fromisoformat(row["date"]) <= course.RECORD_TO, (name, row)


# -- countries --------------------------------------------------------------------------------------------------------


def members_at(day: str) -> tuple[set[str], set[str]]:
    """Members of the EU and of NATO at the end of a day."""
    when = date.fromisoformat(day)
    eu, nato = set(), set()
    for row in tables.records("countries"):
        if row["eu_since"] and row["eu_since"] <= when and not (row["eu_until"] and row["eu_until"] <= when):
            eu.add(row["iso3"])
        if row["nato_since"] and row["nato_since"] <= when:
            nato.add(row["iso3"])
    return eu, nato


@pytest.mark.parametrize(("year", "common"), [(1995, 11), (2004, 19), (2007, 21), (2013, 22), (2020, 21), (2023, 22), (2024, 23)])
def test_common_members_at_years_end(year: int, common: int) -> None:
    eu, nato = members_at(f"{year}-12-31")
    assert len(eu & nato) == common


def test_members_today() -> None:
    eu, nato = members_at("2026-11-22")
    assert (len(eu), len(nato), len(eu & nato), len(eu | nato)) == (27, 32, 23, 36)
    frame = tables.load("countries")
    assert eu == set(frame.query("eu_member")["iso3"]) and nato == set(frame.query("nato_member")["iso3"])
    assert eu - nato == {"AUT", "CYP", "IRL", "MLT"}
    assert nato - eu == {"ALB", "CAN", "GBR", "ISL", "MNE", "MKD", "NOR", "TUR", "USA"}


def test_the_36_stand_first_and_each_state_agrees_with_itself() -> None:
    rows = tables.records("countries")
    assert all(row["eu_member"] or row["nato_member"] for row in rows[:36])
    assert not any(row["eu_member"] or row["nato_member"] for row in rows[36:])
    for row in rows:
        where = row["iso3"]
        assert row["eu_member"] == (row["eu_status"] == "member") == (row["eu_security_agreement"] == "member") == (row["safe_role"] == "member"), where
        assert row["eu_member"] == bool(row["eu_since"] and not row["eu_until"]) == bool(row["population"]) == row["csdp_full"], where
        assert row["nato_member"] == bool(row["nato_since"]) == (row["pfp"] == "member") == (row["nato_security_agreement"] == "ally"), where
        assert not (row["usl_participant"] and not row["eu_member"]), where


def test_the_facts_that_lesson_02_turns_on() -> None:
    row = {r["iso3"]: r for r in tables.records("countries")}
    assert (row["CYP"]["pfp"], row["CYP"]["nato_security_agreement"]) == ("absent", "no")
    assert (row["TUR"]["recognises_roc"], row["TUR"]["eu_security_agreement"]) == ("no", "no")
    assert row["MLT"]["pfp_since"] == date(2008, 4, 3)
    assert [row[i]["nato_security_agreement"] for i in ("AUT", "IRL", "MLT")] == ["yes"] * 3
    assert all(row[i]["status"] == "confirmed" for i in ("AUT", "CYP", "IRL", "MLT", "TUR"))
    assert {i for i, r in row.items() if r["eu_member"] and r["recognises_kosovo"] == "no"} == {"CYP", "ESP", "GRC", "ROU", "SVK"}
    assert {i for i, r in row.items() if r["nato_member"] and r["recognises_kosovo"] == "no"} == {"ESP", "GRC", "ROU", "SVK"}
    assert {i for i, r in row.items() if r["eu_member"] and not r["usl_participant"]} == {"CZE", "HUN", "SVK"}
    assert {i for i, r in row.items() if r["nato_member"] and r["sdp_date"]} == {"ALB", "CAN", "GBR", "ISL", "MKD", "NOR"}


def test_population_is_that_of_the_27() -> None:
    frame = tables.load("countries").query("eu_member")
    assert frame["population"].notna().all()
    assert 449_000_000 < frame["population"].sum() < 452_000_000
    assert frame.sort_values("population", ascending=False)["iso3"].head(3).tolist() == ["DEU", "FRA", "ITA"]
    assert frame.sort_values("population")["iso3"].iloc[0] == "MLT"


# -- claims, statements, glossary -------------------------------------------------------------------------------------


def test_55_claims_and_158_checks() -> None:
    rows = tables.records("claims")
    assert [row["claim_id"] for row in rows] == [f"C{n:02d}" for n in range(1, 56)]
    checks = {int(one) for row in rows for one in tables.split(row["checks"])}
    assert checks == set(range(1, 159))
    assert [row["claim_id"] for row in rows if not row["checks"]] == ["C21"]


def test_the_checked_statements_are_published() -> None:
    """Each statement names the claims that name it, so a reader can go both ways."""
    rows = {row["n"]: tables.split(row["claim_id"]) for row in tables.records("brief_checks")}
    assert list(rows) == [str(n) for n in range(1, 159)]
    for claim in tables.records("claims"):
        for one in tables.split(claim["checks"]):
            assert claim["claim_id"] in rows[one], (claim["claim_id"], one)
    assert sum(len(claims) for claims in rows.values()) == sum(len(tables.split(row["checks"])) for row in tables.records("claims"))


def test_candidates_and_partners_may_join_purchases_under_safe_and_the_united_states_may_not() -> None:
    roles = {row["iso3"]: row["safe_role"] for row in tables.records("countries")}
    assert [roles[i] for i in ("TUR", "GBR", "ALB", "MKD", "MNE")] == ["may_join"] * 5
    assert (roles["USA"], roles["CAN"], roles["NOR"]) == ("cap35", "agreement", "eligible")
    for row in tables.records("countries"):
        if row["iso3"] not in ("NOR", "ISL", "CAN", "UKR") and not row["eu_member"] and (row["sdp_date"] or row["eu_status"] == "candidate"):
            assert row["safe_role"] == "may_join", row["iso3"]


def test_where_the_record_differs_a_note_says_how() -> None:
    for row in tables.records("claims"):
        if row["record"] != "judgement":
            assert row["record_note"], row["claim_id"]
    record = {row["claim_id"]: row["record"] for row in tables.records("claims")}
    assert (record["C19"], record["C31"], record["C34"]) == ("contradicted", "contradicted", "nuanced")
    notes = {row["claim_id"]: row["record_note"] for row in tables.records("claims")}
    for claim, words in {"C31": "8 December 1998", "C19": "Concordia", "C34": "11 February", "C23": "8 July 2025", "C10": "42 of 2016"}.items():
        assert words in notes[claim], claim


def test_both_sides_of_the_dispute_speak() -> None:
    rows = [row for row in tables.records("statements") if row["topic"] == "turkiye_cyprus"]
    by = {org: [row for row in rows if row["org"] == org] for org in ("Türkiye", "Cyprus", "Greece", "NATO")}
    assert all(len(found) >= 2 for found in by.values()), {org: len(found) for org, found in by.items()}
    for org in ("Türkiye", "Cyprus", "Greece"):
        assert any(row["quote"] for row in by[org]), f"{org} speaks in its own words"
    words = {org: sum(len(row["summary"].split()) for row in found) for org, found in by.items()}
    assert 0.5 <= words["Türkiye"] / (words["Cyprus"] + words["Greece"]) <= 1.25 or words["Türkiye"] >= 60


def test_quotations_are_short_and_dated() -> None:
    rows = [row for row in tables.records("statements") if row["quote"]]
    assert len(rows) >= 25
    for row in rows:
        assert len(row["quote"].split()) <= 25 and row["date"] and row["speaker"], row["statement_id"]


def test_the_glossary_covers_lessons_00_and_02() -> None:
    terms = {row["term"]: row for row in tables.records("glossary")}
    needed = ("Ally;Member State;partner;estimate;assumption;calibration;no-code mode;consensus;unanimity;constructive abstention;silence procedure;"
              "QMV;enhanced cooperation;PfP;security agreement;originator consent;agreed framework;PSC;NAC;CSDP;SACEUR;DSACEUR;EEAS;EDA;PESCO;SAFE;EDIP;"
              "PURL;EUMAM;NSATU;KFOR;EULEX;ACI;GDP;MPCC;SHAPE;Berlin Plus;cross-briefing;gist;scope;Kosovo*")  # fmt: skip
    assert [term for term in needed.split(";") if term not in terms] == []
    for term, row in terms.items():
        if re.fullmatch(r"[A-Z][A-Za-z]*[A-Z]+[A-Za-z]*", term) and term not in ("ISR",):
            assert row["expansion"], f"{term} is an abbreviation without its expansion"
        assert row["definition"].rstrip("'").endswith("."), term


# -- the dictionary ---------------------------------------------------------------------------------------------------


def test_the_readme_is_not_stale() -> None:
    assert data_readme.check() == []


def test_the_readme_names_every_table_column_and_research_file() -> None:
    page = data_readme.render()
    for name in NAMES:
        assert f"### {name}\n" in page
        for column in tables.info(name).column_names:
            assert f"| `{column}` |" in page
    for folder, files in data_readme.FACT_FILES.items():
        for file in files:
            assert f"| {folder}/{file} | " in page
    known = {f"{folder}/{file}" for folder, files in data_readme.FACT_FILES.items() for file in files}
    assert {fact for name in NAMES for fact in tables.info(name).facts} <= known
    mapped = {fact for name in NAMES for fact in tables.info(name).facts}
    assert known - mapped == set(data_readme.LATER) - mapped


def test_a_changed_table_makes_the_readme_stale(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for path in [*course.DATA.glob("*.csv"), *course.DATA.glob("*.yml")]:
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "tables.d").mkdir()
    for path in (course.DATA / "tables.d").glob("*.yml"):
        (tmp_path / "tables.d" / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(course, "DATA", tmp_path)
    data_readme.write()
    assert data_readme.check() == [] and data_readme.build() == []
    with (tmp_path / "glossary.csv").open("a", encoding="utf-8") as file:
        file.write("zzz,,A made-up term.,,00,course-2026-wording\n")
    assert "no longer fits" in data_readme.check()[0]
    assert data_readme.build() == [tmp_path / "README.md"] and data_readme.check() == []
