"""The memo: what is counted, what is missing, how it leaves, and what hostile text can do (nothing)."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato.seminar import memo

HEADS = {p: p.title() for p in memo.PARTS}


def parts(**more):
    return {**dict.fromkeys(memo.PARTS, "Words."), **more}


def test_a_sentence_with_a_number_needs_a_citation():
    assert memo.check(parts(known="It costs 635 billion euros a year.")).uncited == ("It costs 635 billion euros a year.",)
    assert not memo.check(parts(known="It costs 635 billion euros a year [EV03].")).uncited
    assert not memo.check(parts(known="It costs 635 billion euros a year. [EV03] So what?")).uncited


@pytest.mark.parametrize("free", ["In June 2025 leaders met.", "Since 2022 much changed.", "Article 42(7) is short.", "On 8 July 2025 it began.", "The 1990s were calm."])
def test_dates_and_articles_are_no_figures(free):
    assert not memo.check(parts(issue=free)).uncited


def test_somebody_s_words_need_a_citation():
    assert memo.check(parts(known="Rutte warned Parliament.")).uncited
    assert not memo.check(parts(known="Rutte warned Parliament [C41].")).uncited


def test_ids_the_course_does_not_know_are_named():
    report = memo.check(parts(known="So it is [EV999] and [nobody-2020-x]."))
    assert report.unknown == ("EV999", "nobody-2020-x") and any("does not know [EV999]" in p for p in report.problems)


def test_both_sides_need_evidence_for_and_against():
    assert not memo.check(parts(known="Yes [EV01].")).both_sides
    assert memo.check(parts(known="Yes [EV01]. But [EV03].")).both_sides
    assert memo.check(parts(known="Mixed [EV02].")).both_sides


def test_length_is_told_and_citations_do_not_count():
    report = memo.check({"issue": "word " * 100 + "[EV01]"})
    assert report.words == 100 and "100 words. A memo has 700 to 900." in report.problems and set(report.empty) == set(memo.PARTS) - {"issue"}


def test_a_finished_memo_has_no_problem():
    cited = "Yes [EV01]. But [EV03]. The claim [C23] and the text [nato-2003-new-level], press [ap-2026-kallas-wide-army], again [euiss-2026-brief5]."
    report = memo.check(parts(known=cited, options="word " * 760))
    assert report.problems == () and len(report.cited) == 6 and len(report.types) >= 3


def test_the_files_hold_text_heads_and_sources():
    text = parts(known="It costs 635 [EV03].")
    md, page = memo.markdown(text, HEADS, "My memo"), memo.page(text, HEADS, "My memo")
    for made in (md, page):
        assert "My memo" in made and "[EV03]" in made and "European Defence Agency" in made
    assert page.startswith("<!DOCTYPE html>") and "http" not in page.split("<body>")[0] and "https://" in page


def test_a_docx_file_is_made_or_its_absence_is_said():
    if memo.has_docx():
        assert memo.docx(parts(), HEADS, "My memo")[:2] == b"PK"
    else:
        with pytest.raises(memo.MemoError, match="python-docx"):
            memo.docx(parts(), HEADS, "My memo")


HOSTILE = "<script>alert(1)</script>\u202eevil\u0000 ![x](http://x) [a](javascript:1) | # *b* `c` =cmd()"


def test_hostile_text_stays_text():
    text = parts(known=HOSTILE)
    page, md = memo.page(text, HEADS, HOSTILE), memo.markdown(text, HEADS, HOSTILE)
    assert "<script" not in page and "\u202e" not in page and "\x00" not in page
    assert "\\<script" in md and "\n<script" not in md and "\u202e" not in md and "](javascript" not in md


def test_a_pasted_book_is_cut():
    assert len(memo.cleaned({"issue": "x" * 10**6})["issue"]) == memo.MOST


@given(st.dictionaries(st.sampled_from([*memo.PARTS, "other"]), st.one_of(st.text(max_size=300), st.none(), st.integers())))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_checked_and_exported(given_parts):
    report = memo.check(given_parts)
    assert report.words >= 0
    assert "<script" not in memo.page(given_parts, HEADS, "t").lower()
    memo.markdown(given_parts, HEADS, "t")


# -- the writer -----------------------------------------------------------------------------------------------------


@pytest.fixture
def writer(empty_home):
    from eunato.learning.memory import Kept
    from eunato.seminar.memo_writer import MemoWriter

    return MemoWriter(Kept("10", "memo"), ("EV05",))


def test_attached_evidence_stands_first_and_goes_where_it_is_put(writer):
    assert writer.board.options[0][1] == "EV05" and writer.board.options[0][0].startswith("Yours")
    writer.fields["risks"].value = "It is dear."
    writer.into.value = "risks"
    writer.add.click()
    assert writer.fields["risks"].value == "It is dear. [EV05]" and "Added [EV05]" in writer.status.text


def test_the_text_is_kept_and_checked(writer):
    from eunato.learning.memory import Kept
    from eunato.seminar.memo_writer import MemoWriter

    writer.fields["issue"].value = "Should the 27 pay 90 billion?"
    writer.save.click()
    assert "6 words" in writer.status.text or "words" in writer.status.text
    assert "no citation" in writer.findings.value
    assert MemoWriter(Kept("10", "memo")).fields["issue"].value == "Should the 27 pay 90 billion?"


def test_files_are_offered_only_when_there_is_text(writer):
    writer.files.click()
    assert writer.links["md"].content == "" and "nothing to save" in writer.status.text
    writer.fields["issue"].value = "One question."
    writer.files.click()
    assert "One question." in writer.links["md"].content and "One question." in writer.links["html"].content
    assert bool(writer.links["docx"].content) == memo.has_docx()


def test_what_is_stored_holds_none_of_the_learner_s_words(writer):
    writer.fields["issue"].value = "My secret plan"
    writer.save.click()
    assert "secret" not in str(writer.stored_bundle())


def test_scores_cannot_reach_a_memo(writer):
    """The board offers evidence and claims; neither a score nor the illustrative set has an id."""
    assert {value[:2] for _, value in writer.board.options} <= {"EV", *(f"C{n}" for n in range(10))}


def test_kept_sentences_come_back_escaped(empty_home):
    from eunato import lesson
    from eunato.learning.progress import store
    from eunato.seminar.memo_writer import MemoWriter

    store().record("05", "05-recap", "recap", [{"text": "Prices <b>matter</b>.", "sure": 80}, {"text": " ", "sure": None}])
    assert lesson._own_sentences() == (("05", "Prices <b>matter</b>."),)
    shown = MemoWriter(sentences=lesson._own_sentences()).children[0].value
    assert "Lesson 05: Prices &lt;b&gt;matter&lt;/b&gt;." in shown
    assert "You have kept none" in MemoWriter().children[0].value
