"""Accuracy on MNIST's test images, seed by seed, against the published scripts run on the same files."""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks import common, seeds
from benchmarks.seeds import Entry, Result

TITLE = "Accuracy on MNIST's 10,000 test images, %, seed by seed; minutes of whole commands, ours and the peer's"
ZOO = [str(Path(sys.executable).with_name("zoo"))]


# Each trains on all of train here. Choose between settings with `--validation 0.1`, never by this table.
ENTRIES = (
    Entry(
        name="mlp",
        run=("-m", "mlp", "-a", "shift:fraction=0.05", "-r", "fast:learning_rate=0.001:batch_size=256:epochs=20"),
        peer=("--model", "mlp"),
        seeds=5,
        published=98.38,
        bar=98.5,
    ),
    Entry(
        name="the best within 3 minutes",
        run=("-m", "speednet:widths=32/64/128", "-a", "shift:fraction=0.08+rotate", "-r", "speedrun:epochs=6"),
        peer=("--model", "cnn"),
        seeds=5,
        published=99.25,
        bar=99.7,
        minutes=3,
    ),
)


def measure(entry: Entry, home: Path, data: Path) -> None:
    """Trains seed after seed, ours and the peer's script in turn.

    Args:
        home: the `ZOO_HOME` of the runs, with the data imported.
        data: where the IDX archives are.
    """
    for seed in range(entry.seeds):
        entry.ours.append(zoo_run(entry, seed, home))
        command = [sys.executable, "-m", "benchmarks.keras_mnist", str(data), *entry.peer, "--seed", str(seed)]
        printed, minutes = _timed(command, {"TF_CPP_MIN_LOG_LEVEL": "2"})
        entry.theirs.append(Result(accuracy=100 * json.loads(printed)["test_accuracy"], minutes=minutes))


def zoo_run(entry: Entry, seed: int, home: Path) -> Result:
    """Trains with one seed on all of train, through the command line."""
    command = ["run", "-d", "mnist", *entry.run, "--validation", "none", "--seed", str(seed), "--json"]
    printed, minutes = _timed([*ZOO, *command], _environment(home))
    (result,) = json.loads(printed)
    return Result(accuracy=100 * result["test_accuracy"], minutes=minutes)


def compare(entries: Sequence[Entry], data: Path, *, as_is: bool = False) -> int:
    """Trains every entry and prints the table. Returns the exit status: 1 where a bar was missed.

    Args:
        data: the folder of the IDX archives.
        as_is: they need not be the published ones.
    """
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _timed([*ZOO, "data", "import", "mnist", str(data), *(["--as-is"] if as_is else [])], _environment(home))
        for entry in entries:
            measure(entry, home, data)
    return seeds.report(TITLE, entries)


def main() -> int:
    """Measures and prints. Returns the exit status."""
    if os.environ.get("BENCH") != "full":
        return common.skip(TITLE, "it takes about an hour; BENCH=full runs it")
    given = os.environ.get("ZOO_TEST_DATA")
    if not given or not (Path(given) / "mnist").is_dir():
        return common.skip(TITLE, "it needs mnist/ in the folder that ZOO_TEST_DATA names")
    return compare(ENTRIES, Path(given) / "mnist")


def _environment(home: Path) -> dict[str, str]:
    return {"ZOO_HOME": str(home), "ZOO_PLUGINS": "keras-zoo"}


def _timed(command: Sequence[str], environment: dict[str, str]) -> tuple[str, float]:
    """Runs a command. Returns what it prints on stdout, and the minutes it took. Raises RuntimeError where it fails."""
    start = time.perf_counter()
    printed = common.run(command, environment)
    return printed, (time.perf_counter() - start) / 60


if __name__ == "__main__":
    sys.exit(main())
