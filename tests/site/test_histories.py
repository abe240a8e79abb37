"""Histories of seeds as tables."""

from __future__ import annotations

from zoo.site import histories
from zoo.site.content import Curve

CURVE = Curve(seed=0, loss=[12.5, None], accuracy=[0.1, 0.25], val_loss=[1e7, 0.5], val_accuracy=[None, 0.5])
ALONE = Curve(seed=1, loss=[None], accuracy=[None], val_loss=[None], val_accuracy=[None])


def test_a_row_is_an_epoch():
    assert histories.rows(CURVE, ["training", "validation"]) == [
        ["12.5000", "10000000.0000", "10.00%", "-"],
        ["-", "0.5000", "25.00%", "50.00%"],
    ]
    assert histories.rows(CURVE, ["training"]) == [["12.5000", "10.00%"], ["-", "25.00%"]]


def test_validation_is_shown_where_any_seed_has_some():
    assert histories.splits([ALONE]) == ["training"]
    assert histories.splits([ALONE, CURVE]) == ["training", "validation"]
