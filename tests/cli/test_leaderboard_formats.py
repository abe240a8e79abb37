"""`zoo leaderboard` as data: CSV, JSON, and what is rendered from an export."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.ranking import fakes
from zoo.cli import context


def test_csv_and_json_are_data_alone(leaderboard, filled):
    lines = list(csv.DictReader(io.StringIO(leaderboard("--format", "csv")[1])))
    assert [line["model"] for line in lines] == ["net", "net", "deep-net"]
    document = json.loads(leaderboard("--format", "json")[1])
    assert [run["seed"] for run in document["rows"][0]["runs"]] == [0, 1, 2]
    assert [run["accuracy"] for run in document["rows"][0]["runs"]] == [0.9, 0.91, 0.92]
    assert document["hidden"] == 1


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_an_export_is_rendered_as_the_store_was(leaderboard, filled, tmp_path, monkeypatch, form):
    file = tmp_path / "board.json"
    file.write_text(leaderboard("--format", "json", "--limited")[1])
    expected = leaderboard("--format", form, "--sort", "seeds")[1]
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(context, "registry", None)
    assert leaderboard("--from", file, "--format", form, "--sort", "seeds")[1] == expected
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("columns", [80, 100])
def test_the_zoo_s_own_tables_fit_the_terminal(leaderboard, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", str(columns))
    export = Path(__file__).parents[2] / "docs" / "leaderboard.json"
    lines = leaderboard("--from", export)[1].splitlines()
    folded = [line for line in lines if ": zoo run " not in line]  # a command stays whole, to be copied
    assert max(map(len, folded)) <= columns
    assert ("(No room for: batch, params, epochs, time)" in lines) == (columns == 80)


def test_an_export_can_be_filtered(leaderboard, filled, tmp_path):
    (tmp_path / "board.json").write_text(leaderboard("--format", "json")[1])
    assert fakes.cells(leaderboard("--from", tmp_path / "board.json", "-m", "deep-net")[1]) == [
        ["deep-net", "none", "quick"]
    ]
