"""What is done, what is stale and why, what is to be trained."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

import zoo
from zoo.errors import DataError, PluginError
from zoo.execution import plan
from zoo.experiments import provenance
from zoo.store import RunRecord


@pytest.fixture
def finished(registry, store):
    """Returns a function that records a finished run of an experiment, as made with other things than today's."""

    def record(experiment, **changes):
        components = provenance.experiment_code(registry, experiment)
        made = RunRecord(
            experiment_id=experiment.id,
            group_id=experiment.group_id,
            **experiment.expressions,
            code=provenance.code_hash(components),
            data="seen",
            protocol=provenance.PROTOCOL,
            provenance={"components": components},
        )
        lease = store.begin(replace(made, **changes))
        store.finish(lease, {"test_accuracy": 0.5})
        return lease.name

    return record


def test_without_runs_everything_is_to_do(experiments, registry, store):
    items = plan.make(experiments("good,better"), registry, store)
    assert [(item.status, item.trained) for item in items] == [("to do", True)] * 2


def test_a_finished_run_is_done(experiments, registry, store, finished):
    (good,) = experiments("good")
    name = finished(good)
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained, item.run.name, item.reasons) == ("done", False, name, [])


def test_force_trains_what_is_done(experiments, registry, store, finished):
    (good,) = experiments("good")
    finished(good)
    (item,) = plan.make([good], registry, store, force=True)
    assert (item.status, item.trained) == ("done", True)


def test_another_seed_is_another_experiment(experiments, registry, store, finished):
    first, second = experiments("good", seeds=[0, 1])
    finished(first)
    assert [item.status for item in plan.make([first, second], registry, store)] == ["done", "to do"]


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"data": "other"}, "the data of images changed"),
        ({"protocol": 0}, "protocol 0 made it"),
        ({"code": "other"}, "code of its components changed"),
    ],
)
def test_a_stale_run_says_why_and_is_trained_again_on_request(experiments, registry, store, finished, changes, reason):
    (good,) = experiments("good")
    finished(good, **changes)
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.trained) == ("stale", False)
    assert reason in item.reasons[0]
    assert plan.make([good], registry, store, refresh=True)[0].trained
    assert plan.make([good], registry, store, force=True)[0].trained


def test_without_a_quick_fingerprint_the_data_last_seen_count(experiments, registry, store, finished):
    good, better = experiments("good,better", dataset="others")
    finished(good, data="first")
    assert plan.make([good], registry, store)[0].status == "done"
    finished(better, data="second")
    assert plan.make([good], registry, store)[0].status == "stale"


def test_an_older_run_that_is_current_again_counts(experiments, registry, store, finished):
    (good,) = experiments("good")
    name = finished(good)
    finished(good, code="an experiment with the code, taken back")
    (item,) = plan.make([good], registry, store)
    assert (item.status, item.run.name) == ("done", name)


def test_an_unfinished_run_is_to_do(experiments, registry, store):
    (good,) = experiments("good")
    record = RunRecord(experiment_id=good.id, group_id=good.group_id, **good.expressions, protocol=1)
    store.fail(store.begin(record), {"message": "killed", "exit_status": 1})
    assert plan.make([good], registry, store)[0].status == "to do"


@pytest.mark.parametrize(
    ("raised", "seen"), [(DataError("no data"), DataError), (KeyError("x"), PluginError), (None, PluginError)]
)
def test_a_failing_fingerprint_is_an_error(experiments, registry, store, raised, seen, capfd):
    def fingerprint():
        os.write(1, b"noise")
        if raised is None:
            os._exit(0)
        raise raised

    def load():
        raise AssertionError("called")

    broken = zoo.Dataset(name="images", summary="broken", load=load, fingerprint=fingerprint)
    provider = registry.provider("dataset", "images")
    components = {**registry.components, ("dataset", "images"): (broken, provider)}
    with pytest.raises(seen):
        plan.make(experiments("good"), replace(registry, components=components), store)
    assert capfd.readouterr().out == ""
