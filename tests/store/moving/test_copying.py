"""Tests of `zoo store copy`: every row arrives as it is, or none does, whichever database is at either end."""

from __future__ import annotations

import os
import shlex
import sqlite3
from pathlib import Path

import pytest

from tests.ranking import fakes
from zoo.store import Store
from zoo.store.moving import raw

OLD = Path(__file__).parent.parent / "version_2.sql"


@pytest.fixture
def filled(home):
    """A home whose store has whatever a store can have: results, failures, removed runs, letters, gaps in numbers."""
    folder = home("filled")
    for seed in range(3):
        fakes.record(fakes.right(0.9, seed), test_accuracy=0.9, seed=seed, group_id="best", model="deep-net")
    gone = fakes.record(group_id="gone")
    fakes.record(fakes.right(0.7), test_accuracy=0.7, group_id="next", train_seconds=0.1 + 0.2, seed=2**62)
    store = Store.open()
    store.remove(gone, lambda: None)
    lease = store.begin(fakes.run(experiment_id="Straße", name="", experiment={"ä": ["\u2028", "\x00 as JSON", 1e-7]}))
    store.fail(lease, {"message": "no: 😀 \\ 'quoted'", "big": 2**70, "big_float": 1e300})
    return folder


def test_from_one_database_to_the_other_and_back(zoo, filled, empty, content, tmp_path):
    shown = zoo("leaderboard", "--format", "json")
    status, out, err = zoo("store", "copy", filled, empty)
    assert (status, err) == (0, "")
    assert out.endswith(f": 5 runs, every row as in {filled / 'zoo.db'}.\n")
    assert zoo("store", "copy", empty, tmp_path / "back")[0] == 0
    assert content(filled) == content(empty) == content(tmp_path / "back")
    os.environ["ZOO_HOME"] = str(tmp_path / "back")
    assert zoo("leaderboard", "--format", "json") == shown


def test_the_next_run_has_the_next_number(zoo, filled, empty, content):
    assert zoo("store", "copy", filled, empty)[0] == 0
    store = Store.open(empty if "://" in empty else f"sqlite:///{empty}")
    assert store.begin(fakes.run(experiment_id="gone0")).name == "gone0.2", "gone0.1 was removed"
    assert [row[0] for row in content(empty)["runs"]] == [1, 2, 3, 5, 6, 7]


def test_a_server_plans_for_as_many_rows_as_it_was_given(zoo, filled, postgres, planned_for):
    target = postgres.new_database()
    assert zoo("store", "copy", filled, target)[0] == 0
    assert planned_for(target, "runs") == 5
    assert planned_for(target, "metric") > 0


def test_an_earlier_version_is_upgraded_on_the_way(zoo, empty, content, tmp_path):
    old = tmp_path / "old.db"
    connection = sqlite3.connect(old)
    connection.executescript(OLD.read_text(encoding="utf-8"))
    connection.close()
    before = old.read_bytes()
    assert zoo("store", "copy", old, empty)[0] == 0
    assert len(content(empty)["runs"]) == 2
    assert old.read_bytes() == before
    assert [path.name for path in tmp_path.glob("old.db*")] == ["old.db"]


def test_nothing_is_copied_into_a_store_that_has_runs(zoo, filled, home):
    target = home("target")
    fakes.record(group_id="here")
    status, out, err = zoo("store", "copy", filled, target)
    assert (status, out) == (2, "")
    assert f"{target / 'zoo.db'} has 1 run;" in err
    assert f"Try: ZOO_HOME={target} zoo merge {filled}" in err
    assert zoo("store", "copy", filled, filled)[0] == 2


def test_a_running_run_is_not_copied_and_a_dead_one_is(zoo, filled, empty, dead_process):
    store = Store.open()
    lease = store.begin(fakes.run(experiment_id="goes-on", pid=dead_process))
    assert zoo("store", "copy", filled, empty)[0] == 0
    store.fail(lease, None)
    lease = store.begin(fakes.run(experiment_id="goes-on", pid=os.getpid()))
    status, _, err = zoo("store", "copy", filled, f"{empty}2.db")
    assert status == 2
    assert "goes-on.2 in" in err
    assert "is running." in err
    assert not Path(f"{empty}2.db").exists()


def test_there_is_no_store_to_copy(zoo, tmp_path):
    status, _, err = zoo("store", "copy", tmp_path / "none", tmp_path / "to")
    assert status == 5
    assert f"There is no store in {tmp_path / 'none' / 'zoo.db'}." in err
    assert not (tmp_path / "to").exists()


DAMAGE = ("seed = 'x'", "started = x'ff'", "experiment = '{1'", "model = 'a' || char(0)", "seed = 1.5")


def test_damage_is_copied_as_it_is_or_named(zoo, filled, empty, content):
    connection = sqlite3.connect(filled / "zoo.db")
    for number, change in zip((1, 2, 3, 5, 6), DAMAGE, strict=True):
        connection.execute(f"update runs set {change} where id = {number}")
    connection.commit()
    connection.close()
    status, _, err = zoo("store", "copy", filled, empty)
    if "://" not in empty:
        assert (status, content(empty)) == (0, content(filled))
        return
    assert status == 5
    assert "cannot hold 5 of the rows" in err
    assert "run best0.1: its seed is 'x', run best1.1: its started is b'\\xff'" in err
    assert content(empty)["runs"] == []
    for _ in DAMAGE:
        command = shlex.split(zoo("store", "copy", filled, empty)[2].partition("Try: ")[2])
        assert command[:3] == [f"ZOO_HOME={filled}", "zoo", "rm"]
        assert zoo(*command[2:], "--yes")[0] == 0
    assert zoo("store", "copy", filled, empty)[0] == 0


def test_whatever_ends_it_nothing_is_there_and_the_same_command_copies(zoo, filled, empty, content, monkeypatch):
    written = raw.write

    def losing(connection, table, rows):
        written(connection, table, rows[1:] if table.name == "metric" else rows)

    monkeypatch.setattr(raw, "write", losing)
    status, _, err = zoo("store", "copy", filled, empty)
    assert status == 5
    assert "gives other rows of metric" in err
    monkeypatch.setattr(raw, "write", lambda *_: 1 / 0)
    assert zoo("store", "copy", filled, empty)[0] == 1
    assert not any(content(empty).values())
    monkeypatch.setattr(raw, "write", written)
    assert zoo("store", "copy", filled, empty)[0] == 0
    assert content(empty) == content(filled)
