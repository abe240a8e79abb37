"""`zoo install` and `zoo uninstall`: pip from a folder of wheels, into a Python of its own, and what came and went."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import strangers
from tests.wheels import Python, wheel
from zoo.cli import pip, program

Capture = pytest.CaptureFixture[str]


DEADLY = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"


def test_what_came_and_what_went(tmp_path: Path) -> None:
    folder, python = tmp_path / "wheels", Python(tmp_path / "venv")
    wheel(folder, "zoo-good", {"x": "zoo_good"}, "2.1", zoo_good=strangers.good("vit"))
    wheel(folder, "zoo-broken", {"x": "zoo_broken"}, zoo_broken=strangers.UNMARKED)
    wheel(folder, "zoo-deadly", {"x": "zoo_deadly"}, zoo_deadly=DEADLY)
    options = ["--no-index", "--find-links", str(folder)]

    come = python.zoo("install", *options, "zoo-good", "zoo-broken", "zoo-deadly")
    assert come.returncode == 3
    assert come.stdout.endswith(
        "\nzoo-broken[x] 1.0: nothing: left out\nzoo-deadly[x] 1.0: nothing: left out\nzoo-good[x] 2.1: model vit\n"
    )
    broken, deadly = come.stderr.splitlines()
    assert broken.startswith("Warning: zoo-broken[x] 1.0 defines zoo_models without the marker")
    assert deadly.startswith("Warning: zoo-deadly[x] 1.0 crashes when it is imported, by SIGKILL.")

    unanswered = python.zoo("uninstall", "zoo-good")
    assert unanswered.returncode == 2
    assert unanswered.stderr.startswith("zoo-good[x] 2.1: model vit\nUninstall zoo-good? [y/N] \nError: ")
    assert unanswered.stderr.endswith("Try: zoo uninstall zoo-good --yes\n")

    gone = python.zoo("uninstall", "Zoo_Good", "zoo-deadly", "--yes")
    assert (gone.returncode, gone.stderr) == (0, "")
    assert gone.stdout.endswith("\nGone: zoo-deadly[x] 1.0: nothing: left out\nGone: zoo-good[x] 2.1: model vit\n")
    assert not list((tmp_path / "venv").rglob("zoo_good*"))


def test_a_package_that_is_nowhere_and_one_without_a_plugin(tmp_path: Path) -> None:
    folder, python = tmp_path / "wheels", Python(tmp_path / "venv")
    options = ["--no-index", "--find-links", str(folder)]
    wheel(folder, "no-plugin", {}, no_plugin="")
    missing = python.zoo("install", *options, "zoo-nowhere")
    assert missing.returncode == 3
    assert "No matching distribution found for zoo-nowhere" in missing.stderr
    assert missing.stderr.endswith(f"Try: zoo install --verbose {' '.join(options)} zoo-nowhere\n")
    without = python.zoo("install", *options, "no-plugin")
    assert without.returncode == 0
    assert without.stderr == "Note: none of the packages that were installed has a plugin for the zoo.\n"


@pytest.mark.parametrize("name", ["keras-zoo", "Keras_Zoo", "keras.zoo[onnx]", "keras-zoo==0.1.0"])
def test_the_zoo_does_not_uninstall_itself(name: str, capsys: Capture) -> None:
    assert program.run(["uninstall", name, "--yes"]) == 2
    assert "does not uninstall itself" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["numpy", "zoo-god", "."])
def test_only_a_package_with_a_plugin_is_uninstalled(name: str, install: Callable[..., Path], capsys: Capture) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    assert program.run(["uninstall", name, "--yes"]) == 2
    error = capsys.readouterr().err
    assert "zoo-good" in error
    assert error.endswith("Try: zoo plugins\n")


def test_what_pip_leaves_is_not_said_to_be_gone(
    install: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    install("zoo-good", {"x": "zoo_good"}, zoo_good=strangers.good("vit"))
    monkeypatch.setattr(pip, "run", lambda *words: 0)  # as pip does with what it did not install
    assert program.run(["uninstall", "zoo-good", "--yes"]) == 3
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "pip could not uninstall zoo-good." in captured.err


def test_a_python_without_pip(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(pip.importlib.util, "find_spec", lambda name: None)
    assert program.run(["install", "zoo-good"]) == 3
    assert capsys.readouterr().err.endswith(" -m ensurepip\n")


def test_that_what_a_package_needs_is_there_is_not_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    needed = "Requirement already satisfied: keras-zoo in /venv (from zoo-good) (0.1.0)"
    others = "Requirement already satisfied: zoo-good in /venv (2.1)\nCollecting zoo-fine\n"
    (python := tmp_path / "python").write_text(f"#!/bin/sh\ncat <<'END'\n{needed}\n{others}END\nexit 4\n")
    python.chmod(0o700)
    monkeypatch.setattr(pip.sys, "executable", str(python))
    assert pip.run("install", "zoo-good", "zoo-fine") == 4
    assert capsys.readouterr().out == others
