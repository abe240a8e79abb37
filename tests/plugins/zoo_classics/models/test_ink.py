"""`InkRegion` tells in which region of an image its ink's centre lies."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_classics.models.ink import InkRegion


def regions(images, grid=3):
    one_hot = keras.ops.convert_to_numpy(InkRegion(grid)(images))
    assert one_hot.shape == (len(images), grid**2)
    np.testing.assert_array_equal(one_hot.sum(axis=1), 1)
    return one_hot.argmax(axis=1).tolist()


def dots(places, shape=(9, 12, 1), brightness=1.0):
    images = np.zeros((len(places), *shape), np.float32)
    for image, (row, column) in zip(images, places, strict=True):
        image[row, column] = brightness
    return images


def test_regions_are_numbered_row_by_row():
    places = [(0, 0), (0, 5), (0, 11), (3, 3), (4, 4), (5, 8), (8, 3), (8, 7), (6, 8)]
    assert regions(dots(places)) == [0, 1, 2, 3, 4, 5, 6, 7, 8]


def test_it_is_the_centre_of_mass_over_all_channels():
    images = np.zeros((2, 9, 9, 3), np.float32)
    images[:, 0, 0, 0] = images[:, 8, 8, 2] = 0.5  # even: the middle
    images[1, 0, 0, 1] = 1.0  # three times as much at the top left
    assert regions(images) == [4, 0]


@pytest.mark.parametrize(("grid", "middle"), [(1, 0), (2, 3), (3, 4), (5, 12)])
def test_an_image_without_ink_is_in_the_middle(grid, middle):
    assert regions(np.zeros((1, 8, 10, 1), np.float32), grid) == [middle]


def test_the_faintest_pixel_is_ink():
    assert regions(dots([(0, 0), (8, 11)], brightness=1 / 255)) == [0, 8]


def test_it_is_rebuilt_from_its_configuration():
    layer = InkRegion(4, name="region")
    assert InkRegion.from_config(layer.get_config()).grid == 4
    assert layer.compute_output_shape((None, 28, 28, 1)) == (None, 16)
    assert not layer.weights
