"""Tests of what accuracies are read against, from the folders of runs."""

from __future__ import annotations

import json

import numpy as np
import pytest

from zoo.ranking.references import Reference, references

LABELS = np.array([2, 0, 2, 2, 1], np.int32)


def folder(path, classes=("a", "b", "c", "d"), labels=LABELS):
    path.mkdir()
    (path / "experiment.json").write_text(json.dumps({"classes": classes}))
    np.savez_compressed(path / "test.npz", labels=labels, logits=np.zeros((len(labels), len(classes))))
    return path


def test_chance_goes_by_the_classes_and_the_majority_by_the_test_images(tmp_path):
    found = references([folder(tmp_path / "run")])
    assert found == (Reference(name="majority", accuracy=0.6), Reference(name="chance", accuracy=0.25))


def test_one_class_is_always_right(tmp_path):
    found = references([folder(tmp_path / "run", classes=("a",), labels=np.zeros(3, np.int32))])
    assert [each.accuracy for each in found] == [1, 1]


def test_the_first_folder_that_can_be_read_tells(tmp_path):
    damaged, other, empty = (folder(tmp_path / name) for name in ("damaged", "other", "empty"))
    (damaged / "test.npz").write_bytes(b"PK no archive")
    (other / "experiment.json").write_text("[]")
    np.savez_compressed(empty / "test.npz", labels=LABELS[:0])
    folders = [tmp_path / "gone", damaged, other, empty]
    assert references(folders) == ()
    assert references([*folders, folder(tmp_path / "whole", classes=["a", "b"])])[1].accuracy == 0.5


@pytest.mark.parametrize(
    "damage",
    [lambda whole: b"", lambda whole: b"PK\x03\x04 cut off", lambda whole: whole[:60] + b"\xff" * 9 + whole[69:]],
)
def test_whatever_is_damaged_is_not_read(tmp_path, damage):
    file = folder(tmp_path / "run") / "test.npz"
    file.write_bytes(damage(file.read_bytes()))
    assert references([file.parent]) == ()


def test_no_more_is_read_than_is_needed(tmp_path):
    def folders():
        yield folder(tmp_path / "run")
        raise AssertionError("asked for the next one")

    assert len(references(folders())) == 2
