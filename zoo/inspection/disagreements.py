"""The test images that one of two gets right and the other wrong, most confident first. Without TensorFlow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.inspection.image_grid import Column, Grid, Row

if TYPE_CHECKING:
    from zoo.ranking.sides.predicted import Predicted
    from zoo.training.prepare import Part as TestPart

COLUMNS = 8


@dataclass(frozen=True, eq=False)
class Guesses:
    """What one side says of the test images.

    Args:
        name: what it is called in captions: `A`.
        title: what it is.
        runs: of how many runs these are the predictions.
        classes: the predicted ones, integers (images,).
        confidence: their probabilities, (images,).
    """

    name: str
    title: str
    runs: int
    classes: np.ndarray
    confidence: np.ndarray

    @classmethod
    def of(cls, name: str, title: str, files: Sequence[Predicted]) -> Guesses:
        """Returns a run's predictions; of several runs those by the mean of their probabilities."""
        mean = np.mean([file.probabilities for file in files], axis=0)
        classes = files[0].predictions if len(files) == 1 else mean.argmax(axis=1)
        return cls(name, title, len(files), classes, mean[np.arange(len(classes)), classes])

    def caption(self, image: int, classes: Sequence[str]) -> str:
        return f"{self.name} {self.confidence[image]:.0%}: {classes[self.classes[image]]}"


def grid(
    a: Guesses, b: Guesses, images: TestPart, classes: Sequence[str], *, most: int = 24
) -> tuple[Grid, dict[str, Any]]:
    """Returns a grid of what the two disagree about, and what is known of it.

    Args:
        images: that both were tested on.
        most: how many images of each kind are shown: those of which both were surest.
    """
    right_a, right_b = (side.classes == images.chosen_labels for side in (a, b))
    sure = a.confidence * b.confidence
    rows: list[Row] = []
    facts: dict[str, Any] = {"averaged": a.runs}
    for one, chosen in ((a, np.flatnonzero(right_a & ~right_b)), (b, np.flatnonzero(right_b & ~right_a))):
        shown = chosen[np.argsort(-sure[chosen], kind="stable")][:most]
        found = f"{len(chosen):,} images" if len(chosen) == len(shown) else f"{len(shown)} of {len(chosen):,} images"
        rows += _rows(f"only {one.name} is right", found, shown, (a, b), images, classes)
        facts[f"only_{one.name.lower()}"] = {"images": len(chosen), "shown": images.indices[shown].tolist()}
    averaged = f" Predictions are by the mean of {a.runs} runs' probabilities." if a.runs > 1 else ""
    made = Grid(
        title=f"A: {a.title}    B: {b.title}",
        subtitle=f"The test images that one of the two gets right, those first of which both were surest.{averaged}",
        columns=[Column()] * COLUMNS,
        rows=rows,
        footnote="Below each image: what A and B say, how sure they are, and the image's number in the test split.",
    )
    return made, facts


def _rows(
    name: str, note: str, shown: np.ndarray, sides: Sequence[Guesses], images: TestPart, classes: Sequence[str]
) -> list[Row]:
    """Returns rows of images, the first one with a name; a row without images where there are none."""
    rows = []
    for first in range(0, max(len(shown), 1), COLUMNS):
        some = shown[first : first + COLUMNS]
        pixels = list(images.images[images.indices[some]]) if len(some) else []
        numbers = [f"no. {int(images.indices[image]):,}" for image in some]
        said = ["\n".join(side.caption(image, classes) for side in sides) for image in some]
        captions = [f"{text}\n{number}" for text, number in zip(said, numbers, strict=True)]
        rows.append(Row(name, note, pixels, captions) if first == 0 else Row("", "", pixels, captions))
    return rows
