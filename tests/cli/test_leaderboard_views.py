"""`zoo leaderboard --pivot`, `--by`, `--pareto`, `--columns`: what is asked for, and what does not go together."""

from __future__ import annotations

import csv
import io
import json
import shlex
import subprocess
import sys

import pytest
from PIL import Image

from tests.ranking import fakes
from zoo.store import Store

VIEWS = [["--pivot"], ["--by", "model"], ["--pivot", "--by", "model"], ["--pareto", "time"], ["--columns", "ECE"]]
MEASURED = {"parameters": 10, "train_seconds": 1.0, "images_per_second": 50.0, "flops": 7, "test_ece": 0.25}


@pytest.fixture
def measured(monkeypatch, board_registry):
    """A cheap row and a dear one of two datasets, and a stale one; and room for their columns."""
    monkeypatch.setenv("COLUMNS", "200")
    for dataset in ("dots", "lines"):
        for model, accuracy, cost in (("net", 0.8, 1), ("deep-net", 0.9, 3)):
            metrics = {key: value * cost for key, value in MEASURED.items()}
            fakes.record(group_id=dataset + model, dataset=dataset, model=model, test_accuracy=accuracy,
                         metrics={**metrics, "test_ece": 0.25})  # fmt: skip
    fakes.record(group_id="old", model="net", augmenter="move", test_accuracy=0.99, code="0")


def test_pivot(leaderboard, measured):
    status, out, _ = leaderboard("--pivot")
    assert status == 0
    assert [line.split() for line in out.splitlines()[2:6:2]] == [
        ["model", "dots", "lines"],
        ["deep-net", "90.00%", "90.00%"],
    ]
    assert "Left out: 1 stale." in out


def test_by(leaderboard, measured):
    status, out, _ = leaderboard("--by", "model", "-d", "dots", "--columns", "ECE")
    assert status == 0
    assert ["net", "80.00%", "1", "of", "1", "0.2500"] in [line.split() for line in out.splitlines()]


def test_means_by_dataset(leaderboard, measured):
    status, out, _ = leaderboard("--pivot", "--by", "model")
    assert status == 0
    assert ["net", "80.00%", "80.00%"] in [line.split() for line in out.splitlines()]


@pytest.mark.parametrize("view", [["--pivot"], ["--by", "model"], ["--pivot", "--by", "model"]])
def test_lines_that_are_cut_are_counted(leaderboard, measured, monkeypatch, view):
    monkeypatch.setattr("zoo.api.leaderboard.MOST", 1)
    assert f"Not shown: {2 if view == ['--by', 'model'] else 1} more lines" in leaderboard(*view)[2]
    assert "Not shown" not in leaderboard(*view, "--top", "2")[2]
    assert leaderboard(*view, "--format", "csv")[1].count("\n") == 5, "what is read by programs is whole"


@pytest.mark.parametrize(
    ("cost", "front"),
    [
        ("parameters", ["*", "*"]),
        ("time", ["*", "*"]),
        ("flops", ["*", "*"]),
        ("images-per-second", ["*", "net"]),
    ],
)
def test_pareto(leaderboard, measured, cost, front):
    status, out, _ = leaderboard("--pareto", cost, "-d", "dots")
    assert status == 0
    rows = [line.split() for line in out.splitlines()[4:7] if "stale" not in line]
    assert [row[1] for row in rows] == front


def test_the_front_is_of_all_rows_also_of_those_that_are_cut(leaderboard, measured):
    first = leaderboard("--pareto", "parameters", "--top", "1", "--sort", "parameters", "-d", "dots")[1]
    assert len(first.splitlines()[4:]) < len(leaderboard("--pareto", "parameters", "-d", "dots")[1].splitlines()[4:])
    status, out, _ = leaderboard("--pareto", "images-per-second", "--top", "1", "--sort", "parameters", "-d", "dots")
    assert status == 0
    assert out.splitlines()[4].split()[1] == "net", "the row that beats it is not shown"


