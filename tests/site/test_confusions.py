"""Confusion matrices as pages show them: shades of cells, and the most frequent errors."""

from __future__ import annotations

from zoo.site import confusions
from zoo.site.confusions import Cell, Confusion
from zoo.site.content import ConfusionMatrix

MATRIX = ConfusionMatrix(classes=["cat", "dog", "ship"], counts=[[90, 10, 0], [40, 60, 0], [0, 0, 0]])


def test_a_row_has_the_cells_of_a_class():
    (name, cells), *_ = confusions.rows(MATRIX)
    assert name == "cat"
    assert cells == [Cell(90, 8, True), Cell(10, 3, False), Cell(0, 0, False)]


def test_shades_go_from_none_for_none_to_the_last_for_all():
    found = {share: confusions.shade(share) for share in (0, 1e-6, 0.01, 0.1, 0.5, 1)}
    assert found == {0: 0, 1e-6: 1, 0.01: 1, 0.1: 3, 0.5: 6, 1: confusions.SHADES}


def test_a_class_without_images_has_cells_too():
    *_, (name, cells) = confusions.rows(MATRIX)
    assert (name, [cell.shade for cell in cells]) == ("ship", [0, 0, 0])


def test_the_most_frequent_errors_come_first():
    assert confusions.frequent(MATRIX) == [Confusion("dog", "cat", 40, 0.4), Confusion("cat", "dog", 10, 0.1)]


def test_only_the_first_errors_are_named():
    classes = [str(number) for number in range(20)]
    matrix = ConfusionMatrix(classes=classes, counts=[[1] * 20] * 20)
    assert len(confusions.frequent(matrix)) == confusions.NAMED
