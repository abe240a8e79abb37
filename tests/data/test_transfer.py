"""One attempt: what arrives is what was published, or nothing does."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pytest

import zoo
from zoo.data.transfer import Failure, transfer


def test_a_server_that_packs_on_the_way_is_asked_not_to(served: zoo.Source, server: Any, tmp_path: Path) -> None:
    """Else the client unpacks what is published packed, and its checksum is another."""

    def answer(handler: Any) -> None:
        server.encodings = handler.headers["Accept-Encoding"]
        packed = gzip.compress(b"\0\1\2")
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.send_header("Content-Length", str(len(packed)))
        handler.end_headers()
        handler.wfile.write(packed)

    server.answers["/labels.bin"] = [answer]
    transfer(served.files[1].urls[0], served.files[1], tmp_path / "labels.bin")
    assert server.encodings == "identity"


@pytest.mark.parametrize(("fault", "transient"), [("503", True), ("404", False), ("short", True), ("changed", False)])
def test_failures_say_whether_another_attempt_may_help(
    fault: str, transient: bool, served: zoo.Source, server: Any, helpers: Any, tmp_path: Path
) -> None:
    content = helpers.CONTENT["numbers.bin"]
    answers = {"short": helpers.short(content, declared=True), "changed": helpers.whole(content[::-1])}
    server.answers["/numbers.bin"] = [answers[fault] if fault in answers else helpers.status(int(fault))]
    with pytest.raises(Failure) as caught:
        transfer(served.files[0].urls[0], served.files[0], tmp_path / "numbers.bin")
    assert caught.value.transient is transient
    assert list(tmp_path.iterdir()) == []


def test_a_failed_attempt_leaves_the_old_file(served: zoo.Source, server: Any, helpers: Any, tmp_path: Path) -> None:
    (tmp_path / "labels.bin").write_bytes(b"old")
    server.answers["/labels.bin"] = [helpers.whole(b"\2\2\2")]
    with pytest.raises(Failure, match="checksum mismatch"):
        transfer(served.files[1].urls[0], served.files[1], tmp_path / "labels.bin")
    assert (tmp_path / "labels.bin").read_bytes() == b"old"
