"""Launchers that break the contract are found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import zoo
from zoo.plugin.events import Done, Failed
from zoo.testing import check_component


def launcher(start: Callable[..., Any]) -> zoo.Launcher:
    return zoo.Launcher(name="made", summary="a made launcher", start=start)


class Changed(zoo.Pool):
    """The pool of this machine, with one thing wrong."""

    fault = ""

    def wait(self, timeout: float) -> list[zoo.TaskEvent]:
        found = super().wait(timeout)
        if self.fault == "deaths are hidden":
            hidden = Done(result={})
            found = [replace(each, event=hidden) if isinstance(each.event, Failed) else each for each in found]
        return found

    def kill(self, task: Any) -> None:
        if self.fault != "kills are ignored":
            super().kill(task)

    def submit(self, task: Any) -> None:
        super().submit({**task} if self.fault == "tasks are other tasks" else task)


def test_the_pool_keeps_the_contract() -> None:
    check_component(launcher(zoo.Pool))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ("deaths are hidden", "a worker that died did not fail its task"),
        ("kills are ignored", "a task that was killed keeps its worker"),
        ("tasks are other tasks", "an event of another task came"),
    ],
)
def test_a_fault_is_found(wrong: str, message: str) -> None:
    class Faulty(Changed):
        fault = wrong

    with pytest.raises(AssertionError, match=message):
        check_component(launcher(Faulty))


def test_something_else_than_workers_is_refused() -> None:
    with pytest.raises(AssertionError, match=r"and not zoo\.Workers"):
        check_component(launcher(lambda launch: "workers"))
