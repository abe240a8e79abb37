"""Resizing inside a graph is Pillow's, as folders of images are decoded with it, for every size and form."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from PIL import Image

from zoo.serving.resizing import WHOLE, resized
from zoo_classics.datasets.image_decoding import decode

SIZE = 24
FITS = ("crop", *WHOLE)
SHAPES = [(24, 24), (48, 48), (90, 131), (131, 40), (9, 13), (24, 25), (1, 7)]


@pytest.fixture(scope="module", params=FITS)
def fitted(request):
    """The way in which images are fitted, and a model that fits them."""
    images = keras.Input((None, None, 3), dtype="uint8")
    return request.param, keras.Model(images, resized(images, (SIZE, SIZE), request.param))


def noise(height, width, channels=3):
    """Blotches, so that neighbours resemble each other as in a photograph."""
    small = np.random.default_rng(0).integers(0, 256, (height // 5 + 2, width // 5 + 2, channels), dtype=np.uint8)
    return np.asarray(Image.fromarray(small).resize((width, height), Image.Resampling.BICUBIC))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_it_is_what_a_folder_of_images_is_decoded_with(fitted, shape, tmp_path):
    fit, model = fitted
    Image.fromarray(image := noise(*shape)).save(file := tmp_path / "a.png")
    found = keras.ops.convert_to_numpy(model(image[None]))[0]
    np.testing.assert_allclose(found, decode(file.read_bytes(), SIZE, fit), atol=1.01)  # it rounds twice


def test_images_of_the_size_are_left_as_they_are(fitted):
    image = noise(SIZE, SIZE)
    assert np.array_equal(keras.ops.convert_to_numpy(fitted[1](image[None]))[0], image)


@pytest.mark.parametrize("fit", FITS)
def test_a_size_that_is_no_square(fit):
    images = keras.Input((None, None, 1), dtype="uint8")
    model = keras.Model(images, resized(images, (6, 9), fit))
    same, other = (np.random.default_rng(0).integers(0, 256, (3, *shape, 1), np.uint8) for shape in ((6, 9), (60, 60)))
    assert np.array_equal(keras.ops.convert_to_numpy(model(same)), same)
    found = keras.ops.convert_to_numpy(model(other))
    assert found.shape == (3, 6, 9, 1)
    assert (found[:, :, [0, -2, -1]] == 0).all() == (fit == "pad")
