"""The instructor's screen: any class can be loaded, revealed, kept and deleted, and nothing strange does harm."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html.parser import HTMLParser

import pytest
from class_of_ballots import CRITERIA, OPTIONS, group, write

from eunato.seminar import ballot_page, ballots
from eunato.seminar.ballot_screen import STEPS, BallotScreen

WHEN = "2026-11-22T10:00:00Z"


def data(label="G1", top=("O1",), dissent="", ts=WHEN, approve=()):
    return ballots.export(label, 3, ts, dict.fromkeys(CRITERIA, 1), {}, {}, list(top), list(approve), 0.5, dissent)


def screen(*found) -> BallotScreen:
    made = BallotScreen()
    made._take_files(list(found))
    return made


def reveal(made: BallotScreen) -> list[str]:
    said = []
    for _ in STEPS:
        made.next.click()
        said.append(made.step_line.text)
    return said


@pytest.mark.parametrize("groups", [1, 9, 30])
def test_a_class_is_loaded_and_revealed_to_the_end(tmp_path, groups):
    write(tmp_path / "ballots", groups)
    before = {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in (tmp_path / "ballots").iterdir()}
    made = BallotScreen()
    made.folder.value = str(tmp_path / "ballots")
    made.load.click()
    assert made.status.text.startswith(f"{groups} ballot{'' if groups == 1 else 's'} of your class counted. Nothing was refused")
    said = reveal(made)
    assert [re.match(r"Step (\d+) of 9: ", line)[1] for line in said] == [str(n) for n in range(1, 10)]
    made.next.click()
    assert "last step" in made.step_line.text and made.step == 9
    made.load.click()
    assert len(made.loaded.ballots) == groups and not made.loaded.refused, "the same folder again is the same class, not a quarrel"
    assert {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in (tmp_path / "ballots").iterdir()} == before


def test_an_empty_screen_says_what_to_do():
    made = BallotScreen()
    made.next.click()
    assert "Load ballots" in made.step_line.text and made.step == 0 and made.now_figure() is None
    made.make.click()
    assert made.file_line.kind == "error" and not any(link.content for link in made.links.values())
    made.folder.value = "no such folder"
    made.load.click()
    assert "no folder no such folder" in made.status.text


def test_the_step_before_the_count_shows_no_count():
    made = screen(("a", data()))
    made.next.click()
    assert made.now_figure() is None and made.figure.outputs == () and "Guess" in made.step_line.text


@pytest.mark.parametrize(("guess", "said"), [("O1", "it has the most points"), ("O2", "has the place 2 by points"), ("", "")])
def test_the_guess_is_answered_at_the_count_of_points(guess, said):
    made = screen(("a", data("G1", ("O1", "O2"))), ("b", data("G2", ("O1", "O2"))))
    made.guess.value = guess
    told = reveal(made)
    assert all("guessed" not in line for line in told[:2]) and (said in told[2] if said else "guessed" not in told[2])


def test_a_shared_first_place_is_not_called_a_right_guess():
    made = screen(("a", data("G1", ("O1",))), ("b", data("G2", ("O2",))))
    made.guess.value = "O2"
    assert "shares the most points" in reveal(made)[2]


def test_a_circle_and_a_draw_have_no_winner_on_screen():
    circle = screen(*((f"{n}", data(f"G{n}", t)) for n, t in enumerate((("O1", "O2", "O3"), ("O2", "O3", "O1"), ("O3", "O1", "O2")), start=1)))
    assert "there is no winner: O1 beats O2" in reveal(circle)[4]
    draw = screen(("a", data("G1", ("O1",))), ("b", data("G2", ("O2",))))
    assert "there is no winner" in reveal(draw)[4]


def test_all_refused_leaves_reasons_and_no_count():
    made = screen(("<b>x</b>.json", b"{}"), ("big.json", None), ("deep", b"[" * 3000))
    assert made.status.text.startswith("0 ballots of your class counted. 3 not counted")
    assert "&lt;b&gt;x&lt;/b&gt;.json" in made.list.value and "<b>" not in made.list.value and "larger than 4,096" in made.list.value
    made.next.click()
    assert made.step == 0


def test_the_newer_ballot_of_a_group_counts_also_from_another_door():
    made = screen(("old", data("G1", ("O1",), ts="2026-11-22T10:00Z")))
    made.codes.value = "look: " + ballots.code(data("G1", ("O9",), ts="2026-11-22T10:00:30Z"))
    made.read_codes.click()
    assert made.loaded.ballots[0].top3 == ("O9",) and "older ballot of G1" in made.list.value and made.codes.value == ""


def test_codes_that_a_mail_program_broke_and_quoted_are_read():
    one, two = ballots.code(data("G1")), ballots.code(data("G2", ("O3",), "a longer line that makes the code longer, and longer"))
    broken = "\n> ".join(two[i:i + 40] for i in range(0, len(two), 40))
    made = BallotScreen()
    made.codes.value = f"Hello,\n{one}\nbest wishes\n> {broken}\n> thanks and bye\nEUB1.broken"
    made.read_codes.click()
    assert [b.group for b in made.loaded.ballots] == ["G1", "G2"] and made.loaded.refused[0][0] == "code 3"
    made.codes.value = "no code here"
    made.read_codes.click()
    assert made.status.kind == "error" and len(made.loaded.ballots) == 2


def test_a_paper_ballot_is_typed_in():
    made = BallotScreen()
    made.enter.click()
    assert "first choice is missing" in made.hand_line.text
    form = made.form
    form.group.value, form.people.value, form.top[0].value, form.weights_from.value, form.confidence.value, form.dissent.value = "g7", "4", "O2", "equal", 60, "=1+1"
    made.enter.click()
    assert "formula" in made.hand_line.text and not made.loaded.ballots
    form.dissent.value = "Fine."
    made.enter.click()
    assert made.loaded.ballots[0].group == "G7" and form.group.value == "" and "Added G7" in made.hand_line.text
    assert [value for _, value in form.weights_from.options] == [None, "typed", "equal"], "paper has no matrix"


def typed(made: BallotScreen, label: str, first: str = "O2") -> None:
    """Fill in the form for paper as an instructor does, and press its button once."""
    form = made.form
    form.group.value, form.people.value, form.top[0].value, form.weights_from.value, form.confidence.value = label, "4", first, "equal", 60
    made.enter.click()


def agreed(made: BallotScreen) -> None:
    """The summary line, the table and the list of refusals say the same."""
    good, bad = len(made.loaded.ballots), len(made.loaded.refused)
    assert made.status.text.startswith(f"{good} ballot{'' if good == 1 else 's'} of your class counted. " + (f"{bad} not counted" if bad else "Nothing was refused"))
    assert made.list.value.count('<th scope="row"') == good and made.list.value.count("<li>") == bad


def test_summary_table_and_refusals_agree_after_every_way_in_and_old_problems_go():
    made = BallotScreen()
    made.make.click()
    made.enter.click()
    made.load.click()
    assert {made.file_line.kind, made.hand_line.kind, made.status.kind} == {"error"}
    lines = (made.status, made.hand_line, made.off_line, made.step_line, made.file_line, made.delete_line)
    steps = [lambda: made._take_files([("a", data("G1")), ("b", b"{}")]), lambda: typed(made, "G2"), lambda: made.read_codes.click(), lambda: typed(made, "G3")]
    for n, step in enumerate(steps):
        made.codes.value = ballots.code(data("G4")) + "\nEUB1.broken"
        made.make.click() if n else None
        made.delete.click() if n else None
        step()
        agreed(made)
        assert not any(line.kind == "error" or "once more" in line.text or "Load ballots" in line.text for line in lines)
    assert [b.group for b in made.loaded.ballots] == ["G1", "G2", "G3", "G4"]
    made.codes.value = "no code"
    made.read_codes.click()
    assert made.status.kind == "error" and "4 ballots of your class counted. 2 not counted" in made.status.text, "what counts stays said"


@pytest.mark.parametrize("ts", [WHEN, "2031-01-01T00:00:00Z"])
def test_a_label_that_is_here_already_is_asked_about_before_it_is_replaced(ts):
    made = screen(("a", data("G3", ("O4",), ts=ts)))
    typed(made, "G3")
    assert made.loaded.ballots[0].top3 == ("O4",) and "G3 is here already: 3 people, first choice O4" in made.hand_line.text and made.form.group.value == "G3"
    typed(made, "G3", "O5")
    assert made.loaded.ballots[0].top3 == ("O4",), "other fields are another question"
    made._take_files([("b", data("G9"))])
    assert "here already" not in made.hand_line.text
    made.enter.click()
    assert made.loaded.ballots[0].top3 == ("O4",), "a load in between asks again"
    made.enter.click()
    assert made.loaded.ballots[0].top3 == ("O5",) and "Replaced G3" in made.hand_line.text and made.form.group.value == ""
    agreed(made)


def test_a_corrected_label_is_added_at_once():
    made = screen(("a", data("G3", ("O4",))))
    typed(made, "G3")
    typed(made, "G5")
    assert [b.group for b in made.loaded.ballots] == ["G3", "G5"] and not made.loaded.refused


def test_one_ballot_is_taken_off_and_the_one_it_replaced_counts_again():
    made = screen(("a", data("G2", ("O4",))), ("b", data("G12")))
    typed(made, "G2")
    made.enter.click()
    made.take_off.click()
    assert made.off_line.kind == "error" and len(made.loaded.ballots) == 2
    made.off.value = "G2"
    made.take_off.click()
    assert made.loaded.ballots[0].top3 == ("O4",) and "Another ballot of G2 counts now" in made.off_line.text
    made.off.value = "G12"
    made.take_off.click()
    assert [b.group for b in made.loaded.ballots] == ["G2"] and "off this screen" in made.off_line.text and made.off.value is None
    agreed(made)
    made.off.value = "G2"
    made.take_off.click()
    assert not made.loaded.ballots and made.off_row.layout.display == "none" and made.status.text == ""


def test_deleting_asks_once_and_then_forgets_everything():
    made = screen(("a", data("G1", dissent="A line.")))
    reveal(made)
    made.make.click()
    made.delete.click()
    assert "once more" in made.delete_line.text and made.loaded.ballots
    made.delete.click()
    assert not made.loaded.ballots and made.figure.outputs == () and made.step == 0 and made.shown.value == "" and not any(link.content for link in made.links.values())
    assert "A line." not in made.list.value and not any(made._from.values())


def test_new_ballots_redraw_the_step_and_take_old_files_away():
    made = screen(("a", data("G1")))
    reveal(made)
    made.make.click()
    made._take_files([("b", data("G2", ("O4",)))])
    assert "drawn again" in made.status.text and made.count.groups == 2 and not made.links["page"].content


def test_more_than_the_screen_holds_is_said():
    made = screen(*((f"{n}", str(n).encode()) for n in range(450)))
    assert len(made.loaded.refused) == 401 and "only the first 400" in made.loaded.refused[-1][1]


# -- files --------------------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """Every tag with its attributes, and whether each opened tag is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict]] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"</{tag}> closes nothing"


