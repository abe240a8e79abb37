"""Folders of runs in an object store: whole or not there, whatever breaks off, and whoever writes at the same time."""

from __future__ import annotations

import fsspec
import pytest

from tests.store.shared.conftest import FILES, read, write
from zoo import paths
from zoo.errors import StoreError
from zoo.store.shared import SharedFiles, shared_files


class Broken(Exception):
    """The network, or the process, is gone."""


@pytest.fixture
def breaks(monkeypatch):
    """Returns a function after which the place answers so many more times, and then never again."""

    def breaks(shared, answers, half=False):
        left = [answers]

        def answer(name):
            own = getattr(shared.files, name)

            def asked(*args, **kwargs):
                left[0] -= 1
                if left[0] >= 0:
                    return own(*args, **kwargs)
                if half and left[0] == -1 and name == "pipe_file":
                    own(args[0], args[1][:-1])
                raise Broken

            monkeypatch.setattr(shared.files, name, asked)

        for name in ("put_file", "pipe_file", "rm_file"):
            answer(name)

    return breaks


def objects(shared, run):
    return shared.listing().get(run, {})


def test_what_is_uploaded_comes_back_to_the_bit(shared, done, tmp_path):
    run = done()
    assert shared.upload(run, paths.run_folder(run.name)) == sum(map(len, FILES.values()))
    shared.fetch(run, shared.manifest(run), tmp_path / "there")
    assert read(tmp_path / "there") == FILES
    assert set(shared.runs()) == {run.name}


def test_an_upload_that_breaks_off_anywhere_is_not_there_and_is_taken_up_again(shared, done, breaks, place, tmp_path):
    run, answers = done(), 0
    while True:
        broken = SharedFiles.opened()
        breaks(broken, answers, half=True)
        try:
            broken.upload(run, paths.run_folder(run.name))
            break
        except StoreError:
            assert shared.manifest(run) is None
        answers += 1
    assert answers == len(FILES) + 1  # at each file, and at the manifest
    shared.fetch(run, shared.manifest(run), tmp_path / "there")
    assert read(tmp_path / "there") == FILES


def test_what_is_there_is_not_sent_again(shared, done):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    assert shared.upload(run, paths.run_folder(run.name)) == 0
    assert shared.upload(run, paths.run_folder(run.name), anew=True) == sum(map(len, FILES.values()))


def test_files_that_two_machines_add_at_the_same_time_are_all_there(shared, done, tmp_path, monkeypatch):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    here, there = tmp_path / "here", tmp_path / "there"
    for folder, name in ((here, "probes/here.json"), (there, "probes/there.json")):
        write(folder, {**FILES, name: name.encode()})
    other = SharedFiles.opened()
    own = shared.files.pipe_file

    def meanwhile(*args):
        monkeypatch.setattr(shared.files, "pipe_file", own)
        other.upload(run, there)  # has read the manifest, and writes, before this one does
        own(*args)

    monkeypatch.setattr(shared.files, "pipe_file", meanwhile)
    shared.upload(run, here)
    assert {"probes/here.json", "probes/there.json", *FILES} == set(shared.manifest(run).files)
    shared.upload(run, here)
    assert {"probes/here.json", "probes/there.json", *FILES} == set(shared.manifest(run).files)


def test_a_file_that_is_written_while_it_is_sent_is_sent_as_it_is_in_the_end(shared, done, monkeypatch, tmp_path):
    run, sent = done(), []
    folder, own = paths.run_folder(run.name), shared.files.put_file

    def put(source, target, **kwargs):
        sent.append(source)
        own(source, target, **kwargs)
        if sent.count(source) == 1 and source.endswith("log.txt"):
            (folder / "log.txt").write_bytes(b"another line\n")

    monkeypatch.setattr(shared.files, "put_file", put)
    shared.upload(run, folder)
    shared.fetch(run, shared.manifest(run), tmp_path / "there")
    assert (tmp_path / "there/log.txt").read_bytes() == b"another line\n"


