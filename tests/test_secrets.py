"""Tests of passwords: texts without them, and variables for processes that have no use for them."""

from __future__ import annotations

import pytest

from zoo import secrets
from zoo.errors import Failure, StoreError, clean

HIDDEN = [
    ("see postgresql+psycopg://me:canary@host:5432/zoo.", "see postgresql+psycopg://me:***@host:5432/zoo."),
    ("postgresql://me:c/anary@host/zoo", "postgresql://me:***@host/zoo"),
    ("'postgres://me:can%40ary@/zoo?host=/tmp'", "'postgres://me:***@/zoo?host=/tmp'"),
    ("postgresql://host/zoo?user=me&password=canary&x=1", "postgresql://host/zoo?user=me&password=***&x=1"),
    ("s3://KEY:canary@bucket/a s3://:canary@b", "s3://KEY:***@bucket/a s3://:***@b"),
]
PLAIN = ["https://example.org:8080/a@2", "me@host: a:b", "postgresql://me@host/zoo", "http://a:80 b@c", "file:///a:b@c"]


@pytest.mark.parametrize(("text", "shown"), [*HIDDEN, *((text, text) for text in PLAIN)])
def test_a_password_in_a_url_leaves_no_program(text, shown):
    assert secrets.hidden(text) == shown
    assert clean(text) == shown
    error = StoreError(text, cause=text, hint=text)
    assert repr(error) == repr(StoreError(shown))
    assert str(error) == f"{shown}\nCause: {shown}\nTry: {shown}"
    assert Failure.of(ValueError(text)).message == f"ValueError: {shown}"


@pytest.mark.parametrize(
    ("store", "left"),
    [
        ("postgresql://me:canary@host/zoo", "postgresql://me@host/zoo"),
        ("postgresql://host/zoo?password=canary&user=me", "postgresql://host/zoo?&user=me"),
        ("postgresql:/me:canary@host/zoo", "…"),
    ],
)
def test_other_processes_get_no_password(store, left, monkeypatch):
    for name, value in {"ZOO_STORE": store, "PGPASSWORD": "canary", "OTHER": "kept"}.items():
        monkeypatch.setenv(name, value)
    found = secrets.worker_environment()
    assert (found["ZOO_STORE"], found["OTHER"]) == (left, "kept")
    assert "canary" not in found.values()


@pytest.mark.parametrize("store", [None, "sqlite:////tmp/zoo.db"])
def test_without_a_server_the_password_is_somebody_elses(store, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", "another")
    if store:
        monkeypatch.setenv("ZOO_STORE", store)
    assert secrets.worker_environment()["PGPASSWORD"] == "another"
    assert secrets.worker_environment().get("ZOO_STORE") == store
