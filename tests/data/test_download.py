"""Downloads against a local server: what is retried, what is not, and what every failure says."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

import zoo
from zoo.data import download
from zoo.errors import StoreError


def test_files_arrive_whole_and_progress_is_told(served: zoo.Source, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    download.fetch_files(served, tmp_path, lambda *progress: told.append(progress))
    assert all(download.problem(tmp_path / file.name, file) is None for file in served.files)
    assert told[-1] == ("labels.bin", 3, 3)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labels.bin", "numbers.bin"]


def test_what_is_there_and_right_is_not_asked_for(served: zoo.Source, server: Any, archives: Path) -> None:
    (archives / "labels.bin").write_bytes(b"old")
    download.fetch_files(served, archives)
    assert server.asked == ["/labels.bin"]
    assert download.problem(archives / "labels.bin", served.files[1]) is None


@pytest.mark.parametrize("fault", ["status 503", "short", "short, undeclared", "stall"])
def test_transient_faults_are_retried(
    fault: str, served: zoo.Source, server: Any, helpers: Any, tmp_path: Path
) -> None:
    content = helpers.CONTENT["numbers.bin"]
    bad = {
        "status 503": helpers.status(503),
        "short": helpers.short(content, declared=True),
        "short, undeclared": helpers.short(content, declared=False),
        "stall": helpers.stall,
    }[fault]
    server.answers["/numbers.bin"] = [bad, bad, helpers.whole(content)]
    download.fetch_files(served, tmp_path)
    assert server.asked.count("/numbers.bin") == 3
    assert (tmp_path / "numbers.bin").read_bytes() == content


@pytest.mark.parametrize(
    ("fault", "says", "attempts"),
    [
        ("status 404", "404", 1),
        ("status 403", "403", 1),
        ("status 500", "500", 3),
        ("short", "broke off", 3),
        ("short, undeclared", "truncated: expected 5,000 bytes, received 2,500", 3),
        ("stall", "no answer in time", 3),
        ("changed", "checksum mismatch: expected SHA-256", 1),
        ("longer", "larger than the 5,000 bytes", 1),
    ],
)
def test_lasting_faults_are_explained(
    fault: str, says: str, attempts: int, served: zoo.Source, server: Any, helpers: Any, tmp_path: Path
) -> None:
    content = helpers.CONTENT["numbers.bin"]
    bad = {
        "short": helpers.short(content, declared=True),
        "short, undeclared": helpers.short(content, declared=False),
        "stall": helpers.stall,
        "changed": helpers.whole(b"\xff" + content[1:]),
        "longer": helpers.whole(content * 2),
    }
    server.answers["/numbers.bin"] = [bad[fault] if fault in bad else helpers.status(int(fault.split()[1]))]
    with pytest.raises(zoo.DataError) as caught:
        download.fetch_files(served, tmp_path)
    assert "numbers.bin of 'tiny'" in caught.value.message
    assert says in str(caught.value.cause)
    assert caught.value.hint == "zoo data import tiny FOLDER"
    assert server.asked.count("/numbers.bin") == attempts
    assert list(tmp_path.iterdir()) == []


def test_the_next_mirror_is_asked(server: Any, helpers: Any, tmp_path: Path) -> None:
    source = helpers.source_at(f"{server.url}/gone", server.url)
    server.answers = {f"/{name}": [helpers.whole(content)] for name, content in helpers.CONTENT.items()}
    download.fetch_files(source, tmp_path)
    assert server.asked == ["/gone/numbers.bin", "/numbers.bin", "/gone/labels.bin", "/labels.bin"]


def test_a_mirror_with_other_content_is_passed_over(server: Any, helpers: Any, tmp_path: Path) -> None:
    source = helpers.source_at(f"{server.url}/changed", server.url)
    for name, content in helpers.CONTENT.items():
        server.answers |= {
            f"/{name}": [helpers.whole(content)],
            f"/changed/{name}": [helpers.whole(content[::-1])],
        }
    download.fetch_files(source, tmp_path)
    assert download.problem(tmp_path / "numbers.bin", source.files[0]) is None


@pytest.mark.parametrize("answer", ["a length of 'many'", "a length of -1", "a place that is none", "packed"])
def test_a_mirror_that_answers_nonsense_is_passed_over(answer: str, server: Any, helpers: Any, tmp_path: Path) -> None:
    source = helpers.source_at(f"{server.url}/mad", server.url)
    status, header, value = {
        "a length of 'many'": (200, "Content-Length", "many"),
        "a length of -1": (200, "Content-Length", "-1"),
        "a place that is none": (302, "Location", "http://[nowhere"),
        "packed": (200, "Content-Encoding", "gzip"),
    }[answer]

    def mad(handler: Any) -> None:
        handler.send_response(status)
        handler.send_header(header, value)
        handler.end_headers()
        handler.wfile.write(b"nonsense")

    for name, content in helpers.CONTENT.items():
        server.answers |= {f"/{name}": [helpers.whole(content)], f"/mad/{name}": [mad]}
    download.fetch_files(source, tmp_path)
    assert all(download.problem(tmp_path / file.name, file) is None for file in source.files)


def test_a_refused_name_look_up_is_not_repeated(
    tiny: zoo.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    looked_up = []

    def refuse(host: str, *arguments: object, **named: object) -> None:
        looked_up.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(download, "WAITS", (60.0,))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(zoo.DataError) as caught:
        download.fetch_files(tiny, tmp_path)
    assert looked_up == ["nowhere.invalid"]
    assert "no network" in str(caught.value.cause)
    assert caught.value.hint == "zoo data import tiny FOLDER"
    assert len(caught.value.render().splitlines()) <= 6


def test_a_refused_connection_is_not_repeated(helpers: Any, tmp_path: Path, server: Any) -> None:
    closed = helpers.Server()
    url = closed.url
    closed.server_close()
    source = helpers.source_at(url)
    with pytest.raises(zoo.DataError, match="could not be downloaded"):
        download.fetch_files(source, tmp_path)


def test_offline_ends_at_once(served: zoo.Source, server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_OFFLINE", "1")
    with pytest.raises(zoo.DataError) as caught:
        download.fetch_files(served, tmp_path)
    assert server.asked == []
    assert "ZOO_OFFLINE" in caught.value.message
    assert "numbers.bin, labels.bin" in str(caught.value.cause)
    assert caught.value.hint == "zoo data import tiny FOLDER"
    assert caught.value.exit_status == 4


def test_offline_0_means_online(served: zoo.Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOO_OFFLINE", "0")
    download.fetch_files(served, tmp_path)
    assert (tmp_path / "labels.bin").exists()


def test_a_full_disk_is_not_the_networks_fault(served: zoo.Source, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(StoreError):
        download.fetch_files(served, blocked / "folder")


def test_problem_names_the_difference(tiny: zoo.Source, archives: Path) -> None:
    numbers = tiny.files[0]
    assert download.problem(archives / "numbers.bin", numbers) is None
    assert download.problem(archives / "absent", numbers) == "it is missing"
    smaller = dataclasses.replace(numbers, size=numbers.size - 1)
    assert "too large" in str(download.problem(archives / "numbers.bin", smaller))
    larger = dataclasses.replace(numbers, size=numbers.size + 1)
    assert "truncated" in str(download.problem(archives / "numbers.bin", larger))
    other = dataclasses.replace(numbers, sha256="0" * 64)
    assert "checksum mismatch" in str(download.problem(archives / "numbers.bin", other))
