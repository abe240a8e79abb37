"""Sweeps on a cluster whose nodes, head and driver die: every run is there once, with the bits of a local sweep."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

import zoo
import zoo_ray
from tests.execution import fake_registry
from tests.plugins.zoo_ray.cluster import Cluster, wait
from zoo.execution import plan, runner
from zoo.experiments import experiment
from zoo.plugin.discovery import Provider
from zoo.store import Store

SWEEP = ["run", "-d", "digits", "-m", "mlp", "-a", "none,shift", "--seeds", "12", "--epochs", "30", "--limit", "1000"]
RUNS = 24


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A cluster of this test alone, whose head may die: three nodes of one core."""
    pytest.importorskip("ray")
    with Cluster() as started:
        for _ in range(3):
            started.add(cpus=1)
        yield started


def command(home: Path, *more: str) -> subprocess.Popen[str]:
    """Starts the sweep as a user does, on a terminal of its own."""
    home.mkdir(exist_ok=True)
    with (home / "output").open("a") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "zoo", *SWEEP, "--threads", "1", *more],
            env={**os.environ, "ZOO_HOME": str(home)},
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=True,
        )


def done(home: Path) -> Mapping[str, str]:
    """Returns the hash of the weights of each run that is done, by its experiment; none is done twice."""
    path = home / "zoo.db"
    if not path.exists():
        return {}
    runs = Store.open(f"sqlite:///{path}").runs(status="done", details=True)
    found = {run.experiment_id: (run.result or {})["weights_sha256"] for run in runs}
    assert len(found) == len(runs)
    return found


def ends(process: subprocess.Popen[str], home: Path, status: int) -> None:
    assert process.wait(240) == status, (home / "output").read_text()


@pytest.mark.timeout(900)
def test_whatever_dies_every_run_is_there_once_and_has_the_bits_of_a_local_sweep(own_cluster, tmp_path):
    here, there, launcher = tmp_path / "here", tmp_path / "there", f"ray:address={own_cluster.address}"

    def reach(count: int) -> None:
        wait(lambda: len(done(there)) >= count or sweep.poll() is not None, f"{count} runs", seconds=240)
        assert sweep.poll() is None, (there / "output").read_text()

    sweep = command(there, "--launcher", launcher)
    reach(3)
    os.killpg(sweep.pid, signal.SIGKILL)
    sweep.wait()
    assert own_cluster.empty()

    sweep = command(there, "--launcher", launcher)
    reach(6)
    os.killpg(sweep.pid, signal.SIGINT)
    ends(sweep, there, 130)
    assert own_cluster.empty()

    sweep = command(there, "--launcher", launcher)
    reach(9)
    own_cluster.kill(own_cluster.nodes[-1])
    own_cluster.add(cpus=1)
    ends(sweep, there, 0)
    assert own_cluster.empty()

    ends(command(here), here, 0)
    assert len(done(here)) == RUNS
    assert done(there) == done(here)
    assert "was lost; it goes on elsewhere" in (there / "output").read_text()


@pytest.mark.timeout(600)
def test_a_head_that_dies_ends_the_sweep_in_words_and_the_same_command_goes_on(own_cluster, zoo_home):
    registry = fake_registry.registry()
    (ray,) = zoo_ray.zoo_launchers()
    registry.components["launcher", "ray"] = (ray, Provider("keras-zoo", "1", "keras-zoo[ray]"))
    parts = {
        "dataset": "images",
        "model": "steady",
        "augmenter": "none",
        "recipe": "fast:epochs=100",
        "seeds": range(36),
    }
    store = Store.open()

    def train(hear):
        items = plan.make(experiment.compose(registry, **parts), registry, store)
        how = {"registry": registry, "store": store, "handler": "fake_handler:Trainer", "emit": hear}
        return runner.run(items, options=zoo.RunOptions(launcher=f"ray:address={own_cluster.address}"), **how)

    def kill_head(event):
        if event.kind == "done" and own_cluster.head in own_cluster.nodes:  # the nodes train on, until it is missed
            own_cluster.kill(own_cluster.head)

    with pytest.raises(zoo.ZooError, match="The Ray cluster was lost"):
        train(kill_head)
    before = {run.name for run in store.runs(status="done")}
    assert before

    for node in list(own_cluster.nodes):
        node.kill()
    own_cluster.nodes.clear()
    own_cluster.start_head()
    own_cluster.add(cpus=6)
    records = train(lambda event: None)
    assert {record.status for record in records.values()} == {"done"}
    assert len(store.runs()) == len(store.runs(status="done")) == 36
    assert not before & {record.name for record in records.values()}
