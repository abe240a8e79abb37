"""Our own components pass every check; the published datasets where the real data are here."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import SkipTest

import numpy as np
import pytest
from PIL import Image

from zoo.data.importing import import_data
from zoo.experiments.registry import load
from zoo.plugin.components import KINDS, Dataset
from zoo.testing import check_component, checks, components

IMAGES = TemporaryDirectory()
"""A folder of images, for the dataset that has to be told one; filled before the first test."""

PUBLISHED = {"mnist": "mnist", "cifar10": "cifar-10-batches-bin"}
"""Where in ZOO_TEST_DATA the files of a source lie."""

test_keras_zoo = checks("keras-zoo", given={"dataset": {"image-folder": {"path": IMAGES.name}}})


@pytest.fixture(scope="module", autouse=True)
def images() -> Iterator[None]:
    rng = np.random.default_rng(0)
    for split, count in (("train", 3), ("test", 2)):
        for folder in (Path(IMAGES.name, split, name) for name in ("cat", "dog")):
            folder.mkdir(parents=True)
            for index in range(count):
                Image.fromarray(rng.integers(0, 256, (9, 12, 3), dtype=np.uint8)).save(folder / f"{index}.png")
    yield
    IMAGES.cleanup()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the real data, where they are on this machine; elsewhere checks skip them and say so."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ZOO_DATA", str(folder))
        registry = load()
        for name, place in PUBLISHED.items() if "ZOO_TEST_DATA" in os.environ else ():
            source: Any = getattr(registry.component("dataset", name), "source", None)
            import_data(source, Path(os.environ["ZOO_TEST_DATA"]) / place, as_is=True)
    return folder


@pytest.fixture(autouse=True)
def data(published: Path, zoo_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_DATA", str(published))


def test_there_are_components_of_every_kind() -> None:
    assert {component.kind for component in components("keras-zoo")} == set(KINDS)


def test_a_missing_parameter_is_a_skip_that_names_it() -> None:
    def load(*, path: Path) -> Any:
        return path

    needy = Dataset(name="needy", summary="has to be told a path", load=load, origin="nobody", licence="CC0-1.0")
    with pytest.raises(SkipTest, match="path has no default"):
        check_component(needy)


def test_the_first_failure_is_raised() -> None:
    silent = Dataset(name="silent", summary="tells nothing of itself", load=lambda: None)
    with pytest.raises(AssertionError, match=r"zoo\.Splits from `load`"):
        check_component(silent)
