"""Tests of what is shown, in which order, and of ranks."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ranking import fakes
from zoo.ranking.board import SORTS, Board, arrange
from zoo.ranking.inference import statistics
from zoo.ranking.ranking import Ranking
from zoo.ranking.references import Reference

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


def in_order(given):
    """Ranks rows as they come: a rank each, the first one's is 1."""
    places = {id(row): number for number, row in enumerate(given, 1)}
    ranking = Ranking(dataset=given[0].dataset, compared=len(given))
    return ranking, lambda row: replace(row, ranks=(places[id(row)],) * 2 if id(row) in places else None)


def ranked(given, **chosen):
    board = arrange(given, rank=in_order, **chosen)
    return [(row.model, row.ranks and row.ranks[0]) for row in board.rows]


def test_rows_are_ranked_best_first_however_they_are_sorted():
    given = [fakes.row(model=f"m{i}", accuracy=accuracy, epochs=i) for i, accuracy in enumerate([0.5, 0.9, None])]
    assert ranked(given, sort="epochs") == [("m0", 2), ("m1", 1), ("m2", 3)]


def test_where_nothing_ranks_rows_stand_where_they_stood():
    assert [row.ranks for row in arrange([fakes.row(ranks=(2, 3)), fakes.row()]).rows] == [(2, 3), None]
    assert arrange(rows(0.5)).rankings == ()


def test_equal_means_are_equal_however_they_were_rounded():
    one, other = (statistics.mean(seeds) for seeds in ([0.1, 0.2, 0.3], [0.2, 0.2, 0.2]))
    assert one != other
    given = [fakes.row(model=model, accuracy=accuracy) for model, accuracy in (("b", one), ("a", other))]
    assert names(arrange(given)) == names(arrange(given[::-1])) == ["a", "b"]


@pytest.mark.parametrize(
    "without", [{"accuracy": None, "endings": {"diverged": 2}, "runs": ()}, {"stale": ("x",)}, {"limit": 100}]
)
def test_what_ended_without_a_result_is_stale_or_limited_is_not_ranked_with_the_rest(without):
    given = [fakes.row(model="apart", **{"accuracy": 0.95, **without}), *rows(0.9)]
    assert sorted(ranked(given, limited=True)) == [("apart", None), ("m0", 1)]
    assert ranked(given[:1], limited=True) == [("apart", None)]


def test_rows_trained_on_as_many_images_are_ranked_among_themselves():
    assert ranked([*rows(0.5, 0.9, limit=100), *rows(0.99)], limit=100) == [("m1", 1), ("m0", 2)]


def test_each_dataset_has_its_own_ranks():
    board = arrange([*rows(0.5, 0.6, dataset="lines"), *rows(0.7, dataset="dots")], rank=in_order)
    assert [(dataset, [row.ranks for row in found]) for dataset, found in board.datasets()] == [
        ("dots", [(1, 1)]),
        ("lines", [(1, 1), (2, 2)]),
    ]
    assert [(ranking.dataset, ranking.compared) for ranking in board.rankings] == [("dots", 1), ("lines", 2)]


def test_a_dataset_has_the_references_of_its_ranking():
    chance = (Reference(name="chance", accuracy=0.1),)
    board = Board((), rankings=(Ranking(dataset="dots", references=chance),))
    assert (board.references("dots"), board.references("lines")) == (chance, ())


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
    given = [*rows(0.5, 0.6, dataset="lines"), *rows(0.7, 0.9, dataset="dots")]
    board = arrange(given, top=1, rank=in_order)
    assert [(row.dataset, row.accuracy, row.ranks) for row in board.rows] == [
        ("dots", 0.9, (1, 1)),
        ("lines", 0.6, (1, 1)),
    ]
    assert [ranking.compared for ranking in board.rankings] == [2, 2], "what is not shown is ranked too"


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
    assert ranked([*rows(0.9, limit=10), fakes.row(model="whole", accuracy=0.1)]) == [("whole", 1)]


def test_only_what_is_wanted_is_shown_counted_and_ranked():
    given = [*rows(0.5, 0.9), *rows(0.1, limit=10)]
    assert ranked(given, wanted=lambda row: row.model == "m0") == [("m0", 1)]
    assert arrange(given, wanted=lambda row: row.model == "m0").hidden == 1


def test_nothing_is_a_board_too():
    assert arrange([]).rows == ()


def test_the_order_is_the_same_however_rows_come():
    given = [fakes.row(model=model, recipe=recipe) for model, recipe in itertools.product("ab", "cd")]
    orders = {tuple((r.model, r.recipe) for r in arrange(p).rows) for p in itertools.permutations(given)}
    assert len(orders) == 1
