"""Several sweeps on one store: what another process trains is left to it, and taken over where it died."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from zoo import paths
from zoo.execution import foreign_runs, heartbeat, plan
from zoo.execution.record import new_record
from zoo.store import Lease, schema

ERROR = {"message": "It failed there.", "cause": None, "hint": None, "exit_status": 1}


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(foreign_runs, "POLL", 0.05)
    monkeypatch.setattr(heartbeat, "BEAT", 0.05)


@pytest.fixture
def other(registry, store):
    """Returns a function that begins a run as another process does."""

    def begin(experiment, **process):
        record = new_record(experiment, registry, threads=1, data="seen")
        return store.begin(replace(record, **process))

    return begin


class Told(list):
    """The events of a sweep; at the first that is called `name`, something happens."""

    def __init__(self, name, act):
        super().__init__()
        self.name, self.act = name, act

    def __call__(self, event):
        if event.kind == self.name and self.name not in [told.kind for told in self]:
            self.act()
        self.append(event)


def test_what_another_process_trains_is_waited_for_after_the_rest(train, experiments, store, other):
    busy, good = experiments("good,better")
    lease = other(busy)
    told = Told("waiting", lambda: store.finish(lease, {"test_accuracy": 0.4}))
    records = train([busy, good], told)
    assert (records[busy.id].test_accuracy, records[good.id].test_accuracy) == (0.4, 0.9)
    assert [event.kind for event in told if event.kind in ("begin", "done", "waiting", "elsewhere")] == [
        *("begin", "done", "waiting", "elsewhere")
    ]
    assert told[-1].run == lease.name
    assert [(event.number, event.total) for event in told if event.kind in ("begin", "elsewhere")] == [
        (1, 2),
        (2, 2),
    ]
    assert len(store.runs()) == 2


def test_what_failed_there_has_failed(train, experiments, store, other):
    (good,) = experiments("good")
    lease = other(good)
    records = train([good], Told("waiting", lambda: store.fail(lease, ERROR)))
    assert (records[good.id].name, records[good.id].status) == (lease.name, "failed")


def test_what_was_done_since_the_plan_is_not_trained_again(registry, store, train, experiments, other, monkeypatch):
    good, better = experiments("good,better")
    made = plan.make([good, better], registry, store)
    store.finish(other(good), {"test_accuracy": 0.4})
    store.fail(other(better), ERROR)
    monkeypatch.setattr(plan, "make", lambda *arguments, **more: made)
    records = train([good, better])
    assert (records[good.id].test_accuracy, records[better.id].status) == (0.4, "failed")
    assert len(store.runs()) == 2


@pytest.mark.parametrize("moment", ["check", "waiting"])
def test_what_its_process_left_is_taken_over_from_its_checkpoint(train, experiments, store, other, trained, moment):
    (steady,) = experiments("steady")
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        lease = other(steady, pid=process.pid)
        checkpoints = paths.runs_folder() / lease.name / "checkpoints"
        checkpoints.mkdir(parents=True)
        (checkpoints / "000002-000000.ckpt").touch()

        def die():
            process.kill()
            process.wait()

        records = train([steady], Told(moment, die))
    record = records[steady.id]
    assert (record.name, record.status, record.token) == (lease.name, "done", 2)
    assert trained(lease.name) == [2]


def test_what_was_begun_and_left_since_the_plan_goes_on(
    registry, store, train, experiments, other, trained, monkeypatch
):
    (steady,) = experiments("steady")
    made = plan.make([steady], registry, store)
    lease = other(steady)
    checkpoints = paths.runs_folder() / lease.name / "checkpoints"
    checkpoints.mkdir(parents=True)
    (checkpoints / "000001-000000.ckpt").touch()
    store.fail(lease, ERROR, "interrupted")
    monkeypatch.setattr(plan, "make", lambda *arguments, **more: made)
    assert train([steady])[steady.id].name == lease.name
    assert trained(lease.name) == [1, 2]


def test_force_begins_anew_what_was_left_since_the_plan(
    registry, store, train, experiments, other, trained, monkeypatch
):
    (steady,) = experiments("steady")
    made = plan.make([steady], registry, store, force=True)
    store.fail(other(steady), ERROR, "interrupted")
    monkeypatch.setattr(plan, "make", lambda *arguments, **more: made)
    record = train([steady])[steady.id]
    assert (record.name, trained(record.name)) == (f"{steady.id}.2", [0, 1, 2])


def test_a_run_that_was_passed_on_is_left_to_its_new_owner(train, experiments, store, gone):
    (stubborn,) = experiments("stubborn")
    name, table = f"{stubborn.id}.1", schema.runs

    def pass_on():
        store._database.write(
            lambda connection: connection.execute(sa.update(table).where(table.c.name == name).values(token=2))
        )

    def act():
        if told[-1].kind == "began":
            pass_on()
            threading.Timer(1.0, store.finish, (Lease(name, 2), {"test_accuracy": 0.4})).start()

    told = Told("started", act)
    records = train([stubborn], told)
    assert records[stubborn.id].test_accuracy == 0.4
    assert [event.kind for event in told if event.kind in ("started", "lost", "elsewhere")] == [
        *("started", "lost", "elsewhere")
    ]
    assert gone(next(event.provenance["pid"] for event in told if event.kind == "started"))


SWEEP = """
import json, sys
sys.path.insert(0, {tests!r})
sys.path.insert(0, {root!r})
import fake_registry
from zoo.experiments import experiment
from zoo.experiments.request import RunOptions
from zoo.execution import plan, runner
from zoo.execution import foreign_runs
from zoo.store import Store

if __name__ == "__main__":
    foreign_runs.POLL = 0.2
    registry, store, events = fake_registry.registry(), Store.open(), []
    found = experiment.compose(
        registry, dataset="images", model="steady,sturdy", augmenter="none", recipe="fast", seeds=range(4)
    )
    options = RunOptions(threads=1, jobs=2)
    records = runner.run(
        plan.make(found, registry, store), registry=registry, store=store, options=options,
        emit=lambda event: events.append(event.kind), handler="fake_handler:Trainer",
    )
    print(json.dumps([{{each.id: records[each.id].status for each in found}}, events]))
"""


def test_two_sweeps_at_once_train_each_run_once(tmp_path, store, trained):
    here = Path(__file__).parent
    script = tmp_path / "sweep.py"
    script.write_text(SWEEP.format(tests=str(here), root=str(here.parent.parent)))
    sweeps = [subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True) for _ in range(2)]
    found = [json.loads(sweep.communicate(timeout=60)[0]) for sweep in sweeps]
    assert [sweep.returncode for sweep in sweeps] == [0, 0]
    assert [set(statuses.values()) for statuses, _ in found] == [{"done"}] * 2
    assert [run.status for run in store.runs()] == ["done"] * 8
    assert all(trained(run.name) == [0, 1, 2] for run in store.runs())
    assert sum(events.count("begin") for _, events in found) == 8
