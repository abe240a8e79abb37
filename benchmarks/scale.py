"""How `zoo leaderboard` grows with its store: against its own time over a thousand runs, and bare SQLite reading."""

from __future__ import annotations

import functools
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks import common, memory, startup, store

TITLE = "zoo leaderboard, many runs"
SMALL, MEDIUM, LARGE = 1_000, 10_000, 100_000
READING = """
import sqlite3, sys, time
began = time.perf_counter()
for row in sqlite3.connect(sys.argv[1]).execute(sys.argv[2]):
    pass
print(time.perf_counter() - began)
"""


def filled(folder: Path, count: int) -> dict[str, str]:
    """Fills a store, and returns the environment of commands that use it."""
    home = folder / str(count)
    home.mkdir()
    store.fill(home, count)
    return {"ZOO_HOME": str(home), "PYTHONDONTWRITEBYTECODE": ""}


def board(environment: dict[str, str]) -> Callable[[], float]:
    """Returns what runs the command once and returns its seconds."""
    return startup.timed(startup.zoo("leaderboard"), environment)


def read(environment: dict[str, str]) -> float:
    """Returns the seconds in which a bare interpreter reads what the leaderboard is made of, and does nothing else."""
    command = [sys.executable, "-c", READING, str(Path(environment["ZOO_HOME"]) / "zoo.db"), startup.finished()]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def grown(count: int, bar: float, small: dict[str, str], large: dict[str, str]) -> common.Comparison:
    """Compares the time over `count` runs with the one over a thousand and the reading of `count`."""
    name, at_most = f"{count:,} runs, against {SMALL:,} plus reading", common.Bar(sense="at most", value=bar)
    comparison, few = common.Comparison(name=name, unit="s", bar=at_most), board(small)
    return common.collect(comparison, board(large), lambda: few() + read(large), least=7, seconds=60)


def held(small: dict[str, str], large: dict[str, str]) -> common.Comparison:
    """Compares the peak memory over a hundred thousand runs with the one over a thousand."""
    name, bar = f"peak memory, {LARGE:,} runs against {SMALL:,}", common.Bar(sense="at most", value=1.5)
    ours, peer = (functools.partial(memory.peak, startup.zoo("leaderboard"), home) for home in (large, small))
    return common.collect(common.Comparison(name=name, unit="MiB", bar=bar), ours, peer, least=3, most=5)


def main() -> int:
    """Measures and prints. Returns the exit status."""
    with tempfile.TemporaryDirectory() as folder:
        small, medium, large = (filled(Path(folder), count) for count in (SMALL, MEDIUM, LARGE))
        comparisons = [grown(MEDIUM, 2.0, small, medium), grown(LARGE, 5.0, small, large), held(small, large)]
    return common.report(f"{TITLE}, {len(store.SEEDS)} seeds to a row", comparisons)


if __name__ == "__main__":
    sys.exit(main())
