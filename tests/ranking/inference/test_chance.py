"""How far another training may be off: from what was trained with several seeds on the same test images."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.ranking.inference.chance import half_width
from zoo.ranking.inference.comparison import compare
from zoo.store import Correct, RunRecord, Store

IMAGES = 400


def bits(seed: int) -> bytes:
    return np.packbits(np.random.default_rng(seed).random(IMAGES) < 0.8).tobytes()


def finish(store: Store, group: str, seed: int, test_set: str = "0" * 16, number: int | None = None) -> RunRecord:
    """A run of which it is kept what it got right."""
    correct = Correct(test_set, IMAGES, bits(seed if number is None else number))
    record = RunRecord(
        experiment_id=f"{group}{seed}", group_id=group, dataset="dots", model="net", augmenter="none", recipe="quick",
        seed=seed, protocol=1,
    )  # fmt: skip
    lease = store.begin(record)
    store.finish(lease, {"test_accuracy": correct.accuracy, "correct": correct.to_dict()})
    return store.run(lease.name)


@pytest.fixture
def store() -> Store:
    return Store.open()


def test_it_is_that_of_two_rows_of_one_seed_beside_those_of_several(store: Store) -> None:
    old, new = finish(store, "a", 0, number=7), finish(store, "a", 0, number=8)
    assert half_width(old, new, store) is None
    several = [{seed: bits(seed) for seed in range(3)}]
    for seed in range(3):
        finish(store, "b", seed)
    finish(store, "c", 5)
    found = compare([{0: bits(7)}, {0: bits(8)}, *several], IMAGES)
    assert half_width(old, new, store) == pytest.approx(found.half_width[0, 1])


def test_other_test_images_say_nothing(store: Store) -> None:
    old, new = finish(store, "a", 0, number=7), finish(store, "a", 0, number=8)
    for seed in range(3):
        finish(store, "b", seed, test_set="1" * 16)
    assert half_width(old, new, store) is None


def test_predictions_that_are_not_kept(store: Store) -> None:
    one, other = finish(store, "a", 0), finish(store, "b", 1, test_set="1" * 16)
    assert half_width(one, other, store) is None
