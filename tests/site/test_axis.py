"""The axis of a dataset: what it spans, its ticks, and where a row is drawn on it."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from tests.site import made
from zoo.ranking.references import Reference
from zoo.ranking.rows import Row
from zoo.site.axis import MARGIN, MOST_TICKS, Axis, axis


def row(accuracy: float | None, half_width: float | None = 0.01, ranks: tuple[int, int] | None = (1, 1)) -> Row:
    return replace(made.line("net", 0.5, ranks).row, accuracy=accuracy, half_width=half_width, runs=())


def of(*rows: Row, references: tuple[Reference, ...] = ()) -> Axis:
    found = axis(rows, references)
    assert found
    return found


def test_it_spans_all_intervals() -> None:
    found = of(row(0.9, 0.02), row(0.5, 0.01))
    assert (found.low, found.high) == (pytest.approx(0.49), pytest.approx(0.92))
    assert (found.x(found.low), found.x(found.high)) == (MARGIN, 100 - MARGIN)


def test_no_interval_leaves_what_an_accuracy_can_be() -> None:
    assert of(row(0.999, 0.01), row(0.001, 0.01)) == of(row(1.0, 0.0), row(0.0, 0.0))


def test_ticks_are_round_and_few() -> None:
    assert of(row(0.9, 0.0), row(0.5, 0.0)).ticks == (0.5, 0.6, 0.7, 0.8, 0.9)
    for low, high in ((0.9712, 0.9713), (0.1, 0.99), (0.0, 1.0), (0.5, 0.5)):
        found = of(row(low, 0.0), row(high, 0.0))
        assert 1 <= len(found.ticks) <= MOST_TICKS + 1
        assert all(found.low <= tick <= found.high for tick in found.ticks)


def test_rows_that_are_equal_stand_in_its_middle() -> None:
    found = of(row(0.9, None))
    mark = found.mark(row(0.9, None))
    assert mark
    assert (mark.low, mark.at, mark.high) == (50,) * 3


def test_without_an_accuracy_nothing_is_drawn() -> None:
    assert axis([row(None), row(math.nan)]) is None
    assert of(row(0.9)).mark(row(math.nan)) is None


def test_references_do_not_widen_it() -> None:
    chance, majority = Reference(name="chance", accuracy=0.1), Reference(name="majority", accuracy=0.6)
    found = of(row(0.9), row(0.5), references=(majority, chance))
    assert (found.references, found.low) == ((majority,), 0.49)


def test_a_row_that_may_be_the_best_is_told_from_others() -> None:
    found = of(row(0.9), row(0.5))
    marks = [found.mark(row(0.9, ranks=ranks)) for ranks in ((1, 3), (2, 3), None)]
    assert [(mark.first, mark.ranked) for mark in marks if mark] == [(True, True), (False, True), (False, False)]


def test_single_runs_are_drawn_where_there_are_several() -> None:
    whole = made.line("net", 0.5, (1, 1)).row
    found = of(whole)
    several, one = found.mark(whole), found.mark(replace(whole, runs=whole.runs[:1]))
    assert several and one  # noqa: PT018
    assert (len(several.seeds), len(one.seeds)) == (3, 0)
