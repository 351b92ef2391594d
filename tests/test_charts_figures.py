"""What a Figure accepts and refuses, and the charts that several lessons use: clubs, vetoes, paths, calibration, reveals."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

import chart_contract
import chart_registry
from chart_page import Page
from chart_registry import ORDER, POINTS, paper
from eunato import evidence, tables
from eunato.charts import Figure, calibration, clubs, paths, penalty, reveal, veto
from eunato.charts.render import V5, ChartError
from eunato.models import clubs as clubs_model
from eunato.models import veto as veto_model

LESSON = chart_registry.Lesson("kit")
made, texts = LESSON.made, LESSON.said


# The rules of a figure ------------------------------------------------------------------------------------------------


def figure(**changes) -> Figure:
    given = {
        "name": "test", "chart": {"mark": "point", "data": {"values": [{"a": 1}]}}, "title": "A finding", "insight": "One thing.",
        "table": pd.DataFrame({"a": [1]}), "description": "A dot.", "sources": (), "label": "D",
    }
    return Figure(**{**given, **changes})


@pytest.mark.parametrize(("label", "word"), [("A", "assumption"), ("S", "your score")])
def test_an_assumption_or_a_score_says_so_in_the_title(label, word):
    with pytest.raises(ChartError, match=word):
        figure(label=label)
    assert figure(label=label, title=f"A finding ({word})").label is evidence.Label[label]


@pytest.mark.parametrize("label", ["D", "E", "I"])
def test_other_labels_ask_for_no_word(label):
    assert figure(label=label).title == "A finding"


@pytest.mark.parametrize("face", ["title", "insight", "description"])
def test_a_figure_with_an_empty_face_is_refused(face):
    with pytest.raises(ChartError, match=face):
        figure(**{face: "  "})


def test_a_figure_without_rows_or_with_an_unknown_label_or_name_is_refused():
    with pytest.raises(ChartError, match="no rows"):
        figure(table=pd.DataFrame())
    with pytest.raises(evidence.EvidenceError):
        figure(label="X")
    with pytest.raises(ChartError, match="small letters"):
        figure(name="Two clubs")


def test_words_with_angle_brackets_stay_words():
    shown = figure(insight="<b>1 < 2</b>", table=pd.DataFrame({"<i>": ["<script>alert(1)</script>"]})).html()
    assert "<script>" not in shown and "<b>1" not in shown and "<i>" not in shown
    assert "&lt;b&gt;1 &lt; 2&lt;/b&gt;" in shown


def test_cells_are_said_in_words():
    table = pd.DataFrame({"a": [True, False], "b": [None, 2.50], "c": [pd.Timestamp("2004-05-01"), pd.NaT]})
    rows = Page(figure(table=table).html()).rows
    assert rows[1:] == [["yes", "–", "2004-05-01"], ["no", "2.5", "–"]]


def test_numbers_stay_numbers_in_the_download_and_are_grouped_in_the_page():
    shown = figure(table=pd.DataFrame({"Year": [2026, 2025], "EUR": pd.array([16_680_055_394, None], dtype="Int64")}), as_of="2026-10-08")
    assert "2026,16680055394,D: data,2026-10-08" in shown.download() and "\n2025,,D: data" in shown.download()
    assert Page(shown.html()).rows[1:] == [["2026", "16,680,055,394"], ["2025", "–"]]


def test_the_caption_tells_the_date_of_the_source_from_the_day_of_checking():
    words = figure(sources="eda-2025-forecast", as_of="2026-10-08").text()
    assert "Source: European Defence Agency (September 2025; in a copy). Checked 8 October 2026." in words


def test_a_long_list_of_sources_is_cut_in_the_caption_and_whole_in_the_card():
    ids = [row["source_id"] for row in tables.records("sources")][:40]
    many = figure(sources=ids)
    assert re.search(r"; \d+ more below\.", many.text())
    assert all(f"<code>{one}</code>" in many.html() for one in ids)


def test_showing_a_figure_in_a_notebook_publishes_both_outputs(monkeypatch):
    import IPython.display

    seen = []
    monkeypatch.setattr(IPython.display, "publish_display_data", lambda data, metadata=None: seen.append((data, metadata)))
    figure()._ipython_display_()
    assert [sorted(data) for data, _ in seen] == [[V5, "text/plain"], ["text/html", "text/plain"]]


# Clubs ----------------------------------------------------------------------------------------------------------------


def states() -> list[dict]:
    return [row for row in tables.records("countries") if row["eu_member"] or row["nato_member"]]


def test_the_tiles_are_the_states_of_the_table_each_once():
    shown = made("two_clubs").table
    assert sorted(shown["State"]) == sorted(row["name"] for row in states())
    for row in states():
        cells = shown.set_index("State").loc[row["name"]]
        assert (bool(cells["EU Member State"]), bool(cells["NATO Ally"])) == (row["eu_member"], row["nato_member"])


def test_the_insight_about_the_clubs_is_counted():
    both, eu, nato, union = clubs_model.split().counts
    assert made("two_clubs").insight == f"{both} states are in both, {eu} only in the EU, {nato} only in NATO."
    assert made("two_clubs").title == f"{both} of {union} states belong to both clubs"


@pytest.mark.parametrize("order", ["club", "name"])
def test_no_two_tiles_share_a_place(order):
    rows = next(rows for rows in made("two_clubs").spec()["datasets"].values() if "club_column" in rows[0])
    places = {(row[f"{order}_column"], row[f"{order}_row"]) for row in rows}
    assert len(places) == len(states())
    assert all(column < 5 for column, _ in places)


@pytest.mark.parametrize("given", ["Türkiye", "TUR", "turkiye"])
def test_a_country_can_be_marked_by_name_or_code(given):
    params = {one["name"]: one for one in clubs.two_clubs(given).spec()["params"]}
    assert params["mine"]["value"] == "Türkiye"
    assert params["mine"]["bind"]["name"].strip() == "My country"
    assert len(params["mine"]["bind"]["options"]) == 1 + len(states())


def test_a_hollow_mark_says_whether_a_state_abstains_or_takes_no_part():
    steer = veto.blockers("berlin_plus_steer")
    assert "Hollow: takes no part here (our reading)." in steer.subtitle and "cannot stop it alone" not in steer.subtitle
    abstains = veto.blockers(veto_model.blockers("csdp_own", ["IRL"]))
    assert "Hollow: abstains with a declaration." in abstains.subtitle
    assert "Hollow: keeps silent." in veto.blockers(veto_model.blockers("nato_operation", ["TUR"])).subtitle


def test_a_decision_that_falls_by_abstention_is_not_called_one_that_capitals_can_stop():
    states = ["DEU", "FRA", "ITA", "ESP", "POL", "ROU", "NLD", "BEL", "MLT"]
    shown = veto.blockers(veto_model.blockers("csdp_own", states))
    drawn = " ".join(text for text, *_ in chart_contract.texts(shown.spec()))
    assert "the decision falls" in shown.title and "an stop it" not in shown.title + shown.insight + shown.counted + drawn
    assert not shown.table["Can stop it"].any()
    assert "Hollow: cannot stop it alone." in veto.blockers("eu_law").subtitle


def test_a_country_of_neither_club_is_refused_with_an_example():
    with pytest.raises(ChartError, match="'Albania' or 'ALB'"):
        clubs.two_clubs("Atlantis")


def test_the_matrix_counts_are_those_of_the_table():
    shown = made("matrix")
    totals = {one: int(n) for one, n in re.findall(r"([A-Za-z][^,:.]*?) (\d+)(?=[,.])", shown.description.split("per column: ")[1].split(". Sorted")[0] + ",")}
    rows = states()
    assert totals["EU"] == sum(row["eu_member"] for row in rows)
    assert totals["NATO"] == sum(row["nato_member"] for row in rows)
    assert totals["CSDP in full"] == sum(row["csdp_full"] for row in rows)
    assert totals["Ukraine loan of 2026"] == sum(row["usl_participant"] for row in rows)
    assert totals["Partnership for Peace"] == sum(row["pfp"] == "participates" for row in rows)
    assert totals["Security and defence partnership with the EU"] == sum(row["sdp_date"] is not None for row in rows)
    drawn = [row["total"] for rows in shown.spec()["datasets"].values() for row in rows if "total" in row]
    assert drawn == [str(totals[one.says]) for one in clubs.FORMATS]


def test_the_insight_about_the_patchwork_is_counted():
    shown = made("matrix")
    said = {one.says: one for one in clubs.FORMATS}
    levels = {name: tuple(said[c].read(row)[0] for c in said) for row in states() for name in [row["name"]]}
    patterns = len(set(levels.values()))
    assert f"{len(states())} states show {patterns} patterns" in shown.insight
    full = {c: frozenset(n for n, row in levels.items() if row[i] == "full") for i, c in enumerate(said)}
    twins = [c for c in full if list(full.values()).count(full[c]) > 1]
    assert all(c in shown.insight for c in twins) if twins else "no two have the same members" in shown.insight


def test_the_matrix_cites_what_carries_a_drawn_column_and_nothing_else():
    shown = made("matrix")
    assert set(shown.sources) == {one for column in clubs.FORMATS for one in column.sources}
    assert all(column.sources for column in clubs.FORMATS)
    assert not {"emergingeurope-2020-kosovo", "eurostat-2025-population"} & set(shown.sources)


def test_every_code_of_the_table_has_a_mark():
    for one in clubs.FORMATS:
        column = tables.info("countries").column(one.column)
        for code in column.allowed:
            level, words = one.read({one.column: code, "name": "a state"})
            assert level in ("full", "part", "none", "unknown") and words


def test_a_code_without_a_mark_is_an_error_that_says_where_to_add_it():
    with pytest.raises(ChartError, match="FORMATS"):
        clubs.FORMATS[2].read({"pfp": "new_code", "name": "Malta"})


def test_a_state_is_found_under_its_other_names_and_without_accents():
    rows = next(rows for rows in made("matrix").spec()["datasets"].values() if "found_as" in rows[0])
    found = {row["state"]: row["found_as"] for row in rows}
    assert "turkiye" in found["Türkiye"] and "turkey" in found["Türkiye"] and "türkiye" in found["Türkiye"]


def test_each_order_of_the_matrix_uses_each_row_once():
    rows = next(rows for rows in made("matrix").spec()["datasets"].values() if "by_pattern" in rows[0])
    for order in ("by_pattern", "by_name", "by_count"):
        assert sorted(row[order] for row in rows) == list(range(len(states())))


# Vetoes ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("action", [action.action_id for action in veto_model.actions()])
def test_every_action_of_the_table_can_be_drawn_and_its_count_stands_in_the_title(action):
    result = veto_model.blockers(action)
    shown = veto.blockers(result)
    if result.count:
        assert f"{result.count} capital" in shown.title
        assert sorted(shown.table.loc[shown.table["Can stop it"], "State"]) == sorted(result.blocker_names)
    else:
        assert "no capital" in shown.title
    drawn = [row for rows in shown.spec()["datasets"].values() for row in rows if str(row.get("kind", "")).endswith("full") and row["x"] != veto._KEY]
    assert len(drawn) == result.sum_of_parts, "one filled mark for each seat that can block"


def test_a_state_with_two_vetoes_is_joined_by_a_line_and_counted_once():
    result = veto_model.blockers("joint_decision")
    links = [row for rows in made("veto_36").spec()["datasets"].values() for row in rows if "end" in row]
    assert len(links) == len(result.twice) == 23
    assert "27 + 32 − 23 = 36" in made("veto_36").counted


def test_a_state_that_abstains_is_drawn_hollow():
    shown = made("veto_33")
    assert shown.table.set_index("State").loc["Ireland", "Can stop it"] == False  # noqa: E712
    kinds = [row["kind"] for rows in shown.spec()["datasets"].values() for row in rows if "kind" in row]
    assert kinds.count("EU hollow") == 2 and kinds.count("NATO hollow") == 1


# Paths ----------------------------------------------------------------------------------------------------------------


def test_the_failing_link_is_dashed_crossed_and_explained():
    result, shown = paper(), made("paths_released")
    block = result.failing["CYP"]
    edges = [row for rows in shown.spec()["datasets"].values() for row in rows if "y2" in row]
    assert {row["kind"] for row in edges} == {"yes", "no"}
    drawn = texts("paths_released")
    assert "Cyprus does not get it" in drawn
    assert any(text.startswith(f"Stops at {block.link.row}:") for text in drawn)
    assert block.reason in shown.description and "26 of 27 get it (assumption: all Allies consent)" in shown.title
    assert shown.label is evidence.Label.A and "all Allies consent" in shown.note


def test_today_s_annex_assumes_no_consent_and_shows_both_links_that_stop_it():
    shown = made("paths_annex")
    assert shown.title == "SECRET paper on defence planning: 23 of 27 get it"
    assert shown.label is evidence.Label.I and "assum" not in shown.title + shown.note.lower()
    drawn = texts("paths_annex")
    assert any(text.startswith("Stops at L07:") for text in drawn) and any(text.startswith("Stops at L08:") for text in drawn)
    assert "Twenty-three Allies get it directly from NATO staff" in shown.description
    assert "→" not in shown.description


def test_readers_who_do_not_get_it_have_their_own_shape():
    spec = made("paths_annex").spec()
    ends = [row["end"] for rows in spec["datasets"].values() for row in rows if "end" in row]
    assert sorted(set(ends)) == ["no", "yes"]
    assert len(set(paths._END_SHAPES.values())) == 3


@pytest.mark.parametrize("name", [name for name in LESSON.names if name.startswith("paths")])
def test_the_table_of_paths_says_for_each_reader_what_the_model_found(name):
    results = {"paths_annex": paper(consent=False), "paths_released": paper(), "paths_gist": paper(switches=("gist",), extra=("PSC",)),
               "paths_no_consent": paper(scope="berlin_plus", origin="NAC", extra=("PSC",), consent=False),
               "paths_unknown": paper("R", "topic:standards", group="eu_only"), "paths_long": paper("C", "berlin_plus", "PSC", "nato", extra=("NAC",))}
    result, shown = results[name], made(name).table.set_index("Reader")
    for group, word in ((result.delivered, "yes"), (result.undelivered, "no"), (result.unknown, "not known")):
        assert [shown.loc[result.names[one], "Gets it"] for one in group] == [word] * len(group)
    assert len(shown) == len(result.document.recipients)


# Calibration and reveals ----------------------------------------------------------------------------------------------


def test_calibration_below_twelve_answers_is_a_sentence_without_a_picture():
    shown = calibration.mine(POINTS[:7])
    assert len(shown.outputs()) == 1
    assert "7 answers" in shown.insight and "5 more" in shown.insight
    assert "Table:" not in shown.html()


def test_the_three_numbers_of_calibration_add_up():
    points = [(0.9, n < 5) for n in range(11)] + [(0.75, False), (0.5, False)] * 2 + [(0.6, False)]
    numbers = [int(n) for n in re.findall(r"(\d+)(?:%| points)", calibration.mine(points).insight)]
    exact = 100 * sum(p - o for p, o in points) / len(points)
    assert numbers[1] - numbers[0] == numbers[2] and abs(numbers[2] - exact) <= 1, numbers


def test_calibration_without_any_answer_works():
    assert "0 answers" in calibration.mine([]).insight


def test_calibration_draws_every_answer_once_and_names_the_direction():
    shown = made("calibration")
    assert shown.table["Answers"].sum() == len(POINTS)
    right, sure = (round(100 * sum(point[n] for point in POINTS) / len(POINTS)) for n in (1, 0))
    assert shown.insight == (
        f"You were right in {right}% of {len(POINTS)} answers at an average confidence of "
        f"{sure}%: overconfident by about {sure - right} points."
    )
    assert shown.title.startswith("Your answers") and "computed from your answers" in shown.html() and "✚" not in shown.html()
    assert "underconfident" in calibration.mine([(0.5, True)] * 12).insight
    assert "well calibrated" in calibration.mine([(0.5, True), (0.5, False)] * 6).insight


@pytest.mark.parametrize(("guess", "says"), [
    (32, "You said 32. The record: 36, 4 more."), (59, "You said 59. The record: 36, 23 fewer."), (36, "You said 36, and that is the figure."), (None, "The record: 36."),
])
def test_a_number_is_compared_once_in_the_longer_description(guess, says):
    shown = reveal.number(guess, 36, "capitals", "36 capitals")
    assert says in shown.description
    assert "You said" not in shown.insight and "36" not in shown.insight, "the status line and the picture have said it"


def test_a_model_is_not_called_a_record():
    for shown in (reveal.number(32, 36, "capitals", "36 capitals", label="A"), reveal.order([ORDER[1], ORDER[0], *ORDER[2:]], ORDER, "A title", label="I"),
                  reveal.choice(ORDER[1], ORDER[0], ORDER, "A title", label="A")):
        words = " ".join([shown.insight, shown.subtitle, shown.description, *map(str, shown.table.columns), *(text for text, *_ in chart_contract.texts(shown.spec()))])
        assert ("reading" if shown.label.letter == "I" else "model") in words and "record" not in words and "actual" not in words.lower()
        assert shown.label.letter != "I" or "the model" not in words


@pytest.mark.parametrize("sure", range(0, 101, 5))
def test_the_two_labels_of_the_penalty_never_meet(sure):
    """The heights are worked out by the chart's own formula, written out here in Python."""
    spec = json.dumps(penalty.penalty().spec())
    assert "(datum.case == 'wrong') == (datum.sure >= 50) ? datum.cost + 0.09 : datum.cost - 0.09" in spec
    cost = {"right": (sure / 100 - 1) ** 2, "wrong": (sure / 100) ** 2}
    height = {case: value + (0.09 if (case == "wrong") == (sure >= 50) else -0.09) for case, value in cost.items()}
    assert abs(height["right"] - height["wrong"]) >= 0.18 - 1e-9
    assert all(-0.11 < value < 1.11 for value in height.values())


def test_a_guess_far_off_the_line_is_still_drawn():
    spec = reveal.number(500, 36, "capitals", "36 capitals", low=0, high=60).spec()
    assert {"you: 500", "actual: 36"} <= {text for text, *_ in chart_contract.texts(spec)}
    assert chart_contract.cut_texts(spec) == []


def test_a_reveal_refuses_what_does_not_fit_together():
    with pytest.raises(ChartError, match="same items"):
        reveal.order(["a"], ["b"], "A title")
    with pytest.raises(ChartError, match="options"):
        reveal.choice("c", "a", ["a", "b"], "A title")
