"""A sheet of a dataset: a row of images for each class. Without TensorFlow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.experiments.plugin_errors import blamed
from zoo.inspection.image_grid import Column, Grid, Row
from zoo.progress import track
from zoo.training.prepare import load

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Split


def sheet(
    part: Part, registry: Registry, name: str, *, seed: int, rows: int, images: int
) -> tuple[Grid, dict[str, Any]]:
    """Returns a grid of a dataset's images by class, and what is known of it.

    Args:
        name: `train` or `test`.
        seed: another one shows other images.
        rows: the largest number of classes.
        images: how many of each class.

    Raises:
        DataError, PluginError: as `load`; or an image cannot be read.
    """
    splits, _ = load(registry, part)
    split: Split = getattr(splits, name)
    counts = np.bincount(np.asarray(split.labels), minlength=len(splits.classes))
    shown = range(min(rows, len(splits.classes)))
    with blamed(registry, "dataset", part.name, "read images"):
        lines = [
            Row(str(splits.classes[label]), f"{counts[label]:,} images", _some(split, label, images, seed))
            for label in track(shown, len(shown), "reading images", "classes")
        ]
    size = "x".join(map(str, split.images[np.arange(1)].shape[1:]))
    grid = Grid(
        title=str(part.term),
        subtitle=f"{name}: {counts.sum():,} images of {size} in {len(counts)} classes",
        columns=[Column()] * images,
        rows=lines,
        footnote=f"The first {len(shown)} of {len(counts)} classes." if len(shown) < len(counts) else "",
    )
    return grid, {"split": name, "classes": len(counts), "classes_shown": len(shown), "images": int(counts.sum())}


def _some(split: Split, label: int, count: int, seed: int) -> list[np.ndarray]:
    """Returns some images of a class, chosen at random: neighbours are often alike."""
    there = np.flatnonzero(np.asarray(split.labels) == label)
    chosen = np.random.default_rng([seed, label]).permutation(there)[:count]
    return list(split.images[np.sort(chosen)]) if len(chosen) else []
