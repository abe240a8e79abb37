"""Checkpoints: whole or not there, whenever the writer dies; damage is found; two are kept."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from zoo.errors import LeaseLost, StoreError
from zoo.store.run_folder import RunFolder
from zoo.training.checkpoints.checkpoint import Checkpoint, Checkpoints

CHILD = Path(__file__).with_name("dying_writer.py")


def made(epoch, step=0, size=1000):
    weights = np.random.default_rng(epoch).normal(size=size).astype(np.float32)
    return Checkpoint(epoch=epoch, step=step, identity={"data": "d"}, state={"weights": [weights], "notes": ["n"]})


def same(one, other):
    pairs = zip(one.state["weights"], other.state["weights"], strict=True)
    return (one.epoch, one.step) == (other.epoch, other.step) and all(np.array_equal(a, b) for a, b in pairs)


@pytest.fixture
def folder(tmp_path):
    folder = RunFolder(tmp_path / "run", 1)
    folder.claim()
    return folder


@pytest.fixture
def checkpoints(folder):
    return Checkpoints(folder)


def names(checkpoints):
    return sorted(path.name for path in checkpoints.path.iterdir())


def test_what_is_written_is_read(checkpoints):
    checkpoints.write(made(3, 7))
    found, notes = checkpoints.newest()
    assert same(found, made(3, 7))
    assert found.identity == {"data": "d"}
    assert notes == []
    found.state["weights"][0][0] = 0  # it can be written into


def test_the_newest_two_are_kept(checkpoints):
    for epoch, step in ((1, 0), (2, 0), (2, 5), (3, 0), (10, 0)):
        checkpoints.write(made(epoch, step))
    assert names(checkpoints) == ["000003-00000000.ckpt", "000010-00000000.ckpt"]
    assert checkpoints.newest()[0].epoch == 10


def test_where_there_are_none(checkpoints):
    assert checkpoints.newest() == (None, [])


def flip(content, place):
    return content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


DAMAGE = {
    "empty": (lambda content: b"", "it is empty"),
    "cut off": (lambda content: content[:-1], "cut off or changed"),
    "cut off early": (lambda content: content[:40], "cut off or changed"),
    "one bit of the weights": (lambda content: flip(content, len(content) - 100), "cut off or changed"),
    "one bit of the header": (lambda content: flip(content, 60), "cut off or changed"),
    "one bit of the hash": (lambda content: flip(content, len(content) - 1), "cut off or changed"),
    "longer": (lambda content: content + b"0", "cut off or changed"),
    "something else": (lambda content: b"PK" + content, "does not begin as a checkpoint does"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_damage_is_found_and_the_one_before_is_taken(checkpoints, kind):
    change, reason = DAMAGE[kind]
    for epoch in (1, 2):
        checkpoints.write(made(epoch))
    path = checkpoints.path / made(2).name
    path.write_bytes(change(path.read_bytes()))
    found, notes = checkpoints.newest()
    assert same(found, made(1))
    (note,) = notes
    assert note.startswith("the checkpoint 000002-00000000.ckpt is damaged: ")
    assert reason in note
    assert names(checkpoints) == [made(1).name]  # so that it takes nobody's place among the two


def test_where_all_are_damaged_there_is_none(checkpoints):
    for epoch in (1, 2):
        checkpoints.write(made(epoch))
        (checkpoints.path / made(epoch).name).write_bytes(b"")
    found, notes = checkpoints.newest()
    assert found is None
    assert len(notes) == 2
    assert names(checkpoints) == []


def test_a_checkpoint_that_cannot_be_read_stays(checkpoints):
    checkpoints.write(made(1))
    (checkpoints.path / made(2).name).mkdir()
    found, notes = checkpoints.newest()
    assert same(found, made(1))
    assert "cannot be read: Is a directory" in notes[0]
    assert len(names(checkpoints)) == 2


def test_who_lost_the_run_neither_writes_nor_removes(folder, checkpoints):
    checkpoints.write(made(1))
    RunFolder(folder.path, 2).claim()
    with pytest.raises(LeaseLost):
        checkpoints.write(made(2))
    with pytest.raises(LeaseLost):
        checkpoints.newest()
    assert names(checkpoints) == [made(1).name]


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_old_ones(checkpoints, monkeypatch, call):
    for epoch in (1, 2):
        checkpoints.write(made(epoch))

    def refuse(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(StoreError, match="cannot be written") as caught:
            checkpoints.write(made(3))
    assert caught.value.exit_status == 5
    assert names(checkpoints) == [made(1).name, made(2).name]
    checkpoints.write(made(3))
    assert same(checkpoints.newest()[0], made(3))


def test_what_cannot_be_kept_leaves_the_old_ones(checkpoints):
    checkpoints.write(made(1))
    with pytest.raises(TypeError):
        checkpoints.write(Checkpoint(epoch=2, step=0, identity={}, state={"weights": object()}))
    assert names(checkpoints) == [made(1).name]


STEPS_OF_A_WRITE = (
    "before it begins",
    "temporary file opened",
    "first bytes written",
    "half written",
    "before fsync",
    "after fsync",
    "before replace",
    "after replace",
    "before the folder's fsync",
    "before the old one is removed",
    "after the old one is removed",
)


def test_killed_at_every_step_of_a_write_it_leaves_the_old_or_the_new_one_whole(tmp_path):
    """One process forks a writer for each step, which kills itself there while it writes the third checkpoint."""
    answers = subprocess.run(
        [sys.executable, str(CHILD), str(tmp_path), *STEPS_OF_A_WRITE], capture_output=True, text=True, check=True
    )
    ended = json.loads(answers.stdout)
    assert ended == [-signal.SIGKILL] * len(STEPS_OF_A_WRITE)
    newest = []
    for number in range(len(STEPS_OF_A_WRITE)):
        folder = RunFolder(tmp_path / str(number), 2)
        folder.claim()
        checkpoints = Checkpoints(folder)
        found, notes = checkpoints.newest()
        assert notes == []
        assert same(found, made(found.epoch, size=200_000))
        newest.append(found.epoch)
        checkpoints.write(made(4))
        assert not list(checkpoints.path.glob(".*")), "what the dead writer left is gone"
        assert len(names(checkpoints)) == 2
    replaced = STEPS_OF_A_WRITE.index("after replace")
    assert newest == [2] * replaced + [3] * (len(STEPS_OF_A_WRITE) - replaced)
