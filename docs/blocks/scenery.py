"""What pages need that a reader has: published data, photos, a run. All made up, small, the same each time."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path


def photos(folder: Path) -> None:
    """Makes `photo.jpg`, and `photos/` and `more/` with a folder per class."""
    import numpy as np
    from PIL import Image

    def photo(path: Path, number: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(number).integers(0, 256, (40, 48, 3), np.uint8)
        Image.fromarray(pixels).save(path)

    photo(folder / "photo.jpg", 0)
    for number in range(1, 33):
        photo(folder / ("photos", "more")[number > 24] / ("cat", "dog")[number % 2] / f"{number}.png", number)


def published(source: str, shape: tuple[int, ...], module: str) -> Callable[[Path], None]:
    """Returns what makes a cache as `zoo data fetch` leaves it, of 500 random images to train on and 100 to test."""

    def make(folder: Path) -> None:
        import importlib

        import numpy as np

        from zoo.data import cache, digest, manifest

        described = importlib.import_module(module).SOURCE
        random, arrays = np.random.default_rng(0), {}
        for split, count in (("train", 500), ("test", 100)):
            arrays[f"{split}_images"] = random.integers(0, 256, (count, *shape), np.uint8)
            arrays[f"{split}_labels"] = (np.arange(count) % 10).astype(np.uint8)
        where = folder / "data" / source / cache.folder(described).name
        where.mkdir(parents=True)
        manifest.store(where, arrays, source=source, fingerprint=digest.pinned(described), origin="download")

    return make


FILES: dict[str, Callable[[Path], None]] = {
    "photos": photos,
    "mnist": published("mnist", (28, 28, 1), "zoo_classics.datasets.mnist"),
    "cifar10": published("cifar10", (32, 32, 3), "zoo_classics.datasets.cifar10"),
}
"""By its name in a page, what makes it in a folder: data in `data/`."""

COMMANDS = {"run": "zoo run -d digits -m mlp --epochs 1 --quiet"}
"""By its name in a page, the command that makes it."""
