"""A run for tests of probes, made of its parts, without TensorFlow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import zoo
from zoo.training.trained import Kept


def made(
    logits: np.ndarray,
    labels: np.ndarray,
    *,
    images: Any = None,
    classes: tuple[str, ...] | None = None,
    predict: Callable[[Any], np.ndarray] | None = None,
) -> zoo.Trained:
    """Returns a run that kept these logits, float (N, classes), for images of its own; `predict` is its net."""
    count, kinds = logits.shape
    shown = np.random.default_rng(0).integers(0, 256, (count, 8, 8, 1), dtype=np.uint8) if images is None else images
    record = {"name": "made.1", "dataset": "dots", "model": "net", "augmenter": "none", "recipe": "quick"}

    class Made(zoo.Trained):
        def predict(self, images: Any) -> np.ndarray:
            assert predict is not None
            return predict(images[np.arange(len(images))])

    return Made(
        record,
        classes=classes or tuple(f"class {label}" for label in range(kinds)),
        image_shape=shown[np.arange(1)].shape[1:],
        net=lambda: None,  # type: ignore[arg-type,return-value]
        images=lambda: shown,
        kept=lambda: Kept(logits.astype(np.float16), logits.argmax(axis=1).astype(np.int32), labels.astype(np.int32)),
    )


def drawn(findings: zoo.Findings) -> dict[str, np.ndarray]:
    """Returns the pictures as pixels, uint8 (H, W, 3)."""
    from io import BytesIO

    from PIL import Image

    from zoo.inspection.probes import drawer

    found = {}
    for name, picture in findings.pictures.items():
        stream = BytesIO()
        drawer(picture)(stream)
        with Image.open(stream) as image:
            found[name] = np.asarray(image.convert("RGB"))
    return found