HOSTILE = "cost < 5 & \"quoted\" ' onload=alert(1) http://evil.example"


def test_the_page_shows_markup_as_characters_and_asks_nobody():
    made = screen(("a", data("G1", ("O1", "O2", "O3"), HOSTILE, approve=("O1",))), ("b", data("G2", ("O2",))), ("<script>alert(1)</script>", b"{}"))
    made.make.click()
    page = made.links["page"].content
    tags = Tags()
    tags.feed(page)
    assert not tags.open and {tag for tag, _ in tags.seen} <= set("html head meta title style body main h1 h2 p nav ul li a section strong svg text rect line span table caption thead tbody tr th td footer details summary circle".split())
    assert "cost &lt; 5 &amp; &quot;quoted&quot; &#x27; onload=alert(1)" in page and "<script" not in page
    for _, attributes in tags.seen:
        assert not any(name.startswith("on") or name in ("src", "xlink:href") for name in attributes)
        assert attributes.get("href", "#").startswith("#")
    assert "url(" not in page and "@import" not in page and page.count("<svg") >= 5


def test_a_hostile_line_that_got_past_the_reader_is_still_escaped():
    """The reader refuses markup; the page does not rely on it."""
    bad = ballots.Ballot("G1", 3, WHEN, dict.fromkeys(CRITERIA, 12.5), {}, 0, ("O1",), (), 0.5, "<img src=x onerror=alert(1)>\u202e")
    page = ballot_page.page([bad], ballots.count([bad]), 0, date(2026, 11, 22))
    assert "&lt;img src=x onerror=alert(1)&gt;" in page and "<img" not in page and "\u202e" not in page
    figure = ballot_page.figure("dissent", [bad], ballots.count([bad]))
    assert "<img" not in figure.html()


