"""How `zoo run` ends where something went wrong: what to say, and what to type next."""

from __future__ import annotations

import contextlib
import signal
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zoo.errors import Failure, RunFailed, shell_quote

if TYPE_CHECKING:
    from zoo.store import RunRecord


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


def complain(records: Sequence[RunRecord], total: int) -> None:
    """Raises `RunFailed` where runs failed or diverged, or were given up; the first one's error stands for all.

    Args:
        records: what was trained.
        total: how many runs there were to be.
    """
    bad = [record for record in records if record.status in ("failed", "diverged")]
    bad = bad or [record for record in records if record.status == "interrupted"]
    if not bad:
        return
    numbers = Counter(record.status for record in bad)
    (first, number), *others = numbers.items()
    endings = [f"{number} of {total} run{'s' * (total != 1)} {first}", *(f"{n} {status}" for status, n in others)]
    untrained = total - sum(record.status != "interrupted" for record in records)
    stopped = f"{untrained} stopped or not begun: the same command goes on." if untrained else None
    error = Failure.from_dict(bad[0].error or {})
    raise RunFailed(
        f"{', '.join(endings)}.",
        cause=" ".join(filter(None, [str(error), stopped])),
        hint=error.hint if error.resumable and error.hint else f"zoo logs {bad[0].name}",
    )


def again(*, anew: bool = False) -> str:
    """Returns what was typed, and what it does when it is typed again."""
    means = "all over" if anew or "--force" in sys.argv else "what is done is skipped, what was interrupted goes on"
    return f"{shell_quote('zoo', *sys.argv[1:])}   ({means})"
