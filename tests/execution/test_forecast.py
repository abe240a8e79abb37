"""How long it still takes: of one run, of all, from what was seen and what was known before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ranking import fakes as boards
from zoo.execution.estimate import START_UP, Pace
from zoo.execution.forecast import Forecast
from zoo.execution.plan import Item


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def items(experiments):
    """Items of two groups, of three epochs each: a1, a2 ... and b1, b2 ..."""
    models = {"a": "good", "b": "better"}
    return {
        f"{letter}{one.seed + 1}": Item(experiment=one)
        for letter, model in models.items()
        for one in experiments(model, seeds=range(4))
    }


@pytest.fixture
def forecast(clock, items):
    """Returns a factory of forecasts of some items, by their names; `known`: the seconds of a whole run, by letter."""

    def make(names, *, known=None, **more):
        groups = {letter: items[f"{letter}1"].experiment.group_id for letter in "ab"}
        paces = {groups[letter]: Pace(seconds / 3, around=0.0) for letter, seconds in (known or {}).items()}
        made = Forecast([items[name] for name in names.split()], clock=clock, known=paces, **more)
        begin = made.begin
        made.begin = lambda name: begin(name, items[name].experiment)
        return made

    return make


def test_nothing_is_known_at_first(forecast):
    made = forecast("a1 a2 b1")
    assert made.total() is None
    made.begin("a1")
    assert made.left("a1") is None
    assert made.total() is None


def test_a_run_takes_as_long_as_it_has_so_far(forecast, clock):
    made = forecast("a1")
    made.begin("a1")
    clock.now += 50  # a worker has to import TensorFlow first
    made.start("a1")
    clock.now += 10
    made.progress("a1", 0.04)
    assert made.left("a1") == pytest.approx(240)  # nothing else tells more
    made.progress("a1", 0.25)
    assert made.left("a1") == 30
    clock.now += 5  # without news, time passes all the same
    assert made.left("a1") == made.total() == 25
    clock.now += 100
    assert made.left("a1") == 0


def test_what_was_done_before_says_nothing_about_speed(forecast, clock):
    made = forecast("a1 a2")
    made.begin("a1")
    made.start("a1", 0.5)
    clock.now += 10
    made.progress("a1", 0.6)
    assert made.left("a1") == pytest.approx(40)
    clock.now += 40
    made.end("a1", complete=True)
    assert made.total() == pytest.approx(100)


def test_others_of_its_group_take_as_long(forecast, clock):
    made = forecast("a1 a2 a3 b1")
    for run, seconds in (("a1", 20), ("a2", 40)):
        made.begin(run)
        made.start(run)
        clock.now += seconds
        made.end(run, complete=True)
    made.begin("b1")
    made.start("b1")
    clock.now += 10
    made.progress("b1", 0.5)
    assert made.total() == 30 + 10


def test_a_run_that_failed_says_nothing_about_others(forecast, clock):
    made = forecast("a1 a2")
    made.begin("a1")
    made.start("a1")
    clock.now += 1
    made.end("a1", complete=False)
    assert made.total() is None


def test_several_at_a_time_share_the_work_and_the_longest_ends_last(forecast, clock):
    assert forecast("a1 a2 a3 a4 b1", jobs=2, known={"a": 30, "b": 500}).total() == START_UP + 500
    made = forecast("a1 a2 a3 a4", jobs=2, known={"a": 30})
    assert made.total() == START_UP + 60
    made.begin("a1")
    made.start("a1")
    clock.now += 10
    made.progress("a1", 0.01)  # too early to tell anything: the first steps are slow
    assert made.left("a1") == 20
    assert made.total() == (20 + 3 * 30) / 2
    clock.now += 10
    made.progress("a1", 0.1)
    assert made.left("a1") == pytest.approx(180)
    assert made.total() == pytest.approx((180 + 3 * 200) / 2)
    assert forecast("a1", jobs=8, known={"a": 30}).total() == START_UP + 30


def test_what_was_known_before_counts_until_something_is_seen(forecast, clock):
    made = forecast("a1 a2", known={"a": 30})
    made.begin("a1")
    made.start("a1")
    clock.now += 10
    assert made.left("a1") == 20
    made.end("a1", complete=True)
    assert made.total() == 10


def test_what_another_process_trains_is_not_waited_for(forecast, items):
    made = forecast("a1 a2 b1", known={"a": 30, "b": 5})
    made.elsewhere(items["a1"].experiment)
    assert made.total() == START_UP + 35


def test_of_a_run_that_goes_on_what_its_checkpoint_holds_is_not_counted(forecast, items, clock):
    cut = replace(items["a2"], unfinished=boards.run(status="interrupted"), epochs_done=2)
    items["a2"] = cut
    made = forecast("a1 a2", known={"a": 30})
    assert made.expected(cut) == pytest.approx(10)
    assert made.total() == pytest.approx(START_UP + 40)
    made.begin("a1")
    made.start("a1")
    clock.now += 60
    made.end("a1", complete=True)
    assert made.expected(cut) == pytest.approx(20)


def test_experiments_that_take_as_long_are_asked_about_once(experiments, clock, monkeypatch):
    some = [Item(experiment=one) for model in ("good", "better") for one in experiments(model, seeds=range(50))]
    made = Forecast(some, jobs=3, known={item.experiment.group_id: Pace(10, around=0.0) for item in some}, clock=clock)
    for item in some[:3]:
        made.begin(item.experiment.id, item.experiment)
    asked = []
    expected = made.expected
    monkeypatch.setattr(made, "expected", lambda item: asked.append(item) or expected(item))
    assert made.total() == pytest.approx(100 * 30 / 3)
    assert len(asked) == 3 + 2, "those in work, and one of each group"
