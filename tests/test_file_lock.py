"""The lock: one holder at a time, and none after its process died."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from zoo.errors import StoreError
from zoo.files import locked

HOLD = """
import sys, time
from pathlib import Path
from zoo.files import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""


@pytest.mark.parametrize("killed", [False, True])
def test_others_wait_until_the_holder_is_done_or_dead(killed: bool, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path), "30" if killed else "0.4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        if killed:
            holder.kill()
        waited = _wait_for(tmp_path)
    assert waited < 10 if killed else waited > 0.2


def _wait_for(folder: Path) -> float:
    """Takes the lock, and returns how many seconds that took."""
    began = time.monotonic()
    with locked(folder):
        return time.monotonic() - began


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"), locked(tmp_path / "file" / "folder"):
        pass


def test_the_lock_is_released_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="inside"), locked(tmp_path / "new"):
        raise ValueError("inside")
    with locked(tmp_path / "new"):
        assert os.listdir(tmp_path / "new") == [".lock"]
