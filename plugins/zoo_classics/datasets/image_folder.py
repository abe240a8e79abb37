"""A folder of images, a folder per class: read when asked for, so that it need not fit in memory."""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import zoo
from zoo_classics.datasets.image_tree import Tree, describe, find, refused, shown
from zoo_classics.datasets.parts import stratified

if TYPE_CHECKING:
    import numpy as np

    from zoo_classics.datasets.image_scan import Finding

Folder = Annotated[Path, zoo.Param(help="holds train/CLASS/* and test/CLASS/*, or CLASS/*: images, however deep")]
FITTED = {
    "crop": "are cut to their middle square (fit=pad and fit=stretch keep all of them)",
    "pad": "are padded with black bars (fit=pad)",
    "stretch": "are stretched to squares (fit=stretch)",
}
LOSSES = {
    "transparent": "are seen through: they stand on white",
    "deep": "have more than 8 bits per channel: they are reduced to 8",
    "frames": "are of several: the first of each file is taken",
}
"""What images lose, by their `image_decoding.Facts.marks`."""


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
    notes. Decoded images are kept (`zoo.keep_images`).

    Raises:
        zoo.DataError: the folder is not as expected, or an image in it cannot be read.
    """
    import numpy as np

    from zoo_classics.datasets.image_decoding import version
    from zoo_classics.datasets.image_pixels import ImageFiles
    from zoo_classics.datasets.image_scan import fingerprint_of, refuse_unreadable, scan

    tree = find(path)
    findings = scan(tree)
    refuse_unreadable(tree, findings)
    files, labels = np.array([os.fsencode(file) for file in tree.files]), np.array(tree.labels, np.int64)
    content = f"{fingerprint_of(findings)} {size} {fit}\n{version()}"
    hashes = np.fromiter((int(finding.sha256[:16], 16) for finding in findings), np.uint64)
    decoded = ImageFiles(path, files, hashes, size, fit)
    images = zoo.keep_images(decoded, (size, size, 3), name=DATASET.name, content=content)
    if tree.trained is None:
        train, test = _split(path, labels, tree.classes, test_fraction, split_seed)
    else:
        train, test = np.split(np.arange(len(labels)), [tree.trained])
    found = [*_left_out(tree), *_lost(findings, len(files), size, fit), *_copies(hashes[train], hashes[test])]
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


def _left_out(tree: Tree) -> Iterator[str]:
    if tree.aside:
        aside = ", ".join(f"{shown(name)}/" for name in tree.aside)
        yield f"only train and test are read of {shown(tree.root.name)}, not {aside}"
    if left := describe(tree.left):
        yield f"left out of {shown(tree.root.name)}: {left}"


def _lost(findings: Iterable[Finding], total: int, size: int, fit: str) -> list[str]:
    """Returns a sentence for each way in which images lose something, with how many do."""
    fitted, reduced = FITTED[fit], f"are resized down to {size}x{size} (size={size})"
    side, lost = min if fit == "crop" else max, dict.fromkeys((fitted, reduced, *LOSSES.values()), 0)
    for finding in findings:
        lost[fitted] += finding.width != finding.height
        lost[reduced] += side(finding.width, finding.height) > size
        for mark in finding.marks.split():
            lost[LOSSES[mark]] += 1
    return [f"{count:,} of {total:,} images {what}" for what, count in lost.items() if count]


def _copies(train: np.ndarray, test: np.ndarray) -> Iterator[str]:
    """Yields a sentence where test images are also trained on, by the hashes of both."""
    import numpy as np

    if copies := int(np.isin(test, train).sum()):
        yield f"{copies:,} of {len(test):,} test images are identical to training images"


DATASET = zoo.Dataset(
    name="image-folder",
    summary="your own images, a folder per class",
    load=load,
    fingerprint=fingerprint,
)
