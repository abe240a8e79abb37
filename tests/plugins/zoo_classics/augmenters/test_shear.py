"""`shear` slants about the centre, as ImageDataGenerator's matrix does."""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops

from zoo import DrawContext, UsageError
from zoo.training.augmentation.chain import Chain
from zoo_classics.augmenters.shear import SHEAR

SHAPE = (21, 29, 1)


def test_angles_are_uniform_either_way():
    context = DrawContext(indices=np.arange(4000), epoch=0, image_shape=SHAPE, batch_size=4000)
    angles = SHEAR.call("draw", SHEAR.resolve({"degrees": 20}), np.random.default_rng(0), context)["angle"]
    assert np.abs(angles).max() == pytest.approx(20, rel=1e-2)
    assert angles.mean() == pytest.approx(0, abs=1)
    assert angles.std() == pytest.approx(20 / np.sqrt(3), rel=0.05)


def sheared(images, angles):
    chain = Chain([(SHEAR, SHEAR.resolve({"fill": "constant"}))], SHAPE, 0)
    draws = {"shear_0_angle": ops.convert_to_tensor(angles, "float32")}
    return ops.convert_to_numpy(chain.apply(ops.convert_to_tensor(images), draws))


def test_positive_angles_move_the_top_to_the_left_by_the_sine_of_each_row():
    image = np.zeros((1, *SHAPE), np.uint8)
    image[0, :, 14] = 200  # an upright line through the centre
    slanted = sheared(image, [30.0])[0, ..., 0]
    lean = (slanted * np.arange(29)).sum(axis=1) / slanted.sum(axis=1) - 14
    np.testing.assert_allclose(lean, 0.5 * (np.arange(21) - 10), atol=1e-2)


def test_the_height_grows_by_the_inverse_of_the_cosine():
    image = np.zeros((1, *SHAPE), np.uint8)
    image[0, [6, 14]] = 200  # two level lines, 4 from the centre each
    rows = sheared(image, [60.0])[0, :, 14, 0]
    assert rows[[2, 10, 18]] == pytest.approx([200, 0, 200], abs=1e-2)


@pytest.mark.parametrize("degrees", [-1, 90])
def test_an_angle_is_at_least_zero_and_below_a_quarter_turn(degrees):
    with pytest.raises(UsageError, match="degrees"):
        SHEAR.resolve({"degrees": degrees})
