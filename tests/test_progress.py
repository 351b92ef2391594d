"""The learner's file: nothing is lost, whatever the disk, another window or a stranger's file does."""

from __future__ import annotations

import errno
import json
import os
import random
import signal
import stat
import subprocess
import sys
import textwrap
import time
import uuid
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eunato.learning import progress, progress_disk, progress_rows
from eunato.learning.progress import BACKUP, FILE, SCHEMA, SIDE, Store

SRC = Path(progress.__file__).resolve().parents[2]
POSIX = os.name == "posix"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "home"


def put(store: Store, n: int = 1, notebook: str = "02", **more) -> list[progress.Saved]:
    return [store.record(notebook, f"{notebook}-{i + 1}", "choice", f"answer {i}", **more) for i in range(n)]


def one(**more) -> dict:
    row = {"id": uuid.uuid4().hex, "notebook": "02", "item_id": "02-1", "kind": "choice", "answer": "b",
           "confidence": 80, "correct": True, "attempts": 1, "bite": 1, "ts": "2026-11-22T12:00:00.000000Z"}
    return {**row, **more}


def doc(*rows, schema: str = SCHEMA) -> bytes:
    return json.dumps({"schema": schema, "learner": "0" * 32, "rows": list(rows)}).encode()


def on_disk(folder: Path, name: str = FILE) -> dict:
    return json.loads((folder / name).read_text(encoding="utf-8"))


