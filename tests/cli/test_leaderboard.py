"""`zoo leaderboard`: from a store or an export to every format, filters, and what it says where there is nothing."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import subprocess
import sys

import pytest

from tests.leaderboard import fakes
from zoo.cli import context, program
from zoo.store import Store


@pytest.fixture(autouse=True)
def registry(monkeypatch):
    monkeypatch.setattr(context, "registry", lambda **_: fakes.registry())
    monkeypatch.setenv("COLUMNS", "80")


@pytest.fixture
def zoo(capsys):
    """Returns a function that runs `zoo leaderboard` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["leaderboard", *map(str, arguments)])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def record(**changes):
    """Puts a finished run into the store, through its own door."""
    store, run = Store.open(), fakes.run(**changes)
    experiment = f"{run.group_id}{run.seed}"
    name = store.begin(fakes.run(**{**changes, "experiment_id": experiment}))
    store.finish(name, {"test_accuracy": run.test_accuracy, "data": run.data})
    return name


@pytest.fixture
def filled():
    for seed in range(3):
        record(group_id="best", augmenter="move+turn", seed=seed, test_accuracy=0.9 + seed / 100)
    record(group_id="plain", test_accuracy=0.8)
    record(group_id="part", limit=100, test_accuracy=0.99)
    record(group_id="line", dataset="lines", model="deep-net", test_accuracy=0.7)


def cells(out):
    return [line.split()[1:4] for line in out.splitlines() if line[:1].isdigit()]


def test_the_table(zoo, filled):
    status, out, err = zoo()
    assert status == 0
    assert out.splitlines()[:5] == [
        "dots",
        "",
        "#  model  augmenter  recipe  test accuracy  seeds  params  epochs  time",
        "-  -----  ---------  ------  -------------  -----  ------  ------  ----",
        "1  net    both       quick   91.00 ± 2.48%      3   1,234       3   10s",
    ]
    assert cells(out) == [["net", "both", "quick"], ["net", "none", "quick"], ["deep-net", "none", "quick"]]
    assert "1 row trained on a part of the images" in err


@pytest.mark.parametrize(
    ("arguments", "models"),
    [
        (["-d", "lines"], ["deep-net"]),
        (["--model", "net"], ["net", "net"]),
        (["--aug", "both"], ["net"]),
        (["--aug", "move+turn", "-d", "dots"], ["net"]),
        (["--top", "1"], ["net", "deep-net"]),
        (["--limited", "-d", "dots"], ["net", "net", "net"]),
        (["--limit", "100"], ["net"]),
    ],
)
def test_filters(zoo, filled, arguments, models):
    assert [model for model, *_ in cells(zoo(*arguments)[1])] == models


def test_limited_rows_say_how_many_images(zoo, filled):
    out = zoo("--limited", "-d", "dots")[1]
    assert "images" in out.splitlines()[2]
    assert zoo("--limited")[2] == ""


def test_sorting(zoo, filled):
    assert cells(zoo("-d", "dots", "--sort", "seeds")[1])[0][1] == "both"


def test_stale_rows_are_marked_and_not_averaged(zoo):
    record(group_id="g", seed=0, test_accuracy=0.5)
    record(group_id="g", seed=1, test_accuracy=0.9, code="0")
    status, out, _ = zoo()
    assert status == 0
    old, now = out.splitlines()[4:6]
    assert (old[0], now[0]) == ("-", "1")
    assert "50.00%" in now
    assert "90.00%" in old
    assert old.endswith("stale")
    assert "Train again: zoo run -d dots -m net -a none -r quick --seed 1 --validation 0.1" in out


def test_data_are_those_of_the_newest_run(zoo):
    record(group_id="g", seed=0, data="old")
    record(group_id="g", seed=1, data="new")
    assert "the data of dots changed" in zoo()[1]


