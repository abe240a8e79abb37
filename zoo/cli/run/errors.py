"""How `zoo run` ends where it is interrupted: what to type next."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections.abc import Iterator

from zoo.errors import shell_quote


@contextlib.contextmanager
def retyped(*, anew: bool = False) -> Iterator[None]:
    """Has an end by Ctrl-C or SIGTERM say what to type to go on; Ctrl-C before there is a worker too.

    Args:
        anew: whether the same command begins all over, as it does with `--force`.
    """
    from zoo.execution.signals import Interrupted

    try:
        yield
    except KeyboardInterrupt:
        raise Interrupted(signal.SIGINT, hint=again(anew=anew)) from None
    except Interrupted as interrupted:
        interrupted.hint = again(anew=anew)
        raise


def again(*, anew: bool = False) -> str:
    """Returns what was typed, and what it does when it is typed again."""
    means = "all over" if anew or "--force" in sys.argv else "what is done is skipped, what was interrupted goes on"
    return f"{shell_quote('zoo', *sys.argv[1:])}   ({means})"
