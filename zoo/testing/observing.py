"""An import, watched from within a process that is there for nothing else: whom it asks, and what it leaves behind."""

from __future__ import annotations

import contextlib
import importlib
import os
import random
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zoo.plugin.collecting import HOOKS
from zoo.plugin.discovery import entry
from zoo.plugin.loading import HEAVY
from zoo.plugin.process_state import SEARCH_PATH, ProcessState
from zoo.testing.network import no_network

LIBRARIES = ("logging", "numpy.random", "warnings")
"""Imported before, so that their settings are known."""

PROGRAMS = ("subprocess.Popen", "os.system", "os.posix_spawn", "os.exec")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def observe(module: str, libraries: Sequence[str]) -> dict[str, list[str]]:
    """Imports a plugin and asks its hooks, and returns what that did beside, as JSON has it.

    Args:
        libraries: heavy ones whose settings are to be known, too.

    Returns:
        `heavy`: the heavy libraries that came with it; `hosts`: those it asked for; `effects`: what it left.
    """
    for library in (*LIBRARIES, *libraries):
        importlib.import_module(library)
    before, state, environment = dict(_world()), ProcessState(), dict(os.environ)
    with no_network() as hosts, _watched() as effects:
        found = entry(module).load()
        for hook in HOOKS:
            list(getattr(found, hook, tuple)())
    effects += [f"sets {name} in the environment" for name in _changed(environment, os.environ)]
    effects += [f"changes {name}" for name in _changed(before, dict(_world()))]
    changes = state.restore(keep=SEARCH_PATH)
    effects += [f"changes {name}" for name in (*changes.undone, *changes.stays) if name != "environment"]
    heavy = [name for name in HEAVY if name in sys.modules and not libraries]
    return {"heavy": heavy, "hosts": hosts, "effects": list(dict.fromkeys(effects))}


@contextlib.contextmanager
def _watched() -> Iterator[list[str]]:
    """Gives the list of programs that are started and of files that are written; an audit hook is never removed."""
    effects: list[str] = []
    listening = [True]

    def hear(event: str, arguments: tuple[Any, ...]) -> None:
        if event in PROGRAMS and listening:
            effects.append(f"starts {arguments[0]}")
        if event == "open" and listening and isinstance(arguments[0], str) and arguments[0] != os.devnull:
            effects.extend([f"writes {arguments[0]}"] if arguments[2] & WRITING else [])

    sys.addaudithook(hear)
    yield effects
    listening.clear()


def _world() -> Iterator[tuple[str, str]]:
    """Yields what is no setting and can be changed for everyone all the same."""
    yield "the state of random", str(random.getstate())
    yield "the state of numpy.random", str(sys.modules["numpy.random"].get_state())
    yield "the threads that run", str(sorted(thread.name for thread in threading.enumerate()))


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    return sorted(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
