"""The whole way, in processes as a user has them: trained, asked, shown again, ranked by the answer; other data."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from PIL import Image


def zoo(*words: str) -> str:
    """What a command prints; the test fails where it exits with another status than 0."""
    command = [str(Path(sys.executable).with_name("zoo")), *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_run_is_trained_and_asked(tmp_path: Path) -> None:
    zoo("run", "-d", "digits", "-m", "mlp", "--epochs", "2", "--validation", "none", "-q")
    [run] = json.loads(zoo("runs", "--json"))
    told = json.loads(zoo("probe", run["name"], "shift", "-o", str(tmp_path / "map.png"), "--json"))
    centre = told["data"]["accuracy"][2][2]
    assert (told["data"]["offsets"], centre) == ([-2, -1, 0, 1, 2], run["test_accuracy"])
    with Image.open(tmp_path / "map.png") as image:
        assert min(image.size) > 400
    assert zoo("probe", run["name"], "shift").rstrip().endswith("shift --force")
    [row] = json.loads(zoo("leaderboard", "--columns", "shift.consistency", "--format", "json"))["rows"]
    assert row["metrics"] == {"shift.consistency": told["numbers"]["consistency"]}
    found = json.loads(zoo("evaluate", run["name"], "--dataset", "digits", "--json"))
    assert (found["images"], found["own_accuracy"]) == (360, run["test_accuracy"])
