"""The command line with TensorFlow in its workers: the same bits everywhere, and kills. Five workers in all."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from zoo.store import Store

TINY = ("-d", "digits", "-a", "none", "--limit", "100", "--threads", "1")


def zoo_run(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Starts `zoo run` from a folder that is not the checkout, with a folder for temporary files beside its home."""
    home.mkdir()
    temporary = home.with_name("temporary")
    temporary.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, "-m", "zoo", "run", *TINY, *arguments],
        env={**os.environ, "ZOO_HOME": str(home), "TMPDIR": str(temporary)},
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def results(process: subprocess.Popen[str]) -> list[dict]:
    """Returns what a command that ends well prints."""
    with process:
        out, err = process.communicate(timeout=300)
    assert process.returncode == 0, err
    return json.loads(out)


def wait_for(line: str, process: subprocess.Popen[str]) -> None:
    """Reads stderr up to a line that contains `line`."""
    seen = []
    for text in process.stderr:
        seen.append(text)
        if line in text:
            return
    raise AssertionError("".join(seen))


def worker(process: subprocess.Popen[str]) -> int:
    children = psutil.Process(process.pid).children()
    return next(child.pid for child in children if "spawn_main" in " ".join(child.cmdline()))


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The result of one run in a process of its own."""
    (result,) = results(zoo_run(tmp_path_factory.mktemp("fresh") / "home", "-m", "mlp", "--epochs", "1", "--json"))
    return result


def test_a_run_is_reproduced_to_the_bit(fresh):
    environment = {**os.environ, "ZOO_HOME": str(Path(fresh["folder"]).parents[1])}
    command = [sys.executable, "-m", "zoo", "reproduce", fresh["run"], "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    found = json.loads(done.stdout)
    assert (found["outcome"], found["agreeing_predictions"], found["changed"]) == ("identical", 1.0, [])
    assert found["weights_sha256"] == [fresh["weights_sha256"]] * 2


def test_a_run_is_complete(fresh):
    assert fresh["status"] == "done"
    assert 0 <= fresh["test_accuracy"] <= 1
    assert len(fresh["weights_sha256"]) == 64
    names = {path.name for path in Path(fresh["folder"]).iterdir()}
    assert names >= {"experiment.json", "provenance.json", "history.json", "weights.npz", "test.npz", "log.txt"}
    assert names >= {"curves.png", "confusion.png", "summary.txt"}
    assert "checkpoints" not in names


def test_a_run_leaves_no_temporary_file(fresh):
    temporary = Path(fresh["folder"]).parents[2] / "temporary"
    assert not list(temporary.iterdir())


TOLD = """
    import os, pathlib, zoo

    @zoo.hookimpl
    def zoo_run_finished(run, result):
        with open({told!r}, "a") as file:
            print(run.name, result.status, *sorted(path.name for path in run.folder.glob("*.png")), file=file)
"""
CRASHING = """
    import os, zoo

    @zoo.hookimpl
    def zoo_epoch_finished(): os.kill(os.getpid(), 9)
"""


def test_told_to_plugins_and_in_a_warm_worker_the_same_bits(fresh, tmp_path, install, monkeypatch):
    told = tmp_path / "told.txt"
    install("zoo-crashing", {"x": "zoo_crashing"}, zoo_crashing=CRASHING)
    site = install("zoo-told", {"x": "zoo_told"}, zoo_told=TOLD.format(told=str(told)))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, [str(site), os.environ.get("PYTHONPATH")])))
    first, second = results(zoo_run(tmp_path / "home", "-m", "cnn6,mlp", "--epochs", "1", "--json"))
    assert told.read_text() == "".join(f"{run['run']} done confusion.png curves.png\n" for run in (first, second))
    assert first["weights_sha256"] != fresh["weights_sha256"]
    assert second["experiment"] == fresh["experiment"]
    assert second["weights_sha256"] == fresh["weights_sha256"]


def test_kills_of_the_worker_and_then_of_the_parent(fresh, tmp_path, gone):
    """The worker is killed in the first run, the second gets a fresh one, in the third the parent is killed."""
    recipes = "fast:epochs=600,fast:epochs=1,fast:epochs=700"
    with zoo_run(tmp_path / "home", "-m", "mlp", "-r", recipes) as process:
        wait_for("epoch 30/600", process)
        first = worker(process)
        os.kill(first, signal.SIGKILL)
        wait_for("failed: digits, mlp, none, fast:epochs=600, seed 0: The worker was killed by signal 9", process)
        wait_for("done: digits, mlp, none, fast:epochs=1, seed 0", process)  # its pictures are drawn beside the third
        wait_for("/700: loss", process)
        second = worker(process)
        process.kill()
        assert gone(first)
        assert gone(second)
    runs = Store.open(f"sqlite:///{tmp_path / 'home' / 'zoo.db'}").runs(details=True)
    assert [run.status for run in runs] == ["interrupted", "done", "failed"]
    assert runs[1].result["weights_sha256"] == fresh["weights_sha256"]
    log = runs[2].error["hint"].removeprefix("cat ")
    assert Path(log).is_file()
