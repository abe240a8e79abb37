"""The uploads of a sweep: beside it, told, and never at the cost of a result."""

from __future__ import annotations

import functools
import threading

import fsspec
import pytest

import zoo
from zoo.errors import StoreError
from zoo.execution import requests, runner
from zoo.progress import listening
from zoo.store import Store
from zoo.store.shared import SharedFiles

TWO = zoo.RunRequest(dataset="images", model="good,better", seeds=[3])


@pytest.fixture(autouse=True)
def faked(monkeypatch, tmp_path):
    """A handler that goes by the model's name, and a place in memory."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "run", functools.partial(runner.run, handler="fake_handler:Trainer"))
    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("ZOO_FILES", "memory://team")
    yield
    fsspec.filesystem("memory").store.clear()


def train(registry, *listeners):
    return requests.run(TWO, zoo.RunOptions(threads=1), listeners, registry=registry)


def statuses():
    return [run.status for run in Store.open().runs()]


def test_every_run_that_is_done_is_uploaded(registry, capsys):
    train(registry)
    assert set(SharedFiles.opened().runs()) == {run.name for run in Store.open().runs()}
    assert capsys.readouterr().err == ""


def test_a_sweep_does_not_wait_for_an_upload_and_its_end_does_with_progress(registry, monkeypatch):
    waited_for, own, order, told = threading.Event(), SharedFiles.upload, [], []

    def upload(*args, **kwargs):
        assert waited_for.wait(60)
        order.append("uploaded")
        return own(*args, **kwargs)

    def tell(*news):
        told.append(news)
        if news[0] == "uploading to memory://team":
            waited_for.set()

    def listen(event):
        if event.kind == "begin":
            (event.folder / "weights.npz").write_bytes(b"weights")
        if event.kind == "done":
            order.append("trained")

    monkeypatch.setattr(SharedFiles, "upload", upload)
    with listening(tell):
        train(registry, listen)
    assert order == ["trained", "trained", "uploaded", "uploaded"]
    assert len(SharedFiles.opened().runs()) == 2
    _, sent, total = next(news for news in told if news[0] == "uploading to memory://team")
    assert (sent, total) == (0, 14)


def test_an_upload_that_fails_costs_no_result_and_is_told_once(registry, monkeypatch, capsys):
    tried = []

    def upload(self, run, *args, **kwargs):
        tried.append(run.name)
        raise StoreError("It cannot be written.", cause="The network is gone.")

    monkeypatch.setattr(SharedFiles, "upload", upload)
    train(registry)
    assert statuses() == ["done", "done"]
    said = capsys.readouterr().err
    assert "Not uploaded to memory://team: 2 runs, recorded all the same: The network is gone." in said
    assert said.endswith("Try: zoo store upload\n")
    assert SharedFiles.opened().runs() == {}


def test_ctrl_c_does_not_wait_for_the_network(registry, monkeypatch, capsys):
    never = threading.Event()
    monkeypatch.setattr(SharedFiles, "upload", lambda *args, **kwargs: never.wait())

    def interrupt(what, *_):
        if what.startswith("uploading"):
            raise KeyboardInterrupt

    with listening(interrupt), pytest.raises(KeyboardInterrupt):
        train(registry)
    never.set()
    assert statuses() == ["done", "done"]
    assert "Not uploaded to memory://team: 2 runs, recorded all the same.\n" in capsys.readouterr().err


def test_a_place_that_is_none_is_an_error_before_anything_trains(registry, monkeypatch, tmp_path):
    monkeypatch.setenv("ZOO_FILES", str(tmp_path / "not-mounted"))
    told = []
    with pytest.raises(StoreError, match="cannot be written and read"):
        train(registry, told.append)
    assert told == []
    assert statuses() == []


def test_what_is_done_asks_nothing_of_the_place(registry, monkeypatch):
    train(registry)
    monkeypatch.setenv("ZOO_FILES", "nowhere://at/all")
    assert [item.trained for item in train(registry).items] == [False, False]
