"""What a dataset loads: images and labels, for training and for testing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    import numpy as np


class Images(Protocol):
    """Anything with a length that an array of indices can index: an array, a memory map, a folder."""

    def __len__(self) -> int: ...

    def __getitem__(self, indices: Any) -> np.ndarray:
        """Returns uint8 images of shape (len(indices), H, W, C)."""


@dataclass(frozen=True, kw_only=True)
class Split:
    """Images and their labels.

    Args:
        images: uint8 (N, H, W, C) when indexed by a slice or an array of indices.
        labels: integers (N,), from 0.
    """

    images: Images
    labels: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Splits:
    """What a dataset loads.

    Args:
        train, test: the images of each; what validates is held out of `train`.
        classes: a name per label, in the labels' order.
        notes: a sentence each, what every run on it should say: what of the data is left out, changed or doubtful.
    """

    train: Split
    test: Split
    classes: Sequence[str]
    notes: Sequence[str] = ()
