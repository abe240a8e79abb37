"""The picture of accuracy against cost: drawn for whatever rows there are, with every name that there can be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.ranking import fakes, hostile
from zoo.inspection import front
from zoo.ranking.board import arrange
from zoo.store.metrics import METRICS

PARAMETERS = METRICS["parameters"]


def row(model, accuracy, cost, **changes):
    return fakes.row(model=model, accuracy=accuracy, parameters=cost, **changes)


def drawn(path: Path, rows, cost=PARAMETERS) -> np.ndarray:
    size = front.draw(path, front.panels(arrange(rows), cost), cost)
    with Image.open(path) as image:
        assert image.size == size
        return np.asarray(image.convert("RGB"))


def test_panels_have_the_cheapest_first_and_name_the_front():
    rows = [row("big", 0.9, 2_000), row("small", 0.8, 10, half_width=0.01), row("bad", 0.1, 5_000), row("x", None, 1)]
    (panel,) = front.panels(arrange(rows), PARAMETERS)
    assert [(point.name, point.front) for point in panel.points] == [("small", True), ("big", True), ("bad", False)]
    assert panel.names == ["1  small   80.00 ± 1.00%, 10", "2  big   90.00%, 2,000", "grey: 1 other row"]


def test_what_cannot_be_seen_is_an_escape():
    panel = front.panels(arrange([row("a\x1b", 0.9, 20, dataset="\u202e")]), PARAMETERS)[0]
    assert (panel.title, panel.points[0].name) == (r"\u202e", r"a\x1b")


def test_what_differs_is_in_a_name():
    rows = [row("a", 0.9, 20, augmenter="move"), row("a", 0.8, 10)]
    assert front.panels(arrange(rows), PARAMETERS)[0].names[0].startswith("1  a, none ")


def test_many_rows_of_a_front_are_counted():
    rows = [row(f"m{i}", i / 100, i + 1) for i in range(40)]
    assert front.panels(arrange(rows), PARAMETERS)[0].names[-1] == "and 15 more"


@pytest.mark.parametrize("cost", [PARAMETERS, METRICS["train_seconds"], METRICS["images_per_second"]])
def test_rows_are_drawn_for_every_cost(tmp_path, cost):
    rows = [row("a", 0.9, 10**6), row("b", 0.5, 10), row("c", 0.1, 10**7), row("d", 0.9, 3, dataset="lines")]
    rows = [fakes.replace(each, metrics={"images_per_second": float(each.parameters)}) for each in rows]
    picture = drawn(tmp_path / "f.png", rows, cost)
    blue = (np.abs(picture.astype(int) - (0x2A, 0x78, 0xD6)).sum(axis=-1) < 30).sum()
    assert blue > 100


@pytest.mark.parametrize("rows", [[row("a", 1.0, 0)], [row("a", 0.0, 1), row("b", 0.0, 1)], [row("a", 0.5, 1)] * 3])
def test_one_row_ties_and_nothing_paid(tmp_path, rows):
    drawn(tmp_path / "f.png", rows)


def test_hostile_names_are_drawn(tmp_path):
    for start in range(0, len(hostile.NAMES), 100):
        names = hostile.NAMES[start : start + 100]
        rows = [row(name, i / 200, i + 1, dataset=names[0]) for i, name in enumerate(names)]
        drawn(tmp_path / "f.png", rows)


@pytest.mark.parametrize("extension", ["pdf", "svg"])
def test_other_formats(tmp_path, extension):
    path = tmp_path / f"f.{extension}"
    front.draw(path, front.panels(arrange([row("a", 0.5, 10)]), PARAMETERS), PARAMETERS)
    assert path.stat().st_size > 1000
