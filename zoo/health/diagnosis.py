"""Inspections, side by side and each guarded: one that fails or hangs keeps no other from telling what it finds."""

from __future__ import annotations

import queue
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from zoo.errors import ZooError, reason

State = Literal["ok", "warning", "problem"]

PATIENCE = 120.0
"""Seconds that inspections have; those that wait for other processes give up earlier by themselves."""


@dataclass(frozen=True)
class Diagnosis:
    """What is known of one thing.

    Args:
        about: what was inspected: `disk`.
        state: `problem` where something cannot be done, `warning` where it may go badly.
        found: a sentence or a list without its full stop.
        remedy: a command; None where all is well.
    """

    about: str
    state: State
    found: str
    remedy: str | None = None


@dataclass(frozen=True)
class Inspection:
    """Something to inspect.

    Args:
        about: what a failure of the inspection itself is about.
        inspect: yields what it finds; a `ZooError` that it raises is a problem, with its hint as the remedy.
        unanswered: the remedy where it does not answer.
    """

    about: str
    inspect: Callable[[], Iterable[Diagnosis]]
    unanswered: str = "export ZOO_HOME=DIR   (on a disk that answers)"


def diagnose(
    inspections: Sequence[Inspection],
    *,
    patience: float = PATIENCE,
    trace: Callable[[str], None] = lambda text: None,
) -> Iterator[list[Diagnosis]]:
    """Yields what each inspection finds, in their order; all are at work at the same time.

    Args:
        patience: seconds until one that has not answered is a problem; it is left to itself.
        trace: is given the traceback of one that fails.
    """
    answers = [_begun(inspection, trace) for inspection in inspections]
    until = time.monotonic() + patience
    for inspection, answer in zip(inspections, answers, strict=True):
        try:
            yield answer.get(timeout=max(0.0, until - time.monotonic()))
        except queue.Empty:
            late = f"does not answer within {patience:g} seconds"
            yield [Diagnosis(inspection.about, "problem", late, inspection.unanswered)]


def _begun(inspection: Inspection, trace: Callable[[str], None]) -> queue.Queue[list[Diagnosis]]:
    """Begins an inspection in a thread that ends with the program, and returns where its answer will be."""
    answer: queue.Queue[list[Diagnosis]] = queue.Queue()
    threading.Thread(target=lambda: answer.put(_guarded(inspection, trace)), daemon=True).start()
    return answer


def _guarded(inspection: Inspection, trace: Callable[[str], None]) -> list[Diagnosis]:
    try:
        return list(inspection.inspect())
    except ZooError as error:
        found, remedy = " ".join(filter(None, [error.message, error.cause])), error.hint
    except Exception as error:  # noqa: BLE001 - a damaged machine can raise anything, and the others are to be told of
        trace(traceback.format_exc())
        found, remedy = f"cannot be inspected: {reason(error)}", None
    return [Diagnosis(inspection.about, "problem", found, remedy or "zoo --debug doctor")]
