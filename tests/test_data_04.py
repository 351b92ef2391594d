"""The tables of lesson 04: operations, areas, links, cards on command, and the outlines of the map."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date

import pytest

from eunato import course, tables


@pytest.fixture
def rows():
    return tables.records("operations")


@pytest.fixture(scope="module")
def topo():
    return json.loads((course.DATA / "map" / "outlines.json").read_text(encoding="utf-8"))


def test_there_are_86_missions_and_operations(rows):
    assert Counter(row["org"] for row in rows) == {"EU": 48, "NATO": 38}


def test_two_ever_used_berlin_plus_and_one_does_now(rows):
    used = [row for row in rows if row["framework"] == "berlin_plus"]
    assert [(row["op_id"], row["state"]) for row in used] == [("concordia", "ended"), ("althea", "ongoing")]
    assert all(row["status"] == "confirmed" for row in used)


def test_dates_and_states_agree(rows):
    for row in rows:
        where = row["op_id"]
        assert (row["end"] is None) == (row["state"] != "ended") == (not row["end_precision"]), where
        assert row["start"] <= (row["end"] or course.RECORD_TO) <= course.RECORD_TO, where
        if row["state"] == "ongoing":
            assert (row["mandate_to"] and row["mandate_to"] >= course.RECORD_TO) or row["org"] == "NATO", where
        assert bool(row["strength"]) == bool(row["strength_date"]), where


def test_the_dates_that_the_second_reading_corrected(rows):
    day = {row["op_id"]: (row["start"], row["end"]) for row in rows}
    assert day["kfor"][0] == date(1999, 6, 12)
    assert day["pakistan_relief"][0] == date(2005, 10, 11)
    assert day["eufor_rd_congo"][0] == date(2006, 6, 12)
    assert day["eutm_mali"][1] == date(2024, 5, 18)
    assert day["concordia"] == (date(2003, 3, 31), date(2003, 12, 15))


def test_every_area_is_used_and_stands_on_the_map(rows):
    from eunato.charts import _outlines as ground

    areas = {row["area_code"]: row for row in tables.records("areas")}
    assert set(areas) == {row["area_code"] for row in rows}
    for code, row in areas.items():
        view = ground.INSET if row["region"] == "Western Balkans" else ground.MAIN
        x, y = ground.pixels(row["lon"], row["lat"], view)
        left, top, right, bottom = view.get("box", (0, 0, ground.WIDTH, ground.HEIGHT))
        assert left + 5 < x < right - 5 and top + 5 < y < bottom - 5, code
    assert {"gulf_of_guinea", "dr_congo", "horn_sea", "afghanistan", "aceh", "arctic"} <= set(areas)


def test_what_is_only_in_digests_is_unconfirmed(rows):
    tier = {row["source_id"]: row["tier"] for row in tables.records("sources")}
    for row in rows:
        sources = tables.split(row["source_id"])
        if not {"A", "B"} & {tier[s] for s in sources}:
            assert row["status"] == "unconfirmed", row["op_id"]
        if row["status"] == "unconfirmed":
            assert row["note"], row["op_id"]


def test_links_run_from_nato_to_an_eu_operation():
    org = {row["op_id"]: row["org"] for row in tables.records("operations")}
    for row in tables.records("operation_links"):
        assert org[row["eu_op"]] == "EU", row["link_id"]
        assert not row["nato_op"] or org[row["nato_op"]] == "NATO", row["link_id"]
        assert (row["arrangement"] == "none") == (row["function"] == "none_found"), row["link_id"]
        if row["arrangement"] == "berlin_plus":
            assert row["eu_op"] in ("althea", "concordia"), row["link_id"]


def test_the_cards_on_command_hold_the_brief_and_three_official_sources():
    cards = {row["card_id"]: row for row in tables.records("command_sources")}
    assert cards["CS1"]["operation_commander"] == "Deputy SACEUR" and "Sarajevo" in cards["CS1"]["operation_hq"]
    assert cards["CS2"]["operation_commander"] == cards["CS4"]["operation_commander"] == "Vice Chief of Staff of SHAPE"
    assert "SHAPE" in cards["CS2"]["operation_hq"] and "29 March 2019" in cards["CS4"]["text"]
    assert "Sarajevo" in cards["CS3"]["force_hq"]


# -- the outlines -----------------------------------------------------------------------------------------------------------


def test_the_outlines_are_small_and_keep_to_our_choices(topo):
    assert (course.DATA / "map" / "outlines.json").stat().st_size <= 60_000
    shapes = {shape["properties"]["name"]: shape for shape in topo["objects"]["countries"]["geometries"]}
    assert shapes["Kosovo*"]["id"] == "XKX" and "Serbia" in shapes
    assert not {"N. Cyprus", "Somaliland", "Kosovo"} & set(shapes)
    assert {"Cyprus", "Malta", "Ukraine", "Indonesia", "Afghanistan", "Mozambique", "Ghana", "Somalia"} <= set(shapes)
    assert shapes["disputed lines"]["type"] == "MultiLineString" and len(shapes["disputed lines"]["arcs"]) >= 6


def _points(topo, arcs):
    scale = topo["transform"]["scale"][0]
    found = []
    for index in arcs:
        x = y = 0
        piece = []
        for dx, dy in topo["arcs"][index if index >= 0 else ~index]:
            x, y = x + dx, y + dy
            piece.append((x * scale, y * scale))
        found += piece if index >= 0 else piece[::-1]
    return found


def _inside(points, x, y):
    hit = False
    for (x0, y0), (x1, y1) in zip(points, points[1:], strict=False):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            hit = not hit
    return hit


@pytest.mark.parametrize(("place", "lon", "lat", "state"), [
    ("Crimea", 34.3, 45.2, "Ukraine"), ("Kyrenia", 33.3, 35.28, "Cyprus"), ("Hargeisa", 44.0, 9.6, "Somalia"), ("Pristina", 21.1, 42.6, "Kosovo*"),
])  # fmt: skip
def test_a_place_lies_in_the_shape_that_we_say(topo, place, lon, lat, state):
    holders = [
        shape["properties"]["name"] for shape in topo["objects"]["countries"]["geometries"] if shape["type"] == "MultiPolygon"
        and any(_inside(_points(topo, polygon[0]), lon, lat) for polygon in shape["arcs"])
    ]
    assert holders == [state], place


def test_every_ring_is_closed(topo):
    for shape in topo["objects"]["countries"]["geometries"]:
        if shape["type"] == "MultiPolygon":
            for polygon in shape["arcs"]:
                for ring in polygon:
                    points = _points(topo, ring)
                    assert points[0] == points[-1], shape["properties"]["name"]
