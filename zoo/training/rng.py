"""Random streams: one for each purpose, so that what one consumer draws never changes what another does."""

from __future__ import annotations

import hashlib
import json
from typing import Literal, get_args

import numpy as np

Purpose = Literal["split", "order", "init", "dropout", "adapt", "augmenter"]


def stream(seed: int, purpose: Purpose, *keys: str | int) -> np.random.Generator:
    """Returns the random generator of one consumer: the same arguments give the same numbers, in any process.

    Args:
        seed: the run's seed.
        purpose: what the numbers are for.
        keys: what tells consumers of one purpose apart: a name, an epoch, a batch. The text `"1"` is not the number 1.

    Raises:
        ValueError: a purpose that there is not.
    """
    words = np.frombuffer(_digest(seed, purpose, *keys), dtype="<u4")
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(words)))


def seed_of(seed: int, purpose: Purpose, *keys: str | int) -> int:
    """Returns a seed in [0, 2**31) for libraries that take a number; arguments and errors are those of `stream`."""
    return int.from_bytes(_digest(seed, purpose, *keys)[:4], "little") >> 1


def _digest(seed: int, purpose: str, *keys: str | int) -> bytes:
    """Python's `hash` of a text differs between processes; SHA-256 of its JSON does not."""
    if purpose not in get_args(Purpose):
        raise ValueError(f"Invalid value for `purpose`. Expected one of {get_args(Purpose)}. Received: {purpose!r}")
    plain = [key if isinstance(key, str) else int(key) for key in keys]
    return hashlib.sha256(json.dumps([int(seed), purpose, *plain]).encode()).digest()
