"""Runs that are stopped and go on: the same bits as those that are not, wherever they were stopped."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import pytest
import shelf

from tests.long import LONG
from zoo.training import multi_step
from zoo.training.worker import Handler

STEPS = 7  # of an epoch: 54 images in batches of 8


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Blocks of one, two and three steps, whatever time they take."""
    monkeypatch.setattr(multi_step, "LARGEST", 3)
    monkeypatch.setattr(multi_step, "SECONDS", 1e9)


@pytest.fixture
def run(request, tmp_path, monkeypatch):
    """Returns a function that trains in a folder: up to a batch, or from where it was stopped. Returns the events.

    The handler is made last: what was replaced before it counts as what a new worker has, and stays after a run.
    """
    at = SimpleNamespace(place=None)
    trained = multi_step.MultiStepFunction._block

    def block(self, iterator, steps):
        trained(self, iterator, steps)
        if at.place is not None and (self._epoch, self._done) >= at.place:
            handler.stop()

    monkeypatch.setattr(multi_step.MultiStepFunction, "_block", block)
    handler = request.getfixturevalue("handler")

    def run(experiment, folder, *, until=None, resume=False, token=1, by=handler):
        at.place, events = until, []
        task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(tmp_path / folder)}
        by.handle({**task, "resume": resume, "token": token}, lambda event: events.append(event.to_dict()))
        handler.go_on()
        return events

    return run


def story(events, folder):
    """Returns what has to be the same: weights, history without its times, result without its times, test logits."""
    result = shelf.result(events)
    history = json.loads((folder / "history.json").read_text())
    times = ("seconds", "images_per_second", "train_seconds", "peak_memory_mb", "notes")
    with np.load(folder / "test.npz") as test:
        logits = test["logits"].tobytes()
    same = [{name: value for name, value in entry.items() if name not in times} for entry in [*history, result]]
    return same, logits


EXPERIMENTS = {
    "dropout, batch normalisation, draws": {"augmenters": ["brighten", "mix"]},
    "an average of weights": {"given": {"recipe": {"ema": True}}, "augmenters": ["brighten"]},
    "adaption": {"model": "adaptive"},
    "images that grow": {
        "model": "pooled",
        "given": {"recipe": {"scales": (0.5, 0.75, 1.0)}},
        "augmenters": ["brighten"],
    },
    "bfloat16": {"given": {"recipe": {"precision": "bfloat16"}}, "augmenters": ["brighten"]},
    **{
        f"the callback {name!r}": {"given": {"recipe": {"callback": name, "epochs": 6}}}
        for name in ("stopping", "plateau", "schedule", "wandering", "batches")
    },
}


EVERYWHERE = {(0, 2): 0, (1, 4): 1, (1, STEPS): 2, (2, 1): 2}
"""Where a run is stopped, and how many epochs are complete there."""


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_stopped_anywhere_and_again_it_ends_with_the_same_bits(run, compose, tmp_path, name):
    """The first is stopped everywhere, as all are in the long form; the others within an epoch, and at its end."""
    experiment = compose(**{"recipe": "remembering", **EXPERIMENTS[name]})
    unbroken = story(run(experiment, "unbroken"), tmp_path / "unbroken")
    places = list(EVERYWHERE) if LONG or name == next(iter(EXPERIMENTS)) else [(1, 4), (1, STEPS)]
    for number, place in enumerate(places):
        stopped = run(experiment, "broken", until=place, resume=number > 0)[-1]
        assert (stopped["event"], stopped["epoch"]) == ("stopped", EVERYWHERE[place])
        assert stopped["step"] < STEPS
        assert (stopped["step"] == 0) == (place[1] == STEPS)
    assert story(run(experiment, "broken", resume=True), tmp_path / "broken") == unbroken


def test_what_is_told(run, compose):
    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 3}})
    events = run(experiment, "broken", until=(1, 3))
    kinds = [event["event"] for event in events if event["event"] != "progress"]
    assert kinds == ["started", "epoch", "checkpoint", "checkpoint", "stopped"]
    *_, checkpoint, stopped = events
    assert {**checkpoint, "event": "stopped"} == stopped
    assert stopped["epoch"] == 1
    again = run(experiment, "broken", resume=True)
    started, resumed, *_ = again
    assert started["event"] == "started"
    assert resumed == {"event": "resumed", "run": "r.1", "epoch": 1, "step": stopped["step"], "notes": []}
    assert [event["epoch"] for event in again if event["event"] == "epoch"] == [1, 2]
    assert shelf.result(again)["notes"] == []
    shown = [event for event in again if event["event"] == "progress" and event["epoch"] == 1]
    assert all(event["step"] > stopped["step"] for event in shown)


