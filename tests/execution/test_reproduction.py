"""`zoo reproduce`: trained again from the record, and compared; with workers that train nothing."""

from __future__ import annotations

import functools
from dataclasses import replace

import numpy as np
import pytest

import zoo
from tests.execution import fake_registry
from zoo import paths
from zoo.errors import RunFailed, UsageError
from zoo.execution import reproduction, requests, runner
from zoo.store import Store
from zoo.store.run_files import TEST as FILE

GOOD = zoo.RunRequest(dataset="images", model="good", seeds=[3], epochs=4)
ENVIRONMENT = {"python": "3.11.4", "libraries": {"keras": "3.15"}, "cpu": "a CPU"}


@pytest.fixture(autouse=True)
def faked(monkeypatch, tmp_path):
    """A handler that goes by the model's name."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "run", functools.partial(runner.run, handler="fake_handler:Trainer"))


def trained(request=GOOD, threads=3):
    outcome = requests.run(request, zoo.RunOptions(threads=threads), [], registry=fake_registry.registry())
    (record,) = outcome.records.values()
    return record


def again(name, *, force=False, threads=None):
    options = zoo.RunOptions(threads=threads)
    return reproduction.reproduce(name, options, [], registry=fake_registry.registry(), force=force)


def keep(run, predictions):
    np.savez(paths.run_folder(run.name) / FILE, predictions=np.array(predictions))


def compared(old, new, **changed):
    """Compares two runs of which the later one has other results."""
    from zoo.experiments.experiment import Experiment

    experiment = Experiment.from_dict(old.experiment, fake_registry.registry())
    return reproduction.compare(old, replace(new, **changed), experiment, Store.open())


def test_a_run_is_trained_again_as_it_is_recorded():
    old = trained()
    found = again(old.name, threads=1)
    assert (found.old.name, found.new.name) == (old.name, f"{old.experiment_id}.2")
    assert (found.new.threads, found.new.experiment) == (3, old.experiment)
    assert len(Store.open().runs()) == 2


def test_the_values_of_the_record_are_followed_where_a_default_has_changed_since(monkeypatch):
    old = trained(replace(GOOD, epochs=None))
    assert old.experiment["recipe"]["values"]["epochs"] == 3

    def plan(steps_per_epoch, *, epochs: int = 9, batch_size: int = 32):
        raise AssertionError("called")

    monkeypatch.setattr(fake_registry, "plan", plan)
    assert again(old.name, force=True).new.experiment["recipe"]["values"]["epochs"] == 3


def test_what_is_stale_is_refused_before_anything_trains(monkeypatch):
    old = trained()
    monkeypatch.setattr("zoo.experiments.provenance.PROTOCOL", 9)
    with pytest.raises(UsageError, match="would not be made of the same again") as caught:
        again(old.name)
    assert "protocol 1 made it" in caught.value.cause
    assert caught.value.hint == f"zoo reproduce {old.name} --force"
    assert len(Store.open().runs()) == 1
    assert again(old.name, force=True).new.protocol == 9


def test_a_run_whose_weights_began_with_a_removed_one_is_refused_before_anything_trains():
    source = trained()
    tuned = trained(replace(GOOD, model=f"good:from={source.name}"))
    Store.open().remove(source.name, lambda: None)
    with pytest.raises(UsageError, match=f"No run is called '{source.name}'"):
        again(tuned.name)
    assert [run.name for run in Store.open().runs()] == [tuned.name]


def test_a_run_without_a_result_is_refused():
    failed = trained(replace(GOOD, model="failing"))
    with pytest.raises(UsageError, match="has no result to be reproduced") as caught:
        again(failed.name)
    assert caught.value.cause == "It is failed."


def test_a_reproduction_that_fails_says_so(monkeypatch):
    old = trained()
    monkeypatch.setattr(runner, "HANDLER", "fake_handler:Trainer")
    monkeypatch.setattr("zoo.execution.requests.train", lambda asked, *rest, **more: _failed(old))
    with pytest.raises(RunFailed, match="has no result: it is failed"):
        again(old.name)


def _failed(old):
    record = replace(old, name=f"{old.experiment_id}.2", status="failed", error={"message": "It fell."})
    return requests.Outcome([], {old.experiment_id: record})


def result(weights):
    return {"weights_sha256": weights}


def test_the_same_weights_and_predictions_are_identical():
    old = replace(trained(), result=result("a"))
    assert compared(old, old, result=result("a")).outcome == "identical"
    assert compared(old, old, result=result("b")).outcome == "unknown"
    keep(old, [1, 2, 3, 4])
    new = replace(old, name=f"{old.experiment_id}.2")
    paths.run_folder(new.name).mkdir()
    keep(new, [1, 2, 3, 0])
    found = compared(old, new)
    assert (found.same_weights, found.agreeing, found.outcome) == (True, 0.75, "unknown")


@pytest.mark.parametrize("content", [None, b"", b"no archive", b"PK\x03\x04 cut off"])
def test_without_predictions_that_can_be_read_the_weights_tell(content):
    old = replace(trained(), result=result("a"))
    if content is not None:
        (paths.run_folder(old.name) / FILE).write_bytes(content)
    found = compared(old, old, result=result("a"))
    assert (found.agreeing, found.outcome) == (None, "identical")


@pytest.mark.parametrize(("accuracy", "outcome"), [(0.88, "within"), (0.92, "within"), (0.85, "different")])
def test_other_bits_are_within_what_another_seed_makes_or_not(accuracy, outcome, monkeypatch):
    monkeypatch.setattr(reproduction, "half_width", lambda old, new, store: 0.03)
    old = replace(trained(), result=result("a"))
    found = compared(old, old, result=result("b"), test_accuracy=accuracy)
    assert (found.outcome, found.reproduced) == (outcome, outcome == "within")
    assert found.difference == pytest.approx(accuracy - 0.9)


def test_what_made_them_and_is_not_the_same_is_named():
    sources = {"model:good": {"sources": {"net": "1"}}}
    made = {"environment": ENVIRONMENT, "components": sources}
    old = replace(trained(), provenance=made)
    other = {
        "environment": {**ENVIRONMENT, "libraries": {"keras": "3.16"}, "variables": {"TF_X": "1"}, "threads": 2},
        "components": {"model:good": {"sources": {"net": "2"}}},
    }
    assert compared(old, old).changed == []
    assert compared(old, old, provenance=other, data="new").changed == [
        "data",
        "code of model:good (net)",
        "threads 3 to 2",
        "keras 3.15 to 3.16",
        "TF_X unset to 1",
    ]
    assert compared(old, old, provenance={}).changed == [f"what made {old.name} is not known"]
