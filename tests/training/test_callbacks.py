"""Tests of what a run tells on its way."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from zoo.training import callbacks


@pytest.fixture
def time(monkeypatch):
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr(callbacks.time, "perf_counter", lambda: clock.now)
    return clock


@pytest.fixture
def feed():
    return SimpleNamespace(part=range(100), batch_size=10, steps_per_epoch=10)


def epoch(time, number, callbacks, seconds_per_step, first=0.0, steps=range(10)):
    for callback in callbacks:
        callback.on_epoch_begin(number)
    for step in steps:
        time.now += seconds_per_step + (first if step == steps[0] else 0)
        for callback in callbacks:
            callback.on_train_batch_end(step, {"loss": 1.0})
    if steps[-1] < 9:
        return
    for callback in callbacks:
        callback.on_epoch_end(number, {"loss": 1.0, "accuracy": 0.5})


def test_progress_at_most_four_times_a_second(time, feed):
    told = []
    clock = callbacks.Clock(feed)
    epoch(time, 0, [clock, callbacks.Report(told.append, clock)], seconds_per_step=0.1)
    assert [event.step for event in told if event.kind == "progress"] == [1, 4, 7, 10]


def test_rate_leaves_out_the_first_step(time, feed):
    clock = callbacks.Clock(feed)
    epoch(time, 0, [clock], seconds_per_step=1.0, first=50.0)
    assert clock.seconds == pytest.approx(60)
    assert clock.images_per_second == pytest.approx(10)
    epoch(time, 1, [clock], seconds_per_step=1.0)
    assert clock.seconds == pytest.approx(70)
    assert clock.epoch_rate == pytest.approx(10)


def test_a_last_batch_that_is_smaller_counts_as_it_is(time, feed):
    told = []
    feed.part = range(95)
    clock = callbacks.Clock(feed)
    epoch(time, 0, [clock, callbacks.Report(told.append, clock)], seconds_per_step=1.0)
    assert told[-2].images_per_second == pytest.approx(9.5)


def test_a_training_that_goes_on_within_an_epoch_took_the_time_of_all_its_parts(time, feed):
    clock = callbacks.Clock(feed)
    epoch(time, 0, [clock], seconds_per_step=1.0, first=50.0)
    epoch(time, 1, [clock], seconds_per_step=1.0, steps=range(4))
    state = clock.state(4)
    time.now += 1000.0  # until somebody goes on with it
    told = []
    later = callbacks.Clock(feed)
    later.load(state)
    epoch(time, 1, [later, callbacks.Report(told.append, later)], seconds_per_step=1.0, first=50.0, steps=range(4, 10))
    assert later.seconds == pytest.approx(60 + 4 + 56)
    assert later.epoch_seconds == pytest.approx(60)
    assert later.epoch_rate == pytest.approx(10)  # both first steps are left out
    assert later.images_per_second == pytest.approx(10)
    assert told[0].images_per_second == pytest.approx(10 / 51)  # of this part
    epoch(time, 2, [later], seconds_per_step=2.0)
    assert later.epoch_seconds == pytest.approx(20)
    assert later.epoch_rate == pytest.approx(5)


def test_a_training_that_goes_on_at_an_epochs_end_took_the_time_of_all_of_them(time, feed):
    clock = callbacks.Clock(feed)
    epoch(time, 0, [clock], seconds_per_step=1.0)
    later = callbacks.Clock(feed)
    later.load(clock.state(0))
    epoch(time, 1, [later], seconds_per_step=1.0, first=9.0)
    assert later.seconds == pytest.approx(10 + 19)
    assert later.images_per_second == pytest.approx(10)
