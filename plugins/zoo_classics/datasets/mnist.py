"""MNIST: 70,000 handwritten digits. LeCun, Cortes and Burges, http://yann.lecun.com/exdb/mnist/"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import zoo
from zoo_classics.datasets.idx import read_idx
from zoo_classics.datasets.parts import splits

if TYPE_CHECKING:
    import numpy as np

MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
CLASSES = tuple("0123456789")


def parse(folder: Path, *, train: int = 60_000, test: int = 10_000) -> dict[str, np.ndarray]:
    """Returns uint8 images (N, 28, 28, 1) and uint8 labels (N,) of both parts.

    Raises:
        zoo.DataError: a file is missing or damaged, or a label is not a digit.
    """
    arrays = {}
    for part, prefix, count in (("train", "train", train), ("test", "t10k", test)):
        arrays[f"{part}_images"] = read_idx(folder, f"{prefix}-images-idx3-ubyte", (count, 28, 28))[..., None]
        arrays[f"{part}_labels"] = labels = read_idx(folder, f"{prefix}-labels-idx1-ubyte", (count,))
        if labels.max() >= len(CLASSES):
            raise zoo.DataError(f"{prefix}-labels-idx1-ubyte holds the label {labels.max()}.", cause="Digits end at 9.")
    return arrays


def load() -> zoo.Splits:
    """Returns 60,000 training and 10,000 test images, uint8 (N, 28, 28, 1), white on black, and labels int64 (N,)."""
    return splits(zoo.arrays(SOURCE), CLASSES)


def fingerprint() -> str:
    """Returns the source's fingerprint: there is nothing else that the data depend on."""
    return zoo.source_fingerprint(SOURCE)


def _file(name: str, sha256: str, size: int) -> zoo.RemoteFile:
    return zoo.RemoteFile(name=name, urls=tuple(mirror + name for mirror in MIRRORS), sha256=sha256, size=size)


SOURCE = zoo.Source(
    name="mnist",
    files=(
        _file(
            "train-images-idx3-ubyte.gz", "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609", 9_912_422
        ),
        _file("train-labels-idx1-ubyte.gz", "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c", 28_881),
        _file(
            "t10k-images-idx3-ubyte.gz", "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6", 1_648_877
        ),
        _file("t10k-labels-idx1-ubyte.gz", "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6", 4_542),
    ),
    parse=parse,
    unpacked=("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
    content="45518f18d36c4fb594c1b0ec98db2b31c225990c74da8437e317c4e48567e7f6",
)

DATASET = zoo.Dataset(
    name="mnist",
    summary="70,000 handwritten digits, 28x28 grey, 10 classes",
    load=load,
    source=SOURCE,
    fingerprint=fingerprint,
)
