"""Tests of the front of accuracy and cost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ranking import fakes
from zoo.ranking import render
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import pareto
from zoo.store.metrics import METRICS

LESS, MORE = METRICS["parameters"], METRICS["images_per_second"]


def rows(*points):
    return [
        fakes.row(model=f"m{i}", accuracy=accuracy, parameters=cost, metrics={"images_per_second": cost})
        for i, (accuracy, cost) in enumerate(points)
    ]


def names(found):
    return [row.model for row in found]


def test_less_or_more_is_better_as_the_metric_says():
    given = rows((0.9, 10), (0.8, 5), (0.7, 7), (0.95, 20))
    assert names(pareto.front(given, LESS)) == ["m1", "m0", "m3"]
    assert names(pareto.front(given, MORE)) == ["m3"]


@pytest.mark.parametrize("cost", [LESS, MORE], ids=lambda cost: cost.key)
@given(points=st.lists(st.tuples(st.none() | st.sampled_from([0.1, 0.2, 0.3]), st.none() | st.integers(1, 4))))
def test_a_row_is_on_the_front_where_no_other_beats_it(points, cost):
    given = rows(*points)
    sign = -1 if cost.better == "higher" else 1
    known = {f"m{i}": (-a, sign * c) for i, (a, c) in enumerate(points) if a is not None and c is not None}

    def beats(one, other):
        return one != other and one[0] <= other[0] and one[1] <= other[1]

    expected = {name for name, point in known.items() if not any(beats(other, point) for other in known.values())}
    assert set(names(pareto.front(given, cost))) == expected


def test_stale_rows_are_not_looked_at():
    stale = fakes.row(model="old", accuracy=1.0, parameters=1, stale=("x",))
    assert names(pareto.front([stale, *rows((0.5, 9))], LESS)) == ["m0"]


def test_what_is_no_number_is_not_known():
    assert pareto.front(rows((0.5, float("nan"))), MORE) == []


def test_the_front_is_marked_and_explained():
    board = arrange(rows((0.9, 10), (0.8, 20)))
    made = pareto.marked(render.sheet(board), board, pareto.on_front(board, LESS), LESS)
    text = "".join(sheet.text(made, 80))
    assert [line.split()[1] for line in text.splitlines() if line.startswith("-  ")][1:] == ["*", "m1"]
    assert "front: * where no other row is as good in accuracy and parameters" in text
    assert [record["front"] for record in made.records] == [True, False]
    assert sheet.comma_separated(made).splitlines()[1].startswith("True,dots")
