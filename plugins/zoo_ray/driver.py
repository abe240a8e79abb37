"""The process that is Ray's driver: Ray ends it where a cluster is lost, and the command must not end with it.

The command starts it, and speaks with it over a pipe in JSON: tasks go in, events and news of places come out. When the
pipe ends, it ends, and with it all that is on the cluster.
"""

from __future__ import annotations

import asyncio
import json
import os
import queue
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import zoo
from zoo_ray import cluster
from zoo_ray.places import Places
from zoo_ray.tasks import Tasks


def main() -> None:
    """Serves the command at the other end of the pipe whose file descriptor is the first argument."""
    _ignore_signals()
    connection = Connection(int(sys.argv[1]))
    wanted = json.loads(connection.recv_bytes())
    pipe = Pipe(connection)
    try:
        with cluster.connected(wanted["address"], (wanted["jobs"] or 1) * wanted["cores"]):
            _ignore_signals()  # Ray has a handler of its own
            asyncio.run(_served(pipe, wanted))
    except zoo.ZooError as error:
        _fail(pipe, error)


def _ignore_signals() -> None:
    """What Ctrl-C and SIGTERM mean the command decides."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)


def _fail(pipe: Pipe, error: Any) -> None:
    pipe.send({"error": [type(error).__name__, error.message, error.cause, error.hint]})
    pipe.close()


async def _served(pipe: Pipe, wanted: Mapping[str, Any]) -> None:
    try:
        await _serve(pipe, wanted)
    except* zoo.ZooError as lost:
        _fail(pipe, lost.exceptions[0])
        os._exit(1)  # what Ray would do now, and the thread that asks for its nodes, wait for the cluster


async def _serve(pipe: Pipe, wanted: Mapping[str, Any]) -> None:
    folder = Path(wanted["folder"])
    tasks = Tasks(folder, pipe.send)
    places = Places(wanted, tasks, pipe.send)
    does = {each.__name__: each for each in (tasks.submit, tasks.stop, tasks.kill, places.judging.judge)}
    keeping = asyncio.create_task(places.keep())
    obeying = asyncio.create_task(_obey(pipe.listen(), does))
    try:
        await asyncio.wait([keeping, obeying], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await places.close()
        keeping.cancel()
        obeying.cancel()
        await asyncio.wait([keeping, obeying])
    for each in (keeping, obeying):
        if not each.cancelled() and (error := each.exception()):
            raise error
    shutil.rmtree(folder, ignore_errors=True)  # the command is over; where the cluster is lost, it still reads there


async def _obey(commands: asyncio.Queue[dict[str, Any] | None], does: Mapping[str, Callable[..., None]]) -> None:
    """Does what the command says, until it says no more."""
    while (message := await commands.get()) is not None:
        does[message.pop("do")](**message)


class Pipe:
    """The pipe to the command. What is sent waits in a thread of its own: Ray waits for no command that is busy."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._leaving: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
        self._sender = threading.Thread(target=self._send, daemon=True)
        self._sender.start()

    def send(self, message: Mapping[str, Any]) -> None:
        self._leaving.put(message)

    def listen(self) -> asyncio.Queue[dict[str, Any] | None]:
        """Returns a queue of what arrives from now on; None is the end."""
        arrived: asyncio.Queue[dict[str, Any] | None] = asyncio.Queue()
        loop = asyncio.get_running_loop()

        def read() -> None:
            try:
                arrived.put_nowait(json.loads(self._connection.recv_bytes()))
            except (EOFError, OSError):
                loop.remove_reader(self._connection.fileno())
                arrived.put_nowait(None)

        loop.add_reader(self._connection.fileno(), read)
        return arrived

    def close(self) -> None:
        """Waits until all that was sent has left."""
        self._leaving.put(None)
        self._sender.join(timeout=5)

    def _send(self) -> None:
        try:
            while (message := self._leaving.get()) is not None:
                self._connection.send_bytes(json.dumps(message).encode())
        except OSError:  # the command is gone, which ends the reading, too
            return


if __name__ == "__main__":
    main()
