"""Launchers: the catalogue's, one that is asked for, and one that trains in folders that this machine does not see."""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest

import zoo
from zoo import paths
from zoo.errors import PluginError, UsageError
from zoo.execution import launching
from zoo.execution.local.pool import Pool
from zoo.plugin.discovery import Provider


class Afar(zoo.Workers):
    """Trains in another folder, and hands over what appears there: what a launcher over a cluster does by network."""

    def __init__(self, launch, there):
        self.pool, self.there, self.tasks, self.copies = zoo.Pool(launch), there, {}, []

    @property
    def free(self):
        return self.pool.free

    def submit(self, task):
        if "folder" not in task:
            self.pool.submit(task)
            self.tasks[id(task)] = (task, task)
            return
        copy = self.there / f"{len(self.copies)}" / task["run"]
        shutil.copytree(task["folder"], copy)
        self.copies.append(sorted(path.name for path in copy.rglob("*.ckpt")))
        sent = {**task, "folder": str(copy)}
        self.tasks[id(sent)] = (task, sent)
        self.pool.submit(sent)

    def wait(self, timeout):
        return [self._brought(happened) for happened in self.pool.wait(timeout)]

    def _brought(self, happened):
        task, _ = self.tasks[id(happened.task)]
        files = self._copied(Path(happened.task["folder"])) if "folder" in task else {}
        return zoo.TaskEvent(task=task, event=happened.event, files=files)

    def _copied(self, folder):
        """Copies what a worker wrote, which may go on and replace its files meanwhile."""
        brought = Path(tempfile.mkdtemp(dir=self.there))
        for path in folder.rglob("[!.]*"):
            with contextlib.suppress(FileNotFoundError, IsADirectoryError):
                copy = brought / path.relative_to(folder)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
        return {str(path.relative_to(brought)): path for path in brought.rglob("*") if path.is_file()}

    def stop(self, task):
        self.pool.stop(self._sent(task))

    def kill(self, task):
        self.pool.kill(self._sent(task))

    def _sent(self, task):
        return next(sent for mine, sent in self.tasks.values() if mine is task)

    def close(self):
        self.pool.close()


@pytest.fixture
def with_launcher(registry):
    """Returns a function that adds launchers to the fake registry; the first is the catalogue's."""

    def add(*launchers):
        provider = Provider("zoo-afar", "1", "zoo-afar[test]")
        catalogue = replace(registry.catalogue, defaults={**registry.catalogue.defaults, "launcher": launchers[0].name})
        more = {("launcher", one.name): (one, provider) for one in launchers}
        return replace(registry, components={**registry.components, **more}, catalogue=catalogue)

    return add


@pytest.fixture
def launch(tmp_path):
    return zoo.LaunchConfig(handler="fake_handler:Trainer", settings={}, logs=tmp_path / "logs")


@pytest.fixture
def afar(with_launcher, tmp_path):
    """A registry whose launcher trains elsewhere, and those workers."""
    made = []

    def start(launch, *, folder: str = "there"):
        made.append(Afar(launch, tmp_path / folder))
        return made[-1]

    return with_launcher(zoo.Launcher(name="afar", summary="elsewhere", start=start)), made


def test_without_a_launcher_in_the_catalogue_it_is_this_machine(registry, launch):
    with launching.start(registry, None, launch, ignore) as workers:
        assert isinstance(workers, Pool)


def test_a_launcher_takes_parameters(afar, launch, tmp_path):
    registry, _ = afar
    with launching.start(registry, "afar:folder=here", launch, ignore) as workers:
        assert workers.workers.there == tmp_path / "here"


@pytest.mark.parametrize("expression", ["nowhere", "afar,afar", "afar:floder=x"])
def test_what_is_no_launcher_is_refused(afar, launch, expression):
    with pytest.raises(UsageError):
        launching.start(afar[0], expression, launch, ignore)


def test_a_launcher_that_fails_is_blamed(with_launcher, launch):
    def start(launch):
        raise OSError("no cluster")

    registry = with_launcher(zoo.Launcher(name="afar", summary="elsewhere", start=start))
    with pytest.raises(PluginError, match="failed while it started") as caught:
        launching.start(registry, None, launch, ignore)
    assert "launcher 'afar' of zoo-afar[test]" in caught.value.message


