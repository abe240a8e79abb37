"""`zoo list`: components and presets, of one kind or all."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zoo.cli import program
from zoo.experiments import registry

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
    assert {name for kind, name in listed if kind == "suite"} == set(known.catalogue.suites)


def test_presets_of_every_kind(capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "zoo.yaml").write_text("presets: {model: {narrow: 'mlp:units=64'}}")
    monkeypatch.chdir(tmp_path)
    assert program.run(["list", "presets", "--json"]) == 0
    listed = {(entry["kind"], entry["name"]): entry["preset"] for entry in json.loads(capsys.readouterr().out)}
    presets = registry.load().catalogue.presets.items()
    assert listed == {(kind, name): text for kind, own in presets for name, text in own.items()}
    assert listed["model", "narrow"] == "mlp:units=64"


def test_somebody_elses_registry_stops_no_command(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "registry.yaml").write_text("version: 0.1\nlog: {level: info}\n")
    monkeypatch.chdir(tmp_path)
    assert program.run(["list", "models"]) == 0
    (line,) = capsys.readouterr().err.splitlines()
    assert "registry.yaml is left alone: it says version, log. The zoo's own would be a zoo.yaml." in line


def test_what_the_working_directory_adds_says_so(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "registry.yaml").write_text(
        "presets: {augmenter: {shift-flip: flip+shift}}\nsuites: {near: {dataset: digits, model: mlp, summary: mine}}"
    )
    monkeypatch.chdir(tmp_path)
    assert program.run(["list"]) == 0
    lines = [line.split(maxsplit=3) for line in capsys.readouterr().out.splitlines()]
    assert ["augmenter", "shift-flip", "./registry.yaml", "preset: flip+shift"] in lines
    assert ["augmenter", "crop-flip", "keras-zoo", "preset: crop+flip:fill=constant"] in lines
    assert ["suite", "near", "./registry.yaml", "mine"] in lines


def test_a_catalogue_that_cannot_be_read_is_named(
    capsys: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "registry.yaml").write_text("suites: []")
    monkeypatch.chdir(tmp_path)
    assert program.run(["list"]) == 2
    assert capsys.readouterr().err.startswith(f"Error: {tmp_path / 'registry.yaml'} cannot be read.")


def test_what_is_no_kind(capsys: Capture) -> None:
    assert program.run(["list", "optimizers"]) == 2
    assert (
        "expected one of dataset, model, augmenter, recipe, launcher, probe, suite, preset." in capsys.readouterr().err
    )


def test_with_no_plugin_at_all(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("ZOO_PLUGINS", "none")
    assert program.run(["list", "datasets"]) == 0
    assert "zoo plugins" in capsys.readouterr().out