@pytest.mark.parametrize("groups", [1, 9, 30])
def test_tables_can_be_read_by_a_spreadsheet_and_name_what_they_are(tmp_path, groups):
    found = ballots.folder(write(tmp_path / "b", groups)[0].parent)
    rows = list(csv.DictReader(io.StringIO(ballot_page.groups_csv(found.ballots))))
    assert [row["group"] for row in rows] == [f"G{n}" for n in range(1, groups + 1)] and all("your score" in row["what_this_is"] for row in rows)
    table = list(csv.DictReader(io.StringIO(ballot_page.options_csv(ballots.count(found.ballots)))))
    assert [row["option"] for row in table] == OPTIONS and sum(float(row["borda_points"]) for row in table) == pytest.approx(45 * groups, abs=0.02)
    page = ballot_page.page(found.ballots, ballots.count(found.ballots), 0, date(2026, 11, 22))
    tags = Tags()
    tags.feed(page)
    assert not tags.open and len(page) < 200_000


def test_no_cell_runs_in_a_spreadsheet_also_with_wide_signs():
    assert ballots.csv_text([["＝1+1", "  =1", "＠x", "ok"]]) == "'＝1+1,'  =1,'＠x,ok\n"
    with pytest.raises(ballots.BallotError, match="formula"):
        data(dissent="＝1+1")


