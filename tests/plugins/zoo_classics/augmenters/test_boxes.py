"""Boxes: where they lie, how much they hold, which pixels they mask."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo_classics.augmenters import boxes

SHAPE = (5, 9, 2)


def around(width, height, size=20_000):
    sides = [np.full(size, side) for side in (width, height)]
    return boxes.around(np.random.default_rng(0), *sides, SHAPE)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4, 2), (3, 5), (9, 5)])
def test_centres_are_uniform_and_what_lies_outside_is_cut_off(width, height):
    expected = set()
    for x in range(9):
        for y in range(5):
            left, top = x - width // 2, y - height // 2
            expected.add((max(left, 0), max(top, 0), min(left + width, 9), min(top + height, 5)))
    assert set(map(tuple, around(width, height).tolist())) == expected


def test_every_centre_is_as_likely():
    left, top, right, bottom = around(1, 1).T
    np.testing.assert_array_equal([right - left, bottom - top], 1)
    assert np.bincount(left, minlength=9) / 20_000 == pytest.approx(1 / 9, abs=0.01)
    assert np.bincount(top, minlength=5) / 20_000 == pytest.approx(1 / 5, abs=0.01)


def test_nothing_wide_holds_nothing():
    np.testing.assert_array_equal(boxes.area(around(0, 3, 50)), 0)


def test_the_mask_is_the_box_and_the_area_its_pixels():
    box = np.array([[0, 0, 9, 5], [2, 1, 4, 5], [8, 4, 9, 5], [3, 3, 3, 5]], np.int32)
    mask = ops.convert_to_numpy(boxes.mask(ops.convert_to_tensor(box), np.zeros((4, *SHAPE))))
    expected = np.zeros((4, 5, 9, 1), bool)
    for image, (left, top, right, bottom) in zip(expected, box, strict=True):
        image[top:bottom, left:right] = True
    np.testing.assert_array_equal(mask, expected)
    np.testing.assert_array_equal(boxes.area(box), expected.sum(axis=(1, 2, 3)))
