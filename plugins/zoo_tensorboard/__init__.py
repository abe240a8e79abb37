"""Runs in TensorBoard: curves, hyperparameters and what training sees, where `ZOO_TENSORBOARD` is set."""

from __future__ import annotations

import os

import zoo
from zoo_tensorboard.board import zoo_epoch_finished as zoo_epoch_finished
from zoo_tensorboard.board import zoo_run_finished as zoo_run_finished
from zoo_tensorboard.board import zoo_run_started as zoo_run_started


@zoo.hookimpl
def zoo_wants_events() -> bool:
    return os.environ.get("ZOO_TENSORBOARD", "0") not in ("", "0")
