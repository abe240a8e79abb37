"""How progress is shown: bars are for terminals, and quiet is quiet."""

from __future__ import annotations

import io

import pytest

from tests.execution import fake_registry
from zoo.cli import progress, progress_bars, progress_lines
from zoo.execution.events import Check, Plan, Waiting
from zoo.execution.plan import Item
from zoo.experiments import experiment


def test_bars_are_for_terminals_alone(capsys):
    with progress.shown(fake_registry.registry()) as tell:
        tell(Waiting(runs=[]))
        assert type(tell.view) is progress_lines.Lines


def test_what_all_have_in_common_is_left_out_of_names():
    registry = fake_registry.registry()
    parts = {"dataset": "images", "augmenter": "none", "recipe": "fast"}
    found = experiment.compose(registry, model="good,better", seeds=[0, 1], **parts)
    assert progress.common(found, registry) == {"images", "none", "fast"}
    assert progress.common(found[:2], registry) == {"images", "good", "none", "fast"}
    assert progress.common([], registry) == frozenset()


@pytest.mark.parametrize(("terminal", "kind"), [("xterm", progress_bars.Bars), ("dumb", progress_lines.Lines)])
def test_a_terminal_that_cannot_move_its_cursor_gets_lines(monkeypatch, terminal, kind):
    monkeypatch.setattr("sys.stderr", Terminal())
    monkeypatch.setenv("TERM", terminal)
    registry = fake_registry.registry()
    (one,) = experiment.compose(registry, dataset="images", model="good", augmenter="none", recipe="fast")
    planned = Plan(items=[Item(experiment=one)], jobs=1, known={})
    for first in (planned, Check(number=1, total=1, name="good")):
        with progress.shown(registry) as tell:
            tell(first)
            assert type(tell.view) is kind


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_quiet_takes_every_event_and_says_nothing(events, capsys):
    with progress.shown(fake_registry.registry(), quiet=True) as tell:
        for event in events(1):
            tell(event)
    assert capsys.readouterr() == ("", "")
