"""`fashion-mnist`: 70,000 pictures of clothes by Zalando, downloaded once, checked, and kept.

Source: Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms"
(arXiv 1708.07747), https://github.com/zalandoresearch/fashion-mnist, under the MIT licence.
"""

import gzip
import zlib
from pathlib import Path

import zoo

CLASSES = (
    *("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat"),
    *("Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),
)
COUNTS = {"train": 60_000, "t10k": 10_000}

# The publisher's repository, at the commit of its last release, and the address in its README.
MIRRORS = (
    "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/b2617bb6d3ffa2e429640350f613e3291e10b141/data/fashion/",
    "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
)

# Sizes in bytes and SHA-256 as TensorFlow Datasets has them (url_checksums/fashion_mnist.txt); Zalando gives MD5 alone.
FILES = {
    "train-images-idx3-ubyte.gz": (26_421_880, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
    "train-labels-idx1-ubyte.gz": (29_515, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
    "t10k-images-idx3-ubyte.gz": (4_422_102, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
    "t10k-labels-idx1-ubyte.gz": (5_148, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5"),
}


def load():
    """Returns 60,000 training and 10,000 test images, uint8 (N, 28, 28, 1), white on black, and labels uint8 (N,)."""
    named = zoo.arrays(SOURCE)  # downloads and parses on first use; then memory-mapped
    train, test = (zoo.Split(images=named[f"{part}_images"], labels=named[f"{part}_labels"]) for part in COUNTS)
    return zoo.Splits(train=train, test=test, classes=CLASSES)


def fingerprint():
    """Returns what stands for the data in a run's record: the pinned checksums, or what was imported in their place."""
    return zoo.source_fingerprint(SOURCE)


def parse(folder: Path):
    """Returns the arrays that are kept, by name, from a folder that holds the published files.

    Raises:
        zoo.DataError: a file is not what it should be.
    """
    found = {}
    for part, count in COUNTS.items():
        images = read_idx(folder / f"{part}-images-idx3-ubyte.gz", (count, 28, 28))
        found[f"{part}_images"] = images[..., None]
        found[f"{part}_labels"] = read_idx(folder / f"{part}-labels-idx1-ubyte.gz", (count,))
    return found


def read_idx(path: Path, shape: tuple[int, ...]):
    """Returns the bytes after the header of an IDX file: four bytes of kind, then four for the size of each axis."""
    import numpy as np

    try:
        with gzip.open(path) as stream:
            return np.frombuffer(stream.read(), np.uint8, offset=4 + 4 * len(shape)).reshape(shape)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise zoo.DataError(f"{path.name} is damaged or not what it should be.", cause=f"{error}") from error


SOURCE = zoo.Source(
    name="fashion-mnist",
    files=tuple(
        zoo.RemoteFile(name=name, urls=tuple(mirror + name for mirror in MIRRORS), sha256=sha256, size=size)
        for name, (size, sha256) in FILES.items()
    ),
    parse=parse,
)

DATASET = zoo.Dataset(
    name="fashion-mnist",
    summary="70,000 pictures of clothes, 28x28 grey, 10 classes",
    load=load,
    source=SOURCE,
    fingerprint=fingerprint,
    origin="Xiao, Rasul and Vollgraf 2017, https://github.com/zalandoresearch/fashion-mnist",
    licence="MIT",
)
