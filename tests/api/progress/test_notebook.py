"""Progress in a notebook's cell: bars as HTML, shown again and again, and taken away."""

from __future__ import annotations

import sys
import types
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest

from tests.execution import fake_registry
from zoo.api.progress import bars, notebook, view
from zoo.execution.events import Plan
from zoo.execution.plan import Item

Events = Callable[[int], Iterable[Any]]


class Handle:
    """What IPython gives for an output that can be shown again."""

    def __init__(self, shown: list[str], markup: str) -> None:
        self.shown = shown
        shown.append(markup)

    def update(self, markup: str) -> None:
        self.shown.append(markup)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A kernel; all that a cell's output shows, one after the other."""
    found: list[str] = []
    kernel = types.SimpleNamespace(kernel=object())
    display = types.SimpleNamespace(HTML=str, display=lambda markup, display_id: Handle(found, markup))
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: kernel))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    monkeypatch.setattr(notebook, "INTERVAL", 0.0)
    return found


@pytest.fixture
def training(events: Events) -> Iterator[Any]:
    """The events of a run, behind a plan of it."""
    check, begin, *others = events(2)
    return iter([Plan(items=[Item(experiment=begin.experiment)], jobs=1, known={}), check, begin, *others])


def test_a_run_has_a_bar_that_grows_and_goes(
    shown: list[str], training: Iterator[Any], capsys: pytest.CaptureFixture[str]
) -> None:
    with view.shown(fake_registry.registry()) as listener:
        assert isinstance(listener, notebook.Notebook)
        for event in training:
            listener(event)
    values = [float(markup.split('value="')[1].split('"')[0]) for markup in shown if 'value="' in markup]
    assert values == sorted(values)
    assert (values[0], values[-1]) == (0.0, 1.0)
    assert any("val. 0.600 (75.0%)" in markup for markup in shown)
    assert shown[-1] == ""
    said = capsys.readouterr()
    assert "done: images, good, none, fast, seed 0: 90.00%" in said.out
    assert said.err == ""


def test_work_with_data_has_one_too_and_its_name_is_no_markup(
    shown: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(bars.time, "monotonic", lambda: now[0])
    with view.shown() as listener:
        listener.report("reading <b>", 0, 100, "files")
        assert shown == []  # what is quick shows nothing
        now[0] += 10
        listener.report("reading <b>", 25, 100, "files")
    assert "reading &lt;b&gt;" in shown[0]
    assert 'value="0.250"' in shown[0]
    assert "25 of 100 files" in shown[0]
    assert "30s left" in shown[0]


def test_pictures_are_shown_no_faster_than_anybody_looks(
    shown: list[str], training: Iterator[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notebook, "INTERVAL", 1e9)
    with view.shown(fake_registry.registry()) as listener:
        for event in training:
            listener(event)
    assert len(shown) == 2  # the first, and the end


def test_elsewhere_it_is_not_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "IPython", types.SimpleNamespace(get_ipython=lambda: None))
    assert not notebook.here()
    monkeypatch.delitem(sys.modules, "IPython")
    assert not notebook.here()
