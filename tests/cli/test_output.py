"""Tables fit the terminal; colour is for terminals that want it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from zoo.cli import output
from zoo.ranking.tables.table import Column

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
    assert capsys.readouterr().out == "a          b\n---------  -\n1.0\ntwo words  x\n"


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


def test_only_bold_may_give_the_terminal_orders(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    output.say(output.bold("a\x1b[31m\n"), ": \x1b[1m")
    output.tell("\x1b]0;x\x07")
    output.table([["a\nb\x9b"]], ["name"])
    output.json(["\x1b\x9b"])
    out, err = capsys.readouterr()
    assert out.startswith("\x1b[1ma\\x1b[31m\\n\x1b[0m: \\x1b[1m\n")
    assert "\na\\nb\\x9b\n" in out
    assert out.endswith('"\\u001b\\u009b"\n]\n')
    assert err == "\\x1b]0;x\\x07\n"


def test_colours_tell_something_and_do_not_move_a_table(monkeypatch: pytest.MonkeyPatch, capsys: Capture) -> None:
    styled = Column("n", right=True, style=lambda row: "bad" if row[0] > 9 else "")
    plain = "   n  name\n----  --------\n   1  one\n1000  thousand\n"
    for no_color, expected in (("1", plain), ("", plain.replace("1000", "\x1b[31m1000\x1b[0m"))):
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setenv("NO_COLOR", no_color)
        output.table([[1, "one"], [1000, "thousand"]], [styled, "name"])
        assert capsys.readouterr().out == expected


def test_json_needs_no_particular_encoding(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr("sys.stdout", stream)
    output.json("Größe")
    stream.flush()
    assert json.loads(stream.buffer.getvalue()) == "Größe"  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["Größe", "caf\udce9"])
def test_a_path_is_printed_byte_by_byte(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii", errors="replace")
    monkeypatch.setattr("sys.stdout", stream)
    output.path(Path(name))
    assert stream.buffer.getvalue() == os.fsencode(name) + b"\n"  # type: ignore[attr-defined]
