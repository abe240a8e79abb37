"""Tiny archives in the published formats, small image folders, and the real data where there are any."""

from __future__ import annotations

import gzip
import io
import os
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

TRAIN, TEST = 6, 4


@pytest.fixture
def real_data() -> Path:
    """The folder in ZOO_TEST_DATA; without it, the test is skipped."""
    folder = os.environ.get("ZOO_TEST_DATA")
    if not folder:
        pytest.skip("ZOO_TEST_DATA names no folder with the real data")
    return Path(folder)


@pytest.fixture
def idx_folder(tmp_path: Path) -> Path:
    """MNIST's four archives, with 6 training and 4 test images of 28x28."""
    rng = np.random.default_rng(0)
    for prefix, count in (("train", TRAIN), ("t10k", TEST)):
        sides = [side.to_bytes(4, "big") for side in (count, 28, 28)]
        images = bytes([0, 0, 8, 3]) + b"".join(sides) + rng.bytes(count * 784)
        labels = bytes([0, 0, 8, 1]) + sides[0] + bytes(range(count))
        (tmp_path / f"{prefix}-images-idx3-ubyte.gz").write_bytes(gzip.compress(images))
        (tmp_path / f"{prefix}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(labels))
    return tmp_path


@pytest.fixture
def batches() -> dict[str, bytes]:
    """CIFAR-10's six batches by name, with two records each; the images of batch k are red k, green k+1, blue k+2."""
    names = [*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin"]
    planes = [b"".join(bytes([place + channel]) * 1024 for channel in range(3)) for place in range(6)]
    return {name: bytes([place]) + planes[place] + b"\x09" + planes[place] for place, name in enumerate(names)}


@pytest.fixture
def tar() -> Callable[[Path, Mapping[str, bytes]], Path]:
    """Writes members into a .tar.gz."""

    def write(path: Path, members: Mapping[str, bytes]) -> Path:
        with tarfile.open(path, "w:gz") as archive:
            for name, content in members.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        return path

    return write


@pytest.fixture
def picture() -> Callable[..., Path]:
    """Writes an image of one colour, and makes its folder."""

    def write(path: Path, colour: object = (200, 100, 50), size: tuple[int, int] = (12, 10), mode: str = "RGB") -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new(mode, size, colour).save(path)  # type: ignore[arg-type]
        return path

    return write


@pytest.fixture
def one_tree(tmp_path: Path, picture: Callable[..., Path]) -> Path:
    """Two classes of ten images in one tree, each image of its own shade."""
    root = tmp_path / "images"
    for label, name in enumerate(("cat", "dog")):
        for number in range(10):
            picture(root / name / f"{number}.png", (100 * label, 10 * number, 0))
    return root


@pytest.fixture
def two_trees(tmp_path: Path, picture: Callable[..., Path]) -> Path:
    """Two classes in train (3 images each) and in test (2 each)."""
    root = tmp_path / "images"
    for part, count in (("train", 3), ("test", 2)):
        for label, name in enumerate(("cat", "dog")):
            for number in range(count):
                picture(root / part / name / f"{number}.png", (100 * label, 10 * number, len(part)))
    return root
