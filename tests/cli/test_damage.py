"""Tests of every command that reads the store, on one with a damaged run: it says so, and does what it can."""

from __future__ import annotations

import sqlite3

import pytest

from tests.ranking import fakes
from zoo import paths
from zoo.cli import context, program

COMMANDS = [["runs"], ["runs", "--json"], ["leaderboard"], ["leaderboard", "--limited", "--format", "json"],
            ["gc", "--dry-run"], ["store", "backup", "copy.db"]]  # fmt: skip
CHANGES = ["started = 'x'", "test_accuracy = 'x'", "model = ''", "status = 'running', heartbeat = 'x'",
           "name = '../../out.1'"]  # fmt: skip


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs a command and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(list(arguments))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture(params=CHANGES)
def change(request):
    return request.param


@pytest.fixture
def damaged(change, monkeypatch, zoo_home, tmp_path):
    """The name by which the damaged one of two runs is to be asked for."""
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    monkeypatch.chdir(tmp_path)
    names = [fakes.record(group_id=group, seed=3) for group in ("aaaa", "bbbb")]
    connection = sqlite3.connect(zoo_home / "zoo.db")
    connection.execute(f"update runs set {change} where name = ?", names[:1])
    connection.commit()
    connection.close()
    return "#1" if "name" in change else names[0]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_what_is_sound_is_shown_and_what_is_damaged_named(zoo, damaged, change, command):
    status, out, err = zoo(*command)
    assert status == 0
    assert "is a bug" not in err
    unread = command[0] == "leaderboard" and ("started" in change or "running" in change)  # a ranking reads no times
    assert err.count(" is damaged, and left out: ") == (0 if unread else 1)
    assert damaged not in out or unread


@pytest.mark.parametrize("command", ["show", "logs"])
def test_what_is_damaged_is_not_shown(zoo, damaged, command):
    status, _, err = zoo(command, damaged)
    assert status == 5
    assert "is damaged" in err
    assert "zoo rm" in err


def test_a_check_names_it(zoo, damaged):
    status, out, err = zoo("store", "check", "--quick")
    assert status == 5
    assert damaged in out
    assert "left out" not in err


def test_it_is_removed_and_nothing_outside(zoo, damaged, tmp_path, zoo_home):
    outside = tmp_path / "out.1"
    outside.mkdir()
    if damaged != "#1":
        paths.run_folder(damaged).mkdir(parents=True)
    assert damaged in zoo("rm", damaged)[2]
    assert zoo("rm", damaged, "--yes", "--json")[0] == 0
    assert outside.is_dir()
    assert zoo("runs")[2] == ""
    assert [path.name for path in (zoo_home / "runs").glob("*")] == []
