"""The queue of calls: in their order, bounded, and never a run's beginning or end left out."""

from __future__ import annotations

import threading

import pytest

from zoo.execution.tracking import calls
from zoo.execution.tracking.calls import Call, Calls
from zoo.plugin.collecting import EPOCH_FINISHED, RUN_FINISHED, RUN_STARTED


def call(hook, number=0, plugin="a"):
    return Call(plugin, hook, {"epoch": {"number": number}})


def taken(waiting):
    waiting.close()
    return list(iter(waiting.get, None))


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(calls, "MOST_EPOCHS", 2)


def test_calls_come_in_their_order():
    waiting, put = Calls(), [call(RUN_STARTED), call(EPOCH_FINISHED, 1), call(RUN_FINISHED)]
    for each in put:
        waiting.put(each)
    assert taken(waiting) == put


@pytest.mark.usefixtures("few")
def test_the_oldest_epochs_are_left_out_and_counted():
    waiting = Calls()
    waiting.put(call(RUN_STARTED))
    for number in range(5):
        waiting.put(call(EPOCH_FINISHED, number))
    waiting.put(call(RUN_FINISHED))
    assert waiting.left_out == {"a": 3}
    assert taken(waiting) == [
        call(RUN_STARTED),
        *(call(EPOCH_FINISHED, number) for number in (3, 4)),
        call(RUN_FINISHED),
    ]


@pytest.mark.usefixtures("few")
def test_epochs_that_were_taken_wait_no_more():
    waiting = Calls()
    for number in range(5):
        waiting.put(call(EPOCH_FINISHED, number))
        assert waiting.get() == call(EPOCH_FINISHED, number)
    assert not waiting.left_out


def test_the_calls_of_a_plugin_are_dropped():
    waiting = Calls()
    for plugin in "aba":
        waiting.put(call(EPOCH_FINISHED, plugin=plugin))
    waiting.drop("a")
    assert taken(waiting) == [call(EPOCH_FINISHED, plugin="b")]


def test_whoever_waits_is_woken_by_the_end():
    waiting, found = Calls(), []
    thread = threading.Thread(target=lambda: found.append(waiting.get()))
    thread.start()
    waiting.close()
    thread.join(timeout=60)
    assert found == [None]