def test_csv_and_json_are_data_alone(zoo, filled):
    lines = list(csv.DictReader(io.StringIO(zoo("--format", "csv")[1])))
    assert [line["model"] for line in lines] == ["net", "net", "deep-net"]
    document = json.loads(zoo("--format", "json")[1])
    assert [run["seed"] for run in document["rows"][0]["runs"]] == [0, 1, 2]
    assert [run["accuracy"] for run in document["rows"][0]["runs"]] == [0.9, 0.91, 0.92]
    assert document["hidden"] == 1


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_an_export_is_rendered_as_the_store_was(zoo, filled, tmp_path, monkeypatch, form):
    file = tmp_path / "board.json"
    file.write_text(zoo("--format", "json", "--limited")[1])
    expected = zoo("--format", form, "--sort", "seeds")[1]
    monkeypatch.setenv("ZOO_HOME", str(tmp_path / "elsewhere"))
    monkeypatch.setattr(context, "registry", None)
    assert zoo("--from", file, "--format", form, "--sort", "seeds")[1] == expected
    assert not (tmp_path / "elsewhere").exists()


def test_an_export_can_be_filtered(zoo, filled, tmp_path):
    (tmp_path / "board.json").write_text(zoo("--format", "json")[1])
    assert cells(zoo("--from", tmp_path / "board.json", "-m", "deep-net")[1]) == [["deep-net", "none", "quick"]]


@pytest.mark.parametrize("form", ["table", "markdown", "csv", "json"])
def test_an_empty_leaderboard_says_where_it_looked_and_makes_nothing(zoo, zoo_home, form):
    status, out, err = zoo("--format", form)
    assert status == 0
    assert err == f"No results yet in {zoo_home / 'zoo.db'}.\nTry: zoo run\n"
    assert not zoo_home.exists()
    if form == "json":
        assert json.loads(out)["rows"] == []


def test_runs_without_a_result_are_no_rows(zoo):
    Store.open().begin(fakes.run())
    assert "No results yet" in zoo()[2]


def test_filters_that_leave_nothing_say_so(zoo, filled):
    status, out, err = zoo("-d", "lines", "-m", "net")
    assert (status, out) == (0, "")
    assert "None of the 4 rows" in err


def test_where_all_is_limited_the_way_to_see_it_is_told(zoo):
    record(limit=100)
    _, out, err = zoo()
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
def test_what_cannot_be(zoo, filled, arguments, status, said):
    found, out, err = zoo(*arguments)
    assert (found, out) == (status, "")
    assert said in err
    assert len(err.splitlines()) <= 6


def test_a_newer_store_is_refused(zoo, filled, zoo_home):
    connection = sqlite3.connect(zoo_home / "zoo.db")
    connection.execute("update schema_version set version = 7, zoo = '3.2.1'")
    connection.commit()
    connection.close()
    status, out, err = zoo()
    assert (status, out) == (5, "")
    assert "keras-zoo 3.2.1" in err


def test_a_damaged_store_is_named(zoo, zoo_home):
    zoo_home.mkdir()
    (zoo_home / "zoo.db").write_text("no database " * 500)
    status, _, err = zoo()
    assert status == 5
    assert str(zoo_home / "zoo.db") in err


IMPORTS = """
import sys
from zoo.cli.program import run
status = run(["leaderboard"])
print(status, *sorted(sys.modules), file=sys.stderr)
"""


def test_seeds_import_no_more_than_the_quantile(filled):
    """With results, not on an empty store: of SciPy what the interval needs, and never scipy.stats."""
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    status, *found = done.stderr.splitlines()[-1].split()
    assert status == "0"
    assert "scipy.special" in found
    assert not {"tensorflow", "keras", "pydantic", "scipy.stats", "matplotlib", "sqlalchemy.orm"} & set(found)


def test_single_seeds_import_no_scipy():
    record()
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    assert not {"scipy", "numpy"} & set(done.stderr.splitlines()[-1].split())
