"""A trained net on the test images of another dataset that has the same classes."""

from __future__ import annotations

import contextlib
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.errors import RunFailed, UsageError, some
from zoo.plugin.images import Images
from zoo.ranking.inference.statistics import NORMAL
from zoo.store.answers import named
from zoo.store.records import now
from zoo.training.outputs import write_json

if TYPE_CHECKING:
    from zoo.experiments.experiment import Part
    from zoo.plugin.images import Splits
    from zoo.training.trained import Trained

    Shape = tuple[int, int, int]

FOLDER = "evaluations"
"""In the run's folder."""

NAMED = 5
"""Classes that a message names."""


@dataclass(frozen=True)
class Fitted:
    """Images made as large and as deep as a net takes them, when they are asked for: float32 in [0, 255]."""

    images: Images
    size: tuple[int, int]
    repeat: int

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, which: Any) -> np.ndarray:
        import keras

        found = keras.ops.cast(self.images[which], "float32")
        resized = keras.ops.image.resize(found, self.size, interpolation="bilinear")
        return np.repeat(keras.ops.convert_to_numpy(resized), self.repeat, axis=-1)


def refuse(trained: Trained, dataset: str, splits: Splits) -> None:
    """Raises `UsageError` where a net cannot be asked about a dataset: other classes, or images that it cannot take.

    Args:
        dataset: its expression, for messages.
    """
    own, given = set(trained.classes), {str(name) for name in splits.classes}
    if own != given:
        sides = ((dataset, given - own), ("the run", own - given))
        cause = f"{'; '.join(f'only {who}: {some(sorted(names), NAMED)}' for who, names in sides if names)}."
        message = f"{dataset!r} has other classes than run {trained.name!r} was trained on."
        raise UsageError(message, cause=f"{cause[0].upper()}{cause[1:]}", hint="zoo list datasets")
    shape, target = shape_of(splits), trained.image_shape
    (height, width, channels), (rows, columns, depth) = shape, target
    same_aspect = height * columns == width * rows
    if height > rows or width > columns or not same_aspect or channels not in (depth, 1):
        sizes = f"{_size(shape)}, and the net takes {_size(target)}"
        raise UsageError(
            f"The net of {trained.name!r} cannot take the images of {dataset!r}.",
            cause=f"They are {sizes}; smaller ones of the same form are resized up, and grey is repeated.",
            hint="zoo list datasets",
        )


def ask(trained: Trained, dataset: str, splits: Splits, data: str) -> dict[str, Any]:
    """Returns what the net says of a dataset's test images, all of them, as JSON has it.

    Args:
        splits: what `refuse` does not.
        data: the dataset's fingerprint.
    """
    from zoo.training import evaluate, scores  # TensorFlow, when nothing is refused any more

    shape, labels = shape_of(splits), np.asarray(splits.test.labels)
    images, notes = fitted(splits.test.images, shape, trained.image_shape)
    order = [trained.classes.index(str(name)) for name in splits.classes]
    logits = trained.predict(images)[:, order]
    found = evaluate.score(logits, labels)
    if not found.finite:
        message = f"Run {trained.name!r} gives images of {dataset} logits that are not finite."
        raise RunFailed(message, hint=f"zoo show {trained.name}")
    own, count = float(trained.record["test_accuracy"]), len(trained.labels)
    difference = found.accuracy - own
    variance = sum(p * (1 - p) / n for p, n in ((found.accuracy, len(labels)), (own, count)))
    return {
        "dataset": dataset,
        "data": data,
        "measured": now(),
        "images": len(labels),
        "accuracy": found.accuracy,
        "loss": found.loss,
        **{key.removeprefix("test_"): value for key, value in scores.scores(logits, labels).items()},
        "own_accuracy": own,
        "difference": difference,
        "half_width": 0.0 if dataset == trained.record["dataset"] else NORMAL * math.sqrt(variance),
        "notes": [*splits.notes, *notes],
    }


def keep(folder: Path, part: Part, found: Mapping[str, Any]) -> Path:
    """Writes what was found into a run's folder, in place of what was found before, and returns the file."""
    path = folder / FOLDER / f"{named(part.name, str(part.term))}.json"
    write_json(path, found)
    return path


def kept(folder: Path) -> list[dict[str, Any]]:
    """Returns what was found, by dataset; what is damaged was never asked."""
    found = []
    for path in sorted((folder / FOLDER).glob("*.json")):
        with contextlib.suppress(OSError, ValueError):
            found.append(json.loads(path.read_text(encoding="utf-8")))
    return sorted(found, key=lambda each: str(each["dataset"]))


def fitted(images: Images, shape: Shape, target: Shape) -> tuple[Images, list[str]]:
    """Returns images as a net takes them, and what is done to them."""
    notes = (
        [f"images are resized from {_size(shape[:2])} to {_size(target[:2])}, bilinear"]
        if shape[:2] != target[:2]
        else []
    )
    repeat = target[2] // shape[2]
    notes += ["grey is repeated to three channels"] if repeat > 1 else []
    return (Fitted(images, target[:2], repeat) if notes else images), notes


def shape_of(splits: Splits) -> Shape:
    """Returns the (H, W, C) of a dataset's images."""
    height, width, channels = splits.test.images[np.arange(1)].shape[1:]
    return height, width, channels


def _size(sides: Sequence[int]) -> str:
    return "x".join(map(str, sides))
