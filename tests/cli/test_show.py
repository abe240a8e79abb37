"""`zoo show`: components, presets, and what a model's layers do; runs are somebody else's."""

from __future__ import annotations

import json
import sys
import types
from typing import Any

import pytest

from tests import strangers
from zoo.cli import program

Capture = pytest.CaptureFixture[str]


def _json(capsys: Capture, *arguments: str) -> dict[str, Any]:
    assert program.run(["show", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def _refused(capsys: Capture, *arguments: str, status: int = 2) -> str:
    assert program.run(["show", *arguments]) == status
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.splitlines()) <= 6
    return captured.err


def test_a_model(capsys: Capture) -> None:
    assert program.run(["show", "cnn6"]) == 0
    out = capsys.readouterr().out
    for text in ("cnn6: a model", "keras-zoo[classics]", "22 pixels", "32/64/64", ">= 1", "zoo run -d digits -m cnn6"):
        assert text in out
    assert max(map(len, out.splitlines())) <= 80


def test_a_parameter_has_type_default_unit_bounds_and_help(capsys: Capture) -> None:
    described = _json(capsys, "cnn6")
    (rate,) = [p for p in described["parameters"] if p["name"] == "conv_dropout"]
    assert rate["default"] == "0.25"
    assert rate["type"] == "float"
    assert rate["unit"] == "fraction"
    assert rate["bounds"] == {"ge": 0, "lt": 1}
    assert rate["help"]
    assert described["plugin"] == "keras-zoo[classics]"


def test_values_typed_are_shown_and_checked(capsys: Capture) -> None:
    described = _json(capsys, "cnn6:filters=16/32/32")
    (filters,) = [p for p in described["parameters"] if p["name"] == "filters"]
    assert (filters["value"], filters["default"]) == ("16/32/32", "32/64/64")
    assert described["example"].endswith("-m cnn6:filters=16/32/32")
    assert "Did you mean filters?" in _refused(capsys, "cnn6:filter=3")
    assert "dense=0 is not valid" in _refused(capsys, "cnn6:dense=0")


def test_a_parameter_without_a_default_is_no_hindrance(capsys: Capture) -> None:
    described = _json(capsys, "image-folder")
    assert [p["value"] for p in described["parameters"] if p["required"]] == ["(required)"]
    assert described["example"] == "zoo run -d image-folder:path=PATH -m cnn6"
    assert _json(capsys, "image-folder:size=64")["example"] == "zoo run -d image-folder:size=64:path=PATH -m cnn6"


def test_an_example_can_be_typed_as_it_stands(capsys: Capture) -> None:
    example = _json(capsys, "image-folder:path=/my photos")["example"]
    assert example == "zoo run -d 'image-folder:path=/my photos' -m cnn6"


@pytest.mark.parametrize(
    ("name", "kind", "example"),
    [
        ("digits", "dataset", "zoo run -d digits -m cnn6"),
        ("mlp", "model", "zoo run -d digits -m mlp"),
        ("shift", "augmenter", "zoo run -d digits -m cnn6 -a shift"),
        ("article", "recipe", "zoo run -d digits -m cnn6 -r article"),
    ],
)
def test_every_kind(name: str, kind: str, example: str, capsys: Capture) -> None:
    described = _json(capsys, name)
    assert (described["kind"], described["example"]) == (kind, example)


def test_the_presets_that_use_a_component(capsys: Capture) -> None:
    assert _json(capsys, "shift")["presets"] == ["article-shift-flip", "shift-flip"]
    assert _json(capsys, "mixup")["presets"] == []


def test_a_preset_shows_what_it_stands_for(capsys: Capture) -> None:
    described = _json(capsys, "article-shift-flip")
    assert described["stands_for"] == "shift:fraction=0.1:subpixel=true+flip"
    assert [link["name"] for link in described["links"]] == ["shift", "flip"]
    assert program.run(["show", "shift-flip"]) == 0
    out = capsys.readouterr().out
    assert "shift-flip: an augmenter\nA preset: shift+flip\n" in out
    assert "Example: zoo run -d digits -m cnn6 -a shift-flip" in out


def test_names_that_mean_nothing_or_too_much(capsys: Capture, install: Any) -> None:
    assert "Did you mean cnn6?" in _refused(capsys, "cnn66")
    assert "more than one name" in _refused(capsys, "cnn6,mlp")
    assert "more than one name" in _refused(capsys, "shift+flip")
    assert "cannot be a name" in _refused(capsys, "CNN6")
    install("zoo-made", {"made": "zoo_made"}, zoo_made=strangers.good("digits"))
    refused = _refused(capsys, "digits")
    assert "'digits' is a dataset and a model" in refused
    assert "zoo show digits --kind dataset" in refused
    assert _json(capsys, "digits", "--kind", "model")["plugin"] == "zoo-made[made]"


def test_a_component_of_a_broken_plugin(capsys: Capture, install: Any) -> None:
    install("zoo-made", {"made": "zoo_made"}, zoo_made=strangers.IMPORT_ERROR)
    assert program.run(["show", "wanted"]) == 3
    assert "belongs to zoo-made[made] 1.0" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["cnn6", "--input", "8x8x3"], "at least 22x22 pixels; received 8x8x3", "zoo show cnn6 --input 22x22x3"),
        (["cnn6", "--input", "30x8x3"], "at least 22x22", "zoo show cnn6 --input 30x22x3"),
        (["cnn6", "--input", "32x32"], "is not a size", "zoo show cnn6 --input 32x32x3"),
        (["cnn6", "--input", "0x32x3"], "is not a size", "zoo show cnn6 --input 32x32x3"),
        (["digits", "--input", "32x32x3"], "--input is for models, and 'digits' is a dataset", "zoo list models"),
    ],
)
def test_sizes_are_checked_before_anything_heavy(
    arguments: list[str], message: str, hint: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "zoo.training", None)  # importing it is an error
    refused = _refused(capsys, *arguments)
    assert message in refused
    assert refused.rstrip().endswith(f"Try: {hint}")


