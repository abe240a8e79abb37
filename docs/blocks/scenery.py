"""What pages need that a reader has: Python, published data, photos, a run, a server. Small, the same each time."""

from __future__ import annotations

import contextlib
import importlib.util
import shutil
import socket
from collections.abc import Callable
from pathlib import Path

from docs.blocks.page import ROOT
from tests import postgres, wheels


class Absent(Exception):
    """Something that a page needs is not installed here."""


class Python(wheels.Python):
    """A virtual environment that has all that this process can import, pip among it, and what is installed into it.

    Args:
        folder: where it is to be.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        (self.site,) = folder.glob("lib/python*/site-packages")
        self.kept = {*self.site.iterdir(), *self.program.parent.iterdir()}

    def clear(self) -> None:
        """Uninstalls what was installed."""
        for path in {*self.site.iterdir(), *self.program.parent.iterdir()} - self.kept:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def checkout(home: Path) -> None:
    """Makes the working folder a checkout whose `.venv` is ready, with a demo that takes seconds."""
    for path in ROOT.iterdir():
        if not path.name.startswith("."):
            (home / "work" / path.name).symlink_to(path)
    shutil.copytree(home.parent / "bin", home / "work" / ".venv" / "bin")
    for stamp in ("installed", "installed-dev"):
        (home / "work" / ".venv" / stamp).touch()
    demo = "demo: {dataset: digits, model: mlp, augmenter: none, recipe: fast:epochs=1, seeds: 1}\n"
    (home / "work" / "zoo.yaml").write_text(demo)


def photos(home: Path) -> None:
    """Makes `photo.jpg`, and `photos/` and `more/` with a folder per class."""
    import numpy as np
    from PIL import Image

    def photo(path: Path, number: int) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.default_rng(number).integers(0, 256, (40, 48, 3), np.uint8)
        Image.fromarray(pixels).save(path)

    photo(home / "work" / "photo.jpg", 0)
    for number in range(1, 33):
        photo(home / "work" / ("photos", "more")[number > 24] / ("cat", "dog")[number % 2] / f"{number}.png", number)


def published(source: str, shape: tuple[int, ...], module: str) -> Callable[[Path], None]:
    """Returns what makes a cache as `zoo data fetch` leaves it, of 300 random images to train on and 50 to test."""

    def make(home: Path) -> None:
        import importlib

        import numpy as np

        from zoo.data import cache, digest, manifest

        described = importlib.import_module(module).SOURCE
        random, arrays = np.random.default_rng(0), {}
        for split, count in (("train", 300), ("test", 50)):
            arrays[f"{split}_images"] = random.integers(0, 256, (count, *shape), np.uint8)
            arrays[f"{split}_labels"] = (np.arange(count) % 10).astype(np.uint8)
        where = home / "data" / source / cache.folder(described).name
        where.mkdir(parents=True)
        manifest.store(where, arrays, source=source, fingerprint=digest.pinned(described), origin="download")

    return make


def database(stack: contextlib.ExitStack) -> dict[str, str]:
    """Starts a PostgreSQL server, whose superuser needs no password."""
    if postgres.program("initdb") is None:
        raise Absent("PostgreSQL is not installed: apt-get install postgresql")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    stack.enter_context(postgres.Server(port=port))
    return {"PGPORT": str(port), "PGUSER": "zoo"}


def ray(stack: contextlib.ExitStack) -> dict[str, str]:
    """Looks whether Ray is there, and keeps what it starts small."""
    if importlib.util.find_spec("ray") is None:
        raise Absent("Ray is not installed: pip install 'keras-zoo[ray]'")
    return {"RAY_DEFAULT_OBJECT_STORE_MEMORY_PROPORTION": "0.01"}


SERVERS: dict[str, Callable[[contextlib.ExitStack], dict[str, str]]] = {"postgres": database, "ray": ray}
"""By its name in a page, what starts it, until the stack is closed; returns variables of the page's shell."""

FILES: dict[str, Callable[[Path], None]] = {
    "checkout": checkout,
    "photos": photos,
    "mnist": published("mnist", (28, 28, 1), "zoo_classics.datasets.mnist"),
    "cifar10": published("cifar10", (32, 32, 3), "zoo_classics.datasets.cifar10"),
}
"""By its name in a page, what makes it in a home."""

COMMANDS = {
    "run": "zoo run -d digits -m mlp --epochs 1 --quiet",
    "twelve runs": "zoo run -d digits -m mlp,mlp:dropout=0 -a none,shift --epochs 3 --seeds 3 --quiet",
}
"""By its name in a page, the command that makes it in an empty store. It is run once for all pages."""
