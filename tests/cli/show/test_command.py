"""`zoo show`: a component as people read it; whose it is where it is broken; runs are somebody else's."""

from __future__ import annotations

import sys
import types
from typing import Any

import pytest

from tests import strangers
from zoo.cli import program

Capture = pytest.CaptureFixture[str]


def test_a_model(capsys: Capture) -> None:
    assert program.run(["show", "cnn6"]) == 0
    out = capsys.readouterr().out
    for text in (
        "cnn6: a model",
        "keras-zoo[classics]",
        "22 pixels",
        "32/64/64",
        ">= 1",
        "zoo run -d digits-offcenter -m cnn6",
    ):
        assert text in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_component_of_a_broken_plugin(capsys: Capture, install: Any) -> None:
    install("zoo-made", {"made": "zoo_made"}, zoo_made=strangers.IMPORT_ERROR)
    assert program.run(["show", "wanted"]) == 3
    assert "belongs to zoo-made[made] 1.0" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["0123456789ab.1", "0123456789ab", "0123"])
def test_a_runs_name_goes_to_the_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    runs = types.ModuleType("zoo.cli.show.run")
    runs.show = lambda registry, name, as_json: asked.append((name, as_json))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "zoo.cli.show.run", runs)
    monkeypatch.setattr(sys.modules["zoo.cli.show"], "run", runs, raising=False)
    assert program.run(["show", name, "--json"]) == 0
    assert asked == [(name, True)]
