"""A run's folder for whoever reads it: here, fetched whole, or an error that says who has it."""

from __future__ import annotations

import threading

import pytest

from tests.store.shared.conftest import FILES, read
from zoo import paths
from zoo.errors import StoreError
from zoo.progress import listening
from zoo.store import RUNNING
from zoo.store.run_folder import RunFolder
from zoo.store.shared import SharedFiles, bring, elsewhere, folder, reading


@pytest.fixture
def shared_run(shared, done):
    """A run that is done and uploaded."""
    run = done(host="here")
    shared.upload(run, paths.run_folder(run.name))
    return run


def test_a_folder_that_is_here_is_returned_and_nothing_is_asked(done, monkeypatch):
    run = done()
    monkeypatch.setenv("ZOO_FILES", "nowhere://at/all")
    assert folder(run) == paths.run_folder(run.name)


def test_a_folder_that_is_not_here_is_fetched_whole_once(shared_run, other_machine, monkeypatch):
    other_machine()
    told = []
    with listening(lambda *news: told.append(news)):
        found = folder(shared_run)
    assert found == paths.run_folder(shared_run.name)
    assert read(found) == FILES
    size = sum(map(len, FILES.values()))
    assert told[0] == ("fetching aaaa.1", 0, size, "bytes")
    assert told[-1] == ("fetching aaaa.1", size, size, "bytes")
    monkeypatch.delenv("ZOO_FILES")
    assert folder(shared_run) == found


def test_many_are_fetched_with_one_progress(shared, done, other_machine):
    runs = [done(name) for name in ("aaaa", "bbbb", "cccc")]
    for run in runs:
        shared.upload(run, paths.run_folder(run.name))
    other_machine()
    folder(runs[0])
    told = []
    with listening(lambda *news: told.append(news)):
        bring(runs)
    assert {news[0] for news in told} == {"fetching 2 runs"}
    assert [read(paths.run_folder(run.name)) for run in runs] == [FILES] * 3


def test_a_fetch_that_breaks_off_leaves_no_folder(shared_run, other_machine, shared, monkeypatch):
    other_machine()
    key = shared.manifest(shared_run).files["weights.npz"].sha256
    whole = shared.files.cat_file(f"{shared.root}/aaaa.1/{key}")
    shared.files.pipe_file(f"{shared.root}/aaaa.1/{key}", b"half")
    with pytest.raises(StoreError, match="damaged"):
        folder(shared_run)
    assert not paths.run_folder("aaaa.1").exists()
    assert [path.name for path in paths.runs_folder().iterdir()] == [".lock"]
    shared.files.pipe_file(f"{shared.root}/aaaa.1/{key}", whole)
    assert read(folder(shared_run)) == FILES


def test_two_at_once_fetch_it_once(shared_run, other_machine, monkeypatch):
    other_machine()
    fetched, own = [], SharedFiles.fetch
    monkeypatch.setattr(SharedFiles, "fetch", lambda *args: fetched.append(args) or own(*args))
    threads = [threading.Thread(target=folder, args=[shared_run]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(fetched) == 1
    assert read(paths.run_folder("aaaa.1")) == FILES


def test_what_another_machine_has_is_an_error_that_names_it(done, other_machine):
    run = done(host="gpu1, boot 1234")
    other_machine()
    assert elsewhere(run) == "gpu1"
    with pytest.raises(StoreError, match=r"The files of run aaaa.1 are not on this machine") as refused:
        folder(run)
    assert refused.value.cause == "They are on gpu1, which made them; ZOO_FILES names no place that has them."
    assert refused.value.hint == "zoo store upload aaaa.1   (on gpu1; with ZOO_FILES there and here)"


def test_what_is_not_uploaded_yet_is_said(done, other_machine, place):
    run = done(host="gpu1, boot 1234")
    other_machine()
    with pytest.raises(StoreError, match="not on this machine") as refused:
        folder(run)
    assert refused.value.cause == "They are on gpu1, which made them, and not in memory://team/zoo."


def test_of_a_run_without_a_result_nothing_is_uploaded(store, record, other_machine, place):
    lease = store.begin(record(host="gpu1"))
    other_machine()
    run = store.run(lease.name)
    assert run.status == RUNNING
    with pytest.raises(StoreError, match="not on this machine") as refused:
        folder(run)
    assert "it is running, and only results are uploaded" in refused.value.cause


def test_what_this_machine_has_lost_is_left_to_whoever_reads_it(done, other_machine):
    run = done(host="other, boot 1234")
    other_machine()  # its folder is another one now: as if the disk was lost
    assert not folder(run).exists()
    assert elsewhere(run) is None


def test_what_is_pending(shared, shared_run, done, store, other_machine):
    later = done("bbbb")
    assert [run.name for run in reading.pending(store, shared)] == [later.name]
    other_machine()
    assert reading.pending(store, shared) == []


def test_a_fetched_folder_can_be_claimed_like_any_other(shared_run, other_machine):
    other_machine()
    RunFolder(folder(shared_run), 2).claim()
