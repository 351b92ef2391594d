"""Where a paper can travel: the course's vectors, each kind of failure, unknown links, and what must never happen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import tables
from eunato.models import clubs, paths
from eunato.models.clubs import ModelError
from eunato.models.paths import Document

SCOPES = [scope for scope in paths.SCOPE_WORDS if scope != "all"]
GROUPS = ["eu", "eu_only", "nato", "nato_only"]


def copy(name: str) -> list[dict]:
    return [dict(row) for row in tables.records(name)]


def annex(level: str = "S", scope: str = "topic:planning", originator: str = "NATO-IS", to: str = "eu", **more) -> Document:
    return Document(level, scope, originator, paths.group(to), **more)


def made(*rows: dict) -> tuple[paths.Link, ...]:
    """Links in the form of the table, with what a test does not care about filled in."""
    full = {
        "max_level": "S", "scope": "all", "basis": "made", "in_force": "yes", "originator_consent": "not_needed",
        "excluded_recipients": "", "reason": "made reason", "what_if": "", "source_id": "x", "as_of": "2026-11-22",
        "evidence": "A", "status": "confirmed",
    }  # fmt: skip
    return paths.expand([{**full, "link_id": f"L{n:02}", **row} for n, row in enumerate(rows, start=1)])


# -- vectors ----------------------------------------------------------------------------------------------------------


def test_without_a_release_the_secret_annex_reaches_the_allies_only():
    result = paths.find(paths.annex())
    assert result.deliverable is False
    assert set(result.delivered) == clubs.split().both and result.count == 23
    assert result.undelivered == ("AUT", "CYP", "IRL", "MLT")
    for state in ("AUT", "IRL", "MLT"):
        block = result.failing[state]
        assert (block.link.row, block.kind) == ("L07", "consent")
        assert "all Allies" in block.reason and "not a right" in block.reason
    assert result.failing["CYP"].link.row == "L08" and result.failing["CYP"].kind == "in_force"


def test_all_27_need_both_a_new_agreement_and_a_release():
    assert paths.find(paths.annex(), switches=["cyp_pfp"]).undelivered == ("AUT", "CYP", "IRL", "MLT")
    assert "Cyprus at link L08" in paths.find(paths.annex(), switches=["cyp_pfp"]).sentence  # not at the link of the others
    assert paths.find(paths.annex(consent=True)).undelivered == ("CYP",)
    assert paths.find(paths.annex(consent=True), switches=["cyp_pfp"]).deliverable is True
    assert paths.find(paths.annex(), switches=["gist"]).deliverable is True


def test_who_must_release_depends_on_who_wrote_it():
    result = paths.find(annex(originator="EU-STAFF", to="nato_only", consent=False))
    assert "all Member States" in result.failing["GBR"].reason
    assert result.failing["TUR"].link.row == "L18"


def test_the_secret_annex_does_not_reach_all_27_and_the_gap_is_cyprus():
    result = paths.find(annex())
    assert result.deliverable is False
    assert result.undelivered == ("CYP",)
    assert len(result.delivered) == 26
    block = result.failing["CYP"]
    assert block.link.row == "L08"
    assert "security agreement" in block.reason
    assert "Cyprus at link L08" in result.sentence


def test_the_unclassified_gist_reaches_all_27():
    result = paths.find(annex(), switches=["gist"])
    assert result.deliverable is True
    assert len(result.delivered) == 27
    assert result.document.level == "U"
    assert result.asked.level == "S"
    assert [link.row for link in result.paths["CYP"]] == ["L04", "L13"]


def test_with_cyprus_in_pfp_the_annex_reaches_all_27():
    assert paths.find(annex(), switches=["cyp_pfp"]).deliverable is True
    assert paths.find(annex(), switches=["eu_tur"]).deliverable is False


def test_the_other_direction_fails_for_turkiye_until_an_agreement():
    paper = annex(originator="EU-STAFF", to="nato_only")
    result = paths.find(paper)
    assert result.undelivered == ("TUR",)
    assert len(result.delivered) == 8
    assert paths.find(paper, switches=["eu_tur"]).deliverable is True


def test_more_than_one_link_keeps_the_annex_back():
    kinds = {block.link.row: block.kind for block in paths.find(annex()).cut}
    assert kinds["L05"] == "scope"
    assert kinds["L08"] == "in_force"
    assert kinds["L04"] == "level"


def test_a_berlin_plus_paper_excludes_cyprus_even_where_the_link_is_open():
    result = paths.find(annex(scope="berlin_plus"))
    assert result.undelivered == ("CYP",)
    assert {block.link.row: block.kind for block in result.cut}["L05"] == "excluded"


def test_unknown_stays_unknown():
    result = paths.find(annex("R", "topic:standards"))
    assert result.deliverable is None
    assert result.unknown == ("CYP",)
    assert "not public" in result.sentence.lower()
    assert result.failing["CYP"].kind == "unknown"


def test_what_the_switch_opens():
    opened = paths.opened("cyp_pfp", "NATO-IS", paths.group("eu"))
    assert ("S", "topic:planning") in opened
    assert not any(level == "U" for level, _ in opened)
    assert paths.opened("eu_tur", "NATO-IS", paths.group("eu")) == frozenset()


# -- answers come from the tables -------------------------------------------------------------------------------------


def test_a_changed_link_changes_the_result():
    rows = copy("info_links")
    next(row for row in rows if row["link_id"] == "L08")["in_force"] = "yes"
    assert paths.find(annex(), paths.expand(rows)).deliverable is True
    next(row for row in rows if row["link_id"] == "L03")["max_level"] = "R"
    assert "DEU" in paths.find(annex(), paths.expand(rows)).undelivered


def test_a_state_without_known_agreement_is_unknown_not_refused():
    countries = copy("countries")
    next(row for row in countries if row["iso3"] == "MLT")["nato_security_agreement"] = "unknown"
    result = paths.find(annex(), countries=countries)
    assert result.unknown == ("MLT",)
    next(row for row in countries if row["iso3"] == "MLT")["nato_security_agreement"] = "no"
    assert "MLT" in paths.find(annex(), countries=countries).undelivered


def test_class_rows_make_one_link_for_each_state():
    links = [link for link in paths.expand() if link.row == "L03"]
    assert {link.end for link in links} == clubs.members("NATO")
    assert all(link.link_id == f"L03:{link.end}" for link in links)


def test_the_table_is_small_enough_to_read_and_every_closed_link_gives_a_reason():
    rows = tables.records("info_links")
    assert len(rows) <= 25
    for row in rows:
        if row["in_force"] != "yes" or row["what_if"]:
            assert row["reason"], row["link_id"]


# -- each rule of a link ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({}, None),
        ({"in_force": "no"}, "in_force"),
        ({"max_level": "C"}, "level"),
        ({"scope": "berlin_plus;topic:hybrid"}, "scope"),
        ({"excluded_recipients": "CYP"}, "excluded"),
    ],
)
def test_each_rule_stops_the_paper_with_its_own_kind(change, kind):
    links = made({"from": "NATO-IS", "to": "EU-STAFF"}, {"from": "EU-STAFF", "to": "CYP", **change})
    result = paths.find(Document("S", "topic:planning", "NATO-IS", ("CYP",)), links)
    if kind is None:
        assert result.delivered == ("CYP",)
    else:
        assert result.failing["CYP"].kind == kind
        assert result.failing["CYP"].link.link_id == "L02"


def test_consent_is_needed_for_classified_papers_only():
    links = made({"from": "NATO-IS", "to": "CYP", "originator_consent": "required"})
    refused = Document("C", "topic:planning", "NATO-IS", ("CYP",), consent=False)
    assert paths.find(refused, links).failing["CYP"].kind == "consent"
    assert paths.find(Document("U", "topic:planning", "NATO-IS", ("CYP",), consent=False), links).deliverable is True


def test_an_exclusion_follows_the_paper():
    links = made({"from": "NAC", "to": "EU-STAFF", "excluded_recipients": "CYP"}, {"from": "EU-STAFF", "to": "CYP"},
                 {"from": "EU-STAFF", "to": "AUT"})  # fmt: skip
    result = paths.find(Document("S", "topic:planning", "NAC", ("CYP", "AUT")), links)
    assert result.delivered == ("AUT",)
    assert result.failing["CYP"].kind == "excluded"


def test_the_shortest_valid_path_is_taken_even_when_a_shorter_one_is_closed():
    links = made({"from": "NATO-IS", "to": "CYP", "in_force": "no"}, {"from": "NATO-IS", "to": "NAC"},
                 {"from": "NAC", "to": "PSC"}, {"from": "PSC", "to": "CYP"}, {"from": "NAC", "to": "CYP"})  # fmt: skip
    result = paths.find(Document("S", "topic:planning", "NATO-IS", ("CYP",)), links)
    assert [link.link_id for link in result.paths["CYP"]] == ["L02", "L05"]


def test_the_reported_attempt_fails_least_and_closest_to_the_reader():
    links = made({"from": "NATO-IS", "to": "EU-STAFF", "max_level": "U"}, {"from": "EU-STAFF", "to": "CYP"},
                 {"from": "NATO-IS", "to": "NAC"}, {"from": "NAC", "to": "CYP", "in_force": "no"})  # fmt: skip
    result = paths.find(Document("S", "topic:planning", "NATO-IS", ("CYP",)), links)
    assert result.failing["CYP"].link.link_id == "L04"
    assert {block.link.link_id for block in result.cut} == {"L01", "L04"}


def test_no_link_at_all_is_said():
    result = paths.find(Document("U", "topic:planning", "NATO-IS", ("UKR",)))
    assert result.failing["UKR"].kind == "no_link"
    assert "Ukraine" in result.sentence


def test_circles_end():
    links = made({"from": "NAC", "to": "NATO-IS"}, {"from": "NATO-IS", "to": "NAC"})
    assert paths.find(Document("U", "topic:planning", "NAC", ("CYP",)), links).undelivered == ("CYP",)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"level": "TS"}, "use one of U, R, C, S"),
        ({"scope": "all"}, "berlin_plus"),
        ({"originator": "DEU"}, "NATO-IS"),
        ({"recipients": ()}, "no recipient"),
    ],
)
def test_a_document_that_makes_no_sense_is_refused(wrong, says):
    with pytest.raises(ModelError, match=says):
        Document(**{"level": "S", "scope": "berlin_plus", "originator": "NAC", "recipients": ("CYP",), **wrong})


def test_other_errors_name_what_was_given():
    with pytest.raises(ModelError, match="magic"):
        paths.find(annex(), switches=["magic"])
    with pytest.raises(ModelError, match="XYZ"):
        paths.find(Document("U", "berlin_plus", "NAC", ("XYZ",)))
    with pytest.raises(ModelError, match="ATLANTIS"):
        made({"from": "NAC", "to": "ATLANTIS"})


# -- properties -------------------------------------------------------------------------------------------------------

papers = st.builds(
    annex,
    st.sampled_from(paths.LEVELS),
    st.sampled_from(SCOPES),
    st.sampled_from(list(paths.ORGANISATIONS)),
    st.sampled_from(GROUPS),
    consent=st.booleans(),
)
switches = st.sets(st.sampled_from(list(paths.SWITCHES)))


@settings(deadline=None, max_examples=80)
@given(papers, switches)
def test_raising_the_level_never_reaches_more(paper, on):
    from dataclasses import replace

    reached = None
    for level in paths.LEVELS:
        result = paths.find(replace(paper, level=level), switches=on)
        now, perhaps = set(result.delivered), set(result.delivered) | set(result.unknown)
        if reached is not None:
            assert now <= reached[0]
            assert perhaps <= reached[1]
        reached = now, perhaps


@settings(deadline=None, max_examples=80)
@given(papers, switches, st.sampled_from(list(paths.SWITCHES)))
def test_a_switch_never_loses_a_recipient(paper, on, one):
    before, after = paths.find(paper, switches=on), paths.find(paper, switches={*on, one})
    assert set(before.delivered) <= set(after.delivered)


@settings(deadline=None, max_examples=80)
@given(papers, switches)
def test_every_recipient_is_in_one_group_and_every_path_is_valid(paper, on):
    result = paths.find(paper, switches=on)
    groups = [set(result.delivered), set(result.unknown), set(result.undelivered)]
    assert sum(map(len, groups)) == len(paper.recipients)
    assert set.union(*groups) == set(paper.recipients)
    level = paths.LEVELS.index(result.document.level)
    for reader in result.delivered:
        route = result.paths[reader]
        assert 0 < len(route) <= paths.MAX_LINKS
        assert (route[0].start, route[-1].end) == (paper.originator, reader)
        assert all(a.end == b.start for a, b in zip(route, route[1:], strict=False))
        for link in route:
            assert link.in_force == "yes"
            assert paths.LEVELS.index(link.max_level) >= level
            assert "all" in link.scopes or paper.scope in link.scopes
            assert reader not in link.excluded
            assert paper.consent or level == 0 or link.originator_consent == "not_needed"
    for reader in result.undelivered:
        assert result.failing[reader].reason
    assert result.cut or not result.undelivered


def test_among_equally_short_paths_the_one_with_the_consent_of_nobody_is_taken():
    gist = paths.find(paths.annex(), switches=["gist"])
    assert gist.deliverable
    assert not [link.row for route in gist.paths.values() for link in route if link.originator_consent == "required"]
    assert {link.row for link in paths.find(paths.annex(consent=True)).paths["AUT"]} >= {"L07"}
