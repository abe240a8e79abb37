"""The names of pages."""

from __future__ import annotations

import re

from tests.ranking import fakes
from zoo.site.gather import keys


def test_a_row_is_called_as_its_group():
    assert keys.experiments([fakes.row(group_id="0a1b2c3d4e5f"), fakes.row(group_id="b" * 12)]) == [
        "0a1b2c3d4e5f",
        "b" * 12,
    ]


def test_of_a_group_the_current_row_has_the_plain_name_wherever_it_stands():
    old = fakes.row(group_id="a" * 12, names=("x.7",), stale=("the data changed",))
    new = fakes.row(group_id="a" * 12, names=("x.2",))
    stale, current = keys.experiments([old, new])
    assert current == "a" * 12
    assert re.fullmatch(r"a{12}-[0-9a-f]{8}", stale)
    assert keys.experiments([new, old]) == [current, stale]


def test_of_stale_rows_alone_the_newest_has_it():
    first, second = (fakes.row(group_id="a" * 12, names=(f"x.{n}",), stale=("old",)) for n in (2, 10))
    older, newer = keys.experiments([first, second])
    assert newer == "a" * 12
    assert older != newer


def test_what_an_export_calls_a_group_leads_nowhere_else():
    names = keys.experiments([fakes.row(group_id=text) for text in ("../../etc", "A", "", "é", "x" * 65, "<b>")])
    assert len(set(names)) == 6
    assert all(re.fullmatch(r"[0-9a-f]{8}", name) for name in names)


def test_rows_that_an_export_has_twice_have_pages_of_their_own():
    twice = fakes.row(group_id="a" * 12, names=("x.1",))
    assert len(set(keys.experiments([twice, twice, twice]))) == 3


def test_the_pages_of_components_in_the_order_of_the_chain_without_what_is_not_installed():
    row = fakes.row(augmenter="turn:by=2+gone+move+turn")
    installed = {"augmenter-move", "augmenter-turn", "dataset-dots", "model-net", "recipe-quick"}
    assert keys.components(row, installed) == {
        "dataset": ["dataset-dots"],
        "model": ["model-net"],
        "augmenter": ["augmenter-turn", "augmenter-move"],
        "recipe": ["recipe-quick"],
    }


def test_an_expression_that_is_none_has_no_components():
    assert keys.components(fakes.row(model="::<b>"), {"model-net"})["model"] == []
