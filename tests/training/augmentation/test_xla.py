"""Functions that XLA compiles inside a graph that is not."""

from __future__ import annotations

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import ops

from zoo.training.augmentation import geometry, xla

SHAPE = (20, 28, 3)


def doubled(values, factor):
    return values * factor


@pytest.fixture
def compiled():
    """How many functions were compiled since."""
    before = xla._compiled.cache_info().currsize
    return lambda: xla._compiled.cache_info().currsize - before


def test_a_graph_holds_a_call_that_xla_compiles(compiled):
    graph = tf.function(lambda values: xla.fused(doubled, (values,), (2.5,))).get_concrete_function(tf.ones(3)).graph
    assert compiled() == 1
    called = [node.name for node in graph.get_operations() if node.type.endswith("PartitionedCall")]
    assert len(called) == 1
    assert graph.get_operation_by_name(called[0]).get_attr("_XlaMustCompile")


def test_the_same_function_is_compiled_once_for_each_static_value(compiled):
    for factor in (3.5, 3.5, 4.5):
        assert tf.function(lambda values, by=factor: xla.fused(doubled, (values,), (by,)))(tf.ones(1)) == [factor]
    assert compiled() == 2


def test_eagerly_a_function_runs_as_it_is(compiled):
    np.testing.assert_array_equal(xla.fused(doubled, (tf.ones(2),), (5.5,)), [5.5, 5.5])
    assert compiled() == 0


def test_without_xla_a_function_runs_as_it_is(compiled, monkeypatch):
    monkeypatch.setattr(xla, "available", lambda: False)
    np.testing.assert_array_equal(tf.function(lambda x: xla.fused(doubled, (x,), (6.5,)))(tf.ones(2)), [6.5, 6.5])
    assert compiled() == 0


def test_a_build_without_xla_is_noticed(monkeypatch):
    def refuse(*given, **named):
        raise tf.errors.InvalidArgumentError(None, None, "no registered kernel")

    monkeypatch.setattr(tf, "function", refuse)
    assert xla.available.__wrapped__() is False


def test_another_backend_than_tensorflow_runs_a_function_as_it_is(compiled, monkeypatch):
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    np.testing.assert_array_equal(tf.function(lambda x: xla.fused(doubled, (x,), (7.5,)))(tf.ones(2)), [7.5, 7.5])
    assert compiled() == 0


def turned(size):
    angle = np.linspace(-0.3, 0.3, size)
    matrix = np.zeros((size, 3, 3), np.float32)
    matrix[:, 0, 0] = matrix[:, 1, 1] = np.cos(angle)
    matrix[:, 0, 1], matrix[:, 1, 0], matrix[:, 2, 2] = np.sin(angle), -np.sin(angle), 1
    return matrix


@pytest.mark.parametrize("fill", ["nearest", "reflect", "constant", "wrap"])
def test_pixels_do_not_depend_on_the_batch_nor_on_who_compiled_them(fill):
    """So an image has the same bits in a partial batch, and in a process that goes on with a run."""
    images = np.random.default_rng(0).integers(0, 256, (9, *SHAPE), dtype=np.uint8)

    def seen(size):
        xla._compiled.cache_clear()
        graph = tf.function(lambda x, m: geometry.sample(x, m, fill, SHAPE))
        return graph(tf.constant(images[:size]), tf.constant(turned(9)[:size])).numpy()

    whole = seen(9)
    np.testing.assert_array_equal(seen(9), whole)
    np.testing.assert_array_equal(seen(4), whole[:4])
    eager = geometry.sample(ops.convert_to_tensor(images), ops.convert_to_tensor(turned(9)), fill, SHAPE)
    np.testing.assert_allclose(whole, eager, atol=2e-3)


@pytest.mark.parametrize("fill", ["nearest", "reflect", "constant", "wrap"])
def test_whole_pixels_are_the_same_compiled_or_not(fill):
    images = np.random.default_rng(0).integers(0, 256, (5, *SHAPE), dtype=np.uint8)
    matrix = np.tile(np.array([[-1, 0, 7], [0, 1, -9], [0, 0, 1]], np.int32), (5, 1, 1))
    graph = tf.function(lambda x, m: geometry.sample(x, m, fill, SHAPE))
    compiled = graph(tf.constant(images), tf.constant(matrix)).numpy()
    eager = geometry.sample(ops.convert_to_tensor(images), ops.convert_to_tensor(matrix), fill, SHAPE)
    assert compiled.dtype == np.uint8
    np.testing.assert_array_equal(compiled, eager)
