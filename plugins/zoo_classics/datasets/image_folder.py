"""A folder of images, a folder per class: read when asked for, so that it need not fit in memory."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import zoo
from zoo_classics.datasets.image_tree import find, refused, shown
from zoo_classics.datasets.parts import stratified

if TYPE_CHECKING:
    import numpy as np

Folder = Annotated[Path, zoo.Param(help="holds train/CLASS/* and test/CLASS/*, or CLASS/*: images, however deep")]


def load(
    *,
    path: Folder,
    size: Annotated[int, zoo.Param(ge=1, le=4096, unit="pixels", help="the side of the square")] = 32,
    test_fraction: Annotated[float, zoo.Param(gt=0, lt=1, help="the test's part, where one tree is split")] = 0.2,
    split_seed: Annotated[int, zoo.Param(ge=0, lt=2**32, help="which images are the test's, likewise")] = 0,
    fit: Annotated[
        Literal["crop", "pad", "stretch"],
        zoo.Param(help="of images not square: the middle, all of it, or all squeezed"),
    ] = "crop",
) -> zoo.Splits:
    """Returns the images of a folder, RGB, uint8 (N, size, size, 3) when indexed, and labels int64 (N,).

    A label is the class's place among the sorted names. What is lost on the way (cut off, resized, left out) is in the
    notes. The decoded images are kept in the data folder where they take no more than 1 GiB.

    Raises:
        zoo.DataError: the folder is not as expected, or an image in it cannot be read.
    """
    import numpy as np

    from zoo_classics.datasets.image_notes import notes
    from zoo_classics.datasets.image_pixels import ImageFiles, kept
    from zoo_classics.datasets.image_scan import fingerprint_of, refuse_unreadable, scan

    tree = find(path)
    findings = scan(tree)
    refuse_unreadable(tree, findings)
    files, labels = np.array([os.fsencode(file) for file in tree.files]), np.array(tree.labels, np.int64)
    images = kept(ImageFiles(path, files, size, fit), fingerprint_of(findings))
    if tree.trained is None:
        train, test = _split(path, labels, tree.classes, test_fraction, split_seed)
    else:
        train, test = np.split(np.arange(len(labels)), [tree.trained])
    found = notes(tree, findings, size, fit, train, test)
    if tree.trained is None and abs(len(test) - test_fraction * len(labels)) >= 1:
        found.append(f"{len(test)} of {len(labels)} images are the test's, so that each part has one of each class")
    return zoo.Splits(
        train=zoo.Split(images=images.part(train), labels=labels[train]),
        test=zoo.Split(images=images.part(test), labels=labels[test]),
        classes=[shown(name) for name in tree.classes],
        notes=found,
    )


def fingerprint(*, path: Folder) -> str:
    """Returns a hash of all files' places and contents. Raises `zoo.DataError` where the folder is not as expected."""
    from zoo_classics.datasets.image_scan import fingerprint_of, scan

    return fingerprint_of(scan(find(path)))


def _split(
    root: Path, labels: np.ndarray, classes: Sequence[str], test_fraction: float, seed: int
) -> tuple[np.ndarray, np.ndarray]:
    """Returns the indices of train and of test. A part that is to be smaller than one of each class is one of each."""
    import numpy as np

    counts = np.bincount(labels)
    if counts.min() < 2:
        raise refused(
            f"Class {classes[int(counts.argmin())]} in {root} has one image alone.",
            "Split into train and test, it needs at least two.",
        )
    tested = math.ceil(test_fraction * len(labels))
    if min(tested, len(labels) - tested) >= len(classes):
        return stratified(labels, test_fraction=test_fraction, seed=seed)
    rng = np.random.default_rng(seed)
    few = np.array([rng.choice(np.flatnonzero(labels == label)) for label in range(len(classes))])
    many = np.setdiff1d(np.arange(len(labels)), few)
    return (many, few) if tested < len(classes) else (few, many)


DATASET = zoo.Dataset(
    name="image-folder",
    summary="your own images, a folder per class",
    load=load,
    fingerprint=fingerprint,
)
