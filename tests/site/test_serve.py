"""A report that is served: to this machine, under its own names, without a list of its files."""

from __future__ import annotations

import contextlib
import http.client
import socket
from urllib.parse import urlsplit

import pytest

from zoo.errors import UsageError
from zoo.site import serve


@pytest.fixture
def folder(tmp_path):
    """A page, a script, a folder without a page; and beside it what is nobody's business."""
    site = tmp_path / "site"
    (site / "assets").mkdir(parents=True)
    (site / "index.html").write_text("<!doctype html><title>ä</title>")
    (site / "assets" / "live.js").write_text("1")
    (tmp_path / "secret").write_text("s")
    return site


@pytest.fixture
def ask(folder):
    """Returns a function that asks for a path and returns status, headers and body."""
    with serve.serving(folder, 0) as address:

        def asked(path, method="GET", **headers):
            connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
            with contextlib.closing(connection):
                connection.request(method, path, headers=headers)
                answer = connection.getresponse()
                return answer.status, answer.headers, answer.read()

        yield asked


def test_a_page_says_what_it_is_and_when_it_was_changed(ask, folder):
    status, headers, body = ask("/")
    assert (status, body) == (200, (folder / "index.html").read_bytes())
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Last-Modified"]
    assert serve.HEADERS.items() <= dict(headers).items()


def test_a_script_is_one_whatever_the_machine_takes_it_for(ask, monkeypatch):
    monkeypatch.setattr("mimetypes.guess_type", lambda path: ("text/plain", None))
    assert ask("/assets/live.js")[1]["Content-Type"] == "text/javascript"


def test_a_page_looks_whether_it_has_changed_without_reading_it(ask):
    status, headers, body = ask("/index.html", "HEAD")
    assert (status, body) == (200, b"")
    assert headers["Last-Modified"]


@pytest.mark.parametrize(
    "path", ["/assets/", "/gone.html", "/../secret", "/%2e%2e/secret", "//../secret", "/..%2fsecret"]
)
def test_there_is_nothing_but_the_files_of_the_report(ask, path):
    status, _, body = ask(path)
    assert status == 404
    assert b"live.js" not in body


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_it_is_read_only(ask, method):
    assert ask("/index.html", method)[0] == 501


@pytest.mark.parametrize("host", ["localhost", "localhost:9000", "127.0.0.1:8765"])
def test_its_own_names_with_any_port_for_one_may_lead_here_from_elsewhere(ask, host):
    assert ask("/", Host=host)[0] == 200


@pytest.mark.parametrize("host", ["example.invalid", "localhost.example.invalid", "", "[", "192.168.0.1:8765"])
def test_a_foreign_name_that_leads_here_shows_nothing(ask, host):
    status, _, body = ask("/", Host=host)
    assert status == 403
    assert b"<title>\xc3\xa4" not in body


def test_only_this_machine_can_reach_it(folder):
    with serve._server(folder, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


@pytest.fixture
def taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        yield other.getsockname()[1]


def test_a_port_that_is_taken(folder, taken):
    with pytest.raises(UsageError) as error, serve.serving(folder, taken):
        pass
    assert error.value.message == f"Nothing can be served on port {taken}."
    assert error.value.cause == "Address already in use."
    assert error.value.hint == "zoo report --serve"


def test_where_the_usual_port_is_taken_it_is_another(folder, taken, monkeypatch):
    monkeypatch.setattr(serve, "PORT", taken)
    with serve.serving(folder) as address:
        assert urlsplit(address).port not in (taken, None)


def test_a_browser_that_goes_away_is_no_error(folder, capfd):
    with serve._server(folder, 0) as server:
        for error in (BrokenPipeError, ConnectionResetError):
            try:
                raise error
            except ConnectionError:
                server.handle_error(None, None)
    assert capfd.readouterr().err == ""
