"""How long the light commands take: against a bare interpreter that imports what they cannot do without, and reads what
they are made of."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks import common, store
from zoo.store import Finished

TITLE = "Whole commands, seconds"
HELP = "click"
TAB = "click, importlib.metadata"
LIST = "click, importlib.metadata, inspect, pluggy, yaml"
LEADERBOARD = f"{LIST}, json, sqlalchemy, sqlalchemy.dialects.sqlite, scipy.special"
READING = """
import sqlite3, sys
for query in sys.argv[2:]:
    for row in sqlite3.connect(sys.argv[1]).execute(query):
        pass
"""
PREDICTIONS = "SELECT run, test_set, images, correct FROM predictions"
PLUGINS = 200
PLUGIN = '''"""A light plugin."""

import zoo


def build(input_shape, num_classes, *, width: int = {number}):
    import keras

    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(num_classes)])


@zoo.hookimpl
def zoo_models():
    return [zoo.Model(name="light-{number}", summary="A light model", build=build)]
'''


def timed(command: list[str], environment: dict[str, str]) -> Callable[[], float]:
    """Returns what runs a command once and returns its seconds."""

    def measure() -> float:
        began = time.perf_counter()
        subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True)
        return time.perf_counter() - began

    return measure


def zoo(*words: str) -> list[str]:
    """Returns the command line of a zoo command of this environment."""
    return [str(Path(sys.executable).with_name("zoo")), *words]


def bare(imports: str, home: Path | None = None) -> list[str]:
    """Returns the command line of an interpreter that imports modules and ends; with a zoo's `home`, it reads all runs
    and what they got right before."""
    reading = [str(home / "zoo.db"), finished(), PREDICTIONS] if home else []
    return [sys.executable, "-c", f"import {imports}{READING if home else ''}", *reading]


def finished() -> str:
    """Returns the query for what a ranking asks of runs."""
    columns = ", ".join(f'"{name}"' for name in Finished._fields if name != "metrics")
    return f"SELECT {columns} FROM runs WHERE status = 'done'"


def install_plugins(folder: Path) -> None:
    """Writes light plugins as pip would have installed them."""
    for number in range(PLUGINS):
        (folder / f"light_{number}.py").write_text(PLUGIN.format(number=number))
        info = folder / f"light_{number}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: light-{number}\nVersion: 1.0\n")
        (info / "entry_points.txt").write_text(f"[zoo]\nlight = light_{number}\n")


def ratio(
    command: str, imports: str, bar: float, environment: dict[str, str], home: Path | None = None
) -> common.Comparison:
    """Compares a command with a bare interpreter; arguments as of `bare`."""
    comparison = common.Comparison(name=f"zoo {command}", unit="s", bar=common.Bar(sense="at most", value=bar))
    peer = timed(bare(imports, home), environment)
    return common.collect(comparison, timed(zoo(*command.split()), environment), peer, seconds=30)


def added(folder: Path, environment: dict[str, str]) -> common.Comparison:
    """Compares `zoo list` with and without 200 third-party plugins."""
    install_plugins(folder)
    bar = common.Bar(sense="at most", value=0.3)
    comparison = common.Comparison(name=f"zoo list, {PLUGINS} plugins more", unit="s", bar=bar, difference=True)
    ours = timed(zoo("list"), {**environment, "PYTHONPATH": str(folder)})
    return common.collect(comparison, ours, timed(zoo("list"), environment), seconds=30)


def tab(environment: dict[str, str]) -> common.Comparison:
    """Compares what one press of Tab takes with a bare interpreter; which names there are, `zoo list` has kept."""
    comparison = common.Comparison(name="Tab after zoo run -m", unit="s", bar=common.Bar(sense="at most", value=2.0))
    asking = {**environment, "_ZOO_COMPLETE": "bash_complete", "COMP_LINE": "zoo run -m "}
    return common.collect(comparison, timed(zoo(), asking), timed(bare(TAB), environment), seconds=30)


def main() -> int:
    """Measures and prints. Returns the exit status."""
    with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as plugins:
        # Bytecode is cached, as on a user's machine, whatever the shell here says.
        environment = {"ZOO_HOME": home, "PYTHONDONTWRITEBYTECODE": ""}
        runs = store.fill(Path(home))
        comparisons = [
            ratio("--help", HELP, 2.0, environment),
            ratio("list", LIST, 1.5, environment),
            ratio("leaderboard", LEADERBOARD, 1.5, environment, Path(home)),
            tab(environment),
            added(Path(plugins), environment),
        ]
    return common.report(f"{TITLE}; {runs:,} runs of {store.IMAGES:,} test images in the store", comparisons)


if __name__ == "__main__":
    sys.exit(main())
