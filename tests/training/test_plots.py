"""Tests of the pictures: that they are there, whole, and of a readable size, whatever the run was like."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from zoo.training import plots


def entry(epoch, **values):
    return {"epoch": epoch, "loss": 1 / (epoch + 1), "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.4} | values


@pytest.mark.parametrize(
    "history",
    [
        [entry(0)],
        [entry(epoch) for epoch in range(100)],
        [entry(epoch, val_loss=None, val_accuracy=None) for epoch in range(3)],
        [entry(0, loss=None, val_loss=None), entry(1, loss=None, val_loss=None)],
        [entry(0), entry(1, loss=float("inf"), val_loss=float("nan"))],
    ],
    ids=["one-epoch", "many", "no-validation", "never-finite", "diverged"],
)
def test_curves(tmp_path, history):
    plots.curves(tmp_path / "curves.png", history, "bars, tiny, still, plain")
    with Image.open(tmp_path / "curves.png") as image:
        image.load()
        assert image.size == (1200, 504)


@pytest.mark.parametrize("classes", [2, 10, 100, 300])
def test_confusion(tmp_path, rng, classes):
    labels = rng.integers(0, classes, 500)
    predictions = np.where(rng.random(500) < 0.7, labels, rng.integers(0, classes, 500))
    names = [f"class {label} of a long name" for label in range(classes)]
    plots.confusion(tmp_path / "c.png", labels, predictions, names, "title")
    with Image.open(tmp_path / "c.png") as image:
        image.load()
        assert min(image.size) > 500
        assert max(image.size) < 2000


def test_classes_that_the_test_part_lacks(tmp_path):
    plots.confusion(tmp_path / "c.png", np.array([0, 0]), np.array([0, 2]), ["a", "b", "c"], "$ _ % title")
    assert (tmp_path / "c.png").stat().st_size > 1000


@pytest.mark.parametrize("name", ["a$b$_^{", "$\\frac$", "\udce9t\udce9", "two\nlines\x1b[31m", "☃ é", " "])
def test_a_class_is_called_what_its_folder_is(tmp_path, name):
    expected = "image-folder:path=/tmp/" + name
    plots.confusion(tmp_path / "c.png", np.array([0, 1]), np.array([0, 1]), [name, name * 20], expected)
    plots.curves(tmp_path / "curves.png", [entry(0)], expected)
    assert (tmp_path / "c.png").stat().st_size > 1000
