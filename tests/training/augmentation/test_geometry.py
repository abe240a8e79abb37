"""Geometry against NumPy, pixel by pixel, and against SciPy; on an image that is not square."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import scipy.ndimage
from keras import ops

from zoo.plugin.components import FILLS
from zoo.training.augmentation import geometry

SHAPE = (20, 28, 3)
HEIGHT, WIDTH, _ = SHAPE
PADS = {"nearest": "edge", "reflect": "symmetric", "constant": "constant", "wrap": "wrap"}
OFFSETS = [(0, 0), (3, -2), (-5, 4), (WIDTH, 1), (31, -45)]


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(1, 256, (6, *SHAPE), dtype=np.uint8)


def sampled(images, matrix, fill, shape=SHAPE):
    matrix = ops.convert_to_tensor(np.broadcast_to(matrix, (len(images), 3, 3)))
    return ops.convert_to_numpy(geometry.sample(ops.convert_to_tensor(images), matrix, fill, shape))


def shift(x, y, dtype=np.int32):
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], dtype)


def mirror(x, y):
    return np.diag([x, y, 1]).astype(np.int32)


def padded(images, x, y, fill):
    """Shows (x, y) + the output's pixel, by way of np.pad."""
    far = max(abs(x), abs(y))
    pads = [(0, 0), (far, far), (far, far), (0, 0)]
    height, width = images.shape[1:3]
    return np.pad(images, pads, mode=PADS[fill])[:, far + y : far + y + height, far + x : far + x + width]


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize(("x", "y"), OFFSETS)
def test_whole_pixel_shift_is_exact(images, x, y, fill):
    result = sampled(images, shift(x, y), fill)
    assert result.dtype == np.uint8
    np.testing.assert_array_equal(result, padded(images, x, y, fill))


@pytest.mark.parametrize(("x", "y"), OFFSETS)
def test_whole_pixel_wrap_rolls(images, x, y):
    np.testing.assert_array_equal(sampled(images, shift(x, y), "wrap"), np.roll(images, (-y, -x), axis=(1, 2)))


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize(("x", "y", "axes"), [(-1, 1, (2,)), (1, -1, (1,)), (-1, -1, (1, 2))])
def test_whole_pixel_flip_is_exact(images, x, y, axes, fill):
    np.testing.assert_array_equal(sampled(images, mirror(x, y), fill), np.flip(images, axes))


@pytest.mark.parametrize("fill", FILLS)
def test_every_image_has_its_own_matrix(images, fill):
    offsets = [(0, 0), (1, 0), (0, -1), (4, 2), (-30, 3), (2, 25)]
    result = sampled(images, np.stack([shift(x, y) for x, y in offsets]), fill)
    for image, (x, y), moved in zip(images, offsets, result, strict=True):
        np.testing.assert_array_equal(moved, padded(image[None], x, y, fill)[0])


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("shape", [(19, 27, 1), (1, 5, 3), (7, 4, 2)])
def test_odd_sides_are_exact_too(shape, fill):
    images = np.random.default_rng(1).integers(1, 256, (2, *shape), dtype=np.uint8)
    matrix = shift(2, -3) @ mirror(-1, 1)
    expected = np.flip(padded(images, 2, -3, fill), 2)
    np.testing.assert_array_equal(sampled(images, matrix, fill, shape), expected)


def test_a_half_turn_and_a_quarter_turn():
    images = np.random.default_rng(1).integers(0, 256, (2, 6, 6, 3), dtype=np.uint8)
    clockwise = np.array([[0, 1, 0], [-1, 0, 0], [0, 0, 1]], np.int32)
    np.testing.assert_array_equal(sampled(images, clockwise, "constant", (6, 6, 3)), np.rot90(images, -1, (1, 2)))
    half = sampled(images, clockwise @ clockwise, "constant", (6, 6, 3))
    np.testing.assert_array_equal(half, np.rot90(images, 2, (1, 2)))


def test_real_images_keep_their_dtype_under_whole_pixels(images):
    reals = images.astype(np.float32) / 3
    result = sampled(reals, shift(3, -2), "reflect")
    assert result.dtype == np.float32
    np.testing.assert_array_equal(result, padded(reals, 3, -2, "reflect"))


