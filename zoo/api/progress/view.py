"""Which progress is shown: bars where stderr can move its cursor, else lines, and nothing where quiet is asked for."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

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
    plain = not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"
    with contextlib.closing(Lines(registry) if plain else Bars(registry)) as view, listening(view.report):
        yield view
