"""The probe `calibration`: whether a net is right as often as it says.

zoo probe RUN calibration -o reliability.png
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import zoo

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SURE = 1.96
"""Standard deviations on each side of a mean that hold 95% of a normal distribution."""

WIDE = 24
"""Letters that a bar of 100% takes in the terminal."""


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


def in_text(found: Reliability) -> str:
    """Returns the diagram as text of at most 80 columns, a line for each bin that has images."""
    lines = [f"{'confidence':>12}{'images':>9}{'right':>8}   a bar: how often right; |: how sure"]
    for number in found.images.nonzero()[0]:
        low, high = (f"{edge:.0%}" for edge in found.edges[number : number + 2])
        right, sure = found.accuracy[number], found.confidence[number]
        lines.append(f"{f'{low} to {high}':>12}{found.images[number]:>9,}{right:>8.1%}   {bar(right, sure)}".rstrip())
    return "\n".join(lines)


def bar(right: float, sure: float) -> str:
    """Returns a bar as long as `right`, and in it or behind it a mark at `sure`."""
    letters = list("█" * round(WIDE * right)) + [" "] * (WIDE - round(WIDE * right))
    letters[min(WIDE - 1, int(WIDE * sure))] = "|"
    return "".join(letters)


def figure(found: Reliability, title: str, said: str) -> Figure:
    """Draws the diagram, with how many images each bin has below it."""
    from zoo_probes.charts import charted

    drawn, (above, below) = charted(
        title, said, (5.6, 6.0), nrows=2, sharex=True, gridspec_kw={"height_ratios": (3.4, 1)}
    )
    _diagram(above, found)
    _counts(below, found)
    return drawn


def _diagram(axes: Axes, found: Reliability) -> None:
    """Draws accuracy over confidence, with Wilson's 95% interval for what few images leave open."""
    import numpy as np

    from zoo_probes.charts import BLUE, FAINT, INK, ORANGE, percents, plain

    some = found.images > 0
    left, width = found.edges[:-1][some], np.diff(found.edges)[some]
    right, sure = found.accuracy[some], found.confidence[some]
    low, high = interval(right, found.images[some])
    axes.bar(left, right, width, align="edge", color=BLUE, edgecolor="white", linewidth=0.8, label="how often right")
    axes.hlines(sure, left, left + width, color=ORANGE, linewidth=2.5, label="how sure, on average")
    axes.errorbar(left + width / 2, right, (right - low, high - right), fmt="none", ecolor=INK, capsize=2)
    axes.plot([0, 1], [0, 1], color=FAINT, linewidth=1, linestyle="--")
    axes.set(xlim=(0, 1), ylim=(0, 1), ylabel="right")
    axes.xaxis.set_major_formatter(percents)
    axes.yaxis.set_major_formatter(percents)
    axes.legend(frameon=False, fontsize=9, loc="upper left")
    plain(axes)


def _counts(axes: Axes, found: Reliability) -> None:
    """Draws how many images each bin has; often nearly all are in one, so in powers of ten."""
    import numpy as np

    from zoo_probes.charts import FAINT, percents, plain

    axes.bar(found.edges[:-1], found.images, np.diff(found.edges), align="edge", color=FAINT, edgecolor="white")
    axes.set(xlabel="how sure the net is (bins of one width)", ylabel="images", yscale="log", ylim=(0.7, None))
    axes.xaxis.set_major_formatter(percents)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    plain(axes)


def interval(right: np.ndarray, images: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Returns Wilson's 95% interval (1927) of a fraction of so many images."""
    import numpy as np

    spread = SURE**2 / images
    middle = (right + spread / 2) / (1 + spread)
    half = np.sqrt(spread * right * (1 - right) + spread**2 / 4) / (1 + spread)
    return np.minimum(middle - half, right), np.maximum(middle + half, right)


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
