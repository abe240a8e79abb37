"""The state of the generators that belong to nobody: Python's, NumPy's and Keras' own."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import keras
import numpy as np
from keras.src.backend.common import global_state
from keras.src.random import seed_generator  # nothing public gives Keras' own generator


def take() -> dict[str, Any]:
    """Returns their state as a tree that can be packed."""
    own = global_state.get_global_attribute(seed_generator.GLOBAL_SEED_GENERATOR)
    return {
        "python": random.getstate(),
        "numpy": np.random.get_state(),
        "keras": None if own is None else keras.ops.convert_to_numpy(own.state),
    }


def give(state: Mapping[str, Any]) -> None:
    """Gives them the state that `take` returned."""
    if state["keras"] is not None:  # first: making it draws from Python's
        seed_generator.global_seed_generator().state.assign(state["keras"])
    random.setstate(state["python"])
    np.random.set_state(state["numpy"])
