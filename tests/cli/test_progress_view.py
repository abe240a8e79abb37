"""How bars stand on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console
from rich.progress import Progress

from zoo.cli.progress_view import Margin, columns


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("named", [True, False])
def test_two_columns_stay_free_however_long_names_are(named, width):
    console = Console(file=io.StringIO(), width=width, color_system=None)
    bars = Progress(*columns(named), expand=named, console=console)
    bars.add_task("a name that is longer than any terminal is wide " * 3, measures="epoch 1/10", left="12m 03s left")
    console.print(Margin(bars))
    lines = console.file.getvalue().splitlines()
    assert lines
    assert max(map(len, lines)) <= width - 2


def test_named_bars_end_at_the_same_column_whatever_is_known():
    console = Console(file=io.StringIO(), width=80, color_system=None)
    bars = Progress(*columns(True), expand=True, console=console)
    bars.add_task("one", completed=50, measures="", left="")
    bars.add_task("another", completed=50, measures="epoch 10/10, val. 91.2%", left="12m 03s left")
    console.print(Margin(bars))
    one, another = console.file.getvalue().splitlines()
    assert one.index("\u2501") == another.index("\u2501")
