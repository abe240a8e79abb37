"""Which progress is shown: bars in a notebook and where stderr can move its cursor, else lines; quiet is quiet."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from zoo.api.progress import notebook
from zoo.api.progress.bars import Bars
from zoo.api.progress.lines import Lines
from zoo.progress import listening

if TYPE_CHECKING:
    from zoo.execution.events import Listener
    from zoo.experiments.registry import Registry


@contextlib.contextmanager
def shown(registry: Registry | None = None, *, quiet: bool = False) -> Iterator[Listener]:
    """Yields what takes the events of runs. `zoo.track` and downloads tell it of work with data meanwhile."""
    if quiet:
        yield lambda event: None
        return
    with contextlib.closing(_kind()(registry)) as view, listening(view.report):
        yield view


def _kind() -> type[Lines]:
    if notebook.here():
        return notebook.Notebook
    return Lines if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb" else Bars
