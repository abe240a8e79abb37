"""Why a plugin could not be loaded, on one line, and what to do about it."""

from __future__ import annotations

import importlib
from pathlib import Path

import pluggy

from zoo.errors import ZooError, brief, text_of
from zoo.plugin import containment
from zoo.plugin.discovery import Problem, Provider

LONGEST = 300
"""Letters of an exception's text that are shown."""


def why(error: BaseException, provider: Provider) -> Problem:
    """Returns what an exception of a plugin says about it."""
    leave_out = f"--no-plugin {provider.distribution}"
    if isinstance(error, ZooError):
        return Problem(error.message, f"{error.hint}; or {leave_out}" if error.hint else leave_out)
    if isinstance(error, pluggy.PluginValidationError):
        return Problem(f"could not be loaded: {brief(text_of(error), LONGEST)}", f"correct the hook; or {leave_out}")
    said = brief(text_of(error), LONGEST)
    reason = f"could not be loaded: {type(error).__name__}{': ' if said else ''}{said.rstrip('.')}{_place(error)}"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return Problem(reason, f"install what provides {error.name.split('.')[0]!r}; or {leave_out}")
    return Problem(reason, f"pip install --upgrade {provider.distribution}; or {leave_out}")


def _place(error: BaseException) -> str:
    """Returns the file and line that raised, where that is neither the zoo's own check nor Python's import system."""
    import traceback

    between = ("<", str(Path(importlib.__file__).parent), containment.__file__)
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(between)]
    where = Path(frames[-1].filename) if frames else None
    return f" ({where.name}:{frames[-1].lineno})" if where and Path(__file__).parents[1] not in where.parents else ""
