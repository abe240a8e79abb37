"""Tests of the tasks: what is checked, what is told, and that the same run gives the same bits."""

from __future__ import annotations

import json
from dataclasses import replace

import bars
import pytest
import shelf

from zoo.errors import UsageError
from zoo.training import worker
from zoo.training.worker import Handler


def test_check_tells_what_a_run_will_be(check, compose):
    answer = check(compose(model="large", augmenters=["brighten", "mix"], validation=0.1))
    assert answer.pop("data").startswith("sha256:")
    assert answer.pop("parameters") > 0
    assert answer == {
        "refused": None,
        "train_images": 54,
        "validation_images": 6,
        "test_images": 15,
        "steps_per_epoch": 4,
        "input_shape": [6, 9, 1],
        "notes": ["images are resized from 6x9 to 12x18, bilinear"],
    }


def test_check_uses_the_datasets_own_fingerprint(check, compose):
    assert check(compose(dataset="named-bars"))["data"] == "bars-1"


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"dataset": "unloadable"}, "dataset 'unloadable' of zoo-tests[shelf] failed while it loaded"),
        ({"model": "unbuildable"}, "model 'unbuildable' of zoo-tests[shelf] failed while it was built"),
        (
            {"augmenters": ["still", "unappliable"]},
            "augmenter 'unappliable' of zoo-tests[shelf] failed while it was applied",
        ),
        ({"recipe": "unplannable"}, "recipe 'unplannable' of zoo-tests[shelf] failed while it planned"),
    ],
)
def test_check_names_plugin_and_component(check, compose, changed, named):
    refused = check(compose(**changed))["refused"]
    assert named in refused["message"]
    assert refused["cause"] == "RuntimeError: the plugin is broken"
    assert refused["exit_status"] == 3


def test_the_traceback_of_what_is_refused_is_in_the_log(check, compose, capsys):
    check(compose(model="unbuildable"))
    said = capsys.readouterr()
    assert "RuntimeError: the plugin is broken" in said.out + said.err


def test_check_refuses_bad_data(check, compose):
    refused = check(compose(dataset="wrong"))["refused"]
    assert refused["exit_status"] == 4


def test_one_refusal_does_not_harm_the_others(check, compose):
    experiments = [compose(model=model, seed=seed) for model in ("nan", "tiny") for seed in (0, 1)]
    answers = [check(experiment)["refused"] for experiment in experiments]
    assert [answer is None for answer in answers] == [False, False, True, True]


def test_run_tells_its_story_in_json(train, compose):
    events = train(compose(given={"recipe": {"epochs": 3, "rate": 0.2}}))
    json.dumps(events, allow_nan=False)
    assert {event["run"] for event in events} == {"r.1"}
    started, *_ = events
    made = started.pop("provenance")
    assert made["environment"]["threads"] == 2
    assert made["environment"]["devices"] == ["CPU"]
    assert set(made["components"]) == {"dataset:bars", "model:tiny", "augmenter:still", "recipe:plain"}
    assert started == {"event": "started", "run": "r.1", "epochs": 3, "steps_per_epoch": 4}
    epochs = [event for event in events if event["event"] == "epoch"]
    assert [event["epoch"] for event in epochs] == [0, 1, 2]
    assert epochs[-1]["loss"] < epochs[0]["loss"]
    assert epochs[-1]["val_loss"] == shelf.result(events)["val_loss"]
    assert any(event["event"] == "progress" for event in events)
    assert all(event["peak_memory_mb"] > 100 for event in events if event["event"] == "checkpoint")


def test_the_log_has_the_command_and_an_object_per_line(train, compose, capsys):
    train(compose())
    command, *lines = capsys.readouterr().out.splitlines()
    assert command.startswith("zoo run -d bars -m tiny -a still -r plain --seed 0")
    assert [json.loads(line)["event"] for line in lines] == [
        "started",
        *("epoch", "checkpoint") * 2,
        "done",
    ]


def test_warm_equals_fresh_bit_for_bit(train, compose, registry):
    one, other = compose(augmenters=["brighten"]), compose(model="adaptive", recipe="averaged", seed=4)
    hashes = [shelf.result(train(each))["weights_sha256"] for each in (one, other, one)]
    again = [shelf.result(train(each, by=Handler({"threads": 2}, registry)))["weights_sha256"] for each in (other, one)]
    assert hashes[0] == hashes[2] == again[1]
    assert hashes[1] == again[0] != hashes[0]


def test_a_broken_plugin_fails_its_run_alone(train, compose, capsys):
    failed = train(compose(model="unadaptable"))[-1]
    assert failed["event"] == "failed"
    assert failed["peak_memory_mb"] > 100
    assert "model 'unadaptable' of zoo-tests[shelf]" in failed["error"]["message"]
    assert "the plugin is broken" in capsys.readouterr().out
    assert train(compose())[-1]["event"] == "done"


def test_a_corrupt_image_is_a_data_error_with_its_name(train, compose):
    failed = train(compose(dataset="corrupt"))[-1]
    assert failed["error"]["message"] == "train/cat/7.png cannot be decoded."
    assert failed["error"]["exit_status"] == 4


def test_a_dataset_is_loaded_once_for_a_sweep(registry, compose, monkeypatch):
    loads = []
    counted = replace(registry.component("dataset", "bars"), load=lambda: loads.append(1) or bars.load_bars())
    monkeypatch.setattr(shelf, "COMPONENTS", [counted, *shelf.COMPONENTS[1:]])
    handler = Handler({"threads": shelf.THREADS}, registry)
    experiments = [compose(model=name) for name in ("tiny", "large", "rgb")]
    for experiment in experiments:
        handler.handle({"task": "check", "experiment": experiment.to_dict()}, lambda event: None)
    assert len(loads) == 1


def test_unknown_task(handler):
    with pytest.raises(UsageError, match="'dance'"):
        handler.handle({"task": "dance"}, print)


def test_a_worker_reads_no_catalogue_of_its_directory(tmp_path, monkeypatch):
    (tmp_path / "zoo.yaml").write_text("this: [cannot be read")
    monkeypatch.chdir(tmp_path)
    assert "cnn6" in worker.Handler({"threads": 2}).registry.names("model")
