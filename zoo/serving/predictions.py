"""What a trained net takes image files for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from zoo.serving.image_files import ImageFiles
    from zoo.training.trained import Trained

FEW = 64
"""Files that are read before TensorFlow is imported: where none can be, one is told at once."""


class Prediction(NamedTuple):
    """The likeliest classes of a file and their probabilities, the likeliest first; or why it cannot be read."""

    name: str
    classes: list[tuple[str, float]]
    wrong: str | None


def predict(trained: Trained, files: ImageFiles, top: int) -> list[Prediction]:
    """Returns what the net takes each file for.

    Args:
        top: how many classes, at most.
    """
    from scipy.special import softmax

    images = files[np.arange(len(files))] if len(files) <= FEW else files
    if len(files.wrong) == len(files):
        return [Prediction(file.name, [], files.wrong[index]) for index, file in enumerate(files.files)]
    probabilities = softmax(trained.predict(images), axis=1)
    likeliest = np.argsort(-probabilities, axis=1, kind="stable")[:, :top]
    return [
        Prediction(file.name, [] if index in files.wrong else [(trained.classes[c], float(row[c])) for c in best], why)
        for index, (file, row, best) in enumerate(zip(files.files, probabilities, likeliest, strict=True))
        for why in [files.wrong.get(index)]
    ]
