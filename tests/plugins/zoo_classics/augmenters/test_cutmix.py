"""`cutmix` mixes labels by the pixels that it really pastes."""

from __future__ import annotations

import numpy as np
import pytest
from single import SHAPE, applied, drawn, pictures

from zoo.testing import check_component
from zoo_classics.augmenters.boxes import area
from zoo_classics.augmenters.cutmix import CUTMIX


@pytest.mark.parametrize("channels", [1, 3, 5])
def test_the_box_shows_the_partner_and_nothing_else_changes(channels):
    images = pictures(3, (*SHAPE[:2], channels))
    draws = {"partner": [2, 0, 1], "box": [[0, 0, 8, 20], [20, 3, 28, 11], [13, 7, 13, 8]], "lam": [0, 0, 0]}
    expected = images.astype(np.float32)
    for image, partner, (left, top, right, bottom) in zip(expected, draws["partner"], draws["box"], strict=True):
        image[top:bottom, left:right] = images[partner][top:bottom, left:right]
    np.testing.assert_array_equal(applied(CUTMIX, images, draws), expected)


def test_labels_are_the_shares_of_the_pixels_counted():
    size = 64
    images = np.broadcast_to(np.arange(size, dtype=np.uint8).reshape(-1, 1, 1, 1), (size, *SHAPE))
    draws = drawn(CUTMIX, size)
    pixels = applied(CUTMIX, images, draws)[..., 0].reshape(size, -1).astype(int)
    labels = CUTMIX.call("mix_labels", {}, np.eye(size, dtype=np.float32), draws)
    counted = [np.bincount(image, minlength=size) / image.size for image in pixels]
    np.testing.assert_allclose(labels, counted, atol=1e-6)
    assert ((labels > 0).sum(axis=1) == 2).mean() > 0.8


def test_boxes_have_the_papers_sides():
    draws = drawn(CUTMIX, 50_000, (100, 200, 3))
    width, height = draws["box"][:, 2] - draws["box"][:, 0], draws["box"][:, 3] - draws["box"][:, 1]
    # The shares are uniform, so that the mean of the root is 2/3; a box loses up to a half of it at either edge.
    # E[min(c + s/2, 1) - max(c - s/2, 0)] = s - s^2/4, with s^2 uniform: 2/3 - 1/8.
    assert [width.mean() / 200, height.mean() / 100] == pytest.approx([2 / 3 - 1 / 8] * 2, abs=0.01)
    assert draws["lam"].min() >= 0
    assert draws["lam"].max() <= 1
    assert draws["lam"] == pytest.approx(1 - width * height / 20_000)


def test_partners_are_a_permutation_of_the_batch():
    for size in (1, 2, 7):
        assert sorted(drawn(CUTMIX, size)["partner"]) == list(range(size))


@pytest.mark.parametrize("probability", [0.0, 0.5])
def test_a_share_of_the_images_gets_a_box_and_the_others_are_their_own(probability):
    always, draws = drawn(CUTMIX, shape=(100, 100, 3)), drawn(CUTMIX, shape=(100, 100, 3), probability=probability)
    boxed = area(draws["box"]) > 0
    assert boxed.mean() == pytest.approx(probability, abs=0.03)
    np.testing.assert_array_equal(draws["lam"][~boxed], 1)
    np.testing.assert_array_equal(draws["partner"], always["partner"])
    np.testing.assert_array_equal(draws["lam"][boxed], always["lam"][boxed])


def test_the_contract_on_every_second_image():
    check_component(CUTMIX, probability=0.5, alpha=0.3)
