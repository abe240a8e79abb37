"""The images that one of two gets right: which are shown, in which order, and what is said below them."""

from __future__ import annotations

import subprocess
import sys

import numpy as np

from zoo.inspection import image_grid
from zoo.inspection.disagreements import COLUMNS, Guesses, grid
from zoo.ranking.sides.predicted import Predicted
from zoo.training.prepare import Part

CLASSES = ("cat", "dog")


def made(a, b, labels, **options):
    """A grid for guesses that are given as class and confidence of each image."""
    first, second = (
        Guesses(name, title, 1, *(np.array(each) for each in zip(*said, strict=True)))
        for name, title, said in (("A", "mlp", a), ("B", "cnn", b))
    )
    pixels = np.arange(10 * 4 * 5 * 1, dtype=np.uint8).reshape(10, 4, 5, 1)
    indices = np.arange(len(labels)) + 2  # of a limited test part
    part = Part(pixels, np.concatenate([[9, 9], labels]), indices)
    return grid(first, second, part, CLASSES, **options)


LABELS = [0, 1, 0, 1, 0]
A = [(0, 0.9), (0, 0.6), (0, 0.8), (1, 0.7), (1, 0.99)]
B = [(1, 0.5), (1, 0.7), (1, 0.9), (1, 0.6), (1, 0.99)]


def test_each_side_has_what_it_alone_gets_right_the_surest_first():
    drawn, facts = made(A, B, LABELS)
    assert [(row.name, row.note) for row in drawn.rows] == [
        ("only A is right", "2 images"),
        ("only B is right", "1 images"),
    ]
    assert facts["only_a"] == {"images": 2, "shown": [4, 2]}
    assert facts["only_b"] == {"images": 1, "shown": [3]}
    assert drawn.rows[0].captions == ["A 80%: cat\nB 90%: dog\nno. 4", "A 90%: cat\nB 50%: dog\nno. 2"]
    assert drawn.rows[0].images[0][0, 0, 0] == 4 * 4 * 5, "the image itself, by its place in the split"
    assert drawn.title == "A: mlp    B: cnn"


def test_no_more_than_asked_for_and_the_number_is_told():
    drawn, facts = made(A, B, LABELS, most=1)
    assert drawn.rows[0].note == "1 of 2 images"
    assert facts["only_a"]["shown"] == [4]


def test_where_they_agree_the_picture_says_so():
    drawn, facts = made(A, A, LABELS)
    assert [(row.note, len(row.images)) for row in drawn.rows] == [("0 images", 0)] * 2
    assert facts["only_a"]["images"] == facts["only_b"]["images"] == 0


def test_lines_of_images():
    count = COLUMNS + 3
    labels = [0] * count
    first = Guesses("A", "a", 1, np.zeros(count, int), np.ones(count))
    second = Guesses("B", "b", 1, np.ones(count, int), np.ones(count))
    part = Part(np.zeros((count, 4, 5, 3), np.uint8), np.array(labels), np.arange(count))
    rows = grid(first, second, part, CLASSES)[0].rows
    assert [(row.name, len(row.images)) for row in rows] == [
        ("only A is right", COLUMNS),
        ("", 3),
        ("only B is right", 0),
    ]


def test_it_can_be_drawn_without_any_image(tmp_path):
    width, height = image_grid.draw(tmp_path / "none.png", made(A, A, LABELS)[0])
    assert width > 500
    assert height > 100


def answers(*logits):
    values = np.array(logits, np.float32)
    return Predicted(np.zeros(len(values), int), values.argmax(axis=1), values, CLASSES)


def test_of_one_run_the_predictions_of_several_the_mean_probability():
    one = Guesses.of("A", "x", [answers([0, 2], [2, 0])])
    assert one.classes.tolist() == [1, 0]
    np.testing.assert_allclose(one.confidence, np.exp(2) / (1 + np.exp(2)), rtol=1e-6)
    several = Guesses.of("A", "x", [answers([0, 9]), answers([1, 0]), answers([1, 0])])
    assert several.classes.tolist() == [1], "one that is sure outweighs two that are not"
    assert several.runs == 3
    part = Part(np.zeros((1, 4, 5, 1), np.uint8), np.array([0]), np.array([0]))
    assert "mean of 3 runs" in grid(several, several, part, CLASSES)[0].subtitle


def test_it_needs_no_tensorflow():
    code = "import sys, zoo.inspection.disagreements; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras"}.isdisjoint(done.stdout.split())
