"""The probe `corruptions`: how accurate a net stays when pictures go bad.

zoo probe RUN corruptions -o corruptions.png
zoo probe RUN corruptions:images=1000:kinds=noise/blur
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, get_args

import zoo

if TYPE_CHECKING:
    import numpy as np

Name = Literal["noise", "blur", "contrast", "brightness", "jpeg", "occlusion"]


def measure(
    trained: zoo.Trained,
    *,
    kinds: Annotated[tuple[Name, ...], zoo.Param(help="which corruptions")] = (
        "noise",
        "blur",
        "contrast",
        "brightness",
        "jpeg",
        "occlusion",
    ),
    images: Annotated[int | None, zoo.Param(ge=1, help="so many of the test images, spread evenly; none: all")] = None,
    seed: Annotated[int, zoo.Param(ge=0, lt=2**32, help="another one draws other noise and squares")] = 0,
    example: Annotated[int, zoo.Param(ge=0, help="which test image the sheet shows")] = 0,
) -> zoo.Findings:
    """Predicts the test images as they are, and corrupted in each way at five severities.

    What happens to an image depends on the seed and its number among the test images alone. Numbers, of 1: `accuracy`,
    the mean over all kinds and severities; `drop`, what is lost of the accuracy without corruption, relative to it,
    None where that is 0; and of each kind the mean over its severities.

    Raises:
        zoo.UsageError: no kind, or no such example.
        zoo.DataError: the images are missing or damaged.

    Source:
        Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations"
        (2019, arXiv 1903.12261). The severities are our own, for small images (`corruption_kinds.KINDS`), and the mean
        is of plain accuracies, not of errors relative to AlexNet's: the figures are not comparable with published ones.
    """
    import numpy as np

    from zoo_probes.corruption_pictures import figure, sheet

    count = len(trained.labels)
    _refuse(kinds, example, count)
    chosen = np.unique(np.linspace(0, count - 1, min(images or count, count)).round().astype(int))
    clean, accuracy = accuracies(trained, kinds, chosen, seed)
    mean = float(accuracy.mean())
    drop = 1 - mean / clean if clean > 0 else None
    by_kind = dict(zip(kinds, accuracy.mean(axis=1).tolist(), strict=True))
    said = f"as they are {clean:.2%}, corrupted {mean:.2%}" + (f", a drop of {drop:.1%}" if drop is not None else "")
    return zoo.Findings(
        numbers={"accuracy": mean, "drop": drop, **by_kind},
        shown=[table(kinds, accuracy, clean, len(chosen))],
        data={"kinds": kinds, "accuracy": accuracy, "clean": clean, "images": len(chosen), "seed": seed},
        pictures={
            "corruptions.png": figure(kinds, accuracy, clean, trained.title, said),
            "examples.png": sheet(trained, kinds, example, seed),
        },
    )


def accuracies(trained: zoo.Trained, kinds: tuple[str, ...], chosen: np.ndarray, seed: int) -> tuple[float, np.ndarray]:
    """Returns the accuracy on the test images `chosen`, and that of each kind and severity: float64 (kinds, 5)."""
    import numpy as np

    from zoo_probes.corruption_kinds import SEVERITIES, Corrupted

    labels = trained.labels[chosen]
    trained.net  # noqa: B018 - built now: its time is no measure of the time left
    cells = [(kind, severity) for kind in kinds for severity in SEVERITIES]
    found = []
    for kind, severity in zoo.track(cells, len(cells), "corrupting images", "corruptions"):
        corrupted = Some(Corrupted(trained.images, kind, severity, seed=seed), chosen)
        found.append(float((trained.predict(corrupted).argmax(axis=1) == labels).mean()))
    clean = float((trained.predict(Some(trained.images, chosen)).argmax(axis=1) == labels).mean())
    return clean, np.array(found).reshape(len(kinds), len(SEVERITIES))


class Some:
    """Some of `images`, those at `places`: a `zoo.Images`."""

    def __init__(self, images: zoo.Images, places: np.ndarray) -> None:
        self.images, self.places = images, places

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, which: np.ndarray) -> np.ndarray:
        return self.images[self.places[which]]


def table(kinds: tuple[str, ...], accuracy: np.ndarray, clean: float, images: int) -> zoo.Table:
    """Returns the accuracies, in percent: a row for each kind, a column for each severity."""
    rows = [
        (kind, *(f"{100 * value:.1f}" for value in row), f"{100 * row.mean():.1f}")
        for kind, row in zip(kinds, accuracy, strict=True)
    ]
    title = f"Accuracy in percent of {images:,} test images at severities 1 to 5; as they are {100 * clean:.1f}"
    return zoo.Table(["corruption", "1", "2", "3", "4", "5", "mean"], rows, title)


def _refuse(kinds: tuple[str, ...], example: int, count: int) -> None:
    """Raises `zoo.UsageError` where there is nothing to do, or no such example."""
    if not kinds or len(set(kinds)) < len(kinds):
        typed = "/".join(kinds)
        raise zoo.UsageError(
            f"'corruptions': kinds={typed} is not valid; expected one or several kinds, each once.",
            hint="write corruptions:kinds=noise/blur",
        )
    if example >= count:
        raise zoo.UsageError(
            f"'corruptions': there is no test image {example}.",
            cause=f"The run was tested on {count:,}, numbered from 0.",
            hint=f"write corruptions:example={count - 1}",
        )


def _metrics() -> list[zoo.ProbeMetric]:
    of_accuracy = {"accuracy": "corrupted accuracy", **{kind: f"accuracy under {kind}" for kind in get_args(Name)}}
    return [
        *(
            zoo.ProbeMetric(name=name, title=title, format="percent", better="higher", kind="fraction")
            for name, title in of_accuracy.items()
        ),
        zoo.ProbeMetric(name="drop", title="relative drop", format="percent", better="lower"),
    ]


CORRUPTIONS = zoo.Probe(
    name="corruptions",
    summary="how accurate the net stays under noise, blur, contrast, brightness, JPEG, occlusion at 5 severities",
    measure=measure,
    metrics=_metrics(),
)
