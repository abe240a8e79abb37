"""Native code is silenced, and what Python says is still seen."""

from __future__ import annotations

import subprocess
import sys

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
