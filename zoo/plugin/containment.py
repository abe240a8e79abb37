"""Running strangers' code: its output stays out of results, it cannot end the process, its errors are explained."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

import pluggy

from zoo.errors import ZooError, brief, text_of
from zoo.plugin.discovery import Problem, Provider


@contextlib.contextmanager
def contained(doing: str) -> Iterator[None]:
    """Runs a stranger's code: stdout is stderr meanwhile, `os._exit` raises SystemExit, and a copy of the process that
    the code forked ends with it.

    Args:
        doing: `plugin x was imported`; Ctrl-C says that this was cut off.
    """
    with _no_exit(), _descriptor_redirected(), contextlib.redirect_stdout(sys.stderr):
        try:
            yield
        except KeyboardInterrupt as stop:
            stop.add_note(f"Interrupted while {doing}.")
            raise


def why(error: BaseException, provider: Provider) -> Problem:
    """Returns why a plugin could not be loaded, on one line, and what to do about it."""
    leave_out = f"--no-plugin {provider.distribution}"
    if isinstance(error, ZooError):
        return Problem(error.message, f"{error.hint}; or {leave_out}" if error.hint else leave_out)
    said = brief(text_of(error), 300)
    if isinstance(error, pluggy.PluginValidationError):
        return Problem(f"could not be loaded: {said}", f"correct the hook; or {leave_out}")
    remedy = provider.mend
    if isinstance(error, ModuleNotFoundError) and error.name:
        remedy = f"install what provides {error.name.split('.')[0]!r}"
    reason = f"{type(error).__name__}{': ' if said else ''}{said.rstrip('.')}{_place(error)}"
    return Problem(f"could not be loaded: {reason}", f"{remedy}; or {leave_out}")


def _place(error: BaseException) -> str:
    import traceback

    return place((frame.filename, frame.lineno) for frame in traceback.extract_tb(error.__traceback__))


def place(frames: Iterable[tuple[str, int | None]]) -> str:
    """Returns the file and line of the innermost frame, which is the last one, that is neither Python's own nor the
    zoo's; as the end of a sentence. Nothing where there is none."""
    others = [(Path(file).name, line) for file, line in frames if not _is_ours(file)]
    return f" ({others[-1][0]}:{others[-1][1]})" if others else ""


def _is_ours(file: str) -> bool:
    """Whether a file is the zoo's or Python's, and not one that was installed beside these."""
    if file.startswith("<") or Path(file).is_relative_to(Path(__file__).parents[1]):
        return True
    installed = {"site-packages", "dist-packages"} & set(Path(file).parts)
    return Path(file).is_relative_to(Path(os.__file__).parent) and not installed


@contextlib.contextmanager
def _no_exit() -> Iterator[None]:
    leave, here = os._exit, os.getpid()

    def refuse(status: int) -> NoReturn:
        if os.getpid() != here:  # a child that was forked has to
            leave(status)
        raise SystemExit(f"it called os._exit({status!r})")

    os._exit = refuse
    try:
        yield
    finally:
        os._exit = leave
        if os.getpid() != here:  # a copy that the code forked, and let go on: what comes now is not for two
            leave(0)


@contextlib.contextmanager
def _descriptor_redirected() -> Iterator[None]:
    """Sends to stderr what is written to the file descriptor of stdout, by C code and children too."""
    try:
        stdout = os.dup(1)
    except OSError:  # it was closed by whoever called
        yield
        return
    try:
        _flush()
        os.dup2(2, 1)
        yield
    finally:
        _flush()
        os.dup2(stdout, 1)
        os.close(stdout)


def _flush() -> None:
    for stream in (sys.stdout, sys.__stdout__):
        if stream is not None and not stream.closed:
            stream.flush()
