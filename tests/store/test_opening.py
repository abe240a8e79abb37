"""Tests of opening: one look where nothing is to be done, a copy before an upgrade, and all or nothing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.store import old
from tests.store.places import OF_A_FILE
from zoo.errors import StoreError
from zoo.store import Store, migrations, schema


@pytest.fixture
def before(url):
    """What is in a store of version 1, with one run."""
    old.make(url, 1)
    return old.dump(url)


@OF_A_FILE
@pytest.mark.parametrize("create", [True, False])
def test_an_upgrade_copies_the_store_first_and_says_so(before, url, tmp_path, capsys, create):
    store = Store.open(url, create=create)
    assert store.run("aaaaaaaaaaaa.1").test_accuracy == 0.75
    copy = tmp_path / "zoo.db.version-1.backup"
    assert old.dump(f"sqlite:///{copy}") == before
    err = capsys.readouterr().err
    assert err == f"The store {tmp_path / 'zoo.db'} is of version {schema.VERSION} now; as it was: {copy}\n"
    Store.open(url)
    assert capsys.readouterr().err == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["zoo.db", copy.name]


@OF_A_FILE
def test_an_earlier_copy_is_not_overwritten(before, url, tmp_path):
    for name in ("zoo.db.version-1.backup", "zoo.db.version-1.1.backup"):
        (tmp_path / name).write_text("another one")
    Store.open(url)
    assert (tmp_path / "zoo.db.version-1.backup").read_text() == "another one"
    assert old.dump(f"sqlite:///{tmp_path / 'zoo.db.version-1.2.backup'}") == before


@OF_A_FILE
def test_a_new_store_has_nothing_to_copy(url, tmp_path, capsys):
    Store.open(url)
    assert capsys.readouterr().err == ""
    assert [path.name for path in tmp_path.iterdir()] == ["zoo.db"]


def test_an_upgrade_that_fails_leaves_the_store_as_it_was(before, url, tmp_path, monkeypatch):
    def half(connection, found):
        migrations_upgrade(connection, found)
        connection.exec_driver_sql("alter table runs add column test_accuracy float")  # there is one already

    migrations_upgrade = migrations.upgrade
    monkeypatch.setattr(migrations, "upgrade", half)
    with pytest.raises(StoreError, match="cannot be written"):
        Store.open(url)
    assert old.dump(url) == before
    assert [path.name for path in tmp_path.iterdir() if path.name != "zoo.db"] == [], "no copy is left"
    monkeypatch.undo()
    assert Store.open(url).run("aaaaaaaaaaaa.1").test_accuracy == 0.75


def test_who_comes_second_finds_it_done(before, url, monkeypatch, capsys):
    """Two processes may both see the old version; the second one looks again with the lock in its hands."""
    seen = iter([(1, "0.1.0")])
    real = schema.recorded
    Store.open(url)
    capsys.readouterr()
    monkeypatch.setattr(schema, "recorded", lambda connection: next(seen, None) or real(connection))
    monkeypatch.setattr(migrations, "upgrade", None)
    assert Store.open(url).run("aaaaaaaaaaaa.1").test_accuracy == 0.75
    assert capsys.readouterr().err == ""


def test_alembic_is_imported_only_where_there_is_something_to_do(url):
    code = f"""
import sys
from zoo.store import Store
store = Store.open({url!r}, create=False)
assert store.runs() == []
assert "alembic" not in sys.modules, "a store that is not there"
Store.open({url!r})
assert "alembic" in sys.modules, "a new one"
"""
    subprocess.run([sys.executable, "-c", code], check=True)
    again = f"import sys; from zoo.store import Store; Store.open({url!r}).runs(); sys.exit('alembic' in sys.modules)"
    subprocess.run([sys.executable, "-c", again], check=True)


@pytest.mark.parametrize("name", ["what?x=1", "my%20zoo", "a#b", "a b", "sqlite:", "\u00fc", os.fsdecode(b"\xff")])
def test_a_home_may_be_called_as_it_likes(name, tmp_path, monkeypatch):
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / name))
    assert Store.open().runs() == []
    assert [str(path) for path in tmp_path.rglob("*.db")] == [str(tmp_path / name / "zoo.db")]
    Store.open().copy(tmp_path / name / "copy")
