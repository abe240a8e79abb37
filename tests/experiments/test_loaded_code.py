"""The code that a process has loaded is known to it, whatever becomes of the files."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from zoo.experiments import experiment, registry
from zoo.experiments.loaded_code import LoadedCode

SOURCE = """
import zoo

def build(input_shape, num_classes):
    import zoo_made_later

@zoo.hookimpl
def zoo_models():
    return [zoo.Model(name="made", summary="a model", build=build)]
"""


@pytest.fixture
def site(install: Callable[..., Path]) -> Path:
    """The folder of a plugin with a module that it imports late; both were written some seconds ago."""
    site = install("zoo-made", {"made": "zoo_made"}, zoo_made=SOURCE, zoo_made_later="VALUE = 1")
    for file in site.glob("*.py"):
        os.utime(file, (time.time() - 9, time.time() - 9))
    return site


@pytest.fixture
def made(site: Path) -> tuple[LoadedCode, experiment.Experiment]:
    """What was loaded, and an experiment with the plugin's model."""
    began = time.time()
    installed = registry.load()
    parts = {"dataset": "digits", "model": "made", "augmenter": "none", "recipe": "fast"}
    (one,) = experiment.compose(installed, **parts)
    return LoadedCode(installed, began), one


def test_it_stays_what_it_was_when_files_are_edited(site: Path, made: tuple[LoadedCode, experiment.Experiment]) -> None:
    code, one = made
    before = code.of(one)["model:made"]["sources"]
    assert before["zoo_made"] == hashlib.sha256((site / "zoo_made.py").read_bytes()).hexdigest()
    assert code.changed(one) == []
    (site / "zoo_made.py").write_text(SOURCE + "\n# edited")
    (site / "zoo_made_later.py").write_text("VALUE = 2")
    assert code.changed(one) == ["zoo_made", "zoo_made_later"]
    assert code.changed(one, among=code.absent(one)) == ["zoo_made_later"]
    assert code.of(one)["model:made"]["sources"] == before


def test_an_edit_that_is_taken_back_is_none(site: Path, made: tuple[LoadedCode, experiment.Experiment]) -> None:
    code, one = made
    before = (site / "zoo_made.py").read_text()
    (site / "zoo_made.py").write_text("")
    assert code.changed(one) != []
    (site / "zoo_made.py").write_text(before)
    assert code.changed(one) == []


def test_what_was_written_while_it_was_loaded_is_not_known(site: Path) -> None:
    began = time.time() - 5
    os.utime(site / "zoo_made.py", (began + 1, began + 1))
    installed = registry.load()
    parts = {"dataset": "digits", "model": "made", "augmenter": "none", "recipe": "fast"}
    (one,) = experiment.compose(installed, **parts)
    assert LoadedCode(installed, began).changed(one) == ["zoo_made"]
