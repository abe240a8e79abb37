"""How long an epoch takes: some steps of training, timed; what they change is thrown away with the assembly."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from zoo.training.endings import Diverged
from zoo.training.multi_step import MultiStepFunction, wait_for_batches
from zoo.training.trainer import compile_net

if TYPE_CHECKING:
    from zoo.training.assembly import Assembly

SECONDS = 2.0
"""How long a probe trains, after the first step, which traces the graph."""


def seconds_per_epoch(assembly: Assembly) -> float | None:
    """Trains for some steps, and returns how many seconds an epoch would take; validation is not counted.

    None where the loss is not finite: the run itself will tell.
    """
    assembly.adapt()
    compile_net(assembly)
    feed = assembly.feed
    largest = 1 if wait_for_batches(assembly.plan.callbacks) else None
    blocks, batches = MultiStepFunction(assembly.net, feed.steps_per_epoch, largest), iter(feed.dataset())
    try:
        blocks(batches)
        began, steps, seconds = time.perf_counter(), 0, 0.0
        while not steps or not blocks.ended or (steps < feed.steps_per_epoch and seconds < SECONDS):
            blocks(batches)  # of a block, the first call trains all of its steps
            steps += 1
            seconds = time.perf_counter() - began
    except Diverged:
        return None
    return seconds / steps * feed.steps_per_epoch
