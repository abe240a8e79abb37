"""Progress as bars: epoch, losses, speed and time left, within a terminal's width, for any number of runs at a time."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from tests.execution import fake_registry
from zoo.api.progress.bars import Bars
from zoo.errors import Failure
from zoo.execution.events import Begin, Check, Plan
from zoo.execution.plan import Item
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


def frame(bars):
    """Returns the lines of the live view as it is now."""
    terminal = console(width=bars.console.width, height=bars.console.height)
    with terminal.capture() as captured:
        terminal.print(bars.table())
    return captured.get().splitlines()


def experiments(number, models="good,better"):
    """Returns so many experiments, of two models in turn."""
    parts = {"dataset": "images", "augmenter": "none", "recipe": "fast"}
    return experiment.compose(fake_registry.registry(), model=models, seeds=range((number + 1) // 2), **parts)[:number]


@pytest.fixture
def planned():
    """Returns a function that makes bars, and tells them of a plan."""
    made = []

    def make(number, jobs=1, terminal=None, **more):
        bars = Bars(fake_registry.registry(), terminal or console())
        made.append(bars)
        bars(Plan(items=[Item(experiment=one) for one in experiments(number, **more)], jobs=jobs, known={}))
        return bars

    yield make
    for bars in made:
        bars.close()


def test_bars_show_epoch_losses_speed_and_time_left_in_80_columns(events, terminal, planned):
    bars = planned(2, terminal=terminal)
    for event in events(100):
        bars(event)
        if event.kind == "progress" and event.epoch == 99:
            shown = frame(bars)
    assert shown[0].startswith("epoch 100/100")
    assert "loss 2.500, val. 0.600 (75.0%), 1,234 images/s 0s left" in shown[0]
    assert shown[1].startswith("0/2 runs")
    assert len(shown) == 2
    assert max(map(len, shown)) <= 78
    assert "[1/2] images, good, none, fast, seed 0" in text(terminal)
    assert "done: images, good, none, fast, seed 0" in text(terminal)
    assert [line.split()[:2] for line in frame(bars)] == [["1/2", "runs"]]


def test_while_a_worker_checks_it_says_what_is_waited_for(planned):
    bars = planned(2)
    assert frame(bars)[0].startswith("starting TensorFlow")
    bars(Check(number=2, total=2, name="images, good, none, fast"))
    (first, _) = frame(bars)
    assert re.match(r"checking 2/2 +\S+ +images, good, none, fast: TensorFlow starts", first)
    assert len(first) <= 78


def test_where_all_is_done_nothing_is_shown(terminal):
    bars = Bars(fake_registry.registry(), terminal)
    bars(Plan(items=[], jobs=1, known={}))
    bars.close()
    assert text(terminal) == ""


def test_work_with_data_is_shown_once_it_takes_long(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("zoo.api.progress.bars.time.monotonic", lambda: now[0])
    bars = Bars(console=console())
    monkeypatch.setattr(bars.live, "start", lambda: None)
    bars.report("numbers.bin", 0, 10_000_000)
    assert frame(bars) == []
    now[0] += 4
    bars.report("numbers.bin", 4_000_000, 10_000_000)
    bars.report("reading numbers", 0, 0)
    (line,) = frame(bars)
    assert re.fullmatch(r"numbers.bin \S+ +4.0 of 10.0 MB 6s left", line)


@pytest.fixture
def begun(planned):
    """Returns a function that makes bars and begins some of the runs that they are told of; it returns their names."""

    def begin(total, jobs, number=None, **more):
        bars = planned(total, jobs, **more)
        names = [f"{one.id}.1" for one in experiments(total)[: number or jobs]]
        for place, (name, one) in enumerate(zip(names, experiments(total), strict=False), 1):
            bars(Begin(run=name, number=place, total=total, folder=Path("/runs/x"), experiment=one))
            bars(Started(run=name, epochs=10, steps_per_epoch=10))
        return bars, names

    return begin


EPOCH = Epoch(epoch=3, loss=0.5, accuracy=0.8, val_accuracy=0.75, val_loss=0.6, images_per_second=10.0)


def test_of_several_each_has_a_line_with_what_tells_it_apart(begun):
    bars, (first, second, _) = begun(9, 3)
    bars(replace(EPOCH, run=first))
    bars(Resumed(run=second, epoch=6, step=5))
    shown = frame(bars)
    assert len(shown) == 4
    assert max(map(len, shown)) <= 78
    assert re.fullmatch(r"\[1/9\] good, seed 0 +\S+ +epoch 5/10, val. 75.0% +0s left", shown[0])
    assert re.fullmatch(r"\[2/9\] good, seed 1 +\S+ +epoch 7/10 .*", shown[1])
    assert shown[3].startswith("0/9 runs")
    bars, (first, *_) = begun(9, 3, terminal=console(width=140))
    bars(replace(EPOCH, run=first))
    assert "epoch 5/10, loss 0.500, val. 0.600 (75.0%), 10 images/s" in frame(bars)[0]


def test_names_that_are_too_long_end_in_an_ellipsis(begun):
    bars, _ = begun(9, 3, 1, terminal=console(width=48))
    (first, _) = frame(bars)
    assert len(first) <= 48
    assert "\u2026" in first
    assert "epoch 1/10" in first


def test_where_there_are_more_runs_than_lines_the_total_stays(begun):
    bars, names = begun(20, 10, terminal=console(height=8))
    shown = frame(bars)
    assert len(shown) == 6
    assert shown[-1].startswith("0/20 runs")
    for name in names[:6]:
        bars(Stopped(run=name))
    assert len(frame(bars)) == 5


def test_the_total_counts_ends_failures_and_parts(begun):
    bars, (first, second) = begun(4, 2)
    bars(Diverged(run=first, epoch=0, step=3, error=Failure("Not a number.")))
    bars(Progress(run=second, epoch=5, step=0, loss=0.1, images_per_second=5.0))
    *_, total = bars._rows()
    assert total[:2] == ("1/4 runs, 1 failed", (1 + 0.5) / 4)
    assert "diverged: images, good, none, fast, seed 0: Not a number." in text(bars.console)


def test_the_last_epoch_is_followed_by_the_test(begun, events, planned):
    bars, (first, _) = begun(4, 2)
    bars(Epoch(run=first, epoch=9, accuracy=0.8))
    assert "testing, train 80.0%" in frame(bars)[0]
    alone = planned(1)
    for event in list(events(1))[:-1]:
        alone(event)
    assert frame(alone)[0].startswith("testing")
