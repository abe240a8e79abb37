"""Which progress is shown: bars are for terminals, and quiet is quiet."""

from __future__ import annotations

import io

import pytest

from tests.execution import fake_registry
from zoo.api.progress.bars import Bars
from zoo.api.progress.lines import Lines
from zoo.api.progress.view import shown


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_bars_are_for_terminals_alone():
    with shown(fake_registry.registry()) as view:
        assert type(view) is Lines


@pytest.mark.parametrize(("terminal", "kind"), [("xterm", Bars), ("dumb", Lines)])
def test_a_terminal_that_cannot_move_its_cursor_gets_lines(monkeypatch, terminal, kind):
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", terminal)
    with shown() as view:
        assert type(view) is kind


def test_quiet_takes_every_event_and_says_nothing(events, capsys):
    with shown(fake_registry.registry(), quiet=True) as listener:
        for event in events(1):
            listener(event)
    assert capsys.readouterr() == ("", "")
