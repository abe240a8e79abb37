"""The ways to train seeds at once that are compared do the same work: which of them to the bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import at_once, replicas, trainings
from benchmarks.trainings import Case, Trainings


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Trainings:
    monkeypatch.setattr(trainings, "IMAGES", 200)  # two steps, the second one of fewer images
    monkeypatch.setattr(replicas, "SEEDS", 2)
    return Trainings(tmp_path / "data", Case(model="mlp", shape=(8, 8, 1)))


def test_one_graph_changes_no_bit_and_stacked_weights_follow_closely(made: Trainings) -> None:
    alone = at_once.OneByOne(replicas.replicas(made))
    before = alone.weights()
    alone.epoch()
    assert not np.array_equal(before[0], alone.weights()[0])
    assert not np.array_equal(alone.weights()[0][0], alone.weights()[0][1])
    for way in (at_once.OneGraph, at_once.Mapped, at_once.LeadingAxis):
        ours = way(replicas.replicas(made))
        ours.epoch()
        assert replicas.same_bits(ours, alone) or way is not at_once.OneGraph
        for found, expected in zip(ours.weights(), alone.weights(), strict=True):
            np.testing.assert_allclose(found, expected, atol=1e-5)
