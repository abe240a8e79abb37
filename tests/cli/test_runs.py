"""`zoo runs`: newest first, filtered, as a table and as JSON."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.ranking import fakes
from zoo.api import runs as api
from zoo.cli import context, program
from zoo.ranking.tables import figures
from zoo.store import DIVERGED, METRICS, STATUSES, Store


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs `zoo runs` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["runs", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def filled():
    """Five runs: diverged, done, failed, running, and one whose process is gone."""
    store = Store.open()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    diverged, done, failed, _, _ = (
        store.begin(fakes.run(**{"test_accuracy": None, **changes}))
        for changes in (
            {"experiment_id": "n0", "dataset": "dots", "seed": 9},
            {"experiment_id": "d0", "augmenter": "move+turn", "seed": 3},
            {"experiment_id": "f0", "dataset": "lines"},
            {"experiment_id": "r0", "model": "deep-net"},
            {"experiment_id": "i0", "pid": gone.pid},
        )
    )
    store.finish(done, {"test_accuracy": 0.912})
    store.fail(failed, {"message": "no"})
    store.fail(diverged, {"message": "nan"}, DIVERGED)


def names(zoo, *arguments):
    return [run["name"] for run in json.loads(zoo(*arguments, "--json")[1])]


def test_the_table_is_newest_first_and_fits(zoo, filled):
    status, out, err = zoo()
    assert (status, err) == (0, "")
    lines = [line.split() for line in out.splitlines()]
    assert lines[0] == ["run", "status", "experiment", "seed", "accuracy", "age"]
    assert [line[:2] for line in lines[2:]] == [
        ["i0.1", "interrupted"],
        ["r0.1", "running"],
        ["f0.1", "failed"],
        ["d0.1", "done"],
        ["n0.1", "diverged"],
    ]
    assert lines[5][2:8] == ["dots,", "net,", "both,", "quick", "3", "91.20%"]
    assert lines[4][7] == "-"
    assert max(map(len, out.splitlines())) <= 80


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], ["i0.1", "r0.1", "f0.1", "d0.1", "n0.1"]),
        (["--status", "done"], ["d0.1"]),
        (["--status", "running"], ["r0.1"]),
        (["--status", "interrupted"], ["i0.1"]),
        (["--status", "diverged"], ["n0.1"]),
        (["--last", "2"], ["i0.1", "r0.1"]),
        (["-d", "dots", "--last", "2"], ["i0.1", "r0.1"]),
        (["--dataset", "lines"], ["f0.1"]),
        (["-m", "deep-net"], ["r0.1"]),
        (["--aug", "both"], ["d0.1"]),
        (["-r", "quick", "--status", "failed"], ["f0.1"]),
    ],
)
def test_filters(zoo, filled, arguments, expected):
    assert names(zoo, *arguments) == expected


def test_what_was_trained_on_a_part_of_the_images_says_so(zoo):
    fakes.record(limit=1234)
    assert "1,234 images" in " ".join(zoo()[1].split())


def test_runs_are_sorted_the_best_first_and_the_unknown_last(zoo):
    for seed, (accuracy, seconds) in enumerate([(0.5, 3.0), (0.7, 9.0), (None, None), (0.6, 1.0)]):
        fakes.record(seed=seed, test_accuracy=accuracy, train_seconds=seconds)
    assert names(zoo) == ["g3.1", "g2.1", "g1.1", "g0.1"]
    assert names(zoo, "--sort", "accuracy") == ["g1.1", "g3.1", "g0.1", "g2.1"]
    assert names(zoo, "--sort", "time") == ["g3.1", "g0.1", "g1.1", "g2.1"]
    assert names(zoo, "--sort", "accuracy", "--last", "2") == ["g3.1", "g2.1"], "of the newest"


def test_every_word_to_sort_by_is_a_metric_with_a_better_end():
    assert all(METRICS[key].better for key in api.SORTS.values() if key)


def test_a_table_for_other_programs(zoo, filled):
    status, out, err = zoo("--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert (status, err, len(rows)) == (0, "", 5)
    whole = json.loads(zoo("--format", "json")[1])
    assert [list(row) for row in rows] == [list(run) for run in whole]
    assert [rows[3][name] for name in ("name", "test_accuracy", "limit")] == ["d0.1", "0.912", ""]
    assert zoo("--format", "csv", "-d", "lines", "-m", "deep-net")[1] == ""


def test_json_has_every_column_but_the_long_ones(zoo, filled):
    run = json.loads(zoo("--json")[1])[-2]
    assert run["test_accuracy"] == 0.912
    assert run["augmenter"] == "move+turn"
    assert run["status"] == "done"
    assert not {"experiment", "provenance", "result", "error"} & set(run)


def test_every_status_can_be_asked_for():
    assert api.STATUSES == STATUSES


def test_no_runs_say_where_they_would_be(zoo, zoo_home):
    assert zoo() == (0, "", f"No runs yet in {zoo_home / 'zoo.db'}.\nTry: zoo run\n")
    assert zoo("--json")[1] == "[]\n"
    assert not zoo_home.exists()


def test_filters_that_leave_nothing_say_so(zoo, filled):
    status, out, err = zoo("-d", "lines", "-m", "deep-net")
    assert (status, out) == (0, "")
    assert "None of the 5 runs" in err


def test_an_unknown_name(zoo, filled):
    status, out, err = zoo("-m", "deepnet")
    assert (status, out) == (2, "")
    assert "Did you mean deep-net" in err


@pytest.mark.parametrize(
    ("ago", "text"),
    [
        (timedelta(seconds=3), "3s"),
        (timedelta(seconds=119), "119s"),
        (timedelta(minutes=2), "2m"),
        (timedelta(hours=47), "47h"),
        (timedelta(days=400), "400d"),
        (timedelta(days=-1), "0s"),
    ],
)
def test_age(ago, text):
    assert figures.age((datetime.now(UTC) - ago).isoformat()) == text


def test_local_time():
    here = datetime(2030, 5, 4, 3, 2).astimezone()
    assert figures.local(here.astimezone(UTC).isoformat()) == "2030-05-04 03:02"
