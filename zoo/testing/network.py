"""No network: whoever asks for it is refused, and it is known who was asked."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import Any, NoReturn
from unittest import mock

HERE = ("localhost", "127.0.0.1", "::1", "", None)


@contextlib.contextmanager
def no_network() -> Iterator[list[str]]:
    """Refuses every host but this one, and gives the list of those that were asked for."""
    asked: list[str] = []
    connect, find = socket.socket.connect, socket.getaddrinfo

    def refuse(host: object) -> NoReturn:
        asked.append(str(host))
        raise OSError(f"no network in a check: {host} was asked for")

    def to_here(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in HERE:
            refuse(address[0])
        connect(self, address)

    def name_here(host: Any, *arguments: Any, **named: Any) -> Any:
        return find(host, *arguments, **named) if host in HERE else refuse(host)

    with mock.patch.object(socket.socket, "connect", to_here), mock.patch.object(socket, "getaddrinfo", name_here):
        yield asked
