"""Strangers' code in this process: what it prints is no part of a result, and it does not end the process unseen."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import NoReturn


@contextlib.contextmanager
def contained(doing: str) -> Iterator[None]:
    """Runs a stranger's code: stdout is stderr meanwhile, and `os._exit` raises SystemExit.

    Args:
        doing: `plugin x was imported`; Ctrl-C says that this was cut off.
    """
    with _no_exit(), _descriptor_redirected(), contextlib.redirect_stdout(sys.stderr):
        try:
            yield
        except KeyboardInterrupt as stop:
            stop.add_note(f"Interrupted while {doing}.")
            raise


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
