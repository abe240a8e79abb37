"""What an augmenter draws is checked before anything trains."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pytest

from zoo.errors import PluginError, UsageError
from zoo.plugin.components import Augmenter
from zoo.training.augmentation.step import AugmentationStep

SHAPE = (20, 28, 3)


def link(draw, draws=None, **values):
    """A link whose augmenter draws as told, and changes nothing."""
    augmenter = Augmenter(
        name="odd",
        summary="for tests",
        draws={"offset": (2,)} if draws is None else draws,
        draw=draw,
        apply=lambda images, draws: images,
    )
    return AugmentationStep(augmenter, values, 0, SHAPE, 0)


def offset(make):
    """A draw of `offset` alone, made from the generator and the batch size."""
    return lambda rng, context: {"offset": make(rng, context.batch_size)}


@pytest.mark.parametrize(
    ("make", "received"),
    [
        pytest.param(lambda rng, size: np.ones((1, 2)), r"shape \(1, 2\)", id="one for the whole batch"),
        pytest.param(lambda rng, size: 1.0, r"shape \(\)", id="scalar"),
        pytest.param(lambda rng, size: rng.random((3, 2)), r"shape \(3, 2\)", id="a fixed batch"),
        pytest.param(lambda rng, size: rng.random((size + 1, 2)), r"shape \(4, 2\)", id="a longer batch"),
        pytest.param(lambda rng, size: rng.random((size, 3)), r"shape \(3, 3\)", id="another shape"),
        pytest.param(lambda rng, size: rng.random((2, size)), r"shape \(2, 3\)", id="batch last"),
        pytest.param(lambda rng, size: np.full((size, 2), None), "dtype object", id="objects"),
        pytest.param(lambda rng, size: np.full((size, 2), "a"), "dtype <U1", id="text"),
        pytest.param(lambda rng, size: np.ones((size, 2), complex), "dtype complex128", id="complex"),
        pytest.param(lambda rng, size: [[1, 2], [3], [4]][:size], "a ragged sequence", id="ragged"),
        pytest.param(lambda rng, size: np.full((size, 2), np.nan), "NaN or infinity", id="NaN"),
        pytest.param(lambda rng, size: np.full((size, 2), 1e39), "NaN or infinity", id="too large for float32"),
        pytest.param(lambda rng, size: np.full((size, 2), 2**31), "2147483648", id="too large for int32"),
        pytest.param(lambda rng, size: np.random.random((size, 2)), "different numbers", id="global generator"),
    ],
)
def test_a_draw_that_is_not_as_declared_is_refused(make, received):
    with pytest.raises(PluginError, match=r"augmenter .odd. returned invalid values for draw 'offset'") as refusal:
        link(offset(make))
    assert "Expected: " in refusal.value.cause
    assert re.search(received, refusal.value.cause)
    assert refusal.value.hint == "zoo check odd"


@pytest.mark.parametrize(
    ("drawn", "received"),
    [
        ({}, r"\[\]"),
        ({"offset": 0, "angle": 0}, r"\['angle', 'offset'\]"),
        ({"angle": 0}, r"\['angle'\]"),
        (None, "None"),
    ],
    ids=str,
)
def test_names_must_be_exactly_those_declared(drawn, received):
    with pytest.raises(PluginError, match="returned invalid draws") as refusal:
        link(lambda rng, context: drawn)
    assert "['offset'], as declared" in refusal.value.cause
    assert re.search(received, refusal.value.cause)


def test_an_exception_in_draw_names_the_augmenter():
    def draw(rng, context):
        return {"offset": 1 / 0}

    with pytest.raises(PluginError, match="'odd' failed while it drew") as refusal:
        link(draw)
    assert refusal.value.cause == "ZeroDivisionError: division by zero"


def test_a_usage_error_of_the_augmenter_passes_as_it_is():
    def draw(rng, context):
        raise UsageError("'odd' cannot work on 20x28 images.")

    with pytest.raises(UsageError, match="20x28"):
        link(draw)


@pytest.mark.parametrize(
    ("make", "dtype"),
    [
        (lambda rng, size: rng.integers(0, 9, (size, 2)), "int32"),
        (lambda rng, size: rng.integers(0, 9, (size, 2), dtype=np.uint8), "int32"),
        (lambda rng, size: rng.random((size, 2)) < 0.5, "int32"),
        (lambda rng, size: rng.random((size, 2)), "float32"),
        (lambda rng, size: rng.random((size, 2), dtype=np.float32), "float32"),
        (lambda rng, size: rng.random((size, 2)).tolist(), "float32"),
    ],
)
def test_integers_become_int32_and_reals_float32(make, dtype):
    made = link(offset(make))
    assert made.spec == {"offset": ((2,), dtype)}
    assert made.draw(np.arange(5), 0, 0)["odd_0_offset"].dtype == dtype


def test_the_kind_is_fixed_by_the_first_draw():
    def draw(rng, context):
        numbers = rng.integers(0, 9, (context.batch_size, 2))
        return {"offset": numbers if context.epoch == 0 else numbers / 2}

    made = link(draw)
    with pytest.raises(PluginError) as refusal:
        made.draw(np.arange(5), 1, 0)
    assert "integers, as it drew before" in refusal.value.cause


def test_integers_where_reals_were_drawn_first_become_reals():
    def draw(rng, context):
        numbers = rng.integers(0, 9, (context.batch_size, 2))
        return {"offset": numbers / 2 if context.epoch == 0 else numbers}

    assert link(draw).draw(np.arange(5), 1, 0)["odd_0_offset"].dtype == np.float32


def test_the_context_is_that_of_the_batch():
    seen = []

    def draw(rng, context):
        seen.append(context)
        return {}

    link(draw, draws={}).draw(np.array([7, 3, 5, 1]), 4, 2)
    assert seen[-1].indices.tolist() == [7, 3, 5, 1]
    assert (seen[-1].epoch, seen[-1].image_shape, seen[-1].batch_size) == (4, SHAPE, 4)


def test_draws_depend_on_nothing_but_their_arguments():
    def batch(made, epoch, number):
        return made.draw(np.arange(5), epoch, number)["odd_0_offset"].tolist()

    def fresh():
        return link(offset(lambda rng, size: rng.random((size, 2))))

    places = list(itertools.product(range(3), range(3)))
    made = fresh()
    forwards = {place: batch(made, *place) for place in places}
    backwards = {place: batch(made, *place) for place in reversed(places)}
    assert forwards == backwards == {place: batch(fresh(), *place) for place in places}
    assert len({str(numbers) for numbers in forwards.values()}) == len(places)


def test_values_reach_the_callables_that_name_them():
    def draw(rng, context, *, reach: int = 1):
        return {"offset": np.full((context.batch_size, 2), reach)}

    assert link(draw, reach=7).draw(np.arange(2), 0, 0)["odd_0_offset"].tolist() == [[7, 7], [7, 7]]
