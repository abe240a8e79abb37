"""Kills a sweep of real trainings at random moments, over and over, and checks that nothing came of it but delay.

    python -m tests.torture --kills 100

Two unbroken sweeps, with one worker and with two, say how every run has to end. Then the same command is started in an
empty home; it or one of its workers gets a kill -9, by chance; and it is started again until it ends well.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import tabulate

TIMES = ("seconds", "images_per_second")
"""What of a history is no number of the training's own."""

BLINDLY = 0.25
"""The part of kills that come at any moment, imports included; the others come while something trains."""


@dataclass
class Sweep:
    """A command, its home, and what was seen of its processes.

    Args:
        options: those of `zoo run`, without `-j`.
    """

    home: Path
    options: Sequence[str]
    jobs: int
    workers: set[int] = field(default_factory=set)
    parents: set[int] = field(default_factory=set)

    @contextlib.contextmanager
    def started(self) -> Iterator[Command]:
        command = Command(self)
        try:
            yield command
        finally:
            command.kill()

    def unbroken(self) -> float:
        """Runs the command once, and returns how many seconds it took."""
        began = time.monotonic()
        with self.started() as command:
            status = command.process.wait()
        if status:
            raise AssertionError(f"an unbroken sweep ended with {status}:\n{''.join(command.lines)}")
        return time.monotonic() - began

    def rows(self) -> list[dict[str, Any]]:
        """Returns the runs as the database has them, with nothing made of them by the zoo."""
        with contextlib.closing(sqlite3.connect(f"file:{self.home / 'zoo.db'}?mode=ro", uri=True)) as connection:
            connection.row_factory = sqlite3.Row
            return [dict(row) for row in connection.execute("SELECT * FROM runs ORDER BY id")]

    def done(self) -> dict[str, str]:
        """Returns the hash of the weights of each finished run, by its name."""
        if not (self.home / "zoo.db").exists():
            return {}
        try:
            rows = self.rows()
        except sqlite3.OperationalError:  # it was killed before there was a table
            return {}
        return {row["name"]: json.loads(row["result"])["weights_sha256"] for row in rows if row["status"] == "done"}


class Command:
    """A `zoo run` that is running: its processes, and what it says on stderr."""

    def __init__(self, sweep: Sweep) -> None:
        self.sweep, self.lines, self.trains = sweep, [], threading.Event()
        # Without it each of many starts would compile TensorFlow's sources anew.
        environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zoo", "run", *sweep.options, "-j", str(sweep.jobs)],
            env={**environment, "ZOO_HOME": str(sweep.home)},
            cwd=sweep.home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        sweep.parents.add(self.process.pid)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def pids(self) -> list[int]:
        """Returns the parent and its workers."""
        try:
            children = psutil.Process(self.process.pid).children()
            workers = [child.pid for child in children if "spawn_main" in " ".join(child.cmdline())]
        except psutil.Error:  # it has just ended
            workers = []
        self.sweep.workers.update(workers)
        return [self.process.pid, *workers]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        self.process.stderr.close()

    def wait_for(self, seconds: float, event: threading.Event | None = None) -> bool:
        """Waits, at most until something trains, and says whether the command is still running."""
        deadline = time.monotonic() + seconds
        while self.running and time.monotonic() < deadline and not (event and event.is_set()):
            self.pids()
            time.sleep(0.05)
        return self.running

    def _read(self) -> None:
        for line in self.process.stderr:
            self.lines.append(line)
            if " epoch " in line:
                self.trains.set()


@dataclass
class Outcome:
    """What the kills did.

    Args:
        killed: how many of each kind: `parent`, `worker`.
        lost: finished runs that were not finished any more, or with other weights.
        orphans: workers that outlived their parent.
        starts: how often the command was started.
    """

    killed: dict[str, int] = field(default_factory=lambda: {"parent": 0, "worker": 0})
    lost: set[str] = field(default_factory=set)
    orphans: set[int] = field(default_factory=set)
    starts: int = 0
    seconds: float = 0.0


def torture(sweep: Sweep, kills: int, chance: random.Random) -> Outcome:
    """Starts the command until it ends well; so many times, it or one of its workers is killed."""
    outcome, seen, began = Outcome(), {}, time.monotonic()
    while True:
        outcome.starts += 1
        with sweep.started() as command:
            while sum(outcome.killed.values()) < kills and _moment(command, chance):
                victim = chance.choice(command.pids())
                with contextlib.suppress(ProcessLookupError):  # a worker that has just been replaced
                    os.kill(victim, signal.SIGKILL)
                    outcome.killed["parent" if victim == command.process.pid else "worker"] += 1
                if victim == command.process.pid:
                    break
            status = command.process.wait()
        outcome.orphans |= {pid for pid in sweep.workers if not _gone(pid)}
        now = sweep.done()
        outcome.lost |= {name for name, weights in seen.items() if now.get(name) != weights}
        seen |= now
        print(f"{_clock(began)}: {outcome.killed}, {len(now)} done, status {status}", flush=True)
        if status == 0:
            outcome.seconds = time.monotonic() - began
            return outcome
        if status not in (1, -signal.SIGKILL):
            raise AssertionError(f"a sweep ended with {status}:\n{''.join(command.lines)}")


def _moment(command: Command, chance: random.Random) -> bool:
    """Waits for the moment of a kill, and says whether there is still something to kill."""
    if chance.random() < BLINDLY:
        return command.wait_for(chance.uniform(0, 10))
    command.trains.clear()
    return command.wait_for(600, command.trains) and command.wait_for(chance.uniform(0, 1.0))


def _gone(pid: int, within: float = 10.0) -> bool:
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        try:
            if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.02)
    return False


def _clock(began: float) -> str:
    return f"{time.monotonic() - began:6.0f} s"


