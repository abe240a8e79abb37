"""The probe `mistakes`: the surest errors first, with their names, whatever these are."""

from __future__ import annotations

import numpy as np
import pytest

from tests.plugins.zoo_probes.runs import drawn, made
from zoo.inspection.image_grid import scaled
from zoo_probes import mistakes
from zoo_probes.mistakes import surest_errors

LOGITS = np.array([[3, 0, 0], [0, 5, 0], [0, 0, 1], [9, 0, 0], [0, 9, 0], [2, 0, 0]], float)
LABELS = np.array([0, 0, 1, 2, 1, 1])  # wrong: 1 by 5, 2 by 1, 3 by 9, 5 by 2


def test_the_surest_come_first_and_ties_by_their_place() -> None:
    wrong = surest_errors(np.array([0.5, 0.1, 0.1, 0.0]), np.array([1, 1, 1, 1]), np.array([0, 0, 0, 1]))
    assert wrong.tolist() == [1, 2, 0]


def test_what_is_found() -> None:
    found = mistakes.measure(made(LOGITS, LABELS))
    found.check()
    assert list(found.data["images"]) == [3, 1, 5, 2]
    assert list(found.data["true"]) == [2, 0, 1, 1]
    assert list(found.data["predicted"]) == [0, 1, 0, 2]
    sure = [np.exp(x) / (np.exp(x) + 2) for x in (9, 5, 2, 1)]
    assert found.data["confidence"] == pytest.approx(sure)
    assert found.numbers == {"errors": 4, "confidence": pytest.approx(np.mean(sure))}


def test_the_sheet_shows_the_images_in_their_order() -> None:
    run = made(LOGITS, LABELS)
    picture = drawn(mistakes.measure(run))["mistakes.png"]
    lefts = [place(picture, scaled(run.images[np.array([number])][0])) for number in (3, 1, 5, 2)]
    assert None not in lefts
    assert lefts == sorted(lefts)
    assert place(picture, scaled(run.images[np.array([0])][0])) is None


def place(picture: np.ndarray, part: np.ndarray) -> int | None:
    """Returns the column at which `part` stands in `picture`, None where it does not."""
    height, width = part.shape[:2]
    for y, x in zip(*np.nonzero((picture == part[0, 0]).all(axis=-1)), strict=True):
        if np.array_equal(picture[y : y + height, x : x + width], part):
            return int(x)
    return None


def test_the_table_counts_what_is_taken_for_what() -> None:
    logits, labels = np.eye(3)[[1, 1, 1, 2, 0, 0]], np.array([0, 0, 2, 0, 0, 1])
    [table] = mistakes.measure(made(logits, labels)).shown
    assert table.rows == [
        ("class 0", "class 1", 2, "40.0%"),
        ("class 0", "class 2", 1, "20.0%"),
        ("class 1", "class 0", 1, "20.0%"),
        ("class 2", "class 1", 1, "20.0%"),
    ]


def test_a_table_of_many_pairs_says_how_many_there_are() -> None:
    rng = np.random.default_rng(0)
    [table] = mistakes.measure(made(rng.normal(size=(3000, 9)), rng.integers(0, 9, 3000))).shown
    assert len(table.rows) == mistakes.PAIRS
    assert f"the first 10 of {9 * 8} kinds" in table.title


def test_a_net_without_errors_says_so_and_draws_nothing() -> None:
    found = mistakes.measure(made(LOGITS, LOGITS.argmax(axis=1)))
    found.check()
    assert found.numbers == {"errors": 0, "confidence": None}
    assert (list(found.shown), dict(found.pictures)) == (["0 of 6 test images are wrong."], {})


def test_as_many_as_are_asked_for() -> None:
    rng = np.random.default_rng(0)
    run = made(rng.normal(size=(300, 9)), rng.integers(0, 9, 300))
    few, many = (drawn(mistakes.measure(run, images=images))["mistakes.png"] for images in (8, 24))
    assert many.shape[0] - few.shape[0] == 2 * (96 + 3 * 12 + 6)


def test_any_class_can_be_named() -> None:
    names = ("$x_1$ and $y", "\x1b[31m" * 99, "日本\udce9")
    found = mistakes.measure(made(LOGITS, LABELS, classes=names))
    assert drawn(found)["mistakes.png"].shape[1] < 1000
