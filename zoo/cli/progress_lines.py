"""Progress as lines: what begins, an epoch now and then, what came of it."""

from __future__ import annotations

import math
import sys
import time
from typing import TYPE_CHECKING, Any

from zoo.cli.run_tables import labels
from zoo.leaderboard.columns import duration, percent

if TYPE_CHECKING:
    from zoo.experiment import Experiment
    from zoo.registry import Registry

MOST_LINES = 20
"""Lines per run where stderr is no terminal; of more epochs, some are left out."""


class Lines:
    """Prints events as lines. Also what bars are made of: the sentences."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.runs: dict[str, dict[str, Any]] = {}

    def __call__(self, event: dict[str, Any]) -> None:
        getattr(self, f"on_{event['event']}", self.ignore)(event)

    def ignore(self, event: dict[str, Any]) -> None:
        """Most lines of a log should be worth reading."""

    def say(self, line: str) -> None:
        print(line, file=sys.stderr, flush=True)

    def on_check(self, event: dict[str, Any]) -> None:
        if event["number"] == 1:
            self.say(f"checking {event['total']} combination{'s' * (event['total'] > 1)} ...")

    def on_begin(self, event: dict[str, Any]) -> None:
        name = describe(event["experiment"], self.registry)
        self.runs[event["run"]] = {**event, "name": name, "time": time.monotonic()}
        self.say(f"[{event['number']}/{event['total']}] {name}")

    def on_started(self, event: dict[str, Any]) -> None:
        self.runs[event["run"]].update(epochs=event["epochs"], steps_per_epoch=event["steps_per_epoch"])
        self.runs[event["run"]]["time"] = time.monotonic()

    def on_epoch(self, event: dict[str, Any]) -> None:
        run, done = self.runs[event["run"]], event["epoch"] + 1
        if done % math.ceil(run["epochs"] / MOST_LINES) and done != run["epochs"]:
            return
        left = (time.monotonic() - run["time"]) * (run["epochs"] - done) / done
        ending = f", {duration(left)} left" if done < run["epochs"] else ""
        self.say(f"  epoch {done}/{run['epochs']}: {measures(event)}{ending}")

    def on_done(self, event: dict[str, Any]) -> None:
        run, result = self.runs[event["run"]], event["result"]
        accuracy = f"{percent(result['test_accuracy'])} of {result['test_images']:,} test images"
        if result.get("tta_accuracy") is not None:
            accuracy += f" ({percent(result['tta_accuracy'])} with TTA)"
        self.say(f"done: {run['name']}: {accuracy} in {duration(result['train_seconds'])}, {run['folder']}")
        for note in result.get("notes", ()):
            self.say(f"  note: {note}")

    def on_failed(self, event: dict[str, Any]) -> None:
        run, error = self.runs[event["run"]], event["error"]
        reason = " ".join(filter(None, [error["message"], error["cause"]]))
        self.say(f"failed: {run['name']}: {reason} {run['folder']}")


def describe(experiment: Experiment, registry: Registry) -> str:
    """Returns what an experiment combines, in presets' names: `digits, mlp, shift, fast, seed 0`."""
    return ", ".join([*labels(experiment, registry).values(), f"seed {experiment.seed}"])


def measures(event: dict[str, Any]) -> str:
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
