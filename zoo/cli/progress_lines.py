"""Progress as lines: what begins, an epoch now and then, what came of it, how much is left."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING, Any

from zoo.cli.output import tell
from zoo.cli.progress_words import describe, left, measures, reached
from zoo.execution.forecast import Forecast
from zoo.leaderboard.figures import duration, percent

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry
    from zoo.plugin.events import Event

MOST_LINES = 20
"""Lines per run where stderr is no terminal; of more epochs, some are left out."""

CHECKPOINT_EVERY = 60.0
"""Seconds between two lines about a run's checkpoints: where epochs are quick, the epochs' own lines say enough."""


class Lines:
    """Prints events as lines. Also what bars are made of: the sentences."""

    def __init__(self, registry: Registry, forecast: Forecast | None = None) -> None:
        self.registry, self.forecast = registry, forecast or Forecast()
        self.runs: dict[str, dict[str, Any]] = {}
        self.ended = 0

    def __call__(self, event: Event) -> None:
        getattr(self, f"on_{event.kind}", self.ignore)(event)

    def ignore(self, event: Event) -> None:
        """Most lines of a log should be worth reading."""

    def say(self, line: str) -> None:
        tell(line)

    def say_begin(self, line: str) -> None:
        self.say(line)

    def say_epoch(self, line: str) -> None:
        self.say(line)

    def say_total(self, line: str) -> None:
        self.say(line)

    def on_check(self, event: Any) -> None:
        if event.number == 1:
            self.say(f"checking {event.total} combination{'s' * (event.total > 1)} ...")

    def on_begin(self, event: Any) -> None:
        name = describe(event.experiment, self.registry)
        place = f"[{event.number}/{event.total}]"
        self.runs[event.run] = {**vars(event), "name": name, "place": place, "saved": time.monotonic()}
        self.forecast.begin(event.run, event.experiment)
        self.say_begin(f"{place} {name}")
        if event.aside:
            self.say(f"  note: a folder of no run stood at its place; it is kept as {event.aside}")

    def on_started(self, event: Any) -> None:
        self.runs[event.run].update(epochs=event.epochs, steps_per_epoch=event.steps_per_epoch)
        self.forecast.start(event.run)

    def on_resumed(self, event: Any) -> None:
        run = self.runs[event.run]
        self.forecast.start(event.run, self.share(event.run, event.epoch, event.step))
        self.say(f"resumed: {run['name']}, after {reached(event, run.get('epochs'))}")
        for note in event.notes:
            self.say(f"  note: {note}")

    def on_progress(self, event: Any) -> None:
        self.forecast.progress(event.run, self.share(event.run, event.epoch, event.step))

    def on_epoch(self, event: Any) -> None:
        run, done = self.runs[event.run], event.epoch + 1
        self.forecast.progress(event.run, self.share(event.run, done, 0))
        if done % math.ceil(run["epochs"] / MOST_LINES) and done != run["epochs"]:
            return
        place = run["place"] if run["total"] > 1 else None
        still = left(self.forecast.left(event.run)) if done < run["epochs"] else None
        known = ", ".join(filter(None, [measures(vars(event)), still]))
        self.say_epoch("  " + " ".join(filter(None, [place, f"epoch {done}/{run['epochs']}: {known}"])))

    def on_checkpoint(self, event: Any) -> None:
        run, now = self.runs[event.run], time.monotonic()
        if now - run["saved"] >= CHECKPOINT_EVERY:
            run["saved"] = now
            self.say(f"  {run['place']} checkpoint after {reached(event, run.get('epochs'))}")

    def on_done(self, event: Any) -> None:
        run, result = self.runs[event.run], event.result
        accuracy = f"{percent(result['test_accuracy'])} of {result['test_images']:,} test images"
        if result.get("tta_accuracy") is not None:
            accuracy += f" ({percent(result['tta_accuracy'])} with TTA)"
        self.say(f"done: {run['name']}: {accuracy} in {duration(result['train_seconds'])}, {run['folder']}")
        for note in result.get("notes", ()):
            self.say(f"  note: {note}")
        self.over(event)

    def on_failed(self, event: Any) -> None:
        run = self.runs[event.run]
        self.say(f"{event.kind}: {run['name']}: {event.error} {run['folder']}")
        self.over(event)

    on_diverged = on_failed

    def on_stopped(self, event: Any) -> None:
        run = self.runs[event.run]
        kept = f", kept after {reached(event, run.get('epochs'))}" if event.epoch is not None else ""
        self.say(f"stopped: {run['name']}{kept}")
        self.over(event)

    def on_lost(self, event: Any) -> None:
        self.say(f"left: {self.runs[event.run]['name']}: another zoo has taken it over")
        self.forecast.end(event.run, complete=False)

    def on_waiting(self, event: Any) -> None:
        self.say(f"waiting for another zoo, which trains {', '.join(event.runs)}")

    def on_elsewhere(self, event: Any) -> None:
        record, name = event.record, describe(event.experiment, self.registry)
        came = percent(record.test_accuracy) if record.status == "done" else record.status
        self.forecast.elsewhere(event.experiment)
        self.say(f"trained by another zoo: {name}: {came}, {record.name}")
        self.ended += 1

    def over(self, event: Any) -> None:
        """Notes the end of a run, and says how much of all is left."""
        self.forecast.end(event.run, complete=event.kind == "done")
        self.ended += 1
        total = self.runs[event.run]["total"]
        if self.ended < total and event.kind != "stopped":
            said = [f"{self.ended} of {total} runs ended", left(self.forecast.total())]
            self.say_total("  " + ", ".join(filter(None, said)))

    def share(self, name: str, epoch: int, step: int) -> float:
        """Returns which part of a run is done after `epoch` whole epochs and `step` batches of the next."""
        run = self.runs[name]
        return (epoch + step / run["steps_per_epoch"]) / run["epochs"] if run.get("epochs") else 0.0
