"""Worker processes that outlive their sweep, so that the next one does not wait for TensorFlow."""

from __future__ import annotations

import json
import os
import site
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from zoo.execution.local import pool
from zoo.execution.local.worker_process import WorkerProcess

MOST = 2
OF_NO_MATTER = ("_", "OLDPWD", "SHLVL", "MAKE", "MFLAGS")
"""How variables begin that a shell or make sets for each program, and no worker looks at."""
_idle: list[tuple[str, WorkerProcess]] = []


def keep() -> None:
    """Has the pools of this process keep idle workers when they are closed, and take them where they begin."""
    close = pool.Pool.close

    def keeping(self: pool.Pool) -> None:
        for place, worker in enumerate(self.workers):
            if worker is not None and worker.alive and worker.tasks and place not in self.tasks:
                _idle.append((_key(self.launch.handler, worker.settings), worker))
                self.workers[place] = None
        close(self)
        while len(_idle) > MOST:
            _idle.pop(0)[1].kill()

    pool.Pool.close = keeping  # type: ignore[method-assign]
    pool.WorkerProcess = _taken  # type: ignore[assignment, misc]


def _taken(handler: str, settings: Mapping[str, Any], log: Path) -> WorkerProcess:
    """Returns an idle worker that is as a new one would be, else a new one."""
    key = _key(handler, settings)
    for place, (known, worker) in enumerate(_idle):
        if known == key and worker.alive:
            del _idle[place]
            return worker
    return WorkerProcess(handler, settings, log)


def _key(handler: str, settings: Mapping[str, Any]) -> str:
    """Returns what a worker has of the process that starts it."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith(OF_NO_MATTER)}
    installed = [sorted(os.listdir(folder)) for folder in site.getsitepackages()]
    return json.dumps([handler, settings, os.getcwd(), variables, installed], sort_keys=True)
