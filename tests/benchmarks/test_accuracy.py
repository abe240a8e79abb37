"""The rows of the accuracy benchmark, from results and the script's epochs."""

from __future__ import annotations

import json

import pytest

from benchmarks import accuracy, pace
from benchmarks.accuracy import Entry, Peers
from zoo.experiments import experiment, registry

PEERS = Peers([60.0] * 49 + [78.0], (89.0, 90.0))


@pytest.fixture(autouse=True)
def twice_as_fast(monkeypatch):
    """Measuring the pace trains; here every entry is twice as fast as the script, and more on smaller images."""
    monkeypatch.setattr(pace, "against_article", lambda *parts, batch, scale: 2.0 / scale)


def entry(**given):
    return Entry(**{"name": "net", "parts": ("net", "flip", "fast"), "epochs": 10, "bar": 80.0, **given})


def result(test, tta=None):
    return {"test_accuracy": test, "tta_accuracy": tta}


def test_a_bar_is_met_by_the_mean_of_the_seeds():
    cells = accuracy.row(entry(), [result(0.79, 0.8), result(0.83, 0.84)], PEERS)
    assert cells[3:] == ["79.00, 83.00", "81.00 ± 25.41", "82.00", "at least 80.00", "met"]


def test_a_bar_above_the_script_is_counted_from_its_last_epoch():
    cells = accuracy.row(entry(bar=3.0, above=True), [result(0.805)], PEERS)
    assert cells[4:] == ["80.50", "-", "at least 81.00", "MISSED by 0.50"]


@pytest.mark.parametrize(("views", "verdict"), [(0.91, "MISSED by 1.00"), (0.89, "MISSED by 1.00, by 1.00 with TTA")])
def test_without_a_bar_it_is_the_record_holders_recipe(views, verdict):
    cells = accuracy.row(entry(bar=None), [result(0.88, views)], PEERS)
    assert cells[-2:] == ["at least 89.00, 90.00 with TTA", verdict]


@pytest.mark.parametrize(("epochs", "verdict"), [(20, "met"), (25, "MISSED by 2.5 epochs of time")])
def test_time_is_counted_in_epochs_of_the_article(epochs, verdict):
    cells = accuracy.row(entry(epochs=epochs, within=10), [result(0.9)], PEERS)
    assert cells[2] == f"{epochs / 2:.1f} of 10"
    assert cells[-1] == verdict


def test_time_is_that_of_images_of_each_scale():
    parts = ("net", "flip", "speedrun:image_scales=0.25/0.25/1:batch_size=250")
    assert entry(parts=parts, epochs=12).time == 4 / 8 + 4 / 8 + 4 / 2
    assert entry(parts=("net", "flip", "speedrun:image_scales=0.5/1"), epochs=3).time == 1 / 4 + 2 / 2


def test_what_is_recorded_is_not_trained_again(tmp_path):
    epochs = [{"val_accuracy": 0.5}] * accuracy.PEER_EPOCHS
    (tmp_path / "article-augmented.json").write_text(json.dumps(epochs))
    assert accuracy.peer(tmp_path, tmp_path / "no data") == [50.0] * accuracy.PEER_EPOCHS
    for seed, last in enumerate((0.5, 0.6, 0.7)):
        (tmp_path / f"airbench-{seed}.json").write_text(json.dumps({"epochs": [0.1, last], "views": 0.8}))
    assert accuracy.airbench(tmp_path, tmp_path / "no data") == pytest.approx((60, 80))


def test_every_entry_can_be_composed():
    known = registry.load()
    for one in accuracy.ENTRIES:
        model, augmenter, recipe = one.parts
        experiment.compose(known, dataset="cifar10", model=model, augmenter=augmenter, recipe=recipe, validation=None)


def test_it_is_skipped_unless_asked_for(capsys, monkeypatch):
    monkeypatch.delenv("BENCH", raising=False)
    assert accuracy.main() == 0
    assert "Skipped: it takes hours; BENCH=full runs it" in capsys.readouterr().out
