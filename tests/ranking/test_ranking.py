"""Tests of ranks by predictions: where each row stands, and what is said of a dataset's ranks as a whole."""

from __future__ import annotations

import pytest

from tests.ranking.test_comparable import kept, row, stored
from tests.ranking.test_references import folder
from zoo.ranking.ranking import TRIED, FirstTwo, Ranking, by_predictions, exported


@pytest.fixture
def ranked(tmp_path):
    """Returns a function that ranks rows, and returns what is said of all and the rows as they are placed."""

    def rank(rows, known=None, **chosen):
        correct = stored(kept(*rows) if known is None else known)
        told, place = by_predictions(correct, tmp_path.joinpath, **chosen)(rows)
        return told, [place(each) for each in rows]

    return rank


def test_rows_that_differ_clearly_have_a_rank_each(ranked):
    told, rows = ranked([row("good", 0.9, seeds=3), row("bad", 0.5, seeds=3)])
    assert [each.ranks for each in rows] == [(1, 1), (2, 2)]
    assert all(0 < each.half_width < 0.1 and not each.pooled and not each.unranked for each in rows)
    assert (told.dataset, told.compared, told.images, told.beyond) == ("dots", 2, 1000, 0)
    assert told.first_two == FirstTwo(runs=("good0.1", "bad0.1"), seeds=(0, 1, 2), known=True, more_seeds=0)


def test_rows_that_chance_could_swap_share_their_ranks(ranked):
    told, rows = ranked([row("one", 0.901), row("two", 0.9), row("bad", 0.1)])
    assert [each.ranks for each in rows] == [(1, 2), (1, 2), (3, 3)]
    assert told.first_two.more_seeds != 0


def test_a_row_of_one_seed_takes_the_spread_of_the_others(ranked):
    _, rows = ranked([row("many", 0.9), row("one", 0.1, seeds=1)])
    assert [each.pooled for each in rows] == [False, True]
    assert [each.ranks for each in rows] == [(1, 1), (2, 2)]


def test_where_all_rows_have_one_seed_nothing_is_claimed(ranked):
    told, rows = ranked([row("good", 0.9, seeds=1), row("bad", 0.1, seeds=1)])
    assert [(each.ranks, each.half_width, each.pooled) for each in rows] == [((1, 2), None, False)] * 2
    assert (told.first_two.known, told.first_two.more_seeds) == (False, None)


def test_what_is_not_compared_says_why_and_what_is_in_part_says_that(ranked):
    rows = [row("whole"), row("some", seeds=3), row("gone")]
    known = kept(*rows[:2])
    del known["some1.1"]
    _, placed = ranked(rows, known)
    assert [each.unranked for each in placed] == ["", "predictions of 2 of 3 seeds", "no predictions"]
    assert [each.ranks is None for each in placed] == [False, False, True]


def test_rows_beyond_the_first_are_counted_and_marked(ranked):
    told, rows = ranked([row(f"m{number}") for number in range(5)], most=2)
    assert (told.compared, told.beyond) == (2, 3)
    assert [each.unranked for each in rows] == ["", "", *["not compared"] * 3]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("accuracy", [0.0, 1.0])
@pytest.mark.parametrize("seeds", [1, 3])
def test_rows_that_do_all_alike_share_their_ranks(ranked, accuracy, seeds):
    """As where a dataset has one class."""
    told, rows = ranked([row("one", accuracy, seeds), row("two", accuracy, seeds)])
    assert [each.ranks for each in rows] == [(1, 2), (1, 2)]
    assert [each.half_width is None for each in rows] == [seeds == 1] * 2
    assert told.first_two.more_seeds is None


def test_one_row_has_no_second(ranked):
    told, (one,) = ranked([row("one")])
    assert (told.first_two, one.ranks) == (None, (1, 1))


def test_references_are_those_of_a_compared_run(ranked, tmp_path):
    rows = [row("good", 0.9), row("gone", 0.8)]
    folder(tmp_path / "gone0.1", classes="ab")
    known = kept(rows[0])
    assert ranked(rows, known)[0].references == ()
    folder(tmp_path / "good1.1")
    assert [each.accuracy for each in ranked(rows, known)[0].references] == [0.6, 0.25]


def test_references_are_not_looked_for_in_every_run(ranked, tmp_path):
    rows = [row(f"m{number}", seeds=1) for number in range(TRIED + 1)]
    folder(tmp_path / f"m{TRIED}0.1")
    assert ranked(rows)[0].references == ()
    folder(tmp_path / f"m{TRIED - 1}0.1")
    assert ranked(rows)[0].references


def test_exported_rows_stay_where_they_are():
    ranking = Ranking(dataset="dots", compared=7)
    told, place = exported([ranking])([row("one")])
    assert told == ranking
    assert place(row("one", ranks=(3, 4))).ranks == (3, 4)
    assert exported([])([row("one")])[0] is None


def test_who_asks_is_given_the_comparison_that_the_ranks_are_made_of(ranked):
    found = []
    ranked([row("good", 0.9, seeds=3), row("bad", 0.5, seeds=3)], told=found.append)
    (compared,) = found
    assert [each.names[0] for each in compared.rows] == ["good0.1", "bad0.1"]
    assert compared.comparison.difference[0, 1] == pytest.approx(0.4, abs=0.01)
