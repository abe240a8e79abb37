"""A sheet of a dataset: its classes, how many images each has, and some of them."""

from __future__ import annotations

import subprocess
import sys

import bars
import numpy as np
import pytest

from zoo.errors import DataError
from zoo.experiments.experiment import Part
from zoo.inspection import contact_sheet
from zoo.plugin.components import Dataset
from zoo.plugin.discovery import Provider
from zoo.plugin.images import Split, Splits


class One:
    """A registry of one dataset."""

    def __init__(self, load):
        self.dataset = Dataset(name="some", summary="x", load=load)

    def component(self, kind, name):
        return self.dataset

    def provider(self, kind, name):
        return Provider("made", "1", "made[made]")


def made(load=bars.load_bars, split="train", **options):
    return contact_sheet.sheet(Part("some", {}), One(load), split, **{"seed": 0, "rows": 40, "images": 4, **options})


def test_a_row_for_each_class():
    grid, facts = made()
    assert [row.name for row in grid.rows] == list(bars.CLASSES)
    assert [row.note for row in grid.rows] == ["20 images"] * 3
    assert grid.subtitle == "train: 60 images of 6x9x1 in 3 classes"
    assert facts == {"split": "train", "classes": 3, "classes_shown": 3, "images": 60}
    for number, row in enumerate(grid.rows):
        assert len(row.images) == 4
        for image in row.images:
            assert image[:, number * 3 : number * 3 + 3].mean() > 120  # where the bar of its class is


def test_the_test_split_and_other_images_for_another_seed():
    assert made(split="test")[0].subtitle.startswith("test: 15 images")
    first, same, other = (np.stack(made(seed=seed)[0].rows[0].images) for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, same)
    assert not np.array_equal(first, other)


def test_many_classes_are_cut_and_the_sheet_says_so():
    grid, facts = made(rows=2)
    assert len(grid.rows) == facts["classes_shown"] == 2
    assert grid.footnote == "The first 2 of 3 classes."
    assert made()[0].footnote == ""


def test_a_class_with_few_images_and_one_with_none():
    def few():
        split = Split(images=np.zeros((3, 4, 5, 3), np.uint8), labels=np.array([0, 2, 2]))
        return Splits(train=split, test=split, classes=["a", "b", "c"])

    grid, _ = made(few)
    assert [(row.note, len(row.images)) for row in grid.rows] == [("1 images", 1), ("0 images", 0), ("2 images", 2)]


def test_what_is_no_dataset_is_refused():
    with pytest.raises(DataError, match="not what it has to be"):
        made(lambda: bars.Wrong.load(wrong="float"))


def test_it_needs_no_tensorflow():
    code = "import sys, zoo.inspection.contact_sheet; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras"}.isdisjoint(done.stdout.split())
