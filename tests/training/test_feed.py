"""Tests of the data feed."""

from __future__ import annotations

import bars
import numpy as np
import pytest

from zoo.training.augmentation.chain import Chain
from zoo.training.feed import Batches, Feed
from zoo.training.prepare import prepare


@pytest.fixture
def make(compose, splits, registry):
    def feed(*augmenters, seed=0, batch_size=16, start_step=0):
        prepared = prepare(compose(validation=0.1), splits)
        chain = Chain([(registry.component("augmenter", name), {}) for name in augmenters], (6, 9, 1), seed)
        return Feed(prepared.train, chain, 3, seed=seed, batch_size=batch_size, start_step=start_step)

    return feed


def test_an_epoch_shows_every_image_once(make):
    feed = make()
    assert feed.steps_per_epoch == 4
    items = [feed[k] for k in range(4)]
    assert [len(labels) for _, labels in items] == [16, 16, 16, 6]
    shown = np.concatenate([inputs["images"] for inputs, _ in items])
    expected = feed.part.images[feed.part.indices]
    assert sorted(image.tobytes() for image in shown) == sorted(image.tobytes() for image in expected)
    assert shown.dtype == np.uint8


def test_labels_belong_to_their_images(make):
    inputs, labels = make()[2]
    bars = [image[:, :, 0].mean(axis=0).reshape(3, 3).mean(axis=1).argmax() for image in inputs["images"]]
    np.testing.assert_array_equal(labels.argmax(axis=1), bars)
    assert labels.dtype == np.float32


def test_an_item_is_a_pure_function_of_its_number(make):
    forwards, backwards = make("brighten"), make("brighten")
    ahead = [forwards[k] for k in range(9)]
    back = [backwards[k] for k in reversed(range(9))][::-1]
    for one, other in zip(ahead, back, strict=True):
        for name in one[0]:
            np.testing.assert_array_equal(one[0][name], other[0][name])


def test_epochs_seeds_differ_and_draws_do_not_change_the_order(make):
    feed, other, drawn = make(), make(seed=1), make("brighten")
    images = feed[0][0]["images"]
    assert not np.array_equal(images, feed[4][0]["images"])
    assert not np.array_equal(images, other[0][0]["images"])
    np.testing.assert_array_equal(images, drawn[0][0]["images"])


def test_goes_on_where_training_stopped(make):
    whole, rest = make("brighten"), make("brighten", start_step=6)
    for name, values in rest[1][0].items():
        np.testing.assert_array_equal(values, whole[7][0][name])


def test_labels_are_mixed(make):
    labels = make("mix")[0][1]
    np.testing.assert_allclose(labels.max(axis=1), 0.9 + 0.1 / 3, rtol=1e-6)


def test_keeps_the_error_of_an_image(make):
    feed = make()
    feed.part = type(feed.part)(bars.Corrupt(feed.part.images), feed.part.labels, feed.part.indices)
    with pytest.raises(Exception, match=r"7\.png"):
        [feed[k] for k in range(4)]
    assert "7.png" in feed.error.message


def test_the_dataset_holds_the_items_in_their_order_across_epochs(make):
    feed = make("brighten", start_step=2)
    for number, (inputs, labels) in enumerate(feed.dataset().take(7)):
        expected, expected_labels = feed[number]
        assert {name: str(tensor.dtype.name) for name, tensor in inputs.items()} == {
            name: str(array.dtype) for name, array in expected.items()
        }
        for name, array in expected.items():
            np.testing.assert_array_equal(inputs[name], array)
        np.testing.assert_array_equal(labels, expected_labels)


def test_the_dataset_knows_its_shapes_before_the_first_batch(make):
    inputs, labels = make("brighten").dataset().element_spec
    assert inputs["images"].shape.as_list() == [None, 6, 9, 1]
    assert all(spec.shape[0] is None and spec.shape.rank for spec in inputs.values())
    assert labels.shape.as_list() == [None, 3]


def test_an_item_that_stops_iteration_does_not_end_the_dataset(make, monkeypatch):
    feed = make()
    monkeypatch.setattr(feed, "batch", lambda *arguments: next(iter(())))
    with pytest.raises(Exception, match="raised StopIteration"):
        next(iter(feed.dataset()))
    assert isinstance(feed.error, StopIteration)


def test_no_tuner_runs_beside_it(make):
    """Its end waits for a thread that sleeps: about a second of each training, where both cores are busy."""
    assert make().dataset().options().autotune.enabled is False


def test_batches_for_prediction_keep_the_order(make):
    part = make().part
    batches = Batches(part, 20)
    assert batches.num_batches == 3
    together = np.concatenate([batches[k][0] for k in range(3)])
    np.testing.assert_array_equal(together, part.images[part.indices])
