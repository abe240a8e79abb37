"""The run's folder: who may write into it, and who may not any more."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from zoo.errors import FolderLocked, LeaseLost, StoreError
from zoo.store import run_folder
from zoo.store.run_folder import RunFolder, set_aside


def write(folder: RunFolder, text: str) -> None:
    with folder.writing() as path:
        (path / "file").write_text(text)


def test_who_claimed_it_writes(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path / "made" / "run", 1)
    folder.claim()
    write(folder, "a")
    folder.claim()  # again, by the same worker
    write(folder, "b")
    assert (folder.path / "file").read_text() == "b"


def test_nobody_writes_without_a_claim(tmp_path: Path) -> None:
    with pytest.raises(LeaseLost, match="another worker") as caught:
        write(RunFolder(tmp_path, 1), "a")
    assert caught.value.cause == "Its token is gone."


def test_a_smaller_token_neither_claims_nor_writes(tmp_path: Path) -> None:
    old, new = RunFolder(tmp_path, 1), RunFolder(tmp_path, 2)
    old.claim()
    new.claim()
    write(new, "new")
    for attempt in (old.claim, lambda: write(old, "old")):
        with pytest.raises(LeaseLost) as caught:
            attempt()
        assert caught.value.cause == "It was passed on: its token is 2, this worker's is 1."
    assert (tmp_path / "file").read_text() == "new"
    write(new, "newer")


def test_a_token_that_cannot_be_read_belongs_to_nobody(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, 1)
    folder.claim()
    (tmp_path / ".token").write_text("")
    with pytest.raises(LeaseLost):
        write(folder, "a")
    folder.claim()
    write(folder, "b")


PAUSED = """
import sys
from pathlib import Path
from zoo.errors import LeaseLost
from zoo.store.run_folder import RunFolder

folder = RunFolder(Path(sys.argv[1]), 1)
folder.claim()
print("claimed", flush=True)
input()
try:
    with folder.writing() as path:
        (path / "file").write_text("by the one that was paused")
except LeaseLost:
    print("lost", flush=True)
"""


def test_a_worker_that_was_paused_while_its_run_was_passed_on_cannot_write(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PAUSED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as paused:
        assert paused.stdin is not None
        assert paused.stdout is not None
        assert paused.stdout.readline() == "claimed\n"
        paused.send_signal(signal.SIGSTOP)
        successor = RunFolder(tmp_path, 2)
        successor.claim()
        write(successor, "by the successor")
        paused.stdin.write("\n")
        paused.stdin.flush()
        paused.send_signal(signal.SIGCONT)
        assert paused.stdout.readline() == "lost\n"
    assert (tmp_path / "file").read_text() == "by the successor"


def test_of_many_claims_at_once_the_largest_token_wins(tmp_path: Path) -> None:
    lost: list[int] = []

    def work(token: int) -> None:
        folder = RunFolder(tmp_path, token)
        try:
            folder.claim()
            for _ in range(20):
                write(folder, str(token))
        except LeaseLost:
            lost.append(token)

    threads = [threading.Thread(target=work, args=(token,)) for token in range(1, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (tmp_path / ".token").read_text() == "8\n"
    assert (tmp_path / "file").read_text() == "8"
    assert 8 not in lost


def test_a_claim_waits_for_a_write_and_not_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_folder, "PATIENCE", 0.1)
    old, new = RunFolder(tmp_path, 1), RunFolder(tmp_path, 2)
    old.claim()
    with old.writing(), pytest.raises(FolderLocked, match="is locked"):
        new.claim()
    new.claim()


def test_checkpoints_are_removed_by_whoever_holds_the_run(tmp_path: Path) -> None:
    old, new = RunFolder(tmp_path, 1), RunFolder(tmp_path, 2)
    old.remove_checkpoints()  # there are none, and no folder is claimed
    old.claim()
    old.checkpoints.mkdir()
    (old.checkpoints / "a.ckpt").write_text("a")
    new.claim()
    with pytest.raises(LeaseLost):
        old.remove_checkpoints()
    assert old.checkpoints.exists()
    new.remove_checkpoints()
    assert not old.checkpoints.exists()


def test_a_claim_removes_what_a_writer_that_died_left(tmp_path: Path) -> None:
    (tmp_path / ".weights.npz.x1.tmp").write_text("half")
    RunFolder(tmp_path, 1).claim()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock", ".token"]


def test_what_stands_at_the_place_of_a_new_run_is_set_aside(tmp_path: Path) -> None:
    folder = tmp_path / "aaaa.1"
    assert set_aside(folder) is None
    for number in (1, 2):
        folder.mkdir()
        (folder / "weights.npz").write_text(f"result {number}")
        aside = set_aside(folder)
        assert aside == tmp_path / f"aaaa.1.before-{number}"
        assert (aside / "weights.npz").read_text() == f"result {number}"
        assert not folder.exists()


def test_what_the_system_does_not_let_one_rename(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*arguments: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(StoreError, match="cannot be written"):
        set_aside(tmp_path)
    assert tmp_path.is_dir()


def test_an_exception_in_a_write_frees_the_folder(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, 1)
    folder.claim()

    def fail() -> None:
        with folder.writing():
            raise ValueError("half way")

    with pytest.raises(ValueError, match="half way"):
        fail()
    write(folder, "a")


@pytest.mark.skipif(not os.path.exists("/proc/self/fd"), reason="needs the list of a process's files, as Linux has it")
def test_a_process_that_was_forked_in_a_write_does_not_hold_the_folder(tmp_path: Path) -> None:
    folder = RunFolder(tmp_path, 1)
    folder.claim()
    with folder.writing():
        locks = [int(name) for name in os.listdir("/proc/self/fd") if _target(name) == str(tmp_path / ".lock")]
        forked = [os.dup(descriptor) for descriptor in locks]  # as a fork has them
    assert forked
    write(folder, "a")
    for descriptor in forked:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
        os.close(descriptor)


def _target(name: str) -> str | None:
    try:
        return os.readlink(f"/proc/self/fd/{name}")
    except FileNotFoundError:
        return None


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        RunFolder(tmp_path / "file" / "run", 1).claim()
    with pytest.raises(StoreError, match="cannot be written"):
        write(RunFolder(tmp_path / "gone", 1), "a")
