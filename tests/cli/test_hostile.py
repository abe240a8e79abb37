"""No command lets through what a value, a name or an error holds for the terminal."""

from __future__ import annotations

import json

import pytest

from tests.leaderboard import fakes
from zoo.cli import program

VALUE = "\x1b]0;title\x07\x1b[31m\x9b\r\u202e|<b>\n"


@pytest.fixture
def recorded():
    """A run whose dataset has a value that is not meant for terminals."""
    return fakes.record(dataset=f"dots:path={VALUE}")


@pytest.mark.parametrize(
    "words",
    [
        ["runs"],
        ["leaderboard"],
        *(["leaderboard", "--format", form] for form in ("markdown", "csv", "json")),
        ["show", "RUN"],
        ["show", "RUN", "--json"],
        ["leaderboard", "-d", f"dots:{VALUE}=1"],
        ["show", VALUE],
        ["rm", VALUE],
        [VALUE],
        ["runs", f"--{VALUE}"],
        ["--debug", "show", VALUE],
    ],
    ids=lambda words: ascii(" ".join(words))[:40],
)
def test_a_terminal_gets_no_orders(board_registry, recorded, capsys, words):
    program.run([recorded if word == "RUN" else word for word in words])
    out, err = capsys.readouterr()
    assert "title" in out + err
    assert "".join(letter for letter in out + err if not letter.isprintable()).strip("\n") == ""


def test_json_says_what_was_recorded(board_registry, recorded, capsys):
    program.run(["runs", "--json"])
    assert json.loads(capsys.readouterr().out)[0]["dataset"] == f"dots:path={VALUE}"
