"""Tests of filters: names, expressions, presets, and what is not installed any more."""

from __future__ import annotations

import pytest

from tests.ranking import fakes
from zoo.errors import UsageError
from zoo.ranking.selection import select

SEEN = [
    fakes.row(model="net", augmenter="none"),
    fakes.row(model="net:width=16", augmenter="move+turn"),
    fakes.row(model="net:width=16:rate=0.25", augmenter="turn+move"),
    fakes.row(model="deep-net", augmenter="move:by=9"),
    fakes.row(model="gone:width=3", augmenter="move"),
]


def chosen(**filters):
    wanted = select(fakes.registry(), filters, SEEN)
    return [i for i, row in enumerate(SEEN) if wanted(row)]


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("model", None, [0, 1, 2, 3, 4]),
        ("model", "net", [0, 1, 2]),
        ("model", "net,deep-net", [0, 1, 2, 3]),
        ("model", "net:width=16", [1, 2]),
        ("model", "net:width=16:rate=0.250", [2]),
        ("model", "net:width=8", [0]),  # the default, which expressions leave out
        ("model", "net:rate=0.5", [0, 1]),
        ("model", "gone", [4]),
        ("model", "gone:width=3", [4]),
        ("model", "gone:width=4", []),
        ("augmenter", "move", [3, 4]),
        ("augmenter", "move+turn", [1]),
        ("augmenter", "both", [1]),
        ("augmenter", "far", [3]),
        ("augmenter", "move:by=1+turn", [1]),
        ("augmenter", "turn+move,none", [0, 2]),
        ("dataset", "lines", []),
    ],
)
def test_filters(kind, text, expected):
    assert chosen(**{kind: text}) == expected


def test_filters_hold_together():
    assert chosen(model="net", augmenter="both") == [1]


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        ({"model": "deepnet"}, "deep-net"),
        ({"model": "net:widht=3"}, "width"),
        ({"model": "net:width=wide"}, "expected int"),
        ({"dataset": "net"}, "dataset"),
    ],
)
def test_what_does_not_exist_is_an_error(filters, said):
    with pytest.raises(UsageError) as refused:
        chosen(**filters)
    assert said in refused.value.render()
