"""`zoo preview`: everything is decided before TensorFlow is loaded; the picture is where it says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from zoo.cli import program

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize(
    ("arguments", "message", "hint", "status"),
    [
        ([], "--dataset is missing.", "zoo list datasets", 2),
        (["-d", "digts"], "There is no dataset 'digts'.\nCause: Did you mean digits?", "zoo list datasets", 2),
        (["-d", "digits", "-a", "shfit"], "There is no augmenter 'shfit'.", "zoo list augmenters", 2),
        (["-d", "digits", "-a", "shift:fraction=2"], "fraction", "zoo show shift", 2),
        (["-d", "digits", "-a", "shift", "-r", "fsat"], "There is no recipe 'fsat'.", "zoo list recipes", 2),
        (["-d", "digits,digits"], "more than one dataset", "zoo list datasets", 2),
        (["-d", "digits", "-a", "shift,flip"], "more than one augmenter", "zoo list augmenters", 2),
        (["-d", "digits", "--epoch", "2"], "--epoch is for what an augmenter does.", "zoo list augmenters", 2),
        (["-d", "digits", "-a", "shift", "--split", "test"], "--split is for a sheet", "zoo preview -d digits", 2),
        (["-d", "digits", "--limit", "9"], "--limit is for what an augmenter does.", "zoo list augmenters", 2),
        (["-d", "digits", "-o", "x.gif"], "'x.gif' does not end in .png", "zoo preview -d digits -o x.png", 2),
        (["-d", "digits", "-o", "no/x.png"], "no/x.png cannot be written.", "mkdir -p no", 5),
    ],
)
def test_what_cannot_be_is_refused_before_anything_heavy(
    arguments: list[str], message: str, hint: str, status: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setitem(sys.modules, "zoo.training", None)  # importing it is an error
    assert program.run(["preview", *arguments]) == status
    said = capsys.readouterr()
    assert said.out == ""
    assert message in said.err
    assert said.err.rstrip().endswith(f"Try: {hint}")
    assert len(said.err.splitlines()) <= 6


def test_a_sheet_says_where_it_is_and_that_it_replaced_one(here: Path, capsys: Capture) -> None:
    assert program.run(["preview", "-d", "digits", "--rows", "3"]) == 0
    with Image.open(here / "preview-digits.png") as image:
        size = f"{image.width}x{image.height}"
    expected = f"preview-digits.png: {size} pixels\nThe first 3 of 10 classes; --rows shows more.\n"
    assert capsys.readouterr().out == expected
    assert program.run(["preview", "-d", "digits", "--split", "test", "--images", "2"]) == 0
    assert capsys.readouterr().out.endswith(" pixels, replaced\n")


def test_a_sheet_needs_no_tensorflow() -> None:
    script = "import sys; from zoo.cli.program import run; assert run(['preview', '-d', 'digits']) == 0; "
    done = subprocess.run(
        [sys.executable, "-c", script + "print(*sys.modules)"], capture_output=True, text=True, check=True
    )
    assert {"tensorflow", "keras"}.isdisjoint(done.stdout.split())


def test_what_training_will_see(here: Path, capsys: Capture) -> None:
    arguments = ["-d", "digits", "-a", "shift-flip+mixup", "-o", "grid.png", "--rows", "4", "--draws", "3"]
    first_of_all = "tensorflow" not in sys.modules
    assert program.run(["preview", *arguments, "--epoch", "5", "--seed", "2", "--json"]) == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    with Image.open(here / "grid.png") as image:
        assert list(image.size) == [told.pop("width"), told.pop("height")]
    assert len(told.pop("images")) == 4
    assert told == {
        "path": "grid.png",
        "replaced": False,
        "dataset": "digits",
        "augmenter": "shift+flip+mixup",
        "recipe": "fast",
        "seed": 2,
        "epochs": [5, 6, 7],
    }
    assert said.err.startswith("loading TensorFlow") == first_of_all
    first = (here / "grid.png").read_bytes()
    assert program.run(["preview", *arguments, "--epoch", "5", "--seed", "2"]) == 0
    assert (here / "grid.png").read_bytes() == first
    assert capsys.readouterr().out.startswith("grid.png: ")
    assert program.run(["preview", *arguments, "--epoch", "6", "--seed", "2"]) == 0
    assert (here / "grid.png").read_bytes() != first
