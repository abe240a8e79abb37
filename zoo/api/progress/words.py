"""The words of progress: what an experiment combines, how far it is, what was measured, how long it still takes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from zoo.errors import clean
from zoo.ranking.tables.figures import duration

if TYPE_CHECKING:
    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry


def labels(experiment: Experiment, registry: Registry) -> dict[str, str]:
    """Returns each kind's expression, or the name of the preset that means the same."""
    return {kind: registry.label(kind, expression) for kind, expression in experiment.expressions.items()}


def describe(experiment: Experiment, registry: Registry | None) -> str:
    """Returns what an experiment combines, in presets' names: `digits, mlp, shift, fast, seed 0`."""
    parts = labels(experiment, registry) if registry else experiment.expressions
    return clean(", ".join([*parts.values(), f"seed {experiment.seed}"]), "cell")


def reached(event: Any, epochs: int | None) -> str:
    """Returns how far a run is: `3 of 10 epochs`, `2 of 10 epochs and 7 steps`; `epochs` is how many it has."""
    whole = f"{event.epoch}{f' of {epochs}' if epochs else ''} epoch{'s' * ((epochs or event.epoch) != 1)}"
    step = event.step
    return f"{whole} and {step} step{'s' * (step != 1)}" if step else whole


def left(seconds: float | None) -> str:
    """Returns a rough time: `4s left`, `12m 03s left`; nothing where it is not known."""
    if seconds is None:
        return ""
    whole = round(seconds)
    return f"{whole}s left" if whole < 10 else f"{duration(whole)} left"


def remaining(seconds: float, done: int, total: int) -> str:
    """Returns the rough time that is left of work of which so much took so long; nothing where it is not known."""
    return left(seconds * (total - done) / done) if done and total else ""


def amount(done: int, total: int, unit: str) -> str:
    """Returns how much is done: `5.0 of 10.0 MB`, `300 of 1,000 files`; nothing where that is unknown."""
    if not total:
        return ""
    if unit == "bytes":
        return f"{done / 1e6:,.1f} of {total / 1e6:,.1f} MB"
    return f"{done:,} of {total:,} {unit}"


def accuracy(event: Mapping[str, Any]) -> str:
    """Returns the accuracy of an epoch: of validation, `val. 91.2%`; where nothing is held out, of training."""
    if event.get("val_accuracy") is not None:
        return f"val. {event['val_accuracy']:.1%}"
    return "" if event.get("accuracy") is None else f"train {event['accuracy']:.1%}"


def measures(event: Mapping[str, Any]) -> str:
    """Returns what is known of an epoch: `loss 0.512, val. 0.480 (91.2%), 1,034 images/s`."""
    parts = []
    if event.get("loss") is not None:
        parts.append(f"loss {event['loss']:.3f}")
    if event.get("val_accuracy") is not None:
        loss = "-" if event.get("val_loss") is None else f"{event['val_loss']:.3f}"
        parts.append(f"val. {loss} ({event['val_accuracy']:.1%})")
    if event.get("images_per_second") is not None:
        parts.append(f"{event['images_per_second']:,.0f} images/s")
    return ", ".join(parts)
