"""What a sweep on a cluster costs: 200 fake trainings on Ray; with `--simulate`, 1,000 places that are none.

The simulation (`places.py`) goes through the zoo's own plan, checks, claims, sweep, records and lines, on a store in
memory's file system: so it is the processor's time, without the disk's. `--places N` and `--runs N` set its size.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import tabulate

from benchmarks import common, sweep
from benchmarks.places import Places

TITLE = "A sweep on a cluster"
RUNS, MOST = 200, 60.0
"""Fake trainings on Ray; the milliseconds that each may cost more than on the local launcher."""

PARTS: dict[str, Any] = {"dataset": "digits", "model": "mlp,cnn6", "augmenter": "none,shift,flip,shift+flip,mixup"}
SEEDS, GROUPS = range(50), 10
"""Of each group; the groups that `PARTS` make, with one recipe."""

STEPS = 10
"""How many times the simulation is looked at while it goes on."""


def costs(folder: Path) -> common.Comparison:
    """Measures 200 runs of 50 ms on a Ray cluster of this machine against the same on its own workers."""
    bar = common.Bar(sense="at most", value=MOST)
    found = common.Comparison(name="200 runs of 50 ms, on Ray against local", unit="ms", bar=bar, difference=True)
    for launcher, values in (("ray:jobs=1:cores=1", found.ours), ("local", found.peer)):
        with sweep._home(folder / launcher[:3]):
            moments, _ = sweep._sweep(RUNS, launcher)
        part = RUNS // 10
        values += [1000 * (moments[end] - moments[end - part]) / part for end in range(2 * part, RUNS + 1, part)]
    return found


def simulate(places: int, runs: int, home: Path) -> list[list[str]]:
    """Returns a row for each part of a simulated sweep: seconds and milliseconds per run, and the driver's memory."""
    from zoo.api.progress.lines import Lines
    from zoo.execution import outlook, plan, runner
    from zoo.execution.events import Dispatcher, Plan
    from zoo.experiments import experiment, registry
    from zoo.experiments.request import RunOptions
    from zoo.plugin.events import Done, Event
    from zoo.store import Store

    rows = Rows()
    simulated = Places(places)
    known, store = _with(registry.load(), simulated), Store.open(f"sqlite:///{home / 'zoo.db'}")
    recipe = ",".join(f"fast:epochs={epochs}" for epochs in range(1, max(1, runs // (GROUPS * len(SEEDS))) + 1))
    asked = experiment.compose(known, **PARTS, recipe=recipe, seeds=SEEDS)[:runs]
    rows.add("compose", len(asked))
    items = plan.make(asked, known, store)
    rows.add("plan", len(asked))
    options = RunOptions(jobs=places, threads=1, launcher="simulated")
    lines, ended = Lines(known), iter(range(1, len(asked) + 1))

    def count(event: Event) -> None:
        if isinstance(event, Done) and (number := next(ended)) % max(1, len(asked) // STEPS) == 0:
            rows.add(f"runs to {number:,}", max(1, len(asked) // STEPS))

    emit = Dispatcher([lines, count])
    with contextlib.redirect_stderr(io.StringIO()):
        paces = outlook.paces(items, store, 1)
        emit(Plan(items=items, jobs=places, known=paces, audience=[]))
        records = runner.run(items, registry=known, store=store, options=options, emit=emit)
    if {record.status for record in records.values()} != {"done"} or len(records) != len(asked):
        raise RuntimeError("the simulated sweep lost a run")
    rows.rows.append(["the places waited for the driver", f"{simulated.idle / len(asked):.2f} s per run", "", ""])
    return rows.rows


class Rows:
    """What was measured so far, each part since the last."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._since = time.process_time()

    def add(self, what: str, runs: int) -> None:
        took = time.process_time() - self._since
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
        self.rows.append([what, f"{took:.2f} s", f"{1000 * took / runs:.2f} ms", f"{memory} MiB"])
        print(*self.rows[-1], sep="  ", file=sys.__stderr__, flush=True)  # it takes half an hour
        self._since = time.process_time()


def _with(registry: Any, workers: Places) -> Any:
    """Returns the registry with a launcher whose workers these are."""
    import zoo

    launcher = zoo.Launcher(name="simulated", summary="places that are none", start=lambda launch: workers)
    _, provider = registry.components["launcher", "local"]
    return replace(registry, components={**registry.components, ("launcher", "simulated"): (launcher, provider)})


@contextlib.contextmanager
def _memory() -> Iterator[Path]:
    """Yields a folder in memory, where the system has such."""
    shared = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder, sweep._home(Path(folder)):
        yield Path(folder)


def main(arguments: list[str]) -> int:
    """Returns 1 where a bar was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--simulate", action="store_true")
    parser.add_argument("--places", type=int, default=1_000)
    parser.add_argument("--runs", type=int, default=100_000)
    typed = parser.parse_args(arguments)
    if typed.simulate:
        with _memory() as home:
            rows = simulate(typed.places, typed.runs, home)
        headers = ["part", "processor", "per run", "peak memory"]
        title = f"A simulated cluster of {typed.places:,} places, {typed.runs:,} runs of ten minutes"
        print(f"\n{title}\n\n{tabulate.tabulate(rows, headers, tablefmt='github', disable_numparse=True)}", flush=True)
        return 0
    if find_spec("ray") is None:
        return common.skip(TITLE, "Ray is not installed: pip install 'keras-zoo[ray]'")
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("RAY_AUTH_MODE", "disabled")
        return common.report(TITLE, [costs(Path(folder))])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
