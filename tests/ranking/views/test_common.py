"""Tests of what models, augmenters and recipes were trained with in common."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.ranking.views import common


@pytest.mark.parametrize(
    ("levels", "keys", "left_out"),
    [
        ({}, set(), []),
        ({"a": [1, 2]}, {1, 2}, []),
        ({"a": [1, 2], "b": [2, 3]}, {2}, []),
        ({"a": [1, 2], "b": [1, 2], "c": [3]}, {1, 2}, ["c"]),
        ({"a": [1], "b": [2], "c": [1, 2]}, {1}, ["b"]),
        ({"a": [1], "b": [2], "c": [3]}, set(), ["a", "b", "c"]),
    ],
)
def test_what_all_share_and_who_was_left_out_for_it(levels, keys, left_out):
    found, without = common.shared(levels)
    assert (set(found), sorted(without)) == (keys, left_out)


def test_stale_rows_and_rows_without_a_result_are_no_combination():
    rows = [fakes.row(model="a", stale=("x",)), fakes.row(model="b", accuracy=None), fakes.row(model="c")]
    assert list(common.levels(rows, "model")) == ["c"]


@pytest.mark.parametrize("change", [{"recipe": "slow"}, {"limit": 9}, {"validation": None}, {"batch_size": 9}])
def test_models_are_compared_over_the_same_everything_else(change):
    levels = common.levels([fakes.row(model="a"), fakes.row(model="b", **change)], "model")
    assert common.shared(levels)[0] == []


def test_a_batch_size_is_the_recipe_s():
    levels = common.levels([fakes.row(recipe="a"), fakes.row(recipe="b", batch_size=9)], "recipe")
    assert len(common.shared(levels)[0]) == 1
