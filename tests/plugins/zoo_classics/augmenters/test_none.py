"""`none` is an augmenter that changes nothing."""

from __future__ import annotations

import numpy as np

from zoo_classics.augmenters.none import NONE


def test_it_draws_nothing_and_changes_nothing():
    images = np.ones((2, 20, 28, 3), np.float32)
    assert NONE.parameters == NONE.draws == {}
    assert NONE.call("apply", {}, images, {}) is images
