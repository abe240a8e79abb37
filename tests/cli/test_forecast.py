"""How long it still takes: of one run, of all, from what was seen and what was known before."""

from __future__ import annotations

import pytest

from zoo.cli.forecast import Forecast


class Clock:
    """A clock that stands until it is moved."""

    now = 1000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


def forecast(clock, groups, **more):
    return Forecast(groups, clock=clock, **more)


def test_nothing_is_known_at_first(clock):
    made = forecast(clock, "aab")
    assert made.total() is None
    made.begin("a.1", "a")
    assert made.left("a.1") is None
    assert made.total() is None


def test_a_run_takes_as_long_as_it_has_so_far(clock):
    made = forecast(clock, "a")
    made.begin("a.1", "a")
    clock.now += 50  # a worker has to import TensorFlow first
    made.start("a.1")
    clock.now += 10
    made.progress("a.1", 0.04)
    assert made.left("a.1") == pytest.approx(240)  # nothing else tells more
    made.progress("a.1", 0.25)
    assert made.left("a.1") == 30
    clock.now += 5  # without news, time passes all the same
    assert made.left("a.1") == made.total() == 25
    clock.now += 100
    assert made.left("a.1") == 0


def test_what_was_done_before_says_nothing_about_speed(clock):
    made = forecast(clock, "aa")
    made.begin("a.1", "a")
    made.start("a.1", 0.5)
    clock.now += 10
    made.progress("a.1", 0.6)
    assert made.left("a.1") == pytest.approx(40)
    clock.now += 40
    made.end("a.1", complete=True)
    assert made.total() == pytest.approx(100)


def test_others_of_its_group_take_as_long(clock):
    made = forecast(clock, "aaab")
    for run, seconds in (("a.1", 20), ("a.2", 40)):
        made.begin(run, "a")
        made.start(run)
        clock.now += seconds
        made.end(run, complete=True)
    made.begin("b.1", "b")
    made.start("b.1")
    clock.now += 10
    made.progress("b.1", 0.5)
    assert made.total() == 30 + 10


def test_a_run_that_failed_says_nothing_about_others(clock):
    made = forecast(clock, "aa")
    made.begin("a.1", "a")
    made.start("a.1")
    clock.now += 1
    made.end("a.1", complete=False)
    assert made.total() is None


def test_several_at_a_time_share_the_work_and_the_longest_ends_last(clock):
    made = forecast(clock, "aaaab", jobs=2, known={"a": 30, "b": 500})
    assert made.total() == 500
    made = forecast(clock, "aaaa", jobs=2, known={"a": 30})
    assert made.total() == 60
    made.begin("a.1", "a")
    made.start("a.1")
    clock.now += 10
    made.progress("a.1", 0.01)  # too early to tell anything: the first steps are slow
    assert made.left("a.1") == 20
    assert made.total() == (20 + 3 * 30) / 2
    clock.now += 10
    made.progress("a.1", 0.1)
    assert made.left("a.1") == pytest.approx(180)
    assert made.total() == pytest.approx((180 + 3 * 200) / 2)
    assert forecast(clock, "a", jobs=8, known={"a": 30}).total() == 30


def test_what_was_known_before_counts_until_something_is_seen(clock):
    made = forecast(clock, "aa", known={"a": 30})
    made.begin("a.1", "a")
    made.start("a.1")
    clock.now += 10
    assert made.left("a.1") == 20
    made.end("a.1", complete=True)
    assert made.total() == 10


def test_what_another_process_trains_is_not_waited_for(clock):
    made = forecast(clock, "aab", known={"a": 30, "b": 5})
    made.elsewhere("a")
    assert made.total() == 35
