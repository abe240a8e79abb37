"""A trained run as a file of another program's: written, opened in that program's runtime, and compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from zoo.errors import RunFailed, reason, shell_quote
from zoo.files import atomic_place
from zoo.progress import track
from zoo.serving.formats.format import FORMATS, Format

if TYPE_CHECKING:
    import keras

    from zoo.experiments.registry import Registry
    from zoo.training.trained import Trained

    Call = Callable[[np.ndarray], np.ndarray]

MOST = 1_000
"""Test images that are compared, at most."""
BATCH = 50
RESIZED = 8
"""Of these are compared in another size and form too."""
TOLERANCE = 1e-4
"""How far a probability may lie from the run's own: a thousand times what other runtimes round."""


@dataclass(frozen=True, kw_only=True)
class Exported:
    """What was written.

    Args:
        images: how many of the run's test images were compared.
        difference: the largest of a probability to the run's own net.
        resized: the largest on images of another size, to `zoo.load`'s model.
        notes: sentences that whoever uses the file has to know.
    """

    file: Path
    images: int
    difference: float
    resized: float
    notes: list[str]


def export(trained: Trained, registry: Registry, form: Format, file: Path) -> Exported:
    """Writes a run's net in a format, with resizing, scaling, softmax and the names of the classes inside. The file
    takes the place of what stood there when it was opened in the format's own runtime and found to compute the same.

    Raises:
        RunFailed: the format cannot hold the net, or what it holds computes something else.
        DataError: the run's test images, which it is compared on, are not there.
        StoreError: the file cannot be written.
    """
    from scipy.special import softmax

    from zoo.serving.model import model

    images = trained.images[np.arange(min(MOST, len(trained.labels)))]
    larger, served = images[:RESIZED].repeat(2, axis=1).repeat(3, axis=2), model(trained, registry)
    _refuse_precision(trained, form, served)
    expected = softmax(trained.predict(images), axis=1), served.predict_on_batch(larger)
    with atomic_place(file) as made:
        with _refusing(trained, form):
            form.write(served, made)
            call = form.opened(made)
            own, resized = _largest(_computed(call, images), expected[0]), _largest(call(larger), expected[1])
            notes = form.notes(made)
        if max(own, resized) > TOLERANCE:
            what = f"What was written gives probabilities that differ by up to {max(own, resized):.2g}."
            raise _refused(trained, form, what)
    return Exported(file=file, images=len(images), difference=own, resized=resized, notes=notes)


def _refuse_precision(trained: Trained, form: Format, served: keras.Model) -> None:
    others = sorted({layer.compute_dtype for layer in served._flatten_layers()} - {"float32", "uint8"})
    if form.float32_only and others:
        raise _refused(trained, form, f"It computes in {', '.join(others)}, and in float32 it would be another net.")


@contextmanager
def _refusing(trained: Trained, form: Format) -> Iterator[None]:
    try:
        yield
    except Exception as error:  # converters and runtimes raise anything
        raise _refused(trained, form, f"{reason(error).rstrip('.')}.") from error


def _computed(call: Call, images: np.ndarray) -> np.ndarray:
    starts = range(0, len(images), BATCH)
    parts = track(starts, len(starts), "comparing", "batches")
    return np.concatenate([call(images[start : start + BATCH]) for start in parts])


def _largest(found: np.ndarray, expected: np.ndarray) -> float:
    """Returns the largest difference; infinity where something is no number."""
    if found.shape != expected.shape:
        raise ValueError(f"Expected probabilities of shape {expected.shape}. Received: {found.shape}")
    return float(np.nan_to_num(np.abs(found - expected).max(), nan=np.inf))


def _refused(trained: Trained, form: Format, cause: str) -> RunFailed:
    other = next(name for name in FORMATS if name != form.name)
    words = "zoo", "export", trained.name, "--format", other, "-o", f"{trained.name}{FORMATS[other].suffix}"
    message = f"Run {trained.name!r} cannot be exported as {form.name}."
    return RunFailed(message, cause=cause, hint=shell_quote(*words))
