"""`zoo leaderboard --effects`: what is added, in every form; and what does not go with it."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest

from tests.ranking import tested


@pytest.fixture
def crossed():
    """`move` adds as much to both models, `turn` to one what it takes from the other; no default augmenter is known."""
    for model, turned in (("net", 0.9), ("deep-net", 0.3)):
        tested.row(0.6, model=model, augmenter="none")
        tested.row(0.8, model=model, augmenter="move")
        tested.row(turned, model=model, augmenter="turn")


def test_a_table(leaderboard, crossed):
    status, out, err = leaderboard("--effects")
    assert (status, err) == (0, "")
    assert "Augmenters, against move (combined with most others)" in out
    assert "Models, against deep-net (combined with most others)" in out
    lines = [line.split() for line in out.splitlines()]
    turned = [line[4:] for line in lines if line[:1] == ["turn"]]
    assert turned == [["the", "mean", "of", "2", "combinations"], ["dots", "with", "net"], ["dots", "with", "deep-net"]]
    assert len([line for line in lines if line[:1] == ["none"]]) == 1
    assert "unlike" not in out
    assert "beyond chance" in out


def test_filters_say_what_is_crossed(leaderboard, crossed):
    out = leaderboard("--effects", "-a", "none,move")[1]
    assert "turn" not in out
    assert "Models" in out
    assert "Models" not in leaderboard("--effects", "-m", "net")[1]


def test_data(leaderboard, crossed):
    rows = json.loads(leaderboard("--effects", "--format", "json")[1])["rows"]
    found = [row for row in rows if row["of"] == "turn"]
    assert [row["combinations"] for row in found] == [2, 1, 1]
    assert found[0]["adds"] == pytest.approx((found[1]["adds"] + found[2]["adds"]) / 2)
    assert all(row["half_width"] > 0 for row in rows)
    table = list(csv.DictReader(io.StringIO(leaderboard("--effects", "--format", "csv", "--top", "1")[1])))
    assert {row["kind"] for row in table} == {"augmenter", "model"}
    assert len({row["of"] for row in table}) == 2


@pytest.mark.parametrize("form", ["markdown", "latex"])
def test_for_papers(leaderboard, crossed, form):
    out = leaderboard("--effects", "--format", form)[1]
    assert out.count("turn") >= 3, "the mean, and both combinations"
    assert ("|---" in out or "|:--" in out) == (form == "markdown")


def test_nothing_in_common_says_so(leaderboard):
    tested.row(0.5, model="net", augmenter="none")
    tested.row(0.5, model="deep-net", augmenter="move")
    status, out, err = leaderboard("--effects")
    assert (status, out) == (0, "")
    assert "Nothing was trained in the same combinations" in err


def test_an_empty_store(leaderboard, zoo_home):
    status, out, err = leaderboard("--effects")
    assert (status, out) == (0, "")
    assert err == f"No results yet in {zoo_home / 'zoo.db'}.\nTry: zoo run\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--pivot"], "--pivot and --effects are two views."),
        (["--by", "model"], "--by and --effects are two views."),
        (["--pareto", "time"], "--effects and --pareto are two views."),
        (["--columns", "ECE"], "--columns has no place in --effects."),
        (["--sort", "time"], "--sort is not for --effects."),
        (["--interval", "seeds"], "--interval is not for --effects."),
    ],
)
def test_what_does_not_go_together(leaderboard, crossed, arguments, said):
    status, out, err = leaderboard("--effects", *arguments)
    assert (status, out) == (2, "")
    assert said in err


def test_an_export_does_not_know(leaderboard, crossed, tmp_path):
    file = tmp_path / "board.json"
    file.write_text(leaderboard("--format", "json")[1])
    status, out, err = leaderboard("--effects", "--from", file)
    assert (status, out) == (2, "")
    assert "cannot be read from a file" in err


def test_it_needs_no_tensorflow(crossed):
    command = ["leaderboard", "--effects"]
    code = f"import sys; from zoo.cli.program import run; assert run({command}) == 0; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"tensorflow", "keras", "scipy.stats"}.isdisjoint(done.stdout.split())
