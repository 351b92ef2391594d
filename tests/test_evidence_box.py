"""Evidence waits for the guess in a running notebook, and stands plain in a stored one."""

import pytest

from eunato import charts
from eunato.charts.render import V5
from eunato.learning import evidence_box, predict, progress


@pytest.fixture
def figure(tmp_path, monkeypatch):
    monkeypatch.setenv("EUNATO_HOME", str(tmp_path))
    progress.forget()
    evidence_box._waiting.clear()
    yield charts.clubs.two_clubs()
    progress.forget()


def drawn(box):
    return [output for output in box.area.outputs if V5 in output["data"]]


def test_it_stays_closed_until_the_guess_is_saved(figure):
    box = evidence_box.evidence("00-P1", figure)
    assert not box.shown and not drawn(box) and box.words.children == ()
    question = predict.predict("00-P1", fresh=True)
    question.input.value = "27"
    question.sure.value = question.sure.options[-1][1] if hasattr(question.sure, "options") else 90
    question.save()
    assert question.guess == 27, question.status.text
    assert box.shown and drawn(box) and box.status.text == "", "the question has just spoken"


def test_declining_opens_it_too(figure):
    box = evidence_box.evidence("00-P1", figure)
    predict.predict("00-P1", fresh=True).skip()
    assert box.shown


def test_another_prediction_does_not_open_it(figure):
    box = evidence_box.evidence("00-P1", figure)
    predict.predict("02-P1", fresh=True).skip()
    assert not box.shown


def test_whoever_would_rather_look_can(figure):
    box = evidence_box.evidence("00-P1", figure)
    box.look.click()
    assert drawn(box) and "open below" in box.status.text and box.look in box.children, "the focus stays on the button"


def test_an_answer_from_last_time_finds_it_open(figure):
    progress.store().record("00", "00-P1", "predict", {"guess": 27})
    assert evidence_box.evidence("00-P1", figure).shown


def test_the_stored_form_is_the_plain_chart_and_its_words(figure):
    box = evidence_box.evidence("00-P1", figure)
    (data, metadata), (words, _) = box._repr_mimebundle_(), box.words._repr_mimebundle_()
    assert data[V5]["description"] and data["text/plain"].startswith("Chart: ") and V5 in metadata
    assert "text/html" not in data
    assert figure.insight in words["text/html"]
