"""Tests of the log: what is written, and a disk that takes no more."""

from __future__ import annotations

import os
import sys

import pytest

from zoo.training import log


def test_a_line_and_a_traceback(capsys):
    log.line("hello")
    try:
        raise ValueError("a bug")
    except ValueError:
        log.exception()
    said = capsys.readouterr().out
    assert said.startswith("hello\nTraceback")
    assert "ValueError: a bug" in said


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="a disk that is full, as Linux has it")
def test_a_full_disk_is_no_error(monkeypatch):
    full = open("/dev/full", "w", buffering=1)  # noqa: SIM115 - closing it fails, as is to be seen
    monkeypatch.setattr(sys, "stdout", full)
    log.line("lost")
    monkeypatch.undo()
    with pytest.raises(OSError, match="No space"):
        full.close()
