"""`zoo verify`: what is trained, what is cut, and what is judged; with workers that train nothing."""

from __future__ import annotations

import functools
from dataclasses import replace

import pytest

import zoo
from tests.execution import fake_registry
from zoo.errors import UsageError
from zoo.execution import requests, runner, verification
from zoo.experiments import suites
from zoo.store import Store

SUITE = suites.read(
    "tried",
    {
        "dataset": "images",
        "runs": [
            {"model": "good", "expected": {"accuracy": 0.91, "within": 0.02, "source": "a paper"}},
            {"model": "better", "epochs": 7, "expected": {"above": {"model": "good"}, "source": "a paper"}},
        ],
    }
    | {"epochs": 7},
)


@pytest.fixture(autouse=True)
def faked(monkeypatch, tmp_path):
    """A handler that goes by the model's name; its accuracy is 90% of 100 images."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "run", functools.partial(runner.run, handler="fake_handler:Trainer"))


def known(suite=SUITE):
    registry = fake_registry.registry()
    return replace(registry, catalogue=replace(registry.catalogue, suites={suite.name: suite}))


def verify(registry, *, train=True, **given):
    request = zoo.RunRequest(suite="tried", **given)
    return verification.verify(request, zoo.RunOptions(threads=1), [], registry=registry, train=train)


def verdicts(found):
    return [(row.name, row.epochs, row.whole, row.verdict) for row in found.verification.rows]


def test_what_is_missing_is_trained_and_all_is_judged():
    found = verify(known())
    assert verdicts(found) == [
        ("images, good, none, fast", 7, 7, "reproduced"),
        ("images, better, none, fast", 7, 7, "not proven: 0.00 points below"),
    ]
    assert (len(found.records), found.trained, found.verification.reproduced) == (2, 2, False)
    again = verify(known())
    assert (again.records, again.trained, verdicts(again)) == ([], 0, verdicts(found))


def test_nothing_is_trained_or_made_where_that_is_asked(zoo_home):
    assert [row.verdict for row in verify(known(), train=False).verification.rows] == ["not trained"] * 2
    assert not zoo_home.exists()


def test_epochs_are_the_most_and_what_is_done_in_full_is_taken_so():
    whole = zoo.RunRequest(dataset="images", model="good", epochs=7)
    requests.run(whole, zoo.RunOptions(threads=1), [], registry=known())
    found = verify(known(), epochs=2)
    assert [(row.epochs, row.whole, row.cut) for row in found.verification.rows] == [(7, 7, False), (2, 7, True)]
    assert sorted(run.epochs for run in Store.open().runs(details=True)) == [1, 1]  # as its result says
    assert sorted(run.recipe for run in Store.open().runs()) == ["fast:epochs=2", "fast:epochs=7"]


def test_epochs_above_what_is_asked_change_nothing():
    assert [row.epochs for row in verify(known(), epochs=100).verification.rows] == [7, 7]


def test_seeds_and_limits_are_those_of_a_run():
    rows = verify(known(), seeds=range(3), limit=50).verification.rows
    assert [(row.seeds, row.limit, len(row.runs)) for row in rows] == [((0, 1, 2), 50, 3)] * 2


def test_a_run_that_fails_is_a_verdict():
    runs = ({**SUITE.runs[0], "model": "failing"}, SUITE.runs[1])
    found = verify(known(replace(SUITE, runs=runs, expected={0: SUITE.expected[0]})))
    assert [(row.verdict, row.reproduced) for row in found.verification.rows] == [("failed", False), ("", None)]
    assert not found.verification.reproduced


def test_a_stale_result_is_not_counted(monkeypatch):
    verify(known())
    monkeypatch.setattr("zoo.experiments.provenance.PROTOCOL", 9)
    assert [row.verdict for row in verify(known()).verification.rows] == ["stale"] * 2


def test_a_suite_of_which_nothing_is_expected():
    with pytest.raises(UsageError, match="Nothing is expected of the suite 'tried'") as caught:
        verify(known(replace(SUITE, expected={})))
    assert caught.value.hint == "zoo run --suite tried"
