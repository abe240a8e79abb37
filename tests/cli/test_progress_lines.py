"""Progress as lines: what begins, some epochs, what came of it."""

from __future__ import annotations

from tests.execution import fake_registry
from zoo.cli import progress_lines


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


def test_test_time_augmentation_stands_behind_the_plain_accuracy(events, capsys):
    lines = progress_lines.Lines(fake_registry.registry())
    *begun, done = events(1)
    for event in [*begun, {**done, "result": {**done["result"], "tta_accuracy": 0.915, "notes": []}}]:
        lines(event)
    said = "90.00% of 1,000 test images (91.50% with TTA) in 1m 01s"
    assert said in capsys.readouterr().err.splitlines()[-1]


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
