"""Geometry against Keras' ImageDataGenerator: for the same explicit parameters, the same pixels to 2e-3 of 255.

Both interpolate between four pixels; it does so in double precision, the zoo in single, and a coordinate that is off by
a few units in the last place costs that much between neighbours 255 apart. The images here are noise, the worst case.

What it means by its parameters: `theta` and `shear` in degrees; `tx` to the right and `ty` down, which content moves
against; `zx` and `zy` above 1 make it smaller; then the flips. So a chain in the order below is its matrix, except that
its `theta` turns content against the clock, and the zoo's angle clockwise.

Where it differs from what it says, the zoo does not follow:
- its centre has width and height exchanged, so that turned, slanted or zoomed images that are not square move besides;
- `width_shift_range` draws `ty`, which moves content up and down, and `height_shift_range` sideways.
"""

from __future__ import annotations

import numpy as np
import pytest
from keras import ops
from tensorflow.keras.preprocessing.image import ImageDataGenerator

from zoo.experiments import registry
from zoo.plugin import expressions
from zoo.plugin.components import FILLS
from zoo.training.augmentation.chain import Chain

TOLERANCE = 2e-3
ORDER = "rotate+shift:subpixel=true+shear+zoom+flip:vertical=true"
SQUARE, WIDE, HIGH = (24, 24, 3), (20, 28, 3), (29, 17, 1)
COUNT = 12
pytestmark = pytest.mark.filterwarnings("ignore:.*scipy.ndimage:DeprecationWarning")  # its own imports


def chain(text, shape):
    known = registry.load()
    links = known.expand("augmenter", expressions.parse(text)[0])
    parts = [(known.component("augmenter", link.name), link.values) for link in links]
    return Chain([(augmenter, augmenter.resolve(values)) for augmenter, values in parts], shape, 0)


def in_order(fill):
    return "+".join(f"{link}:fill={fill}" for link in ORDER.split("+"))


def parameters(seed=0):
    """Its parameters for a number of images, farther than any recipe goes."""
    rng = np.random.default_rng(seed)
    return [
        {
            "theta": rng.uniform(-180, 180),
            "tx": rng.uniform(-9, 9),
            "ty": rng.uniform(-9, 9),
            "shear": rng.uniform(-40, 40),
            "zx": rng.uniform(0.5, 1.5),
            "zy": rng.uniform(0.5, 1.5),
            "flip_horizontal": bool(rng.integers(2)),
            "flip_vertical": bool(rng.integers(2)),
        }
        for _ in range(COUNT)
    ]


def draws(given):
    """The same as the zoo draws them."""

    def column(*names):
        return np.array([[each[name] for name in names] for each in given])

    arrays = {
        "rotate_0_angle": -column("theta")[:, 0],
        "shift_0_offset": column("tx", "ty"),
        "shear_0_angle": column("shear")[:, 0],
        "zoom_0_factor": column("zx", "zy"),
    }
    real = {name: ops.convert_to_tensor(array, "float32") for name, array in arrays.items()}
    mirrored = column("flip_horizontal", "flip_vertical")
    return {**real, "flip_0_mirrored": ops.convert_to_tensor(mirrored, "int32")}


def ours(images, given, fill):
    made = chain(in_order(fill), images.shape[1:])
    return ops.convert_to_numpy(made.apply(ops.convert_to_tensor(images), draws(given)))


def theirs(images, given, fill):
    generator = ImageDataGenerator(fill_mode=fill)
    return np.stack(
        [generator.apply_transform(image.astype("float64"), each) for image, each in zip(images, given, strict=True)]
    )


def noise(shape):
    return np.random.default_rng(1).integers(0, 256, (COUNT, *shape), dtype=np.uint8)


def with_its_centre_put_right(given, shape):
    """Adds to `tx` and `ty` what undoes that its centre has width and height exchanged."""
    height, width, _ = shape
    apart = np.array([width - height, height - width]) / 2
    corrected = []
    for each in given:
        angle, slant = np.deg2rad(each["theta"]), np.deg2rad(each["shear"])
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        linear = turn @ [[1, -np.sin(slant)], [0, np.cos(slant)]] @ np.diag([each["zx"], each["zy"]])
        x, y = np.array([each["tx"], each["ty"]]) + turn.T @ (np.eye(2) - linear) @ apart
        corrected.append({**each, "tx": x, "ty": y})
    return corrected


@pytest.mark.parametrize("fill", FILLS)
def test_every_parameter_at_once_on_square_images(fill):
    images, given = noise(SQUARE), parameters()
    np.testing.assert_allclose(ours(images, given, fill), theirs(images, given, fill), atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize(
    "names", [("theta",), ("tx", "ty"), ("shear",), ("zx", "zy"), ("flip_horizontal",), ("flip_vertical",)]
)
def test_each_parameter_alone_on_square_images(names, fill):
    still = {"theta": 0, "tx": 0, "ty": 0, "shear": 0, "zx": 1, "zy": 1, "flip_horizontal": 0, "flip_vertical": 0}
    images, given = noise(SQUARE), [{**still, **{name: each[name] for name in names}} for each in parameters(2)]
    np.testing.assert_allclose(ours(images, given, fill), theirs(images, given, fill), atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("shape", [WIDE, HIGH])
def test_shifts_and_flips_on_images_that_are_not_square(shape, fill):
    images = noise(shape)
    given = [{**each, "theta": 0, "shear": 0, "zx": 1, "zy": 1} for each in parameters(3)]
    np.testing.assert_allclose(ours(images, given, fill), theirs(images, given, fill), atol=TOLERANCE, rtol=0)


@pytest.mark.parametrize("fill", FILLS)
@pytest.mark.parametrize("shape", [WIDE, HIGH])
def test_every_parameter_on_images_that_are_not_square_once_its_centre_is_put_right(shape, fill):
    images, given = noise(shape), parameters(4)
    found = ours(images, given, fill)
    np.testing.assert_allclose(
        found, theirs(images, with_its_centre_put_right(given, shape), fill), atol=TOLERANCE, rtol=0
    )
    assert np.abs(found - theirs(images, given, fill)).max() > 10  # as it stands, it has another centre


def test_its_width_shift_moves_content_up_and_down():
    """The reason why `shift:width=` is compared by `tx` above, and not by the name of the range."""
    drawn = ImageDataGenerator(width_shift_range=0.5).get_random_transform((20, 28, 3), seed=0)
    assert drawn["tx"] == 0
    assert abs(drawn["ty"]) > 1
    image = np.zeros((20, 28, 1))
    image[10, 14] = 1
    moved = theirs(image[None], [{"ty": 3}], "constant")[0]
    assert np.argwhere(moved)[0].tolist()[:2] == [7, 14]


def test_the_article_s_list_is_a_preset_in_its_order_and_within_its_ranges():
    made = chain("article-all", SQUARE)
    order = [link.partition(":")[0] for link in ORDER.split("+")]
    assert [link.augmenter.name for link in made.links] == [name for name in order if name != "shear"]
    drawn = {name: np.abs(array) for name, array in made.draw(np.arange(4000), 0, 0).items()}
    assert drawn["rotate_0_angle"].max() == pytest.approx(10, rel=0.01)
    assert drawn["shift_0_offset"].max(axis=0) == pytest.approx([2.4, 2.4], rel=0.01)
    assert np.abs(drawn["zoom_0_factor"] - 1).max(axis=0) == pytest.approx([0.1, 0.1], rel=0.01)
    assert drawn["flip_0_mirrored"].mean(axis=0) == pytest.approx([0.5, 0.5], abs=0.03)
