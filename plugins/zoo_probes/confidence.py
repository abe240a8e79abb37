"""How sure a net is: the probability that it gives to the class that it names."""

from __future__ import annotations

import numpy as np


def doubt(logits: np.ndarray) -> np.ndarray:
    """Returns how much all other classes weigh against the likeliest: float64 (N,), from logits (N, classes).

    It tells apart what is nearly certain, where a probability is rounded to 1.
    """
    values = logits.astype(np.float64)
    values -= values.max(axis=1, keepdims=True)
    values[np.arange(len(values)), values.argmax(axis=1)] = -np.inf
    return np.exp(values).sum(axis=1)


def confidence(logits: np.ndarray) -> np.ndarray:
    """Returns the likeliest class's probability by softmax: float64 (N,), from logits (N, classes)."""
    return 1 / (1 + doubt(logits))


def percent(fraction: float) -> str:
    """Returns a confidence for people; what is not certain does not read `100.0%`."""
    text = f"{fraction:.1%}"
    return ">99.9%" if text == "100.0%" and fraction < 1 else text
