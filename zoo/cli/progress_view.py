"""How bars stand on a terminal: their columns, and the margin."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.progress import BarColumn, ProgressColumn, TextColumn
from rich.table import Column


class Margin:
    """Leaves two columns free at the right: the terminal writes `^C` behind the last line, which must not wrap."""

    def __init__(self, inner: RenderableType) -> None:
        self.inner = inner

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        yield from console.render(self.inner, options.update_width(max(1, options.max_width - 2)))


def columns(named: bool) -> tuple[ProgressColumn, ...]:
    """Returns a bar's columns; where names stand in them, they get the room that is left."""
    name = Column(no_wrap=True, overflow="ellipsis", ratio=1 if named else None)
    measured = Column(no_wrap=True, min_width=23 if named else None)
    remaining = Column(no_wrap=True, min_width=12 if named else None)
    return (
        TextColumn("{task.description}", markup=False, table_column=name),
        BarColumn(bar_width=8 if named else 10),
        TextColumn("{task.fields[measures]}", markup=False, table_column=measured),
        TextColumn("{task.fields[left]}", markup=False, justify="right", table_column=remaining),
    )
