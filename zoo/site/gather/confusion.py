"""How often each class is taken for each, over all seeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from zoo.site.content import ConfusionMatrix

if TYPE_CHECKING:
    from zoo.ranking.sides.predicted import Predicted

MOST = 200
"""Classes up to which there is a matrix: nobody reads one of a million cells."""


def confusion(files: Sequence[Predicted]) -> ConfusionMatrix | None:
    """Returns the sum of the runs' matrices; None without runs, or of too many classes.

    Args:
        files: what runs of one experiment predicted.
    """
    import numpy as np

    if not files or len(files[0].classes) > MOST:
        return None
    size = len(files[0].classes)
    cells = np.concatenate([file.labels.astype(np.int64) * size + file.predictions for file in files])
    counts = np.bincount(cells, minlength=size * size).reshape(size, size)
    return ConfusionMatrix(classes=files[0].classes, counts=counts.tolist())
