"""The benchmark of the first step: what it writes for both sides, and what it makes of a sweep's records."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import first_step
from zoo.cli import program
from zoo.store import RunRecord

FAST = ["run", "-d", "digits", "-m", "mlp", "-r", "moment", "--epochs", "1", "--dry-run", "--no-probe"]


def test_seconds_are_from_enter_to_the_moment_that_the_command_writes_down(tmp_path: Path) -> None:
    writes = "import os, time; open(os.environ['MOMENT'], 'w').write(str(time.monotonic() + 1000))"
    assert 1000 < first_step.until_moment([sys.executable, "-c", writes], tmp_path)() < 1100


def test_each_zoo_run_has_a_new_home(tmp_path: Path) -> None:
    writes = "import os; open(os.environ['MOMENT'], 'w').write('0'); os.mkdir(os.environ['ZOO_HOME'])"
    measure = first_step.until_moment([sys.executable, "-c", writes], tmp_path)
    measure(), measure()
    assert len(list(tmp_path.glob("home*"))) == 2


def test_a_command_that_fails_is_no_measurement(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        first_step.until_moment([sys.executable, "-c", "raise SystemExit(3)"], tmp_path)()


def test_a_command_that_trains_nothing_is_no_measurement(tmp_path: Path) -> None:
    (tmp_path / "moment").write_text("0")
    with pytest.raises(FileNotFoundError):
        first_step.until_moment([sys.executable, "-c", ""], tmp_path)()


def test_the_zoofile_has_the_recipe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    first_step.write(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert program.run(FAST) == 0
    assert "moment" in capsys.readouterr().out


def test_the_callback_writes_when_the_first_batch_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOMENT", str(tmp_path / "moment"))
    named: dict = {}
    exec(first_step.MOMENT, named)
    callback = named["Moment"]()
    callback.on_train_batch_end(1)
    assert not (tmp_path / "moment").exists()
    callback.on_train_batch_end(0)
    assert float((tmp_path / "moment").read_text()) > 0


def test_a_runs_time_is_since_the_one_before_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    made_of = {"dataset": "d", "model": "m", "augmenter": "a", "recipe": "r", "protocol": 1}
    runs = [
        RunRecord(
            **made_of,
            experiment_id=f"{second}",
            group_id="g",
            finished=f"2026-11-27T12:00:{second:02}.000+00:00",
            metrics={"train_seconds": second / 10},
        )
        for second in (7, 5, 10, 12, 20)
    ]
    monkeypatch.setattr(first_step, "CHUNK", 2)
    found = first_step.between(runs)
    assert found.ours == [2.5, 5.0]
    assert found.peer == pytest.approx([0.85, 1.6])
