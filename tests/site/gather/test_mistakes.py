"""Which mistakes are shown, and their pictures."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from zoo.ranking.sides.predicted import Predicted
from zoo.site.gather import mistakes


def predicted(*logits):
    """A run whose every image is of class 0."""
    values = np.array(logits, np.float32)
    return Predicted(np.zeros(len(values), int), values.argmax(axis=1), values, ("cat", "dog"))


def test_of_equals_the_first_image_comes_first_and_the_first_seed():
    files = {seed: predicted([0, 2], [0, 3], [1, 0], [0, 2]) for seed in (0, 1)}
    found = mistakes.surest(files)
    assert (found.places.tolist(), found.seeds.tolist()) == ([1, 0, 3], [0, 0, 0])


def test_nets_that_are_surer_than_any_number_shows_are_told_apart():
    found = mistakes.surest({0: predicted([0, 40], [0, 50])})
    assert found.places.tolist() == [1, 0]


def test_no_more_are_shown_than_are_asked_for():
    assert len(mistakes.surest({0: predicted(*[[0, 1]] * 9)}, most=4).places) == 4


def test_a_run_without_mistakes_beside_one_with():
    assert mistakes.surest({0: predicted([1, 0]), 1: predicted([0, 1])}).seeds.tolist() == [1]
    assert mistakes.surest({0: predicted([1, 0])}).places.tolist() == []


@pytest.mark.parametrize(("channels", "mode"), [(1, "L"), (2, "L"), (3, "RGB"), (5, "RGB")])
def test_a_picture_has_the_pixels_of_its_image(channels, mode):
    image = np.arange(4 * 5 * channels, dtype=np.uint8).reshape(4, 5, channels)
    drawn = Image.open(io.BytesIO(mistakes.png(image)))
    assert drawn.mode == mode
    expected = image[..., 0] if mode == "L" else image[..., :3]
    np.testing.assert_array_equal(np.asarray(drawn), expected)


def test_a_large_image_is_made_smaller():
    drawn = Image.open(io.BytesIO(mistakes.png(np.zeros((300, 600, 3), np.uint8))))
    assert drawn.size == (mistakes.SIDE, mistakes.SIDE // 2)


def test_the_surest_of_many_runs_are_the_surest_of_all_their_mistakes():
    rng = np.random.default_rng(0)
    files = {seed: predicted(*rng.integers(0, 4, (40, 2))) for seed in range(5)}
    every, some = mistakes.surest(files, most=10_000), mistakes.surest(files, most=7)
    assert len(every.places) > 7
    for all_of_them, first in zip(every, some, strict=True):
        np.testing.assert_array_equal(all_of_them[:7], first)
