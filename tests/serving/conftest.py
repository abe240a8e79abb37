"""One run for all tests of what is done with a trained one: photographs of three colours, learned in a second."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.trained_home import trained_home
from zoo.experiments import registry as registries
from zoo.experiments.experiment import compose
from zoo.store import Store

COLOURS = {"blue": (40, 40, 200), "green": (40, 200, 40), "red": (200, 40, 40)}
REGISTRY = registries.load(local=False)


def photo(name: str, height: int = 30, width: int = 45, seed: int = 0) -> Image.Image:
    """A noisy picture of a colour."""
    noise = np.random.default_rng(seed).integers(0, 50, (height, width, 3))
    return Image.fromarray((noise + COLOURS[name]).astype(np.uint8))


@pytest.fixture(scope="session")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of ten JPEGs of each colour, and eight of each to be tested on."""
    root = tmp_path_factory.mktemp("photos")
    for name in COLOURS:
        for part, count in (("train", 10), ("test", 8)):
            (folder := root / part / name).mkdir(parents=True)
            for seed in range(count):
                photo(name, seed=seed + 100 * (part == "test")).save(folder / f"{seed}.jpg")
    return root


@pytest.fixture(scope="session")
def home(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one run: a perceptron on squares of eight pixels."""
    [experiment] = compose(
        REGISTRY,
        dataset=f"image-folder:path={photos}:size=8",
        model="mlp",
        augmenter="none",
        recipe="fast:epochs=6:batch_size=8",
    )
    return trained_home(tmp_path_factory.mktemp("home"), experiment, REGISTRY)


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The run's name, in a copy of that home."""
    shutil.copytree(home, tmp_path / "copy")
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "copy"))
    [record] = Store.open().runs()
    return record.name
