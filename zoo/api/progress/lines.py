"""Progress as lines: what begins, an epoch now and then, what came of it, how much is left."""

from __future__ import annotations

import functools
import math
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from zoo.api.progress.words import amount, describe, left, measures, reached, remaining
from zoo.execution.forecast import Forecast
from zoo.progress import tell
from zoo.ranking.tables.figures import duration, percent

if TYPE_CHECKING:
    from zoo.execution.plan import Item
    from zoo.experiments.registry import Registry
    from zoo.plugin.events import Event

MOST_LINES = 20
"""Lines per run where stderr is no terminal; of more epochs, some are left out."""

CHECKPOINT_EVERY = 60.0
"""Seconds between two lines about a run's checkpoints: where epochs are quick, the epochs' own lines say enough."""

PATIENCE, LINE_EVERY = 1.0, 10.0
"""Seconds that work with data may take in silence, and between two lines about it."""

STARTING = "workers start, data are fetched where they are missing"
WAITED_FOR = "TensorFlow starts, data are read, models are built"


@dataclass
class Run:
    """A run in work: what it is, and how far."""

    name: str
    place: str
    folder: object
    total: int
    saved: float
    epochs: int = 0
    steps: int = 1
    epoch: int = 0
    step: int = 0
    known: dict[str, Any] = field(default_factory=dict)

    @property
    def share(self) -> float:
        """Which part of it is done."""
        return (self.epoch + self.step / self.steps) / self.epochs if self.epochs else 0.0


