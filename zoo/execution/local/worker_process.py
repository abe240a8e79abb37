"""One supervised worker: a spawned process, its private pipe and its sentinel."""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import shlex
import signal
import sys
import threading
import types
from collections.abc import Iterator, Mapping
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from zoo.errors import Failure
from zoo.execution.local import child
from zoo.plugin.events import Event, Failed
from zoo.store.run_folder import LOG

AT_ONCE = 100
"""How many messages are read before others get their turn."""

_starting = threading.Lock()

GROWTH_MB = 1024
"""How much more resident memory a worker may hold than after its first task, in MiB."""


class WorkerProcess:
    """A worker process, from its start to its death.

    The pipe belongs to this worker alone, and each end of it to one process: a shared queue loses the events of all
    when one writer is killed.

    Args:
        handler: `module:Class`, as `zoo.execution.local.child.main` takes it.
        settings: what the handler is made with.
        log: the file for what the worker prints outside runs.
    """

    def __init__(self, handler: str, settings: Mapping[str, Any], log: Path) -> None:
        context = multiprocessing.get_context("spawn")
        self.settings, self.log, self.dead, self.tasks = settings, log, False, 0
        self.threads = settings.get("threads")
        self.last_words: Failure | None = None
        self._memory: list[float] = []
        log.parent.mkdir(parents=True, exist_ok=True)
        log.touch()  # it is named where the worker dies, be it before it has said a word
        _open_standard_streams()
        self.connection, theirs = context.Pipe(duplex=True)
        arguments = (theirs, handler, settings, str(log))
        self.process = context.Process(target=child.main, args=arguments, name="zoo worker")
        resource_tracker.ensure_running()  # not within `start`: it unblocks signals
        # A worker that is still importing must neither answer with a traceback nor die: it inherits what is blocked.
        blocked = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
        try:
            with _no_main():
                self.process.start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, blocked)
            theirs.close()  # else the pipe would not end when the worker does

    @property
    def alive(self) -> bool:
        return not self.dead and self.process.is_alive()

    @property
    def waitables(self) -> list[Any]:
        """What becomes ready when there is something to receive."""
        return [self.connection, self.process.sentinel]

    def send(self, task: Mapping[str, Any]) -> None:
        """Hands a task to the worker. A worker that has just died is no error here: `receive` will notice."""
        self.tasks += 1
        try:
            self.connection.send_bytes(json.dumps(task).encode())
        except OSError:
            self.dead = True

    def stop(self) -> None:
        """Asks the worker to write a checkpoint and to stop what it does."""
        with contextlib.suppress(OSError):  # it has just died: `receive` will notice
            self.connection.send_bytes(json.dumps({"task": "stop"}).encode())

    def grown(self) -> bool:
        """Whether the worker, idle now, holds so much more memory than after its first task that it is to be replaced.

        TensorFlow never gives back some megabytes of each network that it traced.
        """
        self._memory.append(_resident_mb(self.process.pid))
        return self._memory[-1] - self._memory[0] > GROWTH_MB

    def receive(self) -> list[Event]:
        """Returns the events that have arrived; after a death, all that the worker managed to send."""
        self.dead = not self.alive  # asked before reading: what a dead worker sent is all in the pipe
        events = []
        try:
            for message in self._arrived():
                if child.LAST_WORDS in message:
                    self.last_words, self.dead = Failure.from_dict(message[child.LAST_WORDS]), True
                    break
                events.append(Event.from_dict(message))
        except (EOFError, OSError):  # the end, perhaps in the middle of a message
            self.dead = True
        return events

    def kill(self) -> None:
        """Ends the worker at once and frees what belonged to it."""
        self.process.kill()
        self.process.join()
        self.connection.close()
        self.dead = True

    def ending(self) -> str:
        """Returns how the worker, which is dead, ended: `was killed by signal 9 (SIGKILL)`."""
        self.process.join(timeout=5)
        return _ending(self.process.exitcode)

    def failed(self, task: Mapping[str, Any]) -> Failed:
        """Returns how the worker ended, as the last event of its task, and where the log is."""
        run = task.get("run", "")
        if self.last_words is not None:
            return Failed(run=run, error=self.last_words)
        ending, code = self.ending(), self.process.exitcode
        own = Path(task["folder"]) / LOG if "folder" in task else self.log
        log = own if own.is_file() and own.stat().st_size else self.log
        cause = "Somebody killed it, or the system ran out of memory." if code == -signal.SIGKILL else None
        error = Failure(f"The worker {ending}.", cause, f"cat {shlex.quote(str(log))}")
        return Failed(run=run, error=error, died=True)

    def _arrived(self) -> Iterator[dict[str, Any]]:
        if self.dead:  # a process that the worker forked may hold the pipe open: do not wait for the rest of a message
            os.set_blocking(self.connection.fileno(), False)
        count = 0
        while self.connection.poll() and (self.dead or count < AT_ONCE):
            yield json.loads(self.connection.recv_bytes())
            count += 1


@contextlib.contextmanager
def _no_main() -> Iterator[None]:
    """Has a new process not run the caller's script again, as `multiprocessing` does: a worker needs nothing of it, and
    a script that trains without `if __name__ == "__main__"` would begin to train in each worker."""
    with _starting:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


def _open_standard_streams() -> None:
    """Has a worker inherit three standard streams, whichever its parent has closed: else its pipe gets their numbers,
    and is closed where its output is turned to its log."""
    for number in range(3):
        try:
            os.set_inheritable(number, True)
        except OSError:  # closed; the lowest number that is free is this one
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)


def _resident_mb(pid: int | None) -> float:
    import psutil

    try:
        return psutil.Process(pid).memory_info().rss / 2**20
    except psutil.NoSuchProcess:
        return 0.0


def _ending(code: int | None) -> str:
    """Returns how a process ended, from its exit code."""
    if code is None:
        return "closed its pipe"
    if code >= 0:
        return f"ended with status {code}"
    name = signal.Signals(-code).name if -code in set(signal.Signals) else "unknown"
    return f"was killed by signal {-code} ({name})"