@pytest.mark.parametrize("content", [b"", b"w" * 4999, b"x" * 5000])
def test_an_object_that_is_truncated_or_another_is_refused(shared, done, content, tmp_path):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    key = shared.manifest(run).files["weights.npz"].sha256
    shared.files.pipe_file(f"{shared.root}/{run.name}/{key}", content)
    with pytest.raises(StoreError, match=r"weights.npz of run aaaa.1 is damaged in memory://team/zoo") as refused:
        shared.fetch(run, shared.manifest(run), tmp_path / "there")
    assert refused.value.hint.startswith("zoo store upload aaaa.1")


def test_a_run_of_another_store_with_the_same_name_is_never_taken_for_it(shared, done, store, tmp_path):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    from dataclasses import replace

    stranger = replace(run, started="2020-01-01T00:00:00.000+00:00")
    for refused in (lambda: shared.manifest(stranger), lambda: shared.upload(stranger, paths.run_folder(run.name))):
        with pytest.raises(StoreError, match=r"aaaa.1 is another run than aaaa.1 of this store"):
            refused()


def test_a_manifest_cannot_lead_out_of_the_folder(shared, done, tmp_path):
    from zoo.store.shared.manifest import Kept, Manifest

    run, kept = done(), Kept(0, "0" * 64)
    names = ("../out", "/etc/passwd", ".token", "checkpoints/1-0.ckpt", "")
    evil = Manifest(started=run.started, written="2026", files=dict.fromkeys(names, kept))
    shared.files.pipe_file(f"{shared.root}/{run.name}/{evil.key}", evil.to_json())
    assert shared.manifest(run).files == {}


def test_a_removal_that_breaks_off_leaves_nothing_that_reads_as_whole(shared, done, breaks, place):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    broken = SharedFiles.opened()
    breaks(broken, 1)
    with pytest.raises(StoreError):
        broken.remove(run.name)
    assert shared.manifest(run) is None
    assert objects(shared, run.name)
    shared.remove(run.name)
    assert not objects(shared, run.name)


def test_leftovers_are_what_no_manifest_names_and_is_older_than_a_day(shared, done, monkeypatch):
    whole, broken = done(), done("bbbb")
    shared.upload(whole, paths.run_folder(whole.name))
    shared.upload(broken, paths.run_folder(broken.name))
    manifest = shared.manifest(broken)
    shared._remove(f"{broken.name}/{manifest.key}")
    shared.files.pipe_file(f"{shared.root}/.trial-1", b"x")
    shared.files.pipe_file(f"{shared.root}/README", b"somebody's own")
    assert list(shared.leftovers()) == []
    monkeypatch.setattr(shared_files, "DAY", -1.0)
    found = dict(shared.leftovers())
    assert found == {".trial-1": 1} | {f"bbbb.1/{file.sha256}": file.bytes for file in manifest.files.values()}
    for path in found:
        shared.discard(path)
    assert set(shared.listing()) == {"", whole.name}


def test_what_was_sent_again_meanwhile_is_not_discarded(shared, done):
    run = done()
    shared.upload(run, paths.run_folder(run.name))
    path = f"{run.name}/{shared.manifest(run).files['log.txt'].sha256}"
    shared.discard(path)
    assert path.rpartition("/")[2] in objects(shared, run.name)


def test_progress_is_told_in_bytes(shared, done):
    run, told = done(), []
    shared.upload(run, paths.run_folder(run.name), told=told.append)
    assert sum(told) == sum(map(len, FILES.values()))


def test_a_mounted_folder(done, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_FILES", str(tmp_path / "team"))
    shared, run = SharedFiles.opened(), done()
    with pytest.raises(StoreError, match="cannot be written and read") as refused:
        shared.check()  # it may be a disk that is not mounted: nothing is made there
    assert "no such bucket or folder" in refused.value.cause
    (tmp_path / "team").mkdir()
    shared.check()
    assert list((tmp_path / "team").iterdir()) == []
    shared.upload(run, paths.run_folder(run.name))
    shared.fetch(run, shared.manifest(run), tmp_path / "there")
    assert read(tmp_path / "there") == FILES


def test_without_zoo_files_there_is_no_place(monkeypatch):
    assert SharedFiles.opened() is None
    monkeypatch.setenv("ZOO_FILES", " ")
    assert SharedFiles.opened() is None
    assert fsspec  # imported by this test, not by the zoo: see tests/test_imports.py