def test_the_articles_arithmetic(capsys: Capture) -> None:
    assert program.run(["show", "cnn6", "--input", "32x32x3"]) == 0
    out = capsys.readouterr().out
    assert "276,138 parameters" in out
    assert "(32-3+2*1)/1+1 = 32" in out
    rows = json.loads(_text(capsys, "cnn6:filters=16/32/32", "--input", "28x32x3", "--classes", "3", "--json"))
    assert rows[0]["neurons"] == "28x32x3 = 2,688"
    assert rows[-2]["weights"] == "512x3 = 1,536"


def test_a_model_that_cannot_be_built_is_its_plugins_affair(capsys: Capture, install: Any) -> None:
    source = strangers.good("vit").replace("build=build", "build=lambda input_shape, num_classes: 1 / 0")
    install("zoo-made", {"made": "zoo_made"}, zoo_made=source)
    assert program.run(["show", "vit", "--input", "8x8x3"]) == 3
    said = capsys.readouterr()
    assert "Error: The model 'vit' of zoo-made[made] failed while it was built.\nCause: ZeroDivisionError" in said.err
    assert "Traceback" not in said.out + said.err


def _text(capsys: Capture, *arguments: str) -> str:
    assert program.run(["show", *arguments]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", ["0123456789ab.1", "0123456789ab", "0123"])
def test_a_runs_name_goes_to_the_runs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    runs = types.ModuleType("zoo.cli.show_run")
    runs.show = lambda name, as_json: asked.append((name, as_json))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "zoo.cli.show_run", runs)
    monkeypatch.setattr(sys.modules["zoo.cli"], "show_run", runs, raising=False)
    assert program.run(["show", name, "--json"]) == 0
    assert asked == [(name, True)]
