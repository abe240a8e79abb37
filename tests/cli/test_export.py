"""`zoo export`: what is refused before TensorFlow is imported, what is replaced, and what is printed."""

from __future__ import annotations

import importlib.util
import json
import os

import pytest

from tests.cli import asked
from zoo.cli import context, program
from zoo.serving import export as exporting
from zoo.serving.export import Exported


@pytest.fixture
def run(monkeypatch, zoo_home, tmp_path):
    """The name of a run that looks trained, and an export that writes nothing."""
    monkeypatch.setattr(context, "registry", asked.registry)
    (folder := tmp_path / "here").mkdir()
    monkeypatch.chdir(folder)

    def export(trained, registry, form, file):
        return Exported(file=file, images=4, difference=1.234e-7, resized=0.0, notes=["It is made up."])

    monkeypatch.setattr(exporting, "export", export)
    return asked.record()


@pytest.fixture
def export(capsys):
    """Returns a function that runs `zoo export` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["export", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_what_is_printed(export, run):
    status, out, err = export(run[:6], "--format", "keras", "-o", "best.keras")
    assert (status, err) == (0, f"exporting {run} as keras\n")
    assert out.splitlines() == [
        "best.keras: dots, net, none, quick, 2 classes",
        "Probabilities differ by at most 1e-07 from the run's, on 4 of its test images;",
        "by 0 where these are resized inside.",
        "Note: It is made up.",
    ]
    told = json.loads(export(run, "--format", "keras", "-o", "best.keras", "--json")[1])
    assert (told["file"], told["images"], told["difference"], told["classes"]) == (
        "best.keras",
        4,
        1.234e-7,
        ["a", "b"],
    )


@pytest.mark.parametrize(
    ("words", "status", "said", "hint"),
    [
        ("--format keras", 2, "Missing option '-o'", "zoo export --help"),
        ("--format h5 -o a", 2, "'h5' is not one of 'keras', 'saved-model', 'onnx', 'litert'.", "zoo export --help"),
        ("--format onnx -o a", 2, "'a' is no name for this format.", "--format onnx -o a.onnx"),
        ("--format keras -o a.keras", 2, "is there already", "--format keras -o a.keras --force"),
        ("--format saved-model -o .", 2, "'.' cannot be replaced.", "--format saved-model -o exported"),
        ("--format saved-model -o . --force", 2, "'.' cannot be replaced.", "--format saved-model -o exported"),
        ("--format saved-model -o a.keras", 2, "cannot be replaced", "--format saved-model -o a-exported"),
        ("--format keras -o no/a.keras", 5, "no/a.keras cannot be written.", "mkdir -p no"),
    ],
)
def test_what_is_refused(export, run, words, status, said, hint):
    with open("a.keras", "w") as stream:
        stream.write("of before")
    found, out, err = export(run, *words.split())
    assert (found, out) == (status, "")
    assert said in err
    again = hint.startswith("--format")
    assert err.splitlines()[-1] == f"Try: zoo export {run} {hint}" if again else f"Try: {hint}"
    assert not again or export(run, *hint.split())[0] == 0


def test_a_saved_model_is_replaced_by_force_alone(export, run):
    os.mkdir("best")
    with open("best/saved_model.pb", "w"):
        pass
    assert export(run, "--format", "saved-model", "-o", "best/")[0] == 2
    assert export(run, "--format", "saved-model", "-o", "best/", "--force")[0] == 0


@pytest.mark.parametrize(
    ("form", "suffix", "missing", "extra"),
    [("onnx", ".onnx", "onnxruntime", "onnx"), ("litert", ".tflite", "ai_edge_litert", "litert")],
)
def test_a_runtime_that_is_not_installed_is_named_with_what_installs_it(
    export, run, monkeypatch, form, suffix, missing, extra
):
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *more: None if name == missing else known(name, *more)
    )
    status, out, err = export(run, "--format", form, "-o", f"a{suffix}")
    assert (status, out) == (2, "")
    assert err.splitlines() == [
        f"Error: {form} needs packages of its own.",
        f"Cause: Not installed: {missing}.",
        f'Try: pip install "keras-zoo[{extra}]"',
    ]


def test_a_stale_run_is_refused_with_the_command_that_exports_all_the_same(export, run):
    name = asked.record(code="another", group_id="h")
    status, _, err = export(name, "--format", "keras", "-o", "best.keras")
    command = f"zoo export {name} --format keras -o best.keras --force"
    assert (status, err.splitlines()[-1]) == (1, f"Try: {command}")
    assert export(*command.split()[2:])[0] == 0
