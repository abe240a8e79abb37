"""One run from its experiment to the files in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.training import environment, evaluate, outputs, pictures, trainer, views
from zoo.training.assembly import Assembly, assemble

if TYPE_CHECKING:
    from zoo.experiment import Experiment
    from zoo.registry import Registry
    from zoo.splits import Splits

    Tell = Callable[[dict[str, Any]], None]


def run(
    experiment: Experiment,
    registry: Registry,
    splits: Splits,
    data: str,
    folder: Path,
    provenance: Mapping[str, Any],
    tell: Tell,
) -> dict[str, Any]:
    """Trains, tests once, writes the folder and tells the result.

    Args:
        data: the dataset's fingerprint.
        tell: takes the events `started`, `progress`, `epoch` and `done`.

    Raises:
        ZooError: the experiment is refused or a component fails; or whatever else happens on the way.
    """
    assembly = assemble(experiment, registry, splits)
    outputs.write_json(folder / "provenance.json", provenance)
    facts = assembly.facts
    outputs.write_experiment(folder, experiment, data=data, classes=list(assembly.prepared.classes), **facts)
    tell({"event": "started", "epochs": assembly.epochs, "steps_per_epoch": assembly.feed.steps_per_epoch})
    trained = trainer.train(assembly, tell)
    result = {"data": data, **facts, **finish(assembly, trained, folder)}
    tell({"event": "done", "result": result})
    return result


def finish(assembly: Assembly, trained: trainer.Trained, folder: Path) -> dict[str, Any]:
    """Evaluates the trained net, touching the test part for the first and only time, and writes what was found."""
    arrays = outputs.weights(assembly.net)
    validation = evaluate.evaluate(assembly.net, assembly.prepared.validation)
    logits, averaged = views.logits(assembly.net, assembly.prepared.test, assembly.plan.test_views)
    labels = assembly.prepared.test.chosen_labels
    test = evaluate.score(logits, labels)
    augmented = evaluate.score(averaged, labels) if averaged is not None else None
    _write(assembly, trained, folder, arrays, logits)
    return {
        "test_accuracy": test.accuracy,
        "test_loss": test.loss,
        "tta_accuracy": augmented.accuracy if augmented else None,
        "tta_loss": augmented.loss if augmented else None,
        "val_accuracy": validation.accuracy if validation else None,
        "val_loss": validation.loss if validation else None,
        "train_accuracy": trained.history[-1]["accuracy"],
        "epochs": len(trained.history),
        "train_seconds": trained.seconds,
        "images_per_second": trained.images_per_second,
        "weights_sha256": outputs.weights_sha256(arrays),
        "peak_memory_mb": environment.peak_memory_mb(),
        "notes": [*assembly.notes, *_notes(arrays, logits)],
    }


def _notes(arrays: list[np.ndarray], logits: np.ndarray) -> list[str]:
    finite = all(np.isfinite(array).all() for array in [*arrays, logits])
    return [] if finite else ["training diverged: weights or logits are not finite"]


def _write(
    assembly: Assembly, trained: trainer.Trained, folder: Path, arrays: list[np.ndarray], logits: np.ndarray
) -> None:
    labels, classes = assembly.prepared.test.chosen_labels, assembly.prepared.classes
    expressions = assembly.experiment.expressions
    title = f"{expressions['dataset']}, {expressions['model']}, {expressions['augmenter']}, {expressions['recipe']}"
    outputs.write_json(folder / "history.json", trained.history)
    outputs.write_weights(folder / "weights.npz", arrays)
    outputs.write_test(folder / "test.npz", logits, labels)
    outputs.write_whole(folder / "summary.txt", outputs.summary(assembly.net))
    pictures.curves(folder / "curves.png", trained.history, title)
    pictures.confusion(folder / "confusion.png", labels, logits.argmax(axis=1), classes, title)
