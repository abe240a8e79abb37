"""A proxy before a PostgreSQL server that cuts a connection at a chosen place of what is said on it.

What a client asks is one round: a simple query, or the messages up to a Sync; the server's answer ends with
ReadyForQuery. A round can be cut before the server hears of it, or when the server has done it and the client has not
heard so: then the client cannot know whether it was done.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import struct
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
ROUND_ENDS = b"Q", b"S"
READY = b"Z"

PLACES = UNHEARD, UNANSWERED = "before the server hears of it", "after the server has done it"


class Proxy:
    """Passes on what clients and a server say: `with Proxy(folder) as proxy`.

    Args:
        server: the folder of the server's socket.
    """

    def __init__(self, server: Path) -> None:
        self._server = server / SOCKET
        self._lock, self._links = threading.Lock(), list[Link]()
        self._left, self._place = 0, UNHEARD
        self.rounds = self.cuts = 0

    def __enter__(self) -> Proxy:
        self.folder = Path(tempfile.mkdtemp(prefix="px", dir="/tmp"))  # a socket's path may have 107 bytes
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(self.folder / SOCKET))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for link in self._links:
            link.close()
        shutil.rmtree(self.folder)

    def url(self, url: str) -> str:
        """Returns the URL by which a database of the server is reached through this."""
        return url.replace(str(self._server.parent), str(self.folder))

    def cut(self, number: int, place: str) -> None:
        """Cuts the connection that the round of this number is asked on, counted from now."""
        with self._lock:
            self._left, self._place, self.rounds, self.cuts = number, place, 0, 0

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # it was closed
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(str(self._server))
                self._links.append(Link(self, client, server))

    def at_round(self) -> str | None:
        """Counts a round, and returns where it is to be cut, if it is."""
        with self._lock:
            self.rounds += 1
            self._left -= 1
            if self._left != 0:
                return None
            self.cuts += 1
            return self._place


class Link:
    """A connection of a client with the server."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self._proxy, self._client, self._server = proxy, client, server
        self._unanswered = False
        self._threads = [threading.Thread(target=self._until_end, args=(go,)) for go in (self._ask, self._answer)]
        for thread in self._threads:
            thread.start()

    def close(self) -> None:
        self._hang_up()
        for thread in self._threads:
            thread.join()
        self._client.close()
        self._server.close()

    def _until_end(self, go: Callable[[], None]) -> None:
        with contextlib.suppress(OSError):
            go()
        self._hang_up()

    def _hang_up(self) -> None:
        for each in (self._client, self._server):
            with contextlib.suppress(OSError):  # the other side did
                each.shutdown(socket.SHUT_RDWR)

    def _ask(self) -> None:
        self._server.sendall(_start(self._client))
        for kind, message in _messages(self._client):
            if kind in ROUND_ENDS and (place := self._proxy.at_round()):
                if place == UNHEARD:
                    return
                self._unanswered = True
            self._server.sendall(message)

    def _answer(self) -> None:
        for kind, message in _messages(self._server):
            if not self._unanswered:
                self._client.sendall(message)
            elif kind == READY:
                return


def _start(client: socket.socket) -> bytes:
    """Returns the first message, which has no kind."""
    length = _read(client, 4)
    return length + _read(client, struct.unpack("!i", length)[0] - 4)


def _messages(sender: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Yields the kind of each message, and the whole of it."""
    while True:
        head = _read(sender, 5)
        yield head[:1], head + _read(sender, struct.unpack("!i", head[1:])[0] - 4)


def _read(sender: socket.socket, count: int) -> bytes:
    found = b""
    while len(found) < count:
        if not (part := sender.recv(count - len(found))):
            raise ConnectionError
        found += part
    return found