def run(code: str, home: Path, **more) -> subprocess.Popen:
    env = {**os.environ, "PYTHONPATH": str(SRC), "EUNATO_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more)


# -- an ordinary day -------------------------------------------------------------------------------------------------


def test_an_answer_is_on_the_disk_at_once_and_comes_back(folder):
    saved = Store(folder).record("02", "02-1", "choice", "b", confidence=80, correct=True, bite=3)
    assert saved.ok and saved.message == "Saved."
    row = on_disk(folder)["rows"][0]
    assert tuple(row) == progress_rows.FIELDS
    assert (row["answer"], row["confidence"], row["correct"], row["bite"]) == ("b", 80, True, 3)
    again = Store(folder)
    assert again.latest("02-1") == row and again.place("02") == 3 and again.notice == ""


def test_looking_makes_no_file(folder):
    store = Store(folder)
    assert store.events() == [] and store.latest("02-1") is None and store.place("02") is None and store.answered("02") == []
    store.export_bytes()
    assert not folder.exists()


def test_the_newest_answer_counts_even_when_the_clock_was_wrong(folder):
    store = Store(folder)
    assert store.import_bytes(doc(one(answer="from the future", bite=2, ts="2031-01-01T00:00:00Z"))).added == 1
    store.record("02", "02-1", "choice", "today", bite=4)
    assert Store(folder).latest("02-1")["answer"] == "today"
    assert Store(folder).place("02") == 4


def test_notebooks_are_kept_apart_and_answered_names_each_item_once(folder):
    store = Store(folder)
    put(store, 3), put(store, 2), put(store, 1, notebook="00")
    assert store.answered("02") == ["02-1", "02-2", "02-3"]
    assert store.answered("00") == ["00-1"]
    assert len(store.events("02")) == 5


def test_answers_of_every_shape_are_kept(folder):
    import numpy as np

    store = Store(folder)
    for given_, kept in [({"b", "a"}, ["a", "b"]), ((1, 2), [1, 2]), (np.int64(36), 36), (np.float64(1.5), 1.5),
                         (float("nan"), None), ({1: (True, None)}, {"1": [True, None]}), ("bad \ud800 half", "bad \ufffd half")]:
        assert store.record("02", "02-1", "number", given_, confidence=np.int64(70)).ok
        assert Store(folder).latest("02-1")["answer"] == kept


def test_a_share_becomes_percent(folder):
    store = Store(folder)
    store.record("02", "02-1", "choice", "b", confidence=0.9)
    assert Store(folder).latest("02-1")["confidence"] == 90


def test_an_answer_too_long_is_refused_with_a_sentence(folder):
    saved = Store(folder).record("02", "02-open", "open", "x" * 20_001)
    assert not saved.ok and "20,000 characters" in saved.message
    assert Store(folder).record("02", "02-open", "open", "x" * 20_000).ok


@pytest.mark.parametrize("more", [{"notebook": "a b"}, {"item_id": "<b>"}, {"kind": ""}, {"attempts": "two"}, {"confidence": 101}, {"bite": 1.5}])
def test_a_caller_who_errs_is_told(folder, more):
    with pytest.raises(ValueError):
        Store(folder).record(**{"notebook": "02", "item_id": "02-1", "kind": "choice", "answer": "b", **more})
    assert not (folder / FILE).exists()


@pytest.mark.skipif(not POSIX, reason="Windows has other permissions")
def test_the_file_is_private(folder):
    put(Store(folder), 2)
    for name in (FILE, BACKUP):
        assert stat.S_IMODE((folder / name).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_backup_is_one_answer_old_and_nothing_else_is_left_behind(folder):
    put(Store(folder), 3)
    assert len(on_disk(folder)["rows"]) == 3 and len(on_disk(folder, BACKUP)["rows"]) == 2
    assert {p.name for p in folder.iterdir()} == {FILE, BACKUP, progress_disk.LOCK}


# -- two windows, killed kernels -------------------------------------------------------------------------------------


def test_two_windows_never_lose_each_others_rows(folder):
    a, b = Store(folder), Store(folder)
    a.record("02", "02-1", "choice", "a")
    b.record("02", "02-2", "choice", "b")
    a.record("02", "02-3", "choice", "c")
    assert b.answered("02") == a.answered("02") == ["02-1", "02-2", "02-3"]
    assert a.learner == b.learner == on_disk(folder)["learner"]


WRITER = """
    import sys
    from eunato.learning.progress import store
    for i in range({n}):
        saved = store().record("02", f"{tag}-{{i}}", "choice", "x" * {size})
        print(int(saved.ok), flush=True)
"""


def test_two_processes_with_fifty_answers_each_make_a_hundred(folder):
    both = [run(WRITER.format(n=50, tag=tag, size=10), folder) for tag in ("left", "right")]
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert out.split() == ["1"] * 50
    rows = Store(folder).events()
    assert len({row["item_id"] for row in rows}) == 100 and len(rows) == 100


@pytest.mark.skipif(not POSIX, reason="kill -9 is a POSIX matter")
def test_killed_in_mid_write_leaves_a_whole_file_with_every_confirmed_answer(folder):
    """The writer is killed at many moments; each file found is whole, and what was called saved is in it."""
    rng, confirmed, temporary_left = random.Random(7), 0, 0
    for _ in range(8):
        process = run(WRITER.format(n=100_000, tag=f"r{_}", size=9_000), folder)
        assert process.stdout.readline() == "1\n"
        time.sleep(rng.uniform(0.005, 0.25))
        process.send_signal(signal.SIGKILL)
        rest, _err = process.communicate()
        confirmed += 1 + rest.count("1")
        temporary_left += len(list(folder.glob("progress.*.tmp")))
        rows = on_disk(folder)["rows"]
        assert len(rows) >= confirmed
        confirmed = len(rows)
    last = Store(folder)
    assert last.record("02", "after", "choice", "x").ok and last.notice == ""
    assert len(last.events()) == confirmed + 1
    assert not list(folder.glob("progress.*.tmp")), "the next writer clears what killed writers left"


@pytest.mark.skipif(not POSIX, reason="SIGKILL")
@pytest.mark.parametrize("moment", ["os.fsync", "os.link", "os.replace"])
def test_killed_at_each_step_of_a_write(folder, moment):
    put(Store(folder), 5)
    code = f"""
        import os, signal
        from eunato.learning.progress import store
        kept = store()
        def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)
        {moment} = die
        kept.record("02", "02-9", "choice", "x")
    """
    process = run(code, folder)
    process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert len(on_disk(folder)["rows"]) == 5
    again = Store(folder)
    assert put(again, 1)[0].ok and len(on_disk(folder)["rows"]) == 6


def test_a_window_that_holds_the_lock_costs_no_answer(folder, monkeypatch):
    monkeypatch.setattr(progress_disk, "LOCK_SECONDS", 0.05)
    store = Store(folder)
    put(store, 1)
    with progress_disk.lock(folder):
        saved = store.record("02", "02-2", "choice", "b")
        assert not saved.ok and "another window" in saved.message
    assert store.record("02", "02-3", "choice", "c").ok and store.notice == ""
    assert Store(folder).answered("02") == ["02-1", "02-2", "02-3"]


def test_folders_that_know_no_locks_get_a_named_one_and_a_dead_one_is_taken_over(folder, monkeypatch):
    def unsupported(_handle):
        raise OSError(errno.ENOTSUP, "no locks here")

    monkeypatch.setattr(progress_disk, "_system_lock", unsupported)
    monkeypatch.setattr(progress_disk, "LOCK_SECONDS", 0.1)
    store = Store(folder)
    assert put(store, 1)[0].ok
    held = folder / (progress_disk.LOCK + ".held")
    assert not held.exists()
    held.touch()
    assert not store.record("02", "02-2", "choice", "b").ok
    os.utime(held, (time.time() - 60,) * 2)
    assert store.record("02", "02-3", "choice", "c").ok
    assert len(Store(folder).events()) == 3


# -- a disk that says no ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number, words", [(errno.ENOSPC, "the disk is full"), (errno.EACCES, "may not be written"), (errno.EROFS, "may not be written"),
                                           (errno.EIO, "reported an error")])
