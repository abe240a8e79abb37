"""One run: what it results in, what it learns, and the files it leaves, finished or not."""

from __future__ import annotations

import json
import os
from dataclasses import replace

import bars
import numpy as np
import pytest
import shelf

from zoo.store import Correct, predictions
from zoo.store.run_folder import RunFolder
from zoo.training import session


def test_result_has_everything_that_is_recorded(train, compose):
    told = shelf.result(train(compose()))
    expected = """test_accuracy test_loss test_macro_f1 test_brier test_ece tta_accuracy tta_loss val_accuracy val_loss
        train_accuracy parameters flops epochs train_seconds images_per_second weights_sha256 peak_memory_mb correct
        train_images validation_images test_images steps_per_epoch input_shape data notes"""
    assert set(told) == set(expected.split())
    assert told["epochs"] == 2
    assert told["images_per_second"] > 0


def test_what_it_got_right_is_told_as_the_folder_says(train, compose, handler, tmp_path, capsys):
    experiment = compose()
    told = shelf.result(train(experiment))
    correct = Correct.from_dict(told["correct"])
    assert correct.accuracy == told["test_accuracy"]
    assert correct.images == told["test_images"]
    made_with = handler.provenance(experiment)
    dataset = experiment.expressions["dataset"]
    assert predictions.in_folder(tmp_path / "run", dataset, told["data"], made_with) == correct
    assert '"correct"' not in capsys.readouterr().out, "people read the log"


def test_what_an_image_costs_is_told_of_the_trained_net(train, compose):
    """A 3x3 convolution to 8 channels of 6x9 pixels, and a dense layer of what pooling leaves to 3 classes."""
    assert shelf.result(train(compose()))["flops"] == 2 * (6 * 9 * 9 * 8 + 3 * 4 * 8 * 3)


def test_a_net_that_cannot_be_called_alone_keeps_its_result(train, compose, monkeypatch):
    def fails(net):
        raise TypeError("symbols alone")

    monkeypatch.setattr(session.multiply_adds, "flops", fails)
    told = shelf.result(train(compose()))
    assert told["flops"] is None
    assert told["notes"] == ["its FLOPs are not known: TypeError: symbols alone"]
    assert told["test_accuracy"] > 0


def test_learns(train, compose):
    assert shelf.result(train(compose(given={"recipe": {"epochs": 12}})))["test_accuracy"] > 0.9


def test_without_validation(train, compose):
    events = train(compose(validation=None))
    told = shelf.result(events)
    assert (told["validation_images"], told["val_loss"], told["val_accuracy"]) == (0, None, None)
    assert [event.get("val_loss") for event in events if event["event"] == "epoch"] == [None, None]


def test_test_time_augmentation_stands_beside_the_plain_test(train, compose, tmp_path):
    plain = shelf.result(train(compose()))
    assert (plain["tta_accuracy"], plain["tta_loss"]) == (None, None)
    kept = (tmp_path / "run" / "test.npz").read_bytes()
    augmented = shelf.result(train(compose(given={"recipe": {"views": "mirrored"}})))
    for name in ("test_accuracy", "test_loss", "val_loss", "weights_sha256"):
        assert augmented[name] == plain[name]
    assert (tmp_path / "run" / "test.npz").read_bytes() == kept
    assert 0 <= augmented["tta_accuracy"] <= 1
    assert augmented["tta_loss"] != plain["test_loss"]


def test_seeds_differ(train, compose):
    assert shelf.result(train(compose()))["weights_sha256"] != shelf.result(train(compose(seed=1)))["weights_sha256"]


def test_recipes_callbacks_see_the_validation(train, compose):
    assert shelf.result(train(compose(given={"recipe": {"stop": True, "epochs": 9}})))["epochs"] == 2


def test_what_was_asked_for_is_written_before_it_trains(handler, compose, registry, splits, tmp_path):
    """So that the folder of a run that dies says what it was."""

    def tell(event):
        assert event.kind == "started"
        raise KeyboardInterrupt

    experiment = compose()
    made = handler.provenance(experiment)
    with pytest.raises(KeyboardInterrupt):
        session.run(experiment, registry, splits, "bars-1", RunFolder(tmp_path, 1), made, tell)
    assert sorted(path.name for path in tmp_path.glob("*.json")) == ["experiment.json", "provenance.json"]
    written = json.loads((tmp_path / "experiment.json").read_text())
    assert (written["id"], written["data"], written["train_images"]) == (experiment.id, "bars-1", 54)


def test_the_test_part_is_touched_when_training_is_over(handler, compose, registry, splits, tmp_path):
    class Watched(bars.Corrupt):
        def __getitem__(self, indices):
            seen.extend(np.asarray(indices).tolist())
            return self.images[indices]

    def tell(event):
        at[event.kind] = set(seen)

    seen, at = [], {}
    watched = replace(splits, test=replace(splits.test, images=Watched(splits.test.images)))
    folder = RunFolder(tmp_path, 1)
    session.run(compose(), registry, watched, "bars-1", folder, handler.provenance(compose()), tell)
    assert at["epoch"] == {0, 7, 14}  # whose form was checked
    assert at["done"] == set(range(15))


def test_the_files_of_a_result_survive_a_power_failure(compose, train, tmp_path, monkeypatch):
    """After the last rename its folder is synced."""
    done = []

    def noted(module, name):
        call = getattr(module, name)

        def noting(*arguments):
            done.append((name, *map(str, arguments)))
            return call(*arguments)

        monkeypatch.setattr(module, name, noting)

    noted(os, "replace")
    noted(session, "sync")
    train(compose())
    folder = tmp_path / "run"
    assert done[-1] == ("sync", str(folder), str(tmp_path))
    assert str(folder / "weights.npz") in [call[-1] for call in done]


def test_a_plan_gets_the_folder_of_its_run(train, check, compose, tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "temporary").mkdir()
    experiment = compose(recipe="writing", seed=3)
    assert check(experiment)["refused"] is None
    assert list((tmp_path / "temporary").iterdir()) == [], "a check keeps nothing"
    shelf.result(train(experiment))
    assert [path.name for path in (tmp_path / "run" / "files").iterdir()] == [f"{experiment.id}-3.txt"]
    assert not (tmp_path / "files").exists()


def test_a_plan_that_does_not_ask_has_no_folder(train, compose, tmp_path):
    train(compose())
    assert not (tmp_path / "run" / "files").exists()
