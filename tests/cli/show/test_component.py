"""What is said about components and presets, read off their descriptions."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests import strangers
from zoo.cli import program
from zoo.experiments import catalogue

Capture = pytest.CaptureFixture[str]
ShowJson = Callable[..., dict[str, Any]]
ShowRefused = Callable[..., str]


def test_a_parameter_has_type_default_unit_bounds_and_help(show_json: ShowJson) -> None:
    described = show_json("cnn6")
    (rate,) = [p for p in described["parameters"] if p["name"] == "conv_dropout"]
    assert rate["default"] == "0.25"
    assert rate["type"] == "float"
    assert rate["unit"] == "fraction"
    assert rate["bounds"] == {"ge": 0, "lt": 1}
    assert rate["help"]
    assert described["plugin"] == "keras-zoo[classics]"


def test_values_typed_are_shown_and_checked(show_json: ShowJson, show_refused: ShowRefused) -> None:
    described = show_json("cnn6:filters=16/32/32")
    (filters,) = [p for p in described["parameters"] if p["name"] == "filters"]
    assert (filters["value"], filters["default"]) == ("16/32/32", "32/64/64")
    assert described["example"].endswith("-m cnn6:filters=16/32/32")
    assert "Did you mean filters?" in show_refused("cnn6:filter=3")
    assert "dense=0 is not valid" in show_refused("cnn6:dense=0")


def test_a_parameter_without_a_default_is_no_hindrance(show_json: ShowJson) -> None:
    described = show_json("image-folder")
    assert [p["value"] for p in described["parameters"] if p["required"]] == ["(required)"]
    assert described["example"] == "zoo run -d image-folder:path=PATH -m cnn6"
    assert show_json("image-folder:size=64")["example"] == "zoo run -d image-folder:size=64:path=PATH -m cnn6"


def test_an_example_can_be_typed_as_it_stands(show_json: ShowJson) -> None:
    example = show_json("image-folder:path=/my photos")["example"]
    assert example == "zoo run -d 'image-folder:path=/my photos' -m cnn6"


@pytest.mark.parametrize(
    ("name", "kind", "example"),
    [
        ("digits", "dataset", "zoo run -d digits -m cnn6"),
        ("mlp", "model", "zoo run -d digits-offcenter -m mlp"),
        ("flip", "augmenter", "zoo run -d digits-offcenter -m cnn6 -a flip"),
        ("speedrun", "recipe", "zoo run -d digits-offcenter -m cnn6 -r speedrun"),
    ],
)
def test_every_kind(name: str, kind: str, example: str, show_json: ShowJson) -> None:
    described = show_json(name)
    assert (described["kind"], described["example"]) == (kind, example)


def test_one_name_of_two_kinds(show_json: ShowJson) -> None:
    """An augmenter moves images in training; the probe of that name asks what it was good for."""
    augmenter, probe = show_json("shift")
    assert (augmenter["kind"], probe["kind"]) == ("augmenter", "probe")
    assert probe["example"] == "zoo probe RUN shift"


def test_the_presets_that_use_a_component(show_json: ShowJson) -> None:
    assert show_json("shift", "--kind", "augmenter")["presets"] == ["article-all", "article-shift-flip", "shift-flip"]
    assert show_json("mixup")["presets"] == []


def test_a_preset_shows_what_it_stands_for(capsys: Capture, show_json: ShowJson) -> None:
    described = show_json("article-shift-flip")
    assert described["stands_for"] == "shift:fraction=0.1:subpixel=true+flip"
    assert [link["name"] for link in described["links"]] == ["shift", "flip"]
    assert program.run(["show", "shift-flip"]) == 0
    out = capsys.readouterr().out
    assert "shift-flip: an augmenter\nA preset: shift+flip\n" in out
    assert f"From {catalogue.path()}\n" in out
    assert "Example: zoo run -d digits-offcenter -m cnn6 -a shift-flip" in out


def test_names_that_mean_nothing_or_too_much(install: Any, show_json: ShowJson, show_refused: ShowRefused) -> None:
    assert "Did you mean cnn6?" in show_refused("cnn66")
    assert "more than one name" in show_refused("cnn6,mlp")
    assert "more than one name" in show_refused("shift+flip")
    assert "cannot be a name" in show_refused("CNN6")
    install("zoo-made", {"made": "zoo_made"}, zoo_made=strangers.good("digits"))
    assert [each["kind"] for each in show_json("digits")] == ["dataset", "model"]
    assert show_json("digits", "--kind", "model")["plugin"] == "zoo-made[made]"


def test_a_name_of_a_component_and_a_suite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, show_json: ShowJson, capsys: Capture
) -> None:
    (tmp_path / "registry.yaml").write_text("suites: {mlp: {dataset: digits, model: mlp}}")
    monkeypatch.chdir(tmp_path)
    assert [each["kind"] for each in show_json("mlp")] == ["model", "suite"]
    assert program.run(["show", "mlp"]) == 0
    out = capsys.readouterr().out
    assert "mlp: a model\n" in out
    assert "\n\nmlp: a suite of 1 experiments\n" in out
    assert show_json("mlp", "--kind", "suite")["kind"] == "suite"
    assert show_json("mlp", "--kind", "model")["kind"] == "model"
