"""The probe `calibration`: whether a net is right as often as it says.

zoo probe RUN calibration -o reliability.png
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import zoo

if TYPE_CHECKING:
    import numpy as np


class Reliability(NamedTuple):
    """Images by how sure the net is of them, in bins of one width: (edge, edge], the first one with 0.

    Args:
        edges: (bins + 1,), from 0 to 1.
        images: how many are in each bin, (bins,).
        confidence: their mean confidence, (bins,), NaN in an empty bin.
        accuracy: how many of them are right, as a fraction; likewise.
        ece: the mean over all images of the distance between their bin's accuracy and confidence.
        chance: what `ece` would be on average for a net without any such error, tested on as many images.
    """

    edges: np.ndarray
    images: np.ndarray
    confidence: np.ndarray
    accuracy: np.ndarray
    ece: float
    chance: float


def measure(
    trained: zoo.Trained,
    *,
    bins: Annotated[int, zoo.Param(ge=2, le=100, help="of confidence, of one width")] = 15,
) -> zoo.Findings:
    """Compares how sure the net was of its test images with how often it was right. Asks the kept logits alone: neither
    TensorFlow nor the data are needed.

    Numbers, of 1: `ece`, the expected calibration error; `ece_by_chance`, what it would be on average without any error
    of calibration, for few images show some; `overconfidence`, mean confidence less accuracy.

    Raises:
        zoo.StoreError: the run's logits are missing or damaged.

    Source:
        Guo, Pleiss, Sun and Weinberger, "On Calibration of Modern Neural Networks" (2017, arXiv 1706.04599).
    """
    from zoo_probes.confidence import confidence
    from zoo_probes.reliability_diagram import figure, in_text

    sure, correct = confidence(trained.logits), trained.predictions == trained.labels
    found = reliability(sure, correct, bins)
    over = float(sure.mean() - correct.mean())
    said = f"right {correct.mean():.2%}, sure {sure.mean():.2%}; ECE {found.ece:.2%}, by chance {found.chance:.2%}"
    return zoo.Findings(
        numbers={"ece": found.ece, "ece_by_chance": found.chance, "overconfidence": over},
        shown=[in_text(found)],
        data={name: getattr(found, name) for name in ("edges", "images", "confidence", "accuracy")},
        pictures={"reliability.png": figure(found, trained.title, said)},
    )


def reliability(confidence: np.ndarray, correct: np.ndarray, bins: int = 15) -> Reliability:
    """Sorts images into bins by confidence, in [0, 1] (N,), and says how many of each are `correct`, bool (N,).

    Source:
        Guo et al. (2017) for the bins and the error. That few images show an error where there is none: Bröcker and
        Smith, "Increasing the Reliability of Reliability Diagrams" (2007); how large it is on average follows here from
        the normal distribution, bin by bin.
    """
    import numpy as np

    place = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)
    images, sure, right, variance = (
        np.bincount(place, weights, bins) for weights in (None, confidence, correct, confidence * (1 - confidence))
    )
    with np.errstate(invalid="ignore"):
        return Reliability(
            edges=np.linspace(0, 1, bins + 1),
            images=images.astype(int),
            confidence=sure / images,
            accuracy=right / images,
            ece=float(np.abs(right - sure).sum() / len(confidence)),
            chance=float(np.sqrt(2 / np.pi * variance).sum() / len(confidence)),
        )


CALIBRATION = zoo.Probe(
    name="calibration",
    summary="how often the net is right when it is sure: a reliability diagram and its error",
    measure=measure,
    metrics=[
        zoo.ProbeMetric(name="ece", title="calibration error", format="percent", better="lower", kind="fraction"),
        zoo.ProbeMetric(name="ece_by_chance", title="of it by chance", format="percent", kind="fraction"),
        zoo.ProbeMetric(name="overconfidence", title="overconfidence", format="percent"),
    ],
)
