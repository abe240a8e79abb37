"""What a child of the examiner does: it imports a plugin and tells what that came to, down to where it crashes."""

from __future__ import annotations

import faulthandler
import json
import os
import signal
import warnings
from collections.abc import Mapping
from multiprocessing.connection import Connection
from typing import IO, Any, cast

from zoo.plugin import loading, process_state
from zoo.plugin.containment import why
from zoo.plugin.discovery import Found, Provider, entry
from zoo.plugin.interface import Outdated

__all__ = ["examine", "process_state"]  # imported once, and not by each child

Question = Mapping[str, Any]
"""Who a plugin is, `provider`, and the `value` of its entry point."""


def examine(question: Question, answers: Connection, output: IO[bytes]) -> None:
    """Imports a plugin and tells what it is. What it prints, and where it crashes, goes to `output`."""
    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, number in ((nothing, 0), (output.fileno(), 1), (output.fileno(), 2)):
        os.dup2(descriptor, number)
    faulthandler.enable(file=2)
    answers.send_bytes(json.dumps(_told(_found(question))).encode())
    globals()["_answers"] = answers  # open until this process ends


def _found(question: Question) -> Found:
    return Found(Provider(**question["provider"]), entry(question["value"]))


def _told(found: Found) -> dict[str, Any]:
    """Returns what loading a plugin came to, as JSON has it."""
    outdated = _outdated()
    try:
        (report,) = loading.load([found])
    except KeyboardInterrupt as error:  # nobody pressed it
        return {"problems": [vars(why(error, found.provider))]}
    return {
        "components": [[each.kind, each.name, each.summary] for each in report.components],
        "hooks": list(report.hooks),
        "catalogue": report.catalogue and str(report.catalogue),
        "problems": [vars(problem) for problem in report.problems],
        "outdated": outdated,
        **{name: getattr(report, name) for name in ("lost", "module", "interface", "seconds", "slow", "changed")},
    }


def _outdated() -> list[str]:
    """Returns a list that from now on holds what this process is warned of because it is to go."""
    found, show = list[str](), warnings.showwarning

    def note(message: Any, category: type[Warning], *where: Any) -> None:
        if issubclass(category, Outdated):
            found.append(str(message))
        else:
            show(message, category, *where)

    warnings.showwarning = cast(Any, note)
    warnings.simplefilter("always", Outdated)
    return found
