"""Simulated boards on which nothing adds anything: claims are as rare as they are to be."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import effects
from zoo.ranking.views.effects import Boards, unlike


@pytest.mark.parametrize(("combinations", "seeds"), [(4, 2), (4, 3)])
def test_few_claims_where_there_is_nothing(combinations: int, seeds: int) -> None:
    missed, lines = effects.measure(combinations, seeds, 150)
    assert max(missed, lines) <= effects.allowed(150)


def test_the_bar_can_be_missed() -> None:
    assert effects.WORST < effects.allowed(150) < 0.12


def test_what_is_there_is_found() -> None:
    pairs, others = effects.board(4, 3, np.random.default_rng(1))
    (a, b), *_ = pairs
    half = np.arange(effects.IMAGES) % 2 == 0
    worse = {seed: np.packbits(right(bits) & half).tobytes() for seed, bits in a.bits.items()}
    pairs[0] = a._replace(bits=worse), b
    boards = Boards([*(each for pair in pairs for each in pair), *others])
    assert unlike(boards.of(pairs), len(pairs)) == {0}


def right(bits: bytes) -> np.ndarray:
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=effects.IMAGES)
