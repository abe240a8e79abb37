"""Tests of addresses of stores: what is one, what an error says of it, and that a password is never shown."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from zoo import paths
from zoo.errors import StoreError
from zoo.store import Store, address

SECRET = "canary"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("postgresql+psycopg://me:canary@host:port/zoo", "'postgresql+psycopg:…' is not the address"),
        ("postgresql+psycopg://me:a@canary@host/zoo", "@ is written %40"),
        ("postgresql:/me:canary@host", "'postgresql:…' is not the address"),
        ("me@canary", "'…' is not the address"),
        ("mysql+pymysql://me:canary@host/zoo", "'mysql+pymysql://…' is not the address"),
        ("postgresql+asyncpg://me:canary@host/zoo", "in SQLite or in PostgreSQL"),
        ("/data/zoo.db", "'/data/zoo.db' is not the address"),
        ("nonsense", "'nonsense' is not the address"),
    ],
)
def test_what_is_no_address_is_said_without_what_may_be_a_password(typed, said, monkeypatch):
    monkeypatch.setenv("ZOO_STORE", typed)
    with pytest.raises(StoreError) as refused:
        Store.open()
    assert said in str(refused.value)
    assert "export ZOO_STORE=" in refused.value.render()
    shown = [str(each) for each in (refused.value, refused.value.__cause__)]
    assert not any(SECRET in each for each in shown)


@pytest.mark.parametrize(
    "typed", ["postgres://me@host/zoo", "postgresql://me@host/zoo", "postgresql+psycopg://me@host/zoo"]
)
def test_ways_to_write_the_same(typed):
    assert address.parse(typed) == sa.make_url("postgresql+psycopg://me@host/zoo")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql+psycopg://me:canary@host:1/zoo", "postgresql+psycopg://me:***@host:1/zoo"),
        ("postgresql+psycopg://me@/zoo?host=there&password=canary", "postgresql+psycopg://me:***@/zoo?host=there"),
        ("postgresql+psycopg://me@/zoo?sslpassword=canary", "postgresql+psycopg://me@/zoo"),
    ],
)
def test_an_address_is_shown_without_its_password(url, shown):
    assert address.shown(address.parse(url)) == shown


def test_without_the_driver_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreError) as refused:
        Store.open("postgresql://me:canary@nowhere/zoo")
    assert refused.value.hint == "pip install 'keras-zoo[postgres]'"
    assert SECRET not in str(refused.value)


def test_the_store_is_where_the_environment_says(monkeypatch, tmp_path, zoo_home):
    assert paths.store_url() == f"sqlite:///{zoo_home / 'zoo.db'}"
    elsewhere = tmp_path / "what? 100%" / "zoo.db"
    monkeypatch.setenv("ZOO_STORE", sa.URL.create("sqlite", database=str(elsewhere)).render_as_string(False))
    assert Path(Store.open().where) == elsewhere
    assert elsewhere.exists()
    assert not zoo_home.exists()
