"""The store on a PostgreSQL server of this machine against the one in a file: `zoo leaderboard` over many runs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import common, scale, startup
from tests.postgres import Server, program

TITLE = "zoo leaderboard on PostgreSQL"
RUNS = 100_000


def compared(folder: Path, server: Server, runs: int) -> common.Comparison:
    """Compares the command over a store of so many runs on a server with the same one over the same runs in a file."""
    file = scale.filled(folder, runs)
    there = {**file, "ZOO_STORE": server.new_database()}
    command = [*startup.zoo("store"), "copy", file["ZOO_HOME"], there["ZOO_STORE"]]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    bar = common.Bar(sense="at most", value=2.0)
    comparison = common.Comparison(name=f"{runs:,} runs, against SQLite", unit="s", bar=bar)
    return common.collect(comparison, scale.board(there), scale.board(file), least=5, seconds=60)


def main(runs: int = RUNS) -> int:
    """Measures and prints. Returns the exit status."""
    if program("initdb") is None:
        print("PostgreSQL is not installed: apt-get install postgresql")
        return 0
    with tempfile.TemporaryDirectory() as folder, Server(durable=True) as server:
        return common.report(TITLE, [compared(Path(folder), server, runs)])


if __name__ == "__main__":
    sys.exit(main())
