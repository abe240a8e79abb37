"""Runs in TensorBoard: curves, hyperparameters and what training sees, where `ZOO_TENSORBOARD` is set."""

from __future__ import annotations

import os

import zoo


@zoo.hookimpl
def zoo_wants_events() -> bool:
    return os.environ.get("ZOO_TENSORBOARD", "0") not in ("", "0")


@zoo.hookimpl
def zoo_run_started(run: zoo.TrackedRun) -> None:
    from zoo_tensorboard import board

    board.start(run)


@zoo.hookimpl
def zoo_epoch_finished(run: zoo.TrackedRun, epoch: zoo.FinishedEpoch) -> None:
    from zoo_tensorboard import board

    board.add_epoch(run, epoch)


@zoo.hookimpl
def zoo_run_finished(run: zoo.TrackedRun, result: zoo.FinishedRun) -> None:
    from zoo_tensorboard import board

    board.finish(run, result)
