"""The notes of a run on a folder of images: files left out, what images lose, test images that are trained on too."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from zoo_classics.datasets.image_decoding import DEEP, FRAMES, TRANSPARENT
from zoo_classics.datasets.image_tree import Tree, describe, shown

if TYPE_CHECKING:
    from zoo_classics.datasets.image_scan import Finding

FITTED = {
    "crop": "are cut to their middle square (fit=pad and fit=stretch keep all of them)",
    "pad": "are padded with black bars (fit=pad)",
    "stretch": "are stretched to squares (fit=stretch)",
}
LOSSES = {
    TRANSPARENT: "are seen through: they stand on white",
    DEEP: "have more than 8 bits per channel: they are reduced to 8",
    FRAMES: "are of several: the first of each file is taken",
}
SHORTER = {"crop": min, "pad": max, "stretch": max}


def notes(
    tree: Tree, findings: Iterable[Finding], size: int, fit: str, train: np.ndarray, test: np.ndarray
) -> list[str]:
    """Returns a sentence for each loss, with the number of images that have it.

    Args:
        findings: one per file of `tree`.
        train, test: the indices of the files of each part.
    """
    total, hashes = len(tree.files), np.empty(len(tree.files), np.uint64)
    uneven, larger, marked = 0, 0, dict.fromkeys(LOSSES, 0)
    for number, finding in enumerate(findings):
        hashes[number] = int(finding.sha256[:16], 16)
        sides = finding.width, finding.height
        uneven += len({*sides}) > 1
        larger += SHORTER[fit](sides) > size
        for mark in finding.marks.split():
            marked[mark] += 1
    lost = {FITTED[fit]: uneven, f"are resized down to {size}x{size} (size={size})": larger}
    lost |= {LOSSES[mark]: count for mark, count in marked.items()}
    copies = int(np.isin(hashes[test], hashes[train]).sum())
    return [
        *_left_out(tree),
        *(f"{count:,} of {total:,} images {what}" for what, count in lost.items() if count),
        *([f"{copies:,} of {len(test):,} test images are identical to training images"] if copies else []),
    ]


def _left_out(tree: Tree) -> Iterator[str]:
    if tree.aside:
        aside = ", ".join(f"{shown(name)}/" for name in tree.aside)
        yield f"only train and test are read of {shown(tree.root.name)}, not {aside}"
    if left := describe(tree.left):
        yield f"left out of {shown(tree.root.name)}: {left}"
