"""Random streams: stable between processes, apart for each consumer."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from zoo.training.rng import seed_of, stream

KEYS = [
    (0, "order", 0),
    (0, "order", 1),
    (1, "order", 0),
    (0, "order"),
    (0, "split", 0),
    (0, "augmenter", "1", 0),
    (0, "augmenter", 1, 0),
    (0, "augmenter", 10),
]


def test_the_numbers_are_the_same_in_every_process():
    assert stream(0, "augmenter", "shift", 0, 3, 7).integers(0, 1000, 4).tolist() == [543, 970, 849, 790]
    assert seed_of(0, "init") == 307453494


def test_equal_keys_give_equal_streams_whatever_the_integer_type():
    one, other = stream(0, "order", 3), stream(np.int64(0), "order", np.int32(3))
    assert one.random() == other.random()


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(KEYS, 2)), ids=str)
def test_different_keys_give_different_streams(one, other):
    assert stream(*one).random() != stream(*other).random()
    assert seed_of(*one) != seed_of(*other)


@given(seed=st.integers(), key=st.text() | st.integers())
def test_any_seed_and_key_will_do(seed, key):
    assert 0 <= seed_of(seed, "dropout", key) < 2**31
    assert 0 <= stream(seed, "dropout", key).random() < 1


@pytest.mark.parametrize("function", [stream, seed_of])
def test_a_misspelt_purpose_is_refused(function):
    with pytest.raises(ValueError, match=r"Invalid value for `purpose`.*'ordr'"):
        function(0, "ordr")
