"""The probe `mistakes`: the errors of which a net is most sure.

zoo probe RUN mistakes -o mistakes.png
zoo probe RUN mistakes:images=60
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated, Any

import zoo

if TYPE_CHECKING:
    import numpy as np

ROW = 8
"""Images in a row of the sheet."""

PAIRS = 10
"""Rows of the table at most."""


def measure(
    trained: zoo.Trained, *, images: Annotated[int, zoo.Param(ge=1, le=400, help="on the sheet, at most")] = 24
) -> zoo.Findings:
    """Sorts the wrongly classified test images by how sure the net was, and shows the first ones. Asks the kept logits,
    and reads the images that are shown; TensorFlow is not needed.

    Numbers: `errors`, how many; `confidence`, how sure the net was of them on average, of 1, None where there are none.

    Raises:
        zoo.StoreError: the run's logits are missing or damaged.
        zoo.DataError: the images are missing or damaged.
    """
    from zoo_probes.confidence import doubt

    doubts = doubt(trained.logits)
    wrong = surest_errors(doubts, trained.predictions, trained.labels)
    sure = 1 / (1 + doubts[wrong])
    shown, count = wrong[:images], len(trained.labels)
    told = [f"{len(wrong):,} of {count:,} test images are wrong."]
    return zoo.Findings(
        numbers={"errors": len(wrong), "confidence": float(sure.mean()) if len(wrong) else None},
        shown=[confusions(trained, wrong)] if len(wrong) else told,
        data={
            "images": shown,
            "true": trained.labels[shown],
            "predicted": trained.predictions[shown],
            "confidence": sure[:images],
        },
        pictures={"mistakes.png": sheet(trained, shown, sure, len(wrong))} if len(wrong) else {},
    )


def surest_errors(doubts: np.ndarray, predictions: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Returns the places of the images that were taken for another class, int64, those with the least doubt first."""
    import numpy as np

    wrong = np.flatnonzero(predictions != labels)
    return wrong[np.argsort(doubts[wrong], kind="stable")]


def confusions(trained: zoo.Trained, wrong: np.ndarray) -> zoo.Table:
    """Returns which classes are most often taken for which."""
    pairs = Counter(zip(trained.labels[wrong].tolist(), trained.predictions[wrong].tolist(), strict=True))
    most = sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:PAIRS]
    names = trained.classes
    rows = [(names[true], names[taken], count, f"{count / len(wrong):.1%}") for (true, taken), count in most]
    rest = f" (the first {PAIRS} of {len(pairs):,} kinds)" if len(pairs) > PAIRS else ""
    return zoo.Table(["true class", "taken for", "images", "of all errors"], rows, f"What is taken for what{rest}")


def sheet(trained: zoo.Trained, shown: np.ndarray, sure: np.ndarray, errors: int) -> Any:
    """Returns the sheet: of each image its true class, what it was taken for, and how sure the net was."""
    from zoo_probes.confidence import percent

    images, names = list(trained.images[shown]), trained.classes
    captions = [
        f"{names[trained.labels[place]]}\nas {names[trained.predictions[place]]}\n{percent(float(certain))}"
        for place, certain in zip(shown, sure, strict=False)
    ]
    rows = [
        (f"{start + 1} to {min(start + ROW, len(shown))}", images[start : start + ROW], captions[start : start + ROW])
        for start in range(0, len(shown), ROW)
    ]
    some = f"the {len(shown):,} surest of {errors:,} errors" if len(shown) < errors else f"all {errors:,} errors"
    subtitle = f"{some} on {len(trained.labels):,} test images: true class, what it is taken for, how sure"
    return zoo.image_sheet(trained.title, rows, subtitle=subtitle)


MISTAKES = zoo.Probe(
    name="mistakes",
    summary="the errors of which the net is most sure, as a sheet, and what is taken for what",
    measure=measure,
    metrics=[
        zoo.ProbeMetric(name="errors", title="errors", format="{:,.0f}", better="lower", kind="count"),
        zoo.ProbeMetric(name="confidence", title="sure of errors", format="percent", better="lower", kind="fraction"),
    ],
)
