"""`rotate` turns about the centre, as SciPy does with the same matrix."""

from __future__ import annotations

import numpy as np
import pytest
import scipy.ndimage
from keras import ops

from zoo import DrawContext
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.rotate import ROTATE

SHAPE = (20, 28, 1)


def test_angles_are_uniform_either_way():
    context = DrawContext(indices=np.arange(4000), epoch=0, image_shape=SHAPE, batch_size=4000)
    angles = ROTATE.call("draw", ROTATE.resolve({"degrees": 30}), np.random.default_rng(0), context)["angle"]
    assert np.abs(angles).max() == pytest.approx(30, rel=1e-2)
    assert angles.mean() == pytest.approx(0, abs=1)


def rotated(images, angles, fill):
    chain = Chain([(ROTATE, ROTATE.resolve({"fill": fill}))], SHAPE, 0)
    draws = {"rotate_0_angle": ops.convert_to_tensor(angles, "float32")}
    return ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))


@pytest.mark.parametrize("fill", ["nearest", "reflect", "constant", "wrap"])
def test_it_agrees_with_scipy(fill):
    angles = [7.0, -23.0, 171.0]
    images = np.random.default_rng(0).integers(0, 256, (3, *SHAPE), dtype=np.uint8)
    centre = np.array([(20 - 1) / 2, (28 - 1) / 2])
    for image, angle, result in zip(images, np.deg2rad(angles), rotated(images, angles, fill), strict=True):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])  # rows before columns
        expected = scipy.ndimage.affine_transform(
            image[..., 0].astype(float), turn, centre - turn @ centre, order=1, mode=fill
        )
        np.testing.assert_allclose(result[..., 0], expected, atol=5e-3)


def test_positive_angles_turn_clockwise():
    image = np.zeros((1, *SHAPE), np.uint8)
    image[0, 2, 13:15] = 255  # above the centre
    turned = rotated(image, [60.0], "constant")[0, ..., 0]
    row, column = scipy.ndimage.center_of_mass(turned)
    assert row < 9.5
    assert column > 13.5
