"""Progress as bars: epoch, losses, speed and time left, within a terminal's width, for any number of runs at a time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.execution import fake_registry
from zoo.cli.progress_bars import Bars
from zoo.errors import Failure
from zoo.execution.events import Begin
from zoo.experiments import experiment
from zoo.plugin.events import Diverged, Epoch, Progress, Resumed, Started, Stopped


def console(**more):
    size = {"width": 80, "height": 24, **more}
    return Console(file=io.StringIO(), force_terminal=True, color_system=None, highlight=False, **size)


@pytest.fixture
def terminal():
    return console()


def text(terminal):
    """Returns what was written, without the codes that move the cursor."""
    return re.sub("\x1b\\[[0-9;?]*[A-Za-z]", "", terminal.file.getvalue())


def frame(bars, terminal):
    """Returns the lines of the live view as it is now."""
    with terminal.capture() as captured:
        terminal.print(bars.live.get_renderable())
    return captured.get().splitlines()


def test_bars_show_epoch_losses_speed_and_time_left_in_80_columns(events, terminal):
    with Bars(fake_registry.registry(), 2, terminal) as bars:
        for event in events(100):
            bars(event)
            if event.kind == "progress" and event.epoch == 99:
                shown = frame(bars, console())
    assert shown[0].startswith("epoch 100/100")
    assert "loss 2.500, val. 0.600 (75.0%), 1,234 images/s 0s left" in shown[0]
    assert shown[1].startswith("0/2 runs")
    assert len(shown) == 2
    assert "[1/2] images, good, none, fast, seed 0" in text(terminal)
    assert "done: images, good, none, fast, seed 0" in text(terminal)
    assert bars.whole.tasks[0].completed == 1
    assert bars.progress.tasks[1:] == []


@pytest.fixture
def begun():
    """Returns a function that tells bars of runs that have begun, and returns their names."""

    def begin(bars, number):
        found = experiment.compose(
            fake_registry.registry(),
            dataset="images",
            model="good,better",
            augmenter="none",
            recipe="fast",
            seeds=range((number + 1) // 2),
        )
        names = [f"{one.id}.1" for one in found[:number]]
        for place, (name, one) in enumerate(zip(names, found, strict=False), 1):
            where = {"number": place, "total": bars.total, "folder": Path("/runs/x"), "experiment": one}
            bars(Begin(run=name, **where))
            bars(Started(run=name, epochs=10, steps_per_epoch=10))
        return names

    return begin


def test_of_several_each_has_a_line_with_what_tells_it_apart(begun):
    same = frozenset({"images", "none", "fast"})
    bars = Bars(fake_registry.registry(), 9, console(), jobs=3, same=same)
    first, second, _ = begun(bars, 3)
    epoch = Epoch(run=first, epoch=3, loss=0.5, accuracy=0.8, val_accuracy=0.75)
    bars(replace(epoch, val_loss=0.6, images_per_second=10.0))
    bars(Resumed(run=second, epoch=6, step=5, notes=[]))
    shown = frame(bars, console())
    assert len(shown) == 4
    assert max(map(len, shown)) <= 78
    assert re.fullmatch(r"\[1/9\] good, seed 0 +\S+ +epoch 4/10, val. 75.0% +0s left", shown[0])
    assert re.fullmatch(r"\[2/9\] good, seed 1 +\S+ +epoch 7/10 .*", shown[1])
    assert shown[3].startswith("0/9 runs")
    wide = Bars(fake_registry.registry(), 9, console(width=140), jobs=3, same=same)
    (first,) = begun(wide, 1)
    wide(replace(epoch, run=first, val_loss=0.6, images_per_second=10.0))
    assert "epoch 4/10, loss 0.500, val. 0.600 (75.0%), 10 images/s" in frame(wide, console(width=140))[0]


def test_names_that_are_too_long_end_in_an_ellipsis(begun):
    bars = Bars(fake_registry.registry(), 9, console(width=60), jobs=3)
    begun(bars, 1)
    shown = frame(bars, console(width=60))
    assert max(map(len, shown)) <= 60
    assert "\u2026" in shown[0]
    assert "epoch 1/10" in shown[0]


def test_where_there_are_more_runs_than_lines_the_total_stays(begun):
    bars = Bars(fake_registry.registry(), 20, console(height=8), jobs=10)
    names = begun(bars, 10)
    shown = frame(bars, console(height=8))
    assert len(shown) == 6
    assert shown[-1].startswith("0/20 runs")
    for name in names[:6]:
        bars(Stopped(run=name))
    assert len(frame(bars, console(height=8))) == 5


def test_the_total_counts_ends_failures_and_parts(begun):
    bars = Bars(fake_registry.registry(), 4, console(), jobs=2)
    first, second = begun(bars, 2)
    error = Failure("Not a number.")
    bars(Diverged(run=first, epoch=0, step=3, error=error))
    bars(Progress(run=second, epoch=5, step=0, loss=0.1, images_per_second=5.0))
    (total,) = bars.whole.tasks
    assert (total.description, total.completed) == ("1/4 runs, 1 failed", 1.5)
    assert "diverged: images, good, none, fast, seed 0: Not a number." in text(bars.console)


def test_the_last_epoch_is_followed_by_the_test(begun, events, terminal):
    bars = Bars(fake_registry.registry(), 4, console(), jobs=2)
    (first,) = begun(bars, 1)
    bars(Epoch(run=first, epoch=9, accuracy=0.8))
    assert "testing, train 80.0%" in frame(bars, console())[0]
    alone = Bars(fake_registry.registry(), 1, terminal)
    for event in list(events(1))[:-1]:
        alone(event)
    assert frame(alone, console())[0].startswith("testing")
