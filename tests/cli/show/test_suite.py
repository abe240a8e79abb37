"""`zoo show SUITE`: what it trains, and from which file it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zoo.cli import program

Capture = pytest.CaptureFixture[str]

CATALOGUE = """
suites:
  tried:
    summary: two runs
    dataset: digits
    seeds: 2
    runs:
      - {model: "mlp,vit", epochs: 3}
      - {model: mlp, augmenter: [none, shift], seed: 7}
      - model: mlp
        augmenter: none
        seed: 7
        expected: {accuracy: 0.9, within: 0.01, source: "https://example.org", note: "table 2"}
      - model: mlp
        augmenter: shift
        seed: 7
        expected: {below: {augmenter: none}, source: nobody}
"""


@pytest.fixture(autouse=True)
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "registry.yaml"
    file.write_text(CATALOGUE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return file


def test_a_row_for_each_combination(catalogue: Path, capsys: Capture) -> None:
    assert program.run(["show", "tried"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["tried: a suite of 6 experiments", "two runs", f"From {catalogue}"]
    assert lines[4].split() == ["dataset", "model", "augmenter", "recipe", "seeds", "epochs", "validation"]
    assert lines[6].split() == ["digits", "mlp", "none", "fast", "2", "3", "0.1"]
    assert lines[7].split() == ["digits", "vit", "none", "fast", "2", "3", "0.1"]
    assert lines[9].split() == ["digits", "mlp", "shift", "fast", "seed", "7", "-", "0.1"]
    assert lines[-7:] == [
        "Expected:",
        "  digits, mlp, none, fast: 90.00%, or within 1.00 points of it",
        "    https://example.org (table 2)",
        "  digits, mlp, shift, fast: below digits, mlp, none, fast",
        "    nobody",
        "",
        "Example: zoo verify tried",
    ]
    assert max(map(len, lines[4:10])) <= 80


def test_json(catalogue: Path, show_json: Callable[..., dict[str, Any]]) -> None:
    shown = show_json("tried")
    assert (shown["kind"], shown["file"], shown["experiments"]) == ("suite", str(catalogue), 6)
    assert shown["runs"][1]["seed"] == "7"
    figure, relation = shown["expected"]
    assert (figure["run"], figure["accuracy"], figure["within"]) == (3, 0.9, 0.01)
    assert (relation["run"], relation["relation"], relation["than"]["augmenter"]) == (4, "below", "none")


def test_a_suite_that_does_not_exist(show_refused: Callable[..., str]) -> None:
    assert "Did you mean tried?" in show_refused("triedd", "--kind", "suite")
    assert "Did you mean tried?" in show_refused("triedd")
