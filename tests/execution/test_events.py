"""Listeners: each hears of every event, and one that fails harms no other."""

from __future__ import annotations

from zoo.execution.events import Dispatcher, Waiting


def failing(event):
    raise KeyError(f"never heard of {event.kind}\x1b[31m")


def test_a_listener_that_fails_is_named_once_and_dropped(capsys):
    before, after = [], []
    emit = Dispatcher([before.append, failing, after.append])
    for _ in range(3):
        emit(Waiting(runs=[]))
    assert len(before) == len(after) == 3
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("failing hears of no more events: KeyError: ")
    assert "waiting" in line
    assert "\x1b" not in line


def test_a_run_is_recorded_though_its_listeners_fail(train, experiments):
    (good,) = experiments("good")
    assert train([good], failing)[good.id].status == "done"


def test_a_closed_stderr_is_no_reason_to_stop(monkeypatch):
    class Closed:
        def write(self, text):
            raise BrokenPipeError(32, "Broken pipe")

    monkeypatch.setattr("sys.stderr", Closed())
    heard = []
    Dispatcher([failing, heard.append])(Waiting(runs=[]))
    assert len(heard) == 1
