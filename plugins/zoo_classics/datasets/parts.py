"""Train and test as datasets return them: from named arrays, or by a stratified split of one whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import zoo

if TYPE_CHECKING:
    import numpy as np


def splits(named: Mapping[str, Any], classes: Sequence[str]) -> zoo.Splits:
    """Returns `train_images`, `train_labels`, `test_images` and `test_labels` as splits; labels become int64."""
    return zoo.Splits(train=_split(named, "train"), test=_split(named, "test"), classes=classes)


def stratified(labels: np.ndarray, *, test_fraction: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Returns the ascending indices of train and of test, each class in both in proportion.

    Raises:
        zoo.DataError: a class is too small to stand in both, or a part too small to hold every class.
    """
    import numpy as np
    from sklearn.model_selection import train_test_split

    indices = np.arange(len(labels))
    try:
        train, test = train_test_split(indices, test_size=test_fraction, stratify=labels, random_state=seed)
    except ValueError as error:
        raise zoo.DataError(
            f"{len(labels)} images cannot be split with a test_fraction of {test_fraction:g}.", cause=f"{error}"
        ) from error
    return np.sort(train), np.sort(test)


def _split(named: Mapping[str, Any], part: str) -> zoo.Split:
    import numpy as np

    return zoo.Split(images=named[f"{part}_images"], labels=np.array(named[f"{part}_labels"], np.int64))
