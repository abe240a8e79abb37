"""The options of `zoo run` that are no expressions, read from text: the same for what is typed and what a file says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from zoo.plugin.components import PRECISION

LARGEST_COUNT = 2**31 - 1
LARGEST_SEED = 2**32 - 1
MOST_SEEDS = 10_000
"""Of one experiment; each makes an experiment that is kept in memory."""

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
LONGEST = 366 * 24 * 3600
"""Seconds of a time."""


def count(text: str, most: int = LARGEST_COUNT) -> int:
    """Returns a number of things. Raises `ValueError` where it is none, or none that the store can hold."""
    if not (_whole(text) and 1 <= int(text) <= most):
        raise ValueError(f"{text!r} is not an integer from 1 to {most}.")
    return int(text)


def seeds(text: str) -> tuple[int, ...]:
    """Returns one seed, or several between commas. Raises `ValueError` where one is none."""
    numbers = text.split(",")
    if not all(_whole(number) and int(number) <= LARGEST_SEED for number in numbers):
        raise ValueError(f"{text!r} is no seed; expected an integer from 0 to {LARGEST_SEED}, or some between commas.")
    return tuple(int(number) for number in numbers)


def fraction(text: str) -> float | None:
    """Returns a part between 0 and 1, or None for `none`. Raises `ValueError` for anything else."""
    if text.lower() == "none":
        return None
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value < 1:
        raise ValueError(f"{text!r} is not a fraction between 0 and 1, nor 'none'.")
    return value


def seconds(text: str) -> float:
    """Returns a time in seconds: `90`, `10m`, `2h`. Raises `ValueError` where it is none, or longer than a year."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([smh]?)", text.strip().lower(), re.ASCII)
    found = float(match[1]) * UNITS[match[2]] if match else 0.0
    if not 0 < found <= LONGEST:
        raise ValueError(f"{text!r} is not a time; expected seconds, or a number with s, m or h: 10m.")
    return found


def precision(text: str) -> str:
    """Returns `float32`, `bfloat16` or `auto`. Raises `ValueError` for anything else."""
    if text not in PRECISION.choices:
        raise ValueError(f"{text!r} is none of {', '.join(PRECISION.choices)}.")
    return text


def _whole(text: str) -> bool:
    return text.isascii() and text.isdecimal()


READERS: Mapping[str, Callable[[str], Any]] = {
    "seeds": partial(count, most=MOST_SEEDS),
    "seed": seeds,
    "epochs": count,
    "batch_size": count,
    "precision": precision,
    "validation": fraction,
    "limit": count,
    "from": str,
}
