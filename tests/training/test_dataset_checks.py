"""Tests of what is refused of a dataset."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace

import bars
import numpy as np
import pytest

from zoo.errors import DataError
from zoo.training.dataset_checks import CheckedImages, check_splits


def test_returns_the_shape(splits):
    assert check_splits("bars", splits) == (6, 9, 1)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("float", "uint8 images of shape .N, H, W, C.. Received: float32 of shape"),
        ("flat", "uint8 images .* shape .3, 6, 9."),
        ("one-hot", r"integer labels of shape .N,.. Received: int64 of shape .60, 3."),
        ("real", "integer labels .* float32"),
        ("beyond", "labels from 0 to 2. Received: labels from 1 to 3"),
        ("negative", "labels from 0 to 2. Received: labels from -1 to 1"),
        ("short", "60 images and 59 labels"),
        ("empty", "at least one image"),
        ("single", "at least two classes"),
        ("other", r"test images of shape .6, 8, 1., as in train"),
    ],
)
def test_refuses(wrong, said):
    with pytest.raises(DataError) as caught:
        check_splits("wrong", bars.Wrong.load(wrong=wrong))
    assert "wrong" in caught.value.message
    assert caught.value.hint == "zoo check wrong"

    assert re.search(said, caught.value.cause), caught.value.cause


@pytest.mark.parametrize(
    ("field", "texts", "said"),
    [
        ("classes", [0, 1, 2], "classes that are a list of texts. Received: 0"),
        ("classes", ["a", "b", "\ud800"], r"classes that are a list of texts. Received: '\ud800'"),
        ("notes", "half is missing", "notes that are a list of texts. Received: 'half is missing'"),
        ("notes", [None], "notes that are a list of texts. Received: None"),
    ],
)
def test_refuses_what_is_no_text(field, texts, said, splits):
    with pytest.raises(DataError) as caught:
        check_splits("wrong", replace(splits, **{field: texts}))
    assert said in caught.value.cause


@pytest.mark.parametrize("loaded", [None, ([], []), "bars"])
def test_refuses_what_are_no_splits(loaded):
    with pytest.raises(DataError) as caught:
        check_splits("wrong", loaded)
    assert "Expected: `load` to return a zoo.Splits." in caught.value.cause


@pytest.mark.parametrize(
    ("given", "received"),
    [
        (np.zeros((2, 6, 9, 1)), "float64 of shape (2, 6, 9, 1)"),
        (np.zeros((3, 6, 9, 1), np.uint8), "uint8 of shape (3, 6, 9, 1)"),
        (None, "NoneType of shape unknown"),
    ],
)
def test_images_that_are_others_later_are_refused(given, received):
    class Images:
        def __getitem__(self, indices):
            return given

    images = CheckedImages(Images(), "wrong (train)", (6, 9, 1), contextlib.nullcontext)
    with pytest.raises(DataError) as caught:
        images[np.arange(2)]
    assert caught.value.cause == f"Expected: uint8 images of shape (2, 6, 9, 1). Received: {received}."
