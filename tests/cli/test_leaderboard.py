"""`zoo leaderboard`: the table of a store, filters, staleness, and how little is imported for it."""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sqlite3
import subprocess
import sys

import pytest

from tests.ranking import fakes
from tests.ranking.test_references import folder
from zoo.store import DIVERGED, Store


def test_the_table(leaderboard, filled):
    status, out, err = leaderboard()
    assert status == 0
    assert out.splitlines()[:5] == [
        "dots",
        "",
        "#  model  augmenter  recipe  test accuracy  seeds  params  epochs  time",
        "-  -----  ---------  ------  -------------  -----  ------  ------  ----",
        "1  net    both       quick   91.00 ± 2.93%      3   1,234       3   10s",
    ]
    assert fakes.cells(out) == [["net", "both", "quick"], ["net", "none", "quick"], ["deep-net", "none", "quick"]]
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
        (["--train-images", "100"], ["net"]),
        (["--limit", "100"], ["net"]),
    ],
)
def test_filters(leaderboard, filled, arguments, models):
    assert [model for model, *_ in fakes.cells(leaderboard(*arguments)[1])] == models


def test_limited_rows_say_how_many_images(leaderboard, filled):
    out = leaderboard("--limited", "-d", "dots")[1]
    assert "images" in out.splitlines()[2]
    assert "Try: zoo leaderboard --train-images 100\n" in out
    assert leaderboard("--train-images", "100")[1].splitlines()[4].split()[0] == "1"
    assert leaderboard("--limited")[2] == ""


def test_a_table_shows_the_first_rows_and_says_how_many_more_there_are(leaderboard, filled, monkeypatch):
    monkeypatch.setattr("zoo.api.leaderboard.MOST", 1)
    status, out, err = leaderboard()
    assert (status, len(fakes.cells(out))) == (0, 2)
    assert "Not shown: 1 more row. Try: zoo leaderboard --top 2\n" in err
    assert len(fakes.cells(leaderboard("--top", "2")[1])) == 3
    assert "Not shown" not in leaderboard("--top", "1")[2], "whoever asks for one row knows of the others"
    assert leaderboard("--format", "csv")[1].count("\n") == 4, "what is read by programs is whole"


def test_sorting(leaderboard, filled):
    assert fakes.cells(leaderboard("-d", "dots", "--sort", "seeds")[1])[0][1] == "both"


def test_stale_rows_are_marked_and_neither_averaged_nor_ranked(leaderboard):
    fakes.record(fakes.right(0.5), group_id="g", seed=0, test_accuracy=0.5)
    fakes.record(fakes.right(0.9), group_id="g", seed=1, test_accuracy=0.9, code="0")
    status, out, _ = leaderboard()
    assert status == 0
    old, now = out.splitlines()[4:6]
    assert (old[0], now[0]) == ("-", "1")
    assert "50.00%" in now
    assert "90.00%" in old
    assert old.endswith("stale")
    assert "Train again: zoo run -d dots -m net -a none -r quick --seed 1 --validation 0.1" in out


def test_data_are_those_of_the_newest_run(leaderboard):
    fakes.record(group_id="g", seed=0, data="old")
    fakes.record(group_id="g", seed=1, data="new")
    assert "the data of dots changed" in leaderboard()[1]


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
    fakes.record()
    done = subprocess.run([sys.executable, "-c", IMPORTS], capture_output=True, text=True, check=True)
    assert not {"scipy", "numpy"} & set(done.stderr.splitlines()[-1].split())


def test_rows_are_compared_by_what_they_get_right(leaderboard):
    for seed in range(3):
        for model, accuracy in (("net", 0.9), ("deep-net", 0.5)):
            kept = fakes.right(accuracy, seed)
            fakes.record(kept, group_id=model, model=model, seed=seed, test_accuracy=accuracy)
    fakes.record(group_id="gone", augmenter="move", test_accuracy=0.3)
    status, out, _ = leaderboard()
    table, notes = out.split("\n\n")[1:]
    assert status == 0
    rows = [line.split() for line in table.splitlines() if re.match("[-12]  [a-z]", line)]
    assert [(row[0], row[1], row[4]) for row in rows] == [
        ("1", "net", "90.00"),
        ("2", "deep-net", "50.00"),
        ("-", "net", "30.00%"),
    ]
    assert table.count("predictions") == 1
    assert notes.startswith("#: the ranks that a row may have.")
    assert "no predictions: what its runs predicted is not kept" in notes
    assert "zoo run -d dots -m net -a move -r quick --seed 0 --validation 0.1 --force" in notes


def test_damaged_predictions_are_named_and_claim_nothing(leaderboard, filled, zoo_home):
    (run,) = Store.open().runs(group_id="plain")
    with contextlib.closing(sqlite3.connect(zoo_home / "zoo.db")) as connection, connection:
        connection.execute("update predictions set correct = x'ff' where run = (select id from runs where name = ?)",
                           [run.name])  # fmt: skip
    status, out, err = leaderboard("-d", "dots", "--format", "csv")
    best, plain = csv.DictReader(io.StringIO(out))
    assert (status, best["rank_low"], best["rank_high"], best["note"]) == (0, "1", "1", "")
    assert (plain["rank_low"], plain["half_width"], plain["note"]) == ("", "", "no predictions")
    assert f"Run {run.name} is damaged" in err


def test_the_interval_over_seeds_alone_is_what_it_was(leaderboard, filled):
    assert "91.00 ± 2.48%" in leaderboard("--interval", "seeds", "-d", "dots")[1]
    assert "91.00 ± 2.48%" not in leaderboard("-d", "dots")[1]


def test_references_stand_below_the_rows_where_a_folder_tells(leaderboard, filled, zoo_home):
    run = next(run.name for run in Store.open().runs(group_id="plain"))
    (zoo_home / "runs").mkdir()
    folder(zoo_home / "runs" / run)
    lines = leaderboard("-d", "dots")[1].splitlines()
    assert [line.split() for line in lines[6:8]] == [["majority", "60.00%"], ["chance", "25.00%"]]
    assert leaderboard("--format", "csv")[1].count("\n") == 4, "what is read by programs has runs alone"


def test_the_old_name_of_an_option_says_its_new_one(leaderboard, filled):
    assert leaderboard("--limit", "100")[2] == "--limit is called --train-images now.\n"
    assert leaderboard("--train-images", "100")[2] == ""


def test_seeds_that_diverged_are_said_and_rows_of_them_alone_come_last(leaderboard):
    store = Store.open()
    fakes.record(fakes.right(0.5), group_id="some", seed=0, test_accuracy=0.5)
    for group, seed, model in (("some", 1, "net"), ("all", 0, "deep-net"), ("all", 1, "deep-net")):
        run = fakes.run(group_id=group, experiment_id=f"{group}{seed}", seed=seed, model=model, test_accuracy=None)
        store.fail(store.begin(run), {"message": "The loss is not finite."}, DIVERGED)
    out = leaderboard()[1]
    assert [" ".join(line.split()) for line in out.splitlines()[5:9]] == [
        "1 net none quick 50.00% 1 1,234 3 10s 1 of 2",
        "diverged",
        "- deep-net none quick - 0 - - - 2 of 2",
        "diverged",
    ]
    assert "of these seeds there is no result" in out
