"""Progress on a terminal: a bar for work with data, for each run that trains and for all, with the time left."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from zoo.api.progress.lines import PATIENCE, STARTING, WAITED_FOR, Lines, Run
from zoo.api.progress.words import accuracy, amount, left, measures, remaining
from zoo.errors import clean

if TYPE_CHECKING:
    from rich.console import Console
    from rich.constrain import Constrain
    from rich.live import Live

    from zoo.experiments.registry import Registry
    from zoo.plugin.events import Event

WIDE = 120
"""Columns from which on there is room for losses and speed beside the names of several runs."""

OTHERS = 3
"""Lines of a terminal that are not for runs: the total, the cursor's, and one of what was said before."""

MARGIN = 2
"""Columns left free at the right: the terminal writes `^C` behind the last line, which must not wrap."""

Row = tuple[str, float | None, str, str]
"""What it is about, the part of it that is done, where that is known; what was measured, and the time left."""


class Bars(Lines):
    """Prints finished runs as lines above the bars. `NO_COLOR` is respected by rich, which is imported for the first
    bar.

    One run at a time has its name in a line above its bar. Of several, each bar begins with the name, without what
    is the same in all runs; where there are more than the terminal is high, some are not shown.
    """

    def __init__(self, registry: Registry | None = None, console: Console | None = None) -> None:
        super().__init__(registry)
        self._given, self._runs = console, list[Row]()
        self._data: dict[str, tuple[float, int, int, str]] = {}
        self.waiting: Row | None = None
        self.total, self.several = 0, False
        self.same: frozenset[str] = frozenset()

    @cached_property
    def console(self) -> Console:
        from rich.console import Console

        return self._given or Console(stderr=True, highlight=False)

    @cached_property
    def live(self) -> Live:
        from rich.live import Live

        return Live(get_renderable=self.table, console=self.console, transient=True, refresh_per_second=8)

    def __call__(self, event: Event) -> None:
        super().__call__(event)
        self._runs = list(self._rows())  # what is drawn by another thread does not change under it
        if event.kind != "plan" or self.total:
            self.live.start()
            self.live.refresh()

    def close(self) -> None:
        if "live" in vars(self):
            self.live.stop()

    def say(self, line: str) -> None:
        self.console.print(clean(line), markup=False, soft_wrap=True)

    def report(self, what: str, done: int, total: int, unit: str = "bytes") -> None:
        begun = self._data.get(what, (time.monotonic(),))[0]
        self._data = {**self._data, what: (begun, done, total, unit)}
        self.live.start()  # by itself it shows what takes longer than a moment

    def on_plan(self, event: Any) -> None:
        super().on_plan(event)
        self._data = {}
        trained = [item.experiment for item in event.items if item.trained]
        self.total, self.several = len(trained), min(event.jobs, len(trained)) > 1
        self.hidden = frozenset({"check", "epoch", "total", *(["begin"] if self.several else [])})
        names = [self.describe(experiment).split(", ") for experiment in trained]
        self.same = frozenset(column[0] for column in zip(*names, strict=True) if len(set(column)) == 1)
        self.waiting = ("starting TensorFlow", None, "", "") if trained else None

    def on_ask(self, event: Any) -> None:
        super().on_ask(event)
        self.waiting = ("asking the nodes", None, f"{', '.join(event.datasets)}: {STARTING}", "")

    def on_check(self, event: Any) -> None:
        super().on_check(event)
        self.waiting = (f"checking {event.number}/{event.total}", None, f"{event.name}: {WAITED_FOR}", "")

    def on_begin(self, event: Any) -> None:
        super().on_begin(event)
        self.waiting = None

    def table(self) -> Constrain:
        """Returns all bars, as they are now."""
        from rich.constrain import Constrain
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        rows = [*self._work(), *self._runs]
        room, bar = self.console.width - MARGIN, 8 if self.several else 9
        table = Table.grid(padding=(0, 1), expand=self.several)
        if self.several:
            table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
            table.add_column()
            table.add_column(no_wrap=True, min_width=23)
            table.add_column(no_wrap=True, justify="right", min_width=12)
        else:
            longest, last = (max((len(str(row[place])) for row in rows), default=0) for place in (0, 3))
            table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(1, room // 2))
            table.add_column()
            table.add_column(no_wrap=True, overflow="ellipsis", max_width=max(1, room - longest - bar - last - 3))
            table.add_column(no_wrap=True, justify="right")
        for what, share, measured, rest in rows:
            drawn = ProgressBar(total=1.0, completed=share or 0.0, pulse=share is None, width=bar)
            table.add_row(Text(what), drawn, Text(measured), Text(rest))
        return Constrain(table, max(1, room))

    def _work(self) -> Iterator[Row]:
        now = time.monotonic()
        for what, (begun, done, total, unit) in self._data.items():
            if now - begun >= PATIENCE:
                share = done / total if total else None
                yield what, share, amount(done, total, unit), remaining(now - begun, done, total)

    def _rows(self) -> Iterator[Row]:
        if self.waiting:
            yield self.waiting
        room = max(1, self.console.height - OTHERS)
        yield from (self._row(name, run) for name, run in list(self.runs.items())[:room])
        if self.total > 1:
            failed = f", {self.bad} failed" if self.bad else ""
            share = (self.ended + sum(run.share for run in self.runs.values())) / self.total
            yield f"{self.ended}/{self.total} runs{failed}", share, "", left(self.forecast.total())

    def _row(self, name: str, run: Run) -> Row:
        """Returns a run's bar; of several, with its place, and of its name what is not the same in all runs."""
        short = self.several and self.console.width < WIDE
        known, share = accuracy(run.known) if short else measures(run.known), run.share if run.epochs else None
        at, rest = f"epoch {run.epoch + 1}/{run.epochs}", left(self.forecast.left(name))
        if not run.epochs:
            at, known, rest = "building", "", ""
        elif run.epoch >= run.epochs:
            at, rest = "testing", ""
        if not self.several:
            return at, share, known, rest
        differing = [part for part in run.name.split(", ") if part not in self.same]
        return f"{run.place} {', '.join(differing)}", share, ", ".join(filter(None, [at, known])), rest