def random_matrices(count, seed=3):
    """Rotation, shear, zoom, displacement, sometimes a mirror; float32, as both sides of a comparison get them."""
    rng = np.random.default_rng(seed)
    matrices = []
    for _ in range(count):
        angle, sheared = rng.uniform(-np.pi, np.pi), rng.uniform(-0.4, 0.4)
        turn = np.array([[np.cos(angle), np.sin(angle), 0], [-np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
        shear = np.array([[1, -np.sin(sheared), 0], [0, np.cos(sheared), 0], [0, 0, 1]])
        zoom = np.diag([rng.uniform(0.5, 1.5), rng.uniform(0.5, 1.5), 1])
        moved = shift(rng.uniform(-12, 12), rng.uniform(-12, 12), np.float64)
        matrices.append(turn @ moved @ shear @ zoom @ np.diag([rng.choice([-1, 1]), 1, 1]))
    return np.stack(matrices).astype(np.float32)


def by_scipy(image, matrix, fill):
    """SciPy counts rows before columns, and from the corner."""
    matrix = matrix.astype(np.float64)
    turned = matrix[1::-1, 1::-1]
    centre = (np.array(image.shape[:2]) - 1) / 2
    offset = centre + matrix[1::-1, 2] - turned @ centre
    channels = [
        scipy.ndimage.affine_transform(channel.astype(np.float64), turned, offset, order=1, mode=fill, cval=0.0)
        for channel in np.moveaxis(image, -1, 0)
    ]
    return np.stack(channels, axis=-1)


@pytest.mark.parametrize("fill", FILLS)
def test_bilinear_agrees_with_scipy(images, fill):
    matrices = random_matrices(len(images))
    result = sampled(images, matrices, fill)
    assert result.dtype == np.float32
    for image, matrix, pixels in zip(images, matrices, result, strict=True):
        np.testing.assert_allclose(pixels, by_scipy(image, matrix, fill), atol=1e-3)


@pytest.mark.parametrize("fill", ["nearest", "reflect", "constant"])
@pytest.mark.parametrize(("x", "y"), OFFSETS)
def test_bilinear_at_whole_pixels_is_the_whole_pixel_path(images, x, y, fill):
    whole = shift(x, y) @ mirror(-1, 1)
    real = sampled(images, whole.astype(np.float32), fill)
    np.testing.assert_allclose(real, sampled(images, whole, fill), atol=2e-3)


def test_bilinear_wrap_repeats_after_a_side_less_one(images):
    real = sampled(images, shift(WIDTH - 1, 0, np.float32), "wrap")
    np.testing.assert_allclose(real[:, :, 1:-1], images[:, :, 1:-1], atol=1e-3)


@pytest.mark.parametrize("fill", FILLS)
def test_a_side_of_one_pixel_can_be_turned(fill):
    images = np.full((1, 1, 5, 1), 9, np.uint8)
    result = sampled(images, random_matrices(1), fill, (1, 5, 1))
    assert np.isfinite(result).all()
    assert result.max() <= 9


@pytest.mark.parametrize(
    ("dtypes", "expected"),
    [(["int32"], "int32"), (["int32", "int32"], "int32"), (["int32", "float32"], "float32"), (["float32"], "float32")],
)
def test_a_chain_is_real_as_soon_as_one_of_it_is(dtypes, expected):
    matrices = [ops.convert_to_tensor(np.stack([shift(2, 5), shift(-1, 0)]), dtype) for dtype in dtypes]
    assert keras.backend.standardize_dtype(geometry.compose(matrices).dtype) == expected


def test_a_chain_multiplies_the_first_matrix_from_the_left(images):
    first, second = shift(3, -2), mirror(-1, 1)
    stacked = [ops.convert_to_tensor(np.stack([matrix] * len(images))) for matrix in (first, second)]
    matrix = ops.convert_to_numpy(geometry.compose(stacked))
    np.testing.assert_array_equal(matrix[0], first @ second)
    one_by_one = sampled(sampled(images, first, "nearest"), second, "nearest")
    np.testing.assert_array_equal(sampled(images, matrix, "nearest"), one_by_one)


def test_positive_x_moves_the_content_left():
    image = np.arange(20 * 28, dtype=np.int32).reshape(1, 20, 28, 1).astype(np.uint8)
    np.testing.assert_array_equal(sampled(image, shift(2, 0), "wrap", (20, 28, 1))[0, :, 0], image[0, :, 2])
