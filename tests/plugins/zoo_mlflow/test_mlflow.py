"""Runs told to a real MLflow server, and read back through its API."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

import zoo
import zoo_mlflow

DONE = zoo.FinishedRun(status="done", metrics={"test_accuracy": 0.9, "parameters": 7})
CUT_OFF = zoo.FinishedRun(status="interrupted", metrics={})


@pytest.fixture
def client(server, monkeypatch):
    """A client that reads; the plugin's own forgets the server of the test before."""
    monkeypatch.setenv("MLFLOW_TRACKING_URI", server)
    from mlflow import MlflowClient

    from zoo_mlflow import tracking
    from zoo_mlflow.server import client, experiment

    client.cache_clear()
    experiment.cache_clear()
    tracking._known.clear()
    return MlflowClient(server)


@pytest.fixture
def found(client):
    """Returns a function that gives all runs of MLflow that have a run's name."""

    def find(run):
        experiment = client.get_experiment_by_name("keras-zoo")
        named = client.search_runs([experiment.experiment_id], filter_string=f"tags.`zoo.run` = '{run.name}'")
        return [each for each in named if each.data.tags["zoo.folder"] == str(run.folder)]

    return find


def epoch(number, **metrics):
    return zoo.FinishedEpoch(number=number, metrics={"loss": 1 / number, "val_accuracy": 1 - 0.5**number, **metrics})


def told(run, *numbers, end=None):
    """Tells of a run, its epochs and its end."""
    zoo_mlflow.zoo_run_started(run)
    for number in numbers:
        zoo_mlflow.zoo_epoch_finished(run, epoch(number))
    if end is not None:
        zoo_mlflow.zoo_run_finished(run, end)


def points(client, there, metric):
    return [(point.step, point.value) for point in client.get_metric_history(there.info.run_id, metric)]


def test_it_is_wanted_where_a_server_is_named(monkeypatch):
    monkeypatch.delenv("MLFLOW_TRACKING_URI", raising=False)
    assert not zoo_mlflow.zoo_wants_events()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "http://127.0.0.1:5000")
    assert zoo_mlflow.zoo_wants_events()


def test_a_run_is_there_with_its_parameters_curves_result_and_files(client, found, run):
    told(run, 1, 2, 3, end=DONE)
    (there,) = found(run)
    assert (there.info.run_name, there.info.status) == ("digits, mlp:units=7, shift, fast, seed 3", "FINISHED")
    assert there.data.params == {
        "dataset": "digits",
        "model": "mlp:units=7",
        "augmenter": "shift",
        "recipe": "fast",
        "seed": "3",
        "limit": "None",
        "validation": "0.1",
        "epochs": "3",
        "model.units": "[7]",
        "augmenter.shift.fraction": "0.1",
    }
    assert points(client, there, "loss") == [(1, 1.0), (2, 0.5), (3, 1 / 3)]
    assert points(client, there, "val_accuracy") == [(1, 0.5), (2, 0.75), (3, 0.875)]
    assert points(client, there, "test_accuracy") == [(3, 0.9)]
    assert {name: there.data.tags[name] for name in ("zoo.group", "zoo.command", "zoo.status")} == {
        "zoo.group": run.group,
        "zoo.command": run.command,
        "zoo.status": "done",
    }
    files = {each.path: each.file_size for each in client.list_artifacts(there.info.run_id)}
    assert files == {name: len(name) for name in ("curves.png", "log.txt", "weights.npz")}


def test_a_run_that_goes_on_is_the_same_run_there_without_a_doubled_point(client, found, run):
    told(run, 1, 2, end=zoo.FinishedRun(status="interrupted", metrics={}, error="Its worker died."))
    (there,) = found(run)
    assert (there.info.status, client.list_artifacts(there.info.run_id)) == ("KILLED", [])
    told(resumed := replace(run, resumed=True, epochs_done=1))  # epoch 2 was not in its checkpoint
    assert found(run)[0].info.status == "RUNNING"
    for number in (2, 3):
        zoo_mlflow.zoo_epoch_finished(resumed, epoch(number))
    zoo_mlflow.zoo_run_finished(resumed, DONE)
    (there,) = found(run)
    assert (there.info.status, there.data.tags["zoo.error"]) == ("FINISHED", "")
    assert points(client, there, "loss") == [(1, 1.0), (2, 0.5), (3, 1 / 3)]


def test_a_run_of_that_name_in_another_store_is_another(client, found, run, tmp_path):
    told(run, 1, end=CUT_OFF)
    elsewhere = replace(run, resumed=True, folder=tmp_path)
    told(elsewhere, 2)
    assert [len(points(client, found(each)[0], "loss")) for each in (run, elsewhere)] == [1, 1]


def test_one_whose_beginning_another_process_told_is_found(client, found, run):
    told(run, 1)
    from zoo_mlflow import tracking

    tracking._known.clear()
    zoo_mlflow.zoo_epoch_finished(run, epoch(2))
    (there,) = found(run)
    assert points(client, there, "loss") == [(1, 1.0), (2, 0.5)]


@pytest.mark.parametrize(
    ("status", "there"), [("failed", "FAILED"), ("diverged", "FAILED"), ("interrupted", "KILLED"), ("lost", "RUNNING")]
)
def test_how_a_run_without_a_result_ended(client, found, run, status, there):
    told(run, 1, end=zoo.FinishedRun(status=status, metrics={}, error="It ran out of memory."))
    (ended,) = found(run)
    assert ended.info.status == there
    assert ended.data.tags.get("zoo.error") == ("It ran out of memory." if status != "lost" else None)


def test_what_is_no_finite_number_is_left_out(client, found, run):
    told(run)
    zoo_mlflow.zoo_epoch_finished(run, epoch(1, loss=math.inf, accuracy=math.nan))
    (there,) = found(run)
    assert set(there.data.metrics) == {"val_accuracy"}


def test_many_parameters_come_in_pieces(client, found, run):
    told(replace(run, parameters={f"augmenter.cutout-{number}.fraction": 0.1 for number in range(250)}))
    assert len(found(run)[0].data.params) == 250 + 8


def test_the_experiment_is_the_one_that_is_named(client, run, monkeypatch):
    monkeypatch.setenv("MLFLOW_EXPERIMENT_NAME", "others")
    told(run)
    assert len(client.search_runs([client.get_experiment_by_name("others").experiment_id])) == 1
