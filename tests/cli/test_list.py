"""`zoo list`: components and presets, of one kind or all."""

from __future__ import annotations

import json

import pytest

from zoo import registry
from zoo.cli import program

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("kind", ["model", "models"])
def test_one_kind(kind: str, capsys: Capture) -> None:
    assert program.run(["list", kind]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["kind", "name", "from", "summary"]
    assert any(line.split()[:3] == ["model", "cnn6", "keras-zoo"] for line in lines)
    assert not any(line.startswith("dataset") for line in lines)


def test_json_has_every_component_and_preset(capsys: Capture) -> None:
    assert program.run(["list", "--json"]) == 0
    listed = {(entry["kind"], entry["name"]): entry for entry in json.loads(capsys.readouterr().out)}
    known = registry.load()
    assert set(known.components) <= set(listed)
    assert listed["augmenter", "shift-flip"]["preset"] == "shift+flip"
    assert listed["model", "cnn6"]["preset"] is None


def test_with_no_plugin_at_all(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    assert program.run(["list", "models"]) == 0
    assert "zoo plugins" in capsys.readouterr().out
