"""What a sweep costs beside its trainings, and what a second worker gains."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import common, sleeper

TITLE = "Sweeps"
RUNS, CHUNK = 1000, 100
TRAININGS = ("-d", "digits", "-m", "mlp", "-a", "none", "--seeds", "20", "--epochs", "60", "--threads", "1", "--quiet")
SECONDS = 240.0


def scheduling(folder: Path) -> common.Comparison:
    """Measures one sweep of a thousand fake trainings, plan included, by hundreds of runs: milliseconds per run."""
    bar = common.Bar(sense="at most", value=30.0)
    comparison = common.Comparison(name="1,000 runs of 50 ms, one worker", unit="ms", bar=bar, difference=True)
    with _home(folder):
        moments, slept = _sweep(RUNS)
    for start in range(0, RUNS, CHUNK):
        comparison.ours.append(1000 * (moments[start + CHUNK] - moments[start]) / CHUNK)
        comparison.peer.append(1000 * sum(slept[start : start + CHUNK]) / CHUNK)
    return comparison


def _sweep(runs: int, launcher: str | None = None) -> tuple[list[float], list[float]]:
    """Returns the moment of its beginning and of each run's end, and how long each run slept."""
    from zoo.execution import plan, runner
    from zoo.experiments import experiment, registry
    from zoo.experiments.request import RunOptions
    from zoo.plugin.events import Done, Event
    from zoo.store import Store

    own, store = registry.load(), Store.open()
    parts: dict[str, Any] = {"dataset": "digits", "model": "mlp", "augmenter": "none", "recipe": "fast"}
    experiments = experiment.compose(own, **parts, seeds=range(runs))
    moments, slept = [time.perf_counter()], []

    def listener(event: Event) -> None:
        if isinstance(event, Done):
            moments.append(time.perf_counter())
            slept.append(event.result["train_seconds"])

    items = plan.make(experiments, own, store)
    handler = f"{sleeper.__name__}:Sleeper"
    runner.run(
        items,
        registry=own,
        store=store,
        options=RunOptions(threads=1, launcher=launcher),
        emit=listener,
        handler=handler,
    )
    return moments, slept


@contextlib.contextmanager
def _home(folder: Path) -> Iterator[None]:
    before = os.environ.get("ZOO_HOME")
    os.environ["ZOO_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("ZOO_HOME")
        if before is not None:
            os.environ["ZOO_HOME"] = before


def throughput(folder: Path) -> list[common.Comparison]:
    """Lets two workers and one train the same twenty networks, in turns: runs per minute, whole commands.

    Of a lone worker's operations, some run side by side, whatever its number of threads. So one thread each is one core
    each, by the system's hand; what a lone worker does that may use both cores stands beside it.
    """
    cores = os.sched_getaffinity(0)
    one, two = set(sorted(cores)[:1]), set(sorted(cores)[:2])
    homes = iter(range(sys.maxsize))

    def rate(jobs: int, held: set[int]) -> float:
        command = [str(Path(sys.executable).with_name("zoo")), "run", *TRAININGS, "-j", str(jobs)]
        os.sched_setaffinity(0, held)  # which whatever is started from here has, too
        try:
            began = time.perf_counter()
            common.run(command, {"ZOO_HOME": str(folder / str(next(homes)))})
            return 60 * 20 / (time.perf_counter() - began)
        finally:
            os.sched_setaffinity(0, cores)

    scaling = common.Comparison(
        name="20 MLP trainings, -j 2 on two cores against -j 1 on one",
        unit="runs/min",
        bar=common.Bar(sense="at least", value=1.7),
    )
    free = common.Comparison(name="the same, -j 1 on both cores", unit="runs/min")
    for comparison, held in ((scaling, one), (free, two)):
        ours, peer = functools.partial(rate, 2, two), functools.partial(rate, 1, held)
        common.collect(comparison, ours, peer, least=3, seconds=SECONDS, warm_up=False)
    return [scaling, free]


def main() -> int:
    """Returns 1 where a bar was missed."""
    with tempfile.TemporaryDirectory() as folder:
        rows = [scheduling(Path(folder) / "fake")]
        if len(os.sched_getaffinity(0)) > 1:
            rows += throughput(Path(folder))
        return common.report(TITLE, rows)


if __name__ == "__main__":
    sys.exit(main())
