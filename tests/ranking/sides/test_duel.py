"""Two rows or two runs on the same test images: as `compare` and McNemar say, of all images and of each class."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest

from tests.ranking import tested
from zoo.ranking.inference.comparison import compare
from zoo.ranking.sides import duel
from zoo.ranking.sides.duel import Kept, Labels
from zoo.store.predictions import Correct

IMAGES = 300
LABELS = Labels(tested.labels(IMAGES), tested.CLASSES)


def kept(correct, seed=0, name="x"):
    return Kept(f"{name}.{seed}", seed, Correct.of(tested.SET, correct))


def row(share, seeds=3, name="x", change=lambda correct, seed: correct):
    return [kept(change(tested.right(share, IMAGES, seed), seed), seed, name) for seed in range(seeds)]


def bits(runs):
    return {run.seed: run.correct.bits for run in runs}


def test_rows_are_compared_as_on_the_board():
    a, b = row(0.8, name="a"), row(0.6, name="b")
    found, board = duel.of_rows(a, b, labels=LABELS), compare([bits(a), bits(b)], IMAGES)
    assert found.difference == pytest.approx(board.difference[0, 1])
    assert (found.half_width, found.p) == (board.half_width[0, 1], board.p[0, 1])
    assert found.told_apart
    assert (found.pooled, found.images, found.runs_a, found.runs_b) == (False, IMAGES, 3, 3)
    assert [(t.seed, t.a, t.b) for t in found.trainings] == [(s, f"a.{s}", f"b.{s}") for s in range(3)]
    assert found.accuracy_a == pytest.approx(np.mean([tested.right(0.8, IMAGES, s).mean() for s in range(3)]))


def test_other_rows_tell_how_much_seeds_vary():
    a, b = row(0.8, name="a"), row(0.6, name="b")
    others = [bits(row(0.5 + number / 20)) for number in range(4)]
    found, board = duel.of_rows(a, b, others, LABELS), compare([bits(a), bits(b), *others], IMAGES)
    assert (found.half_width, found.p) == (board.half_width[0, 1], board.p[0, 1])
    assert found.half_width < duel.of_rows(a, b).half_width
    assert not found.pooled


def test_how_many_more_seeds_is_asked_of_these_two_alone():
    a, b = row(0.61, 2), row(0.6, 2)
    others = [bits(row(0.2 + number / 50, 2)) for number in range(20)]
    board = compare([bits(a), bits(b), *others], IMAGES)
    found = duel.of_rows(a, b, others)
    assert not found.told_apart
    assert found.more_seeds == board.more_seeds(0, 1, alone=True)
    assert 0 < found.more_seeds < (board.more_seeds(0, 1) or 10_000)


def test_equal_rows_are_not_told_apart():
    found = duel.of_rows(row(0.7), row(0.7, change=lambda correct, seed: np.roll(correct, seed % 2)), labels=LABELS)
    assert not found.told_apart
    assert not any(each.changed for each in found.classes)


def test_one_seed_each_claims_nothing_of_recipes_unless_others_tell_how_seeds_vary():
    a, b = row(0.8, 1), row(0.5, 1)
    assert duel.of_rows(a, b).half_width is None
    found = duel.of_rows(a, b, [bits(row(0.65))])
    assert found.pooled
    assert found.half_width == compare([bits(a), bits(b), bits(row(0.65))], IMAGES).half_width[0, 1]
    assert found.more_seeds is None, "the variance is not their own"


def test_runs_are_these_two_trainings_alone():
    a, b = kept(tested.right(0.8, IMAGES), 0, "a"), kept(tested.right(0.5, IMAGES), 1, "b")
    found = duel.of_runs(a, b, LABELS)
    (one,) = found.trainings
    first, second = tested.right(0.8, IMAGES), tested.right(0.5, IMAGES)
    assert (found.half_width, found.p, one.seed) == (None, None, None)
    assert (one.only_a, one.only_b) == ((first & ~second).sum(), (second & ~first).sum())
    assert one.p == binomtest(one.only_a, one.only_a + one.only_b).pvalue


def test_only_seeds_of_both_are_trainings():
    assert [t.seed for t in duel.of_rows(row(0.8, 3), row(0.5, 2)).trainings] == [0, 1]
    apart = duel.of_rows([kept(tested.right(0.8, IMAGES), 5)], [kept(tested.right(0.8, IMAGES), 6)])
    assert [t.seed for t in apart.trainings] == [None]


def _worse_at_dogs(correct, seed):
    return correct & ~((LABELS.of == 1) & (np.arange(IMAGES) % 2 == 0))


@pytest.mark.parametrize("runs", [True, False])
def test_classes_that_change_are_found_and_the_others_are_not(runs):
    a, b = row(0.8), row(0.8, change=_worse_at_dogs)
    found = duel.of_runs(a[0], b[0], LABELS) if runs else duel.of_rows(a, b, labels=LABELS)
    assert [each.name for each in found.classes] == ["cat", "dog", "emu"]
    assert [each.name for each in found.classes if each.changed] == ["dog"]
    dog = found.classes[1]
    chosen = LABELS.of == 1
    assert dog.images == chosen.sum()
    seeds = range(1 if runs else 3)
    assert dog.a == pytest.approx(np.mean([tested.right(0.8, IMAGES, s)[chosen].mean() for s in seeds]))
    assert dog.p < 0.05


def test_holm_keeps_what_chance_gives_to_one_of_many_classes():
    names = [f"c{number}" for number in range(20)]
    labels = Labels(np.arange(IMAGES) % 20, names)
    base = np.ones(IMAGES, dtype=bool)
    changed = base.copy()
    changed[np.flatnonzero(labels.of == 3)[:6]] = False  # 6 of 15 to none: p = 0.031 by itself
    found = duel.of_runs(kept(base), kept(changed, 1), labels)
    assert found.classes[3].p < 0.05
    assert not any(each.changed for each in found.classes)


def test_a_class_without_test_images_is_left_out():
    labels = Labels(np.zeros(IMAGES, dtype=int), tested.CLASSES)
    assert [each.name for each in duel.of_rows(row(0.8), row(0.6), labels=labels).classes] == ["cat"]


def test_json_has_all_of_it():
    told = duel.of_rows(row(0.8), row(0.6), labels=LABELS).to_dict()
    assert told["trainings"][2]["seed"] == 2
    assert told["classes"][0]["name"] == "cat"
    assert set(told) >= {"difference", "half_width", "p", "pooled", "images", "more_seeds"}
