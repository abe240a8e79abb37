"""Silence for TensorFlow's native code, which writes to stderr past Python and past its own settings."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from collections.abc import Iterator

from zoo.cli import context


@contextlib.contextmanager
def native_silence() -> Iterator[None]:
    """Sends what native code writes to stderr nowhere, while `sys.stderr` goes on to where it went: progress is seen.
    With `--debug` everything is."""
    if context.settings().debug:
        yield
        return
    sys.stderr.flush()
    before, kept = sys.stderr, os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        with open(kept, "w", buffering=1, encoding=before.encoding, errors="replace", closefd=False) as stream:
            sys.stderr = stream if _is_native(before) else before
            yield
    finally:
        sys.stderr = before
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _is_native(stream: object) -> bool:
    """Whether a stream writes to file descriptor 2, as it does unless somebody captures it."""
    try:
        return stream.fileno() == 2  # type: ignore[attr-defined]
    except (AttributeError, OSError, io.UnsupportedOperation):
        return False
