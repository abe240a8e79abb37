"""Tests of scores."""

from __future__ import annotations

import bars
import keras
import numpy as np
import pytest

from zoo.errors import ZooError
from zoo.training.evaluate import evaluate, logits, predict, score
from zoo.training.feed import Batches
from zoo.training.prepare import Part


@pytest.fixture
def part(splits):
    return Part(splits.train.images, splits.train.labels, np.array([50, 3, 8]))


@pytest.fixture
def net():
    inputs = keras.Input((6, 9, 1))
    return keras.Model(inputs, keras.layers.Dense(3)(keras.layers.Flatten()(inputs)))


def test_score_is_cross_entropy_and_accuracy(rng):
    values, labels = rng.normal(size=(40, 5)).astype(np.float32), rng.integers(0, 5, 40)
    expected = keras.losses.sparse_categorical_crossentropy(labels, values, from_logits=True)
    scored = score(values, labels)
    assert scored.loss == pytest.approx(float(keras.ops.mean(expected)), rel=1e-5)
    assert scored.accuracy == np.mean(values.argmax(axis=1) == labels)


def test_large_logits_do_not_overflow():
    scored = score(np.array([[1e4, 0.0], [0.0, 1e4]], dtype=np.float32), np.array([0, 0]))
    assert scored.loss == pytest.approx(5e3)
    assert scored.accuracy == 0.5


def test_logits_keep_the_order_of_the_part(net, part):
    expected = net(part.images[part.indices].astype(np.float32))
    np.testing.assert_allclose(logits(net, part), expected, rtol=1e-5)


def test_prediction_reads_each_batch_once_and_equals_keras(net, part):
    class Counted(Batches):
        def __getitem__(self, index):
            asked.append(index)
            return super().__getitem__(index)

    asked = []
    found = predict(net, Counted(part, 2))
    assert asked == [0, 1]
    np.testing.assert_array_equal(found, net.predict(Batches(part, 2), verbose=0))


def test_a_net_is_traced_once_whatever_the_size_of_a_batch(net, part):
    predict(net, Batches(part, 2))
    predict(net, Batches(part, 3))
    assert net.predict_function.experimental_get_tracing_count() == 1


def test_an_error_of_an_image_is_raised_as_it_is(net, part):
    with pytest.raises(ZooError, match=r"7\.png"):
        logits(net, Part(bars.Corrupt(part.images), part.labels, np.arange(9)))


def test_an_empty_part_has_no_score(net, part):
    assert evaluate(net, Part(part.images, part.labels, part.indices[:0])) is None
