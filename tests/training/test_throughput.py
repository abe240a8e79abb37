"""How long an epoch takes, from some steps of it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zoo.training import throughput
from zoo.training.assembly import assemble


@pytest.fixture
def measured(registry, splits):
    """Returns a function that measures an experiment."""

    def measure(experiment):
        return throughput.seconds_per_epoch(assemble(experiment, registry, splits))

    return measure


def test_an_epoch_has_a_length(measured, compose):
    assert measured(compose()) > 0


def test_it_stops_after_its_time_however_long_an_epoch_is(measured, compose, monkeypatch):
    clock = iter(range(100))
    monkeypatch.setattr(throughput, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    monkeypatch.setattr(throughput, "SECONDS", 3)
    monkeypatch.setattr(throughput, "MultiStepFunction", OneByOne)
    assert measured(compose(given={"recipe": {"batch_size": 1}})) == 54  # a second for each image


class OneByOne:
    """Trains nothing."""

    ended = True

    def __init__(self, *arguments):
        self.steps = 0

    def __call__(self, batches):
        self.steps += 1
        assert self.steps <= 4


def test_a_loss_that_is_not_finite_tells_nothing(measured, compose):
    assert measured(compose(model="nan")) is None


def test_a_check_measures_where_it_is_asked_to(handler, compose):
    experiment = compose()
    answers = []
    for asked in ({"probe": True}, {"probe": False}, {}):
        task = {"task": "check", "experiment": experiment.to_dict(), **asked}
        handler.handle(task, lambda event: answers.append(event.facts))
    assert answers[0]["seconds_per_epoch"] > 0
    assert not any("seconds_per_epoch" in answer for answer in answers[1:])
