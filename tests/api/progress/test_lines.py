"""Progress as lines: what begins, some epochs, what came of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.execution import fake_registry
from tests.ranking import fakes as boards
from zoo.api.progress import lines as progress_lines
from zoo.errors import Failure
from zoo.execution.events import Ask, Elsewhere, LeftOut, Lost, Plan, Waiting
from zoo.execution.forecast import Forecast
from zoo.execution.plan import Item
from zoo.experiments.experiment import compose
from zoo.plugin.events import Checkpoint, Diverged, Epoch, Failed, Resumed, Stopped


@pytest.fixture
def clock(monkeypatch):
    """A clock that stands until `clock.now` is moved."""

    class Clock:
        now = 100.0

        def __call__(self):
            return self.now

    made = Clock()
    monkeypatch.setattr(progress_lines.time, "monotonic", made)
    return made


def test_a_line_per_epoch(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    for event in events(2):
        lines(event)
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.splitlines() == [
        "checking 1 combination: TensorFlow starts, data are read, models are built ...",
        "[1/2] images, good, none, fast, seed 0",
        "  [1/2] epoch 1/2: loss 0.500, val. 0.600 (75.0%), 9,876 images/s, 0s left",
        "  [1/2] epoch 2/2: loss 0.500, val. 0.600 (75.0%), 9,876 images/s",
        "done: images, good, none, fast, seed 0: 90.00% of 1,000 test images in 1m 01s, /runs/x",
        "  note: grey is repeated",
        "  1 of 2 runs ended, 0s left",
    ]


def test_a_run_that_is_alone_needs_no_number_and_no_total(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    for event in events(1):
        lines(replace(event, total=1) if event.kind == "begin" else event)
    said = capsys.readouterr().err.splitlines()
    assert said[2] == "  epoch 1/1: loss 0.500, val. 0.600 (75.0%), 9,876 images/s"
    assert said[-1] == "  note: grey is repeated"


def test_the_total_says_how_long_all_others_take(events, capsys, clock):
    begun = list(events(2))
    registry, parts = fake_registry.registry(), {"dataset": "images", "augmenter": "none", "recipe": "fast"}
    planned = [Item(experiment=one) for one in compose(registry, model="good", seeds=range(4), **parts)]
    forecast = Forecast(planned, jobs=2, clock=clock)
    lines = progress_lines.Lines(fake_registry.registry())
    lines.forecast = forecast
    for event in begun:
        clock.now += 30 if event.kind == "epoch" else 0
        lines(replace(event, total=4) if event.kind == "begin" else event)
    said = capsys.readouterr().err.splitlines()
    assert said[2].endswith("images/s, 30s left")
    assert said[-1] == "  1 of 4 runs ended, 1m 30s left"


def test_a_resumed_run_says_from_where_and_its_time_left_knows(events, capsys, clock):
    check, begin, started, *_ = events(10)
    lines = progress_lines.Lines(fake_registry.registry())
    lines.forecast = Forecast(clock=clock)
    for event in (check, begin, started):
        lines(event)
    lines(Resumed(run=begin.run, epoch=6, step=5, notes=["a checkpoint was damaged"]))
    clock.now += 15
    lines(Epoch(run=begin.run, epoch=7, loss=0.5))
    assert capsys.readouterr().err.splitlines()[2:] == [
        "resumed: images, good, none, fast, seed 0, after 6 of 10 epochs and 5 steps",
        "  note: a checkpoint was damaged",
        "  [1/2] epoch 8/10: loss 0.500, 20s left",
    ]


def test_a_folder_that_stood_in_the_way_is_said(events, capsys):
    _, begin, *_ = events(1)
    progress_lines.Lines(fake_registry.registry())(replace(begin, aside=Path("/runs/x.before-1")))
    note = "  note: a folder of no run stood at its place; it is kept as /runs/x.before-1"
    assert capsys.readouterr().err.splitlines()[1:] == [note]


def test_checkpoints_are_told_where_epochs_are_long(events, capsys, clock):
    check, begin, started, *_ = events(10)
    lines = progress_lines.Lines(fake_registry.registry())
    lines.forecast = Forecast(clock=clock)
    for event in (check, begin, started):
        lines(event)
    for epoch in range(1, 5):
        clock.now += 25
        lines(Checkpoint(run=begin.run, epoch=epoch, step=0))
    assert capsys.readouterr().err.splitlines()[2:] == ["  [1/2] checkpoint after 3 of 10 epochs"]


@pytest.mark.parametrize(
    ("event", "sentence"),
    [
        (Stopped(epoch=1, step=7), "stopped: {}, kept after 1 of 10 epochs and 7 steps"),
        (Stopped(), "stopped: {}"),
        (
            Diverged(epoch=0, step=3, error=Failure("Not a number.")),
            "diverged: {}: Not a number. /runs/x",
        ),
        (Lost(), "left: {}: another zoo has taken it over"),
    ],
)
def test_how_runs_end(events, capsys, event, sentence):
    check, begin, started, *_ = events(10)
    lines = progress_lines.Lines(fake_registry.registry())
    for one in (check, begin, started, replace(event, run=begin.run)):
        lines(one)
    assert capsys.readouterr().err.splitlines()[2] == sentence.format("images, good, none, fast, seed 0")


def test_what_another_zoo_does(events, capsys):
    _, begin, *_ = events(1)
    lines = progress_lines.Lines(fake_registry.registry())
    lines(Waiting(runs=["aaaa.1", "bbbb.2"]))
    for record in (boards.run(name="aaaa.1", test_accuracy=0.9), boards.run(name="bbbb.2", status="diverged")):
        lines(Elsewhere(run=record.name, number=1, total=2, experiment=begin.experiment, record=record))
    assert capsys.readouterr().err.splitlines() == [
        "waiting for another zoo, which trains aaaa.1, bbbb.2",
        "trained by another zoo: images, good, none, fast, seed 0: 90.00%, aaaa.1",
        "trained by another zoo: images, good, none, fast, seed 0: diverged, bbbb.2",
    ]


def test_what_nodes_do(capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    error = Failure("keras is 3.14.0, and 3.15.1 here.", hint="on b: pip install keras==3.15.1")
    for event in (
        Ask(datasets=["mnist", "digits"]),
        LeftOut(node="b", error=error),
        LeftOut(node="c", error=Failure("No.")),
    ):
        lines(event)
    assert capsys.readouterr().err.splitlines() == [
        "asking the nodes for mnist, digits: workers start, data are fetched where they are missing ...",
        "left out: node b: keras is 3.14.0, and 3.15.1 here. Try: on b: pip install keras==3.15.1",
        "left out: node c: No.",
    ]


def test_test_time_augmentation_stands_behind_the_plain_accuracy(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    *begun, done = events(1)
    for event in [*begun, replace(done, result={**done.result, "tta_accuracy": 0.915, "notes": []})]:
        lines(event)
    said = "90.00% of 1,000 test images (91.50% with TTA) in 1m 01s"
    assert said in capsys.readouterr().err.splitlines()[-2]


def test_of_many_epochs_some_are_left_out_but_not_the_last(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    for event in events(103):
        lines(event)
    told = [line for line in capsys.readouterr().err.splitlines() if "epoch" in line]
    assert len(told) <= progress_lines.MOST_LINES
    assert "103/103" in told[-1]


def test_a_failure_says_why_and_where(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    *begun, _ = events(1)
    for event in begun:
        lines(event)
    lines(Failed(run=begun[1].run, error=Failure("It died.", "No memory.")))
    last = capsys.readouterr().err.splitlines()[-2]
    assert last == "failed: images, good, none, fast, seed 0: It died. No memory. /runs/x"


def test_a_plan_says_what_is_skipped_and_why_something_is_trained_again(events, capsys):
    registry, parts = fake_registry.registry(), {"dataset": "images", "augmenter": "none", "recipe": "fast"}
    found = compose(registry, model="good", seeds=range(4), **parts)
    run, reasons = boards.run(name="a.1", test_accuracy=0.9), ["its code changed"]
    items = [
        Item(experiment=found[0], run=run),
        Item(experiment=found[1], run=run, reasons=reasons),
        Item(experiment=found[2], run=run, reasons=reasons, refresh=True),
        Item(experiment=found[3]),
    ]
    progress_lines.Lines(registry)(Plan(items=items, jobs=1, known={}, audience=["keras-zoo[mlflow]"]))
    name = "images, good, none, fast, seed"
    assert capsys.readouterr().err.splitlines() == [
        f"done before: {name} 0: 90.00%, a.1",
        f"stale: {name} 1: its code changed; kept: 90.00%",
        f"stale: {name} 2: its code changed",
        "Stale results are kept; to train them again: --refresh stale",
        "These runs are told to keras-zoo[mlflow]",
    ]


def test_nobody_is_told_where_nothing_is_trained(capsys):
    progress_lines.Lines(fake_registry.registry())(Plan(items=[], jobs=1, known={}, audience=["keras-zoo[mlflow]"]))
    assert capsys.readouterr().err == ""
