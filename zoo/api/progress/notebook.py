"""Progress in a notebook: the same bars, in the cell's output, by IPython alone; nothing else has to be installed."""

from __future__ import annotations

import sys
import time
from functools import cached_property
from typing import Any

from zoo.api.progress.bars import Bars
from zoo.errors import clean
from zoo.ranking.tables import html

INTERVAL = 0.25
"""Seconds between two pictures of the bars: each is a message to the browser."""


def here() -> bool:
    """Whether this process is a notebook's kernel."""
    ipython = sys.modules.get("IPython")
    return getattr(ipython.get_ipython() if ipython else None, "kernel", None) is not None


class Notebook(Bars):
    """Shows bars where a cell's output stands, and takes them away when all is over; what is said is printed."""

    @cached_property
    def live(self) -> Any:
        return _Output(self)

    def say(self, line: str) -> None:
        sys.stdout.write(f"{clean(line)}\n")

    def report(self, what: str, done: int, total: int, unit: str = "bytes") -> None:
        super().report(what, done, total, unit)
        self.live.refresh()

    def markup(self) -> str:
        """Returns all bars, as they are now."""
        cell = '<td style="text-align: left">{}</td>'
        rows = []
        for what, share, measured, rest in (*self._work(), *self._runs):
            value = "" if share is None else f' value="{share:.3f}"'
            bar = f'<progress max="1"{value} style="width: 9em"></progress>'
            texts = [html.text(what), bar, html.text(measured), html.text(rest)]
            rows.append(f"<tr>{''.join(map(cell.format, texts))}</tr>")
        return f"<table>{''.join(rows)}</table>" if rows else ""


class _Output:
    """An output of a cell that is shown again and again, as rich shows its own on a terminal."""

    def __init__(self, bars: Notebook) -> None:
        self._bars, self._before, self._last = bars, "", -INTERVAL
        self._handle: Any = None

    def start(self) -> None:
        """It is shown as soon as there is something to show."""

    def refresh(self) -> None:
        if time.monotonic() - self._last >= INTERVAL:
            self._show(self._bars.markup())

    def stop(self) -> None:
        self._show("")

    def _show(self, markup: str) -> None:
        from IPython.display import HTML, display

        if markup == self._before:
            return
        self._last, self._before = time.monotonic(), markup
        if self._handle is None:
            self._handle = display(HTML(markup), display_id=True)
        else:
            self._handle.update(HTML(markup))
