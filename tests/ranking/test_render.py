"""Tests of the leaderboard as text: tables, Markdown and CSV."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from tests.ranking import fakes
from zoo.ranking import render
from zoo.ranking.board import Board, arrange
from zoo.ranking.notes import notes
from zoo.ranking.ranking import FirstTwo, Ranking, exported
from zoo.ranking.references import Reference
from zoo.ranking.rows import SeedResult

RANKINGS = [
    Ranking(
        dataset="dots",
        first_two=FirstTwo(runs=("a.1", "b.1"), seeds=(0,), known=True, more_seeds=4),
        references=(Reference(name="majority", accuracy=0.12), Reference(name="chance", accuracy=0.1)),
    )
]

BOARD = arrange(
    [
        fakes.row(
            names=("a.1",),
            ranks=(1, 2),
            augmenter="move+turn",
            labels={"augmenter": "both"},
            accuracy=0.931,
            half_width=0.0123,
            seed_half_width=0.01,
        ),
        fakes.row(names=("b.1",), model="deep-net", ranks=(1, 2), accuracy=0.92, train_seconds=None),
        fakes.row(accuracy=0.95, stale=("the code of its components changed",)),
        fakes.row(dataset="lines", as_is=True, accuracy=None, unranked="no predictions"),
    ],
    rank=exported(RANKINGS),
)


EXPECTED = [
    "dots",
    "",
    "  #  model     augmenter  recipe  test      seeds  params  epochs  time  note",
    "                                  accuracy",
    "---  --------  ---------  ------  --------  -----  ------  ------  ----  -----",
    "  -  net       none       quick   95.00%        1   1,234       3   10s  stale",
    "1-2  net       both       quick   93.10         1   1,234       3   10s",
    "                                  ± 1.23%",
    "1-2  deep-net  none       quick   92.00%        1   1,234       3     -",
    "     majority                     12.00%",
    "     chance                       10.00%",
    "",
    "lines",
    "",
    "#  model  augmenter  recipe  test      seeds  params  epochs  time  note",
    "                             accuracy",
    "-  -----  ---------  ------  --------  -----  ------  ------  ----  -----------",
    "-  net    none       quick   -             1   1,234       3   10s  as-is data,",
    "                                                                    no",
    "                                                                    predictions",
    "",
    "#: the ranks that a row may have. At most one table in 20 claims an order that",
    "  chance alone has made: the chance of seeds and of test images.",
    "±: half the width of the 95% interval of the accuracy, for other seeds and other",
    "  test images.",
    "chance: a class is named at random. majority: always the one that most test",
    "  images have.",
    "no predictions: what its runs predicted is not kept, so that nothing can be said",
    "  about its rank.",
    "  Train again: zoo run -d lines -m net -a none -r quick --seed 0 --validation 0.1 --force",
    "stale: not what a new run would be: the code of its components changed.",
    "  Train again: zoo run -d dots -m net -a none -r quick --seed 0 --validation 0.1 --refresh stale",
    "as-is data: imported with --as-is, so not known to be what the publisher gives",
    "  out.",
    "dots: about 4 more seeds of each of the first two rows would tell them apart.",
    "  Try: zoo run -d dots -m net -a move+turn -r quick --seeds 5 --validation 0.1",
    "  and: zoo run -d dots -m deep-net -a none -r quick --seeds 5 --validation 0.1",
]


def test_a_table_per_dataset_and_the_notes():
    assert "".join(render.table(BOARD, 80)).splitlines() == EXPECTED


def test_a_usual_table_fits_eighty_columns():
    seeds = tuple(SeedResult(name="n", seed=seed, accuracy=0.5, train_seconds=1.0) for seed in range(3))
    usual = fakes.row(
        augmenter="shift:fraction=0.2+flip",
        recipe="article:epochs=20",
        parameters=276_138,
        epochs=100,
        train_seconds=12_000,
        half_width=0.001,
        runs=seeds,
    )
    lines = "".join(render.table(Board((usual,)), 80)).splitlines()
    assert max(map(len, lines)) <= 80
    assert any(":fraction" in line and ":epochs=20" in line for line in lines)


def test_markdown():
    text = render.markdown(BOARD)
    cells = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line.startswith("|")]
    titles = ["#", "model", "augmenter", "recipe", "test accuracy", "seeds", "parameters", "epochs", "training time"]
    assert cells[0] == [*titles, "note"]
    assert [rule.endswith(":") for rule in cells[1]] == [True, *[False] * 4, *[True] * 4, False], "numbers to the right"
    assert cells[2:7] == [
        ["-", "net", "none", "quick", "95.00%", "1", "1,234", "3", "10s", "stale"],
        ["1-2", "net", "both", "quick", "93.10 ± 1.23%", "1", "1,234", "3", "10s", ""],
        ["1-2", "deep-net", "none", "quick", "92.00%", "1", "1,234", "3", "-", ""],
        ["", "majority", "", "", "12.00%", "", "", "", "", ""],
        ["", "chance", "", "", "10.00%", "", "", "", "", ""],
    ]
    assert len(cells) == 10
    told = [line for line in text.splitlines() if line and not line.startswith("|")]
    assert told[:2] == ["### dots", "### lines"]
    assert told[2:] == [
        " ".join([note.text.replace("#", r"\#"), *(f"{word}: `{command}`" for word, command in note.commands)])
        for note in notes(BOARD)
    ]


HOSTILE = "net:path=a|b\n<img src=x>`*\x1b[2J\u202e"


@pytest.mark.parametrize("stale", [(), ("changed",)])
def test_no_value_breaks_out_of_its_place_in_any_format(stale):
    board = arrange([fakes.row(model=HOSTILE, dataset=HOSTILE, stale=stale), fakes.row(dataset=HOSTILE, accuracy=0.1)])
    plain = arrange([fakes.row(model="net", dataset="dots", stale=stale), fakes.row(dataset="dots", accuracy=0.1)])
    for form in (render.markdown, render.comma_separated):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", form(board))
        assert len(form(board).splitlines()) == len(form(plain).splitlines()), "a line end stays in its cell"
    tables = render.markdown(board).partition("stale:")[0]
    assert "<img" not in tables
    assert "&lt;img src=x&gt;" in tables
    assert r"a\|b" in tables


def test_json_says_what_it_was():
    text = render.FORMATS["json"](arrange([fakes.row(model=HOSTILE)]))
    assert text.isascii()
    assert json.loads(text)["rows"][0]["model"] == HOSTILE


def test_csv_has_raw_numbers_and_nothing_for_what_is_not_known():
    lines = list(csv.DictReader(io.StringIO(render.comma_separated(BOARD))))
    assert [line["dataset"] for line in lines] == ["dots", "dots", "dots", "lines"]
    assert lines[1]["accuracy"] == "0.931"
    assert (lines[1]["half_width"], lines[1]["seed_half_width"]) == ("0.0123", "0.01")
    assert lines[1]["augmenter"] == "move+turn"
    assert (lines[1]["rank_low"], lines[1]["rank_high"]) == ("1", "2")
    assert lines[1]["seeds"] == "1"
    assert lines[3]["accuracy"] == ""
    assert (lines[0]["rank_low"], lines[0]["rank_high"], lines[0]["note"]) == ("", "", "stale")
    assert [line["tta_accuracy"] for line in lines] == [""] * 4
    assert "0.94" in render.comma_separated(Board((fakes.row(tta_accuracy=0.94),)))


def test_nothing_is_no_table():
    assert render.table(Board(()), 80) == []
    assert render.markdown(Board(())) == ""


@pytest.mark.parametrize("field", ["accuracy", "half_width", "train_seconds"])
@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_is_not_known(field, number):
    board = arrange([fakes.row(**{field: number})])
    for form in (lambda board: "".join(render.table(board, 200)), *render.FORMATS.values()):
        assert not re.search(r"\b(nan|inf|infinity)\b", form(board), re.IGNORECASE)


def test_a_command_with_fences_in_it_stays_code():
    (paragraph,) = render.markdown(arrange([fakes.row(model="a```b`", stale=("x",))])).splitlines()[-1:]
    assert "````zoo run -d dots -m 'a```b`' -a" in paragraph
