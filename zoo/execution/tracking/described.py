"""Events of a sweep as hooks are given them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from zoo.errors import Failure
from zoo.execution.events import Lost
from zoo.plugin.events import Diverged, Done, Failed, Stopped
from zoo.plugin.tracking import FinishedEpoch, FinishedRun, TrackedRun
from zoo.store.metrics import METRICS

if TYPE_CHECKING:
    from zoo.execution.events import Begin
    from zoo.experiments.experiment import Experiment
    from zoo.plugin.events import Epoch, Event

STATUSES = {Done: "done", Failed: "failed", Diverged: "diverged", Stopped: "interrupted", Lost: "lost"}


def tracked_run(begin: Begin) -> TrackedRun:
    """Returns a run that was given to a worker."""
    experiment = begin.experiment
    expressions: Any = experiment.expressions
    return TrackedRun(
        name=begin.run,
        group=experiment.group_id,
        **expressions,
        seed=experiment.seed,
        limit=experiment.limit,
        validation=experiment.validation,
        parameters=parameters(experiment),
        epochs=experiment.recipe.values["epochs"],
        resumed=begin.resume,
        folder=begin.folder,
        command=experiment.command(),
    )


def parameters(experiment: Experiment) -> dict[str, Any]:
    """Returns every parameter by kind and name; those of an augmenter by its own name, with a number where it has come
    before in the chain: `augmenter.cutout-2.fraction`."""
    found: dict[str, Any] = {}
    seen = Counter[str]()
    for kind, part in experiment.parts():
        where = kind
        if kind == "augmenter":
            seen[part.name] += 1
            where = f"{kind}.{part.name}" + (f"-{seen[part.name]}" if seen[part.name] > 1 else "")
        found |= {f"{where}.{name}": value for name, value in part.to_dict()["values"].items()}
    return found


def finished_epoch(event: Epoch) -> FinishedEpoch:
    """Returns an epoch that is complete."""
    names = ("loss", "accuracy", "val_loss", "val_accuracy", "seconds", "images_per_second")
    measured = {name: getattr(event, name) for name in names}
    return FinishedEpoch(number=event.epoch + 1, metrics={k: v for k, v in measured.items() if v is not None})


def ended(event: Event) -> FinishedRun:
    """Returns how a run ended."""
    result = event.result if isinstance(event, Done) else {}
    error: Failure | None = getattr(event, "error", None)
    status: Any = STATUSES[type(event)]
    return FinishedRun(
        status=status,
        metrics={key: result[key] for key, metric in METRICS.items() if metric.holds(result.get(key))},
        error=str(error) if error else None,
    )
