"""Which hooks are called for which events of a sweep."""

from __future__ import annotations

import pytest

from zoo.errors import Failure
from zoo.execution.events import Begin, Lost, Waiting
from zoo.execution.tracking import hooks
from zoo.experiments.registry import Registry
from zoo.experiments.request import RunOptions
from zoo.plugin.collecting import EPOCH_FINISHED, EVENTS, RUN_FINISHED, RUN_STARTED
from zoo.plugin.events import Epoch, Failed, Progress, Resumed, Started, Stopped

NAME = "0123456789ab.1"


@pytest.fixture
def tell(monkeypatch, experiments, tmp_path):
    """Returns a function that tells two plugins of events: the first has all hooks, the second the last alone."""
    audience = {"all": EVENTS, "end": [RUN_FINISHED]}
    monkeypatch.setattr(hooks, "audience", lambda registry: audience)
    (one,) = experiments("good")

    def tell(*events, resume=False):
        told, calls = hooks.Hooks(Registry(), RunOptions()), []
        monkeypatch.setattr(told._caller, "put", calls.append)
        for event in [Begin(number=1, total=1, run=NAME, experiment=one, folder=tmp_path, resume=resume), *events]:
            told(event)
        return [(call.plugin, call.hook, call.given.get("result", {}).get("status")) for call in calls]

    return tell


STARTED = Started(run=NAME, epochs=2, steps_per_epoch=1)


def test_a_plugin_hears_what_it_has_hooks_for(tell):
    assert tell(STARTED, Progress(run=NAME, epoch=0, step=1), Epoch(run=NAME, epoch=0), Stopped(run=NAME)) == [
        ("all", RUN_STARTED, None),
        ("all", EPOCH_FINISHED, None),
        ("all", RUN_FINISHED, "interrupted"),
        ("end", RUN_FINISHED, "interrupted"),
    ]


def test_one_that_goes_on_has_begun_when_it_is_known_from_where(tell):
    assert tell(STARTED, resume=True) == []
    assert tell(STARTED, Resumed(run=NAME, epoch=1, step=0), resume=True) == [("all", RUN_STARTED, None)]


def test_one_that_never_began_to_train_is_told_whole(tell):
    failed = Failed(run=NAME, error=Failure("Its worker died."))
    assert [call[:2] for call in tell(failed)] == [("all", RUN_STARTED), ("all", RUN_FINISHED), ("end", RUN_FINISHED)]


def test_one_that_was_passed_on_is_lost_and_nothing_more_is_told(tell):
    calls = tell(STARTED, Lost(run=NAME), Epoch(run=NAME, epoch=0), Stopped(run=NAME))
    assert calls[-1] == ("end", RUN_FINISHED, "lost")
    assert len(calls) == 3


def test_what_is_of_no_run_here_is_not_told(tell):
    assert tell(Waiting(runs=["other.1"]), Epoch(run="other.1", epoch=0)) == []
