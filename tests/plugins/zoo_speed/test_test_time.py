"""Tests of the views for test-time augmentation: exact pixels, and the weights of the speedruns."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_speed.test_time import mirrored, moved, views

ROWS = np.array([[1, 2, 3], [4, 5, 6]], dtype=np.uint8)


@pytest.fixture
def image():
    """One image of 2x3 pixels and two channels, the second 100 above the first."""
    return np.stack([ROWS, ROWS + 100], axis=-1)[None]


def pixels(images):
    """Returns the first channel of a view, after a look at its dtype and at the second channel."""
    array = keras.ops.convert_to_numpy(images)
    assert array.dtype == np.uint8
    np.testing.assert_array_equal(array[..., 1], array[..., 0] + 100)
    return array[0, :, :, 0].tolist()


def test_mirrored(image):
    assert pixels(mirrored(image)) == [[3, 2, 1], [6, 5, 4]]


@pytest.mark.parametrize(
    ("by", "expected"),
    [(0, ROWS.tolist()), (1, [[5, 4, 5], [2, 1, 2]]), (-1, [[5, 6, 5], [2, 3, 2]])],
)
def test_moved_reflects_at_the_edge(image, by, expected):
    assert pixels(moved(image, by=by)) == expected


@pytest.mark.parametrize("by", [1, -1])
def test_moved_is_a_crop_of_the_padded_image(by):
    images = np.random.default_rng(0).integers(0, 256, (3, 7, 5, 1), dtype=np.uint8)
    padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)), mode="reflect")
    cropped = padded[:, 1 - by : 8 - by, 1 - by : 6 - by]
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(moved(images, by=by)), cropped)


def test_no_views_and_a_mirror_image(image):
    assert views("none") == ()
    ((weight, view),) = views("flip")
    assert weight == 0.5
    assert pixels(view(image)) == [[3, 2, 1], [6, 5, 4]]


def test_flip_translate_gives_the_translations_half_of_the_weight(image):
    found = [(weight, pixels(view(image))) for weight, view in views("flip-translate")]
    assert found == [
        (0.25, [[3, 2, 1], [6, 5, 4]]),
        (0.125, [[5, 4, 5], [2, 1, 2]]),
        (0.125, [[5, 4, 5], [2, 1, 2]]),  # symmetric, as it happens
        (0.125, [[5, 6, 5], [2, 3, 2]]),
        (0.125, [[5, 6, 5], [2, 3, 2]]),
    ]


def test_the_moved_views_are_mirrored_after_they_moved():
    wide = np.arange(4, dtype=np.uint8).reshape(1, 1, 4, 1)
    seen = [keras.ops.convert_to_numpy(view(wide)).ravel().tolist() for _, view in views("flip-translate")]
    assert seen == [[3, 2, 1, 0], [1, 0, 1, 2], [2, 1, 0, 1], [1, 2, 3, 2], [2, 3, 2, 1]]
