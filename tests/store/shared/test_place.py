"""What `ZOO_FILES` may say, and what goes wrong with it: in words, and without secrets."""

from __future__ import annotations

import sys

import pytest

from zoo.errors import StoreError
from zoo.store.shared import SharedFiles, place


def refused():
    with pytest.raises(StoreError) as found:
        SharedFiles.opened()
    return found.value


@pytest.mark.parametrize("url", ["what://bucket", "://", "s3//bucket://x"])
def test_no_place(url, monkeypatch):
    monkeypatch.setenv("ZOO_FILES", url)
    error = refused()
    assert error.message.startswith(f"ZOO_FILES is {url}")
    assert "s3://BUCKET/PREFIX" in error.cause
    assert error.hint == "export ZOO_FILES=s3://BUCKET/PREFIX"


@pytest.mark.parametrize(
    ("url", "module", "package"),
    [("s3://bucket/zoo", "s3fs", "'keras-zoo[s3]'"), ("gs://bucket/zoo", "gcsfs", "gcsfs")],
)
def test_a_package_that_is_not_installed(url, module, package, monkeypatch):
    from fsspec.registry import _registry

    monkeypatch.delitem(_registry, url.partition(":")[0], raising=False)  # imported by an earlier test
    monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.setenv("ZOO_FILES", url)
    error = refused()
    assert error.hint == f"pip install {package}"
    assert error.message == f"ZOO_FILES is {url}, which cannot be read."


def test_secrets_are_not_shown(monkeypatch):
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "canary-in-the-environment")
    for text in (
        "sftp://me:canary@server/zoo",
        "s3://bucket/zoo?secret=canary",
        "EndpointConnectionError: http://me:canary@server:9000/bucket?X-Amz-Signature=canary is away",
        "it said canary-in-the-environment",
    ):
        assert "canary" not in place.shown(text)
    assert place.shown("sftp://me:canary@server/zoo") == "sftp://server/zoo"
    monkeypatch.setenv("ZOO_FILES", "what://me:canary@bucket/zoo?token=canary")
    assert "canary" not in str(refused())


def test_what_an_error_says_has_no_secret(monkeypatch):
    monkeypatch.setenv("MY_API_TOKEN", "canary-token")

    class Odd(Exception):
        pass

    with pytest.raises(StoreError) as found, place.reached("s3://b", "read"):
        raise Odd("http://me:canary@server said canary-token")
    assert "canary" not in str(found.value)
    assert "Odd" in found.value.cause


@pytest.mark.parametrize(
    ("raised", "said"),
    [
        (FileNotFoundError("x"), "There is no such bucket or folder"),
        (PermissionError("Forbidden"), "may not do that"),
        (TimeoutError("it took 60 s"), "it took 60 s"),
    ],
)
def test_what_goes_wrong_is_said_in_words(raised, said):
    with pytest.raises(StoreError) as found, place.reached("s3://b", "read"):
        raise raised
    assert found.value.message == "s3://b cannot be read."
    assert said in found.value.cause
    assert found.value.hint == "zoo doctor"


def test_what_gives_back_something_else(monkeypatch):
    monkeypatch.setenv("ZOO_FILES", "memory://team")
    shared = SharedFiles.opened()
    monkeypatch.setattr(shared.files, "cat_file", lambda path: b"else")
    with pytest.raises(StoreError, match="gives back something else"):
        shared.check()
