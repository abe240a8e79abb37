"""`zoo evaluate`: what is printed, what is kept, and what is refused before TensorFlow is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from tests.cli import asked
from zoo import paths
from zoo.cli import context, program
from zoo.inspection import other_data
from zoo.plugin.components import Dataset
from zoo.plugin.images import Split, Splits
from zoo.training.trained import Trained

OWN = {"dataset": "dots", "images": 4, "accuracy": 0.75, "own_accuracy": 0.75, "difference": 0.0, "half_width": 0.0,
       "notes": []}  # fmt: skip
"""What `other_data.ask` finds of a run's own test."""


def load(*, classes: str = "ab", side: int = 2):
    images = np.zeros((8, side, side, 1), dtype=np.uint8)
    images[::2] = 100
    split = Split(images=images, labels=np.arange(8) % 2)
    return Splits(train=split, test=split, classes=tuple(classes))


def registry(**_):
    known = asked.registry()
    dataset = Dataset(name="lines", summary="lines", load=load)
    return replace(
        known, components={**known.components, ("dataset", "lines"): (dataset, known.provider("model", "net"))}
    )


@pytest.fixture
def run(monkeypatch, zoo_home):
    """The name of a run that looks trained, and whose net finds bright images to be of class a."""
    monkeypatch.setattr(context, "registry", registry)

    def predict(self, images):
        mean = images[np.arange(len(images))].mean(axis=(1, 2, 3))
        return np.stack([mean, 100 - mean], axis=1).astype(np.float32)

    monkeypatch.setattr(Trained, "predict", predict)
    return asked.record(test_accuracy=0.75)


@pytest.fixture
def evaluate(capsys):
    """Returns a function that runs `zoo evaluate` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["evaluate", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_what_is_printed_and_kept(evaluate, run):
    status, out, err = evaluate(run[:6], "-d", "lines")
    file = paths.run_folder(run) / "evaluations" / "lines.json"
    assert (status, err) == (0, f"asking {run} about 8 images of lines\n")
    assert out.splitlines() == [
        f"100.00% of 8 test images of lines: {run}, dots, net, none, quick",
        "+25.00 ± 42.43 points against its own test, 75.00% of 4: "
        "95%, of both sets of test images; of this training alone",
        f"Kept: {file}",
    ]
    kept = json.loads(file.read_text())
    assert (kept["accuracy"], kept["own_accuracy"], kept["difference"]) == (1.0, 0.75, 0.25)
    assert json.loads(evaluate(run, "-d", "lines", "--json")[1])["accuracy"] == 1.0


def test_its_own_test_is_no_other_one(evaluate, run, monkeypatch):
    monkeypatch.setattr(other_data, "ask", lambda *_: dict(OWN))
    _, out, _ = evaluate(run, "-d", "lines")
    assert out.splitlines()[1] == "+0.00 points against its own test, 75.00% of 4, the same images"


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        ([], 2, "--dataset"),
        (["-d", "line"], 2, "There is no dataset 'line'."),
        (["-d", "lines,dots"], 2, "is more than one dataset"),
        (["-d", "lines:classes=xy"], 2, "Only lines:classes=xy: x, y; only the run: a, b."),
        (["-d", "lines:side=3"], 2, "They are 3x3x1, and the net takes 2x2x1"),
    ],
)
def test_what_is_refused(evaluate, run, words, status, said):
    found, out, err = evaluate(run, *words)
    assert (found, out) == (status, "")
    assert said in err
    assert not (paths.run_folder(run) / "evaluations").exists()


def test_a_stale_run_is_refused_with_the_command_that_asks_all_the_same(evaluate, run):
    name = asked.record(code="another", group_id="h")
    status, _, err = evaluate(name, "-d", "lines")
    command = f"zoo evaluate {name} --dataset lines --force"
    assert (status, err.splitlines()[-1]) == (1, f"Try: {command}")
    assert evaluate(*command.split()[2:])[0] == 0


def test_a_refusal_needs_no_tensorflow(run, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", ":".join(filter(None, sys.path)))
    code = f"""
import sys
sys.modules["tensorflow"] = sys.modules["keras"] = None
from tests.cli import test_evaluate
from zoo.cli import context, program
context.registry = test_evaluate.registry
sys.exit(program.run(["evaluate", {run!r}, "-d", "lines:classes=xy"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        f"Error: 'lines:classes=xy' has other classes than run {run!r} was trained on.",
    )