def compare(one: Sweep, other: Sweep) -> list[str]:
    """Returns the experiments whose weights or histories differ between two homes."""
    found, expected = _ends(one), _ends(other)
    return [name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name)]


def _ends(sweep: Sweep) -> dict[str, Any]:
    """Returns the bits of what each experiment ended with."""
    ends = {}
    for row in sweep.rows():
        if row["status"] == "done":
            folder = sweep.home / "runs" / row["name"]
            with np.load(folder / "weights.npz") as arrays:
                weights = {name: arrays[name].tobytes() for name in arrays.files}
            with np.load(folder / "test.npz") as arrays:
                logits = {name: arrays[name].tobytes() for name in arrays.files}
            history = json.loads((folder / "history.json").read_text())
            own = [{key: value for key, value in epoch.items() if key not in TIMES} for epoch in history]
            ends[row["experiment_id"]] = (weights, logits, own)
    return ends


def redone(sweep: Sweep) -> dict[str, tuple[int, int]]:
    """Returns, for each experiment, how many epochs were trained more than once, and how often it was cut off."""
    trained: dict[str, int] = {}
    cuts: dict[str, int] = {}
    needed: dict[str, int] = {}
    for row in sweep.rows():
        experiment, log = row["experiment_id"], sweep.home / "runs" / row["name"] / "log.txt"
        lines = log.read_text(errors="replace").splitlines() if log.exists() else []
        trained[experiment] = trained.get(experiment, 0) + sum('"event": "epoch"' in line for line in lines)
        cuts[experiment] = cuts.get(experiment, 0) + row["token"] - (row["status"] == "done")
        needed[experiment] = row["epochs"]
    return {name: (trained[name] - needed[name], cuts[name]) for name in trained}


def check(sweep: Sweep, outcome: Outcome, reference: Sweep) -> list[tuple[str, Any, bool]]:
    """Returns what was measured, and whether it is as it must be."""
    with contextlib.closing(sqlite3.connect(sweep.home / "zoo.db")) as connection:
        integrity = connection.execute("PRAGMA integrity_check").fetchone()[0]
    rows, epochs = sweep.rows(), redone(sweep)
    running = [row["name"] for row in rows if row["status"] == "running"]
    finished = [row["experiment_id"] for row in rows if row["status"] == "done"]
    expected = sorted(row["experiment_id"] for row in reference.rows())
    too_many = {name: pair for name, pair in epochs.items() if pair[0] > pair[1]}
    total, most = sum(pair[0] for pair in epochs.values()), sum(pair[1] for pair in epochs.values())
    differing = compare(sweep, reference)
    left = [str(path) for path in (sweep.home / "runs").glob("*/checkpoints")]
    return [
        ("finished runs lost", len(outcome.lost), not outcome.lost),
        ("runs finished, each once", f"{len(finished)} of {len(expected)}", sorted(finished) == expected),
        ("store: PRAGMA integrity_check", integrity, integrity == "ok"),
        ("runs left running", len(running), not running),
        ("orphans", len(outcome.orphans), not outcome.orphans),
        ("weights, logits or histories that differ from the unbroken sweep's", len(differing), not differing),
        ("epochs redone, of as many times that a run was cut off", f"{total} of {most}", not too_many),
        ("checkpoints left behind", len(left), not left),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the summary, and returns 1 where something is not as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--models", default="mlp,cnn6")
    parser.add_argument("--seeds", type=int, default=5, help="trainings are models x 2 augmenters x seeds")
    parser.add_argument("--epochs", type=int, default=150)
    parser.add_argument("--limit", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="of the kills")
    parser.add_argument("--home", type=Path, help="where to work; kept")
    parser.add_argument("--short", action="store_true", help="leave out the unbroken sweep with two workers")
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        return _tortured(given, given.home or Path(temporary))


def _tortured(given: argparse.Namespace, home: Path) -> int:
    options = ["-d", "digits", "-m", given.models, "-a", "none,shift", "--seeds", str(given.seeds), "--threads", "1"]
    options += ["--limit", str(given.limit), "--epochs", str(given.epochs)]
    one, two, broken = (Sweep(home / name, options, jobs) for name, jobs in (("one", 1), ("two", 2), ("broken", 2)))
    unbroken = [one] if given.short else [one, two]
    for sweep in (*unbroken, broken):
        sweep.home.mkdir(parents=True)
    seconds = ", ".join(f"-j {sweep.jobs} {sweep.unbroken():.0f} s" for sweep in unbroken)
    print(f"unbroken: {seconds}", flush=True)
    outcome = torture(broken, given.kills, random.Random(given.seed))
    differing = compare(unbroken[-1], one)
    killed = sum(outcome.killed.values())
    results = [
        *check(broken, outcome, one),
        ("experiments that differ between -j 1 and -j 2", len(differing), not differing),
        ("kills", _killed(outcome.killed), killed == given.kills or (given.short and killed > 0)),
    ]
    print(f"\n{_title(given, options, outcome, seconds)}\n")
    rows = [[what, value, "met" if right else "MISSED"] for what, value, right in results]
    print(tabulate.tabulate(rows, ["what", "found", "verdict"], tablefmt="github", disable_numparse=True), flush=True)
    return int(not all(right for _, _, right in results))


def _killed(killed: Mapping[str, int]) -> str:
    return f"{sum(killed.values())} ({killed['parent']} parents, {killed['worker']} workers)"


def _title(given: argparse.Namespace, options: Sequence[str], outcome: Outcome, seconds: str) -> str:
    return (
        f"zoo run {' '.join(options)} -j 2, killed with seed {given.seed}: started {outcome.starts} times, "
        f"{outcome.seconds:.0f} s (unbroken: {seconds})"
    )


if __name__ == "__main__":
    sys.exit(main())
