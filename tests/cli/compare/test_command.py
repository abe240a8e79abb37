"""`zoo compare`: what it prints of rows and of runs, as text, as JSON, as a picture; and what it refuses."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from tests.ranking import tested
from zoo import paths
from zoo.cli import program
from zoo.inspection import tested_images
from zoo.training.prepare import Part


@pytest.fixture
def compare(board_registry, capsys):
    """Returns a function that runs `zoo compare` and returns its status, stdout and stderr."""

    def run(*arguments):
        status = program.run(["compare", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


@pytest.fixture
def rows():
    """Two rows of three seeds."""
    return tested.row(0.8, augmenter="move+turn"), tested.row(0.5)


@pytest.fixture
def images(monkeypatch):
    """The test images of the fake dataset, which nobody can load."""
    part = Part(np.zeros((90, 4, 5, 1), np.uint8), tested.labels(90), np.arange(90))
    monkeypatch.setattr(tested_images, "images_of", lambda run, registry: part)


def test_rows(compare, rows):
    status, out, err = compare("both", "none")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith("A  both: ")
    assert lines[1].startswith("B  none: ")
    assert lines[2] == "   on 90 test images of dots"
    assert lines[4].startswith("A is better: A - B = +")
    assert "Trainings: each two of a seed, by McNemar's exact test, which knows of no other seed" in out
    assert [line.split()[0] for line in out.partition("Trainings")[2].splitlines()[3:6]] == ["0", "1", "2"]
    assert out.splitlines()[-1].split() == ["configuration", "augmenter", "move+turn", "none"]


def test_runs_are_these_two_trainings_and_the_command_for_their_rows_runs(compare, rows):
    (first, *_), (second, *_) = rows
    out = compare(first, second)[1]
    assert "points in these two trainings" in out
    assert "is better" not in out
    (hint,) = (line for line in out.splitlines() if line.startswith("Try: "))
    assert compare(*shlex.split(hint)[3:])[1].splitlines()[4].startswith("A is better")


def test_options_hold_for_both(compare, rows):
    tested.row(0.5, model="deep-net")
    tested.row(0.5, model="deep-net", augmenter="move+turn")
    assert compare("-d", "dots", "-m", "deep-net", "both", "none")[1].startswith("A  both: ")
    assert compare("--aug", "both", "net", "deep-net")[1].startswith("A  net: ")


def test_rows_of_some_images(compare, rows):
    tested.row(0.8, augmenter="move+turn", limit=50, test_set="fedcba9876543210")
    tested.row(0.5, limit=50, test_set="fedcba9876543210")
    out = compare("both", "none", "--train-images", "50", "--json")[1]
    assert [json.loads(out)[side]["limit"] for side in "ab"] == [50, 50]


def test_classes_that_change(compare, rows):
    out = compare("both", "none")[1]
    told = json.loads(compare("both", "none", "--json")[1])["comparison"]["classes"]
    changed = [each["name"] for each in told if each["changed"]]
    assert changed, "the rows are far apart"
    assert f"Classes: {len(changed)} of 3 change, for new seeds and images (Holm, 5%)" in out
    table = out.partition("Classes")[2].partition("What differs")[0].splitlines()[3:]
    assert sorted(line.split()[0] for line in table if line) == sorted(changed)


def test_json(compare, rows):
    status, out, err = compare("both", "none", "--json")
    told = json.loads(out)
    assert (status, err) == (0, "")
    assert told["a"]["augmenter"] == "move+turn"
    assert told["b"]["runs"] == {str(seed): name for seed, name in enumerate(rows[1])}
    assert told["comparison"]["difference"] > 0.2
    assert told["comparison"]["p"] < 0.05
    assert {"about": "configuration", "what": "augmenter", "a": "move+turn", "b": "none"} in told["differences"]
    assert told["picture"] is None


def test_a_picture(compare, rows, images, tmp_path):
    where = tmp_path / "diff.png"
    out = compare("both", "none", "-o", str(where))[1]
    with Image.open(where) as image:
        assert out.splitlines()[-1] == f"{where}: {image.width}x{image.height} pixels"
    told = json.loads(compare("both", "none", "-o", str(tmp_path), "--images", "5", "--json")[1])["picture"]
    assert told["path"] == str(tmp_path / "compare-both-none.png")
    assert len(told["only_a"]["shown"]) == 5 < told["only_a"]["images"]
    assert told["averaged"] == 3


def test_a_picture_of_a_run_without_its_predictions_is_refused(compare, rows, images, tmp_path):
    (paths.run_folder(rows[0][1]) / "test.npz").unlink()
    status, out, err = compare("both", "none", "-o", str(tmp_path / "diff.png"))
    assert status == 5
    assert f"Try: zoo reproduce {rows[0][1]}" in err
    assert "A is better" in out, "the rest is told all the same"
    assert f"The predictions of {rows[0][1]} cannot be drawn." in err
    assert not (tmp_path / "diff.png").exists()


def test_what_is_refused_still_says_what_differs(compare, rows):
    tested.row(0.5, model="deep-net", test_set="fedcba9876543210")
    status, out, err = compare("net none", "deep-net")
    assert status == 2
    assert out.splitlines()[-1].split() == ["configuration", "model", "net", "deep-net"]
    assert "are not compared" in err
    told = json.loads(compare("net none", "deep-net", "--json")[1])
    assert told["comparison"] is None
    assert "tested on other images" in told["refused"]
    assert told["differences"]


def test_a_row_of_which_not_all_is_kept_and_one_that_is_stale_say_so(compare, rows):
    tested.record(None, seed=3)
    tested.row(0.5, model="deep-net", code="0")
    assert "3 seeds, of 1 more nothing is kept" in compare("both", "none")[1]
    assert ", stale: the code of its components changed" in compare("net none", "deep-net")[1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Missing argument 'A'"),
        (["net"], "Missing argument 'B'"),
        (["nte", "net"], "Did you mean net"),
        (["none", "none"], "No row that is 'none'"),
        (["none", "both", "-o", "x.gif"], "'x.gif' does not end in .png"),
        (["none", "both", "-d", "lines"], "Nothing was trained with dataset lines"),
        (["none", "both", "--images", "0"], "--images"),
    ],
)
def test_what_cannot_be(compare, rows, arguments, said):
    status, out, err = compare(*arguments)
    assert (status, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) <= 6


def test_an_empty_store_is_left_empty(compare, zoo_home):
    status, _, err = compare("net", "deep-net")
    assert status == 2
    assert err.endswith("Try: zoo run\n")
    assert not zoo_home.exists()


def test_hostile_names_are_shown_as_what_they_are(compare, rows):
    tested.record(tested.right(0.6), model="gone:note=\x1b[31m<b>|\u202e%2C", code="c")
    out = compare("gone", "net none")[1]
    assert "A  gone:note=\\x1b[31m<b>|\\u202e%2C: " in out
    assert not {"\x1b", "\u202e"} & set(out)


def test_it_needs_no_tensorflow(compare, rows):
    command = ["compare", rows[0][0], rows[1][0]]
    code = f"import sys; from zoo.cli.program import run; assert run({command}) == 0; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras", "matplotlib", "sklearn"}.isdisjoint(done.stdout.split())
