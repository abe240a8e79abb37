"""Tables fit the terminal; colour is for terminals that want it."""

from __future__ import annotations

import json

import pytest

from zoo.cli import output

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_a_table_fits_the_terminal(columns: int, monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    output.table([["name", "word " * 20, "other words " * 20, 3]], ["a", "b", "c", "d"])
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= columns
    assert out.split().count("word") == 20


def test_a_table_that_fits_is_not_wrapped(capsys: pytest.CaptureFixture[str]) -> None:
    output.table([["1.0", None], ["two words", "x"]], ["a", "b"])
    assert capsys.readouterr().out == "a          b\n---------  ---\n1.0\ntwo words  x\n"


def test_json_is_json(capsys: pytest.CaptureFixture[str]) -> None:
    output.json({"name": "Größe", "value": 1.5})
    assert json.loads(capsys.readouterr().out) == {"name": "Größe", "value": 1.5}


def test_bold_is_for_terminals_without_no_color(monkeypatch: pytest.MonkeyPatch) -> None:
    assert output.bold("x") == "x"
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert output.bold("x") == "\033[1mx\033[0m"
    monkeypatch.setenv("NO_COLOR", "1")
    assert output.bold("x") == "x"
