"""Refusals, before anything trains."""

from __future__ import annotations

import os
import signal

import pytest

from zoo.errors import Failure
from zoo.execution import preflight
from zoo.execution.events import Check
from zoo.execution.preflight import Refused, check


@pytest.fixture
def trainer(tmp_path, monkeypatch, make_pool):
    monkeypatch.chdir(tmp_path)
    with make_pool(handler="Trainer") as pool:
        yield pool


@pytest.fixture
def told():
    return []


def test_what_is_known_of_each(trainer, experiments, told):
    (good,) = found = experiments("good")
    assert check(trainer, found, told.append)[good.group_id]["parameters"] == 7
    assert told == [Check(number=1, total=1, name="images, good, none, fast")]


def test_seeds_are_checked_once(trainer, experiments, told):
    check(trainer, experiments("good,better", seeds=[0, 1, 2]), told.append)
    assert len(told) == 2


def test_each_refusal_names_who_and_why(trainer, experiments, told):
    with pytest.raises(Refused) as caught:
        check(trainer, experiments("misfit,good,dataless", dataset="images,others"), told.append)
    assert caught.value.exit_status == 4
    assert caught.value.render().splitlines() == [
        "Error: 4 of 6 combinations cannot be trained; nothing was.",
        "  images, misfit, none, fast; others, misfit, none, fast: It does not fit. Too big.",
        "  images, dataless, none, fast; others, dataless, none, fast: No data.",
        "Try: zoo list",
    ]


def test_of_many_reasons_some_are_told_and_every_name_is():
    refused = {f"d{i}, m": Failure(f"Reason {i}.", hint="zoo list", exit_status=2) for i in range(9)}
    lines = Refused(refused, 9).render().splitlines()
    assert len(lines) == 6
    assert lines[1] == "  d0, m: Reason 0."
    assert lines[4] == "  for other reasons: d3, m; d4, m; d5, m; d6, m; d7, m; d8, m"


def test_of_many_names_some_are_told():
    refused = {f"d{i}, m": Failure("No data.", hint="zoo list", exit_status=2) for i in range(9)}
    assert Refused(refused, 9).render().splitlines()[1].endswith("; d6, m; d7, m and 1 more: No data.")


def test_a_combination_that_is_alone(trainer, experiments, told):
    with pytest.raises(Refused) as caught:
        check(trainer, experiments("misfit"), told.append)
    assert caught.value.exit_status == 2
    assert caught.value.render().startswith("Error: This combination cannot be trained; nothing was.\n  images, misfit")


def test_a_bug_refuses_only_its_combination(trainer, experiments, told):
    with pytest.raises(Refused, match="1 of 2") as caught:
        check(trainer, experiments("buggy,good"), told.append)
    assert "RuntimeError: a bug in the check" in caught.value.render()


def test_a_worker_that_dies_by_chance_gets_another_try(trainer, experiments, told):
    assert len(check(trainer, experiments("unlucky,good"), told.append)) == 2


def test_a_combination_that_kills_its_worker_is_refused(trainer, experiments, told):
    with pytest.raises(Refused) as caught:
        check(trainer, experiments("deadly,good"), told.append)
    assert list(caught.value.errors) == ["images, deadly, none, fast"]
    assert "killed by signal 9" in caught.value.render()


def test_a_check_that_hangs_ends_by_the_timeout_and_is_named(trainer, experiments, told):
    with pytest.raises(Refused, match="1 of 2") as caught:
        check(trainer, experiments("hanging,good"), told.append, timeout=1.0)
    assert caught.value.errors["images, hanging, none, fast"].message == "It took longer than 1 s."
    assert [event.name for event in told].count("images, hanging, none, fast") == 1, "it gets no other try"


def test_a_worker_that_never_begins_is_not_waited_for_either(monkeypatch, make_pool, tasks):
    monkeypatch.setattr(preflight, "START_UP", 0.5)
    with make_pool(import_seconds=600) as pool:
        ((_, event),) = preflight.work(pool, [tasks("a")], timeout=0.5)
    assert event.error.message == "It took longer than 0.5 s."


def test_a_worker_that_was_killed_idle_does_not_matter(trainer, experiments, told):
    check(trainer, experiments("good"), told.append)
    os.kill(trainer.workers[0].process.pid, signal.SIGKILL)
    assert len(check(trainer, experiments("good"), told.append)) == 1
