"""What the tests of the command line share: `zoo run` without training, `zoo show`, `zoo leaderboard`."""

from __future__ import annotations

import functools
import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.execution import fake_registry
from tests.ranking import fakes as boards
from zoo.cli import context, program
from zoo.execution import runner
from zoo.experiments import suites


@pytest.fixture
def fakes(monkeypatch, tmp_path):
    """Components that nobody calls, and a handler that goes by the model's name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(Path(fake_registry.__file__).parent)
    monkeypatch.setattr(context, "registry", fake_registry.registry)
    for name in ("run", "look"):
        monkeypatch.setattr(runner, name, functools.partial(getattr(runner, name), handler="fake_handler:Trainer"))
    monkeypatch.setattr("sys.argv", ["zoo", "run"])


@pytest.fixture
def zoo_run(fakes, capsys):
    """Returns a function that runs `zoo run` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["run", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def catalogue(fakes, monkeypatch):
    """A suite, and a package that is not installed."""
    runs = ({"dataset": "images", "model": "good,vit", "seeds": "2"}, {"dataset": "images", "model": "better"})
    suite = suites.Suite(name="tried", runs=runs)
    known = fake_registry.registry()
    more = replace(known.catalogue, suites={"tried": suite}, packages={"model": {"vit": "zoo-vit"}})
    monkeypatch.setattr(context, "registry", lambda: replace(known, catalogue=more))


@pytest.fixture
def show_json(capsys):
    """Returns a function that runs `zoo show ... --json` and returns what was printed."""

    def show(*arguments):
        assert program.run(["show", *arguments, "--json"]) == 0
        return json.loads(capsys.readouterr().out)

    return show


@pytest.fixture
def show_refused(capsys):
    """Returns a function that runs `zoo show`, which has to refuse, and returns what it said."""

    def show(*arguments, status=2):
        assert program.run(["show", *arguments]) == status
        captured = capsys.readouterr()
        assert captured.out == ""
        assert len(captured.err.splitlines()) <= 6
        return captured.err

    return show


@pytest.fixture
def board_registry(monkeypatch):
    """Components that nobody calls, and 80 columns."""
    monkeypatch.setattr(context, "registry", lambda **_: boards.registry())
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def leaderboard(board_registry, capsys):
    """Returns a function that runs `zoo leaderboard` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["leaderboard", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def filled():
    """A store with four rows, one of them limited."""

    def record(accuracy, seed=0, **changes):
        boards.record(boards.right(accuracy, seed), test_accuracy=accuracy, seed=seed, **changes)

    for seed in range(3):
        record(0.9 + seed / 100, seed, group_id="best", augmenter="move+turn")
    record(0.8, group_id="plain")
    record(0.99, group_id="part", limit=100)
    record(0.7, group_id="line", dataset="lines", model="deep-net")
