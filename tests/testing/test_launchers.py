"""Launchers that break the contract are found out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import zoo
from zoo.plugin.events import Done, Failed
from zoo.testing.framework import Result, run
from zoo.testing.launchers import STEPS


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


def failures(component: zoo.Launcher) -> dict[str, Result]:
    return {found.check: found for found in run(component) if found.status == "failed"}


def test_the_pool_keeps_the_contract() -> None:
    statuses = {found.check: found.status for found in run(launcher(zoo.Pool))}
    assert {statuses[name] for name in STEPS} == {"passed"}


@pytest.mark.parametrize(
    ("wrong", "check", "found"),
    [
        ("deaths are hidden", "tells of deaths", "done"),
        ("kills are ignored", "kills", "free is 0"),
        ("tasks are other tasks", "trains", "TaskEvent"),
    ],
)
def test_a_fault_is_found(wrong: str, check: str, found: str) -> None:
    class Faulty(Changed):
        fault = wrong

    results = failures(launcher(Faulty))
    assert set(results) == {check}
    assert found in results[check].found
    assert results[check].remedy


def test_something_else_than_workers_is_refused() -> None:
    assert failures(launcher(lambda launch: "workers"))["trains"].expected == "zoo.Workers from `start`"
