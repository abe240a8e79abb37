"""The command's end of the pipe to the process that is Ray's driver."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import zoo

ENDING = 15.0
"""Seconds that the driver has to end what is on the cluster."""


class Bridge:
    """A driver, from its start to its end.

    Args:
        wanted: what it is asked for.
        logs: the folder for what Ray says, which is kept where the driver fails.
        wake: ends a wait early.
    """

    def __init__(self, wanted: Mapping[str, Any], logs: Path, wake: Any) -> None:
        logs.mkdir(parents=True, exist_ok=True)
        self._log, self._wake, self._failed = logs / f"ray-{os.getpid()}.log", [wake] if wake else [], False
        ours, theirs = socket.socketpair()
        with theirs, self._log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 - this very Python
                [sys.executable, "-P", "-m", "zoo_ray.driver", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**zoo.worker_environment(), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                start_new_session=True,  # Ctrl-C on a terminal is not for it
            )
        self._connection, self._folder = Connection(ours.detach()), tempfile.mkdtemp(prefix="zoo-ray-")
        self.send({**wanted, "folder": self._folder})

    def send(self, message: Mapping[str, Any]) -> None:
        """Says something to the driver."""
        with contextlib.suppress(OSError):  # it has ended, which is noticed where it is read
            self._connection.send_bytes(json.dumps(message).encode())

    def receive(self, timeout: float) -> Iterator[dict[str, Any]]:
        """Yields what the driver has said, and waits for that at most `timeout` seconds.

        Raises:
            ZooError: what it failed of, or that it has ended.
        """
        if self._connection not in wait([self._connection, *self._wake], timeout):
            return
        try:
            while self._connection.poll():
                message = json.loads(self._connection.recv_bytes())
                if "error" in message:
                    kind, text, cause, hint = message["error"]
                    raise getattr(zoo, kind)(text, cause=cause, hint=hint)
                yield message
        except (EOFError, OSError) as error:
            self._failed = True
            raise zoo.ZooError("Ray's driver has ended.", hint=f"cat {shlex.quote(str(self._log))}") from error

    def close(self) -> None:
        """Ends the driver, and with it all that it has on the cluster."""
        self._connection.close()
        try:
            self.process.wait(ENDING)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        with contextlib.suppress(ProcessLookupError):  # what is left of a cluster of its own
            os.killpg(self.process.pid, signal.SIGKILL)
        shutil.rmtree(self._folder, ignore_errors=True)
        if not self._failed:
            self._log.unlink(missing_ok=True)
