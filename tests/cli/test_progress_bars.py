"""Progress as bars: epoch, losses, speed and time left, within a terminal's width."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.execution import fake_registry
from zoo.cli.progress_bars import Bars


@pytest.fixture
def terminal():
    return Console(file=io.StringIO(), force_terminal=True, width=80, color_system=None, highlight=False)


def test_bars_show_epoch_losses_speed_and_time_left_in_80_columns(events, terminal):
    seen = []
    with Bars(fake_registry.registry(), 2, terminal) as bars:
        for event in events(100):
            bars(event)
            seen.append(event["event"])
            if event["event"] == "progress" and event["epoch"] == 99:
                bars.progress.refresh()
    shown = terminal.file.getvalue()
    line = next(line for line in shown.splitlines() if "epoch 100/100" in line)
    assert "loss 2.500, val. 0.600 (75.0%), 1,234 images/s" in line
    assert "0:00:0" in line
    assert "run 1/2" in shown
    assert "done: images, good, none, fast, seed 0" in shown
    assert bars.progress.tasks[bars.all].completed == 1
