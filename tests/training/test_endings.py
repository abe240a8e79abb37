"""Runs that end before their last epoch because the loss is not finite: at that batch, whatever the block."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shelf

from zoo.training import multi_step, trainer
from zoo.training.assembly import assemble
from zoo.training.endings import Diverged

STEPS = 7


@pytest.fixture
def sizes(monkeypatch):
    """Has blocks be as large as asked for, whatever time they take."""

    def largest(size):
        monkeypatch.setattr(multi_step, "LARGEST", size)
        monkeypatch.setattr(multi_step, "SECONDS", 1e9)

    return largest


def poisoned(assembly, epoch, batch, value=math.nan):
    """Has the labels of one batch make a loss that is not finite."""
    original = assembly.feed.batch

    def bad(indices, at_epoch, at_batch):
        inputs, labels = original(indices, at_epoch, at_batch)
        return inputs, np.full_like(labels, value) if (at_epoch, at_batch) == (epoch, batch) else labels

    assembly.feed.batch = bad
    return assembly


@pytest.mark.parametrize("size", [1, 3, 64])
@pytest.mark.parametrize(("epoch", "batch"), [(0, 0), (1, 4), (2, STEPS - 1)])
def test_the_batch_is_found_whatever_the_block(compose, registry, splits, sizes, size, epoch, batch):
    sizes(size)
    assembly = poisoned(assemble(compose(recipe="remembering"), registry, splits), epoch, batch)
    with pytest.raises(Diverged) as caught:
        trainer.train(assembly, lambda event: None)
    assert (caught.value.epoch, caught.value.step) == (epoch, batch + 1)
    assert int(assembly.net.optimizer.iterations) == epoch * STEPS + batch + 1
    assert caught.value.message == f"The training diverged at batch {batch + 1} of epoch {epoch + 1}."
    assert "the loss is nan" in caught.value.cause


def test_infinity_is_no_number_either(compose, registry, splits):
    assembly = poisoned(assemble(compose(recipe="remembering"), registry, splits), 1, 2, math.inf)
    with pytest.raises(Diverged, match="at batch 3 of epoch 2"):
        trainer.train(assembly, lambda event: None)


def test_a_recipes_own_callback_for_it_is_not_in_the_way(compose, registry, splits):
    recipe = {"recipe": {"callback": "finite"}}
    assembly = poisoned(assemble(compose(recipe="remembering", given=recipe), registry, splits), 1, 2)
    with pytest.raises(Diverged, match="at batch 3 of epoch 2"):
        trainer.train(assembly, lambda event: None)


def test_a_run_that_diverges_says_so_and_leaves_no_result(train, compose, tmp_path):
    last = train(compose(given={"recipe": {"rate": 1e30}}))[-1]
    assert (last["event"], last["epoch"]) == ("diverged", 0)
    assert 1 < last["step"] <= 4
    assert last["error"]["exit_status"] == 1
    assert f"at batch {last['step']} of epoch 1" in last["error"]["message"]
    assert last["error"]["hint"] == "zoo show plain"
    assert not (tmp_path / "run" / "weights.npz").exists()


def test_a_worker_goes_on_after_a_run_that_diverged(train, compose):
    assert train(compose(given={"recipe": {"rate": 1e30}}))[-1]["event"] == "diverged"
    assert shelf.result(train(compose()))["epochs"] == 2


@pytest.mark.parametrize(
    ("validation", "said"), [(0.1, "some logits of the validation"), (None, "some logits are not finite")]
)
def test_logits_that_are_not_finite_are_no_accuracy(train, compose, tmp_path, validation, said):
    last = train(compose(model="nan-at-test", validation=validation))[-1]
    assert last["event"] == "diverged"
    assert said in last["error"]["cause"]
    assert not (tmp_path / "run" / "test.npz").exists()


def test_weights_that_are_not_finite_after_the_last_batch(train, compose):
    """The last batch makes them so, and no loss is computed any more."""
    recipe = {"recipe": {"rate": 3e38, "epochs": 1, "batch_size": 64}}
    last = train(compose(given=recipe, validation=None))[-1]
    assert (last["event"], last["epoch"], last["step"]) == ("diverged", 0, 1)
    assert "weights are not finite" in last["error"]["cause"]
