"""What the tests of upkeep share: a store in the zoo's home, and runs with files in it."""

from __future__ import annotations

import numpy as np
import pytest

from zoo import paths
from zoo.files import arrays_sha256
from zoo.store import FAILED, RunRecord, Store
from zoo.training.outputs import write_weights


@pytest.fixture
def store(url, zoo_home, monkeypatch):
    """Where every command looks for it: the file in the zoo's home, or a server's database."""
    zoo_home.mkdir()
    if not url.startswith("sqlite"):
        monkeypatch.setenv("ZOO_STORE", url)
    return Store.open()


@pytest.fixture
def begin(store):
    """Returns a function that begins a run with a log in its folder, and returns its lease."""

    def begin(experiment_id="aaaa", **changes):
        made_of = {"dataset": "dots", "model": "net", "augmenter": "none", "recipe": "quick"}
        lease = store.begin(RunRecord(experiment_id=experiment_id, group_id="g", **made_of, protocol=1, **changes))
        folder = paths.run_folder(lease.name)
        folder.mkdir(parents=True)
        (folder / "log.txt").write_text("0123456789")
        return lease

    return begin


@pytest.fixture
def finish(store):
    """Returns a function that gives a run weights, a result and what it got right, and returns its folder."""

    def finish(lease, correct=None):
        arrays = [np.arange(6, dtype=np.float32).reshape(2, 3), np.zeros(3, np.float32)]
        write_weights(paths.run_folder(lease.name) / "weights.npz", arrays)
        result = {"test_accuracy": correct.accuracy if correct else 0.9, "weights_sha256": arrays_sha256(arrays)}
        store.finish(lease, {**result, "correct": correct and correct.to_dict()})
        return paths.run_folder(lease.name)

    return finish


@pytest.fixture
def end(store):
    """Returns a function that ends a run without a result, and returns its folder."""

    def end(lease, status=FAILED):
        store.fail(lease, {"message": "no"}, status)
        return paths.run_folder(lease.name)

    return end


@pytest.fixture
def checkpoint():
    """Returns a function that puts a checkpoint into a run's folder, and one that is not whole yet; returns both."""

    def checkpoint(lease):
        where = paths.run_folder(lease.name) / "checkpoints"
        where.mkdir()
        files = where / "0003-00000.ckpt", where / ".0004-00000.ckpt.x1y2.tmp"
        for file in files:
            file.write_text("weights")
        return files

    return checkpoint
