"""Tests of which images a run gets."""

from __future__ import annotations

from dataclasses import replace

import bars
import numpy as np
import pytest

from zoo.errors import UsageError
from zoo.plugin.images import Split
from zoo.training.prepare import fingerprint, prepare


def test_without_limit_and_validation_everything_trains(compose, splits):
    prepared = prepare(compose(validation=None), splits)
    np.testing.assert_array_equal(prepared.train.indices, np.arange(60))
    assert len(prepared.validation) == 0
    assert len(prepared.test) == 15
    assert prepared.classes == bars.CLASSES
    assert not prepared.notes


def test_what_the_dataset_says_is_noted(compose, splits):
    assert prepare(compose(validation=None), replace(splits, notes=["half is missing"])).notes == ("half is missing",)


def test_validation_is_a_stratified_part_of_train(compose, splits):
    prepared = prepare(compose(validation=0.2), splits)
    together = np.concatenate([prepared.train.indices, prepared.validation.indices])
    np.testing.assert_array_equal(np.sort(together), np.arange(60))
    np.testing.assert_array_equal(np.bincount(prepared.validation.chosen_labels), [4, 4, 4])


def test_validation_depends_on_the_seed_alone(compose, splits):
    first, again, other, mlp = (
        prepare(compose(validation=0.2, seed=seed, model=model), splits).validation.indices.tolist()
        for seed, model in ((0, "tiny"), (0, "tiny"), (1, "tiny"), (0, "softmax"))
    )
    assert first == again == mlp
    assert first != other


def test_limit_is_stratified_and_independent_of_the_seed(compose, splits):
    chosen = [prepare(compose(limit=12, validation=None, seed=seed), splits) for seed in (0, 1)]
    assert chosen[0].train.indices.tolist() == chosen[1].train.indices.tolist()
    np.testing.assert_array_equal(np.bincount(chosen[0].train.chosen_labels), [4, 4, 4])
    np.testing.assert_array_equal(np.bincount(chosen[0].test.chosen_labels), [4, 4, 4])


def test_limit_leaves_a_smaller_test_part_whole(compose, splits):
    prepared = prepare(compose(limit=30, validation=0.1), splits)
    assert (len(prepared.train), len(prepared.validation), len(prepared.test)) == (27, 3, 15)


@pytest.mark.parametrize("settings", [{"limit": 2, "validation": None}, {"limit": 12, "validation": 0.1}])
def test_a_part_smaller_than_the_number_of_classes_is_plain_and_noted(compose, splits, settings):
    prepared = prepare(compose(**settings), splits)
    assert prepared.notes[0].endswith("images are chosen without regard to classes: too few for each class")


def test_a_class_with_one_image_is_noted(compose, splits):
    labels = np.zeros(60, dtype=np.int64)
    labels[0], labels[1:20] = 1, 2
    lonely = replace(splits, train=Split(images=splits.train.images, labels=labels))
    prepared = prepare(compose(validation=0.2), lonely)
    assert (len(prepared.train), len(prepared.validation)) == (48, 12)
    assert prepared.notes == ("12 of 60 images are chosen without regard to classes: too few for each class",)


@pytest.mark.parametrize("settings", [{"limit": 1}, {"validation": 0.999}, {"validation": 1.0}])
def test_nothing_left_to_train_on(compose, splits, settings):
    with pytest.raises(UsageError, match="none to train on") as refused:
        prepare(compose(**settings), splits)
    assert "--validation none" in refused.value.hint


def test_fingerprint_changes_with_images_labels_and_classes(splits):
    changed = splits.train.images.copy()
    changed[-1, -1, -1, -1] += 1
    others = [
        replace(splits, train=Split(images=changed, labels=splits.train.labels)),
        replace(splits, train=Split(images=splits.train.images, labels=splits.train.labels[::-1])),
        replace(splits, classes=("a", "b", "c")),
        replace(splits, train=splits.test, test=splits.train),
    ]
    prints = {fingerprint(each) for each in [splits, *others]}
    assert len(prints) == 5
    assert fingerprint(bars.load_bars()) == fingerprint(splits)
