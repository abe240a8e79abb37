"""Tests of training: what Keras is told, what its callbacks see, and that resuming would see the same batches."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.training import outputs, trainer
from zoo.training.assembly import assemble
from zoo.training.evaluate import evaluate


@pytest.fixture
def assembly(compose, registry, splits):
    return assemble(compose(), registry, splits)


def test_history_ends_with_the_net_as_it_is(assembly):
    trained = trainer.train(assembly, lambda event: None)
    score = evaluate(assembly.net, assembly.prepared.validation)
    assert trained.history[-1]["val_loss"] == score.loss
    assert trained.history[-1]["val_accuracy"] == score.accuracy


def test_it_equals_a_bare_fit_on_the_same_batches(compose, registry, splits):
    ours = assemble(compose(validation=None), registry, splits)
    trainer.train(ours, lambda event: None)
    weights = outputs.weights(ours.net)
    bare = assemble(compose(validation=None), registry, splits)
    trainer.compile_net(bare)
    for step in range(2 * bare.feed.steps_per_epoch):
        bare.net.train_on_batch(*bare.feed[step])
    for one, other in zip(weights, outputs.weights(bare.net), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-6)


def test_seconds_leave_out_validation(assembly):
    trained = trainer.train(assembly, lambda event: None)
    assert trained.seconds == pytest.approx(sum(entry["seconds"] for entry in trained.history))
    assert trained.images_per_second > 54 / trained.seconds