def test_time_is_that_of_the_whole_training(run, compose, tmp_path):
    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 3}})
    run(experiment, "broken", until=(1, 3))
    result = shelf.result(run(experiment, "broken", resume=True))
    history = json.loads((tmp_path / "broken" / "history.json").read_text())
    assert result["train_seconds"] == pytest.approx(sum(entry["seconds"] for entry in history))
    assert len(history) == result["epochs"] == 3
    rates = [entry["images_per_second"] for entry in history]
    assert min(rates) <= result["images_per_second"] <= max(rates)


def test_asked_before_it_begins_a_run_stops_without_a_checkpoint(handler, run, compose, tmp_path):
    handler.stop()
    stopped = run(compose(), "run")[-1]
    assert (stopped["event"], stopped["epoch"], stopped["step"]) == ("stopped", 0, 0)
    assert not (tmp_path / "run" / "checkpoints").exists()
    again = run(compose(), "run", resume=True)
    assert again[1]["notes"] == ["no checkpoint: the run starts over"]
    assert story(again, tmp_path / "run") == story(run(compose(), "other"), tmp_path / "other")


def test_after_the_last_epoch_only_the_test_is_left(run, compose, tmp_path):
    experiment = compose(recipe="remembering", given={"recipe": {"ema": True, "epochs": 2}})
    unbroken = story(run(experiment, "unbroken"), tmp_path / "unbroken")
    assert run(experiment, "broken", until=(1, STEPS))[-1]["epoch"] == 2
    events = run(experiment, "broken", resume=True)
    assert [event["event"] for event in events] == ["started", "resumed", "done"]
    assert story(events, tmp_path / "broken") == unbroken


def test_a_run_that_stopped_early_does_not_train_on(run, compose, tmp_path):
    experiment = compose(recipe="remembering", given={"recipe": {"callback": "stopping", "epochs": 30}})
    done = run(experiment, "run")
    epochs = shelf.result(done)["epochs"]
    assert epochs < 30
    again = run(experiment, "run", resume=True)
    assert [event["event"] for event in again] == ["started", "resumed", "done"]
    assert again[1]["epoch"] == epochs
    assert shelf.result(again)["weights_sha256"] == shelf.result(done)["weights_sha256"]


def test_two_checkpoints_are_kept(run, compose, tmp_path):
    run(compose(recipe="remembering", given={"recipe": {"epochs": 4}}), "run")
    names = sorted(path.name for path in (tmp_path / "run" / "checkpoints").iterdir())
    assert names == ["000003-00000000.ckpt", "000004-00000000.ckpt"]


def test_a_run_that_is_not_to_go_on_begins_anew(run, compose, tmp_path):
    experiment = compose(recipe="remembering")
    events = run(experiment, "run", until=(2, 1))
    assert events[-1]["event"] == "stopped"
    again = run(experiment, "run")
    assert [event["epoch"] for event in again if event["event"] == "epoch"] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("damaged", [1, 2])
def test_a_damaged_checkpoint_falls_back_to_the_one_before_or_the_beginning(run, compose, tmp_path, damaged):
    experiment = compose(recipe="remembering")
    unbroken = story(run(experiment, "unbroken"), tmp_path / "unbroken")
    run(experiment, "broken", until=(2, 2))
    newest = sorted((tmp_path / "broken" / "checkpoints").iterdir(), reverse=True)[:damaged]
    for path, change in zip(newest, (lambda content: content[:-100], lambda content: b""), strict=False):
        path.write_bytes(change(path.read_bytes()))
    events = run(experiment, "broken", resume=True)
    told = events[1]
    assert (told["epoch"], told["step"]) == ((2, 0) if damaged == 1 else (0, 0))
    assert f"the checkpoint {newest[0].name} is damaged: it was cut off or changed" in told["notes"][0]
    assert ("starts over" in told["notes"][-1]) == (damaged == 2)
    assert shelf.result(events)["notes"] == told["notes"]
    assert story(events, tmp_path / "broken") == unbroken


def test_notes_of_each_time_that_it_went_on_are_kept(run, compose, tmp_path):
    experiment = compose(recipe="remembering")
    run(experiment, "run", until=(1, 2))
    sorted((tmp_path / "run" / "checkpoints").iterdir())[-1].write_bytes(b"")
    told = run(experiment, "run", until=(2, 2), resume=True)[1]
    assert len(told["notes"]) == 1
    events = run(experiment, "run", resume=True)
    assert events[1]["notes"] == []
    assert shelf.result(events)["notes"] == told["notes"]


def test_what_cannot_be_kept_of_a_callback_is_named(run, compose):
    notes = shelf.result(run(compose(recipe="remembering", given={"recipe": {"callback": "locked"}}), "run"))["notes"]
    assert notes == ["Locked.lock is in no checkpoint: a run that goes on from one may end otherwise"]


