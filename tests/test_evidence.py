"""evidence.py: labels, badges, citations, source cards, claims, glossary."""

from __future__ import annotations

import re

import pytest

from eunato import evidence, tables
from eunato.evidence import EvidenceError, Label


def test_the_five_labels_differ_in_word_and_in_shape() -> None:
    assert [one.letter for one in Label] == ["D", "E", "A", "I", "S"]
    assert [one.word for one in Label] == ["data", "published estimate", "assumption", "interpretation", "your score"]
    assert len({one.shape for one in Label}) == len({one.glyph for one in Label}) == 5


def test_a_badge_reads_without_colour() -> None:
    for one in Label:
        html = evidence.badge(one.letter)
        assert html == evidence.badge(one)
        seen = re.sub(r'<span aria-hidden="true">.*?</span>', "", html)
        spoken = re.sub(r"<[^>]+>", "", seen).strip()
        assert spoken == f"{one.letter}: {one.word}"
        assert one.glyph in html and not re.search(r"(?<!-)color:|background", html), "the badge takes the colours of the page"


def test_an_unknown_label_says_which_there_are() -> None:
    with pytest.raises(EvidenceError, match=r"no evidence label 'X'; use one of D \(data\)"):
        evidence.badge("X")


def test_a_source_and_its_short_citation() -> None:
    brief = evidence.source("euiss-2026-brief5")
    assert (brief.publisher, brief.year, brief.short) == ("EUISS", "2026", "EUISS (2026)")
    assert evidence.source("nato-nd-eu-evolution").short == "NATO (no date)"


def test_an_unknown_source_gets_near_matches() -> None:
    with pytest.raises(EvidenceError, match="no source 'euiss-2026-brief'. Did you mean euiss-2026-brief5"):
        evidence.source("euiss-2026-brief")


def test_cite_joins_counts_and_keeps_the_order() -> None:
    ids = "nato-2003-new-level;euiss-2026-brief5;nato-2003-allied-harmony"
    assert evidence.cite(ids) == "NATO (2003, 2 texts); EUISS (2026)"
    assert evidence.cite(ids) == evidence.cite(ids.split(";"))
    assert evidence.cite("euiss-2026-brief5;euiss-2026-brief5") == "EUISS (2026)"
    assert evidence.cite("") == ""


def test_a_source_card_says_publisher_date_licence_tier_and_rows() -> None:
    html = evidence.source_card(["eu-nd-countries", "newsweek-2024-nato-map"], tables=["countries"], as_of="2026-11-22", note="Counted by us.")
    assert html.startswith("<details") and html.endswith("</details>") and "<details open" not in html
    for words in ("European Union", "Newsweek", "4 April 2024", "official record", "EU reuse with credit", 'href="../data/countries.csv"', "one row is one state",
                  "What is counted", "Our rows were checked on 22 November 2026", "Counted by us.", "2 sources, 1 table"):  # fmt: skip
        assert words in html, words
    assert "no date given" in html


def test_the_date_under_a_picture_is_that_of_the_source_and_a_copy_is_called_one() -> None:
    assert evidence.dated("nato-2026-expenditure") == ("NATO (July 2026; in a copy)",)
    assert evidence.dated("eda-2025-forecast;eda-2025-eda-defence-data") == ("European Defence Agency (September 2025, 2 texts; in copies)",)
    assert evidence.dated("nato-2003-new-level;euiss-2026-brief5;nato-2017-new-proposals;nato-2025-expenditure;nato-2026-expenditure")[0] == "NATO (2003 to 2026, 4 texts; some in copies)"
    assert evidence.dated("") == ()
    assert [evidence.day(one) for one in ("2026-10-08", "2026-10", "2026", "today", "")] == ["8 October 2026", "October 2026", "2026", "today", ""]


def test_the_visible_line_of_a_source_names_the_site_that_its_link_leads_to() -> None:
    copied = evidence.source_card(["council-2025-council-activates"])
    line = re.search(r"<li>(.*?): <a", copied).group(1)
    assert "Council of the EU, read in a copy at sofiaglobe.com" in line and 'href="https://consilium.europa.eu"' in line
    original = evidence.source_card(["eeas-2025-psc-nac"])
    assert "<li>EEAS (eeas.europa.eu): <a" in original
    assert "read in a copy; the link leads to its own site, nato.int" in evidence.source_card(["nato-2026-expenditure"])
    for row in tables.records("sources"):
        one = evidence.source(row["source_id"])
        assert not one.host or one.host in evidence.source_card([one.id]).split(": <a")[0], one.id
        assert not one.elsewhere or one.copy, one.id


def test_a_source_card_without_sources_says_so() -> None:
    assert "No outside source" in evidence.source_card([])
    with pytest.raises(tables.TableError, match="Did you mean countries"):
        evidence.source_card([], tables="country")


def test_a_source_card_escapes_what_it_shows() -> None:
    assert "<script>" not in evidence.source_card(["euiss-2026-brief5"], note="<script>")


def test_a_claim_with_its_record() -> None:
    claim = evidence.claim("C11")
    assert "325" in claim.claim and claim.kind == "F" and claim.lessons == ("03",) and "31" in claim.checks
    assert claim.source_ids[0] == "euiss-2026-brief5" and claim.as_of == "2026-10-08"
    with pytest.raises(EvidenceError, match="no claim 'C99'"):
        evidence.claim("C99")


def test_the_glossary_is_in_order_and_answers_by_term() -> None:
    terms = evidence.glossary()
    assert list(terms) == sorted(terms, key=str.casefold)
    assert evidence.term("PSC").expansion == "Political and Security Committee"
    with pytest.raises(EvidenceError, match="no term 'PSCC'. Did you mean PSC"):
        evidence.term("PSCC")


def test_every_source_in_the_list_can_be_shown() -> None:
    for row in tables.records("sources"):
        card = evidence.source_card([row["source_id"]])
        assert row["source_id"] in card and evidence.cite(row["source_id"])
