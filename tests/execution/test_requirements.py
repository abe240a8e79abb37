"""What a plan needs: downloads, and room on the disk."""

from __future__ import annotations

from dataclasses import replace

import pytest

import zoo
from tests.execution import fake_registry
from tests.ranking import fakes as boards
from zoo.data import cache, manifest
from zoo.execution import requirements
from zoo.execution.plan import Item
from zoo.experiments.experiment import compose


@pytest.fixture
def source():
    files = tuple(
        zoo.RemoteFile(name=name, urls=("http://nowhere.invalid",), sha256="0" * 64, size=size)
        for name, size in (("a.gz", 1000), ("b.gz", 10))
    )
    return zoo.Source(name="published", files=files, parse=dict)


@pytest.fixture
def registry(source):
    """The fake registry, where the data of `images` are published."""
    made = fake_registry.registry()
    dataset, provider = made.components["dataset", "images"]
    return replace(
        made, components={**made.components, ("dataset", "images"): (replace(dataset, source=source), provider)}
    )


def items(registry, **parts):
    asked = {"dataset": "images", "model": "good", "augmenter": "none", "recipe": "fast", **parts}
    return [Item(experiment=experiment) for experiment in compose(registry, **asked)]


def test_downloads_are_what_is_not_here_each_source_once(registry, source):
    planned = items(registry, dataset="images,others", model="good,better")
    assert requirements.downloads(planned, registry) == {"published": 1010}
    cache.archives(source).mkdir(parents=True)
    (cache.archives(source) / "a.gz").write_bytes(b"x")
    assert requirements.downloads(planned, registry) == {"published": 10}
    manifest.store(cache.folder(source), {}, source="published", fingerprint="x", origin="here")
    assert requirements.downloads(planned, registry) == {}


def test_what_is_done_needs_no_download(registry):
    done = [replace(item, run=boards.run()) for item in items(registry)]
    assert requirements.downloads(done, registry) == {}


def test_disk_is_what_runs_keep_and_the_checkpoints_of_those_that_train_together(registry):
    planned = items(registry, model="good,better,slow")
    facts = {item.experiment.group_id: {"parameters": 10**6 * n} for n, item in enumerate(planned, 1)}
    kept = 4 * 6 * 10**6 + 3 * requirements.OTHER_FILES
    assert requirements.disk(planned, facts, jobs=2) == (kept + 2 * 3 * 4 * (2 + 3) * 10**6, True)
    assert requirements.disk(planned, {}, jobs=2) == (0, False)


def test_free_space_is_that_of_the_nearest_folder_that_exists(zoo_home):
    assert not zoo_home.exists()
    assert requirements.free() > 0
