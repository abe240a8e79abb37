"""A report served to the browsers of this machine, and to no others."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
from collections.abc import Iterator
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from zoo.errors import UsageError

HOST = "127.0.0.1"
PORT = 8765
"""The port where nobody asks for one, if it is free: then the address is the same each time."""

OWN_NAMES = (HOST, "localhost")
"""How a browser of this machine may call it. A page from elsewhere can have its own name lead here, and would read what
is served under that name."""

HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Handler(SimpleHTTPRequestHandler):
    """Serves the files of a report. Where one was changed stands in `Last-Modified`, which its page looks at."""

    extensions_map = {  # noqa: RUF012 - as the class above has it; those of the machine may say anything
        ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".json": "application/json",
        ".png": "image/png", "": "text/plain",
    }  # fmt: skip

    def send_head(self) -> Any:
        """Answers where it is asked by one of its own names."""
        if self.headers.get("Host", "").partition(":")[0] not in OWN_NAMES:
            return self.send_error(HTTPStatus.FORBIDDEN)
        return super().send_head()

    def list_directory(self, path: Any) -> None:
        """Lists nothing: each folder that a page leads to has an index."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Adds what keeps other sites away."""
        for name, value in HEADERS.items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Tells nobody: a page asks every two seconds."""


class Server(ThreadingHTTPServer):
    """Serves each browser in a thread of its own."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Leaves alone a browser that went away in the middle of an answer."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving(folder: Path, port: int | None = None) -> Iterator[str]:
    """Serves a folder while the block runs, and yields its address.

    Raises:
        UsageError: the port cannot be had.
    """
    with _server(folder, port) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True)
        thread.start()
        try:
            yield f"http://{HOST}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def _server(folder: Path, port: int | None) -> Server:
    handler = functools.partial(Handler, directory=str(folder))
    try:
        return Server((HOST, PORT if port is None else port), handler)
    except OSError as error:
        if port is None:
            return Server((HOST, 0), handler)
        cause = f"{os.strerror(error.errno or 0)}."
        hint = "zoo report --serve"
        raise UsageError(f"Nothing can be served on port {port}.", cause=cause, hint=hint) from error