class Lines:
    """Prints events as lines. Also what bars are made of: the state, and the sentences."""

    hidden: frozenset[str] = frozenset()
    """The kinds of lines that are not said, for they are seen."""

    def __init__(self, registry: Registry | None = None) -> None:
        self.describe = functools.partial(describe, registry=registry)
        self.forecast = Forecast()
        self.runs: dict[str, Run] = {}
        self.ended = self.bad = 0
        self._what, self._since, self._said = "", 0.0, time.monotonic() + PATIENCE - LINE_EVERY

    def __call__(self, event: Event) -> None:
        getattr(self, f"on_{event.kind}", lambda event: None)(event)

    def close(self) -> None:
        """Lines need no end."""

    def say(self, line: str) -> None:
        tell(line)

    def told(self, kind: str, line: str) -> None:
        if kind not in self.hidden:
            self.say(line)

    def report(self, what: str, done: int, total: int, unit: str = "bytes") -> None:
        """Says of work with data every few seconds how far it is."""
        now = time.monotonic()
        if what != self._what:
            self._what, self._since = what, now
        if now - self._said >= LINE_EVERY:
            self._said = now
            rest = remaining(now - self._since, done, total)
            self.say(f"{what}: {amount(done, total, unit)}, {rest}" if rest else what)

    def on_plan(self, event: Any) -> None:
        for item in event.items:
            self._say_why(item)
        if any(item.status == "stale" and not item.trained for item in event.items):
            self.say("Stale results are kept; to train them again: --refresh stale")
        trained = [item for item in event.items if item.trained]
        if event.audience and trained:
            self.say(f"These runs are told to {', '.join(event.audience)}")
        self.forecast = Forecast(trained, jobs=event.jobs, known=event.known)

    def _say_why(self, item: Item) -> None:
        """Says that an experiment is skipped, or why it is trained although there is a result."""
        result = percent(item.run.test_accuracy) if item.run else "-"
        if item.reasons and item.status == "stale":
            kept = "" if item.trained else f"; kept: {result}"
            self.say(f"stale: {self.describe(item.experiment)}: {'; '.join(item.reasons)}{kept}")
        elif not item.trained and item.run:
            self.say(f"done before: {self.describe(item.experiment)}: {result}, {item.run.name}")

    def on_check(self, event: Any) -> None:
        if event.number == 1:
            combinations = f"{event.total} combination{'s' * (event.total > 1)}"
            self.told("check", f"checking {combinations}: {WAITED_FOR} ...")

    def on_ask(self, event: Any) -> None:
        self.told("check", f"asking the nodes for {', '.join(event.datasets)}: {STARTING} ...")

    def on_begin(self, event: Any) -> None:
        name, place = self.describe(event.experiment), f"[{event.number}/{event.total}]"
        self.runs[event.run] = Run(name, place, event.folder, event.total, time.monotonic())
        self.forecast.begin(event.run, event.experiment)
        self.told("begin", f"{place} {name}")
        if event.aside:
            self.say(f"  note: a folder of no run stood at its place; it is kept as {event.aside}")

    def on_started(self, event: Any) -> None:
        run = self.runs[event.run]
        run.epochs, run.steps = event.epochs, event.steps_per_epoch
        self.forecast.start(event.run)

    def on_resumed(self, event: Any) -> None:
        run = self.runs[event.run]
        run.epoch, run.step = event.epoch, event.step
        self.forecast.start(event.run, run.share)
        self.say(f"resumed: {run.name}, after {reached(event, run.epochs)}")
        for note in event.notes:
            self.say(f"  note: {note}")

    def on_progress(self, event: Any) -> None:
        self._at(event, event.epoch, event.step)

    def on_epoch(self, event: Any) -> None:
        run = self._at(event, event.epoch + 1, 0)
        if run.epoch % math.ceil(run.epochs / MOST_LINES) and run.epoch != run.epochs:
            return
        place = run.place if run.total > 1 else None
        still = left(self.forecast.left(event.run)) if run.epoch < run.epochs else None
        known = ", ".join(filter(None, [measures(vars(event)), still]))
        self.told("epoch", "  " + " ".join(filter(None, [place, f"epoch {run.epoch}/{run.epochs}: {known}"])))

    def _at(self, event: Any, epoch: int, step: int) -> Run:
        run = self.runs[event.run]
        run.epoch, run.step, run.known = epoch, step, {**run.known, **vars(event)}
        self.forecast.progress(event.run, run.share)
        return run

    def on_checkpoint(self, event: Any) -> None:
        run, now = self.runs[event.run], time.monotonic()
        if now - run.saved >= CHECKPOINT_EVERY:
            run.saved = now
            self.say(f"  {run.place} checkpoint after {reached(event, run.epochs)}")

    def on_done(self, event: Any) -> None:
        run, result = self.runs[event.run], event.result
        accuracy = f"{percent(result['test_accuracy'])} of {result['test_images']:,} test images"
        if result.get("tta_accuracy") is not None:
            accuracy += f" ({percent(result['tta_accuracy'])} with TTA)"
        self.say(f"done: {run.name}: {accuracy} in {duration(result['train_seconds'])}, {run.folder}")
        for note in result.get("notes", ()):
            self.say(f"  note: {note}")
        self._over(event)

    def on_failed(self, event: Any) -> None:
        run = self.runs[event.run]
        self.bad += 1
        self.say(f"{event.kind}: {run.name}: {event.error} {run.folder}")
        self._over(event)

    on_diverged = on_failed

    def on_stopped(self, event: Any) -> None:
        run = self.runs[event.run]
        kept = "" if event.epoch is None else f", kept after {reached(event, run.epochs)}"
        self.say(f"stopped: {run.name}{kept}")
        self._over(event)

    def on_lost(self, event: Any) -> None:
        self.say(f"left: {self.runs.pop(event.run).name}: another zoo has taken it over")
        self.forecast.end(event.run, complete=False)

    def on_moved(self, event: Any) -> None:
        if run := self.runs.get(event.run):
            self.say(f"moved: {run.name}: {event.reason}; it goes on elsewhere from its last checkpoint")

    def on_lacking(self, event: Any) -> None:
        self.say(f"waiting for {event.what}")

    def on_leftout(self, event: Any) -> None:
        remedy = f" Try: {event.error.hint}" if event.error.hint else ""
        self.say(f"left out: node {event.node}: {event.error}{remedy}")

    def on_waiting(self, event: Any) -> None:
        self.say(f"waiting for another zoo, which trains {', '.join(event.runs)}")

    def on_elsewhere(self, event: Any) -> None:
        record = event.record
        came = percent(record.test_accuracy) if record.status == "done" else record.status
        self.forecast.elsewhere(event.experiment)
        self.say(f"trained by another zoo: {self.describe(event.experiment)}: {came}, {record.name}")
        self.ended += 1

    def _over(self, event: Any) -> None:
        """Notes the end of a run, and says how much of all is left."""
        self.forecast.end(event.run, complete=event.kind == "done")
        self.ended += 1
        total = self.runs.pop(event.run).total
        if self.ended < total and event.kind != "stopped":
            parts = [f"{self.ended} of {total} runs ended", left(self.forecast.total())]
            self.told("total", "  " + ", ".join(filter(None, parts)))
