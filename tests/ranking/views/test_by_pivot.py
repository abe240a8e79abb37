"""Tests of means with a column per dataset."""

from __future__ import annotations

from tests.ranking import fakes
from zoo.ranking.board import arrange
from zoo.ranking.tables import sheet
from zoo.ranking.views import by_pivot

ROWS = [
    *(fakes.row(model="a", augmenter=each, accuracy=accuracy) for each, accuracy in (("none", 0.9), ("move", 0.7))),
    *(fakes.row(model="b", augmenter=each, accuracy=0.5) for each in ("none", "move", "turn")),
    fakes.row(model="c", dataset="lines", accuracy=1.0),
    fakes.row(model="b", dataset="lines", accuracy=0.25, half_width=0.01),
    fakes.row(model="d", dataset="old", stale=("x",)),
]


def test_a_mean_is_over_what_all_of_its_dataset_have():
    made = by_pivot.sheet(arrange(ROWS), "model")
    assert "".join(sheet.text(made, 80)).splitlines()[:7] == [
        "Mean test accuracy",
        "",
        "model  dots    lines",
        "-----  ------  -------------",
        "b      50.00%  25.00 ± 1.00%",
        "c      -       100.00%",
        "a      80.00%  -",
    ]
    assert (
        made.notes[0].text
        == "Each mean is over the combinations of augmenter and recipe that all models of the dataset have."
    )
    assert [(record["dataset"], record["model"], record["combinations"]) for record in made.records] == [
        ("dots", "b", 2),
        ("lines", "b", 1),
        ("lines", "c", 1),
        ("dots", "a", 2),
    ]


def test_top_and_nothing():
    assert by_pivot.sheet(arrange(ROWS), "model", 1).cut == 2
    assert sheet.text(by_pivot.sheet(arrange([]), "model"), 80) == []
