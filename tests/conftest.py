"""What every test gets: a `ZOO_HOME` of its own, no settings of the machine. For some: installed fake packages,
times, a process that is gone, a zoofile."""

from __future__ import annotations

import importlib
import signal
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest

from tests.postgres import Server, program

hypothesis.settings.register_profile("zoo", deadline=None)  # a busy machine is no failure
hypothesis.settings.load_profile("zoo")


SETTINGS = ("ZOO_DATA", "ZOO_KEEP", "ZOO_PLUGINS", "ZOO_OFFLINE", "ZOO_STORE", "ZOO_FILES")

TRAINING = [
    Path(__file__).parent / folder
    for folder in ("serving", "training", "plugins/zoo_probes", "plugins/zoo_tensorboard")
]
"""Whose tests train in this process."""


def pytest_configure(config: pytest.Config) -> None:
    """Fixes TensorFlow's threads where tests that train are among what is asked for: any module that computes something
    before would fix other ones."""
    asked = [Path(argument.partition("::")[0]).absolute() for argument in config.args]
    collects = hasattr(config, "workerinput") or not getattr(config.option, "numprocesses", None)
    if collects and any(own.is_relative_to(path) or path.is_relative_to(own) for path in asked for own in TRAINING):
        from zoo.training import environment

        environment.prepare(2)


@pytest.fixture(autouse=True, scope="session")
def interruptible() -> None:
    """Ctrl-C means what it means on a terminal, though a shell ignores it for what it starts in the background."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True)
def zoo_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty `ZOO_HOME`; the developer's own is never touched."""
    home = tmp_path / "zoo-home"
    monkeypatch.setenv("ZOO_HOME", str(home))
    for name in (*SETTINGS, "ZOO_TENSORBOARD", "MLFLOW_TRACKING_URI"):
        monkeypatch.delenv(name, raising=False)
    return home


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server; skips where it is not installed."""
    if program("initdb") is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    with Server() as server:
        yield server


@pytest.fixture
def ago() -> Callable[[float], str]:
    """A function that gives the time so many seconds ago, as records have it."""
    return lambda seconds: (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat(timespec="milliseconds")


@pytest.fixture
def dead_process() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


Install = Callable[..., Path]


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """A function that installs a fake distribution for this test: `install("zoo-a", {"a": "zoo_a"}, zoo_a="source")`.

    It takes the distribution's name, its entry points in the group `zoo` (or the whole text of entry_points.txt), and
    the source of each module; and returns the folder, which a subprocess finds through PYTHONPATH.
    """
    site = tmp_path / "site"
    site.mkdir()
    monkeypatch.syspath_prepend(str(site))
    before = set(sys.modules)

    def install(
        name: str, entry_points: Mapping[str, str] | str, *, version: str = "1.0", into: Path = site, **modules: str
    ) -> Path:
        if not isinstance(entry_points, str):
            entry_points = "[zoo]\n" + "".join(f"{entry} = {target}\n" for entry, target in entry_points.items())
        info = into / f"{name.replace('-', '_')}-{version}.dist-info"
        info.mkdir(parents=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        (info / "entry_points.txt").write_text(entry_points)
        for module, source in modules.items():
            (into / f"{module}.py").write_text(textwrap.dedent(source))
        importlib.invalidate_caches()
        return into

    yield install
    for module in set(sys.modules) - before:
        if str(site) in (getattr(sys.modules[module], "__file__", None) or ""):
            del sys.modules[module]


@pytest.fixture
def zoofile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """A function that writes a `zoofile.py`, `zoofile(source, folder=tmp_path)`, and returns its path.

    What loading it leaves in this process, a module and a folder on the search path, is gone after the test.
    """
    monkeypatch.setattr(sys, "path", list(sys.path))
    before = set(sys.modules)

    def write(source: str, folder: Path = tmp_path) -> Path:
        path = folder / "zoofile.py"
        path.write_text(source)
        return path

    yield write
    for module in {"zoofile"} | (set(sys.modules) - before):
        if str(tmp_path.parent) in (getattr(sys.modules.get(module), "__file__", None) or ""):
            del sys.modules[module]
