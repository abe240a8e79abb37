"""Progress on stderr: lines where there is no terminal, bars where there is one, nothing for what is quick."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

import zoo
from zoo.api.progress import lines
from zoo.api.progress.view import shown
from zoo.progress import reporter

Capture = pytest.CaptureFixture[str]


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(lines.time, "monotonic", made)
    return made


def test_what_is_quick_is_silent(clock: Clock, capsys: Capture) -> None:
    with shown():
        report = reporter()
        report("numbers.bin", 1, 2)
        clock.now += 0.9
        report("numbers.bin", 2, 2)
    assert capsys.readouterr() == ("", "")


def test_a_line_now_and_then_with_the_time_left(clock: Clock, capsys: Capture) -> None:
    with shown():
        report = reporter()
        report("numbers.bin", 0, 10_000_000)
        for second in range(1, 13):
            clock.now += 1
            report("numbers.bin", second * 500_000, 10_000_000)
        clock.now += 11
        report("reading numbers", 0, 0)
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.splitlines() == [
        "numbers.bin: 0.5 of 10.0 MB, 19s left",
        "numbers.bin: 5.5 of 10.0 MB, 9s left",
        "reading numbers",
    ]


def test_work_that_is_tracked_is_shown(clock: Clock, capsys: Capture) -> None:
    with shown():
        for _ in zoo.track(range(16), 16, "looking at photos"):
            clock.now += 0.25
    assert capsys.readouterr().err.splitlines() == ["looking at photos: 4 of 16 files, 3s left"]


def test_quiet_is_silent(clock: Clock, capsys: Capture) -> None:
    with shown(quiet=True):
        report = reporter()
        report("numbers.bin", 1, 2)
        clock.now += 60
        report("numbers.bin", 2, 2)
        list(zoo.track("ab", 2, "looking at letters"))
    assert capsys.readouterr() == ("", "")


SLOW = """
from zoo.api.progress import bars, view
from zoo.progress import reporter
bars.PATIENCE = {patience}
with view.shown() as shown:
    reporter()("numbers.bin", 5_000_000, 10_000_000)
    shown.live.refresh()
"""


@pytest.mark.parametrize(("patience", "seen"), [(0.0, True), (9999.0, False)])
def test_a_bar_on_a_terminal_once_patience_ends(patience: float, seen: bool) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", SLOW.format(patience=patience)]
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    result = subprocess.run(command, stderr=theirs, stdout=subprocess.PIPE, timeout=60, check=True, env=environment)
    os.write(theirs, b"end")
    text = os.read(ours, 100_000).decode()
    os.close(ours)
    os.close(theirs)
    assert result.stdout == b""
    assert ("numbers.bin" in text and "5.0 of 10.0 MB" in text) is seen
