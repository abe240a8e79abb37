"""The worker process: takes tasks from its pipe, hands them to a handler, sends back what happens."""

from __future__ import annotations

import contextlib
import faulthandler
import importlib
import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from types import FrameType
from typing import Any

from zoo import secrets
from zoo.errors import Failure
from zoo.execution.local.tasks import Tasks
from zoo.files import writable
from zoo.plugin.events import Began
from zoo.store.run_folder import LOG
from zoo.training.log import exception as log_exception

Send = Callable[[Mapping[str, Any]], None]

_leave = os._exit
"""While a stranger's code runs contained, the function of that name is another one."""

LAST_WORDS = "last words"
"""The key of the error in the message of a worker that ends: nobody knows what it left behind."""


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
    secrets.forget()
    _log_to(Path(log))
    faulthandler.enable(file=2)
    tasks = Tasks()
    threading.Thread(target=_receive, args=(connection, tasks), name="tasks", daemon=True).start()
    _serve(handler, settings, tasks, _sender(connection), Path(log))


def _leave_to_the_parent(number: int, frame: FrameType | None) -> None:
    """Does nothing. A signal that is ignored would be so in programs that a plugin starts, too; a handler is not."""


def _serve(handler: str, settings: Mapping[str, Any], tasks: Tasks, send: Send, log: Path) -> None:
    """Handles task after task; what is printed during a run goes to that run's folder."""
    current = log
    try:
        handle = tasks.serve(_load(handler)(settings)).handle
        while True:
            task = tasks.get()
            current = Path(task["folder"]) / LOG if "folder" in task else log
            _log_to(current)
            send(Began(run=task.get("run", "")).to_dict())
            handle(task, lambda event: send(event.to_dict()))
            tasks.over()
            _log_to(log)
    except BaseException as error:  # noqa: BLE001 - what it leaves behind here nobody knows: tell, and end the process
        log_exception()
        send({LAST_WORDS: Failure.of(error, current).to_dict()})
    _leave(1)


def _receive(connection: Connection, tasks: Tasks) -> None:
    """Passes on what the parent sends. The pipe's end means that the parent is gone, whatever this process is doing."""
    while True:
        try:
            tasks.put(json.loads(connection.recv_bytes()))
        except (EOFError, OSError):
            _leave(1)


def _sender(connection: Connection) -> Send:
    lock = threading.Lock()  # callbacks may speak from several threads; messages must not interleave

    def send(message: Mapping[str, Any]) -> None:
        content = json.dumps(message).encode()
        try:
            with lock:
                connection.send_bytes(content)
        except OSError:  # nobody listens any more
            _leave(1)

    return send


def _log_to(path: Path) -> None:
    """Points file descriptors 1 and 2 to the end of a file: TensorFlow's C++ part writes there past `sys.stderr`.

    Raises:
        StoreError: the file cannot be opened.
    """
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):  # the disk is full; that a log is cut short ends no run
            stream.flush()
    with writable(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _load(handler: str) -> Callable[[Mapping[str, Any]], Any]:
    module, _, name = handler.partition(":")
    return getattr(importlib.import_module(module), name)
