"""Time from earlier runs: which of them is taken, and what is made of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ranking import fakes as boards
from zoo.execution.estimate import AROUND, Pace, paces, remaining
from zoo.execution.plan import Item
from zoo.execution.record import new_record


@pytest.fixture
def finished(registry, store):
    """Returns a function that records a finished run of an experiment."""

    def record(experiment, seconds, *, epochs=3, threads=1, **changes):
        made = new_record(experiment, registry, threads=threads, data="seen")
        store.finish(store.begin(replace(made, **changes)), {"train_seconds": seconds, "epochs": epochs})

    return record


def known(store, experiments, threads=1):
    found = paces(experiments, store, threads)
    return [found[each.group_id].per_epoch if each.group_id in found else None for each in experiments]


def test_without_earlier_runs_nothing_is_known(store, experiments):
    assert known(store, experiments("good")) == [None]


def test_an_epoch_takes_what_it_took(store, experiments, finished):
    good, better = experiments("good,better")
    finished(good, 30.0)
    assert known(store, [good, better]) == [10.0, None]


def test_other_seeds_recipes_and_augmenters_tell_of_it_too(store, registry, experiments, finished):
    (good,) = experiments("good", seeds=[1], overrides={"epochs": 7})
    finished(experiments("good")[0], 30.0)
    assert known(store, [good]) == [10.0]
    finished(good, 70.0, epochs=7, augmenter="shift")
    finished(good, 140.0, epochs=7)
    finished(good, 35.0, epochs=7, augmenter="shift")
    assert known(store, [good]) == [20.0]


@pytest.mark.parametrize("changed", [{"limit": 10}, {"validation": None}, {"overrides": {"batch_size": 8}}], ids=str)
def test_what_makes_an_epoch_another_one_does_not(store, experiments, finished, changed):
    finished(experiments("good")[0], 30.0)
    assert known(store, experiments("good", **changed)) == [None]


def test_of_runs_with_other_threads_it_is_told_in_proportion_where_there_is_no_better(store, experiments, finished):
    (good,) = experiments("good")
    finished(good, 30.0, threads=4)
    assert known(store, [good], threads=2) == [20.0]
    finished(good, 45.0, threads=2)
    finished(good, 30.0, threads=4)
    assert known(store, [good], threads=2) == [15.0]


def test_a_run_without_a_time_tells_nothing(store, experiments, finished):
    (good,) = experiments("good")
    finished(good, None)
    assert known(store, [good]) == [None]


def test_what_a_run_takes_around_its_epochs_is_what_was_not_training(store, experiments, finished, monkeypatch):
    (good,) = experiments("good")
    monkeypatch.setattr("zoo.store.clock.stamp", lambda connection: "2026-01-01T00:00:37.500+00:00")
    finished(good, 30.0, started="2026-01-01T00:00:00.000+00:00")
    (pace,) = paces([good], store, 1).values()
    assert pace == Pace(10.0, around=7.5)


@pytest.mark.parametrize(
    ("status", "done", "left"),
    [("to do", None, 3), ("interrupted", 0, 3), ("interrupted", 2, 1), ("running", 2, 1), ("interrupted", 4, 0)],
)
def test_what_a_checkpoint_holds_is_not_trained_again(experiments, status, done, left):
    (good,) = experiments("good")
    unfinished = None if status == "to do" else boards.run(status=status)
    item = Item(experiment=good, unfinished=unfinished, epochs_done=done)
    assert remaining(item, Pace(10.0)) == 10.0 * left + AROUND
    assert remaining(replace(item, force=True), Pace(10.0)) == 30.0 + AROUND
