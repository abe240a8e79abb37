"""The command line: one file per verb. No code stands here, where the file `list.py` would hide the builtin."""

from __future__ import annotations

from zoo.cli.program import main

__all__ = ["main"]
