"""Tests of test-time augmentation: averaged logits, plain ones to the bit, every image read once."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tiny_models

from zoo.training import evaluate, networks, tta
from zoo.training.prepare import Part

VIEWS = ((0.25, lambda images: images[:, :, ::-1]), (0.25, lambda images: keras.ops.cast(images, "float32") / 2))


@pytest.fixture
def net():
    """A convolutional net of 6x9x1 images."""
    return networks.wrap(tiny_models.tiny((6, 9, 1), 3), (6, 9, 1), (6, 9, 1))


@pytest.fixture(autouse=True)
def batches_of_eight(monkeypatch):
    monkeypatch.setattr(evaluate, "PIXELS", 8 * 6 * 9)


class Counted:
    """Images that know how often each was asked for."""

    def __init__(self, images):
        self.images, self.times = images, np.zeros(len(images), dtype=int)

    def __len__(self):
        return len(self.images)

    def __getitem__(self, indices):
        self.times[indices] += 1
        return self.images[indices]


@pytest.fixture
def part(splits):
    """Thirty-five images: four batches of eight and one of three."""
    return Part(Counted(splits.train.images), splits.train.labels, np.arange(59, 24, -1))


def test_without_views_there_is_no_average(net, part):
    plain, average = tta.logits(net, part, ())
    assert average is None
    np.testing.assert_array_equal(plain, evaluate.logits(net, part))


def test_plain_logits_are_the_same_bits_with_views(net, part):
    np.testing.assert_array_equal(tta.logits(net, part, VIEWS)[0], evaluate.logits(net, part))


def test_logits_are_averaged_and_the_image_itself_has_the_rest_of_one(net, part):
    images = part.images.images[part.indices]
    seen = [images, images[:, :, ::-1], images.astype(np.float32) / 2]
    plain, mirrored, dimmed = (keras.ops.convert_to_numpy(net(view, training=False)) for view in seen)
    average = tta.logits(net, part, VIEWS)[1]
    assert average.dtype == np.float32
    np.testing.assert_allclose(average, 0.5 * plain + 0.25 * mirrored + 0.25 * dimmed, rtol=1e-4, atol=1e-5)


def test_weights_may_leave_the_image_itself_nothing(net, part):
    average = tta.logits(net, part, ((1.0, lambda images: images[:, ::-1]),))[1]
    upside_down = net(part.images.images[part.indices][:, ::-1], training=False)
    np.testing.assert_allclose(average, keras.ops.convert_to_numpy(upside_down), rtol=1e-4, atol=1e-5)


def test_every_image_is_read_once(net, part):
    tta.logits(net, part, VIEWS)
    assert part.images.times.tolist() == [0] * 25 + [1] * 35
