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
PLUGINS = 300
PLUGIN = '''"""A light plugin."""

import zoo


def build(input_shape, num_classes, *, width: int = 8):
    import keras

    return keras.Sequential([keras.Input(input_shape), keras.layers.Flatten(), keras.layers.Dense(num_classes)])


@zoo.hookimpl
def zoo_models():
    return [zoo.Model(name="NAME", summary="A light model", build=build)]
'''
BROKEN = {
    "import-error": "import a_module_that_nobody_installed\n",
    "syntax-error": "def broken(:\n",
    "misspelt-hook": PLUGIN.replace("zoo_models", "zoo_modles"),
    "unmarked-hook": PLUGIN.replace("@zoo.hookimpl\n", ""),
    "wrong-signature": PLUGIN.replace("zoo_models()", "zoo_models(size)"),
    "raising-hook": PLUGIN.replace("return [", "raise RuntimeError('no')\n    return ["),
    "sys-exit": "import sys\n\nsys.exit(3)\n",
    "os-exit": "import os\n\nos._exit(4)\n",
    "littering": "import os\n\nprint('hello')\nos.chdir('/')\nos.environ['LANG'] = 'none'\nraise ValueError('no')\n",
    "taken-name": PLUGIN.replace("NAME", "cnn6"),
    "later-interface": "import zoo\n\nzoo_interface = 99\nzoo.Nonsense\n",
    "unreadable-entry-point": "",
}
"""Twelve ways in which a plugin is broken and harms none of the others, by the name of its distribution."""


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


def install_plugins(folder: Path) -> list[str]:
    """Writes plugins as pip would have installed them, broken ones among them, and returns the modules of all."""
    light = {f"light-{number}": PLUGIN.replace("NAME", f"light-{number}") for number in range(PLUGINS - len(BROKEN))}
    sources = {name.replace("-", "_"): source for name, source in {**light, **BROKEN}.items()}
    for module, source in sources.items():
        (folder / f"{module}.py").write_text(source)
        info = folder / f"{module}-1.0.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module.replace('_', '-')}\nVersion: 1.0\n")
        entry = "x" if module == "unreadable_entry_point" else f"x = {module}"
        (info / "entry_points.txt").write_text(f"[zoo]\n{entry}\n")
    return list(sources)


def ratio(
    command: str, imports: str, bar: float, environment: dict[str, str], home: Path | None = None
) -> common.Comparison:
    """Compares a command with a bare interpreter; arguments as of `bare`."""
    comparison = common.Comparison(name=f"zoo {command}", unit="s", bar=common.Bar(sense="at most", value=bar))
    peer = timed(bare(imports, home), environment)
    return common.collect(comparison, timed(zoo(*command.split()), environment), peer, seconds=30)


def tab(environment: dict[str, str]) -> common.Comparison:
    """Compares what one press of Tab takes with a bare interpreter; which names there are, `zoo list` has kept."""
    comparison = common.Comparison(name="Tab after zoo run -m", unit="s", bar=common.Bar(sense="at most", value=2.0))
    asking = {**environment, "_ZOO_COMPLETE": "bash_complete", "COMP_LINE": "zoo run -m "}
    return common.collect(comparison, timed(zoo(), asking), timed(bare(TAB), environment), seconds=30)


def many(folder: Path, environment: dict[str, str]) -> list[common.Comparison]:
    """Times `zoo list` among 300 plugins, twelve of them broken: against nothing, and against a bare interpreter that
    imports what it does, the plugins that can be imported among it."""
    light = [module for module in install_plugins(folder) if module.startswith("light")]
    among = {**environment, "PYTHONPATH": str(folder)}
    ours, peer = timed(zoo("list"), among), timed(bare(", ".join([LIST, *light])), among)
    name, bar = f"zoo list, {PLUGINS} plugins", common.Bar(sense="at most", value=1.0)
    whole = common.Comparison(name=name, unit="s", bar=bar, difference=True)
    ratio = common.Comparison(name=f"{name}, and their imports", unit="s")
    return [common.collect(whole, ours, lambda: 0.0, seconds=30), common.collect(ratio, ours, peer, seconds=30)]


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
            *many(Path(plugins), environment),
        ]
    return common.report(f"{TITLE}; {runs:,} runs of {store.IMAGES:,} test images in the store", comparisons)


if __name__ == "__main__":
    sys.exit(main())
