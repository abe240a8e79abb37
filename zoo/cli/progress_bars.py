"""Progress on a terminal: a bar for each run that trains and one for all, with the time that is left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.console import Console, Group
from rich.live import Live
from rich.progress import Progress, TaskID

from zoo.cli.progress_lines import Lines
from zoo.cli.progress_view import Margin, columns
from zoo.cli.progress_words import accuracy, left, measures
from zoo.errors import clean
from zoo.execution.forecast import Forecast

if TYPE_CHECKING:
    from zoo.experiments.registry import Registry

WIDE = 120
"""Columns from which on there is room for losses and speed beside the names of several runs."""

OTHERS = 3
"""Lines of a terminal that are not for runs: the total, the cursor's, and one of what was said before."""


class Bars(Lines):
    """Prints finished runs as lines above the bars. `NO_COLOR` is respected by rich itself.

    One run at a time has its name in a line above its bar. Of several, each bar begins with the name, without what
    is the same in all runs; where there are more than the terminal is high, some are not shown.

    Args:
        total: the number of runs.
        jobs: how many may train at the same time.
        same: the parts of names that all runs have in common.
    """

    def __init__(
        self,
        registry: Registry,
        total: int,
        console: Console | None = None,
        *,
        jobs: int = 1,
        forecast: Forecast | None = None,
        same: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(registry, forecast)
        self.total, self.several, self.same, self.bad = total, min(jobs, total) > 1, same, 0
        self.console = console or Console(stderr=True, highlight=False)
        self.progress = Progress(*columns(self.several), expand=self.several)
        self.whole = Progress(*columns(self.several), expand=self.several)
        view = Margin(Group(self.progress, self.whole))
        self.live = Live(view, console=self.console, transient=True, refresh_per_second=8)
        self.wait = self.progress.add_task("starting TensorFlow", total=None, measures="", left="")
        self.all = self.whole.add_task("", total=total, visible=total > 1, measures="", left="")
        self.bars: dict[str, TaskID] = {}
        self.known: dict[str, dict[str, Any]] = {}
        self._show_total()

    def __enter__(self) -> Bars:
        self.live.start()
        return self

    def __exit__(self, *error: Any) -> None:
        self.live.stop()

    def __call__(self, event: Any) -> None:
        super().__call__(event)
        self._show_total()

    def say(self, line: str) -> None:
        self.console.print(clean(line), markup=False, soft_wrap=True)

    def say_begin(self, line: str) -> None:
        if not self.several:
            self.say(line)

    def say_epoch(self, line: str) -> None:
        """The bar shows it."""

    def say_total(self, line: str) -> None:
        """The total has a bar of its own."""

    def on_check(self, event: Any) -> None:
        self.progress.update(self.wait, description=f"checking {event.number}/{event.total}: {event.name}")

    def on_begin(self, event: Any) -> None:
        super().on_begin(event)
        self.progress.update(self.wait, visible=False)
        self.known[event.run] = {}
        title = self._title(event.run) if self.several else "building"
        measured = "building" if self.several else ""
        self.bars[event.run] = self.progress.add_task(title, total=None, measures=measured, left="")
        self._fit()

    def on_started(self, event: Any) -> None:
        super().on_started(event)
        self.progress.reset(self.bars[event.run], total=1)
        self._advance(event.run, 0, 0)

    def on_resumed(self, event: Any) -> None:
        super().on_resumed(event)
        self._advance(event.run, event.epoch, event.step)

    def on_progress(self, event: Any) -> None:
        super().on_progress(event)
        self.known[event.run].update(vars(event))
        self._advance(event.run, event.epoch, event.step)

    def on_epoch(self, event: Any) -> None:
        super().on_epoch(event)
        run = self.runs[event.run]
        self.known[event.run].update(vars(event))
        self._advance(event.run, event.epoch, run["steps_per_epoch"])
        if event.epoch + 1 == run["epochs"]:
            self._test(event)

    def on_lost(self, event: Any) -> None:
        super().on_lost(event)
        self._remove(event.run)

    def over(self, event: Any) -> None:
        super().over(event)
        self.bad += event.kind in ("failed", "diverged")
        self._remove(event.run)

    def _advance(self, name: str, epoch: int, step: int) -> None:
        run, known = self.runs[name], self.known[name]
        at = f"epoch {min(epoch + 1, run['epochs'])}/{run['epochs']}"
        short = self.several and self.console.width < WIDE
        told = [at if self.several else "", accuracy(known) if short else measures(known)]
        self.progress.update(
            self.bars[name],
            description=self._title(name) if self.several else at,
            completed=self.share(name, epoch, step),
            measures=", ".join(filter(None, told)),
            left=left(self.forecast.left(name)),
        )

    def _test(self, event: Any) -> None:
        bar = self.bars[event.run]
        if self.several:
            self.progress.update(bar, measures=", ".join(filter(None, ["testing", accuracy(vars(event))])), left="")
        else:
            self.progress.update(bar, description="testing", left="")

    def _title(self, name: str) -> str:
        """Returns a run's place, and of its name what is not the same in all runs."""
        differing = [part for part in self.runs[name]["name"].split(", ") if part not in self.same]
        return f"{self.runs[name]['place']} {', '.join(differing)}"

    def _remove(self, name: str) -> None:
        self.progress.remove_task(self.bars.pop(name))
        self._fit()

    def _fit(self) -> None:
        """Shows as many bars as the terminal has lines for."""
        room = max(1, self.console.height - OTHERS)
        for place, bar in enumerate(self.bars.values()):
            self.progress.update(bar, visible=place < room)

    def _show_total(self) -> None:
        shares = sum(task.completed for task in self.progress.tasks if task.id in self.bars.values())
        self.whole.update(
            self.all,
            description=f"{self.ended}/{self.total} runs" + (f", {self.bad} failed" if self.bad else ""),
            completed=self.ended + shares,
            left=left(self.forecast.total()),
        )
