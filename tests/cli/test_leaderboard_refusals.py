"""`zoo leaderboard` where there is nothing to show, or nothing that can be read."""

from __future__ import annotations

import json
import sqlite3

import pytest

from tests.ranking import fakes
from zoo.store import Store


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_an_empty_leaderboard_says_where_it_looked_and_makes_nothing(leaderboard, zoo_home, form):
    status, out, err = leaderboard("--format", form)
    assert status == 0
    assert err == f"No results yet in {zoo_home / 'zoo.db'}.\nTry: zoo run\n"
    assert not zoo_home.exists()
    if form == "json":
        assert json.loads(out)["rows"] == []


def test_runs_without_a_result_are_no_rows(leaderboard):
    Store.open().begin(fakes.run())
    assert "No results yet" in leaderboard()[2]


def test_filters_that_leave_nothing_say_so(leaderboard, filled):
    status, out, err = leaderboard("-d", "lines", "-m", "net")
    assert (status, out) == (0, "")
    assert "None of the 4 rows" in err


def test_where_all_is_limited_the_way_to_see_it_is_told(leaderboard):
    fakes.record(limit=100)
    _, out, err = leaderboard()
    assert out == ""
    assert "zoo leaderboard --limited" in err


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["-m", "deepnet"], 2, "Did you mean deep-net"),
        (["--sort", "beauty"], 2, "beauty"),
        (["--top", "0"], 2, "--top"),
        (["--from", "gone.json"], 2, "gone.json"),
    ],
)
def test_what_cannot_be(leaderboard, filled, arguments, status, said):
    found, out, err = leaderboard(*arguments)
    assert (found, out) == (status, "")
    assert said in err
    assert len(err.splitlines()) <= 6


def test_a_newer_store_is_refused(leaderboard, filled, zoo_home):
    connection = sqlite3.connect(zoo_home / "zoo.db")
    connection.execute("update schema_version set version = 7, zoo = '3.2.1'")
    connection.commit()
    connection.close()
    status, out, err = leaderboard()
    assert (status, out) == (5, "")
    assert "keras-zoo 3.2.1" in err


def test_a_damaged_store_is_named(leaderboard, zoo_home):
    zoo_home.mkdir()
    (zoo_home / "zoo.db").write_text("no database " * 500)
    status, _, err = leaderboard()
    assert status == 5
    assert str(zoo_home / "zoo.db") in err
