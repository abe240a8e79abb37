"""Which tasks a `stop` is meant for."""

from __future__ import annotations

from zoo.execution.local.tasks import Tasks

STOP = {"task": "stop"}


class Handler:
    def __init__(self):
        self.told = []

    def stop(self):
        self.told.append("stop")

    def go_on(self):
        self.told.append("go on")


def made():
    tasks = Tasks()
    return tasks, tasks.serve(Handler())


def test_tasks_come_out_as_they_came():
    tasks, handler = made()
    for number in range(3):
        tasks.put({"task": "run", "run": number})
    assert [tasks.get()["run"] for _ in range(3)] == [0, 1, 2]
    assert handler.told == []


def test_stop_reaches_the_handler_while_it_works():
    tasks, handler = made()
    tasks.put({"task": "run"})
    tasks.get()
    tasks.put(STOP)
    assert handler.told == ["stop"]
    tasks.over()
    assert handler.told == ["stop", "go on"]


def test_stop_is_meant_for_a_task_that_waits_too():
    tasks, handler = made()
    tasks.put({"task": "run"})
    tasks.put(STOP)
    assert handler.told == ["stop"]


def test_stop_that_comes_late_stops_nothing():
    tasks, handler = made()
    tasks.put(STOP)
    tasks.put({"task": "run"})
    tasks.get()
    tasks.over()
    tasks.put(STOP)
    assert handler.told == []


def test_stop_is_not_meant_for_a_task_that_comes_after_it():
    tasks, handler = made()
    tasks.put({"task": "run"})
    tasks.get()
    tasks.put(STOP)
    tasks.put({"task": "run"})  # before the first one is over
    tasks.over()
    assert handler.told == ["stop", "go on"]


def test_stop_while_the_handler_is_being_made():
    tasks, handler = Tasks(), Handler()
    tasks.put({"task": "run"})
    tasks.put(STOP)
    assert tasks.serve(handler).told == ["stop"]


def test_a_handler_that_cannot_stop_is_not_asked_to():
    tasks = Tasks()
    tasks.serve(object())
    tasks.put({"task": "run"})
    tasks.put(STOP)
    tasks.over()
