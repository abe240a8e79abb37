"""What a preview shows is what the run's own feed gives and its own graph makes of it."""

from __future__ import annotations

import numpy as np
import pytest

from zoo.errors import DataError, PluginError
from zoo.inspection import preview
from zoo.inspection.preview import Preview
from zoo.plugin.components import Augmenter
from zoo.training import networks
from zoo.training.assembly import assemble


@pytest.fixture
def fed(compose, registry, splits):
    """Returns a function that augments a batch of a run as its training does: images, labels, and the indices."""

    def feed(experiment, epoch, batch):
        assembly = assemble(experiment, registry, splits)
        feed = assembly.feed
        inputs, labels = feed[epoch * feed.steps_per_epoch + batch]
        images = inputs.pop("images")
        changed = assembly.net.chain.apply(networks.tensors({"i": images})["i"], networks.tensors(inputs))
        return np.clip(np.rint(changed), 0, 255).astype(np.uint8), labels, images

    return feed


def test_the_last_step_and_later_epochs_are_what_training_sees(compose, registry, fed):
    experiment = compose(augmenters=["brighten", "mix", "brighten"], seed=3)
    grid, facts = Preview(experiment, registry).grid(epoch=1, draws=3, rows=5)
    assert facts["epochs"] == [2, 3, 4]
    for column, epoch in ((3, 1), (4, 2), (5, 3)):
        batches = [fed(experiment, epoch, batch) for batch in range(4)]  # 54 images in batches of 16
        found = 0
        for row in grid.rows:
            for changed, _, originals in batches:
                same = [bool(np.array_equal(original, row.images[0])) for original in originals]
                if any(same):
                    np.testing.assert_array_equal(row.images[column], changed[same.index(True)])
                    found += 1
        assert found == 5


def test_each_step_is_the_chain_so_far(compose, registry):
    grid, _ = Preview(compose(augmenters=["still", "brighten"]), registry).grid(epoch=0, draws=1, rows=4)
    assert [column.heading for column in grid.columns] == ["original", "+ still", "+ brighten"]
    assert [column.trained for column in grid.columns] == [False, False, True]
    for row in grid.rows:
        original, still, brighter = row.images
        np.testing.assert_array_equal(original, still)
        assert (brighter >= original).all()
        assert brighter.mean() > original.mean()


def test_an_augmenter_added_at_the_end_changes_no_step_before_it(compose, registry):
    short, long = (
        Preview(compose(augmenters=names), registry).grid(epoch=0, draws=1, rows=3)[0]
        for names in (["brighten"], ["brighten", "mix"])
    )
    for one, other in zip(short.rows, long.rows, strict=True):
        np.testing.assert_array_equal(one.images[1], other.images[1])


def test_mixed_labels_are_told_from_where_they_are_mixed(compose, registry):
    grid, _ = Preview(compose(augmenters=["brighten", "mix"]), registry).grid(epoch=0, draws=2, rows=3)
    for row in grid.rows:
        assert row.captions[:2] == ["", ""]
        assert [c.splitlines()[0] for c in row.captions[2:]] == [f"0.93 {row.name}"] * 2


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ([1, 0, 0], "1.00 cat"),
        ([0.3, 0.7, 0], "0.70 dog\n+ 0.30 cat"),
        ([0.2, 0.2, 0.6], "0.60 eel\n+ 0.20 cat + 1 more"),
        ([0.999, 0.001, 0], "1.00 cat"),
    ],
)
def test_caption(label, expected):
    assert preview.caption(np.array(label, dtype=np.float32), ["cat", "dog", "eel"]) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(1, [0]), (3, [0, 2, 3]), (4, [0, 1, 2, 3]), (9, [0, 1, 2, 3, 4])], ids=str
)
def test_images_of_as_many_classes_as_possible(count, expected):
    assert preview.varied(np.array([5, 5, 2, 7, 5]), count) == expected


def test_rows_are_at_most_a_batch(compose, registry):
    grid, facts = Preview(compose(), registry).grid(epoch=0, draws=1, rows=100)
    assert len(grid.rows) == len(facts["images"]) == 16


def test_pixels_beyond_the_range_are_shown_as_its_ends(compose, registry, monkeypatch):
    def extreme(images, draws):
        return (images - 128) * 100

    harsh = Augmenter(name="harsh", summary="x", draw=lambda rng, context: {}, apply=extreme)
    monkeypatch.setattr(type(registry), "component", _with(type(registry).component, harsh))
    grid, _ = Preview(compose(augmenters=["still"]), registry).grid(epoch=0, draws=1, rows=2)
    assert {0, 255} == {int(value) for row in grid.rows for value in np.unique(row.images[1])} - {128}


def _with(component, augmenter):
    return lambda self, kind, name: augmenter if kind == "augmenter" else component(self, kind, name)


def test_whose_fault_it_is(compose, registry):
    with pytest.raises(PluginError, match=r"'unappliable' of .* failed while it was applied"):
        Preview(compose(augmenters=["brighten", "unappliable"]), registry).grid(epoch=0, draws=1, rows=2)
    with pytest.raises(DataError, match="cannot be decoded"):
        Preview(compose(dataset="corrupt"), registry).grid(epoch=0, draws=20, rows=16)
    with pytest.raises(PluginError, match=r"dataset 'unloadable' of .* failed while it loaded"):
        Preview(compose(dataset="unloadable"), registry)
