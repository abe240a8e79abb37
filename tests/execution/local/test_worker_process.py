"""A worker's death seen from its slot: nothing lost, nothing waited for."""

from __future__ import annotations

import sys
import time

import pytest

from tests.execution.events import last_events
from zoo.execution.preflight import work


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="finds the pipe in /proc")
def test_a_message_cut_by_death_is_no_hang(pool, tasks):
    last = last_events(work(pool, [tasks("a", "die_in_a_message"), tasks("b")]))
    assert "signal 9" in last["a"].error.message
    assert last["b"].kind == "done"


def test_a_process_that_the_worker_forked_does_not_hide_its_death(pool, tasks):
    start = time.monotonic()
    last = last_events(work(pool, [tasks("a", "fork_and_die", seconds=15)]))
    assert "signal 9" in last["a"].error.message
    assert time.monotonic() - start < 10


def test_nothing_that_a_dying_worker_said_is_lost(pool, tasks):
    events = [event for _, event in work(pool, [tasks("a", "last_words", steps=300, size=10_000)])]
    assert [event.step for event in events if event.kind == "progress"] == list(range(300))
    assert "signal 9" in events[-1].error.message
