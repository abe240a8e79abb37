"""How progress is shown: bars are for terminals, and quiet is quiet."""

from __future__ import annotations

from tests.execution import fake_registry
from zoo.cli import progress, progress_lines


def test_bars_are_for_terminals_alone(capsys):
    with progress.shown([], fake_registry.registry(), quiet=False) as tell:
        assert type(tell) is progress_lines.Lines


def test_quiet_takes_every_event_and_says_nothing(events, capsys):
    with progress.shown([], fake_registry.registry(), quiet=True) as tell:
        for event in events(1):
            tell(event)
    assert capsys.readouterr() == ("", "")
