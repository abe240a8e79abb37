"""`zoo doctor`: this machine really, in 80 columns and as JSON; problems with their remedies, and the exit status."""

from __future__ import annotations

import json

import pytest

from zoo.cli import program
from zoo.health import inspections
from zoo.health.diagnosis import Diagnosis, Inspection

Capture = pytest.CaptureFixture[str]


def test_this_machine(capsys: Capture) -> None:
    """With a TensorFlow that is imported, in a process of its own."""
    assert program.run(["doctor", "--json"]) == 0, capsys.readouterr().out
    found = {each["about"]: each for each in json.loads(capsys.readouterr().out)}
    about = {
        "zoo",
        "libraries",
        "settings",
        "processor",
        "bfloat16",
        "memory",
        "disk",
        "store",
        "data",
        "kept",
        "plugins",
        "tensorflow",
        "GPU",
    }
    assert set(found) == about
    assert "keras-zoo[classics]" in found["plugins"]["found"]
    assert "computes; imported in " in found["tensorflow"]["found"]


def _found(monkeypatch: pytest.MonkeyPatch, *diagnoses: Diagnosis) -> None:
    monkeypatch.setattr(inspections, "everything", lambda disabled: [Inspection("all", lambda: diagnoses)])


def test_problems_have_their_remedies_in_eighty_columns(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    long = "a sentence that says what is wrong with it and does not stop before the line is full at all"
    _found(
        monkeypatch,
        Diagnosis("disk", "ok", "9 GB free"),
        Diagnosis("processor", "warning", "slow", "zoo run --threads 2"),
        Diagnosis("store", "problem", long, "zoo store check"),
        Diagnosis("store", "problem", "\x1b[2J", "zoo gc"),
    )
    assert program.run(["doctor"]) == 1
    assert capsys.readouterr().out == (
        "ok      disk      9 GB free\n"
        "warning processor slow\n"
        "                  Try: zoo run --threads 2\n"
        "problem store     a sentence that says what is wrong with it and does not stop\n"
        "                  before the line is full at all\n"
        "                  Try: zoo store check\n"
        "problem store     \\x1b[2J\n"
        "                  Try: zoo gc\n"
        "\n"
        "2 problems and 1 warning.\n"
    )


def test_a_warning_is_no_problem(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    _found(monkeypatch, Diagnosis("memory", "warning", "little", "ps aux"))
    assert program.run(["doctor"]) == 0
    assert capsys.readouterr().out.endswith("\n1 warning.\n")


def test_all_is_well(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    _found(monkeypatch, Diagnosis("memory", "ok", "much"))
    assert program.run(["doctor"]) == 0
    assert capsys.readouterr().out == "ok      memory much\n\nAll is well.\n"


def test_debug_shows_why_an_inspection_failed(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr(inspections, "everything", lambda disabled: [Inspection("disk", lambda: 1 / 0)])
    assert program.run(["--debug", "doctor"]) == 1
    captured = capsys.readouterr()
    assert "cannot be inspected: ZeroDivisionError" in captured.out
    assert "Traceback" in captured.err