def test_a_launcher_that_gives_no_workers_is_refused(with_launcher, launch):
    registry = with_launcher(zoo.Launcher(name="afar", summary="elsewhere", start=lambda launch: None))
    with pytest.raises(PluginError, match="did not give workers"):
        launching.start(registry, None, launch, ignore)


def ignore(event):
    """Hears everything."""


class Broken(zoo.Workers):
    """Has one thing wrong; a task that it takes is checked."""

    free = 1

    def __init__(self, fault):
        self.fault, self.tasks = fault, []

    def submit(self, task):
        if self.fault == "exits":
            sys.exit(0)
        self.tasks.append(task)

    def wait(self, timeout):
        event = {"no event": {"event": "dance"}, "no type": "done", "no field": {"event": "done"}}.get(self.fault)
        return ["done"] if self.fault == "no task event" else [zoo.TaskEvent(task=self.tasks[0], event=event)]

    def stop(self, task):
        """Nothing trains."""

    kill = stop

    def close(self):
        """Nothing is open."""


@pytest.mark.parametrize(
    ("fault", "reason"),
    [
        ("exits", "SystemExit: 0"),
        ("no event", "ValueError: {'event': 'dance'} is no event"),
        ("no type", "ValueError: 'done' is no event"),
        ("no field", "ValueError: the event 'done' has a wrong 'result': Field required"),
        ("no task event", "TypeError: expected zoo.TaskEvent, received 'done'"),
    ],
)
def test_whatever_goes_wrong_in_a_launcher_names_it(with_launcher, train, experiments, store, fault, reason):
    registry = with_launcher(zoo.Launcher(name="broken", summary="broken", start=lambda launch: Broken(fault)))
    with pytest.raises(PluginError) as caught:
        train(experiments("good"), registry=registry)
    assert "launcher 'broken' of zoo-afar[test]" in caught.value.message
    assert caught.value.cause.startswith(reason)
    assert store.runs() == []


class Full(Broken):
    """Has no worker, and says what it waits for."""

    free, lacks = 0, None

    def wait(self, timeout):
        return []


def test_what_a_launcher_waits_for_is_said_once_it_takes_long(with_launcher, launch, monkeypatch):
    workers, heard = Full("none"), []
    registry = with_launcher(zoo.Launcher(name="full", summary="full", start=lambda launch: workers))
    monkeypatch.setattr(launching, "PATIENCE", 0.0)
    guarded = launching.start(registry, None, launch, heard.append)
    for workers.lacks in ("a node", "a node", "a node", None, "two nodes", "two nodes"):
        guarded.wait(0)
    assert [event.what for event in heard] == ["a node", "two nodes"]


def test_events_of_tasks_that_are_over_are_not_passed_on(with_launcher, launch):
    done = {"event": "checked", "facts": {}}
    workers = Broken("none")
    workers.wait = lambda timeout: [zoo.TaskEvent(task=task, event=done) for task in (*workers.tasks, {"other": 1})]
    registry = with_launcher(zoo.Launcher(name="late", summary="late", start=lambda launch: workers))
    guarded = launching.start(registry, None, launch, ignore)
    guarded.submit({"a": 1})
    assert [(each.task, each.event.kind) for each in guarded.wait(0)] == [({"a": 1}, "checked")]
    assert guarded.wait(0) == []


def test_a_run_needs_no_folder_of_this_machine(afar, train, experiments):
    registry, made = afar
    (steady,) = experiments("steady")
    record = train([steady], registry=registry)[steady.id]
    assert record.status == "done"
    folder = paths.runs_folder() / record.name
    assert (folder / "epochs.txt").read_text() == "0\n1\n2\n"
    assert not (folder / "checkpoints").exists()
    assert made[0].copies == [[]]


def test_a_run_goes_on_from_a_checkpoint_that_was_handed_back(afar, train, experiments, trained):
    registry, made = afar
    (mortal,) = experiments("mortal")
    assert train([mortal], registry=registry)[mortal.id].status == "failed"
    assert len(list((paths.runs_folder() / f"{mortal.id}.1" / "checkpoints").iterdir())) == 1
    shutil.rmtree(made[0].there)
    record = train([mortal], registry=registry)[mortal.id]
    assert (record.status, record.token) == ("done", 2)
    assert made[1].copies == [["000001-000000.ckpt"]]
    assert trained(record.name) == [0, 1, 2]