def test_a_run_goes_on_in_a_worker_that_trained_others_meanwhile(run, compose, registry, tmp_path):
    experiment = compose(recipe="remembering", augmenters=["brighten"])
    unbroken = story(run(experiment, "unbroken"), tmp_path / "unbroken")
    run(experiment, "broken", until=(1, 3))
    run(compose(model="large", seed=3), "other")
    events = run(experiment, "broken", resume=True, by=Handler({"threads": shelf.THREADS}, registry))
    assert story(events, tmp_path / "broken") == unbroken


CHANGED = {
    "code": ({"model:tiny (tiny_models)": "0"}, "code of model:tiny (tiny_models)"),
    "data": ("other", "data"),
    "protocol": (0, "protocol 0 to 1"),
    "threads": (1, "threads 1 to 2"),
    "CPU": ("another", "CPU another to "),
    "libraries": ({"keras": "3.0"}, "keras 3.0 to "),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_run_does_not_go_on_with_something_else(run, compose, tmp_path, monkeypatch, name):
    from zoo.training import session

    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 2}})
    then, expected = CHANGED[name]
    made_with = session.identity

    def identity(*arguments, **named):
        now = made_with(*arguments, **named)
        return {**now, name: {**now[name], **then} if isinstance(then, dict) else then}

    with monkeypatch.context() as patch:
        patch.setattr(session, "identity", identity)
        run(experiment, "run", until=(1, 2))
    before = sorted((tmp_path / "run" / "checkpoints").iterdir())
    failed = run(experiment, "run", resume=True)[-1]
    assert failed["event"] == "failed"
    assert failed["error"]["resumable"]
    assert f"changed: {expected}" in failed["error"]["cause"]
    assert failed["error"]["hint"] == f"{experiment.command()} --force"
    assert sorted((tmp_path / "run" / "checkpoints").iterdir()) == before


def test_a_run_that_was_passed_on_writes_nothing_any_more(run, compose, tmp_path, handler):
    from zoo.store.run_folder import RunFolder

    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 3}})
    events = []

    def emit(event):
        events.append(event.to_dict())
        if event.kind == "checkpoint":
            RunFolder(tmp_path / "run", 2).claim()

    task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(tmp_path / "run")}
    handler.handle({**task, "token": 1}, emit)
    assert [event["event"] for event in events if event["event"] != "progress"][-2:] == ["epoch", "failed"]
    assert "belongs to another worker" in events[-1]["error"]["message"]
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["000001-00000000.ckpt"]
    assert not (tmp_path / "run" / "weights.npz").exists()
    successor = run(experiment, "run", resume=True, token=2)
    assert successor[1]["epoch"] == 1
    assert story(successor, tmp_path / "run") == story(run(experiment, "other"), tmp_path / "other")


def test_a_disk_that_is_full_leaves_the_checkpoints_that_there_are(run, compose, tmp_path, handler):
    import resource

    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 3}})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    events = []

    def emit(event):
        events.append(event.to_dict())
        if event.kind == "checkpoint":
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, hard))

    task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(tmp_path / "run")}
    try:
        handler.handle({**task, "token": 1}, emit)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert events[-1]["event"] == "failed"
    assert events[-1]["error"]["exit_status"] == 5
    assert "cannot be written" in events[-1]["error"]["message"]
    assert [path.name for path in (tmp_path / "run" / "checkpoints").iterdir()] == ["000001-00000000.ckpt"]
    again = run(experiment, "run", resume=True)
    assert again[1]["epoch"] == 1
    assert story(again, tmp_path / "run") == story(run(experiment, "other"), tmp_path / "other")


def test_a_disk_that_is_full_at_the_pictures_costs_no_training(run, compose, tmp_path, handler, monkeypatch):
    import resource

    from zoo.training import plots, session

    monkeypatch.setattr(session, "plots", plots)
    experiment = compose(recipe="remembering", given={"recipe": {"epochs": 2}})
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    events = []

    def emit(event):
        events.append(event.to_dict())
        if event.kind == "checkpoint" and event.epoch == 2:
            resource.setrlimit(resource.RLIMIT_FSIZE, (16_000, hard))

    folder = tmp_path / "run"
    task = {"task": "run", "run": "r.1", "experiment": experiment.to_dict(), "folder": str(folder), "token": 1}
    try:
        handler.handle(task, emit)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert events[-1]["error"]["message"] == f"{folder / 'curves.png'} cannot be written."
    assert events[-1]["error"]["exit_status"] == 5
    assert not list(folder.glob(".*.tmp"))
    again = run(experiment, "run", resume=True)
    assert not [event for event in again if event["event"] == "epoch"]
    assert (folder / "curves.png").exists()
    assert story(again, folder) == story(run(experiment, "other"), tmp_path / "other")
