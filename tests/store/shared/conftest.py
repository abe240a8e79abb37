"""What the tests of shared files have: a place in memory, a run that is done, and a second machine."""

from __future__ import annotations

import fsspec
import pytest

from zoo import paths
from zoo.store import Store
from zoo.store.shared import SharedFiles, reading

FILES = {
    "weights.npz": b"w" * 5000,
    "log.txt": b"a line\n",
    "probes/shift.json": b"{}",
    "probes/shift/ünïcode #1 ? 50%.png": b"png",
    "empty": b"",
}


@pytest.fixture
def place(monkeypatch):
    """The URL of an empty place in memory, which `ZOO_FILES` names."""
    fsspec.filesystem("memory").store.clear()
    monkeypatch.setenv("ZOO_FILES", "memory://team/zoo")
    yield "memory://team/zoo"
    fsspec.filesystem("memory").store.clear()


@pytest.fixture
def shared(place):
    return SharedFiles.opened()


@pytest.fixture
def store(zoo_home):
    return Store.open()


@pytest.fixture
def done(store, record):
    """Returns a function that makes a run that is done, with `FILES`, and what is not shared; returns its record."""

    def done(experiment_id="aaaa", **changes):
        lease = store.begin(record(experiment_id=experiment_id, **changes))
        store.finish(lease, {"test_accuracy": 0.5})
        write(paths.run_folder(lease.name), {**FILES, ".token": b"1", "checkpoints/1-0.ckpt": b"c"})
        return store.run(lease.name)

    return done


@pytest.fixture
def other_machine(monkeypatch, tmp_path, store):
    """Returns a function that goes to another machine: the same store, a home of its own."""

    def go(name="other"):
        monkeypatch.setattr(reading.platform, "node", lambda: name)
        monkeypatch.setenv("ZOO_HOME", str(tmp_path / name))
        return store

    return go


def write(folder, files):
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


def read(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
