"""The generators that belong to nobody."""

from __future__ import annotations

import json
import random

import keras
import numpy as np
import pytest

from zoo.training import environment
from zoo.training.checkpoints import rng_state, serialization


def draw():
    return random.random(), np.random.random(), float(keras.random.uniform(()))


@pytest.mark.parametrize("used", [False, True])
def test_they_go_on_where_they_were(used):
    environment.fresh(4)
    if used:
        draw()
    arrays = []
    kept = json.loads(json.dumps(serialization.pack(rng_state.take(), arrays)))
    drawn = draw()
    environment.fresh(4 if not used else 5)  # of a generator that was not made yet, the start is all there is to know
    rng_state.give(serialization.unpack(kept, arrays))
    assert draw() == drawn