@pytest.mark.parametrize("step", ["open", "fsync", "replace"])
def test_what_the_disk_refuses_stays_in_memory_and_later_writes_retry(folder, monkeypatch, number, words, step):
    store = Store(folder)
    put(store, 1)
    real = getattr(os, step)

    def refuse(*args, **more):
        if step == "open" and ".tmp" not in str(args[0]):
            return real(*args, **more)
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, step, refuse)
    saved = store.record("02", "02-2", "choice", "b")
    assert not saved.ok and words in saved.message and "Download my progress" in saved.message
    assert store.notice == saved.message
    assert store.answered("02") == ["02-1", "02-2"]
    assert b"02-2" in store.export_bytes()
    assert not list(folder.glob("*.tmp"))
    monkeypatch.undo()
    assert store.record("02", "02-3", "choice", "c").ok
    assert store.notice == ""
    assert Store(folder).answered("02") == ["02-1", "02-2", "02-3"]


@pytest.mark.skipif(not POSIX, reason="resource limits")
def test_a_disk_that_fills_up_in_the_middle_of_a_write(folder):
    put(Store(folder), 2)
    before = (folder / FILE).read_bytes()
    code = """
        import resource
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
        from eunato.learning.progress import store
        saved = store().record("02", "02-9", "choice", "x" * 2000)
        print(saved.ok, len(store().events()), bool(store().notice))
    """
    out, err = run(code, folder).communicate(timeout=60)
    assert out.split() == ["False", "3", "True"], err
    assert (folder / FILE).read_bytes() == before


@pytest.mark.skipif(not POSIX, reason="POSIX permissions")
def test_a_read_only_folder_is_read_and_said(tmp_path):
    """Root writes anywhere, so the test goes on as nobody when it runs as root."""
    home = tmp_path / "home"
    put(Store(home), 2)
    os.chmod(home / FILE, 0o644)
    os.chmod(home, 0o555)
    code = """
        import os
        if os.getuid() == 0:
            import eunato.learning.progress, json, encodings.utf_8_sig
            os.setgroups([]); os.setgid(65534); os.setuid(65534)
        from eunato.learning.progress import store
        kept = store()
        print(len(kept.events()), bool(kept.notice))
        saved = kept.record("02", "02-9", "choice", "x")
        print(saved.ok, len(kept.events()), saved.message)
    """
    for parent in [tmp_path, *tmp_path.parents]:  # pytest's own folders are closed to others
        if parent.stat().st_uid == os.getuid() and not parent.stat().st_mode & 0o001 and parent != Path("/"):
            os.chmod(parent, parent.stat().st_mode | 0o011)
    out, err = run(code, home).communicate(timeout=60)
    os.chmod(home, 0o755)
    assert out.splitlines()[:1] == ["2 True"], err
    assert out.splitlines()[1].startswith("False 3 Your answers are not saved on the disk, because the folder for it may not be written.")
    assert len(on_disk(home)["rows"]) == 2


