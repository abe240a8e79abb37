"""The process that answers every `zoo` of a session: it stays, so that TensorFlow is imported once for all of them."""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import site
import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CLIENT = """#!{python} -IS
import array, json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    asked = dict(argv=sys.argv[1:], cwd=os.getcwd(), environ=dict(os.environ))
    socket.send_fds(server, [json.dumps(asked).encode() + b"\\n"], [0, 1, 2])
    sys.exit(int(server.recv(16) or b"70"))
"""
"""The program `zoo` of a session: it hands its words, folder, variables and streams on, and waits for the status."""


PATIENCE = 2
"""How often it looks for its parent, in seconds."""


def client(address: Path) -> str:
    """Returns the source of a program that asks the process at an address."""
    return CLIENT.format(python=sys.executable, address=str(address))


def main(address: str) -> None:
    """Serves one command after the other, as long as the process lives that has started it."""
    from docs.blocks import workers

    workers.keep()
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        while True:
            connection, _ = server.accept()
            with connection, contextlib.suppress(BrokenPipeError):  # nobody waits any more
                connection.sendall(str(_answer(connection)).encode())


def _end_with(parent: int) -> None:
    """Ends this process, and so its workers, when its parent has ended, be it in the middle of a training."""
    while os.getppid() == parent:
        time.sleep(PATIENCE)
    os._exit(1)


def _answer(connection: socket.socket) -> int:
    """Runs the command that a client asks for, in its place. Returns the exit status."""
    content, streams, _, _ = socket.recv_fds(connection, 1 << 16, 3)
    while not content.endswith(b"\n"):
        content += connection.recv(1 << 16)
    with _in_place_of(json.loads(content), streams) as argv:
        from zoo.cli import program

        return program.run(argv)


@contextlib.contextmanager
def _in_place_of(asked: dict[str, Any], streams: list[int]) -> Iterator[list[str]]:
    """Has this process its client's folder, variables and streams for a while, and forgets what it imported there."""
    path, modules = list(sys.path), set(sys.modules)
    own = [os.dup(number) for number in range(3)]
    os.chdir(asked["cwd"])
    os.environ.clear()
    os.environ.update(asked["environ"])
    _redirect(streams)
    (own_site,) = site.getsitepackages()
    site.addsitedir(own_site, set(path))  # what was installed since
    importlib.invalidate_caches()
    try:
        yield asked["argv"]
    finally:
        _redirect(own)
        sys.path[:] = path
        home = os.environ["HOME"]
        for name in set(sys.modules) - modules:
            if (getattr(sys.modules[name], "__file__", None) or "").startswith(home):
                del sys.modules[name]


def _redirect(streams: list[int]) -> None:
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    sys.stdin = open(0, closefd=False)  # noqa: SIM115 - it is no file of its own


if __name__ == "__main__":
    main(sys.argv[1])
