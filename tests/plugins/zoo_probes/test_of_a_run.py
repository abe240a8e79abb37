"""Each probe asked of one trained run, as the command line asks it: what is printed, drawn, kept and ranked."""

from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.trained_home import trained_home
from zoo import RunRequest
from zoo.cli import program
from zoo.experiments import registry as registries
from zoo.store import Store


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run of cnn6 on some digits, trained once for all tests."""
    known = registries.load(local=False)
    request = RunRequest(dataset="digits", model="cnn6:filters=8/8/8:dense=16", recipe="fast:epochs=2", limit=300)
    [experiment] = request.compose(known).experiments
    return trained_home(tmp_path_factory.mktemp("home"), experiment, known)


@pytest.fixture
def asked(home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """A function that asks the run, and returns what was printed as JSON; of what is refused, its message."""
    monkeypatch.setenv("ZOO_HOME", str(home))
    [run] = Store.open().runs()

    def ask(*question: str, status: int = 0) -> Any:
        assert program.run(["probe", run.name, *question, "--json"]) == status
        printed = capsys.readouterr()
        return printed.err if status else json.loads(printed.out)

    return ask


@pytest.mark.parametrize(
    ("probe", "numbers"),
    [
        ("corruptions", {"accuracy", "drop", "noise", "blur", "contrast", "brightness", "jpeg", "occlusion"}),
        ("activations", set()),
        ("mistakes", {"errors", "confidence"}),
        ("calibration", {"ece", "ece_by_chance", "overconfidence"}),
    ],
)
def test_an_answer_is_kept_with_its_pictures_and_its_numbers_are_the_runs(
    asked: Callable[..., Any], probe: str, numbers: set[str], tmp_path: Path
) -> None:
    answer = asked(probe, "-o", str(tmp_path / "it.png"))
    assert set(answer["numbers"]) == numbers
    assert len(answer["files"]) == len(answer["pictures"]) >= 1
    for file in answer["files"]:
        with Image.open(file) as picture:
            assert 400 < picture.width < 2000
    [run] = Store.open().runs()
    assert {key for key in run.metrics if key.startswith(f"{probe}.")} == {f"{probe}.{name}" for name in numbers}
    assert asked(probe) | {"files": []} == answer | {"files": []}


def test_the_numbers_are_those_of_the_runs_own_test(asked: Callable[..., Any]) -> None:
    [run] = Store.open().runs()
    whole = asked("corruptions")["data"]
    assert whole["clean"] == pytest.approx(run.metrics["test_accuracy"])
    errors = asked("mistakes")["numbers"]["errors"]
    assert errors == round((1 - run.metrics["test_accuracy"]) * whole["images"])
    assert asked("calibration")["numbers"]["ece"] == pytest.approx(run.metrics["test_ece"], abs=2e-3)


def test_the_maps_are_of_every_convolution_of_the_model(asked: Callable[..., Any]) -> None:
    answer = asked("activations")
    assert [layer["name"] for layer in answer["data"]["layers"]] == [
        f"block{block}_conv{number}" for block in (1, 2, 3) for number in (1, 2)
    ]
    assert len(answer["pictures"]) == 7


def test_an_image_that_is_not_there_is_refused_with_a_command_that_works(asked: Callable[..., Any]) -> None:
    message = asked("activations:image=99999", status=2)
    hint = next(line for line in message.splitlines() if line.startswith("Try: "))
    answer = asked(*shlex.split(hint)[4:])
    number = answer["question"].removeprefix("activations:image=")
    assert answer["data"]["image"].startswith(f"test image {number}, ")
