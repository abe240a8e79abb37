"""A source of two tiny files, and a local server that serves them well or badly."""

from __future__ import annotations

import hashlib
import http.server
import sys
import threading
import types
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

import zoo
from zoo.data import download, transfer

CONTENT = {"numbers.bin": bytes(range(100)) * 50, "labels.bin": bytes([0, 1, 2])}


class Server(http.server.ThreadingHTTPServer):
    """Answers each request by the next of `answers` for its path; the last one stays."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, list[Callable[[http.server.BaseHTTPRequestHandler], None]]] = {}
        self.asked: list[str] = []
        self.released = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are part of the tests."""


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        answers = self.server.answers.get(self.path, [status(404)])
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def log_message(self, *arguments: object) -> None:
        """Silent."""


def whole(content: bytes) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def short(content: bytes, *, declared: bool) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    """Half of the content, then the connection ends; `declared`: after a promise of all of it."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        if declared:
            handler.send_header("Content-Length", str(len(content)))
        handler.end_headers()
        handler.wfile.write(content[: len(content) // 2])

    return answer


def status(code: int) -> Callable[[http.server.BaseHTTPRequestHandler], None]:
    return lambda handler: handler.send_error(code)


def stall(handler: http.server.BaseHTTPRequestHandler) -> None:
    """Accepts, and says nothing."""
    handler.server.released.wait(10)  # type: ignore[attr-defined]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A local server; further attempts wait for hardly anything."""
    monkeypatch.setattr(download, "WAITS", (0.01, 0.01))
    monkeypatch.setattr(transfer, "TIMEOUTS", (2.0, 0.3))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    running.released.set()
    running.shutdown()
    thread.join()
    running.server_close()


def parse(folder: Path) -> dict[str, np.ndarray]:
    """Reads the tiny files, or what they unpack to: the same names without `.bin`."""
    found = {}
    for name in CONTENT:
        path = folder / name if (folder / name).exists() else folder / name.removesuffix(".bin")
        if not path.exists():
            raise zoo.DataError(f"{folder} holds no {name}.")
        found[path.stem] = np.frombuffer(path.read_bytes(), np.uint8)
    if found["labels"].max() > 2:
        raise zoo.DataError("labels.bin holds a label above 2.")
    return found


def source_at(*urls: str, **changes: object) -> zoo.Source:
    """Returns the tiny source, served at `urls`."""
    files = tuple(
        zoo.RemoteFile(
            name=name,
            urls=tuple(f"{url}/{name}" for url in urls),
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
        )
        for name, content in CONTENT.items()
    )
    return zoo.Source(**{"name": "tiny", "files": files, "parse": parse, **changes})  # type: ignore[arg-type]


@pytest.fixture
def helpers() -> types.ModuleType:
    """This module: the answers that a server can give, and the tiny source."""
    return sys.modules[__name__]


@pytest.fixture
def tiny() -> zoo.Source:
    """The tiny source, served nowhere."""
    return source_at("http://nowhere.invalid")


@pytest.fixture
def served(server: Server) -> zoo.Source:
    """The tiny source, on a server where all is well until a test changes an answer."""
    server.answers = {f"/{name}": [whole(content)] for name, content in CONTENT.items()}
    return source_at(server.url)


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """A folder with the tiny source's files."""
    folder = tmp_path / "the archives"
    folder.mkdir()
    for name, content in CONTENT.items():
        (folder / name).write_bytes(content)
    return folder
