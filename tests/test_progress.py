"""Progress that somebody listens to, and progress that nobody does."""

from __future__ import annotations

import time

import pytest

import zoo
from zoo import progress
from zoo.progress import Report, listening, silent

Told = list[tuple[str, int, int, str]]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def report(told: Told) -> Report:
    return lambda what, done, total, unit="bytes": told.append((what, done, total, unit))


def test_silent_is_a_report_that_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    report: Report = silent
    report("numbers.bin", 1, 2)
    assert capfd.readouterr() == ("", "")


def test_a_tracked_loop_is_the_loop_itself_where_nobody_listens(capfd: pytest.CaptureFixture[str]) -> None:
    assert list(zoo.track(iter("abc"), 3, "reading letters")) == ["a", "b", "c"]
    assert capfd.readouterr() == ("", "")


def test_a_listener_is_told_of_the_beginning_and_the_end(told: Told, report: Report) -> None:
    with listening(report):
        assert list(zoo.track("abc", 3, "reading letters", unit="letters")) == ["a", "b", "c"]
    assert told[0] == ("reading letters", 0, 3, "letters")
    assert told[-1] == ("reading letters", 3, 3, "letters")
    list(zoo.track("abc", 3, "reading letters"))
    assert told[-1][-1] == "letters", "told although the block has ended"


def test_fast_work_is_told_of_now_and_then(told: Told, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "INTERVAL", 3600)
    with listening(report):
        list(zoo.track(range(1000), 1000, "counting"))
    assert [done for _, done, _, _ in told] == [0, 1, 1000]


def test_slow_work_is_told_of_item_by_item(told: Told, report: Report, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "INTERVAL", 0.001)
    with listening(report):
        for _ in zoo.track(range(4), 4, "counting"):
            time.sleep(0.002)
    assert [done for _, done, _, _ in told] == [0, 1, 2, 3, 4]
