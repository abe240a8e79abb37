"""Trees of values there and back: each comes back as the type that it was."""

from __future__ import annotations

import collections
import json
import math
import random
import threading
from pathlib import Path

import ml_dtypes
import numpy as np
import pytest

from zoo.training.checkpoints import serialization

PLAIN = [
    None,
    True,
    3,
    2**80,
    0.1,
    math.inf,
    "text",
    b"\x00\xff",
    Path("/a/b"),
    [1, (2, [3.5]), {4, 5}, frozenset("a")],
    {"a": 1, 2: (None,), (3, 4): {"b": []}, None: True},
    collections.deque([1, 2], maxlen=2),
    collections.deque(),
]
ARRAYS = [
    np.arange(6, dtype=np.int16).reshape(2, 3).T,
    np.zeros((0, 3), np.float32),
    np.array(2.5),
    np.array([True, False]),
    np.array(["a", "bc"]),
    np.array([1.5, -2], dtype=ml_dtypes.bfloat16),
    np.array([np.nan, np.inf], dtype=np.float16),
]


def there_and_back(value):
    arrays = []
    packed = json.loads(json.dumps(serialization.pack(value, arrays)))
    return serialization.unpack(packed, arrays)


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_plain_values(value):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)
    assert repr(back) == repr(value) or isinstance(value, frozenset)


def test_nan():
    assert math.isnan(there_and_back([math.nan])[0])


@pytest.mark.parametrize("array", ARRAYS, ids=lambda array: f"{array.dtype}{array.shape}")
def test_arrays_and_their_numbers(array):
    (back,) = there_and_back([array])
    assert back is array
    assert np.dtype(serialization.dtype_name(array.dtype)) == array.dtype
    for number in array.reshape(-1)[:1]:
        again = there_and_back(number)
        assert type(again) is type(number)
        assert again == number or np.isnan(number)


@pytest.mark.parametrize("name", serialization.BIT_GENERATORS)
def test_numpys_generators_go_on_where_they_were(name):
    generator = np.random.Generator(getattr(np.random, name)(3))
    generator.integers(2**8, size=3, dtype=np.uint8)
    back = there_and_back(generator)
    assert back is not generator
    assert back.random() == generator.random()


def test_other_generators_go_on_where_they_were():
    old = np.random.RandomState(1)
    assert there_and_back(old).random() == old.random()
    pythons = random.Random(2)
    assert there_and_back(pythons).random() == pythons.random()


def test_tensors_variables_and_names_are_told_apart():
    array = np.ones(2)
    for value in (serialization.Tensor(array), serialization.Variable(array)):
        back = there_and_back(value)
        assert type(back) is type(value)
        assert back.array is array
    named = serialization.Named.of(math.sin)
    assert named == ("math", "sin")
    assert there_and_back(named).find() is math.sin


def test_a_name_finds_what_is_imported_and_imports_nothing(monkeypatch):
    import sys

    monkeypatch.delitem(sys.modules, "this", raising=False)
    assert serialization.Named("this", "s").find() is None
    assert "this" not in sys.modules
    assert serialization.Named("math", "nothing.at.all").find() is None
    assert serialization.Named.of(lambda: 1) is None


class Own:
    pass


@pytest.mark.parametrize(
    "value",
    [
        threading.Lock(),
        Own(),
        [1, {"a": Own()}],
        lambda: 1,
        math.sin,
        np.array([Own()]),
        np.zeros(2, dtype=[("a", "i4")]),
        collections.OrderedDict(a=1),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_cannot_be_kept(value):
    assert not serialization.keeps(value)
    with pytest.raises(serialization.Unpackable):
        serialization.pack(value, [])


def test_a_list_that_holds_itself_cannot_be_kept():
    endless = []
    endless.append(endless)
    assert not serialization.keeps(endless)
