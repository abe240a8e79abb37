"""`hue` turns colours, and changes nothing else."""

from __future__ import annotations

import colorsys

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo import UsageError
from zoo.testing import check_component
from zoo_classics.augmenters.hue import HUE


def turned(image, turn):
    def pixel(rgb):
        hue, saturation, value = colorsys.rgb_to_hsv(*rgb)
        return colorsys.hsv_to_rgb((hue + turn) % 1, saturation, value)

    return 255 * np.apply_along_axis(pixel, -1, image / 255)


def test_each_image_is_turned_by_its_own_share_of_the_circle():
    images, turns = pictures(5, (6, 4, 3)), [0.0, 0.1, -0.3, 0.5, -0.5]
    result = applied(HUE, images, {"turn": turns})
    for image, turn, pixels in zip(images, turns, result, strict=True):
        np.testing.assert_allclose(pixels, turned(image, turn), atol=2e-3)


def test_a_third_of_the_circle_turns_red_into_green_and_black_and_white_stay():
    image = np.array([[[255, 0, 0], [0, 0, 0], [255, 255, 255]]], np.uint8)[None]
    result = applied(HUE, image, {"turn": [1 / 3]}, strength=0.5)
    np.testing.assert_allclose(result, [[[[0, 255, 0], [0, 0, 0], [255, 255, 255]]]], atol=1e-3)


@pytest.mark.parametrize("channels", [1, 2, 4])
def test_images_without_colours_stay_as_they_are(channels):
    images = pictures(2, (*SHAPE[:2], channels))
    np.testing.assert_array_equal(applied(HUE, images, {"turn": [0.1, -0.1]}), images)


def test_turns_are_uniform_either_way():
    turn = drawn(HUE, strength=0.25)["turn"]
    assert [turn.min(), turn.max(), turn.mean()] == pytest.approx([-0.25, 0.25, 0], abs=0.01)
    assert turn.std() == pytest.approx(0.25 / np.sqrt(3), rel=0.03)


def test_the_contract_with_the_farthest_turn():
    check_component(HUE, strength=0.5)


def test_more_than_half_a_turn():
    with pytest.raises(UsageError, match="strength"):
        HUE.resolve({"strength": 0.6})
