"""The command line: a file per command, or a folder. No code stands here: the file `list.py` would hide the builtin."""

from __future__ import annotations

from zoo.cli.program import main

__all__ = ["main"]
