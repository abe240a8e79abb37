"""Progress on a terminal: a bar for the run that trains and one for all, with the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from zoo.cli.progress_lines import Lines, measures

if TYPE_CHECKING:
    from zoo.registry import Registry


class Bars(Lines):
    """Prints finished runs as lines above the bars. `NO_COLOR` is respected by rich itself."""

    def __init__(self, registry: Registry, total: int, console: Console | None = None) -> None:
        super().__init__(registry)
        console = console or Console(stderr=True, highlight=False)
        text = TextColumn("{task.description}", markup=False)
        columns = (
            text,
            BarColumn(bar_width=10),
            TextColumn("{task.fields[measures]}", markup=False),
            TimeRemainingColumn(),
        )
        self.progress = Progress(*columns, console=console, transient=True)
        self.run = self.progress.add_task("starting TensorFlow", total=None, measures="")
        self.all = self.progress.add_task(f"run 0/{total}", total=total, visible=total > 1, measures="")
        self.validation: dict[str, float | None] = {}

    def __enter__(self) -> Bars:
        self.progress.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.progress.stop()

    def say(self, line: str) -> None:
        self.progress.console.print(line, markup=False, soft_wrap=True)

    def on_check(self, event: dict[str, Any]) -> None:
        self.progress.update(self.run, description=f"checking {event['number']}/{event['total']}: {event['name']}")

    def on_begin(self, event: dict[str, Any]) -> None:
        super().on_begin(event)
        self.validation = {}
        self.progress.reset(self.run, description="building", total=None, measures="")
        self.progress.update(self.all, description=f"run {event['number']}/{event['total']}")

    def on_started(self, event: dict[str, Any]) -> None:
        super().on_started(event)
        total = event["epochs"] * event["steps_per_epoch"]
        self.progress.reset(self.run, description=f"epoch 1/{event['epochs']}", total=total)

    def on_progress(self, event: dict[str, Any]) -> None:
        self._advance(event, event["epoch"], event["step"])

    def on_epoch(self, event: dict[str, Any]) -> None:
        self.validation = {name: event[name] for name in ("val_loss", "val_accuracy")}
        run = self.runs[event["run"]]
        self._advance(event, event["epoch"], run["steps_per_epoch"])
        if event["epoch"] + 1 == run["epochs"]:
            self.progress.update(self.run, description="testing")

    def on_done(self, event: dict[str, Any]) -> None:
        super().on_done(event)
        self._over(event)

    def on_failed(self, event: dict[str, Any]) -> None:
        super().on_failed(event)
        self._over(event)

    def _advance(self, event: dict[str, Any], epoch: int, step: int) -> None:
        run = self.runs[event["run"]]
        completed = epoch * run["steps_per_epoch"] + step
        known = measures({**self.validation, **event})
        self.progress.update(
            self.run, completed=completed, description=f"epoch {epoch + 1}/{run['epochs']}", measures=known
        )
        share = completed / (run["epochs"] * run["steps_per_epoch"])
        self.progress.update(self.all, completed=run["number"] - 1 + share)

    def _over(self, event: dict[str, Any]) -> None:
        self.progress.update(self.all, completed=self.runs[event["run"]]["number"])
