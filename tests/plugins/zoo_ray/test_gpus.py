"""A run sees the GPU that Ray has reserved for it and no other; one that asked for none sees none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

import zoo
import zoo_ray
from zoo.plugin.events import Started


def seen(address: str, folder: Path, tasks: int, gpus: int) -> list[str]:
    """Returns what tasks that are in work at the same time see of GPUs."""
    handler = "seen_gpus:Handler"
    launch = zoo.LaunchConfig(handler=handler, settings={"threads": 1}, logs=folder, jobs=tasks, most=tasks)
    found: dict[str, str] = {}
    with zoo_ray.start(launch, address=address, cores=1, gpus=gpus) as workers:
        given: list[Mapping[str, str]] = [{"task": "run", "run": str(number)} for number in range(tasks)]
        waiting = list(given)
        while len(found) < tasks:
            while workers.free and waiting:
                workers.submit(waiting.pop())
            for happened in workers.wait(1.0):
                if isinstance(happened.event, Started):
                    found[happened.event.run] = str((happened.event.provenance or {})["gpus"])
    return sorted(found.values())


@pytest.fixture(scope="module")
def node(cluster):
    """A node that says it has two GPUs."""
    with cluster.node(cpus=2, gpus=2) as added:
        yield added


def test_each_of_two_runs_at_a_time_sees_one_of_two(cluster, node, tmp_path):
    assert seen(cluster.address, tmp_path, tasks=2, gpus=1) == ["0", "1"]


def test_without_gpus_none_is_seen(cluster, node, tmp_path):
    assert seen(cluster.address, tmp_path, tasks=1, gpus=0) == [""]
