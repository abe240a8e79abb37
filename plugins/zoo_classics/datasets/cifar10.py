"""CIFAR-10: 60,000 colour photographs in 10 classes. Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import zoo
from zoo_classics.datasets.parts import splits

if TYPE_CHECKING:
    import numpy as np

CLASSES = ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck")
FOLDER = "cifar-10-batches-bin"
ARCHIVE = "cifar-10-binary.tar.gz"
BATCHES = (*(f"data_batch_{number}.bin" for number in range(1, 6)), "test_batch.bin")
SHAPE = (3, 32, 32)
RECORD = 1 + 3 * 32 * 32  # a label, then the red, the green and the blue plane, row by row


def parse(folder: Path, *, per_batch: int = 10_000) -> dict[str, np.ndarray]:
    """Returns uint8 images (N, 32, 32, 3) and uint8 labels (N,), five batches of train and one of test.

    Reads the archive's expected members in memory, or the files that it unpacks to: in `folder` or in its `FOLDER`.

    Raises:
        zoo.DataError: a batch is missing or not of the expected size, or a label is out of range.
    """
    import numpy as np

    size = per_batch * RECORD
    images = np.empty((len(BATCHES) * per_batch, 32, 32, 3), np.uint8)
    labels = np.empty(len(images), np.uint8)
    members = _archived(folder / ARCHIVE, size) if (folder / ARCHIVE).is_file() else _unpacked(folder, size)
    for name, content in members:
        records = np.frombuffer(content, np.uint8).reshape(per_batch, RECORD)
        if records[:, 0].max() >= len(CLASSES):
            raise zoo.DataError(f"{name} holds the label {records[:, 0].max()}.", cause="CIFAR-10's labels end at 9.")
        part = slice(BATCHES.index(name) * per_batch, (BATCHES.index(name) + 1) * per_batch)
        labels[part] = records[:, 0]
        images[part] = records[:, 1:].reshape(-1, *SHAPE).transpose(0, 2, 3, 1)
    end = 5 * per_batch
    return {
        "train_images": images[:end],
        "train_labels": labels[:end],
        "test_images": images[end:],
        "test_labels": labels[end:],
    }


def load() -> zoo.Splits:
    """Returns 50,000 training and 10,000 test images, uint8 (N, 32, 32, 3), and labels int64 (N,)."""
    return splits(zoo.arrays(SOURCE), CLASSES)


def fingerprint() -> str:
    """Returns the source's fingerprint: there is nothing else that the data depend on."""
    return zoo.source_fingerprint(SOURCE)


def _archived(archive: Path, size: int) -> Iterator[tuple[str, bytes]]:
    """Yields each batch's name and content, in the archive's order. Nothing is extracted; other members are skipped."""
    import tarfile
    import zlib

    found = set()
    try:
        with tarfile.open(archive, "r|gz") as stream:
            for member in stream:
                folder, _, name = member.name.removeprefix("./").rpartition("/")
                if folder != FOLDER or name not in BATCHES:
                    if member.size > size:  # skipping what a header promises may take for ever
                        raise _wrong(archive.name, f"{member.name!r} in it claims {member.size:,} bytes")
                    continue
                content = stream.extractfile(member) if member.isreg() and member.size == size else None
                if content is None or name in found:
                    raise _wrong(name, f"expected one file of {size:,} bytes, received {member.size:,}")
                found.add(name)
                yield name, content.read()
    except (tarfile.TarError, EOFError, OSError, zlib.error) as error:
        raise _wrong(archive.name, f"it is truncated or damaged: {error}") from error
    if missing := [name for name in BATCHES if name not in found]:
        raise _wrong(archive.name, f"{FOLDER}/{missing[0]} is not in it")


def _unpacked(folder: Path, size: int) -> Iterator[tuple[str, bytes]]:
    where = folder / FOLDER if (folder / FOLDER).is_dir() else folder
    for name in BATCHES:
        path = where / name
        if not path.is_file():
            raise zoo.DataError(f"{folder} holds neither {ARCHIVE} nor {name}.")
        if path.stat().st_size != size:
            raise _wrong(name, f"expected {size:,} bytes, received {path.stat().st_size:,}")
        yield name, path.read_bytes()


def _wrong(name: str, what: str) -> zoo.DataError:
    return zoo.DataError(f"{name} is damaged or not what it should be.", cause=f"{what}.")


SOURCE = zoo.Source(
    name="cifar10",
    files=(
        zoo.RemoteFile(
            name=ARCHIVE,
            urls=("https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz",),
            sha256="c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd",
            size=170_052_171,
        ),
    ),
    parse=parse,
    unpacked=BATCHES,
)

DATASET = zoo.Dataset(
    name="cifar10",
    summary="60,000 photographs of animals and vehicles, 32x32 colour, 10 classes",
    load=load,
    source=SOURCE,
    fingerprint=fingerprint,
)
