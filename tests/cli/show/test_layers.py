"""`zoo show MODEL --input HxWxC`: sizes are checked first, then each layer's arithmetic."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from tests import strangers
from zoo.cli import program

Capture = pytest.CaptureFixture[str]
ShowRefused = Callable[..., str]


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
    arguments: list[str], message: str, hint: str, monkeypatch: pytest.MonkeyPatch, show_refused: ShowRefused
) -> None:
    monkeypatch.setitem(sys.modules, "zoo.training", None)  # importing it is an error
    refused = show_refused(*arguments)
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