def test_a_picture_is_offered_where_it_can_be_drawn_and_else_a_sentence(monkeypatch):
    made = screen(("a", data("G1", ("O1", "O2"))), ("b", data("G2", ("O2",))))
    made.next.click()
    made.next.click()
    made.make.click()
    assert bool(made.links["png"].content) != ("drawing library" in made.file_line.text)
    monkeypatch.setattr(ballot_page, "png", lambda figure: None)
    made.make.click()
    assert "drawing library" in made.file_line.text and not made.links["png"].content and made.links["page"].content


def test_days_that_do_not_exist_are_refused():
    raw = json.loads(data())
    with pytest.raises(ballots.BallotError, match="time is not written"):
        ballots.read(json.dumps({**raw, "ts": "2026-19-39T29:59Z"}).encode())


def test_a_ballot_with_many_scores_and_the_longest_line_fits_in_four_kilobytes():
    writer = group(4)
    writer.form.dissent.value = "😀" * 200
    writer.export.click()
    assert writer.data and len(writer.data) <= ballots.MAX_BYTES
    ids = [f"EV{n:03d}" for n in range(100, 108)]
    grounds = {(o, c): ids[n] for o in OPTIONS for n, c in enumerate(CRITERIA)}
    assert len(ballots.export("G99", 40, WHEN, {c: 1 / 3 + n for n, c in enumerate(CRITERIA)}, dict.fromkeys(grounds, 5), grounds, OPTIONS[:3], OPTIONS, 0.5, "ü" * 200,
                              {"S1": 1, "S2": 2, "S3": 3, "S4": 4})) <= ballots.MAX_BYTES
