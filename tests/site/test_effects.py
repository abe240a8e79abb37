"""What parts add, drawn beside zero."""

from __future__ import annotations

from zoo.ranking.views.effects_sheet import Line
from zoo.site.effects import MARGIN, Bars, bars


def of(*found: tuple[float, float | None]) -> Bars:
    made = bars([Line("shift", difference, width, "digits") for difference, width in found])
    assert made
    return made


def test_all_of_a_table_are_on_one_axis_with_zero() -> None:
    found = of((0.3, 0.1), (0.2, 0.0))
    assert (found.zero, found.bars[0].high) == (MARGIN, 100 - MARGIN)
    assert of((-0.3, 0.1)).zero == 100 - MARGIN


def test_an_effect_is_beyond_zero_where_its_interval_is() -> None:
    assert [bar.beyond for bar in of((0.3, 0.1), (-0.3, 0.1), (0.05, 0.1), (0.3, None)).bars] == [
        True,
        True,
        False,
        False,
    ]


def test_nothing_added_has_a_place_too() -> None:
    found = of((0.0, None))
    assert found.bars[0].at == found.zero


def test_tables_of_something_else_are_not_drawn() -> None:
    assert bars([("shift", "+2.10")]) is None
    assert bars([]) is None
