"""One run from its experiment to the files in its folder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from zoo.experiments.plugin_errors import reason
from zoo.files import arrays_sha256, sync
from zoo.plugin.events import Done, Event, Resumed, Started
from zoo.store import predictions, run_files
from zoo.training import environment, evaluate, multiply_adds, outputs, plots, trainer, tta
from zoo.training.assembly import Assembly, assemble
from zoo.training.checkpoints.callbacks import CheckpointConfig
from zoo.training.checkpoints.checkpoint import Checkpoint, Checkpoints
from zoo.training.checkpoints.identity import check, identity
from zoo.training.endings import Diverged
from zoo.training.scores import scores

if TYPE_CHECKING:
    import keras

    from zoo.experiments.experiment import Experiment
    from zoo.experiments.registry import Registry
    from zoo.plugin.images import Splits
    from zoo.store.run_folder import RunFolder

    Emit = Callable[[Event], None]

FILES = "files"
"""The folder in a run's own for what its recipe writes."""

LEFT = "{} is in no checkpoint: a run that goes on from one may end otherwise"


def run(
    experiment: Experiment,
    registry: Registry,
    splits: Splits,
    data: str,
    folder: RunFolder,
    provenance: Mapping[str, Any],
    emit: Emit,
    *,
    resume: bool = False,
    stop: Callable[[], bool] = lambda: False,
    draw: bool = True,
) -> dict[str, Any]:
    """Trains, tests once, writes the folder and emits the result. Checkpoints stay until that has been recorded.

    Args:
        data: the dataset's fingerprint.
        folder: claimed here.
        emit: takes the events `Started`, `Resumed`, `Progress`, `Epoch`, `Checkpoint` and `Done`.
        provenance: what it is made with.
        resume: go on from the newest checkpoint, where there is one.
        stop: whether the run is asked to stop.
        draw: whether its pictures are drawn here.

    Raises:
        Stopped: it was asked to stop, and can go on later.
        Diverged: the loss or the weights are not finite.
        ResumeRefused: the checkpoint was made with something else than there is now.
        LeaseLost: the run has been passed on.
        ZooError: the experiment is refused or a component fails; or whatever else happens on the way.
    """
    folder.claim()
    made_with = identity(experiment, provenance, data=data)
    checkpoints = Checkpoints(folder)
    start, notes = _start(checkpoints, folder, resume)
    if start:
        check(experiment, start.identity, made_with)
    assembly = assemble(experiment, registry, splits, folder.path / FILES)
    if assembly.warm:
        provenance = {**provenance, "begins_with": assembly.warm.to_dict()}
    facts = assembly.facts
    with folder.writing() as path:
        outputs.write_json(path / "provenance.json", provenance)
        outputs.write_experiment(path, experiment, data=data, classes=list(assembly.prepared.classes), **facts)
    emit(Started(epochs=assembly.epochs, steps_per_epoch=assembly.feed.steps_per_epoch, provenance=provenance))
    if resume:
        epoch, step = (start.epoch, start.step) if start else (0, 0)
        emit(Resumed(epoch=epoch, step=step, notes=notes))
    keeping = CheckpointConfig(
        checkpoints=checkpoints, identity=made_with, start=start, stop=stop, notes=_all(notes, start)
    )
    trained = trainer.train(assembly, emit, keeping)
    notes = [*assembly.notes, *keeping.notes, *map(LEFT.format, trained.left)]
    dataset, labels = experiment.expressions["dataset"], assembly.prepared.test.chosen_labels
    test_set = predictions.test_set(dataset, data, provenance, labels)
    result = {"data": data, **facts, **finish(assembly, trained, folder, test_set, notes, draw=draw)}
    emit(Done(result=result))
    return result


def _start(checkpoints: Checkpoints, folder: RunFolder, resume: bool) -> tuple[Checkpoint | None, list[str]]:
    """Returns the checkpoint to go on from, and what was found that should not be."""
    if not resume:
        folder.remove_checkpoints()
        return None, []
    start, notes = checkpoints.newest()
    if start is None:
        notes.append("no checkpoint is left, so the run starts over" if notes else "no checkpoint: the run starts over")
    return start, notes


def _all(notes: list[str], start: Checkpoint | None) -> list[str]:
    """Returns the notes of each time that the run went on."""
    return [*(start.state["notes"] if start else []), *notes]


def finish(
    assembly: Assembly,
    trained: trainer.Trained,
    folder: RunFolder,
    test_set: str,
    notes: Sequence[str] = (),
    *,
    draw: bool = True,
) -> dict[str, Any]:
    """Evaluates the trained net, touching the test part for the first and only time, and writes what was found.

    Args:
        test_set: what stands for the test images: `zoo.store.predictions.test_set`.
        draw: as of `run`.

    Raises:
        Diverged: its weights or its logits are not finite.
    """
    arrays = outputs.weights(assembly.net)
    end = len(trained.history) - 1, assembly.feed.steps_per_epoch
    if not all(np.isfinite(array).all() for array in arrays):
        raise Diverged(*end, "the weights are not finite any more")
    validation = evaluate.evaluate(assembly.net, assembly.prepared.validation)
    logits, averaged = tta.logits(assembly.net, assembly.prepared.test, assembly.plan.test_views)
    labels = assembly.prepared.test.chosen_labels
    test = evaluate.score(logits, labels)
    augmented = evaluate.score(averaged, labels) if averaged is not None else None
    if not all(score.finite for score in (validation, test, augmented) if score):
        raise Diverged(*end, "some logits are not finite")
    with folder.writing() as path:
        _write(assembly, trained, path, arrays, logits)
        if draw:
            plots.draw(path, ", ".join(assembly.experiment.expressions.values()))
        sync(path, path.parent)  # before the store knows of a result, its files survive a power failure
    return {
        "test_accuracy": test.accuracy,
        "test_loss": test.loss,
        **scores(logits, labels),
        "tta_accuracy": augmented.accuracy if augmented else None,
        "tta_loss": augmented.loss if augmented else None,
        "val_accuracy": validation.accuracy if validation else None,
        "val_loss": validation.loss if validation else None,
        "train_accuracy": trained.history[-1]["accuracy"],
        "epochs": len(trained.history),
        "train_seconds": trained.seconds,
        "images_per_second": trained.images_per_second,
        "weights_sha256": arrays_sha256(arrays),
        "peak_memory_mb": environment.peak_memory_mb(),
        "correct": predictions.Correct.of(test_set, logits.argmax(axis=1) == labels).to_dict(),
        **_flops(assembly.net, notes),
    }


def _flops(net: keras.Model, notes: Sequence[str]) -> dict[str, Any]:
    """Returns what one image costs the net, and the notes: a stranger's layer may be one that cannot be called alone,
    which is no reason to lose a result."""
    try:
        return {"flops": multiply_adds.flops(net), "notes": list(notes)}
    except Exception as error:  # noqa: BLE001 - a layer can raise anything
        return {"flops": None, "notes": [*notes, f"its FLOPs are not known: {reason(error)}"]}


def _write(
    assembly: Assembly, trained: trainer.Trained, folder: Path, arrays: list[np.ndarray], logits: np.ndarray
) -> None:
    outputs.write_json(folder / "history.json", trained.history)
    outputs.write_weights(folder / "weights.npz", arrays)
    outputs.write_test(folder / run_files.TEST, logits, assembly.prepared.test.chosen_labels)
    outputs.atomic_write(folder / "summary.txt", outputs.summary(assembly.net))