def test_a_home_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("here stands a file")
    store = Store(tmp_path / "file" / "home")
    saved = put(store, 1)[0]
    assert not saved.ok and "cannot be made" in saved.message
    assert store.answered("02") == ["02-1"]
    (tmp_path / "file").unlink()
    assert store.record("02", "02-2", "choice", "b").ok
    assert Store(tmp_path / "file" / "home").answered("02") == ["02-1", "02-2"]


def test_no_home_at_all(monkeypatch):
    monkeypatch.setattr(progress.course, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))
    progress.forget()
    kept = progress.store()
    assert not put(kept, 1)[0].ok and kept.answered("02") == ["02-1"] and "Download my progress" in kept.notice
    progress.forget()


def test_a_home_deleted_in_mid_session_comes_back_with_all_rows(folder):
    import shutil

    store = Store(folder)
    put(store, 3)
    shutil.rmtree(folder)
    assert store.record("02", "02-9", "choice", "x").ok
    assert len(on_disk(folder)["rows"]) == 4


def test_one_store_per_home(folder, monkeypatch, tmp_path):
    progress.forget()
    monkeypatch.setenv("EUNATO_HOME", str(folder))
    first = progress.store()
    assert progress.store() is first
    monkeypatch.setenv("EUNATO_HOME", str(tmp_path / "other"))
    assert progress.store() is not first
    progress.forget()


def test_what_was_not_saved_is_tried_once_more_at_the_end(folder):
    code = """
        import os
        from eunato.learning import progress, progress_disk, progress_rows
        real = os.replace
        def full(*a, **k): raise OSError(28, "full")
        os.replace = full
        assert not progress.store().record("02", "02-1", "choice", "b").ok
        os.replace = real
    """
    process = run(code, folder)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 0, err
    assert Store(folder).answered("02") == ["02-1"]


# -- damaged files ---------------------------------------------------------------------------------------------------


def test_a_file_cut_at_any_byte_loses_at_most_the_row_that_was_cut(folder):
    put(Store(folder), 6)
    whole = (folder / FILE).read_bytes()
    (folder / BACKUP).unlink()
    for cut in range(1, len(whole) - 3, 61):
        for left in folder.iterdir():
            left.unlink()
        (folder / FILE).write_bytes(whole[:cut])
        store = Store(folder)
        complete = whole[:cut].count(b'Z"}')
        assert len(store.events()) == complete
        assert "damaged" in store.notice and "progress.broken-1.json" in store.notice
        assert (folder / "progress.broken-1.json").read_bytes() == whole[:cut]
        assert len(on_disk(folder)["rows"]) == complete


def test_a_cut_file_is_made_whole_from_its_backup(folder):
    put(Store(folder), 6)
    whole = (folder / FILE).read_bytes()
    (folder / FILE).write_bytes(whole[:40])
    store = Store(folder)
    assert store.answered("02") == [f"02-{i}" for i in range(1, 6)], "all but the last answer, which the backup lacks"
    assert store.record("02", "02-7", "choice", "x").ok
    assert len(on_disk(folder)["rows"]) == 6


@pytest.mark.parametrize("garbage", [b"", b"\x00" * 50, b"<html>not yours</html>", b"[1, 2, 3]", b"null", b'"text"', b'{"rows": 3}', b"\xff\xfe\x00", b'{"schema": "other-1", "rows": []}',
                                     b"[" * 100_000, b'{"a":' * 50_000, b"9" * 10_000, b'{"schema":"eunato-progress-1","rows":[' + b"[" * 3000])
def test_garbage_is_set_aside_never_deleted_and_the_session_goes_on(folder, garbage):
    folder.mkdir()
    (folder / FILE).write_bytes(garbage)
    store = Store(folder)
    assert store.events() == [] and "progress.broken-1.json" in store.notice
    assert (folder / "progress.broken-1.json").read_bytes() == garbage
    assert put(store, 1)[0].ok
    (folder / FILE).write_bytes(garbage)
    assert Store(folder).events() == [], "the backup was as empty as the file"
    assert (folder / "progress.broken-1.json").read_bytes() == garbage, "the first one still stands"
    assert (folder / "progress.broken-2.json").read_bytes() == garbage


