"""One cycle in straight lines."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_speed.schedule import Triangle


def rates(steps, **given):
    schedule = Triangle(total_steps=100, **given)
    return [float(schedule(step)) for step in steps]


def test_it_climbs_from_a_fifth_to_its_peak_and_falls_to_zero():
    assert rates([0, 10, 20, 60, 100, 120], peak=2.0, warmup=0.2) == pytest.approx([0.4, 1.2, 2.0, 1.0, 0.0, 0.0])


def test_without_warmup_it_begins_at_its_peak():
    assert rates([0, 50, 99], peak=1.0, warmup=0.0) == pytest.approx([1.0, 0.5, 0.01])


def test_it_can_be_saved():
    schedule = Triangle(peak=0.3, total_steps=9, warmup=0.5, start=0.1)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    np.testing.assert_array_equal([float(again(step)) for step in range(10)], [float(schedule(s)) for s in range(10)])
