"""Ballots from strangers: each attack gets its reason, the good ones still count; and the counting itself."""

from __future__ import annotations

import contextlib
import json
import os
import zlib
from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eunato import tables
from eunato.seminar import ballots

OPTIONS = [row["option_id"] for row in tables.records("options")]
CRITERIA = [row["criterion"] for row in tables.records("criteria")]


def raw(group="G1", **more):
    made = {
        "schema": "ballot-1", "course": "0.1.0", "group": group, "n": 4, "ts": "2026-11-22T10:31Z", "weights": dict.fromkeys(CRITERIA, 12.5),
        "scores": {o: {c: 1 + (i + j) % 5 for j, c in enumerate(CRITERIA)} for i, o in enumerate(OPTIONS)}, "top3": ["O6", "O3", "O4"], "approve": ["O6", "O3"],
        "confidence": 0.7, "dissent": "We split on cost.",
    }
    return {**made, **more}


def data(**more):
    return json.dumps(raw(**more)).encode()


def reason(given: bytes) -> str:
    with pytest.raises(ballots.BallotError) as caught:
        ballots.read(given)
    return str(caught.value)


def test_a_good_ballot_is_read():
    found = ballots.read(data())
    assert found.group == "G1" and found.people == 4 and len(found.scores) == 80 and found.dissent == "We split on cost."
    assert len(data()) < 4096