@pytest.mark.parametrize("number", [errno.EROFS, errno.ENOSPC])
def test_a_damaged_file_in_a_folder_that_cannot_be_written_is_still_read(folder, monkeypatch, number):
    put(Store(folder), 6)
    cut = (folder / FILE).read_bytes()[:-40]
    (folder / FILE).write_bytes(cut)
    real = os.open

    def refuse(path, flags, *more, **other):
        if flags & os.O_CREAT:
            raise OSError(number, os.strerror(number))
        return real(path, flags, *more, **other)

    monkeypatch.setattr(os, "open", refuse)
    store = Store(folder)
    assert store.answered("02") == [f"02-{i}" for i in range(1, 6)]
    assert "damaged" in store.notice and "stands where it was" in store.notice and "Download my progress" in store.notice
    assert (folder / FILE).read_bytes() == cut
    monkeypatch.undo()
    assert put(store, 1, notebook="00")[0].ok and len(on_disk(folder)["rows"]) == 6
    assert (folder / "progress.broken-1.json").read_bytes() == cut


def test_a_full_file_says_what_to_do(folder, monkeypatch):
    monkeypatch.setattr(progress, "MAX_ROWS", 3)
    store = Store(folder)
    assert [saved.ok for saved in put(store, 4)] == [True, True, True, False]
    assert "progress file is full" in put(store, 1)[0].message
    assert len(on_disk(folder)["rows"]) == 3


def test_damage_in_mid_session_costs_nothing(folder):
    store = Store(folder)
    put(store, 3)
    (folder / FILE).write_bytes(b"ruined")
    (folder / BACKUP).write_bytes(b"ruined too")
    assert store.record("02", "02-9", "choice", "x").ok
    assert len(on_disk(folder)["rows"]) == 4 and "damaged" in store.notice


def test_a_lost_file_comes_back_from_the_backup(folder):
    put(Store(folder), 3)
    (folder / FILE).unlink()
    store = Store(folder)
    assert len(store.events()) == 2 and "came back from the backup" in store.notice


def test_bad_rows_are_refused_with_reason_good_rows_kept_and_the_original_stays(folder):
    folder.mkdir()
    text = doc(one(), one(attempts=-3), one(confidence="sure"), one(notebook="<script>alert(1)</script>"), one(item_id="x\u202ey"), "row", one(extra=1), one(ts="2026-02-31T00:00:00Z"))
    text = text[:-2] + b", " + json.dumps(one()).replace("80", "NaN").encode() + b", " + json.dumps(one()).replace('"kind"', '"bite": 2, "kind"').encode() + b"]}"
    (folder / FILE).write_bytes(text)
    store = Store(folder)
    assert len(store.events()) == 1
    assert "9 answers in it could not be read" in store.notice
    assert (folder / "progress.broken-1.json").read_bytes() == text
    assert len(on_disk(folder)["rows"]) == 1


def test_a_file_of_a_newer_course_is_left_as_it_is(folder):
    folder.mkdir()
    newer = doc(one(), schema="eunato-progress-2")
    (folder / FILE).write_bytes(newer)
    store = Store(folder)
    assert store.events() == [] and "newer version" in store.notice
    assert put(store, 2)[-1].ok
    assert (folder / FILE).read_bytes() == newer and not (folder / BACKUP).exists()
    assert len(on_disk(folder, SIDE)["rows"]) == 2
    assert len(Store(folder).events()) == 2, "the next session finds them"
    (folder / FILE).unlink()
    assert len(Store(folder).events()) == 2
    later = Store(folder)
    later.record("02", "02-7", "choice", "x")
    assert len(on_disk(folder)["rows"]) == 3


@pytest.mark.skipif(not POSIX, reason="symbolic links")
def test_a_link_in_place_of_the_file_is_not_followed(folder, tmp_path):
    outside = tmp_path / "outside.json"
    outside.write_bytes(doc(one()))
    before = outside.read_bytes()
    folder.mkdir()
    for name in (FILE, BACKUP, SIDE):
        (folder / name).symlink_to(outside)
    store = Store(folder)
    assert store.events() == [] and "link" in store.notice
    assert all(saved.ok for saved in put(store, 3))
    assert outside.read_bytes() == before
    assert not (folder / FILE).is_symlink() and len(on_disk(folder)["rows"]) == 3


