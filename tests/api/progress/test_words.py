"""The words of progress."""

from __future__ import annotations

import pytest

from zoo.api.progress import words
from zoo.plugin.events import Checkpoint, Stopped


def test_what_is_not_known_is_not_shown():
    event = {"loss": None, "val_accuracy": None, "images_per_second": 5.0}
    assert words.measures(event) == "5 images/s"
    assert words.accuracy(event) == ""
    assert words.left(None) == ""


def test_an_accuracy_is_of_validation_or_says_that_it_is_of_training():
    assert words.accuracy({"accuracy": 0.8, "val_accuracy": 0.752}) == "val. 75.2%"
    assert words.accuracy({"accuracy": 0.8, "val_accuracy": None}) == "train 80.0%"


@pytest.mark.parametrize(
    ("event", "epochs", "text"),
    [
        (Checkpoint(epoch=3, step=0), 10, "3 of 10 epochs"),
        (Checkpoint(epoch=3, step=7), 10, "3 of 10 epochs and 7 steps"),
        (Stopped(epoch=1), 1, "1 of 1 epoch"),
        (Checkpoint(epoch=1, step=1), None, "1 epoch and 1 step"),
    ],
)
def test_how_far_a_run_is(event, epochs, text):
    assert words.reached(event, epochs) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "0s left"), (9.4, "9s left"), (9.7, "10s left"), (61, "1m 01s left")]
)
def test_times_left_are_rough(seconds, text):
    assert words.left(seconds) == text
