"""Native code is silenced, and what Python says is still seen."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

import zoo
from zoo.api import preview
from zoo.training import loading

CODE = """
import os, sys
from zoo.cli import context
context.settings = lambda: context.Settings(debug={debug})
with context.native_silence():
    os.write(2, b"native\\n")
    print("progress", file=sys.stderr)
os.write(2, b"after\\n")
print("last", file=sys.stderr)
"""


def _said(*, debug: bool) -> list[str]:
    code = CODE.format(debug=debug)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stderr.split()


def test_native_code_is_silent_and_progress_is_seen() -> None:
    assert _said(debug=False) == ["progress", "after", "last"]


def test_with_debug_everything_is_seen() -> None:
    assert _said(debug=True) == ["native", "progress", "after", "last"]


class Told(Exception):
    """Raised in the place of what takes seconds."""


@pytest.mark.parametrize(
    ("where", "name", "call"),
    [(preview.Asked, "draw", lambda: zoo.preview("digits", "shift")), (loading, "trained", lambda: zoo.load("a run"))],
)
def test_python_is_told_nothing_by_native_code_either(
    where: Any, name: str, call: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def heavy(*arguments: Any, **named: Any) -> Any:
        os.write(2, b"native\n")
        raise Told

    monkeypatch.setattr(where, name, heavy)
    with pytest.raises(Told):
        call()
    assert capfd.readouterr().err == ""
