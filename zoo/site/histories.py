"""What experiments' curves show, as tables: losses and accuracies of each epoch, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from zoo.ranking.tables.figures import percent
from zoo.site.content import Curve

SPLITS = {"training": "", "validation": "val_"}
"""What the fields of a curve begin with, by the split that they are of."""


def splits(curves: Sequence[Curve]) -> list[str]:
    """Returns the training, and the validation where anything is known of it."""
    validated = [*(curve.val_loss for curve in curves), *(curve.val_accuracy for curve in curves)]
    known = any(value is not None for values in validated for value in values)
    return list(SPLITS) if known else ["training"]


def rows(curve: Curve, splits: Sequence[str]) -> list[list[str]]:
    """Returns a row per epoch: the loss of each split, then the accuracy of each."""
    fields = [(SPLITS[split] + what, write) for what, write in WRITTEN.items() for split in splits]
    return [list(cells) for cells in zip(*(map(write, getattr(curve, field)) for field, write in fields), strict=True)]


def _loss(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


WRITTEN: dict[str, Callable[[float | None], str]] = {"loss": _loss, "accuracy": percent}
"""How each is written."""
