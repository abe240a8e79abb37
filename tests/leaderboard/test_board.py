"""Tests of what is shown, in which order, and of ranks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.leaderboard import fakes
from zoo.leaderboard import statistics
from zoo.leaderboard.board import SORTS, arrange

SHARES = st.integers(0, 10**6).map(lambda right: right / 10**6)
ACCURACIES = st.lists(st.none() | st.sampled_from([0.1, 0.5, 0.9]) | SHARES, max_size=8)


def names(board):
    return [row.model for row in board.rows]


def rows(*accuracies, **changes):
    return [fakes.row(model=f"m{i}", accuracy=accuracy, **changes) for i, accuracy in enumerate(accuracies)]


@given(ACCURACIES, st.randoms())
def test_the_best_is_first_and_none_is_last_whatever_the_order_before(accuracies, chance):
    given = rows(*accuracies)
    chance.shuffle(given)
    shown = arrange(given).rows
    values = [row.accuracy for row in shown]
    known = [value for value in values if value is not None]
    assert values == sorted(known, reverse=True) + [None] * (len(values) - len(known))
    assert shown == arrange(reversed(given)).rows


@given(ACCURACIES)
def test_a_rank_is_one_more_than_the_number_of_better_rows(accuracies):
    for row in arrange(rows(*accuracies)).rows:
        better = [a for a in accuracies if a is not None and (row.accuracy is None or a > row.accuracy)]
        assert row.rank == len(better) + 1


def test_equals_share_a_rank():
    assert [row.rank for row in arrange(rows(0.5, 0.9, 0.9, 0.1)).rows] == [1, 1, 3, 4]


def test_ranks_are_by_the_plain_accuracy():
    given = [fakes.row(model="plain", accuracy=0.9), fakes.row(model="views", accuracy=0.8, tta_accuracy=0.95)]
    assert [(row.model, row.rank) for row in arrange(given).rows] == [("plain", 1), ("views", 2)]


def test_equal_means_are_equal_however_they_were_rounded():
    one, other = (statistics.mean(seeds) for seeds in ([0.1, 0.2, 0.3], [0.2, 0.2, 0.2]))
    assert one != other
    assert [row.rank for row in arrange([*rows(one), *rows(other), *rows(0.2000001)]).rows] == [1, 2, 2]


def test_without_a_result_there_is_no_rank():
    given = [fakes.row(model="lost", accuracy=None, endings={"diverged": 2}, runs=()), *rows(0.9)]
    assert [(row.model, row.rank) for row in arrange(given).rows] == [("m0", 1), ("lost", None)]


def test_stale_rows_have_no_rank_and_take_none():
    given = [*rows(0.9, stale=("x",)), fakes.row(model="now", accuracy=0.8)]
    assert [(row.model, row.rank) for row in arrange(given).rows] == [("m0", None), ("now", 1)]


def test_each_dataset_has_its_own_ranks():
    board = arrange([*rows(0.5, 0.6, dataset="lines"), *rows(0.7, dataset="dots")])
    assert [(dataset, [row.rank for row in found]) for dataset, found in board.datasets()] == [
        ("dots", [1]),
        ("lines", [1, 2]),
    ]


@pytest.mark.parametrize(
    ("sort", "field", "values", "expected"),
    [
        ("time", "train_seconds", [3.0, None, 1.0], ["m2", "m0", "m1"]),
        ("parameters", "parameters", [3, None, 1], ["m2", "m0", "m1"]),
        ("epochs", "epochs", [3, None, 1], ["m2", "m0", "m1"]),
        ("seeds", "seeds", [(1,), (), (1, 2)], ["m2", "m0", "m1"]),
        ("accuracy", "accuracy", [0.2, None, 0.3], ["m2", "m0", "m1"]),
    ],
)
def test_sorting(sort, field, values, expected):
    board = arrange([fakes.row(**{"model": f"m{i}", field: value}) for i, value in enumerate(values)], sort=sort)
    assert names(board) == expected


def test_the_command_line_offers_every_sort():
    from zoo.cli.leaderboard.options import SORTS as OFFERED

    assert set(OFFERED) == set(SORTS)


def test_top_is_per_dataset_and_keeps_ranks():
    board = arrange([*rows(0.5, 0.6, dataset="lines"), *rows(0.7, 0.9, dataset="dots")], top=1)
    assert [(row.dataset, row.accuracy, row.rank) for row in board.rows] == [("dots", 0.9, 1), ("lines", 0.6, 1)]


def test_what_top_leaves_out_is_counted():
    board = arrange([*rows(0.5, 0.6, 0.7, dataset="lines"), *rows(0.7, 0.9, dataset="dots")], top=1)
    assert (board.cut, board.longest) == (3, 3)
    whole = arrange(rows(0.5, 0.6))
    assert (whole.cut, whole.longest) == (0, 2)


@pytest.mark.parametrize(
    ("asked", "limits", "hidden"),
    [({}, [None], 2), ({"limited": True}, [None, 10, 20], 0), ({"limit": 20}, [20], 0)],
)
def test_limited_rows_are_hidden_unless_asked_for(asked, limits, hidden):
    given = [fakes.row(limit=limit) for limit in (None, 10, 20)]
    board = arrange(given, **asked)
    assert sorted((row.limit for row in board.rows), key=lambda limit: limit or 0) == limits
    assert board.hidden == hidden


def test_hidden_rows_have_no_part_in_ranks():
    board = arrange([*rows(0.9, limit=10), fakes.row(model="whole", accuracy=0.1)])
    assert [(row.model, row.rank) for row in board.rows] == [("whole", 1)]


def test_only_what_is_wanted_is_shown_counted_and_ranked():
    given = [*rows(0.5, 0.9), *rows(0.1, limit=10)]
    board = arrange(given, wanted=lambda row: row.model == "m0")
    assert [(row.model, row.rank) for row in board.rows] == [("m0", 1)]
    assert board.hidden == 1


def test_nothing_is_a_board_too():
    assert arrange([]).rows == ()


def test_the_order_is_the_same_however_rows_come():
    given = [fakes.row(model=model, recipe=recipe) for model, recipe in itertools.product("ab", "cd")]
    orders = {tuple((r.model, r.recipe) for r in arrange(p).rows) for p in itertools.permutations(given)}
    assert len(orders) == 1
