"""A run as TensorBoard shows it: a folder with event files, one for each time that the run was begun or went on."""

from __future__ import annotations

import functools
import io
import os
import re
from pathlib import Path
from typing import Any

import zoo

TAGS = {
    "loss": "loss/train",
    "val_loss": "loss/validation",
    "accuracy": "accuracy/train",
    "val_accuracy": "accuracy/validation",
    "seconds": "speed/seconds",
    "images_per_second": "speed/images_per_second",
}
"""What an epoch's metrics are called there: those of one name before the slash stand together."""

LONGEST = 150
"""Characters of a combination in the name of a folder."""

_writers: dict[str, Any] = {}
"""The open event file of each run in work."""


def folder(run: zoo.TrackedRun) -> Path:
    """Returns where a run's event files are: `FOLDER/digits,mlp,shift,fast/seed0-NAME`.

    FOLDER is what `ZOO_TENSORBOARD` names, or where it is 1, `tensorboard` beside the zoo's runs.
    """
    asked = os.environ["ZOO_TENSORBOARD"]
    root = run.folder.parents[1] / "tensorboard" if asked == "1" else Path(asked).expanduser()
    combination = ",".join([run.dataset, run.model, run.augmenter, run.recipe])
    return root / re.sub(r"[^\w.,:=+-]", "_", combination)[:LONGEST] / f"seed{run.seed}-{run.name}"


@zoo.hookimpl
def zoo_run_started(run: zoo.TrackedRun) -> None:
    """Begins an event file. Of a run that goes on, it takes back what was told of epochs that are trained again."""
    from zoo_tensorboard import protos

    told = run.resumed and folder(run).is_dir()
    writer = _writers[run.name] = protos.writer(folder(run))
    writer.add_event(protos.restart(run.epochs_done + 1 if told else 0))
    if not told:
        chosen = {kind: getattr(run, kind) for kind in ("dataset", "model", "augmenter", "recipe")}
        writer.add_event(protos.hyperparameters({**chosen, **run.parameters}, run.group))
        writer.flush()  # the picture takes seconds
        options: Any = {name: getattr(run, name) for name in ("recipe", "seed", "limit")}
        picture = _augmented(run.dataset, run.augmenter, **options, validation=run.validation or "none")
        writer.add_event(protos.picture("what training sees", picture))
    writer.flush()


@zoo.hookimpl
def zoo_epoch_finished(run: zoo.TrackedRun, epoch: zoo.FinishedEpoch) -> None:
    """Adds an epoch to the curves, and has it seen."""
    from zoo_tensorboard import protos

    writer = _writer(run)
    writer.add_event(protos.scalars({TAGS[name]: value for name, value in epoch.metrics.items()}, epoch.number))
    writer.flush()


@zoo.hookimpl
def zoo_run_finished(run: zoo.TrackedRun, result: zoo.FinishedRun) -> None:
    """Adds how a run ended, and closes its event file."""
    from zoo_tensorboard import protos

    writer = _writer(run)
    if result.status == "done":
        writer.add_event(protos.scalars({f"result/{key}": value for key, value in result.metrics.items()}, run.epochs))
        if (confusion := run.folder / "confusion.png").is_file():  # a launcher may bring less
            writer.add_event(protos.picture("confusion matrix", confusion.read_bytes(), run.epochs))
    if result.status in ("done", "failed", "diverged"):
        writer.add_event(protos.end(succeeded=result.status == "done"))
    writer.close()
    del _writers[run.name]


def _writer(run: zoo.TrackedRun) -> Any:
    """Returns a run's open event file; a new one where this process is not the one that it was told to begin in."""
    if run.name not in _writers:
        from zoo_tensorboard import protos

        _writers[run.name] = protos.writer(folder(run))
    return _writers[run.name]


@functools.lru_cache(maxsize=8)
def _augmented(dataset: str, augmenter: str, **options: Any) -> bytes:
    """Returns the picture of `zoo preview`, as PNG; runs that differ in their model alone share it."""
    stream = io.BytesIO()
    zoo.preview(dataset, augmenter, quiet=True, **options).save(stream, "PNG")
    return stream.getvalue()
