"""The worker process: takes tasks from its pipe, hands them to a handler, sends back what happens."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from zoo.errors import ZooError
from zoo.execution.local.tasks import Tasks
from zoo.experiments.plugin_errors import described
from zoo.files import cannot_write
from zoo.store.run_folder import LOG
from zoo.training.log import exception as log_exception

Emit = Callable[[Mapping[str, Any]], None]


def main(connection: Connection, handler: str, settings: Mapping[str, Any], log: str) -> None:
    """Serves tasks until the pipe ends. Runs in the spawned process.

    Args:
        connection: this end of a duplex pipe; every message is a JSON object.
        handler: `module:Class`, called with `settings`; its `handle(task, emit)` does the work.
        log: the file that standard output and error go to, except during a run, which has its own.
    """
    # Ctrl-C reaches the whole terminal, and SIGTERM often all processes of a job: the parent decides what they mean.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave_to_the_parent)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGTERM})
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a killed worker's log is complete
    _log_to(Path(log))
    faulthandler.enable(file=2)
    tasks = Tasks()
    threading.Thread(target=_receive, args=(connection, tasks), name="tasks", daemon=True).start()
    _serve(handler, settings, tasks, _emitter(connection), Path(log))


def _leave_to_the_parent(number: int, frame: FrameType | None) -> None:
    """Does nothing. A signal that is ignored would be so in programs that a plugin starts, too; a handler is not."""


def _serve(handler: str, settings: Mapping[str, Any], tasks: Tasks, emit: Emit, log: Path) -> None:
    """Handles task after task; what is printed during a run goes to that run's folder."""
    run, current = None, log
    try:
        handle = tasks.serve(_load(handler)(settings)).handle
        emit({"event": "ready"})
        while True:
            task = tasks.get()
            run = task.get("run")
            current = Path(task["folder"]) / LOG if run else log
            _log_to(current)
            handle(task, emit)
            tasks.over()
            _log_to(log)
    except BaseException as error:  # noqa: BLE001 - what it leaves behind here nobody knows: tell, and end the process
        log_exception()
        emit({"event": "failed", "run": run, "error": describe(error, current), "worker_ended": True})
    os._exit(1)


def describe(error: BaseException, log: Path) -> dict[str, Any]:
    """Returns an exception as it travels to the parent and into the store."""
    if isinstance(error, ZooError):
        return described(error)
    hint = f"cat {shlex.quote(str(log))}"
    return {"message": f"{type(error).__name__}: {error}", "cause": None, "hint": hint, "exit_status": 1}


def _receive(connection: Connection, tasks: Tasks) -> None:
    """Passes on what the parent sends. The pipe's end means that the parent is gone, whatever this process is doing."""
    while True:
        try:
            tasks.put(json.loads(connection.recv_bytes()))
        except (EOFError, OSError):
            os._exit(1)


def _emitter(connection: Connection) -> Emit:
    lock = threading.Lock()  # callbacks may speak from several threads; messages must not interleave

    def emit(event: Mapping[str, Any]) -> None:
        message = json.dumps(event).encode()
        try:
            with lock:
                connection.send_bytes(message)
        except OSError:  # nobody listens any more
            os._exit(1)

    return emit


def _log_to(path: Path) -> None:
    """Points file descriptors 1 and 2 to the end of a file: TensorFlow's C++ part writes there past `sys.stderr`.

    Raises:
        StoreError: the file cannot be opened.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # the disk is full; that a log is cut short ends no run
            stream.flush()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    except OSError as error:
        raise cannot_write(path, error) from error
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _load(handler: str) -> Callable[[Mapping[str, Any]], Any]:
    module, _, name = handler.partition(":")
    return getattr(importlib.import_module(module), name)
