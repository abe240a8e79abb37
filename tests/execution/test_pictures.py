"""Pictures that are drawn beside the next run: when a run is over, when its worker is free, and what goes wrong."""

from __future__ import annotations

import json
import time
from types import SimpleNamespace

import numpy as np
import pytest

from zoo.errors import Failure
from zoo.execution import launching, runner
from zoo.execution.pictures import Pictures
from zoo.plugin.events import Done, Epoch, Failed
from zoo.plugin.launcher import TaskEvent, Workers
from zoo.store.run_folder import RunFolder

EPOCH = {"epoch": 0, "loss": 1.0, "accuracy": 0.5, "val_loss": None, "val_accuracy": None}


class Scripted(Workers):
    """Workers that send what the test puts into `events`, and are free at once."""

    def __init__(self):
        self.events, self.asked = [], []

    @property
    def free(self):
        return 1

    def submit(self, task):
        self.asked.append(("submit", task["run"]))

    def wait(self, timeout):
        time.sleep(min(timeout, 0.01))
        events, self.events = self.events, []
        return events

    def stop(self, task):
        self.asked.append(("stop", task["run"]))

    def kill(self, task):
        self.asked.append(("kill", task["run"]))

    def close(self):
        self.asked.append(("close", None))


@pytest.fixture
def scripted():
    return Scripted()


@pytest.fixture
def drawing(scripted, tmp_path):
    with Pictures(scripted, {"g": "bars, tiny"}, tmp_path / "logs") as made:
        yield made


@pytest.fixture
def trained(tmp_path):
    """Returns a function that makes a run's folder as a worker leaves it, and returns its task and its last event."""

    def make(run):
        folder = RunFolder(tmp_path / run, 3)
        folder.claim()
        (folder.path / "history.json").write_text(json.dumps([EPOCH]))
        (folder.path / "experiment.json").write_text(json.dumps({"group": "g", "classes": ["a", "b"]}))
        np.savez(folder.path / "test.npz", labels=np.array([0, 1]), predictions=np.array([0, 0]))
        task = {"run": run, "folder": str(folder.path), "token": 3}
        return TaskEvent(task=task, event=Done(run=run, result={}))

    return make


def ends(drawing, count=1):
    """Waits until so many runs have ended."""
    found = []
    while len(found) < count:
        found += drawing.wait(1.0)
    return found


def test_a_run_ends_with_its_pictures_and_its_worker_is_free_before(drawing, scripted, trained, tmp_path):
    first, second = trained("r.1"), trained("r.2")
    scripted.events = [first]
    assert drawing.wait(1.0) == []
    assert drawing.free == 1
    epoch = TaskEvent(task=second.task, event=Epoch(run="r.2", **EPOCH, seconds=1.0, images_per_second=1.0))
    scripted.events = [epoch, second]
    assert drawing.wait(1.0)[0] == epoch
    assert ends(drawing, 2) == [first, second]
    for name in ("r.1", "r.2"):
        assert {path.name for path in (tmp_path / name).glob("*.png")} == {"confusion.png", "curves.png"}


def test_a_run_without_its_pictures_has_failed_and_the_next_is_drawn(drawing, scripted, trained, tmp_path):
    broken, sound = trained("r.1"), trained("r.2")
    (tmp_path / "r.1/test.npz").unlink()
    scripted.events = [broken, sound]
    failed, done = ends(drawing, 2)
    assert isinstance(failed.event, Failed)
    assert failed.task is broken.task
    assert "test.npz" in failed.event.error.message
    assert done == sound


def test_who_draws_may_be_killed_which_ends_one_run(drawing, scripted, trained):
    killed, sound = trained("r.1"), trained("r.2")
    scripted.events = [killed]
    drawing.wait(1.0)
    (place,) = drawing._painters.tasks
    drawing._painters.workers[place].process.kill()
    (failed,) = ends(drawing)
    assert failed.event.error.message == "The worker was killed by signal 9 (SIGKILL)."
    scripted.events = [sound]
    assert ends(drawing) == [sound]


def test_what_is_drawn_is_not_stopped_and_can_be_killed(drawing, scripted, trained):
    first, second = trained("r.1"), trained("r.2")
    scripted.events = [first, second]
    drawing.wait(1.0)
    drawing.stop(first.task)
    drawing.kill(first.task)
    assert scripted.asked == []
    assert ends(drawing) == [second]
    drawing.stop(first.task), drawing.kill(first.task)
    assert scripted.asked == [("stop", "r.1"), ("kill", "r.1")]


def test_nothing_is_started_for_runs_that_fail(drawing, scripted, trained):
    failed = TaskEvent(task=trained("r.1").task, event=Failed(run="r.1", error=Failure("It failed.")))
    scripted.events = [failed]
    assert drawing.wait(1.0) == [failed]
    assert drawing._painters is None


@pytest.mark.parametrize(
    ("cores", "jobs", "seeds", "apart"), [(2, 1, 2, True), (2, 1, 1, False), (1, 1, 2, False), (2, 2, 4, False)]
)
def test_drawn_apart_where_a_core_is_left_and_a_run(monkeypatch, train, experiments, cores, jobs, seeds, apart):
    seen = []

    def sweep(items, claims, workers, *_, **__):
        seen.append((claims.pictures, type(workers) is Pictures))
        return SimpleNamespace(train=dict)

    monkeypatch.setattr(runner, "cores", lambda: cores)
    monkeypatch.setattr(runner, "HANDLER", "fake_handler:Trainer")
    monkeypatch.setattr(runner, "Sweep", sweep)
    train(experiments("good", seeds=range(seeds)), jobs=jobs)
    assert seen == [(not apart, apart)]


def test_workers_of_somebody_elses_launcher_draw_themselves(scripted, make_pool):
    assert not launching.here(launching.GuardedWorkers(scripted, None, None))
    with make_pool() as pool:
        assert launching.here(launching.GuardedWorkers(pool, None, None))
