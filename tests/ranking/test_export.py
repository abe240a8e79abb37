"""Tests of the export: all of a leaderboard there and back, and what is no export."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ranking import fakes
from zoo.errors import UsageError
from zoo.ranking import export
from zoo.ranking.board import Board, arrange
from zoo.ranking.comparable import GONE
from zoo.ranking.ranking import FirstTwo, Ranking
from zoo.ranking.references import Reference
from zoo.ranking.rows import Row, SeedResult

TEXTS = st.text(max_size=5)
NUMBERS = st.none() | st.floats(0, 1)
ENTRIES = st.builds(
    SeedResult, name=TEXTS, seed=st.integers(0), accuracy=NUMBERS, train_seconds=NUMBERS, tta_accuracy=NUMBERS
)
ROWS = st.builds(
    Row,
    ranks=st.none() | st.tuples(st.integers(1), st.integers(1)),
    unranked=TEXTS,
    group_id=TEXTS,
    dataset=TEXTS,
    model=TEXTS,
    augmenter=TEXTS,
    recipe=TEXTS,
    labels=st.dictionaries(TEXTS, TEXTS, max_size=2),
    limit=st.none() | st.integers(1),
    accuracy=NUMBERS,
    half_width=NUMBERS,
    seed_half_width=NUMBERS,
    pooled=st.booleans(),
    tta_accuracy=NUMBERS,
    tta_half_width=NUMBERS,
    stale=st.lists(TEXTS, max_size=2).map(tuple),
    missing=st.lists(TEXTS, max_size=2).map(tuple),
    as_is=st.booleans(),
    runs=st.lists(ENTRIES).map(tuple),
    endings=st.dictionaries(TEXTS, st.integers(1), max_size=2),
).map(lambda row: replace(row, seeds=tuple(run.seed for run in row.runs)))


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return tmp_path_factory.mktemp("export") / "board.json"


RANKINGS = st.builds(
    Ranking,
    dataset=TEXTS,
    compared=st.integers(0),
    images=st.integers(0),
    beyond=st.integers(0),
    first_two=st.none()
    | st.builds(
        FirstTwo,
        runs=st.tuples(TEXTS, TEXTS),
        seeds=st.lists(st.integers(0), max_size=2).map(tuple),
        known=st.booleans(),
        more_seeds=st.none() | st.integers(0),
    ),
    references=st.lists(st.builds(Reference, name=TEXTS, accuracy=st.floats(0, 1)), max_size=2).map(tuple),
)


@given(st.lists(ROWS, max_size=3), st.lists(RANKINGS, max_size=2))
def test_there_and_back(file, rows, rankings):
    file.write_text(export.to_json(Board(tuple(rows), rankings=tuple(rankings))), encoding="utf-8")
    assert export.read(file) == (rows, rankings)


def test_an_export_of_form_1_claims_no_order(file):
    """What the zoo wrote that ranked by the mean alone, and took an interval over seeds for one of the accuracy."""
    known = {"group_id": "g", "dataset": "dots", "model": "net", "augmenter": "none", "recipe": "quick"}
    run = {"name": "aaaaaaaaaaaa.1", "seed": 4, "accuracy": 0.9, "train_seconds": None, "tta_accuracy": None}
    rows = [
        {"rank": 1, **known, "accuracy": 0.9, "half_width": 0.1, "stale": [], "runs": [run]},
        {"rank": None, **known, "accuracy": 0.9, "half_width": None, "stale": ["x"], "runs": [run]},
    ]
    file.write_text(json.dumps({"leaderboard": 1, "hidden": 0, "rows": rows}))
    (row, stale), rankings = export.read(file)
    assert (row.ranks, row.half_width, row.seed_half_width, row.seeds) == (None, None, 0.1, (4,))
    assert (row.unranked, stale.unranked) == (GONE, "")
    assert rankings == []


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_ranks_below_every_number(file, number):
    text = export.to_json(Board((fakes.row(model="none", accuracy=0.123), fakes.row(model="some", accuracy=0.1))))
    file.write_text(text.replace("0.123", number), encoding="utf-8")
    assert [(row.model, row.accuracy) for row in arrange(export.read(file).rows).rows] == [
        ("some", 0.1),
        ("none", None),
    ]


def test_seeds_and_accuracies_of_runs_are_in_it(file):
    runs = [fakes.run(seed=seed, test_accuracy=seed / 10) for seed in (2, 1)]
    found = fakes.rows(*runs, current=fakes.current())
    document = json.loads(export.to_json(arrange(found)))
    assert [(run["seed"], run["accuracy"]) for run in document["rows"][0]["runs"]] == [(1, 0.1), (2, 0.2)]
    assert document["rows"][0]["ranks"] is None
    assert document["leaderboard"] == export.FORMAT


def test_what_a_later_zoo_adds_is_left_out(file):
    document = json.loads(export.to_json(Board((fakes.row(),))))
    document["rows"][0]["colour"] = "red"
    document["rows"][0]["runs"][0]["colour"] = "red"
    file.write_text(json.dumps(document))
    assert export.read(file).rows == [fakes.row()]


def test_what_an_earlier_zoo_did_not_have_is_not_known(file):
    document = json.loads(export.to_json(Board((fakes.row(),))))
    for record in (document["rows"][0], document["rows"][0]["runs"][0]):
        del record["tta_accuracy"]
    file.write_text(json.dumps(document))
    assert export.read(file).rows == [fakes.row()]


def row_with(**changes):
    """Returns an export with a row in which something is of a wrong type."""
    document = json.loads(export.to_json(Board((fakes.row(),))))
    document["rows"][0].update(changes)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "It is not JSON: Expecting value"),
        ("[]", "It is JSON, and no export."),
        ("{}", "It has no 'leaderboard'."),
        ('{"leaderboard": "1", "rows": []}', "It is JSON, and no export."),
        ('{"leaderboard": 1, "rows": {}}', "rows: "),
        ('{"leaderboard": 1, "rows": [1]}', "rows.0: "),
        ('{"leaderboard": 1, "rows": [{}]}', "rows.0.group_id: Field required"),
        (row_with(runs=[{}]), "rows.0.runs.0.name: Field required"),
        (row_with(accuracy="much"), "rows.0.accuracy: "),
        (row_with(accuracy=[0.5]), "rows.0.accuracy: "),
        (row_with(model=7), "rows.0.model: "),
        (row_with(labels=["x"]), "rows.0.labels: "),
        (row_with(stale="no"), "rows.0.stale: "),
        (row_with(epochs=2.5), "rows.0.epochs: "),
        (row_with(endings={"diverged": None}), "rows.0.endings.diverged: "),
        ("[" * 100_000, "It is not JSON: maximum recursion"),
        ('{"leaderboard": 99, "rows": []}', "99"),
    ],
)
def test_what_is_no_export(file, content, said):
    file.write_text(content)
    with pytest.raises(UsageError) as refused:
        export.read(file)
    assert said in refused.value.cause
    assert str(file) in refused.value.message


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(UsageError, match=r"gone\.json"):
        export.read(tmp_path / "gone.json")
