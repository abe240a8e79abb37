"""One cycle climbs to its peak and ends at zero."""

from __future__ import annotations

import keras
import numpy as np
import pytest

from zoo_classics.recipes.one_cycle import OneCycle


def rates(total=100, warmup=0.25, peak=3e-3):
    schedule = OneCycle(peak=peak, total_steps=total, warmup=warmup)
    return np.array([float(schedule(step)) for step in range(total + 2)])


def test_it_climbs_in_a_line_then_falls_to_zero():
    found = rates()
    assert found[0] == pytest.approx(3e-3 / 25)
    assert found.argmax() == 25
    assert found[25] == pytest.approx(3e-3)
    np.testing.assert_allclose(np.diff(found[:26]), np.diff(found[:26]).mean(), rtol=1e-3)
    assert (np.diff(found[25:101]) < 0).all()
    np.testing.assert_array_equal(found[100:], 0)


@pytest.mark.parametrize(("warmup", "peak_at"), [(0.0, 0), (1.0, 99)])
def test_all_or_none_of_it_may_be_warm_up(warmup, peak_at):
    found = rates(warmup=warmup)
    assert np.isfinite(found).all()
    assert found.argmax() == pytest.approx(peak_at, abs=1)


@pytest.mark.parametrize("total", [1, 2, 3])
def test_the_shortest_trainings_have_a_positive_rate_to_the_end(total):
    assert (rates(total)[:total] > 0).all()


def test_keras_can_store_it():
    schedule = OneCycle(peak=3e-3, total_steps=100, warmup=0.25)
    again = keras.saving.deserialize_keras_object(keras.saving.serialize_keras_object(schedule))
    assert float(again(40)) == float(schedule(40))
