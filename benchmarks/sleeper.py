"""A worker's handler that trains nothing: it sleeps for as long as a training is supposed to take."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from zoo.plugin.events import Checked, Done, Event, Started

SECONDS = 0.05


class Sleeper:
    """Speaks as the real handler does; its result says how long it slept."""

    def __init__(self, settings: Mapping[str, Any]) -> None:
        self.settings = settings

    def handle(self, task: Mapping[str, Any], emit: Callable[[Event], None]) -> None:
        if task["task"] != "run":
            emit(Checked(facts={"data": "none" if task["task"] == "check" else {}}))
            return
        run = task["run"]
        emit(Started(run=run, epochs=1, steps_per_epoch=1))
        began = time.perf_counter()
        time.sleep(SECONDS)
        result = {"test_accuracy": 0.5, "test_images": 1, "train_seconds": time.perf_counter() - began}
        emit(Done(run=run, result=result))
