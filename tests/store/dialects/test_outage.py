"""Tests of waiting for a server: what is said, when it ends, and whom it does not keep."""

from __future__ import annotations

import pytest

from zoo.errors import StoreBroken
from zoo.store import dialects
from zoo.store.dialects import outage
from zoo.store.dialects.outage import Outage

LOST = OSError("connection refused")


class Clock:
    """A clock that goes as far as somebody sleeps."""

    def __init__(self):
        self.now = 1000.0

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(outage, "time", clock)
    return clock


@pytest.fixture
def reached(clock):
    found = Outage("the store", "pg_isready")
    found.reached()
    return found


def wait(found, times):
    for _ in range(times):
        found.wait(LOST)


def test_a_server_that_was_never_reached_is_not_waited_for(clock):
    with pytest.raises(OSError, match="refused"):
        Outage("the store", "pg_isready").wait(LOST)
    assert clock.now == 1000


def test_a_cut_of_a_moment_is_not_spoken_of(reached, clock, capsys):
    wait(reached, 3)
    reached.over()
    assert 1000 < clock.now < 1001
    assert capsys.readouterr() == ("", "")


def test_one_line_when_it_waits_and_one_when_it_is_back(reached, capsys):
    wait(reached, 40)
    assert capsys.readouterr().err == (
        "The store the store is out of reach: it is waited for, at most 120 s. connection refused.\n"
    )
    reached.over()
    assert capsys.readouterr().err == "The store the store is back after 31 s.\n"


def test_it_gives_up_with_what_to_do(reached, clock):
    with pytest.raises(StoreBroken) as broken:
        wait(reached, 1000)
    assert dialects.PATIENCE < clock.now - 1000 < dialects.PATIENCE + 2
    assert broken.value.render().splitlines() == [
        "Error: The store the store has been out of reach for 120 s.",
        "Cause: connection refused.",
        "Try: pg_isready   (when it is back, the same zoo command goes on)",
    ]
    with pytest.raises(StoreBroken):
        reached.wait(LOST)  # the end of a sweep does not wait again for each of its runs
    reached.over()
    reached.wait(LOST)


def test_who_is_stopped_while_it_waits_does_not_wait_again(reached, clock, monkeypatch):
    def interrupted(seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(clock, "sleep", interrupted, raising=False)
    with pytest.raises(KeyboardInterrupt):
        reached.wait(LOST)
    with pytest.raises(StoreBroken):
        reached.wait(LOST)


def test_an_absence_counts_until_leases_are_prolonged(reached, clock):
    assert reached.absence(clock.now - 1) == 0, "a moment"
    assert reached.absence(clock.now - 20) == 20, "so long did one wait for one's turn"
    wait(reached, 50)
    lasted = clock.now - 1000
    assert reached.absence(clock.now) == lasted
    reached.over()
    assert reached.absence(clock.now) == lasted, "whoever came back first may only have read"
    reached.made_good()
    assert reached.absence(clock.now) == 0
