"""Nodes of a Ray cluster with other plugins and without data: they are named and left out, or data are brought."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

import zoo
from tests.plugins.zoo_ray.cluster import SOURCES
from zoo.data import cache, digest, manifest
from zoo.execution import plan, runner
from zoo.execution.preflight import Several
from zoo.experiments import experiment
from zoo.experiments.registry import load
from zoo.store import Store

PLUGIN = """
import numpy as np
import zoo

SOURCE = zoo.Source(
    name="blocks",
    files=(zoo.RemoteFile(name="blocks.bin", urls=("http://nowhere.invalid/blocks.bin",), sha256="0" * 64, size=1),),
    parse=dict,
)


def load_blocks():
    arrays = zoo.arrays(SOURCE)
    split = zoo.Split(images=arrays["images"], labels=np.asarray(arrays["labels"]))
    return zoo.Splits(train=split, test=split, classes=["a", "b"])


def fingerprint():
    return zoo.source_fingerprint(SOURCE)


def build(input_shape, num_classes):
    return {version}


@zoo.hookimpl
def zoo_datasets():
    return [zoo.Dataset(name="blocks", summary="blocks", load=load_blocks, source=SOURCE, fingerprint=fingerprint)]


@zoo.hookimpl
def zoo_models():
    return [zoo.Model(name="pile", summary="a pile of blocks", build=build)]
"""


def package(folder: Path, version: str) -> Path:
    """Writes the distribution `zoo-blocks`, as pip installs it."""
    info = folder / f"zoo_blocks-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: zoo-blocks\nVersion: {version}\n")
    (info / "entry_points.txt").write_text("[zoo]\nblocks = zoo_blocks\n")
    (folder / "zoo_blocks.py").write_text(PLUGIN.replace("{version}", version))
    return folder


@pytest.fixture(scope="module")
def packages(tmp_path_factory):
    """The plugin as this machine has it, and another version of it."""
    folder = tmp_path_factory.mktemp("packages")
    return package(folder / "ours", "1.0"), package(folder / "theirs", "2.0")


@pytest.fixture(scope="module")
def nodes(cluster, packages):
    """A node that has this machine's plugin and may download nothing, and one with another version of the plugin; that
    of the cluster has none."""
    ours, theirs = (os.pathsep.join(map(str, [folder, *SOURCES])) for folder in packages)
    with (
        cluster.node(PYTHONPATH=ours, ZOO_OFFLINE="1") as alike,
        cluster.node(PYTHONPATH=theirs, ZOO_OFFLINE="1") as other,
    ):
        yield alike, other


@pytest.fixture
def blocks(zoo_home, packages, monkeypatch):
    """The plugin's registry, with its data on this machine; returns the source of these."""
    monkeypatch.syspath_prepend(packages[0])
    registry = load()
    source = registry.component("dataset", "blocks").source
    arrays = {"images": np.arange(20 * 64, dtype=np.uint8).reshape(20, 8, 8, 1), "labels": np.arange(20) % 2}
    where = cache.folder(source)
    manifest.store(where, arrays, source="blocks", fingerprint=digest.pinned(source), origin="download")
    return registry, source


@pytest.fixture
def sweep(cluster, nodes, blocks):
    """Returns a function that trains on the cluster, and what was heard meanwhile."""
    registry, _ = blocks
    heard = []

    def run(**more):
        parts = {"dataset": "blocks", "model": "pile", "augmenter": "none", "recipe": "fast", "seeds": range(3)}
        items = plan.make(experiment.compose(registry, **parts), registry, Store.open(), force=True)
        options = zoo.RunOptions(launcher=f"ray:address={cluster.address}", **more)
        how = {"registry": registry, "store": Store.open(), "options": options, "emit": heard.append}
        return runner.run(items, handler="node_handler:Handler", **how).values()

    return run, heard


def test_what_nodes_lack_is_named_before_anything_trains(sweep):
    run, _ = sweep
    with pytest.raises(Several) as caught:
        run()
    reasons = "\n".join(sorted(map(str, caught.value.errors.values())))
    assert "'blocks' is not on this machine, and ZOO_OFFLINE forbids downloading it." in reasons
    assert "the code of model pile differs: zoo_blocks (zoo-blocks 2.0, and zoo-blocks 1.0 here)" in reasons
    assert "model pile of zoo-blocks 1.0 is not there" in reasons
    hints = " ".join(str(error.hint) for error in caught.value.errors.values())
    assert "pip install zoo-blocks==1.0" in hints
    assert "zoo data import blocks FOLDER; or add --ship-data" in hints
    assert Store.open().runs() == []


def test_data_are_brought_to_a_node_once(sweep, nodes, blocks):
    run, heard = sweep
    assert {record.status for record in run(ship_data=True)} == {"done"}
    assert len([event for event in heard if event.kind == "leftout"]) == 2
    there = nodes[0].data / cache.folder(blocks[1]).relative_to(zoo.data_folder())
    files = {path.name: path.stat().st_mtime_ns for path in there.glob("[!.]*")}
    assert files.keys() >= {path.name for path in cache.folder(blocks[1]).glob("*.npy")} | {"manifest.json"}
    run(ship_data=True)
    assert {path.name: path.stat().st_mtime_ns for path in there.glob("[!.]*")} == files