def test_a_picture(leaderboard, measured, tmp_path):
    file = tmp_path / "front.png"
    status, out, err = leaderboard("--pareto", "time", "-o", file)
    assert status == 0
    assert "front: *" in out
    with Image.open(file) as picture:
        assert f"{file}: {picture.width}x{picture.height} pixels" in err


def test_nothing_to_draw_is_said(leaderboard, tmp_path):
    fakes.record(metrics={"parameters": 1})
    status, out, err = leaderboard("--pareto", "flops", "-o", tmp_path / "front.png")
    assert status == 2
    assert "net" in out, "the table is there all the same"
    assert "No row has an accuracy and its FLOPs" in err
    assert not list(tmp_path.glob("front*"))
    assert leaderboard(*shlex.split(err.split("Try: zoo leaderboard ")[1]))[0] == 0
    assert (tmp_path / "front.png").exists()


def test_columns_from_the_store_and_from_an_export(leaderboard, measured, tmp_path):
    words = ["--columns", "ECE,flops", "--format", "csv"]
    lines = list(csv.DictReader(io.StringIO(leaderboard(*words)[1])))
    assert [line["test_ece"] for line in lines if "stale" not in line["note"]] == ["0.25"] * 4
    file = tmp_path / "board.json"
    file.write_text(leaderboard("--columns", "ECE,flops", "--format", "json")[1])
    assert leaderboard("--from", file, *words)[1] == leaderboard(*words)[1]
    assert "NLL: not known of these rows." in leaderboard("--from", file, "--columns", "NLL")[1]


def test_what_a_probe_found_is_a_column(leaderboard):
    name = fakes.record()
    Store.open().probed(name, "bend", {"how_far": 0.125})
    status, out, _ = leaderboard("--columns", "bend.how_far")
    assert status == 0
    assert "0.125" in out
    assert "bend.how_far" in leaderboard("--columns", "bend")[2]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("form", ["table", "markdown", "latex", "csv", "json"])
def test_every_view_has_every_form(leaderboard, measured, view, form):
    status, out, _ = leaderboard(*view, "--format", form)
    assert status == 0
    assert "deep-net" in out
    if form == "json":
        assert json.loads(out)["rows"]


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_no_error(leaderboard, view):
    status, out, err = leaderboard(*view)
    assert (status, out) == (0, "")
    assert "No results yet" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--pivot", "--pareto", "time"], "--pivot and --pareto are two views"),
        (["--by", "model", "--pareto", "time"], "--by and --pareto are two views"),
        (["--pivot", "--columns", "ECE"], "--columns has no place in --pivot"),
        (["--pivot", "--sort", "time"], "--sort is not for --pivot"),
        (["-o", "x.png"], "-o is for a picture of --pareto"),
        (["--pareto", "time", "-o", "x.txt"], "'x.txt' does not end in .png"),
        (["--pareto", "time", "-o", "gone/x.png"], "There is no folder gone"),
        (["--by", "dataset"], "dataset"),
        (["--columns", "ecee"], "Did you mean ece"),
    ],
)
def test_what_cannot_be(leaderboard, measured, words, said):
    status, out, err = leaderboard(*words)
    assert (status, out) == (5 if "folder" in said else 2, "")
    assert said in err
    assert len(err.splitlines()) <= 6


IMPORTS = """
import sys
from zoo.cli.program import run
status = run(sys.argv[1:])
print(status, *sorted(sys.modules), file=sys.stderr)
"""


@pytest.mark.parametrize("words", VIEWS)
def test_views_import_nothing_heavy(measured, words):
    command = [sys.executable, "-c", IMPORTS, "leaderboard", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    status, *found = done.stderr.splitlines()[-1].split()
    assert status == "0"
    assert not {"tensorflow", "keras", "matplotlib", "scipy.stats", "pydantic"} & set(found)
