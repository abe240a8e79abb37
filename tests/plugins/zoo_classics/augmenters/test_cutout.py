"""`cutout` hides a square, wholly or partly inside."""

from __future__ import annotations

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo import UsageError
from zoo.testing import check_component
from zoo_classics.augmenters.boxes import area
from zoo_classics.augmenters.cutout import CUTOUT


@pytest.mark.parametrize("fill", ["mean", "zero"])
@pytest.mark.parametrize("channels", [1, 3, 5])
def test_the_box_is_filled_and_nothing_else_changes(fill, channels):
    images = pictures(3, (*SHAPE[:2], channels))
    boxes = [[0, 0, 8, 8], [20, 3, 28, 11], [13, 7, 14, 8]]
    expected = images.astype(np.float64)
    for image, (left, top, right, bottom) in zip(expected, boxes, strict=True):
        image[top:bottom, left:right] = image.mean(axis=(0, 1)) if fill == "mean" else 0
    np.testing.assert_allclose(applied(CUTOUT, images, {"box": boxes}, fill=fill), expected, atol=1e-3)


def test_squares_are_whole_inside_and_cut_off_at_the_edges():
    box = drawn(CUTOUT, 50_000, (32, 32, 3))["box"]
    widths, heights = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    assert set(widths) == set(heights) == set(range(8, 17))
    # Of 32 centres along a side, 17 leave the square inside: from 8 to 24.
    assert (area(box) == 256).mean() == pytest.approx((17 / 32) ** 2, abs=0.01)


@pytest.mark.parametrize("side", [1, 5, 20])
def test_the_largest_has_the_side_asked_for_whatever_its_parity(side):
    assert area(drawn(CUTOUT, side=side)["box"]).max() == side * side


@pytest.mark.parametrize(("shape", "side"), [((32, 32, 3), 16), ((28, 28, 1), 14), ((8, 12, 1), 4), ((1, 1, 1), 1)])
def test_it_has_half_the_smaller_side_unless_told(shape, side):
    assert area(drawn(CUTOUT, shape=shape)["box"]).max() == side * side


def test_a_square_larger_than_the_images_is_refused_with_one_that_fits():
    with pytest.raises(UsageError, match="side=16 is larger") as caught:
        drawn(CUTOUT, shape=(8, 12, 1), side=16)
    assert caught.value.hint == "write cutout:side=4"
    assert area(drawn(CUTOUT, shape=(8, 12, 1), side=8)["box"]).max() == 64


@pytest.mark.parametrize("side", [0, -3, 2.5, "half"])
def test_a_side_is_a_whole_number_of_pixels_or_none(side):
    assert CUTOUT.resolve({"side": "none"})["side"] is None
    with pytest.raises(UsageError, match="side"):
        CUTOUT.resolve({"side": side})


def test_the_contract_with_black():
    check_component(CUTOUT, side=7, fill="zero")