@pytest.mark.skipif(not POSIX, reason="named pipes")
def test_a_pipe_or_a_folder_in_place_of_the_file(folder):
    folder.mkdir()
    os.mkfifo(folder / FILE)
    assert put(Store(folder), 1)[0].ok
    (folder / FILE).unlink()
    (folder / BACKUP).unlink(missing_ok=True)
    (folder / FILE).mkdir()
    assert put(Store(folder), 1)[0].ok
    assert len(on_disk(folder)["rows"]) == 1


def test_a_file_that_is_too_large_is_read_up_to_the_limit(folder):
    folder.mkdir()
    line = json.dumps(one(answer="y" * 9000), separators=(",", ":"))
    rows = ",\n".join(line.replace('"id":"', f'"id":"{i:08x}', 1)[: 7] + f"{i:032x}" + line[39:] for i in range(700))
    (folder / FILE).write_text('{"schema":"eunato-progress-1","rows":[\n' + rows + "\n]}\n")
    assert (folder / FILE).stat().st_size > 6_000_000
    store = Store(folder)
    assert 400 < len(store.events()) < 600 and "larger than 5 MB" in store.notice
    assert (folder / FILE).stat().st_size <= progress.MAX_BYTES
    assert (folder / "progress.broken-1.json").stat().st_size > 6_000_000


# -- one file out, one file in ---------------------------------------------------------------------------------------


def test_round_trip_and_importing_twice_adds_nothing(folder, tmp_path):
    a = Store(folder)
    put(a, 5, confidence=70, correct=False, bite=2)
    b = Store(tmp_path / "other")
    assert b.import_bytes(a.export_bytes()).added == 5
    assert b.events() == a.events() and b.learner == a.learner
    again = b.import_bytes(a.export_bytes())
    assert again.ok and again.added == 0 and again.known == 5 and "here already" in again.message
    assert Store(tmp_path / "other").events() == a.events()


def test_import_adds_to_what_is_there(folder, tmp_path):
    a, b = Store(folder), Store(tmp_path / "other")
    put(a, 2), put(b, 3, notebook="00")
    mine = b.learner
    assert b.import_bytes(a.export_bytes()).added == 2
    assert len(Store(tmp_path / "other").events()) == 5 and b.learner == mine


@pytest.mark.parametrize("data, words", [
    (b"", "empty"), (b"hello", "cannot be used"), (None, "not a file"), (17, "not a file"), (b"x" * 5_000_001, "larger than 5 MB"), ("x" * 5_000_001, "larger than 5 MB"),
    (doc(schema="eunato-progress-9"), "newer version"), (b"[" * 200_001, "too many parts"), (b"[" * 2_000, "cut off"), (b"{}" * 1_000_000, "too many parts"),
])
def test_what_is_not_a_progress_file_changes_nothing_and_says_so(folder, data, words):
    store = Store(folder)
    put(store, 1)
    before = (folder / FILE).read_bytes()
    report = store.import_bytes(data)
    assert not report.ok and words in report.message and "Nothing was changed" in report.message
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("bad, reason", [
    (one(id="../../etc"), "id"), (one(id="A" * 32), "id"), (one(notebook="0" * 81), "notebook"), (one(kind=7), "kind"), (one(correct=1), "correct"), (one(confidence=1e999), "confidence"),
    (one(confidence=True), "confidence"), (one(bite=100), "bite"), (one(attempts=10**30), "attempts"), (one(ts=1), "date"), (one(answer="x" * 20_001), "longer"),
    (one(answer=[[[[[[[[1]]]]]]]]), "too many parts"), (one(answer=list(range(600))), "too many parts"), (one(answer=1e300), "out of range"), (one(answer=float("inf")), "not a number"), ([], "record"),
])
def test_each_kind_of_bad_row_is_counted_with_its_reason(folder, bad, reason):
    store = Store(folder)
    report = store.import_bytes(doc(one(), bad, one()))
    assert report.added == 2 and report.refused == 1
    assert reason in report.message and "1 answer refused" in report.message
    assert len(Store(folder).events()) == 2


def test_markup_and_direction_marks_are_data(folder):
    nasty = "<script>alert(1)</script> \u202egnp.exe\u2066 \x00\x07"
    store = Store(folder)
    assert store.import_bytes(doc(one(answer=nasty))).added == 1
    assert Store(folder).latest("02-1")["answer"] == nasty