BOMB = b'{"a":' * 600 + b"1" + b"}" * 600
ATTACKS = {
    "empty": (b"  ", "empty"),
    "huge": (b" " * 5000, "larger than 4,096"),
    "not json": (b"not json", "cannot be read as JSON"),
    "cut off": (data()[:-40], "cannot be read as JSON"),
    "a list": (b"[]", "no set of fields"),
    "a number": (b"12", "no set of fields"),
    "wrong schema": (data(schema="ballot-9"), "“ballot-9”"),
    "no schema": (b"{}", "“none”"),
    "schema of another type": (data(schema=[1]), "“none”"),
    "deeply nested": (BOMB, "nested deeper"),
    "nested in a list": (b"[" * 2000, "nested deeper"),
    "duplicate keys": (data()[:-1] + b', "group": "G2"}', "stands twice"),
    "duplicate keys inside": (data().replace(b'"weights": {', b'"weights": {"speed": 1, '), "stands twice"),
    "NaN": (data().replace(b"0.7", b"NaN"), "NaN"),
    "infinity": (data().replace(b"0.7", b"-Infinity"), "Infinity"),
    "overflow": (data().replace(b"0.7", b"1e999"), "confidence must be between"),
    "weights off": (data(weights=dict.fromkeys(CRITERIA, 20)), "add up to 160"),
    "weight negative": (data(weights={**dict.fromkeys(CRITERIA, 12.5), "speed": -5}), "0 to 100"),
    "weight of another criterion": (data(weights={**dict.fromkeys(CRITERIA[1:], 12.5), "magic": 12.5}), "eight criteria"),
    "weight missing": (data(weights=dict.fromkeys(CRITERIA[1:], 14.3)), "eight criteria"),
    "unknown option scored": (data(scores={"O99": {"speed": 3}}), "O99"),
    "unknown criterion scored": (data(scores={"O1": {"magic": 3}}), "magic"),
    "score off the scale": (data(scores={"O1": {"speed": 9}}), "1 to 5"),
    "score half": (data(scores={"O1": {"speed": 2.5}}), "1 to 5"),
    "score true": (data(scores={"O1": {"speed": True}}), "1 to 5"),
    "unknown option first": (data(top3=["O77"]), "O1 to O10"),
    "the same option twice": (data(top3=["O1", "O1"]), "different options"),
    "group with markup": (data(group="<b>G1</b>"), "G1 to G99"),
    "group with a path": (data(group="../G1"), "G1 to G99"),
    "group with digits of another script": (data(group="G１"), "G1 to G99"),
    "people": (data(n=4000), "1 to 40"),
    "time": (data(ts="yesterday"), "time"),
    "another field": (data(evil=1), "a field that a ballot does not have"),
    "evidence that is no id": (data(scores={"O1": {"speed": 3, "ev": ["=1+1"]}}), "1 to 5"),
    "dissent too long": (data(dissent="x" * 201), "200 characters"),
    "dissent with a script": (data(dissent="<script>alert(1)</script>"), "markup"),
    "dissent with an image": (data(dissent="see <img src=x onerror=alert(1)>"), "markup"),
    "dissent turned around": (data(dissent="fine \u202e enif"), "hidden characters"),
    "dissent with a formula": (data(dissent="=HYPERLINK(\"http://x\")"), "formula"),
    "dissent with a command": (data(dissent="  @SUM(1)"), "formula"),
    "dissent with half a character": (data().replace(b"We split", b"We \\ud800 split"), "hidden characters"),
    "dissent with unseen characters": (data(dissent="fine\U000e0041\u200b"), "hidden characters"),
    "schema of half a character": (data().replace(b"ballot-1", b"\\ud800"), "“?”"),
    "illustrative scores": (data(scores={o: {c: 1 + (3 * i + 2 * j) % 5 for j, c in enumerate(CRITERIA, start=1)} for i, o in enumerate(OPTIONS, start=1)}), "illustrative set"),
    "utf-16": (json.dumps(raw()).encode("utf-16"), "UTF-8"),
    "latin-1": (json.dumps(raw(dissent="größer"), ensure_ascii=False).encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_each_attack_is_refused_with_a_reason(name):
    given_data, said = ATTACKS[name]
    assert said in reason(given_data)


def test_a_byte_order_mark_is_no_attack():
    assert ballots.read(b"\xef\xbb\xbf" + data()).group == "G1"


def test_less_than_is_a_word_not_markup():
    assert ballots.read(data(dissent="cost < 5 points, so we < agreed")).dissent


# -- codes --------------------------------------------------------------------------------------------------------


def test_a_copy_code_brings_the_ballot_back():
    code = ballots.code(data())
    assert ballots.from_code(code) == data() and len(code) < 4096
    assert ballots.pasted(f"Here it is:\n{code}\nthanks").ballots[0].group == "G1"


def test_a_code_broken_over_lines_by_a_mail_program_still_works():
    code = ballots.code(data())
    assert ballots.from_code("\n".join(code[i:i + 60] for i in range(0, len(code), 60))) == data()


@pytest.mark.parametrize(("code", "said"), [
    ("hello", "does not begin"),
    ("EUB1.!!!!", "damaged"),
    (ballots.code(data())[:-20], "damaged"),
    ("EUB1." + urlsafe_b64encode(zlib.compress(b"0" * 50_000_000, 9)).decode()[:200_000], "longer than any|unpacks to far more"),
    ("EUB1." + urlsafe_b64encode(zlib.compress(b"0" * 100_000, 9)).decode(), "unpacks to far more"),
])
def test_a_bad_code_is_refused(code, said):
    with pytest.raises(ballots.BallotError, match=said):
        ballots.from_code(code)


# -- folders ------------------------------------------------------------------------------------------------------


def test_a_folder_counts_the_good_and_explains_the_bad(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    room = tmp_path / "ballots"
    room.mkdir()
    for n in (1, 2, 3):
        (room / f"ballot_G{n}.json").write_bytes(data(group=f"G{n}"))
    (room / "older G1.json").write_bytes(data(group="G1", ts="2026-11-22T09:00Z"))
    (room / "<img src=x>.json").write_bytes(b"nonsense")
    (room / "=cmd.json").write_bytes(b"")
    (room / "notes.txt").write_text("not a ballot")
    (room / "folder.json").mkdir()
    os.symlink(secret, room / "link.json")
    with contextlib.suppress(OSError):  # a name that is no UTF-8, where the disk allows one
        open(os.fsencode(room) + b"/\xff.json", "wb").close()
    os.mkfifo(room / "pipe.json")
    before = {p.name: p.lstat().st_mtime_ns for p in room.iterdir()}
    found = ballots.folder(room)
    assert [b.group for b in found.ballots] == ["G1", "G2", "G3"]
    why = dict(found.refused)
    assert "link to another file" in why["link.json"] and "older ballot of G1" in why["older G1.json"]
    assert "JSON" in why["<img src=x>.json"] and "empty" in why["=cmd.json"] and set(why) >= {"folder.json", "pipe.json"}
    assert len(found.ballots) == 3 and len(found.refused) in (6, 7) and f"{len(found.refused)} not counted; the reasons stand below." in found.sentence
    assert all(name.encode() for name in why), "a name reached the page that no page can carry"
    assert {p.name: p.lstat().st_mtime_ns for p in room.iterdir()} == before


def test_the_newest_ballot_of_a_group_counts_whatever_the_order():
    old, new = data(ts="2026-11-22T09:00Z", n=3), data(ts="2026-11-22T11:00Z", n=5)
    for order in ((old, new), (new, old)):
        found = ballots.merge([("a", order[0]), ("b", order[1])])
        assert [b.people for b in found.ballots] == [5] and len(found.refused) == 1


def test_a_folder_that_is_none_and_one_that_is_too_full(tmp_path):
    with pytest.raises(ballots.BallotError, match="no folder"):
        ballots.folder(tmp_path / "nowhere")
    for n in range(201):
        (tmp_path / f"{n}.json").touch()
    with pytest.raises(ballots.BallotError, match="at most 200"):
        ballots.folder(tmp_path)


# -- counting -----------------------------------------------------------------------------------------------------


def ballot(group, top, approve=()):
    return ballots.read(data(group=group, scores={}, top3=list(top), approve=list(approve)))


@pytest.mark.parametrize("groups", [0, 1, 9, 30])
def test_any_number_of_groups_can_be_counted(groups):
    found = ballots.count([ballots.read(data(group=f"G{n}", top3=[OPTIONS[n % 10]])) for n in range(1, groups + 1)])
    assert len(found.borda) == 10 and sum(found.firsts.values()) == groups
    assert found.divides and (found.agreement is None) == (groups < 2)


def test_a_circle_is_called_one():
    found = ballots.count([ballot("G1", ["O1", "O2", "O3"]), ballot("G2", ["O2", "O3", "O1"]), ballot("G3", ["O3", "O1", "O2"])])
    assert found.pairs.winner is None and set(found.pairs.cycle) == {"O1", "O2", "O3"}


def test_the_same_scores_and_other_weights_divide_by_weights():
    low = {o: {c: (5 if (i + j) % 2 else 1) for j, c in enumerate(CRITERIA)} for i, o in enumerate(OPTIONS)}
    rooms = []
    for n in range(4):
        w = dict.fromkeys(CRITERIA, 2.0)
        w[CRITERIA[n]] = 86.0
        rooms.append(ballots.read(data(group=f"G{n + 1}", weights=w, scores=low)))
    found = ballots.count(rooms)
    assert found.with_mean_weights > found.agreement and found.divides.endswith("Weights divide the room more.")


def test_exported_ballots_come_back_and_bad_ones_are_stopped_at_the_group():
    scores = {("O1", c): 3 for c in CRITERIA}
    made = ballots.export("G7", 5, "2026-11-22T10:00Z", dict.fromkeys(CRITERIA, 3), scores, {("O1", "speed"): "EV01"}, ["O1"], ["O1"], 0.6, "Too quick.")
    assert ballots.read(made).evidence == 1
    with pytest.raises(ballots.BallotError, match="G1 to G99"):
        ballots.export("Team A", 5, "2026-11-22T10:00Z", dict.fromkeys(CRITERIA, 3), scores, {}, [], [], 0.6)


def test_no_cell_of_the_csv_is_a_formula():
    text = ballots.csv_text([["=1+1", "+2", "@x", "-3", "fine", -3]])
    assert text == "'=1+1,'+2,'@x,'-3,fine,-3\n"


# -- fuzz ---------------------------------------------------------------------------------------------------------

junk = st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20), lambda x: st.lists(x, max_size=4) | st.dictionaries(st.text(max_size=8), x, max_size=4), max_leaves=12)


@given(st.binary(max_size=5000))
@settings(max_examples=400, deadline=None)
def test_any_bytes_are_read_or_refused(given_bytes):
    found = ballots.merge([("x", given_bytes)])
    assert len(found.ballots) + len(found.refused) == 1


@given(st.dictionaries(st.sampled_from(sorted(raw())), junk, max_size=4))
@settings(max_examples=400, deadline=None)
def test_any_change_to_a_ballot_is_read_or_refused(changes):
    given_bytes = json.dumps({**raw(), **changes}).encode("utf-8", "surrogatepass")
    found = ballots.merge([("x", given_bytes)])
    for one in found.ballots:
        assert "<" not in one.group and 1 <= one.people <= 40 and 0 <= one.confidence <= 1
        ballots.count([one])


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_pasted_text_is_read_or_refused(text):
    ballots.pasted("EUB1." + text)
    ballots.pasted(text)
