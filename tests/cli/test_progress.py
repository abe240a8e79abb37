"""Progress as lines, and as bars on a terminal."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from tests.execution import fake_registry
from zoo import experiment
from zoo.cli import progress, progress_lines
from zoo.cli.progress_bars import Bars


@pytest.fixture
def events():
    """Returns a factory of the events of one run."""
    registry = fake_registry.registry()
    (one,) = experiment.compose(registry, dataset="images", model="good", augmenter="none", recipe="fast")

    def make(epochs):
        run = {"run": f"{one.id}.1"}
        yield {"event": "check", "number": 1, "total": 1, "name": "images, good, none, fast"}
        yield {"event": "begin", **run, "number": 1, "total": 2, "folder": "/runs/x", "experiment": one}
        yield {"event": "started", **run, "epochs": epochs, "steps_per_epoch": 10}
        for epoch in range(epochs):
            yield {"event": "progress", **run, "epoch": epoch, "step": 5, "loss": 2.5, "images_per_second": 1234.5}
            measured = {"loss": 0.5, "accuracy": 0.8, "val_loss": 0.6, "val_accuracy": 0.75}
            yield {"event": "epoch", **run, "epoch": epoch, **measured, "seconds": 1.0, "images_per_second": 9876.5}
        result = {"test_accuracy": 0.9, "test_images": 1000, "train_seconds": 61.0, "notes": ["grey is repeated"]}
        yield {"event": "done", **run, "result": result}

    return make


def test_a_line_per_epoch(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    for event in events(2):
        lines(event)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "checking 1 combination ...",
        "[1/2] images, good, none, fast, seed 0",
        "  epoch 1/2: loss 0.500, val. 0.600 (75.0%), 9,876 images/s, 0.0s left",
        "  epoch 2/2: loss 0.500, val. 0.600 (75.0%), 9,876 images/s",
        "done: images, good, none, fast, seed 0: 90.00% of 1,000 test images in 1m 01s, /runs/x",
        "  note: grey is repeated",
    ]


def test_of_many_epochs_some_are_left_out_but_not_the_last(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    for event in events(103):
        lines(event)
    told = [line for line in capsys.readouterr().err.splitlines() if "epoch" in line]
    assert len(told) <= progress_lines.MOST_LINES
    assert "103/103" in told[-1]


def test_what_is_not_known_is_not_shown():
    event = {"loss": None, "val_accuracy": None, "images_per_second": 5.0}
    assert progress_lines.measures(event) == "5 images/s"


def test_a_failure_says_why_and_where(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    *begun, _ = events(1)
    for event in begun:
        lines(event)
    lines({"event": "failed", "run": begun[1]["run"], "error": {"message": "It died.", "cause": "No memory."}})
    last = capsys.readouterr().err.splitlines()[-1]
    assert last == "failed: images, good, none, fast, seed 0: It died. No memory. /runs/x"


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


def test_bars_are_for_terminals_alone(capsys):
    with progress.shown([], fake_registry.registry(), quiet=False) as tell:
        assert type(tell) is progress_lines.Lines