def test_a_stranger_cannot_change_an_answer_that_is_there(folder):
    store = Store(folder)
    put(store, 1)
    mine = store.events()[0]
    report = store.import_bytes(doc({**mine, "answer": "forged"}))
    assert report.added == 0 and report.refused == 1 and "same id" in report.message
    assert Store(folder).events() == [mine]


def test_a_million_rows_stay_within_bounds_and_leave_room_for_the_learner(folder):
    store = Store(folder)
    stuffed = b'{"schema":"eunato-progress-1","learner":"","rows":[' + b",".join([b"{}"] * 60_000) + b"]}"
    report = store.import_bytes(stuffed)
    assert report.added == 0 and report.refused == 60_000 and "60,000 answers refused" in report.message
    line = one(answer="z" * 4_000)
    large = doc(*[{**line, "id": f"{i:032x}"} for i in range(1_150)])
    report = store.import_bytes(large)
    assert report.refused > 100 and "no room" in report.message
    assert len(store.export_bytes()) <= progress.MAX_IMPORTED_BYTES + 1_000
    assert put(store, 3)[-1].ok and (folder / FILE).stat().st_size < progress.MAX_BYTES


def test_a_truncated_download_gives_back_what_it_holds(folder, tmp_path):
    a = Store(folder)
    put(a, 5)
    report = Store(tmp_path / "b").import_bytes(a.export_bytes()[:-120])
    assert report.added == 4 and "damaged" in report.message


json_values = st.recursive(st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.floats(allow_nan=False, allow_infinity=False, width=32) | st.text(max_size=40),
                           lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4), max_leaves=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.lists(st.tuples(json_values, st.none() | st.integers(0, 100), st.none() | st.booleans()), max_size=5))
def test_any_answer_survives_the_round_trip(tmp_path_factory, answers):
    home = tmp_path_factory.mktemp("round")
    a, b = Store(home / "a"), Store(home / "b")
    for answer, sure, right in answers:
        a.record("02", "02-1", "choice", answer, confidence=sure, correct=right)
    assert b.import_bytes(a.export_bytes()).ok
    assert Store(home / "b").events() == b.events() == a.events()
    assert b.import_bytes(a.export_bytes()).added == 0


@settings(max_examples=200, deadline=None)
@given(data=st.one_of(
    st.binary(max_size=400), st.text(max_size=200),
    st.builds(lambda rows: json.dumps({"schema": SCHEMA, "rows": rows}).encode(), st.lists(st.fixed_dictionaries({name: json_values for name in progress_rows.FIELDS}), max_size=4)),
    st.builds(lambda cut, junk: doc(one(), one())[:cut] + junk, st.integers(0, 700), st.binary(max_size=20)),
    st.builds(lambda name, value: doc(one(**{name: value})), st.sampled_from(progress_rows.FIELDS), json_values),
))
def test_no_file_makes_import_raise_or_grow(data):
    store = Store(None)
    report = store.import_bytes(data)
    assert isinstance(report.message, str) and report.message
    assert report.added == len(store.events()) <= 20
    assert len(store.export_bytes()) <= len(data if isinstance(data, bytes) else data.encode("utf-8", "replace")) * 2 + 1_000
    json.loads(store.export_bytes())


@pytest.mark.parametrize("field", ["answer", "confidence", "attempts", "bite"])
def test_a_number_of_hundreds_of_digits_stops_neither_import_nor_start(field, tmp_path):
    huge = doc(one(**{field: 10**400}))
    assert Store(None).import_bytes(huge).message
    home = tmp_path / "own"
    put(Store(home), 2)
    with (home / FILE).open("rb+") as file:
        data = file.read().replace(b'"confidence": 70', b'"confidence": ' + b"9" * 400).replace(b'"confidence":70', b'"confidence":' + b"9" * 400)
        file.seek(0), file.truncate(), file.write(data)
    again = Store(home)
    assert again.record("02", "02-1", "choice", "b").ok
    assert again.latest("02-1")["answer"] == "b"


def test_nothing_in_the_store_runs_what_it_reads():
    source = "".join(Path(room.__file__).read_text(encoding="utf-8") for room in (progress, progress_disk, progress_rows))
    for word in ("pickle", "eval(", "exec(", "marshal", "shelve", "yaml"):
        assert word not in source
